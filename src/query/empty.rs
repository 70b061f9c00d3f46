//! Why does a query answer nothing? Which of its patterns, alone or together, leaves no row.
//!
//! A group is taken apart into what it joins and what it filters. A pattern that matches nothing by itself is the answer.
//! Else the patterns are joined one after another, each to what it shares a variable with, until nothing is left; then those
//! that are not needed for that are taken away again, so that what is named is a smallest set that empties the answer. If all
//! patterns together leave rows, the filters are added, and the first that leaves none is the answer.
//!
//! The work is bounded: each trial stops at its first thousand rows, and the caller's [`Cancel`] ends it.

use crate::store::{Cancel, Store};
use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// The most rows a trial counts.
const MOST: usize = 1_000;
/// The most trials.
const TRIALS: usize = 400;

/// Why there is no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// This pattern matches nothing by itself.
    Alone {
        /// The pattern as SPARQL.
        pattern: String,
        /// Its IRIs and literals, for whoever looks for slips.
        terms: Vec<Term>,
    },
    /// Each matches something, and together they match nothing.
    Together {
        /// The patterns as SPARQL, each with the rows it has by itself (a thousand stands for more).
        patterns: Vec<(String, usize)>,
        /// The variables they share.
        shared: Vec<String>,
    },
    /// The patterns leave rows, and this filter none of them.
    Filter {
        /// The condition as SPARQL.
        condition: String,
        /// The rows before it (a thousand stands for more).
        rows: usize,
        /// What its variables are in the first of these rows.
        example: Vec<(String, Option<Term>)>,
    },
    /// The patterns and filters leave rows: it is LIMIT, OFFSET, HAVING or a template that shows none of them.
    Later,
    /// It took too long to find out.
    Unknown,
}

/// Finds out why a query has no answer.
pub fn why_empty(store: &Store, query: &Query, cancel: &Cancel) -> Reason {
    let pattern = match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    };
    let mut trial = Trial {
        store,
        cancel,
        left: TRIALS,
    };
    trial.explain(pattern).unwrap_or(Reason::Unknown)
}

/// The variables of a row with their values.
type Row = Vec<(String, Option<Term>)>;

/// A group taken apart.
#[derive(Default)]
struct Parts {
    /// What is joined.
    units: Vec<GraphPattern>,
    /// What is done to the rows of all of it: conditions, computed values, what must not be there.
    steps: Vec<Step>,
}

enum Step {
    Filter(Expression),
    Extend(Variable, Expression),
    Minus(GraphPattern),
}

impl Parts {
    fn collect(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let single = patterns.iter().map(|triple| GraphPattern::Bgp {
                    patterns: vec![triple.clone()],
                });
                self.units.extend(single);
            }
            GraphPattern::Join { left, right } => {
                self.collect(left);
                self.collect(right);
            }
            // what is optional takes no row away
            GraphPattern::LeftJoin { left, .. } => self.collect(left),
            GraphPattern::Filter { expr, inner } => {
                self.collect(inner);
                self.conditions(expr);
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.collect(inner);
                self.steps
                    .push(Step::Extend(variable.clone(), expression.clone()));
            }
            GraphPattern::Minus { left, right } => {
                self.collect(left);
                self.steps.push(Step::Minus((**right).clone()));
            }
            GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.collect(inner),
            _ => self.units.push(pattern.clone()),
        }
    }

    fn conditions(&mut self, expression: &Expression) {
        if let Expression::And(left, right) = expression {
            self.conditions(left);
            self.conditions(right);
        } else {
            self.steps.push(Step::Filter(expression.clone()));
        }
    }
}

struct Trial<'a> {
    store: &'a Store,
    cancel: &'a Cancel,
    left: usize,
}

impl Trial<'_> {
    fn explain(&mut self, pattern: &GraphPattern) -> Option<Reason> {
        // what only shows, orders or counts is not what empties
        match pattern {
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Slice { inner, .. } => return self.explain(inner),
            GraphPattern::Group { inner, .. } => return self.explain(inner),
            GraphPattern::Extend { inner, .. } if holds_group(inner) => return self.explain(inner),
            GraphPattern::Filter { inner, .. } if holds_group(inner) => return self.explain(inner),
            GraphPattern::Graph {
                name: NamedNodePattern::Variable(_),
                inner,
            } => return self.explain(inner),
            _ => {}
        }
        let mut parts = Parts::default();
        parts.collect(pattern);
        let mut counts = Vec::new();
        for unit in &parts.units {
            let rows = self.rows(unit)?.len();
            if rows == 0 {
                // a group inside has reasons of its own
                return match unit {
                    GraphPattern::Bgp { .. }
                    | GraphPattern::Path { .. }
                    | GraphPattern::Values { .. } => Some(Reason::Alone {
                        pattern: written(unit),
                        terms: terms(unit),
                    }),
                    GraphPattern::Union { left, right } => {
                        // both sides are empty; the first is as good as the second
                        self.explain(left)
                            .filter(|reason| *reason != Reason::Later)
                            .or_else(|| self.explain(right))
                    }
                    GraphPattern::Project { .. }
                    | GraphPattern::Group { .. }
                    | GraphPattern::Graph { .. } => match self.explain(unit)? {
                        Reason::Later => Some(Reason::Alone {
                            pattern: written(unit),
                            terms: terms(unit),
                        }),
                        reason => Some(reason),
                    },
                    _ => Some(Reason::Alone {
                        pattern: written(unit),
                        terms: terms(unit),
                    }),
                };
            }
            counts.push(rows);
        }
        if let Some(emptying) = self.emptying(&parts.units)? {
            return Some(together(&parts.units, &counts, &emptying));
        }
        let mut whole = join(&parts.units);
        let mut before = self.rows(&whole)?;
        for step in parts.steps {
            let (next, condition) = match step {
                Step::Filter(expression) => (
                    GraphPattern::Filter {
                        expr: expression.clone(),
                        inner: Box::new(whole.clone()),
                    },
                    Some(Condition::Filter(expression)),
                ),
                Step::Minus(right) => (
                    GraphPattern::Minus {
                        left: Box::new(whole.clone()),
                        right: Box::new(right.clone()),
                    },
                    Some(Condition::Minus(right)),
                ),
                Step::Extend(variable, expression) => (
                    GraphPattern::Extend {
                        inner: Box::new(whole.clone()),
                        variable,
                        expression,
                    },
                    None,
                ),
            };
            let rows = self.rows(&next)?;
            if let (true, Some(condition)) = (rows.is_empty(), condition) {
                let (condition, read) = condition.words();
                let example = before
                    .first()
                    .map(|row| {
                        row.iter()
                            .filter(|(name, _)| read.contains(name))
                            .cloned()
                            .collect()
                    })
                    .unwrap_or_default();
                return Some(Reason::Filter {
                    condition,
                    rows: before.len(),
                    example,
                });
            }
            whole = next;
            before = rows;
        }
        Some(Reason::Later)
    }

    /// A smallest set of units, by number, that match nothing together; `None` where all match together.
    #[expect(clippy::option_option, reason = "no time left, nothing found, found")]
    fn emptying(&mut self, units: &[GraphPattern]) -> Option<Option<Vec<usize>>> {
        let mut taken: Vec<usize> = Vec::new();
        let mut bound: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<usize> = (0..units.len()).collect();
        while !open.is_empty() {
            // what shares a variable first: a product of what does not would be large
            let at = open
                .iter()
                .position(|unit| !super::lint::visible(&units[*unit]).is_disjoint(&bound))
                .unwrap_or(0);
            let unit = open.remove(at);
            bound.extend(super::lint::visible(&units[unit]));
            taken.push(unit);
            let joined: Vec<GraphPattern> = taken.iter().map(|unit| units[*unit].clone()).collect();
            if self.rows(&join(&joined))?.is_empty() {
                let mut needed = taken.clone();
                let mut at = 0;
                while at < needed.len() && needed.len() > 2 {
                    let mut fewer = needed.clone();
                    fewer.remove(at);
                    let joined: Vec<GraphPattern> =
                        fewer.iter().map(|unit| units[*unit].clone()).collect();
                    if self.rows(&join(&joined))?.is_empty() {
                        needed = fewer;
                    } else {
                        at += 1;
                    }
                }
                needed.sort_unstable();
                return Some(Some(needed));
            }
        }
        Some(None)
    }

    /// The first rows of a pattern; `None` where there is no time left.
    fn rows(&mut self, pattern: &GraphPattern) -> Option<Vec<Row>> {
        self.left = self.left.checked_sub(1)?;
        if self.cancel.is_cancelled() {
            return None;
        }
        let variables: Vec<Variable> = super::lint::visible(pattern)
            .into_iter()
            .filter(|name| !name.starts_with("_:"))
            .map(Variable::new_unchecked)
            .collect();
        let query = Query::Select {
            dataset: None,
            pattern: GraphPattern::Slice {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(pattern.clone()),
                    variables: variables.clone(),
                }),
                start: 0,
                length: Some(MOST),
            },
            base_iri: None,
        };
        match super::answer(self.store, query, self.cancel).ok()? {
            super::Answer::Solutions { rows, .. } => Some(
                rows.into_iter()
                    .map(|row| {
                        variables
                            .iter()
                            .map(|variable| variable.as_str().to_owned())
                            .zip(row)
                            .collect()
                    })
                    .collect(),
            ),
            _ => None,
        }
    }
}

enum Condition {
    Filter(Expression),
    Minus(GraphPattern),
}

impl Condition {
    /// The condition as SPARQL, and the variables it reads.
    fn words(self) -> (String, BTreeSet<String>) {
        match self {
            Self::Filter(expression) => {
                let mut read = BTreeSet::new();
                super::lint::read(&expression, &mut read);
                let read = read
                    .into_iter()
                    .map(|variable| variable.as_str().to_owned())
                    .collect();
                (format!("FILTER({expression})"), read)
            }
            Self::Minus(pattern) => (
                format!("MINUS {{ {} }}", written(&pattern)),
                super::lint::visible(&pattern),
            ),
        }
    }
}

fn holds_group(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => {
            holds_group(inner)
        }
        _ => false,
    }
}

fn join(units: &[GraphPattern]) -> GraphPattern {
    let mut triples: Vec<TriplePattern> = Vec::new();
    let mut others: Vec<GraphPattern> = Vec::new();
    for unit in units {
        match unit {
            GraphPattern::Bgp { patterns } => triples.extend(patterns.iter().cloned()),
            other => others.push(other.clone()),
        }
    }
    others
        .into_iter()
        .fold(GraphPattern::Bgp { patterns: triples }, |left, right| {
            GraphPattern::Join {
                left: Box::new(left),
                right: Box::new(right),
            }
        })
}

fn together(units: &[GraphPattern], counts: &[usize], needed: &[usize]) -> Reason {
    let sets: Vec<BTreeSet<String>> = needed
        .iter()
        .map(|unit| super::lint::visible(&units[*unit]))
        .collect();
    let shared: BTreeSet<String> = sets
        .iter()
        .enumerate()
        .flat_map(|(number, set)| {
            let sets = &sets;
            set.iter()
                .filter(move |name| {
                    sets.iter()
                        .enumerate()
                        .any(|(other, set)| other != number && set.contains(*name))
                })
                .cloned()
        })
        .filter(|name| !name.starts_with("_:"))
        .collect();
    Reason::Together {
        patterns: needed
            .iter()
            .map(|unit| (written(&units[*unit]), counts[*unit]))
            .collect(),
        shared: shared.into_iter().collect(),
    }
}

fn written(pattern: &GraphPattern) -> String {
    pattern
        .to_string()
        .trim()
        .trim_end_matches('.')
        .trim()
        .to_owned()
}

fn terms(pattern: &GraphPattern) -> Vec<Term> {
    let mut found = Vec::new();
    if let GraphPattern::Bgp { patterns } = pattern {
        for triple in patterns {
            named(triple, &mut found);
        }
    }
    found
}

/// The names and values of a triple pattern, those of a triple term in it too.
fn named(triple: &TriplePattern, found: &mut Vec<Term>) {
    if let NamedNodePattern::NamedNode(node) = &triple.predicate {
        found.push(node.clone().into());
    }
    for term in [&triple.subject, &triple.object] {
        match term {
            TermPattern::NamedNode(node) => found.push(node.clone().into()),
            TermPattern::Literal(literal) => found.push(literal.clone().into()),
            TermPattern::Triple(inner) => named(inner, found),
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::query::syntax;
    use crate::turtle::{Format, parse};

    fn why(query: &str) -> Reason {
        let data = Source::new(
            "d",
            "@prefix : <http://e/> . :a :p :b ; :q 1 . :c :p :d ; :q 2 . :e :r :f .",
        );
        let store = Store::in_memory().unwrap();
        store
            .insert(parse(&data, Format::Turtle, "").quads)
            .unwrap();
        let prefixes = [(String::new(), "http://e/".to_owned())];
        let query = syntax::parse(&Source::new("q", query), &prefixes).unwrap();
        why_empty(&store, &query, &Cancel::new())
    }

    #[test]
    fn the_smallest_cause_is_named() {
        assert!(
            matches!(why("SELECT * { ?x :p ?y . ?x :nothing ?z }"), Reason::Alone { pattern, .. } if pattern.contains("nothing"))
        );
        let Reason::Together { patterns, shared } =
            why("SELECT * { ?x :p ?y . ?x :q ?n . ?x :r ?z }")
        else {
            panic!("together");
        };
        assert_eq!((patterns.len(), shared), (2, vec!["x".to_owned()]));
        let Reason::Filter {
            condition,
            rows,
            example,
        } = why("SELECT ?x { ?x :q ?n FILTER(?n > 0 && ?n > 5) } ORDER BY ?x")
        else {
            panic!("filter");
        };
        assert!(
            condition.contains('5') && !condition.contains("&&"),
            "{condition}"
        );
        assert_eq!((rows, example.len()), (2, 1));
        assert!(
            matches!(why("SELECT * { ?x :p ?y MINUS { ?x :q ?n } }"), Reason::Filter { condition, .. } if condition.starts_with("MINUS"))
        );
        assert!(matches!(
            why("SELECT * { { SELECT ?x { ?x :none ?y } } ?x :p ?y }"),
            Reason::Alone { .. }
        ));
        assert!(matches!(
            why("SELECT * { { ?x :none ?y } UNION { ?x :no ?y } }"),
            Reason::Alone { .. }
        ));
        assert_eq!(why("SELECT * { ?x :p ?y } OFFSET 9"), Reason::Later);
        assert!(matches!(
            why("SELECT ?x (COUNT(?y) AS ?n) { ?x :none ?y } GROUP BY ?x"),
            Reason::Alone { .. }
        ));
        assert!(matches!(
            why("SELECT * { ?x :p ?y OPTIONAL { ?x :none ?z } FILTER(BOUND(?y) = false) }"),
            Reason::Filter { .. }
        ));
    }
}
