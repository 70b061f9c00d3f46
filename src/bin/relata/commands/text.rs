//! `relata text`: the local copy of the text, which is no part of the project.

use crate::arguments::{Global, Text, TextCommand};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::project::{Project, TextState, write_atomically};
use relata::text::sha256;
use std::path::Path;

/// Attaches the text or tells its state.
pub fn run(arguments: &Text, global: &Global, terminal: &mut Terminal) -> Outcome {
    let project = super::project(global)?;
    match &arguments.command {
        TextCommand::Attach { file } => attach(&project, &super::path(global, file), terminal),
        TextCommand::Status => status(&project, terminal),
    }
}

fn attach(project: &Project, file: &Path, terminal: &mut Terminal) -> Outcome {
    let Some(manifest) = &project.manifest.text else {
        return Err(Failure::Usage(
            "the project encodes no text".into(),
            "give `relata.toml` a `[text]` with `file`, or `relata anchor FILE`".into(),
        ));
    };
    let text = super::read_text(file)?;
    let digest = sha256(&text);
    if let Some(expected) = &manifest.sha256
        && !expected.eq_ignore_ascii_case(&digest)
    {
        return Err(Failure::Usage(
            format!(
                "`{}` is not the text that was encoded: its digest is {digest}, wanted is {expected}",
                file.display()
            ),
            "if the text has a new version: `relata anchor FILE` re-anchors the passages".into(),
        ));
    }
    write_atomically(&project.root.join(&manifest.file), text.as_bytes())?;
    terminal.say(
        "Attached",
        &format!(
            "{} ({} characters, digest as recorded)",
            manifest.file,
            text.chars().count()
        ),
    );
    terminal.hint("`relata check` now compares every quotation with it");
    Ok(Verdict::Yes)
}

fn status(project: &Project, terminal: &mut Terminal) -> Outcome {
    let (words, verdict) = match project.text()? {
        TextState::None => ("the project encodes no text".to_owned(), Verdict::Yes),
        TextState::Attached(attached) => (
            format!("attached: {}", attached.path.display()),
            Verdict::Yes,
        ),
        TextState::Absent(path) => (format!("not attached: no {}", path.display()), Verdict::No),
        TextState::Changed(attached, digest) => (
            format!("changed: {} has digest {digest}", attached.path.display()),
            Verdict::No,
        ),
    };
    terminal.data(&format!("{words}\n"))?;
    Ok(verdict)
}
