//! `lists sync`: read completely, plan, guard, show or carry out. Whatever is deleted here follows from a complete read; a
//! list that is gone on TMDB is neither made anew nor forgotten without the person's word.

use std::collections::BTreeMap;

use super::diff::{
    ActionKind, Decisions, Direction, ListPlan, LostList, Remote, Sides, diff, left_of, plan_hash,
};
use crate::domain::{Hold, ListFields, MediaRef, Operation, OperationKind, Payload, Status};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::{Identity, heed};
use crate::services::mirror::{
    Freshness, Named, RemovalGuard, confirmed, list_name, mark_deleted, merge_snapshot, one_view,
    read_remote, refresh_heads, save_contents,
};
use crate::services::outbox::{self, enqueue_all};
use crate::services::outbox::{OLDEST_EVIDENCE, RunOptions, RunSummary, Wish, deliver, end_deleted};
use crate::store::{BaseItem, ListRow, ListState, Tx};
use crate::tmdb::Client;
use crate::tmdb::lists::{RemoteList, fetch_presence};

/// Where a read isn't complete, up to this many absences are asked for one by one.
const DOUBTFUL_ABSENCES: usize = 20;

/// What the person decides in advance.
#[derive(Clone, Debug, Default)]
pub struct SyncOptions {
    /// Plan only.
    pub dry_run: bool,
    /// Let the guard through.
    pub force: bool,
    /// Most removals a list.
    pub max_delete: Option<usize>,
    /// What is to become of lists that are gone on TMDB.
    pub lost: Option<LostList>,
    /// Whether TMDB's name and description win.
    pub prefers_remote: bool,
    /// Only carry out the plan with this hash.
    pub plan: Option<String>,
}

/// What came of one list.
#[derive(Debug)]
pub struct SyncedList {
    /// What was planned.
    pub plan: ListPlan,
    /// Changes that TMDB has now (planned ones, in a dry run).
    pub pushed: usize,
    /// Changes taken over from TMDB.
    pub pulled: usize,
    /// Why it was left alone.
    pub fault: Option<Error>,
}

/// What came of a sync.
#[derive(Debug)]
pub struct SyncReport {
    /// The lists.
    pub lists: Vec<SyncedList>,
    /// The plan's hash.
    pub hash: String,
    /// What the delivery met.
    pub summary: RunSummary,
}

/// A list with what was read of it.
struct Read {
    row: ListRow,
    remote: Option<RemoteList>,
    plan: ListPlan,
    fault: Option<Error>,
    /// Operations that carry out what the person decided.
    made: Vec<String>,
}

/// Brings lists, mirror and TMDB together.
///
/// # Errors
/// The outage that keeps TMDB from being read; `guard` for a plan that no longer fits; `session_expired`.
pub fn sync(
    context: &Context,
    identity: &Identity,
    chosen: &[Named],
    options: &SyncOptions,
) -> Result<SyncReport> {
    let identity = &confirmed(context, identity)?;
    if chosen.is_empty() {
        refresh_heads(context, identity, Freshness::Now)?;
    }
    let rows = rows_to_sync(context, identity, chosen)?;
    let client = context.client(identity.credentials(context));
    let mut reads = Vec::new();
    for row in rows {
        context.check_interrupted()?;
        if let Some(read) = read_list(context, identity, &client, row, options)? {
            reads.push(read);
        }
    }
    reads.sort_by(|a, b| a.plan.list.name.cmp(&b.plan.list.name).then_with(|| a.row.uid.cmp(&b.row.uid)));
    let plans: Vec<ListPlan> = reads.iter().map(|read| read.plan.clone()).collect();
    let hash = plan_hash(&plans);
    if let Some(wanted) = &options.plan
        && *wanted != hash
    {
        return Err(Error::new(ErrorKind::Guard, format!("the world has moved: the plan is now {hash}"))
            .with_hint("look at it with: flixir lists sync --dry-run")
            .with_detail("plan", hash));
    }
    guard(&mut reads, options);
    if options.dry_run {
        return Ok(SyncReport {
            lists: reads.into_iter().map(planned).collect(),
            hash,
            summary: RunSummary::default(),
        });
    }
    carry_out(context, identity, reads, hash, options)
}

fn rows_to_sync(context: &Context, identity: &Identity, chosen: &[Named]) -> Result<Vec<ListRow>> {
    context.state()?.read(|tx| {
        if chosen.is_empty() {
            let rows = tx.lists(&identity.account_in(tx)?)?;
            return Ok(rows.into_iter().filter(|row| row.state != ListState::Gone && row.writable).collect());
        }
        chosen.iter().filter_map(|named| tx.list(&named.row.uid).transpose()).collect()
    })
}

/// Reads one list and plans it; `None` where there is nothing to say of it.
fn read_list(
    context: &Context,
    identity: &Identity,
    client: &Client,
    row: ListRow,
    options: &SyncOptions,
) -> Result<Option<Read>> {
    let remote = match (row.remote_id, row.state) {
        (None, _) | (_, ListState::RemoteDeleted | ListState::Gone) => None,
        (Some(_), ListState::Live) => {
            match heed(context, identity, read_remote(context, identity, client, &row)) {
                Ok(mut remote) => {
                    believe_absences(context, identity, client, &row, &mut remote)?;
                    Some(remote)
                }
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    let plan = plan_of(context, &row, None, options)?;
                    return Ok(Some(Read { row, remote: None, plan, fault: Some(error), made: Vec::new() }));
                }
                Err(error) => return Err(error),
            }
        }
    };
    let is_lost = row.remote_id.is_some() && remote.is_none() || row.state == ListState::RemoteDeleted;
    if is_lost && row.state == ListState::Live && !options.dry_run {
        mark_deleted(context, &row)?;
    }
    let plan = plan_of(context, &row, remote.as_ref(), options)?;
    let is_unborn_nothing = row.remote_id.is_none() && row.state == ListState::Live && plan.is_empty();
    if is_unborn_nothing {
        return Ok(None);
    }
    Ok(Some(Read { row, remote, plan, fault: None, made: Vec::new() }))
}

/// A list that kept changing while it was read shows presence, never absence; a few doubtful absences are asked for.
fn believe_absences(
    context: &Context,
    identity: &Identity,
    client: &Client,
    row: &ListRow,
    remote: &mut RemoteList,
) -> Result<()> {
    let Some(id) = row.remote_id.filter(|_| !remote.is_complete) else { return Ok(()) };
    let shown = remote.refs();
    let base = context.state()?.read(|tx| tx.base_items(&row.uid))?;
    let doubtful: Vec<MediaRef> =
        base.iter().map(|held| held.item).filter(|item| !shown.contains(item)).collect();
    let name = row.name.as_deref().unwrap_or(&row.uid);
    if doubtful.len() > DOUBTFUL_ABSENCES {
        context.warn(format!("'{name}' changed while it was read: what seems to be missing is kept"));
        return Ok(());
    }
    for item in doubtful {
        let (present, _) = fetch_presence(client, &identity.api, id, item)?;
        if present {
            remote.items.push(crate::tmdb::lists::RemoteItem {
                media: crate::domain::Media::unknown(item),
                comment: None,
                score: None,
            });
        }
    }
    remote.is_complete = true;
    Ok(())
}

fn plan_of(
    context: &Context,
    row: &ListRow,
    remote: Option<&RemoteList>,
    options: &SyncOptions,
) -> Result<ListPlan> {
    let now = context.clock.now();
    context.state()?.read(|tx| {
        let live = tx.live_operations(&row.uid)?;
        let base = tx.base_items(&row.uid)?;
        let side = match remote {
            Some(remote) => Remote::Shown {
                fields: fields_of(remote),
                items: (now.since(remote.as_of) <= OLDEST_EVIDENCE).then(|| remote.refs()),
                merged: merge_snapshot(remote, &base, &tx.recent_writes(&row.uid)?, now),
            },
            None if row.remote_id.is_none() && row.state == ListState::Live => Remote::Unborn,
            None => Remote::Gone,
        };
        let titles = titles(context, tx, &base, &live, remote)?;
        Ok(diff(&Sides {
            list: list_name(context, tx, &row.uid)?,
            base_fields: known_fields(row),
            base: row.as_of.map(|_| base.as_slice()),
            live: &live,
            remote: side,
            titles: &titles,
            decisions: Decisions { lost: options.lost, prefers_remote: options.prefers_remote },
        }))
    })
}

fn fields_of(remote: &RemoteList) -> ListFields {
    ListFields {
        name: remote.head.name.clone(),
        description: remote.head.description.clone(),
        public: remote.head.public,
        sort_by: remote.head.sort_by.clone(),
    }
}

fn known_fields(row: &ListRow) -> ListFields {
    ListFields {
        name: row.name.clone(),
        description: row.description.clone(),
        public: row.public,
        sort_by: row.sort_by.clone(),
    }
}

fn titles(
    context: &Context,
    tx: &Tx<'_>,
    base: &[BaseItem],
    live: &[Operation],
    remote: Option<&RemoteList>,
) -> Result<BTreeMap<MediaRef, String>> {
    let mut titles = BTreeMap::new();
    let shown = remote.map(|remote| remote.items.as_slice()).unwrap_or_default();
    for item in shown {
        if item.media.title.is_some() {
            titles.insert(item.media.item(), item.media.label());
        }
    }
    let others = base.iter().map(|held| held.item).chain(live.iter().filter_map(|operation| operation.item));
    for item in others {
        if !titles.contains_key(&item)
            && let Some(media) = tx.title(item)?.or_else(|| context.known_title(item))
        {
            titles.insert(item, media.label());
        }
    }
    Ok(titles)
}

/// Leaves lists alone of which too much would be taken off.
fn guard(reads: &mut [Read], options: &SyncOptions) {
    let guard = RemovalGuard { max_delete: options.max_delete, is_off: options.force };
    for read in reads {
        let removals = read.plan.removals();
        if guard.refuses(removals, read.plan.held) {
            let name = read.plan.list.name.clone().unwrap_or_else(|| read.plan.list.local_id.clone());
            let message = format!(
                "{removals} of {} items of '{name}' are gone on TMDB; its copy here was left as it is",
                read.plan.held
            );
            let error = Error::new(ErrorKind::Guard, message)
                .with_hint("look at it with --dry-run; take it over with --max-delete N or --force")
                .with_detail("removals", removals)
                .with_detail("items", read.plan.held);
            read.fault = Some(error);
        }
    }
}

fn planned(read: Read) -> SyncedList {
    SyncedList {
        pushed: read.plan.count(Direction::Push),
        pulled: read.plan.count(Direction::Pull),
        plan: read.plan,
        fault: read.fault,
    }
}

fn carry_out(
    context: &Context,
    identity: &Identity,
    mut reads: Vec<Read>,
    hash: String,
    options: &SyncOptions,
) -> Result<SyncReport> {
    let mut uids = Vec::new();
    for read in &mut reads {
        if read.fault.is_some() {
            continue;
        }
        take_over(context, read, options)?;
        read.made = decide(context, identity, read, options)?;
        uids.push(read.row.uid.clone());
    }
    context.probe.reached("base.committed");
    let run = RunOptions { lists: Some(uids), is_typed: true, ..RunOptions::default() };
    let mut summary = deliver(context, identity, run)?;
    for warning in std::mem::take(&mut summary.warnings) {
        context.warn(warning);
    }
    let lists = reads.into_iter().map(|read| report(context, read)).collect::<Result<Vec<_>>>()?;
    Ok(SyncReport { lists, hash, summary })
}

/// Writes what TMDB shows into the mirror, keeping what was there before where something is taken off.
fn take_over(context: &Context, read: &Read, options: &SyncOptions) -> Result<()> {
    let Some(remote) = &read.remote else { return Ok(()) };
    let now = context.clock.now();
    let state = context.state()?;
    if read.plan.removals() > 0 {
        state.write(|tx| {
            let items: Vec<MediaRef> = tx.base_items(&read.row.uid)?.iter().map(|held| held.item).collect();
            tx.take_snapshot(&read.row, &items, "sync", now)
        })?;
    }
    state.write(|tx| {
        for action in read.plan.actions.iter().filter(|action| action.is_done) {
            let Some(operation) = action.operation.as_deref() else { continue };
            complete_done(tx, operation, action.kind, now)?;
        }
        if options.prefers_remote {
            give_up_fields(tx, &read.row, &fields_of(remote), now)?;
        }
        Ok(())
    })?;
    save_contents(context, &read.row, remote)
}

/// Ends an operation that TMDB shows to be done.
fn complete_done(tx: &Tx<'_>, id: &str, kind: ActionKind, now: crate::domain::Timestamp) -> Result<()> {
    let Some(operation) = tx.operation(id)? else { return Ok(()) };
    let reason = if kind == ActionKind::Add { "already_present" } else { "not_present" };
    if operation.maybe_sent || !tx.complete_waiting(id, reason, now)? {
        return Ok(());
    }
    match (kind, operation.item) {
        (ActionKind::Add, Some(item)) => {
            let held = BaseItem { added_at: Some(operation.created_at), ..BaseItem::bare(item) };
            tx.base_add(&operation.list, &held, now)
        }
        (ActionKind::Remove, Some(item)) => tx.base_remove(&operation.list, item, now),
        (ActionKind::Delete, _) => end_deleted(tx, &operation.list, now),
        _ => Ok(()),
    }
}

/// TMDB's name and description win where they changed there, too: what waits for them is given up.
fn give_up_fields(
    tx: &Tx<'_>,
    row: &ListRow,
    remote: &ListFields,
    now: crate::domain::Timestamp,
) -> Result<()> {
    for operation in tx.live_operations(&row.uid)? {
        let is_waiting = operation.status == Status::Pending && !operation.maybe_sent;
        if operation.kind != OperationKind::Update || !is_waiting {
            continue;
        }
        let fields = left_of(&operation.payload.fields, &known_fields(row), remote);
        if fields.is_empty() {
            tx.cancel(&operation.id, "TMDB's side was preferred", now)?;
        } else if fields != operation.payload.fields {
            tx.edit_payload(&operation.id, &Payload { fields, ..operation.payload }, now)?;
        }
    }
    Ok(())
}

/// Carries out what the person decided about lists that are gone on TMDB.
///
/// Returns the operations that this takes.
fn decide(context: &Context, identity: &Identity, read: &Read, options: &SyncOptions) -> Result<Vec<String>> {
    let state = context.state()?;
    let now = context.clock.now();
    // Who deleted it doesn't want it back.
    let done = read.plan.actions.iter().find(|action| action.is_done && action.kind == ActionKind::Delete);
    if let Some(operation) = done.and_then(|action| action.operation.as_deref()) {
        state.write(|tx| complete_done(tx, operation, ActionKind::Delete, now))?;
        return Ok(Vec::new());
    }
    let row = state.read(|tx| tx.list(&read.row.uid))?;
    let Some(row) = row.filter(|row| row.state == ListState::RemoteDeleted) else { return Ok(Vec::new()) };
    match options.lost {
        None => Ok(Vec::new()),
        Some(LostList::Drop) => state.write(|tx| {
            for operation in tx.live_operations(&row.uid)? {
                tx.cancel(&operation.id, "given up: the list is gone on TMDB", now)?;
            }
            Ok(Vec::new())
        }),
        Some(LostList::Recreate) => recreate(context, identity, &row),
    }
}

/// Makes a list anew from the copy here: a creation, and its items in order.
///
/// # Errors
/// `storage`.
fn recreate(context: &Context, identity: &Identity, row: &ListRow) -> Result<Vec<String>> {
    let now = context.clock.now();
    let group = context.entropy.token();
    context.state()?.write(|tx| {
        let whole = one_view(context, tx, row)?;
        for operation in tx.live_operations(&row.uid)? {
            tx.cancel(&operation.id, "the list is created again", now)?;
        }
        tx.bind_list(&row.uid, None)?;
        tx.set_list_state(&row.uid, ListState::Live)?;
        tx.replace_base(&row.uid, &[], now)?;
        let fields = ListFields {
            name: whole.list.name.clone(),
            description: whole.list.description.clone(),
            public: whole.list.public.filter(|_| identity.api.is_v4()),
            sort_by: None,
        };
        let create = Wish::whole(OperationKind::Create, Payload { fields, ..Payload::default() });
        let present = whole.items.iter().filter(|held| held.state != crate::domain::ItemState::PendingRemove);
        let additions = present
            .map(|held| Wish::add(held.media.item()))
            .filter(|wish| outbox::check_supported(&identity.api, row, wish).is_ok());
        let wishes: Vec<Wish> = std::iter::once(create).chain(additions).collect();
        let kept = enqueue_all(context, tx, &identity.account_in(tx)?, &row.uid, &wishes, &group)?;
        Ok(kept.into_iter().filter_map(|kept| kept.operation).collect())
    })
}

fn report(context: &Context, read: Read) -> Result<SyncedList> {
    let operations: Vec<Option<Operation>> = context.state()?.read(|tx| {
        let ids = read
            .plan
            .actions
            .iter()
            .filter(|action| !action.is_done)
            .filter_map(|action| action.operation.as_deref())
            .chain(read.made.iter().map(String::as_str));
        ids.map(|id| tx.operation(id)).collect()
    })?;
    let pushed =
        operations.iter().flatten().filter(|operation| operation.status == Status::Completed).count();
    let pulled = if read.fault.is_none() { read.plan.count(Direction::Pull) } else { 0 };
    Ok(SyncedList { plan: read.plan, pushed, pulled, fault: read.fault })
}

/// Binds a list here to one on TMDB: a creation whose outcome can't be told, or a list that is gone, continues there.
///
/// # Errors
/// `not_found` where TMDB hasn't got that list; `conflict` where another list here is bound to it, or this one is bound
/// already.
pub fn link(context: &Context, identity: &Identity, named: &Named, remote_id: u64) -> Result<()> {
    let identity = &confirmed(context, identity)?;
    let client = context.client(identity.credentials(context));
    let row = &named.row;
    if row.remote_id.is_some() && row.state == ListState::Live {
        let name = named.list.name.clone().unwrap_or_default();
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("'{name}' is bound to {} on TMDB already", row.remote_id.unwrap_or(0)),
        ));
    }
    let bound = ListRow { remote_id: Some(remote_id), ..row.clone() };
    let remote = read_remote(context, identity, &client, &bound).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::not_found("list on TMDB with the id", &remote_id.to_string()),
        _ => error,
    })?;
    let now = context.clock.now();
    context.state()?.write(|tx| {
        if let Some(other) = tx.list_by_remote_id(&identity.account_in(tx)?, remote_id)?
            && other.uid != row.uid
        {
            if tx.has_operations(&other.uid)? {
                let name = other.name.unwrap_or(other.uid);
                return Err(Error::new(
                    ErrorKind::Conflict,
                    format!("the list '{name}' here is bound to {remote_id} already"),
                ));
            }
            tx.drop_list(&other.uid)?;
        }
        tx.bind_list(&row.uid, Some(remote_id))?;
        tx.set_list_state(&row.uid, ListState::Live)?;
        for operation in tx.live_operations(&row.uid)? {
            if operation.kind == OperationKind::Create {
                if operation.status == Status::Processing
                    || !tx.complete_waiting(&operation.id, "linked", now)?
                {
                    return Err(Error::new(ErrorKind::Conflict, "its creation is being sent right now")
                        .with_hint("wait a moment and try again"));
                }
            } else if operation.hold == Some(Hold::Conflict) {
                tx.hold_operation(&operation.id, None, None, now)?;
                tx.make_due(&operation.id)?;
            }
        }
        Ok(())
    })?;
    let row = context.state()?.read(|tx| tx.list(&row.uid))?.unwrap_or(bound);
    save_contents(context, &row, &remote)
}
