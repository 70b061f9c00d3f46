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
