//! Reading a query from the shapes graph: its text, its prefixes, its messages, and what SHACL forbids in it.

use super::prebind::Binder;
use super::restrict;
use super::{Context, SparqlConstraint};
use crate::diagnostic::Source;
use crate::query::limits;
use crate::shacl::fault::Fault;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::path::Path;
use rustc_hash::FxHashSet;
use spargebra::{Query, SparqlParser};

/// Reads the constraint that a value of `sh:sparql` stands for; `None` where it is switched off.
pub(in crate::shacl) fn constraint(
    context: &Context<'_>,
    path: Option<&Path>,
    node: Id,
) -> Result<Option<SparqlConstraint>, Box<Fault>> {
    let off = context.graph.object(node, names::DEACTIVATED);
    if off.is_some_and(|value| context.terms.text_of(value) == "true") {
        return Ok(None);
    }
    let query = read(context, node, names::SELECT, &[])?;
    Ok(Some(SparqlConstraint {
        node,
        query: with_path(context, query, path, node)?,
        messages: context.graph.objects(node, names::MESSAGE).collect(),
        parameters: Vec::new(),
    }))
}

/// Reads the query that a node holds under `sh:select` or `sh:ask`, and holds it against SHACL's rules.
///
/// `parameters` are the variables that are bound beside `$this` and its like.
pub(super) fn read(
    context: &Context<'_>,
    node: Id,
    property: Id,
    parameters: &[String],
) -> Result<Query, Box<Fault>> {
    let fail = |message: String| Box::new(Fault::new(node, property, message));
    let name = context.wording.name(node);
    let mut texts = context.graph.objects(node, property);
    let what = if property == names::ASK {
        "sh:ask"
    } else {
        "sh:select"
    };
    let text = match (texts.next(), texts.next()) {
        (Some(text), None) if context.terms.datatype(text) == Some(names::XSD_STRING) => text,
        _ => {
            return Err(Box::new(
                Fault::whole(node, format!("{name} has no query"))
                    .help(format!("give it one `{what}`, a string")),
            ));
        }
    };
    let text = context.terms.text_of(text);
    let source = Source::new("<shape>", text);
    if let Some(fault) = limits::check_text(&source).into_iter().next() {
        return Err(fail(format!("the query of {name}: {}", fault.message)));
    }
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in prefixes(context, node)? {
        parser = parser
            .with_prefix(prefix.as_str(), namespace.as_str())
            .map_err(|_| {
                fail(format!(
                    "the prefix `{prefix}:` of {name} stands for `{namespace}`, which is no IRI"
                ))
            })?;
    }
    let query = parser.parse_query(text).map_err(|error| {
        let error = error.to_string();
        let line = error.lines().next().unwrap_or("");
        Box::new(
            fail(format!("the query of {name} is no SPARQL: {line}"))
                .help("prefixes are declared with `sh:prefixes` and `sh:declare`"),
        )
    })?;
    if let Some((message, help)) = limits::check_algebra(&query) {
        return Err(Box::new(
            fail(format!("the query of {name}: {message}")).help(help),
        ));
    }
    let fits = match &query {
        Query::Ask { .. } => property == names::ASK,
        Query::Select { .. } => property == names::SELECT,
        _ => false,
    };
    if !fits {
        return Err(fail(format!(
            "the query of {name} is not what `{what}` takes"
        )));
    }
    restrict::check(&query, parameters)
        .map_err(|(why, help)| Box::new(fail(format!("the query of {name} {why}")).help(help)))?;
    Ok(query)
}

/// Puts a shape's path in the place of `$PATH`.
pub(super) fn with_path(
    context: &Context<'_>,
    query: Query,
    path: Option<&Path>,
    node: Id,
) -> Result<Query, Box<Fault>> {
    let Some(path) = path else { return Ok(query) };
    Binder::path(path.expression(context.terms))
        .query(query)
        .map_err(|why| {
            Box::new(Fault::whole(
                node,
                format!("the query of {} {why}", context.wording.name(node)),
            ))
        })
}

/// The prefixes that a node declares, and those that what it imports declares (SHACL 5.2.1).
fn prefixes(context: &Context<'_>, node: Id) -> Result<Vec<(String, String)>, Box<Fault>> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut waiting: Vec<Id> = context.graph.objects(node, names::PREFIXES).collect();
    while let Some(holder) = waiting.pop() {
        if !seen.insert(holder) {
            continue;
        }
        waiting.extend(context.graph.objects(holder, names::OWL_IMPORTS));
        for declaration in context.graph.objects(holder, names::DECLARE) {
            let part = |property| {
                context
                    .graph
                    .object(declaration, property)
                    .filter(|value| context.terms.is_literal(*value))
                    .map(|value| context.terms.text_of(value).to_owned())
            };
            let (Some(prefix), Some(namespace)) = (part(names::PREFIX), part(names::NAMESPACE))
            else {
                return Err(Box::new(Fault::new(
                    holder,
                    names::DECLARE,
                    format!(
                        "a declaration of {} lacks its `sh:prefix` or its `sh:namespace`",
                        context.wording.name(holder)
                    ),
                )));
            };
            match found.iter().find(|(known, _)| *known == prefix) {
                Some((_, known)) if *known != namespace => {
                    return Err(Box::new(Fault::new(
                        holder,
                        names::DECLARE,
                        format!(
                            "the prefix `{prefix}:` stands for both `{known}` and `{namespace}`"
                        ),
                    )));
                }
                Some(_) => {}
                None => found.push((prefix, namespace)),
            }
        }
    }
    Ok(found)
}
