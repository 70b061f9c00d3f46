//! Tables for spreadsheets, RFC 4180: claims, entities, and a timeline.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it, because a graph may come from anybody;
//! the loss report counts them.

use super::about::About;
use super::{Format, Vocabulary};
use crate::dataset::{Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rdf, rlt, schema, skos};
use crate::store::time::{Reading, Stamps, stamps};
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// CSV, a row for each claim with its situation.
pub struct Claims;

/// CSV, a row for each entity.
pub struct Entities;

/// CSV, a row for each situation that has a time.
pub struct Timeline;

type Column = (&'static str, NamedNodeRef<'static>);

const OF_CLAIM: &[Column] = &[
    ("sentence", rlt::ANCHOR),
    ("quote", rlt::QUOTE),
    ("claimant", rlt::CLAIMANT),
    ("stated_in", rlt::STATED_IN),
    ("modality", rlt::MODALITY),
    ("certainty", rlt::CERTAINTY),
    ("hedge", rlt::HEDGE),
    ("polarity", rlt::POLARITY),
    ("basis", rlt::BASIS),
    ("situation", rlt::CONTENT),
];
const OF_SITUATION: &[Column] = &[
    ("kind", rlt::KIND),
    ("subject", rlt::SUBJECT),
    ("object", rlt::OBJECT),
    ("theme", rlt::THEME),
    ("place", rlt::PLACE),
    ("produced", rlt::PRODUCED),
    ("time", rlt::TIME),
    ("comparator", rlt::COMPARATOR),
    ("number", rlt::NUMBER),
    ("per", rlt::PER),
    ("value", rlt::VALUE),
];
const OF_TIME: &[&str] = &[
    "begins_earliest",
    "begins_latest",
    "ends_earliest",
    "ends_latest",
    "time",
    "time_as_worded",
    "situation",
    "what",
    "class",
    "kind",
    "subject",
    "object",
    "theme",
    "place",
    "claims",
    "firmness",
    "sentences",
];
const OF_ENTITY: &[&str] = &[
    "entity",
    "label",
    "other_names",
    "types",
    "date",
    "of",
    "note",
    "named_in",
    "claims",
    "links",
];
/// Properties that say which outside thing something is.
pub(super) const LINKS: &[&str] = &[
    "http://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2004/02/skos/core#closeMatch",
    "https://schema.org/sameAs",
];

impl Format for Claims {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn summary(&self) -> &'static str {
        "CSV, a row for each claim with its situation"
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn columns(&self) -> Vec<&'static str> {
        let rest = OF_CLAIM.iter().chain(OF_SITUATION).map(|(name, _)| *name);
        ["claim", "says"].into_iter().chain(rest).collect()
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let about = About::of(dataset, vocabulary);
        let mut table = Table::begin(&self.columns(), out)?;
        let mut told = BTreeSet::new();
        let claims = about.claims();
        for claim in &claims {
            let situations = about.values(*claim, rlt::CONTENT);
            told.insert(*claim);
            told.extend(&situations);
            let mut row = vec![about.short(*claim), about.label(*claim).unwrap_or_default()];
            for (_, property) in OF_CLAIM {
                row.push(about.joined(&about.values(*claim, *property)));
            }
            for (_, property) in OF_SITUATION {
                let values: Vec<Id> = situations
                    .iter()
                    .flat_map(|situation| about.values(*situation, *property))
                    .collect();
                row.push(about.joined(&values));
            }
            table.row(row)?;
        }
        let holds = format!("{} claims with their situations", claims.len());
        table.end(&holds, about.untold(&told))
    }
}

impl Format for Entities {
    fn name(&self) -> &'static str {
        "entities"
    }

    fn extension(&self) -> &'static str {
        "entities.csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn summary(&self) -> &'static str {
        "CSV, a row for each entity: its names, where it is named, what is claimed of it"
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn columns(&self) -> Vec<&'static str> {
        OF_ENTITY.to_vec()
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let about = About::of(dataset, vocabulary);
        let uses = Uses::of(&about);
        let mut table = Table::begin(OF_ENTITY, out)?;
        let mut told = BTreeSet::new();
        for entity in about.exported() {
            if !is_entity(&about, entity) {
                continue;
            }
            told.insert(entity);
            let mut names = about.values(entity, skos::ALT_LABEL);
            names.extend(about.values(entity, skos::HIDDEN_LABEL));
            let list = |ids: Option<&BTreeSet<Id>>| {
                about.joined(&ids.into_iter().flatten().copied().collect::<Vec<_>>())
            };
            let one = |property| about.joined(&about.values(entity, property));
            table.row(vec![
                about.short(entity),
                about.label(entity).unwrap_or_default(),
                about.joined(&names),
                one(rdf::TYPE),
                one(dcterms::DATE),
                one(rlt::OF),
                one(skos::EDITORIAL_NOTE),
                list(uses.named_in.get(&entity)),
                list(uses.claims.get(&entity)),
                about.joined(&links(&about, entity)),
            ])?;
        }
        let holds = format!("{} entities", told.len());
        table.end(&holds, about.untold(&told))
    }
}

impl Format for Timeline {
    fn name(&self) -> &'static str {
        "timeline"
    }

    fn extension(&self) -> &'static str {
        "timeline.csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn summary(&self) -> &'static str {
        "CSV, a row for each situation that has a time, earliest first"
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn columns(&self) -> Vec<&'static str> {
        OF_TIME.to_vec()
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let about = About::of(dataset, vocabulary);
        let uses = Uses::of(&about);
        let mut dated: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        let mut told = BTreeSet::new();
        for situation in about.exported() {
            let Some(time) = about.value(situation, rlt::TIME) else {
                continue;
            };
            told.insert(situation);
            dated.push(moment(&about, &uses, situation, &time));
        }
        dated.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut table = Table::begin(OF_TIME, out)?;
        for (_, row) in &dated {
            table.row(row.clone())?;
        }
        let holds = format!("{} situations that have a time", dated.len());
        table.end(&holds, about.untold(&told))
    }
}

/// What a row of the timeline is sorted by, and the row.
fn moment(about: &About<'_>, uses: &Uses, situation: Id, time: &str) -> (Vec<String>, Vec<String>) {
    let is_event = about.is_a(situation, rlt::EVENT);
    let reading = if is_event {
        Reading::Within
    } else {
        Reading::Throughout
    };
    // an ill-formed time is a finding of `check`; here it has no bounds
    let stamps = stamps(time, reading).unwrap_or_default();
    let claims = uses.content_of.get(&situation);
    let claims: Vec<Id> = claims.into_iter().flatten().copied().collect();
    let of_claims = |property| -> Vec<Id> {
        claims
            .iter()
            .flat_map(|claim| about.values(*claim, property))
            .collect()
    };
    // how firmly each is put, so that nobody takes a forecast or a denial for an event
    let mut firmness: Vec<String> = claims
        .iter()
        .map(|claim| {
            [rlt::MODALITY, rlt::CERTAINTY, rlt::POLARITY]
                .map(|property| local(&about.joined(&about.values(*claim, property))))
                .join(" ")
        })
        .collect();
    firmness.sort();
    firmness.dedup();
    let one = |property| about.joined(&about.values(situation, property));
    let class = [
        ("event", rlt::EVENT),
        ("state", rlt::STATE),
        ("influence", rlt::INFLUENCE),
    ]
    .into_iter()
    .find(|(_, class)| about.is_a(situation, *class))
    .map_or("", |(name, _)| name);
    let Stamps {
        earliest_begin,
        latest_begin,
        earliest_end,
        latest_end,
    } = stamps;
    let bounds =
        [earliest_begin, latest_begin, earliest_end, latest_end].map(Option::unwrap_or_default);
    // what has no first day stands where it ends
    let first = bounds.iter().find(|day| !day.is_empty());
    let key = vec![
        first.cloned().unwrap_or_default(),
        bounds[3].clone(),
        about.short(situation),
    ];
    let mut row = bounds.to_vec();
    row.extend([
        time.to_owned(),
        one(rlt::TIME_TEXT),
        about.short(situation),
        about.label(situation).unwrap_or_default(),
        class.to_owned(),
        one(rlt::KIND),
        one(rlt::SUBJECT),
        one(rlt::OBJECT),
        one(rlt::THEME),
        one(rlt::PLACE),
        about.joined(&claims),
        firmness.join(" | "),
        about.joined(&about.sorted(of_claims(rlt::ANCHOR))),
    ]);
    (key, row)
}

fn local(name: &str) -> String {
    name.rsplit([':', '#', '/'])
        .next()
        .unwrap_or(name)
        .to_owned()
}

/// An entity is what has a type or a label and is neither claim, situation, passage nor a term of an ontology.
fn is_entity(about: &About<'_>, id: Id) -> bool {
    let other = [
        rlt::CLAIM,
        rlt::SITUATION,
        rlt::EVENT,
        rlt::STATE,
        rlt::INFLUENCE,
        rlt::PASSAGE,
    ];
    let kinds = about.values(id, rdf::TYPE);
    let is_term = kinds
        .iter()
        .filter_map(|kind| about.iri(*kind))
        .any(|kind| {
            [
                "http://www.w3.org/2002/07/owl#",
                "http://www.w3.org/2000/01/rdf-schema#",
                "http://www.w3.org/ns/shacl#",
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            ]
            .iter()
            .any(|namespace| kind.starts_with(namespace))
        });
    about.iri(id).is_some()
        && (about.label(id).is_some() || !kinds.is_empty())
        && !is_term
        && !other.iter().any(|class| about.is_a(id, *class))
}

fn links(about: &About<'_>, entity: Id) -> Vec<Id> {
    let linked = about.said(entity).iter().filter(|(property, _)| {
        about
            .iri(*property)
            .is_some_and(|iri| LINKS.contains(&iri.as_str()))
    });
    about.sorted(linked.map(|(_, object)| *object))
}

/// Who names and claims what.
struct Uses {
    named_in: BTreeMap<Id, BTreeSet<Id>>,
    content_of: BTreeMap<Id, BTreeSet<Id>>,
    claims: BTreeMap<Id, BTreeSet<Id>>,
}

impl Uses {
    fn of(about: &About<'_>) -> Self {
        let mut uses = Self {
            named_in: BTreeMap::new(),
            content_of: BTreeMap::new(),
            claims: BTreeMap::new(),
        };
        for subject in about.subjects() {
            for named in about.values(subject, schema::MENTIONS) {
                uses.named_in.entry(named).or_default().insert(subject);
            }
            if !about.is_a(subject, rlt::CLAIM) {
                continue;
            }
            for situation in about.values(subject, rlt::CONTENT) {
                uses.content_of
                    .entry(situation)
                    .or_default()
                    .insert(subject);
                let roles = [
                    rlt::SUBJECT,
                    rlt::OBJECT,
                    rlt::THEME,
                    rlt::PLACE,
                    rlt::PRODUCED,
                ];
                for involved in roles.iter().flat_map(|role| about.values(situation, *role)) {
                    uses.claims.entry(involved).or_default().insert(subject);
                }
            }
        }
        uses
    }
}

/// A table that is being written.
struct Table<'a> {
    rows: csv::Writer<&'a mut dyn Write>,
    guarded: usize,
}

impl<'a> Table<'a> {
    fn begin(columns: &[&str], out: &'a mut dyn Write) -> std::io::Result<Self> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(columns)?;
        Ok(Self { rows, guarded: 0 })
    }

    fn row(&mut self, cells: Vec<String>) -> std::io::Result<()> {
        let guarded: Vec<String> = cells.into_iter().map(|cell| self.guard(cell)).collect();
        self.rows.write_record(&guarded)?;
        Ok(())
    }

    /// A number with a sign is none of what a spreadsheet reckons with; anything else that begins like a formula is.
    fn guard(&mut self, cell: String) -> String {
        let like = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if like && cell.parse::<f64>().is_err() {
            self.guarded += 1;
            return format!("'{cell}");
        }
        cell
    }

    /// Ends the table with its loss report.
    fn end(mut self, holds: &str, untold: usize) -> std::io::Result<Vec<Diagnostic>> {
        self.rows.flush()?;
        let mut losses = Vec::new();
        if untold > 0 {
            losses.push(
                Diagnostic::remark(
                    "E004",
                    format!(
                        "the table has {holds}; what is said of {untold} other things is left out"
                    ),
                )
                .note("languages and datatypes are left out, several values share a cell")
                .help("`--format turtle` holds everything"),
            );
        }
        if self.guarded > 0 {
            losses.push(
                Diagnostic::remark(
                    "E005",
                    format!(
                        "an apostrophe stands before cells that look like formulas: {}",
                        self.guarded
                    ),
                )
                .help("a spreadsheet would have taken them for formulas"),
            );
        }
        Ok(losses)
    }
}
