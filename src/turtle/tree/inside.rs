//! Inside a statement: predicates, objects, brackets, collections, and where to go on when something is wrong.

use super::fault;
use super::reader::{Expects, FAULTY, Frame, FrameKind, Reader, Within, is_word};
use super::token::{Kind, Span};
use crate::turtle::Format;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode};

impl Reader<'_> {
    pub(super) fn verb(&mut self) {
        let token = self.token;
        let (expects, within) = match self.stack.last() {
            Some(Frame {
                kind: FrameKind::List {
                    expects, within, ..
                },
                ..
            }) => (*expects, *within),
            _ => return,
        };
        match token.kind {
            Kind::Semicolon if expects == Expects::VerbOrEnd => self.advance(),
            kind if kind.closes() && expects != Expects::Verb => self.end(),
            Kind::Iri | Kind::BadIri | Kind::Name => {
                let predicate = match self.node() {
                    Some(NamedOrBlankNode::NamedNode(node)) => node,
                    _ => NamedNode::new_unchecked(FAULTY),
                };
                self.set_predicate(predicate, token.span);
            }
            Kind::Word if self.written(token.span) == "a" && !self.is_lines() => {
                self.advance();
                self.set_predicate(rdf::TYPE.into_owned(), token.span);
            }
            Kind::End => self.unended(),
            // a dot or a bracket where something is still to come: told, then taken as the end
            kind if kind.closes() || kind == Kind::Semicolon => {
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
            Kind::OpenBrace if !self.is_trig() && within == Within::Statement => {
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

    pub(super) fn set_predicate(&mut self, node: NamedNode, span: Span) {
        if let Some(Frame {
            kind:
                FrameKind::List {
                    predicate,
                    expects,
                    said,
                    reifier,
                    ..
                },
            ..
        }) = self.stack.last_mut()
        {
            *predicate = Some((node, span));
            *expects = Expects::Object;
            (*said, *reifier) = (None, None);
        }
    }

    pub(super) fn expect(&mut self, wanted: Expects) {
        if let Some(Frame {
            kind:
                FrameKind::List {
                    expects,
                    said,
                    reifier,
                    ..
                },
            ..
        }) = self.stack.last_mut()
        {
            *expects = wanted;
            if wanted == Expects::Object {
                (*said, *reifier) = (None, None);
            }
        }
    }

    pub(super) fn object(&mut self) {
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
            Kind::OpenTriple | Kind::OpenReified => self.open_triple(),
            kind if kind.closes() || matches!(kind, Kind::Semicolon | Kind::Comma) => {
                self.say(fault::no_object(self.source, self.last, token));
                self.expect(Expects::After);
                if token.kind == Kind::Comma {
                    self.advance();
                    self.expect(Expects::Object);
                }
            }
            Kind::End => self.unended(),
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
    pub(super) fn after(&mut self) {
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
            kind if kind.closes() => self.end(),
            Kind::Iri | Kind::Blank if self.format == Format::NQuads => self.name_quad(),
            Kind::Tilde | Kind::OpenAnnotation if lines => {
                self.say(fault::reified_in_lines(self.source, token.span));
                self.recover();
            }
            Kind::Tilde => self.name_reifier(),
            Kind::OpenAnnotation => self.open_annotation(),
            _ => self.missing(),
        }
    }

    /// The graph of a line of N-Quads.
    pub(super) fn name_quad(&mut self) {
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
    pub(super) fn missing(&mut self) {
        let token = self.token;
        let next = Some(token.span).filter(|_| token.kind != Kind::End);
        let begins = token.kind.is_term() || token.kind.opens() || token.kind == Kind::At;
        if !begins {
            if token.kind == Kind::End {
                self.unended();
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
                && is_word(
                    self.written(token.span),
                    &["prefix", "base", "version", "graph"],
                ));
        let new_statement = directive
            || self.is_lines()
            || words >= 3 && self.within() == Some(Within::Statement)
            || (self.opens_line() && words >= 2);
        if new_statement {
            // whatever was open is closed by what begins here
            while let Some(frame) = self.stack.pop() {
                if let FrameKind::List {
                    within: Within::Statement,
                    ..
                } = frame.kind
                {
                    self.say(fault::missing_dot(
                        self.source,
                        self.statement.to(self.last),
                        next,
                    ));
                    break;
                }
                self.say(fault::unclosed(self.source, frame.open, self.last));
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
    pub(super) fn words_ahead(&self) -> usize {
        let mut lexer = self.lexer.clone();
        let mut token = self.token;
        let mut count = 0;
        let mut looked = 0;
        while count < 3 && looked < 64 {
            looked += 1;
            if token.kind.is_term() {
                count += 1;
            } else if token.kind.opens() {
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
    pub(super) fn item(&mut self) {
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
            Kind::OpenTriple | Kind::OpenReified => {
                self.cell();
                self.open_triple();
            }
            kind if kind.closes() || matches!(kind, Kind::Semicolon | Kind::End) => {
                if let Some(open) = self.stack.last().map(|frame| frame.open) {
                    self.say(fault::unclosed(self.source, open, self.last));
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
    pub(super) fn goes_on_here(&self) -> bool {
        let next = self.following();
        let between = self
            .text
            .get(self.token.span.end as usize..next.span.start as usize);
        (next.kind.is_term() || next.kind == Kind::CloseParenthesis)
            && between.is_some_and(|between| !between.contains('\n'))
    }

    pub(super) fn pass_over_in_collection(&mut self) {
        let fault =
            fault::sign_in_collection(self.source, self.token.span, self.written(self.token.span));
        self.say(fault);
        self.advance();
    }

    /// Adds a cell to the collection on top; with the first, whatever waits for the collection is told of it.
    pub(super) fn cell(&mut self) {
        let cell = self.new_blank();
        let top = self.stack.len() - 1;
        let open = self.stack[top].open;
        let FrameKind::Items { head, last } = &mut self.stack[top].kind else {
            return;
        };
        match last.replace(cell.clone()) {
            Some(before) => {
                self.push(
                    before.into(),
                    open,
                    rdf::REST.into_owned(),
                    open,
                    cell.into(),
                    open,
                );
            }
            None => {
                *head = Some(cell.clone());
                if let Some(below) = top.checked_sub(1) {
                    self.stack[top].pending = self.give(below, cell.into(), open);
                }
            }
        }
    }

    pub(super) fn close_items(&mut self, end: Span) {
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
                    rdf::REST.into_owned(),
                    frame.open,
                    rdf::NIL.into(),
                    end,
                );
                head.into()
            }
            _ => {
                if let Some(top) = self.stack.len().checked_sub(1) {
                    self.give(top, rdf::NIL.into(), span);
                }
                rdf::NIL.into()
            }
        };
        self.closed(node, span, frame.pending, false);
    }

    /// What stands here ends what is on top of the stack, in the right way or in a wrong one.
    pub(super) fn end(&mut self) {
        let token = self.token;
        let (Some(within), Some(open)) = (self.within(), self.stack.last().map(|frame| frame.open))
        else {
            return;
        };
        match (token.kind, within) {
            (Kind::CloseBracket, Within::Brackets) => {
                self.advance();
                self.close_bracket(token.span);
            }
            (Kind::CloseAnnotation, Within::Annotation) => {
                self.advance();
                self.stack.pop();
            }
            (_, Within::Brackets) => {
                self.say(fault::unclosed(self.source, open, self.last));
                self.close_bracket(self.last);
            }
            (_, Within::Annotation) => {
                self.say(fault::unclosed(self.source, open, self.last));
                self.stack.pop();
            }
            (Kind::Dot, Within::Statement) => {
                self.advance();
                self.stack.pop();
                self.settle();
            }
            (Kind::CloseBrace, Within::Statement) if self.block.is_some() => {
                self.stack.pop();
                self.settle();
            }
            (_, Within::Statement) => {
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

    /// What holds the predicates and objects on top of the stack.
    pub(super) fn within(&self) -> Option<Within> {
        match &self.stack.last()?.kind {
            FrameKind::List { within, .. } => Some(*within),
            _ => None,
        }
    }

    pub(super) fn close_bracket(&mut self, end: Span) {
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
    pub(super) fn unended(&mut self) {
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
        let fault = if self.within() != Some(Within::Statement) {
            fault::unclosed(self.source, open, self.last)
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
    pub(super) fn settle(&mut self) {
        let statement = self.statement.to(self.last);
        for quad in &mut self.reading.quads[self.first..] {
            quad.statement = statement;
        }
        self.first = self.reading.quads.len();
    }

    /// Leaves the statement and goes to where the next one is likely to begin.
    pub(super) fn recover(&mut self) {
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
                    if !first
                        && matches!(
                            self.written(self.token.span),
                            "@prefix" | "@base" | "@version"
                        ) =>
                {
                    return;
                }
                Kind::Iri | Kind::Name | Kind::Blank | Kind::OpenBracket | Kind::OpenReified
                    if !first && self.opens_line() =>
                {
                    let before = self.written(self.last);
                    if !matches!(
                        before,
                        ";" | "," | "[" | "(" | "{" | "{|" | "<<" | "<<(" | "~"
                    ) {
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
}
