//! Which pairs are compared at all: those that a key or a text index brings together, and that no hard block parts.
//!
//! Unless a spec says otherwise, all that is compared as text is joined to one text a record and indexed, so that a
//! damaged or missing name is made up for by a street; a property of which records have several values (labels and
//! synonyms) has an index of its own besides, because there one value that agrees must be enough.

pub mod block;
pub mod index;

use crate::external::Failure;
use crate::link::candidates::block::{Buckets, Keys, Part, Take, Tuple};
use crate::link::candidates::index::{Index, Probe};
use crate::link::prepare::Prepared;
use crate::link::prepare::texts::Texts;
use crate::link::prepare::transform::Step;
use crate::link::prepare::vectors::Vectors;
use crate::link::prepare::words::Words;
use crate::link::radix;
use crate::link::score::comparator::Measure;
use crate::link::sides::column::Column;
use crate::link::spec::Spec;
use std::sync::Arc;

/// So few are sorted by comparing them.
const FEW: usize = 10_000;

/// A text index and what it is probed with.
pub struct Indexed {
    /// The target's texts.
    pub index: Index,
    /// The source's texts and their vectors.
    pub column: Arc<Column>,
    /// One vector a text of the source.
    pub vectors: Arc<[Vectors; 2]>,
}

/// Keys of the source and buckets of the target.
pub struct Keyed {
    parts: Vec<Taken>,
    /// The target's records.
    pub buckets: Buckets,
}

impl Keyed {
    /// The tuple of the source.
    pub fn tuple(&self) -> Tuple<'_> {
        tuple(&self.parts, 0)
    }
}

/// One part of a tuple, on both sides.
struct Taken {
    columns: [Arc<Column>; 2],
    how: Take,
    words: Option<Arc<Words>>,
}

fn tuple(parts: &[Taken], side: usize) -> Tuple<'_> {
    parts
        .iter()
        .map(|part| match &part.words {
            Some(words) => Part::Words(&part.columns[side], part.how, words, side),
            None => Part::Text(&part.columns[side], part.how),
        })
        .collect()
}

/// The indexes and keys of a spec.
pub fn of(spec: &Spec, texts: &mut Texts<'_>) -> Result<(Vec<Indexed>, Vec<Keyed>), Failure> {
    let chain = spec
        .candidates
        .transform
        .clone()
        .unwrap_or_else(|| vec![Step::Fold]);
    let mut tuples: Vec<Vec<Taken>> = Vec::new();
    for tuple in &spec.candidates.keys {
        let mut parts = Vec::new();
        for part in &tuple.0 {
            let (name, how) = part.split_once(':').unwrap_or((part, ""));
            let how = Take::named(how).unwrap_or(Take::Whole);
            let name = [name.to_owned()];
            let columns = texts.columns([&name, &name], &chain)?;
            let words = match how.is_of_words() {
                true => Some(texts.words([&name, &name], &chain)?),
                false => None,
            };
            parts.push(Taken {
                columns,
                how,
                words,
            });
        }
        tuples.push(parts);
    }
    let mut indexed = Vec::new();
    for [a, b] in indexes(spec, texts, &chain)? {
        let (vectors, vocabulary) = texts.vectors([&a, &b], &chain)?;
        let [source, target] = texts.columns([&a, &b], &chain)?;
        // short names with an edit share no trigram: they meet by their deletions
        tuples.push(vec![Taken {
            columns: [Arc::clone(&source), Arc::clone(&target)],
            how: Take::Deletions,
            words: None,
        }]);
        indexed.push(Indexed {
            index: Index::of(&target, &vectors[1], &vocabulary),
            column: source,
            vectors,
        });
    }
    Ok((indexed, keyed(tuples)))
}

/// Puts the target's records into buckets.
fn keyed(tuples: Vec<Vec<Taken>>) -> Vec<Keyed> {
    let buckets = crate::parallel::each(&tuples, |parts| {
        Buckets::of(&tuple(parts, 1), parts[0].columns[1].len())
    });
    tuples
        .into_iter()
        .zip(buckets)
        .map(|(parts, buckets)| Keyed { parts, buckets })
        .collect()
}

/// The properties of each text index.
fn indexes(
    spec: &Spec,
    texts: &mut Texts<'_>,
    chain: &[Step],
) -> Result<Vec<[Vec<String>; 2]>, Failure> {
    if let Some(list) = &spec.candidates.index {
        return Ok(vec![[list.0.clone(), list.0.clone()]]);
    }
    if !spec.candidates.keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut textual: Vec<[Vec<String>; 2]> = Vec::new();
    for comparison in &spec.comparisons {
        let sides = comparison.sides().map(<[String]>::to_vec);
        let is_text = !matches!(
            comparison.measure,
            Measure::Number | Measure::Date | Measure::Geo | Measure::Interval
        );
        if is_text && !textual.contains(&sides) {
            textual.push(sides);
        }
    }
    if textual.len() < 2 {
        return Ok(textual);
    }
    let mut joined: [Vec<String>; 2] = Default::default();
    for sides in &textual {
        for (joined, names) in joined.iter_mut().zip(sides) {
            for name in names {
                if !joined.contains(name) {
                    joined.push(name.clone());
                }
            }
        }
    }
    let mut all = vec![joined];
    for [a, b] in textual {
        let columns = texts.columns([&a, &b], chain)?;
        if columns.iter().any(|column| column.has_several()) {
            all.push([a, b]);
        }
    }
    Ok(all)
}

/// Finds the candidates of some records after others; a thread has one.
pub struct Finder<'a> {
    prepared: &'a Prepared,
    tuples: Vec<Tuple<'a>>,
    count: usize,
    largest: usize,
    probes: Vec<Probe>,
    keys: Keys,
    wanted: [Vec<(u64, u32)>; 2],
    room: Vec<(u32, u32)>,
    near: Vec<u32>,
    /// The pairs of the last records asked for, each once and in order: the target's record, and the place of the source's
    /// among those. The target's come first because they are many: one after the other they are read as they lie.
    pub found: Vec<(u32, u32)>,
    /// Keys that too many records share.
    pub passed_over: u64,
}

impl<'a> Finder<'a> {
    /// A finder in a sample of what has so many times as many records: what is shared by too many there is shared by fewer here.
    pub fn sparing(prepared: &'a Prepared, spec: &Spec, scale: f64) -> Self {
        let mut finder = Self::new(prepared, spec);
        finder.largest = ((spec.candidates.largest as f64 / scale) as usize).max(1);
        finder
    }

    /// A finder.
    pub fn new(prepared: &'a Prepared, spec: &Spec) -> Self {
        Self {
            prepared,
            tuples: prepared.keyed.iter().map(Keyed::tuple).collect(),
            count: spec.candidates.count,
            largest: spec.candidates.largest,
            probes: prepared
                .indexed
                .iter()
                .map(|indexed| indexed.index.probe())
                .collect(),
            keys: Keys::default(),
            wanted: Default::default(),
            room: Vec::new(),
            near: Vec::new(),
            found: Vec::new(),
            passed_over: 0,
        }
    }

    /// Finds the candidates of records of the source. Many at once are found sooner than one after the other: their keys
    /// are looked for in the order in which the buckets lie in memory.
    pub fn find(&mut self, sources: &[u32]) {
        self.found.clear();
        for (keyed, tuple) in self.prepared.keyed.iter().zip(&self.tuples) {
            let [wanted, room] = &mut self.wanted;
            wanted.clear();
            for (place, source) in sources.iter().enumerate() {
                let keys = self.keys.of(tuple, *source as usize);
                wanted.extend(keys.iter().map(|key| (*key, place as u32)));
            }
            if wanted.len() > FEW {
                radix::sort(wanted, room, 11, |(key, _)| key >> (u64::BITS - 11));
            }
            for (key, place) in &*wanted {
                match keyed.buckets.find(*key, self.largest) {
                    Some(same) => self
                        .found
                        .extend(same.iter().map(|(_, target)| (*target, *place))),
                    None => self.passed_over += 1,
                }
            }
        }
        for (indexed, probe) in self.prepared.indexed.iter().zip(&mut self.probes) {
            for (place, source) in sources.iter().enumerate() {
                for value in indexed.column.range(*source as usize) {
                    self.near.clear();
                    let [own, texts] = &*indexed.vectors;
                    let near = &mut self.near;
                    let vector = own.get(value);
                    indexed.index.find(vector, texts, self.count, probe, near);
                    self.found
                        .extend(self.near.iter().map(|target| (*target, place as u32)));
                }
            }
        }
        if self.found.len() > FEW {
            let [places, targets] = [sources.len(), self.prepared.counts[1]].map(radix::bits);
            let key =
                |(target, place): &(u32, u32)| u64::from(*target) << places | u64::from(*place);
            radix::sort(&mut self.found, &mut self.room, places + targets, key);
        } else {
            self.found.sort_unstable();
        }
        self.found.dedup();
        let prepared = self.prepared;
        self.found.retain(|(target, place)| {
            prepared.may_meet(sources[*place as usize] as usize, *target as usize)
        });
    }
}
