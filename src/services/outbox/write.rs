//! Writes: wishes become operations in one durable transaction, and are delivered by the very code that cron runs. Online
//! and offline are one path.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::run::PATIENCE_OF_A_WRITE;

use crate::domain::{
    Change, ClearScope, Hold, ItemState, List, ListFields, ListKind, ListName, ListWithItems, MediaRef,
    MediaType, Operation, OperationKind, Reason, Status, SyncStatus,
};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::services::Context;
use crate::services::identity::{Identity, renewed};
use crate::services::mirror::{after_write, list_name, summarise, told_of_gone};
use crate::services::outbox::{Pause, Place, RunOptions, RunSummary, Wish, coalesce, deliver, end_deleted};
use crate::store::{ListRow, ListState, NewOperation, Tx};
use crate::tmdb::lists::{ListApi, unsupported_on_v3};

/// What came of one wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// On the list now.
    Added,
    /// It was on the list.
    AlreadyPresent,
    /// Off the list now.
    Removed,
    /// It wasn't on the list.
    NotPresent,
    /// Done (writes to a list as a whole).
    Done,
    /// Kept, to be delivered.
    Queued,
    /// TMDB refused it.
    Failed,
}

impl Outcome {
    /// Returns the contract's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::AlreadyPresent => "already_present",
            Self::Removed => "removed",
            Self::NotPresent => "not_present",
            Self::Done => "done",
            Self::Queued => "queued",
            Self::Failed => "failed",
        }
    }
}

/// A wish as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enqueued {
    /// The operation that carries it; `None` where nothing has to be sent.
    pub operation: Option<String>,
}

/// What came of one wish, for people and programs.
#[derive(Clone, Debug)]
pub struct WishReport {
    /// The item, where the wish had one.
    pub item: Option<MediaRef>,
    /// What came of it.
    pub outcome: Outcome,
    /// The operation that carries it.
    pub operation_id: Option<String>,
    /// The fault.
    pub error: Option<ErrorObject>,
}

/// What came of a write.
#[derive(Debug)]
pub struct WriteReport {
    /// The list.
    pub list: ListName,
    /// What came of each wish, in order.
    pub wishes: Vec<WishReport>,
    /// What the delivery met.
    pub summary: RunSummary,
    /// Whether something waits for a person's decision.
    pub has_conflict: bool,
    /// What broke the delivery off here.
    broke_off: Option<Error>,
}

impl WriteReport {
    /// Returns the fault that the command must report although everything is kept: a session that ended, or a disk on
    /// which the delivery could not go on.
    pub fn take_standing_fault(&mut self) -> Option<Error> {
        if self.broke_off.is_some() {
            return self.broke_off.take();
        }
        if self.summary.pause == Some(Pause::Auth) { self.summary.fault.take() } else { None }
    }
}

/// Keeps wishes for a list, delivers what can be delivered now, and says what came of each.
///
/// # Errors
/// `unsupported` for what the API in use can't do (nothing is kept then); `usage` for contradictory options; with
/// `--no-queue` the fault that kept TMDB from taking the write.
pub fn write(context: &Context, identity: &Identity, row: &ListRow, wishes: &[Wish]) -> Result<WriteReport> {
    check_options(context)?;
    // Finding the list may have told whose session it is.
    let identity = &renewed(context, identity)?;
    for wish in wishes {
        check_supported(&identity.api, row, wish)?;
    }
    let wishes = &*with_possible_comments(context, identity, row, wishes)?;
    if context.settings.no_queue {
        deliver_older(context, identity, &row.uid)?;
    }
    let kept = enqueue(context, identity, &row.uid, wishes)?;
    context.probe.reached("op.enqueued");
    deliver_and_report(context, identity, &row.uid, wishes, &kept)
}

/// Leaves out comments that TMDB would not take: all of them on v3, and one on an item that has another. The items are
/// put on anyway, and the person is told.
fn with_possible_comments<'a>(
    context: &Context,
    identity: &Identity,
    row: &ListRow,
    wishes: &'a [Wish],
) -> Result<Cow<'a, [Wish]>> {
    if wishes.iter().all(|wish| wish.change.comment().is_none()) {
        return Ok(Cow::Borrowed(wishes));
    }
    let mut wishes = wishes.to_vec();
    if !identity.api.is_v4() {
        context
            .warn("the comment was not sent: comments need TMDB's v4 API, and this login uses v3".to_owned());
        for wish in &mut wishes {
            wish.change = wish.change.clone().without_comment();
        }
        return Ok(Cow::Owned(wishes));
    }
    let view = context.state()?.read(|tx| summarise(context, tx, row))?.1;
    let standing: BTreeMap<MediaRef, &String> = view
        .items
        .iter()
        .filter(|shown| shown.state == ItemState::Synced)
        .filter_map(|shown| Some((shown.held.item, shown.held.comment.as_ref()?)))
        .collect();
    for wish in &mut wishes {
        let Change::Add { item, comment, .. } = &mut wish.change else { continue };
        if let Some(stands) = standing.get(item)
            && comment.as_ref().is_some_and(|wanted| wanted != *stands)
        {
            context.warn(format!(
                "{item} keeps the comment '{stands}': TMDB can't change comments. Remove the item and add it again"
            ));
            *comment = None;
        }
    }
    Ok(Cow::Owned(wishes))
}

/// With `--no-queue`: sends what waits on the list already, because nothing may overtake it.
fn deliver_older(context: &Context, identity: &Identity, uid: &str) -> Result<()> {
    let is_free = || context.state()?.read(|tx| Ok(!tx.has_live(uid)?));
    if is_free()? {
        return Ok(());
    }
    let options = of_a_write(uid);
    let mut summary = deliver(context, identity, options)?;
    for warning in std::mem::take(&mut summary.warnings) {
        context.warn(warning);
    }
    if is_free()? { Ok(()) } else { Err(summary.fault.unwrap_or_else(older_wait)) }
}

fn older_wait() -> Error {
    Error::new(ErrorKind::Unavailable, "older changes to this list are queued and must be sent first")
        .with_hint("see: flixir queue ls")
}

/// Refuses contradictory options before anything is kept.
///
/// # Errors
/// `usage`.
pub fn check_options(context: &Context) -> Result<()> {
    if context.settings.offline && context.settings.no_queue {
        return Err(Error::usage("--offline and --no-queue together leave nothing to do"));
    }
    Ok(())
}

/// Refuses what the API in use can't do, before anything is kept.
///
/// # Errors
/// `unsupported`, with a hint; `usage` for people on a list.
pub fn check_supported(api: &ListApi, row: &ListRow, wish: &Wish) -> Result<()> {
    if !row.writable {
        let name = row.label();
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            format!("TMDB doesn't let this account change the list '{name}'"),
        ));
    }
    if let Some(item) = wish.item() {
        if item.media_type == MediaType::Person {
            return Err(Error::usage(format!(
                "'{item}' is a person, but lists can only contain movies and TV shows"
            )));
        }
        if item.media_type == MediaType::Tv && row.list_kind == ListKind::List && !api.is_v4() {
            return Err(unsupported_on_v3(&format!("a TV show on a list ('{item}')")));
        }
    }
    if api.is_v4() || row.list_kind != ListKind::List {
        return Ok(());
    }
    match &wish.change {
        Change::Update { .. } => {
            Err(unsupported_on_v3("changing a list's name, description, privacy or order"))
        }
        Change::Create(fields) if fields.public == Some(false) => Err(unsupported_on_v3("a private list")),
        _ => Ok(()),
    }
}

/// Operations that are kept in one transaction: few enough that no other command that writes waits for long. A whole number
/// of TMDB's bulk writes, so that what is written lot by lot takes no more of them.
pub const LOT: usize = 1000;
/// The pause between two lots, in which others who wait get their turn: they look every two milliseconds.
const TURN: Duration = Duration::from_millis(6);

/// Keeps wishes as operations in durable transactions: one for up to 1000 of them.
///
/// # Errors
/// `not_found` where the list is deleted or being deleted; `storage`; `interrupted` between two lots. What was kept until then is
/// told, and stays.
pub fn enqueue(context: &Context, identity: &Identity, uid: &str, wishes: &[Wish]) -> Result<Vec<Enqueued>> {
    let group = context.entropy.token();
    let keep = |lot: &[Wish]| {
        context.state()?.write(|tx| {
            // What was kept before must neither be joined with a wish that is taken back, nor be made void by it.
            if context.settings.no_queue && tx.has_live(uid)? {
                return Err(older_wait());
            }
            let account = identity.account_in(tx)?;
            enqueue_all(context, tx, Queue { account: &account, list: uid, group: &group }, lot)
        })
    };
    in_lots(context, wishes, LOT, keep)
}

/// Keeps wishes in lots of `size`, each in a transaction of its own. With `--no-queue` it is one for all, since what TMDB doesn't
/// take is taken back as a whole.
///
/// # Errors
/// Those of `keep`; `interrupted` between two lots. What was kept until then is told, and stays.
pub fn in_lots(
    context: &Context,
    wishes: &[Wish],
    size: usize,
    keep: impl Fn(&[Wish]) -> Result<Vec<Enqueued>>,
) -> Result<Vec<Enqueued>> {
    if context.settings.no_queue || wishes.len() <= size {
        return keep(wishes);
    }
    let mut kept = Vec::with_capacity(wishes.len());
    for lot in wishes.chunks(size) {
        if !kept.is_empty() {
            context.clock.sleep(TURN);
        }
        match context.check_interrupted().and_then(|()| keep(lot)) {
            Ok(more) => {
                kept.extend(more);
                context.probe.reached("lot.enqueued");
            }
            Err(error) => {
                if !kept.is_empty() {
                    let (done, all) = (kept.len(), wishes.len());
                    context.warn(format!(
                        "{done} of {all} changes are queued already. Run the command again to queue the rest"
                    ));
                }
                return Err(error);
            }
        }
    }
    Ok(kept)
}

/// Keeps one wish inside a transaction.
///
/// # Errors
/// As [`enqueue`].
fn enqueue_one(context: &Context, tx: &Tx<'_>, queue: Queue<'_>, wish: &Wish) -> Result<Enqueued> {
    let mut placing = Placing::begin(context, tx, queue)?;
    let kept = placing.place(wish)?;
    placing.end()?;
    Ok(kept)
}

/// Where wishes are queued.
#[derive(Clone, Copy, Debug)]
pub struct Queue<'a> {
    /// The account row.
    pub account: &'a str,
    /// Local id of the list.
    pub list: &'a str,
    /// What the operations of one command have in common.
    pub group: &'a str,
}

/// Keeps wishes for one list inside a transaction. What each wish meets is found by index, so that the time grows with the
/// number of wishes and not with what is queued.
///
/// # Errors
/// As [`enqueue`].
pub fn enqueue_all(
    context: &Context,
    tx: &Tx<'_>,
    queue: Queue<'_>,
    wishes: &[Wish],
) -> Result<Vec<Enqueued>> {
    let mut placing = Placing::begin(context, tx, queue)?;
    let kept = wishes.iter().map(|wish| placing.place(wish)).collect();
    placing.end()?;
    kept
}

/// Wishes on their way into the queue of one list.
struct Placing<'a> {
    context: &'a Context,
    tx: &'a Tx<'a>,
    account: &'a str,
    group: &'a str,
    row: ListRow,
    /// The unsettled operations on the list as a whole; read again after anything that may change them.
    whole: Option<Vec<Operation>>,
    /// Operations that are new.
    appended: u64,
}

impl<'a> Placing<'a> {
    fn begin(context: &'a Context, tx: &'a Tx<'a>, queue: Queue<'a>) -> Result<Self> {
        let Queue { account, list, group } = queue;
        let Some(row) = tx.list(list)? else { return Err(Error::not_found("list", list)) };
        Ok(Self { context, tx, account, group, row, whole: None, appended: 0 })
    }

    fn end(self) -> Result<()> {
        if self.appended > 0 {
            self.tx.count(&self.context.clock.now().day(), "enqueued", self.appended)?;
        }
        Ok(())
    }

    fn whole(&mut self) -> Result<Vec<Operation>> {
        if let Some(whole) = &self.whole {
            return Ok(whole.clone());
        }
        let whole = self.tx.live_operations_on_the_whole(&self.row.uid)?;
        Ok(self.whole.insert(whole).clone())
    }

    fn place(&mut self, wish: &Wish) -> Result<Enqueued> {
        let (tx, now) = (self.tx, self.context.clock.now());
        let uid = self.row.uid.clone();
        let whole = self.whole()?;
        let of_kind = |kind: OperationKind| whole.iter().any(|operation| operation.kind() == kind);
        if self.row.is_deleted || of_kind(OperationKind::Delete) {
            return Err(Error::not_found("list", self.row.label()).with_hint("it was deleted"));
        }
        if wish.kind() == OperationKind::Delete && (self.row.seen.is_gone || is_stuck_creation(&whole)) {
            // Nothing is left to delete on TMDB: only the copy here, and what is queued for it, are given up.
            end_deleted(tx, &uid, now)?;
            self.row.is_deleted = true;
            return Ok(Enqueued { operation: None });
        }
        let is_unmade = self.row.state() == ListState::Unsent && !of_kind(OperationKind::Create);
        if is_unmade && wish.kind() != OperationKind::Create {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the list could not be created on TMDB, so it can't be changed",
            )
            .with_hint("see why: flixir queue ls --status failed; try again: flixir queue retry ID"));
        }
        if matches!(wish.kind(), OperationKind::Clear | OperationKind::Delete) {
            // That decides what becomes of the items that TMDB lost.
            tx.set_diverged(&uid, false)?;
        }
        self.supersede(wish, &whole)?;
        let (wish, met) = self.met_by(wish, whole)?;
        let outcome = coalesce(&met, &wish);
        if wish.item().is_none()
            || !outcome.cancelled.is_empty()
            || matches!(outcome.place, Place::Within { .. })
        {
            self.whole = None;
        }
        let id = self.context.entropy.time_ordered_id(now);
        for void in &outcome.cancelled {
            tx.cancel(void, &Reason::Coalesced(id.clone()), now)?;
        }
        match outcome.place {
            Place::Append => self.append(id, &wish),
            Place::Within { id, change } => {
                if let Some(change) = change {
                    tx.edit_change(&id, &change, now)?;
                }
                if wish.after.is_none() {
                    // What is wished by itself no longer waits for another list.
                    tx.clear_after(&id)?;
                }
                Ok(Enqueued { operation: Some(id) })
            }
            Place::Nothing => {
                if wish.kind() == OperationKind::Delete {
                    tx.set_list_deleted(&uid)?;
                    self.row.is_deleted = true;
                }
                Ok(Enqueued { operation: None })
            }
        }
    }

    /// Returns the wish with what it means, and the queued operations that it meets. Of a wish about one item those are the ones
    /// on that item and on the list as a whole, as far as nothing behind them was ever claimed.
    fn met_by(&self, wish: &Wish, whole: Vec<Operation>) -> Result<(Wish, Vec<Operation>)> {
        let uid = &self.row.uid;
        let Some(item) = wish.item() else {
            let live = self.tx.live_operations(uid)?;
            let mut wish = with_what_waits(wish, &live);
            if let Change::Update { fields, from } = &mut wish.change {
                *from = self.row.start_of(fields);
            }
            return Ok((wish, live));
        };
        let mut met = self.tx.live_operations_on(uid, item)?;
        met.extend(whole);
        // What is on other items may have been claimed out of turn, and changes nothing for this one.
        let barrier = met.iter().filter(|operation| operation.tries > 0).map(|operation| operation.seq).max();
        met.retain(|operation| barrier.is_none_or(|last| operation.seq > last));
        met.sort_by_key(|operation| operation.seq);
        Ok((wish.clone(), met))
    }

    /// A newer wish about the same fields ends the wait of an update for a decision.
    fn supersede(&self, wish: &Wish, whole: &[Operation]) -> Result<()> {
        let now = self.context.clock.now();
        let held = whole.iter().filter(|operation| {
            operation.hold == Some(Hold::Conflict) && operation.status == Status::Pending
        });
        for operation in held {
            let Change::Update { fields, from } = &operation.change else { continue };
            let left = match &wish.change {
                Change::Delete => ListFields::default(),
                Change::Update { fields: newer, .. } => fields.without(newer),
                _ => continue,
            };
            if left.is_empty() {
                self.tx.cancel(&operation.id, &Reason::Superseded, now)?;
            } else {
                let change = Change::Update { fields: left, from: from.clone() };
                self.tx.edit_change(&operation.id, &change, now)?;
            }
        }
        Ok(())
    }

    fn append(&mut self, id: String, wish: &Wish) -> Result<Enqueued> {
        let new = NewOperation {
            id: id.clone(),
            account: self.account.to_owned(),
            list: self.row.uid.clone(),
            change: wish.change.clone(),
            group: Some(self.group.to_owned()),
            after: wish.after.clone(),
        };
        self.tx.append_operation(&new, self.context.clock.now())?;
        self.appended += 1;
        Ok(Enqueued { operation: Some(id) })
    }
}

/// Returns whether a creation waits for a decision: then nobody can tell which list on TMDB it made.
fn is_stuck_creation(whole: &[Operation]) -> bool {
    whole.iter().any(|operation| {
        operation.kind() == OperationKind::Create
            && operation.hold == Some(Hold::Conflict)
            && operation.status == Status::Pending
    })
}

/// A clear also means what older operations put on or take off, whether it shows in the view or not.
fn with_what_waits(wish: &Wish, live: &[Operation]) -> Wish {
    let mut wish = wish.clone();
    if let Change::Clear(ClearScope::Seen(seen)) = &mut wish.change {
        let mut known: BTreeSet<MediaRef> = seen.iter().copied().collect();
        seen.extend(live.iter().filter_map(Operation::item).filter(|item| known.insert(*item)));
    }
    wish
}

/// What the run of a typed write may do.
fn of_a_write(uid: &str) -> RunOptions {
    RunOptions {
        lists: Some(vec![uid.to_owned()]),
        is_typed: true,
        patience: PATIENCE_OF_A_WRITE,
        ..RunOptions::default()
    }
}

/// Delivers the list's operations and says what came of the wishes.
///
/// # Errors
/// `storage`; with `--no-queue` the fault that kept TMDB from taking the write.
pub fn deliver_and_report(
    context: &Context,
    identity: &Identity,
    uid: &str,
    wishes: &[Wish],
    kept: &[Enqueued],
) -> Result<WriteReport> {
    let options = of_a_write(uid);
    let mut broke_off = None;
    let mut summary = if context.settings.offline {
        RunSummary::default()
    } else {
        match deliver(context, identity, options) {
            // The wishes are kept anyway, and the person who asked must not ask again.
            Err(error) if error.kind() == ErrorKind::Storage => {
                broke_off = Some(error);
                RunSummary::default()
            }
            summary => summary?,
        }
    };
    let state = context.state()?;
    let read = |tx: &Tx<'_>, kept: &Enqueued| {
        // Nothing was sent: what is kept is queued.
        let id = kept.operation.as_deref().filter(|_| !context.settings.offline);
        id.map_or(Ok(None), |id| tx.operation(id))
    };
    let operations: Vec<Option<Operation>> =
        state.read(|tx| kept.iter().map(|kept| read(tx, kept)).collect())?;
    if context.settings.no_queue {
        summary.fault = broke_off.take().or(summary.fault);
        take_back(context, &operations, &mut summary)?;
    }
    let row = state.read(|tx| tx.list(uid))?;
    let is_deleted = row.as_ref().is_none_or(|row| row.is_deleted);
    let mut told = BTreeSet::new();
    let reports = wishes.iter().zip(operations.iter().zip(kept)).map(|(wish, (operation, kept))| {
        let outcome = match operation {
            Some(operation) => outcome_of(operation),
            None if context.settings.offline && kept.operation.is_some() => Outcome::Queued,
            None => unsent_outcome(wish),
        };
        // An item that was named twice is one operation, and it changes the list once.
        let is_told = kept.operation.as_ref().is_some_and(|id| !told.insert(id));
        let outcome = match outcome {
            Outcome::Added if is_told => Outcome::AlreadyPresent,
            Outcome::Removed if is_told => Outcome::NotPresent,
            outcome => outcome,
        };
        WishReport {
            item: wish.item(),
            outcome,
            operation_id: kept.operation.clone(),
            error: operation.as_ref().and_then(|operation| fault_of(operation, is_deleted)),
        }
    });
    let wishes: Vec<WishReport> = reports.collect();
    let held = operations.iter().flatten().find(|operation| operation.hold == Some(Hold::Conflict));
    // Where the delivery met the conflict just now, it has said so itself.
    if let Some(held) = held
        && summary.warnings.is_empty()
    {
        let reason = held.reason.as_ref().map_or("TMDB shows something else".into(), Reason::text);
        context.warn(format!("{reason}. Your change needs your decision. See: flixir lists sync --dry-run"));
    }
    let waits_for_lost =
        row.filter(|row| row.seen.is_gone && wishes.iter().any(|wish| wish.outcome == Outcome::Queued));
    if let Some(row) = &waits_for_lost
        && summary.warnings.is_empty()
    {
        context.warn(state.read(|tx| told_of_gone(tx, row))?);
    }
    let has_conflict = held.is_some() || waits_for_lost.is_some();
    for warning in std::mem::take(&mut summary.warnings) {
        context.warn(warning);
    }
    let list = state.read(|tx| list_name(tx, uid))?;
    Ok(WriteReport { list, wishes, summary, has_conflict, broke_off })
}

/// With `--no-queue` a write that TMDB didn't take is not kept, unless TMDB may have seen it: then it can't be taken back.
fn take_back(context: &Context, operations: &[Option<Operation>], summary: &mut RunSummary) -> Result<()> {
    let waiting: Vec<&Operation> =
        operations.iter().flatten().filter(|operation| operation.status == Status::Pending).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let now = context.clock.now();
    let kept = context.state()?.write(|tx| {
        let mut kept = 0;
        for operation in &waiting {
            if operation.maybe_sent || !tx.cancel(&operation.id, &Reason::NotQueued, now)? {
                kept += 1;
            }
        }
        Ok(kept)
    })?;
    let fault = summary.fault.take().unwrap_or_else(older_wait);
    if kept > 0 {
        context.warn(format!(
            "{kept} changes may have reached TMDB and can't be cancelled. See: flixir queue ls"
        ));
    }
    Err(fault)
}

/// Returns what a wish came to that needed no operation: the list never reached TMDB.
const fn unsent_outcome(wish: &Wish) -> Outcome {
    match wish.kind() {
        OperationKind::Remove => Outcome::Removed,
        OperationKind::Add => Outcome::Added,
        _ => Outcome::Done,
    }
}

/// Returns why an operation came to nothing: TMDB's reason, or that another command, running at the same time, made it void.
fn fault_of(operation: &Operation, is_deleted: bool) -> Option<ErrorObject> {
    match operation.status {
        Status::Failed => operation.last_error.clone(),
        Status::Cancelled => {
            let error = if is_deleted {
                Error::new(
                    ErrorKind::NotFound,
                    "Another command deleted the list before this change was sent",
                )
            } else {
                Error::new(ErrorKind::Conflict, "Another command cancelled this change before it was sent")
            };
            let reason = operation.reason.as_ref().map(|reason| reason.text().into_owned());
            let hint = format!("see: flixir queue show {}", operation.number);
            Some(error.with_hint(hint).with_detail("reason", reason).to_object())
        }
        Status::Pending | Status::Processing | Status::Completed => None,
    }
}

/// Returns what an operation came to.
pub fn outcome_of(operation: &Operation) -> Outcome {
    match (operation.status, operation.kind(), &operation.reason) {
        (Status::Pending | Status::Processing, ..) => Outcome::Queued,
        (Status::Failed | Status::Cancelled, ..) => Outcome::Failed,
        (Status::Completed, OperationKind::Add, Some(Reason::AlreadyPresent)) => Outcome::AlreadyPresent,
        (Status::Completed, OperationKind::Remove, Some(Reason::NotPresent)) => Outcome::NotPresent,
        (Status::Completed, OperationKind::Add, _) => Outcome::Added,
        (Status::Completed, OperationKind::Remove, _) => Outcome::Removed,
        (Status::Completed, ..) => Outcome::Done,
    }
}

/// Foretells what a wish for an item comes to, by what is known of the list here.
pub fn foretold(whole: &ListWithItems, item: MediaRef, wish: &Wish) -> Outcome {
    let held = whole.held(item);
    let score = wish.change.score();
    let is_new_score = score.is_some() && held.and_then(|held| held.score) != score;
    match (wish.kind(), held) {
        (OperationKind::Remove, Some(_)) => Outcome::Removed,
        (OperationKind::Remove, None) => Outcome::NotPresent,
        (_, Some(_)) if !is_new_score => Outcome::AlreadyPresent,
        _ => Outcome::Added,
    }
}

/// A list after a write to it as a whole.
#[derive(Debug)]
pub struct Whole {
    /// The list as it now stands, or would stand.
    pub list: List,
    /// What came of the write; `None` for a dry run.
    pub report: Option<WriteReport>,
}

impl Whole {
    fn foretold(mut list: List, wish: &Wish) -> Self {
        if let Some(fields) = wish.change.fields() {
            list.name = fields.name.clone().or(list.name);
            list.description = fields.description.clone().or(list.description);
            list.public = fields.public.or(list.public);
        }
        if wish.kind() == OperationKind::Clear {
            list.item_count = 0;
        }
        Self { list, report: None }
    }
}

/// Changes a list as a whole. A dry run only foretells how it would look.
///
/// # Errors
/// As [`write()`].
pub fn change(
    context: &Context,
    identity: &Identity,
    row: &ListRow,
    list: &List,
    wish: &Wish,
) -> Result<Whole> {
    if context.settings.dry_run {
        check_supported(&identity.api, row, wish)?;
        return Ok(Whole::foretold(list.clone(), wish));
    }
    let report = write(context, identity, row, std::slice::from_ref(wish))?;
    Ok(Whole { list: after_write(context, &row.uid, list)?, report: Some(report) })
}

/// Makes a list: it has a local id, and can be used, at once. A dry run only foretells how it would look.
///
/// # Errors
/// As [`write()`].
pub fn create(context: &Context, identity: &Identity, fields: ListFields) -> Result<Whole> {
    check_options(context)?;
    let identity = &renewed(context, identity)?;
    let wish = Wish::from(Change::Create(fields.clone()));
    let preview = preview_of_new(context, identity, &fields)?;
    if context.settings.dry_run {
        return Ok(Whole::foretold(preview, &wish));
    }
    let uid = preview.local_id.clone();
    let group = context.entropy.token();
    let now = context.clock.now();
    let kept = context.state()?.write(|tx| {
        let own = identity.account_in(tx)?;
        tx.add_list(&uid, &own, None, now)?;
        enqueue_one(context, tx, Queue { account: &own, list: &uid, group: &group }, &wish)
    })?;
    context.probe.reached("op.enqueued");
    let report = deliver_and_report(context, identity, &uid, &[wish], &[kept])?;
    Ok(Whole { list: after_write(context, &uid, &preview)?, report: Some(report) })
}

/// Returns a list that is not made yet, as it will look.
///
/// # Errors
/// `unsupported` for what the login's API can't do.
pub fn preview_of_new(context: &Context, identity: &Identity, fields: &ListFields) -> Result<List> {
    if fields.public == Some(false) && !identity.api.is_v4() {
        return Err(unsupported_on_v3("a private list"));
    }
    Ok(List {
        id: None,
        local_id: context.entropy.local_id(),
        name: fields.name.clone(),
        description: fields.description.clone(),
        public: fields.public,
        item_count: 0,
        remote_count: None,
        sync_status: SyncStatus::Pending,
        pending_operations: 0,
        created_at: Some(context.clock.now()),
        updated_at: None,
        synced_at: None,
        url: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_another_command_cancelled_has_a_reason() {
        let cancelled = Operation {
            status: Status::Cancelled,
            reason: Some(Reason::Coalesced("7".to_owned())),
            ..Operation::fresh(1, Change::Clear(ClearScope::Everything))
        };
        for (is_deleted, kind) in [(true, ErrorKind::NotFound), (false, ErrorKind::Conflict)] {
            let fault = fault_of(&cancelled, is_deleted).unwrap();
            assert_eq!((fault.kind, &fault.details["reason"]), (kind, &"coalesced:7".into()));
            assert!(fault.details["hint"].as_str().is_some_and(|hint| hint.contains("queue show 1")));
        }
        assert_eq!(fault_of(&Operation { status: Status::Pending, ..cancelled }, true), None);
    }
}
