//! SSSOM TSV: the record of links, one row a justification, so that review is a diff.
//!
//! The format is the Simple Standard for Sharing Ontological Mappings (<https://mapping-commons.github.io/sssom/>): a
//! head of metadata in lines that begin with `#`, then a table. Rows of the tool carry what it computed; rows of people
//! carry what they judged, and are never rewritten. What holds of a pair follows from all rows that speak of it.

mod decimals;
mod head;
mod implied;
mod judge;
mod line;
mod lines;
mod prefixes;
mod read;
mod row;
mod slots;
mod write;

pub(crate) use decimals::push_decimals;
pub use judge::{Judgements, State, denied, judgements};
pub use lines::Lines;
pub use read::{read, read_only};
pub use write::write;

/// What stands for "nothing found" in place of an object.
pub const NO_TERM_FOUND: &str = "https://w3id.org/sssom/NoTermFound";
/// The justification of a person's judgement.
pub const MANUAL: &str = "https://w3id.org/semapv/vocab/ManualMappingCuration";
/// The justification of a tool that combined several comparisons.
pub const COMPOSITE: &str = "https://w3id.org/semapv/vocab/CompositeMatching";
/// The word in `other` of a tool's row that is good enough by itself.
pub const ACCEPTED: &str = "accepted";
/// The word in `other` of a tool's row that a person should look at.
pub const REVIEW: &str = "review";

/// One row, its names as full IRIs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// The thing that is linked.
    pub subject: String,
    /// Its label.
    pub subject_label: String,
    /// The property.
    pub predicate: String,
    /// True where the row says that the link does *not* hold.
    pub negated: bool,
    /// What it is linked to.
    pub object: String,
    /// Its label.
    pub object_label: String,
    /// Why: a term of the semantic mapping vocabulary.
    pub justification: String,
    /// Who judged, for a person's row.
    pub author: String,
    /// The day of the judgement.
    pub date: String,
    /// The tool, for a tool's row.
    pub tool: String,
    /// The tool's version.
    pub tool_version: String,
    /// From 0 to 1.
    pub confidence: Option<f64>,
    /// Reasons in words.
    pub comment: String,
    /// `accepted` or `review`, for a tool's row.
    pub other: String,
    /// Columns that this program does not know, kept as they are.
    pub rest: Vec<(String, String)>,
}

impl Mapping {
    /// True for a person's row.
    pub fn is_judgement(&self) -> bool {
        self.justification == MANUAL
    }
}

/// A whole file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MappingSet {
    /// Name and namespace of each prefix.
    pub prefixes: Vec<(String, String)>,
    /// The other metadata, name and value, in the order of the file.
    pub metadata: Vec<(String, String)>,
    /// The rows.
    pub mappings: Vec<Mapping>,
}

impl MappingSet {
    /// A value of the head.
    pub fn metadata(&self, name: &str) -> Option<&str> {
        self.metadata
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Which shard of how many this is, from 1, where it is no whole set: its links are part of nothing until they are merged.
    ///
    /// ```
    /// let mut set = relata::sssom::MappingSet::default();
    /// assert_eq!(set.shard(), None);
    /// set.metadata.push(("other".into(), "spec sha256:1; shard 2/4".into()));
    /// assert_eq!(set.shard(), Some((2, 4)));
    /// ```
    pub fn shard(&self) -> Option<(usize, usize)> {
        let parts = self.metadata("other")?.split(';');
        let mut shards = parts.filter_map(|part| part.trim().strip_prefix("shard "));
        let (number, of) = shards.next()?.split_once('/')?;
        Some((number.parse().ok()?, of.parse().ok()?))
    }
}
