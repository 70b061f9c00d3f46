//! Every rule by example: each file of `tests/fixtures/rules/` holds a fault and, word for word, what is said of it.
//!
//! A fixture is named after its code. Its first lines say what was done; then come, in any number,
//!
//! ```text
//! in rivers                 the fault is seeded into a small right project, `tests/fixtures/rules/rivers/`
//! >>> NAME                  a file with the lines that follow
//! >>> NAME escaped          with `\u{202E}` for a character, `\x{FF}` for a byte and `*{300 a}` for repetition
//! >>> NAME size 5           a file of so many zero bytes
//! +++ NAME                  lines behind those of a file that is there
//! @@@ NAME                  a change: the words behind `- ` stand there once, and those behind `+ ` take their place
//! $ relata check a.ttl      a command; what the last one says is compared
//! === 1                     its exit code, and below it all it says
//! ```
//!
//! `RELATA_ACCEPT=1 cargo test --test suite fixtures::` writes what is said now; read it before it is committed.

use super::command::{relata, root};
use relata::check::all_rules;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Rules that have no fixture, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("L005", "it takes a table of more than 4 GiB"),
    (
        "S040",
        "it guards against a fault of the formatter itself, and none is known",
    ),
];

fn folder() -> PathBuf {
    root().join("tests/fixtures/rules")
}

/// The fixtures by name.
fn fixtures() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "case") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.insert(name, std::fs::read_to_string(path).unwrap());
        }
    }
    found
}

#[test]
fn every_rule_has_a_fixture() {
    let fixtures = fixtures();
    let shown: BTreeSet<&str> = fixtures.keys().map(|name| &name[..4]).collect();
    let without: BTreeSet<&str> = WITHOUT.iter().map(|(code, _)| *code).collect();
    let wanted: BTreeSet<&str> = all_rules()
        .map(|rule| rule.code)
        .filter(|code| "SVCAQLTPH".contains(&code[..1]) && !without.contains(code))
        .collect();
    let missing: Vec<_> = wanted.difference(&shown).collect();
    assert!(missing.is_empty(), "no fixture: {missing:?}");
    let unknown: Vec<_> = shown.difference(&wanted).collect();
    assert!(unknown.is_empty(), "fixtures of no rule: {unknown:?}");
}

#[test]
fn every_fixture_is_told_as_recorded() {
    let rivers = tempfile::tempdir().unwrap();
    make_rivers(rivers.path());
    let rivers = rivers.path().join("rivers");
    let accept = std::env::var_os("RELATA_ACCEPT").is_some();
    let all: Vec<(String, String)> = fixtures().into_iter().collect();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = all
            .chunks(all.len().div_ceil(2))
            .map(|half| scope.spawn(|| half.iter().filter_map(|one| differs(one, &rivers, accept))))
            .map(|handle| handle.join().unwrap().collect::<Vec<_>>())
            .collect();
        halves.into_iter().flatten().collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The right project that faults are seeded into.
fn make_rivers(folder: &Path) {
    let from = self::folder().join("rivers");
    std::fs::copy(from.join("text.md"), folder.join("text.md")).unwrap();
    let made = relata(folder, &["new", "rivers", "--text", "text.md"]);
    assert!(made.status.success());
    for part in ["claims.ttl", "entities.ttl"] {
        let path = folder.join("rivers/data").join(part);
        let whole = std::fs::read_to_string(&path).unwrap();
        let more = std::fs::read_to_string(from.join(part)).unwrap();
        std::fs::write(path, whole + &more).unwrap();
    }
    let project = folder.join("rivers");
    relata(&project, &["anchor"]);
    let checked = relata(&project, &["check", "-q"]);
    let told = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert_eq!(checked.status.code(), Some(0), "{told}");
}

/// What differs between a fixture and what is said now; nothing where it was rewritten.
fn differs((name, text): &(String, String), rivers: &Path, accept: bool) -> Option<String> {
    let (head, recorded) = text.split_once("\n=== ").unwrap_or((text.trim_end(), ""));
    let folder = tempfile::tempdir().unwrap();
    let said = play(head, folder.path(), rivers);
    let code = &name[..4];
    if !said.contains(&format!("[{code}]")) {
        return Some(format!("{name} does not show {code}:\n{said}"));
    }
    if accept {
        let path = self::folder().join(format!("{name}.case"));
        std::fs::write(path, format!("{head}\n=== {said}")).unwrap();
        return None;
    }
    (said != recorded).then(|| format!("{name}: now\n{said}\nrecorded\n{recorded}"))
}

/// Does what a fixture says in a folder; the exit code of the last command and what it said.
fn play(head: &str, folder: &Path, rivers: &Path) -> String {
    let mut said = String::new();
    let mut lines = head.lines().peekable();
    while let Some(line) = lines.next() {
        let mut body = || {
            let mut body = String::new();
            while let Some(line) = lines.next_if(|line| !is_mark(line)) {
                body.push_str(line);
                body.push('\n');
            }
            body
        };
        if line == "in rivers" {
            copy(rivers, folder);
        } else if let Some(name) = line.strip_prefix(">>> ") {
            let body = body();
            let (name, how) = name.split_once(' ').unwrap_or((name, ""));
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match how.strip_prefix("size ") {
                Some(size) => {
                    let file = std::fs::File::create(path).unwrap();
                    file.set_len(size.parse().unwrap()).unwrap();
                }
                None if how == "escaped" => std::fs::write(path, unescape(&body)).unwrap(),
                None => std::fs::write(path, body).unwrap(),
            }
        } else if let Some(name) = line.strip_prefix("+++ ") {
            let path = folder.join(name);
            let whole = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, whole + &body()).unwrap();
        } else if let Some(name) = line.strip_prefix("@@@ ") {
            let path = folder.join(name);
            let whole = std::fs::read_to_string(&path).unwrap();
            let body = body();
            let part = |sign: &str| {
                let lines = body.lines().filter_map(|line| line.strip_prefix(sign));
                lines.collect::<Vec<_>>().join("\n")
            };
            let (before, after) = (part("- "), part("+ "));
            assert_eq!(whole.matches(&before).count(), 1, "`{before}` in {name}");
            std::fs::write(path, whole.replace(&before, &after)).unwrap();
        } else if let Some(words) = line.strip_prefix("$ relata ") {
            let mut words = divide(words);
            words.extend(["-q".to_owned(), "--width".to_owned(), "100".to_owned()]);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let run = relata(folder, &words);
            said = format!(
                "{}\n{}{}",
                run.status.code().unwrap(),
                String::from_utf8_lossy(&run.stdout),
                String::from_utf8_lossy(&run.stderr)
            );
        }
    }
    said
}

fn is_mark(line: &str) -> bool {
    [">>> ", "+++ ", "@@@ ", "$ "]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// The words of a command; what stands between single quotes is one.
fn divide(words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, part) in words.split('\'').enumerate() {
        if number % 2 == 1 {
            found.push(part.to_owned());
        } else {
            found.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    found
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '*']) {
        bytes.extend(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let inside = |rest: &str| rest.find('}').map(|end| (rest[3..end].to_owned(), end + 1));
        let taken = if rest.starts_with("\\u{") {
            inside(rest).map(|(hex, end)| {
                let character = char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap();
                bytes.extend(character.to_string().into_bytes());
                end
            })
        } else if rest.starts_with("\\x{") {
            inside(rest).map(|(hex, end)| {
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                end
            })
        } else if rest.starts_with("*{") {
            rest.find('}').map(|end| {
                let (times, what) = rest[2..end].split_once(' ').unwrap();
                bytes.extend(what.repeat(times.parse().unwrap()).into_bytes());
                end + 1
            })
        } else {
            None
        };
        let taken = taken.unwrap_or_else(|| {
            bytes.push(rest.as_bytes()[0]);
            1
        });
        rest = &rest[taken..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
