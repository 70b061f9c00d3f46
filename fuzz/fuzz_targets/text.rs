//! Any text divided into passages, whose places are true.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relata::text::{cues, passages, stretch};

fuzz_target!(|text: &str| {
    cues(text);
    for passage in passages(text, &[]) {
        assert!(stretch(text, passage.start, passage.end).is_some());
    }
});
