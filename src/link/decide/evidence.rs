//! What a run's scores tell of chance: of each record what it got, and what it would have got otherwise.

use crate::link::score::assignment::Pair;

/// The candidate whose score tells how many lookalikes a record has.
const CROWD: u8 = 6;
/// Records that are asked, at most, drawn evenly: more would not change what they tell.
const MOST: usize = 100_000;
/// A score from which on a partner is alike.
const ALIKE: f64 = 0.7;
/// The share of the best score from which on a second partner is nearly as alike.
const NEARLY: f64 = 0.85;

/// What each record got, and what it could have got instead; 0 for nothing.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The score of the pair it was assigned.
    pub own: Vec<f64>,
    /// What it would have got without its partner.
    pub next: Vec<f64>,
    /// What it would have got without that one too.
    pub third: Vec<f64>,
    /// The score of a candidate far down its list, whoever holds it.
    pub crowd: Vec<f64>,
}

impl Evidence {
    /// How many records have an alike partner, and how many of these a second one that is alike too: two signs that one
    /// thing has several on the other side.
    pub fn rivals(&self) -> [usize; 2] {
        let alike = |score: &&f64| **score >= ALIKE;
        let second =
            |(own, next): &(&f64, &f64)| alike(own) && alike(next) && **next >= NEARLY * **own;
        [
            self.own.iter().filter(alike).count(),
            self.own.iter().zip(&self.next).filter(second).count(),
        ]
    }
}

/// What [`crate::link::decide::choose`] needs, from sorted pairs and the positions of those that were assigned; pairs that score more than 1
/// were settled by people and tell nothing. The `asked` are records of a side whose records have one partner at most: the
/// source where `once` says so of it, else the target.
pub fn evidence(
    pairs: &[Pair],
    taken: &[usize],
    asked: &[u32],
    counts: [usize; 2],
    once: [bool; 2],
) -> Evidence {
    let of_source = once[0];
    let counts = if of_source {
        counts
    } else {
        [counts[1], counts[0]]
    };
    let ends = |pair: &Pair| match of_source {
        true => (pair.source as usize, pair.target),
        false => (pair.target as usize, pair.source),
    };
    let mut own: Vec<f32> = vec![0.0; counts[0]];
    let mut owner: Vec<f32> = vec![0.0; counts[1]];
    let mut partner: Vec<u32> = vec![u32::MAX; counts[0]];
    for pair in taken.iter().map(|at| pairs[*at]) {
        let (asked, other) = ends(&pair);
        own[asked] = pair.score;
        partner[asked] = other;
        if once[0] && once[1] {
            owner[other as usize] = pair.score;
        }
    }
    let mut otherwise = [vec![0f32; counts[0]], vec![0f32; counts[0]]];
    let mut crowd: Vec<f32> = vec![0.0; counts[0]];
    let mut rank: Vec<u8> = vec![0; counts[0]];
    for pair in pairs {
        let (source, other) = ends(pair);
        rank[source] = rank[source].saturating_add(1);
        if rank[source] == CROWD {
            crowd[source] = pair.score;
        }
        if partner[source] == other {
            continue;
        }
        let held = owner[other as usize];
        if pair.score > held || (pair.score == held && tie(pair)) {
            for otherwise in &mut otherwise {
                if otherwise[source] == 0.0 {
                    otherwise[source] = pair.score;
                    break;
                }
            }
        }
    }
    let open: Vec<usize> = asked
        .iter()
        .map(|record| *record as usize)
        .filter(|source| own[*source] <= 1.0)
        .collect();
    let step = open.len().div_ceil(MOST).max(1);
    let of = |values: &[f32]| {
        let asked = open.iter().step_by(step);
        asked.map(|at| f64::from(values[*at])).collect()
    };
    Evidence {
        own: of(&own),
        next: of(&otherwise[0]),
        third: of(&otherwise[1]),
        crowd: of(&crowd),
    }
}

/// Of two equal claims either might have been first: half of them, always the same ones.
fn tie(pair: &Pair) -> bool {
    let mixed = u64::from(pair.source) * 2_654_435_761 + u64::from(pair.target) * 40_503;
    (mixed >> 7).is_multiple_of(2)
}
