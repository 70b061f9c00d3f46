//! Reads one side of a link spec into packed columns: from the project, a pinned dataset, or a file beside the spec.
//!
//! Each property is asked by itself, so that several values are a set and never a product of one another.

use super::column::Column;
use super::rows::{from_bytes, from_table};
use super::spec::Side;
use crate::diagnostic::{Diagnostic, Source};
use crate::external::{self, Failure, compressed, encoding, table};
use crate::project::Project;
use crate::query::{Answer, answer, syntax};
use crate::store::{Cancel, Store};
use oxrdf::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// The records of one side.
#[derive(Debug, Default)]
pub struct Records {
    /// The IRI of each.
    pub ids: Column,
    /// Its properties as they are written.
    pub properties: BTreeMap<String, Column>,
    /// Digest of what they were read from, hexadecimal; empty for the project.
    pub digest: String,
    /// What is doubtful about the dataset they were read from: that it is not pinned, or read in another way than then.
    pub doubt: Option<Diagnostic>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Where a side is read from.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The project, for its graph and datasets; a spec may stand alone with files.
    pub project: Option<&'a Project>,
    /// The folder that files are relative to.
    pub folder: &'a Path,
    /// Prefixes for classes, patterns and paths.
    pub prefixes: &'a [(String, String)],
}

/// Reads a side.
pub fn read(side: &Side, place: Place<'_>) -> Result<Records, Failure> {
    match (&side.dataset, &side.file) {
        (Some(name), _) => {
            let project = place.project.ok_or_else(|| {
                Diagnostic::error("L003", format!("`dataset = \"{name}\"` needs a project"))
                    .help("run it inside a project, or say `file`")
            })?;
            if name == "project" {
                let (store, graphs) = Store::load(project)?;
                if graphs.is_broken() {
                    return Err(Failure::Findings(graphs.faults));
                }
                return from_store(side, &store, place);
            }
            let (digest, doubt) = external::checked(project, name)?;
            let mut records = if side.id.is_some() {
                from_table(side, &table(project, name)?)?
            } else {
                let store = Store::in_memory()?;
                store.insert(external::quads(project, name)?)?;
                from_store(side, &store, place)?
            };
            records.digest = digest;
            records.doubt = doubt;
            Ok(records)
        }
        (None, Some(file)) => from_file(side, file, place),
        (None, None) => {
            Err(Diagnostic::error("L002", "a side has neither `dataset` nor `file`").into())
        }
    }
}

fn from_file(side: &Side, file: &str, place: Place<'_>) -> Result<Records, Failure> {
    let path = place.folder.join(file);
    let packed = std::fs::read(&path).map_err(|error| {
        Failure::from(
            Diagnostic::error("L003", format!("cannot read `{file}`: {error}"))
                .help("files are named relative to the spec"),
        )
    })?;
    let digest = crate::text::sha256(&packed);
    let bytes = compressed::unpack(file, &packed).map_err(|error| {
        Diagnostic::error("D014", format!("`{file}` cannot be unpacked: {error}"))
    })?;
    drop(packed);
    let (plain, _) = compressed::split_name(file);
    let mut records = if side.id.is_some() {
        let delimiter = side
            .delimiter
            .as_ref()
            .and_then(|sign| sign.bytes().next())
            .or_else(|| table::delimiter(plain))
            .unwrap_or(b',');
        let text =
            encoding::decode(file, &bytes, side.encoding.as_deref()).map_err(|fault| *fault)?;
        from_bytes(side, file, text.as_bytes(), delimiter)?
    } else {
        let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
        let quads = external::rdf(file, ending, bytes)?;
        let store = Store::in_memory()?;
        store.insert(quads)?;
        from_store(side, &store, place)?
    };
    records.digest = digest;
    Ok(records)
}

pub(super) fn full<T>(pushed: Option<T>) -> Result<T, Failure> {
    pushed.ok_or_else(|| {
        Diagnostic::error("L005", "one property holds more than 4 GiB of text")
            .help("link in shards: `relata link run --shard 1/8`")
            .into()
    })
}

fn from_store(side: &Side, store: &Store, place: Place<'_>) -> Result<Records, Failure> {
    let mut values: BTreeMap<&str, HashMap<String, BTreeSet<String>>> = BTreeMap::new();
    let mut members: BTreeSet<String> = BTreeSet::new();
    if let Some(query) = &side.query {
        let (variables, rows) = select(store, query, place)?;
        let position = |name: &str| variables.iter().position(|variable| variable == name);
        let Some(this) = position("this") else {
            return Err(
                Diagnostic::error("L006", "the query does not select `?this`")
                    .help("`?this` is the thing to be linked")
                    .into(),
            );
        };
        for row in &rows {
            let Some(Term::NamedNode(node)) = &row[this] else {
                continue;
            };
            members.insert(node.as_str().to_owned());
            for (name, sources) in &side.properties {
                for at in sources
                    .0
                    .iter()
                    .filter_map(|source| position(source.trim_start_matches('?')))
                {
                    if let Some(term) = &row[at] {
                        values
                            .entry(name)
                            .or_default()
                            .entry(node.as_str().to_owned())
                            .or_default()
                            .insert(text(term));
                    }
                }
            }
        }
    } else {
        let which = membership(side);
        for row in select(
            store,
            &format!("SELECT DISTINCT ?this WHERE {{ {which} }}"),
            place,
        )?
        .1
        {
            if let Some(Term::NamedNode(node)) = &row[0] {
                members.insert(node.as_str().to_owned());
            }
        }
        for (name, paths) in &side.properties {
            if paths.0.iter().any(|path| path == "?this") {
                let own = values.entry(name).or_default();
                for member in &members {
                    own.entry(member.clone())
                        .or_default()
                        .insert(member.clone());
                }
            }
            let paths: Vec<&str> = paths
                .0
                .iter()
                .map(String::as_str)
                .filter(|path| *path != "?this")
                .collect();
            if paths.is_empty() {
                continue;
            }
            let path = paths.join("|");
            let query =
                format!("SELECT DISTINCT ?this ?value WHERE {{ {which} ?this {path} ?value }}");
            for row in select(store, &query, place)?.1 {
                if let (Some(Term::NamedNode(node)), Some(value)) = (&row[0], &row[1]) {
                    values
                        .entry(name)
                        .or_default()
                        .entry(node.as_str().to_owned())
                        .or_default()
                        .insert(text(value));
                }
            }
        }
    }
    let mut records = Records::default();
    for member in &members {
        full(records.ids.push([member.as_str()]))?;
    }
    for name in side.properties.keys() {
        let own = values.remove(name.as_str()).unwrap_or_default();
        let mut column = Column::default();
        for member in &members {
            full(column.push(own.get(member).into_iter().flatten().map(String::as_str)))?;
        }
        records.properties.insert(name.clone(), column);
    }
    Ok(records)
}

fn membership(side: &Side) -> String {
    let mut pattern = side.pattern.clone().unwrap_or_default();
    match side.class.0.as_slice() {
        [] if pattern.is_empty() => {
            pattern.push_str("?this ?anyProperty ?anyValue . FILTER(isIRI(?this))");
        }
        [] => {}
        classes => {
            let classes: Vec<String> = classes
                .iter()
                .map(|class| {
                    if NamedNode::new(class.as_str()).is_ok() && class.contains("//") {
                        format!("<{class}>")
                    } else {
                        class.clone()
                    }
                })
                .collect();
            pattern = format!(
                "VALUES ?thisClass {{ {} }} ?this a ?thisClass . {pattern}",
                classes.join(" ")
            );
        }
    }
    pattern
}

fn text(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

type Rows = (Vec<String>, Vec<Vec<Option<Term>>>);

fn select(store: &Store, query: &str, place: Place<'_>) -> Result<Rows, Failure> {
    let source = Source::new("<link spec>", query);
    let query = syntax::parse(&source, place.prefixes).map_err(Failure::Findings)?;
    match answer(store, query, &Cancel::new()) {
        Ok(Answer::Solutions { variables, rows }) => Ok((variables, rows)),
        Ok(_) => Err(Diagnostic::error("L006", "the query is no SELECT")
            .at(&source, 0..0, "")
            .into()),
        Err(error) => Err(std::io::Error::other(error.to_string()).into()),
    }
}
