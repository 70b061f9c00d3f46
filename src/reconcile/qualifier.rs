//! How a value is compared, where a query of the draft of 1.0 says it: `matchQualifier`.
//!
//! The draft leaves the names to the service, which announces them with each property it suggests. These are the names of its
//! examples, and those of SKOS that its text mentions.

use crate::diagnostic::nearest;
use crate::link::prepare::transform::{Step, apply};
use crate::serve::Problem;
use serde_json::{Value, json};

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// By likeness, as where nothing is said.
    Close,
    /// Letter for letter.
    Exact,
    /// By a pattern: `*` is any text, `?` one letter; case and marks aside.
    Wildcard,
}

/// Names of each, the first of which is announced, with what people are shown.
const NAMES: &[(Qualifier, &[&str], &str)] = &[
    (
        Qualifier::Close,
        &["CloseMatch", "skos:closeMatch"],
        "alike, as where nothing is said",
    ),
    (
        Qualifier::Exact,
        &["ExactMatch", "skos:exactMatch"],
        "letter for letter",
    ),
    (
        Qualifier::Wildcard,
        &["WildcardMatch"],
        "a pattern: * is any text, ? one letter",
    ),
];

impl Qualifier {
    /// The one of that name. Another is refused: a condition passed over in silence gives answers that look right.
    pub fn named(written: &str) -> Result<Self, Problem> {
        let found = NAMES
            .iter()
            .find(|(_, names, _)| names.contains(&written))
            .map(|(qualifier, ..)| *qualifier);
        found.ok_or_else(|| {
            let all = || NAMES.iter().flat_map(|(_, names, _)| names.iter().copied());
            let near = nearest(written, all());
            let shown: String = written.chars().take(40).collect();
            let help = near.map_or_else(
                || format!("there are {}", all().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Problem::bad(format!("no `matchQualifier` is called `{shown}`: {help}"))
        })
    }

    /// All of them as the draft announces them.
    pub fn announced() -> Value {
        NAMES
            .iter()
            .map(|(_, names, shown)| json!({ "id": names[0], "name": shown }))
            .collect()
    }
}

/// A pattern that folded texts are held against.
///
/// ```
/// # use relata::reconcile::qualifier::Pattern;
/// let pattern = Pattern::of("Politik*");
/// assert!(pattern.fits("politiker") && pattern.fits("politik") && !pattern.fits("kommunalpolitik"));
/// assert!(Pattern::of("M?ller").fits("muller") && Pattern::of("*").fits(""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Letter(char),
    Any,
    One,
}

impl Pattern {
    /// Reads a pattern; its texts are folded as names are.
    pub fn of(written: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = written;
        while !rest.is_empty() {
            let end = rest.find(['*', '?']).unwrap_or(rest.len());
            let text = &rest[..end];
            // a fold has no space around it
            let spaced = |is: bool| is.then_some(Part::Letter(' '));
            let folded = apply(&[Step::Fold], text);
            if !folded.is_empty() {
                let after_sign = !parts.is_empty() && text.starts_with(char::is_whitespace);
                parts.extend(spaced(after_sign));
                parts.extend(folded.chars().map(Part::Letter));
                let before_sign = end < rest.len() && text.ends_with(char::is_whitespace);
                parts.extend(spaced(before_sign));
            }
            match rest[end..].chars().next() {
                Some('*') if parts.last() != Some(&Part::Any) => parts.push(Part::Any),
                Some('?') => parts.push(Part::One),
                _ => {}
            }
            rest = rest.get(end + 1..).unwrap_or("");
        }
        Self(parts)
    }

    /// True where a folded text is as the pattern says, from its first letter to its last. Takes at most as many steps as the
    /// lengths of both multiplied.
    pub fn fits(&self, folded: &str) -> bool {
        let (mut at, mut rest) = (0, folded.chars());
        // where to go on when what follows the last `*` does not fit here
        let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            match self.0.get(at) {
                Some(Part::Any) => {
                    at += 1;
                    retry = Some((at, rest.clone()));
                    continue;
                }
                Some(part) => {
                    let next = rest.next();
                    let fits = match (part, next) {
                        (_, None) => return false,
                        (Part::Letter(letter), Some(c)) => *letter == c,
                        (Part::One | Part::Any, Some(_)) => true,
                    };
                    if fits {
                        at += 1;
                        continue;
                    }
                }
                None if rest.as_str().is_empty() => return true,
                None => {}
            }
            let Some((after, from)) = &mut retry else {
                return false;
            };
            if from.next().is_none() {
                return false;
            }
            (at, rest) = (*after, from.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_whole_texts() {
        for (pattern, fitting, other) in [
            (
                "New *",
                &["new york", "new delhi"][..],
                &["newport", "a new york"][..],
            ),
            ("*ow*", &["moscow", "krakow", "lower"], &["mosco"]),
            ("?oscow", &["moscow"], &["oscow", "mmoscow"]),
            ("a*b*c", &["abc", "aXbXbXc", "a b c"], &["abcd", "acb"]),
            ("Мос*", &["moskva"], &["omsk"]),
            ("**", &["", "x"], &[]),
            ("exact", &["exact"], &["exactly", "inexact"]),
            ("*ab", &["aab", "abab"], &["aba"]),
        ] {
            let read = Pattern::of(pattern);
            for text in fitting {
                assert!(read.fits(text), "{pattern}: {text}");
            }
            for text in other {
                assert!(!read.fits(text), "{pattern}: {text}");
            }
        }
        let hostile = Pattern::of(&"*a".repeat(400));
        assert!(!hostile.fits(&"b".repeat(2000)));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest() {
        assert_eq!(
            Qualifier::named("skos:exactMatch").unwrap(),
            Qualifier::Exact
        );
        let problem = Qualifier::named("WildCardMatch").unwrap_err();
        assert!(
            problem.detail.contains("did you mean `WildcardMatch`"),
            "{}",
            problem.detail
        );
    }
}
