//! Which blank node of the new dataset is which of the old one: by structure first, then by the company it keeps.

use crate::dataset::triple::{self, renamed};
use crate::dataset::{Dataset, Id};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Candidates looked at for one node.
const MOST: usize = 64;
/// Rounds of matching: each can use the matches of the one before.
const ROUNDS: usize = 4;

/// A statement as tokens: subject, predicate, object, graph or nothing.
pub type Tokens = [String; 4];

/// The statements of both, the blank nodes of the second under the names of their counterparts in the first.
pub fn align(old: &Dataset, new: &Dataset) -> (BTreeSet<Tokens>, BTreeSet<Tokens>) {
    let (old, mut new) = (statements(&old.relabelled()), statements(&new.relabelled()));
    for _ in 0..ROUNDS {
        let names = matches(&old, &new);
        if names.is_empty() {
            break;
        }
        new = new
            .into_iter()
            .map(|tokens| tokens.map(|token| rename(token, |node| names.get(node).cloned())))
            .collect();
    }
    (old, new)
}

/// The token with the blank nodes in it called otherwise.
fn rename(token: String, name: impl Fn(&str) -> Option<String>) -> String {
    match renamed(&token, name) {
        Cow::Owned(other) => other,
        Cow::Borrowed(_) => token,
    }
}

fn statements(dataset: &Dataset) -> BTreeSet<Tokens> {
    dataset
        .quads()
        .iter()
        .map(|quad| quad.map(|id: Id| dataset.token(id).to_owned()))
        .collect()
}

/// New names for blank nodes that the old statements do not know, each the best of those the new ones do not know.
fn matches(old: &BTreeSet<Tokens>, new: &BTreeSet<Tokens>) -> BTreeMap<String, String> {
    let (known, found) = (blanks(old), blanks(new));
    let features_old = features(old, |node| !found.contains(node));
    let features_new = features(new, |node| !known.contains(node));
    let mut holders: HashMap<&Tokens, Vec<&String>> = HashMap::new();
    for (node, features) in &features_old {
        for feature in features {
            holders.entry(feature).or_default().push(node);
        }
    }
    let mut pairs: Vec<(usize, &String, &String)> = Vec::new();
    for (node, features) in &features_new {
        let mut scores: BTreeMap<&String, usize> = BTreeMap::new();
        for feature in features {
            for other in holders.get(feature).into_iter().flatten().take(MOST) {
                *scores.entry(other).or_default() += 1;
            }
        }
        pairs.extend(
            scores
                .into_iter()
                .map(|(other, score)| (score, node, other)),
        );
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let (mut names, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, node, other) in pairs {
        if !names.contains_key(node) && taken.insert(other.clone()) {
            names.insert(node.clone(), other.clone());
        }
    }
    names
}

fn blanks(statements: &BTreeSet<Tokens>) -> BTreeSet<&str> {
    statements
        .iter()
        .flatten()
        .flat_map(|token| triple::blanks(token))
        .collect()
}

/// What is said of each chosen node, itself left out.
fn features(
    statements: &BTreeSet<Tokens>,
    chosen: impl Fn(&str) -> bool,
) -> BTreeMap<String, Vec<Tokens>> {
    let mut found: BTreeMap<String, Vec<Tokens>> = BTreeMap::new();
    for tokens in statements {
        for node in tokens
            .iter()
            .flat_map(|token| triple::blanks(token))
            .filter(|node| chosen(node))
        {
            let feature = tokens.clone().map(|token| {
                rename(token, |other| {
                    if other == node {
                        Some("_:self".to_owned())
                    } else {
                        chosen(other).then(|| "_:other".to_owned())
                    }
                })
            });
            found.entry(node.to_owned()).or_default().push(feature);
        }
    }
    found
}

/// True where a token is a blank node.
pub fn is_blank(token: &str) -> bool {
    token.starts_with("_:")
}
