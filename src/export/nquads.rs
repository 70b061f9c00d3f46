//! Canonical N-Quads, with the graph of each file.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::turtle::ntriples::write_nquads;
use std::io::Write;

/// N-Quads.
pub struct NQuads;

impl Format for NQuads {
    fn name(&self) -> &'static str {
        "nquads"
    }

    fn extension(&self) -> &'static str {
        "nq"
    }

    fn media_type(&self) -> &'static str {
        "application/n-quads"
    }

    fn summary(&self) -> &'static str {
        "canonical N-Quads, with the graph of each file"
    }

    fn holds_graphs(&self) -> bool {
        true
    }

    fn write(
        &self,
        dataset: &Dataset,
        _: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        write_nquads(dataset, out)?;
        Ok(Vec::new())
    }
}
