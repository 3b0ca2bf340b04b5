//! Lists as printed: what is known of them and their live operations, folded.

use std::collections::{HashMap, HashSet};

use super::fold::{Counted, Known, View, count, fold};
use crate::domain::{
    ClearScope, ItemState, List, ListFields, ListItem, ListName, ListWithItems, Media, MediaRef, Operation,
    OperationKind, SyncStatus, Timestamp,
};
use crate::error::Result;
use crate::services::Context;
use crate::store::{HeldItem, Holding, ListRow, ListState, Tx};

/// Returns a list as the person sees it, with its items. Titles that are not known stay unknown.
///
/// # Errors
/// `storage`.
pub fn one_view(context: &Context, tx: &Tx<'_>, row: &ListRow) -> Result<ListWithItems> {
    let (list, view) = summarise(context, tx, row)?;
    let titles = view.items.iter().map(|item| tx.title(item.held.item)).collect::<Result<Vec<_>>>()?;
    let nameless = view.items.iter().zip(&titles).filter(|(_, title)| title.is_none());
    let nameless: Vec<MediaRef> = nameless.map(|(item, _)| item.held.item).collect();
    let mut known = context.known_titles(&nameless);
    let mut media_of = |item: MediaRef| known.remove(&item).unwrap_or_else(|| Media::unknown(item));
    let items = view.items.into_iter().zip(titles).map(|(item, title)| ListItem {
        media: title.unwrap_or_else(|| media_of(item.held.item)),
        added_at: item.held.added_at,
        comment: item.held.comment,
        score: item.held.score,
        state: item.state,
    });
    Ok(ListWithItems { list, items: items.collect() })
}

/// Returns every list of an account that the person hasn't deleted, oldest first.
///
/// # Errors
/// `storage`.
pub fn all_views(context: &Context, tx: &Tx<'_>, account: &str) -> Result<Vec<(ListRow, List)>> {
    let mut lists = Vec::new();
    for row in tx.lists(account)? {
        if row.is_deleted {
            continue;
        }
        let (list, is_deleted) = outline(context, tx, &row)?;
        let is_nothing = row.remote_id.is_none() && list.sync_status == SyncStatus::Synced;
        if !is_deleted && !is_nothing {
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
        let is_unsent = row.state() == ListState::Unsent;
        if row.is_deleted || (is_unsent && !tx.has_unsettled(&row.uid)?) {
            continue;
        }
        let (name, is_deleted) = shown_name(tx, &row)?;
        if !is_deleted {
            named.push((row, name));
        }
    }
    Ok(named)
}

/// Returns the name that is shown of a list, and whether the person deleted it; items and what waits for them are not read.
fn shown_name(tx: &Tx<'_>, row: &ListRow) -> Result<(Option<String>, bool)> {
    let live = tx.live_operations_on_the_whole(&row.uid)?;
    let view = fold(Known { fields: shown_fields(row), ..Known::default() }, &live);
    let name = match view.fields.name {
        None => name_of_failed_creation(&tx.failed_operations(&row.uid)?),
        name => name,
    };
    Ok((name, view.is_deleted))
}

/// Returns the fields that are shown of a list before live operations are folded in: TMDB's, or, of a list that is gone
/// there, those last agreed on.
fn shown_fields(row: &ListRow) -> ListFields {
    let agreed = row.agreed.fields.as_ref().filter(|_| row.seen.is_gone);
    agreed.unwrap_or(&row.seen.fields).clone()
}

/// Returns what is known of a list, as the person is to see it: *seen*; *agreed* of a list that is gone; both of a list that has
/// diverged, with what TMDB lost marked.
///
/// # Errors
/// `storage`.
pub fn known_of(tx: &Tx<'_>, row: &ListRow) -> Result<Known> {
    let fields = shown_fields(row);
    let seen = tx.seen_items(&row.uid)?;
    if row.seen.is_gone && row.agreed.has_items {
        return Ok(Known { fields, items: tx.agreed_items(&row.uid)?, gone: HashSet::new() });
    }
    if !row.is_diverged {
        return Ok(Known { fields, items: seen, gone: HashSet::new() });
    }
    Ok(union(fields, &tx.agreed_items(&row.uid)?, seen))
}

/// Joins *agreed* and *seen*: in the order of *agreed*, then what TMDB has besides.
fn union(fields: ListFields, agreed: &[HeldItem], seen: Vec<HeldItem>) -> Known {
    let shown: HashSet<MediaRef> = seen.iter().map(|held| held.item).collect();
    let gone: HashSet<MediaRef> =
        agreed.iter().map(|held| held.item).filter(|item| !shown.contains(item)).collect();
    let kept: HashSet<MediaRef> = agreed.iter().map(|held| held.item).collect();
    let mut fresh: HashMap<MediaRef, HeldItem> = seen.iter().map(|held| (held.item, held.clone())).collect();
    let mut items: Vec<HeldItem> =
        agreed.iter().map(|held| fresh.remove(&held.item).unwrap_or_else(|| held.clone())).collect();
    items.extend(seen.into_iter().filter(|held| !kept.contains(&held.item)));
    Known { fields, items, gone }
}

fn name_of_failed_creation(failed: &[Operation]) -> Option<String> {
    let creation = failed.iter().find(|operation| operation.kind() == OperationKind::Create);
    creation?.change.fields()?.name.clone()
}

/// Folds a list; the view comes along for its items.
pub(in crate::services) fn summarise(context: &Context, tx: &Tx<'_>, row: &ListRow) -> Result<(List, View)> {
    let live = tx.live_operations(&row.uid)?;
    let view = fold(known_of(tx, row)?, &live);
    let added = view.items.iter().filter(|item| item.state == ItemState::PendingAdd).count() as u64;
    let waiting = Waiting(tx.live_kinds(&row.uid)?);
    let item_count = count_items(row, Counted { present: view.present().count() as u64, added }, &waiting);
    let outline = Outline { fields: &view.fields, item_count, waiting: &waiting };
    Ok((head(context, tx, row, &outline)?, view))
}

/// What [`summarise`] says of a list, and whether the person deleted it, without the items: those are only counted, so
/// that an overview stays quick however much waits.
fn outline(context: &Context, tx: &Tx<'_>, row: &ListRow) -> Result<(List, bool)> {
    let waiting = Waiting(tx.live_kinds(&row.uid)?);
    if waiting.of_kind(OperationKind::Clear) > 0 {
        let (list, view) = summarise(context, tx, row)?;
        return Ok((list, view.is_deleted));
    }
    let known = Known { fields: shown_fields(row), ..Known::default() };
    let view = fold(known, &tx.live_operations_on_the_whole(&row.uid)?);
    let counted = count(&known_of(tx, row)?.items, &tx.live_changes(&row.uid)?);
    let item_count = count_items(row, counted, &waiting);
    let outline = Outline { fields: &view.fields, item_count, waiting: &waiting };
    Ok((head(context, tx, row, &outline)?, view.is_deleted))
}

/// What waits for a list, in numbers.
struct Waiting(Vec<(Option<OperationKind>, u64, Timestamp)>);

impl Waiting {
    fn of_kind(&self, kind: OperationKind) -> u64 {
        self.0.iter().filter(|(found, ..)| *found == Some(kind)).map(|(_, count, _)| count).sum()
    }

    fn all(&self) -> u64 {
        self.0.iter().map(|(_, count, _)| count).sum()
    }

    fn newest(&self) -> Option<Timestamp> {
        self.0.iter().map(|(.., at)| *at).max()
    }
}

/// What a fold makes of a list, besides its items.
struct Outline<'a> {
    fields: &'a ListFields,
    item_count: u64,
    waiting: &'a Waiting,
}

fn head(context: &Context, tx: &Tx<'_>, row: &ListRow, outline: &Outline<'_>) -> Result<List> {
    let Outline { fields, item_count, waiting } = *outline;
    let failed = tx.failed_operations(&row.uid)?;
    let sync_status = match row.state() {
        ListState::Gone => SyncStatus::RemoteDeleted,
        _ if row.is_diverged => SyncStatus::Diverged,
        _ if !failed.is_empty() => SyncStatus::Error,
        _ if waiting.all() > 0 => SyncStatus::Pending,
        _ => SyncStatus::Synced,
    };
    let is_asked_for = waiting.of_kind(OperationKind::Create) > 0
        || failed.iter().any(|operation| operation.kind() == OperationKind::Create);
    Ok(List {
        id: row.remote_id,
        local_id: row.uid.clone(),
        name: fields.name.clone().or_else(|| name_of_failed_creation(&failed)),
        description: fields.description.clone().filter(|text| !text.is_empty()),
        public: fields.public,
        item_count,
        sync_status,
        remote_count: row.seen.count.filter(|_| !row.seen.is_gone),
        pending_operations: waiting.all(),
        created_at: row.seen.created_at.or(is_asked_for.then_some(row.created_at)),
        updated_at: waiting.newest().or(row.seen.updated_at),
        synced_at: row.snapshot_at().or(row.seen.fields_as_of),
        url: row.remote_id.map(|id| format!("{}/list/{id}", context.settings.web_url)),
    })
}

/// Counts the items that will be there when everything is delivered. Where the items themselves were never read, TMDB's
/// own count is moved by what waits.
fn count_items(row: &ListRow, Counted { present, added }: Counted, waiting: &Waiting) -> u64 {
    match (row.snapshot_at(), row.seen.count) {
        // What TMDB lost still counts here.
        _ if row.is_diverged || row.seen.is_gone => present,
        (None, Some(_)) if waiting.of_kind(OperationKind::Clear) > 0 => added,
        (None, Some(told)) => (told + added).saturating_sub(waiting.of_kind(OperationKind::Remove)),
        _ => present,
    }
}

/// Returns a list's names as printed with operations. Takes no longer where much waits for the list.
///
/// # Errors
/// `storage`.
pub fn list_name(tx: &Tx<'_>, uid: &str) -> Result<ListName> {
    let Some(row) = tx.list(uid)? else {
        return Ok(ListName { id: None, local_id: uid.to_owned(), name: None });
    };
    let (name, _) = shown_name(tx, &row)?;
    Ok(ListName { id: row.remote_id, local_id: row.uid, name })
}

/// Returns a list after a write; one that is gone by it is returned as it was.
///
/// # Errors
/// `storage`.
pub fn after_write(context: &Context, uid: &str, before: &List) -> Result<List> {
    context.state()?.read(|tx| match tx.list(uid)? {
        Some(row) => Ok(summarise(context, tx, &row)?.0),
        None => Ok(before.clone()),
    })
}

/// Keeps what the person sees of a list, before something destructive is done to it.
///
/// # Errors
/// `storage`.
pub fn keep_snapshot(context: &Context, row: &ListRow, reason: &str) -> Result<()> {
    if context.settings.dry_run {
        return Ok(());
    }
    let now = context.clock.now();
    context.state()?.write(|tx| {
        let (list, view) = summarise(context, tx, row)?;
        let items: Vec<HeldItem> = view
            .items
            .into_iter()
            .filter(|shown| shown.state != ItemState::PendingRemove)
            .map(|shown| shown.held)
            .collect();
        // A list that TMDB hasn't got yet has its name only in what waits.
        let fields =
            ListFields { name: list.name, description: list.description, public: list.public, sort_by: None };
        tx.take_snapshot(row, Holding { fields: &fields, items: &items, reason }, now)
    })
}

/// Returns what a person means who clears a list: the items in sight; every item where the list was never read.
///
/// # Errors
/// `storage`.
pub fn clear_scope(context: &Context, row: &ListRow) -> Result<ClearScope> {
    context.state()?.read(|tx| {
        if row.seen.items_as_of.is_none() && !row.agreed.has_items {
            return Ok(ClearScope::Everything);
        }
        let (_, view) = summarise(context, tx, row)?;
        Ok(ClearScope::Seen(view.items.iter().map(|item| item.held.item).collect()))
    })
}
