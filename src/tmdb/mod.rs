//! TMDB's language: requests, answers, their shapes and refusals. One file a group of endpoints. Knows nothing of
//! stores: caching is a service's choice.

pub mod account;
pub mod around;
mod client;
pub mod credits;
pub mod discover;
pub mod episodes;
pub mod exports;
mod failure;
pub mod genres;
pub mod lists;
pub mod login;
pub mod pages;
mod request;
mod retry;
mod throttle;
pub mod titles;
pub mod verdict;
pub mod wire;

pub use client::{Answer, ApplicationCredential, Client, ClientParts, Credentials};
pub use failure::{
    SESSION_CODES, SETTINGS_PAGE, TmdbStatus, from_answer, from_transport, no_application_credential,
};
pub use pages::{fetch_rest, walk, walk_in_order, walk_with};
pub use request::{ApiVersion, Authority, Replay, Request};
pub use retry::{http_date, parse_retry_after};
pub use wire::{LAST_PAGE, Page, media};

/// The sentence that TMDB's terms of use ask for.
pub const ATTRIBUTION: &str = "This product uses the TMDB API but is not endorsed or certified by TMDB.";
