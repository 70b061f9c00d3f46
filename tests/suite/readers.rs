//! Two independent readers agree on the W3C suites: verdict and triples.

use oxrdf::{Graph, Triple};
use relata::diagnostic::Source;
use relata::turtle::{Format, parse, write_turtle};
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("RELATA_NEEDS_SHARED").is_none(),
        "../shared is missing, and this run must have it"
    );
    eprintln!("skipped: the W3C suites lie in ../shared, which is not here");
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn what_relata_reads_is_what_oxttl_reads_and_what_is_written_reads_back() {
    let Some(shared) = shared() else { return };
    let mut found = Vec::new();
    files(
        &shared.join("suites/rdf-tests/rdf/rdf11/rdf-turtle"),
        &mut found,
    );
    let mut compared = 0;
    for path in found
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
    {
        let bytes = std::fs::read(path).unwrap();
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let ours = parse(&Source::new("x.ttl", text.as_str()), Format::Turtle, "");
        let theirs: Result<Vec<Triple>, _> = oxttl::TurtleParser::new()
            .for_slice(text.as_bytes())
            .collect();
        assert_eq!(
            ours.faults.is_empty(),
            theirs.is_ok(),
            "{}: {:?}",
            path.display(),
            ours.faults
        );
        let Ok(theirs) = theirs else { continue };
        compared += 1;
        let ours: Vec<Triple> = ours
            .quads
            .into_iter()
            .map(|quad| Triple::new(quad.subject, quad.predicate, quad.object))
            .collect();
        assert!(same(&ours, &theirs), "{}: other triples", path.display());
        let written = write_turtle(&ours, &[("p".into(), "http://a.example/".into())]);
        let back: Vec<Triple> = oxttl::TurtleParser::new()
            .for_slice(written.as_bytes())
            .map(|triple| triple.unwrap())
            .collect();
        assert!(
            same(&ours, &back),
            "{}: written as\n{written}",
            path.display()
        );
    }
    assert!(compared > 150, "only {compared} files compared");
}

/// Equal up to the names of blank nodes; language tags without regard to case.
fn same(left: &[Triple], right: &[Triple]) -> bool {
    let canonical = |triples: &[Triple]| {
        let text: String = triples
            .iter()
            .map(|triple| format!("{triple} .\n"))
            .collect();
        let mut graph: Graph = oxttl::NTriplesParser::new()
            .for_slice(text.as_bytes())
            .map(|triple| triple.unwrap())
            .collect();
        graph.canonicalize(oxrdf::graph::CanonicalizationAlgorithm::Unstable);
        graph
    };
    canonical(left) == canonical(right)
}
