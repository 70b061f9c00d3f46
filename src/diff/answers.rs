//! Which stored queries answer otherwise in the new state than in the old.

use crate::project::Project;
use crate::query::{Answer, Catalogue, Format, answer, derived, format};
use crate::store::{Cancel, Store};
use std::collections::BTreeMap;

/// A stored query that answers otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The query's name.
    pub query: String,
    /// Rows that are gone, as tab-separated terms.
    pub removed: Vec<String>,
    /// Rows that are new.
    pub added: Vec<String>,
}

/// Asks the stored queries of the new project in both, with their defaults; those that need a value or have faults are
/// left out. `cancel` stops it.
pub fn answers(old: &Project, new: &Project, cancel: &Cancel) -> std::io::Result<Vec<Changed>> {
    let (before, after) = (load(old, cancel)?, load(new, cancel)?);
    let mut found = Vec::new();
    for stored in Catalogue::read(new)?.queries {
        let Ok(query) = stored.prepare(new, &[]) else {
            continue;
        };
        let (was, is) = (
            rows(&before, query.clone(), cancel)?,
            rows(&after, query, cancel)?,
        );
        let (removed, added) = (beyond(&was, &is), beyond(&is, &was));
        if !removed.is_empty() || !added.is_empty() {
            found.push(Changed {
                query: stored.name,
                removed,
                added,
            });
        }
    }
    Ok(found)
}

fn load(project: &Project, cancel: &Cancel) -> std::io::Result<Store> {
    let (store, _) = Store::load(project)?;
    // faults of these queries are a matter for `check`
    derived::add(project, &store, cancel)?;
    Ok(store)
}

/// The rows and how often each occurs.
fn rows(
    store: &Store,
    query: spargebra::Query,
    cancel: &Cancel,
) -> std::io::Result<BTreeMap<String, usize>> {
    let answer = answer(store, query, cancel).map_err(std::io::Error::other)?;
    let (form, head) = match &answer {
        Answer::Graph(_) => (Format::NTriples, 0),
        Answer::Solutions { .. } => (Format::Tsv, 1),
        Answer::Boolean(_) => (Format::Tsv, 0),
    };
    let text = format::write(&answer, form, &[]).unwrap_or_default();
    let mut rows = BTreeMap::new();
    for row in text.lines().skip(head) {
        *rows.entry(row.to_owned()).or_insert(0) += 1;
    }
    Ok(rows)
}

fn beyond(these: &BTreeMap<String, usize>, those: &BTreeMap<String, usize>) -> Vec<String> {
    these
        .iter()
        .flat_map(|(row, count)| {
            let more = count.saturating_sub(those.get(row).copied().unwrap_or(0));
            std::iter::repeat_n(row.clone(), more)
        })
        .collect()
}
