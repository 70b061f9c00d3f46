//! V008: a text that `relata claim` left to be written, and that nobody has written.

use super::Scope;
use crate::diagnostic::Diagnostic;
use oxrdf::Term;

/// What such a text begins with.
const MARK: &str = "FILL IN";

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Diagnostic>) {
    for (file, located) in scope.triples() {
        if let Term::Literal(literal) = &located.quad.object
            && literal.value().trim_start().starts_with(MARK)
        {
            found.push(
                Diagnostic::error(
                    "V008",
                    format!("this text is still to be written: `{MARK}`"),
                )
                .at(
                    &file.source,
                    file.source.first_line(located.object.range()),
                    "",
                )
                .help("write it in your own words"),
            );
        }
    }
}
