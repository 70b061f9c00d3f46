//! A statement that two files make is one statement to whoever asks.
//!
//! Each file is a named graph, and the engine answers over the union of the graphs with a row for each graph that holds a
//! statement: sums and counts would come out wrong. So a statement lies in the engine once, in the graph that had it first; its
//! twins in other graphs wait here and are put in for those queries alone that ask for graphs.

use oxrdf::Quad;
use spargebra::Query;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// What is known of the statements of a store.
#[derive(Debug, Default)]
pub(super) struct Twins {
    /// Digests of subject, predicate and object, keyed anew in each process so that no file can be made to collide; each with that
    /// of the graph that had it first.
    seen: HashMap<u128, u64>,
    keys: (RandomState, RandomState),
    /// Statements that another graph had first.
    pub waiting: Vec<Quad>,
    /// True where they lie in the engine.
    pub are_in: bool,
}

impl Twins {
    /// True where no other graph has the statement yet; else it waits.
    pub fn is_first(&mut self, quad: &Quad) -> bool {
        let statement = (&quad.subject, &quad.predicate, &quad.object);
        let halves = (
            self.keys.0.hash_one(statement),
            self.keys.1.hash_one(statement),
        );
        let digest = (u128::from(halves.0) << 64) | u128::from(halves.1);
        let graph = self.keys.0.hash_one(&quad.graph_name);
        let is_first = *self.seen.entry(digest).or_insert(graph) == graph;
        if !is_first {
            self.waiting.push(quad.clone());
        }
        is_first
    }
}

/// True of a query that asks for graphs, by GRAPH or FROM.
pub(super) fn asks_for_graphs(query: &Query) -> bool {
    query.dataset().is_some() || without_texts(&query.to_string()).contains("GRAPH ")
}

/// A printed query without the insides of its texts and IRIs.
fn without_texts(printed: &str) -> String {
    let mut bare = String::with_capacity(printed.len());
    let mut inside = None;
    let mut is_escaped = false;
    for c in printed.chars() {
        match inside {
            Some(_) if is_escaped => is_escaped = false,
            Some('"') if c == '\\' => is_escaped = true,
            Some(end) => inside = (c != end).then_some(end),
            None if c == '"' => inside = Some('"'),
            // `<` before these is a comparison or opens a quoted triple
            None if c == '<' => bare.push(c),
            None => {
                if bare.ends_with('<') && !matches!(c, ' ' | '=' | '(') {
                    inside = (c != '>').then_some('>');
                }
                bare.push(c);
            }
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_are_told_from_the_word() {
        let asks = |text: &str| {
            asks_for_graphs(&spargebra::SparqlParser::new().parse_query(text).unwrap())
        };
        assert!(asks("SELECT * { GRAPH ?g { ?s ?p ?o } }"));
        assert!(asks("SELECT * FROM <http://e/> { ?s ?p ?o }"));
        assert!(asks(
            "ASK { ?s ?p 'a\\\"' FILTER(?s < ?p && EXISTS { GRAPH <http://e/> { ?s ?p ?o } }) }"
        ));
        assert!(!asks("ASK { ?s <http://e/GRAPH%20> 'a \\\" GRAPH \\\\' }"));
    }
}
