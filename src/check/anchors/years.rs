//! A009: a year of a time that neither the sentence, nor its paragraph, nor a heading above it gives.
//!
//! Headings count, for a text may date a whole section in its heading; the other paragraphs of the section do not: a year
//! from there is an inference, and is marked as one. What holds "now" holds on the day of the text.

use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rlt};
use crate::text::Kind;
use oxrdf::{NamedOrBlankNode, Quad, Term};

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    if anchored.positions.is_none() {
        return;
    }
    let today = date_of_text(anchored);
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::TIME {
            continue;
        }
        let claims = anchored.explicit(&quad.subject);
        if claims.is_empty() {
            continue;
        }
        let mut around = today.clone();
        for claim in &claims {
            surroundings(anchored, claim, &mut around);
        }
        let missing = years(written.value())
            .find(|year| !around.contains(year) && !around.contains(&format!("{}0s", &year[..3])));
        if let Some(year) = missing {
            tell_missing(anchored, quad, year, today.is_empty(), found);
        }
    }
}

fn tell_missing(
    anchored: &Anchored<'_>,
    quad: &Quad,
    year: &str,
    undated: bool,
    found: &mut Vec<Diagnostic>,
) {
    let fault = Diagnostic::warning(
        "A009",
        format!("{year} stands neither in the sentence, nor in its paragraph, nor in a heading above"),
    )
    .help("take the time from the text; where you infer it, say so: `rlt:basis rlt:inferred` with an `rlt:confidence`");
    let fault = if undated {
        let document = anchored.project.document();
        fault.note(format!(
            "the day of the text itself counts too: say it as `dcterms:date` of `{}`",
            anchored.project.shorten(document.as_str())
        ))
    } else {
        fault
    };
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

/// The words of the passage of a claim and of the paragraph it is part of, and the headings above.
pub(super) fn surroundings(anchored: &Anchored<'_>, claim: &NamedOrBlankNode, around: &mut String) {
    for passage in anchored.around(claim) {
        around.push(' ');
        around.push_str(&passage.label);
        if !matches!(passage.kind, Kind::Section | Kind::FrontSection) {
            around.push(' ');
            around.push_str(anchored.words(passage).unwrap_or(""));
        }
    }
}

/// The runs of four digits in a date.
fn years(date: &str) -> impl Iterator<Item = &str> {
    date.split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
}
