//! Operations: the writes that the queue keeps and delivers (docs/how-the-queue-keeps-its-promises.md).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MediaRef, MediaType, Timestamp};

/// What a stored list row stands for. The account's own collections are one pseudo-list each, under the same rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// A list that the person made.
    List,
    /// The account's favourites.
    Favorites,
    /// The account's watchlist.
    Watchlist,
    /// The account's ratings.
    Ratings,
}

impl ListKind {
    /// Returns the word used in the database and for `@favorites` and the like.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Favorites => "favorites",
            Self::Watchlist => "watchlist",
            Self::Ratings => "ratings",
        }
    }
}

impl FromStr for ListKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::List, Self::Favorites, Self::Watchlist, Self::Ratings]
            .into_iter()
            .find(|list_kind| list_kind.name() == text)
            .ok_or(())
    }
}

/// What an operation does to its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationKind {
    /// Make the list.
    Create,
    /// Change name, description, privacy or order.
    Update,
    /// Delete the list.
    Delete,
    /// Take every item off.
    Clear,
    /// Put one item on.
    Add,
    /// Take one item off.
    Remove,
}

impl OperationKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::Update, Self::Delete, Self::Clear, Self::Add, Self::Remove];

    /// Returns the word used in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Clear => "clear",
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }

    /// Returns the contract's `type` of an operation, which depends on where it writes and what.
    pub const fn contract_name(self, list_kind: ListKind, media: Option<MediaType>) -> &'static str {
        match (list_kind, self) {
            (ListKind::Favorites, Self::Remove) => "unfavorite",
            (ListKind::Favorites, _) => "favorite",
            (ListKind::Watchlist, Self::Remove) => "unwatch",
            (ListKind::Watchlist, _) => "watch",
            (ListKind::Ratings, Self::Remove) => "unrate",
            (ListKind::Ratings, _) => "rate",
            (ListKind::List, Self::Create) => "create_list",
            (ListKind::List, Self::Update) => "update_list",
            (ListKind::List, Self::Delete) => "delete_list",
            (ListKind::List, Self::Clear) => "clear_list",
            (ListKind::List, Self::Add) => match media {
                Some(MediaType::Tv) => "add_tv",
                _ => "add_movie",
            },
            (ListKind::List, Self::Remove) => match media {
                Some(MediaType::Tv) => "remove_tv",
                _ => "remove_movie",
            },
        }
    }
}

impl FromStr for OperationKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

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
    /// TMDB is out of reach or failing as a whole.
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

/// The fields of a list that `create` and `update` write. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFields {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// Whether everyone may read it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub public: Option<bool>,
    /// One of TMDB's ten sort orders (`original_order.asc` …).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sort_by: Option<String>,
}

impl ListFields {
    /// Returns these fields with those of `newer` laid over them.
    #[must_use]
    pub fn overlaid(&self, newer: &Self) -> Self {
        Self {
            name: newer.name.clone().or_else(|| self.name.clone()),
            description: newer.description.clone().or_else(|| self.description.clone()),
            public: newer.public.or(self.public),
            sort_by: newer.sort_by.clone().or_else(|| self.sort_by.clone()),
        }
    }

    /// Returns only those of these fields that `which` sets.
    #[must_use]
    pub fn only(&self, which: &Self) -> Self {
        Self {
            name: self.name.clone().filter(|_| which.name.is_some()),
            description: self.description.clone().filter(|_| which.description.is_some()),
            public: self.public.filter(|_| which.public.is_some()),
            sort_by: self.sort_by.clone().filter(|_| which.sort_by.is_some()),
        }
    }

    /// Returns these fields but for those that `which` sets.
    #[must_use]
    pub fn without(&self, which: &Self) -> Self {
        Self {
            name: self.name.clone().filter(|_| which.name.is_none()),
            description: self.description.clone().filter(|_| which.description.is_none()),
            public: self.public.filter(|_| which.public.is_none()),
            sort_by: self.sort_by.clone().filter(|_| which.sort_by.is_none()),
        }
    }

    /// Returns whether no field is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an operation carries besides its kind and item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// Fields to write (`create`, `update`).
    #[serde(flatten)]
    pub fields: ListFields,
    /// The score to give, 0.5 to 10 in halves (`rate`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<f64>,
    /// The comment that the item is to bear on its list (`add_movie`, `add_tv`; v4).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<String>,
    /// What the person saw on the list when clearing it; strangers stay (`clear`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seen: Option<Vec<MediaRef>>,
    /// TMDB's values of the fields that an `update` changes, as they were seen when it was wished; `None` where the list was
    /// never read. Another value at TMDB means that somebody else changed the field, too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<ListFields>,
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
    pub kind: OperationKind,
    /// The item, for `add` and `remove`.
    pub item: Option<MediaRef>,
    /// What it carries besides.
    pub payload: Payload,
    /// The user command that it came from.
    pub group: Option<String>,
    /// The operation of another list that must be done before this one (`lists move`).
    pub after: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Why it stands there, in one or two words or TMDB's sentence.
    pub reason: Option<String>,
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
    /// What was there before it was sent (JSON; shape by kind).
    pub preimage: Option<Value>,
    /// The last fault (an error object as printed).
    pub last_error: Option<Value>,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Operation {
    /// Returns the contract's `type`.
    pub const fn contract_type(&self) -> &'static str {
        let media = match self.item {
            Some(item) => Some(item.media_type),
            None => None,
        };
        self.kind.contract_name(self.list_kind, media)
    }

    /// Returns the fields that the list had before they were changed, as far as that was noted.
    pub fn preimage_fields(&self) -> Option<ListFields> {
        let fields = self.preimage.as_ref()?.get("fields")?;
        serde_json::from_value(fields.clone()).ok()
    }

    /// Returns the items that the list held before it was cleared, as far as that was noted.
    pub fn preimage_items(&self) -> Vec<MediaRef> {
        let items = self.preimage.as_ref().and_then(|value| value.get("items")).and_then(Value::as_array);
        let parse = |text: &str| {
            let (media, id) = text.split_once(':')?;
            Some(MediaRef { media_type: media.parse().ok()?, id: id.parse().ok()? })
        };
        items.into_iter().flatten().filter_map(Value::as_str).filter_map(parse).collect()
    }
}

#[cfg(test)]
impl Operation {
    /// An operation that nobody has claimed yet, for tests of what is decided about it.
    pub(crate) fn fresh(id: usize, kind: OperationKind, item: Option<MediaRef>, payload: Payload) -> Self {
        Self {
            id: id.to_string(),
            number: id.try_into().unwrap(),
            seq: id.try_into().unwrap(),
            account: "1".into(),
            list: "l".into(),
            list_kind: ListKind::List,
            kind,
            item,
            payload,
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
