//! Where triples live while they are asked.
//!
//! The files are the truth; a store is made from them at will and never written back. Each file is a named graph, what
//! is derived has a graph of its own, and queries run over the union of all. The store rewrites literals (`01` becomes
//! `1`), so nothing that is exported, compared as text or hashed may come out of it: that is what [`crate::export`] is for.
//!
//! This is the only module that names Oxigraph's store type.

pub mod derive;
mod reach;
pub mod time;
mod twins;

pub use reach::Reach;

use crate::project::{Graphs, Project};
use oxigraph::sparql::{
    BoundPreparedSparqlQuery, CancellationToken, QueryEvaluationError, QueryExplanation,
    QueryResults, SparqlEvaluator,
};
use oxigraph::store::StorageError;
use oxrdf::Quad;
use std::borrow::Borrow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use twins::Twins;

/// A place that answers queries: Oxigraph, in memory or (feature `rocksdb`) on disk. Everything that asks meets the engine here.
pub struct Store {
    engine: oxigraph::store::Store,
    /// In memory; on disk a statement of several graphs gives several rows.
    twins: Option<Mutex<Twins>>,
}

/// Why a query gave no answer though it was well formed.
pub type EvaluationError = QueryEvaluationError;

/// The plan of a query, with what was counted while it ran.
pub type Explanation = QueryExplanation;

/// What a query gives: solutions, a truth value or triples.
pub type Results<'a> = QueryResults<'a>;

/// Stops a running query from another thread.
pub type Cancel = CancellationToken;

impl Store {
    /// An empty store in memory.
    pub fn in_memory() -> std::io::Result<Self> {
        oxigraph::store::Store::new()
            .map(|engine| Self {
                engine,
                twins: Some(Mutex::default()),
            })
            .map_err(std::io::Error::other)
    }

    /// A store in a folder, made where there is none; what it holds from before is still there.
    ///
    /// For a graph that outgrows memory: the files stay the truth, so that a folder in doubt is deleted and filled again.
    /// A second process that writes is refused by a lock.
    ///
    /// ```
    /// # use relata::store::Store;
    /// # use oxrdf::{GraphName, NamedNode, Quad};
    /// let folder = std::env::temp_dir().join(format!("relata-store-{}", std::process::id()));
    /// let node = NamedNode::new_unchecked("http://e/a");
    /// let quad = Quad::new(node.clone(), node.clone(), node, GraphName::DefaultGraph);
    /// Store::on_disk(&folder)?.insert([quad])?;
    /// assert_eq!(Store::on_disk(&folder)?.len()?, 1);
    /// # std::fs::remove_dir_all(&folder)
    /// ```
    #[cfg(feature = "rocksdb")]
    pub fn on_disk(folder: &std::path::Path) -> std::io::Result<Self> {
        oxigraph::store::Store::open(folder)
            .map(|engine| Self {
                engine,
                twins: None,
            })
            .map_err(std::io::Error::other)
    }

    /// Reads a project's files into a store in memory, with everything that is derived from them.
    ///
    /// Faults of the files are in the returned [`Graphs`]; the store then holds what could be read.
    pub fn load(project: &Project) -> std::io::Result<(Self, Graphs)> {
        Self::load_reached(project, None)
    }

    /// The same with only the statements that a query can reach, where that is known. What is derived is derived from
    /// everything all the same.
    pub fn load_reached(
        project: &Project,
        reach: Option<&Reach>,
    ) -> std::io::Result<(Self, Graphs)> {
        let reached = |quad: &Quad| reach.is_none_or(|reach| reach.holds_quad(quad));
        let store = Self::in_memory()?;
        let mut failed = None;
        let graphs = project.read_graphs(|file| {
            // reading goes on in the other threads while this one fills the store
            if let Err(error) = store.insert(file.quads.iter().filter(|quad| reached(quad))) {
                failed = Some(error);
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        store.insert(derive::derive_reached(
            graphs.quads(),
            &project.manifest.base,
            reach,
        ))?;
        Ok((store, graphs))
    }

    /// Adds quads.
    pub fn insert<Q: Borrow<Quad>>(
        &self,
        quads: impl IntoIterator<Item = Q>,
    ) -> std::io::Result<()> {
        let mut twins = self.settled(|| false).map_err(other)?;
        let mut transaction = self.engine.start_transaction().map_err(other)?;
        for quad in quads {
            let quad = quad.borrow();
            if twins.as_mut().is_none_or(|twins| twins.is_first(quad)) {
                transaction.insert(quad);
            }
        }
        transaction.commit().map_err(other)
    }

    /// Number of quads; a statement of several graphs counts once.
    pub fn len(&self) -> std::io::Result<usize> {
        let _settled = self.settled(|| false).map_err(other)?;
        self.engine.len().map_err(other)
    }

    /// True where it holds nothing.
    pub fn is_empty(&self) -> std::io::Result<bool> {
        self.len().map(|length| length == 0)
    }

    /// Answers a query over the union of all graphs, in which each statement counts once. `SERVICE` is refused: nothing here
    /// touches the network.
    pub fn query(
        &self,
        query: spargebra::Query,
        cancel: &Cancel,
    ) -> Result<Results<'_>, EvaluationError> {
        self.prepare(query, cancel)?.execute()
    }

    /// Answers a query and tells how: the plan, and once the answer is read to its end, times and row counts.
    pub fn explain(
        &self,
        query: spargebra::Query,
        cancel: &Cancel,
    ) -> Result<(Result<Results<'_>, EvaluationError>, Explanation), EvaluationError> {
        let prepared = self.prepare(query, cancel)?;
        Ok(prepared.compute_statistics().explain())
    }

    /// The query over the store as it is now.
    fn prepare(
        &self,
        query: spargebra::Query,
        cancel: &Cancel,
    ) -> Result<BoundPreparedSparqlQuery<'_>, EvaluationError> {
        let settled = self.settled(|| twins::asks_for_graphs(&query));
        let settled = settled.map_err(|error| EvaluationError::Dataset(Box::new(error)))?;
        let has_own_dataset = query.dataset().is_some();
        let evaluator = SparqlEvaluator::new().with_cancellation_token(cancel.clone());
        let mut prepared = evaluator.for_query(query);
        if !has_own_dataset {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        let bound = prepared.on_store(&self.engine);
        drop(settled);
        Ok(bound)
    }

    /// Puts the statements that stand in several graphs into all of them where that is wanted, else into one; so it stays as
    /// long as the guard is held.
    fn settled(
        &self,
        wanted: impl FnOnce() -> bool,
    ) -> Result<Option<MutexGuard<'_, Twins>>, StorageError> {
        let Some(twins) = &self.twins else {
            return Ok(None);
        };
        let mut twins = twins.lock().unwrap_or_else(PoisonError::into_inner);
        if twins.waiting.is_empty() {
            return Ok(Some(twins));
        }
        let wanted = wanted();
        if twins.are_in != wanted {
            let mut transaction = self.engine.start_transaction()?;
            for quad in &twins.waiting {
                if wanted {
                    transaction.insert(quad);
                } else {
                    transaction.remove(quad);
                }
            }
            transaction.commit()?;
            twins.are_in = wanted;
        }
        Ok(Some(twins))
    }
}

fn other(error: StorageError) -> std::io::Error {
    std::io::Error::other(error)
}
