//! Splits a plain or Markdown text into blocks: headings, breaks, paragraphs with their marks taken off, and what holds no
//! sentences: tables, code, comments.

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading and its level, 1 to 6.
    Heading(usize),
    /// A line of asterisks, dashes or underscores.
    Break,
    /// A table, code between fences, a comment: words that are no sentences.
    Apart,
    /// Anything else.
    Prose {
        /// True where it opens with a note mark such as an escaped asterisk.
        note: bool,
    },
}

/// A block and the bytes of its words, marks and surrounding white space left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub role: Role,
    pub start: usize,
    pub end: usize,
}

/// The blocks of a text, in order. Blocks are divided by empty lines; headings, breaks, list items, notes and what stands
/// apart also by line.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let from = start + line.find(bare).unwrap_or(0);
        let until = from + bare.len();
        if let Some(block) = &mut open
            && let Some(end) = block.fenced
        {
            block.end = until.max(block.end);
            if bare.contains(end) {
                close(text, &mut open, &mut found);
            }
        } else if bare.is_empty() {
            close(text, &mut open, &mut found);
        } else if let Some(end) = fence(bare) {
            close(text, &mut open, &mut found);
            open = Some(Open {
                fenced: Some(end),
                ..Open::apart(from, until)
            });
            if bare.len() > end.len() && bare[3..].contains(end) {
                close(text, &mut open, &mut found);
            }
        } else if is_row(bare) {
            if open.as_ref().is_none_or(|block| !block.apart) {
                close(text, &mut open, &mut found);
            }
            open.get_or_insert(Open::apart(from, until)).end = until;
        } else if let Some((level, title)) = heading(bare) {
            close(text, &mut open, &mut found);
            let begin = from + (bare.len() - title.len());
            let title = title.trim_end().trim_end_matches('#').trim_end();
            found.push(Block {
                role: Role::Heading(level),
                start: begin,
                end: begin + title.len(),
            });
        } else if let (
            Some(level),
            Some(Open {
                start,
                end,
                apart: false,
                ..
            }),
        ) = (underline(bare), &open)
        {
            found.push(Block {
                role: Role::Heading(level),
                start: *start,
                end: *end,
            });
            open = None;
        } else if is_break(bare) {
            close(text, &mut open, &mut found);
            found.push(Block {
                role: Role::Break,
                start: from,
                end: until,
            });
        } else {
            let item = item(bare, open.as_ref());
            if item || open.as_ref().is_some_and(|block| block.apart) {
                close(text, &mut open, &mut found);
            }
            let block = open.get_or_insert(Open {
                start: from,
                end: until,
                item,
                apart: false,
                fenced: None,
            });
            block.end = until;
        }
    }
    close(text, &mut open, &mut found);
    found
}

/// A block that may grow by the next line.
struct Open {
    start: usize,
    end: usize,
    /// Whether it began as an item of a list.
    item: bool,
    apart: bool,
    /// What ends it, whatever stands before.
    fenced: Option<&'static str>,
}

impl Open {
    fn apart(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            item: false,
            apart: true,
            fenced: None,
        }
    }
}

fn close(text: &str, open: &mut Option<Open>, found: &mut Vec<Block>) {
    let Some(Open {
        start, end, apart, ..
    }) = open.take()
    else {
        return;
    };
    let (mark, role) = if apart {
        (0, Role::Apart)
    } else {
        let (mark, note) = mark(&text[start..end]);
        (mark, Role::Prose { note })
    };
    if start + mark < end {
        found.push(Block {
            role,
            start: start + mark,
            end,
        });
    }
}

/// What ends the block that a line opens, where it is a fence of code or a comment.
fn fence(line: &str) -> Option<&'static str> {
    [("```", "```"), ("~~~", "~~~"), ("<!--", "-->")]
        .into_iter()
        .find_map(|(opening, end)| line.starts_with(opening).then_some(end))
}

/// A row of a table.
fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// Length of what stands before the words of a paragraph, and whether it is a note mark.
fn mark(words: &str) -> (usize, bool) {
    if let Some(length) = note_label(words) {
        return (words.len() - words[length..].trim_start().len(), false);
    }
    if let Some(length) = number(words) {
        return (words.len() - words[length..].trim_start().len(), false);
    }
    for (sign, note) in [
        ("\\*", true),
        ("†", true),
        ("‡", true),
        ("* ", false),
        ("> ", false),
        ("- ", false),
        ("+ ", false),
        ("• ", false),
    ] {
        if let Some(rest) = words.strip_prefix(sign) {
            return (words.len() - rest.trim_start().len(), note);
        }
    }
    (0, false)
}

/// True where a line opens a block of its own in the middle of a paragraph or a list.
fn item(line: &str, open: Option<&Open>) -> bool {
    if ["- ", "* ", "+ ", "• ", "\\* "]
        .iter()
        .any(|sign| line.starts_with(sign))
        || note_label(line).is_some()
    {
        return true;
    }
    // a number that a line happens to begin with opens no item, unless it is the first or follows one (CommonMark 5.2)
    number(line).is_some_and(|_| {
        line.starts_with("1.") || line.starts_with("1)") || open.is_none_or(|block| block.item)
    })
}

/// Length of the label of a note's text: `[^1]:`.
fn note_label(line: &str) -> Option<usize> {
    let (name, _) = line.strip_prefix("[^")?.split_once("]:")?;
    (!name.is_empty() && !name.contains([' ', '\n', ']'])).then_some(name.len() + 4)
}

/// Length of the number of a list's item: `12. `, `3) `.
fn number(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    ((1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") ")))
        .then_some(digits + 1)
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && rest.starts_with([' ', '\t']) && !rest.trim().is_empty())
        .then(|| (level, rest.trim_start()))
}

fn underline(line: &str) -> Option<usize> {
    let whole = |sign| line.len() >= 3 && line.chars().all(|c| c == sign);
    match () {
        () if whole('=') => Some(1),
        () if whole('-') => Some(2),
        () => None,
    }
}

fn is_break(line: &str) -> bool {
    let signs: Vec<char> = line
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\\')
        .collect();
    signs.len() >= 3
        && matches!(signs[0], '*' | '-' | '_')
        && signs.iter().all(|sign| *sign == signs[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_sentences_stands_apart() {
        let text = "One.\n| a. B | c |\n|---|---|\nTwo.\n```\nlet a. B\n\n# no heading\n```\n<!-- hidden -->\n1. First.\n2. Second.\n\nIn\n1999. So.\n\n[^1]: A note.\n";
        let found: Vec<_> = blocks(text)
            .into_iter()
            .map(|block| (block.role, &text[block.start..block.end]))
            .collect();
        let prose = Role::Prose { note: false };
        assert_eq!(
            found,
            [
                (prose, "One."),
                (Role::Apart, "| a. B | c |\n|---|---|"),
                (prose, "Two."),
                (Role::Apart, "```\nlet a. B\n\n# no heading\n```"),
                (Role::Apart, "<!-- hidden -->"),
                (prose, "First."),
                (prose, "Second."),
                (prose, "In\n1999. So."),
                (prose, "A note."),
            ]
        );
    }
}
