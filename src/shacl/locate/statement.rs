//! One statement of Turtle, token by token: enough to tell predicates from objects, brackets and strings from words.

use std::ops::Range;

/// What is looked for in a statement.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The predicates that lead from the subject to the triple, each as it may be written; the last is the triple's own.
    pub predicates: Vec<Vec<String>>,
    /// The object as it may be written; the bare text of a literal.
    pub object: Option<Vec<String>>,
    pub is_literal: bool,
}

impl Wanted {
    /// The rank of a place that cannot be better.
    pub fn best(&self) -> u8 {
        match (self.predicates.is_empty(), self.object.is_some()) {
            (true, _) => 1,
            (false, false) => 2,
            (false, true) => 3,
        }
    }
}

/// A statement that begins with a subject.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    text: &'a str,
    subject: Range<usize>,
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Word,
    String,
    Mark(u8),
}

impl<'a> Statement<'a> {
    pub fn new(text: &'a str, subject: Range<usize>) -> Self {
        Self {
            text,
            at: subject.end,
            subject,
        }
    }

    /// The best place in the statement and its rank: 3 the object, 2 the predicate, 1 the subject.
    pub fn find(mut self, wanted: &Wanted) -> (u8, Range<usize>) {
        let mut best = (1, self.subject.clone());
        // for each open bracket: is a predicate next, and does the last predicate lead on to what is wanted
        let mut open = vec![(true, false)];
        // how many of the open brackets are on the way
        let mut way = 0;
        while let Some((token, span)) = self.next() {
            let depth = open.len().saturating_sub(1);
            let Some((predicate_next, on_way)) = open.last_mut() else {
                break;
            };
            match token {
                Token::Mark(b'[') => {
                    let on_way = *on_way;
                    open.push((true, false));
                    if on_way && way == depth {
                        way += 1;
                    }
                }
                Token::Mark(b'(') => open.push((false, false)),
                Token::Mark(b']' | b')') => {
                    if way == depth && depth > 0 {
                        way -= 1;
                    }
                    open.pop();
                }
                Token::Mark(b';') => (*predicate_next, *on_way) = (true, false),
                Token::Mark(b'.') if depth == 0 => break,
                Token::Mark(_) => {}
                Token::Word if *predicate_next => {
                    let forms = wanted.predicates.get(depth);
                    let fits = way == depth
                        && forms.is_some_and(|forms| {
                            forms.iter().any(|form| *form == self.text[span.clone()])
                        });
                    (*predicate_next, *on_way) = (false, fits);
                    if fits && depth + 1 == wanted.predicates.len() && best.0 < 2 {
                        best = (2, span);
                    }
                }
                Token::Word | Token::String => {
                    if *on_way
                        && way == depth
                        && depth + 1 == wanted.predicates.len()
                        && self.is_object(token, &span, wanted)
                    {
                        return (3, span);
                    }
                }
            }
        }
        best
    }

    fn is_object(&self, token: Token, span: &Range<usize>, wanted: &Wanted) -> bool {
        let written = &self.text[span.clone()];
        let Some(forms) = &wanted.object else {
            return false;
        };
        if !wanted.is_literal || token == Token::Word {
            return forms.iter().any(|form| form == written);
        }
        let quote = &written[..1];
        let long = quote.repeat(3);
        let (quote, length) = if written.starts_with(&long) {
            (long.as_str(), 3)
        } else {
            (quote, 1)
        };
        let Some(end) = written[length..].rfind(quote) else {
            return false;
        };
        let inside = &written[length..length + end];
        forms.iter().any(|form| {
            form == inside
                || (inside.contains('\\')
                    && inside
                        .replace("\\\"", "\"")
                        .replace("\\n", "\n")
                        .replace("\\\\", "\\")
                        == *form)
        })
    }

    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        self.skip_space();
        let start = self.at;
        let rest = &self.text[start..];
        let first = *rest.as_bytes().first()?;
        let (token, length) = match first {
            b'"' | b'\'' => (Token::String, string(rest)),
            b'<' => {
                let end = rest
                    .find(['>', '\n', ' '])
                    .map_or(rest.len(), |end| end + 1);
                (Token::Word, end)
            }
            b'[' | b']' | b'(' | b')' | b';' | b',' | b'{' | b'}' => (Token::Mark(first), 1),
            b'.' if !rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Token::Mark(b'.'), 1),
            _ => (Token::Word, word(rest)),
        };
        self.at = start + length;
        Some((token, start..self.at))
    }

    fn skip_space(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }
}

/// Length of a string with its language or datatype.
fn string(rest: &str) -> usize {
    let quote = &rest[..1];
    let long = quote.repeat(3);
    let close = if rest.starts_with(&long) {
        &long
    } else {
        quote
    };
    let mut at = close.len();
    loop {
        let Some(next) = rest[at..].find(['\\', '"', '\'']) else {
            return rest.len();
        };
        at += next;
        if rest[at..].starts_with('\\') {
            at += 1;
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        } else if rest[at..].starts_with(close) {
            at += close.len();
            break;
        } else {
            at += 1;
        }
    }
    let suffix = &rest[at..];
    let length = if suffix.starts_with('@') {
        word(suffix)
    } else if suffix.starts_with("^^<") {
        suffix.find('>').map_or(suffix.len(), |end| end + 1)
    } else if suffix.starts_with("^^") {
        word(suffix)
    } else {
        0
    };
    at + length
}

/// Length of a name or number; never nothing.
fn word(rest: &str) -> usize {
    let mut end = rest.len();
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if at > 0
            && (c.is_whitespace()
                || matches!(
                    c,
                    ';' | ',' | '[' | ']' | '(' | ')' | '{' | '}' | '"' | '<' | '#'
                ))
        {
            end = at;
            break;
        }
    }
    let stripped = rest[..end].trim_end_matches('.').len();
    if stripped == 0 { end } else { stripped }
}

/// True where a subject of a statement may stand in a stretch of text.
pub(super) fn begins(text: &str, here: &Range<usize>) -> bool {
    let after = text[here.end..].chars().next();
    let is_iri = text[here.clone()].starts_with('<');
    if !is_iri && !after.is_none_or(char::is_whitespace) {
        return false;
    }
    let before = &text[..here.start];
    if before.is_empty() || before.ends_with('\n') {
        return true;
    }
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    if line.trim_start().starts_with('#') {
        return false;
    }
    matches!(
        before.trim_end().chars().next_back(),
        None | Some('.' | '{' | '}')
    ) && before.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rank, and the text from the place found to the end of the line.
    fn found<'a>(
        text: &'a str,
        predicates: &[&str],
        object: Option<&str>,
        is_literal: bool,
    ) -> (u8, &'a str) {
        let wanted = Wanted {
            predicates: predicates.iter().map(|p| vec![(*p).to_owned()]).collect(),
            object: object.map(|object| vec![object.to_owned()]),
            is_literal,
        };
        let mut all = text.match_indices(":a").map(|(at, _)| at..at + 2);
        let here = all.find(|here| begins(text, here)).unwrap();
        let (rank, span) = Statement::new(text, here).find(&wanted);
        (rank, text[span.start..].lines().next().unwrap())
    }

    #[test]
    fn objects_are_found_behind_their_own_predicate() {
        let text = "# :a :p :x .\n:b :q :a .\n:a :o :x ; # :p :x\n  :p \"; :p :x\" , [ :p :x ] , :x , 1.5, \"\"\"l\\\"\"\"\"@en .";
        let last = "\"\"\"l\\\"\"\"\"@en .";
        assert_eq!(
            found(text, &[":p"], Some(":x"), false),
            (3, format!(":x , 1.5, {last}").as_str())
        );
        assert_eq!(
            found(text, &[":p"], Some("1.5"), true),
            (3, format!("1.5, {last}").as_str())
        );
        assert_eq!(found(text, &[":p"], Some("l\""), true), (3, last));
        let inside = format!(":x ] , :x , 1.5, {last}");
        assert_eq!(
            found(text, &[":p", ":p"], Some(":x"), false),
            (3, inside.as_str())
        );
        let (rank, rest) = found(text, &[":p"], Some(":y"), false);
        assert_eq!((rank, &rest[..6]), (2, ":p \"; "));
        assert_eq!(found(text, &[":z"], None, false), (1, ":a :o :x ; # :p :x"));
    }

    #[test]
    fn whatever_the_text_the_search_ends_inside_it() {
        for text in [
            ":a",
            ":a \"",
            ":a '''\\",
            ":a <",
            ":a [",
            ":a ]]",
            ":a . .",
            ":a .5 \u{e9}\\",
        ] {
            let (_, span) = Statement::new(text, 0..2).find(&Wanted {
                predicates: vec![vec![":p".to_owned()]],
                object: None,
                is_literal: false,
            });
            assert!(text.get(span).is_some());
        }
    }
}
