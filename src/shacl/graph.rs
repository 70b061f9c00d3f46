//! A graph of numbered terms in sorted arrays, made once and then only read.
//!
//! Two orders serve all that validation asks: by subject (then predicate, object), and by predicate (then object,
//! subject). The graph knows of no file: where its triples stand is found when it is asked for ([`super::Places`]).

use super::id::Id;
use std::sync::OnceLock;

/// A set of triples.
///
/// ```
/// # use relata::shacl::{Graph, Terms};
/// # use oxrdf::NamedNodeRef;
/// let mut terms = Terms::new();
/// let mut name = |iri| terms.intern(NamedNodeRef::new_unchecked(iri).into());
/// let (a, p, b) = (name("http://e/a")?, name("http://e/p")?, name("http://e/b")?);
/// let graph = Graph::new(vec![[a, p, b], [a, p, b], [b, p, a]]);
/// assert_eq!(graph.len(), 2);
/// assert!(graph.objects(a, p).eq([b]));
/// assert!(graph.subjects(p, a).eq([b]));
/// # Ok::<(), relata::shacl::Full>(())
/// ```
#[derive(Debug, Default)]
pub struct Graph {
    /// Where the triples of each subject begin in `pairs`; one more than there are terms.
    starts: Vec<u32>,
    /// Predicate and object, sorted within each subject.
    pairs: Vec<[Id; 2]>,
    /// Made when first asked for: many validations never look backwards.
    backwards: OnceLock<Backwards>,
}

#[derive(Debug, Default)]
struct Backwards {
    /// The predicates in order, each with the place where its triples begin.
    predicates: Vec<(Id, usize)>,
    /// Object and subject, sorted within each predicate.
    pairs: Vec<[Id; 2]>,
}

impl Graph {
    /// Sorts triples, each `[subject, predicate, object]`, and drops what is there twice.
    pub fn new(triples: Vec<[Id; 3]>) -> Self {
        let subjects = triples
            .iter()
            .map(|triple| triple[0].index() + 1)
            .max()
            .unwrap_or(0);
        let mut starts = vec![0u32; subjects + 1];
        for [subject, ..] in &triples {
            starts[subject.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        // each subject's next free place; afterwards the place where the next subject begins
        let mut free = starts.clone();
        let mut pairs = vec![[Id(0); 2]; triples.len()];
        for [subject, predicate, object] in triples {
            let place = &mut free[subject.index()];
            pairs[*place as usize] = [predicate, object];
            *place += 1;
        }
        drop(free);
        let mut kept = 0;
        for subject in 0..subjects {
            let (from, to) = (starts[subject] as usize, starts[subject + 1] as usize);
            starts[subject] = kept;
            pairs[from..to].sort_unstable();
            for at in from..to {
                if at == from || pairs[at] != pairs[at - 1] {
                    // what is overwritten was read before: `kept` never passes `at`, and equal neighbours stay equal
                    pairs[kept as usize] = pairs[at];
                    kept += 1;
                }
            }
        }
        starts[subjects] = kept;
        pairs.truncate(kept as usize);
        Self {
            starts,
            pairs,
            backwards: OnceLock::new(),
        }
    }

    /// Number of triples.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Predicate and object of every triple of a subject, sorted.
    pub fn about(&self, subject: Id) -> &[[Id; 2]] {
        let (from, to) = self.bounds(subject);
        &self.pairs[from..to]
    }

    /// The objects of a subject and a predicate, sorted.
    pub fn objects(&self, subject: Id, predicate: Id) -> impl Iterator<Item = Id> + Clone + '_ {
        self.pairs(subject, predicate).iter().map(|pair| pair[1])
    }

    /// The triples of a subject and a predicate as pairs, sorted by object.
    pub(super) fn pairs(&self, subject: Id, predicate: Id) -> &[[Id; 2]] {
        stretch(self.about(subject), predicate)
    }

    /// The first object of a subject and a predicate.
    pub fn object(&self, subject: Id, predicate: Id) -> Option<Id> {
        self.objects(subject, predicate).next()
    }

    /// True where the graph holds the triple.
    pub fn contains(&self, subject: Id, predicate: Id, object: Id) -> bool {
        self.about(subject)
            .binary_search(&[predicate, object])
            .is_ok()
    }

    /// The subjects of a predicate and an object, sorted.
    pub fn subjects(&self, predicate: Id, object: Id) -> impl Iterator<Item = Id> + Clone + '_ {
        let pairs = stretch(self.pairs_of(predicate), object);
        pairs.iter().map(|pair| pair[1])
    }

    /// Object and subject of every triple of a predicate, sorted.
    pub fn pairs_of(&self, predicate: Id) -> &[[Id; 2]] {
        let backwards = self.backwards.get_or_init(|| self.turn());
        let Ok(at) = backwards
            .predicates
            .binary_search_by_key(&predicate, |(predicate, _)| *predicate)
        else {
            return &[];
        };
        let to = backwards
            .predicates
            .get(at + 1)
            .map_or(backwards.pairs.len(), |(_, start)| *start);
        &backwards.pairs[backwards.predicates[at].1..to]
    }

    /// The predicates, sorted.
    pub fn predicates(&self) -> impl Iterator<Item = Id> + Clone + '_ {
        let backwards = self.backwards.get_or_init(|| self.turn());
        backwards.predicates.iter().map(|(predicate, _)| *predicate)
    }

    /// Every triple, `[subject, predicate, object]`, sorted.
    pub fn triples(&self) -> impl Iterator<Item = [Id; 3]> + Clone + '_ {
        (0u32..)
            .map(Id)
            .take(self.starts.len().saturating_sub(1))
            .flat_map(|subject| {
                self.about(subject)
                    .iter()
                    .map(move |[predicate, object]| [subject, *predicate, *object])
            })
    }

    fn bounds(&self, subject: Id) -> (usize, usize) {
        match self.starts.get(subject.index()..subject.index() + 2) {
            Some([from, to]) => (*from as usize, *to as usize),
            _ => (0, 0),
        }
    }

    fn turn(&self) -> Backwards {
        let mut all: Vec<Id> = self.pairs.iter().map(|pair| pair[0]).collect();
        all.sort_unstable();
        let mut predicates: Vec<(Id, usize)> = Vec::new();
        for (at, predicate) in all.into_iter().enumerate() {
            if predicates.last().is_none_or(|(last, _)| *last != predicate) {
                predicates.push((predicate, at));
            }
        }
        let mut free: Vec<usize> = predicates.iter().map(|(_, start)| *start).collect();
        let mut pairs = vec![[Id(0); 2]; self.pairs.len()];
        for [subject, predicate, object] in self.triples() {
            if let Ok(number) = predicates.binary_search_by_key(&predicate, |(other, _)| *other) {
                pairs[free[number]] = [object, subject];
                free[number] += 1;
            }
        }
        let mut from = 0;
        for to in free {
            pairs[from..to].sort_unstable();
            from = to;
        }
        Backwards { predicates, pairs }
    }
}

/// The pairs that begin with a term, in a sorted list.
fn stretch(pairs: &[[Id; 2]], first: Id) -> &[[Id; 2]] {
    // most nodes have few triples: looking at each is faster than halving
    let short = 16;
    if pairs.len() <= short {
        let from = pairs
            .iter()
            .position(|pair| pair[0] >= first)
            .unwrap_or(pairs.len());
        let rest = &pairs[from..];
        let length = rest
            .iter()
            .position(|pair| pair[0] != first)
            .unwrap_or(rest.len());
        return &rest[..length];
    }
    let from = pairs.partition_point(|pair| pair[0] < first);
    let rest = &pairs[from..];
    &rest[..rest.partition_point(|pair| pair[0] == first)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn both_orders_hold_the_same_set(raw in prop::collection::vec((0u32..8, 0u32..4, 0u32..8), 0..200)) {
            let triples: Vec<[Id; 3]> = raw.iter().map(|(s, p, o)| [Id(*s), Id(*p), Id(*o)]).collect();
            let set: BTreeSet<[Id; 3]> = triples.iter().copied().collect();
            let graph = Graph::new(triples);
            prop_assert!(graph.triples().eq(set.iter().copied()));
            prop_assert_eq!(graph.len(), set.len());
            let mut turned: Vec<[Id; 3]> = Vec::new();
            for predicate in graph.predicates() {
                turned.extend(graph.pairs_of(predicate).iter().map(|[o, s]| [*s, predicate, *o]));
            }
            turned.sort_unstable();
            prop_assert!(turned.into_iter().eq(set.iter().copied()));
            for [s, p, o] in &set {
                prop_assert!(graph.contains(*s, *p, *o));
                prop_assert!(graph.objects(*s, *p).any(|object| object == *o));
                prop_assert!(graph.subjects(*p, *o).any(|subject| subject == *s));
            }
            prop_assert!(graph.about(Id(99)).is_empty());
        }
    }
}
