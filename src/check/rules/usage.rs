//! V003: a property used where the ontology does not allow it, by `rdfs:domain` and `rdfs:range`.
//!
//! RDF Schema takes such a use as news about the thing. In a project it is far more often a slip, so it is told; what has
//! no type at all is left alone.

use super::{Scope, local, namespace, stated};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rlt, xsd};
use crate::turtle::tree::Located;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Diagnostic>) {
    let domains = stated(scope, "domain");
    let ranges = stated(scope, "range");
    for (file, located) in scope.triples() {
        let quad = &located.quad;
        let written = file
            .source
            .text
            .get(located.predicate.range())
            .unwrap_or("");
        for class in domains.get(&quad.predicate).into_iter().flatten() {
            // a class that is declared nowhere is told, and fits nothing
            if is_declared(scope, &quad.subject) && scope.is_a(&quad.subject, class) == Some(false)
            {
                found.push(
                    Diagnostic::warning(
                        "V003",
                        format!(
                            "`{written}` belongs to things of the class `{}`",
                            local(class.as_str())
                        ),
                    )
                    .at(&file.source, located.predicate.range(), "")
                    .at(
                        &file.source,
                        file.source.first_line(located.subject.range()),
                        format!("this is {}", types(scope, &quad.subject)),
                    )
                    .help("use another property, or give the thing that type"),
                );
            }
        }
        for class in ranges.get(&quad.predicate).into_iter().flatten() {
            if let Some(what) = misfit(scope, class, &quad.object) {
                found.push(
                    Diagnostic::warning(
                        "V003",
                        if is_datatype(class) {
                            format!(
                                "`{written}` takes values of type `{}`",
                                local(class.as_str())
                            )
                        } else {
                            format!(
                                "`{written}` leads to things of the class `{}`",
                                local(class.as_str())
                            )
                        },
                    )
                    .at(
                        &file.source,
                        file.source.first_line(located.object.range()),
                        format!("this is {what}"),
                    )
                    .help(if is_a_document_for_its_issuer(scope, located) {
                        "name who issued the document; the document itself goes in `rlt:statedIn`"
                    } else if is_datatype(class) {
                        "write the value in that datatype, or use another property"
                    } else {
                        "name another thing, give this one that type, or use another property"
                    }),
                );
            }
        }
    }
}

/// True where a class that a thing has is described somewhere, or stands in a namespace that is not the project's own.
fn is_declared(scope: &Scope<'_>, thing: &NamedOrBlankNode) -> bool {
    let mut types = scope.types.get(thing).into_iter().flatten();
    types.any(|class| {
        scope.subjects.contains(&class.as_ref())
            || !scope
                .owned
                .iter()
                .any(|own| own == namespace(class.as_str()))
    })
}

fn is_datatype(class: &NamedNode) -> bool {
    class.as_str().starts_with(xsd::NAMESPACE)
        || class.as_str().starts_with("http://id.loc.gov/datatypes/")
}

/// What the object is, where the range does not allow it.
fn misfit(scope: &Scope<'_>, class: &NamedNode, object: &Term) -> Option<String> {
    let is_datatype = is_datatype(class);
    match object {
        Term::Literal(_) if class.as_str().ends_with("#Literal") => None,
        Term::Literal(literal) if is_datatype => {
            let datatype = literal.datatype();
            // whole numbers are numbers; a text in a language is a text
            let narrower = (class.as_str().ends_with("#decimal") && datatype == xsd::INTEGER)
                || (class.as_str().ends_with("#string") && literal.language().is_some());
            (datatype != class.as_ref() && !narrower)
                .then(|| format!("a value of type `{}`", local(datatype.as_str())))
        }
        Term::Literal(_) => Some("a text or a number".to_owned()),
        Term::NamedNode(node) if is_datatype => {
            Some(format!("the thing `{}`", local(node.as_str())))
        }
        Term::NamedNode(node) => {
            let thing = NamedOrBlankNode::from(node.clone());
            (is_declared(scope, &thing) && scope.is_a(&thing, class) == Some(false))
                .then(|| types(scope, &thing))
        }
        Term::BlankNode(node) => {
            let thing = NamedOrBlankNode::from(node.clone());
            (scope.is_a(&thing, class) == Some(false)).then(|| types(scope, &thing))
        }
        Term::Triple(_) if class.as_str().ends_with("#Resource") => None,
        Term::Triple(_) => Some("a triple term".to_owned()),
    }
}

/// True where a document stands as the claimant.
fn is_a_document_for_its_issuer(scope: &Scope<'_>, located: &Located) -> bool {
    let Term::NamedNode(thing) = &located.quad.object else {
        return false;
    };
    located.quad.predicate == rlt::CLAIMANT
        && scope.is_a(&thing.clone().into(), &rlt::INSTRUMENT.into_owned()) == Some(true)
}

fn types(scope: &Scope<'_>, thing: &NamedOrBlankNode) -> String {
    let mut names: Vec<String> = scope
        .types
        .get(thing)
        .into_iter()
        .flatten()
        .map(|class| format!("`{}`", local(class.as_str())))
        .collect();
    names.sort();
    names.dedup();
    let article = match names.first().and_then(|name| name.chars().nth(1)) {
        Some('A' | 'E' | 'I' | 'O' | 'U') => "an",
        _ => "a",
    };
    format!("{article} {}", names.join(" and "))
}
