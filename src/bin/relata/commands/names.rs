//! Values of parameters written without a prefix: `sentence=s01`, `modality=asserted`.
//!
//! What the project names comes before what its vocabularies name, and a name that means several things is told, never guessed.

use crate::failure::Failure;
use relata::project::{Graphs, Project};
use relata::query::Stored;
use relata::query::parameter::Type;
use std::collections::BTreeSet;

/// Puts the IRIs of things in the place of bare names, where exactly one thing of the graph that is asked has that name. It
/// is read only where such a name is given. What stays as it was is refused, or not, where values are read.
pub fn resolve(
    stored: &Stored,
    project: &Project,
    given: Vec<(String, String)>,
    asked: impl FnOnce() -> Result<Graphs, Failure>,
) -> Result<Vec<(String, String)>, Failure> {
    let parts = |name: &str, value: &str| -> Vec<String> {
        let mut parameters = stored.header.parameters.iter();
        match parameters.find(|parameter| parameter.name == name && parameter.kind == Type::Iri) {
            Some(parameter) if parameter.list => value.split(',').map(str::to_owned).collect(),
            Some(_) => vec![value.to_owned()],
            None => Vec::new(),
        }
    };
    if !given
        .iter()
        .any(|(name, value)| parts(name, value).iter().any(|part| is_bare(part)))
    {
        return Ok(given);
    }
    let graphs = asked()?;
    let known: BTreeSet<String> = graphs
        .quads()
        .map(|quad| quad.subject.to_string())
        .collect();
    given
        .into_iter()
        .map(|(name, value)| {
            let parts: Vec<String> = parts(&name, &value)
                .iter()
                .map(|part| one(part, project, &known))
                .collect::<Result<_, _>>()?;
            if parts.is_empty() {
                return Ok((name, value));
            }
            Ok((name, parts.join(",")))
        })
        .collect()
}

fn one(written: &str, project: &Project, known: &BTreeSet<String>) -> Result<String, Failure> {
    if !is_bare(written) {
        return Ok(written.to_owned());
    }
    let base = &project.manifest.base;
    let spaces: BTreeSet<String> = project
        .prefixes()
        .into_iter()
        .map(|(_, namespace)| namespace)
        .chain([base.clone()])
        .collect();
    for own in [true, false] {
        let found: Vec<String> = spaces
            .iter()
            .filter(|space| space.starts_with(base.as_str()) == own)
            .map(|space| format!("<{space}{}>", written.trim()))
            .filter(|iri| known.contains(iri))
            .collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(only.clone()),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|iri| project.shorten(iri.trim_matches(['<', '>'])))
                    .collect();
                return Err(Failure::Usage(
                    format!("several things are named `{}`", written.trim()),
                    format!("say which: {}", names.join(", ")),
                ));
            }
        }
    }
    Ok(written.to_owned())
}

fn is_bare(written: &str) -> bool {
    let written = written.trim();
    !written.is_empty() && !written.contains([':', '<', '>', '/'])
}
