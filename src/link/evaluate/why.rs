//! Why a pair is linked or not: what a run made of it, in words.

use crate::external::Failure;
use crate::link::candidates::Finder;
use crate::link::linkset::label;
use crate::link::prepare::Prepared;
use crate::link::prepare::portions::Portions;
use crate::link::run::{Found, Outcome, State};
use crate::link::sides::source::Records;
use crate::link::spec::Spec;
use crate::link::task::Task;

/// What a run made of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Its score, whether or not the run compared the two.
    pub score: f64,
    /// Why it is linked or not.
    pub words: String,
}

/// Tells what a run made of a pair of records.
pub fn cause(
    task: &Task,
    portions: &Portions<'_>,
    outcome: &Outcome,
    [source, target]: [usize; 2],
) -> Result<Cause, Failure> {
    let (pair, mut cause) = ([source, target], None);
    portions.pair(pair, &mut |prepared, here| {
        cause = Some(of((task, portions), (prepared, here), outcome, pair));
        Ok(())
    })?;
    cause.ok_or_else(|| std::io::Error::other("a record was looked for and is not there").into())
}

fn of(
    (task, portions): (&Task, &Portions<'_>),
    (prepared, here): (&Prepared, [usize; 2]),
    outcome: &Outcome,
    [source, target]: [usize; 2],
) -> Cause {
    let parts = prepared.parts(here[0], here[1]);
    let lacking = prepared
        .compared
        .iter()
        .zip(&parts)
        .find_map(|(compared, part)| {
            let (required, part) = (compared.comparison.required?, (*part)?);
            (part < required).then(|| {
                let shown = compared.comparison.shown();
                format!("dropped: `{shown}` is {part:.2}, and {required} is required")
            })
        });
    let score = outcome.model.score(&parts);
    let accept = outcome.accept.map_or_else(
        || "nothing is accepted without a person".to_owned(),
        |accept| format!("accepted from {accept:.3} on"),
    );
    let own = |found: &&Found| found.source == source && found.target == target;
    if let Some(found) = outcome.found.iter().find(own) {
        let words = match found.state {
            State::Accepted => format!("linked: {accept}"),
            State::Review => format!("to review: {accept}, to review from {:.3}", outcome.review),
        };
        return Cause { score, words };
    }
    let words = if !prepared.may_meet(here[0], here[1]) {
        "never compared: a `[[block]]` keeps the two apart".to_owned()
    } else if !is_candidate(&task.spec, prepared, here) {
        "never compared: no key and no text brings the two together".to_owned()
    } else if let Some(lacking) = lacking {
        lacking
    } else if score < outcome.review {
        format!("too low: {accept}, to review from {:.3}", outcome.review)
    } else {
        portions
            .sides
            .is_held()
            .then(|| taken(task, &portions.sides.records, outcome, [source, target]))
            .flatten()
            .unwrap_or_else(|| "given up for others that score more".to_owned())
    };
    Cause { score, words }
}

fn is_candidate(spec: &Spec, prepared: &Prepared, [source, target]: [usize; 2]) -> bool {
    let mut finder = Finder::new(prepared, spec);
    finder.find(&[source as u32]);
    finder.found.contains(&(target as u32, 0))
}

/// The link that has one end of a pair.
fn taken(task: &Task, sides: &[Records; 2], outcome: &Outcome, pair: [usize; 2]) -> Option<String> {
    let better = outcome
        .found
        .iter()
        .filter(|found| (found.source == pair[0]) != (found.target == pair[1]))
        .max_by(|a, b| a.score.total_cmp(&b.score))?;
    let (own, other) = match better.source == pair[0] {
        true => ("the source", named(task, sides, 1, better.target)),
        false => ("the target", named(task, sides, 0, better.source)),
    };
    Some(format!(
        "taken: {own} goes with {other}, which scores {:.4}",
        better.score
    ))
}

/// A record as people are told of it: its label and its IRI.
pub fn named(task: &Task, sides: &[Records; 2], side: usize, record: usize) -> String {
    let iri = crate::project::shorten(&task.prefixes, sides[side].ids.only(record));
    let label = label(task, sides, side, record);
    if label.is_empty() {
        iri
    } else {
        format!("{label} {iri}")
    }
}
