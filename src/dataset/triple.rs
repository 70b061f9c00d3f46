//! Triple terms as tokens: what stands inside one, and one with other blank nodes.
//!
//! A triple term is a token with tokens inside, parted by single spaces as canonical N-Triples has them. Blank nodes in
//! it are the dataset's own, so whoever renames those must look inside; nothing else may forget that they are there.

use super::term::is_triple;
use std::borrow::Cow;

/// The deepest that triple terms stand inside one another in what is read; the next one is refused in words.
pub const DEEPEST: usize = 32;

const OPEN: &str = "<<( ";
const CLOSE: &str = " )>>";

/// Subject, predicate and object of a triple term's token.
pub(super) fn parts(token: &str) -> [&str; 3] {
    let inner = token.strip_prefix(OPEN).unwrap_or(token);
    let inner = inner.strip_suffix(CLOSE).unwrap_or(inner);
    // neither an IRI nor a blank node holds a space
    let (subject, rest) = inner.split_once(' ').unwrap_or((inner, ""));
    let (predicate, object) = rest.split_once(' ').unwrap_or((rest, ""));
    [subject, predicate, object]
}

/// The token of a triple term.
///
/// ```
/// # use relata::dataset::triple::token;
/// assert_eq!(token(["_:s", "<http://e/p>", "\"o\""]), "<<( _:s <http://e/p> \"o\" )>>");
/// ```
pub fn token(parts: [&str; 3]) -> String {
    let [subject, predicate, object] = parts;
    format!("{OPEN}{subject} {predicate} {object}{CLOSE}")
}

/// The terms of a token that are no triples, from left to right: the token itself where it is none.
///
/// ```
/// # use relata::dataset::triple::atoms;
/// let nested = "<<( _:a <http://e/p> <<( _:b <http://e/q> \"x y\" )>> )>>";
/// assert_eq!(atoms(nested).collect::<Vec<_>>(), ["_:a", "<http://e/p>", "_:b", "<http://e/q>", "\"x y\""]);
/// ```
pub fn atoms(token: &str) -> impl Iterator<Item = &str> {
    // at most two are known before the next triple term must be opened
    let mut known = [None; 2];
    let mut rest = Some(token);
    std::iter::from_fn(move || {
        if let Some(atom) = known.iter_mut().find_map(Option::take) {
            return Some(atom);
        }
        let next = rest.take()?;
        if !is_triple(next) {
            return Some(next);
        }
        let [subject, predicate, object] = parts(next);
        known = [None, Some(predicate)];
        rest = Some(object);
        Some(subject)
    })
}

/// The blank nodes of a token, `_:` included: of a triple term those inside it, of a blank node itself.
pub fn blanks(token: &str) -> impl Iterator<Item = &str> {
    atoms(token).filter(|atom| atom.starts_with("_:"))
}

/// The token with its blank nodes named anew.
///
/// ```
/// # use relata::dataset::triple::renamed;
/// let token = renamed("<<( _:a <http://e/p> \"_:a\" )>>", |label| Some(format!("{label}x")));
/// assert_eq!(token, "<<( _:ax <http://e/p> \"_:a\" )>>");
/// ```
pub fn renamed(token: &str, name: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    if token.starts_with("_:") {
        return name(token).map_or(Cow::Borrowed(token), Cow::Owned);
    }
    if !is_triple(token) || blanks(token).next().is_none() {
        return Cow::Borrowed(token);
    }
    let mut named = String::with_capacity(token.len() + 16);
    let mut push = |atom: &str| match name(atom).filter(|_| atom.starts_with("_:")) {
        Some(other) => named.push_str(&other),
        None => named.push_str(atom),
    };
    let (mut rest, mut depth) = (token, 0);
    while is_triple(rest) {
        let [subject, predicate, object] = parts(rest);
        push(OPEN);
        push(subject);
        push(" ");
        push(predicate);
        push(" ");
        (rest, depth) = (object, depth + 1);
    }
    push(rest);
    for _ in 0..depth {
        push(CLOSE);
    }
    Cow::Owned(named)
}
