//! Nanopublications (<https://nanopub.net/guidelines/working_draft/>): each claim a small publication of its own in TriG, with
//! what is claimed, where it comes from, and what the publication is.

use super::{Format, Vocabulary};
use crate::dataset::{Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rlt};
use crate::turtle::write::write_dataset;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Nanopublications in TriG.
pub struct Nanopub;

const NP: &str = "http://www.nanopub.org/nschema#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const DCTERMS: &str = "http://purl.org/dc/terms/";

impl Format for Nanopub {
    fn name(&self) -> &'static str {
        "nanopub"
    }

    fn extension(&self) -> &'static str {
        "nanopub.trig"
    }

    fn media_type(&self) -> &'static str {
        "application/trig"
    }

    fn summary(&self) -> &'static str {
        "nanopublications in TriG, one a claim"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let mut about: BTreeMap<Id, Vec<(Id, Id)>> = BTreeMap::new();
        for [subject, predicate, object, _] in dataset.quads() {
            about
                .entry(*subject)
                .or_default()
                .push((*predicate, *object));
        }
        let known = |name: &str| dataset.find(&format!("<{name}>"));
        let (kind, class) = (known(rdf::TYPE.as_str()), known(rlt::CLAIM.as_str()));
        let content = known(rlt::CONTENT.as_str());
        let mut made = Dataset::new();
        let mut told: BTreeSet<Id> = BTreeSet::new();
        let mut claims = 0;
        let mut nameless = 0;
        for (claim, said) in &about {
            if !said
                .iter()
                .any(|(predicate, object)| Some(*predicate) == kind && Some(*object) == class)
            {
                continue;
            }
            let Some(iri) = iri_of(dataset.token(*claim)) else {
                nameless += 1;
                continue;
            };
            claims += 1;
            told.insert(*claim);
            let mut publication = Publication::new(&mut made, iri);
            for (_, situation) in said
                .iter()
                .filter(|(predicate, _)| Some(*predicate) == content)
            {
                told.insert(*situation);
                for (predicate, object) in about.get(situation).into_iter().flatten() {
                    publication.add(
                        Part::Assertion,
                        dataset.token(*situation),
                        dataset.token(*predicate),
                        dataset.token(*object),
                    );
                }
            }
            for (predicate, object) in said {
                let (predicate, object) = (dataset.token(*predicate), dataset.token(*object));
                publication.add(Part::Provenance, dataset.token(*claim), predicate, object);
                let assertion = publication.name(Part::Assertion);
                if iri_of(predicate) == Some(rlt::ANCHOR.as_str()) {
                    publication.add(
                        Part::Provenance,
                        &assertion,
                        &format!("<{PROV}wasDerivedFrom>"),
                        object,
                    );
                } else if iri_of(predicate) == Some(rlt::CLAIMANT.as_str()) {
                    publication.add(
                        Part::Provenance,
                        &assertion,
                        &format!("<{PROV}wasAttributedTo>"),
                        object,
                    );
                }
            }
            publication.finish(vocabulary);
        }
        made.settle();
        let mut prefixes = vocabulary.prefixes.clone();
        if !prefixes.iter().any(|(_, namespace)| namespace == NP) {
            prefixes.push(("np".to_owned(), NP.to_owned()));
        }
        write_dataset(&made, &prefixes, out)?;
        let others = about
            .keys()
            .filter(|subject| !told.contains(subject))
            .count()
            - nameless;
        let mut losses = Vec::new();
        if others + nameless > 0 {
            let unnamed = if nameless == 0 {
                String::new()
            } else {
                format!(", and {nameless} claims without a name")
            };
            losses.push(
                Diagnostic::remark("E004", format!("{claims} claims are published with their situations; what is said of {others} other things is left out{unnamed}"))
                    .help("`--format trig` holds everything"),
            );
        }
        Ok(losses)
    }
}

/// What stands between the brackets of an IRI's text.
fn iri_of(token: &str) -> Option<&str> {
    token.strip_prefix('<')?.strip_suffix('>')
}

#[derive(Clone, Copy)]
enum Part {
    Head,
    Assertion,
    Provenance,
    Information,
}

struct Publication<'a> {
    made: &'a mut Dataset,
    iri: &'a str,
}

impl<'a> Publication<'a> {
    fn new(made: &'a mut Dataset, iri: &'a str) -> Self {
        Self { made, iri }
    }

    fn name(&self, part: Part) -> String {
        let local = match part {
            Part::Head => "head",
            Part::Assertion => "assertion",
            Part::Provenance => "provenance",
            Part::Information => "pubinfo",
        };
        format!("<{}/np/{local}>", self.iri)
    }

    fn add(&mut self, part: Part, subject: &str, predicate: &str, object: &str) {
        let graph = self.name(part);
        let quad =
            [subject, predicate, object, graph.as_str()].map(|token| self.made.intern(token));
        self.made.insert(quad);
    }

    /// The head, and what the publication is.
    fn finish(mut self, vocabulary: &Vocabulary) {
        let whole = format!("<{}/np>", self.iri);
        self.add(
            Part::Head,
            &whole,
            &rdf::TYPE.to_string(),
            &format!("<{NP}Nanopublication>"),
        );
        for (property, part) in [
            ("hasAssertion", Part::Assertion),
            ("hasProvenance", Part::Provenance),
            ("hasPublicationInfo", Part::Information),
        ] {
            let name = self.name(part);
            self.add(Part::Head, &whole, &format!("<{NP}{property}>"), &name);
        }
        if let Some(license) = &vocabulary.background.license {
            self.add(
                Part::Information,
                &whole,
                &format!("<{DCTERMS}license>"),
                &format!("<{license}>"),
            );
        }
        if let Some(base) = &vocabulary.base {
            self.add(
                Part::Information,
                &whole,
                &format!("<{DCTERMS}isPartOf>"),
                &format!("<{base}>"),
            );
        }
        self.add(
            Part::Information,
            &whole,
            &format!("<{PROV}wasDerivedFrom>"),
            &format!("<{}>", self.iri),
        );
    }
}
