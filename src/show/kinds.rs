//! The kinds of situation that a project has: all of them with their notes, and those that some words may mean.
//!
//! What words may mean is guessed from the label of a kind and the first sentence of its note, so that a project's own
//! kinds are proposed as well as those that come with relata.

use super::Part;
use crate::ontology::skos;
use crate::project::Graphs;
use crate::turtle::write::natural;
use oxrdf::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The scheme of the kinds; a project's own kinds are in it, or narrower than one of it.
const SCHEME: &str = "https://w3id.org/relata/kinds";
/// Kinds proposed for the words of a claim.
const PROPOSED: usize = 3;

/// A kind.
#[derive(Debug, Default)]
struct Known<'a> {
    label: Option<&'a str>,
    note: Option<&'a str>,
    broader: BTreeSet<&'a str>,
    /// Spellings besides the label.
    others: Vec<&'a str>,
    in_scheme: bool,
}

/// The kinds of a project, by IRI.
pub struct Kinds<'a> {
    kinds: BTreeMap<&'a str, Known<'a>>,
}

impl<'a> Kinds<'a> {
    /// Looks through the graph for them.
    pub fn of(graphs: &'a Graphs) -> Self {
        let mut found: BTreeMap<&str, Known<'_>> = BTreeMap::new();
        for quad in graphs.quads() {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                continue;
            };
            let known = |found: &mut BTreeMap<&'a str, Known<'a>>,
                         change: &dyn Fn(&mut Known<'a>)| {
                change(found.entry(subject.as_str()).or_default());
            };
            match (quad.predicate.as_ref(), &quad.object) {
                (skos::PREF_LABEL, Term::Literal(label)) => {
                    known(&mut found, &|kind| kind.label = Some(label.value()));
                }
                (skos::ALT_LABEL | skos::HIDDEN_LABEL, Term::Literal(label)) => {
                    known(&mut found, &|kind| kind.others.push(label.value()));
                }
                (skos::SCOPE_NOTE, Term::Literal(note)) => {
                    known(&mut found, &|kind| kind.note = Some(note.value()));
                }
                (skos::BROADER, Term::NamedNode(wider)) => {
                    known(&mut found, &|kind| {
                        kind.broader.insert(wider.as_str());
                    });
                }
                (skos::IN_SCHEME, Term::NamedNode(scheme)) if scheme.as_str() == SCHEME => {
                    known(&mut found, &|kind| kind.in_scheme = true);
                }
                _ => {}
            }
        }
        Self {
            kinds: only_kinds(found),
        }
    }

    /// All kinds, a narrower one indented under its wider one, each with its note.
    ///
    /// The first column is the name as `shorten` writes it.
    pub fn list(&self, shorten: impl Fn(&str) -> String) -> Part {
        let mut rows = Vec::new();
        let mut roots: Vec<&str> = self
            .kinds
            .iter()
            .filter(|(_, kind)| {
                !kind
                    .broader
                    .iter()
                    .any(|wider| self.kinds.contains_key(wider))
            })
            .map(|(iri, _)| *iri)
            .collect();
        roots.sort_by(|a, b| natural(a, b));
        let mut told = BTreeSet::new();
        // a stack, so that kinds which are wider than themselves by a slip end
        let mut open: Vec<(&str, usize)> = roots.iter().rev().map(|iri| (*iri, 0)).collect();
        let mut left: Vec<&str> = self.kinds.keys().rev().copied().collect();
        loop {
            let Some((iri, depth)) = open.pop() else {
                match left.pop() {
                    Some(iri) if told.contains(iri) => continue,
                    Some(iri) => open.push((iri, 0)),
                    None => break,
                }
                continue;
            };
            if !told.insert(iri) {
                continue;
            }
            let Some(kind) = self.kinds.get(iri) else {
                continue;
            };
            let indent = "  ".repeat(depth.min(8));
            rows.push(vec![
                format!("{indent}{}", shorten(iri)),
                kind.note.or(kind.label).unwrap_or_default().to_owned(),
            ]);
            let narrower = self
                .kinds
                .iter()
                .rev()
                .filter(|(_, other)| other.broader.contains(iri));
            open.extend(narrower.map(|(other, _)| (*other, depth + 1)));
        }
        Part {
            title: "kinds of situation".into(),
            rows,
        }
    }

    /// The IRIs of the kinds that some words may mean, the likeliest first, at most three.
    pub fn meant_by(&self, words: &str) -> Vec<&'a str> {
        let wanted = stems(words);
        let mut weights: HashMap<&str, usize> = HashMap::new();
        for (iri, kind) in &self.kinds {
            let labels = kind.label.into_iter().chain(kind.others.iter().copied());
            let named = labels.flat_map(stems).filter(|stem| wanted.contains(stem));
            let first = kind.note.and_then(|note| note.split('.').next());
            let noted = first
                .map(stems)
                .unwrap_or_default()
                .into_iter()
                .filter(|stem| wanted.contains(stem));
            let weight = 2 * named.count() + noted.count();
            if weight > 0 {
                weights.insert(iri, weight);
            }
        }
        let mut found: Vec<(&str, usize)> = weights.into_iter().collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        found
            .into_iter()
            .take(PROPOSED)
            .map(|(iri, _)| iri)
            .collect()
    }
}

/// Leaves those in the scheme of kinds, and those narrower than one of it.
fn only_kinds<'a>(all: BTreeMap<&'a str, Known<'a>>) -> BTreeMap<&'a str, Known<'a>> {
    let mut kept: BTreeSet<&str> = all
        .iter()
        .filter(|(_, kind)| kind.in_scheme)
        .map(|(iri, _)| *iri)
        .collect();
    loop {
        let more: Vec<&str> = all
            .iter()
            .filter(|(iri, kind)| {
                !kept.contains(*iri) && kind.broader.iter().any(|wider| kept.contains(wider))
            })
            .map(|(iri, _)| *iri)
            .collect();
        if more.is_empty() {
            break;
        }
        kept.extend(more);
    }
    all.into_iter()
        .filter(|(iri, _)| kept.contains(iri))
        .collect()
}

/// The stems of the words that mean something, so that `founded` meets `founding`.
fn stems(words: &str) -> BTreeSet<String> {
    // words of the notes that say nothing of the kind
    let empty = [
        "somebody",
        "something",
        "party",
        "parties",
        "both",
        "with",
        "from",
        "that",
        "this",
        "again",
        "once",
        "into",
        "what",
        "their",
        "they",
        "them",
        "than",
        "about",
        "such",
        "other",
        "comes",
        "more",
        "much",
        "many",
        "there",
        "where",
        "those",
        "here",
        "have",
        "been",
        "will",
        "another",
        "some",
        "over",
        "time",
        "whose",
        "short",
        "things",
        "thing",
        "does",
        "gives",
        "give",
        "given",
        "goes",
        "makes",
        "sets",
        "said",
        "says",
        "first",
        "after",
        "were",
        "when",
        "becomes",
        "bears",
        "being",
        "takes",
        "part",
        "holds",
        "lies",
        "names",
        "mean",
        "brings",
        "situation",
        "work",
        "works",
        "worked",
        "working",
        "left",
        "people",
        "measures",
        "closer",
        "year",
        "years",
    ];
    words
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 3 && !empty.contains(&word.as_str()))
        .map(|word| stem(&word).to_owned())
        .collect()
}

fn stem(word: &str) -> &str {
    let endings = [
        "ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ed", "es",
        "s", "e",
    ];
    let stem = endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.chars().count() > 3)
        .unwrap_or(word);
    // improve-ment, improv-ed
    stem.strip_suffix('e')
        .filter(|stem| stem.chars().count() > 3)
        .unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::{stem, stems};

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [
            ("founded", "founding"),
            ("improved", "improvement"),
            ("signed", "signing"),
            ("elected", "election"),
            ("meetings", "meets"),
            ("accused", "accuses"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}, {other}");
        }
        assert!(stems("somebody is not what they had").is_empty());
    }
}
