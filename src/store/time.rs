//! From an EDTF date to four days that plain SPARQL can compare.
//!
//! EDTF is ISO 8601-2:2019 Annex A, read by `edtf-core`. The stamps are those of the Simple Event Model: earliest and
//! latest begin, earliest and latest end. An interval has two readings, one for each class of situation:
//!
//! - an **event** happened at some time *within* it: the outer bounds are known, the inner ones only for a single day;
//! - a **state** held *throughout* it: the bounds are those of its ends, and a bound marked `~` or with digits left open
//!   gives the widest outer and the narrowest inner stamp.
//!
//! A missing stamp means: unbounded on that side. A situation without a time has no stamp and matches no period.
//! What words such as "early 1990s" stand for is a convention of the project, [`decade`], kept here in one place.

use crate::ontology::sem;
use edtf_core::{Bound, Date, Edtf, IntervalEndpoint};
use oxrdf::NamedNodeRef;

/// How an interval is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Something happened at some point of it.
    Within,
    /// Something held from its begin to its end.
    Throughout,
}

/// The four stamps as `xsd:date` lexical forms; `None` is unbounded or unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Not before this day did it begin.
    pub earliest_begin: Option<String>,
    /// By this day it had begun.
    pub latest_begin: Option<String>,
    /// Before this day it had not ended.
    pub earliest_end: Option<String>,
    /// After this day it was over.
    pub latest_end: Option<String>,
}

/// The properties of the four stamps.
pub const PROPERTIES: [NamedNodeRef<'static>; 4] = [
    sem::EARLIEST_BEGIN,
    sem::LATEST_BEGIN,
    sem::EARLIEST_END,
    sem::LATEST_END,
];

impl Stamps {
    /// The stamps that are known, each with its property.
    pub fn named(self) -> impl Iterator<Item = (NamedNodeRef<'static>, String)> {
        let days = [
            self.earliest_begin,
            self.latest_begin,
            self.earliest_end,
            self.latest_end,
        ];
        PROPERTIES
            .into_iter()
            .zip(days)
            .filter_map(|(property, day)| Some((property, day?)))
    }
}

/// The stamps of an EDTF date under a reading; the error is the place (a byte offset) and the cause.
///
/// ```
/// # use relata::store::time::{stamps, Reading};
/// let year = stamps("1996", Reading::Within).unwrap();
/// assert_eq!(year.earliest_begin.as_deref(), Some("1996-01-01"));
/// assert_eq!(year.latest_begin, None);
/// let decade = stamps("1994~/1999~", Reading::Throughout).unwrap();
/// assert_eq!(decade.latest_begin.as_deref(), Some("1994-12-31"));
/// ```
pub fn stamps(written: &str, reading: Reading) -> Result<Stamps, (usize, String)> {
    let longest = 200;
    if written.len() > longest {
        return Err((0, format!("longer than {longest} characters")));
    }
    let edtf: Edtf = written
        .parse()
        .map_err(|error: edtf_core::ParseError| (error.offset, error.to_string()))?;
    let bounds = edtf.bounds();
    let (outer_begin, outer_end) = (day(bounds.earliest), day(bounds.latest));
    let single_day = outer_begin.is_some() && outer_begin == outer_end;
    Ok(match (reading, &edtf) {
        (Reading::Throughout, Edtf::Interval(interval)) => {
            let (earliest_begin, latest_begin) = match &interval.start {
                IntervalEndpoint::OnOrBefore(date) => (None, around(*date).1),
                IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrAfter(date) => around(*date),
                IntervalEndpoint::Open | IntervalEndpoint::Unknown => (None, None),
            };
            let (earliest_end, latest_end) = match &interval.end {
                IntervalEndpoint::OnOrAfter(date) => (around(*date).0, None),
                IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) => around(*date),
                IntervalEndpoint::Open | IntervalEndpoint::Unknown => (None, None),
            };
            Stamps {
                earliest_begin,
                latest_begin,
                earliest_end,
                latest_end,
            }
        }
        _ if single_day => Stamps {
            earliest_begin: outer_begin.clone(),
            latest_begin: outer_begin,
            earliest_end: outer_end.clone(),
            latest_end: outer_end,
        },
        // a whole year, month or decade, or a set of them: inside it somewhere
        _ => Stamps {
            earliest_begin: outer_begin,
            latest_begin: None,
            earliest_end: None,
            latest_end: outer_end,
        },
    })
}

/// First and last day that a date at the end of an interval can mean.
///
/// A bare year at the end of a state's interval is not known to the day either: it begins or ends within that year.
fn around(date: Date) -> (Option<String>, Option<String>) {
    let bounds = Edtf::Date(date).bounds();
    (day(bounds.earliest), day(bounds.latest))
}

fn day(bound: Bound) -> Option<String> {
    match bound {
        // xsd:date has four digits or more and no year beyond what the engine can compare
        Bound::Date(date) if (-9999..=9999).contains(&date.year) => Some(date.to_string()),
        _ => None,
    }
}

/// The part of a decade that a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// "early", "start of the"
    Early,
    /// "mid"
    Mid,
    /// "late"
    Late,
}

/// The EDTF interval for a part of a decade: early is years 0 to 3, mid 4 to 6, late 7 to 9, each bound marked `~`.
///
/// A convention of this project, not a standard; where the text shows its own use, that use wins and the
/// `skos:editorialNote` says so.
///
/// ```
/// # use relata::store::time::{decade, Part};
/// assert_eq!(decade(1990, Part::Late), "1997~/1999~");
/// ```
pub fn decade(first_year: u16, part: Part) -> String {
    let (from, to) = match part {
        Part::Early => (0, 3),
        Part::Mid => (4, 6),
        Part::Late => (7, 9),
    };
    format!("{}~/{}~", first_year + from, first_year + to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(written: &str, reading: Reading) -> [Option<String>; 4] {
        let stamps = stamps(written, reading).unwrap();
        [
            stamps.earliest_begin,
            stamps.latest_begin,
            stamps.earliest_end,
            stamps.latest_end,
        ]
    }

    fn days(days: [&str; 4]) -> [Option<String>; 4] {
        days.map(|day| (!day.is_empty()).then(|| day.to_owned()))
    }

    #[test]
    fn an_event_happened_somewhere_within_its_time() {
        assert_eq!(
            row("1996", Reading::Within),
            days(["1996-01-01", "", "", "1996-12-31"])
        );
        assert_eq!(
            row("1997~/1999~", Reading::Within),
            days(["1997-01-01", "", "", "1999-12-31"])
        );
        assert_eq!(
            row("/1999", Reading::Within),
            days(["", "", "", "1999-12-31"])
        );
        assert_eq!(
            row("1999/..", Reading::Within),
            days(["1999-01-01", "", "", ""])
        );
        assert_eq!(
            row("199X", Reading::Within),
            days(["1990-01-01", "", "", "1999-12-31"])
        );
        assert_eq!(row("2013-05-09", Reading::Within), days(["2013-05-09"; 4]));
    }

    #[test]
    fn a_state_held_throughout_its_interval() {
        assert_eq!(
            row("1991~/2013-05-09", Reading::Throughout),
            days(["1991-01-01", "1991-12-31", "2013-05-09", "2013-05-09"])
        );
        assert_eq!(
            row("2001/..", Reading::Throughout),
            days(["2001-01-01", "2001-12-31", "", ""])
        );
    }

    #[test]
    fn what_is_no_date_says_where() {
        assert!(stamps("1996-13", Reading::Within).is_err());
        assert!(stamps(&"1".repeat(500), Reading::Within).is_err());
    }
}
