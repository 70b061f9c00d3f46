//! `relata link eval`: how well a spec finds the known links.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::evaluate::{gold, score};
use relata::link::spec::Gold;
use relata::sssom::MappingSet;
use std::path::Path;
use std::sync::Mutex;

/// Runs a spec without what people judged, and compares.
pub fn run(
    setting: &Setting,
    spec: &str,
    file: Option<&Path>,
    show: usize,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let project = setting.project.as_ref();
    let mut known = task.spec.gold.clone();
    if let Some(file) = file {
        let file = setting.directory.join(file);
        let gold = known.get_or_insert(Gold {
            file: None,
            delimiter: None,
            encoding: None,
            source: None,
            target: None,
            same: None,
            columns: None,
            only: std::collections::BTreeMap::new(),
            f1: None,
        });
        gold.file = Some(file.to_string_lossy().into_owned());
        gold.same = None;
    }
    let Some(known) = known else {
        return Err(Failure::Usage(
            "no known links to compare with".into(),
            "name a file, or write a `[gold]` into the spec".into(),
        ));
    };
    let sides = task.sides(project).map_err(outside)?;
    for doubt in task.doubts(&sides) {
        terminal.warn(&doubt);
    }
    let prepared = task.prepare(&sides).map_err(outside)?;
    let outcome = {
        let terminal = Mutex::new((&mut *terminal, 0usize));
        task.run(&sides, &prepared, &MappingSet::default(), None, &|stage| {
            super::run::tell(&terminal, stage);
        })
    };
    super::run::summary(terminal, &outcome);
    let (links, beyond) =
        gold(&known, task.place(project), [&sides[0], &sides[1]]).map_err(outside)?;
    if beyond > 0 {
        terminal.warn(&format!(
            "{beyond} known links speak of things that the data does not hold, and do not count"
        ));
    }
    if links.is_empty() {
        return Err(Failure::Findings(vec![
            relata::diagnostic::Diagnostic::error(
                "L008",
                format!("of {beyond} known links none speaks of things that the data holds"),
            )
            .help("`source` and `target` of `[gold]` make IRIs like those of the sides, such as `https://example.org/a/{}`")
            .help(format!(
                "the sides hold things such as {} and {}",
                sides[0].ids.only(0),
                sides[1].ids.only(0)
            )),
        ]));
    }
    let scores = score(&outcome.accepted(), &links);
    terminal.data(&format!(
        "{}\t{} known\tprecision {:.4}\trecall {:.4}\tF1 {:.4}\n",
        task.name,
        links.len(),
        scores.precision,
        scores.recall,
        scores.f1
    ))?;
    for (word, pairs) in [("wrong", &scores.wrong), ("missed", &scores.missed)] {
        for (a, b) in pairs.iter().take(show) {
            let [a, b] =
                [(a, 0), (b, 1)].map(|(record, side)| sides[side].ids.only(*record as usize));
            terminal.data(&format!("{word}\t{a}\t{b}\n"))?;
        }
        if pairs.len() > show {
            terminal.hint(&format!(
                "{} more {word}; `--show` says how many are shown",
                pairs.len() - show
            ));
        }
    }
    match known.f1 {
        Some(wanted) if scores.f1 < wanted => {
            terminal.warn(&format!("the spec asks for an F1 of {wanted}"));
            Ok(Verdict::No)
        }
        _ => Ok(Verdict::Yes),
    }
}
