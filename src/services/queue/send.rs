//! Sending claimed operations, and recording what came of it: the effect into the mirror and the end of the operation in
//! one commit. What is not known goes back to waiting as "perhaps sent"; finding out is [`super::verify`].

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::claim::{Batch, Task};
use super::run::{Pause, Run};
use super::waits::{SPAM_TRIES, SPAM_WAIT, after, next_wait};
use crate::domain::{
    Hold, MediaRef, MediaType, Operation, OperationKind, Payload, Shelf, Status, Timestamp, millis_of,
};
use crate::error::{Error, ErrorKind, Result};
use crate::services::sync::merge_snapshot;
use crate::store::{AttemptOutcome, BaseItem, ListRow, ListState, Tx, Waiting};
use crate::tmdb::account::{fetch_account_lists, shelf_write};
use crate::tmdb::lists::{self, fetch_list, unsupported_on_v3};
use crate::tmdb::verdict::{Asked, ItemVerdict, Landed, Refusal, Verdict, judge};
use crate::tmdb::{Request, SESSION_CODES};

/// An answer that is older than this is no evidence for what became of a request, nor for what a list has become.
const OLDEST_EVIDENCE: Duration = Duration::from_secs(5);
/// When TMDB is asked again after an answer from its edge cache, which keeps them for minutes.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// A wait that only a person ends.
const UNTIL_A_PERSON_ACTS: Duration = Duration::from_hours(100 * 365 * 24);

impl Run<'_> {
    /// Carries claimed operations out, or finds out what became of them.
    pub(super) fn carry_out(&self, batch: &Batch) -> Result<()> {
        match batch.task {
            Task::Send => self.send(batch),
            Task::Prepare => self.prepare(batch),
            Task::Verify => self.verify(batch),
        }
    }

    /// Looks at TMDB before a write whose outcome could not be told afterwards, keeps what is there, then sends.
    fn prepare(&self, batch: &Batch) -> Result<()> {
        let operation = &batch.operations[0];
        let preimage = match self.preimage(batch, operation) {
            Ok(Preimage::Ready(preimage)) => preimage,
            Ok(Preimage::NothingToDo(reason)) => {
                return self.record(batch, |tx, operation, now| {
                    complete(tx, batch, operation, reason, now)?;
                    note(tx, operation, "done", None, Some(reason), now)
                });
            }
            Ok(Preimage::OnlyThese(items)) => return self.remove_one_by_one(batch, &items),
            Err(error) => return self.look_failed(batch, error),
        };
        if self.mark_sent(batch, Some(&preimage))? { self.send(batch) } else { Ok(()) }
    }

    fn preimage(&self, batch: &Batch, operation: &Operation) -> Result<Preimage> {
        match operation.kind {
            OperationKind::Create => {
                let lists = fetch_account_lists(&self.client, &self.identity.api, &self.identity.account)?;
                let ids: Vec<u64> = lists.lists.iter().map(|head| head.id).collect();
                Ok(Preimage::Ready(json!({ "ids": ids, "date": lists.date })))
            }
            OperationKind::Delete | OperationKind::Clear => self.preimage_of_list(batch, operation),
            OperationKind::Update | OperationKind::Add | OperationKind::Remove => {
                Ok(Preimage::Ready(json!({})))
            }
        }
    }

    fn preimage_of_list(&self, batch: &Batch, operation: &Operation) -> Result<Preimage> {
        let Some(id) = batch.list.remote_id else {
            return Err(Error::bug("a list without TMDB's id was claimed for a write"));
        };
        let found = fetch_list(&self.client, &self.identity.api, id, &self.context.settings.language);
        let remote = match found {
            Ok(remote) => remote,
            Err(error) if error.kind() == ErrorKind::NotFound && operation.kind == OperationKind::Delete => {
                return Ok(Preimage::NothingToDo("it was gone already"));
            }
            Err(error) => return Err(error),
        };
        let reason = if operation.kind == OperationKind::Delete { "delete" } else { "clear" };
        let now = self.now();
        let items: Vec<MediaRef> = self.state.write(|tx| {
            // An old answer of TMDB's edge cache shows as strangers what we took off, and not what we put on.
            let base = tx.base_items(&batch.list.uid)?;
            let mut recent = tx.recent_writes(&batch.list.uid)?;
            recent.retain(|write| write.confirmed_at <= now);
            let merged = merge_snapshot(&remote, &base, &recent);
            let items: Vec<MediaRef> = merged.into_iter().map(|held| held.item).collect();
            let mut row = batch.list.clone();
            row.name = remote.head.name.clone().or(row.name);
            row.description.clone_from(&remote.head.description);
            row.public = remote.head.public.or(row.public);
            tx.take_snapshot(&row, &items, reason, now)?;
            Ok(items)
        })?;
        if operation.kind == OperationKind::Clear
            && let Some(seen) = &operation.payload.seen
            && items.iter().any(|item| !seen.contains(item))
        {
            let kept = items.iter().filter(|item| !seen.contains(item)).count();
            self.warn(format!(
                "{kept} items that were added on TMDB since stay on '{}'",
                batch.list.name.as_deref().unwrap_or("the list")
            ));
            return Ok(Preimage::OnlyThese(items.into_iter().filter(|item| seen.contains(item)).collect()));
        }
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        Ok(Preimage::Ready(json!({ "items": items })))
    }

    /// Empties a list of what the person saw on it, because strangers are to stay. Taking an item off twice is the same as
    /// once, so a fault on the way only means doing the rest later; but what was sent may be carried out late, so each
    /// request is marked as perhaps sent like any other.
    pub(super) fn remove_one_by_one(&self, batch: &Batch, items: &[MediaRef]) -> Result<()> {
        let Some(id) = batch.list.remote_id else { return Err(Error::bug("a clear without a list on TMDB")) };
        let has_shows = items.iter().any(|item| item.media_type == MediaType::Tv);
        if has_shows && !self.identity.api.is_v4() {
            let what = "taking shows off a list on which other things are to stay";
            return self.fail_all(batch, &unsupported_on_v3(what), "unsupported");
        }
        let room = if self.identity.api.is_v4() { lists::LARGEST_BATCH } else { 1 };
        let names: Vec<String> = items.iter().map(ToString::to_string).collect();
        // What an earlier try was about is kept: the rest of it may still be on its way.
        let is_first = batch.operations.iter().all(|operation| !operation.maybe_sent);
        let preimage = is_first.then(|| json!({ "items": names }));
        for chunk in items.chunks(room) {
            if !self.mark_sent(batch, preimage.as_ref())? {
                return Ok(());
            }
            let request = lists::change_items(&self.identity.api, id, chunk, false)?;
            let asked = Asked::Items { items: chunk.to_vec(), add: false };
            match self.ask(batch, &request, &asked)? {
                None => return Ok(()),
                Some(Verdict::Landed(_)) => self.succeeded()?,
                Some(Verdict::Items(verdicts)) if !verdicts.contains(&ItemVerdict::Unmentioned) => {
                    self.succeeded()?;
                }
                Some(Verdict::Items(_)) => {
                    return self.settle_unknown(
                        batch,
                        ErrorKind::InvalidResponse,
                        "TMDB's answer doesn't speak of every item",
                        None,
                        None,
                    );
                }
                Some(Verdict::Gone(refusal)) => {
                    self.succeeded()?;
                    match self.list_is_gone(id) {
                        // Only the item wasn't there.
                        Ok(false) => {}
                        Ok(true) => return self.resolve_gone(batch, &refusal),
                        Err(error) => return self.look_failed(batch, error),
                    }
                }
                Some(other) => return self.settle_verdict(batch, other),
            }
        }
        self.record(batch, |tx, operation, now| {
            // Also what an earlier try took off.
            let seen = operation.payload.seen.as_ref().into_iter().flatten();
            let meant: BTreeSet<MediaRef> =
                items.iter().chain(seen).copied().chain(operation.preimage_items()).collect();
            for item in meant {
                tx.base_remove(&batch.list.uid, item, now)?;
            }
            tx.expire_base(&batch.list.uid)?;
            tx.finish(
                &operation.id,
                &batch.token,
                Status::Completed,
                Some("kept what was added meanwhile"),
                None,
                now,
            )?;
            note(tx, operation, "done", None, None, now)
        })
    }

    /// Marks claimed operations as perhaps sent from now on; `false` where another run has taken them over.
    pub(super) fn mark_sent(&self, batch: &Batch, preimage: Option<&Value>) -> Result<bool> {
        let now = self.now();
        let settle_until = now.plus(super::run::REQUEST_TIMEOUT + self.settle());
        let marked = self.state.record(|tx| tx.mark_dispatched(&batch.token, preimage, settle_until, now))?;
        if marked == batch.operations.len() {
            self.context.probe.reached("preimage.committed");
        }
        Ok(marked == batch.operations.len())
    }

    /// Sends claimed operations, which are marked as perhaps sent, and settles them by the answer.
    pub(super) fn send(&self, batch: &Batch) -> Result<()> {
        let (request, asked) = match self.request(batch) {
            Ok(found) => found,
            Err(error) => return self.fail_all(batch, &error, "unsupported"),
        };
        let Some(verdict) = self.ask(batch, &request, &asked)? else { return Ok(()) };
        if batch.has_comments() {
            self.settle_commented(batch, verdict)
        } else {
            self.settle_verdict(batch, verdict)
        }
    }

    /// Sends one request; `None` where it never left, and the operations are back in the queue.
    pub(super) fn ask(&self, batch: &Batch, request: &Request, asked: &Asked) -> Result<Option<Verdict>> {
        self.context.probe.reached("request.first_byte");
        let outcome = match self.client.send_once(request) {
            Ok(outcome) => outcome,
            Err(error) => {
                self.put_back_unsent(batch, Duration::ZERO, &error)?;
                let pause = if error.kind() == ErrorKind::TimedOut { Pause::Outage } else { Pause::Auth };
                self.pause(pause, error);
                return Ok(None);
            }
        };
        self.context.probe.reached("response.read");
        let retry_after = outcome.as_ref().ok().and_then(|response| self.client.retry_after(response));
        Ok(Some(judge(asked, &outcome, retry_after)))
    }

    fn request(&self, batch: &Batch) -> Result<(Request, Asked)> {
        let operation = &batch.operations[0];
        let api = &self.identity.api;
        let items: Vec<MediaRef> = batch.operations.iter().filter_map(|operation| operation.item).collect();
        if operation.shelf != Shelf::List {
            let Some(item) = operation.item else {
                return Err(Error::bug("a collection's operation without an item"));
            };
            let add = operation.kind == OperationKind::Add;
            let request =
                shelf_write(operation.shelf, &self.identity.account, item, add, operation.payload.score)?;
            return Ok((request, if add { Asked::Keep } else { Asked::Whole }));
        }
        if operation.kind == OperationKind::Create {
            return Ok((
                lists::create(api, &operation.payload.fields, &self.context.settings.language),
                Asked::Create,
            ));
        }
        let Some(id) = batch.list.remote_id else {
            return Err(Error::bug("a list without TMDB's id was claimed for a write"));
        };
        Ok(match operation.kind {
            OperationKind::Add | OperationKind::Remove => {
                let add = operation.kind == OperationKind::Add;
                (lists::change_items(api, id, &items, add)?, Asked::Items { items, add })
            }
            OperationKind::Clear => (lists::clear(api, id), Asked::Whole),
            OperationKind::Delete => (lists::delete(api, id), Asked::Whole),
            OperationKind::Update | OperationKind::Create => {
                if !api.is_v4() {
                    return Err(unsupported_on_v3("changing a list's name, description, privacy or order"));
                }
                (lists::update(id, &operation.payload.fields), Asked::Whole)
            }
        })
    }

    /// Acts on what an answer means.
    pub(super) fn settle_verdict(&self, batch: &Batch, verdict: Verdict) -> Result<()> {
        match verdict {
            Verdict::Landed(landed) => {
                self.succeeded()?;
                self.record(batch, |tx, operation, now| land(tx, batch, operation, landed, now))
            }
            Verdict::Created(id) => {
                self.succeeded()?;
                self.adopt(batch, id, "created")
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
        let mut error = Error::new(kind, format!("it is not known whether TMDB did it: {reason}"));
        if let Some(http) = http {
            error = error.with_detail("http_status", http);
        }
        if let Some(code) = code {
            error = error.with_detail("tmdb_status_code", code);
        }
        self.put_back_unknown(batch, &error, http, code)?;
        // TMDB is known to answer a successful deletion so; whether the list is gone can be seen at once.
        if batch.operations[0].kind == OperationKind::Delete
            && http == Some(500)
            && self.look_for_deletion(batch)?
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
        self.context.probe.reached("result.committed");
        Ok(())
    }

    /// Binds a list to what TMDB made, and ends its creation.
    pub(super) fn adopt(&self, batch: &Batch, id: u64, reason: &str) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            if let Some(other) = tx.list_by_remote_id(&operation.account, id)?
                && other.uid != operation.list
            {
                // The mirror met it before its creation was resolved. What operations refer to can't be the same list:
                // TMDB says that this one is new.
                if tx.has_operations(&other.uid)? {
                    tx.bind_list(&other.uid, None)?;
                    tx.set_list_state(&other.uid, ListState::RemoteDeleted)?;
                } else {
                    tx.drop_list(&other.uid)?;
                }
            }
            tx.bind_list(&operation.list, Some(id))?;
            fold_fields(tx, &operation.list, &operation.payload, now)?;
            tx.replace_base(&operation.list, &[], now)?;
            tx.finish(&operation.id, &batch.token, Status::Completed, Some(reason), None, now)?;
            if reason == "adopted" {
                tx.count(&now.day(), "adopted", 1)?;
            }
            note(tx, operation, "done", None, Some(reason), now)
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
                let error = Error::new(kind, format!("TMDB refuses this item: {message}"));
                refuse(tx, batch, operation, &error, None, now)
            }
            Some(ItemVerdict::Unmentioned) | None => {
                let unmentioned =
                    Error::new(ErrorKind::InvalidResponse, "TMDB's answer doesn't speak of this item");
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
    fn resolve_gone(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let first = &batch.operations[0];
        let (Shelf::List, Some(id)) = (first.shelf, batch.list.remote_id) else {
            return match first.kind {
                OperationKind::Remove => self
                    .record(batch, |tx, operation, now| land(tx, batch, operation, Landed::NotPresent, now)),
                _ => self.refuse_all(batch, refusal),
            };
        };
        if first.kind == OperationKind::Delete {
            return self.record(batch, |tx, operation, now| {
                complete(tx, batch, operation, "it was gone already", now)
            });
        }
        match self.list_is_gone(id) {
            Err(error) => self.look_failed(batch, error),
            Ok(true) => self.hold_for_lost_list(batch),
            Ok(false) if first.kind == OperationKind::Remove => {
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
                let asked_at = self.now();
                let lists = fetch_account_lists(&self.client, &self.identity.api, &self.identity.account)?;
                let is_named = lists.lists.iter().any(|head| head.id == id);
                if is_named && asked_at.since(lists.as_of) > OLDEST_EVIDENCE {
                    return Err(Error::new(
                        ErrorKind::Unavailable,
                        "TMDB's answers about a list contradict each other",
                    )
                    .with_hint("one of them is old; it is asked again by itself"));
                }
                Ok(!is_named)
            }
            Err(error) => Err(error),
        }
    }

    /// The list is gone on TMDB: its copy is kept, and what waits for it waits for a person.
    pub(super) fn hold_for_lost_list(&self, batch: &Batch) -> Result<()> {
        let live = self.state.read(|tx| tx.live_operations(&batch.list.uid))?;
        if live.iter().any(|operation| operation.kind == OperationKind::Delete) {
            return self.give_up_for_deletion(batch);
        }
        let name = batch.list.name.clone().unwrap_or_else(|| batch.list.uid.clone());
        self.warn(format!(
            "the list '{name}' is gone on TMDB; what waits for it is kept (make it anew: flixir lists sync --recreate; give it up: --drop)"
        ));
        self.record(batch, |tx, operation, now| {
            tx.set_list_state(&operation.list, ListState::RemoteDeleted)?;
            let mut waiting = waiting(operation, now, Duration::ZERO);
            waiting.hold = Some(Hold::Conflict);
            waiting.maybe_sent = false;
            waiting.reason = Some("the list is gone on TMDB".to_owned());
            tx.put_back(&operation.id, &batch.token, &waiting, now)?;
            tx.count(&now.day(), "conflicts", 1)?;
            for other in tx.live_operations(&operation.list)? {
                tx.hold_operation(&other.id, Some(Hold::Conflict), Some("the list is gone on TMDB"), now)?;
            }
            note(tx, operation, "gone", None, Some("the list is gone on TMDB"), now)
        })
    }

    /// The list is gone, and was to be deleted in the end: nobody needs to decide anything.
    fn give_up_for_deletion(&self, batch: &Batch) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            let reason = Some("the list is gone, as was wished");
            tx.finish(&operation.id, &batch.token, Status::Cancelled, reason, None, now)?;
            note(tx, operation, "gone", None, reason, now)?;
            for other in tx.live_operations(&operation.list)? {
                if other.kind == OperationKind::Delete {
                    tx.complete_waiting(&other.id, "it was gone already", now)?;
                } else {
                    tx.cancel(&other.id, "the list is gone, as was wished", now)?;
                }
            }
            tx.set_list_state(&operation.list, ListState::Gone)
        })
    }

    /// A look at TMDB before or after a write failed.
    pub(super) fn look_failed(&self, batch: &Batch, error: Error) -> Result<()> {
        match error.kind() {
            ErrorKind::Storage => Err(error),
            ErrorKind::RateLimited => {
                let asked = error.retry_after();
                self.put_back_as_it_was(batch, Duration::ZERO, &error)?;
                self.rate_limited(asked)
            }
            kind if kind.is_outage() => {
                let wait = next_wait(batch.operations[0].delay_ms, self.context.entropy.fraction());
                self.put_back_as_it_was(batch, wait, &error)?;
                if kind == ErrorKind::NetworkError {
                    self.open_breaker(error)
                } else {
                    self.failed_once(error)
                }
            }
            ErrorKind::SessionExpired | ErrorKind::AuthenticationFailed | ErrorKind::MissingCredentials => {
                self.put_back_as_it_was(batch, Duration::ZERO, &error)?;
                self.session_ended(error)
            }
            ErrorKind::NotFound => match batch.list.remote_id {
                Some(id) if batch.operations[0].kind != OperationKind::Create => {
                    match self.list_is_gone(id) {
                        Ok(true) => self.hold_for_lost_list(batch),
                        Ok(false) => self.fail_all(batch, &error, "refused"),
                        Err(worse) if worse.kind() == ErrorKind::NotFound => {
                            self.fail_all(batch, &error, "refused")
                        }
                        Err(worse) => self.look_failed(batch, worse),
                    }
                }
                _ => self.fail_all(batch, &error, "refused"),
            },
            _ => self.fail_all(batch, &error, "refused"),
        }
    }

    /// Puts operations back that TMDB certainly didn't carry out this time.
    fn put_back_unsent(&self, batch: &Batch, at_least: Duration, error: &Error) -> Result<()> {
        let fraction = self.context.entropy.fraction();
        let outage = matches!(error.kind(), ErrorKind::NetworkError | ErrorKind::Unavailable);
        self.record(batch, |tx, operation, now| {
            let wait =
                if outage { next_wait(operation.delay_ms, fraction).max(at_least) } else { Duration::ZERO };
            let mut waiting = waiting(operation, now, wait);
            waiting.maybe_sent = operation.maybe_sent;
            waiting.settle_until = operation.settle_until;
            waiting.last_error = Some(error.to_object());
            tx.put_back(&operation.id, &batch.token, &waiting, now)?;
            note(tx, operation, "not_sent", None, Some(error.message()), now)
        })
    }

    /// Puts operations back as they were before a look failed: what was perhaps sent stays so.
    fn put_back_as_it_was(&self, batch: &Batch, wait: Duration, error: &Error) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            let mut waiting = waiting(operation, now, wait);
            waiting.last_error = Some(error.to_object());
            tx.put_back(&operation.id, &batch.token, &waiting, now)?;
            note(tx, operation, "look_failed", None, Some(error.message()), now)
        })
    }

    fn put_back_unknown(
        &self,
        batch: &Batch,
        error: &Error,
        http: Option<u16>,
        code: Option<u64>,
    ) -> Result<()> {
        self.record(batch, |tx, operation, now| {
            self.wait_as_unknown(tx, batch, operation, error, http, code, now)
        })
    }

    #[expect(clippy::too_many_arguments, reason = "what is noted of an answer has that many parts")]
    pub(super) fn wait_as_unknown(
        &self,
        tx: &Tx<'_>,
        batch: &Batch,
        operation: &Operation,
        error: &Error,
        http: Option<u16>,
        code: Option<u64>,
        now: Timestamp,
    ) -> Result<()> {
        let wait = next_wait(operation.delay_ms, self.context.entropy.fraction());
        // Only a new list can be recognised before the request has settled.
        let wait = if operation.kind == OperationKind::Create { wait } else { wait.max(self.settle()) };
        let mut waiting = waiting(operation, now, wait);
        waiting.maybe_sent = true;
        waiting.settle_until = Some(now.plus(self.settle()));
        waiting.last_error = Some(error.to_object());
        waiting.preimage = tx.operation(&operation.id)?.and_then(|row| row.preimage);
        tx.put_back(&operation.id, &batch.token, &waiting, now)?;
        tx.count(&now.day(), "unknown", 1)?;
        let outcome = AttemptOutcome {
            class: "unknown",
            http,
            tmdb_code: code,
            note: Some(error.message().to_owned()),
        };
        tx.note_attempt(&operation.id, &outcome, now)
    }

    fn put_back_as_spam(&self, batch: &Batch, refusal: &Refusal) -> Result<()> {
        let error = refusal_error(refusal);
        let fraction = self.context.entropy.fraction();
        self.record(batch, |tx, operation, now| {
            note(tx, operation, "spam", Some(refusal), Some(&refusal.message), now)?;
            let times =
                tx.attempts(&operation.id)?.iter().filter(|row| row.class.as_deref() == Some("spam")).count();
            let wait = if times > SPAM_TRIES as usize {
                UNTIL_A_PERSON_ACTS
            } else {
                SPAM_WAIT.mul_f64(1.0 + 0.25 * fraction)
            };
            let mut waiting = waiting(operation, now, wait);
            waiting.maybe_sent = false;
            waiting.settle_until = None;
            waiting.preimage = None;
            waiting.hold = Some(Hold::Spam);
            waiting.reason = Some("TMDB takes this creation for spam".to_owned());
            waiting.last_error = Some(error.to_object());
            tx.put_back(&operation.id, &batch.token, &waiting, now)?;
            Ok(())
        })?;
        self.warn("TMDB takes the creation of a list for spam; it is tried again in some hours (now: flixir queue retry ID)".to_owned());
        Ok(())
    }
}

/// What was found before a write.
enum Preimage {
    /// To be kept with the operation.
    Ready(Value),
    /// The write is not needed any more.
    NothingToDo(&'static str),
    /// Only these items are to be taken off; others are strangers.
    OnlyThese(Vec<MediaRef>),
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

fn fold_fields(tx: &Tx<'_>, uid: &str, payload: &Payload, now: Timestamp) -> Result<()> {
    let Some(mut row) = tx.list(uid)? else { return Ok(()) };
    apply_fields(&mut row, payload);
    // An older answer of TMDB's edge cache must not undo it.
    row.summary_as_of = Some(now);
    tx.save_list_head(&row)
}

fn apply_fields(row: &mut ListRow, payload: &Payload) {
    let fields = &payload.fields;
    row.name = fields.name.clone().or(row.name.take());
    row.description = fields.description.clone().or(row.description.take());
    row.public = fields.public.or(row.public);
    row.sort_by = fields.sort_by.clone().or(row.sort_by.take());
}

fn auth_error(refusal: &Refusal) -> Error {
    let error = match refusal.code {
        Some(7 | 10) => Error::new(
            ErrorKind::AuthenticationFailed,
            format!("TMDB refuses the API key or token: {}", refusal.message),
        )
        .with_hint("check TMDB_API_KEY or TMDB_ACCESS_TOKEN"),
        Some(36) => Error::new(
            ErrorKind::AuthenticationFailed,
            "this token may only read: TMDB wants a user token that was approved for writing",
        )
        .with_hint("type: flixir auth login"),
        Some(code) if SESSION_CODES.contains(&code) || code == 37 => Error::session_ended(),
        _ => Error::new(
            ErrorKind::AuthenticationFailed,
            format!("TMDB refuses the account: {}", refusal.message),
        ),
    };
    with_codes(error, refusal)
}

fn refusal_error(refusal: &Refusal) -> Error {
    let kind = match (refusal.http, refusal.code) {
        (_, Some(38 | 39)) | (401 | 403, _) => ErrorKind::PermissionDenied,
        (404, _) => ErrorKind::NotFound,
        (400 | 405 | 406 | 422, _) => ErrorKind::Validation,
        _ => ErrorKind::ApiError,
    };
    with_codes(Error::new(kind, format!("TMDB refuses: {}", refusal.message)), refusal)
}

fn with_codes(error: Error, refusal: &Refusal) -> Error {
    let error = error.with_detail("http_status", refusal.http);
    match refusal.code {
        Some(code) => error.with_detail("tmdb_status_code", code),
        None => error,
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

/// Ends an operation as done, and folds its effect into the mirror.
pub(super) fn complete(
    tx: &Tx<'_>,
    batch: &Batch,
    operation: &Operation,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    if !tx.finish(&operation.id, &batch.token, Status::Completed, Some(reason), None, now)? {
        return Ok(());
    }
    let uid = &operation.list;
    match (operation.kind, operation.item) {
        (OperationKind::Add, Some(item)) => {
            let held = BaseItem {
                item,
                added_at: Some(operation.created_at),
                comment: operation.payload.comment.clone(),
                score: operation.payload.score,
            };
            tx.base_add(uid, &held, now)?;
            if tx.has_live_before(uid, operation.seq)? {
                // Found done before one that was asked for earlier: the order is to be read from TMDB.
                tx.expire_base(uid)?;
            }
        }
        (OperationKind::Remove, Some(item)) => tx.base_remove(uid, item, now)?,
        (OperationKind::Clear, _) => {
            for held in tx.base_items(uid)? {
                tx.base_remove(uid, held.item, now)?;
            }
        }
        (OperationKind::Update, _) => fold_fields(tx, uid, &operation.payload, now)?,
        (OperationKind::Delete, _) => tx.set_list_state(uid, ListState::Gone)?,
        (OperationKind::Create | OperationKind::Add | OperationKind::Remove, _) => {}
    }
    Ok(())
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
        "cancelled before it was carried out"
    } else {
        error.message()
    };
    tx.finish(&operation.id, &batch.token, Status::Failed, Some(reason), Some(&object), now)?;
    note(tx, operation, "refused", refusal, Some(error.message()), now)?;
    if operation.kind == OperationKind::Create {
        for dependent in tx.live_operations(&operation.list)? {
            let why = Error::new(ErrorKind::Conflict, "its list could not be made").to_object();
            tx.fail_waiting(&dependent.id, "dependency", &why, now)?;
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
    let reason = match (landed, operation.kind) {
        (Landed::AlreadyPresent, OperationKind::Add) => "already_present",
        (Landed::NotPresent, OperationKind::Remove) => "not_present",
        _ => "done",
    };
    if reason == "already_present" {
        tx.count(&now.day(), "already_present", 1)?;
    }
    complete(tx, batch, operation, reason, now)?;
    note(tx, operation, "done", None, Some(reason), now)
}

/// Returns whether what an operation would put there is what the mirror shows: for a rating its score counts as well.
fn stands(tx: &Tx<'_>, operation: &Operation) -> Result<bool> {
    if operation.shelf != Shelf::Ratings {
        return Ok(true);
    }
    let base = tx.base_items(&operation.list)?;
    let held = base.iter().find(|held| Some(held.item) == operation.item);
    Ok(held.is_some_and(|held| held.score == operation.payload.score))
}
