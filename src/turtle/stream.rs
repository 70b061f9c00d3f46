//! Reads a file triple by triple, for who keeps the triples in a form of their own.
//!
//! [`super::parse`] makes an owned term of every word of the file; a million triples take several times longer that way
//! than reading them does.

use super::read::{self, Format};
use crate::diagnostic::{Diagnostic, Source};
use oxrdf::TripleRef;
use std::sync::Arc;

/// Takes triples as they are read.
pub trait Receiver {
    /// The next triple of the file. Labels of blank nodes are those of the file.
    fn triple(&mut self, triple: TripleRef<'_>);
    /// What came so far is to be forgotten: the file is read again from its beginning, by the precise reader.
    fn restart(&mut self);
}

/// Reads a whole file and hands on its triples; names of graphs are left out. Gives what is wrong with the file.
///
/// Where there are faults, the receiver has seen the triples that could be read.
///
/// ```
/// # use relata::{diagnostic::Source, turtle::{Format, Receiver, parse_each}};
/// struct Count(usize);
/// impl Receiver for Count {
///     fn triple(&mut self, _: oxrdf::TripleRef<'_>) { self.0 += 1; }
///     fn restart(&mut self) { self.0 = 0; }
/// }
/// let mut count = Count(0);
/// let source = Source::new("a.ttl", "@prefix : <http://e/> . :a :b 1, 2 .");
/// assert!(parse_each(&source, Format::Turtle, &mut count).is_empty());
/// assert_eq!(count.0, 2);
/// ```
pub fn parse_each(
    source: &Arc<Source>,
    format: Format,
    receiver: &mut dyn Receiver,
) -> Vec<Diagnostic> {
    if let Some(fault) = read::too_large(source) {
        return vec![fault];
    }
    let text = source.text.strip_prefix('\u{FEFF}').unwrap_or(&source.text);
    if read::each_fast(text, format, &mut |triple| receiver.triple(triple)) {
        return Vec::new();
    }
    receiver.restart();
    let parsed = read::parse_precisely(source, format);
    for quad in &parsed.quads {
        receiver.triple(TripleRef::new(&quad.subject, &quad.predicate, &quad.object));
    }
    parsed.faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Lines(Vec<String>);

    impl Receiver for Lines {
        fn triple(&mut self, triple: TripleRef<'_>) {
            self.0.push(triple.to_string());
        }
        fn restart(&mut self) {
            self.0.clear();
        }
    }

    #[test]
    fn triples_come_as_parse_gives_them_also_after_a_fault() {
        for text in [
            "@prefix : <http://e/> . :a :b \"x\"@EN, 01, _:x . [ :c ( 1 ) ] :d \"y\"^^:t .",
            "@prefix : <http://e/> . :a :b 1 . :a f:b 1 .\n:a :b 2 .",
        ] {
            let source = Source::new("a.ttl", text);
            let mut lines = Lines::default();
            let faults = parse_each(&source, Format::Turtle, &mut lines);
            let parsed = read::parse(&source, Format::Turtle, "");
            assert_eq!(faults, parsed.faults);
            let wanted: Vec<String> = parsed
                .quads
                .iter()
                .map(|quad| {
                    TripleRef::new(&quad.subject, &quad.predicate, &quad.object).to_string()
                })
                .collect();
            assert_eq!(lines.0, wanted);
        }
    }
}
