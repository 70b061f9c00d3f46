//! Asking the queries of shapes: binding, evaluating, and the messages they give.

use super::SparqlConstraint;
use super::dataset::View;
use super::prebind::{BLANK_FUNCTION, Binder};
use crate::shacl::graph::Graph;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::terms::Terms;
use crate::store::Cancel;
use oxrdf::{BlankNode, Literal, NamedNode, Term};
use spareval::{QueryEvaluator, QueryResults, QuerySolution};

/// One solution of a SELECT that found something.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shacl) struct Solution {
    pub path: Option<Term>,
    pub value: Option<Term>,
    pub messages: Vec<Literal>,
}

/// What a query said.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shacl) enum Outcome {
    /// What SELECT found.
    Found(Vec<Solution>),
    /// What ASK answered.
    Answer(bool),
}

/// Asks queries of shapes.
#[derive(Clone)]
pub(in crate::shacl) struct Runner {
    evaluator: QueryEvaluator,
}

impl Runner {
    /// `cancel` stops a query that takes too long.
    pub fn new(cancel: Cancel) -> Self {
        let evaluator = QueryEvaluator::new()
            .with_cancellation_token(cancel)
            .with_custom_function(NamedNode::new_unchecked(BLANK_FUNCTION), |arguments| {
                match arguments {
                    [Term::Literal(label)] => Some(BlankNode::new_unchecked(label.value()).into()),
                    _ => None,
                }
            });
        Self { evaluator }
    }

    /// Asks a constraint's query about a focus node, and for ASK about one of its values.
    ///
    /// # Errors
    /// In words, where the query fails or reports a failure.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different part of one question"
    )]
    pub fn ask(
        &self,
        constraint: &SparqlConstraint,
        terms: &Terms,
        data: &Graph,
        shapes: &Graph,
        shape: Id,
        focus: Id,
        value: Option<Id>,
        most: usize,
    ) -> Result<Outcome, String> {
        let mut bound: Vec<(String, Term)> = constraint
            .parameters
            .iter()
            .map(|(name, id)| (name.clone(), terms.term(*id).into_owned()))
            .collect();
        let mut bind = |name: &str, id: Id| {
            bound.push((name.to_owned(), terms.term(id).into_owned()));
        };
        bind("this", focus);
        bind("currentShape", shape);
        bind("shapesGraph", names::SHAPES_GRAPH);
        if let Some(value) = value {
            bind("value", value);
        }
        let binder = Binder::new(bound.clone());
        let query = binder.query(constraint.query.clone())?;
        let view = View {
            terms,
            data,
            shapes,
        };
        let results = self
            .evaluator
            .prepare(&query)
            .execute(view)
            .map_err(|error| error.to_string())?;
        match results {
            QueryResults::Boolean(answer) => Ok(Outcome::Answer(answer)),
            QueryResults::Graph(_) => Err("the query constructs triples".into()),
            QueryResults::Solutions(solutions) => {
                let mut found = Vec::new();
                for solution in solutions.take(most) {
                    let solution = solution.map_err(|error| error.to_string())?;
                    if let Some(Term::Literal(failure)) = solution.get("failure")
                        && matches!(failure.value(), "true" | "1")
                    {
                        return Err("the query reports a failure".into());
                    }
                    found.push(self.solution(constraint, terms, &bound, &solution));
                }
                // the evaluator promises no order
                found.sort_by_cached_key(|solution| {
                    (
                        solution.value.as_ref().map(ToString::to_string),
                        solution.path.as_ref().map(ToString::to_string),
                    )
                });
                Ok(Outcome::Found(found))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads as a step of asking")]
    fn solution(
        &self,
        constraint: &SparqlConstraint,
        terms: &Terms,
        bound: &[(String, Term)],
        solution: &QuerySolution,
    ) -> Solution {
        let value_of = |name: &str| {
            solution.get(name).cloned().or_else(|| {
                bound
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, term)| term.clone())
            })
        };
        let own: Vec<Literal> = match solution.get("message") {
            Some(Term::Literal(message)) => vec![message.clone()],
            _ => messages(constraint, terms),
        };
        Solution {
            path: solution.get("path").cloned(),
            value: solution.get("value").cloned(),
            messages: own
                .into_iter()
                .map(|message| fill(&message, &value_of))
                .collect(),
        }
    }

    /// The messages of an ASK that said no.
    pub fn ask_messages(
        &self,
        constraint: &SparqlConstraint,
        terms: &Terms,
        focus: Id,
        value: Id,
    ) -> Vec<Literal> {
        let value_of = |name: &str| {
            let id = match name {
                "this" => focus,
                "value" => value,
                _ => {
                    constraint
                        .parameters
                        .iter()
                        .find(|(known, _)| known == name)?
                        .1
                }
            };
            Some(terms.term(id).into_owned())
        };
        messages(constraint, terms)
            .iter()
            .map(|message| fill(message, &value_of))
            .collect()
    }
}

fn messages(constraint: &SparqlConstraint, terms: &Terms) -> Vec<Literal> {
    constraint
        .messages
        .iter()
        .filter_map(|id| match terms.term(*id).into_owned() {
            Term::Literal(literal) => Some(literal),
            _ => None,
        })
        .collect()
}

/// Puts values in the places `{?name}` and `{$name}` of a message (SHACL 5.3.2).
fn fill(message: &Literal, value_of: &dyn Fn(&str) -> Option<Term>) -> Literal {
    let text = message.value();
    if !text.contains('{') {
        return message.clone();
    }
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let name = inside
            .strip_prefix(['?', '$'])
            .and_then(|name| name.split_once('}'));
        match name.and_then(|(name, after)| Some((value_of(name)?, after))) {
            Some((term, after)) => {
                match term {
                    Term::NamedNode(node) => filled.push_str(node.as_str()),
                    Term::Literal(literal) => filled.push_str(literal.value()),
                    Term::BlankNode(_) => filled.push_str("[]"),
                    Term::Triple(triple) => filled.push_str(&format!("<<( {triple} )>>")),
                }
                rest = after;
            }
            None => {
                filled.push('{');
                rest = inside;
            }
        }
    }
    filled.push_str(rest);
    match message.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(filled, language),
        None => Literal::new_simple_literal(filled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_filled_where_there_is_a_value() {
        let value_of =
            |name: &str| (name == "a").then(|| Term::from(Literal::new_simple_literal("{?a}")));
        let filled = |text: &str| fill(&Literal::new_simple_literal(text), &value_of);
        assert_eq!(
            filled("x {?a}{$a} {?b} {a} {?").value(),
            "x {?a}{?a} {?b} {a} {?"
        );
    }
}
