//! Writes SSSOM TSV: sorted, only the prefixes used, the same to the byte whatever order the rows came in.

use super::{Lines, MappingSet};

/// The file's text.
pub fn write(set: &MappingSet) -> String {
    Lines::of(set).text()
}
