//! `relata git-setup`: git shows and merges Turtle by what it says.
//!
//! `git diff` asks the diff driver, which speaks of claims; `git show`, `git log -p` and `git blame` ask for the text of a file, a
//! statement a line; `git merge`, `rebase` and `cherry-pick` ask the merge driver. The drivers are in [`super::git_drivers`].

use crate::arguments::{GitSetup, Global};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::dataset::Dataset;
use relata::diagnostic::Source;
use relata::project::{shorten, write_atomically};
use relata::turtle::write::natural;
use relata::turtle::{Format, parse};
use std::path::Path;
use std::process::Command;

/// What git is told of files; the lines are committed, so that every clone has them.
const LINES: &[&str] = &[
    "*.ttl diff=relata merge=relata",
    "*.trig diff=relata merge=relata",
];
/// What git was told before there was a merge driver.
const FORMER: &[&str] = &["*.ttl diff=relata", "*.trig diff=relata"];
/// What this clone is told.
const SETTINGS: &[(&str, &str)] = &[
    ("diff.relata.command", "relata git-diff"),
    ("diff.relata.textconv", "relata git-text"),
    ("diff.relata.cachetextconv", "false"),
    ("merge.relata.name", "merge of claims and statements"),
    ("merge.relata.driver", "relata git-merge %O %A %B %P"),
    ("alias.rdiff", "!relata diff"),
];

/// Writes the attributes and this clone's settings, or takes them away.
pub fn setup(arguments: &GitSetup, global: &Global, terminal: &mut Terminal) -> Outcome {
    let here = super::directory(global)?;
    let root = git(&here, &["rev-parse", "--show-toplevel"]).map_err(|_| {
        Failure::Usage(
            format!("`{}` lies in no git repository", here.display()),
            "`git init` makes one".into(),
        )
    })?;
    let root = Path::new(root.trim());
    let path = root.join(".gitattributes");
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: Vec<&str> = known
        .lines()
        .filter(|line| !LINES.contains(line) && !FORMER.contains(line))
        .collect();
    let mut lines = kept.join("\n");
    if !lines.is_empty() {
        lines.push('\n');
    }
    if !arguments.remove {
        lines.extend(LINES.iter().map(|line| format!("{line}\n")));
    }
    if lines != known {
        write_atomically(&path, lines.as_bytes())?;
    }
    if arguments.remove {
        for (key, _) in SETTINGS {
            // a setting that is not there is no matter
            let _ = git(root, &["config", "--local", "--unset-all", key]);
        }
        terminal.say("Removed", "git shows and merges Turtle as text again");
        return Ok(Verdict::Yes);
    }
    for (key, value) in SETTINGS {
        git(root, &["config", "--local", key, value])
            .map_err(|error| anyhow::anyhow!("git config {key}: {error}"))?;
    }
    terminal.say(
        "Set up",
        "git diff tells what changed in meaning, git merge merges claims",
    );
    terminal.hint("commit .gitattributes, and let every clone run this once; `git diff --no-ext-diff` shows statements, `git rdiff HEAD~1 HEAD` the whole project's change");
    Ok(Verdict::Yes)
}

/// Prints a file a statement a line, with short names and lasting names of blank nodes, so that only what is said differs.
///
/// What cannot be read is printed as it is: a diff must show it all the same.
pub fn text(file: &Path, terminal: &mut Terminal) -> Outcome {
    let bytes = std::fs::read(file)?;
    let written = String::from_utf8_lossy(&bytes).into_owned();
    let format = file
        .extension()
        .and_then(|extension| Format::from_extension(extension.to_str()?))
        .unwrap_or(Format::TriG);
    let parsed = parse(&Source::new("file", written.as_str()), format, "");
    if !parsed.faults.is_empty() {
        terminal.data(&written)?;
        return Ok(Verdict::Yes);
    }
    let dataset = Dataset::of_quads(&parsed.quads).relabelled();
    let term = |id| {
        let token = dataset.token(id);
        match token
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
        {
            Some(iri) => shorten(&parsed.prefixes, iri),
            None => match token.rsplit_once("^^<") {
                Some((value, datatype)) => format!(
                    "{value}^^{}",
                    shorten(&parsed.prefixes, datatype.trim_end_matches('>'))
                ),
                None => token.to_owned(),
            },
        }
    };
    let mut lines: Vec<String> = dataset
        .quads()
        .iter()
        .map(|quad| {
            let [subject, predicate, object, graph] = quad.map(term);
            let graph = if graph.is_empty() {
                String::new()
            } else {
                format!("   in {graph}")
            };
            format!("{subject}  {predicate}  {object}{graph}\n")
        })
        .collect();
    lines.sort_by(|one, other| natural(one, other));
    lines.dedup();
    terminal.data(&lines.concat())?;
    Ok(Verdict::Yes)
}

/// Runs git in a folder and gives what it prints.
pub(super) fn git(folder: &Path, words: &[&str]) -> Result<String, String> {
    let run = Command::new("git")
        .current_dir(folder)
        .args(words)
        .output()
        .map_err(|error| error.to_string())?;
    if run.status.success() {
        Ok(String::from_utf8_lossy(&run.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&run.stderr).trim().to_owned())
    }
}
