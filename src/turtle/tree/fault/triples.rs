//! What is wrong with the syntax of RDF 1.2: triple terms, reified triples, annotations.

use super::{Kind, Span, Token, error, name_of, shown};
use crate::dataset::triple::DEEPEST;
use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

/// Something that no part of a triple between `<<` and `>>` can be.
pub(in crate::turtle::tree) fn part(
    source: &Arc<Source>,
    token: Token,
    written: &str,
    place: &str,
) -> Diagnostic {
    let what = match token.kind {
        Kind::OpenTriple => "a triple term",
        Kind::OpenReified => "a reified triple",
        Kind::OpenParenthesis => "a collection",
        Kind::OpenBracket => "a node with something said of it",
        Kind::Blank => "a blank node",
        Kind::Word => "a word by itself",
        _ => "a literal",
    };
    let fault = error(
        "S026",
        format!("{what} cannot be the {place} here"),
        source,
        token.span.range(),
        "inside a triple that is a term",
    );
    match token.kind {
        Kind::OpenReified => fault.help("inside `<<( … )>>` the object may be another `<<( … )>>`"),
        Kind::OpenTriple => fault.help("a triple term can be an object; to speak of a triple as subject, write `<< … >>`"),
        Kind::OpenBracket | Kind::OpenParenthesis => {
            fault.help("give it a name, `_:b`, and say of the name what is to be said, in a statement of its own")
        }
        Kind::Word => fault.help(format!("a name has a prefix, if an empty one: `:{}`", shown(written))),
        _ => fault.help("the three parts are those of a statement: subject, predicate, object"),
    }
}

/// A triple that ends before its three parts are there.
pub(in crate::turtle::tree) fn too_few_parts(
    source: &Arc<Source>,
    open: Span,
    token: Token,
    missing: &str,
) -> Diagnostic {
    let written = source.text.get(token.span.range()).unwrap_or("");
    error(
        "S026",
        format!("{missing} is missing before {}", name_of(token, written)),
        source,
        token.span.range(),
        "a triple has three parts",
    )
    .at(source, open.range(), "opened here")
    .help("`<< :subject :predicate :object >>`")
}

/// A triple that goes on after its three parts.
pub(in crate::turtle::tree) fn too_many_parts(
    source: &Arc<Source>,
    open: Span,
    token: Token,
    closing: &str,
) -> Diagnostic {
    let written = source.text.get(token.span.range()).unwrap_or("");
    let fault = error(
        "S026",
        format!("`{closing}` is expected, not {}", name_of(token, written)),
        source,
        token.span.range(),
        "a triple has three parts",
    )
    .at(source, open.range(), "opened here");
    match token.kind {
        Kind::CloseReified | Kind::CloseTriple | Kind::CloseParenthesis => {
            fault.help(format!("write `{closing}`, without a space inside"))
        }
        Kind::Tilde => fault.help("a name behind `~` belongs to `<< … >>`; a triple term has none"),
        _ => fault.help(format!("write `{closing}` behind the object")),
    }
}

/// A triple term where a statement begins.
pub(in crate::turtle::tree) fn triple_as_subject(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S020",
        "a triple term cannot be a subject",
        source,
        span.range(),
        "a triple term",
    )
    .help("speak of the triple through something that reifies it: `<< :s :p :o >> :source :d .`")
}

/// A triple inside a triple inside a triple, and so on, beyond all use.
pub(in crate::turtle::tree) fn too_deep(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S026",
        format!("triple terms stand inside one another more than {DEEPEST} levels deep"),
        source,
        span.range(),
        "one level too many",
    )
    .help("give one of the inner triples a name: `<< :s :p :o ~ :name >>`, and speak of the name")
}

/// A literal of a datatype that a language or a direction gives.
pub(in crate::turtle::tree) fn language_as_datatype(
    source: &Arc<Source>,
    span: Span,
    directed: bool,
) -> Diagnostic {
    let (missing, example) = if directed {
        ("direction", "\"…\"@ar--rtl")
    } else {
        ("language", "\"…\"@en")
    };
    error(
        "S019",
        format!("a literal of this datatype has a {missing}, and this one has none"),
        source,
        span.range(),
        format!("no {missing}"),
    )
    .help(format!(
        "write the {missing} instead of the datatype: `{example}`"
    ))
}
