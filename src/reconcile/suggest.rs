//! Completes what is typed: entities, properties and types, by the beginning of a name, else by what is like it.

use super::catalogue::Catalogue;
use super::matching::Matcher;
use super::naming::counted;
use super::qualifier::Qualifier;
use super::query;
use crate::link::prepare::transform::{Step, apply};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};

/// Suggestions where a query does not say how many.
const USUAL: usize = 10;
/// The most suggestions.
const MOST: usize = 100;
/// The most names that are looked through for one beginning.
const LOOKED: usize = 20_000;

/// Which suggestions are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// What was typed.
    pub prefix: &'a str,
    /// How many to pass over.
    pub offset: usize,
    /// How many to give.
    pub limit: Option<usize>,
}

impl Page<'_> {
    fn of(self, items: impl IntoIterator<Item = Value>) -> Value {
        let limit = self.limit.unwrap_or(USUAL).min(MOST);
        let result: Vec<Value> = items.into_iter().skip(self.offset).take(limit).collect();
        json!({ "result": result })
    }

    fn folded(self) -> String {
        apply(&[Step::Fold], self.prefix)
    }
}

/// Entities: the one of that identifier, those with a name that begins so, then those with a name like it.
pub fn entities(matcher: &Matcher, page: Page<'_>) -> Value {
    let catalogue = &matcher.catalogue;
    let folded = page.folded();
    let wanted = page
        .offset
        .saturating_add(page.limit.unwrap_or(USUAL).min(MOST));
    let begun = matcher.beginning(&folded).take(LOOKED);
    // names that things go by first, then their other names, then words within either
    let owned = begun.map(|(name, is_first)| (catalogue.owner(name), is_first));
    let of_rank = |rank: (bool, bool)| {
        let fitting = owned
            .clone()
            .filter(move |((_, main), is_first)| (*is_first, *main || !*is_first) == rank);
        fitting.map(|((entity, _), _)| entity)
    };
    let begun = of_rank((true, true))
        .chain(of_rank((true, false)))
        .chain(of_rank((false, true)));
    let mut seen = FxHashSet::default();
    let mut found: Vec<usize> = Vec::new();
    for entity in catalogue.entity(page.prefix).into_iter().chain(begun) {
        if found.len() >= wanted {
            break;
        }
        if seen.insert(entity) {
            found.push(entity);
        }
    }
    if found.len() < wanted
        && let Ok(query) = query::single(page.prefix)
    {
        let alike = matcher
            .candidates(&query)
            .into_iter()
            .map(|candidate| candidate.entity);
        found.extend(alike.filter(|entity| seen.insert(*entity)));
    }
    page.of(found.into_iter().map(|entity| {
        let notable: Vec<Value> = catalogue
            .types(entity)
            .map(|class| json!({ "id": class.iri, "name": class.name }))
            .collect();
        let mut item = json!({ "id": catalogue.id(entity), "name": catalogue.name(entity), "notable": notable });
        let description = catalogue.description(entity);
        if !description.is_empty() {
            item["description"] = description.into();
        }
        item
    }))
}

/// Properties, those that most entities have first; in the draft each with the ways its values can be compared.
pub fn properties(catalogue: &Catalogue, page: Page<'_>, draft: bool) -> Value {
    let fits = fitting(catalogue, page);
    let found = catalogue
        .properties()
        .iter()
        .filter(|property| fits(&property.iri, &property.name));
    page.of(found.map(|property| {
        let described = format!(
            "{}, of {}",
            catalogue.short(&property.iri),
            counted(property.count)
        );
        let mut item =
            json!({ "id": property.iri, "name": property.name, "description": described });
        if draft {
            item["matchQualifiers"] = Qualifier::announced();
        }
        item
    }))
}

/// Types, those that most entities are in first.
pub fn types(catalogue: &Catalogue, page: Page<'_>) -> Value {
    let fits = fitting(catalogue, page);
    let mut found: Vec<_> = catalogue
        .classes()
        .iter()
        .filter(|class| fits(&class.iri, &class.name))
        .collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.iri.cmp(&b.iri)));
    page.of(found.into_iter().map(|class| {
        let broader: Vec<Value> = class
            .broader
            .iter()
            .map(|above| &catalogue.classes()[*above as usize])
            .map(|above| json!({ "id": above.iri, "name": above.name }))
            .collect();
        let mut item =
            json!({ "id": class.iri, "name": class.name, "description": counted(class.count) });
        if !broader.is_empty() {
            item["broader"] = broader.into();
        }
        item
    }))
}

/// True for a term whose name holds a word that begins so, or whose identifier is the text.
fn fitting<'a>(catalogue: &'a Catalogue, page: Page<'a>) -> impl Fn(&str, &str) -> bool + 'a {
    let folded = page.folded();
    let full = catalogue.expand(page.prefix.trim());
    move |iri, name| {
        let name = apply(&[Step::Fold], name);
        iri == full
            || name.starts_with(&folded)
            || name.contains(&format!(" {folded}"))
            || super::naming::local(iri)
                .to_lowercase()
                .starts_with(&page.prefix.trim().to_lowercase())
    }
}
