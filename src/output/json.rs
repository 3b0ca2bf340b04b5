//! JSON and JSON Lines, with everything invisible escaped. Not for jq: that takes the finished document.

use serde_json::{Map, Value};

use super::fields::{Sheet, to_value};
use super::render::{Data, Render};
use super::sanitize;
use crate::error::Error;

/// How much air a document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Two spaces a level, for a terminal.
    Pretty,
    /// One line, for a pipe.
    Compact,
}

/// Returns `value` as JSON text without a line feed at its end.
pub(super) fn print(value: &Value, layout: Layout) -> String {
    // The alternate form of Value's Display is serde_json's pretty printer; it can't fail.
    sanitize::json(match layout {
        Layout::Pretty => format!("{value:#}"),
        Layout::Compact => value.to_string(),
    })
}

/// Returns the contract's document, `{"data": …, "meta": …}`.
///
/// # Errors
/// `Usage` for a field that isn't there; `Storage` where something has no JSON form.
pub(super) fn document<T: Render>(
    data: &Data<T>,
    meta: &impl serde::Serialize,
    fields: Option<&[String]>,
) -> Result<Value, Error> {
    let meta = match to_value(meta)? {
        Value::Null => Value::Object(Map::new()),
        meta => meta,
    };
    let mut document = Map::new();
    document.insert("data".to_owned(), data_value(data, fields)?);
    document.insert("meta".to_owned(), meta);
    Ok(Value::Object(document))
}

/// Returns the elements of `data`, for JSON Lines.
///
/// # Errors
/// As [`document`].
pub(super) fn elements<T: Render>(data: &Data<T>, fields: Option<&[String]>) -> Result<Vec<Value>, Error> {
    Ok(match data_value(data, fields)? {
        Value::Array(elements) => elements,
        one => vec![one],
    })
}

fn data_value<T: Render>(data: &Data<T>, fields: Option<&[String]>) -> Result<Value, Error> {
    let Some(fields) = fields else { return to_value(data) };
    let mut objects = Sheet::of(data.as_slice())?.objects(fields)?;
    Ok(match data {
        Data::Rows(_) => Value::Array(objects),
        Data::One(_) => objects.pop().unwrap_or(Value::Null),
    })
}
