//! `relata link merge`: the linksets of shards put together.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::merge::merge;
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
    for path in shards {
        let path = setting.directory.join(path);
        if !path.is_file() {
            return Err(Failure::Usage(
                format!("no file `{}`", path.display()),
                "name the linksets that the shards wrote".into(),
            ));
        }
        let name = path
            .file_name()
            .map(|name| {
                name.to_string_lossy()
                    .trim_end_matches(".sssom.tsv")
                    .to_owned()
            })
            .unwrap_or_default();
        sets.push(read_linkset(&path, &name).map_err(outside)?);
    }
    let _held = task.hold()?;
    let own = task.record().map_err(outside)?;
    let merged = merge(&own, &sets, task.spec.one_to_one)
        .map_err(|finding| Failure::Findings(vec![finding]))?;
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
        }
    }
    Ok(Verdict::Yes)
}
