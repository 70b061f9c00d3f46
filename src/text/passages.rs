//! Finds the passages of a text: title, sections, paragraphs, sentences, and the short pieces that are none of these.

use super::blocks::{Block, Role, blocks};
use super::{sentences, sha256};
use std::collections::HashSet;

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The title of the text.
    Title,
    /// The heading of a section.
    SectionTitle,
    /// A short piece that is no sentence: a byline, a date.
    TextChunk,
    /// A section of the front matter.
    FrontSection,
    /// Any other section.
    Section,
    /// A paragraph.
    Paragraph,
    /// A sentence.
    Sentence,
}

/// A stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Local name: `s14`, `p07`, `u01`, `sec-early-1990s`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Local name of the passage it is part of; `None` is the document.
    pub part_of: Option<String>,
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// Digest of exactly these characters.
    pub sha256: String,
    /// Place among its kind, from 1.
    pub position: usize,
    /// What a reader calls it; for a section its heading.
    pub label: String,
}

/// The passages of a text, in document order, a whole before its parts. `more` are abbreviations besides the usual ones.
///
/// ```
/// let found = relata::text::passages("# A title\n\nBy nobody\n\nOne thing. Another.\n", &[]);
/// let names: Vec<_> = found.iter().map(|passage| passage.name.as_str()).collect();
/// assert_eq!(names, ["u01", "u02", "sec-lead", "p01", "s01", "s02"]);
/// ```
pub fn passages(text: &str, more: &[String]) -> Vec<Passage> {
    let blocks = blocks(text);
    let parts = divide(text, &blocks);
    Writer::new(text, more, &blocks).write(&parts)
}

/// A stretch of blocks under one heading, or a single unit.
enum Part {
    Unit(usize, Kind),
    /// A break takes a number and is no passage.
    Break,
    Section {
        blocks: Vec<usize>,
        heading: Option<usize>,
        name: &'static str,
        front: bool,
    },
}

/// Decides which blocks are units and which make sections.
fn divide(text: &str, blocks: &[Block]) -> Vec<Part> {
    let words = |index: usize| &text[blocks[index].start..blocks[index].end];
    let is_prose = |index: &usize| matches!(blocks[*index].role, Role::Prose { .. });
    let title = blocks
        .first()
        .filter(|block| block.role == Role::Heading(1))
        .map(|_| 0);
    let first_heading = (0..blocks.len())
        .find(|index| Some(*index) != title && matches!(blocks[*index].role, Role::Heading(_)));
    let last_heading = (0..blocks.len())
        .rev()
        .find(|index| Some(*index) != title && matches!(blocks[*index].role, Role::Heading(_)));
    let body = title.map_or(0, |at| at + 1);
    // short pieces at the very start and the very end are units
    let mut head = body;
    while head < blocks.len() && is_prose(&head) && is_short(words(head)) && head + 1 < blocks.len()
    {
        head += 1;
    }
    let mut tail = blocks.len();
    while tail > head + 1 && is_prose(&(tail - 1)) && is_short(words(tail - 1)) {
        tail -= 1;
    }
    let lead_end = first_heading.unwrap_or(tail).min(tail);
    let front_end = (head..lead_end)
        .rev()
        .find(|index| blocks[*index].role == Role::Prose { note: true })
        .map_or(head, |index| index + 1);
    let mut parts = Vec::new();
    let mut section: Option<(Vec<usize>, Option<usize>, &'static str, bool)> = None;
    fn flush(
        section: &mut Option<(Vec<usize>, Option<usize>, &'static str, bool)>,
        parts: &mut Vec<Part>,
    ) {
        if let Some((blocks, heading, name, front)) = section.take()
            && !blocks.is_empty()
        {
            parts.push(Part::Section {
                blocks,
                heading,
                name,
                front,
            });
        }
    }
    for (index, block) in blocks.iter().enumerate() {
        match block.role {
            Role::Heading(_) => {
                flush(&mut section, &mut parts);
                let kind = if Some(index) == title {
                    Kind::Title
                } else {
                    Kind::SectionTitle
                };
                parts.push(Part::Unit(index, kind));
                if kind == Kind::SectionTitle {
                    section = Some((Vec::new(), Some(index), "", false));
                }
            }
            Role::Break => {
                flush(&mut section, &mut parts);
                parts.push(Part::Break);
                let closing = last_heading.is_none_or(|last| index > last);
                section = Some((
                    Vec::new(),
                    None,
                    if closing { "sec-closing" } else { "sec-part" },
                    false,
                ));
            }
            Role::Prose { .. } if (body..head).contains(&index) || index >= tail => {
                flush(&mut section, &mut parts);
                parts.push(Part::Unit(index, Kind::TextChunk));
            }
            Role::Prose { .. } | Role::Apart => {
                if index == front_end && index < lead_end {
                    flush(&mut section, &mut parts);
                }
                let front = index < front_end;
                let name = if front { "sec-front" } else { "sec-lead" };
                section
                    .get_or_insert_with(|| (Vec::new(), None, name, front))
                    .0
                    .push(index);
            }
        }
    }
    flush(&mut section, &mut parts);
    parts
}

/// A byline, an affiliation, a date: few words, and no stop at the end.
fn is_short(words: &str) -> bool {
    let bare = words.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_')
    });
    words.split_whitespace().count() <= 14
        && !bare.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？'])
}

/// Numbers, names and measures the parts.
struct Writer<'a> {
    text: &'a str,
    more: &'a [String],
    blocks: &'a [Block],
    /// Code points before each byte offset of interest, advanced as offsets grow.
    counted: (usize, usize),
    names: HashSet<String>,
    found: Vec<Passage>,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, more: &'a [String], blocks: &'a [Block]) -> Self {
        Self {
            text,
            more,
            blocks,
            counted: (0, 0),
            names: HashSet::new(),
            found: Vec::new(),
        }
    }

    fn write(mut self, parts: &[Part]) -> Vec<Passage> {
        let (mut units, mut sections, mut paragraphs, mut sentence) = (0, 0, 0, 0);
        for part in parts {
            match part {
                Part::Break => units += 1,
                Part::Unit(index, kind) => {
                    units += 1;
                    let block = &self.blocks[*index];
                    let label = match kind {
                        Kind::Title => "title".to_owned(),
                        Kind::SectionTitle => format!("heading, unit {units}"),
                        _ => format!("unit {units}"),
                    };
                    self.push(
                        format!("u{units:02}"),
                        *kind,
                        None,
                        block.start,
                        block.end,
                        units,
                        label,
                    );
                }
                Part::Section {
                    blocks,
                    heading,
                    name,
                    front,
                } => {
                    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else {
                        continue;
                    };
                    sections += 1;
                    let heading =
                        heading.map(|at| &self.text[self.blocks[at].start..self.blocks[at].end]);
                    let name = self.free(&heading.map_or_else(
                        || (*name).to_owned(),
                        |heading| format!("sec-{}", slug(heading)),
                    ));
                    let label = heading.map_or_else(|| unheaded(&name), str::to_owned);
                    let kind = if *front {
                        Kind::FrontSection
                    } else {
                        Kind::Section
                    };
                    self.push(
                        name.clone(),
                        kind,
                        None,
                        self.blocks[*first].start,
                        self.blocks[*last].end,
                        sections,
                        label,
                    );
                    for index in blocks {
                        let block = &self.blocks[*index];
                        if block.role == Role::Apart {
                            units += 1;
                            self.push(
                                format!("u{units:02}"),
                                Kind::TextChunk,
                                Some(name.clone()),
                                block.start,
                                block.end,
                                units,
                                format!("unit {units}"),
                            );
                            continue;
                        }
                        paragraphs += 1;
                        let paragraph = format!("p{paragraphs:02}");
                        let label = format!("paragraph {paragraphs}");
                        self.push(
                            paragraph.clone(),
                            Kind::Paragraph,
                            Some(name.clone()),
                            block.start,
                            block.end,
                            paragraphs,
                            label,
                        );
                        for span in sentences(&self.text[block.start..block.end], self.more) {
                            sentence += 1;
                            let (start, end) = (block.start + span.start, block.start + span.end);
                            let label = format!("sentence {sentence}");
                            self.push(
                                format!("s{sentence:02}"),
                                Kind::Sentence,
                                Some(paragraph.clone()),
                                start,
                                end,
                                sentence,
                                label,
                            );
                        }
                    }
                }
            }
        }
        self.found
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call a kind of passage, each argument a field"
    )]
    fn push(
        &mut self,
        name: String,
        kind: Kind,
        part_of: Option<String>,
        start: usize,
        end: usize,
        position: usize,
        label: String,
    ) {
        let words = &self.text[start..end];
        let from = self.count(start);
        let to = from + words.chars().count();
        self.found.push(Passage {
            name,
            kind,
            part_of,
            start: from,
            end: to,
            sha256: sha256(words),
            position,
            label,
        });
    }

    /// Code points before a byte offset. Offsets come nearly in order, so counting goes on from the last one.
    fn count(&mut self, offset: usize) -> usize {
        let (bytes, points) = if self.counted.0 <= offset {
            self.counted
        } else {
            (0, 0)
        };
        let count = points + self.text[bytes..offset].chars().count();
        self.counted = (offset, count);
        count
    }

    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.names.insert(free.clone()) {
            free = format!("{name}-{number}");
            number += 1;
        }
        free
    }
}

fn unheaded(name: &str) -> String {
    match name {
        "sec-front" => "front matter".to_owned(),
        "sec-lead" => "lead".to_owned(),
        "sec-closing" => "closing".to_owned(),
        _ => "part without a heading".to_owned(),
    }
}

/// A heading as a name: its letters and digits in lower case, joined by hyphens.
/// The words of a heading or a name as part of a local name, in small letters.
///
/// ```
/// assert_eq!(relata::text::slug("Ada B. Moss"), "ada-b-moss");
/// ```
pub fn slug(heading: &str) -> String {
    let words: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(8)
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        "untitled".to_owned()
    } else {
        words.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        passages(text, &[])
            .into_iter()
            .map(|passage| passage.name)
            .collect()
    }

    #[test]
    fn front_matter_lead_sections_and_closing() {
        let text = "# T\n\nBy A and B\n\nThey write. Often.\n\n\\* No view of ours.\n\nThe lead stands here.\n\n## One Two\n\nBody.\n\n\\* \\* \\*\n\nThe end.\n\nMay 1, 2000\n";
        assert_eq!(
            names(text),
            [
                "u01",
                "u02",
                "sec-front",
                "p01",
                "s01",
                "s02",
                "p02",
                "s03",
                "sec-lead",
                "p03",
                "s04",
                "u03",
                "sec-one-two",
                "p04",
                "s05",
                "sec-closing",
                "p05",
                "s06",
                "u05"
            ]
        );
    }

    #[test]
    fn any_text_has_passages_with_true_places() {
        for text in [
            "",
            "word",
            "Nothing but one.\r\nTwo lines.\r\n\r\nNext \u{1F600} one.",
            "A\n===\n\nB b.\n\nC\n---\n- item one.\n- item two.\n",
        ] {
            for passage in passages(text, &[]) {
                let words = crate::text::stretch(text, passage.start, passage.end).unwrap();
                assert_eq!(sha256(words), passage.sha256, "{passage:?}");
            }
        }
        assert_eq!(names("word"), ["sec-lead", "p01", "s01"]);
    }
}
