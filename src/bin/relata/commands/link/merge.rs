//! `relata link merge`: the linksets of shards put together.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::linkset::merge::merge;
use relata::link::task::read_linkset;
use relata::project::write_atomically;
use relata::sssom;
use std::path::{Path, PathBuf};

/// Merges what shards wrote; judgements of the spec's own linkset stay.
pub fn run(
    setting: &Setting,
    spec: &str,
    shards: &[PathBuf],
    output: Option<&Path>,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let mut sets = Vec::new();
    for shown in shards {
        let path = setting.directory.join(shown);
        if !path.is_file() {
            return Err(Failure::Usage(
                format!("`{}` is no file", shown.display()),
                "`relata link run SPEC --shard I/N` writes one".into(),
            ));
        }
        let shown = shown.to_string_lossy().into_owned();
        let set = read_linkset(&path, &shown).map_err(outside)?;
        sets.push((shown, set));
    }
    let _held = task.hold()?;
    let own = task.record().map_err(outside)?;
    let digest = relata::text::sha256(&task.source.text);
    let merged = merge(&own, &sets, &digest, task.spec.cardinality().once()[1])
        .map_err(Failure::Findings)?;
    let text = sssom::write(&merged);
    match output {
        Some(path) if path == Path::new("-") => terminal.data(&text)?,
        other => {
            let path =
                other.map_or_else(|| task.linkset.clone(), |path| setting.directory.join(path));
            write_atomically(&path, text.as_bytes())?;
            terminal.say(
                "Wrote",
                &format!("{} rows to {}", merged.mappings.len(), path.display()),
            );
            terminal.hint("the files of the shards are not needed any more");
        }
    }
    Ok(Verdict::Yes)
}
