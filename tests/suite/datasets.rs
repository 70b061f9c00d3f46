//! Datasets: added, pinned, found changed; fetched in pieces from a server that breaks off.

use super::command::relata;
use super::server::{Reply, Server, always, answer, packed, silent_after};
use std::path::Path;

pub fn told(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

pub fn project(folder: &Path) -> std::path::PathBuf {
    assert_eq!(relata(folder, &["new", "p"]).status.code(), Some(0));
    folder.join("p")
}

#[test]
fn a_table_is_pinned_and_a_changed_one_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(project.join("towns.csv"), "id,name\n1,Bern\n2,Basel\n").unwrap();
    std::fs::write(
        project.join("towns.rq"),
        "CONSTRUCT { ?s rdfs:label ?name } WHERE { BIND(IRI(CONCAT('http://e/', ?id)) AS ?s) }",
    )
    .unwrap();
    let words = [
        "dataset",
        "add",
        "towns",
        "towns.csv",
        "--construct",
        "towns.rq",
        "--license",
        "CC0",
    ];
    let added = relata(&project, &words);
    assert_eq!(added.status.code(), Some(0), "{}", told(&added));
    assert!(told(&added).contains("2 triples"), "{}", told(&added));
    let lock = std::fs::read_to_string(project.join("relata.lock")).unwrap();
    assert!(lock.contains("triples = 2"), "{lock}");
    assert_eq!(
        relata(&project, &["dataset", "verify"]).status.code(),
        Some(0)
    );
    assert!(told(&relata(&project, &["dataset", "list"])).contains("towns\tpinned\t2\tCC0"));
    std::fs::write(project.join("towns.csv"), "id,name\n1,Bern\n2,Chur\n").unwrap();
    let verified = relata(&project, &["dataset", "verify"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(told(&verified).contains("D002"), "{}", told(&verified));
    assert_eq!(
        relata(&project, &["dataset", "fetch"]).status.code(),
        Some(2)
    );
    assert_eq!(
        relata(&project, &["dataset", "fetch", "--update"])
            .status
            .code(),
        Some(0)
    );
    let unknown = relata(&project, &["dataset", "verify", "town"]);
    assert!(
        told(&unknown).contains("did you mean `towns`"),
        "{}",
        told(&unknown)
    );
}

const TWO: &str = "<http://e/a> <http://e/p> \"one\" .\n<http://e/b> <http://e/p> \"two\" .\n";

/// Adds the server as a dataset named `remote`.
fn remote(script: Vec<Reply>, file: &str) -> (tempfile::TempDir, std::path::PathBuf, Server) {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let server = Server::start(script);
    let added = relata(
        &project,
        &[
            "dataset",
            "add",
            "remote",
            &format!("{}/{file}", server.url),
        ],
    );
    assert_eq!(added.status.code(), Some(0), "{}", told(&added));
    assert!(server.asked().is_empty(), "fetched without being asked");
    (folder, project, server)
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_ended() {
    let half = TWO.len() / 2;
    let (_folder, project, server) = remote(
        vec![
            Box::new(move |_| {
                let mut reply = answer("200 OK", "ETag: \"v1\"\r\n", TWO);
                reply.truncate(reply.len() - (TWO.len() - half));
                reply
            }),
            Box::new(move |_| {
                let range = format!(
                    "ETag: \"v1\"\r\nContent-Range: bytes {half}-{}/{}\r\n",
                    TWO.len() - 1,
                    TWO.len()
                );
                answer("206 Partial Content", &range, &TWO[half..])
            }),
        ],
        "a.nt",
    );
    let broken = relata(&project, &["dataset", "fetch"]);
    assert_eq!(broken.status.code(), Some(3), "{}", told(&broken));
    assert!(
        told(&broken).contains("broke off after"),
        "{}",
        told(&broken)
    );
    assert!(!project.join("relata.lock").exists());
    let whole = relata(&project, &["dataset", "fetch"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    let lock = std::fs::read_to_string(project.join("relata.lock")).unwrap();
    assert!(
        lock.contains("triples = 2") && lock.contains("bytes = 68"),
        "{lock}"
    );
    let second = server.asked()[1].to_lowercase();
    assert!(
        second.contains(&format!("range: bytes={half}-")) && second.contains("if-range: \"v1\""),
        "{second}"
    );
    let left: Vec<_> = std::fs::read_dir(project.join(".relata/datasets"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn without_a_validator_a_download_begins_anew() {
    let (_folder, project, server) = remote(
        vec![
            Box::new(|_| {
                let mut reply = answer("200 OK", "", "<http://e/old> <http://e/p> \"one\" .\n....");
                reply.truncate(reply.len() - 4);
                reply
            }),
            always(answer("200 OK", "", TWO)),
        ],
        "a.nt",
    );
    assert_eq!(
        relata(&project, &["dataset", "fetch"]).status.code(),
        Some(3)
    );
    let whole = relata(&project, &["dataset", "fetch"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    assert!(!server.asked()[1].to_lowercase().contains("range:"));
    let got = std::fs::read_to_string(project.join(".relata/datasets/remote.nt")).unwrap();
    assert_eq!(got, TWO);
}

#[test]
fn what_a_bad_server_sends_is_told_and_nothing_is_pinned() {
    let gzip = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b' '; 20 << 20]).unwrap();
        packed.finish().unwrap()
    };
    let mut bomb = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        gzip.len()
    )
    .into_bytes();
    bomb.extend(gzip);
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        (
            "a.nt",
            answer("200 OK", "", "Error 500: too many queries\n"),
            "S0",
            "remote.nt",
        ),
        (
            "a.nt",
            answer("200 OK", "Content-Type: text/html\r\n", "<html>"),
            "D020",
            "web page",
        ),
        (
            "a.nt",
            answer("404 Not Found", "", ""),
            "D020",
            "answers 404",
        ),
        (
            "a.nt",
            answer("403 Forbidden", "", ""),
            "D020",
            "answers 403",
        ),
        (
            "a.nt",
            answer("429 Too Many Requests", "Retry-After: 900\r\n", ""),
            "D020",
            "busy",
        ),
        (
            "a.nt",
            answer("302 Found", "Location: /a.nt\r\n", ""),
            "D020",
            "redirects more than",
        ),
        (
            "a.nt",
            answer("302 Found", "Location: file:///etc/passwd\r\n", ""),
            "D020",
            "no http address",
        ),
        (
            "a.nt",
            answer("302 Found", "Location: http://localhost:1/a.nt\r\n", ""),
            "D020",
            "into this machine",
        ),
        (
            "a.nt",
            b"HTTP/1.1 200 OK\r\n\r\n<http://e/a> <http://e/b> <http://e/c> .\n".to_vec(),
            "D020",
            "whether it is all",
        ),
        ("a.nt.gz", bomb, "D014", "unpacks to more"),
        (
            "a.nt.gz",
            answer("200 OK", "", "no gzip"),
            "D014",
            "cannot be unpacked",
        ),
        (
            "a.csv",
            answer("200 OK", "", "a,b\n1\n"),
            "D010",
            "1 cells under 2 columns",
        ),
        ("a.json", answer("200 OK", "", "{\"a\": 1"), "D015", "EOF"),
        (
            "a.zip",
            answer("200 OK", "", "PK"),
            "D007",
            "names no format",
        ),
    ];
    for (file, reply, code, words) in cases {
        let (_folder, project, _server) = remote(vec![always(reply)], file);
        let fetched = relata(&project, &["dataset", "fetch"]);
        let said = told(&fetched);
        assert!(
            said.contains(code) && said.contains(words),
            "{words}: {said}"
        );
        assert_eq!(fetched.status.code(), Some(2), "{said}");
        assert!(!project.join("relata.lock").exists(), "{words}");
        let kept = project.join(".relata/datasets");
        let left = std::fs::read_dir(&kept).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{words}: {said}");
    }
}

#[test]
fn a_busy_server_is_asked_again_and_a_bad_update_leaves_the_old_file() {
    let (_folder, project, server) = remote(
        vec![
            always(answer("503 Service Unavailable", "Retry-After: 0\r\n", "")),
            always(answer("200 OK", "", TWO)),
            always(answer("200 OK", "", "<html>busy</html>")),
            always(answer(
                "200 OK",
                "",
                "<http://e/a> <http://e/p> \"three\" .\n",
            )),
        ],
        "a.nt",
    );
    let fetched = relata(&project, &["dataset", "fetch"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", told(&fetched));
    assert_eq!(server.asked().len(), 2);
    let file = project.join(".relata/datasets/remote.nt");
    assert_eq!(
        relata(&project, &["dataset", "fetch", "--update"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), TWO);
    assert_eq!(
        relata(&project, &["dataset", "verify"]).status.code(),
        Some(0)
    );
    // the file is gone, and the publisher has another one now: what was pinned is what is asked for
    std::fs::remove_file(&file).unwrap();
    let other = relata(&project, &["dataset", "fetch"]);
    assert!(told(&other).contains("D002"), "{}", told(&other));
    assert!(!file.exists());
}

#[test]
fn a_folder_of_yaml_is_a_dataset_and_a_misspelt_column_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::create_dir(project.join("lands")).unwrap();
    std::fs::write(
        project.join("lands/a.yml"),
        "name: Alpha\nnames: [A, Aleph]\n",
    )
    .unwrap();
    std::fs::write(project.join("lands/b.yml"), "name: Beta\n").unwrap();
    let mapping = "CONSTRUCT { ?s rdfs:label ?name ; skos:altLabel ?names } WHERE { BIND(IRI(CONCAT('http://e/', ?_file)) AS ?s) }";
    std::fs::write(project.join("lands.rq"), mapping).unwrap();
    let words = [
        "dataset",
        "add",
        "lands",
        "lands",
        "--format",
        "yaml",
        "--construct",
        "lands.rq",
    ];
    let added = relata(&project, &words);
    assert!(told(&added).contains("4 triples"), "{}", told(&added));
    std::fs::write(project.join("lands/c.yml"), "name: Gamma\n").unwrap();
    let verified = relata(&project, &["dataset", "verify"]);
    assert!(told(&verified).contains("D002"), "{}", told(&verified));
    std::fs::write(
        project.join("lands.rq"),
        mapping.replace("?names", "?nmaes"),
    )
    .unwrap();
    let misspelt = relata(&project, &["dataset", "fetch", "--update"]);
    assert!(
        told(&misspelt).contains("D016") && told(&misspelt).contains("did you mean `?names`"),
        "{}",
        told(&misspelt)
    );
    // the bytes are as pinned, the mapping is not: it is read again all the same
    let failing =
        "CONSTRUCT { ?s rdfs:label ?name } WHERE { BIND(IRI(CONCAT('no iri', ?_file)) AS ?s) }";
    std::fs::write(project.join("lands.rq"), failing).unwrap();
    let nothing = relata(&project, &["dataset", "fetch", "--update"]);
    assert!(told(&nothing).contains("D017"), "{}", told(&nothing));
    std::fs::write(project.join("lands/c.yml"), "name: [Gamma\n").unwrap();
    let broken = relata(&project, &["dataset", "fetch", "--update"]);
    assert!(
        told(&broken).contains("D015") && told(&broken).contains("lands/c.yml"),
        "{}",
        told(&broken)
    );
    let absent = relata(&project, &["dataset", "add", "no", "no.csv"]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(told(&absent).contains("nothing was changed"));
}

/// A project with two datasets: Turtle with a blank node, and a table, both pinned.
fn with_two_datasets(folder: &Path) -> std::path::PathBuf {
    let project = project(folder);
    let towns = "@prefix e: <http://e/> .\ne:bern e:name \"Bern\" ; e:at [ e:height 542 ] .\n";
    std::fs::write(project.join("towns.ttl"), towns).unwrap();
    std::fs::create_dir(project.join("lands")).unwrap();
    for (file, name) in [("lands/a.ttl", "Uri"), ("lands/b.ttl", "Zug")] {
        let text = format!(
            "@prefix e: <http://e/> .\n_:l e:name \"{name}\" .\ne:bern e:name \"Bern\" .\n"
        );
        std::fs::write(project.join(file), text).unwrap();
    }
    for words in [
        ["dataset", "add", "towns", "towns.ttl"].as_slice(),
        &["dataset", "add", "lands", "lands", "--format", "turtle"],
    ] {
        let added = relata(&project, words);
        assert_eq!(added.status.code(), Some(0), "{}", told(&added));
    }
    project
}

#[test]
fn a_dataset_is_asked_alone_or_beside_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let project = with_two_datasets(folder.path());
    let ask = |query: &str, more: &[&str]| {
        let asked = relata(&project, &[&["query", "-e", query], more].concat());
        (
            asked.status.code(),
            String::from_utf8_lossy(&asked.stdout).into_owned(),
            told(&asked),
        )
    };
    let names = "SELECT ?n { ?s <http://e/name> ?n } ORDER BY ?n";
    assert_eq!(ask(names, &[]).1, "?n\n");
    let (code, rows, _) = ask(names, &["--dataset", "towns"]);
    assert_eq!((code, rows.as_str()), (Some(0), "?n\n\"Bern\"\n"));
    // a statement of three files is one, and the blank nodes of two files are two
    let both = ["--dataset", "towns", "--dataset", "dataset:lands"];
    assert_eq!(ask(names, &both).1, "?n\n\"Bern\"\n\"Uri\"\n\"Zug\"\n");
    let count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    assert_eq!(ask(count, &both).1, "?n\n5\n");
    let things = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <http://e/name> ?o }";
    assert_eq!(ask(things, &["--dataset", "towns,lands"]).1, "?n\n3\n");
    let graphs =
        "SELECT (COUNT(*) AS ?n) { GRAPH <https://example.org/p/datasets/towns> { ?s ?p ?o } }";
    assert_eq!(ask(graphs, &both).1, "?n\n3\n");
    // beside the project
    std::fs::write(
        project.join("data/more.ttl"),
        "@prefix e: <http://e/> .\ne:me e:lives e:bern .\ne:bern e:name \"Bern\" .\n",
    )
    .unwrap();
    let joined = "SELECT ?who ?n { ?who <http://e/lives>/<http://e/name> ?n }";
    assert_eq!(
        ask(joined, &["--dataset", "towns", "--dataset", "project"]).1,
        "?who\t?n\n<http://e/me>\t\"Bern\"\n"
    );
    assert_eq!(ask(joined, &["--dataset", "towns"]).1, "?who\t?n\n");
    // a stored query, with a parameter that is a name of the dataset
    std::fs::write(
        project.join("queries/called.rq"),
        "#+ summary: What a thing is called\n#+ params:\n#+   thing: {type: iri}\nSELECT ?n { ?thing <http://e/name> ?n }\n",
    )
    .unwrap();
    let called = relata(
        &project,
        &[
            "query",
            "called",
            "thing=<http://e/bern>",
            "--dataset",
            "towns",
        ],
    );
    assert!(told(&called).contains("\"Bern\""), "{}", told(&called));
}

#[test]
fn a_dataset_that_cannot_be_asked_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = with_two_datasets(folder.path());
    let ask = |datasets: &str| {
        let words = ["query", "-e", "ASK {}", "--dataset", datasets];
        let asked = relata(&project, &words);
        (asked.status.code(), told(&asked))
    };
    let (code, said) = ask("town,land");
    assert_eq!(code, Some(2));
    assert!(
        said.contains("did you mean `towns`") && said.contains("did you mean `lands`"),
        "{said}"
    );
    let none = relata(&project, &["query", "--dataset", "towns"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(told(&none).contains("no query is given"), "{}", told(&none));
    std::fs::write(project.join("towns.ttl"), "<http://e/a> <http://e/b> 1 .").unwrap();
    std::fs::remove_dir_all(project.join("lands")).unwrap();
    let (code, said) = ask("towns,lands");
    assert_eq!(code, Some(2));
    assert!(said.contains("D002") && said.contains("D004"), "{said}");
    std::fs::remove_file(project.join("relata.lock")).unwrap();
    let (code, said) = ask("towns");
    assert_eq!(code, Some(0));
    assert!(said.contains("D003"), "{said}");
    let own = relata(&project, &["dataset", "add", "project", "towns.ttl"]);
    assert_eq!(own.status.code(), Some(2), "{}", told(&own));
}

#[test]
fn a_statement_of_two_files_of_the_project_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    for file in ["data/a.ttl", "data/b.ttl"] {
        std::fs::write(project.join(file), "<http://e/a> <http://e/p> 2 .\n").unwrap();
    }
    for (query, wanted) in [
        ("SELECT (SUM(?o) AS ?n) { ?s <http://e/p> ?o }", "?n\n2\n"),
        (
            "SELECT (SUM(?o) AS ?n) { GRAPH ?g { ?s <http://e/p> ?o } }",
            "?n\n4\n",
        ),
    ] {
        let asked = relata(&project, &["query", "-e", query]);
        assert_eq!(String::from_utf8_lossy(&asked.stdout), wanted, "{query}");
    }
}

/// The first half of a file, from a server that names this state of it.
fn half(state: &str) -> Reply {
    let state = format!("ETag: \"{state}\"\r\n");
    Box::new(move |_| {
        let mut reply = answer("200 OK", &state, TWO);
        reply.truncate(reply.len() - TWO.len() / 2);
        reply
    })
}

#[test]
fn a_file_that_changed_while_it_was_fetched_begins_anew() {
    // the server heeds If-Range and sends the new file whole
    let (_folder, project, _server) = remote(
        vec![
            half("v1"),
            always(answer("200 OK", "ETag: \"v2\"\r\n", TWO)),
        ],
        "a.nt",
    );
    assert_eq!(
        relata(&project, &["dataset", "fetch"]).status.code(),
        Some(3)
    );
    let whole = relata(&project, &["dataset", "fetch"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    let got = std::fs::read_to_string(project.join(".relata/datasets/remote.nt")).unwrap();
    assert_eq!(got, TWO);
    // the server does not heed it, and sends the rest of another file
    let rest = TWO.len() - TWO.len() / 2;
    let range = format!(
        "ETag: \"v2\"\r\nContent-Range: bytes {rest}-{}/{}\r\n",
        TWO.len() - 1,
        TWO.len()
    );
    let (_folder, project, server) = remote(
        vec![
            half("v1"),
            always(answer("206 Partial Content", &range, &TWO[rest..])),
            always(answer("200 OK", "ETag: \"v2\"\r\n", TWO)),
        ],
        "a.nt",
    );
    assert_eq!(
        relata(&project, &["dataset", "fetch"]).status.code(),
        Some(3)
    );
    let mixed = relata(&project, &["dataset", "fetch"]);
    assert_eq!(mixed.status.code(), Some(2));
    assert!(
        told(&mixed).contains("changed since its download began"),
        "{}",
        told(&mixed)
    );
    assert!(!project.join(".relata/datasets/remote.nt").exists());
    let whole = relata(&project, &["dataset", "fetch"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    assert!(!server.asked()[2].to_lowercase().contains("range:"));
}

#[test]
fn what_a_server_packs_to_send_it_is_unpacked_and_a_packed_file_is_left_as_it_is() {
    for (file, reply) in [
        ("a.nt", packed("", TWO)),
        ("a.nt.gz", packed("", TWO)),
        (
            "a.nt",
            packed("Content-Type: application/n-triples\r\n", TWO),
        ),
    ] {
        let (_folder, project, _server) = remote(vec![always(reply)], file);
        let fetched = relata(&project, &["dataset", "fetch"]);
        assert_eq!(fetched.status.code(), Some(0), "{}", told(&fetched));
        assert!(told(&fetched).contains("2 triples"), "{}", told(&fetched));
        let verified = relata(&project, &["dataset", "verify"]);
        assert_eq!(verified.status.code(), Some(0), "{}", told(&verified));
        let kept = std::fs::read(project.join(format!(".relata/datasets/remote.{}", &file[2..])));
        assert_eq!(kept.unwrap() == TWO.as_bytes(), file == "a.nt");
    }
    let (_folder, project, _server) = remote(
        vec![always(answer("200 OK", "Content-Encoding: zstd\r\n", "x"))],
        "a.nt",
    );
    let refused = told(&relata(&project, &["dataset", "fetch"]));
    assert!(refused.contains("packed as `zstd`"), "{refused}");
}

#[test]
fn a_silent_server_is_given_up_and_what_came_is_kept() {
    let mut head = answer("200 OK", "ETag: \"v1\"\r\n", TWO);
    head.truncate(head.len() - 10);
    let url = silent_after(head);
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let words = ["dataset", "add", "remote", &format!("{url}/a.nt")];
    assert_eq!(relata(&project, &words).status.code(), Some(0));
    let given_up = relata(&project, &["dataset", "fetch", "--timeout", "0.4"]);
    assert_eq!(given_up.status.code(), Some(3));
    let said = told(&given_up);
    assert!(
        said.contains("nothing came for 0.4 s") && said.contains("ask again to go on"),
        "{said}"
    );
    let part = std::fs::read_to_string(project.join(".relata/datasets/remote.nt.part")).unwrap();
    assert_eq!(part, TWO[..TWO.len() - 10]);
}

/// What a dataset says of linked things; of others only what was asked for.
#[test]
fn facts_are_of_linked_things_and_of_what_leads_to_them_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(
        project.join("league.ttl"),
        "@prefix l: <http://l.example/> .\nl:league l:name \"League\" ; l:seat l:bern .\nl:uri l:name \"Uri\" ; l:people 37000 ; l:memberOf l:league .\nl:lyon l:name \"Lyon\" ; l:ally l:league .\n",
    )
    .unwrap();
    let words = ["dataset", "add", "league", "league.ttl"];
    assert_eq!(relata(&project, &words).status.code(), Some(0));
    std::fs::create_dir_all(project.join("links")).unwrap();
    std::fs::write(
        project.join("links/league.sssom.tsv"),
        "#curie_map:\n#  ent: \"https://example.org/p/entity/\"\n#  l: \"http://l.example/\"\n#  semapv: \"https://w3id.org/semapv/vocab/\"\n#  skos: \"http://www.w3.org/2004/02/skos/core#\"\n#mapping_set_id: \"https://example.org/p/links/league\"\n#license: \"https://creativecommons.org/licenses/by/4.0/\"\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tmapping_date\nent:league\tskos:exactMatch\tl:league\tsemapv:ManualMappingCuration\tme\t2026-01-01\n",
    )
    .unwrap();
    let facts = |options: &[&str]| {
        let mut all = vec!["dataset", "facts", "league"];
        all.extend(options);
        let run = relata(&project, &all);
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let plain = facts(&[]);
    assert!(plain.contains("League"), "{plain}");
    for absent in ["Uri", "37000", "Lyon", "bern"] {
        assert!(!plain.contains(absent), "{absent}: {plain}");
    }
    let members = facts(&["--leading", "http://l.example/memberOf"]);
    for (word, there) in [
        ("League", true),
        ("Uri", true),
        ("memberOf", true),
        ("37000", false),
        ("Lyon", false),
    ] {
        assert_eq!(members.contains(word), there, "{word}: {members}");
    }
    // the head says how to write the file anew
    assert!(
        members.contains("facts league --leading http://l.example/memberOf`"),
        "{members}"
    );
}
