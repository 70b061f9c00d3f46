//! Q031, Q032, Q034: variables that nothing binds, or that are another by a slip.

use super::tokens::Kind;
use super::{Lint, children, exists, expressions, joins, read, visible};
use crate::diagnostic::{Diagnostic, nearest};
use oxrdf::Variable;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    unbound_in_answer(lint, found, &mut told);
    unbound_in_expressions(lint, lint.pattern(), &BTreeSet::new(), found, &mut told);
    slips(lint, found, &told);
}

/// Q031: what the answer shows and nothing binds.
fn unbound_in_answer(lint: &Lint<'_>, found: &mut Vec<Diagnostic>, told: &mut BTreeSet<String>) {
    let (shown, bound): (Vec<Variable>, BTreeSet<String>) = match lint.query {
        Query::Construct {
            template, pattern, ..
        } => {
            // a blank node of a template is made, not bound
            let variables = template
                .iter()
                .flat_map(joins)
                .filter(|name| !name.starts_with("_:"))
                .map(Variable::new_unchecked);
            (variables.collect(), visible(pattern))
        }
        _ => match project(lint.pattern()) {
            Some((variables, inner)) => (variables.to_vec(), visible(inner)),
            None => return,
        },
    };
    for variable in shown {
        let name = variable.as_str();
        if bound.contains(name) || lint.is_parameter(&variable) || !told.insert(name.to_owned()) {
            continue;
        }
        let near = nearest(
            name,
            bound
                .iter()
                .map(String::as_str)
                .filter(|bound| !bound.starts_with("_:")),
        );
        found.push(
            Diagnostic::warning("Q031", format!("`?{name}` is shown and nothing binds it"))
                .at(lint.source, lint.variable(name), "always empty")
                .help(match near {
                    Some(near) => format!("did you mean `?{near}`?"),
                    None => "bind it in a pattern, or leave it out".to_owned(),
                }),
        );
    }
}

/// The variables that the whole query shows, and the pattern they come from.
fn project(pattern: &GraphPattern) -> Option<(&[Variable], &GraphPattern)> {
    match pattern {
        GraphPattern::Project { variables, inner } => Some((variables, inner)),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => project(inner),
        _ => None,
    }
}

/// Q034: what an expression reads and its group does not bind.
fn unbound_in_expressions(
    lint: &Lint<'_>,
    pattern: &GraphPattern,
    outer: &BTreeSet<String>,
    found: &mut Vec<Diagnostic>,
    told: &mut BTreeSet<String>,
) {
    let expressions = expressions(pattern);
    let mut scope = BTreeSet::new();
    if !expressions.is_empty() {
        scope.extend(children(pattern).into_iter().flat_map(visible));
        scope.extend(outer.iter().cloned());
    }
    let of_group = matches!(pattern, GraphPattern::Group { .. });
    for expression in expressions {
        let mut variables = BTreeSet::new();
        read(expression, &mut variables);
        for variable in variables {
            let name = variable.as_str();
            // the engine's own names for aggregates
            let generated = name.len() > 20 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if scope.contains(name)
                || lint.is_parameter(variable)
                || generated
                || !told.insert(name.to_owned())
            {
                continue;
            }
            let elsewhere = visible(lint.pattern()).contains(name)
                || lint
                    .tokens
                    .iter()
                    .filter(|token| {
                        token.kind == Kind::Variable && lint.written(token)[1..] == *name
                    })
                    .count()
                    > 1;
            let near = nearest(
                name,
                scope
                    .iter()
                    .map(String::as_str)
                    .filter(|bound| !bound.starts_with("_:")),
            );
            let what = if of_group { "is aggregated" } else { "is read" };
            let fault = Diagnostic::warning(
                "Q034",
                format!("`?{name}` {what} where nothing binds it"),
            )
            .at(lint.source, lint.variable(name), "without a value here");
            found.push(match (near, elsewhere) {
                (Some(near), false) => fault.help(format!("did you mean `?{near}`?")),
                (_, true) => fault.help("a group in braces sees only its own variables: move the expression out of it, or the pattern into it"),
                (None, false) => fault.help("bind it in a pattern of the same group"),
            });
        }
        // what EXISTS looks at may read the variables around it
        exists(expression, &mut |inner| {
            unbound_in_expressions(lint, inner, &scope, found, told);
        });
    }
    for child in children(pattern) {
        unbound_in_expressions(lint, child, outer, found, told);
    }
}

/// Q032: a variable that stands once and is nearly another.
fn slips(lint: &Lint<'_>, found: &mut Vec<Diagnostic>, told: &BTreeSet<String>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for token in lint
        .tokens
        .iter()
        .filter(|token| token.kind == Kind::Variable)
    {
        *counts.entry(&lint.written(token)[1..]).or_default() += 1;
    }
    let short = 5;
    for (name, count) in &counts {
        if *count > 1
            || lint.is_computed(name)
            || name.len() < short
            || told.contains(*name)
            || lint.parameters.contains(name)
        {
            continue;
        }
        let others = counts
            .iter()
            .filter(|(other, count)| **count > 1 && other.len() >= short)
            .map(|(other, _)| *other);
        if let Some(near) = nearest(name, others) {
            found.push(
                Diagnostic::warning(
                    "Q032",
                    format!("`?{name}` stands once only, and `?{near}` more often"),
                )
                .at(lint.source, lint.variable(name), "joins nothing")
                .help(format!("did you mean `?{near}`?")),
            );
        }
    }
}
