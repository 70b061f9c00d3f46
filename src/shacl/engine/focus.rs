//! Which nodes a shape is about (SHACL 2.1.3), and which classes lie below a class.

use super::Engine;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::path::Path;
use crate::shacl::shape::{ShapeId, Target};
use std::rc::Rc;

impl Engine<'_> {
    /// The nodes that the targets of a shape name, sorted, each once.
    pub(super) fn focus_nodes(&mut self, shape: ShapeId) -> Vec<Id> {
        let data = self.data;
        let mut found: Vec<Id> = Vec::new();
        for target in &self.shapes.get(shape).targets {
            match *target {
                Target::Node(node) => found.push(node),
                Target::Class(class) => {
                    for class in self.below(class).iter() {
                        found.extend(data.subjects(names::RDF_TYPE, *class));
                    }
                }
                Target::SubjectsOf(predicate) => {
                    found.extend(data.pairs_of(predicate).iter().map(|pair| pair[1]));
                }
                Target::ObjectsOf(predicate) => {
                    found.extend(data.pairs_of(predicate).iter().map(|pair| pair[0]));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A class and all below it in the data, sorted.
    pub(super) fn below(&mut self, class: Id) -> Rc<[Id]> {
        if let Some(known) = self.classes.get(&class) {
            return Rc::clone(known);
        }
        let path = Path::ZeroOrMore(Box::new(Path::Inverse(Box::new(Path::Predicate(
            names::RDFS_SUB_CLASS_OF,
        )))));
        let found: Rc<[Id]> = path.values(self.data, class).into();
        self.classes.insert(class, Rc::clone(&found));
        found
    }

    /// True where a node has one of some classes as its type.
    pub(super) fn has_class(&self, node: Id, classes: &[Id]) -> bool {
        self.data
            .objects(node, names::RDF_TYPE)
            .any(|class| classes.binary_search(&class).is_ok())
    }
}
