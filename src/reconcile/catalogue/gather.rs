//! From quads to a catalogue: which things are entities, what they are called, which classes and properties they have.

use super::super::naming::{Naming, local, naming, words};
use super::{Catalogue, Class, Property, SAME, Wanted, end_of};
use crate::dataset::term::{View, unescape, view};
use crate::dataset::{Dataset, Id};
use crate::external::{self, Failure};
use crate::link::sides::column::Column;
use crate::ontology::{Hierarchy, rdf, rdfs, rlt};
use crate::project::Project;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

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
        // the text itself is what speaks, and seldom meant; its title is often the name of what it is about
        if wanted.types.is_empty() {
            own.remove(&project.document());
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
        if !path.exists() {
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
            ends: FxHashMap::default(),
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
            let number = self.entities.len() as u32;
            if let Some(end) = end_of(local(self.iri(entity).unwrap_or(""))) {
                let entry = self.ends.entry(end);
                entry
                    .and_modify(|other| *other = None)
                    .or_insert(Some(number));
            }
            self.numbers.insert(entity, number);
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
    pub(super) fn distance(&self, language: Option<&str>) -> u8 {
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
}
