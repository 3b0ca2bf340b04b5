//! Searching for movies, shows and people by their names. Not for what changes while a person types (`live`), nor for
//! finding the one title that is meant (`items`).

use super::Context;
use super::answers::AnswerKind;
use super::catalog;
use super::listing::{self, Listing, PagesWanted};
use crate::error::{Error, Result};
use crate::tmdb::titles::{self, TitleSearch};

pub use super::search_request::SearchRequest;
pub(super) use super::search_request::check;

/// Searches.
///
/// # Errors
/// `usage` before anything is sent; those of [`listing::list`].
pub fn search(context: &Context, request: &SearchRequest) -> Result<Listing> {
    let text = request.query()?.to_owned();
    let media_type = request.media_type;
    let selection = check(context, request)?;
    let terms = TitleSearch { text, media_type, year: request.year, adult: request.adult };
    let locale = context.locale();
    let make = |page| titles::search(&terms, &locale, page);
    let wanted = PagesWanted { kind: AnswerKind::Search, make, paging: request.paging };
    match listing::list(context, &wanted, media_type, &selection) {
        Err(error) if error.kind().is_outage() => from_catalog(context, request, error),
        outcome => outcome,
    }
}

/// Where neither TMDB nor the cache answers, the offline index may.
fn from_catalog(context: &Context, request: &SearchRequest, error: Error) -> Result<Listing> {
    match catalog::search(context, request) {
        Ok(Some(listing)) => {
            if !context.settings.offline {
                context.warn(format!("{error}. These results are from the offline catalog"));
            }
            Ok(listing)
        }
        Ok(None) if context.settings.offline => Err(error
            .with_hint("run it without --offline, or load the offline catalog first: flixir catalog update")),
        Ok(None) => Err(error),
        Err(failed) => {
            context.warn(failed.message());
            Err(error)
        }
    }
}

/// Returns the address of the same search on TMDB's site.
///
/// # Errors
/// `usage` where there is nothing to look for.
pub fn web_address(context: &Context, request: &SearchRequest) -> Result<String> {
    let kind = request.media_type.map_or_else(String::new, |media_type| format!("/{media_type}"));
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("query", request.query()?).finish();
    Ok(format!("{}/search{kind}?{query}", context.settings.web_url))
}
