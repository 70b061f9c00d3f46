//! `relata link export`: the accepted links as RDF.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::dataset::Dataset;
use relata::export::{self, Vocabulary};
use relata::link::describe::{Described, describe};
use relata::project::write_atomically;
use std::path::Path;

/// How it is written.
pub struct How<'a> {
    /// The name of a format of `relata::export`.
    pub format: &'a str,
    /// `owl:sameAs` instead of the spec's property.
    pub same_as: bool,
    /// Only the links.
    pub bare: bool,
    /// Into this file.
    pub output: Option<&'a Path>,
}

/// Writes the links, and unless bare, the account of how they were made.
pub fn run(setting: &Setting, spec: &str, how: &How<'_>, terminal: &mut Terminal) -> Outcome {
    let task = setting.task(spec)?;
    let format = export::format(how.format)
        .map_err(|help| Failure::Usage(format!("cannot export `{}`", how.format), help))?;
    let record = task.record().map_err(outside)?;
    let triples = describe(
        &record,
        Described {
            same_as: how.same_as,
            account: !how.bare,
        },
    );
    let mut links = Dataset::new();
    let mut buffer = String::new();
    for triple in triples {
        links.insert_quad(
            &triple.in_graph(oxrdf::GraphName::DefaultGraph),
            &mut buffer,
        );
    }
    links.settle();
    let vocabulary = Vocabulary {
        prefixes: task.prefixes,
        ..Vocabulary::default()
    };
    let mut written = Vec::new();
    let losses = format.write(&links, &vocabulary, &mut written)?;
    if relata::diagnostic::any_error(&losses) {
        return Err(Failure::Findings(losses));
    }
    match how.output {
        None => terminal.data(&String::from_utf8_lossy(&written))?,
        Some(path) => write_atomically(&setting.directory.join(path), &written)?,
    }
    Ok(Verdict::Yes)
}
