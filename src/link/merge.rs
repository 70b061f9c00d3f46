//! Linksets of shards made one.
//!
//! Each shard saw all of the target and its own part of the source, so that two may claim one target: the better score
//! keeps it, and the other row is given up, as one run over all would have done. Where the threshold was chosen, each shard
//! chose its own from its part of the scores; they are so many estimates of one number, and their mean is taken for all.

use crate::diagnostic::Diagnostic;
use crate::sssom::{ACCEPTED, Mapping, MappingSet, REVIEW};
use std::collections::BTreeMap;

/// Puts sets together. Rows of people are all kept; of the tool's rows, where `one_to_one`, the best for each target.
///
/// Sets that come from other specs or other data are refused: their heads tell.
pub fn merge(
    own: &MappingSet,
    sets: &[MappingSet],
    one_to_one: bool,
) -> Result<MappingSet, Diagnostic> {
    let mut merged = MappingSet::default();
    for set in sets {
        if merged.metadata.is_empty() {
            merged.metadata.clone_from(&set.metadata);
        }
        for name in ["subject_source_version", "object_source_version"] {
            if set.metadata(name) != merged.metadata(name) {
                return Err(Diagnostic::error(
                    "L013",
                    format!("the shards disagree about `{name}`"),
                )
                .help("run all shards over the same data"));
            }
        }
        let spec = |set: &MappingSet| {
            set.metadata("other")
                .and_then(|other| other.split(';').next().map(str::to_owned))
        };
        if spec(set) != spec(&merged) {
            return Err(
                Diagnostic::error("L013", "the shards come from different specs")
                    .help("run all shards with the same spec"),
            );
        }
        for prefix in &set.prefixes {
            if !merged.prefixes.contains(prefix) {
                merged.prefixes.push(prefix.clone());
            }
        }
    }
    for prefix in &own.prefixes {
        if !merged.prefixes.contains(prefix) {
            merged.prefixes.push(prefix.clone());
        }
    }
    let mut best: BTreeMap<String, Mapping> = BTreeMap::new();
    let rows = sets.iter().flat_map(|set| &set.mappings);
    for row in rows.chain(own.mappings.iter().filter(|row| row.is_judgement())) {
        if row.is_judgement() || !one_to_one {
            merged.mappings.push(row.clone());
            continue;
        }
        let better = best.get(&row.object).is_none_or(|known| {
            let (new, old) = (
                row.confidence.unwrap_or(0.0),
                known.confidence.unwrap_or(0.0),
            );
            new > old || (new == old && row.subject < known.subject)
        });
        if better {
            best.insert(row.object.clone(), row.clone());
        }
    }
    merged.mappings.extend(best.into_values());
    if let Some(threshold) = threshold(sets) {
        for row in &mut merged.mappings {
            if !row.is_judgement() && (row.other == ACCEPTED || row.other == REVIEW) {
                let enough = row.confidence.is_some_and(|score| score >= threshold);
                row.other = if enough { ACCEPTED } else { REVIEW }.to_owned();
            }
        }
        for (name, value) in &mut merged.metadata {
            if name == "other" {
                *value = value
                    .split("; ")
                    .map(|part| match part.strip_prefix(ACCEPT) {
                        Some(_) => format!("{ACCEPT}{threshold:.4}"),
                        None => part.to_owned(),
                    })
                    .collect::<Vec<_>>()
                    .join("; ");
            }
        }
    }
    Ok(merged)
}

/// What stands before the threshold in a linkset's head.
const ACCEPT: &str = "accept ";

/// The mean of the thresholds that shards chose, each weighing as much as it has rows; `None` where all are one already.
fn threshold(sets: &[MappingSet]) -> Option<f64> {
    let told: Vec<(f64, f64)> = sets
        .iter()
        .filter_map(|set| {
            let mut parts = set.metadata("other")?.split("; ");
            let accept = parts.find_map(|part| part.strip_prefix(ACCEPT))?;
            Some((accept.parse().ok()?, set.mappings.len() as f64))
        })
        .collect();
    if told.iter().all(|(accept, _)| *accept == told[0].0) {
        return None;
    }
    let rows: f64 = told.iter().map(|(_, rows)| rows).sum();
    let sum: f64 = told.iter().map(|(accept, rows)| accept * rows).sum();
    (rows > 0.0).then(|| sum / rows)
}
