//! Shapes as the engine uses them: read once from the shapes graph, nothing looked up by name afterwards.

use super::id::Id;
use super::names;
use super::path::Path;
use super::sparql::{Component, SparqlConstraint};
use super::terms::Terms;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The number of a shape in its [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub(super) u32);

/// All shapes of a shapes graph that a validation can come to.
#[derive(Debug, Default)]
pub struct Shapes {
    pub(super) list: Vec<Shape>,
    pub(super) numbers: FxHashMap<Id, ShapeId>,
}

impl Shapes {
    /// The shape of a number.
    pub fn get(&self, number: ShapeId) -> &Shape {
        &self.list[number.0 as usize]
    }

    /// The number of the shape that a node of the shapes graph stands for.
    pub fn find(&self, node: Id) -> Option<ShapeId> {
        self.numbers.get(&node).copied()
    }

    /// How many shapes there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The numbers of all shapes.
    pub fn ids(&self) -> impl Iterator<Item = ShapeId> + use<> {
        let count = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        (0..count).map(ShapeId)
    }
}

/// A node shape, or a property shape where it has a path.
#[derive(Debug)]
pub struct Shape {
    /// The node of the shapes graph that stands for it.
    pub node: Id,
    /// The path of a property shape.
    pub path: Option<Path>,
    /// The node of the shapes graph that stands for the path.
    pub path_node: Option<Id>,
    /// What its results weigh: `sh:Violation` unless it says otherwise.
    pub severity: Id,
    /// Its own messages.
    pub messages: Vec<Id>,
    /// True where it is switched off: every node conforms.
    pub deactivated: bool,
    /// Which nodes it is about; empty for shapes that others use.
    pub targets: Vec<Target>,
    /// What it asks of them.
    pub constraints: Vec<Constraint>,
    /// True where the shape comes back to itself through others.
    pub(super) recursive: bool,
}

/// Which nodes a shape is about (SHACL 2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `sh:targetNode`
    Node(Id),
    /// `sh:targetClass`, or a shape that is itself a class
    Class(Id),
    /// `sh:targetSubjectsOf`
    SubjectsOf(Id),
    /// `sh:targetObjectsOf`
    ObjectsOf(Id),
}

/// The end of a range of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `sh:minExclusive`
    MinExclusive,
    /// `sh:minInclusive`
    MinInclusive,
    /// `sh:maxExclusive`
    MaxExclusive,
    /// `sh:maxInclusive`
    MaxInclusive,
}

/// Which sorts of terms `sh:nodeKind` lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeKind {
    /// IRIs
    pub iri: bool,
    /// Blank nodes
    pub blank: bool,
    /// Literals
    pub literal: bool,
}

impl NodeKind {
    pub(super) fn allows(self, terms: &Terms, id: Id) -> bool {
        (self.iri && terms.is_iri(id))
            || (self.blank && terms.is_blank(id))
            || (self.literal && terms.is_literal(id))
    }
}

/// A qualified value shape (SHACL 4.7.3) with what it is counted by.
#[derive(Debug, Clone)]
pub struct Qualified {
    /// The shape that values are counted by.
    pub shape: ShapeId,
    /// `sh:qualifiedMinCount` or `sh:qualifiedMaxCount`
    pub count: u64,
    /// Values that conform to one of these do not count (`sh:qualifiedValueShapesDisjoint`).
    pub siblings: Vec<ShapeId>,
}

/// One thing that a shape asks (SHACL 4 and 5).
#[derive(Debug)]
pub enum Constraint {
    /// `sh:class`
    Class(Id),
    /// `sh:datatype`
    Datatype(Id),
    /// `sh:nodeKind`
    NodeKind(NodeKind),
    /// `sh:minCount`
    MinCount(u64),
    /// `sh:maxCount`
    MaxCount(u64),
    /// `sh:minExclusive` and its kin, with the literal
    Range(Bound, Id),
    /// `sh:minLength`
    MinLength(u64),
    /// `sh:maxLength`
    MaxLength(u64),
    /// `sh:pattern` with its text
    Pattern(Id, regex::Regex),
    /// `sh:languageIn`, in lower case
    LanguageIn(Vec<String>),
    /// `sh:uniqueLang`
    UniqueLang,
    /// `sh:equals`
    Equals(Id),
    /// `sh:disjoint`
    Disjoint(Id),
    /// `sh:lessThan`
    LessThan(Id),
    /// `sh:lessThanOrEquals`
    LessThanOrEquals(Id),
    /// `sh:not`
    Not(ShapeId),
    /// `sh:and`
    And(Vec<ShapeId>),
    /// `sh:or`
    Or(Vec<ShapeId>),
    /// `sh:xone`
    Xone(Vec<ShapeId>),
    /// `sh:node`
    Node(ShapeId),
    /// `sh:property`
    Property(ShapeId),
    /// `sh:qualifiedMinCount`
    QualifiedMin(Qualified),
    /// `sh:qualifiedMaxCount`
    QualifiedMax(Qualified),
    /// `sh:closed`, with the predicates that are let through
    Closed(FxHashSet<Id>),
    /// `sh:hasValue`
    HasValue(Id),
    /// `sh:in`, in the order written, and as a set
    In(Vec<Id>, FxHashSet<Id>),
    /// `sh:sparql`
    Sparql(Box<SparqlConstraint>),
    /// A constraint component declared in the shapes graph, with values for its parameters
    Component(Arc<Component>, Box<SparqlConstraint>),
}

impl Constraint {
    /// The constraint component that results name.
    pub fn component(&self) -> Id {
        match self {
            Self::Class(_) => names::CLASS_COMPONENT,
            Self::Datatype(_) => names::DATATYPE_COMPONENT,
            Self::NodeKind(_) => names::NODE_KIND_COMPONENT,
            Self::MinCount(_) => names::MIN_COUNT_COMPONENT,
            Self::MaxCount(_) => names::MAX_COUNT_COMPONENT,
            Self::Range(Bound::MinExclusive, _) => names::MIN_EXCLUSIVE_COMPONENT,
            Self::Range(Bound::MinInclusive, _) => names::MIN_INCLUSIVE_COMPONENT,
            Self::Range(Bound::MaxExclusive, _) => names::MAX_EXCLUSIVE_COMPONENT,
            Self::Range(Bound::MaxInclusive, _) => names::MAX_INCLUSIVE_COMPONENT,
            Self::MinLength(_) => names::MIN_LENGTH_COMPONENT,
            Self::MaxLength(_) => names::MAX_LENGTH_COMPONENT,
            Self::Pattern(..) => names::PATTERN_COMPONENT,
            Self::LanguageIn(_) => names::LANGUAGE_IN_COMPONENT,
            Self::UniqueLang => names::UNIQUE_LANG_COMPONENT,
            Self::Equals(_) => names::EQUALS_COMPONENT,
            Self::Disjoint(_) => names::DISJOINT_COMPONENT,
            Self::LessThan(_) => names::LESS_THAN_COMPONENT,
            Self::LessThanOrEquals(_) => names::LESS_THAN_OR_EQUALS_COMPONENT,
            Self::Not(_) => names::NOT_COMPONENT,
            Self::And(_) => names::AND_COMPONENT,
            Self::Or(_) => names::OR_COMPONENT,
            Self::Xone(_) => names::XONE_COMPONENT,
            Self::Node(_) => names::NODE_COMPONENT,
            Self::Property(_) => names::PROPERTY_COMPONENT,
            Self::QualifiedMin(_) => names::QUALIFIED_MIN_COUNT_COMPONENT,
            Self::QualifiedMax(_) => names::QUALIFIED_MAX_COUNT_COMPONENT,
            Self::Closed(_) => names::CLOSED_COMPONENT,
            Self::HasValue(_) => names::HAS_VALUE_COMPONENT,
            Self::In(..) => names::IN_COMPONENT,
            Self::Sparql(_) => names::SPARQL_COMPONENT,
            Self::Component(component, _) => component.node,
        }
    }

    /// The shapes that this constraint asks in turn.
    pub(super) fn uses(&self) -> Vec<ShapeId> {
        match self {
            Self::Not(shape) | Self::Node(shape) | Self::Property(shape) => vec![*shape],
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => shapes.clone(),
            Self::QualifiedMin(qualified) | Self::QualifiedMax(qualified) => {
                let mut shapes = vec![qualified.shape];
                shapes.extend(&qualified.siblings);
                shapes
            }
            _ => Vec::new(),
        }
    }
}
