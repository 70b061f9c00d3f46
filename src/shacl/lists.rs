//! RDF lists, read without trusting that they end.

use super::graph::Graph;
use super::id::Id;
use super::names;
use rustc_hash::FxHashSet;

/// The members of a list, in order. The error says why it is none.
pub(super) fn read(graph: &Graph, list: Id) -> Result<Vec<Id>, String> {
    let mut members = Vec::new();
    let mut seen = FxHashSet::default();
    let mut here = list;
    while here != names::RDF_NIL {
        if !seen.insert(here) {
            return Err("the list contains itself".into());
        }
        let mut first = graph.objects(here, names::RDF_FIRST);
        let mut rest = graph.objects(here, names::RDF_REST);
        match (first.next(), first.next(), rest.next(), rest.next()) {
            (Some(member), None, Some(next), None) => {
                members.push(member);
                here = next;
            }
            (None, ..) if members.is_empty() => return Err("it is no list".into()),
            _ => {
                return Err(
                    "the list is broken: each place has one `rdf:first` and one `rdf:rest`".into(),
                );
            }
        }
    }
    Ok(members)
}
