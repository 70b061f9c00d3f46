//! Links from a spec: found, explained, judged, in shards; and what is said of specs that are wrong.

use super::command::relata;
use std::path::Path;

fn told(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

const TOWNS: [&str; 12] = [
    "Bern",
    "Zürich",
    "Genève",
    "Luzern",
    "Sankt Gallen",
    "Москва",
    "Chur",
    "Lausanne",
    "Winterthur",
    "Bellinzona",
    "Fribourg",
    "Schaffhausen",
];
const OTHERS: [&str; 12] = [
    "Moskva",
    "Schaffhausen",
    "Zurich",
    "Geneve",
    "Lucerne",
    "St. Gallen",
    "Bern",
    "Chur",
    "Oslo",
    "Lausane",
    "Winterthur",
    "Bellinzona",
];

fn table(names: &[&str]) -> String {
    let rows = names
        .iter()
        .zip(1..)
        .map(|(name, at)| format!("{at},{name}\n"));
    format!("id,name\n{}", rows.collect::<String>())
}

const SPEC: &str = r#"
[source]
file = "a.csv"
id = "https://e.org/a/{id}"
properties = { name = "name" }

[target]
file = "b.csv"
id = "https://e.org/b/{id}"
properties = { name = "name" }

[[compare]]
property = "name"
measure = "levenshtein"

[decide]
accept = 0.7
"#;

fn towns(folder: &Path, spec: &str) {
    std::fs::write(folder.join("a.csv"), table(&TOWNS)).unwrap();
    std::fs::write(folder.join("b.csv"), table(&OTHERS)).unwrap();
    std::fs::write(folder.join("s.toml"), spec).unwrap();
}

#[test]
fn shards_put_together_are_one_run() {
    let folder = tempfile::tempdir().unwrap();
    towns(folder.path(), SPEC);
    let whole = relata(
        folder.path(),
        &["link", "run", "s.toml", "-o", "whole.sssom.tsv"],
    );
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    for (shard, file) in [
        ("1/3", "1.sssom.tsv"),
        ("2/3", "2.sssom.tsv"),
        ("3/3", "3.sssom.tsv"),
    ] {
        let run = relata(
            folder.path(),
            &["link", "run", "s.toml", "--shard", shard, "-o", file],
        );
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    }
    let shards = [
        "link",
        "merge",
        "s.toml",
        "1.sssom.tsv",
        "2.sssom.tsv",
        "3.sssom.tsv",
        "-o",
        "merged.sssom.tsv",
    ];
    let merged = relata(folder.path(), &shards);
    assert_eq!(merged.status.code(), Some(0), "{}", told(&merged));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("whole.sssom.tsv"), read("merged.sssom.tsv"));
    assert!(
        read("whole.sssom.tsv").contains("Москва"),
        "another script is folded"
    );
}

#[test]
fn shards_that_chose_thresholds_go_by_one() {
    let folder = tempfile::tempdir().unwrap();
    towns(folder.path(), &SPEC.replace("accept = 0.7", ""));
    // so many that the scores of each shard tell: made of syllables, every third one unlike all others
    let name = |at: usize, salt: usize| -> String {
        let part = |step: usize| {
            [
                "ba", "ker", "lin", "mos", "ta", "vor", "ned", "qui", "sha", "ru", "pil",
            ][(at * (step * 7 + 3) + at / 11 * step + salt) % 11]
        };
        (1..5).map(part).collect()
    };
    let mut sides = [String::from("id,name\n"), String::from("id,name\n")];
    for at in 0..360 {
        let own = name(at, 0);
        let other = match at % 3 {
            0 => name(at, 5),
            1 => own.replacen('a', "e", 1),
            _ => own.clone(),
        };
        sides[0].push_str(&format!("{at},{own} {at}\n"));
        sides[1].push_str(&format!("{at},{other} {}\n", at / 2 * 2));
    }
    for (file, side) in ["a.csv", "b.csv"].iter().zip(sides) {
        std::fs::write(folder.path().join(file), side).unwrap();
    }
    let files = ["1.sssom.tsv", "2.sssom.tsv", "3.sssom.tsv"];
    for (shard, file) in ["1/3", "2/3", "3/3"].into_iter().zip(files) {
        let run = relata(
            folder.path(),
            &["link", "run", "s.toml", "--shard", shard, "-o", file],
        );
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    }
    let merged = relata(
        folder.path(),
        &[
            "link",
            "merge",
            "s.toml",
            files[0],
            files[1],
            files[2],
            "-o",
            "merged.sssom.tsv",
        ],
    );
    assert_eq!(merged.status.code(), Some(0), "{}", told(&merged));
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let (set, faults) =
            relata::sssom::read(&relata::diagnostic::Source::new(name.to_owned(), text));
        assert!(faults.is_empty());
        set
    };
    let accept = |name: &str| -> f64 {
        let set = read(name);
        let told = set.metadata("other").unwrap().split("; ");
        let mut told = told.filter_map(|part| part.strip_prefix("accept "));
        told.next().unwrap().parse().unwrap()
    };
    let chosen = files.map(accept);
    let one = accept("merged.sssom.tsv");
    assert!(chosen[0] != chosen[1] || chosen[1] != chosen[2]);
    let least = chosen.into_iter().fold(1.0, f64::min);
    assert!(one > least && one < chosen.into_iter().fold(0.0, f64::max));
    let rows = read("merged.sssom.tsv").mappings;
    assert!(!rows.is_empty());
    for row in rows {
        let enough = row.confidence.unwrap() >= one;
        assert_eq!(row.other == relata::sssom::ACCEPTED, enough, "{row:?}");
    }
}

#[test]
fn a_pair_is_explained_judged_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    towns(folder.path(), SPEC);
    let run = |words: &[&str]| {
        let output = relata(folder.path(), words);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        told(&output)
    };
    run(&["link", "run", "s.toml"]);
    let explained = run(&[
        "link",
        "explain",
        "s.toml",
        "https://e.org/a/6",
        "https://e.org/b/1",
    ]);
    assert!(explained.contains("moskva\tmoskva"), "{explained}");
    let not = [
        "link",
        "judge",
        "s.toml",
        "https://e.org/a/1",
        "https://e.org/b/7",
        "--not",
        "--author",
        "N",
    ];
    run(&not);
    run(&[
        "link",
        "judge",
        "s.toml",
        "https://e.org/a/2",
        "--author",
        "N",
    ]);
    run(&["link", "run", "s.toml"]);
    let stats = run(&["link", "stats", "s.toml"]);
    assert!(
        stats.contains("rejected 1\tnothing found 1\tjudgements 2"),
        "{stats}"
    );
    let links = run(&["link", "export", "s.toml", "--bare"]);
    assert!(
        links.contains("exactMatch") && !links.contains("sameAs"),
        "{links}"
    );
    let lines: Vec<&str> = links.split_whitespace().collect();
    let direct = |a: &str, b: &str| {
        lines.windows(3).any(|triple| {
            triple[0].ends_with(&format!("{a}>")) && triple[2].ends_with(&format!("{b}>"))
        })
    };
    assert!(direct("/a/6", "/b/1"), "{links}");
    assert!(
        !direct("/a/1", "/b/7") && !links.contains("/a/2>"),
        "denied and not found are no links: {links}"
    );
    assert!(run(&["link", "export", "s.toml", "--bare", "--same-as"]).contains("sameAs"));
}

#[test]
fn known_links_are_read_by_column_and_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let gold = "[gold]\nfile = \"g.csv\"\ncolumns = [\"{row}\", \"is\"]\nwhere = { sure = \"yes\" }\nsource = \"https://e.org/a/{}\"\ntarget = \"https://e.org/b/{}\"\n";
    towns(folder.path(), &format!("{SPEC}{gold}"));
    std::fs::write(
        folder.path().join("g.csv"),
        "sure,is\nyes,7\nyes,3\nyes,4\nno,9\n",
    )
    .unwrap();
    let eval = relata(folder.path(), &["link", "eval", "s.toml"]);
    assert!(
        told(&eval).contains("3 known") && told(&eval).contains("recall 1.0000"),
        "{}",
        told(&eval)
    );
}

#[test]
fn an_evaluation_tells_how_many_known_links_were_compared_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let gold = "[gold]\nfile = \"g.csv\"\nsource = \"https://e.org/a/{}\"\ntarget = \"https://e.org/b/{}\"\n";
    for (candidates, share) in [
        ("", "candidates 1.0000"),
        ("[candidates]\nkeys = [\"name\"]\n", "candidates 0.5000"),
    ] {
        towns(folder.path(), &format!("{SPEC}{candidates}{gold}"));
        // Bern is Bern, Lausanne is Lausane
        std::fs::write(folder.path().join("g.csv"), "a,b\n1,7\n8,10\n").unwrap();
        let eval = told(&relata(folder.path(), &["link", "eval", "s.toml"]));
        assert!(eval.contains(share), "{eval}");
        let never = eval.contains("of 1 missed, 1 were never compared");
        assert_eq!(never, !candidates.is_empty(), "{eval}");
    }
}

#[test]
fn alignments_are_known_links_even_where_they_are_no_rdf_by_the_letter() {
    let folder = tempfile::tempdir().unwrap();
    towns(
        folder.path(),
        &format!("{SPEC}[gold]\nfile = \"reference.rdf\"\n"),
    );
    std::fs::write(
        folder.path().join("reference.rdf"),
        "<?xml version='1.0'?>
<rdf:RDF xmlns='http://knowledgeweb.semanticweb.org/heterogeneity/alignment' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<Alignment><map><Cell cid='1'><entity1 rdf:resource='https://e.org/a/1'/><entity2 rdf:resource='https://e.org/b/7'/>
<measure rdf:datatype='xsd:float'>1.0</measure><relation>=</relation></Cell></map></Alignment></rdf:RDF>",
    )
    .unwrap();
    let eval = told(&relata(folder.path(), &["link", "eval", "s.toml"]));
    assert!(
        eval.contains("1 known") && eval.contains("recall 1.0000"),
        "{eval}"
    );
}

#[test]
fn names_without_a_head_and_words_in_iris_are_linked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("names.txt"),
        "has written author\nis part of\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("o.ttl"),
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://e/o#hasWrittenAuthor> a owl:ObjectProperty . <http://e/o#isPart_of> a owl:ObjectProperty .",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("s.toml"),
        r#"
[source]
file = "names.txt"
delimiter = "\t"
columns = ["name"]
id = "https://e.org/{index}"
properties = { name = "name" }

[target]
file = "o.ttl"
class = "owl:ObjectProperty"
properties = { name = "?this" }

[[compare]]
property = "name"
measure = "levenshtein"
transform = ["local-name", "words", "fold"]

[candidates]
transform = ["local-name", "words", "fold"]

[decide]
accept = 0.9
"#,
    )
    .unwrap();
    let run = relata(folder.path(), &["link", "run", "s.toml", "-o", "-"]);
    let rows = told(&run);
    assert!(
        rows.contains(":0\thas written author") && rows.contains("hasWrittenAuthor"),
        "{rows}"
    );
    assert!(
        rows.contains(":1\tis part of") && rows.contains("isPart_of"),
        "{rows}"
    );
}

/// What is written wrong, and the words with which it is told.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "[source]\nfile = \"a.csv\"\n",
        "[source]\n",
        "`source` needs either `dataset` or `file`",
    ),
    (
        "file = \"a.csv\"",
        "file = \"absent.csv\"",
        "cannot read `absent.csv`",
    ),
    ("levenshtein", "levenstein", "did you mean `levenshtein`?"),
    (
        "accept = 0.7",
        "accept = 1.7",
        "a threshold lies between 0 and 1",
    ),
    (
        "accept = 0.7",
        "accept = 0.7\nreview = 0.8",
        "review from 0.8 on, and accept from 0.7 on",
    ),
    (
        "property = \"name\"",
        "property = \"nme\"",
        "did you mean `name`?",
    ),
    ("property = \"name\"\n", "", "names no property"),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\nweight = -1.0",
        "less than 0",
    ),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\nrequired = 7.0",
        "lies between 0 and 1",
    ),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\ntolerance = 7.0",
        "which its measure does not know",
    ),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\nlevels = [0.1, 0.9]",
        "do not fall",
    ),
    (
        "measure = \"levenshtein\"",
        "mesure = \"levenshtein\"",
        "did you mean `measure`?",
    ),
    ("https://e.org/a/{id}", "https://e.org/a/id", "the same IRI"),
    (
        "https://e.org/a/{id}",
        "https://e.org/a/{nr}",
        "no column `nr`",
    ),
    (
        "https://e.org/a/{id}",
        "https://e.org/a/{same}",
        "have the IRI of an earlier row",
    ),
    ("id = \"https://e.org/a/{id}\"\n", "", "have no IRI"),
    (
        "{ name = \"name\" }",
        "{ name = \"nane\" }",
        "did you mean `name`?",
    ),
    (
        "[decide]",
        "[candidates]\nkeys = [\"name:token\"]\n[decide]",
        "is no part of a key",
    ),
    (
        "[decide]",
        "[candidates]\ncount = 0\n[decide]",
        "no candidate is allowed",
    ),
    (
        "[decide]",
        "[[block]]\nproperty = \"name\"\nthrough = \"absent\"\n[decide]",
        "no linkset `absent`",
    ),
    (
        "[decide]",
        "[gold]\nf1 = 0.5\n[decide]",
        "names no known links",
    ),
    (
        "[decide]",
        "[gold]\nfile = \"b.csv\"\ncolumns = [\"id\", \"nam\"]\n[decide]",
        "did you mean `name`?",
    ),
    (
        "[decide]",
        "[gold]\nfile = \"b.csv\"\n[decide]",
        "of 12 known links none",
    ),
    (
        "[decide]",
        "[gold]\nfile = \"b.csv\"\nsource = \"https://e.org/a/\"\n[decide]",
        "write `{}` where it belongs",
    ),
    ("[[compare]]", "[[compared]]", "did you mean `compare`?"),
    (
        "https://e.org/a/{id}",
        "a/{id}",
        "`id` makes no IRIs of the rows of `source`",
    ),
    (
        "https://e.org/a/{id}",
        "{name}",
        "12 of 12 rows of `a.csv` have a name that is no IRI: `Bern` in row 1",
    ),
    (
        "accept = 0.7",
        "accept = \"0.7\"",
        "write `0.7`, without quotation marks",
    ),
    ("accept = 0.7", "accept = 0,7", "write `0.7`, with a point"),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\nweight = \"0,2\"",
        "write `0.2`, without quotation marks",
    ),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\nrequired = true",
        "`required` wants a number, and `true` is none",
    ),
    (
        "measure = \"levenshtein\"",
        "measure = \"levenshtein\"\ntransform = \"fold\"",
        "write `[\"fold\"]`",
    ),
    (
        "[decide]",
        "[decide]\none-to-one = false",
        "stands at the top of the spec, above `[source]`",
    ),
    (
        "[source]",
        "must-link = [[\"https://e.org/a/1\", \"https://e.org/b/1\"]]\nmust-not-link = [[\"<https://e.org/a/1>\", \"https://e.org/b/1\"]]\n[source]",
        "must and must not be linked",
    ),
    (
        "[source]",
        "must-link = [[\"https://e.org/a/1\", \"https://e.org/b/1\"], [\"https://e.org/a/1\", \"https://e.org/b/2\"]]\n[source]",
        "gives `https://e.org/a/1` two partners",
    ),
    (
        "\"b.csv\"\nid",
        "\"empty.csv\"\nid",
        "`target` holds nothing to link",
    ),
];

#[test]
fn what_is_wrong_with_a_spec_is_told_with_a_way_out() {
    for (right, wrong, message) in WRONG {
        let folder = tempfile::tempdir().unwrap();
        assert!(SPEC.contains(right), "{right}");
        towns(folder.path(), &SPEC.replacen(right, wrong, 1));
        std::fs::write(folder.path().join("empty.csv"), "id,name\n").unwrap();
        if wrong.contains("{same}") {
            let rows = TOWNS.map(|name| format!("1,{name},x\n")).concat();
            std::fs::write(folder.path().join("a.csv"), format!("id,name,same\n{rows}")).unwrap();
        }
        let known = wrong.contains("[gold]");
        let words: &[&str] = if known {
            &["link", "eval", "s.toml"]
        } else {
            &["link", "run", "s.toml"]
        };
        let output = relata(folder.path(), words);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {told}");
        assert!(told.contains(message), "{wrong}: {told}");
        assert!(told.contains("help:"), "{wrong}: {told}");
        // data has no place in the spec
        let of_data = ["a threshold", "of 12 known", "no linkset", "holds nothing"];
        let is_placed = told.contains("s.toml:") || told.contains("b.csv` has no column");
        assert!(
            is_placed || of_data.iter().any(|words| told.contains(words)),
            "{wrong}: {told}"
        );
    }
}

#[test]
fn a_block_that_parts_everything_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let block = "[[block]]\nsource = \"name\"\ntarget = \"never\"\n[decide]";
    let spec = SPEC.replacen("[decide]", block, 1).replacen(
        "properties = { name = \"name\" }\n\n[[compare]]",
        "properties = { name = \"name\", never = \"never\" }\n\n[[compare]]",
        1,
    );
    towns(folder.path(), &spec);
    let rows = OTHERS.map(|name| format!("{name},{name},\n")).concat();
    std::fs::write(
        folder.path().join("b.csv"),
        format!("id,name,never\n{rows}"),
    )
    .unwrap();
    let run = relata(folder.path(), &["link", "run", "s.toml", "--dry-run"]);
    assert!(
        told(&run).contains("no pair was compared"),
        "{}",
        told(&run)
    );
    assert!(
        told(&run).contains("nothing of `target` has a `never`"),
        "{}",
        told(&run)
    );
}

#[test]
fn lists_of_what_must_and_must_not_be_linked_are_tests() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(relata(folder.path(), &["new", "p"]).status.code(), Some(0));
    let links = folder.path().join("p/links");
    std::fs::create_dir_all(&links).unwrap();
    let lists = "must-link = [[\"https://e.org/a/1\", \"https://e.org/b/7\"]]\nmust-not-link = [[\"https://e.org/a/2\", \"https://e.org/b/3\"]]\n";
    towns(&links, &format!("{lists}{SPEC}"));
    let project = folder.path().join("p");
    let run = relata(&project, &["link", "run", "s"]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    let test = relata(&project, &["test"]);
    // Zürich is found, and the list says never
    assert_eq!(test.status.code(), Some(1), "{}", told(&test));
    assert!(told(&test).contains("https://e.org/a/2"), "{}", told(&test));
    assert!(told(&test).contains("1 failed\n"), "{}", told(&test));
    let unmet = "`must-not-link` names https://e.org/a/2 and https://e.org/b/3";
    assert!(told(&run).contains(unmet), "{}", told(&run));
    let junit = relata(&project, &["test", "--format", "junit"]);
    assert!(told(&junit).contains("failures=\"1\""), "{}", told(&junit));
    let not = [
        "link",
        "judge",
        "s",
        "https://e.org/a/2",
        "https://e.org/b/3",
        "--not",
        "--author",
        "N",
    ];
    assert_eq!(relata(&project, &not).status.code(), Some(0));
    let test = relata(&project, &["test"]);
    assert!(
        told(&test).contains("ok  link s: https://e.org/a/2 is not https://e.org/b/3"),
        "{}",
        told(&test)
    );
}

/// Runs a command that succeeds.
fn run(folder: &Path, words: &[&str]) -> String {
    let output = relata(folder, words);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{words:?}: {}",
        told(&output)
    );
    told(&output)
}

#[test]
fn names_made_of_words_are_iris_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let spec = SPEC.replacen(
        "https://e.org/a/{id}",
        "https://e.org/the town/{name} {id}",
        1,
    );
    towns(folder.path(), &spec);
    run(folder.path(), &["link", "run", "s.toml"]);
    let links = run(
        folder.path(),
        &["link", "export", "s.toml", "--bare", "--format", "nt"],
    );
    assert_eq!(links.lines().count(), 11, "every link is written: {links}");
    assert!(
        links.contains("<https://e.org/the%20town/Sankt%20Gallen%205>"),
        "{links}"
    );
    for written in [
        "https://e.org/the town/Bern 1",
        "https://e.org/the%20town/Bern%201",
    ] {
        let explained = run(
            folder.path(),
            &["link", "explain", "s.toml", written, "https://e.org/b/7"],
        );
        assert!(explained.contains("linkset\taccepted"), "{explained}");
        run(
            folder.path(),
            &[
                "link",
                "judge",
                "s.toml",
                written,
                "https://e.org/b/7",
                "--author",
                "me",
            ],
        );
    }
    assert!(run(folder.path(), &["link", "stats", "s.toml"]).contains("judgements 1\n"));
}

#[test]
fn an_evaluation_shows_what_is_wrong_and_what_kept_the_missed_out() {
    let folder = tempfile::tempdir().unwrap();
    // Bern is Moskva, they say; Lausanne and Oslo score too little; Chur's partner is not there
    let gold = "a,b\n1,1\n2,3\n8,9\n7,99\n";
    towns(folder.path(), SPEC);
    std::fs::write(folder.path().join("g.csv"), gold).unwrap();
    let eval = run(folder.path(), &["link", "eval", "s.toml", "g.csv"]);
    assert!(
        eval.contains("3 known\tprecision 0.1000"),
        "Chur counts apart: {eval}"
    );
    assert!(
        eval.contains("nor do 1 links that were found for their sources"),
        "{eval}"
    );
    let line = |begin: &str| {
        eval.lines()
            .find(|line| line.starts_with(begin))
            .unwrap_or("")
    };
    let wrong = line("wrong\tBern <https://e.org/a/1>\tBern <https://e.org/b/7>");
    assert!(
        wrong.contains("the source belongs to Moskva <https://e.org/b/1>"),
        "{eval}"
    );
    let missed = line("missed\tBern");
    assert!(missed.contains("no key and no text"), "{eval}");
    // what is wrong with the known links is told before anything is compared
    let absent = relata(folder.path(), &["link", "eval", "s.toml", "absent.csv"]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(
        told(&absent).contains("`absent.csv`") && !told(&absent).contains("Comparing"),
        "{}",
        told(&absent)
    );
}

#[test]
fn a_missed_link_is_told_from_one_that_was_never_compared() {
    let folder = tempfile::tempdir().unwrap();
    let sides = [
        ["Sankt Gallen", "Bern", "Lausanne", "Chur"],
        ["St. Gallen", "Berne", "Lausen", "Moskva"],
    ];
    for (file, names) in ["a.csv", "b.csv"].into_iter().zip(sides) {
        std::fs::write(folder.path().join(file), table(&names)).unwrap();
    }
    let spec = SPEC.replace("0.7", "0.9");
    std::fs::write(folder.path().join("s.toml"), spec).unwrap();
    std::fs::write(folder.path().join("g.csv"), "a,b\n1,1\n3,3\n4,4\n").unwrap();
    let eval = run(folder.path(), &["link", "eval", "s.toml", "g.csv"]);
    for (name, why) in [
        ("Sankt Gallen", "to review: accepted from 0.900 on"),
        ("Lausanne", "too low: accepted from 0.900 on"),
        ("Chur", "never compared: no key and no text"),
    ] {
        let line = eval.lines().find(|line| line.contains(name)).unwrap();
        assert!(line.contains(why), "{eval}");
        let other = line.split('\t').nth(2).unwrap();
        let (label, _) = other.split_once(" <").unwrap();
        let explained = run(folder.path(), &["link", "explain", "s.toml", name, label]);
        assert!(explained.contains(why), "{explained}");
    }
}

#[test]
fn values_that_cannot_be_read_and_paths_to_nowhere_are_doubts() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = "[[compare]]\nproperty = \"when\"\nmeasure = \"date\"\n[decide]";
    let spec = SPEC.replace("[decide]", numbers).replace(
        "{ name = \"name\" }",
        "{ name = [\"name\", \"other\"], when = \"when\" }",
    );
    towns(folder.path(), &spec);
    for (file, names) in [("a.csv", &TOWNS), ("b.csv", &OTHERS)] {
        let rows = names
            .iter()
            .zip(1..)
            .map(|(name, at)| format!("{at},{name},,{at}-18{at}\n"));
        let rows: String = rows.collect();
        std::fs::write(
            folder.path().join(file),
            format!("id,name,other,when\n{rows}"),
        )
        .unwrap();
    }
    let said = run(folder.path(), &["link", "run", "s.toml", "--dry-run"]);
    for words in [
        "`when` of `source`: 0 of 12 values can be read as a day",
        "`when` has no `tolerance`",
        "say `property = [\"name\", \"other\"]` in the comparison",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn people_are_shown_the_first_path_in_their_language() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(relata(folder.path(), &["new", "p"]).status.code(), Some(0));
    let links = folder.path().join("p/links");
    std::fs::create_dir_all(&links).unwrap();
    std::fs::write(
        links.join("o.ttl"),
        r#"@prefix e: <http://e/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
e:1 a e:T ; skos:altLabel "BUD" ; skos:prefLabel "Buda-Pest"@de , "Budapest"@en , "Athens of the east"@fr .
e:2 a e:T ; skos:altLabel "Alpha" ."#,
    )
    .unwrap();
    std::fs::write(
        links.join("a.csv"),
        "id,given,family\n1,Buda,Pest\n2,Al,pha\n",
    )
    .unwrap();
    let spec = r#"
[prefixes]
e = "http://e/"
[source]
file = "a.csv"
id = "https://e.org/a/{id}"
properties = { given = "given", family = "family" }
[target]
file = "o.ttl"
class = "e:T"
properties = { name = ["skos:prefLabel", "skos:altLable", "skos:altLabel"] }
[[compare]]
source = ["given", "family"]
target = "name"
measure = "trigram-dice"
transform = ["fold", "squash"]
[decide]
accept = 0.5
"#;
    std::fs::write(links.join("s.toml"), spec).unwrap();
    let project = folder.path().join("p");
    let rows = run(&project, &["link", "run", "s", "-o", "-"]);
    assert!(
        rows.contains("\tBuda Pest\t") && rows.contains("\tBudapest\t"),
        "{rows}"
    );
    assert!(
        rows.contains("\tAl pha\t") && rows.contains("\tAlpha\t"),
        "{rows}"
    );
    assert!(
        rows.contains("nothing of `target` has a `skos:altLable`, one of the paths of `name`; did you mean `skos:altLabel`?"),
        "{rows}"
    );
    // a prefix that is not declared is told where the spec has it, each
    let unknown = spec
        .replace("skos:altLable", "skoss:x")
        .replace("\"e:T\"", "\"e:T\"\npattern = \"?this a <http://e/T>\"");
    std::fs::write(
        links.join("s.toml"),
        unknown.replace("skos:prefLabel", "gn:name"),
    )
    .unwrap();
    let refused = relata(&project, &["link", "run", "s"]);
    let refused = told(&refused);
    assert!(
        refused.contains("links/s.toml:12:25")
            && refused.contains("`gn = \"http://…\"` under `[prefixes]`"),
        "{refused}"
    );
    assert!(refused.contains("did you mean `skos:`?"), "{refused}");
}
