//! What a draft knows of RDF: the class whose things are meant, and the paths from them that lead to literals.
//!
//! The things that are meant are many, have names, and are seldom what others are made of: an address belongs to a
//! restaurant, not the other way round.

use super::kind::is_label;
use super::sample::{LOOKED, Property, Sample, Where, word};
use crate::external::{Failure, quoted};
use crate::link::prepare::transform::{Step, apply};
use crate::ontology::{Hierarchy, rlt};
use crate::project::{Project, shorten};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// Steps of the longest path, things that are gone to from one, and properties that are told.
const MOST: [usize; 3] = [3, 60, 24];
/// Classes of everything.
const ANYTHING: [&str; 3] = ["Thing", "NamedIndividual", "Resource"];
/// What an ontology is made of.
const TERMS: [&str; 3] = ["#Class", "#ObjectProperty", "#DatatypeProperty"];
/// Other names of a thing, besides what [`is_label`] knows.
const OTHER_NAMES: [&str; 7] = [
    "alt-label",
    "hidden-label",
    "alternate-name",
    "alias",
    "abbrev",
    "short-name",
    "official-name",
];

/// What a path leads to: for how many things, and the values.
type Found = (usize, Vec<String>);

/// A node: whether it is blank, and its name.
type Node<'q> = (bool, &'q str);

/// What is said, by what it is said of.
struct Graph<'q> {
    about: FxHashMap<Node<'q>, Vec<(&'q str, &'q Term)>>,
}

/// A class that things may be meant by.
struct Class<'q> {
    iri: &'q str,
    members: BTreeSet<&'q str>,
    score: f64,
    /// What most of them have.
    has: FxHashSet<&'q str>,
}

/// The things of a project: those of `data/` that are no account of the text.
pub(super) fn of_project(project: &Project, place: Where<'_>) -> Result<Sample, Failure> {
    let graphs = project.read_graphs(|_| {})?;
    if graphs.is_broken() {
        return Err(Failure::Findings(graphs.faults));
    }
    let hierarchy = Hierarchy::of(graphs.quads());
    let is_account = |class: &NamedNode| {
        std::iter::once(class)
            .chain(hierarchy.superclasses(class))
            .any(|class| [rlt::CLAIM, rlt::SITUATION, rlt::PASSAGE].contains(&class.as_ref()))
    };
    let document = project.document();
    let data: Vec<&Quad> = graphs
        .files
        .iter()
        .filter(|file| file.folder() == "data")
        .flat_map(|file| &file.quads)
        .collect();
    let account: FxHashSet<&NamedOrBlankNode> = data
        .iter()
        .filter(|quad| match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(node), _) if *node == document => true,
            (_, Term::NamedNode(class)) => quad.predicate.as_str() == TYPE && is_account(class),
            _ => false,
        })
        .map(|quad| &quad.subject)
        .collect();
    let own: Vec<Quad> = data
        .into_iter()
        .filter(|quad| !account.contains(&quad.subject))
        .cloned()
        .collect();
    let mut sample = of_quads(&own, place, true);
    sample.keys.insert(
        0,
        (
            "dataset = \"project\"".to_owned(),
            "the project's own graph".to_owned(),
        ),
    );
    Ok(sample)
}

/// What is known of a graph; with `all`, things of every class that have names.
pub(super) fn of_quads(quads: &[Quad], place: Where<'_>, all: bool) -> Sample {
    let graph = Graph::of(quads);
    let classes = graph.classes();
    let same = |class: &&Class<'_>| place.classes.iter().any(|iri| iri == class.iri);
    let called =
        |class: &&Class<'_>| matches!(place.classes, [only] if word(only) == word(class.iri));
    let shared: Vec<&Class<'_>> = match classes.iter().any(|class| same(&class)) {
        true => classes.iter().filter(same).collect(),
        false => classes.iter().filter(called).take(1).collect(),
    };
    // things of many kinds are looked for among things of many kinds
    let all = all || place.classes.len() > 3;
    let chosen = if shared.is_empty() {
        chosen(&classes, all)
    } else {
        shared
    };
    let mut members: BTreeSet<&str> = chosen
        .iter()
        .flat_map(|class| class.members.iter().copied())
        .collect();
    if chosen.is_empty() {
        members.extend(
            graph
                .about
                .keys()
                .filter(|(is_blank, _)| !is_blank)
                .map(|(_, iri)| *iri),
        );
    }
    let mut names = Names {
        known: place.prefixes,
        made: BTreeMap::new(),
    };
    let iris = |classes: &[&Class<'_>]| classes.iter().map(|class| class.iri.to_owned()).collect();
    let mut sample = Sample {
        count: members.len(),
        classes: [iris(&chosen), iris(&classes.iter().collect::<Vec<_>>())],
        ..Sample::default()
    };
    if !chosen.is_empty() {
        let each: Vec<String> = chosen
            .iter()
            .map(|class| quoted(names.short(class.iri).trim_matches(['<', '>'])))
            .collect();
        let others: Vec<String> = classes
            .iter()
            .filter(|class| !chosen.iter().any(|other| other.iri == class.iri))
            .take(5)
            .map(|class| format!("{} ({})", names.short(class.iri), class.members.len()))
            .collect();
        let why = match others.as_slice() {
            [] => format!("{} things", members.len()),
            others => format!(
                "{} things; there are also {}",
                members.len(),
                others.join(", ")
            ),
        };
        let class = match each.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        sample.keys.push((format!("class = {class}"), why));
    }
    sample.properties = graph.properties(&members, &mut names);
    sample.prefixes = names.made;
    sample
}

/// The best class, and those that are like it.
fn chosen<'c, 'q>(classes: &'c [Class<'q>], all: bool) -> Vec<&'c Class<'q>> {
    let Some(best) = classes.first().filter(|class| class.score > 0.0) else {
        // an ontology without labels: its terms, by the ends of their IRIs
        let is_term = |class: &&Class<'q>| {
            class.iri.starts_with(OWL) && TERMS.iter().any(|local| class.iri.ends_with(local))
        };
        let terms: Vec<&Class<'q>> = classes.iter().filter(is_term).collect();
        let largest = || {
            classes
                .iter()
                .max_by_key(|class| class.members.len())
                .into_iter()
                .collect()
        };
        return if terms.is_empty() { largest() } else { terms };
    };
    let is_like = |class: &&Class<'q>| {
        let common = class.has.intersection(&best.has).count();
        let any = class.has.union(&best.has).count();
        class.iri == best.iri
            || !class.members.is_subset(&best.members)
                && match all {
                    true => class.score > 0.0,
                    false => class.score >= 0.2 * best.score && 10 * common >= 7 * any,
                }
    };
    classes.iter().filter(is_like).take(12).collect()
}

fn node(term: &Term) -> Option<Node<'_>> {
    match term {
        Term::NamedNode(node) => Some((false, node.as_str())),
        Term::BlankNode(node) => Some((true, node.as_str())),
        _ => None,
    }
}

impl<'q> Graph<'q> {
    fn of(quads: &'q [Quad]) -> Self {
        let mut about: FxHashMap<Node<'q>, Vec<(&'q str, &'q Term)>> = FxHashMap::default();
        for quad in quads {
            let subject = match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => (false, node.as_str()),
                NamedOrBlankNode::BlankNode(node) => (true, node.as_str()),
            };
            about
                .entry(subject)
                .or_default()
                .push((quad.predicate.as_str(), &quad.object));
        }
        Self { about }
    }

    /// The classes, the likeliest first.
    fn classes(&self) -> Vec<Class<'q>> {
        let mut members: BTreeMap<&'q str, BTreeSet<&'q str>> = BTreeMap::new();
        let mut pointed: FxHashMap<&'q str, Vec<Node<'q>>> = FxHashMap::default();
        for (subject, said) in &self.about {
            for (predicate, object) in said {
                match (node(object), *predicate) {
                    (Some((false, class)), TYPE) if !subject.0 => {
                        let is_any = class
                            .rsplit(['#', '/'])
                            .next()
                            .is_some_and(|local| ANYTHING.contains(&local));
                        if !is_any {
                            members.entry(class).or_default().insert(subject.1);
                        }
                    }
                    (Some((false, thing)), predicate) if predicate != TYPE && !subject.0 => {
                        let from = pointed.entry(thing).or_default();
                        if from.len() < 8 {
                            from.push(*subject);
                        }
                    }
                    _ => {}
                }
            }
        }
        let mut classes: Vec<Class<'q>> = members
            .into_iter()
            .map(|(iri, members)| {
                let mut count: FxHashMap<&'q str, usize> = FxHashMap::default();
                let (mut named, mut parts) = (0, 0);
                for member in &members {
                    let said = self.said((false, member));
                    let predicates: FxHashSet<&str> =
                        said.iter().map(|(predicate, _)| *predicate).collect();
                    let is_name = |predicate: &&&str| {
                        let name = word(predicate);
                        name.split('-')
                            .any(|part| ["name", "label", "title"].contains(&part))
                    };
                    named += usize::from(predicates.iter().any(|predicate| is_name(&predicate)));
                    let from = pointed.get(member).into_iter().flatten();
                    parts +=
                        usize::from(from.filter(|(_, iri)| !members.contains(iri)).count() > 0);
                    predicates
                        .into_iter()
                        .for_each(|predicate| *count.entry(predicate).or_default() += 1);
                }
                let all = members.len() as f64;
                let is_schema = iri.starts_with(OWL) || iri.starts_with(RDFS);
                let score = named as f64
                    * (1.0 - 0.9 * parts as f64 / all)
                    * if is_schema { 0.5 } else { 1.0 };
                let has = count
                    .into_iter()
                    .filter(|(_, count)| 3 * count > members.len())
                    .map(|(predicate, _)| predicate);
                Class {
                    iri,
                    score,
                    has: has.collect(),
                    members,
                }
            })
            .collect();
        classes.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then(b.members.len().cmp(&a.members.len()))
        });
        classes
    }

    fn said(&self, node: Node<'q>) -> &[(&'q str, &'q Term)] {
        self.about.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The properties of things, names first; where nothing names them, what their IRIs end in.
    fn properties(&self, members: &BTreeSet<&'q str>, names: &mut Names<'_>) -> Vec<Property> {
        let step = members.len().div_ceil(LOOKED).max(1);
        let looked: Vec<&str> = members.iter().copied().step_by(step).collect();
        let mut found: BTreeMap<Vec<&'q str>, Found> = BTreeMap::new();
        for member in &looked {
            let mut own: BTreeMap<Vec<&'q str>, Vec<String>> = BTreeMap::new();
            self.walk(member, members, &mut own);
            for (path, values) in own {
                let known = found.entry(path).or_default();
                known.0 += 1;
                known.1.extend(values);
            }
        }
        let mut paths: Vec<(Vec<&str>, Found)> = found
            .into_iter()
            .filter(|(_, (count, _))| 20 * count >= looked.len())
            .collect();
        paths.sort_by(|a, b| {
            b.1.0
                .cmp(&a.1.0)
                .then(a.0.len().cmp(&b.0.len()))
                .then(a.0.cmp(&b.0))
        });
        let mut properties: Vec<Property> = Vec::new();
        let mut name = Property {
            name: "name".to_owned(),
            ..Property::default()
        };
        for (path, (count, values)) in paths {
            let written = path
                .iter()
                .map(|step| names.short(step))
                .collect::<Vec<_>>()
                .join("/");
            let filled = count as f64 / looked.len().max(1) as f64;
            if is_naming(&path) {
                name.paths.push(written);
                name.values.extend(values);
                name.filled = name.filled.max(filled);
            } else if properties.len() < MOST[2] {
                properties.push(Property {
                    name: name_of(&path),
                    paths: vec![written],
                    values,
                    filled,
                });
            }
        }
        if name.paths.is_empty()
            && !properties
                .iter()
                .any(|property| property.name.split('-').any(|part| part == "name"))
        {
            let local = |iri: &&str| apply(&[Step::LocalName, Step::Words], iri);
            name = Property {
                paths: vec!["?this".to_owned()],
                values: looked.iter().map(local).collect(),
                filled: 1.0,
                ..name
            };
        }
        if !name.paths.is_empty() {
            properties.insert(0, name);
        }
        properties
    }

    /// Finds the literals that paths from a thing lead to.
    fn walk(
        &self,
        member: &'q str,
        members: &BTreeSet<&str>,
        own: &mut BTreeMap<Vec<&'q str>, Vec<String>>,
    ) {
        let mut ahead = vec![((false, member), Vec::new())];
        let mut at = 0;
        while at < ahead.len() {
            let (from, path) = ahead[at].clone();
            at += 1;
            for (predicate, object) in self.said(from) {
                let mut path: Vec<&str> = path.clone();
                path.push(predicate);
                match (*object, node(object)) {
                    (Term::Literal(literal), _) if !literal.value().trim().is_empty() => {
                        own.entry(path)
                            .or_default()
                            .push(literal.value().trim().to_owned());
                    }
                    (_, Some(next)) => {
                        let is_schema = *predicate == TYPE
                            || predicate.starts_with(OWL)
                            || predicate.starts_with(RDFS);
                        let is_known = !next.0 && members.contains(next.1)
                            || ahead.iter().any(|(node, _)| *node == next);
                        if !is_schema && !is_known && path.len() < MOST[0] && ahead.len() < MOST[1]
                        {
                            ahead.push((next, path));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// True where what a path leads to is a name of the thing.
fn is_naming(path: &[&str]) -> bool {
    let is_name = |step: &str| {
        let name = word(step);
        is_label(&name) || OTHER_NAMES.contains(&name.as_str())
    };
    match path {
        [one] => is_name(one),
        [before, last] => {
            let before = word(before);
            (before.contains("synonym") || before.ends_with("label"))
                && (is_name(last) || word(last) == "literal-form")
        }
        _ => false,
    }
}

/// A word for what a path leads to: of a name, for what it is the name of.
fn name_of(path: &[&str]) -> String {
    let last = path.last().map_or_else(String::new, |step| word(step));
    let found = match path {
        [.., before, _] if is_label(&last) => {
            let before = word(before);
            let rest = before
                .split('-')
                .filter(|word| !["has", "is", "in", "of"].contains(word));
            rest.collect::<Vec<_>>().join("-")
        }
        _ => last,
    };
    if found.is_empty() {
        "value".to_owned()
    } else {
        found
    }
}

/// Short names of IRIs, with prefixes that are made where none is known.
struct Names<'p> {
    known: &'p [(String, String)],
    made: BTreeMap<String, String>,
}

impl Names<'_> {
    fn short(&mut self, iri: &str) -> String {
        let made = self
            .made
            .iter()
            .map(|(name, iri)| (name.clone(), iri.clone()));
        let all: Vec<(String, String)> = self.known.iter().cloned().chain(made).collect();
        let short = shorten(&all, iri);
        let Some(at) = iri.rfind(['#', '/']).filter(|_| short.starts_with('<')) else {
            return short;
        };
        let namespace = &iri[..=at];
        let last = namespace
            .trim_end_matches(['#', '/'])
            .rsplit('/')
            .next()
            .unwrap_or("");
        let last = last.split('.').next().unwrap_or("").to_ascii_lowercase();
        let mut name: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name.insert_str(0, "ns");
        }
        let whole = name.clone();
        let mut number = 1;
        while all.iter().any(|(known, _)| *known == name) {
            number += 1;
            name = format!("{whole}{number}");
        }
        let fits = shorten(&[(name.clone(), namespace.to_owned())], iri);
        if !fits.starts_with('<') {
            self.made.insert(name, namespace.to_owned());
        }
        fits
    }
}
