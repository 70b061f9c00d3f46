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
        }
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
        Json::map([
            ("name", Json::text(slug)),
            ("path", Json::text(&file.name)),
            ("format", Json::text(file.format)),
            ("mediatype", Json::text(file.media_type)),
            ("bytes", Json::Bare(file.bytes.to_string())),
            ("hash", Json::text(format!("sha256:{}", file.sha256))),
            ("triples", Json::Bare(file.triples.to_string())),
        ])
    });
    entries.push(("resources".into(), Json::List(resources.collect())));
    Json::Map(entries).pretty()
}
