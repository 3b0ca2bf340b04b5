//! `lists sync`: read every list completely, compare, guard, and show or carry out. Reading moves *seen* only; one transaction
//! then takes *agreed*, *seen* and the operations as stored, plans, and either changes what the plan says or nothing.
//! A list that no longer exists on TMDB is neither created again nor forgotten without the person's word.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::{
    ActionKind, Decisions, Direction, ListPlan, LostList, Remote, Sides, diff, left_of, plan_hash,
};
use crate::domain::{
    Change, Hold, ListFields, MediaRef, Operation, OperationKind, Reason, Status, Timestamp,
};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::{Identity, note_ended_session};
use crate::services::mirror::{
    Freshness, ListRead, Named, RemovalGuard, agreed, confirmed, known_of, list_name, one_view, read_all,
    read_remote, refresh_heads, save_contents_in, told_of_gone, told_of_left_out, typed,
};
use crate::services::outbox::{
    OLDEST_EVIDENCE, Queue, RunOptions, RunSummary, Wish, check_supported, deliver, earlier_fields,
    end_deleted, enqueue_all, field_conflicts, overrule,
};
use crate::store::{HeldItem, Holding, ListRow, ListState, Tx};
use crate::tmdb::Client;
use crate::tmdb::lists::{RemoteItem, RemoteList, fetch_presence};

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
    /// What is to become of lists that no longer exist on TMDB.
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
    /// Items of a list that was copied for the first time.
    pub first_copy: Option<usize>,
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

/// A list whose newest answer is in *seen* now.
struct Looked {
    uid: String,
    /// What the answer itself shows, and of when; `None` where there was none.
    shown: Option<(Vec<MediaRef>, Timestamp)>,
    is_first_copy: bool,
    /// Whether the answer proves no absence.
    is_partial: bool,
    /// Why it could not be read.
    fault: Option<Error>,
}

/// A list that was compared, and changed where the plan said so.
struct Settled {
    row: ListRow,
    plan: ListPlan,
    is_first_copy: bool,
    is_partial: bool,
    fault: Option<Error>,
    /// Operations that carry out what the person decided.
    made: Vec<String>,
}

/// Brings lists, mirror and TMDB together. `report` gets the number of lists that are read.
///
/// # Errors
/// The outage that keeps TMDB from being read; `guard` for a plan that no longer fits; `session_expired`.
pub fn sync(
    context: &Context,
    identity: &Identity,
    chosen: &[Named],
    options: &SyncOptions,
    report: &(dyn Fn(usize, usize) + Sync),
) -> Result<SyncReport> {
    let identity = &confirmed(context, identity)?;
    if chosen.is_empty() {
        refresh_heads(context, identity, Freshness::Now)?;
    }
    let rows = rows_to_sync(context, identity, chosen)?;
    let client = context.client(identity.credentials(context));
    let looked = look(context, identity, &client, rows, report)?;
    let state = context.state()?;
    let decide = |tx: &Tx<'_>| settle(context, tx, identity, &looked, options);
    let (settled, hash) = if options.dry_run { state.rehearse(decide) } else { state.write(decide) }?;
    for lost in settled.iter().filter(|list| list.plan.is_gone) {
        context.warn(state.read(|tx| told_of_gone(tx, &lost.row))?);
    }
    if options.dry_run {
        let lists = settled.into_iter().map(planned).collect();
        return Ok(SyncReport { lists, hash, summary: RunSummary::default() });
    }
    context.probe.reached("base.committed");
    let uids = settled.iter().filter(|list| list.fault.is_none()).map(|list| list.row.uid.clone()).collect();
    let run = RunOptions { lists: Some(uids), is_typed: true, ..RunOptions::default() };
    let mut summary = deliver(context, identity, run)?;
    for warning in std::mem::take(&mut summary.warnings) {
        context.warn(warning);
    }
    let lists = settled.into_iter().map(|list| delivered(context, list)).collect::<Result<Vec<_>>>()?;
    Ok(SyncReport { lists, hash, summary })
}

fn rows_to_sync(context: &Context, identity: &Identity, chosen: &[Named]) -> Result<Vec<ListRow>> {
    context.state()?.read(|tx| {
        if chosen.is_empty() {
            let rows = tx.lists(&identity.account_in(tx)?)?;
            return Ok(rows.into_iter().filter(|row| !row.is_deleted && row.writable).collect());
        }
        chosen.iter().filter_map(|named| tx.list(&named.row.uid).transpose()).collect()
    })
}

/// Reads lists, several at the same time, and takes the answers into *seen*. A dry run does so, too: reading spoils nothing.
fn look(
    context: &Context,
    identity: &Identity,
    client: &Client,
    rows: Vec<ListRow>,
    report: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Looked>> {
    let (readable, unsent): (Vec<ListRow>, Vec<ListRow>) =
        rows.into_iter().partition(|row| row.remote_id.is_some());
    let mut looked: Vec<Looked> = unsent
        .into_iter()
        .map(|row| Looked { uid: row.uid, shown: None, is_first_copy: false, is_partial: false, fault: None })
        .collect();
    for read in read_all(context, identity, client, readable, report) {
        looked.push(take_in(context, identity, client, read)?);
    }
    Ok(looked)
}

fn take_in(context: &Context, identity: &Identity, client: &Client, read: ListRead) -> Result<Looked> {
    let ListRead { row, outcome } = read;
    let mut looked =
        Looked { uid: row.uid.clone(), shown: None, is_first_copy: false, is_partial: false, fault: None };
    let state = context.state()?;
    match note_ended_session(context, identity, outcome) {
        Ok(mut remote) => {
            let answered = remote.refs();
            believe_absences(context, identity, client, &row, &mut remote)?;
            looked.is_first_copy = state.write(|tx| save_contents_in(context, tx, &row.uid, &remote))?;
            tell_what_is_left_out(context, &row, &remote);
            looked.is_partial = !remote.is_complete;
            looked.shown = Some((answered, remote.as_of));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            state.write(|tx| tx.set_seen_gone(&row.uid, true))?;
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => looked.fault = Some(error),
        Err(error) => return Err(error),
    }
    Ok(looked)
}

/// Rows that can't be read are reported at every look, a total that doesn't fit as long as it doesn't.
fn tell_what_is_left_out(context: &Context, row: &ListRow, remote: &RemoteList) {
    let name = remote.head.name.as_deref().unwrap_or(row.label());
    for said in told_of_left_out(name, remote.skipped, remote.misfit) {
        context.warn(said);
    }
}

/// A read that is not complete shows presence, never absence; a few doubtful absences are asked for.
fn believe_absences(
    context: &Context,
    identity: &Identity,
    client: &Client,
    row: &ListRow,
    remote: &mut RemoteList,
) -> Result<()> {
    let Some(id) = row.remote_id.filter(|_| !remote.is_complete) else { return Ok(()) };
    let shown = remote.refs();
    let (seen, agreed) =
        context.state()?.read(|tx| Ok((tx.seen_items(&row.uid)?, tx.agreed_items(&row.uid)?)))?;
    let mut doubtful: Vec<MediaRef> = seen.iter().chain(&agreed).map(|held| held.item).collect();
    doubtful.sort();
    doubtful.dedup();
    doubtful.retain(|item| !shown.contains(item));
    if doubtful.len() > DOUBTFUL_ABSENCES {
        let name = row.label();
        context.warn(format!("'{name}' changed while it was read: what seems to be missing is kept"));
        return Ok(());
    }
    for item in doubtful {
        let (present, _) = fetch_presence(client, &identity.api, id, item)?;
        if present {
            let media = crate::domain::Media::unknown(item);
            remote.items.push(RemoteItem { media, comment: None, score: None });
        }
    }
    remote.is_complete = true;
    Ok(())
}

/// Plans every list from what is stored and does what the plans say, all in one transaction. A plan that the person looked at
/// before and that no longer fits takes everything back.
fn settle(
    context: &Context,
    tx: &Tx<'_>,
    identity: &Identity,
    looked: &[Looked],
    options: &SyncOptions,
) -> Result<(Vec<Settled>, String)> {
    let mut lists = Vec::new();
    for look in looked {
        let Some(row) = tx.list(&look.uid)?.filter(|row| !row.is_deleted) else { continue };
        let plan = plan_of(context, tx, &row, look, options)?;
        if row.state() == ListState::Unsent && plan.is_empty() {
            continue;
        }
        // The error is reported once, and kept by the one who reports it.
        let fault = look.fault.as_ref().map(|error| Error::new(error.kind(), error.message().to_owned()));
        let fault = match fault {
            None => refusal(tx, &row, &plan, options)?,
            fault => fault,
        };
        let fault = match fault {
            None => loses_in_recreation(context, tx, identity, &row, options)?,
            fault => fault,
        };
        let Looked { is_first_copy, is_partial, .. } = *look;
        lists.push(Settled { row, plan, is_first_copy, is_partial, fault, made: Vec::new() });
    }
    lists.sort_by(|a, b| a.plan.list.name.cmp(&b.plan.list.name).then_with(|| a.row.uid.cmp(&b.row.uid)));
    let plans: Vec<ListPlan> = lists.iter().map(|list| list.plan.clone()).collect();
    let hash = plan_hash(&plans);
    if options.plan.as_ref().is_some_and(|wanted| *wanted != hash) {
        return Err(Error::new(
            ErrorKind::Guard,
            format!("the plan has changed since you looked at it (it is now {hash})"),
        )
        .with_hint("look at it with: flixir lists sync --dry-run")
        .with_detail("plan", hash));
    }
    for list in &mut lists {
        match &list.fault {
            None => apply(context, tx, identity, list, options)?,
            Some(fault) if fault.kind() == ErrorKind::Guard => tx.set_diverged(&list.row.uid, true)?,
            Some(_) => {}
        }
    }
    Ok((lists, hash))
}

fn plan_of(
    context: &Context,
    tx: &Tx<'_>,
    row: &ListRow,
    look: &Looked,
    options: &SyncOptions,
) -> Result<ListPlan> {
    let now = context.clock.now();
    let live = tx.live_operations(&row.uid)?;
    let agreed_items = tx.agreed_items(&row.uid)?;
    let seen = tx.seen_items(&row.uid)?;
    let titles = titles(context, tx, agreed_items.iter().chain(&seen), &live)?;
    let mut earlier = BTreeMap::new();
    for update in live.iter().filter(|operation| operation.kind() == OperationKind::Update) {
        earlier.insert(update.id.clone(), earlier_fields(tx, update)?);
    }
    let fresh = look.shown.as_ref().filter(|(_, as_of)| now.since(*as_of) <= OLDEST_EVIDENCE);
    let remote = match row.state() {
        ListState::Unsent => Remote::Unsent,
        ListState::Gone | ListState::Deleted => Remote::Gone,
        ListState::Live => Remote::Shown {
            fields: row.seen.fields.clone(),
            items: fresh.map(|(items, _)| items.clone()),
            seen,
        },
    };
    Ok(diff(&Sides {
        list: list_name(tx, &row.uid)?,
        agreed_fields: row.agreed.fields.clone(),
        agreed: row.agreed.has_items.then_some(agreed_items.as_slice()),
        live: &live,
        earlier: &earlier,
        remote,
        titles: &titles,
        decisions: Decisions { lost: options.lost, prefers_remote: options.prefers_remote },
    }))
}

fn titles<'a>(
    context: &Context,
    tx: &Tx<'_>,
    held: impl Iterator<Item = &'a HeldItem>,
    live: &[Operation],
) -> Result<BTreeMap<MediaRef, String>> {
    let wanted = held.map(|held| held.item).chain(live.iter().filter_map(|operation| operation.item()));
    let (mut titles, mut nameless) = (BTreeMap::new(), Vec::new());
    for item in wanted.collect::<BTreeSet<MediaRef>>() {
        match tx.title(item)? {
            Some(media) => drop(titles.insert(item, media.label())),
            None => nameless.push(item),
        }
    }
    titles.extend(context.known_titles(&nameless).into_iter().map(|(item, media)| (item, media.label())));
    Ok(titles)
}

/// Returns why a list must be left alone: TMDB lost more of it than the guard lets through. One that has diverged stays so until
/// the person decides, however few items are missing now.
fn refusal(tx: &Tx<'_>, row: &ListRow, plan: &ListPlan, options: &SyncOptions) -> Result<Option<Error>> {
    let guard = RemovalGuard { max_delete: options.max_delete, is_off: options.force };
    let is_undecided = row.is_diverged && !options.force && options.max_delete.is_none();
    let missing = plan.lost.len();
    if row.state() != ListState::Live || !(guard.refuses(missing, plan.held) || is_undecided) {
        return Ok(None);
    }
    let (name, typed) = (plan.list.name.as_deref().unwrap_or(&plan.list.local_id), typed(tx, row)?);
    let message = format!(
        "{missing} of {} items of '{name}' are no longer on TMDB; the copy here was left as it is",
        plan.held
    );
    let hint = format!(
        "look at them: flixir lists sync {typed} --dry-run; accept TMDB's copy: --force or --max-delete {missing}; put them back: flixir lists restore {typed}"
    );
    let refused = Error::new(ErrorKind::Guard, message).with_hint(hint);
    Ok(Some(refused.with_detail("removals", missing).with_detail("items", plan.held)))
}

/// Does what the plan of a list says: ends what is done already, carries out the person's decisions, and agrees on what was seen.
fn apply(
    context: &Context,
    tx: &Tx<'_>,
    identity: &Identity,
    list: &mut Settled,
    options: &SyncOptions,
) -> Result<()> {
    let now = context.clock.now();
    for action in list.plan.actions.iter().filter(|action| action.is_done) {
        let Some(operation) = action.operation.as_deref() else { continue };
        complete_done(tx, operation, action.kind, now)?;
    }
    // A deletion that is done already ends the list, whatever was decided about lists that no longer exist.
    let Some(row) = tx.list(&list.row.uid)? else { return Ok(()) };
    match row.state() {
        ListState::Unsent | ListState::Deleted => Ok(()),
        ListState::Gone => {
            list.made = decide_lost(context, tx, identity, &list.row, options)?;
            Ok(())
        }
        ListState::Live => {
            if list.plan.removes() {
                let fields = list.row.agreed.fields.as_ref().unwrap_or(&list.row.seen.fields);
                let items = tx.agreed_items(&list.row.uid)?;
                tx.take_snapshot(&list.row, Holding { fields, items: &items, reason: "sync" }, now)?;
            }
            settle_conflicts(tx, &list.row, options, now)?;
            let Some(row) = tx.list(&list.row.uid)? else { return Ok(()) };
            agreed::agree(tx, &row, now)?;
            // TMDB's count alone told of a loss that this answer doesn't show: nothing is decided about it.
            let is_undecided = row.is_diverged && list.is_partial && list.plan.lost.is_empty();
            if is_undecided { tx.set_diverged(&row.uid, true) } else { Ok(()) }
        }
    }
}

/// Ends an operation that TMDB shows to be done.
fn complete_done(tx: &Tx<'_>, id: &str, kind: ActionKind, now: Timestamp) -> Result<()> {
    let Some(operation) = tx.operation(id)? else { return Ok(()) };
    let reason = if kind == ActionKind::Add { Reason::AlreadyPresent } else { Reason::NotPresent };
    if operation.maybe_sent || !tx.complete_waiting(id, &reason, now)? {
        return Ok(());
    }
    match (kind, operation.item()) {
        (ActionKind::Add, Some(item)) => {
            let held = HeldItem { added_at: Some(operation.created_at), ..HeldItem::bare(item) };
            agreed::settled_add(tx, &operation.list, &held, now)
        }
        (ActionKind::Remove, Some(item)) => agreed::settled_remove(tx, &operation.list, item, now),
        (ActionKind::Delete, _) => end_deleted(tx, &operation.list, now),
        _ => Ok(()),
    }
}

/// Decides updates that meet a change of somebody else's: ours goes out, and TMDB's value is kept in the log; or, where the
/// person prefers TMDB's side, ours is given up.
fn settle_conflicts(tx: &Tx<'_>, row: &ListRow, options: &SyncOptions, now: Timestamp) -> Result<()> {
    for update in tx.live_operations(&row.uid)? {
        let Change::Update { fields: wanted, from } = &update.change else { continue };
        if update.status != Status::Pending {
            continue;
        }
        let conflicts = field_conflicts(&update, &row.seen.fields, &earlier_fields(tx, &update)?);
        let waits = update.hold == Some(Hold::Conflict);
        if options.prefers_remote && (waits || !update.maybe_sent) {
            let fields = left_of(wanted, &conflicts);
            if waits || fields.is_empty() {
                tx.cancel(&update.id, &Reason::RemotePreferred, now)?;
            } else if fields != *wanted {
                tx.edit_change(&update.id, &Change::Update { fields, from: from.clone() }, now)?;
            }
        } else if !conflicts.is_empty() && !update.maybe_sent {
            overrule(tx, row, &update, &row.seen.fields, now)?;
            tx.hold_operation(&update.id, None, None, now)?;
        }
    }
    Ok(())
}

/// Returns why a list can't be created again: this login's API can't hold all of it, and nothing may be lost in silence.
fn loses_in_recreation(
    context: &Context,
    tx: &Tx<'_>,
    identity: &Identity,
    row: &ListRow,
    options: &SyncOptions,
) -> Result<Option<Error>> {
    if row.state() != ListState::Gone || options.lost != Some(LostList::Recreate) {
        return Ok(None);
    }
    let whole = one_view(context, tx, row)?;
    if whole.list.public == Some(false) && !identity.api.is_v4() {
        return Ok(Some(crate::tmdb::lists::unsupported_on_v3("a private list")));
    }
    let wishes = whole.items.iter().map(|held| Wish::add(held.media.item()));
    Ok(wishes.map(|wish| check_supported(&identity.api, row, &wish)).find_map(std::result::Result::err))
}

/// Carries out what the person decided about a list that no longer exists on TMDB. What it held is kept as a snapshot.
///
/// Returns the operations that this takes.
fn decide_lost(
    context: &Context,
    tx: &Tx<'_>,
    identity: &Identity,
    row: &ListRow,
    options: &SyncOptions,
) -> Result<Vec<String>> {
    let now = context.clock.now();
    let Some(decision) = options.lost else { return Ok(Vec::new()) };
    let known = known_of(tx, row)?;
    let reason = "no longer on TMDB";
    tx.take_snapshot(row, Holding { fields: &known.fields, items: &known.items, reason }, now)?;
    match decision {
        LostList::Drop => {
            let live = tx.live_operations(&row.uid)?;
            for operation in &live {
                tx.cancel(&operation.id, &Reason::ListGivenUp, now)?;
            }
            // What is queued is given up first, the copy only when nothing is.
            if live.is_empty() {
                tx.set_list_deleted(&row.uid)?;
            }
            Ok(Vec::new())
        }
        LostList::Recreate => recreate(context, tx, identity, row),
    }
}

/// Creates a list again from the copy here: a creation, and its items in order.
fn recreate(context: &Context, tx: &Tx<'_>, identity: &Identity, row: &ListRow) -> Result<Vec<String>> {
    let now = context.clock.now();
    let group = context.entropy.token();
    let whole = one_view(context, tx, row)?;
    for operation in tx.live_operations(&row.uid)? {
        tx.cancel(&operation.id, &Reason::CreatedAgain, now)?;
    }
    tx.bind_list(&row.uid, None)?;
    tx.set_seen_gone(&row.uid, false)?;
    tx.save_seen_items(&row.uid, &[], now)?;
    let fields = ListFields {
        name: whole.list.name.clone(),
        description: whole.list.description.clone(),
        public: whole.list.public.filter(|_| identity.api.is_v4()),
        sort_by: None,
    };
    let create = Wish::from(Change::Create(fields));
    let present = whole.items.iter().filter(|held| held.state != crate::domain::ItemState::PendingRemove);
    let additions = present.map(|held| {
        Wish::add_with_comment(held.media.item(), held.comment.clone().filter(|_| identity.api.is_v4()))
    });
    let wishes: Vec<Wish> = std::iter::once(create).chain(additions).collect();
    let account = identity.account_in(tx)?;
    let queue = Queue { account: &account, list: &row.uid, group: &group };
    let kept = enqueue_all(context, tx, queue, &wishes)?;
    Ok(kept.into_iter().filter_map(|kept| kept.operation).collect())
}

fn planned(list: Settled) -> SyncedList {
    let first_copy = list.is_first_copy.then_some(list.plan.held);
    SyncedList {
        pushed: list.plan.count(Direction::Push),
        pulled: list.plan.count(Direction::Pull),
        first_copy,
        plan: list.plan,
        fault: list.fault,
    }
}

/// Says what became of a list, after the delivery. What was taken over is what the transaction changed.
fn delivered(context: &Context, list: Settled) -> Result<SyncedList> {
    let operations: Vec<Option<Operation>> = context.state()?.read(|tx| {
        let planned = list.plan.actions.iter().filter(|action| !action.is_done);
        let ids = planned.filter_map(|action| action.operation.as_deref());
        ids.chain(list.made.iter().map(String::as_str)).map(|id| tx.operation(id)).collect()
    })?;
    let is_done = |operation: &&Operation| operation.status == Status::Completed;
    let pushed = operations.iter().flatten().filter(is_done).count();
    let pulled = if list.fault.is_none() { list.plan.count(Direction::Pull) } else { 0 };
    let first_copy = list.is_first_copy.then_some(list.plan.held);
    Ok(SyncedList { plan: list.plan, pushed, pulled, first_copy, fault: list.fault })
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
    if row.state() == ListState::Live {
        let name = named.list.name.clone().unwrap_or_default();
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("'{name}' is already connected to {} on TMDB", row.remote_id.unwrap_or(0)),
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
                let name = other.label().to_owned();
                return Err(Error::new(
                    ErrorKind::Conflict,
                    format!("the list '{name}' is already connected to {remote_id}"),
                ));
            }
            tx.drop_list(&other.uid)?;
        }
        tx.bind_list(&row.uid, Some(remote_id))?;
        tx.set_seen_gone(&row.uid, false)?;
        for operation in tx.live_operations(&row.uid)? {
            if operation.kind() == OperationKind::Create {
                if operation.status == Status::Processing
                    || !tx.complete_waiting(&operation.id, &Reason::Linked, now)?
                {
                    return Err(Error::new(ErrorKind::Conflict, "its creation is being sent right now")
                        .with_hint("wait a moment and try again"));
                }
            } else if operation.hold == Some(Hold::Conflict) {
                tx.hold_operation(&operation.id, None, None, now)?;
                tx.make_due(&operation.id)?;
            }
        }
        save_contents_in(context, tx, &row.uid, &remote)?;
        // As it is now, with what was read.
        tx.list(&row.uid)?.map_or(Ok(()), |row| agreed::agree(tx, &row, now))
    })
}
