//! `relata link explain`: what each comparison adds to the score of a pair, and what a run makes of it.

use super::{Setting, astray};
use crate::failure::{Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::evaluate::why::{cause, named};
use relata::link::linkset::answer::said;
use relata::link::prepare::Compared;
use relata::link::run::{Judged, Outcome as Links, run as run_links};
use relata::link::task::Task;
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
    let project = setting.project.as_ref();
    let opened = task.open_whole(project).map_err(outside)?;
    let sides = &opened.records;
    for doubt in task.doubts(sides) {
        terminal.warn(&doubt);
    }
    let a = task.seek(sides, 0, source).map_err(astray)?;
    let b = task.seek(sides, 1, target).map_err(astray)?;
    let portions = task.prepare(&opened).map_err(outside)?;
    // learned weights come from all records, so the run is made again
    let all: Vec<u32> = (0..sides[0].len() as u32).collect();
    let outcome = run_links(&portions, &all, &Judged::default(), &|_| {}).map_err(outside)?;
    let mut lines = String::new();
    terminal.data(&format!(
        "pair\t{}\t{}\n",
        named(&task, sides, 0, a),
        named(&task, sides, 1, b)
    ))?;
    portions
        .pair([a, b], &mut |prepared, here| {
            lines = prepared
                .compared
                .iter()
                .enumerate()
                .map(|(at, compared)| line(compared, here, (at, &outcome)))
                .collect();
            Ok(())
        })
        .map_err(outside)?;
    terminal.data(&lines)?;
    let cause = cause(&task, &portions, &outcome, [a, b]).map_err(outside)?;
    terminal.data(&format!("score\t{:.4}\n", cause.score))?;
    terminal.data(&format!("run\t{}\n", cause.words))?;
    let ids = [sides[0].ids.only(a), sides[1].ids.only(b)];
    let state = recorded(&task, &record, ids);
    terminal.data(&format!("linkset\t{state}\n"))?;
    Ok(Verdict::Yes)
}

/// What a comparison adds to the score of a pair.
fn line(compared: &Compared, here: [usize; 2], (at, outcome): (usize, &Links)) -> String {
    let best = compared.most_alike(here[0], here[1]);
    let part = best.map(|(likeness, _)| likeness);
    let likeness = part.map_or_else(|| "missing".to_owned(), |part| format!("{part:.3}"));
    let counted = part.or(compared.comparison.missing);
    let adds = outcome.model.contribution(at, counted);
    let [left, right] =
        [0, 1].map(|side| values(compared, side, here[side], best.map(|(_, pair)| pair[side])));
    let shown = compared.comparison.shown();
    format!("{shown}\t{likeness}\tadds {adds:.3}\t{left}\t{right}\n")
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
