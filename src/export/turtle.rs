//! Turtle, readable and the same to the byte every time.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::turtle::write::write_dataset;
use std::io::Write;

/// Turtle.
pub struct Turtle;

impl Format for Turtle {
    fn name(&self) -> &'static str {
        "turtle"
    }

    fn extension(&self) -> &'static str {
        "ttl"
    }

    fn media_type(&self) -> &'static str {
        "text/turtle"
    }

    fn summary(&self) -> &'static str {
        "Turtle, readable and the same to the byte every time"
    }

    fn holds_graphs(&self) -> bool {
        false
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        write_dataset(dataset, &vocabulary.prefixes, out)?;
        Ok(Vec::new())
    }
}
