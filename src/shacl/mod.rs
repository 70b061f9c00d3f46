//! Do the data have the shape they should? A processor for SHACL Core and SHACL-SPARQL.

mod diagnose;
mod engine;
mod fault;
mod finding;
mod graph;
mod id;
mod lexical;
mod lists;
mod load;
mod names;
mod order;
mod path;
mod place;
mod reading;
mod report;
mod shape;
mod sparql;
mod terms;
mod wording;
mod words;

pub use diagnose::{SHAPES_CODE, code};
pub use engine::{DEEPEST, Limits, validate};
pub use fault::Fault;
pub use finding::{Finding, Validation, Way};
pub use graph::Graph;
pub use id::Id;
pub use lexical::LexicalSpace;
pub use load::Loader;
pub use path::Path;
pub use place::{Place, Places, Spot};
pub use report::Report;
pub use shape::{Bound, Constraint, NodeKind, Qualified, Shape, ShapeId, Shapes, Target};
pub use sparql::{Component, SparqlConstraint};
pub use terms::{Full, Terms};
pub use wording::Wording;
