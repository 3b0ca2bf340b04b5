//! All that a row says about the title that it means. Not for what the row says of the title's place on a list.

use super::titles::{folded, is_same_title};
use crate::domain::{MediaRef, MediaType};
use crate::services::transfer::formats::{Ids, Row};

/// What a row's type words say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, or nothing that tells movies from TV shows (`anime`, `bluray`).
    #[default]
    Unsaid,
    /// A movie, or a TV show.
    Is(MediaType),
    /// A word that flixir doesn't know: it may say that the row is an episode, in some language.
    Foreign(String),
}

impl Kind {
    /// Returns the type, where the row says it.
    pub const fn media_type(&self) -> Option<MediaType> {
        match self {
            Self::Is(media_type) => Some(*media_type),
            _ => None,
        }
    }
}

/// All that a row says about the title that it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Ids with the service that gave them.
    pub ids: Ids,
    /// A number in a column that is only called `id`: TMDB's, or that of somebody's database.
    pub bare_id: Option<u64>,
    /// Whether TMDB's number and the type stand in an address on TMDB's site, or were typed by a person: no doubt about it.
    pub is_certain: bool,
    /// The title, and the original one where the row has both.
    pub titles: Vec<String>,
    /// The year; other catalogs may differ by one.
    pub year: Option<i32>,
    /// Whether the title is only a comment behind an id that a person typed: it may be anything else.
    pub is_noted: bool,
    /// What makes it likely that the row's cells are shifted: no year in the column of the year, more cells than columns.
    pub oddity: Option<String>,
    /// Movie or TV show.
    pub kind: Kind,
}

impl Evidence {
    /// Gathers what a row says. `assumed` is what rows are that don't say, where the person told.
    pub fn of(row: &Row, assumed: Option<MediaType>) -> Self {
        let mut titles: Vec<String> = Vec::new();
        // What a person filled in needs nothing of the row to support it.
        let is_filled_in = row.filled_in.is_some();
        let (noted, noted_year) = row.noted();
        let given = row.title.iter().chain(&row.original_title).chain(&noted);
        for title in given.map(|title| title.trim()).filter(|_| !is_filled_in) {
            if !title.is_empty() && !titles.iter().any(|known| folded(known) == folded(title)) {
                titles.push(title.to_owned());
            }
        }
        let year = row.year.or(noted_year).filter(|_| !is_filled_in);
        if let Some((title, other)) =
            titles.first().and_then(|title| beside_brackets(title)).filter(|_| year.is_some())
        {
            titles.extend([title, other]);
        }
        let kind = match (row.media_type, &row.foreign_type, assumed) {
            (Some(media_type), ..) | (None, None, Some(media_type)) => Kind::Is(media_type),
            (None, Some(word), _) => Kind::Foreign(word.clone()),
            (None, None, None) => Kind::Unsaid,
        };
        Self {
            ids: row.ids.clone(),
            bare_id: row.bare_id.filter(|_| !is_filled_in),
            is_certain: row.is_certain,
            titles,
            year,
            is_noted: noted.is_some() && !is_filled_in,
            oddity: if row.has_odd_year {
                Some("the value for the year is not a year".to_owned())
            } else {
                row.surplus.clone().or_else(|| row.odd_id.clone())
            },
            kind,
        }
    }

    /// Returns the evidence without a comment that may be a title.
    #[must_use]
    pub fn without_note(self) -> Self {
        if self.is_noted { Self { titles: Vec::new(), year: None, is_noted: false, ..self } } else { self }
    }

    /// Returns whether there is nothing to go by.
    pub fn is_empty(&self) -> bool {
        self.ids == Ids::default() && self.bare_id.is_none() && self.titles.is_empty()
    }

    /// Returns the title that the row names beyond doubt, or with nothing beside it that could contradict.
    pub fn plain_number(&self) -> Option<MediaRef> {
        let id = self.ids.tmdb?;
        let has_others = self.ids.imdb.is_some() || self.ids.tvdb.is_some();
        let media_type = self.kind.media_type();
        if self.is_certain && !self.is_noted {
            return Some(MediaRef { media_type: media_type?, id });
        }
        let media_type = media_type.unwrap_or(MediaType::Movie);
        (!has_others && self.titles.is_empty()).then_some(MediaRef { media_type, id })
    }

    /// Returns under which name a decision is remembered: the same evidence always has the same name. A person's decision
    /// counts for any type word, since the file with the answers may not repeat it.
    pub fn key(&self, world: &str, is_of_person: bool) -> String {
        let kind = match &self.kind {
            _ if is_of_person => "by-person".to_owned(),
            Kind::Unsaid => "?".to_owned(),
            Kind::Is(media_type) => media_type.to_string(),
            Kind::Foreign(word) => format!("?{}", folded(word)),
        };
        let number = |id: Option<u64>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
        let year = self.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
        let titles: Vec<String> = self.titles.iter().map(|title| title_key(title)).collect();
        format!(
            "{world} {kind} tmdb {} id {} imdb {} tvdb {} {year}{} {}",
            number(self.ids.tmdb),
            number(self.bare_id),
            self.ids.imdb.as_deref().unwrap_or("-"),
            number(self.ids.tvdb),
            if self.oddity.is_some() { "!" } else { "" },
            titles.join(" / ")
        )
    }

    /// Returns whether one of the row's titles is the same as one of TMDB's, but for case, accents and articles.
    pub(super) fn names<'a>(&self, theirs: impl Iterator<Item = &'a String> + Clone) -> bool {
        self.titles.iter().any(|mine| theirs.clone().any(|theirs| is_same_title(mine, theirs)))
    }
}

/// Splits `Seven (a.k.a. Se7en)`: some catalogs put another name, or a word about the edition, in brackets behind a title.
fn beside_brackets(title: &str) -> Option<(String, String)> {
    let (title, other) = title.trim().strip_suffix(')')?.rsplit_once(" (")?;
    let other = other.trim_start_matches("a.k.a. ").trim();
    let is_name = |text: &str| text.chars().any(char::is_alphabetic);
    (is_name(title) && is_name(other)).then(|| (title.trim().to_owned(), other.to_owned()))
}

/// Titles of nothing but signs (`!!!`) are kept as they are: folded they would all be one.
fn title_key(title: &str) -> String {
    let folded = folded(title);
    if folded.is_empty() { title.trim().to_owned() } else { folded }
}
