//! A project as it was at a git revision: its files, taken out of the repository into a folder that goes away again.

use crate::failure::Failure;
use relata::project::Project;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path};
use std::process::{Command, Stdio};

/// The folders and files that make a project.
const PARTS: &[&str] = &[
    "relata.toml",
    "ontology",
    "data",
    "links",
    "queries",
    "tests",
];

/// Takes a revision out of the repository that the project lies in.
pub fn checkout(
    project: &Project,
    revision: &str,
) -> Result<(Project, tempfile::TempDir), Failure> {
    let unknown = || {
        Failure::Usage(
            format!("`{revision}` is neither a file nor a revision of this project"),
            "for example `HEAD~1`, a branch, a tag, a commit; `NAME:` is always a revision".into(),
        )
    };
    // a name that git could take for a flag is none
    let verified = git(
        &project.root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{tree}}"),
        ],
    )?;
    let tree = verified.ok_or_else(unknown)?;
    let tree = tree.trim();
    let prefix = git(&project.root, &["rev-parse", "--show-prefix"])?.ok_or_else(unknown)?;
    let prefix = prefix.trim_end_matches('\n');
    let mut words = vec!["ls-tree", "-r", "-z", "--name-only", tree, "--"];
    words.extend(PARTS);
    let listed = git(&project.root, &words)?.unwrap_or_default();
    let names: Vec<String> = listed
        .split('\0')
        .filter(|name| is_safe(name))
        .map(str::to_owned)
        .collect();
    let folder = tempfile::tempdir()?;
    write_blobs(&project.root, tree, prefix, &names, folder.path())?;
    let old = Project::open(folder.path()).map_err(|_| {
        Failure::Usage(
            format!("`{revision}` holds no project that can be read"),
            "`relata diff` compares states that have a `relata.toml`".into(),
        )
    })?;
    Ok((old, folder))
}

/// True for a name that stays inside the folder it is written to.
fn is_safe(name: &str) -> bool {
    !name.is_empty()
        && !name.contains('\n')
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// What git says; nothing where it refuses.
fn git(directory: &Path, words: &[&str]) -> Result<Option<String>, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(words)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| anyhow::anyhow!("cannot run git: {error}"))?;
    Ok(output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Writes the files of a tree below a folder, all in one call of git.
fn write_blobs(
    root: &Path,
    tree: &str,
    prefix: &str,
    names: &[String],
    folder: &Path,
) -> Result<(), Failure> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut asked), Some(told)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Failure::Machine(anyhow::anyhow!("git has no streams")));
    };
    let mut told = BufReader::new(told);
    std::thread::scope(|scope| -> Result<(), Failure> {
        scope.spawn(move || {
            for name in names {
                // a git that ended early shows in what it told
                let _ = writeln!(asked, "{tree}:{prefix}{name}");
            }
        });
        for name in names {
            let mut head = String::new();
            told.read_line(&mut head)?;
            let mut words = head.split_whitespace();
            let size: usize = match (words.next(), words.next(), words.next().map(str::parse)) {
                (_, Some("blob"), Some(Ok(size))) => size,
                _ => continue,
            };
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut file = std::fs::File::create(path)?;
            let copied = std::io::copy(&mut told.by_ref().take(size as u64), &mut file)?;
            if copied != size as u64 {
                return Err(Failure::Machine(anyhow::anyhow!(
                    "git ended in the middle of `{name}`"
                )));
            }
            told.read_exact(&mut [0])?;
        }
        Ok(())
    })?;
    child.wait()?;
    Ok(())
}
