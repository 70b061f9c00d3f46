//! `relata link stats`: how many links are accepted, open and rejected; shards count when they are merged.

use super::Setting;
use crate::failure::{Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::task::{ENDING, FOLDER, read_linkset};
use relata::sssom::{State, judgements};

/// Counts one linkset, or all of the project.
pub fn run(setting: &Setting, spec: Option<&str>, terminal: &mut Terminal) -> Outcome {
    let mut paths = Vec::new();
    match (spec, &setting.project) {
        (Some(spec), _) => {
            let task = setting.task(spec)?;
            paths.push((task.name.clone(), task.linkset));
        }
        (None, Some(project)) => {
            let folder = project.root.join(FOLDER);
            if folder.is_dir() {
                for entry in std::fs::read_dir(folder)? {
                    let path = entry?.path();
                    let name = path
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned())
                        .unwrap_or_default();
                    if let Some(name) = name.strip_suffix(ENDING) {
                        paths.push((name.to_owned(), path));
                    }
                }
            }
            paths.sort();
        }
        (None, None) => {}
    }
    for (name, path) in paths {
        let set = read_linkset(&path, &format!("{name}{ENDING}")).map_err(outside)?;
        if set.shard().is_some() {
            continue;
        }
        let judged = judgements(&set);
        let count = |state| {
            judged
                .pairs
                .values()
                .filter(|(known, _)| *known == state)
                .count()
        };
        let people = set
            .mappings
            .iter()
            .filter(|mapping| mapping.is_judgement())
            .count();
        terminal.data(&format!(
            "{name}\taccepted {}\topen {}\trejected {}\tnothing found {}\tjudgements {people}\n",
            count(State::Accepted),
            count(State::Open),
            count(State::Rejected),
            judged.nothing_found.len()
        ))?;
    }
    Ok(Verdict::Yes)
}
