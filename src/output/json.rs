//! JSON and JSON Lines, with everything invisible escaped. Not for jq: that takes the finished document.

use serde::Serialize;
use serde_json::{Map, Value};

use super::fields::Sheet;
use super::render::Render;
use super::report::Data;
use super::style::{Canvas, Style};
use super::values::{one_line, to_value, written};
use crate::error::Error;

/// About what a row of search results takes, and what a page of them does.
const ROW_BYTES: usize = 1024;
const PAGE_BYTES: usize = 16 * ROW_BYTES;

/// Returns `value` for a person at a terminal: two spaces a level, its parts in color where there is any.
pub(super) fn painted(value: &Value, canvas: Canvas) -> String {
    let mut drawn = String::new();
    paint(value, 0, canvas, &mut drawn);
    drawn
}

fn paint(value: &Value, depth: usize, canvas: Canvas, drawn: &mut String) {
    let colored = |value: &Value, style| canvas.paint(&one_line(value), style);
    let inner = "  ".repeat(depth + 1);
    let close = |sign: char| format!("\n{}{sign}", "  ".repeat(depth));
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            for (at, element) in elements.iter().enumerate() {
                drawn.push_str(if at == 0 { "[\n" } else { ",\n" });
                drawn.push_str(&inner);
                paint(element, depth + 1, canvas, drawn);
            }
            drawn.push_str(&close(']'));
        }
        Value::Object(object) if !object.is_empty() => {
            for (at, (key, value)) in object.iter().enumerate() {
                drawn.push_str(if at == 0 { "{\n" } else { ",\n" });
                drawn.push_str(&inner);
                drawn.push_str(&colored(&Value::from(key.as_str()), Style::Key));
                drawn.push_str(": ");
                paint(value, depth + 1, canvas, drawn);
            }
            drawn.push_str(&close('}'));
        }
        Value::String(_) => drawn.push_str(&colored(value, Style::Good)),
        Value::Bool(_) => drawn.push_str(&colored(value, Style::Warn)),
        Value::Null => drawn.push_str(&colored(value, Style::Dim)),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            drawn.push_str(&one_line(value));
        }
    }
}

/// The contract's document.
#[derive(Serialize)]
struct Document<D> {
    data: D,
    meta: Value,
}

/// Returns the contract's document, `{"data": …, "meta": …}`, for jq and for people.
///
/// # Errors
/// `Usage` for a field that isn't there; `Storage` where something has no JSON form.
pub(super) fn document<T: Render>(
    data: &Data<T>,
    meta: &impl Serialize,
    fields: Option<&[String]>,
) -> Result<Value, Error> {
    let meta = meta_value(meta)?;
    match fields {
        None => to_value(&Document { data, meta }),
        Some(fields) => to_value(&Document { data: chosen(data, fields)?, meta }),
    }
}

/// Returns the same document as [`document`], written on one line; a long one takes half the time and memory this way.
///
/// # Errors
/// As [`document`].
pub(super) fn document_line<T: Render>(
    data: &Data<T>,
    meta: &impl Serialize,
    fields: Option<&[String]>,
) -> Result<String, Error> {
    let meta = meta_value(meta)?;
    match fields {
        None => written(&Document { data, meta }, PAGE_BYTES),
        Some(fields) => written(&Document { data: chosen(data, fields)?, meta }, PAGE_BYTES),
    }
}

/// Returns the elements of `data`, a line each without its end, for JSON Lines.
///
/// # Errors
/// As [`document`].
pub(super) fn element_lines<T: Render>(
    data: &Data<T>,
    fields: Option<&[String]>,
) -> Result<Vec<String>, Error> {
    match (fields, data) {
        (None, data) => data.as_slice().iter().map(|row| written(row, ROW_BYTES)).collect(),
        (Some(fields), Data::Rows(_)) => {
            Ok(Sheet::of(data.as_slice())?.objects(fields)?.iter().map(one_line).collect())
        }
        (Some(fields), Data::One(_)) => Ok(vec![one_line(&chosen(data, fields)?)]),
    }
}

fn meta_value(meta: &impl Serialize) -> Result<Value, Error> {
    Ok(match to_value(meta)? {
        Value::Null => Value::Object(Map::new()),
        meta => meta,
    })
}

fn chosen<T: Render>(data: &Data<T>, fields: &[String]) -> Result<Value, Error> {
    let mut objects = Sheet::of(data.as_slice())?.objects(fields)?;
    Ok(match data {
        Data::Rows(_) => Value::Array(objects),
        Data::One(_) => objects.pop().unwrap_or(Value::Null),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::output::sanitize;

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let value = json!({
            "data": [{ "id": 603, "title": "天\u{202e}気", "genres": [], "more": {}, "adult": false, "none": null }, 1.5, [[]]],
            "meta": {},
        });
        let plain = Canvas { width: Some(80), color: false, links: false, now: None };
        assert_eq!(painted(&value, plain), sanitize::json(&format!("{value:#}")));
        let colored = painted(&value, Canvas { color: true, ..plain });
        let key = "\u{1b}[1;34m\"title\"\u{1b}[0m: \u{1b}[32m\"天\\u202e気\"\u{1b}[0m,\n";
        assert!(colored.contains(key), "{colored:?}");
        let mut bare = colored;
        for code in ["0", "1;34", "2", "32", "33"] {
            bare = bare.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(bare, sanitize::json(&format!("{value:#}")));
    }
}
