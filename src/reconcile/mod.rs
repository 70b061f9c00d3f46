//! Which of ours is meant? A reconciliation service over the project's entities or a dataset, for OpenRefine and others.
//!
//! The protocol is that of the W3C Entity Reconciliation Community Group, version
//! [0.2](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/) and the draft of
//! [1.0](https://reconciliation-api.github.io/specs/draft/). A [`catalogue`] holds what is served, [`matching`] finds and
//! scores with the measures and indexes of [`crate::link`] and by [`qualifier`], [`query`] and [`extend`] read what is asked, [`suggest`]
//! completes what is typed, [`pages`] are for people, and [`service`] says which path leads to which.

pub mod catalogue;
pub mod extend;
pub mod manifest;
pub mod matching;
mod naming;
pub mod pages;
pub mod qualifier;
pub mod query;
pub mod service;
pub mod suggest;
