//! Which properties say what the titles of the other side say too, such as a maker: they are joined with them to one text.

use super::kind::{Counted, Kind, kind};
use super::pairing::Pair;
use super::sample::{Property, Sample};
use crate::link::prepare::transform::{Step, apply};
use rustc_hash::FxHashSet;

/// The words of properties, folded.
pub(super) fn vocabulary<'p>(properties: impl Iterator<Item = &'p Property>) -> FxHashSet<String> {
    let mut words = FxHashSet::default();
    for value in properties.flat_map(|property| &property.values) {
        words.extend(apply(&[Step::Fold], value).split(' ').map(str::to_owned));
    }
    words
}

/// The pairs of which most values stand within the titles of the other side, such as a maker; codes need it less often.
pub(super) fn within(sides: &[Sample; 2], pairs: &[Pair]) -> Vec<[usize; 2]> {
    let own = |pair: &Pair, side: usize| &sides[side].properties[pair.at[side]];
    let is_title = |pair: &&Pair| {
        matches!(pair.kind, Kind::Text | Kind::Long)
            && (0..2).all(|side| Counted::of(own(pair, side).values.iter()).words > 4.0)
    };
    let words =
        [0, 1].map(|side| vocabulary(pairs.iter().filter(is_title).map(|pair| own(pair, side))));
    let is_within = |pair: &&Pair| {
        let share = match pair.kind {
            Kind::Word | Kind::Text | Kind::Category => 0.7,
            Kind::Code => 0.2,
            _ => return false,
        };
        let is_few = Counted::of(own(pair, 0).values.iter()).different < 20;
        !is_title(pair)
            && !is_few
            && (0..2).any(|side| is_within(own(pair, side), &words[1 - side], share))
    };
    pairs.iter().filter(is_within).map(|pair| pair.at).collect()
}

/// True where a maker or the like stands in the titles too.
pub(super) fn is_said_twice(sides: &[Sample; 2], pairs: &[Pair]) -> bool {
    let within = within(sides, pairs);
    pairs
        .iter()
        .any(|pair| matches!(pair.kind, Kind::Word | Kind::Text) && within.contains(&pair.at))
}

/// True where so much of what a property says stands within the texts of the other side; measures are mostly digits, and do
/// not count.
pub(super) fn is_within(property: &Property, words: &FxHashSet<String>, share: f64) -> bool {
    let is_text = !property.values.is_empty()
        && matches!(
            kind(&[property]),
            Kind::Text | Kind::Word | Kind::Category | Kind::Person | Kind::Code
        );
    let within = |value: &&String| {
        let folded = apply(&[Step::Fold], value);
        let is_measure = folded.contains(' ') && folded.starts_with(|c: char| c.is_ascii_digit());
        !is_measure && folded.split(' ').all(|word| words.contains(word))
    };
    is_text
        && property.values.iter().filter(within).count() as f64
            >= share * property.values.len() as f64
}
