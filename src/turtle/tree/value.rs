//! What a token stands for: escapes undone, names expanded, IRIs resolved. Faults are told by their place in the token.

use std::borrow::Cow;

/// What is wrong inside a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// An escape that means nothing: its first byte in the token and its length.
    Escape(usize, usize),
    /// A relative IRI where no base is declared.
    Relative,
    /// What the IRI's grammar says against it.
    Iri(String),
}

/// Undoes the escapes of a string (`texts` true) or an IRI. Positions in a flaw count from the beginning of `written`.
pub(super) fn unescape(written: &str, texts: bool) -> Result<Cow<'_, str>, Flaw> {
    if memchr::memchr(b'\\', written.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(written));
    }
    let mut plain = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        let place = written.len() - rest.len() + at;
        let sign = rest[at + 1..].chars().next();
        let digits = match sign {
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let length = if digits > 0 {
            let hexadecimal = rest
                .get(at + 2..at + 2 + digits)
                .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let character = hexadecimal
                .and_then(|text| u32::from_str_radix(text, 16).ok())
                .and_then(char::from_u32);
            plain.push(character.ok_or(Flaw::Escape(place, (2 + digits).min(rest.len() - at)))?);
            2 + digits
        } else {
            let character = match sign.filter(|_| texts) {
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('f') => '\u{C}',
                Some(same @ ('"' | '\'' | '\\')) => same,
                _ => return Err(Flaw::Escape(place, 1 + sign.map_or(0, char::len_utf8))),
            };
            plain.push(character);
            2
        };
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    Ok(Cow::Owned(plain))
}

/// An IRI in full from what stands between `<` and `>`.
pub(super) fn iri(written: &str, base: Option<&oxiri::Iri<String>>) -> Result<String, Flaw> {
    let plain = unescape(written, false)?;
    match base {
        Some(base) => base
            .resolve(&plain)
            .map(oxiri::Iri::into_inner)
            .map_err(|error| Flaw::Iri(error.to_string())),
        None => match oxiri::Iri::parse(plain.as_ref()) {
            Ok(_) => Ok(plain.into_owned()),
            Err(_) if oxiri::IriRef::parse(plain.as_ref()).is_ok() => Err(Flaw::Relative),
            Err(error) => Err(Flaw::Iri(error.to_string())),
        },
    }
}

/// A name in full: its namespace, and its local part without the backslashes.
pub(super) fn name(namespace: &str, local: &str) -> Result<String, Flaw> {
    let mut full = String::with_capacity(namespace.len() + local.len());
    full.push_str(namespace);
    if local.contains('\\') {
        full.extend(local.chars().filter(|character| *character != '\\'));
        if let Err(error) = oxiri::Iri::parse(full.as_str()) {
            return Err(Flaw::Iri(error.to_string()));
        }
    } else {
        full.push_str(local);
    }
    Ok(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_or_placed() {
        assert_eq!(unescape(r"a\u0062\n", true).unwrap(), "ab\n");
        assert_eq!(unescape(r"a\x", true), Err(Flaw::Escape(1, 2)));
        assert_eq!(unescape(r"é\uD800", true), Err(Flaw::Escape(2, 6)));
        assert_eq!(unescape(r"é\u12é", true), Err(Flaw::Escape(2, 6)));
        assert_eq!(unescape(r"\n", false), Err(Flaw::Escape(0, 2)));
        assert_eq!(unescape("\\", true), Err(Flaw::Escape(0, 1)));
    }
}
