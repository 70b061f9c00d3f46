//! Differences as [RDF patches](https://afs.github.io/rdf-delta/rdf-patch.html): written, read and applied.
//!
//! A blank node is named in a patch by its structure in the old state ([`crate::dataset::blank`]), which whoever applies
//! the patch works out again: so a patch made here fits any copy of that state, whatever names its file has.

use super::{Difference, Tokens};
use crate::dataset::Dataset;
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::line::statement;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Writes a difference as a patch: removals, then additions, sorted.
pub fn write(difference: &Difference) -> String {
    let mut text = String::from("H version \"1\" .\nTX .\n");
    for (mark, statements) in [('D', &difference.removed), ('A', &difference.added)] {
        for [subject, predicate, object, graph] in statements {
            let gap = if graph.is_empty() { "" } else { " " };
            text.push_str(&format!(
                "{mark} {subject} {predicate} {object} {graph}{gap}.\n"
            ));
        }
    }
    text.push_str("TC .\n");
    text
}

/// A patch that was read.
#[derive(Debug, Default)]
pub struct Patch {
    steps: Vec<(bool, Tokens, usize)>,
}

/// Reads a patch. Prefixes are not needed and refused; a transaction that is given up is left out, one that is not ended is a
/// fault: a patch that broke off must not be half applied.
pub fn read(source: &Arc<Source>) -> Result<Patch, Vec<Diagnostic>> {
    let mut patch = Patch::default();
    let mut begun = 0;
    let mut open: Option<usize> = None;
    let mut faults = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let (mark, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        match mark {
            "" | "H" => {}
            "TC" => open = None,
            "TX" => {
                begun = patch.steps.len();
                open = Some(begin);
            }
            "TA" => {
                patch.steps.truncate(begun);
                open = None;
            }
            "PA" | "PD" => faults.push(
                Diagnostic::error("S005", "a patch with prefixes is not read")
                    .at(source, begin..begin + 2, "")
                    .help("write names in full, between `<` and `>`"),
            ),
            "A" | "D" => match statement(rest, true) {
                Ok(Some(read)) => {
                    let tokens =
                        [read.subject, read.predicate, read.object, read.graph].map(String::from);
                    patch.steps.push((mark == "A", tokens, begin));
                }
                Ok(None) => faults.push(
                    Diagnostic::error("S050", "a step without a statement")
                        .at(source, begin..begin + 1, "")
                        .help("write `A subject predicate object .`"),
                ),
                Err((column, message)) => {
                    let place = begin + mark.len() + 1 + column;
                    faults.push(Diagnostic::error("S050", message).at(
                        source,
                        place..place + 1,
                        "",
                    ));
                }
            },
            _ if line.starts_with('#') => {}
            other => faults.push(
                Diagnostic::error(
                    "S050",
                    format!(
                        "`{}` is no step of a patch",
                        other.chars().take(20).collect::<String>()
                    ),
                )
                .at(source, begin..begin + 1, "")
                .help("steps are H, TX, TC, TA, A and D, one a line"),
            ),
        }
    }
    if let Some(begin) = open {
        faults.push(
            Diagnostic::error("S005", "this transaction has no end")
                .at(source, begin..begin + 2, "begins here")
                .help("the patch broke off: make it anew, or end it with `TC .`"),
        );
    }
    if faults.is_empty() {
        Ok(patch)
    } else {
        Err(faults)
    }
}

/// Applies a patch; refuses to remove what is not there or to add what is.
pub fn apply(
    dataset: &Dataset,
    patch: &Patch,
    source: &Arc<Source>,
) -> Result<Dataset, Vec<Diagnostic>> {
    let named = dataset.relabelled();
    let mut statements: BTreeSet<Tokens> = named
        .quads()
        .iter()
        .map(|quad| quad.map(|id| named.token(id).to_owned()))
        .collect();
    let mut faults = Vec::new();
    for (is_new, tokens, place) in &patch.steps {
        let fits = if *is_new {
            statements.insert(tokens.clone())
        } else {
            statements.remove(tokens)
        };
        if !fits {
            let message = if *is_new {
                "what is to be added is there already"
            } else {
                "what is to be removed is not there"
            };
            faults.push(
                Diagnostic::error("S051", message)
                    .at(source, *place..*place + 1, "")
                    .help("the patch was made for another state of the graph"),
            );
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut patched = Dataset::new();
    for tokens in &statements {
        let quad =
            [&tokens[0], &tokens[1], &tokens[2], &tokens[3]].map(|token| patched.intern(token));
        patched.insert(quad);
    }
    patched.settle();
    Ok(patched)
}
