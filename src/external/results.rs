//! SPARQL results as endpoints send them, read whole or refused: JSON, and the XML and TSV of those that know no JSON.
//!
//! Where an endpoint gives up in the midst of an answer it writes what went wrong where the next row should be, so a refusal shows
//! the end of what came.

use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use oxrdf::{BlankNode, Literal, NamedNode, Term, Variable};
use std::collections::BTreeMap;

/// One row: the values of the variables that have one.
pub type Row = BTreeMap<String, Term>;

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// <https://www.w3.org/TR/sparql11-results-json/>
    Json,
    /// <https://www.w3.org/TR/rdf-sparql-XMLres/>
    Xml,
    /// <https://www.w3.org/TR/sparql11-results-csv-tsv/>
    Tsv,
}

impl Format {
    /// The format that a kind of content names, without parameters.
    pub fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "application/sparql-results+json" | "application/json" => Self::Json,
            "application/sparql-results+xml" | "application/xml" | "text/xml" => Self::Xml,
            "text/tab-separated-values" => Self::Tsv,
            _ => return None,
        })
    }
}

/// The rows of an answer that has all of these columns, or what is wrong with it.
pub fn read(body: &[u8], format: Format, variables: &[Variable]) -> Result<Vec<Row>, String> {
    match format {
        Format::Json => json(body, variables),
        // the parser takes the end of the bytes for the end of the answer
        Format::Xml if !ends_in_xml(body) => Err(broken(body, "XML", "its last tag is missing")),
        Format::Xml => other(body, QueryResultsFormat::Xml, "XML", variables),
        Format::Tsv => other(body, QueryResultsFormat::Tsv, "TSV", variables),
    }
}

fn other(
    body: &[u8],
    format: QueryResultsFormat,
    name: &str,
    variables: &[Variable],
) -> Result<Vec<Row>, String> {
    let fault = |error: &dyn std::fmt::Display| broken(body, name, &error.to_string());
    let parser = QueryResultsParser::from_format(format);
    let solutions = match parser.for_slice(body).map_err(|error| fault(&error))? {
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
        SliceQueryResultsParserOutput::Boolean(_) => {
            return Err("the answer is a yes or no".to_owned());
        }
    };
    has_all(
        &solutions
            .variables()
            .iter()
            .map(Variable::as_str)
            .collect::<Vec<_>>(),
        variables,
    )?;
    solutions
        .map(|solution| {
            let solution = solution.map_err(|error| fault(&error))?;
            Ok(solution
                .iter()
                .map(|(variable, term)| (variable.as_str().to_owned(), term.clone()))
                .collect())
        })
        .collect()
}

/// True where the last tag closes `sparql`, under whatever prefix.
fn ends_in_xml(body: &[u8]) -> bool {
    let body = body.trim_ascii_end();
    let last = body.rsplitn(2, |byte| *byte == b'<').next().unwrap_or(body);
    let name = last
        .strip_prefix(b"/")
        .and_then(|tag| tag.strip_suffix(b">"));
    let local = name.and_then(|name| name.rsplit(|byte| *byte == b':').next());
    local.is_some_and(|local| local.trim_ascii() == b"sparql")
}

fn has_all(named: &[&str], variables: &[Variable]) -> Result<(), String> {
    match variables
        .iter()
        .find(|variable| !named.contains(&variable.as_str()))
    {
        Some(missing) => Err(format!("the answer has no column `{}`", missing.as_str())),
        None => Ok(()),
    }
}

/// What is said of an answer that is not in its format to the end.
fn broken(body: &[u8], format: &str, error: &str) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_end();
    let from = text.char_indices().rev().nth(159).map_or(0, |(at, _)| at);
    let end = text[from..].replace(char::is_control, " ");
    format!("the answer is no {format}: {error}; it ends: `{end}`")
}

/// Reads SPARQL results in JSON (<https://www.w3.org/TR/sparql11-results-json/>).
fn json(body: &[u8], variables: &[Variable]) -> Result<Vec<Row>, String> {
    let json: serde_json::Value =
        serde_json::from_slice(body).map_err(|error| broken(body, "JSON", &error.to_string()))?;
    let named: Vec<&str> = json["head"]["vars"]
        .as_array()
        .ok_or("the answer has no `head`")?
        .iter()
        .filter_map(serde_json::Value::as_str)
        .collect();
    has_all(&named, variables)?;
    let bindings = json["results"]["bindings"]
        .as_array()
        .ok_or("the answer has no `results`")?;
    let mut rows = Vec::with_capacity(bindings.len());
    for binding in bindings {
        let cells = binding
            .as_object()
            .ok_or("a row of the answer is no object")?;
        let mut row = Row::new();
        for (name, cell) in cells {
            if named.contains(&name.as_str()) {
                row.insert(name.clone(), term(cell)?);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn term(cell: &serde_json::Value) -> Result<Term, String> {
    let value = cell["value"]
        .as_str()
        .ok_or("a cell of the answer has no value")?;
    let fault =
        |error: String| format!("`{}`: {error}", value.chars().take(80).collect::<String>());
    match cell["type"].as_str().unwrap_or("") {
        "uri" => NamedNode::new(value)
            .map(Term::from)
            .map_err(|error| fault(error.to_string())),
        "bnode" => {
            let label: String = value
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { 'x' })
                .collect();
            BlankNode::new(format!("b{label}"))
                .map(Term::from)
                .map_err(|error| fault(error.to_string()))
        }
        "literal" | "typed-literal" => match (cell["xml:lang"].as_str(), cell["datatype"].as_str())
        {
            (Some(language), _) => Literal::new_language_tagged_literal(value, language)
                .map(Term::from)
                .map_err(|error| fault(error.to_string())),
            (None, Some(datatype)) => NamedNode::new(datatype)
                .map(|datatype| Literal::new_typed_literal(value, datatype).into())
                .map_err(|error| fault(error.to_string())),
            (None, None) => Ok(Literal::from(value).into()),
        },
        other => Err(fault(format!("`{other}` is no kind of term that is read"))),
    }
}
