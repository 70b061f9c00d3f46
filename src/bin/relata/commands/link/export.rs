//! `relata link export`: the accepted links as RDF.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::export::Format;
use relata::link::describe::{Described, describe};
use relata::project::write_atomically;
use relata::turtle::{write_ntriples, write_turtle};
use std::path::Path;

/// How it is written.
pub struct How<'a> {
    /// turtle or ntriples.
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
    let format = Format::named(how.format).ok_or_else(|| {
        Failure::Usage(
            format!("cannot export `{}`", how.format),
            "formats are `turtle` and `ntriples`".into(),
        )
    })?;
    let record = task.record().map_err(outside)?;
    let triples = describe(
        &record,
        Described {
            same_as: how.same_as,
            account: !how.bare,
        },
    );
    let text = match format {
        Format::Turtle => write_turtle(&triples, &task.prefixes),
        Format::NTriples => write_ntriples(&triples),
    };
    match how.output {
        None => terminal.data(&text)?,
        Some(path) => write_atomically(&setting.directory.join(path), text.as_bytes())?,
    }
    Ok(Verdict::Yes)
}
