//! Which names stand in a sentence: whole words, letter case as written, the longest name first.

use super::quotation::is_unspaced;
use std::collections::{BTreeSet, HashMap};

/// Spellings of things, ready to be looked for.
#[derive(Debug, Default)]
pub struct Spellings<T> {
    /// By first character, the longest first.
    by_first: HashMap<char, Vec<(String, T)>>,
}

impl<T: Clone + Ord> Spellings<T> {
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
        Self { by_first }
    }

    /// The things named in a text. A spelling inside a longer one that also stands there is not counted.
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
                    found.extend(
                        candidates
                            .iter()
                            .filter(|(spelling, _)| spelling == longest)
                            .map(|(_, thing)| thing.clone()),
                    );
                    step = longest.len();
                }
            }
            before = text[at..at + step].chars().next_back().unwrap_or(' ');
            at += step;
        }
        found
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}
