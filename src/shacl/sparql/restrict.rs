//! What a query of a shape must not say, so that binding its variables beforehand has one meaning (SHACL 5.2.1).

use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// The variables that may be bound beforehand in every query.
const BOUND: &[&str] = &["this", "shapesGraph", "currentShape"];

/// Holds a query against the rules; the error says what it does, and what to do instead.
pub(super) fn check(query: &Query, parameters: &[String]) -> Result<(), (String, String)> {
    let (Query::Select {
        pattern, dataset, ..
    }
    | Query::Ask {
        pattern, dataset, ..
    }
    | Query::Construct {
        pattern, dataset, ..
    }
    | Query::Describe {
        pattern, dataset, ..
    }) = query;
    if dataset.is_some() {
        return Err((
            "names its own graphs with FROM".into(),
            "a shape is asked of the data that are validated".into(),
        ));
    }
    let mut inside: Vec<&GraphPattern> = vec![top(pattern)];
    while let Some(pattern) = inside.pop() {
        step(pattern, parameters, &mut inside)?;
    }
    Ok(())
}

/// What lies under the query's own SELECT.
fn top(pattern: &GraphPattern) -> &GraphPattern {
    let mut pattern = pattern;
    loop {
        pattern = match pattern {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => inner,
            GraphPattern::Project { inner, .. } => return inner,
            other => return other,
        };
    }
}

/// Looks at one pattern and adds those inside it to the list.
fn step<'a>(
    pattern: &'a GraphPattern,
    parameters: &[String],
    inside: &mut Vec<&'a GraphPattern>,
) -> Result<(), (String, String)> {
    let refuse = |what: &str| {
        Err((
            format!("uses {what}"),
            "in a query of a shape MINUS, VALUES and SERVICE are not allowed, because its variables are bound beforehand"
                .to_owned(),
        ))
    };
    match pattern {
        GraphPattern::Minus { .. } => return refuse("MINUS"),
        GraphPattern::Values { .. } => return refuse("VALUES"),
        GraphPattern::Service { .. } => return refuse("SERVICE"),
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Lateral { left, right } => inside.extend([&**left, &**right]),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            inside.extend([&**left, &**right]);
            expressions(expression.iter(), inside);
        }
        GraphPattern::Filter { expr, inner } => {
            inside.push(inner);
            expressions([expr], inside);
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => inside.push(inner),
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            let name = variable.as_str();
            if BOUND.contains(&name) || parameters.iter().any(|parameter| parameter == name) {
                return Err((
                    format!("assigns `${name}`, which is bound beforehand"),
                    "rename the variable behind AS".into(),
                ));
            }
            inside.push(inner);
            expressions([expression], inside);
        }
        GraphPattern::OrderBy { inner, expression } => {
            inside.push(inner);
            expressions(
                expression.iter().map(|order| match order {
                    OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                        expression
                    }
                }),
                inside,
            );
        }
        GraphPattern::Project { inner, variables } => {
            // $shapesGraph and $currentShape may be left out
            let wanted = std::iter::once("this").chain(parameters.iter().map(String::as_str));
            for name in wanted {
                if !variables.iter().any(|variable| variable.as_str() == name) {
                    return Err((
                        format!("has a sub-select that does not give `${name}`"),
                        format!("add `${name}` to the SELECT of the sub-select"),
                    ));
                }
            }
            inside.push(inner);
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            inside.push(inner);
            expressions(
                aggregates
                    .iter()
                    .filter_map(|(_, aggregate)| match aggregate {
                        AggregateExpression::CountSolutions { .. } => None,
                        AggregateExpression::FunctionCall { expr, .. } => Some(expr),
                    }),
                inside,
            );
        }
    }
    Ok(())
}

/// Adds the patterns that stand in expressions, behind EXISTS.
fn expressions<'a>(
    list: impl IntoIterator<Item = &'a Expression>,
    inside: &mut Vec<&'a GraphPattern>,
) {
    let mut waiting: Vec<&Expression> = list.into_iter().collect();
    while let Some(expression) = waiting.pop() {
        match expression {
            Expression::Exists(pattern) => inside.push(pattern),
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => waiting.extend([&**a, &**b]),
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => {
                waiting.push(a);
            }
            Expression::In(a, list) => {
                waiting.push(a);
                waiting.extend(list);
            }
            Expression::If(a, b, c) => waiting.extend([&**a, &**b, &**c]),
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => waiting.extend(list),
            Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_) => {}
        }
    }
}
