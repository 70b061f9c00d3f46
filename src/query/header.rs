//! The `#+` header of a stored query: grlc's YAML, with the parameters typed.
//!
//! What the YAML says is looked at node by node (`query/yaml.rs`), so that every fault points at its word in the `.rq` file.

use super::parameter::{self, Type};
use super::yaml::{Node, lines, tree};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::ops::Range;
use std::sync::Arc;

/// A declared parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The variable without `?`.
    pub name: String,
    /// What values it takes.
    pub kind: Type,
    /// True where several values may be given, divided by commas.
    pub list: bool,
    /// The value where none is given.
    pub default: Option<String>,
    /// The values that are allowed; empty allows all of the type.
    pub allowed: Vec<String>,
    /// True where a value must be given.
    pub required: bool,
    /// What it is for.
    pub description: String,
    /// Where it is declared.
    pub span: Range<usize>,
}

/// An expected answer: the file under `tests/`, and the parameters it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Name of the file.
    pub expect: String,
    /// Parameter and value.
    pub with: Vec<(String, String)>,
}

/// What the header says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// One line.
    pub summary: String,
    /// More.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The questions it answers.
    pub answers: Vec<String>,
    /// Its parameters, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// Its expected answers where more than the one with the defaults is wanted.
    pub cases: Vec<Case>,
}

const KEYS: &[&str] = &[
    "summary",
    "description",
    "tags",
    "params",
    "answers",
    "tests",
    "view",
    "defaults",
    "enumerate",
];
/// Keys of grlc that mean nothing here.
const FOREIGN: &[&str] = &[
    "endpoint",
    "pagination",
    "method",
    "endpoint_in_url",
    "transform",
    "endpoint-method",
    "mime",
    "auth",
    "view",
];
const PARAMETER_KEYS: &[&str] = &["type", "default", "enumeration", "description", "required"];
impl Header {
    /// Reads the header of a query. `prefixes` are for checking defaults. Everything wrong comes back as findings.
    pub fn read(source: &Arc<Source>, prefixes: &[(String, String)]) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let Some(yaml) = lines(&source.text) else {
            faults.push(no_summary(source));
            return (Self::default(), faults);
        };
        let header = match tree(source, &yaml) {
            Ok(Some(Node::Map(entries, _))) => interpret(source, entries, prefixes, &mut faults),
            Ok(other) => {
                let span = other.map_or(0..2, |node| node.span());
                faults.push(
                    Diagnostic::error("Q010", "the header is no YAML mapping")
                        .at(source, span, "")
                        .help("write `#+ summary: …`"),
                );
                Self::default()
            }
            Err(fault) => {
                faults.push(*fault);
                Self::default()
            }
        };
        (header, faults)
    }
}

fn no_summary(source: &Arc<Source>) -> Diagnostic {
    Diagnostic::warning("Q011", "the query has no summary")
        .at(source, 0..0, "")
        .help("open the file with `#+ summary: what it answers, in one line`")
}

fn interpret(
    source: &Arc<Source>,
    entries: Vec<(String, Range<usize>, Node)>,
    prefixes: &[(String, String)],
    faults: &mut Vec<Diagnostic>,
) -> Header {
    let mut header = Header::default();
    let mut grlc: Vec<(String, Node)> = Vec::new();
    for (key, span, node) in entries {
        match key.as_str() {
            "summary" => header.summary = node.text().unwrap_or_default().trim().to_owned(),
            "description" => header.description = node.text().unwrap_or_default().trim().to_owned(),
            "tags" => header.tags = node.texts().into_iter().map(|(text, _)| text).collect(),
            "answers" => header.answers = node.texts().into_iter().map(|(text, _)| text).collect(),
            "params" => header.parameters = parameters(source, node, faults),
            "tests" => header.cases = cases(source, node, faults),
            "defaults" | "enumerate" => grlc.push((key, node)),
            key if FOREIGN.contains(&key) => {}
            key => {
                let near = nearest(key, KEYS.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"));
                faults.push(
                    Diagnostic::warning("Q012", format!("`{key}` is no key of a header"))
                        .at(source, span, "")
                        .maybe_help(near),
                );
            }
        }
    }
    for (key, node) in grlc {
        older(&key, &node, &mut header.parameters);
    }
    if header.summary.is_empty() {
        faults.push(no_summary(source));
    }
    for parameter in &header.parameters {
        check(source, parameter, prefixes, faults);
    }
    header
}

fn parameters(source: &Arc<Source>, node: Node, faults: &mut Vec<Diagnostic>) -> Vec<Parameter> {
    let Node::Map(entries, _) = node else {
        faults.push(
            Diagnostic::error("Q013", "`params` is no mapping")
                .at(source, node.span(), "")
                .help("write `name: {type: iri}`, one a line"),
        );
        return Vec::new();
    };
    entries
        .into_iter()
        .map(|(name, span, node)| {
            let mut parameter = Parameter {
                name,
                kind: Type::String,
                list: false,
                default: None,
                allowed: Vec::new(),
                required: false,
                description: String::new(),
                span: span.clone(),
            };
            let Node::Map(entries, _) = node else {
                read_type(source, &node, &mut parameter, faults);
                return parameter;
            };
            let mut typed = false;
            for (key, span, node) in entries {
                match key.as_str() {
                    "type" => {
                        typed = true;
                        read_type(source, &node, &mut parameter, faults);
                    }
                    "default" => {
                        parameter.default = Some(
                            node.texts()
                                .into_iter()
                                .map(|(text, _)| text)
                                .collect::<Vec<_>>()
                                .join(","),
                        );
                    }
                    "enumeration" | "enumerate" | "enum" => {
                        parameter.allowed =
                            node.texts().into_iter().map(|(text, _)| text).collect();
                    }
                    "description" => {
                        parameter.description = node.text().unwrap_or_default().trim().to_owned();
                    }
                    "required" => parameter.required = node.text() == Some("true"),
                    key => {
                        let near = nearest(key, PARAMETER_KEYS.iter().copied())
                            .map(|near| format!("did you mean `{near}`?"));
                        faults.push(
                            Diagnostic::error("Q012", format!("`{key}` is no key of a parameter"))
                                .at(source, span, "")
                                .maybe_help(near),
                        );
                    }
                }
            }
            if !typed {
                faults.push(
                    Diagnostic::error(
                        "Q013",
                        format!("parameter `{}` has no type", parameter.name),
                    )
                    .at(source, span, "")
                    .help(format!("add `type:`, one of {}", type_names())),
                );
            }
            parameter
        })
        .collect()
}

fn read_type(
    source: &Arc<Source>,
    node: &Node,
    parameter: &mut Parameter,
    faults: &mut Vec<Diagnostic>,
) {
    let written = match node {
        Node::Scalar(text, _) => text.trim().to_owned(),
        Node::List(items, _) if items.len() == 1 => {
            format!("list of {}", items[0].text().unwrap_or_default())
        }
        _ => String::new(),
    };
    let bare = written.strip_prefix("list of ");
    parameter.list = bare.is_some();
    match Type::named(bare.unwrap_or(&written)) {
        Some(kind) => parameter.kind = kind,
        None => {
            let near = nearest(
                bare.unwrap_or(&written),
                Type::NAMES.iter().map(|(name, _)| *name),
            );
            faults.push(
                Diagnostic::error("Q013", format!("`{written}` is no type of a parameter"))
                    .at(source, node.span(), "")
                    .help(near.map_or_else(
                        || format!("types are {}", type_names()),
                        |near| format!("did you mean `{near}`?"),
                    )),
            );
        }
    }
}

fn type_names() -> String {
    let names: Vec<&str> = Type::NAMES.iter().take(11).map(|(name, _)| *name).collect();
    format!("{}, or `list of` one of them", names.join(", "))
}

fn cases(source: &Arc<Source>, node: Node, faults: &mut Vec<Diagnostic>) -> Vec<Case> {
    let span = node.span();
    let items = match node {
        Node::List(items, _) => items,
        other => vec![other],
    };
    let mut found = Vec::new();
    for item in items {
        let mut case = Case {
            expect: String::new(),
            with: Vec::new(),
        };
        if let Node::Map(entries, _) = item {
            for (key, _, node) in entries {
                match (key.as_str(), node) {
                    ("expect", node) => case.expect = node.text().unwrap_or_default().to_owned(),
                    ("with", Node::Map(entries, _)) => {
                        case.with = entries
                            .into_iter()
                            .map(|(name, _, node)| {
                                (name, node.text().unwrap_or_default().to_owned())
                            })
                            .collect();
                    }
                    _ => {}
                }
            }
        }
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if case.expect.is_empty() || case.expect.starts_with('.') || !case.expect.chars().all(plain)
        {
            faults.push(
                Diagnostic::error("Q014", "a test names no file")
                    .at(source, source.first_line(span.clone()), "")
                    .help("write `- {expect: name.tsv, with: {from: 1991}}`"),
            );
        } else {
            found.push(case);
        }
    }
    found
}

/// grlc's older way: `defaults: - name: value`, `enumerate: - name: [a, b]`.
fn older(key: &str, node: &Node, parameters: &mut [Parameter]) {
    let maps = match node {
        Node::List(items, _) => items.iter().collect(),
        other => vec![other],
    };
    for map in maps {
        let Node::Map(entries, _) = map else { continue };
        for (name, _, node) in entries {
            if let Some(parameter) = parameters
                .iter_mut()
                .find(|parameter| parameter.name == *name)
            {
                let values: Vec<String> = node.texts().into_iter().map(|(text, _)| text).collect();
                match key {
                    "defaults" => parameter.default = Some(values.join(",")),
                    _ => parameter.allowed = values,
                }
            }
        }
    }
}

/// The default must be of the type and among the allowed values.
fn check(
    source: &Arc<Source>,
    parameter: &Parameter,
    prefixes: &[(String, String)],
    faults: &mut Vec<Diagnostic>,
) {
    let Some(default) = &parameter.default else {
        return;
    };
    if let Err((message, help)) =
        parameter::read_bound(parameter.kind, parameter.list, default, prefixes)
    {
        faults.push(
            Diagnostic::error(
                "Q015",
                format!("default of `{}`: {message}", parameter.name),
            )
            .at(
                source,
                parameter.span.clone(),
                format!("declared as {}", parameter.kind.name()),
            )
            .help(help),
        );
    }
    if !parameter.allowed.is_empty() && !parameter.list && !parameter.allowed.contains(default) {
        faults.push(
            Diagnostic::error(
                "Q015",
                format!(
                    "default `{default}` of `{}` is not in its enumeration",
                    parameter.name
                ),
            )
            .at(source, parameter.span.clone(), "")
            .help(format!("allowed are {}", parameter.allowed.join(", "))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Header, Vec<Diagnostic>) {
        Header::read(&Source::new("q.rq", text), &[])
    }

    #[test]
    fn every_fault_of_a_header_points_at_its_word() {
        let (header, faults) = read(
            "#+ summary: Dated events\n#+ params:\n#+   from: {type: yeer, default: 1991}\n#+   to: {typ: year}\nSELECT",
        );
        assert_eq!(header.summary, "Dated events");
        let places: Vec<_> = faults
            .iter()
            .map(|fault| (fault.code, fault.place().map(|place| (place.1, place.2))))
            .collect();
        assert!(places.contains(&("Q013", Some((3, 19)))), "{places:?}");
        assert!(places.contains(&("Q012", Some((4, 11)))), "{places:?}");
    }

    #[test]
    fn hostile_yaml_is_refused() {
        assert!(
            read("#+ a: &x [1]\n#+ b: *x\n")
                .1
                .iter()
                .any(|fault| fault.code == "Q010")
        );
        let deep = format!("#+ a: {}{}\n", "[".repeat(500), "]".repeat(500));
        assert!(!read(&deep).1.is_empty());
        assert!(!read("#+ summary: 'open\nSELECT").1.is_empty());
    }
}
