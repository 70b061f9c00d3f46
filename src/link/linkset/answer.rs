//! One more judgement in a linkset: what it replaces, and what it does not go with.
//!
//! A change of mind on one day replaces what the same person said; what another person said stays, for a difference of
//! opinion is worth knowing.

use crate::link::task::Task;
use crate::project::shorten;
use crate::sssom::{Judgements, Mapping, MappingSet, NO_TERM_FOUND, State, judgements};

/// Adds a judgement; gives what it replaces: what the same person said on the same day of the pair, or, where one of the two
/// says that nothing was found, of the thing.
pub fn add(record: &mut MappingSet, row: Mapping) -> Vec<Mapping> {
    let gives_way = |known: &Mapping| {
        known.is_judgement()
            && known.subject == row.subject
            && known.author == row.author
            && known.date == row.date
            && (known.object == row.object
                || (!row.negated && known.object == NO_TERM_FOUND)
                || (!known.negated && row.object == NO_TERM_FOUND))
    };
    let (replaced, mut kept): (Vec<Mapping>, Vec<Mapping>) =
        record.mappings.drain(..).partition(gives_way);
    kept.push(row);
    record.mappings = kept;
    replaced
}

/// Takes a judgement back, and puts in its place what it had replaced. False where it is no longer there.
pub fn take_back(record: &mut MappingSet, row: &Mapping, replaced: &[Mapping]) -> bool {
    let Some(at) = record.mappings.iter().position(|known| known == row) else {
        return false;
    };
    record.mappings.remove(at);
    record.mappings.extend_from_slice(replaced);
    true
}

/// A judgement in a few words: `me, no, 2026-11-25`.
pub fn said(row: &Mapping) -> String {
    let answer = match (row.object == NO_TERM_FOUND, row.negated) {
        (true, _) => "nothing found",
        (false, true) => "no",
        (false, false) => "yes",
    };
    let who = if row.author.is_empty() {
        "nobody named"
    } else {
        &row.author
    };
    let mut words = format!("{who}, {answer}");
    if !row.date.is_empty() {
        words.push_str(&format!(", {}", row.date));
    }
    words
}

/// What follows from a judgement that was just added.
#[derive(Debug, Default)]
pub struct Effect {
    /// What it does not go with, each in a sentence.
    pub at_odds: Vec<String>,
    /// What the tool had accepted and it undoes: the things on the other side.
    pub undone: Vec<String>,
}

/// Looks at what follows from a judgement, given the linkset before and after it was added.
pub fn effect(task: &Task, before: &MappingSet, after: &MappingSet, row: &Mapping) -> Effect {
    let (was, is) = (judgements(before), judgements(after));
    Effect {
        at_odds: at_odds(task, (&was, &is), after, row),
        undone: undone(&was, &is, row),
    }
}

fn at_odds(
    task: &Task,
    (was, is): (&Judgements, &Judgements),
    after: &MappingSet,
    row: &Mapping,
) -> Vec<String> {
    let short = |iri: &str| shorten(&task.prefixes, iri);
    let answers = |subject: &str, object: &str| -> Vec<String> {
        let about = after.mappings.iter().filter(|known| {
            known.is_judgement() && known.subject == subject && known.object == object
        });
        about.map(said).collect()
    };
    let mut odds = Vec::new();
    for (subject, object) in &is.contradictions {
        if !was
            .contradictions
            .contains(&(subject.clone(), object.clone()))
        {
            odds.push(format!(
                "{} is and is not {}: {}",
                short(subject),
                short(object),
                match answers(subject, object).as_slice() {
                    [only] => format!("{only}; what was said of others implies the contrary"),
                    several => several.join("; "),
                }
            ));
        }
    }
    let of_subject = || {
        is.accepted()
            .filter(|(subject, _, _)| *subject == row.subject)
    };
    let by = |at: usize| match after.mappings[at].is_judgement() {
        true => said(&after.mappings[at]),
        false => format!(
            "score {:.2}",
            after.mappings[at].confidence.unwrap_or_default()
        ),
    };
    if row.object == NO_TERM_FOUND {
        odds.extend(of_subject().map(|(subject, object, at)| {
            format!(
                "{} is linked to {}: {}",
                short(subject),
                short(object),
                by(at)
            )
        }));
        return odds;
    }
    if row.negated {
        return odds;
    }
    if is.nothing_found.contains(&row.subject) {
        let nothing = answers(&row.subject, NO_TERM_FOUND);
        odds.push(format!(
            "for {} was said: {}",
            short(&row.subject),
            nothing.join("; ")
        ));
    }
    let once = task.spec.cardinality().once();
    if once.contains(&true) {
        let others = is.accepted().filter(|(subject, object, _)| {
            let same = [*subject == row.subject, *object == row.object];
            same[0] != same[1] && (same[0] && once[0] || same[1] && once[1])
        });
        odds.extend(others.map(|(subject, object, at)| {
            format!(
                "{} is linked to {} too: {}",
                short(subject),
                short(object),
                by(at)
            )
        }));
    }
    odds
}

fn undone(was: &Judgements, is: &Judgements, row: &Mapping) -> Vec<String> {
    let lost = was.accepted().filter(|(subject, object, _)| {
        *subject == row.subject
            && is.state(subject, object) == State::Rejected
            && (row.object == NO_TERM_FOUND || *object != row.object)
    });
    lost.map(|(_, object, _)| object.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sssom::MANUAL;

    fn row(author: &str, object: &str, negated: bool) -> Mapping {
        Mapping {
            subject: "a".into(),
            object: object.into(),
            negated,
            justification: MANUAL.into(),
            author: author.into(),
            date: "2026-11-25".into(),
            ..Mapping::default()
        }
    }

    #[test]
    fn a_change_of_mind_replaces_and_can_be_taken_back() {
        let mut set = MappingSet::default();
        assert!(add(&mut set, row("me", "b", false)).is_empty());
        assert!(
            add(&mut set, row("you", "b", true)).is_empty(),
            "another person's word stays"
        );
        let replaced = add(&mut set, row("me", NO_TERM_FOUND, false));
        assert_eq!(replaced, [row("me", "b", false)]);
        assert_eq!(set.mappings.len(), 2);
        assert!(take_back(
            &mut set,
            &row("me", NO_TERM_FOUND, false),
            &replaced
        ));
        assert!(set.mappings.contains(&row("me", "b", false)));
        assert!(!take_back(&mut set, &row("me", "z", false), &[]));
        // a rejection of another pair goes with everything
        assert!(add(&mut set, row("me", "c", true)).is_empty());
    }
}
