//! Any text read as N-Triples and as N-Quads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relata::diagnostic::Source;
use relata::turtle::tree::read;
use relata::turtle::{Format, parse};

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz", text);
    for format in [Format::NTriples, Format::NQuads] {
        read(&source, format, "", None);
        parse(&source, format, "");
    }
});
