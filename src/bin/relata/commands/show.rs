//! `relata show`: all about one thing.

use crate::arguments::Show;
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::project::{Project, TextState};
use relata::query::table::harmless;
use relata::show::{Kinds, Part, Viewer};

/// Shows a thing, the coverage of the sentences, or the kinds of situation.
pub fn run(arguments: &Show, project: &Project, terminal: &mut Terminal) -> Outcome {
    let graphs = super::graphs(project)?;
    let state = project.text()?;
    let text = match &state {
        TextState::Attached(attached) => Some(attached),
        _ => None,
    };
    let viewer = Viewer::new(project, &graphs, text);
    let parts = if arguments.thing == "coverage" {
        viewer.coverage()
    } else if arguments.thing == "kinds" {
        return kinds(
            &Kinds::of(&graphs).list(|iri| project.shorten(iri)),
            terminal,
        );
    } else {
        let thing = viewer
            .find(&arguments.thing)
            .map_err(|(message, help)| Failure::Usage(message, help))?;
        viewer.show(&thing)
    };
    let text: Vec<String> = parts
        .iter()
        .map(|part| draw(part, terminal.width()))
        .collect();
    terminal.data(&text.join("\n"))?;
    Ok(Verdict::Yes)
}

/// The kinds, each note under its name.
fn kinds(part: &Part, terminal: &Terminal) -> Outcome {
    let mut text = format!("{}\n", harmless(&part.title));
    for row in &part.rows {
        if let [name, note] = row.as_slice() {
            text.push_str(&format!(
                "  {}\n{}",
                harmless(name),
                wrap(&harmless(note), terminal.width())
            ));
        }
    }
    terminal.data(&text)?;
    Ok(Verdict::Yes)
}

/// A title and rows; short rows stand in columns, long ones wrap under their first cell.
fn draw(part: &Part, width: usize) -> String {
    let mut text = format!("{}\n", harmless(&part.title));
    let columns = part.rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns > 3 {
        for row in &part.rows {
            let cells: Vec<String> = row.iter().map(|cell| harmless(cell)).collect();
            text.push_str(&format!("  {}  {}\n", cells[0], cells[1]));
            text.push_str(&wrap(&cells[2..].join(" · "), width));
        }
        return text;
    }
    let first = part
        .rows
        .iter()
        .map(|row| row[0].chars().count())
        .max()
        .unwrap_or(0);
    for row in &part.rows {
        let cells: Vec<String> = row.iter().map(|cell| harmless(cell)).collect();
        match cells.as_slice() {
            [only] => text.push_str(&wrap(only, width)),
            [head, rest @ ..] => text.push_str(&format!("  {head:<first$}  {}\n", rest.join("  "))),
            [] => {}
        }
    }
    text
}

fn wrap(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width.min(100))
        .initial_indent("      ")
        .subsequent_indent("      ");
    textwrap::fill(text, options) + "\n"
}
