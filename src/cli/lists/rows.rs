//! How lists and their items look.

use serde::Serialize;

use crate::cli::media::{rating, title_cell};
use crate::domain::{ItemState, List, ListItem, ListWithItems, SyncStatus};
use crate::output::{Cell, Column, Render, Tone};
use crate::services::outbox::Outcome;

/// A list as a row.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(super) struct ListRow(pub(super) List);

pub(super) fn status_cell(status: SyncStatus) -> Cell {
    let tone = match status {
        SyncStatus::Synced => Tone::Good,
        SyncStatus::Pending | SyncStatus::Diverged => Tone::Warn,
        SyncStatus::Error | SyncStatus::RemoteDeleted => Tone::Bad,
    };
    Cell::mark(status.name(), tone)
}

fn id_cell(list: &List) -> Cell {
    match (list.id, &list.url) {
        (Some(id), Some(url)) => Cell::link(id.to_string(), url.clone()),
        (Some(id), None) => id.into(),
        (None, _) => Cell::mark("-", Tone::Dim),
    }
}

impl Render for ListRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |row: &Self| id_cell(&row.0)),
                Column::new("local_id", "Local ID", |row: &Self| (&row.0.local_id).into()).detail(),
                Column::new("name", "Name", |row: &Self| row.0.name.clone().into()).weight(3),
                Column::new("description", "Description", |row: &Self| row.0.description.clone().into())
                    .weight(2)
                    .detail(),
                Column::new("public", "Public", |row: &Self| row.0.public.into()).detail(),
                Column::new("item_count", "Items", |row: &Self| row.0.item_count.into()),
                Column::new("remote_count", "On TMDB", |row: &Self| row.0.remote_count.into()).spare(),
                Column::new("sync_status", "Status", |row: &Self| status_cell(row.0.sync_status))
                    .usually("synced"),
                Column::new("pending_operations", "Pending", |row: &Self| row.0.pending_operations.into())
                    .spare()
                    .usually("0"),
                Column::new("created_at", "Created", |row: &Self| row.0.created_at.into()).detail(),
                Column::new("updated_at", "Updated", |row: &Self| row.0.updated_at.into()).detail(),
                Column::new("synced_at", "Synced", |row: &Self| row.0.synced_at.into()).spare(),
                Column::new("url", "Page", |row: &Self| row.0.url.clone().into()).detail(),
            ]
        }
    }
}

/// An item of a list as a row.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(super) struct ItemRow(pub(super) ListItem);

pub(in crate::cli) fn state_cell(state: ItemState) -> Cell {
    match state {
        ItemState::Synced => Cell::mark("synced", Tone::Dim),
        ItemState::PendingAdd => Cell::mark("+ pending", Tone::Warn),
        ItemState::PendingRemove => Cell::mark("- pending", Tone::Warn),
        ItemState::Gone => Cell::mark("gone on TMDB", Tone::Bad),
    }
}

impl Render for ItemRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.0.media.media_type.name().into()).spare(),
                Column::new("id", "ID", |row: &Self| {
                    Cell::link(row.0.media.id.to_string(), row.0.media.url.clone())
                })
                .spare(),
                Column::new("title", "Title", |row: &Self| title_cell(&row.0.media, false)).weight(3),
                Column::new("year", "Year", |row: &Self| {
                    row.0.media.year.map(|year| year.to_string()).into()
                })
                .optional(),
                Column::new("vote_average", "Rating", |row: &Self| rating(&row.0.media)).optional(),
                Column::new("state", "State", |row: &Self| state_cell(row.0.state)).usually("synced"),
                Column::new("comment", "Comment", |row: &Self| row.0.comment.clone().into())
                    .weight(2)
                    .spare()
                    .optional(),
                Column::new("added_at", "Added", |row: &Self| row.0.added_at.into()).detail(),
                Column::new("title_is_original", "Original", |row: &Self| {
                    row.0.media.title_is_original.into()
                })
                .detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &[
            "original_title",
            "release_date",
            "popularity",
            "vote_count",
            "overview",
            "original_language",
            "genres",
            "poster_path",
            "adult",
            "url",
        ]
    }
}

/// `meta` of a change to a list as a whole.
#[derive(Serialize)]
pub(super) struct ChangeMeta {
    /// `done` or `queued`.
    pub(super) outcome: Outcome,
    pub(super) operation_id: Option<String>,
    pub(super) dry_run: bool,
}

/// A list with its items: JSON shows all of it, a table the items.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    pub(super) list: List,
    pub(super) items: Vec<ItemRow>,
}

impl Shown {
    pub(super) fn new(whole: ListWithItems) -> Self {
        Self { list: whole.list, items: whole.items.into_iter().map(ItemRow).collect() }
    }
}

impl Render for Shown {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |row: &Self| id_cell(&row.list)),
                Column::new("name", "Name", |row: &Self| row.list.name.clone().into()).weight(3),
                Column::new("item_count", "Items", |row: &Self| row.list.item_count.into()),
                Column::new("remote_count", "On TMDB", |row: &Self| row.list.remote_count.into()).spare(),
                Column::new("sync_status", "Status", |row: &Self| status_cell(row.list.sync_status)),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &[
            "local_id",
            "description",
            "public",
            "pending_operations",
            "created_at",
            "updated_at",
            "synced_at",
            "url",
            "items",
        ]
    }
}
