//! DOT, the language of Graphviz: a picture of what is joined to what.

use super::network::Network;
use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use std::io::Write;

/// DOT.
pub struct Dot;

impl Format for Dot {
    fn name(&self) -> &'static str {
        "dot"
    }

    fn extension(&self) -> &'static str {
        "dot"
    }

    fn media_type(&self) -> &'static str {
        "text/vnd.graphviz"
    }

    fn summary(&self) -> &'static str {
        "DOT for Graphviz: labels and what joins them"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let network = Network::of(dataset, &vocabulary.prefixes);
        writeln!(out, "digraph {{\n  rankdir=LR;\n  node [shape=box];")?;
        for (number, node) in network.nodes.iter().enumerate() {
            writeln!(
                out,
                "  n{number} [label={}, tooltip={}];",
                quoted(&node.label),
                quoted(&node.name)
            )?;
        }
        for edge in &network.edges {
            writeln!(
                out,
                "  n{} -> n{} [label={}];",
                edge.from,
                edge.to,
                quoted(&edge.name)
            )?;
        }
        writeln!(out, "}}")?;
        Ok(network.losses_of_picture("DOT"))
    }
}

/// A string of DOT; a backslash would begin an escape of Graphviz.
fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            c if c.is_control() => written.push(' '),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
