//! RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation of 21 May 2024): the same dataset, however its blank nodes are
//! called and its lines ordered, has the same text. Comments carry the numbers of the Recommendation's steps.
//!
//! Some datasets are made to take for ever ("poison graphs"): section 7.1 asks implementations to guard against them. Here
//! the work is counted, and what takes too much is refused in words.

use super::{Dataset, Id};
use sha2::{Digest, Sha256, Sha384};
use std::collections::{BTreeMap, HashMap};

/// The hash that blank nodes are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// SHA-256, the default.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
}

impl Algorithm {
    /// The digest of a text, hexadecimal.
    pub fn digest(self, text: &str) -> String {
        let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self {
            Self::Sha256 => hexadecimal(&Sha256::digest(text)),
            Self::Sha384 => hexadecimal(&Sha384::digest(text)),
        }
    }
}

/// Why a dataset has no canonical form here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Its blank nodes are too alike to be told apart within bounds.
    TooComplex,
    /// It has triple terms, of which the Recommendation does not speak.
    TripleTerms,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::TooComplex => "its blank nodes are too alike to be told apart within bounds",
            Self::TripleTerms => {
                "it has triple terms (RDF 1.2), and RDFC-1.0 does not say how to canonicalize these"
            }
        })
    }
}

impl std::error::Error for Refused {}

/// The canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Canonical N-Quads, sorted by code point, each line ended.
    pub nquads: String,
    /// The canonical label of each blank node's label, both without `_:`.
    pub labels: BTreeMap<String, String>,
}

/// The most work on blank nodes that are alike: permutations tried and quads looked at on the way.
const MOST: usize = 400_000;
/// The deepest chain of blank nodes that are alike.
const DEEPEST: usize = 1_000;

/// Canonicalizes a dataset (section 4.4.3).
///
/// ```
/// # use relata::dataset::{Dataset, canonical::{Algorithm, canonicalize}};
/// # use oxrdf::{BlankNode, NamedNode, Triple};
/// let name = NamedNode::new_unchecked("http://e/p");
/// let triple = |label: &str| Triple::new(BlankNode::new_unchecked(label), name.clone(), name.clone());
/// let canonical = |label| canonicalize(&Dataset::of_triples(&[triple(label)]), Algorithm::Sha256).unwrap();
/// assert_eq!(canonical("x").nquads, "_:c14n0 <http://e/p> <http://e/p> .\n");
/// assert_eq!(canonical("x").nquads, canonical("y").nquads);
/// ```
pub fn canonicalize(dataset: &Dataset, algorithm: Algorithm) -> Result<Canonical, Refused> {
    if !dataset.triple_terms().is_empty() {
        return Err(Refused::TripleTerms);
    }
    let mut state = State::new(dataset, algorithm);
    // 3: the first degree hash of every blank node
    let mut by_hash: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    let mut nodes: Vec<Id> = state.mentions.keys().copied().collect();
    nodes.sort_unstable();
    for node in &nodes {
        let hash = state.first_degree(*node);
        by_hash.entry(hash.clone()).or_default().push(*node);
        state.first.insert(*node, hash);
    }
    // 4: who is alone with a hash gets a label at once
    by_hash.retain(|_, nodes| match nodes.as_slice() {
        [only] => {
            state.canonical.issue(*only);
            false
        }
        _ => true,
    });
    // 5: the others are told apart by their neighbours
    for nodes in by_hash.values() {
        let mut paths = Vec::new();
        for node in nodes {
            if state.canonical.known(*node).is_some() {
                continue;
            }
            let mut issuer = Issuer::new("b");
            issuer.issue(*node);
            paths.push(state.n_degree(*node, issuer, 0)?);
        }
        paths.sort_by(|one, other| one.0.cmp(&other.0));
        for (_, issuer) in paths {
            for node in issuer.order {
                state.canonical.issue(node);
            }
        }
    }
    // 6 and 7: the quads with the labels, in the order of code points
    let token = |id: Id| match state.canonical.known(id) {
        Some(number) => format!("_:c14n{number}"),
        None => dataset.token(id).to_owned(),
    };
    let mut lines: Vec<String> = dataset
        .quads()
        .iter()
        .map(|quad| {
            let [subject, predicate, object, graph] = quad.map(token);
            let gap = if graph.is_empty() { "" } else { " " };
            format!("{subject} {predicate} {object} {graph}{gap}.\n")
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let labels = nodes
        .iter()
        .filter_map(|node| {
            let label = dataset.token(*node).strip_prefix("_:")?;
            Some((
                label.to_owned(),
                format!("c14n{}", state.canonical.known(*node)?),
            ))
        })
        .collect();
    Ok(Canonical {
        nquads: lines.concat(),
        labels,
    })
}

/// Gives labels in order (section 4.5).
#[derive(Debug, Clone)]
struct Issuer {
    prefix: &'static str,
    numbers: HashMap<Id, usize>,
    order: Vec<Id>,
}

impl Issuer {
    fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            numbers: HashMap::new(),
            order: Vec::new(),
        }
    }

    fn known(&self, node: Id) -> Option<usize> {
        self.numbers.get(&node).copied()
    }

    fn issue(&mut self, node: Id) -> String {
        let number = *self.numbers.entry(node).or_insert_with(|| {
            self.order.push(node);
            self.order.len() - 1
        });
        format!("_:{}{number}", self.prefix)
    }
}

struct State<'a> {
    dataset: &'a Dataset,
    algorithm: Algorithm,
    /// The quads that mention each blank node, by number.
    mentions: HashMap<Id, Vec<usize>>,
    first: HashMap<Id, String>,
    canonical: Issuer,
    work: usize,
}

impl<'a> State<'a> {
    fn new(dataset: &'a Dataset, algorithm: Algorithm) -> Self {
        // 2: which quads mention which blank node
        let mut mentions: HashMap<Id, Vec<usize>> = HashMap::new();
        for (number, quad) in dataset.quads().iter().enumerate() {
            let mut nodes: Vec<Id> = [quad[0], quad[2], quad[3]]
                .into_iter()
                .filter(|id| dataset.is_blank(*id))
                .collect();
            nodes.sort_unstable();
            nodes.dedup();
            for node in nodes {
                mentions.entry(node).or_default().push(number);
            }
        }
        Self {
            dataset,
            algorithm,
            mentions,
            first: HashMap::new(),
            canonical: Issuer::new("c14n"),
            work: 0,
        }
    }

    fn spend(&mut self, work: usize) -> Result<(), Refused> {
        self.work += work;
        if self.work > MOST {
            Err(Refused::TooComplex)
        } else {
            Ok(())
        }
    }

    /// Hash First Degree Quads (section 4.6.3).
    fn first_degree(&self, node: Id) -> String {
        let mut lines: Vec<String> = self.mentions[&node]
            .iter()
            .map(|number| {
                let token = |id: Id| match (id == node, self.dataset.is_blank(id)) {
                    (true, _) => "_:a",
                    (_, true) => "_:z",
                    _ => self.dataset.token(id),
                };
                let [subject, predicate, object, graph] = self.dataset.quads()[*number].map(token);
                let gap = if graph.is_empty() { "" } else { " " };
                format!("{subject} {predicate} {object} {graph}{gap}.\n")
            })
            .collect();
        lines.sort_unstable();
        self.algorithm.digest(&lines.concat())
    }

    /// Hash Related Blank Node (section 4.7.3).
    fn related(&self, node: Id, quad: &[Id; 4], issuer: &Issuer, position: char) -> String {
        let mut input = String::from(position);
        if position != 'g' {
            input.push_str(self.dataset.token(quad[1]));
        }
        match (self.canonical.known(node), issuer.known(node)) {
            (Some(number), _) => input.push_str(&format!("_:c14n{number}")),
            (None, Some(number)) => input.push_str(&format!("_:{}{number}", issuer.prefix)),
            (None, None) => input.push_str(self.first.get(&node).map_or("", String::as_str)),
        }
        self.algorithm.digest(&input)
    }

    /// Hash N-Degree Quads (section 4.8.3).
    fn n_degree(
        &mut self,
        node: Id,
        issuer: Issuer,
        depth: usize,
    ) -> Result<(String, Issuer), Refused> {
        if depth > DEEPEST {
            return Err(Refused::TooComplex);
        }
        // 1 to 3: the blank nodes beside this one, by how they are related to it
        let numbers = self.mentions[&node].clone();
        self.spend(numbers.len())?;
        let mut around: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for number in numbers {
            let quad = self.dataset.quads()[number];
            for (position, id) in [('s', quad[0]), ('o', quad[2]), ('g', quad[3])] {
                if id != node && self.dataset.is_blank(id) {
                    let hash = self.related(id, &quad, &issuer, position);
                    around.entry(hash).or_default().push(id);
                }
            }
        }
        let mut data = String::new();
        let mut issuer = issuer;
        // 5: for each relation the order of its nodes that gives the least path
        for (hash, nodes) in around {
            data.push_str(&hash);
            let mut chosen: Option<(String, Issuer)> = None;
            let mut permutations = Permutations::new(nodes);
            while let Some(order) = permutations.next() {
                self.spend(order.len())?;
                let order = order.to_vec();
                if let Some(found) = self.path(
                    &order,
                    issuer.clone(),
                    chosen.as_ref().map(|(path, _)| path.as_str()),
                    depth,
                )? {
                    chosen = Some(found);
                }
            }
            if let Some((path, best)) = chosen {
                data.push_str(&path);
                issuer = best;
            }
        }
        // 6
        Ok((self.algorithm.digest(&data), issuer))
    }

    /// The path of one order of nodes (step 5.4), unless it is no less than the least so far.
    fn path(
        &mut self,
        order: &[Id],
        mut issuer: Issuer,
        least: Option<&str>,
        depth: usize,
    ) -> Result<Option<(String, Issuer)>, Refused> {
        let too_great =
            |path: &str| least.is_some_and(|least| path.len() >= least.len() && path > least);
        let mut path = String::new();
        let mut further = Vec::new();
        for node in order {
            match self.canonical.known(*node) {
                Some(number) => path.push_str(&format!("_:c14n{number}")),
                None => {
                    if issuer.known(*node).is_none() {
                        further.push(*node);
                    }
                    path.push_str(&issuer.issue(*node));
                }
            }
            if too_great(&path) {
                return Ok(None);
            }
        }
        for node in further {
            let (hash, next) = self.n_degree(node, issuer.clone(), depth + 1)?;
            path.push_str(&issuer.issue(node));
            path.push('<');
            path.push_str(&hash);
            path.push('>');
            issuer = next;
            if too_great(&path) {
                return Ok(None);
            }
        }
        Ok(least
            .is_none_or(|least| path.as_str() < least)
            .then_some((path, issuer)))
    }
}

/// All orders of some nodes: B. R. Heap, "Permutations by Interchanges", 1963.
struct Permutations {
    nodes: Vec<Id>,
    counters: Vec<usize>,
    at: usize,
    begun: bool,
}

impl Permutations {
    fn new(nodes: Vec<Id>) -> Self {
        Self {
            counters: vec![0; nodes.len()],
            nodes,
            at: 0,
            begun: false,
        }
    }

    fn next(&mut self) -> Option<&[Id]> {
        if !self.begun {
            self.begun = true;
            return Some(&self.nodes);
        }
        while self.at < self.nodes.len() {
            if self.counters[self.at] < self.at {
                let other = if self.at.is_multiple_of(2) {
                    0
                } else {
                    self.counters[self.at]
                };
                self.nodes.swap(other, self.at);
                self.counters[self.at] += 1;
                self.at = 0;
                return Some(&self.nodes);
            }
            self.counters[self.at] = 0;
            self.at += 1;
        }
        None
    }
}
