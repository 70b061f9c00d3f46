//! What is pinned and what is done with it: a changed dataset stops a run, a failed addition leaves nothing behind.

use super::command::relata;
use super::datasets::{project, told};
use super::server::{Server, always, answer};
use std::path::Path;

const TOWNS: &str = "id,name\n1,Bern\n2,Basel\n";
const MAPPING: &str =
    "CONSTRUCT { ?s rdfs:label ?name } WHERE { BIND(IRI(CONCAT('https://e.org/', ?id)) AS ?s) }";

/// A project with a dataset of towns, pinned, and a spec that links them with themselves.
fn with_towns(folder: &Path) -> std::path::PathBuf {
    let project = project(folder);
    std::fs::write(project.join("towns.csv"), TOWNS).unwrap();
    std::fs::write(project.join("towns.rq"), MAPPING).unwrap();
    let words = [
        "dataset",
        "add",
        "towns",
        "towns.csv",
        "--construct",
        "towns.rq",
    ];
    assert_eq!(relata(&project, &words).status.code(), Some(0));
    let side = "dataset = \"towns\"\nproperties = { name = \"rdfs:label\" }\n";
    let spec = format!(
        "[source]\n{side}[target]\n{side}[[compare]]\nproperty = \"name\"\nmeasure = \"exact\"\n[decide]\naccept = 1.0\nreview = 1.0\n[gold]\nsame = [\"https://e.org/{{}}\", \"https://e.org/{{}}\"]\n"
    );
    std::fs::create_dir_all(project.join("links")).unwrap();
    std::fs::write(project.join("links/towns.toml"), spec).unwrap();
    project
}

const READERS: [&[&str]; 4] = [
    &["link", "run", "towns"],
    &["link", "eval", "towns"],
    &[
        "link",
        "explain",
        "towns",
        "https://e.org/1",
        "https://e.org/2",
    ],
    &["dataset", "facts", "towns"],
];

#[test]
fn what_is_not_as_it_was_pinned_is_not_linked_with() {
    let folder = tempfile::tempdir().unwrap();
    let project = with_towns(folder.path());
    for words in READERS {
        let output = relata(&project, words);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        assert!(
            !said.contains("(D0") && !said.contains("[D0"),
            "{words:?}: {said}"
        );
    }
    let linkset = std::fs::read_to_string(project.join("links/towns.sssom.tsv")).unwrap();
    std::fs::write(project.join("towns.csv"), TOWNS.replace("Basel", "Chur")).unwrap();
    for words in READERS {
        let output = relata(&project, words);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(
            said.contains("D002") && said.contains("--update"),
            "{words:?}: {said}"
        );
    }
    let after = std::fs::read_to_string(project.join("links/towns.sssom.tsv")).unwrap();
    assert_eq!(after, linkset, "the linkset changed");
    std::fs::remove_file(project.join("relata.lock")).unwrap();
    for words in READERS {
        let output = relata(&project, words);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        assert!(
            said.contains("D003") && said.contains("not pinned"),
            "{words:?}: {said}"
        );
    }
}

#[test]
fn a_changed_mapping_is_noticed_and_pinned_by_fetch() {
    let folder = tempfile::tempdir().unwrap();
    let project = with_towns(folder.path());
    let wider = MAPPING.replace("?name }", "?name ; skos:notation ?id }");
    std::fs::write(project.join("towns.rq"), wider).unwrap();
    let verified = told(&relata(&project, &["dataset", "verify"]));
    assert!(
        verified.contains("D019") && verified.contains("0 of 1 datasets"),
        "{verified}"
    );
    let listed = told(&relata(&project, &["dataset", "list"]));
    assert!(listed.contains("towns\tread differently\t2"), "{listed}");
    let run = told(&relata(&project, &["link", "run", "towns"]));
    assert!(run.contains("D019"), "{run}");
    let fetched = told(&relata(&project, &["dataset", "fetch", "towns"]));
    assert!(fetched.contains("4 triples"), "{fetched}");
    let verified = told(&relata(&project, &["dataset", "verify"]));
    assert!(
        verified.contains("1 of 1 datasets") && !verified.contains("D019"),
        "{verified}"
    );
    // a lock file from before mappings were pinned says nothing of them, and fetch adds it
    let path = project.join("relata.lock");
    let lock = std::fs::read_to_string(&path).unwrap();
    let old: String = lock
        .lines()
        .filter(|line| !line.starts_with("mapping"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_ne!(old, lock);
    std::fs::write(&path, old).unwrap();
    let verified = told(&relata(&project, &["dataset", "verify"]));
    assert!(verified.contains("1 of 1 datasets"), "{verified}");
    relata(&project, &["dataset", "fetch"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), lock);
}

#[test]
fn a_failed_addition_leaves_nothing_and_remove_takes_everything_out() {
    let folder = tempfile::tempdir().unwrap();
    let project = with_towns(folder.path());
    let manifest = || std::fs::read_to_string(project.join("relata.toml")).unwrap();
    let before = manifest();
    for (name, content) in [
        ("bad.ttl", "<http://e/a> <http://e/b> ."),
        ("empty.ttl", ""),
        ("empty.csv", ""),
        ("head.csv", "id,name\n"),
    ] {
        std::fs::write(project.join(name), content).unwrap();
        let output = relata(&project, &["dataset", "add", "x", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
        assert_eq!(manifest(), before, "{name}");
    }
    let more = format!(
        "{before}\n[datasets.more]\nsource = \"towns.csv\"\n\n[datasets.more.split]\nname = \"|\"\n\n# kept\n[datasets.last]\nsource = \"towns.csv\"\n"
    );
    std::fs::write(project.join("relata.toml"), more).unwrap();
    assert_eq!(
        relata(&project, &["dataset", "fetch"]).status.code(),
        Some(0)
    );
    let removed = relata(&project, &["dataset", "remove", "more"]);
    assert_eq!(removed.status.code(), Some(0), "{}", told(&removed));
    assert_eq!(
        manifest(),
        format!("{before}\n# kept\n[datasets.last]\nsource = \"towns.csv\"\n")
    );
    let lock = std::fs::read_to_string(project.join("relata.lock")).unwrap();
    assert!(
        !lock.contains("\"more\"") && lock.contains("\"last\""),
        "{lock}"
    );
    let used = told(&relata(&project, &["dataset", "remove", "towns"]));
    assert!(used.contains("links/towns.toml reads `towns`"), "{used}");
    // an entry that was taken out by hand is found in the lock file
    std::fs::write(project.join("relata.toml"), &before).unwrap();
    let verified = told(&relata(&project, &["dataset", "verify"]));
    assert!(
        verified.contains("D023") && verified.contains("dataset remove last"),
        "{verified}"
    );
    assert_eq!(
        relata(&project, &["dataset", "remove", "last"])
            .status
            .code(),
        Some(0)
    );
    let verified = told(&relata(&project, &["dataset", "verify"]));
    assert!(!verified.contains("D023"), "{verified}");
    let unknown = told(&relata(&project, &["dataset", "remove", "town"]));
    assert!(unknown.contains("D001"), "{unknown}");
}

#[test]
fn a_web_page_is_known_by_what_it_is_and_nothing_is_kept_of_what_is_refused() {
    for (file, sent, code, words) in [
        (
            "a.ttl",
            "\n<!DOCTYPE html>\n<html><p>not here</html>",
            "D020",
            "sent a web page",
        ),
        (
            "a.csv",
            "<?xml version='1.0'?><html xmlns='x'/>",
            "D020",
            "sent a web page",
        ),
        ("a.csv", "", "D017", "gives no row"),
        ("a.csv", "id,name\n", "D017", "gives no row"),
        ("a.ttl", "<a> <b> .", "S0", "it was not kept"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path());
        let server = Server::start(vec![always(answer(
            "200 OK",
            "Content-Type: text/plain\r\n",
            sent,
        ))]);
        let url = format!("{}/{file}", server.url);
        assert_eq!(
            relata(&project, &["dataset", "add", "far", &url])
                .status
                .code(),
            Some(0)
        );
        let fetched = relata(&project, &["dataset", "fetch"]);
        let said = told(&fetched);
        assert_eq!(fetched.status.code(), Some(2), "{file} {sent}: {said}");
        assert!(
            said.contains(code) && said.contains(words),
            "{file} {sent}: {said}"
        );
        assert!(!project.join("relata.lock").exists());
    }
}

#[test]
fn a_project_without_a_text_is_told_what_it_can_do() {
    let folder = tempfile::tempdir().unwrap();
    let said = told(&relata(folder.path(), &["new", "p"]));
    assert!(
        said.contains("relata dataset add") && !said.contains("claim s01"),
        "{said}"
    );
    let ignored = std::fs::read_to_string(folder.path().join("p/.gitignore")).unwrap();
    assert!(ignored.contains("/.relata/"), "{ignored}");
    let path = folder.path().join("p/relata.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        format!("{manifest}\n[datasets.a]\nsource = \"a.csv\"\nsplit = \"|\"\n"),
    )
    .unwrap();
    let said = told(&relata(&folder.path().join("p"), &["dataset", "list"]));
    assert!(
        said.contains("P001") && said.contains("split = { names = \"|\" }"),
        "{said}"
    );
}
