//! The derived graph: what follows from the files by fixed rules, kept in a graph of its own and rebuilt at every load.
//!
//! Three rules: the four time stamps of each situation ([`super::time`]), the closure of the project's own subclass and
//! subproperty axioms, and the mark on every claim that a reader may take as held. All three are plain triples, so that
//! a stored query needs nothing but SPARQL 1.1 to use them. A fourth, the held view, is a set of stored CONSTRUCT
//! queries of the project (tag `derive`), see [`crate::query::derived`].

use super::{Reach, time};
use crate::ontology::{Hierarchy, cito, rdf, rlt, xsd};
use ahash::{HashMap, HashSet};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

/// Name of the derived graph under the project's base.
pub const GRAPH: &str = "derived";

/// Everything that follows from the quads, in the derived graph, without repetition and in a fixed order.
pub fn derive<'a>(quads: impl Iterator<Item = &'a Quad> + Clone, base: &str) -> Vec<Quad> {
    derive_reached(quads, base, None)
}

/// The same with only what a query can reach, where that is known.
pub fn derive_reached<'a>(
    quads: impl Iterator<Item = &'a Quad> + Clone,
    base: &str,
    reach: Option<&Reach>,
) -> Vec<Quad> {
    let graph = NamedNode::new_unchecked(format!("{base}{GRAPH}"));
    let quads: Vec<&Quad> = quads.collect();
    let names = |property| reach.is_none_or(|reach| reach.names(property));
    let mut found = closure(&quads, reach);
    if time::PROPERTIES.into_iter().any(names) {
        found.extend(stamps(&quads));
    }
    if names(rlt::READING) {
        found.extend(held(&quads));
    }
    found
        .into_iter()
        .filter(|(_, property, object)| reach.is_none_or(|reach| reach.holds(property, object)))
        .map(|(s, p, o)| Quad::new(s, p, o, graph.clone()))
        .collect()
}

type Triple = (NamedOrBlankNode, NamedNode, Term);

/// Types and properties that the project's own axioms add, each once, as far as they are reached.
fn closure(quads: &[&Quad], reach: Option<&Reach>) -> Vec<Triple> {
    let mut hierarchy = Hierarchy::of(quads.iter().copied());
    if let Some(reach) = reach {
        hierarchy.keep_above(
            |class| reach.holds(&rdf::TYPE.into_owned(), &class.clone().into()),
            |property| reach.names(property.as_ref()),
        );
    }
    let mut types = HashSet::default();
    let mut values = HashSet::default();
    let mut found = Vec::new();
    for quad in quads {
        if quad.predicate == rdf::TYPE {
            if let Term::NamedNode(class) = &quad.object {
                for above in hierarchy.superclasses(class) {
                    if types.insert((&quad.subject, above)) {
                        let kind = rdf::TYPE.into_owned();
                        found.push((quad.subject.clone(), kind, above.clone().into()));
                    }
                }
            }
        } else {
            for above in hierarchy.superproperties(&quad.predicate) {
                if values.insert((&quad.subject, above, &quad.object)) {
                    found.push((quad.subject.clone(), above.clone(), quad.object.clone()));
                }
            }
        }
    }
    found
}

/// The four `sem:` stamps of every situation that has a time.
fn stamps(quads: &[&Quad]) -> Vec<Triple> {
    let events: HashSet<&NamedOrBlankNode> = quads
        .iter()
        .filter(|quad| quad.predicate == rdf::TYPE && is(&quad.object, rlt::EVENT))
        .map(|quad| &quad.subject)
        .collect();
    let mut found = Vec::new();
    for quad in quads.iter().filter(|quad| quad.predicate == rlt::TIME) {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        let reading = if events.contains(&quad.subject) {
            time::Reading::Within
        } else {
            time::Reading::Throughout
        };
        // an ill-formed time is a finding of `check`; here it has no stamps
        let Ok(stamps) = time::stamps(written.value(), reading) else {
            continue;
        };
        for (property, day) in stamps.named() {
            let day = Literal::new_typed_literal(day, xsd::DATE);
            found.push((quad.subject.clone(), property.into_owned(), day.into()));
        }
    }
    found
}

/// The mark on claims that a reader may take as held.
fn held(quads: &[&Quad]) -> Vec<Triple> {
    held_claims(quads.iter().copied())
        .into_iter()
        .map(|name| {
            (
                name,
                rlt::READING.into_owned(),
                rlt::HELD.into_owned().into(),
            )
        })
        .collect()
}

/// The claims that a reader may take as held, in the order of the quads: asserted or evaluated, certain, affirmed, explicit,
/// undisputed.
pub fn held_claims<'a>(quads: impl Iterator<Item = &'a Quad>) -> Vec<NamedOrBlankNode> {
    #[derive(Default)]
    struct Claim {
        is_claim: bool,
        own_voice: bool,
        certain: bool,
        affirmed: bool,
        inferred: bool,
        disputed: bool,
    }
    let mut claims: HashMap<NamedOrBlankNode, Claim> = HashMap::default();
    let mut order = Vec::new();
    for quad in quads {
        match quad.predicate.as_ref() {
            rdf::TYPE if is(&quad.object, rlt::CLAIM) => {
                claims.entry(quad.subject.clone()).or_default().is_claim = true;
                order.push(quad.subject.clone());
            }
            rlt::MODALITY => {
                claims.entry(quad.subject.clone()).or_default().own_voice =
                    is(&quad.object, rlt::ASSERTED) || is(&quad.object, rlt::EVALUATED);
            }
            rlt::CERTAINTY => {
                claims.entry(quad.subject.clone()).or_default().certain =
                    is(&quad.object, rlt::CERTAIN);
            }
            rlt::POLARITY => {
                claims.entry(quad.subject.clone()).or_default().affirmed =
                    is(&quad.object, rlt::AFFIRMED);
            }
            rlt::BASIS => {
                claims.entry(quad.subject.clone()).or_default().inferred =
                    !is(&quad.object, rlt::EXPLICIT);
            }
            cito::DISPUTES => {
                if let Term::NamedNode(target) = &quad.object {
                    claims.entry(target.clone().into()).or_default().disputed = true;
                }
            }
            _ => {}
        }
    }
    order
        .into_iter()
        .filter(|name| {
            claims.get(name).is_some_and(|claim| {
                claim.is_claim
                    && claim.own_voice
                    && claim.certain
                    && claim.affirmed
                    && !claim.inferred
                    && !claim.disputed
            })
        })
        .collect()
}

fn is(term: &Term, name: NamedNodeRef<'_>) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_ref() == name)
}
