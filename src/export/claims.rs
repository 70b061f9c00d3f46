//! A table of claims for spreadsheets: one row a claim, RFC 4180.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::dataset::order::natural;
use crate::dataset::term::{View, unescape, view};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rdfs, rlt};
use crate::project::shorten;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// CSV, a row for each claim.
pub struct Claims;

/// What a column is called, and the property it comes from; those of the situation come after those of the claim.
const OF_CLAIM: &[(&str, &str)] = &[
    ("claim", ""),
    ("says", "label"),
    ("sentence", "anchor"),
    ("quote", "quote"),
    ("claimant", "claimant"),
    ("stated_in", "statedIn"),
    ("modality", "modality"),
    ("certainty", "certainty"),
    ("hedge", "hedge"),
    ("polarity", "polarity"),
    ("basis", "basis"),
    ("situation", "content"),
];
const OF_SITUATION: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("subject", "subject"),
    ("object", "object"),
    ("theme", "theme"),
    ("place", "place"),
    ("time", "time"),
    ("number", "number"),
    ("value", "value"),
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

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let mut about: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
        for [subject, predicate, object, _] in dataset.quads() {
            about
                .entry(*subject)
                .or_default()
                .push((*predicate, *object));
        }
        let text = |id: u32| match view(dataset.token(id)) {
            View::Iri(iri) => shorten(&vocabulary.prefixes, iri)
                .trim_matches(['<', '>'])
                .to_owned(),
            View::Blank(label) => format!("_:{label}"),
            View::Literal { value, .. } => unescape(value).into_owned(),
            View::Triple(_) => dataset.token(id).to_owned(),
        };
        let property = |local: &str| match local {
            "label" => dataset.find(&format!("{}", rdfs::LABEL)),
            local => dataset.find(&format!("<{}{local}>", rlt::NAMESPACE)),
        };
        let values = |subject: u32, local: &str| -> Vec<u32> {
            let Some(wanted) = property(local) else {
                return Vec::new();
            };
            about
                .get(&subject)
                .into_iter()
                .flatten()
                .filter(|(predicate, _)| *predicate == wanted)
                .map(|(_, object)| *object)
                .collect()
        };
        let (kind, class) = (
            dataset.find(&rdf::TYPE.to_string()),
            dataset.find(&rlt::CLAIM.to_string()),
        );
        let mut claims: Vec<u32> = about
            .iter()
            .filter(|(_, said)| {
                said.iter()
                    .any(|(predicate, object)| Some(*predicate) == kind && Some(*object) == class)
            })
            .map(|(claim, _)| *claim)
            .collect();
        claims.sort_by(|one, other| natural(&text(*one), &text(*other)));
        let mut table = csv::Writer::from_writer(&mut *out);
        table.write_record(OF_CLAIM.iter().chain(OF_SITUATION).map(|(name, _)| *name))?;
        let mut told = BTreeSet::new();
        for claim in &claims {
            let join = |ids: Vec<u32>| -> String {
                let mut words: Vec<String> = ids.into_iter().map(text).collect();
                words.sort_by(|one, other| natural(one, other));
                words.join(" | ")
            };
            told.insert(*claim);
            let situations = values(*claim, "content");
            told.extend(&situations);
            let mut row: Vec<String> = OF_CLAIM
                .iter()
                .map(|(_, local)| {
                    if local.is_empty() {
                        text(*claim)
                    } else {
                        join(values(*claim, local))
                    }
                })
                .collect();
            row.extend(OF_SITUATION.iter().map(|(_, local)| {
                join(
                    situations
                        .iter()
                        .flat_map(|situation| values(*situation, local))
                        .collect(),
                )
            }));
            table.write_record(&row)?;
        }
        table.flush()?;
        drop(table);
        let others = about
            .keys()
            .filter(|subject| !told.contains(subject))
            .count();
        Ok(if others == 0 {
            Vec::new()
        } else {
            vec![Diagnostic::remark("E004", format!("the table has {} claims with their situations; what is said of {others} other things is left out", claims.len())).help("`--format turtle` holds everything")]
        })
    }
}
