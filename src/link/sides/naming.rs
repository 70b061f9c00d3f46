//! Names of rows that are no IRIs, or that several rows share: told of a whole table, of which a number a row is remembered.

use crate::diagnostic::Diagnostic;
use crate::external::Failure;
use crate::link::sides::source::Place;
use ahash::RandomState;
use std::collections::HashSet;

/// What is known of the names of a table's rows.
pub(in crate::link) struct Naming {
    /// Names that are no IRIs: how many, and the first with its row, from 1.
    not: (usize, Option<(String, usize)>),
    /// A form that begins with a cell is as good as its cells are; others need no look.
    is_doubtful: bool,
    hashes: Vec<u64>,
    hasher: RandomState,
}

/// Gives the names of all rows once more, in order.
pub(in crate::link) type Again<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&str)) -> Result<(), Failure>;

impl Naming {
    /// No name yet; `is_doubtful` where each must be looked at.
    pub(in crate::link) fn new(is_doubtful: bool) -> Self {
        Self {
            not: (0, None),
            is_doubtful,
            hashes: Vec::new(),
            hasher: RandomState::new(),
        }
    }

    /// Takes the name of the next row.
    pub(in crate::link) fn see(&mut self, id: &str) {
        self.hashes.push(self.hasher.hash_one(id));
        if self.is_doubtful && oxrdf::NamedNode::new(id).is_err() {
            self.not.0 += 1;
            let row = self.hashes.len();
            self.not.1.get_or_insert_with(|| (id.to_owned(), row));
        }
    }

    /// Refuses names that are no IRIs, for no link to one could ever be written, and those that rows share, for nobody could
    /// tell which of them is linked. What shares a hash is looked at again.
    pub(in crate::link) fn look(
        mut self,
        (table, place): (&str, Place<'_>),
        form: &str,
        again: Again<'_>,
    ) -> Result<(), Failure> {
        if let (count, Some((first, row))) = &self.not {
            let message = format!(
                "{count} of {} rows of `{table}` have a name that is no IRI: `{first}` in row {row}",
                self.hashes.len()
            );
            let finding = Diagnostic::error("L015", message)
                .help("put a scheme before it in `id`, such as `https://example.org/{column}`");
            return Err(place.blame(finding, form).into());
        }
        self.hashes.sort_unstable();
        let twice = self.hashes.windows(2).filter(|two| two[0] == two[1]);
        let suspects: HashSet<u64> = twice.map(|two| two[0]).collect();
        if suspects.is_empty() {
            return Ok(());
        }
        drop(std::mem::take(&mut self.hashes));
        let (mut known, mut shared, mut first) = (HashSet::new(), 0, String::new());
        again(&mut |id| {
            let is_suspect = suspects.contains(&self.hasher.hash_one(id));
            if is_suspect && !known.insert(id.to_owned()) {
                shared += 1;
                if first.is_empty() {
                    id.clone_into(&mut first);
                }
            }
        })?;
        let message = match shared {
            0 => return Ok(()),
            1 => format!("a row of `{table}` has the IRI of an earlier row: `{first}`"),
            _ => format!(
                "{shared} rows of `{table}` have the IRI of an earlier row, such as `{first}`"
            ),
        };
        let finding = Diagnostic::error("L009", message).help(
            "`id` must hold a column that tells the rows apart, or `{row}`, the number of the row",
        );
        Err(place.blame(finding, form).into())
    }
}
