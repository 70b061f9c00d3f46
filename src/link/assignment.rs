//! At most one link a record: the best pair first, then the best of what is left.

/// A scored pair: the score, the source's and the target's number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// From 0 to 1.
    pub score: f32,
    /// Number of the source's record.
    pub source: u32,
    /// Number of the target's record.
    pub target: u32,
}

/// The order of pairs: by falling score, equal scores by their records, so that the outcome is always the same.
pub fn order(a: &Pair, b: &Pair) -> std::cmp::Ordering {
    b.score
        .total_cmp(&a.score)
        .then(a.source.cmp(&b.source))
        .then(a.target.cmp(&b.target))
}

/// Sorts pairs by [`order`].
pub fn sort(pairs: &mut [Pair]) {
    pairs.sort_unstable_by(order);
}

/// The pairs taken, as positions in `pairs`, which must be sorted by [`sort`].
///
/// Where `one_to_one` is false each source takes its best pair and targets may be taken often.
///
/// ```
/// use relata::link::assignment::{Pair, assign, sort};
/// let pair = |score, source, target| Pair { score, source, target };
/// let mut pairs = [pair(0.8, 0, 0), pair(0.9, 1, 0), pair(0.5, 0, 1)];
/// sort(&mut pairs);
/// assert_eq!(assign(&pairs, 2, 2, true), [0, 2]);
/// ```
pub fn assign(pairs: &[Pair], sources: usize, targets: usize, one_to_one: bool) -> Vec<usize> {
    let (mut used_source, mut used_target) = (vec![false; sources], vec![false; targets]);
    let mut taken = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let (source, target) = (pair.source as usize, pair.target as usize);
        if used_source[source] || (one_to_one && used_target[target]) {
            continue;
        }
        used_source[source] = true;
        used_target[target] = true;
        taken.push(at);
    }
    taken
}
