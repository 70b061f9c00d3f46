//! What leaves the project: its graph, byte-stable, from the files and never from the store.

use crate::project::{Graphs, Project};
use crate::store::derive::derive;
use crate::turtle::{write_ntriples, write_turtle};
use oxrdf::{Quad, Triple};

/// A format for graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Turtle, deterministic and readable.
    Turtle,
    /// Canonical N-Triples, sorted.
    NTriples,
}

impl Format {
    /// The format of that name or file extension.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "turtle" | "ttl" => Some(Self::Turtle),
            "ntriples" | "nt" => Some(Self::NTriples),
            _ => None,
        }
    }
}

/// What goes into an export besides the data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Include {
    /// The ontology files too.
    pub ontology: bool,
    /// The derived graph too.
    pub derived: bool,
}

/// The triples of an export, as authored.
pub fn triples(project: &Project, graphs: &Graphs, include: Include) -> Vec<Triple> {
    let mut triples: Vec<Triple> = graphs
        .files
        .iter()
        .filter(|file| include.ontology || file.folder() != "ontology")
        .flat_map(|file| file.quads.iter().map(without_graph))
        .collect();
    if include.derived {
        triples.extend(
            derive(graphs.quads(), &project.manifest.base)
                .iter()
                .map(without_graph),
        );
    }
    triples
}

/// The project's graph in a format.
pub fn export(project: &Project, graphs: &Graphs, format: Format, include: Include) -> String {
    let triples = triples(project, graphs, include);
    match format {
        Format::Turtle => {
            let mut prefixes = project.prefixes();
            for (name, namespace) in graphs.files.iter().flat_map(|file| &file.prefixes) {
                if !prefixes
                    .iter()
                    .any(|(known, iri)| known == name || iri == namespace)
                {
                    prefixes.push((name.clone(), namespace.clone()));
                }
            }
            write_turtle(&triples, &prefixes)
        }
        Format::NTriples => write_ntriples(&triples),
    }
}

fn without_graph(quad: &Quad) -> Triple {
    Triple::new(
        quad.subject.clone(),
        quad.predicate.clone(),
        quad.object.clone(),
    )
}
