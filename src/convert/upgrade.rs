//! From the old RDF-star syntax to RDF 1.2: every distinct quoted triple gets one named reifier.
//!
//! RDF-star let a triple stand as a subject; RDF 1.2 has triple terms as objects only, and reifiers that stand for them. A
//! reifier is named after a digest of its triple, so that the same triple has the same name in every file and every run.

use crate::text::sha256;
use crate::turtle::Format;
use crate::turtle::read::{Star, StreamError, read_star};
use std::collections::BTreeMap;

const REIFIES: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>";

/// What came out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Upgraded {
    /// N-Triples or N-Quads of RDF 1.2, which every Turtle or TriG reader of RDF 1.2 reads too.
    pub text: String,
    /// Statements of the input.
    pub statements: usize,
    /// Distinct quoted triples, each now with a reifier.
    pub reifiers: usize,
    /// Of these, those that are stated themselves too.
    pub stated: usize,
    /// Places where a quoted triple stood.
    pub uses: usize,
}

/// Upgrades a text. Reifiers are named under `namespace`.
///
/// ```
/// # use relata::{convert::upgrade::upgrade, turtle::Format};
/// let old = "@prefix : <http://e/> . << :a :b :c >> :said :d .";
/// let new = upgrade(old, Format::Turtle, None, "http://e/r-").unwrap();
/// assert_eq!((new.statements, new.reifiers), (1, 1));
/// assert!(new.text.contains("#reifies> <<( <http://e/a> <http://e/b> <http://e/c> )>> ."));
/// ```
pub fn upgrade(
    text: &str,
    format: Format,
    base: Option<&str>,
    namespace: &str,
) -> Result<Upgraded, StreamError> {
    let mut found = Upgraded::default();
    let mut work = Work {
        namespace,
        reifiers: BTreeMap::new(),
        uses: 0,
    };
    let mut lines = Vec::new();
    let mut plain = std::collections::BTreeSet::new();
    read_star(
        text,
        format,
        base,
        &mut |[subject, predicate, object], graph| {
            found.statements += 1;
            let [subject, predicate, object] =
                [subject, predicate, object].map(|term| work.term(&term));
            let graph = graph.map_or_else(String::new, |name| format!(" {name}"));
            plain.insert(format!("{subject} {predicate} {object}"));
            lines.push(format!("{subject} {predicate} {object}{graph} .\n"));
        },
    )?;
    found.reifiers = work.reifiers.len();
    found.uses = work.uses;
    for (triple, reifier) in &work.reifiers {
        found.stated += usize::from(plain.contains(triple));
        found
            .text
            .push_str(&format!("{reifier} {REIFIES} <<( {triple} )>> .\n"));
    }
    found.text.push_str(&lines.concat());
    Ok(found)
}

struct Work<'a> {
    namespace: &'a str,
    /// The reifier of each quoted triple.
    reifiers: BTreeMap<String, String>,
    uses: usize,
}

impl Work<'_> {
    /// The token of a term; of a quoted triple, that of its reifier.
    fn term(&mut self, term: &Star) -> String {
        match term {
            Star::Plain(token) => token.clone(),
            Star::Quoted(terms) => {
                self.uses += 1;
                let [subject, predicate, object] = [0, 1, 2].map(|at| self.term(&terms[at]));
                let triple = format!("{subject} {predicate} {object}");
                let namespace = self.namespace;
                self.reifiers
                    .entry(triple)
                    .or_insert_with_key(|triple| format!("<{namespace}{}>", &sha256(triple)[..16]))
                    .clone()
            }
        }
    }
}
