//! Linksets: what a person judged is never lost, whatever befalls the program or the file.

use super::command::{relata, root};
use super::datasets::{project, told};
use super::server::{Server, answer};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// A project of things `t0`… and a table of things with the same names, linked for review.
fn linked(folder: &Path, things: usize) -> std::path::PathBuf {
    let project = project(folder);
    let mut turtle = String::from(
        "@prefix ent: <https://example.org/p/entity/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n",
    );
    let mut table = String::from("id,name\n");
    for thing in 0..things {
        turtle.push_str(&format!(
            "ent:t{thing} a <https://schema.org/Place> ; rdfs:label \"place {thing:04}\"@en .\n"
        ));
        table.push_str(&format!("{thing},place {thing:04}\n"));
    }
    std::fs::write(project.join("data/things.ttl"), turtle).unwrap();
    std::fs::create_dir_all(project.join("links")).unwrap();
    std::fs::write(project.join("links/b.csv"), table).unwrap();
    std::fs::write(
        project.join("links/l.toml"),
        "[prefixes]\nent = \"https://example.org/p/entity/\"\nb = \"https://example.org/b/\"\n[source]\ndataset = \"project\"\nclass = \"schema:Place\"\nproperties = { name = \"rdfs:label\" }\n[target]\nfile = \"b.csv\"\nid = \"https://example.org/b/{id}\"\nproperties = { name = \"name\" }\n[[compare]]\nproperty = \"name\"\nmeasure = \"exact\"\n[decide]\naccept = \"review\"\nreview = 0.9\n",
    )
    .unwrap();
    let run = relata(&project, &["link", "run", "l"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    project
}

fn judged(project: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(project.join("links/l.sssom.tsv")).unwrap();
    let source = relata::diagnostic::Source::new("l.sssom.tsv", text);
    let (set, faults) = relata::sssom::read(&source);
    assert!(faults.is_empty(), "torn: {faults:?}");
    set.mappings
        .iter()
        .filter(|mapping| mapping.is_judgement())
        .map(|mapping| mapping.subject.clone())
        .collect()
}

/// How many times something is killed; more with `RELATA_KILLS`.
fn kills() -> u64 {
    std::env::var("RELATA_KILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(8)
}

#[test]
fn a_review_that_is_killed_keeps_every_answer_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 60);
    let mut answered = BTreeSet::new();
    for kill in 0..kills() {
        let mut review = Command::new(env!("CARGO_BIN_EXE_relata"))
            .current_dir(&project)
            .args(["link", "review", "l", "--plain", "--author", "me"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = review.stdin.take().unwrap();
        let mut questions = std::io::BufReader::new(review.stdout.take().unwrap()).lines();
        // the question that follows an answer acknowledges it
        let mut waiting: Option<String> = None;
        for _ in 0..=kill % 5 {
            let Some(Ok(question)) = questions.next() else {
                break;
            };
            answered.extend(waiting.take());
            let subject = question.split(['(', ')']).nth(1).unwrap_or("").to_owned();
            waiting = Some(subject);
            writeln!(input, "yes").unwrap();
        }
        // in the middle of what follows the last answer
        std::thread::sleep(std::time::Duration::from_micros(kill * 977 % 7000));
        review.kill().unwrap();
        review.wait().unwrap();
        let kept = judged(&project);
        assert!(
            answered.is_subset(&kept),
            "lost: {:?}",
            answered.difference(&kept).collect::<Vec<_>>()
        );
    }
    assert!(!answered.is_empty());
}

#[test]
fn judging_running_and_pinning_survive_a_kill_and_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 30);
    let mut acknowledged = BTreeSet::new();
    let spawn = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_relata"))
            .current_dir(&project)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    for kill in 0..kills() {
        let thing = format!("ent:t{}", kill % 30);
        let other = format!("ent:t{}", (kill + 15) % 30);
        let target = format!("b:{}", kill % 30);
        // a run that is killed, while two people judge at once
        let mut run = spawn(&["link", "run", "l"]);
        let mut first = spawn(&["link", "judge", "l", &thing, &target, "--author", "one"]);
        let mut second = spawn(&["link", "judge", "l", &other, "--author", "two"]);
        std::thread::sleep(std::time::Duration::from_millis(kill * 13 % 90));
        run.kill().unwrap();
        if kill % 3 == 0 {
            second.kill().unwrap();
        }
        for (child, thing) in [(&mut first, &thing), (&mut second, &other)] {
            if child.wait().unwrap().success() {
                acknowledged.insert(thing.replace("ent:", "https://example.org/p/entity/"));
            }
        }
        run.wait().unwrap();
        let kept = judged(&project);
        assert!(
            acknowledged.is_subset(&kept),
            "lost: {:?}",
            acknowledged.difference(&kept).collect::<Vec<_>>()
        );
    }
    assert!(!acknowledged.is_empty());
    for kill in 0..kills() {
        std::fs::write(project.join("t.csv"), format!("a,b\n{kill},2\n")).unwrap();
        if kill == 0 {
            assert_eq!(
                relata(&project, &["dataset", "add", "t", "t.csv"])
                    .status
                    .code(),
                Some(0)
            );
        }
        let mut fetch = spawn(&["dataset", "fetch", "--update"]);
        std::thread::sleep(std::time::Duration::from_millis(kill * 7 % 60));
        fetch.kill().unwrap();
        fetch.wait().unwrap();
        let list = relata(&project, &["dataset", "list"]);
        assert_eq!(list.status.code(), Some(0), "{}", told(&list));
    }
}

/// What lies in a folder and those below it: the name of each file with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn is_unfinished(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.starts_with(".relata-") && file.ends_with(".tmp")
}

/// Every command that writes is killed again and again: each file is as it was before or as it should be after, and what is left
/// unfinished is hidden, and gone with a later command.
#[test]
fn whatever_is_killed_leaves_every_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 400);
    let lines: String = (0..4000)
        .map(|n| format!("<http://e/{n}> <http://e/p> \"{n}\" .\n"))
        .collect();
    let server = Server::start(vec![Box::new(move |request| {
        if request.starts_with("GET /a.nt") {
            return answer("200 OK", "ETag: \"v1\"\r\n", &lines);
        }
        let json = "Content-Type: application/sparql-results+json\r\n";
        if request.contains("COUNT") {
            return answer(
                "200 OK",
                json,
                "{\"head\":{\"vars\":[\"number\"]},\"results\":{\"bindings\":[{\"number\":{\"type\":\"literal\",\"value\":\"2000\"}}]}}",
            );
        }
        let rows: Vec<String> = (0..2000)
            .map(|n| format!("{{\"s\":{{\"type\":\"uri\",\"value\":\"http://e/{n}\"}},\"n\":{{\"type\":\"literal\",\"value\":\"{n}\"}}}}"))
            .collect();
        let rows = rows.join(",");
        answer(
            "200 OK",
            json,
            &format!(
                "{{\"head\":{{\"vars\":[\"s\",\"n\"]}},\"results\":{{\"bindings\":[{rows}]}}}}"
            ),
        )
    })]);
    std::fs::write(
        project.join("ask.rq"),
        "CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s rdfs:label ?n }",
    )
    .unwrap();
    let manifest = project.join("relata.toml");
    let mut toml = std::fs::read_to_string(&manifest).unwrap();
    let url = &server.url;
    toml.push_str(&format!("[datasets.down]\nsource = \"{url}/a.nt\"\n[datasets.far]\nendpoint = \"{url}/sparql\"\nquery = \"ask.rq\"\nsource = \"links/far.nt\"\n"));
    std::fs::write(&manifest, toml).unwrap();
    for shard in ["1/2", "2/2"] {
        let file = format!("{}.sssom.tsv", &shard[..1]);
        let run = relata(
            &project,
            &["link", "run", "l", "--shard", shard, "-o", &file],
        );
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    }
    for thing in 0..9 {
        let (thing, target) = (format!("ent:t{thing}"), format!("b:{thing}"));
        let judge = ["link", "judge", "l", &thing, &target, "--author", "me"];
        assert_eq!(relata(&project, &judge).status.code(), Some(0));
    }
    let commands: &[&[&str]] = &[
        &["dataset", "fetch", "down", "--update"],
        &["dataset", "fetch", "far", "--record"],
        &["link", "run", "l"],
        &["link", "merge", "l", "1.sssom.tsv", "2.sssom.tsv"],
        &["link", "export", "l", "-o", "out.ttl"],
        &[
            "query",
            "-e",
            "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
            "-o",
            "out.tsv",
        ],
        &["export", "--format", "turtle", "-o", "all.ttl"],
    ];
    let mut unfinished = 0;
    for words in commands {
        let before = files(&project);
        let whole = relata(&project, words);
        assert_eq!(whole.status.code(), Some(0), "{words:?}: {}", told(&whole));
        let after = files(&project);
        for kill in 0..kills() {
            // from scratch each time, as far as this command writes
            for name in after.keys() {
                match before.get(name) {
                    Some(bytes) => std::fs::write(project.join(name), bytes).unwrap(),
                    None => std::fs::remove_file(project.join(name)).unwrap_or_default(),
                }
            }
            let mut run = Command::new(env!("CARGO_BIN_EXE_relata"))
                .current_dir(&project)
                .args(*words)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(std::time::Duration::from_micros(kill * 10_007 % 80_000));
            run.kill().unwrap();
            run.wait().unwrap();
            for (name, bytes) in files(&project) {
                if is_unfinished(&name) || name.ends_with(".part") || name.ends_with(".validator") {
                    unfinished += 1;
                    continue;
                }
                let is_whole =
                    before.get(&name) == Some(&bytes) || after.get(&name) == Some(&bytes);
                assert!(is_whole, "{words:?} left half of `{name}`");
            }
            assert_eq!(judged(&project).len(), 9, "{words:?}");
        }
        // where a killed process left something, and long ago
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
        std::fs::write(project.join("links/.relata-Left01.tmp"), "half").unwrap();
        for name in files(&project).keys().filter(|name| is_unfinished(name)) {
            let file = std::fs::File::options()
                .write(true)
                .open(project.join(name))
                .unwrap();
            file.set_modified(long_ago).unwrap();
        }
        let again = relata(&project, words);
        assert_eq!(again.status.code(), Some(0), "{words:?}: {}", told(&again));
        let judge = ["link", "judge", "l", "ent:t0", "b:0", "--author", "me"];
        assert_eq!(relata(&project, &judge).status.code(), Some(0));
        let checked = relata(&project, &["dataset", "list"]);
        assert_eq!(checked.status.code(), Some(0), "{}", told(&checked));
        let left: Vec<_> = files(&project)
            .into_keys()
            .filter(|name| name.starts_with("links/") && is_unfinished(name))
            .collect();
        assert!(left.is_empty(), "{words:?}: {left:?}");
    }
    eprintln!("{unfinished} files were left unfinished");
}

#[test]
fn a_malformed_row_is_told_and_nothing_is_written_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 4);
    let file = project.join("links/l.sssom.tsv");
    let whole = std::fs::read_to_string(&file).unwrap();
    let last = whole.lines().last().unwrap();
    for (bad, words) in [
        ("ent:t0\tskos:exactMatch\n".to_owned(), "L010"),
        (last.replace("b:", "undeclared:") + "\n", "L011"),
        (last.replace("1.0000", "very"), "L012"),
        (last.replacen('\t', "\t\"", 1), "L010"),
        (
            last.replace("semapv:C", "semapv:c") + "\n",
            "did you mean `CompositeMatching`",
        ),
        ("<<<<<<< ours\n".to_owned(), "merge conflict"),
    ] {
        let broken = format!("{whole}{bad}");
        std::fs::write(&file, &broken).unwrap();
        for command in [
            &["check"][..],
            &["link", "run", "l"],
            &["link", "judge", "l", "ent:t1", "b:1", "--author", "me"],
            &["link", "review", "l", "--author", "me"],
        ] {
            let told_of = relata(&project, command);
            assert!(
                told(&told_of).contains(words),
                "{command:?} {bad}: {}",
                told(&told_of)
            );
            assert_ne!(told_of.status.code(), Some(0), "{command:?}");
            assert_eq!(
                std::fs::read_to_string(&file).unwrap(),
                broken,
                "{command:?}"
            );
        }
    }
}

#[test]
fn contradictions_and_several_links_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 4);
    for words in [
        &["ent:t0", "b:0"][..],
        &["ent:t0", "b:1"],
        // b:0 and b:1 are one thing by now
        &["ent:t1", "b:0", "--not"],
        &["ent:t1", "b:1"],
    ] {
        let mut all = vec!["link", "judge", "l"];
        all.extend(words);
        all.extend(["--author", "me"]);
        assert_eq!(relata(&project, &all).status.code(), Some(0));
    }
    let checked = relata(&project, &["check"]);
    for code in ["L020", "L021"] {
        assert!(told(&checked).contains(code), "{}", told(&checked));
    }
}

#[test]
fn who_found_nothing_may_find_something_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 4);
    let judge = |words: &[&str]| {
        let mut all = vec!["link", "judge", "l"];
        all.extend(words);
        all.extend(["--author", "me"]);
        assert_eq!(relata(&project, &all).status.code(), Some(0));
        told(&relata(&project, &["link", "stats", "l"]))
    };
    assert!(judge(&["ent:t1"]).contains("accepted 0"));
    let found = judge(&["ent:t1", "b:2"]);
    assert!(
        found.contains("accepted 1") && found.contains("nothing found 0"),
        "{found}"
    );
    let lost = judge(&["ent:t1"]);
    assert!(
        lost.contains("accepted 0") && lost.contains("nothing found 1"),
        "{lost}"
    );
    let checked = relata(&project, &["check"]);
    assert!(!told(&checked).contains("L020"), "{}", told(&checked));
}

/// Validates files with the package `sssom` from PyPI, where `.ci/run` has installed it; all in one process, which takes long
/// to begin.
fn validated(files: &[std::path::PathBuf]) -> std::process::Output {
    let each = "import sys\nfrom sssom.cli import validate\nfor file in sys.argv[1:]:\n    validate.main([file], standalone_mode=False)\n";
    Command::new(root().join("target/sssom/bin/python"))
        .args(["-c", each])
        .args(files)
        .output()
        .unwrap()
}

#[test]
fn the_sssom_tool_accepts_every_file_that_is_written() {
    if !root().join("target/sssom/bin/sssom").is_file() {
        assert!(
            std::env::var_os("RELATA_NEEDS_SSSOM").is_none(),
            "no sssom: run `.ci/run`"
        );
        eprintln!("skipped: no `target/sssom/bin/sssom`; `.ci/run` installs it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let project = linked(folder.path(), 6);
    // candidates, acceptances, rejections, nothing found, a quotation mark, and a name without a prefix
    for words in [
        &["ent:t0", "b:0", "--because", "so \"it\" is"][..],
        &["ent:t1", "b:1", "--not"],
        &["ent:t2"],
        &["ent:t3", "http://elsewhere.example/x#y", "--force"],
    ] {
        let mut all = vec!["link", "judge", "l"];
        all.extend(words);
        all.extend(["--author", "me"]);
        assert_eq!(relata(&project, &all).status.code(), Some(0));
    }
    let mut files = vec![project.join("links/l.sssom.tsv")];
    for entry in std::fs::read_dir(root().join("links")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".sssom.tsv") {
            files.push(path);
        }
    }
    let accepted = validated(&files);
    assert!(accepted.status.success(), "{}", told(&accepted));
    // and it does refuse: without its head the file's prefixes are unknown
    let bare = project.join("bare.sssom.tsv");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    std::fs::write(&bare, rows.join("\n")).unwrap();
    assert!(!validated(&[bare]).status.success());
}
