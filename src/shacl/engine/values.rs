//! The value nodes of a focus node, without a copy where the graph already has them side by side.

use crate::shacl::graph::Graph;
use crate::shacl::id::Id;
use crate::shacl::path::Path;

/// A set of nodes, sorted.
pub(super) enum Values<'a> {
    /// The focus node of a node shape.
    One(Id),
    /// The objects of one predicate, as the graph holds them.
    Objects(&'a [[Id; 2]]),
    /// The ends of a longer path.
    Set(Vec<Id>),
}

impl<'a> Values<'a> {
    pub fn of(path: &Path, graph: &'a Graph, focus: Id) -> Self {
        match path {
            Path::Predicate(predicate) => Self::Objects(graph.pairs(focus, *predicate)),
            _ => Self::Set(path.values(graph, focus)),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Objects(pairs) => pairs.len(),
            Self::Set(set) => set.len(),
        }
    }

    pub fn get(&self, at: usize) -> Option<Id> {
        match self {
            Self::One(node) => (at == 0).then_some(*node),
            Self::Objects(pairs) => pairs.get(at).map(|pair| pair[1]),
            Self::Set(set) => set.get(at).copied(),
        }
    }

    pub fn contains(&self, node: Id) -> bool {
        match self {
            Self::One(one) => *one == node,
            Self::Objects(pairs) => pairs.binary_search_by_key(&node, |pair| pair[1]).is_ok(),
            Self::Set(set) => set.binary_search(&node).is_ok(),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Id> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}
