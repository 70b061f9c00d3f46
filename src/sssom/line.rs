//! Rows as the lines of a table: every known column, whether it is filled or not, sorted.
//!
//! A tab sorts before all that stands in a cell, so that lines lie in the order of their cells, and columns that no row fills
//! may be left out later without a change to that.

use super::Mapping;
use super::decimals::push_decimals;
use super::prefixes::Prefixes;
use std::borrow::Cow;

/// The known columns, in the order they are written.
pub(super) const COLUMNS: [&str; 14] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "confidence",
    "comment",
    "other",
];

/// Lines that are made one after the other.
pub(super) struct Pen<'a> {
    /// The columns behind the known ones.
    rest: &'a [String],
    /// Owned where a namespace had no name before.
    pub(super) prefixes: Cow<'a, Prefixes>,
    /// Which prefixes are used.
    pub(super) used: Vec<bool>,
    /// Which columns are filled.
    pub(super) filled: Vec<bool>,
    /// The prefix that each column of names had last.
    last: [usize; 4],
    text: String,
    ends: Vec<usize>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(rest: &'a [String], prefixes: Cow<'a, Prefixes>) -> Self {
        Self {
            rest,
            prefixes,
            used: Vec::new(),
            filled: vec![false; COLUMNS.len() + rest.len()],
            last: [0; 4],
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn put(&mut self, mapping: &Mapping) {
        let number = |pen: &mut Self| {
            if let Some(confidence) = mapping.confidence {
                push_decimals(confidence, 4, &mut pen.text);
                pen.filled[11] = true;
            }
            pen.text.push('\t');
        };
        self.name(0, 0, &mapping.subject);
        self.cell(1, &mapping.subject_label);
        self.name(2, 1, &mapping.predicate);
        self.cell(3, if mapping.negated { "Not" } else { "" });
        self.name(4, 2, &mapping.object);
        self.cell(5, &mapping.object_label);
        self.name(6, 3, &mapping.justification);
        self.cell(7, &mapping.author);
        self.cell(8, &mapping.date);
        self.cell(9, &mapping.tool);
        self.cell(10, &mapping.tool_version);
        number(self);
        self.cell(12, &mapping.comment);
        self.cell(13, &mapping.other);
        for (at, column) in self.rest.iter().enumerate() {
            let mut own = mapping.rest.iter().filter(|(name, _)| name == column);
            let value = own.next().map_or("", |(_, value)| value);
            self.cell(COLUMNS.len() + at, value);
        }
        // the tab behind the last cell
        self.text.pop();
        self.text.push('\n');
        self.ends.push(self.text.len());
    }

    /// Adds a name, shortened; `which` of the columns of names it is.
    fn name(&mut self, column: usize, which: usize, iri: &str) {
        let known = self.prefixes.find(iri, self.last[which]);
        let number = known.unwrap_or_else(|| self.prefixes.to_mut().make_up(iri));
        self.last[which] = number;
        if self.used.len() <= number {
            self.used.resize(self.prefixes.len(), false);
        }
        self.used[number] = true;
        self.filled[column] = true;
        let (name, namespace) = self.prefixes.get(number);
        let local = &iri[namespace.len()..];
        if is_plain(name) && is_plain(local) {
            self.text.push_str(name);
            self.text.push(':');
            self.text.push_str(local);
        } else {
            quote_into(&format!("{name}:{local}"), &mut self.text);
        }
        self.text.push('\t');
    }

    fn cell(&mut self, column: usize, cell: &str) {
        self.filled[column] |= !cell.is_empty();
        if is_plain(cell) {
            self.text.push_str(cell);
        } else {
            quote_into(cell, &mut self.text);
        }
        self.text.push('\t');
    }

    /// The lines, sorted, each once.
    pub(super) fn sorted(&self) -> String {
        let text = self.text.as_str();
        let begins = std::iter::once(&0).chain(&self.ends);
        let lines = || begins.clone().zip(&self.ends).map(|(a, b)| &text[*a..*b]);
        let first = lines().next().unwrap_or("");
        let common = lines().fold(first.len(), |common, line| {
            let both = first.as_bytes()[..common].iter().zip(line.as_bytes());
            both.take_while(|(a, b)| a == b).count()
        });
        // most lines differ in the first letters behind what all begin with
        let mut keyed: Vec<(u64, &str)> = lines()
            .map(|line| {
                let mut key = [0; 8];
                let begin = line.as_bytes()[common..].iter().take(8);
                key.iter_mut().zip(begin).for_each(|(to, from)| *to = *from);
                (u64::from_be_bytes(key), line)
            })
            .collect();
        keyed.sort_unstable();
        keyed.dedup();
        let mut sorted = String::with_capacity(text.len());
        for (_, line) in keyed {
            sorted.push_str(line);
        }
        sorted
    }
}

/// True where a cell holds no quotation mark and nothing that may be a control character.
fn is_plain(cell: &str) -> bool {
    // 0xC2 begins those from U+0080 on; all bytes are looked at, which goes many at a time
    let odd = |byte: &u8| *byte < 0x20 || matches!(*byte, b'"' | 0x7F | 0xC2);
    !cell
        .as_bytes()
        .iter()
        .fold(false, |any, byte| any | odd(byte))
}

/// Adds a cell: spaces for control characters, in quotation marks where it holds one.
fn quote_into(cell: &str, line: &mut String) {
    let is_quoted = cell.contains('"');
    if is_quoted {
        line.push('"');
    }
    for c in cell.chars() {
        match c {
            '"' => line.push_str("\"\""),
            c => line.push(if c.is_control() { ' ' } else { c }),
        }
    }
    if is_quoted {
        line.push('"');
    }
}
