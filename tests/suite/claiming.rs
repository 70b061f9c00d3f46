//! `relata claim` and `relata show kinds`: stubs that are Turtle as they are printed and with every hint taken over.

use super::command::relata;
use std::path::{Path, PathBuf};

const ARTICLE: &str = "# The mill\n\nBy Nobody\n\n## Years\n\n\
The mill was founded in the early 1980s and drew about 300 workers. \
Lee denied that it flooded three times a year. \
Because the dam broke on 3 June 2002, it probably lost more than £2 million. \
If rain falls, it will open again. \
We had no hay, no corn and no hope. \
Ann “Nan” Lee said \"no\" \\ left in late 2008.\n";

fn project(folder: &Path) -> PathBuf {
    std::fs::write(folder.join("a.md"), ARTICLE).unwrap();
    let made = relata(folder, &["new", "mill", "--text", "a.md"]);
    assert!(made.status.success());
    folder.join("mill")
}

fn stub(project: &Path, passage: &str, quote: &str) -> String {
    let run = relata(project, &["claim", passage, quote]);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{told}");
    String::from_utf8(run.stdout).unwrap()
}

/// Holds the stub to be Turtle, under the prefixes of the project's own claims.
fn parses(project: &Path, stub: &str) {
    let claims = std::fs::read_to_string(project.join("data/claims.ttl")).unwrap();
    let mut prefixes: Vec<&str> = claims
        .lines()
        .filter(|line| line.starts_with("@prefix"))
        .collect();
    let durations = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";
    if !prefixes.iter().any(|line| line.contains("@prefix xsd:")) {
        prefixes.push(durations);
    }
    let file = project.join("stub.ttl");
    std::fs::write(&file, format!("{}\n\n{stub}", prefixes.join("\n"))).unwrap();
    let run = relata(project, &["canonicalize", "stub.ttl"]);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{stub}\n{told}");
    std::fs::remove_file(file).unwrap();
}

/// Takes the `# ` away wherever a line begins with it.
fn all_taken_over(stub: &str) -> String {
    stub.lines()
        .map(|line| {
            let indent = line.len() - line.trim_start().len();
            let bare = line[indent..].strip_prefix("# ");
            format!("{}{}\n", &line[..indent], bare.unwrap_or(&line[indent..]))
        })
        .collect()
}

#[test]
fn a_stub_is_turtle_before_and_after_its_hints_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    for (passage, quote, wanted) in [
        (
            "s01",
            "The mill … 300 workers",
            &[
                "# rlt:time \"1980~/1983~\"^^edtf:EDTF ;",
                "# rlt:timeText \"in the early 1980s\" ;",
                "# rlt:number 300 ; rlt:comparator rlt:approximately ;",
                "kind:founding",
            ][..],
        ),
        (
            "s02",
            "Lee … a year",
            &["`denied that` (Lee?)", "rlt:per \"P1Y\"^^xsd:duration ;"],
        ),
        (
            "s03",
            "Because … million",
            &[
                "# rlt:hedge \"probably\" ;",
                "\"2002-06-03\"",
                "# rlt:number 2000000 ; rlt:comparator rlt:moreThan ;",
                "#     rlt:kind kind:cause ;",
                "#     rlt:object sit:c03a .",
            ],
        ),
        (
            "s04",
            "If rain … open again",
            &["#     rlt:kind kind:condition ;", "predicted"],
        ),
        ("s05", "no hay … hope", &["the quotation has `no`:"]),
        (
            "s06",
            "“Nan” Lee said \"no\" … 2008",
            &[
                "\"2008-09~/2008-12~\"",
                "rlt:quote \"“Nan” Lee said \\\"no\\\"",
            ],
        ),
        ("sec-years", "early 1980s … workers", &[":c-sec-years-a a"]),
    ] {
        let printed = stub(&project, passage, quote);
        for part in wanted {
            assert!(printed.contains(part), "no `{part}` in {printed}");
        }
        parses(&project, &printed);
        let taken = all_taken_over(&printed);
        parses(&project, &taken);
        if printed.contains("# rlt:time ") {
            assert!(taken.contains("\n    rlt:time \""), "{taken}");
        }
    }
}

#[test]
fn what_stands_beside_the_quotation_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let printed = stub(&project, "s03", "the dam broke … June 2002");
    assert!(printed.contains("# rlt:time \"2002-06-03\""), "{printed}");
    for part in ["`probably`", "`more than £2 million`"] {
        let told = format!("## elsewhere in the sentence {part}");
        assert!(printed.contains(&told), "{printed}");
    }
    assert!(!printed.contains("# rlt:hedge") && !printed.contains("# rlt:number"));
    let section = stub(&project, "sec-years", "the dam broke … June 2002");
    assert!(!section.contains("elsewhere"), "{section}");
}

#[test]
fn a_changed_text_is_called_changed() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let text = project.join("text/article.md");
    std::fs::write(&text, ARTICLE.replace("mill was", "old mill was")).unwrap();
    let run = relata(&project, &["claim", "s01", "The mill … workers"]);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(
        told.contains("not the one that was encoded") && told.contains("`relata anchor`"),
        "{told}"
    );
}

#[test]
fn the_kinds_are_listed_with_their_notes_and_a_projects_own_among_them() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(
        project.join("ontology/own.ttl"),
        "@prefix : <https://example.org/mill/> .\n@prefix kind: <https://w3id.org/relata/kinds#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n:milling a skos:Concept ;\n    skos:prefLabel \"milling\"@en ;\n    skos:broader kind:change ;\n    skos:scopeNote \"Grain is ground. Subject: the mill.\"@en .\n",
    )
    .unwrap();
    let run = relata(&project, &["show", "kinds"]);
    let listed = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success());
    for part in [
        "  kind:loan\n",
        "Subject: the lender",
        "    kind:collapse\n",
        "Grain is ground",
    ] {
        assert!(listed.contains(part), "no `{part}` in {listed}");
    }
}
