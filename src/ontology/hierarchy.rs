//! The closure of the subclass and subproperty axioms that the project itself states.
//!
//! Only axioms found in the project's files count; nothing is fetched, nothing is assumed of other vocabularies.

use crate::ontology::rdfs;
use ahash::HashMap;
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;

/// For each class and property, everything above it.
#[derive(Debug, Default)]
pub struct Hierarchy {
    classes: HashMap<NamedNode, BTreeSet<NamedNode>>,
    properties: HashMap<NamedNode, BTreeSet<NamedNode>>,
}

impl Hierarchy {
    /// Collects the axioms of some quads and closes them.
    pub fn of<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Self {
        let mut classes = HashMap::default();
        let mut properties = HashMap::default();
        for quad in quads {
            let table: &mut HashMap<NamedNode, BTreeSet<NamedNode>> = match quad.predicate.as_ref()
            {
                rdfs::SUB_CLASS_OF => &mut classes,
                rdfs::SUB_PROPERTY_OF => &mut properties,
                _ => continue,
            };
            if let (NamedOrBlankNode::NamedNode(lower), Term::NamedNode(upper)) =
                (&quad.subject, &quad.object)
            {
                table
                    .entry(lower.clone())
                    .or_default()
                    .insert(upper.clone());
            }
        }
        Self {
            classes: close(&classes),
            properties: close(&properties),
        }
    }

    /// Forgets what is above a term, but for these classes and properties.
    pub fn keep_above(
        &mut self,
        class: impl Fn(&NamedNode) -> bool,
        property: impl Fn(&NamedNode) -> bool,
    ) {
        let keep = |table: &mut HashMap<NamedNode, BTreeSet<NamedNode>>,
                    wanted: &dyn Fn(&NamedNode) -> bool| {
            table.retain(|_, above| {
                above.retain(wanted);
                !above.is_empty()
            });
        };
        keep(&mut self.classes, &class);
        keep(&mut self.properties, &property);
    }

    /// The classes above a class, itself not among them.
    pub fn superclasses(&self, class: &NamedNode) -> impl Iterator<Item = &NamedNode> {
        self.classes.get(class).into_iter().flatten()
    }

    /// The properties above a property, itself not among them.
    pub fn superproperties(&self, property: &NamedNode) -> impl Iterator<Item = &NamedNode> {
        self.properties.get(property).into_iter().flatten()
    }
}

/// Walks upwards from each term; a cycle ends where it meets what was seen.
fn close(
    direct: &HashMap<NamedNode, BTreeSet<NamedNode>>,
) -> HashMap<NamedNode, BTreeSet<NamedNode>> {
    direct
        .keys()
        .map(|start| {
            let mut above = BTreeSet::new();
            let mut waiting: Vec<&NamedNode> = direct[start].iter().collect();
            while let Some(term) = waiting.pop() {
                if term != start && above.insert(term.clone()) {
                    waiting.extend(direct.get(term).into_iter().flatten());
                }
            }
            (start.clone(), above)
        })
        .collect()
}
