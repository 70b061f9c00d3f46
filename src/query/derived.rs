//! The held view: simple triples from claims that a reader may take as held, by stored CONSTRUCT queries.
//!
//! A query `queries/held-*.rq` with the tag `derive` is run at every load, and what it constructs goes into the derived
//! graph: `ent:russia org:memberOf ent:apec`. It is made anew each time and exported only on request.

use super::lint::walk;
use super::{Answer, Stored, answer};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::project::Project;
use crate::store::{Cancel, Reach, Store, derive};
use oxrdf::Quad;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// True of a query whose answer goes into the derived graph.
pub fn is_deriving(stored: &Stored) -> bool {
    stored.name.starts_with("held-") && stored.header.tags.iter().any(|tag| tag == "derive")
}

/// The fault of a deriving query that is no CONSTRUCT.
pub fn constructs_nothing(stored: &Stored) -> Diagnostic {
    let text = &stored.source.text;
    let at = text
        .find("derive")
        .map_or(0..0, |at| at..at + "derive".len());
    Diagnostic::error(
        "Q020",
        format!(
            "`{}` is tagged `derive` and constructs nothing",
            stored.name
        ),
    )
    .at(&stored.source, at, "what it answers is to be derived")
    .help("write it as CONSTRUCT, or take the tag away")
}

/// What the deriving queries need so that a query which reaches these properties is answered: nothing where it reaches nothing
/// that they make, else their own reach too.
///
/// `true` says that they must run.
pub fn needed(project: &Project, reach: &mut Option<Reach>) -> std::io::Result<bool> {
    let Some(reached) = reach else {
        return Ok(true);
    };
    let mut more = Reach::default();
    let mut unbounded = false;
    let mut needed = false;
    for name in names(project)? {
        let Some(stored) = Stored::named(project, &name)?.filter(is_deriving) else {
            continue;
        };
        let Ok(query) = stored.prepare(project, &[]) else {
            return Ok(true);
        };
        let makes = match &query {
            Query::Construct { template, .. } => {
                template.iter().any(|triple| match &triple.predicate {
                    NamedNodePattern::NamedNode(node) => reached.names(node.as_ref()),
                    NamedNodePattern::Variable(_) => true,
                })
            }
            _ => true,
        };
        if makes {
            needed = true;
            match super::reach::reach(&query) {
                Some(found) => more.extend(&found),
                None => unbounded = true,
            }
        }
    }
    reached.extend(&more);
    if unbounded {
        *reach = None;
    }
    Ok(needed)
}

/// How situations of a kind become simple triples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The kind, an IRI.
    pub kind: String,
    /// The property of the simple triple.
    pub property: String,
    /// The role whose value is the subject, a property of the situation.
    pub subject: String,
    /// The role whose value is the object.
    pub object: String,
}

/// What the deriving queries say of kinds: a query that makes one triple out of two roles of a situation whose kind it names.
/// Queries of another shape say nothing here.
pub fn relations(project: &Project) -> std::io::Result<Vec<Relation>> {
    let mut found = Vec::new();
    for name in names(project)? {
        let Some(stored) = Stored::named(project, &name)?.filter(is_deriving) else {
            continue;
        };
        if let Ok(query) = stored.prepare(project, &[]) {
            found.extend(relation(&query));
        }
    }
    Ok(found)
}

fn relation(query: &Query) -> Option<Relation> {
    let Query::Construct {
        template, pattern, ..
    } = query
    else {
        return None;
    };
    let [made] = template.as_slice() else {
        return None;
    };
    let NamedNodePattern::NamedNode(property) = &made.predicate else {
        return None;
    };
    let mut steps = Vec::new();
    walk(pattern, &mut |pattern| {
        if let GraphPattern::Bgp { patterns } = pattern {
            steps.extend(patterns.iter().cloned());
        }
    });
    let (situation, kind) = steps.iter().find_map(|step| match &step.object {
        TermPattern::NamedNode(kind) if is_property(step, rlt::KIND.as_str()) => {
            Some((&step.subject, kind))
        }
        _ => None,
    })?;
    let role = |wanted: &TermPattern| {
        steps
            .iter()
            .filter(|step| &step.subject == situation && &step.object == wanted)
            .find_map(|step| match &step.predicate {
                NamedNodePattern::NamedNode(role) => Some(role.as_str().to_owned()),
                NamedNodePattern::Variable(_) => None,
            })
    };
    Some(Relation {
        kind: kind.as_str().to_owned(),
        property: property.as_str().to_owned(),
        subject: role(&made.subject)?,
        object: role(&made.object)?,
    })
}

fn is_property(step: &TriplePattern, iri: &str) -> bool {
    matches!(&step.predicate, NamedNodePattern::NamedNode(node) if node.as_str() == iri)
}

/// Names of the files that may hold deriving queries, sorted.
fn names(project: &Project) -> std::io::Result<Vec<String>> {
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
    Ok(names)
}

/// Runs the project's deriving queries and adds what they construct; gives what is wrong with them.
pub fn add(project: &Project, store: &Store, cancel: &Cancel) -> std::io::Result<Vec<Diagnostic>> {
    let graph = project.name(derive::GRAPH);
    let mut faults = Vec::new();
    for name in names(project)? {
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
                Ok(_) => faults.push(constructs_nothing(&stored)),
                Err(error) => return Err(std::io::Error::other(error.to_string())),
            },
        }
    }
    Ok(faults)
}
