//! `relata.toml`: what the project is called, where its things live, which text it encodes.

use crate::diagnostic::{Diagnostic, Source, nearest};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the file that makes a folder a project.
pub const FILE: &str = "relata.toml";

/// What `relata.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Short name of the project.
    pub name: String,
    /// What a reader calls it.
    #[serde(default)]
    pub title: Option<String>,
    /// The IRI under which the project's own things are named; ends in `/` or `#`.
    pub base: String,
    /// The licence of the data, an IRI.
    #[serde(default)]
    pub license: Option<String>,
    /// Prefixes for the command line and for what is written, besides the usual ones.
    #[serde(default)]
    pub prefixes: BTreeMap<String, String>,
    /// The text that is encoded.
    #[serde(default)]
    pub text: Option<Text>,
    /// What the rules of `relata check` count as: lists of codes under `allow`, `note`, `warn` and `deny`.
    #[serde(default)]
    pub check: BTreeMap<String, Vec<String>>,
    /// External datasets, by name.
    #[serde(default)]
    pub datasets: BTreeMap<String, DatasetEntry>,
}

/// An external dataset: where it comes from, whose it is, and how it becomes triples.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetEntry {
    /// A path relative to the project, a file or a folder of files, or an http(s) URL. For an endpoint, the file that its
    /// answers are recorded in; one is chosen where none is named.
    #[serde(default)]
    pub source: String,
    /// A SPARQL endpoint whose answers are recorded; an http(s) URL.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// What the endpoint is asked: a CONSTRUCT or a SELECT; a path relative to the project.
    #[serde(default)]
    pub query: Option<String>,
    /// Rows that the endpoint is asked for at a time.
    #[serde(default)]
    pub page: Option<usize>,
    /// Whether the endpoint is asked for the number of rows beforehand; it is, unless this is `false`.
    #[serde(default)]
    pub count: Option<bool>,
    /// What a reader calls it.
    #[serde(default)]
    pub title: Option<String>,
    /// Its licence, an IRI or a name.
    #[serde(default)]
    pub license: Option<String>,
    /// Who publishes it.
    #[serde(default)]
    pub publisher: Option<String>,
    /// turtle, ntriples, trig, nquads, rdfxml, jsonld, csv, tsv, json, jsonl or yaml, where the file's name does not say.
    #[serde(default)]
    pub format: Option<String>,
    /// The sign between the cells of a table, where the file's name does not say.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// The encoding of a table that is not UTF-8, such as `latin-1`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The CONSTRUCT whose variables are the columns of a table; a path relative to the project.
    #[serde(default)]
    pub construct: Option<String>,
    /// Where in a JSON or YAML file the records lie, such as `concepts.*`.
    #[serde(default)]
    pub records: Option<String>,
    /// Columns whose cells hold several values, each with the sign between them.
    #[serde(default)]
    pub split: BTreeMap<String, String>,
}

/// The text: where a local copy lies, and how to know that it is the right one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Local name of the document under the base, `article` unless said otherwise.
    #[serde(default = "article")]
    pub document: String,
    /// The local copy, relative to the project; it need not exist.
    pub file: String,
    /// Language of the text, a BCP 47 tag.
    #[serde(default = "english")]
    pub language: String,
    /// Length in Unicode code points.
    #[serde(default)]
    pub length: Option<usize>,
    /// SHA-256 of the file, hexadecimal.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Abbreviations after which a sentence does not end, besides the usual ones.
    #[serde(default)]
    pub abbreviations: Vec<String>,
}

fn article() -> String {
    "article".to_owned()
}

fn english() -> String {
    "en".to_owned()
}

const KEYS: &[&str] = &[
    "name",
    "title",
    "base",
    "license",
    "prefixes",
    "text",
    "document",
    "file",
    "language",
    "length",
    "sha256",
    "abbreviations",
    "check",
    "datasets",
    "source",
    "publisher",
    "format",
    "delimiter",
    "encoding",
    "construct",
    "split",
    "records",
    "endpoint",
    "query",
    "page",
    "count",
];

impl Manifest {
    /// Reads a manifest; what is wrong with it comes back as findings.
    ///
    /// ```
    /// # use relata::{diagnostic::Source, project::Manifest};
    /// let source = Source::new("relata.toml", "name = \"x\"\nbasse = \"http://e/\"\n");
    /// let faults = Manifest::parse(&source).unwrap_err();
    /// assert_eq!(faults[0].place(), Some(("relata.toml", 2, 1)));
    /// assert!(faults[0].helps[0].contains("`base`"));
    /// ```
    pub fn parse(source: &Arc<Source>) -> Result<Self, Vec<Diagnostic>> {
        let manifest: Self =
            toml::from_str(&source.text).map_err(|error| vec![fault(source, &error)])?;
        let mut faults = Vec::new();
        let mut refuse = |written: &str, message: String, help: &str| {
            let at = source
                .text
                .find(&format!("\"{written}\""))
                .map_or(0..0, |at| at..at + written.len() + 2);
            faults.push(
                Diagnostic::error("P002", message)
                    .at(source, at, "")
                    .help(help),
            );
        };
        if !manifest.base.ends_with(['/', '#']) {
            refuse(
                &manifest.base,
                "`base` must end in `/` or `#`".into(),
                "names are put behind it as they are",
            );
        }
        let iris = manifest
            .prefixes
            .values()
            .chain([&manifest.base])
            .chain(&manifest.license);
        for iri in iris.filter(|iri| oxrdf::NamedNode::new(iri.as_str()).is_err()) {
            refuse(
                iri,
                format!("`{}` is not an absolute IRI", shown(iri)),
                "for example `https://example.org/my-project/`",
            );
        }
        for name in manifest.prefixes.keys().filter(|name| !is_prefix(name)) {
            refuse(
                name,
                format!("`{}` is not a prefix name", shown(name)),
                "letters, digits, `-` and `_`, a letter first, or empty",
            );
        }
        for name in manifest
            .datasets
            .keys()
            .filter(|name| !is_dataset_name(name))
        {
            refuse(
                name,
                format!("`{}` is not a dataset's name", shown(name)),
                "lower-case letters, digits and `-`, a letter first; `project` is the project itself",
            );
        }
        if let Some(text) = &manifest.text
            && (text.file.starts_with('/') || text.file.split(['/', '\\']).any(|part| part == ".."))
        {
            refuse(
                &text.file,
                "the text's file must lie inside the project".into(),
                "`relata text attach FILE` copies it there",
            );
        }
        for (name, entry) in &manifest.datasets {
            let fault = match (&entry.endpoint, &entry.query) {
                (None, _) if entry.source.is_empty() => Some((
                    "it has neither `source` nor `endpoint`",
                    "say where it comes from",
                )),
                (None, Some(_)) => Some((
                    "it has a `query` and no `endpoint`",
                    "say which endpoint is asked",
                )),
                (Some(_), None) => Some((
                    "it has an `endpoint` and no `query`",
                    "name the stored query that it is asked",
                )),
                (Some(url), _) if !url.starts_with("http://") && !url.starts_with("https://") => {
                    Some((
                        "its `endpoint` is no http(s) URL",
                        "for example `https://example.org/sparql`",
                    ))
                }
                (Some(_), _)
                    if entry.source.starts_with("http:") || entry.source.starts_with("https:") =>
                {
                    Some((
                        "its `source` names the file to record in, and is a URL",
                        "name a file, or leave it out",
                    ))
                }
                _ if entry.page == Some(0) => Some((
                    "its `page` is 0",
                    "say how many rows are asked for at a time",
                )),
                _ => None,
            };
            if let Some((what, help)) = fault {
                let at = source.text.find(&format!("[datasets.{name}]"));
                faults.push(
                    Diagnostic::error("P002", format!("dataset `{name}`: {what}"))
                        .at(source, at.map_or(0..0, |at| at..at + name.len() + 11), "")
                        .help(help),
                );
            }
        }
        if faults.is_empty() {
            Ok(manifest)
        } else {
            Err(faults)
        }
    }

    /// All prefixes of the project: its own, then the usual ones it does not name itself.
    pub fn all_prefixes(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = self
            .prefixes
            .iter()
            .map(|(name, iri)| (name.clone(), iri.clone()))
            .collect();
        if !self.prefixes.contains_key("") {
            all.push((String::new(), self.base.clone()));
        }
        for (name, iri) in crate::ontology::PREFIXES {
            if !self.prefixes.contains_key(*name) {
                all.push(((*name).to_owned(), (*iri).to_owned()));
            }
        }
        all
    }
}

/// True for a name that can stand in a path and in a bare TOML key: lower-case letters, digits and `-`, a letter first. `project`
/// is the project's own graph wherever datasets are named.
pub fn is_dataset_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 60
        && name != "project"
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_prefix(name: &str) -> bool {
    name.is_empty()
        || (name.starts_with(char::is_alphabetic)
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_'))
}

fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

fn fault(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error
        .message()
        .lines()
        .next()
        .unwrap_or("cannot be read")
        .to_owned();
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split('`').next())
        .map(str::to_owned);
    match unknown {
        Some(key) => Diagnostic::error("P001", format!("`{}` is no key of `{FILE}`", shown(&key)))
            .at(source, span, "")
            .help(match nearest(&key, KEYS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "its keys are {}",
                    KEYS.iter()
                        .map(|key| format!("`{key}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            }),
        None => Diagnostic::error("P001", message)
            .at(source, span.clone(), "")
            .help(written_so(source, span.start)),
    }
}

/// How the key of a line is written, where its value is of the wrong form.
fn written_so(source: &Source, at: usize) -> String {
    let start = source.text[..at].rfind('\n').map_or(0, |before| before + 1);
    let line = source.text[start..].lines().next().unwrap_or("");
    let key = line.split('=').next().unwrap_or("").trim();
    let example = match key {
        "split" => "{ names = \"|\" }",
        "page" => "1000",
        "length" => "1234",
        "count" => "false",
        "abbreviations" => "[\"Abt.\", \"Hptm.\"]",
        "allow" | "note" | "warn" | "deny" => "[\"V003\"]",
        "prefixes" => "{ ex = \"https://example.org/\" }",
        key if KEYS.contains(&key) => "\"…\"",
        _ => return "`relata new NAME` writes a manifest to compare with".to_owned(),
    };
    format!(
        "it is written `{key} = {example}`; `docs/project.md` and `docs/datasets.md` explain the keys"
    )
}
