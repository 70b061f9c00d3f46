//! Where the triples that results speak of stand in the files they were read from.
//!
//! The fast reader forgets where it read a triple, and a graph of a million triples keeps no table of places. So the
//! places that are asked for are listed first, a hundred or two, and then the files are read once more by the reader
//! that knows its spans ([`crate::turtle::tree`]), statement by statement, until all of them are found. Whoever has the
//! spans at hand shows them instead ([`Places::see`]).

use super::graph::Graph;
use super::id::Id;
use super::terms::Terms;
use crate::diagnostic::Source;
use crate::turtle::Format;
use crate::turtle::tree::{Located, read_each};
use oxrdf::{NamedOrBlankNode, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// What is to be shown: a triple by its object; without an object, its predicate; without a predicate, the first place
/// where its subject is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The subject.
    pub subject: Id,
    /// The predicate.
    pub predicate: Option<Id>,
    /// The object.
    pub object: Option<Id>,
}

impl Spot {
    /// The place of a node.
    pub fn node(subject: Id) -> Self {
        Self {
            subject,
            predicate: None,
            object: None,
        }
    }

    /// The place of a property, whatever its value.
    pub fn property(subject: Id, predicate: Id) -> Self {
        Self {
            predicate: Some(predicate),
            ..Self::node(subject)
        }
    }

    /// The place of a triple.
    pub fn triple([subject, predicate, object]: [Id; 3]) -> Self {
        Self {
            subject,
            predicate: Some(predicate),
            object: Some(object),
        }
    }

    /// How good a place cannot be better than.
    fn best(&self) -> Rank {
        match (self.predicate, self.object) {
            (None, _) => Rank::Subject,
            (Some(_), None) => Rank::Predicate,
            (Some(_), Some(_)) => Rank::Object,
        }
    }
}

/// How near to the spot a place is, the nearest last: what is only derived from the files has no place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A file that is read without spans.
    File,
    /// The node stands there as an object.
    Mentioned,
    Subject,
    Predicate,
    Object,
}

/// A stretch of a file; or only the file, where its syntax is read without spans (RDF/XML, JSON-LD).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A stretch of a file.
    Stretch(Arc<Source>, Range<usize>),
    /// A file by its name.
    File(String),
}

/// The places of spots, as far as they were found.
///
/// ```
/// # use relata::{diagnostic::Source, shacl::{Loader, Place, Places, Spot, Terms}, turtle::Format};
/// let mut terms = Terms::new();
/// let mut loader = Loader::new(&mut terms);
/// let source = Source::new("a.ttl", "@prefix : <http://e/> .\n:a :b [ :c 1 ] .");
/// assert!(loader.read(&source, Format::Turtle, "f0-")?.is_empty());
/// let graph = loader.finish();
/// let inner = graph.triples().find(|[subject, ..]| terms.is_blank(*subject)).map(Spot::triple);
/// let mut places = Places::new(inner, &graph);
/// places.read(&terms, &source, Format::Turtle, "f0-");
/// assert_eq!(inner.and_then(|spot| places.get(spot)), Some(&Place::Stretch(source, 35..36)));
/// # Ok::<(), relata::shacl::Full>(())
/// ```
#[derive(Debug, Default)]
pub struct Places {
    found: FxHashMap<Spot, Option<(Rank, Place)>>,
    /// The spots of each subject.
    subjects: FxHashMap<Id, Vec<Spot>>,
    /// Nodes that the graph says nothing of: they can only be met as objects.
    mentioned: FxHashSet<Id>,
    /// How many spots have not the best place yet.
    open: usize,
}

impl Places {
    /// Nothing found yet for these spots of a graph.
    pub fn new(spots: impl IntoIterator<Item = Spot>, graph: &Graph) -> Self {
        let mut places = Self::default();
        for spot in spots {
            if places.found.insert(spot, None).is_none() {
                places.subjects.entry(spot.subject).or_default().push(spot);
                places.open += 1;
                if graph.about(spot.subject).is_empty() {
                    places.mentioned.insert(spot.subject);
                }
            }
        }
        places
    }

    /// Reads a file for the places that are not found yet. `scope` is what its blank nodes have before their labels.
    pub fn read(&mut self, terms: &Terms, source: &Arc<Source>, format: Format, scope: &str) {
        if self.open == 0 {
            return;
        }
        read_each(source, format, scope, None, &mut |quads| {
            self.see(terms, source, quads);
            quads.clear();
            if self.open == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
    }

    /// Looks through triples whose places are known.
    pub fn see(&mut self, terms: &Terms, source: &Arc<Source>, quads: &[Located]) {
        let mut last: Option<(&NamedOrBlankNode, Option<Id>)> = None;
        for located in quads {
            let subject = match last {
                Some((node, id)) if *node == located.quad.subject => id,
                _ => terms.find(located.quad.subject.as_ref().into()),
            };
            last = Some((&located.quad.subject, subject));
            if let Some(spots) = subject.and_then(|id| self.subjects.get(&id)) {
                let predicate = terms.find(TermRef::from(located.quad.predicate.as_ref()));
                for spot in spots.clone() {
                    let (rank, span) = if spot.predicate.is_none() || spot.predicate != predicate {
                        (Rank::Subject, located.subject)
                    } else if spot.object.is_some()
                        && spot.object == terms.find(located.quad.object.as_ref())
                    {
                        (Rank::Object, located.object)
                    } else {
                        (Rank::Predicate, located.predicate)
                    };
                    self.note(spot, rank, || stretch(source, span.range()));
                }
            }
            if !self.mentioned.is_empty()
                && let Some(object) = terms.find(located.quad.object.as_ref())
                && self.mentioned.contains(&object)
            {
                for spot in self.subjects.get(&object).cloned().unwrap_or_default() {
                    self.note(spot, Rank::Mentioned, || {
                        stretch(source, located.object.range())
                    });
                }
            }
        }
    }

    /// Says which file describes these nodes, where nothing better is known.
    pub fn file(&mut self, name: &str, nodes: &FxHashSet<Id>) {
        for node in nodes {
            for spot in self.subjects.get(node).cloned().unwrap_or_default() {
                self.note(spot, Rank::File, || Place::File(name.to_owned()));
            }
        }
    }

    /// The place of a spot.
    pub fn get(&self, spot: Spot) -> Option<&Place> {
        self.found.get(&spot)?.as_ref().map(|(_, place)| place)
    }

    /// Keeps a place that is nearer than what was known.
    fn note(&mut self, spot: Spot, rank: Rank, place: impl FnOnce() -> Place) {
        let Some(known) = self.found.get_mut(&spot) else {
            return;
        };
        if known.as_ref().is_some_and(|(before, _)| *before >= rank) {
            return;
        }
        if rank >= spot.best() {
            self.open -= 1;
        }
        *known = Some((rank.min(spot.best()), place()));
    }
}

/// A stretch up to the end of its first line: of a node in brackets, where it begins is what is looked for.
fn stretch(source: &Arc<Source>, span: Range<usize>) -> Place {
    Place::Stretch(Arc::clone(source), source.first_line(span))
}
