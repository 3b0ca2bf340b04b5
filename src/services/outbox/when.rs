//! When a queued operation can be sent, and by which command: what is said where one was just queued. Not for sending.

use std::time::Duration;

use crate::domain::{Hold, ListKind, Timestamp};
use crate::error::Result;
use crate::services::Context;

/// When a queued operation can be sent at the earliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earliest {
    /// By the next run.
    Now,
    /// By the next run that ignores waits.
    NowIfAsked,
    /// When the pause that TMDB asked for is over.
    AfterPause,
    /// This operation may have reached TMDB, and can be checked in so long.
    Checked(Duration),
    /// One before it may have reached TMDB, and can be checked in so long.
    Behind(Duration),
}

/// Tells when an operation can be sent.
///
/// # Errors
/// `storage`.
pub fn earliest(context: &Context, id: &str) -> Result<Earliest> {
    let now = context.clock.now();
    context.state()?.read(|tx| {
        let Some(operation) = tx.operation(id)? else { return Ok(Earliest::Now) };
        let held = tx.account(&operation.account)?.and_then(|account| account.held(now));
        if let Some((Hold::RateLimit, _)) = held {
            return Ok(Earliest::AfterPause);
        }
        let wait = |due: Timestamp| (due > now).then(|| due.since(now));
        let settles = operation.maybe_sent.then(|| wait(operation.due_at)).flatten();
        if let Some(wait) = settles {
            return Ok(Earliest::Checked(wait));
        }
        let is_list = operation.list_kind == ListKind::List;
        let before = tx
            .unsure_operations(&operation.list)?
            .into_iter()
            .filter(|other| other.seq < operation.seq && (is_list || other.item() == operation.item()));
        if let Some(wait) = before.filter_map(|other| wait(other.due_at)).max() {
            return Ok(Earliest::Behind(wait));
        }
        let waits = held.is_some() || wait(operation.due_at).is_some();
        Ok(if waits { Earliest::NowIfAsked } else { Earliest::Now })
    })
}
