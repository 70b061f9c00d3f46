//! Binds a query's variables before it is asked, in its algebra (SHACL 5.3.1).
//!
//! A bound variable gives way to its value wherever it stands, also in groups where nothing else binds it; where a SELECT
//! gives it, the value is put back. [`crate::query::bind`] does the like for parameters of stored queries, but has other
//! rules: there a blank node is refused, and a sub-select that does not give the variable is a fault.
//!
//! SPARQL has no notation for a given blank node. In patterns it stands as an IRI that no file can hold, in expressions
//! as a call of a function of ours; [`super::dataset`] and [`super::run`] turn both back.

use oxrdf::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
    PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// What the stand-in of a blank node begins with: no IRI has such a character.
pub(super) const BLANK: &str = "\u{0}blank:";
/// The function that gives the blank node of a label.
pub(super) const BLANK_FUNCTION: &str = "urn:x-relata:blank-node";
/// The variable that stands for the path of the shape.
const PATH: &str = "PATH";

/// Values by the names of their variables.
#[derive(Debug, Default)]
pub(super) struct Binder {
    values: Vec<(String, Term)>,
    path: Option<PropertyPathExpression>,
}

impl Binder {
    /// Binds variables to terms.
    pub fn new(values: Vec<(String, Term)>) -> Self {
        Self { values, path: None }
    }

    /// Puts a path in the place of `$PATH`.
    pub fn path(path: PropertyPathExpression) -> Self {
        Self {
            values: Vec::new(),
            path: Some(path),
        }
    }

    /// The query with its variables bound. The error says what it does that cannot be.
    pub fn query(&self, query: Query) -> Result<Query, String> {
        Ok(match query {
            Query::Select {
                dataset,
                pattern,
                base_iri,
            } => Query::Select {
                dataset,
                pattern: self.pattern(pattern)?,
                base_iri,
            },
            Query::Ask {
                dataset,
                pattern,
                base_iri,
            } => Query::Ask {
                dataset,
                pattern: self.pattern(pattern)?,
                base_iri,
            },
            other => other,
        })
    }

    fn value(&self, variable: &Variable) -> Option<&Term> {
        self.values
            .iter()
            .find(|(name, _)| name == variable.as_str())
            .map(|(_, term)| term)
    }

    fn pattern(&self, pattern: GraphPattern) -> Result<GraphPattern, String> {
        let enter = |inner: Box<GraphPattern>| self.pattern(*inner).map(Box::new);
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => self.triples(patterns),
            GraphPattern::Path {
                subject,
                path,
                object,
            } => match self.subject(subject) {
                Some(subject) => GraphPattern::Path {
                    subject,
                    path,
                    object: self.term(object),
                },
                None => nothing(),
            },
            GraphPattern::Join { left, right } => GraphPattern::Join {
                left: enter(left)?,
                right: enter(right)?,
            },
            GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
                left: enter(left)?,
                right: enter(right)?,
            },
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => GraphPattern::LeftJoin {
                left: enter(left)?,
                right: enter(right)?,
                expression: expression
                    .map(|expression| self.expression(expression))
                    .transpose()?,
            },
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr: self.expression(expr)?,
                inner: enter(inner)?,
            },
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: enter(left)?,
                right: enter(right)?,
            },
            GraphPattern::Graph { name, inner } => match self.name(name) {
                Some(name) => GraphPattern::Graph {
                    name,
                    inner: enter(inner)?,
                },
                None => nothing(),
            },
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: enter(inner)?,
                variable,
                expression: self.expression(expression)?,
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: enter(inner)?,
                expression: expression
                    .into_iter()
                    .map(|order| {
                        Ok(match order {
                            OrderExpression::Asc(expression) => {
                                OrderExpression::Asc(self.expression(expression)?)
                            }
                            OrderExpression::Desc(expression) => {
                                OrderExpression::Desc(self.expression(expression)?)
                            }
                        })
                    })
                    .collect::<Result<_, String>>()?,
            },
            GraphPattern::Project { inner, variables } => GraphPattern::Project {
                inner: Box::new(self.put_back(self.pattern(*inner)?, &variables)),
                variables,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: enter(inner)?,
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: enter(inner)?,
            },
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => GraphPattern::Slice {
                inner: enter(inner)?,
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => GraphPattern::Group {
                inner: Box::new(self.put_back(self.pattern(*inner)?, &variables)),
                variables,
                aggregates: aggregates
                    .into_iter()
                    .map(|(name, aggregate)| Ok((name, self.aggregate(aggregate)?)))
                    .collect::<Result<_, String>>()?,
            },
            refused @ (GraphPattern::Minus { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. }) => refused,
        })
    }

    fn aggregate(&self, aggregate: AggregateExpression) -> Result<AggregateExpression, String> {
        Ok(match aggregate {
            AggregateExpression::FunctionCall {
                name,
                expr,
                distinct,
            } => AggregateExpression::FunctionCall {
                name,
                expr: self.expression(expr)?,
                distinct,
            },
            counted @ AggregateExpression::CountSolutions { .. } => counted,
        })
    }

    /// Gives the variables of a list their values, as far as the pattern does not bind them itself.
    fn put_back(&self, pattern: GraphPattern, variables: &[Variable]) -> GraphPattern {
        let mut pattern = pattern;
        for variable in variables {
            let Some(value) = self.value(variable) else {
                continue;
            };
            let mut bound = false;
            pattern.on_in_scope_variable(|inner| bound |= inner == variable);
            if !bound {
                pattern = GraphPattern::Extend {
                    inner: Box::new(pattern),
                    variable: variable.clone(),
                    expression: constant(value),
                };
            }
        }
        pattern
    }

    /// A basic graph pattern; a triple with `$PATH` stands beside it as a path.
    fn triples(&self, patterns: Vec<TriplePattern>) -> GraphPattern {
        let mut plain = Vec::new();
        let mut paths = Vec::new();
        for triple in patterns {
            let Some(subject) = self.subject(triple.subject) else {
                return nothing();
            };
            let object = self.term(triple.object);
            match (&self.path, &triple.predicate) {
                (Some(PropertyPathExpression::NamedNode(node)), NamedNodePattern::Variable(v))
                    if v.as_str() == PATH =>
                {
                    plain.push(TriplePattern {
                        subject,
                        predicate: node.clone().into(),
                        object,
                    });
                }
                (Some(path), NamedNodePattern::Variable(v)) if v.as_str() == PATH => {
                    paths.push(GraphPattern::Path {
                        subject,
                        path: path.clone(),
                        object,
                    });
                }
                _ => match self.name(triple.predicate) {
                    Some(predicate) => plain.push(TriplePattern {
                        subject,
                        predicate,
                        object,
                    }),
                    None => return nothing(),
                },
            }
        }
        let plain = GraphPattern::Bgp { patterns: plain };
        paths
            .into_iter()
            .fold(plain, |left, right| GraphPattern::Join {
                left: Box::new(left),
                right: Box::new(right),
            })
    }

    /// `None` where a literal comes to stand as a subject: no triple has one.
    fn subject(&self, term: TermPattern) -> Option<TermPattern> {
        match self.term(term) {
            TermPattern::Literal(_) => None,
            other => Some(other),
        }
    }

    fn term(&self, term: TermPattern) -> TermPattern {
        let TermPattern::Variable(variable) = &term else {
            return term;
        };
        self.value(variable).map_or(term, ground)
    }

    /// `None` where something other than an IRI comes to stand as a predicate or as the name of a graph.
    fn name(&self, name: NamedNodePattern) -> Option<NamedNodePattern> {
        let NamedNodePattern::Variable(variable) = &name else {
            return Some(name);
        };
        match self.value(variable) {
            None => Some(name),
            Some(Term::NamedNode(node)) => Some(node.clone().into()),
            Some(_) => None,
        }
    }

    fn expression(&self, expression: Expression) -> Result<Expression, String> {
        let one = |inner: Box<Expression>| self.expression(*inner).map(Box::new);
        let many = |list: Vec<Expression>| {
            list.into_iter()
                .map(|item| self.expression(item))
                .collect::<Result<Vec<_>, String>>()
        };
        Ok(match expression {
            Expression::Variable(variable) => match self.value(&variable) {
                Some(value) => constant(value),
                None => self.free(variable).map(Expression::Variable)?,
            },
            Expression::Bound(variable) => match self.value(&variable) {
                Some(_) => Expression::Literal(true.into()),
                None => self.free(variable).map(Expression::Bound)?,
            },
            Expression::Exists(pattern) => Expression::Exists(Box::new(self.pattern(*pattern)?)),
            Expression::Or(a, b) => Expression::Or(one(a)?, one(b)?),
            Expression::And(a, b) => Expression::And(one(a)?, one(b)?),
            Expression::Equal(a, b) => Expression::Equal(one(a)?, one(b)?),
            Expression::SameTerm(a, b) => Expression::SameTerm(one(a)?, one(b)?),
            Expression::Greater(a, b) => Expression::Greater(one(a)?, one(b)?),
            Expression::GreaterOrEqual(a, b) => Expression::GreaterOrEqual(one(a)?, one(b)?),
            Expression::Less(a, b) => Expression::Less(one(a)?, one(b)?),
            Expression::LessOrEqual(a, b) => Expression::LessOrEqual(one(a)?, one(b)?),
            Expression::In(a, list) => Expression::In(one(a)?, many(list)?),
            Expression::Add(a, b) => Expression::Add(one(a)?, one(b)?),
            Expression::Subtract(a, b) => Expression::Subtract(one(a)?, one(b)?),
            Expression::Multiply(a, b) => Expression::Multiply(one(a)?, one(b)?),
            Expression::Divide(a, b) => Expression::Divide(one(a)?, one(b)?),
            Expression::UnaryPlus(a) => Expression::UnaryPlus(one(a)?),
            Expression::UnaryMinus(a) => Expression::UnaryMinus(one(a)?),
            Expression::Not(a) => Expression::Not(one(a)?),
            Expression::If(a, b, c) => Expression::If(one(a)?, one(b)?, one(c)?),
            Expression::Coalesce(list) => Expression::Coalesce(many(list)?),
            Expression::FunctionCall(function, list) => {
                Expression::FunctionCall(function, many(list)?)
            }
            plain @ (Expression::NamedNode(_) | Expression::Literal(_)) => plain,
        })
    }

    /// A variable that is not bound here; `$PATH` has no value, only a place as a predicate.
    fn free(&self, variable: Variable) -> Result<Variable, String> {
        if self.path.is_some() && variable.as_str() == PATH {
            return Err("uses `$PATH` elsewhere than as a predicate".into());
        }
        Ok(variable)
    }
}

/// A pattern that nothing fits.
fn nothing() -> GraphPattern {
    GraphPattern::Values {
        variables: Vec::new(),
        bindings: Vec::new(),
    }
}

/// A value as it stands in a pattern.
fn ground(term: &Term) -> TermPattern {
    match term {
        Term::NamedNode(node) => node.clone().into(),
        Term::Literal(literal) => literal.clone().into(),
        Term::BlankNode(node) => {
            NamedNode::new_unchecked(format!("{BLANK}{}", node.as_str())).into()
        }
        Term::Triple(triple) => TriplePattern {
            subject: ground(&triple.subject.clone().into()),
            predicate: triple.predicate.clone().into(),
            object: ground(&triple.object),
        }
        .into(),
    }
}

fn constant(term: &Term) -> Expression {
    match term {
        Term::NamedNode(node) => Expression::NamedNode(node.clone()),
        Term::Literal(literal) => Expression::Literal(literal.clone()),
        Term::BlankNode(node) => Expression::FunctionCall(
            Function::Custom(NamedNode::new_unchecked(BLANK_FUNCTION)),
            vec![Expression::Literal(node.as_str().into())],
        ),
        Term::Triple(triple) => Expression::FunctionCall(
            Function::Triple,
            vec![
                constant(&triple.subject.clone().into()),
                constant(&triple.predicate.clone().into()),
                constant(&triple.object),
            ],
        ),
    }
}
