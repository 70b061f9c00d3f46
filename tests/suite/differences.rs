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
        text(&run.stderr).contains("1 statement gone, 1 new"),
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
    assert!(told.contains("held: 1 row gone"), "{told}");
    let json: serde_json::Value =
        serde_json::from_slice(&relata(&project, &["diff", "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["removed"], &json["added"]), (&2.into(), &2.into()));
    for wrong in ["no-such-thing", "--upload-pack=x:", "HEAD~99"] {
        let run = relata(&project, &["diff", "--", wrong]);
        assert_eq!(run.status.code(), Some(2), "{wrong}: {}", text(&run.stderr));
    }
}

/// Passages that only lie elsewhere, or hold one that changed, are a line together; the one that changed is told.
#[test]
fn passages_that_moved_are_one_line() {
    let folder = repository();
    let project = folder.path().join("inner");
    let file = project.join("data/passages.ttl");
    let mut old = std::fs::read_to_string(&file).unwrap();
    let of = |name: &str, text: &str| {
        let block = text
            .split("\n\n")
            .find(|block| block.starts_with(name))
            .unwrap();
        let value = |property: &str| {
            let (_, rest) = block.split_once(property).unwrap();
            rest.split_whitespace().next().unwrap().to_owned()
        };
        (block.to_owned(), value("rlt:end "), value("rlt:sha256 "))
    };
    // a sentence has other words, its section holds them, the two sentences behind it lie elsewhere
    for (name, words) in [
        (":s38", true),
        (":sec-closing", true),
        (":s39", false),
        (":s40", false),
    ] {
        let (block, end, digest) = of(name, &old);
        let mut new = block.replace(
            &format!("rlt:end {end}"),
            &format!("rlt:end {}", end.parse::<usize>().unwrap() + 4),
        );
        if words {
            new = new.replace(&digest, &format!("\"{}\"", "0".repeat(64)));
        }
        old = old.replace(&block, &new);
    }
    std::fs::write(&file, old).unwrap();
    let told = text(&relata(&project, &["diff", "HEAD"]).stdout);
    assert!(told.contains("passages: 4 changed"), "{told}");
    assert!(
        told.contains("~ 3 passages lie elsewhere or hold one that changed"),
        "{told}"
    );
    assert!(told.contains(":s38") && !told.contains(":s39"), "{told}");
    let page = text(&relata(&project, &["diff", "HEAD", "--format", "html"]).stdout);
    assert!(page.contains("<p>3 passages lie elsewhere"), "{page}");
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

/// Patches that broke off, that are of another state, or that say what a file cannot hold: nothing is written.
#[test]
fn a_patch_is_applied_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let before = "@prefix : <http://e/> .\n:a :b 1 .\n";
    let one = "A <http://e/a> <http://e/c> \"1\" .\n";
    for (patch, wanted) in [
        (format!("TX .\n{one}"), "this transaction has no end"),
        (
            format!("{one}D <http://e/a> <http://e/c> \"2\" .\n"),
            "what is to be removed is not there",
        ),
        (
            format!("{one}{one}"),
            "what is to be added is there already",
        ),
        (
            "PA \"x\" \"http://e/\" .\n".to_owned(),
            "write names in full",
        ),
        (
            "A <http://e/a> <http://e/c> \"1\" <http://e/g> .\n".to_owned(),
            "cannot hold the named graphs",
        ),
    ] {
        std::fs::write(home.join("a.ttl"), before).unwrap();
        std::fs::write(home.join("p.rdfp"), &patch).unwrap();
        let run = relata(home, &["patch", "a.ttl", "p.rdfp", "-o", "a.ttl"]);
        assert_eq!(run.status.code(), Some(2), "{patch}");
        assert!(
            text(&run.stderr).contains(wanted),
            "{patch}: {}",
            text(&run.stderr)
        );
        assert_eq!(std::fs::read_to_string(home.join("a.ttl")).unwrap(), before);
    }
    std::fs::write(
        home.join("p.rdfp"),
        format!("TX .\n{one}TA .\nTX .\nTC .\n"),
    )
    .unwrap();
    let run = relata(home, &["patch", "a.ttl", "p.rdfp", "-o", "a.ttl"]);
    assert!(
        run.status.success()
            && !std::fs::read_to_string(home.join("a.ttl"))
                .unwrap()
                .contains("http://e/c")
    );
    std::fs::write(
        home.join("bad.ttl"),
        "@prefix : <http://e/> .\n:a :b .\n:c d:e 1 .\n",
    )
    .unwrap();
    for command in [
        &["diff", "bad.ttl", "a.ttl"][..],
        &["canonicalize", "bad.ttl"],
        &["diff", "a.ttl", "none.ttl"],
        &["diff", "http://e/", "a.ttl"],
    ] {
        let run = relata(home, command);
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(
            told.contains("bad.ttl:2:") && told.contains("bad.ttl:3:")
                || told.contains("no file or folder")
                || told.contains("is an address"),
            "{told}"
        );
        assert!(!told.contains("--lenient"), "{told}");
    }
}

#[test]
fn git_diff_shows_statements_and_the_canonical_form_knows_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let git = |words: &[&str]| {
        let path = Path::new(env!("CARGO_BIN_EXE_relata")).parent().unwrap();
        let run = Command::new("git")
            .current_dir(here)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(words)
            .env(
                "PATH",
                format!(
                    "{}:{}",
                    path.display(),
                    std::env::var("PATH").unwrap_or_default()
                ),
            )
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let outside = relata(here, &["git-setup"]);
    assert_eq!(outside.status.code(), Some(2), "no repository yet");
    git(&["init", "-q"]);
    let head = "@prefix : <http://e/> .\n";
    std::fs::write(
        here.join("a.ttl"),
        format!("{head}:a :b 1 ; :c [ :d 2 ] .\n"),
    )
    .unwrap();
    assert!(relata(here, &["git-setup"]).status.success());
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    std::fs::write(
        here.join("a.ttl"),
        format!("{head}:a :c [ :d 2 ] .\n:a\n    :b 1 .\n"),
    )
    .unwrap();
    assert_eq!(
        git(&["diff", "--no-ext-diff"]),
        "",
        "laid out anew is no change"
    );
    std::fs::write(
        here.join("a.ttl"),
        format!("{head}:a :b 2 ; :c [ :d 2 ] .\n"),
    )
    .unwrap();
    let shown = git(&["diff", "--no-ext-diff"]);
    assert!(shown.contains("+:a  :b  \"2\"^^"), "{shown}");
    assert_eq!(
        shown
            .lines()
            .filter(|line| line.starts_with(['+', '-']))
            .count(),
        4,
        "two names, two statements: {shown}"
    );
    std::fs::write(here.join("b.nt"), "_:x <http://e/d> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n<http://e/a> <http://e/c> _:x .\n<http://e/a> <http://e/b> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n").unwrap();
    let hash = |file: &str| {
        let run = relata(here, &["hash", file]);
        String::from_utf8_lossy(&run.stdout)
            .split_whitespace()
            .next()
            .map(str::to_owned)
    };
    assert_eq!(hash("a.ttl"), hash("b.nt"));
    assert!(hash("a.ttl").is_some_and(|digest| digest.len() == 64));
    assert!(relata(here, &["git-setup", "--undo"]).status.success());
    assert_eq!(
        std::fs::read_to_string(here.join(".gitattributes")).unwrap(),
        ""
    );
    // ten blank nodes that are all alike: refused in words, not tried for ever
    let mut clique = String::new();
    for one in 0..10 {
        for other in (0..10).filter(|other| *other != one) {
            clique.push_str(&format!("_:b{one} <http://e/p> _:b{other} .\n"));
        }
    }
    std::fs::write(here.join("clique.nt"), clique).unwrap();
    let refused = relata(here, &["canonicalize", "clique.nt"]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("too alike"));
}

#[test]
fn a_page_of_differences_is_whole_and_escaped_and_a_dataset_is_a_side() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir_all(here.join("data")).unwrap();
    std::fs::write(
        here.join("relata.toml"),
        "name = \"h\"\nbase = \"http://e/\"\n[datasets.rivers]\nsource = \"rivers.nt\"\n[datasets.seas]\nsource = \"seas.nt\"\n",
    )
    .unwrap();
    let head = "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rlt: <https://w3id.org/relata/ns#> .\n";
    let claim = |certainty: &str, label: &str| {
        format!("{head}:a a rlt:Claim ; rdfs:label \"{label}\" ; rlt:certainty rlt:{certainty} .\n")
    };
    std::fs::write(here.join("old.ttl"), claim("certain", "x")).unwrap();
    std::fs::write(
        here.join("new.ttl"),
        claim("probable", "<script>alert(1)</script>\u{202E}& 'y'"),
    )
    .unwrap();
    let run = relata(here, &["diff", "old.ttl", "new.ttl", "--format", "html"]);
    let page = text(&run.stdout);
    assert_eq!(run.status.code(), Some(1));
    assert!(
        page.contains("<del>certain</del> → <ins>probable</ins>"),
        "{page}"
    );
    assert!(
        page.contains("&lt;script&gt;alert(1)") && page.contains("U+202E&amp; &#39;y&#39;"),
        "{page}"
    );
    assert!(
        !page.contains("<script") && !page.contains("src=") && !page.contains("href="),
        "{page}"
    );
    let same = relata(here, &["diff", "old.ttl", "old.ttl", "--format", "html"]);
    assert_eq!(same.status.code(), Some(0));
    assert!(text(&same.stdout).contains("Nothing changed in meaning"));
    std::fs::write(
        here.join("rivers.nt"),
        "<http://e/a> <http://e/p> \"1\" .\n",
    )
    .unwrap();
    std::fs::write(
        here.join("rivers2.nt"),
        "<http://e/a> <http://e/p> \"2\" .\n",
    )
    .unwrap();
    let run = relata(here, &["diff", "dataset:rivers", "rivers2.nt"]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    assert!(
        text(&run.stdout).contains("p: “1” -> “2”"),
        "{}",
        text(&run.stdout)
    );
    for (name, wanted) in [
        ("dataset:river", "did you mean `rivers`"),
        ("dataset:seas", "is not here"),
    ] {
        let run = relata(here, &["diff", name, "rivers2.nt"]);
        assert_eq!(run.status.code(), Some(2));
        assert!(text(&run.stderr).contains(wanted), "{}", text(&run.stderr));
    }
}
