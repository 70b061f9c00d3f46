//! Binds parameters in the algebra of a query, never in its text.
//!
//! A parameter with one value takes the place of its variable wherever that variable is visible; what the query projects
//! still shows it. `MINUS` compares the variables that both sides share, so there the value is joined to both sides
//! instead of vanishing from them. A parameter with several values becomes a `VALUES` at every place that reads it.
//! A sub-select is entered only if it projects the variable: otherwise the variable inside is another one, and that is
//! an error rather than a guess. A parameter without a value stays a free variable.

use oxrdf::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// What a parameter is bound to.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// One term, or several for a list.
    Terms(Vec<Term>),
    /// The most rows of the answer.
    Limit(usize),
    /// The rows to leave out first.
    Offset(usize),
}

/// Puts the values of parameters into a query. The error says which parameter cannot be bound, and why, in two lines:
/// what is wrong and what to do.
pub fn bind(query: Query, parameters: &[(String, Bound)]) -> Result<Query, (String, [String; 2])> {
    let mut query = query;
    for (name, bound) in parameters {
        let fail = |fault: Fault| (name.clone(), fault.explain(name));
        query = match bound {
            Bound::Limit(limit) => {
                map_pattern(query, |pattern| Ok(slice(pattern, Some(*limit), None)))
                    .map_err(fail)?
            }
            Bound::Offset(offset) => {
                map_pattern(query, |pattern| Ok(slice(pattern, None, Some(*offset))))
                    .map_err(fail)?
            }
            Bound::Terms(terms) => {
                let binder = Binder {
                    variable: Variable::new_unchecked(name.as_str()),
                    terms,
                };
                binder.query(query).map_err(fail)?
            }
        };
    }
    Ok(query)
}

/// True where the query reads the variable anywhere.
pub fn reads(query: &Query, name: &str) -> bool {
    names(&query.to_string(), name)
}

#[derive(Debug)]
enum Fault {
    Assigned,
    Hidden,
    Literal(&'static str),
    Blank,
    Nothing,
}

impl Fault {
    fn explain(&self, name: &str) -> [String; 2] {
        match self {
            Self::Assigned => [
                format!("the query itself assigns `?{name}`"),
                "a parameter cannot be the target of BIND, AS or VALUES: rename one of them".into(),
            ],
            Self::Hidden => [
                format!(
                    "`?{name}` in a sub-select is another variable, because the sub-select does not project it"
                ),
                format!("add `?{name}` to the SELECT of the sub-select"),
            ],
            Self::Literal(place) => [
                format!("a literal cannot stand as the {place} of a triple, and `?{name}` does"),
                "declare the parameter as `type: iri`".into(),
            ],
            Self::Blank => [
                format!("`{name}` cannot be a blank node"),
                "blank nodes have no name outside their file".into(),
            ],
            Self::Nothing => [format!("`{name}` has no value"), "give at least one".into()],
        }
    }
}

fn map_pattern(
    query: Query,
    change: impl FnOnce(GraphPattern) -> Result<GraphPattern, Fault>,
) -> Result<Query, Fault> {
    Ok(match query {
        Query::Select {
            dataset,
            pattern,
            base_iri,
        } => Query::Select {
            dataset,
            pattern: change(pattern)?,
            base_iri,
        },
        Query::Construct {
            template,
            dataset,
            pattern,
            base_iri,
        } => Query::Construct {
            template,
            dataset,
            pattern: change(pattern)?,
            base_iri,
        },
        Query::Describe {
            dataset,
            pattern,
            base_iri,
        } => Query::Describe {
            dataset,
            pattern: change(pattern)?,
            base_iri,
        },
        Query::Ask {
            dataset,
            pattern,
            base_iri,
        } => Query::Ask {
            dataset,
            pattern: change(pattern)?,
            base_iri,
        },
    })
}

fn slice(pattern: GraphPattern, limit: Option<usize>, offset: Option<usize>) -> GraphPattern {
    match pattern {
        GraphPattern::Slice {
            inner,
            start,
            length,
        } => GraphPattern::Slice {
            inner,
            start: offset.unwrap_or(start),
            length: limit.or(length),
        },
        other => GraphPattern::Slice {
            inner: Box::new(other),
            start: offset.unwrap_or(0),
            length: limit,
        },
    }
}

struct Binder<'a> {
    variable: Variable,
    terms: &'a [Term],
}

type Bind<T> = Result<T, Fault>;

impl Binder<'_> {
    fn query(&self, query: Query) -> Bind<Query> {
        if self.terms.is_empty() {
            return Err(Fault::Nothing);
        }
        if self
            .terms
            .iter()
            .any(|term| matches!(term, Term::BlankNode(_)))
        {
            return Err(Fault::Blank);
        }
        let query = map_pattern(query, |pattern| self.top(pattern))?;
        Ok(match query {
            Query::Construct {
                template,
                dataset,
                pattern,
                base_iri,
            } if self.single().is_some() => {
                let template = template
                    .into_iter()
                    .map(|triple| self.triple(triple))
                    .collect::<Bind<_>>()?;
                Query::Construct {
                    template,
                    dataset,
                    pattern,
                    base_iri,
                }
            }
            other => other,
        })
    }

    /// The outermost select, below its slices and orders: entered whether or not it shows the variable.
    fn top(&self, pattern: GraphPattern) -> Bind<GraphPattern> {
        Ok(match pattern {
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => GraphPattern::Slice {
                inner: Box::new(self.top(*inner)?),
                start,
                length,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: Box::new(self.top(*inner)?),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: Box::new(self.top(*inner)?),
            },
            GraphPattern::Project { inner, variables } => self.project(*inner, variables)?,
            other => self.pattern(other)?,
        })
    }

    fn project(&self, inner: GraphPattern, variables: Vec<Variable>) -> Bind<GraphPattern> {
        let shows = variables.contains(&self.variable);
        let mut inner = self.pattern(inner)?;
        if shows && self.single().is_some() {
            inner = self.show(inner);
        }
        Ok(GraphPattern::Project {
            inner: Box::new(inner),
            variables,
        })
    }

    /// Binds the variable to its value below orders and groups, so that order and projection see it.
    fn show(&self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: Box::new(self.show(*inner)),
                expression,
            },
            other => self.join(other),
        }
    }

    fn join(&self, pattern: GraphPattern) -> GraphPattern {
        GraphPattern::Join {
            left: Box::new(self.values()),
            right: Box::new(pattern),
        }
    }

    fn values(&self) -> GraphPattern {
        let bindings = self.terms.iter().map(|term| vec![ground(term)]).collect();
        GraphPattern::Values {
            variables: vec![self.variable.clone()],
            bindings,
        }
    }

    fn single(&self) -> Option<&Term> {
        match self.terms {
            [only] => Some(only),
            _ => None,
        }
    }

    fn pattern(&self, pattern: GraphPattern) -> Bind<GraphPattern> {
        let enter = |inner: Box<GraphPattern>| self.pattern(*inner).map(Box::new);
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => {
                let reads = patterns.iter().any(|triple| self.in_triple(triple));
                if self.single().is_none() {
                    let bgp = GraphPattern::Bgp { patterns };
                    return Ok(if reads { self.join(bgp) } else { bgp });
                }
                GraphPattern::Bgp {
                    patterns: patterns
                        .into_iter()
                        .map(|triple| self.triple(triple))
                        .collect::<Bind<_>>()?,
                }
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                let reads = self.is_term(&subject) || self.is_term(&object);
                if self.single().is_none() {
                    let path = GraphPattern::Path {
                        subject,
                        path,
                        object,
                    };
                    return Ok(if reads { self.join(path) } else { path });
                }
                GraphPattern::Path {
                    subject: self.subject(subject)?,
                    path,
                    object: self.object(object)?,
                }
            }
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
            } => {
                let reads = expression
                    .as_ref()
                    .is_some_and(|expression| self.in_expression(expression));
                let (left, mut right) = (enter(left)?, enter(right)?);
                if reads
                    && self.single().is_none()
                    && !self.in_scope(&left)
                    && !self.in_scope(&right)
                {
                    right = Box::new(self.join(*right));
                }
                let expression = expression
                    .map(|expression| self.expression(expression))
                    .transpose()?;
                GraphPattern::LeftJoin {
                    left,
                    right,
                    expression,
                }
            }
            GraphPattern::Filter { expr, inner } => {
                let reads = self.in_expression(&expr);
                let mut inner = enter(inner)?;
                if reads && self.single().is_none() && !self.in_scope(&inner) {
                    inner = Box::new(self.join(*inner));
                }
                GraphPattern::Filter {
                    expr: self.expression(expr)?,
                    inner,
                }
            }
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: enter(left)?,
                right: enter(right)?,
            },
            GraphPattern::Graph { name, inner } => {
                let is_name = matches!(&name, NamedNodePattern::Variable(variable) if *variable == self.variable);
                let inner = enter(inner)?;
                if is_name && self.single().is_none() {
                    return Ok(self.join(GraphPattern::Graph { name, inner }));
                }
                GraphPattern::Graph {
                    name: self.named(name, "graph")?,
                    inner,
                }
            }
            GraphPattern::Service {
                name,
                inner,
                silent,
            } => GraphPattern::Service {
                name: self.named(name, "service")?,
                inner: enter(inner)?,
                silent,
            },
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                if variable == self.variable {
                    return Err(Fault::Assigned);
                }
                let reads = self.in_expression(&expression);
                let mut inner = enter(inner)?;
                if reads && self.single().is_none() && !self.in_scope(&inner) {
                    inner = Box::new(self.join(*inner));
                }
                GraphPattern::Extend {
                    inner,
                    variable,
                    expression: self.expression(expression)?,
                }
            }
            GraphPattern::Minus { left, right } => {
                let shared = self.in_scope(&left) && self.in_scope(&right);
                let (mut left, mut right) = (enter(left)?, enter(right)?);
                if shared && self.single().is_some() {
                    left = Box::new(self.join(*left));
                    right = Box::new(self.join(*right));
                }
                GraphPattern::Minus { left, right }
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => {
                if variables.contains(&self.variable) {
                    return Err(Fault::Assigned);
                }
                GraphPattern::Values {
                    variables,
                    bindings,
                }
            }
            GraphPattern::OrderBy { inner, expression } => {
                let expression = expression
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
                    .collect::<Bind<_>>()?;
                GraphPattern::OrderBy {
                    inner: enter(inner)?,
                    expression,
                }
            }
            GraphPattern::Project { inner, variables } => {
                if !variables.contains(&self.variable) {
                    let inside = GraphPattern::Project { inner, variables };
                    return if self.anywhere(&inside) {
                        Err(Fault::Hidden)
                    } else {
                        Ok(inside)
                    };
                }
                self.project(*inner, variables)?
            }
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
            } => {
                let grouped = variables.contains(&self.variable);
                let mut inner = enter(inner)?;
                if grouped && self.single().is_some() {
                    inner = Box::new(self.join(*inner));
                }
                let aggregates = aggregates
                    .into_iter()
                    .map(|(name, aggregate)| {
                        if name == self.variable {
                            return Err(Fault::Assigned);
                        }
                        Ok((
                            name,
                            match aggregate {
                                AggregateExpression::CountSolutions { distinct } => {
                                    AggregateExpression::CountSolutions { distinct }
                                }
                                AggregateExpression::FunctionCall {
                                    name,
                                    expr,
                                    distinct,
                                } => AggregateExpression::FunctionCall {
                                    name,
                                    expr: self.expression(expr)?,
                                    distinct,
                                },
                            },
                        ))
                    })
                    .collect::<Bind<_>>()?;
                GraphPattern::Group {
                    inner,
                    variables,
                    aggregates,
                }
            }
        })
    }

    fn triple(&self, triple: TriplePattern) -> Bind<TriplePattern> {
        Ok(TriplePattern {
            subject: self.subject(triple.subject)?,
            predicate: self.named(triple.predicate, "predicate")?,
            object: self.object(triple.object)?,
        })
    }

    fn subject(&self, term: TermPattern) -> Bind<TermPattern> {
        match (self.is_term(&term), self.single()) {
            (true, Some(Term::Literal(_))) => Err(Fault::Literal("subject")),
            _ => self.object(term),
        }
    }

    /// What stands as an object, or inside a triple term.
    fn object(&self, term: TermPattern) -> Bind<TermPattern> {
        Ok(match (term, self.single()) {
            (TermPattern::Triple(inner), _) => self.triple(*inner)?.into(),
            (term, Some(Term::NamedNode(node))) if self.is_term(&term) => node.clone().into(),
            (term, Some(Term::Literal(literal))) if self.is_term(&term) => literal.clone().into(),
            (term, _) => term,
        })
    }

    fn named(&self, name: NamedNodePattern, place: &'static str) -> Bind<NamedNodePattern> {
        match (&name, self.single()) {
            (NamedNodePattern::Variable(variable), Some(term)) if *variable == self.variable => {
                match term {
                    Term::NamedNode(node) => Ok(node.clone().into()),
                    _ => Err(Fault::Literal(place)),
                }
            }
            _ => Ok(name),
        }
    }

    /// Replaces the variable in an expression. With several values it stays, and is bound by the pattern around it.
    fn expression(&self, expression: Expression) -> Bind<Expression> {
        let one = |inner: Box<Expression>| self.expression(*inner).map(Box::new);
        let many = |list: Vec<Expression>| {
            list.into_iter()
                .map(|item| self.expression(item))
                .collect::<Bind<Vec<_>>>()
        };
        Ok(match expression {
            Expression::Variable(variable) if variable == self.variable => match self.single() {
                Some(Term::NamedNode(node)) => Expression::NamedNode(node.clone()),
                Some(Term::Literal(literal)) => Expression::Literal(literal.clone()),
                _ => Expression::Variable(variable),
            },
            Expression::Bound(variable) if variable == self.variable && self.single().is_some() => {
                Expression::Literal(true.into())
            }
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
            plain @ (Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_)) => plain,
        })
    }

    fn is_term(&self, term: &TermPattern) -> bool {
        matches!(term, TermPattern::Variable(variable) if *variable == self.variable)
    }

    fn in_triple(&self, triple: &TriplePattern) -> bool {
        [&triple.subject, &triple.object]
            .into_iter()
            .any(|term| match term {
                TermPattern::Triple(inner) => self.in_triple(inner),
                term => self.is_term(term),
            })
            || matches!(&triple.predicate, NamedNodePattern::Variable(variable) if *variable == self.variable)
    }

    fn in_expression(&self, expression: &Expression) -> bool {
        names(&expression.to_string(), self.variable.as_str())
    }

    /// True where solutions of the pattern may bind the variable (SPARQL 1.1, section 18.2.1).
    fn in_scope(&self, pattern: &GraphPattern) -> bool {
        let mut found = false;
        pattern.on_in_scope_variable(|variable| found |= *variable == self.variable);
        found
    }

    fn anywhere(&self, pattern: &GraphPattern) -> bool {
        names(&pattern.to_string(), self.variable.as_str())
    }
}

/// True where a printed piece of algebra names a variable. A string that holds `?name` makes this too careful, never too lax.
fn names(text: &str, variable: &str) -> bool {
    let needle = format!("?{variable}");
    text.match_indices(&needle).any(|(at, _)| {
        !text[at + needle.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

fn ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(GroundTerm::NamedNode(NamedNode::clone(node))),
        Term::Literal(literal) => Some(GroundTerm::Literal(literal.clone())),
        _ => None,
    }
}
