//! Logging in, from the first look at the keyring to the stored account.

use super::fresh::Fresh;
use super::options::{Api, LoginOptions};
use super::place::Place;
use super::status::{Status, status};
use super::{application, approval, moved};
use crate::error::{Error, ErrorKind, Result};
use crate::services::login::{SessionStore, StoredLogin};
use crate::services::{Context, Talk};

/// Logs in and returns how things stand then.
///
/// # Errors
/// `keyring_unavailable` before anything is asked; `missing_credentials`, `authentication_failed`, `timed_out`,
/// `interrupted`, `conflict` for another account, outages. Nothing is kept of a login that fails.
pub fn login(context: &Context, talk: &Talk, options: &LoginOptions) -> Result<Status> {
    let place = Place::open(context, options.insecure_storage)?;
    let mut record = place.before().unwrap_or_default();
    if options.with_session {
        let given = moved::read_session(talk)?;
        record = StoredLogin { api_key: record.api_key, access_token: record.access_token, ..given };
        return moved::take_over(context, talk, &place, record);
    }
    if context.settings.offline {
        return Err(Error::new(ErrorKind::Unavailable, "logging in needs TMDB, and --offline is set")
            .with_hint("run it without --offline, or use an existing session with --with-session"));
    }
    let credential = application::determine(context, talk, &mut record)?;
    if context.settings.dry_run {
        announce_plan(context, talk, &place, application::api_of(&credential));
        return status(context, false).map(|found| found.status);
    }
    let mut granted = approval::obtain(context, talk, &credential, options)?;
    let outcome =
        Fresh { context, talk, place: &place, credential: Some(&credential) }.complete(record, &granted);
    granted.say_goodbye(context);
    outcome
}

fn announce_plan(context: &Context, talk: &Talk, place: &Place, api: Api) {
    let kept = if place.store == SessionStore::File { "a private file" } else { "the keyring" };
    talk.voice.note(&format!(
        "would ask TMDB ({}) for approval and store the login of profile '{}' in {kept}",
        api.name(),
        context.settings.profile
    ));
}
