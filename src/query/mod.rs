//! Stored questions: `.rq` files with a header, their parameters, and their answers.

mod answer;
pub mod bind;
pub mod derived;
pub mod empty;
pub mod format;
pub mod header;
pub mod limits;
pub mod lint;
pub mod parameter;
pub mod reach;
mod slips;
pub mod syntax;
pub mod table;
mod yaml;

pub use answer::{Answer, answer, read};
pub use bind::Bound;
pub use format::Format;
pub use header::{Case, Header, Parameter};

use crate::diagnostic::{Diagnostic, Source, any_error, nearest};
use crate::project::Project;
use crate::turtle::write::natural;
use spargebra::Query;
use std::sync::Arc;

/// A stored query.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its name: the file's, without `.rq`.
    pub name: String,
    /// Its text.
    pub source: Arc<Source>,
    /// What its header says.
    pub header: Header,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
}

/// The stored queries of a project.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// In natural order of their names.
    pub queries: Vec<Stored>,
}

impl Catalogue {
    /// Reads `queries/*.rq` of a project, headers only; [`Stored::parse`] reads the rest.
    pub fn read(project: &Project) -> std::io::Result<Self> {
        let folder = project.root.join("queries");
        let mut queries = Vec::new();
        if folder.is_dir() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "rq") {
                    queries.push(Stored::read(project, &path)?);
                }
            }
        }
        queries.sort_by(|a, b| natural(&a.name, &b.name));
        Ok(Self { queries })
    }

    /// The query of that name; else what is wrong and what to do.
    pub fn find(&self, name: &str) -> Result<&Stored, (String, String)> {
        self.queries
            .iter()
            .find(|query| query.name == name)
            .ok_or_else(|| {
                let near = nearest(name, self.queries.iter().map(|query| query.name.as_str()));
                (
                    format!("no stored query `{name}`"),
                    near.map_or_else(
                        || "`relata query` lists them".into(),
                        |near| format!("did you mean `{near}`? `relata query` lists them all"),
                    ),
                )
            })
    }
}

impl Stored {
    /// Reads one stored query by name, without looking at the others.
    pub fn named(project: &Project, name: &str) -> std::io::Result<Option<Self>> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let path = project.root.join("queries").join(format!("{name}.rq"));
        if name.starts_with('.') || !name.chars().all(plain) || !path.is_file() {
            return Ok(None);
        }
        Self::read(project, &path).map(Some)
    }

    fn read(project: &Project, path: &std::path::Path) -> std::io::Result<Self> {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes = std::fs::read(path)?;
        Ok(Self::from_source(
            project,
            stem.clone(),
            Source::new(
                format!("queries/{stem}.rq"),
                String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes))
                    .into_owned(),
            ),
        ))
    }

    /// Takes a text as a stored query.
    pub fn from_source(project: &Project, name: String, source: Arc<Source>) -> Self {
        let (header, faults) = Header::read(&source, &prefixes(project, &source));
        Self {
            name,
            source,
            header,
            faults,
        }
    }

    /// Parses the query and checks that it reads each of its parameters.
    ///
    /// A stored query declares its prefixes itself, so that it runs on any server.
    pub fn parse(&self) -> Result<Query, Vec<Diagnostic>> {
        let mut faults: Vec<Diagnostic> = self
            .faults
            .iter()
            .filter(|fault| any_error(std::slice::from_ref(fault)))
            .cloned()
            .collect();
        match syntax::parse(&self.source, &[]) {
            Ok(query) => {
                for parameter in &self.header.parameters {
                    let counts = matches!(
                        parameter.kind,
                        parameter::Type::Limit | parameter::Type::Offset
                    );
                    if !counts && !bind::reads(&query, &parameter.name) {
                        faults.push(
                            Diagnostic::error("Q008", format!("parameter `{}` is declared, and the query does not read `?{0}`", parameter.name))
                                .at(&self.source, parameter.span.clone(), "declared here")
                                .help("take it out, or use the variable"),
                        );
                    }
                }
                if faults.is_empty() {
                    Ok(query)
                } else {
                    Err(faults)
                }
            }
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// The query with its parameters bound to the given values, the others to their defaults.
    ///
    /// `given` are pairs of name and value as typed; the findings point at them in a source named `<arguments>`.
    pub fn prepare(
        &self,
        project: &Project,
        given: &[(String, String)],
    ) -> Result<Query, Vec<Diagnostic>> {
        let query = self.parse()?;
        let bound = self.values(project, given)?;
        bind::bind(query, &bound).map_err(|(name, [message, help])| {
            let span = self
                .header
                .parameters
                .iter()
                .find(|parameter| parameter.name == name)
                .map_or(0..0, |parameter| parameter.span.clone());
            vec![
                Diagnostic::error(
                    "Q007",
                    format!("parameter `{name}` cannot be bound: {message}"),
                )
                .at(&self.source, span, "declared here")
                .help(help),
            ]
        })
    }

    fn values(
        &self,
        project: &Project,
        given: &[(String, String)],
    ) -> Result<Vec<(String, Bound)>, Vec<Diagnostic>> {
        let typed = Source::new(
            "<arguments>",
            given
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" "),
        );
        let mut at = 0;
        let mut faults = Vec::new();
        for (name, value) in given {
            let span = at..at + name.len();
            at += name.len() + value.len() + 2;
            if !self
                .header
                .parameters
                .iter()
                .any(|parameter| parameter.name == *name)
            {
                faults.push(self.no_such_parameter(&typed, span, name));
            }
        }
        let prefixes = prefixes(project, &self.source);
        let mut bound = Vec::new();
        for parameter in &self.header.parameters {
            let mut at = 0;
            let mut written = None;
            for (name, value) in given {
                if *name == parameter.name {
                    written = Some((
                        value.clone(),
                        at + name.len() + 1..at + name.len() + 1 + value.len(),
                    ));
                }
                at += name.len() + value.len() + 2;
            }
            let (value, place) = match (written, &parameter.default) {
                (Some((value, span)), _) => (value, (&typed, span)),
                (None, Some(default)) => (default.clone(), (&self.source, parameter.span.clone())),
                (None, None) if parameter.required => {
                    faults.push(
                        Diagnostic::error(
                            "Q005",
                            format!(
                                "query `{}` needs a value for `{}`",
                                self.name, parameter.name
                            ),
                        )
                        .at(&self.source, parameter.span.clone(), "declared here")
                        .help(format!(
                            "relata query {} {}=… ({})",
                            self.name,
                            parameter.name,
                            parameter.kind.name()
                        )),
                    );
                    continue;
                }
                (None, None) => continue,
            };
            if !parameter.allowed.is_empty()
                && !parameter.list
                && !parameter.allowed.contains(&value)
            {
                let near = nearest(&value, parameter.allowed.iter().map(String::as_str))
                    .map(|near| format!("did you mean `{near}`?"));
                faults.push(
                    Diagnostic::error(
                        "Q006",
                        format!("`{value}` is not among the values of `{}`", parameter.name),
                    )
                    .at(place.0, place.1.clone(), "")
                    .maybe_help(near)
                    .help(format!("allowed are {}", parameter.allowed.join(", "))),
                );
                continue;
            }
            match parameter::read_bound(parameter.kind, parameter.list, &value, &prefixes) {
                Ok(value) => bound.push((parameter.name.clone(), value)),
                Err((message, help)) => {
                    let mut fault =
                        Diagnostic::error("Q006", format!("`{}`: {message}", parameter.name))
                            .at(
                                place.0,
                                place.1,
                                format!("a value of type `{}` is wanted", parameter.kind.name()),
                            )
                            .help(help);
                    if !parameter.description.is_empty() {
                        fault =
                            fault.note(format!("`{}`: {}", parameter.name, parameter.description));
                    }
                    faults.push(fault);
                }
            }
        }
        if faults.is_empty() {
            Ok(bound)
        } else {
            Err(faults)
        }
    }

    fn no_such_parameter(
        &self,
        typed: &Arc<Source>,
        span: std::ops::Range<usize>,
        name: &str,
    ) -> Diagnostic {
        let names: Vec<&str> = self
            .header
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        let takes = if names.is_empty() {
            "it takes none".to_owned()
        } else {
            format!("it takes {}", names.join(", "))
        };
        let near = nearest(name, names.iter().copied())
            .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Diagnostic::error(
            "Q004",
            format!("query `{}` has no parameter `{name}`", self.name),
        )
        .at(typed, span, "")
        .help(format!("{near}{takes}"))
    }
}

/// The prefixes for values: those of the query, then those of the project.
fn prefixes(project: &Project, source: &Arc<Source>) -> Vec<(String, String)> {
    let mut prefixes = syntax::declared_prefixes(&source.text);
    for (name, namespace) in project.prefixes() {
        if !prefixes.iter().any(|(known, _)| *known == name) {
            prefixes.push((name, namespace));
        }
    }
    prefixes
}
