//! Looks into databases that may be damaged, and rebuilds `state.db` from what can still be read. Never changes the
//! damaged file before a copy of it lies aside.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use super::open::{beside, explain, files_of, is_damaged};
use super::state::MIGRATIONS;
use crate::error::{Error, ErrorKind, Result};
use crate::private_files;

/// How a database file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is none.
    Missing,
    /// In order, with this schema version.
    Whole(u32),
    /// Written by a flixir that knows a later schema.
    Newer(u32),
    /// Its content can't be trusted; what SQLite says.
    Damaged(String),
    /// It can't be opened; what SQLite says.
    Unreadable(String),
}

/// What became of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredTable {
    /// Its name.
    pub name: String,
    /// Rows in the new file.
    pub rows: u64,
    /// Whether reading it came to its end; if not, nobody knows how many rows are lost.
    pub complete: bool,
    /// Rows that could be read but don't fit: what they belong to is lost.
    pub dropped: u64,
}

/// What a recovery did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The copy of the damaged file.
    pub kept: PathBuf,
    /// Each table, in the order of the schema.
    pub tables: Vec<RecoveredTable>,
}

/// Examines the `state.db` in `folder`.
pub fn examine_state(folder: &Path) -> Condition {
    let newest = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    match examine(&folder.join("state.db")) {
        Condition::Whole(version) if version > newest => Condition::Newer(version),
        condition => condition,
    }
}

/// Examines any database file without changing it.
pub fn examine(path: &Path) -> Condition {
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => return Condition::Missing,
        Err(error) => return Condition::Unreadable(error.to_string()),
    }
    let look = || -> rusqlite::Result<(u32, Vec<String>)> {
        let connection = read_only(path)?;
        let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let mut statement = connection.prepare("PRAGMA integrity_check(5)")?;
        let findings =
            statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((version, findings))
    };
    match look() {
        Ok((version, findings)) if findings.iter().all(|finding| finding == "ok") => {
            Condition::Whole(version)
        }
        // SQLite heads a group of findings with a line of stars; the reader wants the first finding.
        Ok((_, findings)) => Condition::Damaged(
            findings.join("\n").lines().find(|line| !line.starts_with("***")).unwrap_or_default().to_owned(),
        ),
        Err(error) if is_damaged(&error) => Condition::Damaged(error.to_string()),
        Err(error) => Condition::Unreadable(error.to_string()),
    }
}

fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}

/// Copies the `state.db` in `folder` aside under a name that ends in `stamp`, reads row by row what can be read, and puts
/// a new file into its place. No run may be at work meanwhile.
///
/// # Errors
/// `storage`; the database is then as it was.
pub fn recover_state(folder: &Path, stamp: &str) -> Result<Recovery> {
    let path = folder.join("state.db");
    let kept = folder.join(format!("state.db.damaged-{stamp}"));
    let files = |error| Error::storage(format!("can't copy '{}' aside", path.display()), error);
    copy(&path, &kept).map_err(files)?;
    let (wal, kept_wal) = (beside(&path, "-wal"), beside(&kept, "-wal"));
    if wal.exists() {
        copy(&wal, &kept_wal).map_err(files)?;
    }

    let fresh = folder.join("state.db.recovering");
    discard(&fresh);
    let rebuilt = rebuild(&path, &fresh);
    let tables = rebuilt.inspect_err(|_| discard(&fresh))?;
    // First the old log: it must never meet the new file.
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(&path, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(files(error)),
            _ => {}
        }
    }
    fs::rename(&fresh, &path).map_err(files)?;
    discard(&fresh);
    Ok(Recovery { kept, tables })
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut target = private_files::options().create_new(true).open(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()
}

fn discard(path: &Path) {
    for file in files_of(path) {
        drop(fs::remove_file(file));
    }
}

fn rebuild(from: &Path, to: &Path) -> Result<Vec<RecoveredTable>> {
    let failed = |error| explain(to, error);
    drop(
        private_files::options()
            .create_new(true)
            .open(to)
            .map_err(|error| Error::storage(format!("can't make '{}'", to.display()), error))?,
    );
    let mut target = Connection::open(to).map_err(failed)?;
    target.pragma_update(None, "foreign_keys", false).map_err(failed)?;
    let newest = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let source = read_only(from).ok();
    let version: Option<u32> =
        source.as_ref().and_then(|source| source.query_row("PRAGMA user_version", [], |row| row.get(0)).ok());
    if version.is_some_and(|version| version > newest) {
        return Err(Error::new(
            ErrorKind::Storage,
            format!("'{}' was written by a newer flixir", from.display()),
        )
        .with_hint("update flixir; nothing was changed"));
    }
    let transaction = target.transaction().map_err(failed)?;
    for step in MIGRATIONS {
        transaction.execute_batch(step).map_err(failed)?;
    }
    let names = table_names(&transaction).map_err(failed)?;
    let mut tables = Vec::new();
    for name in names {
        tables.push(refill(source.as_ref(), &transaction, &name).map_err(failed)?);
    }
    drop_orphans(&transaction, &mut tables).map_err(failed)?;
    // The sequence goes on behind whatever was read, even where its own row was lost.
    transaction
        .execute_batch(
            "INSERT INTO counter(name, n) VALUES ('seq', 0) ON CONFLICT(name) DO NOTHING;
             UPDATE counter SET n = max(n, (SELECT coalesce(max(seq), 0) FROM op)) WHERE name = 'seq';",
        )
        .map_err(failed)?;
    transaction.pragma_update(None, "user_version", newest).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    target.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(failed)?;
    target.close().map_err(|(_, error)| failed(error))?;
    fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|error| Error::storage(format!("can't write '{}'", to.display()), error))?;
    Ok(tables)
}

fn table_names(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

/// Copies the rows of one table; from the other end, and past its index, where a damaged page stops the reading.
fn refill(source: Option<&Connection>, target: &Connection, table: &str) -> rusqlite::Result<RecoveredTable> {
    let mut report = RecoveredTable { name: table.to_owned(), rows: 0, complete: false, dropped: 0 };
    let Some(source) = source else { return Ok(report) };
    let Ok(old) = columns(source, table) else { return Ok(report) };
    let common: Vec<String> =
        columns(target, table)?.into_iter().filter(|column| old.contains(column)).collect();
    if common.is_empty() {
        return Ok(report);
    }
    let list = common.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; common.len()].join(", ");
    // Or replace: the schema lays its first row into `counter`, and reading from both ends meets rows twice.
    let mut insert =
        target.prepare(&format!("INSERT OR REPLACE INTO \"{table}\"({list}) VALUES ({marks})"))?;
    let key = primary_key(target, table)?;
    let ordered = |direction: &str| {
        let order =
            key.iter().map(|column| format!("\"{column}\" {direction}")).collect::<Vec<_>>().join(", ");
        format!("ORDER BY {order}")
    };
    // The last way needs no index: a damaged one hides rows that are whole.
    for way in [ordered("ASC"), ordered("DESC"), "NOT INDEXED".to_owned()] {
        let Ok(mut select) = source.prepare(&format!("SELECT {list} FROM \"{table}\" {way}")) else {
            continue;
        };
        let Ok(mut rows) = select.query([]) else { continue };
        let mut refused = 0;
        report.complete = loop {
            match rows.next() {
                Ok(None) => break true,
                Err(_) => break false,
                Ok(Some(row)) => {
                    let values: rusqlite::Result<Vec<Value>> =
                        (0..common.len()).map(|index| row.get::<_, Value>(index)).collect();
                    let stored = values.and_then(|values| insert.execute(rusqlite::params_from_iter(values)));
                    refused += u64::from(stored.is_err());
                }
            }
        };
        report.dropped = report.dropped.max(refused);
        if report.complete {
            break;
        }
    }
    report.rows = count(target, table)?;
    Ok(report)
}

fn primary_key(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

fn count(connection: &Connection, table: &str) -> rusqlite::Result<u64> {
    let rows: i64 =
        connection.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?;
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// Takes rows out whose owner could not be read, until none is left: taking one out may orphan others.
fn drop_orphans(connection: &Connection, tables: &mut [RecoveredTable]) -> rusqlite::Result<()> {
    loop {
        let mut dropped = 0;
        for table in &mut *tables {
            let key = primary_key(connection, &table.name)?;
            let mut statement = connection.prepare(
                "SELECT \"table\", \"from\", coalesce(\"to\", '') FROM pragma_foreign_key_list(?1)",
            )?;
            let links: Vec<(String, String, String)> = statement
                .query_map([&table.name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (parent, from, to) in links {
                let to = if to.is_empty() { key.first().cloned().unwrap_or_default() } else { to };
                let gone = connection.execute(
                    &format!(
                        "DELETE FROM \"{}\" WHERE \"{from}\" NOT IN (SELECT \"{to}\" FROM \"{parent}\")",
                        table.name
                    ),
                    [],
                )?;
                dropped += gone;
                table.dropped += u64::try_from(gone).unwrap_or(0);
                table.rows -= u64::try_from(gone).unwrap_or(0).min(table.rows);
            }
        }
        if dropped == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::store::State;

    const NOW: Timestamp = Timestamp::from_millis(1);

    /// A database with many lists, written out so that no log holds anything back.
    fn filled(folder: &Path, lists: u32) {
        let state = State::open(folder).unwrap();
        state
            .write(|tx| {
                tx.add_provisional_account("7")?;
                for number in 0..lists {
                    tx.add_list(&format!("list-{number:05}"), "7", None, NOW)?;
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_whole_database_is_told_from_a_damaged_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(examine_state(folder.path()), Condition::Missing);
        filled(folder.path(), 3);
        assert_eq!(examine_state(folder.path()), Condition::Whole(u32::try_from(MIGRATIONS.len()).unwrap()));
        std::fs::write(folder.path().join("state.db"), vec![b'x'; 9000]).unwrap();
        assert!(matches!(examine_state(folder.path()), Condition::Damaged(_)));
    }

    /// Overwrites the pages that hold `needle`: the first only, or all of them, the table's as well as its indexes'.
    fn damage(path: &Path, needle: &[u8], pages: usize) -> Vec<u8> {
        let mut bytes = std::fs::read(path).unwrap();
        let hits: Vec<usize> = (0..bytes.len() / 4096)
            .filter(|page| bytes[page * 4096..][..4096].windows(needle.len()).any(|window| window == needle))
            .take(pages)
            .collect();
        assert!(!hits.is_empty());
        for page in hits {
            bytes[page * 4096..][..4096].fill(0xA5);
        }
        std::fs::write(path, &bytes).unwrap();
        bytes
    }

    fn lists(recovery: &Recovery) -> &RecoveredTable {
        recovery.tables.iter().find(|table| table.name == "list").unwrap()
    }

    #[test]
    fn what_lies_around_damaged_pages_is_rebuilt_and_the_damaged_file_kept() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 2000);
        let bytes = damage(&folder.path().join("state.db"), b"list-01000", usize::MAX);
        assert!(matches!(examine_state(folder.path()), Condition::Damaged(_)));

        let recovery = recover_state(folder.path(), "now").unwrap();
        assert_eq!(std::fs::read(&recovery.kept).unwrap(), bytes, "the damaged file is kept as it was");
        let lists = lists(&recovery);
        assert!(lists.rows > 1000 && lists.rows < 2000, "{lists:?}");
        assert!(!lists.complete);
        assert!(matches!(examine_state(folder.path()), Condition::Whole(_)));
        let state = State::open(folder.path()).unwrap();
        let found = state.read(|tx| tx.lists("7")).unwrap();
        assert_eq!(found.len() as u64, lists.rows);
        state.write(|tx| tx.add_list("fresh", "7", None, NOW)).unwrap();
        assert_eq!(state.integrity().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_damaged_index_costs_no_row() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 2000);
        damage(&folder.path().join("state.db"), b"list-01000", 1);
        let recovery = recover_state(folder.path(), "now").unwrap();
        assert_eq!((lists(&recovery).rows, lists(&recovery).complete), (2000, true));
    }

    #[test]
    fn rows_whose_owner_is_lost_go_too() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 3);
        let path = folder.path().join("state.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM account;").unwrap();
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
        drop(connection);
        let recovery = recover_state(folder.path(), "now").unwrap();
        assert_eq!((lists(&recovery).rows, lists(&recovery).dropped), (0, 3));
    }

    #[test]
    fn a_file_that_is_no_database_gives_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("state.db"), "not a database at all").unwrap();
        let recovery = recover_state(folder.path(), "now").unwrap();
        assert!(recovery.tables.iter().all(|table| !table.complete));
        State::open(folder.path()).unwrap().write(|tx| tx.add_provisional_account("7")).unwrap();
        assert!(recovery.kept.exists());
    }
}
