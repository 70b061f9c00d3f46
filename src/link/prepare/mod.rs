//! Everything that comparing needs, made once: prepared texts, vectors, indexes, hard blocks.

pub mod coded;
mod outline;
pub mod portions;
pub mod texts;
pub mod transform;
pub mod vectors;
pub mod words;

use crate::diagnostic::Diagnostic;
use crate::external::Failure;
use crate::link::candidates::{self, Indexed, Keyed};
use crate::link::prepare::coded::{Coded, Memo, Piece};
use crate::link::prepare::texts::Texts;
use crate::link::prepare::vectors::{Vectors, cosine};
use crate::link::prepare::words::Words;
use crate::link::score::combine::Parts;
use crate::link::score::comparator::{Measure, similarity};
use crate::link::sides::column::Column;
use crate::link::sides::source::full;
use crate::link::spec::{Combine, Comparison, Spec};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Both sides of a comparison.
pub struct Compared {
    /// What the spec says.
    pub comparison: Comparison,
    /// The source's and the target's texts.
    pub columns: [Arc<Column>; 2],
    vectors: Option<Arc<[Vectors; 2]>>,
    words: Option<Arc<Words>>,
}

/// A hard block, ready.
struct Blocked {
    columns: [Arc<Column>; 2],
    missing_passes: bool,
    /// For a cascade: which values are linked.
    through: Option<HashSet<(String, String)>>,
}

/// Everything that comparing needs.
pub struct Prepared {
    /// Number of records of the source and of the target.
    pub counts: [usize; 2],
    /// The comparisons.
    pub compared: Vec<Compared>,
    /// The text indexes.
    pub indexed: Vec<Indexed>,
    /// The key tuples.
    pub keyed: Vec<Keyed>,
    blocked: Vec<Blocked>,
    /// What is compared, as numbers.
    pub coded: Coded,
}

/// Accepted links by the name of their linkset, for cascades.
pub type Linked = BTreeMap<String, HashSet<(String, String)>>;

impl Prepared {
    /// Prepares what is said in `texts` of two sides, as the spec says.
    pub fn of(spec: &Spec, texts: &mut Texts<'_>, linked: &Linked) -> Result<Self, Failure> {
        let compared = compared(spec, texts)?;
        let blocked = blocked(spec, texts, linked)?;
        let (indexed, keyed) = candidates::of(spec, texts)?;
        let pieces: Vec<Piece<'_>> = compared
            .iter()
            .map(|compared| compared.piece(spec.decide.combine))
            .collect();
        let coded = full(Coded::of(&pieces))?;
        Ok(Self {
            counts: texts.counts(),
            compared,
            indexed,
            keyed,
            blocked,
            coded,
        })
    }

    /// Prepares only what tells how alike pairs are that are known already.
    pub fn to_tell(spec: &Spec, texts: &mut Texts<'_>, linked: &Linked) -> Result<Self, Failure> {
        Ok(Self {
            counts: texts.counts(),
            compared: compared(spec, texts)?,
            indexed: Vec::new(),
            keyed: Vec::new(),
            blocked: blocked(spec, texts, linked)?,
            coded: full(Coded::of(&[]))?,
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
    pub fn compare(
        &self,
        source: usize,
        target: usize,
        parts: &mut Parts,
        memo: &mut Memo,
    ) -> Option<()> {
        parts.clear();
        for (at, compared) in self.compared.iter().enumerate() {
            let part = self
                .likeness(at, source, target, memo)
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

    /// The likeness of a pair by comparison, for people: to the last digit.
    pub fn parts(&self, source: usize, target: usize) -> Parts {
        let part = |compared: &Compared| {
            let found = compared.likeness(source, target);
            found.or(compared.comparison.missing)
        };
        self.compared.iter().map(part).collect()
    }

    /// What [`Self::parts`] gives, from numbers where there are some and they tell it to the last digit.
    pub fn exact(&self, source: usize, target: usize, parts: &mut Parts, memo: &mut Memo) {
        parts.clear();
        for (at, compared) in self.compared.iter().enumerate() {
            let lowest = compared.comparison.levels.last();
            let found = match self.likeness(at, source, target, memo) {
                // what lies lower may stand for another
                Some(found) if lowest.is_none_or(|lowest| found >= *lowest) => Some(found),
                _ => compared.likeness(source, target),
            };
            parts.push(found.or(compared.comparison.missing));
        }
    }

    /// Has what is compared of some pairs fetched from memory.
    pub(in crate::link) fn fetch(&self, pairs: impl Iterator<Item = [usize; 2]>) {
        self.coded.fetch(pairs);
    }

    /// The likeness of a pair in one comparison; where weights are learned, any likeness under the lowest level may stand
    /// for another.
    pub fn likeness(
        &self,
        comparison: usize,
        source: usize,
        target: usize,
        memo: &mut Memo,
    ) -> Option<f64> {
        let compared = &self.compared[comparison];
        let how = (
            compared.comparison.measure,
            compared.columns(),
            compared.comparison.tolerance(),
        );
        self.coded
            .likeness(comparison, [source, target], how, memo)
            .unwrap_or_else(|| compared.likeness(source, target))
    }
}

fn compared(spec: &Spec, texts: &mut Texts<'_>) -> Result<Vec<Compared>, Failure> {
    let mut compared = Vec::new();
    for comparison in &spec.comparisons {
        let (names, chain) = (comparison.sides(), comparison.chain());
        let columns = texts.columns(names, &chain)?;
        let vectors = match comparison.measure {
            Measure::Tfidf => Some(texts.vectors(names, &chain)?.0),
            _ => None,
        };
        let words = match comparison.measure {
            Measure::Names => Some(texts.words(names, &chain)?),
            _ => None,
        };
        compared.push(Compared {
            comparison: comparison.clone(),
            columns,
            vectors,
            words,
        });
    }
    Ok(compared)
}

fn blocked(spec: &Spec, texts: &mut Texts<'_>, linked: &Linked) -> Result<Vec<Blocked>, Failure> {
    let mut blocked = Vec::new();
    for block in &spec.blocks {
        let [a, b] = block.sides();
        let (a, b) = (a.to_owned(), b.to_owned());
        blocked.push(Blocked {
            columns: texts.columns([&[a], &[b]], &block.transform)?,
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
    Ok(blocked)
}

impl Compared {
    fn piece(&self, combine: Combine) -> Piece<'_> {
        // where weights are learned, likenesses count by their levels
        let floor = match combine {
            Combine::Em => self.comparison.levels.last().copied().unwrap_or(0.0),
            _ => 0.0,
        };
        Piece {
            measure: self.comparison.measure,
            columns: self.columns(),
            words: self.words.as_ref(),
            floor: self
                .comparison
                .required
                .map_or(floor, |least| floor.min(least)),
        }
    }

    fn columns(&self) -> [&Column; 2] {
        [&self.columns[0], &self.columns[1]]
    }

    /// The likeness of the two values most alike.
    pub fn likeness(&self, source: usize, target: usize) -> Option<f64> {
        self.most_alike(source, target)
            .map(|(likeness, _)| likeness)
    }

    /// The likeness of the two values most alike, and the numbers of the two.
    pub fn most_alike(&self, source: usize, target: usize) -> Option<(f64, [usize; 2])> {
        let (a, b) = (self.columns[0].range(source), self.columns[1].range(target));
        let mut best: Option<(f64, [usize; 2])> = None;
        for left in a {
            for right in b.clone() {
                let found = match &self.vectors {
                    Some(vectors) => Some(cosine(vectors[0].get(left), vectors[1].get(right))),
                    None => similarity(
                        self.comparison.measure,
                        self.columns[0].value(left),
                        self.columns[1].value(right),
                        self.comparison.tolerance(),
                    ),
                };
                if let Some(found) = found
                    && best.is_none_or(|(best, _)| found > best)
                {
                    best = Some((found, [left, right]));
                }
            }
        }
        best
    }
}
