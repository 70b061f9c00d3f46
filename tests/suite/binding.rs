//! Parameters are bound in the algebra: whatever the query's shape, the answer is that of the query with the value
//! written in by hand.

use super::command::root;
use relata::diagnostic::Source;
use relata::project::Project;
use relata::query::{Answer, Stored, answer};
use relata::store::{Cancel, Store};

const PREFIXES: &str = "PREFIX e: <http://e/>\n";

/// Shapes of queries. `@` is the parameter in the one, the value in the other.
const SHAPES: &[(&str, &str)] = &[
    ("triple", "SELECT ?o { @ e:knows ?o }"),
    ("object", "SELECT ?s { ?s e:knows @ }"),
    ("filter", "SELECT ?s ?o { ?s e:knows ?o FILTER(?o = @) }"),
    (
        "in",
        "SELECT ?s ?o { ?s e:knows ?o FILTER(?o IN (@, e:none)) }",
    ),
    (
        "optional",
        "SELECT ?s ?n { ?s e:knows e:b OPTIONAL { @ e:age ?n } }",
    ),
    (
        "optional filter",
        "SELECT ?s ?n { ?s e:age ?m OPTIONAL { ?s e:age ?n FILTER(?s = @) } }",
    ),
    (
        "exists",
        "SELECT ?s { ?s e:age ?n FILTER EXISTS { ?s e:knows @ } }",
    ),
    (
        "not exists",
        "SELECT ?s { ?s e:age ?n FILTER NOT EXISTS { ?s e:knows @ } }",
    ),
    ("minus", "SELECT ?s { ?s e:age ?n MINUS { ?s e:knows @ } }"),
    (
        "union",
        "SELECT ?x { { ?x e:knows @ } UNION { @ e:knows ?x } }",
    ),
    ("path +", "SELECT ?x { @ e:knows+ ?x }"),
    ("path *", "SELECT ?x { @ e:knows* ?x }"),
    (
        "path backwards",
        "SELECT ?x { ?x (e:knows|^e:knows)/e:knows @ }",
    ),
    ("group", "SELECT (COUNT(?x) AS ?n) { ?x e:knows @ }"),
    (
        "aggregate",
        "SELECT ?x (SUM(IF(?o = @, 1, 0)) AS ?n) { ?x e:knows ?o } GROUP BY ?x",
    ),
    (
        "having",
        "SELECT ?x { ?x e:knows ?o } GROUP BY ?x HAVING (SAMPLE(?o) = @)",
    ),
    ("bind", "SELECT ?x ?y { ?x e:knows e:b BIND(STR(@) AS ?y) }"),
    ("values", "SELECT ?x { VALUES ?x { e:a e:b } ?x e:knows @ }"),
    ("graph", "SELECT ?x ?g { GRAPH ?g { ?x e:knows @ } }"),
    ("order", "SELECT ?x { ?x e:age ?n } ORDER BY (?x = @) ?x"),
    (
        "triple term",
        "SELECT ?x ?o { ?x e:says <<( @ e:knows ?o )>> }",
    ),
    (
        "reified triple",
        "SELECT ?x { << e:a e:knows @ ~ ?x >> e:by ?who }",
    ),
    ("ask", "ASK { ?x e:knows @ }"),
    (
        "construct",
        "CONSTRUCT { ?x e:met @ } WHERE { ?x e:knows @ }",
    ),
];

fn store() -> Store {
    let text = "@prefix e: <http://e/> . e:a e:knows e:b ; e:age 1 . e:b e:knows e:c , e:a ; e:age 2 . e:c e:age 3 ; e:knows e:c .";
    let parsed = relata::turtle::parse(
        &Source::new("a.ttl", text),
        relata::turtle::Format::Turtle,
        "",
    );
    let store = Store::in_memory().unwrap();
    let node = |name: &str| oxrdf::NamedNode::new_unchecked(format!("http://e/{name}"));
    let said = oxrdf::Triple::new(node("a"), node("knows"), node("b"));
    let reifies = oxrdf::vocab::rdf::REIFIES.into_owned();
    let more = [
        oxrdf::Triple::new(node("x"), node("says"), said.clone()),
        oxrdf::Triple::new(node("y"), reifies, said),
        oxrdf::Triple::new(node("y"), node("by"), node("c")),
    ];
    let quads = parsed
        .quads
        .into_iter()
        .chain(more.map(|triple| triple.in_graph(oxrdf::GraphName::DefaultGraph)));
    store
        .insert(quads.map(|mut quad| {
            quad.graph_name = node("graph").into();
            quad
        }))
        .unwrap();
    store
}

fn sorted(answer: Answer) -> Vec<String> {
    let mut lines: Vec<String> = match answer {
        Answer::Solutions { rows, .. } => rows.iter().map(|row| format!("{row:?}")).collect(),
        Answer::Graph(triples) => triples.iter().map(ToString::to_string).collect(),
        Answer::Boolean(truth) => vec![truth.to_string()],
    };
    lines.sort();
    lines
}

fn ask(store: &Store, text: &str, given: &[(String, String)]) -> Result<Vec<String>, String> {
    let project = Project::open(&root()).map_err(|_| "no project")?;
    let stored = Stored::from_source(&project, "q".into(), Source::new("q.rq", text));
    let query = stored.prepare(&project, given).map_err(|faults| {
        format!(
            "{:?}",
            faults.iter().map(|f| &f.message).collect::<Vec<_>>()
        )
    })?;
    answer(store, query, &Cancel::new())
        .map(sorted)
        .map_err(|error| error.to_string())
}

#[test]
fn a_bound_query_answers_as_one_written_by_hand() {
    let store = store();
    for (name, shape) in SHAPES {
        let mut answered = false;
        for value in ["e:a", "e:b", "e:c", "e:none"] {
            let by_hand = ask(
                &store,
                &format!("{PREFIXES}{}", shape.replace('@', value)),
                &[],
            );
            let iri = value.replace("e:", "http://e/");
            let header = "#+ summary: s\n#+ params:\n#+   p: {type: iri}\n";
            let bound = ask(
                &store,
                &format!("{header}{PREFIXES}{}", shape.replace('@', "?p")),
                &[("p".into(), iri)],
            );
            assert!(by_hand.is_ok(), "{name}: {by_hand:?}");
            assert_eq!(bound, by_hand, "{name} with {value}");
            answered |= by_hand.is_ok_and(|rows| !rows.is_empty());
        }
        assert!(answered, "{name} finds nothing, whatever the value");
    }
}

#[test]
fn a_value_is_never_read_as_query_text() {
    let store = store();
    for hostile in [
        "\" } DELETE { ?s ?p ?o } #",
        "> . ?s ?p ?o . <http://e/",
        "'''",
        "\\",
        "\u{0}\u{1b}[2J",
        "?x",
    ] {
        let text = "#+ summary: s\n#+ params:\n#+   p: {type: string}\nSELECT ?s { ?s <http://e/knows> ?o FILTER(STR(?o) = ?p) }";
        let rows = ask(&store, text, &[("p".into(), hostile.into())]);
        assert_eq!(rows, Ok(vec![]), "{hostile:?}");
        let text = text.replace("string", "iri").replace("STR(?o)", "?o");
        let rows = ask(&store, &text, &[("p".into(), hostile.into())]);
        assert!(rows.is_err() || rows == Ok(vec![]), "{hostile:?}: {rows:?}");
    }
}
