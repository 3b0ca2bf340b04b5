//! The story of each command, in domain words: no clap, no output, and no library of the adapters. The same calls serve
//! a
//! shell, cron and tests.

pub mod answers;
pub mod around;
pub mod auth;
pub mod browse;
pub mod cache;
pub mod catalog;
pub mod collections;
pub mod completion;
pub mod config;
mod context;
pub mod credits;
pub mod details;
pub mod discover;
pub mod doctor;
pub mod episodes;
pub mod facts;
mod flow;
pub mod freshen;
mod genres;
pub mod identity;
pub mod items;
pub mod listing;
pub mod lists;
pub mod live;
pub mod login;
pub mod mirror;
pub mod names;
pub mod outbox;
pub mod providers;
pub mod raw;
pub mod schedule;
pub mod search;
mod search_request;
pub mod sift;
pub mod status;
pub mod sync;
mod talk;
pub mod titles;
pub mod transfer;

pub use context::{Context, ContextParts};
pub use talk::Talk;
