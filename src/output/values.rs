//! JSON values as text on one line, for every format that prints exact values. Not for their colors (`json`), nor for
//! what separates them (`delimited`).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::sanitize;
use crate::error::{Error, ErrorKind};

/// Serialises anything that is to be printed.
pub(super) fn to_value(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(no_json_form)
}

/// Returns anything that is to be printed as JSON on one line of about `length` bytes, without a line feed at its end.
///
/// # Errors
/// `Storage` for what has no JSON form, which is a bug.
pub(super) fn written(value: &impl Serialize, length: usize) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(length);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping)).map_err(no_json_form)?;
    String::from_utf8(bytes).map_err(no_json_form)
}

/// Returns `value` as JSON on one line, without a line feed at its end.
pub(super) fn one_line(value: &Value) -> String {
    sanitize::json(&value.to_string()).into_owned()
}

/// JSON without blanks, whose strings hold nothing unprintable.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(sanitize::json(fragment).as_bytes())
    }
}

fn no_json_form(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Storage, "could not write the output: a value has no JSON form; this is a bug")
        .with_source(source)
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
