//! Which statements a query can reach at all: those with a property that it names.
//!
//! A short query over a project spends most of its time on filling the store. What no pattern of it can match need not be
//! there. Where the query asks for any property, for what is joined by no step at all, or for graphs, everything is needed.

use super::lint::walk;
use oxrdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::NamedNodePattern;
use std::collections::HashSet;

/// The properties that a query names; `None` where it may reach others too.
///
/// ```
/// # use relata::{diagnostic::Source, query::{reach::properties, syntax}};
/// let reach = |text: &str| properties(&syntax::parse(&Source::new("q", text), &[]).unwrap()).map(|found| found.len());
/// assert_eq!(reach("SELECT * { ?s <http://e/p>/^<http://e/q> ?o FILTER NOT EXISTS { ?o <http://e/r>+ ?x } }"), Some(3));
/// assert_eq!(reach("SELECT * { ?s ?p ?o }"), None);
/// assert_eq!(reach("SELECT * { ?s <http://e/p>* ?o }"), None);
/// ```
pub fn properties(query: &Query) -> Option<HashSet<NamedNode>> {
    let pattern = match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
        Query::Describe { .. } => return None,
    };
    let mut found = HashSet::new();
    let mut bounded = true;
    walk(pattern, &mut |pattern| match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                match &triple.predicate {
                    NamedNodePattern::NamedNode(node) => {
                        found.insert(node.clone());
                    }
                    NamedNodePattern::Variable(_) => bounded = false,
                }
            }
        }
        GraphPattern::Path { path, .. } => bounded &= steps(path, &mut found),
        GraphPattern::Graph {
            name: NamedNodePattern::Variable(_),
            ..
        }
        | GraphPattern::Service { .. } => bounded = false,
        _ => {}
    });
    bounded.then_some(found)
}

/// Adds the properties of a path; false where it may be of no step, or of any.
fn steps(path: &PropertyPathExpression, found: &mut HashSet<NamedNode>) -> bool {
    match path {
        PropertyPathExpression::NamedNode(node) => {
            found.insert(node.clone());
            true
        }
        PropertyPathExpression::Reverse(inner) | PropertyPathExpression::OneOrMore(inner) => {
            steps(inner, found)
        }
        PropertyPathExpression::Sequence(left, right)
        | PropertyPathExpression::Alternative(left, right) => {
            steps(left, found) & steps(right, found)
        }
        PropertyPathExpression::ZeroOrMore(_)
        | PropertyPathExpression::ZeroOrOne(_)
        | PropertyPathExpression::NegatedPropertySet(_) => false,
    }
}
