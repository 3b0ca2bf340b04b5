//! What a login is asked for: which of TMDB's APIs, and the person's options. Not for logging in.

use std::time::Duration;

use serde::Serialize;

/// Which of TMDB's APIs a login is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// A session only: movies in lists, the collections.
    V3,
    /// A user access token besides.
    V4,
}

impl Api {
    /// Returns the word of the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V4 => "v4",
        }
    }

    /// Returns what writes can do through it (`docs/what-tmdb-really-does.md`: Lists with v3, Lists with v4).
    pub const fn capabilities(self) -> &'static [&'static str] {
        match self {
            Self::V3 => &["movies_in_lists", "collections"],
            Self::V4 => &[
                "movies_in_lists",
                "collections",
                "shows_in_lists",
                "rename_lists",
                "private_lists",
                "bulk_writes",
            ],
        }
    }
}

/// How to log in.
#[derive(Clone, Debug)]
pub struct LoginOptions {
    /// Leave the browser to the person.
    pub no_browser: bool,
    /// How long to wait for the approval.
    pub wait: Duration,
    /// Keep the login in a private file.
    pub insecure_storage: bool,
    /// Take a ready session from standard input.
    pub with_session: bool,
}

impl Default for LoginOptions {
    fn default() -> Self {
        Self { no_browser: false, wait: Duration::from_mins(5), insecure_storage: false, with_session: false }
    }
}
