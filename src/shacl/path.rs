//! Property paths (SHACL 2.3.1): from a node to its value nodes.
//!
//! A path is walked with sets of nodes, never by recursion on the data, so that a chain of any length is one loop.

use super::graph::Graph;
use super::id::Id;
use super::names;
use super::terms::Terms;
use oxrdf::NamedNode;
use rustc_hash::FxHashSet;
use spargebra::algebra::PropertyPathExpression;

/// The most steps a path may have, and how deep they may be nested.
pub(super) const MOST_STEPS: usize = 500;
pub(super) const DEEPEST: usize = 32;

/// A property path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// One predicate.
    Predicate(Id),
    /// `^path`
    Inverse(Box<Path>),
    /// `a/b`
    Sequence(Vec<Path>),
    /// `a|b`
    Alternative(Vec<Path>),
    /// `path*`
    ZeroOrMore(Box<Path>),
    /// `path+`
    OneOrMore(Box<Path>),
    /// `path?`
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// The nodes that the path leads to from a node, sorted, each once.
    pub fn values(&self, graph: &Graph, from: Id) -> Vec<Id> {
        match self {
            Self::Predicate(predicate) => graph.objects(from, *predicate).collect(),
            _ => self.follow(graph, &[from], true),
        }
    }

    /// The predicate, where the path is nothing but that.
    pub fn predicate(&self) -> Option<Id> {
        match self {
            Self::Predicate(predicate) => Some(*predicate),
            _ => None,
        }
    }

    /// The path as SPARQL's algebra has it.
    pub(super) fn expression(&self, terms: &Terms) -> PropertyPathExpression {
        let inside = |path: &Self| Box::new(path.expression(terms));
        let joined = |paths: &[Self],
                      join: fn(
            Box<PropertyPathExpression>,
            Box<PropertyPathExpression>,
        ) -> PropertyPathExpression| {
            let mut found: Option<PropertyPathExpression> = None;
            for path in paths {
                let next = path.expression(terms);
                found = Some(match found {
                    None => next,
                    Some(before) => join(Box::new(before), Box::new(next)),
                });
            }
            found.unwrap_or_else(|| PropertyPathExpression::NegatedPropertySet(Vec::new()))
        };
        match self {
            Self::Predicate(predicate) => {
                NamedNode::new_unchecked(terms.text_of(*predicate)).into()
            }
            Self::Inverse(path) => PropertyPathExpression::Reverse(inside(path)),
            Self::Sequence(paths) => joined(paths, PropertyPathExpression::Sequence),
            Self::Alternative(paths) => joined(paths, PropertyPathExpression::Alternative),
            Self::ZeroOrMore(path) => PropertyPathExpression::ZeroOrMore(inside(path)),
            Self::OneOrMore(path) => PropertyPathExpression::OneOrMore(inside(path)),
            Self::ZeroOrOne(path) => PropertyPathExpression::ZeroOrOne(inside(path)),
        }
    }

    /// The path in SPARQL's notation, names written by `name`.
    pub fn write(&self, name: &dyn Fn(Id) -> String) -> String {
        let inside = |path: &Self| match path {
            Self::Sequence(_) | Self::Alternative(_) => format!("({})", path.write(name)),
            _ => path.write(name),
        };
        let list = |paths: &[Self], between: &str| {
            let parts: Vec<String> = paths.iter().map(inside).collect();
            parts.join(between)
        };
        match self {
            Self::Predicate(predicate) => name(*predicate),
            Self::Inverse(path) => format!("^{}", inside(path)),
            Self::Sequence(paths) => list(paths, "/"),
            Self::Alternative(paths) => list(paths, "|"),
            Self::ZeroOrMore(path) => format!("{}*", inside(path)),
            Self::OneOrMore(path) => format!("{}+", inside(path)),
            Self::ZeroOrOne(path) => format!("{}?", inside(path)),
        }
    }

    /// Where the path leads from a set of nodes, forwards or backwards; sorted, each once.
    fn follow(&self, graph: &Graph, from: &[Id], forwards: bool) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        match self {
            Self::Predicate(predicate) => {
                for node in from {
                    if forwards {
                        found.extend(graph.objects(*node, *predicate));
                    } else {
                        found.extend(graph.subjects(*predicate, *node));
                    }
                }
            }
            Self::Inverse(path) => return path.follow(graph, from, !forwards),
            Self::Sequence(paths) => {
                let mut here = from.to_vec();
                let step = |here: Vec<Id>, path: &Self| path.follow(graph, &here, forwards);
                here = if forwards {
                    paths.iter().fold(here, step)
                } else {
                    paths.iter().rev().fold(here, step)
                };
                return here;
            }
            Self::Alternative(paths) => {
                for path in paths {
                    found.extend(path.follow(graph, from, forwards));
                }
            }
            Self::ZeroOrOne(path) => {
                found = path.follow(graph, from, forwards);
                found.extend(from);
            }
            Self::ZeroOrMore(path) => {
                found = path.closure(graph, from, forwards);
                found.extend(from);
            }
            Self::OneOrMore(path) => found = path.closure(graph, from, forwards),
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The last triple on a way from nodes to a value, where there is a way: the one that a person would look at.
    pub fn last_step(&self, graph: &Graph, from: Id, value: Id) -> Option<[Id; 3]> {
        self.step_to(graph, &[from], value, true)
    }

    fn step_to(&self, graph: &Graph, from: &[Id], value: Id, forwards: bool) -> Option<[Id; 3]> {
        match self {
            Self::Predicate(predicate) => from.iter().find_map(|node| {
                let triple = if forwards {
                    [*node, *predicate, value]
                } else {
                    [value, *predicate, *node]
                };
                graph
                    .contains(triple[0], triple[1], triple[2])
                    .then_some(triple)
            }),
            Self::Inverse(path) => path.step_to(graph, from, value, !forwards),
            Self::Sequence(paths) => {
                let mut parts: Vec<&Self> = paths.iter().collect();
                if !forwards {
                    parts.reverse();
                }
                let mut here = from.to_vec();
                let mut last = None;
                for part in parts {
                    // the end of a sequence may be of no length: then the step before is the last one
                    last = part.step_to(graph, &here, value, forwards).or(last);
                    here = part.follow(graph, &here, forwards);
                }
                last
            }
            Self::Alternative(paths) => paths
                .iter()
                .find_map(|path| path.step_to(graph, from, value, forwards)),
            Self::ZeroOrOne(path) => path.step_to(graph, from, value, forwards),
            Self::ZeroOrMore(path) | Self::OneOrMore(path) => {
                let mut all = path.closure(graph, from, forwards);
                all.extend(from);
                path.step_to(graph, &all, value, forwards)
            }
        }
    }

    /// All that is reached by taking the path once or more often.
    fn closure(&self, graph: &Graph, from: &[Id], forwards: bool) -> Vec<Id> {
        let mut seen: FxHashSet<Id> = FxHashSet::default();
        let mut edge = from.to_vec();
        while !edge.is_empty() {
            edge = self.follow(graph, &edge, forwards);
            edge.retain(|node| seen.insert(*node));
        }
        seen.into_iter().collect()
    }
}

/// Reads the path that a node of the shapes graph stands for. The error says what is wrong with it.
pub(super) fn read(graph: &Graph, terms: &Terms, node: Id) -> Result<Path, String> {
    let mut reader = Reader {
        graph,
        terms,
        steps: 0,
    };
    reader.path(node, 0)
}

struct Reader<'a> {
    graph: &'a Graph,
    terms: &'a Terms,
    steps: usize,
}

impl Reader<'_> {
    fn path(&mut self, node: Id, depth: usize) -> Result<Path, String> {
        self.steps += 1;
        if depth > DEEPEST {
            return Err(format!(
                "the path is nested deeper than {DEEPEST}, or contains itself"
            ));
        }
        if self.steps > MOST_STEPS {
            return Err(format!("the path has more than {MOST_STEPS} steps"));
        }
        if self.terms.is_iri(node) {
            return Ok(Path::Predicate(node));
        }
        if self.terms.is_literal(node) {
            return Err("a literal is no path".into());
        }
        // where a node says several things, the sequence counts, then the rest in the order of the specification
        if self.graph.object(node, names::RDF_FIRST).is_some() {
            return Ok(Path::Sequence(self.members(node, depth, "sequence")?));
        }
        if let Some(list) = self.one(node, names::ALTERNATIVE_PATH)? {
            return Ok(Path::Alternative(self.members(
                list,
                depth,
                "sh:alternativePath",
            )?));
        }
        if let Some(inner) = self.one(node, names::INVERSE_PATH)? {
            return Ok(Path::Inverse(Box::new(self.path(inner, depth + 1)?)));
        }
        if let Some(inner) = self.one(node, names::ZERO_OR_MORE_PATH)? {
            return Ok(Path::ZeroOrMore(Box::new(repeated(
                self.path(inner, depth + 1)?,
            ))));
        }
        if let Some(inner) = self.one(node, names::ONE_OR_MORE_PATH)? {
            let inner = self.path(inner, depth + 1)?;
            // (p*)+ and (p?)+ are p*
            return Ok(match inner {
                Path::ZeroOrMore(inner) | Path::ZeroOrOne(inner) => Path::ZeroOrMore(inner),
                inner => Path::OneOrMore(Box::new(repeated(inner))),
            });
        }
        if let Some(inner) = self.one(node, names::ZERO_OR_ONE_PATH)? {
            return Ok(Path::ZeroOrOne(Box::new(self.path(inner, depth + 1)?)));
        }
        Err("a blank node that is neither a list nor one of `sh:alternativePath`, `sh:inversePath`, `sh:zeroOrMorePath`, `sh:oneOrMorePath`, `sh:zeroOrOnePath`".into())
    }

    fn one(&self, node: Id, property: Id) -> Result<Option<Id>, String> {
        let mut objects = self.graph.objects(node, property);
        let first = objects.next();
        if objects.next().is_some() {
            let name = self.terms.text_of(property);
            let name = name.rsplit('#').next().unwrap_or(name);
            return Err(format!("`sh:{name}` has more than one value"));
        }
        Ok(first)
    }

    fn members(&mut self, list: Id, depth: usize, what: &str) -> Result<Vec<Path>, String> {
        let members = super::lists::read(self.graph, list)?;
        if members.len() < 2 {
            return Err(format!("a list of {what} has at least two members"));
        }
        members
            .into_iter()
            .map(|member| self.path(member, depth + 1))
            .collect()
    }
}

/// The same under a repetition, without one of its own: `(p+)*` is `p*`, and takes far less time.
fn repeated(path: Path) -> Path {
    match path {
        Path::ZeroOrMore(inner) | Path::OneOrMore(inner) | Path::ZeroOrOne(inner) => *inner,
        other => other,
    }
}
