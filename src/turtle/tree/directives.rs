//! What stands around statements: declarations, and the graphs of TriG.

use super::reader::{FAULTY, Reader};
use super::token::{Kind, Span};
use super::{Declared, fault, value};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};

impl Reader<'_> {
    /// True where `prefix` or `base` is meant as a name whose colon was forgotten rather than as a directive.
    pub(super) fn is_subject_like(&self) -> bool {
        !matches!(
            self.following().kind,
            Kind::Name | Kind::Iri | Kind::BadIri | Kind::Word
        )
    }

    pub(super) fn directive(&mut self, dotted: bool) {
        let start = self.token.span;
        let word = self
            .written(start)
            .trim_start_matches('@')
            .to_ascii_lowercase();
        if word == "version" {
            self.version(dotted);
            return;
        }
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
        self.advance();
        let span = self.end_directive(start, dotted, &word);
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

    /// `VERSION "1.2"` or `@version "1.2" .`: what the file announces changes nothing, for all versions are read as one.
    pub(super) fn version(&mut self, dotted: bool) {
        let start = self.token.span;
        if dotted && self.is_lines() {
            self.say(fault::no_directives(self.source, start));
            self.recover();
            return;
        }
        if self.block.is_some() {
            self.say(fault::directive_in_graph(self.source, start));
        }
        self.advance();
        let written = self.written(self.token.span);
        let is_long = written.starts_with("\"\"\"") || written.starts_with("'''");
        let is_foreign = self.is_lines() && written.starts_with('\'');
        if self.token.kind != Kind::Text || is_long || is_foreign {
            self.say(fault::directive(
                self.source,
                start,
                self.token,
                "a version in quotation marks",
            ));
            self.recover();
            return;
        }
        let quoted = written.get(1..written.len() - 1).unwrap_or("");
        if let Err(flaw) = value::unescape(quoted, true) {
            self.flaw(self.token.span, 1, flaw);
        }
        self.advance();
        self.end_directive(start, dotted, "version");
    }

    /// The dot that ends a declaration with `@`, and no other; gives the whole declaration's place.
    fn end_directive(&mut self, start: Span, dotted: bool, word: &str) -> Span {
        let mut span = start.to(self.last);
        match (dotted, self.token.kind) {
            (true, Kind::Dot) => {
                span = start.to(self.token.span);
                self.advance();
            }
            (true, _) => self.say(fault::missing_dot(
                self.source,
                span,
                Some(self.token.span).filter(|_| self.token.kind != Kind::End),
            )),
            (false, Kind::Dot) => {
                self.say(fault::dot_after_directive(
                    self.source,
                    self.token.span,
                    word,
                ));
                self.advance();
            }
            (false, _) => {}
        }
        span
    }

    /// A graph's name and its opening brace.
    pub(super) fn graph_name(&mut self, keyword: bool) {
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

    pub(super) fn open_block(&mut self, name: GraphName) {
        self.block = Some(self.token.span);
        self.graph = name;
        self.advance();
    }
}
