//! `cache-counts.json`: how often the cache was used, by kind. Beside `cache.db` and not in it, so that an answer from
//! the
//! cache costs a few bytes and no transaction. Losing it costs nothing: it is never synced, and one that can't be read is
//! created again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::private_files;

/// How often the lock is asked for: some hundredths of a second, much longer than other processes need to count.
const TRIES: u32 = 100_000;

/// More than all kinds together take; what is longer is not ours.
const LONGEST_BYTES: u64 = 64 * 1024;

/// How often the cache was used since it was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Answers served from the cache.
    pub hits: u64,
    /// Answers that had to be fetched whole.
    pub misses: u64,
    /// Answers stored.
    pub writes: u64,
    /// Answers that TMDB confirmed without sending them again.
    pub revalidations: u64,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub const fn add(&mut self, more: Self) {
        self.hits = self.hits.saturating_add(more.hits);
        self.misses = self.misses.saturating_add(more.misses);
        self.writes = self.writes.saturating_add(more.writes);
        self.revalidations = self.revalidations.saturating_add(more.revalidations);
    }
}

/// The counts of a profile's cache.
#[derive(Debug)]
pub(super) struct Counts {
    path: PathBuf,
}

impl Counts {
    /// Uses the file in `folder`, made when something is first counted.
    pub(super) fn beside_cache(folder: &Path) -> Self {
        Self { path: folder.join("cache-counts.json") }
    }

    /// Adds to the counts of a kind. Where another process keeps the file locked nothing is counted.
    pub(super) fn add(&self, kind: &str, tally: Tally) -> Result<()> {
        let count = || -> std::io::Result<()> {
            let mut file = private_files::options().create(true).truncate(false).open(&self.path)?;
            // Where there are no locks, two at the same moment may count as one.
            if !private_files::lock_briefly(&file, TRIES).unwrap_or(true) {
                log::debug!("'{}' is locked; nothing was counted", self.path.display());
                return Ok(());
            }
            let (mut counts, length) = read(&mut file)?;
            counts.entry(kind.to_owned()).or_default().add(tally);
            let text = serde_json::to_vec(&counts)?;
            file.seek(SeekFrom::Start(0))?;
            // In one call, so that nothing reads half of it; counts only grow, so only what wasn't ours was longer.
            file.write_all(&text)?;
            if length > text.len() {
                file.set_len(text.len() as u64)?;
            }
            Ok(())
        };
        count().map_err(|error| Error::storage(format!("can't write '{}'", self.path.display()), error))
    }

    /// Returns what was counted, by kind; nothing where that can't be read.
    pub(super) fn read(&self) -> BTreeMap<String, Tally> {
        File::open(&self.path)
            .and_then(|mut file| read(&mut file))
            .map(|(counts, _)| counts)
            .unwrap_or_default()
    }
}

/// Returns the counts in a file, none where it isn't ours, and the length of what was read.
fn read(file: &mut File) -> std::io::Result<(BTreeMap<String, Tally>, usize)> {
    let mut text = Vec::with_capacity(1024);
    file.take(LONGEST_BYTES).read_to_end(&mut text)?;
    Ok((serde_json::from_slice(&text).unwrap_or_default(), text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_by_kind() {
        let folder = tempfile::tempdir().unwrap();
        let counts = Counts::beside_cache(folder.path());
        assert!(counts.read().is_empty());
        let one = Tally { hits: 2, misses: 1, writes: 1, revalidations: 0 };
        counts.add("search", one).unwrap();
        counts.add("search", Tally { revalidations: 3, ..one }).unwrap();
        counts.add("details", one).unwrap();
        let told = counts.read();
        assert_eq!(told["search"], Tally { hits: 4, misses: 2, writes: 2, revalidations: 3 });
        assert_eq!(told["details"], one);
        counts.add("search", Tally { hits: u64::MAX, ..Tally::default() }).unwrap();
        assert_eq!(counts.read()["search"].hits, u64::MAX);
    }

    #[test]
    fn everyone_who_counts_at_the_same_moment_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let counts = Counts::beside_cache(folder.path());
                    for _ in 0..50 {
                        counts.add("search", Tally { hits: 1, ..Tally::default() }).unwrap();
                    }
                });
            }
        });
        assert_eq!(Counts::beside_cache(folder.path()).read()["search"].hits, 200);
    }

    #[test]
    fn a_damaged_file_is_created_again_and_a_locked_one_delays_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let counts = Counts::beside_cache(folder.path());
        let one = Tally { hits: 1, ..Tally::default() };
        for junk in [vec![b'x'; 100_000], b"{\"search\":7}".repeat(40), b"{".to_vec(), Vec::new()] {
            std::fs::write(&counts.path, junk).unwrap();
            counts.add("search", one).unwrap();
            assert_eq!(counts.read(), [("search".to_owned(), one)].into());
        }
        let stopped = File::open(&counts.path).unwrap();
        stopped.lock().unwrap();
        counts.add("search", one).unwrap();
        assert_eq!(counts.read()["search"].hits, 1);
        drop(stopped);
        counts.add("search", one).unwrap();
        assert_eq!(counts.read()["search"].hits, 2);
    }
}
