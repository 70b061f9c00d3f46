//! What changed: diff, patch, git-setup.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `relata diff`
#[derive(Debug, Args)]
#[command(
    after_help = "A state is a file, a folder, a git revision of the project (`HEAD~1`, `main:`), or a dataset of relata.toml\n(`dataset:NAME`).\nExit code 1 where the states differ.\n\nExamples:\n  relata diff                        the last commit and the files as they are\n  relata diff v1 v2 --format md      for a review\n  relata diff old.ttl new.ttl --format rdf-patch > change.rdfp\n  relata diff dataset:mondial new-mondial.ttl"
)]
pub struct Diff {
    /// The old state; the last commit where none is named
    pub old: Option<String>,
    /// The new state; the project's files where none is named
    pub new: Option<String>,
    /// human, md, html, json or rdf-patch
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
    /// Do not ask the stored queries
    #[arg(long)]
    pub no_answers: bool,
}

/// How a difference is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a person
    Human,
    /// Markdown, for a review
    Md,
    /// A page for a browser, whole in itself
    Html,
    /// For a program
    Json,
    /// For `relata patch`
    RdfPatch,
}

/// `relata patch`
#[derive(Debug, Args)]
pub struct Patch {
    /// The file to start from
    pub file: PathBuf,
    /// The patch
    pub patch: PathBuf,
    /// Write to this file, whole or not at all; to standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `relata git-setup`
#[derive(Debug, Args)]
#[command(
    after_help = "Writes lines into .gitattributes, to be committed, and settings into this clone's own .git/config:\n\n  git diff                 tells what changed in meaning: claims, entities, links\n  git diff --no-ext-diff   shows Turtle a statement a line; so do git show, git log -p and git blame\n  git merge                merges claims: a conflict only where both sides changed the same one, between the usual marks\n  git rdiff A B            tells what changed in a whole project between two revisions (relata diff A B)\n\nEvery clone runs it once; `--remove` takes it back."
)]
pub struct GitSetup {
    /// Take the settings and lines away again
    #[arg(long, alias = "undo")]
    pub remove: bool,
}
