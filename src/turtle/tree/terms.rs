//! From tokens to terms: names expanded, texts unescaped, quads made; what is wrong with a term is told where it stands.

use super::fault;
use super::reader::{FAULTY, FrameKind, Reader, XSD, distinct};
use super::token::{Kind, Span, Token};
use super::value::{self, Flaw};
use super::{Declared, Located};
use oxrdf::vocab::rdf;
use oxrdf::{BaseDirection, BlankNode, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

impl Reader<'_> {
    pub(super) fn new_blank(&mut self) -> BlankNode {
        self.anonymous += 1;
        BlankNode::new_unchecked(format!("{}riog{:08}", self.scope, self.anonymous))
    }

    /// A quad with the subject and predicate that wait in a frame, or of the last cell of a collection; its number. The
    /// frame remembers it: annotations may follow.
    pub(super) fn give(&mut self, frame: usize, object: Term, span: Span) -> Option<usize> {
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
                (cell.clone().into(), open, rdf::FIRST.into_owned(), open)
            }
            _ => return None,
        };
        let given = self.push(
            subject,
            subject_span,
            predicate,
            predicate_span,
            object,
            span,
        );
        if let FrameKind::List { said, .. } = &mut self.stack[frame].kind {
            *said = given;
        }
        given
    }

    /// Adds a quad, unless a part of it could not be read.
    pub(super) fn push(
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
    pub(super) fn node(&mut self) -> Option<NamedOrBlankNode> {
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

    pub(super) fn named(&mut self, token: Token) -> Option<NamedNode> {
        let full = match token.kind {
            Kind::Name => self.expand(token)?,
            _ => self.iri(token)?,
        };
        Some(NamedNode::new_unchecked(full))
    }

    pub(super) fn expand(&mut self, token: Token) -> Option<String> {
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

    pub(super) fn iri(&mut self, token: Token) -> Option<String> {
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

    pub(super) fn flaw(&mut self, span: Span, skipped: usize, flaw: Flaw) {
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
    pub(super) fn term(&mut self) -> Option<Term> {
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

    pub(super) fn literal(&mut self) -> Option<Term> {
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
                let (language, direction) = match tag.split_once("--") {
                    None => (tag, None),
                    Some((language, "ltr")) => (language, Some(BaseDirection::Ltr)),
                    Some((language, "rtl")) => (language, Some(BaseDirection::Rtl)),
                    Some(_) => {
                        self.say(fault::language(self.source, at.span, tag));
                        return None;
                    }
                };
                if self.language != language {
                    if Literal::new_language_tagged_literal("", language).is_err() {
                        self.say(fault::language(self.source, at.span, tag));
                        return None;
                    }
                    language.clone_into(&mut self.language);
                }
                Some(
                    match direction {
                        None => Literal::new_language_tagged_literal_unchecked(text?, language),
                        Some(direction) => {
                            Literal::new_directional_language_tagged_literal_unchecked(
                                text?, language, direction,
                            )
                        }
                    }
                    .into(),
                )
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
                let token = self.token;
                self.advance();
                let datatype = self.named(token)?;
                if datatype.as_str().starts_with(FAULTY) {
                    return None;
                }
                if datatype == rdf::LANG_STRING || datatype == rdf::DIR_LANG_STRING {
                    let directed = datatype == rdf::DIR_LANG_STRING;
                    let place = carets.to(token.span);
                    self.say(fault::language_as_datatype(self.source, place, directed));
                    return None;
                }
                Some(Literal::new_typed_literal(text?, datatype).into())
            }
            _ => Some(Literal::new_simple_literal(text?).into()),
        }
    }
}
