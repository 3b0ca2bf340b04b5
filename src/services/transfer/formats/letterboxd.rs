//! Letterboxd's export (`formats.md` §1): the ZIP, a list's CSV with its own preamble, or one of the plain tables.
//! There is no id of TMDB or `IMDb` anywhere in it.

use super::cells::{self, Columns, Dialect};
use super::file::{MAX_ROWS, file_name, stem, too_many_rows};
use super::sheet::{Format, Sheet, Target};
use super::{archive, table};
use crate::domain::text;
use crate::error::Result;

const LIST_MARK: &str = "Letterboxd list export";

/// Tells whether text is a list's CSV.
pub(super) fn is_list_text(text: &str) -> bool {
    text.trim_start().trim_start_matches('"').starts_with(LIST_MARK)
}

/// Tells whether a path in an archive is that of a list.
pub(super) fn is_list(path: &str) -> bool {
    is_live(path) && folder(path) == Some("lists") && is_csv(path)
}

fn is_csv(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".csv")
}

fn folder(path: &str) -> Option<&str> {
    path.rsplit('/').nth(1)
}

/// Letterboxd exports what was deleted, too.
fn is_live(path: &str) -> bool {
    !path.split('/').any(|part| matches!(part, "deleted" | "orphaned"))
}

/// Where a file of the archive belongs; `None` for what we never read (`profile.csv` has the e-mail address).
fn target_of(path: &str) -> Option<Target> {
    if !is_live(path) || !is_csv(path) {
        return None;
    }
    match (folder(path), file_name(path)) {
        (Some("lists"), _) => Some(Target::List),
        (Some("likes"), "films.csv") => Some(Target::Favorites),
        (Some("likes"), _) => None,
        (_, "watchlist.csv") => Some(Target::Watchlist),
        (_, "ratings.csv") => Some(Target::Ratings),
        _ => None,
    }
}

/// Reads the ZIP: lists, watchlist, ratings, and likes as favorites.
///
/// # Errors
/// `usage` for a damaged or insane archive.
pub(super) fn read_archive(name: &str, bytes: &[u8], notes: &mut Vec<String>) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for (path, bytes) in archive::read(name, bytes, notes, |path| target_of(path).is_some())? {
        let target = target_of(&path).unwrap_or(Target::List);
        match text::decode(&bytes) {
            Ok((text, _)) => match read(&path, &text) {
                Ok(parts) => sheets.extend(parts.into_iter().map(|part| Sheet { target, ..part })),
                Err(error) => notes.push(error.to_string()),
            },
            Err(error) => notes.push(format!("'{path}' in '{name}' {error}")),
        }
    }
    // The account's own collections behind the lists, whatever the order of paths.
    sheets.sort_by_key(|sheet| sheet.target != Target::List);
    let is_history = |path: &String| matches!(file_name(path), "watched.csv" | "diary.csv" | "reviews.csv");
    if archive::names(name, bytes)?.iter().any(is_history) {
        notes.push(
            "'watched.csv', 'diary.csv' and 'reviews.csv' were skipped, because TMDB has no watch history; import them on their own to make lists of them"
                .to_owned(),
        );
    }
    Ok(sheets)
}

/// Reads one file of the export.
///
/// # Errors
/// `usage` for a file without a header that we know.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Sheet>> {
    if is_list_text(text) {
        Ok(vec![read_list(name, text)?])
    } else {
        table::read(name, text, Format::Letterboxd)
    }
}

/// Line 1 the mark, then a table of one row about the list, then the table of movies.
fn read_list(name: &str, text: &str) -> Result<Sheet> {
    let mut sheet = Sheet::new(name, Target::List);
    let mut columns: Option<Columns> = None;
    let mut about: Option<Vec<String>> = None;
    for (line, record) in table::records(text).into_iter().skip(1) {
        let names: Vec<String> = record.iter().map(|cell| cells::normal(cell)).collect();
        let has = |column: &str| names.iter().any(|own| own == column);
        match (&columns, &about) {
            (Some(columns), _) => sheet.rows.push(columns.row(line, record, false).row),
            (None, _) if has("position") && has("name") => {
                columns = Some(Columns::new(record, Dialect::Letterboxd));
            }
            (None, None) => about = Some(names),
            (None, Some(about)) => {
                let cell = |column: &str| {
                    let at = about.iter().position(|own| own == column)?;
                    record.get(at).map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
                };
                sheet.name = cell("name");
                sheet.description = cell("description");
            }
        }
    }
    if sheet.rows.len() >= MAX_ROWS {
        return Err(too_many_rows(name));
    }
    if columns.is_none() {
        sheet.broken(0, "the list has no line 'Position,Name,Year,URL,Description'");
    }
    sheet.name = sheet.name.or_else(|| Some(stem(name).to_owned()));
    Ok(sheet)
}
