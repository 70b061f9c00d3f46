//! The held view: simple triples from claims that a reader may take as held, by stored CONSTRUCT queries.
//!
//! A query `queries/held-*.rq` with the tag `derive` is run at every load, and what it constructs goes into the derived
//! graph: `ent:russia org:memberOf ent:apec`. It is made anew each time and exported only on request.

use super::{Answer, Stored, answer};
use crate::diagnostic::Diagnostic;
use crate::project::Project;
use crate::store::{Cancel, Store, derive};
use oxrdf::Quad;

/// True of a query whose answer goes into the derived graph.
pub fn is_deriving(stored: &Stored) -> bool {
    stored.name.starts_with("held-") && stored.header.tags.iter().any(|tag| tag == "derive")
}

/// Runs the project's deriving queries and adds what they construct; gives what is wrong with them.
pub fn add(project: &Project, store: &Store, cancel: &Cancel) -> std::io::Result<Vec<Diagnostic>> {
    let folder = project.root.join("queries");
    let mut names = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let file = entry?.file_name();
            if let Some(name) = file
                .to_str()
                .and_then(|file| file.strip_suffix(".rq"))
                .filter(|name| name.starts_with("held-"))
            {
                names.push(name.to_owned());
            }
        }
    }
    names.sort_unstable();
    let graph = project.name(derive::GRAPH);
    let mut faults = Vec::new();
    for name in names {
        let Some(stored) = Stored::named(project, &name)? else {
            continue;
        };
        if !is_deriving(&stored) {
            continue;
        }
        match stored.prepare(project, &[]) {
            Err(more) => faults.extend(more),
            Ok(query) => match answer(store, query, cancel) {
                Ok(Answer::Graph(triples)) => {
                    store.insert(
                        triples
                            .into_iter()
                            .map(|t| Quad::new(t.subject, t.predicate, t.object, graph.clone())),
                    )?;
                }
                Ok(_) => faults.push(
                    Diagnostic::error(
                        "Q020",
                        format!("`{name}` is tagged `derive` and constructs nothing"),
                    )
                    .at(&stored.source, 0..0, "")
                    .help("write it as CONSTRUCT, or take the tag away"),
                ),
                Err(error) => return Err(std::io::Error::other(error.to_string())),
            },
        }
    }
    Ok(faults)
}
