//! Is the project right? Syntax of all files, headers and texts of all queries, passages, quotations and hedges, times,
//! and the shapes of the data.
//!
//! A first floor: the rules for vocabulary come with a syntax tree that knows the place of every triple.

mod anchors;
mod shapes;

pub use shapes::FILE as SHAPES_FILE;

use crate::diagnostic::Diagnostic;
use crate::project::{Graphs, Project, TextState};
use crate::query::Catalogue;

/// What was found, and what was looked at.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything wrong or doubtful.
    pub findings: Vec<Diagnostic>,
    /// Number of files read.
    pub files: usize,
    /// Number of triples in them.
    pub triples: usize,
    /// Number of stored queries read.
    pub queries: usize,
    /// Quotations and hedges that resolved, and how many there are; `None` where the text is not at hand.
    pub quotations: Option<(usize, usize)>,
    /// Number of claims.
    pub claims: usize,
    /// Number of shapes the data were held against.
    pub shapes: usize,
    /// Why something was not looked at, in words.
    pub unchecked: Vec<String>,
}

/// Checks a project whole.
pub fn check(project: &Project) -> std::io::Result<Report> {
    let graphs: Graphs = project.read_graphs(|_| {})?;
    let catalogue = Catalogue::read(project)?;
    let mut report = Report {
        files: graphs.files.len(),
        triples: graphs.quads().count(),
        queries: catalogue.queries.len(),
        ..Report::default()
    };
    for query in &catalogue.queries {
        match query.parse() {
            Ok(_) => report.findings.extend(query.faults.iter().cloned()),
            Err(faults) => report.findings.extend(faults),
        }
    }
    let text = project.text()?;
    match &text {
        TextState::Absent(path) => report.unchecked.push(format!(
            "the text is not attached (no `{}`), so quotations, hedges and passages were not compared with it",
            path.strip_prefix(&project.root).unwrap_or(path).display()
        )),
        TextState::Changed(_, digest) => report.findings.push(
            Diagnostic::error("A004", "the attached text is not the one that was encoded")
                .at(&project.source, manifest_place(project, "sha256"), format!("the file's digest is {digest}"))
                .help("`relata anchor` re-anchors the passages to a changed text, `relata text attach FILE` brings back the old one"),
        ),
        TextState::None | TextState::Attached(_) => {}
    }
    let words = match &text {
        TextState::Attached(attached) => Some(attached.text.as_str()),
        _ => None,
    };
    anchors::check(project, &graphs, words, &mut report);
    report
        .findings
        .extend(crate::link::findings::findings(project)?);
    if !graphs.is_broken() {
        let found = shapes::check(project, &graphs)?;
        report.shapes = found.shapes;
        report.findings.extend(found.findings);
    }
    report.findings.extend(graphs.faults);
    report.findings.sort_by_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding
                .place()
                .map(|(name, line, column)| (name.to_owned(), line, column)),
        )
    });
    Ok(report)
}

fn manifest_place(project: &Project, key: &str) -> std::ops::Range<usize> {
    project
        .source
        .text
        .find(key)
        .map_or(0..0, |at| at..at + key.len())
}
