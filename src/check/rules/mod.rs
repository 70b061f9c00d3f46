//! The rules that look at triples where they stand, one file each; what each means stands in `docs/rules/`.

mod hygiene;
mod prefixes;
mod terms;
mod twice;
mod unfilled;
mod usage;
mod values;
mod vocabularies;

use crate::diagnostic::{Diagnostic, Source};
use crate::ontology::{Hierarchy, rdf, rdfs};
use crate::turtle::Format;
use crate::turtle::tree::{Located, Reading, read};
use ahash::{HashMap, HashSet};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::sync::Arc;

/// A file read with the place of everything.
#[derive(Debug)]
pub(super) struct Read {
    pub source: Arc<Source>,
    pub reading: Reading,
}

impl Read {
    /// Reads a file. `number` keeps its blank nodes apart from those of other files.
    pub fn new(source: &Arc<Source>, format: Format, number: usize) -> Self {
        Self {
            source: Arc::clone(source),
            reading: read(source, format, &format!("f{number}-"), None),
        }
    }
}

/// Everything that the rules know: the files, and what they say together.
pub(super) struct Scope<'a> {
    pub files: &'a [Read],
    /// The base of the project, where there is one.
    pub base: Option<&'a str>,
    /// What anything is said of.
    pub subjects: HashSet<NamedNodeRef<'a>>,
    /// The namespaces in which everything that is used must be declared.
    pub owned: Vec<String>,
    /// The types that are stated, by subject.
    pub types: HashMap<&'a NamedOrBlankNode, Vec<&'a NamedNode>>,
    pub hierarchy: Hierarchy,
}

impl<'a> Scope<'a> {
    pub fn new(files: &'a [Read], more: &'a [Quad], base: Option<&'a str>) -> Self {
        let quads = || {
            files
                .iter()
                .flat_map(|file| &file.reading.quads)
                .map(|located| &located.quad)
                .chain(more)
        };
        let mut subjects = HashSet::default();
        let mut types: HashMap<&NamedOrBlankNode, Vec<&NamedNode>> = HashMap::default();
        for quad in quads() {
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject {
                subjects.insert(node.as_ref());
            }
            if quad.predicate == rdf::TYPE
                && let Term::NamedNode(class) = &quad.object
            {
                types.entry(&quad.subject).or_default().push(class);
            }
        }
        let mut owned: HashSet<String> = HashSet::default();
        // a namespace belongs to whoever declares a class, a property or a concept in it
        for quad in quads().filter(|quad| quad.predicate == rdf::TYPE) {
            if let (NamedOrBlankNode::NamedNode(node), Term::NamedNode(class)) =
                (&quad.subject, &quad.object)
                && DECLARING.contains(&class.as_str())
            {
                owned.insert(namespace(node.as_str()).to_owned());
            }
        }
        let mut owned: Vec<String> = owned.into_iter().collect();
        owned.extend(base.map(str::to_owned));
        owned.sort();
        owned.dedup();
        Self {
            files,
            base,
            subjects,
            owned,
            types,
            hierarchy: Hierarchy::of(quads()),
        }
    }

    /// The file and the triple, over all files that are checked.
    pub fn triples(&self) -> impl Iterator<Item = (&'a Read, &'a Located)> {
        self.files.iter().flat_map(|file| {
            file.reading
                .quads
                .iter()
                .map(move |located| (file, located))
        })
    }

    /// True where a thing is declared to be of a class or of one below it; `None` where nothing is said of its type.
    pub fn is_a(&self, thing: &NamedOrBlankNode, class: &NamedNode) -> Option<bool> {
        let types = self.types.get(thing)?;
        Some(types.iter().any(|known| {
            *known == class
                || self
                    .hierarchy
                    .superclasses(known)
                    .any(|above| above == class)
        }))
    }
}

/// Types whose instances make a namespace the project's own.
const DECLARING: &[&str] = &[
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
    "http://www.w3.org/2000/01/rdf-schema#Class",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2004/02/skos/core#Concept",
];

/// An IRI up to its last `#` or `/`.
pub(super) fn namespace(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[..=at])
}

/// What follows the namespace.
pub(super) fn local(iri: &str) -> &str {
    &iri[namespace(iri).len()..]
}

/// All findings of all rules.
pub(super) fn run(scope: &Scope<'_>, own: &[&str]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    terms::check(scope, &mut found);
    usage::check(scope, &mut found);
    values::check(scope, &mut found);
    twice::check(scope, &mut found);
    unfilled::check(scope, &mut found);
    found.extend(run_on_texts(scope.files, own));
    found
}

/// The findings of the rules that need no knowledge of other files.
pub(super) fn run_on_texts(files: &[Read], own: &[&str]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for file in files {
        prefixes::check(file, own, &mut found);
        hygiene::check(&file.source, &mut found);
    }
    found
}

/// `rdfs:domain` and `rdfs:range` as the files state them, by property.
pub(super) fn stated<'a>(
    scope: &Scope<'a>,
    axiom: &str,
) -> HashMap<&'a NamedNode, Vec<&'a NamedNode>> {
    let axiom = format!("{}{axiom}", rdfs::NAMESPACE);
    let mut found: HashMap<&NamedNode, Vec<&NamedNode>> = HashMap::default();
    for located in scope.files.iter().flat_map(|file| &file.reading.quads) {
        if let (NamedOrBlankNode::NamedNode(property), Term::NamedNode(class)) =
            (&located.quad.subject, &located.quad.object)
            && located.quad.predicate.as_str() == axiom
        {
            found.entry(property).or_default().push(class);
        }
    }
    found
}
