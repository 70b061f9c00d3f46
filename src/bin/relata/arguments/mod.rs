//! The command line as types: every command, its words and its flags.

mod asking;
mod changes;
mod checking;
mod exchange;
mod linking;
mod texts;

pub use asking::*;
pub use changes::*;
pub use checking::*;
pub use exchange::*;
pub use linking::*;
pub use texts::*;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Knowledge graphs of texts: checked, asked, exported.
#[derive(Debug, Parser)]
#[command(
    name = "relata",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 yes, 1 no (findings, failed tests, ASK false), 2 usage or faulty files, 3 the machine failed, 4 a limit was crossed."
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Go to this folder first
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Say less: no verbs, no hints
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub quiet: u8,
    /// Colour of messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: ColorChoice,
    /// Columns to write tables and messages in
    #[arg(long, value_name = "N", global = true)]
    pub width: Option<usize>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project from a text
    New(New),
    /// Check files, vocabulary, shapes, queries, passages and quotations
    Check(Check),
    /// Explain a rule of `relata check`, with a wrong and a right example
    Explain {
        /// Its code, such as S010; all rules are listed where none is named
        code: Option<String>,
    },
    /// Lay out Turtle and TriG files, comments kept, meaning proven unchanged
    Fmt(Fmt),
    /// Validate data against SHACL shapes, with or without a project
    Validate(Validate),
    /// List the stored queries, or run one, or any other
    #[command(visible_alias = "q")]
    Query(Query),
    /// Run the stored queries against their expected answers
    Test(Test),
    /// Tell all about an entity, a claim, a situation or a sentence
    Show(Show),
    /// Tell where a triple comes from: file, line, sentence, or the rule and the claims it follows from
    Why(Why),
    /// Count what the graph holds
    Stats,
    /// Write the graph in any of many formats, the same to the byte every time
    Export(Export),
    /// Tell what changed in meaning between two states
    Diff(Diff),
    /// Apply an RDF patch to a file
    Patch(Patch),
    /// Convert between RDF formats, as a stream
    Convert(Convert),
    /// Write a file as canonical N-Quads (RDFC-1.0): the same for the same dataset, whatever its blank nodes are called
    Canonicalize(Canonicalize),
    /// Print the digest of a file's canonical form
    Hash(Canonicalize),
    /// Bring a file from an old syntax to today's
    Upgrade(Upgrade),
    /// Let git diff and git merge speak claims
    GitSetup(GitSetup),
    /// What git diff compares: a file, a statement a line
    #[command(hide = true)]
    GitText {
        /// The file
        file: PathBuf,
    },
    /// What git diff shows of a file: git gives its name, and for each state a file, a digest and a mode
    #[command(hide = true)]
    GitDiff {
        /// What git gives
        #[arg(num_args = 1..=9, allow_hyphen_values = true)]
        given: Vec<String>,
    },
    /// What git merge does with a file: the common state, ours (which is overwritten), theirs, and its name
    #[command(hide = true)]
    GitMerge {
        /// The common state
        base: PathBuf,
        /// Our state, and where the outcome goes
        ours: PathBuf,
        /// Their state
        theirs: PathBuf,
        /// The file's name in the repository
        name: String,
    },
    /// Find the passages of a text and write data/passages.ttl
    Anchor(Anchor),
    /// Print a claim to fill in, for a sentence and the words that say it
    Claim(Claim),
    /// The local copy of the text
    Text(Text),
    /// Links to external datasets: found, judged, recorded, tested
    Link(Link),
    /// External datasets: named in relata.toml, pinned in relata.lock
    Dataset(Dataset),
    /// Serve the project's entities or a dataset for reconciliation, to OpenRefine and others
    Reconcile(Reconcile),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// Where to
        directory: PathBuf,
    },
}
