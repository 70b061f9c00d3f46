//! A007: sentences that carry no claim. A remark: what a text says need not all be claimed.

use super::Anchored;
use crate::diagnostic::Diagnostic;
use crate::text::Kind;
use ahash::HashSet;
use oxrdf::Term;

/// The most sentences that are named.
const MOST: usize = 12;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    let covered: HashSet<&Term> = anchored.anchors.values().copied().collect();
    let bare: Vec<&str> = anchored
        .passages
        .values()
        .filter(|passage| {
            let name = Term::from(anchored.project.name(&passage.name));
            passage.kind == Kind::Sentence && !covered.contains(&name)
        })
        .map(|passage| passage.name.as_str())
        .collect();
    if bare.is_empty() || anchored.claims.is_empty() {
        return;
    }
    let more = if bare.len() > MOST { ", …" } else { "" };
    let shown = &bare[..bare.len().min(MOST)];
    found.push(
        Diagnostic::remark(
            "A007",
            format!(
                "{} no claim: {}{more}",
                match bare.len() {
                    1 => "one sentence carries".to_owned(),
                    many => format!("{many} sentences carry"),
                },
                shown.join(", ")
            ),
        )
        .help("`relata show coverage` counts the claims of every sentence"),
    );
}
