//! Do the data have the shape they should? A processor for SHACL Core and SHACL-SPARQL.

mod graph;
mod load;
mod names;
mod terms;

pub use graph::{Graph, TripleId};
pub use load::Loader;
pub use terms::{Full, Id, Terms};
