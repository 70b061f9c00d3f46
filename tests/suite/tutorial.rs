//! What the documents show a newcomer, done as written: the README's tutorial (every `sh` block, one shell, an empty folder, nothing
//! but the binary) and the project that the page on encoding is about.

use super::command::{relata, root};
use std::path::Path;
use std::process::Command;

#[test]
fn the_tutorial_of_the_readme_runs_as_written() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let script: Vec<&str> = readme
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(script.len() >= 3, "the README has lost its tutorial");
    let folder = tempfile::tempdir().unwrap();
    let binaries = Path::new(env!("CARGO_BIN_EXE_relata")).parent().unwrap();
    let path = format!(
        "{}:{}",
        binaries.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let run = Command::new("sh")
        .args(["-e", "-x", "-c", &script.concat()])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    let (out, log) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{out}\n{log}");
    assert!(out.contains("freezing of the Rhine"), "{out}");
    let second = Command::new(env!("CARGO_BIN_EXE_relata"))
        .arg("test")
        .current_dir(folder.path().join("rivers"))
        .output()
        .unwrap();
    assert!(second.status.success(), "the project passes afterwards");
}

/// What stands between a line that opens a block and the end of that block, for each such block of a page.
fn blocks<'a>(page: &'a str, opening: &str) -> Vec<&'a str> {
    page.split(opening)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn the_page_on_encoding_makes_a_project_that_passes() {
    let page = std::fs::read_to_string(root().join("docs/encoding.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let text = blocks(&page, "```text\n");
    std::fs::write(folder.path().join("mill.md"), text[0]).unwrap();
    let run = |directory: &Path, words: &[&str]| {
        let run = relata(directory, words);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{words:?}: {said}");
        (String::from_utf8(run.stdout).unwrap(), said)
    };
    run(folder.path(), &["new", "harn", "--text", "mill.md"]);
    let project = folder.path().join("harn");
    let examples = blocks(&page, "```turtle\n# ");
    assert!(examples.len() > 5, "the page has lost its examples");
    assert_eq!(
        examples.len(),
        page.matches("```turtle").count(),
        "each example says first which file it belongs to"
    );
    for example in examples {
        let (file, turtle) = example.split_once('\n').unwrap();
        let file = project.join(file);
        let old = std::fs::read_to_string(&file).unwrap_or_default();
        std::fs::write(&file, format!("{old}\n{turtle}")).unwrap();
    }
    run(&project, &["anchor"]);
    let (_, said) = run(&project, &["check", "--deny", "warnings"]);
    assert!(said.contains("10 claims"), "{said}");
    for (query, answer) in [
        ("causes", "loan of the town"),
        ("reported", "The weir will break by 2020"),
        ("quantities", "pounds"),
        ("timeline", "building of the mill"),
        ("vocabulary", "reopening"),
    ] {
        let (rows, _) = run(&project, &["query", query]);
        assert!(rows.contains(answer), "{query}: {rows}");
    }
}

/// Every time that the page on encoding shows is one.
#[test]
fn the_times_on_the_page_on_encoding_are_edtf() {
    let page = std::fs::read_to_string(root().join("docs/encoding.md")).unwrap();
    let (_, table) = page.split_once("## Times").unwrap();
    let (table, _) = table.split_once("```").unwrap();
    let times: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("rlt:time"))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|time| *time != "/..")
        .collect();
    assert!(times.len() > 15, "{times:?}");
    for time in times {
        assert!(time.parse::<edtf_core::Edtf>().is_ok(), "{time}");
    }
}
