//! What an answer of TMDB means for the operations it was for: done, refused, held, back to waiting, or unknown.

use std::time::Duration;

use super::claim::Batch;
use super::effects::Case;
use super::halt::{Halt, halt_of};
use super::job::Job;
use super::put_back::{OLDEST_EVIDENCE, waiting};
use super::refusals::{Codes, auth_error, refusal_error};
use super::run::Run;
use super::waits::next_wait;
use crate::domain::{AttemptClass, Operation, OperationKind, Reason, Status};
use crate::error::{Error, ErrorKind, Result};
use crate::services::mirror::{agreed, told_of_gone};
use crate::store::{AttemptOutcome, Ending};
use crate::tmdb::lists;
use crate::tmdb::verdict::{ItemVerdict, Landed, Refusal, Verdict};

impl Run<'_> {
    /// Acts on what an answer means.
    pub(super) fn settle_verdict(&self, batch: &Batch, verdict: Verdict) -> Result<()> {
        match verdict {
            Verdict::Landed(landed) => {
                self.succeeded()?;
                self.record(batch, |case| case.land(landed))
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
                self.settle_unknown(batch, kind, &reason, Codes { http, tmdb: code })
            }
        }
    }

    pub(super) fn settle_unknown(
        &self,
        batch: &Batch,
        kind: ErrorKind,
        reason: &str,
        codes: Codes,
    ) -> Result<()> {
        let mut error = Error::new(kind, format!("it is unknown whether TMDB made the change: {reason}"));
        if let Some(http) = codes.http {
            error = error.with_detail("http_status", http);
        }
        if let Some(code) = codes.tmdb {
            error = error.with_detail("tmdb_status_code", code);
        }
        self.put_back_unknown(batch, &error, codes)?;
        // TMDB is known to answer a successful deletion so; whether the list is gone can be seen at once.
        if let Job::Delete { list } = batch.job
            && codes.http == Some(500)
            && self.look_for_deletion(batch, list)?
        {
            return Ok(());
        }
        self.failed_once(error)
    }

    /// Runs `each` for every operation of a batch whose claim is still ours, in one durable commit.
    pub(super) fn record(&self, batch: &Batch, each: impl Fn(Case<'_>) -> Result<()>) -> Result<()> {
        let now = self.now();
        self.state.record(|tx| {
            for operation in &batch.operations {
                if tx.holds_claim(&operation.id, &batch.token)? {
                    each(Case { tx, batch, operation, now })?;
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
        self.record(batch, |case| {
            let Case { tx, operation, now, .. } = case;
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
            case.finish(Ending { status: Status::Completed, reason: Some(reason), error: None })?;
            if *reason == Reason::Adopted {
                case.count("adopted")?;
            }
            case.note(AttemptOutcome::saying(AttemptClass::Done, reason.text()))
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
        self.record(batch, |case| self.settle_item(case, verdict_of(case.operation)))
    }

    pub(super) fn settle_item(&self, case: Case<'_>, verdict: Option<&ItemVerdict>) -> Result<()> {
        match verdict {
            Some(ItemVerdict::Landed(landed)) => case.land(*landed),
            Some(ItemVerdict::Refused(message)) => {
                let lower = message.to_ascii_lowercase();
                let is_unknown = lower.contains("exist") || lower.contains("not found");
                let kind = if is_unknown { ErrorKind::NotFound } else { ErrorKind::Validation };
                let error = Error::new(kind, format!("TMDB rejected this item: {message}"));
                case.refuse(&error, Codes::default())
            }
            Some(ItemVerdict::Unmentioned) | None => {
                let unmentioned =
                    Error::new(ErrorKind::InvalidResponse, "TMDB's answer doesn't mention this item");
                self.wait_as_unknown(case, &unmentioned, Codes::default())
            }
        }
    }

    fn refuse_all(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let error = refusal_error(refusal);
        self.record(batch, |case| {
            if matches!(refusal.code, Some(38 | 39)) {
                case.tx.set_list_writable(&case.operation.list, false)?;
            }
            case.refuse(&error, Codes::of(refusal))
        })
    }

    /// Fails operations that can't even be put into a request.
    pub(super) fn fail_all(&self, batch: &Batch, error: &Error, class: &AttemptClass) -> Result<()> {
        self.record(batch, |case| {
            case.refuse(error, Codes::default())?;
            case.note(AttemptOutcome::saying(class.clone(), error.message()))
        })
    }

    /// A write was answered with "not found": finds out whether the list or the item is.
    pub(super) fn resolve_gone(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let first = &batch.operations[0];
        let Some(id) = batch.job.list() else {
            return match first.kind() {
                OperationKind::Remove => self.record(batch, |case| case.land(Landed::NotPresent)),
                _ => self.refuse_all(batch, refusal),
            };
        };
        if first.kind() == OperationKind::Delete {
            return self.record(batch, |case| case.complete(&Reason::GoneAlready));
        }
        match self.list_is_gone(id) {
            Err(error) => self.look_failed(batch, error),
            Ok(true) => self.hold_for_lost_list(batch),
            Ok(false) if first.kind() == OperationKind::Remove => {
                self.record(batch, |case| case.land(Landed::NotPresent))
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
        let told = self.state.read(|tx| {
            let live = tx.live_operations(uid)?;
            let is_given_up = live.iter().any(|operation| operation.kind() == OperationKind::Delete);
            if is_given_up { Ok(None) } else { told_of_gone(tx, &batch.list).map(Some) }
        })?;
        let Some(told) = told else { return self.give_up_for_deletion(batch) };
        self.warn(told);
        self.record(batch, |case| {
            case.tx.set_seen_gone(&case.operation.list, true)?;
            let mut waiting = waiting(case.operation, case.now, Duration::ZERO);
            waiting.maybe_sent = false;
            waiting.settle_until = None;
            waiting.reason = None;
            case.put_back(&waiting)?;
            case.count("conflicts")?;
            case.note(AttemptOutcome::saying(AttemptClass::Gone, "the list is gone on TMDB"))
        })
    }

    /// The list is gone, and was to be deleted in the end: nobody needs to decide anything.
    fn give_up_for_deletion(&self, batch: &Batch) -> Result<()> {
        self.record(batch, |case| {
            let Case { tx, operation, now, .. } = case;
            let reason = Reason::ListGone;
            case.finish(Ending { status: Status::Cancelled, reason: Some(&reason), error: None })?;
            case.note(AttemptOutcome::saying(AttemptClass::Gone, reason.text()))?;
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
                Some(Ok(false) | Err(_)) | None => self.fail_all(batch, &error, &AttemptClass::Refused),
            },
            _ => self.fail_all(batch, &error, &AttemptClass::Refused),
        }
    }
}
