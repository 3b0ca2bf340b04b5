//! The queue's rows. What may become of them is decided in `services::outbox`; this file only makes it so, and each
//! change of a claimed operation names the claim's token: a run that lost its claim changes nothing.

use std::time::Duration;

use super::changes::{before_of, change_of, error_of, payload_of, text_of_before, text_of_error};
use super::lists::{item_of, number, sql_id};
use super::state::Tx;
use super::unreadable::{Line, StoredOperation, UnreadableOperation, stored};
use super::words::{unreadable, unreadable_words, word, word_if_any};
use crate::domain::{
    AttemptClass, Before, Change, Hold, ListKind, MediaRef, Operation, OperationKind, Reason, Status,
    Timestamp, millis_of,
};
use crate::error::{Error, ErrorObject, Result};

/// An operation about to be kept.
#[derive(Clone, Debug)]
pub struct NewOperation {
    /// `UUIDv7`.
    pub id: String,
    /// Account row.
    pub account: String,
    /// Local id of the list.
    pub list: String,
    /// What it does.
    pub change: Change,
    /// The user command it comes from.
    pub group: Option<String>,
    /// The operation of another list that must be done before this one.
    pub after: Option<String>,
}

/// How a claimed operation goes back to waiting.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Whether TMDB may have seen it.
    pub maybe_sent: bool,
    /// Not before this.
    pub due_at: Timestamp,
    /// The wait that led to `due_at`, in milliseconds.
    pub delay_ms: i64,
    /// Until when its request may still be carried out.
    pub settle_until: Option<Timestamp>,
    /// Answers that count against it.
    pub attempts: u32,
    /// What keeps it besides time.
    pub hold: Option<Hold>,
    /// Why, for people.
    pub reason: Option<Reason>,
    /// The fault.
    pub last_error: Option<ErrorObject>,
    /// What to remember for looking its outcome up.
    pub preimage: Option<Before>,
}

/// One try of an operation, for `queue show`.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptRow {
    /// Number of the claim.
    pub n: u32,
    /// When it was claimed.
    pub started_at: Timestamp,
    /// When its outcome was recorded.
    pub ended_at: Option<Timestamp>,
    /// What came of it.
    pub class: Option<AttemptClass>,
    /// HTTP status.
    pub http: Option<u16>,
    /// TMDB's status code.
    pub tmdb_code: Option<u64>,
    /// More, for people.
    pub note: Option<String>,
}

/// The outcome of a try.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptOutcome {
    /// What came of it.
    pub class: AttemptClass,
    /// HTTP status.
    pub http: Option<u16>,
    /// TMDB's status code.
    pub tmdb_code: Option<u64>,
    /// More, for people.
    pub note: Option<String>,
}

impl AttemptOutcome {
    /// What is told of a try besides what came of it.
    pub fn saying(class: AttemptClass, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..Self::from(class) }
    }
}

impl From<AttemptClass> for AttemptOutcome {
    fn from(class: AttemptClass) -> Self {
        Self { class, http: None, tmdb_code: None, note: None }
    }
}

/// How a claimed operation ends.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// Where it stands from now on.
    pub status: Status,
    /// Why.
    pub reason: Option<&'a Reason>,
    /// The fault.
    pub error: Option<&'a ErrorObject>,
}

const COLUMNS: &str = "op.id, op.seq, op.account, op.list, list.shelf, op.kind, op.media, op.media_id, op.payload, op.grp, op.status, \
  op.reason, op.hold, op.tries, op.attempts, op.max_attempts, op.due_at, op.delay_ms, op.maybe_sent, op.dispatched_at, \
  op.settle_until, op.preimage, op.last_error, op.created_at, op.updated_at, op.finished_at, op.number, op.after_op";
const FROM: &str = "FROM op JOIN list ON list.uid = op.list";
/// The first unsettled operation of each list: from there on order decides, so nothing behind it needs to be looked at.
const HEADS: &str = "FROM list CROSS JOIN op AS head ON head.rowid =
  (SELECT op.rowid FROM op INDEXED BY op_live WHERE op.list = list.uid AND op.status IN ('pending', 'processing')
   ORDER BY op.seq LIMIT 1)";

const NEWER: &str = "WHERE op.list = ?1 AND op.status IN ('pending', 'processing', 'completed') AND op.seq > ?2 ORDER BY op.seq";
const ON_THE_WHOLE: &str = "FROM list JOIN op INDEXED BY op_by_list ON op.list = list.uid WHERE op.list = ?1 AND op.status IN ('pending', 'processing')
  AND op.kind IN ('create', 'update', 'delete', 'clear') ORDER BY op.seq";
const ON_ITEM: &str = "FROM op INDEXED BY op_of_item JOIN list ON list.uid = op.list
  WHERE op.list = ?1 AND op.media = ?2 AND op.media_id = ?3 AND op.status IN ('pending', 'processing') AND op.media_id IS NOT NULL
  ORDER BY op.seq";
/// `SQLite` takes the other columns of a group from the row that has its `min`.
const NEXT_IN_COLLECTIONS: &str = "SELECT min(due_at) FROM (
    SELECT op.due_at AS due_at, op.hold AS hold, min(op.seq) FROM list CROSS JOIN op INDEXED BY op_of_item ON op.list = list.uid
    WHERE list.shelf <> 'list' AND op.status IN ('pending', 'processing') AND op.media_id IS NOT NULL
    GROUP BY op.list, op.media, op.media_id)
  WHERE hold IS NULL OR hold <> 'conflict'";
const UNSURE: &str = "FROM op INDEXED BY op_unsure JOIN list ON list.uid = op.list
  WHERE op.list = ?1 AND op.status = 'pending' AND op.maybe_sent = 1 ORDER BY op.seq";
const OPEN_CREATE: &str = "SELECT id FROM op INDEXED BY op_creation
  WHERE account = ?1 AND id <> ?2 AND kind = 'create' AND status IN ('pending', 'processing')
    AND (maybe_sent = 1 OR status = 'processing' OR hold = 'spam')";
const MARK_DISPATCHED: &str = "UPDATE op INDEXED BY op_claimed SET maybe_sent = 1, dispatched_at = ?2,
    first_sent_at = coalesce(first_sent_at, ?2), settle_until = ?3, preimage = coalesce(?4, preimage), updated_at = ?2
  WHERE token = ?1 AND status = 'processing'";
const RUNS_IN_PROGRESS: &str = "SELECT run, max(updated_at) FROM op INDEXED BY op_of_run
  WHERE status = 'processing' AND run IS NOT NULL GROUP BY run ORDER BY run";
/// Reads an index from end to end, list by list, and no row of the table: a group for each list, which has few.
const TALLY: &str = "SELECT list.shelf, status, kind, media, count(*), min(op.created_at)
  FROM list CROSS JOIN op INDEXED BY op_by_list ON op.list = list.uid GROUP BY list.uid, status, kind, media";

/// Operations whose status can't be read, of the list `?1` or of all.
const UNKNOWN: &str = "FROM op INDEXED BY op_unknown JOIN list ON list.uid = op.list
  WHERE op.status NOT IN ('pending', 'processing', 'completed', 'failed', 'cancelled') AND (?1 IS NULL OR op.list = ?1) ORDER BY op.seq";
const HAS_UNKNOWN: &str = "SELECT 1 FROM op INDEXED BY op_unknown
  WHERE status NOT IN ('pending', 'processing', 'completed', 'failed', 'cancelled') AND list = ?1 LIMIT 1";

/// What `read_operation` never fails at: an addition or removal that carries nothing but its item, and of which nothing else is
/// noted yet.
const SURELY_READABLE: &str =
    "op.kind IN ('add', 'remove') AND op.payload = '{}' AND op.media IN ('movie', 'tv') AND op.media_id >= 0
  AND op.number >= 0 AND op.hold IS NULL AND op.preimage IS NULL AND op.last_error IS NULL";

/// Operations of these statuses, of the list `?1` or of all.
fn all_of(statuses: &[Status]) -> String {
    let words: Vec<String> = statuses.iter().map(|status| format!("'{}'", status.name())).collect();
    // List by list, because what is settled makes up most of a table that is read for the rest.
    format!(
        "SELECT {COLUMNS} FROM list CROSS JOIN op INDEXED BY op_by_list ON op.list = list.uid AND op.status IN ({})
         WHERE ?1 IS NULL OR list.uid = ?1 ORDER BY op.seq",
        words.join(", ")
    )
}

/// Reads a row. What can't be read makes the operation unreadable: a default could send what nobody wished.
fn operation(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredOperation> {
    stored(row, read_operation(row))
}

fn read_operation(row: &rusqlite::Row<'_>) -> rusqlite::Result<Operation> {
    let time = |column: &str| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis))
    };
    let moment = |column: &str| Ok::<_, rusqlite::Error>(Timestamp::from_millis(row.get(column)?));
    let (list_kind, change) = (word(row, "shelf")?, change_of(row)?);
    if list_kind != ListKind::List && change.item().is_none() {
        // A collection is neither created nor changed as a whole.
        return Err(unreadable("kind", change.kind().name()));
    }
    Ok(Operation {
        id: row.get("id")?,
        number: number(row, "number")?.ok_or_else(|| unreadable("number", ""))?,
        seq: row.get("seq")?,
        account: row.get("account")?,
        list: row.get("list")?,
        list_kind,
        change,
        group: row.get("grp")?,
        after: row.get("after_op")?,
        status: word(row, "status")?,
        reason: row.get::<_, Option<String>>("reason")?.as_deref().map(Reason::of),
        hold: word_if_any(row, "hold")?,
        tries: row.get("tries")?,
        attempts: row.get("attempts")?,
        max_attempts: row.get("max_attempts")?,
        due_at: moment("due_at")?,
        delay_ms: row.get("delay_ms")?,
        maybe_sent: row.get("maybe_sent")?,
        dispatched_at: time("dispatched_at")?,
        settle_until: time("settle_until")?,
        preimage: before_of(row)?,
        last_error: error_of(row)?,
        created_at: moment("created_at")?,
        updated_at: moment("updated_at")?,
        finished_at: time("finished_at")?,
    })
}

impl Tx<'_> {
    /// Reads operations, leaving out what can't be read.
    fn readable(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Operation>> {
        let read = |row: &rusqlite::Row<'_>| match read_operation(row) {
            Err(error) if unreadable_words(&error).is_some() => Ok(None),
            outcome => outcome.map(Some),
        };
        Ok(self.rows(sql, values, read)?.into_iter().flatten().collect())
    }

    fn next_seq(&self) -> Result<i64> {
        self.one("UPDATE counter SET n = n + 1 WHERE name = 'seq' RETURNING n", [], |row| row.get(0))
    }

    /// Keeps a new operation, at the end of the order. Counting it for `queue stats` is the caller's: many are counted at once.
    ///
    /// # Errors
    /// `storage`.
    pub fn append_operation(&self, new: &NewOperation, now: Timestamp) -> Result<()> {
        // One by one and without RETURNING: for either, SQLite would make a table each time.
        self.execute("UPDATE counter SET n = n + 1 WHERE name = 'seq'", [])?;
        self.execute("UPDATE counter SET n = n + 1 WHERE name = 'number'", [])?;
        let item = new.change.item();
        self.execute(
            "INSERT INTO op(id, seq, number, account, list, kind, media, media_id, payload, grp, created_at, updated_at, after_op)
             VALUES (?1, (SELECT n FROM counter WHERE name = 'seq'), (SELECT n FROM counter WHERE name = 'number'),
               ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)",
            (
                &new.id,
                &new.account,
                &new.list,
                new.change.kind().name(),
                item.map(|item| item.media_type.name()),
                item.map(|item| sql_id(item.id)),
                payload_of(&new.change)?,
                &new.group,
                now.millis(),
                &new.after,
            ),
        )?;
        Ok(())
    }

    /// Returns an operation by its number.
    ///
    /// # Errors
    /// `storage`.
    pub fn operation_of_number(&self, number: u64) -> Result<Option<StoredOperation>> {
        self.first(&format!("SELECT {COLUMNS} {FROM} WHERE op.number = ?1"), [sql_id(number)], operation)
    }

    /// Returns the unsettled operations that may go only after this one.
    ///
    /// # Errors
    /// `storage`.
    pub fn operations_after(&self, id: &str) -> Result<Vec<Operation>> {
        self.readable(
            &format!(
                "SELECT {COLUMNS} {FROM} WHERE op.after_op = ?1 AND op.status IN ('pending', 'processing')"
            ),
            [id],
        )
    }

    /// Returns an operation by id.
    ///
    /// # Errors
    /// `storage`, also if it can't be read.
    pub fn operation(&self, id: &str) -> Result<Option<Operation>> {
        self.stored_operation(id)?.map(StoredOperation::readable).transpose()
    }

    /// Returns an operation by id, whether it can be read or not.
    ///
    /// # Errors
    /// `storage`.
    pub fn stored_operation(&self, id: &str) -> Result<Option<StoredOperation>> {
        self.first(&format!("SELECT {COLUMNS} {FROM} WHERE op.id = ?1"), [id], operation)
    }

    /// Returns the operations whose id begins so, at most two.
    ///
    /// # Errors
    /// `storage`.
    pub fn operations_like(&self, prefix: &str) -> Result<Vec<StoredOperation>> {
        self.rows(
            &format!(
                "SELECT {COLUMNS} {FROM} WHERE op.id >= ?1 AND op.id < ?1 || char(0x10ffff) ORDER BY op.id LIMIT 2"
            ),
            [prefix],
            operation,
        )
    }

    /// Returns operations in order: of these statuses, of one list where given.
    ///
    /// # Errors
    /// `storage`.
    pub fn operations(&self, statuses: &[Status], list: Option<&str>) -> Result<Vec<Operation>> {
        self.readable(&all_of(statuses), [list])
    }

    /// Returns operations in order, as [`Tx::operations`] does, and those that can't be read: of these statuses, and of unknown ones.
    ///
    /// # Errors
    /// `storage`.
    pub fn stored_operations(&self, statuses: &[Status], list: Option<&str>) -> Result<Vec<StoredOperation>> {
        let mut found = self.rows(&all_of(statuses), [list], operation)?;
        found.extend(self.rows(&format!("SELECT {COLUMNS} {UNKNOWN}"), [list], operation)?);
        found.sort_by_key(StoredOperation::seq);
        Ok(found)
    }

    /// Returns what a person's wish to revive an operation is measured by: what was asked for on its list since, and counts.
    ///
    /// # Errors
    /// `storage`.
    pub fn newer_operations(&self, list: &str, seq: i64) -> Result<Vec<Operation>> {
        self.readable(&format!("SELECT {COLUMNS} {FROM} {NEWER}"), (list, seq))
    }

    /// Returns the unsettled operations of a list that are about the list itself rather than its items, in order.
    ///
    /// # Errors
    /// `storage`.
    pub fn live_operations_on_the_whole(&self, list: &str) -> Result<Vec<Operation>> {
        self.readable(&format!("SELECT {COLUMNS} {ON_THE_WHOLE}"), [list])
    }

    /// Returns the unsettled operations of a list on one item, in order.
    ///
    /// # Errors
    /// `storage`.
    pub fn live_operations_on(&self, list: &str, item: MediaRef) -> Result<Vec<Operation>> {
        let values = (list, item.media_type.name(), sql_id(item.id));
        self.readable(&format!("SELECT {COLUMNS} {ON_ITEM}"), values)
    }

    /// Returns whether an unsettled operation of the account waits for one of another list.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_waiting_for_others(&self, account: &str) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op INDEXED BY op_after WHERE after_op IS NOT NULL AND account = ?1
               AND status IN ('pending', 'processing') LIMIT 1",
            [account],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Lets an operation no longer wait for one of another list.
    ///
    /// # Errors
    /// `storage`.
    pub fn clear_after(&self, id: &str) -> Result<()> {
        self.execute("UPDATE op SET after_op = NULL WHERE id = ?1 AND after_op IS NOT NULL", [id])?;
        Ok(())
    }

    /// Lets an operation that waits for a decision be sent again: what may have been sent has settled.
    ///
    /// # Errors
    /// `storage`.
    pub fn release(&self, id: &str, now: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE op SET hold = NULL, reason = NULL, maybe_sent = 0, settle_until = NULL, preimage = NULL, due_at = 0,
               delay_ms = 0, updated_at = ?2 WHERE id = ?1 AND status = 'pending'",
            (id, now.millis()),
        )?;
        Ok(())
    }

    /// Returns the unsettled creation of this account that keeps another from going out.
    ///
    /// # Errors
    /// `storage`.
    pub fn open_create(&self, account: &str, besides: &str) -> Result<Option<String>> {
        self.first(OPEN_CREATE, (account, besides), |row| row.get(0))
    }

    /// Counts the unsettled operations of a list by kind, with the newest creation of each; `None` for kinds that can't be read.
    ///
    /// # Errors
    /// `storage`.
    pub fn live_kinds(&self, list: &str) -> Result<Vec<(Option<OperationKind>, u64, Timestamp)>> {
        self.rows(
            "SELECT kind, count(*), max(created_at) FROM op INDEXED BY op_by_list
             WHERE list = ?1 AND status IN ('pending', 'processing') GROUP BY kind",
            [list],
            |row| {
                let kind = word(row, "kind").ok();
                let count = u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
                Ok((kind, count, Timestamp::from_millis(row.get(2)?)))
            },
        )
    }

    /// Returns what the unsettled operations of a list put on (`true`) or take off, in order: all that counting its items
    /// needs, and a fraction of what reading whole operations costs.
    ///
    /// # Errors
    /// `storage`.
    pub fn live_changes(&self, list: &str) -> Result<Vec<(MediaRef, bool)>> {
        self.rows(
            "SELECT kind = 'add' AS is_added, media, media_id FROM op INDEXED BY op_live
             WHERE list = ?1 AND status IN ('pending', 'processing') AND kind IN ('add', 'remove') AND media IN ('movie', 'tv')
               AND media_id >= 0 ORDER BY seq",
            [list],
            |row| Ok((item_of(row)?, row.get("is_added")?)),
        )
    }

    /// Returns whether any operation of a list is unsettled, or stands as refused.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_unsettled(&self, list: &str) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op WHERE list = ?1 AND status IN ('pending', 'processing', 'failed') LIMIT 1",
            [list],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Returns the unsettled operations of a list, in order, without those that can't be read.
    ///
    /// # Errors
    /// `storage`.
    pub fn live_operations(&self, list: &str) -> Result<Vec<Operation>> {
        self.readable(
            &format!("SELECT {COLUMNS} {FROM} WHERE op.list = ?1 AND op.status IN ('pending', 'processing') ORDER BY op.seq"),
            [list],
        )
    }

    /// Returns the first unsettled operations of a list that may be sent, in order, at most so many: what comes after one that
    /// can't be read waits for a person.
    ///
    /// # Errors
    /// `storage`.
    pub fn line(&self, list: &str, limit: usize) -> Result<Line> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self.rows(
            &format!(
                "SELECT {COLUMNS} {FROM} WHERE op.list = ?1 AND op.status IN ('pending', 'processing') ORDER BY op.seq LIMIT ?2"
            ),
            (list, limit),
            operation,
        )?;
        let unknown = self.rows(&format!("SELECT {COLUMNS} {UNKNOWN} LIMIT 1"), [Some(list)], operation)?;
        let mut line = Line::default();
        let unknown = unknown.into_iter().next();
        let first_unknown = unknown.as_ref().map(StoredOperation::seq);
        let before_unknown =
            found.into_iter().take_while(|next| first_unknown.is_none_or(|seq| next.seq() < seq));
        for next in before_unknown.chain(unknown) {
            match next {
                StoredOperation::Readable(operation) => line.operations.push(*operation),
                StoredOperation::Unreadable(unreadable) => {
                    line.stopped_by = Some(unreadable);
                    break;
                }
            }
        }
        Ok(line)
    }

    /// Returns the operation behind which everything of a list waits, because it can't be read: the one that [`Tx::line`] stops at.
    /// Only what may be unreadable is decoded, so that a long queue of plain additions costs little.
    ///
    /// # Errors
    /// `storage`.
    pub fn first_unreadable(&self, list: &str) -> Result<Option<UnreadableOperation>> {
        let mut found = self.rows(
            &format!(
                "SELECT {COLUMNS} {FROM} WHERE op.list = ?1 AND op.status IN ('pending', 'processing')
                   AND ({SURELY_READABLE}) IS NOT TRUE ORDER BY op.seq"
            ),
            [list],
            operation,
        )?;
        found.extend(self.rows(&format!("SELECT {COLUMNS} {UNKNOWN} LIMIT 1"), [Some(list)], operation)?);
        let unreadable = found.into_iter().filter_map(|stored| match stored {
            StoredOperation::Readable(_) => None,
            StoredOperation::Unreadable(unreadable) => Some(unreadable),
        });
        Ok(unreadable.min_by_key(|unreadable| unreadable.seq))
    }

    /// Returns whether a list has unsettled operations, or one whose status can't be read.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_live(&self, list: &str) -> Result<bool> {
        let has_unknown = || self.first(HAS_UNKNOWN, [list], |_| Ok(()));
        Ok(self.has_live_before(list, i64::MAX)? || has_unknown()?.is_some())
    }

    /// Returns the local ids of lists that have unsettled operations of this account, those with the oldest first.
    ///
    /// # Errors
    /// `storage`.
    pub fn lists_with_live_operations(&self, account: &str) -> Result<Vec<String>> {
        self.rows(
            &format!("SELECT list.uid {HEADS} WHERE head.account = ?1 ORDER BY head.seq"),
            [account],
            |row| row.get(0),
        )
    }

    /// Returns the accounts that have unsettled operations.
    ///
    /// # Errors
    /// `storage`.
    pub fn accounts_with_live_operations(&self) -> Result<Vec<String>> {
        self.rows(&format!("SELECT DISTINCT head.account {HEADS} ORDER BY 1"), [], |row| row.get(0))
    }

    /// Returns the operations of a list that may have been sent and wait for the proof, in order; of many that wait, these are few.
    ///
    /// # Errors
    /// `storage`.
    pub fn unsure_operations(&self, list: &str) -> Result<Vec<Operation>> {
        self.readable(&format!("SELECT {COLUMNS} {UNSURE}"), [list])
    }

    /// Returns the operations that stand as refused on a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn failed_operations(&self, list: &str) -> Result<Vec<Operation>> {
        self.readable(
            &format!("SELECT {COLUMNS} {FROM} WHERE op.list = ?1 AND op.status = 'failed' ORDER BY op.seq"),
            [list],
        )
    }

    /// Returns whether another creation of this account is in a run's hands, may have been sent, or waits as spam.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_open_create(&self, account: &str, besides: &str) -> Result<bool> {
        Ok(self.open_create(account, besides)?.is_some())
    }

    /// Returns whether any operation, settled or not, refers to a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_operations(&self, list: &str) -> Result<bool> {
        Ok(self.first("SELECT 1 FROM op WHERE list = ?1 LIMIT 1", [list], |_| Ok(()))?.is_some())
    }

    /// Returns whether an unsettled operation of a list stands before this place in the order.
    ///
    /// # Errors
    /// `storage`.
    pub fn has_live_before(&self, list: &str, seq: i64) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op INDEXED BY op_live WHERE list = ?1 AND seq < ?2 AND status IN ('pending', 'processing') LIMIT 1",
            (list, seq),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Claims operations of one list for a run: `processing`, one try more, under `token`. The caller has checked that
    /// each is pending and due, in this same transaction.
    ///
    /// # Errors
    /// `storage`, also where the list, or the item of a collection, has a sender already (the index refuses).
    pub fn claim(&self, ids: &[String], run: &str, token: &str, now: Timestamp) -> Result<()> {
        for (position, id) in (0_i64..).zip(ids) {
            let changed = self.execute(
                "UPDATE op SET status = 'processing', tries = tries + 1, run = ?2, token = ?3, batch_pos = ?4, updated_at = ?5,
                   reason = NULL,
                   lane = (SELECT iif(shelf = 'list', '', op.media || ':' || op.media_id) FROM list WHERE uid = op.list)
                 WHERE id = ?1 AND status = 'pending'",
                (id, run, token, position, now.millis()),
            )?;
            if changed != 1 {
                return Err(Error::bug(format!("operation {id} was claimed while it was not pending")));
            }
            self.execute(
                "INSERT INTO attempt(op, n, run, started_at) SELECT id, tries, ?2, ?3 FROM op WHERE id = ?1",
                (id, run, now.millis()),
            )?;
        }
        Ok(())
    }

    /// Marks claimed operations as perhaps sent. Committed before the first byte leaves.
    ///
    /// # Errors
    /// `storage`.
    pub fn mark_dispatched(
        &self,
        token: &str,
        preimage: Option<&Before>,
        settle_until: Timestamp,
        now: Timestamp,
    ) -> Result<usize> {
        let preimage = preimage.map(text_of_before).transpose()?;
        self.execute(MARK_DISPATCHED, (token, now.millis(), settle_until.millis(), preimage))
    }

    /// Returns whether the claim is still this run's.
    ///
    /// # Errors
    /// `storage`.
    pub fn holds_claim(&self, id: &str, token: &str) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op WHERE id = ?1 AND token = ?2 AND status = 'processing'",
            (id, token),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Settles a claimed operation. Returns whether the claim was still ours; if not, nothing was changed.
    ///
    /// # Errors
    /// `storage`.
    pub fn finish(&self, id: &str, token: &str, ending: Ending<'_>, now: Timestamp) -> Result<bool> {
        let Ending { status, reason, error } = ending;
        let changed = self.execute(
            "UPDATE op SET status = ?3, reason = ?4, last_error = ?5, token = NULL, batch_pos = 0, hold = NULL, finished_at = ?6,
               updated_at = ?6
             WHERE id = ?1 AND token = ?2 AND status = 'processing'",
            (
                id,
                token,
                status.name(),
                reason.map(Reason::text),
                error.map(text_of_error).transpose()?,
                now.millis(),
            ),
        )?;
        if changed == 1 {
            self.count(&now.day(), status.name(), 1)?;
        }
        Ok(changed == 1)
    }

    /// Notes how many answers count against a claimed operation.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_attempts(&self, id: &str, token: &str, attempts: u32) -> Result<()> {
        self.execute(
            "UPDATE op SET attempts = ?3 WHERE id = ?1 AND token = ?2 AND status = 'processing'",
            (id, token, attempts),
        )?;
        Ok(())
    }

    /// Returns whether another operation of the account was completed since then.
    ///
    /// # Errors
    /// `storage`.
    pub fn completed_since(&self, account: &str, since: Timestamp, besides: &str) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op WHERE status = 'completed' AND finished_at >= ?2 AND account = ?1 AND id <> ?3 LIMIT 1",
            (account, since.millis(), besides),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Puts a claimed operation back. Returns whether the claim was still ours; if not, nothing was changed.
    ///
    /// # Errors
    /// `storage`.
    pub fn put_back(&self, id: &str, token: &str, waiting: &Waiting, now: Timestamp) -> Result<bool> {
        let changed = self.execute(
            "UPDATE op SET status = 'pending', token = NULL, batch_pos = 0, maybe_sent = ?3, due_at = ?4, delay_ms = ?5,
               settle_until = ?6, attempts = ?7, hold = ?8, reason = ?9, last_error = coalesce(?10, last_error),
               preimage = ?11, updated_at = ?12
             WHERE id = ?1 AND token = ?2 AND status = 'processing'",
            (
                id,
                token,
                waiting.maybe_sent,
                waiting.due_at.millis(),
                waiting.delay_ms,
                waiting.settle_until.map(Timestamp::millis),
                waiting.attempts,
                waiting.hold.map(Hold::name),
                waiting.reason.as_ref().map(Reason::text),
                waiting.last_error.as_ref().map(text_of_error).transpose()?,
                waiting.preimage.as_ref().map(text_of_before).transpose()?,
                now.millis(),
            ),
        )?;
        Ok(changed == 1)
    }

    /// Notes the outcome of a try.
    ///
    /// # Errors
    /// `storage`.
    pub fn note_attempt(&self, id: &str, outcome: &AttemptOutcome, now: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE attempt SET ended_at = ?2, class = ?3, http = ?4, tmdb_code = ?5, note = ?6
             WHERE op = ?1 AND n = (SELECT tries FROM op WHERE id = ?1)",
            (
                id,
                now.millis(),
                outcome.class.name(),
                outcome.http,
                outcome.tmdb_code.map(sql_id),
                &outcome.note,
            ),
        )?;
        Ok(())
    }

    /// Returns the tries of an operation.
    ///
    /// # Errors
    /// `storage`.
    pub fn attempts(&self, id: &str) -> Result<Vec<AttemptRow>> {
        self.rows(
            "SELECT n, started_at, ended_at, class, http, tmdb_code, note FROM attempt WHERE op = ?1 ORDER BY n",
            [id],
            |row| {
                Ok(AttemptRow {
                    n: row.get(0)?,
                    started_at: Timestamp::from_millis(row.get(1)?),
                    ended_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
                    class: row.get::<_, Option<String>>(3)?.as_deref().map(AttemptClass::of),
                    http: row.get(4)?,
                    tmdb_code: row.get::<_, Option<i64>>(5)?.and_then(|code| u64::try_from(code).ok()),
                    note: row.get(6)?,
                })
            },
        )
    }

    /// Returns when an operation was first sent.
    ///
    /// # Errors
    /// `storage`.
    pub fn first_sent_at(&self, id: &str) -> Result<Option<Timestamp>> {
        let found = self
            .first("SELECT first_sent_at FROM op WHERE id = ?1", [id], |row| row.get::<_, Option<i64>>(0))?;
        Ok(found.flatten().map(Timestamp::from_millis))
    }

    /// Returns the runs that hold operations, with the latest moment that each sent or claimed something.
    ///
    /// # Errors
    /// `storage`.
    pub fn runs_in_progress(&self) -> Result<Vec<(String, Timestamp)>> {
        self.rows(RUNS_IN_PROGRESS, [], |row| Ok((row.get(0)?, Timestamp::from_millis(row.get(1)?))))
    }

    /// Frees what a dead run held; whatever may have been sent stays marked so, and settles from its dispatch on.
    ///
    /// # Errors
    /// `storage`.
    pub fn recover_run(&self, run: &str, settle_ms: i64, now: Timestamp) -> Result<usize> {
        self.execute(
            "UPDATE op INDEXED BY op_of_run SET status = 'pending', token = NULL, batch_pos = 0, updated_at = ?2,
               due_at = CASE WHEN maybe_sent = 1 AND kind <> 'create' THEN min(dispatched_at, ?2) + ?3 ELSE due_at END,
               delay_ms = CASE WHEN maybe_sent = 1 AND kind <> 'create' THEN ?3 ELSE delay_ms END,
               settle_until = CASE WHEN maybe_sent = 1 THEN min(dispatched_at, ?2) + ?3 ELSE settle_until END
             WHERE run = ?1 AND status = 'processing'",
            (run, now.millis(), settle_ms),
        )
    }

    /// Counts the settle time of a list's operations again where it ends further off than `longest` from now: then the
    /// clock was put back since, and without this they would wait until it has caught up.
    ///
    /// # Errors
    /// `storage`.
    pub fn restart_settling(&self, list: &str, now: Timestamp, longest: Duration) -> Result<()> {
        let until = now.plus(longest).millis();
        self.execute(
            "UPDATE op INDEXED BY op_unsure SET settle_until = ?2, due_at = CASE WHEN kind = 'create' THEN due_at ELSE ?2 END,
               delay_ms = CASE WHEN kind = 'create' THEN delay_ms ELSE ?3 END
             WHERE list = ?1 AND status = 'pending' AND maybe_sent = 1 AND settle_until > ?2",
            (list, until, millis_of(longest)),
        )?;
        Ok(())
    }

    /// Cancels an operation that is not claimed.
    ///
    /// # Errors
    /// `storage`.
    pub fn cancel(&self, id: &str, reason: &Reason, now: Timestamp) -> Result<bool> {
        let changed = self.execute(
            "UPDATE op SET status = 'cancelled', reason = ?2, hold = NULL, finished_at = ?3, updated_at = ?3
             WHERE id = ?1 AND status = 'pending'",
            (id, reason.text(), now.millis()),
        )?;
        if changed == 1 {
            let counter = if matches!(reason, Reason::Coalesced(_)) { "coalesced" } else { "cancelled" };
            self.count(&now.day(), counter, 1)?;
        }
        Ok(changed == 1)
    }

    /// Fails operations that can't be delivered because what they need failed.
    ///
    /// # Errors
    /// `storage`.
    pub fn fail_waiting(
        &self,
        id: &str,
        reason: &Reason,
        error: &ErrorObject,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = self.execute(
            "UPDATE op SET status = 'failed', reason = ?2, hold = NULL, last_error = ?3, finished_at = ?4, updated_at = ?4
             WHERE id = ?1 AND status = 'pending'",
            (id, reason.text(), text_of_error(error)?, now.millis()),
        )?;
        if changed == 1 {
            self.count(&now.day(), "failed", 1)?;
        }
        Ok(changed == 1)
    }

    /// Completes an operation that is not claimed, where a complete read shows that it needs no delivery.
    ///
    /// # Errors
    /// `storage`.
    pub fn complete_waiting(&self, id: &str, reason: &Reason, now: Timestamp) -> Result<bool> {
        let changed = self.execute(
            "UPDATE op SET status = 'completed', reason = ?2, hold = NULL, finished_at = ?3, updated_at = ?3
             WHERE id = ?1 AND status = 'pending'",
            (id, reason.text(), now.millis()),
        )?;
        if changed == 1 {
            self.count(&now.day(), "completed", 1)?;
        }
        Ok(changed == 1)
    }

    /// Sets or clears what keeps a pending operation.
    ///
    /// # Errors
    /// `storage`.
    pub fn hold_operation(
        &self,
        id: &str,
        hold: Option<Hold>,
        reason: Option<&Reason>,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = self.execute(
            "UPDATE op SET hold = ?2, reason = ?3, updated_at = ?4 WHERE id = ?1 AND status = 'pending'",
            (id, hold.map(Hold::name), reason.map(Reason::text), now.millis()),
        )?;
        Ok(changed == 1)
    }

    /// Replaces what an operation carries; its kind and item stay. The caller knows that nothing of it is on its way to TMDB, or
    /// changes only what is not sent (`from`).
    ///
    /// # Errors
    /// `storage`.
    pub fn edit_change(&self, id: &str, change: &Change, now: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE op SET payload = ?2, updated_at = ?3
             WHERE id = ?1 AND kind = ?4 AND status IN ('pending', 'processing')",
            (id, payload_of(change)?, now.millis(), change.kind().name()),
        )?;
        Ok(())
    }

    /// Brings a failed operation back to the tail of the order, with a clean slate. It never becomes editable again.
    ///
    /// # Errors
    /// `storage`.
    pub fn revive(&self, id: &str, now: Timestamp) -> Result<bool> {
        let seq = self.next_seq()?;
        let changed = self.execute(
            "UPDATE op SET status = 'pending', seq = ?2, attempts = 0, due_at = 0, delay_ms = 0, reason = NULL, hold = NULL,
               maybe_sent = 0, finished_at = NULL, tries = max(tries, 1), updated_at = ?3, settle_until = NULL, preimage = NULL
             WHERE id = ?1 AND status = 'failed'",
            (id, seq, now.millis()),
        )?;
        Ok(changed == 1)
    }

    /// Makes every waiting operation of a list uneditable: something is about to be put behind them out of turn.
    ///
    /// # Errors
    /// `storage`.
    pub fn settle_order(&self, list: &str) -> Result<()> {
        self.execute("UPDATE op SET tries = max(tries, 1) WHERE list = ?1 AND status = 'pending'", [list])?;
        Ok(())
    }

    /// Returns whether a run has any operation of a list in its hands.
    ///
    /// # Errors
    /// `storage`.
    pub fn is_in_hand(&self, list: &str) -> Result<bool> {
        let found = self.first(
            "SELECT 1 FROM op INDEXED BY op_by_list WHERE list = ?1 AND status = 'processing' LIMIT 1",
            [list],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Returns the run that has an operation in its hands.
    ///
    /// # Errors
    /// `storage`.
    pub fn run_of(&self, id: &str) -> Result<Option<String>> {
        let run =
            self.first("SELECT run FROM op WHERE id = ?1", [id], |row| row.get::<_, Option<String>>(0))?;
        Ok(run.flatten())
    }

    /// Lets go of a failed operation: the person gives it up.
    ///
    /// # Errors
    /// `storage`.
    pub fn dismiss(&self, id: &str, now: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE op SET status = 'cancelled', reason = ?3, finished_at = ?2, updated_at = ?2
             WHERE id = ?1 AND status = 'failed'",
            (id, now.millis(), Reason::GivenUp.text()),
        )?;
        Ok(())
    }

    /// Returns when the next waiting operation is due; `None` also where one is due already.
    ///
    /// # Errors
    /// `storage`.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        Ok(self.next_try()?.filter(|due| due.millis() > 0))
    }

    /// As [`Self::next_due`], with a time in the past where one is due already; `None` where all that waits needs a decision. In
    /// a collection items don't wait for each other, so the first operation of every item counts.
    ///
    /// # Errors
    /// `storage`.
    pub fn next_try(&self) -> Result<Option<Timestamp>> {
        let due_at = |sql: &str| self.first(sql, [], |row| row.get::<_, Option<i64>>(0)).map(Option::flatten);
        let of_heads = due_at(&format!(
            "SELECT min(head.due_at) {HEADS} WHERE (head.hold IS NULL OR head.hold <> 'conflict')
               AND (list.seen_gone = 0 OR head.kind = 'delete')"
        ))?;
        if of_heads == Some(0) {
            return Ok(Some(Timestamp::from_millis(0)));
        }
        let next = of_heads.into_iter().chain(due_at(NEXT_IN_COLLECTIONS)?).min();
        Ok(next.map(Timestamp::from_millis))
    }

    /// Makes a pending operation due at once, where its outcome isn't unknown.
    ///
    /// # Errors
    /// `storage`.
    pub fn make_due(&self, id: &str) -> Result<()> {
        self.execute(
            "UPDATE op SET due_at = 0, delay_ms = 0 WHERE id = ?1 AND status = 'pending' AND maybe_sent = 0",
            [id],
        )?;
        Ok(())
    }

    /// Makes due what waits only because TMDB was unreachable: not what TMDB asked to wait, nor what waits for evidence.
    ///
    /// # Errors
    /// `storage`.
    pub fn end_outage_waits(&self, account: &str, now: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE op SET due_at = 0 WHERE status = 'pending' AND account = ?1 AND maybe_sent = 0 AND hold IS NULL
               AND due_at > ?2 AND json_extract(last_error, '$.type') IN ('network_error', 'unavailable', 'timed_out')
               AND json_extract(last_error, '$.retry_after') IS NULL",
            (account, now.millis()),
        )?;
        Ok(())
    }

    /// Returns when the newest unsettled operation of an account was queued.
    ///
    /// # Errors
    /// `storage`.
    pub fn newest_live(&self, account: &str) -> Result<Option<Timestamp>> {
        let newest = self.first(
            "SELECT max(created_at) FROM op INDEXED BY op_live WHERE status IN ('pending', 'processing') AND account = ?1",
            [account],
            |row| row.get::<_, Option<i64>>(0),
        )?;
        Ok(newest.flatten().map(Timestamp::from_millis))
    }

    /// Deletes settled operations that ended before `before`, at most `limit`; returns how many.
    ///
    /// # Errors
    /// `storage`.
    pub fn prune(&self, statuses: &[Status], before: Timestamp, limit: u32) -> Result<usize> {
        let words: Vec<String> = statuses.iter().map(|status| format!("'{}'", status.name())).collect();
        self.execute(
            &format!(
                "DELETE FROM op WHERE id IN (SELECT id FROM op INDEXED BY op_done WHERE finished_at IS NOT NULL
                   AND status IN ({}) AND finished_at < ?1 LIMIT ?2)",
                words.join(", ")
            ),
            (before.millis(), limit),
        )
    }

    /// Counts the operations that aren't settled.
    ///
    /// # Errors
    /// `storage`.
    pub fn count_live(&self) -> Result<u64> {
        let count = self.first(
            "SELECT count(*) FROM op INDEXED BY op_live WHERE status IN ('pending', 'processing')",
            [],
            |row| row.get::<_, i64>(0),
        )?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    /// Counts operations by status and contract type, with the oldest creation of each; `None` for what can't be read.
    ///
    /// # Errors
    /// `storage`.
    pub fn tally(&self) -> Result<Vec<TallyRow>> {
        self.rows(TALLY, [], |row| {
            Ok(TallyRow {
                list_kind: word(row, "shelf")?,
                status: word(row, "status").ok(),
                kind: word(row, "kind").ok(),
                media: word(row, "media").ok(),
                count: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
                oldest: Timestamp::from_millis(row.get(5)?),
            })
        })
    }

    /// Counts what an operation's own hold or a list that is gone keeps from being sent, and what may have been sent already. A
    /// hold may come in several parts.
    ///
    /// # Errors
    /// `storage`.
    pub fn tally_of_holds(&self) -> Result<Vec<(Hold, u64)>> {
        let count = |row: &rusqlite::Row<'_>| {
            Ok((word::<Hold>(row, "hold")?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)))
        };
        let held = self.rows(
            "SELECT hold, count(*) FROM op INDEXED BY op_held WHERE hold IS NOT NULL GROUP BY hold",
            [],
            count,
        )?;
        let unsure = self.rows(
            "SELECT 'checking' AS hold, count(*) FROM op INDEXED BY op_unsure WHERE status = 'pending' AND maybe_sent = 1",
            [],
            count,
        )?;
        // What waits for a list that is gone on TMDB needs a decision, too; that follows from the list and isn't stored with it.
        let orphaned = self.rows(
            "SELECT 'conflict' AS hold, count(*) FROM list CROSS JOIN op INDEXED BY op_by_list ON op.list = list.uid
             WHERE list.seen_gone = 1 AND op.status = 'pending' AND op.kind <> 'delete' AND op.hold IS NULL AND op.maybe_sent = 0",
            [],
            count,
        )?;
        Ok(held.into_iter().chain(unsure).chain(orphaned).filter(|(_, count)| *count > 0).collect())
    }

    /// Returns how long the latest `limit` completed operations took from the wish to TMDB, the latest first.
    ///
    /// # Errors
    /// `storage`.
    pub fn latest_waits(&self, limit: u32) -> Result<Vec<Duration>> {
        self.rows(
            "SELECT finished_at - created_at FROM op INDEXED BY op_done
             WHERE status = 'completed' AND finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT ?1",
            [limit],
            |row| Ok(Duration::from_millis(u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0))),
        )
    }
}

/// A group of operations, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRow {
    /// Where they stand.
    pub status: Option<Status>,
    /// Where they write.
    pub list_kind: ListKind,
    /// What they do.
    pub kind: Option<OperationKind>,
    /// To which kind of item.
    pub media: Option<crate::domain::MediaType>,
    /// How many.
    pub count: u64,
    /// When the oldest was made.
    pub oldest: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::super::state::{State, plans};
    use super::*;
    use crate::domain::ListFields;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn new(id: &str, change: Change) -> NewOperation {
        NewOperation {
            id: id.to_owned(),
            account: "1".to_owned(),
            list: "list-1".to_owned(),
            change,
            group: None,
            after: None,
        }
    }

    /// Does to a queue whatever is done to one often.
    fn live(state: &State) {
        let waiting = Waiting {
            maybe_sent: true,
            due_at: NOW,
            delay_ms: 0,
            settle_until: None,
            attempts: 0,
            hold: None,
            reason: None,
            last_error: None,
            preimage: None,
        };
        let outcome = AttemptClass::Done.into();
        let ending = Ending { status: Status::Completed, reason: None, error: None };
        state
            .write(|tx| {
                tx.add_provisional_account("1")?;
                tx.add_list("list-1", "1", None, NOW)?;
                tx.append_operation(&new("a", Change::Create(ListFields::default())), NOW)?;
                tx.append_operation(&new("b", Change::add(MediaRef::movie(1))), NOW)?;
                tx.count(&NOW.day(), "enqueued", 2)?;
                tx.edit_change("b", &Change::add(MediaRef::movie(1)), NOW)?;
                tx.claim(&["a".to_owned()], "run", "token", NOW)?;
                tx.mark_dispatched("token", None, NOW, NOW)?;
                assert!(tx.holds_claim("a", "token")?);
                tx.set_attempts("a", "token", 1)?;
                tx.note_attempt("a", &outcome, NOW)?;
                assert!(tx.put_back("a", "token", &waiting, NOW)?);
                tx.restart_settling("list-1", NOW, Duration::from_secs(1))?;
                tx.claim(&["a".to_owned()], "run", "token", NOW)?;
                assert_eq!(tx.runs_in_progress()?.len(), 1);
                assert_eq!(tx.recover_run("run", 1, NOW)?, 1);
                tx.claim(&["a".to_owned()], "run", "token", NOW)?;
                assert!(tx.finish("a", "token", ending, NOW)?);
                tx.hold_operation("b", None, None, NOW)?;
                tx.make_due("b")?;
                assert!(!tx.has_open_create("1", "b")?);
                assert!(tx.completed_since("1", NOW, "b")?);
                assert_eq!(tx.prune(&[Status::Completed, Status::Cancelled], NOW, 500)?, 0);
                Ok(())
            })
            .unwrap();
        state
            .read(|tx| {
                assert_eq!(tx.operations(&[Status::Pending, Status::Failed], None)?.len(), 1);
                assert_eq!(tx.operations(&Status::ALL, Some("list-1"))?.len(), 2);
                assert_eq!(tx.operations_like("a")?.len(), 1);
                assert!(tx.operation("a")?.is_some());
                assert_eq!(tx.attempts("a")?.len(), 3);
                assert_eq!(tx.run_of("a")?.as_deref(), Some("run"));
                assert_eq!(tx.first_sent_at("a")?, Some(NOW));
                assert_eq!(tx.live_operations("list-1")?.len(), 1);
                assert_eq!(tx.line("list-1", 100)?.operations.len(), 1);
                assert!(tx.has_live("list-1")?);
                assert_eq!(tx.first_unreadable("list-1")?, tx.line("list-1", 100)?.stopped_by);
                assert_eq!(tx.stored_operations(&[Status::Pending], None)?.len(), 1);
                assert!(tx.live_operations_on_the_whole("list-1")?.is_empty());
                assert_eq!(tx.newer_operations("list-1", 1)?.len(), 1);
                assert!(tx.failed_operations("list-1")?.is_empty());
                assert!(tx.has_operations("list-1")?);
                assert!(tx.has_unsettled("list-1")?);
                assert!(!tx.is_in_hand("list-1")?);
                assert!(!tx.has_live_before("list-1", 1)?);
                assert_eq!(tx.live_kinds("list-1")?, [(Some(OperationKind::Add), 1, NOW)]);
                assert_eq!(tx.live_changes("list-1")?, [(MediaRef::movie(1), true)]);
                assert_eq!(tx.lists_with_live_operations("1")?, ["list-1"]);
                assert_eq!(tx.accounts_with_live_operations()?, ["1"]);
                assert_eq!(tx.next_due()?, None);
                assert_eq!(tx.count_live()?, 1);
                assert_eq!(tx.tally()?.len(), 2);
                assert_eq!(tx.summary()?.pending, 1);
                assert_eq!(tx.latest_waits(1000)?.len(), 1);
                assert!(tx.tally_of_holds()?.is_empty());
                assert_eq!(tx.days(NOW)?.len(), 2);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn the_index_lets_one_run_send_to_a_list_and_one_to_each_item_of_a_collection() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let [one, other] = [1, 2].map(MediaRef::movie);
        state
            .write(|tx| {
                tx.add_provisional_account("1")?;
                tx.add_list("list-1", "1", None, NOW)?;
                tx.collection("1", ListKind::Watchlist, "list-2", NOW)?;
                for (list, prefix) in [("list-1", "a"), ("list-2", "b")] {
                    let changes = [Change::add(one), Change::Remove { item: one }, Change::add(other)];
                    for (number, change) in changes.into_iter().enumerate() {
                        let id = format!("{prefix}{number}");
                        tx.append_operation(
                            &NewOperation { list: list.to_owned(), ..new(&id, change) },
                            NOW,
                        )?;
                    }
                }
                Ok(())
            })
            .unwrap();
        let claims = |id: &str| {
            state.write(|tx| tx.claim(&[id.to_owned()], "run", &format!("token of {id}"), NOW)).is_ok()
        };
        assert_eq!(["a0", "a1", "a2"].map(claims), [true, false, false], "a list has one sender");
        assert_eq!(["b0", "b1", "b2"].map(claims), [true, false, true], "a collection has one for each item");
        let in_hand = state.read(|tx| Ok((tx.is_in_hand("list-1")?, tx.is_in_hand("list-2")?))).unwrap();
        assert_eq!(in_hand, (true, true));
    }

    #[test]
    fn nothing_that_is_done_often_reads_the_whole_queue() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let plans = plans::of(|| live(&state));
        assert!(plans.len() > 40, "{}", plans.len());
        let tables = ["op", "head", "attempt", "seen_item", "agreed_item"];
        for (sql, step) in &plans {
            let mut words = step.split(' ');
            let scans =
                words.next() == Some("SCAN") && words.next().is_some_and(|name| tables.contains(&name));
            // An index that holds what is unsettled, and nothing else, may be counted through.
            let is_short = ["op_live", "op_of_run", "op_failed", "op_held", "op_unsure", "op_unknown"]
                .iter()
                .any(|index| step.ends_with(&format!("INDEX {index}")));
            assert!(!scans || is_short, "{step}\n{sql}");
        }
    }
}
