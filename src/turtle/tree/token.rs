//! Cuts a text into tokens that cover every byte of it: what the grammar knows, white space, comments, and what is wrong.
//!
//! A token says nothing of whether it stands in the right place. Each is found by looking at its own bytes, so the whole
//! takes linear time; what is left open (a string without an end) is cut where it does the least harm.

use super::characters::{continues_name, is_escaped_in_name, opens_name};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// White space.
    Space,
    /// `# …` to the end of the line, the line break not included.
    Comment,
    /// `<http://e/a>`
    Iri,
    /// `<http://e/a` without `>`, or with a character between that no IRI holds.
    BadIri,
    /// `ex:name`, `:name`, `ex:`
    Name,
    /// `_:b1`
    Blank,
    /// A string between quotation marks of any of the four kinds.
    Text,
    /// A string that is not closed.
    OpenText,
    /// Words between curly or angular quotation marks, which delimit nothing in Turtle.
    CurlyText,
    /// `@en`, `@ar--rtl`; also `@prefix`, `@base` and `@version`.
    At,
    /// `12`, `-1`
    Integer,
    /// `1.5`
    Decimal,
    /// `1.5e3`
    Double,
    /// Letters without a colon: `a`, `true`, `PREFIX`, or a slip.
    Word,
    /// `.`
    Dot,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `^^`
    Carets,
    /// `<<`
    OpenReified,
    /// `>>`
    CloseReified,
    /// `<<(`
    OpenTriple,
    /// `)>>`
    CloseTriple,
    /// `{|`
    OpenAnnotation,
    /// `|}`
    CloseAnnotation,
    /// `~`
    Tilde,
    /// Anything else.
    Bad,
    /// The end of the text; empty.
    End,
}

impl Kind {
    /// True of white space and comments.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::Comment)
    }

    /// True of what ends something that is open; a dot or a brace may do so by mistake.
    pub(super) fn closes(self) -> bool {
        matches!(
            self,
            Self::Dot | Self::CloseBracket | Self::CloseBrace | Self::CloseAnnotation
        )
    }

    /// True of what opens something that can be a subject or an object.
    pub(super) fn opens(self) -> bool {
        matches!(
            self,
            Self::OpenBracket | Self::OpenParenthesis | Self::OpenReified | Self::OpenTriple
        )
    }

    /// True of what can be a subject or an object by itself.
    pub fn is_term(self) -> bool {
        matches!(
            self,
            Self::Iri
                | Self::BadIri
                | Self::Name
                | Self::Blank
                | Self::Text
                | Self::OpenText
                | Self::CurlyText
                | Self::Integer
                | Self::Decimal
                | Self::Double
                | Self::Word
        )
    }
}

/// A stretch of a file in bytes, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// The same as a range of the standard library.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the beginning of this to the end of the other.
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end.max(self.start),
        }
    }
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// Gives the tokens of a text one by one. A copy of it looks ahead.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Where a search for the end of a long string found none, for `"` and `'`: not searched again behind it.
    endless: [usize; 2],
}

impl<'a> Lexer<'a> {
    /// Begins at the beginning. Texts of 4 GiB and more are cut off there.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            endless: [usize::MAX; 2],
        }
    }

    /// Passes over bytes that belong to no token: a byte order mark.
    pub fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next token, white space and comments included; at the end of the text [`Kind::End`] again and again.
    pub fn token(&mut self) -> Token {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let Some(&first) = bytes.get(start) else {
            return self.end(Kind::End, start);
        };
        let second = bytes.get(start + 1).copied().unwrap_or(0);
        match first {
            b' ' | b'\t' | b'\r' | b'\n' => {
                let length = bytes[start..]
                    .iter()
                    .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
                    .count();
                self.end(Kind::Space, start + length)
            }
            b'#' => {
                let length =
                    memchr::memchr2(b'\n', b'\r', &bytes[start..]).unwrap_or(bytes.len() - start);
                self.end(Kind::Comment, start + length)
            }
            b'<' if second == b'<' => {
                if bytes.get(start + 2) == Some(&b'(') {
                    self.end(Kind::OpenTriple, start + 3)
                } else {
                    self.end(Kind::OpenReified, start + 2)
                }
            }
            b'<' => self.iri(start),
            b'>' if second == b'>' => self.end(Kind::CloseReified, start + 2),
            b')' if bytes[start..].starts_with(b")>>") => self.end(Kind::CloseTriple, start + 3),
            b'{' if second == b'|' => self.end(Kind::OpenAnnotation, start + 2),
            b'|' if second == b'}' => self.end(Kind::CloseAnnotation, start + 2),
            b'~' => self.end(Kind::Tilde, start + 1),
            b'"' | b'\'' => self.string(start, first),
            b'@' => {
                let length = bytes[start + 1..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                    .count();
                let kind = if length == 0 || !second.is_ascii_alphabetic() {
                    Kind::Bad
                } else {
                    Kind::At
                };
                self.end(kind, start + 1 + length)
            }
            b'.' if second.is_ascii_digit() => self.number(start),
            b'.' => self.end(Kind::Dot, start + 1),
            b';' => self.end(Kind::Semicolon, start + 1),
            b',' => self.end(Kind::Comma, start + 1),
            b'[' => self.end(Kind::OpenBracket, start + 1),
            b']' => self.end(Kind::CloseBracket, start + 1),
            b'(' => self.end(Kind::OpenParenthesis, start + 1),
            b')' => self.end(Kind::CloseParenthesis, start + 1),
            b'{' => self.end(Kind::OpenBrace, start + 1),
            b'}' => self.end(Kind::CloseBrace, start + 1),
            b'^' if second == b'^' => self.end(Kind::Carets, start + 2),
            b'0'..=b'9' | b'+' | b'-' => self.number(start),
            _ => self.name(start),
        }
    }

    fn end(&mut self, kind: Kind, end: usize) -> Token {
        let span = Span {
            start: u32::try_from(self.at).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        };
        self.at = end;
        Token { kind, span }
    }

    /// `<…>`. One that is never closed ends before the first white space.
    fn iri(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let mut bad = None;
        for (at, byte) in bytes.iter().enumerate().skip(start + 1) {
            match byte {
                b'>' => {
                    let kind = if bad.is_some() {
                        Kind::BadIri
                    } else {
                        Kind::Iri
                    };
                    return self.end(kind, at + 1);
                }
                b'\n' | b'\r' => break,
                0..=b' ' | b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' => {
                    bad.get_or_insert(at);
                    // words after a space that end a statement belong to no IRI
                    if *byte == b'<' || *byte == b'"' {
                        break;
                    }
                }
                _ => {}
            }
        }
        let rest = &bytes[start + 1..];
        let length = rest
            .iter()
            .position(|byte| byte.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let open = &rest[..length];
        let trailing = open
            .iter()
            .rev()
            .take_while(|byte| matches!(byte, b'.' | b';' | b','))
            .count();
        self.end(
            Kind::BadIri,
            start + 1 + length - trailing.min(length.saturating_sub(1)),
        )
    }

    fn string(&mut self, start: usize, quote: u8) -> Token {
        let bytes = self.text.as_bytes();
        let long = bytes[start..].starts_with(&[quote; 3]);
        if long {
            let side = usize::from(quote == b'\'');
            let mut at = start + 3;
            while self.endless[side] == usize::MAX {
                match memchr::memchr2(quote, b'\\', &bytes[at.min(bytes.len())..]) {
                    None => self.endless[side] = start,
                    Some(found) if bytes[at + found] == b'\\' => at += found + 2,
                    Some(found) if bytes[at + found..].starts_with(&[quote; 3]) => {
                        return self.end(Kind::Text, at + found + 3);
                    }
                    Some(found) => at += found + 1,
                }
            }
            // not closed anywhere: the first line of it is given up
            let end = memchr::memchr2(b'\n', b'\r', &bytes[start..])
                .map_or(bytes.len(), |found| start + found);
            return self.end(Kind::OpenText, end);
        }
        let mut at = start + 1;
        while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &bytes[at.min(bytes.len())..])
        {
            match bytes[at + found] {
                b'\\' if bytes.get(at + found + 1) == Some(&b'\n') => at += found + 1,
                b'\\' => at += found + 2,
                byte if byte == quote => {
                    // a line break of old kinds ends a string too
                    if let Some(broken) = memchr::memchr(b'\r', &bytes[start..at + found]) {
                        return self.open_text(start, start + broken);
                    }
                    return self.end(Kind::Text, at + found + 1);
                }
                _ => return self.open_text(start, at + found),
            }
        }
        self.open_text(start, bytes.len())
    }

    /// A string that its line does not close; a sign that ends the line is taken to be meant as such.
    fn open_text(&mut self, start: usize, line_end: usize) -> Token {
        let line = self.text[start..line_end].trim_end();
        let words = line.trim_end_matches(['.', ';', ',', ']', ')', ' ', '\t']);
        let length = if words.len() > 1 && words.len() < line.len() {
            words.len()
        } else {
            line.len().max(1)
        };
        self.end(Kind::OpenText, start + length)
    }

    fn number(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let digits = |from: usize| {
            bytes[from.min(bytes.len())..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let mut at = start + usize::from(matches!(bytes[start], b'+' | b'-'));
        let whole = digits(at);
        at += whole;
        let mut kind = Kind::Integer;
        let mut part = 0;
        if bytes.get(at) == Some(&b'.') {
            part = digits(at + 1);
            let exponent = matches!(bytes.get(at + 1 + part), Some(b'e' | b'E'))
                && self.exponent(at + 1 + part) > 0;
            if part > 0 || (whole > 0 && exponent) {
                kind = Kind::Decimal;
                at += 1 + part;
            }
        }
        if whole + part == 0 {
            return self.bad(start);
        }
        let exponent = self.exponent(at);
        if exponent > 0 {
            kind = Kind::Double;
            at += exponent;
        }
        self.end(kind, at)
    }

    /// Length of an exponent with its digits.
    fn exponent(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at.min(self.text.len())..];
        if !matches!(rest.first(), Some(b'e' | b'E')) {
            return 0;
        }
        let sign = usize::from(matches!(rest.get(1), Some(b'+' | b'-')));
        match rest
            .iter()
            .skip(1 + sign)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
        {
            0 => 0,
            digits => 1 + sign + digits,
        }
    }

    /// A name with a colon, a blank node's label, or a word.
    fn name(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let mut at = start;
        let mut colon = None;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => at += 1,
                b':' => {
                    colon.get_or_insert(at);
                    at += 1;
                }
                b'%' if colon.is_some()
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
                    && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit) =>
                {
                    at += 3;
                }
                b'\\'
                    if colon.is_some()
                        && bytes
                            .get(at + 1)
                            .is_some_and(|next| is_escaped_in_name(*next)) =>
                {
                    at += 2;
                }
                0x80.. => match self.text[at..].chars().next() {
                    Some(character) if continues_name(character) => at += character.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        // a name never ends in a dot, unless it is written with a backslash
        while at > start && bytes[at - 1] == b'.' && !(at >= start + 2 && bytes[at - 2] == b'\\') {
            at -= 1;
        }
        let Some(first) = self.text[start..].chars().next().filter(|_| at > start) else {
            return self.curly(start);
        };
        match colon.filter(|colon| *colon < at) {
            Some(colon) if &bytes[start..colon] == b"_" => {
                let label = &self.text[colon + 1..at];
                // a second colon ends a label
                let end = label
                    .find([':', '%', '\\'])
                    .map_or(at, |found| colon + 1 + found);
                let opens =
                    label.starts_with(|c: char| opens_name(c) || c == '_' || c.is_ascii_digit());
                self.end(if opens { Kind::Blank } else { Kind::Bad }, end)
            }
            Some(colon) => {
                let prefix = &self.text[start..colon];
                let local = &self.text[colon + 1..at];
                let fits = (prefix.is_empty() || (opens_name(first) && !prefix.ends_with('.')))
                    && !local.starts_with(|c: char| {
                        c == '-'
                            || c == '.'
                            || (!opens_name(c)
                                && continues_name(c)
                                && c != '_'
                                && !c.is_ascii_digit())
                    });
                self.end(if fits { Kind::Name } else { Kind::Bad }, at)
            }
            None if opens_name(first) => self.end(Kind::Word, at),
            None => self.end(Kind::Bad, at),
        }
    }

    /// Quotation marks of other kinds with what stands between them on one line; else something bad.
    fn curly(&mut self, start: usize) -> Token {
        let rest = &self.text[start..];
        let closing = match rest.chars().next() {
            Some('“' | '„' | '”') => ['”', '“'],
            Some('‘' | '‚' | '’') => ['’', '‘'],
            Some('«') => ['»', '»'],
            Some('»') => ['«', '«'],
            Some('`') => ['`', '`'],
            _ => return self.bad(start),
        };
        let line = rest.split('\n').next().unwrap_or(rest);
        let opening = line.chars().next().map_or(1, char::len_utf8);
        match line[opening..].find(closing) {
            Some(found) => {
                let mark = line[opening + found..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
                self.end(Kind::CurlyText, start + opening + found + mark)
            }
            None => self.end(Kind::Bad, start + opening),
        }
    }

    /// One character that begins nothing, and what is stuck to it and begins nothing either.
    fn bad(&mut self, start: usize) -> Token {
        let rest = &self.text[start..];
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let more: usize = rest[first..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !c.is_ascii_punctuation() && !c.is_alphanumeric())
            .map(char::len_utf8)
            .sum();
        self.end(Kind::Bad, start + first + more)
    }
}

/// All tokens of a text. Their spans follow one another without a gap from the first byte to the last.
///
/// ```
/// use relata::turtle::tree::{tokens, Kind};
/// let kinds: Vec<_> = tokens(":a # x").into_iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [Kind::Name, Kind::Space, Kind::Comment]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    std::iter::from_fn(|| Some(lexer.token()).filter(|token| token.kind != Kind::End)).collect()
}
