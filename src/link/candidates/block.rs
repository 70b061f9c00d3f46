//! Keys that bring records together: two records are compared where any one of their keys is the same.
//!
//! A key is a tuple of parts such as `name:tokens` and `year`, hashed; the records of the target lie in buckets by hash.
//! Short names with an edit meet by `name:deletions`: the name itself and the name without each one of its letters.

use crate::link::prepare::words::Words;
use crate::link::radix;
use crate::link::sides::column::Column;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The most keys that one record has of one tuple.
const MOST: usize = 64;
/// Words of a value that are put together with others.
const TOGETHER: usize = 8;

/// What a part takes of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The whole value.
    Whole,
    /// Each word of at least two letters.
    Tokens,
    /// Each pair of words, whichever stands first.
    Pairs,
    /// The first letters of all words, in alphabetical order.
    Initials,
    /// Each word with the first letter of each other word.
    TokenInitial,
    /// The value, and the value without each one of its letters, where it is short.
    Deletions,
    /// The first letters of the value.
    Prefix(usize),
}

impl Take {
    /// The taking of that name: `tokens`, `token-pairs`, `initials`, `token-initial`, `deletions`, `prefix-N`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "tokens" => Self::Tokens,
            "token-pairs" => Self::Pairs,
            "initials" => Self::Initials,
            "token-initial" => Self::TokenInitial,
            "deletions" => Self::Deletions,
            _ => Self::Prefix(
                name.strip_prefix("prefix-")?
                    .parse()
                    .ok()
                    .filter(|n| (1..=20).contains(n))?,
            ),
        })
    }

    /// True where words are taken, which have numbers.
    pub(in crate::link) fn is_of_words(self) -> bool {
        matches!(
            self,
            Self::Tokens | Self::Pairs | Self::Initials | Self::TokenInitial
        )
    }
}

/// The longest value, in letters, whose deletions are keys.
const SHORT: usize = 12;

/// One part of a tuple, on one side.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// Taken from the values themselves.
    Text(&'a Column, Take),
    /// Taken from their words, of this side.
    Words(&'a Column, Take, &'a Words, usize),
}

/// A tuple of parts.
pub type Tuple<'a> = Vec<Part<'a>>;

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

fn take_text(how: Take, value: &str, add: &mut impl FnMut(u64)) {
    match how {
        Take::Deletions => {
            add(hash(value));
            if value.chars().count() <= SHORT {
                for (at, c) in value.char_indices() {
                    let rest = &value[at + c.len_utf8()..];
                    add(hash(format!("{}{rest}", &value[..at])));
                }
            }
        }
        Take::Prefix(letters) => {
            let end = value
                .char_indices()
                .nth(letters)
                .map_or(value.len(), |(at, _)| at);
            add(hash(&value[..end]));
        }
        _ => add(hash(value)),
    }
}

fn take_words(how: Take, words: &Words, list: &[u32], add: &mut impl FnMut(u64)) {
    let some = &list[..list.len().min(TOGETHER)];
    let long = |word: &&u32| words.is_long(**word);
    match how {
        Take::Pairs => {
            for (at, a) in some.iter().enumerate() {
                for b in &some[at + 1..] {
                    add(hash((a.min(b), a.max(b))));
                }
            }
        }
        Take::Initials => {
            let mut initials: Vec<char> = list.iter().map(|word| words.first(*word)).collect();
            initials.sort_unstable();
            add(hash(initials));
        }
        Take::TokenInitial => {
            for (at, word) in some.iter().enumerate().filter(|(_, word)| long(word)) {
                for (_, other) in some.iter().enumerate().filter(|(other, _)| *other != at) {
                    add(hash((word, words.first(*other))));
                }
            }
        }
        _ => list.iter().filter(long).for_each(|word| add(hash(word))),
    }
}

/// The keys of one record after another, with room that is used again.
#[derive(Debug, Default)]
pub struct Keys {
    all: Vec<u64>,
    part: Vec<u64>,
    product: Vec<u64>,
}

impl Keys {
    /// The keys of a record: every choice of one key a part; none where a part has no value.
    pub fn of(&mut self, tuple: &[Part<'_>], record: usize) -> &[u64] {
        self.all.clear();
        self.all.push(0);
        for part in tuple {
            let keys = &mut self.part;
            keys.clear();
            let mut add = |key| {
                if keys.len() < MOST && !keys.contains(&key) {
                    keys.push(key);
                }
            };
            match *part {
                Part::Text(column, how) => {
                    for value in column.values(record) {
                        take_text(how, value, &mut add);
                    }
                }
                Part::Words(column, how, words, side) => {
                    for value in column.range(record) {
                        take_words(how, words, words.list(side, column.code(value)), &mut add);
                    }
                }
            }
            self.product.clear();
            for a in &self.all {
                for b in &self.part {
                    let key = (a.rotate_left(23) ^ b).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    self.product.push(key);
                }
            }
            self.product.truncate(MOST);
            std::mem::swap(&mut self.all, &mut self.product);
        }
        &self.all
    }
}

/// The target's records by the keys of one tuple.
#[derive(Debug)]
pub struct Buckets {
    shift: u32,
    offsets: Vec<u32>,
    /// Lower half of the hash and the record.
    entries: Vec<(u32, u32)>,
}

impl Buckets {
    /// Puts all records into buckets.
    pub fn of(tuple: &[Part<'_>], count: usize) -> Self {
        let mut found: Vec<(u64, u32)> = Vec::new();
        let mut keys = Keys::default();
        for record in 0..count {
            let own = keys.of(tuple, record);
            found.extend(own.iter().map(|key| (*key, record as u32)));
        }
        // a few records a bucket: they share a line of the cache, and the offsets are few
        let bits = (usize::BITS - found.len().leading_zeros())
            .saturating_sub(2)
            .clamp(4, 26);
        let shift = 64 - bits;
        radix::sort(&mut found, &mut Vec::new(), bits, |(key, _)| key >> shift);
        let mut offsets = vec![0u32; (1 << bits) + 1];
        for (key, _) in &found {
            offsets[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let low = |(key, record): &(u64, u32)| (*key as u32, *record);
        let mut entries: Vec<(u32, u32)> = found.iter().map(low).collect();
        drop(found);
        // what has one key stands together
        let mut rest = entries.as_mut_slice();
        for ends in offsets.windows(2) {
            let (bucket, others) = rest.split_at_mut((ends[1] - ends[0]) as usize);
            bucket.sort_unstable();
            rest = others;
        }
        Self {
            shift,
            offsets,
            entries,
        }
    }

    /// The records under a key, each with the lower half of the key; `None` where they are more than `most`.
    pub fn find(&self, key: u64, most: usize) -> Option<&[(u32, u32)]> {
        let bucket = (key >> self.shift) as usize;
        let range = self.offsets[bucket] as usize..self.offsets[bucket + 1] as usize;
        let (low, entries) = (key as u32, &self.entries[range]);
        let entries = &entries[entries.partition_point(|entry| entry.0 < low)..];
        if entries.get(most).is_some_and(|entry| entry.0 == low) {
            return None;
        }
        let same = entries.iter().take_while(|entry| entry.0 == low).count();
        Some(&entries[..same])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_records_or_too_many() {
        let mut column = Column::default();
        for at in 0..1000 {
            let value = if at % 10 == 0 {
                "often".into()
            } else {
                format!("x{}", at / 2)
            };
            column.push([value.as_str()]).unwrap();
        }
        let tuple = [Part::Text(&column, Take::Whole)];
        let buckets = Buckets::of(&tuple, column.len());
        let mut keys = Keys::default();
        for record in 0..column.len() {
            let key = keys.of(&tuple, record)[0];
            let same = (0..column.len()).filter(|other| column.only(*other) == column.only(record));
            let same: Vec<u32> = same.map(|other| other as u32).collect();
            let found = |most| {
                let found = buckets.find(key, most)?;
                Some(found.iter().map(|entry| entry.1).collect::<Vec<_>>())
            };
            assert_eq!(found(same.len()), Some(same.clone()));
            assert_eq!(found(same.len() - 1), None);
        }
    }
}
