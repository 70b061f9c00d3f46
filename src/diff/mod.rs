//! What changed in meaning between two states of a graph: claims, entities, mentions, the ontology, and answers.
//!
//! Statements are compared as authored, blank nodes matched by structure; nothing passes through the store but the
//! answers of stored queries. What is rendered is the same for a person ([`human`]), Markdown, JSON and RDF patches.

pub mod answers;
pub mod html;
pub mod human;
pub mod json;
mod matching;
pub mod merge;
pub mod merge_text;
pub mod ontology;
pub mod patch;

pub use matching::Tokens;

use crate::dataset::Dataset;
use crate::dataset::order::natural;
use crate::ontology::{rdf, rdfs, rlt, schema, skos};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing changed; also the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An `rlt:Claim`.
    Claim,
    /// What is claimed: an event, state or influence.
    Situation,
    /// Anything else the graph speaks of.
    Entity,
    /// Which passage names which entity.
    Mention,
    /// Which outside thing an entity is.
    Link,
    /// A stretch of the text.
    Passage,
    /// A term of the ontology, a kind, a shape.
    Term,
}

impl Kind {
    /// The heading over things of this kind.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Claim => "claims",
            Self::Situation => "situations",
            Self::Entity => "entities",
            Self::Mention => "mentions",
            Self::Link => "links",
            Self::Passage => "passages",
            Self::Term => "ontology",
        }
    }
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Something else is said of it.
    Changed,
}

impl Status {
    /// `added`, `removed` or `changed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// What changed in one property of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The property, as a canonical token.
    pub property: String,
    /// Values that are gone, as canonical tokens.
    pub removed: Vec<String>,
    /// Values that are new.
    pub added: Vec<String>,
}

/// A thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its name, as a canonical token.
    pub name: String,
    /// What a reader calls it.
    pub label: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What became of it.
    pub status: Status,
    /// What changed, in the order of the properties.
    pub changes: Vec<Change>,
}

impl Thing {
    /// True where the very same words, or the same passage, now lie elsewhere and nothing else changed.
    pub fn is_moved(&self) -> bool {
        let places = match self.kind {
            Kind::Passage => &[rlt::START, rlt::END, rlt::POSITION][..],
            Kind::Claim => &[rlt::ANCHOR],
            _ => return false,
        };
        self.status == Status::Changed
            && self.changes.iter().all(|change| {
                places
                    .iter()
                    .any(|place| change.property == place.to_string())
            })
    }

    /// True of a passage that says nothing new by itself: it lies elsewhere, or is a paragraph or a section in which
    /// another passage changed.
    pub fn is_along(&self) -> bool {
        let local = self
            .name
            .trim_end_matches('>')
            .rsplit(['/', '#', ':'])
            .next()
            .unwrap_or("");
        let holds = local.starts_with("sec-")
            || local
                .strip_prefix('p')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let follows = || {
            [rlt::START, rlt::END, rlt::POSITION, rlt::SHA256].map(|property| property.to_string())
        };
        self.kind == Kind::Passage
            && self.status == Status::Changed
            && (self.is_moved()
                || holds
                    && self
                        .changes
                        .iter()
                        .all(|change| follows().contains(&change.property)))
    }
}

/// The line for so many passages that say nothing new by themselves.
fn along(count: usize) -> String {
    format!("{count} passages lie elsewhere or hold one that changed, and are the same otherwise")
}

/// What changed.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// Statements that are gone.
    pub removed: BTreeSet<Tokens>,
    /// Statements that are new.
    pub added: BTreeSet<Tokens>,
    /// The same, thing by thing.
    pub things: Vec<Thing>,
    /// What that means for whoever uses the ontology.
    pub ontology: Vec<ontology::Effect>,
    /// Stored queries that answer otherwise.
    pub answers: Vec<answers::Changed>,
}

impl Difference {
    /// True where both say the same.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.answers.is_empty()
    }
}

/// Compares two datasets.
///
/// ```
/// # use relata::{dataset::{Dataset, DEFAULT_GRAPH}, diff::diff};
/// let of = |value: &str| {
///     let mut dataset = Dataset::new();
///     let quad = ["_:any", "<http://e/p>", value].map(|token| dataset.intern(token));
///     dataset.insert([quad[0], quad[1], quad[2], DEFAULT_GRAPH]);
///     dataset.settle();
///     dataset
/// };
/// assert!(diff(&of("\"1\""), &of("\"1\"")).is_empty());
/// assert_eq!(diff(&of("\"1\""), &of("\"01\"")).added.len(), 1);
/// ```
pub fn diff(old: &Dataset, new: &Dataset) -> Difference {
    let (old, new) = matching::align(old, new);
    let removed: BTreeSet<Tokens> = old.difference(&new).cloned().collect();
    let added: BTreeSet<Tokens> = new.difference(&old).cloned().collect();
    let things = things(&old, &new, &removed, &added);
    let ontology = ontology::effects(&things);
    Difference {
        removed,
        added,
        things,
        ontology,
        answers: Vec::new(),
    }
}

type Key = (Kind, String);

fn things(
    old: &BTreeSet<Tokens>,
    new: &BTreeSet<Tokens>,
    removed: &BTreeSet<Tokens>,
    added: &BTreeSet<Tokens>,
) -> Vec<Thing> {
    let about = About::of(old, new);
    let mut found: BTreeMap<Key, BTreeMap<String, Change>> = BTreeMap::new();
    for (statements, is_new) in [(removed, false), (added, true)] {
        for [subject, predicate, object, _] in statements {
            let owner = about.owner(subject);
            let property = if owner == *subject {
                predicate.clone()
            } else {
                format!("{subject} {predicate}")
            };
            let change = found
                .entry((about.kind(&owner, predicate), owner))
                .or_default()
                .entry(property.clone())
                .or_insert_with(|| Change {
                    property,
                    removed: Vec::new(),
                    added: Vec::new(),
                });
            if is_new {
                &mut change.added
            } else {
                &mut change.removed
            }
            .push(object.clone());
        }
    }
    let (were, are) = (subjects(old), subjects(new));
    let mut things: Vec<Thing> = found
        .into_iter()
        .map(|((kind, name), changes)| {
            let status = match (were.contains(&name), are.contains(&name)) {
                (false, true) => Status::Added,
                (true, false) => Status::Removed,
                _ => Status::Changed,
            };
            Thing {
                label: about.labels.get(&name).cloned(),
                kind,
                status,
                changes: changes.into_values().collect(),
                name,
            }
        })
        .collect();
    things.sort_by(|a, b| {
        (a.kind, a.status)
            .cmp(&(b.kind, b.status))
            .then_with(|| natural(&a.name, &b.name))
    });
    things
}

fn subjects(statements: &BTreeSet<Tokens>) -> BTreeSet<String> {
    statements.iter().map(|tokens| tokens[0].clone()).collect()
}

/// What both states together say of things: classes, labels, and who refers to a blank node.
#[derive(Default)]
struct About {
    classes: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<String, String>,
    referrers: BTreeMap<String, String>,
}

impl About {
    fn of(old: &BTreeSet<Tokens>, new: &BTreeSet<Tokens>) -> Self {
        let mut about = Self::default();
        let labels = [rdfs::LABEL, skos::PREF_LABEL].map(|label| label.to_string());
        let class = rdf::TYPE.to_string();
        for [subject, predicate, object, _] in old.iter().chain(new) {
            if *predicate == class {
                about
                    .classes
                    .entry(subject.clone())
                    .or_default()
                    .insert(object.clone());
            } else if labels.contains(predicate) {
                about.labels.insert(subject.clone(), object.clone());
            }
            if matching::is_blank(object) && object != subject {
                about
                    .referrers
                    .entry(object.clone())
                    .or_insert_with(|| subject.clone());
            }
        }
        about
    }

    /// The named thing that a blank node belongs to, else itself.
    fn owner(&self, subject: &str) -> String {
        let mut at = subject;
        for _ in 0..crate::dataset::shape::DEEPEST {
            match self.referrers.get(at) {
                Some(referrer) if matching::is_blank(at) => at = referrer,
                _ => break,
            }
        }
        if matching::is_blank(at) {
            subject.to_owned()
        } else {
            at.to_owned()
        }
    }

    fn kind(&self, name: &str, predicate: &str) -> Kind {
        if predicate.trim_matches(['<', '>']) == schema::MENTIONS.as_str() {
            return Kind::Mention;
        }
        if LINKS.iter().any(|link| predicate == format!("<{link}>")) {
            return Kind::Link;
        }
        let is = |classes: &[&str]| {
            self.classes.get(name).is_some_and(|own| {
                classes
                    .iter()
                    .any(|class| own.contains(&format!("<{class}>")))
            })
        };
        if is(&[rlt::CLAIM.as_str()]) {
            Kind::Claim
        } else if is(
            &[rlt::SITUATION, rlt::EVENT, rlt::STATE, rlt::INFLUENCE].map(|class| class.as_str())
        ) {
            Kind::Situation
        } else if is(&[rlt::PASSAGE.as_str()]) {
            Kind::Passage
        } else if is(ontology::CLASSES) {
            Kind::Term
        } else {
            Kind::Entity
        }
    }
}

/// Properties that say which outside thing something is.
const LINKS: &[&str] = &[
    "http://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2004/02/skos/core#closeMatch",
    "http://www.w3.org/2004/02/skos/core#broadMatch",
    "http://www.w3.org/2004/02/skos/core#narrowMatch",
    "http://www.w3.org/2004/02/skos/core#relatedMatch",
    "https://schema.org/sameAs",
];
