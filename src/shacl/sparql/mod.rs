//! Constraints that are written in SPARQL (SHACL 5 and 6), asked with the engine's evaluator over our own graph.

mod component;
mod dataset;
mod prebind;
mod query;
mod restrict;
mod run;

pub use component::Component;
pub(super) use component::{applied, components};
pub(super) use query::constraint;
pub(super) use run::{Outcome, Runner};

use super::graph::Graph;
use super::id::Id;
use super::terms::Terms;
use super::wording::Wording;
use spargebra::Query;

/// What reading a constraint looks at.
pub(super) struct Context<'a> {
    pub graph: &'a Graph,
    pub terms: &'a Terms,
    pub wording: &'a Wording<'a>,
}

/// A query that finds violations: SELECT gives one for each solution, ASK is asked of each value and says yes or no.
#[derive(Debug)]
pub struct SparqlConstraint {
    /// The node of the shapes graph that holds the query.
    pub node: Id,
    /// The query, its `$PATH` already replaced.
    pub(super) query: Query,
    /// The node's own messages, with `{?variable}` in them.
    pub messages: Vec<Id>,
    /// The values of a component's parameters, by the name of their variable.
    pub parameters: Vec<(String, Id)>,
}

impl SparqlConstraint {
    /// True where it is asked of each value node.
    pub(super) fn is_ask(&self) -> bool {
        matches!(self.query, Query::Ask { .. })
    }
}
