//! Terms as a reader knows them: with the prefixes of the files, shortened where they are long.

use super::id::Id;
use super::lexical::is_well_formed;
use super::names;
use super::terms::Terms;
use crate::project::shorten;
use oxrdf::TermRef;

/// Prefixes that need no declaration in a message.
const OWN: &[(&str, &str)] = &[
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
];

/// The most characters of a literal that a message shows.
const LONGEST: usize = 60;

/// Writes terms for messages.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    /// The terms.
    pub terms: &'a Terms,
    /// Prefixes, name without colon and namespace.
    pub prefixes: &'a [(String, String)],
}

impl Wording<'_> {
    /// A term in the notation of Turtle, without quotation marks of its own around it.
    pub fn bare(&self, id: Id) -> String {
        match self.terms.term(id) {
            TermRef::NamedNode(node) => {
                let short = shorten(self.prefixes, node.as_str());
                if !short.starts_with('<') {
                    return short;
                }
                OWN.iter()
                    .find_map(|(name, namespace)| {
                        let local = node.as_str().strip_prefix(namespace)?;
                        Some(format!("{name}:{local}"))
                    })
                    .unwrap_or(short)
            }
            TermRef::BlankNode(_) => "[]".to_owned(),
            TermRef::Triple(triple) => format!("<<( {triple} )>>"),
            TermRef::Literal(literal) => {
                let text = literal.value();
                let mut shown: String = text.chars().take(LONGEST).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                match (literal.language(), self.terms.datatype(id)) {
                    (Some(tag), _) => format!("\"{shown}\"@{tag}"),
                    (None, Some(names::XSD_INTEGER | names::XSD_DECIMAL | names::XSD_BOOLEAN))
                        if is_well_formed(self.terms, id) =>
                    {
                        shown
                    }
                    (None, Some(names::XSD_STRING) | None) => format!("\"{shown}\""),
                    (None, Some(datatype)) => format!("\"{shown}\"^^{}", self.bare(datatype)),
                }
            }
        }
    }

    /// A term between backticks; a node without a name in words.
    pub fn name(&self, id: Id) -> String {
        if self.terms.is_blank(id) {
            "a node without a name".to_owned()
        } else {
            format!("`{}`", self.bare(id))
        }
    }

    /// Several terms between backticks; the first few where they are many.
    pub fn names(&self, ids: &[Id]) -> String {
        let most = 8;
        let mut parts: Vec<String> = ids.iter().take(most).map(|id| self.name(*id)).collect();
        if ids.len() > most {
            parts.push("…".to_owned());
        }
        parts.join(", ")
    }
}
