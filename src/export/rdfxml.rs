//! RDF/XML, pretty and deterministic: typed node elements, nested blank nodes, collections.
//!
//! Triple terms and base directions are written as [RDF 1.2 XML Syntax](https://www.w3.org/TR/rdf12-xml/) has them.
//! RDF/XML cannot hold every graph: a property must end in an XML name, and XML 1.0 has no way to write most control
//! characters. What it cannot hold is told, statement by statement, and never left out in silence.

use super::{Format, Vocabulary};
use crate::dataset::Dataset;
use crate::dataset::order::{Row, Sorted, natural};
use crate::dataset::shape::Shape;
use crate::dataset::term::{View, unescape, view};
use crate::dataset::xml::{
    ITS, RDF, attribute, content, is_ncname, is_reserved, is_xml, name_begin,
};
use crate::diagnostic::Diagnostic;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;

/// RDF/XML.
pub struct RdfXml;

impl Format for RdfXml {
    fn name(&self) -> &'static str {
        "rdfxml"
    }

    fn extension(&self) -> &'static str {
        "rdf"
    }

    fn media_type(&self) -> &'static str {
        "application/rdf+xml"
    }

    fn summary(&self) -> &'static str {
        "RDF/XML, for tools that read nothing else"
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let sorted = Sorted::of(dataset);
        let shape = Shape::of(&sorted);
        let writer = Writer {
            sorted: &sorted,
            shape: &shape,
            vocabulary,
            names: RefCell::new(BTreeMap::from([("rdf".to_owned(), RDF.to_owned())])),
            losses: RefCell::default(),
        };
        let mut named = String::new();
        let mut unnamed = Vec::new();
        for about in sorted.rows.chunk_by(|a, b| (a.g, a.s) == (b.g, b.s)) {
            let subject = about[0].s;
            if shape.is_inline(subject) {
                continue;
            }
            let mut text = String::new();
            writer.push_node(&mut text, subject, about, 1);
            if sorted.is_blank(subject) {
                unnamed.push(text);
            } else {
                named.push('\n');
                named.push_str(&text);
            }
        }
        unnamed.sort_by(|a, b| natural(a, b));
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")?;
        let names = writer.names.into_inner();
        for (at, (name, namespace)) in names.iter().enumerate() {
            let colon = if name.is_empty() { "" } else { ":" };
            let end = if at + 1 == names.len() { ">" } else { "" };
            writeln!(
                out,
                "    xmlns{colon}{name}=\"{}\"{end}",
                attribute(namespace)
            )?;
        }
        out.write_all(named.as_bytes())?;
        for text in unnamed {
            writeln!(out)?;
            out.write_all(text.as_bytes())?;
        }
        writeln!(out, "\n</rdf:RDF>")?;
        Ok(writer.losses.into_inner())
    }
}

struct Writer<'a> {
    sorted: &'a Sorted<'a>,
    shape: &'a Shape,
    vocabulary: &'a Vocabulary,
    /// Prefixes in use and their namespaces.
    names: RefCell<BTreeMap<String, String>>,
    losses: RefCell<Vec<Diagnostic>>,
}

impl Writer<'_> {
    fn push_node(&self, text: &mut String, subject: u32, about: &[Row], level: usize) {
        let (class, class_row) = self.class(about);
        indent(text, level);
        text.push('<');
        text.push_str(&class);
        match view(self.sorted.token(subject)) {
            View::Iri(iri) => text.push_str(&format!(" rdf:about=\"{}\"", self.reference(iri))),
            View::Blank(label)
                if !self.shape.is_inline(subject) && !self.shape.is_anonymous(subject) =>
            {
                text.push_str(&format!(" rdf:nodeID=\"{label}\""));
            }
            _ => {}
        }
        let rest: Vec<&Row> = about
            .iter()
            .filter(|row| Some(**row) != class_row)
            .collect();
        if rest.is_empty() {
            text.push_str("/>\n");
            return;
        }
        text.push_str(">\n");
        for rows in rest.chunk_by(|a, b| a.p == b.p) {
            let named = rows.partition_point(|row| !self.sorted.is_blank(row.o));
            let mut written: Vec<String> = rows
                .iter()
                .filter_map(|row| self.property(row, level + 1))
                .collect();
            let named = named.min(written.len());
            written[named..].sort_by(|a, b| natural(a, b));
            text.push_str(&written.concat());
        }
        indent(text, level);
        text.push_str(&format!("</{class}>\n"));
    }

    /// The node's element: its first class that can be one, and the row that says so.
    fn class(&self, about: &[Row]) -> (String, Option<Row>) {
        about
            .iter()
            .take_while(|row| self.sorted.predicate(row) == format!("<{RDF}type>"))
            .find_map(|row| match view(self.sorted.token(row.o)) {
                View::Iri(iri) if !iri.starts_with(RDF) => {
                    Some((self.element(&unescape(iri))?, Some(*row)))
                }
                _ => None,
            })
            .unwrap_or_else(|| ("rdf:Description".to_owned(), None))
    }

    fn property(&self, row: &Row, level: usize) -> Option<String> {
        let written = self
            .property_name(self.sorted.predicate(row))
            .and_then(|name| {
                if !self.shape.is_inline(row.o) {
                    return self.value(&name, self.sorted.token(row.o), level);
                }
                let mut text = String::new();
                indent(&mut text, level);
                text.push_str(&format!("<{name}"));
                self.push_inline(&mut text, row, &name, level);
                Ok(text)
            });
        written.map_err(|why| self.lose(row, why)).ok()
    }

    /// The element of a property; why there is none.
    fn property_name(&self, predicate: &str) -> Result<String, &'static str> {
        let iri = unescape(predicate.trim_matches(['<', '>']));
        self.element(&iri)
            .filter(|_| !is_reserved(&iri))
            .ok_or("its property does not end in a name that XML allows")
    }

    /// A property with an object that its token tells all of; why it cannot be written.
    fn value(&self, name: &str, object: &str, level: usize) -> Result<String, &'static str> {
        let mut text = String::new();
        indent(&mut text, level);
        text.push_str(&format!("<{name}"));
        match view(object) {
            View::Iri(iri) => {
                text.push_str(&format!(" rdf:resource=\"{}\"/>\n", self.reference(iri)));
            }
            View::Blank(label) => text.push_str(&format!(" rdf:nodeID=\"{label}\"/>\n")),
            View::Literal {
                value,
                language,
                direction,
                datatype,
            } => {
                let value = unescape(value);
                if !value.chars().all(is_xml) {
                    return Err("its text has a character that XML 1.0 cannot hold");
                }
                if let Some(language) = language {
                    text.push_str(&format!(" xml:lang=\"{}\"", attribute(language)));
                }
                if let Some(direction) = direction {
                    self.names.borrow_mut().insert("its".into(), ITS.into());
                    text.push_str(&format!(
                        " rdf:version=\"1.2-basic\" its:version=\"2.0\" its:dir=\"{direction}\""
                    ));
                }
                if let Some(datatype) = datatype {
                    text.push_str(&format!(" rdf:datatype=\"{}\"", self.reference(datatype)));
                }
                text.push_str(&format!(">{}</{name}>\n", content(&value)));
            }
            View::Triple([subject, predicate, object]) => {
                // readers bound how deep these nest
                let inner = self.value(&self.property_name(predicate)?, object, level + 2)?;
                text.push_str(" rdf:version=\"1.2\" rdf:parseType=\"Triple\">\n");
                indent(&mut text, level + 1);
                let about = match view(subject) {
                    View::Blank(label) => format!("nodeID=\"{label}\""),
                    _ => format!(
                        "about=\"{}\"",
                        self.reference(subject.trim_matches(['<', '>']))
                    ),
                };
                text.push_str(&format!("<rdf:Description rdf:{about}>\n{inner}"));
                indent(&mut text, level + 1);
                text.push_str("</rdf:Description>\n");
                indent(&mut text, level);
                text.push_str(&format!("</{name}>\n"));
            }
        }
        Ok(text)
    }

    fn push_inline(&self, text: &mut String, row: &Row, name: &str, level: usize) {
        let items = self.shape.list(row.o).filter(|items| {
            items.iter().all(|item| {
                !matches!(
                    view(self.sorted.token(*item)),
                    View::Literal { .. } | View::Triple(_)
                )
            })
        });
        let nodes = match items {
            Some(items) => {
                text.push_str(" rdf:parseType=\"Collection\"");
                items
            }
            None => vec![row.o],
        };
        text.push_str(">\n");
        for node in nodes {
            let about = if self.shape.is_inline(node) {
                self.shape.about(self.sorted, row.g, node)
            } else {
                &[]
            };
            self.push_node(text, node, about, level + 1);
        }
        indent(text, level);
        text.push_str(&format!("</{name}>\n"));
    }

    fn reference(&self, iri: &str) -> String {
        attribute(&unescape(iri))
    }

    /// The element name of an IRI; its prefix is declared from here on.
    fn element(&self, iri: &str) -> Option<String> {
        let begin = name_begin(iri)?;
        let fitting = self
            .vocabulary
            .prefixes
            .iter()
            .filter(|(name, namespace)| {
                iri.strip_prefix(namespace.as_str()).is_some_and(is_ncname)
                    && !name.to_ascii_lowercase().starts_with("xml")
                    && (name.is_empty() || is_ncname(name))
                    && (name != "rdf" || namespace == RDF)
                    && (name != "its" || namespace == ITS)
            })
            .max_by_key(|(name, namespace)| (namespace.len(), std::cmp::Reverse(name.clone())));
        let (name, namespace) = match fitting {
            Some((name, namespace)) => (name.clone(), namespace.as_str()),
            None if iri[..begin] == *RDF => ("rdf".to_owned(), RDF),
            None => {
                let digest = crate::text::sha256(&iri[..begin]);
                (format!("n{}", &digest[..8]), &iri[..begin])
            }
        };
        let local = &iri[namespace.len()..];
        let colon = if name.is_empty() { "" } else { ":" };
        let element = format!("{name}{colon}{local}");
        self.names.borrow_mut().insert(name, namespace.to_owned());
        Some(element)
    }

    fn lose(&self, row: &Row, why: &str) {
        self.losses.borrow_mut().push(super::loss(
            "RDF/XML",
            &self.said(row),
            why,
            "every other RDF format can: `--format turtle`",
        ));
    }

    fn said(&self, row: &Row) -> String {
        [
            self.sorted.token(row.s),
            self.sorted.predicate(row),
            self.sorted.token(row.o),
        ]
        .join(" ")
    }
}

fn indent(text: &mut String, level: usize) {
    for _ in 0..level {
        text.push_str("  ");
    }
}
