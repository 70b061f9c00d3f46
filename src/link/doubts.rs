//! What looks like a mistake in a spec or in what was read for it, though a run can go on.
//!
//! A misspelt path, a year where a place is wanted or a list that contradicts itself change links without a word: the
//! reader of a run is told here, before anybody trusts it.

use crate::diagnostic::Diagnostic;
use crate::link::prepare::{Compared, Prepared};
use crate::link::score::comparator::{Measure, similarity};
use crate::link::sides::source::Records;
use crate::link::task::Task;
use std::collections::{BTreeMap, BTreeSet};

/// Values of a comparison that are looked at.
const LOOKED: usize = 10_000;

const SIDES: [&str; 2] = ["source", "target"];

impl Task {
    /// What is doubtful in what was read: datasets that are not as they were pinned, properties that nothing has, paths that lead to nothing, lists that name what is
    /// not there, and tolerances left unsaid.
    pub fn doubts(&self, sides: &[Records; 2]) -> Vec<String> {
        let mut doubts = Vec::new();
        for (name, side) in SIDES.into_iter().zip(sides) {
            if let Some(doubt) = &side.doubt {
                let help = doubt.helps.first().map_or("", String::as_str);
                doubts.push(format!("{} ({}): {help}", doubt.message, doubt.code));
            }
            for (property, column) in &side.properties {
                let unfound = || {
                    side.unfound
                        .iter()
                        .filter(|path| path.property == *property)
                };
                let near: Vec<String> = unfound()
                    .filter_map(|path| {
                        let near = path.near.as_ref()?;
                        Some(format!("; did you mean `{near}` for `{}`?", path.path))
                    })
                    .collect();
                if column.value_count() == 0 {
                    doubts.push(format!(
                        "nothing of `{name}` has a `{property}`: look at what `properties` says of it{}",
                        near.concat()
                    ));
                    continue;
                }
                doubts.extend(unfound().map(|path| {
                    let near = path
                        .near
                        .as_ref()
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    format!(
                        "nothing of `{name}` has a `{}`, one of the paths of `{property}`{near}",
                        path.path
                    )
                }));
            }
        }
        doubts.extend(self.spec.comparisons.iter().filter_map(|comparison| {
            let unit = match (comparison.tolerance, comparison.measure) {
                (None, Measure::Number) => "in the number's own unit",
                (None, Measure::Date) => "in days",
                (None, Measure::Geo) => "in kilometres",
                _ => return None,
            };
            Some(format!(
                "`{}` has no `tolerance`, so that only what is equal is alike: say how far apart is not alike at all, {unit}, or `tolerance = 0`",
                comparison.shown()
            ))
        }));
        let absent = self.absent(sides);
        doubts.extend(absent.into_iter().map(|(list, side, thing)| {
            format!("`{list}` names `{thing}`, which is nothing of `{side}`")
        }));
        doubts
    }

    /// What the lists of a spec name and the data does not hold: the list, the side, the thing as written.
    fn absent(&self, sides: &[Records; 2]) -> Vec<(&'static str, &'static str, String)> {
        let mut absent = Vec::new();
        for (at, records) in sides.iter().enumerate() {
            let mut wanted: BTreeMap<String, (&'static str, &str)> = BTreeMap::new();
            for (list, pair) in self.listed() {
                wanted
                    .entry(self.expand(&pair[at]))
                    .or_insert((list, &pair[at]));
            }
            if wanted.is_empty() {
                continue;
            }
            for record in 0..records.len() {
                wanted.remove(records.ids.only(record));
            }
            let left = wanted.into_values();
            absent.extend(left.map(|(list, thing)| (list, SIDES[at], thing.to_owned())));
        }
        absent
    }

    /// The pairs of both lists, each with the name of its list.
    pub(in crate::link) fn listed(&self) -> impl Iterator<Item = (&'static str, &[String; 2])> {
        let must = self.spec.must_link.iter().map(|pair| ("must-link", pair));
        let must_not = self.spec.must_not_link.iter();
        must.chain(must_not.map(|pair| ("must-not-link", pair)))
    }

    /// What the lists of a spec cannot both ask for.
    pub(in crate::link) fn lists_at_odds(&self) -> Vec<Diagnostic> {
        let full = |pair: &[String; 2]| [self.expand(&pair[0]), self.expand(&pair[1])];
        let place = |pair: &[String; 2]| {
            let end = format!("\"{}\"", pair[1]);
            let lines = self.source.text.split_inclusive('\n');
            let mut at = 0;
            for line in lines {
                if line.contains(&format!("\"{}\"", pair[0])) && line.contains(&end) {
                    return at..at + line.trim_end().len();
                }
                at += line.len();
            }
            0..0
        };
        let never: BTreeSet<[String; 2]> = self.spec.must_not_link.iter().map(full).collect();
        let mut partner: [BTreeMap<String, String>; 2] = Default::default();
        let mut found = Vec::new();
        for pair in &self.spec.must_link {
            let ends = full(pair);
            if never.contains(&ends) {
                found.push(
                    Diagnostic::error(
                        "L002",
                        format!("`{}` must and must not be linked to `{}`", pair[0], pair[1]),
                    )
                    .at(&self.source, place(pair), "")
                    .help("take the pair out of `must-link` or of `must-not-link`"),
                );
            }
            for (at, known) in partner.iter_mut().enumerate() {
                let other = &ends[1 - at];
                let first = known
                    .entry(ends[at].clone())
                    .or_insert_with(|| other.clone());
                if self.spec.cardinality().once()[at] && first != other {
                    found.push(
                        Diagnostic::error(
                            "L002",
                            format!("`must-link` gives `{}` two partners", pair[at]),
                        )
                        .at(&self.source, place(pair), "")
                        .help("take one of the two out, or say `cardinality`, such as `1:n`"),
                    );
                }
            }
        }
        found
    }

    /// What may be meant otherwise: several columns of a table are values each by itself.
    pub fn advice(&self) -> Vec<String> {
        let sides = SIDES
            .into_iter()
            .zip([&self.spec.source, &self.spec.target]);
        let tables = sides.filter(|(_, side)| side.id.is_some());
        let mut advice = Vec::new();
        for (name, side) in tables {
            for (property, columns) in side.properties.iter().filter(|(_, list)| list.0.len() > 1) {
                let each: Vec<String> =
                    columns.0.iter().map(|name| format!("\"{name}\"")).collect();
                advice.push(format!(
                    "`{property}` of `{name}` has a value for each of its columns, and the pair most alike counts; to join them to one text, make each a property and say `property = [{}]` in the comparison",
                    each.join(", ")
                ));
            }
        }
        advice
    }
}

/// Comparisons most of whose values cannot be read as what their measure compares: they would count as missing.
pub fn unread(prepared: &Prepared) -> Vec<String> {
    let mut doubts = Vec::new();
    for compared in prepared
        .compared
        .iter()
        .filter(|compared| compared.comparison.is_read())
    {
        for (at, name) in SIDES.into_iter().enumerate() {
            let (read, looked, example) = readable(compared, at);
            if 2 * read >= looked {
                continue;
            }
            let wanted = match compared.comparison.measure {
                Measure::Number => "a number, such as `1992` or `3.5`",
                Measure::Date => "a day, such as `1992-04-27`; `number` compares years",
                Measure::Geo => "a place, such as `46.9 7.4` or `POINT(7.4 46.9)`",
                _ => "a time, such as `1992/2003`",
            };
            doubts.push(format!(
                "`{}` of `{name}`: {read} of {looked} values can be read as {wanted}; the rest, such as `{example}`, counts as missing",
                compared.comparison.shown()
            ));
        }
    }
    doubts
}

/// How many values of a side can be read, of how many that were looked at, and one that cannot.
fn readable(compared: &Compared, side: usize) -> (usize, usize, String) {
    let column = &compared.columns[side];
    let step = column.value_count().div_ceil(LOOKED).max(1);
    let (mut read, mut looked, mut example) = (0, 0, String::new());
    for number in (0..column.value_count()).step_by(step) {
        let value = column.value(number);
        looked += 1;
        if similarity(compared.comparison.measure, value, value, 0.0).is_some() {
            read += 1;
        } else if example.is_empty() {
            value.clone_into(&mut example);
        }
    }
    (read, looked, example)
}
