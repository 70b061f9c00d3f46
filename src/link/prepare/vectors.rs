//! Texts as sparse vectors of letter trigrams, each weighted by how rare it is in both sets together.
//!
//! The weight of a trigram is its count in the text times `ln((1 + n) / (1 + d)) + 1`, where `d` of the `n` texts hold
//! it; vectors have length 1, so that their product is the cosine.

use crate::link::score::comparator::trigrams;
use crate::link::sides::column::Column;
use rustc_hash::FxHashMap;

/// One vector a value of a column.
#[derive(Debug, Default)]
pub struct Vectors {
    grams: Vec<u32>,
    weights: Vec<f32>,
    ends: Vec<u32>,
}

/// The numbers of the trigrams of both sets, and how rare each is.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    numbers: FxHashMap<u64, u32>,
    rarity: Vec<f32>,
    /// How rare a trigram is that stands in one text.
    rarest: f32,
}

impl Vocabulary {
    /// Counts the trigrams of two columns.
    pub fn of(columns: [&Column; 2]) -> Self {
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut counts: Vec<u32> = Vec::new();
        let mut texts = 0usize;
        for column in columns {
            for number in 0..column.value_count() {
                texts += 1;
                let mut grams = trigrams(column.value(number));
                grams.sort_unstable();
                grams.dedup();
                for gram in grams {
                    let next = counts.len() as u32;
                    let known = *numbers.entry(gram).or_insert(next);
                    if known == next {
                        counts.push(0);
                    }
                    counts[known as usize] += 1;
                }
            }
        }
        let rarity = |count: u32| ((1.0 + texts as f32) / (1.0 + count as f32)).ln() + 1.0;
        Self {
            numbers,
            rarity: counts.into_iter().map(rarity).collect(),
            rarest: rarity(1),
        }
    }

    /// The same with the trigrams of other columns besides, which count as rare as one that stands in one text: the columns
    /// that were counted are a sample of these.
    pub fn with(&self, columns: [&Column; 2]) -> Self {
        let mut all = self.clone();
        for column in columns {
            for number in 0..column.value_count() {
                for gram in trigrams(column.value(number)) {
                    let next = all.rarity.len() as u32;
                    if *all.numbers.entry(gram).or_insert(next) == next {
                        all.rarity.push(self.rarest);
                    }
                }
            }
        }
        all
    }

    /// Number of different trigrams.
    pub fn len(&self) -> usize {
        self.rarity.len()
    }

    /// True where the texts have no trigram at all.
    pub fn is_empty(&self) -> bool {
        self.rarity.is_empty()
    }
}

impl Vectors {
    /// The vectors of all values of a column.
    pub fn of(column: &Column, vocabulary: &Vocabulary) -> Self {
        let mut vectors = Self::default();
        let mut numbers: Vec<u32> = Vec::new();
        for value in 0..column.value_count() {
            numbers.clear();
            numbers.extend(
                trigrams(column.value(value))
                    .iter()
                    .filter_map(|gram| vocabulary.numbers.get(gram)),
            );
            numbers.sort_unstable();
            let begin = vectors.grams.len();
            for run in numbers.chunk_by(|a, b| a == b) {
                vectors.grams.push(run[0]);
                vectors
                    .weights
                    .push(run.len() as f32 * vocabulary.rarity[run[0] as usize]);
            }
            let length = vectors.weights[begin..]
                .iter()
                .map(|weight| weight * weight)
                .sum::<f32>()
                .sqrt();
            for weight in &mut vectors.weights[begin..] {
                *weight /= length;
            }
            vectors.ends.push(vectors.grams.len() as u32);
        }
        vectors
    }

    /// Trigrams (in order of their numbers) and weights of a value.
    pub fn get(&self, value: usize) -> (&[u32], &[f32]) {
        let begin = if value == 0 {
            0
        } else {
            self.ends[value - 1] as usize
        };
        let end = self.ends[value] as usize;
        (&self.grams[begin..end], &self.weights[begin..end])
    }
}

/// The cosine of two vectors.
pub fn cosine(left: (&[u32], &[f32]), right: (&[u32], &[f32])) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0f64);
    while i < left.0.len() && j < right.0.len() {
        match left.0[i].cmp(&right.0[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(left.1[i]) * f64::from(right.1[j]);
                i += 1;
                j += 1;
            }
        }
    }
    sum.min(1.0)
}
