//! A013: the words quoted hold a hedge or a denial, and the claim is certain or affirmed. A remark: `may` is also a month,
//! and a denial may be in the content.

use super::{Anchored, is, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::text::{Hint, cues};
use ahash::HashSet;
use oxrdf::{NamedOrBlankNode, Term};

/// Words that far more often are something else: a month, or a part of an affirmation (`no exception`).
const IDLE: &[&str] = &["May", "no", "No", "nothing", "without", "Without"];

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    let mut certain: HashSet<&NamedOrBlankNode> = HashSet::default();
    let mut affirmed: HashSet<&NamedOrBlankNode> = HashSet::default();
    let mut hedged: HashSet<&NamedOrBlankNode> = HashSet::default();
    for quad in anchored.graphs.quads() {
        if quad.predicate == rlt::HEDGE {
            hedged.insert(&quad.subject);
        } else if quad.predicate == rlt::CERTAINTY && is(&quad.object, rlt::CERTAIN) {
            certain.insert(&quad.subject);
        } else if quad.predicate == rlt::POLARITY && is(&quad.object, rlt::AFFIRMED) {
            affirmed.insert(&quad.subject);
        }
    }
    for quad in anchored.graphs.quads() {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        if quad.predicate != rlt::QUOTE {
            continue;
        }
        let is_certain = certain.contains(&quad.subject) && !hedged.contains(&quad.subject);
        for (hint, at) in cues(written.value()) {
            let word = written.value().get(at).unwrap_or("");
            if IDLE.contains(&word) {
                continue;
            }
            let fault = match hint {
                Hint::Hedge if is_certain => Diagnostic::remark(
                    "A013",
                    format!("`{word}` is quoted, and the claim is certain"),
                )
                .help(format!(
                    "is it a hedge? then `rlt:certainty rlt:probable` or `rlt:possible`, and `rlt:hedge \"{word}\"`"
                )),
                Hint::Denial if affirmed.contains(&quad.subject) => Diagnostic::remark(
                    "A013",
                    format!("`{word}` is quoted, and the claim is affirmed"),
                )
                .help("is it a denial? then `rlt:polarity rlt:denied`, with what is denied as the content"),
                _ => continue,
            };
            tell(found, &anchored.places, quad, fault);
        }
    }
}
