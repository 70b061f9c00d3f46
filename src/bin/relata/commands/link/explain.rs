//! `relata link explain`: what each comparison adds to the score of a pair.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::run::{Judged, run as run_links};
use relata::link::source::Records;
use relata::sssom::{self, State};

/// Compares one pair and tells all about it.
pub fn run(
    setting: &Setting,
    spec: &str,
    source: &str,
    target: &str,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let sides = task.sides(setting.project.as_ref()).map_err(outside)?;
    for doubt in task.doubts(&sides) {
        terminal.warn(&doubt);
    }
    let find = |side: &Records, written: &str| {
        let iri = task.expand(written);
        (0..side.len())
            .find(|at| side.ids.only(*at) == iri)
            .ok_or_else(|| {
                Failure::Usage(
                    format!("`{written}` is not among the things that the spec reads"),
                    "look at its class and pattern".into(),
                )
            })
    };
    let (a, b) = (find(&sides[0], source)?, find(&sides[1], target)?);
    let prepared = task.prepare(&sides).map_err(outside)?;
    // learned weights come from all records, so the run is made again
    let all: Vec<u32> = (0..sides[0].len() as u32).collect();
    let outcome = run_links(&task.spec, &prepared, &all, &Judged::default(), &|_| {});
    let mut parts = Vec::new();
    for (at, compared) in prepared.compared.iter().enumerate() {
        let part = compared.likeness(a, b);
        let values = |side: usize, record: usize| {
            compared.columns[side]
                .values(record)
                .take(5)
                .collect::<Vec<_>>()
                .join(" | ")
        };
        let likeness = part.map_or_else(|| "missing".to_owned(), |part| format!("{part:.3}"));
        terminal.data(&format!(
            "{}\t{likeness}\tadds {:.3}\t{}\t{}\n",
            compared.comparison.shown(),
            outcome
                .model
                .contribution(at, part.or(compared.comparison.missing)),
            values(0, a),
            values(1, b)
        ))?;
        parts.push(part.or(compared.comparison.missing));
    }
    terminal.data(&format!("score\t{:.4}\n", outcome.model.score(&parts)))?;
    if !prepared.may_meet(a, b) {
        terminal.data("block\ta hard block keeps the two apart\n")?;
    }
    if let Some(better) = outcome
        .found
        .iter()
        .find(|found| (found.source == a) != (found.target == b))
    {
        let other = if better.source == a {
            sides[1].ids.only(better.target)
        } else {
            sides[0].ids.only(better.source)
        };
        terminal.data(&format!("instead\t{other} ({:.4})\n", better.score))?;
    }
    let judged = sssom::judgements(&task.record().map_err(outside)?);
    let state = match judged.state(sides[0].ids.only(a), sides[1].ids.only(b)) {
        State::Accepted => "accepted",
        State::Rejected => "rejected",
        State::Open => "open",
    };
    terminal.data(&format!("linkset\t{state}\n"))?;
    Ok(Verdict::Yes)
}
