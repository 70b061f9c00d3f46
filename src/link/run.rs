//! One run: candidates, scores, one-to-one, thresholds.

use crate::external::Failure;
use crate::link::candidates::Finder;
use crate::link::decide::evidence::{Evidence, evidence};
use crate::link::decide::{Chosen, LOOK, choose, groups};
use crate::link::evaluate::Link;
use crate::link::prepare::Prepared;
use crate::link::prepare::portions::Portions;
use crate::link::radix;
use crate::link::score::assignment::{Pair, assign, order, sort};
use crate::link::score::combine::{Learned, Model, Parts};
use crate::link::spec::{Combine, Spec, Threshold};
use crate::parallel::threads;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Candidates kept of one record, best first: of one that has one partner, and of one that may have several.
pub const KEPT: usize = 10;
const KEPT_OF_MANY: usize = 100;
/// Records that a thread takes at a time, at least and at most.
const CHUNK: [usize; 2] = [512, 1 << 17];
/// Pairs that a thread should have at a time.
const PAIRS: u64 = 4 << 20;
/// So many pairs are sorted by their bits.
const MANY: usize = 100_000;
/// Pairs drawn evenly, to see what chance gives.
const DRAWN: usize = 100_000;
/// Pairs whose records are fetched from memory at once.
const AHEAD: usize = 64;
/// Where weights are learned a score is a probability: what is less likely by this than the likeliest is no link, whatever
/// chance gives.
const PROBABLE: f64 = 0.001;
/// Records whose candidates are looked at to learn weights and to foretell the number of comparisons.
const SAMPLE: usize = 10_000;

/// What becomes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Good enough by itself.
    Accepted,
    /// A person should look.
    Review,
}

/// A link that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Number of the source's record.
    pub source: usize,
    /// Number of the target's record.
    pub target: usize,
    /// From 0 to 1.
    pub score: f64,
    /// What becomes of it.
    pub state: State,
}

/// What a run gives.
#[derive(Debug)]
pub struct Outcome {
    /// The links, in the order of the source's records, best first.
    pub found: Vec<Found>,
    /// Pairs compared.
    pub comparisons: u64,
    /// Keys passed over because too many records share them.
    pub passed_over: u64,
    /// Accept from this score on; `None` where nothing is accepted without a person.
    pub accept: Option<f64>,
    /// Review from this score on.
    pub review: f64,
    /// How the threshold came about, where it was chosen.
    pub chosen: Option<Chosen>,
    /// Records with an alike partner, and those with a second one nearly as alike.
    pub rivals: [usize; 2],
    /// How parts became scores.
    pub model: Model,
}

impl Outcome {
    /// The pairs that are accepted, in order.
    pub fn accepted(&self) -> Vec<Link> {
        let accepted = self
            .found
            .iter()
            .filter(|found| found.state == State::Accepted);
        let mut links: Vec<Link> = accepted
            .map(|found| (found.source as u32, found.target as u32))
            .collect();
        links.sort_unstable();
        links
    }
}

/// What people have decided, by the numbers of the records.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Pairs that are linked.
    pub accepted: HashSet<(u32, u32)>,
    /// Pairs that are not.
    pub rejected: HashSet<(u32, u32)>,
    /// Records of the source that have no partner.
    pub nothing: HashSet<u32>,
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    /// About so many comparisons lie ahead.
    Ahead(u64),
    /// So many records of so many are done.
    Done(usize, usize),
}

/// Runs a spec over what was prepared; `records` are the source's records to link, all of them or those of a shard.
pub fn run(
    portions: &Portions<'_>,
    records: &[u32],
    judged: &Judged,
    tell: &(dyn Fn(Stage) + Sync),
) -> Result<Outcome, Failure> {
    let (spec, counts) = (portions.spec, portions.sides.counts());
    let model = Model::of(spec.decide.combine, &spec.comparisons);
    let (model, foreseen) = foresee(portions, records, model);
    tell(Stage::Ahead(foreseen));
    let (mut pairs, comparisons, passed_over) =
        score_portions(portions, (records, foreseen), &model, tell)?;
    settle(&mut pairs, judged);
    // each thread's pairs are in order: runs are merged
    pairs.sort_by(order);
    let once = spec.cardinality().once();
    let taken = assign(&pairs, counts, once);
    let (evidence, is_plain) = asked(&pairs, &taken, records, counts, once);
    let chosen = (spec.decide.accept == Threshold::Auto || spec.decide.review == Threshold::Auto)
        .then(|| match is_plain {
            true => groups(&evidence.own),
            false => choose(&evidence),
        });
    let automatic = chosen.map_or(0.5, |chosen| chosen.threshold);
    let automatic = match spec.decide.combine {
        Combine::Em => {
            let mut news = pairs.iter().filter(|pair| pair.score < SETTLED);
            let best = news.next().map_or(0.0, |best| f64::from(best.score));
            automatic.max(PROBABLE * best)
        }
        _ => automatic,
    };
    let accept = match spec.decide.accept {
        Threshold::At(score) => Some(score),
        Threshold::Auto => Some(automatic),
        Threshold::Review => None,
    };
    let review = match spec.decide.review {
        Threshold::At(score) => score,
        _ if spec.decide.accept == Threshold::Auto => {
            chosen.map_or(automatic, |chosen| chosen.review)
        }
        _ => LOOK * accept.unwrap_or(automatic),
    };
    let mut found: Vec<Found> = taken
        .iter()
        .map(|at| pairs[*at])
        .filter(|pair| pair.score < SETTLED && f64::from(pair.score) >= review)
        .map(|pair| {
            let score = f64::from(pair.score);
            let state = if accept.is_some_and(|accept| score >= accept) {
                State::Accepted
            } else {
                State::Review
            };
            Found {
                source: pair.source as usize,
                target: pair.target as usize,
                score,
                state,
            }
        })
        .collect();
    found.sort_by_key(|found| (found.source, found.target));
    Ok(Outcome {
        found,
        comparisons,
        passed_over,
        accept,
        review,
        chosen,
        rivals: evidence.rivals(),
        model,
    })
}

/// What the scores tell of those who have one partner at most; where nobody does, of the side that seems to have fewer. True
/// where none of them had a second candidate.
fn asked(
    pairs: &[Pair],
    taken: &[usize],
    records: &[u32],
    counts: [usize; 2],
    once: [bool; 2],
) -> (Evidence, bool) {
    let targets = || (0..counts[1] as u32).collect::<Vec<u32>>();
    match once {
        [false, false] => {
            let [source, target] = [[true, false], [false, true]].map(|once| {
                let taken = assign(pairs, counts, once);
                let told = match once[0] {
                    true => evidence(pairs, &taken, records, counts, once),
                    false => evidence(pairs, &taken, &targets(), counts, once),
                };
                (told, taken.len() == pairs.len())
            });
            let several = |told: &Evidence| {
                let [alike, second] = told.rivals();
                second as f64 / alike.max(1) as f64
            };
            match several(&source.0) <= several(&target.0) {
                true => source,
                false => target,
            }
        }
        [false, true] => {
            let told = evidence(pairs, taken, &targets(), counts, once);
            (told, taken.len() == pairs.len())
        }
        [true, _] => {
            let told = evidence(pairs, taken, records, counts, once);
            (told, taken.len() == pairs.len())
        }
    }
}

/// The score of a pair that a person accepted: it is taken before all others, and is no news.
const SETTLED: f32 = 2.0;

/// Takes out what people have decided against, and puts first what they have accepted.
fn settle(pairs: &mut Vec<Pair>, judged: &Judged) {
    if judged.accepted.is_empty() && judged.rejected.is_empty() && judged.nothing.is_empty() {
        return;
    }
    pairs.retain(|pair| {
        let both = (pair.source, pair.target);
        !judged.rejected.contains(&both)
            && !judged.accepted.contains(&both)
            && !judged.nothing.contains(&pair.source)
    });
    pairs.extend(judged.accepted.iter().map(|(source, target)| Pair {
        score: SETTLED,
        source: *source,
        target: *target,
    }));
}

/// Looks at the candidates of some records: how many there are, and for `em`, what the weights are.
fn foresee(portions: &Portions<'_>, records: &[u32], model: Option<Model>) -> (Model, u64) {
    let (spec, prepared, sample) = (portions.spec, portions.at_hand(), portions.sample());
    let looked: Vec<u32> = match sample {
        Some(_) => (0..prepared.counts[0] as u32).collect(),
        None => {
            let enough = if model.is_some() { 500 } else { SAMPLE };
            let step = records.len().div_ceil(enough).max(1);
            records.iter().copied().step_by(step).collect()
        }
    };
    let mut finder = Finder::sparing(prepared, spec, sample.map_or(1.0, |sample| sample.scale));
    let mut memo = prepared.coded.memo();
    let mut seen = 0;
    let mut candidates: Vec<Parts> = Vec::new();
    for looked in looked.chunks(CHUNK[0]) {
        finder.find(looked);
        seen += finder.found.len();
        if model.is_some() {
            continue;
        }
        for (target, place) in &finder.found {
            let source = looked[*place as usize] as usize;
            let mut parts = Parts::new();
            if prepared
                .compare(source, *target as usize, &mut parts, &mut memo)
                .is_some()
            {
                candidates.push(parts);
            }
        }
    }
    let looked = looked.len();
    let of_target = sample.map_or(1.0, |sample| sample.share);
    let each = seen as f64 / looked.max(1) as f64 / of_target;
    let foreseen = (each * records.len() as f64) as u64;
    let model = model.unwrap_or_else(|| {
        // a sample is drawn from all of the source, whichever shard is run
        let all = match sample {
            Some(_) => portions.sides.counts()[0],
            None => records.len(),
        };
        let share = looked as f64 / all.max(1) as f64 * of_target;
        let pairs = all as f64 * portions.sides.counts()[1] as f64;
        Model::Learned(Learned::learn(
            &spec.comparisons,
            &chance(prepared),
            &candidates,
            share,
            pairs.max(2.0),
        ))
    });
    (model, foreseen)
}

/// Pairs drawn evenly, always the same ones.
fn chance(prepared: &Prepared) -> Vec<Parts> {
    let [sources, targets] = prepared.counts.map(|count| count.max(1) as u64);
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut next = |below: u64| {
        // xorshift, Marsaglia (2003)
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below) as usize
    };
    if prepared.counts.contains(&0) {
        return Vec::new();
    }
    let drawn: Vec<(usize, usize)> = (0..DRAWN).map(|_| (next(sources), next(targets))).collect();
    let chunks: Vec<_> = drawn.chunks(DRAWN / 32).collect();
    crate::parallel::each(&chunks, |drawn| {
        let mut memo = prepared.coded.memo();
        let mut likeness = |(source, target): &(usize, usize)| {
            (0..prepared.compared.len())
                .map(|at| prepared.likeness(at, *source, *target, &mut memo))
                .collect::<Parts>()
        };
        drawn.iter().map(&mut likeness).collect::<Vec<_>>()
    })
    .concat()
}

/// Pairs, comparisons, keys passed over.
type Scored = (Vec<Pair>, u64, u64);

/// Scores portion after portion, and keeps the best pairs of each record from all of them.
fn score_portions(
    portions: &Portions<'_>,
    (records, foreseen): (&[u32], u64),
    model: &Model,
    tell: &(dyn Fn(Stage) + Sync),
) -> Result<Scored, Failure> {
    let count = portions.count();
    let mut all: Scored = (Vec::new(), 0, 0);
    let mut done = 0;
    portions.each(&mut |prepared, first| {
        let work = (records, foreseen / count as u64);
        let before = done * records.len();
        let (pairs, compared, passed_over) =
            score_all(portions.spec, prepared, work, model, &|scored| {
                tell(Stage::Done(before + scored, count * records.len()));
            });
        if count == 1 {
            all.0 = pairs;
        } else {
            all.0.extend(pairs.into_iter().map(|pair| Pair {
                target: first + pair.target,
                ..pair
            }));
            keep_best(&mut all.0, 0, (usize::MAX, portions.spec));
        }
        all.1 += compared;
        all.2 += passed_over;
        done += 1;
        Ok(())
    })?;
    if count > 1 {
        in_order(&mut all.0, portions.sides.counts());
    }
    Ok(all)
}

fn score_all(
    spec: &Spec,
    prepared: &Prepared,
    (records, foreseen): (&[u32], u64),
    model: &Model,
    tell: &(dyn Fn(usize) + Sync),
) -> Scored {
    let each = foreseen / records.len().max(1) as u64 + 1;
    let fair = records.len().div_ceil(4 * threads(records.len()));
    let chunk = ((PAIRS / each) as usize)
        .min(fair)
        .clamp(CHUNK[0], CHUNK[1]);
    let chunks: Vec<&[u32]> = records.chunks(chunk).collect();
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let results: Vec<Scored> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads(chunks.len()))
            .map(|_| {
                scope.spawn(|| {
                    let mut finder = Finder::new(prepared, spec);
                    let (mut parts, mut memo) = (Parts::new(), prepared.coded.memo());
                    let mut pairs = Vec::new();
                    let mut compared = 0u64;
                    while let Some(records) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                        finder.find(records);
                        compared += finder.found.len() as u64;
                        let begin = pairs.len();
                        let mut counts = vec![0; records.len()];
                        let mut pair = |(target, place): &(u32, u32)| {
                            let source = records[*place as usize];
                            prepared.compare(
                                source as usize,
                                *target as usize,
                                &mut parts,
                                &mut memo,
                            )?;
                            let score = model.score(&parts) as f32;
                            counts[*place as usize] += 1;
                            (score > 0.0).then_some(Pair {
                                score,
                                source,
                                target: *target,
                            })
                        };
                        for ahead in finder.found.chunks(AHEAD) {
                            let both = |(target, place): &(u32, u32)| {
                                [records[*place as usize] as usize, *target as usize]
                            };
                            prepared.coded.fetch(ahead.iter().map(both));
                            pairs.extend(ahead.iter().filter_map(&mut pair));
                        }
                        let most = counts.into_iter().max().unwrap_or(0);
                        keep_best(&mut pairs, begin, (most, spec));
                        let before = done.fetch_add(records.len(), Ordering::Relaxed);
                        tell(before + records.len());
                    }
                    in_order(&mut pairs, prepared.counts);
                    (pairs, compared, finder.passed_over)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| match worker.join() {
                Ok(scored) => scored,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    let mut all = (Vec::new(), 0, 0);
    for (pairs, compared, passed_over) in results {
        all.0.extend(pairs);
        all.1 += compared;
        all.2 += passed_over;
    }
    all
}

/// Sorts pairs by [`order`], many of them by their bits.
fn in_order(pairs: &mut Vec<Pair>, counts: [usize; 2]) {
    if pairs.len() < MANY {
        return sort(pairs);
    }
    let (mut room, [sources, targets]) = (Vec::new(), counts.map(radix::bits));
    let records = |pair: &Pair| u64::from(pair.source) << targets | u64::from(pair.target);
    radix::sort(pairs, &mut room, sources + targets, records);
    // scores are positive, and such numbers rise with their bits
    radix::sort(pairs, &mut room, u32::BITS, |pair| {
        u64::from(!pair.score.to_bits())
    });
}

/// Of the pairs from a place on, keeps the best of each record; `most` is the most that a record has of them.
fn keep_best(pairs: &mut Vec<Pair>, begin: usize, (most, spec): (usize, &Spec)) {
    let keep = match spec.cardinality().once()[0] {
        true => KEPT,
        false => KEPT_OF_MANY,
    };
    if most <= keep {
        return;
    }
    pairs[begin..].sort_unstable_by(|a, b| a.source.cmp(&b.source).then_with(|| order(a, b)));
    let (mut kept, mut own) = (begin, 0);
    for at in begin..pairs.len() {
        let again = at > begin && pairs[at].source == pairs[at - 1].source;
        own = if again { own + 1 } else { 1 };
        if own <= keep {
            pairs[kept] = pairs[at];
            kept += 1;
        }
    }
    pairs.truncate(kept);
}
