//! One fault, one finding: what only follows from a fault that is told at the same place, or of the same thing, is not told.

use super::rules::Read;
use crate::diagnostic::{Diagnostic, Label};
use crate::ontology::rlt;
use oxrdf::NamedOrBlankNode;
use std::collections::HashSet;
use std::ops::Range;

/// Which finding makes which others idle, where both point first at one place.
const ECHOES: &[(&str, &[&str])] = &[
    // what is declared nowhere has no class either
    ("V001", &["C010"]),
    // a value that is none of the list: the list says more than that it is declared nowhere
    ("C082", &["V001"]),
    // the shape tells the datatype, and so does the range
    ("C011", &["V003", "A008"]),
];

/// What is known of a thing that is made twice, and says no more than that.
const OF_TWO: &[&str] = &["A001", "A002", "A006", "C021"];

/// Takes away what only repeats another finding.
pub(super) fn drop(files: &[Read], findings: &mut Vec<Diagnostic>) {
    for (cause, idle) in ECHOES {
        let places = places_of(findings, cause);
        findings.retain(|finding| {
            !idle.contains(&finding.code)
                || !first_of(finding).is_some_and(|at| places.contains(&at))
        });
    }
    if findings.iter().any(|finding| finding.code == "V009") {
        let twice = places_of(findings, "V009");
        let said = places_of_things(files, &twice);
        findings.retain(|finding| {
            !OF_TWO.contains(&finding.code)
                || !first_of(finding).is_some_and(|at| said.contains(&at))
        });
    }
    let has = |code: &str| findings.iter().any(|finding| finding.code == code);
    if has("A014") || has("A006") {
        let anchors = anchors(files);
        // which claim lacks its passage says more than that its name is declared nowhere
        findings.retain(|finding| {
            !matches!(finding.code, "V001" | "C010")
                || !first_of(finding).is_some_and(|at| anchors.contains(&at))
        });
    }
}

/// A file by its name, and a stretch of it.
type Place = (String, Range<usize>);

fn place(label: &Label) -> Place {
    (label.source.name.clone(), label.span.clone())
}

fn first_of(finding: &Diagnostic) -> Option<Place> {
    finding.labels.first().map(place)
}

fn places_of(findings: &[Diagnostic], code: &str) -> HashSet<Place> {
    let of_code = findings.iter().filter(|finding| finding.code == code);
    of_code.filter_map(first_of).collect()
}

/// Where the anchors of claims stand.
fn anchors(files: &[Read]) -> HashSet<Place> {
    let in_file = |file: &Read| -> Vec<Place> {
        let located = file.reading.quads.iter();
        located
            .filter(|located| located.quad.predicate == rlt::ANCHOR)
            .map(|located| (file.source.name.clone(), located.object.range()))
            .collect()
    };
    files.iter().flat_map(in_file).collect()
}

/// Where the objects stand that are said of the things that stand at some places.
fn places_of_things(files: &[Read], at: &HashSet<Place>) -> HashSet<Place> {
    let all = || {
        files.iter().flat_map(|file| {
            let located = file.reading.quads.iter();
            located.map(move |located| (file, located))
        })
    };
    let things: HashSet<&NamedOrBlankNode> = all()
        .filter(|(file, located)| at.contains(&(file.source.name.clone(), located.subject.range())))
        .map(|(_, located)| &located.quad.subject)
        .collect();
    all()
        .filter(|(_, located)| things.contains(&located.quad.subject))
        .map(|(file, located)| (file.source.name.clone(), located.object.range()))
        .collect()
}
