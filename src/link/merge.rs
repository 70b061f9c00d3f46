//! Linksets of shards made one.
//!
//! Each shard saw all of the target and its own part of the source, so that two may claim one target: the better score
//! keeps it, and the other row is given up, as one run over all would have done.

use crate::diagnostic::Diagnostic;
use crate::sssom::{Mapping, MappingSet};
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
    Ok(merged)
}
