//! Comments of items that were put on a list. TMDB accepts them by a write of its own, after the addition, so an addition
//! with a comment is done only when both are. Not for additions themselves: that is [`super::send`].
//!
//! What TMDB was measured to do (`docs/what-tmdb-really-does.md`: Lists with v4) makes this write unlike others: it
//! never changes a comment that is there, so it may be repeated without a look; and it loses some while it reports
//! success, so what it did is read back. Nothing of it is remembered between runs: an operation that broke off after
//! its addition is looked up like any other of unknown outcome, and an item that stands there without its comment is
//! the second half still to do.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::Batch;
use super::effects::Case;
use super::refusals::{Codes, said};
use super::run::Run;
use super::verify::{counted_attempts, stand};
use crate::domain::{AttemptClass, MediaRef, Operation, Reason};
use crate::error::{ErrorKind, Result};
use crate::store::AttemptOutcome;
use crate::tmdb::lists::{self, fetch_last_comments};
use crate::tmdb::verdict::{Asked, ItemVerdict, Landed, Verdict};

/// How often a comment is written that TMDB reports as kept and doesn't show.
const WRITES_OF_A_LOST_COMMENT: u32 = 3;

/// An addition that has landed, and whose comment is still to be written.
struct Half<'a> {
    operation: &'a Operation,
    landed: Landed,
    item: MediaRef,
    comment: &'a str,
}

impl Batch {
    /// Returns the list on which an item of it gets a comment; `None` where none does.
    pub(super) fn list_of_comments(&self) -> Option<u64> {
        let has_comments = self.operations.iter().any(|operation| operation.change.comment().is_some());
        self.job.list().filter(|_| has_comments)
    }

    /// Returns the same claim with only some of its operations.
    pub(super) fn only(&self, mut keep: impl FnMut(&Operation) -> bool) -> Self {
        let operations = self.operations.iter().filter(|operation| keep(operation)).cloned().collect();
        Self { operations, ..self.clone() }
    }

    /// Returns the same claim without comments, for a login that can't write any.
    pub(super) fn without_comments(&self) -> Self {
        let mut batch = self.clone();
        for operation in &mut batch.operations {
            operation.change = operation.change.clone().without_comment();
        }
        batch
    }
}

impl Run<'_> {
    /// Acts on the answer to additions of which some have comments: what is done without one is settled first.
    pub(super) fn settle_commented(&self, batch: &Batch, id: u64, verdict: Verdict) -> Result<()> {
        if !self.identity.api.is_v4() {
            self.warn(
                "comments were not sent: this login uses TMDB's v3 API, which has no comments".to_owned(),
            );
            return self.settle_verdict(&batch.without_comments(), verdict);
        }
        let verdicts = match verdict {
            Verdict::Items(verdicts) => verdicts,
            Verdict::Landed(landed) => vec![ItemVerdict::Landed(landed); batch.operations.len()],
            other => return self.settle_verdict(batch, other),
        };
        let verdicts: BTreeMap<&str, ItemVerdict> =
            batch.operations.iter().map(|operation| operation.id.as_str()).zip(verdicts).collect();
        if verdicts.values().any(|verdict| *verdict == ItemVerdict::Unmentioned) {
            // What is unknown goes back to waiting, and nothing behind it may stay in our hands: the comments are written
            // when the looking up has shown what landed.
            let cautious = |operation: &Operation| match &verdicts[operation.id.as_str()] {
                ItemVerdict::Landed(_) if operation.change.comment().is_some() => ItemVerdict::Unmentioned,
                other => other.clone(),
            };
            let cautious: Vec<ItemVerdict> = batch.operations.iter().map(cautious).collect();
            return self.settle_items(batch, &cautious);
        }
        let landed = |operation: &Operation| match verdicts[operation.id.as_str()] {
            ItemVerdict::Landed(landed) if operation.change.comment().is_some() => Some(landed),
            _ => None,
        };
        self.succeeded()?;
        self.record(batch, |case| match landed(case.operation) {
            // It stays in our hands; its place on the list is among those that it came with.
            Some(_) => stand(case),
            None => self.settle_item(case, verdicts.get(case.operation.id.as_str())),
        })?;
        let halves = batch.only(|operation| landed(operation).is_some());
        self.comment_on(&halves, id, |operation| landed(operation).unwrap_or(Landed::Done))
    }

    /// Writes the comments of items that are on the list now, and ends their operations.
    pub(super) fn comment_on(
        &self,
        batch: &Batch,
        id: u64,
        landed: impl Fn(&Operation) -> Landed,
    ) -> Result<()> {
        if batch.operations.is_empty() {
            return Ok(());
        }
        // The item is there, whatever becomes of its comment: nobody may take the operation for unsent any more, and an answer from
        // before this moment doesn't show that it isn't there.
        let mut batch = batch.clone();
        for operation in &mut batch.operations {
            operation.maybe_sent = true;
            operation.settle_until = Some(self.now());
        }
        let batch = &batch;
        self.context.probe.reached("comments.begun");
        let halves: Vec<Half<'_>> = batch
            .operations
            .iter()
            .filter_map(|operation| {
                let (item, comment) = (operation.item()?, operation.change.comment()?);
                Some(Half { operation, landed: landed(operation), item, comment })
            })
            .collect();
        let mut due: Vec<&Half<'_>> = halves.iter().collect();
        let mut left: BTreeMap<MediaRef, String> = BTreeMap::new();
        for write in 1..=WRITES_OF_A_LOST_COMMENT {
            if !self.mark_sent(batch, None)? {
                return Ok(());
            }
            let comments: Vec<(MediaRef, &str)> = due.iter().map(|half| (half.item, half.comment)).collect();
            let items = due.iter().map(|half| half.item).collect();
            let request = lists::comment_items(id, &comments);
            let Some(verdict) = self.ask(batch, &request, &Asked::Items { items, add: true })? else {
                return Ok(());
            };
            match verdict {
                Verdict::Landed(_) => {}
                Verdict::Items(verdicts) => {
                    if verdicts.contains(&ItemVerdict::Unmentioned) {
                        let reason = "TMDB's answer doesn't mention every comment";
                        return self.settle_unknown(
                            batch,
                            ErrorKind::InvalidResponse,
                            reason,
                            Codes::default(),
                        );
                    }
                    for (half, verdict) in due.iter().zip(verdicts) {
                        if let ItemVerdict::Refused(message) = verdict {
                            left.insert(half.item, message);
                        }
                    }
                }
                Verdict::Refused(refusal) => {
                    left.extend(due.iter().map(|half| (half.item, refusal.message.clone())));
                }
                Verdict::Gone(refusal) => match self.list_is_gone(id) {
                    Err(error) => return self.look_failed(batch, error),
                    Ok(true) => return self.hold_for_lost_list(batch),
                    Ok(false) => left.extend(due.iter().map(|half| (half.item, said(&refusal)))),
                },
                other => return self.settle_verdict(batch, other),
            }
            self.succeeded()?;
            due.retain(|half| !left.contains_key(&half.item));
            let lost = self.lost_comments(id, &due);
            due.retain(|half| lost.contains(&half.item));
            if due.is_empty() {
                break;
            }
            if write == WRITES_OF_A_LOST_COMMENT {
                left.extend(
                    due.iter()
                        .map(|half| (half.item, "TMDB reported it as saved, but it is missing".to_owned())),
                );
            }
        }
        self.end_halves(batch, &halves, &left)
    }

    /// Returns which of the comments that TMDB has just taken it doesn't show. Only what was put on last is looked at, and a
    /// look that fails shows nothing: that TMDB took them is known.
    fn lost_comments(&self, id: u64, taken: &[&Half<'_>]) -> BTreeSet<MediaRef> {
        if taken.is_empty() {
            return BTreeSet::new();
        }
        let language = &self.context.settings.language;
        let shown = fetch_last_comments(&self.client, &self.identity.api, id, taken.len(), language);
        let shown = shown.unwrap_or_default();
        let is_lost = |half: &&&Half<'_>| shown.get(&half.item).is_some_and(Option::is_none);
        taken.iter().filter(is_lost).map(|half| half.item).collect()
    }

    /// Ends operations whose items are on the list, with their comments or without.
    fn end_halves(
        &self,
        batch: &Batch,
        halves: &[Half<'_>],
        left: &BTreeMap<MediaRef, String>,
    ) -> Result<()> {
        self.record(batch, |case| {
            let operation = case.operation;
            let Some(half) = halves.iter().find(|half| half.operation.id == operation.id) else {
                return Ok(());
            };
            match left.get(&half.item) {
                None => case.land(half.landed),
                Some(reason) => {
                    let change = operation.change.clone().without_comment();
                    let bare = Operation { change, ..operation.clone() };
                    Case { operation: &bare, ..case }.land(half.landed)?;
                    case.note(AttemptOutcome::saying(AttemptClass::CommentLeft, reason.as_str()))
                }
            }
        })?;
        if let Some((item, reason)) = left.first_key_value() {
            let name = batch.list.seen.fields.name.as_deref().unwrap_or("the list");
            let what = match left.len() {
                1 => format!("the comment of {item}"),
                many => format!("the comments of {many} titles (first: {item})"),
            };
            self.warn(format!("{what} on '{name}' could not be saved: {reason}"));
        }
        Ok(())
    }

    /// Items that were found without the comment that they should have: it is written now, unless that has failed too often.
    pub(super) fn comment_on_found(&self, batch: &Batch, id: u64) -> Result<()> {
        let mut batch = batch.clone();
        let attempts = self.state.read(|tx| {
            let counted = batch.operations.iter().map(|operation| counted_attempts(tx, operation));
            counted.collect::<Result<Vec<u32>>>()
        })?;
        for (operation, attempts) in batch.operations.iter_mut().zip(attempts) {
            operation.attempts = attempts;
        }
        let is_tired = |operation: &Operation| operation.attempts >= operation.max_attempts;
        let given_up = batch.only(is_tired).without_comments();
        if !given_up.operations.is_empty() {
            self.record(&given_up, |case| {
                case.complete(&Reason::FoundDone)?;
                case.note(AttemptOutcome::saying(AttemptClass::CommentLeft, "TMDB returned errors too often"))
            })?;
            let count = given_up.operations.len();
            self.warn(format!("{count} comments could not be saved: TMDB returned errors too often"));
        }
        self.comment_on(&batch.only(|operation| !is_tired(operation)), id, |_| Landed::Done)
    }
}
