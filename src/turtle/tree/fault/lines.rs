//! What Turtle has and the formats of one statement a line have not.

use super::{Span, error, shown};
use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

pub(in crate::turtle::tree) fn no_directives(source: &Arc<Source>, span: Span) -> Diagnostic {
    lines(
        source,
        span,
        "declarations",
        "write every IRI in full, or call the file `.ttl`",
    )
}

pub(in crate::turtle::tree) fn name_in_lines(
    source: &Arc<Source>,
    span: Span,
    _written: &str,
) -> Diagnostic {
    lines(
        source,
        span,
        "names with prefixes",
        "write the IRI in full between `<` and `>`, or call the file `.ttl`",
    )
}

pub(in crate::turtle::tree) fn short_in_lines(
    source: &Arc<Source>,
    span: Span,
    written: &str,
) -> Diagnostic {
    lines(
        source,
        span,
        "bare numbers or words",
        &format!(
            "write `\"{}\"^^<http://www.w3.org/2001/XMLSchema#…>`, or call the file `.ttl`",
            shown(written)
        ),
    )
}

pub(in crate::turtle::tree) fn string_in_lines(source: &Arc<Source>, span: Span) -> Diagnostic {
    lines(
        source,
        span,
        "strings of this kind",
        "write `\"…\"` on one line, or call the file `.ttl`",
    )
}

pub(in crate::turtle::tree) fn one_a_line(source: &Arc<Source>, span: Span) -> Diagnostic {
    lines(
        source,
        span,
        "short forms",
        "write one whole statement on each line, or call the file `.ttl`",
    )
}

pub(in crate::turtle::tree) fn reified_in_lines(source: &Arc<Source>, span: Span) -> Diagnostic {
    lines(
        source,
        span,
        "reified triples or annotations",
        "write a triple term: `_:r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( … )>> .`, or call the file `.ttl`; \
         `relata upgrade rdf-star` mends files of the old RDF-star",
    )
}

fn lines(source: &Arc<Source>, span: Span, what: &str, help: &str) -> Diagnostic {
    error(
        "S031",
        format!("N-Triples and N-Quads have no {what}"),
        source,
        span.range(),
        "not in this format",
    )
    .help(help)
}
