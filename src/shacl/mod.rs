//! Do the data have the shape they should? A processor for SHACL Core and SHACL-SPARQL.

mod diagnose;
mod engine;
mod fault;
mod finding;
mod graph;
mod lexical;
mod lists;
mod load;
mod locate;
mod names;
mod order;
mod path;
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
pub use graph::{Graph, TripleId};
pub use lexical::LexicalSpace;
pub use load::Loader;
pub use locate::{Place, Places, Search};
pub use path::Path;
pub use report::Report;
pub use shape::{Bound, Constraint, NodeKind, Qualified, Shape, ShapeId, Shapes, Target};
pub use sparql::{Component, SparqlConstraint};
pub use terms::{Full, Id, Terms};
pub use wording::Wording;
