//! What a person does with the queue: look, retry, cancel, count, prune. None of it needs a login but delivering.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::run::{Bound, Pause};
use super::verify::give_up_unborn;
use crate::domain::{Hold, ListName, Operation, OperationKind, Payload, Shelf, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::lists::list_name;
use crate::store::{AccountRow, AttemptRow, ListState, Tx};

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
struct Surroundings {
    accounts: BTreeMap<String, Option<AccountRow>>,
    lists: BTreeMap<String, ListName>,
}

impl Surroundings {
    fn describe(&mut self, context: &Context, tx: &Tx<'_>, operation: Operation) -> Result<OperationReport> {
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

/// Makes operations ready to run again: failed ones come back at the end of the order, waiting ones become due.
///
/// # Errors
/// `not_found`; `usage` for what is settled, or would overrule what the person asked for since (unless `force`).
pub fn revive(context: &Context, texts: &[String], force: bool) -> Result<Vec<Operation>> {
    let now = context.clock.now();
    context.state()?.write(|tx| {
        let operations = texts.iter().map(|text| find(tx, text)).collect::<Result<Vec<_>>>()?;
        let mut revived = BTreeSet::new();
        for operation in &operations {
            match operation.status {
                // It came back with the creation that it needs.
                Status::Failed if revived.contains(&operation.id) => {}
                Status::Failed => revive_one(tx, operation, force, &mut revived, now)?,
                Status::Pending => {
                    if operation.hold == Some(Hold::Spam) {
                        tx.hold_operation(&operation.id, None, None, now)?;
                    }
                    if operation.hold == Some(Hold::Conflict) {
                        return Err(Error::usage(format!("operation '{}' waits for a decision", operation.id))
                            .with_hint("see: flixir queue show ID; decide with: flixir lists sync --recreate, --drop or lists link"));
                    }
                    tx.make_due(&operation.id)?;
                }
                Status::Processing => {}
                Status::Completed | Status::Cancelled => {
                    return Err(Error::usage(format!(
                        "operation '{}' is {}; there is nothing to retry",
                        operation.id, operation.status
                    )));
                }
            }
        }
        Ok(operations)
    })
}

/// Makes everything that failed ready to run again, except, unless `force`, what would overrule a newer wish: that stays
/// as it is, with a warning. Returns how many came back.
///
/// # Errors
/// `storage`.
pub fn revive_failed(context: &Context, force: bool) -> Result<usize> {
    let now = context.clock.now();
    context.state()?.write(|tx| {
        let mut revived = BTreeSet::new();
        for operation in tx.operations(&[Status::Failed], None)? {
            // It came back with the creation that it needs.
            if revived.contains(&operation.id) {
                continue;
            }
            let newer = if force { None } else { overruled_by(tx, &operation, &revived)? };
            if let Some(newer) = newer {
                context.warn(format!(
                    "operation '{}' stays as it is: '{newer}' is newer and wants something else (--force revives it)",
                    operation.id
                ));
                continue;
            }
            revive_one(tx, &operation, true, &mut revived, now)?;
        }
        Ok(revived.len())
    })
}

fn revive_one(
    tx: &Tx<'_>,
    operation: &Operation,
    force: bool,
    revived: &mut BTreeSet<String>,
    now: Timestamp,
) -> Result<()> {
    if !force && let Some(newer) = overruled_by(tx, operation, revived)? {
        return Err(Error::usage(format!(
            "operation '{}' is older than '{newer}', which wants something else; retrying would overrule it",
            operation.id
        ))
        .with_hint("add --force to do it all the same"));
    }
    let state = tx.list(&operation.list)?.map(|row| row.state);
    if state == Some(ListState::Gone) {
        return Err(Error::usage(format!(
            "operation '{}' has no list any more: it was deleted",
            operation.id
        )));
    }
    let is_creation = operation.kind == OperationKind::Create;
    if !is_creation && lacks_creation(tx, operation)? {
        return Err(Error::usage(format!(
            "operation '{}' needs its list, which could not be made",
            operation.id
        ))
        .with_hint(
            "retry the list's creation; what it took along comes back with it: flixir queue retry --failed",
        ));
    }
    tx.settle_order(&operation.list)?;
    tx.revive(&operation.id, now)?;
    if state == Some(ListState::RemoteDeleted) {
        tx.hold_operation(&operation.id, Some(Hold::Conflict), Some("the list is gone on TMDB"), now)?;
    }
    revived.insert(operation.id.clone());
    if is_creation {
        // What failed only because the list could not be made comes back behind it.
        for dependent in tx.failed_operations(&operation.list)? {
            if dependent.reason.as_deref() == Some("dependency") {
                tx.revive(&dependent.id, now)?;
                revived.insert(dependent.id);
            }
        }
    }
    Ok(())
}

/// Returns whether the list of an operation is neither on TMDB nor about to be made.
fn lacks_creation(tx: &Tx<'_>, operation: &Operation) -> Result<bool> {
    let row = tx.list(&operation.list)?;
    let is_unborn = row.is_some_and(|row| row.shelf == Shelf::List && row.remote_id.is_none());
    Ok(is_unborn
        && tx.live_operations(&operation.list)?.iter().all(|live| live.kind != OperationKind::Create))
}

/// Returns a newer operation on the same item or field, or a later clear or deletion, that still counts.
///
/// Those that came back with it, `revived`, keep their order behind it or before it, and overrule nothing.
fn overruled_by(tx: &Tx<'_>, old: &Operation, revived: &BTreeSet<String>) -> Result<Option<String>> {
    // By order, not by time: the clock may have been put back since.
    let newer = tx.newer_operations(&old.list, old.seq)?.into_iter().find(|newer| {
        let whole = matches!(newer.kind, OperationKind::Clear | OperationKind::Delete);
        let differs = newer.kind != old.kind || newer.payload.score != old.payload.score;
        let same_item = newer.item.is_some() && newer.item == old.item && differs;
        let same_field = newer.kind == OperationKind::Update
            && old.kind == OperationKind::Update
            && newer.payload.fields.overlaid(&old.payload.fields) != newer.payload.fields;
        !revived.contains(&newer.id) && (whole || same_item || same_field)
    });
    Ok(newer.map(|newer| newer.id))
}

/// Cancels operations. One that may have been sent can only be asked back: what became of it is found out, and it is
/// cancelled where it wasn't carried out.
///
/// # Errors
/// `not_found`; `conflict` for what is being sent right now; `usage` for what is settled.
pub fn cancel(context: &Context, texts: &[String]) -> Result<Vec<OperationReport>> {
    let now = context.clock.now();
    context.state()?.write(|tx| {
        let operations = texts.iter().map(|text| find(tx, text)).collect::<Result<Vec<_>>>()?;
        for operation in &operations {
            cancel_one(context, tx, operation, now)?;
        }
        let ids: Vec<String> = operations.into_iter().map(|operation| operation.id).collect();
        let mut reports = Vec::new();
        let mut surroundings = Surroundings::default();
        for id in ids {
            if let Some(operation) = tx.operation(&id)? {
                reports.push(surroundings.describe(context, tx, operation)?);
            }
        }
        Ok(reports)
    })
}

fn cancel_one(context: &Context, tx: &Tx<'_>, operation: &Operation, now: Timestamp) -> Result<()> {
    match operation.status {
        Status::Pending if operation.maybe_sent => {
            tx.hold_operation(
                &operation.id,
                Some(Hold::CancelRequested),
                Some("to be cancelled, unless TMDB did it already"),
                now,
            )?;
            Ok(())
        }
        Status::Pending => {
            tx.cancel(&operation.id, "cancelled", now)?;
            if operation.kind == OperationKind::Create {
                give_up_unborn(tx, &operation.list, now)?;
            }
            Ok(())
        }
        Status::Processing if is_orphan(context, tx, &operation.id)? => Err(Error::new(
            ErrorKind::Conflict,
            format!("operation '{}' was being sent when its run ended", operation.id),
        )
        .with_hint("let the next run find out: flixir queue retry; then cancel it")),
        Status::Processing => Err(Error::new(
            ErrorKind::Conflict,
            format!("operation '{}' is being sent right now", operation.id),
        )
        .with_hint("wait a moment, and look: flixir queue show ID")),
        Status::Failed => {
            tx.dismiss(&operation.id, now)?;
            Ok(())
        }
        Status::Completed | Status::Cancelled => Err(Error::usage(format!(
            "operation '{}' is {}; there is nothing to cancel",
            operation.id, operation.status
        ))),
    }
}

fn is_orphan(context: &Context, tx: &Tx<'_>, id: &str) -> Result<bool> {
    let run = tx.run_of(id)?;
    Ok(run.is_none_or(|run| context.locks.examine(&run) != crate::ports::LockState::Held))
}

/// The queue in numbers (`cli.md` §3).
#[derive(Clone, Debug, Serialize)]
pub struct QueueStats {
    /// Operations by status; every status is there.
    pub by_status: BTreeMap<&'static str, u64>,
    /// Operations that aren't settled, by type.
    pub by_type: BTreeMap<&'static str, u64>,
    /// When the oldest that waits was asked for.
    pub oldest_pending_at: Option<Timestamp>,
    /// When the next is due.
    pub next_attempt_at: Option<Timestamp>,
    /// What holds the account's operations.
    pub hold: Option<Hold>,
    /// Completed among those that ended at TMDB, 0 to 1; `None` before the first.
    pub success_rate: Option<f64>,
    /// When a run last ended.
    pub last_run_at: Option<Timestamp>,
    /// When the oldest operation of each status was asked for.
    pub oldest_by_status: BTreeMap<&'static str, Option<Timestamp>>,
    /// Operations that wait for more than time, by what they wait for. What holds the whole account is in `hold`.
    pub held: BTreeMap<&'static str, u64>,
    /// Whether TMDB is being left alone after an outage.
    pub breaker: Breaker,
    /// Time from the wish until TMDB had it.
    pub delivery: Delivery,
    /// What happened since the beginning, by name.
    pub totals: BTreeMap<&'static str, u64>,
    /// What happened on each of the last days, the oldest first; days on which nothing did are left out.
    pub days: Vec<Day>,
}

/// The pause after an outage.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Breaker {
    /// Whether requests are held back now.
    pub is_open: bool,
    /// Outages in a row that led here.
    pub opens: u32,
    /// When one request looks whether TMDB is back.
    pub next_probe_at: Option<Timestamp>,
}

/// How long the latest operations took from the wish until TMDB had it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Delivery {
    /// Operations looked at.
    pub operations: usize,
    /// Half of them took no longer, in seconds.
    pub p50_s: Option<f64>,
    /// 95 of 100 took no longer, in seconds.
    pub p95_s: Option<f64>,
}

/// What happened on a day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// The day in UTC.
    pub day: String,
    /// How often, by name.
    #[serde(flatten)]
    pub counts: BTreeMap<&'static str, u64>,
}

/// What is counted, day by day, and outlives the operations.
const TOTALS: [&str; 10] = [
    "enqueued",
    "coalesced",
    "completed",
    "already_present",
    "failed",
    "cancelled",
    "unknown",
    "verified",
    "adopted",
    "conflicts",
];
/// How many days are told one by one.
const DAYS: u32 = 14;
/// Of how many operations the time of delivery is told.
const LATEST: u32 = 1000;

/// Counts the queue.
///
/// # Errors
/// `storage`.
pub fn stats(context: &Context) -> Result<QueueStats> {
    let now = context.clock.now();
    context.state()?.read(|tx| {
        let mut by_status: BTreeMap<&'static str, u64> =
            Status::ALL.iter().map(|status| (status.name(), 0)).collect();
        let mut by_type = BTreeMap::new();
        let mut oldest_by_status: BTreeMap<&'static str, Option<Timestamp>> =
            Status::ALL.iter().map(|status| (status.name(), None)).collect();
        let mut oldest_pending_at: Option<Timestamp> = None;
        for row in tx.tally()? {
            *by_status.entry(row.status.name()).or_insert(0) += row.count;
            *by_type.entry(row.kind.contract_name(row.shelf, row.media)).or_insert(0) += row.count;
            let oldest = oldest_by_status.entry(row.status.name()).or_insert(None);
            *oldest = Some(oldest.map_or(row.oldest, |oldest| oldest.min(row.oldest)));
            if row.status.is_live() {
                oldest_pending_at =
                    Some(oldest_pending_at.map_or(row.oldest, |oldest| oldest.min(row.oldest)));
            }
        }
        let accounts = tx.accounts()?;
        let hold = accounts.iter().find_map(|row| match row.hold {
            Some(Hold::Auth) => Some(Hold::Auth),
            held => held.filter(|_| row.hold_until.is_some_and(|until| until > now)),
        });
        let totals: BTreeMap<&'static str, u64> =
            TOTALS.iter().map(|name| Ok((*name, tx.total(name)?))).collect::<Result<_>>()?;
        let (completed, failed) = (totals["completed"], totals["failed"]);
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
        let success_rate = (completed + failed > 0).then(|| completed as f64 / (completed + failed) as f64);
        let next = tx.next_due()?;
        let held_until =
            accounts.iter().filter(|row| row.hold != Some(Hold::Auth)).filter_map(|row| row.hold_until).max();
        Ok(QueueStats {
            by_status,
            by_type,
            oldest_pending_at,
            next_attempt_at: next
                .map(|next| next.max(held_until.unwrap_or_default()))
                .filter(|_| hold != Some(Hold::Auth)),
            hold,
            success_rate,
            last_run_at: accounts.iter().filter_map(|row| row.last_run_at).max(),
            oldest_by_status,
            held: held(tx)?,
            breaker: breaker(&accounts, now),
            delivery: delivery(tx.latest_waits(LATEST)?),
            totals,
            days: days(tx, now)?,
        })
    })
}

fn held(tx: &Tx<'_>) -> Result<BTreeMap<&'static str, u64>> {
    let mut held: BTreeMap<&'static str, u64> =
        [Hold::Checking, Hold::Conflict, Hold::Dependency, Hold::Spam].map(|hold| (hold.name(), 0)).into();
    for (hold, count) in tx.tally_of_holds()? {
        // What is to be taken back may have been sent, and is counted so.
        if hold != Hold::CancelRequested {
            held.insert(hold.name(), count);
        }
    }
    Ok(held)
}

fn breaker(accounts: &[AccountRow], now: Timestamp) -> Breaker {
    let until = accounts.iter().filter(|row| row.hold == Some(Hold::Outage)).filter_map(|row| row.hold_until);
    let next_probe_at = until.filter(|until| *until > now).max();
    let opens = accounts.iter().map(|row| row.breaker_opens).max().unwrap_or(0);
    Breaker { is_open: next_probe_at.is_some(), opens, next_probe_at }
}

fn delivery(mut waits: Vec<Duration>) -> Delivery {
    waits.sort_unstable();
    let share = |hundredths: usize| {
        let at = (waits.len() * hundredths).div_ceil(100).saturating_sub(1);
        waits.get(at).map(Duration::as_secs_f64)
    };
    Delivery { operations: waits.len(), p50_s: share(50), p95_s: share(95) }
}

fn days(tx: &Tx<'_>, now: Timestamp) -> Result<Vec<Day>> {
    let from = now.minus(Duration::from_hours(24) * (DAYS - 1));
    let mut days: Vec<Day> = Vec::new();
    for (day, name, count) in tx.days(from)? {
        let Some(name) = TOTALS.into_iter().find(|known| *known == name) else { continue };
        if days.last().is_none_or(|last| last.day != day) {
            days.push(Day { day, counts: TOTALS.iter().map(|name| (*name, 0)).collect() });
        }
        if let Some(last) = days.last_mut() {
            last.counts.insert(name, count);
        }
    }
    Ok(days)
}

/// Deletes settled operations that ended longer ago than `age`; returns how many. Counters stay.
///
/// # Errors
/// `storage`.
pub fn prune(context: &Context, age: Duration, with_failed: bool) -> Result<u64> {
    let before = context.clock.now().minus(age);
    let mut statuses = vec![Status::Completed, Status::Cancelled];
    if with_failed {
        statuses.push(Status::Failed);
    }
    let mut deleted = 0;
    loop {
        let chunk = context.state()?.write(|tx| tx.prune(&statuses, before, 500))?;
        context.probe.reached("prune.chunk");
        deleted += chunk as u64;
        if chunk < 500 {
            return Ok(deleted);
        }
        context.check_interrupted()?;
    }
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
    })
}
