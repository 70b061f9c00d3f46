//! `relata link eval`: how well a spec finds the known links.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::evaluate::reach::reach;
use relata::link::evaluate::why::{cause, named};
use relata::link::evaluate::{Link, known, read, score};
use relata::link::prepare::portions::Portions;
use relata::link::run::Outcome as Links;
use relata::link::sides::source::Records;
use relata::link::spec::Gold;
use relata::link::task::Task;
use relata::sssom::MappingSet;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

/// Runs a spec without what people judged, and compares. The known links are read first: what is wrong with them is told
/// before anything is compared.
pub fn run(
    setting: &Setting,
    spec: &str,
    file: Option<&Path>,
    show: usize,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let project = setting.project.as_ref();
    let gold = match (file, task.spec.gold.clone()) {
        (Some(file), gold) => Gold {
            file: Some(file.to_string_lossy().into_owned()),
            same: None,
            ..gold.unwrap_or_default()
        },
        (None, Some(gold)) => gold,
        (None, None) => {
            return Err(Failure::Usage(
                "no known links to compare with".into(),
                "name a file, or write a `[gold]` into the spec".into(),
            ));
        }
    };
    let folder = match file {
        Some(_) => &setting.directory,
        None => &task.folder,
    };
    let written = read(&gold, folder).map_err(outside)?;
    let sides = task.open_whole(project).map_err(outside)?;
    for doubt in task.doubts(&sides.records) {
        terminal.warn(&doubt);
    }
    let known = known(&gold, &written, &task, sides.records.each_ref());
    if known.links.is_empty() {
        let none = none_known(known.beyond, &sides.records);
        return Err(Failure::Findings(vec![none]));
    }
    let portions = task.prepare(&sides).map_err(outside)?;
    for doubt in relata::link::doubts::unread(portions.at_hand()) {
        terminal.warn(&doubt);
    }
    let outcome = {
        let terminal = Mutex::new((&mut *terminal, 0usize));
        task.run(&portions, &MappingSet::default(), None, &|stage| {
            super::run::tell(&terminal, stage);
        })
        .map_err(outside)?
    };
    super::run::summary(terminal, &outcome);
    let mut accepted = outcome.accepted();
    let aside = known.set_aside(&mut accepted);
    if known.beyond > 0 {
        let nor = match aside {
            0 => String::new(),
            aside => format!("; nor do {aside} links that were found for their sources"),
        };
        terminal.warn(&format!(
            "{} known links speak of things that the data does not hold, and do not count{nor}",
            known.beyond
        ));
    }
    let scores = score(&accepted, &known.links);
    let reach = reach(&portions, &outcome, &scores.missed).map_err(outside)?;
    let lost = (reach.never_compared + reach.beyond_ten) as f64;
    terminal.data(&format!(
        "{}\t{} known\tprecision {:.4}\trecall {:.4}\tF1 {:.4}\tcandidates {:.4}\n",
        task.name,
        known.links.len(),
        scores.precision,
        scores.recall,
        scores.f1,
        1.0 - lost / known.links.len() as f64
    ))?;
    if lost > 0.0 {
        terminal.hint(&format!(
            "of {} missed, {} were never compared and {} are not among the ten most alike: `[candidates]` says what is compared",
            scores.missed.len(),
            reach.never_compared,
            reach.beyond_ten
        ));
    }
    let shown = Shown {
        task: &task,
        portions: &portions,
        outcome: &outcome,
        known: &known.links,
    };
    for (word, pairs) in [("wrong", &scores.wrong), ("missed", &scores.missed)] {
        for pair in pairs.iter().take(show) {
            terminal.data(&shown.line(word, *pair)?)?;
        }
        if pairs.len() > show {
            terminal.hint(&format!(
                "{} more {word}; `--show` says how many are shown",
                pairs.len() - show
            ));
        }
    }
    match gold.f1 {
        Some(wanted) if scores.f1 < wanted => {
            terminal.warn(&format!("the spec asks for an F1 of {wanted}"));
            Ok(Verdict::No)
        }
        _ => Ok(Verdict::Yes),
    }
}

fn none_known(beyond: usize, sides: &[Records; 2]) -> relata::diagnostic::Diagnostic {
    relata::diagnostic::Diagnostic::error(
        "L008",
        format!("of {beyond} known links none speaks of things that the data holds"),
    )
    .help("`source` and `target` of `[gold]` make IRIs like those of the sides, such as `https://example.org/a/{}`")
    .help(format!(
        "the sides hold things such as {} and {}",
        sides[0].ids.only(0),
        sides[1].ids.only(0)
    ))
}

/// What is needed to show a pair.
struct Shown<'a> {
    task: &'a Task,
    portions: &'a Portions<'a>,
    outcome: &'a Links,
    known: &'a [Link],
}

impl Shown<'_> {
    /// A pair with its labels, its score, and why: for a wrong one what is right, for a missed one what kept it out.
    fn line(&self, word: &str, (source, target): Link) -> Result<String, Failure> {
        let pair = [source as usize, target as usize];
        let cause = cause(self.task, self.portions, self.outcome, pair).map_err(outside)?;
        let why = if word == "missed" {
            cause.words
        } else {
            self.right((source, target))
        };
        let [a, b] = [0, 1].map(|side| self.named(side, pair[side]));
        Ok(format!("{word}\t{a}\t{b}\t{:.4}\t{why}\n", cause.score))
    }

    fn named(&self, side: usize, record: usize) -> String {
        named(self.task, &self.portions.sides.records, side, record)
    }

    /// What is known of the ends of a wrong link.
    fn right(&self, (source, target): Link) -> String {
        let mut partners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (a, b) in self.known {
            if *a == source {
                let other = self.named(1, *b as usize);
                partners
                    .entry("the source belongs to")
                    .or_default()
                    .push(other);
            } else if *b == target {
                let other = self.named(0, *a as usize);
                partners
                    .entry("the target belongs to")
                    .or_default()
                    .push(other);
            }
        }
        if partners.is_empty() {
            return "neither has a known partner".to_owned();
        }
        let each = partners
            .iter()
            .map(|(whose, others)| format!("{whose} {}", others.join(", ")));
        each.collect::<Vec<_>>().join("; ")
    }
}
