//! Triples that are terms: `<<( s p o )>>`, and `<< s p o ~ r >>`, which stands for something that reifies its triple.
//!
//! Both are read part by part on the reader's own stack. A reified triple is a node and may nest as deep as a file likes;
//! a triple term holds what is in it, so its depth is bounded by [`DEEPEST`].

use super::fault;
use super::reader::{Expects, Frame, FrameKind, Reader};
use super::token::{Kind, Span};
use crate::dataset::triple::DEEPEST;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};

/// What is known of a triple that is open; a part that could not be read stays out, and then the triple is not given.
pub(super) struct Parts {
    /// `<<` rather than `<<(`.
    reified: bool,
    /// Which part comes next.
    next: Next,
    subject: Option<NamedOrBlankNode>,
    predicate: Option<NamedNode>,
    object: Option<Term>,
    /// What the file names as reifying the triple, and where.
    reifier: Option<(Option<NamedOrBlankNode>, Span)>,
    /// From the subject to the object.
    said: Span,
    /// How many triple terms stand around it, itself counted.
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Subject,
    Predicate,
    Object,
    End,
}

impl Reader<'_> {
    /// `<<` or `<<(` where a term can begin.
    pub(super) fn open_triple(&mut self) {
        let token = self.token;
        let reified = token.kind == Kind::OpenReified;
        if reified && self.is_lines() {
            self.say(fault::reified_in_lines(self.source, token.span));
            self.recover();
            return;
        }
        let around = match self.stack.last() {
            Some(Frame {
                kind: FrameKind::Triple(parts),
                ..
            }) if !parts.reified => parts.depth,
            _ => 0,
        };
        if around >= DEEPEST {
            self.say(fault::too_deep(self.source, token.span));
            self.recover();
            return;
        }
        self.advance();
        self.stack.push(Frame {
            kind: FrameKind::Triple(Box::new(Parts {
                reified,
                next: Next::Subject,
                subject: None,
                predicate: None,
                object: None,
                reifier: None,
                said: self.token.span,
                depth: around + 1,
            })),
            open: token.span,
            pending: None,
        });
    }

    fn parts(&mut self) -> Option<&mut Parts> {
        match self.stack.last_mut() {
            Some(Frame {
                kind: FrameKind::Triple(parts),
                ..
            }) => Some(parts),
            _ => None,
        }
    }

    /// The next part of the triple on top of the stack, or its end.
    pub(super) fn part(&mut self) {
        let token = self.token;
        let Some((next, reified)) = self.parts().map(|parts| (parts.next, parts.reified)) else {
            return;
        };
        match (next, token.kind) {
            (_, Kind::End | Kind::Dot | Kind::Semicolon | Kind::CloseBrace) => {
                if let Some(open) = self.stack.last().map(|frame| frame.open) {
                    self.say(fault::unclosed(self.source, open, self.last));
                }
                self.recover();
            }
            (Next::End, _) => self.triple_end(reified),
            (_, Kind::CloseReified | Kind::CloseTriple | Kind::Tilde) => {
                let missing = match next {
                    Next::Subject => "the subject",
                    Next::Predicate => "the predicate",
                    Next::Object | Next::End => "the object",
                };
                if let Some(open) = self.stack.last().map(|frame| frame.open) {
                    self.say(fault::too_few_parts(self.source, open, token, missing));
                }
                if let Some(parts) = self.parts() {
                    (parts.next, parts.object) = (Next::End, None);
                }
            }
            (Next::Predicate, _) => self.triple_predicate(),
            (_, Kind::OpenBracket) if !self.is_lines() => {
                let node = self.anonymous();
                self.set_part(node.map(Into::into), token.span.to(self.last));
            }
            (Next::Object, Kind::OpenTriple) => self.open_triple(),
            (_, Kind::OpenReified) if reified || self.is_lines() => self.open_triple(),
            (_, Kind::Iri | Kind::BadIri | Kind::Name | Kind::Blank) => {
                let node = self.node();
                self.set_part(node.map(Into::into), token.span);
            }
            (Next::Object, kind) if kind.is_term() => {
                let object = self.term();
                self.set_part(object, token.span.to(self.last));
            }
            (_, kind) if kind.is_term() => {
                self.say(fault::part(
                    self.source,
                    token,
                    self.written(token.span),
                    "subject",
                ));
                // passed over as if it were one, with its language or datatype
                self.pass_over_term();
                self.set_part(None, token.span);
            }
            (_, kind) if kind.opens() => {
                let place = if next == Next::Subject {
                    "subject"
                } else {
                    "object"
                };
                self.say(fault::part(
                    self.source,
                    token,
                    self.written(token.span),
                    place,
                ));
                self.recover();
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    self.written(token.span),
                    "a part of the triple",
                ));
                self.recover();
            }
        }
    }

    fn pass_over_term(&mut self) {
        self.advance();
        match self.token.kind {
            Kind::At => self.advance(),
            Kind::Carets => {
                self.advance();
                if matches!(self.token.kind, Kind::Iri | Kind::Name) {
                    self.advance();
                }
            }
            _ => {}
        }
    }

    /// `[]`; anything between the brackets is told.
    fn anonymous(&mut self) -> Option<NamedOrBlankNode> {
        let token = self.token;
        if self.following().kind != Kind::CloseBracket {
            self.say(fault::part(
                self.source,
                token,
                self.written(token.span),
                "subject or object",
            ));
            self.recover();
            return None;
        }
        self.advance();
        self.advance();
        Some(self.new_blank().into())
    }

    fn triple_predicate(&mut self) {
        let token = self.token;
        let written = self.written(token.span);
        let predicate = match token.kind {
            Kind::Iri | Kind::BadIri | Kind::Name => match self.node() {
                Some(NamedOrBlankNode::NamedNode(node)) => Some(node),
                _ => None,
            },
            Kind::Word if written == "a" && !self.is_lines() => {
                self.advance();
                Some(rdf::TYPE.into_owned())
            }
            kind if kind.is_term() => {
                self.say(fault::predicate(self.source, token, written));
                self.pass_over_term();
                None
            }
            _ => {
                self.say(fault::unexpected(
                    self.source,
                    token,
                    written,
                    "a predicate",
                ));
                self.recover();
                return;
            }
        };
        if let Some(parts) = self.parts() {
            parts.predicate = predicate;
            parts.next = Next::Object;
        }
    }

    /// Sets the subject or object that has been read; nothing where the triple was given up.
    fn set_part(&mut self, term: Option<Term>, span: Span) {
        let Some(parts) = self.parts() else { return };
        if parts.next == Next::Subject {
            parts.subject = match term {
                Some(Term::NamedNode(node)) => Some(node.into()),
                Some(Term::BlankNode(node)) => Some(node.into()),
                _ => None,
            };
            parts.next = Next::Predicate;
        } else {
            parts.object = term;
            parts.next = Next::End;
        }
        parts.said = parts.said.to(span);
    }

    /// Behind the object: the name of what reifies the triple, or the closing sign.
    fn triple_end(&mut self, reified: bool) {
        let token = self.token;
        let named = self.parts().is_some_and(|parts| parts.reifier.is_some());
        match token.kind {
            Kind::Tilde if reified && !named => {
                let reifier = self.reifier();
                let place = token.span.to(self.last);
                if let Some(parts) = self.parts() {
                    parts.reifier = Some((reifier, place));
                }
            }
            Kind::CloseReified if reified => self.close_triple(),
            Kind::CloseTriple if !reified => self.close_triple(),
            kind => {
                let closing = if reified { ">>" } else { ")>>" };
                if let Some(open) = self.stack.last().map(|frame| frame.open) {
                    self.say(fault::too_many_parts(self.source, open, token, closing));
                }
                match kind {
                    // meant as the end
                    Kind::CloseReified | Kind::CloseTriple => self.close_triple(),
                    Kind::CloseParenthesis if self.following().kind == Kind::CloseReified => {
                        self.advance();
                        self.close_triple();
                    }
                    _ => self.recover(),
                }
            }
        }
    }

    /// `~` with or without a name behind it.
    pub(super) fn reifier(&mut self) -> Option<NamedOrBlankNode> {
        self.advance();
        match self.token.kind {
            Kind::Iri | Kind::BadIri | Kind::Name | Kind::Blank => self.node(),
            Kind::OpenBracket => self.anonymous(),
            _ => Some(self.new_blank().into()),
        }
    }

    /// The closing sign: what the triple stands for goes where it is awaited.
    fn close_triple(&mut self) {
        let end = self.token.span;
        self.advance();
        let Some(Frame {
            kind: FrameKind::Triple(parts),
            open,
            ..
        }) = self.stack.pop()
        else {
            return;
        };
        let span = open.to(end);
        let triple = match (parts.subject, parts.predicate, parts.object) {
            (Some(subject), Some(predicate), Some(object)) => {
                Some(Triple::new(subject, predicate, object))
            }
            _ => None,
        };
        let term = if parts.reified {
            let (reifier, place) = match parts.reifier {
                Some(named) => named,
                None => (Some(self.new_blank().into()), span),
            };
            if let (Some(reifier), Some(triple)) = (&reifier, triple) {
                self.reify(reifier.clone(), place, open, triple, parts.said);
            }
            reifier.map(Into::into)
        } else {
            triple.map(Into::into)
        };
        self.deliver(term, span);
    }

    /// Says what a reifier reifies, unless the triple nests too deep to be a term.
    pub(super) fn reify(
        &mut self,
        reifier: NamedOrBlankNode,
        at_reifier: Span,
        at_sign: Span,
        triple: Triple,
        at_triple: Span,
    ) {
        if depth(&triple) > DEEPEST {
            self.say(fault::too_deep(self.source, at_triple));
            return;
        }
        self.push(
            reifier,
            at_reifier,
            rdf::REIFIES.into_owned(),
            at_sign,
            triple.into(),
            at_triple,
        );
    }

    /// Gives a term that has been read from its opening to its closing sign to what stands around it.
    fn deliver(&mut self, term: Option<Term>, span: Span) {
        match self.stack.last().map(|frame| &frame.kind) {
            None => {
                let subject = match term {
                    Some(Term::NamedNode(node)) => Some(node.into()),
                    Some(Term::BlankNode(node)) => Some(node.into()),
                    _ => None,
                };
                self.open_list(subject, span, Expects::VerbOrDot);
            }
            Some(FrameKind::Triple(_)) => self.set_part(term, span),
            Some(_) => {
                if let Some(object) = term {
                    self.give(self.stack.len() - 1, object, span);
                }
                self.expect(Expects::After);
            }
        }
    }
}

/// How many triples stand inside one another, the outermost counted.
fn depth(triple: &Triple) -> usize {
    let mut depth = 1;
    let mut inner = &triple.object;
    while let Term::Triple(next) = inner {
        depth += 1;
        inner = &next.object;
    }
    depth
}
