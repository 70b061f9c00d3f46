//! V001, V002, V006: a term that nobody declares, or that is deprecated.
//!
//! In a namespace of the project's own everything that is used must be declared: a typing error makes a new term, which no
//! query finds. In well-known vocabularies the terms are known; others are not judged.
//!
//! One file for three codes, because they are three answers to one question about each term, and a term is told once a file.

use super::vocabularies::KNOWN;
use super::{Scope, local, namespace};
use crate::diagnostic::{Diagnostic, nearest};
use crate::ontology::rdf;
use crate::turtle::tree::Span;
use ahash::{HashMap, HashSet};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::BTreeMap;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Diagnostic>) {
    let deprecated: HashSet<NamedNodeRef<'_>> = scope
        .files
        .iter()
        .flat_map(|file| &file.reading.quads)
        .filter(|located| {
            located.quad.predicate.as_str() == "http://www.w3.org/2002/07/owl#deprecated"
                && matches!(&located.quad.object, Term::Literal(literal) if matches!(literal.value(), "true" | "1"))
        })
        .filter_map(|located| match &located.quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_ref()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    // a term is told once a file, at its first place, with the number of the others
    let mut told: HashMap<(&str, NamedNodeRef<'_>), Option<usize>> = HashMap::default();
    let mut others: BTreeMap<usize, usize> = BTreeMap::new();
    let mut last = None;
    for (file, located) in scope.triples() {
        let mut look = |node: NamedNodeRef<'_>, span: Span, role: &str| {
            let written = file.source.text.get(span.range()).unwrap_or("");
            if let Some(fault) = judge(scope, node, written, role) {
                let label = if fault.code == "V002" {
                    "not among its terms"
                } else {
                    "declared nowhere"
                };
                found.push(fault.at(&file.source, span.range(), label));
            } else if deprecated.contains(&node) {
                found.push(
                    Diagnostic::warning("V006", format!("`{written}` is deprecated"))
                        .at(&file.source, span.range(), "marked `owl:deprecated`")
                        .help("its declaration may say what to use instead"),
                );
            } else {
                return None;
            }
            Some(found.len() - 1)
        };
        let mut once = |node, span, role| match told.get(&(file.source.name.as_str(), node)) {
            Some(Some(index)) => *others.entry(*index).or_default() += 1,
            Some(None) => {}
            None => {
                told.insert((file.source.name.as_str(), node), look(node, span, role));
            }
        };
        let is_type = located.quad.predicate == rdf::TYPE;
        // a predicate with many objects stands once in the file
        let here = (file.source.name.as_str(), located.predicate);
        if last.replace(here) != Some(here) {
            once(
                located.quad.predicate.as_ref(),
                located.predicate,
                "property",
            );
        }
        if let Term::Literal(literal) = &located.quad.object
            && let Some(span) = datatype_span(&file.source.text, located.object)
        {
            once(literal.datatype(), span, "datatype");
        }
        if let Term::NamedNode(node) = &located.quad.object {
            once(
                node.as_ref(),
                located.object,
                if is_type { "class" } else { "thing" },
            );
        }
    }
    for (index, count) in others {
        let places = if count == 1 { "place" } else { "places" };
        found[index]
            .notes
            .push(format!("it stands in {count} more {places} of this file"));
    }
}

/// Where the datatype of a literal is written; `None` where it is not.
fn datatype_span(text: &str, literal: Span) -> Option<Span> {
    let written = text.get(literal.range())?;
    let close = written.rfind(['"', '\''])?;
    let at = u32::try_from(written[close..].find("^^")? + close + 2).ok()?;
    Some(Span {
        start: literal.start + at,
        end: literal.end,
    })
}

/// The finding for a term, if it is declared nowhere and should be.
fn judge(
    scope: &Scope<'_>,
    node: NamedNodeRef<'_>,
    written: &str,
    role: &str,
) -> Option<Diagnostic> {
    let iri = node.as_str();
    let space = namespace(iri);
    if let Some(terms) = KNOWN
        .iter()
        .find(|(known, _)| *known == space)
        .map(|(_, terms)| *terms)
    {
        let name = local(iri);
        // rdf:_1, rdf:_2, … number the members of a container
        let numbered = space == rdf::NAMESPACE && name.starts_with('_');
        if name.is_empty()
            || numbered
            || terms.split_ascii_whitespace().any(|term| term == name)
            || scope.subjects.contains(&node)
        {
            return None;
        }
        let fault = Diagnostic::warning("V002", format!("the vocabulary has no `{written}`"));
        return Some(match nearest(name, terms.split_ascii_whitespace()) {
            Some(near) => fault.help(format!(
                "did you mean `{}`?",
                written.replacen(name, near, 1)
            )),
            None => fault.help(format!("look it up at <{space}>")),
        });
    }
    let owned = scope.owned.iter().any(|known| known == space)
        || (role == "thing" && scope.base.is_some_and(|base| iri.starts_with(base)));
    if !owned || scope.subjects.contains(&node) || local(iri).is_empty() {
        return None;
    }
    // the graph of a file is named after it
    if scope
        .files
        .iter()
        .any(|file| iri.ends_with(file.source.name.as_str()))
    {
        return None;
    }
    let name = local(iri);
    let siblings = || {
        let all = scope.subjects.iter();
        all.filter(|known| namespace(known.as_str()) == space)
            .map(|known| local(known.as_str()))
    };
    // the number of a passage, `s14`, is near to every other
    let near = match name.bytes().any(|byte| byte.is_ascii_digit()) && name.len() < 5 {
        true => None,
        false => of_one_stem(name, siblings()).or_else(|| nearest(name, siblings())),
    };
    let fault = Diagnostic::error(
        "V001",
        format!(
            "{} `{written}` is declared nowhere",
            format_args!("the {role}")
        ),
    );
    Some(match near {
        Some(near) => fault.help(format!(
            "did you mean `{}`?",
            written.replacen(name, near, 1)
        )),
        None => fault.help("say what it is: a type and a label; or mend the spelling"),
    })
}

/// The one name that begins as another does for five letters or more, and for half of it: `founding` for `foundation`.
fn of_one_stem<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let shared = |other: &str| {
        let pairs = name.chars().zip(other.chars());
        pairs.take_while(|(one, two)| one == two).count()
    };
    let least = name.chars().count().div_ceil(2).max(5);
    let mut alike = known.filter(|other| *other != name && shared(other) >= least);
    let first = alike.next()?;
    alike.next().is_none().then_some(first)
}
