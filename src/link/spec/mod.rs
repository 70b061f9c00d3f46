//! A link spec: what is compared with what, how, and what is done with the scores. TOML; `docs/linking.md` explains it.

pub mod cardinality;
mod faults;
mod unread;

use crate::link::prepare::transform::Step;
use crate::link::score::comparator::Measure;
use crate::link::spec::cardinality::Cardinality;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One word or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct List(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for List {
    fn from(written: OneOrMany) -> Self {
        match written {
            OneOrMany::One(word) => Self(vec![word]),
            OneOrMany::Many(words) => Self(words),
        }
    }
}

/// What a spec says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spec {
    /// What the linkset is for.
    #[serde(default)]
    pub title: Option<String>,
    /// The property of an accepted link.
    #[serde(default = "exact_match")]
    pub predicate: String,
    /// How many partners a thing may have; `1:1` unless said.
    #[serde(default)]
    cardinality: Option<Cardinality>,
    /// `false` for `n:1`.
    #[serde(default)]
    one_to_one: Option<bool>,
    /// Licence of the linkset; the project's unless said.
    #[serde(default)]
    pub license: Option<String>,
    /// Prefixes besides those of the project.
    #[serde(default)]
    pub prefixes: BTreeMap<String, String>,
    /// The things to be linked.
    pub source: Side,
    /// What they are linked to.
    pub target: Side,
    /// Which pairs are compared at all.
    #[serde(default)]
    pub candidates: Candidates,
    /// Pairs that differ here are never compared.
    #[serde(default, rename = "block")]
    pub blocks: Vec<Block>,
    /// How pairs are compared.
    #[serde(rename = "compare")]
    pub comparisons: Vec<Comparison>,
    /// What is done with the scores.
    #[serde(default)]
    pub decide: Decide,
    /// Pairs that must be linked, checked by `relata test`.
    #[serde(default)]
    pub must_link: Vec<[String; 2]>,
    /// Pairs that must never be linked, checked by `relata test`.
    #[serde(default)]
    pub must_not_link: Vec<[String; 2]>,
    /// Where the true links are, for `relata link eval`.
    #[serde(default)]
    pub gold: Option<Gold>,
}

impl Spec {
    /// How many partners a thing may have.
    pub fn cardinality(&self) -> Cardinality {
        match (self.cardinality, self.one_to_one) {
            (Some(said), _) => said,
            (None, Some(false)) => Cardinality::ManyToOne,
            (None, _) => Cardinality::OneToOne,
        }
    }

    /// True where `one-to-one` says otherwise than `cardinality`.
    pub(in crate::link) fn is_torn(&self) -> bool {
        self.one_to_one
            .is_some_and(|is| is != (self.cardinality() == Cardinality::OneToOne))
    }

    /// True where the score of a pair depends on how rare trigrams are among all records.
    pub fn weighs_rarity(&self) -> bool {
        let is_weighed = |comparison: &Comparison| comparison.measure == Measure::Tfidf;
        let is_indexed = self.candidates.index.is_some() || self.candidates.keys.is_empty();
        is_indexed || self.comparisons.iter().any(is_weighed)
    }
}

/// One side.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Side {
    /// A dataset of `relata.toml`, or `project` for the project's own graph.
    #[serde(default)]
    pub dataset: Option<String>,
    /// A file, relative to the spec: a table, or RDF.
    #[serde(default)]
    pub file: Option<String>,
    /// The sign between the cells of a table.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// The encoding of a table that is not UTF-8, such as `latin-1`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// For a table without a head: the names of its columns.
    #[serde(default)]
    pub columns: Option<Vec<String>>,
    /// For a table: the IRI of a row, its columns in braces, such as `http://e/{id}`; `{row}` is the number of the row, from 1, `{index}` from 0.
    #[serde(default)]
    pub id: Option<String>,
    /// For RDF: only things of these classes.
    #[serde(default)]
    pub class: List,
    /// For RDF: a graph pattern that `?this` must match.
    #[serde(default)]
    pub pattern: Option<String>,
    /// For RDF: a SELECT of `?this` and one variable a property, instead of class, pattern and paths.
    #[serde(default)]
    pub query: Option<String>,
    /// Name of each property, and the SPARQL path, the column or the variable it comes from; several are a set, in the order
    /// in which people are shown them. `?this` is the IRI itself, `{row}` and `{index}` the number of a table's row, from 1 and from 0.
    pub properties: BTreeMap<String, List>,
    /// The property that people are shown; what is compared first unless said.
    #[serde(default)]
    pub label: Option<String>,
}

/// Which pairs are compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Candidates {
    /// Properties whose text is indexed by trigrams; those of the first text comparison unless said.
    pub index: Option<List>,
    /// Candidates that the index gives for each text.
    pub count: usize,
    /// Tuples of parts: records with a key in common are compared. Without `index`, the keys alone decide.
    pub keys: Vec<List>,
    /// Records under one key beyond which the key is passed over.
    pub largest: usize,
    /// Records of the target that are prepared at once: more are gone through part by part, so that memory is bounded.
    pub part: usize,
    /// How the indexed text is prepared.
    pub transform: Option<Vec<Step>>,
}

impl Default for Candidates {
    fn default() -> Self {
        Self {
            index: None,
            count: 20,
            keys: Vec::new(),
            largest: 2_000,
            part: 1_000_000,
            transform: None,
        }
    }
}

/// A hard block.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Block {
    /// The property on both sides.
    #[serde(default)]
    pub property: Option<String>,
    /// The source's property.
    #[serde(default)]
    pub source: Option<String>,
    /// The target's property.
    #[serde(default)]
    pub target: Option<String>,
    /// How values are prepared.
    #[serde(default)]
    pub transform: Vec<Step>,
    /// A linkset: the source's value must be linked to the target's by an accepted link of it (a cascade).
    #[serde(default)]
    pub through: Option<String>,
    /// A pair with a value missing is compared too.
    #[serde(default)]
    pub missing_passes: bool,
}

/// One comparison.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Comparison {
    /// What people are shown; the property's name unless said.
    #[serde(default)]
    pub name: Option<String>,
    /// The property on both sides; several are joined to one text.
    #[serde(default)]
    pub property: List,
    /// The source's, where it differs.
    #[serde(default)]
    pub source: List,
    /// The target's, where it differs.
    #[serde(default)]
    pub target: List,
    /// The measure.
    pub measure: Measure,
    /// How values are prepared; `fold` unless said, nothing for numbers, days, places and times.
    #[serde(default)]
    pub transform: Option<Vec<Step>>,
    /// Its weight in a weighted mean.
    #[serde(default = "one")]
    pub weight: f64,
    /// A pair that is less alike than this is dropped.
    #[serde(default)]
    pub required: Option<f64>,
    /// What counts where a side has no value: left out unless said.
    #[serde(default)]
    pub missing: Option<f64>,
    /// For numbers, days (in days) and places (in kilometres): how far apart is not alike at all; 0, only what is equal, unless
    /// said.
    #[serde(default)]
    pub tolerance: Option<f64>,
    /// For `em`: the levels of likeness, falling.
    #[serde(default = "levels")]
    pub levels: Vec<f64>,
}

/// How comparisons make one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Combine {
    /// The weighted mean.
    Weighted,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The probability of a match, its weights learned from the candidates themselves.
    Em,
}

/// What is done with the scores.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Decide {
    /// How comparisons make one score.
    pub combine: Combine,
    /// Links from this score on are accepted: a number, `auto`, or `review` for none without a person.
    pub accept: Threshold,
    /// Links from this score on are kept for review: a number or `auto`.
    pub review: Threshold,
}

impl Default for Decide {
    fn default() -> Self {
        Self {
            combine: Combine::Weighted,
            accept: Threshold::Auto,
            review: Threshold::Auto,
        }
    }
}

/// A threshold.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub enum Threshold {
    /// Chosen from the scores, see [`super::decide`].
    Auto,
    /// Nothing without a person.
    Review,
    /// As said.
    At(f64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Word(String),
}

impl TryFrom<Written> for Threshold {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Number(number) if (0.0..=1.0).contains(&number) => Ok(Self::At(number)),
            Written::Number(number) => Err(format!(
                "a threshold lies between 0 and 1, and {number} does not"
            )),
            Written::Word(word) if word == "auto" => Ok(Self::Auto),
            Written::Word(word) if word == "review" => Ok(Self::Review),
            Written::Word(word) => Err(format!(
                "`{word}` is no threshold: a number, `auto` or `review`"
            )),
        }
    }
}

/// The true links.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gold {
    /// A table of two columns, an alignment in RDF/XML, or N-Triples; relative to the spec.
    #[serde(default)]
    pub file: Option<String>,
    /// The sign between the cells of a table.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// The encoding of a table that is not UTF-8.
    #[serde(default)]
    pub encoding: Option<String>,
    /// What a cell becomes, `{}` standing for it: the source's IRI.
    #[serde(default)]
    pub source: Option<String>,
    /// The target's IRI.
    #[serde(default)]
    pub target: Option<String>,
    /// Which two columns of a table hold the ends; the first two unless said.
    #[serde(default)]
    pub columns: Option<[String; 2]>,
    /// Only rows of a table that hold these values, by column.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, String>,
    /// Instead of a file: two forms of IRI, each with one `{}`, that belong together where it holds the same.
    #[serde(default)]
    pub same: Option<[String; 2]>,
    /// The least F1 that `relata link eval` takes for a success.
    #[serde(default)]
    pub f1: Option<f64>,
}

fn exact_match() -> String {
    "skos:exactMatch".to_owned()
}

fn one() -> f64 {
    1.0
}

fn levels() -> Vec<f64> {
    vec![0.999, 0.9, 0.75, 0.5]
}

impl Comparison {
    /// What people are shown.
    pub fn shown(&self) -> String {
        self.name
            .clone()
            .unwrap_or_else(|| self.sides()[0].join("+"))
    }

    /// The properties of the source and of the target.
    pub fn sides(&self) -> [&[String]; 2] {
        let or = |own: &'_ List| if own.0.is_empty() { None } else { Some(()) };
        [
            if or(&self.source).is_some() {
                &self.source.0
            } else {
                &self.property.0
            },
            if or(&self.target).is_some() {
                &self.target.0
            } else {
                &self.property.0
            },
        ]
    }

    /// How far apart is not alike at all.
    pub fn tolerance(&self) -> f64 {
        self.tolerance.unwrap_or(0.0)
    }

    /// True where its values are read as numbers, days, places or times, and what cannot be read counts as missing.
    pub fn is_read(&self) -> bool {
        matches!(
            self.measure,
            Measure::Number | Measure::Date | Measure::Geo | Measure::Interval
        )
    }

    /// The chain that prepares its values.
    pub fn chain(&self) -> Vec<Step> {
        match &self.transform {
            Some(chain) => chain.clone(),
            None if self.is_read() => Vec::new(),
            None => vec![Step::Fold],
        }
    }
}

impl Block {
    /// The properties of the source and of the target.
    pub fn sides(&self) -> [&str; 2] {
        let both = self.property.as_deref().unwrap_or("");
        [
            self.source.as_deref().unwrap_or(both),
            self.target.as_deref().unwrap_or(both),
        ]
    }
}
