//! Out and back: export, convert, upgrade, canonicalize.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

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
