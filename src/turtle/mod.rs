//! Reading, laying out and writing triples as text: Turtle, TriG, N-Triples and N-Quads.

pub mod format;
pub mod line;
pub mod ntriples;
pub mod prefixes;
pub mod read;
pub mod stream;
pub mod tree;
pub mod write;

pub use format::format;
pub use ntriples::write_ntriples;
pub use prefixes::Prefixes;
pub use read::{Format, Parsed, parse};
pub use stream::{Receiver, parse_each};
pub use write::write_turtle;
