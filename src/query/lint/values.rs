//! Q035: a value that the property never has, because it has another language, another datatype, or things for texts.

use super::{Lint, walk};
use crate::diagnostic::Diagnostic;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern};

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut triples = Vec::new();
    walk(lint.pattern(), &mut |pattern| {
        if let GraphPattern::Bgp { patterns } = pattern {
            triples.extend(patterns);
        }
    });
    for triple in triples {
        let NamedNodePattern::NamedNode(property) = &triple.predicate else {
            continue;
        };
        let texts = lint.known.texts.get(property);
        let things = lint.known.things.get(property);
        match &triple.object {
            TermPattern::Literal(asked) => {
                let Some(texts) = texts else {
                    if things.is_some() {
                        found.push(
                            doubt(lint, asked.value(), format!("`{}` leads to things, never to a text", short(lint, property.as_str())))
                                .help("name the thing, or ask for its label: `?thing rdfs:label \"…\"@en`"),
                        );
                    }
                    continue;
                };
                if texts.contains(&asked) {
                    continue;
                }
                if let Some(near) = texts.iter().find(|known| known.value() == asked.value()) {
                    found.push(
                        doubt(
                            lint,
                            asked.value(),
                            format!(
                                "`{asked}` is no value of `{}`",
                                short(lint, property.as_str())
                            ),
                        )
                        .help(format!(
                            "the data have `{near}`: language and datatype count"
                        )),
                    );
                }
            }
            TermPattern::NamedNode(asked) => {
                if things.is_none()
                    && let Some(example) = texts.and_then(|texts| texts.first())
                {
                    found.push(
                        Diagnostic::warning(
                            "Q035",
                            format!(
                                "`{}` leads to texts, never to a thing",
                                short(lint, property.as_str())
                            ),
                        )
                        .at(lint.source, place(lint, asked.as_str()), "matches nothing")
                        .help(format!("for example `{example}`")),
                    );
                }
            }
            _ => {}
        }
    }
}

fn doubt(lint: &Lint<'_>, value: &str, message: String) -> Diagnostic {
    let at = lint
        .tokens
        .iter()
        .find(|token| lint.written(token).trim_matches(['"', '\'']) == value)
        .map_or(0..0, |token| token.span.clone());
    Diagnostic::warning("Q035", message).at(lint.source, at, "matches nothing")
}

fn place(lint: &Lint<'_>, iri: &str) -> std::ops::Range<usize> {
    lint.tokens
        .iter()
        .rfind(|token| lint.iri(token).as_deref() == Some(iri))
        .map_or(0..0, |token| token.span.clone())
}

fn short(lint: &Lint<'_>, iri: &str) -> String {
    crate::project::shorten(&lint.prefixes, iri)
}
