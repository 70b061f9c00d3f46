//! Chooses prefixes for a stream from its beginning, since they must stand on top before the rest is known.

use crate::dataset::term::{View, unescape, view};
use crate::ontology::PREFIXES;
use crate::turtle::Prefixes;
use std::collections::BTreeMap;

/// Namespaces that occur more rarely in the sample get no prefix.
const OFTEN: usize = 3;
/// The most prefixes.
const MOST: usize = 40;

/// Names for namespaces that everybody knows, besides those of relata.
const KNOWN: &[(&str, &str)] = &[
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("schema", "https://schema.org/"),
    ("void", "http://rdfs.org/ns/void#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
];

/// Counts namespaces.
#[derive(Debug, Default)]
pub struct Sample {
    counts: BTreeMap<String, usize>,
}

impl Sample {
    /// Looks at a token.
    pub fn see(&mut self, token: &str) {
        let iri = match view(token) {
            View::Iri(iri) => iri,
            View::Literal {
                datatype: Some(datatype),
                ..
            } => datatype,
            View::Triple(parts) => {
                // readers bound how deep these nest
                for part in parts {
                    self.see(part);
                }
                return;
            }
            View::Literal { datatype: None, .. } | View::Blank(_) => return,
        };
        if let Some(end) = iri.rfind(['#', '/']).map(|at| at + 1)
            && !iri[..end].ends_with("//")
        {
            match self.counts.get_mut(&iri[..end]) {
                Some(count) => *count += 1,
                None => {
                    self.counts.insert(iri[..end].to_owned(), 1);
                }
            }
        }
    }

    /// Prefixes for the namespaces seen often, in the order of their names; `given` ones count first.
    pub fn prefixes(self, given: &[(String, String)]) -> Prefixes {
        let mut often: Vec<(String, usize)> = self
            .counts
            .into_iter()
            .filter(|(_, count)| *count >= OFTEN)
            .collect();
        often.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut chosen: BTreeMap<String, String> = BTreeMap::new();
        for (namespace, _) in often.into_iter().take(MOST) {
            let known = given
                .iter()
                .map(|(name, iri)| (name.as_str(), iri.as_str()))
                .chain(KNOWN.iter().chain(PREFIXES).copied())
                .find(|(name, iri)| *iri == namespace && !chosen.contains_key(*name))
                .map(|(name, _)| name.to_owned());
            let name = known.unwrap_or_else(|| invent(&namespace, &chosen));
            chosen.insert(name, unescape(&namespace).into_owned());
        }
        let pairs: Vec<(String, String)> = chosen.into_iter().collect();
        Prefixes::new(&pairs)
    }
}

/// A name from the last word of a namespace, with a number where it is taken.
fn invent(namespace: &str, taken: &BTreeMap<String, String>) -> String {
    let word = namespace
        .split(|c: char| !c.is_ascii_alphanumeric())
        .rfind(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or("ns")
        .to_ascii_lowercase();
    let word: String = word.chars().take(12).collect();
    (1u32..)
        .map(|number| {
            if number == 1 {
                word.clone()
            } else {
                format!("{word}{number}")
            }
        })
        .find(|name| {
            !taken.contains_key(name)
                && !KNOWN.iter().chain(PREFIXES).any(|(known, _)| known == name)
        })
        .unwrap_or(word)
}
