//! Titles and people as the rows of TMDB's pages, and the pages themselves. Not for whole details.

use serde_json::{Value, json};

use crate::sandbox::call::{Call, Outcome};
use crate::sandbox::seed::{Catalogue, Kind, Person, Title};

/// Rows on a page, everywhere but in exports.
pub(super) const PER_PAGE: usize = 20;

/// Whether a row names its kind: rows of mixed pages do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Yes,
    No,
}

/// Returns a title as a row, with the fields of TMDB's recordings.
pub(super) fn title(title: &Title, typed: Typed) -> Value {
    let genres: Vec<u64> = title.genres.iter().map(|(id, _)| *id).collect();
    let poster = poster(title);
    let mut row = match title.key.kind {
        Kind::Movie => json!({"adult": title.adult, "backdrop_path": null, "genre_ids": genres,
            "id": title.key.id, "original_language": title.original_language,
            "original_title": title.original_name, "overview": title.overview,
            "popularity": title.popularity, "poster_path": poster, "release_date": title.date,
            "softcore": false, "title": title.name, "video": false,
            "vote_average": title.vote_average, "vote_count": title.vote_count}),
        Kind::Tv => json!({"adult": title.adult, "backdrop_path": null, "first_air_date": title.date,
            "genre_ids": genres, "id": title.key.id, "name": title.name,
            "origin_country": countries(title), "original_language": title.original_language,
            "original_name": title.original_name, "overview": title.overview,
            "popularity": title.popularity, "poster_path": poster, "softcore": false,
            "vote_average": title.vote_average, "vote_count": title.vote_count}),
    };
    if typed == Typed::Yes {
        row["media_type"] = json!(title.key.kind.as_str());
    }
    row
}

/// Returns a picture path; obscure titles have none, as at TMDB.
pub(super) fn poster(title: &Title) -> Option<String> {
    (title.vote_count > 0).then(|| format!("/sandbox{}{}.jpg", title.key.kind.as_str(), title.key.id))
}

/// Returns where a title comes from, as far as its language tells.
pub(super) fn countries(title: &Title) -> Vec<&'static str> {
    match title.original_language.as_str() {
        "en" => vec!["US"],
        "de" => vec!["DE"],
        "fr" => vec!["FR"],
        "es" => vec!["ES"],
        "it" => vec!["IT"],
        "ja" => vec!["JP"],
        "ko" => vec!["KR"],
        "zh" | "cn" => vec!["CN"],
        "da" => vec!["DK"],
        "sv" => vec!["SE"],
        "pt" => vec!["BR"],
        "hi" => vec!["IN"],
        _ => Vec::new(),
    }
}

/// Returns a person as a row.
pub(super) fn person(catalogue: &Catalogue, person: &Person, typed: Typed) -> Value {
    let known_for: Vec<Value> = person
        .known_for
        .iter()
        .filter_map(|key| catalogue.title(*key))
        .map(|known| title(known, Typed::Yes))
        .collect();
    let mut row = json!({"adult": false, "gender": 0, "id": person.id, "known_for": known_for,
        "known_for_department": person.department, "name": person.name, "original_name": person.name,
        "popularity": person.popularity, "profile_path": null});
    if typed == Typed::Yes {
        row["media_type"] = json!("person");
    }
    row
}

/// One page of something longer.
pub(super) struct Page<T> {
    pub(super) rows: Vec<T>,
    pub(super) number: usize,
    pub(super) total_pages: usize,
    pub(super) total_results: usize,
}

/// Cuts out the page that a call asks for. A page past the end is empty and keeps its number.
pub(super) fn paginate<T>(call: &Call, all: Vec<T>) -> Result<Page<T>, Outcome> {
    let number = call.page()?;
    let total_results = all.len();
    let total_pages = total_results.div_ceil(PER_PAGE).max(1);
    let rows = all.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect();
    Ok(Page { rows, number, total_pages, total_results })
}

/// Returns the usual page object with `results`.
pub(super) fn page_object(call: &Call, all: Vec<Value>) -> Result<Value, Outcome> {
    page_of(call, all, |row| row)
}

/// Returns the usual page object; only what is on the page is made a row.
pub(super) fn page_of<T>(call: &Call, all: Vec<T>, row: impl Fn(T) -> Value) -> Result<Value, Outcome> {
    let page = paginate(call, all)?;
    let results: Vec<Value> = page.rows.into_iter().map(row).collect();
    Ok(json!({"page": page.number, "results": results, "total_pages": page.total_pages,
        "total_results": page.total_results}))
}
