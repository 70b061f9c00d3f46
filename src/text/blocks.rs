//! Splits a plain or Markdown text into blocks: headings, breaks, and paragraphs with their marks taken off.

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading and its level, 1 to 6.
    Heading(usize),
    /// A line of asterisks, dashes or underscores.
    Break,
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

/// The blocks of a text, in order. Blocks are divided by empty lines; headings, breaks and list items also by line.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let from = start + line.find(bare).unwrap_or(0);
        if bare.is_empty() {
            close(text, &mut open, &mut found);
        } else if let Some((level, title)) = heading(bare) {
            close(text, &mut open, &mut found);
            let begin = from + (bare.len() - title.len());
            let title = title.trim_end().trim_end_matches('#').trim_end();
            found.push(Block {
                role: Role::Heading(level),
                start: begin,
                end: begin + title.len(),
            });
        } else if let (Some(level), Some((start, end))) = (underline(bare), open) {
            open = None;
            found.push(Block {
                role: Role::Heading(level),
                start,
                end,
            });
        } else if is_break(bare) {
            close(text, &mut open, &mut found);
            found.push(Block {
                role: Role::Break,
                start: from,
                end: from + bare.len(),
            });
        } else {
            if is_item(bare) {
                close(text, &mut open, &mut found);
            }
            open = Some((open.map_or(from, |(start, _)| start), from + bare.len()));
        }
    }
    close(text, &mut open, &mut found);
    found
}

fn close(text: &str, open: &mut Option<(usize, usize)>, found: &mut Vec<Block>) {
    let Some((start, end)) = open.take() else {
        return;
    };
    let (mark, note) = mark(&text[start..end]);
    if start + mark < end {
        found.push(Block {
            role: Role::Prose { note },
            start: start + mark,
            end,
        });
    }
}

/// Length of what stands before the words of a paragraph, and whether it is a note mark.
fn mark(words: &str) -> (usize, bool) {
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

fn is_item(line: &str) -> bool {
    ["- ", "* ", "+ ", "• ", "\\* "]
        .iter()
        .any(|sign| line.starts_with(sign))
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
