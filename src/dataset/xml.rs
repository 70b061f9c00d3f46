//! What XML 1.0 can hold of RDF: names for properties, characters for texts.
//!
//! Both writers of RDF/XML, the sorted and the streaming one, ask here, so that both refuse the same statements.

/// The namespace of RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The namespace of the base direction.
pub const ITS: &str = "http://www.w3.org/2005/11/its";

/// Names of RDF's own syntax, which are no properties in RDF/XML (section 5.2 of its specification).
const RESERVED: &[&str] = &[
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
    "li",
];

/// True for an IRI of RDF's own syntax, which is no property there.
pub fn is_reserved(iri: &str) -> bool {
    iri.strip_prefix(RDF)
        .is_some_and(|local| RESERVED.contains(&local))
}

/// Where the longest name at the end of an IRI begins; `None` where it ends in none.
///
/// ```
/// # use relata::dataset::xml::name_begin;
/// assert_eq!(name_begin("http://e/1a"), Some(10));
/// assert_eq!(name_begin("http://e/1"), None);
/// ```
pub fn name_begin(iri: &str) -> Option<usize> {
    let tail = iri.trim_end_matches(is_name_char).len();
    iri[tail..]
        .char_indices()
        .find(|(_, c)| is_name_start(*c))
        .map(|(at, _)| tail + at)
        .filter(|at| *at > 0)
}

/// True for a name without a colon.
pub fn is_ncname(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_char)
}

/// `NameStartChar` of XML 1.0 without the colon.
fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 without the colon.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// `Char` of XML 1.0.
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A text as the content of an element.
pub fn content(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\r', "&#xD;")
}

/// A text as the value of an attribute in double quotes.
pub fn attribute(text: &str) -> String {
    content(text)
        .replace('"', "&quot;")
        .replace('\n', "&#xA;")
        .replace('\t', "&#x9;")
}
