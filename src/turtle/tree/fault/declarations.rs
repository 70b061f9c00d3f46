//! What is wrong with declarations: `@prefix`, `@base`, `@version` and their forms without `@`.

use super::{Span, Token, error, name_of, shown};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::sync::Arc;

pub(in crate::turtle::tree) fn directive(
    source: &Arc<Source>,
    start: Span,
    token: Token,
    expected: &str,
) -> Diagnostic {
    let written = source.text.get(token.span.range()).unwrap_or("");
    error(
        "S028",
        format!("{expected} is expected, not {}", name_of(token, written)),
        source,
        token.span.range(),
        "in this declaration",
    )
    .at(source, start.range(), "")
    .help(if expected.starts_with("a version") {
        "for example `VERSION \"1.2\"`, in quotation marks of one line"
    } else {
        "for example `@prefix ex: <https://example.org/> .`"
    })
}

pub(in crate::turtle::tree) fn directive_colon(
    source: &Arc<Source>,
    span: Span,
    written: &str,
) -> Diagnostic {
    error(
        "S028",
        format!(
            "the prefix `{}` is declared without its colon",
            shown(written)
        ),
        source,
        span.range(),
        "`:` is missing behind it",
    )
    .help(format!("write `{}:`", shown(written)))
}

pub(in crate::turtle::tree) fn unknown_directive(
    source: &Arc<Source>,
    span: Span,
    written: &str,
) -> Diagnostic {
    let fault = error(
        "S028",
        format!("`{}` declares nothing", shown(written)),
        source,
        span.range(),
        "not known",
    );
    match nearest(written, ["@prefix", "@base", "@version"]) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("there are `@prefix ex: <…> .`, `@base <…> .` and `@version \"1.2\" .`; a language tag stands right behind its string"),
    }
}

pub(in crate::turtle::tree) fn dot_after_directive(
    source: &Arc<Source>,
    span: Span,
    word: &str,
) -> Diagnostic {
    error(
        "S028",
        format!("`{}` without `@` ends without a dot", word.to_uppercase()),
        source,
        span.range(),
        "one too many",
    )
    .help(format!("take the dot away, or write `@{word}`"))
}

pub(in crate::turtle::tree) fn directive_in_graph(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S028",
        "a declaration cannot stand inside a graph",
        source,
        span.range(),
        "inside `{ }`",
    )
    .help("move it to the top of the file")
}
