//! Any text parsed as a query, and doubted where it is one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relata::diagnostic::Source;
use relata::query::lint::{Known, lint};
use relata::query::syntax;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz", text);
    if let Ok(query) = syntax::parse(&source, &[]) {
        lint(&source, &query, &[], &[], &Known::default());
    }
});
