//! Looks into databases that may be damaged, and rebuilds `state.db` from what can still be read. Never changes the
//! damaged file before there is a copy of it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, Statement};

use super::identity;
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
    /// It was here, and is missing or empty now; what is left.
    Lost(String),
    /// In order, but not the one that was made here.
    Foreign(String),
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
    /// Where the file is shorter than its header says: how many pages are there, and how many there should be.
    pub pages: Option<(u64, u64)>,
}

/// Examines the `state.db` in `folder`.
pub fn examine_state(folder: &Path) -> Condition {
    match identity::loss(folder) {
        Ok(None) => {}
        Ok(Some(what)) => return Condition::Lost(what),
        Err(error) => return Condition::Unreadable(error.message().to_owned()),
    }
    let newest = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    match examine(&folder.join("state.db")) {
        Condition::Whole(version) if version > newest => Condition::Newer(version),
        Condition::Whole(version) if version == newest && is_foreign(folder) => {
            Condition::Foreign(identity::foreign(folder))
        }
        condition => condition,
    }
}

fn is_foreign(folder: &Path) -> bool {
    let known = identity::known(folder).ok().flatten();
    let stored =
        read_only(&folder.join("state.db")).and_then(|connection| identity::stored(&connection)).ok();
    known.is_some() && stored != known
}

/// Uses the database that is in `folder` from now on, though another one was made there.
///
/// # Errors
/// `storage`.
pub fn adopt_state(folder: &Path) -> Result<()> {
    let path = folder.join("state.db");
    let id = read_only(&path)
        .and_then(|connection| identity::stored(&connection))
        .map_err(|error| explain(&path, error))?;
    identity::write(folder, &id)
        .map_err(|error| Error::storage(format!("can't write beside '{}'", path.display()), error))
}

/// Lets the next command make a new `state.db` in place of one that was lost. What is left of it, its log above all, is kept
/// under names that end in `stamp`, which are returned.
///
/// # Errors
/// `storage`.
pub fn begin_new_state(folder: &Path, stamp: &str) -> Result<Vec<PathBuf>> {
    identity::give_up(folder, stamp)
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
        // SQLite heads a group of findings with a line of stars; only the first finding is useful.
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

/// Copies the `state.db` in `folder` to a name that ends in `stamp`, reads row by row what can be read, and puts
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

    // From the copy: closing the database's own file would drop SQLite's locks on it.
    let pages = missing_pages(&kept).map_err(files)?;

    let fresh = folder.join("state.db.recovering");
    discard(&fresh);
    let rebuilt = rebuild(&path, &fresh, identity::known(folder)?.as_deref());
    let tables = rebuilt.inspect_err(|_| discard(&fresh))?;
    // The old log is removed first: SQLite must never apply it to the new file.
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(&path, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(files(error)),
            _ => {}
        }
    }
    fs::rename(&fresh, &path).map_err(files)?;
    discard(&fresh);
    Ok(Recovery { kept, tables, pages })
}

/// Returns how many pages a file has and how many its header names, where some are missing. The header is that of SQLite's
/// file format, section 1.3: the page's size at byte 16 (1 for 65,536), the number of pages at byte 28.
fn missing_pages(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    let mut header = [0_u8; 32];
    let mut file = fs::File::open(path)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Ok(None);
    }
    let size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size).max(512),
    };
    let expected = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    let there = file.metadata()?.len() / size;
    Ok((there < expected).then_some((there, expected)))
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

/// The version of the schema since which `clears.sql` has run.
const CLEARS_NAME_THEIR_SCOPE: u32 = 9;

fn rebuild(from: &Path, to: &Path, id: Option<&str>) -> Result<Vec<RecoveredTable>> {
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
    if let Some(source) = &source {
        // Else SQLite refuses a whole file for the pages that are missing at its end (`lockBtree` in its btree.c).
        source.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true).map_err(failed)?;
    }
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
    if version.is_some_and(|version| version < CLEARS_NAME_THEIR_SCOPE) {
        // The one step that changes rows rather than tables.
        transaction.execute_batch(include_str!("clears.sql")).map_err(failed)?;
    }
    drop_orphans(&transaction, &mut tables).map_err(failed)?;
    // The sequence goes on behind whatever was read, even where its own row was lost.
    transaction
        .execute_batch(
            "INSERT INTO counter(name, n) VALUES ('seq', 0) ON CONFLICT(name) DO NOTHING;
             UPDATE counter SET n = max(n, (SELECT coalesce(max(seq), 0) FROM op)) WHERE name = 'seq';",
        )
        .map_err(failed)?;
    if let Some(id) = id {
        transaction.execute("UPDATE identity SET id = ?1", [id]).map_err(failed)?;
    }
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
    // Or replace: the schema inserts its first row into `counter`, and reading from both ends finds rows twice.
    let mut insert =
        target.prepare(&format!("INSERT OR REPLACE INTO \"{table}\"({list}) VALUES ({marks})"))?;
    let key = primary_key(target, table)?;
    let ordered = |direction: &str| {
        let order =
            key.iter().map(|column| format!("\"{column}\" {direction}")).collect::<Vec<_>>().join(", ");
        format!("ORDER BY {order}")
    };
    // The last way needs no index, because a damaged index hides intact rows.
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
                Ok(Some(row)) => refused += u64::from(!keep(row, common.len(), &mut insert)),
            }
        };
        report.dropped = report.dropped.max(refused);
        if report.complete {
            break;
        }
    }
    if !report.complete {
        read_around_damage(source, table, &list, common.len(), &mut insert);
    }
    report.rows = count(target, table)?;
    Ok(report)
}

/// Puts a row into the new table; `false` where it doesn't fit there.
fn keep(row: &Row<'_>, columns: usize, insert: &mut Statement<'_>) -> bool {
    let values: rusqlite::Result<Vec<Value>> = (0..columns).map(|index| row.get(index)).collect();
    values.and_then(|values| insert.execute(rusqlite::params_from_iter(values))).is_ok()
}

/// Reads a table by row number and steps over each page that can't be read, so that whole pages between two damaged ones are
/// saved, too. A table without row numbers is read from its ends only.
fn read_around_damage(
    source: &Connection,
    table: &str,
    list: &str,
    columns: usize,
    insert: &mut Statement<'_>,
) {
    let sql = format!("SELECT {list}, rowid FROM \"{table}\" NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid");
    let Ok(mut select) = source.prepare(&sql) else { return };
    let Ok(mut probe) = source
        .prepare(&format!("SELECT 1 FROM \"{table}\" NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid LIMIT 1"))
    else {
        return;
    };
    let mut from = 0;
    loop {
        let Ok(mut rows) = select.query([from]) else { return };
        loop {
            match rows.next() {
                Ok(None) => return,
                Err(_) => break,
                Ok(Some(row)) => {
                    keep(row, columns, insert);
                    from = row.get::<_, i64>(columns).map_or(from, |number| number.max(from)) + 1;
                }
            }
        }
        drop(rows);
        let mut can_read = |number| matches!(probe.exists([number]), Ok(true));
        match behind_damage(from, &mut can_read) {
            Some(next) => from = next,
            None => return,
        }
    }
}

/// Highest step over row numbers: far above what a profile's tables reach.
const FARTHEST: i64 = 1 << 40;

/// Returns the first row number after `from` at which reading works again: steps that double, then halves between the last
/// two. `None` where nothing can be read behind it.
fn behind_damage(from: i64, can_read: &mut dyn FnMut(i64) -> bool) -> Option<i64> {
    let mut step = 1;
    while !can_read(from + step) {
        step *= 2;
        if step > FARTHEST {
            return None;
        }
    }
    let (mut bad, mut good) = (from + step / 2, from + step);
    while good - bad > 1 {
        let middle = bad + (good - bad) / 2;
        if can_read(middle) { good = middle } else { bad = middle }
    }
    Some(good)
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

/// Takes rows out whose owner could not be read, until none is left: removing one may leave others without an owner.
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
    fn a_clear_of_an_older_file_still_means_what_it_said() {
        use crate::domain::{Change, ClearScope};
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 1);
        let state = State::open(folder.path()).unwrap();
        let new = crate::store::NewOperation {
            id: "clear".to_owned(),
            account: "7".to_owned(),
            list: "list-00000".to_owned(),
            change: Change::Clear(ClearScope::Everything),
            group: None,
            after: None,
        };
        state
            .write(|tx| {
                tx.append_operation(&new, NOW)?;
                // As an older version wrote it.
                tx.execute("UPDATE op SET payload = '{}'", [])
            })
            .unwrap();
        drop(state);
        let path = folder.path().join("state.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(
            "DROP INDEX op_unknown; ALTER TABLE account DROP COLUMN paused_until; ALTER TABLE account DROP COLUMN pause_ms",
        )
        .unwrap();
        old.pragma_update(None, "user_version", CLEARS_NAME_THEIR_SCOPE - 1).unwrap();
        drop(old);
        let rebuilt = folder.path().join("rebuilt.db");
        rebuild(&path, &rebuilt, None).unwrap();
        let payload = |path: &Path| -> String {
            Connection::open(path).unwrap().query_row("SELECT payload FROM op", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(payload(&rebuilt), r#"{"all":true}"#);
        let state = State::open(folder.path()).unwrap();
        let read = state.read(|tx| tx.operation("clear")).unwrap().unwrap();
        assert_eq!(read.change, new.change, "opening the older file brings it up to date, too");
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
    fn reading_goes_on_at_the_first_row_behind_damage() {
        for (first, last) in [(5, 5), (5, 80), (5, 4000)] {
            let mut can_read = |number: i64| number < first || number > last;
            assert_eq!(behind_damage(first, &mut can_read), Some(last + 1));
        }
        assert_eq!(behind_damage(5, &mut |_| false), None);
    }

    #[test]
    fn whole_pages_between_damaged_ones_are_saved() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 2000);
        for needle in [b"list-00400", b"list-01600"] {
            damage(&folder.path().join("state.db"), needle, usize::MAX);
        }
        let rows = lists(&recover_state(folder.path(), "now").unwrap()).rows;
        assert!(rows > 1800, "{rows} of 2000");
        let state = State::open(folder.path()).unwrap();
        let found = state.read(|tx| tx.lists("7")).unwrap();
        assert!(found.iter().any(|list| list.uid == "list-01000"), "it stood between the two");
    }

    #[test]
    fn a_file_that_lost_its_end_gives_what_it_still_has() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 2000);
        let path = folder.path().join("state.db");
        let id = identity::known(folder.path()).unwrap();
        let pages = std::fs::metadata(&path).unwrap().len() / 4096;
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len((pages - 1) * 4096).unwrap();
        assert!(matches!(examine_state(folder.path()), Condition::Damaged(_)));
        let recovery = recover_state(folder.path(), "now").unwrap();
        assert_eq!(recovery.pages, Some((pages - 1, pages)));
        let rows = lists(&recovery).rows;
        assert!(rows > 1900, "{rows} of 2000");
        assert_eq!(identity::known(folder.path()).unwrap(), id, "it is the same database");
        State::open(folder.path()).unwrap();
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
