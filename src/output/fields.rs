//! Rows without their type, and the choice of columns and keys by `--fields`. Not for any format's looks.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::cell::{Cell, Number};
use super::render::{Column, Overflow, Render, Shown};
use super::table::{Grid, GridColumn};
use super::values::{flat, to_value};
use crate::error::{Error, ErrorKind};

/// A column as every format sees it, whatever the row's type.
struct Header {
    key: &'static str,
    heading: &'static str,
    shown: Shown,
    weight: u16,
    overflow: Overflow,
    is_spare: bool,
    is_optional: bool,
    usual: Option<&'static str>,
}

struct Row {
    cells: Vec<Cell>,
    value: Value,
}

/// Rows whose type is forgotten: their cells, and their serialised form.
pub(super) struct Sheet {
    headers: Vec<Header>,
    /// Top-level keys that aren't columns, for when there is no row to show them.
    more_keys: &'static [&'static str],
    rows: Vec<Row>,
}

/// Which columns show where `--fields` doesn't say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Those for a person.
    Shown,
    /// All of them.
    All,
}

/// One chosen field: its name, and the column that draws it.
struct Pick {
    key: String,
    column: Option<usize>,
}

/// What a path leads to in a serialised row.
enum Found<'a> {
    Value(&'a Value),
    /// Several values, from the elements of an array on the way.
    Several(Vec<&'a Value>),
    /// Something on the way is null or an empty array: the field may exist, it is unknown here.
    Unknown,
    Missing,
}

impl Sheet {
    /// Draws and serialises `rows`.
    ///
    /// # Errors
    /// `Storage` where a row can't be serialised, which is a bug.
    pub(super) fn of<'a, T: Render>(rows: impl IntoIterator<Item = &'a T>) -> Result<Self, Error> {
        let columns = T::columns();
        let headers = columns.iter().map(header).collect();
        let rows = rows
            .into_iter()
            .map(|row| {
                let cells = columns.iter().map(|column| (column.cell)(row)).collect();
                Ok(Row { cells, value: to_value(row)? })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { headers, more_keys: T::more_keys(), rows })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the chosen columns as a table draws them.
    pub(super) fn grid(&self, fields: Option<&[String]>) -> Result<Grid, Error> {
        let mut picks = self.picks(fields, Scope::Shown)?;
        // A column that is named is shown.
        if fields.is_none() {
            picks.retain(|pick| self.has_something_in(pick));
        }
        let keep = |column: GridColumn| GridColumn {
            is_spare: column.is_spare && fields.is_none(),
            usual: column.usual.filter(|_| fields.is_none()),
            ..column
        };
        let columns = picks.iter().map(|pick| keep(self.grid_column(pick))).collect();
        let rows = self.rows.iter().map(|row| picks.iter().map(|pick| row.cell(pick)).collect()).collect();
        Ok(Grid { columns, rows })
    }

    /// Returns the chosen keys and each row's exact values.
    pub(super) fn records(&self, fields: Option<&[String]>) -> Result<(Vec<String>, Vec<Vec<Value>>), Error> {
        let picks = self.picks(fields, Scope::All)?;
        let rows = self.rows.iter().map(|row| picks.iter().map(|pick| row.exact(pick)).collect()).collect();
        Ok((picks.into_iter().map(|pick| pick.key).collect(), rows))
    }

    /// Returns each row as an object of the chosen fields.
    pub(super) fn objects(&self, fields: &[String]) -> Result<Vec<Value>, Error> {
        let picks = self.picks(Some(fields), Scope::All)?;
        let object = |row: &Row| -> Map<String, Value> {
            picks.iter().map(|pick| (pick.key.clone(), row.exact(pick))).collect()
        };
        Ok(self.rows.iter().map(|row| Value::Object(object(row))).collect())
    }

    /// Returns whether a table is to have the column: where no row fills it, only if it isn't optional.
    fn has_something_in(&self, pick: &Pick) -> bool {
        let is_optional =
            pick.column.and_then(|at| self.headers.get(at)).is_some_and(|header| header.is_optional);
        !is_optional || self.rows.iter().any(|row| !row.cell(pick).plain().is_empty())
    }

    fn top_keys(&self) -> impl Iterator<Item = &str> {
        let columns = self.headers.iter().map(|header| header.key);
        columns.chain(self.more_keys.iter().copied()).map(|key| key.split('.').next().unwrap_or(key))
    }

    fn grid_column(&self, pick: &Pick) -> GridColumn {
        match pick.column.and_then(|at| self.headers.get(at)) {
            Some(header) => GridColumn {
                heading: header.heading.to_owned(),
                weight: header.weight,
                overflow: header.overflow,
                is_spare: header.is_spare,
                usual: header.usual,
            },
            None => GridColumn {
                heading: pick.key.clone(),
                weight: 1,
                overflow: Overflow::Cut,
                is_spare: false,
                usual: None,
            },
        }
    }

    fn picks(&self, fields: Option<&[String]>, scope: Scope) -> Result<Vec<Pick>, Error> {
        let Some(fields) = fields else {
            let wanted = |header: &Header| scope == Scope::All || header.shown == Shown::Always;
            let all = self.headers.iter().enumerate();
            return Ok(all
                .filter(|(_, header)| wanted(header))
                .map(|(at, header)| Pick { key: header.key.to_owned(), column: Some(at) })
                .collect());
        };
        fields.iter().map(|field| self.pick(field)).collect()
    }

    fn pick(&self, field: &str) -> Result<Pick, Error> {
        let field = field.trim();
        let column = self.headers.iter().position(|header| header.key == field);
        let top = field.split('.').next().unwrap_or(field);
        let known = column.is_some()
            || (self.rows.is_empty() && self.top_keys().any(|key| key == top))
            || self.rows.iter().any(|row| !matches!(find(&row.value, field), Found::Missing));
        if known {
            return Ok(Pick { key: field.to_owned(), column });
        }
        let columns = self.headers.iter().map(|header| header.key).chain(self.more_keys.iter().copied());
        let keys = self.rows.iter().filter_map(|row| row.value.as_object()).flat_map(Map::keys);
        Err(unknown_field(field, columns, keys.map(String::as_str)))
    }
}

impl Row {
    fn cell(&self, pick: &Pick) -> Cell {
        let cell = match pick.column.and_then(|at| self.cells.get(at)) {
            Some(cell) => cell.clone(),
            None => cell_of(&self.exact(pick)),
        };
        match cell {
            Cell::Number(Number::Integer(number)) if is_name(&pick.key) => {
                u64::try_from(number).map_or(cell, Cell::id)
            }
            cell => cell,
        }
    }

    fn exact(&self, pick: &Pick) -> Value {
        match find(&self.value, &pick.key) {
            Found::Value(value) => value.clone(),
            Found::Several(values) => Value::Array(values.into_iter().cloned().collect()),
            Found::Unknown => Value::Null,
            Found::Missing => pick.column.and_then(|at| self.cells.get(at)).map_or(Value::Null, value_of),
        }
    }
}

/// Checks fields before anything is sent: a write must not happen and then fail for a misspelt column.
pub(super) fn check<T: Render>(fields: &[String]) -> Result<(), Error> {
    let columns = || T::columns().iter().map(|column| column.key);
    let keys = || T::more_keys().iter().copied();
    for field in fields.iter().map(|field| field.trim()) {
        let top = field.split('.').next().unwrap_or(field);
        // A column of `list.name` says that there is a `list`.
        let is_above = |key: &str| key.split('.').next() == Some(field);
        if !columns().chain(keys()).any(|key| key == field || key == top || is_above(key)) {
            return Err(unknown_field(field, columns(), keys()));
        }
    }
    Ok(())
}

/// Whether the numbers of a column name things instead of counting them: thousands are not set apart in them.
fn is_name(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    last == "id"
        || last.ends_with("_id")
        || ["year", "line", "row", "season", "episode", "port"].contains(&last)
}

fn header<T>(column: &Column<T>) -> Header {
    Header {
        key: column.key,
        heading: column.heading,
        shown: column.shown,
        weight: column.weight,
        overflow: column.overflow,
        is_spare: column.is_spare,
        is_optional: column.is_optional,
        usual: column.usual,
    }
}

fn find<'a>(value: &'a Value, path: &str) -> Found<'a> {
    match value {
        Value::Object(object) => {
            if let Some(value) = object.get(path) {
                return Found::Value(value);
            }
            let Some((top, rest)) = path.split_once('.') else { return Found::Missing };
            object.get(top).map_or(Found::Missing, |inner| find(inner, rest))
        }
        Value::Array(elements) => {
            let mut values = Vec::new();
            let mut missing = !elements.is_empty();
            for element in elements {
                match find(element, path) {
                    Found::Value(value) => values.push(value),
                    Found::Several(inner) => values.extend(inner),
                    Found::Unknown => {}
                    Found::Missing => continue,
                }
                missing = false;
            }
            if missing { Found::Missing } else { Found::Several(values) }
        }
        Value::Null => Found::Unknown,
        _ => Found::Missing,
    }
}

fn cell_of(value: &Value) -> Cell {
    match value {
        Value::Number(number) => number_cell(number),
        other => Cell::text(flat(other)),
    }
}

/// Draws a number with the decimals it has.
fn number_cell(number: &serde_json::Number) -> Cell {
    let written = number.to_string();
    match (number.as_i64(), number.as_f64(), written.split_once('.')) {
        (Some(integer), ..) => Cell::Number(Number::Integer(integer)),
        (None, Some(decimal), Some((_, decimals))) if !decimals.contains('e') => {
            Cell::Number(Number::Decimal(decimal, decimals.len()))
        }
        _ => Cell::Text(written),
    }
}

fn value_of(cell: &Cell) -> Value {
    match cell {
        Cell::Empty | Cell::Bar(..) => Value::Null,
        Cell::Number(Number::Integer(number)) => Value::from(*number),
        Cell::Number(Number::Decimal(number, _)) => Value::from(*number),
        Cell::Number(Number::Id(count)) | Cell::Bytes(count) => Value::from(*count),
        Cell::Text(_) | Cell::Time(_) | Cell::Link { .. } | Cell::Noted { .. } | Cell::Mark(..) => {
            Value::from(cell.plain())
        }
    }
}

fn unknown_field<'a>(
    field: &str,
    columns: impl Iterator<Item = &'a str>,
    keys: impl Iterator<Item = &'a str>,
) -> Error {
    let mut seen = BTreeSet::new();
    let valid: Vec<&str> = columns.chain(keys).filter(|key| seen.insert(*key)).collect();
    let nearest = valid
        .iter()
        .map(|key| (strsim::damerau_levenshtein(field, key), *key))
        .min()
        .filter(|(distance, key)| *distance <= 1 + key.len() / 4)
        .map_or(String::new(), |(_, key)| format!(" (did you mean \"{key}\"?)"));
    let message = format!("there is no field \"{field}\"{nearest}; the fields are: {}", valid.join(", "));
    Error::new(ErrorKind::Usage, message)
        .with_detail("fields", valid.into_iter().map(Value::from).collect::<Vec<_>>())
}
