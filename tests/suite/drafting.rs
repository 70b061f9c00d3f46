//! `relata link new`: a spec is drafted that parses, runs and finds what it should; and what is said where it cannot be.

use super::command::{relata, root};
use relata::diagnostic::Source;
use relata::link::spec::{Combine, Spec};
use std::path::Path;

fn told(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A draft, which is a spec that the program itself reads.
fn draft(folder: &Path, words: &[&str]) -> (String, Spec) {
    let all = [&["link", "new", "x", "--dry-run"], words].concat();
    let output = relata(folder, &all);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let spec = Spec::parse(&Source::new("x.toml", text.clone())).unwrap();
    (text, spec)
}

fn compared(spec: &Spec) -> Vec<String> {
    let each = spec.comparisons.iter();
    each.map(|one| format!("{} {:?}", one.sides()[0].join("+"), one.measure))
        .collect()
}

/// How well a spec finds the known links, and all that was said.
fn f1(folder: &Path, spec: &str, gold: &str) -> (f64, String) {
    let eval = relata(folder, &["link", "eval", spec, gold, "--show", "0"]);
    let said = told(&eval);
    let number = said.split("\tF1 ").nth(1).unwrap_or("");
    let number = number.split_whitespace().next().unwrap_or("");
    (number.parse().unwrap_or(0.0), said)
}

const GIVEN: [&str; 12] = [
    "Anna", "Boris", "Clara", "Dmitri", "Elena", "Fritz", "Greta", "Hans", "Irina", "Jakob",
    "Karin", "Lukas",
];
const FAMILY: [&str; 11] = [
    "Abel", "Brunner", "Caduff", "Dürst", "Egli", "Frick", "Gasser", "Hofer", "Imhof", "Jenni",
    "Keller",
];

/// Persons with a number of their own, a name, a day and a town; the second list misspells every third.
fn persons(folder: &Path, count: usize) {
    let mut lists = [
        "nr,given_name,surname,born,town,member\n".to_owned(),
        "id;first name;last name;date_of_birth;city\n".to_owned(),
    ];
    let towns = [
        "Chur", "Bern", "Basel", "Zug", "Thun", "Olten", "Aarau", "Biel", "Sion", "Vevey",
        "Locarno", "Davos", "Arosa",
    ];
    for at in 0..count {
        let (given, family) = (GIVEN[at % 12], FAMILY[at / 12 % 11]);
        let town = towns[at * 7 % towns.len()];
        let day = format!(
            "19{:02}-{:02}-{:02}",
            at * 13 % 90 + 10,
            at % 12 + 1,
            at * 5 % 28 + 1
        );
        lists[0].push_str(&format!(
            "m-{},{given},{family},{day},{town},yes\n",
            100 + at
        ));
        let family = if at % 3 == 0 {
            family.replace('e', "ee")
        } else {
            family.to_owned()
        };
        lists[1].push_str(&format!("{};{given};{family};{day};{town}\n", 9000 - at));
    }
    std::fs::write(folder.join("members.csv"), &lists[0]).unwrap();
    std::fs::write(folder.join("guests.csv"), &lists[1]).unwrap();
}

#[test]
fn persons_are_compared_by_name_day_and_town_with_learned_weights() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 260);
    let (text, spec) = draft(
        folder.path(),
        &["--source", "members.csv", "--target", "guests.csv"],
    );
    assert_eq!(
        spec.source.id.as_deref(),
        Some("https://example.org/members/{nr}")
    );
    assert_eq!(
        spec.target.id.as_deref(),
        Some("https://example.org/guests/{id}")
    );
    assert_eq!(spec.target.delimiter.as_deref(), Some(";"));
    let all = compared(&spec);
    assert!(
        all.contains(&"given-name+surname Names".to_owned()),
        "{all:?}"
    );
    assert!(all.contains(&"born Levenshtein".to_owned()), "{all:?}");
    assert_eq!(spec.decide.combine, Combine::Em);
    assert!(spec.candidates.keys.is_empty(), "few records need no keys");
    assert!(
        text.contains("member = \"member\": nothing like it in the target"),
        "{text}"
    );
    // what is drafted is run as it is
    let made = relata(
        folder.path(),
        &[
            "link",
            "new",
            "m",
            "--source",
            "members.csv",
            "--target",
            "guests.csv",
        ],
    );
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    assert!(
        told(&made).contains("relata link run m.toml"),
        "{}",
        told(&made)
    );
    let truth: String = (0..260)
        .map(|at| format!("m-{},{}\n", 100 + at, 9000 - at))
        .collect();
    std::fs::write(folder.path().join("truth.csv"), format!("a,b\n{truth}")).unwrap();
    let (f1, said) = f1(folder.path(), "m.toml", "truth.csv");
    assert!(f1 > 0.98, "{said}");
}

#[test]
fn a_draft_never_takes_the_place_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    persons(folder.path(), 30);
    std::fs::write(folder.path().join("x.toml"), "mine").unwrap();
    let words = [
        "link",
        "new",
        "x",
        "--source",
        "members.csv",
        "--target",
        "guests.csv",
    ];
    let made = relata(folder.path(), &words);
    assert_eq!(made.status.code(), Some(2));
    assert!(
        told(&made).contains("x.toml` is there already"),
        "{}",
        told(&made)
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("x.toml")).unwrap(),
        "mine"
    );
    // in a project it lies in links/, and names its files from there
    let other = relata(folder.path(), &["new", "p"]);
    assert_eq!(other.status.code(), Some(0), "{}", told(&other));
    let project = folder.path().join("p");
    let made = relata(
        &project,
        &[
            "link",
            "new",
            "x",
            "--source",
            "../members.csv",
            "--target",
            "../guests.csv",
        ],
    );
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    let spec = std::fs::read_to_string(project.join("links/x.toml")).unwrap();
    assert!(spec.contains("file = \"../../members.csv\""), "{spec}");
    let run = relata(&project, &["link", "run", "x", "--dry-run"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
}

#[test]
fn rdf_is_read_by_its_commonest_class_and_the_paths_from_its_things() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "Alte Post",
        "Krone Bar",
        "Zum wilden Mann",
        "Café Central",
        "Ochsen am See",
    ];
    let streets = [
        "Hauptstrasse 1",
        "Am Markt 22",
        "Seeweg 3",
        "Postgasse 14",
        "Quai 5",
    ];
    let mut graph = "@prefix : <http://e/o#> . @prefix d: <http://e/d/> .\n".to_owned();
    let mut table = "title\tstreet\n".to_owned();
    for (at, (name, street)) in names.iter().zip(streets).enumerate() {
        graph.push_str(&format!(
            "d:r{at} a :Inn ; :name \"{name}\" ; :hasAddress d:a{at} .\nd:a{at} a :Address ; :street \"{street}\" .\n"
        ));
        table.push_str(&format!("{name}\t{street}\n"));
    }
    std::fs::write(folder.path().join("inns.ttl"), graph).unwrap();
    std::fs::write(folder.path().join("inns.tsv"), table).unwrap();
    let (text, spec) = draft(
        folder.path(),
        &["--source", "inns.ttl", "--target", "inns.tsv"],
    );
    assert_eq!(spec.source.class.0, ["o:Inn"], "{text}");
    assert_eq!(
        spec.source.properties["street"].0,
        ["o:hasAddress/o:street"]
    );
    assert_eq!(
        spec.target.id.as_deref(),
        Some("https://example.org/target/{row}")
    );
    assert_eq!(compared(&spec), ["name Tfidf", "street Tfidf"]);
    std::fs::write(folder.path().join("i.toml"), &text).unwrap();
    let run = relata(folder.path(), &["link", "run", "i.toml", "--dry-run"]);
    assert!(told(&run).contains("5 links"), "{}", told(&run));
}

#[test]
fn where_nothing_corresponds_both_sides_are_told_and_there_is_a_place_to_fill_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "id,name\n1,Bern\n2,Chur\n").unwrap();
    std::fs::write(folder.path().join("b.csv"), "nr,amount\n1,25\n2,35\n").unwrap();
    let output = relata(
        folder.path(),
        &["link", "new", "x", "--source", "a.csv", "--target", "b.csv"],
    );
    assert_eq!(output.status.code(), Some(0));
    let said = told(&output);
    assert!(
        said.contains("the source has id, name; the target has nr, amount"),
        "{said}"
    );
    let text = std::fs::read_to_string(folder.path().join("x.toml")).unwrap();
    assert!(text.contains("put here what corresponds"), "{text}");
    assert!(Spec::parse(&Source::new("x.toml", text)).is_ok());
}

#[test]
fn tables_are_read_however_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    file(
        "a.csv",
        "key|\"na\"\"me}\"\nk1|Genève\nk2|Chur\n".as_bytes(),
    );
    file("list.txt", b"Gen\xe8ve\nChur, Stadt\n");
    let sides = ["--source", "a.csv", "--target", "list.txt"];
    let refused = relata(folder.path(), &[&["link", "new", "x"][..], &sides].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        told(&refused).contains("--encoding latin-1"),
        "{}",
        told(&refused)
    );
    let (_, spec) = draft(
        folder.path(),
        &[&sides[..], &["--encoding", "latin-1"]].concat(),
    );
    assert_eq!(spec.source.delimiter.as_deref(), Some("|"));
    assert_eq!(spec.source.encoding, None, "what is UTF-8 stays so");
    assert_eq!(spec.target.encoding.as_deref(), Some("latin-1"));
    assert_eq!(
        spec.target.columns.as_deref(),
        Some(&["name".to_owned()][..])
    );
    let names: Vec<&String> = spec
        .source
        .properties
        .values()
        .flat_map(|list| &list.0)
        .collect();
    assert_eq!(names, ["na\"me}"]);
}

#[test]
fn what_cannot_be_read_is_told_of_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("head.csv"), "id,name\n").unwrap();
    std::fs::write(folder.path().join("odd.csv"), "a,b\n1,2,3\n").unwrap();
    std::fs::write(folder.path().join("x.json"), "[{\"id\": 1}]").unwrap();
    for (sides, wanted) in [
        (
            ["nix.csv", "head.csv"],
            [
                "`nix.csv` is neither a file nor a dataset",
                "`head.csv` holds nothing to link",
            ],
        ),
        (
            ["x.json", "nix.csv"],
            [
                "`x.json` is no table and no RDF: it holds records",
                "`relata dataset add NAME x.json`",
            ],
        ),
        (
            ["odd.csv", "project"],
            [
                "3 cells under 2 columns",
                "`project` is neither a file nor a dataset",
            ],
        ),
    ] {
        let output = relata(
            folder.path(),
            &[
                "link", "new", "x", "--source", sides[0], "--target", sides[1],
            ],
        );
        assert_eq!(output.status.code(), Some(2));
        for part in wanted {
            assert!(told(&output).contains(part), "{part}: {}", told(&output));
        }
    }
    // a table of very many columns, and one long cell, are looked at in part
    let columns: Vec<String> = (0..1_000).map(|at| format!("c{at}")).collect();
    let row = columns.join(",");
    let long = "Bern ".repeat(100_000);
    let wide = format!("name,{row}\n{long},{row}\nBern,{row}\n");
    std::fs::write(folder.path().join("wide.csv"), wide).unwrap();
    let sides = ["--source", "wide.csv", "--target", "wide.csv"];
    let (text, _) = draft(folder.path(), &sides);
    assert!(text.contains("801 more columns were not looked at"));
    assert!(text.len() < 200_000, "{}", text.len());
    let output = relata(
        folder.path(),
        &["link", "new", "../x", "--source", "a", "--target", "b"],
    );
    assert!(
        told(&output).contains("no name for a spec"),
        "{}",
        told(&output)
    );
}

/// Many records are brought together by keys, and a draft of many is made all the same.
#[test]
fn many_persons_have_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = "id,name,year,town\n".to_owned();
    for at in 0..100_500 {
        let (given, family) = (GIVEN[at % 12], FAMILY[at / 12 % 11]);
        table.push_str(&format!(
            "{at},{given}{} {family}{},{},T{}\n",
            at % 97,
            at % 89,
            1900 + at % 100,
            at % 300
        ));
    }
    std::fs::write(folder.path().join("a.csv"), &table).unwrap();
    let (text, spec) = draft(folder.path(), &["--source", "a.csv", "--target", "a.csv"]);
    assert!(!spec.candidates.keys.is_empty(), "{text}");
    assert_eq!(
        spec.source.id.as_deref(),
        Some("https://example.org/source/{id}")
    );
}

/// Drafts of public tasks find nearly what specs written by hand find; no known link is looked at to make them.
#[test]
fn drafts_of_public_tasks_come_near_what_is_written_by_hand() {
    let data = root().join("../shared/data/link");
    if !data.exists() {
        assert!(
            std::env::var_os("RELATA_NEEDS_SHARED").is_none(),
            "../shared/data/link is not here"
        );
        eprintln!("skipped: ../shared/data/link is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tasks = [
        (
            "abt-buy",
            "Abt.csv",
            "Buy.csv",
            "abt_buy_perfectMapping.csv",
            0.93,
        ),
        (
            "dblp-acm",
            "DBLP2.csv",
            "ACM.csv",
            "DBLP-ACM_perfectMapping.csv",
            0.98,
        ),
        (
            "oaei2010-persons1",
            "person11.nt",
            "person12.nt",
            "dataset11_dataset12_goldstandard_person.xml",
            0.99,
        ),
    ];
    for (name, source, target, gold, least) in tasks {
        let path = |file: &str| data.join(name).join(file).to_string_lossy().into_owned();
        let made = relata(
            folder.path(),
            &[
                "link",
                "new",
                name,
                "--source",
                &path(source),
                "--target",
                &path(target),
                "--encoding",
                "latin-1",
            ],
        );
        assert_eq!(made.status.code(), Some(0), "{}", told(&made));
        let (f1, said) = f1(folder.path(), &format!("{name}.toml"), &path(gold));
        assert!(f1 >= least, "{name}: {said}");
    }
}
