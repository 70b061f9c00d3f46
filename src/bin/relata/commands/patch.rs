//! `relata patch`: applies what `relata diff --format rdf-patch` wrote.

use super::diff::of_file;
use crate::arguments::{Global, Patch};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::convert::of_name;
use relata::dataset::DEFAULT_GRAPH;
use relata::diagnostic::{Source, any_error};
use relata::diff::patch;
use relata::export::{self, Vocabulary};
use relata::project::write_atomically;

/// Applies a patch to a file and writes the outcome, sorted.
pub fn run(arguments: &Patch, global: &Global, terminal: &mut Terminal) -> Outcome {
    let state = of_file(&super::path(global, &arguments.file))?;
    let source = Source::new(
        arguments.patch.display().to_string(),
        super::read_rdf(&super::path(global, &arguments.patch))?,
    );
    let steps = patch::read(&source).map_err(Failure::Findings)?;
    let patched = patch::apply(&state.dataset, &steps, &source).map_err(Failure::Findings)?;
    let target = arguments.output.as_ref().unwrap_or(&arguments.file);
    let name = target.to_string_lossy();
    let no_format =
        |help: String| Failure::Usage(format!("the name `{name}` says no format"), help);
    let syntax = of_name(&name).0.map_err(no_format)?;
    let format = export::format(syntax.name()).map_err(no_format)?;
    let is_named = |quad: &[relata::dataset::Id; 4]| quad[3] != DEFAULT_GRAPH;
    if !syntax.holds_graphs() && patched.quads().iter().any(is_named) {
        return Err(Failure::Usage(
            format!("`{name}` cannot hold the named graphs that come out"),
            "write them with `-o FILE.trig` or `-o FILE.nq`".into(),
        ));
    }
    let vocabulary = Vocabulary {
        prefixes: state.prefixes,
        ..Vocabulary::default()
    };
    let mut bytes = Vec::new();
    let losses = export::write(format, &patched, &vocabulary, &mut bytes)?;
    if any_error(&losses) {
        return Err(Failure::Findings(losses));
    }
    match &arguments.output {
        None => terminal.data(&String::from_utf8(bytes)?)?,
        Some(output) => {
            let path = super::path(global, output);
            write_atomically(&path, &bytes)?;
            terminal.say(
                "Patched",
                &format!("{} into {}", arguments.file.display(), path.display()),
            );
        }
    }
    Ok(Verdict::Yes)
}
