//! Data extension: the values of properties, for things that have been reconciled.
//!
//! A value is given as the data has it: a number where it is a plain one, a thing with its name where the thing is
//! served too, a time only where it is one to the second, and a text otherwise. Nothing is made more exact than it is.

use super::catalogue::Catalogue;
use crate::dataset::Id;
use crate::dataset::term::{View, unescape};
use crate::serve::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most things or properties in one query.
const MOST: usize = 1_000;
/// The most values in one answer.
const MOST_VALUES: usize = 100_000;

/// What is asked; the same in both versions.
#[derive(Debug, Deserialize)]
pub struct Extension {
    ids: Vec<String>,
    properties: Vec<Wanted>,
}

#[derive(Debug, Deserialize)]
struct Wanted {
    id: String,
    #[serde(default)]
    settings: Settings,
}

/// How values are given; OpenRefine sends numbers as texts.
#[derive(Debug, Default, Deserialize)]
struct Settings {
    #[serde(default)]
    limit: Option<Value>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    content: Option<Content>,
}

/// How things are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    /// As things that are reconciled themselves: identifier and name.
    #[serde(alias = "")]
    Thing,
    /// The identifier, as a text.
    Id,
    /// The name, as a text.
    #[serde(alias = "literal")]
    Name,
}

impl Settings {
    /// The most values; 0 is no limit.
    fn limit(&self) -> Result<usize, Problem> {
        let number = match &self.limit {
            None | Some(Value::Null) => return Ok(usize::MAX),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(usize::MAX),
            Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
            Some(other) => other.as_f64(),
        };
        match number {
            Some(0.0) => Ok(usize::MAX),
            Some(number) if number >= 1.0 => Ok(number as usize),
            _ => Err(Problem::bad(
                "the setting `limit` is a whole number; 0 is no limit",
            )),
        }
    }
}

impl Extension {
    /// Reads a data extension query.
    pub fn parse(body: &[u8]) -> Result<Self, Problem> {
        let read: Self = serde_json::from_slice(body).map_err(|error| {
            Problem::bad(format!(
                "an object with `ids` and `properties` is expected, as JSON: {error}"
            ))
        })?;
        if read.ids.len() > MOST || read.properties.len() > MOST {
            return Err(Problem::new(
                413,
                format!("more than {MOST} things or properties: ask in smaller parts"),
            ));
        }
        Ok(read)
    }

    /// The answer; `draft` for the form of 1.0. A thing or property that is not known has no values.
    pub fn answer(&self, catalogue: &Catalogue, draft: bool) -> Result<Value, Problem> {
        let meta: Vec<Value> = self
            .properties
            .iter()
            .map(|wanted| {
                let name = catalogue
                    .property(&wanted.id)
                    .map_or(wanted.id.as_str(), |known| &known.name);
                json!({ "id": wanted.id, "name": name })
            })
            .collect();
        let mut count = 0;
        let mut rows = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let entity = catalogue.entity(id);
            let mut cells = Vec::with_capacity(self.properties.len());
            for wanted in &self.properties {
                let found = values(catalogue, entity, wanted)?;
                count += found.len();
                if count > MOST_VALUES {
                    return Err(Problem::new(
                        413,
                        format!("more than {MOST_VALUES} values: ask in smaller parts"),
                    ));
                }
                cells.push((wanted.id.as_str(), Value::from(found)));
            }
            rows.push((id.as_str(), cells));
        }
        let rows: Value = if draft {
            let row = |(id, cells): (&str, Vec<(&str, Value)>)| {
                let cells: Vec<Value> = cells
                    .into_iter()
                    .map(|(id, values)| json!({ "id": id, "values": values }))
                    .collect();
                json!({ "id": id, "properties": cells })
            };
            rows.into_iter().map(row).collect()
        } else {
            let object = |cells: Vec<(&str, Value)>| -> Value { cells.into_iter().collect() };
            rows.into_iter()
                .map(|(id, cells)| (id, object(cells)))
                .collect()
        };
        Ok(json!({ "meta": meta, "rows": rows }))
    }
}

fn values(
    catalogue: &Catalogue,
    entity: Option<usize>,
    wanted: &Wanted,
) -> Result<Vec<Value>, Problem> {
    let limit = wanted.settings.limit()?;
    let (Some(entity), Some(property)) = (entity, catalogue.property(&wanted.id)) else {
        return Ok(Vec::new());
    };
    let language = wanted
        .settings
        .language
        .as_deref()
        .map(str::trim)
        .filter(|tag| !tag.is_empty());
    let speaks = |value: &Id| match (language, catalogue.view(*value)) {
        (
            Some(tag),
            View::Literal {
                language: Some(own),
                ..
            },
        ) => {
            own.eq_ignore_ascii_case(tag)
                || own
                    .split('-')
                    .next()
                    .is_some_and(|main| main.eq_ignore_ascii_case(tag))
        }
        _ => true,
    };
    let all = catalogue.values(entity, property.term).filter(speaks);
    let content = wanted.settings.content.unwrap_or(Content::Thing);
    let mut texts: Vec<Value> = all
        .map(|value| match (content, catalogue.view(value)) {
            (Content::Id, View::Iri(iri)) => json!({ "str": iri }),
            (Content::Name, View::Iri(_)) => json!({ "str": catalogue.title(value) }),
            _ => written(catalogue, value),
        })
        .collect();
    // terms are numbered as they were met: an order that a reader can foresee is better
    texts.sort_by_cached_key(Value::to_string);
    texts.truncate(limit);
    Ok(texts)
}

/// A value as the protocol writes it.
fn written(catalogue: &Catalogue, term: Id) -> Value {
    match catalogue.view(term) {
        View::Iri(iri) => match catalogue.entity_of(term) {
            Some(thing) => json!({ "id": iri, "name": catalogue.name(thing) }),
            None => json!({ "str": iri }),
        },
        View::Blank(_) => json!({}),
        View::Triple(_) => json!({ "str": catalogue.title(term) }),
        View::Literal {
            value, datatype, ..
        } => {
            let value = unescape(value);
            let kind = datatype
                .and_then(|datatype| datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#"));
            let typed = match kind {
                Some(
                    "integer" | "int" | "long" | "short" | "byte" | "nonNegativeInteger"
                    | "positiveInteger" | "unsignedInt" | "unsignedLong",
                ) => value
                    .parse::<i64>()
                    .ok()
                    .map(|number| json!({ "int": number })),
                Some("decimal" | "double" | "float") => {
                    let number = value
                        .parse::<f64>()
                        .ok()
                        .filter(|number| number.is_finite());
                    number.map(|number| json!({ "float": number }))
                }
                Some("dateTime") if is_plain_time(&value) => Some(json!({ "date": value })),
                _ => None,
            };
            typed.unwrap_or_else(|| json!({ "str": value }))
        }
    }
}

/// True where a time is one that the schema takes: `2001-06-15T00:00:00Z`.
fn is_plain_time(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(c, s)| {
                if s == b'0' {
                    c.is_ascii_digit()
                } else {
                    c == s
                }
            })
    };
    let Some((time, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let number = |range: std::ops::Range<usize>| {
        time.get(range)
            .and_then(|text| text.parse::<u8>().ok())
            .unwrap_or(99)
    };
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let fraction = &rest[..rest.len() - zone.len()];
    shape(time, "0000-00-00T00:00:00")
        && (1..=12).contains(&number(5..7))
        && (1..=31).contains(&number(8..10))
        && number(11..13) < 24
        && number(14..16) < 60
        && number(17..19) < 60
        && (fraction.is_empty() || fraction.len() > 1 && fraction.rfind('.') == Some(0))
        && (zone.is_empty()
            || zone == "Z"
            || shape(&zone.replacen('-', "+", 1), "+00:00")
                && zone[1..3].parse::<u8>().is_ok_and(|hour| hour < 24)
                && zone[4..].parse::<u8>().is_ok_and(|minute| minute < 60))
}

/// Properties that could be fetched for things of a class, those that most have first.
pub fn proposals(catalogue: &Catalogue, class: Option<&str>, limit: Option<usize>) -> Value {
    let class = class.filter(|written| !written.is_empty());
    let mut counts: Vec<(usize, usize)> = match class.map(|written| catalogue.class(written)) {
        // a class that nothing is of has no properties
        Some(None) => Vec::new(),
        Some(Some(class)) => catalogue.counts(class),
        None => {
            let all = catalogue.properties().iter().enumerate();
            all.map(|(at, property)| (property.count, at)).collect()
        }
    };
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let properties: Vec<Value> = counts
        .into_iter()
        .take(limit.unwrap_or(MOST))
        .map(|(_, at)| &catalogue.properties()[at])
        .map(|property| json!({ "id": property.iri, "name": property.name, "description": catalogue.short(&property.iri) }))
        .collect();
    let mut answer = json!({ "properties": properties });
    if let Some(class) = class {
        answer["type"] = class.into();
    }
    if let Some(limit) = limit {
        answer["limit"] = limit.into();
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_time_is_a_date() {
        for time in [
            "2001-06-15T00:00:00Z",
            "2001-06-15T23:59:59",
            "2001-06-15T08:00:00.25+08:00",
            "2001-06-15T08:00:00-03:00",
        ] {
            assert!(is_plain_time(time), "{time}");
        }
        for other in [
            "2001-06-15",
            "2001-13-15T00:00:00Z",
            "2001-06-15T24:00:00Z",
            "2001",
            "",
            "2001-06-15T00:00:00.",
            "2001-06-15T00:00:00+8",
            "２001-06-15T00:00:00Z",
        ] {
            assert!(!is_plain_time(other), "{other}");
        }
    }
}
