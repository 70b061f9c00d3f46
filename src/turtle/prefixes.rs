//! Shortens IRIs with prefixes, in one look-up each.

use hashbrown::HashMap;

/// Prefixes, ready to shorten with.
///
/// ```
/// # use relata::turtle::Prefixes;
/// let prefixes = Prefixes::new(&[("e".into(), "http://e/".into()), ("x".into(), "http://e/x/".into())]);
/// assert_eq!(prefixes.shorten("http://e/x/1"), Some((1, "1")));
/// assert_eq!(prefixes.shorten("http://e/y/1"), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Prefixes {
    /// Name without colon, and namespace.
    all: Vec<(String, String)>,
    /// Namespaces that end where a local name can begin.
    by_namespace: HashMap<String, usize>,
    /// The others, which must be tried one by one.
    odd: Vec<usize>,
}

impl Prefixes {
    /// Prepares pairs of name (without colon) and namespace; the first of two for one namespace counts.
    pub fn new(prefixes: &[(String, String)]) -> Self {
        let mut found = Self::default();
        for (name, namespace) in prefixes {
            let known = found.all.iter().any(|(other, _)| other == name);
            if namespace.is_empty() || known || found.by_namespace.contains_key(namespace) {
                continue;
            }
            let at = found.all.len();
            found.all.push((name.clone(), namespace.clone()));
            found.by_namespace.insert(namespace.clone(), at);
            if namespace.ends_with(is_plain) {
                found.odd.push(at);
            }
        }
        found
    }

    /// Number of the prefix with the longest fitting namespace, and the rest of the IRI, a plain local name.
    pub fn shorten<'a>(&self, iri: &'a str) -> Option<(usize, &'a str)> {
        let begin = iri
            .bytes()
            .rposition(|byte| !is_plain(char::from(byte)))
            .map_or(0, |at| at + 1);
        // a character of several bytes has no plain one among them
        let mut best = self.by_namespace.get(&iri[..begin]).copied();
        for at in &self.odd {
            let namespace = &self.all[*at].1;
            if iri.starts_with(namespace.as_str())
                && namespace.len() >= begin
                && best.is_none_or(|best| self.all[best].1.len() < namespace.len())
                && !iri[namespace.len()..].starts_with('-')
            {
                best = Some(*at);
            }
        }
        let local = &iri[self.all[best?].1.len()..];
        (!local.starts_with('-')).then_some((best?, local))
    }

    /// Name and namespace of a prefix by its number.
    pub fn get(&self, at: usize) -> (&str, &str) {
        (&self.all[at].0, &self.all[at].1)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}
