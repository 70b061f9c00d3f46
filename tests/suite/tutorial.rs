//! The README's tutorial, run as written: every `sh` block, one shell, an empty folder, nothing but the binary.

use super::command::root;
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
