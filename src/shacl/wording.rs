//! Terms as a reader knows them: with the prefixes of the files, shortened where they are long.

use super::terms::{Id, Terms};
use crate::project::shorten;
use oxrdf::TermRef;

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
                match node.as_str().strip_prefix("http://www.w3.org/ns/shacl#") {
                    Some(local) => format!("sh:{local}"),
                    None => shorten(self.prefixes, node.as_str()),
                }
            }
            TermRef::BlankNode(_) => "[]".to_owned(),
            TermRef::Literal(literal) => {
                let text = literal.value();
                let mut shown: String = text.chars().take(LONGEST).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                match (literal.language(), self.terms.datatype(id)) {
                    (Some(tag), _) => format!("\"{shown}\"@{tag}"),
                    (None, Some(super::names::XSD_STRING) | None) => format!("\"{shown}\""),
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
