//! Which statements a store needs to hold for a query.
//!
//! A short query over a project spends most of its time on filling the store. A statement that no pattern of the query can
//! match need not be there: one with a property that the query does not name, or whose object is another than each that the
//! query names beside that property (`?x a rlt:Event` reaches no claim). [`crate::query::reach`] reads it off a query.

use oxrdf::{NamedNode, NamedNodeRef, Quad, Term};
use std::collections::{HashMap, HashSet};

/// The statements that a query can reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Properties, each with the only objects that count; `None` where any counts.
    properties: HashMap<NamedNode, Option<HashSet<NamedNode>>>,
}

impl Reach {
    /// Adds all statements with a property.
    pub fn add(&mut self, property: &NamedNode) {
        self.properties.insert(property.clone(), None);
    }

    /// Adds the statements with a property and an object.
    pub fn add_object(&mut self, property: &NamedNode, object: &NamedNode) {
        let objects = self
            .properties
            .entry(property.clone())
            .or_insert_with(|| Some(HashSet::new()));
        if let Some(objects) = objects {
            objects.insert(object.clone());
        }
    }

    /// Adds all that another reaches.
    pub fn extend(&mut self, more: &Self) {
        for (property, objects) in &more.properties {
            match objects {
                None => self.add(property),
                Some(objects) => {
                    for object in objects {
                        self.add_object(property, object);
                    }
                }
            }
        }
    }

    /// How many properties it names.
    pub fn len(&self) -> usize {
        self.properties.len()
    }

    /// True where it reaches nothing.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// True where some statement with the property is reached.
    pub fn names(&self, property: NamedNodeRef<'_>) -> bool {
        self.properties
            .keys()
            .any(|named| named.as_ref() == property)
    }

    /// True where a statement with this property and this object is reached.
    pub fn holds(&self, property: &NamedNode, object: &Term) -> bool {
        match (self.properties.get(property), object) {
            (None, _) => false,
            (Some(None), _) => true,
            (Some(Some(objects)), Term::NamedNode(object)) => objects.contains(object),
            (Some(Some(_)), _) => false,
        }
    }

    /// True where the statement is reached.
    pub fn holds_quad(&self, quad: &Quad) -> bool {
        self.holds(&quad.predicate, &quad.object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_object_outweighs_some() {
        let node = |name: &str| NamedNode::new_unchecked(format!("http://e/{name}"));
        let mut reach = Reach::default();
        reach.add_object(&node("p"), &node("a"));
        assert!(reach.holds(&node("p"), &node("a").into()));
        assert!(!reach.holds(&node("p"), &node("b").into()));
        assert!(!reach.holds(&node("q"), &node("a").into()));
        let mut more = Reach::default();
        more.add(&node("p"));
        more.add_object(&node("p"), &node("a"));
        reach.extend(&more);
        assert!(reach.holds(&node("p"), &node("b").into()));
        assert!(reach.names(node("p").as_ref()) && !reach.names(node("q").as_ref()));
        assert_eq!(reach.len(), 1);
    }
}
