//! `relata diff` and `relata patch`: what changed, in words, and that a patch leads from one state to the other.

use super::command::{relata, root};
use proptest::prelude::*;
use relata::dataset::{DEFAULT_GRAPH, Dataset};
use relata::diagnostic::Source;
use relata::diff::{diff, patch};
use std::path::Path;
use std::process::{Command, Output};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn dataset(triples: &[(u8, u8, u8)]) -> Dataset {
    let mut dataset = Dataset::new();
    for (s, p, o) in triples {
        let subject = if *s < 5 {
            format!("_:n{s}")
        } else {
            format!("<http://e/s{s}>")
        };
        let object = match o {
            0..=4 => format!("_:n{o}"),
            5..=6 => format!("<http://e/s{o}>"),
            _ => format!("\"{o}\\n\"@en"),
        };
        let quad =
            [subject, format!("<http://e/p{p}>"), object].map(|token| dataset.intern(&token));
        dataset.insert([quad[0], quad[1], quad[2], DEFAULT_GRAPH]);
    }
    dataset.settle();
    dataset
}

fn lines(dataset: &Dataset) -> Vec<String> {
    let named = dataset.relabelled();
    let mut lines: Vec<String> = named.quads().iter().map(|quad| named.line(quad)).collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_old_state_and_the_patch_make_the_new_state(
        kept in prop::collection::vec((0u8..8, 0u8..3, 0u8..10), 0..10),
        before in prop::collection::vec((0u8..8, 0u8..3, 0u8..10), 0..4),
        after in prop::collection::vec((0u8..8, 0u8..3, 0u8..10), 0..4),
    ) {
        let old = dataset(&[kept.clone(), before].concat());
        let new = dataset(&[kept, after].concat());
        prop_assert!(diff(&old, &old).is_empty());
        let difference = diff(&old, &new);
        prop_assert_eq!(difference.is_empty(), lines(&old) == lines(&new));
        let written = Source::new("change.rdfp", patch::write(&difference));
        let steps = patch::read(&written).unwrap();
        let patched = patch::apply(&old, &steps, &written).unwrap();
        prop_assert_eq!(lines(&patched), lines(&new));
        if !difference.is_empty() {
            prop_assert!(patch::apply(&patched, &steps, &written).is_err() || difference.removed.is_empty());
        }
    }
}

#[test]
fn one_value_of_a_blank_node_is_one_change() {
    let of = |value: &str| {
        let text =
            format!("<http://e/a> <http://e/p> [ <http://e/q> {value} ; <http://e/r> \"same\" ] .");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.ttl"), text).unwrap();
        folder
    };
    let (old, new) = (of("1"), of("2"));
    let path = |folder: &tempfile::TempDir| folder.path().join("a.ttl").display().to_string();
    let run = relata(old.path(), &["diff", &path(&old), &path(&new)]);
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stdout).contains("[…] q: 1 -> 2"),
        "{}",
        text(&run.stdout)
    );
    assert!(
        text(&run.stderr).contains("1 statements gone, 1 new"),
        "{}",
        text(&run.stderr)
    );
}

fn git(folder: &Path, words: &[&str]) -> Output {
    Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=n",
            "-c",
            "user.email=n@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(words)
        .output()
        .unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The article's project in a repository of its own, below its top.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("inner");
    for part in ["data", "ontology", "queries"] {
        copy(&root().join(part), &project.join(part));
    }
    std::fs::copy(root().join("relata.toml"), project.join("relata.toml")).unwrap();
    for words in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-q", "-m", "first"],
    ] {
        let run = git(folder.path(), words);
        assert!(run.status.success(), "{}", text(&run.stderr));
    }
    folder
}

fn replace(path: &Path, from: &str, to: &str) {
    let old = std::fs::read_to_string(path).unwrap();
    assert!(old.contains(from), "{} has no {from}", path.display());
    std::fs::write(path, old.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_change_of_a_claim_reads_as_one_between_a_revision_and_the_files() {
    let folder = repository();
    let project = folder.path().join("inner");
    let same = relata(&project, &["diff"]);
    assert_eq!(
        same.status.code(),
        Some(0),
        "{}{}",
        text(&same.stdout),
        text(&same.stderr)
    );
    assert!(same.stdout.is_empty());
    replace(
        &project.join("data/claims-front.ttl"),
        "rlt:certainty rlt:certain",
        "rlt:certainty rlt:probable",
    );
    replace(
        &project.join("ontology/relata.ttl"),
        "rdfs:range xsd:integer",
        "rdfs:range xsd:string",
    );
    let run = relata(&project, &["diff", "HEAD:"]);
    let told = text(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    assert!(told.contains("certainty: certain -> probable"), "{told}");
    assert!(told.contains("ontology change: breaking"), "{told}");
    assert!(told.contains("held: 1 rows gone, 0 new"), "{told}");
    let json: serde_json::Value =
        serde_json::from_slice(&relata(&project, &["diff", "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["removed"], &json["added"]), (&2.into(), &2.into()));
    for wrong in ["no-such-thing", "--upload-pack=x:", "HEAD~99"] {
        let run = relata(&project, &["diff", "--", wrong]);
        assert_eq!(run.status.code(), Some(2), "{wrong}: {}", text(&run.stderr));
    }
}

#[test]
fn a_patch_is_made_and_applied_and_refused_where_it_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(
        home.join("a.ttl"),
        "@prefix : <http://e/> .\n:a :b [ :c 1 ] , 2 .\n",
    )
    .unwrap();
    std::fs::write(
        home.join("b.ttl"),
        "@prefix : <http://e/> .\n:a :b [ :c 1 ; :d 3 ] , \"x\\ny\"@en .\n",
    )
    .unwrap();
    let made = relata(home, &["diff", "a.ttl", "b.ttl", "--format", "rdf-patch"]);
    assert_eq!(made.status.code(), Some(1), "{}", text(&made.stderr));
    std::fs::write(home.join("change.rdfp"), &made.stdout).unwrap();
    let run = relata(home, &["patch", "a.ttl", "change.rdfp", "-o", "c.ttl"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(
        relata(home, &["diff", "b.ttl", "c.ttl"]).status.code(),
        Some(0)
    );
    let again = relata(home, &["patch", "b.ttl", "change.rdfp"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        text(&again.stderr).contains("another state"),
        "{}",
        text(&again.stderr)
    );
    std::fs::write(home.join("bad.rdfp"), "TX .\nQ x\nA <a> .\n").unwrap();
    let bad = relata(home, &["patch", "a.ttl", "bad.rdfp"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(
        text(&bad.stderr).contains("bad.rdfp:2:1") && text(&bad.stderr).contains("bad.rdfp:3:"),
        "{}",
        text(&bad.stderr)
    );
}
