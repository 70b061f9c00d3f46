//! Is it right: check, fmt, validate.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `relata check`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relata check                             the project, everything in it\n  relata check a.ttl b.trig                files by themselves, with or without a project\n  relata check --deny warnings             for continuous integration\n  relata check --message-format sarif > check.sarif\n  relata check --fix                       near misses in quotations, missing usual prefixes, Form C\n  relata check --watch                     again at every save\n  relata check --rule V --allow V003       only the vocabulary, but not its domains and ranges\n\nA rule is named by its code (V001) or by its family (V); `relata explain V001` tells what it is for.\nIn relata.toml, `[check]` takes lists of codes: `allow`, `note`, `warn`, `deny`.\nIn a file, `#! allow V001 why` lets the findings of its line or of the next statement go.\n\nExit codes: 0 nothing wrong, 1 errors were found."
)]
pub struct Check {
    /// Files to check by themselves; the whole project where none is named
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to tell what is found
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,
    /// Mend what can be mended surely, and say what was
    #[arg(long)]
    pub fix: bool,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long, conflicts_with = "fix")]
    pub watch: bool,
    /// What counts as an error besides errors
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// Only findings of this rule or family
    #[arg(long, value_name = "CODE")]
    pub rule: Vec<String>,
    /// No findings of this rule or family
    #[arg(long, value_name = "CODE")]
    pub allow: Vec<String>,
}

/// What counts as an error besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
}

/// How findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With excerpts, for a person
    Human,
    /// A line each
    Short,
    /// A JSON object a line
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

/// `relata fmt`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relata fmt                     all Turtle and TriG files of the project\n  relata fmt --check             print what would change; exit code 1 where something would\n  relata fmt a.ttl b.trig        these files, with or without a project\n  relata fmt - < in.ttl          standard input to standard output\n\nA file with a fault is left as it is and the fault is told."
)]
pub struct Fmt {
    /// Files, or `-` for standard input; all of the project where none is named
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write nothing; print the changes as a patch
    #[arg(long)]
    pub check: bool,
}

/// `relata validate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relata validate people.ttl --shapes shapes.ttl\n  relata validate a.nt b.nt --shapes s.ttl --format turtle > report.ttl\n  relata validate dataset:mondial --shapes dataset:house-rules   datasets of relata.toml\n\nExit codes: 0 the data conform, 1 they do not, 2 the shapes or files are faulty, 4 a limit was crossed."
)]
pub struct Validate {
    /// The data: Turtle, TriG, N-Triples, N-Quads; RDF/XML, JSON-LD and `dataset:NAME` are read without lines
    #[arg(required = true, value_name = "DATA")]
    pub data: Vec<PathBuf>,
    /// The shapes, in the same formats; one graph from all files
    #[arg(short, long, required = true, num_args = 1.., value_name = "SHAPES")]
    pub shapes: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ReportFormat,
    /// Seconds before the validation is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 300.0)]
    pub timeout: f64,
    /// MiB of memory before the validation is given up
    #[arg(long, value_name = "MIB", default_value_t = 8192)]
    pub max_memory: u64,
}

/// How a validation is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a person, with the places in the files
    Human,
    /// The W3C validation report
    Turtle,
    /// For programs that know no RDF
    Json,
}
