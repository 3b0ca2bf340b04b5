//! What a file is read into: sheets of rows. Not for reading one.

use std::sync::Arc;

use super::years::title_and_year;
use crate::domain::{MediaRef, MediaType, Timestamp};

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
        self.note.as_deref().map_or((None, None), title_and_year)
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
    /// Makes an empty sheet.
    pub(super) fn new(source: &str, target: Target) -> Self {
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

    /// Adds a line that could not be read, and why.
    pub(super) fn broken(&mut self, line: u64, reason: impl Into<String>) {
        self.problems.push(Problem { line, reason: reason.into() });
    }
}
