//! Is the project right? Syntax of all files, vocabulary, values and characters, headers and texts of all queries, passages,
//! quotations and hedges, times, and the shapes of the data.
//!
//! Nothing here knows a terminal: what is found is a list of [`Diagnostic`], and an editor could draw it as well.

mod allow;
mod anchors;
mod echoes;
mod explain;
mod fix;
mod profile;
mod rules;
mod shapes;
mod side_by_side;
mod tests;

pub use explain::{Rule, all as all_rules, explain};
pub use fix::{Mended, mend};
pub use profile::{Profile, unknown as unknown_rule};
pub use shapes::FILE as SHAPES_FILE;

use crate::diagnostic::{Diagnostic, Source};
use crate::link::linkset::findings::Linkset;
use crate::project::{Beside, Graphs, Project};
use crate::query::lint::{Known, lint};
use crate::query::{Catalogue, derived};
use crate::store::derive;
use crate::turtle::Format;
use oxrdf::Quad;
use rules::{Read, Scope};
use side_by_side::side_by_side;
use spargebra::Query;
use std::sync::{Arc, OnceLock};

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

/// Checks a project whole, on two threads: the one has the queries and the specs of links, the other begins with the rest.
pub fn check(project: &Project) -> std::io::Result<Report> {
    let (graphs, besides) = project.read_graphs_with_places()?;
    let mut files = Vec::new();
    let mut linksets = Vec::new();
    for (file, beside) in graphs.files.iter().zip(besides) {
        let source = Arc::clone(&file.source);
        match beside {
            Some(Beside::Places(reading)) => files.push(Read { source, reading }),
            Some(Beside::Links(set)) => linksets.push((source, set)),
            None => {}
        }
    }
    let text = project.text()?;
    // who needs it first makes it
    let derived = OnceLock::new();
    let derived = || derived.get_or_init(|| derive::derive(graphs.quads(), &project.manifest.base));
    let ([queries, links], [anchors, rules, shapes]) = side_by_side(
        [&|| queries(project, &graphs, &derived), &|| {
            links(project, &graphs, &linksets)
        }],
        [
            &|| Ok(anchors::check(project, &graphs, &files, &text)),
            &|| Ok(triples(project, &graphs, &files)),
            &|| shapes(project, &graphs, &files, &derived),
        ],
    );
    let mut report = Report {
        files: graphs.files.len(),
        triples: graphs.quads().count(),
        ..Report::default()
    };
    for part in [rules, links, anchors, queries, shapes] {
        report.take(part?);
    }
    let faults = graphs.faults.iter().cloned();
    report
        .findings
        .extend(faults.map(|fault| with_known_prefix(&files, fault)));
    echoes::drop(&files, &mut report.findings);
    report.findings = allow::apply(&files, std::mem::take(&mut report.findings));
    sort(&mut report.findings);
    Ok(report)
}

impl Report {
    /// Takes up what a part of the check found.
    fn take(&mut self, part: Self) {
        self.findings.extend(part.findings);
        self.queries += part.queries;
        self.quotations = self.quotations.or(part.quotations);
        self.claims += part.claims;
        self.shapes += part.shapes;
        self.unchecked.extend(part.unchecked);
    }
}

/// The rules that look at triples where they stand.
fn triples(project: &Project, graphs: &Graphs, files: &[Read]) -> Report {
    let mut report = Report::default();
    let prefixes = &project.manifest.prefixes;
    let mut own: Vec<&str> = prefixes.values().map(String::as_str).collect();
    own.extend([crate::ontology::rlt::NAMESPACE, crate::ontology::KINDS]);
    if graphs.is_broken() {
        // a broken file would make everything it declares seem undeclared
        report
            .unchecked
            .push("vocabulary and shapes were not checked, for a file cannot be read".to_owned());
        report.findings = rules::run_on_texts(files, &own);
    } else {
        let others: Vec<Quad> = graphs
            .files
            .iter()
            .filter(|file| format_of(&file.source.name).is_none())
            .flat_map(|file| file.quads.iter().cloned())
            .collect();
        let scope = Scope::new(files, &others, Some(&project.manifest.base));
        report.findings = rules::run(&scope, &own);
    }
    report
}

/// Specs of links, and linksets.
fn links(project: &Project, graphs: &Graphs, linksets: &[Linkset]) -> std::io::Result<Report> {
    Ok(Report {
        findings: crate::link::linkset::findings::findings(project, graphs, linksets)?,
        ..Report::default()
    })
}

/// The data against the shapes.
fn shapes<'a>(
    project: &Project,
    graphs: &'a Graphs,
    files: &[Read],
    derived: &dyn Fn() -> &'a Vec<Quad>,
) -> std::io::Result<Report> {
    let mut report = Report::default();
    if !graphs.is_broken()
        && let Some(found) = shapes::check(project, graphs, derived())?
    {
        report.shapes = found.shapes();
        report.findings = found.findings(files);
    }
    Ok(report)
}

/// The stored queries and their expected answers.
fn queries<'a>(
    project: &Project,
    graphs: &'a Graphs,
    derived: &dyn Fn() -> &'a Vec<Quad>,
) -> std::io::Result<Report> {
    let catalogue = Catalogue::read(project)?;
    let mut report = Report {
        queries: catalogue.queries.len(),
        ..Report::default()
    };
    let known = Known::of(graphs.quads().chain(derived()));
    for query in &catalogue.queries {
        match query.parse() {
            Ok(parsed) => {
                report.findings.extend(query.faults.iter().cloned());
                if derived::is_deriving(query) && !matches!(parsed, Query::Construct { .. }) {
                    report.findings.push(derived::constructs_nothing(query));
                }
                if !graphs.is_broken() {
                    let parameters: Vec<&str> = query
                        .header
                        .parameters
                        .iter()
                        .map(|parameter| parameter.name.as_str())
                        .collect();
                    report
                        .findings
                        .extend(lint(&query.source, &parsed, &parameters, &[], &known));
                }
            }
            Err(faults) => report.findings.extend(faults),
        }
    }
    tests::check(project, &catalogue, &mut report)?;
    Ok(report)
}

/// Checks files by themselves: syntax, well-known vocabularies, values and characters.
///
/// ```
/// # use relata::{check::check_files, diagnostic::Source, turtle::Format};
/// let source = Source::new("a.ttl", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n<http://e/a> rdfs:lable \"x\" .\n");
/// let report = check_files(&[(source, Format::Turtle)]);
/// assert_eq!(report.findings[0].code, "V002");
/// assert_eq!(report.findings[0].place(), Some(("a.ttl", 2, 14)));
/// ```
pub fn check_files(sources: &[(Arc<Source>, Format)]) -> Report {
    let files: Vec<Read> = sources
        .iter()
        .enumerate()
        .map(|(number, (source, format))| Read::new(source, *format, number))
        .collect();
    let mut report = Report {
        files: files.len(),
        triples: files.iter().map(|file| file.reading.quads.len()).sum(),
        ..Report::default()
    };
    let broken = files.iter().any(|file| !file.reading.faults.is_empty());
    report.findings = if broken {
        rules::run_on_texts(&files, &[])
    } else {
        rules::run(&Scope::new(&files, &[], None), &[])
    };
    report.findings.extend(
        files
            .iter()
            .flat_map(|file| file.reading.faults.iter().cloned()),
    );
    report.findings = allow::apply(&files, std::mem::take(&mut report.findings));
    sort(&mut report.findings);
    report
}

fn format_of(name: &str) -> Option<Format> {
    Format::from_extension(name.rsplit_once('.')?.1)
}

/// Tells what a prefix that one file lacks is in another.
fn with_known_prefix(files: &[Read], mut fault: Diagnostic) -> Diagnostic {
    let written = fault
        .labels
        .first()
        .and_then(|label| label.source.text.get(label.span.clone()));
    let declared = match written.and_then(|written| written.strip_suffix(':')) {
        Some(name) if fault.code == "S013" && fault.fix.is_none() => files
            .iter()
            .flat_map(|file| {
                file.reading
                    .prefixes
                    .iter()
                    .map(move |declared| (file, declared))
            })
            // one that is declared nowhere has the place of its first use
            .find(|(file, declared)| {
                let line = file.source.text.get(declared.span.range()).unwrap_or("");
                declared.name == name && line.to_ascii_lowercase().contains("prefix")
            }),
        _ => None,
    };
    if let Some((file, declared)) = declared {
        fault.helps = vec![format!(
            "add on top of the file, as `{}` has it: `@prefix {}: <{}> .`",
            file.source.name, declared.name, declared.namespace
        )];
    }
    fault
}

/// Errors first, then by place.
fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by_cached_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding
                .labels
                .first()
                .map(|label| (label.source.name.clone(), label.span.start)),
        )
    });
}

fn manifest_place(project: &Project, key: &str) -> std::ops::Range<usize> {
    project
        .source
        .text
        .find(key)
        .map_or(0..0, |at| at..at + key.len())
}
