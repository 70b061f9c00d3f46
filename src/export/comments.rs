//! Comments of the source files in an export: each stands before the statement it stood before.
//!
//! The writers of triples know no comments. So what was written is read again with the place of every statement, and the
//! comments of the files are put in front of the first statement about the same subject; those on top of a file stand on top.

use crate::diagnostic::Source;
use crate::turtle::Format;
use crate::turtle::tree::{Kind, read, tokens};
use oxrdf::NamedOrBlankNode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The comments of files, by what they stand before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// Those on top of a file, with the file's name.
    heads: Vec<(String, Vec<String>)>,
    /// Those before and in statements, by the subject's IRI.
    before: BTreeMap<String, Vec<String>>,
    /// Those after the last statement of a file, and those whose subject is not there.
    tails: Vec<String>,
}

impl Comments {
    /// Adds the comments of a file. A file that cannot be read has none.
    pub fn add(&mut self, source: &Arc<Source>, format: Format) {
        let reading = read(source, format, "", Some("urn:x-base:/"));
        if !reading.faults.is_empty() {
            return;
        }
        let mut places: Vec<(usize, usize, Option<String>)> = Vec::new();
        for located in &reading.quads {
            let (start, end) = (
                located.statement.start as usize,
                located.statement.end as usize,
            );
            if places.last().is_none_or(|last| last.0 != start)
                && !places.iter().rev().take(64).any(|place| place.0 == start)
            {
                let subject = match &located.quad.subject {
                    NamedOrBlankNode::NamedNode(node) => Some(node.as_str().to_owned()),
                    NamedOrBlankNode::BlankNode(_) => None,
                };
                places.push((start, end, subject));
            }
        }
        places.sort_unstable_by_key(|place| place.0);
        let first = reading
            .prefixes
            .iter()
            .map(|declared| declared.span.start as usize)
            .chain(places.first().map(|place| place.0))
            .min();
        let mut head = Vec::new();
        let bare = source.text.strip_prefix('\u{FEFF}').unwrap_or(&source.text);
        let mark = source.text.len() - bare.len();
        for token in tokens(bare) {
            if token.kind != Kind::Comment {
                continue;
            }
            let range = token.span.range();
            let (at, text) = (range.start + mark, bare[range].trim_end().to_owned());
            if first.is_none_or(|first| at < first) {
                head.push(text);
                continue;
            }
            // the statement it stands in, behind on the same line, or before
            let next = places.partition_point(|place| place.1 <= at);
            let behind = next
                .checked_sub(1)
                .map(|last| &places[last])
                .filter(|place| !source.text[place.1..at].contains('\n'));
            match behind.or_else(|| places.get(next)) {
                Some((_, _, Some(subject))) => {
                    self.before.entry(subject.clone()).or_default().push(text);
                }
                _ => self.tails.push(text),
            }
        }
        if !head.is_empty() {
            self.heads.push((source.name.clone(), head));
        }
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty() && self.before.is_empty() && self.tails.is_empty()
    }

    /// Puts the comments into a text that was written from those files.
    pub fn put_into(&self, text: &str, format: Format) -> String {
        let reading = read(&Source::new("export", text), format, "", None);
        let mut places: BTreeMap<usize, String> = BTreeMap::new();
        for located in &reading.quads {
            if let NamedOrBlankNode::NamedNode(node) = &located.quad.subject {
                places
                    .entry(located.statement.start as usize)
                    .or_insert_with(|| node.as_str().to_owned());
            }
        }
        let mut open: BTreeMap<&str, &Vec<String>> = self
            .before
            .iter()
            .map(|(subject, lines)| (subject.as_str(), lines))
            .collect();
        let mut written = String::with_capacity(text.len() * 2);
        for (name, lines) in &self.heads {
            if self.heads.len() > 1 {
                written.push_str(&format!("# {name}\n"));
            }
            push_lines(&mut written, lines, "");
            if self.heads.len() > 1 {
                written.push('\n');
            }
        }
        let mut at = 0;
        for (start, subject) in &places {
            let Some(lines) = open.remove(subject.as_str()) else {
                continue;
            };
            let line = text[..*start].rfind('\n').map_or(0, |end| end + 1);
            let indent = &text[line..*start];
            written.push_str(&text[at..line]);
            push_lines(
                &mut written,
                lines,
                if indent.trim().is_empty() { indent } else { "" },
            );
            at = line;
        }
        written.push_str(&text[at..]);
        let rest: Vec<String> = open
            .into_values()
            .flatten()
            .chain(&self.tails)
            .cloned()
            .collect();
        if !rest.is_empty() {
            written.push('\n');
            push_lines(&mut written, &rest, "");
        }
        written
    }
}

fn push_lines(text: &mut String, lines: &[String], indent: &str) {
    for line in lines {
        text.push_str(indent);
        text.push_str(line);
        text.push('\n');
    }
}
