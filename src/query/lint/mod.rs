//! Doubts about a query that can be read: it would run, and answer something else than was meant, or nothing.
//!
//! Each file is a family of rules; what each is for stands in `docs/rules/queries.md`.

mod claims;
mod engine;
mod patterns;
mod terms;
pub mod tokens;
mod values;
mod variables;

use crate::diagnostic::{Diagnostic, Source};
use ahash::{HashMap, HashSet};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term, Triple, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use tokens::{Kind, Token};

/// What the data say of terms: which there are, and what the values of a property look like.
#[derive(Debug, Default)]
pub struct Known<'a> {
    terms: HashSet<&'a str>,
    things: HashMap<&'a NamedNode, HashSet<&'a NamedNode>>,
    texts: HashMap<&'a NamedNode, Vec<&'a oxrdf::Literal>>,
    /// Namespaces in which something is said of something.
    spaces: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    /// Looks through everything that a query would see.
    pub fn of(quads: impl IntoIterator<Item = &'a Quad>) -> Self {
        let mut known = Self::default();
        for quad in quads {
            known.terms.insert(quad.predicate.as_str());
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject {
                known.terms.insert(node.as_str());
                known.spaces.insert(space(node.as_str()));
            }
            match &quad.object {
                Term::NamedNode(node) => {
                    known.terms.insert(node.as_str());
                    known
                        .things
                        .entry(&quad.predicate)
                        .or_default()
                        .insert(node);
                }
                Term::Literal(literal) => known
                    .texts
                    .entry(&quad.predicate)
                    .or_default()
                    .push(literal),
                Term::Triple(triple) => {
                    for node in names(triple) {
                        known.terms.insert(node.as_str());
                        known.spaces.insert(space(node.as_str()));
                    }
                }
                Term::BlankNode(_) => {}
            }
        }
        known
    }
}

/// The IRIs of a triple that is a term, those of triples in it too.
fn names(triple: &Triple) -> Vec<&NamedNode> {
    let mut found = Vec::new();
    let mut next = Some(triple);
    while let Some(triple) = next.take() {
        found.push(&triple.predicate);
        if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
            found.push(node);
        }
        match &triple.object {
            Term::NamedNode(node) => found.push(node),
            Term::Triple(inner) => next = Some(inner),
            _ => {}
        }
    }
    found
}

/// A query with its text, as the rules look at it.
struct Lint<'a> {
    source: &'a Arc<Source>,
    query: &'a Query,
    tokens: Vec<Token>,
    /// Prefixes that may be used: the query's own and those given.
    prefixes: Vec<(String, String)>,
    /// Variables that get their value from outside.
    parameters: &'a [&'a str],
    known: &'a Known<'a>,
}

/// All doubts about a query. `parameters` are the names that are bound from outside; `prefixes` need no declaration.
///
/// ```
/// # use relata::{diagnostic::Source, query::{lint::{lint, Known}, syntax}};
/// let source = Source::new("q", "SELECT ?who WHERE { ?claim <http://e/says> ?what }");
/// let query = syntax::parse(&source, &[]).unwrap();
/// let doubts = lint(&source, &query, &[], &[], &Known::default());
/// assert_eq!((doubts[0].code, doubts[0].place()), ("Q031", Some(("q", 1, 8))));
/// ```
pub fn lint(
    source: &Arc<Source>,
    query: &Query,
    parameters: &[&str],
    prefixes: &[(String, String)],
    known: &Known<'_>,
) -> Vec<Diagnostic> {
    let mut all = super::syntax::declared_prefixes(&source.text);
    all.extend_from_slice(prefixes);
    let lint = Lint {
        source,
        query,
        tokens: tokens::tokens(&source.text),
        prefixes: all,
        parameters,
        known,
    };
    let mut found = Vec::new();
    terms::check(&lint, &mut found);
    variables::check(&lint, &mut found);
    patterns::check(&lint, &mut found);
    values::check(&lint, &mut found);
    claims::check(&lint, &mut found);
    engine::check(&lint, &mut found);
    found
}

impl Lint<'_> {
    fn written(&self, token: &Token) -> &str {
        self.source.text.get(token.span.clone()).unwrap_or("")
    }

    /// Where a variable stands first.
    fn variable(&self, name: &str) -> Range<usize> {
        self.tokens
            .iter()
            .find(|token| token.kind == Kind::Variable && self.written(token)[1..] == *name)
            .map_or(0..0, |token| token.span.clone())
    }

    /// The IRI of a name or an IRI in the text.
    fn iri(&self, token: &Token) -> Option<String> {
        let written = self.written(token);
        match token.kind {
            Kind::Iri => Some(written.trim_matches(['<', '>']).to_owned()),
            Kind::Name => {
                let (prefix, local) = written.split_once(':')?;
                let (_, namespace) = self.prefixes.iter().find(|(known, _)| known == prefix)?;
                Some(format!("{namespace}{}", local.replace('\\', "")))
            }
            _ => None,
        }
    }

    /// True of a variable that the query makes itself: `(… AS ?x)`.
    fn is_computed(&self, name: &str) -> bool {
        self.tokens.windows(2).any(|pair| {
            self.written(&pair[0]).eq_ignore_ascii_case("as")
                && self.written(&pair[1]).get(1..) == Some(name)
        })
    }

    fn is_parameter(&self, variable: &Variable) -> bool {
        self.parameters.contains(&variable.as_str())
    }

    fn pattern(&self) -> &GraphPattern {
        match self.query {
            Query::Select { pattern, .. }
            | Query::Construct { pattern, .. }
            | Query::Describe { pattern, .. }
            | Query::Ask { pattern, .. } => pattern,
        }
    }
}

/// An IRI up to its last `#` or `/`.
fn space(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[..=at])
}

/// The patterns directly inside one.
fn children(pattern: &GraphPattern) -> Vec<&GraphPattern> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
            Vec::new()
        }
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Service { inner, .. } => vec![inner],
    }
}

/// The expressions of a pattern itself, not of those inside it.
fn expressions(pattern: &GraphPattern) -> Vec<&Expression> {
    match pattern {
        GraphPattern::Filter { expr, .. } => vec![expr],
        GraphPattern::LeftJoin {
            expression: Some(expression),
            ..
        }
        | GraphPattern::Extend { expression, .. } => vec![expression],
        GraphPattern::OrderBy { expression, .. } => expression
            .iter()
            .map(|order| match order {
                OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => expression,
            })
            .collect(),
        GraphPattern::Group { aggregates, .. } => aggregates
            .iter()
            .filter_map(|(_, aggregate)| match aggregate {
                AggregateExpression::FunctionCall { expr, .. } => Some(expr),
                AggregateExpression::CountSolutions { .. } => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Every pattern, from the outside in, those of EXISTS among them.
pub(super) fn walk<'a>(pattern: &'a GraphPattern, each: &mut dyn FnMut(&'a GraphPattern)) {
    each(pattern);
    for expression in expressions(pattern) {
        exists(expression, &mut |inner| walk(inner, each));
    }
    for child in children(pattern) {
        walk(child, each);
    }
}

/// The expressions directly inside one.
fn operands(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::Or(left, right)
        | Expression::And(left, right)
        | Expression::Equal(left, right)
        | Expression::SameTerm(left, right)
        | Expression::Greater(left, right)
        | Expression::GreaterOrEqual(left, right)
        | Expression::Less(left, right)
        | Expression::LessOrEqual(left, right)
        | Expression::Add(left, right)
        | Expression::Subtract(left, right)
        | Expression::Multiply(left, right)
        | Expression::Divide(left, right) => vec![left, right],
        Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => {
            vec![inner]
        }
        Expression::In(inner, list) => std::iter::once(&**inner).chain(list).collect(),
        Expression::If(one, two, three) => vec![one, two, three],
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter().collect(),
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
    }
}

/// The patterns of EXISTS in an expression.
fn exists<'a>(expression: &'a Expression, each: &mut dyn FnMut(&'a GraphPattern)) {
    if let Expression::Exists(pattern) = expression {
        each(pattern);
    }
    for operand in operands(expression) {
        exists(operand, each);
    }
}

/// The variables that an expression reads itself, not those of EXISTS in it.
pub(super) fn read<'a>(expression: &'a Expression, found: &mut BTreeSet<&'a Variable>) {
    if let Expression::Variable(variable) | Expression::Bound(variable) = expression {
        found.insert(variable);
    }
    for operand in operands(expression) {
        read(operand, found);
    }
}

/// The variables of a triple pattern, and its blank nodes, which join like variables.
fn joins(pattern: &TriplePattern) -> Vec<String> {
    let mut found = bound_by(&pattern.subject);
    found.extend(bound_by(&pattern.object));
    if let NamedNodePattern::Variable(variable) = &pattern.predicate {
        found.push(variable.as_str().to_owned());
    }
    found
}

/// The same of one term, which may be a triple term with some inside.
fn bound_by(term: &TermPattern) -> Vec<String> {
    match term {
        TermPattern::Variable(variable) => vec![variable.as_str().to_owned()],
        TermPattern::BlankNode(node) => vec![format!("_:{}", node.as_str())],
        TermPattern::Triple(triple) => joins(triple),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => Vec::new(),
    }
}

/// The variables that a pattern can bind, as seen from outside (SPARQL 1.1, 18.2.1).
pub(crate) fn visible(pattern: &GraphPattern) -> BTreeSet<String> {
    let named = |name: &NamedNodePattern| match name {
        NamedNodePattern::Variable(variable) => Some(variable.as_str().to_owned()),
        NamedNodePattern::NamedNode(_) => None,
    };
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().flat_map(joins).collect(),
        GraphPattern::Path {
            subject, object, ..
        } => [subject, object].into_iter().flat_map(bound_by).collect(),
        GraphPattern::Values { variables, .. } => variables
            .iter()
            .map(|variable| variable.as_str().to_owned())
            .collect(),
        GraphPattern::Minus { left, .. } => visible(left),
        GraphPattern::Project { variables, .. } => variables
            .iter()
            .map(|variable| variable.as_str().to_owned())
            .collect(),
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => variables
            .iter()
            .chain(aggregates.iter().map(|(variable, _)| variable))
            .map(|variable| variable.as_str().to_owned())
            .collect(),
        GraphPattern::Extend {
            inner, variable, ..
        } => {
            let mut found = visible(inner);
            found.insert(variable.as_str().to_owned());
            found
        }
        GraphPattern::Graph { name, inner } | GraphPattern::Service { name, inner, .. } => {
            let mut found = visible(inner);
            found.extend(named(name));
            found
        }
        _ => children(pattern).into_iter().flat_map(visible).collect(),
    }
}
