//! TMDB's ready-made lists of movies and shows: popular, top rated, trending and the like; narrowed down by discovery.

use super::Context;
use super::answers::AnswerKind;
use super::listing::{self, Listing, PagesWanted, Paging, Selection};
use crate::domain::MediaType;
use crate::error::Result;
use crate::tmdb::genres;
use crate::tmdb::titles::{self, Narrowing, ReadyMade, ReadyMadeList};

/// Which list, and what is wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowseRequest {
    /// Which list.
    pub list: ReadyMade,
    /// Of movies or of shows.
    pub media_type: MediaType,
    /// Names of genres, as typed.
    pub genres: Vec<String>,
    /// Year of first release or first broadcast.
    pub year: Option<u16>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// Which pages.
    pub paging: Paging,
    /// In which order.
    pub selection: Selection,
}

/// Reads the list.
///
/// # Errors
/// `usage` before anything is sent; those of [`listing::list`].
pub fn browse(context: &Context, request: &BrowseRequest) -> Result<Listing> {
    let media_type = request.media_type;
    let names = super::genres::find_all(context, &request.genres, Some(media_type))?;
    let narrowing = Narrowing {
        genres: names.iter().filter_map(|name| genres::find(media_type, name)).map(|(id, _)| id).collect(),
        year: request.year,
        min_votes: request.min_votes,
    };
    let locale = context.locale();
    let today = context.clock.now();
    // Filters that TMDB doesn't have are applied here, to the fetched rows.
    let local = Selection {
        genres: names,
        year: request.year,
        min_votes: request.min_votes,
        ..request.selection.clone()
    };
    let is_trend = matches!(request.list, ReadyMade::Trending(_));
    if is_trend && context.settings.is_typed("region") {
        context.warn("TMDB's trends are the same in every region: --region changes nothing here");
    }
    let selection = if is_trend { &local } else { &request.selection };
    let of = ReadyMadeList { list: request.list, media_type };
    let make = |page| {
        let plain = || titles::ready_made(of, &locale, page);
        if narrowing.is_empty() {
            return plain();
        }
        titles::discover(of, &narrowing, &locale, today, page).unwrap_or_else(plain)
    };
    let wanted = PagesWanted { kind: AnswerKind::Browse, make, paging: request.paging };
    listing::list(context, &wanted, Some(media_type), selection)
}
