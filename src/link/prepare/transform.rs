//! What is done to a text before it is compared: a chain of small steps, each named in the spec.

use unicode_normalization::UnicodeNormalization;

/// One step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Any script to Latin letters without marks, lower case; apostrophes go, other signs become one space.
    Fold,
    /// Lower case.
    Lower,
    /// Compatibility forms composed alike (NFKC).
    Normalize,
    /// Any script to ASCII letters: `Москва` to `Moskva`, `北京` to `BeiJing`.
    Transliterate,
    /// Nothing but letters and digits, no space.
    Squash,
    /// Nothing but digits.
    Digits,
    /// Words in alphabetical order.
    Sort,
    /// `Last, First` to `First Last`.
    Uninvert,
    /// Without what stands in brackets.
    Unbracket,
    /// The first four digits that look like a year.
    Year,
    /// The last part of an IRI, its underscores as spaces.
    LocalName,
    /// `hasAuthor`, `has_author` and `has-author` to `has Author`, `has author`.
    Words,
}

/// Applies a chain; an empty outcome counts as missing.
///
/// ```
/// use relata::link::prepare::transform::{Step, apply};
/// assert_eq!(apply(&[Step::Fold], "Zürich's  (Ville)"), "zurichs ville");
/// assert_eq!(apply(&[Step::Fold], "Москва"), "moskva");
/// assert_eq!(apply(&[Step::Uninvert, Step::Fold], "Yeltsin, Boris"), "boris yeltsin");
/// assert_eq!(apply(&[Step::LocalName, Step::Words, Step::Fold], "http://e/o#hasPDFAuthor"), "has pdf author");
/// assert_eq!(apply(&[Step::Digits], "212/ 319-1660"), "2123191660");
/// ```
pub fn apply(chain: &[Step], text: &str) -> String {
    let mut text = text.trim().to_owned();
    for step in chain {
        text = one(*step, &text);
    }
    text
}

/// Applies a chain into a text whose room is used again: folding what is ASCII, as nearly all is, needs no other.
pub fn apply_into(chain: &[Step], text: &str, into: &mut String) {
    into.clear();
    match chain {
        [Step::Fold] if text.is_ascii() => fold_ascii(text, into),
        [] => into.push_str(text.trim()),
        _ => into.push_str(&apply(chain, text)),
    }
}

fn one(step: Step, text: &str) -> String {
    match step {
        Step::Fold => fold(text),
        Step::Lower => text.to_lowercase(),
        Step::Normalize => text.nfkc().collect(),
        Step::Transliterate => any_ascii::any_ascii(text),
        Step::Squash => text.chars().filter(|c| c.is_alphanumeric()).collect(),
        Step::Digits => text.chars().filter(char::is_ascii_digit).collect(),
        Step::Sort => {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            words.sort_unstable();
            words.join(" ")
        }
        Step::Uninvert => match text.split_once(',') {
            Some((last, first)) if !first.contains(',') => {
                format!("{} {}", first.trim(), last.trim())
            }
            _ => text.to_owned(),
        },
        Step::Unbracket => unbracket(text),
        Step::Year => year(text),
        Step::Words => words(text),
        Step::LocalName => {
            let end = text.trim_end_matches('/');
            end.rsplit(['/', '#', ':'])
                .next()
                .unwrap_or("")
                .replace('_', " ")
        }
    }
}

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_ascii(text, &mut folded);
    } else {
        fold_ascii(&any_ascii::any_ascii(text), &mut folded);
    }
    folded
}

fn fold_ascii(text: &str, folded: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => folded.push(char::from(byte)),
            b'A'..=b'Z' => folded.push(char::from(byte.to_ascii_lowercase())),
            b'\'' | b'`' => {}
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
}

fn words(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next_is_small = letters.peek().is_some_and(|next| next.is_lowercase());
        let begins = c.is_uppercase()
            && (before.is_lowercase()
                || before.is_numeric()
                || (before.is_uppercase() && next_is_small));
        if begins {
            apart.push(' ');
        }
        apart.push(if matches!(c, '_' | '-') { ' ' } else { c });
        before = c;
    }
    apart
}

fn unbracket(text: &str) -> String {
    let mut depth = 0usize;
    let mut outside = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside.trim().to_owned()
}

fn year(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|digits| digits.len() == 4 || digits.len() == 8)
        .map(|digits| digits[..4].to_owned())
        .unwrap_or_default()
}
