//! Operations as printed: one, some, all of a status, and what a run did to them in numbers.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::run::{Bound, Pause, RunSummary};
use super::ways::{Keeper, Way, ways_of_unreadable, ways_out};
use crate::domain::{Hold, ListKind, ListName, Operation, OperationKind, Reason, Status, Timestamp};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::services::Context;
use crate::services::mirror::list_name;
use crate::store::{AccountRow, AttemptRow, StoredOperation, Tx, UnreadableOperation};

/// An operation as printed (`cli.md` §3).
#[derive(Clone, Debug, Serialize)]
pub struct OperationReport {
    /// `UUIDv7`.
    pub id: String,
    /// The number that people use.
    pub number: u64,
    /// The contract's type; `None` if it can't be read.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// Its list; `None` for the account's own collections.
    pub list: Option<ListName>,
    /// What it carries: the item, fields, a score; null if it can't be read.
    pub payload: Value,
    /// Where it stands; `None` if it can't be read.
    pub status: Option<Status>,
    /// Why.
    pub reason: Option<Reason>,
    /// What keeps it.
    pub hold: Option<Hold>,
    /// The id of the operation that it waits for.
    pub waits_for: Option<String>,
    /// Answers that count against it.
    pub attempts: u32,
    /// Answers after which it fails.
    pub max_attempts: u32,
    /// Not before this.
    pub next_attempt_at: Option<Timestamp>,
    /// The commands that end its wait; none where it has ended.
    pub commands: Vec<Way>,
    /// The last fault.
    pub last_error: Option<ErrorObject>,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its tries (`queue show`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts_log: Option<Vec<AttemptReport>>,
    /// Whether it can be read; one that can't waits for a person.
    #[serde(skip)]
    pub is_readable: bool,
}

/// One try, as printed.
#[derive(Clone, Debug, Serialize)]
pub struct AttemptReport {
    /// Its number.
    pub attempt: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When its outcome was known.
    pub ended_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// TMDB's status code.
    pub tmdb_status_code: Option<u64>,
    /// More.
    pub note: Option<String>,
}

impl From<AttemptRow> for AttemptReport {
    fn from(row: AttemptRow) -> Self {
        Self {
            attempt: row.n,
            started_at: row.started_at,
            ended_at: row.ended_at,
            outcome: row.class.map(|class| class.name().into_owned()),
            http_status: row.http,
            tmdb_status_code: row.tmdb_code,
            note: row.note,
        }
    }
}

/// Puts an operation into its printed form; the account's hold shows on every operation that waits.
///
/// # Errors
/// `storage`.
pub fn describe(context: &Context, tx: &Tx<'_>, operation: Operation) -> Result<OperationReport> {
    Describer::default().describe(context, tx, operation)
}

/// What operations have in common when they are printed, read once: finding a list's name folds all that waits on it.
#[derive(Default)]
pub(super) struct Describer {
    accounts: BTreeMap<String, Option<AccountRow>>,
    lists: BTreeMap<String, Queue>,
}

/// What is the same for all operations of a list.
#[derive(Clone)]
struct Queue {
    name: ListName,
    is_gone: bool,
    /// The first live operation, which those behind it wait for.
    head: Option<Operation>,
    /// One that can't be read: the first, or the first that was described.
    stopped_by: Option<UnreadableOperation>,
}

/// What keeps an operation, and what it waits for.
#[derive(Default)]
struct Wait {
    hold: Option<Hold>,
    reason: Option<Reason>,
    blocker: Option<Blocker>,
    is_list_gone: bool,
}

impl Describer {
    pub(super) fn describe(
        &mut self,
        context: &Context,
        tx: &Tx<'_>,
        operation: Operation,
    ) -> Result<OperationReport> {
        if !self.accounts.contains_key(&operation.account) {
            self.accounts.insert(operation.account.clone(), tx.account(&operation.account)?);
        }
        let account = self.accounts.get(&operation.account).cloned().flatten();
        let queue = self.queue(tx, &operation.list)?;
        let wait = if operation.status == Status::Pending {
            wait_of(context, tx, &operation, account.as_ref(), queue)?
        } else {
            Wait { reason: operation.reason.clone(), ..Wait::default() }
        };
        let list = (operation.list_kind == ListKind::List).then(|| queue.name.clone());
        let held_until = account.and_then(|row| row.held(context.clock.now())?.1);
        Ok(printed(operation, held_until, list, wait))
    }

    /// Puts a row of the queue into its printed form, whether it can be read or not.
    pub(super) fn describe_stored(
        &mut self,
        context: &Context,
        tx: &Tx<'_>,
        stored: StoredOperation,
    ) -> Result<OperationReport> {
        match stored {
            StoredOperation::Readable(operation) => self.describe(context, tx, *operation),
            StoredOperation::Unreadable(unreadable) => {
                let queue = self.queue(tx, &unreadable.list)?;
                if unreadable.is_live() && queue.stopped_by.is_none() {
                    queue.stopped_by = Some(unreadable.clone());
                }
                let list = (unreadable.list_kind == ListKind::List).then(|| queue.name.clone());
                Ok(unreadable_report(unreadable, list))
            }
        }
    }

    fn queue(&mut self, tx: &Tx<'_>, uid: &str) -> Result<&mut Queue> {
        Ok(match self.lists.entry(uid.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let line = tx.line(uid, 1)?;
                free.insert(Queue {
                    name: list_name(tx, uid)?,
                    is_gone: tx.list(uid)?.is_some_and(|row| row.seen.is_gone),
                    head: line.operations.into_iter().next(),
                    stopped_by: line.stopped_by,
                })
            }
        })
    }
}

/// An operation that can't be read waits for a person, who may remove it.
fn unreadable_report(unreadable: UnreadableOperation, list: Option<ListName>) -> OperationReport {
    OperationReport {
        kind: unreadable.contract_type(),
        payload: Value::Null,
        status: unreadable.status,
        reason: Some(Reason::Said(format!("flixir can't read it: {}", unreadable.what))),
        hold: unreadable.is_live().then_some(Hold::Conflict),
        waits_for: None,
        attempts: 0,
        max_attempts: 0,
        next_attempt_at: None,
        commands: ways_of_unreadable(unreadable.number),
        last_error: Some(unreadable.error().to_object()),
        created_at: unreadable.created_at,
        updated_at: unreadable.updated_at,
        attempts_log: None,
        id: unreadable.id,
        number: unreadable.number,
        list,
        is_readable: false,
    }
}

fn printed(
    operation: Operation,
    held_until: Option<Timestamp>,
    list: Option<ListName>,
    wait: Wait,
) -> OperationReport {
    let keeper = Keeper {
        hold: wait.hold,
        blocker: wait.blocker.as_ref().map(|blocker| blocker.number),
        is_list_gone: wait.is_list_gone,
    };
    let commands = ways_out(&operation, keeper);
    let held_until = held_until
        .filter(|_| matches!(wait.hold, Some(Hold::Outage | Hold::RateLimit | Hold::CancelRequested)));
    let due = operation.due_at.max(held_until.unwrap_or_default());
    // What waits for a person has no time.
    let is_open = matches!(wait.hold, Some(Hold::Auth | Hold::Login | Hold::Conflict));
    let waits = operation.status == Status::Pending && due.millis() > 0 && !is_open;
    OperationReport {
        kind: Some(operation.contract_type()),
        payload: payload(&operation),
        hold: wait.hold,
        waits_for: wait.blocker.map(|blocker| blocker.id),
        commands,
        next_attempt_at: waits.then_some(due),
        id: operation.id,
        number: operation.number,
        list,
        status: Some(operation.status),
        reason: wait.reason,
        attempts: operation.attempts,
        max_attempts: operation.max_attempts,
        last_error: operation.last_error,
        created_at: operation.created_at,
        updated_at: operation.updated_at,
        attempts_log: None,
        is_readable: true,
    }
}

/// Tells what keeps a pending operation. That a list is gone, that an operation stands behind one that is held, and that its
/// account was never confirmed all follow from other rows, so none of it is stored with the operation.
fn wait_of(
    context: &Context,
    tx: &Tx<'_>,
    operation: &Operation,
    account: Option<&AccountRow>,
    queue: &Queue,
) -> Result<Wait> {
    let reason = operation.reason.clone();
    let said = |hold, text: &str| Wait {
        hold: Some(hold),
        reason: Some(Reason::Said(text.to_owned())),
        ..Wait::default()
    };
    if queue.is_gone && operation.kind() != OperationKind::Delete {
        let wait = said(Hold::Conflict, "the list no longer exists on TMDB");
        return Ok(Wait { is_list_gone: true, ..wait });
    }
    if matches!(operation.hold, Some(Hold::Conflict | Hold::Spam)) {
        return Ok(Wait { hold: operation.hold, reason, ..Wait::default() });
    }
    if let Some(blocker) = blocker_of(tx, operation, queue)? {
        let behind = || Reason::Said(format!("waits for operation {}", blocker.number));
        let reason = Some(reason.unwrap_or_else(behind));
        return Ok(Wait { hold: Some(Hold::Dependency), reason, blocker: Some(blocker), ..Wait::default() });
    }
    if account.is_some_and(|row| !row.confirmed && row.hold == Some(Hold::Auth)) {
        return Ok(said(Hold::Login, "queued under a session that TMDB never confirmed"));
    }
    let hold = hold_of(operation, account, context.clock.now());
    Ok(Wait { hold, reason, ..Wait::default() })
}

/// An operation that another one waits for.
struct Blocker {
    id: String,
    number: u64,
}

impl Blocker {
    fn of(stored: &StoredOperation) -> Self {
        Self { id: stored.id().to_owned(), number: stored.number() }
    }
}

/// Returns the operation that this one can't go before: one of another list that it was told to wait for, one before it on its
/// list that waits for more than time or can't be read, or another creation whose outcome is open.
fn blocker_of(tx: &Tx<'_>, operation: &Operation, queue: &Queue) -> Result<Option<Blocker>> {
    if let Some(after) = operation.after.as_deref().map(|id| tx.stored_operation(id)).transpose()?.flatten()
        && after.is_live()
    {
        return Ok(Some(Blocker::of(&after)));
    }
    if let Some(stop) = queue.stopped_by.as_ref().filter(|stop| stop.seq < operation.seq) {
        return Ok(Some(Blocker { id: stop.id.clone(), number: stop.number }));
    }
    let head = queue.head.as_ref().filter(|head| head.id != operation.id);
    if let Some(head) = head
        && (matches!(head.hold, Some(Hold::Conflict | Hold::Spam)) || head.kind() == OperationKind::Create)
    {
        return Ok(Some(Blocker { id: head.id.clone(), number: head.number }));
    }
    if operation.kind() != OperationKind::Create || operation.maybe_sent {
        return Ok(None);
    }
    match tx.open_create(&operation.account, &operation.id)? {
        Some(id) => Ok(tx.stored_operation(&id)?.as_ref().map(Blocker::of)),
        None => Ok(None),
    }
}

fn hold_of(operation: &Operation, account: Option<&AccountRow>, now: Timestamp) -> Option<Hold> {
    match (operation.hold, account.and_then(|row| row.held(now))) {
        // What was taken back stays so, whatever keeps it from being checked for a while.
        (Some(Hold::CancelRequested), Some((Hold::RateLimit | Hold::Outage, _))) => operation.hold,
        (_, Some((hold, _))) => Some(hold),
        (hold, None) => hold.or(operation.maybe_sent.then_some(Hold::Checking)),
    }
}

fn payload(operation: &Operation) -> Value {
    let mut object = serde_json::Map::new();
    if let Some(item) = operation.item() {
        object.insert("media_type".into(), item.media_type.name().into());
        object.insert("id".into(), item.id.into());
    }
    if let Ok(Value::Object(fields)) = serde_json::to_value(operation.change.fields()) {
        object.extend(fields);
    }
    if let Some(score) = operation.change.score() {
        object.insert("score".into(), score.into());
    }
    if let Some(comment) = operation.change.comment() {
        object.insert("comment".into(), comment.into());
    }
    Value::Object(object)
}

/// Returns operations as printed, oldest first.
///
/// # Errors
/// `storage`.
pub fn list_operations(
    context: &Context,
    statuses: &[Status],
    list: Option<&str>,
) -> Result<Vec<OperationReport>> {
    let mut describer = Describer::default();
    context.state()?.read(|tx| {
        let operations = tx.stored_operations(statuses, list)?.into_iter();
        operations.map(|stored| describer.describe_stored(context, tx, stored)).collect()
    })
}

/// Returns operations as printed, in the order of `ids`; those that are gone are left out.
///
/// # Errors
/// `storage`.
pub fn describe_all(context: &Context, ids: &[String]) -> Result<Vec<OperationReport>> {
    let mut seen = BTreeSet::new();
    context.state()?.read(|tx| {
        let mut reports = Vec::new();
        let mut describer = Describer::default();
        for id in ids.iter().filter(|id| seen.insert((*id).clone())) {
            if let Some(operation) = tx.operation(id)? {
                reports.push(describer.describe(context, tx, operation)?);
            }
        }
        Ok(reports)
    })
}

/// Finds an operation by its number, its id, or the beginning of its id: digits without a leading zero are a number, anything
/// else is the beginning of an id, of at least eight characters.
///
/// # Errors
/// `not_found`, `ambiguous`; `storage` if it can't be read.
pub(super) fn find(tx: &Tx<'_>, text: &str) -> Result<Operation> {
    find_stored(tx, text)?.readable()
}

/// Finds an operation as [`find`] does, whether it can be read or not.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub(super) fn find_stored(tx: &Tx<'_>, text: &str) -> Result<StoredOperation> {
    let text = text.trim().to_ascii_lowercase();
    let unknown = || Error::not_found("operation", &text).with_hint("see: flixir queue ls --all");
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_number && let Ok(number) = text.parse() {
        return tx.operation_of_number(number)?.ok_or_else(unknown);
    }
    if text.len() < 8 {
        return tx.stored_operation(&text)?.ok_or_else(unknown);
    }
    let mut found = tx.operations_like(&text)?;
    match (found.pop(), found.is_empty()) {
        (None, _) => Err(unknown()),
        (Some(operation), true) => Ok(operation),
        (Some(_), false) => {
            Err(Error::new(ErrorKind::Ambiguous, format!("the ids of several changes begin with '{text}'"))
                .with_hint("type more of the id, or the number"))
        }
    }
}

/// Returns one operation with its tries.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub fn show(context: &Context, text: &str) -> Result<OperationReport> {
    context.state()?.read(|tx| {
        let stored = find_stored(tx, text)?;
        let attempts = tx.attempts(stored.id())?;
        let mut report = Describer::default().describe_stored(context, tx, stored)?;
        report.attempts_log = Some(attempts.into_iter().map(AttemptReport::from).collect());
        Ok(report)
    })
}

/// What a retry did, in numbers (`cli.md` §3).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RetryMeta {
    /// Operations touched.
    pub processed: usize,
    /// Of those, completed.
    pub completed: usize,
    /// Of those, failed.
    pub failed: usize,
    /// Of those, back in the queue.
    pub rescheduled: usize,
    /// Operations that still wait, of all.
    pub remaining: u64,
    /// Why the run stopped while work was left.
    pub paused: Option<Pause>,
    /// What the person set, where that ended the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Bound>,
    /// Whether nothing was done, only told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// Counts what a run did; of a dry run only what is left.
///
/// # Errors
/// `storage`.
pub fn retry_meta(
    context: &Context,
    operations: &[OperationReport],
    summary: &RunSummary,
) -> Result<RetryMeta> {
    let done: &[OperationReport] = if context.settings.dry_run { &[] } else { operations };
    let count = |status: Status| done.iter().filter(|report| report.status == Some(status)).count();
    let remaining = context.state()?.read(|tx| tx.count_live())?;
    Ok(RetryMeta {
        processed: done.len(),
        completed: count(Status::Completed),
        failed: count(Status::Failed),
        rescheduled: count(Status::Pending) + count(Status::Processing),
        remaining,
        paused: summary.pause,
        // Where nothing was left there was nothing to stop.
        stopped_by: summary.bound.filter(|_| remaining > 0),
        dry_run: context.settings.dry_run,
    })
}
