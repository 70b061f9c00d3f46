//! Which score is enough, without any known link: the one default way.
//!
//! The pairs that were assigned are matches and chance pairs mixed. What chance alone gives is seen by asking of each
//! assigned record what it would have got, had its own partner not been there: the best one that nobody with a better
//! claim holds. How many records have no partner at all is read off where scores are so low that most of chance lies lower
//! still (Storey's estimator, JRSS B 64, 2002, taken one standard error up, since the least of many counts is a hopeful
//! one): matches are rare there. Under the bulk of chance it is not read: the second best of a record without a partner is
//! less than its best, and few counts there would hide how many there are. The threshold is where the F1 that follows from
//! both is greatest; among scores that are as good as that, the one above the widest gap, because that is the least doubtful.

use super::assignment::Pair;

/// Expected values of F1 that are as good as the best.
const NEAR: f64 = 0.002;
/// The share of chance scores that must lie lower for a score to tell how many records have no partner.
const BULK: f64 = 0.8;

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Accept from this score on.
    pub threshold: f64,
    /// The F1 that is to be expected; `None` where nothing tells what chance gives.
    pub expected_f1: Option<f64>,
    /// The share of records that have no partner.
    pub unmatched: f64,
}

/// Chooses a threshold. `assigned` holds the score of each record, 0 for one that got nothing; `chance` what assigned
/// records would have got without their partner, again 0 for nothing.
///
/// ```
/// let assigned = [0.9, 0.92, 0.95, 0.97, 0.3, 0.25];
/// let chosen = relata::link::decide::choose(&assigned, &[0.2, 0.3, 0.35, 0.28, 0.31, 0.4]);
/// assert!(chosen.threshold > 0.3 && chosen.threshold <= 0.9, "{chosen:?}");
/// ```
pub fn choose(assigned: &[f64], chance: &[f64]) -> Chosen {
    let sorted = |scores: &[f64]| {
        let mut scores = scores.to_vec();
        scores.sort_unstable_by(f64::total_cmp);
        scores
    };
    let (assigned, chance) = (sorted(assigned), sorted(chance));
    let n = assigned.len() as f64;
    let below = |scores: &[f64], at: f64| scores.partition_point(|score| *score < at) as f64;
    let under = |at: f64| below(&chance, at) / (chance.len() as f64).max(1.0);
    let mut scores: Vec<f64> = assigned
        .iter()
        .copied()
        .filter(|score| *score > 0.0)
        .collect();
    scores.dedup();
    let unmatched = scores
        .iter()
        .map(|score| (under(*score), below(&assigned, *score)))
        .filter(|(under, _)| *under > BULK)
        .map(|(under, below)| (below + below.sqrt() + 1.0) / (n * under))
        .fold(1.0, f64::min);
    let matches = (1.0 - unmatched) * n;
    let expected: Vec<f64> = scores
        .iter()
        .map(|score| {
            let accepted = n - below(&assigned, *score);
            let wrong = (unmatched * n * (1.0 - under(*score))).min(accepted);
            (2.0 * (accepted - wrong) / (accepted + matches).max(1e-9)).min(1.0)
        })
        .collect();
    let best = expected.iter().copied().fold(0.0, f64::max);
    let mut chosen = Chosen {
        threshold: 0.5,
        expected_f1: Some(best),
        unmatched,
    };
    let mut widest = -1.0;
    for (at, score) in scores.iter().enumerate() {
        if expected[at] < best - NEAR {
            continue;
        }
        let before = if at == 0 { 0.0 } else { scores[at - 1] };
        let by_chance = chance[..chance.partition_point(|chance| chance < score)]
            .last()
            .copied()
            .unwrap_or(0.0);
        let floor = before.max(by_chance);
        if score - floor > widest {
            widest = score - floor;
            // in the middle of the gap: a score just as good may come by next time
            chosen.threshold = f64::midpoint(floor, *score);
        }
    }
    chosen
}

/// The most that scores must reach where nothing tells what chance gives.
const ENOUGH: f64 = 0.8;

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
    Chosen {
        threshold,
        expected_f1: None,
        unmatched: under / n.max(1.0),
    }
}

/// What [`choose`] needs, from sorted pairs and the positions of those that were assigned; pairs that score more than 1
/// were settled by people and tell nothing.
pub fn evidence(
    pairs: &[Pair],
    taken: &[usize],
    sources: &[u32],
    counts: [usize; 2],
    one_to_one: bool,
) -> [Vec<f64>; 2] {
    let mut own: Vec<f32> = vec![0.0; counts[0]];
    let mut owner: Vec<f32> = vec![0.0; counts[1]];
    let mut partner: Vec<u32> = vec![u32::MAX; counts[0]];
    for pair in taken.iter().map(|at| pairs[*at]) {
        own[pair.source as usize] = pair.score;
        partner[pair.source as usize] = pair.target;
        if one_to_one {
            owner[pair.target as usize] = pair.score;
        }
    }
    let mut otherwise: Vec<f32> = vec![0.0; counts[0]];
    for pair in pairs {
        let source = pair.source as usize;
        if otherwise[source] == 0.0
            && partner[source] != pair.target
            && pair.score > owner[pair.target as usize]
        {
            otherwise[source] = pair.score;
        }
    }
    let open = |source: &&u32| own[**source as usize] <= 1.0;
    let assigned = sources
        .iter()
        .filter(open)
        .map(|source| f64::from(own[*source as usize]));
    let chance = sources
        .iter()
        .filter(open)
        .filter(|source| own[**source as usize] > 0.0)
        .map(|source| f64::from(otherwise[*source as usize]));
    [assigned.collect(), chance.collect()]
}
