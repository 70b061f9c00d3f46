//! Q030: a name that neither the ontology nor the data have.

use super::tokens::Kind;
use super::{Lint, space};
use crate::diagnostic::{Diagnostic, nearest};

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = Vec::new();
    // what a CONSTRUCT makes may be new: braces that are open since the word
    let mut template: Option<usize> = None;
    for (number, token) in lint.tokens.iter().enumerate() {
        match (lint.written(token), template) {
            (word, None) if word.eq_ignore_ascii_case("construct") => template = Some(0),
            ("{", Some(depth)) => template = Some(depth + 1),
            ("}", Some(depth)) if depth > 1 => template = Some(depth - 1),
            ("}", Some(_)) => template = None,
            _ => {}
        }
        if template.is_some() {
            continue;
        }
        // a declaration is no use
        let declares = (1..=2).any(|back| {
            number
                .checked_sub(back)
                .and_then(|before| lint.tokens.get(before))
                .is_some_and(|before| {
                    before.kind == Kind::Word
                        && ["prefix", "base"]
                            .iter()
                            .any(|word| lint.written(before).eq_ignore_ascii_case(word))
                })
        });
        if declares {
            continue;
        }
        let Some(iri) = lint.iri(token) else { continue };
        let namespace = space(&iri);
        let local = &iri[namespace.len()..];
        if local.is_empty()
            || !lint.known.spaces.contains(namespace)
            || lint.known.terms.contains(iri.as_str())
            || told.contains(&iri)
        {
            continue;
        }
        let written = lint.written(token);
        let near = nearest(
            local,
            lint.known
                .terms
                .iter()
                .filter(|known| space(known) == namespace)
                .map(|known| &known[namespace.len()..]),
        );
        found.push(
            Diagnostic::warning(
                "Q030",
                format!("neither the ontology nor the data have `{written}`"),
            )
            .at(lint.source, token.span.clone(), "matches nothing")
            .maybe_help(
                near.map(|near| format!("did you mean `{}`?", written.replacen(local, near, 1))),
            ),
        );
        told.push(iri);
    }
}
