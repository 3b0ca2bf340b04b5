//! `state.db`: the queue, the mirror and the accounts of one profile. A commit here survives power loss.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::identity;
use super::open::{Durability, explain, is_disk_full, open, open_read_only};
use crate::domain::Timestamp;
use crate::error::{Error, Result};
use crate::private_files;

/// The version ladder: append only.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("transfer.sql"),
    include_str!("queue.sql"),
    include_str!("memories.sql"),
    include_str!("identity.sql"),
    include_str!("versions.sql"),
    include_str!("decisions.sql"),
    include_str!("lanes.sql"),
    include_str!("clears.sql"),
    include_str!("unreadable.sql"),
    include_str!("pause.sql"),
];

/// Space kept free so that the outcome of a request can be recorded even on a full disk.
const BALLAST_BYTES: usize = 1024 * 1024;

/// Free pages (of 4 KB) that are worth giving back.
const MUCH_ROOM: u64 = 256;

/// The precious database of a profile.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// A transaction: every reading and writing method of the store is a method of it. Never held across a network call.
pub struct Tx<'a> {
    pub(super) inner: &'a Transaction<'a>,
    path: &'a Path,
}

impl State {
    /// Opens, or makes, the database in `folder`.
    ///
    /// # Errors
    /// `storage`, naming the file and the fix; a damaged file is left as it is, and one that was lost is not made again.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("state.db");
        identity::refuse_loss(folder)?;
        let fresh = !path.exists();
        let connection = open(&path, Durability::Full, MIGRATIONS)?;
        identity::settle(folder, &connection)?;
        let state = Self { path, connection: Mutex::new(connection) };
        if fresh {
            state.lay_ballast();
        }
        Ok(state)
    }

    /// Opens the database in `folder` for a quick look: nothing is made, migrated or waited for. `None` where there is
    /// none, or where another version of flixir wrote it.
    ///
    /// # Errors
    /// `storage`.
    pub fn open_read_only(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join("state.db");
        identity::refuse_loss(folder)?;
        let connection = open_read_only(&path, MIGRATIONS)?;
        if let Some(connection) = &connection {
            identity::is_known(folder, connection)?;
        }
        Ok(connection.map(|connection| Self { path, connection: Mutex::new(connection) }))
    }

    /// Returns whether there is a database in `folder`, or was one, without making one. Where that can't be seen there may
    /// be one, and opening it says what is wrong.
    pub fn exists(folder: &Path) -> bool {
        folder.join("state.db").try_exists().unwrap_or(true) || !matches!(identity::loss(folder), Ok(None))
    }

    fn ballast(&self) -> PathBuf {
        self.path.with_file_name("ballast")
    }

    fn lay_ballast(&self) {
        // If the disk is too full for it, it can't help anyway.
        let filler = vec![b'.'; BALLAST_BYTES];
        let written = private_files::options()
            .create_new(true)
            .open(self.ballast())
            .and_then(|mut file| std::io::Write::write_all(&mut file, &filler));
        if written.is_err() {
            self.drop_ballast();
        }
    }

    fn drop_ballast(&self) -> bool {
        std::fs::remove_file(self.ballast()).is_ok()
    }

    /// Reads at one consistent moment.
    ///
    /// # Errors
    /// `storage`, or what `work` returns.
    pub fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.transact(TransactionBehavior::Deferred, true, work)
    }

    /// Writes in one transaction; nothing is changed where `work` fails. The commit is durable.
    ///
    /// # Errors
    /// `storage`, or what `work` returns.
    pub fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.transact(TransactionBehavior::Immediate, true, work)
    }

    /// Writes in one transaction that is taken back whatever comes of it: for telling what would happen.
    ///
    /// # Errors
    /// `storage`, or what `work` returns.
    pub fn rehearse<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.transact(TransactionBehavior::Immediate, false, work)
    }

    /// Writes what must not be forgotten, the outcome of a request: on a full disk it uses the reserved space and
    /// tries once more.
    ///
    /// # Errors
    /// `storage`, or what `work` returns.
    pub fn record<T>(&self, work: impl Fn(&Tx<'_>) -> Result<T>) -> Result<T> {
        match self.write(&work) {
            Err(error) if says_disk_full(&error) && self.drop_ballast() => self.write(&work),
            outcome => outcome,
        }
    }

    fn transact<T>(
        &self,
        behavior: TransactionBehavior,
        keeps: bool,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |error| explain(&self.path, error);
        let transaction = connection.transaction_with_behavior(behavior).map_err(failed)?;
        let value = work(&Tx { inner: &transaction, path: &self.path })?;
        if keeps { transaction.commit() } else { transaction.rollback() }.map_err(failed)?;
        Ok(value)
    }

    /// Removes deleted data from the file and its journal, and frees the space.
    ///
    /// # Errors
    /// `storage`.
    pub fn compact(&self) -> Result<()> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |error| explain(&self.path, error);
        connection.execute_batch("VACUUM").map_err(failed)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
    }

    /// Gives room that was deleted from back to the disk, where it is much; `go_on` is asked between two pieces, so that nobody
    /// who writes waits for long. A database that was made before this was possible is rewritten for it once.
    ///
    /// # Errors
    /// `storage`. Nothing is lost by that: the room is used again later.
    pub fn give_room_back(&self, mut go_on: impl FnMut() -> bool) -> Result<()> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |error| explain(&self.path, error);
        let number = |pragma: &str| -> Result<u64> {
            let number: i64 =
                connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).map_err(failed)?;
            Ok(u64::try_from(number).unwrap_or(0))
        };
        if number("freelist_count")? < MUCH_ROOM {
            return Ok(());
        }
        if number("auto_vacuum")? == 0 {
            connection.pragma_update(None, "auto_vacuum", "INCREMENTAL").map_err(failed)?;
            connection.execute_batch("VACUUM").map_err(failed)?;
        }
        while number("freelist_count")? > 0 && go_on() {
            let mut statement =
                connection.prepare_cached("PRAGMA incremental_vacuum(500)").map_err(failed)?;
            // Each row is a page that was given back.
            let mut pages = statement.query([]).map_err(failed)?;
            while pages.next().map_err(failed)?.is_some() {}
        }
        // The file shrinks when its log is written into it; somebody else who reads or writes may do that later.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
    }

    /// Returns what SQLite finds wrong in the file; empty where it is whole.
    ///
    /// # Errors
    /// `storage` where it can't even be examined.
    pub fn integrity(&self) -> Result<Vec<String>> {
        self.read(|tx| {
            let findings = tx.rows("PRAGMA integrity_check(20)", [], |row| row.get::<_, String>(0))?;
            Ok(findings.into_iter().filter(|finding| finding != "ok").collect())
        })
    }
}

fn says_disk_full(error: &Error) -> bool {
    std::error::Error::source(error)
        .and_then(|source| source.downcast_ref::<rusqlite::Error>())
        .is_some_and(is_disk_full)
}

impl Tx<'_> {
    /// Names a failure of SQLite.
    pub(super) fn failed(&self, error: rusqlite::Error) -> Error {
        explain(self.path, error)
    }

    /// Runs a statement; returns how many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize> {
        #[cfg(test)]
        plans::watch(self.inner, sql);
        self.inner
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(values))
            .map_err(|error| self.failed(error))
    }

    /// Reads every row.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        #[cfg(test)]
        plans::watch(self.inner, sql);
        let collect = || -> rusqlite::Result<Vec<T>> {
            let mut statement = self.inner.prepare_cached(sql)?;
            statement.query_map(values, read)?.collect()
        };
        collect().map_err(|error| self.failed(error))
    }

    /// Reads the first row.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, values, read)?.into_iter().next())
    }

    /// Reads the one row of a statement that always has one.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.first(sql, values, read)?.ok_or_else(|| self.failed(rusqlite::Error::QueryReturnedNoRows))
    }

    /// Adds to a counter of the day (`queue stats`).
    ///
    /// # Errors
    /// `storage`.
    pub fn count(&self, day: &str, name: &str, amount: u64) -> Result<()> {
        let amount = i64::try_from(amount).unwrap_or(i64::MAX);
        self.execute(
            "INSERT INTO stat_day(day, name, n) VALUES (?1, ?2, ?3) ON CONFLICT(day, name) DO UPDATE SET n = n + excluded.n",
            (day, name, amount),
        )?;
        Ok(())
    }

    /// Returns the counters of the days since `from`: day, name, number.
    ///
    /// # Errors
    /// `storage`.
    pub fn days(&self, from: Timestamp) -> Result<Vec<(String, String, u64)>> {
        self.rows(
            "SELECT day, name, n FROM stat_day WHERE day >= ?1 ORDER BY day, name",
            [from.day()],
            |row| Ok((row.get(0)?, row.get(1)?, u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0))),
        )
    }

    /// Returns a counter summed over all days.
    ///
    /// # Errors
    /// `storage`.
    pub fn total(&self, name: &str) -> Result<u64> {
        let total =
            self.first("SELECT coalesce(sum(n), 0) FROM stat_day WHERE name = ?1", [name], |row| {
                row.get::<_, i64>(0)
            })?;
        Ok(u64::try_from(total.unwrap_or(0)).unwrap_or(0))
    }
}

/// How SQLite goes about the statements that really run, for a test that none of them reads the whole queue.
#[cfg(test)]
pub(super) mod plans {
    use std::cell::RefCell;

    use rusqlite::Transaction;

    thread_local! {
        static SEEN: RefCell<Option<Vec<(String, String)>>> = const { RefCell::new(None) };
    }

    /// Notes the plan of each statement that `work` runs on this thread: the statement, and a step of its plan.
    pub(in crate::store) fn of(work: impl FnOnce()) -> Vec<(String, String)> {
        SEEN.set(Some(Vec::new()));
        work();
        SEEN.take().unwrap_or_default()
    }

    pub(super) fn watch(transaction: &Transaction<'_>, sql: &str) {
        if sql.starts_with("PRAGMA") || SEEN.with_borrow(Option::is_none) {
            return;
        }
        let mut statement = transaction.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step = (sql.to_owned(), row.get(3).unwrap());
            SEEN.with_borrow_mut(|seen| seen.as_mut().unwrap().push(step));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of the file after much was written, and after it was deleted and given back.
    fn sizes(state: &State) -> (u64, u64) {
        let size = || std::fs::metadata(&state.path).unwrap().len();
        let name = "x".repeat(500);
        state
            .write(|tx| {
                let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
                            INSERT INTO stat_day(day, name, n) SELECT i, ?1, i FROM n";
                tx.execute(fill, [&name]).map(drop)
            })
            .unwrap();
        state.compact().unwrap();
        let full = size();
        state.write(|tx| tx.execute("DELETE FROM stat_day", ()).map(drop)).unwrap();
        state.give_room_back(|| true).unwrap();
        assert_eq!(state.integrity().unwrap(), Vec::<String>::new());
        (full, size())
    }

    #[test]
    fn room_that_was_deleted_from_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let (full, after) = sizes(&state);
        assert!(full > 4_000_000 && after < full / 8, "{full} {after}");
    }

    #[test]
    fn a_database_that_was_made_before_that_is_rewritten_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let mode = || -> u32 {
            let connection = state.connection.lock().unwrap();
            connection.query_row("PRAGMA auto_vacuum", [], |row| row.get(0)).unwrap()
        };
        state.connection.lock().unwrap().execute_batch("PRAGMA auto_vacuum = NONE; VACUUM").unwrap();
        assert_eq!(mode(), 0);
        let (full, after) = sizes(&state);
        assert!(full > 4_000_000 && after < full / 8, "{full} {after}");
        assert_eq!(mode(), 2, "from now on in pieces");
        let (full, after) = sizes(&state);
        assert!(after < full / 8, "{full} {after}");
    }
}
