//! Draws findings with their excerpts, in the manner of rustc.

use crate::terminal::Terminal;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use relata::diagnostic::{Diagnostic, Severity};
use relata::query::table::harmless;

/// The most findings drawn in full.
pub const MOST: usize = 50;

/// Draws all findings and a line that sums them up.
pub fn findings(terminal: &mut Terminal, findings: &[Diagnostic]) {
    for finding in findings.iter().take(MOST) {
        let drawn = draw(finding, terminal.is_coloured(), terminal.width());
        terminal.rendered(&format!("{drawn}\n"));
    }
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if findings.len() > 1 {
        let hidden = findings.len().saturating_sub(MOST);
        let more = if hidden > 0 {
            format!(", {hidden} of them not shown")
        } else {
            String::new()
        };
        terminal.rendered(&format!(
            "{errors} error{}, {warnings} warning{}{more}",
            plural(errors),
            plural(warnings)
        ));
    }
}

/// Draws the first of many results, each made only when it is drawn, and says how many are not.
pub fn results(terminal: &mut Terminal, count: usize, make: impl Fn(usize) -> Diagnostic) {
    for number in 0..count.min(MOST) {
        let drawn = draw(&make(number), terminal.is_coloured(), terminal.width());
        terminal.rendered(&format!("{drawn}\n"));
    }
    if count > MOST {
        terminal.rendered(&format!(
            "{} more are not shown; `--format turtle` and `--format json` give them all\n",
            count - MOST
        ));
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A stretch, what to say of it, and whether it is the place itself.
type Mark = (std::ops::Range<usize>, String, bool);

/// One finding as text.
fn draw(finding: &Diagnostic, color: bool, width: usize) -> String {
    let level = || match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = harmless(&finding.message);
    let mut snippets: Vec<(String, Vec<Mark>, &str)> = Vec::new();
    for (index, label) in finding.labels.iter().enumerate() {
        let mark = (label.span.clone(), harmless(&label.text), index == 0);
        match snippets
            .iter_mut()
            .find(|(name, _, _)| *name == label.source.name)
        {
            Some((_, marks, _)) => marks.push(mark),
            None => snippets.push((label.source.name.clone(), vec![mark], &label.source.text)),
        }
    }
    let names: Vec<String> = snippets.iter().map(|(name, _, _)| harmless(name)).collect();
    let notes: Vec<String> = finding.notes.iter().map(|note| harmless(note)).collect();
    let helps: Vec<String> = finding.helps.iter().map(|help| harmless(help)).collect();
    let mut group = Group::with_title(level().primary_title(message.as_str()).id(finding.code));
    for ((_, marks, text), name) in snippets.iter().zip(&names) {
        let annotations = marks.iter().map(|(span, label, primary)| {
            let kind = if *primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            kind.span(span.clone()).label(label.as_str())
        });
        group = group.element(
            Snippet::source(*text)
                .line_start(1)
                .path(name.as_str())
                .annotations(annotations),
        );
    }
    for note in &notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    // what stands in no file has no margin to draw
    if finding.labels.is_empty() {
        let lines = notes.iter().map(|note| format!("\n  note: {note}"));
        let helps = helps.iter().map(|help| format!("\n  help: {help}"));
        return format!(
            "{}[{}]: {message}{}",
            finding.severity.as_str(),
            finding.code,
            lines.chain(helps).collect::<String>()
        );
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.term_width(width).render(&[group])
}
