//! Q033: patterns that share no variable, so that every match of the one comes with every match of the other.

use super::{Lint, exists, expressions, joins, read, visible, walk};
use crate::diagnostic::Diagnostic;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;
use std::collections::BTreeSet;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Diagnostic>) {
    let mut groups = vec![lint.pattern()];
    walk(lint.pattern(), &mut |pattern| {
        match pattern {
            GraphPattern::Union { left, right } => groups.extend([&**left, &**right]),
            GraphPattern::Minus { right, .. } | GraphPattern::LeftJoin { right, .. } => {
                groups.push(right);
            }
            GraphPattern::Project { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Service { inner, .. } => groups.push(inner),
            _ => {}
        }
        for expression in expressions(pattern) {
            exists(expression, &mut |inner| groups.push(inner));
        }
    });
    let mut told: BTreeSet<String> = BTreeSet::new();
    for group in groups {
        let mut units = Units::default();
        units.collect(group);
        let parts = units.components();
        let [first, second, ..] = parts.as_slice() else {
            continue;
        };
        let name =
            |part: &BTreeSet<String>| part.iter().find(|name| !name.starts_with("_:")).cloned();
        let (Some(first), Some(second)) = (name(first), name(second)) else {
            continue;
        };
        if lint.parameters.contains(&first.as_str())
            || lint.parameters.contains(&second.as_str())
            || !told.insert(format!("{first} {second}"))
        {
            continue;
        }
        found.push(
            Diagnostic::warning("Q033", format!("nothing joins `?{first}` and `?{second}`"))
                .at(lint.source, lint.variable(&second), "every match of this …")
                .at(
                    lint.source,
                    lint.variable(&first),
                    "… comes with every match of this",
                )
                .help("name what they have to do with each other, or ask two queries"),
        );
    }
}

#[derive(Default)]
struct Units {
    /// What each part binds.
    parts: Vec<BTreeSet<String>>,
    /// What expressions bring together.
    bridges: Vec<BTreeSet<String>>,
}

impl Units {
    fn collect(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => self.parts.extend(
                patterns
                    .iter()
                    .map(|triple| joins(triple).into_iter().collect()),
            ),
            GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Union { .. }
            | GraphPattern::Service { .. } => self.parts.push(visible(pattern)),
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.collect(left);
                self.collect(right);
            }
            GraphPattern::LeftJoin { left, right, .. } => {
                self.collect(left);
                self.parts.push(visible(right));
                self.bridge(pattern);
            }
            GraphPattern::Minus { left, .. } => self.collect(left),
            GraphPattern::Filter { inner, .. } => {
                self.collect(inner);
                self.bridge(pattern);
            }
            GraphPattern::Extend {
                inner, variable, ..
            } => {
                self.collect(inner);
                self.bridge(pattern);
                if let Some(bridge) = self.bridges.last_mut() {
                    bridge.insert(variable.as_str().to_owned());
                }
            }
            GraphPattern::Graph { name, inner } => {
                self.collect(inner);
                if let NamedNodePattern::Variable(variable) = name {
                    let mut bridge = visible(inner);
                    bridge.insert(variable.as_str().to_owned());
                    self.bridges.push(bridge);
                }
            }
            // a total is one row: whatever it comes with is not multiplied
            GraphPattern::Group { variables, .. } if variables.is_empty() => {}
            GraphPattern::OrderBy { inner, .. } => self.collect(inner),
            GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::Group { .. } => {
                if !is_total(pattern) {
                    self.parts.push(visible(pattern));
                }
            }
        }
    }

    fn bridge(&mut self, pattern: &GraphPattern) {
        let mut bridge = BTreeSet::new();
        for expression in expressions(pattern) {
            names(expression, &mut bridge);
        }
        self.bridges.push(bridge);
    }

    /// The parts that hang together.
    fn components(mut self) -> Vec<BTreeSet<String>> {
        let mut parts: Vec<BTreeSet<String>> = Vec::new();
        let bridges = self.bridges.len();
        self.bridges.append(&mut self.parts);
        for (number, unit) in self.bridges.into_iter().enumerate() {
            if unit.is_empty() {
                continue;
            }
            let (joined, apart): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|part| !part.is_disjoint(&unit));
            // an expression joins and is no part by itself
            if joined.is_empty() && number < bridges && unit.len() < 2 {
                parts = apart;
                continue;
            }
            let mut whole = unit;
            for part in joined {
                whole.extend(part);
            }
            parts = apart;
            parts.push(whole);
        }
        parts.sort();
        parts
    }
}

fn names(expression: &Expression, found: &mut BTreeSet<String>) {
    let mut variables = BTreeSet::new();
    read(expression, &mut variables);
    found.extend(
        variables
            .into_iter()
            .map(|variable| variable.as_str().to_owned()),
    );
    exists(expression, &mut |inner| found.extend(visible(inner)));
}

fn is_total(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { variables, .. } => variables.is_empty(),
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. } => is_total(inner),
        GraphPattern::Slice { length, inner, .. } => *length == Some(1) || is_total(inner),
        _ => false,
    }
}
