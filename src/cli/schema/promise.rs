//! Holds what commands really print against their schemas; for tests.

use serde_json::Value;

use super::shapes::any_of;
use super::{TABLE, document, output};
use crate::domain::Timestamp;

/// Says where a value differs from a schema of this file's making.
///
/// # Errors
/// The path and what was expected there.
pub(in crate::cli) fn validate(value: &Value, schema: &Value, path: &str) -> Result<(), String> {
    if let Some(shapes) = schema.get("anyOf").and_then(Value::as_array) {
        let faults: Vec<String> =
            shapes.iter().filter_map(|shape| validate(value, shape, path).err()).collect();
        return if faults.len() < shapes.len() { Ok(()) } else { Err(faults.join(", nor ")) };
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return if words.contains(value) {
            Ok(())
        } else {
            Err(format!("{path}: {value} is none of the words"))
        };
    }
    let is_fit = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") if schema.get("minimum").is_some() => value.is_u64(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => return Err(format!("{path}: the schema has the unknown type {other:?}")),
    };
    if !is_fit {
        return Err(format!("{path}: {value} is no {}", schema["type"]));
    }
    if schema["format"] == "date-time" && Timestamp::parse_rfc3339(value.as_str().unwrap_or("")).is_none() {
        return Err(format!("{path}: {value} is no time"));
    }
    for (index, element) in value.as_array().into_iter().flatten().enumerate() {
        validate(element, &schema["items"], &format!("{path}[{index}]"))?;
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(key) {
            return Err(format!("{path}: there is no \"{key}\""));
        }
    }
    // A schema allows keys that later versions add; what this version prints it has to name.
    for (key, inner) in object {
        let known = schema.get("properties").and_then(Value::as_object);
        match (known.and_then(|known| known.get(key)).or_else(|| schema.get("additionalProperties")), known) {
            (Some(shape), _) => validate(inner, shape, &format!("{path}.{key}"))?,
            (None, Some(_)) => return Err(format!("{path}: \"{key}\" is not in the schema")),
            (None, None) => {}
        }
    }
    Ok(())
}

/// Returns whether the command at `path` has a schema.
pub(in crate::cli) fn is_promised(path: &str) -> bool {
    TABLE.contains(&path)
}

/// Holds a line of `--jsonl` against a command's schema.
#[track_caller]
pub(in crate::cli) fn hold_element_to_promise(path: &str, element: &Value) {
    let (data, _) = output(path).unwrap_or_else(|| panic!("no schema for '{path}'"));
    // Where there are both one and several (`auth status --all`), either is an element.
    let shapes = data["anyOf"].as_array().cloned().unwrap_or_else(|| vec![data]);
    let shapes: Vec<Value> =
        shapes.into_iter().map(|shape| shape.get("items").cloned().unwrap_or(shape)).collect();
    if let Err(fault) = validate(element, &any_of(&shapes), "") {
        panic!("flixir {path} --jsonl: {fault}\n{element}");
    }
}

/// Holds a printed document against a command's schema.
#[track_caller]
pub(in crate::cli) fn hold_to_promise(path: &str, printed: &str) -> Value {
    let value: Value =
        serde_json::from_str(printed).unwrap_or_else(|error| panic!("{path}: {error}: {printed}"));
    let schema = document(path).unwrap_or_else(|| panic!("no schema for '{path}'"));
    if let Err(fault) = validate(&value, &schema, "") {
        panic!("flixir {path}: {fault}\n{printed}");
    }
    value
}
