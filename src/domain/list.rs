//! Lists as commands print them (`cli.md` §3): the last snapshot of TMDB folded with what is still to be delivered.

use std::fmt;

use serde::Serialize;

use super::{ListName, Media, MediaRef, Timestamp};

/// How a list stands between here and TMDB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SyncStatus {
    /// Nothing waits.
    Synced,
    /// Operations wait to be delivered.
    Pending,
    /// TMDB refused an operation for good, and the person hasn't dealt with it.
    Error,
    /// The list is gone on TMDB; the local copy is kept.
    RemoteDeleted,
    /// TMDB's copy lost more than the guard lets through; the copy here was kept.
    Diverged,
}

impl SyncStatus {
    /// Returns the contract's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Synced => "synced",
            Self::Pending => "pending",
            Self::Error => "error",
            Self::RemoteDeleted => "remote_deleted",
            Self::Diverged => "diverged",
        }
    }
}

impl fmt::Display for SyncStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A list as the person sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// TMDB's number; `None` until TMDB has the list.
    pub id: Option<u64>,
    /// The local id (UUID), usable from the moment of creation.
    pub local_id: String,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Whether everyone may read it; `None` where unknown (v3 doesn't say).
    pub public: Option<bool>,
    /// Items on it, pending ones counted as if done.
    pub item_count: u64,
    /// How it stands between here and TMDB.
    pub sync_status: SyncStatus,
    /// The number of items that TMDB told; `None` where unknown.
    pub remote_count: Option<u64>,
    /// Operations that wait.
    pub pending_operations: u64,
    /// When it was made, where known.
    pub created_at: Option<Timestamp>,
    /// When it last changed, where known.
    pub updated_at: Option<Timestamp>,
    /// When TMDB's state was last read completely.
    pub synced_at: Option<Timestamp>,
    /// Its page on TMDB's site.
    pub url: Option<String>,
}

/// How an item stands on its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ItemState {
    /// On TMDB's list.
    Synced,
    /// To be added.
    PendingAdd,
    /// To be removed.
    PendingRemove,
    /// In a diverged list: no longer on TMDB, and kept here until the person decides.
    Gone,
}

/// A total of TMDB's that doesn't fit the rows that it gives, however often it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The number of items that TMDB told.
    pub total: u64,
    /// The number of rows that it gave.
    pub rows: u64,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListItem {
    /// The title.
    #[serde(flatten)]
    pub media: Media,
    /// When it was added, where known (TMDB doesn't say).
    pub added_at: Option<Timestamp>,
    /// The owner's comment (v4).
    pub comment: Option<String>,
    /// The score that the person gave, among the ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// How it stands.
    pub state: ItemState,
}

/// A list with its items, in list order; items pending removal are still shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListWithItems {
    /// The list.
    #[serde(flatten)]
    pub list: List,
    /// Its items.
    pub items: Vec<ListItem>,
}

impl ListWithItems {
    /// Returns the items that are on it when everything is delivered, in order.
    pub fn present(&self) -> impl Iterator<Item = &ListItem> {
        self.items.iter().filter(|held| held.state != ItemState::PendingRemove)
    }

    /// Returns an item that is on it when everything is delivered.
    pub fn held(&self, item: MediaRef) -> Option<&ListItem> {
        self.present().find(|held| held.media.item() == item)
    }

    /// Returns the list's names.
    pub fn name(&self) -> ListName {
        let List { id, local_id, name, .. } = &self.list;
        ListName { id: *id, local_id: local_id.clone(), name: name.clone() }
    }
}
