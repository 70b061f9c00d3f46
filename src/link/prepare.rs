//! Everything that comparing needs, made once: prepared texts, vectors, indexes, blocks.

use super::block::{Buckets, Take, Tuple};
use super::column::Column;
use super::combine::Parts;
use super::comparator::{Measure, similarity};
use super::index::Index;
use super::source::Records;
use super::spec::{Comparison, Spec};
use super::transform::{Step, apply};
use super::vectors::{Vectors, Vocabulary, cosine};
use crate::diagnostic::Diagnostic;
use crate::external::Failure;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Prepared texts of a property, or of several joined to one.
type Key = (usize, Vec<String>, Vec<Step>);

/// Both sides of a comparison.
pub struct Compared {
    /// What the spec says.
    pub comparison: Comparison,
    /// The source's and the target's texts.
    pub columns: [Arc<Column>; 2],
    vectors: Option<Arc<[Vectors; 2]>>,
}

/// A hard block, ready.
struct Blocked {
    columns: [Arc<Column>; 2],
    missing_passes: bool,
    /// For a cascade: which values are linked.
    through: Option<HashSet<(String, String)>>,
}

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

/// Everything that comparing needs.
pub struct Prepared {
    /// Number of records of the source and of the target.
    pub counts: [usize; 2],
    /// The comparisons.
    pub compared: Vec<Compared>,
    /// The text index, where there is one.
    pub indexed: Option<Indexed>,
    /// The key tuples.
    pub keyed: Vec<Keyed>,
    blocked: Vec<Blocked>,
}

/// Accepted links by the name of their linkset, for cascades.
pub type Linked = BTreeMap<String, HashSet<(String, String)>>;

/// The vectors of both sides and the vocabulary they share.
type Weighed = (Arc<[Vectors; 2]>, Arc<Vocabulary>);

struct Cache<'a> {
    sides: [&'a Records; 2],
    columns: BTreeMap<Key, Arc<Column>>,
    vectors: BTreeMap<[Key; 2], Weighed>,
}

impl Cache<'_> {
    fn column(
        &mut self,
        side: usize,
        names: &[String],
        chain: &[Step],
    ) -> Result<Arc<Column>, Failure> {
        let key = (side, names.to_vec(), chain.to_vec());
        if let Some(known) = self.columns.get(&key) {
            return Ok(Arc::clone(known));
        }
        let records = self.sides[side];
        let raw: Vec<&Column> = names
            .iter()
            .filter_map(|name| records.properties.get(name))
            .collect();
        let mut column = Column::default();
        for record in 0..records.len() {
            let pushed = if let [only] = raw.as_slice() {
                let values: Vec<String> = only
                    .values(record)
                    .map(|value| apply(chain, value))
                    .collect();
                column.push(values.iter().map(String::as_str))
            } else {
                let joined: Vec<&str> = raw
                    .iter()
                    .flat_map(|column| column.values(record))
                    .collect();
                column.push([apply(chain, &joined.join(" ")).as_str()])
            };
            pushed.ok_or_else(|| {
                Diagnostic::error("L005", "one property holds more than 4 GiB of text")
                    .help("link in shards")
            })?;
        }
        let column = Arc::new(column);
        self.columns.insert(key, Arc::clone(&column));
        Ok(column)
    }

    fn vectors(&mut self, names: [&[String]; 2], chain: &[Step]) -> Result<Weighed, Failure> {
        let key = [
            (0, names[0].to_vec(), chain.to_vec()),
            (1, names[1].to_vec(), chain.to_vec()),
        ];
        if let Some(known) = self.vectors.get(&key) {
            return Ok(known.clone());
        }
        let (a, b) = (
            self.column(0, names[0], chain)?,
            self.column(1, names[1], chain)?,
        );
        let vocabulary = Arc::new(Vocabulary::of([&a, &b]));
        let made = (
            Arc::new([Vectors::of(&a, &vocabulary), Vectors::of(&b, &vocabulary)]),
            vocabulary,
        );
        self.vectors.insert(key, made.clone());
        Ok(made)
    }
}

impl Prepared {
    /// Prepares two sides as the spec says.
    pub fn of(spec: &Spec, sides: [&Records; 2], linked: &Linked) -> Result<Self, Failure> {
        let mut cache = Cache {
            sides,
            columns: BTreeMap::new(),
            vectors: BTreeMap::new(),
        };
        let mut compared = Vec::new();
        for comparison in &spec.comparisons {
            let (names, chain) = (comparison.sides(), comparison.chain());
            let columns = [
                cache.column(0, names[0], &chain)?,
                cache.column(1, names[1], &chain)?,
            ];
            let vectors = match comparison.measure {
                Measure::Tfidf => Some(cache.vectors(names, &chain)?.0),
                _ => None,
            };
            compared.push(Compared {
                comparison: comparison.clone(),
                columns,
                vectors,
            });
        }
        let mut blocked = Vec::new();
        for block in &spec.blocks {
            let [a, b] = block.sides();
            let (a, b) = (a.to_owned(), b.to_owned());
            blocked.push(Blocked {
                columns: [
                    cache.column(0, &[a], &block.transform)?,
                    cache.column(1, &[b], &block.transform)?,
                ],
                missing_passes: block.missing_passes,
                through: match &block.through {
                    None => None,
                    Some(name) => Some(linked.get(name).cloned().ok_or_else(|| {
                        Diagnostic::error("L007", format!("no linkset `{name}` to go through"))
                            .help(format!("run `relata link run {name}` first"))
                    })?),
                },
            });
        }
        let fold = [Step::Fold];
        let chain = spec
            .candidates
            .transform
            .clone()
            .unwrap_or_else(|| fold.to_vec());
        let mut tuples: Vec<[Parted; 2]> = Vec::new();
        for tuple in &spec.candidates.keys {
            let mut columns = [Vec::new(), Vec::new()];
            for part in &tuple.0 {
                let (name, how) = part.split_once(':').unwrap_or((part, ""));
                let take = Take::named(how).unwrap_or(Take::Whole);
                for (side, columns) in columns.iter_mut().enumerate() {
                    columns.push((cache.column(side, &[name.to_owned()], &chain)?, take));
                }
            }
            tuples.push(columns);
        }
        let text = spec
            .candidates
            .index
            .clone()
            .map(|list| [list.0.clone(), list.0])
            .or_else(|| {
                // without a word on candidates, the text that is compared first is indexed
                let textual = |comparison: &&Comparison| {
                    !matches!(
                        comparison.measure,
                        Measure::Number | Measure::Date | Measure::Geo | Measure::Interval
                    )
                };
                let first = spec
                    .comparisons
                    .iter()
                    .find(textual)
                    .filter(|_| spec.candidates.keys.is_empty())?;
                Some(first.sides().map(<[String]>::to_vec))
            });
        let indexed = match text {
            None => None,
            Some([a, b]) => {
                let (vectors, vocabulary) = cache.vectors([&a, &b], &chain)?;
                let target = cache.column(1, &b, &chain)?;
                // short names with an edit share no trigram: they meet by their deletions
                tuples.push([
                    vec![(cache.column(0, &a, &chain)?, Take::Deletions)],
                    vec![(Arc::clone(&target), Take::Deletions)],
                ]);
                Some(Indexed {
                    index: Index::of(&target, &vectors[1], &vocabulary),
                    column: cache.column(0, &a, &chain)?,
                    vectors,
                })
            }
        };
        let count = sides[1].len();
        let keyed = std::thread::scope(|scope| {
            let made: Vec<_> = tuples
                .into_iter()
                .map(|[source, target]| {
                    scope.spawn(move || Keyed {
                        buckets: Buckets::of(&borrowed(&target), count),
                        columns: source,
                    })
                })
                .collect();
            made.into_iter()
                .map(|thread| match thread.join() {
                    Ok(keyed) => keyed,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        });
        Ok(Self {
            counts: sides.map(Records::len),
            compared,
            indexed,
            keyed,
            blocked,
        })
    }

    /// True where no hard block keeps the two apart.
    pub fn may_meet(&self, source: usize, target: usize) -> bool {
        self.blocked.iter().all(|block| {
            let (a, b) = (
                block.columns[0].range(source),
                block.columns[1].range(target),
            );
            if a.is_empty() || b.is_empty() {
                return block.missing_passes;
            }
            block.columns[0].values(source).any(|left| {
                block.columns[1]
                    .values(target)
                    .any(|right| match &block.through {
                        None => left == right,
                        Some(linked) => linked.contains(&(left.to_owned(), right.to_owned())),
                    })
            })
        })
    }

    /// The likeness of a pair by comparison; `None` where it falls under what is required.
    pub fn compare(&self, source: usize, target: usize, parts: &mut Parts) -> Option<()> {
        parts.clear();
        for compared in &self.compared {
            let part = compared
                .likeness(source, target)
                .or(compared.comparison.missing);
            if let (Some(required), Some(part)) = (compared.comparison.required, part)
                && part < required
            {
                return None;
            }
            parts.push(part);
        }
        Some(())
    }
}

impl Compared {
    /// The likeness of the two values most alike.
    pub fn likeness(&self, source: usize, target: usize) -> Option<f64> {
        let (a, b) = (self.columns[0].range(source), self.columns[1].range(target));
        let mut best: Option<f64> = None;
        for left in a {
            for right in b.clone() {
                let found = match &self.vectors {
                    Some(vectors) => Some(cosine(vectors[0].get(left), vectors[1].get(right))),
                    None => similarity(
                        self.comparison.measure,
                        self.columns[0].value(left),
                        self.columns[1].value(right),
                        self.comparison.tolerance,
                    ),
                };
                if let Some(found) = found {
                    best = Some(best.map_or(found, |best| best.max(found)));
                }
            }
        }
        best
    }
}
