//! Finds the texts most like a text: an inverted index of trigrams, probed from the rarest one on.
//!
//! Offsets and postings lie in flat arrays. Only the rarest trigrams bring candidates (the prefix filter); what the common ones
//! add is looked up in the candidates' own vectors, and only of those that the rare ones speak for most. So the cost of a probe
//! does not grow with the number of texts.

use crate::link::prepare::vectors::{Vectors, Vocabulary};
use crate::link::sides::column::Column;

/// Postings of a trigram beyond which it brings no new candidates.
const COMMON: usize = 4_000;
/// Postings of all trigrams that bring candidates, and as many for each trigram of a long text.
const BRINGING: [usize; 2] = [8_000, 300];
/// Candidates whose own vectors are looked at, and times as many as are wanted.
const LOOKED: [usize; 2] = [64, 6];

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
    /// What the text weighs of each trigram that is looked up.
    wanted: Vec<f32>,
    /// Sums and texts, to find the greatest.
    ranked: Vec<u64>,
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
            wanted: vec![0.0; self.offsets.len() - 1],
            ranked: Vec::new(),
        }
    }

    /// Adds the records that own the `count` texts most like the given one; `texts` are the vectors that were indexed.
    pub fn find(
        &self,
        vector: (&[u32], &[f32]),
        texts: &Vectors,
        count: usize,
        probe: &mut Probe,
        found: &mut Vec<u32>,
    ) {
        let length = |at: &usize| {
            let gram = vector.0[*at] as usize;
            (self.offsets[gram + 1] - self.offsets[gram]) as usize
        };
        probe.order.clear();
        probe.order.extend(0..vector.0.len());
        probe.order.sort_unstable_by_key(|at| (length(at), *at));
        let bringing = BRINGING[0].max(BRINGING[1] * vector.0.len());
        let (mut brought, mut looked) = (0, 0);
        for at in &probe.order {
            brought += length(at);
            let enough = length(at) > COMMON || brought > bringing;
            if enough && !probe.touched.is_empty() {
                break;
            }
            looked += 1;
            for (text, weight) in self.postings(vector.0[*at]) {
                let sum = &mut probe.sums[text as usize];
                if *sum == 0.0 {
                    probe.touched.push(text);
                }
                *sum += vector.1[*at] * weight;
            }
        }
        let most = LOOKED[0].max(LOOKED[1] * count);
        if looked < probe.order.len() {
            probe.keep(most);
            for at in &probe.order[looked..] {
                probe.wanted[vector.0[*at] as usize] = vector.1[*at];
            }
            for text in &probe.touched {
                let (grams, weights) = texts.get(*text as usize);
                let both = grams.iter().zip(weights);
                let more = both.map(|(gram, weight)| probe.wanted[*gram as usize] * weight);
                probe.sums[*text as usize] += more.sum::<f32>();
            }
            for at in &probe.order[looked..] {
                probe.wanted[vector.0[*at] as usize] = 0.0;
            }
        }
        probe.keep(count);
        let owner = |text: &u32| self.owners[*text as usize];
        found.extend(probe.touched.iter().map(owner));
        probe.keep(0);
    }

    fn postings(&self, gram: u32) -> impl Iterator<Item = (u32, f32)> {
        let gram = gram as usize;
        let range = self.offsets[gram] as usize..self.offsets[gram + 1] as usize;
        let texts = self.texts[range.clone()].iter().copied();
        texts.zip(self.weights[range].iter().copied())
    }
}

impl Probe {
    /// Keeps so many of the texts that were touched, those with the greatest sums.
    fn keep(&mut self, count: usize) {
        if self.touched.len() <= count {
            return;
        }
        // sums are positive, and such numbers rise with their bits; of equal ones the first goes first
        let sums = &self.sums;
        let key = |text: &u32| u64::from(!sums[*text as usize].to_bits()) << 32 | u64::from(*text);
        self.ranked.clear();
        self.ranked.extend(self.touched.iter().map(key));
        if count > 0 {
            self.ranked.select_nth_unstable(count);
        }
        for key in &self.ranked[count..] {
            self.sums[*key as u32 as usize] = 0.0;
        }
        self.touched.clear();
        let kept = self.ranked[..count].iter();
        self.touched.extend(kept.map(|key| *key as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However common the trigrams are, the texts most alike by all of them are found.
    #[test]
    fn the_nearest_texts_are_those_of_the_whole_vectors() {
        let syllable = |number: usize| ["ka", "ri", "mo", "te", "lu", "sha", "ven"][number % 7];
        let name = |at: usize| -> String {
            let at = at * 7919;
            (0..5).map(|part| syllable(at / 7usize.pow(part))).collect()
        };
        let mut column = Column::default();
        for at in 0..9_000 {
            column
                .push([format!("{} the same end", name(at)).as_str()])
                .unwrap();
        }
        let vocabulary = Vocabulary::of([&column, &column]);
        let vectors = Vectors::of(&column, &vocabulary);
        let index = Index::of(&column, &vectors, &vocabulary);
        let mut probe = index.probe();
        for wanted in (0..9_000).step_by(613) {
            let mut found = Vec::new();
            let vector = vectors.get(wanted);
            index.find(vector, &vectors, 5, &mut probe, &mut found);
            assert_eq!(found.len(), 5);
            assert!(found.contains(&(wanted as u32)));
            let alike = |text: u32| {
                crate::link::prepare::vectors::cosine(vector, vectors.get(text as usize))
            };
            let least = found.iter().map(|text| alike(*text)).fold(1.0, f64::min);
            let nearer = (0..9_000)
                .filter(|text| alike(*text) > least + 1e-6)
                .count();
            assert!(nearer <= 5, "{wanted}: {nearer}");
        }
        assert!(
            probe
                .sums
                .iter()
                .chain(&probe.wanted)
                .all(|sum| *sum == 0.0)
        );
    }
}
