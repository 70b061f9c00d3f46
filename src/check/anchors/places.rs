//! Where the literals stand that anchors are made of: times, quotations, hedges.

use crate::check::rules::Read;
use crate::diagnostic::{Diagnostic, Source};
use crate::ontology::rlt;
use crate::text::{Quotation, Resolution};
use crate::turtle::tree::Span;
use ahash::HashMap;
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use std::sync::Arc;

/// Where the literals that are checked here stand.
pub(super) struct Places<'a>(
    HashMap<(&'a NamedOrBlankNode, &'a NamedNode, &'a Term), (&'a Arc<Source>, Span)>,
);

impl<'a> Places<'a> {
    pub fn of(files: &'a [Read]) -> Self {
        let wanted = [
            rlt::TIME,
            rlt::QUOTE,
            rlt::HEDGE,
            rlt::TIME_TEXT,
            rlt::NUMBER,
        ];
        let located = files.iter().flat_map(|file| {
            file.reading
                .quads
                .iter()
                .map(move |located| (file, located))
        });
        Self(
            located
                .filter(|(_, located)| wanted.contains(&located.quad.predicate.as_ref()))
                .map(|(file, located)| {
                    let quad = &located.quad;
                    (
                        (&quad.subject, &quad.predicate, &quad.object),
                        (&file.source, located.object),
                    )
                })
                .collect(),
        )
    }

    /// Puts the text's own words in place of a part of a quotation, where the quotation resolves then.
    pub fn mended(
        &self,
        quad: &Quad,
        part: &str,
        near: &str,
        words: &str,
        diagnostic: Diagnostic,
    ) -> Diagnostic {
        let Some((source, span)) = self.0.get(&(&quad.subject, &quad.predicate, &quad.object))
        else {
            return diagnostic;
        };
        let written = source.text.get(span.range()).unwrap_or("");
        if written.matches(part).count() != 1 || near.contains(['"', '\\', '\n']) {
            return diagnostic;
        }
        let new = written.replacen(part, near, 1);
        let resolves = Quotation::parse(new.trim_matches('"'))
            .is_some_and(|quotation| matches!(quotation.resolve(words), Resolution::Found(_)));
        if resolves && new.starts_with('"') && new.ends_with('"') {
            diagnostic.fix(source, span.range(), new)
        } else {
            diagnostic
        }
    }

    pub fn at(&self, quad: &Quad, diagnostic: Diagnostic) -> Diagnostic {
        match self.0.get(&(&quad.subject, &quad.predicate, &quad.object)) {
            Some((source, span)) => diagnostic.at(source, span.range(), ""),
            None => diagnostic,
        }
    }
}
