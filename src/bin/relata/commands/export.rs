//! `relata export`: the graph as it was authored.

use crate::arguments::{Export, Global, Included};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::export::{Format, Include, export};
use relata::project::write_atomically;

/// Writes the graph to standard output or into a file.
pub fn run(arguments: &Export, global: &Global, terminal: &mut Terminal) -> Outcome {
    let project = super::project(global)?;
    let extension = arguments
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .and_then(|extension| extension.to_str());
    let format = match (&arguments.format, extension) {
        (Some(name), _) => Format::named(name).ok_or_else(|| {
            Failure::Usage(
                format!("cannot export `{name}`"),
                "formats are `turtle` and `ntriples`".into(),
            )
        })?,
        (None, Some(extension)) => Format::named(extension).ok_or_else(|| {
            Failure::Usage(
                format!("`.{extension}` names no format"),
                "end the file in `.ttl` or `.nt`, or say `--format`".into(),
            )
        })?,
        (None, None) => Format::Turtle,
    };
    let include = Include {
        ontology: arguments.include.contains(&Included::Ontology),
        derived: arguments.include.contains(&Included::Derived),
    };
    let graphs = super::graphs(&project)?;
    let text = export(&project, &graphs, format, include);
    match &arguments.output {
        None => terminal.data(&text)?,
        Some(path) => {
            let path = super::path(global, path);
            write_atomically(&path, text.as_bytes())
                .map_err(|error| anyhow::anyhow!("cannot write `{}`: {error}", path.display()))?;
            terminal.say(
                "Exported",
                &format!(
                    "{} (sha256 {})",
                    path.display(),
                    relata::text::sha256(&text)
                ),
            );
        }
    }
    Ok(Verdict::Yes)
}
