//! A002 for `rlt:timeText`: the words of a time stand where one of the claims of its situation stands, in the paragraph
//! around it, or in a heading above.

use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::text::{Quotation, Resolution};
use oxrdf::Term;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    if anchored.positions.is_none() {
        return;
    }
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::TIME_TEXT {
            continue;
        }
        let claims = anchored.explicit(&quad.subject);
        let mut passages = claims.iter().flat_map(|claim| anchored.around(claim));
        let Some(first) = passages.next() else {
            continue;
        };
        let quotation = Quotation::parse(written.value());
        let stands = quotation.is_some_and(|quotation| {
            std::iter::once(first).chain(passages).any(|passage| {
                let words = anchored.words(passage).unwrap_or("");
                !matches!(quotation.resolve(words), Resolution::NotFound { .. })
            })
        });
        if !stands {
            let fault = Diagnostic::error(
                "A002",
                format!(
                    "the time `{}` does not stand in `{}`, nor in what is around it",
                    written.value(),
                    first.name
                ),
            )
            .help("quote the text's own words for the time, with `…` for what you leave out");
            tell(found, &anchored.places, quad, fault);
        }
    }
}
