//! `relata validate` and the shapes of `relata check`: verdicts, places, faults in words, and shapes that mean harm.

use super::command::{relata, root};
use relata::diagnostic::{Severity, Source};
use relata::shacl::{Fault, Limits, Loader, Shapes, Terms, Validation, validate};
use relata::turtle::Format;
use std::path::Path;
use std::process::Output;

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix : <http://e/> .\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Validates one text that is both data and shapes.
fn judged(body: &str) -> Validation {
    let source = Source::new("a.ttl", format!("{PREFIXES}{body}"));
    let mut terms = Terms::new();
    let mut loader = Loader::new(&mut terms);
    let faults = loader.read(&source, Format::Turtle, "f0-").unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let graph = loader.finish();
    let (shapes, mut faults) = Shapes::read(&graph, &terms, &[(String::new(), "http://e/".into())]);
    let mut validation = validate(&mut terms, &graph, &graph, &shapes, &Limits::default());
    validation.faults.append(&mut faults);
    validation
}

fn faults(body: &str) -> Vec<Fault> {
    judged(body).faults
}

fn run(folder: &Path, data: &str, shapes: &str, more: &[&str]) -> Output {
    std::fs::write(folder.join("d.ttl"), format!("{PREFIXES}{data}")).unwrap();
    std::fs::write(folder.join("s.ttl"), format!("{PREFIXES}{shapes}")).unwrap();
    let mut words = vec!["validate", "d.ttl", "--shapes", "s.ttl"];
    words.extend(more);
    relata(folder, &words)
}

const NAMED: &str = ":Named sh:targetClass :Person ;\n  sh:property [ sh:path :name ; sh:minCount 1 ; sh:datatype xsd:string ] .";

#[test]
fn the_verdict_is_the_exit_code_and_results_point_at_both_files() {
    let folder = tempfile::tempdir().unwrap();
    let right = run(folder.path(), ":a a :Person ; :name \"A\" .", NAMED, &[]);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stderr));
    let wrong = run(
        folder.path(),
        "# :b a :Person\n:a a :Person ;\n  :name \"A\" , 12 .\n:b a :Person .",
        NAMED,
        &[],
    );
    let told = text(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(1), "{told}");
    for wanted in [
        "C011",
        "d.ttl:6:15",
        "`12`, the `:name` of `:a`, is no `xsd:string`",
        "C020",
        "d.ttl:7:1",
        "s.ttl:5:25",
    ] {
        assert!(told.contains(wanted), "{wanted} is not in\n{told}");
    }
    assert!(wrong.stdout.is_empty());
}

/// Data and shapes that the manifest names, such as the recorded answers of an endpoint.
#[test]
fn datasets_of_the_manifest_are_data_and_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let data = ":a a :Person ; :knows [ a :Person ] .";
    run(folder.path(), data, NAMED, &[]);
    let manifest = "name = \"t\"\nbase = \"http://e/\"\n[datasets.people]\nsource = \"d.ttl\"\n[datasets.rules]\nsource = \"s.ttl\"\n";
    std::fs::write(folder.path().join("relata.toml"), manifest).unwrap();
    let words = ["validate", "dataset:people", "--shapes", "dataset:rules"];
    let run = relata(folder.path(), &words);
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{told}");
    assert!(
        told.contains("3 triples against 2 shapes: 2 results") && told.contains("dataset:people"),
        "{told}"
    );
    let run = relata(
        folder.path(),
        &["validate", "d.ttl", "--shapes", "dataset:nothing"],
    );
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("nothing"), "{run:?}");
}

#[test]
fn the_report_is_the_same_as_turtle_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let data = ":a a :Person .\n:b a :Person ; :name 1 .";
    let turtle = run(folder.path(), data, NAMED, &["--format", "turtle"]);
    let parsed: Vec<oxrdf::Triple> = oxttl::TurtleParser::new()
        .for_slice(&turtle.stdout)
        .map(|triple| triple.unwrap())
        .collect();
    let results = parsed
        .iter()
        .filter(|triple| triple.predicate.as_str().ends_with("shacl#result"))
        .count();
    assert_eq!((turtle.status.code(), results), (Some(1), 2));
    let json = run(folder.path(), data, NAMED, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["conforms"], false);
    assert_eq!(json["results"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["focusNode"]["value"], "http://e/a");
    assert_eq!(json["results"][1]["value"]["value"], "1");
    assert_eq!(json["results"][1]["resultPath"], "<http://e/name>");
    let again = run(folder.path(), data, NAMED, &["--format", "turtle"]);
    assert_eq!(again.stdout, turtle.stdout);
}

#[test]
fn faulty_shapes_are_told_in_words_and_nothing_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    for (shapes, wanted) in [
        (
            ":S a sh:NodeShape ; sh:minLength \"x\" .",
            "it takes a whole number",
        ),
        (":S a sh:NodeShape ; sh:minCount 1 .", "but no path"),
        (":S a sh:PropertyShape .", "without a path"),
        (
            ":S sh:targetNode :a ; sh:nodeKind :IRI .",
            "it takes `sh:IRI`",
        ),
        (":S sh:targetNode :a ; sh:in ( 1 . 2 ) .", "S030"),
        (":S sh:targetNode :a ; sh:in :b .", "it is no list"),
        (":S sh:targetNode :a ; sh:pattern \"(\" .", "unclosed group"),
        (":S sh:targetNode :a ; sh:class 1 .", "it takes an IRI"),
        (
            ":S sh:targetNode :a ; sh:datatype :a , :b .",
            "more than one `sh:datatype`",
        ),
        (
            ":S sh:targetNode :a ; sh:property [ sh:path [ sh:inversePath 1 ] ] .",
            "a literal is no path",
        ),
        (
            ":S sh:targetNode :a ; sh:sparql [ sh:select \"SELECT $this { $this e:p 1 }\" ] .",
            "no SPARQL",
        ),
        (
            ":S sh:targetNode :a ; sh:sparql [ sh:select \"SELECT $this { MINUS { $this ?p 1 } }\" ] .",
            "uses MINUS",
        ),
        (
            ":S sh:targetNode :a ; sh:property :T .",
            "it takes a property shape",
        ),
    ] {
        let run = run(folder.path(), ":a :b 1 .", shapes, &[]);
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{shapes}: {told}");
        assert!(told.contains(wanted), "{shapes}: {told}");
        assert!(told.contains("s.ttl:4:"), "{shapes} has no place: {told}");
    }
    let missing = relata(folder.path(), &["validate", "no.ttl", "--shapes", "s.ttl"]);
    assert_eq!(missing.status.code(), Some(2), "{}", text(&missing.stderr));
    let unknown = relata(folder.path(), &["validate", "d.xyz", "--shapes", "s.ttl"]);
    assert!(text(&unknown.stderr).contains("names no format"));
}

#[test]
fn shapes_that_mean_harm_end_in_words() {
    // a tower of shapes
    let tower = |height: usize| {
        format!(
            ":S sh:targetNode :a ; sh:node :n0 .\n{}:n{height} sh:nodeKind sh:IRI .",
            (0..height)
                .map(|at| format!(":n{at} sh:node :n{} .\n", at + 1))
                .collect::<String>()
        )
    };
    assert!(judged(&tower(50)).conforms());
    assert!(faults(&tower(20_000))[0].message.contains("deep"));
    // a web: each shape asks the next one twice, in every way there is
    for ask in [
        "sh:and ( :n{} :n{} )",
        "sh:property [ sh:path :p ; sh:node :n{} ] , [ sh:path :p ; sh:node :n{} ]",
        "sh:property [ sh:path :p ; sh:property :p{} ] , [ sh:path :p ; sh:property :p{} ]",
    ] {
        let web: String = (0..30)
            .map(|at| {
                let next = (at + 1).to_string();
                let ask = ask.replace("{}", &next);
                format!(":n{at} a sh:NodeShape ; {ask} .\n:p{at} sh:path :p ; {ask} .\n")
            })
            .collect();
        let body = format!(
            ":S sh:targetNode :a ; sh:node :n0 . :a :p :a .\n{web} :n30 sh:nodeKind sh:IRI . :p30 sh:path :p ; sh:nodeKind sh:IRI ."
        );
        assert!(judged(&body).conforms(), "{ask}");
    }
    // recursion over a graph in which all know all
    let all: String = (0..30)
        .flat_map(|a| (0..30).map(move |b| format!(":x{a} :knows :x{b} .\n")))
        .collect();
    let recursive =
        format!(":S sh:targetNode :x0 ; sh:property [ sh:path :knows ; sh:node :S ] .\n{all}");
    let validation = judged(&recursive);
    assert!(validation.failed());
    assert!(
        validation
            .faults
            .iter()
            .any(|fault| fault.severity == Severity::Warning && fault.message.contains("recursive"))
    );
    // recursion that ends is judged: who is met again conforms
    let circle = ":S sh:targetNode :x ; sh:property [ sh:path :knows ; sh:node :S ; sh:minCount 1 ] . :x :knows :y . :y :knows :x .";
    assert!(judged(circle).findings.is_empty() && !judged(circle).failed());
    // lists and paths that contain themselves
    assert!(
        faults(":S sh:targetNode :a ; sh:in _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .")[0]
            .message
            .contains("contains itself")
    );
    assert!(
        faults(":S sh:targetNode :a ; sh:property [ sh:path _:p ; sh:minCount 1 ] . _:p sh:inversePath _:p .")[0]
            .message
            .contains("contains itself")
    );
    // patterns and queries without measure
    assert!(judged(":S sh:targetNode :a ; sh:pattern \"(a{1000}){1000}\" .").failed());
    let deep = format!("SELECT $this {}{}", "{".repeat(600), "}".repeat(600));
    assert!(
        faults(&format!(
            ":S sh:targetNode :a ; sh:sparql [ sh:select \"{deep}\" ] ."
        ))[0]
            .message
            .contains("nested deeper")
    );
}

#[test]
fn a_long_chain_of_nodes_is_one_loop() {
    let chain: String = (0..50_000)
        .map(|at| format!(":x{at} :next :x{} .\n", at + 1))
        .collect();
    let body = format!(
        ":S sh:targetNode :x0 ; sh:property [ sh:path [ sh:zeroOrMorePath :next ] ; sh:minCount 50001 ; sh:maxCount 50001 ] .\n{chain}"
    );
    assert!(judged(&body).conforms());
}

#[test]
fn a_blank_node_is_itself_in_a_query() {
    let shapes = ":S sh:targetObjectsOf :p ; sh:sparql [ sh:message \"{?value} {$this}\" ; sh:select \"SELECT $this ?value { $this <http://e/q> ?value FILTER(isBlank($this) && EXISTS { ?x <http://e/p> $this } && ?x2 = $this) { SELECT $this ?x2 { ?x3 <http://e/p> ?x2 } } }\" ] .";
    let validation = judged(&format!(
        "{shapes}\n:a :p [ :q 1 ] . :a :p [ :q 2 ] . :a :p :b . :b :q 3 ."
    ));
    assert!(!validation.failed(), "{:?}", validation.faults);
    assert_eq!(validation.findings.len(), 2);
    assert_eq!(validation.findings[0].messages[0].value(), "1 []");
}

#[test]
fn a_component_of_the_shapes_graph_is_asked_along_any_path() {
    let body = ":Even a sh:ConstraintComponent ; sh:parameter [ sh:path :divisor ] ;
          sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:message \"{?value} is no multiple of {$divisor}\" ;
            sh:select \"SELECT $this ?value { $this $PATH ?value . FILTER(floor(?value / $divisor) * $divisor != ?value) }\" ] .
        :S sh:targetNode :a ; sh:property [ sh:path ( :p [ sh:alternativePath ( :q [ sh:inversePath :r ] ) ] ) ; :divisor 2 , 5 ] .
        :a :p :b . :b :q 10 , 4 , 3 .";
    let validation = judged(body);
    assert!(!validation.failed(), "{:?}", validation.faults);
    let mut said: Vec<&str> = validation
        .findings
        .iter()
        .map(|finding| finding.messages[0].value())
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            "3 is no multiple of 2",
            "3 is no multiple of 5",
            "4 is no multiple of 5"
        ]
    );
}

#[test]
fn details_tell_why_a_shape_was_not_met() {
    let validation = judged(
        ":S sh:targetNode :a ; sh:property [ sh:path :p ; sh:node :T ] . :T sh:property [ sh:path :q ; sh:minCount 1 ] . :a :p :b .",
    );
    assert_eq!(validation.findings.len(), 1);
    assert_eq!(validation.findings[0].details.len(), 1);
}

#[test]
fn a_fault_in_a_project_is_found_at_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["ontology", "data", "queries", "tests"] {
        let to = folder.path().join(part);
        std::fs::create_dir(&to).unwrap();
        for entry in std::fs::read_dir(root().join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
    }
    std::fs::copy(
        root().join("relata.toml"),
        folder.path().join("relata.toml"),
    )
    .unwrap();
    let path = folder.path().join("data/claims-lead.ttl");
    let whole = std::fs::read_to_string(&path).unwrap();
    let line_of =
        |text: &str, words: &str| text[..text.find(words).unwrap()].matches('\n').count() + 1;
    for (from, to, code) in [
        (
            "rlt:certainty rlt:certain ;",
            "rlt:certainty rlt:certian ;",
            "C082",
        ),
        (
            "rlt:kind kind:improvement ;",
            "rlt:kind ent:russia ;",
            "C010",
        ),
        (
            "rlt:polarity rlt:affirmed ;",
            "rlt:polarity rlt:affirmed , rlt:denied ;",
            "C021",
        ),
        ("rlt:time \"1991~", "rlt:time \"1992\" , \"1991~", "C011"),
        (
            "rlt:certainty rlt:probable ;",
            "rlt:certainty rlt:certain ;",
            "C060",
        ),
    ] {
        let damaged = whole.replacen(from, to, 1);
        assert_ne!(damaged, whole, "{from} is no longer there");
        std::fs::write(&path, &damaged).unwrap();
        let run = relata(folder.path(), &["check"]);
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{told}");
        assert!(told.contains(code), "{code}: {told}");
        let place = format!("data/claims-lead.ttl:{}:", line_of(&whole, from));
        assert!(told.contains(&place), "{place}: {told}");
        assert!(told.contains("ontology/shapes.ttl:"), "{told}");
    }
}

/// Shapes over nodes without names, values at the ends of paths, and nodes that are only mentioned.
const DEEP: &str = ":S sh:targetClass :Person ;\n  sh:property [ sh:path ( :address :city ) ; sh:datatype xsd:string ] ;\n  sh:property [ sh:path :address ; sh:node [ sh:property [ sh:path :street ; sh:minCount 1 ] ] ] .\n:T sh:targetObjectsOf :knows ; sh:nodeKind sh:IRI .\n:U sh:targetSubjectsOf :city ; sh:property [ sh:path [ sh:inversePath :address ] ; sh:maxCount 1 ] .";

#[test]
fn nodes_without_names_are_shown_where_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let data = ":a a :Person ;\n  :address [\n    :city 12\n  ] ;\n  :knows _:x .\n:b :address _:y . :c :address _:y .\n_:y :city \"P\" .";
    let told = text(&run(folder.path(), data, DEEP, &[]).stderr);
    for wanted in [
        // the value at the end of a path, inside brackets
        "d.ttl:6:11\n",
        // the brackets that do not fit a shape, by their first line
        "d.ttl:5:12\n",
        // a label that stands as an object only
        "d.ttl:8:10\n",
        // a label that is described is shown there
        "d.ttl:10:1\n",
        "s.ttl:5:25\n",
        "s.ttl:8:54\n",
    ] {
        assert!(told.contains(wanted), "{wanted} is not in\n{told}");
    }
}

#[test]
fn places_are_found_in_every_format_that_has_lines() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.ttl"), format!("{PREFIXES}{NAMED}")).unwrap();
    let lines = "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Person> .\n_:b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Person> .\n_:b <http://e/name> \"x\"@en .\n";
    for (name, body, places) in [
        ("d.nt", lines.to_owned(), ["d.nt:1:1", "d.nt:3:21"]),
        (
            "d.nq",
            lines.replace(" .\n", " <http://e/g> .\n"),
            ["d.nq:1:1", "d.nq:3:21"],
        ),
        (
            "d.trig",
            format!("{PREFIXES}:g {{ :a a :Person .\n  [] a :Person ; :name 1 }}"),
            ["d.trig:4:6", "d.trig:5:24"],
        ),
    ] {
        std::fs::write(folder.path().join(name), body).unwrap();
        let told = text(&relata(folder.path(), &["validate", name, "--shapes", "s.ttl"]).stderr);
        for place in places {
            assert!(told.contains(place), "{place} is not in\n{told}");
        }
    }
}

#[test]
fn shapes_and_data_come_from_any_format_and_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(
        here.join("s.jsonld"),
        r#"{"@context": {"sh": "http://www.w3.org/ns/shacl#"}, "@id": "http://e/S",
            "sh:targetClass": {"@id": "http://e/Person"},
            "sh:property": {"sh:path": {"@id": "http://e/name"}, "sh:minCount": 1}}"#,
    )
    .unwrap();
    std::fs::write(
        here.join("s.rdf"),
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sh="http://www.w3.org/ns/shacl#">
            <sh:NodeShape rdf:about="http://e/T"><sh:targetClass rdf:resource="http://e/Person"/><sh:nodeKind rdf:resource="http://www.w3.org/ns/shacl#IRI"/></sh:NodeShape></rdf:RDF>"#,
    )
    .unwrap();
    std::fs::write(here.join("d.jsonld"), r#"[{"@type": "http://e/Person"}]"#).unwrap();
    std::fs::write(here.join("d.ttl"), ":a :b 1 .").unwrap();
    let words = ["validate", "d.jsonld", "--shapes", "s.jsonld", "s.rdf"];
    let run = relata(here, &words);
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{told}");
    for wanted in [
        "C020",
        "C012",
        "the data stand in `d.jsonld`, whose format is read without lines",
        "the shape that asks it stands in `s.rdf`",
    ] {
        assert!(told.contains(wanted), "{wanted} is not in\n{told}");
    }
    // labels that a reader makes up do not reach the report
    let report = |words: &[&str]| relata(here, &[words, &["--format", "turtle"][..]].concat());
    assert_eq!(report(&words).stdout, report(&words).stdout);
    for (name, body, wanted) in [
        ("bad.jsonld", "{", "bad.jsonld"),
        (
            "bad.rdf",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a/>",
            "bad.rdf",
        ),
        ("bad.nt.gz", "", "packed"),
        ("bad.csv", "", "names no format"),
    ] {
        std::fs::write(here.join(name), body).unwrap();
        let run = relata(here, &["validate", name, "--shapes", "s.jsonld"]);
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(wanted), "{name}: {told}");
    }
}
