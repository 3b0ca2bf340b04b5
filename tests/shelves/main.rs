//! Favourites, watchlist and ratings, and what looks back at lists (`stats`, `share`, `log`, `restore`), in process: real
//! HTTP against the sandbox, real SQLite.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod collections;
#[path = "../support/mod.rs"]
mod support;
