//! As much of JSON Schema as the reconciliation schemas use; a word that is not known here fails the test that meets it.
//!
//! The published crates bring some twenty others with them, and features that build the rest of the tree a second time.

use serde_json::{Value, json};

/// A schema.
pub struct Schema(pub Value);

impl Schema {
    /// True where a value is one that the schema describes.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.holds(&self.0, value)
    }

    fn holds(&self, schema: &Value, value: &Value) -> bool {
        let Value::Object(words) = schema else {
            unreachable!("a schema is an object: {schema}")
        };
        words
            .iter()
            .all(|(word, operand)| self.word(words, word, operand, value))
    }

    fn word(
        &self,
        words: &serde_json::Map<String, Value>,
        word: &str,
        operand: &Value,
        value: &Value,
    ) -> bool {
        let list = || operand.as_array().unwrap().iter();
        let fields = value.as_object();
        let items = value.as_array();
        let each = |schemas: &Value, found: &mut dyn FnMut(&str) -> Option<Value>| {
            let mut schemas = schemas.as_object().unwrap().iter();
            schemas.all(|(name, schema)| found(name).is_none_or(|value| self.holds(schema, &value)))
        };
        match word {
            "$schema" | "$id" | "description" | "definitions" | "format" => true,
            "$ref" => self.holds(&self.referred(operand.as_str().unwrap()), value),
            "type" => match operand.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "number" => value.is_number(),
                "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
                other => unreachable!("type {other}"),
            },
            "enum" => list().any(|allowed| allowed == value),
            "required" => fields.is_none_or(|fields| {
                list().all(|name| fields.contains_key(name.as_str().unwrap()))
            }),
            "properties" => {
                fields.is_none_or(|fields| each(operand, &mut |name| fields.get(name).cloned()))
            }
            "patternProperties" => fields.is_none_or(|fields| {
                let mut schemas = operand.as_object().unwrap().iter();
                schemas.all(|(pattern, schema)| {
                    let pattern = regex::Regex::new(pattern).unwrap();
                    let mut fitting = fields.iter().filter(|(name, _)| pattern.is_match(name));
                    fitting.all(|(_, value)| self.holds(schema, value))
                })
            }),
            "additionalProperties" => {
                assert_eq!(operand, &json!(false));
                let known = words.get("properties").and_then(Value::as_object);
                fields.is_none_or(|fields| {
                    fields
                        .keys()
                        .all(|name| known.is_some_and(|known| known.contains_key(name)))
                })
            }
            "items" => items.is_none_or(|items| items.iter().all(|item| self.holds(operand, item))),
            "contains" => {
                items.is_none_or(|items| items.iter().any(|item| self.holds(operand, item)))
            }
            "minItems" => items.is_none_or(|items| items.len() as u64 >= operand.as_u64().unwrap()),
            "uniqueItems" => items.is_none_or(|items| {
                items
                    .iter()
                    .enumerate()
                    .all(|(at, item)| !items[..at].contains(item))
            }),
            "pattern" => value.as_str().is_none_or(|text| {
                regex::Regex::new(operand.as_str().unwrap())
                    .unwrap()
                    .is_match(text)
            }),
            "anyOf" => list().any(|schema| self.holds(schema, value)),
            "oneOf" => list().filter(|schema| self.holds(schema, value)).count() == 1,
            other => unreachable!("JSON Schema's `{other}` is not known here"),
        }
    }

    /// What a reference refers to: a part of this schema, or a type with an identifier and a name.
    fn referred(&self, reference: &str) -> Value {
        match reference.strip_prefix('#') {
            Some(pointer) => self.0.pointer(pointer).unwrap().clone(),
            None if reference == "type.json" => json!({
                "type": "object", "required": ["id", "name"],
                "properties": { "id": { "type": "string" }, "name": { "type": "string" } },
            }),
            // security schemes are defined by OpenAPI, and the service has none
            None => json!({ "type": "object", "required": ["type"] }),
        }
    }
}
