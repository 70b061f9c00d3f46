//! `relata fmt`: Turtle and TriG laid out in one way.

use crate::arguments::{Fmt, Global};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::diagnostic::{Diagnostic, Source};
use relata::project::write_atomically;
use relata::turtle::{Format, format};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lays out the files, or prints what would change.
pub fn run(arguments: &Fmt, global: &Global, terminal: &mut Terminal) -> Outcome {
    if arguments.files.iter().any(|file| file.as_os_str() == "-") {
        return standard_input(arguments, terminal);
    }
    let (root, files) = if arguments.files.is_empty() {
        let project = super::project(global)?;
        let files = project.rdf_files()?;
        (project.root, files)
    } else {
        (super::directory(global)?, arguments.files.clone())
    };
    let named = !arguments.files.is_empty();
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut changed: Vec<(PathBuf, Arc<Source>, String)> = Vec::new();
    let mut count = 0;
    for file in &files {
        let Some(kind) = kind(file) else {
            if named {
                return Err(Failure::Usage(
                    format!("`{}` is neither Turtle nor TriG", file.display()),
                    "files end in `.ttl` or `.trig`; N-Triples have one layout only".into(),
                ));
            }
            continue;
        };
        count += 1;
        let text = super::read_rdf(&root.join(file))?;
        let source = Source::new(file.to_string_lossy().replace('\\', "/"), text);
        match format(&source, kind) {
            Err(found) => faults.extend(found),
            Ok(text) if text != source.text => changed.push((root.join(file), source, text)),
            Ok(_) => {}
        }
    }
    for (path, source, text) in &changed {
        if arguments.check {
            terminal.data(&patch(source, text))?;
        } else {
            write_atomically(path, text.as_bytes())?;
            terminal.say("Laid out", &source.name);
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Findings(faults));
    }
    let verb = if arguments.check {
        "would change"
    } else {
        "changed"
    };
    terminal.say(
        "Formatted",
        &format!(
            "{count} file{}, {} {verb}",
            if count == 1 { "" } else { "s" },
            changed.len()
        ),
    );
    Ok(if arguments.check && !changed.is_empty() {
        Verdict::No
    } else {
        Verdict::Yes
    })
}

fn standard_input(arguments: &Fmt, terminal: &mut Terminal) -> Outcome {
    if arguments.files.len() > 1 {
        return Err(Failure::Usage(
            "`-` stands alone".into(),
            "lay out files in another run".into(),
        ));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(relata::turtle::read::MAX_FILE as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| {
            Failure::Usage(
                format!("cannot read standard input: {error}"),
                "it must be UTF-8".into(),
            )
        })?;
    let source = Source::new("<stdin>", text);
    // TriG is Turtle with more
    let laid_out = format(&source, Format::TriG).map_err(Failure::Findings)?;
    if arguments.check {
        let same = laid_out == source.text;
        terminal.data(&if same {
            String::new()
        } else {
            patch(&source, &laid_out)
        })?;
        return Ok(if same { Verdict::Yes } else { Verdict::No });
    }
    terminal.data(&laid_out)?;
    Ok(Verdict::Yes)
}

fn kind(file: &Path) -> Option<Format> {
    match Format::from_extension(file.extension()?.to_str()?)? {
        kind @ (Format::Turtle | Format::TriG) => Some(kind),
        Format::NTriples | Format::NQuads => None,
    }
}

/// The change as a unified diff, which `patch -p1` and `git apply` take.
fn patch(source: &Source, text: &str) -> String {
    // the shortest patch of two long texts could take for ever; after this one a longer patch is good enough
    similar::TextDiff::configure()
        .timeout(std::time::Duration::from_secs(1))
        .diff_lines(source.text.as_str(), text)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{}", source.name), &format!("b/{}", source.name))
        .to_string()
}
