//! Whether a change of the ontology breaks what relies on it: data, queries, other people's graphs.
//!
//! Breaking is what may make right data wrong, or let a query miss what it found: a term that is gone, a narrower domain
//! or range, a lost superclass, a stricter shape. A new term, a wording, a note breaks nothing.

use super::{Change, Kind, Status, Thing};

/// Classes whose members make up an ontology.
pub(super) const CLASSES: &[&str] = &[
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
    "http://www.w3.org/2002/07/owl#Ontology",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2000/01/rdf-schema#Class",
    "http://www.w3.org/2000/01/rdf-schema#Datatype",
    "http://www.w3.org/2004/02/skos/core#Concept",
    "http://www.w3.org/2004/02/skos/core#ConceptScheme",
    "http://www.w3.org/ns/shacl#NodeShape",
    "http://www.w3.org/ns/shacl#PropertyShape",
];

/// What one change of the ontology means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The term, as a canonical token.
    pub term: String,
    /// True where something that relies on the ontology may break.
    pub is_breaking: bool,
    /// Why, in words.
    pub why: String,
}

/// The effects of all changed terms, in their order.
pub(super) fn effects(things: &[Thing]) -> Vec<Effect> {
    things
        .iter()
        .filter(|thing| thing.kind == Kind::Term)
        .flat_map(|thing| {
            of_thing(thing)
                .into_iter()
                .map(|(is_breaking, why)| Effect {
                    term: thing.name.clone(),
                    is_breaking,
                    why,
                })
        })
        .collect()
}

fn of_thing(thing: &Thing) -> Vec<(bool, String)> {
    match thing.status {
        Status::Removed => vec![(true, "the term is gone".to_owned())],
        Status::Added if is_shape(thing) => {
            vec![(true, "a new shape may refuse data that passed".to_owned())]
        }
        Status::Added => vec![(false, "a new term".to_owned())],
        Status::Changed => thing.changes.iter().map(of_change).collect(),
    }
}

fn is_shape(thing: &Thing) -> bool {
    thing
        .changes
        .iter()
        .any(|change| change.added.iter().any(|class| class.contains("shacl#")))
}

fn of_change(change: &Change) -> (bool, String) {
    let (gone, new) = (!change.removed.is_empty(), !change.added.is_empty());
    let name = change
        .property
        .rsplit(['#', '/'])
        .next()
        .unwrap_or("")
        .trim_end_matches('>');
    let is_shape = change.property.contains("shacl#");
    let breaking: Option<&str> = match name {
        "domain" if new => Some("a narrower or other domain gives subjects classes they had not"),
        "range" if new => Some("a narrower or other range makes values wrong that were right"),
        "type" if gone => Some("it is no longer what it was"),
        "subClassOf" | "subPropertyOf" if gone => Some("queries for the term above find less"),
        "inScheme" | "notation" | "broader" if gone => Some("it is no longer found where it was"),
        "disjointWith" | "equivalentClass" if new => {
            Some("things that were right may contradict now")
        }
        "inverseOf" | "propertyChainAxiom" if gone => Some("less follows from the data"),
        _ if is_shape && new => Some("a stricter or other shape may refuse data that passed"),
        _ => None,
    };
    match breaking {
        Some(why) => (true, format!("{name}: {why}")),
        None => (
            false,
            format!("{name}: wording or something more that follows"),
        ),
    }
}
