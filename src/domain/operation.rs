//! Operations: the writes that the queue keeps and delivers (docs/how-the-queue-keeps-its-promises.md).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Change, ListFields, ListKind, MediaRef, OperationKind, Reason, Timestamp};
use crate::error::ErrorObject;

/// Where an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for its turn, its time or a login.
    Pending,
    /// A run has it in its hands.
    Processing,
    /// TMDB has it.
    Completed,
    /// TMDB refused it for good.
    Failed,
    /// The person, or a later command, took it back before it was sent.
    Cancelled,
}

impl Status {
    /// Every status, in the order of a life.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled];

    /// Returns the contract's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns whether the operation is still to be settled, and so shows in the view.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Processing)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.name() == text).ok_or(())
    }
}

/// What keeps an operation, beyond its place in the order and its due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The account's session ended; waits for a login.
    Auth,
    /// TMDB asked for a pause.
    RateLimit,
    /// TMDB is unreachable or fails as a whole.
    Outage,
    /// Something that it needs failed or is not settled.
    Dependency,
    /// A person must decide (`lists sync`, `queue show`).
    Conflict,
    /// TMDB took a creation for spam.
    Spam,
    /// It may have been sent; its outcome is being looked up.
    Checking,
    /// The person cancelled it after it may have been sent.
    CancelRequested,
    /// Queued under a session that TMDB never confirmed; waits for that login, or for `queue adopt`.
    Login,
}

impl Hold {
    /// Returns the word used in the database and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::RateLimit => "rate_limit",
            Self::Outage => "outage",
            Self::Dependency => "dependency",
            Self::Conflict => "conflict",
            Self::Spam => "spam",
            Self::Checking => "checking",
            Self::CancelRequested => "cancel_requested",
            Self::Login => "login",
        }
    }
}

impl FromStr for Hold {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::Auth,
            Self::RateLimit,
            Self::Outage,
            Self::Dependency,
            Self::Conflict,
            Self::Spam,
            Self::Checking,
            Self::CancelRequested,
            Self::Login,
        ]
        .into_iter()
        .find(|hold| hold.name() == text)
        .ok_or(())
    }
}

/// What TMDB showed before an operation was sent. Where its outcome stays unknown, it is judged by that.
#[derive(Clone, Debug, PartialEq)]
pub enum Before {
    /// Before a creation: the account's lists, and the server's `Date`.
    Lists {
        /// TMDB's numbers of the lists.
        ids: Vec<u64>,
        /// As in the header.
        date: Option<String>,
    },
    /// Before a clear or a deletion: the items.
    Items(Vec<MediaRef>),
    /// Before an update: the fields that it changes.
    Fields(ListFields),
}

/// The list that an operation belongs to, as printed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListName {
    /// TMDB's number; `None` until TMDB has the list.
    pub id: Option<u64>,
    /// The local id (UUID).
    pub local_id: String,
    /// The name as the person sees it.
    pub name: Option<String>,
}

/// One write, kept until it is settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `UUIDv7`.
    pub id: String,
    /// The number that people use: given once, from a counter of the profile.
    pub number: u64,
    /// Place in the order of delivery; a failed operation that is tried again gets a new one.
    pub seq: i64,
    /// The account it was made under.
    pub account: String,
    /// Local id of its list.
    pub list: String,
    /// What kind of list that is.
    pub list_kind: ListKind,
    /// What it does.
    pub change: Change,
    /// The user command that it came from.
    pub group: Option<String>,
    /// The operation of another list that must be done before this one (`lists move`).
    pub after: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Why it stands there.
    pub reason: Option<Reason>,
    /// What keeps it, as stored (holds of the account are added when printing).
    pub hold: Option<Hold>,
    /// Claims so far; 0 means that coalescing may still edit it.
    pub tries: u32,
    /// Answers about this operation that count against it.
    pub attempts: u32,
    /// Answers after which it fails.
    pub max_attempts: u32,
    /// Not before this.
    pub due_at: Timestamp,
    /// The wait that led to `due_at`, in milliseconds.
    pub delay_ms: i64,
    /// Whether TMDB may have seen it.
    pub maybe_sent: bool,
    /// When it was last sent.
    pub dispatched_at: Option<Timestamp>,
    /// Until when a request sent may still be carried out.
    pub settle_until: Option<Timestamp>,
    /// What TMDB showed before it was sent.
    pub preimage: Option<Before>,
    /// The last fault.
    pub last_error: Option<ErrorObject>,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Operation {
    /// Returns the kind of what it does.
    pub const fn kind(&self) -> OperationKind {
        self.change.kind()
    }

    /// Returns the item that it is about; `None` where it is about the list as a whole.
    pub const fn item(&self) -> Option<MediaRef> {
        self.change.item()
    }

    /// Returns the contract's `type`.
    pub const fn contract_type(&self) -> &'static str {
        let media = match self.item() {
            Some(item) => Some(item.media_type),
            None => None,
        };
        self.kind().contract_name(self.list_kind, media)
    }

    /// Returns the items that the list held before it was cleared, as far as that was noted.
    pub fn items_before(&self) -> &[MediaRef] {
        match &self.preimage {
            Some(Before::Items(items)) => items,
            _ => &[],
        }
    }
}

#[cfg(test)]
impl Operation {
    /// An operation that nobody has claimed yet, for tests of what is decided about it.
    pub(crate) fn fresh(id: usize, change: Change) -> Self {
        Self {
            id: id.to_string(),
            number: id.try_into().unwrap(),
            seq: id.try_into().unwrap(),
            account: "1".into(),
            list: "l".into(),
            list_kind: ListKind::List,
            change,
            group: None,
            after: None,
            status: Status::Pending,
            reason: None,
            hold: None,
            tries: 0,
            attempts: 0,
            max_attempts: 5,
            due_at: Timestamp::default(),
            delay_ms: 0,
            maybe_sent: false,
            dispatched_at: None,
            settle_until: None,
            preimage: None,
            last_error: None,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            finished_at: None,
        }
    }
}
