//! Logging in and out, and the state of a login. Which one is used, and when it ends, is [`super::login`].
//!
//! Order matters everywhere here. Logging in: approve, verify with one call, keep the secret, then note the account; a
//! crash leaves an unused secret, never an account without one. Logging out: end it at TMDB, forget the secret, forget
//! the session; each step may be repeated.

mod application;
mod approval;
mod callback;
mod enter;
mod fresh;
mod listener;
mod logout;
mod moved;
mod offer;
mod owner;
mod place;
mod status;

pub use enter::login;
pub use logout::{Logout, Purged, logout};
pub use moved::{Token, token};
pub use offer::{account_or_offer, require_or_offer};
pub use status::{AccountInfo, Status, StatusRow, status, status_of_all};

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
