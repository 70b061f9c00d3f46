//! Elided quotations: the first and the last words with an ellipsis between, as a critical edition's lemma.
//!
//! A quotation resolves where exactly one stretch of the passage fits. Parts match character by character and begin and
//! end at the edges of words; only white space is free, because a line may be wrapped anywhere. A near miss is named,
//! never taken.

use std::ops::Range;

/// The most words of a text that may stand together in a quotation.
pub const LONGEST_RUN: usize = 5;
/// Fitting stretches are counted no further than this.
const ENOUGH: usize = 50;

/// A quotation, divided at its ellipses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The parts in order, none of them empty.
    pub parts: Vec<String>,
}

/// Where a quotation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Exactly one stretch: its bytes in the passage.
    Found(Range<usize>),
    /// More than one stretch fits.
    Ambiguous {
        /// How many, counted no further than fifty.
        count: usize,
    },
    /// A part does not stand in the passage, or not after the part before it.
    NotFound {
        /// The part.
        part: String,
        /// The nearest words of the passage, and how they differ, if any are near.
        near: Option<(String, &'static str)>,
    },
}

impl Quotation {
    /// Divides a quotation at `…` (three full stops count as one); `None` if no words are left.
    ///
    /// ```
    /// # use relata::text::{Quotation, Resolution};
    /// let quotation = Quotation::parse("By 1999 … signed").unwrap();
    /// assert_eq!(quotation.resolve("By 1999, much had been signed."), Resolution::Found(0..29));
    /// ```
    pub fn parse(written: &str) -> Option<Self> {
        let parts: Vec<String> = written
            .replace("...", "…")
            .split('…')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// The most words that stand together in one part.
    pub fn longest_run(&self) -> usize {
        self.parts
            .iter()
            .map(|part| {
                part.split_whitespace()
                    .filter(|word| word.contains(char::is_alphanumeric))
                    .count()
            })
            .max()
            .unwrap_or(0)
    }

    /// Finds the one stretch of the passage that fits.
    pub fn resolve(&self, passage: &str) -> Resolution {
        // ends of the stretches found so far, each with its start; parts are laid one behind the other
        let mut open: Vec<Range<usize>> = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            let places = places(passage, part);
            let next: Vec<Range<usize>> = if index == 0 {
                places
            } else {
                open.iter()
                    .flat_map(|stretch| {
                        places
                            .iter()
                            .filter(|place| place.start >= stretch.end)
                            .map(|place| stretch.start..place.end)
                    })
                    .take(ENOUGH)
                    .collect()
            };
            if next.is_empty() {
                // what stands there, but before the part in front of it, is in the wrong order
                let near = if self::places(passage, part).is_empty() {
                    near(passage, part)
                } else {
                    Some((part.clone(), "it stands before the part in front of it"))
                };
                return Resolution::NotFound {
                    part: part.clone(),
                    near,
                };
            }
            open = next;
        }
        match open.as_slice() {
            [only] => Resolution::Found(only.clone()),
            many => Resolution::Ambiguous { count: many.len() },
        }
    }
}

/// Where a part stands in a passage, white space free, whole words only.
fn places(passage: &str, part: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let Some(first) = words.first() else {
        return Vec::new();
    };
    passage
        .match_indices(first)
        .filter_map(|(start, _)| {
            let end = follow(passage, start, &words)?;
            (is_edge(passage, start) && is_edge(passage, end)).then_some(start..end)
        })
        .take(ENOUGH)
        .collect()
}

fn follow(passage: &str, start: usize, words: &[&str]) -> Option<usize> {
    let mut at = start;
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let rest = &passage[at..];
            let bare = rest.trim_start();
            if bare.len() == rest.len() {
                return None;
            }
            at += rest.len() - bare.len();
        }
        at += passage[at..].strip_prefix(word).map(|_| word.len())?;
    }
    Some(at)
}

/// True where no word is cut at this place. Scripts without spaces have no such edges.
fn is_edge(text: &str, at: usize) -> bool {
    let cut = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    !(text[..at].chars().next_back().is_some_and(cut) && text[at..].chars().next().is_some_and(cut))
}

pub(super) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// A way of overlooking a difference.
type Fold = fn(&str) -> String;

/// The words of the passage that are nearest to a part, and in what they differ.
fn near(passage: &str, part: &str) -> Option<(String, &'static str)> {
    let longest = 20_000;
    let wanted: Vec<&str> = part.split_whitespace().collect();
    if passage.len() > longest || wanted.is_empty() || wanted.len() > 40 {
        return None;
    }
    let words: Vec<&str> = passage.split_whitespace().collect();
    let folds: [(Fold, &str); 4] = [
        (
            quotes,
            "the apostrophes or quotation marks differ, curly or straight",
        ),
        (dashes, "the hyphens or dashes differ"),
        (|text| text.to_lowercase(), "the letter case differs"),
        (
            |text| dashes(&quotes(text)).to_lowercase(),
            "case and punctuation differ",
        ),
    ];
    let trim = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let windows = || {
        words
            .windows(wanted.len().min(words.len().max(1)))
            .map(|window| window.join(" "))
    };
    let joined = wanted.join(" ");
    for (fold, why) in folds {
        if let Some(found) = windows().find(|window| trim(&fold(window)) == trim(&fold(&joined))) {
            return Some((trim_to(&found, &joined), why));
        }
    }
    windows()
        .map(|window| {
            (
                strsim::normalized_damerau_levenshtein(
                    &window.to_lowercase(),
                    &joined.to_lowercase(),
                ),
                window,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, window)| (window, "the words differ"))
}

/// Takes punctuation off the edges of a window where the wanted words have none there.
fn trim_to(window: &str, wanted: &str) -> String {
    let mut text = window;
    if wanted.ends_with(char::is_alphanumeric) {
        text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    }
    if wanted.starts_with(char::is_alphanumeric) {
        text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    text.to_owned()
}

fn quotes(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '’' | '‘' | '`' | '´' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            c => c,
        })
        .collect()
}

fn dashes(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(c, '‐' | '‑' | '–' | '—' | '−') {
                '-'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(quotation: &str, passage: &str) -> Resolution {
        Quotation::parse(quotation).unwrap().resolve(passage)
    }

    #[test]
    fn whole_words_and_one_stretch_only() {
        assert!(matches!(
            resolve("in", "interest in it"),
            Resolution::Found(_)
        ));
        assert_eq!(
            resolve("a … b", "a b b"),
            Resolution::Ambiguous { count: 2 }
        );
        assert!(matches!(
            resolve("b … a", "a b"),
            Resolution::NotFound { .. }
        ));
        assert_eq!(
            resolve("two words", "two\n  words"),
            Resolution::Found(0..11)
        );
        assert!(matches!(
            resolve("의견", "포함된의견은"),
            Resolution::Found(_)
        ));
    }

    #[test]
    fn a_near_miss_is_named_and_not_taken() {
        let passage = "They saw the leader’s own Interests.";
        let Resolution::NotFound {
            near: Some((words, why)),
            ..
        } = resolve("leader's own", passage)
        else {
            panic!()
        };
        assert_eq!(
            (words.as_str(), why.contains("curly")),
            ("leader’s own", true)
        );
        let Resolution::NotFound {
            near: Some((words, _)),
            ..
        } = resolve("own interests", passage)
        else {
            panic!()
        };
        assert_eq!(words, "own Interests");
    }

    #[test]
    fn hostile_quotations_end() {
        let passage = "a ".repeat(5_000);
        let many = vec!["a"; 200].join(" … ");
        assert!(matches!(
            resolve(&many, &passage),
            Resolution::Ambiguous { .. } | Resolution::NotFound { .. }
        ));
        assert!(Quotation::parse(" … ").is_none());
    }
}
