//! Logging in and out, and what becomes of a session in between. Which login is in force is [`super::login`].
//!
//! Order matters everywhere here. Logging in: approve, verify with one call, keep the secret, then note the account; a
//! crash leaves an unused secret, never an account without one. Logging out: end it at TMDB, forget the secret, forget
//! the session; each step may be repeated.

mod application;
mod approval;
mod callback;
mod enter;
mod fresh;
mod life;
mod listener;
mod logout;
mod moved;
mod owner;
mod place;
mod status;

pub use enter::{LoginOptions, login};
pub(super) use life::within_limit;
pub use life::{EndedLogin, ended_login, require_or_offer, session_accepted, session_was_ended};
pub use logout::{Logout, Purged, logout};
pub(super) use moved::from_command;
pub use moved::{Token, token};
pub use status::{AccountInfo, Status, StatusRow, status, status_of_all};

use serde::Serialize;

/// Which of TMDB's APIs a login is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// A session only: films in lists, the collections.
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

    /// Returns what writes can do through it (`tmdb-api.md` §6, §7).
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
