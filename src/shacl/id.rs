//! The number of a term, alone: the names that have fixed numbers and the dictionary that gives the others both need it.

/// The number of a term in a [`super::Terms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u32);

impl Id {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}
