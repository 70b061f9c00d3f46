//! From tokens to triples with their places. Faults are told and mended on the way, so that what follows is still read.
//!
//! The grammar is that of RDF 1.1 Turtle (section 6.5) and TriG (section 4.5); N-Triples and N-Quads are the same with less.
//! Signs of RDF 1.2 are known and refused in words.

use super::fault;
use super::token::{Kind, Lexer, Span, Token};
use super::value::{self, Flaw};
use super::{Declared, Located, Reading};
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::Format;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use std::sync::Arc;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

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
    reader.reading
}

/// Something that is being read, with something around it.
struct Frame {
    kind: FrameKind,
    /// Its beginning: the subject of a statement, the opening bracket or parenthesis.
    open: Span,
    /// The quad that has this as its object and waits for its end.
    pending: Option<usize>,
}

enum FrameKind {
    /// Predicates and objects of a subject.
    List {
        subject: NamedOrBlankNode,
        subject_span: Span,
        predicate: Option<(NamedNode, Span)>,
        expects: Expects,
        /// True between brackets; false for a statement, which a dot ends.
        bracketed: bool,
    },
    /// The items of a collection: its first cell and its last so far.
    Items {
        head: Option<BlankNode>,
        last: Option<BlankNode>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expects {
    /// A predicate.
    Verb,
    /// A predicate or the end: after `;`, or after a subject in brackets that has said something.
    VerbOrEnd,
    Object,
    /// `,`, `;` or the end.
    After,
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    format: Format,
    scope: &'a str,
    lexer: Lexer<'a>,
    /// The token that is looked at; never white space or a comment.
    token: Token,
    /// Where the token before it stands.
    last: Span,
    namespaces: FxHashMap<&'a str, usize>,
    base: Option<oxiri::Iri<String>>,
    graph: GraphName,
    /// Where the graph that is open began.
    block: Option<Span>,
    stack: Vec<Frame>,
    statement: Span,
    /// The first quad of the statement that is open.
    first: usize,
    anonymous: u64,
    /// The last language tag that was found to be one.
    language: String,
    reading: Reading,
}

impl<'a> Reader<'a> {
    fn advance(&mut self) {
        self.last = self.token.span;
        loop {
            self.token = self.lexer.token();
            if !self.token.kind.is_trivia() {
                return;
            }
        }
    }

    /// The token after this one.
    fn following(&self) -> Token {
        let mut lexer = self.lexer.clone();
        loop {
            let token = lexer.token();
            if !token.kind.is_trivia() {
                return token;
            }
        }
    }

    fn written(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn say(&mut self, fault: Diagnostic) {
        self.reading.faults.push(fault);
    }

    fn is_lines(&self) -> bool {
        matches!(self.format, Format::NTriples | Format::NQuads)
    }

    fn is_trig(&self) -> bool {
        matches!(self.format, Format::TriG)
    }

    /// True where the token stands at the very beginning of a line.
    fn opens_line(&self) -> bool {
        let start = self.token.span.start as usize;
        start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n')
    }

    /// True where a line break stands between the token and the one before it.
    fn on_new_line(&self) -> bool {
        self.text
            .get(self.last.end as usize..self.token.span.start as usize)
            .is_some_and(|between| between.contains('\n'))
    }

    fn step(&mut self) {
        match self.stack.last() {
            None => self.statement(),
            Some(Frame {
                kind: FrameKind::Items { .. },
                ..
            }) => self.item(),
            Some(Frame {
                kind: FrameKind::List {
                    expects, bracketed, ..
                },
                ..
            }) => match (*expects, *bracketed) {
                (Expects::Verb | Expects::VerbOrEnd, _) => self.verb(),
                (Expects::Object, _) => self.object(),
                (Expects::After, _) => self.after(),
            },
        }
    }

    // ---- statements

    fn statement(&mut self) {
        self.statement = self.token.span;
        self.first = self.reading.quads.len();
        let token = self.token;
        match token.kind {
            Kind::At if matches!(self.written(token.span), "@prefix" | "@base") => {
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
            Kind::Quoting => self.refuse_quoting(),
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

    /// True where `prefix` or `base` is meant as a name whose colon was forgotten rather than as a directive.
    fn is_subject_like(&self) -> bool {
        !matches!(
            self.following().kind,
            Kind::Name | Kind::Iri | Kind::BadIri | Kind::Word
        )
    }

    fn directive(&mut self, dotted: bool) {
        let start = self.token.span;
        let word = self
            .written(start)
            .trim_start_matches('@')
            .to_ascii_lowercase();
        if self.is_lines() {
            self.say(fault::no_directives(self.source, start));
            self.recover();
            return;
        }
        if self.block.is_some() {
            self.say(fault::directive_in_graph(self.source, start));
        }
        self.advance();
        let mut name = None;
        if word == "prefix" {
            if self.token.kind == Kind::Word && matches!(self.following().kind, Kind::Iri) {
                // the colon is told and then taken as written
                let written = self.written(self.token.span);
                self.say(fault::directive_colon(
                    self.source,
                    self.token.span,
                    written,
                ));
                name = Some(written);
            } else if self.token.kind != Kind::Name || !self.written(self.token.span).ends_with(':')
            {
                self.say(fault::directive(
                    self.source,
                    start,
                    self.token,
                    "a prefix with its colon",
                ));
                self.recover();
                return;
            }
            let written = self.written(self.token.span);
            if name.is_none() && written[..written.len() - 1].contains(':') {
                self.say(fault::directive(
                    self.source,
                    start,
                    self.token,
                    "a prefix with one colon",
                ));
                self.recover();
                return;
            }
            name = name.or(Some(written.trim_end_matches(':')));
            self.advance();
        }
        if !matches!(self.token.kind, Kind::Iri | Kind::BadIri) {
            self.say(fault::directive(
                self.source,
                start,
                self.token,
                "an IRI in angle brackets",
            ));
            self.recover();
            return;
        }
        let target = self.iri(self.token);
        let mut span = start.to(self.token.span);
        self.advance();
        match (dotted, self.token.kind) {
            (true, Kind::Dot) => {
                span = start.to(self.token.span);
                self.advance();
            }
            (true, _) => self.say(fault::missing_dot(
                self.source,
                start.to(self.last),
                Some(self.token.span).filter(|_| self.token.kind != Kind::End),
            )),
            (false, Kind::Dot) => {
                self.say(fault::dot_after_directive(
                    self.source,
                    self.token.span,
                    &word,
                ));
                self.advance();
            }
            (false, _) => {}
        }
        match name {
            Some(name) => {
                let index = self.reading.prefixes.len();
                // a prefix whose IRI is wrong is declared all the same: one fault, not one a use
                self.reading.prefixes.push(Declared {
                    name: name.to_owned(),
                    namespace: target
                        .unwrap_or_else(|| fault::usual(name).unwrap_or(FAULTY).to_owned()),
                    span,
                    used: false,
                });
                self.namespaces.insert(name, index);
            }
            None => {
                if let Some(base) = target.and_then(|target| oxiri::Iri::parse(target).ok()) {
                    self.base = Some(base);
                }
            }
        }
    }

    /// A graph's name and its opening brace.
    fn graph_name(&mut self, keyword: bool) {
        let name = match self.token.kind {
            Kind::Iri | Kind::BadIri | Kind::Name | Kind::Blank => match self.node() {
                Some(NamedOrBlankNode::NamedNode(node)) => GraphName::NamedNode(node),
                Some(NamedOrBlankNode::BlankNode(node)) => GraphName::BlankNode(node),
                None => GraphName::NamedNode(NamedNode::new_unchecked(FAULTY)),
            },
            Kind::OpenBracket if self.following().kind == Kind::CloseBracket => {
                self.advance();
                self.advance();
                GraphName::BlankNode(self.new_blank())
            }
            _ => {
                let expected = if keyword {
                    "the name of a graph"
                } else {
                    "a subject"
                };
                self.say(fault::unexpected(
                    self.source,
                    self.token,
                    self.written(self.token.span),
                    expected,
                ));
                self.recover();
                return;
            }
        };
        if self.token.kind == Kind::OpenBrace {
            self.open_block(name);
        } else {
            self.say(fault::unexpected(
                self.source,
                self.token,
                self.written(self.token.span),
                "`{`",
            ));
            self.recover();
        }
    }

    fn open_block(&mut self, name: GraphName) {
        self.block = Some(self.token.span);
        self.graph = name;
        self.advance();
    }

    fn open_list(&mut self, subject: Option<NamedOrBlankNode>, span: Span, expects: Expects) {
        // a subject that could not be read still has predicates and objects with faults of their own
        let subject = subject.unwrap_or_else(|| NamedNode::new_unchecked(FAULTY).into());
        self.stack.push(Frame {
            kind: FrameKind::List {
                subject,
                subject_span: span,
                predicate: None,
                expects,
                bracketed: false,
            },
            open: span,
            pending: None,
        });
    }

    /// Brackets for a node whose number is given already, so that it comes before those of what it holds.
    fn open_bracket(&mut self, node: BlankNode, pending: Option<usize>) {
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
                bracketed: true,
            },
            open,
            pending,
        });
    }

    fn open_items(&mut self) {
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
    fn closed(&mut self, node: NamedOrBlankNode, span: Span, pending: Option<usize>, said: bool) {
        if let Some(quad) = pending.and_then(|index| self.reading.quads.get_mut(index)) {
            quad.object = span;
        }
        if self.stack.is_empty() {
            let expects = if said {
                Expects::VerbOrEnd
            } else {
                Expects::Verb
            };
            self.open_list(Some(node), span, expects);
        }
    }

    // ---- inside a statement

    fn verb(&mut self) {
        let token = self.token;
        let (ends, bracketed) = match self.stack.last() {
            Some(Frame {
                kind: FrameKind::List {
                    expects, bracketed, ..
                },
                ..
            }) => (*expects == Expects::VerbOrEnd, *bracketed),
            _ => return,
        };
        match token.kind {
            Kind::Semicolon if ends => self.advance(),
            Kind::Dot | Kind::CloseBracket | Kind::CloseBrace if ends => self.end(),
            Kind::Iri | Kind::BadIri | Kind::Name => {
                let predicate = match self.node() {
                    Some(NamedOrBlankNode::NamedNode(node)) => node,
                    _ => NamedNode::new_unchecked(FAULTY),
                };
                self.set_predicate(predicate, token.span);
            }
            Kind::Word if self.written(token.span) == "a" && !self.is_lines() => {
                self.advance();
                self.set_predicate(NamedNode::new_unchecked(format!("{RDF}type")), token.span);
            }
            Kind::End => self.unended(bracketed),
            Kind::Quoting => self.refuse_quoting(),
            // a dot or a bracket where something is still to come: told, then taken as the end
            Kind::Dot | Kind::CloseBracket | Kind::Semicolon | Kind::CloseBrace => {
                self.say(fault::nothing_said(self.source, self.last, token));
                if token.kind == Kind::Semicolon {
                    self.advance();
                } else {
                    self.end();
                }
            }
            kind if kind.is_term() => {
                self.say(fault::predicate(
                    self.source,
                    token,
                    self.written(token.span),
                ));
                // the word is passed over as if it were one
                self.advance();
                self.set_predicate(NamedNode::new_unchecked(FAULTY), token.span);
            }
            Kind::OpenBrace if !self.is_trig() && !bracketed => {
                self.say(fault::graph_in_turtle(self.source, token.span));
                self.recover();
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "a predicate",
                ));
                self.recover();
            }
        }
    }

    fn set_predicate(&mut self, node: NamedNode, span: Span) {
        if let Some(Frame {
            kind: FrameKind::List {
                predicate, expects, ..
            },
            ..
        }) = self.stack.last_mut()
        {
            *predicate = Some((node, span));
            *expects = Expects::Object;
        }
    }

    fn expect(&mut self, wanted: Expects) {
        if let Some(Frame {
            kind: FrameKind::List { expects, .. },
            ..
        }) = self.stack.last_mut()
        {
            *expects = wanted;
        }
    }

    fn object(&mut self) {
        let token = self.token;
        match token.kind {
            Kind::OpenBracket if !self.is_lines() => {
                let node = self.new_blank();
                let pending = self.give(self.stack.len() - 1, node.clone().into(), token.span);
                self.expect(Expects::After);
                self.open_bracket(node, pending);
            }
            Kind::OpenParenthesis if !self.is_lines() => {
                self.expect(Expects::After);
                self.open_items();
            }
            Kind::Quoting => self.refuse_quoting(),
            Kind::Dot | Kind::Semicolon | Kind::Comma | Kind::CloseBracket | Kind::CloseBrace => {
                self.say(fault::no_object(self.source, self.last, token));
                self.expect(Expects::After);
                if token.kind == Kind::Comma {
                    self.advance();
                    self.expect(Expects::Object);
                }
            }
            Kind::End => {
                let bracketed = matches!(
                    self.stack.last(),
                    Some(Frame {
                        kind: FrameKind::List {
                            bracketed: true,
                            ..
                        },
                        ..
                    })
                );
                self.unended(bracketed);
            }
            kind if kind.is_term() => {
                let object = self.term();
                if let Some(object) = object {
                    self.give(self.stack.len() - 1, object, token.span.to(self.last));
                }
                self.expect(Expects::After);
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "an object",
                ));
                self.recover();
            }
        }
    }

    /// After an object.
    fn after(&mut self) {
        let token = self.token;
        let lines = self.is_lines();
        match token.kind {
            Kind::Comma if !lines => {
                self.advance();
                self.expect(Expects::Object);
            }
            Kind::Semicolon if !lines => {
                self.advance();
                self.expect(Expects::VerbOrEnd);
            }
            Kind::Comma | Kind::Semicolon => {
                self.say(fault::one_a_line(self.source, token.span));
                self.recover();
            }
            Kind::Dot | Kind::CloseBracket | Kind::CloseBrace => self.end(),
            Kind::Iri | Kind::Blank if self.format == Format::NQuads => self.name_quad(),
            Kind::Quoting => self.refuse_quoting(),
            _ => self.missing(),
        }
    }

    /// The graph of a line of N-Quads.
    fn name_quad(&mut self) {
        if let Some(node) = self.node()
            && let Some(quad) = self.reading.quads.get_mut(self.first)
        {
            quad.quad.graph_name = node.into();
        }
        if self.token.kind == Kind::Dot {
            self.end();
        } else {
            self.missing();
        }
    }

    /// A sign is missing behind an object: which one, the words that follow tell.
    fn missing(&mut self) {
        let token = self.token;
        let next = Some(token.span).filter(|_| token.kind != Kind::End);
        let bracketed = matches!(
            self.stack.last(),
            Some(Frame {
                kind: FrameKind::List {
                    bracketed: true,
                    ..
                },
                ..
            })
        );
        let begins = token.kind.is_term()
            || matches!(
                token.kind,
                Kind::OpenBracket | Kind::OpenParenthesis | Kind::At
            );
        if !begins {
            if token.kind == Kind::End {
                self.unended(bracketed);
            } else {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "`,`, `;` or `.`",
                ));
                self.recover();
            }
            return;
        }
        let words = self.words_ahead();
        let directive = token.kind == Kind::At
            || (token.kind == Kind::Word
                && is_word(self.written(token.span), &["prefix", "base", "graph"]));
        let new_statement = directive
            || self.is_lines()
            || words >= 3 && !bracketed
            || (self.opens_line() && words >= 2);
        if new_statement {
            // whatever was open is closed by what begins here
            while let Some(frame) = self.stack.pop() {
                if let FrameKind::List {
                    bracketed: false, ..
                } = frame.kind
                {
                    self.say(fault::missing_dot(
                        self.source,
                        self.statement.to(self.last),
                        next,
                    ));
                    break;
                }
                self.say(fault::unclosed(
                    self.source,
                    frame.open,
                    self.last,
                    matches!(frame.kind, FrameKind::Items { .. }),
                ));
            }
            self.stack.clear();
            self.settle();
            if self.is_lines() {
                self.statement = self.token.span;
            }
        } else if words >= 2 {
            self.say(fault::missing_semicolon(self.source, self.last, token.span));
            self.expect(Expects::Verb);
        } else {
            self.say(fault::missing_comma(
                self.source,
                self.last,
                token,
                self.written(token.span),
            ));
            self.expect(Expects::Object);
        }
    }

    /// How many terms stand here one after another before a sign; at most three are counted.
    fn words_ahead(&self) -> usize {
        let mut lexer = self.lexer.clone();
        let mut token = self.token;
        let mut count = 0;
        let mut looked = 0;
        while count < 3 && looked < 64 {
            looked += 1;
            if token.kind.is_term() {
                count += 1;
            } else if matches!(token.kind, Kind::OpenBracket | Kind::OpenParenthesis) {
                return count + 1;
            } else if token.kind == Kind::Carets {
                count = count.saturating_sub(1);
            } else if !token.kind.is_trivia() && token.kind != Kind::At {
                break;
            }
            token = lexer.token();
        }
        count
    }

    /// An item of a collection or its end.
    fn item(&mut self) {
        let token = self.token;
        match token.kind {
            Kind::CloseParenthesis => {
                self.advance();
                self.close_items(token.span);
            }
            Kind::OpenBracket => {
                self.cell();
                let node = self.new_blank();
                let pending = self.give(self.stack.len() - 1, node.clone().into(), token.span);
                self.open_bracket(node, pending);
            }
            Kind::OpenParenthesis => {
                self.cell();
                self.open_items();
            }
            Kind::Comma => self.pass_over_in_collection(),
            Kind::Dot if self.goes_on_here() => self.pass_over_in_collection(),
            Kind::Quoting => self.refuse_quoting(),
            Kind::Dot | Kind::Semicolon | Kind::CloseBracket | Kind::CloseBrace | Kind::End => {
                if let Some(open) = self.stack.last().map(|frame| frame.open) {
                    self.say(fault::unclosed(self.source, open, self.last, true));
                }
                if token.kind == Kind::End {
                    self.stack.clear();
                    self.settle();
                } else {
                    self.close_items(self.last);
                }
            }
            kind if kind.is_term() => {
                self.cell();
                if let Some(object) = self.term() {
                    self.give(self.stack.len() - 1, object, token.span.to(self.last));
                }
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "an item or `)`",
                ));
                self.recover();
            }
        }
    }

    /// True where an item, or the end of the collection, follows on the same line.
    fn goes_on_here(&self) -> bool {
        let next = self.following();
        let between = self
            .text
            .get(self.token.span.end as usize..next.span.start as usize);
        (next.kind.is_term() || next.kind == Kind::CloseParenthesis)
            && between.is_some_and(|between| !between.contains('\n'))
    }

    fn pass_over_in_collection(&mut self) {
        let fault =
            fault::sign_in_collection(self.source, self.token.span, self.written(self.token.span));
        self.say(fault);
        self.advance();
    }

    /// Adds a cell to the collection on top; with the first, whatever waits for the collection is told of it.
    fn cell(&mut self) {
        let cell = self.new_blank();
        let top = self.stack.len() - 1;
        let open = self.stack[top].open;
        let FrameKind::Items { head, last } = &mut self.stack[top].kind else {
            return;
        };
        match last.replace(cell.clone()) {
            Some(before) => {
                self.push(before.into(), open, rdf("rest"), open, cell.into(), open);
            }
            None => {
                *head = Some(cell.clone());
                if let Some(below) = top.checked_sub(1) {
                    self.stack[top].pending = self.give(below, cell.into(), open);
                }
            }
        }
    }

    fn close_items(&mut self, end: Span) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let span = frame.open.to(end);
        let FrameKind::Items { head, last } = frame.kind else {
            return;
        };
        let node: NamedOrBlankNode = match (head, last) {
            (Some(head), Some(last)) => {
                self.push(
                    last.into(),
                    frame.open,
                    rdf("rest"),
                    frame.open,
                    rdf("nil").into(),
                    end,
                );
                head.into()
            }
            _ => {
                if let Some(top) = self.stack.len().checked_sub(1) {
                    self.give(top, rdf("nil").into(), span);
                }
                rdf("nil").into()
            }
        };
        self.closed(node, span, frame.pending, false);
    }

    /// What stands here ends what is on top of the stack, in the right way or in a wrong one.
    fn end(&mut self) {
        let token = self.token;
        let Some(Frame {
            kind: FrameKind::List { bracketed, .. },
            open,
            ..
        }) = self.stack.last()
        else {
            return;
        };
        let (bracketed, open) = (*bracketed, *open);
        match (token.kind, bracketed) {
            (Kind::CloseBracket, true) => {
                self.advance();
                self.close_bracket(token.span);
            }
            (_, true) => {
                self.say(fault::unclosed(self.source, open, self.last, false));
                self.close_bracket(self.last);
            }
            (Kind::Dot, false) => {
                self.advance();
                self.stack.pop();
                self.settle();
            }
            (Kind::CloseBrace, false) if self.block.is_some() => {
                self.stack.pop();
                self.settle();
            }
            (_, false) => {
                self.say(fault::stray_closing(
                    self.source,
                    token.span,
                    self.written(token.span),
                ));
                self.advance();
                self.expect(Expects::After);
            }
        }
    }

    fn close_bracket(&mut self, end: Span) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let span = frame.open.to(end);
        if let FrameKind::List {
            subject, predicate, ..
        } = frame.kind
        {
            self.closed(subject, span, frame.pending, predicate.is_some());
        }
    }

    /// The file ends in the middle of something.
    fn unended(&mut self, bracketed: bool) {
        let open = self.stack.last().map_or(self.statement, |frame| frame.open);
        let waits = matches!(
            self.stack.last(),
            Some(Frame {
                kind: FrameKind::List {
                    expects: Expects::Verb | Expects::Object,
                    ..
                },
                ..
            })
        );
        let fault = if bracketed {
            fault::unclosed(self.source, open, self.last, false)
        } else if waits {
            fault::file_ends(self.source, self.statement, self.last)
        } else {
            fault::missing_dot(self.source, self.statement.to(self.last), None)
        };
        self.say(fault);
        self.stack.clear();
        self.settle();
    }

    /// Gives the quads of the statement that has ended its span.
    fn settle(&mut self) {
        let statement = self.statement.to(self.last);
        for quad in &mut self.reading.quads[self.first..] {
            quad.statement = statement;
        }
        self.first = self.reading.quads.len();
    }

    /// Leaves the statement and goes to where the next one is likely to begin.
    fn recover(&mut self) {
        self.stack.clear();
        self.settle();
        let mut first = true;
        loop {
            match self.token.kind {
                Kind::End => return,
                Kind::Dot => {
                    self.advance();
                    if self.on_new_line() || self.token.kind == Kind::End || self.is_lines() {
                        return;
                    }
                    continue;
                }
                Kind::CloseBrace if self.block.is_some() => return,
                Kind::At
                    if !first && matches!(self.written(self.token.span), "@prefix" | "@base") =>
                {
                    return;
                }
                Kind::Iri | Kind::Name | Kind::Blank | Kind::OpenBracket
                    if !first && self.opens_line() =>
                {
                    let before = self.written(self.last);
                    if !matches!(before, ";" | "," | "[" | "(" | "{") {
                        return;
                    }
                }
                _ if !first && self.is_lines() && self.opens_line() => return,
                _ => {}
            }
            first = false;
            self.advance();
        }
    }

    fn refuse_quoting(&mut self) {
        self.say(fault::quoting(
            self.source,
            self.token.span,
            self.written(self.token.span),
        ));
        self.recover();
    }

    // ---- terms

    fn new_blank(&mut self) -> BlankNode {
        self.anonymous += 1;
        BlankNode::new_unchecked(format!("{}riog{:08}", self.scope, self.anonymous))
    }

    /// A quad with the subject and predicate that wait in a frame, or of the last cell of a collection; its number.
    fn give(&mut self, frame: usize, object: Term, span: Span) -> Option<usize> {
        let (subject, subject_span, predicate, predicate_span) = match &self.stack.get(frame)?.kind
        {
            FrameKind::List {
                subject,
                subject_span,
                predicate: Some((predicate, predicate_span)),
                ..
            } => (
                subject.clone(),
                *subject_span,
                predicate.clone(),
                *predicate_span,
            ),
            FrameKind::Items {
                last: Some(cell), ..
            } => {
                let open = self.stack[frame].open;
                (cell.clone().into(), open, rdf("first"), open)
            }
            _ => return None,
        };
        self.push(
            subject,
            subject_span,
            predicate,
            predicate_span,
            object,
            span,
        )
    }

    /// Adds a quad, unless a part of it could not be read.
    fn push(
        &mut self,
        subject: NamedOrBlankNode,
        at_subject: Span,
        predicate: NamedNode,
        at_predicate: Span,
        object: Term,
        at_object: Span,
    ) -> Option<usize> {
        let faulty = |iri: &str| iri.starts_with(FAULTY);
        let unread = matches!(&subject, NamedOrBlankNode::NamedNode(node) if faulty(node.as_str()))
            || faulty(predicate.as_str())
            || matches!(&object, Term::NamedNode(node) if faulty(node.as_str()));
        if unread {
            return None;
        }
        self.reading.quads.push(Located {
            quad: Quad::new(subject, predicate, object, self.graph.clone()),
            statement: self.statement,
            subject: at_subject,
            predicate: at_predicate,
            object: at_object,
        });
        Some(self.reading.quads.len() - 1)
    }

    /// An IRI, a name or a blank node; what is wrong with it is told, and it is passed over in any case.
    fn node(&mut self) -> Option<NamedOrBlankNode> {
        let token = self.token;
        self.advance();
        match token.kind {
            Kind::Blank => {
                let label = &self.written(token.span)[2..];
                Some(
                    BlankNode::new_unchecked(format!("{}{label}{}", self.scope, distinct(label)))
                        .into(),
                )
            }
            _ => self.named(token).map(Into::into),
        }
    }

    fn named(&mut self, token: Token) -> Option<NamedNode> {
        let full = match token.kind {
            Kind::Name => self.expand(token)?,
            _ => self.iri(token)?,
        };
        Some(NamedNode::new_unchecked(full))
    }

    fn expand(&mut self, token: Token) -> Option<String> {
        let written = self.written(token.span);
        if self.is_lines() {
            self.say(fault::name_in_lines(self.source, token.span, written));
            return None;
        }
        let (prefix, local) = written.split_once(':')?;
        let Some(index) = self.namespaces.get(prefix) else {
            let fault = fault::undeclared(
                self.source,
                token.span,
                prefix,
                self.namespaces.keys().copied(),
            );
            self.say(fault);
            // told once: the other uses are the same fault
            self.namespaces.insert(prefix, self.reading.prefixes.len());
            let usual = fault::usual(prefix);
            self.reading.prefixes.push(Declared {
                name: prefix.to_owned(),
                namespace: usual.unwrap_or(FAULTY).to_owned(),
                span: token.span,
                used: true,
            });
            return usual.map(|namespace| format!("{namespace}{local}"));
        };
        let declared = &mut self.reading.prefixes[*index];
        declared.used = true;
        if declared.namespace == FAULTY {
            return None;
        }
        match value::name(&declared.namespace, local) {
            Ok(full) => Some(full),
            Err(flaw) => {
                self.flaw(token.span, 0, flaw);
                None
            }
        }
    }

    fn iri(&mut self, token: Token) -> Option<String> {
        let written = self.written(token.span);
        if token.kind == Kind::BadIri {
            self.say(fault::bad_iri(self.source, token.span, written));
            return None;
        }
        let inner = written.get(1..written.len() - 1).unwrap_or("");
        match value::iri(inner, self.base.as_ref().filter(|_| !self.is_lines())) {
            Ok(iri) => Some(iri),
            Err(flaw) => {
                self.flaw(token.span, 1, flaw);
                None
            }
        }
    }

    fn flaw(&mut self, span: Span, skipped: usize, flaw: Flaw) {
        let fault = match flaw {
            Flaw::Escape(at, length) => {
                let start = span.start as usize + skipped + at;
                fault::escape(self.source, start..start + length)
            }
            Flaw::Relative => fault::relative(self.source, span, self.written(span)),
            Flaw::Iri(words) => fault::iri(self.source, span, &words),
        };
        self.say(fault);
    }

    /// Whatever can be an object by itself; passed over in any case.
    fn term(&mut self) -> Option<Term> {
        let token = self.token;
        let written = self.written(token.span);
        let typed = |name: &str| {
            Some(
                Literal::new_typed_literal(
                    written,
                    NamedNode::new_unchecked(format!("{XSD}{name}")),
                )
                .into(),
            )
        };
        match token.kind {
            Kind::Text | Kind::OpenText | Kind::CurlyText => return self.literal(),
            Kind::Integer | Kind::Decimal | Kind::Double | Kind::Word if self.is_lines() => {
                self.say(fault::short_in_lines(self.source, token.span, written));
            }
            Kind::Integer => {
                self.advance();
                return typed("integer");
            }
            Kind::Decimal => {
                self.advance();
                return typed("decimal");
            }
            Kind::Double => {
                self.advance();
                return typed("double");
            }
            Kind::Word if matches!(written, "true" | "false") => {
                self.advance();
                return typed("boolean");
            }
            Kind::Word => self.say(fault::word(
                self.source,
                token.span,
                written,
                self.namespaces.keys().copied(),
            )),
            _ => return self.node().map(Into::into),
        }
        self.advance();
        None
    }

    fn literal(&mut self) -> Option<Term> {
        let token = self.token;
        let written = self.written(token.span);
        self.advance();
        let long =
            written.len() >= 6 && (written.starts_with("\"\"\"") || written.starts_with("'''"));
        let sound = match token.kind {
            Kind::OpenText => {
                self.say(fault::open_text(self.source, token.span, written));
                false
            }
            Kind::CurlyText => {
                self.say(fault::curly_text(self.source, token.span, written));
                false
            }
            _ if self.is_lines() && (long || written.starts_with('\'')) => {
                self.say(fault::string_in_lines(self.source, token.span));
                false
            }
            _ => true,
        };
        let text = if sound {
            let quotes = if long { 3 } else { 1 };
            match value::unescape(
                written.get(quotes..written.len() - quotes).unwrap_or(""),
                true,
            ) {
                Ok(text) => Some(text),
                Err(flaw) => {
                    self.flaw(token.span, quotes, flaw);
                    None
                }
            }
        } else {
            None
        };
        match self.token.kind {
            Kind::At => {
                let at = self.token;
                let tag = &self.written(at.span)[1..];
                self.advance();
                if self.language != tag {
                    if Literal::new_language_tagged_literal("", tag).is_err() {
                        self.say(fault::language(self.source, at.span, tag));
                        return None;
                    }
                    tag.clone_into(&mut self.language);
                }
                Some(Literal::new_language_tagged_literal_unchecked(text?, tag).into())
            }
            Kind::Carets => {
                let carets = self.token.span;
                self.advance();
                if !matches!(self.token.kind, Kind::Iri | Kind::BadIri | Kind::Name) {
                    self.say(fault::no_datatype(
                        self.source,
                        carets,
                        self.token,
                        self.written(self.token.span),
                    ));
                    if matches!(self.token.kind, Kind::Word) {
                        self.advance();
                    }
                    return None;
                }
                let datatype = self.token;
                self.advance();
                let datatype = self.named(datatype)?;
                if datatype.as_str().starts_with(FAULTY) {
                    return None;
                }
                Some(Literal::new_typed_literal(text?, datatype).into())
            }
            _ => Some(Literal::new_simple_literal(text?).into()),
        }
    }
}

/// Stands for an IRI that could not be read; no quad with it is given.
const FAULTY: &str = "urn:x-faulty:";

fn rdf(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{RDF}{local}"))
}

/// What is put behind a label that looks like a number of the fast reader, as that reader does.
fn distinct(label: &str) -> &'static str {
    let numbered = label.strip_prefix("riog").is_some_and(|rest| {
        rest.len() >= 8
            && rest.as_bytes()[..8].iter().all(u8::is_ascii_digit)
            && rest.bytes().skip(8).all(|byte| byte == b'd')
    });
    if numbered { "d" } else { "" }
}

fn is_word(written: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(written))
}
