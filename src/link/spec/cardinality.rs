//! How many partners a thing may have on the other side, in the words of SSSOM (`mapping_cardinality`).

use serde::Deserialize;

/// How many things of the source may be linked to how many of the target.
///
/// ```
/// use relata::link::spec::cardinality::Cardinality;
/// assert_eq!(Cardinality::OneToMany.once(), [false, true]);
/// assert_eq!(Cardinality::OneToMany.to_string(), "1:n");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Cardinality {
    /// One partner on either side.
    #[default]
    #[serde(rename = "1:1")]
    OneToOne,
    /// A thing of the source may have several partners, one of the target one.
    #[serde(rename = "1:n")]
    OneToMany,
    /// A thing of the target may have several partners, one of the source one.
    #[serde(rename = "n:1")]
    ManyToOne,
    /// Several on both sides.
    #[serde(rename = "n:n")]
    ManyToMany,
}

impl Cardinality {
    /// Whether a thing of the source, and one of the target, has one partner at most.
    pub fn once(self) -> [bool; 2] {
        match self {
            Self::OneToOne => [true, true],
            Self::OneToMany => [false, true],
            Self::ManyToOne => [true, false],
            Self::ManyToMany => [false, false],
        }
    }
}

impl std::fmt::Display for Cardinality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OneToOne => "1:1",
            Self::OneToMany => "1:n",
            Self::ManyToOne => "n:1",
            Self::ManyToMany => "n:n",
        })
    }
}
