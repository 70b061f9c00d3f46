//! Mermaid: a picture that Markdown pages draw.

use super::network::Network;
use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use std::io::Write;

/// Mermaid, a flowchart.
pub struct Mermaid;

impl Format for Mermaid {
    fn name(&self) -> &'static str {
        "mermaid"
    }

    fn extension(&self) -> &'static str {
        "mmd"
    }

    fn media_type(&self) -> &'static str {
        "text/vnd.mermaid"
    }

    fn summary(&self) -> &'static str {
        "Mermaid for Markdown pages: labels and what joins them"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let network = Network::of(dataset, &vocabulary.prefixes);
        writeln!(out, "flowchart LR")?;
        for (number, node) in network.nodes.iter().enumerate() {
            writeln!(out, "  n{number}[\"{}\"]", escaped(&node.label))?;
        }
        for edge in &network.edges {
            writeln!(
                out,
                "  n{} -->|\"{}\"| n{}",
                edge.from,
                escaped(&edge.name),
                edge.to
            )?;
        }
        Ok(network.losses_of_picture("Mermaid"))
    }
}

/// Mermaid reads entity codes, so that no sign of a label can be taken for one of the language or for markup.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() || matches!(character, ' ' | ',' | '.' | '-' | ':') {
            written.push(character);
        } else if character.is_control() {
            written.push(' ');
        } else {
            written.push_str(&format!("#{};", u32::from(character)));
        }
    }
    written
}
