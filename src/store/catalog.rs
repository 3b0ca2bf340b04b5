//! `catalog.db`: every title of TMDB's daily exports, for searching without the network. Built whole beside the old one and
//! put in its place by a rename, so that a reader never sees half of it. Not for downloading the exports.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::cache::LONGEST_KEPT;
use super::open::explain;
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::private_files;

/// Raised when the schema changes: a catalogue of another version is built anew.
const VERSION: u32 = 1;

/// Titles are stored most popular first, so that the row's number is its rank: `FTS5` hands rows out in that order, and a
/// search stops at the first few (`dependencies.md` §5 measured it).
const SCHEMA: &str = "
CREATE TABLE fact(
    date        TEXT NOT NULL,
    built_at_ms INTEGER NOT NULL,
    movies      INTEGER NOT NULL,
    shows       INTEGER NOT NULL,
    people      INTEGER NOT NULL
) STRICT;
CREATE TABLE title(
    rank       INTEGER PRIMARY KEY,
    key        INTEGER NOT NULL,
    popularity INTEGER NOT NULL,
    title      TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE word USING fts5(
    title, content='', columnsize=0, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE term(term TEXT PRIMARY KEY, titles INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Popularity is stored in thousandths: small whole numbers take little room.
const POPULARITY_SCALE: f64 = 1000.0;

/// A title of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogTitle {
    /// Film, show or person.
    pub item: MediaRef,
    /// Original title, or name.
    pub title: String,
    /// TMDB's popularity figure on the day of the export.
    pub popularity: f64,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatalogHits {
    /// Best first.
    pub titles: Vec<CatalogTitle>,
    /// How many there are, counted up to a thousand or what was asked for: counting them all takes longer than finding
    /// the best.
    pub total: u64,
    /// What was searched for instead, where nothing had the words as typed.
    pub corrected: Option<String>,
}

/// What the catalogue holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFacts {
    /// The day of the exports, `2026-03-04`.
    pub date: String,
    /// When it was built.
    pub built_at: Timestamp,
    /// How many films.
    pub movies: u64,
    /// How many shows.
    pub shows: u64,
    /// How many people.
    pub people: u64,
}

impl CatalogFacts {
    /// Returns whether TMDB's terms allow to keep a catalogue of that day at `now`.
    pub fn may_be_kept(&self, now: Timestamp) -> bool {
        Timestamp::parse_tmdb(&self.date).is_some_and(|day| now.since(day) < LONGEST_KEPT)
    }
}

/// The catalogue, open for reading.
#[derive(Debug)]
pub struct Catalog {
    path: PathBuf,
    connection: Mutex<Connection>,
    facts: CatalogFacts,
}

fn key_of(item: MediaRef) -> Option<i64> {
    let kind = match item.media_type {
        MediaType::Movie => 0,
        MediaType::Tv => 1,
        MediaType::Person => 2,
    };
    i64::try_from(item.id).ok()?.checked_mul(4).map(|id| id + kind)
}

fn item_of(key: i64) -> MediaRef {
    let media_type = match key & 3 {
        0 => MediaType::Movie,
        1 => MediaType::Tv,
        _ => MediaType::Person,
    };
    MediaRef { media_type, id: u64::try_from(key >> 2).unwrap_or(0) }
}

/// Returns where the catalogue is.
pub fn catalog_path(folder: &Path) -> PathBuf {
    folder.join("catalog.db")
}

impl Catalog {
    /// Opens the catalogue in `folder`; `None` where there is none of this version.
    ///
    /// # Errors
    /// `storage` where it is damaged or can't be read.
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let path = catalog_path(folder);
        if !path.exists() {
            return Ok(None);
        }
        let open = || -> rusqlite::Result<Option<(Connection, CatalogFacts)>> {
            let connection = Connection::open_with_flags(
                &path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            if version != VERSION {
                return Ok(None);
            }
            let facts = connection.query_row(
                "SELECT date, built_at_ms, movies, shows, people FROM fact",
                [],
                |row| {
                    let count = |index| row.get::<_, i64>(index).map(|n| u64::try_from(n).unwrap_or(0));
                    Ok(CatalogFacts {
                        date: row.get(0)?,
                        built_at: Timestamp::from_millis(row.get(1)?),
                        movies: count(2)?,
                        shows: count(3)?,
                        people: count(4)?,
                    })
                },
            )?;
            Ok(Some((connection, facts)))
        };
        let opened = open().map_err(|error| {
            explain(&path, error).with_hint("type: flixir catalog update (it builds the catalogue anew)")
        })?;
        Ok(opened.map(|(connection, facts)| Self { path, connection: Mutex::new(connection), facts }))
    }

    /// Returns what it holds.
    pub fn facts(&self) -> &CatalogFacts {
        &self.facts
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(&connection).map_err(|error| {
            explain(&self.path, error).with_hint("type: flixir catalog update (it builds the catalogue anew)")
        })
    }

    /// Returns a title by its item.
    ///
    /// # Errors
    /// `storage`.
    pub fn title(&self, item: MediaRef) -> Result<Option<CatalogTitle>> {
        let Some(key) = key_of(item) else { return Ok(None) };
        self.read(|connection| {
            connection
                .prepare_cached("SELECT key, title, popularity FROM title WHERE key = ?1")?
                .query_row([key], read_title)
                .optional()
        })
    }

    /// Returns popular titles whose number begins with these digits, most popular first.
    ///
    /// # Errors
    /// `storage`.
    pub fn numbered(
        &self,
        digits: &str,
        media_type: Option<MediaType>,
        limit: usize,
    ) -> Result<Vec<CatalogTitle>> {
        // What nobody knows isn't worth the wait at a prompt.
        const KNOWN: i64 = 20_000;
        let fits = |item: MediaRef| {
            media_type.is_none_or(|media_type| media_type == item.media_type)
                && item.id.to_string().starts_with(digits)
        };
        let exact = digits.parse().ok().zip(media_type);
        let exact = exact.map(|(id, media_type)| self.title(MediaRef { media_type, id }));
        let mut found: Vec<CatalogTitle> = exact.transpose()?.flatten().into_iter().collect();
        self.read(|connection| {
            let mut popular = connection
                .prepare_cached("SELECT key, title, popularity FROM title ORDER BY rank LIMIT ?1")?;
            let mut rows = popular.query([KNOWN])?;
            while let Some(row) = rows.next()?.filter(|_| found.len() < limit) {
                let item = item_of(row.get(0)?);
                if fits(item) && found.iter().all(|known| known.item != item) {
                    found.push(read_title(row)?);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the highest number of this type; `None` where no export of it is loaded. TMDB hands out numbers in order, so
    /// a higher one is newer than the exports.
    ///
    /// # Errors
    /// `storage`.
    pub fn highest(&self, media_type: MediaType) -> Result<Option<u64>> {
        let kind = key_of(MediaRef { media_type, id: 0 }).unwrap_or_default();
        self.read(|connection| {
            let key = connection
                .prepare_cached("SELECT key FROM title WHERE key & 3 = ?1 ORDER BY key DESC LIMIT 1")?
                .query_row([kind], |row| row.get(0))
                .optional()?;
            Ok(key.map(|key: i64| item_of(key).id))
        })
    }

    /// Searches: every word must begin a word of the title. Accents and case make no difference. Where nothing fits, words
    /// may be one typing error away.
    ///
    /// # Errors
    /// `storage`.
    pub fn search(&self, text: &str, media_type: Option<MediaType>, limit: usize) -> Result<CatalogHits> {
        let typed = words(text);
        if typed.is_empty() || limit == 0 {
            return Ok(CatalogHits::default());
        }
        self.read(|connection| {
            let search = Search { connection, media_type, limit };
            let found = search.run(&typed)?;
            if !found.titles.is_empty() {
                return Ok(found);
            }
            for corrected in search.corrections(text)? {
                let found = search.run(&corrected)?;
                if !found.titles.is_empty() {
                    return Ok(CatalogHits { corrected: Some(corrected.join(" ")), ..found });
                }
            }
            Ok(CatalogHits::default())
        })
    }
}

fn read_title(row: &rusqlite::Row<'_>) -> rusqlite::Result<CatalogTitle> {
    Ok(CatalogTitle {
        item: item_of(row.get(0)?),
        title: row.get(1)?,
        popularity: f64::from(row.get::<_, i32>(2)?) / POPULARITY_SCALE,
    })
}

/// Cuts text into words as the index does: runs of letters and digits.
fn words(text: &str) -> Vec<String> {
    const MOST: usize = 16;
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST)
        .map(str::to_lowercase)
        .collect()
}

/// One search under way.
struct Search<'a> {
    connection: &'a Connection,
    media_type: Option<MediaType>,
    limit: usize,
}

impl Search<'_> {
    fn run(&self, typed: &[String]) -> rusqlite::Result<CatalogHits> {
        // More than wanted, because the best fit need not be the most popular.
        const AT_LEAST: usize = 100;
        let most = self.limit.max(AT_LEAST);
        let beginnings: Vec<String> = typed.iter().map(|word| format!("\"{word}\"*")).collect();
        let all = beginnings.join(" ");
        let popular = self.matching(&all, most)?;
        let is_complete = popular.len() < most;
        let total = if is_complete { popular.len() as u64 } else { self.count(&all)? };
        let mut found: HashMap<MediaRef, CatalogTitle> =
            popular.into_iter().map(|title| (title.item, title)).collect();
        if !is_complete {
            // A title of just these words may be too obscure to be among those.
            let named_so = self.matching(&format!("^\"{}\"*", typed.join(" ")), self.limit)?;
            found.extend(named_so.into_iter().map(|title| (title.item, title)));
        }
        let mut scored: Vec<(f64, CatalogTitle)> =
            found.into_values().map(|title| (score(&title, typed), title)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.item.cmp(&b.1.item)));
        scored.truncate(self.limit);
        Ok(CatalogHits {
            titles: scored.into_iter().map(|(_, title)| title).collect(),
            total,
            corrected: None,
        })
    }

    /// Returns the most popular titles that fit.
    fn matching(&self, query: &str, most: usize) -> rusqlite::Result<Vec<CatalogTitle>> {
        let kind = self.media_type.map(|media_type| match media_type {
            MediaType::Movie => 0,
            MediaType::Tv => 1,
            MediaType::Person => 2,
        });
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "SELECT t.key, t.title, t.popularity FROM word JOIN title t ON t.rank = word.rowid
                 WHERE word MATCH ?1 AND (?2 IS NULL OR (t.key & 3) = ?2) ORDER BY word.rowid LIMIT ?3",
            )?
            .query_map((query, kind, most), read_title)?
            .collect()
    }

    fn count(&self, query: &str) -> rusqlite::Result<u64> {
        const ENOUGH: usize = 1000;
        let most = i64::try_from(self.limit.max(ENOUGH)).unwrap_or(i64::MAX);
        let kind = self.media_type.and_then(|media_type| key_of(MediaRef { media_type, id: 0 }));
        let sql = if kind.is_none() {
            "SELECT count(*) FROM (SELECT 1 FROM word WHERE word MATCH ?1 AND ?2 IS NULL LIMIT ?3)"
        } else {
            "SELECT count(*) FROM (SELECT 1 FROM word JOIN title t ON t.rank = word.rowid
             WHERE word MATCH ?1 AND (t.key & 3) = ?2 LIMIT ?3)"
        };
        let total: i64 = self.connection.query_row(sql, (query, kind, most), |row| row.get(0))?;
        Ok(u64::try_from(total).unwrap_or(0))
    }

    /// Returns what may have been meant, best guess first: words that no title begins with are replaced by the commonest
    /// ones a typing error away; where there are none of those, one word after the other.
    fn corrections(&self, text: &str) -> rusqlite::Result<Vec<Vec<String>>> {
        const MOST_GUESSES: usize = 4;
        let typed = folded_words(text)?;
        let mut unknown = Vec::new();
        for (index, word) in typed.iter().enumerate() {
            if !self.begins_a_term(word)? {
                unknown.push(index);
            }
        }
        let mut guesses = Vec::new();
        if unknown.is_empty() {
            for index in 0..typed.len() {
                for guess in self.neighbours(&typed[index])?.into_iter().take(MOST_GUESSES) {
                    let mut corrected = typed.clone();
                    corrected[index] = guess;
                    guesses.push(corrected);
                }
            }
            return Ok(guesses);
        }
        let mut corrected = typed.clone();
        for &index in &unknown {
            let mut near = self.neighbours(&typed[index])?.into_iter();
            let Some(best) = near.next() else { return Ok(Vec::new()) };
            corrected[index] = best;
            if unknown.len() == 1 {
                guesses.extend(near.take(MOST_GUESSES - 1).map(|guess| {
                    let mut other = typed.clone();
                    other[index] = guess;
                    other
                }));
            }
        }
        guesses.insert(0, corrected);
        Ok(guesses)
    }

    fn begins_a_term(&self, word: &str) -> rusqlite::Result<bool> {
        let next: Option<String> = self
            .connection
            .prepare_cached("SELECT term FROM term WHERE term >= ?1 ORDER BY term LIMIT 1")?
            .query_row([word], |row| row.get(0))
            .optional()?;
        Ok(next.is_some_and(|term| term.starts_with(word)))
    }

    /// Returns the terms that are one typing error away from `word`, commonest first.
    fn neighbours(&self, word: &str) -> rusqlite::Result<Vec<String>> {
        let mut known: Vec<(i64, String)> = Vec::new();
        let mut look_up = self.connection.prepare_cached("SELECT titles FROM term WHERE term = ?1")?;
        for candidate in one_error_away(word) {
            let titles: Option<i64> = look_up.query_row([&candidate], |row| row.get(0)).optional()?;
            known.extend(titles.map(|titles| (titles, candidate)));
        }
        known.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(known.into_iter().map(|(_, term)| term).collect())
    }
}

/// Weighs how well a title fits against how popular it is: an obscure film of just this name must not hide the famous one
/// whose name has a word more, nor a famous one hide it among hundreds.
fn score(title: &CatalogTitle, typed: &[String]) -> f64 {
    let own = words(&title.title);
    let has_words = typed.iter().all(|word| own.contains(word));
    let begins = own.len() >= typed.len() && own.iter().zip(typed).all(|(own, typed)| own.starts_with(typed));
    let is_all = begins && has_words && own.len() == typed.len();
    let mut score = (1.0 + title.popularity.max(0.0)).log10();
    score += if is_all { 1.2 } else { 0.0 };
    score += if begins { 0.4 } else { 0.0 };
    score + if has_words { 0.5 } else { 0.0 }
}

/// Cuts text into words without accents and case, exactly as the index does: by an index of its own.
fn folded_words(text: &str) -> rusqlite::Result<Vec<String>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE typed USING fts5(text, tokenize='unicode61 remove_diacritics 2');
         CREATE VIRTUAL TABLE typed_word USING fts5vocab(typed, instance);",
    )?;
    connection.execute("INSERT INTO typed(text) VALUES (?1)", [text])?;
    let mut words = connection.prepare("SELECT term FROM typed_word ORDER BY \"offset\" LIMIT 16")?;
    words.query_map([], |row| row.get(0))?.collect()
}

/// Returns every text that is one letter more, less, other, or swapped with its neighbour.
fn one_error_away(word: &str) -> HashSet<String> {
    // Shorter words are one error away from everything.
    const SHORTEST: usize = 3;
    const LONGEST: usize = 30;
    let letters: Vec<char> = word.chars().collect();
    // Scripts without an alphabet have no typing errors of this kind.
    let has_alphabet = letters.iter().all(|letter| u32::from(*letter) < 0x2E80);
    if letters.len() < SHORTEST || letters.len() > LONGEST || !has_alphabet {
        return HashSet::new();
    }
    let alphabet = alphabet_of(&letters);
    let mut near = HashSet::new();
    for at in 0..=letters.len() {
        for letter in &alphabet {
            let mut more = letters.clone();
            more.insert(at, *letter);
            near.insert(more.into_iter().collect());
            if at < letters.len() {
                let mut other = letters.clone();
                other[at] = *letter;
                near.insert(other.into_iter().collect());
            }
        }
        if at < letters.len() {
            let mut less = letters.clone();
            less.remove(at);
            near.insert(less.into_iter().collect());
        }
        if at + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            near.insert(swapped.into_iter().collect());
        }
    }
    near.remove(word);
    near
}

/// Latin letters and digits, and the neighbourhood of every other letter of the word.
fn alphabet_of(letters: &[char]) -> HashSet<char> {
    let mut alphabet: HashSet<char> = ('a'..='z').chain('0'..='9').collect();
    for letter in letters.iter().filter(|letter| !letter.is_ascii()) {
        let block = u32::from(*letter) & !0x1F;
        alphabet
            .extend((block..block + 0x20).filter_map(char::from_u32).filter(|near| near.is_alphanumeric()));
    }
    alphabet
}

/// Builds a catalogue beside the old one. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct CatalogBuilder {
    folder: PathBuf,
    connection: Option<Connection>,
    /// Held as long as this lives: two builders would write to one file.
    _lock: std::fs::File,
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
                return Err(Error::new(ErrorKind::Conflict, "another flixir is updating the catalogue"));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut builder = Self { folder: folder.to_owned(), connection: None, _lock: lock };
        builder.remove_part()?;
        private_files::options().create_new(true).open(builder.part()).map_err(failed)?;
        builder.connection = Some(builder.connect().map_err(|error| explain(&builder.part(), error))?);
        Ok(builder)
    }

    fn part(&self) -> PathBuf {
        part_of(&self.folder)
    }

    fn remove_part(&self) -> Result<()> {
        match std::fs::remove_file(self.part()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::storage(format!("can't remove '{}'", self.part().display()), error))
            }
            _ => Ok(()),
        }
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open(self.part())?;
        // Nobody reads this file before it is whole, and an unfinished one is thrown away.
        connection.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "cache_size", -32_000)?;
        connection.execute_batch(SCHEMA)?;
        // Large pieces in memory mean few to merge.
        connection.execute("INSERT INTO word(word, rank) VALUES ('hashsize', 33554432)", [])?;
        Ok(connection)
    }

    fn open(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| Error::bug("the catalogue was finished already"))
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
        let connection = self.open()?;
        let failed = |error| explain(&self.part(), error);
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

    /// Finishes the catalogue and puts it in the old one's place.
    ///
    /// # Errors
    /// `storage`; the old one stays then.
    pub fn finish(mut self, facts: &CatalogFacts) -> Result<()> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let connection = self.open()?;
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
        seal().map_err(|error| explain(&self.part(), error))?;
        if let Some(connection) = self.connection.take() {
            connection.close().map_err(|(_, error)| explain(&self.part(), error))?;
        }
        let failed = |error| Error::storage("can't put the new catalogue in its place", error);
        std::fs::File::open(self.part()).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(self.part(), catalog_path(&self.folder)).map_err(failed)
    }
}

fn part_of(folder: &Path) -> PathBuf {
    folder.join("catalog.db.part")
}

impl Drop for CatalogBuilder {
    fn drop(&mut self) {
        drop(self.connection.take());
        // After the rename there is none; a leftover is removed by the next builder.
        drop(std::fs::remove_file(self.part()));
    }
}

/// Deletes the catalogue; returns whether there was one.
///
/// # Errors
/// `storage`.
pub fn delete_catalog(folder: &Path) -> Result<bool> {
    match std::fs::remove_file(catalog_path(folder)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::storage("can't delete the catalogue", error)),
    }
}

fn thousandths(popularity: f64) -> i32 {
    let scaled = (popularity * POPULARITY_SCALE).round().clamp(0.0, f64::from(i32::MAX));
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let whole = scaled as i32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: [(MediaRef, &str, f64); 10] = [
        (MediaRef::movie(603), "The Matrix", 90.0),
        (MediaRef::tv(1399), "Game of Thrones", 80.0),
        (MediaRef::movie(194), "Le Fabuleux Destin d'Amélie Poulain", 60.5),
        (MediaRef::movie(604), "The Matrix Reloaded", 50.0),
        (MediaRef::movie(557), "Spider-Man", 40.0),
        (MediaRef::movie(238), "The Godfather", 35.0),
        (MediaRef::movie(129), "千と千尋の神隠し", 30.0),
        (MediaRef::movie(593), "Солярис", 10.0),
        (MediaRef::movie(9), "Matrix", 0.2),
        (MediaRef::tv(9), "Matrices of Love", 0.1),
    ];

    fn facts() -> CatalogFacts {
        let built_at = Timestamp::from_millis(1_000_000);
        CatalogFacts { date: "2026-03-04".into(), built_at, movies: 8, shows: 2, people: 0 }
    }

    fn build(folder: &Path) {
        let builder = CatalogBuilder::begin(folder).unwrap();
        builder.add(TITLES.into_iter(), |_| Ok(())).unwrap();
        builder.finish(&facts()).unwrap();
    }

    fn found(catalog: &Catalog, text: &str) -> Vec<String> {
        let hits = catalog.search(text, None, 20).unwrap();
        hits.titles.iter().map(|title| title.item.to_string()).collect()
    }

    #[test]
    fn titles_are_found_by_words_and_their_beginnings() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path());
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        assert_eq!(catalog.facts(), &facts());
        assert_eq!(found(&catalog, "the mat"), ["movie:603", "movie:604"]);
        assert_eq!(catalog.highest(MediaType::Person).unwrap(), None);
        assert_eq!(found(&catalog, "MATRIX"), ["movie:603", "movie:604", "movie:9"]);
        assert_eq!(found(&catalog, "amelie"), ["movie:194"]);
        assert_eq!(found(&catalog, "Amélie d'"), ["movie:194"]);
        assert_eq!(found(&catalog, "spid man"), ["movie:557"]);
        assert_eq!(found(&catalog, "千と"), ["movie:129"]);
        assert_eq!(found(&catalog, "солярис"), ["movie:593"]);
        assert_eq!(found(&catalog, "\"'*^() NEAR"), Vec::<String>::new());
        assert_eq!(found(&catalog, "?!"), Vec::<String>::new());
        let shows = catalog.search("mat", Some(MediaType::Tv), 20).unwrap();
        assert_eq!((shows.titles.len(), shows.total), (1, 1));
        assert_eq!(catalog.search("mat", None, 1).unwrap().titles.len(), 1);
        assert_eq!(catalog.search("mat", None, 1).unwrap().total, 4);
    }

    #[test]
    fn one_typing_error_is_forgiven() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path());
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        for typed in ["the godfahter", "godfater", "godfatherr", "gpdfather", "teh godfather"] {
            assert_eq!(found(&catalog, typed), ["movie:238"], "{typed}");
        }
        let hits = catalog.search("sólarys солярес", None, 5).unwrap();
        assert_eq!(hits.titles.len(), 0, "two words, one of them unknown");
        assert_eq!(catalog.search("солярес", None, 5).unwrap().corrected.as_deref(), Some("солярис"));
        assert_eq!(found(&catalog, "xxxxxx"), Vec::<String>::new());
    }

    #[test]
    fn titles_are_known_by_item() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path());
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        let amelie = catalog.title(MediaRef::movie(194)).unwrap().unwrap();
        assert_eq!((amelie.title.as_str(), amelie.popularity), (TITLES[2].1, 60.5));
        assert_eq!(catalog.title(MediaRef::tv(194)).unwrap(), None);
    }

    #[test]
    fn numbers_are_finished_by_popularity() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path());
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        let items = |digits: &str, media_type, limit| -> Vec<String> {
            let found = catalog.numbered(digits, media_type, limit).unwrap();
            found.iter().map(|title| title.item.to_string()).collect()
        };
        assert_eq!(items("60", Some(MediaType::Movie), 9), ["movie:603", "movie:604"]);
        assert_eq!(items("9", Some(MediaType::Movie), 9), ["movie:9"]);
        assert_eq!(items("", None, 2), ["movie:603", "tv:1399"]);
        assert_eq!(items("1399", Some(MediaType::Movie), 9), [""; 0]);
        assert_eq!(items("99999999999999999999999", Some(MediaType::Tv), 9), [""; 0]);
    }

    #[test]
    fn the_old_one_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path());
        let builder = CatalogBuilder::begin(folder.path()).unwrap();
        let second = CatalogBuilder::begin(folder.path()).unwrap_err();
        assert_eq!(second.kind(), ErrorKind::Conflict);
        let stopped = builder.add(std::iter::repeat_n(TITLES[0], 10_001), |_| Err(Error::interrupted()));
        // The same key twice can't be: the index on it would tell at the end.
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Interrupted);
        drop(builder);
        assert!(!part_of(folder.path()).exists());
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        assert_eq!(found(&catalog, "godfather"), ["movie:238"]);
        build(folder.path());
        assert_eq!(found(&catalog, "godfather"), ["movie:238"], "a reader keeps the one that it opened");
        assert!(delete_catalog(folder.path()).unwrap() && !delete_catalog(folder.path()).unwrap());
        assert!(Catalog::open(folder.path()).unwrap().is_none());
    }

    #[test]
    fn a_damaged_one_says_how_to_mend_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(catalog_path(folder.path()), vec![b'x'; 9000]).unwrap();
        let error = Catalog::open(folder.path()).unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("catalog update")), "{error:?}");
        build(folder.path());
        assert!(Catalog::open(folder.path()).unwrap().is_some());
    }
}
