//! Words of a sentence that an encoder must not overlook: hedges, reports, forecasts, denials, dates.
//!
//! What is found is a hint and never more: `may` is also a month, and `said` may be said of somebody else. The lists are
//! English; a sentence in another language has no cues but its years.

use std::ops::Range;

/// What a word hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// The claim may be less than certain: `seems`, `perhaps`.
    Hedge,
    /// Somebody else may be the one who says it: `according to`.
    Report,
    /// It may lie in the future: `will`.
    Forecast,
    /// It may be denied: `never`.
    Denial,
    /// A year.
    Year,
}

const HEDGES: &[&str] = &[
    "it seems",
    "it seemed",
    "it appears",
    "it appeared",
    "it is possible",
    "it is likely",
    "it is probable",
    "seems",
    "seem",
    "seemed",
    "seemingly",
    "appears",
    "appear",
    "appeared",
    "apparently",
    "perhaps",
    "maybe",
    "possibly",
    "probably",
    "presumably",
    "supposedly",
    "likely",
    "unlikely",
    "may have",
    "might have",
    "could have",
    "may",
    "might",
    "could",
    "would",
    "must have",
    "is thought",
    "are thought",
    "was thought",
    "is believed",
    "are believed",
    "arguably",
    "tends to",
    "tend to",
    "suggests",
    "suggest",
    "indicates",
    "as if",
    "in all likelihood",
    "to some extent",
];

const REPORTS: &[&str] = &[
    "according to",
    "reportedly",
    "allegedly",
    "said",
    "says",
    "claimed",
    "claims",
    "stated",
    "states that",
    "declared",
    "argued",
    "argues",
    "reported",
    "reports that",
    "told",
    "wrote",
    "insisted",
    "admitted",
    "announced",
    "is said",
    "are said",
    "in the words of",
    "in the view of",
    "in the opinion of",
];

const FORECASTS: &[&str] = &[
    "will",
    "shall",
    "is going to",
    "are going to",
    "is expected",
    "are expected",
    "in the future",
];

const DENIALS: &[&str] = &[
    "not",
    "never",
    "no",
    "none",
    "nobody",
    "nothing",
    "neither",
    "nor",
    "without",
    "denied",
    "denies",
    "cannot",
    "failed to",
    "didn't",
    "doesn't",
    "don't",
    "isn't",
    "wasn't",
    "weren't",
    "hasn't",
    "haven't",
    "won't",
    "couldn't",
];

/// The cues of a sentence in the order of their places, each with its bytes; a longer one hides the shorter ones within.
///
/// ```
/// # use relata::text::{Hint, cues};
/// let sentence = "It seems that trade stopped in 1929.";
/// let found: Vec<_> = cues(sentence).into_iter().map(|(hint, at)| (hint, &sentence[at])).collect();
/// assert_eq!(found, [(Hint::Hedge, "It seems"), (Hint::Year, "1929")]);
/// ```
pub fn cues(sentence: &str) -> Vec<(Hint, Range<usize>)> {
    let words = words(sentence);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = [
            (Hint::Hedge, HEDGES),
            (Hint::Report, REPORTS),
            (Hint::Forecast, FORECASTS),
            (Hint::Denial, DENIALS),
        ]
        .into_iter()
        .flat_map(|(hint, list)| list.iter().map(move |cue| (hint, *cue)))
        .filter_map(|(hint, cue)| Some((length(&words[at..], cue)?, hint)))
        .max_by_key(|(length, _)| *length);
        let (length, hint) = match longest {
            Some(found) => found,
            None if is_year(&words[at].1) => (1, Hint::Year),
            None => {
                at += 1;
                continue;
            }
        };
        // the month is no hedge
        if !(words[at].1 == "may" && sentence[words[at].0.clone()].starts_with('M') && at > 0) {
            found.push((hint, words[at].0.start..words[at + length - 1].0.end));
        }
        at += length;
    }
    found
}

/// The words in lower case, with their places.
fn words(sentence: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, character) in sentence.char_indices().chain([(sentence.len(), ' ')]) {
        let inside = character.is_alphanumeric() || matches!(character, '\'' | '’');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((
                    from..at,
                    sentence[from..at].to_lowercase().replace('’', "'"),
                ));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// How many words a cue takes, where the words begin with it.
fn length(words: &[(Range<usize>, String)], cue: &str) -> Option<usize> {
    let mut count = 0;
    for part in cue.split(' ') {
        if words.get(count)?.1 != part {
            return None;
        }
        count += 1;
    }
    Some(count)
}

fn is_year(word: &str) -> bool {
    let digits = word.strip_suffix('s').unwrap_or(word);
    digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit())
        && ("1000".."2100").contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_cues_hide_shorter_ones_and_the_month_is_none() {
        let sentence = "According to him it may have failed in May 1999, but never will.";
        let found: Vec<_> = cues(sentence)
            .into_iter()
            .map(|(hint, at)| (hint, &sentence[at]))
            .collect();
        assert_eq!(
            found,
            [
                (Hint::Report, "According to"),
                (Hint::Hedge, "may have"),
                (Hint::Year, "1999"),
                (Hint::Denial, "never"),
                (Hint::Forecast, "will"),
            ]
        );
    }
}
