//! Things that have several partners on one side, or on both.

use super::command::relata;
use std::fmt::Write;
use std::path::Path;

/// Eighty persons, forty of whom have one to five damaged copies; the copies come first in each row's name.
fn copies(folder: &Path) {
    let syllable = |number: usize| ["ka", "ri", "mo", "te", "lu", "sha", "ven", "dor"][number % 8];
    let name = |at: usize| {
        let at = at * 1237 + 11;
        let parts = [at, at / 8, at / 64, at / 512, at / 3, at / 29].map(syllable);
        let [a, b, c, d, e, f] = parts;
        format!("{a}{b}{c} {d}{e}{f}")
    };
    let mut persons = String::from("id,name,year\n");
    let mut rows = String::from("id,name,year\n");
    let mut known = String::from("a,b\n");
    for at in 0..80 {
        writeln!(persons, "p{at},{},{}", name(at), 1900 + at).unwrap();
        for copy in 0..if at < 40 { 1 + at % 5 } else { 0 } {
            let mut name = name(at);
            name.remove(copy + 1);
            writeln!(rows, "c{at}-{copy},{name},{}", 1900 + at).unwrap();
            writeln!(known, "https://e.org/p{at},https://e.org/c{at}-{copy}").unwrap();
        }
    }
    for (file, text) in [("p.csv", persons), ("c.csv", rows), ("known.csv", known)] {
        std::fs::write(folder.join(file), text).unwrap();
    }
}

fn spec(cardinality: &str, [source, target]: [&str; 2]) -> String {
    let side = |file: &str| {
        format!(
            "file = \"{file}\"\nid = \"https://e.org/{{id}}\"\nproperties = {{ name = \"name\", year = \"year\" }}\n"
        )
    };
    format!(
        "{cardinality}\n[source]\n{}\n[target]\n{}\n[[compare]]\nproperty = \"name\"\nmeasure = \"levenshtein\"\n
[[compare]]\nproperty = \"year\"\nmeasure = \"number\"\ntolerance = 1\n",
        side(source),
        side(target)
    )
}

/// What a run on such a spec says, and what it writes.
fn run(folder: &Path, spec: &str, words: &[&str]) -> [String; 2] {
    std::fs::write(folder.join("s.toml"), spec).unwrap();
    let output = relata(folder, &[&["link"], words].concat());
    [output.stderr, output.stdout].map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn all_copies_of_one_thing_are_found() {
    let folder = tempfile::tempdir().unwrap();
    copies(folder.path());
    let eval = ["eval", "s.toml", "known.csv", "--show", "0"];
    for (cardinality, sides) in [
        ("cardinality = \"1:n\"", ["p.csv", "c.csv"]),
        ("cardinality = \"n:n\"", ["p.csv", "c.csv"]),
    ] {
        let [said, told] = run(folder.path(), &spec(cardinality, sides), &eval);
        assert!(told.contains("F1 1.0000"), "{cardinality}\n{said}{told}");
    }
    let turned = std::fs::read_to_string(folder.path().join("known.csv")).unwrap();
    let turned: String = turned
        .lines()
        .map(|line| {
            let (a, b) = line.split_once(',').unwrap();
            format!("{b},{a}\n")
        })
        .collect();
    std::fs::write(folder.path().join("known.csv"), turned).unwrap();
    for cardinality in ["cardinality = \"n:1\"", "one-to-one = false"] {
        let spec = spec(cardinality, ["c.csv", "p.csv"]);
        let [said, told] = run(folder.path(), &spec, &eval);
        assert!(told.contains("F1 1.0000"), "{cardinality}\n{said}{told}");
    }
}

#[test]
fn one_partner_each_is_hinted_at_where_there_are_several() {
    let folder = tempfile::tempdir().unwrap();
    copies(folder.path());
    let one = spec("", ["p.csv", "c.csv"]);
    let [said, _] = run(folder.path(), &one, &["run", "s.toml", "--dry-run"]);
    assert!(said.contains("say `cardinality = \"1:n\"`"), "{said}");
    let torn = spec(
        "cardinality = \"1:n\"\none-to-one = true",
        ["p.csv", "c.csv"],
    );
    let [said, _] = run(folder.path(), &torn, &["run", "s.toml", "--dry-run"]);
    assert!(
        said.contains("`one-to-one` says otherwise than `cardinality`, which is `1:n`"),
        "{said}"
    );
    let odd = spec("cardinality = \"many\"", ["p.csv", "c.csv"]);
    let [said, _] = run(folder.path(), &odd, &["run", "s.toml", "--dry-run"]);
    assert!(
        said.contains("s.toml:1:") && said.contains("`1:n`"),
        "{said}"
    );
}

#[test]
fn copies_in_shards_and_in_parts_are_those_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    copies(folder.path());
    let keys = "[candidates]\nkeys = [[\"year\"]]\n";
    let decide = "[decide]\naccept = 0.8\n";
    let sides = ["p.csv", "c.csv"];
    let whole = format!("{}{keys}{decide}", spec("cardinality = \"1:n\"", sides));
    let words = ["run", "s.toml", "-o", "-"];
    let rows = |text: &str| -> Vec<String> {
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        rows.map(str::to_owned).collect()
    };
    let [said, one] = run(folder.path(), &whole, &words);
    assert!(rows(&one).len() > 100, "{said}{one}");
    let parted = whole.replace(keys, &format!("{keys}part = 9\n"));
    let [_, parts] = run(folder.path(), &parted, &words);
    assert_eq!(rows(&parts), rows(&one));
    for shard in ["1/2", "2/2"] {
        run(folder.path(), &whole, &["run", "s.toml", "--shard", shard]);
    }
    let files = ["s.1-2.sssom.tsv", "s.2-2.sssom.tsv"];
    let [said, merged] = run(
        folder.path(),
        &whole,
        &["merge", "s.toml", files[0], files[1], "-o", "-"],
    );
    assert_eq!(rows(&merged), rows(&one), "{said}");
}

#[test]
fn what_follows_from_judgements_holds_in_every_run() {
    let folder = tempfile::tempdir().unwrap();
    for (file, rows) in [
        ("p.csv", "id,name,year\np1,Luzern,1900\np2,Lucerne,1900\n"),
        ("c.csv", "id,name,year\nc1,Luzerne,1900\nc2,Luzern,1900\n"),
    ] {
        std::fs::write(folder.path().join(file), rows).unwrap();
    }
    let spec = format!(
        "{}[decide]\naccept = 0.5\n",
        spec("cardinality = \"n:1\"", ["p.csv", "c.csv"])
    );
    let linked = || {
        let [_, _] = run(folder.path(), &spec, &["run", "s.toml"]);
        let text = std::fs::read_to_string(folder.path().join("s.sssom.tsv")).unwrap();
        text.lines()
            .filter(|line| line.ends_with("accepted"))
            .map(|line| line.split('\t').take(5).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert!(linked()[0].contains("p1 Luzern"), "{:?}", linked());
    let judge = |a: &str, b: &str, not: bool| {
        let ends = [a, b].map(|end| format!("https://e.org/{end}"));
        let mut words = vec!["judge", "s.toml", &ends[0], &ends[1], "--author", "me"];
        if not {
            words.push("--not");
        }
        run(folder.path(), &spec, &words)
    };
    // both are c1, and the second is not c2, so that the first is not c2 either
    judge("p1", "c1", false);
    judge("p2", "c1", false);
    judge("p2", "c2", true);
    for _ in 0..3 {
        let rows = linked();
        assert!(!rows.iter().any(|row| row.contains("c2")), "{rows:?}");
    }
}
