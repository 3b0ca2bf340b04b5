//! The titles around a title: similar ones, recommended ones, and those of TMDB's collection that a movie is in. Not for the
//! person's own collections (`collections`).

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::answers::{AnswerKind, Reading, read_one};
use super::genres;
use super::listing::{self, Listing, PagesWanted, Paging, Selection};
use crate::domain::{Media, MediaRef, MediaType};
use crate::error::{Error, Result};
use crate::tmdb::{Request, around, titles, wire};

pub use crate::tmdb::around::Around;

/// Reads titles around one.
///
/// # Errors
/// `usage` for people; `not_found`; those of [`listing::list`].
pub fn around(context: &Context, item: MediaRef, which: Around, paging: Paging) -> Result<Listing> {
    if item.media_type == MediaType::Person {
        return Err(Error::usage("TMDB has no similar or recommended people")
            .with_hint(format!("see what they were in: flixir credits {item}")));
    }
    let locale = context.locale();
    let make = |page| around::around(item, which, &locale, page);
    let wanted = PagesWanted { kind: AnswerKind::Browse, make, paging };
    listing::list(context, &wanted, Some(item.media_type), &Selection::default())
        .map_err(|error| about(item, error))
}

/// TMDB's name for a group of movies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Collection {
    /// TMDB's number.
    pub id: u64,
    /// Its name.
    pub name: Option<String>,
}

/// Reads the movies of the collection that a movie is in, in the order in which they came out; those without a date come
/// last. `None` where it is in none.
///
/// # Errors
/// `usage` for TV shows and people; `not_found`; why TMDB can't answer.
pub fn series(
    context: &Context,
    item: MediaRef,
    limit: Option<u32>,
) -> Result<(Option<Collection>, Listing)> {
    if item.media_type != MediaType::Movie {
        return Err(Error::usage(format!(
            "only movies belong to TMDB's collections, and {item} is not a movie"
        ))
        .with_hint("the episodes of a TV show: flixir episodes tv:ID"));
    }
    let locale = context.locale();
    let movie = one(context, &titles::brief(item, &locale), &["id"]).map_err(|error| about(item, error))?;
    let told = movie.value.get("belongs_to_collection").filter(|told| told.is_object());
    let Some(id) = told.and_then(|told| wire::id(told, "id")) else {
        return Ok((None, whole(Vec::new(), 0, &movie)));
    };
    let reading = one(context, &around::collection(id, &locale), &["parts"])?;
    let parts = reading.value.get("parts").and_then(Value::as_array);
    let parts = parts.ok_or_else(|| wire::not_understood("a collection"))?;
    let mut rows: Vec<Media> =
        parts.iter().filter_map(|row| wire::media(row, Some(MediaType::Movie))).collect();
    let skipped = parts.len() - rows.len();
    rows.sort_by_key(|media| (media.release_date.is_none(), media.release_date.clone()));
    context.learn_titles(&rows);
    let mut listing = whole(rows, skipped, &reading);
    listing.keep(limit);
    genres::translate(context, &mut listing.rows);
    let name = wire::text(&reading.value, "name");
    Ok((Some(Collection { id, name }), listing))
}

/// Reads one answer as JSON. It must have one of the keys, or it is another answer than the one that was asked for.
pub(super) fn one(context: &Context, request: &Request, keys: &[&str]) -> Result<Reading<Value>> {
    let parse = |body: &[u8]| {
        let value: Value = wire::json(body)?;
        let is_expected = keys.iter().any(|key| value.get(key).is_some());
        is_expected.then_some(value).ok_or_else(|| wire::not_understood("what was asked for"))
    };
    read_one(context, AnswerKind::Details, request, parse)
}

/// Makes a listing of what TMDB gives at once.
fn whole(rows: Vec<Media>, skipped: usize, reading: &Reading<Value>) -> Listing {
    Listing {
        page: 1,
        pages: 1,
        total_pages: 1,
        total_results: (rows.len() + skipped) as u64,
        rows,
        has_more: false,
        source: reading.source,
        fetched_at: reading.fetched_at,
        skipped: skipped as u64,
    }
}

/// Says which item TMDB doesn't know.
pub(super) fn about(item: MediaRef, error: Error) -> Error {
    if error.kind() == crate::ErrorKind::NotFound {
        return error.with_message(format!("TMDB has no {item}"));
    }
    error
}
