//! Which score is enough, without any known link: the one default way.
//!
//! The pairs that were assigned are matches and chance pairs mixed. What chance alone gives is seen by assigning once
//! more with those pairs forbidden: each record then gets the best partner that is *not* its own. How large the share of
//! chance is among the assigned is read off where scores are low (Storey's estimator, JRSS B 64, 2002): matches are rare
//! there. The threshold is the score at which the F1 that follows from both is greatest.

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Accept from this score on.
    pub threshold: f64,
    /// The F1 that is to be expected.
    pub expected_f1: f64,
    /// The share of chance among the assigned pairs.
    pub chance: f64,
}

/// Chooses a threshold from the scores of the assigned pairs and of the second assignment.
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
    let Some(lowest) = assigned.first().copied() else {
        return Chosen {
            threshold: 0.5,
            expected_f1: 0.0,
            chance: 0.0,
        };
    };
    let below = |scores: &[f64], at: f64| scores.partition_point(|score| *score < at) as f64;
    // the part of chance scores under a score; records that found no second partner at all count as under it
    let missing = (n - chance.len() as f64).max(0.0);
    let under = |at: f64| (below(&chance, at) + missing) / (chance.len() as f64 + missing).max(1.0);
    let mut scores = assigned.clone();
    scores.dedup();
    let share = scores
        .iter()
        .map(|score| (under(*score), below(&assigned, *score)))
        .filter(|(under, _)| *under > 0.1)
        .map(|(under, below)| (below + 1.0) / (n * under))
        .fold(1.0, f64::min);
    let matches = (1.0 - share) * n;
    let mut best = Chosen {
        threshold: lowest,
        expected_f1: -1.0,
        chance: share,
    };
    for (at, score) in scores.iter().enumerate() {
        let accepted = n - below(&assigned, *score);
        let wrong = (share * n * (1.0 - under(*score))).min(accepted);
        let f1 = 2.0 * (accepted - wrong) / (accepted + matches).max(1e-9);
        if f1 > best.expected_f1 {
            // in the middle of the gap under it: a score just as good may come by next time
            let gap = if at == 0 {
                *score
            } else {
                (scores[at - 1] + *score) / 2.0
            };
            best = Chosen {
                threshold: gap,
                expected_f1: f1,
                chance: share,
            };
        }
    }
    best
}
