//! Q036: a situation that is read without its claim. It may be denied, doubted or only foreseen; the claim says so.

use super::Lint;
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;

/// What only situations have, under relata's namespace.
const OF_SITUATIONS: &[&str] = &[
    "Event",
    "State",
    "Influence",
    "Situation",
    "subject",
    "object",
    "theme",
    "produced",
    "time",
];

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut first = None;
    for token in &lint.tokens {
        let Some(iri) = lint.iri(token) else { continue };
        let Some(local) = iri.strip_prefix(rlt::NAMESPACE) else {
            continue;
        };
        // through its content, its mark or the claims that hold, the situation is read as claimed
        if matches!(local, "content" | "reading" | "held") {
            return;
        }
        if first.is_none() && OF_SITUATIONS.contains(&local) {
            first = Some(token);
        }
    }
    if let Some(token) = first {
        found.push(
            Diagnostic::warning("Q036", "a situation is read without its claim")
                .at(lint.source, token.span.clone(), "it may be denied, doubted or only foreseen")
                .help("start from the claim: `?claim rlt:content ?situation ; rlt:polarity ?polarity`, or take what is held: `?claim rlt:reading rlt:held`"),
        );
    }
}
