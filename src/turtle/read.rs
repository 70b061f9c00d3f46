//! Reads Turtle, TriG, N-Triples and N-Quads: fast where the file is RDF 1.1 and right, precise where it is not.
//!
//! `rio_turtle` reads first; it takes about a third of the time of `oxttl`. Whatever it refuses, all that is new in RDF 1.2
//! with it, is read again by [`super::tree`], whose diagnostics the user sees: it goes on after a fault, so that one run reports all of them. They are
//! separate code, and the test suite holds them against each other and against `oxttl`. This is the only file that names
//! `rio_turtle`, which is unmaintained and pinned: it can be taken out here without touching anything else.

use crate::diagnostic::{Diagnostic, Source};
use oxrdf::vocab::rdf;
use oxrdf::{
    BlankNode, BlankNodeRef, GraphName, Literal, LiteralRef, NamedNode, NamedNodeRef,
    NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, TripleRef,
};
use rio_api::model as rio;
use rio_api::parser::{QuadsParser, TriplesParser};
use std::sync::Arc;

/// The largest file that is read, in bytes (256 MiB).
pub const MAX_FILE: usize = 256 << 20;

/// A syntax this module reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Turtle, `.ttl`
    Turtle,
    /// TriG, `.trig`
    TriG,
    /// N-Triples, `.nt`
    NTriples,
    /// N-Quads, `.nq`
    NQuads,
}

impl Format {
    /// The format of a file by the end of its name.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "ttl" => Some(Self::Turtle),
            "trig" => Some(Self::TriG),
            "nt" => Some(Self::NTriples),
            "nq" => Some(Self::NQuads),
            _ => None,
        }
    }
}

/// What a file says.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The quads in the order of the file; triples stand in the default graph. Lexical forms are as written.
    pub quads: Vec<Quad>,
    /// The prefixes of the file, name without colon and namespace, in the order of their first declaration.
    pub prefixes: Vec<(String, String)>,
    /// What is wrong with it; empty where it was read whole.
    pub faults: Vec<Diagnostic>,
}

/// Reads a whole file. Blank node labels get `scope` in front, so that two files never share one by accident.
///
/// ```
/// # use relata::{diagnostic::Source, turtle::{parse, Format}};
/// let source = Source::new("a.ttl", "@prefix : <http://e/> . :a :b 01 .");
/// let parsed = parse(&source, Format::Turtle, "f0");
/// assert_eq!(parsed.quads[0].object.to_string(), r#""01"^^<http://www.w3.org/2001/XMLSchema#integer>"#);
/// let faulty = Source::new("a.ttl", ":a :b 1 .\n:c f:d 2 .");
/// assert_eq!(parse(&faulty, Format::Turtle, "f0").faults.len(), 2);
/// ```
pub fn parse(source: &Arc<Source>, format: Format, scope: &str) -> Parsed {
    if let Some(fault) = too_large(source) {
        return Parsed {
            faults: vec![fault],
            ..Parsed::default()
        };
    }
    let bare = source.text.strip_prefix('\u{FEFF}');
    let text = bare.unwrap_or(&source.text);
    let mut parsed = Parsed::default();
    if read_fast(text, format, scope, &mut parsed).is_err() {
        read_precisely(source, format, scope, &mut parsed);
    }
    parsed.prefixes = prefixes(text);
    parsed
}

/// Refuses a file that is too large.
pub(super) fn too_large(source: &Arc<Source>) -> Option<Diagnostic> {
    (source.text.len() > MAX_FILE).then(|| {
        // no excerpt: a file of that size may be a single line
        let source = &Source::new(source.name.as_str(), "");
        Diagnostic::error(
            "S002",
            format!("file is larger than {} MiB", MAX_FILE >> 20),
        )
        .at(source, 0..0, "not read")
        .help("split it into several files")
    })
}

/// Reads a file with the precise reader alone.
pub(super) fn parse_precisely(source: &Arc<Source>, format: Format) -> Parsed {
    let mut parsed = Parsed::default();
    read_precisely(source, format, "", &mut parsed);
    parsed
}

fn read_precisely(source: &Arc<Source>, format: Format, scope: &str, parsed: &mut Parsed) {
    let reading = super::tree::read(source, format, scope, None);
    parsed.quads = reading
        .quads
        .into_iter()
        .map(|located| located.quad)
        .collect();
    parsed.faults = reading.faults;
}

/// Hands on the triples of a text as the fast reader gives them; false where it refuses the text.
pub(super) fn each_fast(text: &str, format: Format, each: &mut dyn FnMut(TripleRef<'_>)) -> bool {
    let bytes = text.as_bytes();
    let mut triple = |triple: rio::Triple<'_>| -> Result<(), rio_turtle::TurtleError> {
        each(borrow(triple).ok_or_else(quoted)?);
        Ok(())
    };
    let mut quad = |quad: rio::Quad<'_>| {
        triple(rio::Triple {
            subject: quad.subject,
            predicate: quad.predicate,
            object: quad.object,
        })
    };
    match format {
        Format::TriG => rio_turtle::TriGParser::new(bytes, None).parse_all(&mut quad),
        Format::NQuads => rio_turtle::NQuadsParser::new(bytes).parse_all(&mut quad),
        Format::Turtle => rio_turtle::TurtleParser::new(bytes, None).parse_all(&mut triple),
        Format::NTriples => rio_turtle::NTriplesParser::new(bytes).parse_all(&mut triple),
    }
    .is_ok()
}

/// The fast reader's triple in the common terms, nothing copied; `None` for what is left to the precise reader.
fn borrow(triple: rio::Triple<'_>) -> Option<TripleRef<'_>> {
    let subject: NamedOrBlankNodeRef<'_> = match triple.subject {
        rio::Subject::NamedNode(node) => NamedNodeRef::new_unchecked(node.iri).into(),
        rio::Subject::BlankNode(node) => BlankNodeRef::new_unchecked(node.id).into(),
        rio::Subject::Triple(_) => return None,
    };
    let object: TermRef<'_> = match triple.object {
        rio::Term::NamedNode(node) => NamedNodeRef::new_unchecked(node.iri).into(),
        rio::Term::BlankNode(node) => BlankNodeRef::new_unchecked(node.id).into(),
        rio::Term::Literal(literal) => match literal {
            rio::Literal::Simple { value } => LiteralRef::new_simple_literal(value),
            rio::Literal::LanguageTaggedString { value, language } => {
                LiteralRef::new_language_tagged_literal_unchecked(value, language)
            }
            rio::Literal::Typed { datatype, .. } if is_tagged(datatype.iri) => return None,
            rio::Literal::Typed { value, datatype } => {
                LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype.iri))
            }
        }
        .into(),
        rio::Term::Triple(_) => return None,
    };
    Some(TripleRef::new(
        subject,
        NamedNodeRef::new_unchecked(triple.predicate.iri),
        object,
    ))
}

fn read_fast(
    text: &str,
    format: Format,
    scope: &str,
    parsed: &mut Parsed,
) -> Result<(), rio_turtle::TurtleError> {
    let bytes = text.as_bytes();
    // an iri relative to nothing is a fault, which the precise reader tells
    let mut convert = Convert { scope, parsed };
    match format {
        Format::Turtle => rio_turtle::TurtleParser::new(bytes, None)
            .parse_all(&mut |triple| convert.triple(triple)),
        Format::NTriples => {
            rio_turtle::NTriplesParser::new(bytes).parse_all(&mut |triple| convert.triple(triple))
        }
        Format::TriG => {
            rio_turtle::TriGParser::new(bytes, None).parse_all(&mut |quad| convert.quad(quad))
        }
        Format::NQuads => {
            rio_turtle::NQuadsParser::new(bytes).parse_all(&mut |quad| convert.quad(quad))
        }
    }
}

/// Turns the fast reader's terms into the common ones.
struct Convert<'a> {
    scope: &'a str,
    parsed: &'a mut Parsed,
}

impl Convert<'_> {
    fn triple(&mut self, triple: rio::Triple<'_>) -> Result<(), rio_turtle::TurtleError> {
        self.push(triple, GraphName::DefaultGraph)
    }

    fn quad(&mut self, quad: rio::Quad<'_>) -> Result<(), rio_turtle::TurtleError> {
        let graph = match quad.graph_name {
            None => GraphName::DefaultGraph,
            Some(rio::GraphName::NamedNode(node)) => {
                GraphName::NamedNode(NamedNode::new_unchecked(node.iri))
            }
            Some(rio::GraphName::BlankNode(node)) => GraphName::BlankNode(self.blank(node)),
        };
        self.push(
            rio::Triple {
                subject: quad.subject,
                predicate: quad.predicate,
                object: quad.object,
            },
            graph,
        )
    }

    fn push(
        &mut self,
        triple: rio::Triple<'_>,
        graph: GraphName,
    ) -> Result<(), rio_turtle::TurtleError> {
        let subject: NamedOrBlankNode = match triple.subject {
            rio::Subject::NamedNode(node) => NamedNode::new_unchecked(node.iri).into(),
            rio::Subject::BlankNode(node) => self.blank(node).into(),
            rio::Subject::Triple(_) => return Err(quoted()),
        };
        let object: Term = match triple.object {
            rio::Term::NamedNode(node) => NamedNode::new_unchecked(node.iri).into(),
            rio::Term::BlankNode(node) => self.blank(node).into(),
            rio::Term::Literal(rio::Literal::Typed { datatype, .. }) if is_tagged(datatype.iri) => {
                return Err(quoted());
            }
            rio::Term::Literal(literal) => convert_literal(literal).into(),
            rio::Term::Triple(_) => return Err(quoted()),
        };
        let predicate = NamedNode::new_unchecked(triple.predicate.iri);
        self.parsed
            .quads
            .push(Quad::new(subject, predicate, object, graph));
        Ok(())
    }

    fn blank(&self, node: rio::BlankNode<'_>) -> BlankNode {
        BlankNode::new_unchecked(format!("{}{}", self.scope, node.id))
    }
}

/// A term of the old RDF-star syntax: a plain term as its canonical token, or a quoted triple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Star {
    /// An IRI, a blank node or a literal, as canonical N-Triples has it.
    Plain(String),
    /// A triple between `<<` and `>>`.
    Quoted(Box<[Star; 3]>),
}

/// Reads Turtle-star or TriG-star, the syntax of the RDF-star community group of 2021: subject, predicate, object, and the
/// graph's name or nothing. The fault's line counts from 1.
///
/// ```
/// # use relata::turtle::{Format, read::{Star, read_star}};
/// let mut quoted = 0;
/// let text = "@prefix : <http://e/> . << :a :b :c >> :said :d .";
/// read_star(text, Format::Turtle, None, &mut |terms, _| quoted += usize::from(matches!(terms[0], Star::Quoted(_)))).unwrap();
/// assert_eq!(quoted, 1);
/// ```
pub fn read_star(
    text: &str,
    format: Format,
    base: Option<&str>,
    each: &mut dyn FnMut([Star; 3], Option<String>),
) -> Result<(), StreamError> {
    let base = base.and_then(|base| oxiri::Iri::parse(base.to_owned()).ok());
    let plain = |node: &dyn std::fmt::Display| Star::Plain(node.to_string());
    match format {
        Format::Turtle | Format::NTriples => rio_turtle::TurtleParser::new(text.as_bytes(), base)
            .parse_all(&mut |triple: rio::Triple<'_>| -> Result<(), StreamError> {
                each(star(&triple), None);
                Ok(())
            }),
        Format::TriG | Format::NQuads => rio_turtle::TriGParser::new(text.as_bytes(), base)
            .parse_all(&mut |quad: rio::Quad<'_>| -> Result<(), StreamError> {
                let graph = quad.graph_name.map(|name| match name {
                    rio::GraphName::NamedNode(node) => plain(&node),
                    rio::GraphName::BlankNode(node) => plain(&node),
                });
                let graph = graph.map(|name| match name {
                    Star::Plain(token) => token,
                    Star::Quoted(_) => String::new(),
                });
                let triple = rio::Triple {
                    subject: quad.subject,
                    predicate: quad.predicate,
                    object: quad.object,
                };
                each(star(&triple), graph);
                Ok(())
            }),
    }
}

/// The parser bounds how deep triples nest, so this ends.
fn star(triple: &rio::Triple<'_>) -> [Star; 3] {
    use crate::dataset::term::push_literal;
    let subject = match triple.subject {
        rio::Subject::Triple(inner) => Star::Quoted(Box::new(star(inner))),
        plain => Star::Plain(plain.to_string()),
    };
    let object = match triple.object {
        rio::Term::Triple(inner) => Star::Quoted(Box::new(star(inner))),
        rio::Term::Literal(literal) => {
            let mut token = String::new();
            match literal {
                rio::Literal::Simple { value } => {
                    push_literal(
                        &mut token,
                        value,
                        None,
                        "http://www.w3.org/2001/XMLSchema#string",
                    );
                }
                rio::Literal::LanguageTaggedString { value, language } => {
                    push_literal(&mut token, value, Some(language), "");
                }
                rio::Literal::Typed { value, datatype } => {
                    push_literal(&mut token, value, None, datatype.iri);
                }
            }
            Star::Plain(token)
        }
        plain => Star::Plain(plain.to_string()),
    };
    [subject, Star::Plain(triple.predicate.to_string()), object]
}

fn convert_literal(literal: rio::Literal<'_>) -> Literal {
    match literal {
        rio::Literal::Simple { value } => Literal::new_simple_literal(value),
        rio::Literal::LanguageTaggedString { value, language } => {
            Literal::new_language_tagged_literal_unchecked(value, language)
        }
        rio::Literal::Typed { value, datatype } => {
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype.iri))
        }
    }
}

/// Why a stream ended early.
#[derive(Debug)]
pub enum StreamError {
    /// Reading or handling what was read failed.
    Io(std::io::Error),
    /// The text is wrong: what is, and in which line, from 1.
    Syntax(String, Option<u64>),
    /// The text has what the fast reader leaves to a precise one.
    Beyond,
}

impl From<std::io::Error> for StreamError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<rio_turtle::TurtleError> for StreamError {
    fn from(error: rio_turtle::TurtleError) -> Self {
        use rio_api::parser::ParseError;
        let line = error.textual_position().map(|place| place.line_number());
        let source = std::error::Error::source(&error)
            .and_then(|source| source.downcast_ref::<std::io::Error>());
        match source {
            Some(io) if io.to_string() == BEYOND => Self::Beyond,
            Some(io) => Self::Io(std::io::Error::new(io.kind(), io.to_string())),
            None => Self::Syntax(error.to_string(), line),
        }
    }
}

/// Takes the canonical tokens of a statement: subject, predicate, object, and graph or nothing.
pub type EachTokens<'a> = dyn FnMut(&str, &str, &str, &str) -> std::io::Result<()> + 'a;

/// Reads Turtle or TriG from a stream in constant memory with the fast reader, up to the first fault.
///
/// Blank nodes keep their labels; those without one are numbered in the order of the text.
///
/// ```
/// # use relata::turtle::{Format, read::stream};
/// let mut objects = Vec::new();
/// let text = "@prefix : <http://e/> . :a :b 01 , \"x\"@en .";
/// stream(text.as_bytes(), Format::Turtle, &mut |_, _, object, _| Ok(objects.push(object.to_owned()))).unwrap();
/// assert_eq!(objects, ["\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>", "\"x\"@en"]);
/// ```
pub fn stream(
    input: impl std::io::BufRead,
    format: Format,
    each: &mut EachTokens<'_>,
) -> Result<(), StreamError> {
    let mut tokens = Tokens::default();
    match format {
        Format::Turtle | Format::NTriples => rio_turtle::TurtleParser::new(input, None)
            .parse_all(&mut |triple| tokens.give(triple, None, each)),
        Format::TriG | Format::NQuads => {
            rio_turtle::TriGParser::new(input, None).parse_all(&mut |quad: rio::Quad<'_>| {
                let triple = rio::Triple {
                    subject: quad.subject,
                    predicate: quad.predicate,
                    object: quad.object,
                };
                tokens.give(triple, quad.graph_name, each)
            })
        }
    }
}

/// The texts of one statement, reused for the next.
#[derive(Default)]
struct Tokens([String; 4]);

impl Tokens {
    fn give(
        &mut self,
        triple: rio::Triple<'_>,
        graph: Option<rio::GraphName<'_>>,
        each: &mut EachTokens<'_>,
    ) -> Result<(), StreamError> {
        use crate::dataset::term::{push_iri, push_literal};
        let [subject, predicate, object, name] = &mut self.0;
        for text in [&mut *subject, &mut *predicate, &mut *object, &mut *name] {
            text.clear();
        }
        let blank = |text: &mut String, id: &str| {
            text.push_str("_:");
            text.push_str(id);
        };
        match triple.subject {
            rio::Subject::NamedNode(node) => push_iri(subject, node.iri),
            rio::Subject::BlankNode(node) => blank(subject, node.id),
            rio::Subject::Triple(_) => return Err(quoted().into()),
        }
        push_iri(predicate, triple.predicate.iri);
        match triple.object {
            rio::Term::NamedNode(node) => push_iri(object, node.iri),
            rio::Term::BlankNode(node) => blank(object, node.id),
            rio::Term::Literal(rio::Literal::Simple { value }) => {
                push_literal(object, value, Some(""), "");
                object.pop();
            }
            rio::Term::Literal(rio::Literal::LanguageTaggedString { value, language }) => {
                push_literal(object, value, Some(language), "");
            }
            rio::Term::Literal(rio::Literal::Typed { datatype, .. }) if is_tagged(datatype.iri) => {
                return Err(quoted().into());
            }
            rio::Term::Literal(rio::Literal::Typed { value, datatype }) => {
                push_literal(object, value, None, datatype.iri);
            }
            rio::Term::Triple(_) => return Err(quoted().into()),
        }
        match graph {
            None => {}
            Some(rio::GraphName::NamedNode(node)) => push_iri(name, node.iri),
            Some(rio::GraphName::BlankNode(node)) => blank(name, node.id),
        }
        Ok(each(subject, predicate, object, name)?)
    }
}

const BEYOND: &str = "what the fast reader does not read";

/// True of the datatypes that a language or a direction gives: without one they are told by the precise reader.
pub(super) fn is_tagged(datatype: &str) -> bool {
    datatype.ends_with("angString")
        && [rdf::LANG_STRING, rdf::DIR_LANG_STRING]
            .iter()
            .any(|known| known.as_str() == datatype)
}

/// The old RDF-star syntax, of which some is RDF 1.2 and means another thing there, is left to the precise reader.
fn quoted() -> rio_turtle::TurtleError {
    std::io::Error::other(BEYOND).into()
}

/// The prefixes that a Turtle or TriG text declares at the start of its lines.
pub fn prefixes(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        let Some(rest) = line.strip_prefix("@prefix").or_else(|| {
            line.get(..6)
                .filter(|w| w.eq_ignore_ascii_case("prefix"))
                .map(|_| &line[6..])
        }) else {
            continue;
        };
        let Some((name, rest)) = rest.split_once(':') else {
            continue;
        };
        let Some((_, rest)) = rest.split_once('<') else {
            continue;
        };
        let Some((namespace, _)) = rest.split_once('>') else {
            continue;
        };
        let name = name.trim();
        if !found.iter().any(|(known, _)| known == name) {
            found.push((name.to_owned(), namespace.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_file_is_reported_at_its_line() {
        let text =
            "@prefix e: <http://e/> .\ne:a e:b 1 .\ne:a f:b 2 .\ne:c e:d 3 .\ne:a e:b \"x .\n";
        let parsed = parse(&Source::new("a.ttl", text), Format::Turtle, "");
        let lines: Vec<_> = parsed
            .faults
            .iter()
            .filter_map(|fault| fault.place().map(|place| place.1))
            .collect();
        assert_eq!(lines.first(), Some(&3));
        assert!(lines.contains(&5), "{:?}", parsed.faults);
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        let parsed = parse(
            &Source::new("a.ttl", "\u{FEFF}<http://e/a> <http://e/b> 1 ."),
            Format::Turtle,
            "",
        );
        assert!(parsed.faults.is_empty() && parsed.quads.len() == 1);
    }

    #[test]
    fn deep_nesting_is_refused_or_read_but_never_overflows() {
        let text = format!(
            "<http://e/a> <http://e/b> {}{} .",
            "[ <http://e/c> ".repeat(50_000),
            "]".repeat(50_000)
        );
        let parsed = parse(&Source::new("a.ttl", text), Format::Turtle, "");
        assert!(!parsed.quads.is_empty() || !parsed.faults.is_empty());
    }
}
