//! How a query is written for an endpoint: as its printed algebra, so that nothing in it can become other syntax.
//!
//! The printer lets parts flow into one another that SPARQL keeps apart: of a LIMIT within a LIMIT it prints one, and a FILTER
//! reaches what stands after its group. So a group is put around each such part first, which changes nothing of what is asked.

use oxrdf::Literal;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

/// The text of a SELECT with this pattern.
pub fn select(pattern: GraphPattern) -> String {
    Query::Select {
        dataset: None,
        pattern: grouped(pattern),
        base_iri: None,
    }
    .to_string()
}

/// The order in which the parts of one SELECT may lie about its pattern, from within; 0 for what is no part of it.
fn rank(pattern: &GraphPattern) -> u8 {
    match pattern {
        GraphPattern::OrderBy { .. } => 1,
        GraphPattern::Project { .. } => 2,
        GraphPattern::Distinct { .. } | GraphPattern::Reduced { .. } => 3,
        GraphPattern::Slice { .. } => 4,
        _ => 0,
    }
}

/// A group around a pattern: joined to the pattern that everything matches. A join is printed without one of its own, so it gets
/// a filter that lets everything through.
fn group(pattern: GraphPattern) -> Box<GraphPattern> {
    let right = match pattern {
        GraphPattern::Join { .. } => GraphPattern::Filter {
            expr: Expression::Literal(Literal::from(true)),
            inner: Box::new(pattern),
        },
        other => other,
    };
    Box::new(GraphPattern::Join {
        left: Box::default(),
        right: Box::new(right),
    })
}

/// True of a join that begins with what would take in everything before it.
fn reaches_back(pattern: &GraphPattern) -> bool {
    let GraphPattern::Join { left, .. } = pattern else {
        return false;
    };
    let mut first = left.as_ref();
    while let GraphPattern::Join { left, .. } = first {
        first = left;
    }
    matches!(
        first,
        GraphPattern::LeftJoin { .. } | GraphPattern::Minus { .. } | GraphPattern::Extend { .. }
    )
}

fn unless(is_safe: bool, pattern: GraphPattern) -> Box<GraphPattern> {
    if is_safe {
        Box::new(pattern)
    } else {
        group(pattern)
    }
}

/// The same pattern with groups wherever the printer would mix its parts. The parser bounds how deep patterns nest.
fn grouped(pattern: GraphPattern) -> GraphPattern {
    let own = rank(&pattern);
    let below = |inner: Box<GraphPattern>| {
        let inner = grouped(*inner);
        unless(rank(&inner) < own, inner)
    };
    // what comes after a FILTER in its group is filtered too
    let before = |inner: Box<GraphPattern>| {
        let inner = grouped(*inner);
        unless(!matches!(inner, GraphPattern::Filter { .. }), inner)
    };
    let within = |inner: Box<GraphPattern>| Box::new(grouped(*inner));
    match pattern {
        GraphPattern::Slice {
            inner,
            start,
            length,
        } => GraphPattern::Slice {
            inner: below(inner),
            start,
            length,
        },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct {
            inner: below(inner),
        },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced {
            inner: below(inner),
        },
        GraphPattern::Project { inner, variables } => GraphPattern::Project {
            inner: below(inner),
            variables,
        },
        GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
            inner: below(inner),
            expression,
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            let inner = grouped(*inner);
            let is_safe = rank(&inner) == 0 && !matches!(inner, GraphPattern::Filter { .. });
            GraphPattern::Extend {
                inner: unless(is_safe, inner),
                variable,
                expression,
            }
        }
        GraphPattern::Join { left, right } => {
            let right = grouped(*right);
            GraphPattern::Join {
                left: before(left),
                right: unless(!reaches_back(&right), right),
            }
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: before(left),
            right: before(right),
            expression,
        },
        GraphPattern::Minus { left, right } => GraphPattern::Minus {
            left: before(left),
            right: within(right),
        },
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr,
            inner: within(inner),
        },
        GraphPattern::Union { left, right } => GraphPattern::Union {
            left: within(left),
            right: within(right),
        },
        GraphPattern::Graph { name, inner } => GraphPattern::Graph {
            name,
            inner: within(inner),
        },
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => GraphPattern::Group {
            inner: within(inner),
            variables,
            aggregates,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::query::{Answer, answer, syntax};
    use crate::store::{Cancel, Store};

    /// What a pattern gives, sorted.
    fn rows(store: &Store, query: Query) -> Vec<String> {
        let Ok(Answer::Solutions { variables, rows }) = answer(store, query, &Cancel::new()) else {
            panic!("no rows")
        };
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "{:?}",
                    variables
                        .iter()
                        .zip(row)
                        .collect::<std::collections::BTreeMap<_, _>>()
                )
            })
            .collect();
        rows.sort();
        rows
    }

    #[test]
    fn what_is_printed_asks_the_same() {
        let text: String = (0..12)
            .map(|n| {
                format!(
                    "<http://e/{n}> <http://e/p> {} . <http://e/{n}> <http://e/q> <http://e/{}> .\n",
                    n % 4,
                    n / 2
                )
            })
            .collect();
        let store = Store::in_memory().unwrap();
        let turtle = crate::external::rdf("a.ttl", "ttl", text.into_bytes());
        store.insert(turtle.unwrap_or_default()).unwrap();
        assert_eq!(store.len().unwrap(), 24);
        for asked in [
            "SELECT ?s { ?s e:p ?o } ORDER BY ?s LIMIT 5",
            "SELECT DISTINCT ?o { { SELECT ?o { ?s e:p ?o } ORDER BY ?s LIMIT 3 } }",
            "SELECT ?s ?x { { SELECT ?s (?o + 1 AS ?x) { ?s e:p ?o } ORDER BY DESC(?o) ?s OFFSET 2 LIMIT 4 } } ORDER BY ?s LIMIT 3",
            "SELECT * { { ?s e:p ?o FILTER(!BOUND(?t) && ?o > 1) } ?s e:q ?t }",
            "SELECT * { { ?s e:p ?o FILTER(!BOUND(?t) && ?o > 1) } OPTIONAL { ?s e:q ?t } }",
            "SELECT * { ?s e:q ?t { ?s e:p ?o OPTIONAL { ?o e:p ?t } ?t e:p ?z } }",
            "SELECT * { ?s e:q ?t { { BIND(BOUND(?s) AS ?b) } ?x e:p 1 } }",
            "SELECT * { ?s e:p ?o OPTIONAL { { ?s e:q ?t FILTER(BOUND(?o)) } } }",
            "SELECT * { { ?s e:p ?o } MINUS { ?s e:p 1 } ?s e:q ?t . OPTIONAL { ?t e:p ?w FILTER(?w > ?o) } }",
            "SELECT * { { ?s e:p 1 } UNION { ?s e:p 2 } ?s e:q ?t FILTER EXISTS { ?t e:p ?w FILTER(?w > 0) } }",
            "SELECT ?t (COUNT(*) AS ?n) { ?s e:q ?t } GROUP BY ?t HAVING(COUNT(*) > 1) ORDER BY ?t LIMIT 4",
            "SELECT (SUM(?n) AS ?all) { { SELECT ?t (COUNT(*) AS ?n) { ?s e:q ?t } GROUP BY ?t LIMIT 3 } VALUES ?t { UNDEF } }",
            "SELECT REDUCED ?s { ?s (e:q|^e:q)+/e:p 3 }",
        ] {
            let prefixes = [("e".to_owned(), "http://e/".to_owned())];
            let query = syntax::parse(&Source::new("q", asked), &prefixes).unwrap();
            let Query::Select { pattern, .. } = query.clone() else {
                panic!("{asked}")
            };
            let whole = rows(&store, query.clone());
            let page = |length| GraphPattern::Slice {
                inner: Box::new(pattern.clone()),
                start: 0,
                length,
            };
            for (pattern, wanted) in [
                (pattern.clone(), whole.len()),
                (page(Some(1)), whole.len().min(1)),
                (page(None), whole.len()),
            ] {
                let text = select(pattern);
                let printed = spargebra::SparqlParser::new().parse_query(&text).unwrap();
                let again = rows(&store, printed);
                assert_eq!(again.len(), wanted, "{asked}\n{text}");
                assert!(wanted < whole.len() || again == whole, "{asked}\n{text}");
            }
        }
    }
}
