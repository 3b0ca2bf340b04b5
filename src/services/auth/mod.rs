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
mod options;
mod owner;
mod place;
mod status;

pub use enter::login;
pub use logout::{Logout, Purged, logout};
pub use moved::{Token, token};
pub use offer::{account_or_offer, require_or_offer};
pub use options::{Api, LoginOptions};
pub use status::{AccountInfo, Status, StatusRow, status, status_of_all};
