//! `relata convert` as a user meets it: every pair of formats, packed or not, faults, streams, hostile files.

use super::command::{relata, root};
use std::path::Path;
use std::process::Output;

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn convert(folder: &Path, words: &[&str]) -> Output {
    let mut all = vec!["convert"];
    all.extend(words);
    relata(folder, &all)
}

/// A file of a few thousand lines, so that it is cut into blocks where blocks are small.
pub fn lines(count: usize) -> String {
    (0..count)
        .map(|n| {
            format!(
                "<http://e/s{}> <http://e/p{}> \"value {n}\\n\"@en .\n",
                n / 3,
                n % 2
            )
        })
        .collect()
}

pub fn sorted(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn every_format_leads_to_every_other_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(home.join("a.nt"), lines(500)).unwrap();
    let formats = ["nt", "ttl", "nq", "trig", "rdf", "jsonld"];
    for from in formats {
        let input = format!("in.{from}");
        let run = convert(home, &["a.nt", &input]);
        assert_eq!(run.status.code(), Some(0), "{from}: {}", told(&run));
        for to in formats {
            let output = format!("out.{to}");
            let run = convert(home, &[&input, &output]);
            assert_eq!(run.status.code(), Some(0), "{from} to {to}: {}", told(&run));
            let run = convert(home, &[&output, "back.nt"]);
            assert_eq!(run.status.code(), Some(0), "{to} to nt: {}", told(&run));
            assert_eq!(
                sorted(&home.join("back.nt")),
                sorted(&home.join("a.nt")),
                "{from} to {to}"
            );
        }
    }
}

#[test]
fn packed_files_are_unpacked_and_packed_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(home.join("a.nt"), lines(5_000)).unwrap();
    for (packing, magic) in [
        ("gz", &b"\x1f\x8b"[..]),
        ("bz2", b"BZh"),
        ("zst", b"\x28\xb5\x2f\xfd"),
    ] {
        let packed = format!("a.ttl.{packing}");
        assert_eq!(convert(home, &["a.nt", &packed]).status.code(), Some(0));
        assert!(
            std::fs::read(home.join(&packed))
                .unwrap()
                .starts_with(magic),
            "{packing}"
        );
        let run = convert(home, &[&packed, "b.nt"]);
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
        assert_eq!(
            sorted(&home.join("b.nt")),
            sorted(&home.join("a.nt")),
            "{packing}"
        );
        let bytes = std::fs::read(home.join(&packed)).unwrap();
        std::fs::write(
            home.join(format!("torn.ttl.{packing}")),
            &bytes[..bytes.len() / 2],
        )
        .unwrap();
        let torn = convert(home, &[&format!("torn.ttl.{packing}"), "c.nt"]);
        assert_ne!(
            torn.status.code(),
            Some(0),
            "{packing}: half a file was taken for the whole"
        );
        assert!(!home.join("c.nt").exists());
    }
}

#[test]
fn a_faulty_line_is_told_with_its_number_and_left_out_only_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    // the fault lies beyond the first block
    let text = format!(
        "{}<http://e/a> <b> 1 .\n\u{e9} .\n{}",
        lines(60_000),
        lines(10)
    );
    std::fs::write(home.join("a.nt"), text).unwrap();
    let strict = convert(home, &["a.nt", "b.ttl"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(
        told(&strict).contains("a.nt, line 60001") && told(&strict).contains("relative IRI"),
        "{}",
        told(&strict)
    );
    assert!(!home.join("b.ttl").exists());
    let lenient = convert(home, &["--lenient", "a.nt", "b.nt"]);
    assert_eq!(lenient.status.code(), Some(1), "{}", told(&lenient));
    assert!(
        told(&lenient).contains("line 60002")
            && told(&lenient).contains("2 statements or lines were left out"),
        "{}",
        told(&lenient)
    );
    assert_eq!(sorted(&home.join("b.nt")).len(), 60_010);
    std::fs::write(
        home.join("a.ttl"),
        "@prefix : <http://e/> .\n:a :b 1 .\n:a :b x:y .\n:c :d 2 .\n",
    )
    .unwrap();
    let strict = convert(home, &["a.ttl", "c.nt"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(told(&strict).contains("a.ttl, line 3"), "{}", told(&strict));
    assert_eq!(
        convert(home, &["--lenient", "a.ttl", "c.nt"]).status.code(),
        Some(1)
    );
    assert_eq!(sorted(&home.join("c.nt")).len(), 2);
}

#[test]
fn what_cannot_be_held_or_is_hostile_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(
        home.join("g.nq"),
        "<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n",
    )
    .unwrap();
    std::fs::write(
        home.join("g.trig"),
        "<http://e/g> { <http://e/a> <http://e/b> <http://e/c> }\n",
    )
    .unwrap();
    let bomb: String = (1..10)
        .map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)))
        .collect();
    std::fs::write(
        home.join("bomb.rdf"),
        format!("<!DOCTYPE r [<!ENTITY a0 \"0123456789\">{bomb}]><r>&a9;</r>"),
    )
    .unwrap();
    std::fs::write(home.join("deep.jsonld"), "[".repeat(100_000)).unwrap();
    std::fs::write(
        home.join("far.jsonld"),
        "{\"@context\": \"http://127.0.0.1:9/c\", \"a\": 1}",
    )
    .unwrap();
    std::fs::write(home.join("long.nt"), "x".repeat(20 << 20)).unwrap();
    let deep = format!(
        "<http://e/a> <http://e/b> {}1 .",
        "<<( <http://e/a> <http://e/b> ".repeat(100_000)
    );
    std::fs::write(home.join("deep.nt"), deep).unwrap();
    for (words, wanted) in [
        (["g.nq", "o.ttl"], "named graph"),
        (["g.trig", "o.nt"], "named graph"),
        (["g.trig", "o.rdf"], "named graph"),
        (["bomb.rdf", "o.nt"], "more than 4 KiB"),
        (["deep.jsonld", "o.nt"], "128 levels"),
        (["far.jsonld", "o.nt"], "ontext"),
        (["long.nt", "o.ttl"], "16 MiB"),
        (["deep.nt", "o.ttl"], "32 levels"),
        (["none.nt", "o.ttl"], "cannot read"),
        (["g.nq", "o.pdf"], "says no format"),
        (["g.nq", "o.tlt"], "did you mean"),
    ] {
        let run = convert(home, &words);
        assert_eq!(run.status.code(), Some(2), "{words:?}: {}", told(&run));
        assert!(told(&run).contains(wanted), "{words:?}: {}", told(&run));
        assert!(!home.join(words[1]).exists(), "{words:?}");
    }
}

#[test]
fn standard_streams_and_the_sorted_form() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let out = convert(&root(), &["tests/golden/export.ttl", "-", "--to", "nt"]);
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    std::fs::write(home.join("a.nt"), &out.stdout).unwrap();
    let mut backwards: Vec<&str> = std::str::from_utf8(&out.stdout).unwrap().lines().collect();
    backwards.reverse();
    std::fs::write(home.join("b.nt"), backwards.join("\n")).unwrap();
    for name in ["a", "b"] {
        let run = convert(
            home,
            &["--pretty", &format!("{name}.nt"), &format!("{name}.ttl")],
        );
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    }
    let [a, b] = ["a.ttl", "b.ttl"].map(|name| std::fs::read_to_string(home.join(name)).unwrap());
    assert!(a == b && a.contains("rlt:claimant"));
}

/// Long enough to be read in several blocks and written in several pieces.
#[test]
fn the_sorted_form_of_a_long_file_is_whole_and_the_same_from_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let mut there = lines(100_000);
    there.push_str("_:x <http://e/p0> _:y .\n_:y <http://e/p1> \"inside\" .\n");
    let back: String = there
        .lines()
        .rev()
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(home.join("there.nt"), &there).unwrap();
    std::fs::write(home.join("back.nt"), &back).unwrap();
    for words in [
        ["--pretty", "there.nt", "there.ttl"],
        ["--pretty", "back.nt", "back.ttl"],
        ["-q", "there.ttl", "again.nt"],
    ] {
        let run = convert(home, &words);
        assert_eq!(run.status.code(), Some(0), "{words:?}: {}", told(&run));
    }
    let [one, other] =
        ["there.ttl", "back.ttl"].map(|name| std::fs::read_to_string(home.join(name)).unwrap());
    assert!(one == other);
    let subjects: Vec<&str> = one.split("\n\n").skip(1).collect();
    assert_eq!(subjects.len(), 100_000_usize.div_ceil(3) + 1);
    for (number, subject) in subjects.iter().enumerate().take(subjects.len() - 1) {
        let name = subject.lines().next().unwrap();
        assert!(name.ends_with(&format!("s{number}")), "{number}: {name}");
    }
    assert!(subjects[subjects.len() - 1].starts_with("[]\n"));
    let named = |name: &str| -> Vec<String> {
        let all = sorted(&home.join(name)).into_iter();
        all.filter(|line| line.starts_with('<')).collect()
    };
    assert!(named("there.nt") == named("again.nt"));
}

#[test]
fn triple_terms_of_rdf_1_2_pass_through_lines() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let line = "_:r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://e/a> <http://e/b> \"c\"@en--rtl )>> .\n";
    std::fs::write(home.join("a.nt"), line).unwrap();
    assert_eq!(convert(home, &["a.nt", "b.ttl"]).status.code(), Some(0));
    assert!(
        std::fs::read_to_string(home.join("b.ttl"))
            .unwrap()
            .contains("<<( <http://e/a>")
    );
    for words in [["--pretty", "a.nt", "c.ttl"], ["-q", "c.ttl", "d.nt"]] {
        let run = convert(home, &words);
        assert_eq!(run.status.code(), Some(0), "{words:?}: {}", told(&run));
    }
    let back = std::fs::read_to_string(home.join("d.nt")).unwrap();
    assert_eq!(
        back.split_once(' ').unwrap().1,
        line.split_once(' ').unwrap().1
    );
    // RDF/XML of RDF 1.2 holds it; JSON-LD 1.1 says that it cannot
    let run = convert(home, &["a.nt", "f.rdf"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    let run = convert(home, &["a.nt", "f.jsonld"]);
    assert_eq!(run.status.code(), Some(2), "{}", told(&run));
    assert!(told(&run).contains("triple term"), "{}", told(&run));
    assert!(!home.join("f.jsonld").exists());
}

#[test]
fn rdf_star_is_brought_to_rdf_1_2_with_one_reifier_a_triple() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(
        here.join("old.trig"),
        "@prefix : <http://e/> .\n:g { :a :b :c {| :source :d |} . << :a :b :c >> :by << << :x :y \"z\\n\"@en >> :p 01 >> . }\n",
    )
    .unwrap();
    let run = relata(
        here,
        &[
            "upgrade",
            "rdf-star",
            "old.trig",
            "--namespace",
            "http://e/r-",
        ],
    );
    let (new, told) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{told}");
    assert!(
        told.contains("3 statements; 3 quoted triples in 4 places, a reifier for each; 1 stated"),
        "{told}"
    );
    assert_eq!(new.matches("#reifies> <<( ").count(), 3, "{new}");
    assert!(
        new.contains("<http://e/y> \"z\\n\"@en )>> .") && new.contains(" \"01\"^^<"),
        "lexical forms stay: {new}"
    );
    assert!(
        new.contains("<http://e/a> <http://e/b> <http://e/c> <http://e/g> ."),
        "{new}"
    );
    std::fs::write(
        here.join("bad.ttl"),
        "@prefix : <http://e/> .\n<< :a >> .\n",
    )
    .unwrap();
    let bad = relata(here, &["upgrade", "rdf-star", "bad.ttl"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&bad.stderr).contains("bad.ttl:2:"),
        "{}",
        String::from_utf8_lossy(&bad.stderr)
    );
}
