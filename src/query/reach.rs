//! Which statements a query can reach at all: those with a property that it names, and where it names the object too, that.
//!
//! Where the query asks for any property, for what is joined by no step at all, or for graphs, everything is needed.

use super::lint::walk;
use crate::store::Reach;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

/// The statements that a query reaches; `None` where it may reach any.
///
/// ```
/// # use relata::{diagnostic::Source, query::{reach::reach, syntax}};
/// let reach = |text: &str| reach(&syntax::parse(&Source::new("q", text), &[]).unwrap()).map(|found| found.len());
/// assert_eq!(reach("SELECT * { ?s <http://e/p>/^<http://e/q> ?o FILTER NOT EXISTS { ?o <http://e/r>+ ?x } }"), Some(3));
/// assert_eq!(reach("SELECT * { ?s ?p ?o }"), None);
/// assert_eq!(reach("SELECT * { ?s <http://e/p>* ?o }"), None);
/// ```
pub fn reach(query: &Query) -> Option<Reach> {
    let pattern = match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
        Query::Describe { .. } => return None,
    };
    let mut found = Reach::default();
    let mut bounded = true;
    walk(pattern, &mut |pattern| match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                match (&triple.predicate, &triple.object) {
                    (NamedNodePattern::NamedNode(property), TermPattern::NamedNode(object)) => {
                        found.add_object(property, object);
                    }
                    (NamedNodePattern::NamedNode(property), _) => found.add(property),
                    (NamedNodePattern::Variable(_), _) => bounded = false,
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
fn steps(path: &PropertyPathExpression, found: &mut Reach) -> bool {
    match path {
        PropertyPathExpression::NamedNode(node) => {
            found.add(node);
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
