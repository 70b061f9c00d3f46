//! The usual slips in a query that cannot be read, recognised by its words, each with what to write instead.
//!
//! The parser tells where it gave up and which signs it would have taken; that is seldom what a person needs to hear.

use super::lint::tokens::{Kind, Token, tokens};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::sync::Arc;

const FORMS: &[&str] = &["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"];

/// The first slip that is recognised; `message` is what the parser said.
pub(super) fn recognise(source: &Arc<Source>, message: &str) -> Option<Diagnostic> {
    let tokens = tokens(&source.text);
    let word = |token: &Token| source.text.get(token.span.clone()).unwrap_or("");
    let is = |token: &Token, wanted: &str| {
        token.kind == Kind::Word && word(token).eq_ignore_ascii_case(wanted)
    };
    let say = |token: &Token, message: String, label: &str| {
        Diagnostic::error("Q001", message).at(source, token.span.clone(), label.to_owned())
    };
    let Some(first) = tokens.first() else {
        return Some(
            Diagnostic::error("Q001", "there is no query here")
                .at(source, 0..0, "nothing but white space and comments")
                .help("for example `SELECT * WHERE { ?claim a rlt:Claim } LIMIT 3`"),
        );
    };
    if !FORMS.iter().any(|form| is(first, form)) {
        let fault = say(
            first,
            format!("`{}` begins no query", word(first)),
            "the first word",
        );
        let near = nearest(&word(first).to_uppercase(), FORMS.iter().copied());
        return Some(match near {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault
                .help("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes"),
        });
    }
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        if token.kind == Kind::Text {
            let written = word(token);
            let quote = &written[..1];
            let long = written.starts_with(&quote.repeat(3));
            let closed = if long {
                written.len() >= 6 && written.ends_with(&quote.repeat(3))
            } else {
                written.len() >= 2 && written.ends_with(quote)
            };
            if !closed {
                return Some(
                    say(token, "this string is not closed".to_owned(), "opened here").help(
                        format!(
                            "close it with `{}`",
                            if long {
                                quote.repeat(3)
                            } else {
                                quote.to_owned()
                            }
                        ),
                    ),
                );
            }
        }
        let Some(next) = next else { break };
        let in_head = tokens[..at].iter().any(|before| is(before, "select"))
            && !tokens[..=at]
                .iter()
                .any(|before| word(before) == "{" || word(before) == "(");
        if in_head && word(token) == "," {
            return Some(
                say(
                    token,
                    "variables are divided by spaces".to_owned(),
                    "one too many",
                )
                .help("take the comma away: `SELECT ?one ?other`"),
            );
        }
        if is(token, "where") && word(next) != "{" {
            return Some(
                say(
                    next,
                    "WHERE is followed by `{`".to_owned(),
                    "`{` is missing before this",
                )
                .help("patterns stand between braces: `WHERE { ?s ?p ?o }`"),
            );
        }
        if is(token, "filter") && next.kind == Kind::Variable {
            return Some(
                say(
                    next,
                    "the condition of FILTER stands in parentheses".to_owned(),
                    "`(` is missing before this",
                )
                .help("for example `FILTER(?year > 1990)`"),
            );
        }
        if is(token, "bind") && word(next) != "(" {
            return Some(
                say(
                    next,
                    "BIND is followed by `(`".to_owned(),
                    "`(` is missing before this",
                )
                .help("for example `BIND(STR(?x) AS ?text)`"),
            );
        }
        if is(token, "order") && !is(next, "by") || is(token, "group") && !is(next, "by") {
            return Some(
                say(
                    token,
                    format!("`{}` is followed by BY", word(token).to_uppercase()),
                    "",
                )
                .help(format!("write `{} BY`", word(token).to_uppercase())),
            );
        }
        if word(token) == "=" && word(next) == "=" && token.span.end == next.span.start {
            return Some(
                say(
                    token,
                    "two values are compared with one `=`".to_owned(),
                    "one too many",
                )
                .help("write `=`"),
            );
        }
    }
    let last = tokens.last().unwrap_or(first);
    if is(last, "limit") || is(last, "offset") {
        return Some(
            say(
                last,
                format!("`{}` is followed by a number", word(last).to_uppercase()),
                "how many?",
            )
            .help("for example `LIMIT 10`"),
        );
    }
    if message.contains("contains a variable that is unbound") {
        let head = tokens.iter().take_while(|token| word(token) != "{");
        let mut depth = 0;
        let mut bare = Vec::new();
        for token in head {
            match word(token) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ if token.kind == Kind::Variable && depth == 0 => bare.push(token),
                _ => {}
            }
        }
        if let Some(variable) = bare.first() {
            let names: Vec<&str> = bare.iter().map(|token| word(token)).collect();
            return Some(
                say(
                    variable,
                    format!(
                        "`{}` is shown beside an aggregate and not grouped by",
                        word(variable)
                    ),
                    "one value for each group?",
                )
                .help(format!("end the query with `GROUP BY {}`", names.join(" "))),
            );
        }
    }
    None
}

/// What stands where the parser gave up, in words.
pub(super) fn found(source: &Arc<Source>, offset: usize) -> String {
    tokens(&source.text)
        .into_iter()
        .find(|token| token.span.end > offset)
        .map_or_else(
            || "the query ends too early".to_owned(),
            |token| {
                format!(
                    "`{}` cannot stand here",
                    source
                        .text
                        .get(token.span)
                        .unwrap_or("")
                        .chars()
                        .take(40)
                        .collect::<String>()
                )
            },
        )
}
