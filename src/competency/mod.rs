//! Does the graph answer what it should? Stored queries against their expected answers in `tests/`.
//!
//! A query `NAME.rq` is tested with its defaults against `tests/NAME.tsv` (`.txt` for ASK, `.nt` for graphs); its header
//! may name further cases with parameters. Rows are compared in order where the query orders them, else as a set.

use crate::diagnostic::Diagnostic;
use crate::project::{Project, write_atomically};
use crate::query::{Answer, Catalogue, Format, Stored, answer, format};
use crate::store::{Cancel, Store};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::time::{Duration, Instant};

/// One test: a query with parameters, and the file with its expected answer.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The query.
    pub query: &'a Stored,
    /// Name of the file in `tests/`; `None` where no expected answer is written yet.
    pub file: Option<String>,
    /// Parameters as name and value.
    pub with: Vec<(String, String)>,
}

impl Case<'_> {
    /// What a reader calls it: the query's name, with the case's file where there are several.
    pub fn name(&self) -> String {
        match &self.file {
            Some(file)
                if file.rsplit_once('.').map(|(stem, _)| stem)
                    != Some(self.query.name.as_str()) =>
            {
                format!("{} ({file})", self.query.name)
            }
            _ => self.query.name.clone(),
        }
    }
}

/// How a test ended.
#[derive(Debug)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Accepted: written as the expected answer; true where that changed the file.
    Accepted(bool),
    /// No expected answer is written.
    Unwritten,
    /// Another answer: lines missing are marked `-`, lines not expected `+`.
    Different(Vec<String>),
    /// The query is faulty.
    Faulty(Vec<Diagnostic>),
    /// The query failed while it ran.
    Failed(String),
}

/// A test that was run.
#[derive(Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// The query's summary.
    pub summary: String,
    /// The file of the expected answer.
    pub file: Option<String>,
    /// How it ended.
    pub verdict: Verdict,
    /// How long the query took.
    pub time: Duration,
}

/// The cases of all stored queries, in order.
pub fn cases<'a>(project: &Project, catalogue: &'a Catalogue) -> Vec<Case<'a>> {
    let mut found = Vec::new();
    for query in &catalogue.queries {
        for case in &query.header.cases {
            found.push(Case {
                query,
                file: Some(case.expect.clone()),
                with: case.with.clone(),
            });
        }
        if query.header.cases.is_empty() {
            let file = ["tsv", "txt", "nt"]
                .map(|extension| format!("{}.{extension}", query.name))
                .into_iter()
                .find(|name| project.root.join("tests").join(name).is_file());
            found.push(Case {
                query,
                file,
                with: Vec::new(),
            });
        }
    }
    found
}

/// Runs one case; with `accept`, writes its answer as the expected one.
pub fn run(
    project: &Project,
    store: &Store,
    case: &Case<'_>,
    accept: bool,
    cancel: &Cancel,
) -> std::io::Result<Outcome> {
    let begin = Instant::now();
    let mut outcome = Outcome {
        name: case.name(),
        summary: case.query.header.summary.clone(),
        file: case.file.clone(),
        verdict: Verdict::Passed,
        time: Duration::ZERO,
    };
    let query = match case.query.prepare(project, &case.with) {
        Ok(query) => query,
        Err(faults) => {
            outcome.verdict = Verdict::Faulty(faults);
            return Ok(outcome);
        }
    };
    let ordered = is_ordered(&query);
    let answer = match answer(store, query, cancel) {
        Ok(answer) => answer,
        Err(error) => {
            outcome.verdict = Verdict::Failed(error.to_string());
            return Ok(outcome);
        }
    };
    outcome.time = begin.elapsed();
    let (extension, form) = match &answer {
        Answer::Solutions { .. } => ("tsv", Format::Tsv),
        Answer::Boolean(_) => ("txt", Format::Tsv),
        Answer::Graph(_) => ("nt", Format::NTriples),
    };
    let text = format::write(&answer, form, &[]).unwrap_or_default();
    let text = if ordered {
        text
    } else {
        sorted(&text, matches!(answer, Answer::Solutions { .. }))
    };
    let file = case
        .file
        .clone()
        .unwrap_or_else(|| format!("{}.{extension}", case.query.name));
    let path = project.root.join("tests").join(&file);
    outcome.file = Some(file);
    let expected = match std::fs::read(&path) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let expected = expected.map(|expected| {
        if ordered {
            expected
        } else {
            sorted(&expected, matches!(answer, Answer::Solutions { .. }))
        }
    });
    outcome.verdict = match expected {
        _ if accept => {
            let changed = expected.as_deref() != Some(text.as_str());
            if changed {
                write_atomically(&path, text.as_bytes())?;
            }
            Verdict::Accepted(changed)
        }
        None => Verdict::Unwritten,
        Some(expected) if expected == text => Verdict::Passed,
        Some(expected) => Verdict::Different(difference(&expected, &text)),
    };
    Ok(outcome)
}

/// True where the outermost select orders its rows.
fn is_ordered(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else {
        return false;
    };
    let mut at = pattern;
    loop {
        at = match at {
            GraphPattern::OrderBy { .. } => return true,
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Project { inner, .. } => inner,
            _ => return false,
        };
    }
}

fn sorted(text: &str, has_head: bool) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let from = usize::from(has_head && !lines.is_empty());
    lines[from..].sort_unstable();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Lines missing and lines not expected, in the order of the longest common run of both.
fn difference(expected: &str, found: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let most = 2_000;
    if old.len() > most || new.len() > most {
        return vec![
            format!("- {} lines expected", old.len()),
            format!("+ {} lines found", new.len()),
        ];
    }
    let mut table = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = if old[i] == new[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && table[i + 1][j] >= table[i][j + 1]) {
            lines.push(format!("- {}", old[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", new[j]));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_is_missing_and_what_is_new() {
        assert_eq!(
            difference("a\nb\nc\n", "a\nx\nc\nd\n"),
            ["- b", "+ x", "+ d"]
        );
        assert!(difference("a\n", "a\n").is_empty());
    }
}
