//! Reading lists into the mirror before they are shown. If TMDB can't be reached, what was last known is shown, with a
//! warning. Not for reading TMDB itself: that is `mirror`'s.

use super::Context;
use super::identity::{Identity, renewed};
use super::mirror::{Freshness, MirrorSource, all_names, fetch_contents, refresh_heads};
use crate::error::Result;
use crate::store::{ListRow, ListState};

/// Reads a list into the mirror if the mirror is too old. An outage is a warning if there is something in the mirror.
///
/// # Errors
/// As [`fetch_contents`], if the mirror has nothing of the list.
pub fn freshen(context: &Context, identity: &Identity, row: &ListRow) -> Result<MirrorSource> {
    let has_mirror = row.seen.items_as_of.is_some()
        || row.state() == ListState::Unsent
        || context.state()?.read(|tx| tx.has_live(&row.uid))?;
    or_stale(context, fetch_contents(context, identity, row, freshness(context)), has_mirror)
}

/// Reads the account's list of lists into the mirror if the mirror is too old. An outage is a warning if there is
/// something in the mirror.
///
/// # Errors
/// As [`refresh_heads`], if the mirror has no lists.
pub fn freshen_heads(context: &Context, identity: &Identity) -> Result<MirrorSource> {
    let refreshed = refresh_heads(context, identity, freshness(context));
    let identity = renewed(context, identity)?;
    let has_mirror = context.state()?.read(|tx| {
        let own = identity.account_in(tx)?;
        let was_read = tx.account(&own)?.is_some_and(|row| row.lists_as_of.is_some());
        Ok(was_read || !all_names(tx, &own)?.is_empty())
    })?;
    or_stale(context, refreshed, has_mirror)
}

fn freshness(context: &Context) -> Freshness {
    if context.settings.refresh { Freshness::Now } else { Freshness::Settings }
}

fn or_stale(context: &Context, outcome: Result<MirrorSource>, has_mirror: bool) -> Result<MirrorSource> {
    match outcome {
        Err(error) if error.kind().is_outage() && has_mirror => {
            if !context.settings.offline {
                context.warn(format!("{}; this is what was last known", error.message()));
            }
            Ok(MirrorSource::Stale)
        }
        outcome => outcome,
    }
}
