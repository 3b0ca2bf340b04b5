//! Operations that go back to waiting: when they are due again, and what is remembered of the try.

use std::time::Duration;

use super::claim::Batch;
use super::effects::Case;
use super::refusals::{Codes, refusal_error};
use super::run::Run;
use super::waits::{SPAM_TRIES, SPAM_WAIT, after, next_wait};
use crate::domain::{AttemptClass, Hold, Operation, OperationKind, Reason, Timestamp, millis_of};
use crate::error::{Error, ErrorKind, Result};
use crate::store::{AttemptOutcome, AttemptRow, Waiting};
use crate::tmdb::verdict::Refusal;

/// An answer that is older than this is no evidence for what became of a request, nor for what a list has become.
pub(in crate::services) const OLDEST_EVIDENCE: Duration = Duration::from_secs(5);
/// When TMDB is asked again after an answer from its edge cache, which keeps them for minutes.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// A wait that only a person ends.
const UNTIL_A_PERSON_ACTS: Duration = Duration::from_hours(100 * 365 * 24);

impl Run<'_> {
    /// Puts operations back that TMDB certainly didn't carry out this time.
    pub(super) fn put_back_unsent(&self, batch: &Batch, at_least: Duration, error: &Error) -> Result<()> {
        let fraction = self.context.entropy.fraction();
        let outage = matches!(error.kind(), ErrorKind::NetworkError | ErrorKind::Unavailable);
        self.record(batch, |case| {
            let operation = case.operation;
            let wait =
                if outage { next_wait(operation.delay_ms, fraction).max(at_least) } else { Duration::ZERO };
            let mut waiting = waiting(operation, case.now, wait);
            waiting.maybe_sent = operation.maybe_sent;
            waiting.settle_until = operation.settle_until;
            waiting.last_error = Some(error.to_object());
            case.put_back(&waiting)?;
            case.note(AttemptOutcome::saying(AttemptClass::NotSent, error.message()))
        })
    }

    /// Puts operations back as they were before a look failed: what was perhaps sent stays so.
    pub(super) fn put_back_as_it_was(&self, batch: &Batch, wait: Duration, error: &Error) -> Result<()> {
        self.record(batch, |case| {
            let mut waiting = waiting(case.operation, case.now, wait);
            waiting.last_error = Some(error.to_object());
            case.put_back(&waiting)?;
            case.note(AttemptOutcome::saying(AttemptClass::LookFailed, error.message()))
        })
    }

    pub(super) fn put_back_unknown(&self, batch: &Batch, error: &Error, codes: Codes) -> Result<()> {
        self.record(batch, |case| self.wait_as_unknown(case, error, codes))
    }

    pub(super) fn wait_as_unknown(&self, case: Case<'_>, error: &Error, codes: Codes) -> Result<()> {
        let Case { tx, operation, now, .. } = case;
        let wait = next_wait(operation.delay_ms, self.context.entropy.fraction());
        // Only a new list can be recognized before the request has settled.
        let wait = if operation.kind() == OperationKind::Create { wait } else { wait.max(self.settle()) };
        let mut waiting = waiting(operation, now, wait);
        waiting.maybe_sent = true;
        waiting.settle_until = Some(now.plus(self.settle()));
        waiting.last_error = Some(error.to_object());
        waiting.preimage = tx.operation(&operation.id)?.and_then(|row| row.preimage);
        case.put_back(&waiting)?;
        case.count("unknown")?;
        case.note(AttemptOutcome {
            http: codes.http,
            tmdb_code: codes.tmdb,
            ..AttemptOutcome::saying(AttemptClass::Unknown, error.message())
        })
    }

    pub(super) fn put_back_as_spam(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let error = refusal_error(refusal);
        let fraction = self.context.entropy.fraction();
        let codes = Codes::of(refusal);
        self.record(batch, |case| {
            case.note(AttemptOutcome {
                http: codes.http,
                tmdb_code: codes.tmdb,
                ..AttemptOutcome::saying(AttemptClass::Spam, refusal.message.as_str())
            })?;
            let is_spam = |row: &&AttemptRow| row.class == Some(AttemptClass::Spam);
            let times = case.tx.attempts(&case.operation.id)?.iter().filter(is_spam).count();
            let wait = if times > SPAM_TRIES as usize {
                UNTIL_A_PERSON_ACTS
            } else {
                SPAM_WAIT.mul_f64(1.0 + 0.25 * fraction)
            };
            let mut waiting = waiting(case.operation, case.now, wait);
            waiting.maybe_sent = false;
            waiting.settle_until = None;
            waiting.preimage = None;
            waiting.hold = Some(Hold::Spam);
            waiting.reason = Some(Reason::Spam);
            waiting.last_error = Some(error.to_object());
            case.put_back(&waiting)
        })?;
        self.warn("TMDB considers a new list spam. flixir tries again in some hours, or now with: flixir queue retry ID".to_owned());
        Ok(())
    }
}

/// Returns an operation's present place in the queue, `wait` from now.
pub(super) fn waiting(operation: &Operation, now: Timestamp, wait: Duration) -> Waiting {
    let (due_at, delay_ms) = after(now, wait);
    Waiting {
        maybe_sent: operation.maybe_sent,
        due_at,
        // A wait of nothing keeps the memory of the last one, so that the next grows.
        delay_ms: if wait.is_zero() { operation.delay_ms } else { delay_ms },
        settle_until: operation.settle_until,
        attempts: operation.attempts,
        hold: operation.hold,
        reason: operation.reason.clone(),
        last_error: None,
        preimage: operation.preimage.clone(),
    }
}

/// Returns how long an answer that speaks of `as_of` can't be believed yet, in milliseconds; 0 where it can: it must be from
/// after the settle time. Since a clock that was put forward makes any answer look so, it must also have been young when
/// it was asked for.
pub(super) fn settle_left(operation: &Operation, as_of: Timestamp, asked_at: Timestamp) -> i64 {
    let left = operation.settle_until.map_or(0, |until| (until.millis() - as_of.millis()).max(0));
    let is_old = operation.settle_until.is_some() && asked_at.since(as_of) > OLDEST_EVIDENCE;
    if is_old { left.max(millis_of(LOOK_AGAIN)) } else { left }
}

/// Returns a span that is long enough for `left_ms`, and not longer than the longest wait.
pub(super) fn span_for(left_ms: i64) -> Duration {
    let longest = millis_of(Duration::from_mins(8));
    Duration::from_millis(u64::try_from(left_ms.min(longest)).unwrap_or(0))
}
