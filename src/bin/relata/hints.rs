//! What is said about a query besides its answer: doubts before it runs, reasons where it answers nothing.

use crate::report;
use crate::terminal::Terminal;
use oxrdf::{NamedOrBlankNode, Term};
use relata::diagnostic::Source;
use relata::project::{Graphs, Project};
use relata::query::empty::Reason;
use relata::query::lint::{Known, lint};
use relata::store::Cancel;
use std::sync::Arc;
use std::time::Duration;

/// Says on a terminal what is doubtful about a query that somebody typed; it runs all the same.
pub fn doubts(
    source: &Arc<Source>,
    query: &spargebra::Query,
    project: &Project,
    graphs: &Graphs,
    terminal: &mut Terminal,
) {
    if !terminal.shows_hints() {
        return;
    }
    let derived = relata::store::derive::derive(graphs.quads(), &project.manifest.base);
    let known = Known::of(graphs.quads().chain(&derived));
    let header = relata::query::Header::read(source, &project.prefixes()).0;
    let parameters: Vec<&str> = header
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    let found = lint(source, query, &parameters, &project.prefixes(), &known);
    if !found.is_empty() {
        report::findings(terminal, &found);
    }
}

/// A time-out for finding out why there is no answer: as long as the query had where it was asked for, else a moment.
pub fn within(cancel: &Cancel, asked_for: bool) -> Cancel {
    if asked_for {
        return cancel.clone();
    }
    let brief = Cancel::new();
    let ends = brief.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        ends.cancel();
    });
    brief
}

/// Tells why there is no answer: in a line as a hint, or at length where it was asked for.
pub fn tell(
    reason: &Reason,
    at_length: bool,
    project: &Project,
    graphs: &Graphs,
    terminal: &mut Terminal,
) {
    let short = |text: &str| shortened(text, project);
    let many = |rows: usize| {
        if rows >= 1_000 {
            "a thousand rows or more".to_owned()
        } else {
            format!("{rows} row{}", if rows == 1 { "" } else { "s" })
        }
    };
    let (line, more): (String, Vec<String>) = match reason {
        Reason::Alone { pattern, terms } => (
            format!("nothing matches `{}`", short(pattern)),
            unknown(terms, project, graphs),
        ),
        Reason::Together { patterns, shared } => (
            format!(
                "no {} is in all of: {}",
                shared.iter().map(|name| format!("?{name}")).collect::<Vec<_>>().join(", "),
                patterns.iter().map(|(pattern, _)| format!("`{}`", short(pattern))).collect::<Vec<_>>().join(", ")
            ),
            patterns.iter().map(|(pattern, rows)| format!("{} by itself: {}", short(pattern), many(*rows))).collect(),
        ),
        Reason::Filter { condition, rows, example } => (
            format!("`{}` holds for none of {}", short(condition), many(*rows)),
            example
                .iter()
                .map(|(name, value)| match value {
                    Some(value) => format!("for example ?{name} is {}", short(&value.to_string())),
                    None => format!("for example ?{name} has no value"),
                })
                .collect(),
        ),
        Reason::Later if at_length => ("the patterns and filters leave rows; LIMIT, OFFSET, HAVING or the template shows none of them".to_owned(), Vec::new()),
        Reason::Unknown if at_length => ("it takes too long to find out".to_owned(), Vec::new()),
        Reason::Later | Reason::Unknown => return,
    };
    terminal.hint(&format!("no answer: {line}"));
    for more in more.iter().take(if at_length { 20 } else { 1 }) {
        terminal.hint(more);
    }
}

/// The terms of a pattern that nothing in the graph has, with the nearest that exist.
fn unknown(terms: &[Term], project: &Project, graphs: &Graphs) -> Vec<String> {
    let mut known: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for quad in graphs.quads() {
        known.insert(quad.predicate.as_str());
        if let NamedOrBlankNode::NamedNode(node) = &quad.subject {
            known.insert(node.as_str());
        }
        if let Term::NamedNode(node) = &quad.object {
            known.insert(node.as_str());
        }
    }
    terms
        .iter()
        .filter_map(|term| match term {
            Term::NamedNode(node) if !known.contains(node.as_str()) => Some(node.as_str()),
            _ => None,
        })
        .map(|iri| {
            let near = relata::diagnostic::nearest(iri, known.iter().copied());
            let written = project.shorten(iri);
            near.map_or_else(
                || format!("`{written}` is nowhere in the graph"),
                |near| {
                    format!(
                        "`{written}` is nowhere in the graph; did you mean `{}`?",
                        project.shorten(near)
                    )
                },
            )
        })
        .collect()
}

/// The text with the project's prefixes put in for IRIs.
fn shortened(text: &str, project: &Project) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        short.push_str(before);
        match from.find('>') {
            Some(end) if !from[1..end].contains([' ', '<']) => {
                short.push_str(&project.shorten(&from[1..end]));
                rest = &from[end + 1..];
            }
            _ => {
                short.push('<');
                rest = &from[1..];
            }
        }
    }
    short.push_str(rest);
    short
}
