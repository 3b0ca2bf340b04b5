//! Files of other programs, read into rows, and lists written for other programs (`formats.md`). Pure: bytes in, values
//! out. Not for finding out which title a row means (`matching`).
//!
//! Every reader ends in the same place: cells with names (`cells`), whose meaning is found by the name. So a program
//! that renames a column or adds one costs nothing, and a file of a program that nobody thought of mostly reads too.

mod archive;
mod cells;
mod file;
mod json;
mod letterboxd;
mod parts;
mod ratings;
mod scale;
mod sheet;
mod subject;
mod table;
mod titles;
mod trakt;
mod write;
mod years;

use crate::domain::text;
use crate::error::{Error, Result};

use file::{excerpt, file_name, too_many_rows, unsupported};

pub use file::{MAX_FILE, MAX_ROWS, too_large};
pub use sheet::{Format, Ids, Problem, Raw, Row, Sheet, Target};
pub use table::{guard, unguard, write as table_text};
pub use write::{AskedIds, Export, ExportFormat, External, export, export_raw_csv};

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// What it turned out to be.
    pub format: Format,
    /// Its parts, lists first as they came. Never two for the same collection of the account.
    pub sheets: Vec<Sheet>,
    /// What a person should know: a guessed encoding, parts that were skipped.
    pub notes: Vec<String>,
}

/// Reads a file. Its `name` decides where the content doesn't say enough: Letterboxd's `watched.csv` and
/// `watchlist.csv` look the same inside. `from` is what the person says it is.
///
/// # Errors
/// `usage` for a file that can't be read as a whole: too large, binary, damaged, a list of people. Rows that can't be
/// read are values.
pub fn read(name: &str, bytes: &[u8], from: Option<Format>) -> Result<ReadFile> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(too_large(name));
    }
    let mut notes = Vec::new();
    let (format, sheets) = if archive::is_zip(bytes) {
        read_archive(name, bytes, from, &mut notes)?
    } else {
        let (decoded, encoding) =
            text::decode(bytes).map_err(|error| Error::usage(format!("'{name}' {error}")))?;
        if encoding == text::Encoding::Windows1252 {
            notes.push(format!("'{name}' is not UTF-8; it was read as Windows-1252"));
        }
        let format = match from {
            Some(from) => from,
            None => detect_subject(name, &decoded)?,
        };
        (format, read_text(name, &decoded, format, &mut notes)?)
    };
    let sheets = joined(sheets);
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    if rows > MAX_ROWS {
        return Err(too_many_rows(name));
    }
    Ok(ReadFile { format, sheets, notes })
}

/// Tells what a file is, as [`read`] would.
///
/// # Errors
/// `usage` for binary data and ZIP files of other programs.
pub fn detect(name: &str, bytes: &[u8]) -> Result<Format> {
    if archive::is_zip(bytes) {
        return detect_archive(name, &archive::names(name, bytes)?);
    }
    let (decoded, _) = text::decode(bytes).map_err(|error| Error::usage(format!("'{name}' {error}")))?;
    detect_text(name, &decoded)
}

fn detect_archive(name: &str, members: &[String]) -> Result<Format> {
    let has = |wanted: &dyn Fn(&str) -> bool| members.iter().any(|member| wanted(file_name(member)));
    if has(&|member| matches!(member, "watchlist.csv" | "watched.csv" | "ratings.csv" | "diary.csv"))
        || members.iter().any(|member| letterboxd::is_list(member))
    {
        return Ok(Format::Letterboxd);
    }
    if has(&|member| trakt::part_of(member).is_some()) {
        return Ok(Format::Trakt);
    }
    if has(&|member| json::is_simkl_backup(member)) {
        return Ok(Format::Simkl);
    }
    Err(Error::usage(format!("'{name}' is a ZIP file, but neither Letterboxd's, Trakt's nor Simkl's"))
        .with_hint("unpack it and import the file in it"))
}

fn read_archive(
    name: &str,
    bytes: &[u8],
    from: Option<Format>,
    notes: &mut Vec<String>,
) -> Result<(Format, Vec<Sheet>)> {
    let found = detect_archive(name, &archive::names(name, bytes)?)?;
    let format = match from {
        Some(from) if from != found => {
            return Err(Error::usage(format!("'{name}' is a ZIP file of {}", found.name()))
                .with_hint(format!("leave out --from {}", from.name())));
        }
        _ => found,
    };
    let sheets = match format {
        Format::Letterboxd => letterboxd::read_archive(name, bytes, notes)?,
        Format::Simkl => json::read_simkl_archive(name, bytes, notes)?,
        _ => trakt::read_archive(name, bytes, notes)?,
    };
    Ok((format, sheets))
}

/// What a text is, by what stands in it. What looks like nothing that we know is refused: as a list of titles it would be
/// searched for line by line.
fn detect_text(name: &str, text: &str) -> Result<Format> {
    let start = text.trim_start();
    let as_json = if start.starts_with(['{', '[']) { json::detect(start) } else { None };
    let as_list = || letterboxd::is_list_text(text).then_some(Format::Letterboxd);
    if let Some(format) = as_json.or_else(as_list).or_else(|| table::detect(text)) {
        return Ok(format);
    }
    let is_table = table::looks_like_table(text)
        || table::is_named_table(file_name(name), text)
        || titles::is_column_of_data(text);
    let is_titles = || !is_other_file(name) && !is_table && titles::looks_like_titles(text);
    if titles::is_text_form(text) || is_titles() {
        return Ok(Format::List);
    }
    if is_table {
        return Err(table::without_header(name, text));
    }
    let first = start.lines().next().unwrap_or_default();
    Err(unsupported(format!("flixir doesn't recognize the format of '{name}'; it begins with: {}", excerpt(first)))
        .with_hint(
            "flixir reads exports of Letterboxd, IMDb, Trakt, TMDB and Simkl, CSV with column names, JSON, and titles, one per line; set the format with --from",
        ))
}

/// What a text is, as [`detect_text`] tells, if anything in it says that it is about movies or TV shows. Everything has a title.
fn detect_subject(name: &str, text: &str) -> Result<Format> {
    let format = detect_text(name, text)?;
    let others = match format {
        Format::Csv => table::columns_about_others(name, text),
        Format::Json => json::keys_about_others(name, text),
        _ => None,
    };
    let Some(columns) = others else { return Ok(format) };
    let what = if format == Format::Csv { "columns" } else { "keys" };
    Err(unsupported(format!(
        "'{name}' has titles, but nothing says that they are of movies or TV shows; its {what} are: {}",
        excerpt(&columns.join(", "))
    ))
    .with_hint(format!("if they are, add: --from {}", format.name())))
}

/// Tells whether a file's ending says that it is something else than a list of titles: markup, source text, settings.
fn is_other_file(name: &str) -> bool {
    const ENDINGS: [&str; 56] = [
        "htm", "html", "xhtml", "xml", "rss", "atom", "nfo", "svg", "css", "scss", "js", "mjs", "ts", "jsx",
        "tsx", "py", "rb", "pl", "php", "lua", "sh", "bash", "zsh", "fish", "ps1", "bat", "c", "h", "cc",
        "cpp", "hpp", "cs", "java", "kt", "swift", "go", "rs", "sql", "yml", "yaml", "toml", "ini", "cfg",
        "conf", "env", "log", "srt", "vtt", "m3u", "m3u8", "diff", "patch", "tex", "vcf", "ics", "eml",
    ];
    const NAMES: [&str; 4] = ["dockerfile", "makefile", "jenkinsfile", "gitignore"];
    let name = file_name(name).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    NAMES.contains(&name.trim_start_matches('.')) || ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

fn read_text(name: &str, text: &str, format: Format, notes: &mut Vec<String>) -> Result<Vec<Sheet>> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    match format {
        Format::List => Ok(vec![titles::read(name, text)]),
        Format::Letterboxd => letterboxd::read(name, text),
        Format::Json | Format::Simkl | Format::Trakt if is_json => json::read(name, text, format, notes),
        Format::Json => Err(Error::usage(format!("'{name}' is not JSON"))
            .with_hint("leave out --from, and flixir finds the format itself")),
        Format::Imdb | Format::Trakt | Format::Tmdb | Format::Simkl | Format::Csv => {
            table::read(name, text, format)
        }
    }
}

/// Joins sheets that name the same place: large exports come in pieces (`lists-watchlist-1.json`, `-2`).
fn joined(sheets: Vec<Sheet>) -> Vec<Sheet> {
    let mut joined: Vec<Sheet> = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let same = |other: &&mut Sheet| other.target == sheet.target && sheet.target != Target::List;
        match joined.iter_mut().find(same) {
            Some(other) => {
                other.rows.extend(sheet.rows);
                other.problems.extend(sheet.problems);
                other.rating_notes.extend(sheet.rating_notes);
            }
            None => joined.push(sheet),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
