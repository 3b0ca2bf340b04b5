//! The memory *agreed*: what the person and TMDB last agreed on. When it moves is decided in `services::mirror::agreed`, which
//! alone calls what writes here (`tests/architecture.rs` checks that).

use super::lists::{HeldItem, held_item, sql_id};
use super::state::Tx;
use crate::domain::{ListFields, MediaRef, Timestamp};
use crate::error::Result;

impl Tx<'_> {
    /// Returns the items in *agreed*, in list order.
    ///
    /// # Errors
    /// `storage`.
    pub fn agreed_items(&self, uid: &str) -> Result<Vec<HeldItem>> {
        self.rows(
            "SELECT media, media_id, added_at, comment, NULL AS score FROM agreed_item WHERE list = ?1 ORDER BY pos",
            [uid],
            held_item,
        )
    }

    /// Makes the items in *agreed* those in *seen*.
    ///
    /// # Errors
    /// `storage`.
    pub fn agree_on_seen_items(&self, uid: &str) -> Result<()> {
        self.execute("DELETE FROM agreed_item WHERE list = ?1", [uid])?;
        self.execute(
            "INSERT INTO agreed_item(list, media, media_id, pos, added_at, comment)
             SELECT list, media, media_id, pos, added_at, comment FROM seen_item WHERE list = ?1",
            [uid],
        )?;
        self.execute("UPDATE list SET agreed_items = 1 WHERE uid = ?1", [uid])?;
        Ok(())
    }

    /// Puts an item into *agreed*, where its items are known.
    ///
    /// # Errors
    /// `storage`.
    pub fn agree_on_item(&self, uid: &str, held: &HeldItem) -> Result<()> {
        self.execute(
            "INSERT INTO agreed_item(list, media, media_id, pos, added_at, comment)
             SELECT uid, ?2, ?3, (SELECT coalesce(max(pos), -1) + 1 FROM agreed_item WHERE list = ?1), ?4, ?5
             FROM list WHERE uid = ?1 AND agreed_items = 1
             ON CONFLICT(list, media, media_id) DO UPDATE SET comment = coalesce(comment, excluded.comment)",
            (
                uid,
                held.item.media_type.name(),
                sql_id(held.item.id),
                held.added_at.map(Timestamp::millis),
                &held.comment,
            ),
        )?;
        Ok(())
    }

    /// Takes an item out of *agreed*.
    ///
    /// # Errors
    /// `storage`.
    pub fn agree_on_absence(&self, uid: &str, item: MediaRef) -> Result<()> {
        self.execute(
            "DELETE FROM agreed_item WHERE list = ?1 AND media = ?2 AND media_id = ?3",
            (uid, item.media_type.name(), sql_id(item.id)),
        )?;
        Ok(())
    }

    /// Stores the fields in *agreed*.
    ///
    /// # Errors
    /// `storage`.
    pub fn agree_on_fields(&self, uid: &str, fields: &ListFields) -> Result<()> {
        self.execute(
            "UPDATE list SET agreed_fields = 1, agreed_name = ?2, agreed_description = ?3, agreed_public = ?4,
               agreed_sort_by = ?5 WHERE uid = ?1",
            (uid, &fields.name, &fields.description, fields.public, &fields.sort_by),
        )?;
        Ok(())
    }

    /// Notes that all of a list was agreed on.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_agreed_at(&self, uid: &str, at: Timestamp) -> Result<()> {
        self.execute("UPDATE list SET agreed_at = ?2 WHERE uid = ?1", (uid, at.millis()))?;
        Ok(())
    }
}
