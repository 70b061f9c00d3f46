//! Parses SPARQL, and says of a faulty query where it fails and what to do.

use super::limits;
use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::ontology::PREFIXES;
use spargebra::{Query, SparqlParser};
use std::sync::Arc;

/// Parses a query within the limits. `prefixes` may be used without declaring them.
pub fn parse(
    source: &Arc<Source>,
    prefixes: &[(String, String)],
) -> Result<Query, Vec<Diagnostic>> {
    let refused = limits::check_text(source);
    if !refused.is_empty() {
        return Err(refused);
    }
    let mut parser = SparqlParser::new();
    for (name, namespace) in prefixes {
        parser = match parser
            .clone()
            .with_prefix(name.as_str(), namespace.as_str())
        {
            Ok(with) => with,
            Err(_) => parser,
        };
    }
    let query = parser
        .parse_query(&source.text)
        .map_err(|error| vec![fault(source, &error.to_string(), prefixes)])?;
    match limits::check_algebra(&query) {
        None => Ok(query),
        Some((message, help)) => Err(vec![
            Diagnostic::error("Q002", message)
                .at(source, 0..0, "")
                .help(help),
        ]),
    }
}

/// The prefixes that a query declares itself, name and namespace.
pub fn declared_prefixes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        let mut rest = line;
        while let Some(at) = rest.to_ascii_lowercase().find("prefix") {
            rest = &rest[at + "prefix".len()..];
            let Some((name, after)) = rest.split_once(':') else {
                break;
            };
            let Some((namespace, _)) = after
                .trim_start()
                .strip_prefix('<')
                .and_then(|after| after.split_once('>'))
            else {
                break;
            };
            found.push((name.trim().to_owned(), namespace.to_owned()));
            rest = after;
        }
    }
    found
}

fn fault(source: &Arc<Source>, message: &str, prefixes: &[(String, String)]) -> Diagnostic {
    let first = source
        .text
        .split(|c: char| c.is_whitespace() || c == '{')
        .find(|word| !word.is_empty() && !word.starts_with('#'))
        .unwrap_or("");
    let is_update = [
        "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH",
    ];
    if is_update
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word))
    {
        let at = source.text.find(first).unwrap_or(0);
        return Diagnostic::error("Q001", "this is an update, and relata only asks")
            .at(source, at..at + first.len(), "not a query")
            .help("change the files: they are the truth, the store is made from them");
    }
    let (offset, words) = place(source, message);
    if let Some((prefix, at)) = unknown_prefix(source, prefixes) {
        let near = nearest(&prefix, prefixes.iter().map(|(name, _)| name.as_str()));
        return Diagnostic::error("Q001", format!("unknown prefix `{prefix}:`"))
            .at(source, at..at + prefix.len() + 1, "declared nowhere")
            .help(near.map_or_else(
                || {
                    let known = PREFIXES.iter().find(|(name, _)| *name == prefix);
                    let namespace = known.map_or("…", |(_, namespace)| namespace);
                    format!("declare it: `PREFIX {prefix}: <{namespace}>`")
                },
                |near| format!("did you mean `{near}:`?"),
            ));
    }
    if let Some(slip) = super::slips::recognise(source, message) {
        return slip;
    }
    let end = source.text[offset..]
        .chars()
        .next()
        .map_or(offset, |c| offset + c.len_utf8());
    if let Some((bracket, span)) = limits::unclosed(&source.text).into_iter().next() {
        let wanted = match bracket {
            '{' => '}',
            '(' => ')',
            _ => ']',
        };
        return Diagnostic::error("Q001", format!("`{bracket}` is never closed"))
            .at(
                source,
                offset..end.max(offset),
                format!("expected `{wanted}` at the latest here"),
            )
            .at(source, span, "opened here")
            .help(format!("write `{wanted}` where what it opens ends"));
    }
    let found = super::slips::found(source, offset);
    Diagnostic::error("Q001", format!("the query cannot be read: {found}")).at(
        source,
        offset..end,
        words,
    )
}

/// The byte offset that the parser's message tells, and what it expected, cut to what a person can use.
fn place(source: &Arc<Source>, message: &str) -> (usize, String) {
    let numbers = message
        .strip_prefix("error at ")
        .and_then(|rest| rest.split_once(": "));
    let Some((numbers, words)) = numbers else {
        return (0, message.to_owned());
    };
    let mut parts = numbers
        .split(':')
        .map(|part| part.parse::<usize>().unwrap_or(1));
    let (line, column) = (parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    let expected = words.strip_prefix("expected ").unwrap_or(words);
    // character classes are the grammar's own affair
    let tokens: Vec<&str> = expected
        .trim_start_matches("one of ")
        .split(", ")
        .filter(|token| !token.starts_with('['))
        .collect();
    let words = match tokens.as_slice() {
        [] => String::new(),
        [only] => format!("expected {only}"),
        many if many.len() <= 6 => format!("expected one of {}", many.join(", ")),
        _ => "something else is expected".to_owned(),
    };
    (source.offset(line, column), words)
}

/// The first prefixed name whose prefix is declared nowhere, and its place.
fn unknown_prefix(source: &Arc<Source>, prefixes: &[(String, String)]) -> Option<(String, usize)> {
    let own = declared_prefixes(&source.text);
    let known =
        |name: &str| name == "_" || own.iter().chain(prefixes).any(|(known, _)| known == name);
    let mut at = 0;
    let text = source.text.as_str();
    let mut in_string: Option<char> = None;
    while let Some(c) = text[at..].chars().next() {
        match (c, in_string) {
            ('\\', Some(_)) => at += 1,
            (c, Some(quote)) if c == quote || c == '\n' => in_string = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => in_string = Some(c),
            ('#', None) => {
                at += text[at..]
                    .find('\n')
                    .unwrap_or(text.len() - at)
                    .saturating_sub(1);
            }
            ('<', None) => {
                at += text[at..]
                    .find(['>', ' ', '\n'])
                    .unwrap_or(0)
                    .saturating_sub(1);
            }
            (c, None) if c.is_alphabetic() || c == ':' => {
                let length = text[at..]
                    .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')))
                    .unwrap_or(text.len() - at);
                let word = &text[at..at + length];
                let before = text[..at].chars().next_back().unwrap_or(' ');
                let declares = text[..at]
                    .trim_end()
                    .to_ascii_lowercase()
                    .ends_with("prefix");
                if let Some((prefix, _)) = word
                    .split_once(':')
                    .filter(|_| !declares && !matches!(before, '?' | '$' | '@'))
                    && !known(prefix)
                {
                    return Some((prefix.to_owned(), at));
                }
                at += length.saturating_sub(c.len_utf8());
            }
            _ => {}
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Diagnostic {
        parse(
            &Source::new("<expression>", text),
            &[("rlt".into(), "http://e/".into())],
        )
        .unwrap_err()
        .remove(0)
    }

    #[test]
    fn faults_name_their_cause() {
        let open = message("SELECT ?d WHERE { ?d a rlt:Claim FILTER(?y > 1995 }");
        assert!(open.message.contains("`(` is never closed"), "{open:?}");
        assert_eq!(open.labels[1].span, 39..40);
        let prefix = message("SELECT * { ?s rtl:kind ?k }");
        assert_eq!(
            (prefix.place(), prefix.helps[0].as_str()),
            (Some(("<expression>", 1, 15)), "did you mean `rlt:`?")
        );
        assert!(
            message("DELETE WHERE { ?s ?p ?o }")
                .message
                .contains("only asks")
        );
        assert!(message("").labels.len() == 1);
    }
}
