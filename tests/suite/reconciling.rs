//! The reconciliation service: what OpenRefine asks is answered, as the schemas have it, and what is hostile is refused.

use super::command::root;
use super::conformance::suites;
use super::json_schema::Schema;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/reconcile")
}

/// A service of its own on a free port, ended with the test.
struct Service {
    process: Child,
    host: String,
}

impl Service {
    fn start(words: &[&str]) -> Self {
        Self::start_in(&fixtures().join("project"), words)
    }

    fn start_in(folder: &Path, words: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_relata"))
            .current_dir(folder)
            .args(["reconcile", "--port", "0"])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let host = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        assert!(!host.is_empty(), "no address was printed");
        Self { process, host }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        stream
    }

    /// Sends bytes as they are and reads until the other side closes or one answer is whole.
    fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // a refusal may close the connection before all is written
        let _ = stream.write_all(bytes);
        Answer::read(&mut stream)
    }

    /// Sends a request whose lines end in `\n`.
    fn ask(&self, request: &str) -> Answer {
        self.send(self.filled(request).as_bytes())
    }

    fn filled(&self, request: &str) -> String {
        let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
        let head = head
            .replace("{host}", &self.host)
            .replace("{length}", &body.len().to_string())
            .replace('\n', "\r\n");
        format!("{head}\r\n\r\n{body}")
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\nHost: {{host}}\n\n"))
    }

    fn queries(&self, batch: &str) -> Answer {
        let body: String = batch.bytes().map(|byte| format!("%{byte:02x}")).collect();
        self.ask(&format!("POST / HTTP/1.1\nHost: {{host}}\nContent-Type: application/x-www-form-urlencoded\nContent-Length: {{length}}\n\nqueries={body}"))
    }

    fn lives(&self) {
        assert_eq!(self.get("/").status, 200, "the service still answers");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn read(stream: &mut TcpStream) -> Self {
        Self::read_next(stream, &mut Vec::new())
    }

    /// Reads one answer; `bytes` holds what has come already, and afterwards what came of the next.
    fn read_next(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Self {
        let mut piece = [0u8; 4096];
        let end = |bytes: &[u8]| bytes.windows(4).position(|four| four == b"\r\n\r\n");
        loop {
            if let Some(at) = end(bytes) {
                let head = String::from_utf8_lossy(&bytes[..at]).to_lowercase();
                let length = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "))
                    .map_or(0, |length| length.parse().unwrap());
                if bytes.len() >= at + 4 + length {
                    break;
                }
            }
            match stream.read(&mut piece) {
                Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
                _ => break,
            }
        }
        let at = end(bytes).unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let length = head
            .to_lowercase()
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let from = (at + 4).min(bytes.len());
        let to = length.map_or(bytes.len(), |length| (from + length).min(bytes.len()));
        let rest = bytes.split_off(to);
        let body = std::mem::replace(bytes, rest).split_off(from);
        Self {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0),
            body: String::from_utf8_lossy(&body).into_owned(),
            head,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| unreachable!("{error}: {}", self.body))
    }
}

/// What an answer is held against: status, type and origin, then the body laid out.
fn recorded(answer: &Answer, host: &str) -> String {
    let body = if answer
        .header("content-type")
        .is_some_and(|kind| kind.contains("json"))
    {
        serde_json::to_string_pretty(&answer.json()).unwrap()
    } else {
        answer.body.clone()
    };
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{} {}\nallowed: {}\n\n{}\n",
        answer.status,
        answer.header("content-type").unwrap_or("-"),
        answer.header("access-control-allow-origin").unwrap_or("-"),
        body.trim_end()
            .replace(host, "{host}")
            .replace(version, "{version}")
    )
}

#[test]
fn recorded_calls_are_answered_as_recorded() {
    let service = Service::start(&[]);
    let accept = std::env::var_os("RELATA_ACCEPT").is_some();
    let mut seen = 0;
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "http") {
            continue;
        }
        seen += 1;
        let answer = service.ask(&std::fs::read_to_string(&path).unwrap());
        let recorded = recorded(&answer, &service.host);
        let expected = path.with_extension("answer");
        if accept {
            std::fs::write(&expected, &recorded).unwrap();
        }
        assert_eq!(
            recorded,
            std::fs::read_to_string(&expected).unwrap_or_default(),
            "{}; `RELATA_ACCEPT=1 cargo test --test suite recorded_calls` writes what is answered",
            path.display()
        );
    }
    assert!(seen >= 20, "{seen} fixtures were found");
}

#[test]
fn a_name_is_a_match_only_where_nothing_is_left_to_guess() {
    let service = Service::start(&[]);
    let country = "https://example.org/vocabulary#inCountry";
    let found = |query: Value| -> Vec<(String, bool)> {
        let answer = service.queries(&json!({ "q": query }).to_string()).json();
        let candidates = answer["q"]["result"].as_array().unwrap().clone();
        let id = |candidate: &Value| {
            let id = candidate["id"].as_str().unwrap();
            id.rsplit('/').next().unwrap().to_owned()
        };
        candidates
            .iter()
            .map(|candidate| (id(candidate), candidate["match"].as_bool().unwrap()))
            .collect()
    };
    let first = |query: Value| found(query).into_iter().next().unwrap_or_default();
    // two of one name: nobody knows which, until the country tells
    assert!(
        found(json!({ "query": "Moscow" }))
            .iter()
            .all(|(_, sure)| !sure)
    );
    let there =
        |land: Value| json!({ "query": "Moscow", "properties": [{ "pid": country, "v": land }] });
    assert_eq!(first(there(json!("Russia"))), ("moscow".into(), true));
    assert_eq!(first(there(json!("RUSSIA"))), ("moscow".into(), true));
    assert_eq!(
        first(there(json!({ "id": "https://example.org/towns/usa" }))),
        ("moscow-idaho".into(), true)
    );
    assert!(found(there(json!("China"))).iter().all(|(_, sure)| !sure));
    // a property that nobody has bears nothing out
    let unknown = json!({ "query": "Beijing", "properties": [{ "pid": "https://example.org/none", "v": "x" }] });
    assert_eq!(first(unknown), ("beijing".into(), false));
    // a first name suffices; another name only with a type; transliterated letters never
    assert_eq!(
        first(json!({ "query": "beijing" })),
        ("beijing".into(), true)
    );
    assert_eq!(
        first(json!({ "query": "Peking" })),
        ("beijing".into(), false)
    );
    assert_eq!(
        first(json!({ "query": "Peking", "type": "v:Place" })),
        ("beijing".into(), true)
    );
    assert_eq!(first(json!({ "query": "Москва" })), ("moscow".into(), true));
    assert_eq!(
        first(json!({ "query": "Sao Paulo", "type": "v:Town" })),
        ("sao-paulo".into(), false)
    );
    // a type that it is not of rules an entity out, whatever its name
    assert!(
        found(json!({ "query": "Beijing", "type": "v:Country" }))
            .iter()
            .all(|(id, _)| id != "beijing")
    );
    // claims are no entities
    assert!(
        found(json!({ "query": "Moscow lies in Russia" }))
            .iter()
            .all(|(id, _)| id != "c01")
    );
}

/// A schema of the suite.
fn schema(suite: &Path, version: &str, name: &str) -> Schema {
    let path = suite
        .join(version)
        .join("schemas")
        .join(format!("{name}.json"));
    Schema(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn examples(suite: &Path, version: &str, name: &str, kind: &str) -> Vec<(PathBuf, Value)> {
    let folder = suite.join(version).join("examples").join(name).join(kind);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let value = serde_json::from_str(&text).unwrap();
            (path, value)
        })
        .collect()
}

#[test]
fn the_examples_of_the_schemas_are_told_apart_and_every_answer_is_valid() {
    let Some(suite) = suites().map(|suites| suites.join("reconciliation")) else {
        return;
    };
    let service = Service::start(&[]);
    let version = "0.2";
    let mut counts = [0, 0];
    // what is sent to us: the service itself accepts and refuses
    for (at, (kind, status)) in [("valid", 200), ("invalid", 400)].into_iter().enumerate() {
        for version in ["0.1", "0.2"] {
            for (path, batch) in examples(&suite, version, "reconciliation-query-batch", kind) {
                // 0.1 knew no query without a name
                if version == "0.1" && path.ends_with("missing-query.json") {
                    continue;
                }
                let answer = service.queries(&batch.to_string());
                assert_eq!(answer.status, status, "{}: {}", path.display(), answer.body);
                counts[at] += 1;
                if status == 200 {
                    let answered = answer.json();
                    let valid = schema(&suite, version, "reconciliation-result-batch");
                    assert!(valid.is_valid(&answered), "{}: {answered}", path.display());
                    let keys = |value: &Value| {
                        value
                            .as_object()
                            .unwrap()
                            .keys()
                            .cloned()
                            .collect::<Vec<_>>()
                    };
                    assert_eq!(keys(&answered), keys(&batch), "each query has its result");
                }
            }
        }
    }
    for (path, extension) in examples(&suite, version, "data-extension-query", "valid") {
        let body: String = extension
            .to_string()
            .bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect();
        let answer = service.get(&format!("/?extend={body}"));
        assert_eq!(answer.status, 200, "{}: {}", path.display(), answer.body);
        assert!(schema(&suite, version, "data-extension-response").is_valid(&answer.json()));
        counts[0] += 1;
    }
    // what others send: the same validators that our own answers are held against tell valid from invalid
    for name in [
        "manifest",
        "reconciliation-query-batch",
        "reconciliation-result-batch",
        "data-extension-query",
        "data-extension-response",
        "suggest-entities-response",
        "suggest-properties-response",
        "suggest-types-response",
    ] {
        let validator = schema(&suite, version, name);
        for (at, kind) in ["valid", "invalid"].into_iter().enumerate() {
            for (path, example) in examples(&suite, version, name, kind) {
                // invalid by the schema of OpenAPI, which is not part of the suite
                if path.ends_with("bad-authentication.json") {
                    continue;
                }
                assert_eq!(validator.is_valid(&example), at == 0, "{}", path.display());
                counts[at] += 1;
            }
        }
    }
    assert!(
        counts[0] >= 30 && counts[1] >= 15,
        "{counts:?} examples were read"
    );
    for (path, name) in [
        ("/", "manifest"),
        ("/suggest/entity?prefix=m", "suggest-entities-response"),
        ("/suggest/property?prefix=", "suggest-properties-response"),
        ("/suggest/type?prefix=", "suggest-types-response"),
    ] {
        let answer = service.get(path).json();
        assert!(
            schema(&suite, version, name).is_valid(&answer),
            "{path}: {answer}"
        );
    }
    let everything = r#"{"ids":["t:moscow","t:beijing","t:hostile"],"properties":[{"id":"label"},{"id":"inCountry"},{"id":"counted"},{"id":"area"},{"id":"seeAlso"}]}"#;
    let body: String = everything
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let extended = service.get(&format!("/?extend={body}")).json();
    assert!(
        schema(&suite, version, "data-extension-response").is_valid(&extended),
        "{extended}"
    );
}

#[test]
fn only_its_own_names_are_answered_and_only_pages_of_this_machine_may_read() {
    let service = Service::start(&[]);
    let asked = |host: &str, more: &str| {
        service
            .ask(&format!("GET / HTTP/1.1\nHost: {host}\n{more}\n\n"))
            .status
    };
    for own in ["{host}", "localhost", "localhost:9", "[::1]:7879"] {
        assert_eq!(asked(own, "Accept: */*"), 200, "{own}");
    }
    for strange in [
        "evil.example",
        "localhost.evil.example:7879",
        "127.0.0.1.evil.example",
        "evil.example@localhost",
    ] {
        let status = asked(strange, "Accept: */*");
        assert!(status == 421 || status == 400, "{strange}: {status}");
    }
    assert_eq!(asked("localhost", "Host: localhost"), 400, "two names");
    assert_eq!(
        service.ask("GET / HTTP/1.1\nAccept: */*\n\n").status,
        400,
        "no name"
    );
    assert_eq!(
        service
            .ask("GET http://evil.example/ HTTP/1.1\nHost: {host}\n\n")
            .status,
        421
    );
    // a page from elsewhere that sends the browser here learns nothing
    let strange = service.ask("GET / HTTP/1.1\nHost: {host}\nOrigin: https://evil.example\n\n");
    assert_eq!(
        (
            strange.status,
            strange.header("access-control-allow-origin")
        ),
        (403, None)
    );
    assert_eq!(asked("localhost", "Origin: null"), 403);
    let jsonp = service.get("/?callback=alert");
    assert!(
        jsonp.status == 400 && jsonp.body.contains("JSONP"),
        "{}",
        jsonp.body
    );
    let open = Service::start(&["--cors", "https://refine.example.org"]);
    let allowed = open.ask("GET / HTTP/1.1\nHost: {host}\nOrigin: https://refine.example.org\n\n");
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("https://refine.example.org")
    );
    assert!(allowed.header("vary").unwrap().contains("Origin"));
}

#[test]
fn hostile_requests_are_refused_in_words_and_harm_nobody_else() {
    let service = Service::start(&[]);
    let refused = |status: u16, request: &str| {
        let answer = service.ask(request);
        assert_eq!(
            answer.status,
            status,
            "{}: {}",
            &request[..request.len().min(120)],
            answer.body
        );
        if !answer.body.is_empty() {
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
            assert!(!answer.json()["detail"].as_str().unwrap().is_empty());
            assert!(
                !answer.body.contains(root().to_str().unwrap()),
                "{}",
                answer.body
            );
        }
        assert_eq!(answer.header("server"), None);
    };
    let post = "POST / HTTP/1.1\nHost: {host}\nContent-Type: application/x-www-form-urlencoded\n";
    // one request inside another
    refused(
        411,
        &format!(
            "{post}Content-Length: 4\nTransfer-Encoding: chunked\n\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
        ),
    );
    refused(
        411,
        &format!("{post}Transfer-Encoding: chunked\n\n0\r\n\r\n"),
    );
    refused(
        400,
        &format!("{post}Content-Length: 4\nContent-Length: 5\n\nq=ab"),
    );
    refused(
        400,
        &format!("{post}Transfer-Encoding: chunked, identity\n\n0\r\n\r\n"),
    );
    refused(
        415,
        &format!("{post}Content-Encoding: gzip\nContent-Length: 2\n\nab"),
    );
    // too much
    refused(413, &format!("{post}Content-Length: 1048577\n\nqueries="));
    refused(
        431,
        &format!(
            "GET / HTTP/1.1\nHost: {{host}}\nX: {}\n\n",
            "x".repeat(40_000)
        ),
    );
    let many: String = (0..80).map(|n| format!("X{n}: x\n")).collect();
    refused(431, &format!("GET / HTTP/1.1\nHost: {{host}}\n{many}\n"));
    let pairs: String = (0..200).map(|n| format!("a{n}=1&")).collect();
    refused(400, &format!("GET /?{pairs} HTTP/1.1\nHost: {{host}}\n\n"));
    let batch: String = (0..200)
        .map(|n| format!("%22q{n}%22:%7B%22query%22:%22x%22%7D,"))
        .collect();
    let body = format!("queries=%7B{}%7D", batch.trim_end_matches(','));
    refused(413, &format!("{post}Content-Length: {{length}}\n\n{body}"));
    // nothing can be changed, and what is no route leads nowhere
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"] {
        let target = if method == "CONNECT" { "{host}" } else { "/" };
        let answer = service.ask(&format!("{method} {target} HTTP/1.1\nHost: {{host}}\n\n"));
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").unwrap().contains("GET"));
    }
    for path in [
        "/../relata.toml",
        "/%2e%2e/relata.toml",
        "/relata.toml",
        "/data/towns.ttl",
        "//etc/passwd",
        "/view/../x",
        "/suggest",
    ] {
        refused(404, &format!("GET {path} HTTP/1.1\nHost: {{host}}\n\n"));
    }
    // what cannot be read
    for query in [
        "%",
        "%zz",
        "%ff",
        "%2",
        "queries=%7b",
        "queries=null",
        "queries=%5b%5d",
        "queries=%7B%22q%22:1%7D",
    ] {
        refused(
            400,
            &format!("GET /?{query}&queries=x HTTP/1.1\nHost: {{host}}\n\n"),
        );
    }
    refused(
        400,
        "GET /suggest/entity?prefix=a&limit=-1 HTTP/1.1\nHost: {host}\n\n",
    );
    refused(405, "GET /match HTTP/1.1\nHost: {host}\n\n");
    refused(
        415,
        "POST /match HTTP/1.1\nHost: {host}\nContent-Type: text/plain\nContent-Length: 2\n\n{}",
    );
    let deep = format!("{{\"queries\":{}", "[".repeat(500_000));
    refused(
        400,
        &format!(
            "POST /match HTTP/1.1\nHost: {{host}}\nContent-Type: application/json\nContent-Length: {{length}}\n\n{deep}"
        ),
    );
    for noise in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
    ] {
        let mut stream = service.connect();
        stream.write_all(noise).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = Answer::read(&mut stream);
        assert!(
            matches!(answer.status, 0 | 400 | 404 | 505),
            "{noise:?}: {}",
            answer.status
        );
    }
    service.lives();
}

#[test]
fn silent_callers_do_not_keep_others_out_and_a_connection_serves_several_requests() {
    let service = Service::start(&[]);
    let silent: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = service.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
            stream
        })
        .collect();
    service.lives();
    // two requests at once on one connection, each answered in turn
    let mut stream = service.connect();
    let request = service.filled("GET /suggest/entity?prefix=bei HTTP/1.1\nHost: {host}\n\n");
    stream.write_all(request.repeat(2).as_bytes()).unwrap();
    let mut come = Vec::new();
    for _ in 0..2 {
        assert_eq!(
            Answer::read_next(&mut stream, &mut come).json()["result"][0]["name"],
            "Beijing"
        );
    }
    drop(silent);
}

#[test]
fn a_label_cannot_become_part_of_a_page() {
    let service = Service::start(&[]);
    let id = "https%3A%2F%2Fexample.org%2Ftowns%2Fhostile";
    for path in [
        format!("/preview?id={id}"),
        format!("/view?id={id}"),
        "/try?query=%3Cscript%3Ealert(1)%3C/script%3E%22%27".to_owned(),
    ] {
        let answer = service.ask(&format!(
            "GET {path} HTTP/1.1\nHost: {{host}}\nAccept: text/html\n\n"
        ));
        assert_eq!(answer.status, 200, "{path}");
        for active in [
            "<script",
            "<img",
            "javascript:alert(1)\"",
            "\u{202e}",
            "onerror=alert(1)>",
        ] {
            assert!(
                !answer.body.contains(active),
                "{path} holds {active}: {}",
                answer.body
            );
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'")
                && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    let flyout = service.get(&format!("/flyout/entity?id={id}")).json();
    assert!(!flyout["html"].as_str().unwrap().contains("<script"));
    let front = service.ask("GET / HTTP/1.1\nHost: {host}\nAccept: text/html,*/*;q=0.8\n\n");
    assert!(
        front.body.contains("OpenRefine") && front.body.contains("Towns &amp; rivers"),
        "{}",
        front.body
    );
    assert!(
        front
            .header("content-security-policy")
            .unwrap()
            .contains("frame-ancestors 'none'")
    );
    assert!(
        !front.body.contains("://") || front.body.matches("src=").count() == 0,
        "nothing from elsewhere"
    );
}

#[test]
fn the_text_itself_is_not_served_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let toml = "name = \"x\"\nbase = \"http://e/\"\n[text]\nfile = \"text/a.md\"\n";
    std::fs::write(folder.path().join("relata.toml"), toml).unwrap();
    let label = "<http://www.w3.org/2000/01/rdf-schema#label> \"Bohemia\"";
    let article =
        format!("<http://e/article> a <http://e/Text> ; {label} .\n<http://e/land> {label} .\n");
    std::fs::write(folder.path().join("data/a.ttl"), article).unwrap();
    let service = Service::start_in(folder.path(), &[]);
    let found = service.queries(r#"{"q":{"query":"Bohemia"}}"#).json();
    let found = found["q"]["result"].as_array().unwrap().clone();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["id"], &found[0]["match"]),
        (&json!("http://e/land"), &json!(true))
    );
    let service = Service::start_in(folder.path(), &["--types", "http://e/Text"]);
    let found = service.queries(r#"{"q":{"query":"Bohemia"}}"#).json();
    assert_eq!(found["q"]["result"][0]["id"], "http://e/article");
}

#[test]
fn a_dataset_can_be_served_and_what_cannot_is_told() {
    let service = Service::start(&["rivers"]);
    let answer = service
        .queries(r#"{"q":{"query":"Ussuri","properties":[{"pid":"length","v":897}]}}"#)
        .json();
    assert_eq!(
        answer["q"]["result"][0]["id"],
        "https://example.org/rivers/2"
    );
    assert_eq!(answer["q"]["result"][0]["match"], true);
    // the end of an identifier is one, where it has a digit
    let ended = service.queries(r#"{"q":{"query":"2"}}"#).json();
    assert_eq!(
        ended["q"]["result"][0]["id"],
        "https://example.org/rivers/2"
    );
    let project = fixtures().join("project");
    let refused = |words: &[&str], told: &str| {
        let output = super::command::relata(&project, words);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {text}");
        assert!(text.contains(told), "{words:?}: {text}");
    };
    refused(&["reconcile", "river"], "did you mean `rivers`");
    // a folder is a dataset too
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("towns")).unwrap();
    for name in ["Chur", "Zug"] {
        let text = format!(
            "<http://e/{name}> <http://www.w3.org/2000/01/rdf-schema#label> \"{name}\" .\n"
        );
        std::fs::write(folder.path().join(format!("towns/{name}.nt")), text).unwrap();
    }
    let toml = "name = \"x\"\nbase = \"http://e/\"\n[datasets.towns]\nsource = \"towns\"\n";
    std::fs::write(folder.path().join("relata.toml"), toml).unwrap();
    let towns = Service::start_in(folder.path(), &["towns"]);
    let answer = towns.queries(r#"{"q":{"query":"Zug"}}"#).json();
    assert_eq!(answer["q"]["result"][0]["id"], "http://e/Zug");
    refused(&["reconcile", "--types", "v:Lake"], "nothing to serve");
    refused(&["reconcile", "--types", "w:Lake"], "unknown prefix");
    refused(&["reconcile", "--cors", "refine.example.org"], "no origin");
    refused(&["reconcile", "--base", "kg.example.org"], "no address");
    let port = service.host.rsplit(':').next().unwrap();
    refused(&["reconcile", "--port", port], "taken by another process");
}

#[cfg(unix)]
#[test]
fn it_ends_in_order_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut service = Service::start(&[]);
        service.lives();
        // an open connection does not hold it up
        let open = service.connect();
        let id = service.process.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(service.process.wait().unwrap().code(), Some(0), "{signal}");
        let mut told = String::new();
        service
            .process
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        assert!(told.contains("requests were answered"), "{told}");
        drop(open);
    }
}
