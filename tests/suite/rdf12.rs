//! RDF 1.2: triple terms, reified triples, annotations, directions, versions, in everything that reads or writes them.

use super::conformance::{self as files, canonical, cases, suites};
use super::tree::{lower, oxttl};
use oxrdf::Quad;
use relata::diagnostic::Source;
use relata::turtle::tree::{Reading, read};
use relata::turtle::{Format, parse};

const FORMATS: [(&str, Format); 4] = [
    ("rdf-turtle", Format::Turtle),
    ("rdf-trig", Format::TriG),
    ("rdf-n-triples", Format::NTriples),
    ("rdf-n-quads", Format::NQuads),
];

fn turtle(text: &str) -> Reading {
    read(&Source::new("x", text), Format::Turtle, "", None)
}

fn quads(reading: &Reading) -> Vec<Quad> {
    reading
        .quads
        .iter()
        .map(|located| located.quad.clone())
        .collect()
}

/// All cases of the RDF 1.2 suites: the manifest's verdict, oxttl's verdict, oxttl's quads, and where the manifest has a
/// result, its quads.
#[test]
fn every_case_of_the_suites() {
    let Some(suites) = suites() else { return };
    let mut count = 0;
    let mut wrong = Vec::new();
    for (folder, format) in FORMATS {
        for part in ["syntax", "eval", "c14n"] {
            let root = suites.join("rdf-tests/rdf/rdf12").join(folder).join(part);
            if !root.is_dir() {
                continue;
            }
            let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf12/{folder}/{part}/");
            for case in cases(&root, &base) {
                count += 1;
                let text = std::fs::read_to_string(&case.action).unwrap();
                let file = case.action.file_name().unwrap().to_string_lossy();
                let own = format!("{base}{file}");
                let source = Source::new("x", text.as_str());
                let ours = read(&source, format, "", Some(&own));
                let negative = case.class.contains("Negative");
                if ours.faults.is_empty() == negative {
                    let first = ours.faults.first().map(|fault| &fault.message);
                    wrong.push(format!("{}: {first:?}", case.name));
                    continue;
                }
                let theirs = oxttl(&text, format, &own);
                if theirs.is_none() != negative {
                    wrong.push(format!("{}: oxttl judges otherwise", case.name));
                }
                let Some(theirs) = theirs else { continue };
                let found = canonical(&lower(&quads(&ours)));
                if found != canonical(&theirs) {
                    wrong.push(format!("{}: other quads than oxttl", case.name));
                }
                // whatever reads first, the same comes out; it has no base
                let fast = parse(&source, format, "");
                if fast.faults.is_empty() && found != canonical(&lower(&fast.quads)) {
                    wrong.push(format!("{}: other quads than the fast reader", case.name));
                }
                if let Some(result) = case.result {
                    let text = std::fs::read_to_string(result).unwrap();
                    let expected = oxttl(&text, Format::NQuads, &own).unwrap();
                    if found != canonical(&expected) {
                        wrong.push(format!("{}: not the result", case.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 301);
}

/// Every place of every part of every triple, the generated ones too.
#[test]
fn places() {
    let text = "@prefix : <http://e/> .\n:s :p :o ~ :r {| :q 1 |} ; :t << :a :b \"c\"@ar--rtl ~ _:x >> , <<( :d :e [] )>> .\n";
    let reading = turtle(text);
    assert!(reading.faults.is_empty(), "{:?}", reading.faults);
    let at = |span: relata::turtle::tree::Span| &text[span.range()];
    let found: Vec<[&str; 3]> = reading
        .quads
        .iter()
        .map(|located| {
            [
                at(located.subject),
                at(located.predicate),
                at(located.object),
            ]
        })
        .collect();
    assert_eq!(
        found,
        [
            [":s", ":p", ":o"],
            ["~ :r", "~", ":p :o"],
            ["{|", ":q", "1"],
            ["~ _:x", "<<", ":a :b \"c\"@ar--rtl"],
            [":s", ":t", "<< :a :b \"c\"@ar--rtl ~ _:x >>"],
            [":s", ":t", "<<( :d :e [] )>>"],
        ]
    );
    assert!(
        reading
            .quads
            .iter()
            .all(|located| at(located.statement).starts_with(":s :p")
                && at(located.statement).ends_with('.'))
    );
}

/// RDF/XML of RDF 1.2 is read by oxrdfxml; what we write of it is read back.
#[test]
fn rdf_xml_is_read_and_written() {
    let Some(suites) = suites() else { return };
    let folder = suites.join("rdf-tests/rdf/rdf12/rdf-xml/eval");
    let base = "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-xml/eval/";
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases(&folder, base) {
        let Some(result) = &case.result else { continue };
        count += 1;
        let file = case
            .action
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let expected = files::quads(result, base).unwrap();
        let found = files::quads(&case.action, &format!("{base}{file}"));
        if !found.is_ok_and(|found| canonical(&found) == canonical(&expected)) {
            wrong.push(format!("{file}: read otherwise"));
        }
        if canonical(&through(&expected, "rdfxml")) != canonical(&expected) {
            wrong.push(format!("{file}: written otherwise"));
        }
    }
    assert_eq!(count, 29);
    let excepted: Vec<&str> = RDF_XML.iter().map(|(case, _)| *case).collect();
    assert_eq!(wrong, excepted);
}

/// Cases that are not passed, and why.
const RDF_XML: &[(&str, &str)] = &[
    (
        "rdf12-xml-an-13.rdf: read otherwise",
        "oxrdfxml writes the namespaces in scope into an XML literal, used or not",
    ),
    (
        "rdf12-xml-an-14.rdf: read otherwise",
        "oxrdfxml writes the namespaces in scope into an XML literal, used or not",
    ),
];

/// What comes back from a format of an export.
fn through(quads: &[Quad], name: &str) -> Vec<Quad> {
    let format = relata::export::format(name).unwrap();
    let text = written(&relata::dataset::Dataset::of_quads(quads), name);
    let mut back = Vec::new();
    let syntax = relata::convert::Syntax::named(format.extension()).unwrap();
    let (skipped, faults) =
        relata::convert::read(Box::new(text.as_bytes()), "x", syntax, None, &mut |quad| {
            back.push(quad);
            Ok(true)
        })
        .unwrap();
    assert_eq!(skipped, 0, "{faults:?}\n{text}");
    back
}

fn written(dataset: &relata::dataset::Dataset, name: &str) -> String {
    let vocabulary = relata::export::Vocabulary {
        prefixes: vec![("e".to_owned(), "http://e/".to_owned())],
        ..relata::export::Vocabulary::default()
    };
    let mut bytes = Vec::new();
    let format = relata::export::format(name).unwrap();
    let losses = relata::export::write(format, dataset, &vocabulary, &mut bytes).unwrap();
    assert!(losses.is_empty(), "{losses:?}");
    String::from_utf8(bytes).unwrap()
}

/// Blank nodes inside and outside of triple terms, alike and not, in every order of the input.
#[test]
fn triple_terms_are_written_the_same_whatever_the_order_and_labels() {
    let text = "@prefix : <http://e/> .
        :a :b _:x , _:y . _:x :c 1 . _:y :c 2 .
        _:x :says <<( _:y :b <<( _:x :b \"c\"@ar--rtl )>> )>> .
        << _:y :b _:z ~ :r >> :by [ :d 1 ] .
        :a :b :c {| :by _:z |} ~ _:z {| :more ( 1 <<( _:x :b 'q' )>> ) |} .";
    let quads = quads(&turtle(text));
    assert!(quads.len() > 15);
    for name in ["turtle", "trig", "ntriples", "nquads", "rdfxml"] {
        let first = written(&relata::dataset::Dataset::of_quads(&quads), name);
        assert_eq!(
            canonical(&through(&quads, name)),
            canonical(&quads),
            "{name}\n{first}"
        );
        let mut renamed: Vec<Quad> = quads
            .iter()
            .map(|quad| quad.to_string() + " .")
            .map(|line| line.replace("_:", "_:other"))
            .map(|line| oxttl(&line, Format::NQuads, "http://e/").unwrap().remove(0))
            .collect();
        renamed.reverse();
        renamed.rotate_left(5);
        let again = written(&relata::dataset::Dataset::of_quads(&renamed), name);
        assert_eq!(first, again);
        assert_eq!(
            first,
            written(
                &relata::dataset::Dataset::of_quads(&through(&quads, name)),
                name
            )
        );
    }
}

/// A node that only a triple term speaks of elsewhere keeps its label when something else is said.
#[test]
fn one_statement_more_changes_the_labels_near_it_alone() {
    let text = "@prefix : <http://e/> . :r :says <<( _:x :b _:y )>> . _:x :c 1 . _:y :c 2 . _:z :c 3 . :q :d _:z , _:x .";
    let lines = |text: &str| -> std::collections::BTreeSet<String> {
        written(
            &relata::dataset::Dataset::of_quads(&quads(&turtle(text))),
            "ntriples",
        )
        .lines()
        .map(str::to_owned)
        .collect()
    };
    let (before, after) = (lines(text), lines(&format!("{text} _:z :e 4 .")));
    let changed: Vec<&String> = before.difference(&after).collect();
    assert_eq!(changed.len(), 2, "{changed:#?}");
}

/// What is wrong is told with its code and its place, and what follows is read.
#[test]
fn faults() {
    for (text, code, column, message) in [
        (
            "<<( :a :b :c )>> :p :o .",
            "S020",
            1,
            "a triple term cannot be a subject",
        ),
        (
            ":a :b <<( << :a :b :c >> :d :e )>> .",
            "S026",
            11,
            "a reified triple cannot be the subject here",
        ),
        (
            ":a :b << :a :b ( 1 ) >> .",
            "S026",
            16,
            "a collection cannot be the object here",
        ),
        (
            "<< :a :b [ :c :d ] >> :p :o .",
            "S026",
            10,
            "a node with something said of it cannot be the subject or object here",
        ),
        (
            "<< 1 :b :c >> :p :o .",
            "S026",
            4,
            "a literal cannot be the subject here",
        ),
        (
            "<< :a 'b'@en :c >> :p :o .",
            "S021",
            7,
            "`'b'` cannot be a predicate",
        ),
        (
            "<< :a :b >> :p :o .",
            "S026",
            10,
            "the object is missing before `>>`",
        ),
        (
            "<< :a :b :c :d >> :p :o .",
            "S026",
            13,
            "`>>` is expected, not `:d`",
        ),
        (
            ":a :b <<( :a :b :c ) >> .",
            "S026",
            20,
            "`)>>` is expected, not `)`",
        ),
        (
            ":a :b <<( :a :b :c ~ :r )>> .",
            "S026",
            20,
            "`)>>` is expected, not `~`",
        ),
        (":a :b << :a :b :c .", "S015", 7, "`<<` is not closed"),
        (":a :b :c {| :d :e .", "S015", 10, "`{|` is not closed"),
        (
            ":a :b :c {| |} .",
            "S023",
            10,
            "nothing is said of this subject",
        ),
        (":a :b :c |} .", "S015", 10, "`|}` closes nothing"),
        (
            ":a :b \"c\"@ar--up .",
            "S019",
            10,
            "`up` is no base direction",
        ),
        (
            ":a :b \"c\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
            "S019",
            10,
            "a literal of this datatype has a language, and this one has none",
        ),
        (
            "VERSION 1.2 :a :b :c .",
            "S028",
            9,
            "a version in quotation marks is expected, not `1.2`",
        ),
        (
            "@version \"1.2\"\n:a :b :c .",
            "S010",
            15,
            "this statement does not end: `.` is missing",
        ),
    ] {
        let head = "@prefix : <http://e/> .\n";
        let reading = turtle(&format!("{head}{text}\n:next :is :read .\n"));
        let found: Vec<_> = reading
            .faults
            .iter()
            .map(|fault| {
                (
                    fault.code,
                    fault.place().map(|(_, line, column)| (line, column)),
                    fault.message.as_str(),
                )
            })
            .collect();
        assert_eq!(found, [(code, Some((2, column)), message)], "{text}");
        assert!(!reading.faults[0].helps.is_empty(), "{text}");
        assert!(
            reading
                .quads
                .iter()
                .any(|located| located.quad.subject.to_string() == "<http://e/next>"),
            "{text}"
        );
    }
}

/// In the formats of lines: triple terms as objects, `VERSION`, and nothing else that is new.
#[test]
fn lines() {
    let term = "<<( <http://e/a> <http://e/b> \"c\"@ar--rtl )>>";
    let read = |line: &str| {
        let tree = read(&Source::new("x", line), Format::NTriples, "", None);
        let fast = relata::turtle::line::statement(line, false);
        assert_eq!(
            tree.faults.is_empty(),
            fast.is_ok(),
            "{line}: {:?} {fast:?}",
            tree.faults
        );
        tree.faults.first().map(|fault| fault.code)
    };
    assert_eq!(read(&format!("<http://e/a> <http://e/b> {term} .")), None);
    assert_eq!(read("VERSION \"1.2\""), None);
    assert_eq!(read("VERSION '1.2'"), Some("S028"));
    assert_eq!(read("@version \"1.2\" ."), Some("S031"));
    assert_eq!(
        read("<http://e/a> <http://e/b> << <http://e/a> <http://e/b> <http://e/c> >> ."),
        Some("S031")
    );
    assert_eq!(
        read("<http://e/a> <http://e/b> <http://e/c> ~ <http://e/r> ."),
        Some("S031")
    );
    assert_eq!(
        read("<http://e/a> <http://e/b> <http://e/c> {| <http://e/p> <http://e/o> |} ."),
        Some("S031")
    );
    assert_eq!(
        read(&format!("{term} <http://e/b> <http://e/c> .")),
        Some("S020")
    );
}

/// A hundred thousand triple terms inside one another are refused in words; as many reified triples are read.
#[test]
fn depth_is_bounded_where_it_costs() {
    let open = "<<( <http://e/a> <http://e/b> ";
    for text in [
        format!(
            "<http://e/a> <http://e/b> {}1{} .",
            open.repeat(100_000),
            " )>>".repeat(100_000)
        ),
        format!("<http://e/a> <http://e/b> {}", open.repeat(100_000)),
    ] {
        let reading = turtle(&text);
        assert!(
            reading.faults[0]
                .message
                .contains("more than 32 levels deep"),
            "{:?}",
            reading.faults[0]
        );
        assert!(
            parse(&Source::new("x", text), Format::NTriples, "")
                .faults
                .len()
                == 1
        );
    }
    let deep = |depth: usize| {
        format!(
            "<http://e/a> <http://e/b> {}1{}",
            open.repeat(depth),
            " )>>".repeat(depth)
        )
    };
    assert!(turtle(&(deep(32) + " .")).faults.is_empty());
    assert!(turtle(&(deep(31) + " ~ .")).faults.is_empty());
    assert_eq!(turtle(&(deep(32) + " ~ .")).faults.len(), 1);
    let reified = format!(
        "{}<http://e/a>{} .",
        "<< ".repeat(100_000),
        " <http://e/b> 1 >>".repeat(100_000)
    );
    let reading = turtle(&reified);
    assert!(reading.faults.is_empty() && reading.quads.len() == 100_000);
    let open = turtle(&"<< ".repeat(100_000));
    assert_eq!(open.faults[0].code, "S015");
}

/// The layout of what is new.
#[test]
fn layouts() {
    let format =
        |text: &str| relata::turtle::format(&Source::new("x", text), Format::Turtle).unwrap();
    let long = format!("<http://e/{}>", "long".repeat(12));
    for (text, laid_out) in [
        ("VERSION \"1.2\"\n@version '1.2'.\nPREFIX : <http://e/>", "VERSION \"1.2\"\n@version '1.2' .\nPREFIX : <http://e/>\n".to_owned()),
        (
            "PREFIX : <http://e/>\n<<:a :b 'c'@ar--rtl~:r>>:d<<(:e a[])>>,2. # end",
            "PREFIX : <http://e/>\n<< :a :b 'c'@ar--rtl ~ :r >> :d <<( :e a [] )>> , 2 .  # end\n".to_owned(),
        ),
        (
            "PREFIX : <http://e/>\n:a :b :c~{|:d 1;:e 2;|},:f{|:g[:h 1]|}~_:x.<<:a :b :c>>.",
            "PREFIX : <http://e/>\n:a :b :c ~ {| :d 1 ; :e 2 |} , :f {| :g [ :h 1 ] |} ~ _:x .\n<< :a :b :c >> .\n".to_owned(),
        ),
        (
            &format!("{long} {long} {long} {{| {long} {long} # why\n |}} ."),
            format!("{long} {long} {long} {{|\n    {long} {long}  # why\n|}} .\n"),
        ),
        (
            &format!("<< {long} {long} {long} ~ {long} >> {long} {long} ."),
            format!("<<\n    {long}\n    {long}\n    {long} ~ {long}\n>> {long} {long} .\n"),
        ),
    ] {
        assert_eq!(format(text), laid_out);
        assert_eq!(format(&laid_out), laid_out);
    }
}

/// What RDF-star becomes is read by our reader and by oxttl, with equal quads and one reifier for each quoted triple.
#[test]
fn what_was_rdf_star_is_read_back() {
    use relata::convert::upgrade::upgrade;
    let old = "@prefix : <http://e/> .
        << :a :b \"c\\n\\u0001\"@en >> :source << << _:x :y 1.5 >> :z :w >> .
        :a :b \"c\\n\\u0001\"@en {| :certain true |} .
        _:x :y 1.5 .";
    let graphs = old.replace(" .\n        <<", " .\n :g { <<") + " }";
    for (format, ways, text) in [
        (Format::Turtle, &[Format::NTriples, Format::Turtle][..], old),
        (Format::TriG, &[Format::NQuads], graphs.as_str()),
    ] {
        let new = upgrade(text, format, None, "http://e/reifier/").unwrap();
        assert_eq!((new.reifiers, new.stated), (3, 2));
        for format in ways {
            let reading = read(&Source::new("x", new.text.as_str()), *format, "", None);
            assert!(
                reading.faults.is_empty(),
                "{:?}\n{}",
                reading.faults,
                new.text
            );
            let theirs = oxttl(&new.text, *format, "http://e/").unwrap();
            assert_eq!(canonical(&lower(&quads(&reading))), canonical(&theirs));
        }
        let reifies = new.text.matches("#reifies>").count();
        assert_eq!(reifies, 3, "{}", new.text);
    }
}

/// A project and its commands, with RDF 1.2 in its data.
#[test]
fn a_project_holds_it() {
    use super::command::relata;
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    std::fs::write(
        home.join("rivers.md"),
        "# On rivers\n\nBy Nobody\n\nThe Rhine froze in 1929.\n",
    )
    .unwrap();
    let run = |directory: &std::path::Path, words: &[&str]| {
        let out = relata(directory, words);
        let text = String::from_utf8(out.stdout).unwrap();
        (
            out.status.code(),
            text,
            String::from_utf8(out.stderr).unwrap(),
        )
    };
    assert_eq!(
        run(home, &["new", "rivers", "--text", "rivers.md"]).0,
        Some(0)
    );
    let home = home.join("rivers");
    let data = home.join("data/entities.ttl");
    let before = std::fs::read_to_string(&data).unwrap();
    let more = "\nent:rhine a <https://schema.org/Place> ;\n    rdfs:label \"Rhine\"@en {| rdfs:comment \"as in Germany\"@en |} ;\n    rdfs:seeAlso <<( ent:rhine a _:kind )>> .\n<< ent:rhine rdfs:label \"الراين\"@ar--rtl ~ ent:r >> rdfs:comment \"quoted\"@en .\n";
    std::fs::write(&data, before.clone() + more).unwrap();
    let (code, _, told) = run(&home, &["check"]);
    assert_eq!(code, Some(0), "{told}");
    let (code, _, told) = run(&home, &["fmt", "--check"]);
    assert_eq!(code, Some(0), "{told}");

    let query = "SELECT ?o ?c { << ent:rhine rdfs:label ?o >> rdfs:comment ?c } ORDER BY ?c";
    let (_, csv, told) = run(&home, &["query", "-e", query, "--format", "csv"]);
    assert_eq!(
        csv.replace('\r', ""),
        "o,c\nRhine,as in Germany\nالراين,quoted\n",
        "{told}"
    );
    let query = "SELECT ?t { ent:r rdf:reifies ?t }";
    let (_, json, _) = run(&home, &["query", "-e", query, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let term = &json["results"]["bindings"][0]["t"];
    assert_eq!(term["type"], "triple");
    assert_eq!(term["value"]["object"]["its:dir"], "rtl");
    let (_, markdown, _) = run(&home, &["query", "-e", query, "--format", "markdown"]);
    assert!(
        markdown.contains("\\<\\<( ent:rhine rdfs:label \"الراين\"@ar--rtl )>>"),
        "{markdown}"
    );

    let (code, turtle, _) = run(&home, &["export", "--format", "turtle"]);
    assert!(
        code == Some(0) && turtle.contains("rdf:reifies <<( ent:rhine rdfs:label \"Rhine\"@en )>>"),
        "{turtle}"
    );
    for format in ["trig", "ntriples", "nquads", "rdfxml"] {
        assert_eq!(
            run(&home, &["export", "--format", format]).0,
            Some(0),
            "{format}"
        );
    }
    let (code, _, told) = run(&home, &["export", "--format", "jsonld"]);
    assert!(
        code == Some(2) && told.contains("JSON-LD 1.1 has no triple terms"),
        "{told}"
    );
    let (code, _, told) = run(&home, &["canonicalize", "data/entities.ttl"]);
    assert!(
        code == Some(2) && told.contains("RDFC-1.0 does not say"),
        "{told}"
    );

    std::fs::write(
        home.join("old.ttl"),
        before + &more.replace("_:kind", "_:other").replace("quoted", "said"),
    )
    .unwrap();
    let (code, changes, _) = run(&home, &["diff", "old.ttl", "data/entities.ttl"]);
    assert_eq!(
        (code, changes.matches("->").count()),
        (Some(1), 1),
        "{changes}"
    );

    for from in ["ttl", "trig", "nt", "nq", "rdf"] {
        let middle = format!("middle.{from}");
        assert_eq!(
            run(&home, &["convert", "data/entities.ttl", &middle]).0,
            Some(0)
        );
        for to in ["ttl", "trig", "nt", "nq", "rdf"] {
            for words in [&["convert"][..], &["convert", "--pretty"]] {
                let end = format!("end.{to}");
                let (code, _, told) = run(&home, &[words, &[&middle, &end]].concat());
                assert_eq!(code, Some(0), "{from} {to}: {told}");
                let (code, changes, _) = run(&home, &["diff", "data/entities.ttl", &end]);
                assert_eq!(code, Some(0), "{from} {to} {words:?}: {changes}");
            }
        }
        let (code, _, told) = run(&home, &["convert", &middle, "end.jsonld"]);
        assert!(code == Some(2) && told.contains("JSON-LD 1.1"), "{told}");
    }

    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        [] a sh:NodeShape ; sh:targetSubjectsOf rdf:reifies ; sh:property [ sh:path rdf:reifies ; sh:nodeKind sh:IRI ] .";
    std::fs::write(home.join("shapes.ttl"), shapes).unwrap();
    let (code, report, told) = run(
        &home,
        &["validate", "data/entities.ttl", "--shapes", "shapes.ttl"],
    );
    assert_eq!(code, Some(1), "{told}");
    assert!((report + &told).contains("<<("), "{told}");
}

/// What we read and oxttl does not: the text, and why. The grammar is that of RDF 1.2 Turtle.
const BEYOND_OXTTL: &[(&str, Format, &str)] = &[
    (
        ":a :b :c ~ [] .",
        Format::Turtle,
        "a reifier is an IRI or a blank node (production `reifier`), and `[]` is one",
    ),
    (
        "<< :a :b '''c''' >> .",
        Format::Turtle,
        "an object is any literal (production `rtObject`), long strings too",
    ),
    (
        ":g { << :a :b :c >> }",
        Format::TriG,
        "the last statement of a graph needs no dot (production `triplesBlock`), and a reified triple is one",
    ),
    (
        "VERSION \"1.2\"",
        Format::NTriples,
        "N-Triples has version announcements (production `versionDirective`)",
    ),
    (
        "VERSION \"1.2\"",
        Format::NQuads,
        "N-Quads has version announcements (production `versionDirective`)",
    ),
];

#[test]
fn exceptions_have_reasons_and_are_needed() {
    assert!(RDF_XML.iter().all(|(_, why)| why.len() > 10));
    for (text, format, why) in BEYOND_OXTTL {
        let text = match format {
            Format::Turtle | Format::TriG => format!("PREFIX : <http://e/>\n{text}"),
            Format::NTriples | Format::NQuads => (*text).to_owned(),
        };
        let ours = read(&Source::new("x", text.as_str()), *format, "", None);
        assert!(ours.faults.is_empty(), "{text}: {:?}", ours.faults);
        assert!(oxttl(&text, *format, "http://e/").is_none(), "{why}");
    }
}

/// Rows of the new signs: the same verdict as oxttl, but for the exceptions, and the same triples.
#[test]
fn rows_of_the_new_signs_are_judged_as_oxttl_judges_them() {
    let words = [
        ":a",
        ":b",
        "a",
        "_:x",
        "1",
        "'c'@en--ltr",
        "[]",
        "<<",
        "<<(",
        ">>",
        ")>>",
        "~",
        "{|",
        "|}",
        ".",
        ";",
        ",",
    ];
    // what may follow a word in a right file, so that many rows are right
    let next_words = |word: &str| -> &[&str] {
        match word {
            "." => &[
                "<< :a :b",
                ":a :b",
                "[] :b",
                "<< << :a a 1 >> :b",
                "_:x a",
                ".",
            ],
            "<<" | "<<(" => &[":a :b 1", "_:x a :a", "[] :b []", "<< :a a :b >> :a"],
            ">>" => &[":b", "a", ".", "~", "{|", ">>", ")>>", ";", ","],
            "~" => &[":a", "{|", ".", ">>", "_:x", "~"],
            "{|" => &[":a", "a", ":b 1 |}", "|}"],
            "|}" => &[".", ";", ",", "{|", "~", "|}"],
            ";" => &[":a", "a", ".", "|}"],
            _ => &[
                ":a",
                "1",
                ".",
                ">>",
                ")>>",
                "~",
                "{|",
                "|}",
                ",",
                ";",
                "<< :a :b :a >>",
                "<<( :a :b 1 )>>",
            ],
        }
    };
    let mut state = 0x1202_2013_u64;
    let mut pick = move |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state).unwrap_or(0) % most
    };
    let (mut right, mut other) = (0, Vec::new());
    for _ in 0..40_000 {
        let mut text = String::from("PREFIX : <http://e/>\n");
        let mut last = ".";
        for _ in 0..2 + pick(10) {
            let row = next_words(last);
            let word = if pick(12) == 0 {
                words[pick(words.len())]
            } else {
                row[pick(row.len())]
            };
            text.push_str(word);
            text.push(' ');
            last = word.rsplit(' ').next().unwrap_or(word);
        }
        text.push('.');
        let ours = read(&Source::new("x", text.as_str()), Format::Turtle, "", None);
        let theirs = oxttl(&text, Format::Turtle, "http://e/");
        let excepted = text.contains("~ []");
        match theirs {
            Some(theirs) if ours.faults.is_empty() => {
                right += 1;
                if canonical(&lower(&quads(&ours))) != canonical(&theirs) {
                    other.push(format!("other triples: {text}"));
                }
            }
            None if !ours.faults.is_empty() || excepted => {}
            _ => other.push(format!(
                "{:?}: {text}",
                ours.faults.first().map(|fault| &fault.message)
            )),
        }
    }
    assert!(right > 900, "{right}");
    assert!(
        other.is_empty(),
        "{} of them:\n{}",
        other.len(),
        other[..other.len().min(12)].join("\n")
    );
}
