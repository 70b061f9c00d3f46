//! The rules of `relata check`: each is explained, each speaks where its fault is, and who does not want it says so.

use super::command::{relata, root};
use relata::check::{all_rules, check_files, explain};
use relata::diagnostic::Source;
use relata::turtle::Format;
use std::collections::BTreeSet;
use std::path::Path;

fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            // what stands behind the tests of a file are no findings
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for part in text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .flat_map(|line| line.split('"'))
            {
                let mut letters = part.chars();
                let is_code = part.len() == 4
                    && letters.next().is_some_and(|c| c.is_ascii_uppercase())
                    && letters.all(|c| c.is_ascii_digit());
                if is_code {
                    found.insert(part.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_code_the_program_can_print_is_explained_and_no_other() {
    let mut printed = BTreeSet::new();
    codes(&root().join("src"), &mut printed);
    let explained: BTreeSet<String> = all_rules().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(printed, explained);
    for rule in all_rules() {
        assert!(
            !rule.text.is_empty() && !rule.summary.ends_with('.'),
            "{}",
            rule.code
        );
    }
    assert!(explain("s010").unwrap().text.contains("Wrong:"));
    assert_eq!(explain("X999"), None);
}

/// The Turtle examples that stand alone: what is called wrong is found under its code, what is called right is not.
#[test]
fn the_examples_of_syntax_rules_are_as_they_say() {
    let head = "@prefix : <http://e/> .\n@prefix ent: <http://e/ent/> .\n@prefix rlt: <https://w3id.org/relata/ns#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix schema: <https://schema.org/> .\n";
    let mut tried = 0;
    for rule in all_rules().filter(|rule| rule.code.starts_with('S')) {
        let blocks: Vec<&str> = rule
            .text
            .split("```turtle\n")
            .skip(1)
            .filter_map(|rest| rest.split("\n```").next())
            .collect();
        let [wrong, right] = blocks[..] else { continue };
        let format = match rule.code {
            "S025" => [Format::Turtle, Format::TriG],
            "S031" => [Format::NTriples, Format::NTriples],
            _ => [Format::Turtle, Format::Turtle],
        };
        // fragments of a statement get what they lack
        let whole = |text: &str| match text {
            text if text.starts_with('"') => format!("{head}:a :b {text} ."),
            text if text.starts_with("rdfs:label") => format!("{head}:a {text} ."),
            text if rule.code == "S013" || rule.code == "S031" => text.to_owned(),
            text => format!("{head}{text}"),
        };
        let found = |text: &str, format| -> Vec<&'static str> {
            check_files(&[(Source::new("x", whole(text)), format)])
                .findings
                .iter()
                .map(|finding| finding.code)
                .filter(|code| code.starts_with('S'))
                .collect()
        };
        assert!(
            found(wrong, format[0]).contains(&rule.code),
            "{}: {:?}",
            rule.code,
            found(wrong, format[0])
        );
        assert_eq!(found(right, format[1]), [""; 0], "{}", rule.code);
        tried += 1;
    }
    assert!(tried >= 18, "{tried}");
}

/// Twenty faults, each alone in a copy of the article's project; what is told is kept word for word.
#[test]
fn faults_of_the_articles_own_files_are_told_as_recorded() {
    let seeded =
        std::fs::read_to_string(root().join("tests/golden/diagnostics/seeded.txt")).unwrap();
    let accept = std::env::var_os("RELATA_ACCEPT").is_some();
    let mut written = String::new();
    for part in seeded.split("\n=== ").skip(1) {
        let (head, told) = part.split_once("\n---\n").unwrap_or((part, ""));
        let mut lines = head.lines();
        let title = lines.next().unwrap();
        let mut field = || {
            let (_, value) = lines.next().unwrap().split_once(':').unwrap();
            value
                .strip_prefix(' ')
                .unwrap_or(value)
                .replace("\\n", "\n")
        };
        let (file, before, after) = (field(), field(), field());
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "ontology", "queries", "tests", "relata.toml"] {
            copy(&root().join(name), &folder.path().join(name));
        }
        let path = folder.path().join(&file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text.matches(before.as_str()).count(),
            1,
            "{title}: `{before}` in {file}"
        );
        std::fs::write(&path, text.replace(before.as_str(), &after)).unwrap();
        let run = relata(folder.path(), &["check", "--width", "110", "-q"]);
        let now = String::from_utf8_lossy(&run.stderr).trim().to_owned();
        assert!(!now.is_empty(), "{title} is not found");
        written.push_str(&format!("\n=== {}\n---\n{now}\n", head.trim_end()));
        if !accept {
            assert_eq!(now, told.trim(), "{title}");
        }
    }
    let head = seeded.split("\n=== ").next().unwrap();
    if accept {
        std::fs::write(
            root().join("tests/golden/diagnostics/seeded.txt"),
            format!("{head}{written}"),
        )
        .unwrap();
    }
    assert_eq!(written.matches("\n=== ").count(), 20);
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            if name != "golden" && name != "suite" {
                copy(&from.join(&name), &to.join(&name));
            }
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

#[test]
fn findings_are_told_to_programs_and_let_go_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let head = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
    std::fs::write(
        here.join("a.ttl"),
        format!("{head}<http://e/a> rdfs:lable \"x\" .\n"),
    )
    .unwrap();
    std::fs::write(
        here.join("b.ttl"),
        format!("{head}#! allow V002 the source has it so\n<http://e/a> rdfs:lable \"x\" .\n#! allow V005 nothing here\n<http://e/a> rdfs:label \"y\" .\n"),
    )
    .unwrap();
    let out = |words: &[&str]| {
        let run = relata(here, words);
        (
            run.status.code(),
            String::from_utf8_lossy(&run.stdout).into_owned(),
            String::from_utf8_lossy(&run.stderr).into_owned(),
        )
    };
    let (code, short, _) = out(&["check", "a.ttl", "--message-format", "short"]);
    assert_eq!(
        (code, short.as_str()),
        (
            Some(0),
            "a.ttl:2:14: warning[V002]: the vocabulary has no `rdfs:lable`\n"
        )
    );
    assert_eq!(out(&["check", "a.ttl", "--deny", "warnings"]).0, Some(1));
    let (_, json, _) = out(&["check", "a.ttl", "--message-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["code"], &json["labels"][0]["line"]),
        (&"V002".into(), &2.into())
    );
    let (_, sarif, _) = out(&["check", "a.ttl", "--message-format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startColumn"],
        14
    );
    let (_, github, _) = out(&["check", "a.ttl", "--message-format", "github"]);
    assert!(
        github.starts_with("::warning file=a.ttl,line=2,col=14,title=V002::"),
        "{github}"
    );
    assert_eq!(
        out(&[
            "check",
            "a.ttl",
            "--allow",
            "V",
            "--message-format",
            "short"
        ])
        .1,
        ""
    );
    assert!(
        out(&["check", "a.ttl", "--rule", "V0002"])
            .2
            .contains("did you mean `V002`?")
    );
    let (_, allowed, _) = out(&["check", "b.ttl", "--message-format", "short"]);
    assert_eq!(
        allowed,
        "b.ttl:4:1: warning[P010]: `V005` is allowed here, and nothing of the kind is found\n"
    );
    assert!(out(&["explain", "V002"]).1.contains("rdfs:lable"));
    assert!(
        out(&["explain", "V0002"])
            .2
            .contains("did you mean `V002`?")
    );
}

#[test]
fn what_is_sure_is_mended_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(
        here.join("r.md"),
        "# Rivers\n\nThe Rhine’s ice held in 1929. It broke.\n",
    )
    .unwrap();
    assert!(
        relata(here, &["new", "rivers", "--text", "r.md"])
            .status
            .success()
    );
    let project = here.join("rivers");
    let path = project.join("data/claims.ttl");
    let head = std::fs::read_to_string(&path).unwrap();
    let claim = ":c01a a rlt:Claim ; rdfs:label \"cafe\u{301}\"@en ; rlt:anchor :s01 ; rlt:quote \"The Rhine's … 1929\" ;\n    rlt:claimant ent:author ; rlt:modality rlt:asserted ; rlt:certainty rlt:certain ; rlt:polarity rlt:affirmed ; rlt:content sit:ice .\nsit:ice a rlt:State ; rdfs:label \"ice\"@en ; rlt:kind kind:quality ; rlt:subject ent:author ; dcterms:description \"x\" .\n";
    std::fs::write(&path, format!("\u{FEFF}{head}{claim}")).unwrap();
    let before = relata(&project, &["check"]);
    assert_eq!(before.status.code(), Some(1));
    let run = relata(&project, &["check", "--fix"]);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(0), "{told}");
    for code in ["A002", "H004", "H005", "S013"] {
        assert!(told.contains(&format!(" {code}: ")), "{code}: {told}");
    }
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(
        now.contains("\"The Rhine’s … 1929\"")
            && now.contains("\"café\"@en")
            && now.contains("@prefix dcterms:"),
        "{now}"
    );
    let again = relata(&project, &["check", "--fix"]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("Mended"));
    // a year that the text does not have is told
    std::fs::write(
        &path,
        now.replace(
            "dcterms:description \"x\"",
            "dcterms:description \"x\" ; rlt:time \"1928\"^^edtf:EDTF",
        ),
    )
    .unwrap();
    let year = relata(&project, &["check", "--message-format", "short"]);
    assert!(String::from_utf8_lossy(&year.stdout).contains("warning[A009]: 1928 stands neither"));
    // a misspelt name is never guessed
    std::fs::write(&path, now.replace("ent:author", "ent:auhtor")).unwrap();
    assert_eq!(relata(&project, &["check", "--fix"]).status.code(), Some(1));
}

/// What SARIF 2.1.0 (OASIS, its schema) asks of the objects that are written, by the property that holds them: the
/// properties that must be there, and those that may.
const SARIF: &[(&str, &str, &str)] = &[
    ("", "runs version", "$schema"),
    ("runs", "results tool", "columnKind"),
    ("tool", "driver", ""),
    ("driver", "name", "version rules"),
    ("rules", "id", "shortDescription help"),
    ("shortDescription", "text", ""),
    ("help", "text", "markdown"),
    (
        "results",
        "message",
        "ruleId ruleIndex level locations relatedLocations fixes",
    ),
    ("message", "text", ""),
    ("locations", "", "physicalLocation message"),
    ("relatedLocations", "", "physicalLocation message"),
    ("physicalLocation", "artifactLocation", "region"),
    ("artifactLocation", "uri", ""),
    ("region", "startLine", "startColumn endLine endColumn"),
    (
        "deletedRegion",
        "startLine",
        "startColumn endLine endColumn",
    ),
    ("fixes", "artifactChanges", "description"),
    ("description", "text", ""),
    ("artifactChanges", "artifactLocation replacements", ""),
    ("replacements", "deletedRegion", "insertedContent"),
    ("insertedContent", "text", ""),
];

fn is_sarif(name: &str, value: &serde_json::Value, seen: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(object) => {
            let (_, must, may) = SARIF.iter().find(|(known, ..)| *known == name).unwrap();
            seen.insert(name.to_owned());
            for key in must.split_whitespace() {
                assert!(object.contains_key(key), "{name} lacks {key}");
            }
            for (key, inner) in object {
                let mut known = must.split_whitespace().chain(may.split_whitespace());
                assert!(known.any(|known| known == key), "{name} has {key}");
                is_sarif(key, inner, seen);
            }
        }
        serde_json::Value::Array(list) => {
            list.iter().for_each(|inner| is_sarif(name, inner, seen));
        }
        serde_json::Value::Number(number) => {
            let least = u64::from(name != "ruleIndex");
            assert!(number.as_u64() >= Some(least), "{name} is {number}");
        }
        serde_json::Value::String(text) if name == "uri" => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
            assert!(text.chars().all(plain), "{text}");
        }
        serde_json::Value::String(text) if name == "level" => {
            assert!(["none", "note", "warning", "error"].contains(&text.as_str()));
        }
        _ => {}
    }
}

#[test]
fn sarif_is_as_its_schema_has_it_and_annotations_are_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let name = "a,b: c%.ttl";
    let text = "\u{FEFF}@prefix : <http://e/> .\n@prefix : <http://f/> .\n:a :b \"cafe\u{301}\" ; :c \"\u{202E}\" .\n";
    std::fs::write(folder.path().join(name), text).unwrap();
    let out = |format: &str| {
        let run = relata(folder.path(), &["check", name, "--message-format", format]);
        String::from_utf8(run.stdout).unwrap()
    };
    let log: serde_json::Value = serde_json::from_str(&out("sarif")).unwrap();
    let mut seen = BTreeSet::new();
    is_sarif("", &log, &mut seen);
    let all: BTreeSet<String> = SARIF.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(seen, all);
    assert_eq!(log["version"], "2.1.0");
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let first = out("json").lines().next().unwrap().to_owned();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert!(first.get("fix").is_some(), "{first}");
    for line in out("github").lines() {
        let (head, message) = line[2..].split_once("::").unwrap();
        assert!(head.contains("file=a%2Cb%3A c%25.ttl,line="), "{line}");
        assert!(
            !message.contains('\u{202E}') && !message.is_empty(),
            "{line}"
        );
    }
}
