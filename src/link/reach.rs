//! Why known links were missed: never compared, not among the best, or not enough.

use super::candidates::Finder;
use super::combine::Parts;
use super::evaluate::Link;
use super::prepare::Prepared;
use super::run::{KEPT, Outcome};
use super::spec::Spec;

/// Where missed links were lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// No key and no index brought the two together, or a block keeps them apart.
    pub never_compared: usize,
    /// Compared, but ten others of the source's record are more alike.
    pub beyond_ten: usize,
}

/// Looks where links were lost that a run did not find.
pub fn reach(spec: &Spec, prepared: &Prepared, outcome: &Outcome, missed: &[Link]) -> Reach {
    let (mut finder, mut memo) = (Finder::new(prepared, spec), prepared.coded.memo());
    let (mut parts, mut reach) = (Parts::new(), Reach::default());
    for links in missed.chunk_by(|a, b| a.0 == b.0) {
        let source = links[0].0;
        finder.find(&[source]);
        let mut score = |target: u32| {
            prepared
                .compare(source as usize, target as usize, &mut parts, &mut memo)
                .map_or(0.0, |()| outcome.model.score(&parts))
        };
        let scores: Vec<(u32, f64)> = finder
            .found
            .iter()
            .map(|(target, _)| (*target, score(*target)))
            .collect();
        for (_, target) in links {
            match scores.iter().find(|(found, _)| found == target) {
                None => reach.never_compared += 1,
                Some((_, own)) => {
                    let better = scores.iter().filter(|(_, score)| score > own).count();
                    reach.beyond_ten += usize::from(better >= KEPT);
                }
            }
        }
    }
    reach
}
