//! Precision, recall and F1 of links against known ones.

use super::source::Place;
use super::spec::Gold;
use crate::diagnostic::{Diagnostic, nearest};
use crate::external::{self, Failure, table};
use oxrdf::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Pairs of IRIs, source and target.
pub type Links = HashSet<(String, String)>;

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
        wrong: beyond(found, gold),
        missed: beyond(gold, found),
    }
}

/// The links that others lack, in order.
fn beyond(links: &Links, others: &Links) -> Vec<(String, String)> {
    let mut beyond: Vec<_> = links.difference(others).cloned().collect();
    beyond.sort_unstable();
    beyond
}

/// Reads the known links: a table of two columns, an alignment in RDF/XML, N-Triples, or two forms of IRI.
///
/// Links whose ends are not both among the given things are left out, and their number is given: a gold standard may
/// speak of things that the data does not hold.
pub fn gold(
    gold: &Gold,
    place: Place<'_>,
    things: [&HashSet<&str>; 2],
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
                links.insert(((*thing).to_owned(), (*other).to_owned()));
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
    links.retain(|(a, b)| things[0].contains(a.as_str()) && things[1].contains(b.as_str()));
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
        "nt" => ends(file, &String::from_utf8_lossy(bytes))?,
        "ttl" => {
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
            chosen(file, &table, gold)?
        }
    })
}

/// The first and the last IRI of each line of N-Triples. They may be relative: `[gold]` makes IRIs of them.
fn ends(file: &str, text: &str) -> Result<Vec<(String, String)>, Failure> {
    let (mut pairs, mut faults) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let iris: Vec<&str> = line
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split_once('>'))
            .map(|(iri, _)| iri)
            .collect();
        match iris.as_slice() {
            [subject, _, object] => pairs.push(((*subject).to_owned(), (*object).to_owned())),
            _ => faults.push(
                Diagnostic::error(
                    "L008",
                    format!("line {number} of `{file}` is no link between two IRIs"),
                )
                .help(
                    "such as `<http://e/1> <http://www.w3.org/2002/07/owl#sameAs> <http://e/2> .`",
                ),
            ),
        }
    }
    if faults.is_empty() {
        Ok(pairs)
    } else {
        Err(Failure::Findings(faults))
    }
}

/// Where one end of a known link stands in a row.
enum End {
    Column(usize),
    Number(usize),
}

/// The file's own name, without the folders before it.
fn name_of(file: &str) -> std::borrow::Cow<'_, str> {
    Path::new(file)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
}

/// The two cells of each row that is wanted.
fn chosen(file: &str, table: &table::Table, gold: &Gold) -> Result<Vec<(String, String)>, Failure> {
    let find = |name: &String| {
        let columns = table.columns.iter().map(String::as_str);
        table
            .columns
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| {
                let near = nearest(name, columns).map_or_else(
                    || format!("its columns are {}", table.columns.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                Diagnostic::error(
                    "L008",
                    format!("`{}` has no column `{name}`", name_of(file)),
                )
                .help(near)
            })
    };
    if table.columns.len() < 2 {
        return Err(Diagnostic::error(
            "L008",
            format!("`{}` has fewer than two columns", name_of(file)),
        )
        .help("say `delimiter` in `[gold]` where it is not the usual one")
        .into());
    }
    // a column, or the number of the row from 1 or from 0
    let end = |name: &String| match name.as_str() {
        "{row}" => Ok(End::Number(1)),
        "{index}" => Ok(End::Number(0)),
        _ => find(name).map(End::Column),
    };
    let [a, b] = match &gold.columns {
        Some([a, b]) => [end(a)?, end(b)?],
        None => [End::Column(0), End::Column(1)],
    };
    let only = gold
        .only
        .iter()
        .map(|(column, value)| Ok((find(column)?, value)))
        .collect::<Result<Vec<_>, Diagnostic>>()?;
    let wanted = table
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| only.iter().all(|(at, value)| &row[*at] == value.as_str()));
    Ok(wanted
        .map(|(number, row)| {
            let cell = |end: &End| match end {
                End::Column(at) => row[*at].to_owned(),
                End::Number(first) => (number + first).to_string(),
            };
            (cell(&a), cell(&b))
        })
        .collect())
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
