//! `catalog.db`: every title of TMDB's daily exports, for searching without the network. Built whole beside the old one and
//! put in its place by a rename, so that a reader never sees half of it. Not for downloading the exports.

mod build;
mod file;
mod search;

pub use build::{CatalogBuilder, delete_catalog};
pub use file::{CatalogFacts, CatalogHits, CatalogTitle, catalog_path};

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use self::file::{VERSION, item_of, key_of, read_title};
use self::search::{Search, words};
use super::open::explain;
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::Result;

/// The catalog, open for reading.
#[derive(Debug)]
pub struct Catalog {
    path: PathBuf,
    connection: Mutex<Connection>,
    facts: CatalogFacts,
}

impl Catalog {
    /// Opens the catalog in `folder`; `None` where there is none of this version.
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
            explain(&path, error).with_hint("build the catalog again with: flixir catalog update")
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
            explain(&self.path, error).with_hint("build the catalog again with: flixir catalog update")
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
        // Unknown titles aren't worth the wait at a prompt.
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

#[cfg(test)]
mod tests {
    use super::build::part_of;
    use super::*;
    use crate::error::{Error, ErrorKind};

    const TITLES: [(MediaRef, &str, f64); 12] = [
        (MediaRef::movie(603), "The Matrix", 90.0),
        (MediaRef::tv(1399), "Game of Thrones", 80.0),
        (MediaRef::movie(194), "Le Fabuleux Destin d'Amélie Poulain", 60.5),
        (MediaRef::movie(604), "The Matrix Reloaded", 50.0),
        (MediaRef::movie(557), "Spider-Man", 40.0),
        (MediaRef::movie(238), "The Godfather", 35.0),
        (MediaRef::movie(129), "千と千尋の神隠し", 30.0),
        (MediaRef::movie(8), "Pokémon Heroes", 20.0),
        (MediaRef::movie(7), "Pokémon", 12.0),
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
        assert_eq!(found(&catalog, "pokemon"), ["movie:7", "movie:8"]);
        let shows = catalog.search("mat", Some(MediaType::Tv), 20).unwrap();
        assert_eq!((shows.titles.len(), shows.total), (1, 1));
        assert_eq!(catalog.search("mat", None, 1).unwrap().titles.len(), 1);
        let first = catalog.search("mat", None, 1).unwrap();
        assert_eq!((first.total, first.has_more), (4, false));
    }

    #[test]
    fn counting_ends_at_a_thousand_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let builder = CatalogBuilder::begin(folder.path()).unwrap();
        builder.add((1..=1001).map(|id| (MediaRef::movie(id), "Alike", 1.0)), |_| Ok(())).unwrap();
        builder.finish(&facts()).unwrap();
        let catalog = Catalog::open(folder.path()).unwrap().unwrap();
        let counted = |kind, limit| {
            let hits = catalog.search("alike", kind, limit).unwrap();
            (hits.titles.len(), hits.total, hits.has_more)
        };
        assert_eq!(counted(None, 20), (20, 1000, true));
        assert_eq!(counted(Some(MediaType::Movie), 20), (20, 1000, true));
        assert_eq!(counted(None, 1001), (1001, 1001, false));
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
        // No key occurs twice: the index would fail at the end.
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
    fn a_damaged_one_says_how_to_fix_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(catalog_path(folder.path()), vec![b'x'; 9000]).unwrap();
        let error = Catalog::open(folder.path()).unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("catalog update")), "{error:?}");
        build(folder.path());
        assert!(Catalog::open(folder.path()).unwrap().is_some());
    }
}
