//! A three-way merge of Turtle as its author wrote it: layout and comments are kept, and what comes out says what the merge by
//! meaning says, or is not taken.
//!
//! Three ways are tried, the gentlest first. A merge of lines that somebody else made is taken where it says the same. Else the
//! statements of a file are moved as blocks with the comments before them: those of the side that changed a thing, and anew from
//! the triples only where both did. Where that does not work out (blank nodes with labels, named graphs, relative names), the
//! file is written anew with its comments before the same things. A contradiction stands between the marks that git uses.

use super::Tokens;
use super::diff;
use super::matching::is_blank;
use super::merge::{self, Merge};
use crate::dataset::Dataset;
use crate::diagnostic::{Diagnostic, Source};
use crate::export::comments::Comments;
use crate::turtle::tree::{Kind, Reading, read, tokens};
use crate::turtle::write::write_dataset;
use crate::turtle::{Format, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What became of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Merged; the text says what both sides say.
    Merged(String),
    /// The sides contradict each other about these things, between marks in the text.
    Conflicts(String, Vec<String>),
    /// The sides contradict each other, and the marks cannot be set by statements: about these things.
    Unmarked(Vec<String>),
}

/// Merges the texts of a file: the common one, ours and theirs. `lines` is what a merge of lines without a conflict gave.
///
/// # Errors
///
/// The faults of the texts that cannot be read.
pub fn merge_text(
    [base, ours, theirs]: [&str; 3],
    format: Format,
    lines: Option<&str>,
) -> Result<Outcome, Vec<Diagnostic>> {
    let sides = [
        Side::of("base", base, format)?,
        Side::of("ours", ours, format)?,
        Side::of("theirs", theirs, format)?,
    ];
    let [b, o, t] = &sides;
    let merged = merge::merge(&b.dataset, &o.dataset, &t.dataset);
    let wanted = merged.dataset();
    if merged.conflicts.is_empty() {
        if let Some(text) = lines.filter(|text| says(text, format, &wanted)) {
            return Ok(Outcome::Merged(text.to_owned()));
        }
        if let Some(text) = by_blocks(&sides, &merged).filter(|text| says(text, format, &wanted)) {
            return Ok(Outcome::Merged(text));
        }
        return Ok(Outcome::Merged(anew(&sides, format, &wanted)));
    }
    let about: Vec<String> = merged.conflicts.keys().cloned().collect();
    Ok(match by_blocks(&sides, &merged) {
        Some(text) if text.contains(OPEN) => Outcome::Conflicts(text, about),
        _ => Outcome::Unmarked(about),
    })
}

const OPEN: &str = "<<<<<<< ours\n";
const MIDDLE: &str = "||||||| base\n";
const OTHER: &str = "=======\n";
const CLOSE: &str = ">>>>>>> theirs\n";

/// The texts of base, ours and theirs whole between marks, where neither lines nor statements tell what to mark.
pub fn whole(texts: &[String]) -> String {
    match texts {
        [base, ours, theirs] => marked(base, ours, theirs),
        _ => String::new(),
    }
}

/// True where a text can be read and says exactly this.
fn says(text: &str, format: Format, wanted: &Dataset) -> bool {
    let parsed = parse(&Source::new("merged", text), format, "");
    parsed.faults.is_empty() && diff(wanted, &Dataset::of_quads(&parsed.quads)).is_empty()
}

/// One of the three texts.
struct Side {
    source: Arc<Source>,
    dataset: Dataset,
    prefixes: Vec<(String, String)>,
    /// Nothing where the text cannot be taken apart by statements.
    blocks: Option<Blocks>,
}

impl Side {
    fn of(name: &str, text: &str, format: Format) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(name, text);
        let parsed = parse(&source, format, "");
        if !parsed.faults.is_empty() {
            return Err(parsed.faults);
        }
        let blocks = (format == Format::Turtle)
            .then(|| Blocks::of(&source, &read(&source, format, "", None)))
            .flatten();
        Ok(Self {
            dataset: Dataset::of_quads(&parsed.quads),
            prefixes: parsed.prefixes,
            source,
            blocks,
        })
    }
}

/// A file taken apart: its head with the prefixes, a block for each statement, and what stands behind the last.
struct Blocks {
    head: String,
    /// The subject as a token, the comments and blank lines before the statement, and the statement to the end of its line.
    blocks: Vec<(String, String, String)>,
    tail: String,
}

impl Blocks {
    fn of(source: &Source, reading: &Reading) -> Option<Self> {
        let text = source.text.as_str();
        // names that mean something only in their own file cannot be moved
        let is_bound = tokens(text).iter().any(|token| {
            let word = &text[token.span.range()];
            token.kind == Kind::Blank && word.starts_with("_:") || word.eq_ignore_ascii_case("base")
        });
        if is_bound || text.starts_with('\u{FEFF}') {
            return None;
        }
        let mut places: BTreeMap<(usize, usize), String> = BTreeMap::new();
        for located in &reading.quads {
            let (start, end) = (
                located.statement.start as usize,
                located.statement.end as usize,
            );
            if located.subject.start as usize == start {
                let subject = located.quad.subject.to_string();
                places.entry((start, end)).or_insert(subject);
            }
        }
        let declared = reading
            .prefixes
            .iter()
            .map(|one| one.span.end as usize)
            .max();
        let first = places.keys().next().map_or(text.len(), |place| place.0);
        if places.values().any(|subject| !subject.starts_with('<'))
            || declared.is_some_and(|end| end > first)
        {
            return None;
        }
        let head_end = declared.map_or(0, |end| end_of_line(text, end, first));
        let mut at = head_end;
        let mut blocks = Vec::new();
        let starts: Vec<usize> = places
            .keys()
            .map(|place| place.0)
            .skip(1)
            .chain([text.len()])
            .collect();
        for (((start, end), subject), next) in places.into_iter().zip(starts) {
            if start < at {
                return None;
            }
            let end = end_of_line(text, end, next);
            blocks.push((
                subject,
                text[at..start].to_owned(),
                text[start..end].to_owned(),
            ));
            at = end;
        }
        Some(Self {
            head: text[..head_end].to_owned(),
            blocks,
            tail: text[at..].to_owned(),
        })
    }

    /// All that stands about a subject, as one text.
    fn about(&self, subject: &str) -> String {
        self.blocks
            .iter()
            .filter(|block| block.0 == subject)
            .map(|(_, before, statement)| format!("{before}{statement}"))
            .collect()
    }

    fn knows(&self, subject: &str) -> bool {
        self.blocks.iter().any(|block| block.0 == subject)
    }
}

/// Behind the rest of the line, where only a comment stands on it; else behind the statement.
fn end_of_line(text: &str, end: usize, next: usize) -> usize {
    let line = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    if line <= next { line } else { end }
}

/// The merge by statements; nothing where a side cannot be taken apart.
fn by_blocks([base, ours, theirs]: &[Side; 3], merged: &Merge) -> Option<String> {
    let (b, o, t) = (
        base.blocks.as_ref()?,
        ours.blocks.as_ref()?,
        theirs.blocks.as_ref()?,
    );
    let clash = theirs.prefixes.iter().any(|(name, iri)| {
        ours.prefixes
            .iter()
            .any(|(known, other)| known == name && other != iri)
    });
    let work = Work {
        blocks: [b, o, t],
        owned: merged.states.each_ref().map(owned),
        merged: owned(&merged.statements),
        conflicts: conflicts(merged),
        prefixes: union(&ours.prefixes, &theirs.prefixes),
        clash,
    };
    let mut out = head(o, t, ours, theirs, clash);
    let mut done: BTreeSet<&str> = BTreeSet::new();
    work.additions(None, &mut done, &mut out);
    for (subject, before, _) in &o.blocks {
        if done.insert(subject) {
            out.push_str(&work.about(subject, before));
            work.additions(Some(subject), &mut done, &mut out);
        }
    }
    out.push_str(if o.tail == b.tail { &t.tail } else { &o.tail });
    Some(out)
}

/// Prefixes of both; ours count first.
fn union(ours: &[(String, String)], theirs: &[(String, String)]) -> Vec<(String, String)> {
    let mut all = ours.to_vec();
    for pair in theirs {
        if !all.iter().any(|(name, _)| *name == pair.0) {
            all.push(pair.clone());
        }
    }
    all
}

/// Our head, with the prefixes that only they declare.
fn head(o: &Blocks, t: &Blocks, ours: &Side, theirs: &Side, clash: bool) -> String {
    if o.head == t.head || clash {
        return o.head.clone();
    }
    let mut head = o.head.clone();
    for (name, iri) in union(&ours.prefixes, &theirs.prefixes).split_off(ours.prefixes.len()) {
        if !head.is_empty() && !head.ends_with('\n') {
            head.push('\n');
        }
        let mut token = String::new();
        crate::dataset::term::push_iri(&mut token, &iri);
        head.push_str(&format!("@prefix {name}: {token} .\n"));
    }
    head
}

/// The statements of each named thing, those of the blank nodes inside it with it.
fn owned(statements: &BTreeSet<Tokens>) -> BTreeMap<String, BTreeSet<Tokens>> {
    let owner = owners(statements);
    let mut owned: BTreeMap<String, BTreeSet<Tokens>> = BTreeMap::new();
    for tokens in statements {
        let name = owner.get(&tokens[0]).unwrap_or(&tokens[0]);
        owned
            .entry(name.clone())
            .or_default()
            .insert(tokens.clone());
    }
    owned
}

/// The named thing that each blank node stands in.
fn owners(statements: &BTreeSet<Tokens>) -> BTreeMap<String, String> {
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    for [subject, _, object, _] in statements {
        if is_blank(object) {
            parents.entry(object).or_insert(subject);
        }
    }
    parents
        .keys()
        .map(|node| {
            let mut at = *node;
            for _ in 0..parents.len() {
                match parents.get(at) {
                    Some(parent) if is_blank(at) => at = parent,
                    _ => break,
                }
            }
            ((*node).to_owned(), at.to_owned())
        })
        .collect()
}

/// The named things that contradictions are about.
fn conflicts(merged: &Merge) -> BTreeSet<String> {
    let all: BTreeSet<Tokens> = merged.states.iter().flatten().cloned().collect();
    let owner = owners(&all);
    merged
        .conflicts
        .keys()
        .map(|name| owner.get(name).unwrap_or(name).clone())
        .collect()
}

struct Work<'a> {
    /// The common state, ours, theirs.
    blocks: [&'a Blocks; 3],
    owned: [BTreeMap<String, BTreeSet<Tokens>>; 3],
    merged: BTreeMap<String, BTreeSet<Tokens>>,
    conflicts: BTreeSet<String>,
    prefixes: Vec<(String, String)>,
    /// True where a prefix means something else on their side, so that their text cannot be moved.
    clash: bool,
}

impl Work<'_> {
    /// What stands about a subject after the merge.
    fn about(&self, subject: &str, before: &str) -> String {
        let [b, o, t] = [0, 1, 2].map(|side| self.blocks[side].about(subject));
        if self.conflicts.contains(subject) {
            return marked(&b, &o, &t);
        }
        let wanted = self.merged.get(subject);
        let is = |side: usize| self.owned[side].get(subject) == wanted;
        match (is(1), is(2)) {
            // both say it: whoever changed the comments or the layout has it
            (true, true) if o == b && !self.clash && !t.is_empty() => t,
            (true, _) => o,
            (false, true) if !self.clash => t,
            _ => self.made(subject, before),
        }
    }

    /// A subject's statements, written from its triples.
    fn made(&self, subject: &str, before: &str) -> String {
        let Some(statements) = self.merged.get(subject) else {
            return String::new();
        };
        let mut bytes = Vec::new();
        // writing into memory does not fail, and what is written is made of texts
        let _ = write_dataset(&merge::dataset(statements), &self.prefixes, &mut bytes);
        let text = String::from_utf8(bytes).unwrap_or_default();
        let body: String = text
            .split_inclusive('\n')
            .skip_while(|line| line.starts_with("@prefix ") || line.trim().is_empty())
            .collect();
        format!("{before}{body}")
    }

    /// What only they have behind a subject, or before all; and what is new behind that.
    fn additions<'b>(
        &'b self,
        behind: Option<&str>,
        done: &mut BTreeSet<&'b str>,
        out: &mut String,
    ) {
        let theirs = &self.blocks[2].blocks;
        let begin = match behind {
            None => 0,
            Some(subject) => match theirs.iter().rposition(|block| block.0 == subject) {
                Some(at) => at + 1,
                None => return,
            },
        };
        for (subject, before, _) in &theirs[begin..] {
            if self.blocks[1].knows(subject) {
                break;
            }
            if !done.insert(subject) {
                continue;
            }
            let text = self.about(subject, before);
            if !text.is_empty() && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&text);
        }
    }
}

/// A contradiction, as git marks it.
fn marked(base: &str, ours: &str, theirs: &str) -> String {
    // the blank line between statements stands before the marks and not in them
    let begin = |text: &str| text.len() - text.trim_start_matches(['\n', '\r']).len();
    let gap = begin(if ours.is_empty() { theirs } else { ours });
    let gap = (if ours.is_empty() { theirs } else { ours })[..gap].to_owned();
    let mut text = gap;
    for (mark, part) in [(OPEN, ours), (MIDDLE, base), (OTHER, theirs)] {
        text.push_str(mark);
        let part = &part[begin(part)..];
        text.push_str(part);
        if !part.is_empty() && !part.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str(CLOSE);
    text
}

/// The whole written anew, with the comments of ours, or of theirs where ours has none.
fn anew([_, ours, theirs]: &[Side; 3], format: Format, wanted: &Dataset) -> String {
    let mut bytes = Vec::new();
    let prefixes = union(&ours.prefixes, &theirs.prefixes);
    // writing into memory does not fail, and what is written is made of texts
    let _ = write_dataset(wanted, &prefixes, &mut bytes);
    let text = String::from_utf8(bytes).unwrap_or_default();
    let mut comments = Comments::default();
    comments.add(&ours.source, format);
    if comments.is_empty() {
        comments.add(&theirs.source, format);
    }
    comments.put_into(&text, format)
}
