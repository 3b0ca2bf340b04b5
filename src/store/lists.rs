//! The mirror: lists as TMDB last showed them, completely read, and their bindings from local to TMDB's id.

use super::state::Tx;
use super::words::{unreadable, within, word};
use crate::domain::{ListFields, ListKind, Media, MediaRef, Misfit, Timestamp};
use crate::error::Result;

/// How a stored list stands, by what is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// TMDB hasn't got it yet.
    Unsent,
    /// On TMDB. The account's collections always are.
    Live,
    /// Found gone on TMDB; the copy here is kept.
    Gone,
    /// Deleted by the person.
    Deleted,
}

/// What TMDB's newest answers say of a list: the memory *seen*, without its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Name, description, privacy and order. A name of `None` means that they were never read.
    pub fields: ListFields,
    /// The number of items that TMDB told.
    pub count: Option<u64>,
    /// When TMDB made the list.
    pub created_at: Option<Timestamp>,
    /// When TMDB last changed it.
    pub updated_at: Option<Timestamp>,
    /// Of when the items are; `None` until they were read, 1970 where they are known to be outdated.
    pub items_as_of: Option<Timestamp>,
    /// Of when the fields are.
    pub fields_as_of: Option<Timestamp>,
    /// Whether the list was not found any more.
    pub is_gone: bool,
    /// Rows of the newest answer that could not be read.
    pub skipped: u64,
    /// A total that doesn't fit its rows, found in several reads.
    pub misfit: Option<Misfit>,
    /// When TMDB confirmed our own writes of fields.
    pub wrote: FieldWrites,
}

/// When TMDB confirmed our own write of each field of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldWrites {
    /// Of the name.
    pub name: Option<Timestamp>,
    /// Of the description.
    pub description: Option<Timestamp>,
    /// Of the privacy.
    pub public: Option<Timestamp>,
    /// Of the order.
    pub sort_by: Option<Timestamp>,
}

/// What the person and TMDB last agreed on: the memory *agreed*, without its items. Moved by `services::mirror::agreed` alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreed {
    /// Name, description, privacy and order; `None` until first seen.
    pub fields: Option<ListFields>,
    /// Whether the items are known, if only as none.
    pub has_items: bool,
    /// When all of it was last agreed on: by a sync, or by the first look.
    pub at: Option<Timestamp>,
}

/// A list as stored, without its items and without what still waits.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    /// Local id (UUID).
    pub uid: String,
    /// Its account.
    pub account: String,
    /// What it stands for.
    pub list_kind: ListKind,
    /// TMDB's number, once bound.
    pub remote_id: Option<u64>,
    /// What TMDB's newest answers say.
    pub seen: Seen,
    /// What was last agreed on.
    pub agreed: Agreed,
    /// Whether TMDB lost more of it than the guard lets through, and nobody has decided yet.
    pub is_diverged: bool,
    /// Whether the person deleted it.
    pub is_deleted: bool,
    /// Whether TMDB lets this account write to it.
    pub writable: bool,
    /// When it was first known here.
    pub created_at: Timestamp,
}

impl ListRow {
    /// Returns how the list stands.
    pub const fn state(&self) -> ListState {
        if self.is_deleted {
            ListState::Deleted
        } else if self.seen.is_gone {
            ListState::Gone
        } else if matches!(self.list_kind, ListKind::List) && self.remote_id.is_none() {
            ListState::Unsent
        } else {
            ListState::Live
        }
    }

    /// Returns TMDB's name of the list, or else its local id: for messages.
    pub fn label(&self) -> &str {
        self.seen.fields.name.as_deref().unwrap_or(&self.uid)
    }

    /// Returns TMDB's values of the fields that an update changes, as they are in *seen*; `None` where it was never seen.
    pub fn start_of(&self, changed: &ListFields) -> Option<ListFields> {
        let seen = &self.seen.fields;
        seen.name.as_ref()?;
        let description = Some(seen.description.clone().unwrap_or_default());
        Some(ListFields { description, ..seen.clone() }.only(changed))
    }

    /// Returns of when the items in *seen* are, unless they are known to be outdated.
    pub fn snapshot_at(&self) -> Option<Timestamp> {
        self.seen.items_as_of.filter(|as_of| as_of.millis() > 0)
    }

    /// Returns whether it has the memory *agreed*: lists that the account may write to do; its collections, and other
    /// people's lists, don't.
    pub const fn can_agree(&self) -> bool {
        matches!(self.list_kind, ListKind::List) && self.writable
    }
}

/// An item as kept of a list, in list order.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldItem {
    /// The item.
    pub item: MediaRef,
    /// When our own write put it there, where it did.
    pub added_at: Option<Timestamp>,
    /// The owner's comment.
    pub comment: Option<String>,
    /// The score, among the ratings.
    pub score: Option<f64>,
}

impl HeldItem {
    /// Makes an item of which nothing else is known.
    pub const fn bare(item: MediaRef) -> Self {
        Self { item, added_at: None, comment: None, score: None }
    }
}

const COLUMNS: &str = "uid, account, shelf, remote_id, seen_name, seen_description, seen_public, seen_sort_by, seen_count, \
  seen_created_at, seen_updated_at, seen_items_as_of, seen_fields_as_of, seen_gone, seen_skipped, misfit_total, misfit_rows, \
  wrote_name_at, wrote_description_at, wrote_public_at, wrote_sort_by_at, agreed_fields, agreed_name, agreed_description, \
  agreed_public, agreed_sort_by, agreed_items, agreed_at, diverged, deleted, writable, created_at";

fn time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis))
}

/// Reads a number that is never below zero.
pub(super) fn number(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<u64>> {
    let number: Option<i64> = row.get(column)?;
    number
        .map(|number| u64::try_from(number).map_err(|_| unreadable(column, &number.to_string())))
        .transpose()
}

/// Reads a row. What can't be read is an error that names the list.
fn list_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ListRow> {
    let uid: String = row.get("uid")?;
    read_list(row, &uid).map_err(|error| within("list", &uid, error))
}

fn read_list(row: &rusqlite::Row<'_>, uid: &str) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        uid: uid.to_owned(),
        account: row.get("account")?,
        list_kind: word(row, "shelf")?,
        remote_id: number(row, "remote_id")?,
        seen: seen(row)?,
        agreed: agreed(row)?,
        is_diverged: row.get("diverged")?,
        is_deleted: row.get("deleted")?,
        writable: row.get("writable")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
    })
}

fn seen(row: &rusqlite::Row<'_>) -> rusqlite::Result<Seen> {
    let misfit = number(row, "misfit_total")?.zip(number(row, "misfit_rows")?);
    Ok(Seen {
        fields: ListFields {
            name: row.get("seen_name")?,
            description: row.get("seen_description")?,
            public: row.get("seen_public")?,
            sort_by: row.get("seen_sort_by")?,
        },
        count: number(row, "seen_count")?,
        created_at: time(row, "seen_created_at")?,
        updated_at: time(row, "seen_updated_at")?,
        items_as_of: time(row, "seen_items_as_of")?,
        fields_as_of: time(row, "seen_fields_as_of")?,
        is_gone: row.get("seen_gone")?,
        skipped: number(row, "seen_skipped")?.unwrap_or(0),
        misfit: misfit.map(|(total, rows)| Misfit { total, rows }),
        wrote: FieldWrites {
            name: time(row, "wrote_name_at")?,
            description: time(row, "wrote_description_at")?,
            public: time(row, "wrote_public_at")?,
            sort_by: time(row, "wrote_sort_by_at")?,
        },
    })
}

fn agreed(row: &rusqlite::Row<'_>) -> rusqlite::Result<Agreed> {
    let fields = ListFields {
        name: row.get("agreed_name")?,
        description: row.get("agreed_description")?,
        public: row.get("agreed_public")?,
        sort_by: row.get("agreed_sort_by")?,
    };
    Ok(Agreed {
        fields: row.get::<_, bool>("agreed_fields")?.then_some(fields),
        has_items: row.get("agreed_items")?,
        at: time(row, "agreed_at")?,
    })
}

/// Reads a title from its two columns.
pub(super) fn item_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<MediaRef> {
    Ok(MediaRef {
        media_type: word(row, "media")?,
        id: number(row, "media_id")?.ok_or_else(|| unreadable("media_id", ""))?,
    })
}

/// Reads an item of a list from the columns media, `media_id`, `added_at`, comment and score. By place: a command reads a list of
/// thousands of items several times, and a sixth of that time went into finding columns by name.
pub(super) fn held_item(row: &rusqlite::Row<'_>) -> rusqlite::Result<HeldItem> {
    let media = row.get_ref(0)?.as_str()?;
    let number: i64 = row.get(1)?;
    Ok(HeldItem {
        item: MediaRef {
            media_type: media.parse().map_err(|()| unreadable("media", media))?,
            id: u64::try_from(number).map_err(|_| unreadable("media_id", &number.to_string()))?,
        },
        added_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
        comment: row.get(3)?,
        score: row.get(4)?,
    })
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
    pub fn collection(
        &self,
        account: &str,
        list_kind: ListKind,
        uid: &str,
        now: Timestamp,
    ) -> Result<ListRow> {
        self.execute(
            "INSERT INTO list(uid, account, shelf, seen_name, created_at) VALUES (?1, ?2, ?3, ?3, ?4)
             ON CONFLICT DO NOTHING",
            (uid, account, list_kind.name(), now.millis()),
        )?;
        self.one(&collection_query(), (account, list_kind.name()), list_row)
    }

    /// Returns the account's own collection, where it has a row.
    ///
    /// # Errors
    /// `storage`.
    pub fn collection_if_known(&self, account: &str, list_kind: ListKind) -> Result<Option<ListRow>> {
        self.first(&collection_query(), (account, list_kind.name()), list_row)
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

    /// Notes that the person deleted a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_list_deleted(&self, uid: &str) -> Result<()> {
        self.execute("UPDATE list SET deleted = 1 WHERE uid = ?1", [uid])?;
        Ok(())
    }

    /// Notes whether TMDB lost more of a list than the guard lets through.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_diverged(&self, uid: &str, diverged: bool) -> Result<()> {
        self.execute("UPDATE list SET diverged = ?2 WHERE uid = ?1 AND diverged <> ?2", (uid, diverged))?;
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

    /// Returns the items in *seen* whose titles are not stored.
    ///
    /// # Errors
    /// `storage`.
    pub fn untitled_items(&self, uid: &str) -> Result<Vec<MediaRef>> {
        self.rows(
            "SELECT media, media_id FROM seen_item WHERE list = ?1 AND NOT EXISTS
               (SELECT 1 FROM title WHERE title.media = seen_item.media AND title.media_id = seen_item.media_id)",
            [uid],
            item_of,
        )
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

/// Finds the collection of an account (`?1`) by its kind (`?2`).
fn collection_query() -> String {
    format!("SELECT {COLUMNS} FROM list WHERE account = ?1 AND shelf = ?2")
}

pub(super) fn parse_ref(text: &str) -> Option<MediaRef> {
    let (media, id) = text.split_once(':')?;
    Some(MediaRef { media_type: media.parse().ok()?, id: id.parse().ok()? })
}
