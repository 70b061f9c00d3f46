//! A target of several parts: the same links as in one, whatever the target is read from, and no more memory than a part.

use super::command::relata;
use std::fmt::Write;
use std::path::Path;

/// Persons of both sides: names of syllables, some damaged, two thirds with a partner, always the same ones.
fn persons(folder: &Path, count: usize) {
    let syllable =
        |number: usize| ["ka", "ri", "mo", "te", "lu", "sha", "ven", "dor", "pil"][number % 9];
    let name = |at: usize| {
        let at = at * 7919;
        format!(
            "{}{}{} {}{}{}",
            syllable(at),
            syllable(at / 9),
            syllable(at / 81),
            syllable(at / 729),
            syllable(at / 7),
            syllable(at / 63 + at)
        )
    };
    let [mut a, mut b] = ["id,name,year\n", "id,name,year\n"].map(String::from);
    let mut nt = String::new();
    for at in 0..count {
        writeln!(a, "a{at},{},{}", name(at), 1900 + at % 90).unwrap();
    }
    for at in (0..count).rev() {
        let own = if at % 3 == 2 { at + 10 * count } else { at };
        let mut name = name(own);
        if at % 4 == 1 {
            name.remove(1);
        }
        let year = 1900 + own % 90;
        writeln!(b, "b{at},{name},{year}").unwrap();
        writeln!(
            nt,
            "<https://e.org/b{at}> <https://e.org/name> \"{name}\" ."
        )
        .unwrap();
        writeln!(
            nt,
            "<https://e.org/b{at}> <https://e.org/year> \"{year}\" ."
        )
        .unwrap();
    }
    for (file, text) in [("a.csv", a), ("b.csv", b), ("b.nt", nt)] {
        std::fs::write(folder.join(file), text).unwrap();
    }
}

const ROWS: &str = "file = \"b.csv\"\nid = \"https://e.org/{id}\"\nproperties = { name = \"name\", year = \"year\" }";
const THINGS: &str = "file = \"b.nt\"\nproperties = { name = \"<https://e.org/name>\", year = \"<https://e.org/year>\" }";
const KEYS: &str = "keys = [[\"name:tokens\"], [\"name:initials\", \"year\"]]";

fn spec(target: &str, candidates: &str, measure: &str, decide: &str) -> String {
    format!(
        "[source]\nfile = \"a.csv\"\nid = \"https://e.org/{{id}}\"\nproperties = {{ name = \"name\", year = \"year\" }}\n
[target]\n{target}\n\n[candidates]\n{candidates}\n
[[compare]]\nproperty = \"name\"\nmeasure = \"{measure}\"\n\n[[compare]]\nproperty = \"year\"\nmeasure = \"number\"\ntolerance = 2\n
[decide]\n{decide}\n"
    )
}

/// The rows of the linkset that a spec gives.
fn rows(folder: &Path, spec: &str, words: &[&str]) -> String {
    std::fs::write(folder.join("s.toml"), spec).unwrap();
    let mut all = vec!["link", "run", "s.toml", "-o", "-"];
    all.extend(words);
    let output = relata(folder, &all);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| format!("{row}\n")).collect()
}

#[test]
fn a_target_of_several_parts_gives_the_links_of_one() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 900);
    for target in [ROWS, THINGS] {
        for decide in ["", "accept = 0.9", "combine = \"min\""] {
            let whole = rows(folder.path(), &spec(target, KEYS, "names", decide), &[]);
            assert!(whole.lines().count() > 400, "{whole}");
            for part in [899, 250, 7] {
                let candidates = format!("{KEYS}\npart = {part}");
                let parted = spec(target, &candidates, "names", decide);
                assert_eq!(rows(folder.path(), &parted, &[]), whole, "{part} {decide}");
            }
        }
    }
}

#[test]
fn weights_and_rarities_from_a_sample_find_what_is_known() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 900);
    let known: Vec<String> = (0..900)
        .filter(|at| at % 3 != 2)
        .map(|at| format!("https://e.org/a{at},https://e.org/b{at}\n"))
        .collect();
    std::fs::write(
        folder.path().join("g.csv"),
        format!("a,b\n{}", known.concat()),
    )
    .unwrap();
    for (candidates, measure, decide) in [
        (KEYS, "names", "combine = \"em\""),
        (KEYS, "tfidf", "accept = 0.8"),
        ("count = 5", "levenshtein", "accept = 0.8"),
    ] {
        let told = [900, 300].map(|part| {
            let candidates = format!("{candidates}\npart = {part}");
            let spec = spec(ROWS, &candidates, measure, decide);
            std::fs::write(folder.path().join("s.toml"), spec).unwrap();
            let output = relata(folder.path(), &["link", "eval", "s.toml", "g.csv"]);
            String::from_utf8(output.stdout).unwrap()
        });
        let f1 = told.each_ref().map(|told| {
            let (_, rest) = told.split_once("F1 ").unwrap();
            rest[..6].parse::<f64>().unwrap()
        });
        assert!(f1[0] > 0.9 && f1[1] > f1[0] - 0.01, "{told:?}");
    }
}

#[test]
fn judgements_and_shards_go_with_parts() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 300);
    let spec = spec(ROWS, &format!("{KEYS}\npart = 50"), "names", "accept = 0.9");
    let whole = rows(folder.path(), &spec, &[]);
    let first = whole.lines().nth(1).unwrap().to_owned();
    let cells: Vec<&str> = first.split('\t').collect();
    let full = |name: &str| format!("https://e.org/{}", name.rsplit([':', '/']).next().unwrap());
    let (source, target) = (full(cells[0]), full(cells[3]));
    let judged = relata(
        folder.path(),
        &[
            "link", "judge", "s.toml", &source, &target, "--not", "--author", "me",
        ],
    );
    assert!(judged.status.success(), "{judged:?}");
    let again = rows(folder.path(), &spec, &[]);
    assert!(!again.contains(&first), "{again}");
    assert!(again.contains("ManualMappingCuration"), "{again}");
    std::fs::remove_file(folder.path().join("s.sssom.tsv")).unwrap();
    let shards = ["1/3", "2/3", "3/3"].map(|shard| rows(folder.path(), &spec, &["--shard", shard]));
    let mut all: Vec<&str> = shards
        .iter()
        .flat_map(|rows| rows.lines().skip(1))
        .collect();
    all.sort_unstable();
    let links = |rows: &[&str]| rows.iter().filter(|row| row.contains("accepted")).count();
    let one: Vec<&str> = whole.lines().skip(1).collect();
    assert!(links(&one) > 100, "{one:?}");
    assert_eq!(links(&all), links(&one));
}

#[test]
fn what_is_wrong_with_a_long_table_is_told_as_of_a_short_one() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 60);
    let spec = spec(ROWS, &format!("{KEYS}\npart = 20"), "names", "");
    std::fs::write(folder.path().join("s.toml"), &spec).unwrap();
    let text = std::fs::read_to_string(folder.path().join("b.csv")).unwrap();
    let with = |text: &str, spec: &str| {
        std::fs::write(folder.path().join("b.csv"), text).unwrap();
        std::fs::write(folder.path().join("s.toml"), spec).unwrap();
        let output = relata(folder.path(), &["link", "run", "s.toml", "--dry-run"]);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let twice = with(&format!("{text}b3,again,1900\nb5,too,1901\n"), &spec);
    assert!(
        twice.contains(
            "2 rows of `b.csv` have the IRI of an earlier row, such as `https://e.org/b3`"
        ),
        "{twice}"
    );
    let uneven = with(&format!("{text}b99,only two\n"), &spec);
    assert!(
        uneven.contains("b.csv:62:1") && uneven.contains("2 cells under 3 columns"),
        "{uneven}"
    );
    let spaced = spec.replace(
        "https://e.org/{id}\"\nproperties = { name = \"name\", year = \"year\" }\n\n[cand",
        "{id}\"\nproperties = { name = \"name\", year = \"year\" }\n\n[cand",
    );
    let no_iri = with(&text, &spaced);
    assert!(
        no_iri.contains("60 of 60 rows of `b.csv` have a name that is no IRI: `b59` in row 1"),
        "{no_iri}"
    );
    let none = with(&text, &spec.replace("part = 20", "part = 0"));
    assert!(none.contains("a part of no records"), "{none}");
    // a property of which only one row has a value is not said to be missing
    let rare = text
        .replace(",1909\n", ",\n")
        .replace("year\n", "year,born\n");
    let rare: String = rare
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("{line}\n"),
            41 => format!("{line},1950\n"),
            _ => format!("{line},\n"),
        })
        .collect();
    let rare = with(
        &rare,
        &spec.replacen(
            "year = \"year\" }\n\n[cand",
            "year = \"born\" }\n\n[cand",
            1,
        ),
    );
    assert!(
        rare.contains("60 to link them to") && !rare.contains("has a `year`"),
        "{rare}"
    );
}
