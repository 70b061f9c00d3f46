//! The rows of an SSSOM table, cell by cell: what is wrong with one is told at its place, and the row is not used.

use super::Mapping;
use super::slots::TERMS;
use crate::diagnostic::{Diagnostic, Source, nearest};
use ahash::HashMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Prefixes that need no declaration.
const BUILT_IN: [(&str, &str); 5] = [
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("sssom", "https://w3id.org/sssom/"),
];

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
pub(super) struct Table<'a> {
    source: &'a Arc<Source>,
    columns: &'a [String],
    prefixes: &'a [(String, String)],
    /// Prefixes that have been told of.
    undeclared: BTreeSet<String>,
    /// True of a row with a prefix that has been told of before.
    is_spoilt: bool,
    /// The rows so far, each with where it begins.
    rows: HashMap<&'a str, usize>,
    /// The terms so far that nothing was wrong with, by how they are written: a table has few, each in most rows.
    terms: HashMap<String, String>,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Table<'a> {
    /// A table of which no row has been read; `faults` are those of its head.
    pub(super) fn of(
        source: &'a Arc<Source>,
        columns: &'a [String],
        prefixes: &'a [(String, String)],
        faults: Vec<Diagnostic>,
    ) -> Self {
        Self {
            source,
            columns,
            prefixes,
            undeclared: BTreeSet::new(),
            is_spoilt: false,
            rows: HashMap::default(),
            terms: HashMap::default(),
            faults,
        }
    }

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
    pub(super) fn row(&mut self, row: &csv::StringRecord, body: usize) -> Option<Mapping> {
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
        let is_plain = cell.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if !is_plain && cell.contains(hidden) {
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
        if let Some(iri) = self.terms.get(cell) {
            return iri.clone();
        }
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
        } else if !iri.is_empty() {
            self.terms.insert(cell.to_owned(), iri.clone());
        }
        iri
    }
}

/// True for a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<oxsdatatypes::Date>().is_ok()
}
