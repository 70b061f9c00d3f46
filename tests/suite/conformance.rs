//! The W3C suites of the syntaxes: every case is run, and each that fails is listed here with its reason.

use oxrdf::{Dataset, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use relata::convert::{Conversion, Syntax, convert, read};
use relata::export::{JsonLd, Vocabulary, write};
use relata::turtle::line::statement;
use std::path::{Path, PathBuf};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDFT: &str = "http://www.w3.org/ns/rdftest#";

pub fn suites() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("RELATA_NEEDS_SHARED").is_none(),
        "../shared is missing, and this run must have it"
    );
    eprintln!("skipped: the W3C suites lie in ../shared, which is not here");
    None
}

/// All quads of a file, or the number of its faults.
pub fn quads(path: &Path, base: &str) -> Result<Vec<Quad>, u64> {
    let extension = path.extension().unwrap().to_str().unwrap();
    let mut found = Vec::new();
    let file = std::fs::File::open(path)
        .unwrap_or_else(|_| unreachable!("{} is in the suite", path.display()));
    let syntax = Syntax::named(extension).unwrap();
    match read(Box::new(file), "x", syntax, Some(base), &mut |quad| {
        found.push(quad);
        Ok(true)
    }) {
        Ok((0, _)) => Ok(found),
        Ok((faults, _)) => Err(faults),
        Err(_) => Err(1),
    }
}

pub fn canonical(quads: &[Quad]) -> Dataset {
    let mut dataset: Dataset = quads.iter().collect();
    dataset.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Unstable);
    dataset
}

/// A test of a manifest in Turtle: its name, type, input and expected output.
pub struct Case {
    pub name: String,
    pub class: String,
    pub action: PathBuf,
    pub result: Option<PathBuf>,
}

pub fn cases(folder: &Path, base: &str) -> Vec<Case> {
    let manifest: Dataset = quads(&folder.join("manifest.ttl"), &format!("{base}manifest.ttl"))
        .unwrap()
        .into_iter()
        .collect();
    let local = |term: &Term| match term {
        Term::NamedNode(node) => node
            .as_str()
            .strip_prefix(base)
            .map(|name| folder.join(name)),
        _ => None,
    };
    let object = |subject: &NamedOrBlankNode, predicate: String| {
        manifest
            .quads_for_subject(subject)
            .find(|quad| quad.predicate.as_str() == predicate)
            .map(|quad| quad.object.into_owned())
    };
    let action = NamedNode::new_unchecked(format!("{MF}action"));
    let mut cases: Vec<Case> = manifest
        .quads_for_predicate(&action)
        .map(|quad| {
            let subject = quad.subject.into_owned();
            let class = object(
                &subject,
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type".into(),
            )
            .unwrap()
            .to_string();
            Case {
                name: subject.to_string(),
                class: class.trim_matches(['<', '>']).replace(RDFT, ""),
                action: local(&quad.object.into_owned()).unwrap(),
                result: object(&subject, format!("{MF}result"))
                    .as_ref()
                    .and_then(local),
            }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Cases of the RDF/XML suite that are not passed: the case, and why.
const RDF_XML: &[(&str, &str)] = &[
    (
        "xml-canon-test001",
        "oxrdfxml writes the namespaces in scope into an XML literal, used or not",
    ),
    (
        "xml-canon-test002",
        "oxrdfxml writes the namespaces in scope into an XML literal, used or not",
    ),
];

#[test]
fn rdf_xml() {
    let Some(suites) = suites() else { return };
    let base = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-xml/";
    let folder = suites.join("rdf-tests/rdf/rdf11/rdf-xml");
    let mut passed = 0;
    let mut failed = Vec::new();
    for case in cases(&folder, base) {
        let own = case
            .action
            .strip_prefix(&folder)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let found = quads(&case.action, &format!("{base}{own}"));
        let good = match &case.result {
            Some(result) => found
                .is_ok_and(|found| canonical(&found) == canonical(&quads(result, base).unwrap())),
            None => found.is_err(),
        };
        assert_eq!(
            case.result.is_none(),
            case.class.contains("Negative"),
            "{}",
            case.name
        );
        if good {
            passed += 1;
        } else {
            failed.push(case.name);
        }
    }
    let excepted: Vec<String> = RDF_XML
        .iter()
        .map(|(case, _)| format!("<{base}manifest.ttl#{case}>"))
        .collect();
    assert_eq!((passed, failed), (164, excepted));
}

/// The reader of lines agrees with the W3C on every file: what is right, and what it says.
#[test]
fn lines_are_read_as_the_suites_say() {
    let Some(suites) = suites() else { return };
    let mut count = 0;
    for (folder, extension) in [("rdf-n-triples", "nt"), ("rdf-n-quads", "nq")] {
        let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf11/{folder}/");
        for case in cases(&suites.join("rdf-tests/rdf/rdf11").join(folder), &base) {
            count += 1;
            let bytes = std::fs::read(&case.action).unwrap();
            let Ok(text) = String::from_utf8(bytes) else {
                assert!(case.class.contains("Negative"), "{}", case.name);
                continue;
            };
            let ours: Result<Vec<String>, _> = text
                .lines()
                .filter_map(|line| statement(line, extension == "nq").transpose())
                .map(|read| {
                    read.map(|read| {
                        format!(
                            "{} {} {} {} .\n",
                            read.subject, read.predicate, read.object, read.graph
                        )
                    })
                })
                .collect();
            assert_eq!(
                ours.is_err(),
                case.class.contains("Negative"),
                "{}: {ours:?}",
                case.name
            );
            if let Ok(ours) = ours {
                let ours: Vec<Quad> = oxttl::NQuadsParser::new()
                    .for_slice(ours.concat().as_bytes())
                    .map(|quad| quad.unwrap())
                    .collect();
                let theirs: Vec<Quad> = oxttl::NQuadsParser::new()
                    .for_slice(text.as_bytes())
                    .map(|quad| quad.unwrap())
                    .collect();
                assert_eq!(ours, theirs, "{}", case.name);
            }
        }
    }
    assert_eq!(count, 157);
}

#[test]
fn canonical_lines_are_those_of_the_suites() {
    let Some(suites) = suites() else { return };
    let mut count = 0;
    for (folder, syntax) in [
        ("rdf-n-triples", Syntax::NTriples),
        ("rdf-n-quads", Syntax::NQuads),
    ] {
        let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf12/{folder}/c14n/");
        for case in cases(
            &suites.join("rdf-tests/rdf/rdf12").join(folder).join("c14n"),
            &base,
        ) {
            count += 1;
            let mut out = Vec::new();
            let input = std::fs::File::open(&case.action).unwrap();
            let outcome = convert(
                Box::new(input),
                &mut out,
                &Conversion::new("x", syntax, syntax),
                &mut |_| {},
            )
            .unwrap();
            assert!(
                outcome.faults.is_empty(),
                "{}: {:?}",
                case.name,
                outcome.faults
            );
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            let expected = std::fs::read_to_string(case.result.unwrap()).unwrap();
            assert_eq!(
                sorted(&String::from_utf8(out).unwrap()),
                sorted(&expected),
                "{}",
                case.name
            );
        }
    }
    assert_eq!(count, 82);
}

/// Cases of the JSON-LD suite that are not passed: the case, and why.
const TO_RDF: &[(&str, &str)] = &[
    (
        "#t0118",
        "generalised RDF (blank nodes as predicates) is not RDF and is not read",
    ),
    (
        "#t0122",
        "oxjsonld leaves an IRI relative to a base that is no hierarchy or leaves dots in it",
    ),
    (
        "#t0123",
        "oxjsonld leaves an IRI relative to a base that is no hierarchy or leaves dots in it",
    ),
    (
        "#tc013",
        "oxjsonld takes the scoped context of the containing type map",
    ),
    ("#tc029", "processing mode 1.0 is not offered: 1.1 reads it"),
    (
        "#tc031",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tc034",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tdi02",
        "oxjsonld as built for RDF 1.2 keeps the base direction, which the suite of 1.1 drops",
    ),
    (
        "#tdi04",
        "oxjsonld as built for RDF 1.2 keeps the base direction, which the suite of 1.1 drops",
    ),
    (
        "#tdi05",
        "oxjsonld as built for RDF 1.2 keeps the base direction, which the suite of 1.1 drops",
    ),
    (
        "#tdi06",
        "oxjsonld as built for RDF 1.2 keeps the base direction, which the suite of 1.1 drops",
    ),
    (
        "#tdi09",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi10",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi11",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi12",
        "the option rdfDirection, not normative, is not offered",
    ),
    ("#te026", "a rule of JSON-LD 1.0 that 1.1 lifted"),
    (
        "#te062",
        "oxjsonld leaves an IRI relative to a base that is no hierarchy or leaves dots in it",
    ),
    ("#te071", "a rule of JSON-LD 1.0 that 1.1 lifted"),
    (
        "#te075",
        "generalised RDF (blank nodes as predicates) is not RDF and is not read",
    ),
    ("#te077", "the option expandContext is not offered"),
    (
        "#te091",
        "oxjsonld leaves an IRI relative to a base that is no hierarchy or leaves dots in it",
    ),
    ("#te115", "processing mode 1.0 is not offered: 1.1 reads it"),
    ("#te116", "processing mode 1.0 is not offered: 1.1 reads it"),
    (
        "#te126",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#te127",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#te128",
        "a context outside the file: nothing is fetched, by design",
    ),
    ("#tep02", "processing mode 1.0 is not offered: 1.1 reads it"),
    ("#ter21", "processing mode 1.0 is not offered: 1.1 reads it"),
    ("#ter24", "a rule of JSON-LD 1.0 that 1.1 lifted"),
    ("#ter32", "a rule of JSON-LD 1.0 that 1.1 lifted"),
    ("#ter42", "processing mode 1.0 is not offered: 1.1 reads it"),
    (
        "#tli12",
        "oxjsonld leaves an IRI relative to a base that is no hierarchy or leaves dots in it",
    ),
    (
        "#tso05",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tso06",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tso08",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tso09",
        "a context outside the file: nothing is fetched, by design",
    ),
    (
        "#tso11",
        "a context outside the file: nothing is fetched, by design",
    ),
    ("#ttn01", "processing mode 1.0 is not offered: 1.1 reads it"),
];

#[test]
fn json_ld_to_rdf() {
    let Some(suites) = suites() else { return };
    let folder = suites.join("json-ld-api");
    let mut failed = Vec::new();
    let mut count = 0;
    for test in manifest(&folder.join("toRdf-manifest.jsonld")) {
        count += 1;
        let input = test["input"].as_str().unwrap();
        let base = test["option"]["base"].as_str().map_or_else(
            || format!("https://w3c.github.io/json-ld-api/tests/{input}"),
            str::to_owned,
        );
        let found = quads(&folder.join(input), &base);
        let good = match test["expect"].as_str() {
            Some(expected) => quads(&folder.join(expected), "http://x/").is_ok_and(|expected| {
                found.is_ok_and(|found| canonical(&found) == canonical(&expected))
            }),
            None if test["@type"].to_string().contains("Syntax") => found.is_ok(),
            None => found.is_err(),
        };
        if !good {
            failed.push(test["@id"].as_str().unwrap().to_owned());
        }
    }
    let excepted: Vec<&str> = TO_RDF.iter().map(|(case, _)| *case).collect();
    assert_eq!(count, 467);
    assert_eq!(failed, excepted);
}

/// Cases of fromRdf that are not passed: the case, and why.
const FROM_RDF: &[(&str, &str)] = &[
    (
        "#t0016",
        "the suite drops `rdf:type rdf:List` of the cells, which we keep",
    ),
    (
        "#t0027",
        "useNativeTypes makes `1` of `true`; we keep the lexical form",
    ),
    (
        "#t0028",
        "useNativeTypes makes `1` of `true`; we keep the lexical form",
    ),
    (
        "#tdi05",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi06",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi11",
        "the option rdfDirection, not normative, is not offered",
    ),
    (
        "#tdi12",
        "the option rdfDirection, not normative, is not offered",
    ),
];

/// The suite expects the expanded form and we write the compacted one, so what is compared is what both say.
#[test]
fn json_ld_from_rdf() {
    let Some(suites) = suites() else { return };
    let folder = suites.join("json-ld-api");
    let mut failed = Vec::new();
    let mut count = 0;
    for test in manifest(&folder.join("fromRdf-manifest.jsonld")) {
        count += 1;
        let good =
            quads(&folder.join(test["input"].as_str().unwrap()), "http://x/").is_ok_and(|meant| {
                let mut bytes = Vec::new();
                let dataset = relata::dataset::Dataset::of_quads(&meant);
                write(&JsonLd, &dataset, &Vocabulary::default(), &mut bytes).unwrap();
                let mut back = Vec::new();
                let read = read(
                    Box::new(bytes.as_slice()),
                    "x",
                    Syntax::JsonLd,
                    None,
                    &mut |quad| {
                        back.push(quad);
                        Ok(true)
                    },
                );
                let expected = test["expect"]
                    .as_str()
                    .map(|expected| quads(&folder.join(expected), "http://x/"));
                read.unwrap().0 == 0
                    && canonical(&back) == canonical(&meant)
                    && match expected {
                        Some(expected) => expected
                            .is_ok_and(|expected| same_numbers(&expected) == same_numbers(&back)),
                        None => true,
                    }
            });
        if !good {
            failed.push(test["@id"].as_str().unwrap().to_owned());
        }
    }
    let excepted: Vec<&str> = FROM_RDF.iter().map(|(case, _)| *case).collect();
    assert_eq!(count, 54);
    assert_eq!(failed, excepted);
}

/// Numbers by value: the suite's native numbers lose their lexical form, ours keep it.
fn same_numbers(quads: &[Quad]) -> Dataset {
    let by_value: Vec<Quad> = quads
        .iter()
        .map(|quad| {
            let object = match &quad.object {
                Term::Literal(literal) => {
                    number(literal).map_or_else(|| quad.object.clone(), Term::from)
                }
                other => other.clone(),
            };
            Quad::new(
                quad.subject.clone(),
                quad.predicate.clone(),
                object,
                quad.graph_name.clone(),
            )
        })
        .collect();
    canonical(&by_value)
}

fn number(literal: &Literal) -> Option<Literal> {
    let double = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#double");
    (literal.datatype() == double)
        .then(|| literal.value().parse::<f64>().ok())
        .flatten()
        .map(|value| Literal::new_typed_literal(value.to_string(), double))
}

fn manifest(path: &Path) -> Vec<serde_json::Value> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    manifest["sequence"].as_array().unwrap().clone()
}

#[test]
fn exceptions_are_in_order_and_have_reasons() {
    for list in [TO_RDF, FROM_RDF, RDF_XML] {
        assert!(list.iter().all(|(_, why)| why.len() > 10));
    }
}

/// RDFC-1.0: every test of the W3C, the poison among them, which is refused.
#[test]
fn canonicalization() {
    use relata::dataset::canonical::{Algorithm, canonicalize};
    let Some(suites) = suites() else { return };
    let folder = suites.join("rdf-canon");
    let base = "https://w3c.github.io/rdf-canon/tests/";
    let manifest: Dataset = quads(&folder.join("manifest.ttl"), &format!("{base}manifest.ttl"))
        .unwrap()
        .into_iter()
        .collect();
    let mut passed = 0;
    for case in cases(&folder, base) {
        let text = std::fs::read_to_string(&case.action).unwrap();
        let found: Vec<Quad> = oxttl::NQuadsParser::new()
            .for_slice(text.as_bytes())
            .map(|quad| quad.unwrap())
            .collect();
        let subject = NamedNode::new_unchecked(case.name.trim_matches(['<', '>']));
        let hashed = NamedNodeRef::new_unchecked(
            "https://w3c.github.io/rdf-canon/tests/vocab#hashAlgorithm",
        );
        let long = manifest
            .quads_for_subject(subject.as_ref())
            .any(|quad| quad.predicate == hashed && quad.object.to_string().contains("384"));
        let algorithm = if long {
            Algorithm::Sha384
        } else {
            Algorithm::Sha256
        };
        let canonical = canonicalize(&relata::dataset::Dataset::of_quads(&found), algorithm);
        match case.result {
            None => assert!(canonical.is_err(), "{} is refused", case.name),
            Some(path) => {
                let canonical = canonical.unwrap_or_else(|_| panic!("{}", case.name));
                let wanted = std::fs::read_to_string(&path).unwrap();
                if path.extension().is_some_and(|end| end == "json") {
                    let wanted: std::collections::BTreeMap<String, String> =
                        serde_json::from_str(&wanted).unwrap();
                    assert_eq!(canonical.labels, wanted, "{}", case.name);
                } else {
                    assert_eq!(canonical.nquads, wanted, "{}", case.name);
                }
            }
        }
        passed += 1;
    }
    assert_eq!(passed, 86);
}
