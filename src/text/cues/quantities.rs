//! The quantities that a sentence gives: a number and how it is meant, how often, or words without a number.
//!
//! Years and ordinals are none. `one` counts only with a word such as "at least" before it, for it is a pronoun too.

use super::times::times;
use super::words::{Word, longest, words};
use std::ops::Range;

/// A quantity that stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Its words, in bytes of the sentence, with a sign of currency or per cent.
    pub at: Range<usize>,
    /// The number, if it is a whole one; `None` for "dozens" and for decimals, which stay words.
    pub number: Option<u64>,
    /// How it is meant: the local name of one of `rlt:Comparators`.
    pub comparator: &'static str,
    /// How often the number recurs, as `xsd:duration`: `P1Y` for "a year".
    pub per: Option<String>,
}

const COMPARATORS: &[(&str, &str)] = &[
    ("exactly", "exactly"),
    ("about", "approximately"),
    ("around", "approximately"),
    ("roughly", "approximately"),
    ("approximately", "approximately"),
    ("some", "approximately"),
    ("circa", "approximately"),
    ("nearly", "approximately"),
    ("almost", "approximately"),
    ("close to", "approximately"),
    ("more than", "moreThan"),
    ("over", "moreThan"),
    ("upwards of", "moreThan"),
    ("at least", "atLeast"),
    ("no fewer than", "atLeast"),
    ("no less than", "atLeast"),
    ("not less than", "atLeast"),
    ("less than", "lessThan"),
    ("fewer than", "lessThan"),
    ("under", "lessThan"),
    ("at most", "atMost"),
    ("up to", "atMost"),
    ("as many as", "atMost"),
    ("no more than", "atMost"),
    ("not more than", "atMost"),
];

const VAGUE: &[(&str, ())] = &[
    ("dozens", ()),
    ("scores of", ()),
    ("hundreds", ()),
    ("thousands", ()),
    ("tens of thousands", ()),
    ("hundreds of thousands", ()),
    ("millions", ()),
    ("several", ()),
    ("numerous", ()),
    ("many", ()),
    ("a few", ()),
    ("few", ()),
    ("a handful", ()),
    ("half of", ()),
    ("a third of", ()),
    ("two thirds of", ()),
    ("a quarter of", ()),
    ("most of", ()),
];

const NUMBERS: &[(&str, u64)] = &[
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

const POWERS: &[(&str, u64)] = &[
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
];

/// A unit of time, the letters before and behind the number in a duration, and how many it takes.
const UNITS: &[(&str, (&str, char, u64))] = &[
    ("hour", ("PT", 'H', 1)),
    ("day", ("P", 'D', 1)),
    ("week", ("P", 'D', 7)),
    ("month", ("P", 'M', 1)),
    ("quarter", ("P", 'M', 3)),
    ("year", ("P", 'Y', 1)),
    ("decade", ("P", 'Y', 10)),
];

const ADVERBS: &[(&str, &str)] = &[
    ("daily", "P1D"),
    ("weekly", "P7D"),
    ("monthly", "P1M"),
    ("quarterly", "P3M"),
    ("annually", "P1Y"),
    ("yearly", "P1Y"),
    ("annual", "P1Y"),
];

/// Words between a number and its "a year": `300 large ships a year`.
const BETWEEN: usize = 4;

/// The quantities of a sentence in the order of their places.
///
/// ```
/// # use relata::text::quantities;
/// let found = &quantities("It met more than three times a year.")[0];
/// assert_eq!((found.number, found.comparator, found.per.as_deref()), (Some(3), "moreThan", Some("P1Y")));
/// ```
pub fn quantities(sentence: &str) -> Vec<Quantity> {
    let words = words(sentence);
    let reader = Reader {
        sentence,
        words: &words,
    };
    let times = times(sentence);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let here = &words[at].at;
        if let Some(time) = times.iter().find(|time| time.at.contains(&here.start)) {
            while at < words.len() && words[at].at.start < time.at.end {
                at += 1;
            }
        } else if let Some((quantity, length)) = reader.quantity(at) {
            found.push(quantity);
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

struct Reader<'a> {
    sentence: &'a str,
    words: &'a [Word],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    fn rest(&self, at: usize) -> &[Word] {
        &self.words[at.min(self.words.len())..]
    }

    /// The quantity that begins with this word, and how many words it takes.
    fn quantity(&self, at: usize) -> Option<(Quantity, usize)> {
        self.every(at)
            .or_else(|| self.counted(at))
            .or_else(|| self.adverb(at))
            .or_else(|| {
                let (length, ()) = longest(self.rest(at), VAGUE)?;
                Some((self.made(at, length, None, "vaguely", None), length))
            })
    }

    fn made(
        &self,
        at: usize,
        length: usize,
        number: Option<u64>,
        comparator: &'static str,
        per: Option<String>,
    ) -> Quantity {
        Quantity {
            at: self.words[at].at.start..self.words[at + length - 1].at.end,
            number,
            comparator,
            per,
        }
    }

    /// `every year`, `every two weeks`, `every other day`.
    fn every(&self, at: usize) -> Option<(Quantity, usize)> {
        if self.word(at) != "every" {
            return None;
        }
        let (times, skipped) = match self.word(at + 1) {
            "other" | "second" => (2, 1),
            _ => self
                .number(at + 1)
                .and_then(|(number, length)| Some((number?, length)))
                .unwrap_or((1, 0)),
        };
        let per = duration(self.word(at + 1 + skipped), times)?;
        let length = skipped + 2;
        Some((self.made(at, length, Some(1), "exactly", Some(per)), length))
    }

    fn adverb(&self, at: usize) -> Option<(Quantity, usize)> {
        let (_, per) = longest(self.rest(at), ADVERBS)?;
        Some((self.made(at, 1, Some(1), "exactly", Some(per.into())), 1))
    }

    /// A number with what stands before and behind it: `at least 40`, `£2 million`, `twice a year`.
    fn counted(&self, at: usize) -> Option<(Quantity, usize)> {
        let compared = longest(self.rest(at), COMPARATORS);
        let (before, comparator) = compared.unwrap_or((0, "exactly"));
        let first = at + before;
        let often = match self.word(first) {
            "once" => Some(1),
            "twice" => Some(2),
            "thrice" => Some(3),
            _ => None,
        };
        let (number, length) = match often {
            Some(often) => (Some(often), 1),
            None => self
                .number(first)
                .or_else(|| (before > 0 && self.word(first) == "one").then_some((Some(1), 1)))?,
        };
        let per = self.per(first + length, if often.is_some() { 0 } else { BETWEEN });
        // `twice as many` is a comparison, `once` mostly a time
        if (often.is_some() && per.is_none()) || self.is_note(first) {
            return None;
        }
        let length = per.as_ref().map_or(before + length, |(_, end)| end - at);
        let comparator = if number.is_some() {
            comparator
        } else {
            "vaguely"
        };
        let mut made = self.made(at, length, number, comparator, per.map(|(per, _)| per));
        if before == 0 && self.sentence[..made.at.start].ends_with(is_currency) {
            let sign = self.sentence[..made.at.start].chars().next_back();
            made.at.start -= sign.map_or(0, char::len_utf8);
        }
        if let Some(sign) = self.sentence[made.at.end..]
            .chars()
            .next()
            .filter(|c| *c == '%' || is_currency(*c))
        {
            made.at.end += sign.len_utf8();
        }
        Some((made, length))
    }

    /// `a year`, at most some words further on: the duration and the word behind it.
    fn per(&self, at: usize, between: usize) -> Option<(String, usize)> {
        (at..=at + between)
            .take_while(|here| {
                *here == at
                    || self.words.get(*here).is_some_and(|word| {
                        self.sentence[self.words[*here - 1].at.end..word.at.start]
                            .trim()
                            .is_empty()
                    })
            })
            .filter(|here| matches!(self.word(*here), "a" | "an" | "per" | "each" | "every"))
            .find_map(|here| Some((duration(self.word(here + 1), 1)?, here + 2)))
    }

    /// The sign of a note, such as `[12]` or `[^1]`.
    fn is_note(&self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| self.sentence[..word.at.start].ends_with(['[', '^']))
    }

    /// A number in digits or words and how many words it takes; `None` inside for one that is not whole.
    fn number(&self, at: usize) -> Option<(Option<u64>, usize)> {
        let (mut number, mut length) = self.digits(at).or_else(|| {
            let (_, tens) = longest(self.rest(at), NUMBERS)?;
            let ones =
                longest(self.rest(at + 1), NUMBERS).filter(|(_, ones)| tens >= 20 && *ones < 10);
            Some(match ones {
                Some((_, ones)) => ((tens + ones, 0), 2),
                None => ((tens, 0), 1),
            })
        })?;
        while let Some((_, power)) = longest(self.rest(at + length), POWERS) {
            number.0 = number.0.checked_mul(power)?;
            length += 1;
        }
        let (mantissa, decimals) = number;
        let divisor = 10_u64.checked_pow(decimals)?;
        Some((
            (mantissa % divisor == 0).then(|| mantissa / divisor),
            length,
        ))
    }

    /// Digits with their separators: `1,500`, `12.5`; the number without its point, and how many digits stand behind that.
    fn digits(&self, at: usize) -> Option<((u64, u32), usize)> {
        let is_digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let mut written = self
            .words
            .get(at)
            .filter(|word| is_digits(&word.text))?
            .text
            .clone();
        let (mut length, mut decimals) = (1, 0);
        while let Some(next) = self
            .words
            .get(at + length)
            .filter(|word| is_digits(&word.text))
        {
            let gap = &self.sentence[self.words[at + length - 1].at.end..next.at.start];
            match gap {
                "," | "\u{202F}" | "\u{A0}" if next.text.len() == 3 && decimals == 0 => {}
                "." if decimals == 0 => decimals = u32::try_from(next.text.len()).ok()?,
                _ => break,
            }
            written.push_str(&next.text);
            length += 1;
        }
        Some(((written.parse().ok()?, decimals), length))
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₽' | '₹' | '₩')
}

/// So many of a unit of time, as `xsd:duration`, which has no weeks.
fn duration(unit: &str, times: u64) -> Option<String> {
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let (_, (before, behind, each)) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(format!("{before}{}{behind}", times.checked_mul(*each)?))
}

#[cfg(test)]
mod tests {
    use super::quantities;

    type Read<'a> = (&'a str, Option<u64>, &'a str, Option<String>);

    fn read(sentence: &str) -> Vec<Read<'_>> {
        quantities(sentence)
            .into_iter()
            .map(|found| {
                (
                    &sentence[found.at],
                    found.number,
                    found.comparator,
                    found.per,
                )
            })
            .collect()
    }

    #[test]
    fn numbers_are_read_with_how_they_are_meant() {
        for (sentence, words, number, comparator) in [
            (
                "It drew about 300 fans.",
                "about 300",
                Some(300),
                "approximately",
            ),
            ("At least 40 fell ill.", "At least 40", Some(40), "atLeast"),
            (
                "It owed more than £2 million then.",
                "more than £2 million",
                Some(2_000_000),
                "moreThan",
            ),
            (
                "It owed $1.5 million then.",
                "$1.5 million",
                Some(1_500_000),
                "exactly",
            ),
            (
                "They lent £40,000 to it.",
                "£40,000",
                Some(40_000),
                "exactly",
            ),
            (
                "No more than twenty-five came.",
                "No more than twenty-five",
                Some(25),
                "atMost",
            ),
            ("Three hundred came.", "Three hundred", Some(300), "exactly"),
            (
                "It rose to roughly 110% then.",
                "roughly 110%",
                Some(110),
                "approximately",
            ),
            ("It fell by 12.5 per cent.", "12.5", None, "vaguely"),
            ("Dozens came.", "Dozens", None, "vaguely"),
            (
                "Tens of thousands came.",
                "Tens of thousands",
                None,
                "vaguely",
            ),
        ] {
            assert_eq!(
                read(sentence),
                [(words, number, comparator, None)],
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_frequency_has_a_duration() {
        for (sentence, words, number, comparator, per) in [
            (
                "It floods three times a year.",
                "three times a year",
                3,
                "exactly",
                "P1Y",
            ),
            ("It ran once a month.", "once a month", 1, "exactly", "P1M"),
            (
                "It ran about twice per week.",
                "about twice per week",
                2,
                "approximately",
                "P7D",
            ),
            (
                "It stopped every two years.",
                "every two years",
                1,
                "exactly",
                "P2Y",
            ),
            ("It is held annually.", "annually", 1, "exactly", "P1Y"),
            (
                "It built 30 large ships a year.",
                "30 large ships a year",
                30,
                "exactly",
                "P1Y",
            ),
        ] {
            assert_eq!(
                read(sentence),
                [(words, Some(number), comparator, Some(per.to_owned()))],
                "{sentence}"
            );
        }
    }

    #[test]
    fn years_notes_and_comparisons_are_no_quantities() {
        for sentence in [
            "Between 2001 and 2005 it fell.",
            "On 3 June 2002 he signed.[^1]",
            "Twice as much was lost, and one of them left.",
            "In the 19th century it stood.",
        ] {
            assert_eq!(read(sentence), [], "{sentence}");
        }
    }

    #[test]
    fn numbers_beyond_all_bounds_are_none() {
        assert_eq!(
            read("99999999999999999999999 and 9 billion billion billion."),
            []
        );
    }
}
