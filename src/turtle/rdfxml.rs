//! Reads RDF/XML, guarded: the parser underneath has no bounds of its own.
//!
//! A few hundred bytes of nested entities expand to gigabytes, and an element with ten thousand attributes takes
//! seconds; so declarations of entities are bounded and may not name other entities, nothing outside the file is
//! named, and nesting and attributes are counted before the parser sees the text.

use crate::diagnostic::{Diagnostic, Source};
use oxrdf::{GraphName, Quad};
use std::sync::Arc;

/// The deepest nesting of elements.
const NESTING: usize = 128;
/// The longest opening tag, in bytes, beyond which attributes are too many.
const TAG: usize = 64 << 10;

/// Reads a whole file; triples stand in the default graph. Ends at the first fault, as XML does.
///
/// ```
/// # use relata::{diagnostic::Source, turtle::parse_rdf_xml};
/// let text = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><e:T rdf:about="http://e/a"/></rdf:RDF>"#;
/// assert_eq!(parse_rdf_xml(&Source::new("a.rdf", text)).unwrap().len(), 1);
/// let bomb = "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r/>";
/// assert!(parse_rdf_xml(&Source::new("b.rdf", bomb)).is_err());
/// ```
pub fn parse_rdf_xml(source: &Arc<Source>) -> Result<Vec<Quad>, Vec<Diagnostic>> {
    if let Some(refused) = guard(source) {
        return Err(vec![refused]);
    }
    let mut quads = Vec::new();
    for triple in oxrdfxml::RdfXmlParser::new().for_slice(source.text.as_bytes()) {
        match triple {
            Ok(triple) => quads.push(triple.in_graph(GraphName::DefaultGraph)),
            Err(error) => {
                let message = error.to_string().lines().next().unwrap_or("").to_owned();
                return Err(vec![Diagnostic::error(
                    "S001",
                    format!("`{}`: {message}", source.name),
                )]);
            }
        }
    }
    Ok(quads)
}

fn guard(source: &Arc<Source>) -> Option<Diagnostic> {
    let text = &source.text;
    let refuse = |at: usize, message: String| {
        Some(
            Diagnostic::error("S004", message)
                .at(source, at..at + 1, "here")
                .help("convert it to Turtle with a tool you trust"),
        )
    };
    if let Some(at) = text.find("<!DOCTYPE") {
        let end = text[at..].find("]>").map_or(text.len(), |end| at + end);
        for part in text[at..end]
            .split("<!ENTITY")
            .skip(1)
            .take(257)
            .enumerate()
        {
            let (count, declaration) = part;
            let value = declaration.split(['"', '\'']).nth(1).unwrap_or("");
            if count == 256
                || value.contains('&')
                || value.len() > 4096
                || declaration.contains("SYSTEM")
                || declaration.contains("PUBLIC")
            {
                return refuse(
                    at,
                    "entities that name others, are long, many or external are refused".to_owned(),
                );
            }
        }
    }
    let (mut depth, mut at) = (0usize, 0);
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start..];
        let skipped = [
            ("<!--", "-->"),
            ("<![CDATA[", "]]>"),
            ("<?", "?>"),
            ("<!", ">"),
        ]
        .into_iter()
        .find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = skipped {
            let end = rest.find(close)?;
            at = start + end + close.len();
            continue;
        }
        let end = rest.find('>')?;
        if end > TAG {
            return refuse(start, format!("a tag is longer than {} KiB", TAG >> 10));
        }
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !rest[..end].ends_with('/') {
            depth += 1;
            if depth > NESTING {
                return refuse(start, format!("elements are nested deeper than {NESTING}"));
            }
        }
        at = start + end + 1;
    }
    None
}
