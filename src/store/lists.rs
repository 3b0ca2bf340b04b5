//! The mirror: lists as TMDB last showed them, completely read, and their bindings from local to TMDB's id.

use std::collections::BTreeMap;

use super::state::Tx;
use crate::domain::{Media, MediaRef, MediaType, Shelf, Timestamp};
use crate::error::Result;

/// How a stored list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// On TMDB, or on its way there.
    Live,
    /// Found gone on TMDB; the copy is kept.
    RemoteDeleted,
    /// Deleted by the person.
    Gone,
}

impl ListState {
    const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::RemoteDeleted => "remote_deleted",
            Self::Gone => "gone",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "remote_deleted" => Self::RemoteDeleted,
            "gone" => Self::Gone,
            _ => Self::Live,
        }
    }
}

/// A list as stored: its base, without what still waits.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    /// Local id (UUID).
    pub uid: String,
    /// Its account.
    pub account: String,
    /// What it stands for.
    pub shelf: Shelf,
    /// TMDB's number, once bound.
    pub remote_id: Option<u64>,
    /// The name that TMDB last showed.
    pub name: Option<String>,
    /// The description that TMDB last showed.
    pub description: Option<String>,
    /// Whether everyone may read it.
    pub public: Option<bool>,
    /// Its sort order.
    pub sort_by: Option<String>,
    /// The number of items that TMDB last told.
    pub count: Option<u64>,
    /// When TMDB made it.
    pub remote_created_at: Option<Timestamp>,
    /// When TMDB last changed it.
    pub remote_updated_at: Option<Timestamp>,
    /// When the snapshot in its items was current; `None` until read completely, 1970 where known to be outdated.
    pub as_of: Option<Timestamp>,
    /// When name, description and count were last read.
    pub summary_as_of: Option<Timestamp>,
    /// How it stands.
    pub state: ListState,
    /// Whether TMDB lets this account write to it.
    pub writable: bool,
    /// When it was first known here.
    pub created_at: Timestamp,
}

impl ListRow {
    /// Returns when the snapshot in its items was current, unless it is known to be outdated.
    pub fn snapshot_at(&self) -> Option<Timestamp> {
        self.as_of.filter(|as_of| as_of.millis() > 0)
    }
}

/// An item of a list's base, in list order.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseItem {
    /// The item.
    pub item: MediaRef,
    /// When our own write put it there, where it did.
    pub added_at: Option<Timestamp>,
    /// The owner's comment.
    pub comment: Option<String>,
    /// The score, on the ratings shelf.
    pub score: Option<f64>,
}

impl BaseItem {
    /// Makes an item of which nothing else is known.
    pub const fn bare(item: MediaRef) -> Self {
        Self { item, added_at: None, comment: None, score: None }
    }
}

/// What our own writes made true lately (`queue-design.md` §2, staleness guard).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentWrite {
    /// The item.
    pub item: MediaRef,
    /// Whether it was put on or taken off.
    pub present: bool,
    /// When TMDB confirmed it.
    pub confirmed_at: Timestamp,
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
    /// Its items then, in order.
    pub items: Vec<MediaRef>,
}

const COLUMNS: &str = "uid, account, shelf, remote_id, base_name, base_description, base_public, base_sort_by, base_count, \
                       base_created_at, base_updated_at, base_as_of, summary_as_of, state, writable, created_at";

fn list_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ListRow> {
    let time = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.map(Timestamp::from_millis))
    };
    Ok(ListRow {
        uid: row.get(0)?,
        account: row.get(1)?,
        shelf: row.get::<_, String>(2)?.parse().unwrap_or(Shelf::List),
        remote_id: row.get::<_, Option<i64>>(3)?.and_then(|id| u64::try_from(id).ok()),
        name: row.get(4)?,
        description: row.get(5)?,
        public: row.get(6)?,
        sort_by: row.get(7)?,
        count: row.get::<_, Option<i64>>(8)?.and_then(|count| u64::try_from(count).ok()),
        remote_created_at: time(9)?,
        remote_updated_at: time(10)?,
        as_of: time(11)?,
        summary_as_of: time(12)?,
        state: ListState::parse(&row.get::<_, String>(13)?),
        writable: row.get(14)?,
        created_at: Timestamp::from_millis(row.get(15)?),
    })
}

pub(super) fn media_ref(media: &str, id: i64) -> MediaRef {
    MediaRef { media_type: media.parse().unwrap_or(MediaType::Movie), id: u64::try_from(id).unwrap_or(0) }
}

/// SQLite's integers are signed; TMDB's ids are far below the limit.
pub(super) fn sql_id(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

impl Tx<'_> {
    /// Returns a list by local id.
    ///
    /// # Errors
    /// `storage`.
    pub fn list(&self, uid: &str) -> Result<Option<ListRow>> {
        self.first(&format!("SELECT {COLUMNS} FROM list WHERE uid = ?1"), [uid], list_row)
    }

    /// Returns a list by TMDB's id.
    ///
    /// # Errors
    /// `storage`.
    pub fn list_by_remote_id(&self, account: &str, remote_id: u64) -> Result<Option<ListRow>> {
        self.first(
            &format!("SELECT {COLUMNS} FROM list WHERE account = ?1 AND remote_id = ?2"),
            (account, sql_id(remote_id)),
            list_row,
        )
    }

    /// Returns the lists of an account that the person made, oldest first, those deleted by the person included.
    ///
    /// # Errors
    /// `storage`.
    pub fn lists(&self, account: &str) -> Result<Vec<ListRow>> {
        self.rows(
            &format!(
                "SELECT {COLUMNS} FROM list WHERE account = ?1 AND shelf = 'list' ORDER BY created_at, rowid"
            ),
            [account],
            list_row,
        )
    }

    /// Returns the account's own collection, making its row where it has none.
    ///
    /// # Errors
    /// `storage`.
    pub fn shelf(&self, account: &str, shelf: Shelf, uid: &str, now: Timestamp) -> Result<ListRow> {
        self.execute(
            "INSERT INTO list(uid, account, shelf, base_name, created_at) VALUES (?1, ?2, ?3, ?3, ?4)
             ON CONFLICT DO NOTHING",
            (uid, account, shelf.name(), now.millis()),
        )?;
        let row = self.first(
            &format!("SELECT {COLUMNS} FROM list WHERE account = ?1 AND shelf = ?2"),
            (account, shelf.name()),
            list_row,
        )?;
        row.ok_or_else(|| crate::Error::bug("a collection's row was just made and is not there"))
    }

    /// Adds a list, bound to TMDB's id or not yet.
    ///
    /// # Errors
    /// `storage`.
    pub fn add_list(&self, uid: &str, account: &str, remote_id: Option<u64>, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO list(uid, account, remote_id, created_at) VALUES (?1, ?2, ?3, ?4)",
            (uid, account, remote_id.map(sql_id), now.millis()),
        )?;
        Ok(())
    }

    /// Removes a list's row that nothing refers to.
    ///
    /// # Errors
    /// `storage`, also where operations refer to it.
    pub fn drop_list(&self, uid: &str) -> Result<()> {
        self.execute("DELETE FROM list WHERE uid = ?1", [uid])?;
        Ok(())
    }

    /// Binds a list to TMDB's id.
    ///
    /// # Errors
    /// `storage`.
    pub fn bind_list(&self, uid: &str, remote_id: Option<u64>) -> Result<()> {
        self.execute("UPDATE list SET remote_id = ?2 WHERE uid = ?1", (uid, remote_id.map(sql_id)))?;
        Ok(())
    }

    /// Sets how a list stands.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_list_state(&self, uid: &str, state: ListState) -> Result<()> {
        self.execute("UPDATE list SET state = ?2 WHERE uid = ?1", (uid, state.name()))?;
        Ok(())
    }

    /// Notes whether TMDB lets this account write to a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_list_writable(&self, uid: &str, writable: bool) -> Result<()> {
        self.execute("UPDATE list SET writable = ?2 WHERE uid = ?1", (uid, writable))?;
        Ok(())
    }

    /// Stores the head of a list: name, description, privacy, order, count and times, as in `row`.
    ///
    /// # Errors
    /// `storage`.
    pub fn save_list_head(&self, row: &ListRow) -> Result<()> {
        self.execute(
            "UPDATE list SET base_name = ?2, base_description = ?3, base_public = ?4, base_sort_by = ?5, base_count = ?6,
               base_created_at = ?7, base_updated_at = ?8, summary_as_of = ?9 WHERE uid = ?1",
            (
                &row.uid,
                &row.name,
                &row.description,
                row.public,
                &row.sort_by,
                row.count.map(sql_id),
                row.remote_created_at.map(Timestamp::millis),
                row.remote_updated_at.map(Timestamp::millis),
                row.summary_as_of.map(Timestamp::millis),
            ),
        )?;
        Ok(())
    }

    /// Returns the items of a list's base, in list order.
    ///
    /// # Errors
    /// `storage`.
    pub fn base_items(&self, uid: &str) -> Result<Vec<BaseItem>> {
        self.rows(
            "SELECT media, media_id, added_at, comment, score FROM base_item WHERE list = ?1 ORDER BY pos",
            [uid],
            |row| {
                Ok(BaseItem {
                    item: media_ref(&row.get::<_, String>(0)?, row.get(1)?),
                    added_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
                    comment: row.get(3)?,
                    score: row.get(4)?,
                })
            },
        )
    }

    /// Replaces the base by a complete snapshot; what is known of an item's adding is kept.
    ///
    /// # Errors
    /// `storage`.
    pub fn replace_base(&self, uid: &str, items: &[BaseItem], as_of: Timestamp) -> Result<()> {
        let known: BTreeMap<MediaRef, Option<Timestamp>> =
            self.base_items(uid)?.into_iter().map(|held| (held.item, held.added_at)).collect();
        self.execute("DELETE FROM base_item WHERE list = ?1", [uid])?;
        for (position, held) in (0_i64..).zip(items) {
            let added_at = held.added_at.or_else(|| known.get(&held.item).copied().flatten());
            self.execute(
                "INSERT INTO base_item(list, media, media_id, pos, confirmed_at, added_at, comment, score)
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
        self.execute("UPDATE list SET base_as_of = ?2 WHERE uid = ?1", (uid, as_of.millis()))?;
        Ok(())
    }

    /// Makes what is known of a list's items too old, so that the next look asks TMDB.
    ///
    /// # Errors
    /// `storage`.
    pub fn expire_base(&self, uid: &str) -> Result<()> {
        self.execute("UPDATE list SET base_as_of = 0 WHERE uid = ?1 AND base_as_of IS NOT NULL", [uid])?;
        Ok(())
    }

    /// Folds a settled `add` into the base: at the end, or where it stands already. A comment that is there stays, as on TMDB.
    ///
    /// # Errors
    /// `storage`.
    pub fn base_add(&self, uid: &str, item: &BaseItem, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO base_item(list, media, media_id, pos, confirmed_at, added_at, comment, score)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(pos), -1) + 1 FROM base_item WHERE list = ?1), ?4, ?5, ?6, ?7)
             ON CONFLICT(list, media, media_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
               comment = coalesce(comment, excluded.comment), score = coalesce(excluded.score, score)",
            (
                uid,
                item.item.media_type.name(),
                sql_id(item.item.id),
                now.millis(),
                item.added_at.map(Timestamp::millis),
                &item.comment,
                item.score,
            ),
        )?;
        self.note_write(uid, item.item, true, now)
    }

    /// Folds a settled `remove` into the base.
    ///
    /// # Errors
    /// `storage`.
    pub fn base_remove(&self, uid: &str, item: MediaRef, now: Timestamp) -> Result<()> {
        self.execute(
            "DELETE FROM base_item WHERE list = ?1 AND media = ?2 AND media_id = ?3",
            (uid, item.media_type.name(), sql_id(item.id)),
        )?;
        self.note_write(uid, item, false, now)
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
                    item: media_ref(&row.get::<_, String>(0)?, row.get(1)?),
                    present: row.get(2)?,
                    confirmed_at: Timestamp::from_millis(row.get(3)?),
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

    /// Keeps what a list holds, before something destructive is done to it.
    ///
    /// # Errors
    /// `storage`.
    pub fn take_snapshot(
        &self,
        row: &ListRow,
        items: &[MediaRef],
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        self.execute(
            "INSERT INTO snapshot(list, taken_at, reason, name, description, public, items) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                &row.uid,
                now.millis(),
                reason,
                &row.name,
                &row.description,
                row.public,
                serde_json::Value::from(items).to_string(),
            ),
        )?;
        Ok(())
    }

    /// Returns the snapshots of a list, or of all lists of the account, newest first.
    ///
    /// # Errors
    /// `storage`.
    pub fn snapshots(&self, account: &str, uid: Option<&str>) -> Result<Vec<SnapshotRow>> {
        self.rows(
            "SELECT s.id, s.list, s.taken_at, s.reason, s.name, s.description, s.public, s.items
             FROM snapshot s JOIN list l ON l.uid = s.list
             WHERE l.account = ?1 AND (?2 IS NULL OR s.list = ?2) ORDER BY s.taken_at DESC, s.id DESC",
            (account, uid),
            |row| {
                let items: Vec<String> = serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or_default();
                Ok(SnapshotRow {
                    id: row.get(0)?,
                    list: row.get(1)?,
                    taken_at: Timestamp::from_millis(row.get(2)?),
                    reason: row.get(3)?,
                    name: row.get(4)?,
                    description: row.get(5)?,
                    public: row.get(6)?,
                    items: items.iter().filter_map(|text| parse_ref(text)).collect(),
                })
            },
        )
    }

    /// Keeps what TMDB says of titles, for lists on screen.
    ///
    /// # Errors
    /// `storage`.
    pub fn save_titles(&self, titles: &[Media], now: Timestamp) -> Result<()> {
        for media in titles {
            let Ok(body) = serde_json::to_string(media) else { continue };
            self.execute(
                "INSERT INTO title(media, media_id, body, fetched_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT(media, media_id) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at",
                (media.media_type.name(), sql_id(media.id), body, now.millis()),
            )?;
        }
        Ok(())
    }

    /// Returns what is known of a title.
    ///
    /// # Errors
    /// `storage`.
    pub fn title(&self, item: MediaRef) -> Result<Option<Media>> {
        let body = self.first(
            "SELECT body FROM title WHERE media = ?1 AND media_id = ?2",
            (item.media_type.name(), sql_id(item.id)),
            |row| row.get::<_, String>(0),
        )?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// Forgets titles fetched before `before`: TMDB's terms allow six months.
    ///
    /// # Errors
    /// `storage`.
    pub fn sweep_titles(&self, before: Timestamp) -> Result<()> {
        self.execute("DELETE FROM title WHERE fetched_at < ?1", [before.millis()])?;
        Ok(())
    }
}

pub(super) fn parse_ref(text: &str) -> Option<MediaRef> {
    let (media, id) = text.split_once(':')?;
    Some(MediaRef { media_type: media.parse().ok()?, id: id.parse().ok()? })
}
