//! `relata link explain`: what each comparison adds to the score of a pair, and what a run makes of it.

use super::{Setting, astray};
use crate::failure::{Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::answer::said;
use relata::link::prepare::Compared;
use relata::link::run::{Judged, run as run_links};
use relata::link::task::Task;
use relata::link::why::{cause, named};
use relata::sssom::{self, MappingSet, State};

/// Values of a side that are shown.
const SHOWN: usize = 5;

/// Compares one pair and tells all about it.
pub fn run(
    setting: &Setting,
    spec: &str,
    source: &str,
    target: &str,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let record = task.record().map_err(outside)?;
    let sides = task.sides(setting.project.as_ref()).map_err(outside)?;
    for doubt in task.doubts(&sides) {
        terminal.warn(&doubt);
    }
    let a = task.seek(&sides, 0, source).map_err(astray)?;
    let b = task.seek(&sides, 1, target).map_err(astray)?;
    let prepared = task.prepare(&sides).map_err(outside)?;
    // learned weights come from all records, so the run is made again
    let all: Vec<u32> = (0..sides[0].len() as u32).collect();
    let outcome = run_links(&task.spec, &prepared, &all, &Judged::default(), &|_| {});
    terminal.data(&format!(
        "pair\t{}\t{}\n",
        named(&task, &sides, 0, a),
        named(&task, &sides, 1, b)
    ))?;
    for (at, compared) in prepared.compared.iter().enumerate() {
        let best = compared.most_alike(a, b);
        let part = best.map(|(likeness, _)| likeness);
        let likeness = part.map_or_else(|| "missing".to_owned(), |part| format!("{part:.3}"));
        let [left, right] = [(0, a), (1, b)]
            .map(|(side, record)| values(compared, side, record, best.map(|(_, pair)| pair[side])));
        terminal.data(&format!(
            "{}\t{likeness}\tadds {:.3}\t{left}\t{right}\n",
            compared.comparison.shown(),
            outcome
                .model
                .contribution(at, part.or(compared.comparison.missing)),
        ))?;
    }
    let cause = cause(&task, (&sides, &prepared), &outcome, [a, b]);
    terminal.data(&format!("score\t{:.4}\n", cause.score))?;
    terminal.data(&format!("run\t{}\n", cause.words))?;
    let ids = [sides[0].ids.only(a), sides[1].ids.only(b)];
    let state = recorded(&task, &record, ids);
    terminal.data(&format!("linkset\t{state}\n"))?;
    Ok(Verdict::Yes)
}

/// The values of a side, the one that counted first, each once.
fn values(compared: &Compared, side: usize, record: usize, best: Option<usize>) -> String {
    let column = &compared.columns[side];
    let mut shown: Vec<&str> = best.map(|best| column.value(best)).into_iter().collect();
    let mut more = 0;
    for value in column.values(record) {
        if shown.contains(&value) {
            continue;
        }
        if shown.len() < SHOWN {
            shown.push(value);
        } else {
            more += 1;
        }
    }
    let several = shown.join(" | ");
    match more {
        0 => several,
        more => format!("{several} | and {more} more"),
    }
}

/// What the linkset says of a pair.
fn recorded(task: &Task, record: &MappingSet, [source, target]: [&str; 2]) -> String {
    if !task.linkset.exists() {
        return format!("none yet: `relata link run {}` writes it", task.name);
    }
    let judged = sssom::judgements(record);
    let Some((state, _)) = judged.pairs.get(&(source.to_owned(), target.to_owned())) else {
        return "the pair is not in it".to_owned();
    };
    let word = match state {
        State::Accepted => "accepted",
        State::Rejected => "rejected",
        State::Open => "open",
    };
    let people: Vec<String> = record
        .mappings
        .iter()
        .filter(|row| row.is_judgement() && row.subject == source && row.object == target)
        .map(said)
        .collect();
    match people.as_slice() {
        [] => word.to_owned(),
        people => format!("{word}: {}", people.join("; ")),
    }
}
