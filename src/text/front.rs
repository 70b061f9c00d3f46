//! Reads who wrote a text and when from its front matter: a byline, a date line.
//!
//! Only for the first proposal of `relata new`, which says what it took. So it answers only where there is little doubt: a name
//! has a first name and a last, names are parted as the language parts them, and of dates there is one, whole to the day.

use super::{Kind, Passage, stretch};
use std::collections::BTreeSet;

/// The word that opens a byline, and the word before the last name.
const BYLINES: &[(&str, &str)] = &[
    ("by", "and"),
    ("von", "und"),
    ("par", "et"),
    ("por", "y"),
    ("por", "e"),
    ("di", "e"),
    ("door", "en"),
];

/// What stands before a name and is no part of it.
const TITLES: &[&str] = &["Dr", "Prof", "Professor"];

/// Small words inside a name.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn",
    "la", "le", "ten", "ter", "van", "von", "zu",
];

/// The months by their names, in languages written with spaces and Latin letters.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro",
    ],
    &[
        "february",
        "feb",
        "februar",
        "février",
        "febrero",
        "febbraio",
        "februari",
        "fevereiro",
    ],
    &["march", "mar", "märz", "mars", "marzo", "maart", "março"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei", "maio"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "jul", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aug", "août", "agosto", "augustus"],
    &[
        "september",
        "sept",
        "sep",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oct", "oktober", "octobre", "octubre", "ottobre", "outubro",
    ],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dec",
        "dezember",
        "décembre",
        "diciembre",
        "dicembre",
        "dezembro",
    ],
];

/// Who wrote the text, by the one line among its first ones that is a byline: names in their order, each once; empty where
/// that is not sure.
///
/// ```
/// use relata::text::{authors, passages};
/// let text = "# A club\n\nBy Ada B. Moss and Dr. Piet van Loon\n\nIt was founded. It ended.\n";
/// assert_eq!(authors(text, &passages(text, &[])), ["Ada B. Moss", "Piet van Loon"]);
/// let text = "# A club\n\nBy Nobody\n\nIt was founded. It ended.\n";
/// assert!(authors(text, &passages(text, &[])).is_empty());
/// ```
pub fn authors(text: &str, passages: &[Passage]) -> Vec<String> {
    let mut found = front(text, passages).filter_map(byline);
    match (found.next(), found.next()) {
        (Some(names), None) => names,
        _ => Vec::new(),
    }
}

/// The day of the text (`YYYY-MM-DD`), where its first lines have one and no other.
///
/// ```
/// use relata::text::{date, passages};
/// let text = "# A club\n\n*Review*, 14 March 2009\n\nIt was founded. It ended.\n";
/// assert_eq!(date(text, &passages(text, &[])).as_deref(), Some("2009-03-14"));
/// ```
pub fn date(text: &str, passages: &[Passage]) -> Option<String> {
    let days: BTreeSet<String> = front(text, passages).flat_map(days).collect();
    match days.len() {
        1 => days.into_iter().next(),
        _ => None,
    }
}

/// The lines before the first sentence that are no sentence themselves.
fn front<'a>(text: &'a str, passages: &[Passage]) -> impl Iterator<Item = &'a str> {
    passages
        .iter()
        .take_while(|passage| passage.kind != Kind::Sentence)
        .filter(|passage| passage.kind == Kind::TextChunk && passage.part_of.is_none())
        .filter_map(|passage| stretch(text, passage.start, passage.end))
}

fn byline(line: &str) -> Option<Vec<String>> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let (first, rest) = line.split_once(char::is_whitespace)?;
    let first = first.trim_end_matches(':').to_lowercase();
    BYLINES
        .iter()
        .filter(|(word, _)| *word == first)
        .find_map(|(_, and)| names(rest, and))
}

/// One name, or several of which the last stands behind an `and`. Commas alone may divide anything.
fn names(written: &str, and: &str) -> Option<Vec<String>> {
    let written = written.replace(" & ", &format!(" {and} "));
    let mut parts: Vec<&str> = written.split(&format!(" {and} ")).collect();
    let last = parts.pop()?;
    let mut names = Vec::new();
    for part in parts.iter().flat_map(|part| part.split(',')).chain([last]) {
        if part.trim().is_empty() {
            continue;
        }
        let name = name(part)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

fn name(written: &str) -> Option<String> {
    let is_title = |word: &str| TITLES.contains(&word.trim_end_matches('.'));
    let words: Vec<&str> = written
        .split_whitespace()
        .skip_while(|word| is_title(word))
        .collect();
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
    };
    let (first, last) = (words.first()?, words.last()?);
    let sure = (2..=5).contains(&words.len())
        && is_name(first)
        && is_name(last)
        && last.chars().count() > 1
        && words
            .iter()
            .all(|word| is_name(word) || PARTICLES.contains(word));
    sure.then(|| words.join(" "))
}

/// The whole dates of a line, each as `YYYY-MM-DD`.
fn days(line: &str) -> Vec<String> {
    let words: Vec<String> = line
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty() && *word != "de")
        .map(str::to_lowercase)
        .collect();
    let month = |word: &str| MONTHS.iter().position(|names| names.contains(&word));
    let day = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_day = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "er");
        digits.parse::<u8>().ok().filter(|_| is_day)
    };
    let year = |word: &str| word.parse::<u16>().ok().filter(|_| word.len() == 4);
    let written = words.windows(3).filter_map(|three| {
        let (named, day) = match (month(&three[0]), month(&three[1])) {
            (Some(named), _) => (named, day(&three[1])?),
            (None, Some(named)) => (named, day(&three[0])?),
            (None, None) => return None,
        };
        Some(format!("{:04}-{:02}-{day:02}", year(&three[2])?, named + 1))
    });
    let iso = words.iter().filter(|word| word.len() == 10).cloned();
    written
        .chain(iso)
        .filter(|day| matches!(day.parse(), Ok(edtf_core::Edtf::Date(_))))
        .filter(|day| {
            day.char_indices().all(|(at, c)| {
                if at == 4 || at == 7 {
                    c == '-'
                } else {
                    c.is_ascii_digit()
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_is_read_where_it_is_sure() {
        let read = |line: &str| byline(line).unwrap_or_default().join("|");
        assert_eq!(read("By Ada Moss"), "Ada Moss");
        assert_eq!(
            read("*By Ada Moss, Bo Lind and Cy O’Hara-Wu*"),
            "Ada Moss|Bo Lind|Cy O’Hara-Wu"
        );
        assert_eq!(
            read("Von Prof. Dr. Karl May und Émile von Ost"),
            "Karl May|Émile von Ost"
        );
        assert_eq!(read("by Ada Moss & Ada Moss"), "Ada Moss");
        for unsure in [
            "By Nobody",
            "By the editors",
            "By Ada Moss, Northern Review",
            "By Ada Moss and our own staff",
            "By Ada Moss, 14 March 2009",
            "Ada Moss",
            "By ",
            "By and and and",
        ] {
            assert_eq!(read(unsure), "", "{unsure}");
        }
    }

    #[test]
    fn a_date_line_is_read_where_it_has_a_day() {
        let read = |line: &str| days(line).join("|");
        assert_eq!(read("*Northern Review*, 14 March 2009"), "2009-03-14");
        assert_eq!(read("May 5th, 1961"), "1961-05-05");
        assert_eq!(read("Wien, 3. März 1848"), "1848-03-03");
        assert_eq!(read("1er août 1914"), "1914-08-01");
        assert_eq!(read("3 de mayo de 1808"), "1808-05-03");
        assert_eq!(read("2009-03-14"), "2009-03-14");
        for none in [
            "March 2009",
            "31 February 2009",
            "2009-13-01",
            "14 players of 2009",
            "é-5 \u{661}4",
        ] {
            assert_eq!(read(none), "", "{none}");
        }
    }
}
