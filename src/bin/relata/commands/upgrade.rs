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
            let source = Source::new(name.as_str(), text.as_str());
            let line = usize::try_from(line.unwrap_or(0)).unwrap_or(0) + 1;
            let at = source.offset(line, 1);
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            Failure::Findings(vec![
                Diagnostic::error("S001", "this cannot be read as RDF-star")
                    .at(&source, at..end, message)
                    .help("mend it here; what is not RDF-star, `relata check` tells better"),
            ])
        }
    })?;
    match &arguments.output {
        None => terminal.data(&upgraded.text)?,
        Some(path) => write_atomically(&super::path(global, path), upgraded.text.as_bytes())?,
    }
    terminal.say(
        "Upgraded",
        &format!(
            "{} statements; {} quoted triples in {} places have a reifier each, {} of them are stated themselves too",
            upgraded.statements, upgraded.reifiers, upgraded.uses, upgraded.stated
        ),
    );
    Ok(Verdict::Yes)
}
