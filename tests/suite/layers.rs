//! A module uses only layers below its own; the terminal alone prints; the pinned reader stays in its file.

use std::path::{Path, PathBuf};

/// Lowest first, as ARCHITECTURE.md draws them.
const LAYERS: &[&[&str]] = &[
    &["diagnostic", "parallel"],
    &["text", "turtle", "dataset", "sssom", "serve"],
    &["project", "ontology", "store", "convert"],
    &["query", "export", "shacl", "diff", "external"],
    &["check", "competency", "show", "link"],
    &["reconcile"],
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

#[test]
fn a_module_uses_only_lower_layers() {
    let mut seen = 0;
    for (name, text) in all() {
        let module = name.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = layer(module) else { continue };
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for part in line.split("crate::").skip(1) {
                let used = part
                    .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .next()
                    .unwrap_or_default();
                let Some(other) = layer(used) else { continue };
                seen += 1;
                assert!(
                    other <= own,
                    "src/{name}:{}: `{module}` uses `{used}`, which is above it",
                    number + 1
                );
            }
        }
    }
    assert!(
        seen > 20,
        "the test reads the tree wrongly: {seen} uses found"
    );
}

#[test]
fn only_the_terminal_prints_and_only_one_file_names_the_pinned_reader() {
    for (name, text) in all() {
        if name != "bin/relata/terminal.rs" {
            let prints = ["println!", "eprintln!", "print!("];
            assert!(
                !prints.iter().any(|print| text.contains(print)),
                "src/{name} prints"
            );
        }
        // one place listens, and one fetches
        if name != "serve/listen.rs" {
            assert!(
                !text.contains("TcpListener") && !text.contains("TcpStream"),
                "src/{name} opens a socket"
            );
        }
        if name != "turtle/read.rs" {
            assert!(
                !text.contains("rio_turtle::"),
                "src/{name} names rio_turtle"
            );
        }
        if !name.starts_with("store/") {
            assert!(
                !text.contains("store::Store::new"),
                "src/{name} makes an Oxigraph store"
            );
        }
    }
}
