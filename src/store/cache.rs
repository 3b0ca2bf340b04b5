//! `cache.db`: TMDB's public answers as they came, and the titles seen in them. Disposable: a damaged file is deleted
//! and created again. Answers that depend on a person's credential, and refusals, never enter: the callers see to that.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};

use super::counts::{Counts, Tally};
use super::lists::sql_id;
use super::open::{Durability, explain, files_of, is_damaged, open, open_read_only, write_lightly};
use crate::domain::{Media, MediaRef, Timestamp};
use crate::error::{Error, Result};

/// The version ladder: append only.
const MIGRATIONS: &[&str] = &["
CREATE TABLE answer(
    key           TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    etag          TEXT,
    fetched_at_ms INTEGER NOT NULL,
    packed        INTEGER NOT NULL CHECK (packed IN (0, 1)),
    bytes         INTEGER NOT NULL,
    body          BLOB NOT NULL
) STRICT;
CREATE INDEX answer_by_age ON answer(fetched_at_ms, bytes);
CREATE TABLE title(
    media_type    TEXT NOT NULL,
    id            INTEGER NOT NULL,
    origin        TEXT NOT NULL,
    language      TEXT NOT NULL,
    fetched_at_ms INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    media         TEXT NOT NULL,
    PRIMARY KEY (media_type, id, origin, language)
) STRICT, WITHOUT ROWID;
CREATE INDEX title_by_age ON title(fetched_at_ms, bytes);
"];

/// TMDB's terms allow six months (`docs/what-tmdb-really-does.md`: Terms).
pub const LONGEST_KEPT: Duration = Duration::from_hours(24 * 180);

/// How long a command waits for another that writes to the cache, before it does without.
const PATIENCE: Duration = Duration::from_secs(1);

/// Bodies smaller than this are not compressed.
const WORTH_PACKING_BYTES: usize = 1024;

/// Largest body that is unpacked; larger than any answer that flixir takes.
const LARGEST_BODY_BYTES: usize = 64 * 1024 * 1024;

/// The kind under which `cache stats` counts what is known of single titles.
pub const TITLES: &str = "titles";

/// An answer as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedAnswer {
    /// TMDB's JSON.
    pub body: Vec<u8>,
    /// What asks TMDB whether the answer is still valid.
    pub etag: Option<String>,
    /// When TMDB gave it, or last confirmed it.
    pub fetched_at: Timestamp,
}

/// An answer to keep.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// Its name: address and query without credentials.
    pub key: &'a str,
    /// What it is for: `search`, `details`, …
    pub kind: &'a str,
    /// TMDB's `ETag`, where it sent one.
    pub etag: Option<&'a str>,
    /// TMDB's JSON.
    pub body: &'a [u8],
}

/// What the cache holds of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindStats {
    /// Number of entries.
    pub entries: u64,
    /// Their size as stored.
    pub bytes: u64,
    /// How often they were used.
    pub tally: Tally,
}

/// Which entries to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// All of them.
    Everything,
    /// One kind.
    Kind(String),
    /// Of each kind those fetched before its moment, and of the rest those beyond [`LONGEST_KEPT`].
    Older(Vec<(String, Timestamp)>),
    /// Those whose name contains this text between two boundaries (`/3/list/5?`).
    Paths(Vec<String>),
}

/// The disposable database of a profile.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    max_bytes: u64,
    connection: Mutex<Held>,
    counts: Counts,
    healed: AtomicBool,
}

/// The open file.
#[derive(Debug)]
struct Held {
    connection: Connection,
    /// Whether it is set up for writing.
    may_write: bool,
}

impl Cache {
    /// Opens, or makes, the cache in `folder`; it keeps about `max_bytes` at most.
    ///
    /// # Errors
    /// `storage` where it can't be used; a damaged one is created again.
    pub fn open(folder: &Path, max_bytes: u64) -> Result<Self> {
        let path = folder.join("cache.db");
        let (connection, healed) = match connect(&path) {
            Ok(connection) => (connection, false),
            Err(error) if says_useless(&error) => {
                remove(&path)?;
                (connect(&path)?, true)
            }
            Err(error) => return Err(error),
        };
        let connection = Mutex::new(Held { connection, may_write: false });
        let counts = Counts::beside_cache(folder);
        Ok(Self { path, max_bytes, connection, counts, healed: AtomicBool::new(healed) })
    }

    /// Returns whether it was damaged and created again since this was last asked.
    pub fn take_healed(&self) -> bool {
        self.healed.swap(false, Ordering::Relaxed)
    }

    /// Does something with the file; if it is damaged, it is created again and the work repeated.
    fn with_file<T>(&self, work: impl Fn(&mut Held) -> rusqlite::Result<T>) -> Result<T> {
        let mut held = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        match work(&mut held) {
            Err(error) if is_useless(&error) => {
                // The damaged file must be closed before it can be removed everywhere.
                held.connection = Connection::open_in_memory().map_err(|error| explain(&self.path, error))?;
                remove(&self.path)?;
                *held = Held { connection: connect(&self.path)?, may_write: false };
                self.healed.store(true, Ordering::Relaxed);
                work(&mut held)
            }
            outcome => outcome,
        }
        .map_err(|error| explain(&self.path, error))
    }

    /// Reads with one statement, which needs no transaction.
    fn read<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.with_file(|held| work(&held.connection))
    }

    /// Reads with many statements under one lock of the file.
    fn read_many<T>(&self, work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        self.with_file(|held| {
            let transaction = held.connection.transaction()?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    fn write<T>(&self, work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        self.with_file(|held| {
            if !held.may_write {
                write_lightly(&held.connection)?;
                held.may_write = true;
            }
            let transaction = held.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    /// Returns the answer of this name, unless it is older than the terms allow.
    ///
    /// # Errors
    /// `storage`.
    pub fn answer(&self, key: &str, now: Timestamp) -> Result<Option<CachedAnswer>> {
        let Some(packed) = self.read(|tx| packed_answer(tx, key))? else { return Ok(None) };
        let answer = packed.unpacked(now);
        if answer.is_none() {
            self.forget(key)?;
        }
        Ok(answer)
    }

    /// Returns the answers of these names, in their order, as [`Cache::answer`] does; with one lock for all of them.
    ///
    /// # Errors
    /// `storage`.
    pub fn answers(&self, keys: &[String], now: Timestamp) -> Result<Vec<Option<CachedAnswer>>> {
        if let [key] = keys {
            return Ok(vec![self.answer(key, now)?]);
        }
        let found =
            self.read_many(|tx| keys.iter().map(|key| packed_answer(tx, key)).collect::<Result<_, _>>());
        let found: Vec<Option<Packed>> = found?;
        // One that can't be used is replaced by the answer that is fetched in its place.
        Ok(found.into_iter().map(|packed| packed?.unpacked(now)).collect())
    }

    /// Returns the newest stored answers whose name begins so, for a quick look: nothing is made or changed, and nobody is
    /// waited for. Nothing if there is no cache.
    ///
    /// # Errors
    /// `storage`.
    pub fn peek(folder: &Path, beginning: &str) -> Result<Vec<Vec<u8>>> {
        const MOST: u32 = 50;
        let path = folder.join("cache.db");
        let Some(connection) = open_read_only(&path, MIGRATIONS)? else { return Ok(Vec::new()) };
        let look = || -> rusqlite::Result<Vec<(Vec<u8>, bool)>> {
            // All keys with this beginning are between the beginning itself and the beginning plus the last character.
            let mut statement = connection.prepare(
                "SELECT body, packed FROM answer WHERE key >= ?1 AND key < ?1 || char(1114111)
                 ORDER BY fetched_at_ms DESC LIMIT ?2",
            )?;
            statement.query_map((beginning, MOST), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        let found = look().map_err(|error| explain(&path, error))?;
        let whole =
            found.into_iter().filter_map(|(body, packed)| if packed { unpack(&body) } else { Some(body) });
        Ok(whole.collect())
    }

    /// Keeps answers that TMDB gave at `now`; the oldest make room, and what the terms forbid to keep goes.
    ///
    /// # Errors
    /// `storage`.
    pub fn keep(&self, answers: &[NewAnswer<'_>], now: Timestamp) -> Result<()> {
        let packed: Vec<Option<Vec<u8>>> = answers.iter().map(|answer| pack(answer.body)).collect();
        self.write(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO answer(key, kind, etag, fetched_at_ms, packed, bytes, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for (answer, packed) in answers.iter().zip(&packed) {
                let body = packed.as_deref().unwrap_or(answer.body);
                let bytes = answer.key.len() + body.len();
                insert.execute((
                    answer.key,
                    answer.kind,
                    answer.etag,
                    now.millis(),
                    packed.is_some(),
                    sql_id(bytes as u64),
                    body,
                ))?;
            }
            // Titles are small and useful for long, so a quarter of the space is for them.
            trim(tx, "answer", self.max_bytes / 4 * 3)?;
            expire(tx, now)
        })
    }

    /// Notes that TMDB confirmed answers at `now`.
    ///
    /// # Errors
    /// `storage`.
    pub fn renew(&self, keys: &[&str], now: Timestamp) -> Result<()> {
        self.write(|tx| {
            let mut update = tx.prepare_cached("UPDATE answer SET fetched_at_ms = ?2 WHERE key = ?1")?;
            for key in keys {
                update.execute((key, now.millis()))?;
            }
            Ok(())
        })
    }

    /// Removes one answer.
    ///
    /// # Errors
    /// `storage`.
    pub fn forget(&self, key: &str) -> Result<()> {
        self.write(|tx| tx.execute("DELETE FROM answer WHERE key = ?1", [key]).map(drop))
    }

    /// Adds to the counts of a kind.
    ///
    /// # Errors
    /// `storage`.
    pub fn count(&self, kind: &str, tally: Tally) -> Result<()> {
        self.counts.add(kind, tally)
    }

    /// Keeps what is known of single titles, so that lists show them without the network. `origin` is the API's address,
    /// `language` the language asked for.
    ///
    /// # Errors
    /// `storage`.
    pub fn keep_titles(&self, titles: &[Media], origin: &str, language: &str, now: Timestamp) -> Result<()> {
        let rows: Vec<(MediaRef, String)> = titles
            .iter()
            .filter(|media| media.title.is_some())
            .filter_map(|media| Some((media.item(), serde_json::to_string(media).ok()?)))
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.write(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO title(media_type, id, origin, language, fetched_at_ms, bytes, media)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for (item, media) in &rows {
                insert.execute((
                    item.media_type.name(),
                    sql_id(item.id),
                    origin,
                    language,
                    now.millis(),
                    sql_id(media.len() as u64),
                    media,
                ))?;
            }
            trim(tx, "title", self.max_bytes / 4)?;
            expire(tx, now)
        })
    }

    /// Returns what is known of a title, in `language` if possible.
    ///
    /// # Errors
    /// `storage`.
    pub fn title(
        &self,
        item: MediaRef,
        origin: &str,
        language: &str,
        now: Timestamp,
    ) -> Result<Option<Media>> {
        let oldest = now.minus(LONGEST_KEPT);
        let text = self.read(|tx| title_text(tx, item, origin, language, oldest))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Returns what is known of each title, in their order, as [`Cache::title`] does; with one lock for all of them.
    ///
    /// # Errors
    /// `storage`.
    pub fn titles(
        &self,
        items: &[MediaRef],
        origin: &str,
        language: &str,
        now: Timestamp,
    ) -> Result<Vec<Option<Media>>> {
        let oldest = now.minus(LONGEST_KEPT);
        let media = |text: Option<String>| serde_json::from_str(&text?).ok();
        self.read_many(|tx| {
            items.iter().map(|item| title_text(tx, *item, origin, language, oldest).map(media)).collect()
        })
    }

    /// Returns what is in the cache and how often it was used, by kind.
    ///
    /// # Errors
    /// `storage`.
    pub fn stats(&self) -> Result<BTreeMap<String, KindStats>> {
        let mut kinds = self.read(|tx| {
            let mut kinds: BTreeMap<String, KindStats> = BTreeMap::new();
            let sql = "SELECT kind, count(*), sum(bytes) FROM answer GROUP BY kind
                       UNION ALL SELECT ?1, count(*), coalesce(sum(bytes), 0) FROM title HAVING count(*) > 0";
            let mut held = tx.prepare(sql)?;
            let mut rows = held.query([TITLES])?;
            while let Some(row) = rows.next()? {
                let stats = kinds.entry(row.get(0)?).or_default();
                stats.entries = unsigned(row.get(1)?);
                stats.bytes = unsigned(row.get(2)?);
            }
            Ok(kinds)
        })?;
        for (kind, tally) in self.counts.read() {
            kinds.entry(kind).or_default().tally = tally;
        }
        Ok(kinds)
    }

    /// Removes entries and frees their disk space; returns how many they were and their size.
    ///
    /// # Errors
    /// `storage`.
    pub fn sweep(&self, which: &Sweep, now: Timestamp) -> Result<(u64, u64)> {
        let swept = self.write(|tx| delete(tx, which, now))?;
        let held = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        // Room that another command still reads stays; nothing depends on it.
        drop(held.connection.execute_batch("VACUUM"));
        Ok(swept)
    }

    /// Returns what [`Cache::sweep`] would remove: it is done, measured, and taken back.
    ///
    /// # Errors
    /// `storage`.
    pub fn would_sweep(&self, which: &Sweep, now: Timestamp) -> Result<(u64, u64)> {
        self.write(|tx| {
            tx.execute_batch("SAVEPOINT trial;")?;
            let swept = delete(tx, which, now)?;
            tx.execute_batch("ROLLBACK TO trial; RELEASE trial;")?;
            Ok(swept)
        })
    }
}

/// An answer as stored.
struct Packed {
    body: Vec<u8>,
    is_compressed: bool,
    etag: Option<String>,
    fetched_at: Timestamp,
}

impl Packed {
    /// Returns the answer, unless it is damaged or older than the terms allow.
    fn unpacked(self, now: Timestamp) -> Option<CachedAnswer> {
        let Self { body, is_compressed, etag, fetched_at } = self;
        let body = if is_compressed { unpack(&body)? } else { body };
        (now.since(fetched_at) < LONGEST_KEPT).then_some(CachedAnswer { body, etag, fetched_at })
    }
}

fn packed_answer(connection: &Connection, key: &str) -> rusqlite::Result<Option<Packed>> {
    let sql = "SELECT body, packed, etag, fetched_at_ms FROM answer WHERE key = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let fetched_at = Timestamp::from_millis(row.get(3)?);
        Ok(Packed { body: row.get(0)?, is_compressed: row.get(1)?, etag: row.get(2)?, fetched_at })
    };
    connection.prepare_cached(sql)?.query_row([key], read).optional()
}

fn title_text(
    connection: &Connection,
    item: MediaRef,
    origin: &str,
    language: &str,
    oldest: Timestamp,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT media FROM title WHERE media_type = ?1 AND id = ?2 AND origin = ?3 AND fetched_at_ms > ?5
             ORDER BY language = ?4 DESC, fetched_at_ms DESC LIMIT 1",
        )?
        .query_row((item.media_type.name(), sql_id(item.id), origin, language, oldest.millis()), |row| {
            row.get(0)
        })
        .optional()
}

/// Deletes entries, and what may no longer be kept besides; returns how many they were and their size.
fn delete(tx: &Transaction<'_>, which: &Sweep, now: Timestamp) -> rusqlite::Result<(u64, u64)> {
    let before = totals(tx)?;
    match which {
        Sweep::Everything => tx.execute_batch("DELETE FROM answer; DELETE FROM title;")?,
        Sweep::Kind(kind) if kind == TITLES => tx.execute_batch("DELETE FROM title;")?,
        Sweep::Kind(kind) => tx.execute("DELETE FROM answer WHERE kind = ?1", [kind]).map(drop)?,
        Sweep::Older(kinds) => {
            for (kind, moment) in kinds {
                tx.execute(
                    "DELETE FROM answer WHERE kind = ?1 AND fetched_at_ms <= ?2",
                    (kind, moment.millis()),
                )?;
            }
            expire(tx, now)?;
        }
        Sweep::Paths(paths) => {
            for path in paths {
                tx.execute("DELETE FROM answer WHERE instr(key, ?1) > 0", [path])?;
            }
        }
    }
    let after = totals(tx)?;
    Ok((before.0.saturating_sub(after.0), before.1.saturating_sub(after.1)))
}

/// Returns how many entries there are, and their size.
fn totals(tx: &Transaction<'_>) -> rusqlite::Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(bytes), 0)
               FROM (SELECT bytes FROM answer UNION ALL SELECT bytes FROM title)";
    tx.query_row(sql, [], |row| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?))))
}

/// A crash of flixir loses nothing; a power failure may damage the file, which is then created again, and packed
/// answers have a checksum.
fn connect(path: &Path) -> Result<Connection> {
    let connection = open(path, Durability::Disposable, MIGRATIONS)?;
    connection.busy_timeout(PATIENCE).map_err(|error| explain(path, error))?;
    Ok(connection)
}

/// Whether a cache with this error must be created again: it is damaged, or not ours (no such table).
fn is_useless(error: &rusqlite::Error) -> bool {
    is_damaged(error) || error.sqlite_error().is_some_and(|inner| inner.code == ErrorCode::Unknown)
}

fn says_useless(error: &Error) -> bool {
    std::error::Error::source(error)
        .and_then(|source| source.downcast_ref::<rusqlite::Error>())
        .is_some_and(is_useless)
}

fn remove(path: &Path) -> Result<()> {
    for name in files_of(path) {
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::storage(
                    format!("can't remove the damaged cache '{}'", name.display()),
                    error,
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Removes the oldest rows where a table has outgrown `limit`, with an eighth to spare so that this is rare.
fn trim(tx: &Transaction<'_>, table: &str, limit: u64) -> rusqlite::Result<()> {
    let total: i64 =
        tx.query_row(&format!("SELECT coalesce(sum(bytes), 0) FROM {table}"), [], |row| row.get(0))?;
    if unsigned(total) <= limit {
        return Ok(());
    }
    let key = if table == "answer" { "key" } else { "media_type, id, origin, language" };
    let sql = format!(
        "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM (
             SELECT {key}, sum(bytes) OVER (ORDER BY fetched_at_ms DESC, {key}) AS running FROM {table}
         ) WHERE running > ?1)"
    );
    tx.execute(&sql, [sql_id(limit - limit / 8)]).map(drop)
}

/// Removes what the terms forbid to keep.
fn expire(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let oldest = now.minus(LONGEST_KEPT).millis();
    tx.execute("DELETE FROM answer WHERE fetched_at_ms <= ?1", [oldest])?;
    tx.execute("DELETE FROM title WHERE fetched_at_ms <= ?1", [oldest]).map(drop)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Packs a body; `None` where that saves less than a tenth.
fn pack(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < WORTH_PACKING_BYTES {
        return None;
    }
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(body).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < body.len() / 10 * 9).then_some(packed)
}

/// In one call, not as a stream, because the state of a stream is larger than most answers.
fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, LARGEST_BODY_BYTES).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap()
    }

    fn answer<'a>(key: &'a str, body: &'a [u8]) -> NewAnswer<'a> {
        NewAnswer { key, kind: "search", etag: Some("W/\"1\""), body }
    }

    /// Bytes that can't be packed.
    fn noise(length: u32) -> Vec<u8> {
        (0..length).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect()
    }

    fn named(id: u64, title: &str) -> Media {
        Media { title: Some(title.to_owned()), ..Media::unknown(MediaRef::movie(id)) }
    }

    #[test]
    fn many_are_found_as_one_is_and_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        let long = "{\"title\":\"The Matrix\"}".repeat(200);
        cache.keep(&[answer("a", b"{}"), answer("b", long.as_bytes())], now()).unwrap();
        let keys = ["b", "none", "a", "b"].map(str::to_owned);
        let one_by_one: Vec<_> = keys.iter().map(|key| cache.answer(key, now()).unwrap()).collect();
        assert_eq!(cache.answers(&keys, now()).unwrap(), one_by_one);
        assert!(one_by_one[0].is_some() && one_by_one[1].is_none());
        let later = now().plus(LONGEST_KEPT);
        assert!(
            cache.answers(&keys, later).unwrap().iter().all(Option::is_none),
            "older than the terms allow"
        );

        cache.keep_titles(&[named(1, "One"), named(3, "Three")], "here", "en-US", now()).unwrap();
        let items = [3, 2, 1].map(MediaRef::movie);
        let found = cache.titles(&items, "here", "de-DE", now()).unwrap();
        let titles: Vec<_> = found.into_iter().map(|media| media.and_then(|media| media.title)).collect();
        assert_eq!(titles, [Some("Three".to_owned()), None, Some("One".to_owned())]);
        assert!(cache.titles(&items, "elsewhere", "en-US", now()).unwrap().iter().all(Option::is_none));
    }

    #[test]
    fn answers_come_back_as_they_went_in() {
        let folder = tempfile::tempdir().unwrap();
        let long = "{\"title\":\"The Matrix\"}".repeat(200);
        // Random bytes can't be compressed: they are stored as they are.
        let noise = noise(5000);
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        let bodies = [answer("a", b"{}"), answer("b", long.as_bytes()), answer("c", &noise)];
        cache.keep(&bodies, now()).unwrap();
        drop(cache);
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        for kept in bodies {
            let found = cache.answer(kept.key, now()).unwrap().unwrap();
            assert_eq!((found.body.as_slice(), found.etag.as_deref()), (kept.body, kept.etag));
            assert_eq!(found.fetched_at, now());
        }
        let stats = cache.stats().unwrap()["search"];
        assert_eq!(stats.entries, 3);
        assert!(stats.bytes < 5000 + 1500, "{stats:?}");
        assert_eq!(cache.answer("d", now()).unwrap(), None);
    }

    #[test]
    fn confirmed_answers_are_young_again_and_half_a_year_is_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        cache.keep(&[answer("a", b"{}"), answer("b", b"{}")], now()).unwrap();
        cache.renew(&["a"], now().plus(DAY)).unwrap();
        let later = now().plus(LONGEST_KEPT);
        assert!(cache.answer("a", later).unwrap().is_some());
        assert_eq!(cache.answer("b", later).unwrap(), None);
        assert_eq!(cache.stats().unwrap()["search"].entries, 1, "what may not be kept is gone, not hidden");
    }

    #[test]
    fn the_oldest_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 4000).unwrap();
        let body = [b'x'; 499];
        for n in 0..20_u32 {
            let key = char::from_u32(u32::from(b'a') + n).unwrap().to_string();
            cache.keep(&[answer(&key, &body)], now().plus(Duration::from_secs(u64::from(n)))).unwrap();
            let stats = cache.stats().unwrap()["search"];
            assert!(stats.bytes <= 3000, "{stats:?}");
        }
        assert!(cache.answer("t", now()).unwrap().is_some());
        assert!(cache.answer("a", now()).unwrap().is_none());
        let titles: Vec<Media> = (1..=20).map(|id| named(id, "A film")).collect();
        for (n, title) in titles.iter().enumerate() {
            let moment = now().plus(Duration::from_secs(n as u64));
            cache.keep_titles(std::slice::from_ref(title), "o", "en", moment).unwrap();
        }
        assert!(cache.stats().unwrap()[TITLES].bytes <= 1000);
        assert!(cache.title(MediaRef::movie(20), "o", "en", now()).unwrap().is_some());
        assert!(cache.title(MediaRef::movie(1), "o", "en", now()).unwrap().is_none());
    }

    #[test]
    fn titles_are_known_by_origin_and_best_in_their_language() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        cache.keep_titles(&[named(603, "Matrix")], "o", "de", now()).unwrap();
        let title = |language: &str, origin: &str| {
            cache.title(MediaRef::movie(603), origin, language, now()).unwrap().and_then(|media| media.title)
        };
        assert_eq!(title("en", "o").as_deref(), Some("Matrix"));
        cache.keep_titles(&[named(603, "The Matrix")], "o", "en", now().minus(DAY)).unwrap();
        assert_eq!(title("en", "o").as_deref(), Some("The Matrix"));
        assert_eq!(title("en", "elsewhere"), None);
        assert_eq!(cache.title(MediaRef::tv(603), "o", "en", now()).unwrap(), None);
        cache.keep_titles(&[Media::unknown(MediaRef::movie(603))], "o", "en", now()).unwrap();
        assert_eq!(title("en", "o").as_deref(), Some("The Matrix"), "nothing known overwrites nothing");
    }

    #[test]
    fn a_damaged_cache_heals_by_itself() {
        for junk in [vec![b'x'; 8192], b"SQLite format 3\0".repeat(600)] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("cache.db"), junk).unwrap();
            let cache = Cache::open(folder.path(), 1 << 20).unwrap();
            cache.keep(&[answer("a", b"{}")], now()).unwrap();
            assert!(cache.take_healed() && !cache.take_healed());
            assert!(cache.answer("a", now()).unwrap().is_some());
        }
    }

    #[test]
    fn damage_in_the_middle_and_foreign_schemas_heal_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        drop(open(&path, Durability::Disposable, &["CREATE TABLE other(x INTEGER) STRICT;"]).unwrap());
        let cache = Cache::open(folder.path(), 1 << 24).unwrap();
        assert_eq!(cache.answer("a", now()).unwrap(), None);
        assert!(cache.take_healed());
        let noise = noise(200_000);
        let keys: Vec<String> = (0..20).map(|n| format!("key {n}")).collect();
        for key in &keys {
            cache.keep(&[answer(key, &noise)], now()).unwrap();
        }
        cache.sweep(&Sweep::Kind("none".into()), now()).unwrap();
        drop(cache);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[4096..].fill(0xAA);
        std::fs::write(&path, bytes).unwrap();
        let cache = Cache::open(folder.path(), 1 << 24).unwrap();
        for key in &keys {
            assert_eq!(cache.answer(key, now()).unwrap(), None);
        }
        cache.keep(&[answer("a", b"{}")], now()).unwrap();
        assert!(cache.take_healed());
        assert!(cache.answer("a", now()).unwrap().is_some());
    }

    #[test]
    fn a_body_that_can_t_be_unpacked_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        // No zlib at all, and zlib whose checksum is not that of its content.
        for sql in [
            "UPDATE answer SET body = x'0102'",
            "UPDATE answer SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)",
            "UPDATE answer SET body = substr(body, 1, 20)",
        ] {
            cache.keep(&[answer("a", "x".repeat(4000).as_bytes())], now()).unwrap();
            cache.write(|tx| tx.execute(sql, [])).unwrap();
            assert_eq!(cache.answer("a", now()).unwrap(), None, "{sql}");
            assert_eq!(cache.stats().unwrap().get("search"), None, "{sql}");
        }
    }

    #[test]
    fn what_is_swept_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        let fill = || {
            cache.keep(&[answer("o GET /3/list/5?page=1", b"{}")], now()).unwrap();
            let other = NewAnswer { key: "o GET /3/movie/5?", kind: "details", etag: None, body: b"{}" };
            cache.keep(&[other], now().minus(DAY)).unwrap();
            cache.keep_titles(&[named(5, "Five")], "o", "en", now()).unwrap();
            cache.sweep(&Sweep::Kind("none".into()), now()).unwrap();
        };
        let mut removed = Vec::new();
        for which in [
            Sweep::Everything,
            Sweep::Kind("search".into()),
            Sweep::Kind(TITLES.into()),
            Sweep::Older(vec![("details".into(), now().minus(DAY / 2)), ("search".into(), now().minus(DAY))]),
            Sweep::Paths(vec!["/list/5?".into()]),
            Sweep::Paths(vec!["/list/50?".into()]),
        ] {
            fill();
            let foretold = cache.would_sweep(&which, now()).unwrap();
            assert_eq!(cache.sweep(&which, now()).unwrap(), foretold, "{which:?}");
            removed.push(foretold.0);
        }
        assert_eq!(removed, [3, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn what_was_counted_is_told_with_what_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 20).unwrap();
        cache.keep(&[answer("a", b"{}")], now()).unwrap();
        let (search, details) =
            (Tally { hits: 2, ..Tally::default() }, Tally { misses: 1, ..Tally::default() });
        cache.count("search", search).unwrap();
        cache.count("details", details).unwrap();
        let told = cache.stats().unwrap();
        assert_eq!((told["search"].entries, told["search"].tally), (1, search));
        assert_eq!((told["details"].entries, told["details"].tally), (0, details));
    }
}
