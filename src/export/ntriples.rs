//! Canonical N-Triples, one sorted line a triple.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::turtle::ntriples::write_nquads;
use std::io::Write;

/// N-Triples.
pub struct NTriples;

impl Format for NTriples {
    fn name(&self) -> &'static str {
        "ntriples"
    }

    fn extension(&self) -> &'static str {
        "nt"
    }

    fn media_type(&self) -> &'static str {
        "application/n-triples"
    }

    fn summary(&self) -> &'static str {
        "canonical N-Triples, one sorted line a triple"
    }

    fn holds_graphs(&self) -> bool {
        false
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
