//! Delivery after a command that has just reached TMDB (docs/how-the-queue-keeps-its-promises.md, *Delivery after other
//! commands*): what is due goes out without anybody asking, for a short time, and changes neither the command's output nor its
//! exit code. Not for what a person asked to deliver: that is `run`.

use std::time::Duration;

use super::claim::{Audience, Unsure};
use super::run::{RunOptions, deliver};
use crate::domain::text::counted;
use crate::domain::{Hold, Reason, Status, Timestamp};
use crate::error::Result;
use crate::services::Context;
use crate::services::identity::{self, Identity};
use crate::store::{State, Tx};

/// After this nothing more is started.
const BEGINS_FOR: Duration = Duration::from_secs(2);
/// In a script, what was queued so short a time ago is left to the script's own next command.
const TOO_YOUNG: Duration = Duration::from_mins(1);

/// Delivers what is due, quietly. `is_watched` says that standard error is a terminal. Returns what the person should know: that
/// TMDB rejected a change for good.
///
/// # Errors
/// `storage`; faults of the network only end the delivery.
pub fn deliver_what_is_due(context: &Context, is_watched: bool) -> Result<Option<String>> {
    let settings = &context.settings;
    let is_asked = settings.auto_delivery && !settings.offline && !settings.dry_run && !settings.no_queue;
    if !is_asked || !context.has_reached_tmdb() || !State::exists(&settings.profile_folder()) {
        return Ok(None);
    }
    // Asked before the login is: a keyring may take seconds, and most often nothing is queued.
    let state = context.state()?;
    if state.read(|tx| tx.count_live())? == 0 {
        return Ok(None);
    }
    let identity = identity::local(context)?;
    let now = context.clock.now();
    state.write(|tx| end_outage(tx, &identity, now))?;
    if !is_watched && state.read(|tx| has_young_work(tx, &identity, now))? {
        return Ok(None);
    }
    let options = RunOptions {
        audience: Audience::Nobody,
        max_time: Some(BEGINS_FOR),
        unsure: Unsure::LookedUpOnce,
        ..RunOptions::default()
    };
    let summary = deliver(context, &identity, options)?;
    let failed = state.read(|tx| {
        let mut failed = Vec::new();
        for id in &summary.touched {
            failed.extend(tx.operation(id)?.filter(|operation| operation.status == Status::Failed));
        }
        Ok(failed)
    })?;
    Ok(failed.first().map(|first| {
        let many = counted(failed.len() as u64, "queued change", "queued changes");
        let reason = first.reason.as_ref().map_or("no reason given".into(), Reason::text);
        format!("TMDB rejected {many}: {reason}. See: flixir queue ls --status failed")
    }))
}

/// TMDB has just answered: the pause after an outage is over, for the account and for what waited because of it. A wait that
/// TMDB asked for stays, and so does one for evidence.
fn end_outage(tx: &Tx<'_>, identity: &Identity, now: Timestamp) -> Result<()> {
    let account = identity.account_in(tx)?;
    let Some(row) = tx.account(&account)? else { return Ok(()) };
    match row.hold {
        Some(Hold::Outage) => tx.hold_account(&account, None, None, 0)?,
        Some(_) => return Ok(()),
        None => {}
    }
    if row.breaker_opens > 0 {
        tx.set_breaker_opens(&account, 0)?;
    }
    tx.end_outage_waits(&account, now)
}

/// Returns whether something that is due was queued a moment ago.
fn has_young_work(tx: &Tx<'_>, identity: &Identity, now: Timestamp) -> Result<bool> {
    let newest = tx.newest_live(&identity.account_in(tx)?)?;
    Ok(newest.is_some_and(|at| at > now.minus(TOO_YOUNG)))
}
