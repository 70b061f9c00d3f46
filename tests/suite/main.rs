//! The one integration test binary: what a user relies on, told by running the program and reading the tree.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly, and says in words what it skips"
)]

mod article;
mod asking;
mod binding;
mod claiming;
mod command;
mod conformance;
mod converting;
mod datasets;
mod differences;
mod drafting;
mod endpoints;
mod exporting;
mod fixtures;
mod formats;
mod json_schema;
mod judging;
mod layers;
mod linking;
mod linksets;
mod merging;
mod pinning;
mod portions;
mod rdf12;
mod readers;
mod reconciling;
mod rules;
mod server;
mod several;
mod shacl;
mod streams;
mod tables;
mod tree;
mod tutorial;
mod validate;
