//! Writes statements in the order they come as RDF/XML, in constant memory; tells those that RDF/XML cannot hold.
//!
//! The writer of oxrdfio puts control characters, bare carriage returns and names without letters into the document,
//! which then is no XML or says something else. Here such a statement is an error, and all others come back as they were.

use crate::dataset::term::{View, unescape, view};
use crate::dataset::xml::{
    ITS, RDF, attribute, content, is_ncname, is_reserved, is_xml, name_begin,
};
use crate::turtle::Prefixes;
use std::fmt::Write;
use std::sync::Arc;

/// Writes statements, given as canonical tokens, into a text.
#[derive(Debug)]
pub struct XmlEmitter {
    /// What was written and not yet taken.
    pub text: String,
    prefixes: Arc<Prefixes>,
    subject: String,
}

impl XmlEmitter {
    /// Begins a document.
    pub fn new(prefixes: Arc<Prefixes>) -> Self {
        let mut text =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns:rdf=\"{RDF}\"");
        for (name, namespace) in (0..prefixes.len()).map(|at| prefixes.get(at)) {
            if is_usable(name) {
                push(
                    &mut text,
                    format_args!("\n    xmlns:{name}=\"{}\"", attribute(namespace)),
                );
            }
        }
        text.push_str(">\n");
        Self {
            text,
            prefixes,
            subject: String::new(),
        }
    }

    /// Writes one statement of the default graph; or tells why RDF/XML cannot hold it, and writes nothing.
    pub fn statement(
        &mut self,
        subject: &str,
        predicate: &str,
        object: &str,
    ) -> Result<(), &'static str> {
        let View::Iri(property) = view(predicate) else {
            return Err("its property is no IRI");
        };
        let property = unescape(property);
        let begin = name_begin(&property)
            .filter(|_| !is_reserved(&property))
            .ok_or("its property does not end in a name that XML allows")?;
        if let Some(why) = unfit(object) {
            return Err(why);
        }
        if self.subject != subject {
            self.end_subject();
            self.subject.push_str(subject);
            self.text.push_str("  <rdf:Description");
            self.push_node("about", subject);
            self.text.push_str(">\n");
        }
        self.text.push_str("    <");
        let name = self.push_name(&property, begin);
        self.push_object(object, &name);
        Ok(())
    }

    /// Ends the document.
    pub fn close(&mut self) {
        self.end_subject();
        self.text.push_str("</rdf:RDF>\n");
    }

    fn end_subject(&mut self) {
        if !self.subject.is_empty() {
            self.text.push_str("  </rdf:Description>\n");
            self.subject.clear();
        }
    }

    /// Writes the element's name, with the declaration it needs where no prefix fits; gives the name alone.
    fn push_name(&mut self, property: &str, begin: usize) -> String {
        let short = self.prefixes.shorten(property).and_then(|(at, local)| {
            let name = self.prefixes.get(at).0;
            (is_usable(name) && is_ncname(local)).then(|| format!("{name}:{local}"))
        });
        if let Some(name) = short {
            self.text.push_str(&name);
            return name;
        }
        let (namespace, local) = property.split_at(begin);
        if namespace == RDF {
            let name = format!("rdf:{local}");
            self.text.push_str(&name);
            return name;
        }
        push(
            &mut self.text,
            format_args!("{local} xmlns=\"{}\"", attribute(namespace)),
        );
        local.to_owned()
    }

    fn push_object(&mut self, object: &str, name: &str) {
        if let View::Triple(parts) = view(object) {
            self.push_triple(parts, name);
            return;
        }
        let View::Literal {
            value,
            language,
            direction,
            datatype,
        } = view(object)
        else {
            self.push_node("resource", object);
            self.text.push_str("/>\n");
            return;
        };
        if let Some(language) = language {
            push(&mut self.text, format_args!(" xml:lang=\"{language}\""));
        }
        if let Some(direction) = direction {
            push(
                &mut self.text,
                format_args!(
                    " rdf:version=\"1.2-basic\" xmlns:its=\"{ITS}\" its:version=\"2.0\" its:dir=\"{direction}\""
                ),
            );
        }
        if let Some(datatype) = datatype {
            let datatype = attribute(&unescape(datatype));
            push(&mut self.text, format_args!(" rdf:datatype=\"{datatype}\""));
        }
        let value = content(&unescape(value));
        push(&mut self.text, format_args!(">{value}</{name}>\n"));
    }

    /// A triple term, as RDF 1.2 has it; readers bound how deep these nest.
    fn push_triple(&mut self, [subject, predicate, object]: [&str; 3], name: &str) {
        self.text
            .push_str(" rdf:version=\"1.2\" rdf:parseType=\"Triple\"><rdf:Description");
        self.push_node("about", subject);
        self.text.push_str("><");
        let property = unescape(predicate.trim_matches(['<', '>']));
        // whether it is a name was asked before anything was written
        let begin = name_begin(&property).unwrap_or(0);
        let inner = self.push_name(&property, begin);
        self.push_object(object, &inner);
        push(
            &mut self.text,
            format_args!("    </rdf:Description></{name}>\n"),
        );
    }

    /// The attribute that names a node: an IRI under `iri_name`, a blank node under `rdf:nodeID`.
    fn push_node(&mut self, iri_name: &str, token: &str) {
        let (name, value) = match view(token) {
            View::Blank(label) => ("nodeID", node_id(label)),
            View::Iri(iri) => (iri_name, attribute(&unescape(iri))),
            View::Literal { .. } | View::Triple(_) => return,
        };
        push(&mut self.text, format_args!(" rdf:{name}=\"{value}\""));
    }
}

/// Why RDF/XML cannot hold the object.
fn unfit(object: &str) -> Option<&'static str> {
    match view(object) {
        View::Triple([_, predicate, object]) => {
            let property = unescape(predicate.trim_matches(['<', '>']));
            name_begin(&property)
                .filter(|_| !is_reserved(&property))
                .map_or(
                    Some("the property inside it does not end in a name that XML allows"),
                    |_| unfit(object),
                )
        }
        View::Literal { value, .. } if !unescape(value).chars().all(is_xml) => {
            Some("its text has a character that XML 1.0 cannot hold")
        }
        _ => None,
    }
}

/// A label as an XML name. What is none, and what looks like such a replacement, is spelt out behind `n-`.
fn node_id(label: &str) -> String {
    if is_ncname(label) && !label.starts_with("n-") {
        return label.to_owned();
    }
    let mut name = String::from("n-");
    for character in label.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character);
        } else {
            push(&mut name, format_args!("-{:X}.", u32::from(character)));
        }
    }
    name
}

/// True for a prefix that XML lets stand: a name, not one of XML's own, and not the one that RDF has here.
fn is_usable(name: &str) -> bool {
    is_ncname(name)
        && !matches!(name, "rdf" | "its")
        && !name.to_ascii_lowercase().starts_with("xml")
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    // writing into a text does not fail
    let _ = text.write_fmt(words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(statements: &[[&str; 3]]) -> (String, Vec<&'static str>) {
        let mut emitter = XmlEmitter::new(Arc::default());
        let losses = statements
            .iter()
            .filter_map(|[s, p, o]| emitter.statement(s, p, o).err())
            .collect();
        emitter.close();
        (emitter.text, losses)
    }

    #[test]
    fn what_xml_cannot_hold_is_told_and_leaves_no_trace() {
        let (text, losses) = written(&[
            ["<http://e/a>", "<http://e/1>", "\"lost 1\""],
            [
                "<http://e/a>",
                "<http://www.w3.org/1999/02/22-rdf-syntax-ns#li>",
                "\"lost 2\"",
            ],
            ["<http://e/a>", "<http://e/p>", "\"lost \\u0007\""],
            [
                "<http://e/a>",
                "<http://e/p>",
                "<<( <http://e/lost> <http://e/1> \"c\" )>>",
            ],
            [
                "<http://e/a>",
                "<http://e/p>",
                "<<( <http://e/b> <http://e/p> \"lost \\u0007\" )>>",
            ],
            ["<http://e/a>", "<http://e/p>", "\"a\\r&\"@en"],
        ]);
        assert_eq!(losses.len(), 5);
        assert!(!text.contains("lost"), "{text}");
        assert!(
            text.contains("<p xmlns=\"http://e/\" xml:lang=\"en\">a&#xD;&amp;</p>"),
            "{text}"
        );
    }

    #[test]
    fn labels_that_are_no_names_stay_apart() {
        let labels = ["1a", "n-1a", "a", "n-a", "a.b", "1-b", "1:b", "1-3A.b"].map(node_id);
        let distinct: std::collections::BTreeSet<&String> = labels.iter().collect();
        assert_eq!(distinct.len(), labels.len());
        assert!(labels.iter().all(|label| is_ncname(label)));
    }
}
