//! What one property of a shape asks: each constraint of SHACL Core, and those that are written in SPARQL.

use super::Reader;
use crate::shacl::fault::Fault;
use crate::shacl::id::Id;
use crate::shacl::names;
use crate::shacl::order::Value;
use crate::shacl::path::Path;
use crate::shacl::shape::{Bound, Constraint, NodeKind, Qualified, Shape, ShapeId};
use crate::shacl::sparql::{self, Context};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The largest automaton of a pattern, in bytes.
const LARGEST_PATTERN: usize = 1 << 20;

/// True for the properties that a shape may have but once.
pub(super) fn is_single(predicate: Id) -> bool {
    matches!(
        predicate,
        names::DATATYPE
            | names::NODE_KIND
            | names::MIN_COUNT
            | names::MAX_COUNT
            | names::MIN_EXCLUSIVE
            | names::MIN_INCLUSIVE
            | names::MAX_EXCLUSIVE
            | names::MAX_INCLUSIVE
            | names::MIN_LENGTH
            | names::MAX_LENGTH
            | names::FLAGS
            | names::LANGUAGE_IN
            | names::UNIQUE_LANG
            | names::CLOSED
            | names::IGNORED_PROPERTIES
            | names::IN
            | names::PATH
            | names::SEVERITY
            | names::DEACTIVATED
            | names::QUALIFIED_MIN_COUNT
            | names::QUALIFIED_MAX_COUNT
    )
}

impl Reader<'_> {
    /// Adds the constraint that a property states, if it states one.
    pub(super) fn constraint(&mut self, shape: &mut Shape, predicate: Id, object: Id) {
        let node = shape.node;
        if shape.path.is_none()
            && matches!(
                predicate,
                names::MIN_COUNT
                    | names::MAX_COUNT
                    | names::UNIQUE_LANG
                    | names::LESS_THAN
                    | names::LESS_THAN_OR_EQUALS
            )
        {
            let message = format!(
                "{} has {}, but no path",
                self.wording.name(node),
                self.wording.name(predicate)
            );
            let fault = Fault::new(node, predicate, message);
            self.faults.push(
                fault.help(
                    "it counts or compares the values of a path: put it into a property shape",
                ),
            );
            return;
        }
        let found = match predicate {
            names::CLASS => self
                .iri(node, predicate, object)
                .then_some(Constraint::Class(object)),
            names::DATATYPE => self
                .iri(node, predicate, object)
                .then_some(Constraint::Datatype(object)),
            names::NODE_KIND => self.node_kind(node, object),
            names::MIN_COUNT => self
                .count(node, predicate, object)
                .map(Constraint::MinCount),
            names::MAX_COUNT => self
                .count(node, predicate, object)
                .map(Constraint::MaxCount),
            names::MIN_EXCLUSIVE => self.range(node, predicate, object, Bound::MinExclusive),
            names::MIN_INCLUSIVE => self.range(node, predicate, object, Bound::MinInclusive),
            names::MAX_EXCLUSIVE => self.range(node, predicate, object, Bound::MaxExclusive),
            names::MAX_INCLUSIVE => self.range(node, predicate, object, Bound::MaxInclusive),
            names::MIN_LENGTH => self
                .count(node, predicate, object)
                .map(Constraint::MinLength),
            names::MAX_LENGTH => self
                .count(node, predicate, object)
                .map(Constraint::MaxLength),
            names::PATTERN => self.pattern(node, object),
            names::LANGUAGE_IN => self.list(node, predicate, object).map(|tags| {
                Constraint::LanguageIn(
                    tags.into_iter()
                        .map(|tag| self.terms.text_of(tag).to_ascii_lowercase())
                        .collect(),
                )
            }),
            names::UNIQUE_LANG => self
                .boolean(node, predicate, object)
                .then_some(Constraint::UniqueLang),
            names::EQUALS => self
                .iri(node, predicate, object)
                .then_some(Constraint::Equals(object)),
            names::DISJOINT => self
                .iri(node, predicate, object)
                .then_some(Constraint::Disjoint(object)),
            names::LESS_THAN => self
                .iri(node, predicate, object)
                .then_some(Constraint::LessThan(object)),
            names::LESS_THAN_OR_EQUALS => self
                .iri(node, predicate, object)
                .then_some(Constraint::LessThanOrEquals(object)),
            names::NOT => Some(Constraint::Not(self.number(object))),
            names::AND => self.shapes(node, predicate, object).map(Constraint::And),
            names::OR => self.shapes(node, predicate, object).map(Constraint::Or),
            names::XONE => self.shapes(node, predicate, object).map(Constraint::Xone),
            names::NODE => Some(Constraint::Node(self.number(object))),
            names::PROPERTY => self.nested(node, object),
            names::QUALIFIED_VALUE_SHAPE => {
                self.qualified(shape, object);
                None
            }
            names::CLOSED => self
                .boolean(node, predicate, object)
                .then(|| Constraint::Closed(self.allowed(node))),
            names::HAS_VALUE => Some(Constraint::HasValue(object)),
            names::IN => self.list(node, predicate, object).map(|members| {
                let set = members.iter().copied().collect();
                Constraint::In(members, set)
            }),
            names::SPARQL => self.sparql(shape, object),
            _ => None,
        };
        shape.constraints.extend(found);
    }

    fn nested(&mut self, node: Id, object: Id) -> Option<Constraint> {
        if self.graph.object(object, names::PATH).is_none() {
            self.fault(
                node,
                names::PROPERTY,
                object,
                "it takes a property shape, which has a `sh:path`",
            );
            return None;
        }
        Some(Constraint::Property(self.number(object)))
    }

    fn node_kind(&mut self, node: Id, object: Id) -> Option<Constraint> {
        let (iri, blank, literal) = match object {
            names::IRI => (true, false, false),
            names::BLANK_NODE => (false, true, false),
            names::LITERAL => (false, false, true),
            names::BLANK_NODE_OR_IRI => (true, true, false),
            names::BLANK_NODE_OR_LITERAL => (false, true, true),
            names::IRI_OR_LITERAL => (true, false, true),
            _ => {
                self.fault(
                    node,
                    names::NODE_KIND,
                    object,
                    "it takes `sh:IRI`, `sh:BlankNode`, `sh:Literal`, `sh:BlankNodeOrIRI`, `sh:BlankNodeOrLiteral` or `sh:IRIOrLiteral`",
                );
                return None;
            }
        };
        Some(Constraint::NodeKind(NodeKind {
            iri,
            blank,
            literal,
        }))
    }

    fn range(&mut self, node: Id, predicate: Id, object: Id, bound: Bound) -> Option<Constraint> {
        if Value::of(self.terms, object).is_none() {
            self.fault(
                node,
                predicate,
                object,
                "it takes a literal that has an order: a number, a date, a string",
            );
            return None;
        }
        Some(Constraint::Range(bound, object))
    }

    fn pattern(&mut self, node: Id, object: Id) -> Option<Constraint> {
        if self.terms.datatype(object) != Some(names::XSD_STRING) {
            self.fault(node, names::PATTERN, object, "it takes a string");
            return None;
        }
        let flags = self.graph.object(node, names::FLAGS);
        let flags = flags.map_or("", |flags| self.terms.text_of(flags));
        let text = self.terms.text_of(object);
        let text = if flags.contains('q') {
            regex::escape(text)
        } else {
            text.to_owned()
        };
        let built = regex::RegexBuilder::new(&text)
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .ignore_whitespace(flags.contains('x'))
            .size_limit(LARGEST_PATTERN)
            .build();
        match built {
            Ok(regex) => Some(Constraint::Pattern(object, regex)),
            Err(error) => {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or("").trim();
                let why = why.strip_prefix("error: ").unwrap_or(why);
                self.fault(node, names::PATTERN, object, why);
                None
            }
        }
    }

    /// The predicates that a closed shape lets through.
    fn allowed(&mut self, node: Id) -> FxHashSet<Id> {
        let mut allowed: FxHashSet<Id> = self
            .graph
            .objects(node, names::PROPERTY)
            .flat_map(|property| self.graph.objects(property, names::PATH))
            .filter(|path| self.terms.is_iri(*path))
            .collect();
        if let Some(list) = self.graph.object(node, names::IGNORED_PROPERTIES) {
            allowed.extend(
                self.list(node, names::IGNORED_PROPERTIES, list)
                    .unwrap_or_default(),
            );
        }
        allowed
    }

    /// SHACL 4.7.3. In a node shape the parameters say nothing.
    fn qualified(&mut self, shape: &mut Shape, object: Id) {
        if shape.path.is_none() {
            return;
        }
        let node = shape.node;
        let number = self.number(object);
        let disjoint = self
            .graph
            .object(node, names::QUALIFIED_VALUE_SHAPES_DISJOINT);
        let disjoint = disjoint
            .is_some_and(|value| self.boolean(node, names::QUALIFIED_VALUE_SHAPES_DISJOINT, value));
        let siblings = if disjoint {
            self.siblings(node, object)
        } else {
            Vec::new()
        };
        for (predicate, make) in [
            (
                names::QUALIFIED_MIN_COUNT,
                Constraint::QualifiedMin as fn(Qualified) -> Constraint,
            ),
            (names::QUALIFIED_MAX_COUNT, Constraint::QualifiedMax),
        ] {
            let Some(value) = self.graph.object(node, predicate) else {
                continue;
            };
            if let Some(count) = self.count(node, predicate, value) {
                shape.constraints.push(make(Qualified {
                    shape: number,
                    count,
                    siblings: siblings.clone(),
                }));
            }
        }
    }

    /// The qualified value shapes of the property shapes beside this one.
    fn siblings(&mut self, node: Id, own: Id) -> Vec<ShapeId> {
        let beside = Path::Sequence(vec![
            Path::Inverse(Box::new(Path::Predicate(names::PROPERTY))),
            Path::Predicate(names::PROPERTY),
            Path::Predicate(names::QUALIFIED_VALUE_SHAPE),
        ]);
        let found = beside.values(self.graph, node);
        found
            .into_iter()
            .filter(|sibling| *sibling != own)
            .map(|sibling| self.number(sibling))
            .collect()
    }

    fn sparql(&mut self, shape: &Shape, object: Id) -> Option<Constraint> {
        let context = Context {
            graph: self.graph,
            terms: self.terms,
            wording: &self.wording,
        };
        match sparql::constraint(&context, shape.path.as_ref(), object) {
            Ok(constraint) => constraint.map(|constraint| Constraint::Sparql(Box::new(constraint))),
            Err(fault) => {
                self.faults.push(*fault);
                None
            }
        }
    }

    /// Adds the constraints of components that the shapes graph itself declares.
    pub(super) fn custom(&mut self, shape: &mut Shape) {
        for component in self.components.clone() {
            let context = Context {
                graph: self.graph,
                terms: self.terms,
                wording: &self.wording,
            };
            match sparql::applied(&context, &component, shape.path.as_ref(), shape.node) {
                Ok(found) => shape
                    .constraints
                    .extend(found.into_iter().map(|constraint| {
                        Constraint::Component(Arc::clone(&component), Box::new(constraint))
                    })),
                Err(fault) => self.faults.push(*fault),
            }
        }
    }
}
