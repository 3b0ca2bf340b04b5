//! What a person does with the queue: retry, cancel, prune. None of it needs a login but delivering.

use std::collections::BTreeSet;
use std::time::Duration;

use super::claim::{is_held, is_ready, keep_first_of_items};
use super::end_of_list::end_uncreated;
use super::report::{Describer, OperationReport, describe_all, find, find_stored};
use super::run::{RunOptions, RunSummary, deliver};
use super::ways::{told, ways_of_conflict};
use crate::domain::{
    Change, Hold, ListKind, Operation, OperationKind, Reason, Status, Timestamp, is_provisional,
};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::Identity;
use crate::store::{ListState, State, StoredOperation, Tx, UnreadableOperation};

/// Makes operations ready to run again: failed ones come back at the end of the order, waiting ones become due.
///
/// # Errors
/// `not_found`; `usage` for what is settled, or would overrule what the person asked for since (unless `force`).
pub fn revive(context: &Context, texts: &[String], force: bool) -> Result<Vec<Operation>> {
    let now = context.clock.now();
    context.state()?.write(|tx| revive_named(tx, texts, force, now))
}

fn revive_named(tx: &Tx<'_>, texts: &[String], force: bool, now: Timestamp) -> Result<Vec<Operation>> {
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
                    retry_conflict(tx, operation, force, now)?;
                }
                tx.make_due(&operation.id)?;
            }
            Status::Processing => {}
            Status::Completed | Status::Cancelled => {
                return Err(Error::usage(format!(
                    "change {} is {}; there is nothing to retry",
                    operation.number, operation.status
                )));
            }
        }
    }
    Ok(operations)
}

/// An operation that waits for a decision goes out again only where the person says so, and where that decides it.
fn retry_conflict(tx: &Tx<'_>, operation: &Operation, force: bool, now: Timestamp) -> Result<()> {
    let number = operation.number;
    if operation.kind() == OperationKind::Create {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("change {number} may have created one of several lists on TMDB, so it is not sent again"),
        )
        .with_hint(told(&ways_of_conflict(operation))));
    }
    // One that was never sent goes on by itself now that somebody is told.
    if operation.maybe_sent && !force {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("change {number} conflicts with a change that was made on TMDB"),
        )
        .with_hint(told(&ways_of_conflict(operation))));
    }
    tx.release(&operation.id, now)
}

/// Makes everything that failed ready to run again, except, unless `force`, what would overrule a newer wish: that stays
/// as it is, with a warning. Returns how many came back.
///
/// # Errors
/// `storage`.
fn revive_failed(context: &Context, force: bool) -> Result<usize> {
    let now = context.clock.now();
    context.state()?.write(|tx| revive_all(context, tx, force, now))
}

fn revive_all(context: &Context, tx: &Tx<'_>, force: bool, now: Timestamp) -> Result<usize> {
    let mut revived = BTreeSet::new();
    for operation in tx.operations(&[Status::Failed], None)? {
        // It came back with the creation that it needs.
        if revived.contains(&operation.id) {
            continue;
        }
        let newer = if force { None } else { overruled_by(tx, &operation, &revived)? };
        if let Some(newer) = newer {
            context.warn(format!(
                    "change {} was not retried: change {newer} is newer and does something else (--force retries it)",
                operation.number
                ));
            continue;
        }
        revive_one(tx, &operation, true, &mut revived, now)?;
    }
    Ok(revived.len())
}

/// Returns whether nothing waits to be sent, without making a database where there is none.
///
/// # Errors
/// `storage`.
pub fn is_idle(context: &Context) -> Result<bool> {
    Ok(!State::exists(&context.settings.profile_folder())
        || context.state()?.read(|tx| tx.count_live())? == 0)
}

/// What `queue retry` did, or, in a dry run, what it would try.
#[derive(Debug)]
pub struct Retried {
    /// The operations, in order.
    pub operations: Vec<OperationReport>,
    /// How the run ended; nothing of a dry run.
    pub summary: RunSummary,
}

/// Brings back what is named or failed, and sends what is due. A dry run only tells what would be tried.
///
/// # Errors
/// Those of [`revive`] and [`deliver`].
pub fn retry(
    context: &Context,
    identity: &Identity,
    revival: Revival<'_>,
    mut options: RunOptions,
) -> Result<Retried> {
    if context.settings.dry_run {
        let operations = foresee(context, identity, revival, &options)?;
        return Ok(Retried { operations, summary: RunSummary::default() });
    }
    if revival.failed {
        options.is_typed = revive_failed(context, revival.force)? > 0;
    } else if !revival.named.is_empty() {
        let revived = revive(context, revival.named, revival.force)?;
        options.is_typed = true;
        options.lists = Some(revived.into_iter().map(|operation| operation.list).collect());
    }
    let mut summary = deliver(context, identity, options)?;
    for warning in std::mem::take(&mut summary.warnings) {
        context.warn(warning);
    }
    Ok(Retried { operations: describe_all(context, &summary.touched)?, summary })
}

/// What is to be tried again.
#[derive(Clone, Copy, Debug)]
pub struct Revival<'a> {
    /// These operations; none for what is due.
    pub named: &'a [String],
    /// All that failed.
    pub failed: bool,
    /// Also where it overrules what was asked for since.
    pub force: bool,
}

/// Returns what a run would try, in order, and changes nothing. What becomes of each, only TMDB can tell: a refusal or an
/// outage may keep it from what stands behind.
///
/// # Errors
/// Those of [`revive`].
fn foresee(
    context: &Context,
    identity: &Identity,
    revival: Revival<'_>,
    options: &RunOptions,
) -> Result<Vec<OperationReport>> {
    let now = context.clock.now();
    context.state()?.rehearse(|tx| {
        let mut named = BTreeSet::new();
        if revival.failed {
            revive_all(context, tx, revival.force, now)?;
        } else {
            let revived = revive_named(tx, revival.named, revival.force, now)?;
            named.extend(revived.into_iter().map(|operation| operation.list));
        }
        let mut lists = tx.lists_with_live_operations(&identity.account_in(tx)?)?;
        lists.retain(|list| named.is_empty() || named.contains(list));
        let may_go = |operation: &Operation| {
            operation.status == Status::Pending
                && !is_held(operation, options.audience)
                && is_ready(operation, now, options.ignores_waits)
        };
        let mut reports = Vec::new();
        let mut describer = Describer::default();
        for list in lists {
            for operation in foreseen(tx.line(&list, usize::MAX)?.operations, may_go) {
                if options.limit.is_some_and(|limit| reports.len() >= limit) {
                    return Ok(reports);
                }
                reports.push(describer.describe(context, tx, operation)?);
            }
        }
        Ok(reports)
    })
}

/// Returns what would go of a list: up to the first that may not; of a collection, whatever may.
fn foreseen(mut live: Vec<Operation>, may_go: impl Fn(&Operation) -> bool) -> Vec<Operation> {
    if live.first().is_some_and(|first| first.list_kind != ListKind::List) {
        keep_first_of_items(&mut live);
        live.retain(may_go);
    } else {
        let going = live.iter().take_while(|operation| may_go(operation)).count();
        live.truncate(going);
    }
    live
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
            "change {} is older than change {newer}, and retrying it would undo the newer one",
            operation.number
        ))
        .with_hint("add --force to retry it anyway"));
    }
    let state = tx.list(&operation.list)?.map(|row| row.state());
    if state == Some(ListState::Deleted) {
        return Err(Error::usage(format!(
            "change {} can't be retried: its list was deleted",
            operation.number
        )));
    }
    let is_creation = operation.kind() == OperationKind::Create;
    if !is_creation && lacks_creation(tx, operation)? {
        return Err(Error::usage(format!(
            "change {} needs its list, which could not be created",
            operation.number
        ))
        .with_hint("retry creating the list, and what depends on it: flixir queue retry --failed"));
    }
    tx.settle_order(&operation.list)?;
    tx.revive(&operation.id, now)?;
    revived.insert(operation.id.clone());
    if is_creation {
        // What failed only because the list could not be made comes back behind it.
        for dependent in tx.failed_operations(&operation.list)? {
            if dependent.reason == Some(Reason::Dependency) {
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
    let is_uncreated = row.is_some_and(|row| row.list_kind == ListKind::List && row.remote_id.is_none());
    Ok(is_uncreated
        && tx.live_operations(&operation.list)?.iter().all(|live| live.kind() != OperationKind::Create))
}

/// Returns a newer operation on the same item or field, or a later clear or deletion, that still counts.
///
/// Those that came back with it, `revived`, keep their order behind it or before it, and overrule nothing.
fn overruled_by(tx: &Tx<'_>, old: &Operation, revived: &BTreeSet<String>) -> Result<Option<u64>> {
    // By order, not by time: the clock may have been put back since.
    let newer = tx.newer_operations(&old.list, old.seq)?.into_iter().find(|newer| {
        let whole = matches!(newer.kind(), OperationKind::Clear | OperationKind::Delete);
        let differs = newer.kind() != old.kind() || newer.change.score() != old.change.score();
        let same_item = newer.item().is_some() && newer.item() == old.item() && differs;
        let same_field = match (&newer.change, &old.change) {
            (Change::Update { fields: newer, .. }, Change::Update { fields: old, .. }) => {
                newer.overlaid(old) != *newer
            }
            _ => false,
        };
        !revived.contains(&newer.id) && (whole || same_item || same_field)
    });
    Ok(newer.map(|newer| newer.number))
}

/// Returns which of the operations can't be read: cancelling one removes all that is known of it, so the person is asked first.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub fn unreadable(context: &Context, texts: &[String]) -> Result<Vec<UnreadableOperation>> {
    context.state()?.read(|tx| {
        let mut found = Vec::new();
        for text in texts {
            if let StoredOperation::Unreadable(unreadable) = find_stored(tx, text)? {
                found.push(unreadable);
            }
        }
        Ok(found)
    })
}

/// Cancels operations. One that may have been sent can only be asked back: what became of it is found out, and it is
/// cancelled where it wasn't carried out. One that can't be read is removed. A dry run only reports.
///
/// # Errors
/// `not_found`; `conflict` for what is being sent right now; `usage` for what is settled.
pub fn cancel(context: &Context, texts: &[String]) -> Result<Vec<OperationReport>> {
    let now = context.clock.now();
    let cancel = |tx: &Tx<'_>| {
        let found = texts.iter().map(|text| find_stored(tx, text)).collect::<Result<Vec<_>>>()?;
        for stored in &found {
            match stored {
                StoredOperation::Readable(operation) => cancel_one(context, tx, operation, now)?,
                StoredOperation::Unreadable(unreadable) => remove(context, tx, unreadable, now)?,
            }
        }
        let mut reports = Vec::new();
        let mut describer = Describer::default();
        for stored in found {
            let is_readable = matches!(stored, StoredOperation::Readable(_));
            // One that can't be read is gone, and is told as it was.
            let after = if is_readable { tx.stored_operation(stored.id())? } else { Some(stored) };
            if let Some(after) = after {
                let mut report = describer.describe_stored(context, tx, after)?;
                if !is_readable {
                    (report.status, report.hold) = (Some(Status::Cancelled), None);
                }
                reports.push(report);
            }
        }
        Ok(reports)
    };
    let state = context.state()?;
    if context.settings.dry_run { state.rehearse(cancel) } else { state.write(cancel) }
}

fn cancel_one(context: &Context, tx: &Tx<'_>, operation: &Operation, now: Timestamp) -> Result<()> {
    match operation.status {
        // What waits for a decision has settled, so it can be given up: TMDB's value stands.
        Status::Pending if operation.maybe_sent && operation.hold != Some(Hold::Conflict) => {
            tx.hold_operation(&operation.id, Some(Hold::CancelRequested), Some(&Reason::ToBeCancelled), now)?;
            Ok(())
        }
        Status::Pending => {
            tx.cancel(&operation.id, &Reason::Cancelled, now)?;
            if operation.kind() == OperationKind::Create {
                end_uncreated(tx, &operation.list, now)?;
            }
            Ok(())
        }
        Status::Processing if is_orphan(context, tx, &operation.id)? => Err(Error::new(
            ErrorKind::Conflict,
            format!("change {} was being sent when flixir ended", operation.number),
        )
        .with_hint("check it first with: flixir queue retry; then cancel it")),
        Status::Processing => Err(is_being_sent(operation.number)),
        Status::Failed => {
            tx.dismiss(&operation.id, now)?;
            if operation.kind() == OperationKind::Create {
                // What failed only because the list could not be made can't be tried again without it.
                for other in tx.failed_operations(&operation.list)? {
                    tx.dismiss(&other.id, now)?;
                }
                end_uncreated(tx, &operation.list, now)?;
            }
            Ok(())
        }
        Status::Completed | Status::Cancelled => Err(Error::usage(format!(
            "change {} is {}; there is nothing to cancel",
            operation.number, operation.status
        ))),
    }
}

/// Removes an operation that can't be read. What it was to do is not done; a list that it may have been about to create, and that TMDB
/// hasn't got, ends with it.
fn remove(context: &Context, tx: &Tx<'_>, unreadable: &UnreadableOperation, now: Timestamp) -> Result<()> {
    if unreadable.status == Some(Status::Processing) && !is_orphan(context, tx, &unreadable.id)? {
        return Err(is_being_sent(unreadable.number));
    }
    tx.remove_unreadable(&unreadable.id)?;
    if unreadable.kind == Some(OperationKind::Create) {
        end_uncreated(tx, &unreadable.list, now)?;
    }
    Ok(())
}

fn is_being_sent(number: u64) -> Error {
    Error::new(ErrorKind::Conflict, format!("change {number} is being sent right now"))
        .with_hint(format!("wait a moment, then look at it with: flixir queue show {number}"))
}

/// Returns the operations that wait for a session that TMDB never confirmed: those named, or all.
///
/// # Errors
/// `not_found`; `usage` for one that belongs to an account.
pub fn strangers(context: &Context, identity: &Identity, texts: &[String]) -> Result<Vec<Operation>> {
    context.state()?.read(|tx| strangers_in(tx, &identity.account_in(tx)?, texts))
}

fn strangers_in(tx: &Tx<'_>, own: &str, texts: &[String]) -> Result<Vec<Operation>> {
    let is_stranger = |operation: &Operation| operation.account != own && is_provisional(&operation.account);
    if texts.is_empty() {
        let waiting = tx.operations(&[Status::Pending, Status::Processing], None)?;
        return Ok(waiting.into_iter().filter(is_stranger).collect());
    }
    let named = texts.iter().map(|text| find(tx, text)).collect::<Result<Vec<_>>>()?;
    match named.iter().find(|operation| !is_stranger(operation)) {
        Some(other) => Err(Error::usage(format!("change {} already belongs to an account", other.number))
            .with_hint("see which changes wait for a login: flixir queue ls")),
        None => Ok(named),
    }
}

/// Takes over what was queued under sessions that TMDB never confirmed, for the account in use. All that was queued under a
/// session goes together: its lists and their operations need each other. A dry run only reports.
///
/// # Errors
/// As [`strangers`]; `conflict` for what a run has in its hands.
pub fn adopt(context: &Context, identity: &Identity, texts: &[String]) -> Result<Vec<OperationReport>> {
    let take_over = |tx: &Tx<'_>| {
        let own = identity.account_in(tx)?;
        let sessions: BTreeSet<String> =
            strangers_in(tx, &own, texts)?.into_iter().map(|operation| operation.account).collect();
        let mut taken = Vec::new();
        for session in &sessions {
            let waiting = tx.operations(&[Status::Pending, Status::Processing], None)?;
            let of_session: Vec<Operation> =
                waiting.into_iter().filter(|operation| operation.account == *session).collect();
            if of_session.iter().any(|operation| operation.status == Status::Processing) {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    "some of these changes are being sent right now",
                )
                .with_hint("wait a moment and try again"));
            }
            tx.adopt_provisional(session, &own)?;
            taken.extend(of_session.into_iter().map(|operation| operation.id));
        }
        let mut describer = Describer::default();
        let mut reports = Vec::new();
        for id in taken {
            if let Some(operation) = tx.operation(&id)? {
                reports.push(describer.describe(context, tx, operation)?);
            }
        }
        Ok(reports)
    };
    let state = context.state()?;
    if context.settings.dry_run { state.rehearse(take_over) } else { state.write(take_over) }
}

fn is_orphan(context: &Context, tx: &Tx<'_>, id: &str) -> Result<bool> {
    let run = tx.run_of(id)?;
    Ok(run.is_none_or(|run| context.locks.examine(&run) != crate::ports::LockState::Held))
}

/// Deletes settled operations that ended longer ago than `age`; returns how many. Counters stay. A dry run only
/// reports.
///
/// # Errors
/// `storage`.
pub fn prune(context: &Context, age: Duration, with_failed: bool) -> Result<u64> {
    let before = context.clock.now().minus(age);
    let mut statuses = vec![Status::Completed, Status::Cancelled];
    if with_failed {
        statuses.push(Status::Failed);
    }
    if context.settings.dry_run {
        return Ok(context.state()?.rehearse(|tx| tx.prune(&statuses, before, u32::MAX))? as u64);
    }
    let mut deleted = 0;
    loop {
        let chunk = context.state()?.write(|tx| tx.prune(&statuses, before, 500))?;
        context.probe.reached("prune.chunk");
        deleted += chunk as u64;
        if chunk < 500 {
            break;
        }
        context.check_interrupted()?;
    }
    // What was asked for is done: that the file stays as large as it is, is no failure.
    if let Err(error) = context.state()?.give_room_back(|| context.check_interrupted().is_ok()) {
        log::warn!("can't make the database smaller: {error}");
    }
    Ok(deleted)
}
