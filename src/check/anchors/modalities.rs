//! A011: what is predicted lies before the day of the text, or what is asserted lies after it.
//!
//! A forecast is one of the text's own only where its author makes it: what somebody else foretold may have come long ago.

use super::{Anchored, is, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rlt};
use crate::store::time::{Reading, Stamps, stamps};
use ahash::HashSet;
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Quad, Term};

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    let document = NamedOrBlankNode::from(anchored.project.document());
    let of_document = |predicate: NamedNodeRef<'static>| {
        let quads = anchored.graphs.quads();
        quads.filter(move |quad| quad.predicate == predicate)
    };
    let Some(day) = of_document(dcterms::DATE)
        .find(|quad| quad.subject == document)
        .and_then(read)
    else {
        return;
    };
    let creators: HashSet<&Term> = of_document(dcterms::CREATOR)
        .filter(|quad| quad.subject == document)
        .map(|quad| &quad.object)
        .collect();
    let mut predicted: HashSet<&NamedOrBlankNode> = HashSet::default();
    let mut asserted: HashSet<&NamedOrBlankNode> = HashSet::default();
    let mut own: HashSet<&NamedOrBlankNode> = HashSet::default();
    for quad in anchored.graphs.quads() {
        if quad.predicate == rlt::MODALITY && is(&quad.object, rlt::PREDICTED) {
            predicted.insert(&quad.subject);
        } else if quad.predicate == rlt::MODALITY && is(&quad.object, rlt::ASSERTED) {
            asserted.insert(&quad.subject);
        } else if quad.predicate == rlt::CLAIMANT && creators.contains(&quad.object) {
            own.insert(&quad.subject);
        }
    }
    for quad in anchored.graphs.quads() {
        if quad.predicate != rlt::TIME {
            continue;
        }
        let claims = anchored.contents.get(&Term::from(quad.subject.clone()));
        let (Some(claims), Some(time)) = (claims, read(quad)) else {
            continue;
        };
        let is_past = is_before(time.latest_end.as_deref(), day.earliest_begin.as_deref());
        let is_to_come = is_before(day.latest_end.as_deref(), time.earliest_begin.as_deref());
        let all = |modality: &HashSet<&NamedOrBlankNode>| {
            claims
                .iter()
                .all(|claim| modality.contains(claim) && own.contains(claim))
        };
        let fault = if is_past && all(&predicted) {
            Diagnostic::warning(
                "A011",
                "this is predicted, and lies before the day of the text",
            )
            .help("say `rlt:modality rlt:asserted`, or mend the time")
        } else if is_to_come && all(&asserted) {
            Diagnostic::warning(
                "A011",
                "this is asserted, and lies after the day of the text",
            )
            .help("say `rlt:modality rlt:predicted`, or mend the time or the text's `dcterms:date`")
        } else {
            continue;
        };
        tell(found, &anchored.places, quad, fault);
    }
}

/// The days of a date; nothing where it is none (A008 tells).
fn read(quad: &Quad) -> Option<Stamps> {
    let Term::Literal(written) = &quad.object else {
        return None;
    };
    stamps(written.value(), Reading::Within).ok()
}

/// True where one day is known to come before another; days before the year 0 are not compared as words.
fn is_before(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            !one.starts_with(['-', 'Y']) && !other.starts_with(['-', 'Y']) && one < other
        }
        _ => false,
    }
}
