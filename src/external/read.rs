//! Reads a dataset's bytes as triples or as a table.

use super::encoding::{decode, not_utf8};
use super::inflow::Inflow;
use super::scan::TableFile;
use super::table::{self as tabular, Table};
use super::{Failure, Lock, State, compressed, construct, entry, files, finding, path, records};
use crate::convert::{self, Syntax};
use crate::diagnostic::{Diagnostic, Source, any_error};
use crate::project::{DatasetEntry, File, Project};
use crate::turtle::{self, Format};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use std::path::Path;

/// The dataset's triples, in the default graph unless the file names graphs itself.
pub fn quads(project: &Project, name: &str) -> Result<Vec<Quad>, Failure> {
    let path = path(project, name, entry(project, name)?);
    quads_at(project, name, &path, "d")
}

/// The dataset as one file of a graph that is asked: every quad that names no graph lies in `datasets/NAME` under the project's
/// base, and its blank nodes are no other dataset's. What is not the one that was pinned is refused, what is not pinned told.
pub fn file(project: &Project, name: &str) -> Result<(File, Option<Diagnostic>), Failure> {
    let entry = entry(project, name)?;
    let lock = Lock::read(project)?;
    let state = super::state(project, name, &lock)?;
    let told = finding(project, name, &state, &lock);
    let told = match told {
        Some(found) if any_error(std::slice::from_ref(&found)) => return Err(found.into()),
        told => told,
    };
    let at = path(project, name, entry);
    let mut quads = quads_at(project, name, &at, &format!("d-{name}-"))?;
    let graph = project.graph_name(&format!("datasets/{name}"));
    for quad in &mut quads {
        if quad.graph_name == GraphName::DefaultGraph {
            quad.graph_name = graph.clone().into();
        }
    }
    let file = File {
        source: Source::new(format!("dataset:{name}"), ""),
        quads,
        prefixes: Vec::new(),
    };
    Ok((file, told))
}

/// The number of triples that the file `at` would give in the dataset's place; of rows, where it is a table without a mapping.
pub(super) fn count(project: &Project, name: &str, at: &Path) -> Result<u64, Failure> {
    let entry = entry(project, name)?;
    if entry.construct.is_none() {
        let files = contents(project, name, entry, at)?;
        let ending = ending(entry, &files);
        if is_rows(&ending) {
            let tables = tables(entry, &ending, &files)?;
            let rows = tables.iter().map(|table| table.rows.len() as u64).sum();
            return match rows {
                0 => Err(nothing(name, entry, "row")),
                rows => Ok(rows),
            };
        }
    }
    let quads = quads_at(project, name, at, "d")?;
    if quads.is_empty() {
        return Err(nothing(name, entry, "triple"));
    }
    Ok(quads.len() as u64)
}

/// A dataset that nothing can be done with.
fn nothing(name: &str, entry: &DatasetEntry, what: &str) -> Failure {
    let message = format!("dataset `{name}` gives no {what}");
    let help = match (&entry.construct, &entry.query) {
        (Some(mapping), _) => format!(
            "look whether `{mapping}` binds what its template needs: a BIND that fails, such as an IRI with a space, makes nothing"
        ),
        (None, Some(query)) => format!(
            "look whether `{query}` finds anything at the endpoint: the prefixes, and a HAVING that names a variable of its SELECT"
        ),
        (None, None) => {
            "look whether the file is the right one: it is empty, or a head without rows".to_owned()
        }
    };
    Diagnostic::error("D017", message).help(help).into()
}

/// The triples that lie at a place; blank nodes get `scope` in front of their labels, and the number of their file.
fn quads_at(project: &Project, name: &str, at: &Path, scope: &str) -> Result<Vec<Quad>, Failure> {
    let entry = entry(project, name)?;
    let files = contents(project, name, entry, at)?;
    let ending = ending(entry, &files);
    if is_rows(&ending) {
        return mapped(project, name, entry, &ending, &files);
    }
    let mut quads = Vec::new();
    for (number, (shown, bytes)) in files.into_iter().enumerate() {
        quads.extend(scoped(
            &shown,
            &ending,
            bytes,
            &format!("{scope}{number}-"),
        )?);
    }
    Ok(quads)
}

/// What a dataset is written in: what its entry says, or the ending of its first file.
pub(super) fn ending<T>(entry: &DatasetEntry, files: &[(String, T)]) -> String {
    entry
        .format
        .as_deref()
        .or_else(|| {
            let (name, _) = files.first()?;
            Some(compressed::split_name(name).0.rsplit_once('.')?.1)
        })
        .unwrap_or("")
        .to_ascii_lowercase()
}

fn is_rows(ending: &str) -> bool {
    matches!(ending, "csv" | "tsv" | "tab") || records::is_ending(ending)
}

/// What reads a syntax.
enum Written {
    Parsed(Format),
    Streamed(Syntax),
}

/// What the end of a file's name, or a name of a format, says of RDF.
fn written(ending: &str) -> Option<Written> {
    Some(match ending {
        "turtle" | "ttl" | "n3" => Written::Parsed(Format::Turtle),
        "ntriples" | "nt" => Written::Parsed(Format::NTriples),
        "trig" => Written::Parsed(Format::TriG),
        "nquads" | "nq" => Written::Parsed(Format::NQuads),
        "rdfxml" | "rdf" | "owl" | "xml" => Written::Streamed(Syntax::RdfXml),
        "jsonld" => Written::Streamed(Syntax::JsonLd),
        _ => return None,
    })
}

/// True for the end of a file's name that [`rdf`] reads.
pub fn is_rdf(ending: &str) -> bool {
    written(ending).is_some()
}

/// The triples of one RDF file, whose syntax `ending` names. All faults of Turtle and its kin are told; RDF/XML and
/// JSON-LD end at the first.
///
/// ```
/// let quads = relata::external::rdf("a.nt", "nt", b"<http://e/a> <http://e/b> <http://e/c> .\n".to_vec()).unwrap();
/// assert_eq!(quads.len(), 1);
/// ```
pub fn rdf(shown: &str, ending: &str, bytes: Vec<u8>) -> Result<Vec<Quad>, Failure> {
    scoped(shown, ending, bytes, "d")
}

/// The same with `scope` in front of the labels of blank nodes.
fn scoped(shown: &str, ending: &str, bytes: Vec<u8>, scope: &str) -> Result<Vec<Quad>, Failure> {
    let format = match written(ending) {
        Some(Written::Parsed(format)) => format,
        Some(Written::Streamed(syntax)) => return streamed(shown, syntax, &bytes, scope),
        None => {
            return Err(
                Diagnostic::error("D007", format!("`{shown}`: `{ending}` names no format"))
                    .help(
                        "say `format`: turtle, ntriples, trig, nquads, rdfxml, jsonld, csv, tsv, json, jsonl or yaml",
                    )
                    .into(),
            );
        }
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        not_utf8(shown, error.as_bytes(), at)
    })?;
    let parsed = turtle::parse(&Source::new(shown, text), format, scope);
    if any_error(&parsed.faults) {
        Err(Failure::Findings(parsed.faults))
    } else {
        Ok(parsed.quads)
    }
}

fn streamed(shown: &str, syntax: Syntax, bytes: &[u8], scope: &str) -> Result<Vec<Quad>, Failure> {
    let mut quads = Vec::new();
    let (_, faults) = convert::read(Box::new(bytes), shown, syntax, None, &mut |quad| {
        let mut quad = quad;
        relabel(&mut quad.subject, &mut quad.object, scope);
        if let GraphName::BlankNode(node) = &quad.graph_name {
            quad.graph_name = labelled(node, scope).into();
        }
        quads.push(quad);
        Ok(true)
    })?;
    if faults.is_empty() {
        Ok(quads)
    } else {
        Err(Failure::Findings(faults))
    }
}

/// SHA-256, hexadecimal, of all that says how the rows are read: keys of the entry, and the CONSTRUCT's text; `None` where
/// the entry says nothing of it.
pub(super) fn mapping(project: &Project, entry: &DatasetEntry) -> std::io::Result<Option<String>> {
    let mut said = String::new();
    let keys = [
        ("format", &entry.format),
        ("delimiter", &entry.delimiter),
        ("encoding", &entry.encoding),
        ("records", &entry.records),
    ];
    for (key, value) in keys {
        if let Some(value) = value {
            said.push_str(&format!("{key} {value:?}\n"));
        }
    }
    for (column, sign) in &entry.split {
        said.push_str(&format!("split {column:?} {sign:?}\n"));
    }
    if let Some(construct) = &entry.construct {
        let text = match std::fs::read_to_string(project.root.join(construct)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        said.push_str(&format!("construct {text:?}\n"));
    }
    Ok((!said.is_empty()).then(|| crate::text::sha256(&said)))
}

/// Puts the scope in front of the labels of blank nodes, also of those in quoted triples, which the readers let nest 32 deep.
fn relabel(subject: &mut NamedOrBlankNode, object: &mut Term, scope: &str) {
    if let NamedOrBlankNode::BlankNode(node) = subject {
        *node = labelled(node, scope);
    }
    match object {
        Term::BlankNode(node) => *node = labelled(node, scope),
        Term::Triple(triple) => {
            let Triple {
                subject, object, ..
            } = triple.as_mut();
            relabel(subject, object, scope);
        }
        Term::NamedNode(_) | Term::Literal(_) => {}
    }
}

fn labelled(node: &BlankNode, scope: &str) -> BlankNode {
    BlankNode::new_unchecked(format!("{scope}{}", node.as_str()))
}

fn mapped(
    project: &Project,
    name: &str,
    entry: &DatasetEntry,
    ending: &str,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<Quad>, Failure> {
    let Some(mapping) = &entry.construct else {
        return Err(Diagnostic::error(
            "D008",
            format!("dataset `{name}` is a table, and nothing says which triples its rows are"),
        )
        .help("say `construct = \"links/FILE.rq\"`: a CONSTRUCT whose variables are the columns; a link spec can also use the rows themselves, by `id`")
        .into());
    };
    let text = std::fs::read_to_string(project.root.join(mapping)).map_err(|error| {
        Failure::from(
            Diagnostic::error("D009", format!("cannot read `{mapping}`: {error}"))
                .help("it is named relative to the project"),
        )
    })?;
    let source = Source::new(mapping.clone(), text);
    let mut quads = Vec::new();
    for table in tables(entry, ending, files)? {
        let triples = construct::construct(&table, &source, &project.prefixes(), &entry.split)?;
        quads.extend(
            triples
                .into_iter()
                .map(|triple| triple.in_graph(GraphName::DefaultGraph)),
        );
    }
    Ok(quads)
}

/// The dataset's rows; a fault where it is no table, or a folder of several.
pub fn table(project: &Project, name: &str) -> Result<Table, Failure> {
    let entry = entry(project, name)?;
    let files = contents(project, name, entry, &path(project, name, entry))?;
    let ending = ending(entry, &files);
    let mut tables = tables(entry, &ending, &files)?;
    match (tables.pop(), tables.is_empty()) {
        (Some(table), true) => Ok(table),
        _ => Err(
            Diagnostic::error("D010", format!("dataset `{name}` is not one table"))
                .help("say `construct`, and use the triples it gives")
                .into(),
        ),
    }
}

/// The dataset's table where it lies in one file, row by row; `None` where its rows are made of records, or of several files.
pub fn rows(project: &Project, name: &str) -> Result<Option<TableFile>, Failure> {
    let entry = entry(project, name)?;
    let path = path(project, name, entry);
    let name = shown(project, &path);
    let ending = ending(entry, &[(name.clone(), ())]);
    if path.is_dir() || !is_rows(&ending) || records::is_ending(&ending) {
        return Ok(None);
    }
    Ok(Some(TableFile {
        delimiter: delimiter(entry, &name)?,
        encoding: entry.encoding.clone(),
        columns: None,
        path,
        name,
    }))
}

/// One table for each file of cells, one for all files of records together.
fn tables(
    entry: &DatasetEntry,
    ending: &str,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<Table>, Failure> {
    if records::is_ending(ending) {
        let table = records::read(files, ending, entry.records.as_deref());
        return Ok(vec![table.map_err(Failure::Findings)?]);
    }
    files
        .iter()
        .map(|(shown, bytes)| parse_table(entry, shown, bytes))
        .collect()
}

fn delimiter(entry: &DatasetEntry, shown: &str) -> Result<u8, Failure> {
    let by_name = entry.format.as_ref().map_or_else(
        || tabular::delimiter(compressed::split_name(shown).0),
        |format| tabular::delimiter(&format!("x.{format}")),
    );
    match &entry.delimiter {
        Some(sign) if sign.len() == 1 => Ok(sign.as_bytes()[0]),
        Some(sign) => Err(Diagnostic::error(
            "D013",
            format!("`delimiter` is one ASCII character, not `{sign}`"),
        )
        .into()),
        None => Ok(by_name.unwrap_or(b',')),
    }
}

fn parse_table(entry: &DatasetEntry, shown: &str, bytes: &[u8]) -> Result<Table, Failure> {
    let delimiter = delimiter(entry, shown)?;
    let text = decode(shown, bytes, entry.encoding.as_deref()).map_err(|fault| *fault)?;
    tabular::read(shown, text.as_bytes(), delimiter).map_err(Failure::Findings)
}

/// The files that lie `at` a place, unpacked, each under the name that it has, or will have, in the dataset.
fn contents(
    project: &Project,
    name: &str,
    entry: &DatasetEntry,
    at: &Path,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let path = path(project, name, entry);
    if !at.exists() {
        let lock = Lock::read(project)?;
        let absent = finding(project, name, &State::Absent(path), &lock);
        return Err(Failure::Findings(absent.into_iter().collect()));
    }
    let mut contents = Vec::new();
    for (_, file) in files::files(at)? {
        let shown = shown(project, if file == at { &path } else { &file });
        let (bytes, _) = Inflow::open(&file, &shown, false)?.whole()?;
        contents.push((shown, bytes));
    }
    Ok(contents)
}

pub(super) fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}
