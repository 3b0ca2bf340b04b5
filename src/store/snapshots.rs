//! Snapshots: what a list held before something took items off it, and fields of TMDB's that ours replaced.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::lists::{HeldItem, ListRow, parse_ref};
use super::state::Tx;
use super::words::{unreadable, word};
use crate::domain::{ListFields, MediaRef, Timestamp};
use crate::error::Result;

/// Snapshots kept of one list.
const MOST_KEPT: u32 = 50;
/// How long they are kept; the newest always is.
const KEPT: Duration = Duration::from_hours(180 * 24);
/// The reason of a snapshot that is taken before a list is deleted.
const DELETE: &str = "delete";

/// What a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotKind {
    /// The whole list.
    Items,
    /// Only name, description and privacy.
    Fields,
}

impl std::str::FromStr for SnapshotKind {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        match text {
            "items" => Ok(Self::Items),
            "fields" => Ok(Self::Fields),
            _ => Err(()),
        }
    }
}

/// What a list held before something destructive was done to it.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotRow {
    /// Its number.
    pub id: i64,
    /// Local id of the list.
    pub list: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// What was about to be done.
    pub reason: String,
    /// The name then.
    pub name: Option<String>,
    /// The description then.
    pub description: Option<String>,
    /// Whether it was public then.
    pub public: Option<bool>,
    /// Whether it holds items, or only fields of TMDB's that ours replaced.
    pub kind: SnapshotKind,
    /// Its items then, in order.
    pub items: Vec<MediaRef>,
    /// The scores that they had (ratings).
    pub scores: BTreeMap<MediaRef, f64>,
    /// The comments that were on them.
    pub comments: BTreeMap<MediaRef, String>,
}

/// What a list holds that is about to lose items.
#[derive(Clone, Copy, Debug)]
pub struct Holding<'a> {
    /// Its fields.
    pub fields: &'a ListFields,
    /// Its items, in order.
    pub items: &'a [HeldItem],
    /// What is about to be done.
    pub reason: &'a str,
}

impl Tx<'_> {
    /// Keeps what a list holds, before something takes items off it.
    ///
    /// # Errors
    /// `storage`.
    pub fn take_snapshot(&self, row: &ListRow, holding: Holding<'_>, now: Timestamp) -> Result<()> {
        self.keep_snapshot(row, holding, "items", now)
    }

    /// Keeps fields of TMDB's that ours are about to replace.
    ///
    /// # Errors
    /// `storage`.
    pub fn log_fields(&self, row: &ListRow, fields: &ListFields, reason: &str, now: Timestamp) -> Result<()> {
        self.keep_snapshot(row, Holding { fields, items: &[], reason }, "fields", now)
    }

    /// `kind` as it is stored.
    fn keep_snapshot(&self, row: &ListRow, holding: Holding<'_>, kind: &str, now: Timestamp) -> Result<()> {
        let Holding { fields, items, reason } = holding;
        let one = |held: &HeldItem| match &held.comment {
            Some(comment) => json!([held.item.to_string(), comment]),
            None if held.score.is_some() => json!([held.item.to_string(), null, held.score]),
            None => json!(held.item.to_string()),
        };
        let items: Value = items.iter().map(one).collect();
        if reason == DELETE && self.is_kept_for_deletion(row, fields, &items)? {
            return Ok(());
        }
        self.execute(
            "INSERT INTO snapshot(list, taken_at, reason, name, description, public, items, kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                &row.uid,
                now.millis(),
                reason,
                &fields.name,
                &fields.description,
                fields.public,
                items.to_string(),
                kind,
            ),
        )?;
        self.execute(
            "DELETE FROM snapshot WHERE list = ?1 AND id NOT IN
               (SELECT id FROM snapshot WHERE list = ?1 ORDER BY id DESC LIMIT ?2)",
            (&row.uid, MOST_KEPT),
        )?;
        self.execute(
            "DELETE FROM snapshot WHERE list = ?1 AND taken_at < ?2
               AND id <> (SELECT max(id) FROM snapshot WHERE list = ?1)",
            (&row.uid, now.minus(KEPT).millis()),
        )?;
        Ok(())
    }

    /// Returns whether the newest snapshot of a list says all of this already: one is taken when a deletion is typed, and
    /// one when it is sent, in case somebody else changed the list in between. What the first didn't know is added to it.
    fn is_kept_for_deletion(&self, row: &ListRow, fields: &ListFields, items: &Value) -> Result<bool> {
        let changed = self.execute(
            "UPDATE snapshot SET name = coalesce(name, ?4), description = coalesce(description, ?5), public = coalesce(public, ?6)
             WHERE id = (SELECT max(id) FROM snapshot WHERE list = ?1) AND reason = ?2 AND kind = 'items' AND items = ?3
               AND coalesce(name, ?4) IS coalesce(?4, name) AND coalesce(description, ?5) IS coalesce(?5, description)
               AND coalesce(public, ?6) IS coalesce(?6, public)",
            (&row.uid, DELETE, items.to_string(), &fields.name, &fields.description, fields.public),
        )?;
        Ok(changed > 0)
    }

    /// Returns the snapshots of a list, or of all lists of the account, newest first.
    ///
    /// # Errors
    /// `storage`.
    pub fn snapshots(&self, account: &str, uid: Option<&str>) -> Result<Vec<SnapshotRow>> {
        self.rows(
            "SELECT s.id, s.list, s.taken_at, s.reason, s.name, s.description, s.public, s.items, s.kind
             FROM snapshot s JOIN list l ON l.uid = s.list
             WHERE l.account = ?1 AND (?2 IS NULL OR s.list = ?2) ORDER BY s.taken_at DESC, s.id DESC",
            (account, uid),
            snapshot_row,
        )
    }
}

fn snapshot_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SnapshotRow> {
    let text: String = row.get("items")?;
    let values: Vec<Value> = serde_json::from_str(&text).map_err(|_| unreadable("snapshot", &text))?;
    let parse = |value: &Value| {
        let name = value.as_str().or_else(|| value.get(0)?.as_str());
        let comment = value.get(1).and_then(Value::as_str).map(str::to_owned);
        Some((parse_ref(name?)?, comment, value.get(2).and_then(Value::as_f64)))
    };
    let items: Vec<_> = values.iter().filter_map(parse).collect();
    if items.len() < values.len() {
        return Err(unreadable("snapshot", &text));
    }
    Ok(SnapshotRow {
        id: row.get("id")?,
        list: row.get("list")?,
        taken_at: Timestamp::from_millis(row.get("taken_at")?),
        reason: row.get("reason")?,
        name: row.get("name")?,
        description: row.get("description")?,
        public: row.get("public")?,
        kind: word(row, "kind")?,
        items: items.iter().map(|(item, ..)| *item).collect(),
        scores: items.iter().filter_map(|(item, _, score)| Some((*item, (*score)?))).collect(),
        comments: items.into_iter().filter_map(|(item, comment, _)| Some((item, comment?))).collect(),
    })
}
