//! A file as a whole: how large it may be, how it is refused, and what its name says. Not for what stands in it.

use super::sheet::Target;
use crate::error::{BoxError, Error, ErrorKind};

/// The largest file that is read, in bytes. An export of 100,000 movies has about 10 MB.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// The most rows that a file, or a whole archive, may have.
pub const MAX_ROWS: usize = 200_000;

/// Returns the error for a file of more than [`MAX_FILE`] bytes.
pub fn too_large(name: &str) -> Error {
    Error::usage(format!("'{name}' is larger than {} MB", MAX_FILE / (1024 * 1024)))
        .with_hint("split it into several files, each with the header line")
}

/// Returns the error for a file of more than [`MAX_ROWS`] rows.
pub(super) fn too_many_rows(name: &str) -> Error {
    Error::usage(format!("'{name}' has more than {MAX_ROWS} rows"))
        .with_hint("split it into several files, each with the header line")
}

/// Returns the error for a file that flixir can't read.
pub(super) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// Returns the error for a file that is damaged, with its cause.
pub(super) fn unreadable(name: &str, why: &str, source: impl Into<BoxError>) -> Error {
    Error::new(ErrorKind::Usage, format!("'{name}' {why}")).with_source(source)
}

/// The beginning of a line, for a message.
pub(super) fn excerpt(line: &str) -> String {
    const SHOWN: usize = 60;
    let mut start: String = line.chars().take(SHOWN).collect();
    if start.len() < line.len() {
        start.push('…');
    }
    start
}

/// Returns the name of a file without its folder.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Returns the name of a file without folder and ending.
pub(super) fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Guesses from its name where a file's rows belong.
pub(super) fn target_of_name(path: &str) -> Target {
    let name = stem(path).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["watchlist"]) {
        Target::Watchlist
    } else if has(&["rating", "rated"]) {
        Target::Ratings
    } else if has(&["favorite", "favourite", "likes"]) {
        Target::Favorites
    } else if has(&["watched", "history", "diary"]) {
        Target::History
    } else {
        Target::List
    }
}
