//! `relata link export`: the accepted links as RDF.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::dataset::Dataset;
use relata::export::{self, Format, Vocabulary};
use relata::link::linkset::describe::{Described, describe};
use relata::project::write_atomically;
use std::path::Path;

/// The formats of `relata::export` that hold triples as they are.
const FORMATS: [&str; 6] = ["turtle", "trig", "ntriples", "nquads", "rdfxml", "jsonld"];

/// How it is written.
pub struct How<'a> {
    /// The name of a format; what the file's name ends like unless said, and Turtle where that says nothing.
    pub format: Option<&'a str>,
    /// `owl:sameAs` instead of the spec's property.
    pub same_as: bool,
    /// Only the links.
    pub bare: bool,
    /// In the account also what is no link.
    pub all: bool,
    /// Into this file.
    pub output: Option<&'a Path>,
}

/// Writes the links, and unless bare, the account of how they were made.
pub fn run(setting: &Setting, spec: &str, how: &How<'_>, terminal: &mut Terminal) -> Outcome {
    let task = setting.task(spec)?;
    let format = chosen(how)?;
    let record = task.record().map_err(outside)?;
    let described = Described {
        same_as: how.same_as,
        account: !how.bare,
        all: how.all,
    };
    let triples = describe(&record, described).map_err(Failure::Findings)?;
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

/// The format that is asked for, or that the file's name ends like.
fn chosen(how: &How<'_>) -> Result<&'static dyn Format, Failure> {
    let (asked, found) = match (how.format, how.output) {
        (Some(name), _) => (name.to_owned(), export::format(name).ok()),
        (None, Some(path)) if path.extension().is_some() => {
            let name = path.to_string_lossy().into_owned();
            let found = export::format_of_file(&name);
            (name, found)
        }
        (None, _) => ("turtle".to_owned(), export::format("turtle").ok()),
    };
    found
        .filter(|format| FORMATS.contains(&format.name()))
        .ok_or_else(|| {
            Failure::Usage(
                format!("links cannot be written as `{asked}`"),
                format!(
                    "`--format` is one of {}; the linkset itself is the table",
                    FORMATS.join(", ")
                ),
            )
        })
}
