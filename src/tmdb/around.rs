//! Requests for what belongs to a title or person: similar and recommended titles, TMDB's collections of movies, seasons with
//! their episodes, credits (`tmdb-api.md` §9; TMDB's `OpenAPI` document). Not for a title itself (`titles`).

use super::request::Request;
use super::titles::Locale;
use crate::domain::{MediaRef, MediaType};

/// Which titles around another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Those with the same genres and keywords.
    Similar,
    /// Those that people who liked it liked, too.
    Recommended,
}

/// Makes the request for one page of titles around one (`GET /3/{movie|tv}/{id}/similar`, `…/recommendations`).
pub fn around(item: MediaRef, which: Around, locale: &Locale, page: u32) -> Request {
    let word = match which {
        Around::Similar => "similar",
        Around::Recommended => "recommendations",
    };
    Request::get(format!("/{}/{}/{word}", item.media_type, item.id))
        .query("language", &locale.language)
        .query("page", page)
}

/// Makes the request for a collection with all of its movies (`GET /3/collection/{id}`).
pub fn collection(id: u64, locale: &Locale) -> Request {
    Request::get(format!("/collection/{id}")).query("language", &locale.language)
}

/// Makes the request for a season with its episodes (`GET /3/tv/{id}/season/{number}`).
pub fn season(show: u64, number: u64, locale: &Locale) -> Request {
    Request::get(format!("/tv/{show}/season/{number}")).query("language", &locale.language)
}

/// Makes the request for the credits of a title, or of a person: of a show those of all its episodes
/// (`GET /3/movie/{id}/credits`, `/3/tv/{id}/aggregate_credits`, `/3/person/{id}/combined_credits`).
pub fn credits(item: MediaRef, locale: &Locale) -> Request {
    let word = match item.media_type {
        MediaType::Movie => "credits",
        MediaType::Tv => "aggregate_credits",
        MediaType::Person => "combined_credits",
    };
    Request::get(format!("/{}/{}/{word}", item.media_type, item.id)).query("language", &locale.language)
}
