//! Doubts about queries, reasons for empty answers, and where triples come from.

use super::command::{relata, root};
use relata::check::all_rules;
use relata::diagnostic::Source;
use relata::project::Project;
use relata::query::lint::{Known, lint};
use relata::query::syntax;
use relata::store::derive;

fn doubts(query: &str) -> Vec<String> {
    let project = Project::open(&root()).unwrap();
    let graphs = project.read_graphs(|_| {}).unwrap();
    let derived = derive::derive(graphs.quads(), &project.manifest.base);
    let known = Known::of(graphs.quads().chain(&derived));
    let source = Source::new("q", query);
    let parsed = syntax::parse(&source, &project.prefixes()).unwrap();
    lint(&source, &parsed, &[], &project.prefixes(), &known)
        .iter()
        .map(|finding| {
            format!(
                "{} {:?} {} | {}",
                finding.code,
                finding
                    .place()
                    .map(|(_, line, column)| (line, column))
                    .unwrap_or_default(),
                finding.message,
                finding.helps.join(" ")
            )
        })
        .collect()
}

/// What the page of a rule calls wrong is doubted under its code, what it calls right is not doubted at all.
#[test]
fn the_examples_of_query_rules_are_as_they_say() {
    let mut tried = 0;
    for rule in all_rules().filter(|rule| {
        matches!(
            rule.code,
            "Q030" | "Q031" | "Q032" | "Q033" | "Q034" | "Q035" | "Q036"
        )
    }) {
        let blocks: Vec<&str> = rule
            .text
            .split("```sparql\n")
            .skip(1)
            .filter_map(|rest| rest.split("\n```").next())
            .collect();
        let [wrong, right] = blocks[..] else {
            panic!("{} has no examples", rule.code)
        };
        assert!(
            doubts(wrong)
                .iter()
                .any(|doubt| doubt.starts_with(rule.code)),
            "{}: {:?}",
            rule.code,
            doubts(wrong)
        );
        assert_eq!(doubts(right), [""; 0], "{}", rule.code);
        tried += 1;
    }
    assert_eq!(tried, 7);
}

#[test]
fn doubts_name_the_place_and_the_remedy() {
    for (query, wanted) in [
        (
            "SELECT ?s { ?s rlt:claimant ent:rusia }",
            "Q030 (1, 29) neither the ontology nor the data have `ent:rusia` | did you mean `ent:russia`?",
        ),
        (
            "SELECT ?who { ?c rlt:claimant ?whom }",
            "Q031 (1, 8) `?who` is shown and nothing binds it | did you mean `?whom`?",
        ),
        (
            "SELECT ?c { ?c rlt:anchor ?s FILTER(?t > 1) }",
            "Q034 (1, 37) `?t` is read where nothing binds it | did you mean `?c`?",
        ),
        (
            "SELECT ?s { ?s rdfs:label \"Russia\" }",
            "Q035 (1, 27) `\"Russia\"` is no value of `rdfs:label` | the data have `\"Russia\"@en`: language and datatype count",
        ),
        (
            "SELECT ?c { ?c rlt:claimant \"Russia\" }",
            "Q035 (1, 29) `rlt:claimant` leads to things, never to a text | name the thing, or ask for its label: `?thing rdfs:label \"…\"@en`",
        ),
        (
            "SELECT ?g { GRAPH ?g { ?s ?p ?o MINUS { ?s a ?o } } }",
            "Q037 (1, 8) MINUS inside `GRAPH ?g` is answered wrongly by the engine | put it outside, and join it by its variables",
        ),
    ] {
        let found = doubts(query);
        assert!(found.contains(&wanted.to_owned()), "{query}: {found:?}");
    }
    for sound in [
        "SELECT ?c (COUNT(?s) AS ?n) { ?c rlt:anchor ?s } GROUP BY ?c HAVING(COUNT(?s) > 1) ORDER BY DESC(?n)",
        "SELECT ?c { ?c rlt:anchor ?s FILTER NOT EXISTS { ?c rlt:hedge ?h FILTER(?h != STR(?s)) } }",
        "SELECT ?c ?d { ?c rlt:quote ?q . ?d rlt:hedge ?h FILTER(CONTAINS(?q, ?h)) }",
        "SELECT ?c ?n { ?c a rlt:Claim { SELECT (COUNT(*) AS ?n) { ?x a rlt:Claim } } }",
        "SELECT * { VALUES ?m { rlt:asserted rlt:attributed } ?c rlt:modality ?m OPTIONAL { ?c rlt:hedge ?h } BIND(STR(?h) AS ?t) }",
        "CONSTRUCT { ?c <http://e/new> ?s } { ?c rlt:anchor ?s }",
        "ASK { ?c rlt:anchor/dcterms:isPartOf+ :article }",
        "SELECT ?c ?s { ?c <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( ?s rlt:anchor ?o )>> FILTER(?o != :s01) }",
    ] {
        assert_eq!(doubts(sound), [""; 0], "{sound}");
    }
}

/// The right queries of the SPARQL 1.1 syntax suite: the lexer covers them, and no doubt speaks of a variable that is bound.
#[test]
fn right_queries_of_the_syntax_suite_raise_no_false_doubt() {
    let Some(suites) = super::conformance::suites() else {
        return;
    };
    let mut count = 0;
    let mut false_doubts = Vec::new();
    let folder = suites.join("rdf-tests/sparql/sparql11/syntax-query");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rq"))
    {
        let text = std::fs::read_to_string(path).unwrap();
        let source = Source::new("q", text);
        // what the grammar refuses is no matter of doubt
        let Ok(query) = syntax::parse(&source, &[]) else {
            continue;
        };
        count += 1;
        for doubt in lint(&source, &query, &[], &[], &Known::default()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                matches!(doubt.code, "Q031" | "Q034"),
                "{name}: {}",
                doubt.message
            );
            false_doubts.push(name);
        }
    }
    false_doubts.dedup();
    assert!(count > 50, "{count}");
    let expected: Vec<&str> = EXPECTED
        .iter()
        .flat_map(|(files, _)| files.iter().copied())
        .collect();
    assert_eq!(false_doubts, expected);
}

/// Queries of the suite that are doubted with reason: it tests grammar and cares for no answer.
const EXPECTED: &[(&[&str], &str)] = &[
    (
        &["syntax-BINDscope2.rq", "syntax-BINDscope3.rq"],
        "BIND reads a variable that another group binds",
    ),
    (
        &[
            "syntax-aggregate-03.rq",
            "syntax-aggregate-04.rq",
            "syntax-aggregate-05.rq",
            "syntax-aggregate-06.rq",
            "syntax-aggregate-07.rq",
            "syntax-aggregate-08.rq",
            "syntax-aggregate-09.rq",
            "syntax-aggregate-10.rq",
            "syntax-aggregate-11.rq",
            "syntax-aggregate-12.rq",
            "syntax-aggregate-13.rq",
            "syntax-aggregate-14.rq",
            "syntax-aggregate-15.rq",
        ],
        "an aggregate over an empty pattern",
    ),
    (
        &[
            "syntax-select-expr-01.rq",
            "syntax-select-expr-02.rq",
            "syntax-select-expr-03.rq",
            "syntax-select-expr-04.rq",
        ],
        "an expression over an empty pattern",
    ),
];

#[test]
fn an_empty_answer_is_explained_and_a_triple_has_its_reasons() {
    let told = |words: &[&str]| {
        let run = relata(&root(), words);
        (
            run.status.code(),
            String::from_utf8_lossy(&run.stdout).into_owned(),
            String::from_utf8_lossy(&run.stderr).into_owned(),
        )
    };
    let (code, _, why) = told(&[
        "query",
        "-e",
        "SELECT ?s { ?s rlt:claimant ent:rusia }",
        "--why",
    ]);
    assert_eq!(code, Some(0));
    assert!(
        why.contains("nothing matches `?s rlt:claimant ent:rusia`")
            && why.contains("did you mean `ent:russia`?"),
        "{why}"
    );
    let (_, _, why) = told(&[
        "query",
        "-e",
        "SELECT ?c { ?c rlt:certainty rlt:possible ; rlt:modality rlt:asserted }",
        "--why",
    ]);
    assert!(why.contains("no ?c is in all of"), "{why}");
    let (code, out, _) = told(&["why", "ent:russia", "org:memberOf", "ent:apec"]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("follows: queries/held-membership.rq")
            && out.contains(":c23a rlt:content")
            && out.contains("stated in data/claims-mid-late-1990s.ttl:"),
        "{out}"
    );
    let (_, out, _) = told(&["why", "ent:russia", "a", "foaf:Agent"]);
    assert!(
        out.contains("rlt:Polity rdfs:subClassOf foaf:Agent"),
        "{out}"
    );
    let (_, out, _) = told(&[
        "why",
        "sit:beijing-summit",
        "sem:hasEarliestBeginTimeStamp",
        "_",
    ]);
    assert!(
        out.contains("sit:beijing-summit rlt:time \"1996\"^^edtf:EDTF"),
        "{out}"
    );
    assert_eq!(
        told(&["why", "ent:russia", "org:memberOf", "ent:nato"]).0,
        Some(1)
    );
    assert_eq!(told(&["why", "nobody"]).0, Some(2));
}

#[test]
fn usual_slips_of_a_query_are_told_with_the_remedy() {
    for (query, message, help) in [
        ("", "there is no query here", "for example"),
        ("# nothing", "there is no query here", "for example"),
        (
            "SELCT ?s { ?s a ?t }",
            "`SELCT` begins no query",
            "did you mean `SELECT`?",
        ),
        (
            "SELECT ?s, ?t { ?s a ?t }",
            "variables are divided by spaces",
            "take the comma away",
        ),
        (
            "SELECT ?s { ?s a \"x }",
            "this string is not closed",
            "close it with",
        ),
        (
            "SELECT ?s WHERE ?s a ?t",
            "WHERE is followed by `{`",
            "between braces",
        ),
        (
            "SELECT ?s { ?s a ?t FILTER ?s = 1 }",
            "the condition of FILTER stands in parentheses",
            "FILTER(",
        ),
        (
            "SELECT ?s { ?s a ?t } LIMIT",
            "`LIMIT` is followed by a number",
            "LIMIT 10",
        ),
        (
            "SELECT ?s { ?s a ?t } ORDER ?s",
            "`ORDER` is followed by BY",
            "ORDER BY",
        ),
        (
            "SELECT ?s (COUNT(?t) AS ?n) { ?s a ?t }",
            "`?s` is shown beside an aggregate",
            "GROUP BY ?s",
        ),
        ("SELECT ?s { ?s a ?t", "`{` is never closed", ""),
        (
            "DELETE WHERE { ?s ?p ?o }",
            "this is an update",
            "change the files",
        ),
        (
            "SELECT ?s { ?s rtl:x ?t }",
            "unknown prefix `rtl:`",
            "did you mean `rlt:`?",
        ),
    ] {
        let run = relata(&root(), &["query", "-e", query]);
        let told = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{query}: {told}");
        assert!(
            told.contains(message) && told.contains(help),
            "{query}: {told}"
        );
        assert!(!told.contains("[_]"), "{query}: {told}");
    }
}

/// A store that holds only what a query can reach answers as one that holds everything does.
#[test]
fn every_stored_query_is_answered_alike_from_what_it_reaches() {
    let project = Project::open(&root()).unwrap();
    let (whole, _) = relata::store::Store::load(&project).unwrap();
    let cancel = relata::store::Cancel::new();
    relata::query::derived::add(&project, &whole, &cancel).unwrap();
    let (mut bounded, mut smaller) = (0, 0);
    for stored in relata::query::Catalogue::read(&project).unwrap().queries {
        let given: Vec<(String, String)> = stored
            .header
            .parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.default.is_none())
            .map(|parameter| (parameter.name.clone(), "ent:russia".to_owned()))
            .collect();
        let Ok(query) = stored.prepare(&project, &given) else {
            continue;
        };
        let mut reach = relata::query::reach::reach(&query);
        bounded += usize::from(reach.is_some());
        let derives = relata::query::derived::needed(&project, &mut reach).unwrap();
        let (part, _) = relata::store::Store::load_reached(&project, reach.as_ref()).unwrap();
        if derives {
            relata::query::derived::add(&project, &part, &cancel).unwrap();
        }
        smaller += usize::from(part.len().unwrap() * 2 < whole.len().unwrap());
        let answer = |store| relata::query::answer(store, query.clone(), &cancel).unwrap();
        assert_eq!(answer(&part), answer(&whole), "{}", stored.name);
    }
    assert!(bounded > 40 && smaller > 30, "{bounded} {smaller}");
}
