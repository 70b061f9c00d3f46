//! The target of a run, prepared portion by portion: what a run needs of memory is bounded by the source and one portion,
//! however long the target is.
//!
//! A target of one portion is prepared once. Of several, one is prepared after the other, compared, and let go; weights are
//! learned, and the rarity of trigrams counted, on a sample that is spread over both sides, so that a score is the same in every
//! portion. What `[candidates]` counts (`largest`, `count`) is counted in a portion.

use crate::external::Failure;
use crate::link::prepare::texts::{Kept, Texts};
use crate::link::prepare::{Linked, Prepared};
use crate::link::run::Found;
use crate::link::sides::source::Records;
use crate::link::sides::{Sides, spread};
use crate::link::spec::Spec;
use std::cell::RefCell;

/// Records of the target in a sample, at least.
const SAMPLED: usize = 100_000;
/// Records of the source in a sample, at least, and times as many as would be compared with all of the target to learn from.
const ASKED: [usize; 2] = [10_000, 500];
/// Pairs that are told of at a time.
const TOLD: usize = 200_000;

/// Both sides, ready to be compared.
pub struct Portions<'a> {
    /// The spec.
    pub spec: &'a Spec,
    /// Both sides.
    pub sides: &'a Sides<'a>,
    linked: Linked,
    made: Made,
    kept: RefCell<Kept>,
}

/// What is prepared from the beginning.
enum Made {
    /// All of it.
    Whole(Prepared),
    /// A sample; the rest portion by portion.
    Sample { sample: Sample, size: usize },
}

/// What stands for both sides.
pub struct Sample {
    /// Some records of both.
    pub prepared: Prepared,
    /// The part of the target that is in it.
    pub share: f64,
    /// As many times a portion has more records of the target.
    pub scale: f64,
}

/// What is done with a portion, of which the first record has this number.
type Compare<'v> = &'v mut dyn FnMut(&Prepared, u32) -> Result<(), Failure>;
/// What is done with a pair that is prepared, its records numbered as they are there.
type TellOne<'v> = &'v mut dyn FnMut(&Prepared, [usize; 2]) -> Result<(), Failure>;
/// What is done with pairs whose records are at hand, and numbered as they are there.
type Tell<'v> = &'v mut dyn FnMut(&[Records; 2], &Prepared, &[Found]) -> Result<(), Failure>;

impl<'a> Portions<'a> {
    /// Prepares both sides as a spec says.
    pub fn of(spec: &'a Spec, sides: &'a Sides<'a>, linked: Linked) -> Result<Self, Failure> {
        let [sources, targets] = sides.counts();
        let portions = targets.div_ceil(spec.candidates.part.max(1)).max(1);
        let mut kept = Kept::default();
        let made = if portions == 1 {
            let mut texts = Texts::of([&sides.records[0], &sides.records[1]], &kept);
            Made::Whole(Prepared::of(spec, &mut texts, &linked)?)
        } else {
            let size = targets.div_ceil(portions);
            let spread_targets = sides.spread(SAMPLED);
            let target = sides.records[1].pick(&spread_targets)?;
            let share = target.len() as f64 / targets as f64;
            let asked = ASKED[0].max((ASKED[1] as f64 / share) as usize);
            let source = sides.records[0].pick(&spread(sources, asked))?;
            let mut texts = Texts::of([&source, &target], &kept);
            let sample = Sample {
                prepared: Prepared::of(spec, &mut texts, &linked)?,
                share,
                scale: size as f64 / target.len() as f64,
            };
            kept = texts.rarities();
            Made::Sample { sample, size }
        };
        Ok(Self {
            spec,
            sides,
            linked,
            made,
            kept: RefCell::new(kept),
        })
    }

    /// How many portions there are.
    pub fn count(&self) -> usize {
        match &self.made {
            Made::Whole(_) => 1,
            Made::Sample { size, .. } => self.sides.counts()[1].div_ceil(*size),
        }
    }

    /// What stands for both sides, where there are several portions.
    pub fn sample(&self) -> Option<&Sample> {
        match &self.made {
            Made::Whole(_) => None,
            Made::Sample { sample, .. } => Some(sample),
        }
    }

    /// All that is prepared, or what stands for it.
    pub fn at_hand(&self) -> &Prepared {
        match &self.made {
            Made::Whole(prepared) => prepared,
            Made::Sample { sample, .. } => &sample.prepared,
        }
    }

    /// Prepares portion after portion.
    pub fn each(&self, compare: Compare<'_>) -> Result<(), Failure> {
        let size = match &self.made {
            Made::Whole(prepared) => return compare(prepared, 0),
            Made::Sample { size, .. } => *size,
        };
        self.sides.parts(size, &mut |numbers, target| {
            let prepared = {
                let kept = self.kept.borrow();
                let mut texts = Texts::of([&self.sides.records[0], &target], &kept);
                let prepared = Prepared::of(self.spec, &mut texts, &self.linked)?;
                drop(kept);
                texts.keep(&mut self.kept.borrow_mut());
                prepared
            };
            drop(target);
            compare(&prepared, numbers[0])
        })
    }

    /// Prepares a pair as a run does, the two numbered as they are there.
    pub fn pair(&self, [source, target]: [usize; 2], tell: TellOne<'_>) -> Result<(), Failure> {
        if let Made::Whole(prepared) = &self.made {
            return tell(prepared, [source, target]);
        }
        let source = self.sides.records[0].pick(&[source as u32])?;
        self.sides.pick(&[target as u32], 1, &mut |_, target| {
            let kept = self.kept.borrow().rarities();
            let mut texts = Texts::of([&source, &target], &kept);
            let prepared = Prepared::of(self.spec, &mut texts, &self.linked)?;
            tell(&prepared, [0, 0])
        })
    }

    /// Gives pairs together with their records: all at once, or in several turns.
    pub fn tell(&self, found: &[Found], tell: Tell<'_>) -> Result<(), Failure> {
        if let Made::Whole(prepared) = &self.made {
            return tell(&self.sides.records, prepared, found);
        }
        let mut found = found.to_vec();
        found.sort_by_key(|pair| (pair.target, pair.source));
        let mut targets: Vec<u32> = found.iter().map(|pair| pair.target as u32).collect();
        targets.dedup();
        let mut rest = found.as_slice();
        self.sides.pick(&targets, TOLD, &mut |numbers, target| {
            let last = numbers.last().map_or(0, |last| *last as usize);
            let (own, others) = rest.split_at(rest.partition_point(|pair| pair.target <= last));
            rest = others;
            let mut sources: Vec<u32> = own.iter().map(|pair| pair.source as u32).collect();
            sources.sort_unstable();
            sources.dedup();
            let place = |numbers: &[u32], number: usize| {
                numbers.partition_point(|known| (*known as usize) < number)
            };
            let here: Vec<Found> = own
                .iter()
                .map(|pair| Found {
                    source: place(&sources, pair.source),
                    target: place(numbers, pair.target),
                    ..pair.clone()
                })
                .collect();
            let records = [self.sides.records[0].pick(&sources)?, target];
            let kept = self.kept.borrow().rarities();
            let mut texts = Texts::of([&records[0], &records[1]], &kept);
            let prepared = Prepared::to_tell(self.spec, &mut texts, &self.linked)?;
            tell(&records, &prepared, &here)
        })
    }
}
