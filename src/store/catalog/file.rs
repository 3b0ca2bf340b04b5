//! What stands in the catalog's file: its tables, and the values that are read from them. Not for building or searching.

use std::path::{Path, PathBuf};

use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::store::cache::LONGEST_KEPT;

/// Raised when the schema changes: a catalog of another version is built again.
pub(super) const VERSION: u32 = 1;

/// Titles are stored most popular first, so that the row's number is its rank: `FTS5` hands rows out in that order, and a
/// search stops at the first few (`dependencies.md` §5 measured it).
pub(super) const SCHEMA: &str = "
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

/// Popularity is stored in thousandths: small whole numbers take little space.
pub(super) const POPULARITY_SCALE: f64 = 1000.0;

/// A title of the catalog.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogTitle {
    /// Movie, show or person.
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
    /// Whether the counting was broken off there.
    pub has_more: bool,
    /// What was searched for instead, where nothing had the words as typed.
    pub corrected: Option<String>,
}

/// What the catalog holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFacts {
    /// The day of the exports, `2026-03-04`.
    pub date: String,
    /// When it was built.
    pub built_at: Timestamp,
    /// How many movies.
    pub movies: u64,
    /// How many shows.
    pub shows: u64,
    /// How many people.
    pub people: u64,
}

impl CatalogFacts {
    /// Returns whether TMDB's terms allow to keep a catalog of that day at `now`.
    pub fn may_be_kept(&self, now: Timestamp) -> bool {
        Timestamp::parse_tmdb(&self.date).is_some_and(|day| now.since(day) < LONGEST_KEPT)
    }
}

/// Returns where the catalog is.
pub fn catalog_path(folder: &Path) -> PathBuf {
    folder.join("catalog.db")
}

/// Returns the number that stands for an item in the table: its id and its type. `None` for an id that is too large.
pub(super) fn key_of(item: MediaRef) -> Option<i64> {
    let kind = match item.media_type {
        MediaType::Movie => 0,
        MediaType::Tv => 1,
        MediaType::Person => 2,
    };
    i64::try_from(item.id).ok()?.checked_mul(4).map(|id| id + kind)
}

/// Returns the item with that number in the table.
pub(super) fn item_of(key: i64) -> MediaRef {
    let media_type = match key & 3 {
        0 => MediaType::Movie,
        1 => MediaType::Tv,
        _ => MediaType::Person,
    };
    MediaRef { media_type, id: u64::try_from(key >> 2).unwrap_or(0) }
}

/// Reads a title from the columns `key`, `title` and `popularity`.
pub(super) fn read_title(row: &rusqlite::Row<'_>) -> rusqlite::Result<CatalogTitle> {
    Ok(CatalogTitle {
        item: item_of(row.get(0)?),
        title: row.get(1)?,
        popularity: f64::from(row.get::<_, i32>(2)?) / POPULARITY_SCALE,
    })
}
