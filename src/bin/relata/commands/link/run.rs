//! `relata link run`: finds links and writes them to the linkset.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::doubts::unread;
use relata::link::linkset::findings::expected;
use relata::link::linkset::linkset;
use relata::link::run::{Outcome as Links, Stage, State};
use relata::project::write_in_pieces;
use relata::sssom::Lines;
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

/// Runs a spec, all of it or a shard.
pub fn run(
    setting: &Setting,
    spec: &str,
    shard: Option<&str>,
    output: Option<&Path>,
    dry_run: bool,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let project = setting.project.as_ref();
    let shard = shard.map(parse_shard).transpose()?;
    let record = task.lasting().map_err(outside)?;
    let sides = task.open(project, &record, shard).map_err(outside)?;
    let [sources, targets] = sides.counts();
    terminal.say(
        "Read",
        &format!("{sources} things to link, {targets} to link them to"),
    );
    for doubt in task.doubts(&sides.records) {
        terminal.warn(&doubt);
    }
    for advice in task.advice() {
        terminal.hint(&advice);
    }
    let portions = task.prepare(&sides).map_err(outside)?;
    for doubt in unread(portions.at_hand()) {
        terminal.warn(&doubt);
    }
    let outcome = {
        let terminal = Mutex::new((&mut *terminal, 0usize));
        task.run(&portions, &record, shard, &|stage| {
            tell(&terminal, stage);
        })
        .map_err(outside)?
    };
    summary(terminal, &outcome);
    if dry_run {
        return Ok(Verdict::Yes);
    }
    // somebody may have judged while this ran
    let _held = task.hold()?;
    let record = task.lasting().map_err(outside)?;
    let made = linkset(&task, project, &portions, &outcome, &record, shard).map_err(outside)?;
    match output {
        Some(path) if path == Path::new("-") => print(terminal, &made.lines)?,
        other => {
            let path: Cow<'_, Path> = match (other, shard) {
                (Some(path), _) => setting.directory.join(path).into(),
                (None, Some(shard)) => task.shard(shard).into(),
                (None, None) => task.linkset.as_path().into(),
            };
            write_in_pieces(&path, |file| made.lines.write_to(file))?;
            terminal.say("Wrote", &path.display().to_string());
        }
    }
    if let Some((_, of)) = shard {
        terminal.hint(&format!(
            "`relata link merge {spec} …` puts all {of} shards together; until then nothing else reads them"
        ));
        return Ok(Verdict::Yes);
    }
    for unmet in expected(&task, &made.listed)
        .iter()
        .filter(|pair| !pair.met)
    {
        let [a, b] = &unmet.pair;
        let (list, is) = match unmet.linked {
            true => ("must-link", "is not"),
            false => ("must-not-link", "is"),
        };
        terminal.warn(&format!(
            "`{list}` names {a} and {b}, and the one {is} linked to the other: the lists only test, `relata link judge` decides"
        ));
    }
    if outcome
        .found
        .iter()
        .any(|found| found.state == State::Review)
    {
        terminal.hint(&format!(
            "`relata link review {spec}` asks about the open ones"
        ));
    }
    Ok(Verdict::Yes)
}

/// Prints a linkset; to a person as a text, so that nothing in it steers the terminal.
pub fn print(terminal: &Terminal, lines: &Lines) -> std::io::Result<()> {
    if terminal.is_read_by_a_person() {
        return terminal.data(&lines.text());
    }
    let mut out = Terminal::stream();
    lines.write_to(&mut out)?;
    out.flush()
}

fn parse_shard(written: &str) -> Result<(usize, usize), Failure> {
    written
        .split_once('/')
        .and_then(|(number, of)| {
            Some((
                number.parse::<usize>().ok()?.checked_sub(1)?,
                of.parse::<usize>().ok()?,
            ))
        })
        .filter(|(number, of)| number < of)
        .ok_or_else(|| {
            Failure::Usage(
                format!("`{written}` names no shard"),
                "the first of four is `1/4`".into(),
            )
        })
}

/// Tells how far a run has come, every tenth part.
pub fn tell(terminal: &Mutex<(&mut Terminal, usize)>, stage: Stage) {
    let Ok(mut guard) = terminal.lock() else {
        return;
    };
    let (terminal, told) = &mut *guard;
    match stage {
        Stage::Ahead(comparisons) => {
            terminal.say("Comparing", &format!("about {comparisons} pairs"));
        }
        Stage::Done(done, all) if all > 100_000 => {
            let tenth = done * 10 / all.max(1);
            if tenth > *told {
                *told = tenth;
                terminal.say("Compared", &format!("{done} of {all}"));
            }
        }
        Stage::Done(..) => {}
    }
}

/// Says what was found and how the threshold came about.
pub fn summary(terminal: &mut Terminal, outcome: &Links) {
    let accepted = outcome
        .found
        .iter()
        .filter(|found| found.state == State::Accepted)
        .count();
    let accept = outcome.accept.map_or_else(
        || "nothing is accepted without a person".to_owned(),
        |accept| format!("accepted from {accept:.3} on"),
    );
    terminal.say(
        "Found",
        &format!(
            "{accepted} links, {} to review, in {} comparisons; {accept}",
            outcome.found.len() - accepted,
            outcome.comparisons
        ),
    );
    if let Some(chosen) = outcome.chosen {
        let unmatched = 100.0 * chosen.unmatched;
        let expected = match chosen.expected_f1 {
            Some(f1) => format!("F1 of {f1:.3} expected"),
            None => "no thing had two candidates, which leaves the choice uncertain".to_owned(),
        };
        let how = if chosen.few {
            "too few things were linked for scores to tell: what is alike beyond doubt is accepted, the rest is for review".to_owned()
        } else {
            format!(
                "chosen from the scores: {unmatched:.1} % of the things seem to have no partner, {expected}"
            )
        };
        terminal.say("Threshold", &how);
    }
    let [alike, second] = outcome.rivals;
    if second > 10 && 5 * second > alike {
        terminal.hint(&format!(
            "{second} of {alike} things have a second partner nearly as alike: where one thing of the source has several in the target, say `cardinality = \"1:n\"`"
        ));
    }
    if outcome.comparisons == 0 {
        terminal.warn(
            "no pair was compared: a `[[block]]` parts all of them, or no key and no text brings two together",
        );
    }
    if outcome.passed_over > 0 {
        terminal.warn(&format!(
            "{} keys were passed over: more records share them than `largest` allows",
            outcome.passed_over
        ));
    }
}
