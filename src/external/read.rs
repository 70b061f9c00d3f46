//! Reads a dataset's bytes as triples or as a table.

use super::table::{self as rows, Table};
use super::{Failure, compressed, construct, entry, path};
use crate::convert::{self, Syntax};
use crate::diagnostic::{Diagnostic, Source, any_error};
use crate::project::{DatasetEntry, Project};
use crate::turtle::{self, Format};
use oxrdf::{GraphName, Quad};
use std::path::Path;

/// The dataset's triples, in the default graph unless the file names graphs itself.
pub fn quads(project: &Project, name: &str) -> Result<Vec<Quad>, Failure> {
    let entry = entry(project, name)?;
    let path = path(project, name, entry);
    let shown = shown(project, &path);
    let bytes = bytes(name, &path, &shown)?;
    let (plain, _) = compressed::split_name(&shown);
    let ending = entry
        .format
        .as_deref()
        .or_else(|| plain.rsplit_once('.').map(|(_, e)| e))
        .unwrap_or("");
    match ending.to_ascii_lowercase().as_str() {
        "csv" | "tsv" | "tab" => mapped(project, name, entry, &shown, &bytes),
        ending => rdf(&shown, ending, bytes),
    }
}

/// The triples of one RDF file, whose syntax `ending` names. All faults of Turtle and its kin are told; RDF/XML and
/// JSON-LD end at the first.
///
/// ```
/// let quads = relata::external::rdf("a.nt", "nt", b"<http://e/a> <http://e/b> <http://e/c> .\n".to_vec()).unwrap();
/// assert_eq!(quads.len(), 1);
/// ```
pub fn rdf(shown: &str, ending: &str, bytes: Vec<u8>) -> Result<Vec<Quad>, Failure> {
    let format = match ending {
        "turtle" | "ttl" | "n3" => Format::Turtle,
        "ntriples" | "nt" => Format::NTriples,
        "trig" => Format::TriG,
        "nquads" | "nq" => Format::NQuads,
        "rdfxml" | "rdf" | "owl" | "xml" => return streamed(shown, Syntax::RdfXml, &bytes),
        "jsonld" => return streamed(shown, Syntax::JsonLd, &bytes),
        other => {
            return Err(
                Diagnostic::error("D007", format!("`{shown}`: `{other}` names no format"))
                    .help(
                        "say `format`: turtle, ntriples, trig, nquads, rdfxml, jsonld, csv or tsv",
                    )
                    .into(),
            );
        }
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::error("D006", format!("`{shown}` is not UTF-8 (byte {at})"))
            .help("convert it first")
    })?;
    let parsed = turtle::parse(&Source::new(shown, text), format, "d");
    if any_error(&parsed.faults) {
        Err(Failure::Findings(parsed.faults))
    } else {
        Ok(parsed.quads)
    }
}

fn streamed(shown: &str, syntax: Syntax, bytes: &[u8]) -> Result<Vec<Quad>, Failure> {
    let mut quads = Vec::new();
    let (_, faults) = convert::read(Box::new(bytes), shown, syntax, None, &mut |quad| {
        quads.push(quad);
        Ok(true)
    })?;
    if faults.is_empty() {
        Ok(quads)
    } else {
        Err(Failure::Findings(faults))
    }
}

fn mapped(
    project: &Project,
    name: &str,
    entry: &DatasetEntry,
    shown: &str,
    bytes: &[u8],
) -> Result<Vec<Quad>, Failure> {
    let Some(mapping) = &entry.construct else {
        return Err(Diagnostic::error(
            "D008",
            format!("dataset `{name}` is a table, and nothing says which triples its rows are"),
        )
        .help("say `construct = \"mappings/FILE.rq\"`: a CONSTRUCT whose variables are the columns")
        .into());
    };
    let text = std::fs::read_to_string(project.root.join(mapping)).map_err(|error| {
        Failure::from(
            Diagnostic::error("D009", format!("cannot read `{mapping}`: {error}"))
                .help("it is named relative to the project"),
        )
    })?;
    let table = parse_table(entry, shown, bytes)?;
    let source = Source::new(mapping.clone(), text);
    let triples = construct::construct(&table, &source, &project.prefixes(), &entry.split)?;
    Ok(triples
        .into_iter()
        .map(|triple| triple.in_graph(GraphName::DefaultGraph))
        .collect())
}

/// The dataset's rows; a fault where it is no table.
pub fn table(project: &Project, name: &str) -> Result<Table, Failure> {
    let entry = entry(project, name)?;
    let path = path(project, name, entry);
    let shown = shown(project, &path);
    let bytes = bytes(name, &path, &shown)?;
    parse_table(entry, &shown, &bytes)
}

fn parse_table(entry: &DatasetEntry, shown: &str, bytes: &[u8]) -> Result<Table, Failure> {
    let by_name = entry.format.as_ref().map_or_else(
        || rows::delimiter(compressed::split_name(shown).0),
        |format| rows::delimiter(&format!("x.{format}")),
    );
    let delimiter = match &entry.delimiter {
        Some(sign) if sign.len() == 1 => sign.as_bytes()[0],
        Some(sign) => {
            return Err(Diagnostic::error(
                "D013",
                format!("`delimiter` is one ASCII character, not `{sign}`"),
            )
            .into());
        }
        None => by_name.unwrap_or(b','),
    };
    rows::read(shown, bytes, delimiter).map_err(Failure::Findings)
}

fn bytes(name: &str, path: &Path, shown: &str) -> Result<Vec<u8>, Failure> {
    let packed = match std::fs::read(path) {
        Ok(packed) => packed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Diagnostic::error(
                "D004",
                format!("dataset `{name}` is not here: no file `{shown}`"),
            )
            .help(format!(
                "`relata dataset fetch {name}` fetches it if its source is a URL"
            ))
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    compressed::unpack(shown, &packed).map_err(|error| {
        Diagnostic::error("D014", format!("`{shown}` cannot be unpacked: {error}"))
            .help("fetch it again; a download that broke off unpacks to an error")
            .into()
    })
}

fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}
