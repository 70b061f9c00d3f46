//! What validation found: results by number, for a report to put into words or triples, and a caller to find in files.

use super::fault::Fault;
use super::graph::{Graph, TripleId};
use super::shape::{Constraint, Shape, ShapeId, Shapes};
use super::terms::Id;
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

    /// The triples of the data that it is about, the most telling first.
    ///
    /// With a value, the triple that gives it; without one, the triples that give the focus node's values; where there
    /// is none of these, the triples about the focus node.
    pub fn triples(&self, data: &Graph, shapes: &Shapes) -> Vec<TripleId> {
        let predicate = match self.path {
            Way::Predicate(predicate) => Some(predicate),
            Way::Shape => self
                .shape(shapes)
                .path
                .as_ref()
                .and_then(super::Path::predicate),
            Way::None => None,
        };
        let of = |subject: Id, wanted: Option<Id>| -> Vec<TripleId> {
            data.about(subject)
                .iter()
                .filter(|[predicate, _]| wanted.is_none_or(|wanted| wanted == *predicate))
                .filter_map(|[predicate, object]| data.find(subject, *predicate, *object))
                .collect()
        };
        if let (Some(predicate), Some(value)) = (predicate, self.value)
            && let Some(triple) = data.find(self.focus, predicate, value)
        {
            return vec![triple];
        }
        if let Some(predicate) = predicate {
            let found = of(self.focus, Some(predicate));
            if !found.is_empty() {
                return found;
            }
        } else if let Some(value) = self.value.filter(|value| *value != self.focus) {
            // the end of a longer path: what leads to the value
            let found: Vec<TripleId> = data
                .about(self.focus)
                .iter()
                .filter(|[_, object]| *object == value)
                .filter_map(|[predicate, object]| data.find(self.focus, *predicate, *object))
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        of(self.focus, None)
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
