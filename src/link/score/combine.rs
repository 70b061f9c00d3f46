//! From the likeness of each comparison to one score.
//!
//! A weighted mean, the least, the greatest, or a probability in the manner of Fellegi and Sunter (1969): how often a
//! level of likeness occurs among matches (`m`) and among chance pairs (`u`). `u` is counted over pairs drawn evenly,
//! `m` and the number of matches are learned from the candidates by expectation and maximisation, with no example given.

use crate::link::spec::{Combine, Comparison};
use std::collections::BTreeMap;

/// Likeness by comparison; `None` where a side has no value.
pub type Parts = Vec<Option<f64>>;

/// How the parts become a score.
#[derive(Debug, Clone)]
pub enum Model {
    /// The weighted mean.
    Weighted(Vec<f64>),
    /// The least part.
    Min,
    /// The greatest part.
    Max,
    /// Learned weights.
    Learned(Learned),
}

/// What was learned: for each comparison and level, the logarithm of `m / u`.
#[derive(Debug, Clone)]
pub struct Learned {
    /// The levels of each comparison, falling.
    pub levels: Vec<Vec<f64>>,
    /// Natural logarithms, one more a comparison than it has levels.
    pub weights: Vec<Vec<f64>>,
    /// Logarithm of the odds that a pair drawn evenly is a match.
    pub prior: f64,
}

/// What each comparison weighs beside the one before it: of pairs that would be even, the one goes first that agrees in
/// what the spec names first.
const EARLIER: f64 = 0.999;

impl Model {
    /// The model that a spec names without learning.
    pub fn of(combine: Combine, comparisons: &[Comparison]) -> Option<Self> {
        Some(match combine {
            Combine::Weighted => Self::Weighted(
                comparisons
                    .iter()
                    .zip(0..)
                    .map(|(comparison, at)| comparison.weight * EARLIER.powi(at))
                    .collect(),
            ),
            Combine::Min => Self::Min,
            Combine::Max => Self::Max,
            Combine::Em => return None,
        })
    }

    /// The score of a pair, from 0 to 1.
    pub fn score(&self, parts: &[Option<f64>]) -> f64 {
        let present = || parts.iter().copied().flatten();
        match self {
            Self::Weighted(weights) => {
                let (mut sum, mut all) = (0.0, 0.0);
                for (part, weight) in parts.iter().zip(weights) {
                    if let Some(part) = part {
                        sum += part * weight;
                        all += weight;
                    }
                }
                if all > 0.0 { sum / all } else { 0.0 }
            }
            Self::Min => present().reduce(f64::min).unwrap_or(0.0),
            Self::Max => present().reduce(f64::max).unwrap_or(0.0),
            Self::Learned(learned) => learned.probability(parts),
        }
    }

    /// What a part adds: its share of the mean, or the logarithm (base 2) of its odds.
    pub fn contribution(&self, comparison: usize, part: Option<f64>) -> f64 {
        let Some(part) = part else { return 0.0 };
        match self {
            Self::Weighted(weights) => part * weights[comparison],
            Self::Min | Self::Max => part,
            Self::Learned(learned) => learned.weight(comparison, part) / std::f64::consts::LN_2,
        }
    }
}

fn level(levels: &[f64], part: f64) -> usize {
    levels
        .iter()
        .position(|level| part >= *level)
        .unwrap_or(levels.len())
}

/// The level of each comparison; pairs of one pattern are learned from together.
type Pattern = Vec<Option<usize>>;

fn patterns(levels: &[Vec<f64>], pairs: &[Parts]) -> BTreeMap<Pattern, f64> {
    let mut patterns = BTreeMap::new();
    let mut pattern = Pattern::new();
    for parts in pairs {
        pattern.clear();
        let found = levels.iter().zip(parts);
        pattern.extend(found.map(|(levels, part)| part.map(|part| level(levels, part))));
        match patterns.get_mut(&pattern) {
            Some(count) => *count += 1.0,
            None => drop(patterns.insert(pattern.clone(), 1.0)),
        }
    }
    patterns
}

impl Learned {
    fn weight(&self, comparison: usize, part: f64) -> f64 {
        self.weights[comparison][level(&self.levels[comparison], part)]
    }

    fn probability(&self, parts: &[Option<f64>]) -> f64 {
        let mut odds = self.prior;
        for (comparison, part) in parts.iter().enumerate() {
            if let Some(part) = part {
                odds += self.weight(comparison, *part);
            }
        }
        1.0 / (1.0 + (-odds).exp())
    }

    fn believed(&self, pattern: &Pattern) -> f64 {
        let known = self.weights.iter().zip(pattern);
        let odds = known
            .filter_map(|(weights, level)| level.map(|level| weights[level]))
            .fold(self.prior, |odds, weight| odds + weight);
        1.0 / (1.0 + (-odds).exp())
    }

    /// Learns from chance pairs and from candidates; `share` is the part of all candidates that these are, `pairs` the
    /// number of all pairs of both sets.
    pub fn learn(
        comparisons: &[Comparison],
        chance: &[Parts],
        candidates: &[Parts],
        share: f64,
        pairs: f64,
    ) -> Self {
        let levels: Vec<Vec<f64>> = comparisons
            .iter()
            .map(|comparison| comparison.levels.clone())
            .collect();
        let count = |patterns: &mut dyn Iterator<Item = (&Pattern, f64)>| -> Vec<Vec<f64>> {
            let mut counts: Vec<Vec<f64>> = levels
                .iter()
                .map(|levels| vec![0.5; levels.len() + 1])
                .collect();
            for (pattern, weight) in patterns {
                for (counts, level) in counts.iter_mut().zip(pattern) {
                    if let Some(level) = level {
                        counts[*level] += weight;
                    }
                }
            }
            for counts in &mut counts {
                let all: f64 = counts.iter().sum();
                counts.iter_mut().for_each(|count| *count /= all);
            }
            counts
        };
        let weighed = candidates.len() as f64;
        let (chance, candidates) = (patterns(&levels, chance), patterns(&levels, candidates));
        let u = count(&mut chance.iter().map(|(pattern, number)| (pattern, *number)));
        // to begin with: matches agree nearly always
        let mut m: Vec<Vec<f64>> = levels
            .iter()
            .map(|levels| {
                let rest = 0.1 / levels.len().max(1) as f64;
                (0..=levels.len())
                    .map(|at| if at == 0 { 0.9 } else { rest })
                    .collect()
            })
            .collect();
        let mut matches = weighed * 0.1 / share;
        let mut learned = Self {
            levels: levels.clone(),
            weights: Vec::new(),
            prior: 0.0,
        };
        for _ in 0..30 {
            let odds = (matches / pairs).clamp(1e-15, 0.5);
            learned.prior = (odds / (1.0 - odds)).ln();
            learned.weights = m
                .iter()
                .zip(&u)
                .map(|(m, u)| m.iter().zip(u).map(|(m, u)| (m / u).ln()).collect())
                .collect();
            let believed: Vec<f64> = candidates
                .iter()
                .map(|(pattern, number)| number * learned.believed(pattern))
                .collect();
            matches = believed.iter().sum::<f64>().max(1.0) / share;
            m = count(&mut candidates.keys().zip(believed.iter().copied()));
            // a likelier level never speaks against a match more than a less likely one
            for (m, u) in m.iter_mut().zip(&u) {
                for at in (0..m.len().saturating_sub(1)).rev() {
                    let floor = m[at + 1] / u[at + 1] * u[at];
                    m[at] = m[at].max(floor.min(1.0));
                }
            }
        }
        learned
    }
}
