//! Taking operations of one list into a run's hands. Everything that says whether an operation may be touched now is
//! here; the same transaction that decides also claims, and marks as perhaps sent what is about to be sent.

use std::collections::BTreeSet;
use std::time::Duration;

use super::end_of_list::end_deleted;
use super::job::Job;
use super::lanes::Claimed;
use crate::domain::{Hold, ListKind, Operation, OperationKind, Reason, Status, Timestamp, is_due};
use crate::error::{Error, Result};
use crate::store::{ListRow, ListState, StoredOperation, Tx};
use crate::tmdb::lists::LARGEST_BATCH;

/// Who reads what a run says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// The person who typed the command, or who reads its output later.
    #[default]
    Person,
    /// Nobody: an update that would replace somebody else's value waits for a command that can tell.
    Nobody,
}

/// What becomes of operations that may have been sent before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unsure {
    /// TMDB is asked what became of them, a second time after a pause where one answer is no proof.
    #[default]
    LookedUp,
    /// Only those are looked up whose request can no longer be carried out, and by one look: nothing is waited for.
    LookedUpOnce,
}

/// What is to be done with claimed operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Send: they are marked as perhaps sent already.
    Send,
    /// Look at TMDB first, store what is there, mark as perhaps sent, then send.
    Prepare,
    /// They may have been sent before: find out.
    Verify,
}

/// Operations in a run's hands: of one list, of one kind, in order.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// Proof of the claim.
    pub(super) token: String,
    /// Their list.
    pub(super) list: ListRow,
    /// The operations.
    pub(super) operations: Vec<Operation>,
    /// What is to be done with them now.
    pub(super) task: Task,
    /// What they do at TMDB.
    pub(super) job: Job,
}

/// What decides over a claim, besides the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClaimRules<'a> {
    /// The account in use.
    pub(super) account: &'a str,
    /// The run.
    pub(super) run: &'a str,
    /// A fresh random token.
    pub(super) token: &'a str,
    /// Now.
    pub(super) now: Timestamp,
    /// Whether waits are ignored (`--now`); the settle time never is.
    pub(super) ignores_waits: bool,
    /// Most operations to take.
    pub(super) limit: usize,
    /// Whether adds and removes travel together (v4).
    pub(super) batches: bool,
    /// How long a request may take, and may go on being carried out after that.
    pub(super) settle: Duration,
    /// Who reads what the run says: where nobody does, it decides nothing that must be told.
    pub(super) audience: Audience,
    /// What becomes of operations that may have been sent before.
    pub(super) unsure: Unsure,
    /// Whether a second creation waits for the first; not so in a test that shows why.
    pub(super) guards_creates: bool,
}

/// Claims the next operations of a list, if any may be touched now.
pub(super) fn claim(tx: &Tx<'_>, uid: &str, rules: &ClaimRules<'_>) -> Result<Claimed<Batch>> {
    // A clock that was put back shows as a settle time further off than any: it is counted from now on.
    tx.restart_settling(uid, rules.now, rules.settle)?;
    let Some(list) = tx.list(uid)? else { return Ok(Claimed::Nothing) };
    if list.is_deleted {
        // They were in a run's hands when the list was given up, and came back since.
        end_deleted(tx, uid, rules.now)?;
        return Ok(Claimed::Nothing);
    }
    let found = if list.list_kind == ListKind::List {
        match head_of(tx, uid, rules.now)? {
            Some(first) => Some((may_go(tx, &first, &list, rules)?, first)),
            None => None,
        }
    } else {
        let mut fits = |first: &Operation| Ok(may_go(tx, first, &list, rules)? == Leave::Granted);
        first_of_collection(tx, uid, rules.now, &mut fits)?.map(|first| (Leave::Granted, first))
    };
    let first = match found {
        Some((Leave::Granted, first)) => first,
        Some((Leave::AfterCreation, _)) => return Ok(Claimed::AfterCreation),
        Some((Leave::Refused, _)) | None => return Ok(Claimed::Nothing),
    };
    let rules = &ClaimRules { ignores_waits: ignores_waits(tx, &first, rules)?, ..*rules };
    let Some(job) = Job::of(&first, &list) else { return Ok(Claimed::Nothing) };
    let task = task_of(&first);
    let travels = first.list_kind == ListKind::List && (rules.batches || task == Task::Verify);
    let room = if travels { LARGEST_BATCH.min(rules.limit) } else { 1 };
    let mut operations = if room > 1 { tx.line(uid, room)?.operations } else { vec![first.clone()] };
    operations.retain(|operation| operation.seq >= first.seq);
    let company = operations.iter().skip(1).take_while(|mate| goes_with(&first, mate, rules)).count();
    operations.truncate(1 + company);
    let ids: Vec<String> = operations.iter().map(|operation| operation.id.clone()).collect();
    tx.claim(&ids, rules.run, rules.token, rules.now)?;
    if task == Task::Send {
        let marked = tx.mark_dispatched(rules.token, None, rules.now.plus(rules.settle), rules.now)?;
        if marked != ids.len() {
            return Err(Error::bug("a claimed operation could not be marked as perhaps sent"));
        }
    }
    for operation in &mut operations {
        operation.status = Status::Processing;
        operation.tries += 1;
    }
    Ok(Claimed::Work(Batch { token: rules.token.to_owned(), list, operations, task, job }))
}

/// Returns whether anything of a list may be touched now, as far as its own rows tell.
pub(super) fn has_ready(
    tx: &Tx<'_>,
    uid: &str,
    now: Timestamp,
    ignores_waits: bool,
    audience: Audience,
) -> Result<bool> {
    let is_ready = |first: &Operation| {
        (ignores_waits || is_due(now, first.due_at, first.delay_ms)) && !is_held(first, audience)
    };
    let Some(head) = tx.line(uid, 1)?.operations.pop() else { return Ok(false) };
    if head.list_kind == ListKind::List || is_ready(&head) {
        return Ok(is_ready(&head));
    }
    let mut live = tx.line(uid, usize::MAX)?.operations;
    keep_first_of_items(&mut live);
    Ok(live.iter().any(is_ready))
}

/// How many operations of a collection are looked through at first, and by how much more each time.
const LOOKED_THROUGH: usize = 32;

/// Returns the oldest operation of a collection that `fits`, of those that nothing before them on the same item holds up.
fn first_of_collection(
    tx: &Tx<'_>,
    uid: &str,
    now: Timestamp,
    fits: &mut dyn FnMut(&Operation) -> Result<bool>,
) -> Result<Option<Operation>> {
    let mut room = LOOKED_THROUGH;
    loop {
        let mut live = tx.line(uid, room)?.operations;
        let is_all = live.len() < room;
        keep_first_of_items(&mut live);
        let mut has_changed = false;
        for operation in live {
            if operation.status != Status::Pending {
                continue;
            }
            match place_after(tx, &operation, now)? {
                After::Free if fits(&operation)? => return Ok(Some(operation)),
                After::Free | After::Waits => {}
                After::Void => has_changed = true,
            }
        }
        if is_all && !has_changed {
            return Ok(None);
        }
        room = room.saturating_mul(if is_all { 1 } else { 8 });
    }
}

/// Keeps of each item's operations the first: those behind it wait for it.
pub(super) fn keep_first_of_items(operations: &mut Vec<Operation>) {
    let mut seen = BTreeSet::new();
    operations.retain(|operation| operation.item().is_none_or(|item| seen.insert(item)));
}

/// Where an operation stands that must come after one of another list.
enum After {
    /// It needn't wait for another list.
    Free,
    /// That one is not done yet.
    Waits,
    /// That one came to nothing, and so has this.
    Void,
}

/// Tells whether an operation waits for one of another list; where that came to nothing, it is cancelled.
fn place_after(tx: &Tx<'_>, operation: &Operation, now: Timestamp) -> Result<After> {
    let Some(after) = operation.after.as_deref() else { return Ok(After::Free) };
    let status = match tx.stored_operation(after)? {
        Some(StoredOperation::Readable(other)) => Some(other.status),
        // What became of it, only a person can tell.
        Some(StoredOperation::Unreadable(_)) => return Ok(After::Waits),
        None => None,
    };
    Ok(match status {
        Some(Status::Completed) => After::Free,
        Some(Status::Pending | Status::Processing) => After::Waits,
        None | Some(Status::Failed | Status::Cancelled) => {
            tx.cancel(&operation.id, &Reason::NotMoved, now)?;
            After::Void
        }
    })
}

/// Returns the operation of a list that may be next. One that must come after an operation of another list waits for that one,
/// and operations on other items may overtake it; where that one came to nothing, it is cancelled.
fn head_of(tx: &Tx<'_>, uid: &str, now: Timestamp) -> Result<Option<Operation>> {
    let Some(first) = tx.line(uid, 1)?.operations.pop() else { return Ok(None) };
    if first.after.is_none() || first.status != Status::Pending {
        return Ok(Some(first));
    }
    let mut waiting = BTreeSet::new();
    for operation in tx.line(uid, usize::MAX)?.operations {
        let place = place_after(tx, &operation, now)?;
        match (operation.item(), place) {
            (_, After::Void) => {}
            (item, After::Waits) => waiting.extend(item),
            // What is about the whole list waits for all that stands before it.
            (None, After::Free) if !waiting.is_empty() => return Ok(None),
            (Some(item), After::Free) if operation.after.is_none() && waiting.contains(&item) => {}
            (_, After::Free) => return Ok(Some(operation)),
        }
    }
    Ok(None)
}

fn task_of(operation: &Operation) -> Task {
    if operation.maybe_sent {
        return Task::Verify;
    }
    match operation.kind() {
        OperationKind::Create | OperationKind::Update | OperationKind::Clear | OperationKind::Delete => {
            Task::Prepare
        }
        OperationKind::Add | OperationKind::Remove => Task::Send,
    }
}

/// Whether an operation may be touched now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Granted,
    /// It is a creation, and another one is under way or unresolved.
    AfterCreation,
    Refused,
}

/// Decides whether an operation may be touched now.
fn may_go(tx: &Tx<'_>, first: &Operation, list: &ListRow, rules: &ClaimRules<'_>) -> Result<Leave> {
    let is_ours = first.account == rules.account && first.status == Status::Pending && rules.limit > 0;
    let waits_for_evidence = first.maybe_sent && !has_settled(first, rules.now);
    if !is_ours || (rules.unsure == Unsure::LookedUpOnce && waits_for_evidence) {
        return Ok(Leave::Refused);
    }
    if is_held(first, rules.audience) || !is_ready(first, rules.now, ignores_waits(tx, first, rules)?) {
        return Ok(Leave::Refused);
    }
    if first.kind() == OperationKind::Create {
        let is_alone = !rules.guards_creates || !tx.has_open_create(rules.account, &first.id)?;
        return Ok(if first.maybe_sent || is_alone { Leave::Granted } else { Leave::AfterCreation });
    }
    let is_there = list.state() == ListState::Live || is_being_deleted(tx, list)?;
    Ok(if is_there { Leave::Granted } else { Leave::Refused })
}

/// Returns whether the waits of an operation are ignored. Those that arose in this very run are kept even by `--now`, or it would
/// hammer TMDB until the breaker opens.
fn ignores_waits(tx: &Tx<'_>, operation: &Operation, rules: &ClaimRules<'_>) -> Result<bool> {
    Ok(rules.ignores_waits
        && (operation.tries == 0 || tx.run_of(&operation.id)?.as_deref() != Some(rules.run)))
}

/// A list that is gone on TMDB keeps what is queued for it until a person decides; who deletes it has decided.
fn is_being_deleted(tx: &Tx<'_>, list: &ListRow) -> Result<bool> {
    let live = tx.live_operations_on_the_whole(&list.uid)?;
    Ok(list.state() == ListState::Gone
        && list.remote_id.is_some()
        && live.iter().any(|operation| operation.kind() == OperationKind::Delete))
}

/// Decides whether an operation waits for a person's decision. An update that meets a change of somebody else's, and was not
/// sent, goes on by a run that can tell the person.
pub(super) fn is_held(operation: &Operation, audience: Audience) -> bool {
    match operation.hold {
        Some(Hold::Conflict) => {
            audience == Audience::Nobody || operation.maybe_sent || operation.kind() != OperationKind::Update
        }
        Some(Hold::Dependency) => true,
        _ => false,
    }
}

/// Decides whether time lets an operation go.
pub(super) fn is_ready(operation: &Operation, now: Timestamp, ignores_waits: bool) -> bool {
    if operation.maybe_sent && operation.kind() != OperationKind::Create && !has_settled(operation, now) {
        return false;
    }
    let by_hand = ignores_waits && operation.hold != Some(Hold::Spam);
    by_hand || is_due(now, operation.due_at, operation.delay_ms)
}

/// Decides whether a request that was sent can no longer be carried out.
fn has_settled(operation: &Operation, now: Timestamp) -> bool {
    operation.settle_until.is_none_or(|until| now >= until)
}

/// Decides whether an operation travels with the first one, where any do.
fn goes_with(first: &Operation, mate: &Operation, rules: &ClaimRules<'_>) -> bool {
    let of_items = matches!(first.kind(), OperationKind::Add | OperationKind::Remove);
    let alike = mate.kind() == first.kind()
        && mate.maybe_sent == first.maybe_sent
        && mate.status == Status::Pending
        && mate.account == first.account
        && mate.hold == first.hold;
    of_items
        // One that waits for another list is claimed alone, when that is done.
        && mate.after.is_none()
        && alike
        && is_ready(mate, rules.now, rules.ignores_waits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Change, MediaRef};

    #[test]
    fn behind_an_operation_the_same_item_waits_and_others_do_not() {
        let (a, b) = (MediaRef::movie(1), MediaRef::tv(1));
        let mut live = vec![
            Operation::fresh(0, Change::add(a)),
            Operation::fresh(1, Change::add(b)),
            Operation::fresh(2, Change::Remove { item: a }),
            Operation::fresh(3, Change::Remove { item: b }),
        ];
        keep_first_of_items(&mut live);
        assert_eq!(live.iter().map(|operation| operation.item()).collect::<Vec<_>>(), [Some(a), Some(b)]);
        assert!(live.iter().all(|operation| operation.kind() == OperationKind::Add));
    }
}
