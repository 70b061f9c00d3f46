//! The commands, one file each: from arguments to one operation of the library and back.

mod anchor;
mod canonicalize;
mod check;
mod claim;
mod claim_hints;
mod claim_stub;
mod convert;
mod dataset;
mod diff;
mod explain;
mod export;
mod fmt;
mod git;
mod git_drivers;
mod help;
mod link;
mod names;
mod new;
mod patch;
mod query;
mod reconcile;
mod show;
mod stats;
mod test;
mod text;
mod upgrade;
mod validate;
mod why;

use crate::arguments::{Arguments, Command, Global};
use crate::failure::{Failure, Outcome, missing, outside};
use crate::report;
use crate::terminal::Terminal;
use oxrdf::Quad;
use relata::diagnostic::Diagnostic;
use relata::external;
use relata::project::{File, Graphs, Project};
use relata::query::{derived, reach};
use relata::store::{Cancel, Store};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Runs the command that was asked for.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Outcome {
    let global = &arguments.global;
    match &arguments.command {
        Command::New(new) => new::run(new, global, terminal),
        Command::Check(check) => check::run(check, global, terminal),
        Command::Explain { code } => explain::run(code.as_deref(), terminal),
        Command::Fmt(fmt) => fmt::run(fmt, global, terminal),
        Command::Validate(validate) => validate::run(validate, global, terminal),
        Command::Query(query) => query::run(query, global, terminal),
        Command::Test(test) => test::run(test, &project(global)?, terminal),
        Command::Show(show) => show::run(show, &project(global)?, terminal),
        Command::Why(why) => why::run(why, &project(global)?, terminal),
        Command::Stats => stats::run(&project(global)?, terminal),
        Command::Export(export) => export::run(export, global, terminal),
        Command::Diff(arguments) => diff::run(arguments, global, terminal),
        Command::Patch(arguments) => patch::run(arguments, global, terminal),
        Command::Convert(arguments) => convert::run(arguments, global, terminal),
        Command::Canonicalize(arguments) => canonicalize::run(arguments, false, global, terminal),
        Command::Hash(arguments) => canonicalize::run(arguments, true, global, terminal),
        Command::Upgrade(arguments) => upgrade::run(arguments, global, terminal),
        Command::GitText { file } => git::text(&path(global, file), terminal),
        Command::GitDiff { given } => git_drivers::diff(given, global, terminal),
        Command::GitMerge {
            base,
            ours,
            theirs,
            name,
        } => git_drivers::merge([base, ours, theirs], name, global, terminal),
        Command::GitSetup(arguments) => git::setup(arguments, global, terminal),
        Command::Anchor(anchor) => anchor::run(anchor, global, terminal),
        Command::Claim(claim) => claim::run(claim, &project(global)?, terminal),
        Command::Text(text) => text::run(text, global, terminal),
        Command::Link(link) => link::run(&link.command, global, terminal),
        Command::Dataset(dataset) => dataset::run(&dataset.command, &project(global)?, terminal),
        Command::Reconcile(reconcile) => reconcile::run(reconcile, &project(global)?, terminal),
        Command::Completions { shell } => help::completions(*shell, terminal),
        Command::Man { directory } => help::man(&path(global, directory), terminal),
    }
}

/// The folder that the command works in.
fn directory(global: &Global) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()?;
    let Some(directory) = &global.directory else {
        return Ok(here);
    };
    let there = here.join(directory);
    if there.is_dir() {
        return Ok(there);
    }
    Err(Failure::Usage(
        format!("no folder `{}`", directory.display()),
        "`-C DIR` goes to a folder that exists".into(),
    ))
}

/// A path of the command line, seen from the folder that the command works in.
fn path(global: &Global, path: &Path) -> PathBuf {
    global
        .directory
        .as_ref()
        .map_or_else(|| path.to_owned(), |directory| directory.join(path))
}

/// The project around that folder.
fn project(global: &Global) -> Result<Project, Failure> {
    let directory = directory(global)?;
    Project::find(&directory).map_err(|error| missing(error, &directory))
}

/// The project's graph in a store, for a query as much of it as that can reach; faulty files end the command.
fn load(project: &Project, query: Option<&spargebra::Query>) -> Result<(Store, Graphs), Failure> {
    let mut reach = query.and_then(reach::reach);
    let derives = derived::needed(project, &mut reach)?;
    let (store, graphs) = Store::load_reached(project, reach.as_ref())?;
    if graphs.is_broken() {
        return Err(Failure::Findings(graphs.faults));
    }
    if !derives {
        return Ok((store, graphs));
    }
    let faults = derived::add(project, &store, &Cancel::new())?;
    if !faults.is_empty() {
        return Err(Failure::Findings(faults));
    }
    Ok((store, graphs))
}

/// The name that stands for the project's own graph where datasets are named, as in a link spec.
const OWN: &str = "project";

/// Datasets of the manifest in a store, for a query as much of them as that can reach, and beside them the project's graph where
/// it is named among them. What a dataset says is kept in the graphs only where it is wanted there.
fn load_datasets(
    project: &Project,
    names: &[String],
    query: &spargebra::Query,
    keep: bool,
    terminal: &mut Terminal,
) -> Result<(Store, Graphs), Failure> {
    let (names, with_project) = datasets(project, names)?;
    let (store, mut graphs) = if with_project {
        load(project, Some(query))?
    } else {
        (Store::in_memory()?, Graphs::default())
    };
    let reach = reach::reach(query);
    let reached = |quad: &&Quad| reach.as_ref().is_none_or(|reach| reach.holds_quad(quad));
    each_dataset(project, &names, |file, told| {
        report::findings(terminal, told.as_slice());
        store.insert(file.quads.iter().filter(reached))?;
        if keep {
            graphs.files.push(file);
        }
        Ok(())
    })?;
    Ok((store, graphs))
}

/// What these datasets say, and the project's files where it is named among them.
fn graphs_of(project: &Project, names: &[String]) -> Result<Graphs, Failure> {
    let (names, with_project) = datasets(project, names)?;
    let mut found = if with_project {
        graphs(project)?
    } else {
        Graphs::default()
    };
    each_dataset(project, &names, |file, _| {
        found.files.push(file);
        Ok(())
    })?;
    Ok(found)
}

/// The datasets among the names, each once, all of them in the manifest; and whether the project itself is named.
fn datasets<'a>(
    project: &Project,
    names: &'a [String],
) -> Result<(BTreeSet<&'a str>, bool), Failure> {
    let mut names: BTreeSet<&str> = names.iter().map(String::as_str).map(plain).collect();
    let with_project = names.remove(OWN);
    let faults: Vec<_> = names
        .iter()
        .filter_map(|name| external::entry(project, name).err())
        .collect();
    if faults.is_empty() {
        Ok((names, with_project))
    } else {
        Err(Failure::Findings(faults))
    }
}

/// Reads one dataset after the other; what is wrong with any of them is told of all.
fn each_dataset(
    project: &Project,
    names: &BTreeSet<&str>,
    mut take: impl FnMut(File, Option<Diagnostic>) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut faults = Vec::new();
    for name in names {
        match external::file(project, name) {
            Ok((file, told)) => take(file, told)?,
            Err(external::Failure::Findings(more)) => faults.extend(more),
            Err(failure) => return Err(outside(failure)),
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Findings(faults))
    }
}

/// The name of a dataset, which `validate` and `diff` take with `dataset:` before it.
fn plain(name: &str) -> &str {
    name.strip_prefix("dataset:").unwrap_or(name)
}

/// The project's files without a store; faulty files end the command.
fn graphs(project: &Project) -> Result<Graphs, Failure> {
    let graphs = project.read_graphs(|_| {})?;
    if graphs.is_broken() {
        return Err(Failure::Findings(graphs.faults));
    }
    Ok(graphs)
}

/// Reads a text file of the user's.
fn read_text(path: &Path) -> Result<String, Failure> {
    read_up_to(
        path,
        LONGEST_TEXT,
        "a text is encoded a work at a time: divide it, or look at the name",
    )
}

/// Reads a file of RDF: as much as the readers take.
fn read_rdf(path: &Path) -> Result<String, Failure> {
    read_up_to(
        path,
        relata::turtle::read::MAX_FILE as u64,
        "split it into several files",
    )
}

fn read_up_to(path: &Path, most: u64, remedy: &str) -> Result<String, Failure> {
    use std::io::Read;
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Failure::Usage(
            format!("cannot read `{shown}`: {error}"),
            "look at the name".into(),
        )
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(Failure::Usage(
            format!("`{shown}` is longer than {} MiB", most >> 20),
            remedy.into(),
        ));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Failure::Usage(
            format!("`{shown}` is no text: byte {at} is 0"),
            "save it as plain text or Markdown, in UTF-8".into(),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        Failure::Usage(
            format!("`{shown}` is not UTF-8: line {line}, byte {at}"),
            "save it as UTF-8".into(),
        )
    })
}

/// The longest text that is read, in bytes: some ten thousand pages.
const LONGEST_TEXT: u64 = 32 << 20;

/// Today as `YYYY-MM-DD` in UTC; the library itself reads no clock.
fn today() -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    // days to a civil date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
