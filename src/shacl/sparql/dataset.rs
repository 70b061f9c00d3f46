//! Our graphs as the evaluator asks for them: the data as the default graph, the shapes graph under a name.

use super::prebind::BLANK;
use crate::shacl::graph::Graph;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::terms::Terms;
use oxrdf::{BlankNodeRef, Term};
use spareval::{InternalQuad, QueryableDataset};
use std::convert::Infallible;

/// A term of a query: known by its number, or only the query's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Known(Id),
    Other(Term),
}

/// The data and the shapes while a query runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub terms: &'a Terms,
    pub data: &'a Graph,
    pub shapes: &'a Graph,
}

type Quads<'a> = Box<dyn Iterator<Item = Result<InternalQuad<Node>, Infallible>> + 'a>;

impl<'a> View<'a> {
    fn find(
        graph: &'a Graph,
        subject: Option<Id>,
        predicate: Option<Id>,
        object: Option<Id>,
    ) -> Box<dyn Iterator<Item = [Id; 3]> + 'a> {
        match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => {
                Box::new(graph.contains(s, p, o).then_some([s, p, o]).into_iter())
            }
            (Some(s), Some(p), None) => Box::new(graph.objects(s, p).map(move |o| [s, p, o])),
            (Some(s), None, object) => Box::new(
                graph
                    .about(s)
                    .iter()
                    .filter(move |pair| object.is_none_or(|object| pair[1] == object))
                    .map(move |[p, o]| [s, *p, *o]),
            ),
            (None, Some(p), Some(o)) => Box::new(graph.subjects(p, o).map(move |s| [s, p, o])),
            (None, Some(p), None) => {
                Box::new(graph.pairs_of(p).iter().map(move |[o, s]| [*s, p, *o]))
            }
            (None, None, Some(o)) => Box::new(
                graph
                    .predicates()
                    .flat_map(move |p| graph.subjects(p, o).map(move |s| [s, p, o])),
            ),
            (None, None, None) => Box::new(graph.triples()),
        }
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = Node;
    type Error = Infallible;

    #[expect(
        refining_impl_trait,
        reason = "the box is what the trait's iterator is made of"
    )]
    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Node>,
        predicate: Option<&Node>,
        object: Option<&Node>,
        graph_name: Option<Option<&Node>>,
    ) -> Quads<'a> {
        let shapes = Node::Known(names::SHAPES_GRAPH);
        let (graph, name) = match graph_name {
            Some(None) => (self.data, None),
            None => (self.shapes, Some(shapes)),
            Some(Some(name)) if *name == shapes => (self.shapes, Some(shapes)),
            Some(Some(_)) => return Box::new(std::iter::empty()),
        };
        let known = |node: Option<&Node>| match node {
            None => Some(None),
            Some(Node::Known(id)) => Some(Some(*id)),
            Some(Node::Other(_)) => None,
        };
        let (Some(subject), Some(predicate), Some(object)) =
            (known(subject), known(predicate), known(object))
        else {
            return Box::new(std::iter::empty());
        };
        Box::new(
            Self::find(graph, subject, predicate, object).map(move |[s, p, o]| {
                Ok(InternalQuad {
                    subject: Node::Known(s),
                    predicate: Node::Known(p),
                    object: Node::Known(o),
                    graph_name: name.clone(),
                })
            }),
        )
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Node, Infallible>> + use<'a> {
        std::iter::once(Ok(Node::Known(names::SHAPES_GRAPH)))
    }

    fn contains_internal_graph_name(&self, name: &Node) -> Result<bool, Infallible> {
        Ok(*name == Node::Known(names::SHAPES_GRAPH))
    }

    fn internalize_term(&self, term: Term) -> Result<Node, Infallible> {
        let stand_in = match &term {
            Term::NamedNode(node) => node.as_str().strip_prefix(BLANK),
            _ => None,
        };
        let found = match stand_in {
            Some(label) => self.terms.find(BlankNodeRef::new_unchecked(label).into()),
            None => self.terms.find(term.as_ref()),
        };
        Ok(found.map_or(Node::Other(term), Node::Known))
    }

    fn externalize_term(&self, term: Node) -> Result<Term, Infallible> {
        Ok(match term {
            Node::Known(id) => self.terms.term(id).into_owned(),
            Node::Other(term) => term,
        })
    }
}
