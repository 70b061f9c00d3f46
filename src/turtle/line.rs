//! Reads one line of N-Triples or N-Quads into canonical tokens, without building terms.
//!
//! A token that is canonical already is the very stretch of the line, so that a file is read at the speed of looking at
//! its bytes. IRIs of plain letters are checked here by the grammar of RFC 3987; all others by oxrdf's own check.

use crate::dataset::term::{is_plain, push_escaped, push_iri};
use crate::dataset::triple::DEEPEST;
use crate::turtle::read::is_tagged;
use oxrdf::NamedNode;
use std::borrow::Cow;

/// Where a line is wrong, in bytes, and what is.
pub type Fault = (usize, &'static str);

/// A statement as canonical tokens; the graph is empty where none is named.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Subject: an IRI or a blank node.
    pub subject: Cow<'a, str>,
    /// Predicate: an IRI.
    pub predicate: Cow<'a, str>,
    /// Object: any term.
    pub object: Cow<'a, str>,
    /// Name of the graph, or nothing.
    pub graph: Cow<'a, str>,
}

/// Reads a line ([N-Quads grammar](https://www.w3.org/TR/n-quads/#sec-grammar)); `Ok(None)` where it says nothing.
///
/// ```
/// # use relata::turtle::line::statement;
/// let read = statement(r#"<http://e/a> <http://e/p> "\u0041"@en . # a"#, false).unwrap().unwrap();
/// assert_eq!(read.object, "\"A\"@en");
/// assert_eq!(statement("<http://e/a> <b> 1 .", false), Err((13, "a relative IRI: only whole ones can stand here")));
/// ```
pub fn statement(line: &str, with_graph: bool) -> Result<Option<Statement<'_>>, Fault> {
    let mut reader = Reader { line, at: 0 };
    reader.skip_space();
    if matches!(reader.peek(), None | Some(b'#')) {
        return Ok(None);
    }
    if reader.peek() == Some(b'V') {
        reader.version()?;
        return Ok(None);
    }
    let subject = match reader.peek() {
        Some(b'<') => reader.iri()?,
        Some(b'_') => reader.blank()?,
        _ => return reader.fault("a subject begins with `<` or `_:`"),
    };
    reader.skip_space();
    if reader.peek() != Some(b'<') {
        return reader.fault("a predicate begins with `<`");
    }
    let predicate = reader.iri()?;
    reader.skip_space();
    let object = reader.object(DEEPEST)?;
    reader.skip_space();
    let graph = match reader.peek() {
        Some(b'<') if with_graph => reader.iri()?,
        Some(b'_') if with_graph => reader.blank()?,
        _ => Cow::Borrowed(""),
    };
    reader.skip_space();
    if reader.peek() != Some(b'.') {
        return reader.fault("a statement ends with `.`");
    }
    reader.at += 1;
    reader.skip_space();
    match reader.peek() {
        None | Some(b'#') => Ok(Some(Statement {
            subject,
            predicate,
            object,
            graph,
        })),
        Some(_) => reader.fault("one statement a line: nothing but a comment follows `.`"),
    }
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn fault<T>(&self, message: &'static str) -> Result<T, Fault> {
        Err((self.at, message))
    }

    /// `VERSION "1.2"` of RDF 1.2, which says nothing of the world.
    fn version(&mut self) -> Result<(), Fault> {
        self.expect("VERSION", "a subject begins with `<` or `_:`")?;
        self.skip_space();
        if self.peek() != Some(b'"') {
            return self.fault("a version stands between quotation marks: `VERSION \"1.2\"`");
        }
        let begin = self.at;
        if !self.literal()?.ends_with('"') {
            self.at = begin;
            return self.fault("a version has neither a language nor a datatype");
        }
        self.skip_space();
        match self.peek() {
            None | Some(b'#') => Ok(()),
            Some(_) => self.fault("nothing but a comment follows a version"),
        }
    }

    /// An object; triple terms stand inside one another no deeper than `left`.
    fn object(&mut self, left: usize) -> Result<Cow<'a, str>, Fault> {
        match self.peek() {
            Some(b'<') if self.line[self.at..].starts_with("<<") => self.triple_term(left),
            Some(b'<') => self.iri(),
            Some(b'_') => self.blank(),
            Some(b'"') => self.literal(),
            _ => self.fault("an object begins with `<`, `_:` or `\"`"),
        }
    }

    /// `<<( s p o )>>` of RDF 1.2, in canonical spacing.
    fn triple_term(&mut self, left: usize) -> Result<Cow<'a, str>, Fault> {
        if left == 0 {
            return self.fault("triple terms more than 32 levels deep are refused");
        }
        self.expect(
            "<<(",
            "a triple term begins with `<<(`; `relata upgrade rdf-star` mends the old form",
        )?;
        self.skip_space();
        let subject = match self.peek() {
            Some(b'<') => self.iri()?,
            _ => self.blank()?,
        };
        self.skip_space();
        if self.peek() != Some(b'<') {
            return self.fault("a predicate begins with `<`");
        }
        let predicate = self.iri()?;
        self.skip_space();
        let object = self.object(left - 1)?;
        self.skip_space();
        self.expect(")>>", "a triple term ends with `)>>`")?;
        Ok(Cow::Owned(format!(
            "<<( {subject} {predicate} {object} )>>"
        )))
    }

    fn expect(&mut self, mark: &str, message: &'static str) -> Result<(), Fault> {
        if !self.line[self.at..].starts_with(mark) {
            return self.fault(message);
        }
        self.at += mark.len();
        Ok(())
    }

    /// An IRI in its brackets.
    fn iri(&mut self) -> Result<Cow<'a, str>, Fault> {
        let begin = self.at;
        let bytes = self.line.as_bytes();
        let mut seen = 0u8;
        let mut at = begin + 1;
        let end = loop {
            let Some(byte) = bytes.get(at) else {
                return self.fault("an IRI that is never closed: `>` is missing");
            };
            match IRI[*byte as usize] {
                END => break at,
                0 => {
                    self.at = at;
                    return self.fault("a character that no IRI can hold");
                }
                kind => seen |= kind,
            }
            at += 1;
        };
        let inner = &self.line[begin + 1..end];
        self.at = end + 1;
        if seen == PLAIN && is_plain_iri(inner.as_bytes()) {
            return Ok(Cow::Borrowed(&self.line[begin..=end]));
        }
        let whole = if seen & ESCAPE == 0 {
            Cow::Borrowed(inner)
        } else {
            Cow::Owned(unescaped(inner, false).map_err(|(place, why)| (begin + 1 + place, why))?)
        };
        if NamedNode::new(whole.as_ref()).is_err() {
            let why = if whole
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|scheme| scheme.contains(':'))
            {
                "not an IRI by RFC 3987"
            } else {
                "a relative IRI: only whole ones can stand here"
            };
            return Err((begin, why));
        }
        if seen & ESCAPE == 0 {
            return Ok(Cow::Borrowed(&self.line[begin..=end]));
        }
        let mut token = String::with_capacity(whole.len() + 2);
        push_iri(&mut token, &whole);
        Ok(Cow::Owned(token))
    }

    fn blank(&mut self) -> Result<Cow<'a, str>, Fault> {
        let begin = self.at;
        let Some(label) = self.line[begin..].strip_prefix("_:") else {
            return self.fault("a blank node begins with `_:`");
        };
        let is_first = |c: char| c.is_ascii_alphanumeric() || c == '_' || is_letter(c);
        let is_later = |c: char| {
            is_first(c)
                || matches!(c, '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
        };
        let length = label
            .char_indices()
            .find(|(at, c)| {
                if *at == 0 {
                    !is_first(*c)
                } else {
                    !is_later(*c)
                }
            })
            .map_or(label.len(), |(at, _)| at);
        // a label does not end in a dot: that is the end of the statement
        let label = label[..length].trim_end_matches('.');
        if label.is_empty() {
            return self.fault("a blank node without a label");
        }
        self.at = begin + 2 + label.len();
        Ok(Cow::Borrowed(&self.line[begin..self.at]))
    }

    fn literal(&mut self) -> Result<Cow<'a, str>, Fault> {
        let begin = self.at;
        let bytes = self.line.as_bytes();
        let mut is_canonical = true;
        let mut at = begin + 1;
        let end = loop {
            match bytes.get(at) {
                None => return self.fault("a text that is never closed: `\"` is missing"),
                Some(b'"') => break at,
                Some(b'\\') => {
                    is_canonical = false;
                    at += 1;
                }
                Some(byte) if *byte < 0x20 || matches!(byte, 0x7F | 0xEF) => {
                    is_canonical &= is_plain(bytes, at);
                }
                Some(_) => {}
            }
            at += 1;
        };
        self.at = end + 1;
        let mut token = None;
        if !is_canonical {
            let value = unescaped(&self.line[begin + 1..end], true)
                .map_err(|(place, why)| (begin + 1 + place, why))?;
            let mut canonical = String::with_capacity(value.len() + 2);
            canonical.push('"');
            push_escaped(&mut canonical, &value);
            canonical.push('"');
            token = Some(canonical);
        }
        let after = self.at;
        self.skip_space();
        let is_apart = self.at > after;
        match self.peek() {
            Some(b'@') => {
                let tag = self.language()?;
                if is_apart || tag.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    token.get_or_insert_with(|| self.line[begin..=end].to_owned());
                }
                if let Some(token) = &mut token {
                    // tags are the same in either case; the canonical form is the small one
                    token.push_str(&tag.to_ascii_lowercase());
                }
            }
            Some(b'^') => {
                self.expect("^^", "a datatype begins with `^^`")?;
                let marked = self.at;
                self.skip_space();
                let is_apart = is_apart || self.at > marked;
                if self.peek() != Some(b'<') {
                    return self.fault("a datatype is an IRI and begins with `<`");
                }
                let datatype = self.iri()?;
                if is_tagged(datatype.trim_matches(['<', '>'])) {
                    return self
                        .fault("a literal of this datatype has a language instead: `\"…\"@en`");
                }
                if datatype == "<http://www.w3.org/2001/XMLSchema#string>" {
                    return Ok(token.map_or(Cow::Borrowed(&self.line[begin..=end]), Cow::Owned));
                }
                if is_apart || matches!(datatype, Cow::Owned(_)) {
                    token.get_or_insert_with(|| self.line[begin..=end].to_owned());
                }
                if let Some(token) = &mut token {
                    token.push_str("^^");
                    token.push_str(&datatype);
                }
            }
            _ => self.at = after,
        }
        Ok(token.map_or(Cow::Borrowed(&self.line[begin..self.at]), Cow::Owned))
    }

    /// A language tag with its `@`.
    fn language(&mut self) -> Result<&'a str, Fault> {
        let begin = self.at;
        let rest = &self.line[begin + 1..];
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            .count();
        // RDF 1.2 lets a direction follow
        let (tag, direction) = rest[..length]
            .split_once("--")
            .unwrap_or((&rest[..length], "ltr"));
        let is_good = tag.split('-').enumerate().all(|(at, part)| {
            (1..=8).contains(&part.len())
                && (at > 0 || part.bytes().all(|byte| byte.is_ascii_alphabetic()))
        });
        if !is_good || !matches!(direction, "ltr" | "rtl") {
            return self.fault("not a language tag by BCP 47");
        }
        self.at = begin + 1 + length;
        Ok(&self.line[begin..self.at])
    }
}

/// The characters of a text with escapes; `short` where `\n` and its like are allowed.
fn unescaped(text: &str, short: bool) -> Result<String, Fault> {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(next) = text[at..].find('\\').map(|found| at + found) {
        plain.push_str(&text[at..next]);
        let digits = match text.as_bytes().get(next + 1) {
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(letter) if short => {
                let character = match letter {
                    b't' => '\t',
                    b'b' => '\u{8}',
                    b'n' => '\n',
                    b'r' => '\r',
                    b'f' => '\u{c}',
                    b'"' | b'\'' | b'\\' => char::from(*letter),
                    _ => {
                        return Err((
                            next,
                            "not an escape: after `\\` comes one of t b n r f \" ' \\ u U",
                        ));
                    }
                };
                plain.push(character);
                at = next + 2;
                continue;
            }
            _ => return Err((next, "not an escape: an IRI knows `\\u` and `\\U` alone")),
        };
        let character = text
            .get(next + 2..next + 2 + digits)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32)
            .ok_or((next, "an escape that names no character"))?;
        plain.push(character);
        at = next + 2 + digits;
    }
    plain.push_str(&text[at..]);
    Ok(plain)
}

const END: u8 = 1;
const PLAIN: u8 = 2;
const ESCAPE: u8 = 4;
const RARE: u8 = 8;

/// What each byte is inside an IRI's brackets.
const IRI: [u8; 256] = {
    let mut table = [RARE; 256];
    let mut byte = 0;
    while byte <= 0x20 {
        table[byte] = 0;
        byte += 1;
    }
    let plain =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:?#@!$&'()*+,;=";
    let mut at = 0;
    while at < plain.len() {
        table[plain[at] as usize] = PLAIN;
        at += 1;
    }
    let never = b"<\"{}|^`";
    let mut at = 0;
    while at < never.len() {
        table[never[at] as usize] = 0;
        at += 1;
    }
    table[b'>' as usize] = END;
    table[b'\\' as usize] = ESCAPE;
    table
};

/// True where plain characters form `scheme://host/path?query#fragment`: no port, no second `#`.
fn is_plain_iri(iri: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', iri) else {
        return false;
    };
    let scheme = &iri[..colon];
    let Some(rest) = iri[colon + 1..].strip_prefix(b"//") else {
        return false;
    };
    let host = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        .count();
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(u8::is_ascii_alphanumeric)
        && matches!(rest.get(host), None | Some(b'/' | b'?' | b'#'))
        && memchr::memchr(b'#', rest)
            .is_none_or(|hash| memchr::memchr(b'#', &rest[hash + 1..]).is_none())
}

/// `PN_CHARS_BASE` beyond ASCII.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}
