//! Fills the template of a CONSTRUCT from solutions and from cells that no expression asks for.
//!
//! A cell of a dozen names would make a dozen solutions of its row, each with every expression computed anew. Where only the
//! template asks for it, the row is asked once, and the values go into the template.

use super::construct::{Copies, variables};
use crate::query::lint::tokens::{Kind, tokens};
use oxrdf::{NamedOrBlankNode, Term, Triple, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Functions that give something else each time: as many solutions are made as there are copies.
const NEW_EACH_TIME: &[&str] = &["BNODE", "RAND", "UUID", "STRUUID"];

/// A part of a triple.
enum Part {
    Same(Term),
    Blank(Variable),
}

/// A template of which each part is a term or a variable.
pub(super) struct Template {
    triples: Vec<[Part; 3]>,
    /// Variables that the pattern names.
    asked: BTreeSet<String>,
}

impl Template {
    /// `None` where only the query engine can fill it: with blank nodes or triples in it, or something new each time.
    pub(super) fn of(triples: &[TriplePattern], pattern: &GraphPattern) -> Option<Self> {
        let text = pattern.to_string();
        if tokens(&text).iter().any(|token| {
            let word = &text[token.span.clone()];
            token.kind == Kind::Word && NEW_EACH_TIME.contains(&word.to_ascii_uppercase().as_str())
        }) {
            return None;
        }
        let part = |pattern: &TermPattern| match pattern {
            TermPattern::NamedNode(node) => Some(Part::Same(node.clone().into())),
            TermPattern::Literal(literal) => Some(Part::Same(literal.clone().into())),
            TermPattern::Variable(variable) => Some(Part::Blank(variable.clone())),
            _ => None,
        };
        let triples = triples.iter().map(|triple| {
            let predicate = match &triple.predicate {
                NamedNodePattern::NamedNode(node) => Part::Same(node.clone().into()),
                NamedNodePattern::Variable(variable) => Part::Blank(variable.clone()),
            };
            Some([part(&triple.subject)?, predicate, part(&triple.object)?])
        });
        Some(Self {
            triples: triples.collect::<Option<_>>()?,
            asked: variables(&text).into_iter().map(str::to_owned).collect(),
        })
    }

    /// True where the pattern names the variable.
    pub(super) fn asks(&self, variable: &Variable) -> bool {
        self.asked.contains(variable.as_str())
    }

    /// The variables that solutions are wanted for: all but those that cells fill.
    pub(super) fn solved(&self, cells: &[Variable]) -> Vec<Variable> {
        let mut solved: Vec<Variable> = Vec::new();
        for part in self.triples.iter().flatten() {
            if let Part::Blank(variable) = part
                && !cells.contains(variable)
                && !solved.contains(variable)
            {
                solved.push(variable.clone());
            }
        }
        solved
    }

    /// The triples, sorted, each once. The last value of a solution is the number of the copies that it is of.
    pub(super) fn fill(
        &self,
        cells: &[Variable],
        solutions: &[Vec<Option<Term>>],
        copies: &Copies,
    ) -> Vec<Triple> {
        let solved = self.solved(cells);
        let mut filled = Vec::new();
        for solution in solutions {
            let Some(Some(Term::Literal(mark))) = solution.last() else {
                continue;
            };
            let Some(copies) = mark
                .value()
                .parse()
                .ok()
                .and_then(|at: usize| copies.get(at))
            else {
                continue;
            };
            for parts in &self.triples {
                let is_cell =
                    |part: &Part| matches!(part, Part::Blank(name) if cells.contains(name));
                let count = if parts.iter().any(is_cell) {
                    copies.len()
                } else {
                    1
                };
                for copy in copies.iter().take(count) {
                    let term = |part: &Part| match part {
                        Part::Same(term) => Some(term.clone()),
                        Part::Blank(name) => match cells.iter().position(|cell| cell == name) {
                            Some(at) => copy[at].clone().map(Term::from),
                            None => {
                                let at = solved.iter().position(|known| known == name)?;
                                solution[at].clone()
                            }
                        },
                    };
                    filled.extend(triple(parts.each_ref().map(term)));
                }
            }
        }
        filled.sort_by_cached_key(ToString::to_string);
        filled.dedup();
        filled
    }
}

/// A triple, where the terms may stand in one.
fn triple([subject, predicate, object]: [Option<Term>; 3]) -> Option<Triple> {
    let subject = match subject? {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => NamedOrBlankNode::from(node),
        _ => return None,
    };
    match predicate? {
        Term::NamedNode(predicate) => Some(Triple::new(subject, predicate, object?)),
        _ => None,
    }
}
