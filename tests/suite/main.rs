//! The one integration test binary: what a user relies on, told by running the program and reading the tree.

mod article;
mod command;
mod layers;
mod readers;
