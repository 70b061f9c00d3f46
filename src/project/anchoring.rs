//! The project's passages and the local copy of its text.

use super::{Graphs, Project};
use crate::ontology::{dcterms, doco, rdf, rdfs, rlt, schema, xsd};
use crate::text::{Kind, Passage, Spellings, sha256, stretch};
use crate::turtle::write::natural;
use crate::turtle::write_turtle;
use ahash::HashMap;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Where the passages are kept.
pub const PASSAGES_FILE: &str = "data/passages.ttl";
/// Where it is kept which sentence names which entity.
pub const MENTIONS_FILE: &str = "data/mentions.ttl";

/// The local copy of the text, checked.
#[derive(Debug, Clone)]
pub struct Attached {
    /// Where it lies.
    pub path: PathBuf,
    /// The words.
    pub text: String,
}

/// What is known of the local copy of the text.
#[derive(Debug, Clone)]
pub enum TextState {
    /// The project encodes no text.
    None,
    /// The manifest names a file that is not there.
    Absent(PathBuf),
    /// It is there and is the text that was encoded.
    Attached(Attached),
    /// It is there and has another digest.
    Changed(Attached, String),
}

impl Project {
    /// Looks for the local copy of the text and checks its digest.
    pub fn text(&self) -> std::io::Result<TextState> {
        let Some(manifest) = &self.manifest.text else {
            return Ok(TextState::None);
        };
        let path = self.root.join(&manifest.file);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(TextState::Absent(path));
            }
            Err(error) => {
                return Err(std::io::Error::new(
                    error.kind(),
                    format!("cannot read `{}`: {error}", path.display()),
                ));
            }
        };
        let digest = sha256(&bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let attached = Attached { path, text };
        Ok(match &manifest.sha256 {
            Some(expected) if !expected.eq_ignore_ascii_case(&digest) => {
                TextState::Changed(attached, digest)
            }
            _ => TextState::Attached(attached),
        })
    }

    /// The IRI of a local name under the project's base.
    pub fn name(&self, local: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{local}", self.manifest.base))
    }

    /// The document that the passages are part of.
    pub fn document(&self) -> NamedNode {
        self.name(
            self.manifest
                .text
                .as_ref()
                .map_or("article", |text| text.document.as_str()),
        )
    }

    /// The passages that the project's graph holds, in document order.
    pub fn known_passages(&self, graphs: &Graphs) -> Vec<Passage> {
        let mut found: HashMap<&str, Passage> = HashMap::default();
        let base = self.manifest.base.as_str();
        let document = self.document();
        let mut front = BTreeSet::new();
        for quad in graphs.quads() {
            if quad.predicate == rdf::TYPE
                && is(&quad.object, rlt::PASSAGE)
                && let NamedOrBlankNode::NamedNode(subject) = &quad.subject
                && let Some(name) = subject.as_str().strip_prefix(base)
            {
                found.entry(name).or_insert_with_key(|name| Passage {
                    name: (*name).to_owned(),
                    kind: Kind::TextChunk,
                    part_of: None,
                    start: 0,
                    end: 0,
                    sha256: String::new(),
                    position: 0,
                    label: String::new(),
                });
            }
        }
        for quad in graphs.quads() {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                continue;
            };
            let name = subject.as_str().strip_prefix(base);
            let Some(passage) = name.and_then(|name| found.get_mut(name)) else {
                continue;
            };
            let value = match &quad.object {
                Term::Literal(literal) => literal.value(),
                _ => "",
            };
            match quad.predicate.as_ref() {
                rlt::START => passage.start = value.parse().unwrap_or(0),
                rlt::END => passage.end = value.parse().unwrap_or(0),
                rlt::POSITION => passage.position = value.parse().unwrap_or(0),
                rlt::SHA256 => value.clone_into(&mut passage.sha256),
                rdfs::LABEL => value.clone_into(&mut passage.label),
                dcterms::IS_PART_OF => {
                    if let Term::NamedNode(whole) = &quad.object
                        && *whole != document
                    {
                        let whole = whole.as_str().strip_prefix(base);
                        passage.part_of = whole.map(str::to_owned);
                    }
                }
                rdf::TYPE => {
                    if is(&quad.object, doco::FRONT_MATTER) {
                        front.extend(name);
                    }
                    if let Some(kind) = kind_of(&quad.object) {
                        passage.kind = kind;
                    }
                }
                _ => {}
            }
        }
        for name in front {
            if let Some(passage) = found.get_mut(name) {
                passage.kind = Kind::FrontSection;
            }
        }
        let mut passages: Vec<Passage> = found.into_values().collect();
        passages.sort_by(|a, b| {
            (a.start, std::cmp::Reverse(a.end), a.kind)
                .cmp(&(b.start, std::cmp::Reverse(b.end), b.kind))
                .then_with(|| natural(&a.name, &b.name))
        });
        passages
    }
}

fn is(term: &Term, name: NamedNodeRef<'_>) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_ref() == name)
}

fn kind_of(class: &Term) -> Option<Kind> {
    let Term::NamedNode(class) = class else {
        return None;
    };
    match class.as_ref() {
        doco::TITLE => Some(Kind::Title),
        doco::SECTION_TITLE => Some(Kind::SectionTitle),
        doco::TEXT_CHUNK => Some(Kind::TextChunk),
        doco::SECTION => Some(Kind::Section),
        doco::PARAGRAPH => Some(Kind::Paragraph),
        doco::SENTENCE => Some(Kind::Sentence),
        _ => None,
    }
}

fn classes(kind: Kind) -> &'static [NamedNodeRef<'static>] {
    match kind {
        Kind::Title => &[doco::TITLE],
        Kind::SectionTitle => &[doco::SECTION_TITLE],
        Kind::TextChunk => &[doco::TEXT_CHUNK],
        Kind::FrontSection => &[doco::SECTION, doco::FRONT_MATTER],
        Kind::Section => &[doco::SECTION, doco::BODY_MATTER],
        Kind::Paragraph => &[doco::PARAGRAPH],
        Kind::Sentence => &[doco::SENTENCE],
    }
}

/// The text of `data/passages.ttl`: where each passage lies and how to know it again, and no word of the text
/// but the headings of its sections.
pub fn passages_file(project: &Project, passages: &[Passage]) -> String {
    let mut triples = Vec::new();
    for passage in passages {
        let subject = project.name(&passage.name);
        let mut add = |predicate: NamedNodeRef<'_>, object: Term| {
            triples.push(Triple::new(subject.clone(), predicate.into_owned(), object));
        };
        add(rdf::TYPE, rlt::PASSAGE.into_owned().into());
        for class in classes(passage.kind) {
            add(rdf::TYPE, class.into_owned().into());
        }
        add(
            rdfs::LABEL,
            Literal::new_language_tagged_literal_unchecked(
                &passage.label,
                label_language(project, passage),
            )
            .into(),
        );
        let number =
            |value: usize| Term::from(Literal::new_typed_literal(value.to_string(), xsd::INTEGER));
        add(rlt::START, number(passage.start));
        add(rlt::END, number(passage.end));
        add(rlt::POSITION, number(passage.position));
        add(rlt::SHA256, Literal::from(passage.sha256.as_str()).into());
        let whole = passage
            .part_of
            .as_ref()
            .map_or_else(|| project.document(), |name| project.name(name));
        add(dcterms::IS_PART_OF, whole.into());
    }
    format!(
        "# Where the passages of the text lie: made by `relata anchor`, not by hand. Offsets are Unicode code points.\n{}",
        write_turtle(&triples, &project.prefixes())
    )
}

/// A heading is in the language of the text, every other label is ours.
fn label_language(project: &Project, passage: &Passage) -> String {
    let own = matches!(
        passage.label.as_str(),
        "front matter" | "lead" | "closing" | "part without a heading"
    );
    match passage.kind {
        Kind::Section if !own => project
            .manifest
            .text
            .as_ref()
            .map_or("en", |text| text.language.as_str())
            .to_lowercase(),
        _ => "en".to_owned(),
    }
}

/// Which passage names which thing, by the labels of things that are no part of the apparatus.
pub fn mentions(project: &Project, graphs: &Graphs, text: &str) -> Vec<Triple> {
    let spellings = spellings(project, graphs);
    let mut triples = Vec::new();
    for passage in project.known_passages(graphs) {
        if !matches!(passage.kind, Kind::Sentence | Kind::TextChunk | Kind::Title) {
            continue;
        }
        let Some(words) = stretch(text, passage.start, passage.end) else {
            continue;
        };
        for thing in spellings.in_text(words) {
            triples.push(Triple::new(
                project.name(&passage.name),
                schema::MENTIONS.into_owned(),
                thing,
            ));
        }
    }
    triples
}

/// The text of `data/mentions.ttl`: the [mentions], to be kept where the text is not.
pub fn mentions_file(project: &Project, graphs: &Graphs, text: &str) -> String {
    format!(
        "# Which sentence names which entity: made by `relata anchor` where the text is attached, not by hand.\n{}",
        write_turtle(&mentions(project, graphs, text), &project.prefixes())
    )
}

/// The labels of the project's entities: whatever it names under `entity/` of its base. A thing is about whatever other
/// entity it has as a value.
fn spellings(project: &Project, graphs: &Graphs) -> Spellings<NamedNode> {
    let entities = format!("{}entity/", project.manifest.base);
    let label = |predicate: NamedNodeRef<'_>| {
        predicate == rdfs::LABEL
            || predicate == crate::ontology::skos::PREF_LABEL
            || predicate == crate::ontology::skos::ALT_LABEL
            || predicate == crate::ontology::skos::HIDDEN_LABEL
    };
    Spellings::new(
        graphs
            .quads()
            .filter(|quad| label(quad.predicate.as_ref()))
            .filter_map(|quad| match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::NamedNode(thing), Term::Literal(spelling))
                    if thing.as_str().starts_with(&entities) =>
                {
                    Some((spelling.value().to_owned(), thing.clone()))
                }
                _ => None,
            }),
    )
    .about(
        graphs
            .quads()
            .filter_map(|quad| match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::NamedNode(whole), Term::NamedNode(part))
                    if whole.as_str().starts_with(&entities)
                        && part.as_str().starts_with(&entities) =>
                {
                    Some((whole.clone(), part.clone()))
                }
                _ => None,
            }),
    )
}
