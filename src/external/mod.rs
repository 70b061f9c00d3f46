//! External datasets: named in `relata.toml`, pinned by digest in `relata.lock`, read as triples or as a table.
//!
//! A dataset that changed unseen changes every link that was made with it, so each is pinned. Nothing is fetched that
//! was not asked for: [`fetch`] alone touches the network, and only for a dataset that comes from a URL or an endpoint.

pub mod compressed;
pub mod construct;
mod cut;
pub mod encoding;
mod endpoint;
mod fetch;
mod files;
mod http;
pub mod inflow;
mod lock;
mod read;
pub mod records;
mod results;
pub mod scan;
pub mod table;
mod template;
mod wire;

pub use fetch::{Progress, Wanted, fetch};
pub use files::digest;
pub(crate) use lock::quoted;
pub use lock::{FILE as LOCK_FILE, Lock, Pinned};
pub use read::{file, is_rdf, quads, rdf, rows, table};

use crate::diagnostic::{Diagnostic, nearest};
use crate::project::{DatasetEntry, Project};
use std::path::PathBuf;

/// The folder in the project that fetched datasets lie in; it is no part of the repository.
pub const FOLDER: &str = ".relata/datasets";

/// Why a dataset could not be used.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with what the user wrote or with the dataset.
    Findings(Vec<Diagnostic>),
    /// The disk or the network failed.
    Machine(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Machine(error)
    }
}

impl From<Diagnostic> for Failure {
    fn from(finding: Diagnostic) -> Self {
        Self::Findings(vec![finding])
    }
}

/// The entry of that name in `relata.toml`.
pub fn entry<'a>(project: &'a Project, name: &str) -> Result<&'a DatasetEntry, Diagnostic> {
    project.manifest.datasets.get(name).ok_or_else(|| {
        let near = nearest(name, project.manifest.datasets.keys().map(String::as_str));
        Diagnostic::error("D001", format!("no dataset `{name}` in `relata.toml`")).help(
            near.map_or_else(
                || {
                    "`relata dataset add NAME SOURCE` adds one, `relata dataset list` lists them"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            ),
        )
    })
}

/// True where the source has to be fetched.
pub fn is_remote(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

/// Where a dataset's bytes lie on this machine, whether or not they are there.
pub fn path(project: &Project, name: &str, entry: &DatasetEntry) -> PathBuf {
    if entry.endpoint.is_some() && entry.source.is_empty() {
        let ending = entry.format.as_deref().unwrap_or("nt");
        return project.root.join(FOLDER).join(format!("{name}.{ending}"));
    }
    if !is_remote(&entry.source) {
        return project.root.join(&entry.source);
    }
    let file = entry.source.split(['?', '#']).next().unwrap_or("");
    let file = file.rsplit('/').next().unwrap_or("");
    let endings: String = file
        .split_once('.')
        .map(|(_, endings)| endings)
        .unwrap_or("")
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .take(20)
        .collect();
    project.root.join(FOLDER).join(format!("{name}.{endings}"))
}

/// How a dataset on this machine compares with what was pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The bytes are those that were pinned.
    Same,
    /// Other bytes than those that were pinned; the digest of these.
    Changed(String),
    /// The bytes are those that were pinned, and what says how their rows are read is another.
    Remapped,
    /// Nothing is pinned yet; the digest of the bytes.
    Unpinned(String),
    /// The file is not here.
    Absent(PathBuf),
}

/// Compares the bytes at hand with the lock file.
pub fn state(project: &Project, name: &str, lock: &Lock) -> Result<State, Failure> {
    let entry = entry(project, name)?;
    let path = path(project, name, entry);
    if !path.exists() {
        return Ok(State::Absent(path));
    }
    let digest = digest(&path)?;
    Ok(match lock.find(name) {
        None => State::Unpinned(digest),
        Some(pinned) if pinned.sha256 == digest => {
            // what was pinned before mappings were says nothing of them
            let known =
                pinned.mapping.is_some() && read::mapping(project, entry)? != pinned.mapping;
            if known { State::Remapped } else { State::Same }
        }
        Some(_) => State::Changed(digest),
    })
}

/// The digest of a dataset that may be used, and what is doubtful about it: that it is not pinned, or read in another way.
/// One that is not here, or not the one that was pinned, is refused.
pub fn checked(project: &Project, name: &str) -> Result<(String, Option<Diagnostic>), Failure> {
    let lock = Lock::read(project)?;
    let state = state(project, name, &lock)?;
    let finding = finding(project, name, &state, &lock);
    match (state, finding) {
        (State::Unpinned(digest), doubt) => Ok((digest, doubt)),
        (State::Same | State::Remapped, doubt) => {
            let pinned = lock.find(name).map(|pinned| pinned.sha256.clone());
            Ok((pinned.unwrap_or_default(), doubt))
        }
        (_, refused) => Err(Failure::Findings(refused.into_iter().collect())),
    }
}

/// What is wrong with a dataset that is not the one that was pinned; nothing where it is the same.
pub fn finding(project: &Project, name: &str, state: &State, lock: &Lock) -> Option<Diagnostic> {
    let place = project.source.text.find(&format!("[datasets.{name}]"));
    let span = place.map_or(0..0, |at| at..at + name.len() + "[datasets.]".len());
    Some(match state {
        State::Same => return None,
        State::Unpinned(_) => {
            Diagnostic::warning("D003", format!("dataset `{name}` is not pinned"))
                .at(&project.source, span, "named here")
                .help(format!(
                    "`relata dataset fetch {name}` pins it in `relata.lock`"
                ))
        }
        State::Remapped => Diagnostic::warning(
            "D019",
            format!("dataset `{name}` is read in another way than when it was pinned"),
        )
        .at(&project.source, span, "named here")
        .note("its bytes are the same; its CONSTRUCT, `split`, `records`, `delimiter`, `encoding` or `format` has changed")
        .help(format!(
            "`relata dataset fetch {name}` pins it so; then run its link specs again"
        )),
        State::Changed(digest) => {
            let pinned = lock.find(name).map_or("", |pinned| pinned.sha256.as_str());
            Diagnostic::error("D002", format!("dataset `{name}` is not the one that was pinned"))
                .at(&project.source, span, "named here")
                .note(format!("pinned is sha256 {pinned}, at hand is {digest}"))
                .help(format!("bring the old file back, or `relata dataset fetch --update {name}` and run its link specs again"))
        }
        State::Absent(path) => {
            let shown = path.strip_prefix(&project.root).unwrap_or(path);
            Diagnostic::error("D004", format!("dataset `{name}` is not here"))
                .at(&project.source, span, "named here")
                .note(format!("`{}` does not exist", shown.display()))
                .help(format!(
                    "bring a copy there from its publisher, or `relata dataset fetch {name}` where it comes from a URL or an endpoint"
                ))
        }
    })
}
