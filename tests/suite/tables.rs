//! Tables as people have them: in other encodings, with other separators, broken; and what is said of each.

use super::command::relata;
use super::datasets::{project, told};
use std::path::Path;

/// What `dataset add t FILE` says, and its exit code.
fn added(project: &Path, file: &str, content: &[u8], more: &[&str]) -> (String, Option<i32>) {
    std::fs::write(project.join(file), content).unwrap();
    let words = [&["dataset", "add", "t", file], more].concat();
    let output = relata(project, &words);
    (told(&output), output.status.code())
}

#[test]
fn an_encoding_is_named_and_never_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let latin2 = b"id,name\n1,Ada\n2,Stanis\xb3aw\n";
    let (said, code) = added(&project, "t.csv", latin2, &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("D006") && said.contains("t.csv:3:9") && said.contains("iconv"),
        "{said}"
    );
    let (said, code) = added(&project, "t.csv", latin2, &["--encoding", "klingon"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("D018") && said.contains("windows-1250"),
        "{said}"
    );
    let (said, code) = added(&project, "t.csv", latin2, &["--encoding", "iso-8859-2"]);
    assert_eq!(code, Some(0), "{said}");
    std::fs::create_dir_all(project.join("links")).unwrap();
    // what a spec reads of it, and of a file by itself
    std::fs::write(
        project.join("links/other.csv"),
        b"id,name\n7,Stanis\xb3aw\n8,Ada\n",
    )
    .unwrap();
    let side = "properties = { name = \"name\" }";
    let spec = |encoding: &str| {
        format!(
            "[source]\ndataset = \"t\"\nid = \"https://e.org/a/{{id}}\"\n{side}\n[target]\nfile = \"other.csv\"\n{encoding}id = \"https://e.org/b/{{id}}\"\n{side}\n[[compare]]\nproperty = \"name\"\nmeasure = \"exact\"\ntransform = []\n[decide]\naccept = 1.0\nreview = 1.0\n"
        )
    };
    std::fs::write(project.join("links/two.toml"), spec("")).unwrap();
    let refused = told(&relata(&project, &["link", "run", "two"]));
    assert!(
        refused.contains("D006") && refused.contains("other.csv:2:9"),
        "{refused}"
    );
    std::fs::write(
        project.join("links/two.toml"),
        spec("encoding = \"latin-2\"\n"),
    )
    .unwrap();
    let run = relata(&project, &["link", "run", "two", "-o", "-"]);
    let said = told(&run);
    assert_eq!(run.status.code(), Some(0), "{said}");
    assert!(
        said.contains("Stanisław") && said.contains("2 links"),
        "{said}"
    );
}

#[test]
fn utf_16_is_read_by_its_mark_and_what_is_no_text_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let (said, code) = added(&project, "bin.csv", b"PK\x03\x04\0\0\x08,\n", &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("is no text") && said.contains("workbook"),
        "{said}"
    );
    let wide: Vec<u8> = "\u{feff}id;name\r\n1;Łódź\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (said, code) = added(&project, "wide.csv", &wide, &["--delimiter", ";"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 triples or rows"), "{said}");
}

#[test]
fn another_separator_is_told_once_and_a_broken_row_at_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let rows: String = (0..30)
        .map(|at| format!("{at};\"Rhine, the\"; Basel, {at}\n"))
        .collect();
    let semicolons = format!("id;name;place\n{rows}");
    let (said, code) = added(&project, "t.csv", semicolons.as_bytes(), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(said.matches("D010").count(), 1, "{said}");
    assert!(
        said.contains("t.csv:1:1") && said.contains("say `delimiter = \";\"`"),
        "{said}"
    );
    let (said, code) = added(
        &project,
        "t.csv",
        semicolons.as_bytes(),
        &["--delimiter", ";"],
    );
    assert_eq!(code, Some(0), "{said}");
    let (said, code) = {
        std::fs::write(project.join("u.csv"), "a,b\n1,2\n\n3\n5,6\n").unwrap();
        let output = relata(&project, &["dataset", "add", "u", "u.csv"]);
        (told(&output), output.status.code())
    };
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("u.csv:4:1") && said.contains("1 cells under 2 columns"),
        "{said}"
    );
}

#[test]
fn cells_of_several_values_give_the_triples_that_one_row_each_would() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(
        project.join("t.rq"),
        "CONSTRUCT { ?s rdfs:label ?name ; skos:altLabel ?alt ; skos:note ?both } WHERE { BIND(IRI(CONCAT('http://e/', ?id)) AS ?s) BIND(CONCAT(?alt, ' (', ?other, ')') AS ?both) FILTER(?id != '3') }",
    )
    .unwrap();
    let table = "id,name,alt,other,unused\n1,A,x|y,p|q,u|v|w\n2,,z,,\n3,C,c,c,\n";
    std::fs::write(project.join("t.csv"), table).unwrap();
    let words = [
        "dataset",
        "add",
        "t",
        "t.csv",
        "--construct",
        "t.rq",
        "--split",
        "alt=|",
        "--split",
        "other=|",
        "--split",
        "unused=|",
    ];
    let output = relata(&project, &words);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let manifest = std::fs::read_to_string(project.join("relata.toml")).unwrap();
    assert!(
        manifest.contains("split = { \"alt\" = \"|\", \"other\" = \"|\", \"unused\" = \"|\" }"),
        "{manifest}"
    );
    let opened = relata::project::Project::open(&project).unwrap();
    let Ok(quads) = relata::external::quads(&opened, "t") else {
        panic!("not read")
    };
    let mut values: Vec<String> = quads
        .iter()
        .map(|quad| format!("{} {}", quad.subject, quad.object))
        .collect();
    values.sort();
    assert_eq!(
        values,
        [
            "<http://e/1> \"A\"",
            "<http://e/1> \"x (p)\"",
            "<http://e/1> \"x\"",
            "<http://e/1> \"y (q)\"",
            "<http://e/1> \"y\"",
            "<http://e/2> \"z\"",
        ]
    );
    // where no expression asks for the cells, the same comes of the template alone
    std::fs::write(
        project.join("t.rq"),
        "CONSTRUCT { ?s rdfs:label ?name ; skos:altLabel ?alt ; skos:note ?other . [] skos:note ?alt } WHERE { BIND(IRI(CONCAT('http://e/', ?id)) AS ?s) }",
    )
    .unwrap();
    let read = || {
        let Ok(quads) = relata::external::quads(&opened, "t") else {
            panic!("not read")
        };
        let mut values: Vec<String> = quads
            .iter()
            .filter(|quad| quad.subject.is_named_node())
            .map(|quad| format!("{} {}", quad.subject, quad.object))
            .collect();
        values.sort();
        values
    };
    let by_engine = read();
    let text = std::fs::read_to_string(project.join("t.rq")).unwrap();
    std::fs::write(
        project.join("t.rq"),
        text.replace(". [] skos:note ?alt ", ""),
    )
    .unwrap();
    assert_eq!(read(), by_engine);
    assert_eq!(
        by_engine,
        [
            "<http://e/1> \"A\"",
            "<http://e/1> \"p\"",
            "<http://e/1> \"q\"",
            "<http://e/1> \"x\"",
            "<http://e/1> \"y\"",
            "<http://e/2> \"z\"",
            "<http://e/3> \"C\"",
            "<http://e/3> \"c\"",
            "<http://e/3> \"c\"",
        ]
    );
    let wrong = relata(
        &project,
        &["dataset", "add", "w", "t.csv", "--split", "alt"],
    );
    assert!(
        told(&wrong).contains("names no column and sign"),
        "{}",
        told(&wrong)
    );
}
