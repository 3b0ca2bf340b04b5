//! Reading closed vocabularies from the database. A word that this version doesn't know is an error that names it: a default
//! in its place could send something that nobody asked for.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Type;

/// What this version can't read, in words.
#[derive(Debug)]
struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Returns the error for a stored text that can't be read.
pub(super) fn unreadable(column: &str, text: &str) -> rusqlite::Error {
    let text: String = text.chars().take(60).collect();
    failure(format!("unknown {column} '{text}'"))
}

fn failure(words: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(Unreadable(words)))
}

/// Says in which row something stands that can't be read: `operation '0199…': unknown kind 'x'`.
pub(super) fn within(row: &str, id: &str, error: rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, what) => failure(format!("{row} '{id}': {what}")),
        error => error,
    }
}

/// Returns what a value is that can't be read, in words; `None` where the database itself failed.
pub(super) fn unreadable_words(error: &rusqlite::Error) -> Option<String> {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, what) => Some(what.to_string()),
        rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => Some(error.to_string()),
        _ => None,
    }
}

/// Reads a word of a closed vocabulary.
pub(super) fn word<T: FromStr>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|_| unreadable(column, text))
}

/// Reads a word of a closed vocabulary that may be missing.
pub(super) fn word_if_any<T: FromStr>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        Ok(None)
    } else {
        word(row, column).map(Some)
    }
}
