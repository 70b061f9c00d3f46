//! Q037: shapes of queries that the engine (Oxigraph 0.5) is known to answer wrongly, by the W3C's own tests.

use super::{Lint, walk};
use crate::diagnostic::Diagnostic;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
    PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::collections::BTreeSet;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut given = BTreeSet::new();
    walk(lint.pattern(), &mut |pattern| {
        if let GraphPattern::Values { variables, .. } = pattern {
            given.extend(
                variables
                    .iter()
                    .map(|variable| variable.as_str().to_owned()),
            );
        }
    });
    walk(lint.pattern(), &mut |pattern| match pattern {
        GraphPattern::Graph {
            name: NamedNodePattern::Variable(name),
            inner,
        } => {
            let mut inside = None;
            walk(inner, &mut |part| {
                let what = match part {
                    GraphPattern::Minus { .. } => "MINUS",
                    GraphPattern::Project { .. } => "a sub-select",
                    GraphPattern::Group { .. } => "an aggregate",
                    _ => return,
                };
                // an aggregate stands in a sub-select: the narrower of the two is named
                if inside.is_none() || matches!(part, GraphPattern::Group { .. }) {
                    inside = Some(what);
                }
            });
            if let Some(what) = inside {
                found.push(doubt(
                    lint,
                    name.as_str(),
                    &format!(
                        "{what} inside `GRAPH ?{}` is answered wrongly by the engine",
                        name.as_str()
                    ),
                    "put it outside, and join it by its variables",
                ));
            }
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } if may_be_empty(path) => {
            for end in [subject, object] {
                if let TermPattern::Variable(variable) = end
                    && given.contains(variable.as_str())
                {
                    found.push(doubt(
                        lint,
                        variable.as_str(),
                        &format!("a path of length zero from `?{}`, which VALUES gives, is answered wrongly by the engine where the graph does not have the value", variable.as_str()),
                        "bind it by a triple pattern too, or use `+`",
                    ));
                }
            }
        }
        GraphPattern::Group { aggregates, .. } => {
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall {
                    name: AggregateFunction::GroupConcat { .. },
                    expr,
                    ..
                } = aggregate
                    && may_fail(expr)
                {
                    let mut variables = BTreeSet::new();
                    super::read(expr, &mut variables);
                    let name = variables.first().map_or("", |variable| variable.as_str());
                    found.push(doubt(lint, name, "GROUP_CONCAT leaves out what its expression cannot compute, without a word", "wrap it: `COALESCE(…, \"?\")`"));
                }
            }
        }
        _ => {}
    });
}

fn doubt(lint: &Lint<'_>, variable: &str, message: &str, help: &str) -> Diagnostic {
    Diagnostic::warning("Q037", message)
        .at(lint.source, lint.variable(variable), "")
        .help(help)
}

fn may_be_empty(path: &PropertyPathExpression) -> bool {
    matches!(
        path,
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_)
    )
}

fn may_fail(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_)
        | Expression::Literal(_)
        | Expression::NamedNode(_)
        | Expression::Coalesce(_) => false,
        Expression::FunctionCall(Function::Str, _) => false,
        Expression::FunctionCall(Function::Concat, parts) => parts.iter().any(may_fail),
        _ => true,
    }
}
