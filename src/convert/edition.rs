//! Whether a stream of Turtle or TriG has the syntax of RDF 1.2, which the fast reader does not read.
//!
//! A stream cannot be read twice, so its first megabyte is looked at before a reader is chosen. Signs that come only
//! later are a fault of the fast reader, and who has the file reads it again with the other one.

use crate::turtle::tree::{Kind, Lexer};
use std::io::{Cursor, Read};

/// Bytes that are looked at.
const BEGINNING: u64 = 1 << 20;

/// Looks at the beginning of a stream; gives the whole stream back, and whether it is RDF 1.2.
pub fn look<'a>(
    mut input: Box<dyn Read + Send + 'a>,
) -> std::io::Result<(bool, Box<dyn Read + Send + 'a>)> {
    let mut beginning = Vec::new();
    (&mut input).take(BEGINNING).read_to_end(&mut beginning)?;
    let valid = match std::str::from_utf8(&beginning) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or(""),
    };
    let new = is_new(valid);
    Ok((new, Box::new(Cursor::new(beginning).chain(input))))
}

/// True where a token stands that RDF 1.1 does not know.
fn is_new(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    loop {
        let token = lexer.token();
        let written = || text.get(token.span.range()).unwrap_or("");
        match token.kind {
            Kind::End => return false,
            Kind::OpenReified | Kind::OpenTriple | Kind::OpenAnnotation | Kind::Tilde => {
                return true;
            }
            Kind::At if written() == "@version" || written().contains("--") => return true,
            Kind::Word if written().eq_ignore_ascii_case("version") => return true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_count_where_they_are_signs() {
        for new in [
            "VERSION \"1.2\"",
            "@version '1.2' .",
            "<a> <b> <<( <c> <d> <e> )>> .",
            "<< <c> <d> <e> >> <f> <g> .",
            "<a> <b> <c> ~ <d> .",
            "<a> <b> <c> {| <d> <e> |} .",
            "<a> <b> 'x'@ar--rtl .",
        ] {
            assert!(is_new(new), "{new}");
        }
        for old in [
            "<http://e/~a/<<> <b> \"<< {| ~ x--y VERSION\"@en . # <<",
            "<a> <b> '''\n<<( ~\n''' , version:a .",
        ] {
            assert!(!is_new(old), "{old}");
        }
    }
}
