//! How much longer the reader that keeps every place takes than oxttl on a million triples of Turtle, in one run.
//!
//! `cargo bench --bench read_tree` (a number behind `--` is the number of triples). The text is made here, the same every
//! time: claims with prefixed names, texts in languages, numbers, typed dates, brackets, the shape of the project's own files.

#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

use relata::diagnostic::Source;
use relata::turtle::Format;
use relata::turtle::tree::read;
use std::fmt::Write as _;
use std::time::Instant;

fn text(triples: usize) -> String {
    let mut text = String::from(
        "@prefix : <https://example.org/> .\n@prefix ent: <https://example.org/entity/> .\n@prefix rlt: <https://w3id.org/relata/ns#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n",
    );
    for number in 0..triples / 10 {
        let (sentence, other) = (number / 3, number * 7919 % 10_007);
        let _ = writeln!(
            text,
            ":c{number} a rlt:Claim ;\n    rdfs:label \"claim number {number} of a long text\"@en ;\n    rlt:anchor :s{sentence} ;\n    rlt:quote \"words … of {other}\" ;\n    rlt:claimant ent:a{other} , ent:b{sentence} ;\n    rlt:number {other} ;\n    rlt:date \"19{:02}-01-01\"^^xsd:date ;\n    rlt:content [ rlt:kind ent:k{} ] .\n",
            number % 100,
            other % 50
        );
    }
    text
}

fn main() {
    let triples = std::env::args()
        .find_map(|word| word.parse().ok())
        .unwrap_or(1_000_000);
    let source = Source::new("bench.ttl", text(triples));
    println!("{triples} triples, {} MB", source.text.len() / 1_000_000);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        let start = Instant::now();
        let reading = read(&source, Format::Turtle, "", None);
        times[0].push(start.elapsed().as_secs_f64());
        assert!(reading.faults.is_empty());
        let ours = reading.quads.len();
        drop(reading);
        let start = Instant::now();
        let theirs: Vec<_> = oxttl::TurtleParser::new()
            .for_slice(source.text.as_bytes())
            .collect();
        times[1].push(start.elapsed().as_secs_f64());
        assert_eq!(ours, theirs.len());
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let [ours, theirs] = &mut times;
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "relata, triples with their places: {ours:.2} s\noxttl, triples: {theirs:.2} s\nratio: {:.2} (5 runs in turn, medians)",
        ours / theirs
    );
}
