//! What git calls to show and to merge a file of triples; `relata git-setup` tells it to.
//!
//! A file that cannot be read is shown and merged by lines, as git would without us: a driver must not stand in the way of
//! whoever mends it.

use crate::arguments::Global;
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::dataset::Dataset;
use relata::diagnostic::Source;
use relata::diff::merge_text::{self, merge_text};
use relata::diff::{self, human};
use relata::project::{shorten, write_atomically};
use relata::turtle::{Format, Parsed, Prefixes, parse};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Prints what changed in a file: git gives its name, then file, digest and mode of the old state and of the new one, and where
/// the file was renamed the new name.
pub fn diff(given: &[String], global: &Global, terminal: &mut Terminal) -> Outcome {
    // a file that is not merged yet has its name alone
    let [name, old, _, _, new, _, _, rest @ ..] = given else {
        if let [name] = given {
            terminal.data(&format!("{name}: not merged\n"))?;
            return Ok(Verdict::Yes);
        }
        return Err(Failure::Usage(
            "this is what git diff calls".into(),
            "`relata git-setup` tells it to; `relata diff A B` compares files".into(),
        ));
    };
    let (old, new) = (
        super::path(global, Path::new(old)),
        super::path(global, Path::new(new)),
    );
    let title = match rest.first() {
        Some(other) => format!("{name} -> {other}"),
        None => name.clone(),
    };
    let text = match (read(&old, name), read(&new, name)) {
        (Some((before, old_text)), Some((after, new_text))) => {
            told(&title, (&before, &old_text), (&after, &new_text))
        }
        _ => lines(&title, &old, &new),
    };
    terminal.data(&text)?;
    Ok(Verdict::Yes)
}

/// What a state says; nothing where it cannot be read. A state that is not there says nothing at all.
fn read(path: &Path, name: &str) -> Option<(Parsed, String)> {
    let text = if path == Path::new("/dev/null") || path == Path::new("nul") {
        String::new()
    } else {
        String::from_utf8(std::fs::read(path).ok()?).ok()?
    };
    let parsed = parse(&Source::new(name, text.as_str()), format(name), "");
    parsed.faults.is_empty().then_some((parsed, text))
}

fn format(name: &str) -> Format {
    name.rsplit_once('.')
        .and_then(|(_, ending)| Format::from_extension(ending))
        .unwrap_or(Format::TriG)
}

fn told(title: &str, old: (&Parsed, &String), new: (&Parsed, &String)) -> String {
    let difference = diff::diff(
        &Dataset::of_quads(&old.0.quads),
        &Dataset::of_quads(&new.0.quads),
    );
    if difference.is_empty() {
        return format!(
            "{title}: nothing changed in meaning, {}\n",
            if old.1 == new.1 {
                "nor in the text"
            } else {
                "only layout or comments"
            }
        );
    }
    let pairs: Vec<(String, String)> = new
        .0
        .prefixes
        .iter()
        .chain(&old.0.prefixes)
        .cloned()
        .collect();
    let words = human::write(&difference, &Prefixes::new(&pairs), human::Style::Plain);
    format!("{title}\n\n{words}\n")
}

/// The difference by lines, as git makes it.
fn lines(title: &str, old: &Path, new: &Path) -> String {
    let shown = Command::new("git")
        .args(["diff", "--no-index", "--no-ext-diff", "--no-textconv", "--"])
        .args([old, new])
        .stdin(Stdio::null())
        .output()
        .map(|run| String::from_utf8_lossy(&run.stdout).into_owned())
        .unwrap_or_default();
    format!("{title}: cannot be read as triples, here are its lines\n{shown}")
}

/// Merges a file in place of ours; exit code 1 where the sides contradict each other.
pub fn merge(
    [base, ours, theirs]: [&PathBuf; 3],
    name: &str,
    global: &Global,
    terminal: &mut Terminal,
) -> Outcome {
    let paths = [base, ours, theirs].map(|path| super::path(global, path));
    let (by_lines, is_clean) = merge_lines(&paths)?;
    let mut texts = Vec::new();
    for path in &paths {
        texts.extend(String::from_utf8(std::fs::read(path)?).ok());
    }
    let outcome = match texts.as_slice() {
        [b, o, t] => {
            let lines = std::str::from_utf8(&by_lines).ok().filter(|_| is_clean);
            merge_text([b, o, t], format(name), lines).ok()
        }
        _ => None,
    };
    let Some(outcome) = outcome else {
        terminal.warn(&format!(
            "`{name}` cannot be read as triples on all sides: merged by lines"
        ));
        write_atomically(&paths[1], &by_lines)?;
        return Ok(if is_clean { Verdict::Yes } else { Verdict::No });
    };
    let (text, things) = match outcome {
        merge_text::Outcome::Merged(text) => {
            write_atomically(&paths[1], text.as_bytes())?;
            return Ok(Verdict::Yes);
        }
        merge_text::Outcome::Conflicts(text, things) => (text.into_bytes(), things),
        merge_text::Outcome::Unmarked(things) if !is_clean => (by_lines, things),
        merge_text::Outcome::Unmarked(things) => (merge_text::whole(&texts).into_bytes(), things),
    };
    write_atomically(&paths[1], &text)?;
    let prefixes = texts
        .get(1)
        .map(|text| parse(&Source::new(name, text.as_str()), format(name), "").prefixes)
        .unwrap_or_default();
    let things: Vec<String> = things
        .iter()
        .map(|thing| shorten(&prefixes, thing.trim_matches(['<', '>'])))
        .collect();
    terminal.warn(&format!(
        "`{name}`: both sides changed {}",
        things.join(", ")
    ));
    terminal.hint("choose between the marks, then `relata check` and `git add`");
    Ok(Verdict::No)
}

/// The merge of lines that git makes, and whether it has no conflict.
fn merge_lines([base, ours, theirs]: &[PathBuf; 3]) -> Result<(Vec<u8>, bool), Failure> {
    let run = Command::new("git")
        .args([
            "merge-file",
            "-p",
            "--diff3",
            "-L",
            "ours",
            "-L",
            "base",
            "-L",
            "theirs",
        ])
        .args([ours, base, theirs])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| anyhow::anyhow!("cannot run git: {error}"))?;
    match run.status.code() {
        Some(code @ 0..=127) => Ok((run.stdout, code == 0)),
        _ => Err(Failure::Machine(anyhow::anyhow!(
            "git merge-file: {}",
            String::from_utf8_lossy(&run.stderr).trim()
        ))),
    }
}
