//! The words of a sentence in lower case, each with its place, and phrases found among them.

use std::ops::Range;

/// A word: letters, digits and apostrophes.
#[derive(Debug)]
pub(super) struct Word {
    /// Its bytes in the sentence.
    pub at: Range<usize>,
    /// In lower case, its apostrophe straight.
    pub text: String,
}

/// The words in the order of their places.
pub(super) fn words(sentence: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, character) in sentence.char_indices().chain([(sentence.len(), ' ')]) {
        let inside = character.is_alphanumeric() || matches!(character, '\'' | '’');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word {
                    at: from..at,
                    text: sentence[from..at].to_lowercase().replace('’', "'"),
                });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// How many words a phrase takes, where the words begin with it.
pub(super) fn length(words: &[Word], phrase: &str) -> Option<usize> {
    // nearly all phrases begin otherwise, which one letter tells
    if words.first()?.text.as_bytes().first() != phrase.as_bytes().first() {
        return None;
    }
    let mut rest = phrase;
    for (before, word) in words.iter().enumerate() {
        rest = rest.strip_prefix(word.text.as_str())?;
        if rest.is_empty() {
            return Some(before + 1);
        }
        rest = rest.strip_prefix(' ')?;
    }
    None
}

/// The longest of some phrases that the words begin with: its length and what belongs to it.
pub(super) fn longest<T: Copy>(words: &[Word], phrases: &[(&str, T)]) -> Option<(usize, T)> {
    phrases
        .iter()
        .filter_map(|(phrase, of)| Some((length(words, phrase)?, *of)))
        .max_by_key(|(length, _)| *length)
}
