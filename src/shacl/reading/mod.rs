//! From the shapes graph to [`Shapes`]: which nodes are shapes, and what each says.
//!
//! Shapes are read from a queue, not by descending: a shape may use a thousand others, and itself. What is ill-formed is
//! told in words, all of it, and nothing is guessed.

mod constraint;
mod cycles;
mod literal;

use super::fault::Fault;
use super::graph::Graph;
use super::id::Id;
use super::names;
use super::path::{self, Path};
use super::shape::{Shape, ShapeId, Shapes, Target};
use super::sparql::{self, Component};
use super::terms::Terms;
use super::wording::Wording;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

impl Shapes {
    /// Reads every shape of a shapes graph, and those that they use. Gives the shapes and what is wrong with them.
    ///
    /// `prefixes` (name without colon, namespace) serve the words of the faults alone.
    pub fn read(graph: &Graph, terms: &Terms, prefixes: &[(String, String)]) -> (Self, Vec<Fault>) {
        let mut reader = Reader {
            graph,
            terms,
            wording: Wording { terms, prefixes },
            shapes: Self::default(),
            waiting: Vec::new(),
            faults: Vec::new(),
            components: Vec::new(),
            classes: FxHashSet::default(),
        };
        let (components, faults) = sparql::components(graph, terms, &reader.wording);
        reader.components = components;
        reader.faults = faults;
        reader.classes = reader.instances(&[names::RDFS_CLASS, names::OWL_CLASS]);
        for node in reader.roots() {
            reader.number(node);
        }
        reader.run();
        let Reader {
            mut shapes,
            mut faults,
            wording,
            ..
        } = reader;
        faults.extend(cycles::mark(&mut shapes, &wording));
        (shapes, faults)
    }
}

/// All that reading one shape needs.
struct Reader<'a> {
    graph: &'a Graph,
    terms: &'a Terms,
    wording: Wording<'a>,
    shapes: Shapes,
    /// Nodes that have a number and are not read yet.
    waiting: Vec<Id>,
    faults: Vec<Fault>,
    components: Vec<Arc<Component>>,
    /// Nodes that are classes in the shapes graph.
    classes: FxHashSet<Id>,
}

impl Reader<'_> {
    /// The nodes that are shapes by themselves: typed so, or with a target.
    fn roots(&self) -> Vec<Id> {
        let mut found = self.instances(&[names::NODE_SHAPE, names::PROPERTY_SHAPE]);
        for property in [
            names::TARGET_CLASS,
            names::TARGET_NODE,
            names::TARGET_SUBJECTS_OF,
            names::TARGET_OBJECTS_OF,
        ] {
            found.extend(self.graph.pairs_of(property).iter().map(|pair| pair[1]));
        }
        let mut found: Vec<Id> = found.into_iter().collect();
        found.sort_unstable();
        found
    }

    /// The nodes whose type is one of some classes, or below it.
    fn instances(&self, classes: &[Id]) -> FxHashSet<Id> {
        let below = Path::ZeroOrMore(Box::new(Path::Inverse(Box::new(Path::Predicate(
            names::RDFS_SUB_CLASS_OF,
        )))));
        classes
            .iter()
            .flat_map(|class| below.values(self.graph, *class))
            .flat_map(|class| self.graph.subjects(names::RDF_TYPE, class))
            .collect()
    }

    /// The number of the shape that a node stands for; it is read later.
    fn number(&mut self, node: Id) -> ShapeId {
        if let Some(number) = self.shapes.numbers.get(&node) {
            return *number;
        }
        let number = ShapeId(u32::try_from(self.shapes.numbers.len()).unwrap_or(u32::MAX));
        self.shapes.numbers.insert(node, number);
        self.waiting.push(node);
        number
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(node) = self.waiting.get(at).copied() {
            let shape = self.shape(node);
            self.shapes.list.push(shape);
            at += 1;
        }
    }

    fn shape(&mut self, node: Id) -> Shape {
        let mut shape = Shape {
            node,
            path: self.path(node),
            path_node: self.graph.object(node, names::PATH),
            severity: names::VIOLATION,
            messages: Vec::new(),
            deactivated: false,
            targets: Vec::new(),
            constraints: Vec::new(),
            recursive: false,
        };
        if self.terms.is_literal(node) {
            let fault = Fault::whole(node, format!("{} is no shape", self.wording.name(node)));
            self.faults.push(fault);
            return shape;
        }
        if self.classes.contains(&node) && self.terms.is_iri(node) {
            shape.targets.push(Target::Class(node));
        }
        let mut counted: FxHashMap<Id, usize> = FxHashMap::default();
        // the graph is behind a reference of its own, so that the reader may change while its triples are walked
        let graph = self.graph;
        for [predicate, object] in graph.about(node) {
            let seen = counted.entry(*predicate).or_default();
            *seen += 1;
            if *seen == 2 && constraint::is_single(*predicate) {
                let fault = Fault::new(
                    node,
                    *predicate,
                    format!(
                        "{} has more than one {}",
                        self.wording.name(node),
                        self.wording.name(*predicate)
                    ),
                );
                self.faults.push(fault);
            }
            if !self.property(&mut shape, *predicate, *object) {
                self.constraint(&mut shape, *predicate, *object);
            }
        }
        self.custom(&mut shape);
        shape
    }

    fn path(&mut self, node: Id) -> Option<Path> {
        let mut paths = self.graph.objects(node, names::PATH);
        let Some(first) = paths.next() else {
            if self
                .graph
                .contains(node, names::RDF_TYPE, names::PROPERTY_SHAPE)
            {
                let fault = Fault::whole(
                    node,
                    format!(
                        "{} is a property shape without a path",
                        self.wording.name(node)
                    ),
                );
                self.faults.push(fault.help("give it one `sh:path`"));
            }
            return None;
        };
        match path::read(self.graph, self.terms, first) {
            Ok(path) => Some(path),
            Err(why) => {
                let fault = Fault::new(
                    node,
                    names::PATH,
                    format!(
                        "the path of {} is ill-formed: {why}",
                        self.wording.name(node)
                    ),
                );
                self.faults.push(fault);
                None
            }
        }
    }

    /// Takes what is no constraint: targets, severity, messages. False where the property is none of these.
    fn property(&mut self, shape: &mut Shape, predicate: Id, object: Id) -> bool {
        match predicate {
            names::TARGET_NODE => shape.targets.push(Target::Node(object)),
            names::TARGET_CLASS => {
                if self.iri(shape.node, predicate, object) {
                    shape.targets.push(Target::Class(object));
                }
            }
            names::TARGET_SUBJECTS_OF => {
                if self.iri(shape.node, predicate, object) {
                    shape.targets.push(Target::SubjectsOf(object));
                }
            }
            names::TARGET_OBJECTS_OF => {
                if self.iri(shape.node, predicate, object) {
                    shape.targets.push(Target::ObjectsOf(object));
                }
            }
            names::SEVERITY => {
                if self.iri(shape.node, predicate, object) {
                    shape.severity = object;
                }
            }
            names::MESSAGE => match self.terms.datatype(object) {
                Some(names::XSD_STRING | names::RDF_LANG_STRING) => shape.messages.push(object),
                _ => self.fault(shape.node, predicate, object, "a message is a string"),
            },
            names::DEACTIVATED => {
                shape.deactivated = self.boolean(shape.node, predicate, object);
            }
            names::TARGET | names::JS | names::RULE => {
                let fault = Fault::new(
                    shape.node,
                    predicate,
                    format!(
                        "{} of {} is not looked at",
                        self.wording.name(predicate),
                        self.wording.name(shape.node)
                    ),
                );
                let fault = fault.warning();
                self.faults
                    .push(fault.help("SHACL Core and SHACL-SPARQL are understood"));
            }
            names::RDF_TYPE
            | names::PATH
            | names::FLAGS
            | names::IGNORED_PROPERTIES
            | names::QUALIFIED_MIN_COUNT
            | names::QUALIFIED_MAX_COUNT => {}
            _ => return false,
        }
        true
    }
}
