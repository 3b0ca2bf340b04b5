//! Where this profile stands, in a few numbers: local data only, fast enough for a shell prompt. Not for asking TMDB or
//! the keyring anything.

use super::Context;
use crate::domain::{Hold, Timestamp};
use crate::error::Result;
use crate::store::{State, Summary};

/// Where a profile stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// What the database says; `None` where there is none yet.
    pub summary: Option<Summary>,
    /// What holds all operations, where something does.
    pub hold: Option<Hold>,
    /// The next attempt by the clock of the run, holds considered.
    pub next_attempt_at: Option<Timestamp>,
    /// The size of the answer cache in bytes.
    pub cache_bytes: Option<u64>,
    /// The size of the offline catalog in bytes.
    pub catalog_bytes: Option<u64>,
}

/// Sums up where the profile stands.
///
/// # Errors
/// `storage` where the database can't be read.
pub fn standing(context: &Context) -> Result<Standing> {
    let settings = &context.settings;
    let state = State::open_read_only(&settings.profile_folder())?;
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is bound to one lifetime")]
    let summary = state.map(|state| state.read(|tx| tx.summary())).transpose()?;
    let account = summary.as_ref().and_then(|summary| summary.account.as_ref());
    let held = account.and_then(|account| account.held(context.clock.now()));
    let (hold, until) = held.map_or((None, None), |(hold, until)| (Some(hold), until));
    let is_stuck = summary.as_ref().is_some_and(|summary| summary.is_stuck);
    let due =
        summary.as_ref().filter(|summary| summary.pending > 0).and_then(|summary| summary.next_attempt_at);
    let size = |path: std::path::PathBuf| std::fs::metadata(path).ok().map(|found| found.len());
    Ok(Standing {
        hold,
        // A hold that only a person can end has no time.
        next_attempt_at: if hold == Some(Hold::Auth) || is_stuck { None } else { due.max(until) },
        cache_bytes: size(settings.profile_cache_folder().join("cache.db")),
        catalog_bytes: size(settings.folders.cache.join("catalog.db")),
        summary,
    })
}
