//! Constraint components that a shapes graph declares itself (SHACL 6).

use super::query::{read, with_path};
use super::{Context, SparqlConstraint};
use crate::shacl::fault::Fault;
use crate::shacl::graph::Graph;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::path::Path;
use crate::shacl::terms::Terms;
use crate::shacl::wording::Wording;
use rustc_hash::FxHashSet;
use spargebra::Query;
use std::sync::Arc;

/// A parameter: the property that gives its value, and the variable that carries it.
#[derive(Debug)]
struct Parameter {
    property: Id,
    name: String,
    is_optional: bool,
}

/// A query that says whether values are right.
#[derive(Debug)]
struct Validator {
    node: Id,
    query: Query,
}

/// A constraint component with its validators.
#[derive(Debug)]
pub struct Component {
    /// The node that results name as their constraint component.
    pub node: Id,
    parameters: Vec<Parameter>,
    for_nodes: Option<Validator>,
    for_properties: Option<Validator>,
}

/// Reads all components of a shapes graph.
pub(in crate::shacl) fn components(
    graph: &Graph,
    terms: &Terms,
    wording: &Wording<'_>,
) -> (Vec<Arc<Component>>, Vec<Fault>) {
    let context = Context {
        graph,
        terms,
        wording,
    };
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for node in instances(graph, names::CONSTRAINT_COMPONENT) {
        match component(&context, node) {
            Ok(component) => found.push(Arc::new(component)),
            Err(fault) => faults.push(*fault),
        }
    }
    (found, faults)
}

/// The nodes of a class or one below it, sorted.
fn instances(graph: &Graph, class: Id) -> Vec<Id> {
    let path = Path::Sequence(vec![
        Path::ZeroOrMore(Box::new(Path::Inverse(Box::new(Path::Predicate(
            names::RDFS_SUB_CLASS_OF,
        ))))),
        Path::Inverse(Box::new(Path::Predicate(names::RDF_TYPE))),
    ]);
    path.values(graph, class)
}

fn component(context: &Context<'_>, node: Id) -> Result<Component, Box<Fault>> {
    let (graph, terms) = (context.graph, context.terms);
    let mut parameters = Vec::new();
    for parameter in graph.objects(node, names::PARAMETER) {
        let path = graph
            .object(parameter, names::PATH)
            .filter(|path| terms.is_iri(*path));
        let Some(property) = path else {
            let message = format!(
                "a parameter of {} has no `sh:path` that is an IRI",
                context.wording.name(node)
            );
            return Err(Box::new(Fault::new(node, names::PARAMETER, message)));
        };
        let name = local_name(terms.text_of(property));
        if matches!(
            name,
            "" | "this" | "shapesGraph" | "currentShape" | "path" | "PATH" | "value"
        ) {
            let message = format!(
                "the parameter {} of {} cannot be a variable `${name}`",
                context.wording.name(property),
                context.wording.name(node)
            );
            return Err(Box::new(Fault::new(node, names::PARAMETER, message)));
        }
        let optional = graph.object(parameter, names::OPTIONAL);
        parameters.push(Parameter {
            property,
            name: name.to_owned(),
            is_optional: optional.is_some_and(|value| terms.text_of(value) == "true"),
        });
    }
    if parameters.iter().all(|parameter| parameter.is_optional) {
        let message = format!(
            "the constraint component {} has no parameter that must be given",
            context.wording.name(node)
        );
        return Err(Box::new(Fault::whole(node, message)));
    }
    let validators = |property| validator(context, node, property, &parameters);
    let (node_validator, property_validator) = (
        validators(names::NODE_VALIDATOR)?,
        validators(names::PROPERTY_VALIDATOR)?,
    );
    let for_nodes = match node_validator {
        Some(validator) => Some(validator),
        None => validators(names::VALIDATOR)?,
    };
    let for_properties = match property_validator {
        Some(validator) => Some(validator),
        None => validators(names::VALIDATOR)?,
    };
    Ok(Component {
        node,
        parameters,
        for_nodes,
        for_properties,
    })
}

fn validator(
    context: &Context<'_>,
    component: Id,
    property: Id,
    parameters: &[Parameter],
) -> Result<Option<Validator>, Box<Fault>> {
    let Some(node) = context.graph.object(component, property) else {
        return Ok(None);
    };
    let mut bound: Vec<String> = parameters
        .iter()
        .map(|parameter| parameter.name.clone())
        .collect();
    let ask = context.graph.object(node, names::ASK).is_some();
    if !ask && property == names::VALIDATOR {
        let message = format!(
            "the validator of {} has no `sh:ask`",
            context.wording.name(component)
        );
        return Err(Box::new(Fault::whole(node, message).help(
            "`sh:validator` takes an ASK; a SELECT stands under `sh:nodeValidator` or `sh:propertyValidator`",
        )));
    }
    let kind = if ask {
        bound.push("value".to_owned());
        names::ASK
    } else {
        names::SELECT
    };
    let query = read(context, node, kind, &bound)?;
    Ok(Some(Validator { node, query }))
}

/// The constraints that a shape states with a component: one where it gives every parameter that must be given.
///
/// A component with one parameter makes one constraint of each of its values.
pub(in crate::shacl) fn applied(
    context: &Context<'_>,
    component: &Component,
    path: Option<&Path>,
    shape: Id,
) -> Result<Vec<SparqlConstraint>, Box<Fault>> {
    let values: Vec<Vec<Id>> = component
        .parameters
        .iter()
        .map(|parameter| context.graph.objects(shape, parameter.property).collect())
        .collect();
    let lacks = component
        .parameters
        .iter()
        .zip(&values)
        .any(|(parameter, values)| values.is_empty() && !parameter.is_optional);
    let validator = if path.is_some() {
        &component.for_properties
    } else {
        &component.for_nodes
    };
    let (false, Some(validator)) = (lacks, validator) else {
        return Ok(Vec::new());
    };
    let sets: Vec<Vec<(String, Id)>> = match (component.parameters.as_slice(), values.as_slice()) {
        ([only], [values]) => {
            let distinct: FxHashSet<Id> = values.iter().copied().collect();
            let mut distinct: Vec<Id> = distinct.into_iter().collect();
            distinct.sort_unstable();
            distinct
                .into_iter()
                .map(|value| vec![(only.name.clone(), value)])
                .collect()
        }
        (parameters, values) => {
            let mut set = Vec::new();
            for (parameter, values) in parameters.iter().zip(values) {
                if let [_, _, ..] = values.as_slice() {
                    let message = format!(
                        "{} has more than one {}",
                        context.wording.name(shape),
                        context.wording.name(parameter.property)
                    );
                    return Err(Box::new(Fault::new(shape, parameter.property, message)));
                }
                set.extend(values.first().map(|value| (parameter.name.clone(), *value)));
            }
            vec![set]
        }
    };
    sets.into_iter()
        .map(|parameters| {
            Ok(SparqlConstraint {
                node: validator.node,
                query: with_path(context, validator.query.clone(), path, validator.node)?,
                messages: context
                    .graph
                    .objects(validator.node, names::MESSAGE)
                    .collect(),
                parameters,
            })
        })
        .collect()
}

/// The longest name at the end of an IRI (SHACL 6.2.1).
fn local_name(iri: &str) -> &str {
    let at = iri
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '_')
        .last()
        .map_or(iri.len(), |(at, _)| at);
    iri[at..].trim_start_matches(|c: char| c.is_numeric())
}
