//! The smallest program that opens an SQLite file and reads a row: what a cached search is measured against.

use std::process::ExitCode;

use rusqlite::{Connection, OpenFlags};

/// Reads one row of the cache whose path is the only argument.
fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else { return ExitCode::from(2) };
    let read = || -> rusqlite::Result<i64> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.query_row("SELECT fetched_at_ms FROM answer LIMIT 1", [], |row| row.get(0))
    };
    match read() {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
