//! What validation found: results by number, for a report to put into words or triples, and a caller to find in files.

use super::fault::Fault;
use super::graph::Graph;
use super::id::Id;
use super::path::Path;
use super::shape::{Constraint, Shape, ShapeId, Shapes};
use crate::diagnostic::Severity;
use oxrdf::Literal;

/// A validation result (SHACL 3.6.2).
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The node that was looked at.
    pub focus: Id,
    /// Which way the value was reached.
    pub path: Way,
    /// The value that violates.
    pub value: Option<Id>,
    /// The shape it violates.
    pub shape: ShapeId,
    /// Which of the shape's constraints, by place.
    pub constraint: usize,
    /// Messages that a query gave; the shape's own are not repeated here.
    pub messages: Vec<Literal>,
    /// What the shapes that this constraint asked in turn found (`sh:detail`).
    pub details: Vec<Finding>,
}

/// How a value was reached from its focus node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is the focus node, or the shape has no path.
    None,
    /// By the path of the shape.
    Shape,
    /// By this predicate, which the constraint named.
    Predicate(Id),
}

impl Finding {
    /// The shape it violates.
    pub fn shape<'a>(&self, shapes: &'a Shapes) -> &'a Shape {
        shapes.get(self.shape)
    }

    /// The constraint it violates.
    pub fn constraint<'a>(&self, shapes: &'a Shapes) -> &'a Constraint {
        &shapes.get(self.shape).constraints[self.constraint]
    }

    /// The triples of the data that it is about, `[subject, predicate, object]`, the most telling first; none where it
    /// is about the focus node itself.
    ///
    /// With a value, the triple that gives it, be it at the end of a longer path; without one, the triples that give
    /// the focus node's values.
    pub fn triples(&self, data: &Graph, shapes: &Shapes) -> Vec<[Id; 3]> {
        let path = match self.path {
            Way::Predicate(predicate) => Some(Path::Predicate(predicate)),
            Way::Shape => self.shape(shapes).path.clone(),
            Way::None => None,
        };
        let step = match (&path, self.value) {
            (Some(path), Some(value)) => path
                .last_step(data, self.focus, value)
                .or_else(|| self.rival(data, shapes, value)),
            _ => None,
        };
        match (step, path) {
            (Some(step), _) => vec![step],
            (None, Some(Path::Predicate(predicate))) => data
                .objects(self.focus, predicate)
                .map(|object| [self.focus, predicate, object])
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Finding {
    /// The triple of the property that the values are compared with, where the value is one of its own.
    fn rival(&self, data: &Graph, shapes: &Shapes, value: Id) -> Option<[Id; 3]> {
        let Constraint::Equals(other) = self.constraint(shapes) else {
            return None;
        };
        data.contains(self.focus, *other, value)
            .then_some([self.focus, *other, value])
    }
}

/// The outcome of a validation.
#[derive(Debug, Default)]
pub struct Validation {
    /// All results, in the order of shapes and focus nodes.
    pub findings: Vec<Finding>,
    /// What went wrong beside the data. Where one of them is an error, there is no report: validation failed.
    pub faults: Vec<Fault>,
    /// True where there were more results than the limit allows.
    pub is_cut_off: bool,
}

impl Validation {
    /// True where nothing was found and nothing failed.
    pub fn conforms(&self) -> bool {
        self.findings.is_empty() && !self.failed()
    }

    /// True where validation failed, so that it says nothing about the data.
    pub fn failed(&self) -> bool {
        self.faults
            .iter()
            .any(|fault| fault.severity == Severity::Error)
    }
}
