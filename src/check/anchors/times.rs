//! A008: a time that is no EDTF date.

use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::store::time::{Reading, stamps};
use crate::text::MONTHS;
use oxrdf::Term;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::TIME {
            continue;
        }
        if let Err((_, why)) = stamps(written.value(), Reading::Within) {
            // the place in the date is seen
            let why = why
                .split_once(": ")
                .map_or(why.as_str(), |(_, cause)| cause);
            let fault = Diagnostic::error(
                "A008",
                format!("`{}` is no EDTF date: {why}", written.value()),
            );
            let fault = match proposed(written.value()) {
                Some(date) => fault.help(format!("write `{date}`")),
                None => fault.help("for example `1996`, `1994~/1996~`, `/1999`, `2001/..`"),
            };
            tell(found, &anchored.places, quad, fault);
        }
    }
}

const SEASONS: &[&str] = &["spring", "summer", "autumn", "winter"];

/// The EDTF date that English words for a date mean: `June 2002`, `May 5, 1961`, `c. 1898`, `1980s`, `1939-1945`.
fn proposed(written: &str) -> Option<String> {
    let folded = written.to_lowercase();
    let parts: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty() && !matches!(*part, "the" | "in" | "on" | "of"))
        .collect();
    let year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let place = |list: &[&str], part: &str| list.iter().position(|name| *name == part);
    let month = |part: &str| place(MONTHS, part).map(|at| at + 1);
    let day = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits
            .parse::<u8>()
            .ok()
            .filter(|day| (1..=31).contains(day))
    };
    let date = match parts[..] {
        [name, then] if year(then) => match (month(name), place(SEASONS, name), name) {
            (Some(month), ..) => format!("{then}-{month:02}"),
            (_, Some(season), _) => format!("{then}-{}", season + 21),
            (.., "c" | "ca" | "circa" | "about" | "around") => format!("{then}~"),
            _ if year(name) => format!("{name}/{then}"),
            _ => return None,
        },
        [decade] if decade.len() == 5 && decade.ends_with("0s") && year(&decade[..4]) => {
            format!("{}X", &decade[..3])
        }
        [first, second, then] if year(then) => {
            let (month, day) = match (month(first), month(second)) {
                (Some(month), None) => (month, day(second)?),
                (None, Some(month)) => (month, day(first)?),
                _ => return None,
            };
            format!("{then}-{month:02}-{day:02}")
        }
        _ => return None,
    };
    stamps(&date, Reading::Within).is_ok().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_date_are_turned_into_one() {
        for (written, date) in [
            ("June 2002", Some("2002-06")),
            ("May 5, 1961", Some("1961-05-05")),
            ("9 November 2007", Some("2007-11-09")),
            ("c. 1898", Some("1898~")),
            ("the 1980s", Some("198X")),
            ("spring of 2004", Some("2004-21")),
            ("1939–1945", Some("1939/1945")),
            ("31 June 2002", None),
            ("in his youth", None),
        ] {
            assert_eq!(proposed(written).as_deref(), date, "{written}");
        }
    }
}
