//! TMDB's JSON, read leniently: unknown keys are ignored, `""`, null and missing are one, numbers and flags may come as
//! text, and an unreadable row costs only itself. Not for what an answer means, nor for refusals (`failure.rs`).

use serde_json::Value;

use super::genres;
use crate::domain::{Media, MediaRef, MediaType, year_of};
use crate::error::{Error, ErrorKind, Result};

/// The last page that TMDB gives out of any list of titles (`tmdb-api.md` §8).
pub const LAST_PAGE: u32 = 500;

/// One page of rows, from `results` (searches, v4 lists) or `items` (v3 lists): as they came, or read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page<R = Value> {
    /// The rows.
    pub rows: Vec<R>,
    /// How many rows could not be read.
    pub skipped: u64,
    /// The number of this page, from 1.
    pub page: u32,
    /// How many pages there are by TMDB's word; may exceed [`LAST_PAGE`] by far.
    pub total_pages: u32,
    /// How many rows there are by TMDB's word; drifts from page to page.
    pub total_results: u64,
    /// The comments on a v4 list's items, by `movie:550`; null elsewhere.
    pub comments: Value,
}

impl Page {
    /// Reads the body of an answer.
    ///
    /// # Errors
    /// `invalid_response` where it holds no rows.
    pub fn read(mut body: Value) -> Result<Self> {
        let key = ["results", "items"].into_iter().find(|key| body.get(key).is_some_and(Value::is_array));
        let Some(Value::Array(rows)) = key.and_then(|key| body.get_mut(key)).map(Value::take) else {
            return Err(not_understood("a page of results"));
        };
        let page = number(&body, "page").and_then(|page| u32::try_from(page).ok()).unwrap_or(1);
        let total_pages = number(&body, "total_pages").map(|pages| u32::try_from(pages).unwrap_or(u32::MAX));
        Ok(Self {
            page,
            skipped: 0,
            comments: body.get_mut("comments").map(Value::take).unwrap_or_default(),
            // Lists were not paged before 2023: what doesn't tell its pages has this one.
            total_pages: total_pages.unwrap_or(page),
            total_results: number(&body, "total_results").unwrap_or(rows.len() as u64),
            rows,
        })
    }

    /// Reads each row; one of which `read` makes nothing is counted as skipped.
    pub fn rows_as<R>(self, read: impl Fn(&Value) -> Option<R>) -> Page<R> {
        let told = self.rows.len();
        let rows: Vec<R> = self.rows.into_iter().filter_map(|row| read(&row)).collect();
        let Self { page, total_pages, total_results, comments, .. } = self;
        Page { skipped: (told - rows.len()) as u64, rows, page, total_pages, total_results, comments }
    }
}

impl<R> Page<R> {
    /// Returns whether TMDB gave no rows at all, which ends a walk; unreadable ones don't.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.skipped == 0
    }
}

/// Reads a body as JSON.
///
/// # Errors
/// `invalid_response` where it isn't, or nests deeper than any answer of TMDB's.
pub fn json(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body).map_err(|error| {
        let looks_like_html = body.iter().copied().find(|byte| !byte.is_ascii_whitespace()) == Some(b'<');
        let kind = if looks_like_html { "a web page" } else { "broken JSON" };
        Error::new(ErrorKind::InvalidResponse, format!("TMDB answered with {kind} instead of data"))
            .with_source(error)
    })
}

/// TMDB answered with well-formed JSON of an unexpected shape.
pub fn not_understood(expected: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("TMDB's answer is not {expected}"))
        .with_hint("try again later; a proxy may have answered in TMDB's place")
}

/// Reads a film, show or person from a row or from details. `assumed` is its type where the row doesn't tell.
///
/// `None` for what has no readable type and number: such a row is skipped and counted, the page survives.
pub fn media(row: &Value, assumed: Option<MediaType>) -> Option<Media> {
    row.as_object()?;
    let media_type = match row.get("media_type") {
        None | Some(Value::Null) => assumed?,
        Some(Value::String(word)) if word.is_empty() => assumed?,
        Some(Value::String(word)) => word.parse().ok()?,
        Some(_) => return None,
    };
    let item = MediaRef { media_type, id: id(row, "id")? };
    let either = |first: &str, second: &str| text(row, first).or_else(|| text(row, second));
    let release_date = date(row, "release_date").or_else(|| date(row, "first_air_date"));
    Some(Media {
        title: either("title", "name"),
        original_title: either("original_title", "original_name"),
        year: release_date.as_deref().and_then(year_of),
        release_date,
        popularity: float(row, "popularity"),
        vote_average: float(row, "vote_average"),
        vote_count: number(row, "vote_count"),
        overview: either("overview", "biography"),
        original_language: text(row, "original_language"),
        genres: genre_names(row, media_type),
        poster_path: either("poster_path", "profile_path"),
        adult: flag(row, "adult"),
        ..Media::unknown(item)
    })
}

/// Reads `genres` (details, in the language asked for) or `genre_ids` (rows, in English).
fn genre_names(row: &Value, media_type: MediaType) -> Vec<String> {
    if let Some(genres) = row.get("genres").and_then(Value::as_array) {
        return genres.iter().filter_map(|genre| text(genre, "name")).collect();
    }
    let ids = row.get("genre_ids").and_then(Value::as_array).into_iter().flatten();
    ids.filter_map(as_number).filter_map(|id| genres::name_of(media_type, id)).map(str::to_owned).collect()
}

/// Reads text; blank text is none. Translated names come padded with blanks (`tmdb-api.md` §9), which go.
pub fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads a whole number, from a number or from text.
pub fn number(object: &Value, key: &str) -> Option<u64> {
    as_number(object.get(key)?)
}

/// Reads an id: a whole number above 0 that fits into SQLite's integers, from a number or from text.
pub fn id(object: &Value, key: &str) -> Option<u64> {
    number(object, key).filter(|id| *id > 0 && i64::try_from(*id).is_ok())
}

fn as_number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Reads a number, from a number or from text.
pub fn float(object: &Value, key: &str) -> Option<f64> {
    let number = match object.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// Reads a flag: `true`, `1`, `"1"`, `"true"` and their opposites.
pub fn flag(object: &Value, key: &str) -> Option<bool> {
    match object.get(key)? {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_u64().map(|number| number != 0),
        Value::String(text) => match text.trim() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a day, `YYYY-MM-DD`; of a moment only its day.
pub fn date(object: &Value, key: &str) -> Option<String> {
    let day = text(object, key)?.get(..10)?.to_owned();
    let fits = day.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    fits.then_some(day)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_show_s_keys_become_those_of_a_film() {
        let row = json!({"media_type":"tv","id":"1399","name":"Game of Thrones","original_name":"Game of Thrones",
            "first_air_date":"2011-04-17","genre_ids":[10765,"18",1],"vote_average":"8.4","adult":0,"overview":""});
        let show = media(&row, Some(MediaType::Movie)).unwrap();
        assert_eq!(show.item(), MediaRef::tv(1399));
        assert_eq!(show.label(), "Game of Thrones (2011)");
        assert_eq!(show.genres, ["Sci-Fi & Fantasy", "Drama"]);
        assert_eq!((show.vote_average, show.adult, show.overview), (Some(8.4), Some(false), None));
    }

    #[test]
    fn blank_null_and_missing_are_one() {
        let bare = media(&json!({"id":1}), Some(MediaType::Movie)).unwrap();
        let blank =
            json!({"id":1,"media_type":null,"title":"","release_date":"","popularity":null,"genre_ids":null});
        assert_eq!(media(&blank, Some(MediaType::Movie)).unwrap(), bare);
        assert_eq!(bare, Media::unknown(MediaRef::movie(1)));
    }

    #[test]
    fn details_name_their_genres_and_people_their_pictures() {
        let film = media(
            &json!({"id":603,"title":"Matrix","genres":[{"id":28,"name":" Aktion "}]}),
            Some(MediaType::Movie),
        );
        assert_eq!(film.unwrap().genres, ["Aktion"]);
        let person = json!({"media_type":"person","id":6384,"name":"Keanu Reeves","profile_path":"/x.jpg"});
        let person = media(&person, None).unwrap();
        assert_eq!(person.poster_path.as_deref(), Some("/x.jpg"));
        assert_eq!(person.url, "https://www.themoviedb.org/person/6384");
    }

    #[test]
    fn a_broken_row_costs_only_itself() {
        let body = json!({"page":"2","total_pages":7,"results":[
            {"media_type":"movie","id":1}, null, 5, {"media_type":"collection","id":2}, {"media_type":"movie"},
            {"id":3}, {"media_type":[],"id":4}, {"media_type":"movie","id":0},
            {"media_type":"movie","id":u64::MAX}, {"media_type":"movie","id":-1},
            {"media_type":"tv","id":9,"name":17,"popularity":[],"genre_ids":{},"first_air_date":"soon"}]});
        let page = Page::read(body).unwrap().rows_as(|row| media(row, None));
        let (rows, skipped) = (&page.rows, page.skipped);
        assert_eq!(rows.iter().map(|row| row.item().to_string()).collect::<Vec<_>>(), ["movie:1", "tv:9"]);
        assert_eq!((skipped, page.page, page.total_pages, page.total_results), (9, 2, 7, 11));
        assert_eq!(rows[1], Media::unknown(MediaRef::tv(9)));
    }

    #[test]
    fn lists_of_both_versions_are_pages() {
        let v3 = json!({"items":[{"id":1}],"page":1,"total_pages":1,"total_results":1});
        assert_eq!(Page::read(v3).unwrap().rows.len(), 1);
        for shape in [json!({"results":{"US":{}}}), json!({}), json!([]), json!("x"), json!(null)] {
            assert_eq!(Page::read(shape.clone()).unwrap_err().kind(), ErrorKind::InvalidResponse, "{shape}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(key in "[a-z_]{1,14}", value in ".{0,30}") {
            let row = json!({"media_type":"movie","id":1,"release_date":value,"popularity":value,"adult":value,key:value});
            drop(media(&row, None));
        }

        #[test]
        fn unknown_keys_change_nothing(key in "x[a-z]{1,12}", value in 0_i64..9) {
            let row = json!({"media_type":"movie","id":1,"title":"A"});
            let mut more = row.clone();
            more[key] = json!([{"nested":value}]);
            proptest::prop_assert_eq!(media(&row, None), media(&more, None));
        }
    }
}
