//! What people decide of links: judged and reviewed without a slip, explained, put together from shards, handed on.

use super::command::relata;
use super::datasets::{project, told};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SPEC: &str = r#"
[prefixes]
ent = "https://example.org/p/entity/"
b = "https://example.org/b/"

[source]
dataset = "project"
class = "schema:Place"
properties = { name = "rdfs:label" }

[target]
file = "b.csv"
id = "https://example.org/b/{id}"
properties = { name = "name", country = "country" }

[[compare]]
property = "name"
measure = "levenshtein"

[decide]
accept = 0.95
review = 0.6
"#;

/// A project with four towns, and a table that has three of them: one spelt alike, two more or less.
fn towns(folder: &Path) -> PathBuf {
    let project = project(folder);
    let label = |name: &str, label: &str| {
        format!("ent:{name} a <https://schema.org/Place> ; rdfs:label \"{label}\"@en .\n")
    };
    let things = [
        ("bern", "Bern"),
        ("zurich", "Zurich"),
        ("geneva", "Geneve"),
        ("chur", "Chur"),
    ];
    let turtle: String = things
        .iter()
        .map(|(name, text)| label(name, text))
        .collect();
    std::fs::write(
        project.join("data/things.ttl"),
        format!("@prefix ent: <https://example.org/p/entity/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n{turtle}"),
    )
    .unwrap();
    std::fs::create_dir_all(project.join("links")).unwrap();
    std::fs::write(
        project.join("links/b.csv"),
        "id,name,country\n1,Bern,CH\n2,Zueriche,CH\n3,Genevre,FR\n4,Bern,US\n",
    )
    .unwrap();
    std::fs::write(project.join("links/l.toml"), SPEC).unwrap();
    project
}

fn run(project: &Path, words: &[&str]) -> String {
    let output = relata(project, words);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{words:?}: {}",
        told(&output)
    );
    told(&output)
}

fn refused(project: &Path, words: &[&str]) -> String {
    let output = relata(project, words);
    assert_eq!(
        output.status.code(),
        Some(2),
        "{words:?}: {}",
        told(&output)
    );
    told(&output)
}

/// A review that is given these lines.
fn review(project: &Path, options: &[&str], answers: &str) -> String {
    let mut review = Command::new(env!("CARGO_BIN_EXE_relata"))
        .current_dir(project)
        .args(["link", "review", "l", "--author", "me"])
        .args(options)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    review
        .stdin
        .take()
        .unwrap()
        .write_all(answers.as_bytes())
        .unwrap();
    let output = review.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    told(&output)
}

fn linkset(project: &Path) -> String {
    std::fs::read_to_string(project.join("links/l.sssom.tsv")).unwrap()
}

#[test]
fn a_review_begins_with_the_likeliest_and_can_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    let none = refused(&project, &["link", "review", "l", "--author", "me"]);
    assert!(none.contains("`relata link run l` makes it"), "{none}");
    run(&project, &["link", "run", "l"]);
    // words and letters in both ways of asking; an answer taken back is as if it had not been given
    for options in [&[][..], &["--plain"]] {
        let before = linkset(&project);
        let said = review(
            &project,
            options,
            "what\ny\nnothing\nu\nundo\nu\nlater\nq\n",
        );
        let first = said.find("Genevre").unwrap_or(usize::MAX);
        assert!(
            first < said.find("Zueriche").unwrap_or(0),
            "by score: {said}"
        );
        assert!(
            said.contains("country FR"),
            "what else is known is shown: {said}"
        );
        assert!(said.contains("type y or yes"), "{said}");
        assert!(said.contains("there is no answer to take back"), "{said}");
        assert!(said.contains("Judged 0 of 2"), "{said}");
        assert_eq!(linkset(&project), before);
    }
    let said = review(&project, &[], "n\nyes\n");
    assert!(said.contains("Judged 2 of 2"), "{said}");
    let done = review(&project, &[], "");
    assert!(
        done.contains("Nothing is open") && done.contains("--all"),
        "{done}"
    );
    assert!(review(&project, &["--all"], "q\n").contains("Review 1 pairs"));
}

#[test]
fn a_judgement_is_of_things_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    run(&project, &["link", "run", "l"]);
    let judge = |words: &[&'static str]| {
        let mut all = vec!["link", "judge", "l"];
        all.extend(words);
        all.extend(["--author", "me"]);
        all
    };
    let before = linkset(&project);
    let prefix = refused(&project, &judge(&["ent:bern", "nope:1"]));
    assert!(prefix.contains("prefix `nope:`"), "{prefix}");
    assert!(refused(&project, &judge(&["ent:bern", "nope:1", "--force"])).contains("`nope:`"));
    assert!(refused(&project, &judge(&["ent:bern", "bb:1"])).contains("did you mean `b:1`?"));
    let absent = refused(&project, &judge(&["ent:bern", "b:77"]));
    assert!(
        absent.contains("is nothing that the spec reads as `target`"),
        "{absent}"
    );
    assert!(absent.contains("--force"), "{absent}");
    assert!(
        refused(&project, &judge(&["ent:bern", "Zuerick"])).contains("did you mean `Zueriche`?")
    );
    let several = refused(&project, &judge(&["ent:bern", "Bern"]));
    assert!(
        several.contains("may mean 2 things") && several.contains("b/4"),
        "{several}"
    );
    assert_eq!(linkset(&project), before, "what is refused changes nothing");
    // by label, by the end of an IRI, or by force
    run(&project, &judge(&["Zurich", "2"]));
    run(
        &project,
        &judge(&["ent:chur", "<urn:example:chur>", "--force"]),
    );
    let rows = linkset(&project);
    assert!(
        rows.contains("ent:zurich\tZurich\tskos:exactMatch\t\tb:2\tZueriche")
            || rows.contains("ent:zurich\tZurich\tskos:exactMatch\tb:2\tZueriche"),
        "{rows}"
    );
    assert!(
        rows.contains("ns1:chur") && rows.contains("urn:example:"),
        "{rows}"
    );
}

#[test]
fn what_an_answer_replaces_undoes_or_contradicts_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    run(&project, &["link", "run", "l"]);
    let judge = |words: &[&str]| {
        let mut all = vec!["link", "judge", "l"];
        all.extend(words);
        run(&project, &all)
    };
    let nothing = judge(&["ent:bern", "--author", "me"]);
    assert!(nothing.contains("which the run had accepted"), "{nothing}");
    let mind = judge(&["ent:bern", "b:1", "--author", "me"]);
    assert!(mind.contains("Replaced me, nothing found, 20"), "{mind}");
    let other = judge(&["ent:bern", "b:1", "--not", "--author", "you"]);
    assert!(
        other.contains("me, yes, 20") && other.contains("you, no, 20"),
        "both answers stand: {other}"
    );
    assert!(run(&project, &["link", "stats", "l"]).contains("judgements 2\n"));
    judge(&["ent:zurich", "b:2", "--author", "me"]);
    let second = judge(&["ent:zurich", "b:4", "--author", "me"]);
    assert!(
        second.contains("ent:zurich is linked to b:2 too: me, yes"),
        "two of one: {second}"
    );
}

#[test]
fn lists_of_what_is_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    let lists = "must-link = [[\"ent:basle\", \"b:1\"], [\"ent:bern\", \"b:9\"]]\n";
    std::fs::write(project.join("links/l.toml"), format!("{lists}{SPEC}")).unwrap();
    let said = run(&project, &["link", "run", "l"]);
    for words in [
        "`must-link` names `ent:basle`, which is nothing of `source`",
        "`must-link` names `b:9`, which is nothing of `target`",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let checked = told(&relata(&project, &["check"]));
    assert!(
        checked.contains("the project has no `ent:basle`, which `must-link` names")
            && checked.contains("links/l.toml:1:16"),
        "{checked}"
    );
    assert!(!checked.contains("no `ent:bern`"), "{checked}");
}

#[test]
fn an_explanation_gives_the_pair_that_counts_and_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    std::fs::write(
        project.join("data/more.ttl"),
        "<https://example.org/p/entity/chur> <http://www.w3.org/2000/01/rdf-schema#label> \"Zueriche\" , \"Coire\" , \"Bern\"@en .\n",
    )
    .unwrap();
    let explain = |a: &str, b: &str| run(&project, &["link", "explain", "l", a, b]);
    let taken = explain("Coire", "2");
    assert!(
        taken.contains("\tzueriche | "),
        "the value that counts comes first: {taken}"
    );
    assert!(taken.contains("linkset\tnone yet"), "{taken}");
    let low = explain("zurich", "1");
    assert!(low.contains("run\tnever compared"), "{low}");
    let open = explain("geneva", "Genevre");
    assert!(
        open.contains("run\tto review: accepted from 0.950 on"),
        "{open}"
    );
    run(&project, &["link", "run", "l"]);
    assert!(explain("geneva", "3").contains("linkset\topen"));
    assert!(explain("geneva", "1").contains("linkset\tthe pair is not in it"));
    run(
        &project,
        &[
            "link", "judge", "l", "geneva", "b:3", "--not", "--author", "me",
        ],
    );
    assert!(explain("geneva", "3").contains("linkset\trejected: me, no"));
}

#[test]
fn shards_keep_apart_until_all_are_merged() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    run(&project, &["link", "run", "l"]);
    let whole = linkset(&project);
    for shard in ["1/3", "2/3", "3/3"] {
        run(&project, &["link", "run", "l", "--shard", shard]);
    }
    assert_eq!(linkset(&project), whole, "a shard is no linkset");
    let counted = run(&project, &["link", "stats"]);
    assert_eq!(counted.lines().count(), 1, "{counted}");
    let asked = "ASK { GRAPH ?g { ?a skos:exactMatch ?b } FILTER(CONTAINS(STR(?g), '-3')) }";
    assert!(told(&relata(&project, &["query", "-e", asked])).contains("false"));
    let checked = told(&relata(&project, &["check"]));
    assert!(!checked.contains("-3.sssom.tsv"), "{checked}");
    let files = [
        "links/l.1-3.sssom.tsv",
        "links/l.2-3.sssom.tsv",
        "links/l.3-3.sssom.tsv",
    ];
    let merge = |files: &[&'static str]| {
        let mut all = vec!["link", "merge", "l"];
        all.extend(files);
        all
    };
    let few = refused(&project, &merge(&files[..2]));
    assert!(few.contains("1 of 3 shards are missing: 3/3"), "{few}");
    let twice = refused(&project, &merge(&[files[0], files[1], files[1]]));
    assert!(twice.contains("are both shard 2 of 3"), "{twice}");
    let alien = refused(&project, &merge(&[files[0], files[1], "links/l.sssom.tsv"]));
    assert!(alien.contains("`links/l.sssom.tsv` is no shard"), "{alien}");
    let table = refused(&project, &merge(&[files[0], files[1], "links/b.csv"]));
    assert!(
        table.contains("links/b.csv:1") && !table.contains("b.csv.sssom"),
        "{table}"
    );
    std::fs::remove_file(project.join("links/l.sssom.tsv")).unwrap();
    run(&project, &merge(&files));
    assert_eq!(linkset(&project), whole);
    // another spec
    std::fs::write(project.join("links/l.toml"), SPEC.replace("0.95", "0.96")).unwrap();
    let changed = refused(&project, &merge(&files));
    assert!(
        changed.contains("`links/l.1-3.sssom.tsv` was made with another spec"),
        "{changed}"
    );
}

#[test]
fn what_is_handed_on_are_the_links() {
    let folder = tempfile::tempdir().unwrap();
    let project = towns(folder.path());
    run(&project, &["link", "run", "l"]);
    run(&project, &["link", "judge", "l", "chur", "--author", "me"]);
    let links = run(&project, &["link", "export", "l"]);
    assert_eq!(links.matches("owl:Axiom").count(), 1, "{links}");
    assert!(
        !links.contains("Genevre") && !links.contains("NoTermFound"),
        "{links}"
    );
    let all = run(&project, &["link", "export", "l", "--all"]);
    assert_eq!(all.matches("owl:Axiom").count(), 4, "{all}");
    assert!(
        all.contains("NoTermFound") && all.contains("\"review\""),
        "{all}"
    );
    // the file's name says how it is written
    run(&project, &["link", "export", "l", "--bare", "-o", "l.nt"]);
    let lines = std::fs::read_to_string(project.join("l.nt")).unwrap();
    assert_eq!(
        lines,
        "<https://example.org/p/entity/bern> <http://www.w3.org/2004/02/skos/core#exactMatch> <https://example.org/b/1> .\n"
    );
    for words in [
        &["--format", "csv"][..],
        &["-o", "l.csv"],
        &["--format", "xml"],
    ] {
        let mut asked = vec!["link", "export", "l"];
        asked.extend(words);
        let told = refused(&project, &asked);
        assert!(
            told.contains("turtle, trig, ntriples, nquads, rdfxml, jsonld"),
            "{told}"
        );
    }
    // a linkset in another encoding is named, with what to do
    let utf16: Vec<u8> = linkset(&project)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [&[0xFF, 0xFE][..], &utf16].concat();
    std::fs::write(project.join("links/l.sssom.tsv"), marked).unwrap();
    let told = refused(&project, &["link", "export", "l"]);
    assert!(
        told.contains("`links/l.sssom.tsv` cannot be read") && told.contains("iconv"),
        "{told}"
    );
}
