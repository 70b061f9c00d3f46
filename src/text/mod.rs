//! The text being encoded: its passages with exact places, and quotations that are found again in them.
//!
//! Offsets count Unicode code points from 0, end exclusive; digests are SHA-256 of exactly those characters in UTF-8.
//! Nothing is normalised: what is quoted stands in the text as it is written, or is reported.

mod abbreviations;
mod blocks;
mod cues;
mod front;
mod language;
mod mentions;
mod passages;
mod quotation;
mod reanchor;
mod sentences;

pub(crate) use cues::MONTHS;
pub use cues::{Hint, Quantity, Time, cues, quantities, speaker, times};
pub use front::{authors, date};
pub use language::language;
pub use mentions::Spellings;
pub use passages::{Kind, Passage, passages, slug};
pub use quotation::{LONGEST_RUN, Quotation, Resolution};
pub use reanchor::{Change, Fate, reanchor};
pub use sentences::sentences;

use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hexadecimal.
///
/// ```
/// assert!(relata::text::sha256("").starts_with("e3b0c442"));
/// ```
pub fn sha256(text: impl AsRef<[u8]>) -> String {
    Sha256::digest(text.as_ref())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A text whose stretches are asked for again and again.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    /// Byte offset of every code point, and the end.
    bytes: Vec<u32>,
}

impl<'a> Positions<'a> {
    /// Counts the text through once.
    ///
    /// ```
    /// let positions = relata::text::Positions::new("a\u{1F600}bc");
    /// assert_eq!(positions.stretch(1, 3), Some("\u{1F600}b"));
    /// assert_eq!(positions.stretch(1, 9), None);
    /// ```
    pub fn new(text: &'a str) -> Self {
        let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        Self {
            text,
            bytes: bytes
                .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
                .collect(),
        }
    }

    /// The stretch between two code points, if the text is that long.
    pub fn stretch(&self, start: usize, end: usize) -> Option<&'a str> {
        let byte = |point: usize| self.bytes.get(point).map(|at| *at as usize);
        self.text.get(byte(start)?..byte(end.max(start))?)
    }
}

/// The stretch of a text between two code points, if the text is that long.
///
/// ```
/// assert_eq!(relata::text::stretch("a\u{1F600}bc", 1, 3), Some("\u{1F600}b"));
/// assert_eq!(relata::text::stretch("ab", 1, 9), None);
/// ```
pub fn stretch(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let from = boundaries.nth(start)?;
    let to = if end > start {
        boundaries.nth(end - start - 1)?
    } else {
        from
    };
    text.get(from..to)
}
