//! A012: a number that neither the sentence nor its paragraph gives, in digits or in words.
//!
//! Number words are those of English; in a text of another language only numbers in digits are looked for, and a small one,
//! which a text rather writes in words, is let be.

use super::years::surroundings;
use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use oxrdf::Term;

/// Below it, a number has many words: `a`, `both`, `twice`, `annual`.
const FIRST_TOLD: u64 = 3;
/// In a text that is not English, a number below it is let be.
const FIRST_IN_DIGITS: u64 = 101;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    if anchored.positions.is_none() {
        return;
    }
    let text = anchored.project.manifest.text.as_ref();
    let is_english = text.is_some_and(|text| text.language.starts_with("en"));
    let least = if is_english {
        FIRST_TOLD
    } else {
        FIRST_IN_DIGITS
    };
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::NUMBER {
            continue;
        }
        let claims = anchored.explicit(&quad.subject);
        let Some(number) = written
            .value()
            .parse()
            .ok()
            .filter(|number| *number >= least)
        else {
            continue;
        };
        if claims.is_empty() {
            continue;
        }
        let mut around = String::new();
        for claim in claims {
            surroundings(anchored, claim, &mut around);
        }
        if !gives(&around, number) {
            let fault = Diagnostic::warning(
                "A012",
                format!("{number} stands neither in the sentence nor in its paragraph"),
            )
            .help("take the number from the text; where you infer it, say so: `rlt:basis rlt:inferred` with an `rlt:confidence`");
            tell(found, &anchored.places, quad, fault);
        }
    }
}

/// True where a text has a number, in digits or in English words.
fn gives(text: &str, number: u64) -> bool {
    let folded = text.to_lowercase();
    let digits = number.to_string();
    // `3,000`, `3 000` and `3.000` are one number
    let joined: Vec<char> = folded.chars().collect();
    let mut run = String::new();
    for (at, c) in joined.iter().enumerate() {
        let divides = matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}' | ' ')
            && !run.is_empty()
            && joined
                .get(at + 1..at + 4)
                .is_some_and(|next| next.iter().all(char::is_ascii_digit));
        if c.is_ascii_digit() {
            run.push(*c);
        } else if !divides {
            if run == digits {
                return true;
            }
            run.clear();
        }
    }
    if run == digits {
        return true;
    }
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "and")
        .collect();
    let wanted = in_words(number);
    let holds = |wanted: &[String]| {
        words
            .windows(wanted.len().max(1))
            .any(|stretch| stretch.iter().zip(wanted).all(|(one, other)| one == other))
    };
    holds(&wanted)
        // `a hundred`, `hundreds of`; `three million`, `3 million`, `two dozen`
        || wanted.len() == 2 && wanted[0] == "one" && (words.contains(&wanted[1].as_str()) || words.contains(&format!("{}s", wanted[1]).as_str()))
        || [(12, "dozen"), (1_000, "thousand"), (1_000_000, "million"), (1_000_000_000, "billion")]
            .iter()
            .any(|(size, name)| number.is_multiple_of(*size) && (holds(&[(number / size).to_string(), (*name).to_owned()])
                || *size == 12 && (number == 12 && words.contains(name)
                    || holds(&[in_words(number / size), vec![(*name).to_owned()]].concat()))))
        || [(3, "thrice"), (3, "third"), (3, "triple"), (4, "quarterly"), (4, "quarter"), (10, "decade"), (100, "century")]
            .iter()
            .any(|(count, name)| number == *count && words.contains(name))
}

const ONES: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &[
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A number in English words, without hyphens and without `and`.
fn in_words(number: u64) -> Vec<String> {
    let place = |list: &[&str], at: u64| {
        let word = usize::try_from(at).ok().and_then(|at| list.get(at));
        word.map_or_else(String::new, |word| (*word).to_owned())
    };
    let rest = |size: u64| match number % size {
        0 => Vec::new(),
        rest => in_words(rest),
    };
    match number {
        0..20 => vec![place(ONES, number)],
        20..100 => [vec![place(TENS, number / 10 - 2)], rest(10)].concat(),
        100.. => {
            let sizes = [
                (1_000_000_000, "billion"),
                (1_000_000, "million"),
                (1_000, "thousand"),
                (100, "hundred"),
            ];
            let (size, name) = sizes
                .into_iter()
                .find(|(size, _)| number >= *size)
                .unwrap_or((100, "hundred"));
            [in_words(number / size), vec![name.to_owned()], rest(size)].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_in_digits_or_in_words() {
        for (text, number) in [
            ("about 300 men", 300),
            ("3,000 men", 3_000),
            ("some three hundred and twenty-five men", 325),
            ("a hundred years", 100),
            ("two dozen eggs", 24),
            ("2 million people", 2_000_000),
            ("forty pounds", 40),
        ] {
            assert!(gives(text, number), "{text}");
        }
        for (text, number) in [("about 300 men", 3_000), ("1300 men", 300), ("fourteen", 4)] {
            assert!(!gives(text, number), "{text}");
        }
    }
}
