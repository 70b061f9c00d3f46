//! What holds of a pair, from all rows that speak of it.
//!
//! A person's word stands over the tool's, the later day over the earlier: who found nothing and finds something on a later
//! day has found it, and the other way round. A person who found nothing has decided against all that the tool proposes.
//! What follows from what people said ([`super::implied`]) decides what they did not speak of.

use super::implied::Implied;
use super::{ACCEPTED, MappingSet, NO_TERM_FOUND};
use std::collections::{BTreeMap, BTreeSet};

/// What holds of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Linked.
    Accepted,
    /// Not the same: a person says so, or it follows from what people said.
    Rejected,
    /// Nobody has decided.
    Open,
}

/// What holds of all pairs of a set.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    /// The state of each pair, and the position of the row that decides.
    pub pairs: BTreeMap<(String, String), (State, usize)>,
    /// Things that a person looked for in vain.
    pub nothing_found: BTreeSet<String>,
    /// Pairs that people both accepted and rejected, on one day or by what follows.
    pub contradictions: Vec<(String, String)>,
}

impl Judgements {
    /// The accepted rows, in the order of their pairs.
    pub fn accepted(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.pairs
            .iter()
            .filter(|(_, (state, _))| *state == State::Accepted)
            .map(|((subject, object), (_, row))| (subject.as_str(), object.as_str(), *row))
    }

    /// The state of a pair.
    pub fn state(&self, subject: &str, object: &str) -> State {
        self.pairs
            .get(&(subject.to_owned(), object.to_owned()))
            .map_or(State::Open, |(state, _)| *state)
    }
}

/// The pairs of things spoken of by people that are denied, by them or by what follows, whether or not a row is there for each.
///
/// ```
/// use relata::sssom::{MANUAL, Mapping, MappingSet, denied, judgements};
/// let said = |subject: &str, object: &str, negated| Mapping {
///     subject: subject.into(), object: object.into(), negated, justification: MANUAL.into(), ..Mapping::default()
/// };
/// let mappings = vec![said("a", "x", false), said("b", "x", false), said("b", "y", true)];
/// let set = MappingSet { mappings, ..MappingSet::default() };
/// let denied = denied(&set, &judgements(&set));
/// assert!(denied.contains(&("a".to_owned(), "y".to_owned())), "a is x, x is b, and b is not y");
/// ```
pub fn denied(set: &MappingSet, judgements: &Judgements) -> Vec<(String, String)> {
    let of_people = judgements
        .pairs
        .iter()
        .filter(|(_, (_, row))| set.mappings[*row].is_judgement());
    let said =
        of_people.map(|((a, b), (state, _))| ((a.as_str(), b.as_str()), *state == State::Accepted));
    let implied = Implied::of(said.clone());
    let subjects: BTreeSet<&str> = said.clone().map(|((a, _), _)| a).collect();
    let objects: BTreeSet<&str> = said.map(|((_, b), _)| b).collect();
    let [subjects, objects] =
        [subjects, objects].map(|things| things.into_iter().collect::<Vec<_>>());
    let denied = implied.denied(&subjects, &objects);
    let owned = denied
        .into_iter()
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
    owned.collect()
}

/// Weighs the rows of a set.
pub fn judgements(set: &MappingSet) -> Judgements {
    let mut judgements = Judgements::default();
    let mut latest: BTreeMap<(String, String), (&str, bool, usize)> = BTreeMap::new();
    // the last day on which each thing was looked for in vain
    let mut in_vain: BTreeMap<&str, &str> = BTreeMap::new();
    for (row, mapping) in set.mappings.iter().enumerate() {
        if mapping.object == NO_TERM_FOUND {
            let day = in_vain.entry(&mapping.subject).or_default();
            *day = (*day).max(&mapping.date);
            continue;
        }
        if !mapping.is_judgement() {
            continue;
        }
        let pair = (mapping.subject.clone(), mapping.object.clone());
        if let Some((date, negated, _)) = latest.get(&pair) {
            if *date == mapping.date && *negated != mapping.negated {
                judgements.contradictions.push(pair.clone());
            }
            if *date > mapping.date.as_str() {
                continue;
            }
        }
        latest.insert(pair, (&mapping.date, mapping.negated, row));
    }
    judgements.nothing_found = in_vain.keys().map(|&subject| subject.to_owned()).collect();
    for ((subject, _), (date, negated, _)) in &mut latest {
        match in_vain.get(subject.as_str()) {
            Some(day) if day > date => *negated = true,
            Some(day) if day < date && !*negated => {
                judgements.nothing_found.remove(subject);
            }
            _ => {}
        }
    }
    let implied = Implied::of(
        latest
            .iter()
            .map(|((a, b), (_, negated, _))| ((a.as_str(), b.as_str()), !negated)),
    );
    for ((subject, object), (_, negated, row)) in &latest {
        if !negated && implied.same(subject, object) == Some(false) {
            judgements
                .contradictions
                .push((subject.clone(), object.clone()));
        }
        let state = if *negated {
            State::Rejected
        } else {
            State::Accepted
        };
        judgements
            .pairs
            .insert((subject.clone(), object.clone()), (state, *row));
    }
    judgements.contradictions.sort_unstable();
    judgements.contradictions.dedup();
    for (row, mapping) in set.mappings.iter().enumerate() {
        if mapping.is_judgement() || mapping.object == NO_TERM_FOUND || mapping.negated {
            continue;
        }
        // a person who looked in vain has decided against what the tool proposes
        let state = if judgements.nothing_found.contains(&mapping.subject) {
            State::Rejected
        } else {
            match implied.same(&mapping.subject, &mapping.object) {
                Some(true) => State::Accepted,
                Some(false) => State::Rejected,
                None if mapping.other == ACCEPTED => State::Accepted,
                None => State::Open,
            }
        };
        judgements
            .pairs
            .entry((mapping.subject.clone(), mapping.object.clone()))
            .or_insert((state, row));
    }
    judgements
}

#[cfg(test)]
mod tests {
    use super::super::{MANUAL, Mapping, REVIEW};
    use super::*;

    fn row(object: &str, justification: &str, negated: bool, date: &str, other: &str) -> Mapping {
        Mapping {
            subject: "a".into(),
            object: object.into(),
            justification: justification.into(),
            negated,
            date: date.into(),
            other: other.into(),
            ..Mapping::default()
        }
    }

    #[test]
    fn a_person_stands_over_the_tool_and_the_later_day_over_the_earlier() {
        let set = MappingSet {
            mappings: vec![
                row("b", "tool", false, "", ACCEPTED),
                row("b", MANUAL, false, "2026-01-01", ""),
                row("b", MANUAL, true, "2026-01-02", ""),
                row("c", "tool", false, "", REVIEW),
                row("d", "tool", false, "", ACCEPTED),
            ],
            ..MappingSet::default()
        };
        let judged = judgements(&set);
        assert_eq!(judged.state("a", "b"), State::Rejected);
        assert_eq!(judged.state("a", "c"), State::Open);
        assert_eq!(judged.state("a", "d"), State::Accepted);
        assert!(judged.contradictions.is_empty());
    }

    #[test]
    fn who_found_nothing_and_then_something_has_found_it() {
        let state = |nothing: &str, found: &str| {
            let judged = judgements(&MappingSet {
                mappings: vec![
                    row("b", MANUAL, false, found, ""),
                    row(NO_TERM_FOUND, MANUAL, false, nothing, ""),
                    row("c", "tool", false, "", ACCEPTED),
                ],
                ..MappingSet::default()
            });
            let (b, c) = (judged.state("a", "b"), judged.state("a", "c"));
            (b, c, judged.nothing_found.len())
        };
        use State::{Accepted, Rejected};
        assert_eq!(state("2026-01-01", "2026-01-02"), (Accepted, Accepted, 0));
        assert_eq!(state("2026-01-02", "2026-01-01"), (Rejected, Rejected, 1));
        // of one day: both stand, and `relata check` tells
        assert_eq!(state("2026-01-01", "2026-01-01"), (Accepted, Rejected, 1));
    }

    #[test]
    fn what_people_said_decides_what_follows() {
        let from = |subject: &str, object, justification, negated, other| Mapping {
            subject: subject.into(),
            ..row(object, justification, negated, "2026-01-01", other)
        };
        let mut set = MappingSet {
            mappings: vec![
                from("a", "x", MANUAL, false, ""),
                from("a", "y", MANUAL, false, ""),
                from("b", "x", MANUAL, true, ""),
                from("b", "y", "tool", false, ACCEPTED),
                from("b", "z", "tool", false, ACCEPTED),
            ],
            ..MappingSet::default()
        };
        let judged = judgements(&set);
        assert_eq!(
            judged.state("b", "y"),
            State::Rejected,
            "y is a, a is x, x is not b"
        );
        assert_eq!(judged.state("b", "z"), State::Accepted);
        assert!(judged.contradictions.is_empty());
        set.mappings.push(from("b", "y", MANUAL, false, ""));
        let contradictory = judgements(&set).contradictions;
        assert!(
            contradictory.contains(&("b".into(), "y".into())),
            "{contradictory:?}"
        );
    }
}
