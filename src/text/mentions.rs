//! Which names stand in a sentence: whole words, letter case as written, the longest name first.
//!
//! A name inside a longer one is not counted: "China" is not named in "South China Sea". It is where the longer one's thing
//! is said to be about it: whoever names "relations between Russia and China" names China.

use super::quotation::is_unspaced;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Spellings of things, ready to be looked for.
#[derive(Debug)]
pub struct Spellings<T> {
    /// By first character, the longest first.
    by_first: HashMap<char, Vec<(String, T)>>,
    /// Which thing is about which others.
    about: HashSet<(T, T)>,
}

impl<T: Clone + Ord + std::hash::Hash> Spellings<T> {
    /// Takes pairs of a spelling and the thing it names. One spelling may name several things.
    ///
    /// ```
    /// # use relata::text::Spellings;
    /// let names = Spellings::new([("China".to_owned(), 1), ("South China Sea".to_owned(), 2)]);
    /// assert_eq!(names.in_text("China’s fleet").into_iter().collect::<Vec<_>>(), [1]);
    /// assert_eq!(names.in_text("the South China Sea").into_iter().collect::<Vec<_>>(), [2]);
    /// ```
    pub fn new(pairs: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut by_first: HashMap<char, Vec<(String, T)>> = HashMap::new();
        for (spelling, thing) in pairs {
            if let Some(first) = spelling.chars().next() {
                by_first.entry(first).or_default().push((spelling, thing));
            }
        }
        for list in by_first.values_mut() {
            list.sort_by(|left, right| {
                right
                    .0
                    .len()
                    .cmp(&left.0.len())
                    .then_with(|| left.cmp(right))
            });
        }
        Self {
            by_first,
            about: HashSet::new(),
        }
    }

    /// Takes pairs of a thing and another that it is about: who names the first names the second, where its spelling
    /// stands inside that of the first.
    ///
    /// ```
    /// # use relata::text::Spellings;
    /// let names = [("China".to_owned(), 1), ("trade with China".to_owned(), 2)];
    /// let names = Spellings::new(names).about([(2, 1)]);
    /// assert_eq!(names.in_text("the trade with China").into_iter().collect::<Vec<_>>(), [1, 2]);
    /// ```
    #[must_use]
    pub fn about(mut self, pairs: impl IntoIterator<Item = (T, T)>) -> Self {
        self.about.extend(pairs);
        self
    }

    /// The things named in a text. A spelling inside a longer one that also stands there is not counted, unless the
    /// longer one's thing is [about](Self::about) the other.
    pub fn in_text(&self, text: &str) -> BTreeSet<T> {
        let mut found = BTreeSet::new();
        let mut at = 0;
        let mut before = ' ';
        while let Some(first) = text[at..].chars().next() {
            let mut step = first.len_utf8();
            if !(is_word(before) && is_word(first)) {
                let fits = |spelling: &str| {
                    text[at..].strip_prefix(spelling).is_some_and(|rest| {
                        !(spelling.chars().next_back().is_some_and(is_word)
                            && rest.chars().next().is_some_and(is_word))
                    })
                };
                let candidates = self.by_first.get(&first).map_or(&[][..], Vec::as_slice);
                if let Some((longest, _)) = candidates.iter().find(|(spelling, _)| fits(spelling)) {
                    let here: Vec<&T> = candidates
                        .iter()
                        .filter(|(spelling, _)| spelling == longest)
                        .map(|(_, thing)| thing)
                        .collect();
                    found.extend(self.inside(longest).into_iter().filter(|within| {
                        here.iter()
                            .any(|whole| self.about.contains(&((*whole).clone(), within.clone())))
                    }));
                    found.extend(here.into_iter().cloned());
                    step = longest.len();
                }
            }
            before = text[at..at + step].chars().next_back().unwrap_or(' ');
            at += step;
        }
        found
    }

    /// Everything whose spelling stands somewhere inside a name, overlapping or not.
    fn inside(&self, name: &str) -> BTreeSet<T> {
        let mut found = BTreeSet::new();
        if self.about.is_empty() {
            return found;
        }
        let mut before = ' ';
        for (at, first) in name.char_indices() {
            let rest = &name[at..];
            if !(is_word(before) && is_word(first)) {
                for (spelling, thing) in self.by_first.get(&first).into_iter().flatten() {
                    let whole = rest.strip_prefix(spelling.as_str()).is_some_and(|after| {
                        !(spelling.chars().next_back().is_some_and(is_word)
                            && after.chars().next().is_some_and(is_word))
                    });
                    if whole && spelling != name {
                        found.insert(thing.clone());
                    }
                }
            }
            before = first;
        }
        found
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}
