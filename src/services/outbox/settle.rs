//! What an answer of TMDB means for the operations it was for: done, refused, held, back to waiting, or unknown.

use std::time::Duration;

use super::claim::Batch;
use super::effects::{complete, land, note, refuse};
use super::halt::{Halt, halt_of};
use super::job::Job;
use super::put_back::{OLDEST_EVIDENCE, waiting};
use super::refusals::{auth_error, refusal_error};
use super::run::Run;
use super::waits::next_wait;
use crate::domain::{Operation, OperationKind, Reason, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::mirror::{agreed, list_name, told_of_gone};
use crate::store::Tx;
use crate::tmdb::lists;
use crate::tmdb::verdict::{ItemVerdict, Landed, Refusal, Verdict};

impl Run<'_> {
    /// Acts on what an answer means.
    pub(super) fn settle_verdict(&self, batch: &Batch, verdict: Verdict) -> Result<()> {
        match verdict {
            Verdict::Landed(landed) => {
                self.succeeded()?;
                self.record(batch, |tx, operation, now| land(tx, batch, operation, landed, now))
            }
            Verdict::Created(id) => {
                self.succeeded()?;
                self.adopt(batch, id, &Reason::Created)
            }
            Verdict::Items(verdicts) => self.settle_items(batch, &verdicts),
            Verdict::Refused(refusal) => {
                self.succeeded()?;
                self.refuse_all(batch, &refusal)
            }
            Verdict::Gone(refusal) => {
                self.succeeded()?;
                self.resolve_gone(batch, &refusal)
            }
            Verdict::Auth(refusal) => {
                let error = auth_error(&refusal);
                self.put_back_unsent(batch, Duration::ZERO, &error)?;
                self.session_ended(error)
            }
            Verdict::Rate(asked) => {
                let error =
                    Error::new(ErrorKind::RateLimited, "TMDB asked for a pause").with_retry_after(asked);
                self.put_back_unsent(batch, Duration::ZERO, &error)?;
                self.rate_limited(asked)
            }
            Verdict::Outage { reason, retry_after, not_sent } => {
                let kind = if not_sent { ErrorKind::NetworkError } else { ErrorKind::Unavailable };
                let error = Error::new(kind, reason).with_retry_after(retry_after);
                self.put_back_unsent(batch, retry_after.unwrap_or(Duration::ZERO), &error)?;
                if not_sent || retry_after.is_some() {
                    self.open_breaker(error)
                } else {
                    self.failed_once(error)
                }
            }
            Verdict::Spam(refusal) => {
                self.succeeded()?;
                self.put_back_as_spam(batch, &refusal)
            }
            Verdict::Unknown { reason, kind, http, code } => {
                self.settle_unknown(batch, kind, &reason, http, code)
            }
        }
    }

    pub(super) fn settle_unknown(
        &self,
        batch: &Batch,
        kind: ErrorKind,
        reason: &str,
        http: Option<u16>,
        code: Option<u64>,
    ) -> Result<()> {
        let mut error = Error::new(kind, format!("it is unknown whether TMDB made the change: {reason}"));
        if let Some(http) = http {
            error = error.with_detail("http_status", http);
        }
        if let Some(code) = code {
            error = error.with_detail("tmdb_status_code", code);
        }
        self.put_back_unknown(batch, &error, http, code)?;
        // TMDB is known to answer a successful deletion so; whether the list is gone can be seen at once.
        if let Job::Delete { list } = batch.job
            && http == Some(500)
            && self.look_for_deletion(batch, list)?
        {
            return Ok(());
        }
        self.failed_once(error)
    }

    /// Runs `each` for every operation of a batch whose claim is still ours, in one durable commit.
    pub(super) fn record(
        &self,
        batch: &Batch,
        each: impl Fn(&Tx<'_>, &Operation, Timestamp) -> Result<()>,
    ) -> Result<()> {
        let now = self.now();
        self.state.record(|tx| {
            for operation in &batch.operations {
                if tx.holds_claim(&operation.id, &batch.token)? {
                    each(tx, operation, now)?;
                }
            }
            Ok(())
        })?;
        self.context.progress.has_sent(batch.operations.len());
        self.context.probe.reached("result.committed");
        Ok(())
    }

    /// Binds a list to what TMDB made, and ends its creation.
    pub(super) fn adopt(&self, batch: &Batch, id: u64, reason: &Reason) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            if let Some(other) = tx.list_by_remote_id(&operation.account, id)?
                && other.uid != operation.list
            {
                // The mirror met it before its creation was resolved. What operations refer to can't be the same list:
                // TMDB says that this one is new.
                if tx.has_operations(&other.uid)? {
                    tx.bind_list(&other.uid, None)?;
                    tx.set_seen_gone(&other.uid, true)?;
                } else {
                    tx.drop_list(&other.uid)?;
                }
            }
            tx.bind_list(&operation.list, Some(id))?;
            let fields = operation.change.fields().cloned().unwrap_or_default();
            agreed::settled_creation(tx, &operation.list, &fields, now)?;
            tx.finish(&operation.id, &batch.token, Status::Completed, Some(reason), None, now)?;
            if *reason == Reason::Adopted {
                tx.count(&now.day(), "adopted", 1)?;
            }
            note(tx, operation, "done", None, Some(&reason.text()), now)
        })?;
        self.context.probe.reached("bind.committed");
        Ok(())
    }

    pub(super) fn settle_items(&self, batch: &Batch, verdicts: &[ItemVerdict]) -> Result<()> {
        self.succeeded()?;
        let settled: Vec<(&Operation, &ItemVerdict)> = batch.operations.iter().zip(verdicts).collect();
        let verdict_of = |operation: &Operation| {
            settled.iter().find(|(known, _)| known.id == operation.id).map(|(_, verdict)| *verdict)
        };
        self.record(batch, |tx, operation, now| {
            self.settle_item(tx, batch, operation, verdict_of(operation), now)
        })
    }

    pub(super) fn settle_item(
        &self,
        tx: &Tx<'_>,
        batch: &Batch,
        operation: &Operation,
        verdict: Option<&ItemVerdict>,
        now: Timestamp,
    ) -> Result<()> {
        match verdict {
            Some(ItemVerdict::Landed(landed)) => land(tx, batch, operation, *landed, now),
            Some(ItemVerdict::Refused(message)) => {
                let lower = message.to_ascii_lowercase();
                let is_unknown = lower.contains("exist") || lower.contains("not found");
                let kind = if is_unknown { ErrorKind::NotFound } else { ErrorKind::Validation };
                let error = Error::new(kind, format!("TMDB rejected this item: {message}"));
                refuse(tx, batch, operation, &error, None, now)
            }
            Some(ItemVerdict::Unmentioned) | None => {
                let unmentioned =
                    Error::new(ErrorKind::InvalidResponse, "TMDB's answer doesn't mention this item");
                self.wait_as_unknown(tx, batch, operation, &unmentioned, None, None, now)
            }
        }
    }

    fn refuse_all(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let error = refusal_error(refusal);
        self.record(batch, |tx, operation, now| {
            if matches!(refusal.code, Some(38 | 39)) {
                tx.set_list_writable(&operation.list, false)?;
            }
            refuse(tx, batch, operation, &error, Some(refusal), now)
        })
    }

    /// Fails operations that can't even be put into a request.
    pub(super) fn fail_all(&self, batch: &Batch, error: &Error, class: &'static str) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            refuse(tx, batch, operation, error, None, now)?;
            note(tx, operation, class, None, Some(error.message()), now)
        })
    }

    /// A write was answered with "not found": finds out whether the list or the item is.
    pub(super) fn resolve_gone(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let first = &batch.operations[0];
        let Some(id) = batch.job.list() else {
            return match first.kind() {
                OperationKind::Remove => self
                    .record(batch, |tx, operation, now| land(tx, batch, operation, Landed::NotPresent, now)),
                _ => self.refuse_all(batch, refusal),
            };
        };
        if first.kind() == OperationKind::Delete {
            return self.record(batch, |tx, operation, now| {
                complete(tx, batch, operation, &Reason::GoneAlready, now)
            });
        }
        match self.list_is_gone(id) {
            Err(error) => self.look_failed(batch, error),
            Ok(true) => self.hold_for_lost_list(batch),
            Ok(false) if first.kind() == OperationKind::Remove => {
                self.record(batch, |tx, operation, now| land(tx, batch, operation, Landed::NotPresent, now))
            }
            Ok(false) => self.refuse_all(batch, refusal),
        }
    }

    /// Returns whether a list is gone: not found by its number, and absent from the account's complete list of lists.
    pub(super) fn list_is_gone(&self, id: u64) -> Result<bool> {
        let page = lists::list_page(&self.identity.api, id, 1, &self.context.settings.language);
        match self.client.fetch(&page) {
            Ok(_) => Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let asked = self.context.clock.elapsed();
                let lists = self.account_lists()?;
                let asked_at = self.context.clock.moment_of(asked);
                let is_named = lists.lists.iter().any(|head| head.id == id);
                if is_named && asked_at.since(lists.as_of) > OLDEST_EVIDENCE {
                    return Err(Error::new(
                        ErrorKind::Unavailable,
                        "TMDB's answers about a list contradict each other",
                    )
                    .with_hint("one of them is outdated. flixir asks again later"));
                }
                Ok(!is_named)
            }
            Err(error) => Err(error),
        }
    }

    /// The list is gone on TMDB: its copy is kept, and what waits for it waits for a person.
    pub(super) fn hold_for_lost_list(&self, batch: &Batch) -> Result<()> {
        let uid = &batch.list.uid;
        let (name, live) = self.state.read(|tx| Ok((list_name(tx, uid)?.name, tx.live_operations(uid)?)))?;
        if live.iter().any(|operation| operation.kind() == OperationKind::Delete) {
            return self.give_up_for_deletion(batch);
        }
        self.warn(told_of_gone(name.as_deref().unwrap_or(batch.list.label()), live.len()));
        self.record(batch, |tx, operation, now| {
            tx.set_seen_gone(&operation.list, true)?;
            let mut waiting = waiting(operation, now, Duration::ZERO);
            waiting.maybe_sent = false;
            waiting.settle_until = None;
            waiting.reason = None;
            tx.put_back(&operation.id, &batch.token, &waiting, now)?;
            tx.count(&now.day(), "conflicts", 1)?;
            note(tx, operation, "gone", None, Some("the list is gone on TMDB"), now)
        })
    }

    /// The list is gone, and was to be deleted in the end: nobody needs to decide anything.
    fn give_up_for_deletion(&self, batch: &Batch) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            let reason = Reason::ListGone;
            tx.finish(&operation.id, &batch.token, Status::Cancelled, Some(&reason), None, now)?;
            note(tx, operation, "gone", None, Some(&reason.text()), now)?;
            for other in tx.live_operations(&operation.list)? {
                if other.kind() == OperationKind::Delete {
                    tx.complete_waiting(&other.id, &Reason::GoneAlready, now)?;
                } else {
                    tx.cancel(&other.id, &reason, now)?;
                }
            }
            tx.set_list_deleted(&operation.list)
        })
    }

    /// A look at TMDB before or after a write failed.
    pub(super) fn look_failed(&self, batch: &Batch, error: Error) -> Result<()> {
        if let Some(halt) = halt_of(error.kind()) {
            let is_outage = matches!(halt, Halt::Unreachable | Halt::Failing);
            let last = batch.operations[0].delay_ms;
            let wait =
                if is_outage { next_wait(last, self.context.entropy.fraction()) } else { Duration::ZERO };
            self.put_back_as_it_was(batch, wait, &error)?;
            return self.halt(halt, error);
        }
        match error.kind() {
            ErrorKind::Storage => Err(error),
            ErrorKind::NotFound => match batch.job.list().map(|id| self.list_is_gone(id)) {
                Some(Ok(true)) => self.hold_for_lost_list(batch),
                Some(Err(worse)) if worse.kind() != ErrorKind::NotFound => self.look_failed(batch, worse),
                Some(Ok(false) | Err(_)) | None => self.fail_all(batch, &error, "refused"),
            },
            _ => self.fail_all(batch, &error, "refused"),
        }
    }
}
