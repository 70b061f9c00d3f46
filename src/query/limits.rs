//! Bounds on a query, checked before the engine sees it.
//!
//! The engine has none: a kilobyte of nested braces ends its process. So the text is read by a small lexer first, that
//! knows strings, IRIs and comments and counts nesting and operators; what was parsed is then measured once more.

use crate::diagnostic::{Diagnostic, Source};
use spargebra::Query;
use std::ops::Range;
use std::sync::Arc;

/// The longest query, in bytes.
pub const TEXT: usize = 256 << 10;
/// The deepest nesting of brackets.
pub const NESTING: usize = 128;
/// The longest chain of operators in one group.
pub const CHAIN: usize = 500;
/// The most triple patterns and path steps.
pub const PATTERNS: usize = 200;

/// A bracket left open.
pub(super) type Unclosed = (char, Range<usize>);

/// Refuses a text that is too long, nested too deep or chained too long.
pub fn check_text(source: &Arc<Source>) -> Vec<Diagnostic> {
    if source.text.len() > TEXT {
        return vec![
            Diagnostic::error(
                "Q002",
                format!("the query is longer than {} KiB", TEXT >> 10),
            )
            .at(source, 0..0, "")
            .help("long lists of values are better given as a parameter of type `list of …`"),
        ];
    }
    let mut depth = 0usize;
    let mut chain = 0usize;
    let mut unions = 0usize;
    for (token, span) in tokens(&source.text) {
        match token {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                chain = if token == '}' { 0 } else { chain };
            }
            '!' | '+' | '-' | '*' | '/' | '|' | '&' | '^' | '=' => chain += 1,
            'U' => unions += 1,
            '.' | ';' => chain = 0,
            _ => {}
        }
        let (what, limit) = if depth > NESTING {
            ("brackets are nested deeper", NESTING)
        } else if chain.max(unions) > CHAIN {
            ("operators are chained longer", CHAIN)
        } else {
            continue;
        };
        return vec![
            Diagnostic::error("Q002", format!("{what} than {limit}"))
                .at(source, span, "the limit is crossed here")
                .note("the engine would run out of stack")
                .help("say it flatter, or in several queries"),
        ];
    }
    Vec::new()
}

/// Refuses a query whose plan would take the optimiser too long; gives what is wrong and what to do.
pub fn check_algebra(query: &Query) -> Option<(String, String)> {
    // the printed algebra ends each triple pattern with a stop, and shows every path step
    let text = query.to_string();
    let mut patterns = 0;
    let mut closures = Vec::new();
    let mut before = ' ';
    for (token, _) in tokens(&text) {
        match token {
            '.' | '/' => patterns += 1,
            '(' => closures.push(false),
            ')' => {
                let inner = closures.pop().unwrap_or(false);
                if let Some(outer) = closures.last_mut() {
                    *outer |= inner;
                }
                before = if inner { 'n' } else { ')' };
                continue;
            }
            '*' | '+' if before == 'n' => {
                return Some((
                    "a repeated path stands inside a repeated path".into(),
                    "`(p*)*` finds what `p*` finds, and takes far longer".into(),
                ));
            }
            '*' | '+' if matches!(before, ')' | 'i' | '>') => {
                if let Some(outer) = closures.last_mut() {
                    *outer = true;
                }
            }
            _ => {}
        }
        before = token;
    }
    (patterns > PATTERNS).then(|| {
        (
            format!("{patterns} triple patterns and path steps, more than {PATTERNS}"),
            "split the query; planning takes time with the cube of their number".into(),
        )
    })
}

/// Brackets that are never closed, the last one opened first.
pub(super) fn unclosed(text: &str) -> Vec<Unclosed> {
    let mut open: Vec<Unclosed> = Vec::new();
    for (token, span) in tokens(text) {
        match token {
            '{' | '(' | '[' => open.push((token, span)),
            '}' | ')' | ']' => {
                let wanted = match token {
                    '}' => '{',
                    ')' => '(',
                    _ => '[',
                };
                if open.last().is_some_and(|(bracket, _)| *bracket == wanted) {
                    open.pop();
                } else if open.iter().any(|(bracket, _)| *bracket == wanted) {
                    // what lies between was forgotten: that is what is reported
                    return open.into_iter().rev().collect();
                }
            }
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

/// Brackets and operators of a text, each with its place; `U` stands for UNION, `i` for an IRI or a name.
fn tokens(text: &str) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let start = at;
            match first {
                '#' => at += rest.find('\n').unwrap_or(rest.len()),
                '"' | '\'' => at += string(rest, first),
                '<' => match iri(rest) {
                    Some(length) => {
                        at += length;
                        return Some(('i', start..at));
                    }
                    None => {
                        at += 1;
                        return Some(('<', start..at));
                    }
                },
                c if c.is_alphabetic() || c == '_' || c == ':' || c == '?' || c == '$' => {
                    let length = rest
                        .char_indices()
                        .find(|(at, c)| {
                            *at > 0 && !(c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '%'))
                        })
                        .map_or(rest.len(), |(at, _)| at);
                    at += length;
                    let token = if rest[..length].eq_ignore_ascii_case("union") {
                        'U'
                    } else {
                        'i'
                    };
                    return Some((token, start..at));
                }
                c if c.is_ascii_digit() => {
                    at += rest
                        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
                        .unwrap_or(rest.len());
                }
                c => {
                    at += c.len_utf8();
                    if !c.is_whitespace() {
                        return Some((c, start..at));
                    }
                }
            }
        }
    })
}

/// Length of a string that opens with `quote`, one or three of them; to the end where it is never closed.
fn string(rest: &str, quote: char) -> usize {
    let long = if quote == '"' { "\"\"\"" } else { "'''" };
    let close = if rest.starts_with(long) {
        long
    } else {
        &long[..1]
    };
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(close.len()) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if rest[at..].starts_with(close) {
            return at + close.len();
        } else if close.len() == 1 && c == '\n' {
            return at;
        }
    }
    rest.len()
}

/// Length of an IRI in angle brackets, or `None` where `<` is the comparison.
fn iri(rest: &str) -> Option<usize> {
    let end = rest[1..].find(|c: char| {
        c == '>' || c.is_whitespace() || matches!(c, '<' | '"' | '{' | '}' | '|' | '^' | '`')
    })? + 1;
    rest[end..].starts_with('>').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        !check_text(&Source::new("<expression>", text)).is_empty()
    }

    #[test]
    fn what_would_end_the_engine_is_refused() {
        assert!(refused(&format!(
            "SELECT * {}{}",
            "{".repeat(600),
            "}".repeat(600)
        )));
        assert!(refused(&format!(
            "ASK {{ FILTER({}true) }}",
            "!".repeat(2_400)
        )));
        assert!(refused(&format!(
            "ASK {{ FILTER(1{} = 2) }}",
            "+1".repeat(1_800)
        )));
        assert!(refused(&format!(
            "ASK {{ {}{{}} }}",
            "{} UNION ".repeat(2_000)
        )));
        assert!(refused(&"#".repeat(TEXT + 1)));
    }

    #[test]
    fn brackets_in_strings_iris_and_comments_do_not_count() {
        let brackets = "{".repeat(200);
        assert!(!refused(&format!(
            "SELECT * {{ ?s ?p \"{brackets}\" }} # {brackets}"
        )));
        assert!(!refused(
            "SELECT * { ?s <http://e/((((> ?o FILTER(?o < 3 && ?o > 1) }"
        ));
    }

    #[test]
    fn closures_inside_closures_are_refused() {
        let parse = |text: &str| spargebra::SparqlParser::new().parse_query(text).unwrap();
        assert!(
            check_algebra(&parse("SELECT * { ?a (<http://e/p>*/<http://e/q>)* ?b }")).is_some()
        );
        assert!(check_algebra(&parse("SELECT * { ?a <http://e/p>*/<http://e/q>* ?b }")).is_none());
        let many = "?a <http://e/p> ?b . ".repeat(250);
        assert!(check_algebra(&parse(&format!("SELECT * {{ {many} }}"))).is_some());
    }
}
