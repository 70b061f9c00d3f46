//! What is written is what was meant: six formats are read back by other readers, from random datasets with hostile
//! texts, whatever the order they came in; and the article's own export is the one that is committed.

use super::command::{relata, root};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser};
use proptest::prelude::*;
use relata::dataset::Dataset;
use relata::export::{
    Coercion, Format, JsonLd, NQuads, NTriples, RdfXml, TriG, Turtle, Vocabulary, write,
};

fn formats() -> [(&'static dyn Format, RdfFormat); 6] {
    [
        (&Turtle, RdfFormat::Turtle),
        (&TriG, RdfFormat::TriG),
        (&NTriples, RdfFormat::NTriples),
        (&NQuads, RdfFormat::NQuads),
        (&RdfXml, RdfFormat::RdfXml),
        (
            &JsonLd,
            RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        ),
    ]
}

fn vocabulary() -> Vocabulary {
    let prefix = |name: &str, iri: &str| (name.to_owned(), iri.to_owned());
    Vocabulary {
        prefixes: vec![
            prefix("", "http://e/"),
            prefix("p", "http://p/ns#"),
            prefix("urn", "http://u/"),
            prefix("odd", "http://p/ns#ab"),
            prefix("rlt", "https://w3id.org/relata/ns#"),
            prefix("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ],
        coercions: [
            ("http://p/ns#thing", Coercion::Thing),
            (
                "https://w3id.org/relata/ns#time",
                Coercion::Datatype("http://www.w3.org/2001/XMLSchema#date".into()),
            ),
            ("http://p/ns#label", Coercion::Language("en".into())),
        ]
        .map(|(iri, coercion)| (iri.to_owned(), coercion))
        .into(),
        base: Some("http://e/".into()),
        name: None,
        ..Vocabulary::default()
    }
}

fn iri() -> impl Strategy<Value = NamedNode> {
    prop::sample::select(vec![
        "http://e/a",
        "http://e/c2",
        "http://e/c10",
        "http://e/-x",
        "http://e/",
        "http://e/a/b",
        "http://e/@type",
        "http://p/ns#abc",
        "http://p/ns#ab",
        "http://p/ns#1",
        "urn:x:y",
        "urn:a:b",
        "mailto:a@b.example",
        "http://e/ä%20(b)'c;d,e!*",
        "http://e/?q=1&r=2#f",
        "https://w3id.org/relata/ns#Claim",
        "https://w3id.org/relata/ns#time",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil",
        "tag:e,2020:true",
    ])
    .prop_map(NamedNode::new_unchecked)
}

fn predicate() -> impl Strategy<Value = NamedNode> {
    prop::sample::select(vec![
        "http://e/p",
        "http://e/q",
        "http://p/ns#thing",
        "http://p/ns#label",
        "https://w3id.org/relata/ns#time",
        "https://w3id.org/relata/ns#of",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
        "urn:x:y",
        "http://e/ä/été",
    ])
    .prop_map(NamedNode::new_unchecked)
}

fn blank() -> impl Strategy<Value = BlankNode> {
    (0..5u8).prop_map(|n| BlankNode::new_unchecked(format!("n{n}")))
}

/// Texts that break writers: quotes, escapes, markup, ends of lines, controls, astral and private characters.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "\"",
            "\\",
            "\n",
            "\r",
            "\t",
            "\u{8}",
            "\u{c}",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "\"\"\"",
            "\\u0041",
            "]]>",
            "<a>",
            "&amp;",
            "&#10;",
            " ",
            "  ",
            "'",
            "@en",
            "^^<x>",
            "{",
            "}",
            "\u{FEFF}",
            "\u{FFFD}",
            "\u{1F600}",
            "\u{E000}",
            "é",
            "e\u{301}",
            "\u{202E}",
            "01",
            "1.50",
            "true",
            "a",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        (0u8..32).prop_map(|byte| char::from(byte).to_string()),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn literal() -> impl Strategy<Value = Literal> {
    let datatype = prop::sample::select(vec![
        "integer", "decimal", "double", "boolean", "date", "string", "int",
    ])
    .prop_map(|name| NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}")));
    let number = prop::sample::select(vec![
        "1",
        "01",
        "-0",
        "+5",
        "0",
        "1.50",
        ".5",
        "5.",
        "1e10",
        "1.0E-3",
        "true",
        "1",
        "2013-01-01",
        "123456789012345678",
    ]);
    prop_oneof![
        hostile().prop_map(Literal::new_simple_literal),
        (
            hostile(),
            prop::sample::select(vec!["en", "zh-hant-tw", "de"])
        )
            .prop_map(
                |(value, language)| Literal::new_language_tagged_literal_unchecked(value, language)
            ),
        (number, datatype.clone())
            .prop_map(|(value, datatype)| Literal::new_typed_literal(value, datatype)),
        (hostile(), prop_oneof![datatype, iri()])
            .prop_map(|(value, datatype)| Literal::new_typed_literal(value, datatype)),
    ]
}

fn quad() -> impl Strategy<Value = Quad> {
    let subject = prop_oneof![
        iri().prop_map(NamedOrBlankNode::from),
        blank().prop_map(NamedOrBlankNode::from)
    ];
    let object = prop_oneof![
        iri().prop_map(Term::from),
        blank().prop_map(Term::from),
        blank().prop_map(Term::from),
        literal().prop_map(Term::from)
    ];
    let graph = prop_oneof![
        4 => Just(GraphName::DefaultGraph),
        1 => iri().prop_map(GraphName::from),
        1 => blank().prop_map(GraphName::from)
    ];
    (subject, predicate(), object, graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g))
}

fn canonical(quads: &[Quad]) -> oxrdf::Dataset {
    let mut dataset: oxrdf::Dataset = quads.iter().collect();
    dataset.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Unstable);
    dataset
}

fn written(format: &dyn Format, quads: &[Quad]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let losses = write(format, &Dataset::of_quads(quads), &vocabulary(), &mut bytes).unwrap();
    assert!(losses.is_empty(), "{losses:?}");
    bytes
}

/// The same by `relata convert`, from N-Quads.
fn streamed(format: &dyn Format, quads: &[Quad]) -> Vec<u8> {
    use relata::convert::{Conversion, Syntax, convert};
    let lines = written(&NQuads, quads);
    let to = Syntax::named(format.name()).unwrap();
    let mut bytes = Vec::new();
    let conversion = Conversion::new("a.nq", Syntax::NQuads, to);
    let outcome = convert(Box::new(&lines[..]), &mut bytes, &conversion, &mut |_| {}).unwrap();
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    bytes
}

fn read(format: RdfFormat, bytes: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(format)
        .for_slice(bytes)
        .collect::<Result<_, _>>()
        .unwrap()
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn in_one_graph(quads: &[Quad]) -> Vec<Quad> {
    quads
        .iter()
        .cloned()
        .map(|quad| {
            Quad::new(
                quad.subject,
                quad.predicate,
                quad.object,
                GraphName::DefaultGraph,
            )
        })
        .collect()
}

fn is_xml(quad: &Quad) -> bool {
    match &quad.object {
        Term::Literal(literal) => literal.value().chars().all(|c| {
            !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{FFFE}' | '\u{FFFF}')
        }),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn six_formats_read_back_equal_and_write_the_same_again(
        quads in prop::collection::vec(quad(), 0..14), turn in 0usize..14
    ) {
        for (format, syntax) in formats() {
            let mut meant = if format.holds_graphs() { quads.clone() } else { in_one_graph(&quads) };
            if format.name() == "rdfxml" {
                meant.retain(is_xml);
            }
            let bytes = written(format, &meant);
            let back = read(syntax, &bytes);
            prop_assert!(
                canonical(&back) == canonical(&meant),
                "{}:\n{}\n{meant:#?}", format.name(), String::from_utf8_lossy(&bytes)
            );
            prop_assert_eq!(shown(&written(format, &back)), shown(&bytes), "{} again", format.name());
            // the fast reader, which is other code, must agree
            if let Some(ours) = relata::turtle::Format::from_extension(format.extension()) {
                let source = relata::diagnostic::Source::new("a", shown(&bytes));
                let parsed = relata::turtle::parse(&source, ours, "");
                prop_assert!(parsed.faults.is_empty(), "{}: {:?}", format.name(), parsed.faults);
                prop_assert!(canonical(&parsed.quads) == canonical(&meant), "{} by the fast reader", format.name());
            }
            let stream = streamed(format, &meant);
            prop_assert!(
                canonical(&read(syntax, &stream)) == canonical(&meant),
                "{} streamed:\n{}\n{meant:#?}", format.name(), shown(&stream)
            );
            let mut turned = meant.clone();
            turned.rotate_left(turn.min(meant.len()));
            turned.reverse();
            let renamed: Vec<Quad> = turned.iter().map(rename).collect();
            prop_assert_eq!(shown(&written(format, &renamed)), shown(&bytes), "{} turned", format.name());
        }
    }

    #[test]
    fn a_triple_more_changes_only_the_lines_about_it(extra in 0usize..60) {
        let mut quads = Vec::new();
        for n in 0..60 {
            let (a, b) = (node(format!("x{n}")), node(format!("y{}", n / 2)));
            let value = Literal::from(format!("value {n}"));
            quads.push(Quad::new(a.clone(), name("p"), value, GraphName::DefaultGraph));
            // each second node is shared, so that it needs a label
            quads.push(Quad::new(a, name("q"), b.clone(), GraphName::DefaultGraph));
            quads.push(Quad::new(b, name("p"), Literal::from(format!("shared {}", n / 2)), GraphName::DefaultGraph));
        }
        for (format, _) in formats() {
            let before = written(format, &quads);
            let mut more = quads.clone();
            more.push(Quad::new(node(format!("x{extra}")), name("r"), Literal::from("new"), GraphName::DefaultGraph));
            let (before, after) = (String::from_utf8(before).unwrap(), String::from_utf8(written(format, &more)).unwrap());
            let [old, all] = [&before, &after].map(|text| text.lines().collect::<std::collections::HashSet<_>>());
            let (gone, new) = (old.difference(&all).count(), all.difference(&old).count());
            prop_assert!(gone <= 3 && new <= 4, "{}: {gone} lines gone, {new} new", format.name());
        }
    }
}

fn node(name: String) -> BlankNode {
    BlankNode::new_unchecked(name)
}

fn name(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://e/{local}"))
}

fn rename(quad: &Quad) -> Quad {
    let other = |node: &BlankNode| {
        BlankNode::new_unchecked(format!(
            "z{}",
            9 - node.as_str()[1..].parse::<u8>().unwrap_or(9)
        ))
    };
    let mut quad = quad.clone();
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        quad.subject = other(node).into();
    }
    if let Term::BlankNode(node) = &quad.object {
        quad.object = other(node).into();
    }
    if let GraphName::BlankNode(node) = &quad.graph_name {
        quad.graph_name = other(node).into();
    }
    quad
}

#[test]
fn rdf_xml_says_what_it_cannot_hold() {
    let quads = [
        Quad::new(
            name("a"),
            NamedNode::new_unchecked("http://e/1"),
            name("b"),
            GraphName::DefaultGraph,
        ),
        Quad::new(
            name("a"),
            name("p"),
            Literal::from("bell \u{7}"),
            GraphName::DefaultGraph,
        ),
        Quad::new(
            name("a"),
            NamedNode::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#li"),
            name("b"),
            GraphName::DefaultGraph,
        ),
    ];
    let losses = write(
        &RdfXml,
        &Dataset::of_quads(&quads),
        &vocabulary(),
        &mut Vec::new(),
    )
    .unwrap();
    assert_eq!(losses.len(), 3, "{losses:?}");
}

#[test]
fn lists_longer_than_the_deepest_nesting_stay_lists() {
    let items: String = (0..1000).map(|n| format!("{n} ")).collect();
    let text = format!("<http://e/a> <http://e/p> ( {items}) .");
    let quads = read(RdfFormat::Turtle, text.as_bytes());
    let back = String::from_utf8(written(&Turtle, &quads)).unwrap();
    assert!(
        back.contains("( 0 1 2 3") && !back.contains("first"),
        "{}",
        &back[..200]
    );
}

#[test]
fn deep_nesting_is_written_in_every_format() {
    let text = format!(
        "<http://e/a> <http://e/p> {}{} .",
        "[ <http://e/p> ".repeat(3_000),
        "]".repeat(3_000)
    );
    let text = text.replace("<http://e/p> ]", "<http://e/p> 1 ]");
    let quads = read(RdfFormat::Turtle, text.as_bytes());
    for (format, syntax) in formats() {
        assert_eq!(
            read(syntax, &written(format, &quads)).len(),
            quads.len(),
            "{}",
            format.name()
        );
    }
}

#[test]
fn the_export_of_the_article_is_the_one_that_is_committed() {
    let run = relata(&root(), &["export"]);
    let golden = std::fs::read(root().join("tests/golden/export.ttl")).unwrap();
    assert!(
        run.stdout == golden,
        "`relata export` differs from tests/golden/export.ttl: read `relata export | diff tests/golden/export.ttl -`, \
         and where the change is meant, write it with `relata export -o tests/golden/export.ttl`"
    );
}

#[test]
fn an_export_can_be_one_graph_or_a_folder_of_them() {
    let one = relata(
        &root(),
        &[
            "export",
            "--graph",
            "data/claims-lead.ttl",
            "--format",
            "trig",
        ],
    );
    let text = String::from_utf8(one.stdout).unwrap();
    assert!(
        text.contains("data/claims-lead.ttl> {") && !text.contains("data/claims-front"),
        "{text}"
    );
    let missed = relata(&root(), &["export", "--graph", "data/claims-leed.ttl"]);
    assert_eq!(missed.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&missed.stderr).contains("did you mean `data/claims-lead.ttl`")
    );
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("out");
    let run = relata(
        &root(),
        &[
            "export",
            "--include",
            "derived,ontology",
            "-o",
            &format!("{}/", into.display()),
        ],
    );
    assert_eq!(
        run.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let listed: serde_json::Value =
        serde_json::from_slice(&std::fs::read(into.join("datapackage.json")).unwrap()).unwrap();
    let resources = listed["resources"].as_array().unwrap();
    assert!(resources.len() > 10);
    for resource in resources {
        let text = std::fs::read_to_string(into.join(resource["path"].as_str().unwrap())).unwrap();
        assert_eq!(
            resource["hash"],
            format!("sha256:{}", relata::text::sha256(&text))
        );
    }
}

/// Labels that would end a string, a tag or a statement of the format they are written in.
#[test]
fn networks_and_tables_hold_hostile_labels_and_tell_their_losses() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    std::fs::write(
        here.join("relata.toml"),
        "name = \"h\"\nbase = \"http://e/\"\n",
    )
    .unwrap();
    let label = r#"x\"]; <b> & \\ \n \u0001 --> end|"#;
    std::fs::write(
        here.join("data/a.ttl"),
        format!("@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rlt: <https://w3id.org/relata/ns#> .\n:a a rlt:Claim ; rdfs:label \"{label}\" ; rlt:content :b . :b rdfs:label \"two\"@en ; rlt:number 5 .\n"),
    )
    .unwrap();
    for (format, wanted, loss) in [
        (
            "graphml",
            "x&quot;]; &lt;b&gt; &amp; \\ &#10; U+0001 --&gt; end|",
            "E003",
        ),
        ("gexf", "label=\"x&quot;]; &lt;b&gt;", "E002"),
        ("dot", "label=\"x\\\"]; <b> & \\\\ \\n ", "E002"),
        ("mermaid", "n0[\"x#34;#93;#59; #60;b#62;", "E002"),
        ("csv", "\"x\"\"]; <b> &", ""),
        ("nanopub", "np:hasAssertion <http://e/a/np/assertion>", ""),
    ] {
        let run = relata(here, &["export", "--format", format]);
        let (out, told) = (
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr),
        );
        assert!(run.status.success(), "{format}: {told}");
        assert!(out.contains(wanted), "{format}: {out}");
        assert!(told.contains(loss), "{format}: {told}");
    }
}
