//! From tokens to triples with their places. Faults are told and mended on the way, so that what follows is still read.
//!
//! The grammar is that of [RDF 1.2 Turtle](https://www.w3.org/TR/rdf12-turtle/#sec-grammar-grammar) and TriG; N-Triples and
//! N-Quads are the same with less. What is new in 1.2 is in `triples.rs` and `annotations.rs`.

use super::fault;
use super::token::{Kind, Lexer, Span, Token};
use super::triples::Parts;
use super::{Located, Reading};
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::Format;
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode};
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The most faults told of one file.
const MAX_FAULTS: usize = 100;

/// Reads a whole file. Blank node labels get `scope` in front; relative IRIs are resolved against `base` if there is one.
///
/// ```
/// # use relata::{diagnostic::Source, turtle::{Format, tree::read}};
/// let source = Source::new("a.ttl", "@prefix : <http://e/> .\n:a :b :c\n:d :e \"f\" .\n");
/// let reading = read(&source, Format::Turtle, "", None);
/// assert_eq!(reading.quads.len(), 2);
/// assert_eq!(&source.text[reading.quads[1].object.range()], "\"f\"");
/// assert_eq!(reading.faults[0].place(), Some(("a.ttl", 2, 9)));
/// assert_eq!(reading.faults[0].message, "this statement does not end: `.` is missing");
/// ```
pub fn read(source: &Arc<Source>, format: Format, scope: &str, base: Option<&str>) -> Reading {
    read_each(source, format, scope, base, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// Like [`read`], and after each statement `each` sees all quads that wait; what it takes out is kept nowhere, so that a
/// file of any length costs no more than its longest statement. It ends the reading by [`ControlFlow::Break`].
///
/// ```
/// # use relata::{diagnostic::Source, turtle::{Format, tree::read_each}};
/// let source = Source::new("a.nt", "<http://e/a> <http://e/b> 1 .\n".repeat(3).replace('1', "<http://e/c>"));
/// let mut count = 0;
/// let reading = read_each(&source, Format::NTriples, "", None, &mut |quads| {
///     count += quads.drain(..).count();
///     std::ops::ControlFlow::Continue(())
/// });
/// assert_eq!((count, reading.quads.len()), (3, 0));
/// ```
pub fn read_each(
    source: &Arc<Source>,
    format: Format,
    scope: &str,
    base: Option<&str>,
    each: &mut dyn FnMut(&mut Vec<Located>) -> ControlFlow<()>,
) -> Reading {
    if let Some(fault) = crate::turtle::read::too_large(source) {
        return Reading {
            faults: vec![fault],
            ..Reading::default()
        };
    }
    let mut reader = Reader {
        source,
        text: &source.text,
        format,
        scope,
        lexer: Lexer::new(&source.text),
        token: Token {
            kind: Kind::End,
            span: Span::default(),
        },
        last: Span::default(),
        namespaces: FxHashMap::default(),
        base: base.and_then(|base| oxiri::Iri::parse(base.to_owned()).ok()),
        graph: GraphName::DefaultGraph,
        block: None,
        stack: Vec::new(),
        statement: Span::default(),
        first: 0,
        anonymous: 0,
        language: String::new(),
        reading: Reading::default(),
    };
    if source.text.starts_with('\u{FEFF}') {
        reader.lexer.skip('\u{FEFF}'.len_utf8());
    }
    reader.advance();
    while reader.token.kind != Kind::End || !reader.stack.is_empty() {
        reader.step();
        if reader.stack.is_empty() && each(&mut reader.reading.quads).is_break() {
            return reader.reading;
        }
        if reader.reading.faults.len() >= MAX_FAULTS {
            let more = Diagnostic::remark(
                "S001",
                format!("more than {MAX_FAULTS} faults in `{}`", source.name),
            );
            reader.reading.faults.push(more.help("mend these first"));
            break;
        }
    }
    if let Some(open) = reader.block {
        let end = reader.last;
        reader.say(fault::unclosed_graph(source, open, end));
    }
    if !reader.reading.faults.is_empty()
        && let Some(fault) = fault::merge_marks(source)
    {
        // whatever else is found follows from the marks
        reader.reading.faults = vec![fault];
    }
    reader.reading
}

/// Something that is being read, with something around it.
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    /// Its beginning: the subject of a statement, the opening bracket or parenthesis.
    pub(super) open: Span,
    /// The quad that has this as its object and waits for its end.
    pub(super) pending: Option<usize>,
}

pub(super) enum FrameKind {
    /// Predicates and objects of a subject.
    List {
        subject: NamedOrBlankNode,
        subject_span: Span,
        predicate: Option<(NamedNode, Span)>,
        expects: Expects,
        /// What holds them, and so what ends them.
        within: Within,
        /// The quad given last, unless its object could not be read: what an annotation speaks of.
        said: Option<usize>,
        /// What reifies that quad, where the file names it.
        reifier: Option<NamedOrBlankNode>,
    },
    /// The items of a collection: its first cell and its last so far.
    Items {
        head: Option<BlankNode>,
        last: Option<BlankNode>,
    },
    /// A triple that is a term.
    Triple(Box<Parts>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Within {
    /// A dot ends them.
    Statement,
    /// `[ … ]`
    Brackets,
    /// `{| … |}`
    Annotation,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expects {
    /// A predicate.
    Verb,
    /// A predicate or the end: after `;`.
    VerbOrEnd,
    /// A predicate or the dot: after a subject that has said something, in brackets or by being a triple.
    VerbOrDot,
    Object,
    /// `,`, `;` or the end.
    After,
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) text: &'a str,
    pub(super) format: Format,
    pub(super) scope: &'a str,
    pub(super) lexer: Lexer<'a>,
    /// The token that is looked at; never white space or a comment.
    pub(super) token: Token,
    /// Where the token before it stands.
    pub(super) last: Span,
    pub(super) namespaces: FxHashMap<&'a str, usize>,
    pub(super) base: Option<oxiri::Iri<String>>,
    pub(super) graph: GraphName,
    /// Where the graph that is open began.
    pub(super) block: Option<Span>,
    pub(super) stack: Vec<Frame>,
    pub(super) statement: Span,
    /// The first quad of the statement that is open.
    pub(super) first: usize,
    pub(super) anonymous: u64,
    /// The last language tag that was found to be one.
    pub(super) language: String,
    pub(super) reading: Reading,
}

impl<'a> Reader<'a> {
    pub(super) fn advance(&mut self) {
        self.last = self.token.span;
        loop {
            self.token = self.lexer.token();
            if !self.token.kind.is_trivia() {
                return;
            }
        }
    }

    /// The token after this one.
    pub(super) fn following(&self) -> Token {
        let mut lexer = self.lexer.clone();
        loop {
            let token = lexer.token();
            if !token.kind.is_trivia() {
                return token;
            }
        }
    }

    pub(super) fn written(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    pub(super) fn say(&mut self, fault: Diagnostic) {
        self.reading.faults.push(fault);
    }

    pub(super) fn is_lines(&self) -> bool {
        matches!(self.format, Format::NTriples | Format::NQuads)
    }

    pub(super) fn is_trig(&self) -> bool {
        matches!(self.format, Format::TriG)
    }

    /// True where the token stands at the very beginning of a line.
    pub(super) fn opens_line(&self) -> bool {
        let start = self.token.span.start as usize;
        start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n')
    }

    /// True where a line break stands between the token and the one before it.
    pub(super) fn on_new_line(&self) -> bool {
        self.text
            .get(self.last.end as usize..self.token.span.start as usize)
            .is_some_and(|between| between.contains('\n'))
    }

    pub(super) fn step(&mut self) {
        match self.stack.last() {
            None => self.statement(),
            Some(Frame {
                kind: FrameKind::Items { .. },
                ..
            }) => self.item(),
            Some(Frame {
                kind: FrameKind::Triple(_),
                ..
            }) => self.part(),
            Some(Frame {
                kind: FrameKind::List { expects, .. },
                ..
            }) => match *expects {
                Expects::Verb | Expects::VerbOrEnd | Expects::VerbOrDot => self.verb(),
                Expects::Object => self.object(),
                Expects::After => self.after(),
            },
        }
    }

    pub(super) fn statement(&mut self) {
        self.statement = self.token.span;
        self.first = self.reading.quads.len();
        let token = self.token;
        match token.kind {
            Kind::At if matches!(self.written(token.span), "@prefix" | "@base" | "@version") => {
                self.directive(true);
            }
            Kind::Word
                if !self.is_lines()
                    && self.block.is_none()
                    && is_word(self.written(token.span), &["prefix", "base"])
                    && !self.is_subject_like() =>
            {
                self.directive(false);
            }
            Kind::Word
                if self.block.is_none()
                    && (is_word(self.written(token.span), &["version"]) && !self.is_lines()
                        || self.written(token.span) == "VERSION") =>
            {
                self.version(false);
            }
            Kind::Word
                if self.is_trig()
                    && self.block.is_none()
                    && is_word(self.written(token.span), &["graph"]) =>
            {
                self.advance();
                self.graph_name(true);
            }
            Kind::OpenBrace if self.is_trig() && self.block.is_none() => {
                self.open_block(GraphName::DefaultGraph);
            }
            Kind::CloseBrace if self.block.is_some() => {
                self.block = None;
                self.graph = GraphName::DefaultGraph;
                self.advance();
                // a dot behind a graph belongs to other languages
                if self.token.kind == Kind::Dot {
                    self.say(fault::dot_after_graph(self.source, self.token.span));
                    self.advance();
                }
            }
            Kind::OpenBrace if !self.is_trig() => {
                self.say(fault::graph_in_turtle(self.source, token.span));
                self.recover();
            }
            Kind::Dot => {
                self.say(fault::stray_dot(self.source, token.span));
                self.advance();
            }
            Kind::OpenBracket if !self.is_lines() => {
                if self.is_trig()
                    && self.block.is_none()
                    && self.following().kind == Kind::CloseBracket
                {
                    let mut lexer = self.lexer.clone();
                    let mut after = lexer.token();
                    let mut closed = false;
                    while after.kind.is_trivia() || (!closed && after.kind == Kind::CloseBracket) {
                        closed |= after.kind == Kind::CloseBracket;
                        after = lexer.token();
                    }
                    if after.kind == Kind::OpenBrace {
                        self.graph_name(false);
                        return;
                    }
                }
                let node = self.new_blank();
                self.open_bracket(node, None);
            }
            Kind::OpenParenthesis if !self.is_lines() => self.open_items(),
            Kind::Iri | Kind::BadIri | Kind::Name | Kind::Blank => {
                if self.is_trig()
                    && self.block.is_none()
                    && self.following().kind == Kind::OpenBrace
                {
                    self.graph_name(false);
                    return;
                }
                let subject = self.node();
                self.open_list(subject, token.span, Expects::Verb);
            }
            Kind::OpenReified => self.open_triple(),
            Kind::OpenTriple => {
                self.say(fault::triple_as_subject(self.source, token.span));
                self.recover();
            }
            Kind::At if self.block.is_none() || !self.is_trig() => {
                let written = self.written(token.span);
                self.say(fault::unknown_directive(self.source, token.span, written));
                self.recover();
            }
            kind if kind.is_term() => {
                self.say(fault::subject(
                    self.source,
                    token,
                    self.written(token.span),
                    self.format,
                ));
                self.recover();
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "a subject",
                ));
                self.recover();
            }
        }
    }

    pub(super) fn open_list(
        &mut self,
        subject: Option<NamedOrBlankNode>,
        span: Span,
        expects: Expects,
    ) {
        // a subject that could not be read still has predicates and objects with faults of their own
        let subject = subject.unwrap_or_else(|| NamedNode::new_unchecked(FAULTY).into());
        self.stack.push(Frame {
            kind: FrameKind::List {
                subject,
                subject_span: span,
                predicate: None,
                expects,
                within: Within::Statement,
                said: None,
                reifier: None,
            },
            open: span,
            pending: None,
        });
    }

    /// Brackets for a node whose number is given already, so that it comes before those of what it holds.
    pub(super) fn open_bracket(&mut self, node: BlankNode, pending: Option<usize>) {
        let open = self.token.span;
        self.advance();
        if self.token.kind == Kind::CloseBracket {
            let span = open.to(self.token.span);
            self.advance();
            self.closed(node.into(), span, pending, false);
            return;
        }
        self.stack.push(Frame {
            kind: FrameKind::List {
                subject: node.into(),
                subject_span: open,
                predicate: None,
                expects: Expects::Verb,
                within: Within::Brackets,
                said: None,
                reifier: None,
            },
            open,
            pending,
        });
    }

    pub(super) fn open_items(&mut self) {
        let open = self.token.span;
        self.advance();
        self.stack.push(Frame {
            kind: FrameKind::Items {
                head: None,
                last: None,
            },
            open,
            pending: None,
        });
    }

    /// A bracket or a collection has ended: what it stands for is the subject of a statement, or the object that waits.
    pub(super) fn closed(
        &mut self,
        node: NamedOrBlankNode,
        span: Span,
        pending: Option<usize>,
        said: bool,
    ) {
        if let Some(quad) = pending.and_then(|index| self.reading.quads.get_mut(index)) {
            quad.object = span;
        }
        if self.stack.is_empty() {
            let expects = if said {
                Expects::VerbOrDot
            } else {
                Expects::Verb
            };
            self.open_list(Some(node), span, expects);
        }
    }
}

/// Stands for an IRI that could not be read; no quad with it is given.
pub(super) const FAULTY: &str = "urn:x-faulty:";

/// What is put behind a label that looks like a number of the fast reader, as that reader does.
pub(super) fn distinct(label: &str) -> &'static str {
    let numbered = label.strip_prefix("riog").is_some_and(|rest| {
        rest.len() >= 8
            && rest.as_bytes()[..8].iter().all(u8::is_ascii_digit)
            && rest.bytes().skip(8).all(|byte| byte == b'd')
    });
    if numbered { "d" } else { "" }
}

pub(super) fn is_word(written: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(written))
}
