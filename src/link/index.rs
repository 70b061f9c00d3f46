//! Finds the texts most like a text: an inverted index of trigrams, probed from the rarest one on.
//!
//! Offsets and postings lie in flat arrays. A trigram that very many texts hold brings no new candidate, it only adds to
//! those that rarer ones brought (the prefix filter), so that the cost of a probe does not grow with the common ones.

use super::column::Column;
use super::vectors::{Vectors, Vocabulary};

/// Postings of a trigram beyond which it brings no new candidates.
const COMMON: usize = 4_000;

/// The target's texts by trigram.
#[derive(Debug)]
pub struct Index {
    offsets: Vec<u32>,
    texts: Vec<u32>,
    weights: Vec<f32>,
    owners: Vec<u32>,
}

/// What one thread needs to probe.
#[derive(Debug)]
pub struct Probe {
    sums: Vec<f32>,
    touched: Vec<u32>,
    order: Vec<usize>,
}

impl Index {
    /// Indexes all values of a column.
    pub fn of(column: &Column, vectors: &Vectors, vocabulary: &Vocabulary) -> Self {
        let mut offsets = vec![0u32; vocabulary.len() + 1];
        for value in 0..column.value_count() {
            for gram in vectors.get(value).0 {
                offsets[*gram as usize + 1] += 1;
            }
        }
        for gram in 1..offsets.len() {
            offsets[gram] += offsets[gram - 1];
        }
        let total = offsets.last().copied().unwrap_or(0) as usize;
        let mut next = offsets.clone();
        let (mut texts, mut weights) = (vec![0u32; total], vec![0f32; total]);
        for value in 0..column.value_count() {
            let (grams, parts) = vectors.get(value);
            for (gram, weight) in grams.iter().zip(parts) {
                let at = &mut next[*gram as usize];
                texts[*at as usize] = value as u32;
                weights[*at as usize] = *weight;
                *at += 1;
            }
        }
        let mut owners = Vec::with_capacity(column.value_count());
        for record in 0..column.len() {
            owners.extend(column.range(record).map(|_| record as u32));
        }
        Self {
            offsets,
            texts,
            weights,
            owners,
        }
    }

    /// Room for one thread's probes.
    pub fn probe(&self) -> Probe {
        Probe {
            sums: vec![0.0; self.owners.len()],
            touched: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Adds the records that own the `count` texts most like the given one.
    pub fn find(
        &self,
        vector: (&[u32], &[f32]),
        count: usize,
        probe: &mut Probe,
        found: &mut Vec<u32>,
    ) {
        let length =
            |gram: u32| (self.offsets[gram as usize + 1] - self.offsets[gram as usize]) as usize;
        probe.order.clear();
        probe.order.extend(0..vector.0.len());
        probe
            .order
            .sort_unstable_by_key(|at| (length(vector.0[*at]), *at));
        for at in &probe.order {
            let gram = vector.0[*at];
            let brings = length(gram) <= COMMON || probe.touched.is_empty();
            let range =
                self.offsets[gram as usize] as usize..self.offsets[gram as usize + 1] as usize;
            for posting in range {
                let text = self.texts[posting];
                let sum = &mut probe.sums[text as usize];
                if *sum == 0.0 {
                    if !brings {
                        continue;
                    }
                    probe.touched.push(text);
                }
                *sum += vector.1[*at] * self.weights[posting];
            }
        }
        let sums = &probe.sums;
        let better = |a: &u32, b: &u32| {
            sums[*b as usize]
                .total_cmp(&sums[*a as usize])
                .then(a.cmp(b))
        };
        if probe.touched.len() > count {
            probe.touched.select_nth_unstable_by(count, better);
        }
        found.extend(
            probe
                .touched
                .iter()
                .take(count)
                .map(|text| self.owners[*text as usize]),
        );
        for text in &probe.touched {
            probe.sums[*text as usize] = 0.0;
        }
        probe.touched.clear();
    }
}
