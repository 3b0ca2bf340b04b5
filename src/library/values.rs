//! What goes into the library and comes out of it: plain values.

use crate::domain::{ListName, Media, MediaRef, MediaType, Timestamp};
use crate::error::Error;
use crate::services::answers::Source;
use crate::services::auth::AccountInfo;
use crate::services::listing::{Listing, PageCount, Paging};
use crate::services::outbox::{Outcome, WishReport, WriteReport};
use crate::services::search::SearchRequest;
use crate::services::sync::SyncedList;

/// What to search for. A text alone searches movies, TV shows and people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    request: SearchRequest,
}

impl Search {
    /// Searches for a title or a name.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { request: SearchRequest { text: text.to_owned(), ..SearchRequest::default() } }
    }

    /// Searches only movies, TV shows or people.
    #[must_use]
    pub const fn only(mut self, media_type: MediaType) -> Self {
        self.request.media_type = Some(media_type);
        self
    }

    /// Searches only titles of this year.
    #[must_use]
    pub const fn year(mut self, year: u16) -> Self {
        self.request.year = Some(year);
        self
    }

    /// Asks for this many pages of 20 rows, beginning with the first.
    #[must_use]
    pub const fn pages(mut self, count: u32) -> Self {
        self.request.paging = Paging { first: None, count: PageCount::Up(count), limit: None };
        self
    }

    pub(super) fn into_request(self) -> SearchRequest {
        self.request
    }
}

impl From<&str> for Search {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// Movies, TV shows and people, the best first.
    pub rows: Vec<Media>,
    /// Where they come from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest of them.
    pub fetched_at: Timestamp,
}

impl Found {
    pub(super) fn of(listing: Listing) -> Self {
        Self { rows: listing.rows, source: listing.source, fetched_at: listing.fetched_at }
    }
}

/// What can be read, and whose items can be changed. A text is a list's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collection<'a> {
    /// A list: its name, TMDB's number, or its local id.
    List(&'a str),
    /// The account's watchlist.
    Watchlist,
    /// The account's favorites.
    Favorites,
    /// The account's ratings.
    Ratings,
}

impl<'a> From<&'a str> for Collection<'a> {
    fn from(name: &'a str) -> Self {
        Self::List(name)
    }
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// TMDB's number.
    pub id: u64,
    /// The name that the person logs in with.
    pub username: Option<String>,
}

impl Account {
    pub(super) fn of(info: AccountInfo) -> Self {
        Self { id: info.id, username: info.username }
    }
}

/// What became of a change.
#[derive(Debug)]
#[non_exhaustive]
pub struct Change {
    /// The list.
    pub list: ListName,
    /// Each item, in the order in which they were given.
    pub items: Vec<ItemChange>,
    /// Why a login or a repair is needed before the rest is sent. The change is saved anyway.
    pub stopped_by: Option<Error>,
}

impl Change {
    pub(super) fn of(mut report: WriteReport) -> Self {
        let stopped_by = report.take_standing_fault();
        let items = report.wishes.into_iter().filter_map(ItemChange::of).collect();
        Self { list: report.list, items, stopped_by }
    }

    /// Returns whether every item is as it should be on TMDB; `false` while something is queued.
    pub fn is_done(&self) -> bool {
        self.items.iter().all(|item| !matches!(item.outcome, Outcome::Queued | Outcome::Failed))
    }
}

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemChange {
    /// The item.
    pub item: MediaRef,
    /// What became of it.
    pub outcome: Outcome,
    /// The id of its operation in the queue; `None` if nothing has to be sent.
    pub operation: Option<String>,
    /// What TMDB says, if it refused.
    pub error: Option<String>,
}

impl ItemChange {
    fn of(report: WishReport) -> Option<Self> {
        Some(Self {
            item: report.item?,
            outcome: report.outcome,
            error: report.error.map(|error| error.message),
            operation: report.operation_id,
        })
    }
}

/// What a delivery did.
#[derive(Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// Changes that TMDB has now.
    pub done: usize,
    /// Changes that TMDB refused.
    pub failed: usize,
    /// Changes that are still queued.
    pub queued: usize,
    /// Why it stopped while changes were queued.
    pub stopped_by: Option<Error>,
}

/// What became of one list in a sync.
#[derive(Debug)]
#[non_exhaustive]
pub struct Synced {
    /// The list.
    pub list: ListName,
    /// Changes that TMDB has now.
    pub pushed: usize,
    /// Changes taken over from TMDB.
    pub pulled: usize,
    /// Changes that wait for a person's decision, see `flixir lists sync`.
    pub conflicts: usize,
    /// Why the list was left alone.
    pub error: Option<Error>,
}

impl Synced {
    pub(super) fn of(list: SyncedList) -> Self {
        Self {
            pushed: list.pushed,
            pulled: list.pulled,
            conflicts: list.plan.conflicts.len(),
            list: list.plan.list,
            error: list.fault,
        }
    }
}
