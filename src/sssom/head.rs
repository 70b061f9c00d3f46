//! The head of an SSSOM file: lines of YAML that begin with `#`, with the prefixes under `curie_map`.

use super::MappingSet;
use super::slots::{COLUMNS, METADATA};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::sync::Arc;

/// Reads the lines that begin with `#`; gives where the table begins.
pub(super) fn head(
    source: &Arc<Source>,
    set: &mut MappingSet,
    faults: &mut Vec<Diagnostic>,
) -> usize {
    // a mark that some editors put before UTF-8
    let mut at = if source.text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut in_prefixes = false;
    for line in source.text[at..].split_inclusive('\n') {
        let Some(content) = line.strip_prefix('#') else {
            break;
        };
        let span = at..at + line.trim_end().len();
        at += line.len();
        let content = content.trim_end();
        let is_nested = content.starts_with("  ") || content.starts_with('\t');
        let Some((name, value)) = content.trim().split_once(':') else {
            if !content.trim().is_empty() && !content.trim().starts_with('-') {
                faults.push(
                    Diagnostic::error(
                        "L010",
                        "a line of the head is neither `name: value` nor a list",
                    )
                    .at(source, span, "here")
                    .help("lines that begin with `#` are metadata; what is said in words stands under `#comment:`"),
                );
            }
            continue;
        };
        let value = unquote(value.trim());
        if is_nested && in_prefixes {
            let name = unquote(name.trim());
            let known = set.prefixes.iter().find(|(known, _)| *known == name);
            match known {
                Some((_, namespace)) if *namespace != value => faults.push(
                    Diagnostic::error("L010", format!("prefix `{name}` is declared twice"))
                        .at(source, span, "here anew")
                        .note(format!("before it was `{namespace}`"))
                        .help("take one of the two lines out"),
                ),
                Some(_) => {}
                None => set.prefixes.push((name, value)),
            }
        } else if !is_nested {
            in_prefixes = name == "curie_map";
            if !in_prefixes {
                faults.extend(misspelt(source, span, name));
                set.metadata.push((name.to_owned(), value));
            }
        }
    }
    at
}

fn misspelt(source: &Arc<Source>, span: std::ops::Range<usize>, name: &str) -> Option<Diagnostic> {
    let known = || METADATA.iter().chain(COLUMNS).copied();
    if known().any(|known| known == name) {
        return None;
    }
    let near = nearest(name, known())?;
    Some(
        Diagnostic::warning("L010", format!("SSSOM has no metadata `{name}`"))
            .at(source, span, "here")
            .help(format!("did you mean `{near}`?")),
    )
}

fn unquote(value: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .or_else(|| {
            value
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
        });
    inner.map_or_else(
        || value.to_owned(),
        |inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"),
    )
}
