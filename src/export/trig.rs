//! TriG, Turtle with a graph for each file.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::turtle::write::write_dataset;
use std::io::Write;

/// TriG.
pub struct TriG;

impl Format for TriG {
    fn name(&self) -> &'static str {
        "trig"
    }

    fn extension(&self) -> &'static str {
        "trig"
    }

    fn media_type(&self) -> &'static str {
        "application/trig"
    }

    fn summary(&self) -> &'static str {
        "TriG, Turtle with a graph for each file"
    }

    fn holds_graphs(&self) -> bool {
        true
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
