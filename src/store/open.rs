//! Opens SQLite files: pragmas in the right order, migrations in one transaction, and errors that name the file and
//! how to fix it. Not for what is in the files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};
use crate::private_files;

/// How much a commit must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// Power loss: the queue, the mirror.
    Full,
    /// A crash of the process. After a crash of the machine the file may be damaged: it can be fetched again. Kept
    /// without a write-ahead log, whose two files would be made and removed by each command that looks something up.
    Disposable,
}

/// How many statements a connection remembers: more than any file has, so that none is parsed twice in a delivery.
const STATEMENTS: usize = 128;

/// Returns the path of a file that SQLite keeps beside a database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Returns the database and all that SQLite may have left beside it.
pub(super) fn files_of(path: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|ending| beside(path, ending))
}

/// Opens, or makes, a database and brings its schema up to date.
pub(super) fn open(path: &Path, durability: Durability, migrations: &[&str]) -> Result<Connection> {
    if let Some(folder) = path.parent() {
        private_files::make_folder(folder).map_err(|error| {
            Error::storage(format!("can't make the folder '{}'", folder.display()), error)
        })?;
    }
    if !path.exists() {
        match durability {
            Durability::Full => make_whole(path, migrations)?,
            Durability::Disposable => make_private(path).map_err(|error| cannot_make(path, error))?,
        }
    }
    let mut connection = Connection::open(path).map_err(|error| explain(path, error))?;
    prepare(&mut connection, durability, migrations).map_err(|error| explain(path, error))?.map_err(
        |newer| {
            Error::new(
                crate::ErrorKind::Storage,
                format!(
                    "'{}' was written by a newer flixir (schema {newer}, this one knows {})",
                    path.display(),
                    migrations.len()
                ),
            )
            .with_hint("update flixir; nothing was changed")
        },
    )?;
    Ok(connection)
}

fn cannot_make(path: &Path, error: io::Error) -> Error {
    Error::storage(format!("can't make '{}'", path.display()), error)
}

/// Makes an empty file first, because SQLite would make it readable by everyone.
fn make_private(path: &Path) -> io::Result<()> {
    private_files::options().create(true).truncate(false).open(path).map(drop)
}

/// Tells apart what several threads of one process make.
static MADE: AtomicU32 = AtomicU32::new(0);

/// Makes a database under another name, and gives it its own when all of it is on the disk: a power cut leaves a whole one or
/// none. Where another process is faster, its database is the one.
fn make_whole(path: &Path, migrations: &[&str]) -> Result<()> {
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let fresh = beside(path, &format!(".new-{}-{number}", std::process::id()));
    let sweep = || files_of(&fresh).iter().for_each(|file| drop(std::fs::remove_file(file)));
    // What a killed process of the same number left.
    sweep();
    let made = fill(path, &fresh, migrations)
        .and_then(|()| private_files::give_name(&fresh, path).map_err(|error| cannot_make(path, error)));
    sweep();
    made
}

fn fill(path: &Path, fresh: &Path, migrations: &[&str]) -> Result<()> {
    make_private(fresh).map_err(|error| cannot_make(path, error))?;
    let failed = |error| explain(path, error);
    let mut connection = Connection::open(fresh).map_err(failed)?;
    prepare(&mut connection, Durability::Full, migrations)
        .map_err(failed)?
        .map_err(|_| Error::bug("a file without content has a version"))?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
    // Closing the last connection removes the log.
    connection.close().map_err(|(_, error)| failed(error))?;
    let synced = private_files::options().open(fresh).and_then(|file| file.sync_all());
    synced.map_err(|error| cannot_make(path, error))
}

/// Opens a database for a quick look: nothing is made, changed or migrated, and nobody is waited for longer than a
/// person notices. `None` where there is none, or where it has another schema.
pub(super) fn open_read_only(path: &Path, migrations: &[&str]) -> Result<Option<Connection>> {
    // What can't be looked at may well be there: only "no such file" is none.
    let is_there = path
        .try_exists()
        .map_err(|error| Error::storage(format!("can't look at '{}'", path.display()), error))?;
    if !is_there {
        return Ok(None);
    }
    let look = || -> rusqlite::Result<Option<Connection>> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(Duration::from_millis(50))?;
        let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        Ok((version as usize == migrations.len()).then_some(connection))
    };
    look().map_err(|error| explain(path, error))
}

/// How often, and after which pauses, a database is tried that another process writes to: five seconds in all. SQLite's own
/// pauses grow to 100 ms, and would miss the turns that a long write leaves to others.
const TRIES: i32 = 2500;
const PAUSE: Duration = Duration::from_millis(2);

#[expect(clippy::disallowed_methods, reason = "SQLite takes a plain function, which knows no clock")]
fn wait_for_others(tries: i32) -> bool {
    std::thread::sleep(PAUSE);
    tries < TRIES
}

/// Sets the pragmas and migrates; the inner error is a schema version above ours.
fn prepare(
    connection: &mut Connection,
    durability: Durability,
    migrations: &[&str],
) -> rusqlite::Result<Result<(), usize>> {
    connection.busy_handler(Some(wait_for_others))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else SQLite parses a remembered statement again for each value that a partial index could depend on.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let version: usize =
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).map(|n| n as usize)?;
    if version > migrations.len() {
        return Ok(Err(version));
    }
    match durability {
        Durability::Full => {
            if version == 0 {
                // So that pruning can give room back. Counts only before the first table.
                connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
                // Persists in the file. Where memory can't be shared SQLite keeps the old journal, which is then right.
                connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            }
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "mmap_size", 0)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "fullfsync", true)?;
        }
        // The rest is for those who write: `write_lightly`.
        Durability::Disposable if version == migrations.len() => {}
        Durability::Disposable => write_lightly(connection)?,
    }
    if version < migrations.len() {
        migrate(connection, migrations)?;
    }
    Ok(Ok(()))
}

/// Has a connection to a disposable file write without a wait for the disk (20 ms on a busy disk, longer than a request
/// to TMDB).
/// Applies to the connection only, so a reader doesn't need it.
pub(super) fn write_lightly(connection: &Connection) -> rusqlite::Result<()> {
    // A file that is emptied costs less than one that is removed.
    connection.query_row("PRAGMA journal_mode = TRUNCATE", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")
}

/// Runs the missing migrations with the version bump in one transaction; another process may have been faster.
fn migrate(connection: &mut Connection, migrations: &[&str]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let version: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for step in migrations.iter().skip(version as usize) {
        transaction.execute_batch(step)?;
    }
    let reached = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    transaction.pragma_update(None, "user_version", reached)?;
    transaction.commit()
}

/// Says what SQLite's error means for this file, and what to do.
pub(super) fn explain(path: &Path, error: rusqlite::Error) -> Error {
    let name = path.display();
    let code = error.sqlite_error().map(|inner| (inner.code, inner.extended_code));
    let (message, hint) = match code {
        Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => (
            format!("'{name}' is damaged; it was left as it is"),
            "type: flixir doctor --recover (it keeps a copy first)",
        ),
        Some(code) if says_full(code) => (
            format!("the disk is full: can't write '{name}'"),
            "free some space and try again; nothing was lost",
        ),
        Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => {
            (format!("'{name}' is in use by another program"), "try again in a moment")
        }
        Some((ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _)) => {
            (format!("can't write '{name}'"), "check the permissions of the file and its folder")
        }
        _ => match &error {
            rusqlite::Error::FromSqlConversionFailure(_, _, what) => (
                format!("'{name}' contains something that this version of flixir can't read: {what}"),
                "a newer flixir may have written it; see: flixir doctor",
            ),
            _ => (format!("'{name}' can't be used: {error}"), "see: flixir doctor"),
        },
    };
    Error::storage(message, error).with_hint(hint)
}

/// Returns whether an error says that the disk is full, in either of its forms.
pub(super) fn is_disk_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|inner| says_full((inner.code, inner.extended_code)))
}

/// A file-size limit shows as a failed write (778), and a disk without any room as an index that can't be made beside the
/// journal (4874), rather than as a full disk.
fn says_full(code: (ErrorCode, i32)) -> bool {
    matches!(code, (ErrorCode::DiskFull, _) | (ErrorCode::SystemIoFailure, 778 | 4874))
}

/// Returns whether an error says that the file's content can't be trusted.
pub(super) fn is_damaged(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|inner| matches!(inner.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_of_the_ladder_migrates_and_a_newer_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let steps = ["CREATE TABLE a(x INTEGER) STRICT;", "CREATE TABLE b(x INTEGER) STRICT;"];
        for known in 1..=steps.len() {
            let path = folder.path().join(format!("{known}.db"));
            drop(open(&path, Durability::Disposable, &steps[..known]).unwrap());
            let connection = open(&path, Durability::Full, &steps).unwrap();
            connection.execute_batch("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);").unwrap();
        }
        let path = folder.path().join("2.db");
        let error = open(&path, Durability::Full, &steps[..1]).unwrap_err();
        assert!(error.message().contains("newer flixir"), "{error}");
    }

    #[test]
    fn a_failing_step_leaves_neither_schema_nor_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        drop(open(&path, Durability::Full, &["CREATE TABLE a(x) STRICT;", "nonsense"]).unwrap_err());
        open(&path, Durability::Full, &["CREATE TABLE a(x INTEGER) STRICT;"]).unwrap();
    }

    #[test]
    fn a_damaged_file_is_named_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let junk = vec![b'x'; 8192];
        std::fs::write(&path, &junk).unwrap();
        let error = open(&path, Durability::Full, &["CREATE TABLE a(x INTEGER) STRICT;"]).unwrap_err();
        assert!(error.message().contains("damaged"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), junk);
    }

    #[test]
    fn a_new_database_has_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        drop(open(&path, Durability::Full, &["nonsense"]).unwrap_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of what failed");
        let steps = ["CREATE TABLE a(x INTEGER) STRICT;"];
        let connections: Vec<Connection> = std::thread::scope(|scope| {
            let open = || open(&path, Durability::Full, &steps).unwrap();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for connection in &connections {
            connection.execute_batch("INSERT INTO a VALUES (1)").unwrap();
        }
        let count: u32 = connections[0].query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 8, "all of them have the same file");
        let names = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name());
        assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("new")));
        let vacuum: u32 = connections[0].query_row("PRAGMA auto_vacuum", [], |row| row.get(0)).unwrap();
        assert_eq!(vacuum, 2);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_private_from_the_start() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/x.db");
        let connection = open(&path, Durability::Full, &["CREATE TABLE a(x INTEGER) STRICT;"]).unwrap();
        connection.execute_batch("INSERT INTO a VALUES (1)").unwrap();
        let mode =
            |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            [mode("a/b/x.db"), mode("a/b/x.db-wal"), mode("a"), mode("a/b")],
            [0o600, 0o600, 0o700, 0o700]
        );
    }
}
