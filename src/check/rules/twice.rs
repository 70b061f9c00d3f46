//! V009: two statements make one claim or one situation, most often because a copy kept its name.
//!
//! A graph joins them into one thing, which then has two quotations, two anchors and two contents.

use super::{Read, Scope};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rlt};
use crate::turtle::tree::Span;
use ahash::HashMap;
use oxrdf::{NamedOrBlankNode, Term};

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Diagnostic>) {
    let made = [rlt::CLAIM, rlt::EVENT, rlt::STATE, rlt::INFLUENCE];
    let mut first: HashMap<&NamedOrBlankNode, (&Read, Span)> = HashMap::default();
    for (file, located) in scope.triples() {
        let quad = &located.quad;
        if quad.predicate != rdf::TYPE
            || !matches!(&quad.object, Term::NamedNode(class) if made.contains(&class.as_ref()))
        {
            continue;
        }
        let here = located.subject;
        let Some((other, before)) = first.get(&quad.subject).copied() else {
            first.insert(&quad.subject, (file, here));
            continue;
        };
        if before == here && other.source.name == file.source.name {
            continue;
        }
        let written = file.source.text.get(here.range()).unwrap_or("");
        found.push(
            Diagnostic::error("V009", format!("`{written}` is made twice"))
                .at(
                    &file.source,
                    file.source.first_line(here.range()),
                    "made again here",
                )
                .at(
                    &other.source,
                    other.source.first_line(before.range()),
                    "made here",
                )
                .help("give one of them another name"),
        );
    }
}
