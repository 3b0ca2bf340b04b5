//! The memory *seen* (docs/three-memories-of-a-list.md): what an answer of TMDB may change of it. An old answer of TMDB's
//! edge cache must not undo our own writes, an older one must not replace a newer one, and a read that is not complete proves
//! no absence.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::agreed;
use super::guard::{RemovalGuard, lost};
use crate::domain::{ListFields, MediaRef, Timestamp};
use crate::error::Result;
use crate::store::{HeldItem, Holding, ListRow, RecentWrite, Tx};
use crate::tmdb::lists::{ListHead, RemoteList};

/// A snapshot may contradict a write of ours only if it is later than the write by this much.
const WRITE_IS_VISIBLE_AFTER: Duration = Duration::from_secs(5);

/// Takes a read of a whole list into *seen*. Returns whether its items were seen for the first time.
///
/// # Errors
/// `storage`.
pub(super) fn take_list(tx: &Tx<'_>, uid: &str, remote: &RemoteList, now: Timestamp) -> Result<bool> {
    let Some(mut row) = tx.list(uid)? else { return Ok(false) };
    take_fields(&mut row, &remote.head, remote.as_of, now);
    if is_older(remote.as_of, row.seen.items_as_of, now) {
        tx.save_seen(&row)?;
        agreed::first_sight_of_fields(tx, &row)?;
        return Ok(false);
    }
    row.seen.skipped = remote.skipped;
    row.seen.misfit = remote.misfit;
    row.seen.count = remote.head.count.or(Some(remote.items.len() as u64 + remote.skipped));
    tx.save_seen(&row)?;
    agreed::first_sight_of_fields(tx, &row)?;
    let known = tx.seen_items(uid)?;
    let merged = merge(remote, &known, &tx.recent_writes(uid)?, now);
    if !row.can_agree() {
        keep_what_vanishes(tx, &row, &known, &merged, now)?;
    }
    tx.save_seen_items(uid, &merged, remote.as_of)?;
    if !row.can_agree() || !remote.is_complete {
        return Ok(row.seen.items_as_of.is_none());
    }
    if !row.agreed.has_items {
        agreed::first_sight_of_items(tx, &row, now)?;
        return Ok(true);
    }
    judge_divergence(tx, &row, &merged)?;
    Ok(false)
}

/// Collections and other people's lists have no *agreed* that would keep what a read removes, so a loss that the guard would
/// stop is kept as a snapshot.
fn keep_what_vanishes(
    tx: &Tx<'_>,
    row: &ListRow,
    known: &[HeldItem],
    merged: &[HeldItem],
    now: Timestamp,
) -> Result<()> {
    let shown: BTreeSet<MediaRef> = merged.iter().map(|held| held.item).collect();
    let vanished = known.iter().filter(|held| !shown.contains(&held.item)).count();
    if RemovalGuard::USUAL.refuses(vanished, known.len()) {
        let reason = "many items vanished on TMDB";
        tx.take_snapshot(row, Holding { fields: &row.seen.fields, items: known, reason }, now)?;
    }
    Ok(())
}

/// A complete read tells whether a list has diverged, or has come back whole.
fn judge_divergence(tx: &Tx<'_>, row: &ListRow, merged: &[HeldItem]) -> Result<()> {
    let agreed = tx.agreed_items(&row.uid)?;
    let missing = lost(&agreed, merged, &tx.live_operations(&row.uid)?);
    if RemovalGuard::USUAL.refuses(missing.len(), agreed.len()) {
        return tx.set_diverged(&row.uid, true);
    }
    let shown: BTreeSet<MediaRef> = merged.iter().map(|held| held.item).collect();
    if row.is_diverged && agreed.iter().all(|held| shown.contains(&held.item)) {
        tx.set_diverged(&row.uid, false)?;
    }
    Ok(())
}

/// Takes a row of the account's list of lists into *seen*: fields and count. A count that doesn't fit the items makes them
/// outdated; one that is too small by more than the guard lets through shows that the list has diverged.
///
/// # Errors
/// `storage`.
pub(super) fn take_head(
    tx: &Tx<'_>,
    mut row: ListRow,
    head: &ListHead,
    as_of: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let is_old = is_older(as_of, row.seen.fields_as_of, now);
    take_fields(&mut row, head, as_of, now);
    let count = head.count.filter(|_| !is_old);
    if let Some(count) = count {
        row.seen.count = Some(count);
    }
    tx.save_seen(&row)?;
    agreed::first_sight_of_fields(tx, &row)?;
    let Some(count) = count else { return Ok(()) };
    // Too near to a write of ours, the count may be from before it.
    let recent = tx.recent_writes(&row.uid)?;
    if recent.iter().any(|write| !is_later(as_of, write.confirmed_at, now)) {
        return Ok(());
    }
    let held = tx.seen_items(&row.uid)?.len() as u64 + row.seen.skipped;
    let is_known_misfit = row.seen.misfit.is_some_and(|misfit| misfit.total == count && misfit.rows == held);
    if row.seen.items_as_of.is_some_and(|read_at| read_at < as_of) && held != count && !is_known_misfit {
        tx.expire_seen(&row.uid)?;
    }
    if row.can_agree() && row.agreed.has_items {
        let agreed = tx.agreed_items(&row.uid)?;
        let unexplained = lost(&agreed, &[], &tx.live_operations(&row.uid)?).len();
        let missing = unexplained.saturating_sub(usize::try_from(count).unwrap_or(usize::MAX));
        if RemovalGuard::USUAL.refuses(missing, agreed.len()) && !is_known_misfit {
            tx.set_diverged(&row.uid, true)?;
        }
    }
    Ok(())
}

/// Lays an answer's fields over what was seen, field by field: one that we wrote too short a time before stays ours.
pub(in crate::services) fn take_fields(row: &mut ListRow, head: &ListHead, as_of: Timestamp, now: Timestamp) {
    let seen = &mut row.seen;
    seen.is_gone = false;
    seen.created_at = head.created_at.or(seen.created_at);
    let is_known = seen.fields.name.is_some();
    if is_known && is_older(as_of, seen.fields_as_of, now) {
        seen.fields.public = seen.fields.public.or(head.public);
        return;
    }
    let may_take = |wrote: Option<Timestamp>| wrote.is_none_or(|at| is_later(as_of, at, now));
    if may_take(seen.wrote.name) {
        seen.fields.name = head.name.clone().or(seen.fields.name.take());
    }
    if may_take(seen.wrote.description) {
        seen.fields.description.clone_from(&head.description);
    }
    if may_take(seen.wrote.public) {
        seen.fields.public = head.public.or(seen.fields.public);
    }
    if may_take(seen.wrote.sort_by) {
        seen.fields.sort_by = head.sort_by.clone().or(seen.fields.sort_by.take());
    }
    seen.updated_at = head.updated_at.or(seen.updated_at);
    seen.fields_as_of = Some(as_of);
}

/// Returns the fields that an answer shows, with ours in the place of those that we wrote too short a time before.
pub fn believed_fields(row: &ListRow, head: &ListHead, as_of: Timestamp, now: Timestamp) -> ListFields {
    let mut row = row.clone();
    row.seen.fields_as_of = None;
    take_fields(&mut row, head, as_of, now);
    row.seen.fields
}

/// Returns whether an answer is older than what is known. Times from the future were noted before the clock was put back, and
/// say nothing.
fn is_older(as_of: Timestamp, known: Option<Timestamp>, now: Timestamp) -> bool {
    known.is_some_and(|known| known <= now && as_of < known)
}

/// Returns the items of *seen* after an answer: what TMDB shows, with our own recent writes standing where the answer may be older,
/// and with nothing dropped where the read wasn't complete.
pub fn merge(
    remote: &RemoteList,
    base: &[HeldItem],
    recent: &[RecentWrite],
    now: Timestamp,
) -> Vec<HeldItem> {
    let mut items: Vec<HeldItem> = remote
        .items
        .iter()
        .map(|item| HeldItem {
            item: item.media.item(),
            added_at: None,
            comment: item.comment.clone(),
            score: item.score,
        })
        .collect();
    if !remote.is_complete {
        items = beside_known(base, items);
    }
    for write in recent {
        if is_later(remote.as_of, write.confirmed_at, now) {
            continue;
        }
        let at = items.iter().position(|held| held.item == write.item);
        match (at, write.present) {
            (None, true) => {
                let known = base.iter().find(|held| held.item == write.item).cloned();
                items.push(known.unwrap_or(HeldItem::bare(write.item)));
            }
            (Some(at), false) => {
                items.remove(at);
            }
            (Some(at), true) => {
                // A score of ours stands against an older one, as its title does.
                let known = base.iter().find(|held| held.item == write.item);
                items[at].score = known.and_then(|held| held.score).or(items[at].score);
                // An older answer shows the item without the comment that it has been given since.
                items[at].comment =
                    items[at].comment.take().or_else(|| known.and_then(|held| held.comment.clone()));
            }
            (None, false) => {}
        }
    }
    items
}

/// Returns what was known with what an incomplete read shows. It doesn't tell where an item stands that it doesn't show, so those
/// that were known stay in their order, and new ones come behind them.
fn beside_known(base: &[HeldItem], shown: Vec<HeldItem>) -> Vec<HeldItem> {
    let mut shown_of: BTreeMap<MediaRef, HeldItem> =
        shown.iter().map(|held| (held.item, held.clone())).collect();
    let mut items: Vec<HeldItem> =
        base.iter().map(|held| shown_of.remove(&held.item).unwrap_or_else(|| held.clone())).collect();
    items.extend(shown.into_iter().filter(|held| shown_of.contains_key(&held.item)));
    items
}

/// Returns whether an answer is later than a write of ours. What lies in the future was noted before the clock was put back.
fn is_later(as_of: Timestamp, confirmed_at: Timestamp, now: Timestamp) -> bool {
    match (as_of > now, confirmed_at > now) {
        // How long ago the write was can't be told, so only an answer that is new counts.
        (false, true) => as_of.plus(WRITE_IS_VISIBLE_AFTER) > now,
        // It was asked for before the clock was put back, and the write came after that.
        (true, false) => false,
        _ => as_of > confirmed_at.plus(WRITE_IS_VISIBLE_AFTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Media;
    use crate::tmdb::lists::{ListHead, RemoteItem};

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::movie(2);
    const C: MediaRef = MediaRef::tv(1);
    const NOW: Timestamp = Timestamp::from_millis(30_000);

    fn remote(items: &[MediaRef], as_of: i64, is_complete: bool) -> RemoteList {
        let head = ListHead {
            id: 1,
            name: None,
            description: None,
            public: None,
            sort_by: None,
            count: None,
            created_at: None,
            updated_at: None,
        };
        let items = items
            .iter()
            .map(|item| RemoteItem { media: Media::unknown(*item), comment: None, score: None })
            .collect();
        let as_of = Timestamp::from_millis(as_of);
        RemoteList { head, items, as_of, is_complete, skipped: 0, has_moved: !is_complete, misfit: None }
    }

    fn write(item: MediaRef, present: bool, at: i64) -> RecentWrite {
        RecentWrite { item, present, confirmed_at: Timestamp::from_millis(at) }
    }

    fn merged(remote: &RemoteList, base: &[MediaRef], recent: &[RecentWrite]) -> Vec<MediaRef> {
        let base: Vec<HeldItem> = base.iter().map(|item| HeldItem::bare(*item)).collect();
        merge(remote, &base, recent, NOW).into_iter().map(|held| held.item).collect()
    }

    #[test]
    fn an_answer_older_than_our_write_does_not_undo_it() {
        let old = remote(&[A, B], 10_000, true);
        let recent = [write(C, true, 9_000), write(A, false, 9_000)];
        assert_eq!(merged(&old, &[B, C], &recent), [B, C]);
        let late = remote(&[A, B], 20_000, true);
        assert_eq!(merged(&late, &[B, C], &recent), [A, B], "later, TMDB's word counts");
    }

    #[test]
    fn after_the_clock_was_put_back_only_a_new_answer_undoes_our_write() {
        let recent = [write(A, false, 86_400_000)];
        assert_eq!(merged(&remote(&[A], 24_000, true), &[], &recent), [], "from the edge cache");
        assert_eq!(merged(&remote(&[A], 29_000, true), &[], &recent), [A], "and never for a whole day");
    }

    #[test]
    fn an_answer_from_before_the_clock_was_put_back_undoes_no_write_after_that() {
        let before = remote(&[A, B], 86_400_000, true);
        assert_eq!(
            merged(&before, &[B], &[write(A, false, 9_000)]),
            [B],
            "the answer was under way meanwhile"
        );
        let earlier = [write(A, false, 86_300_000)];
        assert_eq!(merged(&before, &[B], &earlier), [A, B], "both are from before it");
    }

    #[test]
    fn a_score_of_ours_stands_against_an_older_one() {
        let scored = |score| HeldItem { score: Some(score), ..HeldItem::bare(A) };
        let seen = |as_of| {
            let mut remote = remote(&[A], as_of, true);
            remote.items[0].score = Some(7.0);
            merge(&remote, &[scored(8.5)], &[write(A, true, 9_000)], NOW)[0].score
        };
        assert_eq!((seen(10_000), seen(20_000)), (Some(8.5), Some(7.0)));
    }

    #[test]
    fn an_incomplete_read_shows_presence_but_never_absence() {
        assert_eq!(merged(&remote(&[B], 20_000, false), &[A], &[]), [A, B]);
        assert_eq!(merged(&remote(&[C, B], 20_000, false), &[B, A, C], &[]), [B, A, C], "in the order known");
        assert_eq!(merged(&remote(&[B], 20_000, true), &[A], &[]), [B]);
    }

    #[test]
    fn an_incomplete_read_shows_what_somebody_put_back_after_our_removal() {
        let recent = [write(A, false, 9_000)];
        assert_eq!(merged(&remote(&[A], 20_000, false), &[], &recent), [A], "later than the removal");
        assert_eq!(merged(&remote(&[A], 10_000, false), &[], &recent), [], "perhaps from before it");
    }

    #[test]
    fn an_incomplete_read_puts_nothing_back_that_a_complete_one_took_off() {
        assert_eq!(merged(&remote(&[B], 20_000, false), &[B], &[write(A, true, 9_000)]), [B]);
    }
}
