//! From files to a graph: what a reader gives is numbered at once, and kept in no other form.

use super::graph::Graph;
use super::id::Id;
use super::terms::{Full, Terms};
use crate::convert::{Syntax, read};
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::{Format, Receiver, parse_each};
use oxrdf::{BlankNode, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TripleRef};
use rustc_hash::FxHashSet;
use std::collections::HashMap;
use std::sync::Arc;

/// Collects triples for a [`Graph`].
///
/// ```
/// # use relata::{diagnostic::Source, shacl::{Loader, Terms}, turtle::Format};
/// let mut terms = Terms::new();
/// let mut loader = Loader::new(&mut terms);
/// let source = Source::new("a.nt", "<http://e/a> <http://e/b> _:c .");
/// assert!(loader.read(&source, Format::NTriples, "f0-")?.is_empty());
/// assert_eq!(loader.finish().len(), 1);
/// # Ok::<(), relata::shacl::Full>(())
/// ```
#[derive(Debug)]
pub struct Loader<'a> {
    terms: &'a mut Terms,
    triples: Vec<[Id; 3]>,
}

impl<'a> Loader<'a> {
    /// An empty loader that numbers into `terms`.
    pub fn new(terms: &'a mut Terms) -> Self {
        Self {
            terms,
            triples: Vec::new(),
        }
    }

    /// Reads a file; labels of blank nodes get `scope` in front. Gives what is wrong with the file.
    ///
    /// # Errors
    /// [`Full`] where the terms pass 4 GiB of text.
    pub fn read(
        &mut self,
        source: &Arc<Source>,
        format: Format,
        scope: &str,
    ) -> Result<Vec<Diagnostic>, Full> {
        let mut intake = Intake {
            begin: self.triples.len(),
            loader: self,
            scope,
            last: None,
            full: false,
        };
        let faults = parse_each(source, format, &mut intake);
        if intake.full { Err(Full) } else { Ok(faults) }
    }

    /// Reads a file of any syntax, of which nothing but its triples comes out: no spans (RDF/XML, JSON-LD). Gives the
    /// nodes it describes, and what is wrong with the file.
    ///
    /// Its blank nodes are numbered in their order, for the reader gives them labels by chance.
    ///
    /// # Errors
    /// What is wrong with reading, or [`Full`] inside it where the terms pass 4 GiB of text.
    ///
    /// ```
    /// # use relata::{convert::Syntax, shacl::{Loader, Terms}};
    /// let mut terms = Terms::new();
    /// let mut loader = Loader::new(&mut terms);
    /// let text = r#"{"@id": "http://e/a", "http://e/b": [{"http://e/c": 1}]}"#;
    /// let (nodes, faults) = loader.read_plain("a.jsonld", text, Syntax::JsonLd, "f0-")?;
    /// assert_eq!((nodes.len(), faults.len(), loader.finish().len()), (2, 0, 2));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn read_plain(
        &mut self,
        name: &str,
        text: &str,
        syntax: Syntax,
        scope: &str,
    ) -> std::io::Result<(FxHashSet<Id>, Vec<Diagnostic>)> {
        let mut nodes = FxHashSet::default();
        let mut labels: HashMap<BlankNode, BlankNode> = HashMap::new();
        let mut renamed = |node: BlankNode| {
            let next = labels.len();
            labels
                .entry(node)
                .or_insert_with(|| BlankNode::new_unchecked(format!("{scope}b{next}")))
                .clone()
        };
        let (_, faults) = read(
            Box::new(text.as_bytes()),
            name,
            syntax,
            None,
            &mut |mut quad| {
                if let NamedOrBlankNode::BlankNode(node) = quad.subject {
                    quad.subject = renamed(node).into();
                }
                if let Term::BlankNode(node) = quad.object {
                    quad.object = renamed(node).into();
                }
                let triple = TripleRef::new(&quad.subject, &quad.predicate, &quad.object);
                nodes.insert(self.add(triple).map_err(std::io::Error::other)?);
                Ok(true)
            },
        )?;
        Ok((nodes, faults))
    }

    /// Adds one triple as it is, labels of blank nodes included. Gives the number of its subject.
    ///
    /// # Errors
    /// [`Full`] where the terms pass 4 GiB of text.
    pub fn add(&mut self, triple: TripleRef<'_>) -> Result<Id, Full> {
        let subject = self.terms.intern(triple.subject.into())?;
        let predicate = self.terms.intern(triple.predicate.into())?;
        let object = self.terms.intern(triple.object)?;
        self.triples.push([subject, predicate, object]);
        Ok(subject)
    }

    /// The graph of all that was read.
    pub fn finish(self) -> Graph {
        Graph::new(self.triples)
    }
}

/// One file on its way into the loader.
struct Intake<'a, 'b> {
    loader: &'a mut Loader<'b>,
    scope: &'a str,
    /// How many triples there were before the file.
    begin: usize,
    /// The subject and the predicate of the triple before: most triples repeat one of them.
    last: Option<(Id, Id)>,
    full: bool,
}

impl Intake<'_, '_> {
    fn number(&mut self, triple: TripleRef<'_>) -> Result<[Id; 3], Full> {
        let terms = &mut *self.loader.terms;
        let subject = match (triple.subject, self.last) {
            (NamedOrBlankNodeRef::NamedNode(node), Some((last, _)))
                if terms.is_iri(last) && terms.text_of(last) == node.as_str() =>
            {
                last
            }
            (subject, _) => terms.intern_scoped(subject.into(), self.scope)?,
        };
        let predicate = match self.last {
            Some((_, last)) if terms.text_of(last) == triple.predicate.as_str() => last,
            _ => terms.intern(triple.predicate.into())?,
        };
        let object = terms.intern_scoped(triple.object, self.scope)?;
        self.last = Some((subject, predicate));
        Ok([subject, predicate, object])
    }
}

impl Receiver for Intake<'_, '_> {
    fn triple(&mut self, triple: TripleRef<'_>) {
        if self.full {
            return;
        }
        match self.number(triple) {
            Ok(triple) if u32::try_from(self.loader.triples.len()).is_ok_and(|n| n < u32::MAX) => {
                self.loader.triples.push(triple);
            }
            _ => self.full = true,
        }
    }

    fn restart(&mut self) {
        self.loader.triples.truncate(self.begin);
        self.last = None;
    }
}
