//! A linkset as lines of text, for as many rows as there are: a row is made, becomes its line and is dropped.
//!
//! Rows become lines on all cores, block by block; the lines of a block are sorted there, and blocks are merged while they are
//! written. The text is the same whatever the order of the rows, but for the names of namespaces that nobody declared: they are
//! numbered as they come, row by row, however many cores there are.

use super::line::{COLUMNS, Pen};
use super::prefixes::Prefixes;
use super::slots::NEEDED;
use super::{Mapping, MappingSet};
use crate::parallel::{each, threads};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::io::Write;
use std::ops::Range;

/// Rows that are looked at before the others: they have most of the namespaces.
const FIRST: usize = 1024;
/// The most rows that become lines at a time.
const MOST: usize = 1 << 17;
/// Bytes that are written at once.
const FULL: usize = 1 << 16;

/// Gives away the rows of some numbers.
pub type Rows<'a> = dyn Fn(Range<usize>, &mut dyn FnMut(&Mapping)) + Sync + 'a;

/// The lines of a linkset, and what stands before them.
///
/// ```
/// # use relata::sssom::{Lines, MappingSet, Mapping, write};
/// let mut set = MappingSet::default();
/// let mut lines = Lines::of(&set);
/// lines.add(2, &|numbers, put| {
///     let mut row = Mapping::default();
///     for number in numbers {
///         row.subject = format!("http://e/{number}");
///         put(&row);
///     }
/// });
/// for subject in ["http://e/1", "http://e/0"] {
///     set.mappings.push(Mapping { subject: subject.into(), ..Mapping::default() });
/// }
/// assert_eq!(lines.text(), write(&set));
/// ```
pub struct Lines {
    metadata: Vec<(String, String)>,
    prefixes: Prefixes,
    used: Vec<bool>,
    /// Columns that this program does not know, sorted.
    rest: Vec<String>,
    filled: Vec<bool>,
    /// Sorted lines, each of all columns.
    blocks: Vec<String>,
}

impl Lines {
    /// The head and the rows of a set.
    pub fn of(set: &MappingSet) -> Self {
        let unknown = set.mappings.iter().flat_map(|mapping| &mapping.rest);
        let mut rest: Vec<String> = unknown.map(|(name, _)| name.clone()).collect();
        rest.sort_unstable();
        rest.dedup();
        let mut lines = Self {
            metadata: set.metadata.clone(),
            prefixes: Prefixes::of(&set.prefixes),
            used: Vec::new(),
            // the required columns stay, filled or not
            filled: COLUMNS.iter().map(|name| NEEDED.contains(name)).collect(),
            rest,
            blocks: Vec::new(),
        };
        lines.filled.resize(COLUMNS.len() + lines.rest.len(), false);
        lines.put_all(set.mappings.len(), &|range, pen| {
            for mapping in &set.mappings[range] {
                pen.put(mapping);
            }
        });
        lines
    }

    /// Adds so many rows: `make` is given the numbers of some of them, and gives them away one after the other. It may be asked
    /// for a row more than once, by any thread. Of columns that this program does not know those are written that the set had.
    pub fn add(&mut self, count: usize, make: &Rows<'_>) {
        self.put_all(count, &|range, pen| make(range, &mut |row| pen.put(row)));
    }

    fn put_all(&mut self, count: usize, put: &(dyn Fn(Range<usize>, &mut Pen<'_>) + Sync)) {
        let first = count.min(FIRST);
        self.put_alone(0..first, put);
        if first == count {
            return;
        }
        let chunk = (count - first).div_ceil(4 * threads(count));
        let chunk = chunk.clamp(FIRST, MOST);
        let ranges: Vec<Range<usize>> = (first..count)
            .step_by(chunk)
            .map(|begin| begin..count.min(begin + chunk))
            .collect();
        let drafts = each(&ranges, |range| {
            let mut pen = Pen::new(&self.rest, Cow::Borrowed(&self.prefixes));
            put(range.clone(), &mut pen);
            match pen.prefixes {
                Cow::Borrowed(_) => Some((pen.sorted(), pen.used, pen.filled)),
                // which name a new namespace has depends on the rows before
                Cow::Owned(_) => None,
            }
        });
        for (range, draft) in ranges.into_iter().zip(drafts) {
            match draft {
                Some((block, used, filled)) => self.take(block, &used, &filled),
                None => self.put_alone(range, put),
            }
        }
    }

    /// Makes the lines of rows before which all others have been put, so that namespaces that are new get their names.
    fn put_alone(&mut self, range: Range<usize>, put: &dyn Fn(Range<usize>, &mut Pen<'_>)) {
        if range.is_empty() {
            return;
        }
        let mut pen = Pen::new(&self.rest, Cow::Borrowed(&self.prefixes));
        put(range, &mut pen);
        let (block, used, filled) = (pen.sorted(), pen.used, pen.filled);
        if let Cow::Owned(more) = pen.prefixes {
            self.prefixes = more;
        }
        self.take(block, &used, &filled);
    }

    fn take(&mut self, block: String, used: &[bool], filled: &[bool]) {
        self.blocks.push(block);
        self.used.resize(self.prefixes.len(), false);
        for (all, own) in [(&mut self.used, used), (&mut self.filled, filled)] {
            all.iter_mut().zip(own).for_each(|(all, own)| *all |= own);
        }
    }

    /// Writes the file.
    pub fn write_to(&self, out: &mut dyn Write) -> std::io::Result<()> {
        self.told(&mut |text| out.write_all(text.as_bytes()))
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut all = String::with_capacity(self.blocks.iter().map(String::len).sum());
        let told = self.told(&mut |text| {
            all.push_str(text);
            Ok(())
        });
        debug_assert!(told.is_ok(), "a text takes everything");
        all
    }

    /// Tells the text, piece by piece.
    fn told(&self, tell: &mut dyn FnMut(&str) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut text = self.head();
        let empty: Vec<bool> = self.filled.iter().map(|filled| !filled).collect();
        let last_empty = empty.iter().rposition(|empty| *empty);
        let is_last_empty = empty.last().is_some_and(|empty| *empty);
        let mut lines: BinaryHeap<Reverse<(&str, &str)>> = self
            .blocks
            .iter()
            .filter_map(|block| first_line(block).map(Reverse))
            .collect();
        let mut before = "";
        while let Some(mut top) = lines.peek_mut() {
            let Reverse((line, rest)) = *top;
            match first_line(rest) {
                Some(next) => *top = Reverse(next),
                None => drop(std::collections::binary_heap::PeekMut::pop(top)),
            }
            if line == before {
                continue;
            }
            before = line;
            // of an empty column nothing is there but the tab behind it
            let mut begin = 0;
            if let Some(last) = last_empty {
                let tabs = memchr::memchr_iter(b'\t', line.as_bytes()).take(last + 1);
                for (tab, _) in tabs.zip(&empty).filter(|(_, empty)| **empty) {
                    text.push_str(&line[begin..tab]);
                    begin = tab + 1;
                }
            }
            text.push_str(&line[begin..]);
            if is_last_empty {
                // or, of the last one, the tab before it
                text.truncate(text.len() - 2);
                text.push('\n');
            }
            if text.len() >= FULL {
                tell(&text)?;
                text.clear();
            }
        }
        tell(&text)
    }

    /// Prefixes that are used, metadata, and the names of the columns that are filled.
    fn head(&self) -> String {
        let numbers = (0..self.used.len()).filter(|number| self.used[*number]);
        let used: BTreeMap<&str, &str> = numbers.map(|number| self.prefixes.get(number)).collect();
        let mut head = String::from("#curie_map:\n");
        for (name, namespace) in used {
            head.push_str(&format!("#  {name}: \"{namespace}\"\n"));
        }
        for (name, value) in &self.metadata {
            let value = value.replace(char::is_control, " ");
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            head.push_str(&format!("#{name}: \"{value}\"\n"));
        }
        let names = COLUMNS
            .into_iter()
            .chain(self.rest.iter().map(String::as_str));
        let kept: Vec<&str> = names
            .zip(&self.filled)
            .filter_map(|(name, filled)| filled.then_some(name))
            .collect();
        head.push_str(&kept.join("\t"));
        head.push('\n');
        head
    }
}

/// The first line of a text, and the rest.
fn first_line(text: &str) -> Option<(&str, &str)> {
    let end = memchr::memchr(b'\n', text.as_bytes())?;
    Some(text.split_at(end + 1))
}

#[cfg(test)]
mod tests {
    use super::super::{read, write};
    use super::*;
    use crate::diagnostic::Source;

    /// A row as runs make them: many namespaces, among them ones that come late; labels as hostile as data is.
    fn row(at: usize) -> Mapping {
        let labels = [
            "plain",
            "a\ttab",
            "two\nlines",
            "say \"so\"",
            "\u{85}",
            "é",
            "",
            "\"",
        ];
        let place = match at % 4500 {
            4000..4010 => format!("http://late/{}/", at / 10),
            3000.. => "http://other/".to_owned(),
            _ => "http://e/things/".to_owned(),
        };
        Mapping {
            subject: format!("{place}{}", at * 7919 % 10_007),
            subject_label: format!("{} {at}", labels[at % labels.len()]),
            predicate: "http://www.w3.org/2004/02/skos/core#exactMatch".into(),
            object: format!("http://e/{}", at / 2),
            object_label: labels[at / 3 % labels.len()].into(),
            justification: super::super::COMPOSITE.into(),
            confidence: Some((at % 1000) as f64 / 999.0),
            other: if at == 5000 { "late" } else { "" }.into(),
            ..Mapping::default()
        }
    }

    fn set(numbers: Range<usize>) -> MappingSet {
        MappingSet {
            prefixes: vec![
                ("e".into(), "http://e/".into()),
                ("skos".into(), "http://e/s".into()),
            ],
            metadata: vec![("license".into(), "say \"so\"\n".into())],
            mappings: numbers.map(row).collect(),
        }
    }

    fn added(first: usize, calls: &[Range<usize>]) -> String {
        let mut lines = Lines::of(&set(0..first));
        for call in calls {
            lines.add(call.len(), &|numbers, put| {
                for number in numbers {
                    put(&row(call.start + number));
                }
            });
        }
        let mut bytes = Vec::new();
        lines.write_to(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, lines.text());
        text
    }

    #[test]
    fn the_text_is_the_same_however_rows_come() {
        let all = 13_000;
        let whole = write(&set(0..all));
        assert_eq!(added(all, &[]), whole);
        assert_eq!(added(0, &[0..0, 0..all]), whole);
        assert_eq!(
            added(10, &[10..2000, 2000..2000, 2000..2001, 2001..all]),
            whole
        );
        // what stands twice is written once
        assert_eq!(added(all, &[5..8000, 7..9]), whole);
    }

    #[test]
    fn every_row_is_read_again_as_it_was() {
        let (was, all) = (set(0..6000), 6000);
        let text = write(&was);
        let (is, faults) = read(&Source::new("l", text.clone()));
        assert_eq!(faults, []);
        let plain = |text: &str| text.replace(char::is_control, " ");
        let mut wanted: Vec<Mapping> = was.mappings;
        for row in &mut wanted {
            row.subject_label = plain(&row.subject_label);
            row.object_label = plain(&row.object_label);
            row.confidence = row.confidence.map(|c| format!("{c:.4}").parse().unwrap());
        }
        let sorted = |mut rows: Vec<Mapping>| {
            rows.sort_by(|a, b| (&a.subject, &a.object).cmp(&(&b.subject, &b.object)));
            rows
        };
        assert_eq!(sorted(is.mappings), sorted(wanted));
        assert_eq!(
            text.lines().filter(|line| !line.starts_with('#')).count(),
            all + 1
        );
        // a name that stands for something else is not taken for its usual namespace
        assert!(text.contains("#  ns1: \"http://www.w3.org/2004/02/skos/core#\""));
        let columns = text.lines().find(|line| !line.starts_with('#')).unwrap();
        assert_eq!(
            columns,
            "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\tother"
        );
    }

    #[test]
    fn lines_lie_as_their_cells_do() {
        let text = write(&set(0..3000));
        let rows: Vec<&str> = text
            .lines()
            .skip_while(|line| line.starts_with('#'))
            .skip(1)
            .collect();
        assert_eq!(rows.len(), 3000);
        assert!(rows.windows(2).all(|two| two[0] < two[1]));
        let last = rows[0].split('\t').next_back();
        assert_ne!(
            last,
            Some(""),
            "a column that no row fills is left out, at the end too"
        );
    }

    #[test]
    fn two_namespaces_of_one_name_are_kept_apart() {
        let text = write(&MappingSet {
            prefixes: vec![
                ("ns1".into(), "http://a/".into()),
                ("ns1".into(), "http://b/".into()),
            ],
            mappings: ["http://a/1", "http://b/1", "http://c/1"]
                .map(|subject| Mapping {
                    subject: subject.into(),
                    ..row(0)
                })
                .into(),
            ..MappingSet::default()
        });
        let (set, faults) = read(&Source::new("l", text));
        assert_eq!(faults, []);
        let subjects: Vec<&str> = set
            .mappings
            .iter()
            .map(|row| row.subject.as_str())
            .collect();
        assert_eq!(subjects, ["http://a/1", "http://b/1", "http://c/1"]);
    }

    /// Things with a namespace of their own each: what is made up for one is no search through all others.
    #[test]
    fn many_namespaces_are_many_names() {
        let mut lines = Lines::of(&MappingSet::default());
        let count = 20_000;
        lines.add(count, &|numbers, put| {
            for number in numbers {
                put(&Mapping {
                    subject: format!("http://e/{number}#it"),
                    object: "http://o/1".into(),
                    ..row(0)
                });
            }
        });
        let text = lines.text();
        assert!(
            text.contains(&format!("\n#  ns{}: ", count + 1)),
            "{}",
            &text[..200]
        );
        assert!(!text.contains(&format!("\n#  ns{}: ", count + 2)));
    }
}
