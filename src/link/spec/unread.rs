//! What the TOML reader refuses in a spec, in the words of who writes one: misspelt keys, keys in another place, values of a
//! wrong kind.

use crate::diagnostic::{Diagnostic, Source, nearest};
use std::sync::Arc;

const MEASURES: &str = "exact, token-set, token-overlap, jaro-winkler, levenshtein, trigram-dice, tfidf, names, number, \
     date, geo, interval";

/// What the TOML reader refused.
pub(super) fn unread(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().lines().next().unwrap_or("cannot be read");
    if let Some((message, help)) = mistyped(source, message, span.clone()) {
        return Diagnostic::error("L001", message)
            .at(source, span, "")
            .help(help);
    }
    let quoted = |before: &str| {
        let rest = message.strip_prefix(before)?;
        rest.split('`').next().map(str::to_owned)
    };
    let key = quoted("unknown field `");
    let variant = quoted("unknown variant `");
    let near = key.or(variant).and_then(|written| {
        let expected: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        nearest(&written, expected).map(|near| format!("did you mean `{near}`?"))
    });
    let sides =
        "a spec has a `[source]` and a `[target]`, each with `file` or `dataset` and `properties`";
    let example = [
        ("missing field `source`", sides),
        ("missing field `target`", sides),
        ("missing field `properties`", "such as `properties = { name = \"rdfs:label\" }` for RDF, `{ name = \"title\" }` for a table"),
        ("missing field `compare`", "such as `[[compare]]` with `property = \"name\"` and `measure = \"tfidf\"`"),
        ("missing field `measure`", MEASURES),
    ]
    .into_iter()
    .find(|(begin, _)| message.starts_with(begin))
    .map(|(_, help)| help.to_owned())
    .or_else(|| misplaced(source, message, span.clone()));
    Diagnostic::error("L001", message.to_owned())
        .at(source, span, "")
        .maybe_help(near)
        .maybe_help(example)
        .help("docs/linking.md explains each key")
}

/// What is right in another place, or written the way of another country.
fn misplaced(source: &Arc<Source>, message: &str, span: std::ops::Range<usize>) -> Option<String> {
    let top = [
        "title",
        "predicate",
        "cardinality",
        "one-to-one",
        "license",
        "must-link",
        "must-not-link",
    ];
    let key = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split('`').next());
    if let Some(key) = key.filter(|key| top.contains(key)) {
        return Some(format!(
            "`{key}` stands at the top of the spec, above `[source]`"
        ));
    }
    let value = source
        .text
        .get(span.clone())
        .unwrap_or("")
        .trim_matches('"');
    if message.contains("is no threshold") && value.parse::<f64>().is_ok() {
        return Some(format!("write `{value}`, without quotation marks"));
    }
    // a comma where a point belongs
    let begin = source
        .text
        .get(..span.start)?
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = source.text.get(begin..)?.lines().next()?;
    let (_, number) = line.split_once('=')?;
    let (whole, rest) = number.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole.trim()) && digits(rest.trim()))
        .then(|| format!("write `{}.{}`, with a point", whole.trim(), rest.trim()))
}

/// A value of a wrong kind, in the words of who writes a spec: what the key wants, and how the value is written then.
fn mistyped(
    source: &Arc<Source>,
    message: &str,
    span: std::ops::Range<usize>,
) -> Option<(String, String)> {
    let value = source.text.get(span.clone()).unwrap_or("").trim();
    let (before, _) = source.text.split_at_checked(span.start)?;
    let line = before.rsplit('\n').next().unwrap_or("");
    let key = line.rsplit_once('=').map_or(line, |(before, _)| before);
    let key = key
        .rsplit(['{', ','])
        .next()
        .unwrap_or(key)
        .trim()
        .trim_matches('"');
    let expected = match message.rsplit_once("expected ") {
        Some((begin, expected)) if begin.starts_with("invalid ") => expected,
        _ if message.contains("untagged enum Written") => "a threshold",
        _ if message.contains("untagged enum OneOrMany") => "words",
        _ => return None,
    };
    let bare = value.trim_matches(['"', '\'']);
    let (kind, right) = if expected.starts_with("f64") {
        let right = match bare.replace(',', ".").parse::<f64>() {
            Ok(_) => format!(
                "write `{}`, without quotation marks",
                bare.replace(',', ".")
            ),
            Err(_) => "such as `0.8`".to_owned(),
        };
        ("a number", right)
    } else if expected.starts_with("usize") {
        (
            "a whole number",
            "such as `20`, without quotation marks".to_owned(),
        )
    } else if expected.starts_with("a boolean") {
        (
            "`true` or `false`",
            "write one of the two, without quotation marks".to_owned(),
        )
    } else if expected.starts_with("a sequence") {
        ("a list", format!("write `[{value}]`"))
    } else if expected.starts_with("an array of length 2")
        || expected.starts_with("a tuple of size 2")
    {
        (
            "a list of two",
            "such as `[\"left\", \"right\"]`".to_owned(),
        )
    } else if expected.starts_with("a string") {
        let right = match value.starts_with(['[', '{']) {
            true => "one text in quotation marks, no list".to_owned(),
            false => format!("write `\"{bare}\"`, in quotation marks"),
        };
        ("a text", right)
    } else if expected.starts_with("a map") || expected.starts_with("struct") {
        (
            "a table",
            "such as `properties = { name = \"title\" }`, or `[source]` with its keys below"
                .to_owned(),
        )
    } else if expected == "a threshold" {
        (
            "a number from 0 to 1, `\"auto\"` or `\"review\"`",
            "such as `0.8`".to_owned(),
        )
    } else if expected == "words" {
        (
            "a text or a list of texts",
            "such as `\"name\"` or `[\"given\", \"family\"]`".to_owned(),
        )
    } else {
        return None;
    };
    let key = if key.is_empty() {
        "this key"
    } else {
        &format!("`{key}`")
    };
    Some((format!("{key} wants {kind}, and `{value}` is none"), right))
}
