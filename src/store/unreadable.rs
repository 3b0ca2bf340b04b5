//! Operations that this version can't read: their kind, their status, or what they carry. Nothing of them is guessed. Such a row is
//! left out where operations are sent, folded into a list or counted by what they do; code that shows or orders the queue asks for it.

use rusqlite::Row;

use super::state::Tx;
use super::words::{unreadable_words, word};
use crate::domain::{ListKind, MediaType, Operation, OperationKind, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};

/// An operation that can't be read, as far as it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableOperation {
    /// `UUIDv7`.
    pub id: String,
    /// The number that people use.
    pub number: u64,
    /// Its place in the order.
    pub seq: i64,
    /// Its account.
    pub account: String,
    /// Local id of its list.
    pub list: String,
    /// What kind of list that is.
    pub list_kind: ListKind,
    /// What it does, if that can be read.
    pub kind: Option<OperationKind>,
    /// The type of its item, if it is about one and that can be read.
    pub media: Option<MediaType>,
    /// Where it stands, if that can be read.
    pub status: Option<Status>,
    /// What can't be read: `unknown kind 'x'`.
    pub what: String,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl UnreadableOperation {
    /// Returns the error that names it and says what can be done.
    pub fn error(&self) -> Error {
        let number = self.number;
        Error::new(ErrorKind::Storage, format!("change {number} can't be read: {}", self.what)).with_hint(format!(
            "update flixir, which may be able to read it; or remove the change: flixir queue cancel {number}"
        ))
    }

    /// Returns the contract's type, if all that decides it can be read.
    pub fn contract_type(&self) -> Option<&'static str> {
        let kind = self.kind?;
        let is_of_item = matches!(kind, OperationKind::Add | OperationKind::Remove);
        let is_known = if is_of_item { self.media.is_some() } else { self.list_kind == ListKind::List };
        is_known.then(|| kind.contract_name(self.list_kind, self.media))
    }

    /// Returns whether it is in the way of what comes after it on its list.
    pub fn is_live(&self) -> bool {
        self.status.is_none_or(Status::is_live)
    }
}

/// A row of the queue.
#[derive(Clone, Debug)]
pub enum StoredOperation {
    /// It can be read.
    Readable(Box<Operation>),
    /// It can't.
    Unreadable(UnreadableOperation),
}

impl StoredOperation {
    /// Returns the operation.
    ///
    /// # Errors
    /// `storage` if it can't be read.
    pub fn readable(self) -> Result<Operation> {
        match self {
            Self::Readable(operation) => Ok(*operation),
            Self::Unreadable(unreadable) => Err(unreadable.error()),
        }
    }

    /// Returns its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Readable(operation) => &operation.id,
            Self::Unreadable(unreadable) => &unreadable.id,
        }
    }

    /// Returns its place in the order.
    pub const fn seq(&self) -> i64 {
        match self {
            Self::Readable(operation) => operation.seq,
            Self::Unreadable(unreadable) => unreadable.seq,
        }
    }

    /// Returns the number that people use.
    pub const fn number(&self) -> u64 {
        match self {
            Self::Readable(operation) => operation.number,
            Self::Unreadable(unreadable) => unreadable.number,
        }
    }

    /// Returns whether it is in the way of what comes after it.
    pub fn is_live(&self) -> bool {
        match self {
            Self::Readable(operation) => operation.status.is_live(),
            Self::Unreadable(unreadable) => unreadable.is_live(),
        }
    }
}

/// The unsettled operations of a list that may be sent, in order: up to the first that can't be read.
#[derive(Debug, Default)]
pub struct Line {
    /// Those before it.
    pub operations: Vec<Operation>,
    /// The one behind which everything waits.
    pub stopped_by: Option<UnreadableOperation>,
}

/// Takes what `read` made of a row; where a value of the row can't be read, the row is unreadable. Other failures are the database's.
pub(super) fn stored(row: &Row<'_>, read: rusqlite::Result<Operation>) -> rusqlite::Result<StoredOperation> {
    let error = match read {
        Ok(operation) => return Ok(StoredOperation::Readable(Box::new(operation))),
        Err(error) => error,
    };
    let Some(what) = unreadable_words(&error) else { return Err(error) };
    Ok(StoredOperation::Unreadable(UnreadableOperation {
        id: row.get("id")?,
        number: u64::try_from(row.get::<_, i64>("number")?).unwrap_or(0),
        seq: row.get("seq")?,
        account: row.get("account")?,
        list: row.get("list")?,
        list_kind: word(row, "shelf")?,
        kind: word(row, "kind").ok(),
        media: word(row, "media").ok(),
        status: word(row, "status").ok(),
        what,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        updated_at: Timestamp::from_millis(row.get("updated_at")?),
    }))
}

impl Tx<'_> {
    /// Removes an operation that can't be read, and all that is remembered of it.
    ///
    /// # Errors
    /// `storage`.
    pub fn remove_unreadable(&self, id: &str) -> Result<()> {
        self.execute("DELETE FROM op WHERE id = ?1", [id])?;
        Ok(())
    }
}
