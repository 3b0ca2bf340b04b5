//! Reading TMDB into the mirror, when what is known is too old: the account's list of lists, and the contents of lists.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::pick::typed;
use super::seen::{take_head, take_list};
use super::view::list_name;
use crate::domain::text::counted;
use crate::domain::{Change, ListKind, Media, MediaType, OperationKind, Timestamp};
use crate::error::{ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::{self, Identity};
use crate::store::{ListRow, ListState, Tx};
use crate::tmdb::account::{AccountLists, collection_page, fetch_account_lists, score_of};
use crate::tmdb::lists::{ListHead, RemoteItem, RemoteList, fetch_list, list_page};
use crate::tmdb::{Client, Page, fetch_rest, media, walk_with};

/// How old the mirror may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As old as the settings allow (`cache.lists`).
    Settings,
    /// TMDB is to be asked.
    Now,
}

/// Where an answer about lists came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MirrorSource {
    /// Just read from TMDB.
    Network,
    /// The mirror, young enough.
    Cache,
    /// The mirror, because TMDB can't be asked.
    Stale,
}

/// Returns the account with its session confirmed, where TMDB has not yet said whose it is.
///
/// # Errors
/// `session_expired`, or an outage.
pub fn confirmed(context: &Context, identity: &Identity) -> Result<Identity> {
    if identity.is_confirmed {
        return Ok(identity.clone());
    }
    identity::note_ended_session(
        context,
        identity,
        identity::confirm(context, identity, &client(context, identity)),
    )
}

fn client(context: &Context, identity: &Identity) -> Client {
    context.client(identity.credentials(context))
}

/// Reads the account's list of lists into the mirror, where the mirror is too old.
///
/// # Errors
/// `session_expired`, or the outage that keeps TMDB from being asked; the mirror stays as it was.
pub fn refresh_heads(context: &Context, identity: &Identity, freshness: Freshness) -> Result<MirrorSource> {
    let identity = &confirmed(context, identity)?;
    let now = context.clock.now();
    let read_at =
        context.state()?.read(|tx| tx.account(&identity.account_in(tx)?))?.and_then(|row| row.lists_as_of);
    let is_young = read_at.is_some_and(|at| now.since(at) < context.settings.lists_ttl && at <= now);
    if is_young && freshness == Freshness::Settings {
        return Ok(MirrorSource::Cache);
    }
    let client = client(context, identity);
    let lists = fetch_account_lists(&client, &identity.api, &identity.account);
    let lists = identity::note_ended_session(context, identity, lists)?;
    // Asking took time, in which a run may have written.
    let now = context.clock.now();
    let missing = context.state()?.write(|tx| take_heads(context, tx, identity, &lists, now))?;
    for row in missing {
        confirm_missing(context, identity, &client, &row)?;
    }
    Ok(MirrorSource::Network)
}

/// Puts heads into the mirror; returns the lists that TMDB didn't name.
fn take_heads(
    context: &Context,
    tx: &Tx<'_>,
    identity: &Identity,
    lists: &AccountLists,
    now: Timestamp,
) -> Result<Vec<ListRow>> {
    let account = &identity.account_in(tx)?;
    for head in &lists.lists {
        let row = match tx.list_by_remote_id(account, head.id)? {
            Some(row) => row,
            None if may_be_ours(tx, account, head)? => continue,
            None => {
                let uid = context.entropy.local_id();
                tx.add_list(&uid, account, Some(head.id), now)?;
                let Some(row) = tx.list(&uid)? else { continue };
                row
            }
        };
        take_head(tx, row, head, lists.as_of, now)?;
    }
    tx.set_lists_as_of(account, Some(lists.as_of))?;
    let named = |row: &ListRow| lists.lists.iter().any(|head| Some(head.id) == row.remote_id);
    let rows = tx.lists(account)?;
    Ok(rows
        .into_iter()
        .filter(|row| {
            row.remote_id.is_some() && row.state() == ListState::Live && row.writable && !named(row)
        })
        .collect())
}

/// Returns whether a list that the mirror doesn't know may be what a creation of unknown outcome made: then it is not a
/// list of somebody else's, and the queue will connect it.
fn may_be_ours(tx: &Tx<'_>, account: &str, head: &ListHead) -> Result<bool> {
    for uid in tx.lists_with_live_operations(account)? {
        let open = tx.line(&uid, 1)?.operations;
        let fits = open.first().is_some_and(|first| {
            matches!(&first.change, Change::Create(fields) if first.maybe_sent && fields.name == head.name)
        });
        if fits {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A list that TMDB's list of lists doesn't name is gone only when it isn't found by its number either.
fn confirm_missing(context: &Context, identity: &Identity, client: &Client, row: &ListRow) -> Result<()> {
    let Some(id) = row.remote_id else { return Ok(()) };
    match client.fetch(&list_page(&identity.api, id, 1, &context.settings.language)) {
        Err(error) if error.kind() == ErrorKind::NotFound => mark_deleted(context, row),
        Err(error) if error.kind().is_outage() => Err(error),
        _ => Ok(()),
    }
}

/// Notes that a list was not found on TMDB any more, and tells the person once. Its copy here stays, and what is queued for it
/// needs your decision; a later read that finds the list takes the note back.
///
/// # Errors
/// `storage`.
pub fn mark_deleted(context: &Context, row: &ListRow) -> Result<()> {
    let told = context.state()?.write(|tx| {
        // While TMDB was asked our own deletion may have been delivered.
        let Some(row) = tx.list(&row.uid)?.filter(|row| row.state() == ListState::Live) else {
            return Ok(None);
        };
        tx.set_seen_gone(&row.uid, true)?;
        let live = tx.live_operations(&row.uid)?;
        // Who deletes the list knows.
        if live.iter().any(|operation| operation.kind() == OperationKind::Delete) {
            return Ok(None);
        }
        told_of_gone(tx, &row).map(Some)
    })?;
    if let Some(told) = told {
        context.warn(told);
    }
    Ok(())
}

/// Says that a list is gone on TMDB, and what to do.
///
/// # Errors
/// `storage`.
pub fn told_of_gone(tx: &Tx<'_>, row: &ListRow) -> Result<String> {
    let name = list_name(tx, &row.uid)?.name;
    let (name, typed) = (name.as_deref().unwrap_or(row.label()), typed(tx, row)?);
    let queued = match tx.live_operations(&row.uid)?.len() {
        0 => String::new(),
        waiting => {
            format!(", and {} for it", counted(waiting as u64, "change is queued", "changes are queued"))
        }
    };
    Ok(format!(
        "The list '{name}' no longer exists on TMDB{queued}. The copy here is kept. Create it again with: \
         flixir lists sync {typed} --recreate. Give it up with: flixir lists sync {typed} --drop."
    ))
}

/// Reads the contents of a list into the mirror, where the mirror is too old.
///
/// # Errors
/// As [`refresh_heads`]; a list that is gone is noted as such and is no error.
pub fn fetch_contents(
    context: &Context,
    identity: &Identity,
    row: &ListRow,
    freshness: Freshness,
) -> Result<MirrorSource> {
    let identity = &confirmed(context, identity)?;
    let is_enough = is_young(context, row.seen.items_as_of) && freshness == Freshness::Settings;
    let state = row.state();
    if matches!(state, ListState::Unsent | ListState::Deleted) || (is_enough && has_titles(context, row)?) {
        return Ok(MirrorSource::Cache);
    }
    let client = client(context, identity);
    match identity::note_ended_session(context, identity, read_remote(context, identity, &client, row)) {
        Ok(remote) => {
            save_contents(context, row, &remote)?;
            Ok(MirrorSource::Network)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            mark_deleted(context, row)?;
            Ok(MirrorSource::Network)
        }
        // Only titles were wanted.
        Err(error) if is_enough && error.kind().is_outage() => Ok(MirrorSource::Cache),
        Err(error) => Err(error),
    }
}

fn is_young(context: &Context, as_of: Option<Timestamp>) -> bool {
    let now = context.clock.now();
    as_of.is_some_and(|at| now.since(at) < context.settings.lists_ttl && at <= now)
}

/// What came of reading one of several lists.
#[derive(Debug)]
pub struct ListRead {
    /// The list, as it was known before.
    pub row: ListRow,
    /// What TMDB shows, or why it doesn't.
    pub outcome: Result<RemoteList>,
}

/// Reads several lists at the same time and completely; in the order of `rows`. `report` gets the number that are read. Nothing is
/// stored: that is for the caller, on its own thread.
pub fn read_all(
    context: &Context,
    identity: &Identity,
    client: &Client,
    rows: Vec<ListRow>,
    report: &(dyn Fn(usize, usize) + Sync),
) -> Vec<ListRead> {
    let total = rows.len();
    let done = AtomicUsize::new(0);
    let read = |row: &ListRow| {
        context.check_interrupted()?;
        let outcome = read_remote(context, identity, client, row);
        report(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        outcome
    };
    let last = u32::try_from(total).unwrap_or(u32::MAX).saturating_sub(1);
    if rows.is_empty() {
        return Vec::new();
    }
    let outcomes =
        walk_with(context.settings.parallel, 0, last, |at| Ok(read(&rows[at as usize])), |_| false);
    rows.into_iter().zip(outcomes.done).map(|(row, (_, outcome))| ListRead { row, outcome }).collect()
}

/// Returns whether the titles of a list's confirmed items are known; what was added from here by number often isn't.
fn has_titles(context: &Context, row: &ListRow) -> Result<bool> {
    let nameless = context.state()?.read(|tx| tx.untitled_items(&row.uid))?;
    // The catalog has original titles only, which are not what the person reads.
    Ok(context.cached_titles(&nameless).len() == nameless.len())
}

/// Reads a list, or a collection, completely.
///
/// # Errors
/// `not_found`, `permission_denied`, or an outage.
pub fn read_remote(
    context: &Context,
    identity: &Identity,
    client: &Client,
    row: &ListRow,
) -> Result<RemoteList> {
    let language = &context.settings.language;
    match (row.list_kind, row.remote_id) {
        (ListKind::List, Some(id)) => fetch_list(client, &identity.api, id, language, row.seen.misfit),
        (ListKind::List, None) => Err(crate::Error::bug("a list without TMDB's id can't be read there")),
        (list_kind, _) => {
            let mut items = Vec::new();
            let mut as_of = context.clock.now();
            let mut is_complete = true;
            let mut skipped = 0;
            for kind in [MediaType::Movie, MediaType::Tv] {
                let half = read_collection(client, &identity.account, list_kind, kind, language)?;
                items.extend(half.items);
                as_of = as_of.min(half.as_of);
                is_complete &= half.is_complete;
                skipped += half.skipped;
            }
            let head = ListHead {
                id: 0,
                name: Some(list_kind.name().to_owned()),
                description: None,
                public: None,
                sort_by: None,
                count: Some(items.len() as u64),
                created_at: None,
                updated_at: None,
            };
            let has_moved = !is_complete && skipped == 0;
            Ok(RemoteList { head, items, as_of, is_complete, skipped, has_moved, misfit: None })
        }
    }
}

/// The movies, or the shows, of a collection.
struct Half {
    items: Vec<RemoteItem>,
    as_of: Timestamp,
    /// Whether every title was read, so that absence may be believed.
    is_complete: bool,
    skipped: u64,
}

fn read_collection(
    client: &Client,
    account: &str,
    list_kind: ListKind,
    kind: MediaType,
    language: &str,
) -> Result<Half> {
    let make = |page: u32| collection_page(list_kind, account, kind, page, language);
    let first = client.fetch(&make(1))?;
    let page = Page::read(first.json()?)?;
    let mut rows = page.rows;
    let mut agrees = true;
    let mut as_of = first.as_of;
    if page.total_pages > 1 {
        for answer in fetch_rest(client, make, page.total_pages)? {
            let more = Page::read(answer.json()?)?;
            as_of = as_of.min(answer.as_of);
            agrees &= more.total_results == page.total_results;
            rows.extend(more.rows);
        }
    }
    let read = |row: &serde_json::Value| {
        let media = media(row, Some(kind))?;
        Some(RemoteItem { media, comment: None, score: score_of(row) })
    };
    let mut items: Vec<RemoteItem> = rows.iter().filter_map(read).collect();
    let skipped = (rows.len() - items.len()) as u64;
    let mut seen = std::collections::BTreeSet::new();
    items.retain(|item| seen.insert(item.media.id));
    let is_complete = agrees && skipped == 0 && items.len() as u64 == page.total_results;
    Ok(Half { items, as_of, is_complete, skipped })
}

/// Takes a read of a list into *seen*. Returns whether its items were seen for the first time.
///
/// # Errors
/// `storage`.
pub fn save_contents(context: &Context, row: &ListRow, remote: &RemoteList) -> Result<bool> {
    context.state()?.write(|tx| save_contents_in(context, tx, &row.uid, remote))
}

/// As [`save_contents`], inside a transaction.
///
/// # Errors
/// `storage`.
pub fn save_contents_in(context: &Context, tx: &Tx<'_>, uid: &str, remote: &RemoteList) -> Result<bool> {
    let now = context.clock.now();
    let titles: Vec<Media> = remote.items.iter().map(|item| item.media.clone()).collect();
    let is_first = take_list(tx, uid, remote, now)?;
    tx.save_titles(&titles, now)?;
    tx.sweep_titles(now.minus(TITLES_KEPT))?;
    Ok(is_first)
}

/// TMDB's terms allow six months.
const TITLES_KEPT: Duration = Duration::from_hours(24 * 180);
