//! GraphML (<http://graphml.graphdrawing.org/specification.html>): a network with the values of its nodes, for tools that
//! count and draw networks.

use super::network::{Network, xml};
use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// GraphML.
pub struct GraphMl;

impl Format for GraphMl {
    fn name(&self) -> &'static str {
        "graphml"
    }

    fn extension(&self) -> &'static str {
        "graphml"
    }

    fn media_type(&self) -> &'static str {
        "application/graphml+xml"
    }

    fn summary(&self) -> &'static str {
        "GraphML for network tools: things, their values as texts, and what joins them"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let network = Network::of(dataset, &vocabulary.prefixes);
        let properties: BTreeSet<&str> = network
            .nodes
            .iter()
            .flat_map(|node| &node.values)
            .map(|(name, _)| name.as_str())
            .collect();
        let keys: BTreeMap<&str, usize> = properties
            .into_iter()
            .enumerate()
            .map(|(number, name)| (name, number))
            .collect();
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
        )?;
        for (id, kind, name) in [
            ("label", "node", "label"),
            ("iri", "node", "iri"),
            ("type", "node", "type"),
            ("property", "edge", "property"),
        ] {
            writeln!(
                out,
                "  <key id=\"{id}\" for=\"{kind}\" attr.name=\"{name}\" attr.type=\"string\"/>"
            )?;
        }
        for (name, number) in &keys {
            writeln!(
                out,
                "  <key id=\"v{number}\" for=\"node\" attr.name=\"{}\" attr.type=\"string\"/>",
                xml(name)
            )?;
        }
        writeln!(out, "  <graph edgedefault=\"directed\">")?;
        for (number, node) in network.nodes.iter().enumerate() {
            writeln!(out, "    <node id=\"n{number}\">")?;
            writeln!(out, "      <data key=\"label\">{}</data>", xml(&node.label))?;
            if !node.iri.is_empty() {
                writeln!(out, "      <data key=\"iri\">{}</data>", xml(&node.iri))?;
            }
            if !node.types.is_empty() {
                writeln!(
                    out,
                    "      <data key=\"type\">{}</data>",
                    xml(&node.types.join(" "))
                )?;
            }
            // one text for each property, several values on lines of their own
            let mut values: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
            for (name, value) in &node.values {
                values.entry(keys[name.as_str()]).or_default().push(value);
            }
            for (key, values) in values {
                writeln!(
                    out,
                    "      <data key=\"v{key}\">{}</data>",
                    xml(&values.join("\n"))
                )?;
            }
            writeln!(out, "    </node>")?;
        }
        for (number, edge) in network.edges.iter().enumerate() {
            writeln!(
                out,
                "    <edge id=\"e{number}\" source=\"n{}\" target=\"n{}\"><data key=\"property\">{}</data></edge>",
                edge.from,
                edge.to,
                xml(&edge.name)
            )?;
        }
        writeln!(out, "  </graph>\n</graphml>")?;
        Ok(network.losses_of_values("GraphML"))
    }
}
