//! What is served: the entities of a graph with their names, types and properties, held so that asking is quick.
//!
//! Terms lie in a [`Dataset`], so that a value is given back as it was written. An entity is a thing with an IRI and a
//! name; of a project also only what `data/` speaks of, and neither claims nor situations nor passages, which are the
//! account of the text and not what it speaks of. `--types` says otherwise.

use super::naming::{DESCRIPTIONS, Naming, local, naming, words};
use crate::dataset::term::{View, unescape, view};
use crate::dataset::{Dataset, Id};
use crate::external::{self, Failure};
use crate::link::column::Column;
use crate::ontology::{Hierarchy, rdf, rdfs, rlt};
use crate::project::{Project, shorten};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Links whose ends are the same thing: what the other end is called, this one is called too.
const SAME: &[&str] = &[
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2002/07/owl#sameAs",
    "https://schema.org/sameAs",
];

/// Classes of terms and of the account of a text; their members are no entities unless asked for.
const APPARATUS: &[&str] = &[
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
    "http://www.w3.org/2002/07/owl#Ontology",
    "http://www.w3.org/2000/01/rdf-schema#Class",
    "http://www.w3.org/2000/01/rdf-schema#Datatype",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/ns/shacl#NodeShape",
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
    /// The entities of a project.
    pub fn of_project(project: &Project, mut wanted: Wanted) -> Result<Self, Failure> {
        let graphs = project.read_graphs(|_| {})?;
        if graphs.is_broken() {
            return Err(Failure::Findings(graphs.faults));
        }
        if wanted.language.is_empty() {
            let text = project.manifest.text.as_ref();
            wanted.language = text.map(|text| text.language.clone()).unwrap_or_default();
        }
        let mut own = FxHashSet::default();
        for file in graphs.files.iter().filter(|file| file.folder() == "data") {
            own.extend(file.quads.iter().filter_map(|quad| match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
                NamedOrBlankNode::BlankNode(_) => None,
            }));
        }
        let quads = graphs.files.into_iter().flat_map(|file| file.quads);
        Ok(Self::of_quads(
            quads.collect(),
            Some(&own),
            project.prefixes(),
            wanted,
        ))
    }

    /// The entities of a dataset of `relata.toml`.
    pub fn of_dataset(project: &Project, name: &str, wanted: Wanted) -> Result<Self, Failure> {
        let entry = external::entry(project, name)?;
        let path = external::path(project, name, entry);
        let lock = external::Lock::read(project)?;
        if !path.is_file() {
            let absent = external::finding(project, name, &external::State::Absent(path), &lock);
            return Err(Failure::Findings(absent.into_iter().collect()));
        }
        let quads = external::quads(project, name)?;
        Ok(Self::of_quads(quads, None, project.prefixes(), wanted))
    }

    /// The entities of some quads; of `own` alone, where they are given.
    pub fn of_quads(
        quads: Vec<Quad>,
        own: Option<&FxHashSet<NamedNode>>,
        prefixes: Vec<(String, String)>,
        wanted: Wanted,
    ) -> Self {
        let hierarchy = Hierarchy::of(&quads);
        let mut data = Dataset::new();
        let mut buffer = String::new();
        for mut quad in quads {
            quad.graph_name = GraphName::DefaultGraph;
            data.insert_quad(&quad, &mut buffer);
        }
        data.settle();
        let mut catalogue = Self {
            data,
            prefixes,
            language: if wanted.language.is_empty() {
                "en".into()
            } else {
                wanted.language
            },
            named_by: wanted.names,
            entities: Vec::new(),
            numbers: FxHashMap::default(),
            first: vec![0],
            names: Column::default(),
            main: Vec::new(),
            direct: Vec::new(),
            classes: Vec::new(),
            above: Vec::new(),
            properties: Vec::new(),
        };
        let namings = catalogue.namings();
        let chosen = catalogue.choose(&namings, own, &wanted.types, &hierarchy);
        catalogue.take(chosen, &namings);
        catalogue.classify(&hierarchy);
        catalogue.count_properties();
        catalogue
    }

    /// Which of the data's properties name things.
    fn namings(&self) -> FxHashMap<Id, Naming> {
        let mut namings = FxHashMap::default();
        for [_, predicate, ..] in self.data.quads() {
            if namings.contains_key(predicate) {
                continue;
            }
            let iri = self.iri(*predicate).unwrap_or("");
            let found = if self.named_by.is_empty() {
                naming(iri)
            } else {
                let place = self.named_by.iter().position(|name| name == iri);
                place.map(|place| Naming::Main(u8::try_from(place).unwrap_or(u8::MAX)))
            };
            namings.insert(*predicate, found);
        }
        namings
            .into_iter()
            .filter_map(|(id, naming)| Some((id, naming?)))
            .collect()
    }

    /// The entities, in the order of their IRIs.
    fn choose(
        &self,
        namings: &FxHashMap<Id, Naming>,
        own: Option<&FxHashSet<NamedNode>>,
        types: &[String],
        hierarchy: &Hierarchy,
    ) -> Vec<Id> {
        let is_type = self.data.find(&format!("<{}>", rdf::TYPE.as_str()));
        let mut verdicts: FxHashMap<Id, bool> = FxHashMap::default();
        let mut is_in = |class: Id| -> bool {
            *verdicts.entry(class).or_insert_with(|| {
                let Some(iri) = self.iri(class) else {
                    return false;
                };
                let node = NamedNode::new_unchecked(iri);
                let mut all = std::iter::once(iri)
                    .chain(hierarchy.superclasses(&node).map(NamedNode::as_str));
                if types.is_empty() {
                    all.any(|iri| {
                        APPARATUS.contains(&iri)
                            || own.is_some()
                                && [rlt::CLAIM, rlt::SITUATION, rlt::PASSAGE]
                                    .iter()
                                    .any(|class| class.as_str() == iri)
                    })
                } else {
                    all.any(|iri| types.iter().any(|wanted| wanted == iri))
                }
            })
        };
        let mut chosen = Vec::new();
        for about in self.data.quads().chunk_by(|a, b| a[0] == b[0]) {
            let subject = about[0][0];
            let Some(iri) = self.iri(subject) else {
                continue;
            };
            if own.is_some_and(|own| !own.contains(&NamedNode::new_unchecked(iri)))
                || !about.iter().any(|quad| namings.contains_key(&quad[1]))
            {
                continue;
            }
            let mut classes = about.iter().filter(|quad| Some(quad[1]) == is_type);
            if classes.any(|quad| is_in(quad[2])) != types.is_empty() {
                chosen.push(subject);
            }
        }
        chosen.sort_unstable_by(|a, b| self.data.token(*a).cmp(self.data.token(*b)));
        chosen
    }

    /// Takes the chosen entities in with all their names.
    fn take(&mut self, chosen: Vec<Id>, namings: &FxHashMap<Id, Naming>) {
        let same: Vec<Id> = SAME
            .iter()
            .filter_map(|iri| self.data.find(&format!("<{iri}>")))
            .collect();
        for entity in chosen {
            let mut found = self.names_of(entity, namings);
            if found.is_empty() {
                continue;
            }
            let others: Vec<Id> = self
                .about(entity)
                .iter()
                .filter(|quad| same.contains(&quad[1]))
                .map(|quad| quad[2])
                .collect();
            for other in others {
                let of_other = self.names_of(other, namings).into_iter();
                found.extend(of_other.map(|(_, language, name)| (Naming::Other, language, name)));
            }
            found.sort();
            let mut seen = FxHashSet::default();
            let names = found
                .into_iter()
                .filter(|(.., name)| seen.insert(name.clone()));
            for (naming, _, name) in names {
                if self.names.push([name.as_str()]).is_none() {
                    // 4 GiB of names: what was taken is served, the rest of this entity's names is not
                    break;
                }
                self.main.push(matches!(naming, Naming::Main(_)));
            }
            self.numbers.insert(entity, self.entities.len() as u32);
            self.entities.push(entity);
            self.first.push(self.main.len() as u32);
        }
    }

    /// A term's names: how it is named, how far from the language of choice, and the name.
    fn names_of(&self, term: Id, namings: &FxHashMap<Id, Naming>) -> Vec<(Naming, u8, String)> {
        let mut found = Vec::new();
        for [_, predicate, object, _] in self.about(term) {
            let Some(naming) = namings.get(predicate) else {
                continue;
            };
            if let View::Literal {
                value, language, ..
            } = view(self.data.token(*object))
            {
                let name = unescape(value).trim().to_owned();
                if !name.is_empty() {
                    found.push((*naming, self.distance(language), name));
                }
            }
        }
        found
    }

    /// How far a language is from the one of choice.
    fn distance(&self, language: Option<&str>) -> u8 {
        match language {
            Some(tag) if tag.split('-').next() == self.language.split('-').next() => 0,
            None => 1,
            Some(_) => 2,
        }
    }

    fn classify(&mut self, hierarchy: &Hierarchy) {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut said: Vec<Vec<String>> = Vec::new();
        if let Some(is_type) = self.data.find(&format!("<{}>", rdf::TYPE.as_str())) {
            for entity in &self.entities {
                let types = self.about(*entity).iter().filter(|quad| quad[1] == is_type);
                said.push(
                    types
                        .filter_map(|quad| Some(self.iri(quad[2])?.to_owned()))
                        .collect(),
                );
            }
        }
        said.resize(self.entities.len(), Vec::new());
        let supers = |iri: &str| -> Vec<String> {
            let node = NamedNode::new_unchecked(iri);
            hierarchy
                .superclasses(&node)
                .map(|class| class.as_str().to_owned())
                .collect()
        };
        for iri in said.iter().flatten() {
            if !numbers.contains_key(iri) {
                for class in supers(iri).into_iter().chain([iri.clone()]) {
                    numbers.insert(class, 0);
                }
            }
        }
        for (number, at) in numbers.values_mut().enumerate() {
            *at = number as u32;
        }
        self.direct = said
            .iter()
            .map(|types| types.iter().map(|iri| numbers[iri]).collect())
            .collect();
        self.above = numbers
            .iter()
            .map(|(iri, own)| {
                let above = supers(iri);
                let mut above: Vec<u32> = above
                    .iter()
                    .filter_map(|iri| numbers.get(iri))
                    .copied()
                    .collect();
                above.push(*own);
                above
            })
            .collect();
        let mut counts = vec![0usize; numbers.len()];
        for types in &self.direct {
            let mut all: Vec<u32> = types
                .iter()
                .flat_map(|class| &self.above[*class as usize])
                .copied()
                .collect();
            all.sort_unstable();
            all.dedup();
            all.iter().for_each(|class| counts[*class as usize] += 1);
        }
        let sub_class_of = self
            .data
            .find(&format!("<{}>", rdfs::SUB_CLASS_OF.as_str()));
        self.classes = numbers
            .iter()
            .map(|(iri, number)| {
                let term = self.data.find(&format!("<{iri}>"));
                let broader = self.about(term.unwrap_or(0)).iter();
                let broader = broader.filter(|quad| Some(quad[1]) == sub_class_of);
                Class {
                    name: term.map_or_else(|| words(iri), |term| self.title(term)),
                    iri: iri.clone(),
                    count: counts[*number as usize],
                    broader: broader
                        .filter_map(|quad| numbers.get(self.iri(quad[2])?))
                        .filter(|above| *above != number)
                        .copied()
                        .collect(),
                }
            })
            .collect();
    }

    fn count_properties(&mut self) {
        let mut counts: FxHashMap<Id, usize> = FxHashMap::default();
        for entity in &self.entities {
            for run in self.about(*entity).chunk_by(|a, b| a[1] == b[1]) {
                *counts.entry(run[0][1]).or_default() += 1;
            }
        }
        let mut properties: Vec<Property> = counts
            .into_iter()
            .filter_map(|(term, count)| {
                let iri = self.iri(term)?.to_owned();
                (iri != rdf::TYPE.as_str()).then(|| Property {
                    term,
                    name: self.title(term),
                    iri,
                    count,
                })
            })
            .collect();
        properties.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.iri.cmp(&b.iri)));
        self.properties = properties;
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

    /// The entity of that IRI, prefixed name or IRI in angle brackets.
    pub fn entity(&self, written: &str) -> Option<usize> {
        let find = |iri: &str| {
            let term = self.data.find(&format!("<{iri}>"))?;
            self.numbers.get(&term).map(|number| *number as usize)
        };
        let written = written.trim();
        find(written).or_else(|| find(&self.expand(written)))
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

/// Quads of a small graph, for examples and tests: subject, predicate, object; what holds `://` is an IRI.
#[cfg(test)]
pub(super) fn quads(triples: &[(&str, &str, &str)]) -> Vec<Quad> {
    let node = |iri: &str| NamedNode::new(iri).expect("an IRI of a test");
    triples
        .iter()
        .map(|(s, p, o)| {
            let object: oxrdf::Term = match o.split_once('@') {
                _ if o.contains("://") => node(o).into(),
                Some((value, language)) => {
                    oxrdf::Literal::new_language_tagged_literal(value, language)
                        .expect("a language")
                        .into()
                }
                None => oxrdf::Literal::new_simple_literal(*o).into(),
            };
            Quad::new(node(s), node(p), object, GraphName::DefaultGraph)
        })
        .collect()
}
