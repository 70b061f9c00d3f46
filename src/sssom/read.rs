//! Reads SSSOM TSV; every faulty row is reported with its line, and no row is lost in silence.

use super::{Mapping, MappingSet};
use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

/// The most faults reported for one file.
const MOST: usize = 20;

/// Reads a file; what is wrong with it comes back beside what could be read.
///
/// ```
/// # use relata::{diagnostic::Source, sssom};
/// let text = "#curie_map:\n#  e: http://e/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\ne:a\tskos:exactMatch\te:b\tsemapv:ManualMappingCuration\n";
/// let (set, faults) = sssom::read(&Source::new("a.sssom.tsv", text));
/// assert!(faults.is_empty());
/// assert_eq!(set.mappings[0].object, "http://e/b");
/// let (_, faults) = sssom::read(&Source::new("a.sssom.tsv", text.replace("e:b", "f:b")));
/// assert!(faults[0].message.contains("`f`"));
/// ```
pub fn read(source: &Arc<Source>) -> (MappingSet, Vec<Diagnostic>) {
    let mut set = MappingSet::default();
    let mut faults = Vec::new();
    let body = head(source, &mut set, &mut faults);
    let known = set.prefixes.clone();
    let builtin = [
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("owl", "http://www.w3.org/2002/07/owl#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("semapv", "https://w3id.org/semapv/vocab/"),
        ("sssom", "https://w3id.org/sssom/"),
    ];
    let namespace = |prefix: &str| {
        known
            .iter()
            .map(|(name, namespace)| (name.as_str(), namespace.as_str()))
            .chain(builtin)
            .find(|(name, _)| *name == prefix)
            .map(|(_, namespace)| namespace.to_owned())
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_reader(&source.text.as_bytes()[body..]);
    let columns: Vec<String> = match reader.headers() {
        Ok(columns) => columns
            .iter()
            .map(|column| column.trim().to_owned())
            .collect(),
        Err(error) => {
            faults.push(Diagnostic::error("L010", error.to_string()).at(source, body..body, ""));
            return (set, faults);
        }
    };
    for needed in [
        "subject_id",
        "predicate_id",
        "object_id",
        "mapping_justification",
    ] {
        if !columns.iter().any(|column| column == needed) {
            faults.push(
                Diagnostic::error(
                    "L010",
                    format!("`{}` has no column `{needed}`", source.name),
                )
                .at(source, body..body + 1, "the head of the table"),
            );
        }
    }
    if !faults.is_empty() {
        return (set, faults);
    }
    for row in reader.records() {
        if faults.len() >= MOST {
            break;
        }
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                faults.push(Diagnostic::error("L010", error.to_string()).at(
                    source,
                    body..body,
                    "",
                ));
                continue;
            }
        };
        let begin = body
            + row
                .position()
                .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let end = source.text[begin..]
            .find('\n')
            .map_or(source.text.len(), |at| begin + at);
        if row.len() != columns.len() {
            faults.push(
                Diagnostic::error(
                    "L010",
                    format!("{} cells under {} columns", row.len(), columns.len()),
                )
                .at(source, begin..end, "this row")
                .help("cells are separated by single tabs; the row is not used until it is mended"),
            );
            continue;
        }
        let mut mapping = Mapping::default();
        let before = faults.len();
        for (column, cell) in columns.iter().zip(&row) {
            let mut expand = |cell: &str| match cell.split_once(':') {
                Some((prefix, local)) if !local.starts_with("//") => match namespace(prefix) {
                    Some(namespace) => format!("{namespace}{local}"),
                    None => {
                        faults.push(
                            Diagnostic::error("L011", format!("prefix `{prefix}` is not declared"))
                                .at(source, begin..end, "used here")
                                .help(format!(
                                    "add `#  {prefix}: <namespace>` under `#curie_map:`"
                                )),
                        );
                        String::new()
                    }
                },
                Some(_) => cell.to_owned(),
                None => {
                    faults.push(
                        Diagnostic::error("L012", format!("`{cell}` in `{column}` is no name"))
                            .at(source, begin..end, "used here")
                            .help("write it with a prefix of `#curie_map:`"),
                    );
                    String::new()
                }
            };
            match column.as_str() {
                "subject_id" => mapping.subject = expand(cell),
                "predicate_id" => mapping.predicate = expand(cell),
                "object_id" => mapping.object = expand(cell),
                "mapping_justification" => mapping.justification = expand(cell),
                "subject_label" => cell.clone_into(&mut mapping.subject_label),
                "object_label" => cell.clone_into(&mut mapping.object_label),
                "predicate_modifier" => match cell {
                    "" => {}
                    "Not" => mapping.negated = true,
                    other => faults.push(
                        Diagnostic::error("L012", format!("`{other}` is no modifier"))
                            .at(source, begin..end, "")
                            .help("`Not`, or nothing"),
                    ),
                },
                "author_label" => cell.clone_into(&mut mapping.author),
                "mapping_date" => cell.clone_into(&mut mapping.date),
                "mapping_tool" => cell.clone_into(&mut mapping.tool),
                "mapping_tool_version" => cell.clone_into(&mut mapping.tool_version),
                "comment" => cell.clone_into(&mut mapping.comment),
                "other" => cell.clone_into(&mut mapping.other),
                "confidence" if cell.is_empty() => {}
                "confidence" => match cell.parse() {
                    Ok(number) if (0.0..=1.0).contains(&number) => {
                        mapping.confidence = Some(number);
                    }
                    _ => faults.push(
                        Diagnostic::error("L012", format!("`{cell}` is no confidence"))
                            .at(source, begin..end, "")
                            .help("a number from 0 to 1"),
                    ),
                },
                _ => mapping.rest.push((column.clone(), cell.to_owned())),
            }
        }
        if faults.len() == before {
            set.mappings.push(mapping);
        }
    }
    (set, faults)
}

/// Reads the lines that begin with `#`; gives where the table begins.
fn head(source: &Arc<Source>, set: &mut MappingSet, faults: &mut Vec<Diagnostic>) -> usize {
    let mut at = 0;
    let mut in_prefixes = false;
    for line in source.text.split_inclusive('\n') {
        let Some(content) = line.strip_prefix('#') else {
            break;
        };
        let span = at..at + line.trim_end().len();
        at += line.len();
        let content = content.trim_end();
        let nested = content.starts_with("  ");
        let Some((name, value)) = content.trim().split_once(':') else {
            if !content.trim().is_empty() && !content.trim().starts_with('-') {
                faults.push(
                    Diagnostic::error(
                        "L010",
                        "a line of the head is neither `name: value` nor a list",
                    )
                    .at(source, span, "here"),
                );
            }
            continue;
        };
        let value = unquote(value.trim());
        if nested && in_prefixes {
            set.prefixes.push((unquote(name), value));
        } else if !nested {
            in_prefixes = name == "curie_map";
            if !in_prefixes {
                set.metadata.push((name.to_owned(), value));
            }
        }
    }
    at
}

fn unquote(value: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .or_else(|| {
            value
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
        });
    inner.map_or_else(
        || value.to_owned(),
        |inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"),
    )
}
