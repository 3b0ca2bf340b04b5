//! The one title or person that a command is about: by item, or in words.

use super::Session;
use super::media::TypeArg;
use super::numbers::year;
use crate::domain::{MediaRef, MediaType};
use crate::error::{Error, Result};
use crate::services::items::{self, TitleWanted};

/// A title in words
#[derive(clap::Args, Debug)]
pub(super) struct InWords {
    /// Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    #[arg(long, value_name = "TITLE", num_args = 0..=1, default_missing_value = "")]
    search: Option<String>,
    /// The year of the title that --search looks for
    #[arg(long, value_name = "YEAR", requires = "search", value_parser = year, allow_negative_numbers = true)]
    year: Option<u16>,
}

impl InWords {
    /// Returns what is meant, where it is given in words.
    pub(super) fn find(
        &self,
        session: &Session,
        media_type: Option<MediaType>,
        takes_people: bool,
    ) -> Result<Option<MediaRef>> {
        let Some(text) = &self.search else { return Ok(None) };
        let wanted = TitleWanted { text, media_type, year: self.year, takes_people };
        items::find_title(&session.context, &session.talk, wanted).map(|media| Some(media.item()))
    }
}

/// The title that a command is about
#[derive(clap::Args, Debug)]
pub(super) struct OneTitle {
    /// The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
    #[arg(value_name = "ITEM", required_unless_present = "search", conflicts_with = "search")]
    item: Option<String>,
    /// The type of a bare number (default: movie), or what --search looks for (default: both)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<TypeArg>,
    #[command(flatten)]
    words: InWords,
}

impl OneTitle {
    /// Finds the title; a number alone is of the `assumed` type.
    ///
    /// # Errors
    /// `usage` for none and several; `ambiguous`; where TMDB must be asked, why it can't answer.
    pub(super) fn find(&self, session: &Session, assumed: MediaType) -> Result<MediaRef> {
        let media_type = self.kind.map(TypeArg::media_type);
        let assumed = media_type.unwrap_or(assumed);
        let one = OneItem { item: self.item.as_ref(), media_type, assumed, takes_people: false };
        find(session, &one, &self.words)
    }
}

/// How the one item of a command is named.
pub(super) struct OneItem<'a> {
    /// The item, where it isn't given in words.
    pub(super) item: Option<&'a String>,
    /// The type that the person named.
    pub(super) media_type: Option<MediaType>,
    /// The type of a number alone.
    pub(super) assumed: MediaType,
    /// Whether words may find a person.
    pub(super) takes_people: bool,
}

/// Finds the one item that a command is about.
///
/// # Errors
/// As [`OneTitle::find`].
pub(super) fn find(session: &Session, one: &OneItem<'_>, words: &InWords) -> Result<MediaRef> {
    let OneItem { item, media_type, assumed, takes_people } = *one;
    if let Some(item) = words.find(session, media_type, takes_people)? {
        return Ok(item);
    }
    let mut found =
        items::find_items(&session.context, &session.talk, item.map_or(&[], std::slice::from_ref), assumed)?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => only.item,
        _ => Err(Error::usage("this command needs exactly one item, and standard input has none or several")),
    }
}
