//! The project's data against its own shapes, `ontology/shapes.ttl`.
//!
//! What is validated is what a query sees: the files and what follows from them by the project's axioms, so that a
//! subclass counts as its class.

use crate::diagnostic::Diagnostic;
use crate::project::{Graphs, Project};
use crate::shacl::{
    Full, Limits, Loader, Report, Search, Shapes, Terms, Validation, Wording, validate,
};
use crate::store::derive;
use oxrdf::TripleRef;
use std::sync::Arc;

/// The file that holds the project's shapes.
pub const FILE: &str = "ontology/shapes.ttl";
/// The most results that are told: a wrong shape must not drown what else is wrong.
const MOST_RESULTS: usize = 1_000;

/// What shapes found in a project.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub findings: Vec<Diagnostic>,
    /// How many shapes there are.
    pub shapes: usize,
}

/// Holds the data against the shapes; nothing where there are none.
pub(super) fn check(project: &Project, graphs: &Graphs) -> std::io::Result<Found> {
    let Some(file) = graphs.files.iter().find(|file| file.source.name == FILE) else {
        return Ok(Found::default());
    };
    let full = |error: Full| std::io::Error::other(error.to_string());
    let mut terms = Terms::new();
    let mut loader = Loader::new(&mut terms);
    for quad in &file.quads {
        let triple = TripleRef::new(&quad.subject, &quad.predicate, &quad.object);
        loader.add(triple).map_err(full)?;
    }
    let graph = loader.finish();
    let prefixes = project.prefixes();
    let (shapes, mut faults) = Shapes::read(&graph, &terms, &prefixes);
    let derived = derive::derive(graphs.quads(), &project.manifest.base);
    let mut loader = Loader::new(&mut terms);
    for quad in graphs.quads().chain(&derived) {
        let triple = TripleRef::new(&quad.subject, &quad.predicate, &quad.object);
        loader.add(triple).map_err(full)?;
    }
    let data = loader.finish();
    let failed = faults
        .iter()
        .any(|fault| fault.severity == crate::diagnostic::Severity::Error);
    let mut validation = if failed {
        Validation::default()
    } else {
        let limits = Limits {
            results: MOST_RESULTS,
            ..Limits::default()
        };
        validate(&mut terms, &data, &graph, &shapes, &limits)
    };
    validation.faults.append(&mut faults);
    let report = Report {
        validation: &validation,
        shapes: &shapes,
        data: &data,
        wording: Wording {
            terms: &terms,
            prefixes: &prefixes,
        },
    };
    let in_shapes = Search::new(&terms, &graph, [Arc::clone(&file.source)]);
    let sources = graphs.files.iter().map(|file| Arc::clone(&file.source));
    let in_data = Search::new(&terms, &data, sources);
    let findings = validation
        .faults
        .iter()
        .map(|fault| fault.diagnostic(&in_shapes))
        .chain(
            validation
                .findings
                .iter()
                .map(|finding| report.diagnostic(finding, &in_data, &in_shapes)),
        )
        .collect();
    Ok(Found {
        findings,
        shapes: shapes.len(),
    })
}
