//! A010: what is kept of who is named where is what the text says, in both directions.

use super::Anchored;
use crate::diagnostic::Diagnostic;
use crate::ontology::schema;
use crate::project::{MENTIONS_FILE, mentions};
use std::collections::BTreeSet;

/// The most differences that are named.
const MOST: usize = 12;

pub(super) fn check(anchored: &Anchored<'_>, text: &str, found: &mut Vec<Diagnostic>) {
    let file = anchored
        .graphs
        .files
        .iter()
        .find(|file| file.source.name == MENTIONS_FILE);
    let kept: BTreeSet<(String, String)> = file
        .iter()
        .flat_map(|file| &file.quads)
        .filter(|quad| quad.predicate == schema::MENTIONS)
        .map(|quad| (quad.subject.to_string(), quad.object.to_string()))
        .collect();
    let named: BTreeSet<(String, String)> = mentions(anchored.project, anchored.graphs, text)
        .into_iter()
        .map(|triple| (triple.subject.to_string(), triple.object.to_string()))
        .collect();
    let missing = named
        .difference(&kept)
        .map(|pair| (pair, "is named and not kept"));
    let stale = kept
        .difference(&named)
        .map(|pair| (pair, "is kept and not named"));
    let differences: Vec<String> = missing
        .chain(stale)
        .map(|((passage, thing), how)| format!("`{}` {how}: {}", local(thing), local(passage)))
        .collect();
    if differences.is_empty() {
        return;
    }
    let mut finding = Diagnostic::warning(
        "A010",
        format!("`{MENTIONS_FILE}` is not what the text says"),
    );
    if let Some(file) = file {
        finding = finding.at(&file.source, 0..0, "");
    }
    for difference in differences.iter().take(MOST) {
        finding = finding.note(difference.clone());
    }
    if differences.len() > MOST {
        finding = finding.note(format!("{} more", differences.len() - MOST));
    }
    found.push(finding.help("`relata anchor` makes the file again"));
}

/// The last part of a name as it is written between angle brackets.
fn local(name: &str) -> &str {
    let name = name.trim_end_matches('>');
    name.rsplit(['/', '#', '<']).next().unwrap_or(name)
}
