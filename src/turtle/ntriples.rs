//! Canonical N-Triples: one line a triple, sorted.

use oxrdf::Triple;

/// The triples in canonical N-Triples (RDF 1.1, section 4), sorted, each once.
///
/// ```
/// # use oxrdf::{NamedNode, Triple, Literal};
/// let node = NamedNode::new_unchecked("http://e/a");
/// let triple = Triple::new(node.clone(), node, Literal::from("x\n"));
/// assert_eq!(relata::turtle::write_ntriples(&[triple]), "<http://e/a> <http://e/a> \"x\\n\" .\n");
/// ```
pub fn write_ntriples(triples: &[Triple]) -> String {
    let mut lines: Vec<String> = triples
        .iter()
        .map(|triple| format!("{triple} .\n"))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines.concat()
}
