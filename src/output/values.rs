//! JSON values as text on one line, for every format that prints exact values. Not for their colours (`json`), nor for
//! what separates them (`delimited`).

use serde_json::Value;

use super::sanitize;
use crate::error::{Error, ErrorKind};

/// Serialises anything that is to be printed.
pub(super) fn to_value(value: &impl serde::Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|source| {
        Error::new(ErrorKind::Storage, "could not write the output: a value has no JSON form; this is a bug")
            .with_source(source)
    })
}

/// Returns `value` as JSON on one line, without a line feed at its end.
pub(super) fn one_line(value: &Value) -> String {
    sanitize::json(value.to_string())
}

/// Returns `value` as one text: null is empty, an array of plain values is joined with `; `, anything deeper is JSON.
pub(super) fn flat(value: &Value) -> String {
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(elements) if elements.iter().all(is_plain) => {
            elements.iter().map(flat).collect::<Vec<_>>().join("; ")
        }
        other => one_line(other),
    }
}
