//! `relata dataset`: external datasets, named and pinned.

use crate::arguments::DatasetCommand;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::report;
use crate::terminal::Terminal;
use relata::diagnostic::{Source, any_error};
use relata::external::{self, Lock, State, Wanted};
use relata::link::facts::facts;
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
        } => {
            let fields = [
                ("query", query),
                ("records", records),
                ("title", title),
                ("license", license),
                ("publisher", publisher),
                ("format", format),
                ("construct", construct),
            ];
            add(project, name, source, &fields, terminal)
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
            let (text, count) = facts(project, name, &only, &leading).map_err(outside)?;
            match output {
                None => terminal.data(&text)?,
                Some(path) => {
                    write_atomically(&project.root.join(path), text.as_bytes())?;
                    terminal.say("Wrote", &format!("{count} facts to {}", path.display()));
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
    fields: &[(&str, &Option<String>)],
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
            text.push_str(&format!("{key} = {}\n", toml_string(value)));
        }
    }
    if !is_endpoint && !external::is_remote(source) && !project.root.join(source).exists() {
        return Err(Failure::Usage(
            format!("no file or folder `{source}`, so nothing was changed"),
            "a source is named relative to the project; `https://…` is fetched".into(),
        ));
    }
    Manifest::parse(&Source::new(relata::project::MANIFEST_FILE, text.as_str()))
        .map_err(Failure::Findings)?;
    let path = project.root.join(relata::project::MANIFEST_FILE);
    write_atomically(&path, text.as_bytes())?;
    let changed = Project::open(&project.root)
        .map_err(|missing| crate::failure::missing(missing, &project.root))?;
    terminal.say("Added", &format!("dataset {name}"));
    if is_endpoint || external::is_remote(source) {
        terminal.hint(&format!(
            "`relata dataset fetch {name}` fetches and pins it"
        ));
        return Ok(Verdict::Yes);
    }
    fetch(&changed, Some(name), Wanted::default(), terminal)
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
