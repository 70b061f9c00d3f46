//! `datapackage.json`: what an export wrote, in the manner of [Frictionless data packages](https://datapackage.org/).

use super::{Format, Json};
use crate::dataset::Dataset;
use crate::project::Project;

/// One file that was written.
#[derive(Debug, Clone)]
pub struct Written {
    name: String,
    media_type: &'static str,
    format: &'static str,
    bytes: usize,
    triples: usize,
    sha256: String,
    columns: Vec<&'static str>,
}

impl Written {
    /// Describes a file by its content.
    pub fn of(name: &str, format: &dyn Format, dataset: &Dataset, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            media_type: format.media_type(),
            format: format.name(),
            bytes: text.len(),
            triples: dataset.quads().len(),
            sha256: crate::text::sha256(text),
            columns: format.columns(),
        }
    }

    /// The file's name, relative to the folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// SHA-256 of its bytes, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The list of what was written, as JSON. No clock enters it: the same export gives the same bytes.
pub fn write(project: &Project, files: &[Written]) -> String {
    let manifest = &project.manifest;
    let mut entries = vec![
        (
            "$schema".to_owned(),
            Json::text("https://datapackage.org/profiles/2.0/datapackage.json"),
        ),
        ("name".to_owned(), Json::text(&manifest.name)),
    ];
    if let Some(title) = &manifest.title {
        entries.push(("title".into(), Json::text(title)));
    }
    entries.push(("id".into(), Json::text(&manifest.base)));
    if let Some(license) = &manifest.license {
        let one = Json::map([("path", Json::text(license))]);
        entries.push(("licenses".into(), Json::List(vec![one])));
    }
    let resources = files.iter().map(|file| {
        let slug: String = file
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        let mut entries = vec![
            ("name", Json::text(slug)),
            ("path", Json::text(&file.name)),
            ("format", Json::text(file.format)),
            ("mediatype", Json::text(file.media_type)),
            ("bytes", Json::Bare(file.bytes.to_string())),
            ("hash", Json::text(format!("sha256:{}", file.sha256))),
            ("triples", Json::Bare(file.triples.to_string())),
        ];
        if let [key, ..] = file.columns.as_slice() {
            entries.push(("type", Json::text("table")));
            entries.push(("encoding", Json::text("utf-8")));
            entries.push(("schema", schema(&file.columns, key)));
        }
        Json::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    });
    entries.push(("resources".into(), Json::List(resources.collect())));
    Json::Map(entries).pretty()
}

/// A [Table Schema](https://datapackage.org/standard/table-schema/): every cell is a text, since several values may share one.
fn schema(columns: &[&str], key: &str) -> Json {
    let fields = columns
        .iter()
        .map(|name| Json::map([("name", Json::text(*name)), ("type", Json::text("string"))]));
    let mut entries = vec![("fields".to_owned(), Json::List(fields.collect()))];
    if matches!(key, "claim" | "entity") {
        entries.push(("primaryKey".to_owned(), Json::List(vec![Json::text(key)])));
    }
    Json::Map(entries)
}
