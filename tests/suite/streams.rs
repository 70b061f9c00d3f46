//! Hostile, torn, empty and odd streams through `relata convert`: what comes out is right, or a fault is told in words.

use super::command::relata as run_relata;
use super::converting::{convert, lines, sorted, told};
use std::io::Write;

/// The texts and names that XML, JSON and lines treat each in another way.
#[test]
fn what_streams_into_any_format_comes_back_as_it_was_or_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let mut held: Vec<String> = [
        r#"<http://e/a> <http://e/p> "cr\rlf\n tab\t  two <b> & ]]> \" \\ é 😀"@en ."#,
        r#"<http://e/a> <http://e/p> "" ."#,
        r#"<http://e/a> <urn:x:y> "01"^^<http://www.w3.org/2001/XMLSchema#integer> ."#,
        r#"<http://e/a> <http://e/p> "none"^^<http://www.w3.org/2001/XMLSchema#integer> ."#,
        r"<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#_1> <http://e/x?a=1&b='2'> .",
        r"<http://e/1> <http://e/1a> <http://e/1> .",
    ]
    .map(str::to_owned)
    .to_vec();
    held.push("<http://e/a> <http://e/é> \"\u{202E}bidi\u{200F} e\u{301}\" .".to_owned());
    std::fs::write(home.join("a.nt"), held.join("\n") + "\n").unwrap();
    held.sort();
    for to in ["ttl", "trig", "nq", "rdf", "jsonld"] {
        let out = format!("b.{to}");
        let run = convert(home, &["a.nt", &out]);
        assert_eq!(run.status.code(), Some(0), "{to}: {}", told(&run));
        let run = convert(home, &[&out, "back.nt"]);
        assert_eq!(run.status.code(), Some(0), "{to}: {}", told(&run));
        assert_eq!(sorted(&home.join("back.nt")), held, "{to}");
    }
    let lost = r#"<http://e/a> <http://e/p> "bell \u0007" .
<http://e/a> <http://e/1> "x" .
<http://e/a> <http://e/p> "kept" .
"#;
    std::fs::write(home.join("l.nt"), lost).unwrap();
    let strict = convert(home, &["l.nt", "l.rdf"]);
    assert_eq!(strict.status.code(), Some(2), "{}", told(&strict));
    assert!(told(&strict).contains("E001") && !home.join("l.rdf").exists());
    let lenient = convert(home, &["--lenient", "l.nt", "l.rdf"]);
    assert_eq!(lenient.status.code(), Some(1), "{}", told(&lenient));
    assert!(
        told(&lenient).contains("2 statements or lines were left out"),
        "{}",
        told(&lenient)
    );
    let text = std::fs::read_to_string(home.join("l.rdf")).unwrap();
    assert!(text.contains("kept") && !text.contains("bell"), "{text}");
}

/// A megabyte that unpacks to hundreds, a text without end, half a file: no output file stays.
#[test]
fn bombs_and_torn_packs_are_faults_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let pack = |name: &str, begin: &str, piece: &str, times: usize| {
        let file = std::fs::File::create(home.join(name)).unwrap();
        let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        out.write_all(begin.as_bytes()).unwrap();
        for _ in 0..times {
            out.write_all(piece.as_bytes()).unwrap();
        }
        out.finish().unwrap();
    };
    let endless = "a".repeat(1 << 20);
    let text = "<http://e/a> <http://e/p> \"";
    let line = format!("{text}{endless}\" .\n");
    pack("bomb.nt.gz", "", &line, 80);
    pack("long.ttl.gz", text, &endless, 24);
    pack("torn.nt.gz", "", &lines(3_000), 1);
    let whole = std::fs::read(home.join("torn.nt.gz")).unwrap();
    std::fs::write(home.join("torn.nt.gz"), &whole[..whole.len() / 2]).unwrap();
    for (words, wanted) in [
        (vec!["bomb.nt.gz", "o.ttl"], "a hundred times"),
        (vec!["--lenient", "bomb.nt.gz", "o.ttl"], "a hundred times"),
        (vec!["--pretty", "bomb.nt.gz", "o.ttl"], "a hundred times"),
        (vec!["long.ttl.gz", "o.nt"], "S005"),
        (vec!["--lenient", "long.ttl.gz", "o.nt"], "S005"),
        (vec!["torn.nt.gz", "o.ttl"], "torn or damaged"),
        (vec!["--lenient", "torn.nt.gz", "o.ttl"], "torn or damaged"),
    ] {
        let run = convert(home, &words);
        assert_ne!(run.status.code(), Some(0), "{words:?}: {}", told(&run));
        assert_ne!(run.status.code(), Some(3), "{words:?}: {}", told(&run));
        assert!(told(&run).contains(wanted), "{words:?}: {}", told(&run));
        let out = words.last().unwrap();
        assert!(!home.join(out).exists(), "{words:?}");
    }
}

#[test]
fn empty_files_folders_and_a_file_onto_itself() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(home.join("empty.ttl"), "").unwrap();
    for to in ["nt", "nq", "trig", "rdf", "jsonld"] {
        let out = format!("e.{to}");
        for words in [["empty.ttl", &out], [&out, "back.nt"]] {
            let run = convert(home, &words);
            assert_eq!(run.status.code(), Some(0), "{words:?}: {}", told(&run));
        }
        assert_eq!(std::fs::read(home.join("back.nt")).unwrap(), b"", "{to}");
    }
    std::fs::create_dir(home.join("d.ttl")).unwrap();
    for words in [["d.ttl", "o.nt"], ["empty.ttl", "d.ttl"]] {
        let run = convert(home, &words);
        assert_eq!(run.status.code(), Some(2), "{words:?}: {}", told(&run));
        assert!(
            told(&run).contains("d.ttl` is a folder"),
            "{words:?}: {}",
            told(&run)
        );
    }
    std::fs::write(home.join("same.nt"), lines(2_000)).unwrap();
    let before = sorted(&home.join("same.nt"));
    let run = convert(home, &["same.nt", "same.nt"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    assert_eq!(sorted(&home.join("same.nt")), before);
    // the packing of a stream is said with its format
    let run = run_relata(home, &["convert", "same.nt", "-", "--to", "ttl.gz"]);
    assert!(run.stdout.starts_with(b"\x1f\x8b"), "{}", told(&run));
}

#[test]
fn turtle_of_rdf_1_2_and_every_fault_of_a_file_are_seen_on_a_second_reading() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(
        home.join("new.ttl"),
        "@prefix : <http://e/> .\n:a :p \"x\"@ar--rtl .\n:a :q <<( :s :p 1 )>> .\n",
    )
    .unwrap();
    let run = convert(home, &["new.ttl", "new.nt"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    assert_eq!(sorted(&home.join("new.nt")).len(), 2);
    std::fs::write(
        home.join("bad.ttl"),
        "@prefix : <http://e/> .\n:a f:b 1 .\n:a :b 2 .\n:a g:b 3 .\n",
    )
    .unwrap();
    let run = convert(home, &["bad.ttl", "bad.nt"]);
    assert_eq!(run.status.code(), Some(2), "{}", told(&run));
    assert!(
        told(&run).contains("line 2") && told(&run).contains("line 4"),
        "{}",
        told(&run)
    );
}
