//! What a stored list stands for: a list that the person made, or one of the account's own collections.

use std::str::FromStr;

use serde::Serialize;

/// What a stored list row stands for. The account's own collections are one pseudo-list each, under the same rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// A list that the person made.
    List,
    /// The account's favorites.
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
