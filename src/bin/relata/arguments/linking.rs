//! The world outside: dataset, link, reconcile.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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
        /// For a table: the sign between cells, where the file's name does not say it
        #[arg(long, value_name = "SIGN")]
        delimiter: Option<String>,
        /// For a table that is not UTF-8: latin-1, iso-8859-2, windows-1250, -1251, -1252, utf-16le, utf-16be
        #[arg(long, value_name = "NAME")]
        encoding: Option<String>,
        /// For a table: a column whose cells hold several values, and the sign between them, such as `names=|`; may be given
        /// again
        #[arg(long, value_name = "COLUMN=SIGN")]
        split: Vec<String>,
    },
    /// Take a dataset out of relata.toml and relata.lock; its files stay
    Remove {
        /// The dataset
        name: String,
    },
    /// Fetch what is not here yet, or ask the endpoint and record its answer, and pin it; the only command that touches the
    /// network
    Fetch {
        /// Only this one
        name: Option<String>,
        /// Fetch or record anew, and pin other bytes than before
        #[arg(long, visible_alias = "record")]
        update: bool,
        /// Seconds that a server may be silent before it is given up; 300 before an answer and 60 within it unless said
        #[arg(long, value_name = "SECONDS")]
        timeout: Option<f64>,
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
        /// Also the names of what this property leads from to a linked thing, such as all members of an organisation; may be
        /// given again
        #[arg(long, value_name = "IRI")]
        leading: Vec<String>,
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
    /// Draft a spec from a look at both sides: what is compared, how, and why; begin with this
    New {
        /// The name of the spec, which is written to links/NAME.toml in a project, to NAME.toml elsewhere
        name: String,
        /// The things to be linked: a dataset of relata.toml, `project`, or a file, a table or RDF
        #[arg(long, value_name = "X")]
        source: String,
        /// What they are linked to, named likewise
        #[arg(long, value_name = "Y")]
        target: String,
        /// For tables that are not UTF-8: latin-1, iso-8859-2, windows-1250, -1251, -1252, utf-16le, utf-16be
        #[arg(long, value_name = "NAME")]
        encoding: Option<String>,
        /// Write to this file; `-` is standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print the draft and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Find links as a spec says and write them to its linkset; judgements stay
    Run {
        /// A spec in links/ by its name, or a file that ends in .toml
        spec: String,
        /// Only the I-th of N shards, such as 1/4, into SPEC.1-4.sssom.tsv beside the linkset; `merge` puts them together
        #[arg(long, value_name = "I/N")]
        shard: Option<String>,
        /// Write to this file instead of the spec's linkset; `-` is standard output, which shows the links and writes nothing
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Tell how many comparisons lie ahead and how many links would be found, and write nothing; `-o -` shows the links
        #[arg(long)]
        dry_run: bool,
    },
    /// Run a spec and compare with known links: precision, recall, F1, and why a link is wrong or was missed
    Eval {
        /// A spec
        spec: String,
        /// The known links: a table whose first two columns hold IRIs, or what the column in the sides' `id` holds; those of
        /// the spec's [gold] unless said
        gold: Option<PathBuf>,
        /// Wrong and missed links that are shown
        #[arg(long, value_name = "N", default_value_t = 10)]
        show: usize,
    },
    /// Tell what each comparison adds to the score of a pair, and why a run links it or not
    Explain {
        /// A spec
        spec: String,
        /// The thing to be linked: its IRI, the end of it, or its label
        source: String,
        /// What it is linked to, named likewise
        target: String,
    },
    /// Judge what is open, the highest score first: yes, no, nothing fits, later; `u` takes the last answer back
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
    /// Record one judgement; on the same day, an author's answer replaces the one before
    Judge {
        /// A spec
        spec: String,
        /// The thing to be linked: its IRI, the end of it, or its label
        source: String,
        /// What it is linked to, named likewise; left out where nothing was found
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
        /// Judge things that the spec does not read, and read nothing
        #[arg(long)]
        force: bool,
    },
    /// Write the accepted links as RDF, with an account of how each was made
    Export {
        /// A spec
        spec: String,
        /// turtle, trig, ntriples, nquads, rdfxml or jsonld; as the file's name ends unless said, else turtle
        #[arg(long, value_name = "FORMAT")]
        format: Option<String>,
        /// Write owl:sameAs instead of the spec's property
        #[arg(long)]
        same_as: bool,
        /// Only the links, without the account of how they were made
        #[arg(long)]
        bare: bool,
        /// In the account also what is no link: what was denied or not found, and what is open
        #[arg(long, conflicts_with = "bare")]
        all: bool,
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
        /// The linksets of its shards, all of them
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
