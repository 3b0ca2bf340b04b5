//! The memory *seen*: TMDB's newest answer about a list, with our own confirmed writes applied to it. What an answer
//! may change
//! is decided in `services::mirror::seen`; this file only stores it.

use std::collections::BTreeMap;

use super::lists::{HeldItem, ListRow, held_item, item_of, sql_id};
use super::state::Tx;
use crate::domain::{MediaRef, Misfit, Timestamp};
use crate::error::Result;

/// A write of ours that TMDB confirmed lately: an older answer must not undo it. Kept for 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentWrite {
    /// The item.
    pub item: MediaRef,
    /// Whether it was added or removed.
    pub present: bool,
    /// When TMDB confirmed it.
    pub confirmed_at: Timestamp,
}

impl Tx<'_> {
    /// Stores what TMDB's answers say of a list, without its items, as in `row`.
    ///
    /// # Errors
    /// `storage`.
    pub fn save_seen(&self, row: &ListRow) -> Result<()> {
        let seen = &row.seen;
        self.execute(
            "UPDATE list SET seen_name = ?2, seen_description = ?3, seen_public = ?4, seen_sort_by = ?5, seen_count = ?6,
               seen_created_at = ?7, seen_updated_at = ?8, seen_fields_as_of = ?9, seen_gone = ?10, seen_skipped = ?11,
               misfit_total = ?12, misfit_rows = ?13 WHERE uid = ?1",
            (
                &row.uid,
                &seen.fields.name,
                &seen.fields.description,
                seen.fields.public,
                &seen.fields.sort_by,
                seen.count.map(sql_id),
                seen.created_at.map(Timestamp::millis),
                seen.updated_at.map(Timestamp::millis),
                seen.fields_as_of.map(Timestamp::millis),
                seen.is_gone,
                sql_id(seen.skipped),
                seen.misfit.map(|misfit: Misfit| sql_id(misfit.total)),
                seen.misfit.map(|misfit| sql_id(misfit.rows)),
            ),
        )?;
        let wrote = seen.wrote;
        self.execute(
            "UPDATE list SET wrote_name_at = ?2, wrote_description_at = ?3, wrote_public_at = ?4, wrote_sort_by_at = ?5
             WHERE uid = ?1",
            (
                &row.uid,
                wrote.name.map(Timestamp::millis),
                wrote.description.map(Timestamp::millis),
                wrote.public.map(Timestamp::millis),
                wrote.sort_by.map(Timestamp::millis),
            ),
        )?;
        Ok(())
    }

    /// Notes whether a list was found gone on TMDB.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_seen_gone(&self, uid: &str, is_gone: bool) -> Result<()> {
        self.execute("UPDATE list SET seen_gone = ?2 WHERE uid = ?1 AND seen_gone <> ?2", (uid, is_gone))?;
        Ok(())
    }

    /// Returns the items in *seen*, in list order.
    ///
    /// # Errors
    /// `storage`.
    pub fn seen_items(&self, uid: &str) -> Result<Vec<HeldItem>> {
        self.rows(
            "SELECT media, media_id, added_at, comment, score FROM seen_item WHERE list = ?1 ORDER BY pos",
            [uid],
            held_item,
        )
    }

    /// Replaces the items in *seen*; when an item was added from here, as far as known, is kept.
    ///
    /// # Errors
    /// `storage`.
    pub fn save_seen_items(&self, uid: &str, items: &[HeldItem], as_of: Timestamp) -> Result<()> {
        let known: BTreeMap<MediaRef, Option<Timestamp>> =
            self.seen_items(uid)?.into_iter().map(|held| (held.item, held.added_at)).collect();
        self.execute("DELETE FROM seen_item WHERE list = ?1", [uid])?;
        for (position, held) in (0_i64..).zip(items) {
            let added_at = held.added_at.or_else(|| known.get(&held.item).copied().flatten());
            self.execute(
                "INSERT INTO seen_item(list, media, media_id, pos, confirmed_at, added_at, comment, score)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
                (
                    uid,
                    held.item.media_type.name(),
                    sql_id(held.item.id),
                    position,
                    as_of.millis(),
                    added_at.map(Timestamp::millis),
                    &held.comment,
                    held.score,
                ),
            )?;
        }
        self.execute("UPDATE list SET seen_items_as_of = ?2 WHERE uid = ?1", (uid, as_of.millis()))?;
        Ok(())
    }

    /// Notes that the items in *seen* are outdated, so that the next look asks TMDB.
    ///
    /// # Errors
    /// `storage`.
    pub fn expire_seen(&self, uid: &str) -> Result<()> {
        self.execute(
            "UPDATE list SET seen_items_as_of = 0 WHERE uid = ?1 AND seen_items_as_of IS NOT NULL",
            [uid],
        )?;
        Ok(())
    }

    /// Puts an item that we added into *seen*: at the end, or where it stands already. A comment that is there stays, as on
    /// TMDB.
    ///
    /// # Errors
    /// `storage`.
    pub fn seen_add(&self, uid: &str, held: &HeldItem, now: Timestamp) -> Result<()> {
        let was_there = self.is_seen(uid, held.item)?;
        self.execute(
            "INSERT INTO seen_item(list, media, media_id, pos, confirmed_at, added_at, comment, score)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(pos), -1) + 1 FROM seen_item WHERE list = ?1), ?4, ?5, ?6, ?7)
             ON CONFLICT(list, media, media_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
               comment = coalesce(comment, excluded.comment), score = coalesce(excluded.score, score)",
            (
                uid,
                held.item.media_type.name(),
                sql_id(held.item.id),
                now.millis(),
                held.added_at.map(Timestamp::millis),
                &held.comment,
                held.score,
            ),
        )?;
        if !was_there {
            self.execute("UPDATE list SET seen_count = seen_count + 1 WHERE uid = ?1", [uid])?;
        }
        self.note_write(uid, held.item, true, now)
    }

    /// Takes an item that we removed out of *seen*.
    ///
    /// # Errors
    /// `storage`.
    pub fn seen_remove(&self, uid: &str, item: MediaRef, now: Timestamp) -> Result<()> {
        let removed = self.execute(
            "DELETE FROM seen_item WHERE list = ?1 AND media = ?2 AND media_id = ?3",
            (uid, item.media_type.name(), sql_id(item.id)),
        )?;
        if removed > 0 {
            self.execute("UPDATE list SET seen_count = max(seen_count - 1, 0) WHERE uid = ?1", [uid])?;
        }
        self.note_write(uid, item, false, now)
    }

    fn is_seen(&self, uid: &str, item: MediaRef) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM seen_item WHERE list = ?1 AND media = ?2 AND media_id = ?3",
            (uid, item.media_type.name(), sql_id(item.id)),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn note_write(&self, uid: &str, item: MediaRef, present: bool, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO recent_write(list, media, media_id, present, confirmed_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(list, media, media_id) DO UPDATE SET present = excluded.present, confirmed_at = excluded.confirmed_at",
            (uid, item.media_type.name(), sql_id(item.id), present, now.millis()),
        )?;
        Ok(())
    }

    /// Returns our own recent writes to a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn recent_writes(&self, uid: &str) -> Result<Vec<RecentWrite>> {
        self.rows(
            "SELECT media, media_id, present, confirmed_at FROM recent_write WHERE list = ?1 ORDER BY confirmed_at, media, media_id",
            [uid],
            |row| {
                Ok(RecentWrite {
                    item: item_of(row)?,
                    present: row.get("present")?,
                    confirmed_at: Timestamp::from_millis(row.get("confirmed_at")?),
                })
            },
        )
    }

    /// Forgets our own writes older than `before`.
    ///
    /// # Errors
    /// `storage`.
    pub fn sweep_recent_writes(&self, before: Timestamp) -> Result<()> {
        self.execute("DELETE FROM recent_write WHERE confirmed_at < ?1", [before.millis()])?;
        Ok(())
    }
}
