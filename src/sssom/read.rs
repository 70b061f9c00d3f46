//! Reads SSSOM TSV; every faulty row is reported with its line, and no row is lost in silence.

use super::head::head;
use super::slots::{COLUMNS, TERMS};
use super::{Mapping, MappingSet};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// The most faults reported for one file.
const MOST: usize = 20;
/// Columns that a table must have.
const NEEDED: [&str; 4] = [
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
];
/// Prefixes that need no declaration.
const BUILT_IN: [(&str, &str); 5] = [
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("sssom", "https://w3id.org/sssom/"),
];

/// Reads a file; what is wrong with it comes back beside what could be read.
///
/// ```
/// # use relata::{diagnostic::Source, sssom};
/// let text = "#curie_map:\n#  e: http://e/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\ne:a\tskos:exactMatch\te:b\tsemapv:ManualMappingCuration\n";
/// let (set, faults) = sssom::read(&Source::new("a.sssom.tsv", text));
/// assert!(faults.is_empty());
/// assert_eq!(set.mappings[0].object, "http://e/b");
/// let (_, faults) = sssom::read(&Source::new("a.sssom.tsv", text.replace("e:b", "f:b")));
/// assert!(faults[0].message.contains("`f`"));
/// ```
pub fn read(source: &Arc<Source>) -> (MappingSet, Vec<Diagnostic>) {
    let mut set = MappingSet::default();
    let mut faults = Vec::new();
    if let Some(at) = merge_mark(&source.text) {
        faults.push(
            Diagnostic::error("L010", "the marks of a merge conflict stand in the file")
                .at(source, at..at + 7, "here")
                .help("keep the rows of both sides, and take the three lines of marks out"),
        );
        return (set, faults);
    }
    let body = head(source, &mut set, &mut faults);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_reader(&source.text.as_bytes()[body..]);
    let columns: Vec<String> = reader
        .headers()
        .map(|columns| columns.iter().map(|name| name.trim().to_owned()).collect())
        .unwrap_or_default();
    faults.extend(faulty_columns(source, body, &columns));
    if crate::diagnostic::any_error(&faults) {
        return (set, faults);
    }
    let prefixes = set.prefixes.clone();
    let mut table = Table {
        source,
        columns: &columns,
        prefixes: &prefixes,
        undeclared: BTreeSet::new(),
        is_spoilt: false,
        rows: HashMap::new(),
        faults,
    };
    for row in reader.records() {
        if table.faults.len() >= MOST {
            break;
        }
        match row {
            Ok(row) => set.mappings.extend(table.row(&row, body)),
            Err(error) => table
                .faults
                .push(Diagnostic::error("L010", error.to_string()).at(source, body..body, "")),
        }
    }
    (set, table.faults)
}

/// Where a line is one that git leaves between two sides.
fn merge_mark(text: &str) -> Option<usize> {
    let begins = |at: usize| {
        ["<<<<<<< ", ">>>>>>> "]
            .iter()
            .any(|mark| text[at..].starts_with(mark))
    };
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    lines.into_iter().find(|at| begins(*at))
}

/// What is wrong with the names of the columns.
fn faulty_columns(source: &Arc<Source>, body: usize, columns: &[String]) -> Vec<Diagnostic> {
    let line = source.text[body..].lines().next().unwrap_or("");
    let span = body..body + line.len();
    let fault = |message: String| {
        Diagnostic::error("L010", message).at(source, span.clone(), "the names of the columns")
    };
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|needed| !columns.iter().any(|column| column == needed))
        .collect();
    if missing.len() == NEEDED.len() {
        let (message, help) = if line.trim().is_empty() {
            (
                "has no table",
                "a row with the names of the columns follows the head, then a row for each link",
            )
        } else if NEEDED.iter().all(|needed| line.contains(needed)) {
            (
                "has no tabs between its columns",
                "save it as text with tabs, not commas or semicolons",
            )
        } else {
            (
                "does not begin with the names of its columns",
                "the first row after the head names them: subject_id, predicate_id, object_id, mapping_justification and others",
            )
        };
        return vec![fault(format!("`{}` {message}", source.name)).help(help)];
    }
    let mut faults = Vec::new();
    for needed in missing {
        let fault = fault(format!("`{}` has no column `{needed}`", source.name));
        let near = nearest(needed, columns.iter().map(String::as_str))
            .filter(|near| !COLUMNS.contains(near));
        faults.push(match near {
            Some(near) => fault.help(format!("is `{near}` meant to be it?")),
            None => fault,
        });
    }
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].contains(column) {
            faults.push(
                fault(format!("two columns are named `{column}`")).help("rename one of them"),
            );
        }
        if COLUMNS.contains(&column.as_str()) {
            continue;
        }
        let near = nearest(column, COLUMNS.iter().copied())
            .filter(|near| !columns.iter().any(|known| known == near) && !NEEDED.contains(near));
        if let Some(near) = near {
            faults.push(
                Diagnostic::warning("L010", format!("SSSOM has no column `{column}`"))
                    .at(source, span.clone(), "the names of the columns")
                    .help(format!("did you mean `{near}`?")),
            );
        }
    }
    faults
}

/// A cell of a row, whose span is looked for only where something is wrong with it.
#[derive(Clone, Copy)]
struct Place<'a> {
    begin: usize,
    line: &'a str,
    at: usize,
    count: usize,
}

impl From<Place<'_>> for Range<usize> {
    fn from(place: Place<'_>) -> Self {
        let Place {
            begin,
            line,
            at,
            count,
        } = place;
        let cells = || line.split('\t');
        // cells in quotation marks may hold tabs: then the whole row is shown
        if line.contains('"') || cells().count() != count {
            return begin..begin + line.len();
        }
        let before: usize = cells().take(at).map(|cell| cell.len() + 1).sum();
        let length = cells().nth(at).map_or(0, str::len);
        begin + before..begin + before + length
    }
}

/// The table as it is read.
struct Table<'a> {
    source: &'a Arc<Source>,
    columns: &'a [String],
    prefixes: &'a [(String, String)],
    /// Prefixes that have been told of.
    undeclared: BTreeSet<String>,
    /// True of a row with a prefix that has been told of before.
    is_spoilt: bool,
    /// The rows so far, each with where it begins.
    rows: HashMap<&'a str, usize>,
    faults: Vec<Diagnostic>,
}

impl<'a> Table<'a> {
    fn fault(
        &mut self,
        code: &'static str,
        message: String,
        span: impl Into<Range<usize>>,
        help: &str,
    ) {
        self.faults.push(
            Diagnostic::error(code, message)
                .at(self.source, span.into(), "here")
                .help(help),
        );
    }

    /// A row, if nothing is wrong with it.
    fn row(&mut self, row: &csv::StringRecord, body: usize) -> Option<Mapping> {
        let text: &'a str = &self.source.text;
        let begin = body + row.position().map_or(0, |at| at.byte() as usize);
        // the reader has not yet passed over empty lines before it
        let begin =
            begin + (text[begin..].len() - text[begin..].trim_start_matches(['\r', '\n']).len());
        let rest = &text[begin..];
        let line = rest.lines().next().unwrap_or("");
        let span = begin..begin + line.len();
        if row.len() != self.columns.len() {
            let is_open = line.matches('"').count() % 2 == 1;
            let help = if is_open {
                "a quotation mark opens a cell and nothing closes it in this row: take it out, or double it within a cell in quotation marks"
            } else {
                "cells are separated by single tabs; the row is not used until it is mended"
            };
            let message = format!("{} cells under {} columns", row.len(), self.columns.len());
            self.fault("L010", message, span, help);
            return None;
        }
        let (known, count) = (self.faults.len(), row.len());
        self.is_spoilt = false;
        let mut mapping = Mapping::default();
        for (at, cell) in row.iter().enumerate() {
            let place = Place {
                begin,
                line,
                at,
                count,
            };
            self.cell(&mut mapping, at, cell, place);
        }
        if self.is_spoilt || self.faults.len() > known {
            return None;
        }
        if let Some(first) = self.rows.get(line) {
            let first = self.source.position(*first).0;
            self.faults.push(
                Diagnostic::warning(
                    "L016",
                    format!("the row stands twice, first in line {first}"),
                )
                .at(self.source, span, "again here")
                .help("take one of the two out"),
            );
        } else {
            self.rows.insert(line, begin);
        }
        Some(mapping)
    }

    fn cell(&mut self, mapping: &mut Mapping, at: usize, cell: &str, place: Place<'_>) {
        let column = self.columns[at].as_str();
        if cell.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let message = format!("a control character stands in `{column}`");
            self.fault("L012", message, place, "take it out: it cannot be seen");
        }
        match column {
            "subject_id" => mapping.subject = self.name(column, cell, place),
            "predicate_id" => mapping.predicate = self.term(column, cell, place),
            "object_id" => mapping.object = self.name(column, cell, place),
            "mapping_justification" => mapping.justification = self.term(column, cell, place),
            "subject_label" => cell.clone_into(&mut mapping.subject_label),
            "object_label" => cell.clone_into(&mut mapping.object_label),
            "predicate_modifier" => match cell {
                "" => {}
                "Not" => mapping.negated = true,
                other => {
                    let message = format!("`{other}` is no modifier");
                    self.fault("L012", message, place, "`Not`, or nothing");
                }
            },
            "author_label" => cell.clone_into(&mut mapping.author),
            "mapping_date" => {
                if !cell.is_empty() && !is_day(cell) {
                    let message = format!("`{cell}` is no day");
                    self.fault("L012", message, place, "a day is written 2026-01-31");
                }
                cell.clone_into(&mut mapping.date);
            }
            "mapping_tool" => cell.clone_into(&mut mapping.tool),
            "mapping_tool_version" => cell.clone_into(&mut mapping.tool_version),
            "comment" => cell.clone_into(&mut mapping.comment),
            "other" => cell.clone_into(&mut mapping.other),
            "confidence" if cell.is_empty() => {}
            "confidence" => match cell.parse() {
                Ok(number) if (0.0..=1.0).contains(&number) => mapping.confidence = Some(number),
                _ => {
                    let message = format!("`{cell}` is no confidence");
                    self.fault("L012", message, place, "a number from 0 to 1, with a point");
                }
            },
            _ => mapping.rest.push((column.to_owned(), cell.to_owned())),
        }
    }

    /// The IRI that a name stands for; empty where it is none.
    fn name(&mut self, column: &str, cell: &str, place: Place<'_>) -> String {
        let Some((prefix, local)) = cell.split_once(':') else {
            let (message, help) = if cell.is_empty() {
                (
                    format!("`{column}` is empty"),
                    "each row names both things; of a thing for which nothing was found the object is `sssom:NoTermFound`",
                )
            } else {
                (
                    format!("`{cell}` in `{column}` is no name"),
                    "write it with a prefix of `#curie_map:`",
                )
            };
            self.fault("L012", message, place, help);
            return String::new();
        };
        let iri = if local.starts_with("//") {
            cell.to_owned()
        } else {
            let own = self.prefixes.iter().map(|(a, b)| (a.as_str(), b.as_str()));
            match own.chain(BUILT_IN).find(|(name, _)| *name == prefix) {
                Some((_, namespace)) => format!("{namespace}{local}"),
                None => {
                    self.undeclared(prefix, place);
                    return String::new();
                }
            }
        };
        if oxrdf::NamedNode::new(iri.as_str()).is_err() {
            let message = format!("`{cell}` in `{column}` stands for no IRI: <{iri}>");
            self.fault(
                "L012",
                message,
                place,
                "an IRI has no spaces, quotation marks or braces",
            );
            return String::new();
        }
        iri
    }

    /// Tells once of each prefix; the rows that use it are not used either way.
    fn undeclared(&mut self, prefix: &str, place: Place<'_>) {
        self.is_spoilt = true;
        if !self.undeclared.insert(prefix.to_owned()) {
            return;
        }
        let known = self.prefixes.iter().map(|(name, _)| name.as_str());
        let near = nearest(prefix, known);
        let declare = format!("add `#  {prefix}: <namespace>` under `#curie_map:`");
        let help = near.map_or_else(
            || declare.clone(),
            |near| format!("did you mean `{near}`? Else {declare}"),
        );
        let message = format!("prefix `{prefix}` is not declared");
        self.fault("L011", message, place, &help);
    }

    /// The IRI of a name that is a term of a vocabulary: one that is nearly another would change what the row means.
    fn term(&mut self, column: &str, cell: &str, place: Place<'_>) -> String {
        let iri = self.name(column, cell, place);
        let of = |(namespace, terms): &(&str, &'static [&'static str])| {
            let local = iri.strip_prefix(namespace)?;
            if terms.contains(&local) {
                return None;
            }
            nearest(local, terms.iter().copied())
        };
        if let Some(near) = TERMS.iter().find_map(of) {
            let message = format!("`{cell}` is no term for `{column}`");
            let help = format!("did you mean `{near}`?");
            self.fault("L012", message, place, &help);
        }
        iri
    }
}

/// True for a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<oxsdatatypes::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "#curie_map:\n#  a: \"http://a/\"\n#  b: \"http://b/\"\n#license: \"http://l/\"\n";
    const NAMES: &str = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification\tmapping_date\tconfidence\n";
    const ROW: &str =
        "a:1\tskos:exactMatch\t\tb:1\tone\tsemapv:ManualMappingCuration\t2026-01-31\t1.0\n";

    fn told(text: &str) -> Vec<String> {
        let source = Source::new("l.sssom.tsv", text);
        let told = |fault: Diagnostic| {
            let line = fault.place().map_or(0, |(_, line, _)| line);
            let column = fault.place().map_or(0, |(_, _, column)| column);
            let help = fault.helps.join(" ");
            format!("{}:{line}:{column} {} {help}", fault.code, fault.message)
        };
        read(&source).1.into_iter().map(told).collect()
    }

    /// The damage is done to the second of two rows, in line 7.
    #[test]
    fn each_damage_is_told_where_it_is() {
        let whole = format!("{HEAD}{NAMES}{ROW}{}", ROW.replace(":1\t", ":2\t"));
        assert_eq!(told(&whole), [""; 0]);
        let last = |from: &str, to: &str| {
            let at = whole.rfind(from).unwrap();
            format!("{}{to}{}", &whole[..at], &whole[at + from.len()..])
        };
        let first = |from: &str, to: &str| whole.replacen(from, to, 1);
        for (text, words) in [
            (last("\t1.0", ""), "L010:7:1 7 cells under 8 columns"),
            (last("1.0", "1.0\tmore"), "L010:7:1 9 cells under 8"),
            (
                last("one", "\"one"),
                "L010:7:1 5 cells under 8 columns a quotation mark opens a cell",
            ),
            (
                last("b:2", "bb:2"),
                "L011:7:22 prefix `bb` is not declared did you mean `b`?",
            ),
            (
                last("b:2", "the second"),
                "L012:7:22 `the second` in `object_id` is no name",
            ),
            (
                last("b:2", "b:2 3"),
                "L012:7:22 `b:2 3` in `object_id` stands for no IRI",
            ),
            (last("a:2", ""), "L012:7:1 `subject_id` is empty"),
            (
                last("1.0", "1,0"),
                "L012:7:70 `1,0` is no confidence a number from 0 to 1, with a point",
            ),
            (last("1.0", "NaN"), "L012:7:70 `NaN` is no confidence"),
            (
                last("2026-01-31", "31.1.2026"),
                "L012:7:59 `31.1.2026` is no day",
            ),
            (
                last("2026-01-31", "2026-02-30"),
                "L012:7:59 `2026-02-30` is no day",
            ),
            (last("\t\tb", "\tnot\tb"), "L012:7:21 `not` is no modifier"),
            (
                last("exactMatch", "exactmatch"),
                "L012:7:5 `skos:exactmatch` is no term for `predicate_id` did you mean `exactMatch`?",
            ),
            (
                last("Curation", "Curatoin"),
                "did you mean `ManualMappingCuration`?",
            ),
            (
                last("one", "o\u{0}ne"),
                "L012:7:26 a control character stands in `object_label`",
            ),
            (
                format!("{whole}{ROW}"),
                "L016:8:1 the row stands twice, first in line 6",
            ),
            (
                format!("{whole}<<<<<<< ours\n"),
                "L010:8:1 the marks of a merge conflict",
            ),
            (
                first("object_id", "object_ID"),
                "L010:5:1 `l.sssom.tsv` has no column `object_id` is `object_ID` meant",
            ),
            (
                first("object_label", "object_id"),
                "L010:5:1 two columns are named `object_id`",
            ),
            (
                first("object_label", "object_lable"),
                "L010:5:1 SSSOM has no column `object_lable` did you mean `object_label`?",
            ),
            (
                first("license", "licence"),
                "L010:4:1 SSSOM has no metadata `licence` did you mean `license`?",
            ),
            (
                first("#  b:", "#  a: \"http://other/\"\n#  b:"),
                "L010:3:1 prefix `a` is declared twice",
            ),
            (
                first("#license:", "#licensed\n#license:"),
                "L010:4:1 a line of the head",
            ),
            (
                whole.replace('\t', ","),
                "L010:5:1 `l.sssom.tsv` has no tabs between its columns",
            ),
            (
                whole.replace(NAMES, ""),
                "L010:5:1 `l.sssom.tsv` does not begin with the names of its columns",
            ),
            (HEAD.to_owned(), "L010:5:1 `l.sssom.tsv` has no table"),
            (String::new(), "L010:1:1 `l.sssom.tsv` has no table"),
        ] {
            let found = told(&text);
            assert_eq!(found.len(), 1, "{words}: {found:#?}");
            assert!(found[0].contains(words), "{words}: {found:#?}");
        }
        // without its prefixes no row can be read, and each prefix is told once
        let bare = whole.replace(
            "#curie_map:\n#  a: \"http://a/\"\n#  b: \"http://b/\"\n",
            "",
        );
        let found = told(&bare);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert_eq!(read(&Source::new("l", bare)).0.mappings, []);
    }

    #[test]
    fn how_others_save_it_changes_nothing() {
        let whole = format!("{HEAD}{NAMES}{ROW}\n{}", ROW.replace(":1\t", ":2\t"));
        let rows = |text: &str| {
            let (set, faults) = read(&Source::new("l", text));
            assert_eq!(faults, [], "{text}");
            (set.prefixes, set.mappings)
        };
        let wanted = rows(&whole);
        assert_eq!(wanted.1.len(), 2);
        for text in [
            whole.replace('\n', "\r\n"),
            format!("\u{feff}{whole}"),
            whole.replace("#", "# "),
            whole.replace("#  ", "#\t"),
            whole.replace("\tone\t", "\t\"one\"\t"),
            whole.trim_end().to_owned(),
        ] {
            assert_eq!(rows(&text), wanted, "{text}");
        }
    }
}
