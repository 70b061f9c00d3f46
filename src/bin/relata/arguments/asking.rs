//! Asking and showing: query, test, show, why.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `relata why`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relata why c14b                               a claim: where it stands, and in which sentence\n  relata why ent:russia org:memberOf ent:apec   a triple, stated or derived\n  relata why ent:russia _ _                     everything said of a thing, each with its place\n\nExit codes: 0 it is so, 1 the graph does not say so."
)]
pub struct Why {
    /// The subject: a name, an IRI, or `_` for any
    pub subject: String,
    /// The predicate, or `_` for any
    #[arg(requires = "object")]
    pub predicate: Option<String>,
    /// The object: a name, an IRI, a literal in quotation marks, or `_` for any
    pub object: Option<String>,
    /// The most triples to explain
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub limit: usize,
}

/// `relata query`
#[derive(Debug, Args)]
#[command(
    disable_help_flag = true,
    after_help = "Examples:\n  relata query                              list the stored queries\n  relata query timeline from=1991 to=1999   run one\n  relata query timeline --help              what it answers, and its parameters\n  relata query -e 'SELECT * { ?s a rlt:Claim } LIMIT 3'\n  relata query -f mine.rq --format json -o answer.json\n  relata query -e 'SELECT * { ?c a mondial:Country ; mondial:name ?name }' --dataset mondial\n  relata query -f both.rq --dataset mondial --dataset project"
)]
pub struct Query {
    /// Name of a stored query, then parameters as NAME=VALUE
    pub words: Vec<String>,
    /// Run this query; the prefixes of the project need no declaration
    #[arg(short = 'e', long, value_name = "SPARQL", conflicts_with = "file")]
    pub expression: Option<String>,
    /// Run the query in this file (`-` reads standard input)
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Ask a dataset of relata.toml in place of the project's graph; may be given again, and `project` is that graph
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub dataset: Vec<String>,
    /// table, csv, tsv, json, xml, md; turtle, ntriples, trig, nquads, rdfxml, jsonld for graphs
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Write to this file, whole or not at all; its extension names the format
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show labels beside names
    #[arg(long)]
    pub labels: bool,
    /// Show the plan
    #[arg(long)]
    pub explain: bool,
    /// Where there is no answer, tell which patterns leave none
    #[arg(long)]
    pub why: bool,
    /// Seconds before the query is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    pub timeout: f64,
    /// MiB of memory before the query is given up
    #[arg(long, value_name = "MIB", default_value_t = 4096)]
    pub max_memory: u64,
    /// Explain this command, or the stored query that is named
    #[arg(short, long)]
    pub help: bool,
}

/// `relata test`
#[derive(Debug, Args)]
pub struct Test {
    /// Only the tests whose name holds one of these
    pub filters: Vec<String>,
    /// Write the answers as the expected ones
    #[arg(long)]
    pub accept: bool,
    /// human or junit
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: TestFormat,
}

/// How tests are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For a person
    Human,
    /// For a CI server
    Junit,
}

/// `relata show`
#[derive(Debug, Args)]
pub struct Show {
    /// The name of an entity, a claim or a sentence, such as c01a or s01; a label; `coverage`, or `kinds`
    pub thing: String,
}
