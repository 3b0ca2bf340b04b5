//! Movies, shows and people out of rows and details, and whole pages of them without a tree of values in between: a search
//! spends most of its time in reading its answer.

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess};
use serde_json::Value;

use super::loose::{AnyValue, As, Elements, Loose, Shape};
use super::page::{Page, PageFacts};
use crate::domain::{Media, MediaRef, MediaType, year_of};
use crate::tmdb::genres;

/// What flixir reads of a row; a show's and a person's keys beside those of a movie.
#[derive(Default)]
pub(super) struct TitleRow<'a> {
    media_type: Loose<'a>,
    id: Loose<'a>,
    title: Loose<'a>,
    name: Loose<'a>,
    original_title: Loose<'a>,
    original_name: Loose<'a>,
    release_date: Loose<'a>,
    first_air_date: Loose<'a>,
    popularity: Loose<'a>,
    vote_average: Loose<'a>,
    vote_count: Loose<'a>,
    overview: Loose<'a>,
    biography: Loose<'a>,
    original_language: Loose<'a>,
    genres: Option<Vec<Loose<'a>>>,
    genre_ids: Option<Vec<Loose<'a>>>,
    poster_path: Loose<'a>,
    profile_path: Loose<'a>,
    adult: Loose<'a>,
    known_for_department: Loose<'a>,
    known_for: Option<Vec<Loose<'a>>>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    MediaType,
    Id,
    Title,
    Name,
    OriginalTitle,
    OriginalName,
    ReleaseDate,
    FirstAirDate,
    Popularity,
    VoteAverage,
    VoteCount,
    Overview,
    Biography,
    OriginalLanguage,
    Genres,
    GenreIds,
    PosterPath,
    ProfilePath,
    Adult,
    KnownForDepartment,
    KnownFor,
    #[serde(other)]
    Other,
}

impl<'a> TitleRow<'a> {
    /// Reads a row; none where it isn't an object.
    pub(super) fn of(row: &'a Value) -> Option<Self> {
        As(RowShape).deserialize(row).ok().flatten()
    }

    /// Returns what the row names. `assumed` is its type where the row doesn't tell; none where type or number are unreadable.
    pub(super) fn media(self, assumed: Option<MediaType>) -> Option<Media> {
        let media_type = match &self.media_type {
            Loose::Nothing => assumed?,
            Loose::Text(word) if word.is_empty() => assumed?,
            Loose::Text(word) => word.parse().ok()?,
            _ => return None,
        };
        let id = self.id.id()?;
        let either = |first: Loose<'a>, second: Loose<'a>| first.into_text().or_else(|| second.into_text());
        let release_date = self.release_date.day().or_else(|| self.first_air_date.day()).map(str::to_owned);
        let genres = match (self.genres, self.genre_ids) {
            // Of details, in the language asked for.
            (Some(names), _) => names.into_iter().filter_map(Loose::into_text).collect(),
            // Of rows; told in English.
            (None, Some(ids)) => {
                let names = ids.iter().filter_map(|id| genres::name_of(media_type, id.number()?));
                names.map(str::to_owned).collect()
            }
            (None, None) => Vec::new(),
        };
        Some(Media {
            title: either(self.title, self.name),
            original_title: either(self.original_title, self.original_name),
            year: release_date.as_deref().and_then(year_of),
            release_date,
            popularity: self.popularity.float(),
            vote_average: self.vote_average.float(),
            vote_count: self.vote_count.number(),
            overview: either(self.overview, self.biography),
            original_language: self.original_language.into_text(),
            genres,
            poster_path: either(self.poster_path, self.profile_path),
            adult: self.adult.flag(),
            known_for_department: self.known_for_department.into_text(),
            known_for: self.known_for.into_iter().flatten().filter_map(Loose::into_text).collect(),
            ..Media::unknown(MediaRef { media_type, id })
        })
    }
}

struct RowShape;

impl<'de> Shape<'de> for RowShape {
    type Value = Option<TitleRow<'de>>;

    fn otherwise(self) -> Self::Value {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut row = TitleRow::default();
        while let Some(key) = object.next_key()? {
            let place = match key {
                Key::MediaType => &mut row.media_type,
                Key::Id => &mut row.id,
                Key::Title => &mut row.title,
                Key::Name => &mut row.name,
                Key::OriginalTitle => &mut row.original_title,
                Key::OriginalName => &mut row.original_name,
                Key::ReleaseDate => &mut row.release_date,
                Key::FirstAirDate => &mut row.first_air_date,
                Key::Popularity => &mut row.popularity,
                Key::VoteAverage => &mut row.vote_average,
                Key::VoteCount => &mut row.vote_count,
                Key::Overview => &mut row.overview,
                Key::Biography => &mut row.biography,
                Key::OriginalLanguage => &mut row.original_language,
                Key::PosterPath => &mut row.poster_path,
                Key::ProfilePath => &mut row.profile_path,
                Key::Adult => &mut row.adult,
                Key::KnownForDepartment => &mut row.known_for_department,
                Key::KnownFor => {
                    row.known_for = object.next_value_seed(As(Elements(|| TitleNameShape)))?;
                    continue;
                }
                Key::Genres => {
                    row.genres = object.next_value_seed(As(Elements(|| NameShape)))?;
                    continue;
                }
                Key::GenreIds => {
                    row.genre_ids = object.next_value_seed(As(Elements(|| AnyValue)))?;
                    continue;
                }
                Key::Other => {
                    object.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *place = object.next_value_seed(As(AnyValue))?;
        }
        Ok(Some(row))
    }
}

/// The `name` of an object.
struct NameShape;

impl<'de> Shape<'de> for NameShape {
    type Value = Loose<'de>;

    fn otherwise(self) -> Self::Value {
        Loose::Nothing
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut name = Loose::Nothing;
        while let Some(key) = object.next_key()? {
            match key {
                Key::Name => name = object.next_value_seed(As(AnyValue))?,
                _ => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        Ok(name)
    }
}

/// The `title` of a movie, or the `name` of a TV show.
struct TitleNameShape;

impl<'de> Shape<'de> for TitleNameShape {
    type Value = Loose<'de>;

    fn otherwise(self) -> Self::Value {
        Loose::Nothing
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let (mut title, mut name) = (Loose::Nothing, Loose::Nothing);
        while let Some(key) = object.next_key()? {
            match key {
                Key::Title => title = object.next_value_seed(As(AnyValue))?,
                Key::Name => name = object.next_value_seed(As(AnyValue))?,
                _ => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        Ok(if title.text().is_some() { title } else { name })
    }
}

/// Reads a page of titles; none where the body holds no rows.
///
/// # Errors
/// Where it isn't JSON.
pub(super) fn read_page(body: &[u8], assumed: Option<MediaType>) -> serde_json::Result<Option<Page<Media>>> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let page = As(PageShape { assumed }).deserialize(&mut reader)?;
    reader.end()?;
    Ok(page)
}

struct PageShape {
    assumed: Option<MediaType>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum PageKey {
    Results,
    Items,
    Page,
    TotalPages,
    TotalResults,
    #[serde(other)]
    Other,
}

impl<'de> Shape<'de> for PageShape {
    type Value = Option<Page<Media>>;

    fn otherwise(self) -> Self::Value {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let assumed = self.assumed;
        let (mut results, mut items) = (None, None);
        let mut facts = PageFacts::default();
        while let Some(key) = object.next_key()? {
            let fact = match key {
                PageKey::Results => {
                    results = object.next_value_seed(As(RowsShape { assumed }))?;
                    continue;
                }
                PageKey::Items => {
                    items = object.next_value_seed(As(RowsShape { assumed }))?;
                    continue;
                }
                PageKey::Other => {
                    object.next_value::<IgnoredAny>()?;
                    continue;
                }
                PageKey::Page => &mut facts.page,
                PageKey::TotalPages => &mut facts.total_pages,
                PageKey::TotalResults => &mut facts.total_results,
            };
            *fact = object.next_value_seed(As(AnyValue))?.number();
        }
        Ok(results.or(items).map(|(rows, told)| Page::assemble(&facts, rows, told)))
    }
}

/// The readable rows of an array, and how many there were.
struct RowsShape {
    assumed: Option<MediaType>,
}

impl<'de> Shape<'de> for RowsShape {
    type Value = Option<(Vec<Media>, usize)>;

    fn otherwise(self) -> Self::Value {
        None
    }

    fn array<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        let mut told = 0;
        while let Some(row) = array.next_element_seed(As(RowShape))? {
            told += 1;
            rows.extend(row.and_then(|row| row.media(self.assumed)));
        }
        Ok(Some((rows, told)))
    }
}
