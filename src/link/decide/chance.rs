//! How high the best false candidate of a record scores, told from candidates that are known to be false.
//!
//! Of a record with a partner the next best candidate is the best false one; of a record without a partner the best false one
//! was taken for its link, so that what comes next is only its second. Which is which is not known, their share is: where
//! false candidates above a score are Poisson, or clustered (negative binomial, Greenwood and Yule 1920: some records have
//! many lookalikes), the best, the second and the third follow from one number, and the best from a mixture of them. How
//! clustered they are is read off the third.

/// How clustered false candidates may be: the shape of the negative binomial, from Poisson to a few records having them all.
pub const SHAPES: [f64; 6] = [f64::INFINITY, 4.0, 2.0, 1.0, 0.5, 0.25];

/// Of the chance that a record has one false candidate: the chances that it has at least two, and at least three.
pub fn more(one: f64, shape: f64) -> [f64; 2] {
    let none = (1.0 - one).max(1e-12);
    let (exactly_one, exactly_two) = if shape.is_infinite() {
        let mean = -none.ln();
        (none * mean, none * mean * mean / 2.0)
    } else {
        // a shape this small may overflow the odds: then all is in the tail
        let odds = none.powf(-1.0 / shape) - 1.0;
        let share = if odds.is_finite() {
            odds / (1.0 + odds)
        } else {
            1.0
        };
        let exactly_one = none * shape * share;
        (exactly_one, exactly_one * (shape + 1.0) / 2.0 * share)
    };
    let two = (one - exactly_one).max(0.0);
    [two, (two - exactly_two).max(0.0)]
}

/// The chance that a record has a false candidate, where `next` is the share of records whose next best is one and
/// `unmatched` the share whose best was already one.
pub fn best(next: f64, unmatched: f64, shape: f64) -> f64 {
    let (mut low, mut high) = (next, 1.0);
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        let seen = unmatched * more(middle, shape)[0] + (1.0 - unmatched) * middle;
        if seen < next {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_found_again_from_the_next() {
        for shape in SHAPES {
            for one in [0.01, 0.1, 0.4, 0.8] {
                for unmatched in [0.0, 0.5, 1.0] {
                    let next = unmatched * more(one, shape)[0] + (1.0 - unmatched) * one;
                    let found = best(next, unmatched, shape);
                    assert!(
                        (found - one).abs() < 1e-6,
                        "{shape} {one} {unmatched}: {found}"
                    );
                }
            }
        }
    }

    #[test]
    fn three_are_rarer_than_two_and_clusters_have_more() {
        let [two, three] = more(0.3, f64::INFINITY);
        assert!(three < two && two < 0.3 * 0.3);
        assert!(more(0.3, 0.25)[0] > two);
        assert!(more(1.0, 0.25).iter().all(|share| share.is_finite()));
    }
}
