//! Which pairs are compared at all: those that a key or a text index brings together, and that no hard block parts.
//!
//! Unless a spec says otherwise, all that is compared as text is joined to one text a record and indexed, so that a
//! damaged or missing name is made up for by a street; a property of which records have several values (labels and
//! synonyms) has an index of its own besides, because there one value that agrees must be enough.

use super::block::{Buckets, Keys, Take, Tuple};
use super::column::Column;
use super::comparator::Measure;
use super::index::{Index, Probe};
use super::prepare::Prepared;
use super::spec::Spec;
use super::texts::Texts;
use super::transform::Step;
use super::vectors::Vectors;
use crate::external::Failure;
use std::sync::Arc;

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
    columns: Parted,
    /// The target's records.
    pub buckets: Buckets,
}

impl Keyed {
    /// The tuple of the source.
    pub fn tuple(&self) -> Tuple<'_> {
        borrowed(&self.columns)
    }
}

/// A tuple of parts that holds its columns.
type Parted = Vec<(Arc<Column>, Take)>;

fn borrowed(parted: &Parted) -> Tuple<'_> {
    parted
        .iter()
        .map(|(column, take)| (column.as_ref(), *take))
        .collect()
}

/// The indexes and keys of a spec.
pub fn of(spec: &Spec, texts: &mut Texts<'_>) -> Result<(Vec<Indexed>, Vec<Keyed>), Failure> {
    let chain = spec
        .candidates
        .transform
        .clone()
        .unwrap_or_else(|| vec![Step::Fold]);
    let mut tuples: Vec<[Parted; 2]> = Vec::new();
    for tuple in &spec.candidates.keys {
        let mut parted = [Vec::new(), Vec::new()];
        for part in &tuple.0 {
            let (name, how) = part.split_once(':').unwrap_or((part, ""));
            let take = Take::named(how).unwrap_or(Take::Whole);
            let name = [name.to_owned()];
            let columns = texts.columns([&name, &name], &chain)?;
            for (parted, column) in parted.iter_mut().zip(columns) {
                parted.push((column, take));
            }
        }
        tuples.push(parted);
    }
    let mut indexed = Vec::new();
    for [a, b] in indexes(spec, texts, &chain)? {
        let (vectors, vocabulary) = texts.vectors([&a, &b], &chain)?;
        let [source, target] = texts.columns([&a, &b], &chain)?;
        // short names with an edit share no trigram: they meet by their deletions
        tuples.push([
            vec![(Arc::clone(&source), Take::Deletions)],
            vec![(Arc::clone(&target), Take::Deletions)],
        ]);
        indexed.push(Indexed {
            index: Index::of(&target, &vectors[1], &vocabulary),
            column: source,
            vectors,
        });
    }
    Ok((indexed, keyed(tuples)))
}

/// Puts the target's records into buckets.
fn keyed(tuples: Vec<[Parted; 2]>) -> Vec<Keyed> {
    let buckets = super::parallel::each(&tuples, |[_, target]| {
        Buckets::of(&borrowed(target), target[0].0.len())
    });
    tuples
        .into_iter()
        .zip(buckets)
        .map(|([columns, _], buckets)| Keyed { columns, buckets })
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

/// Finds the candidates of one record after another; a thread has one.
pub struct Finder<'a> {
    prepared: &'a Prepared,
    tuples: Vec<Tuple<'a>>,
    count: usize,
    largest: usize,
    probes: Vec<Probe>,
    keys: Keys,
    /// Those of the last record asked for, each once.
    pub found: Vec<u32>,
    /// Keys that too many records share.
    pub passed_over: u64,
}

impl<'a> Finder<'a> {
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
            found: Vec::new(),
            passed_over: 0,
        }
    }

    /// Finds the candidates of a record of the source.
    pub fn find(&mut self, source: usize) {
        self.found.clear();
        for (keyed, tuple) in self.prepared.keyed.iter().zip(&self.tuples) {
            for key in self.keys.of(tuple, source) {
                self.passed_over +=
                    u64::from(keyed.buckets.find(*key, self.largest, &mut self.found));
            }
        }
        for (indexed, probe) in self.prepared.indexed.iter().zip(&mut self.probes) {
            for value in indexed.column.range(source) {
                let vector = indexed.vectors[0].get(value);
                indexed
                    .index
                    .find(vector, self.count, probe, &mut self.found);
            }
        }
        self.found.sort_unstable();
        self.found.dedup();
        let prepared = self.prepared;
        self.found
            .retain(|target| prepared.may_meet(source, *target as usize));
    }
}
