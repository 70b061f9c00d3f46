//! `relata upgrade`: from an old syntax to today's.

use crate::arguments::{Global, OldSyntax, Upgrade};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::convert::upgrade::upgrade;
use relata::diagnostic::{Diagnostic, Source};
use relata::project::write_atomically;
use relata::turtle::Format;
use relata::turtle::read::StreamError;

/// Upgrades a file and tells what was found.
pub fn run(arguments: &Upgrade, global: &Global, terminal: &mut Terminal) -> Outcome {
    let OldSyntax::RdfStar = arguments.from;
    let name = arguments.file.display().to_string();
    let format = arguments
        .file
        .extension()
        .and_then(|extension| Format::from_extension(extension.to_str()?))
        .ok_or_else(|| {
            Failure::Usage(
                format!("`{name}` is neither Turtle nor TriG"),
                "its name ends in `.ttl` or `.trig`".into(),
            )
        })?;
    if oxrdf::NamedNode::new(format!("{}0", arguments.namespace)).is_err() {
        return Err(Failure::Usage(
            format!("names cannot begin with `{}`", arguments.namespace),
            "for example `--namespace https://example.org/reifier/`".into(),
        ));
    }
    let text = super::read_rdf(&super::path(global, &arguments.file))?;
    let upgraded = upgrade(
        &text,
        format,
        arguments.base.as_deref(),
        &arguments.namespace,
    )
    .map_err(|error| match error {
        StreamError::Io(error) => Failure::Machine(error.into()),
        StreamError::Beyond => Failure::Usage(
            format!("`{name}` is not RDF-star"),
            "`relata check` tells what it is".into(),
        ),
        StreamError::Syntax(message, line) => {
            Failure::Findings(vec![fault(&name, &text, &message, line)])
        }
    })?;
    match &arguments.output {
        None => terminal.data(&upgraded.text)?,
        Some(path) => write_atomically(&super::path(global, path), upgraded.text.as_bytes())?,
    }
    terminal.say(
        "Upgraded",
        &format!(
            "{}; {} in {}, a reifier for each; {} stated besides",
            count(upgraded.statements, "statement"),
            count(upgraded.reifiers, "quoted triple"),
            count(upgraded.uses, "place"),
            upgraded.stated
        ),
    );
    Ok(Verdict::Yes)
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The reader's fault at its place, which its words end with.
fn fault(name: &str, text: &str, message: &str, line: Option<u64>) -> Diagnostic {
    let source = Source::new(name, text);
    let (said, place) = message.split_once(" on line ").unwrap_or((message, ""));
    let column = place
        .rsplit_once("at position ")
        .and_then(|(_, column)| column.trim().parse().ok())
        .unwrap_or(1);
    let line = usize::try_from(line.unwrap_or(1)).unwrap_or(1);
    let at = source.offset(line, column);
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let said = if said.contains("nested constructions") {
        "quoted triples and brackets nest deeper than 128 levels here"
    } else {
        said
    };
    Diagnostic::error("S001", "this cannot be read as RDF-star")
        .at(&source, at..end, said)
        .help("mend it here; what is not RDF-star, `relata check` tells better")
}
