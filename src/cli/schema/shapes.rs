//! The words that schemas are made of: a text, a count, a list of something, an object. Not for what any command prints.

use serde_json::{Map, Value, json};

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn number() -> Value {
    json!({ "type": "number" })
}

pub(super) fn integer() -> Value {
    json!({ "type": "integer" })
}

pub(super) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// RFC 3339 in UTC.
pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

pub(super) fn one_of(words: &[&str]) -> Value {
    json!({ "enum": words })
}

pub(super) fn any_of(shapes: &[Value]) -> Value {
    json!({ "anyOf": shapes })
}

pub(super) fn or_null(shape: Value) -> Value {
    any_of(&[shape, json!({ "type": "null" })])
}

pub(super) fn list(element: Value) -> Value {
    json!({ "type": "array", "items": element })
}

/// Names that aren't known beforehand, with values of one shape.
pub(super) fn map_of(value: Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

pub(super) fn any_object() -> Value {
    json!({ "type": "object" })
}

/// Every key is always there: unknown is null. Keys may be added in later versions. A name with `?` at its end names a
/// key that is there only at times.
pub(super) fn object(properties: &[(&str, Value)]) -> Value {
    let name = |key: &str| key.trim_end_matches('?').to_owned();
    let required: Vec<String> =
        properties.iter().filter(|(key, _)| !key.ends_with('?')).map(|(key, _)| name(key)).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(key, shape)| (name(key), shape.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Adds properties to an object's shape.
pub(super) fn with(mut shape: Value, more: &[(&str, Value)]) -> Value {
    let more = object(more);
    for key in ["properties", "required"] {
        match (shape.get_mut(key), more.get(key)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                old.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => old.extend(new.iter().cloned()),
            _ => {}
        }
    }
    shape
}
