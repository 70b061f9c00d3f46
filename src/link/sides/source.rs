//! Reads one side of a link spec into packed columns: from the project, a pinned dataset, or a file beside the spec.

use crate::diagnostic::{Diagnostic, Source};
use crate::external::inflow::Inflow;
use crate::external::scan::TableFile;
use crate::external::{self, Failure, compressed, rows, table};
use crate::link::sides::column::Column;
use crate::link::sides::long::Long;
use crate::link::sides::rows::{TableSide, from_table};
use crate::link::sides::things::from_store;
use crate::link::spec::Side;
use crate::project::Project;
use crate::store::Store;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// The records of one side.
#[derive(Debug, Default)]
pub struct Records {
    /// The IRI of each.
    pub ids: Column,
    /// Its properties as they are written.
    pub properties: BTreeMap<String, Column>,
    /// Digest of what they were read from, hexadecimal; empty for the project.
    pub digest: String,
    /// What is doubtful about the dataset they were read from: that it is not pinned, or read in another way than then.
    pub doubt: Option<Diagnostic>,
    /// Paths that lead to nothing.
    pub unfound: Vec<Unfound>,
}

/// A path of a spec that leads to nothing.
#[derive(Debug)]
pub struct Unfound {
    /// The property it is one of.
    pub property: String,
    /// The path as written.
    pub path: String,
    /// A property of the things that is spelt nearly so.
    pub near: Option<String>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Some of the records, in the order in which they are named, with nothing said of where they came from.
    pub fn pick(&self, records: &[u32]) -> Result<Self, Failure> {
        let pick = |column: &Column| full(column.pick(records.iter().map(|at| *at as usize)));
        let mut properties = BTreeMap::new();
        for (name, column) in &self.properties {
            properties.insert(name.clone(), pick(column)?);
        }
        Ok(Self {
            ids: pick(&self.ids)?,
            properties,
            ..Self::default()
        })
    }
}

/// Where a side is read from.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The project, for its graph and datasets; a spec may stand alone with files.
    pub project: Option<&'a Project>,
    /// The folder that files are relative to.
    pub folder: &'a Path,
    /// Prefixes for classes, patterns and paths.
    pub prefixes: &'a [(String, String)],
    /// The language whose names are shown, where a thing has several.
    pub language: Option<&'a str>,
    /// The spec, and which of its parts is read: `source` or `target`.
    pub spec: &'a Arc<Source>,
    /// See above.
    pub which: &'static str,
}

impl Place<'_> {
    /// Points a finding at a word of the part that is read.
    pub fn blame(self, finding: Diagnostic, word: &str) -> Diagnostic {
        finding.at(self.spec, find(self.spec, self.which, word), "")
    }
}

/// Where a word stands in a part of a spec: in quotation marks, in braces, or at all; the part's head where it does not.
fn find(spec: &Source, part: &str, word: &str) -> std::ops::Range<usize> {
    let begin = spec.text.find(&format!("[{part}]")).unwrap_or(0);
    let rest = &spec.text[begin..];
    let own = format!("\n[{part}.");
    let end = rest
        .match_indices("\n[")
        .map(|(at, _)| at)
        .find(|at| *at > 0 && !rest[*at..].starts_with(&own))
        .unwrap_or(rest.len());
    let forms = [format!("\"{word}"), format!("{{{word}}}"), word.to_owned()];
    let found = forms.iter().find_map(|form| {
        let at = rest[..end].find(form.as_str())?;
        Some(begin + at + form.find(word)?)
    });
    match found {
        Some(at) if !word.is_empty() => at..at + word.len(),
        _ => begin..begin + part.len() + 2,
    }
}

/// A side that was opened.
pub struct Opened<'a> {
    /// The records that are at hand.
    pub records: Records,
    /// Where the others are, if there are others.
    pub long: Option<Long<'a>>,
}

impl Opened<'_> {
    fn whole(records: Records) -> Self {
        Self {
            records,
            long: None,
        }
    }
}

/// Reads a side, but of a table of more than `most` rows only some that are spread over it, and those named in `wanted`.
pub fn open<'a>(
    side: &'a Side,
    place: Place<'a>,
    most: usize,
    wanted: &HashSet<String>,
) -> Result<Opened<'a>, Failure> {
    match (&side.dataset, &side.file) {
        (Some(name), _) => {
            let project = place.project.ok_or_else(|| {
                let message = format!("`dataset = \"{name}\"` needs a project");
                let finding = Diagnostic::error("L003", message)
                    .help("run it inside a project, or say `file`");
                place.blame(finding, name)
            })?;
            if name == "project" {
                let (store, graphs) = Store::load(project)?;
                if graphs.is_broken() {
                    return Err(Failure::Findings(graphs.faults));
                }
                return from_store(side, &store, place).map(Opened::whole);
            }
            let (digest, doubt) = external::checked(project, name)?;
            let mut opened = match (&side.id, rows(project, name)?) {
                (Some(_), Some(file)) => opened(side, place, (file, false), (most, wanted))?,
                (Some(_), None) => {
                    let table = table(project, name)?;
                    Opened::whole(from_table(side, (name, place), &table)?)
                }
                (None, _) => {
                    let store = Store::in_memory()?;
                    store.insert(external::quads(project, name)?)?;
                    Opened::whole(from_store(side, &store, place)?)
                }
            };
            opened.records.digest = digest;
            opened.records.doubt = doubt;
            Ok(opened)
        }
        (None, Some(file)) => beside(side, file, place, (most, wanted)),
        (None, None) => {
            Err(Diagnostic::error("L002", "a side has neither `dataset` nor `file`").into())
        }
    }
}

fn opened<'a>(
    side: &'a Side,
    place: Place<'a>,
    (file, digested): (TableFile, bool),
    (most, wanted): (usize, &HashSet<String>),
) -> Result<Opened<'a>, Failure> {
    let table = TableSide {
        side,
        place,
        file: &file,
        digested,
    };
    if let Some(records) = table.all(most)? {
        return Ok(Opened::whole(records));
    }
    let (records, long) = Long::of(side, place, (file, digested), wanted)?;
    let long = Some(long);
    Ok(Opened { records, long })
}

/// Opens a file beside the spec.
fn beside<'a>(
    side: &'a Side,
    file: &str,
    place: Place<'a>,
    how: (usize, &HashSet<String>),
) -> Result<Opened<'a>, Failure> {
    let path = place.folder.join(file);
    let absent = |error: std::io::Error| {
        let finding = Diagnostic::error("L003", format!("cannot read `{file}`: {error}"))
            .help("files are named relative to the spec");
        Failure::from(place.blame(finding, file))
    };
    let (plain, _) = compressed::split_name(file);
    if side.id.is_some() {
        let delimiter = side.delimiter.as_ref();
        let delimiter = delimiter.and_then(|sign| sign.bytes().next());
        let table = TableFile {
            path,
            name: file.to_owned(),
            delimiter: delimiter
                .or_else(|| table::delimiter(plain))
                .unwrap_or(b','),
            encoding: side.encoding.clone(),
            columns: side.columns.clone(),
        };
        return opened(side, place, (table, true), how).map_err(|failure| match failure {
            Failure::Machine(error) => absent(error),
            findings => findings,
        });
    }
    let (bytes, digest) = Inflow::open(&path, file, true).map_err(absent)?.whole()?;
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let store = Store::in_memory()?;
    store.insert(external::rdf(file, ending, bytes)?)?;
    let mut records = from_store(side, &store, place)?;
    records.digest = digest;
    Ok(Opened::whole(records))
}

/// What a column took; refuses more than it can hold.
pub(in crate::link) fn full<T>(pushed: Option<T>) -> Result<T, Failure> {
    pushed.ok_or_else(|| {
        Diagnostic::error("L005", "one property holds more than 4 GiB of text")
            .help("link in shards: `relata link run --shard 1/8`")
            .into()
    })
}
