//! Claims as reifiers of RDF 1.2 (<https://www.w3.org/TR/rdf12-concepts/#section-triple-terms>): the claim itself is the
//! named reifier of a simple triple, and what is said of the claim is said of the reifier.
//!
//! How a claim becomes a triple: the subject and the object of its situation, joined by what its kind says. Where a deriving
//! query of the project (`queries/held-*.rq`) makes a property of a kind, that property is taken; else the kind itself is the
//! property, since each kind says what its subject and object are. A triple is only quoted; it is stated too where the held
//! view states it, that is for a kind with such a query and a claim that a reader may take as held. So a denied claim is
//! there, marked as denied, and its triple is not.

use super::about::About;
use super::{Format, Vocabulary};
use crate::dataset::{DEFAULT_GRAPH, Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rlt};
use crate::query::derived::Relation;
use crate::turtle::write::write_dataset;
use oxrdf::NamedNodeRef;
use std::collections::BTreeSet;
use std::io::Write;

/// RDF 1.2 Turtle, one reifier a claim.
pub struct Reified;

/// The roles that can be the object of a simple triple, the nearest first.
const OBJECTS: &[NamedNodeRef<'static>] = &[rlt::OBJECT, rlt::THEME, rlt::PRODUCED, rlt::VALUE];
/// When what is claimed was so, said of a claim as of any work.
const WHEN: &str = "<https://schema.org/temporalCoverage>";

impl Format for Reified {
    fn name(&self) -> &'static str {
        "reified"
    }

    fn extension(&self) -> &'static str {
        "reified.ttl"
    }

    fn media_type(&self) -> &'static str {
        "text/turtle;version=1.2"
    }

    fn summary(&self) -> &'static str {
        "RDF 1.2 Turtle, each claim the named reifier of a simple triple"
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let about = About::of(dataset, vocabulary);
        let mut made = Made {
            about: &about,
            vocabulary,
            written: Dataset::new(),
            told: BTreeSet::new(),
            more: 0,
        };
        let mut without = Vec::new();
        let claims = about.claims();
        for claim in &claims {
            if !made.claim(*claim) {
                without.push(about.short(*claim));
            }
        }
        made.written.settle();
        let (told, more) = (made.told, made.more);
        write_dataset(&made.written, &vocabulary.prefixes, out)?;
        Ok(losses(&about, &claims, &without, &told, more))
    }
}

struct Made<'a> {
    about: &'a About<'a>,
    vocabulary: &'a Vocabulary,
    written: Dataset,
    told: BTreeSet<Id>,
    /// Statements about situations that are in no triple and on no reifier.
    more: usize,
}

impl Made<'_> {
    fn add(&mut self, subject: &str, predicate: &str, object: &str) {
        let [s, p, o] = [subject, predicate, object].map(|token| self.written.intern(token));
        self.written.insert([s, p, o, DEFAULT_GRAPH]);
    }

    /// Writes a claim; false where it gives no triple.
    fn claim(&mut self, claim: Id) -> bool {
        let about = self.about;
        let name = about.token(claim).to_owned();
        let reifies = rdf::REIFIES.to_string();
        self.told.insert(claim);
        for (property, value) in about.said(claim) {
            self.add(&name, about.token(*property), about.token(*value));
        }
        let is_held = self.vocabulary.background.held.contains(&name);
        let mut triples = 0;
        for situation in about.values(claim, rlt::CONTENT) {
            let (found, used) = self.triples(situation);
            for [subject, property, object, stated] in &found {
                let term = format!("<<( {subject} {property} {object} )>>");
                self.add(&name, &reifies, &term);
                if is_held && !stated.is_empty() {
                    self.add(subject, property, object);
                }
            }
            for time in about.values(situation, rlt::TIME) {
                self.add(&name, WHEN, about.token(time));
            }
            triples += found.len();
            if self.told.insert(situation) {
                self.more += about.said(situation).len().saturating_sub(used);
            }
        }
        triples > 0
    }

    /// The simple triples of a situation as tokens, the last not empty where the held view has them; and how many of its
    /// statements they and the reifier hold.
    fn triples(&self, situation: Id) -> (Vec<[String; 4]>, usize) {
        let about = self.about;
        let mut found = Vec::new();
        let mut used = about.values(situation, rlt::TIME).len();
        for kind in about.values(situation, rlt::KIND) {
            let Some(iri) = about.iri(kind) else { continue };
            let relation = self
                .vocabulary
                .background
                .relations
                .iter()
                .find(|relation| relation.kind == iri);
            let (subjects, property, objects) = match relation {
                Some(relation) => self.by_query(situation, relation),
                None => (
                    about.values(situation, rlt::SUBJECT),
                    about.token(kind).to_owned(),
                    OBJECTS
                        .iter()
                        .map(|role| about.values(situation, *role))
                        .find(|values| !values.is_empty())
                        .unwrap_or_default(),
                ),
            };
            if !subjects.is_empty() && !objects.is_empty() {
                used += subjects.len() + objects.len() + 1;
            }
            for subject in subjects
                .iter()
                .filter(|id| !about.token(**id).starts_with('"'))
            {
                for object in &objects {
                    found.push([
                        about.token(*subject).to_owned(),
                        property.clone(),
                        about.token(*object).to_owned(),
                        relation.map_or("", |_| "held").to_owned(),
                    ]);
                }
            }
        }
        (found, used)
    }

    fn by_query(&self, situation: Id, relation: &Relation) -> (Vec<Id>, String, Vec<Id>) {
        let role = |iri: &str| {
            self.about
                .values(situation, NamedNodeRef::new_unchecked(iri))
        };
        (
            role(&relation.subject),
            format!("<{}>", relation.property),
            role(&relation.object),
        )
    }
}

fn losses(
    about: &About<'_>,
    claims: &[Id],
    without: &[String],
    told: &BTreeSet<Id>,
    more: usize,
) -> Vec<Diagnostic> {
    let mut losses = Vec::new();
    if !without.is_empty() {
        losses.push(
            Diagnostic::remark(
                "E006",
                format!(
                    "{} of {} claims reify no triple: their situation has no subject, or neither object, theme, product nor value",
                    without.len(),
                    claims.len()
                ),
            )
            .note(format!("without a triple: {}", without.join(", ")))
            .help("what is said of these claims is written all the same; `--format turtle` holds their situations"),
        );
    }
    let others = about.untold(told);
    if more + others > 0 {
        losses.push(
            Diagnostic::remark(
                "E004",
                format!("of the situations, {more} statements are in no triple (labels, classes, places, further roles); what is said of {others} other things is left out"),
            )
            .help("`--format turtle` holds everything"),
        );
    }
    losses
}
