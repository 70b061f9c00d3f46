//! SPARQL results as endpoints send them, read whole or refused: JSON, and the XML and TSV of those that know no JSON.
//!
//! Where an endpoint gives up in the midst of an answer it writes what went wrong where the next row should be, so a refusal shows
//! the end of what came.

use crate::diagnostic::Source;
use crate::turtle;
use oxrdf::{BlankNode, Literal, NamedNode, Term, Variable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
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
        Format::Xml => xml(body, variables),
        Format::Tsv => tsv(body, variables),
    }
}

/// The rows of an answer in TSV: terms as Turtle writes them, of which a line is made and read.
fn tsv(body: &[u8], variables: &[Variable]) -> Result<Vec<Row>, String> {
    let fault = |message: &str| broken(body, "TSV", message);
    let text = std::str::from_utf8(body).map_err(|_| fault("it is not UTF-8"))?;
    let text = text
        .strip_suffix('\n')
        .ok_or_else(|| fault("its last line has no end"))?;
    let mut lines = text
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line));
    let names: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let bare: Vec<&str> = names
        .iter()
        .map(|name| name.trim_start_matches(['?', '$']))
        .collect();
    has_all(&bare, variables)?;
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != names.len() {
            let message = format!("{} cells under {} columns", cells.len(), names.len());
            return Err(fault(&message));
        }
        let mut row = Row::new();
        for (name, cell) in bare.iter().zip(cells) {
            if !cell.is_empty() {
                let term =
                    written(cell).ok_or_else(|| fault(&format!("`{}` is no term", start(cell))))?;
                row.insert((*name).to_owned(), term);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A term by itself, as Turtle writes it.
fn written(cell: &str) -> Option<Term> {
    let turtle = Source::new("cell", format!("<http://e/> <http://e/> {cell} ."));
    let parsed = turtle::parse(&turtle, turtle::Format::Turtle, "b");
    match <[_; 1]>::try_from(parsed.quads) {
        Ok([quad]) if parsed.faults.is_empty() && quad.predicate.as_str() == "http://e/" => {
            Some(quad.object)
        }
        _ => None,
    }
}

/// The rows of an answer in XML.
fn xml(body: &[u8], variables: &[Variable]) -> Result<Vec<Row>, String> {
    let fault = |error: &dyn std::fmt::Display| broken(body, "XML", &error.to_string());
    let mut reader = Reader::from_reader(body);
    let mut answer = Answer::default();
    loop {
        match reader.read_event().map_err(|error| fault(&error))? {
            Event::Start(tag) => answer.open(&tag).map_err(|error| fault(&error))?,
            Event::Empty(tag) => {
                answer.open(&tag).map_err(|error| fault(&error))?;
                answer.close(tag.local_name().as_ref())?;
            }
            Event::End(tag) => answer.close(tag.local_name().as_ref())?,
            Event::Text(text) => {
                let text = text.unescape().map_err(|error| fault(&error))?;
                answer.text.push_str(&text);
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|error| fault(&error))?;
                answer.text.push_str(&text);
            }
            Event::DocType(_) => return Err(fault(&"it declares a type of document")),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    // the reader takes the end of the bytes for the end of the answer
    if !answer.is_whole {
        return Err(fault(&"its last tag is missing"));
    }
    let names: Vec<&str> = answer.names.iter().map(String::as_str).collect();
    has_all(&names, variables)?;
    Ok(answer.rows)
}

/// What has been read of an answer in XML.
#[derive(Default)]
struct Answer {
    names: Vec<String>,
    rows: Vec<Row>,
    row: Row,
    /// The variable that is bound, then the attributes of its term.
    binding: String,
    language: Option<String>,
    datatype: Option<String>,
    text: String,
    is_whole: bool,
}

impl Answer {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), quick_xml::Error> {
        let attribute = |name: &str| {
            let found = tag.try_get_attribute(name)?;
            let value = found.map(|found| found.unescape_value().map(std::borrow::Cow::into_owned));
            value.transpose()
        };
        match tag.local_name().as_ref() {
            b"variable" => self.names.extend(attribute("name")?),
            b"result" => self.row.clear(),
            b"binding" => self.binding = attribute("name")?.unwrap_or_default(),
            b"literal" => {
                (self.language, self.datatype) = (attribute("xml:lang")?, attribute("datatype")?);
            }
            _ => {}
        }
        self.text.clear();
        Ok(())
    }

    fn close(&mut self, tag: &[u8]) -> Result<(), String> {
        let kind = match tag {
            b"uri" => "uri",
            b"bnode" => "bnode",
            b"literal" => "literal",
            b"result" => {
                self.rows.push(std::mem::take(&mut self.row));
                return Ok(());
            }
            b"boolean" => return Err("the answer is a yes or no".to_owned()),
            b"triple" => return Err("the answer holds a quoted triple".to_owned()),
            b"sparql" => {
                self.is_whole = true;
                return Ok(());
            }
            _ => return Ok(()),
        };
        let (language, datatype) = (self.language.take(), self.datatype.take());
        let term = term(kind, &self.text, language.as_deref(), datatype.as_deref())?;
        self.row.insert(self.binding.clone(), term);
        Ok(())
    }
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
                row.insert(name.clone(), json_term(cell)?);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn json_term(cell: &serde_json::Value) -> Result<Term, String> {
    let value = cell["value"]
        .as_str()
        .ok_or("a cell of the answer has no value")?;
    let kind = cell["type"].as_str().unwrap_or("");
    let (language, datatype) = (cell["xml:lang"].as_str(), cell["datatype"].as_str());
    term(kind, value, language, datatype)
}

/// A term of one of the kinds that JSON and XML name.
fn term(
    kind: &str,
    value: &str,
    language: Option<&str>,
    datatype: Option<&str>,
) -> Result<Term, String> {
    let fault = |error: &dyn std::fmt::Display| format!("`{}`: {error}", start(value));
    match (kind, language, datatype) {
        ("uri", ..) => NamedNode::new(value)
            .map(Term::from)
            .map_err(|error| fault(&error)),
        ("bnode", ..) => {
            let label: String = value
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { 'x' })
                .collect();
            BlankNode::new(format!("b{label}"))
                .map(Term::from)
                .map_err(|error| fault(&error))
        }
        ("literal" | "typed-literal", Some(language), _) => {
            Literal::new_language_tagged_literal(value, language)
                .map(Term::from)
                .map_err(|error| fault(&error))
        }
        ("literal" | "typed-literal", None, Some(datatype)) => NamedNode::new(datatype)
            .map(|datatype| Literal::new_typed_literal(value, datatype).into())
            .map_err(|error| fault(&error)),
        ("literal" | "typed-literal", None, None) => Ok(Literal::from(value).into()),
        _ => Err(fault(&format!("`{kind}` is no kind of term that is read"))),
    }
}

/// As much of a text as is shown.
fn start(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: Format, body: &str) -> Result<String, String> {
        let named = [Variable::new_unchecked("s"), Variable::new_unchecked("n")];
        let rows = read(body.as_bytes(), format, &named)?;
        let of = |row: &Row| {
            let terms: Vec<String> = row.values().map(Term::to_string).collect();
            terms.join(" ")
        };
        Ok(rows.iter().map(of).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn the_formats_say_the_same() {
        let wanted = r#""a \"&<\n"@en <http://e/1>; "7"^^<http://www.w3.org/2001/XMLSchema#integer>; "" _:bx"#;
        let json = r#"{"head":{"vars":["s","n"]},"results":{"bindings":[
            {"s":{"type":"uri","value":"http://e/1"},"n":{"type":"literal","xml:lang":"en","value":"a \"&<\n"}},
            {"n":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"7"}},
            {"s":{"type":"bnode","value":"x"},"n":{"type":"literal","value":""}}]}}"#;
        assert_eq!(shown(Format::Json, json).unwrap(), wanted);
        let xml = "<?xml version='1.0'?><!-- old --><r:sparql xmlns:r='http://www.w3.org/2005/sparql-results#'><r:head><r:variable name='s'/><r:variable name='n'></r:variable></r:head>
            <r:results><r:result><r:binding name='s'><r:uri>http://e/1</r:uri></r:binding><r:binding name='n'><r:literal xml:lang='en'>a &quot;<![CDATA[&<]]>&#10;</r:literal></r:binding></r:result>
            <r:result><r:binding name='n'><r:literal datatype='http://www.w3.org/2001/XMLSchema#integer'>7</r:literal></r:binding></r:result>
            <r:result><r:binding name='s'><r:bnode>x</r:bnode></r:binding><r:binding name='n'><r:literal/></r:binding></r:result></r:results></r:sparql>";
        assert_eq!(shown(Format::Xml, xml).unwrap(), wanted);
        let tsv = "?s\t?n\r\n<http://e/1>\t\"a \\\"&<\\n\"@en\r\n\t7\r\n_:x\t\"\"\r\n";
        assert_eq!(shown(Format::Tsv, tsv).unwrap(), wanted);
    }

    #[test]
    fn what_is_torn_or_hostile_is_refused_in_words() {
        let head = "<sparql><head><variable name='s'/><variable name='n'/></head>";
        for (format, body, words) in [
            (
                Format::Xml,
                format!("{head}<results><result>"),
                "its last tag is missing",
            ),
            (Format::Xml, format!("{head}<results></sparql>"), "no XML"),
            (Format::Xml, format!("{head}<results/></sparql"), "no XML"),
            (
                Format::Xml,
                "<sparql><head/></sparql>".into(),
                "no column `s`",
            ),
            (
                Format::Xml,
                "<!DOCTYPE html><html></html>".into(),
                "type of document",
            ),
            (
                Format::Xml,
                format!(
                    "{head}<results><result><binding name='n'><literal>&lol;</literal></binding></result></results></sparql>"
                ),
                "lol",
            ),
            (
                Format::Xml,
                format!(
                    "{head}<results><result><binding name='s'><uri>no iri</uri></binding></result></results></sparql>"
                ),
                "no iri",
            ),
            (
                Format::Tsv,
                "?s\t?n\n1\t2".into(),
                "its last line has no end",
            ),
            (Format::Tsv, "?s\t?n\n1\n".into(), "1 cells under 2 columns"),
            (Format::Tsv, "?s\n1\n".into(), "no column `n`"),
            (
                Format::Tsv,
                "?s\t?n\n1\t1 . <http://e/a> <http://e/b> 2\n".into(),
                "is no term",
            ),
            (Format::Tsv, "?s\t?n\n1\t1, 2\n".into(), "is no term"),
            (Format::Tsv, "?s\t?n\n1\t\"half\n".into(), "is no term"),
            (Format::Json, "{}".into(), "no `head`"),
        ] {
            let told = shown(format, &body).unwrap_err();
            assert!(told.contains(words), "{body}: {told}");
        }
    }
}
