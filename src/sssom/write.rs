//! Writes SSSOM TSV: sorted, only the prefixes used, the same to the byte whatever order the rows came in.

use super::slots::NEEDED;
use super::{Mapping, MappingSet};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The known columns, in the order they are written.
const COLUMNS: &[&str] = &[
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "confidence",
    "comment",
    "other",
];

/// The file's text.
pub fn write(set: &MappingSet) -> String {
    let mut prefixes = Prefixes::of(&set.prefixes);
    let mut rest: Vec<&str> = set
        .mappings
        .iter()
        .flat_map(|mapping| mapping.rest.iter().map(|(name, _)| name.as_str()))
        .collect();
    rest.sort_unstable();
    rest.dedup();
    let names: Vec<&str> = COLUMNS
        .iter()
        .copied()
        .chain(rest.iter().copied())
        .collect();
    // a column that no row fills is left out, the required ones stay
    let mut filled: Vec<bool> = names.iter().map(|name| NEEDED.contains(name)).collect();
    for mapping in &set.mappings {
        for (at, filled) in filled
            .iter_mut()
            .enumerate()
            .filter(|(_, filled)| !**filled)
        {
            *filled = !cell(mapping, names[at], None).is_empty();
        }
    }
    let kept: Vec<&str> = names
        .iter()
        .zip(&filled)
        .filter(|(_, filled)| **filled)
        .map(|(name, _)| *name)
        .collect();
    let mut rows: Vec<String> = set
        .mappings
        .iter()
        .map(|mapping| {
            let mut row = String::with_capacity(200);
            for (at, name) in kept.iter().enumerate() {
                if at > 0 {
                    row.push('\t');
                }
                quote_into(&cell(mapping, name, Some(&mut prefixes)), &mut row);
            }
            row.push('\n');
            row
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let mut text = String::from("#curie_map:\n");
    for (name, namespace) in prefixes.used {
        text.push_str(&format!("#  {name}: \"{namespace}\"\n"));
    }
    for (name, value) in &set.metadata {
        text.push_str(&format!(
            "#{name}: \"{}\"\n",
            one_line(value).replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    text.push_str(&kept.join("\t"));
    text.push('\n');
    text.reserve(rows.iter().map(String::len).sum());
    for row in rows {
        text.push_str(&row);
    }
    text
}

/// A cell's text; names in full where there are no prefixes to shorten them with.
fn cell<'a>(mapping: &'a Mapping, column: &str, prefixes: Option<&mut Prefixes>) -> Cow<'a, str> {
    let name = |iri: &'a str| match prefixes {
        Some(prefixes) => Cow::Owned(prefixes.shorten(iri)),
        None => Cow::Borrowed(iri),
    };
    match column {
        "subject_id" => name(&mapping.subject),
        "predicate_id" => name(&mapping.predicate),
        "object_id" => name(&mapping.object),
        "mapping_justification" => name(&mapping.justification),
        "subject_label" => one_line(&mapping.subject_label),
        "predicate_modifier" => if mapping.negated { "Not" } else { "" }.into(),
        "object_label" => one_line(&mapping.object_label),
        "author_label" => one_line(&mapping.author),
        "mapping_date" => one_line(&mapping.date),
        "mapping_tool" => one_line(&mapping.tool),
        "mapping_tool_version" => one_line(&mapping.tool_version),
        "confidence" => mapping.confidence.map_or(Cow::Borrowed(""), |confidence| {
            format!("{confidence:.4}").into()
        }),
        "comment" => one_line(&mapping.comment),
        "other" => one_line(&mapping.other),
        _ => mapping
            .rest
            .iter()
            .find(|(known, _)| known == column)
            .map_or(Cow::Borrowed(""), |(_, value)| one_line(value)),
    }
}

/// Adds a cell, in quotation marks where it holds one.
fn quote_into(cell: &str, row: &mut String) {
    if cell.contains('"') {
        row.push('"');
        row.push_str(&cell.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(cell);
    }
}

fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect::<String>()
            .into()
    } else {
        text.into()
    }
}

struct Prefixes {
    known: Vec<(String, String)>,
    used: BTreeMap<String, String>,
}

impl Prefixes {
    fn of(given: &[(String, String)]) -> Self {
        let mut known: Vec<(String, String)> = given
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .cloned()
            .collect();
        for (name, namespace) in [
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("owl", "http://www.w3.org/2002/07/owl#"),
            ("semapv", "https://w3id.org/semapv/vocab/"),
            ("sssom", "https://w3id.org/sssom/"),
        ] {
            if !known.iter().any(|(_, iri)| iri == namespace) {
                known.push((name.to_owned(), namespace.to_owned()));
            }
        }
        // the longest namespace first
        known.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.cmp(b)));
        Self {
            known,
            used: BTreeMap::new(),
        }
    }

    fn shorten(&mut self, iri: &str) -> String {
        let fits = |namespace: &str| iri.len() > namespace.len() && iri.starts_with(namespace);
        if let Some((name, namespace)) = self.known.iter().find(|(_, namespace)| fits(namespace)) {
            let short = format!("{name}:{}", &iri[namespace.len()..]);
            if !self.used.contains_key(name) {
                self.used.insert(name.clone(), namespace.clone());
            }
            return short;
        }
        // a namespace of its own: SSSOM knows no full IRIs
        let cut = iri
            .trim_end_matches(['/', '#'])
            .rfind(['/', '#', ':'])
            .map_or(0, |at| at + 1);
        let mut number = 1;
        while self
            .known
            .iter()
            .any(|(name, _)| *name == format!("ns{number}"))
        {
            number += 1;
        }
        let name = format!("ns{number}");
        self.known.push((name.clone(), iri[..cut].to_owned()));
        self.used.insert(name.clone(), iri[..cut].to_owned());
        format!("{name}:{}", &iri[cut..])
    }
}
