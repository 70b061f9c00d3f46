//! `relata export` in the neighbours' terms: what the reifiers, annotations, schema.org claims, tables and descriptions of the
//! article say, read back by readers that know nothing of the writers.

use super::command::{relata, root};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use relata::convert::{Syntax, read};
use relata::dataset::Dataset;
use std::collections::BTreeSet;
use std::path::Path;

fn export(folder: &Path, words: &[&str]) -> (String, String) {
    let words: Vec<&str> = ["export"].iter().chain(words).copied().collect();
    let run = relata(folder, &words);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{words:?}: {told}");
    (String::from_utf8(run.stdout).unwrap(), told)
}

fn refused(folder: &Path, words: &[&str]) -> String {
    let run = relata(folder, words);
    assert_eq!(run.status.code(), Some(2), "{words:?}");
    assert!(run.stdout.is_empty(), "{words:?}");
    String::from_utf8_lossy(&run.stderr).into_owned()
}

fn json_ld(text: &str) -> Vec<Quad> {
    let mut quads = Vec::new();
    let input = Box::new(text.as_bytes());
    let (_, faults) = read(input, "x.jsonld", Syntax::JsonLd, None, &mut |quad| {
        quads.push(quad);
        Ok(true)
    })
    .unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    quads
}

fn turtle(text: &str) -> Vec<Quad> {
    oxttl::TriGParser::new()
        .for_slice(text.as_bytes())
        .map(|quad| quad.unwrap())
        .collect()
}

/// The objects of a subject's property, as they print.
fn objects(quads: &[Quad], subject: &str, property: &str) -> Vec<String> {
    let mut found: Vec<String> = quads
        .iter()
        .filter(|quad| quad.subject.to_string() == subject)
        .filter(|quad| quad.predicate.as_str() == property)
        .map(|quad| quad.object.to_string())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn ours(local: &str) -> String {
    format!("<https://w3id.org/relata/ru-cn/{local}>")
}

const RLT: &str = "https://w3id.org/relata/ns#";

#[test]
fn claims_are_reifiers_and_only_what_is_held_is_stated() {
    let (text, told) = export(&root(), &["--format", "reified"]);
    let quads = turtle(&text);
    let reifies = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
    let member = "<http://www.w3.org/ns/org#memberOf>";
    let term = objects(&quads, &ours("c23a"), reifies);
    assert_eq!(term.len(), 1);
    for part in [
        ours("entity/russia"),
        member.to_owned(),
        ours("entity/apec"),
    ] {
        assert!(term[0].contains(part.as_str()), "{term:?}");
    }
    let member_of = "http://www.w3.org/ns/org#memberOf";
    let stated = objects(&quads, &ours("entity/russia"), member_of);
    assert_eq!(stated, [ours("entity/apec"), ours("entity/sco")]);
    // what is said of the claim is said of its reifier
    let is =
        |claim: &str, property: &str| objects(&quads, &ours(claim), &format!("{RLT}{property}"));
    assert_eq!(is("c23a", "certainty"), [format!("<{RLT}certain>")]);
    assert_eq!(is("c15b", "polarity"), [format!("<{RLT}denied>")]);
    let when = objects(&quads, &ours("c23a"), "https://schema.org/temporalCoverage");
    assert!(when[0].starts_with("\"1998\""), "{when:?}");
    // a triple of a denied claim is quoted and not stated
    let plain: BTreeSet<(String, String, String)> = quads
        .iter()
        .map(|quad| {
            (
                quad.subject.to_string(),
                quad.predicate.to_string(),
                quad.object.to_string(),
            )
        })
        .collect();
    let mut quoted = 0;
    for quad in &quads {
        if let Term::Triple(triple) = &quad.object {
            quoted += 1;
            let NamedOrBlankNode::NamedNode(_) = &quad.subject else {
                panic!("a reifier without a name")
            };
            let parts = (
                triple.subject.to_string(),
                triple.predicate.to_string(),
                triple.object.to_string(),
            );
            assert!(
                !plain.contains(&parts) || triple.predicate.as_str() == member_of,
                "{parts:?}"
            );
        }
    }
    assert!(quoted > 120, "{quoted}");
    let reifiers = quads
        .iter()
        .filter(|quad| matches!(quad.object, Term::Triple(_)))
        .map(|quad| quad.subject.to_string())
        .collect::<BTreeSet<_>>()
        .len();
    let claims = quads
        .iter()
        .filter(|quad| quad.object.to_string() == format!("<{RLT}Claim>"))
        .count();
    assert!(
        told.contains(&format!("E006]: {} of {claims} claims", claims - reifiers)),
        "{told}"
    );
}

#[test]
fn claims_are_annotations_that_select_their_words() {
    let (text, _) = export(&root(), &["--format", "webannotation"]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    // the terms of the W3C's context that are used, as section 3.1 of the vocabulary defines them
    let context = r#"{"oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "id": {"@id": "@id", "@type": "@id"}, "type": {"@id": "@type", "@type": "@vocab"},
        "Annotation": "oa:Annotation", "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
        "TextualBody": "oa:TextualBody", "SpecificResource": "oa:SpecificResource", "RangeSelector": "oa:RangeSelector",
        "TextPositionSelector": "oa:TextPositionSelector", "TextQuoteSelector": "oa:TextQuoteSelector",
        "describing": "oa:describing", "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
        "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "source": {"@id": "oa:hasSource", "@type": "@id"}, "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "refinedBy": {"@id": "oa:refinedBy", "@type": "@id"}, "scope": {"@id": "oa:hasScope", "@type": "@id"},
        "startSelector": {"@id": "oa:hasStartSelector", "@type": "@id"}, "endSelector": {"@id": "oa:hasEndSelector", "@type": "@id"},
        "start": "oa:start", "end": "oa:end", "exact": "oa:exact", "prefix": "oa:prefix",
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "label": "rdfs:label", "total": "as:totalItems",
        "rights": {"@id": "http://purl.org/dc/terms/rights", "@type": "@id"}, "first": {"@id": "as:first", "@type": "@id"},
        "items": {"@id": "as:items", "@type": "@id", "@container": "@list"}, "startIndex": "as:startIndex",
        "format": "http://purl.org/dc/elements/1.1/format", "language": "http://purl.org/dc/elements/1.1/language"}"#;
    let quads = json_ld(&text.replacen("\"http://www.w3.org/ns/anno.jsonld\"", context, 1));
    let oa = |local: &str| format!("http://www.w3.org/ns/oa#{local}");
    let annotation = ours("c14b/annotation");
    let bodies = objects(&quads, &annotation, &oa("hasBody"));
    assert!(bodies.contains(&ours("c14b")), "{bodies:?}");
    assert_eq!(
        objects(&quads, &ours("c14b"), &format!("{RLT}modality")),
        [format!("<{RLT}attributed>")]
    );
    let target = &objects(&quads, &annotation, &oa("hasTarget"))[0];
    assert_eq!(objects(&quads, target, &oa("hasSource")), [ours("article")]);
    let selector = &objects(&quads, target, &oa("hasSelector"))[0];
    let golden = turtle(&export(&root(), &[]).0);
    for (theirs, our) in [("start", "start"), ("end", "end")] {
        assert_eq!(
            objects(&quads, selector, &oa(theirs)),
            objects(&golden, &ours("s14"), &format!("{RLT}{our}")),
        );
    }
    // no word beyond the quotations that the project holds
    let held: String = golden
        .iter()
        .filter(|quad| quad.predicate.as_str() == format!("{RLT}quote"))
        .map(|quad| format!("{}\n", quad.object))
        .collect::<String>()
        .replace("\\\"", "\"");
    let mut words = 0;
    for quad in &quads {
        if [oa("exact"), oa("prefix")].contains(&quad.predicate.as_str().to_owned())
            && let Term::Literal(literal) = &quad.object
        {
            words += 1;
            assert!(held.contains(literal.value()), "{literal}");
        }
    }
    assert!(words > 200, "{words}");
    // one file of claims knows where its passages lie, though another file says so
    let (one, told) = export(
        &root(),
        &[
            "--graph",
            "data/claims-lead.ttl",
            "--format",
            "webannotation",
        ],
    );
    assert!(
        one.contains("TextPositionSelector") && !told.contains("E007"),
        "{told}"
    );
}

#[test]
fn claims_are_claims_of_schema_org() {
    let (text, _) = export(&root(), &["--format", "schemaorg"]);
    let quads = json_ld(&text.replacen(
        "\"https://schema.org\"",
        "{\"@vocab\": \"https://schema.org/\"}",
        1,
    ));
    let schema = |local: &str| format!("https://schema.org/{local}");
    let claim = ours("c14b");
    assert_eq!(
        objects(&quads, &claim, &schema("author")),
        [ours("entity/boris-yeltsin"), ours("entity/jiang-zemin")]
    );
    assert_eq!(
        objects(&quads, &claim, &schema("firstAppearance")),
        [ours("entity/statement-1996")]
    );
    let appearance = &objects(&quads, &claim, &schema("appearance"))[0];
    assert_eq!(
        objects(&quads, appearance, &schema("isPartOf")),
        [ours("s14")]
    );
    assert_eq!(
        objects(&quads, &ours("s14"), &schema("isPartOf")),
        [ours("article")]
    );
    assert_eq!(
        objects(&quads, &ours("entity/jiang-zemin"), &schema("name")),
        ["\"Jiang Zemin\""]
    );
    let keywords = objects(&quads, &ours("c15b"), &schema("keywords"));
    assert!(keywords.contains(&format!("<{RLT}denied>")), "{keywords:?}");
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    rows.insert(0, head);
    rows
}

fn cell<'a>(rows: &'a [csv::StringRecord], row: &str, column: &str) -> &'a str {
    let at = rows[0].iter().position(|name| name == column).unwrap();
    let row = rows
        .iter()
        .find(|cells| cells.iter().any(|cell| cell == row))
        .unwrap();
    &row[at]
}

#[test]
fn tables_of_claims_entities_and_times() {
    let claims = rows(&export(&root(), &["--format", "csv"]).0);
    assert_eq!(cell(&claims, ":c23a", "subject"), "ent:russia");
    assert_eq!(cell(&claims, ":c23a", "time"), "1998");
    let (text, told) = export(&root(), &["--format", "entities"]);
    let entities = rows(&text);
    assert_eq!(
        cell(&entities, "ent:apec", "other_names"),
        "Asia-Pacific Economic Cooperation"
    );
    assert!(cell(&entities, "ent:apec", "named_in").contains(":s23"));
    assert!(cell(&entities, "ent:apec", "claims").contains(":c23a"));
    assert!(cell(&entities, "ent:apec", "links").contains("wd:Q170481"));
    assert!(!text.contains("\n:c23a,") && !text.contains("\n:s23,"));
    assert!(told.contains("E004"));
    let timeline = rows(&export(&root(), &["--format", "timeline"]).0);
    let apec = "sit:apec-membership-of-russia";
    assert_eq!(cell(&timeline, apec, "begins_earliest"), "1998-01-01");
    assert_eq!(cell(&timeline, apec, "claims"), ":c23a");
    assert_eq!(
        cell(&timeline, apec, "firmness"),
        "asserted certain affirmed"
    );
    let begins: Vec<&str> = timeline[1..]
        .iter()
        .filter_map(|row| row.iter().take(4).find(|day| !day.is_empty()))
        .collect();
    assert!(begins.is_sorted() && begins.len() > 60, "{begins:?}");
}

#[test]
fn a_table_holds_no_formula_and_a_graph_of_one_claim_tells_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    std::fs::write(
        here.join("relata.toml"),
        "name = \"h\"\nbase = \"http://e/\"\n",
    )
    .unwrap();
    std::fs::write(
        here.join("data/a.ttl"),
        "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rlt: <https://w3id.org/relata/ns#> .\n\
         :a a rlt:Claim ; rdfs:label \"=HYPERLINK(\\\"http://x\\\")\" ; rlt:content :b . :b rlt:value \"-1.5\" ; rlt:time \"nonsense\" .\n\
         _:n a rlt:Claim ; rlt:content _:n .\n",
    )
    .unwrap();
    let (text, told) = export(here, &["--format", "csv"]);
    assert!(
        text.contains("\"'=HYPERLINK(") && text.contains(",-1.5"),
        "{text}"
    );
    assert!(told.contains("look like formulas: 1"), "{told}");
    for format in [
        "reified",
        "webannotation",
        "schemaorg",
        "entities",
        "timeline",
        "void",
        "nanopub",
    ] {
        let (text, _) = export(here, &["--format", format]);
        assert!(!text.is_empty(), "{format}");
    }
    assert!(
        export(here, &["--format", "webannotation"])
            .1
            .contains("E007")
    );
    assert!(
        export(here, &["--format", "reified"])
            .1
            .contains("E006]: 2 of 2")
    );
}

#[test]
fn a_description_counts_what_is_exported() {
    let (text, _) = export(&root(), &["--format", "void"]);
    let quads = turtle(&text);
    let void = |local: &str| format!("http://rdfs.org/ns/void#{local}");
    let whole = ours("");
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("all.nt");
    export(&root(), &["-o", lines.to_str().unwrap()]);
    let count = std::fs::read_to_string(&lines).unwrap().lines().count();
    let integer =
        |number: usize| format!("\"{number}\"^^<http://www.w3.org/2001/XMLSchema#integer>");
    assert_eq!(objects(&quads, &whole, &void("triples")), [integer(count)]);
    let hash = relata(&root(), &["hash", lines.to_str().unwrap()]);
    let hash = String::from_utf8_lossy(&hash.stdout)
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        objects(&quads, &whole, "http://purl.org/dc/terms/identifier"),
        [format!("\"rdfc-1.0-sha256:{hash}\"")]
    );
    let class = quads
        .iter()
        .find(|quad| {
            quad.predicate.as_str() == void("class")
                && quad.object.to_string() == format!("<{RLT}Claim>")
        })
        .unwrap();
    let golden = turtle(&export(&root(), &[]).0);
    let claims = golden
        .iter()
        .filter(|quad| quad.object.to_string() == format!("<{RLT}Claim>"))
        .count();
    assert_eq!(
        objects(&quads, &class.subject.to_string(), &void("entities")),
        [integer(claims)]
    );
    assert!(objects(&quads, &whole, &void("subset")).contains(&ours("data/article.ttl")));
    let linked = turtle(&export(&root(), &["--format", "void", "--include", "links"]).0);
    let linkset = NamedNode::new_unchecked(void("Linkset"));
    assert!(
        linked
            .iter()
            .any(|quad| quad.object == Term::from(linkset.clone()))
    );
}

#[test]
fn a_folder_of_several_formats_has_a_manifest_that_holds() {
    let folder = tempfile::tempdir().unwrap();
    let into = format!("{}/out/", folder.path().display());
    export(
        &root(),
        &["--format", "nt,csv,entities,webannotation", "-o", &into],
    );
    let into = Path::new(&into);
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(into.join("datapackage.json")).unwrap()).unwrap();
    let resources = manifest["resources"].as_array().unwrap();
    let described = turtle(&std::fs::read_to_string(into.join("void.ttl")).unwrap());
    for resource in resources {
        let text = std::fs::read_to_string(into.join(resource["path"].as_str().unwrap())).unwrap();
        let digest = relata::text::sha256(&text);
        assert_eq!(resource["hash"], format!("sha256:{digest}"));
        assert!(
            described
                .iter()
                .any(|quad| quad.object.to_string().contains(&digest))
        );
    }
    let table = resources
        .iter()
        .find(|one| one["path"] == "claims.csv")
        .unwrap();
    let head = std::fs::read_to_string(into.join("claims.csv")).unwrap();
    let fields: Vec<&str> = table["schema"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(head.lines().next().unwrap(), fields.join(","));
    assert!(
        into.join("annotations.jsonld").is_file() && into.join("data/claims-lead.nt").is_file()
    );
    for (words, wanted) in [
        (&["export", "--format", "nt,csv"][..], "go into a folder"),
        (&["export", "--format", "turtel"], "did you mean `turtle`"),
        (
            &["export", "--format", "nt,,csv", "-o", "x/"],
            "formats are",
        ),
        (
            &["export", "--format", "jsonld", "--comments"],
            "holds no comments",
        ),
        (&["export", "--include", "derivd"], "derived"),
        (&["export", "--graph", ""], "graphs are"),
        (&["export", "-o", "x.docx"], "names no format"),
    ] {
        let told = refused(&root(), words);
        assert!(told.contains(wanted), "{words:?}: {told}");
    }
}

#[test]
fn comments_stay_before_what_they_stood_before() {
    let (plain, _) = export(&root(), &[]);
    let (text, _) = export(&root(), &["--comments", "--include", "ontology"]);
    let (bare, _) = export(&root(), &["--include", "ontology"]);
    let lines = |text: &str| {
        let dataset = Dataset::of_quads(&turtle(text)).relabelled();
        let lines: BTreeSet<String> = dataset
            .quads()
            .iter()
            .map(|quad| dataset.line(quad))
            .collect();
        lines
    };
    assert!(lines(&text) == lines(&bare));
    assert!(!plain.contains("\n# s23"));
    let at = text.find("\n# s23").unwrap();
    assert!(
        text[at + 1..].split('\n').nth(1).unwrap() == ":c23a",
        "{}",
        &text[at..at + 80]
    );
    assert!(text.starts_with("# "), "{}", &text[..60]);
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    std::fs::write(
        here.join("relata.toml"),
        "name = \"h\"\nbase = \"http://e/\"\n",
    )
    .unwrap();
    std::fs::write(
        here.join("data/a.trig"),
        "\u{FEFF}# head\n@prefix : <http://e/> .\n# of b\n:b :p 1 . # behind b\n# of g\n:g { # in g\n  # of a\n  :a :p \"# no comment\" ; # inside\n    :q 2 .\n}\n# tail\n",
    )
    .unwrap();
    let (text, _) = export(here, &["--format", "trig", "--comments"]);
    for comment in [
        "head", "of b", "behind b", "of g", "in g", "of a", "inside", "tail",
    ] {
        assert_eq!(
            text.matches(&format!("# {comment}\n")).count(),
            1,
            "{comment}: {text}"
        );
    }
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(at("# head") < at("@prefix") && at("# of a") < at(":a\n") && at("# of b") < at(":b\n"));
}
