//! What a query gave, whole: an answer is either complete or it is not given at all.

use crate::store::{Cancel, EvaluationError, Results, Store};
use oxrdf::{Term, Triple};

/// A complete answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// SELECT: the variables without `?`, and one row a solution.
    Solutions {
        /// Names of the columns.
        variables: Vec<String>,
        /// The cells, in the order of the columns; `None` is unbound.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// ASK.
    Boolean(bool),
    /// CONSTRUCT and DESCRIBE: the triples, sorted, each once.
    Graph(Vec<Triple>),
}

impl Answer {
    /// Number of rows or triples; a truth value counts as one.
    pub fn len(&self) -> usize {
        match self {
            Self::Solutions { rows, .. } => rows.len(),
            Self::Boolean(_) => 1,
            Self::Graph(triples) => triples.len(),
        }
    }

    /// True where there is no row and no triple.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Asks the store and reads the answer to its end.
pub fn answer(
    store: &Store,
    query: spargebra::Query,
    cancel: &Cancel,
) -> Result<Answer, EvaluationError> {
    read(store.query(query, cancel)?)
}

/// Reads results to their end.
pub fn read(results: Results<'_>) -> Result<Answer, EvaluationError> {
    Ok(match results {
        Results::Boolean(truth) => Answer::Boolean(truth),
        Results::Solutions(solutions) => {
            let variables = solutions
                .variables()
                .iter()
                .map(|variable| variable.as_str().to_owned())
                .collect();
            let rows = solutions
                .map(|solution| Ok(solution?.values().to_vec()))
                .collect::<Result<Vec<_>, EvaluationError>>()?;
            Answer::Solutions { variables, rows }
        }
        Results::Graph(triples) => {
            let mut triples = triples.collect::<Result<Vec<_>, _>>()?;
            triples.sort_by_cached_key(ToString::to_string);
            triples.dedup();
            Answer::Graph(triples)
        }
    })
}
