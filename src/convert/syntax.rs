//! Which RDF syntax a file is in, and how it is packed: told by the end of its name.

use crate::diagnostic::nearest;
use oxrdfio::{JsonLdProfileSet, RdfFormat};

/// A syntax for RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Turtle
    Turtle,
    /// TriG
    TriG,
    /// N-Triples
    NTriples,
    /// N-Quads
    NQuads,
    /// RDF/XML
    RdfXml,
    /// JSON-LD
    JsonLd,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Not at all.
    #[default]
    None,
    /// gzip, `.gz`
    Gzip,
    /// bzip2, `.bz2`
    Bzip2,
    /// Zstandard, `.zst`
    Zstd,
}

const NAMES: &[(&str, Syntax)] = &[
    ("turtle", Syntax::Turtle),
    ("ttl", Syntax::Turtle),
    ("trig", Syntax::TriG),
    ("ntriples", Syntax::NTriples),
    ("nt", Syntax::NTriples),
    ("nquads", Syntax::NQuads),
    ("nq", Syntax::NQuads),
    ("rdfxml", Syntax::RdfXml),
    ("rdf", Syntax::RdfXml),
    ("owl", Syntax::RdfXml),
    ("xml", Syntax::RdfXml),
    ("jsonld", Syntax::JsonLd),
    ("json", Syntax::JsonLd),
];

impl Syntax {
    /// The syntax of that name or file extension; else what to do.
    ///
    /// ```
    /// # use relata::convert::Syntax;
    /// assert_eq!(Syntax::named("ttl"), Ok(Syntax::Turtle));
    /// assert!(Syntax::named("turtel").is_err_and(|help| help.contains("`turtle`")));
    /// ```
    pub fn named(name: &str) -> Result<Self, String> {
        let folded = name.to_ascii_lowercase();
        if let Some((_, syntax)) = NAMES.iter().find(|(known, _)| *known == folded) {
            return Ok(*syntax);
        }
        let near = nearest(&folded, NAMES.iter().map(|(known, _)| *known))
            .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Err(format!(
            "{near}formats are turtle, trig, ntriples, nquads, rdfxml and jsonld"
        ))
    }

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::NTriples => "ntriples",
            Self::NQuads => "nquads",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
        }
    }

    /// True where it tells graphs apart.
    pub fn holds_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads | Self::JsonLd)
    }

    /// What oxrdfio calls it.
    pub(super) fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::TriG => RdfFormat::TriG,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        }
    }
}

/// Syntax and packing by the end of a name: `a.nt.gz`. The syntax is what is said after its last dot but one.
pub fn of_name(name: &str) -> (Result<Syntax, String>, Packing) {
    let (stem, packing) = match name.rsplit_once('.') {
        Some((stem, "gz" | "gzip")) => (stem, Packing::Gzip),
        Some((stem, "bz2")) => (stem, Packing::Bzip2),
        Some((stem, "zst" | "zstd")) => (stem, Packing::Zstd),
        _ => (name, Packing::None),
    };
    let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
    (Syntax::named(extension), packing)
}
