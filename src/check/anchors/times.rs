//! A008: a time that is no EDTF date.

use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::store::time::{Reading, stamps};
use oxrdf::Term;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::TIME {
            continue;
        }
        if let Err((_, why)) = stamps(written.value(), Reading::Within) {
            let fault = Diagnostic::error(
                "A008",
                format!("`{}` is no EDTF date: {why}", written.value()),
            );
            let fault = fault.help("for example `1996`, `1994~/1996~`, `/1999`, `2001/..`");
            tell(found, &anchored.places, quad, fault);
        }
    }
}
