//! What is served: the entities of a graph with their names, types and properties, held so that asking is quick.
//!
//! Terms lie in a [`Dataset`], so that a value is given back as it was written. An entity is a thing with an IRI and a
//! name; of a project also only what `data/` speaks of, and neither claims nor situations nor passages, which are the
//! account of the text and not what it speaks of. `--types` says otherwise.

mod gather;

use super::naming::{DESCRIPTIONS, Naming, local, naming, words};
use crate::dataset::term::{View, unescape, view};
use crate::dataset::{Dataset, Id};
use crate::link::sides::column::Column;
use crate::project::shorten;
use rustc_hash::FxHashMap;
use std::hash::BuildHasher;

/// Links whose ends are the same thing: what the other end is called, this one is called too.
const SAME: &[&str] = &[
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2002/07/owl#sameAs",
    "https://schema.org/sameAs",
];

/// What is wanted of a graph.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// IRIs of classes: only their members; empty for the usual choice.
    pub types: Vec<String>,
    /// IRIs of the properties that name things, the one that is shown first; empty for the usual ones.
    pub names: Vec<String>,
    /// The language in which things are shown, where they have a name in it.
    pub language: String,
}

/// A class, with how many entities are in it.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its IRI.
    pub iri: String,
    /// What people are shown.
    pub name: String,
    /// Entities in it and in the classes below it.
    pub count: usize,
    /// The classes right above it that have entities too.
    pub broader: Vec<u32>,
}

/// A property that entities have.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its term.
    pub term: Id,
    /// Its IRI.
    pub iri: String,
    /// What people are shown.
    pub name: String,
    /// Entities that have it.
    pub count: usize,
}

/// Everything that is served.
pub struct Catalogue {
    data: Dataset,
    prefixes: Vec<(String, String)>,
    language: String,
    named_by: Vec<String>,
    entities: Vec<Id>,
    numbers: FxHashMap<Id, u32>,
    /// The entity whose IRI ends in a number or the like, by the hash of that end; none where several do.
    ends: FxHashMap<u64, Option<u32>>,
    /// The first name of each entity; one more at the end.
    first: Vec<u32>,
    /// All names, one a record; an entity's stand together, the one that is shown first.
    names: Column,
    /// True for names that are shown by right, false for other names.
    main: Vec<bool>,
    /// The classes each entity is said to be in.
    direct: Vec<Vec<u32>>,
    classes: Vec<Class>,
    /// Each class and those above it.
    above: Vec<Vec<u32>>,
    properties: Vec<Property>,
}

impl Catalogue {
    /// How many entities of a class have each property: the count and the property's place.
    pub fn counts(&self, class: usize) -> Vec<(usize, usize)> {
        let mut counts: FxHashMap<Id, usize> = FxHashMap::default();
        for (entity, term) in self.entities.iter().enumerate() {
            if self.is_in(entity, class) {
                for run in self.about(*term).chunk_by(|a, b| a[1] == b[1]) {
                    *counts.entry(run[0][1]).or_default() += 1;
                }
            }
        }
        let places = self.properties.iter().enumerate();
        places
            .filter_map(|(at, property)| Some((*counts.get(&property.term)?, at)))
            .collect()
    }

    /// The language that things are shown in.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Number of entities.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// The classes, in the order of their IRIs.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The properties, those that most entities have first.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// All names, one a record.
    pub fn names(&self) -> &Column {
        &self.names
    }

    /// The entity that has a name, and whether it is a name that is shown by right.
    pub fn owner(&self, name: usize) -> (usize, bool) {
        let after = self.first.partition_point(|first| *first as usize <= name);
        (after - 1, self.main[name])
    }

    /// The numbers of an entity's names, the one that is shown first.
    pub fn names_at(&self, entity: usize) -> std::ops::Range<usize> {
        self.first[entity] as usize..self.first[entity + 1] as usize
    }

    /// The name that people are shown.
    pub fn name(&self, entity: usize) -> &str {
        self.names.only(self.names_at(entity).start)
    }

    /// An entity's IRI.
    pub fn id(&self, entity: usize) -> &str {
        self.iri(self.entities[entity]).unwrap_or("")
    }

    /// The classes that an entity is said to be in.
    pub fn types(&self, entity: usize) -> impl Iterator<Item = &Class> {
        self.direct[entity]
            .iter()
            .map(|class| &self.classes[*class as usize])
    }

    /// True where an entity is in a class or in one below it.
    pub fn is_in(&self, entity: usize, class: usize) -> bool {
        self.direct[entity]
            .iter()
            .any(|own| self.above[*own as usize].contains(&(class as u32)))
    }

    /// The entity of that IRI, prefixed name or IRI in angle brackets; or of the last part of its IRI, where that has a
    /// digit, as identifiers have, and no other ends so.
    pub fn entity(&self, written: &str) -> Option<usize> {
        let find = |iri: &str| {
            let term = self.data.find(&format!("<{iri}>"))?;
            self.numbers.get(&term).map(|number| *number as usize)
        };
        let written = written.trim();
        find(written)
            .or_else(|| find(&self.expand(written)))
            .or_else(|| {
                let entity = (*self.ends.get(&end_of(written)?)?)? as usize;
                (local(self.id(entity)) == written).then_some(entity)
            })
    }

    /// The class of that IRI, prefixed name or last part.
    pub fn class(&self, written: &str) -> Option<usize> {
        self.named(written, self.classes.iter().map(|class| class.iri.as_str()))
    }

    /// The property of that IRI, prefixed name or last part.
    pub fn property(&self, written: &str) -> Option<&Property> {
        let at = self.named(
            written,
            self.properties.iter().map(|property| property.iri.as_str()),
        )?;
        self.properties.get(at)
    }

    fn named<'a>(
        &self,
        written: &str,
        iris: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<usize> {
        let full = self.expand(written.trim());
        if let Some(at) = iris.clone().position(|iri| iri == full) {
            return Some(at);
        }
        let mut alike = iris
            .enumerate()
            .filter(|(_, iri)| local(iri) == written.trim());
        let (at, _) = alike.next()?;
        alike.next().is_none().then_some(at)
    }

    /// A prefixed name as an IRI; anything else without its angle brackets.
    pub fn expand(&self, written: &str) -> String {
        let bare = written
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        if let Some(bare) = bare {
            return bare.to_owned();
        }
        let parts = written
            .split_once(':')
            .filter(|(_, rest)| !rest.starts_with("//"));
        let expanded = parts.and_then(|(prefix, rest)| {
            let (_, namespace) = self.prefixes.iter().find(|(name, _)| name == prefix)?;
            Some(format!("{namespace}{rest}"))
        });
        expanded.unwrap_or_else(|| written.to_owned())
    }

    /// An IRI the short way where a prefix fits.
    pub fn short(&self, iri: &str) -> String {
        shorten(&self.prefixes, iri)
    }

    /// An entity's values of a property, as terms.
    pub fn values(&self, entity: usize, property: Id) -> impl Iterator<Item = Id> {
        let about = self.about(self.entities[entity]);
        let begin = about.partition_point(|quad| quad[1] < property);
        about[begin..]
            .iter()
            .take_while(move |quad| quad[1] == property)
            .map(|quad| quad[2])
    }

    /// How much is said of an entity, which is as good a sign as any of how well it is known.
    pub fn renown(&self, entity: usize) -> usize {
        self.about(self.entities[entity]).len()
    }

    /// Everything said of an entity: property and value, in the order of the properties' use.
    pub fn facts(&self, entity: usize) -> impl Iterator<Item = (&Property, Id)> {
        self.properties.iter().flat_map(move |property| {
            self.values(entity, property.term)
                .map(move |value| (property, value))
        })
    }

    /// A term as it stands in the data.
    pub fn view(&self, term: Id) -> View<'_> {
        view(self.data.token(term))
    }

    /// The entity that a term is.
    pub fn entity_of(&self, term: Id) -> Option<usize> {
        self.numbers.get(&term).map(|number| *number as usize)
    }

    /// What a term is called: its name where it has one, else the words of its IRI; a literal's own text.
    pub fn title(&self, term: Id) -> String {
        match self.view(term) {
            View::Literal { value, .. } => unescape(value).into_owned(),
            View::Blank(_) => "(unnamed)".to_owned(),
            View::Triple(parts) => format!("<<( {} )>>", parts.join(" ")),
            View::Iri(iri) => {
                let names = self.about(term).iter().filter_map(|quad| {
                    let naming = naming(self.iri(quad[1])?)?;
                    match self.view(quad[2]) {
                        View::Literal {
                            value, language, ..
                        } => Some((naming, self.distance(language), value)),
                        _ => None,
                    }
                });
                names
                    .filter(|(naming, ..)| matches!(naming, Naming::Main(_)))
                    .min()
                    .map_or_else(|| words(iri), |(.., value)| unescape(value).into_owned())
            }
        }
    }

    /// A few words that tell an entity from its namesakes: what describes it, else its types and its plainest values.
    pub fn description(&self, entity: usize) -> String {
        let about = |iri: &&str| {
            let term = self.data.find(&format!("<{iri}>"))?;
            self.values(entity, term)
                .min_by_key(|value| match self.view(*value) {
                    View::Literal { language, .. } => self.distance(language),
                    _ => 3,
                })
        };
        let mut words = String::new();
        if let Some(described) = DESCRIPTIONS.iter().find_map(about) {
            words = self.title(described);
        } else {
            let types: Vec<&str> = self
                .types(entity)
                .map(|class| class.name.as_str())
                .collect();
            words.push_str(&types.join(", "));
            let plain = self.facts(entity).filter(|(property, value)| {
                naming(&property.iri).is_none()
                    && !SAME.contains(&property.iri.as_str())
                    && !matches!(self.view(*value), View::Blank(_))
                    && (self.entity_of(*value).is_some() || matches!(self.view(*value), View::Literal { value, .. } if value.len() <= 40))
            });
            let mut last = None;
            for (property, value) in plain {
                if last == Some(property.term) || words.chars().count() > 80 {
                    continue;
                }
                last = Some(property.term);
                let gap = if words.is_empty() { "" } else { "; " };
                words.push_str(&format!("{gap}{} {}", property.name, self.title(value)));
            }
        }
        if words.chars().count() > 200 {
            words = words.chars().take(199).chain(['…']).collect();
        }
        words
    }

    /// The beginning that the IRIs of all entities share, up to a `/` or `#`; `None` where that names no place.
    pub fn common_space(&self) -> Option<&str> {
        let (first, last) = (self.id(0), self.id(self.len().checked_sub(1)?));
        // the IRIs are in order, so what the outermost share all share
        let shared = first
            .bytes()
            .zip(last.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let end = first.as_bytes()[..shared]
            .iter()
            .rposition(|b| matches!(b, b'/' | b'#'))?
            + 1;
        let space = first.get(..end)?;
        (space.len() > "https://".len()).then_some(space)
    }

    fn about(&self, subject: Id) -> &[[Id; 4]] {
        let quads = self.data.quads();
        let begin = quads.partition_point(|quad| quad[0] < subject);
        let end = begin + quads[begin..].partition_point(|quad| quad[0] == subject);
        &quads[begin..end]
    }

    fn iri(&self, term: Id) -> Option<&str> {
        match self.view(term) {
            View::Iri(iri) => Some(iri),
            _ => None,
        }
    }
}

/// The hash of what may be an identifier.
fn end_of(written: &str) -> Option<u64> {
    let may_be = written.len() <= 100 && written.bytes().any(|byte| byte.is_ascii_digit());
    may_be.then(|| rustc_hash::FxBuildHasher.hash_one(written))
}
