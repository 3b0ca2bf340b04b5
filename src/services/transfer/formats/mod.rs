//! Files of other programs, read into rows, and lists written for other programs (`formats.md`). Pure: bytes in, values
//! out. Not for finding out which title a row means (`matching`).
//!
//! Every reader ends in the same place: cells with names (`cells`), whose meaning is found by the name. So a program
//! that renames a column or adds one costs nothing, and a file of a program that nobody thought of mostly reads too.

mod archive;
mod cells;
mod json;
mod letterboxd;
mod parts;
mod ratings;
mod scale;
mod subject;
mod table;
mod titles;
mod trakt;
mod write;
mod years;

use std::sync::Arc;

use crate::domain::{MediaRef, MediaType, Timestamp, text};
use crate::error::{Error, ErrorKind, Result};

pub use table::{guard, unguard, write as table_text};
pub use write::{AskedIds, Export, ExportFormat, External, export, export_raw_csv};

/// The largest file that is read, in bytes. An export of 100,000 movies has about 10 MB.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// The most rows that a file, or a whole archive, may have.
pub const MAX_ROWS: usize = 200_000;

/// What `--from` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Letterboxd's export: the ZIP or one of its files.
    Letterboxd,
    /// `IMDb`'s CSV of a list, the watchlist or ratings.
    Imdb,
    /// Trakt's export: the ZIP, one of its JSON files, or a CSV of its kind.
    Trakt,
    /// TMDB's own CSV of watchlist, favorites or ratings.
    Tmdb,
    /// Simkl's backup.
    Simkl,
    /// Any other table.
    Csv,
    /// Any other JSON, or JSON Lines.
    Json,
    /// The text form of `cli.md` §4, or plain titles with years.
    List,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Letterboxd,
        Self::Imdb,
        Self::Trakt,
        Self::Tmdb,
        Self::Simkl,
        Self::Csv,
        Self::Json,
        Self::List,
    ];

    /// Returns the word of `--from`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letterboxd => "letterboxd",
            Self::Imdb => "imdb",
            Self::Trakt => "trakt",
            Self::Tmdb => "tmdb",
            Self::Simkl => "simkl",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::List => "list",
        }
    }
}

/// Where the rows of a sheet belong where the person doesn't say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A list of its own.
    List,
    /// The account's watchlist.
    Watchlist,
    /// The account's favorites.
    Favorites,
    /// The account's ratings.
    Ratings,
    /// What was watched, which TMDB doesn't keep: only for a list that the person names.
    History,
}

/// Ids that a row gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// TMDB's number; says nothing without a type.
    pub tmdb: Option<u64>,
    /// `IMDb`'s id, in its usual form.
    pub imdb: Option<String>,
    /// TVDB's number.
    pub tvdb: Option<u64>,
}

/// Names and cells of a row. A table's rows share the names: there may be many rows.
pub type Raw = Vec<(Arc<str>, String)>;

/// One row of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its line in the file, from 1; in JSON documents its place among the rows.
    pub line: u64,
    /// Its ids.
    pub ids: Ids,
    /// Its title.
    pub title: Option<String>,
    /// Its title in the original language.
    pub original_title: Option<String>,
    /// Its year; other catalogs may differ by one.
    pub year: Option<i32>,
    /// A number in a column that is only called `id`, beside a type.
    pub bare_id: Option<u64>,
    /// Whether there is no doubt about TMDB's number: it stands in an address on TMDB's site, in TMDB's own export, or was
    /// typed by a person.
    pub is_certain: bool,
    /// Whether something other than a year stands in the column of the year.
    pub has_odd_year: bool,
    /// That the row has more cells than the header, where it isn't clear which of them are parts of one.
    pub surplus: Option<String>,
    /// What stands in the place of an id and is none, as a sentence.
    pub odd_id: Option<String>,
    /// A type word that flixir doesn't know.
    pub foreign_type: Option<String>,
    /// Movie or show, where the file says.
    pub media_type: Option<MediaType>,
    /// The person's own rating on TMDB's scale, 0.5 to 10 in halves.
    pub rating: Option<f64>,
    /// What stands in the place of a rating and is none.
    pub odd_rating: Option<String>,
    /// When it was added, rated or watched: of several ratings of one title the newest counts.
    pub moment: Option<Timestamp>,
    /// The person's own words.
    pub comment: Option<String>,
    /// What stands as a comment behind an id that a person typed: mostly its title, but it may be anything.
    pub note: Option<String>,
    /// Why it can't be on any list of titles: an episode, a person, a game.
    pub refused: Option<String>,
    /// The ids that the row gave by itself, where a person filled in which title it means.
    pub filled_in: Option<Ids>,
    /// The row as it stood.
    pub raw: Raw,
}

impl Row {
    /// Returns the title that the row names by TMDB's number and type.
    pub fn item(&self) -> Option<MediaRef> {
        Some(MediaRef { media_type: self.media_type?, id: self.ids.tmdb? })
    }

    /// Returns the title and year that stand as a comment behind an id.
    pub fn noted(&self) -> (Option<String>, Option<i32>) {
        self.note.as_deref().map_or((None, None), years::title_and_year)
    }

    /// Returns `The Matrix (1999)`, or the id that stands for it.
    pub fn label(&self) -> String {
        match (&self.title, self.year) {
            (Some(title), Some(year)) => format!("{title} ({year})"),
            (Some(title), None) => title.clone(),
            (None, _) => match (self.item(), &self.ids) {
                (Some(item), _) => item.to_string(),
                (None, Ids { imdb: Some(imdb), .. }) => imdb.clone(),
                (None, Ids { tmdb: Some(id), .. }) => format!("tmdb://{id}"),
                (None, Ids { tvdb: Some(id), .. }) => format!("tvdb://{id}"),
                (None, Ids { .. }) => format!("row {}", self.line),
            },
        }
    }
}

/// A row that could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its line in the file, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// What is wrong, as the end of a sentence.
    pub reason: String,
}

/// Rows that belong together: a list, the watchlist, the ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The file in an archive, or the file itself.
    pub source: String,
    /// The list's name, where the file says.
    pub name: Option<String>,
    /// The list's description.
    pub description: Option<String>,
    /// Whether everyone may read the list.
    pub public: Option<bool>,
    /// Where the rows belong.
    pub target: Target,
    /// The rows, in the file's order.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What a person should know of the ratings, where they are used.
    pub rating_notes: Vec<String>,
}

impl Sheet {
    fn new(source: &str, target: Target) -> Self {
        Self {
            source: source.to_owned(),
            name: None,
            description: None,
            public: None,
            target,
            rows: Vec::new(),
            problems: Vec::new(),
            rating_notes: Vec::new(),
        }
    }

    fn broken(&mut self, line: u64, reason: impl Into<String>) {
        self.problems.push(Problem { line, reason: reason.into() });
    }
}

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

/// Returns the error for a file of more than [`MAX_FILE`] bytes.
pub fn too_large(name: &str) -> Error {
    Error::usage(format!("'{name}' is larger than {} MB", MAX_FILE / (1024 * 1024)))
        .with_hint("split it into several files, each with the header line")
}

fn too_many_rows(name: &str) -> Error {
    Error::usage(format!("'{name}' has more than {MAX_ROWS} rows"))
        .with_hint("split it into several files, each with the header line")
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

fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// The beginning of a line, for a message.
fn excerpt(line: &str) -> String {
    const SHOWN: usize = 60;
    let mut start: String = line.chars().take(SHOWN).collect();
    if start.len() < line.len() {
        start.push('…');
    }
    start
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

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Returns the name of a file without folder and ending.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Guesses from its name where a file's rows belong.
fn target_of_name(path: &str) -> Target {
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

fn unreadable(name: &str, why: &str, source: impl Into<crate::error::BoxError>) -> Error {
    Error::new(ErrorKind::Usage, format!("'{name}' {why}")).with_source(source)
}

#[cfg(test)]
mod tests;
