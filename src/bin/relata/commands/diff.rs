//! `relata diff`: what changed in meaning between two states.

use crate::arguments::{Diff, DiffFormat, Global};
use crate::failure::{Failure, Outcome, Verdict, missing, outside};
use crate::limits::Watch;
use crate::revision::checkout;
use crate::terminal::Terminal;
use relata::convert::packed::unpack;
use relata::convert::{Conversion, Syntax, gather, of_name};
use relata::dataset::Dataset;
use relata::diagnostic::{Diagnostic, Source, any_error};
use relata::diff::{answers::answers, diff, html, human, json, patch};
use relata::external;
use relata::project::Project;
use relata::store::Cancel;
use relata::turtle::{self, Prefixes};
use std::path::Path;
use std::time::Duration;

/// One state of a graph.
pub struct State {
    /// What it says.
    pub dataset: Dataset,
    /// How its IRIs are shortened.
    pub prefixes: Vec<(String, String)>,
    /// The project it is of, where it is one.
    project: Option<Project>,
    /// Keeps the files of a revision for as long as they are needed.
    _folder: Option<tempfile::TempDir>,
}

/// Compares two states and tells what changed.
pub fn run(arguments: &Diff, global: &Global, terminal: &mut Terminal) -> Outcome {
    let old = state(arguments.old.as_deref().unwrap_or("HEAD:"), global)?;
    let new = match &arguments.new {
        Some(new) => state(new, global)?,
        None => of_project(super::project(global)?, None)?,
    };
    let names = (
        arguments.old.clone().unwrap_or_else(|| "HEAD".into()),
        arguments.new.clone().unwrap_or_else(|| "the files".into()),
    );
    let mut difference = diff(&old.dataset, &new.dataset);
    if let (Some(before), Some(after), false) = (&old.project, &new.project, arguments.no_answers) {
        let cancel = Cancel::new();
        let watch = Watch::start(Duration::from_secs(120), 4 << 30, cancel.clone(), |_| {
            Terminal::last_words(
                "the stored queries took more than 120 s or 4 GiB",
                "say `--no-answers`",
            );
            std::process::exit(4);
        });
        difference.answers = answers(before, after, &cancel)?;
        watch.stop();
    }
    let mut pairs = new.prefixes;
    pairs.extend(old.prefixes);
    let prefixes = Prefixes::new(&pairs);
    let text = match arguments.format {
        DiffFormat::Human => human::write(&difference, &prefixes, human::Style::Plain),
        DiffFormat::Md => human::write(&difference, &prefixes, human::Style::Markdown),
        DiffFormat::Html => html::write(&difference, &prefixes, &[&names.0, &names.1]),
        DiffFormat::Json => json::write(&difference),
        DiffFormat::RdfPatch => patch::write(&difference),
    };
    terminal.data(&text)?;
    terminal.say(
        "Compared",
        &format!(
            "{} statement{} gone, {} new",
            difference.removed.len(),
            if difference.removed.len() == 1 {
                ""
            } else {
                "s"
            },
            difference.added.len()
        ),
    );
    Ok(if difference.is_empty() {
        Verdict::Yes
    } else {
        Verdict::No
    })
}

/// A file, a folder, a dataset of the manifest, or a revision of the project; a colon at the end says that it is a revision.
fn state(name: &str, global: &Global) -> Result<State, Failure> {
    if let Some(dataset) = name
        .strip_prefix("dataset:")
        .filter(|name| !name.is_empty())
    {
        return of_dataset(dataset, global);
    }
    let path = super::path(global, Path::new(name));
    if let Some(revision) = name.strip_suffix(':') {
        return of_revision(revision, global);
    }
    if path.is_file() {
        return of_file(&path);
    }
    if path.is_dir() {
        return match Project::open(&path) {
            Ok(project) => of_project(project, None),
            Err(relata::project::Missing::Unreadable(..)) => of_folder(&path),
            Err(error) => Err(missing(error, &path)),
        };
    }
    if external::is_remote(name) {
        return Err(Failure::Usage(
            format!("`{name}` is an address, and nothing is fetched unasked"),
            "name it in relata.toml (`relata dataset add NAME ADDRESS`), fetch it, and say `dataset:NAME`".into(),
        ));
    }
    if super::project(global).is_err() {
        return Err(Failure::Usage(
            format!("no file or folder `{name}`"),
            "a revision is compared in a project; `-C DIR` goes to one".into(),
        ));
    }
    of_revision(name, global)
}

fn of_revision(revision: &str, global: &Global) -> Result<State, Failure> {
    let (project, folder) = checkout(&super::project(global)?, revision)?;
    of_project(project, Some(folder))
}

/// What an external dataset says, as `relata link` reads it.
fn of_dataset(name: &str, global: &Global) -> Result<State, Failure> {
    let project = super::project(global)?;
    let quads = external::quads(&project, name).map_err(outside)?;
    Ok(State {
        dataset: Dataset::of_quads(&quads),
        prefixes: project.prefixes(),
        project: None,
        _folder: None,
    })
}

fn of_project(project: Project, folder: Option<tempfile::TempDir>) -> Result<State, Failure> {
    let graphs = super::graphs(&project)?;
    // a statement that moves to another file of the project means the same
    Ok(State {
        dataset: Dataset::of_quads(graphs.quads()).merged(),
        prefixes: project.prefixes(),
        project: Some(project),
        _folder: folder,
    })
}

/// One RDF file, packed or not.
pub fn of_file(path: &Path) -> Result<State, Failure> {
    let name = path.to_string_lossy();
    let (syntax, packing) = of_name(&name);
    let syntax =
        syntax.map_err(|help| Failure::Usage(format!("the name `{name}` says no format"), help))?;
    let file = std::fs::File::open(path)
        .map_err(|error| anyhow::anyhow!("cannot read `{name}`: {error}"))?;
    let conversion = Conversion::new(&name, syntax, Syntax::NQuads);
    let read = gather(unpack(Box::new(file), packing)?, &conversion, &mut |_| {});
    let (dataset, prefixes, outcome) =
        read.map_err(|error| fault(path, &name, Vec::new(), Some(error)))?;
    if outcome.skipped > 0 {
        return Err(fault(path, &name, outcome.faults, None));
    }
    Ok(State {
        dataset,
        prefixes,
        project: None,
        _folder: None,
    })
}

/// What is wrong with a file, by the reader that tells all of it with its lines where it reads that syntax; else what is known.
pub fn fault(
    path: &Path,
    name: &str,
    known: Vec<Diagnostic>,
    error: Option<std::io::Error>,
) -> Failure {
    let format = path
        .extension()
        .and_then(|ending| turtle::Format::from_extension(ending.to_str()?));
    if let Some(format) = format {
        let faults = match super::read_rdf(path) {
            Ok(text) => turtle::parse(&Source::new(name, text), format, "").faults,
            Err(failure) => return failure,
        };
        if any_error(&faults) {
            return Failure::Findings(faults);
        }
    }
    if let Some(error) = error {
        return error.into();
    }
    // `--lenient` is a word of `convert` alone
    let mut known = known;
    for fault in &mut known {
        fault.helps.retain(|help| !help.contains("--lenient"));
    }
    Failure::Findings(known)
}

/// All RDF files of a folder that is no project, in one graph each as they say.
fn of_folder(folder: &Path) -> Result<State, Failure> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file() && of_name(&path.to_string_lossy()).0.is_ok())
        .collect();
    paths.sort();
    let mut whole = State {
        dataset: Dataset::new(),
        prefixes: Vec::new(),
        project: None,
        _folder: None,
    };
    for (number, path) in paths.iter().enumerate() {
        let part = of_file(path)?;
        whole.dataset.append(&part.dataset, &format!("f{number}-"));
        whole.prefixes.extend(part.prefixes);
    }
    whole.dataset.settle();
    Ok(whole)
}
