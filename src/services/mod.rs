//! The story of each command, in domain words: no clap, no output, no library of the rim. The same calls serve a
//! shell, cron and tests.

pub mod auth;
mod context;
pub mod login;
pub mod queue;

pub use context::{Context, ContextParts};
