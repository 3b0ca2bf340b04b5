//! The end of an operation: its effect in the mirror, in the same commit. A refused one has none, and drops out of the view.

use super::claim::Batch;
use super::end_of_list::end_deleted;
use super::refusals::Codes;
use crate::domain::{
    AttemptClass, Change, Hold, ListKind, MediaRef, Operation, OperationKind, Reason, Status, Timestamp,
};
use crate::error::{Error, ErrorKind, Result};
use crate::services::mirror::agreed;
use crate::store::{AttemptOutcome, Ending, HeldItem, Tx, Waiting};
use crate::tmdb::verdict::Landed;

/// A claimed operation, in the transaction that records what came of it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) tx: &'a Tx<'a>,
    /// The claim that it belongs to.
    pub(super) batch: &'a Batch,
    pub(super) operation: &'a Operation,
    pub(super) now: Timestamp,
}

impl Case<'_> {
    /// Notes what came of the try.
    pub(super) fn note(&self, outcome: impl Into<AttemptOutcome>) -> Result<()> {
        self.tx.note_attempt(&self.operation.id, &outcome.into(), self.now)
    }

    /// Ends the operation; `false` where another run has taken the claim over.
    pub(super) fn finish(&self, ending: Ending<'_>) -> Result<bool> {
        self.tx.finish(&self.operation.id, &self.batch.token, ending, self.now)
    }

    /// Puts the operation back into the queue.
    pub(super) fn put_back(&self, waiting: &Waiting) -> Result<()> {
        self.tx.put_back(&self.operation.id, &self.batch.token, waiting, self.now).map(drop)
    }

    /// Counts something of the day.
    pub(super) fn count(&self, name: &str) -> Result<()> {
        self.tx.count(&self.now.day(), name, 1)
    }

    /// Ends the operation as done, and folds its effect into the mirror.
    pub(super) fn complete(&self, reason: &Reason) -> Result<()> {
        let Self { tx, operation, now, .. } = *self;
        if !self.finish(Ending { status: Status::Completed, reason: Some(reason), error: None })? {
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
                // As stored: what was on the list was looked at after the claim.
                let stored = tx.operation(&operation.id)?;
                let before = stored.as_ref().map(Operation::items_before).unwrap_or_default();
                let removed: Vec<MediaRef> = scope.named().iter().chain(before).copied().collect();
                agreed::settled_clear(tx, uid, &removed, now)?;
            }
            Change::Update { fields, .. } => agreed::settled_fields(tx, uid, fields, now)?,
            Change::Delete => end_deleted(tx, uid, now)?,
            Change::Create(_) => {}
        }
        Ok(())
    }

    /// Ends the operation as refused: it drops out of the view. A list that can't be made takes along what was to be put
    /// on it.
    pub(super) fn refuse(&self, error: &Error, codes: Codes) -> Result<()> {
        let Self { tx, operation, now, .. } = *self;
        let reason = if operation.hold == Some(Hold::CancelRequested) {
            Reason::CancelledUnsent
        } else {
            Reason::Said(error.message().to_owned())
        };
        let object = error.to_object();
        self.finish(Ending { status: Status::Failed, reason: Some(&reason), error: Some(&object) })?;
        self.note(AttemptOutcome {
            http: codes.http,
            tmdb_code: codes.tmdb,
            ..AttemptOutcome::saying(AttemptClass::Refused, error.message())
        })?;
        if operation.kind() == OperationKind::Create {
            for dependent in tx.live_operations(&operation.list)? {
                let why = Error::new(ErrorKind::Conflict, "its list could not be created").to_object();
                tx.fail_waiting(&dependent.id, &Reason::Dependency, &why, now)?;
            }
        }
        Ok(())
    }

    /// Ends the operation as TMDB says that it landed.
    pub(super) fn land(&self, landed: Landed) -> Result<()> {
        let landed = match landed {
            // TMDB says the same of a score that changed as of one that stands already.
            Landed::AlreadyPresent if !stands(self.tx, self.operation)? => Landed::Done,
            landed => landed,
        };
        let reason = match (landed, self.operation.kind()) {
            (Landed::AlreadyPresent, OperationKind::Add) => Reason::AlreadyPresent,
            (Landed::NotPresent, OperationKind::Remove) => Reason::NotPresent,
            _ => Reason::Done,
        };
        if reason == Reason::AlreadyPresent {
            self.count("already_present")?;
        }
        self.complete(&reason)?;
        self.note(AttemptOutcome::saying(AttemptClass::Done, reason.text()))
    }
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
