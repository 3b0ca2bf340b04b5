//! Lists as printed: a stored row, its items and its operations, folded.

use crate::domain::{
    ItemState, List, ListFields, ListItem, ListWithItems, Media, Operation, OperationKind, Status, SyncStatus,
};
use crate::error::Result;
use crate::services::Context;
use crate::services::queue::{View, fold};
use crate::store::{ListRow, ListState, Tx};

/// Returns a list as the person sees it, with its items. Titles that are not known stay unknown.
///
/// # Errors
/// `storage`.
pub fn one_view(context: &Context, tx: &Tx<'_>, row: &ListRow) -> Result<ListWithItems> {
    let (list, view) = summarise(context, tx, row)?;
    let mut items = Vec::with_capacity(view.items.len());
    for item in view.items {
        let media = match tx.title(item.held.item)? {
            Some(media) => media,
            None => context.known_title(item.held.item).unwrap_or_else(|| Media::unknown(item.held.item)),
        };
        items.push(ListItem {
            media,
            added_at: item.held.added_at,
            comment: item.held.comment,
            score: item.held.score,
            state: item.state,
        });
    }
    Ok(ListWithItems { list, items })
}

/// Returns every list of an account that the person hasn't deleted, oldest first.
///
/// # Errors
/// `storage`.
pub fn all_views(context: &Context, tx: &Tx<'_>, account: &str) -> Result<Vec<(ListRow, List)>> {
    let mut lists = Vec::new();
    for row in tx.lists(account)? {
        if row.state == ListState::Gone {
            continue;
        }
        let (list, view) = summarise(context, tx, &row)?;
        let is_nothing = row.remote_id.is_none() && list.sync_status == SyncStatus::Synced;
        if !view.is_deleted && !is_nothing {
            lists.push((row, list));
        }
    }
    Ok(lists)
}

/// Returns every list of an account that the person hasn't deleted, with its name: [`all_views`] without the items, so
/// that finding a list stays quick however much waits.
///
/// # Errors
/// `storage`.
pub fn all_names(tx: &Tx<'_>, account: &str) -> Result<Vec<(ListRow, Option<String>)>> {
    let mut named = Vec::new();
    for row in tx.lists(account)? {
        let is_unborn = row.remote_id.is_none() && row.state == ListState::Live;
        if row.state == ListState::Gone || (is_unborn && !tx.has_unsettled(&row.uid)?) {
            continue;
        }
        let live = tx.live_operations_on_the_whole(&row.uid)?;
        let view = fold(fields_of(&row), Vec::new(), &live);
        if view.is_deleted {
            continue;
        }
        let name = match view.fields.name {
            None => name_of_failed_creation(&tx.failed_operations(&row.uid)?),
            name => name,
        };
        named.push((row, name));
    }
    Ok(named)
}

fn fields_of(row: &ListRow) -> ListFields {
    ListFields {
        name: row.name.clone(),
        description: row.description.clone(),
        public: row.public,
        sort_by: row.sort_by.clone(),
    }
}

fn name_of_failed_creation(failed: &[Operation]) -> Option<String> {
    let creation = failed.iter().find(|operation| operation.kind == OperationKind::Create);
    creation.and_then(|made| made.payload.fields.name.clone())
}

/// Folds a list; the view comes along for its items.
pub(super) fn summarise(context: &Context, tx: &Tx<'_>, row: &ListRow) -> Result<(List, View)> {
    let live = tx.live_operations(&row.uid)?;
    let failed = tx.failed_operations(&row.uid)?;
    let view = fold(fields_of(row), tx.base_items(&row.uid)?, &live);
    let item_count = count_items(row, &view, &live);
    let name = view.fields.name.clone().or_else(|| name_of_failed_creation(&failed));
    let sync_status = match row.state {
        ListState::RemoteDeleted => SyncStatus::RemoteDeleted,
        _ if !failed.is_empty() => SyncStatus::Error,
        _ if !live.is_empty() => SyncStatus::Pending,
        _ => SyncStatus::Synced,
    };
    let is_born = live.iter().chain(&failed).any(|operation| operation.kind == OperationKind::Create);
    let created_here = is_born.then_some(row.created_at);
    let list = List {
        id: row.remote_id,
        local_id: row.uid.clone(),
        name,
        description: view.fields.description.clone().filter(|text| !text.is_empty()),
        public: view.fields.public,
        item_count,
        sync_status,
        pending_operations: live.iter().filter(|operation| operation.status != Status::Failed).count() as u64,
        created_at: row.remote_created_at.or(created_here),
        updated_at: live.iter().map(|operation| operation.created_at).max().or(row.remote_updated_at),
        synced_at: row.snapshot_at().or(row.summary_as_of),
        url: row.remote_id.map(|id| format!("{}/list/{id}", context.settings.web_url)),
    };
    Ok((list, view))
}

/// Counts the items that will be there when everything is delivered. Where the items themselves were never read, TMDB's
/// own count is moved by what waits.
fn count_items(row: &ListRow, view: &View, live: &[Operation]) -> u64 {
    let folded = view.items.iter().filter(|item| item.state != ItemState::PendingRemove).count() as u64;
    match (row.snapshot_at(), row.count) {
        (None, Some(told)) => {
            let was_cleared = live.iter().any(|operation| operation.kind == OperationKind::Clear);
            let added = view.items.iter().filter(|item| item.state == ItemState::PendingAdd).count() as u64;
            let removed =
                live.iter().filter(|operation| operation.kind == OperationKind::Remove).count() as u64;
            if was_cleared { added } else { (told + added).saturating_sub(removed) }
        }
        _ => folded,
    }
}
