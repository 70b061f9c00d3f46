//! A dataset as a network of things: what the formats for pictures and network tools have in common.
//!
//! Things are nodes, statements between things are edges. Values of things stand with their nodes where a format can hold
//! them; what it cannot is counted, so that the export can tell.

use crate::dataset::Dataset;
use crate::dataset::order::natural;
use crate::dataset::term::{View, unescape, view};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rdfs};
use crate::project::shorten;
use std::collections::BTreeMap;

/// A thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Its IRI with a prefix where one fits, or its blank node's label.
    pub name: String,
    /// Its IRI in full; empty for a blank node.
    pub iri: String,
    /// What a reader calls it: its label, else its name.
    pub label: String,
    /// Its types, short names.
    pub types: Vec<String>,
    /// Its other values: property and text.
    pub values: Vec<(String, String)>,
}

/// A statement between two things, which are given by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// The property, short.
    pub name: String,
}

/// Things and what joins them, in natural order of their names.
#[derive(Debug, Default)]
pub(super) struct Network {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Values that are more than a text: a language, a datatype, a triple term.
    pub typed: usize,
}

impl Network {
    pub fn of(dataset: &Dataset, prefixes: &[(String, String)]) -> Self {
        let mut nodes: BTreeMap<u32, Node> = BTreeMap::new();
        let mut typed = 0;
        let node_of = |id: u32| {
            let (name, iri) = match view(dataset.token(id)) {
                View::Iri(iri) => (
                    shorten(prefixes, iri).trim_matches(['<', '>']).to_owned(),
                    iri.to_owned(),
                ),
                View::Blank(label) => (format!("_:{label}"), String::new()),
                View::Literal { .. } | View::Triple(_) => return None,
            };
            Some(Node {
                name,
                iri,
                ..Node::default()
            })
        };
        let property = |id: u32| match view(dataset.token(id)) {
            View::Iri(iri) => (
                iri.to_owned(),
                shorten(prefixes, iri).trim_matches(['<', '>']).to_owned(),
            ),
            _ => (String::new(), String::new()),
        };
        let mut found = Vec::new();
        for [subject, predicate, object, _] in dataset.quads() {
            let (iri, name) = property(*predicate);
            let Some(new) = node_of(*subject) else {
                continue;
            };
            let node = nodes.entry(*subject).or_insert(new);
            match view(dataset.token(*object)) {
                View::Literal {
                    value,
                    language,
                    datatype,
                    ..
                } => {
                    let text = unescape(value).into_owned();
                    let is_text = language.is_none()
                        && datatype.is_none_or(|datatype| datatype.ends_with("#string"));
                    typed += usize::from(!is_text);
                    if iri == rdfs::LABEL.as_str() && node.label.is_empty() {
                        node.label = text;
                    } else {
                        node.values.push((name, text));
                    }
                }
                View::Triple(_) => {
                    typed += 1;
                    node.values.push((name, dataset.token(*object).to_owned()));
                }
                View::Iri(class) if iri == rdf::TYPE.as_str() => {
                    node.types
                        .push(shorten(prefixes, class).trim_matches(['<', '>']).to_owned());
                }
                _ => {
                    if let Some(new) = node_of(*object) {
                        nodes.entry(*object).or_insert(new);
                        found.push((*subject, *object, name));
                    }
                }
            }
        }
        let mut order: Vec<(u32, Node)> = nodes.into_iter().collect();
        order.sort_by(|(_, one), (_, other)| natural(&one.name, &other.name));
        let numbers: BTreeMap<u32, usize> = order
            .iter()
            .enumerate()
            .map(|(number, (id, _))| (*id, number))
            .collect();
        let mut edges: Vec<Edge> = found
            .into_iter()
            .map(|(from, to, name)| Edge {
                from: numbers[&from],
                to: numbers[&to],
                name,
            })
            .collect();
        edges.sort();
        edges.dedup();
        let nodes = order
            .into_iter()
            .map(|(_, mut node)| {
                if node.label.is_empty() {
                    node.label.clone_from(&node.name);
                }
                node.types.sort();
                node.types.dedup();
                node.values.sort();
                node
            })
            .collect();
        Self {
            nodes,
            edges,
            typed,
        }
    }

    /// The loss report of a picture: it shows labels and edges alone.
    pub fn losses_of_picture(&self, format: &str) -> Vec<Diagnostic> {
        let values: usize = self.nodes.iter().map(|node| node.values.len()).sum();
        let types: usize = self.nodes.iter().map(|node| node.types.len()).sum();
        if values + types == 0 {
            return Vec::new();
        }
        vec![
            Diagnostic::remark("E002", format!("{format} shows {} things and {} statements between them; {values} values and {types} types are left out", self.nodes.len(), self.edges.len()))
                .help("`--format turtle` holds everything"),
        ]
    }

    /// The loss report of a format that holds values as texts.
    pub fn losses_of_values(&self, format: &str) -> Vec<Diagnostic> {
        if self.typed == 0 {
            return Vec::new();
        }
        vec![
            Diagnostic::remark("E003", format!("{format} holds values as texts: languages, datatypes and triple terms of {} values are lost, and the graphs they stand in", self.typed))
                .help("`--format turtle` holds everything"),
        ]
    }
}

/// A text for XML: what XML 1.0 cannot hold at all stands as its number in angle brackets' stead.
pub(super) fn xml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\n' | '\t' | '\r' => written.push_str(&format!("&#{};", u32::from(character))),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                written.push_str(&format!("U+{:04X}", u32::from(character)));
            }
            plain => written.push(plain),
        }
    }
    written
}
