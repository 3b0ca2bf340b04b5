//! Reading closed vocabularies from the database. A word that this version doesn't know is an error that names it: a default
//! in its place could send something that nobody asked for.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Type;

/// A stored value that this version can't read.
#[derive(Debug)]
struct Unreadable {
    column: String,
    text: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} '{}'", self.column, self.text)
    }
}

impl std::error::Error for Unreadable {}

/// Returns the error for a stored text that can't be read.
pub(super) fn unreadable(column: &str, text: &str) -> rusqlite::Error {
    let text = text.chars().take(60).collect();
    let cause = Unreadable { column: column.to_owned(), text };
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(cause))
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
