//! GEXF 1.3 (<https://gexf.net>): the network format of Gephi.

use super::network::{Network, xml};
use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use std::io::Write;

/// GEXF.
pub struct Gexf;

impl Format for Gexf {
    fn name(&self) -> &'static str {
        "gexf"
    }

    fn extension(&self) -> &'static str {
        "gexf"
    }

    fn media_type(&self) -> &'static str {
        "application/gexf+xml"
    }

    fn summary(&self) -> &'static str {
        "GEXF for Gephi: labels, types and what joins them"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let network = Network::of(dataset, &vocabulary.prefixes);
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n  <graph defaultedgetype=\"directed\">"
        )?;
        writeln!(
            out,
            "    <attributes class=\"node\">\n      <attribute id=\"iri\" title=\"iri\" type=\"string\"/>\n      <attribute id=\"type\" title=\"type\" type=\"string\"/>\n    </attributes>\n    <nodes>"
        )?;
        for (number, node) in network.nodes.iter().enumerate() {
            writeln!(
                out,
                "      <node id=\"n{number}\" label=\"{}\"><attvalues><attvalue for=\"iri\" value=\"{}\"/><attvalue for=\"type\" value=\"{}\"/></attvalues></node>",
                xml(&node.label),
                xml(&node.iri),
                xml(&node.types.join(" "))
            )?;
        }
        writeln!(out, "    </nodes>\n    <edges>")?;
        for (number, edge) in network.edges.iter().enumerate() {
            writeln!(
                out,
                "      <edge id=\"e{number}\" source=\"n{}\" target=\"n{}\" label=\"{}\"/>",
                edge.from,
                edge.to,
                xml(&edge.name)
            )?;
        }
        writeln!(out, "    </edges>\n  </graph>\n</gexf>")?;
        let values: usize = network.nodes.iter().map(|node| node.values.len()).sum();
        Ok(if values == 0 {
            Vec::new()
        } else {
            vec![
                Diagnostic::remark(
                    "E002",
                    format!("GEXF shows labels and types here; {values} other values are left out"),
                )
                .help("`--format graphml` holds them as texts, `--format turtle` holds everything"),
            ]
        })
    }
}
