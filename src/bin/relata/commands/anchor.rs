//! `relata anchor`: finds the passages of a text, and carries their names over where the text changed.

use crate::arguments::{Anchor, Global};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use oxrdf::{NamedOrBlankNode, Term};
use relata::ontology::rlt;
use relata::project::{
    Graphs, MENTIONS_FILE, PASSAGES_FILE, Project, TextState, mentions_file, passages_file,
    write_atomically,
};
use relata::text::{Fate, passages, reanchor, sha256};

/// Writes `data/passages.ttl` and `data/mentions.ttl`, and the text's measures into the manifest.
pub fn run(arguments: &Anchor, global: &Global, terminal: &mut Terminal) -> Outcome {
    let project = super::project(global)?;
    let text = match &arguments.file {
        Some(file) => super::read_text(&super::path(global, file))?,
        None => match project.text()? {
            TextState::Attached(attached) | TextState::Changed(attached, _) => attached.text,
            TextState::None | TextState::Absent(_) => {
                return Err(Failure::Usage(
                    "no text is attached".into(),
                    "`relata anchor FILE`, or `relata text attach FILE` first".into(),
                ));
            }
        },
    };
    let Some(manifest) = &project.manifest.text else {
        return Err(Failure::Usage(
            "`relata.toml` has no `[text]`".into(),
            "add `[text]` with `file = \"text/article.md\"`".into(),
        ));
    };
    let graphs = super::graphs(&project)?;
    let old = project.known_passages(&graphs);
    let mut new = passages(&text, &manifest.abbreviations);
    let changes = reanchor(&old, &mut new);
    for change in changes
        .iter()
        .filter(|change| !matches!(change.fate, Fate::Kept | Fate::Moved) && !old.is_empty())
    {
        let verb = match change.fate {
            Fate::Kept | Fate::Moved => continue,
            Fate::Changed => "Changed",
            Fate::Lost => "Lost",
            Fate::New => "New",
        };
        let standing = match change.fate {
            Fate::Lost => claims_in(&project, &graphs, &change.name),
            _ => Vec::new(),
        };
        if standing.is_empty() {
            terminal.say(verb, &change.name);
        } else {
            terminal.say(verb, &format!("{}: {} here", change.name, stand(&standing)));
        }
    }
    let count = |fate| changes.iter().filter(|change| change.fate == fate).count();
    let summary = format!(
        "{} passages: {} kept, {} moved, {} changed, {} lost, {} new",
        new.len(),
        count(Fate::Kept),
        count(Fate::Moved),
        count(Fate::Changed),
        count(Fate::Lost),
        count(Fate::New)
    );
    if old.is_empty() && graphs.quads().any(|quad| quad.predicate == rlt::ANCHOR) {
        terminal.warn(&format!(
            "claims name passages already, and `{PASSAGES_FILE}` had none: compare each anchor with its quotation (`relata check`)"
        ));
    }
    let lost = count(Fate::Lost);
    if lost * 2 > old.len() && !arguments.accept_loss && !arguments.dry_run {
        return Err(Failure::Usage(
            format!(
                "this text has lost {lost} of the {} known passages; nothing was written",
                old.len()
            ),
            "is it the right file? `--dry-run` tells what would change, `--accept-loss` writes it all the same".into(),
        ));
    }
    if arguments.dry_run {
        terminal.say("Would write", &summary);
        return Ok(Verdict::Yes);
    }
    write_atomically(
        &project.root.join(PASSAGES_FILE),
        passages_file(&project, &new).as_bytes(),
    )?;
    write_atomically(&project.root.join(&manifest.file), text.as_bytes())?;
    record(&project, &text)?;
    let project = Project::open(&project.root)
        .map_err(|error| crate::failure::missing(error, &project.root))?;
    let graphs = super::graphs(&project)?;
    write_atomically(
        &project.root.join(MENTIONS_FILE),
        mentions_file(&project, &graphs, &text).as_bytes(),
    )?;
    terminal.say("Anchored", &summary);
    Ok(Verdict::Yes)
}

/// The claims that stand in a passage, by their names.
fn claims_in(project: &Project, graphs: &Graphs, passage: &str) -> Vec<String> {
    let passage = Term::from(project.name(passage));
    let anchored = graphs
        .quads()
        .filter(|quad| quad.predicate == rlt::ANCHOR && quad.object == passage);
    let mut names: Vec<String> = anchored
        .map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => format!("`{}`", project.shorten(node.as_str())),
            NamedOrBlankNode::BlankNode(_) => "a claim without a name".to_owned(),
        })
        .collect();
    names.sort();
    names
}

/// `a stands`, `a and b stand`.
fn stand(names: &[String]) -> String {
    match names {
        [one] => format!("{one} stands"),
        _ => format!("{} stand", names.join(", ")),
    }
}

/// Writes length and digest of the text into the manifest, where they differ, and leaves the rest of it as it is.
fn record(project: &Project, text: &str) -> Result<(), Failure> {
    let manifest = &project.source.text;
    let mut lines: Vec<String> = manifest.lines().map(str::to_owned).collect();
    let section = lines.iter().position(|line| line.trim() == "[text]");
    let Some(section) = section else {
        return Ok(());
    };
    for (key, value) in [
        ("length", text.chars().count().to_string()),
        ("sha256", format!("\"{}\"", sha256(text))),
    ] {
        let end = lines[section + 1..]
            .iter()
            .position(|line| line.starts_with('['))
            .map_or(lines.len(), |at| section + 1 + at);
        let known = (section + 1..end).find(|at| {
            lines[*at]
                .split('=')
                .next()
                .is_some_and(|name| name.trim() == key)
        });
        match known {
            Some(at) => lines[at] = format!("{key} = {value}"),
            None => lines.insert(section + 1, format!("{key} = {value}")),
        }
    }
    let new = lines.join("\n") + "\n";
    if new != *manifest {
        write_atomically(
            &project.root.join(relata::project::MANIFEST_FILE),
            new.as_bytes(),
        )?;
    }
    Ok(())
}
