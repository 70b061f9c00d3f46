//! Turtle, TriG, N-Triples and N-Quads with nothing thrown away: every byte in a token, every triple with its place, and
//! every independent fault of a file in words.
//!
//! The readers of [`super::read`] are for speed and for agreement; they forget where they read a triple and stop, or stumble
//! on, at a fault. This one is for people: what [`read`] gives is the same triples, with a span for each of their parts
//! beside them and never in them, and what is wrong is told where the cause lies rather than where the reader noticed it.
//!
//! Two things are done otherwise than in a textbook. Nesting is kept on a stack of its own, so that a hundred thousand
//! brackets cost memory and no stack frames. And a fault does not end the statement if the rest can be understood: a dot
//! that is missing is told and then taken as written.

mod annotations;
mod characters;
mod directives;
mod fault;
mod inside;
mod reader;
mod terms;
mod token;
mod triples;
mod value;

pub use reader::{read, read_each};
pub use token::{Kind, Lexer, Span, Token, tokens};

use crate::diagnostic::Diagnostic;
use oxrdf::Quad;

/// A triple, the graph it stands in, and where its parts stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The quad, lexical forms as written. Blank nodes without a label are numbered as the fast reader numbers them.
    pub quad: Quad,
    /// The whole statement up to and with its dot.
    pub statement: Span,
    /// The subject; of a blank node in brackets, the brackets and what is between them.
    pub subject: Span,
    /// The predicate; of the triples of a collection, its opening parenthesis.
    pub predicate: Span,
    /// The object.
    pub object: Span,
}

/// A prefix as a file declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its name without the colon.
    pub name: String,
    /// Its namespace in full.
    pub namespace: String,
    /// Where the whole declaration stands.
    pub span: Span,
    /// True where a name of the file uses it.
    pub used: bool,
}

/// What a file says, with the place of everything.
#[derive(Debug, Default)]
pub struct Reading {
    /// The quads in the order of their objects' beginnings.
    pub quads: Vec<Located>,
    /// The declarations of prefixes in the order of the file; one that is declared again stands twice.
    pub prefixes: Vec<Declared>,
    /// What is wrong, in the order of the file.
    pub faults: Vec<Diagnostic>,
}
