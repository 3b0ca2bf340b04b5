//! TMDB's JSON, read leniently: unknown keys are ignored, `""`, null and missing are one, numbers and flags may come as
//! text, and an unreadable row costs only itself. Not for what an answer means, nor for refusals (`failure.rs`).

mod loose;
mod page;
mod row;

use serde_json::Value;

pub use page::{LAST_PAGE, Page};

use loose::Loose;
use page::PageFacts;
use row::TitleRow;

use crate::domain::{Media, MediaType};
use crate::error::{Error, ErrorKind, Result};

impl Page {
    /// Reads the body of an answer.
    ///
    /// # Errors
    /// `invalid_response` where it holds no rows.
    pub fn read(mut body: Value) -> Result<Self> {
        let key = ["results", "items"].into_iter().find(|key| body.get(key).is_some_and(Value::is_array));
        let Some(Value::Array(rows)) = key.and_then(|key| body.get_mut(key)).map(Value::take) else {
            return Err(not_a_page());
        };
        let facts = PageFacts {
            page: number(&body, "page"),
            total_pages: number(&body, "total_pages"),
            total_results: number(&body, "total_results"),
        };
        let told = rows.len();
        let comments = body.get_mut("comments").map(Value::take).unwrap_or_default();
        Ok(Self { comments, ..Self::assemble(&facts, rows, told) })
    }

    /// Reads each row; one of which `read` makes nothing is counted as skipped.
    pub fn rows_as<R>(self, read: impl Fn(&Value) -> Option<R>) -> Page<R> {
        let told = self.rows.len();
        let rows: Vec<R> = self.rows.into_iter().filter_map(|row| read(&row)).collect();
        let Self { page, total_pages, total_results, comments, .. } = self;
        Page { skipped: (told - rows.len()) as u64, rows, page, total_pages, total_results, comments }
    }
}

/// Reads a body as JSON.
///
/// # Errors
/// `invalid_response` where it isn't, or nests deeper than any answer of TMDB's.
pub fn json(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body).map_err(|error| not_json(body, error))
}

/// Reads a page of movies, shows and people straight from an answer's body: the rows of [`Page::read`] through [`media`], in a
/// fraction of the time.
///
/// # Errors
/// `invalid_response` where it isn't JSON, or holds no rows.
pub fn media_page(body: &[u8], assumed: Option<MediaType>) -> Result<Page<Media>> {
    row::read_page(body, assumed).map_err(|error| not_json(body, error))?.ok_or_else(not_a_page)
}

fn not_json(body: &[u8], error: serde_json::Error) -> Error {
    let looks_like_html = body.iter().copied().find(|byte| !byte.is_ascii_whitespace()) == Some(b'<');
    let kind = if looks_like_html { "a web page" } else { "broken JSON" };
    Error::new(ErrorKind::InvalidResponse, format!("TMDB returned {kind} instead of data")).with_source(error)
}

fn not_a_page() -> Error {
    not_understood("a page of results")
}

/// TMDB answered with well-formed JSON of an unexpected shape.
pub fn not_understood(expected: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("TMDB's answer is not {expected}"))
        .with_hint("try again later. A proxy may have answered instead of TMDB")
}

/// Reads a movie, show or person from a row or from details. `assumed` is its type where the row doesn't tell.
///
/// `None` for what has no readable type and number: such a row is skipped and counted, the page survives.
pub fn media(row: &Value, assumed: Option<MediaType>) -> Option<Media> {
    TitleRow::of(row)?.media(assumed)
}

/// Reads text; blank text is none. Translated names come padded with blanks (`docs/what-tmdb-really-does.md`: Details,
/// genres, reviews), which go.
pub fn text(object: &Value, key: &str) -> Option<String> {
    Loose::of(object.get(key)?).text().map(str::to_owned)
}

/// Reads a whole number, from a number or from text.
pub fn number(object: &Value, key: &str) -> Option<u64> {
    Loose::of(object.get(key)?).number()
}

/// Reads an id: a whole number above 0 that fits into SQLite's integers, from a number or from text.
pub fn id(object: &Value, key: &str) -> Option<u64> {
    Loose::of(object.get(key)?).id()
}

/// Reads a number, from a number or from text.
pub fn float(object: &Value, key: &str) -> Option<f64> {
    Loose::of(object.get(key)?).float()
}

/// Reads a flag: `true`, `1`, `"1"`, `"true"` and their opposites.
pub fn flag(object: &Value, key: &str) -> Option<bool> {
    Loose::of(object.get(key)?).flag()
}

/// Reads a day, `YYYY-MM-DD`; of a moment only its day.
pub fn date(object: &Value, key: &str) -> Option<String> {
    Loose::of(object.get(key)?).day().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::MediaRef;

    /// Values as they come, and as they shouldn't.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (0_u64..2000).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-z0-9 \"\\\\é-]{0,12}".prop_map(Value::from),
            prop::sample::select(vec![
                "movie",
                "tv",
                "person",
                "",
                "1999-03-31",
                "2011-04-17T00:00:00Z",
                "1",
                "8.4"
            ])
            .prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((keys(), inner), 0..6)
                    .prop_map(|entries| entries.into_iter().collect()),
            ]
        })
    }

    fn keys() -> impl Strategy<Value = String> {
        let known = "media_type id title name original_title original_name release_date first_air_date popularity \
                     vote_average vote_count overview biography original_language genres genre_ids poster_path \
                     profile_path adult results items page total_pages total_results video";
        prop::sample::select(known.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

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
        let page = media_page(body.to_string().as_bytes(), None).unwrap();
        assert_eq!(page, Page::read(body).unwrap().rows_as(|row| media(row, None)));
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
            let at_once = media_page(shape.to_string().as_bytes(), None).unwrap_err();
            assert_eq!(at_once.message(), "TMDB's answer is not a page of results", "{shape}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_for_what_it_is() {
        for (body, told) in [
            ("<html>", "a web page"),
            ("{\"results\":[", "broken JSON"),
            ("{\"results\":[]}x", "broken JSON"),
            ("", "broken JSON"),
        ] {
            for error in [media_page(body.as_bytes(), None).unwrap_err(), json(body.as_bytes()).unwrap_err()]
            {
                assert_eq!(error.message(), format!("TMDB returned {told} instead of data"), "{body:?}");
            }
        }
        let deep = format!("{{\"results\":[{{\"id\":{}1{}}}]}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(media_page(deep.as_bytes(), None).unwrap().skipped, 1);
    }

    proptest! {
        #[test]
        fn a_page_read_at_once_is_the_page_read_by_way_of_a_tree(
            rows in prop::collection::vec(values(), 0..4),
            more in prop::collection::vec((keys(), values()), 0..4),
            assumed in prop::option::of(Just(MediaType::Tv)),
        ) {
            let mut body = json!({ "results": rows });
            for (key, value) in more {
                body[key] = value;
            }
            let slowly = Page::read(body.clone()).map(|page| page.rows_as(|row| media(row, assumed)));
            let at_once = media_page(body.to_string().as_bytes(), assumed);
            match (slowly, at_once) {
                (Ok(slowly), Ok(at_once)) => prop_assert_eq!(slowly, at_once),
                (slowly, at_once) => prop_assert_eq!(slowly.is_err(), at_once.is_err()),
            }
        }

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
            prop_assert_eq!(media(&row, None), media(&more, None));
        }
    }
}
