//! The end of a list here: it was deleted, or it will not be made. What is still queued for it ends as well.

use crate::domain::{Reason, Timestamp};
use crate::error::Result;
use crate::store::Tx;

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
