//! The times that a sentence gives, as EDTF.
//!
//! The rules of reading stand in `docs/vocabulary.md`, "Dates": early, mid and late are years 0 to 3, 4 to 6 and 7 to 9 of a
//! decade, thirds of a year, and `~` marks each bound that comes from such a word. A century is `18XX` whatever part of it is meant.

use super::words::{Word, longest, words};
use std::ops::Range;

/// A time that stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its words, in bytes of the sentence.
    pub at: Range<usize>,
    /// What they mean, in EDTF (Library of Congress, 2019).
    pub edtf: String,
}

/// The months, in small letters and in their order.
pub(crate) const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// EDTF has them as months 21 to 24.
const SEASONS: &[(&str, u32)] = &[
    ("spring", 21),
    ("summer", 22),
    ("autumn", 23),
    ("fall", 23),
    ("winter", 24),
];

const ORDINALS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The part of a decade or a year that a word names.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    /// First and last year of a decade.
    years: (u32, u32),
    /// First and last month of a year.
    months: (u32, u32),
}

const EARLY: Part = Part {
    years: (0, 3),
    months: (1, 4),
};
const START: Part = Part {
    years: (0, 2),
    months: (1, 4),
};
const MID: Part = Part {
    years: (4, 6),
    months: (5, 8),
};
const LATE: Part = Part {
    years: (7, 9),
    months: (9, 12),
};

const PARTS: &[(&str, Part)] = &[
    ("early", EARLY),
    ("start of", START),
    ("beginning of", START),
    ("mid", MID),
    ("middle of", MID),
    ("late", LATE),
    ("end of", LATE),
];

/// What a word before a time makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Frame {
    /// `by 1999`: its start is unknown.
    Until,
    /// `since 1990`: its end is open.
    Since,
    /// `from 1990 to 1995`; without the second, as `since`.
    From,
    /// `between 2001 and 2005`.
    Between,
}

const FRAMES: &[(&str, Frame)] = &[
    ("by", Frame::Until),
    ("by the end of", Frame::Until),
    ("before", Frame::Until),
    ("until", Frame::Until),
    ("till", Frame::Until),
    ("up to", Frame::Until),
    ("since", Frame::Since),
    ("after", Frame::Since),
    ("from", Frame::From),
    ("between", Frame::Between),
];

/// One point or span, and how many words it takes.
#[derive(Debug, Clone)]
struct Span {
    whole: String,
    first: String,
    last: String,
    words: usize,
}

impl Span {
    fn point(edtf: String, words: usize) -> Self {
        Self {
            first: edtf.clone(),
            last: edtf.clone(),
            whole: edtf,
            words,
        }
    }

    fn between(first: String, last: String, words: usize) -> Self {
        Self {
            whole: format!("{first}/{last}"),
            first,
            last,
            words,
        }
    }

    fn behind(mut self, words: usize) -> Self {
        self.words += words;
        self
    }
}

/// The times of a sentence in the order of their places. A number of four digits that counts something is none.
///
/// ```
/// # use relata::text::times;
/// let sentence = "By 1999 the mill, built in the early 1980s, had closed.";
/// let found: Vec<_> = times(sentence).into_iter().map(|time| (time.edtf, &sentence[time.at])).collect();
/// assert_eq!(found, [("/1999".to_owned(), "By 1999"), ("1980~/1983~".to_owned(), "in the early 1980s")]);
/// ```
pub fn times(sentence: &str) -> Vec<Time> {
    let words = words(sentence);
    let reader = Reader {
        sentence,
        words: &words,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(span) = reader.time(at) else {
            at += 1;
            continue;
        };
        let first = reader.with_preposition(at);
        found.push(Time {
            at: words[first].at.start..words[at + span.words - 1].at.end,
            edtf: span.whole,
        });
        at += span.words;
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

    /// What stands between a word and the next.
    fn gap(&self, at: usize) -> &str {
        match (self.words.get(at), self.words.get(at + 1)) {
            (Some(here), Some(next)) => &self.sentence[here.at.end..next.at.start],
            _ => "",
        }
    }

    fn the(&self, at: usize) -> usize {
        usize::from(self.word(at) == "the")
    }

    fn time(&self, at: usize) -> Option<Span> {
        if let Some((length, frame)) = longest(self.rest(at), FRAMES)
            && let Some(span) = self.framed(at + length, frame)
        {
            return Some(span.behind(length));
        }
        if self.counts_something(at) {
            return None;
        }
        self.span(at)
    }

    fn framed(&self, at: usize, frame: Frame) -> Option<Span> {
        let skipped = self.the(at);
        let first = self.span(at + skipped)?.behind(skipped);
        let until = |joints: &[&str]| {
            let joint = at + first.words;
            let skipped = 1 + self.the(joint + 1);
            joints
                .contains(&self.word(joint))
                .then(|| self.span(joint + skipped))?
                .map(|last| {
                    Span::between(
                        first.first.clone(),
                        last.last,
                        first.words + skipped + last.words,
                    )
                })
        };
        match frame {
            Frame::Until => Some(Span {
                whole: format!("/{}", first.last),
                ..first
            }),
            Frame::Between => until(&["and"]),
            Frame::From if first.whole.contains('/') && !first.whole.contains('~') => Some(first),
            Frame::From => until(&["to", "until", "till", "through"]).or_else(|| open(first)),
            Frame::Since => open(first),
        }
    }

    /// A date, or two joined by a dash.
    fn span(&self, at: usize) -> Option<Span> {
        let first = self.date(at)?;
        let end = at + first.words;
        if !matches!(self.gap(end - 1).trim(), "–" | "-" | "—") {
            return Some(first);
        }
        let second = self.word(end);
        // 1914–18
        let short = second.len() == 2 && is_number(second) && is_year(&first.whole);
        let last = if short {
            Some(Span::point(format!("{}{second}", &first.whole[..2]), 1))
        } else {
            self.date(end)
        };
        Some(match last {
            Some(last) if first.first < last.last => {
                Span::between(first.first, last.last, first.words + last.words)
            }
            _ => first,
        })
    }

    fn date(&self, at: usize) -> Option<Span> {
        self.part(at)
            .or_else(|| self.about(at))
            .or_else(|| self.season(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.century(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.year(at))
    }

    fn year(&self, at: usize) -> Option<Span> {
        let word = self.word(at);
        is_year(word).then(|| Span::point(word.to_owned(), 1))
    }

    fn decade(&self, at: usize) -> Option<Span> {
        let decade = decade(self.word(at))?;
        Some(Span {
            whole: format!("{decade}X"),
            first: format!("{decade}0~"),
            last: format!("{decade}9~"),
            words: 1,
        })
    }

    fn century(&self, at: usize) -> Option<Span> {
        let (number, length) = match self.word(at) {
            "twenty" if self.word(at + 1) == "first" => (21, 2),
            word => (
                ORDINALS
                    .iter()
                    .position(|ordinal| *ordinal == word)
                    .map(|place| place + 1)
                    .or_else(|| ordinal(word))?,
                1,
            ),
        };
        if !(11..=21).contains(&number) || self.word(at + length) != "century" {
            return None;
        }
        let before = number - 1;
        Some(Span {
            whole: format!("{before}XX"),
            first: format!("{before}00~"),
            last: format!("{before}99~"),
            words: length + 1,
        })
    }

    /// `early 1980s`, `mid to late 1990s`, `late 2008`, `late March 2020`.
    fn part(&self, at: usize) -> Option<Span> {
        let (mut length, first) = longest(self.rest(at), PARTS)?;
        let mut last = first;
        if matches!(self.word(at + length), "to" | "and" | "or")
            && let Some((more, part)) = longest(self.rest(at + length + 1), PARTS)
        {
            last = part;
            length += 1 + more;
        }
        length += self.the(at + length);
        let target = at + length;
        if let Some(decade) = decade(self.word(target)) {
            let (from, to) = (first.years.0, last.years.1);
            return Some(Span::between(
                format!("{decade}{from}~"),
                format!("{decade}{to}~"),
                length + 1,
            ));
        }
        let year = self.word(target);
        if is_year(year) {
            let (from, to) = (first.months.0, last.months.1);
            return Some(Span::between(
                format!("{year}-{from:02}~"),
                format!("{year}-{to:02}~"),
                length + 1,
            ));
        }
        let inside = self
            .month_first(target)
            .or_else(|| self.season(target))
            .or_else(|| self.century(target))?;
        Some(inside.behind(length))
    }

    fn about(&self, at: usize) -> Option<Span> {
        let about = [
            "about",
            "around",
            "circa",
            "ca",
            "c",
            "roughly",
            "approximately",
        ];
        if !about.contains(&self.word(at)) {
            return None;
        }
        let near = |edtf: String| {
            if edtf.ends_with(['~', 'X']) {
                edtf
            } else {
                format!("{edtf}~")
            }
        };
        let skipped = 1 + self.the(at + 1);
        let span = self
            .season(at + skipped)
            .or_else(|| self.day_first(at + skipped))
            .or_else(|| self.month_first(at + skipped))
            .or_else(|| self.decade(at + skipped))
            .or_else(|| self.year(at + skipped))?;
        Some(Span {
            whole: near(span.whole),
            first: near(span.first),
            last: near(span.last),
            words: span.words + skipped,
        })
    }

    fn season(&self, at: usize) -> Option<Span> {
        let (_, number) = longest(self.rest(at), SEASONS)?;
        let skipped = 1 + usize::from(self.word(at + 1) == "of");
        let year = self.word(at + skipped);
        is_year(year).then(|| Span::point(format!("{year}-{number}"), skipped + 1))
    }

    /// `3 June 2002`, `the 3rd of June, 2002`.
    fn day_first(&self, at: usize) -> Option<Span> {
        let word = self.word(at);
        let day: usize = word.parse().ok().or_else(|| ordinal(word))?;
        let skipped = 1 + usize::from(self.word(at + 1) == "of");
        let month = self.month(at + skipped)?;
        let year = self.word(at + skipped + 1);
        let date = date(year, month, day)?;
        Some(Span::point(date, skipped + 2))
    }

    /// `June 2002`, `June 3, 2002`.
    fn month_first(&self, at: usize) -> Option<Span> {
        let month = self.month(at)?;
        let next = self.word(at + 1);
        if let Some(day) = next.parse().ok().or_else(|| ordinal(next))
            && let Some(date) = date(self.word(at + 2), month, day)
        {
            return Some(Span::point(date, 3));
        }
        let skipped = 1 + usize::from(next == "of");
        let year = self.word(at + skipped);
        is_year(year).then(|| Span::point(format!("{year}-{month:02}"), skipped + 1))
    }

    fn month(&self, at: usize) -> Option<usize> {
        let place = MONTHS.iter().position(|month| *month == self.word(at))?;
        let written = &self.sentence[self.words[at].at.clone()];
        written.starts_with(char::is_uppercase).then_some(place + 1)
    }

    /// `drew 1500 spectators`, `about 1200 people`, but `in 1999 prices fell` and `around 1850 the mill`.
    fn counts_something(&self, at: usize) -> bool {
        let about = usize::from(matches!(
            self.word(at),
            "about" | "around" | "roughly" | "approximately"
        ));
        if !is_year(self.word(at + about)) || self.gap(at + about) != " " {
            return false;
        }
        if about == 0 && (at == 0 || self.with_preposition(at) < at) {
            return false;
        }
        let next = self.word(at + about + 1);
        let ends = [
            "was", "is", "has", "as", "its", "this", "his", "does", "this",
        ];
        ["people", "men", "women", "children"].contains(&next)
            || (next.len() > 3 && next.ends_with('s') && !ends.contains(&next))
    }

    /// The place of the preposition in front: `in the spring of 2004`, `on 3 June 2002`.
    fn with_preposition(&self, at: usize) -> usize {
        let mut first = at;
        while first > 0
            && matches!(
                self.word(first - 1),
                "in" | "on" | "during" | "the" | "at" | "of"
            )
            && self.gap(first - 1) == " "
            && at - first < 2
        {
            first -= 1;
        }
        // `of` and `the` alone are no part of a time
        while first < at && matches!(self.word(first), "the" | "of") {
            first += 1;
        }
        first
    }
}

fn open(first: Span) -> Option<Span> {
    Some(Span {
        whole: format!("{}/..", first.first),
        ..first
    })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_number(word) && ("1000".."2100").contains(&word)
}

/// The first three digits of a decade: of `1980s`, `198`.
fn decade(word: &str) -> Option<&str> {
    let year = word.strip_suffix("'s").or_else(|| word.strip_suffix('s'))?;
    if is_year(year) {
        year.strip_suffix('0')
    } else {
        None
    }
}

/// The number in `3rd`, `19th`.
fn ordinal(word: &str) -> Option<usize> {
    ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))?
        .parse()
        .ok()
}

/// A day that is in the calendar.
fn date(year: &str, month: usize, day: usize) -> Option<String> {
    let date = format!("{year}-{month:02}-{day:02}");
    (is_year(year) && date.parse::<edtf_core::Edtf>().is_ok()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::times;

    fn read(sentence: &str) -> Vec<(String, &str)> {
        let found: Vec<_> = times(sentence)
            .into_iter()
            .map(|time| (time.edtf, &sentence[time.at]))
            .collect();
        for (edtf, _) in &found {
            assert!(edtf.parse::<edtf_core::Edtf>().is_ok(), "{edtf}");
        }
        found
    }

    #[test]
    fn every_way_of_giving_a_time_becomes_edtf() {
        for (sentence, edtf, words) in [
            ("It fell in 1996.", "1996", "in 1996"),
            (
                "In the early 1980s it rose.",
                "1980~/1983~",
                "In the early 1980s",
            ),
            (
                "He left in the mid-1990s.",
                "1994~/1996~",
                "in the mid-1990s",
            ),
            ("The late 1990s were dry.", "1997~/1999~", "late 1990s"),
            ("Mid to late 1990s", "1994~/1999~", "Mid to late 1990s"),
            (
                "At the start of the 2000s it sank.",
                "2000~/2002~",
                "At the start of the 2000s",
            ),
            ("In the 1990s it burnt.", "199X", "In the 1990s"),
            ("By 1999 it was done.", "/1999", "By 1999"),
            ("Until 2003 nobody came.", "/2003", "Until 2003"),
            ("Since 1990 the lake shrinks.", "1990/..", "Since 1990"),
            (
                "Since the 1990s the lake shrinks.",
                "1990~/..",
                "Since the 1990s",
            ),
            (
                "Between 2001 and 2005 wages rose.",
                "2001/2005",
                "Between 2001 and 2005",
            ),
            (
                "It ran from 1990 to 1995.",
                "1990/1995",
                "from 1990 to 1995",
            ),
            (
                "From the late 1980s until 1995 it ran.",
                "1987~/1995",
                "From the late 1980s until 1995",
            ),
            ("From May 2001 it ran.", "2001-05/..", "From May 2001"),
            ("During 1914–18 it closed.", "1914/1918", "During 1914–18"),
            ("The war of 1914–1918 ended.", "1914/1918", "1914–1918"),
            ("He signed on 3 June 2002.", "2002-06-03", "on 3 June 2002"),
            (
                "On the morning of May 5, 1961, it flew.",
                "1961-05-05",
                "May 5, 1961",
            ),
            (
                "The 3rd of June 2002 was dry.",
                "2002-06-03",
                "3rd of June 2002",
            ),
            ("It was banned in March 2001.", "2001-03", "in March 2001"),
            (
                "In late March 2020 schools shut.",
                "2020-03",
                "In late March 2020",
            ),
            (
                "In the spring of 2004 it paid.",
                "2004-21",
                "In the spring of 2004",
            ),
            ("It flooded in winter 2001.", "2001-24", "in winter 2001"),
            (
                "It took over in late 2008.",
                "2008-09~/2008-12~",
                "in late 2008",
            ),
            ("Around 1850 the mill stood.", "1850~", "Around 1850"),
            (
                "In the 19th century mills stood.",
                "18XX",
                "In the 19th century",
            ),
            (
                "In the late nineteenth century mills stood.",
                "18XX",
                "In the late nineteenth century",
            ),
        ] {
            assert_eq!(read(sentence), [(edtf.to_owned(), words)], "{sentence}");
        }
    }

    #[test]
    fn what_is_no_date_is_no_time() {
        for sentence in [
            "The club drew 1500 spectators.",
            "About 1200 people came.",
            "It may march 300 miles; in 5 May they rest.",
            "Room 12345 is shut, the second century is far.",
            "He won by 3 goals.",
        ] {
            assert_eq!(read(sentence), [], "{sentence}");
        }
        // a day that does not exist leaves its month
        assert_eq!(
            read("On 31 November 2007 it shut."),
            [("2007-11".to_owned(), "November 2007")]
        );
    }

    #[test]
    fn two_times_are_two() {
        assert_eq!(
            read("In spring 1999 and autumn 2001 it flooded."),
            [
                ("1999-21".to_owned(), "In spring 1999"),
                ("2001-23".to_owned(), "autumn 2001")
            ]
        );
    }
}
