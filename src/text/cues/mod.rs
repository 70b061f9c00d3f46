//! Words of a sentence that an encoder must not overlook: who says it, how firmly, whether at all, why, when, how much.
//!
//! What is found is a hint and never more: `may` is also a month, and `said` may be said of somebody else. The lists are
//! English; a sentence in another language has no cues but its years and numbers.

mod denials;
mod hedges;
mod quantities;
mod reasons;
mod reports;
mod times;
mod words;

pub use quantities::{Quantity, quantities};
pub use reports::speaker;
pub(crate) use times::MONTHS;
pub use times::{Time, times};

use std::ops::Range;
use words::{Word, length, words};

/// What a word hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// Somebody else may be the one who says it: `according to`.
    Report,
    /// Somebody else may say that it is not so: `denied that`.
    ReportedDenial,
    /// Somebody else may hold it without being sure: `suspects`.
    Belief,
    /// Somebody else may hold it to be unlikely: `doubts`.
    Doubt,
    /// It may lie in the future: `will`.
    Forecast,
    /// The claim may be less than certain: `seems`, `perhaps`.
    Hedge,
    /// It may be denied: `never`.
    Denial,
    /// One thing may be said to bring another about: `because`.
    Cause,
    /// One thing may be said to hang on another: `if`.
    Condition,
    /// Somebody may want it, which is not yet that it is so: `hopes to`.
    Aim,
}

/// Every list with what it hints at; what only looks like a cue hints at nothing, and hides the shorter cues within.
const LISTS: &[(Option<Hint>, &[&str])] = &[
    (Some(Hint::Report), reports::REPORTS),
    (Some(Hint::ReportedDenial), reports::DENIALS),
    (Some(Hint::Belief), reports::BELIEFS),
    (Some(Hint::Doubt), reports::DOUBTS),
    (Some(Hint::Forecast), hedges::FORECASTS),
    (Some(Hint::Hedge), hedges::HEDGES),
    (Some(Hint::Denial), denials::DENIALS),
    (Some(Hint::Cause), reasons::CAUSES),
    (Some(Hint::Condition), reasons::CONDITIONS),
    (Some(Hint::Aim), reasons::AIMS),
    (None, denials::NONE),
    (None, reasons::NONE),
];

/// The cues of a sentence in the order of their places, each with its bytes; a longer one hides the shorter ones within.
///
/// ```
/// # use relata::text::{Hint, cues};
/// let sentence = "It seems that trade stopped because the river froze.";
/// let found: Vec<_> = cues(sentence).into_iter().map(|(hint, at)| (hint, &sentence[at])).collect();
/// assert_eq!(found, [(Hint::Hedge, "It seems"), (Hint::Cause, "because")]);
/// ```
pub fn cues(sentence: &str) -> Vec<(Hint, Range<usize>)> {
    let words = words(sentence);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LISTS
            .iter()
            .flat_map(|(hint, list)| list.iter().map(move |cue| (*hint, *cue)))
            .filter_map(|(hint, cue)| Some((length(&words[at..], cue)?, hint)))
            .max_by_key(|(length, _)| *length);
        let Some((length, hint)) = longest else {
            at += 1;
            continue;
        };
        if let Some(hint) = hint.filter(|_| !is_month(sentence, &words, at)) {
            let range = words[at].at.start..words[at + length - 1].at.end;
            found.push((reasons::read_again(sentence, &range, hint), range));
        }
        at += length;
    }
    found
}

/// True of `May`, the month: inside a sentence, or before a number.
fn is_month(sentence: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    word.text == "may"
        && sentence[word.at.clone()].starts_with('M')
        && (at > 0
            || words
                .get(at + 1)
                .is_some_and(|next| next.text.starts_with(|c: char| c.is_ascii_digit())))
}

#[cfg(test)]
pub(super) fn found(sentence: &str) -> Vec<(Hint, &str)> {
    cues(sentence)
        .into_iter()
        .map(|(hint, at)| (hint, &sentence[at]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::Strategy;

    #[test]
    fn longer_cues_hide_shorter_ones_and_the_month_is_none() {
        assert_eq!(
            found("According to him it may have failed in May 1999, but never will."),
            [
                (Hint::Report, "According to"),
                (Hint::Hedge, "may have"),
                (Hint::Denial, "never"),
                (Hint::Forecast, "will"),
            ]
        );
        assert_eq!(found("May 5, 1961 was a Friday."), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_hints_with_true_places(
            parts in proptest::collection::vec(proptest::prelude::prop_oneof![
                proptest::string::string_regex("[a-z]{1,8}|\\PC{0,4}|[0-9]{1,24}s?").expect("a regular expression"),
                proptest::sample::select(vec![
                    "early", "late", "mid", "to", "from", "between", "and", "the", "1990s", "1999", "May", "March", "5",
                    "–", "about", "every", "two", "million", "year", "a", "per", "19th", "century", "spring", "of", "said",
                    "”", "denied", "that", "1,500", "9.75", "£", "%", "[12]", "once", "twice",
                ]).prop_map(str::to_owned),
            ], 0..24),
            joint in proptest::sample::select(vec![" ", "", "\n", ", "]),
        ) {
            let sentence = parts.join(joint);
            for (_, at) in cues(&sentence) {
                proptest::prop_assert!(!sentence[at.clone()].is_empty());
                let _ = speaker(&sentence, &at);
            }
            for time in times(&sentence) {
                proptest::prop_assert!(!sentence[time.at.clone()].is_empty());
                proptest::prop_assert!(time.edtf.parse::<edtf_core::Edtf>().is_ok(), "{}", time.edtf);
            }
            for found in quantities(&sentence) {
                proptest::prop_assert!(!sentence[found.at].is_empty());
            }
        }
    }

    #[test]
    fn a_long_line_ends() {
        let line = "not if because 1 to ".repeat(2_000);
        assert_eq!(cues(&line).len(), 6_000);
        assert!(times(&line).is_empty());
        assert!(!quantities(&line).is_empty());
    }
}
