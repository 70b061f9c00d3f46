//! The validation report (SHACL 3.6): as a graph, and as JSON for programs that know no RDF.

use super::finding::{Finding, Validation, Way};
use super::graph::Graph;
use super::id::Id;
use super::names;
use super::path::Path;
use super::shape::{Constraint, Shapes};
use super::terms::Terms;
use super::wording::Wording;
use super::words::say;
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use serde_json::{Value, json};

/// A validation with all that is needed to tell of it.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What was found.
    pub validation: &'a Validation,
    /// The shapes it was found with.
    pub shapes: &'a Shapes,
    /// The data it was found in.
    pub data: &'a Graph,
    /// The terms of both, and how to write them.
    pub wording: Wording<'a>,
}

impl Report<'_> {
    /// The messages of a result: its query's, else its shape's, else ours.
    pub fn messages(&self, finding: &Finding) -> Vec<Literal> {
        if !finding.messages.is_empty() {
            return finding.messages.clone();
        }
        let own: Vec<Literal> = finding
            .shape(self.shapes)
            .messages
            .iter()
            .filter_map(|id| match self.term(*id) {
                Term::Literal(literal) => Some(literal),
                _ => None,
            })
            .collect();
        if own.is_empty() {
            vec![Literal::new_simple_literal(self.words(finding))]
        } else {
            own
        }
    }

    /// A result in our own words, whatever messages it has.
    pub fn words(&self, finding: &Finding) -> String {
        say(finding, self.shapes, self.data, &self.wording)
    }

    /// The report as triples: one `sh:ValidationReport` with its results.
    pub fn triples(&self) -> Vec<Triple> {
        let mut writer = Writer {
            report: self,
            terms: self.wording.terms,
            triples: Vec::new(),
            blanks: 0,
        };
        let report = writer.blank();
        writer.add(
            &report,
            names::RDF_TYPE,
            writer.named(names::VALIDATION_REPORT),
        );
        let conforms = Literal::from(self.validation.conforms());
        writer.add(&report, names::CONFORMS, conforms.into());
        for finding in &self.validation.findings {
            let result = writer.result(finding);
            writer.add(&report, names::RESULT, result.into());
        }
        writer.triples
    }

    /// The report as JSON: `conforms`, and `results` with the names of SHACL's properties without their prefix.
    ///
    /// A term is an object with `type` (`uri`, `bnode`, `literal`) and `value`, as in SPARQL's results; a path is text.
    pub fn json(&self) -> Value {
        json!({
            "conforms": self.validation.conforms(),
            "cutOff": self.validation.is_cut_off,
            "results": self.validation.findings.iter().map(|finding| self.result(finding)).collect::<Vec<_>>(),
        })
    }

    fn result(&self, finding: &Finding) -> Value {
        let shape = finding.shape(self.shapes);
        let mut result = json!({
            "focusNode": self.term_json(finding.focus),
            "resultSeverity": self.term_json(shape.severity),
            "sourceShape": self.term_json(shape.node),
            "sourceConstraintComponent": self.term_json(finding.constraint(self.shapes).component()),
            "resultMessage": self.messages(finding).iter().map(literal_json).collect::<Vec<_>>(),
        });
        let path = match finding.path {
            Way::None => None,
            Way::Predicate(predicate) => Some(Path::Predicate(predicate)),
            Way::Shape => shape.path.clone(),
        };
        if let Some(path) = path {
            let full = |id: Id| format!("<{}>", self.wording.terms.text_of(id));
            result["resultPath"] = path.write(&full).into();
        }
        if let Some(value) = finding.value {
            result["value"] = self.term_json(value);
        }
        if let Constraint::Sparql(query) = finding.constraint(self.shapes) {
            result["sourceConstraint"] = self.term_json(query.node);
        }
        if !finding.details.is_empty() {
            let details: Vec<Value> = finding
                .details
                .iter()
                .map(|detail| self.result(detail))
                .collect();
            result["detail"] = details.into();
        }
        result
    }

    fn term(&self, id: Id) -> Term {
        self.wording.terms.term(id).into_owned()
    }

    fn term_json(&self, id: Id) -> Value {
        term_json(&self.term(id))
    }
}

fn term_json(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        Term::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        Term::Literal(literal) => literal_json(literal),
        Term::Triple(triple) => json!({ "type": "triple", "value": {
            "subject": term_json(&triple.subject.clone().into()),
            "predicate": term_json(&triple.predicate.clone().into()),
            "object": term_json(&triple.object),
        }}),
    }
}

fn literal_json(literal: &Literal) -> Value {
    let mut value = json!({ "type": "literal", "value": literal.value() });
    if let Some(language) = literal.language() {
        value["xml:lang"] = language.into();
        if let Some(direction) = literal.direction() {
            value["its:dir"] = direction.to_string().into();
        }
    } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
        value["datatype"] = literal.datatype().as_str().into();
    }
    value
}

/// Writes a report's triples.
struct Writer<'a> {
    report: &'a Report<'a>,
    terms: &'a Terms,
    triples: Vec<Triple>,
    blanks: usize,
}

impl Writer<'_> {
    fn blank(&mut self) -> BlankNode {
        self.blanks += 1;
        // a label that no scope of a file begins with
        BlankNode::new_unchecked(format!("report{}", self.blanks))
    }

    fn named(&self, id: Id) -> Term {
        self.terms.term(id).into_owned()
    }

    fn add(&mut self, subject: &BlankNode, predicate: Id, object: Term) {
        self.triples.push(Triple::new(
            NamedOrBlankNode::from(subject.clone()),
            NamedNode::new_unchecked(self.terms.text_of(predicate)),
            object,
        ));
    }

    fn result(&mut self, finding: &Finding) -> BlankNode {
        let report = self.report;
        let shape = finding.shape(report.shapes);
        let constraint = finding.constraint(report.shapes);
        let result = self.blank();
        let mut say = |property: Id, value: Term| self.add(&result, property, value);
        let named = |id: Id| report.term(id);
        say(names::RDF_TYPE, named(names::VALIDATION_RESULT));
        say(names::FOCUS_NODE, named(finding.focus));
        say(names::RESULT_SEVERITY, named(shape.severity));
        say(names::SOURCE_SHAPE, named(shape.node));
        say(
            names::SOURCE_CONSTRAINT_COMPONENT,
            named(constraint.component()),
        );
        if let Some(value) = finding.value {
            say(names::VALUE, named(value));
        }
        if let Constraint::Sparql(query) = constraint {
            say(names::SOURCE_CONSTRAINT, named(query.node));
        }
        for message in report.messages(finding) {
            self.add(&result, names::RESULT_MESSAGE, message.into());
        }
        let path = match finding.path {
            Way::None => None,
            Way::Predicate(predicate) => Some(self.named(predicate)),
            Way::Shape => shape.path.as_ref().map(|path| self.path(path)),
        };
        if let Some(path) = path {
            self.add(&result, names::RESULT_PATH, path);
        }
        for detail in &finding.details {
            let detail = self.result(detail);
            self.add(&result, names::DETAIL, detail.into());
        }
        result
    }

    /// A path as SHACL writes it (2.3.1), made of blank nodes of the report's own.
    fn path(&mut self, path: &Path) -> Term {
        let (property, inner) = match path {
            Path::Predicate(predicate) => return self.named(*predicate),
            Path::Sequence(paths) => return self.list(paths),
            Path::Alternative(paths) => {
                let list = self.list(paths);
                (names::ALTERNATIVE_PATH, list)
            }
            Path::Inverse(inner) => (names::INVERSE_PATH, self.path(inner)),
            Path::ZeroOrMore(inner) => (names::ZERO_OR_MORE_PATH, self.path(inner)),
            Path::OneOrMore(inner) => (names::ONE_OR_MORE_PATH, self.path(inner)),
            Path::ZeroOrOne(inner) => (names::ZERO_OR_ONE_PATH, self.path(inner)),
        };
        let node = self.blank();
        self.add(&node, property, inner);
        node.into()
    }

    fn list(&mut self, paths: &[Path]) -> Term {
        let mut rest = self.named(names::RDF_NIL);
        for path in paths.iter().rev() {
            let first = self.path(path);
            let place = self.blank();
            self.add(&place, names::RDF_FIRST, first);
            self.add(&place, names::RDF_REST, rest);
            rest = place.into();
        }
        rest
    }
}
