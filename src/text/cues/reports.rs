//! Words that say that somebody else says, holds, doubts or denies it, and who that may be.

use super::words::{Word, words};
use std::ops::Range;

pub(super) const REPORTS: &[&str] = &[
    "according to",
    "reportedly",
    "allegedly",
    "said",
    "says",
    "claimed",
    "claims",
    "claim that",
    "stated",
    "states that",
    "declared",
    "declares",
    "argued",
    "argues",
    "argue that",
    "reported",
    "reports that",
    "told",
    "tells",
    "wrote",
    "writes",
    "insisted",
    "insists",
    "admitted",
    "admits",
    "announced",
    "announces",
    "recalled",
    "recalls",
    "warned",
    "warns",
    "added",
    "adds that",
    "explained",
    "replied",
    "complained",
    "confirmed",
    "confirms",
    "estimated",
    "estimates that",
    "blamed",
    "blames",
    "accused",
    "accuses",
    "is said to",
    "are said to",
    "was said to",
    "is said",
    "are said",
    "in the words of",
    "in the view of",
    "in the opinion of",
];

pub(super) const DENIALS: &[&str] = &[
    "denied that",
    "denies that",
    "deny that",
    "denied having",
    "denied any",
    "denies any",
    "disputed that",
    "disputes that",
];

pub(super) const BELIEFS: &[&str] = &[
    "suspect",
    "suspects",
    "suspected",
    "believe",
    "believes",
    "believed that",
    "thinks that",
    "think that",
    "thought that",
    "fears that",
    "fear that",
    "feared that",
    "assumes that",
    "assume that",
    "assumed that",
];

pub(super) const DOUBTS: &[&str] = &[
    "doubt",
    "doubts",
    "doubted",
    "doubt that",
    "doubts that",
    "doubted that",
];

/// The most words between a verb and the name behind it: `said the captain of the ship, Ann Lee`.
const BETWEEN: usize = 5;

/// Who may be the speaker: the name before the verb, or behind it where the verb follows what is said.
///
/// ```
/// # use relata::text::{cues, speaker};
/// let sentence = "In court Ann Lee denied that she had paid.";
/// let (_, at) = &cues(sentence)[0];
/// assert_eq!(speaker(sentence, at), Some("Ann Lee"));
/// ```
pub fn speaker<'a>(sentence: &'a str, cue: &Range<usize>) -> Option<&'a str> {
    let before = words(&sentence[..cue.start]);
    let gap = |from: usize, to: usize| sentence[from..to].trim().is_empty();
    if let Some(last) = before.last()
        && gap(last.at.end, cue.start)
        && is_name(sentence, last)
    {
        let mut start = last.at.start;
        for word in before.iter().rev().skip(1) {
            if !is_name(sentence, word) || !gap(word.at.end, start) {
                break;
            }
            start = word.at.start;
        }
        return Some(&sentence[start..last.at.end]);
    }
    let inverted = sentence[..cue.start]
        .trim_end()
        .ends_with(['”', '"', '’', '\'', ',', '»']);
    let preposition = sentence[cue.clone()].contains(' ');
    if !inverted && !preposition {
        return None;
    }
    let behind = words(&sentence[cue.end..]);
    let rest = &sentence[cue.end..];
    let first = behind
        .iter()
        .take(BETWEEN + 1)
        .position(|word| is_name(rest, word))?;
    let mut end = behind[first].at.end;
    for (before, word) in behind[first..].iter().zip(&behind[first + 1..]) {
        let between = &rest[end..word.at.start];
        // the full stop of an initial does not end the name
        let initial = between.trim() == "." && before.text.chars().count() == 1;
        if !is_name(rest, word) || !(between.trim().is_empty() || initial) {
            break;
        }
        end = word.at.end;
    }
    Some(&rest[behind[first].at.start..end])
}

fn is_name(sentence: &str, word: &Word) -> bool {
    let written = &sentence[word.at.clone()];
    let known = [
        "he", "she", "it", "they", "i", "we", "you", "who", "the", "a", "an", "this", "that", "in",
        "on", "at", "by", "but", "and",
    ];
    written.starts_with(char::is_uppercase) && !known.contains(&word.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::speaker;
    use crate::text::cues::{Hint, cues, found};

    fn says(sentence: &str) -> Option<&str> {
        speaker(sentence, &cues(sentence)[0].1)
    }

    #[test]
    fn who_denies_doubts_or_suspects_says_something_of_its_own() {
        assert_eq!(
            found("Lee denied that he paid; experts doubt that, others suspect fraud."),
            [
                (Hint::ReportedDenial, "denied that"),
                (Hint::Doubt, "doubt that"),
                (Hint::Belief, "suspect"),
            ]
        );
        assert_eq!(
            found("He recalled it, officials warned, and she added more."),
            [
                (Hint::Report, "recalled"),
                (Hint::Report, "warned"),
                (Hint::Report, "added")
            ]
        );
    }

    #[test]
    fn the_speaker_stands_before_the_verb_or_behind_what_is_said() {
        assert_eq!(says("Lee denied that he had paid."), Some("Lee"));
        assert_eq!(
            says("“It is over,” recalled the captain, Luís Prado."),
            Some("Luís Prado")
        );
        assert_eq!(
            says("According to the local historian Ruth Pell, it fell."),
            Some("Ruth Pell")
        );
        assert_eq!(
            says("“It is over,” said V. V. Prado. Nobody came."),
            Some("V. V. Prado")
        );
        assert_eq!(says("“It is over,” said Lee. Fans sang."), Some("Lee"));
        assert_eq!(says("She said that it was Lee."), None);
    }
}
