//! Converts between RDF syntaxes in constant memory, however long the stream is.
//!
//! N-Triples and N-Quads are worked on by all cores (`lines`); right Turtle goes through the fast reader; everything
//! else through oxrdfio, behind a guard against hostile XML and JSON ([`guard`]). Lexical forms stay as authored.

mod budget;
mod emit;
mod gather;
pub mod guard;
mod lines;
pub mod packed;
mod sample;
mod stream;
mod syntax;
pub mod upgrade;
mod xml;

pub use gather::{Pairs, gather};
pub use stream::{Each, read};
pub use syntax::{Packing, Syntax, of_name};

use crate::diagnostic::{Diagnostic, Source};
use std::io::{Read, Write};

/// The most faults that are kept in words.
const MOST_FAULTS: usize = 20;
const GRAPHS: &str = "a named graph, which the output's format cannot hold";

/// What is to be converted.
#[derive(Debug, Clone)]
pub struct Conversion<'a> {
    /// What the input is called in messages.
    pub name: &'a str,
    /// Its syntax.
    pub from: Syntax,
    /// The syntax to write.
    pub to: Syntax,
    /// The IRI that relative ones are relative to.
    pub base: Option<&'a str>,
    /// Go on after a fault.
    pub lenient: bool,
    /// Read Turtle and TriG with the precise reader from the start: it knows RDF 1.2 and tells every fault.
    pub precise: bool,
    /// Prefixes to prefer.
    pub prefixes: &'a [(String, String)],
}

impl<'a> Conversion<'a> {
    /// A strict conversion of a stream.
    pub fn new(name: &'a str, from: Syntax, to: Syntax) -> Self {
        Self {
            name,
            from,
            to,
            base: None,
            lenient: false,
            precise: false,
            prefixes: &[],
        }
    }
}

/// What became of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Statements written.
    pub statements: u64,
    /// Statements or lines left out, or 1 where the first fault ended it.
    pub skipped: u64,
    /// What was wrong with them: the first twenty.
    pub faults: Vec<Diagnostic>,
    /// True where the input was refused or torn on the way, so that not even the rest of it is there.
    pub broken: bool,
}

/// Converts a stream; `progress` is told the number of statements now and then.
///
/// Without `lenient` it ends at the first faulty place, and what was written must be thrown away where the outcome
/// has faults.
///
/// ```
/// # use relata::convert::{convert, Conversion, Syntax};
/// let text = "<http://e/a> <http://e/p> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
/// let conversion = Conversion::new("a.nt", Syntax::NTriples, Syntax::Turtle);
/// let mut out = Vec::new();
/// let outcome = convert(Box::new(text.as_bytes()), &mut out, &conversion, &mut |_| {}).unwrap();
/// assert_eq!((outcome.statements, String::from_utf8(out).unwrap().as_str()), (1, "<http://e/a>\n    <http://e/p> 01 .\n"));
/// ```
pub fn convert(
    input: Box<dyn Read + Send + '_>,
    output: &mut dyn Write,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<Outcome> {
    let is_line = |syntax| matches!(syntax, Syntax::NTriples | Syntax::NQuads);
    let is_text = |syntax| is_line(syntax) || matches!(syntax, Syntax::Turtle | Syntax::TriG);
    let converted = if is_line(conversion.from) && is_text(conversion.to) {
        lines::convert(input, output, conversion, progress)
    } else {
        stream::convert(input, output, conversion, progress)
    };
    match converted {
        Err(error) if is_refusal(&error) => Ok(refused(conversion.name, &error)),
        other => other,
    }
}

/// True where a guard, a reader of lines, an unpacker or oxttl's buffer refuses what is beyond its limits.
fn is_refusal(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, OutOfMemory};
    matches!(error.kind(), InvalidData | OutOfMemory) && error.raw_os_error().is_none()
}

fn refused(name: &str, error: &std::io::Error) -> Outcome {
    let told = error.to_string();
    let code = if told.contains("nesting") {
        "S004"
    } else if told.contains("entit") {
        "S006"
    } else {
        "S005"
    };
    let help = if told.contains("unpack") {
        "fetch or pack the file again where it should be whole"
    } else {
        "these limits keep a hostile file from taking the machine's memory"
    };
    let fault = Diagnostic::error(code, format!("`{name}`: {told}")).help(help);
    Outcome {
        statements: 0,
        skipped: 1,
        faults: vec![fault],
        broken: true,
    }
}

/// A finding in a line of a stream, of which nothing but the line is at hand.
fn fault_of_line(name: &str, line: usize, column: usize, message: &str, text: &str) -> Diagnostic {
    let source = Source::new(format!("{name}, line {line}"), text);
    let fault = Diagnostic::error("S001", message).at(&source, column..column + 1, "");
    if message == GRAPHS {
        fault.help("write TriG, N-Quads or JSON-LD")
    } else {
        fault.help("`--lenient` leaves such lines out and tells which")
    }
}
