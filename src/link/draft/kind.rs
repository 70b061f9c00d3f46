//! What kind of thing the values of a property are, told by the values; a name helps only where they leave it open.

use super::sample::{Property, word};
use crate::link::prepare::transform::{Step, apply};
use crate::link::score::comparator::{Measure, number, similarity};
use rustc_hash::{FxHashMap, FxHashSet};

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names of persons.
    Person,
    /// A given name or a surname.
    Part,
    /// Several words: a title, a product, an address.
    Text,
    /// A description.
    Long,
    /// One word, mostly.
    Word,
    /// One of a few values.
    Category,
    /// A sign for a thing, with digits.
    Code,
    /// A telephone number.
    Phone,
    Year,
    Number,
    /// A day.
    Date,
    /// A place on Earth.
    Place,
}

/// What a kind is called, the measure for it, and why or what else could be said.
pub(super) fn advice(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::Person => (
            "names of persons",
            "names",
            "parts in any order, misspelt, or as an initial; `tfidf` for anything else of several words",
        ),
        Kind::Part => (
            "a part of a name",
            "levenshtein",
            "one word with typing errors; `jaro-winkler` forgives the ending",
        ),
        Kind::Text => (
            "several words",
            "tfidf",
            "rare trigrams count more; `names` for names of persons",
        ),
        Kind::Long => ("long text", "tfidf", "rare trigrams count more"),
        Kind::Word => (
            "one or two words",
            "levenshtein",
            "typing errors; `jaro-winkler` forgives the ending, `exact` nothing",
        ),
        Kind::Category => (
            "one of a few values",
            "exact",
            "it must agree; `levenshtein` where it is misspelt",
        ),
        Kind::Code => (
            "a code",
            "levenshtein",
            "typing errors; `exact` where there are none",
        ),
        Kind::Phone => (
            "a telephone number",
            "exact",
            "its digits must agree; `levenshtein` forgives typing errors",
        ),
        Kind::Year => (
            "a year",
            "exact",
            "`number` with `tolerance = 2` where it may be one off",
        ),
        Kind::Number => (
            "a number",
            "number",
            "`tolerance`: how far apart is not alike at all",
        ),
        Kind::Date => (
            "a day",
            "levenshtein",
            "typing errors; `date` with a `tolerance` in days where it may be another",
        ),
        Kind::Place => (
            "a place",
            "geo",
            "`tolerance`: how many kilometres apart is not alike at all",
        ),
    }
}

/// True where a property of that name is what a thing is called.
pub(super) fn is_label(name: &str) -> bool {
    [
        "label",
        "pref-label",
        "name",
        "title",
        "names",
        "full-name",
        "fullname",
    ]
    .contains(&name)
}

/// What is counted of values.
pub(super) struct Counted {
    /// Different values, of those that were looked at.
    pub different: usize,
    pub all: usize,
    /// Words of a value.
    pub words: f64,
    /// Letters of a value.
    letters: f64,
}

impl Counted {
    pub(super) fn of<'v>(values: impl Iterator<Item = &'v String>) -> Self {
        let mut told = FxHashSet::default();
        let (mut all, mut words, mut letters) = (0, 0, 0);
        for value in values {
            told.insert(value.as_str());
            all += 1;
            words += value.split_whitespace().count();
            letters += value.chars().count();
        }
        let each = |sum: usize| sum as f64 / all.max(1) as f64;
        Self {
            different: told.len(),
            all,
            words: each(words),
            letters: each(letters),
        }
    }

    /// The share of values that are different.
    pub(super) fn telling(&self) -> f64 {
        self.different as f64 / self.all.max(1) as f64
    }
}

/// The kind of the values of properties taken together: of one, or of two that correspond.
pub(super) fn kind(properties: &[&Property]) -> Kind {
    let values = || properties.iter().flat_map(|property| &property.values);
    let counted = Counted::of(values());
    let share = |test: &dyn Fn(&str) -> bool| {
        let passed = values().filter(|value| test(value)).count();
        passed as f64 / counted.all.max(1) as f64
    };
    let is_read = |measure| move |value: &str| similarity(measure, value, value, 0.0).is_some();
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    let lettered = |value: &str| value.chars().any(char::is_alphabetic);
    let whole = |value: &str| !value.is_empty() && digits(value) == value.len();
    if share(&|value| is_read(Measure::Geo)(value) && value.contains('.')) > 0.9 {
        return Kind::Place;
    }
    if share(&is_read(Measure::Date)) > 0.9 && share(&lettered) < 0.1 {
        return Kind::Date;
    }
    if share(&|value| {
        whole(value) && value.len() == 4 && matches!(value.as_bytes()[0], b'1' | b'2')
    }) > 0.9
        && share(&|value| {
            value
                .parse::<u32>()
                .is_ok_and(|year| (1000..2100).contains(&year))
        }) > 0.9
    {
        return Kind::Year;
    }
    if share(&|value| number(value).is_some()) > 0.9 {
        let is_whole = share(&whole) > 0.9;
        let begins = share(&|value| value.len() > 1 && value.starts_with('0'));
        let is_code = is_whole && (begins > 0.02 || counted.letters >= 4.0);
        return if is_code { Kind::Code } else { Kind::Number };
    }
    if share(&|value| !lettered(value) && digits(value) >= 7) > 0.9 {
        return Kind::Phone;
    }
    if share(&|value| digits(value) > 0 && !value.contains(' ')) > 0.6 {
        return Kind::Code;
    }
    if counted.words >= 12.0 || counted.letters >= 90.0 {
        return Kind::Long;
    }
    if properties.iter().all(|property| is_part(&property.name)) && counted.words < 1.5 {
        return Kind::Part;
    }
    if counted.all >= 50 && counted.different <= 100 && counted.telling() < 0.05 {
        return Kind::Category;
    }
    if are_persons(
        &values().map(String::as_str).collect::<Vec<_>>(),
        properties,
    ) {
        return Kind::Person;
    }
    if counted.words <= 1.6 {
        Kind::Word
    } else {
        Kind::Text
    }
}

/// True where a name says that the values are parts of names of persons.
fn is_part(name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "given",
        "first",
        "fore",
        "forename",
        "fname",
        "firstname",
        "surname",
        "last",
        "lastname",
        "lname",
        "family",
        "middle",
        "maiden",
        "sname",
        "givenname",
        "familyname",
    ];
    word(name).split('-').any(|part| PARTS.contains(&part))
}

/// True where values look like names of persons: two to four words of letters alone, few of them frequent; of a
/// handful of values nothing can be told.
fn are_persons(values: &[&str], properties: &[&Property]) -> bool {
    let mut frequent: FxHashMap<String, usize> = FxHashMap::default();
    let mut shaped = 0;
    for value in values {
        let is_plain = !value
            .chars()
            .any(|c| c.is_numeric() || "&/()[]:+@#\"".contains(c));
        let folded = apply(&[Step::Fold], value);
        let words: FxHashSet<&str> = folded.split(' ').collect();
        if is_plain && (2..=4).contains(&words.len()) {
            shaped += 1;
        }
        for word in words {
            *frequent.entry(word.to_owned()).or_default() += 1;
        }
    }
    let often = |share: f64| {
        frequent
            .iter()
            .filter(|(word, count)| {
                word.len() > 1 && **count as f64 > (share * values.len() as f64).max(6.0)
            })
            .count()
    };
    let said = properties.iter().any(|property| {
        let person = [
            "person", "director", "actor", "author", "contact", "customer", "patient", "player",
        ];
        word(&property.name)
            .split('-')
            .any(|part| person.contains(&part))
    });
    // of companies and places several words are frequent (ltd, street); of persons one surname may be
    let is_rare = if said {
        often(0.2) == 0
    } else {
        often(0.12) == 0 && often(0.05) < 2
    };
    let least = if said { 0.6 } else { 0.85 };
    is_rare && (said || values.len() >= 30) && shaped as f64 >= least * values.len() as f64
}
