//! Why known links were missed: never compared, not among the best, or not enough.

use crate::external::Failure;
use crate::link::candidates::Finder;
use crate::link::evaluate::Link;
use crate::link::prepare::portions::Portions;
use crate::link::run::{KEPT, Outcome};
use crate::link::score::combine::Parts;

/// Where missed links were lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// No key and no index brought the two together, or a block keeps them apart.
    pub never_compared: usize,
    /// Compared, but ten others of the source's record are more alike.
    pub beyond_ten: usize,
}

/// Looks where links were lost that a run did not find; they are in order.
pub fn reach(
    portions: &Portions<'_>,
    outcome: &Outcome,
    missed: &[Link],
) -> Result<Reach, Failure> {
    let mut sources: Vec<u32> = missed.iter().map(|link| link.0).collect();
    sources.dedup();
    // source, target, score
    let mut scored: Vec<(u32, u32, f64)> = Vec::new();
    portions.each(&mut |prepared, first| {
        let mut finder = Finder::new(prepared, portions.spec);
        let (mut parts, mut memo) = (Parts::new(), prepared.coded.memo());
        for source in &sources {
            finder.find(&[*source]);
            for (target, _) in &finder.found {
                let score = prepared
                    .compare(*source as usize, *target as usize, &mut parts, &mut memo)
                    .map_or(0.0, |()| outcome.model.score(&parts));
                scored.push((*source, first + *target, score));
            }
        }
        Ok(())
    })?;
    scored.sort_unstable_by_key(|(source, target, _)| (*source, *target));
    let mut reach = Reach::default();
    for (source, target) in missed {
        let begin = scored.partition_point(|other| other.0 < *source);
        let own = &scored[begin..];
        let own = &own[..own.partition_point(|other| other.0 == *source)];
        match own.binary_search_by_key(target, |other| other.1) {
            Err(_) => reach.never_compared += 1,
            Ok(at) => {
                let better = own.iter().filter(|other| other.2 > own[at].2).count();
                reach.beyond_ten += usize::from(better >= KEPT);
            }
        }
    }
    Ok(reach)
}
