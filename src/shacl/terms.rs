//! Terms as numbers: every term of the data and the shapes is kept once, with its lexical form, under a 32-bit id.
//!
//! A million triples repeat their terms many times over; validating compares numbers and looks at text only where a
//! constraint asks about text. All lexical forms lie in one string, so that a term costs eight bytes beside its text.

use super::id::Id;
use super::names;
use ahash::RandomState;
use hashbrown::HashTable;
use oxrdf::{
    BaseDirection, BlankNode, BlankNodeRef, LiteralRef, NamedNodeRef, NamedOrBlankNode,
    NamedOrBlankNodeRef, Term, TermRef, Triple,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// The terms hold more text than 32 bits can number: 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl std::fmt::Display for Full {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the terms of the files hold more than 4 GiB of text")
    }
}

impl std::error::Error for Full {}

/// What sort of term it is; the number of a literal's datatype, or of its language tag with the high bit set.
type Kind = u32;
const IRI: Kind = u32::MAX;
const BLANK: Kind = u32::MAX - 1;
const TRIPLE: Kind = u32::MAX - 2;
const TAGGED: Kind = 1 << 31;

/// All terms of one validation, each once.
///
/// ```
/// # use relata::shacl::Terms;
/// # use oxrdf::{LiteralRef, NamedNodeRef};
/// let mut terms = Terms::new();
/// let one = terms.intern(LiteralRef::new_simple_literal("1").into())?;
/// let node = terms.intern(NamedNodeRef::new_unchecked("http://e/1").into())?;
/// assert_ne!(one, node);
/// assert_eq!(terms.term(one).to_string(), "\"1\"");
/// # Ok::<(), relata::shacl::Full>(())
/// ```
#[derive(Debug)]
pub struct Terms {
    text: String,
    /// Where each term's text begins; it ends where the next begins.
    starts: Vec<u32>,
    kinds: Vec<Kind>,
    table: HashTable<u32>,
    /// Seeded anew in each process: nobody can write terms that collide.
    hasher: RandomState,
    languages: Vec<String>,
    language_numbers: HashMap<String, u32>,
    /// The triple terms of RDF 1.2, by number; they are rare.
    triples: HashMap<u32, Triple>,
    scratch: String,
}

/// A triple with `scope` before the labels of the blank nodes in it; readers bound how deep triples nest.
fn scoped(triple: &Triple, scope: &str) -> Triple {
    let blank = |node: &BlankNode| BlankNode::new_unchecked(format!("{scope}{}", node.as_str()));
    let subject = match &triple.subject {
        NamedOrBlankNode::BlankNode(node) => blank(node).into(),
        other => other.clone(),
    };
    let object = match &triple.object {
        Term::BlankNode(node) => blank(node).into(),
        Term::Triple(inner) => scoped(inner, scope).into(),
        other => other.clone(),
    };
    Triple::new(subject, triple.predicate.clone(), object)
}

impl Default for Terms {
    fn default() -> Self {
        Self::new()
    }
}

impl Terms {
    /// A dictionary that knows nothing but the names validation itself uses.
    pub fn new() -> Self {
        let mut terms = Self {
            text: String::new(),
            starts: Vec::new(),
            kinds: Vec::new(),
            table: HashTable::new(),
            hasher: RandomState::new(),
            languages: Vec::new(),
            language_numbers: HashMap::new(),
            triples: HashMap::new(),
            scratch: String::new(),
        };
        for name in names::ALL {
            // a few kilobytes: never full
            let _ = terms.put(IRI, name);
        }
        terms
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// True where there is none; never so, because the names validation uses are always there.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The number of a term, which is added if it is new.
    ///
    /// # Errors
    /// [`Full`] where the text of all terms passes 4 GiB.
    pub fn intern(&mut self, term: TermRef<'_>) -> Result<Id, Full> {
        match term {
            TermRef::NamedNode(node) => self.put(IRI, node.as_str()),
            TermRef::BlankNode(node) => self.put(BLANK, node.as_str()),
            TermRef::Literal(literal) => {
                let kind = match tag(literal) {
                    Some(tag) => TAGGED | self.language(&tag)?,
                    None => self.put(IRI, literal.datatype().as_str())?.0,
                };
                self.put(kind, literal.value())
            }
            TermRef::Triple(triple) => {
                let id = self.put(TRIPLE, &triple.to_string())?;
                self.triples.entry(id.0).or_insert_with(|| triple.clone());
                Ok(id)
            }
        }
    }

    /// Like [`Terms::intern`], with `scope` before the label of a blank node, so that two files never share one.
    ///
    /// # Errors
    /// [`Full`] where the text of all terms passes 4 GiB.
    pub fn intern_scoped(&mut self, term: TermRef<'_>, scope: &str) -> Result<Id, Full> {
        let node = match term {
            TermRef::BlankNode(node) => node,
            TermRef::Triple(triple) => {
                let scoped = scoped(triple, scope);
                return self.intern(TermRef::Triple(&scoped));
            }
            other => return self.intern(other),
        };
        let mut label = std::mem::take(&mut self.scratch);
        label.clear();
        label.push_str(scope);
        label.push_str(node.as_str());
        let id = self.put(BLANK, &label);
        self.scratch = label;
        id
    }

    /// The number of a term, if it is known.
    pub fn find(&self, term: TermRef<'_>) -> Option<Id> {
        let (kind, text) = match term {
            TermRef::NamedNode(node) => (IRI, node.as_str()),
            TermRef::BlankNode(node) => (BLANK, node.as_str()),
            TermRef::Literal(literal) => {
                let kind = match tag(literal) {
                    Some(tag) => TAGGED | *self.language_numbers.get(tag.as_ref())?,
                    None => self.lookup(IRI, literal.datatype().as_str())?.0,
                };
                (kind, literal.value())
            }
            TermRef::Triple(triple) => return self.lookup(TRIPLE, &triple.to_string()),
        };
        self.lookup(kind, text)
    }

    /// The term of a number.
    pub fn term(&self, id: Id) -> TermRef<'_> {
        let text = self.text_of(id);
        match self.kinds[id.index()] {
            IRI => NamedNodeRef::new_unchecked(text).into(),
            BLANK => BlankNodeRef::new_unchecked(text).into(),
            TRIPLE => TermRef::Triple(&self.triples[&id.0]),
            kind if kind & TAGGED != 0 => {
                tagged(text, &self.languages[(kind & !TAGGED) as usize]).into()
            }
            datatype => LiteralRef::new_typed_literal(
                text,
                NamedNodeRef::new_unchecked(self.text_of(Id(datatype))),
            )
            .into(),
        }
    }

    /// The term of a number as the subject of a triple; `None` for a literal.
    pub fn subject(&self, id: Id) -> Option<NamedOrBlankNodeRef<'_>> {
        match self.term(id) {
            TermRef::NamedNode(node) => Some(node.into()),
            TermRef::BlankNode(node) => Some(node.into()),
            TermRef::Literal(_) | TermRef::Triple(_) => None,
        }
    }

    /// The IRI, the label of the blank node, or the lexical form of the literal.
    pub fn text_of(&self, id: Id) -> &str {
        let start = self.starts[id.index()] as usize;
        let end = self
            .starts
            .get(id.index() + 1)
            .map_or(self.text.len(), |end| *end as usize);
        &self.text[start..end]
    }

    /// True for an IRI.
    pub fn is_iri(&self, id: Id) -> bool {
        self.kinds[id.index()] == IRI
    }

    /// True for a blank node.
    pub fn is_blank(&self, id: Id) -> bool {
        self.kinds[id.index()] == BLANK
    }

    /// True for a literal.
    pub fn is_literal(&self, id: Id) -> bool {
        self.kinds[id.index()] < TRIPLE
    }

    /// The number of a literal's datatype; `None` for other terms.
    pub fn datatype(&self, id: Id) -> Option<Id> {
        match self.kinds[id.index()] {
            IRI | BLANK | TRIPLE => None,
            kind if kind & TAGGED != 0 => Some(names::RDF_LANG_STRING),
            datatype => Some(Id(datatype)),
        }
    }

    /// The language tag of a literal, as it was written.
    pub fn language_of(&self, id: Id) -> Option<&str> {
        match self.kinds[id.index()] {
            IRI | BLANK | TRIPLE => None,
            kind if kind & TAGGED != 0 => {
                let tag = &self.languages[(kind & !TAGGED) as usize];
                Some(tag.split_once("--").map_or(tag.as_str(), |(tag, _)| tag))
            }
            _ => None,
        }
    }

    fn language(&mut self, tag: &str) -> Result<u32, Full> {
        if let Some(number) = self.language_numbers.get(tag) {
            return Ok(*number);
        }
        let number = u32::try_from(self.languages.len()).map_err(|_| Full)?;
        if number >= TAGGED - 3 {
            return Err(Full);
        }
        self.languages.push(tag.to_owned());
        self.language_numbers.insert(tag.to_owned(), number);
        Ok(number)
    }

    fn lookup(&self, kind: Kind, text: &str) -> Option<Id> {
        self.table
            .find(self.hasher.hash_one((kind, text)), |number| {
                self.is(*number, kind, text)
            })
            .map(|number| Id(*number))
    }

    fn is(&self, number: u32, kind: Kind, text: &str) -> bool {
        self.kinds[number as usize] == kind && self.text_of(Id(number)) == text
    }

    fn put(&mut self, kind: Kind, text: &str) -> Result<Id, Full> {
        let hashed = self.hasher.hash_one((kind, text));
        if let Some(number) = self
            .table
            .find(hashed, |number| self.is(*number, kind, text))
        {
            return Ok(Id(*number));
        }
        let start = u32::try_from(self.text.len()).map_err(|_| Full)?;
        let number = u32::try_from(self.starts.len()).map_err(|_| Full)?;
        if number >= TAGGED {
            return Err(Full);
        }
        self.text.push_str(text);
        self.starts.push(start);
        self.kinds.push(kind);
        let Self {
            text,
            starts,
            kinds,
            table,
            hasher,
            ..
        } = self;
        table.insert_unique(hashed, number, |number| {
            let at = *number as usize;
            let end = starts.get(at + 1).map_or(text.len(), |end| *end as usize);
            hasher.hash_one((kinds[at], &text[starts[at] as usize..end]))
        });
        Ok(Id(number))
    }
}

/// The language tag of a literal, with its base direction behind `--` where it has one, as RDF 1.2 writes it.
fn tag(literal: LiteralRef<'_>) -> Option<Cow<'_, str>> {
    let tag = literal.language()?;
    Some(match literal.direction() {
        None => tag.into(),
        Some(direction) => format!("{tag}--{direction}").into(),
    })
}

/// A literal of such a tag.
fn tagged<'a>(text: &'a str, tag: &'a str) -> LiteralRef<'a> {
    match tag.split_once("--") {
        None => LiteralRef::new_language_tagged_literal_unchecked(text, tag),
        Some((tag, direction)) => LiteralRef::new_directional_language_tagged_literal_unchecked(
            text,
            tag,
            if direction == "rtl" {
                BaseDirection::Rtl
            } else {
                BaseDirection::Ltr
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_look_alike_are_told_apart() {
        let mut terms = Terms::new();
        let all = [
            TermRef::from(NamedNodeRef::new_unchecked("a")),
            BlankNodeRef::new_unchecked("a").into(),
            LiteralRef::new_simple_literal("a").into(),
            LiteralRef::new_language_tagged_literal_unchecked("a", "en").into(),
            LiteralRef::new_language_tagged_literal_unchecked("a", "en-gb").into(),
            LiteralRef::new_typed_literal("a", NamedNodeRef::new_unchecked("http://e/t")).into(),
        ];
        let ids: Vec<Id> = all
            .iter()
            .map(|term| terms.intern(*term).unwrap())
            .collect();
        let distinct: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), all.len());
        for (term, id) in all.iter().zip(ids) {
            assert_eq!(terms.term(id), *term);
            assert_eq!(terms.find(*term), Some(id));
            assert_eq!(terms.intern(*term), Ok(id));
        }
    }

    #[test]
    fn a_name_is_found_under_its_fixed_number() {
        let terms = Terms::new();
        assert_eq!(
            terms.text_of(names::RDF_TYPE),
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        );
        assert_eq!(
            terms.text_of(names::SHAPES_GRAPH),
            "urn:x-relata:shapes-graph"
        );
    }
}
