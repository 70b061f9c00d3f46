//! What the service says of itself, in the form of either version.

use super::query::BATCH;
use serde_json::{Value, json};

/// The width and height of a preview, in pixels.
const PREVIEW: (u16, u16) = (420, 260);

/// What does not depend on who asks.
#[derive(Debug, Clone)]
pub struct About {
    /// What the service is called.
    pub name: String,
    /// The namespace of the identifiers.
    pub identifier_space: String,
    /// What kind of things they are.
    pub schema_space: String,
    /// Where the service is reached from outside, with `/` at its end; by the name that was asked for unless said.
    pub base: Option<String>,
    /// The language that names are shown in.
    pub language: String,
    /// The most usual types: identifier and name.
    pub types: Vec<(String, String)>,
}

impl About {
    fn types(&self) -> Vec<Value> {
        self.types
            .iter()
            .map(|(id, name)| json!({ "id": id, "name": name }))
            .collect()
    }

    /// The manifest of version 0.2; `here` is the address that others reach the service by, without `/` at its end.
    pub fn manifest(&self, here: &str) -> Value {
        let suggest = |what: &str| {
            json!({
                "service_url": here,
                "service_path": format!("/suggest/{what}"),
                "flyout_service_url": here,
                "flyout_service_path": format!("/flyout/{what}?id=${{id}}"),
            })
        };
        json!({
            "versions": ["0.2"],
            "name": self.name,
            "identifierSpace": self.identifier_space,
            "schemaSpace": self.schema_space,
            "defaultTypes": self.types(),
            "documentation": format!("{here}/"),
            "serviceVersion": concat!("relata ", env!("CARGO_PKG_VERSION")),
            "view": { "url": format!("{here}/view?id={{{{id}}}}") },
            "preview": { "url": format!("{here}/preview?id={{{{id}}}}"), "width": PREVIEW.0, "height": PREVIEW.1 },
            "suggest": { "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") },
            "extend": {
                "propose_properties": { "service_url": here, "service_path": "/extend/propose" },
                "property_settings": [
                    { "name": "limit", "label": "Limit", "type": "number", "default": 0,
                      "help_text": "the most values of one entity; 0 is no limit" },
                    { "name": "language", "label": "Language", "type": "text", "default": "",
                      "help_text": "texts of this language only, such as en; empty for all" },
                    { "name": "content", "label": "Things as", "type": "select", "default": "thing",
                      "help_text": "how things are given", "choices": contents() },
                ],
            },
            "batchSize": BATCH,
        })
    }

    /// The manifest of the draft of 1.0, whose routes hang below the address it is asked at. Identifiers are IRIs, so that
    /// each leads to its entity by itself.
    pub fn draft(&self, here: &str) -> Value {
        json!({
            "versions": ["1.0-draft"],
            "name": self.name,
            "lang": self.language,
            "defaultTypes": self.types(),
            "documentation": format!("{here}/"),
            "serviceVersion": concat!("relata ", env!("CARGO_PKG_VERSION")),
            "view": { "url": "{+id}" },
            "preview": { "width": PREVIEW.0, "height": PREVIEW.1 },
            "suggest": { "entity": true, "property": true, "type": true },
            "extend": {
                "proposeProperties": true,
                "propertySettings": [
                    { "id": "limit", "name": "Limit", "type": "number", "default": 0,
                      "helpText": "the most values of one entity; 0 is no limit" },
                    { "id": "language", "name": "Language", "type": "text", "default": "",
                      "helpText": "texts of this language only, such as en; empty for all" },
                    { "id": "content", "name": "Things as", "type": "select", "default": "thing",
                      "helpText": "how things are given", "choices": contents() },
                ],
            },
            "batchSize": BATCH,
            "standardizedScore": true,
        })
    }
}

/// The choices of the setting `content` of a data extension.
fn contents() -> Value {
    json!([
        { "value": "thing", "name": "things, reconciled already" },
        { "value": "id", "name": "identifiers" },
        { "value": "name", "name": "names" },
    ])
}
