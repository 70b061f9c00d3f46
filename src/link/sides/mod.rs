//! Both sides of a task: the records of the source, and those of the target or, where it is a long table, the way to them.

pub mod column;
pub mod long;
mod naming;
pub(in crate::link) mod rows;
pub mod source;
mod things;

use crate::external::Failure;
use crate::link::sides::long::{Long, Visit};
use crate::link::sides::source::{Opened, Records};

/// Both sides.
pub struct Sides<'a> {
    /// The records; of a long table only some, which tell what it is like.
    pub records: [Records; 2],
    long: Option<Long<'a>>,
}

impl<'a> Sides<'a> {
    /// Both sides as they were opened.
    pub(in crate::link) fn of(source: Records, target: Opened<'a>) -> Self {
        Self {
            records: [source, target.records],
            long: target.long,
        }
    }

    /// Number of records of the source and of the target.
    pub fn counts(&self) -> [usize; 2] {
        let target = self.long.as_ref().map(|long| long.count);
        [
            self.records[0].len(),
            target.unwrap_or_else(|| self.records[1].len()),
        ]
    }

    /// True where all records are at hand.
    pub(in crate::link) fn is_held(&self) -> bool {
        self.long.is_none()
    }

    /// The number, in its side, of a record that is at hand.
    pub(in crate::link) fn number(&self, side: usize, record: usize) -> u32 {
        match &self.long {
            Some(long) if side == 1 => long.numbers[record],
            _ => record as u32,
        }
    }

    /// Records of the target that are spread evenly over it: at least so many, or all.
    pub(in crate::link) fn spread(&self, least: usize) -> Vec<u32> {
        match &self.long {
            Some(long) => long.spread.clone(),
            None => spread(self.records[1].len(), least),
        }
    }

    /// All records of the target, `size` at a time.
    pub(in crate::link) fn parts(&self, size: usize, visit: Visit<'_>) -> Result<(), Failure> {
        match &self.long {
            Some(long) => long.parts(size, visit),
            None => {
                let all: Vec<u32> = (0..self.records[1].len() as u32).collect();
                self.pick(&all, size, visit)
            }
        }
    }

    /// The records of the target with these numbers, which rise, `size` at a time.
    pub(in crate::link) fn pick(
        &self,
        numbers: &[u32],
        size: usize,
        visit: Visit<'_>,
    ) -> Result<(), Failure> {
        match &self.long {
            Some(long) => long.pick(numbers, size, visit),
            None => numbers
                .chunks(size.max(1))
                .try_for_each(|some| visit(some, self.records[1].pick(some)?)),
        }
    }
}

/// Numbers below `count` that are spread evenly: at least so many, or all.
pub(in crate::link) fn spread(count: usize, least: usize) -> Vec<u32> {
    let step = (count / least.max(1)).max(1);
    (0..count as u32).step_by(step).collect()
}
