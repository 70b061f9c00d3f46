//! Three-way merge by meaning: what both sides changed since their common state, statement by statement.
//!
//! A statement that either side added is there, one that either removed is gone. Sides that both changed what one property
//! says of one thing contradict each other, unless they changed it alike, both only added to what was there, or both only
//! took away; and so do sides of which one removed a thing that the other changed. Everything else is merged in silence.

use super::Tokens;
use super::matching::{align, is_blank};
use crate::dataset::{DEFAULT_GRAPH, Dataset};
use std::collections::{BTreeMap, BTreeSet};

/// What a merge gives.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    /// The merged statements; of a contradiction, what both sides have.
    pub statements: BTreeSet<Tokens>,
    /// The common state, ours and theirs; blank nodes that correspond have one name in all of them.
    pub states: [BTreeSet<Tokens>; 3],
    /// The things about which the sides contradict each other, each with the properties.
    pub conflicts: BTreeMap<String, BTreeSet<String>>,
}

impl Merge {
    /// The merged statements as a dataset.
    pub fn dataset(&self) -> Dataset {
        dataset(&self.statements)
    }
}

/// The statements as a dataset.
pub(super) fn dataset<'a>(statements: impl IntoIterator<Item = &'a Tokens>) -> Dataset {
    let mut dataset = Dataset::new();
    for [subject, predicate, object, graph] in statements {
        let [s, p, o] = [subject, predicate, object].map(|token| dataset.intern(token));
        let g = if graph.is_empty() {
            DEFAULT_GRAPH
        } else {
            dataset.intern(graph)
        };
        dataset.insert([s, p, o, g]);
    }
    dataset.settle();
    dataset
}

/// Merges two states that come from one.
///
/// ```
/// # use relata::{dataset::{Dataset, DEFAULT_GRAPH}, diff::merge::merge};
/// let of = |values: &[&str]| {
///     let mut dataset = Dataset::new();
///     for value in values {
///         let quad = ["<http://e/a>", "<http://e/p>", value].map(|token| dataset.intern(token));
///         dataset.insert([quad[0], quad[1], quad[2], DEFAULT_GRAPH]);
///     }
///     dataset.settle();
///     dataset
/// };
/// let (base, one) = (of(&["\"1\""]), of(&["\"2\""]));
/// assert_eq!(merge(&base, &one, &base).statements.len(), 1);
/// assert_eq!(merge(&base, &one, &of(&["\"3\""])).conflicts.len(), 1);
/// assert!(merge(&base, &of(&["\"1\"", "\"2\""]), &of(&["\"1\"", "\"3\""])).conflicts.is_empty());
/// ```
pub fn merge(base: &Dataset, ours: &Dataset, theirs: &Dataset) -> Merge {
    let (old, our) = align(base, ours);
    let (_, their) = align(base, theirs);
    let mut found = Merge::default();
    let mut keys: BTreeMap<Key<'_>, [BTreeSet<&str>; 3]> = BTreeMap::new();
    for (side, statements) in [&old, &our, &their].into_iter().enumerate() {
        for [subject, predicate, object, graph] in statements {
            keys.entry((subject, predicate, graph)).or_default()[side].insert(object);
        }
    }
    for ((subject, predicate, graph), [b, o, t]) in &keys {
        let values: BTreeSet<&str> = if o == t || t == b {
            o.clone()
        } else if o == b {
            t.clone()
        } else {
            if contradict(b, o, t) {
                let properties: &mut BTreeSet<String> =
                    found.conflicts.entry((*subject).to_owned()).or_default();
                properties.insert((*predicate).to_owned());
            }
            let added = o.union(t).filter(|value| !b.contains(*value));
            let kept = b
                .iter()
                .filter(|value| o.contains(*value) && t.contains(*value));
            added.chain(kept).copied().collect()
        };
        found.statements.extend(
            values
                .into_iter()
                .map(|value| [*subject, *predicate, value, *graph].map(str::to_owned)),
        );
    }
    found
        .conflicts
        .extend(removed_and_changed(&old, &our, &their));
    found.states = [old, our, their];
    found
}

/// Subject, property, graph.
type Key<'a> = (&'a str, &'a str, &'a str);

/// True where two changes of what a property says cannot both stand: one takes away where the other brings, or both bring
/// something else where there was nothing.
fn contradict(base: &BTreeSet<&str>, ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>) -> bool {
    let removes = |side: &BTreeSet<&str>| base.difference(side).next().is_some();
    let adds = |side: &BTreeSet<&str>| side.difference(base).next().is_some();
    base.is_empty() || ((removes(ours) || removes(theirs)) && (adds(ours) || adds(theirs)))
}

/// Things that one side removed whole and the other changed.
fn removed_and_changed(
    base: &BTreeSet<Tokens>,
    ours: &BTreeSet<Tokens>,
    theirs: &BTreeSet<Tokens>,
) -> BTreeMap<String, BTreeSet<String>> {
    let subjects = |state: &BTreeSet<Tokens>| -> BTreeSet<String> {
        state.iter().map(|tokens| tokens[0].clone()).collect()
    };
    let (were, our, their) = (subjects(base), subjects(ours), subjects(theirs));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (gone_from, other) in [(&our, theirs), (&their, ours)] {
        for [subject, predicate, ..] in base.symmetric_difference(other) {
            let is_there = other.iter().any(|tokens| tokens[0] == *subject);
            if were.contains(subject)
                && !gone_from.contains(subject)
                && is_there
                && !is_blank(subject)
            {
                found
                    .entry(subject.clone())
                    .or_default()
                    .insert(predicate.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[[&str; 3]]) -> Dataset {
        dataset(
            &lines
                .iter()
                .map(|[s, p, o]| {
                    let [s, p, o] = [s, p, o].map(|name| {
                        if name.starts_with('_') {
                            (*name).to_owned()
                        } else {
                            format!("<http://e/{name}>")
                        }
                    });
                    [s, p, o, String::new()]
                })
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_thing_removed_here_and_changed_there_is_a_conflict() {
        let base = of(&[["a", "p", "x"], ["b", "p", "x"]]);
        let without = of(&[["b", "p", "x"]]);
        let more = of(&[["a", "p", "x"], ["a", "q", "y"], ["b", "p", "x"]]);
        for (ours, theirs) in [(&without, &more), (&more, &without)] {
            assert_eq!(merge(&base, ours, theirs).conflicts.len(), 1);
        }
        let merged = merge(&base, &without, &base);
        assert!(merged.conflicts.is_empty() && merged.statements.len() == 1);
    }

    #[test]
    fn blank_nodes_of_both_sides_are_the_same_ones() {
        let base = of(&[["a", "p", "_:x"], ["_:x", "q", "y"]]);
        let ours = of(&[["a", "p", "_:n"], ["_:n", "q", "y"], ["_:n", "r", "z"]]);
        let theirs = of(&[["a", "p", "_:m"], ["_:m", "q", "y"], ["_:m", "s", "z"]]);
        let merged = merge(&base, &ours, &theirs);
        assert!(merged.conflicts.is_empty());
        assert_eq!(merged.statements.len(), 4, "{:?}", merged.statements);
    }
}
