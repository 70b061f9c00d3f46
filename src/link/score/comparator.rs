//! How alike two values are, from 0 to 1: one function a measure.
//!
//! Edit distances come from `rapidfuzz`, Jaro-Winkler from `strsim`; what is our own is what they lack: names whose
//! parts change place or shrink to an initial, places on a sphere, times that overlap.

use crate::store::time::{Reading, stamps};
use rapidfuzz::distance::osa;

/// A measure, as the spec names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// 1 where equal, else 0.
    Exact,
    /// Jaro-Winkler: short names with a common beginning.
    JaroWinkler,
    /// 1 less the edits (with swaps of neighbours) per letter of the longer text.
    Levenshtein,
    /// Dice's coefficient of the letter trigrams of the words.
    TrigramDice,
    /// Words in common, of all words.
    TokenSet,
    /// Words in common, of the words of the shorter text.
    TokenOverlap,
    /// Names of persons: parts in any order, spelt nearly alike, or as an initial.
    Names,
    /// Cosine of letter trigrams weighted by their rarity in both sets.
    Tfidf,
    /// 1 where numbers are equal, falling to 0 at `tolerance`.
    Number,
    /// 1 where days are equal, falling to 0 at `tolerance` days.
    Date,
    /// 1 where places are one, falling to 0 at `tolerance` kilometres; values are `latitude longitude`.
    Geo,
    /// The part of the shorter time that the longer one covers; values are EDTF, such as `1992/2003`.
    Interval,
}

impl Measure {
    /// True where every value is wholly like itself; a date that is none is like nothing.
    pub(in crate::link) fn is_whole_of_itself(self) -> bool {
        matches!(
            self,
            Self::Exact
                | Self::JaroWinkler
                | Self::Levenshtein
                | Self::TokenSet
                | Self::TokenOverlap
        )
    }
}

/// How alike two values are; `None` where they are no values of this measure, such as a word for a number.
///
/// [`Measure::Tfidf`] needs the weights of both sets and is computed in [`crate::link::prepare::vectors`]; here it counts as trigrams.
///
/// ```
/// use relata::link::score::comparator::{Measure, similarity};
/// assert_eq!(similarity(Measure::Names, "yeltsin boris", "b yeltsin", 0.0).map(|s| s > 0.8), Some(true));
/// assert_eq!(similarity(Measure::Interval, "1992/2003", "1945/1991", 0.0), Some(0.0));
/// assert_eq!(similarity(Measure::Interval, "1999", "1992/2003", 0.0), Some(1.0));
/// assert_eq!(similarity(Measure::Number, "1990", "1991", 2.0), Some(0.5));
/// assert_eq!(similarity(Measure::Number, "x", "1991", 2.0), None);
/// ```
pub fn similarity(measure: Measure, left: &str, right: &str, tolerance: f64) -> Option<f64> {
    Some(match measure {
        Measure::Exact => f64::from(u8::from(left == right)),
        Measure::JaroWinkler => {
            if left == right {
                1.0
            } else {
                strsim::jaro_winkler(left, right)
            }
        }
        Measure::Levenshtein => edits(left, right),
        Measure::TrigramDice | Measure::Tfidf => dice(left, right),
        Measure::TokenSet => tokens(left, right, false),
        Measure::TokenOverlap => tokens(left, right, true),
        Measure::Names => names(left, right),
        Measure::Number => near(number(left)?, number(right)?, tolerance),
        Measure::Date => near(day(left)?, day(right)?, tolerance),
        Measure::Geo => {
            let (a, b) = (point(left)?, point(right)?);
            near(0.0, kilometres(a, b), tolerance)
        }
        Measure::Interval => overlap(interval(left)?, interval(right)?),
    })
}

pub(in crate::link) fn near(left: f64, right: f64, tolerance: f64) -> f64 {
    let apart = (left - right).abs();
    if apart == 0.0 {
        1.0
    } else if tolerance > 0.0 {
        (1.0 - apart / tolerance).max(0.0)
    } else {
        0.0
    }
}

fn edits(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    if left.is_ascii() && right.is_ascii() {
        osa::normalized_similarity(left.bytes(), right.bytes())
    } else {
        osa::normalized_similarity(left.chars(), right.chars())
    }
}

/// The trigrams of each word between spaces: `ab` gives ` ab` and `ab `.
pub fn trigrams(text: &str) -> Vec<u64> {
    let mut grams = Vec::with_capacity(text.len() + 4);
    for word in text.split_whitespace() {
        let (mut a, mut b) = (u64::from(u32::from(' ')), None);
        for c in word
            .chars()
            .map(|c| u64::from(u32::from(c)))
            .chain([u64::from(u32::from(' '))])
        {
            if let Some(b) = b {
                grams.push(a << 42 | b << 21 | c);
                a = b;
            }
            b = Some(c);
        }
    }
    grams
}

fn dice(left: &str, right: &str) -> f64 {
    let (mut a, mut b) = (trigrams(left), trigrams(right));
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut same) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                same += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len();
    if all == 0 {
        0.0
    } else {
        2.0 * f64::from(same) / all as f64
    }
}

fn tokens(left: &str, right: &str, of_shorter: bool) -> f64 {
    let set = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (a, b) = (set(left), set(right));
    let same = a
        .iter()
        .filter(|word| b.binary_search(word).is_ok())
        .count();
    let all = if of_shorter {
        a.len().min(b.len())
    } else {
        a.len() + b.len() - same
    };
    if all == 0 {
        0.0
    } else {
        same as f64 / all as f64
    }
}

/// The most parts of a name that are looked at.
pub(in crate::link) const PARTS: usize = 8;

/// The words of a text, or the parts of a name.
pub(in crate::link) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace)
        .filter(|word| !word.is_empty())
}

fn names(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let mut alike = [[0.0; PARTS]; PARTS];
    for (left, alike) in words(left).zip(&mut alike) {
        for (right, alike) in words(right).zip(alike) {
            *alike = part(left, right);
        }
    }
    let mut lengths = [[0; PARTS]; 2];
    let mut counts = [0; 2];
    for (side, text) in [left, right].into_iter().enumerate() {
        for word in words(text).take(PARTS) {
            lengths[side][counts[side]] = word.len();
            counts[side] += 1;
        }
    }
    align(&alike, [&lengths[0][..counts[0]], &lengths[1][..counts[1]]])
}

/// How alike two names are, from the likeness of their parts and the lengths of these: the likest go together first.
pub(in crate::link) fn align<const N: usize>(alike: &[[f64; N]; N], lengths: [&[usize]; 2]) -> f64 {
    let [m, n] = lengths.map(<[usize]>::len);
    if m == 0 || n == 0 {
        return 0.0;
    }
    let (mut used_left, mut used_right) = ([false; N], [false; N]);
    let (mut gained, mut weight) = (0.0, 0.0);
    for _ in 0..m.min(n) {
        let mut best = (0.0, 0, 0);
        for i in (0..m).filter(|i| !used_left[*i]) {
            for j in (0..n).filter(|j| !used_right[*j]) {
                if alike[i][j] > best.0 {
                    best = (alike[i][j], i, j);
                }
            }
        }
        let (similarity, i, j) = best;
        if similarity == 0.0 {
            break;
        }
        (used_left[i], used_right[j]) = (true, true);
        let length = lengths[0][i].max(lengths[1][j]) as f64;
        gained += similarity * length;
        weight += length;
    }
    let rest = |used: &[bool; N], lengths: &[usize]| -> f64 {
        let unused = lengths.iter().zip(used).filter(|(_, used)| !**used);
        unused.map(|(length, _)| *length as f64).sum()
    };
    // what the other side lacks altogether counts half: middle names come and go
    let (over_left, over_right) = (rest(&used_left, lengths[0]), rest(&used_right, lengths[1]));
    let lacking = over_left.max(over_right) - 0.5 * (over_left - over_right).abs();
    gained / (weight + lacking)
}

/// How alike two parts of names are.
pub(in crate::link) fn part(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let (short, long) = if left.len() < right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if short.chars().count() == 1 {
        return if long.starts_with(short) { 0.85 } else { 0.0 };
    }
    // too unlike in length to be one name
    if 2 * short.len() < long.len() {
        return 0.0;
    }
    let similarity = edits(left, right);
    if similarity >= 0.6 { similarity } else { 0.0 }
}

pub(in crate::link) fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '$' | '€' | '£'))
        .collect();
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Days since an epoch, from `YYYY-MM-DD` or `YYYYMMDD`.
fn day(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 8 {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits[range].parse::<i64>().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // days from a civil date, H. Hinnant
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some((era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year) as f64)
}

fn point(text: &str) -> Option<(f64, f64)> {
    let inner = text
        .trim_start_matches("POINT")
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')');
    let mut numbers = inner
        .split([' ', ',', ';'])
        .filter(|part| !part.is_empty())
        .map(str::parse::<f64>);
    let (a, b) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    // WKT writes the longitude first
    let (latitude, longitude) = if text.starts_with("POINT") {
        (b, a)
    } else {
        (a, b)
    };
    (latitude.abs() <= 90.0 && longitude.abs() <= 360.0).then_some((latitude, longitude))
}

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let half = ((q - p) / 2.0).sin().powi(2)
        + p.cos() * q.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

fn interval(text: &str) -> Option<(f64, f64)> {
    let stamps = stamps(text, Reading::Throughout).ok()?;
    let begin = stamps
        .earliest_begin
        .as_deref()
        .and_then(day)
        .unwrap_or(f64::NEG_INFINITY);
    let end = stamps
        .latest_end
        .as_deref()
        .and_then(day)
        .unwrap_or(f64::INFINITY);
    Some((begin, end))
}

fn overlap(a: (f64, f64), b: (f64, f64)) -> f64 {
    let common = a.1.min(b.1) - a.0.max(b.0) + 1.0;
    if common <= 0.0 {
        return 0.0;
    }
    let shorter = (a.1 - a.0).min(b.1 - b.0) + 1.0;
    if shorter.is_infinite() {
        1.0
    } else {
        (common / shorter).min(1.0)
    }
}
