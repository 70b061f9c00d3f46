//! From what a run found to the rows of its linkset, beside the judgements that are there already.

pub mod answer;
pub mod describe;
pub mod facts;
pub mod findings;
pub mod merge;

use crate::external::Failure;
use crate::link::prepare::Prepared;
use crate::link::prepare::portions::Portions;
use crate::link::run::{Found, Outcome, State};
use crate::link::score::combine::Parts;
use crate::link::sides::column::Column;
use crate::link::sides::source::Records;
use crate::link::spec::Comparison;
use crate::link::task::{Shard, Task};
use crate::project::Project;
use crate::sssom::{
    ACCEPTED, COMPOSITE, Lines, MANUAL, Mapping, MappingSet, NO_TERM_FOUND, REVIEW, push_decimals,
};
use std::collections::HashSet;

/// The linkset after a run.
pub struct Linkset {
    /// All of it.
    pub lines: Lines,
    /// Of its rows those that decide about the pairs of the spec's lists; none where there are no lists.
    pub listed: MappingSet,
}

/// The linkset after a run: every judgement that was there, and the tool's rows anew. The head of a shard, from 0, says which.
pub fn linkset(
    task: &Task,
    project: Option<&Project>,
    portions: &Portions<'_>,
    outcome: &Outcome,
    before: &MappingSet,
    shard: Option<Shard>,
) -> Result<Linkset, Failure> {
    let kept = before.mappings.iter().filter(|row| outlasts(row));
    let kept = MappingSet {
        prefixes: task.prefixes.clone(),
        metadata: metadata(task, project, &portions.sides.records, outcome, shard),
        mappings: kept.cloned().collect(),
    };
    let mut lines = Lines::of(&kept);
    let subjects: HashSet<String> = task
        .listed()
        .map(|(_, [subject, _])| task.expand(subject))
        .collect();
    let mut listed = match subjects.is_empty() {
        true => MappingSet::default(),
        false => kept,
    };
    let rows = Rows::of(task);
    portions.tell(&outcome.found, &mut |sides, prepared, found| {
        rows.add((sides, prepared), found, &mut lines);
        if !subjects.is_empty() {
            let named = |found: &&Found| subjects.contains(sides[0].ids.only(found.source));
            let named: Vec<Found> = found.iter().filter(named).cloned().collect();
            rows.each((sides, prepared), &named, &mut |row| {
                listed.mappings.push(row.clone());
            });
        }
        Ok(())
    })?;
    Ok(Linkset { lines, listed })
}

/// True for a row that a run leaves as it is: a person's, or another tool's.
pub(in crate::link) fn outlasts(row: &Mapping) -> bool {
    row.is_judgement() || row.tool != TOOL
}

/// What makes the rows of the tool.
struct Rows<'a> {
    task: &'a Task,
    /// What all of them say.
    blank: Mapping,
    /// The comparisons, as people are shown them.
    comparisons: Vec<String>,
}

impl<'a> Rows<'a> {
    fn of(task: &'a Task) -> Self {
        let comparisons = task.spec.comparisons.iter();
        Self {
            task,
            blank: Mapping {
                predicate: task.predicate(),
                justification: COMPOSITE.to_owned(),
                tool: TOOL.to_owned(),
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                ..Mapping::default()
            },
            comparisons: comparisons.map(Comparison::shown).collect(),
        }
    }

    /// Adds the rows of links whose records are at hand, and numbered as they are there.
    fn add(&self, at_hand: (&[Records; 2], &Prepared), found: &[Found], lines: &mut Lines) {
        lines.add(found.len(), &|range, put| {
            self.each(at_hand, &found[range], put);
        });
    }

    /// Gives away row after row, each in the room of the one before.
    fn each(
        &self,
        (sides, prepared): (&[Records; 2], &Prepared),
        found: &[Found],
        put: &mut dyn FnMut(&Mapping),
    ) {
        let labels = [0, 1].map(|side| label_columns(self.task, sides, side));
        let mut row = self.blank.clone();
        let (mut parts, mut memo) = (Parts::new(), prepared.coded.memo());
        for ahead in found.chunks(AHEAD) {
            fetch(sides, prepared, &labels, ahead);
            for found in ahead {
                refill(&mut row.subject, sides[0].ids.only(found.source));
                refill(&mut row.object, sides[1].ids.only(found.target));
                refill(&mut row.subject_label, "");
                put_label(&labels[0], found.source, &mut row.subject_label);
                refill(&mut row.object_label, "");
                put_label(&labels[1], found.target, &mut row.object_label);
                row.confidence = Some(found.score);
                prepared.exact(found.source, found.target, &mut parts, &mut memo);
                refill(&mut row.comment, "");
                put_reasons(&self.comparisons, &parts, &mut row.comment);
                // a person who is to decide has what else is known at hand, and needs no dataset for it
                if found.state == State::Review {
                    let pair = [(0, found.source), (1, found.target)];
                    let beside = pair.map(|(side, at)| beside(self.task, sides, side, at));
                    put_beside(&beside, &mut row.comment);
                }
                refill(&mut row.other, word(found.state));
                put(&row);
            }
        }
    }
}

fn metadata(
    task: &Task,
    project: Option<&Project>,
    sides: &[Records; 2],
    outcome: &Outcome,
    shard: Option<Shard>,
) -> Vec<(String, String)> {
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
        ("mapping_tool".to_owned(), TOOL.to_owned()),
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
        .zip(sides)
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
    metadata
}

/// Pairs that are fetched from memory at once.
const AHEAD: usize = 64;
/// The name of the tool in its rows.
const TOOL: &str = "relata";

/// The word that a row has for what becomes of it.
fn word(state: State) -> &'static str {
    match state {
        State::Accepted => ACCEPTED,
        State::Review => REVIEW,
    }
}

/// Has what is shown of some pairs fetched from memory, all at once where one after the other would be waited for.
fn fetch(sides: &[Records; 2], prepared: &Prepared, labels: &[Vec<&Column>; 2], pairs: &[Found]) {
    prepared.fetch(pairs.iter().map(|found| [found.source, found.target]));
    let first = |column: &Column, record| column.only(record).as_bytes().first().copied();
    let seen = pairs.iter().fold(0, |seen, found| {
        let labels = labels[1].iter();
        labels.fold(seen, |seen, column| {
            seen ^ first(column, found.target).unwrap_or(0)
        }) ^ first(&sides[1].ids, found.target).unwrap_or(0)
    });
    std::hint::black_box(seen);
}

/// Puts another text in the room of one.
fn refill(room: &mut String, text: &str) {
    room.clear();
    room.push_str(text);
}

/// The label of a record, for people: the first value of each property that makes it.
pub fn label(task: &Task, sides: &[Records; 2], side: usize, record: usize) -> String {
    let mut label = String::new();
    put_label(&label_columns(task, sides, side), record, &mut label);
    label
}

/// The properties that make the labels of a side.
fn label_columns<'a>(task: &Task, sides: &'a [Records; 2], side: usize) -> Vec<&'a Column> {
    let names = task.label(side).iter();
    names
        .filter_map(|name| sides[side].properties.get(name))
        .collect()
}

fn put_label(columns: &[&Column], record: usize, label: &mut String) {
    let parts = columns.iter().map(|column| column.only(record));
    for part in parts.filter(|part| !part.is_empty()) {
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(part);
    }
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

/// Puts what is known of both things behind reasons.
fn put_beside(beside: &[String; 2], comment: &mut String) {
    for (begin, words) in BESIDE.iter().zip(beside) {
        if !words.is_empty() {
            comment.push_str(begin);
            comment.push_str(words);
        }
    }
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

/// Puts the likeness of each comparison in words: `name 0.98, year 1.00, city missing`.
fn put_reasons(comparisons: &[String], parts: &Parts, comment: &mut String) {
    for (at, (comparison, part)) in comparisons.iter().zip(parts).enumerate() {
        if at > 0 {
            comment.push_str(", ");
        }
        comment.push_str(comparison);
        comment.push(' ');
        match part {
            Some(part) => push_decimals(*part, 2, comment),
            None => comment.push_str("missing"),
        }
    }
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
