//! Datasets: added, pinned, found changed; fetched in pieces from a server that breaks off.

use super::command::relata;
use std::io::{Read, Write};
use std::path::Path;

fn told(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn project(folder: &Path) -> std::path::PathBuf {
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

/// Answers each request in turn: the first breaks off in the middle, the second sends what was asked for.
fn serve(body: &'static [u8]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for number in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0u8; 4096];
            let read = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..read]).to_lowercase();
            let from: usize = request
                .split("range: bytes=")
                .nth(1)
                .and_then(|rest| rest.split('-').next())
                .and_then(|number| number.parse().ok())
                .unwrap_or(0);
            let head = if from > 0 {
                format!(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{}/{}\r\nContent-Length: {}\r\n\r\n",
                    body.len() - 1,
                    body.len(),
                    body.len() - from
                )
            } else {
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len())
            };
            let end = if number == 0 {
                body.len() / 2
            } else {
                body.len()
            };
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body[from..end]).unwrap();
        }
    });
    format!("http://{address}/a.nt")
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let url = serve(b"<http://e/a> <http://e/p> \"one\" .\n<http://e/b> <http://e/p> \"two\" .\n");
    let added = relata(&project, &["dataset", "add", "remote", &url]);
    assert_eq!(added.status.code(), Some(0), "{}", told(&added));
    assert!(
        !project.join(".relata").exists(),
        "fetched without being asked"
    );
    let broken = relata(&project, &["dataset", "fetch"]);
    assert_eq!(broken.status.code(), Some(3), "{}", told(&broken));
    assert!(!project.join("relata.lock").exists());
    let whole = relata(&project, &["dataset", "fetch"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    let lock = std::fs::read_to_string(project.join("relata.lock")).unwrap();
    assert!(
        lock.contains("triples = 2") && lock.contains("bytes = 68"),
        "{lock}"
    );
}
