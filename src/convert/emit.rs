//! Writes statements in the order they come, in constant memory: as lines, or as Turtle grouped where neighbours allow it.

use crate::dataset::term::{View, is_triple, view};
use crate::turtle::Prefixes;
use crate::turtle::write::number;
use std::sync::Arc;

const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/// Writes statements, given as canonical tokens, into a text.
#[derive(Debug)]
pub struct Emitter {
    /// What was written and not yet taken.
    pub text: String,
    /// How to shorten IRIs; `None` writes lines of N-Quads.
    prefixes: Option<Arc<Prefixes>>,
    graph: String,
    subject: String,
    predicate: String,
}

impl Emitter {
    /// Writes N-Triples and N-Quads.
    pub fn lines() -> Self {
        Self::new(None)
    }

    /// Writes Turtle and TriG, without the head.
    pub fn turtle(prefixes: Arc<Prefixes>) -> Self {
        Self::new(Some(prefixes))
    }

    fn new(prefixes: Option<Arc<Prefixes>>) -> Self {
        Self {
            text: String::new(),
            prefixes,
            graph: String::new(),
            subject: String::new(),
            predicate: String::new(),
        }
    }

    /// Writes one statement; the graph is empty where it is the default graph.
    pub fn statement(&mut self, subject: &str, predicate: &str, object: &str, graph: &str) {
        // taken out for the while, since the texts beside it are written to
        let Some(prefixes) = self.prefixes.take() else {
            for token in [subject, predicate, object, graph] {
                if !token.is_empty() {
                    self.text.push_str(token);
                    self.text.push(' ');
                }
            }
            self.text.push_str(".\n");
            return;
        };
        if graph != self.graph {
            self.close();
            self.graph.push_str(graph);
            if !graph.is_empty() {
                push(&mut self.text, &prefixes, graph);
                self.text.push_str(" {\n");
            }
        }
        if subject != self.subject {
            self.end_subject();
            self.subject.push_str(subject);
            push(&mut self.text, &prefixes, subject);
            self.text.push_str("\n    ");
            self.push_predicate(&prefixes, predicate);
        } else if predicate != self.predicate {
            self.text.push_str(" ;\n    ");
            self.push_predicate(&prefixes, predicate);
        } else {
            self.text.push_str(" , ");
        }
        push(&mut self.text, &prefixes, object);
        self.prefixes = Some(prefixes);
    }

    /// Ends what is open, so that another emitter can go on.
    pub fn close(&mut self) {
        self.end_subject();
        if !self.graph.is_empty() {
            self.text.push_str("}\n");
            self.graph.clear();
        }
    }

    fn end_subject(&mut self) {
        if !self.subject.is_empty() {
            self.text.push_str(" .\n");
            self.subject.clear();
            self.predicate.clear();
        }
    }

    fn push_predicate(&mut self, prefixes: &Prefixes, predicate: &str) {
        self.predicate.clear();
        self.predicate.push_str(predicate);
        if predicate == RDF_TYPE {
            self.text.push('a');
        } else {
            push(&mut self.text, prefixes, predicate);
        }
        self.text.push(' ');
    }
}

/// A token the way Turtle writes it.
fn push(text: &mut String, prefixes: &Prefixes, token: &str) {
    let bytes = token.as_bytes();
    if is_triple(token) {
        push_triple(text, prefixes, token);
    } else if bytes.first() == Some(&b'<') {
        push_iri(text, prefixes, token);
    } else if bytes.last() == Some(&b'>') {
        match (number(token), token.rfind("\"^^<")) {
            (Some(number), _) => text.push_str(number),
            (None, Some(at)) => {
                text.push_str(&token[..at + 3]);
                push_iri(text, prefixes, &token[at + 3..]);
            }
            (None, None) => text.push_str(token),
        }
    } else {
        text.push_str(token);
    }
}

fn push_iri(text: &mut String, prefixes: &Prefixes, token: &str) {
    match prefixes.shorten(&token[1..token.len() - 1]) {
        Some((at, local)) => {
            text.push_str(prefixes.get(at).0);
            text.push(':');
            text.push_str(local);
        }
        None => text.push_str(token),
    }
}

fn push_triple(text: &mut String, prefixes: &Prefixes, token: &str) {
    let mut rest = token;
    let mut depth = 0;
    while let View::Triple([subject, predicate, object]) = view(rest) {
        text.push_str("<<( ");
        push(text, prefixes, subject);
        text.push(' ');
        push(text, prefixes, predicate);
        text.push(' ');
        (rest, depth) = (object, depth + 1);
    }
    push(text, prefixes, rest);
    text.push_str(&" )>>".repeat(depth));
}

/// The declarations on top of Turtle.
pub fn head(prefixes: &Prefixes) -> String {
    let mut text = String::new();
    for at in 0..prefixes.len() {
        let (name, namespace) = prefixes.get(at);
        text.push_str(&format!("@prefix {name}: "));
        crate::dataset::term::push_iri(&mut text, namespace);
        text.push_str(" .\n");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
