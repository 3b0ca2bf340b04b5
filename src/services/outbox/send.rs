//! Sending claimed operations: what is looked at before, what is kept of that, and the request itself. What the answer means
//! for them is [`super::settle`]; finding out what became of an answer that was lost is [`super::verify`].

use std::collections::BTreeSet;
use std::time::Duration;

use super::claim::{Batch, Task};
use super::effects::Case;
use super::job::Job;
use super::refusals::Codes;
use super::run::{Pause, Run, rate_limited, rate_pause};
use crate::domain::{
    AttemptClass, Before, Change, ClearScope, ListFields, MediaRef, MediaType, Operation, Reason, Status,
};
use crate::error::{ErrorKind, Result};
use crate::services::mirror::{agreed, merge};
use crate::store::{AttemptOutcome, Ending, Holding};
use crate::tmdb::Request;
use crate::tmdb::account::collection_write;
use crate::tmdb::lists::{self, fetch_list, unsupported_on_v3};
use crate::tmdb::verdict::{Asked, ItemVerdict, Verdict, judge};

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
        let preimage = match self.preimage(batch) {
            Ok(Preimage::Ready(preimage)) => preimage,
            Ok(Preimage::NothingToDo(reason)) => {
                return self.record(batch, |case| {
                    case.complete(&reason)?;
                    case.note(AttemptOutcome::saying(AttemptClass::Done, reason.text()))
                });
            }
            Ok(Preimage::OnlyThese { list, items }) => return self.remove_one_by_one(batch, list, &items),
            Ok(Preimage::Held(reason)) => return self.hold_for_a_decision(batch, &reason),
            Err(error) => return self.look_failed(batch, error),
        };
        if self.mark_sent(batch, preimage.as_ref())? { self.send(batch) } else { Ok(()) }
    }

    fn preimage(&self, batch: &Batch) -> Result<Preimage> {
        match &batch.job {
            Job::Create(_) => {
                let lists = self.account_lists()?;
                let ids = lists.lists.iter().map(|head| head.id).collect();
                Ok(Preimage::Ready(Some(Before::Lists { ids, date: lists.date })))
            }
            Job::Delete { list } => self.preimage_of_list(batch, *list, None),
            Job::Clear { list, scope } => self.preimage_of_list(batch, *list, Some(scope)),
            Job::Update { list, fields, .. } => self.preimage_of_fields(batch, *list, fields),
            Job::Items { .. } | Job::Collect { .. } => Ok(Preimage::Ready(None)),
        }
    }

    /// Keeps the items of a list that is to be deleted, or to lose those in `scope`.
    fn preimage_of_list(&self, batch: &Batch, id: u64, scope: Option<&ClearScope>) -> Result<Preimage> {
        let found = fetch_list(
            &self.client,
            &self.identity.api,
            id,
            &self.context.settings.language,
            batch.list.seen.misfit,
        );
        let remote = match found {
            Ok(remote) => remote,
            Err(error) if error.kind() == ErrorKind::NotFound && scope.is_none() => {
                return Ok(Preimage::NothingToDo(Reason::GoneAlready));
            }
            Err(error) => return Err(error),
        };
        let reason = if scope.is_none() { "delete" } else { "clear" };
        let now = self.now();
        let items: Vec<MediaRef> = self.state.write(|tx| {
            // An old answer of TMDB's edge cache shows as strangers what we removed, and not what we added.
            let known = tx.seen_items(&batch.list.uid)?;
            let merged = merge(&remote, &known, &tx.recent_writes(&batch.list.uid)?, now);
            let items: Vec<MediaRef> = merged.iter().map(|held| held.item).collect();
            let fields = ListFields {
                name: remote.head.name.clone().or(batch.list.seen.fields.name.clone()),
                description: remote.head.description.clone(),
                public: remote.head.public.or(batch.list.seen.fields.public),
                sort_by: None,
            };
            tx.take_snapshot(&batch.list, Holding { fields: &fields, items: &merged, reason }, now)?;
            Ok(items)
        })?;
        if let Some(ClearScope::Seen(seen)) = scope
            && items.iter().any(|item| !seen.contains(item))
        {
            let kept = items.iter().filter(|item| !seen.contains(item)).count();
            self.warn(format!(
                "{kept} items that were added on TMDB in the meantime stay on '{}'",
                batch.list.seen.fields.name.as_deref().unwrap_or("the list")
            ));
            let items = items.into_iter().filter(|item| seen.contains(item)).collect();
            return Ok(Preimage::OnlyThese { list: id, items });
        }
        Ok(Preimage::Ready(Some(Before::Items(items))))
    }

    /// Empties a list of what the person saw on it, because strangers are to stay. Taking an item off twice is the same as
    /// once, so a fault on the way only means doing the rest later; but what was sent may be carried out late, so each
    /// request is marked as perhaps sent like any other.
    pub(super) fn remove_one_by_one(&self, batch: &Batch, id: u64, items: &[MediaRef]) -> Result<()> {
        let has_shows = items.iter().any(|item| item.media_type == MediaType::Tv);
        if has_shows && !self.identity.api.is_v4() {
            let what = "taking shows off a list on which other things are to stay";
            return self.fail_all(batch, &unsupported_on_v3(what), &AttemptClass::Unsupported);
        }
        let room = if self.identity.api.is_v4() { lists::LARGEST_BATCH } else { 1 };
        // What an earlier try was about is kept: the rest of it may still be on its way.
        let is_first = batch.operations.iter().all(|operation| !operation.maybe_sent);
        let preimage = is_first.then(|| Before::Items(items.to_vec()));
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
                        "TMDB's answer doesn't mention every item",
                        Codes::default(),
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
        self.record(batch, |case| {
            let Case { tx, operation, now, .. } = case;
            // Also what an earlier try took off.
            let seen = match &operation.change {
                Change::Clear(scope) => scope.named(),
                _ => &[],
            };
            let meant: BTreeSet<MediaRef> =
                items.iter().chain(seen).chain(operation.items_before()).copied().collect();
            for item in meant {
                agreed::settled_remove(tx, &batch.list.uid, item, now)?;
            }
            tx.expire_seen(&batch.list.uid)?;
            case.finish(Ending {
                status: Status::Completed,
                reason: Some(&Reason::KeptNewItems),
                error: None,
            })?;
            case.note(AttemptClass::Done)
        })
    }

    /// Marks claimed operations as perhaps sent from now on; `false` where another run has taken them over, and where they are
    /// back in the queue because TMDB has asked for a pause since they were claimed.
    pub(super) fn mark_sent(&self, batch: &Batch, preimage: Option<&Before>) -> Result<bool> {
        let now = self.now();
        let settle_until = now.plus(super::run::REQUEST_TIMEOUT + self.settle());
        let marked = self.state.record(|tx| match rate_pause(tx, &self.identity.account, now)? {
            Some(until) => Ok(Err(until)),
            None => tx.mark_dispatched(&batch.token, preimage, settle_until, now).map(Ok),
        })?;
        match marked {
            Ok(marked) => {
                if marked == batch.operations.len() {
                    self.context.probe.reached("preimage.committed");
                }
                Ok(marked == batch.operations.len())
            }
            Err(until) => {
                let error = rate_limited(Some(until), now);
                self.put_back_unsent(batch, Duration::ZERO, &error)?;
                self.pause(Pause::RateLimit, error);
                Ok(false)
            }
        }
    }

    /// Sends claimed operations, which are marked as perhaps sent, and settles them by the answer.
    pub(super) fn send(&self, batch: &Batch) -> Result<()> {
        let (request, asked) = match self.request(batch) {
            Ok(found) => found,
            Err(error) => return self.fail_all(batch, &error, &AttemptClass::Unsupported),
        };
        let Some(verdict) = self.ask(batch, &request, &asked)? else { return Ok(()) };
        match batch.list_of_comments() {
            Some(list) => self.settle_commented(batch, list, verdict),
            None => self.settle_verdict(batch, verdict),
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
        let api = &self.identity.api;
        Ok(match &batch.job {
            Job::Collect { list_kind, item, score, adds } => {
                let request = collection_write(*list_kind, &self.identity.account, *item, *adds, *score)?;
                (request, if *adds { Asked::Keep } else { Asked::Whole })
            }
            Job::Create(fields) => {
                (lists::create(api, fields, &self.context.settings.language), Asked::Create)
            }
            Job::Items { list, adds } => {
                let items: Vec<MediaRef> = batch.operations.iter().filter_map(Operation::item).collect();
                (lists::change_items(api, *list, &items, *adds)?, Asked::Items { items, add: *adds })
            }
            Job::Clear { list, .. } => (lists::clear(api, *list), Asked::Whole),
            Job::Delete { list } => (lists::delete(api, *list), Asked::Whole),
            Job::Update { .. } if !api.is_v4() => {
                return Err(unsupported_on_v3("changing a list's name, description, privacy or order"));
            }
            Job::Update { list, fields, .. } => (lists::update(*list, fields), Asked::Whole),
        })
    }
}

/// What was found before a write.
pub(super) enum Preimage {
    /// To be kept with the operation.
    Ready(Option<Before>),
    /// The write is not needed any more.
    NothingToDo(Reason),
    /// Only these items are to be removed; others are strangers.
    OnlyThese { list: u64, items: Vec<MediaRef> },
    /// A person must be told before it is sent, and nobody is there.
    Held(String),
}
