//! A difference as JSON, for programs.

use super::Difference;
use crate::export::Json;

/// Writes a difference. Terms are canonical N-Triples tokens.
pub fn write(difference: &Difference) -> String {
    let texts = |values: &[String]| Json::List(values.iter().map(Json::text).collect());
    let things = difference.things.iter().map(|thing| {
        let changes = thing.changes.iter().map(|change| {
            Json::map([
                ("property", Json::text(&change.property)),
                ("removed", texts(&change.removed)),
                ("added", texts(&change.added)),
            ])
        });
        Json::map([
            ("name", Json::text(&thing.name)),
            (
                "label",
                thing
                    .label
                    .as_ref()
                    .map_or(Json::Bare("null".into()), Json::text),
            ),
            ("kind", Json::text(thing.kind.plural())),
            ("status", Json::text(thing.status.as_str())),
            ("moved", Json::Bare(thing.is_moved().to_string())),
            ("changes", Json::List(changes.collect())),
        ])
    });
    let effects = difference.ontology.iter().map(|effect| {
        Json::map([
            ("term", Json::text(&effect.term)),
            ("breaking", Json::Bare(effect.is_breaking.to_string())),
            ("why", Json::text(&effect.why)),
        ])
    });
    let answers = difference.answers.iter().map(|changed| {
        Json::map([
            ("query", Json::text(&changed.query)),
            ("removed", texts(&changed.removed)),
            ("added", texts(&changed.added)),
        ])
    });
    Json::map([
        ("removed", Json::Bare(difference.removed.len().to_string())),
        ("added", Json::Bare(difference.added.len().to_string())),
        ("things", Json::List(things.collect())),
        ("ontology", Json::List(effects.collect())),
        ("answers", Json::List(answers.collect())),
    ])
    .pretty()
}
