//! Precision, recall and F1 of links against known ones.

use super::source::Place;
use super::spec::Gold;
use crate::diagnostic::Diagnostic;
use crate::external::{self, Failure, table};
use oxrdf::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Pairs of IRIs, source and target.
pub type Links = BTreeSet<(String, String)>;

/// How well links agree with the known ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Of the links found, those that are true.
    pub precision: f64,
    /// Of the true links, those that were found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// Links found that are not true.
    pub wrong: Vec<(String, String)>,
    /// True links not found.
    pub missed: Vec<(String, String)>,
}

/// Compares; what is empty on either side counts as nothing right.
///
/// ```
/// let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
/// let scores = relata::link::evaluate::score(&[pair("a", "x"), pair("b", "y")].into(), &[pair("a", "x"), pair("c", "z")].into());
/// assert_eq!((scores.precision, scores.recall, scores.f1), (0.5, 0.5, 0.5));
/// ```
pub fn score(found: &Links, gold: &Links) -> Scores {
    let right = found.intersection(gold).count() as f64;
    let share = |of: usize| if of == 0 { 0.0 } else { right / of as f64 };
    let (precision, recall) = (share(found.len()), share(gold.len()));
    let f1 = if right == 0.0 {
        0.0
    } else {
        2.0 * precision * recall / (precision + recall)
    };
    Scores {
        precision,
        recall,
        f1,
        wrong: found.difference(gold).cloned().collect(),
        missed: gold.difference(found).cloned().collect(),
    }
}

/// Reads the known links: a table of two columns, an alignment in RDF/XML, N-Triples, or two forms of IRI.
///
/// Links whose ends are not both among the given things are left out, and their number is given: a gold standard may
/// speak of things that the data does not hold.
pub fn gold(
    gold: &Gold,
    place: Place<'_>,
    things: [&BTreeSet<String>; 2],
) -> Result<(Links, usize), Failure> {
    let mut links = Links::new();
    if let Some([source, target]) = &gold.same {
        let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for thing in things[1] {
            if let Some(hole) = hole(target, thing) {
                known.entry(hole).or_default().push(thing);
            }
        }
        for thing in things[0] {
            for other in hole(source, thing)
                .and_then(|hole| known.get(hole))
                .into_iter()
                .flatten()
            {
                links.insert((thing.clone(), (*other).to_owned()));
            }
        }
    }
    if let Some(file) = &gold.file {
        let path = place.folder.join(file);
        let bytes = std::fs::read(&path).map_err(|error| {
            Failure::from(
                Diagnostic::error("L003", format!("cannot read `{file}`: {error}"))
                    .help("files are named relative to the spec"),
            )
        })?;
        let fill = |form: &Option<String>, cell: &str| {
            form.as_ref()
                .map_or_else(|| cell.to_owned(), |form| form.replace("{}", cell))
        };
        for (a, b) in pairs(file, &bytes, gold)? {
            links.insert((fill(&gold.source, &a), fill(&gold.target, &b)));
        }
    }
    let all = links.len();
    links.retain(|(a, b)| things[0].contains(a) && things[1].contains(b));
    let outside = all - links.len();
    Ok((links, outside))
}

fn hole<'a>(form: &str, iri: &'a str) -> Option<&'a str> {
    let (before, after) = form.split_once("{}")?;
    iri.strip_prefix(before)?.strip_suffix(after)
}

fn pairs(file: &str, bytes: &[u8], gold: &Gold) -> Result<Vec<(String, String)>, Failure> {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    Ok(match ending {
        "rdf" | "xml" | "owl" => alignment(&external::rdf(file, ending, bytes.to_vec())?),
        "nt" | "ttl" => {
            let quads = external::rdf(file, ending, bytes.to_vec())?;
            let end = |term: String| term.trim_matches(['<', '>']).to_owned();
            quads
                .iter()
                .map(|quad| (end(quad.subject.to_string()), end(quad.object.to_string())))
                .collect()
        }
        _ => {
            let delimiter = gold
                .delimiter
                .as_ref()
                .and_then(|sign| sign.bytes().next())
                .or_else(|| table::delimiter(file))
                .unwrap_or(b',');
            let table = table::read(file, bytes, delimiter).map_err(Failure::Findings)?;
            if table.columns.len() < 2 {
                let name = Path::new(file).file_name().unwrap_or_default();
                return Err(Diagnostic::error(
                    "L008",
                    format!("`{}` has fewer than two columns", name.to_string_lossy()),
                )
                .help("the first column is the source, the second what it is the same as")
                .into());
            }
            table
                .rows
                .iter()
                .map(|row| (row[0].to_owned(), row[1].to_owned()))
                .collect()
        }
    })
}

/// The pairs of an alignment (<https://moex.gitlabpages.inria.fr/alignapi/format.html>), cell by cell.
fn alignment(quads: &[oxrdf::Quad]) -> Vec<(String, String)> {
    let mut cells: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
    for quad in quads {
        let side = match quad
            .predicate
            .as_str()
            .rsplit(['#', '/'])
            .next()
            .unwrap_or("")
        {
            name if name.ends_with("entity1") => 0,
            name if name.ends_with("entity2") => 1,
            _ => continue,
        };
        let cell = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => node.as_str().to_owned(),
        };
        if let Term::NamedNode(node) = &quad.object {
            cells.entry(cell).or_default()[side] = Some(node.as_str().to_owned());
        }
    }
    cells
        .into_values()
        .filter_map(|[a, b]| Some((a?, b?)))
        .collect()
}
