//! Canonical N-Triples and N-Quads: one line a statement, sorted.

use crate::dataset::Dataset;
use oxrdf::Triple;
use std::io::Write;

/// The triples in canonical N-Triples ([RDF 1.2, section 3](https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples)),
/// sorted, each once, blank nodes under lasting labels.
///
/// ```
/// # use oxrdf::{NamedNode, Triple, Literal};
/// let node = NamedNode::new_unchecked("http://e/a");
/// let triple = Triple::new(node.clone(), node, Literal::from("x\n"));
/// assert_eq!(relata::turtle::write_ntriples(&[triple]), "<http://e/a> <http://e/a> \"x\\n\" .\n");
/// ```
pub fn write_ntriples(triples: &[Triple]) -> String {
    lines(&Dataset::of_triples(triples)).concat()
}

/// Writes a dataset in canonical N-Quads, which is canonical N-Triples where it has no named graphs.
pub fn write_nquads(dataset: &Dataset, out: &mut dyn Write) -> std::io::Result<()> {
    for line in lines(dataset) {
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn lines(dataset: &Dataset) -> Vec<String> {
    let named = dataset.relabelled();
    let mut lines: Vec<String> = named
        .quads()
        .iter()
        .map(|quad| named.line(quad) + "\n")
        .collect();
    lines.sort_unstable();
    lines
}
