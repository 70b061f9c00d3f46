//! The words of both sides' texts, numbered alike: a word has one number wherever it stands, so that words are compared,
//! and keys made of them, without a look at their letters.
//!
//! Numbers are given out share by share: words are parted by their hashes, and each share is small enough for a cache and
//! work for one core.

use crate::link::prepare::outline::Outline;
use crate::link::score::comparator::{self, PARTS};
use crate::link::sides::column::Column;
use crate::parallel::{both, each};
use ahash::RandomState;
use hashbrown::HashTable;

/// A length that does not fit: the outline has it.
const LONG: u32 = 255;
/// Shares, as a power of two.
const SHARES: u32 = 6;

/// The words of two columns.
#[derive(Debug)]
pub struct Words {
    lists: [Lists; 2],
    /// The letters of each word.
    letters: String,
    ends: Vec<u32>,
    outlines: Vec<Outline>,
}

/// The words of one column's texts.
#[derive(Debug, Default)]
struct Lists {
    /// Where the list of each text begins.
    starts: Vec<u32>,
    /// One list after the other: how many words, then their numbers.
    numbers: Vec<u32>,
}

/// One word where it stands: its print, its text, and where in it.
#[derive(Clone, Copy)]
struct Standing {
    print: (u64, u32),
    /// How many words stand before it in the column.
    place: u32,
    text: u32,
    begin: u32,
    end: u32,
}

impl Standing {
    /// True where both are one word: that two words agree in 96 bits of hashes and in length is not to be expected of all
    /// the words there are, and to look at the letters would cost a place of memory for each.
    fn is(&self, other: &Self) -> bool {
        self.print == other.print && self.end - self.begin == other.end - other.begin
    }
}

/// One share of the words, numbered from 0.
#[derive(Default)]
struct Share {
    letters: String,
    ends: Vec<u32>,
    outlines: Vec<Outline>,
    /// The number of each word that stands somewhere, in order, side by side.
    given: [Vec<u32>; 2],
}

impl Words {
    /// Numbers the words of two columns; `None` where there are more than 4 thousand million, or 2 GiB of them.
    pub fn of(columns: [&Column; 2]) -> Option<Self> {
        // the same numbers in every run, and with them the same keys
        let hashers =
            [1, 5].map(|seed| RandomState::with_seeds(seed, seed + 1, seed + 2, seed + 3));
        let [a, b] = both(columns, |column| standing(column, &hashers));
        let (lists, standing): (Vec<Lists>, Vec<Shares>) = [a?, b?].into_iter().unzip();
        let shares: Vec<usize> = (0..1 << SHARES).collect();
        let shares = each(&shares, |share| {
            number(columns, [&standing[0][*share], &standing[1][*share]])
        });
        let shares: Vec<Share> = shares.into_iter().collect::<Option<_>>()?;
        let mut words = Self {
            lists: Default::default(),
            letters: String::new(),
            ends: Vec::new(),
            outlines: Vec::new(),
        };
        let mut firsts = Vec::new();
        for share in &shares {
            firsts.push(u32::try_from(words.outlines.len()).ok()?);
            let begin = u32::try_from(words.letters.len()).ok()?;
            words.letters.push_str(&share.letters);
            u32::try_from(words.letters.len()).ok()?;
            words.ends.extend(share.ends.iter().map(|end| begin + end));
            words.outlines.extend_from_slice(&share.outlines);
        }
        let numbers = both([0usize, 1], |side| {
            let mut numbers = vec![0; standing[side].iter().map(Vec::len).sum()];
            for ((share, first), words) in shares.iter().zip(&firsts).zip(&standing[side]) {
                for (word, number) in words.iter().zip(&share.given[side]) {
                    numbers[word.place as usize] = first + number;
                }
            }
            numbers
        });
        let [a, b] = numbers;
        let mut lists = lists.into_iter();
        let filled = both(
            [(lists.next()?, a), (lists.next()?, b)],
            |(lists, numbers)| lists.filled(&numbers),
        );
        let [a, b] = filled;
        words.lists = [a?, b?];
        Some(words)
    }

    /// The words of a side's text.
    pub(in crate::link) fn list(&self, side: usize, text: usize) -> &[u32] {
        let lists = &self.lists[side];
        let start = lists.starts[text] as usize;
        &lists.numbers[start + 1..=start + lists.numbers[start] as usize]
    }

    /// The first letter of a word.
    pub(in crate::link) fn first(&self, word: u32) -> char {
        self.outlines[word as usize].first
    }

    /// True where a word has more than one byte.
    pub(in crate::link) fn is_long(&self, word: u32) -> bool {
        self.outlines[word as usize].len() > 1
    }

    fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let begin = match number {
            0 => 0,
            _ => self.ends[number - 1] as usize,
        };
        &self.letters[begin..self.ends[number] as usize]
    }

    /// Adds what [`Self::names`] needs of a side's text: how many words, their numbers, and their lengths, four in one.
    pub(in crate::link) fn pack(&self, side: usize, text: usize, into: &mut Vec<u32>) {
        let list = self.list(side, text);
        let list = &list[..list.len().min(PARTS)];
        into.push(list.len() as u32);
        into.extend_from_slice(list);
        let length = |word: &u32| self.outlines[*word as usize].len().min(LONG);
        let four = |words: &[u32]| {
            words
                .iter()
                .rev()
                .fold(0, |four, word| four << 8 | length(word))
        };
        into.extend(list.chunks(4).map(four));
    }

    /// How alike two packed names are, as [`comparator::similarity`] says it of their texts.
    pub(in crate::link) fn names(&self, a: &[u32], b: &[u32]) -> f64 {
        let (m, n) = (a[0] as usize, b[0] as usize);
        if a[1..=m] == b[1..=n] {
            return 1.0;
        }
        // most names have few words, and room for many takes time to clear
        match m.max(n) {
            0..=3 => self.aligned::<3>(Name::of(a), Name::of(b)),
            _ => self.aligned::<PARTS>(Name::of(a), Name::of(b)),
        }
    }

    fn aligned<const N: usize>(&self, a: Name<'_>, b: Name<'_>) -> f64 {
        let (mut alike, mut lengths) = ([[0.0; N]; N], [[0; N]; 2]);
        for (lengths, name) in lengths.iter_mut().zip([a, b]) {
            for (at, (length, word)) in lengths.iter_mut().zip(name.words).enumerate() {
                *length = match name.length(at) {
                    LONG => self.outlines[*word as usize].len() as usize,
                    short => short as usize,
                };
            }
        }
        // what is equal belongs together, and need not be compared with anything else
        let mut equal = [[false; N]; 2];
        for (i, left) in a.words.iter().enumerate() {
            let same = |(j, right): (usize, &u32)| (left == right && !equal[1][j]).then_some(j);
            if let Some(j) = b.words.iter().enumerate().find_map(same) {
                (equal[0][i], equal[1][j]) = (true, true);
                alike[i][j] = 1.0;
            }
        }
        for (i, left) in a.words.iter().enumerate().filter(|(i, _)| !equal[0][*i]) {
            for (j, right) in b.words.iter().enumerate().filter(|(j, _)| !equal[1][*j]) {
                alike[i][j] = self.part(*left, *right);
            }
        }
        let [left, right] = &lengths;
        comparator::align(&alike, [&left[..a.words.len()], &right[..b.words.len()]])
    }

    fn part(&self, left: u32, right: u32) -> f64 {
        let (a, b) = (self.outlines[left as usize], self.outlines[right as usize]);
        if let Some((edits, longer)) = a.apart(b)
            && 5 * edits > 2 * longer
        {
            return 0.0;
        }
        comparator::part(self.word(left), self.word(right))
    }
}

/// A packed name.
#[derive(Clone, Copy)]
struct Name<'a> {
    words: &'a [u32],
    lengths: &'a [u32],
}

impl<'a> Name<'a> {
    fn of(packed: &'a [u32]) -> Self {
        let (words, lengths) = packed[1..].split_at(packed[0] as usize);
        Self { words, lengths }
    }

    fn length(self, at: usize) -> u32 {
        self.lengths[at / 4] >> (8 * (at % 4)) & 255
    }
}

impl Lists {
    /// Puts the numbers of all words, text by text, into lists, of which only the lengths are known so far.
    fn filled(mut self, numbers: &[u32]) -> Option<Self> {
        let counts = std::mem::take(&mut self.numbers);
        self.numbers.reserve_exact(numbers.len() + counts.len());
        self.starts.reserve_exact(counts.len());
        let mut next = 0;
        for count in counts {
            let end = next + count as usize;
            self.starts.push(u32::try_from(self.numbers.len()).ok()?);
            self.numbers.push(count);
            self.numbers.extend_from_slice(&numbers[next..end]);
            next = end;
        }
        Some(self)
    }
}

/// The words of a column, parted.
type Shares = Vec<Vec<Standing>>;

/// All words of a column's texts; and lists that hold how many words each text has.
fn standing(column: &Column, hashers: &[RandomState; 2]) -> Option<(Lists, Shares)> {
    let (mut lists, mut shares) = (Lists::default(), vec![Vec::new(); 1 << SHARES]);
    let mut place = 0u32;
    for number in 0..column.text_count() {
        let text = column.text(number);
        let before = place;
        for word in comparator::words(text) {
            let begin = word.as_ptr() as usize - text.as_ptr() as usize;
            let print = hashers.each_ref().map(|hasher| hasher.hash_one(word));
            shares[(print[0] >> (u64::BITS - SHARES)) as usize].push(Standing {
                print: (print[0], print[1] as u32),
                place,
                text: number as u32,
                begin: i32::try_from(begin).ok()? as u32,
                end: i32::try_from(begin + word.len()).ok()? as u32,
            });
            place = place.checked_add(1)?;
        }
        lists.numbers.push(place - before);
    }
    u32::try_from(place as usize + column.text_count()).ok()?;
    Some((lists, shares))
}

/// Numbers one share of both sides' words in the order in which they stand.
fn number(columns: [&Column; 2], sides: [&[Standing]; 2]) -> Option<Share> {
    let mut share = Share::default();
    let mut known: HashTable<(Standing, u32)> = HashTable::new();
    for (side, words) in sides.into_iter().enumerate() {
        let mut given = Vec::with_capacity(words.len());
        for word in words {
            let hash = |word: &Standing| word.print.0;
            let number = match known.find(hash(word), |(other, _)| word.is(other)) {
                Some((_, number)) => *number,
                None => {
                    let number = share.outlines.len() as u32;
                    known.insert_unique(hash(word), (*word, number), |(word, _)| hash(word));
                    let text = columns[side].text(word.text as usize);
                    let letters = &text[word.begin as usize..word.end as usize];
                    share.letters.push_str(letters);
                    share.ends.push(u32::try_from(share.letters.len()).ok()?);
                    share.outlines.push(Outline::of(letters));
                    number
                }
            };
            given.push(number);
        }
        share.given[side] = given;
    }
    Some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_on_both_sides() {
        let mut columns = [Column::default(), Column::default()];
        for at in 0..3000 {
            let name = format!("a{} b{}", at % 700, at % 1100);
            columns[0].push([name.as_str(), "", "x"]).unwrap();
            columns[1]
                .push([format!("b{} é a{}", at % 900, at % 800).as_str()])
                .unwrap();
        }
        let words = Words::of([&columns[0], &columns[1]]).unwrap();
        let mut numbers = std::collections::BTreeMap::new();
        for (side, column) in columns.iter().enumerate() {
            for text in 0..column.text_count() {
                let list = words.list(side, text);
                let written: Vec<&str> = column.text(text).split(' ').collect();
                assert_eq!(list.len(), written.len());
                for (number, written) in list.iter().zip(written) {
                    assert_eq!(words.word(*number), written);
                    assert_eq!(
                        *numbers.entry(written.to_owned()).or_insert(*number),
                        *number
                    );
                }
            }
        }
        assert_eq!(numbers.len(), 800 + 1100 + 2);
    }
}
