//! What an operation does to its list: a kind together with all that this kind needs, so that none can lack what it means.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ListKind, MediaRef, MediaType};

/// What an operation does to its list, with all that it needs for that.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Create the list with these fields.
    Create(ListFields),
    /// Change fields of the list.
    Update {
        /// The new values.
        fields: ListFields,
        /// TMDB's values of those fields when the change was asked for; `None` where the list was never read. Another value at
        /// TMDB means that somebody else changed the field, too.
        from: Option<ListFields>,
    },
    /// Delete the list.
    Delete,
    /// Remove the items of the list.
    Clear(ClearScope),
    /// Add one item.
    Add {
        /// The item.
        item: MediaRef,
        /// The comment that it gets on its list (v4).
        comment: Option<String>,
        /// The score to give, 0.5 to 10 in halves (ratings).
        score: Option<f64>,
    },
    /// Remove one item.
    Remove {
        /// The item.
        item: MediaRef,
    },
}

/// Which items a clear removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClearScope {
    /// Every item: the list was never read here, so nobody could name them.
    Everything,
    /// The items that the person saw; what others added since stays.
    Seen(Vec<MediaRef>),
}

impl ClearScope {
    /// Returns whether it removes an item.
    pub fn covers(&self, item: MediaRef) -> bool {
        match self {
            Self::Everything => true,
            Self::Seen(seen) => seen.contains(&item),
        }
    }

    /// Returns the items that it names; none where it means every item.
    pub fn named(&self) -> &[MediaRef] {
        match self {
            Self::Everything => &[],
            Self::Seen(seen) => seen,
        }
    }
}

impl Change {
    /// Adds an item, without comment or score.
    pub const fn add(item: MediaRef) -> Self {
        Self::Add { item, comment: None, score: None }
    }

    /// Returns the kind.
    pub const fn kind(&self) -> OperationKind {
        match self {
            Self::Create(_) => OperationKind::Create,
            Self::Update { .. } => OperationKind::Update,
            Self::Delete => OperationKind::Delete,
            Self::Clear(_) => OperationKind::Clear,
            Self::Add { .. } => OperationKind::Add,
            Self::Remove { .. } => OperationKind::Remove,
        }
    }

    /// Returns the item that it is about; `None` where it is about the list as a whole.
    pub const fn item(&self) -> Option<MediaRef> {
        match self {
            Self::Add { item, .. } | Self::Remove { item } => Some(*item),
            Self::Create(_) | Self::Update { .. } | Self::Delete | Self::Clear(_) => None,
        }
    }

    /// Returns the fields that it writes.
    pub const fn fields(&self) -> Option<&ListFields> {
        match self {
            Self::Create(fields) | Self::Update { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// Returns the comment that it gives an item.
    pub fn comment(&self) -> Option<&str> {
        match self {
            Self::Add { comment, .. } => comment.as_deref(),
            _ => None,
        }
    }

    /// Returns the score that it gives.
    pub const fn score(&self) -> Option<f64> {
        match self {
            Self::Add { score, .. } => *score,
            _ => None,
        }
    }

    /// Returns the same change without a comment.
    #[must_use]
    pub fn without_comment(self) -> Self {
        match self {
            Self::Add { item, score, .. } => Self::Add { item, comment: None, score },
            other => other,
        }
    }
}

/// The kind of a change, without what it carries: the word in the database and in counts.
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
