//! The end of an operation: its effect in the mirror, in the same commit. A refused one has none, and drops out of the view.

use super::claim::Batch;
use crate::domain::{Change, Hold, ListKind, MediaRef, Operation, OperationKind, Reason, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::mirror::agreed;
use crate::store::{AttemptOutcome, HeldItem, Tx};
use crate::tmdb::verdict::{Landed, Refusal};

pub(super) fn note(
    tx: &Tx<'_>,
    operation: &Operation,
    class: &'static str,
    refusal: Option<&Refusal>,
    text: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let outcome = AttemptOutcome {
        class,
        http: refusal.map(|refusal| refusal.http),
        tmdb_code: refusal.and_then(|refusal| refusal.code),
        note: text.map(str::to_owned),
    };
    tx.note_attempt(&operation.id, &outcome, now)
}

/// Ends an operation as done, and folds its effect into the mirror.
pub(super) fn complete(
    tx: &Tx<'_>,
    batch: &Batch,
    operation: &Operation,
    reason: &Reason,
    now: Timestamp,
) -> Result<()> {
    if !tx.finish(&operation.id, &batch.token, Status::Completed, Some(reason), None, now)? {
        return Ok(());
    }
    let uid = &operation.list;
    match &operation.change {
        Change::Add { item, comment, score } => {
            let added_at = Some(operation.created_at);
            let held = HeldItem { item: *item, added_at, comment: comment.clone(), score: *score };
            agreed::settled_add(tx, uid, &held, now)?;
            if operation.list_kind == ListKind::List && tx.has_live_before(uid, operation.seq)? {
                // Found done before one that was asked for earlier: the order is to be read from TMDB.
                tx.expire_seen(uid)?;
            }
        }
        Change::Remove { item } => agreed::settled_remove(tx, uid, *item, now)?,
        Change::Clear(scope) => {
            let meant = scope.named().iter().copied();
            let removed: Vec<MediaRef> = meant.chain(operation.items_before().iter().copied()).collect();
            agreed::settled_clear(tx, uid, &removed, now)?;
        }
        Change::Update { fields, .. } => agreed::settled_fields(tx, uid, fields, now)?,
        Change::Delete => end_deleted(tx, uid, now)?,
        Change::Create(_) => {}
    }
    Ok(())
}

/// Ends a list whose deletion is done, with what failed and was brought back since: that stands behind the deletion.
pub(in crate::services) fn end_deleted(tx: &Tx<'_>, uid: &str, now: Timestamp) -> Result<()> {
    end_list(tx, uid, &Reason::ListDeleted, now)
}

/// Ends a list that will not be made.
pub(super) fn end_uncreated(tx: &Tx<'_>, uid: &str, now: Timestamp) -> Result<()> {
    end_list(tx, uid, &Reason::CreationCancelled, now)
}

fn end_list(tx: &Tx<'_>, uid: &str, reason: &Reason, now: Timestamp) -> Result<()> {
    for other in tx.live_operations(uid)? {
        tx.cancel(&other.id, reason, now)?;
    }
    tx.set_list_deleted(uid)
}

/// Ends an operation as refused: it drops out of the view. A list that can't be made takes along what was to be put
/// on it.
pub(super) fn refuse(
    tx: &Tx<'_>,
    batch: &Batch,
    operation: &Operation,
    error: &Error,
    refusal: Option<&Refusal>,
    now: Timestamp,
) -> Result<()> {
    let object = error.to_object();
    let reason = if operation.hold == Some(Hold::CancelRequested) {
        Reason::CancelledUnsent
    } else {
        Reason::Said(error.message().to_owned())
    };
    tx.finish(&operation.id, &batch.token, Status::Failed, Some(&reason), Some(&object), now)?;
    note(tx, operation, "refused", refusal, Some(error.message()), now)?;
    if operation.kind() == OperationKind::Create {
        for dependent in tx.live_operations(&operation.list)? {
            let why = Error::new(ErrorKind::Conflict, "its list could not be created").to_object();
            tx.fail_waiting(&dependent.id, &Reason::Dependency, &why, now)?;
        }
    }
    Ok(())
}

pub(super) fn land(
    tx: &Tx<'_>,
    batch: &Batch,
    operation: &Operation,
    landed: Landed,
    now: Timestamp,
) -> Result<()> {
    let landed = match landed {
        // TMDB says the same of a score that changed as of one that stands already.
        Landed::AlreadyPresent if !stands(tx, operation)? => Landed::Done,
        landed => landed,
    };
    let reason = match (landed, operation.kind()) {
        (Landed::AlreadyPresent, OperationKind::Add) => Reason::AlreadyPresent,
        (Landed::NotPresent, OperationKind::Remove) => Reason::NotPresent,
        _ => Reason::Done,
    };
    if reason == Reason::AlreadyPresent {
        tx.count(&now.day(), "already_present", 1)?;
    }
    complete(tx, batch, operation, &reason, now)?;
    note(tx, operation, "done", None, Some(&reason.text()), now)
}

/// Returns whether what an operation would put there is what the mirror shows: for a rating its score counts as well.
fn stands(tx: &Tx<'_>, operation: &Operation) -> Result<bool> {
    if operation.list_kind != ListKind::Ratings {
        return Ok(true);
    }
    let seen = tx.seen_items(&operation.list)?;
    let held = seen.iter().find(|held| Some(held.item) == operation.item());
    Ok(held.is_some_and(|held| held.score == operation.change.score()))
}
