//! `relata link new`: drafts a spec, for a person to change and run.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::draft::{Wish, draft};
use relata::link::task::FOLDER;
use relata::project::write_atomically;
use std::path::{Path, PathBuf};

/// What is asked for.
pub struct Asked<'a> {
    /// The name of the spec.
    pub name: &'a str,
    /// What is linked, and what it is linked to.
    pub sides: [&'a str; 2],
    /// The encoding of tables that are not UTF-8.
    pub encoding: Option<&'a str>,
    /// Into this file.
    pub output: Option<&'a Path>,
    /// Print it, and write nothing.
    pub dry_run: bool,
}

/// Looks at both sides and writes the draft, never over a file that is there.
pub fn run(setting: &Setting, asked: &Asked<'_>, terminal: &mut Terminal) -> Outcome {
    let name = asked.name.strip_suffix(".toml").unwrap_or(asked.name);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with(['.', '-']) || !name.chars().all(is_plain) {
        return Err(Failure::Usage(
            format!("`{}` is no name for a spec", asked.name),
            "letters, digits, `-` and `_`; `-o FILE` says where else it is written".into(),
        ));
    }
    let prints = asked.dry_run || asked.output == Some(Path::new("-"));
    let path = place(setting, name, asked.output.filter(|_| !prints));
    if !prints && path.exists() {
        return Err(Failure::Usage(
            format!("`{}` is there already", path.display()),
            "choose another name, or take the file away; `--dry-run` prints the draft".into(),
        ));
    }
    let wish = Wish {
        name,
        sides: asked.sides,
        encoding: asked.encoding,
        directory: &setting.directory,
        folder: path.parent().unwrap_or(&setting.directory),
    };
    let drafted = draft(setting.project.as_ref(), &wish).map_err(outside)?;
    let [sources, targets] = drafted.counts;
    terminal.say(
        "Read",
        &format!("{sources} things to link, {targets} to link them to"),
    );
    terminal.say("Compares", &drafted.compared.join(", "));
    for doubt in &drafted.doubts {
        terminal.warn(doubt);
    }
    if prints {
        terminal.data(&drafted.text)?;
        return Ok(Verdict::Yes);
    }
    write_atomically(&path, drafted.text.as_bytes())?;
    terminal.say("Wrote", &path.display().to_string());
    let spec = match (&setting.project, asked.output) {
        (Some(_), None) => name.to_owned(),
        (None, None) => format!("{name}.toml"),
        (_, Some(output)) => output.display().to_string(),
    };
    terminal.hint(&format!(
        "look at it, then `relata link run {spec} -o -` shows the links, without `-o -` it writes them, and `relata link review {spec}` asks about what is open"
    ));
    Ok(Verdict::Yes)
}

/// Where a spec is written.
fn place(setting: &Setting, name: &str, output: Option<&Path>) -> PathBuf {
    let file = format!("{name}.toml");
    match (output, &setting.project) {
        (Some(output), _) => setting.directory.join(output),
        (None, Some(project)) => project.root.join(FOLDER).join(file),
        (None, None) => setting.directory.join(file),
    }
}
