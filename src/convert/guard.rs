//! Stops hostile RDF/XML, JSON-LD and Turtle before the parser sees it: entity bombs, thousands of attributes, deep nesting.
//!
//! The parsers below have no limits of their own (RUSTSEC-2026-0194 and -0195, quadratic nesting), and expand entities
//! without end. The guard looks at the bytes as they stream by; it knows just enough of the syntax to count.

use std::io::{Error, ErrorKind, Read};

/// Elements or brackets inside one another.
pub const DEEPEST: usize = 128;
/// Attributes and namespaces of one element.
const MOST_ATTRIBUTES: usize = 256;
/// Bytes that all entities together stand for.
const MOST_ENTITIES: usize = 4096;
/// Bytes of a document type declaration.
const LONGEST_DOCTYPE: usize = 1 << 20;
/// Bytes of one token.
const LONGEST_TOKEN: usize = 16 << 20;

/// Looks at JSON while it is read.
pub struct JsonGuard<R> {
    input: R,
    depth: usize,
    in_text: bool,
    escaped: bool,
    length: usize,
}

impl<R: Read> JsonGuard<R> {
    /// Guards an input.
    pub fn new(input: R) -> Self {
        Self {
            input,
            depth: 0,
            in_text: false,
            escaped: false,
            length: 0,
        }
    }

    fn look(&mut self, byte: u8) -> std::io::Result<()> {
        self.length += 1;
        if self.in_text {
            if self.length > LONGEST_TOKEN {
                return Err(refused("a text of more than 16 MiB"));
            }
            match byte {
                _ if std::mem::take(&mut self.escaped) => {}
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return Ok(());
        }
        match byte {
            b'"' => {
                self.in_text = true;
                self.length = 0;
            }
            b'{' | b'[' => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(refused("more than 128 levels of nesting"));
                }
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }
}

impl<R: Read> Read for JsonGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        for byte in &buffer[..length] {
            self.look(*byte)?;
        }
        Ok(length)
    }
}

/// Where the guard stands in XML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Content,
    /// After `<`.
    Opened,
    Tag,
    Quoted(u8),
    Closing,
    Doctype,
    /// Comments, processing instructions and CDATA, until their end.
    Until(&'static [u8]),
}

/// Looks at XML while it is read.
pub struct XmlGuard<R> {
    input: R,
    place: Place,
    depth: usize,
    attributes: usize,
    length: usize,
    /// The last bytes, to know how a thing begins or ends.
    recent: Vec<u8>,
    doctype: Vec<u8>,
    last: u8,
}

impl<R: Read> XmlGuard<R> {
    /// Guards an input.
    pub fn new(input: R) -> Self {
        Self {
            input,
            place: Place::Content,
            depth: 0,
            attributes: 0,
            length: 0,
            recent: Vec::new(),
            doctype: Vec::new(),
            last: 0,
        }
    }

    fn look(&mut self, byte: u8) -> std::io::Result<()> {
        self.length += 1;
        if self.length > LONGEST_TOKEN {
            return Err(refused("a tag or text of more than 16 MiB"));
        }
        match self.place {
            Place::Content if byte == b'<' => self.enter(Place::Opened),
            Place::Content => {}
            Place::Opened => self.opened(byte),
            Place::Tag => self.tag(byte)?,
            Place::Quoted(quote) if byte == quote => self.place = Place::Tag,
            Place::Quoted(_) => {}
            Place::Closing if byte == b'>' => {
                self.depth = self.depth.saturating_sub(1);
                self.enter(Place::Content);
            }
            Place::Closing => {}
            Place::Doctype => self.doctype(byte)?,
            Place::Until(end) => {
                self.recent.push(byte);
                if self.recent.ends_with(end) {
                    self.enter(Place::Content);
                } else if self.recent.len() > 64 {
                    self.recent.drain(..32);
                }
            }
        }
        self.last = byte;
        Ok(())
    }

    fn enter(&mut self, place: Place) {
        self.place = place;
        self.length = 0;
        self.recent.clear();
    }

    /// What begins after `<`.
    fn opened(&mut self, byte: u8) {
        self.recent.push(byte);
        match self.recent.as_slice() {
            b"/" => self.enter(Place::Closing),
            b"?" => self.enter(Place::Until(b"?>")),
            b"!--" => self.enter(Place::Until(b"-->")),
            b"![CDATA[" => self.enter(Place::Until(b"]]>")),
            seen if seen.eq_ignore_ascii_case(b"!doctype") => self.enter(Place::Doctype),
            seen if b"!--".starts_with(seen)
                || b"![CDATA[".starts_with(seen)
                || (seen.len() < 8 && b"!doctype"[..seen.len()].eq_ignore_ascii_case(seen)) => {}
            _ => {
                self.attributes = 0;
                self.enter(Place::Tag);
                if byte == b'>' {
                    self.depth += 1;
                    self.enter(Place::Content);
                }
            }
        }
    }

    fn tag(&mut self, byte: u8) -> std::io::Result<()> {
        match byte {
            b'"' | b'\'' => {
                self.attributes += 1;
                if self.attributes > MOST_ATTRIBUTES {
                    return Err(refused("an element of more than 256 attributes"));
                }
                self.place = Place::Quoted(byte);
            }
            b'>' => {
                if self.last != b'/' {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(refused("more than 128 levels of nesting"));
                    }
                }
                self.enter(Place::Content);
            }
            _ => {}
        }
        Ok(())
    }

    fn doctype(&mut self, byte: u8) -> std::io::Result<()> {
        self.doctype.push(byte);
        if self.doctype.len() > LONGEST_DOCTYPE {
            return Err(refused("a document type declaration of more than 1 MiB"));
        }
        if byte == b'>' && is_closed(&self.doctype) {
            let declared = String::from_utf8_lossy(&std::mem::take(&mut self.doctype)).into_owned();
            check_entities(&declared)?;
            self.enter(Place::Content);
        }
        Ok(())
    }
}

impl<R: Read> Read for XmlGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        for byte in &buffer[..length] {
            self.look(*byte)?;
        }
        Ok(length)
    }
}

/// True where neither a quotation nor an internal subset is open.
fn is_closed(doctype: &[u8]) -> bool {
    let mut quote = None;
    let mut brackets = 0usize;
    for byte in &doctype[..doctype.len() - 1] {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'[') => brackets += 1,
            (None, b']') => brackets = brackets.saturating_sub(1),
            _ => {}
        }
    }
    quote.is_none() && brackets == 0
}

/// Adds up what the entities stand for, each expanded by those declared before it.
fn check_entities(doctype: &str) -> std::io::Result<()> {
    let mut sizes: Vec<(String, usize)> = Vec::new();
    let mut total = 0usize;
    for declared in doctype.split("<!ENTITY").skip(1) {
        let mut words = declared.trim_start().splitn(2, char::is_whitespace);
        let (name, rest) = (
            words.next().unwrap_or(""),
            words.next().unwrap_or("").trim_start(),
        );
        if rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC") || name == "%" {
            return Err(refused("an entity from outside the document"));
        }
        let quote = rest.chars().next().unwrap_or('"');
        let value = rest
            .get(1..)
            .and_then(|rest| rest.split(quote).next())
            .unwrap_or("");
        let mut size = value.len();
        for reference in value.split('&').skip(1) {
            let inner = reference.split(';').next().unwrap_or("");
            if inner.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&inner) {
                continue;
            }
            match sizes.iter().find(|(known, _)| known == inner) {
                Some((_, expanded)) => size = size.saturating_add(*expanded),
                None => {
                    return Err(refused(
                        "an entity that stands for one declared later or nowhere",
                    ));
                }
            }
        }
        total = total.saturating_add(size);
        if total > MOST_ENTITIES {
            return Err(refused("entities that stand for more than 4 KiB"));
        }
        sizes.push((name.to_owned(), size));
    }
    Ok(())
}

/// Looks at Turtle and its kin while they are read: triple terms inside one another, which the parser builds without end.
///
/// It knows no more of the syntax than where texts, IRIs and comments begin and end.
pub struct TripleGuard<R> {
    input: R,
    inside: Inside,
    depth: usize,
    recent: [u8; 3],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Iri,
    Comment,
    /// A text between quotation marks: which, whether three of them, and whether the last byte was a backslash.
    Text(u8, bool, bool),
}

impl<R: Read> TripleGuard<R> {
    /// Guards an input.
    pub fn new(input: R) -> Self {
        Self {
            input,
            inside: Inside::Nothing,
            depth: 0,
            recent: [0; 3],
        }
    }

    fn look(&mut self, byte: u8) -> std::io::Result<()> {
        self.recent = [self.recent[1], self.recent[2], byte];
        let [_, before, _] = self.recent;
        self.inside = match (self.inside, byte) {
            (Inside::Nothing, b'#') => Inside::Comment,
            (Inside::Nothing, b'"' | b'\'') => Inside::Text(byte, false, false),
            (Inside::Nothing, b'<') => Inside::Iri,
            // `<<` is no IRI
            (Inside::Iri, b'<') if before == b'<' => Inside::Nothing,
            (Inside::Iri, b'>' | b'\n') | (Inside::Comment, b'\n' | b'\r') => Inside::Nothing,
            (Inside::Text(quote, long, true), _) => Inside::Text(quote, long, false),
            (Inside::Text(quote, long, false), b'\\') => Inside::Text(quote, long, true),
            (Inside::Text(quote, true, false), _) if self.recent == [quote; 3] => Inside::Nothing,
            (Inside::Text(quote, false, false), _) if byte == quote => Inside::Nothing,
            (Inside::Text(_, false, false), b'\n') => Inside::Nothing,
            (inside, _) => inside,
        };
        // a third mark behind an empty text opens a long one
        if self.inside == Inside::Text(byte, false, false) && self.recent == [byte; 3] {
            self.inside = Inside::Text(byte, true, false);
            self.recent = [0; 3];
        }
        if self.inside == Inside::Nothing {
            match &self.recent {
                b"<<(" => {
                    self.depth += 1;
                    if self.depth > crate::dataset::triple::DEEPEST {
                        return Err(refused("more than 32 triple terms inside one another"));
                    }
                }
                b")>>" => self.depth = self.depth.saturating_sub(1),
                // no triple term goes on behind the end of a statement
                b" .\n" => self.depth = 0,
                _ => {}
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for TripleGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        for byte in &buffer[..length] {
            self.look(*byte)?;
        }
        Ok(length)
    }
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("{what} is refused"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(text: &str) -> std::io::Result<usize> {
        XmlGuard::new(text.as_bytes()).read_to_end(&mut Vec::new())
    }

    #[test]
    fn bombs_are_refused_and_ordinary_files_are_not() {
        let mut bomb = String::from("<!DOCTYPE r [<!ENTITY a0 \"0123456789\">");
        for n in 1..10 {
            bomb.push_str(&format!(
                "<!ENTITY a{n} \"{}\">",
                format!("&a{};", n - 1).repeat(10)
            ));
        }
        assert!(xml(&format!("{bomb}]><r>&a9;</r>")).is_err());
        assert!(xml("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r/>").is_err());
        assert!(
            xml(&format!(
                "<r {}/>",
                (0..300).map(|n| format!("a{n}='' ")).collect::<String>()
            ))
            .is_err()
        );
        assert!(xml(&format!("{}{}", "<r>".repeat(200), "</r>".repeat(200))).is_err());
        assert!(xml("<!DOCTYPE r [<!ENTITY o \"http://www.w3.org/2002/07/owl#\">]><r a='<'><!-- <a <a --><b/></r>").is_ok());
        assert!(xml(&"<b></b><c/>".repeat(500)).is_ok());
    }

    #[test]
    fn triple_terms_are_counted_outside_texts_and_iris() {
        let read = |text: String| TripleGuard::new(text.as_bytes()).read_to_end(&mut Vec::new());
        let nested = |depth: usize| {
            format!(
                "<a> <b> {}<c>{} .\n",
                "<<( <a> <b> ".repeat(depth),
                " )>>".repeat(depth)
            )
        };
        assert!(read(nested(33)).is_err());
        assert!(read(nested(32).repeat(3)).is_ok());
        assert!(
            read("<a> <b> \"<<( \\\" \", '<<(', \"\"\" <<( \" \"\"\" . # <<(\n".repeat(99)).is_ok()
        );
        assert!(read(format!("\"\", \"\"\"x\"\"\" {}", "<<(".repeat(99))).is_err());
    }

    #[test]
    fn nesting_is_counted_outside_texts() {
        let read = |text: String| JsonGuard::new(text.as_bytes()).read_to_end(&mut Vec::new());
        assert!(read("[".repeat(200)).is_err());
        assert!(read(format!("\"{}\\\"[\"", "[".repeat(200))).is_ok());
    }
}
