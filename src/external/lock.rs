//! `relata.lock`: which bytes of each dataset the project was made with.

use crate::diagnostic::{Diagnostic, Source};
use crate::project::{Project, write_atomically};
use serde::Deserialize;

/// Name of the file, beside `relata.toml`.
pub const FILE: &str = "relata.lock";

/// What is pinned.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// One entry a dataset, sorted by name.
    #[serde(default, rename = "dataset")]
    pub datasets: Vec<Pinned>,
}

/// One pinned dataset.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// Its name in `relata.toml`.
    pub name: String,
    /// Where it came from: the path, the URL or the endpoint.
    pub source: String,
    /// SHA-256 of its bytes as they came, hexadecimal.
    pub sha256: String,
    /// Number of those bytes.
    pub bytes: u64,
    /// Triples it gives; rows for a table that has no CONSTRUCT.
    pub triples: u64,
    /// The day it was pinned, `YYYY-MM-DD`.
    pub retrieved: String,
    /// SHA-256 of what says how its rows are read: the CONSTRUCT, `split`, `records` and the like; none where nothing does,
    /// or where it was pinned before that was written down.
    #[serde(default)]
    pub mapping: Option<String>,
}

impl Lock {
    /// Reads the project's lock file; where there is none, nothing is pinned.
    pub fn read(project: &Project) -> Result<Self, super::Failure> {
        let text = match std::fs::read_to_string(project.root.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(error.into()),
        };
        let source = Source::new(FILE, text);
        toml::from_str(&source.text).map_err(|error| {
            Diagnostic::error(
                "D005",
                error.message().lines().next().unwrap_or("").to_owned(),
            )
            .at(&source, error.span().unwrap_or(0..0), "")
            .help(format!(
                "`{FILE}` is written by `relata dataset fetch`: take it from version control"
            ))
            .into()
        })
    }

    /// The entry of that name.
    pub fn find(&self, name: &str) -> Option<&Pinned> {
        self.datasets.iter().find(|pinned| pinned.name == name)
    }

    /// Puts an entry in, in place of the one of its name.
    pub fn put(&mut self, pinned: Pinned) {
        self.datasets.retain(|known| known.name != pinned.name);
        self.datasets.push(pinned);
        self.datasets.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Takes the entry of that name out; false where there is none.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.datasets.len();
        self.datasets.retain(|known| known.name != name);
        self.datasets.len() < before
    }

    /// The file's text.
    ///
    /// ```
    /// let mut lock = relata::external::Lock::default();
    /// lock.put(relata::external::Pinned { name: "a".into(), source: "a\".ttl".into(), sha256: "00".into(), bytes: 1, triples: 2, retrieved: "2026-01-01".into(), mapping: Some("11".into()) });
    /// assert_eq!(toml::from_str::<relata::external::Lock>(&lock.text()).unwrap(), lock);
    /// ```
    pub fn text(&self) -> String {
        let mut text =
            "# Written by `relata dataset fetch`. Keep it under version control.\n".to_owned();
        for pinned in &self.datasets {
            text.push_str(&format!(
                "\n[[dataset]]\nname = {}\nsource = {}\nsha256 = {}\nbytes = {}\ntriples = {}\nretrieved = {}\n",
                quoted(&pinned.name),
                quoted(&pinned.source),
                quoted(&pinned.sha256),
                pinned.bytes,
                pinned.triples,
                quoted(&pinned.retrieved)
            ));
            if let Some(mapping) = &pinned.mapping {
                text.push_str(&format!("mapping = {}\n", quoted(mapping)));
            }
        }
        text
    }

    /// Writes the project's lock file, whole or not at all.
    pub fn write(&self, project: &Project) -> std::io::Result<()> {
        write_atomically(&project.root.join(FILE), self.text().as_bytes())
    }
}

/// A TOML basic string.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
