//! Asks a SPARQL endpoint a stored query, whole or not at all, for the answer to be recorded in a file.
//!
//! A CONSTRUCT is asked as a SELECT of what its template needs, and the triples are made here: a table in JSON shows where it
//! ends, triples do not. The number of rows is asked for as well, because endpoints cut answers short and say 200. The query
//! goes out as the printed algebra, never as pieces of text put together.

use super::results::{self, Row};
use super::wire::select;
use super::{Failure, compressed, http};
use crate::diagnostic::{Diagnostic, Source};
use crate::project::{DatasetEntry, Project};
use crate::query::syntax;
use oxrdf::{NamedOrBlankNode, Term, Triple, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;
use std::io::Read;
use std::time::Duration;

/// The most bytes of one answer (256 MiB).
const LARGEST: u64 = 256 << 20;
/// The most rows of one dataset.
const MOST: usize = 5_000_000;
/// What is asked for; in JSON it is clearest where an answer ends.
const KINDS: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.7, text/tab-separated-values;q=0.3";
/// Headers by which endpoints say that an answer is not whole.
const PARTIAL: &[&str] = &["x-sparql-maxrows", "x-sql-state", "x-sparql-partial"];

/// Who is asked, and how patiently.
#[derive(Clone, Copy)]
struct Endpoint<'a> {
    url: &'a str,
    silence: Option<Duration>,
}

/// The content of the file to record: N-Triples for a CONSTRUCT, CSV for a SELECT.
pub fn record(
    project: &Project,
    entry: &DatasetEntry,
    ending: &str,
    silence: Option<Duration>,
    progress: super::Progress<'_>,
) -> Result<Vec<u8>, Failure> {
    let endpoint = Endpoint {
        url: entry.endpoint.as_deref().unwrap_or(""),
        silence,
    };
    let file = entry.query.as_deref().unwrap_or("");
    let text = std::fs::read_to_string(project.root.join(file)).map_err(|error| {
        Diagnostic::error("D009", format!("cannot read `{file}`: {error}"))
            .help("it is named relative to the project")
    })?;
    let source = Source::new(file, text);
    let query = syntax::parse(&source, &project.prefixes()).map_err(Failure::Findings)?;
    let refuse = |message: &str, help: &str| {
        Failure::from(
            Diagnostic::error("D021", message)
                .at(&source, 0..0, "")
                .help(help),
        )
    };
    let (template, pattern) = match query {
        Query::Construct {
            template, pattern, ..
        } => (Some(template), pattern),
        Query::Select { pattern, .. } => (None, pattern),
        _ => {
            return Err(refuse(
                "an endpoint is asked a CONSTRUCT or a SELECT",
                "a dataset is triples or a table",
            ));
        }
    };
    match (template.is_some(), ending) {
        (true, "nt" | "ntriples" | "ttl" | "turtle") | (false, "csv") => {}
        (true, _) => {
            return Err(refuse(
                "what a CONSTRUCT gives is recorded as N-Triples",
                "let `source` end in `.nt`, or leave it out",
            ));
        }
        (false, _) => {
            return Err(refuse(
                "what a SELECT gives is recorded as CSV",
                "let `source` end in `.csv`, or say `format = \"csv\"`",
            ));
        }
    }
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    let pattern = match &template {
        None => pattern,
        Some(template) => {
            let needed = needed(template).ok_or_else(|| {
                refuse(
                    "a blank node or a quoted triple stands in the template",
                    "name it with an IRI that BIND makes",
                )
            })?;
            variables.retain(|variable| needed.contains(variable.as_str()));
            GraphPattern::Distinct {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(pattern),
                    variables: variables.clone(),
                }),
            }
        }
    };
    let rows = rows(endpoint, entry, &pattern, &variables, progress)?;
    Ok(match template {
        Some(template) => {
            let triples: BTreeSet<String> = rows
                .iter()
                .flat_map(|row| template.iter().filter_map(|triple| filled(triple, row)))
                .map(|triple| format!("{triple} .\n"))
                .collect();
            triples.into_iter().collect::<String>().into_bytes()
        }
        None => csv(&variables, &rows)?,
    })
}

/// All rows of a pattern, in pages where the entry says so, and as many as the endpoint counts.
fn rows(
    endpoint: Endpoint<'_>,
    entry: &DatasetEntry,
    pattern: &GraphPattern,
    variables: &[Variable],
    progress: super::Progress<'_>,
) -> Result<Vec<Row>, Failure> {
    let url = endpoint.url;
    let counted = match entry.count {
        Some(false) => None,
        _ => Some(count(endpoint, pattern)?),
    };
    if counted.is_some_and(|counted| counted > MOST) {
        return Err(half(
            url,
            &format!("it has {} rows", counted.unwrap_or_default()),
            &format!("at most {MOST} are recorded: ask for less"),
        ));
    }
    let mut rows = Vec::new();
    loop {
        let asked = match entry.page {
            None => select(pattern.clone()),
            Some(page) => select(GraphPattern::Slice {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(GraphPattern::OrderBy {
                        inner: Box::new(pattern.clone()),
                        expression: variables
                            .iter()
                            .map(|variable| {
                                OrderExpression::Asc(Expression::from(variable.clone()))
                            })
                            .collect(),
                    }),
                    variables: variables.to_vec(),
                }),
                start: rows.len(),
                length: Some(page),
            }),
        };
        let got = answer(endpoint, &asked, variables)?;
        let number = got.len();
        rows.extend(got);
        progress(rows.len() as u64, counted.map(|counted| counted as u64));
        if let Some(page) = entry.page {
            if number > page {
                return Err(half(
                    url,
                    &format!("it sent {number} rows and was asked for {page}"),
                    "leave `page` out: it does not heed LIMIT",
                ));
            }
            if rows.iter().any(|row| row.values().any(Term::is_blank_node)) {
                return Err(half(
                    url,
                    "a row holds a blank node, which no page shares with the next",
                    "ask for IRIs and literals only, or leave `page` out",
                ));
            }
            // a short page is the last one, unless the count says that the server cuts pages shorter
            let is_all = counted.is_some_and(|counted| rows.len() >= counted);
            if !is_all && number > 0 && (number == page || counted.is_some()) {
                if rows.len() > MOST {
                    return Err(half(
                        url,
                        &format!("it has more than {MOST} rows"),
                        "ask for less",
                    ));
                }
                continue;
            }
        }
        break;
    }
    if let Some(counted) = counted.filter(|counted| *counted != rows.len()) {
        return Err(half(
            url,
            &format!("it counts {counted} rows and sent {}", rows.len()),
            "it cuts answers short, or its data changed meanwhile: say `page`, such as `page = 1000`, or ask again",
        ));
    }
    Ok(rows)
}

fn count(endpoint: Endpoint<'_>, pattern: &GraphPattern) -> Result<usize, Failure> {
    let (inner, number) = (
        Variable::new_unchecked("counted"),
        Variable::new_unchecked("number"),
    );
    let asked = select(GraphPattern::Project {
        inner: Box::new(GraphPattern::Extend {
            inner: Box::new(GraphPattern::Group {
                inner: Box::new(pattern.clone()),
                variables: Vec::new(),
                aggregates: vec![(
                    inner.clone(),
                    AggregateExpression::CountSolutions { distinct: false },
                )],
            }),
            variable: number.clone(),
            expression: Expression::from(inner),
        }),
        variables: vec![number.clone()],
    });
    let rows = answer(endpoint, &asked, std::slice::from_ref(&number))?;
    match rows.as_slice() {
        [row] => match row.get(number.as_str()) {
            Some(Term::Literal(literal)) => literal.value().parse().ok(),
            _ => None,
        },
        _ => None,
    }
    .ok_or_else(|| {
        half(
            endpoint.url,
            "it was asked for the number of rows and gave none",
            "say `count = false` in `relata.toml` where it cannot count; what it leaves out is not noticed then",
        )
    })
}

/// One answer, read whole.
fn answer(
    endpoint: Endpoint<'_>,
    query: &str,
    variables: &[Variable],
) -> Result<Vec<Row>, Failure> {
    let Endpoint { url, silence } = endpoint;
    if spargebra::SparqlParser::new().parse_query(query).is_err() {
        return Err(
            Diagnostic::error("D021", "the query cannot be printed for an endpoint")
                .note(query.to_owned())
                .help("write it in simpler terms")
                .into(),
        );
    }
    let mut response = http::ask(&http::Request {
        url,
        headers: vec![("Accept", KINDS.to_owned())],
        form: Some(vec![("query", query.to_owned())]),
        silence,
    })?;
    let status = response.status().as_u16();
    let kind = http::kind(&response);
    let partial = PARTIAL
        .iter()
        .find_map(|name| http::header(&response, name).map(|value| format!("`{name}: {value}`")));
    let (announced, has_an_end) = (http::announced(&response), http::has_an_end(&response));
    let packed = http::is_packed(&response);
    let mut body = Vec::new();
    response
        .body_mut()
        .with_config()
        .limit(LARGEST + 1)
        .reader()
        .take(LARGEST + 1)
        .read_to_end(&mut body)
        .map_err(|error| {
            let why = http::why(&error, silence);
            half(url, &format!("the answer broke off: {why}"), "ask again")
        })?;
    let came = body.len() as u64;
    match packed {
        Ok(false) => {}
        Ok(true) => {
            body = compressed::unpack("answer.gz", &body).map_err(|error| {
                half(
                    url,
                    &format!("its answer cannot be unpacked: {error}"),
                    "ask again",
                )
            })?;
        }
        Err(coding) => {
            return Err(half(
                url,
                &format!("it packs its answer as `{coding}`, which it was not asked for"),
                "ask a mirror, or record its answer by other means",
            ));
        }
    }
    let shown: String = String::from_utf8_lossy(&body).chars().take(300).collect();
    if status != 200 {
        let said = shown.trim().replace(char::is_control, " ");
        return Err(Failure::from(
            Diagnostic::error("D020", format!("`{url}` answers {status}"))
                .note(format!("it says: {said}"))
                .help("look at `endpoint` and `query`, or ask again later"),
        ));
    }
    if let Some(header) = partial {
        return Err(half(
            url,
            &format!("it says that the answer is not whole, by {header}"),
            "say a smaller `page`",
        ));
    }
    if body.len() as u64 > LARGEST {
        return Err(half(
            url,
            &format!("the answer is larger than {} MiB", LARGEST >> 20),
            "say a smaller `page`",
        ));
    }
    if !has_an_end || announced.is_some_and(|announced| announced != came) {
        return Err(half(
            url,
            &format!("{came} bytes came, and whether that is all cannot be told"),
            "ask again",
        ));
    }
    let Some(format) = results::Format::of_kind(&kind) else {
        let kind = if kind.is_empty() { "something" } else { &kind };
        return Err(incomplete(
            url,
            &format!("it was asked for SPARQL results and sent `{kind}`"),
            "look whether `endpoint` is the address that answers queries, and whether it wants a login",
        )
        .note(format!("it begins: {}", shown.trim().replace(char::is_control, " ")))
        .into());
    };
    results::read(&body, format, variables)
        .map_err(|message| half(url, &message, "ask again, or say a smaller `page`"))
}

/// The variables that a template needs; `None` where it holds a blank node or a quoted triple.
fn needed(template: &[TriplePattern]) -> Option<BTreeSet<String>> {
    let mut needed = BTreeSet::new();
    for triple in template {
        for term in [&triple.subject, &triple.object] {
            match term {
                TermPattern::Variable(variable) => {
                    needed.insert(variable.as_str().to_owned());
                }
                TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
                _ => return None,
            }
        }
        if let NamedNodePattern::Variable(variable) = &triple.predicate {
            needed.insert(variable.as_str().to_owned());
        }
    }
    Some(needed)
}

/// The triple that a template gives of a row, if it is one.
fn filled(triple: &TriplePattern, row: &Row) -> Option<Triple> {
    let term = |pattern: &TermPattern| match pattern {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Variable(variable) => row.get(variable.as_str()).cloned(),
        _ => None,
    };
    let subject = match term(&triple.subject)? {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(node) => node.clone(),
        NamedNodePattern::Variable(variable) => match row.get(variable.as_str())? {
            Term::NamedNode(node) => node.clone(),
            _ => return None,
        },
    };
    Some(Triple::new(subject, predicate, term(&triple.object)?))
}

/// SPARQL results as CSV: what the terms say, without their kinds.
fn csv(variables: &[Variable], rows: &[Row]) -> std::io::Result<Vec<u8>> {
    let mut lines: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| {
            variables
                .iter()
                .map(|variable| match row.get(variable.as_str()) {
                    Some(Term::NamedNode(node)) => node.as_str(),
                    Some(Term::Literal(literal)) => literal.value(),
                    Some(Term::BlankNode(node)) => node.as_str(),
                    _ => "",
                })
                .collect()
        })
        .collect();
    lines.sort_unstable();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(variables.iter().map(Variable::as_str))?;
    for line in lines {
        writer.write_record(line)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// An answer that may not be counted as whole.
fn half(url: &str, message: &str, help: &str) -> Failure {
    incomplete(url, message, help).into()
}

fn incomplete(url: &str, message: &str, help: &str) -> Diagnostic {
    Diagnostic::error("D022", format!("`{url}`: {message}"))
        .note("nothing was recorded")
        .help(help)
}
