//! Short names for IRIs: the longest namespace that is known, or one made up, since SSSOM knows no full IRIs.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound::{Excluded, Included, Unbounded};

/// Prefixes that are there without being declared.
const USUAL: [(&str, &str); 4] = [
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("sssom", "https://w3id.org/sssom/"),
];

/// Namespaces and their names. One made up is never longer than one it lies in, so that the longest that fits is the first
/// that was there.
#[derive(Debug, Clone)]
pub(super) struct Prefixes {
    all: Vec<Known>,
    names: HashSet<String>,
    by_namespace: BTreeMap<String, usize>,
    /// The least number that the next one made up may have.
    next: usize,
}

#[derive(Debug, Clone)]
struct Known {
    name: String,
    namespace: String,
    /// True where another namespace lies in this one.
    is_parted: bool,
}

impl Known {
    fn fits(&self, iri: &str) -> bool {
        iri.len() > self.namespace.len() && iri.starts_with(&self.namespace)
    }
}

impl Prefixes {
    /// Those that are declared, and the usual ones. Of two namespaces under one name the first keeps it.
    pub(super) fn of(given: &[(String, String)]) -> Self {
        let mut names = HashSet::new();
        let mut declared: Vec<(&str, &str)> = given
            .iter()
            .map(|(name, namespace)| (name.as_str(), namespace.as_str()))
            .filter(|(name, _)| !name.is_empty() && names.insert(*name))
            .collect();
        let namespaces: HashSet<&str> = declared.iter().map(|(_, namespace)| *namespace).collect();
        declared.extend(
            USUAL
                .iter()
                .filter(|(name, iri)| !namespaces.contains(iri) && !names.contains(name)),
        );
        let mut prefixes = Self {
            all: Vec::new(),
            names: declared
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            by_namespace: BTreeMap::new(),
            next: 1,
        };
        // of two names for one namespace, the first in the alphabet
        declared.sort_unstable();
        for (name, namespace) in declared {
            if !prefixes.by_namespace.contains_key(namespace) {
                prefixes.push(name.to_owned(), namespace.to_owned());
            }
        }
        prefixes
    }

    fn push(&mut self, name: String, namespace: String) -> usize {
        let number = self.all.len();
        if let Some(around) = self.longest(&namespace) {
            self.all[around].is_parted = true;
        }
        let behind = (Excluded(namespace.as_str()), Unbounded);
        let next = self.by_namespace.range::<str, _>(behind).next();
        let is_parted = next.is_some_and(|(next, _)| next.starts_with(&namespace));
        self.by_namespace.insert(namespace.clone(), number);
        self.all.push(Known {
            name,
            namespace,
            is_parted,
        });
        number
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Name and namespace of a number.
    pub(super) fn get(&self, number: usize) -> (&str, &str) {
        let known = &self.all[number];
        (&known.name, &known.namespace)
    }

    /// The number of the longest namespace that an IRI is longer than; `last` is one that may well be it.
    pub(super) fn find(&self, iri: &str, last: usize) -> Option<usize> {
        if self
            .all
            .get(last)
            .is_some_and(|known| !known.is_parted && known.fits(iri))
        {
            return Some(last);
        }
        self.longest(iri)
    }

    /// The longest namespace that is shorter than an IRI and begins it.
    fn longest(&self, iri: &str) -> Option<usize> {
        let mut until = Excluded(iri);
        loop {
            // what begins the IRI begins what it has in common with the greatest before it too
            let range = (Unbounded, until);
            let (before, number) = self.by_namespace.range::<str, _>(range).next_back()?;
            let same = iri.bytes().zip(before.bytes()).take_while(|(a, b)| a == b);
            let mut common = same.count();
            if common == before.len() {
                return Some(*number);
            }
            while !iri.is_char_boundary(common) {
                common -= 1;
            }
            until = Included(&iri[..common]);
        }
    }

    /// Makes up a name for the namespace of an IRI that none fits; its number.
    pub(super) fn make_up(&mut self, iri: &str) -> usize {
        let cut = iri
            .trim_end_matches(['/', '#'])
            .rfind(['/', '#', ':'])
            .map_or(0, |at| at + 1);
        // an IRI that is empty is not longer than its namespace
        if let Some(known) = self.by_namespace.get(&iri[..cut]) {
            return *known;
        }
        let name = loop {
            let name = format!("ns{}", self.next);
            self.next += 1;
            if !self.names.contains(&name) {
                break name;
            }
        };
        self.names.insert(name.clone());
        self.push(name, iri[..cut].to_owned())
    }
}
