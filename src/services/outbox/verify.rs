//! Unknown outcomes (docs/how-the-queue-keeps-its-promises.md): what may have reached TMDB is repeated only after evidence. Evidence counts
//! once the request can no longer be carried out (it has settled); only a list that is new is proof before that.

use std::time::Duration;

use super::claim::{Batch, Unsure};
use super::effects::Case;
use super::end_of_list::{end_deleted, end_uncreated};
use super::job::Job;
use super::put_back::{settle_left, span_for, waiting};
use super::refusals::Codes;
use super::run::Run;
use super::waits::next_wait;
use crate::domain::{
    AttemptClass, Before, Hold, ListFields, ListKind, MediaRef, MediaType, Operation, OperationKind, Reason,
    Status, Timestamp,
};
use crate::error::{Error, ErrorKind, Result};
use crate::services::mirror::{agreed, take_fields};
use crate::store::{AttemptOutcome, Ending, HeldItem, Tx};
use crate::tmdb::account::{AccountLists, Presence, fetch_in_collections};
use crate::tmdb::http_date;
use crate::tmdb::lists::{ListHead, fetch_list, fetch_presence, list_page};

/// Where answers don't tell their age, absence is believed only after a second look that much later.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);
/// The server's clock is trusted to this when it says when a list was made.
const SERVER_CLOCK_SLACK: Duration = Duration::from_mins(1);
/// Up to this many items are asked for one by one; beyond, the whole list is read.
const FEW_ITEMS: usize = 2;

/// What evidence says about one operation.
enum Evidence {
    /// TMDB did it, or what was wanted is so.
    Applied(Reason),
    /// TMDB did it, but for a comment that is still to be written: now, or when it is claimed again.
    Half { now: bool },
    /// TMDB didn't, and won't any more.
    NotApplied,
    /// It was to be taken back, and is, for what can be told.
    TakenBack(Reason),
    /// The answer is too old to tell; it may be asked again after this.
    TooOld(i64),
    /// Somebody else changed the same thing meanwhile.
    Conflict(Reason),
}

impl Run<'_> {
    /// Finds out what became of operations that may have been sent.
    pub(super) fn verify(&self, batch: &Batch) -> Result<()> {
        match &batch.job {
            Job::Collect { list_kind, item, score, adds } => {
                // A score that isn't asked for is as good as any.
                let wanted = Presence { is_present: *adds, score: *score };
                self.verify_in_collection(batch, *list_kind, *item, wanted)
            }
            Job::Create(fields) => self.verify_create(batch, fields),
            Job::Items { list, adds } => self.verify_items(batch, *list, *adds),
            Job::Update { list, fields, from } => self.verify_update(batch, *list, fields, from.as_ref()),
            Job::Clear { list, .. } => self.verify_clear(batch, *list),
            Job::Delete { list } => self.look_for_deletion(batch, *list).map(|_| ()),
        }
    }

    /// Setting a state twice is the same as once, but only a look tells whether it may still be taken back.
    fn verify_in_collection(
        &self,
        batch: &Batch,
        list_kind: ListKind,
        item: MediaRef,
        wanted: Presence,
    ) -> Result<()> {
        let asked = self.context.clock.elapsed();
        let (standing, as_of) = match fetch_in_collections(&self.client, list_kind, item) {
            Ok(found) => found,
            Err(error) => return self.look_failed(batch, error),
        };
        self.succeeded()?;
        let asked_at = self.context.clock.moment_of(asked);
        let is_other_score = wanted.score.is_some() && standing.score != wanted.score;
        let is_as_wanted = standing.is_present == wanted.is_present && !is_other_score;
        self.conclude(batch, |operation| {
            let left = settle_left(operation, as_of, asked_at);
            match (left > 0, is_as_wanted) {
                (true, _) => Evidence::TooOld(left),
                (false, true) => Evidence::Applied(Reason::FoundDone),
                (false, false) => Evidence::NotApplied,
            }
        })
    }

    fn verify_create(&self, batch: &Batch, fields: &ListFields) -> Result<()> {
        let operation = &batch.operations[0];
        let mut candidates = match self.candidates(operation, fields) {
            Ok(found) => found,
            Err(error) => return self.look_failed(batch, error),
        };
        let doubtful = candidates.ids.is_empty()
            && !candidates.has_age
            && settle_left(operation, candidates.as_of, candidates.asked_at) == 0;
        if doubtful {
            let looks_once = self.options.unsure == Unsure::LookedUpOnce;
            if looks_once || self.client.time_left() <= BETWEEN_LOOKS {
                return self.conclude(batch, |_| {
                    Evidence::TooOld(BETWEEN_LOOKS.as_millis().try_into().unwrap_or(0))
                });
            }
            self.context.clock.sleep(BETWEEN_LOOKS);
            candidates = match self.candidates(operation, fields) {
                Ok(found) => found,
                Err(error) => return self.look_failed(batch, error),
            };
        }
        self.succeeded()?;
        match candidates.ids.as_slice() {
            [id] => self.adopt(batch, *id, &Reason::Adopted),
            [] => {
                let left = settle_left(operation, candidates.as_of, candidates.asked_at);
                self.conclude(batch, |_| if left > 0 { Evidence::TooOld(left) } else { Evidence::NotApplied })
            }
            several => {
                let ids: Vec<String> = several.iter().map(u64::to_string).collect();
                let reason = Reason::Said(format!("several new lists could be it: {}", ids.join(", ")));
                self.conclude(batch, |_| Evidence::Conflict(reason.clone()))
            }
        }
    }

    fn candidates(&self, operation: &Operation, fields: &ListFields) -> Result<Candidates> {
        let asked = self.context.clock.elapsed();
        let lists = self.account_lists()?;
        let asked_at = self.context.clock.moment_of(asked);
        let mut ids = fitting(&lists, operation, fields);
        // A list that operations refer to is somebody else's creation.
        let bound = self.state.read(|tx| {
            let mut bound = Vec::new();
            for id in &ids {
                if let Some(row) = tx.list_by_remote_id(&operation.account, *id)?
                    && row.uid != operation.list
                    && tx.has_operations(&row.uid)?
                {
                    bound.push(*id);
                }
            }
            Ok(bound)
        })?;
        ids.retain(|id| !bound.contains(id));
        Ok(Candidates { ids, asked_at, as_of: lists.as_of, has_age: lists.has_age })
    }

    fn verify_items(&self, batch: &Batch, id: u64, wanted: bool) -> Result<()> {
        let mut found: Vec<Look> = Vec::new();
        let mut uncommented: Vec<MediaRef> = Vec::new();
        // v3's question about one item is about movies only.
        let is_film =
            |operation: &Operation| operation.item().is_some_and(|item| item.media_type == MediaType::Movie);
        let can_ask = self.identity.api.is_v4() || batch.operations.iter().all(is_film);
        let may_miss_comments = batch.list_of_comments().is_some() && self.identity.api.is_v4();
        if can_ask && batch.operations.len() <= FEW_ITEMS && !may_miss_comments {
            for item in batch.operations.iter().filter_map(|operation| operation.item()) {
                let asked = self.context.clock.elapsed();
                match fetch_presence(&self.client, &self.identity.api, id, item) {
                    Ok((present, as_of)) => {
                        // Before the next look, so that a clock that is put forward in between makes no answer look old.
                        let asked_at = self.context.clock.moment_of(asked);
                        found.push(Look { item, present, as_of, asked_at });
                    }
                    Err(error) => return self.look_failed(batch, error),
                }
            }
        } else {
            let asked = self.context.clock.elapsed();
            match fetch_list(
                &self.client,
                &self.identity.api,
                id,
                &self.context.settings.language,
                batch.list.seen.misfit,
            ) {
                Ok(list) => {
                    let asked_at = self.context.clock.moment_of(asked);
                    let refs = list.refs();
                    let bare = list.items.iter().filter(|held| held.comment.is_none() && may_miss_comments);
                    uncommented.extend(bare.map(|held| held.media.item()));
                    for item in batch.operations.iter().filter_map(|operation| operation.item()) {
                        let present = refs.contains(&item);
                        // A list that moves while it is read shows presence, never absence.
                        let as_of = if present || list.proves_absence_of_ours() {
                            list.as_of
                        } else {
                            Timestamp::from_millis(0)
                        };
                        found.push(Look { item, present, as_of, asked_at });
                    }
                }
                Err(error) => return self.look_failed(batch, error),
            }
        }
        self.succeeded()?;
        let evidence = |operation: &Operation| {
            let Some(look) = found.iter().find(|look| Some(look.item) == operation.item()) else {
                return Evidence::TooOld(0);
            };
            let left = settle_left(operation, look.as_of, look.asked_at);
            let is_bare = operation.item().is_some_and(|item| uncommented.contains(&item));
            // A person who cancels wants no comment written any more.
            let is_half = operation.change.comment().is_some()
                && is_bare
                && operation.hold != Some(Hold::CancelRequested);
            match (left > 0, look.present == wanted) {
                (true, _) => Evidence::TooOld(left),
                (false, true) if is_half => Evidence::Half { now: false },
                (false, true) => Evidence::Applied(Reason::FoundDone),
                (false, false) => Evidence::NotApplied,
            }
        };
        let is_half = |operation: &Operation| matches!(evidence(operation), Evidence::Half { .. });
        let is_settled = |operation: &Operation| {
            matches!(evidence(operation), Evidence::Half { .. } | Evidence::Applied(_))
        };
        // Where others of the batch go back to waiting, nothing behind them may stay in our hands.
        let goes_on = batch.operations.iter().all(is_settled);
        self.conclude(batch, |operation| match evidence(operation) {
            Evidence::Half { .. } => Evidence::Half { now: goes_on },
            other => other,
        })?;
        if goes_on { self.comment_on_found(&batch.only(is_half), id) } else { Ok(()) }
    }

    fn verify_update(
        &self,
        batch: &Batch,
        id: u64,
        fields: &ListFields,
        from: Option<&ListFields>,
    ) -> Result<()> {
        let request = list_page(&self.identity.api, id, 1, &self.context.settings.language);
        let asked = self.context.clock.elapsed();
        let answer = match self.client.fetch(&request).and_then(|answer| Ok((answer.as_of, answer.json()?))) {
            Ok(answer) => answer,
            Err(error) => return self.look_failed(batch, error),
        };
        self.succeeded()?;
        let asked_at = self.context.clock.moment_of(asked);
        let (as_of, body) = answer;
        let head = ListHead::read(&body);
        if let Some(head) = &head {
            self.note_head(batch, head, as_of)?;
        }
        self.conclude(batch, |operation| {
            let left = settle_left(operation, as_of, asked_at);
            match &head {
                _ if left > 0 => Evidence::TooOld(left),
                None => Evidence::TooOld(0),
                Some(head) => {
                    let before = match &operation.preimage {
                        Some(Before::Fields(before)) => before.clone(),
                        _ => from.cloned().unwrap_or_default(),
                    };
                    judge_update(fields, &before, head)
                }
            }
        })
    }

    /// Takes the fields that a look showed into *seen*, as any read does.
    fn note_head(&self, batch: &Batch, head: &ListHead, as_of: Timestamp) -> Result<()> {
        let now = self.now();
        self.state.write(|tx| {
            let Some(mut row) = tx.list(&batch.list.uid)? else { return Ok(()) };
            take_fields(&mut row, head, as_of, now);
            tx.save_seen(&row)
        })
    }

    fn verify_clear(&self, batch: &Batch, id: u64) -> Result<()> {
        let asked = self.context.clock.elapsed();
        let list = match fetch_list(
            &self.client,
            &self.identity.api,
            id,
            &self.context.settings.language,
            batch.list.seen.misfit,
        ) {
            Ok(list) => list,
            Err(error) => return self.look_failed(batch, error),
        };
        self.succeeded()?;
        let asked_at = self.context.clock.moment_of(asked);
        let operation = &batch.operations[0];
        let left = settle_left(operation, list.as_of, asked_at);
        let refs = list.refs();
        if left > 0 || list.has_moved {
            return self.conclude(batch, |_| Evidence::TooOld(left));
        }
        match after_a_clear(operation, &refs, list.skipped) {
            Cleared::Whole => self.conclude(batch, |_| Evidence::Applied(Reason::FoundDone)),
            Cleared::NotAtAll => self.conclude(batch, |_| Evidence::NotApplied),
            Cleared::ButFor(rest) => self.remove_one_by_one(batch, id, &rest),
            Cleared::TakenBack { gone } => self.conclude(batch, |_| Evidence::TakenBack(taken_back(gone))),
        }
    }

    /// Looks whether a list that was to be deleted is gone, and returns that; it is proof at any time.
    pub(super) fn look_for_deletion(&self, batch: &Batch, id: u64) -> Result<bool> {
        let request = list_page(&self.identity.api, id, 1, &self.context.settings.language);
        let asked = self.context.clock.elapsed();
        match self.client.fetch(&request) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.succeeded()?;
                self.found_deleted(batch)?;
                Ok(true)
            }
            Err(error) => {
                self.look_failed(batch, error)?;
                Ok(false)
            }
            Ok(answer) => {
                self.succeeded()?;
                self.conclude(batch, |operation| {
                    let left = settle_left(operation, answer.as_of, self.context.clock.moment_of(asked));
                    if left > 0 { Evidence::TooOld(left) } else { Evidence::NotApplied }
                })?;
                Ok(false)
            }
        }
    }

    /// The deletion may have gone back to waiting already, when the look follows the answer at once.
    fn found_deleted(&self, batch: &Batch) -> Result<()> {
        let now = self.now();
        self.state.record(|tx| {
            for operation in &batch.operations {
                let case = Case { tx, batch, operation, now };
                if tx.holds_claim(&operation.id, &batch.token)? {
                    case.complete(&Reason::FoundDone)?;
                } else if tx.complete_waiting(&operation.id, &Reason::FoundDone, now)? {
                    end_deleted(tx, &operation.list, now)?;
                }
                case.count("verified")?;
                case.note(AttemptOutcome::saying(AttemptClass::Verified, "the list is gone"))?;
            }
            Ok(())
        })
    }

    /// Acts on evidence, operation by operation.
    fn conclude(&self, batch: &Batch, evidence: impl Fn(&Operation) -> Evidence) -> Result<()> {
        self.record(batch, |case| {
            let Case { operation, now, .. } = case;
            case.count("verified")?;
            match evidence(operation) {
                Evidence::Applied(reason) => {
                    let was_to_be_cancelled = operation.hold == Some(Hold::CancelRequested);
                    let reason = if was_to_be_cancelled { Reason::DoneBeforeCancel } else { reason };
                    case.complete(&reason)?;
                    case.note(AttemptOutcome::saying(AttemptClass::Verified, reason.text()))
                }
                Evidence::Half { now: true } => stand(case),
                Evidence::Half { now: false } => {
                    stand(case)?;
                    let mut waiting = waiting(operation, now, Duration::ZERO);
                    waiting.maybe_sent = true;
                    case.put_back(&waiting)?;
                    case.note(AttemptOutcome::saying(AttemptClass::Verified, "done, except for the comment"))
                }
                Evidence::NotApplied => not_applied(case),
                Evidence::TakenBack(reason) => {
                    case.finish(Ending { status: Status::Cancelled, reason: Some(&reason), error: None })?;
                    case.note(AttemptOutcome::saying(AttemptClass::Verified, reason.text()))
                }
                Evidence::TooOld(left) => {
                    let own = next_wait(0, 0.0).min(span_for(left.max(1000)));
                    let mut waiting = waiting(operation, now, own);
                    waiting.reason = Some(Reason::TooOld);
                    case.put_back(&waiting)?;
                    case.note(AttemptClass::TooOld)
                }
                Evidence::Conflict(reason) => {
                    let mut waiting = waiting(operation, now, Duration::ZERO);
                    waiting.hold = Some(Hold::Conflict);
                    waiting.reason = Some(reason.clone());
                    case.put_back(&waiting)?;
                    case.count("conflicts")?;
                    case.note(AttemptOutcome::saying(AttemptClass::Conflict, reason.text()))
                }
            }
        })
    }
}

/// TMDB didn't do it and won't any more: send again, unless it was cancelled or has used up its tries.
fn not_applied(case: Case<'_>) -> Result<()> {
    let Case { tx, batch, operation, now } = case;
    if operation.hold == Some(Hold::CancelRequested) {
        case.finish(Ending { status: Status::Cancelled, reason: Some(&Reason::Cancelled), error: None })?;
        if operation.kind() == OperationKind::Create {
            end_uncreated(tx, &operation.list, now)?;
        }
        return case
            .note(AttemptOutcome::saying(AttemptClass::Verified, "TMDB did not receive it; cancelled"));
    }
    let attempts = counted_attempts(tx, operation)?;
    if attempts >= operation.max_attempts {
        let error = Error::new(ErrorKind::ApiError, format!("TMDB failed {attempts} times"));
        let error = with_details_of(error, operation);
        tx.set_attempts(&operation.id, &batch.token, attempts)?;
        return case.refuse(&error, Codes::default());
    }
    let mut waiting = waiting(operation, now, Duration::ZERO);
    waiting.maybe_sent = false;
    waiting.settle_until = None;
    waiting.preimage = None;
    waiting.attempts = attempts;
    waiting.reason = None;
    case.put_back(&waiting)?;
    case.note(AttemptOutcome::saying(AttemptClass::Verified, "TMDB did not receive it; sent again"))
}

/// Folds an item into the mirror that is on the list, and whose comment is still to come.
pub(super) fn stand(case: Case<'_>) -> Result<()> {
    let Case { tx, operation, now, .. } = case;
    let Some(item) = operation.item() else { return Ok(()) };
    let held = HeldItem { added_at: Some(operation.created_at), ..HeldItem::bare(item) };
    agreed::settled_add(tx, &operation.list, &held, now)
}

/// Returns how many answers count against an operation that TMDB has just been found not to have carried out, this one
/// included where it does.
pub(super) fn counted_attempts(tx: &Tx<'_>, operation: &Operation) -> Result<u32> {
    // A read that went through says nothing about writes: TMDB may be failing as a whole, however long.
    let others_went = match operation.dispatched_at {
        Some(since) => tx.completed_since(&operation.account, since, &operation.id)?,
        None => false,
    };
    Ok(operation.attempts + u32::from(others_went))
}

/// Adds what TMDB answered last to an error.
fn with_details_of(error: Error, operation: &Operation) -> Error {
    let details = operation.last_error.as_ref().map(|last| &last.details);
    details.into_iter().flatten().fold(error, |error, (key, value)| error.with_detail(key, value.clone()))
}

/// What a list shows of a clear whose answer was lost.
#[derive(Debug, PartialEq, Eq)]
enum Cleared {
    /// It was carried out.
    Whole,
    /// Nothing shows that it was.
    NotAtAll,
    /// It was to be taken back, and so many of the items that it was to take off are no longer there.
    TakenBack { gone: usize },
    /// Somebody has added titles meanwhile; of what was to be taken off, these are left.
    ButFor(Vec<MediaRef>),
}

/// Tells what became of a clear from the `items` that are on the list now, and rows that can't be read. One that is to be taken
/// back takes nothing more off.
fn after_a_clear(operation: &Operation, items: &[MediaRef], unreadable: u64) -> Cleared {
    let before = operation.items_before();
    let (rest, new): (Vec<MediaRef>, Vec<MediaRef>) = items.iter().partition(|item| before.contains(item));
    let is_taken_back = operation.hold == Some(Hold::CancelRequested);
    match (rest.is_empty() && unreadable == 0, new.is_empty()) {
        (true, true) => Cleared::Whole,
        (true, false) if is_taken_back => Cleared::Whole,
        (false, _) if is_taken_back => {
            Cleared::TakenBack { gone: before.iter().filter(|item| !rest.contains(item)).count() }
        }
        (_, false) => Cleared::ButFor(rest),
        (false, true) => Cleared::NotAtAll,
    }
}

/// Says that a change is cancelled. What is gone meanwhile may have been taken off by it in part, or by somebody else.
fn taken_back(gone: usize) -> Reason {
    match gone {
        0 => Reason::Cancelled,
        1 => Reason::Said("cancelled; 1 item is no longer on the list".to_owned()),
        gone => Reason::Said(format!("cancelled; {gone} items are no longer on the list")),
    }
}

/// What TMDB says of an item's place on a list.
struct Look {
    item: MediaRef,
    present: bool,
    as_of: Timestamp,
    asked_at: Timestamp,
}

struct Candidates {
    ids: Vec<u64>,
    asked_at: Timestamp,
    as_of: Timestamp,
    has_age: bool,
}

/// Returns the lists that a creation may have made: of its name and description, and not there before it was sent.
fn fitting(lists: &AccountLists, operation: &Operation, fields: &ListFields) -> Vec<u64> {
    let (known, date) = match &operation.preimage {
        Some(Before::Lists { ids, date }) => (ids.as_slice(), date.as_deref()),
        _ => (&[][..], None),
    };
    let not_before = date.and_then(http_date).map(|date| date.minus(SERVER_CLOCK_SLACK));
    let same = |ours: &Option<String>, theirs: &Option<String>| {
        ours.as_deref().unwrap_or("").trim() == theirs.as_deref().unwrap_or("").trim()
    };
    lists
        .lists
        .iter()
        .filter(|head| !known.contains(&head.id))
        .filter(|head| same(&fields.name, &head.name) && same(&fields.description, &head.description))
        .filter(|head| match (head.created_at, not_before) {
            (Some(made), Some(not_before)) => made >= not_before,
            _ => true,
        })
        .map(|head| head.id)
        .collect()
}

/// Compares a list's fields with what was wanted and what was there.
fn judge_update(target: &ListFields, before: &ListFields, found: &ListHead) -> Evidence {
    let text = |wanted: &Option<String>, found: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| wanted.trim() == found.as_deref().unwrap_or("").trim())
    };
    let reached = |fields: &ListFields| {
        text(&fields.name, &found.name)
            && text(&fields.description, &found.description)
            && (fields.public.is_none() || found.public.is_none() || fields.public == found.public)
            && (fields.sort_by.is_none() || found.sort_by.is_none() || fields.sort_by == found.sort_by)
    };
    if reached(target) {
        return Evidence::Applied(Reason::FoundDone);
    }
    // Only the fields that were to change tell anything.
    let old = ListFields {
        name: target.name.as_ref().and(before.name.clone()),
        description: target.description.as_ref().and(before.description.clone()),
        public: target.public.and(before.public),
        sort_by: target.sort_by.as_ref().and(before.sort_by.clone()),
    };
    if reached(&old) {
        return Evidence::NotApplied;
    }
    let theirs = found
        .name
        .as_deref()
        .filter(|_| target.name.is_some())
        .map(|name| format!(" (its name is '{name}')"));
    let theirs = theirs.unwrap_or_default();
    Evidence::Conflict(Reason::Said(format!("the list was changed on TMDB meanwhile{theirs}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Change, ClearScope};

    #[test]
    fn what_is_left_of_a_clear_s_items_tells_whether_it_was_carried_out() {
        let [a, b, new] = [MediaRef::movie(1), MediaRef::tv(1), MediaRef::movie(9)];
        let clear = Operation {
            preimage: Some(Before::Items(vec![a, b])),
            ..Operation::fresh(1, Change::Clear(ClearScope::Everything))
        };
        let taken_back = Operation { hold: Some(Hold::CancelRequested), ..clear.clone() };
        for (items, unreadable, found, found_taken_back) in [
            (&[][..], 0, Cleared::Whole, Cleared::Whole),
            (&[], 1, Cleared::NotAtAll, Cleared::TakenBack { gone: 2 }),
            (&[a, b], 0, Cleared::NotAtAll, Cleared::TakenBack { gone: 0 }),
            (&[b], 0, Cleared::NotAtAll, Cleared::TakenBack { gone: 1 }),
            (&[a, b, new], 0, Cleared::ButFor(vec![a, b]), Cleared::TakenBack { gone: 0 }),
            (&[new], 0, Cleared::ButFor(vec![]), Cleared::Whole),
        ] {
            assert_eq!(after_a_clear(&clear, items, unreadable), found, "{items:?}");
            assert_eq!(after_a_clear(&taken_back, items, unreadable), found_taken_back, "{items:?}");
        }
    }
}
