//! Operations as printed: one, some, all of a status, and what a run did to them in numbers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::run::{Bound, Pause};
use crate::domain::{Hold, ListName, Operation, Payload, Shelf, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::mirror::list_name;
use crate::store::{AccountRow, AttemptRow, Tx};

/// An operation as printed (`cli.md` §3).
#[derive(Clone, Debug, Serialize)]
pub struct OperationReport {
    /// `UUIDv7`.
    pub id: String,
    /// The contract's type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its list; `None` for the account's own collections.
    pub list: Option<ListName>,
    /// What it carries: the item, fields, a score.
    pub payload: Value,
    /// Where it stands.
    pub status: Status,
    /// Why.
    pub reason: Option<String>,
    /// What keeps it.
    pub hold: Option<Hold>,
    /// Answers that count against it.
    pub attempts: u32,
    /// Answers after which it fails.
    pub max_attempts: u32,
    /// Not before this.
    pub next_attempt_at: Option<Timestamp>,
    /// The last fault.
    pub last_error: Option<Value>,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its tries (`queue show`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts_log: Option<Vec<AttemptReport>>,
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
            outcome: row.class,
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
    Surroundings::default().describe(context, tx, operation)
}

/// What operations have in common when they are printed, read once: finding a list's name folds all that waits on it.
#[derive(Default)]
pub(super) struct Surroundings {
    accounts: BTreeMap<String, Option<AccountRow>>,
    lists: BTreeMap<String, ListName>,
}

impl Surroundings {
    pub(super) fn describe(
        &mut self,
        context: &Context,
        tx: &Tx<'_>,
        operation: Operation,
    ) -> Result<OperationReport> {
        if !self.accounts.contains_key(&operation.account) {
            self.accounts.insert(operation.account.clone(), tx.account(&operation.account)?);
        }
        if operation.shelf == Shelf::List && !self.lists.contains_key(&operation.list) {
            self.lists.insert(operation.list.clone(), list_name(context, tx, &operation.list)?);
        }
        let account = self.accounts.get(&operation.account).cloned().flatten();
        let list = self.lists.get(&operation.list).cloned();
        Ok(printed(context, operation, account, list))
    }
}

fn printed(
    context: &Context,
    operation: Operation,
    account: Option<AccountRow>,
    list: Option<ListName>,
) -> OperationReport {
    let hold = hold_of(&operation, account.as_ref(), context.clock.now());
    let held_until = account.filter(|_| hold == Some(Hold::Outage) || hold == Some(Hold::RateLimit));
    let due = operation.due_at.max(held_until.and_then(|row| row.hold_until).unwrap_or_default());
    let waits = operation.status == Status::Pending && due.millis() > 0;
    OperationReport {
        kind: operation.contract_type(),
        payload: payload(&operation),
        hold,
        next_attempt_at: waits.then_some(due),
        id: operation.id,
        list,
        status: operation.status,
        reason: operation.reason,
        attempts: operation.attempts,
        max_attempts: operation.max_attempts,
        last_error: operation.last_error,
        created_at: operation.created_at,
        updated_at: operation.updated_at,
        attempts_log: None,
    }
}

fn hold_of(operation: &Operation, account: Option<&AccountRow>, now: Timestamp) -> Option<Hold> {
    if operation.status != Status::Pending {
        return None;
    }
    let of_account = account.and_then(|row| match row.hold {
        Some(Hold::Auth) => Some(Hold::Auth),
        held => held.filter(|_| row.hold_until.is_some_and(|until| until > now)),
    });
    match (operation.hold, of_account) {
        (Some(hold @ (Hold::Conflict | Hold::Spam | Hold::Dependency)), _) | (_, Some(hold)) => Some(hold),
        (Some(Hold::CancelRequested), None) => Some(Hold::Checking),
        (hold, None) => hold.or(operation.maybe_sent.then_some(Hold::Checking)),
    }
}

fn payload(operation: &Operation) -> Value {
    let Payload { fields, score, comment, seen: _ } = &operation.payload;
    let mut object = serde_json::Map::new();
    if let Some(item) = operation.item {
        object.insert("media_type".into(), item.media_type.name().into());
        object.insert("id".into(), item.id.into());
    }
    if let Ok(Value::Object(fields)) = serde_json::to_value(fields) {
        object.extend(fields);
    }
    if let Some(score) = score {
        object.insert("score".into(), (*score).into());
    }
    if let Some(comment) = comment {
        object.insert("comment".into(), comment.as_str().into());
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
    let mut surroundings = Surroundings::default();
    context.state()?.read(|tx| {
        let operations = tx.operations(statuses, list)?.into_iter();
        operations.map(|operation| surroundings.describe(context, tx, operation)).collect()
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
        let mut surroundings = Surroundings::default();
        for id in ids.iter().filter(|id| seen.insert((*id).clone())) {
            if let Some(operation) = tx.operation(id)? {
                reports.push(surroundings.describe(context, tx, operation)?);
            }
        }
        Ok(reports)
    })
}

/// Finds an operation by its id, or by the beginning of it.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub(super) fn find(tx: &Tx<'_>, text: &str) -> Result<Operation> {
    let text = text.trim().to_ascii_lowercase();
    let unknown = || Error::not_found("operation", &text).with_hint("see: flixir queue ls --all");
    if text.len() < 8 {
        return match tx.operation(&text)? {
            Some(operation) => Ok(operation),
            None => Err(unknown()),
        };
    }
    let mut found = tx.operations_like(&text)?;
    match (found.pop(), found.is_empty()) {
        (None, _) => Err(unknown()),
        (Some(operation), true) => Ok(operation),
        (Some(_), false) => {
            Err(Error::new(ErrorKind::Ambiguous, format!("several operations begin with '{text}'"))
                .with_hint("type more of the id"))
        }
    }
}

/// Returns one operation with its tries.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub fn show(context: &Context, text: &str) -> Result<OperationReport> {
    context.state()?.read(|tx| {
        let operation = find(tx, text)?;
        let attempts = tx.attempts(&operation.id)?;
        let mut report = describe(context, tx, operation)?;
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

/// Counts what a run did.
///
/// # Errors
/// `storage`.
pub fn retry_meta(
    context: &Context,
    reports: &[OperationReport],
    paused: Option<Pause>,
    stopped_by: Option<Bound>,
) -> Result<RetryMeta> {
    let count = |status: Status| reports.iter().filter(|report| report.status == status).count();
    let remaining = context.state()?.read(|tx| tx.count_live())?;
    Ok(RetryMeta {
        processed: reports.len(),
        completed: count(Status::Completed),
        failed: count(Status::Failed),
        rescheduled: count(Status::Pending) + count(Status::Processing),
        remaining,
        paused,
        // Where nothing was left there was nothing to stop.
        stopped_by: stopped_by.filter(|_| remaining > 0),
        dry_run: context.settings.dry_run,
    })
}
