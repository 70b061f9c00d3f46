//! Any text read as Turtle: tokens cover it, the readers agree where there is no fault, a layout says the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relata::diagnostic::Source;
use relata::turtle::tree::{read, tokens};
use relata::turtle::{Format, format};

fuzz_target!(|text: &str| {
    let covered: usize = tokens(text).iter().map(|token| token.span.range().len()).sum();
    assert_eq!(covered, text.len());
    let source = Source::new("fuzz", text);
    let reading = read(&source, Format::Turtle, "", Some("http://example.org/"));
    if reading.faults.is_empty() {
        let laid_out = format(&source, Format::Turtle).expect("what is read is laid out");
        let again = format(&Source::new("fuzz", laid_out.as_str()), Format::Turtle).expect("twice");
        assert_eq!(laid_out, again);
    }
});
