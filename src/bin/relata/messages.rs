//! Findings for other programs: a line each, JSON, SARIF, GitHub Actions.

use relata::check::explain;
use relata::diagnostic::{Diagnostic, Fix, Label, Severity, Source};
use relata::query::table::harmless;
use serde_json::{Value, json};
use std::ops::Range;

/// `file:line:column: error[S010]: message`
pub fn short(findings: &[Diagnostic]) -> String {
    findings
        .iter()
        .map(|finding| {
            let place = finding
                .place()
                .map_or_else(String::new, |(name, line, column)| {
                    format!("{name}:{line}:{column}: ")
                });
            harmless(&format!(
                "{place}{}[{}]: {}",
                finding.severity.as_str(),
                finding.code,
                finding.message
            )) + "\n"
        })
        .collect()
}

/// An object a line; lines and columns count from 1, columns in code points, bytes from 0.
pub fn json(findings: &[Diagnostic]) -> String {
    findings
        .iter()
        .map(|finding| {
            let labels: Vec<Value> = finding.labels.iter().map(label).collect();
            let object = json!({
                "severity": finding.severity.as_str(),
                "code": finding.code,
                "message": finding.message,
                "labels": labels,
                "notes": finding.notes,
                "helps": finding.helps,
                "fix": finding.fix.as_deref().map(fix),
            });
            format!("{object}\n")
        })
        .collect()
}

fn label(label: &Label) -> Value {
    let (line, column) = label.source.position(label.span.start);
    let (end_line, end_column) = label.source.position(label.span.end);
    json!({
        "file": label.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start_byte": label.span.start,
        "end_byte": label.span.end,
        "text": label.text,
    })
}

/// The change that `--fix` would make.
fn fix(fix: &Fix) -> Value {
    json!({
        "file": fix.source.name,
        "start_byte": fix.span.start,
        "end_byte": fix.span.end,
        "text": fix.text,
    })
}

/// Static Analysis Results Interchange Format 2.1.0 (OASIS).
pub fn sarif(findings: &[Diagnostic]) -> String {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| {
            let summary = explain(code).map_or("", |rule| rule.summary);
            let help = explain(code).map_or("", |rule| rule.text);
            json!({"id": code, "shortDescription": {"text": summary}, "help": {"text": help, "markdown": help}})
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let text = std::iter::once(finding.message.as_str())
                .chain(finding.notes.iter().map(String::as_str))
                .chain(finding.helps.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join("\n");
            let mut result = json!({
                "ruleId": finding.code,
                "ruleIndex": codes.iter().position(|code| *code == finding.code),
                "level": level,
                "message": {"text": text},
            });
            if let Some(first) = finding.labels.first() {
                result["locations"] = json!([location(first)]);
            }
            if finding.labels.len() > 1 {
                result["relatedLocations"] = finding.labels[1..].iter().map(location).collect();
            }
            if let Some(fix) = &finding.fix {
                result["fixes"] = json!([{
                    "description": {"text": finding.helps.first().unwrap_or(&finding.message)},
                    "artifactChanges": [{
                        "artifactLocation": artifact(&fix.source),
                        "replacements": [{
                            "deletedRegion": region(&fix.source, &fix.span),
                            "insertedContent": {"text": fix.text},
                        }],
                    }],
                }]);
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "relata", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn location(label: &Label) -> Value {
    let mut place = json!({
        "physicalLocation": {
            "artifactLocation": artifact(&label.source),
            "region": region(&label.source, &label.span),
        },
    });
    if !label.text.is_empty() {
        place["message"] = json!({"text": label.text});
    }
    place
}

fn artifact(source: &Source) -> Value {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    json!({"uri": encoded(&source.name, plain)})
}

fn region(source: &Source, span: &Range<usize>) -> Value {
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column})
}

/// `::error file=…,line=…,col=…,title=…::message`
pub fn github(findings: &[Diagnostic]) -> String {
    findings
        .iter()
        .map(|finding| {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let property =
                |text: &str| encoded(text, |c| !matches!(c, '%' | '\r' | '\n' | ':' | ','));
            let data = |text: &str| encoded(text, |c| !matches!(c, '%' | '\r' | '\n'));
            let place = finding
                .place()
                .map_or_else(String::new, |(name, line, column)| {
                    format!("file={},line={line},col={column},", property(name))
                });
            let help: String = finding
                .helps
                .iter()
                .map(|help| format!("\nhelp: {help}"))
                .collect();
            format!(
                "::{level} {place}title={}::{}\n",
                finding.code,
                data(&format!("{}{help}", finding.message))
            )
        })
        .collect()
}

/// Percent-encodes what may not stand as it is.
fn encoded(text: &str, plain: impl Fn(char) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        if plain(character) {
            written.push(character);
        } else {
            for byte in character.to_string().bytes() {
                written.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    written
}
