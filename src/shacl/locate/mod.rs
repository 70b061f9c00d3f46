//! Where a triple stands in the files it was read from, found by looking for its words.
//!
//! The readers do not tell where they read a triple. So the text is searched for the subject at the beginning of a
//! statement, and the statement for the predicate and the object. That finds what people write; what it does not find
//! falls back to the predicate, the subject, or nothing. [`Places`] is all that a diagnostic needs: a reader that knows
//! its spans can take the place of this search.

mod statement;

use super::graph::Graph;
use super::names;
use super::terms::{Id, Terms};
use crate::diagnostic::Source;
use oxrdf::TermRef;
use statement::{Statement, Wanted};
use std::ops::Range;
use std::sync::Arc;

/// A stretch of a file.
pub type Place = (Arc<Source>, Range<usize>);

/// Knows where triples stand.
pub trait Places {
    /// Where a triple of the graph stands, as near as is known. Without an object, where its predicate stands; without a
    /// predicate, where its subject begins to be described.
    fn place(&self, subject: Id, predicate: Option<Id>, object: Option<Id>) -> Option<Place>;
}

/// Finds triples by searching the text of files.
#[derive(Debug)]
pub struct Search<'a> {
    terms: &'a Terms,
    graph: &'a Graph,
    files: Vec<File>,
}

/// A file with the prefixes it declares.
type File = (Arc<Source>, Vec<(String, String)>);

/// How many blank nodes are climbed to reach a node with a name.
const HIGHEST: usize = 16;

impl<'a> Search<'a> {
    /// A search for the triples of a graph in the files it was read from.
    pub fn new(
        terms: &'a Terms,
        graph: &'a Graph,
        files: impl IntoIterator<Item = Arc<Source>>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|source| {
                let prefixes = crate::turtle::read::prefixes(&source.text);
                (source, prefixes)
            })
            .collect();
        Self {
            terms,
            graph,
            files,
        }
    }

    /// The node with a name above a blank node, with the predicates that lead down from it.
    fn named(&self, node: Id) -> Option<(Id, Vec<Id>)> {
        let mut here = node;
        let mut down = Vec::new();
        while self.terms.is_blank(here) {
            if down.len() == HIGHEST {
                return None;
            }
            let (above, predicate) = self.graph.predicates().find_map(|predicate| {
                let above = self.graph.subjects(predicate, here).next()?;
                Some((above, predicate))
            })?;
            down.push(predicate);
            here = above;
        }
        down.reverse();
        Some((here, down))
    }

    /// How a file may write a term.
    fn forms(&self, id: Id, prefixes: &[(String, String)]) -> Vec<String> {
        match self.terms.term(id) {
            TermRef::NamedNode(node) => {
                let iri = node.as_str();
                let mut forms = vec![format!("<{iri}>")];
                for (name, namespace) in prefixes {
                    if let Some(local) = iri.strip_prefix(namespace.as_str()) {
                        forms.push(format!("{name}:{local}"));
                    }
                }
                if id == names::RDF_TYPE {
                    forms.push("a".to_owned());
                }
                forms
            }
            TermRef::BlankNode(_) | TermRef::Triple(_) => Vec::new(),
            TermRef::Literal(literal) => vec![literal.value().to_owned()],
        }
    }

    fn in_file(
        &self,
        (source, prefixes): &File,
        subject: Id,
        wanted: &[Id],
        object: Option<Id>,
    ) -> Option<(u8, Range<usize>)> {
        let text = source.text.as_str();
        let wanted = Wanted {
            predicates: wanted
                .iter()
                .map(|predicate| self.forms(*predicate, prefixes))
                .collect(),
            object: object.map(|object| self.forms(object, prefixes)),
            is_literal: object.is_some_and(|object| self.terms.is_literal(object)),
        };
        let mut best: Option<(u8, Range<usize>)> = None;
        for form in self.forms(subject, prefixes) {
            for at in memchr::memmem::find_iter(text.as_bytes(), form.as_bytes()) {
                let here = at..at + form.len();
                if !statement::begins(text, &here) {
                    continue;
                }
                let found = Statement::new(text, here).find(&wanted);
                if best.as_ref().is_none_or(|(rank, _)| found.0 > *rank) {
                    best = Some(found);
                }
                if best
                    .as_ref()
                    .is_some_and(|(rank, _)| *rank >= wanted.best())
                {
                    return best;
                }
            }
        }
        best
    }
}

impl Places for Search<'_> {
    fn place(&self, subject: Id, predicate: Option<Id>, object: Option<Id>) -> Option<Place> {
        if self.terms.is_literal(subject) {
            return None;
        }
        let (named, mut down) = self.named(subject)?;
        down.extend(predicate);
        let object = object.filter(|object| !self.terms.is_blank(*object));
        let mut best: Option<(u8, Place)> = None;
        for file in &self.files {
            if let Some((rank, span)) = self.in_file(file, named, &down, object)
                && best.as_ref().is_none_or(|(known, _)| rank > *known)
            {
                best = Some((rank, (Arc::clone(&file.0), span)));
            }
        }
        best.map(|(_, place)| place)
    }
}
