//! relata: what a text says, as a knowledge graph that can be checked, asked, exported and linked.
//!
//! A *project* is a folder with `relata.toml`, `ontology/`, `data/`, `queries/` and `tests/`. Its files are the truth;
//! everything else (the store, the derived graph, the answers) is made from them and may be thrown away.
//!
//! # The map, lowest layer first
//!
//! | layer | modules | what they are for |
//! |---|---|---|
//! | 1 | [`diagnostic`], `parallel` | what is wrong with a user's file, as plain data; work for all cores |
//! | 2 | [`text`], [`turtle`], [`dataset`], [`sssom`], [`serve`] | the text being encoded and its passages; reading and writing triples; quads held compactly; the record of links; HTTP |
//! | 3 | [`project`], [`ontology`], [`store`], [`convert`] | the folder; the names of our terms; where triples live and what is derived from them; from one syntax to another |
//! | 4 | [`query`], [`export`], [`shacl`], [`diff`], [`external`] | stored questions and their answers; what leaves the project; data against shapes; what changed in meaning; external data, pinned |
//! | 5 | [`check`], [`competency`], [`show`], [`link`] | is it right; does it answer what it should; all about one thing; which outside thing it is |
//! | 6 | [`reconcile`] | which of ours is meant, asked over HTTP |
//! | 7 | `bin/relata` | the terminal: arguments, tables, excerpts, exit codes |
//!
//! A module uses only rows above its own; a test of the suite holds that. Start reading at [`project::Project`],
//! then [`store::Store`], then [`query::Catalogue`].

pub mod check;
pub mod competency;
pub mod convert;
pub mod dataset;
pub mod diagnostic;
pub mod diff;
pub mod export;
pub mod external;
pub mod link;
pub mod ontology;
mod parallel;
pub mod project;
pub mod query;
pub mod reconcile;
pub mod serve;
pub mod shacl;
pub mod show;
pub mod sssom;
pub mod store;
pub mod text;
pub mod turtle;
