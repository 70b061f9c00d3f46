//! Holding data against shapes (SHACL 3.4): focus nodes, value nodes, and each constraint in turn.
//!
//! Whether a node conforms is asked far more often than why it does not, so the two are one walk: it stops at the first
//! violation where only the verdict is wanted, and notes all of them where results are. What shapes ask of each other is
//! bounded in depth. Verdicts of shapes that others ask are remembered, so that a web of shapes over a web of nodes costs no
//! more than their product. A recursive shape that meets a node again lets it pass; what hangs on that cannot be
//! remembered, so its steps are counted instead.

mod constraint;
mod focus;
mod values;

use super::fault::Fault;
use super::finding::{Finding, Validation, Way};
use super::graph::Graph;
use super::id::Id;
use super::shape::{Constraint, ShapeId, Shapes};
use super::sparql::Runner;
use super::terms::{Full, Terms};
use crate::diagnostic::Severity;
use crate::store::Cancel;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use values::Values;

/// How deep shapes may ask each other about nodes.
pub const DEEPEST: usize = 100;
/// The most verdicts that are remembered at a time.
const MOST_VERDICTS: usize = 1 << 20;
/// The most steps that recursive shapes may take from one focus node.
pub const MOST_RECURSIVE_STEPS: usize = 1_000_000;

/// Bounds on a validation.
#[derive(Clone)]
pub struct Limits {
    /// The most results, details included.
    pub results: usize,
    /// Stops the validation from another thread.
    pub cancel: Cancel,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            results: 1_000_000,
            cancel: Cancel::new(),
        }
    }
}

/// Validates data against shapes.
///
/// `graph` is the shapes graph that `shapes` were read from; queries may look into it. `terms` grows by what queries
/// compute.
///
/// ```
/// # use relata::{diagnostic::Source, shacl::{Limits, Loader, Shapes, Terms, validate}, turtle::Format};
/// let text = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <http://e/> .
///     :Named sh:targetClass :Person ; sh:property [ sh:path :name ; sh:minCount 1 ] .
///     :a a :Person ; :name \"A\" . :b a :Person .";
/// let mut terms = Terms::new();
/// let mut loader = Loader::new(&mut terms);
/// loader.read(&Source::new("a.ttl", text), Format::Turtle, "")?;
/// let graph = loader.finish();
/// let (shapes, faults) = Shapes::read(&graph, &terms, &[]);
/// assert!(faults.is_empty());
/// let validation = validate(&mut terms, &graph, &graph, &shapes, &Limits::default());
/// assert_eq!(validation.findings.len(), 1);
/// assert_eq!(terms.text_of(validation.findings[0].focus), "http://e/b");
/// # Ok::<(), relata::shacl::Full>(())
/// ```
pub fn validate(
    terms: &mut Terms,
    data: &Graph,
    graph: &Graph,
    shapes: &Shapes,
    limits: &Limits,
) -> Validation {
    let mut engine = Engine {
        terms,
        data,
        graph,
        shapes,
        classes: FxHashMap::default(),
        verdicts: FxHashMap::default(),
        active: Vec::new(),
        depth: 0,
        found: 0,
        most: limits.results,
        steps: 0,
        failure: None,
        runner: Runner::new(limits.cancel.clone()),
        cancel: limits.cancel.clone(),
    };
    let mut findings = Vec::new();
    for shape in shapes.ids() {
        if shapes.get(shape).deactivated {
            continue;
        }
        for focus in engine.focus_nodes(shape) {
            if limits.cancel.is_cancelled() {
                engine.fail("the validation was stopped before its end", shape);
            }
            if engine.is_over() {
                break;
            }
            engine.steps = 0;
            engine.evaluate(shape, focus, &mut Out::Note(&mut findings));
        }
    }
    Validation {
        is_cut_off: engine.found >= engine.most,
        faults: engine.failure.into_iter().collect(),
        findings,
    }
}

/// What is to become of violations.
enum Out<'a> {
    /// They are noted, all of them.
    Note(&'a mut Vec<Finding>),
    /// Only whether there is one counts.
    Judge { violated: bool },
}

impl Out<'_> {
    /// True where nothing more needs to be looked at.
    fn is_settled(&self) -> bool {
        matches!(self, Self::Judge { violated: true })
    }

    /// How many violations there are so far.
    fn count(&self) -> usize {
        match self {
            Self::Note(list) => list.len(),
            Self::Judge { violated } => usize::from(*violated),
        }
    }
}

/// Where in a validation we are: what is asked, of which node.
#[derive(Clone, Copy)]
struct Place<'a> {
    shape: ShapeId,
    number: usize,
    constraint: &'a Constraint,
    focus: Id,
    has_path: bool,
}

struct Engine<'a> {
    terms: &'a mut Terms,
    data: &'a Graph,
    graph: &'a Graph,
    shapes: &'a Shapes,
    /// Each class that was asked for, with those below it.
    classes: FxHashMap<Id, Rc<[Id]>>,
    verdicts: FxHashMap<(ShapeId, Id), bool>,
    /// Recursive shapes and the nodes they are looking at.
    active: Vec<(ShapeId, Id)>,
    depth: usize,
    found: usize,
    most: usize,
    /// Steps from the focus node of now.
    steps: usize,
    failure: Option<Fault>,
    runner: Runner,
    cancel: Cancel,
}

impl<'a> Engine<'a> {
    /// True where it makes no sense to go on.
    fn is_over(&self) -> bool {
        self.failure.is_some() || self.found >= self.most
    }

    fn fail(&mut self, message: impl Into<String>, shape: ShapeId) {
        if self.failure.is_none() {
            let fault = Fault::whole(self.shapes.get(shape).node, message);
            self.failure = Some(Fault {
                severity: Severity::Error,
                ..fault
            });
        }
    }

    /// Holds one node against one shape.
    fn evaluate(&mut self, number: ShapeId, focus: Id, out: &mut Out<'_>) {
        let shapes: &'a Shapes = self.shapes;
        let shape = shapes.get(number);
        if shape.deactivated || !self.step(number) {
            return;
        }
        let remembered = self.remembers(number);
        if remembered && self.verdicts.get(&(number, focus)) == Some(&true) {
            return;
        }
        if shape.recursive {
            if self.active.contains(&(number, focus)) {
                return;
            }
            self.active.push((number, focus));
        }
        let before = out.count();
        self.depth += 1;
        let values = match &shape.path {
            None => Values::One(focus),
            Some(path) => Values::of(path, self.data, focus),
        };
        for (place, constraint) in shape.constraints.iter().enumerate() {
            let place = Place {
                shape: number,
                number: place,
                constraint,
                focus,
                has_path: shape.path.is_some(),
            };
            self.constraint(place, &values, out);
            if out.is_settled() || self.is_over() {
                break;
            }
        }
        self.depth -= 1;
        if shape.recursive {
            self.active.pop();
        }
        if remembered && !self.is_over() {
            if self.verdicts.len() >= MOST_VERDICTS {
                self.verdicts.clear();
            }
            self.verdicts.insert((number, focus), out.count() == before);
        }
    }

    /// Counts a step; false where it must not be taken.
    fn step(&mut self, number: ShapeId) -> bool {
        if self.is_over() {
            return false;
        }
        self.steps += 1;
        if self.depth >= DEEPEST {
            self.fail(
                format!("shapes ask each other about nodes more than {DEEPEST} deep"),
                number,
            );
        } else if self.steps > MOST_RECURSIVE_STEPS && !self.active.is_empty() {
            self.fail(
                format!(
                    "recursive shapes take more than {MOST_RECURSIVE_STEPS} steps from one node"
                ),
                number,
            );
        } else if self.steps.is_multiple_of(1024) && self.cancel.is_cancelled() {
            self.fail("the validation was stopped before its end", number);
        }
        self.failure.is_none()
    }

    /// True where the verdict on a node is final, and may be asked for again.
    fn remembers(&self, number: ShapeId) -> bool {
        // below the shape of a target and its property shapes; not in the midst of a recursive circle
        self.depth >= 2 && self.active.is_empty() && !self.shapes.get(number).recursive
    }

    /// True where the node conforms to the shape.
    fn conforms(&mut self, number: ShapeId, node: Id) -> bool {
        if self.remembers(number)
            && let Some(verdict) = self.verdicts.get(&(number, node))
        {
            return *verdict;
        }
        let mut out = Out::Judge { violated: false };
        self.evaluate(number, node, &mut out);
        !out.is_settled()
    }

    /// Notes a violation; the value is reached as the shape says.
    fn violation(&mut self, place: Place<'_>, value: Option<Id>, out: &mut Out<'_>) {
        let way = if place.has_path {
            Way::Shape
        } else {
            Way::None
        };
        self.note(place, way, value, out, |_, _| {});
    }

    /// Notes a violation, and fills in more of it where it is kept at all.
    fn note(
        &mut self,
        place: Place<'_>,
        path: Way,
        value: Option<Id>,
        out: &mut Out<'_>,
        fill: impl FnOnce(&mut Self, &mut Finding),
    ) {
        match out {
            Out::Judge { violated } => *violated = true,
            Out::Note(list) => {
                self.found += 1;
                let mut finding = Finding {
                    focus: place.focus,
                    path,
                    value,
                    shape: place.shape,
                    constraint: place.number,
                    messages: Vec::new(),
                    details: Vec::new(),
                };
                fill(self, &mut finding);
                list.push(finding);
            }
        }
    }

    /// What some shapes find in a node, for the details of a result.
    fn details(&mut self, shapes: &[ShapeId], node: Id) -> Vec<Finding> {
        let mut list = Vec::new();
        for shape in shapes {
            self.evaluate(*shape, node, &mut Out::Note(&mut list));
        }
        list
    }

    /// The number of a term that a query computed.
    fn intern(&mut self, term: &oxrdf::Term, shape: ShapeId) -> Option<Id> {
        match self.terms.intern(term.as_ref()) {
            Ok(id) => Some(id),
            Err(Full) => {
                self.fail(Full.to_string(), shape);
                None
            }
        }
    }
}
