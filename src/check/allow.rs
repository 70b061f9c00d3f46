//! `#! allow CODE reason`: what a file says about its own findings.
//!
//! Behind something, it speaks of its line; on a line of its own, of the statement that begins next, or inside a statement of
//! the next line. A reason is asked for, and an allowance that allows nothing is told: both rot otherwise.

use super::rules::Read;
use crate::diagnostic::Diagnostic;
use crate::turtle::tree::{Kind, tokens};
use std::ops::Range;

/// An allowance and where it holds.
struct Allowance {
    code: String,
    place: Range<usize>,
    holds: Range<usize>,
    used: bool,
}

/// Takes away what the files allow, and adds what is wrong with the allowances.
pub(super) fn apply(files: &[Read], findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept = findings;
    for file in files.iter().filter(|file| file.source.text.contains("#!")) {
        let mut allowances = Vec::new();
        for token in tokens(&file.source.text)
            .into_iter()
            .filter(|token| token.kind == Kind::Comment)
        {
            let place = token.span.range();
            let Some(rest) = file.source.text[place.clone()].strip_prefix("#!") else {
                continue;
            };
            let mut words = rest.split_whitespace();
            let (verb, code, reason) = (words.next(), words.next(), words.next());
            match (verb, code) {
                (Some("allow"), Some(code)) => {
                    if reason.is_none() {
                        kept.push(
                            Diagnostic::warning(
                                "P011",
                                format!("`{code}` is allowed without a reason"),
                            )
                            .at(&file.source, place.clone(), "")
                            .help(format!("say why: `#! allow {code} the source has it so`")),
                        );
                    }
                    allowances.push(Allowance {
                        code: code.to_owned(),
                        holds: reach(file, &place),
                        place,
                        used: false,
                    });
                }
                _ => kept.push(
                    Diagnostic::warning("P011", "this is no allowance")
                        .at(&file.source, place, "")
                        .help("`#! allow CODE reason`; a comment begins with `# `"),
                ),
            }
        }
        kept.retain(|finding| {
            let Some(label) = finding
                .labels
                .first()
                .filter(|label| label.source == file.source)
            else {
                return true;
            };
            let allowed = allowances
                .iter_mut()
                .find(|one| one.code == finding.code && one.holds.contains(&label.span.start));
            match allowed {
                Some(one) => {
                    one.used = true;
                    false
                }
                None => true,
            }
        });
        for one in allowances.into_iter().filter(|one| !one.used) {
            kept.push(
                Diagnostic::warning(
                    "P010",
                    format!(
                        "`{}` is allowed here, and nothing of the kind is found",
                        one.code
                    ),
                )
                .at(&file.source, one.place, "")
                .help("take the comment away"),
            );
        }
    }
    kept
}

/// Where an allowance holds.
fn reach(file: &Read, comment: &Range<usize>) -> Range<usize> {
    let text = &file.source.text;
    let line_start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    if !text[line_start..comment.start].trim().is_empty() {
        return line_start..comment.start;
    }
    let statements = || {
        file.reading
            .quads
            .iter()
            .map(|located| located.statement.range())
    };
    let inside = statements().any(|statement| statement.contains(&comment.start));
    let next = statements()
        .filter(|statement| statement.start > comment.start)
        .min_by_key(|statement| statement.start);
    match next {
        Some(statement) if !inside => statement,
        _ => {
            let next = text[comment.end..]
                .find('\n')
                .map_or(text.len(), |at| comment.end + at + 1);
            let end = text[next..].find('\n').map_or(text.len(), |at| next + at);
            next..end
        }
    }
}
