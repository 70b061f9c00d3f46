//! SPARQL endpoints: asked whole or not at all, recorded, and replayed offline.

use super::command::relata;
use super::datasets::{project, told};
use super::server::{Reply, Server, always, answer, packed, silent_after};
use std::path::{Path, PathBuf};

const JSON: &str = "Content-Type: application/sparql-results+json\r\n";

/// The rows `from..to` of an endpoint whose rows are numbered things with names.
fn rows(from: usize, to: usize) -> String {
    let rows: Vec<String> = (from..to)
        .map(|number| {
            format!(
                "{{\"s\":{{\"type\":\"uri\",\"value\":\"http://e/{number}\"}},\"n\":{{\"type\":\"literal\",\"xml:lang\":\"en\",\"value\":\"name {number}\"}}}}"
            )
        })
        .collect();
    format!(
        "{{\"head\":{{\"vars\":[\"s\",\"n\"]}},\"results\":{{\"bindings\":[{}]}}}}",
        rows.join(",")
    )
}

fn number(number: usize) -> String {
    format!(
        "{{\"head\":{{\"vars\":[\"number\"]}},\"results\":{{\"bindings\":[{{\"number\":{{\"type\":\"literal\",\"value\":\"{number}\"}}}}]}}}}"
    )
}

/// The text of the query in a request.
fn query(request: &str) -> String {
    let body = request.split("query=").nth(1).unwrap_or("");
    let mut text = Vec::new();
    let mut bytes = body.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => text.push(b' '),
            b'%' => {
                let pair = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                text.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
            }
            other => text.push(other),
        }
    }
    String::from_utf8(text).unwrap()
}

/// An endpoint of `all` rows that sends at most `most` at a time.
fn endpoint(all: usize, most: usize) -> Reply {
    Box::new(move |request| {
        let query = query(request);
        let after = |word: &str| {
            query
                .split(word)
                .nth(1)
                .and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
        };
        let body = if query.contains("COUNT(*)") {
            number(all)
        } else {
            let from = after("OFFSET ").unwrap_or(0).min(all);
            let to = from
                + after("LIMIT ")
                    .unwrap_or(usize::MAX)
                    .min(most)
                    .min(all - from);
            rows(from, to)
        };
        answer("200 OK", JSON, &body)
    })
}

const QUERY: &str =
    "CONSTRUCT { ?s rdfs:label ?n ; a <http://e/Thing> } WHERE { ?s rdfs:label ?n }";

fn with(server: &Server, text: &str, more: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(project.join("ask.rq"), text).unwrap();
    let manifest = project.join("relata.toml");
    let mut toml = std::fs::read_to_string(&manifest).unwrap();
    toml.push_str(&format!(
        "\n[datasets.far]\nendpoint = \"{}/sparql\"\nquery = \"ask.rq\"\n{more}",
        server.url
    ));
    std::fs::write(&manifest, toml).unwrap();
    (folder, project)
}

fn fetch(project: &Path) -> (Option<i32>, String) {
    let fetched = relata(project, &["dataset", "fetch"]);
    (fetched.status.code(), told(&fetched))
}

#[test]
fn an_endpoint_is_recorded_in_pages_and_replayed_offline() {
    let server = Server::start(vec![endpoint(25, 1000)]);
    let (_folder, project) = with(&server, QUERY, "page = 10\nsource = \"links/far.nt\"\n");
    let before = relata(&project, &["dataset", "verify"]);
    assert!(told(&before).contains("D004"), "{}", told(&before));
    assert!(server.asked().is_empty(), "asked without being told to");
    let (code, said) = fetch(&project);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("25 of 25 rows") && said.contains("50 triples"),
        "{said}"
    );
    assert_eq!(server.asked().len(), 4);
    let recorded = std::fs::read_to_string(project.join("links/far.nt")).unwrap();
    assert!(
        recorded.contains(
            "<http://e/7> <http://www.w3.org/2000/01/rdf-schema#label> \"name 7\"@en .\n"
        )
    );
    assert_eq!(fetch(&project).0, Some(0));
    assert_eq!(
        server.asked().len(),
        4,
        "a recorded answer is not asked for again"
    );
    let again = relata(&project, &["dataset", "fetch", "far", "--record"]);
    assert_eq!(again.status.code(), Some(0), "{}", told(&again));
    assert_eq!(
        std::fs::read_to_string(project.join("links/far.nt")).unwrap(),
        recorded
    );
    // a link run reads the recorded file, with no endpoint there
    std::fs::write(
        project.join("links/far.toml"),
        "[source]\ndataset = \"project\"\nclass = \"foaf:Person\"\nproperties = { name = \"rdfs:label\" }\n[target]\ndataset = \"far\"\nproperties = { name = \"rdfs:label\" }\n[[compare]]\nproperty = \"name\"\nmeasure = \"exact\"\n[decide]\naccept = \"review\"\nreview = 0.9\n",
    )
    .unwrap();
    let asked = server.asked().len();
    let run = relata(&project, &["link", "run", "far"]);
    assert!(told(&run).contains("25 to link them to"), "{}", told(&run));
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn a_select_is_recorded_as_a_table() {
    let server = Server::start(vec![endpoint(3, 1000)]);
    let (_folder, project) = with(
        &server,
        "SELECT ?s ?n WHERE { ?s rdfs:label ?n }",
        "format = \"csv\"\n",
    );
    let (code, said) = fetch(&project);
    assert_eq!(code, Some(0), "{said}");
    let recorded = std::fs::read_to_string(project.join(".relata/datasets/far.csv")).unwrap();
    assert_eq!(
        recorded,
        "s,n\nhttp://e/0,name 0\nhttp://e/1,name 1\nhttp://e/2,name 2\n"
    );
    let (_folder, project) = with(&server, "SELECT ?s ?n WHERE { ?s rdfs:label ?n }", "");
    let (code, said) = fetch(&project);
    assert!(
        code == Some(2) && said.contains("D021") && said.contains("csv"),
        "{said}"
    );
}

#[test]
fn half_an_answer_is_never_counted_as_whole() {
    let whole = rows(0, 4);
    let half = |end: usize| always(answer("200 OK", JSON, &whole[..end]));
    let counted = || always(answer("200 OK", JSON, &number(4)));
    let cases: Vec<(Vec<Reply>, &str, &str)> = vec![
        // it cuts at three rows, and says 200
        (vec![endpoint(9, 3)], "", "counts 9 rows and sent 3"),
        (vec![counted(), half(whole.len() - 1)], "", "no JSON"),
        (vec![counted(), half(40)], "", "no JSON"),
        (vec![counted(), half(0)], "", "no JSON"),
        (
            vec![
                counted(),
                always(answer(
                    "200 OK",
                    JSON,
                    &format!("{whole}\nThe SPARQL operation has been cancelled"),
                )),
            ],
            "",
            "no JSON",
        ),
        (
            vec![
                counted(),
                always(answer("200 OK", "Content-Type: text/html\r\n", "<html>")),
            ],
            "",
            "sent `text/html`",
        ),
        (
            vec![
                counted(),
                always(answer(
                    "200 OK",
                    &format!("{JSON}X-SPARQL-MaxRows: 4\r\n"),
                    &whole,
                )),
            ],
            "",
            "x-sparql-maxrows: 4",
        ),
        (
            vec![
                counted(),
                Box::new({
                    let whole = whole.clone();
                    move |_| {
                        let mut reply = answer("200 OK", JSON, &whole);
                        reply.truncate(reply.len() - 10);
                        reply
                    }
                }),
            ],
            "",
            "broke off",
        ),
        (
            vec![
                counted(),
                Box::new({
                    let whole = whole.clone();
                    // chunks without the last one
                    move |_| {
                        format!("HTTP/1.1 200 OK\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{whole}\r\n", whole.len())
                            .into_bytes()
                    }
                }),
            ],
            "",
            "broke off",
        ),
        (
            vec![
                counted(),
                Box::new({
                    let whole = whole.clone();
                    move |_| format!("HTTP/1.1 200 OK\r\n{JSON}\r\n{whole}").into_bytes()
                }),
            ],
            "",
            "whether that is all cannot be told",
        ),
        // it does not heed LIMIT
        (
            vec![counted(), always(answer("200 OK", JSON, &whole))],
            "page = 2\n",
            "was asked for 2",
        ),
        (
            vec![always(answer("200 OK", JSON, &whole))],
            "",
            "no column `number`",
        ),
        (vec![always(answer("200 OK", JSON, "{}"))], "", "no `head`"),
        (
            vec![always(answer(
                "500 Internal Server Error",
                "",
                "out of memory",
            ))],
            "",
            "out of memory",
        ),
        (
            vec![always(answer(
                "429 Too Many Requests",
                "Retry-After: 4000\r\n",
                "slow down",
            ))],
            "",
            "answers 429",
        ),
        (
            vec![always(answer("302 Found", "Location: /sparql\r\n", ""))],
            "",
            "redirects more than",
        ),
        (
            vec![
                counted(),
                always(answer(
                    "200 OK",
                    JSON,
                    "{\"head\":{\"vars\":[\"s\",\"n\"]},\"results\":{\"bindings\":[{\"s\":{\"type\":\"uri\",\"value\":\"no iri\"}}]}}",
                )),
            ],
            "",
            "no iri",
        ),
    ];
    for (script, more, words) in cases {
        let server = Server::start(script);
        let (_folder, project) = with(&server, QUERY, more);
        let (code, said) = fetch(&project);
        assert_eq!(code, Some(2), "{words}: {said}");
        assert!(said.contains(words), "{words}: {said}");
        assert!(!project.join("relata.lock").exists(), "{words}");
        let left = std::fs::read_dir(project.join(".relata/datasets")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{words}");
    }
}

#[test]
fn an_endpoint_that_cuts_pages_short_is_asked_on_until_all_is_there() {
    let server = Server::start(vec![endpoint(10, 3)]);
    let (_folder, project) = with(&server, QUERY, "page = 5\n");
    let (code, said) = fetch(&project);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("20 triples"), "{said}");
}

#[test]
fn a_hostile_answer_or_query_does_no_harm() {
    let evil = "{\"head\":{\"vars\":[\"s\",\"n\"]},\"results\":{\"bindings\":[{\"s\":{\"type\":\"uri\",\"value\":\"http://e/x\"},\"n\":{\"type\":\"literal\",\"value\":\"a\\\" . <http://e/y> <http://e/z> \\\"b\\n\"}}]}}";
    let server = Server::start(vec![
        always(answer("200 OK", JSON, &number(1))),
        always(answer("200 OK", JSON, evil)),
    ]);
    let (_folder, project) = with(&server, QUERY, "");
    let (code, said) = fetch(&project);
    assert_eq!(code, Some(0), "{said}");
    let recorded = std::fs::read_to_string(project.join(".relata/datasets/far.nt")).unwrap();
    assert_eq!(recorded.lines().count(), 2, "{recorded}");
    let deep = "[".repeat(100_000);
    let server = Server::start(vec![always(answer("200 OK", JSON, &deep))]);
    let (_folder, project) = with(&server, QUERY, "");
    assert!(fetch(&project).1.contains("no JSON"));
    // an update is no question
    let (_folder, project) = with(&server, "CLEAR ALL", "");
    assert_eq!(fetch(&project).0, Some(2));
    let (_folder, project) = with(
        &server,
        "CONSTRUCT { [] rdfs:label ?n } WHERE { ?s rdfs:label ?n }",
        "",
    );
    assert!(fetch(&project).1.contains("blank node"));
}

#[test]
fn faults_of_the_entry_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let manifest = project.join("relata.toml");
    let before = std::fs::read_to_string(&manifest).unwrap();
    for (entry, words) in [
        (
            "endpoint = \"ftp://e/\"\nquery = \"q.rq\"",
            "no http(s) URL",
        ),
        ("endpoint = \"http://e/\"", "no `query`"),
        ("query = \"q.rq\"\nsource = \"a.nt\"", "no `endpoint`"),
        ("title = \"x\"", "neither `source` nor `endpoint`"),
        (
            "endpoint = \"http://e/\"\nquery = \"q.rq\"\npage = 0",
            "`page` is 0",
        ),
        (
            "endpoint = \"http://e/\"\nquery = \"q.rq\"\nsource = \"http://e/\"",
            "is a URL",
        ),
        ("endpiont = \"http://e/\"", "did you mean `endpoint`"),
    ] {
        std::fs::write(&manifest, format!("{before}\n[datasets.x]\n{entry}\n")).unwrap();
        let listed = relata(&project, &["dataset", "list"]);
        assert_eq!(listed.status.code(), Some(2), "{words}");
        assert!(told(&listed).contains(words), "{words}: {}", told(&listed));
    }
    std::fs::write(
        &manifest,
        format!("{before}\n[datasets.x]\nendpoint = \"http://127.0.0.1:1/\"\nquery = \"q.rq\"\n"),
    )
    .unwrap();
    assert!(fetch(&project).1.contains("D009"));
}

/// What old or small endpoints, and proxies before them, do with a right answer.
#[test]
fn an_answer_is_read_however_it_comes() {
    let xml = |rows: &str, variables: &str| {
        format!(
            "<?xml version=\"1.0\"?><sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head>{variables}</head><results>{rows}</results></sparql>"
        )
    };
    let xml_count = xml(
        "<result><binding name=\"number\"><literal>1</literal></binding></result>",
        "<variable name=\"number\"/>",
    );
    let xml_rows = xml(
        "<result><binding name=\"s\"><uri>http://e/0</uri></binding><binding name=\"n\"><literal xml:lang=\"en\">name 0</literal></binding></result>",
        "<variable name=\"s\"/><variable name=\"n\"/>",
    );
    let as_xml = "Content-Type: application/sparql-results+xml; charset=utf-8\r\n";
    let as_tsv = "Content-Type: text/tab-separated-values\r\n";
    let chunked = |body: &str| {
        let (first, second) = body.split_at(7);
        format!(
            "HTTP/1.1 200 OK\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n7\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
            second.len()
        )
        .into_bytes()
    };
    let other = Server::start(vec![endpoint(1, 9)]);
    let elsewhere = |status: &str| {
        let to = format!("Location: {}/other\r\n", other.url);
        always(answer(status, &to, ""))
    };
    let scripts: Vec<(&str, Vec<Reply>)> = vec![
        (
            "xml",
            vec![
                always(answer("200 OK", as_xml, &xml_count)),
                always(answer("200 OK", as_xml, &xml_rows)),
            ],
        ),
        (
            "tsv",
            vec![
                always(answer("200 OK", as_tsv, "?number\n1\n")),
                always(answer(
                    "200 OK",
                    as_tsv,
                    "?n\t?s\n\"name 0\"@en\t<http://e/0>\n",
                )),
            ],
        ),
        (
            "chunked",
            vec![always(chunked(&number(1))), always(chunked(&rows(0, 1)))],
        ),
        (
            "gzip",
            vec![
                always(packed(JSON, &number(1))),
                always(packed(JSON, &rows(0, 1))),
            ],
        ),
        ("307", vec![elsewhere("307 Temporary Redirect")]),
        (
            "303",
            vec![
                always(answer("303 See Other", "Location: /counted\r\n", "")),
                always(answer("200 OK", JSON, &number(1))),
                always(answer("303 See Other", "Location: /rows\r\n", "")),
                always(answer("200 OK", JSON, &rows(0, 1))),
            ],
        ),
    ];
    for (what, script) in scripts {
        let server = Server::start(script);
        let (_folder, project) = with(&server, QUERY, "");
        let (code, said) = fetch(&project);
        assert_eq!(code, Some(0), "{what}: {said}");
        let recorded = std::fs::read_to_string(project.join(".relata/datasets/far.nt")).unwrap();
        assert!(recorded.contains("\"name 0\"@en"), "{what}: {recorded}");
        assert_eq!(recorded.lines().count(), 2, "{what}: {recorded}");
        if what == "303" {
            assert!(server.asked()[1].starts_with("GET /counted "));
        }
    }
    assert!(other.asked()[0].starts_with("POST /other "));
}

#[test]
fn an_answer_that_is_not_one_is_shown() {
    let counted = || always(answer("200 OK", JSON, &number(2)));
    let as_xml = "Content-Type: application/sparql-results+xml\r\n";
    let as_tsv = "Content-Type: text/tab-separated-values\r\n";
    let half_json = &rows(0, 2)[..rows(0, 2).len() - 2];
    let half_xml = "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head><variable name=\"s\"/><variable name=\"n\"/></head><results><result><binding name=\"s\"><uri>http://e/0</uri></binding></result>";
    let mut torn = packed(JSON, &rows(0, 2));
    torn.truncate(torn.len() - 12);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (
            answer(
                "200 OK",
                JSON,
                &format!("{half_json},\n# Query timed out after 5 s\n"),
            ),
            "Query timed out after 5 s`",
        ),
        (answer("200 OK", as_xml, half_xml), "the answer is no XML"),
        (
            answer("200 OK", as_tsv, "?s\t?n\n<http://e/0>\t\"a\"\n<http://e/1"),
            "the answer is no TSV",
        ),
        (
            answer("200 OK", as_tsv, "?s\t?n\n<http://e/0>\t\"a\"\n"),
            "counts 2 rows and sent 1",
        ),
        (
            answer(
                "200 OK",
                "Content-Type: text/html; charset=utf-8\r\n",
                "<!DOCTYPE html><title>Please log in</title>",
            ),
            "Please log in",
        ),
        (
            answer(
                "500 Internal Server Error",
                "",
                "java.lang.OutOfMemoryError",
            ),
            "java.lang.OutOfMemoryError",
        ),
        (
            answer("200 OK", &format!("{JSON}Content-Encoding: br\r\n"), "x"),
            "packs its answer as `br`",
        ),
        (
            answer(
                "200 OK",
                &format!("{JSON}Content-Encoding: gzip\r\n"),
                "no gzip",
            ),
            "cannot be unpacked",
        ),
        (torn, "broke off"),
        (
            answer(
                "200 OK",
                as_xml,
                "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head/><boolean>true</boolean></sparql>",
            ),
            "yes or no",
        ),
    ];
    for (reply, words) in cases {
        let server = Server::start(vec![counted(), always(reply)]);
        let (_folder, project) = with(&server, QUERY, "");
        let (code, said) = fetch(&project);
        assert_eq!(code, Some(2), "{words}: {said}");
        assert!(said.contains(words), "{words}: {said}");
        assert!(!project.join("relata.lock").exists(), "{words}");
    }
}

#[test]
fn a_silent_endpoint_is_given_up() {
    let head = format!("HTTP/1.1 200 OK\r\n{JSON}Content-Length: 900\r\n\r\n{{\"head\":");
    for (part, code, words) in [
        (String::new(), 3, "said nothing for 0.4 s"),
        (head, 2, "nothing came for 0.4 s"),
    ] {
        let url = silent_after(part.into_bytes());
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path());
        std::fs::write(project.join("ask.rq"), QUERY).unwrap();
        let words_of_add = ["dataset", "add", "far", &url, "--query", "ask.rq"];
        assert_eq!(relata(&project, &words_of_add).status.code(), Some(0));
        let fetched = relata(&project, &["dataset", "fetch", "--timeout", "0.4"]);
        let said = told(&fetched);
        assert_eq!(fetched.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
        let zero = relata(&project, &["dataset", "fetch", "--timeout", "0"]);
        assert_eq!(zero.status.code(), Some(2));
    }
}

#[test]
fn an_answer_without_rows_is_no_dataset() {
    let server = Server::start(vec![endpoint(0, 10)]);
    let (_folder, project) = with(
        &server,
        "SELECT ?s ?n WHERE { ?s rdfs:label ?n }",
        "format = \"csv\"\n",
    );
    let (code, said) = fetch(&project);
    assert!(code == Some(2) && said.contains("D017"), "{said}");
    assert!(
        said.contains("look whether `ask.rq` finds anything"),
        "{said}"
    );
}
