//! What is searched for, wherever the answer comes from: TMDB, the cache, the offline index.

use super::Context;
use super::genres;
use super::listing::{Paging, Selection};
use crate::domain::MediaType;
use crate::error::{Error, Result};

/// What is searched for, and what is wanted of what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// What to look for.
    pub text: String,
    /// Movies, shows or people; `None` for all of them.
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
