//! Reconciliation queries as both versions of the protocol write them, read into one form.
//!
//! Strict where the schemas are: a misspelt field is refused with its name and not passed over, because a condition that
//! is silently dropped gives answers that look right.

use super::qualifier::Qualifier;
use crate::serve::Problem;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The most queries in one batch; the manifest says so too.
pub const BATCH: usize = 100;
/// The most conditions in one query.
const CONDITIONS: usize = 50;
/// The most values in one condition.
const VALUES: usize = 100;
/// The longest text that is compared, in bytes.
const LONGEST: usize = 2_000;

/// What is asked: candidates that meet conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// At least one.
    pub conditions: Vec<Condition>,
    /// Candidates are in one of these classes, where any are given.
    pub types: Vec<String>,
    /// The most candidates wanted.
    pub limit: Option<usize>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is compared.
    pub subject: Subject,
    /// What it is compared with.
    pub values: Vec<Value>,
    /// A candidate that does not meet it is none.
    pub required: bool,
    /// How many of the values must be met.
    pub quantifier: Quantifier,
    /// How values are compared.
    pub qualifier: Qualifier,
}

/// What of a candidate is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Its names.
    Name,
    /// Its identifier.
    Id,
    /// The values of a property.
    Property(String),
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text; numbers and truth values are written out.
    Text(String),
    /// A thing that has been reconciled before.
    Thing(String),
}

/// How many of the values must be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantifier {
    /// One of them.
    #[default]
    Any,
    /// Each.
    All,
    /// Not one.
    None,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn list(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(serde_json::Number),
    Truth(bool),
    Thing { id: String },
}

impl From<Written> for Value {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self::Text(text),
            Written::Number(number) => Self::Text(number.to_string()),
            Written::Truth(truth) => Self::Text(truth.to_string()),
            Written::Thing { id } => Self::Thing(id),
        }
    }
}

/// A query of version 0.2.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query02 {
    query: Option<String>,
    #[serde(rename = "type")]
    types: Option<OneOrMany<String>>,
    limit: Option<serde_json::Number>,
    #[serde(default)]
    properties: Vec<Property02>,
    type_strict: Option<Strictness>,
}

#[derive(Deserialize)]
struct Property02 {
    pid: String,
    v: OneOrMany<Written>,
}

/// Inherited from Freebase; several types mean any of them whatever it says, as nobody defined it.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Strictness {
    Any,
    Should,
    All,
}

/// A batch of the draft of 1.0.
#[derive(Deserialize)]
struct Batch10 {
    queries: Vec<Query10>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query10 {
    conditions: Vec<Condition10>,
    #[serde(rename = "type")]
    kind: Option<String>,
    limit: Option<serde_json::Number>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    #[serde(rename = "dir")]
    _dir: Option<Direction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Ltr,
    Rtl,
    Auto,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Condition10 {
    match_type: MatchType,
    property_id: Option<String>,
    property_value: OneOrMany<Written>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    match_quantifier: Quantifier,
    match_qualifier: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum MatchType {
    Name,
    Id,
    Property,
}

/// A batch of version 0.2: queries by key, in the order of the keys.
pub fn batch(text: &str) -> Result<BTreeMap<String, Query>, Problem> {
    let written: BTreeMap<String, serde_json::Value> =
        parse(text.as_bytes(), "an object of queries by key")?;
    full(written.len())?;
    let mut queries = BTreeMap::new();
    for (key, value) in written {
        let shown: String = key.chars().take(40).collect();
        let query = serde_json::from_value(value)
            .map_err(|error| Problem::bad(format!("query `{shown}`: {error}")))
            .and_then(query02)?;
        queries.insert(key, query);
    }
    Ok(queries)
}

/// One query of version 0.2, or a name by itself.
pub fn single(text: &str) -> Result<Query, Problem> {
    if text.trim_start().starts_with('{') {
        return query02(parse(text.as_bytes(), "a query")?);
    }
    checked(Query {
        conditions: vec![by_name(text)],
        types: Vec::new(),
        limit: None,
    })
}

/// A batch of the draft of 1.0, in its order.
pub fn batch10(body: &[u8]) -> Result<Vec<Query>, Problem> {
    let written: Batch10 = parse(body, "an object with `queries`")?;
    full(written.queries.len())?;
    written.queries.into_iter().map(query10).collect()
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::bad(format!("{what} is expected, as JSON: {error}")))
}

fn full(count: usize) -> Result<(), Problem> {
    if count > BATCH {
        return Err(Problem::new(
            413,
            format!(
                "{count} queries in one batch: at most {BATCH} are answered, as the manifest says"
            ),
        ));
    }
    Ok(())
}

fn query02(written: Query02) -> Result<Query, Problem> {
    let mut conditions: Vec<Condition> = written.query.iter().map(|text| by_name(text)).collect();
    conditions.extend(written.properties.into_iter().map(|property| Condition {
        subject: Subject::Property(property.pid),
        values: property.v.list().into_iter().map(Value::from).collect(),
        required: false,
        quantifier: Quantifier::Any,
        qualifier: Qualifier::Close,
    }));
    let _ = written.type_strict;
    checked(Query {
        conditions,
        types: written.types.map(OneOrMany::list).unwrap_or_default(),
        limit: limit(written.limit.as_ref())?,
    })
}

fn query10(written: Query10) -> Result<Query, Problem> {
    let mut conditions = Vec::with_capacity(written.conditions.len());
    for condition in written.conditions {
        let subject = match (condition.match_type, condition.property_id) {
            (MatchType::Name, _) => Subject::Name,
            (MatchType::Id, _) => Subject::Id,
            (MatchType::Property, Some(property)) => Subject::Property(property),
            (MatchType::Property, None) => {
                return Err(Problem::bad(
                    "a condition on a property names it: `propertyId` is missing",
                ));
            }
        };
        let written = condition.match_qualifier.as_deref();
        let qualifier = written.map_or(Ok(Qualifier::Close), Qualifier::named)?;
        if subject == Subject::Id && qualifier == Qualifier::Wildcard {
            return Err(Problem::bad(
                "identifiers are compared whole: `WildcardMatch` is for names and properties",
            ));
        }
        conditions.push(Condition {
            subject,
            values: condition
                .property_value
                .list()
                .into_iter()
                .map(Value::from)
                .collect(),
            required: condition.required,
            quantifier: condition.match_quantifier,
            qualifier,
        });
    }
    checked(Query {
        conditions,
        types: written.kind.into_iter().collect(),
        limit: limit(written.limit.as_ref())?,
    })
}

fn by_name(text: &str) -> Condition {
    Condition {
        subject: Subject::Name,
        values: vec![Value::Text(text.to_owned())],
        required: false,
        quantifier: Quantifier::Any,
        qualifier: Qualifier::Close,
    }
}

fn limit(written: Option<&serde_json::Number>) -> Result<Option<usize>, Problem> {
    let Some(number) = written else {
        return Ok(None);
    };
    // some clients write 5.0
    let whole = number
        .as_f64()
        .filter(|number| number.fract() == 0.0 && *number >= 1.0);
    whole
        .map(|number| Some(number.min(1e6) as usize))
        .ok_or_else(|| {
            Problem::bad(format!(
                "`limit` is a whole number of at least 1, not {number}"
            ))
        })
}

fn checked(query: Query) -> Result<Query, Problem> {
    if query.conditions.is_empty() {
        return Err(Problem::bad("a query says at least a name or a property"));
    }
    let values = || {
        query
            .conditions
            .iter()
            .flat_map(|condition| &condition.values)
    };
    let text = |value: &Value| match value {
        Value::Text(text) | Value::Thing(text) => text.len(),
    };
    if query.conditions.len() > CONDITIONS || query.types.len() > CONDITIONS {
        return Err(Problem::bad(format!(
            "more than {CONDITIONS} conditions or types in one query"
        )));
    }
    if query
        .conditions
        .iter()
        .any(|condition| condition.values.len() > VALUES)
    {
        return Err(Problem::bad(format!(
            "more than {VALUES} values in one condition"
        )));
    }
    if values().any(|value| text(value) > LONGEST) {
        return Err(Problem::bad(format!(
            "a name or value is longer than {LONGEST} bytes"
        )));
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_read_into_one_form() {
        let old = batch(r#"{"q0":{"query":"Moscow","type":"t","limit":3,"properties":[{"pid":"p","v":["RU",7,{"id":"x","name":"X"}]}],"type_strict":"should"}}"#).unwrap();
        let new = batch10(br#"{"queries":[{"type":"t","limit":3,"conditions":[{"matchType":"name","propertyValue":"Moscow"},{"matchType":"property","propertyId":"p","propertyValue":["RU",7,{"id":"x"}]}]}]}"#).unwrap();
        assert_eq!(old["q0"], new[0]);
        assert_eq!(
            old["q0"].conditions[1].values,
            [
                Value::Text("RU".into()),
                Value::Text("7".into()),
                Value::Thing("x".into())
            ]
        );
        assert_eq!(
            single("Moscow").unwrap().conditions,
            single(r#"{"query":"Moscow"}"#).unwrap().conditions
        );
    }

    #[test]
    fn the_draft_holds_its_own_form_and_refuses_others_with_a_reason() {
        let refused = [
            (r#"{"queries":[{"conditions":[]}]}"#, "at least"),
            (r#"{"queries":[{"limit":1}]}"#, "conditions"),
            (
                r#"{"queries":[{"conditions":[{"propertyValue":"x"}]}]}"#,
                "matchType",
            ),
            (
                r#"{"queries":[{"conditions":[{"matchType":"property","propertyValue":"x"}]}]}"#,
                "propertyId",
            ),
            (
                r#"{"queries":[{"conditions":[{"matchType":"name","propertyValue":"x"}],"type":["a","b"]}]}"#,
                "string",
            ),
            (
                r#"{"queries":[{"conditions":[{"matchType":"name","propertyValue":"x","matchQuantifier":"some"}]}]}"#,
                "any",
            ),
            (
                r#"[{"conditions":[{"matchType":"name","propertyValue":"x"}]}]"#,
                "queries",
            ),
            (r#"{"q0":{"query":"x"}}"#, "queries"),
        ];
        for (text, reason) in refused {
            let problem = batch10(text.as_bytes()).unwrap_err();
            assert!(
                problem.detail.contains(reason),
                "{text}: {}",
                problem.detail
            );
        }
        let valid = r#"{"queries":[{"lang":"en","dir":"ltr","conditions":[{"matchType":"id","propertyValue":"x","lang":"zh-Hant","matchQualifier":"ExactMatch","matchQuantifier":"none","required":true}]}]}"#;
        let query = &batch10(valid.as_bytes()).unwrap()[0];
        assert!(query.conditions[0].required && query.conditions[0].quantifier == Quantifier::None);
    }

    #[test]
    fn limits_are_told() {
        for (text, status) in [
            (r#"{"q":{"query":"x","limit":0}}"#.to_owned(), 400),
            (r#"{"q":{"query":"x","limit":1.5}}"#.to_owned(), 400),
            (
                format!(r#"{{"q":{{"query":"{}"}}}}"#, "x".repeat(LONGEST + 1)),
                400,
            ),
            (
                format!(
                    "{{{}}}",
                    (0..=BATCH)
                        .map(|n| format!(r#""q{n}":{{"query":"x"}}"#))
                        .collect::<Vec<_>>()
                        .join(",")
                ),
                413,
            ),
            ("[".repeat(100_000), 400),
        ] {
            assert_eq!(
                batch(&text).unwrap_err().status,
                status,
                "{}",
                &text[..text.len().min(60)]
            );
        }
        assert_eq!(
            batch(r#"{"q":{"query":"x","limit":5.0}}"#).unwrap()["q"].limit,
            Some(5)
        );
    }
}
