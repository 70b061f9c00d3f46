//! `relata check`: everything that can be wrong, in one pass.

use crate::arguments::{Check, Deny, Global, MessageFormat};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use crate::{messages, report};
use relata::check::{Profile, Report, check, check_files, mend, unknown_rule};
use relata::diagnostic::{Diagnostic, Source, any_error};
use relata::project::write_atomically;
use relata::turtle::Format;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Checks the project, or the files that are named, and tells all findings.
pub fn run(arguments: &Check, global: &Global, terminal: &mut Terminal) -> Outcome {
    let unknown: Vec<Diagnostic> = arguments
        .rule
        .iter()
        .chain(&arguments.allow)
        .filter_map(|code| unknown_rule(code))
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::Findings(unknown));
    }
    if arguments.watch {
        return watch(arguments, global, terminal);
    }
    if arguments.fix {
        // mending one fault can bring the next to light
        for _ in 0..8 {
            let (checked, profile) = look(arguments, global)?;
            if !write_mended(
                &profile.apply(checked.findings),
                arguments,
                global,
                terminal,
            )? {
                break;
            }
        }
    }
    once(arguments, global, terminal)
}

/// Checks once and tells what is found.
fn once(arguments: &Check, global: &Global, terminal: &mut Terminal) -> Outcome {
    let (mut checked, profile) = look(arguments, global)?;
    checked.findings = profile.apply(checked.findings);
    let findings = &checked.findings;
    match arguments.message_format {
        MessageFormat::Human => report::findings(terminal, findings),
        MessageFormat::Short => terminal.data(&messages::short(findings))?,
        MessageFormat::Json => terminal.data(&messages::json(findings))?,
        MessageFormat::Sarif => terminal.data(&messages::sarif(findings))?,
        MessageFormat::Github => terminal.data(&messages::github(findings))?,
    }
    summary(&checked, arguments.files.is_empty(), terminal);
    Ok(if any_error(findings) {
        Verdict::No
    } else {
        Verdict::Yes
    })
}

/// What is found, and what it counts as.
fn look(arguments: &Check, global: &Global) -> Result<(Report, Profile), Failure> {
    let (checked, mut profile) = if arguments.files.is_empty() {
        let project = super::project(global)?;
        let (profile, mut faults) = Profile::of_manifest(&project.manifest.check, &project.source);
        let mut checked = check(&project)?;
        checked.findings.append(&mut faults);
        (checked, profile)
    } else {
        (named(arguments, global)?, Profile::default())
    };
    for code in &arguments.rule {
        profile.only(code);
    }
    for code in &arguments.allow {
        profile.allow(code);
    }
    if arguments.deny == Some(Deny::Warnings) {
        profile.deny_warnings();
    }
    Ok((checked, profile))
}

/// Writes the files whose findings carry a change; false where none does.
fn write_mended(
    findings: &[Diagnostic],
    arguments: &Check,
    global: &Global,
    terminal: &mut Terminal,
) -> Result<bool, Failure> {
    let root = if arguments.files.is_empty() {
        super::project(global)?.root
    } else {
        super::directory(global)?
    };
    let mended = mend(findings);
    for file in &mended {
        write_atomically(&root.join(&file.source.name), file.text.as_bytes())?;
        for (code, line, message) in &file.done {
            terminal.say(
                "Mended",
                &format!("{}:{line} {code}: {message}", file.source.name),
            );
        }
    }
    Ok(!mended.is_empty())
}

/// Checks whenever a file of the project, or one of those named, is another than before.
fn watch(arguments: &Check, global: &Global, terminal: &mut Terminal) -> Outcome {
    let state = || -> Result<Vec<(PathBuf, Option<SystemTime>)>, Failure> {
        let paths = if arguments.files.is_empty() {
            watched(&super::project(global)?.root)
        } else {
            let here = super::directory(global)?;
            arguments.files.iter().map(|file| here.join(file)).collect()
        };
        Ok(paths
            .into_iter()
            .map(|path| {
                let changed = std::fs::metadata(&path)
                    .and_then(|known| known.modified())
                    .ok();
                (path, changed)
            })
            .collect())
    };
    loop {
        let before = state()?;
        match once(arguments, global, terminal) {
            // a fault in the manifest may be mended in a moment
            Err(Failure::Findings(findings)) => report::findings(terminal, &findings),
            Err(failure) => return Err(failure),
            Ok(_) => {}
        }
        terminal.hint("waiting for a change; Ctrl-C ends");
        while state().is_ok_and(|now| now == before) {
            std::thread::sleep(Duration::from_millis(40));
        }
    }
}

/// The manifest and everything in the folders that are checked.
fn watched(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.join("relata.toml")];
    let mut open: Vec<PathBuf> = ["ontology", "data", "links", "queries", "tests", "text"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let most = 100_000;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && found.len() < most {
                open.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Checks files by themselves.
fn named(arguments: &Check, global: &Global) -> Result<Report, Failure> {
    let mut sources = Vec::new();
    for file in &arguments.files {
        let format = file
            .extension()
            .and_then(|extension| Format::from_extension(extension.to_str()?))
            .ok_or_else(|| {
                Failure::Usage(
                    format!("`{}` is in no format that is checked", file.display()),
                    "files end in `.ttl`, `.trig`, `.nt` or `.nq`; `relata convert` reads others"
                        .into(),
                )
            })?;
        let text = super::read_rdf(&super::path(global, file))?;
        sources.push((Source::new(file.to_string_lossy(), text), format));
    }
    Ok(check_files(&sources))
}

fn summary(checked: &Report, whole: bool, terminal: &mut Terminal) {
    let count = |number: usize, word: &str| {
        format!("{number} {word}{}", if number == 1 { "" } else { "s" })
    };
    let mut looked = vec![
        count(checked.files, "file"),
        count(checked.triples, "triple"),
    ];
    if whole {
        looked.push(count(checked.claims, "claim"));
        looked.push(count(checked.shapes, "shape"));
        looked.push(match checked.queries {
            1 => "1 stored query".to_owned(),
            many => format!("{many} stored queries"),
        });
    }
    terminal.say("Checked", &looked.join(", "));
    if let Some((resolved, all)) = checked.quotations {
        terminal.say(
            "Quotations",
            &format!("{resolved} of {all} quotations and hedges found in the text"),
        );
    }
    for unchecked in &checked.unchecked {
        terminal.say("Not checked", unchecked);
    }
}
