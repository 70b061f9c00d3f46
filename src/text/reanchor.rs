//! Carries names over to a changed text: what stayed, moved, changed, was lost or is new.

use super::passages::{Kind, Passage};
use std::collections::{HashMap, HashSet};

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The same words at the same place.
    Kept,
    /// The same words elsewhere.
    Moved,
    /// Other words at what is taken for the same place.
    Changed,
    /// Not there any more.
    Lost,
    /// Not there before.
    New,
}

/// A passage by name, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
}

/// Gives the passages of a new text the names of the old ones wherever they are the same, and tells what changed.
///
/// Same words are the same passage, the nearest in order first. What is left over between two passages that were
/// recognised, in equal numbers and of one kind, counts as changed. Everything else is new, and never takes a name that was used.
pub fn reanchor(old: &[Passage], new: &mut [Passage]) -> Vec<Change> {
    let mut fates = Vec::new();
    let mut taken: HashSet<usize> = HashSet::new();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut match_of: Vec<Option<usize>> = vec![None; new.len()];
    let mut by_words: HashMap<(u8, &str), Vec<usize>> = HashMap::new();
    for (index, passage) in old.iter().enumerate() {
        by_words
            .entry((family(passage.kind), passage.sha256.as_str()))
            .or_default()
            .push(index);
    }
    for (index, passage) in new.iter().enumerate() {
        if let Some(candidates) = by_words.get_mut(&(family(passage.kind), passage.sha256.as_str()))
            && !candidates.is_empty()
        {
            let known = candidates.remove(0);
            taken.insert(known);
            match_of[index] = Some(known);
            let fate = if old[known].start == passage.start {
                Fate::Kept
            } else {
                Fate::Moved
            };
            fates.push(Change {
                name: old[known].name.clone(),
                fate,
            });
        }
    }
    for kind in 0..4u8 {
        pair_gaps(kind, old, new, &mut match_of, &mut taken, &mut fates);
    }
    let mut used: HashSet<String> = old.iter().map(|passage| passage.name.clone()).collect();
    for (index, passage) in new.iter_mut().enumerate() {
        let before = passage.name.clone();
        match match_of[index] {
            Some(known) => {
                passage.name.clone_from(&old[known].name);
                if family(passage.kind) == SECTION {
                    passage.label.clone_from(&old[known].label);
                }
            }
            None => {
                passage.name = free(&before, &used);
                fates.push(Change {
                    name: passage.name.clone(),
                    fate: Fate::New,
                });
            }
        }
        used.insert(passage.name.clone());
        names.insert(before, passage.name.clone());
    }
    for passage in new.iter_mut() {
        if let Some(whole) = &mut passage.part_of
            && let Some(name) = names.get(whole)
        {
            whole.clone_from(name);
        }
    }
    for (index, passage) in old.iter().enumerate() {
        if !taken.contains(&index) {
            fates.push(Change {
                name: passage.name.clone(),
                fate: Fate::Lost,
            });
        }
    }
    fates
}

const SECTION: u8 = 1;

/// Kinds among which names may be carried over.
fn family(kind: Kind) -> u8 {
    match kind {
        Kind::Title | Kind::SectionTitle | Kind::TextChunk => 0,
        Kind::FrontSection | Kind::Section => SECTION,
        Kind::Paragraph => 2,
        Kind::Sentence => 3,
    }
}

/// Pairs what is left over between recognised neighbours of one kind, where the numbers on both sides are equal.
fn pair_gaps(
    kind: u8,
    old: &[Passage],
    new: &[Passage],
    match_of: &mut [Option<usize>],
    taken: &mut HashSet<usize>,
    fates: &mut Vec<Change>,
) {
    let olds: Vec<usize> = (0..old.len())
        .filter(|index| family(old[*index].kind) == kind)
        .collect();
    let news: Vec<usize> = (0..new.len())
        .filter(|index| family(new[*index].kind) == kind)
        .collect();
    let place: HashMap<usize, usize> = olds
        .iter()
        .enumerate()
        .map(|(order, index)| (*index, order))
        .collect();
    let mut gap: Vec<usize> = Vec::new();
    let mut last = 0;
    for end in 0..=news.len() {
        let anchor = news.get(end).map(|index| match_of[*index]);
        match anchor {
            Some(None) => gap.push(news[end]),
            Some(Some(known)) => {
                let order = place.get(&known).copied().unwrap_or(last);
                settle(&mut gap, &olds, last..order, old, match_of, taken, fates);
                last = last.max(order + 1);
            }
            None => settle(
                &mut gap,
                &olds,
                last..olds.len(),
                old,
                match_of,
                taken,
                fates,
            ),
        }
    }
}

fn settle(
    gap: &mut Vec<usize>,
    olds: &[usize],
    range: std::ops::Range<usize>,
    old: &[Passage],
    match_of: &mut [Option<usize>],
    taken: &mut HashSet<usize>,
    fates: &mut Vec<Change>,
) {
    let left: Vec<usize> = olds
        .get(range)
        .unwrap_or(&[])
        .iter()
        .copied()
        .filter(|index| !taken.contains(index))
        .collect();
    if left.len() == gap.len() {
        for (new, known) in gap.iter().zip(left) {
            match_of[*new] = Some(known);
            taken.insert(known);
            fates.push(Change {
                name: old[known].name.clone(),
                fate: Fate::Changed,
            });
        }
    }
    gap.clear();
}

fn free(name: &str, used: &HashSet<String>) -> String {
    if !used.contains(name) {
        return name.to_owned();
    }
    (1..)
        .map(|number| format!("{name}n{number}"))
        .find(|candidate| !used.contains(candidate))
        .unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::passages;

    #[test]
    fn names_stay_with_their_words() {
        let old = passages("One here. Two here. Three here.", &[]);
        let mut new = passages("Zero here. One here. Two there. Three here.", &[]);
        let changes = reanchor(&old, &mut new);
        let sentences: Vec<_> = new
            .iter()
            .filter(|p| p.kind == Kind::Sentence)
            .map(|p| p.name.as_str())
            .collect();
        assert_eq!(sentences, ["s01n1", "s01", "s02", "s03"]);
        assert!(changes.contains(&Change {
            name: "s02".into(),
            fate: Fate::Changed
        }));
        assert!(changes.contains(&Change {
            name: "s03".into(),
            fate: Fate::Moved
        }));
    }

    #[test]
    fn an_unchanged_text_keeps_everything() {
        let old = passages("# T\n\nOne. Two.\n", &[]);
        let mut new = old.clone();
        assert!(
            reanchor(&old, &mut new)
                .iter()
                .all(|change| change.fate == Fate::Kept)
        );
        assert_eq!(old, new);
    }
}
