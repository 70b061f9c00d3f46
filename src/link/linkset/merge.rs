//! Linksets of shards made one.
//!
//! Each shard saw all of the target and its own part of the source, so that two may claim one target: the better score
//! keeps it, and the other row is given up, as one run over all would have done. Where the threshold was chosen, each shard
//! chose its own from its part of the scores; they are so many estimates of one number, and their mean is taken for all.

use crate::diagnostic::Diagnostic;
use crate::sssom::{ACCEPTED, Mapping, MappingSet, REVIEW};
use std::collections::{BTreeMap, HashSet};

/// A linkset and the name of its file.
pub type Named = (String, MappingSet);

/// Puts sets together. Rows of people are all kept, those of `own` over those of a shard about the same pair; of the tool's
/// rows, where a target has one partner at most (`once`), the best for each target.
///
/// Sets that are no shards, come from another spec than that of the digest `spec`, from other data, or are not all there, are
/// refused: their heads tell.
pub fn merge(
    own: &MappingSet,
    sets: &[Named],
    spec: &str,
    once: bool,
) -> Result<MappingSet, Vec<Diagnostic>> {
    let faults = unfit(sets, spec);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut merged = MappingSet::default();
    for (_, set) in sets {
        if merged.metadata.is_empty() {
            merged.metadata.clone_from(&set.metadata);
        }
    }
    for prefix in sets
        .iter()
        .flat_map(|(_, set)| &set.prefixes)
        .chain(&own.prefixes)
    {
        if !merged.prefixes.contains(prefix) {
            merged.prefixes.push(prefix.clone());
        }
    }
    for (name, value) in &mut merged.metadata {
        if name == "other" {
            let parts = value.split(';').map(str::trim);
            let whole: Vec<&str> = parts.filter(|part| !part.starts_with("shard ")).collect();
            *value = whole.join("; ");
        }
    }
    let judged: HashSet<(&str, &str)> = own
        .mappings
        .iter()
        .filter(|row| row.is_judgement())
        .map(|row| (row.subject.as_str(), row.object.as_str()))
        .collect();
    let mut best: BTreeMap<String, Mapping> = BTreeMap::new();
    let of_shards = sets
        .iter()
        .flat_map(|(_, set)| &set.mappings)
        .filter(|row| {
            !row.is_judgement() || !judged.contains(&(row.subject.as_str(), row.object.as_str()))
        });
    for row in of_shards.chain(own.mappings.iter().filter(|row| row.is_judgement())) {
        if row.is_judgement() || !once {
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
fn threshold(sets: &[Named]) -> Option<f64> {
    let told: Vec<(f64, f64)> = sets
        .iter()
        .filter_map(|(_, set)| {
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

/// What keeps sets from being the shards of one run.
fn unfit(sets: &[Named], spec: &str) -> Vec<Diagnostic> {
    let fault = |message: String, help: &str| Diagnostic::error("L013", message).help(help);
    let mut faults = Vec::new();
    let mut numbers: BTreeMap<usize, BTreeMap<usize, &str>> = BTreeMap::new();
    for (name, set) in sets {
        let Some((number, of)) = set.shard() else {
            faults.push(fault(
                format!("`{name}` is no shard"),
                "`relata link run SPEC --shard 1/4` writes one, and its head says which",
            ));
            continue;
        };
        let made = set
            .metadata("other")
            .and_then(|other| other.split(';').next());
        if made.map(str::trim) != Some(&format!("spec sha256:{spec}")) {
            faults.push(fault(
                format!("`{name}` was made with another spec, or before this one was changed"),
                "run all shards with the spec as it is",
            ));
        }
        let known = numbers.entry(of).or_default().insert(number, name);
        if let Some(known) = known {
            faults.push(fault(
                format!("`{known}` and `{name}` are both shard {number} of {of}"),
                "name each shard once",
            ));
        }
    }
    for version in ["subject_source_version", "object_source_version"] {
        for two in sets.windows(2) {
            let [(first, one), (second, other)] = two else {
                continue;
            };
            if one.metadata(version) != other.metadata(version) {
                faults.push(fault(
                    format!("`{first}` and `{second}` were made from different data: `{version}`"),
                    "run all shards over the same data",
                ));
            }
        }
    }
    let counts: Vec<usize> = numbers.keys().copied().collect();
    if counts.len() > 1 {
        let of: Vec<String> = numbers
            .iter()
            .flat_map(|(of, shards)| {
                shards
                    .iter()
                    .map(move |(number, name)| format!("`{name}` is {number}/{of}"))
            })
            .collect();
        faults.push(fault(
            format!("the shards are of different numbers: {}", of.join(", ")),
            "run all shards of one number",
        ));
    } else if let Some((of, shards)) = numbers.iter().next().filter(|_| faults.is_empty()) {
        let missing: Vec<String> = (1..=*of)
            .filter(|number| !shards.contains_key(number))
            .take(20)
            .map(|number| format!("{number}/{of}"))
            .collect();
        if !missing.is_empty() {
            faults.push(fault(
                format!("{} of {of} shards are missing: {}", of - shards.len(), missing.join(", ")),
                "run them too, and name all files: without them their part of the source would have no links",
            ));
        }
    }
    faults
}
