//! The texts of both sides as comparisons and indexes want them, each made once: a chain applied, trigrams weighed.

use crate::diagnostic::Diagnostic;
use crate::external::Failure;
use crate::link::prepare::transform::{Step, apply_into};
use crate::link::prepare::vectors::{Vectors, Vocabulary};
use crate::link::prepare::words::Words;
use crate::link::sides::column::Column;
use crate::link::sides::source::Records;
use crate::parallel::both;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Prepared texts of a property, or of several joined to one.
type Key = (usize, Vec<String>, Vec<Step>);

/// The vectors of both sides and the vocabulary they share.
pub type Weighed = (Arc<[Vectors; 2]>, Arc<Vocabulary>);

/// What one part of a target after the other is prepared with: it is made once.
#[derive(Default)]
pub struct Kept {
    /// The source's texts.
    columns: BTreeMap<Key, Arc<Column>>,
    /// How rare trigrams are in a sample of both sides.
    rarities: BTreeMap<[Key; 2], Arc<Vocabulary>>,
}

impl Kept {
    /// Only how rare trigrams are, for other records.
    pub fn rarities(&self) -> Self {
        Self {
            columns: BTreeMap::new(),
            rarities: self.rarities.clone(),
        }
    }
}

/// Prepared texts and vectors of both sides.
pub struct Texts<'a> {
    sides: [&'a Records; 2],
    columns: BTreeMap<Key, Arc<Column>>,
    vectors: BTreeMap<[Key; 2], Weighed>,
    words: BTreeMap<[Key; 2], Arc<Words>>,
    rarities: BTreeMap<[Key; 2], Arc<Vocabulary>>,
}

impl<'a> Texts<'a> {
    /// Nothing prepared yet but what is kept.
    pub fn of(sides: [&'a Records; 2], kept: &Kept) -> Self {
        Self {
            sides,
            columns: kept.columns.clone(),
            vectors: BTreeMap::new(),
            words: BTreeMap::new(),
            rarities: kept.rarities.clone(),
        }
    }

    /// Number of records of the source and of the target.
    pub fn counts(&self) -> [usize; 2] {
        self.sides.map(Records::len)
    }

    /// How rare trigrams are on these sides, for others of which they are a sample.
    pub fn rarities(self) -> Kept {
        let vocabularies = self.vectors.into_iter();
        Kept {
            columns: BTreeMap::new(),
            rarities: vocabularies
                .map(|(key, (_, vocabulary))| (key, vocabulary))
                .collect(),
        }
    }

    /// Keeps the source's texts for another part of the target.
    pub fn keep(self, kept: &mut Kept) {
        let columns = self.columns.into_iter();
        kept.columns = columns.filter(|((side, ..), _)| *side == 0).collect();
    }

    /// One side's texts.
    pub fn column(
        &mut self,
        side: usize,
        names: &[String],
        chain: &[Step],
    ) -> Result<Arc<Column>, Failure> {
        let key = (side, names.to_vec(), chain.to_vec());
        if let Some(known) = self.columns.get(&key) {
            return Ok(Arc::clone(known));
        }
        let column = Arc::new(make(self.sides[side], names, chain)?);
        self.columns.insert(key, Arc::clone(&column));
        Ok(column)
    }

    /// Both sides' texts, made at the same time.
    pub fn columns(
        &mut self,
        names: [&[String]; 2],
        chain: &[Step],
    ) -> Result<[Arc<Column>; 2], Failure> {
        let missing = |side: usize| {
            !self
                .columns
                .contains_key(&(side, names[side].to_vec(), chain.to_vec()))
        };
        if missing(0) && missing(1) {
            let [a, b] = both([0usize, 1], |side| {
                make(self.sides[side], names[side], chain)
            });
            for (side, made) in [a?, b?].into_iter().enumerate() {
                self.columns
                    .insert((side, names[side].to_vec(), chain.to_vec()), Arc::new(made));
            }
        }
        Ok([
            self.column(0, names[0], chain)?,
            self.column(1, names[1], chain)?,
        ])
    }

    /// The weighed trigrams of both sides' texts.
    pub fn vectors(&mut self, names: [&[String]; 2], chain: &[Step]) -> Result<Weighed, Failure> {
        let key = [
            (0, names[0].to_vec(), chain.to_vec()),
            (1, names[1].to_vec(), chain.to_vec()),
        ];
        if let Some(known) = self.vectors.get(&key) {
            return Ok(known.clone());
        }
        let [a, b] = self.columns(names, chain)?;
        let vocabulary = Arc::new(match self.rarities.get(&key) {
            Some(sampled) => sampled.with([&a, &b]),
            None => Vocabulary::of([&a, &b]),
        });
        let vectors = both([&a, &b], |column| Vectors::of(column, &vocabulary));
        let made = (Arc::new(vectors), vocabulary);
        self.vectors.insert(key, made.clone());
        Ok(made)
    }

    /// The numbered words of both sides' texts.
    pub fn words(&mut self, names: [&[String]; 2], chain: &[Step]) -> Result<Arc<Words>, Failure> {
        let key = [
            (0, names[0].to_vec(), chain.to_vec()),
            (1, names[1].to_vec(), chain.to_vec()),
        ];
        if let Some(known) = self.words.get(&key) {
            return Ok(Arc::clone(known));
        }
        let [a, b] = self.columns(names, chain)?;
        let words = Arc::new(Words::of([&a, &b]).ok_or_else(too_much)?);
        self.words.insert(key, Arc::clone(&words));
        Ok(words)
    }
}

fn too_much() -> Failure {
    Diagnostic::error("L005", "one property holds more than 4 GiB of text")
        .help("link in shards: `relata link run --shard 1/8`")
        .into()
}

fn make(records: &Records, names: &[String], chain: &[Step]) -> Result<Column, Failure> {
    let raw: Vec<&Column> = names
        .iter()
        .filter_map(|name| records.properties.get(name))
        .collect();
    if let [only] = raw.as_slice() {
        return only
            .made(|value, into| apply_into(chain, value, into))
            .ok_or_else(too_much);
    }
    let (mut column, mut made) = (Column::default(), String::new());
    for record in 0..records.len() {
        let joined: Vec<&str> = raw
            .iter()
            .flat_map(|column| column.values(record))
            .collect();
        apply_into(chain, &joined.join(" "), &mut made);
        column.push([made.as_str()]).ok_or_else(too_much)?;
    }
    Ok(column)
}
