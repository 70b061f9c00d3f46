//! Writes an answer in a format that other programs, or people, read.

use super::answer::Answer;
use crate::dataset::Dataset;
use crate::diagnostic::any_error;
use crate::export;
use crate::turtle::{write_ntriples, write_turtle};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxrdf::{Term, Triple, Variable};

/// A format for answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for a person.
    Table,
    /// SPARQL 1.1 TSV: every term as it is.
    Tsv,
    /// SPARQL 1.1 CSV: plain values for spreadsheets.
    Csv,
    /// SPARQL 1.1 JSON.
    Json,
    /// SPARQL XML.
    Xml,
    /// A Markdown table.
    Markdown,
    /// Turtle, for graphs.
    Turtle,
    /// N-Triples, for graphs.
    NTriples,
    /// TriG, for graphs.
    TriG,
    /// N-Quads, for graphs.
    NQuads,
    /// RDF/XML, for graphs.
    RdfXml,
    /// JSON-LD, for graphs.
    JsonLd,
}

impl Format {
    /// The names by which a format is asked for, the usual one first.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("table", Self::Table),
        ("tsv", Self::Tsv),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xml", Self::Xml),
        ("md", Self::Markdown),
        ("turtle", Self::Turtle),
        ("ntriples", Self::NTriples),
        ("trig", Self::TriG),
        ("nquads", Self::NQuads),
        ("rdfxml", Self::RdfXml),
        ("jsonld", Self::JsonLd),
        ("srj", Self::Json),
        ("srx", Self::Xml),
        ("markdown", Self::Markdown),
        ("ttl", Self::Turtle),
        ("nt", Self::NTriples),
        ("nq", Self::NQuads),
        ("rdf", Self::RdfXml),
    ];

    /// The format of that name or file extension.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, format)| *format)
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("", |(name, _)| name)
    }

    /// True where the format can hold this kind of answer.
    pub fn holds(self, answer: &Answer) -> bool {
        match answer {
            Answer::Solutions { .. } => self.rdf().is_none(),
            Answer::Boolean(_) => matches!(
                self,
                Self::Json | Self::Xml | Self::Table | Self::Tsv | Self::Csv | Self::Markdown
            ),
            Answer::Graph(_) => self == Self::Table || self.rdf().is_some(),
        }
    }

    /// The format as that of an export, where it is one for graphs.
    fn rdf(self) -> Option<&'static dyn export::Format> {
        let format: &'static dyn export::Format = match self {
            Self::Turtle => &export::Turtle,
            Self::NTriples => &export::NTriples,
            Self::TriG => &export::TriG,
            Self::NQuads => &export::NQuads,
            Self::RdfXml => &export::RdfXml,
            Self::JsonLd => &export::JsonLd,
            Self::Table | Self::Tsv | Self::Csv | Self::Json | Self::Xml | Self::Markdown => {
                return None;
            }
        };
        Some(format)
    }
}

/// The answer in a format for programs. A table is not among them: see [`super::table`].
///
/// A format that does not hold this answer gives `None`: ask [`Format::holds`] whether it holds this kind; RDF/XML besides
/// holds no property whose IRI ends in no name.
pub fn write(answer: &Answer, format: Format, prefixes: &[(String, String)]) -> Option<String> {
    if !format.holds(answer) {
        return None;
    }
    let standard = match format {
        Format::Tsv => QueryResultsFormat::Tsv,
        Format::Csv => QueryResultsFormat::Csv,
        Format::Json => QueryResultsFormat::Json,
        Format::Xml => QueryResultsFormat::Xml,
        _ => {
            return match (answer, format) {
                (Answer::Graph(triples), Format::NTriples) => Some(write_ntriples(triples)),
                (Answer::Graph(triples), Format::Turtle) => Some(write_turtle(triples, prefixes)),
                (Answer::Graph(triples), _) => graph(triples, format.rdf()?, prefixes),
                (Answer::Boolean(truth), _) => Some(format!("{truth}\n")),
                (Answer::Solutions { variables, rows }, Format::Markdown) => {
                    Some(markdown(variables, rows, prefixes))
                }
                (Answer::Solutions { .. }, _) => None,
            };
        }
    };
    let serializer = QueryResultsSerializer::from_format(standard);
    let bytes = match answer {
        Answer::Boolean(truth) => match standard {
            QueryResultsFormat::Csv | QueryResultsFormat::Tsv => return Some(format!("{truth}\n")),
            _ => serializer
                .serialize_boolean_to_writer(Vec::new(), *truth)
                .ok()?,
        },
        Answer::Solutions { variables, rows } => {
            let variables: Vec<Variable> = variables.iter().map(Variable::new_unchecked).collect();
            let mut writer = serializer
                .serialize_solutions_to_writer(Vec::new(), variables.clone())
                .ok()?;
            for row in rows {
                let cells = variables
                    .iter()
                    .zip(row)
                    .filter_map(|(name, cell)| Some((name, cell.as_ref()?)));
                writer.serialize(cells).ok()?;
            }
            writer.finish().ok()?
        }
        Answer::Graph(_) => return None,
    };
    let mut text = String::from_utf8(bytes).ok()?;
    if matches!(format, Format::Json | Format::Xml) && !text.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

/// A graph in one of the formats of an export.
fn graph(
    triples: &[Triple],
    format: &dyn export::Format,
    prefixes: &[(String, String)],
) -> Option<String> {
    let vocabulary = export::Vocabulary {
        prefixes: prefixes.to_vec(),
        ..export::Vocabulary::default()
    };
    let mut text = Vec::new();
    let losses = format
        .write(&Dataset::of_triples(triples), &vocabulary, &mut text)
        .ok()?;
    if any_error(&losses) {
        return None;
    }
    String::from_utf8(text).ok()
}

fn markdown(
    variables: &[String],
    rows: &[Vec<Option<Term>>],
    prefixes: &[(String, String)],
) -> String {
    let escape = |cell: &str| {
        cell.replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace('<', "\\<")
            .replace(['\n', '\r'], " ")
    };
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(variables.iter().map(|name| escape(name)).collect());
    text.push_str(&line(variables.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        let cells = row.iter().map(|cell| {
            cell.as_ref()
                .map_or(String::new(), |term| escape(&cell_text(term, prefixes)))
        });
        text.push_str(&line(cells.collect()));
    }
    text
}

/// A term as a person reads it: names the short way, strings bare, other datatypes and languages left to the data formats.
pub fn cell_text(term: &Term, prefixes: &[(String, String)]) -> String {
    match term {
        Term::NamedNode(node) => crate::project::shorten(prefixes, node.as_str()),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::Triple(triple) => {
            // texts keep their marks, or nobody could tell where a part ends; limits bound how deep these nest
            let object = match &triple.object {
                Term::Literal(literal) => literal.to_string(),
                other => cell_text(other, prefixes),
            };
            format!(
                "<<( {} {} {object} )>>",
                cell_text(&triple.subject.clone().into(), prefixes),
                crate::project::shorten(prefixes, triple.predicate.as_str()),
            )
        }
    }
}
