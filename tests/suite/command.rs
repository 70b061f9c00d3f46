//! The program as a user meets it: what it prints, where, and with which exit code.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn relata(directory: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relata"))
        .current_dir(directory)
        .args(words)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

/// Names are typed as they are read: without a prefix where one thing has them, and examples come from the project itself.
#[test]
fn names_need_no_prefix_and_examples_are_of_the_project() {
    let out = |words: &[&str]| {
        let run = relata(&root(), words);
        (code(&run), text(&run.stdout), text(&run.stderr))
    };
    for (query, bare, full) in [
        ("claims", "sentence=s14", "sentence=:s14"),
        ("claims", "modality=attributed", "modality=rlt:attributed"),
        (
            "causes",
            "how=cause,motivation",
            "how=kind:cause,kind:motivation",
        ),
    ] {
        let whole = out(&["query", query, full]);
        assert!(whole.1.lines().count() > 1, "{whole:?}");
        assert_eq!(out(&["query", query, bare]).1, whole.1, "{bare}");
    }
    let (status, _, said) = out(&["query", "claims", "sentence=s99"]);
    assert_eq!(status, 2);
    assert!(said.contains("`:s99`"), "{said}");
    assert!(said.contains("only the claims of this passage"), "{said}");
    let (_, _, said) = out(&["query", "year", "1996"]);
    assert!(said.contains("this query takes `year=…`"), "{said}");
    let (_, _, said) = out(&["show", "Entirely Unknown"]);
    assert!(said.contains("`:c01a`, `:s01`, a label"), "{said}");

    let (_, shown, _) = out(&["show", "ent:boris-yeltsin"]);
    let (_, made) = shown.split_once("claims made: ").unwrap();
    assert!(made.contains(":c14b"), "{shown}");
    let (_, shown, _) = out(&["show", "c14b"]);
    assert!(!shown.contains("””"), "{shown}");
    let (status, told, _) = out(&["test", "sections", "treaties"]);
    assert_eq!(status, 0);
    assert!(told.contains("2 passed, 0 failed"), "{told}");
    let (status, told, said) = out(&["test", "sections", "nonsense", "--accept"]);
    assert_eq!((status, told.as_str()), (2, ""), "{said}");
}

/// The authors and the day that the first lines of a text name are its author and its date; the stored queries of a new
/// project run on it at once.
#[test]
fn a_new_project_takes_authors_and_date_from_the_first_lines() {
    let folder = tempfile::tempdir().unwrap();
    let article = "# A club\n\nBy Ada B. Moss and Dr. Piet van Loon\n\n*Review*, 14 March 2009\n\nThe club was founded in 1898, the author says.\n";
    std::fs::write(folder.path().join("a.md"), article).unwrap();
    let made = relata(folder.path(), &["new", "club", "--text", "a.md"]);
    assert_eq!(code(&made), 0, "{}", text(&made.stderr));
    let said = text(&made.stderr);
    assert!(said.contains("Ada B. Moss, Piet van Loon"), "{said}");
    assert!(said.contains("2009-03-14"), "{said}");
    let project = folder.path().join("club");
    for words in [
        &["check", "--deny", "warnings"][..],
        &["test"],
        &["fmt", "--check"],
        &["query", "vocabulary"],
        &["query", "causes"],
        &["query", "quantities"],
        &["query", "reported"],
    ] {
        let run = relata(&project, words);
        assert_eq!(code(&run), 0, "{words:?}: {}", text(&run.stderr));
    }
    let document = std::fs::read_to_string(project.join("data/document.ttl")).unwrap();
    assert!(
        document.contains("dcterms:creator ent:ada-b-moss , ent:piet-van-loon"),
        "{document}"
    );
    let stub = text(&relata(&project, &["claim", "s01", "The club ... 1898"]).stdout);
    assert!(
        stub.contains("rlt:claimant ent:ada-b-moss , ent:piet-van-loon ;"),
        "{stub}"
    );
}

#[test]
fn a_new_project_passes_at_once_and_a_claim_is_found_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let article = "# On rivers\n\nBy Nobody\n\nThe Rhine froze in 1929. It seems that trade stopped; nobody knows why.\n";
    std::fs::write(folder.path().join("a.md"), article).unwrap();
    let made = relata(folder.path(), &["new", "rivers", "--text", "a.md"]);
    assert_eq!(code(&made), 0, "{}", text(&made.stderr));
    let project = folder.path().join("rivers");
    for words in [
        &["check"][..],
        &["test"],
        &["query", "sections"],
        &["export"],
        &["stats"],
        &["show", "coverage"],
        &["fmt", "--check"],
    ] {
        let run = relata(&project, words);
        assert_eq!(
            code(&run),
            0,
            "{words:?}: {}{}",
            text(&run.stdout),
            text(&run.stderr)
        );
    }
    let stub = relata(&project, &["claim", "s01", "The Rhine ... 1929"]);
    assert!(
        text(&stub.stdout).contains(":c01a a rlt:Claim"),
        "{}",
        text(&stub.stderr)
    );
    let missed = relata(&project, &["claim", "s01", "the Rhine"]);
    assert_eq!(code(&missed), 2);
    assert!(
        text(&missed.stderr).contains("letter case"),
        "{}",
        text(&missed.stderr)
    );
    let again = relata(folder.path(), &["new", "rivers"]);
    assert_eq!(code(&again), 2);
}

#[test]
fn faults_of_several_files_are_all_reported_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&relata(folder.path(), &["new", "p"])), 0);
    let project = folder.path().join("p");
    std::fs::write(
        project.join("data/a.ttl"),
        "@prefix e: <http://e/> .\ne:a e:b f:c .\n",
    )
    .unwrap();
    std::fs::write(
        project.join("data/b.ttl"),
        "@prefix e: <http://e/> .\n\ne:a e:b \"open .\n",
    )
    .unwrap();
    let run = relata(&project, &["export", "-o", "out.ttl"]);
    let told = text(&run.stderr);
    assert_eq!(code(&run), 2, "{told}");
    assert!(
        told.contains("data/a.ttl:2:") && told.contains("data/b.ttl:3:"),
        "{told}"
    );
    assert!(!project.join("out.ttl").exists());
}

#[test]
fn what_is_asked_wrongly_is_answered_with_a_remedy() {
    for (words, wanted) in [
        (&["query", "timelin"][..], "did you mean `timeline`"),
        (
            &["query", "timeline", "form=1991-01-01"],
            "did you mean `from`",
        ),
        (&["query", "timeline", "from=yesterday"], "no year"),
        (
            &["query", "-e", "SELECT * { ?s a rtl:Claim }"],
            "did you mean `rlt:`",
        ),
        (&["query", "-e", "SELECT * { ?s ?p ?o "], "never closed"),
        (&["query", "-e", "CLEAR ALL"], "only asks"),
        (&["query", "timeline", "--format", "xlsx"], "is no format"),
        (&["show", "s99"], "did you mean"),
        (&["export", "--format", "pdf"], "formats are"),
    ] {
        let run = relata(&root(), words);
        let told = text(&run.stderr);
        assert_eq!(code(&run), 2, "{words:?}: {told}");
        assert!(told.contains(wanted), "{words:?}: {told}");
        assert!(run.stdout.is_empty(), "{words:?} printed data");
    }
}

#[test]
fn hostile_queries_end_in_words() {
    let deep = format!("SELECT * {}{}", "{".repeat(600), "}".repeat(600));
    assert_eq!(code(&relata(&root(), &["query", "-e", &deep])), 2);
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let run = relata(&root(), &["query", "--timeout", "0.3", "-e", endless]);
    assert_eq!(code(&run), 4, "{}", text(&run.stderr));
    assert!(run.stdout.is_empty());
    let service = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }";
    assert_ne!(code(&relata(&root(), &["query", "-e", service])), 0);
}

#[test]
fn forms_of_queries_have_their_formats() {
    for (query, format, wanted) in [
        ("ASK { ?s a rlt:Passage }", "json", "\"boolean\":true"),
        ("SELECT ?s { ?s a rlt:Passage } LIMIT 1", "xml", "<sparql"),
        ("SELECT ?s { ?s a rlt:Passage } LIMIT 1", "md", "| s |"),
        (
            "CONSTRUCT { ?s a rlt:Passage } WHERE { ?s a rlt:Passage }",
            "turtle",
            ":s14",
        ),
        (
            "DESCRIBE <https://w3id.org/relata/ru-cn/s14>",
            "ntriples",
            "ru-cn/s14> <",
        ),
        (
            "DESCRIBE <https://w3id.org/relata/ru-cn/s14>",
            "rdfxml",
            "<doco:Sentence rdf:about",
        ),
        (
            "DESCRIBE <https://w3id.org/relata/ru-cn/s14>",
            "jsonld",
            "\"@context\"",
        ),
    ] {
        let run = relata(&root(), &["query", "-e", query, "--format", format]);
        assert_eq!(code(&run), 0, "{}", text(&run.stderr));
        assert!(
            text(&run.stdout).contains(wanted),
            "{query}: {}",
            text(&run.stdout)
        );
    }
    assert_eq!(
        code(&relata(
            &root(),
            &["query", "-e", "ASK { rlt:nothing a rlt:Passage }"]
        )),
        1
    );
}

#[test]
fn an_export_is_the_same_to_the_byte() {
    let first = relata(&root(), &["export"]);
    assert_eq!(code(&first), 0, "{}", text(&first.stderr));
    assert_eq!(first.stdout, relata(&root(), &["export"]).stdout);
}

#[test]
fn a_project_is_not_made_from_what_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("empty.md"), "").unwrap();
    std::fs::write(here.join("binary.md"), b"PK\0\x03").unwrap();
    std::fs::write(here.join("latin.md"), b"Caf\xe9 closed. It did.").unwrap();
    std::fs::write(here.join("file"), "x").unwrap();
    for (words, wanted) in [
        (
            &["new", "a", "--text", "empty.md"][..],
            "the text has no sentence",
        ),
        (
            &["new", "a", "--text", "binary.md"],
            "`binary.md` is no text: byte 2 is 0",
        ),
        (
            &["new", "a", "--text", "latin.md"],
            "`latin.md` is not UTF-8: line 1, byte 3",
        ),
        (&["new", "a", "--text", "."], "Is a directory"),
        (
            &["new", "a", "--base", "nonsense"],
            "the base `nonsense` is not an absolute IRI",
        ),
        (
            &["new", "a", "--base", "http://e"],
            "did you mean `http://e/`?",
        ),
        (
            &["new", "a", "--language", "xx yy"],
            "`xx yy` is not a language tag",
        ),
        (&["new", "é"], "`é` cannot name a project"),
        (&["-C", "nowhere", "check"], "no folder `nowhere`"),
        (&["check"], "no `relata.toml` in"),
    ] {
        let run = relata(here, words);
        assert_eq!(code(&run), 2, "{words:?}: {}", text(&run.stderr));
        let said = text(&run.stderr).replace(&format!("{}/", here.display()), "");
        assert!(said.contains(wanted), "{words:?}: {said}");
        assert_eq!(
            said.matches("\nerror").count() + usize::from(said.starts_with("error")),
            1,
            "one fault, one message: {said}"
        );
    }
    let blocked = relata(here, &["new", "file/a"]);
    assert_eq!(code(&blocked), 3);
    assert!(text(&blocked.stderr).contains("a file stands where a folder is wanted"));
    assert!(!here.join("a").exists(), "nothing was written");
}

#[test]
fn a_layout_is_checked_written_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(
        here.join("a.ttl"),
        "@prefix : <http://e/>.\n:a :b 1;:c 2.\n",
    )
    .unwrap();
    std::fs::write(
        here.join("b.ttl"),
        "@prefix : <http://e/> .\n:a :b 1\n:c :d 2 .\n",
    )
    .unwrap();
    let check = relata(here, &["fmt", "--check", "a.ttl"]);
    assert_eq!(code(&check), 1);
    assert!(
        text(&check.stdout).contains("+:a :b 1 ;\n+    :c 2 .\n"),
        "{}",
        text(&check.stdout)
    );
    let both = relata(here, &["fmt", "a.ttl", "b.ttl"]);
    assert_eq!(code(&both), 2);
    assert!(
        text(&both.stderr).contains("b.ttl:2:8"),
        "{}",
        text(&both.stderr)
    );
    assert_eq!(
        std::fs::read_to_string(here.join("a.ttl")).unwrap(),
        "@prefix : <http://e/> .\n:a :b 1 ;\n    :c 2 .\n"
    );
    assert!(
        std::fs::read_to_string(here.join("b.ttl"))
            .unwrap()
            .contains(":a :b 1\n:c"),
        "left as it was"
    );
    assert_eq!(code(&relata(here, &["fmt", "--check", "a.ttl"])), 0);
    assert_eq!(code(&relata(here, &["fmt", "c.nt"])), 2);
}
