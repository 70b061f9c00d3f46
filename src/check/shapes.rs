//! The project's data against its own shapes, `ontology/shapes.ttl`.
//!
//! What is validated is what a query sees: the files and what follows from them by the project's axioms, so that a
//! subclass counts as its class.

use super::rules::Read;
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::{Graphs, Project};
use crate::shacl::{
    Full, Graph, Limits, Loader, Places, Report, Shapes, Terms, Validation, Wording, validate,
};
use oxrdf::{Quad, TripleRef};

/// The file that holds the project's shapes.
pub const FILE: &str = "ontology/shapes.ttl";
/// The most results that are told: a wrong shape must not drown what else is wrong.
const MOST_RESULTS: usize = 1_000;

/// What shapes found in a project, not yet in words: the places of it are found when all files are read.
pub(super) struct Found<'a> {
    terms: Terms,
    prefixes: Vec<(String, String)>,
    data: Graph,
    graph: Graph,
    shapes: Shapes,
    validation: Validation,
    /// The file of the shapes.
    file: &'a str,
}

/// Holds the data against the shapes; nothing where there are none.
pub(super) fn check<'a>(
    project: &Project,
    graphs: &'a Graphs,
    derived: &[Quad],
) -> std::io::Result<Option<Found<'a>>> {
    let Some(file) = graphs.files.iter().find(|file| file.source.name == FILE) else {
        return Ok(None);
    };
    let mut terms = Terms::new();
    let graph = load(&mut terms, file.quads.iter())?;
    let prefixes = project.prefixes();
    let (shapes, mut faults) = Shapes::read(&graph, &terms, &prefixes);
    let data = load(&mut terms, graphs.quads().chain(derived))?;
    let failed = faults.iter().any(|fault| fault.severity == Severity::Error);
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
    Ok(Some(Found {
        terms,
        prefixes,
        data,
        graph,
        shapes,
        validation,
        file: &file.source.name,
    }))
}

fn load<'a>(terms: &mut Terms, quads: impl Iterator<Item = &'a Quad>) -> std::io::Result<Graph> {
    let mut loader = Loader::new(terms);
    for quad in quads {
        loader
            .add(TripleRef::new(&quad.subject, &quad.predicate, &quad.object))
            .map_err(|error: Full| std::io::Error::other(error.to_string()))?;
    }
    Ok(loader.finish())
}

impl Found<'_> {
    /// How many shapes there are.
    pub fn shapes(&self) -> usize {
        self.shapes.len()
    }

    /// What was found, each at its place in the files.
    pub fn findings(&self, files: &[Read]) -> Vec<Diagnostic> {
        let report = Report {
            validation: &self.validation,
            shapes: &self.shapes,
            data: &self.data,
            wording: Wording {
                terms: &self.terms,
                prefixes: &self.prefixes,
            },
        };
        let Validation {
            findings, faults, ..
        } = &self.validation;
        let spots = findings.iter().flat_map(|finding| report.spots(finding));
        let mut in_data = Places::new(spots, &self.data);
        let asked = findings.iter().map(|finding| report.asked_at(finding));
        let faulty = faults.iter().filter_map(|fault| fault.spot());
        let mut in_shapes = Places::new(asked.chain(faulty), &self.graph);
        for Read { source, reading } in files {
            in_data.see(&self.terms, source, &reading.quads);
            if source.name == self.file {
                in_shapes.see(&self.terms, source, &reading.quads);
            }
        }
        let faults = faults.iter().map(|fault| fault.diagnostic(&in_shapes));
        let results = findings
            .iter()
            .map(|finding| report.diagnostic(finding, &in_data, &in_shapes));
        faults.chain(results).collect()
    }
}
