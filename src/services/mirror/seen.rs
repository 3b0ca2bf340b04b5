//! What a read of a list may change in the mirror (`queue-design.md` §2). Pure. An old answer of TMDB's edge cache must not
//! undo our own writes, and a read that isn't complete must not be taken for deletions.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::{MediaRef, Timestamp};
use crate::store::{BaseItem, RecentWrite};
use crate::tmdb::lists::RemoteList;

/// A snapshot may contradict a write of ours only if it is later than the write by this much.
const WRITE_IS_VISIBLE_AFTER: Duration = Duration::from_secs(5);

/// Returns the new base of a list: what TMDB shows, with our own recent writes standing where the answer may be older,
/// and with nothing dropped where the read wasn't complete.
pub fn merge_snapshot(
    remote: &RemoteList,
    base: &[BaseItem],
    recent: &[RecentWrite],
    now: Timestamp,
) -> Vec<BaseItem> {
    let mut items: Vec<BaseItem> = remote
        .items
        .iter()
        .map(|item| BaseItem {
            item: item.media.item(),
            added_at: None,
            comment: item.comment.clone(),
            score: item.score,
        })
        .collect();
    let shown: BTreeSet<MediaRef> = items.iter().map(|held| held.item).collect();
    if !remote.is_complete {
        items.extend(base.iter().filter(|held| !shown.contains(&held.item)).cloned());
    }
    for write in recent {
        if remote.is_complete && is_later(remote.as_of, write.confirmed_at, now) {
            continue;
        }
        let at = items.iter().position(|held| held.item == write.item);
        match (at, write.present) {
            (None, true) => {
                let known = base.iter().find(|held| held.item == write.item).cloned();
                items.push(known.unwrap_or(BaseItem::bare(write.item)));
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

/// Returns whether an answer is later than a write of ours. How long ago a write from the future was, before the clock was
/// put back, can't be told: then only an answer that is new counts.
fn is_later(as_of: Timestamp, confirmed_at: Timestamp, now: Timestamp) -> bool {
    if confirmed_at > now {
        as_of.plus(WRITE_IS_VISIBLE_AFTER) > now
    } else {
        as_of > confirmed_at.plus(WRITE_IS_VISIBLE_AFTER)
    }
}

/// Returns whether a head read as of then may replace one of ours that was confirmed at `confirmed_at`.
pub fn may_replace_head(as_of: Timestamp, confirmed_at: Option<Timestamp>) -> bool {
    confirmed_at.is_none_or(|at| as_of > at.plus(WRITE_IS_VISIBLE_AFTER))
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
        RemoteList { head, items, as_of, is_complete, skipped: 0, has_moved: !is_complete }
    }

    fn write(item: MediaRef, present: bool, at: i64) -> RecentWrite {
        RecentWrite { item, present, confirmed_at: Timestamp::from_millis(at) }
    }

    fn merged(remote: &RemoteList, base: &[MediaRef], recent: &[RecentWrite]) -> Vec<MediaRef> {
        let base: Vec<BaseItem> = base.iter().map(|item| BaseItem::bare(*item)).collect();
        merge_snapshot(remote, &base, recent, NOW).into_iter().map(|held| held.item).collect()
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
    fn a_score_of_ours_stands_against_an_older_one() {
        let scored = |score| BaseItem { score: Some(score), ..BaseItem::bare(A) };
        let seen = |as_of| {
            let mut remote = remote(&[A], as_of, true);
            remote.items[0].score = Some(7.0);
            merge_snapshot(&remote, &[scored(8.5)], &[write(A, true, 9_000)], NOW)[0].score
        };
        assert_eq!((seen(10_000), seen(20_000)), (Some(8.5), Some(7.0)));
    }

    #[test]
    fn an_incomplete_read_shows_presence_but_never_absence() {
        assert_eq!(merged(&remote(&[B], 20_000, false), &[A], &[]), [B, A]);
        assert_eq!(merged(&remote(&[B], 20_000, true), &[A], &[]), [B]);
    }
}
