//! What passes between the state of live search and the world: what has happened, and what is to be done. Not for doing
//! it (`desk`).

use crate::domain::{Media, MediaRef, Timestamp};
use crate::error::Result;
use crate::ports::Stroke;
use crate::services::answers::Source;
use crate::services::details::Details;
use crate::services::listing::Listing;

/// What a person chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The movies, TV shows and people, in the order in which they were marked; at least one.
    pub media: Vec<Media>,
    /// What was typed.
    pub text: String,
    /// Where the rows came from; the least certain source of all.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest of them.
    pub fetched_at: Timestamp,
    /// How many pages the last search had.
    pub total_pages: u32,
    /// How many rows it had.
    pub total_results: u64,
}

/// An answer to what was typed.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) listing: Listing,
    pub(super) warnings: Vec<String>,
}

/// A row and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) media: Media,
    pub(super) source: Source,
    pub(super) fetched_at: Timestamp,
}

/// Returns the rows of a listing.
pub(super) fn rows_of(listing: &Listing) -> impl Iterator<Item = Row> {
    let (source, fetched_at) = (listing.source, listing.fetched_at);
    listing.rows.iter().map(move |media| Row { media: media.clone(), source, fetched_at })
}

/// A list that titles can be added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Its local id.
    pub(super) local_id: String,
    /// Its name.
    pub(super) name: String,
    /// How many items are on it.
    pub(super) item_count: u64,
}

/// Where titles are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To a list.
    List(Target),
    /// To the watchlist.
    Watchlist,
}

impl Place {
    /// Returns its name for a sentence.
    pub(super) fn name(&self) -> String {
        match self {
            Self::List(target) => format!("\"{}\"", target.name),
            Self::Watchlist => "your watchlist".to_owned(),
        }
    }
}

/// A title that is added, and how a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) item: MediaRef,
    pub(super) label: String,
}

/// Names the titles of a sentence: the only one by its title, several by their number.
pub(super) fn named(titles: &[Title]) -> String {
    match titles {
        [only] => only.label.clone(),
        titles => format!("{} titles", titles.len()),
    }
}

/// Something that has happened.
#[derive(Debug)]
pub(super) enum Event {
    /// Time has passed.
    Time,
    /// A key was pressed.
    Stroke(Stroke),
    /// What the offline catalog knows about the text of that number; nothing if there is none.
    Known(u64, Option<Found>),
    /// TMDB answered, or can't, for a page of the text of that number.
    Answer(u64, u32, Result<Found>),
    /// What TMDB knows about a title.
    Described(MediaRef, Result<Box<Details>>),
    /// The lists to choose from.
    Lists(Result<Vec<Target>>),
    /// Titles were added, or not; the text tells.
    Added(Vec<Title>, Result<String>),
    /// What came of opening a page in the browser.
    Opened(String),
}

/// Something that is to be done.
#[derive(Debug)]
pub(super) enum Act {
    /// Ask the offline catalog about the text of that number.
    LookUp(u64, String),
    /// Ask TMDB for a page about the text of that number.
    Ask(u64, u32, String),
    /// Ask TMDB about a title.
    Describe(MediaRef),
    /// Find the lists to choose from.
    FindLists,
    /// Add titles.
    Add(Place, Vec<Title>),
    /// Open the page at this address in the browser.
    Open(String),
    /// Let the shell have the terminal for a while.
    Suspend,
    /// End.
    End(Result<Choice>),
}
