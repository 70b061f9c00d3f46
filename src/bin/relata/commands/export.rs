//! `relata export`: the graph as it was authored.

use crate::arguments::{Export, Global, Included};
use crate::failure::{Failure, Outcome, Verdict};
use crate::report;
use crate::terminal::Terminal;
use relata::diagnostic::any_error;
use relata::export::{self, Format, Include, Vocabulary};
use relata::project::{Project, write_atomically};
use std::path::Path;

/// Writes the graph to standard output, into a file, or into a folder.
pub fn run(arguments: &Export, global: &Global, terminal: &mut Terminal) -> Outcome {
    let project = super::project(global)?;
    let format = format(arguments)?;
    let include = Include {
        ontology: arguments.include.contains(&Included::Ontology),
        derived: arguments.include.contains(&Included::Derived),
        links: arguments.include.contains(&Included::Links),
        graph: arguments.graph.clone(),
    };
    let graphs = super::graphs(&project)?;
    let vocabulary = Vocabulary::of(&project, &graphs);
    let output = arguments
        .output
        .as_deref()
        .map(|path| super::path(global, path));
    if let Some(folder) = output.as_deref().filter(|path| is_folder(path)) {
        return into_folder(
            &project,
            &graphs,
            &include,
            format,
            &vocabulary,
            folder,
            terminal,
        );
    }
    let dataset =
        export::dataset(&project, &graphs, &include).map_err(|help| no_graph(&include, help))?;
    let text = written(format, &dataset, &vocabulary, terminal)?;
    match output {
        None => terminal.data(&text)?,
        Some(path) => {
            save(&path, &text)?;
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

fn format(arguments: &Export) -> Result<&'static dyn Format, Failure> {
    let extension = arguments
        .output
        .as_ref()
        .filter(|path| !is_folder(path))
        .and_then(|path| path.extension())
        .and_then(|extension| extension.to_str());
    match (&arguments.format, extension) {
        (Some(name), _) => export::format(name)
            .map_err(|help| Failure::Usage(format!("cannot export `{name}`"), help)),
        (None, Some(extension)) => export::format(extension)
            .map_err(|help| Failure::Usage(format!("`.{extension}` names no format"), help)),
        (None, None) => Ok(&export::Turtle),
    }
}

/// A folder is one that is there, or a name that ends in a slash.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn no_graph(include: &Include, help: String) -> Failure {
    let name = include.graph.as_deref().unwrap_or_default();
    Failure::Usage(format!("no graph `{name}`"), help)
}

fn written(
    format: &dyn Format,
    dataset: &relata::dataset::Dataset,
    vocabulary: &Vocabulary,
    terminal: &mut Terminal,
) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let losses = export::write(format, dataset, vocabulary, &mut bytes)?;
    if any_error(&losses) {
        return Err(Failure::Findings(losses));
    }
    report::findings(terminal, &losses);
    Ok(String::from_utf8(bytes)?)
}

fn save(path: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(path, text.as_bytes())
        .map_err(|error| anyhow::anyhow!("cannot write `{}`: {error}", path.display()))?;
    Ok(())
}

/// A file for each graph, and `datapackage.json`, which lists them with their digests.
fn into_folder(
    project: &Project,
    graphs: &relata::project::Graphs,
    include: &Include,
    format: &dyn Format,
    vocabulary: &Vocabulary,
    folder: &Path,
    terminal: &mut Terminal,
) -> Outcome {
    let parts = export::parts(project, graphs, include).map_err(|help| no_graph(include, help))?;
    let mut listed = Vec::new();
    for (stem, dataset) in &parts {
        let name = format!("{stem}.{}", format.extension());
        let text = written(format, dataset, vocabulary, terminal)?;
        save(&folder.join(&name), &text)?;
        listed.push(export::manifest::Written::of(&name, format, dataset, &text));
    }
    save(
        &folder.join("datapackage.json"),
        &export::manifest::write(project, &listed),
    )?;
    terminal.say(
        "Exported",
        &format!("{} graphs into {}", listed.len(), folder.display()),
    );
    Ok(Verdict::Yes)
}
