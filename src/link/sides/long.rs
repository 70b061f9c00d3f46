//! A table of more records than are held at once: a few of them that tell what it is like, and all of them part by part,
//! read from the file each time.

use crate::external::Failure;
use crate::external::scan::TableFile;
use crate::link::sides::rows::{Rows, TableSide};
use crate::link::sides::source::{Place, Records, full};
use crate::link::spec::Side;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Records that tell what a table is like, at least; at most twice as many.
const SPREAD: usize = 100_000;

/// A long table.
pub struct Long<'a> {
    side: &'a Side,
    place: Place<'a>,
    file: TableFile,
    /// How many records it has.
    pub count: usize,
    /// The number of each record that is at hand, rising.
    pub numbers: Vec<u32>,
    /// Of these, the places of those that are spread evenly.
    pub spread: Vec<u32>,
}

/// What is done with some records, whose numbers in the table rise.
pub(in crate::link) type Visit<'v> = &'v mut dyn FnMut(&[u32], Records) -> Result<(), Failure>;

impl<'a> Long<'a> {
    /// Reads a table for the first time: its rows are counted and checked, and few are kept at hand: some that are spread
    /// evenly, those that are wanted, and the first that has a value of each property. With them comes the digest of the file.
    pub(in crate::link) fn of(
        side: &'a Side,
        place: Place<'a>,
        (file, digested): (TableFile, bool),
        wanted: &HashSet<String>,
    ) -> Result<(Records, Self), Failure> {
        let table = TableSide {
            side,
            place,
            file: &file,
            digested,
        };
        let (mut numbers, mut step, mut evenly): (Vec<u32>, usize, usize) = (Vec::new(), 1, 0);
        let mut pinned: HashSet<u32> = HashSet::new();
        let mut filled = vec![false; side.properties.len()];
        let (mut rows, digest) = table.each(&mut |rows: &mut Rows<'_>, row: &[&str]| {
            let number = full(u32::try_from(rows.look(row)).ok())?;
            rows.check();
            let is_pinned = rows.fills(row, &mut filled) || wanted.contains(rows.id());
            if is_pinned {
                pinned.insert(number);
            }
            let is_even = (number as usize).is_multiple_of(step);
            if is_even || is_pinned {
                rows.keep(row)?;
                numbers.push(number);
            }
            evenly += usize::from(is_even);
            if evenly == 2 * SPREAD {
                // every second of them is enough from now on
                step *= 2;
                evenly = SPREAD;
                let stays = |number: u32| {
                    (number as usize).is_multiple_of(step) || pinned.contains(&number)
                };
                rows.thin(|at| stays(numbers[at]))?;
                numbers.retain(|number| stays(*number));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        rows.checked(&mut |see| {
            let take = &mut |rows: &mut Rows<'_>, row: &[&str]| {
                rows.look(row);
                see(rows.id());
                Ok(ControlFlow::Continue(()))
            };
            table.each(take).map(drop)
        })?;
        let mut records = rows.drain()?;
        records.digest = digest;
        let spread = (0..numbers.len() as u32)
            .filter(|at| (numbers[*at as usize] as usize).is_multiple_of(step));
        let long = Self {
            side,
            place,
            count: rows.seen(),
            spread: spread.collect(),
            numbers,
            file,
        };
        Ok((records, long))
    }

    /// All records, `size` of them at a time.
    pub(in crate::link) fn parts(&self, size: usize, visit: Visit<'_>) -> Result<(), Failure> {
        self.read(size, &mut |_| true, visit)
    }

    /// The records of these numbers, which rise, `size` of them at a time.
    pub(in crate::link) fn pick(
        &self,
        numbers: &[u32],
        size: usize,
        visit: Visit<'_>,
    ) -> Result<(), Failure> {
        let mut left = numbers.iter().peekable();
        let mut is_wanted = |number: u32| left.next_if_eq(&&number).is_some();
        self.read(size, &mut is_wanted, visit)
    }

    fn read(
        &self,
        size: usize,
        is_wanted: &mut dyn FnMut(u32) -> bool,
        visit: Visit<'_>,
    ) -> Result<(), Failure> {
        let mut numbers: Vec<u32> = Vec::new();
        let table = TableSide {
            side: self.side,
            place: self.place,
            file: &self.file,
            digested: false,
        };
        let (mut rows, _) = table.each(&mut |rows: &mut Rows<'_>, row: &[&str]| {
            let number = rows.look(row);
            if number >= self.count {
                return Err(self.changed());
            }
            if is_wanted(number as u32) {
                rows.keep(row)?;
                numbers.push(number as u32);
            }
            if numbers.len() == size {
                visit(&numbers, rows.drain()?)?;
                numbers.clear();
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if rows.seen() != self.count {
            return Err(self.changed());
        }
        if numbers.is_empty() {
            return Ok(());
        }
        visit(&numbers, rows.drain()?)
    }

    fn changed(&self) -> Failure {
        let name = &self.file.name;
        std::io::Error::other(format!("`{name}` was changed while it was read: run again")).into()
    }
}
