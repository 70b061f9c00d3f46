//! H001 to H005: characters that deceive the eye or are lost on the way.
//!
//! Bidirectional controls reorder what a reviewer sees (Unicode UTS 39 and "Trojan Source", CVE-2021-42574); a name of two
//! scripts can look like another name; a text that is not in Normalization Form C is not found by who types it. One file for five codes, because one walk over the characters sees them all.

use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::read::MAX_FILE;
use crate::turtle::tree::{Kind, Lexer};
use std::sync::Arc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The most findings of one file: what is no text at all would give one a byte.
const MOST: usize = 20;

pub(super) fn check(source: &Arc<Source>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    if source.text.starts_with('\u{FEFF}') {
        found.push(
            Diagnostic::remark("H004", "the file begins with a byte order mark")
                .at(source, 0..3, "U+FEFF")
                .help("save it as UTF-8 without one")
                .fix(source, 0..3, ""),
        );
    }
    if source.text.len() > MAX_FILE {
        return;
    }
    // what is plain ASCII without control characters holds none of this
    if source
        .text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n' | b'\t' | b'\r'))
    {
        return;
    }
    let mut lexer = Lexer::new(&source.text);
    loop {
        let token = lexer.token();
        if token.kind == Kind::End {
            return;
        }
        if found.len() >= before + MOST {
            found.truncate(before + MOST);
            if let Some(last) = found.last_mut() {
                last.notes.push(format!(
                    "these are the first {MOST} of this file; the rest is not looked at"
                ));
            }
            return;
        }
        let span = token.span.range();
        let written = &source.text[span.clone()];
        if written.is_ascii() && !written.bytes().any(|byte| byte.is_ascii_control()) {
            continue;
        }
        let deceptive = |character: &(usize, char)| {
            is_bidirectional(character.1)
                || character.1.is_control() && !matches!(character.1, '\n' | '\r' | '\t')
        };
        for (at, character) in written.char_indices().filter(deceptive).take(MOST + 1) {
            let place = span.start + at..span.start + at + character.len_utf8();
            if is_bidirectional(character) {
                found.push(
                    Diagnostic::error(
                        "H001",
                        format!(
                            "U+{:04X} changes the order in which the text is shown",
                            u32::from(character)
                        ),
                    )
                    .at(source, place, "a bidirectional control")
                    .help("take it away, or write it as an escape where it is meant"),
                );
            } else {
                found.push(
                    Diagnostic::error(
                        "H002",
                        format!(
                            "the control character U+{:04X} stands here",
                            u32::from(character)
                        ),
                    )
                    .at(source, place, "not visible")
                    .help("take it away, or write it as an escape where it is meant"),
                );
            }
        }
        match token.kind {
            Kind::Name | Kind::Iri | Kind::Blank => {
                if let Some((one, other)) = two_scripts(written) {
                    found.push(
                        Diagnostic::warning(
                            "H003",
                            format!("`{written}` mixes {one} and {other} letters"),
                        )
                        .at(source, span, "it may look like another name")
                        .help("write it in one script"),
                    );
                }
            }
            Kind::Text
                if is_nfc_quick(written.chars()) != IsNormalized::Yes
                    && !written.nfc().eq(written.chars()) =>
            {
                found.push(
                    Diagnostic::warning("H005", "this text is not in Unicode Normalization Form C")
                        .at(source, span.clone(), "letters and their marks stand apart")
                        .help(
                            "write it as it is usually typed; what quotes a text keeps to the text",
                        )
                        .fix(source, span, written.nfc().collect::<String>()),
                );
            }
            _ => {}
        }
    }
}

/// Explicit embeddings, overrides and isolates, and the marks.
fn is_bidirectional(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// Two scripts whose letters look alike, in one word.
fn two_scripts(written: &str) -> Option<(&'static str, &'static str)> {
    written
        .split(|c: char| !c.is_alphabetic())
        .find_map(|word| {
            let has =
                |range: std::ops::RangeInclusive<char>| word.chars().any(|c| range.contains(&c));
            let latin = word.chars().any(|c| c.is_ascii_alphabetic());
            match () {
                () if latin && has('\u{400}'..='\u{4FF}') => Some(("Latin", "Cyrillic")),
                () if latin && has('\u{370}'..='\u{3FF}') => Some(("Latin", "Greek")),
                () => None,
            }
        })
}
