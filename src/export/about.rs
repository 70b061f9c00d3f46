//! What is said of each thing, for the formats that are made of claims: the claims that are exported, and the whole graph
//! behind them.
//!
//! An export may be one file of a project, while the labels, passages and situations its claims refer to stand in others. So
//! the claims come from what is exported, and what is said of what they refer to from everything.

use super::Vocabulary;
use crate::dataset::order::natural;
use crate::dataset::term::{View, unescape, view};
use crate::dataset::{DEFAULT_GRAPH, Dataset, Id};
use crate::ontology::{rdf, rdfs, rlt, skos};
use crate::project::shorten;
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet};

/// The whole graph by subject, and which subjects are exported.
pub(super) struct About<'a> {
    whole: Dataset,
    said: BTreeMap<Id, Vec<(Id, Id)>>,
    exported: BTreeSet<Id>,
    prefixes: &'a [(String, String)],
}

impl<'a> About<'a> {
    pub fn of(dataset: &Dataset, vocabulary: &'a Vocabulary) -> Self {
        let mut whole = vocabulary.background.whole.clone();
        let mut exported = BTreeSet::new();
        for quad in dataset.quads() {
            let [s, p, o, _] = quad.map(|id| whole.intern(dataset.token(id)));
            whole.insert([s, p, o, DEFAULT_GRAPH]);
            exported.insert(s);
        }
        whole.settle();
        let mut said: BTreeMap<Id, Vec<(Id, Id)>> = BTreeMap::new();
        for [subject, predicate, object, _] in whole.quads() {
            said.entry(*subject)
                .or_default()
                .push((*predicate, *object));
        }
        Self {
            whole,
            said,
            exported,
            prefixes: &vocabulary.prefixes,
        }
    }

    /// The claims that are exported, in natural order.
    pub fn claims(&self) -> Vec<Id> {
        self.sorted(
            self.exported
                .iter()
                .copied()
                .filter(|id| self.is_a(*id, rlt::CLAIM)),
        )
    }

    /// All things that are exported, in natural order.
    pub fn exported(&self) -> Vec<Id> {
        self.sorted(self.exported.iter().copied())
    }

    /// Everything that something is said of, exported or not.
    pub fn subjects(&self) -> impl Iterator<Item = Id> + '_ {
        self.said.keys().copied()
    }

    /// How many exported things are not among those told of.
    pub fn untold(&self, told: &BTreeSet<Id>) -> usize {
        self.exported.difference(told).count()
    }

    /// Ids in natural order of their names, each once.
    pub fn sorted(&self, ids: impl IntoIterator<Item = Id>) -> Vec<Id> {
        let unique: BTreeSet<Id> = ids.into_iter().collect();
        let mut ids: Vec<Id> = unique.into_iter().collect();
        ids.sort_by(|one, other| natural(self.token(*one), self.token(*other)));
        ids
    }

    /// Property and value of everything said of a thing.
    pub fn said(&self, subject: Id) -> &[(Id, Id)] {
        self.said.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// The values of a property of a thing, in natural order.
    pub fn values(&self, subject: Id, property: NamedNodeRef<'_>) -> Vec<Id> {
        let Some(wanted) = self.whole.find(&property.to_string()) else {
            return Vec::new();
        };
        self.sorted(
            self.said(subject)
                .iter()
                .filter(|(predicate, _)| *predicate == wanted)
                .map(|(_, object)| *object),
        )
    }

    /// The first value of a property, as a plain text.
    pub fn value(&self, subject: Id, property: NamedNodeRef<'_>) -> Option<String> {
        self.values(subject, property)
            .first()
            .map(|id| self.plain(*id))
    }

    pub fn is_a(&self, id: Id, class: NamedNodeRef<'_>) -> bool {
        match (
            self.whole.find(&rdf::TYPE.to_string()),
            self.whole.find(&class.to_string()),
        ) {
            (Some(kind), Some(class)) => self.said(id).contains(&(kind, class)),
            _ => false,
        }
    }

    /// The id of a name, where anything is said with it.
    pub fn find(&self, token: &str) -> Option<Id> {
        self.whole.find(token)
    }

    /// Canonical N-Triples text.
    pub fn token(&self, id: Id) -> &str {
        self.whole.token(id)
    }

    /// The IRI, where it is one.
    pub fn iri(&self, id: Id) -> Option<String> {
        match view(self.token(id)) {
            View::Iri(iri) => Some(unescape(iri).into_owned()),
            _ => None,
        }
    }

    /// A literal's characters, an IRI whole, a blank node's label.
    pub fn plain(&self, id: Id) -> String {
        match view(self.token(id)) {
            View::Literal { value, .. } => unescape(value).into_owned(),
            View::Iri(iri) => unescape(iri).into_owned(),
            _ => self.token(id).to_owned(),
        }
    }

    /// A literal's characters, an IRI with a prefix where one fits.
    pub fn short(&self, id: Id) -> String {
        match view(self.token(id)) {
            View::Literal { value, .. } => unescape(value).into_owned(),
            View::Iri(iri) => shorten(self.prefixes, iri)
                .trim_matches(['<', '>'])
                .to_owned(),
            _ => self.token(id).to_owned(),
        }
    }

    /// Several of them in one text.
    pub fn joined(&self, ids: &[Id]) -> String {
        let mut words: Vec<String> = ids.iter().map(|id| self.short(*id)).collect();
        words.sort_by(|one, other| natural(one, other));
        words.join(" | ")
    }

    /// What a reader calls a thing: its label, where it has one.
    pub fn label(&self, id: Id) -> Option<String> {
        self.value(id, rdfs::LABEL)
            .or_else(|| self.value(id, skos::PREF_LABEL))
    }

    /// The language of a literal.
    pub fn language(&self, id: Id) -> Option<&str> {
        match view(self.token(id)) {
            View::Literal { language, .. } => language,
            _ => None,
        }
    }
}
