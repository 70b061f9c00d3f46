//! A009: a year of a time that neither the sentence, nor its paragraph, nor a heading above it gives.
//!
//! Headings count, for a text may date a whole section in its heading; the other paragraphs of the section do not: a year
//! from there is an inference, and is marked as one. What holds "now" holds on the day of the text.

use super::{Anchored, is, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rlt};
use crate::text::{Kind, Passage};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet};

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    if anchored.positions.is_none() {
        return;
    }
    let mut contents: HashMap<&Term, Vec<&NamedOrBlankNode>> = HashMap::new();
    let mut inferred: HashSet<&NamedOrBlankNode> = HashSet::new();
    for quad in anchored.graphs.quads() {
        if quad.predicate == rlt::CONTENT {
            contents
                .entry(&quad.object)
                .or_default()
                .push(&quad.subject);
        } else if quad.predicate == rlt::BASIS && !is(&quad.object, rlt::EXPLICIT) {
            inferred.insert(&quad.subject);
        }
    }
    let today = date_of_text(anchored);
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::TIME {
            continue;
        }
        let situation = Term::from(quad.subject.clone());
        let claims: Vec<&NamedOrBlankNode> = contents
            .get(&situation)
            .into_iter()
            .flatten()
            .copied()
            .filter(|claim| !inferred.contains(claim))
            .collect();
        if claims.is_empty() {
            continue;
        }
        let mut around = today.clone();
        for claim in &claims {
            if let Some(Term::NamedNode(anchor)) = anchored.anchors.get(claim) {
                surroundings(anchored, anchor, &mut around);
            }
        }
        let missing = years(written.value())
            .find(|year| !around.contains(year) && !around.contains(&format!("{}0s", &year[..3])));
        if let Some(year) = missing {
            tell_missing(anchored, quad, year, found);
        }
    }
}

fn tell_missing(anchored: &Anchored<'_>, quad: &Quad, year: &str, found: &mut Vec<Diagnostic>) {
    let fault = Diagnostic::warning(
        "A009",
        format!("{year} stands neither in the sentence, nor in its paragraph, nor in a heading above"),
    )
    .help("take the time from the text; where you infer it, say so: `rlt:basis rlt:inferred` with an `rlt:confidence`");
    tell(found, &anchored.places, quad, fault);
}

/// The date of the text itself.
fn date_of_text(anchored: &Anchored<'_>) -> String {
    let document = NamedOrBlankNode::from(anchored.project.document());
    anchored
        .graphs
        .quads()
        .filter(|quad| quad.subject == document && quad.predicate == dcterms::DATE)
        .map(|quad| quad.object.to_string())
        .collect()
}

/// The words of a passage and of the paragraph it is part of, and the headings above.
fn surroundings(anchored: &Anchored<'_>, anchor: &NamedNode, around: &mut String) {
    let mut here: Option<&Passage> = anchored.passage(anchor);
    // what is part of itself, by a slip, ends
    for _ in 0..16 {
        let Some(passage) = here else { return };
        around.push(' ');
        around.push_str(&passage.label);
        if !matches!(passage.kind, Kind::Section | Kind::FrontSection) {
            around.push(' ');
            around.push_str(anchored.words(passage).unwrap_or(""));
        }
        here = passage
            .part_of
            .as_ref()
            .and_then(|name| anchored.passages.get(name));
    }
}

/// The runs of four digits in a date.
fn years(date: &str) -> impl Iterator<Item = &str> {
    date.split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
}
