//! From what a run found to the rows of its linkset, beside the judgements that are there already.

use super::combine::Parts;
use super::parallel::each;
use super::portions::Portions;
use super::prepare::Prepared;
use super::run::{Found, Outcome, State};
use super::source::Records;
use super::task::{Shard, Task};
use crate::external::Failure;
use crate::project::Project;
use crate::sssom::{ACCEPTED, COMPOSITE, MANUAL, Mapping, MappingSet, NO_TERM_FOUND, REVIEW};

/// The linkset after a run: every judgement that was there, and the tool's rows anew. The head of a shard, from 0, says which.
pub fn linkset(
    task: &Task,
    project: Option<&Project>,
    portions: &Portions<'_>,
    outcome: &Outcome,
    before: &MappingSet,
    shard: Option<Shard>,
) -> Result<MappingSet, Failure> {
    let mut mappings: Vec<Mapping> = before
        .mappings
        .iter()
        .filter(|mapping| mapping.is_judgement() || mapping.tool != "relata")
        .cloned()
        .collect();
    portions.tell(&outcome.found, &mut |sides, prepared, found| {
        let chunks: Vec<&[Found]> = found.chunks(4096).collect();
        let rows = each(&chunks, |chunk| {
            let made = |found| made(task, (sides, prepared), found);
            chunk.iter().map(made).collect::<Vec<_>>()
        });
        mappings.extend(rows.into_iter().flatten());
        Ok(())
    })?;
    let base = project.map_or("https://example.org/", |project| {
        project.manifest.base.as_str()
    });
    let license = task
        .spec
        .license
        .clone()
        .or_else(|| project.and_then(|project| project.manifest.license.clone()))
        .unwrap_or_else(|| "https://w3id.org/sssom/license/unspecified".to_owned());
    let mut metadata = vec![
        (
            "mapping_set_id".to_owned(),
            format!("{base}links/{}", task.name),
        ),
        ("license".to_owned(), license),
        ("mapping_tool".to_owned(), "relata".to_owned()),
        (
            "mapping_tool_version".to_owned(),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
    ];
    if let Some(title) = &task.spec.title {
        metadata.insert(1, ("mapping_set_title".to_owned(), title.clone()));
    }
    for (name, side) in ["subject_source_version", "object_source_version"]
        .into_iter()
        .zip(&portions.sides.records)
    {
        if !side.digest.is_empty() {
            metadata.push((name.to_owned(), format!("sha256:{}", side.digest)));
        }
    }
    let accept = outcome.accept.map_or_else(
        || "none without review".to_owned(),
        |accept| format!("{accept:.4}"),
    );
    metadata.push((
        "other".to_owned(),
        format!(
            "spec sha256:{}; accept {accept}; review {:.4}{}",
            crate::text::sha256(&task.source.text),
            outcome.review,
            shard.map_or_else(String::new, |(number, of)| {
                format!("; shard {}/{of}", number + 1)
            })
        ),
    ));
    Ok(MappingSet {
        prefixes: task.prefixes.clone(),
        metadata,
        mappings,
    })
}

/// The row of a link, whose records are numbered as they are at hand.
fn made(task: &Task, (sides, prepared): (&[Records; 2], &Prepared), found: &Found) -> Mapping {
    let reasons = reasons(task, &prepared.parts(found.source, found.target));
    let comment = match found.state {
        State::Accepted => reasons,
        // a person who is to decide has what else is known at hand, and needs no dataset for it
        State::Review => {
            let pair = [(0, found.source), (1, found.target)];
            let beside = pair.map(|(side, record)| beside(task, sides, side, record));
            with_beside(reasons, &beside)
        }
    };
    row(task, sides, found, comment)
}

fn row(task: &Task, sides: &[Records; 2], found: &Found, comment: String) -> Mapping {
    Mapping {
        subject: sides[0].ids.only(found.source).to_owned(),
        subject_label: label(task, sides, 0, found.source),
        predicate: task.predicate(),
        object: sides[1].ids.only(found.target).to_owned(),
        object_label: label(task, sides, 1, found.target),
        justification: COMPOSITE.to_owned(),
        tool: "relata".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        confidence: Some(found.score),
        comment,
        other: if found.state == State::Accepted {
            ACCEPTED
        } else {
            REVIEW
        }
        .to_owned(),
        ..Mapping::default()
    }
}

/// The label of a record, for people: the first value of each property that makes it.
pub fn label(task: &Task, sides: &[Records; 2], side: usize, record: usize) -> String {
    let properties = task.label(side).iter();
    let columns = properties.filter_map(|name| sides[side].properties.get(name));
    let parts: Vec<&str> = columns
        .map(|column| column.only(record))
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

/// What else is known of a record, for people who have to tell it from others: `born 1869, place Brno`.
pub fn beside(task: &Task, sides: &[Records; 2], side: usize, record: usize) -> String {
    let shown = task.label(side);
    let label = label(task, sides, side, record);
    let mut parts = Vec::new();
    for (name, column) in &sides[side].properties {
        let values: Vec<&str> = column
            .values(record)
            .filter(|value| *value != label)
            .take(SHOWN + 1)
            .collect();
        let is_label = shown.len() > 1 && shown.contains(name);
        if values.is_empty() || is_label {
            continue;
        }
        let more = if values.len() > SHOWN { " …" } else { "" };
        let several = values[..values.len().min(SHOWN)].join(" | ");
        parts.push(format!("{name} {several}{more}"));
    }
    parts.join(", ")
}

/// What stands in a comment before what is known of the source's and of the target's thing.
const BESIDE: [&str; 2] = ["; source: ", "; target: "];

/// Reasons, and behind them what is known of both things.
fn with_beside(mut comment: String, beside: &[String; 2]) -> String {
    for (begin, words) in BESIDE.iter().zip(beside) {
        if !words.is_empty() {
            comment.push_str(begin);
            comment.push_str(words);
        }
    }
    comment
}

/// The reasons in a comment, and what it says of the source's and of the target's thing; empty where it says nothing.
///
/// ```
/// let comment = "name 0.93; source: born 1851; target: born 1850, place Brno";
/// let (reasons, beside) = relata::link::linkset::parted(comment);
/// assert_eq!((reasons, beside), ("name 0.93", ["born 1851", "born 1850, place Brno"]));
/// assert_eq!(relata::link::linkset::parted("name 0.93"), ("name 0.93", ["", ""]));
/// ```
pub fn parted(comment: &str) -> (&str, [&str; 2]) {
    let (rest, target) = comment.split_once(BESIDE[1]).unwrap_or((comment, ""));
    let (reasons, source) = rest.split_once(BESIDE[0]).unwrap_or((rest, ""));
    (reasons, [source, target])
}

/// Values of a property that are shown beside a label.
const SHOWN: usize = 3;

/// The likeness of each comparison in words: `name 0.98, year 1.00, city missing`.
pub fn reasons(task: &Task, parts: &Parts) -> String {
    task.spec
        .comparisons
        .iter()
        .zip(parts)
        .map(|(comparison, part)| match part {
            Some(part) => format!("{} {part:.2}", comparison.shown()),
            None => format!("{} missing", comparison.shown()),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// A person's judgement of a pair as a row; `object` of `None` says that nothing was found.
pub fn judgement(
    task: &Task,
    subject: (&str, &str),
    object: Option<(&str, &str)>,
    holds: bool,
    author: &str,
    date: &str,
) -> Mapping {
    let (object, object_label) = object.unwrap_or((NO_TERM_FOUND, ""));
    Mapping {
        subject: subject.0.to_owned(),
        subject_label: subject.1.to_owned(),
        predicate: task.predicate(),
        negated: !holds,
        object: object.to_owned(),
        object_label: object_label.to_owned(),
        justification: MANUAL.to_owned(),
        author: author.to_owned(),
        date: date.to_owned(),
        ..Mapping::default()
    }
}
