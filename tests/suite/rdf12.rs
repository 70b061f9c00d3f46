//! RDF 1.2: triple terms, reified triples, annotations, directions, versions, in everything that reads or writes them.

use super::conformance::{canonical, cases, suites};
use super::tree::{lower, oxttl};
use oxrdf::Quad;
use relata::diagnostic::Source;
use relata::turtle::tree::{Reading, read};
use relata::turtle::{Format, parse};

const FORMATS: [(&str, Format); 4] = [
    ("rdf-turtle", Format::Turtle),
    ("rdf-trig", Format::TriG),
    ("rdf-n-triples", Format::NTriples),
    ("rdf-n-quads", Format::NQuads),
];

fn turtle(text: &str) -> Reading {
    read(&Source::new("x", text), Format::Turtle, "", None)
}

fn quads(reading: &Reading) -> Vec<Quad> {
    reading
        .quads
        .iter()
        .map(|located| located.quad.clone())
        .collect()
}

/// All cases of the RDF 1.2 suites: the manifest's verdict, oxttl's verdict, oxttl's quads, and where the manifest has a
/// result, its quads.
#[test]
fn every_case_of_the_suites() {
    let Some(suites) = suites() else { return };
    let mut count = 0;
    let mut wrong = Vec::new();
    for (folder, format) in FORMATS {
        for part in ["syntax", "eval", "c14n"] {
            let root = suites.join("rdf-tests/rdf/rdf12").join(folder).join(part);
            if !root.is_dir() {
                continue;
            }
            let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf12/{folder}/{part}/");
            for case in cases(&root, &base) {
                count += 1;
                let text = std::fs::read_to_string(&case.action).unwrap();
                let file = case.action.file_name().unwrap().to_string_lossy();
                let own = format!("{base}{file}");
                let source = Source::new("x", text.as_str());
                let ours = read(&source, format, "", Some(&own));
                let negative = case.class.contains("Negative");
                if ours.faults.is_empty() == negative {
                    let first = ours.faults.first().map(|fault| &fault.message);
                    wrong.push(format!("{}: {first:?}", case.name));
                    continue;
                }
                let theirs = oxttl(&text, format, &own);
                if theirs.is_none() != negative {
                    wrong.push(format!("{}: oxttl judges otherwise", case.name));
                }
                let Some(theirs) = theirs else { continue };
                let found = canonical(&lower(&quads(&ours)));
                if found != canonical(&theirs) {
                    wrong.push(format!("{}: other quads than oxttl", case.name));
                }
                // whatever reads first, the same comes out; it has no base
                let fast = parse(&source, format, "");
                if fast.faults.is_empty() && found != canonical(&lower(&fast.quads)) {
                    wrong.push(format!("{}: other quads than the fast reader", case.name));
                }
                if let Some(result) = case.result {
                    let text = std::fs::read_to_string(result).unwrap();
                    let expected = oxttl(&text, Format::NQuads, &own).unwrap();
                    if found != canonical(&expected) {
                        wrong.push(format!("{}: not the result", case.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 301);
}

/// Every place of every part of every triple, the generated ones too.
#[test]
fn places() {
    let text = "@prefix : <http://e/> .\n:s :p :o ~ :r {| :q 1 |} ; :t << :a :b \"c\"@ar--rtl ~ _:x >> , <<( :d :e [] )>> .\n";
    let reading = turtle(text);
    assert!(reading.faults.is_empty(), "{:?}", reading.faults);
    let at = |span: relata::turtle::tree::Span| &text[span.range()];
    let found: Vec<[&str; 3]> = reading
        .quads
        .iter()
        .map(|located| {
            [
                at(located.subject),
                at(located.predicate),
                at(located.object),
            ]
        })
        .collect();
    assert_eq!(
        found,
        [
            [":s", ":p", ":o"],
            ["~ :r", "~", ":p :o"],
            ["{|", ":q", "1"],
            ["~ _:x", "<<", ":a :b \"c\"@ar--rtl"],
            [":s", ":t", "<< :a :b \"c\"@ar--rtl ~ _:x >>"],
            [":s", ":t", "<<( :d :e [] )>>"],
        ]
    );
    assert!(
        reading
            .quads
            .iter()
            .all(|located| at(located.statement).starts_with(":s :p")
                && at(located.statement).ends_with('.'))
    );
}
