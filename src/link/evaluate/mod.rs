//! Precision, recall and F1 of links against known ones.

pub mod reach;
pub mod why;

use crate::diagnostic::{Diagnostic, nearest};
use crate::external::inflow::Inflow;
use crate::external::scan::{Form, scan};
use crate::external::{self, Failure, table};
use crate::link::sides::column::Column;
use crate::link::sides::rows::escaped;
use crate::link::sides::source::Records;
use crate::link::spec::Gold;
use crate::link::task::Task;
use crate::parallel::both;
use oxrdf::{NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

/// A link, by the numbers of the source's and the target's record.
pub type Link = (u32, u32);

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
    pub wrong: Vec<Link>,
    /// True links not found.
    pub missed: Vec<Link>,
}

/// Compares links, both in order and each once; what is empty on either side counts as nothing right.
///
/// ```
/// let scores = relata::link::evaluate::score(&[(1, 7), (2, 8)], &[(1, 7), (3, 9)]);
/// assert_eq!((scores.precision, scores.recall, scores.f1), (0.5, 0.5, 0.5));
/// assert_eq!((scores.wrong, scores.missed), (vec![(2, 8)], vec![(3, 9)]));
/// ```
pub fn score(found: &[Link], gold: &[Link]) -> Scores {
    let (wrong, missed) = (beyond(found, gold), beyond(gold, found));
    let right = (found.len() - wrong.len()) as f64;
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
        wrong,
        missed,
    }
}

/// The links that others lack.
fn beyond(links: &[Link], others: &[Link]) -> Vec<Link> {
    let lacked = links
        .iter()
        .filter(|link| others.binary_search(link).is_err());
    lacked.copied().collect()
}

/// Known links as they are written, before anybody knows which records they speak of.
#[derive(Debug, Default)]
pub struct Written {
    pairs: Vec<[String; 2]>,
}

/// Known links between records.
#[derive(Debug, Default)]
pub struct Known {
    /// The links, in order.
    pub links: Vec<Link>,
    /// How many have an end that is no record: a gold standard may speak of things that the data does not hold.
    pub beyond: usize,
    /// Records of the source whose known partners are all among those: nothing that is found for them can be right.
    pub without: Vec<u32>,
}

impl Known {
    /// Takes out what was found for records whose known partner the data does not hold; gives how many that were.
    pub fn set_aside(&self, found: &mut Vec<Link>) -> usize {
        let all = found.len();
        found.retain(|(source, _)| self.without.binary_search(source).is_err());
        all - found.len()
    }
}

/// Reads the known links: a table of two columns, an alignment in RDF/XML, or N-Triples, relative to a folder.
pub fn read(gold: &Gold, folder: &Path) -> Result<Written, Failure> {
    let Some(file) = &gold.file else {
        return Ok(Written::default());
    };
    let bytes = std::fs::read(folder.join(file)).map_err(|error| {
        Failure::from(
            Diagnostic::error("L003", format!("cannot read the known links in `{file}`: {error}"))
                .help("in a spec, files are named relative to it; on the command line, relative to where you are"),
        )
    })?;
    let pairs = pairs(file, &bytes, gold)?;
    Ok(Written {
        pairs: pairs.into_iter().map(|(a, b)| [a, b]).collect(),
    })
}

/// Finds the records that known links speak of. What a cell holds becomes an IRI as `[gold]` says; where it does not say, a
/// cell is an IRI, a name with a prefix, or what the one column of the side's `id` holds.
pub fn known(gold: &Gold, written: &Written, task: &Task, sides: [&Records; 2]) -> Known {
    let numbers = both(sides.map(|side| &side.ids), numbers);
    let [sources, targets] = &numbers;
    let mut links = Vec::new();
    if let Some([source, target]) = &gold.same {
        let mut known: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (thing, number) in targets {
            if let Some(hole) = hole(target, thing) {
                known.entry(hole).or_default().push(*number);
            }
        }
        for (thing, number) in sources {
            let same = hole(source, thing).and_then(|hole| known.get(hole));
            links.extend(same.into_iter().flatten().map(|other| (*number, *other)));
        }
    }
    let forms = [&gold.source, &gold.target];
    let ids =
        [&task.spec.source, &task.spec.target].map(|side| side.id.as_deref().and_then(one_hole));
    let find = |side: usize, cell: &str| {
        let numbers = &numbers[side];
        if let Some(form) = forms[side] {
            return numbers.get(form.replace("{}", cell).as_str()).copied();
        }
        let direct = numbers
            .get(cell)
            .or_else(|| numbers.get(task.expand(cell).as_str()));
        direct.copied().or_else(|| {
            let (before, after) = ids[side]?;
            let iri = format!("{}{}{}", escaped(before), escaped(cell), escaped(after));
            numbers.get(iri.as_str()).copied()
        })
    };
    let (mut beyond, mut without): (BTreeSet<&[String; 2]>, Vec<u32>) = Default::default();
    for pair in &written.pairs {
        match (find(0, &pair[0]), find(1, &pair[1])) {
            (Some(a), Some(b)) => links.push((a, b)),
            (a, _) => {
                without.extend(a);
                beyond.insert(pair);
            }
        }
    }
    links.sort_unstable();
    links.dedup();
    without.sort_unstable();
    without.dedup();
    without.retain(|source| {
        let at = links.partition_point(|(known, _)| known < source);
        links.get(at).is_none_or(|(known, _)| known != source)
    });
    Known {
        links,
        beyond: beyond.len(),
        without,
    }
}

/// What stands before and after the one column of an `id`.
fn one_hole(id: &str) -> Option<(&str, &str)> {
    let (before, rest) = id.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    (!after.contains('{')).then_some((before, after))
}

/// The record of each IRI.
fn numbers(ids: &Column) -> FxHashMap<&str, u32> {
    (0..ids.len())
        .map(|record| (ids.only(record), record as u32))
        .collect()
}

fn hole<'a>(form: &str, iri: &'a str) -> Option<&'a str> {
    let (before, after) = form.split_once("{}")?;
    iri.strip_prefix(before)?.strip_suffix(after)
}

fn pairs(file: &str, bytes: &[u8], gold: &Gold) -> Result<Vec<(String, String)>, Failure> {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    Ok(match ending {
        "rdf" | "xml" | "owl" => match external::rdf(file, ending, bytes.to_vec()) {
            Ok(quads) => alignment(&quads),
            Err(failure) => {
                let cells = cells(&String::from_utf8_lossy(bytes));
                if cells.is_empty() {
                    return Err(failure);
                }
                cells
            }
        },
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
            rows(file, bytes, delimiter, gold)?
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
fn rows(
    file: &str,
    bytes: &[u8],
    delimiter: u8,
    gold: &Gold,
) -> Result<Vec<(String, String)>, Failure> {
    let mut choice: Option<Result<Choice<'_>, Failure>> = None;
    let (mut pairs, mut number) = (Vec::new(), 0);
    let form = Form {
        delimiter,
        encoding: gold.encoding.as_deref(),
        columns: None,
    };
    let columns = scan(
        &mut Inflow::of_bytes(file, bytes),
        &form,
        &mut |columns, row| {
            let choice = choice.get_or_insert_with(|| Choice::of(file, columns, gold));
            if let Ok(choice) = choice {
                pairs.extend(choice.pair(number, row));
                number += 1;
            }
            ControlFlow::Continue(())
        },
    )?;
    choice.unwrap_or_else(|| Choice::of(file, &columns, gold))?;
    Ok(pairs)
}

/// Which rows of a table are wanted, and which of their cells.
struct Choice<'a> {
    ends: [End; 2],
    only: Vec<(usize, &'a str)>,
}

impl<'a> Choice<'a> {
    fn of(file: &str, columns: &[String], gold: &'a Gold) -> Result<Self, Failure> {
        let find = |name: &String| {
            columns
                .iter()
                .position(|column| column == name)
                .ok_or_else(|| {
                    let near = nearest(name, columns.iter().map(String::as_str)).map_or_else(
                        || format!("its columns are {}", columns.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("`{}` has no column `{name}`", name_of(file));
                    Diagnostic::error("L008", message).help(near)
                })
        };
        if columns.len() < 2 {
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
        let ends = match &gold.columns {
            Some([a, b]) => [end(a)?, end(b)?],
            None => [End::Column(0), End::Column(1)],
        };
        let only = gold
            .only
            .iter()
            .map(|(column, value)| Ok((find(column)?, value.as_str())))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        Ok(Self { ends, only })
    }

    fn pair(&self, number: usize, row: &[&str]) -> Option<(String, String)> {
        let cell = |at: usize| row[at].trim();
        if !self.only.iter().all(|(at, value)| cell(*at) == *value) {
            return None;
        }
        let [a, b] = self.ends.each_ref().map(|end| match end {
            End::Column(at) => cell(*at).to_owned(),
            End::Number(first) => (number + first).to_string(),
        });
        Some((a, b))
    }
}

/// The pairs of an alignment that is no RDF/XML by the letter, as many in use are not (attributes without a namespace, text
/// beside elements): the things of each `entity1` and the `entity2` after it.
fn cells(text: &str) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    let mut first: Option<String> = None;
    for element in text.split('<').skip(1) {
        let element = element.split_once('>').map_or(element, |(head, _)| head);
        let name = element.split([' ', '\t', '\r', '\n', '/']).next();
        let side = match name.and_then(|name| name.rsplit(':').next()) {
            Some("entity1") => 1,
            Some("entity2") => 2,
            _ => continue,
        };
        let thing = element.split_once("resource=").and_then(|(_, rest)| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            Some(rest[1..].split_once(quote)?.0.replace("&amp;", "&"))
        });
        match (side, thing) {
            (1, thing) => first = thing,
            (_, Some(second)) => cells.extend(first.take().map(|first| (first, second))),
            _ => first = None,
        }
    }
    cells
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alignments_that_are_no_rdf_by_the_letter_are_read() {
        let text = "<rdf:RDF xmlns='http://knowledgeweb.semanticweb.org/heterogeneity/alignment'><Alignment><map>
            <Cell cid='1'><entity1 rdf:resource='http://a#One'/><entity2 rdf:resource=\"http://b#Uno&amp;x\"/></Cell></map>
            <map><Cell cid='2'><entity1/><entity2 rdf:resource='http://b#Lost'/></Cell>
            <align:entity1 rdf:resource='http://a#Two' /><align:entity2
            rdf:resource='http://b#Due'></align:entity2></map></Alignment></rdf:RDF>";
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            cells(text),
            [
                pair("http://a#One", "http://b#Uno&x"),
                pair("http://a#Two", "http://b#Due")
            ]
        );
        for broken in [
            "",
            "<",
            "<entity1",
            "<entity1 resource=><entity2 resource='",
            "<entity2 resource=é>",
        ] {
            assert!(cells(broken).is_empty());
        }
    }
}
