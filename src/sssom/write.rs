//! Writes SSSOM TSV: sorted, only the prefixes used, the same to the byte whatever order the rows came in.

use super::{Mapping, MappingSet};
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
    let mut rows: Vec<Vec<String>> = set
        .mappings
        .iter()
        .map(|mapping| cells(mapping, &rest, &mut prefixes))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    // a column that no row fills is left out, the required ones stay
    let names: Vec<&str> = COLUMNS.iter().copied().chain(rest).collect();
    let kept: Vec<usize> = (0..names.len())
        .filter(|at| {
            let required = [
                "subject_id",
                "predicate_id",
                "object_id",
                "mapping_justification",
            ]
            .contains(&names[*at]);
            required || rows.iter().any(|row| !row[*at].is_empty())
        })
        .collect();
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
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(Vec::new());
    let mut put = |row: &mut dyn Iterator<Item = &str>| {
        // writing into memory does not fail
        let _ = writer.write_record(row);
    };
    put(&mut kept.iter().map(|at| names[*at]));
    for row in &rows {
        put(&mut kept.iter().map(|at| row[*at].as_str()));
    }
    text.push_str(&String::from_utf8_lossy(
        &writer.into_inner().unwrap_or_default(),
    ));
    text
}

fn cells(mapping: &Mapping, rest: &[&str], prefixes: &mut Prefixes) -> Vec<String> {
    let mut cells = vec![
        prefixes.shorten(&mapping.subject),
        one_line(&mapping.subject_label),
        prefixes.shorten(&mapping.predicate),
        if mapping.negated {
            "Not".to_owned()
        } else {
            String::new()
        },
        prefixes.shorten(&mapping.object),
        one_line(&mapping.object_label),
        prefixes.shorten(&mapping.justification),
        one_line(&mapping.author),
        one_line(&mapping.date),
        one_line(&mapping.tool),
        one_line(&mapping.tool_version),
        mapping
            .confidence
            .map_or_else(String::new, |confidence| format!("{confidence:.4}")),
        one_line(&mapping.comment),
        one_line(&mapping.other),
    ];
    for name in rest {
        let value = mapping.rest.iter().find(|(known, _)| known == name);
        cells.push(value.map_or_else(String::new, |(_, value)| one_line(value)));
    }
    cells
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
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
            self.used.insert(name.clone(), namespace.clone());
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
