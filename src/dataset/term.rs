//! Terms as canonical N-Triples text: how the text is made, and what it says.
//!
//! Canonical is what [RDF 1.2 N-Triples, section 3](https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples) fixes:
//! `xsd:string` unsaid, the short escapes, `\u` for the other control characters and for nothing else.

use oxrdf::{GraphName, Literal, NamedOrBlankNode, Term};
use std::borrow::Cow;

const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// What a token says. Texts are still escaped; [`unescape`] gives their characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// An IRI, without its brackets.
    Iri(&'a str),
    /// A blank node, without `_:`.
    Blank(&'a str),
    /// A literal.
    Literal {
        /// What stands between the quotation marks.
        value: &'a str,
        /// The language tag.
        language: Option<&'a str>,
        /// The base direction, `ltr` or `rtl`.
        direction: Option<&'a str>,
        /// The datatype where it is written: neither `xsd:string` nor what a language or direction says already.
        datatype: Option<&'a str>,
    },
    /// A triple term: the tokens of its subject, predicate and object.
    Triple([&'a str; 3]),
}

/// Takes a token apart.
///
/// ```
/// # use relata::dataset::term::{view, View};
/// let tagged = |direction| View::Literal { value: "a", language: Some("ar"), direction, datatype: None };
/// assert_eq!(view("\"a\"@ar"), tagged(None));
/// assert_eq!(view("\"a\"@ar--rtl"), tagged(Some("rtl")));
/// assert_eq!(view("<<( _:s <http://e/p> \"o\" )>>"), View::Triple(["_:s", "<http://e/p>", "\"o\""]));
/// ```
pub fn view(token: &str) -> View<'_> {
    match token.as_bytes().first() {
        Some(b'<') if is_triple(token) => View::Triple(super::triple::parts(token)),
        Some(b'<') => View::Iri(&token[1..token.len() - 1]),
        Some(b'"') => {
            // neither a language tag nor an escaped IRI holds a quotation mark
            let end = token.rfind('"').unwrap_or(token.len() - 1).max(1);
            let rest = &token[end + 1..];
            let tag = rest.strip_prefix('@');
            let (language, direction) = match tag.and_then(|tag| tag.split_once("--")) {
                Some((language, direction)) => (Some(language), Some(direction)),
                None => (tag, None),
            };
            View::Literal {
                value: &token[1..end],
                language,
                direction,
                datatype: rest
                    .strip_prefix("^^<")
                    .and_then(|rest| rest.strip_suffix('>')),
            }
        }
        _ => View::Blank(token.get(2..).unwrap_or("")),
    }
}

/// True of a triple term: no IRI holds `<`.
pub fn is_triple(token: &str) -> bool {
    token.starts_with("<<(")
}

/// The characters of an escaped text.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        let digits = match escape {
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let end = (at + 2 + digits).min(rest.len());
        plain.push(match escape {
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'u' | b'U' => rest
                .get(at + 2..end)
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .and_then(char::from_u32)
                .unwrap_or('\u{FFFD}'),
            other => char::from(other),
        });
        rest = rest.get(end..).unwrap_or("");
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// True where the byte stands for itself in a canonical literal: no quotation mark, backslash or control character,
/// nor the first byte of U+FFFE and U+FFFF, which are no characters.
pub fn is_plain(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0xEF => !matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])),
        byte => byte >= 0x20 && !matches!(byte, b'"' | b'\\' | 0x7F),
    }
}

/// Appends the characters of a literal with the canonical escapes.
pub fn push_escaped(text: &mut String, value: &str) {
    let bytes = value.as_bytes();
    let mut plain = 0;
    for (at, byte) in value.bytes().enumerate() {
        if is_plain(bytes, at) {
            continue;
        }
        text.push_str(&value[plain..at]);
        plain = at + 1;
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            0x8 => text.push_str("\\b"),
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            0xC => text.push_str("\\f"),
            b'\r' => text.push_str("\\r"),
            0xEF => {
                text.push_str(if bytes[at + 2] == 0xBE {
                    "\\uFFFE"
                } else {
                    "\\uFFFF"
                });
                plain = at + 3;
            }
            other => text.push_str(&format!("\\u{other:04X}")),
        }
    }
    text.push_str(&value[plain..]);
}

/// Appends an IRI in brackets; what no IRI may hold is escaped.
pub fn push_iri(text: &mut String, iri: &str) {
    let is_foreign = |byte: u8| {
        byte <= b' '
            || matches!(
                byte,
                b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\'
            )
    };
    text.push('<');
    if iri.bytes().any(is_foreign) {
        for character in iri.chars() {
            match u8::try_from(character) {
                Ok(byte) if is_foreign(byte) => text.push_str(&format!("\\u{byte:04X}")),
                _ => text.push(character),
            }
        }
    } else {
        text.push_str(iri);
    }
    text.push('>');
}

/// Appends a literal.
pub fn push_literal(text: &mut String, value: &str, language: Option<&str>, datatype: &str) {
    text.push('"');
    push_escaped(text, value);
    text.push('"');
    if let Some(language) = language {
        text.push('@');
        text.push_str(language);
    } else if datatype != STRING {
        text.push_str("^^");
        push_iri(text, datatype);
    }
}

/// Appends a subject.
pub fn push_subject(text: &mut String, subject: &NamedOrBlankNode) {
    match subject {
        NamedOrBlankNode::NamedNode(node) => push_iri(text, node.as_str()),
        NamedOrBlankNode::BlankNode(node) => push_blank(text, node.as_str()),
    }
}

/// Appends an object.
pub fn push_term(text: &mut String, term: &Term) {
    match term {
        Term::NamedNode(node) => push_iri(text, node.as_str()),
        Term::BlankNode(node) => push_blank(text, node.as_str()),
        Term::Literal(literal) => push_oxrdf_literal(text, literal),
        Term::Triple(triple) => {
            text.push_str("<<( ");
            push_subject(text, &triple.subject);
            text.push(' ');
            push_iri(text, triple.predicate.as_str());
            text.push(' ');
            push_term(text, &triple.object);
            text.push_str(" )>>");
        }
    }
}

/// Appends the name of a graph; nothing for the default graph.
pub fn push_graph(text: &mut String, graph: &GraphName) {
    match graph {
        GraphName::NamedNode(node) => push_iri(text, node.as_str()),
        GraphName::BlankNode(node) => push_blank(text, node.as_str()),
        GraphName::DefaultGraph => {}
    }
}

/// The four tokens of a quad: subject, predicate, object, and graph or nothing.
pub fn set_tokens(tokens: &mut [String; 4], quad: &oxrdf::Quad) {
    for token in tokens.iter_mut() {
        token.clear();
    }
    push_subject(&mut tokens[0], &quad.subject);
    push_iri(&mut tokens[1], quad.predicate.as_str());
    push_term(&mut tokens[2], &quad.object);
    push_graph(&mut tokens[3], &quad.graph_name);
}

fn push_blank(text: &mut String, label: &str) {
    text.push_str("_:");
    text.push_str(label);
}

fn push_oxrdf_literal(text: &mut String, literal: &Literal) {
    push_literal(
        text,
        literal.value(),
        literal.language(),
        literal.datatype().as_str(),
    );
    if let Some(direction) = literal.direction() {
        text.push_str("--");
        text.push_str(&direction.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_read_back() {
        let hostile: String = (0u32..0x300).filter_map(char::from_u32).collect();
        let mut token = String::new();
        push_literal(&mut token, &hostile, None, "http://e/\"d");
        let View::Literal {
            value, datatype, ..
        } = view(&token)
        else {
            panic!("no literal");
        };
        assert_eq!(unescape(value), hostile);
        assert_eq!(unescape(datatype.unwrap()), "http://e/\"d");
    }

    #[test]
    fn a_torn_escape_does_not_panic() {
        for torn in ["\\", "\\u", "\\u00", "\\U0011é", "é\\"] {
            let _ = unescape(torn);
        }
    }
}
