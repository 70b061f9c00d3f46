//! Reading and writing triples as text: Turtle, TriG, N-Triples and N-Quads; RDF/XML is read.

pub mod ntriples;
mod rdfxml;
pub mod read;
pub mod write;

pub use ntriples::write_ntriples;
pub use rdfxml::parse_rdf_xml;
pub use read::{Format, Parsed, parse};
pub use write::write_turtle;
