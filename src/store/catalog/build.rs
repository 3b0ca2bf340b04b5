//! Building a catalog beside the old one, and putting it in its place.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::file::{CatalogFacts, POPULARITY_SCALE, SCHEMA, VERSION, catalog_path, key_of};
use crate::domain::MediaRef;
use crate::error::{Error, ErrorKind, Result};
use crate::private_files;
use crate::store::open::explain;

/// Builds a catalog beside the old one. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct CatalogBuilder {
    connection: Connection,
    // Dropped after the connection.
    part: Part,
    folder: PathBuf,
    /// Held as long as this value exists: two builders would write to the same file.
    _lock: Lock,
}

impl CatalogBuilder {
    /// Begins to build.
    ///
    /// # Errors
    /// `conflict` where another flixir builds already; `storage`.
    pub fn begin(folder: &Path) -> Result<Self> {
        let failed = |error| Error::storage(format!("can't write into '{}'", folder.display()), error);
        private_files::make_folder(folder).map_err(failed)?;
        let lock = private_files::options()
            .create(true)
            .truncate(false)
            .open(folder.join("catalog.lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(Error::new(ErrorKind::Conflict, "another flixir is updating the catalog"));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let part = Part(part_of(folder));
        if let Err(error) = std::fs::remove_file(&part.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(Error::storage(format!("can't remove '{}'", part.0.display()), error));
        }
        private_files::options().create_new(true).open(&part.0).map_err(failed)?;
        let connection = Self::connect(&part.0).map_err(|error| explain(&part.0, error))?;
        Ok(Self { connection, part, folder: folder.to_owned(), _lock: Lock(lock) })
    }

    fn connect(part: &Path) -> rusqlite::Result<Connection> {
        let connection = Connection::open(part)?;
        // Nobody reads this file before it is whole, and an unfinished one is thrown away.
        connection.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "cache_size", -32_000)?;
        connection.execute_batch(SCHEMA)?;
        // Large pieces in memory mean few to merge.
        connection.execute("INSERT INTO word(word, rank) VALUES ('hashsize', 33554432)", [])?;
        Ok(connection)
    }

    /// Adds titles, most popular first. `check` is asked now and then whether to go on.
    ///
    /// # Errors
    /// `storage`; that of `check`.
    pub fn add<'t>(
        &self,
        titles: impl Iterator<Item = (MediaRef, &'t str, f64)>,
        mut check: impl FnMut(u64) -> Result<()>,
    ) -> Result<()> {
        const BETWEEN_CHECKS: u64 = 10_000;
        let connection = &self.connection;
        let failed = |error| explain(&self.part.0, error);
        connection.execute_batch("BEGIN").map_err(failed)?;
        {
            let mut title = connection
                .prepare("INSERT INTO title(rank, key, popularity, title) VALUES (?1, ?2, ?3, ?4)")
                .map_err(failed)?;
            let mut word =
                connection.prepare("INSERT INTO word(rowid, title) VALUES (?1, ?2)").map_err(failed)?;
            let mut rank: i64 = 0;
            for (item, text, popularity) in titles {
                let Some(key) = key_of(item) else { continue };
                rank += 1;
                title.execute((rank, key, thousandths(popularity), text)).map_err(failed)?;
                word.execute((rank, text)).map_err(failed)?;
                if u64::try_from(rank).unwrap_or(0) % BETWEEN_CHECKS == 0 {
                    check(BETWEEN_CHECKS)?;
                }
            }
        }
        connection.execute_batch("COMMIT").map_err(failed)
    }

    /// Finishes the catalog and puts it in the old one's place.
    ///
    /// # Errors
    /// `storage`; the old one stays then.
    pub fn finish(self, facts: &CatalogFacts) -> Result<()> {
        let Self { connection, part, folder, _lock } = self;
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let seal = || -> rusqlite::Result<()> {
            connection.execute_batch(
                "BEGIN;
                 INSERT INTO word(word) VALUES ('optimize');
                 CREATE UNIQUE INDEX title_by_key ON title(key);
                 CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, word, row);
                 INSERT INTO term SELECT term, doc FROM temp.vocabulary WHERE length(term) BETWEEN 3 AND 30 ORDER BY term;
                 DROP TABLE temp.vocabulary;
                 COMMIT;",
            )?;
            connection.execute(
                "INSERT INTO fact(date, built_at_ms, movies, shows, people) VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    &facts.date,
                    facts.built_at.millis(),
                    count(facts.movies),
                    count(facts.shows),
                    count(facts.people),
                ),
            )?;
            connection.pragma_update(None, "user_version", VERSION)
        };
        seal().map_err(|error| explain(&part.0, error))?;
        connection.close().map_err(|(_, error)| explain(&part.0, error))?;
        let failed = |error| Error::storage("can't replace the catalog", error);
        std::fs::File::open(&part.0).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(&part.0, catalog_path(&folder)).map_err(failed)
    }
}

pub(super) fn part_of(folder: &Path) -> PathBuf {
    folder.join("catalog.db.part")
}

/// The lock, given back by name: a program that another thread is starting has a copy of the open file for a moment.
#[derive(Debug)]
struct Lock(std::fs::File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file gives it back otherwise.
        self.0.unlock().ok();
    }
}

/// The unfinished file.
#[derive(Debug)]
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is none; a leftover is removed by the next builder.
        drop(std::fs::remove_file(&self.0));
    }
}

/// Deletes the catalog; returns whether there was one.
///
/// # Errors
/// `storage`.
pub fn delete_catalog(folder: &Path) -> Result<bool> {
    match std::fs::remove_file(catalog_path(folder)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::storage("can't delete the catalog", error)),
    }
}

fn thousandths(popularity: f64) -> i32 {
    let scaled = (popularity * POPULARITY_SCALE).round().clamp(0.0, f64::from(i32::MAX));
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let whole = scaled as i32;
    whole
}
