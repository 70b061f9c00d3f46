//! A project: the folder with `relata.toml`, and what its files say.

mod anchoring;
mod files;
mod manifest;
mod scaffold;
mod write;

pub use anchoring::{
    Attached, MENTIONS_FILE, PASSAGES_FILE, TextState, mentions, mentions_file, passages_file,
};
pub use files::{Beside, File, Graphs};
pub use manifest::{DatasetEntry, FILE as MANIFEST_FILE, Manifest, Text, is_dataset_name};
pub use scaffold::{Scaffold, scaffold};
pub use write::{AtomicFile, hold, write_atomically, write_in_pieces};

use crate::diagnostic::{Diagnostic, Source};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder with a manifest that could be read.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// What its manifest says.
    pub manifest: Manifest,
    /// The manifest's text, for excerpts.
    pub source: Arc<Source>,
}

/// Why there is no project to work on.
#[derive(Debug)]
pub enum Missing {
    /// Neither the folder nor any above it holds a manifest.
    NotFound,
    /// The manifest has faults.
    Faulty(Vec<Diagnostic>),
    /// It could not be read.
    Unreadable(PathBuf, std::io::Error),
}

impl Project {
    /// Opens the project that `directory` lies in: the nearest folder, it or one above it, that holds `relata.toml`.
    pub fn find(directory: &Path) -> Result<Self, Missing> {
        let root = directory
            .ancestors()
            .find(|folder| folder.join(MANIFEST_FILE).is_file())
            .ok_or(Missing::NotFound)?;
        Self::open(root)
    }

    /// Opens the project whose manifest lies in `root`.
    pub fn open(root: &Path) -> Result<Self, Missing> {
        let path = root.join(MANIFEST_FILE);
        let text = std::fs::read(&path).map_err(|error| Missing::Unreadable(path, error))?;
        let source = Source::new(MANIFEST_FILE, String::from_utf8_lossy(&text).into_owned());
        let manifest = Manifest::parse(&source).map_err(Missing::Faulty)?;
        Ok(Self {
            root: root.to_owned(),
            manifest,
            source,
        })
    }

    /// The prefixes for reading names on the command line and for writing.
    pub fn prefixes(&self) -> Vec<(String, String)> {
        self.manifest.all_prefixes()
    }

    /// Writes an IRI the short way where a prefix fits, else in angle brackets.
    pub fn shorten(&self, iri: &str) -> String {
        shorten(&self.prefixes(), iri)
    }
}

/// Writes an IRI with the longest fitting prefix where its rest is a plain name, else in angle brackets.
///
/// ```
/// # use relata::project::shorten;
/// let prefixes = [("e".to_owned(), "http://e/".to_owned())];
/// assert_eq!(shorten(&prefixes, "http://e/a-1"), "e:a-1");
/// assert_eq!(shorten(&prefixes, "http://e/a/b"), "<http://e/a/b>");
/// ```
pub fn shorten(prefixes: &[(String, String)], iri: &str) -> String {
    prefixes
        .iter()
        .filter_map(|(name, namespace)| {
            Some((name, namespace.len(), iri.strip_prefix(namespace.as_str())?))
        })
        .filter(|(_, _, local)| {
            !local.is_empty()
                && !local.starts_with('-')
                && local
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
        .max_by_key(|(_, length, _)| *length)
        .map_or_else(
            || format!("<{iri}>"),
            |(name, _, local)| format!("{name}:{local}"),
        )
}
