//! The command line as types: every command, its words and its flags.

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

/// `relata new`
#[derive(Debug, Args)]
pub struct New {
    /// Name of the folder to make
    pub name: String,
    /// The text to encode, plain or Markdown
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// IRI under which the project's things are named
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Language of the text; where it is not given, it is guessed and told
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
}

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

/// `relata query`
#[derive(Debug, Args)]
#[command(
    disable_help_flag = true,
    after_help = "Examples:\n  relata query                              list the stored queries\n  relata query timeline from=1991 to=1999   run one\n  relata query timeline --help              what it answers, and its parameters\n  relata query -e 'SELECT * { ?s a rlt:Claim } LIMIT 3'\n  relata query -f mine.rq --format json -o answer.json"
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

/// `relata export`
#[derive(Debug, Args)]
#[command(
    after_help = "Formats: turtle, trig, ntriples, nquads, rdfxml, jsonld; nanopub (a publication for each claim); csv (a row for each claim);\ngraphml, gexf, dot, mermaid (networks). What a format cannot hold is counted on standard error.\n\nExamples:\n  relata export                                the data as Turtle\n  relata export -o out.jsonld                  the end of the name says the format\n  relata export --graph data/claims-lead.ttl   one file's claims\n  relata export --include derived,ontology     with what follows, and with the vocabulary\n  relata export --format trig -o out/          a file for each graph, and a list of what was written"
)]
pub struct Export {
    /// The format; that of the file's name, or turtle, where none is named. Several, parted by commas, into a folder
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub format: Vec<String>,
    /// Only this file, this folder, or the graph of this IRI
    #[arg(long, value_name = "NAME")]
    pub graph: Option<String>,
    /// Also what is derived, the links to other datasets, or the ontology
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub include: Vec<Included>,
    /// Keep the comments of the files, each before what it stood before; Turtle and TriG alone hold comments
    #[arg(long)]
    pub comments: bool,
    /// Write to this file, whole or not at all; into this folder, a file for each graph, with a manifest and a description
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
}

/// What an export may include.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Included {
    /// The derived graph
    Derived,
    /// The links to other datasets
    Links,
    /// The ontology files
    Ontology,
}

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

/// `relata convert`
#[derive(Debug, Args)]
#[command(
    after_help = "The ends of the names say the formats (.ttl .trig .nt .nq .rdf .jsonld) and the packing (.gz .bz2 .zst).\nA packed file that swells more than a hundredfold is refused; unpack it first where you trust it.\n\nExamples:\n  relata convert kg.nt.gz kg.ttl\n  relata convert --from nt --to ttl.gz - - < kg.nt\n  relata convert --lenient dump.nq clean.nq.zst\n  relata convert --pretty kg.nt kg.ttl          sorted, the same to the byte from any order, in memory"
)]
pub struct Convert {
    /// What to read; `-` is standard input
    pub input: PathBuf,
    /// What to write, whole or not at all; `-` is standard output
    pub output: PathBuf,
    /// The input's format, where its name does not say it
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// The output's format, where its name does not say it
    #[arg(long, value_name = "FORMAT")]
    pub to: Option<String>,
    /// The IRI that relative ones are relative to
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Leave out what is wrong, and tell what
    #[arg(long)]
    pub lenient: bool,
    /// Sort everything and nest blank nodes: the same to the byte every time, but in memory
    #[arg(long)]
    pub pretty: bool,
}

/// `relata canonicalize` and `relata hash`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relata canonicalize a.ttl > a.nq\n  relata hash a.ttl                    the same as that of b.jsonld where both say the same\n  relata hash --algorithm sha384 - --from nq < a.nq\n\nA dataset whose blank nodes are too alike is refused (exit code 4): telling them apart could take for ever."
)]
pub struct Canonicalize {
    /// What to read; `-` is standard input
    pub input: PathBuf,
    /// Its format, where its name does not say it
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// The IRI that relative ones are relative to
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// The hash that blank nodes are told apart by, and that is printed
    #[arg(long, value_name = "NAME", default_value = "sha256")]
    pub algorithm: HashAlgorithm,
}

/// The hashes of RDFC-1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HashAlgorithm {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
}

/// `relata upgrade`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  relata upgrade rdf-star old.ttl -o new.nt\n\nEvery distinct quoted triple gets one reifier, named after a digest of it; what was said of the triple is then said\nof the reifier. The output is N-Triples (of TriG: N-Quads) of RDF 1.2."
)]
pub struct Upgrade {
    /// From what
    pub from: OldSyntax,
    /// What to read: Turtle or TriG
    pub file: PathBuf,
    /// What to write; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the names of reifiers begin with
    #[arg(long, value_name = "IRI", default_value = "urn:x-reifier:")]
    pub namespace: String,
    /// The IRI that relative ones are relative to
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
}

/// Syntaxes that are left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OldSyntax {
    /// RDF-star of the community group, 2021
    RdfStar,
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

/// `relata anchor`
#[derive(Debug, Args)]
pub struct Anchor {
    /// The text; the attached one where none is named
    pub file: Option<PathBuf>,
    /// Tell what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write even if most of the known passages are lost
    #[arg(long)]
    pub accept_loss: bool,
}

/// `relata claim`
#[derive(Debug, Args)]
pub struct Claim {
    /// The sentence: s14
    pub sentence: String,
    /// The words: the first few and the last few, with … or ... between
    pub quote: String,
}

/// `relata text`
#[derive(Debug, Args)]
pub struct Text {
    #[command(subcommand)]
    pub command: TextCommand,
}

/// What to do with the text.
#[derive(Debug, Subcommand)]
pub enum TextCommand {
    /// Copy the text into the project, if it is the one that was encoded
    Attach {
        /// The text
        file: PathBuf,
    },
    /// Tell whether the text is attached
    Status,
}

/// `relata dataset`
#[derive(Debug, Args)]
pub struct Dataset {
    #[command(subcommand)]
    pub command: DatasetCommand,
}

/// What to do with datasets.
#[derive(Debug, Subcommand)]
pub enum DatasetCommand {
    /// Name a dataset in relata.toml; a file that is here is pinned at once, a URL is not fetched yet
    Add {
        /// Its name: lower-case letters, digits and `-`
        name: String,
        /// A path, or an http(s) URL; with `--query`, the URL of a SPARQL endpoint
        source: String,
        /// The stored CONSTRUCT or SELECT that the endpoint is asked; its answer is recorded
        #[arg(long, value_name = "FILE")]
        query: Option<String>,
        /// Where in a JSON or YAML file the records lie, such as `concepts.*`
        #[arg(long, value_name = "PATH")]
        records: Option<String>,
        /// Its licence
        #[arg(long, value_name = "IRI")]
        license: Option<String>,
        /// Who publishes it
        #[arg(long)]
        publisher: Option<String>,
        /// What a reader calls it
        #[arg(long)]
        title: Option<String>,
        /// turtle, ntriples, trig, nquads, rdfxml, jsonld, csv, tsv, json, jsonl or yaml, where its name does not say
        #[arg(long)]
        format: Option<String>,
        /// For a table: the CONSTRUCT whose variables are the columns
        #[arg(long, value_name = "FILE")]
        construct: Option<String>,
    },
    /// Fetch what is not here yet, or ask the endpoint and record its answer, and pin it; the only command that touches the
    /// network
    Fetch {
        /// Only this one
        name: Option<String>,
        /// Fetch or record anew, and pin other bytes than before
        #[arg(long, visible_alias = "record")]
        update: bool,
    },
    /// Compare the datasets at hand with what is pinned
    Verify {
        /// Only this one
        name: Option<String>,
    },
    /// Write what a dataset says of the things that accepted links lead to, so that queries can use it offline
    Facts {
        /// The dataset
        name: String,
        /// Only this property; may be given again
        #[arg(long, value_name = "IRI")]
        only: Vec<String>,
        /// Write to this file, such as links/NAME-facts.ttl
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// List the datasets
    List,
}

/// `relata link`
#[derive(Debug, Args)]
pub struct Link {
    #[command(subcommand)]
    pub command: LinkCommand,
}

/// What to do with links.
#[derive(Debug, Subcommand)]
pub enum LinkCommand {
    /// Find links as a spec says and write them to its linkset; judgements stay
    Run {
        /// A spec in links/ by its name, or a file that ends in .toml
        spec: String,
        /// Only the I-th of N shards, such as 1/4
        #[arg(long, value_name = "I/N")]
        shard: Option<String>,
        /// Write to this file instead of the spec's linkset; `-` is standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Tell how many comparisons lie ahead and what would be found, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Run a spec and compare with known links
    Eval {
        /// A spec
        spec: String,
        /// The known links; those of the spec's [gold] unless said
        gold: Option<PathBuf>,
        /// Wrong and missed links that are shown
        #[arg(long, value_name = "N", default_value_t = 10)]
        show: usize,
    },
    /// Tell what each comparison adds to the score of a pair
    Explain {
        /// A spec
        spec: String,
        /// The thing to be linked
        source: String,
        /// What it is linked to
        target: String,
    },
    /// Judge what is open: yes, no, later
    Review {
        /// A spec
        spec: String,
        /// Numbered questions in plain lines, for a screen reader or a pipe
        #[arg(long)]
        plain: bool,
        /// Also what is good enough by itself
        #[arg(long)]
        all: bool,
        /// Who judges
        #[arg(long, env = "RELATA_AUTHOR")]
        author: String,
    },
    /// Record one judgement
    Judge {
        /// A spec
        spec: String,
        /// The thing to be linked
        source: String,
        /// What it is linked to; nothing where nothing was found
        target: Option<String>,
        /// The link does not hold
        #[arg(long)]
        not: bool,
        /// Why
        #[arg(long, value_name = "TEXT")]
        because: Option<String>,
        /// Who judges
        #[arg(long, env = "RELATA_AUTHOR")]
        author: String,
    },
    /// Write the accepted links as RDF
    Export {
        /// A spec
        spec: String,
        /// turtle or ntriples
        #[arg(long, value_name = "FORMAT", default_value = "turtle")]
        format: String,
        /// Write owl:sameAs instead of the spec's property
        #[arg(long)]
        same_as: bool,
        /// Only the links, without the account of how they were made
        #[arg(long)]
        bare: bool,
        /// Write to this file, whole or not at all
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Count accepted, open and rejected links
    Stats {
        /// A spec; all linksets of the project unless said
        spec: Option<String>,
    },
    /// Put the linksets of shards together
    Merge {
        /// The spec
        spec: String,
        /// The linksets of its shards
        #[arg(required = true)]
        shards: Vec<PathBuf>,
        /// Write to this file instead of the spec's linkset; `-` is standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// `relata reconcile`
#[derive(Debug, Args)]
#[command(after_help = "\
Serves until Ctrl-C, to this machine alone, read-only. In OpenRefine: Reconcile, Start reconciling, Add standard service, and
the address that is printed; the same address in a browser says more. The protocol is that of the W3C Entity Reconciliation
Community Group, 0.2 at the address itself, the draft of 1.0 at `1.0-draft/` below it. `docs/reconciling.md` says how names are
matched and when a match is declared.

  relata reconcile                                     the project's own entities
  relata reconcile mondial --types mondial:City        the cities of a dataset of relata.toml
  relata reconcile --port 0                            any free port")]
pub struct Reconcile {
    /// A dataset of relata.toml; the project's own entities unless said
    pub dataset: Option<String>,
    /// The port; 0 takes one that is free
    #[arg(long, value_name = "N", default_value_t = 7879)]
    pub port: u16,
    /// The address to listen on; any but a loopback address lets other machines ask, without a password
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub listen: std::net::IpAddr,
    /// The address that others reach the service by, where it is another: its name is answered to, and the manifest gives it
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
    /// Let the pages of an origin ask, such as https://refine.example.org; `*` lets any page on the web. Pages from this machine
    /// may always; may be given again
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Vec<String>,
    /// Only entities of this class or one below it, such as schema:Place; may be given again
    #[arg(long, value_name = "CLASS", value_delimiter = ',')]
    pub types: Vec<String>,
    /// The property that names things, where it is none of the usual; the first is shown, all are matched
    #[arg(long, value_name = "PROPERTY", value_delimiter = ',')]
    pub name: Vec<String>,
    /// The language to show names in, where there is one; that of the project's text unless said
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Candidates of a query that does not say how many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub limit: u16,
    /// The namespace of the identifiers, for the manifest; what the IRIs share unless said
    #[arg(long, value_name = "IRI")]
    pub identifier_space: Option<String>,
    /// What kind of things the entities are, for the manifest
    #[arg(
        long,
        value_name = "IRI",
        default_value = "http://www.w3.org/2000/01/rdf-schema#Resource"
    )]
    pub schema_space: String,
}
