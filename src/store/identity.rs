//! `state.id`: the random id of the database that belongs to a folder, written and synced after the database's first commit.
//! It distinguishes a database that was lost from one that was never made. Not for what is in the database.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::open::{beside, explain};
use crate::error::{Error, ErrorKind, Result};
use crate::private_files;

fn database(folder: &Path) -> PathBuf {
    folder.join("state.db")
}

fn file(folder: &Path) -> PathBuf {
    folder.join("state.id")
}

/// Returns the id of the database that belongs to `folder`; `None` where none was ever made, or before its id was written.
///
/// # Errors
/// `storage` where the file is there and can't be read.
pub(super) fn known(folder: &Path) -> Result<Option<String>> {
    match fs::read_to_string(file(folder)) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|id| !id.is_empty())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::storage(format!("can't read '{}'", file(folder).display()), error)),
    }
}

/// Returns what is wrong where the database of `folder` was lost: it is missing or empty, and its id or its log is there.
///
/// # Errors
/// `storage` where that can't be seen.
pub(super) fn loss(folder: &Path) -> Result<Option<String>> {
    // The file that is written last is examined first, because another process may be making the database.
    let known = known(folder)?;
    let path = database(folder);
    let log = length(&beside(&path, "-wal"))?.unwrap_or(0);
    let how = match length(&path)? {
        Some(0) => "is empty",
        Some(_) => return Ok(None),
        None => "is missing",
    };
    let name = path.display();
    Ok(match (known, log) {
        (None, 0) => None,
        (_, 0) => Some(format!("'{name}' {how}, but flixir had a queue and lists in it")),
        (_, log) => Some(format!("'{name}' {how}; only its log is there ('{name}-wal', {log} bytes)")),
    })
}

fn length(path: &Path) -> Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::storage(format!("can't look at '{}'", path.display()), error)),
    }
}

/// Refuses a folder whose database was lost: a new one would hide the loss, and SQLite would delete the log that is left.
///
/// # Errors
/// `storage`, saying what is there.
pub(super) fn refuse_loss(folder: &Path) -> Result<()> {
    loss(folder)?.map_or(Ok(()), |what| Err(lost(what)))
}

fn lost(what: String) -> Error {
    Error::new(ErrorKind::Storage, what).with_hint(
        "restore the file from a backup; or type: flixir doctor --recover (it asks before it begins a new database)",
    )
}

/// Says that the database in `folder` isn't the one that was there.
pub(super) fn foreign(folder: &Path) -> String {
    format!("'{}' is not the database that flixir made here (its id differs)", database(folder).display())
}

/// Returns the id in a database of the newest schema.
pub(super) fn stored(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT id FROM identity", [], |row| row.get(0))
}

/// Compares the id in an open database with the one that is known in `folder`, and writes it down where none is.
///
/// # Errors
/// `storage` where it is another database.
pub(super) fn settle(folder: &Path, connection: &Connection) -> Result<()> {
    if is_known(folder, connection)? {
        return Ok(());
    }
    let id = stored(connection).map_err(|error| explain(&database(folder), error))?;
    // On a full disk the next command writes it.
    if let Err(error) = write(folder, &id) {
        log::warn!("can't write '{}': {error}", file(folder).display());
    }
    Ok(())
}

/// Returns whether the database's id is the one that is known in `folder`; `false` where none is known yet.
///
/// # Errors
/// `storage` where it is another database.
pub(super) fn is_known(folder: &Path, connection: &Connection) -> Result<bool> {
    let Some(known) = known(folder)? else { return Ok(false) };
    match stored(connection).map_err(|error| explain(&database(folder), error))? {
        id if id == known => Ok(true),
        _ => Err(Error::new(ErrorKind::Storage, foreign(folder)).with_hint(
            "put the right file back; or type: flixir doctor --recover (it asks before it uses this one)",
        )),
    }
}

/// Writes the id of the database that belongs to `folder` from now on.
///
/// # Errors
/// What the file system says; nothing is changed then.
pub(super) fn write(folder: &Path, id: &str) -> io::Result<()> {
    // A name of its own, because several first commands may write the id at once.
    let fresh = folder.join(format!("state.id.{}", std::process::id()));
    let written = (|| {
        let mut target = private_files::options().create(true).truncate(true).open(&fresh)?;
        target.write_all(format!("{id}\n").as_bytes())?;
        target.sync_all()?;
        fs::rename(&fresh, file(folder))?;
        private_files::sync_folder(folder)
    })();
    written.inspect_err(|_| drop(fs::remove_file(&fresh)))
}

/// Gives up the database of `folder`, which was lost: what is left of it gets a name that ends in `stamp`, and the next
/// opening makes a new one. Returns what was kept.
///
/// # Errors
/// `storage`.
pub(super) fn give_up(folder: &Path, stamp: &str) -> Result<Vec<PathBuf>> {
    let path = database(folder);
    let aside = folder.join(format!("state.db.lost-{stamp}"));
    let mut kept = Vec::new();
    for ending in ["", "-wal"] {
        let (from, to) = (beside(&path, ending), beside(&aside, ending));
        match length(&from)? {
            None => {}
            // An empty file has no data; SQLite could treat it as a new database.
            Some(0) => remove(&from)?,
            Some(_) => {
                fs::rename(&from, &to).map_err(|error| failed(&from, error))?;
                kept.push(to);
            }
        }
    }
    remove(&beside(&path, "-shm"))?;
    remove(&file(folder))?;
    Ok(kept)
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::storage(format!("can't move '{}' aside", path.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Condition, State, adopt_state, begin_new_state, examine_state};

    fn made() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        State::open(folder.path()).unwrap().write(|tx| tx.add_provisional_account("7")).unwrap();
        folder
    }

    fn refusal(folder: &Path) -> String {
        let opened = State::open(folder).unwrap_err();
        assert_eq!(opened.kind(), ErrorKind::Storage);
        assert!(opened.hint().unwrap().contains("doctor --recover"));
        let looked = State::open_read_only(folder).unwrap_err();
        assert_eq!(opened.message(), looked.message());
        assert!(State::exists(folder), "opening it says what is wrong");
        opened.message().to_owned()
    }

    #[test]
    fn a_new_database_writes_its_id_and_opens_again() {
        let folder = made();
        let id = known(folder.path()).unwrap().unwrap();
        assert_eq!(id.len(), 32);
        State::open(folder.path()).unwrap();
        assert!(State::open_read_only(folder.path()).unwrap().is_some());
        fs::remove_file(file(folder.path())).unwrap();
        State::open(folder.path()).unwrap();
        assert_eq!(known(folder.path()).unwrap(), Some(id), "an older flixir's database gets its file");
    }

    #[test]
    fn a_database_that_is_missing_or_empty_is_not_begun_again_unasked() {
        let folder = made();
        fs::remove_file(database(folder.path())).unwrap();
        assert!(refusal(folder.path()).contains("is missing"));
        fs::write(database(folder.path()), "").unwrap();
        assert!(refusal(folder.path()).contains("is empty"));
        assert!(matches!(examine_state(folder.path()), Condition::Lost(_)));
        assert!(begin_new_state(folder.path(), "now").unwrap().is_empty());
        assert_eq!(examine_state(folder.path()), Condition::Missing);
        State::open(folder.path()).unwrap();
    }

    #[test]
    fn a_log_that_lost_its_database_is_never_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let log = beside(&database(folder.path()), "-wal");
        fs::write(&log, "what was written last").unwrap();
        assert!(refusal(folder.path()).contains("state.db-wal"));
        assert!(log.exists());
        let kept = begin_new_state(folder.path(), "now").unwrap();
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "what was written last");
        State::open(folder.path()).unwrap();
    }

    #[test]
    fn another_database_in_its_place_is_used_only_when_it_was_asked_for() {
        let (folder, other) = (made(), made());
        fs::copy(database(other.path()), database(folder.path())).unwrap();
        assert!(refusal(folder.path()).contains("its id differs"));
        assert!(matches!(examine_state(folder.path()), Condition::Foreign(_)));
        adopt_state(folder.path()).unwrap();
        State::open(folder.path()).unwrap();
        assert_eq!(known(folder.path()).unwrap(), known(other.path()).unwrap());
    }
}
