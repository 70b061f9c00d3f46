//! `relata dataset`: external datasets, named and pinned.
//!
//! What cannot be read is not added, and what is taken out leaves nothing behind in the lock file.

use crate::arguments::DatasetCommand;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::report;
use crate::terminal::Terminal;
use relata::diagnostic::{Diagnostic, Source, any_error};
use relata::external::{self, Lock, State, Wanted};
use relata::link::linkset::facts::facts;
use relata::project::{Manifest, Project, is_dataset_name, write_atomically};
use relata::query::parameter;
use std::time::Duration;

/// Adds, fetches, verifies or lists.
pub fn run(command: &DatasetCommand, project: &Project, terminal: &mut Terminal) -> Outcome {
    match command {
        DatasetCommand::Add {
            name,
            source,
            license,
            publisher,
            title,
            format,
            construct,
            query,
            records,
            delimiter,
            encoding,
            split,
        } => {
            let fields = [
                ("delimiter", delimiter),
                ("encoding", encoding),
                ("query", query),
                ("records", records),
                ("title", title),
                ("license", license),
                ("publisher", publisher),
                ("format", format),
                ("construct", construct),
            ];
            add(project, name, source, (&fields, split), terminal)
        }
        DatasetCommand::Fetch {
            name,
            update,
            timeout,
        } => {
            let wanted = Wanted {
                update: *update,
                silence: timeout.map(silence).transpose()?,
            };
            fetch(project, name.as_deref(), wanted, terminal)
        }
        DatasetCommand::Verify { name } => verify(project, name.as_deref(), terminal),
        DatasetCommand::Remove { name } => remove(project, name, terminal),
        DatasetCommand::List => list(project, terminal),
        DatasetCommand::Facts {
            name,
            only,
            leading,
            output,
        } => {
            let properties = |written: &[String]| {
                written
                    .iter()
                    .map(|written| parameter::iri(written, &project.prefixes()))
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|(message, help)| Failure::Usage(message, help))
            };
            let (only, leading) = (properties(only)?, properties(leading)?);
            let facts = facts(project, name, &only, &leading).map_err(outside)?;
            report::findings(terminal, facts.doubt.as_slice());
            match output {
                None => terminal.data(&facts.text)?,
                Some(path) => {
                    write_atomically(&project.root.join(path), facts.text.as_bytes())?;
                    let wrote = format!("{} facts to {}", facts.count, path.display());
                    terminal.say("Wrote", &wrote);
                }
            }
            Ok(Verdict::Yes)
        }
    }
}

fn add(
    project: &Project,
    name: &str,
    source: &str,
    (fields, split): (&[(&str, &Option<String>)], &[String]),
    terminal: &mut Terminal,
) -> Outcome {
    if !is_dataset_name(name) {
        return Err(Failure::Usage(
            format!("`{name}` is not a dataset's name"),
            "lower-case letters, digits and `-`, a letter first; `project` is the project itself"
                .into(),
        ));
    }
    if project.manifest.datasets.contains_key(name) {
        return Err(Failure::Usage(
            format!("`relata.toml` has a dataset `{name}` already"),
            "change it there, or take another name".into(),
        ));
    }
    let is_endpoint = fields
        .iter()
        .any(|(key, value)| *key == "query" && value.is_some());
    let key = if is_endpoint { "endpoint" } else { "source" };
    let mut text = project.source.text.clone();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&format!(
        "\n[datasets.{name}]\n{key} = {}\n",
        toml_string(source)
    ));
    for (key, value) in fields {
        if let Some(value) = value {
            // a shell has no easy way to write a tab
            let is_tab = *key == "delimiter" && value == "\\t";
            let value = if is_tab { "\t" } else { value };
            text.push_str(&format!("{key} = {}\n", toml_string(value)));
        }
    }
    if !split.is_empty() {
        text.push_str(&format!("split = {{ {} }}\n", split_columns(split)?));
    }
    if !is_endpoint && !external::is_remote(source) && !project.root.join(source).exists() {
        return Err(Failure::Usage(
            format!("no file or folder `{source}`, so nothing was changed"),
            "a source is named relative to the project; `https://…` is fetched".into(),
        ));
    }
    let changed = with_manifest(project, &text)?;
    let is_here = !is_endpoint && !external::is_remote(source);
    if is_here {
        // what cannot be read is not added
        fetch(&changed, Some(name), Wanted::default(), terminal)?;
    }
    let path = project.root.join(relata::project::MANIFEST_FILE);
    write_atomically(&path, text.as_bytes())?;
    terminal.say("Added", &format!("dataset {name}"));
    if !is_here {
        terminal.hint(&format!(
            "`relata dataset fetch {name}` fetches and pins it"
        ));
    }
    Ok(Verdict::Yes)
}

/// The project as it would be with that manifest.
fn with_manifest(project: &Project, text: &str) -> Result<Project, Failure> {
    let source = Source::new(relata::project::MANIFEST_FILE, text);
    Ok(Project {
        root: project.root.clone(),
        manifest: Manifest::parse(&source).map_err(Failure::Findings)?,
        source,
    })
}

/// `COLUMN=SIGN` as the inside of a TOML table.
fn split_columns(written: &[String]) -> Result<String, Failure> {
    let mut columns = Vec::new();
    for written in written {
        let Some((column, sign)) = written.split_once('=').filter(|(_, sign)| !sign.is_empty())
        else {
            return Err(Failure::Usage(
                format!("`--split {written}` names no column and sign"),
                "such as `--split 'names=|'`".into(),
            ));
        };
        columns.push(format!("{} = {}", toml_string(column), toml_string(sign)));
    }
    Ok(columns.join(", "))
}

/// Takes a dataset out of the manifest and the lock file.
fn remove(project: &Project, name: &str, terminal: &mut Terminal) -> Outcome {
    let mut lock = Lock::read(project).map_err(outside)?;
    let is_named = project.manifest.datasets.contains_key(name);
    let was_pinned = lock.remove(name);
    if !is_named && !was_pinned {
        let unknown = external::entry(project, name).err();
        return Err(Failure::Findings(unknown.into_iter().collect()));
    }
    for spec in relata::link::linkset::findings::names(project)? {
        let task = relata::link::task::Task::read(Some(project), &project.root, &spec);
        if task.is_ok_and(|task| {
            [&task.spec.source, &task.spec.target]
                .iter()
                .any(|side| side.dataset.as_deref() == Some(name))
        }) {
            terminal.warn(&format!("links/{spec}.toml reads `{name}`"));
        }
    }
    if is_named {
        let text = without(&project.source.text, name);
        let mut wanted: Vec<&String> = project.manifest.datasets.keys().collect();
        wanted.retain(|known| *known != name);
        if !with_manifest(project, &text)
            .is_ok_and(|changed| changed.manifest.datasets.keys().eq(wanted))
        {
            return Err(Failure::Usage(
                format!("`{name}` is not written as a table `[datasets.{name}]`"),
                "take it out of `relata.toml` by hand; nothing was changed".into(),
            ));
        }
        let path = project.root.join(relata::project::MANIFEST_FILE);
        write_atomically(&path, text.as_bytes())?;
    }
    if was_pinned {
        lock.write(project)?;
    }
    terminal.say("Removed", &format!("dataset {name}; its files stay"));
    Ok(Verdict::Yes)
}

/// A manifest without the tables of a dataset; comments before the next table stay.
fn without(text: &str, name: &str) -> String {
    let (mut kept, mut held) = (String::new(), String::new());
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with('[') {
            let head = bare.trim_start_matches('[');
            let own = format!("datasets.{name}");
            let rest = head.strip_prefix(&own);
            let was_inside = is_inside;
            is_inside = rest.is_some_and(|rest| rest.starts_with([']', '.']));
            if was_inside && !is_inside {
                kept.push_str(match kept.ends_with("\n\n") {
                    true => held.trim_start(),
                    false => &held,
                });
            }
            held.clear();
        } else if is_inside && (bare.is_empty() || bare.starts_with('#')) {
            held.push_str(line);
            continue;
        } else if is_inside {
            held.clear();
        }
        if !is_inside {
            kept.push_str(line);
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push('\n');
    kept
}

fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn chosen<'a>(project: &'a Project, name: Option<&'a str>) -> Result<Vec<&'a str>, Failure> {
    match name {
        Some(name) => {
            external::entry(project, name).map_err(|finding| Failure::Findings(vec![finding]))?;
            Ok(vec![name])
        }
        None => Ok(project
            .manifest
            .datasets
            .keys()
            .map(String::as_str)
            .collect()),
    }
}

fn fetch(
    project: &Project,
    name: Option<&str>,
    wanted: Wanted,
    terminal: &mut Terminal,
) -> Outcome {
    let (mut findings, mut failed) = (Vec::new(), None);
    for name in chosen(project, name)? {
        let is_endpoint =
            external::entry(project, name).is_ok_and(|entry| entry.endpoint.is_some());
        let mut told = 0;
        let result = {
            let mut progress = |have: u64, all: Option<u64>| {
                if is_endpoint {
                    let of = all.map_or_else(String::new, |all| format!(" of {all}"));
                    terminal.say("Recording", &format!("{name}: {have}{of} rows"));
                    return;
                }
                let mebibytes = have >> 20;
                if mebibytes >= told + 16 {
                    told = mebibytes;
                    let of = all.map_or_else(String::new, |all| format!(" of {}", all >> 20));
                    terminal.say("Fetching", &format!("{name}: {mebibytes}{of} MiB"));
                }
            };
            external::fetch(project, name, &super::today(), wanted, &mut progress)
        };
        match result {
            Ok(pinned) => terminal.say(
                "Pinned",
                &format!(
                    "{name}: {} bytes, {} triples or rows, sha256 {}",
                    pinned.bytes, pinned.triples, pinned.sha256
                ),
            ),
            Err(external::Failure::Findings(more)) => findings.extend(more),
            // the others may still come
            Err(failure) => {
                let failure = outside(failure);
                match &mut failed {
                    None => failed = Some(failure),
                    Some(_) => terminal.warn(&format!("{name} could not be fetched either")),
                }
            }
        }
    }
    if let Some(failed) = failed {
        report::findings(terminal, &findings);
        return Err(failed);
    }
    if findings.is_empty() {
        Ok(Verdict::Yes)
    } else {
        Err(Failure::Findings(findings))
    }
}

fn silence(seconds: f64) -> Result<Duration, Failure> {
    let given = Duration::try_from_secs_f64(seconds).ok();
    given
        .filter(|given| !given.is_zero() && *given < Duration::from_secs(1_000_000))
        .ok_or_else(|| {
            Failure::Usage(
                format!("`{seconds}` seconds are no time-out"),
                "give seconds above 0 and below a million".into(),
            )
        })
}

fn verify(project: &Project, name: Option<&str>, terminal: &mut Terminal) -> Outcome {
    let lock = Lock::read(project).map_err(outside)?;
    let mut findings = Vec::new();
    let mut same = 0;
    let chosen = chosen(project, name)?;
    for name in &chosen {
        let state = external::state(project, name, &lock).map_err(outside)?;
        same += usize::from(state == State::Same);
        findings.extend(external::finding(project, name, &state, &lock));
    }
    for pinned in lock
        .datasets
        .iter()
        .filter(|pinned| name.is_none() && !project.manifest.datasets.contains_key(&pinned.name))
    {
        let (name, lock) = (&pinned.name, external::LOCK_FILE);
        findings.push(
            Diagnostic::warning(
                "D023",
                format!("`{lock}` pins `{name}`, which `relata.toml` does not name"),
            )
            .help(format!(
                "`relata dataset remove {name}` takes it out of the lock file"
            )),
        );
    }
    report::findings(terminal, &findings);
    terminal.say(
        "Verified",
        &format!(
            "{same} of {} datasets are as they were pinned",
            chosen.len()
        ),
    );
    Ok(if any_error(&findings) {
        Verdict::No
    } else {
        Verdict::Yes
    })
}

fn list(project: &Project, terminal: &mut Terminal) -> Outcome {
    let lock = Lock::read(project).map_err(outside)?;
    for (name, entry) in &project.manifest.datasets {
        let state = match external::state(project, name, &lock).map_err(outside)? {
            State::Same => "pinned",
            State::Changed(_) => "changed",
            State::Remapped => "read differently",
            State::Unpinned(_) => "not pinned",
            State::Absent(_) => "not here",
        };
        let triples = lock
            .find(name)
            .map_or_else(String::new, |pinned| pinned.triples.to_string());
        let license = entry.license.as_deref().unwrap_or("no licence said");
        terminal.data(&format!(
            "{name}\t{state}\t{triples}\t{license}\t{}\n",
            entry.endpoint.as_ref().unwrap_or(&entry.source)
        ))?;
    }
    Ok(Verdict::Yes)
}
