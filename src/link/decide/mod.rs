//! Which score is enough, without any known link: the one default way.
//!
//! The pairs that were assigned are matches and chance pairs mixed. What chance alone gives is seen by asking of each
//! linked record what it would have got, had its own partner not been there: the best one that nobody with a better claim
//! holds. Where many records have no partner at all, that is too little, because their best false one is what they are
//! linked to; `chance.rs` makes up for it. A first threshold tells apart who has a partner, and from then on only
//! those are asked, each counting as often as there are records with as many lookalikes (unless linked records come in
//! families, which the others do not). How many have no partner is read off where chance seldom reaches (Storey's
//! estimator, JRSS B 64, 2002, taken a little up, since the least of many counts is a hopeful one). The threshold is where
//! the F1 that follows from both is greatest; among scores that are as good as that, the one above the widest gap, because
//! that is the least doubtful.

mod chance;
pub mod evidence;

use crate::link::decide::chance::{SHAPES, best, more};
use crate::link::decide::evidence::Evidence;

/// Expected values of F1 that are as good as the best.
const NEAR: f64 = 0.002;
/// The share of records that chance may reach at a score that tells how many have no partner.
const REACHED: f64 = 0.35;
/// Standard errors that the share without a partner is taken up.
const WARY: f64 = 0.6;
/// There is always somebody with a partner: else there would be nothing to choose.
const NEARLY_ALL: f64 = 0.98;
/// Scores that are looked at, at most.
const SCORES: usize = 300;
/// Times that records are told apart anew.
const ROUNDS: usize = 5;
/// Up to so many without a partner all linked records are asked what chance gives, from so many on only those told apart.
const FEW: [f64; 2] = [0.6, 0.65];
/// By so much more often must chance reach what was told apart than what all records tell, to be no chance any more.
const KIN: f64 = 0.2;
/// Linked records that weigh as much as what all records told before.
const PRIOR: f64 = 20.0;
/// By how many lookalikes records are told apart: classes, and linked records that a class needs.
const CLASSES: [usize; 2] = [20, 15];

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Accept from this score on.
    pub threshold: f64,
    /// Keep for review from this score on.
    pub review: f64,
    /// True where so few records were linked that their scores tell little: then only what is alike beyond doubt is accepted.
    pub few: bool,
    /// The F1 that is to be expected; `None` where nothing tells what chance gives.
    pub expected_f1: Option<f64>,
    /// The share of records that have no partner.
    pub unmatched: f64,
}

/// Linked records below which scores tell little.
const TELLING: usize = 30;
/// What is alike beyond doubt where nothing tells what chance gives, or little.
const ENOUGH: f64 = 0.8;
/// The share of the threshold from which on a person should look.
pub const LOOK: f64 = 0.75;

impl Chosen {
    fn of(threshold: f64, expected_f1: Option<f64>, unmatched: f64, linked: usize) -> Self {
        let few = linked < TELLING;
        Self {
            threshold: if few {
                threshold.max(ENOUGH)
            } else {
                threshold
            },
            review: LOOK * threshold,
            few,
            expected_f1: expected_f1.filter(|_| !few),
            unmatched,
        }
    }
}

/// Scores looked at, and what is counted at each.
struct Scale {
    /// Number of records.
    count: f64,
    /// Every score that was assigned, rising, each once.
    all: Vec<f64>,
    /// Those looked at.
    scores: Vec<f64>,
    /// Records that got less.
    below: Vec<f64>,
}

impl Scale {
    fn of(own: &[f64]) -> Self {
        let mut sorted = own.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut all = sorted[sorted.partition_point(|score| *score <= 0.0)..].to_vec();
        all.dedup();
        let last = all.len().saturating_sub(1);
        let steps = last.min(SCORES - 1);
        let scores: Vec<f64> = (0..=steps)
            .filter_map(|step| all.get(step * last / steps.max(1)).copied())
            .collect();
        let below = scores
            .iter()
            .map(|at| sorted.partition_point(|score| score < at) as f64)
            .collect();
        Self {
            count: own.len() as f64,
            all,
            scores,
            below,
        }
    }

    /// The share of (weighed) values that reach each score.
    fn reached(&self, mut values: Vec<(f64, f64)>) -> Vec<f64> {
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let all: f64 = values.iter().map(|(_, weight)| weight).sum();
        let (mut at, mut under) = (0, 0.0);
        self.scores
            .iter()
            .map(|score| {
                while values.get(at).is_some_and(|(value, _)| value < score) {
                    under += values[at].1;
                    at += 1;
                }
                (1.0 - under / all.max(1e-12)).clamp(0.0, 1.0)
            })
            .collect()
    }

    /// The share of records without a partner, where chance reaches each score that often.
    fn unmatched(&self, chance: &[f64]) -> f64 {
        self.below
            .iter()
            .zip(chance)
            .filter(|(_, chance)| **chance < REACHED)
            .map(|(below, chance)| {
                (below + WARY * (below.sqrt() + 1.0)) / (self.count * (1.0 - chance).max(1e-9))
            })
            .fold(NEARLY_ALL, f64::min)
    }

    /// What chance gives by the next best of all records, corrected for those without a partner.
    fn corrected(&self, next: &[f64], shape: f64) -> (Vec<f64>, f64) {
        let chance: Vec<f64> = next
            .iter()
            .zip(&self.below)
            .map(|(next, below)| {
                let mut unmatched = 0.0;
                let mut chance = *next;
                for _ in 0..25 {
                    chance = best(*next, unmatched, shape);
                    unmatched = (below / (self.count * (1.0 - chance).max(1e-9))).min(1.0);
                }
                chance
            })
            .collect();
        let unmatched = self.unmatched(&chance);
        let chance = next.iter().map(|next| best(*next, unmatched, shape));
        (chance.collect(), unmatched)
    }

    /// The least clustered chance that explains the third candidates nearly as well as any does.
    fn fitted(&self, next: &[f64], third: &[f64], linked: f64) -> (Vec<f64>, f64) {
        let mut tried = Vec::new();
        for shape in SHAPES {
            let (chance, unmatched) = self.corrected(next, shape);
            let (mut off, mut looked) = (0.0, 0.0f64);
            for (chance, third) in chance.iter().zip(third) {
                if *chance > 0.02 && *chance < 0.6 {
                    let [two, three] = more(*chance, shape);
                    let wanted = unmatched * three + (1.0 - unmatched) * two;
                    let spread = wanted * (1.0 - wanted) / linked + 1e-4;
                    off += (wanted - third).powi(2) / spread;
                    looked += 1.0;
                }
            }
            tried.push((off / looked.max(1.0), chance, unmatched));
        }
        let least = tried.iter().map(|(off, ..)| *off).fold(f64::MAX, f64::min);
        tried
            .into_iter()
            .find(|(off, ..)| *off <= least + 1.0)
            .map_or_else(
                || (next.to_vec(), 1.0),
                |(_, chance, unmatched)| (chance, unmatched),
            )
    }

    /// The threshold of the greatest F1 to be expected, and that F1; `seen` is what chance gave, rising.
    fn pick(&self, chance: &[f64], unmatched: f64, seen: &[f64]) -> (f64, f64) {
        let matches = ((1.0 - unmatched) * self.count).max(0.5);
        let expected: Vec<f64> = chance
            .iter()
            .zip(&self.below)
            .map(|(chance, below)| {
                let accepted = self.count - below;
                let wrong = (unmatched * self.count * chance).min(accepted);
                (2.0 * (accepted - wrong) / (accepted + matches)).min(1.0)
            })
            .collect();
        let best = expected.iter().copied().fold(0.0, f64::max);
        let (mut threshold, mut widest) = (0.5, -1.0);
        for (score, expected) in self.scores.iter().zip(&expected) {
            if *expected < best - NEAR {
                continue;
            }
            let under = |values: &[f64]| {
                let at = values.partition_point(|value| value < score);
                at.checked_sub(1).map_or(0.0, |at| values[at])
            };
            let floor = under(&self.all).max(under(seen));
            if score - floor > widest {
                widest = score - floor;
                // in the middle of the gap: a score just as good may come by next time
                threshold = f64::midpoint(floor, *score);
            }
        }
        (threshold, best)
    }
}

/// Chooses a threshold.
///
/// ```
/// use relata::link::decide::{choose, evidence::Evidence};
/// let evidence = Evidence {
///     own: vec![0.9, 0.92, 0.95, 0.97, 0.3, 0.25],
///     next: vec![0.2, 0.3, 0.25, 0.28, 0.21, 0.2],
///     ..Evidence::default()
/// };
/// let chosen = choose(&evidence);
/// assert!(chosen.threshold > 0.3 && chosen.threshold <= 0.9, "{chosen:?}");
/// ```
pub fn choose(evidence: &Evidence) -> Chosen {
    let scale = Scale::of(&evidence.own);
    let linked: Vec<usize> = (0..evidence.own.len())
        .filter(|at| evidence.own[*at] > 0.0)
        .collect();
    let value = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
    let of = |values: &[f64], records: &[usize]| -> Vec<(f64, f64)> {
        records.iter().map(|at| (value(values, *at), 1.0)).collect()
    };
    let sorted = |records: &[usize]| {
        let mut seen: Vec<f64> = records
            .iter()
            .map(|at| value(&evidence.next, *at))
            .collect();
        seen.sort_unstable_by(f64::total_cmp);
        seen
    };
    let next = scale.reached(of(&evidence.next, &linked));
    let third = scale.reached(of(&evidence.third, &linked));
    let (first, mut unmatched) = scale.fitted(&next, &third, (linked.len() as f64).max(1.0));
    let (mut threshold, mut expected) = scale.pick(&first, unmatched, &sorted(&linked));
    let mut before: Option<Vec<f64>> = None;
    let mut families: Option<f64> = None;
    for _ in 0..ROUNDS {
        let asked: Vec<usize> = linked
            .iter()
            .copied()
            .filter(|at| evidence.own[*at] >= threshold)
            .collect();
        let weights = alike(&evidence.crowd, &linked, &asked);
        let told = scale.reached(
            asked
                .iter()
                .zip(weights)
                .map(|(at, weight)| (value(&evidence.next, *at), weight))
                .collect(),
        );
        let doubt = PRIOR / (PRIOR + asked.len() as f64);
        let kin = *families.get_or_insert_with(|| kin(&told, &first) * (1.0 - doubt).powi(2));
        let mut chance: Vec<f64> = (0..scale.scores.len())
            .map(|at| {
                let told = (1.0 - doubt) * told[at] + doubt * first[at];
                kin * next[at] + (1.0 - kin) * told.min(first[at])
            })
            .collect();
        if let Some(before) = &before {
            for (chance, before) in chance.iter_mut().zip(before) {
                *chance = f64::midpoint(*chance, *before);
            }
        }
        unmatched = scale.unmatched(&chance);
        let plain = ((FEW[1] - unmatched) / (FEW[1] - FEW[0])).clamp(0.0, 1.0);
        let blended: Vec<f64> = next
            .iter()
            .zip(&chance)
            .map(|(next, chance)| plain * next + (1.0 - plain) * chance)
            .collect();
        let (again, f1) = scale.pick(&blended, unmatched, &sorted(&asked));
        let settled = again == threshold;
        (threshold, expected) = (again, f1);
        if settled {
            break;
        }
        before = Some(chance);
    }
    Chosen::of(threshold, Some(expected), unmatched, linked.len())
}

/// From 0 to 1: linked records have more lookalikes than can be by chance. They come in families then, and what all records
/// together tell is nearer to the truth than what they tell alone.
fn kin(told: &[f64], first: &[f64]) -> f64 {
    let (mut heard, mut thought) = (0.0, 0.0);
    for (told, first) in told.iter().zip(first) {
        if *first > 0.02 && *first < REACHED {
            heard += told;
            thought += first;
        }
    }
    if thought > 0.0 {
        ((heard / thought - 1.0) / KIN).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Weights of the records asked: what they tell counts as often as there are records with as many lookalikes.
fn alike(crowd: &[f64], linked: &[usize], asked: &[usize]) -> Vec<f64> {
    let classes = (asked.len() / CLASSES[1]).clamp(1, CLASSES[0]);
    let crowd = |at: &usize| crowd.get(*at).copied().unwrap_or(0.0);
    let mut sorted: Vec<f64> = linked.iter().map(crowd).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let edges: Vec<f64> = (1..classes)
        .map(|class| sorted[class * (sorted.len() - 1) / classes])
        .collect();
    let class = |at: &usize| edges.partition_point(|edge| *edge <= crowd(at));
    let (mut all, mut own) = (vec![0.0; classes], vec![0.0; classes]);
    linked.iter().for_each(|at| all[class(at)] += 1.0);
    asked.iter().for_each(|at| own[class(at)] += 1.0);
    // a class of which hardly any were asked tells little
    asked
        .iter()
        .map(|at| all[class(at)] / (own[class(at)] + 2.0))
        .collect()
}

/// Where no record had a second candidate, chance is unseen: the scores are cut into the two groups that
/// differ least within themselves (Otsu, IEEE SMC 9, 1979), at `ENOUGH` at most, for they may all be matches.
pub fn groups(assigned: &[f64]) -> Chosen {
    let mut assigned = assigned.to_vec();
    assigned.sort_unstable_by(f64::total_cmp);
    let (n, all) = (assigned.len() as f64, assigned.iter().sum::<f64>());
    let (mut sum, mut best, mut threshold) = (0.0, -1.0, 0.5);
    for (at, two) in assigned.windows(2).enumerate() {
        sum += two[0];
        let low = (at + 1) as f64;
        let apart = (all - sum) / (n - low) - sum / low;
        let between = low * (n - low) * apart * apart;
        if two[0] < two[1] && between > best {
            (best, threshold) = (between, f64::midpoint(two[0], two[1]));
        }
    }
    let threshold = threshold.min(ENOUGH);
    let under = assigned.partition_point(|score| *score < threshold) as f64;
    let linked = assigned.iter().filter(|score| **score > 0.0).count();
    Chosen::of(threshold, None, under / n.max(1.0), linked)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records of which some have a partner, all of them a few false candidates, the higher the rarer; always the same ones.
    fn drawn(count: usize, partners: usize) -> Evidence {
        let mut state = 7u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        let mut evidence = Evidence::default();
        for record in 0..count {
            let mut scores: Vec<f64> = (0..8).map(|_| -0.07 * next().max(1e-9).ln()).collect();
            if record < partners {
                scores.push(0.8 + 0.2 * next());
            }
            scores.sort_unstable_by(|a, b| b.total_cmp(a));
            evidence.own.push(scores[0]);
            evidence.next.push(scores[1]);
            evidence.third.push(scores[2]);
            evidence.crowd.push(scores[5]);
        }
        evidence
    }

    #[test]
    fn links_are_good_however_many_have_no_partner() {
        for (partners, wanted) in [
            (100, 0.5),
            (300, 0.8),
            (500, 0.8),
            (700, 0.95),
            (1000, 0.95),
        ] {
            let evidence = drawn(1000, partners);
            let chosen = choose(&evidence);
            let enough = |record: &usize| evidence.own[*record] >= chosen.threshold;
            let right = (0..partners).filter(enough).count() as f64;
            let linked = (0..1000).filter(enough).count() as f64;
            let f1 = 2.0 * right / (linked + partners as f64);
            assert!(f1 >= wanted, "{partners}: F1 {f1}, {chosen:?}");
            let share = 1.0 - partners as f64 / 1000.0;
            assert!(
                (chosen.unmatched - share).abs() < 0.15,
                "{partners}: {chosen:?}"
            );
        }
    }

    #[test]
    fn nothing_and_little_are_no_fault() {
        for evidence in [Evidence::default(), drawn(1, 0), drawn(2, 1)] {
            let chosen = choose(&evidence);
            assert!((0.0..=1.0).contains(&chosen.threshold), "{chosen:?}");
        }
    }
}
