//! Types of parameters, and values read from words.

use super::bind::Bound;
use crate::diagnostic::nearest;
use crate::ontology::{edtf, xsd};
use oxrdf::{Literal, NamedNode, Term};

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// An IRI or a prefixed name.
    Iri,
    /// A plain string.
    String,
    /// A string with a language: `"word"@en` or `word@en`.
    LangString,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A day: `2001-06-15`.
    Date,
    /// A year: `1996`, compared as a number.
    Year,
    /// An EDTF date: `1994~/1996~`.
    Edtf,
    /// `true` or `false`.
    Boolean,
    /// The most rows of the answer.
    Limit,
    /// The rows to leave out first.
    Offset,
}

impl Type {
    /// The names a header may use, the usual one first.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("iri", Self::Iri),
        ("string", Self::String),
        ("langstring", Self::LangString),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("date", Self::Date),
        ("year", Self::Year),
        ("edtf", Self::Edtf),
        ("boolean", Self::Boolean),
        ("limit", Self::Limit),
        ("offset", Self::Offset),
        ("xsd:anyURI", Self::Iri),
        ("literal", Self::String),
        ("xsd:string", Self::String),
        ("rdf:langString", Self::LangString),
        ("xsd:integer", Self::Integer),
        ("xsd:decimal", Self::Decimal),
        ("xsd:date", Self::Date),
        ("xsd:gYear", Self::Year),
        ("edtf:EDTF", Self::Edtf),
        ("xsd:boolean", Self::Boolean),
    ];

    /// The type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, kind)| *kind)
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }
}

/// What is wrong with a value, and what to do.
pub type Refusal = (String, String);

/// Reads a value of a type. `prefixes` are those of the query and the project.
///
/// ```
/// # use relata::query::parameter::{read, Type};
/// let prefixes = [("e".to_owned(), "http://e/".to_owned())];
/// assert_eq!(read(Type::Iri, "e:a", &prefixes).unwrap().to_string(), "<http://e/a>");
/// assert!(read(Type::Iri, "f:a", &prefixes).is_err());
/// assert!(read(Type::Date, "2001-02-30", &prefixes).is_err());
/// ```
pub fn read(kind: Type, written: &str, prefixes: &[(String, String)]) -> Result<Term, Refusal> {
    let typed = |datatype: oxrdf::NamedNodeRef<'_>| {
        Term::from(Literal::new_typed_literal(written, datatype.into_owned()))
    };
    let refuse = |what: &str, example: &str| {
        Err((
            format!("`{}` is no {what}", shown(written)),
            format!("for example `{example}`"),
        ))
    };
    let longest = 64 << 10;
    if written.len() > longest {
        return Err((
            format!("the value is longer than {} KiB", longest >> 10),
            "shorten it".into(),
        ));
    }
    match kind {
        Type::Iri => iri(written, prefixes).map(Term::from),
        Type::String => Ok(Literal::new_simple_literal(written).into()),
        Type::LangString => {
            let Some((words, language)) = written.rsplit_once('@') else {
                return refuse("string with a language", "peace@en");
            };
            let words = words
                .strip_prefix('"')
                .and_then(|words| words.strip_suffix('"'))
                .unwrap_or(words);
            match Literal::new_language_tagged_literal(words, language) {
                Ok(literal) => Ok(literal.into()),
                Err(_) => refuse("string with a language", "peace@en"),
            }
        }
        Type::Integer | Type::Limit | Type::Offset => match written.parse::<i64>() {
            Ok(_) => Ok(typed(xsd::INTEGER)),
            Err(_) => refuse("whole number", "10"),
        },
        Type::Decimal => {
            let bare = written.strip_prefix(['+', '-']).unwrap_or(written);
            let digits = bare.bytes().filter(u8::is_ascii_digit).count();
            if digits > 0
                && digits <= 18
                && bare.len() <= digits + 1
                && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            {
                Ok(Literal::new_typed_literal(written, oxrdf::vocab::xsd::DECIMAL).into())
            } else {
                refuse("decimal number", "2.5")
            }
        }
        Type::Date => match written.parse::<edtf_core::Edtf>() {
            Ok(edtf_core::Edtf::Date(_)) if is_plain_day(written) => Ok(typed(xsd::DATE)),
            _ => refuse("day", "2001-06-15"),
        },
        Type::Year => match written.parse::<i32>() {
            Ok(year) if written.len() == 4 && year >= 0 => Ok(typed(xsd::INTEGER)),
            _ => refuse("year", "1996"),
        },
        Type::Edtf => match written.parse::<edtf_core::Edtf>() {
            Ok(_) => Ok(typed(edtf::EDTF)),
            Err(error) => Err((
                format!("`{}` is no EDTF date: {error}", shown(written)),
                "for example `1994~/1996~`".into(),
            )),
        },
        Type::Boolean => match written {
            "true" | "false" => Ok(Literal::from(written == "true").into()),
            _ => refuse("truth value", "true"),
        },
    }
}

/// Reads a value, or several divided by commas where the parameter is a list, into what is bound.
pub fn read_bound(
    kind: Type,
    list: bool,
    written: &str,
    prefixes: &[(String, String)],
) -> Result<Bound, Refusal> {
    let number = || {
        written.parse::<usize>().map_err(|_| {
            (
                format!("`{}` is no number of rows", shown(written)),
                "for example `10`".to_owned(),
            )
        })
    };
    match kind {
        Type::Limit => Ok(Bound::Limit(number()?)),
        Type::Offset => Ok(Bound::Offset(number()?)),
        _ if list => {
            let most = 1_000;
            let parts: Vec<&str> = written
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect();
            if parts.len() > most {
                return Err((
                    format!("more than {most} values"),
                    "ask in several runs".into(),
                ));
            }
            Ok(Bound::Terms(
                parts
                    .into_iter()
                    .map(|part| read(kind, part, prefixes))
                    .collect::<Result<_, _>>()?,
            ))
        }
        _ => Ok(Bound::Terms(vec![read(kind, written, prefixes)?])),
    }
}

/// Reads an IRI in full, in angle brackets, or as a prefixed name.
pub fn iri(written: &str, prefixes: &[(String, String)]) -> Result<NamedNode, Refusal> {
    let bare = written
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    if let Some((prefix, local)) = written.split_once(':').filter(|_| bare.is_none()) {
        if let Some((_, namespace)) = prefixes.iter().find(|(name, _)| name == prefix) {
            return NamedNode::new(format!("{namespace}{local}")).map_err(|_| {
                (
                    format!("`{}` makes no valid IRI", shown(written)),
                    "look at the characters after the colon".into(),
                )
            });
        }
        if !local.starts_with("//") && !matches!(prefix, "urn" | "mailto" | "tag") {
            let near = nearest(prefix, prefixes.iter().map(|(name, _)| name.as_str()));
            return Err((
                format!("unknown prefix `{}:`", shown(prefix)),
                near.map_or_else(
                    || "the prefixes are those of the query and of `relata.toml`".into(),
                    |near| format!("did you mean `{near}:`?"),
                ),
            ));
        }
    }
    NamedNode::new(bare.unwrap_or(written)).map_err(|_| {
        (
            format!("`{}` is neither an IRI nor a prefixed name", shown(written)),
            example(written, prefixes),
        )
    })
}

/// How a name is written, with what was typed where that can be one.
fn example(written: &str, prefixes: &[(String, String)]) -> String {
    let plain = !written.is_empty()
        && written
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let local = if plain {
        shown(written)
    } else {
        "name".to_owned()
    };
    let own = prefixes
        .iter()
        .map(|(prefix, _)| prefix.as_str())
        .filter(|prefix| matches!(*prefix, "" | "ent" | "sit"))
        .collect::<std::collections::BTreeSet<_>>();
    let own: Vec<String> = own
        .into_iter()
        .map(|prefix| format!("`{prefix}:{local}`"))
        .collect();
    if own.is_empty() {
        "a name has a prefix, or stands in full as `<https://example.org/name>`".to_owned()
    } else {
        format!(
            "a name has a prefix, such as {}, or stands in full between `<` and `>`",
            own.join(", ")
        )
    }
}

fn is_plain_day(written: &str) -> bool {
    let parts: Vec<&str> = written.split('-').collect();
    parts.len() == 3
        && parts[0].len() == 4
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
