//! Searching for films, shows and people by their names.

use super::Context;
use super::answers::AnswerKind;
use super::catalog;
use super::genres;
use super::listing::{self, Listing, Paging, Selection};
use crate::domain::MediaType;
use crate::error::{Error, Result};
use crate::tmdb::titles::{self, TitleSearch};

/// What is searched for, and what is wanted of what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// What to look for.
    pub text: String,
    /// Films, shows or people; `None` for all of them.
    pub media_type: Option<MediaType>,
    /// Year of first release or first broadcast.
    pub year: Option<u16>,
    /// Whether adult titles are wanted.
    pub adult: bool,
    /// Names of genres, as typed.
    pub genres: Vec<String>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// Which pages.
    pub paging: Paging,
    /// In which order.
    pub selection: Selection,
}

impl SearchRequest {
    /// Returns what to look for, without blanks around it.
    ///
    /// # Errors
    /// `usage` where there is nothing to look for.
    pub fn query(&self) -> Result<&str> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Error::usage("nothing to search for").with_hint("type: flixir search QUERY"));
        }
        Ok(text)
    }
}

/// Checks what is asked besides the text, and returns what flixir itself must select.
///
/// # Errors
/// `usage`.
pub(super) fn check(context: &Context, request: &SearchRequest) -> Result<Selection> {
    let media_type = request.media_type;
    if media_type == Some(MediaType::Person) && request.year.is_some() {
        return Err(Error::usage("people have no year; leave --year or --type person out"));
    }
    Ok(Selection {
        genres: genres::find_all(context, &request.genres, media_type)?,
        min_votes: request.min_votes,
        // TMDB's search over everything takes no year.
        year: request.year.filter(|_| media_type.is_none()),
        ..request.selection.clone()
    })
}

/// Searches.
///
/// # Errors
/// `usage` before anything is sent; those of [`listing::list`].
pub fn search(context: &Context, request: &SearchRequest) -> Result<Listing> {
    let text = request.query()?.to_owned();
    let media_type = request.media_type;
    let selection = check(context, request)?;
    let wanted = TitleSearch { text, media_type, year: request.year, adult: request.adult };
    let locale = listing::locale(context);
    let make = |page| titles::search(&wanted, &locale, page);
    match listing::list(context, AnswerKind::Search, make, media_type, request.paging, &selection) {
        Err(error) if error.kind().is_outage() => from_catalog(context, request, error),
        outcome => outcome,
    }
}

/// Where neither TMDB nor the cache answers, the offline index may.
fn from_catalog(context: &Context, request: &SearchRequest, error: Error) -> Result<Listing> {
    match catalog::search(context, request) {
        Ok(Some(listing)) => {
            if !context.settings.offline {
                context.warn(format!("{error}; this is from the offline catalogue"));
            }
            Ok(listing)
        }
        Ok(None) if context.settings.offline => {
            Err(error
                .with_hint("leave --offline out, or load the offline index first: flixir catalog update"))
        }
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
