//! Keys that bring records together: two records are compared where any one of their keys is the same.
//!
//! A key is a tuple of parts such as `name:tokens` and `year`, hashed; the records of the target lie in buckets by hash.
//! Short names with an edit meet by `name:deletions`: the name itself and the name without each one of its letters.

use super::column::Column;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The most keys that one record has of one tuple.
const MOST: usize = 64;

/// What a part takes of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The whole value.
    Whole,
    /// Each word of at least two letters.
    Tokens,
    /// Each pair of words, in alphabetical order.
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
}

/// The longest value, in letters, whose deletions are keys.
const SHORT: usize = 12;

fn hash(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

fn take(how: Take, value: &str, keys: &mut Vec<u64>) {
    let words = || value.split_whitespace();
    match how {
        Take::Whole => keys.push(hash(&[value])),
        Take::Tokens => keys.extend(
            words()
                .filter(|word| word.len() > 1)
                .map(|word| hash(&[word])),
        ),
        Take::Pairs => {
            let mut words: Vec<&str> = words().take(8).collect();
            words.sort_unstable();
            for (i, a) in words.iter().enumerate() {
                keys.extend(words[i + 1..].iter().map(|b| hash(&[a, b])));
            }
        }
        Take::Initials => {
            let mut initials: Vec<char> = words().filter_map(|word| word.chars().next()).collect();
            initials.sort_unstable();
            keys.push(hash(&[&initials.into_iter().collect::<String>()]));
        }
        Take::TokenInitial => {
            for (i, word) in words()
                .enumerate()
                .take(8)
                .filter(|(_, word)| word.len() > 1)
            {
                for (_, other) in words().enumerate().take(8).filter(|(j, _)| *j != i) {
                    let end = other.chars().next().map_or(0, char::len_utf8);
                    keys.push(hash(&[word, &other[..end]]));
                }
            }
        }
        Take::Deletions => {
            keys.push(hash(&[value]));
            if value.chars().count() <= SHORT {
                for (at, c) in value.char_indices() {
                    keys.push(hash(&[&format!(
                        "{}{}",
                        &value[..at],
                        &value[at + c.len_utf8()..]
                    )]));
                }
            }
        }
        Take::Prefix(letters) => {
            let end = value
                .char_indices()
                .nth(letters)
                .map_or(value.len(), |(at, _)| at);
            keys.push(hash(&[&value[..end]]));
        }
    }
}

/// A tuple of parts over the columns of one side.
pub type Tuple<'a> = Vec<(&'a Column, Take)>;

/// The keys of one record after another, with room that is used again.
#[derive(Debug, Default)]
pub struct Keys {
    all: Vec<u64>,
    part: Vec<u64>,
    product: Vec<u64>,
}

impl Keys {
    /// The keys of a record: every choice of one key a part; none where a part has no value.
    pub fn of(&mut self, tuple: &Tuple<'_>, record: usize) -> &[u64] {
        self.all.clear();
        self.all.push(0);
        for (column, how) in tuple {
            self.part.clear();
            for value in column.values(record) {
                take(*how, value, &mut self.part);
            }
            self.part.sort_unstable();
            self.part.dedup();
            self.product.clear();
            for a in &self.all {
                for b in self.part.iter().take(MOST) {
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
    pub fn of(tuple: &Tuple<'_>, count: usize) -> Self {
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
        let mut offsets = vec![0u32; (1 << bits) + 1];
        for (key, _) in &found {
            offsets[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut entries = vec![(0u32, 0u32); found.len()];
        for (key, record) in found {
            let at = &mut next[(key >> shift) as usize];
            entries[*at as usize] = (key as u32, record);
            *at += 1;
        }
        Self {
            shift,
            offsets,
            entries,
        }
    }

    /// Adds the records under a key; nothing where they are more than `most`, then true comes back.
    pub fn find(&self, key: u64, most: usize, found: &mut Vec<u32>) -> bool {
        let bucket = (key >> self.shift) as usize;
        let range = self.offsets[bucket] as usize..self.offsets[bucket + 1] as usize;
        let before = found.len();
        for (low, record) in &self.entries[range] {
            if *low == key as u32 {
                found.push(*record);
                if found.len() - before > most {
                    found.truncate(before);
                    return true;
                }
            }
        }
        false
    }
}
