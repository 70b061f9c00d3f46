//! At most one link a record of either side, or of one: the best pair first, then the best of what is left.

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
/// `once` says whether a source, and whether a target, has one partner at most.
///
/// ```
/// use relata::link::score::assignment::{Pair, assign, sort};
/// let pair = |score, source, target| Pair { score, source, target };
/// let mut pairs = [pair(0.8, 0, 0), pair(0.9, 1, 0), pair(0.5, 0, 1)];
/// sort(&mut pairs);
/// assert_eq!(assign(&pairs, [2, 2], [true, true]), [0, 2]);
/// assert_eq!(assign(&pairs, [2, 2], [false, true]), [0, 2]);
/// assert_eq!(assign(&pairs, [2, 2], [true, false]), [0, 1]);
/// ```
pub fn assign(pairs: &[Pair], counts: [usize; 2], once: [bool; 2]) -> Vec<usize> {
    let [mut used_source, mut used_target] = counts.map(|count| vec![false; count]);
    let mut taken = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let (source, target) = (pair.source as usize, pair.target as usize);
        if (once[0] && used_source[source]) || (once[1] && used_target[target]) {
            continue;
        }
        used_source[source] = true;
        used_target[target] = true;
        taken.push(at);
    }
    taken
}
