//! The words of a query with their places: enough of SPARQL's grammar to point at a variable, a name or an IRI.

use std::ops::Range;

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `?x` or `$x`.
    Variable,
    /// `ex:name`.
    Name,
    /// `<…>`.
    Iri,
    /// A string.
    Text,
    /// A keyword, a function, `a`, `true`.
    Word,
    /// A sign.
    Sign,
}

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// The words of a query; white space and comments are left out. What is no word comes as a sign, so nothing is refused.
///
/// ```
/// # use relata::query::lint::tokens::{Kind, tokens};
/// let kinds: Vec<_> = tokens("SELECT ?x # no\n{ ?x a ex:A }").into_iter().map(|token| token.kind).collect();
/// assert_eq!(kinds[..3], [Kind::Word, Kind::Variable, Kind::Sign]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let start = at;
        let kind = match character {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '#' => {
                at = text[at..].find('\n').map_or(text.len(), |end| at + end);
                continue;
            }
            '?' | '$' => {
                at += 1 + name_length(&text[at + 1..], |c| c == '_');
                if at > start + 1 {
                    Kind::Variable
                } else {
                    Kind::Sign
                }
            }
            '<' => match iri_length(&bytes[at..]) {
                Some(length) => {
                    at += length;
                    Kind::Iri
                }
                None => {
                    at += 1;
                    Kind::Sign
                }
            },
            '"' | '\'' => {
                at += text_length(&bytes[at..]);
                Kind::Text
            }
            '@' => {
                at += 1 + name_length(&text[at + 1..], |c| c == '-');
                Kind::Sign
            }
            c if c.is_alphabetic() || c == ':' || c == '_' => {
                at += name_length(&text[at..], |c| {
                    matches!(c, '_' | '-' | '.' | ':' | '%' | '\\')
                });
                while bytes[at - 1] == b'.' && at > start + 1 {
                    at -= 1;
                }
                if text[start..at].contains(':') {
                    Kind::Name
                } else {
                    Kind::Word
                }
            }
            c => {
                at += c.len_utf8();
                Kind::Sign
            }
        };
        found.push(Token {
            kind,
            span: start..at,
        });
    }
    found
}

fn name_length(text: &str, more: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || more(c)))
        .unwrap_or(text.len())
}

/// Length of an IRI in angle brackets; `None` where the sign means less than.
fn iri_length(bytes: &[u8]) -> Option<usize> {
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'>' => return Some(at + 1),
            0..=b' ' | b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\' => return None,
            _ => {}
        }
    }
    None
}

fn text_length(bytes: &[u8]) -> usize {
    let quote = bytes[0];
    let long = bytes.starts_with(&[quote; 3]);
    let mut at = if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b if b == quote && !long => return at + 1,
            b if b == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            b'\n' if !long => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}
