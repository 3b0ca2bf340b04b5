//! The offer to log in, where a command at a terminal finds no login.

use super::enter::login as enter;
use super::options::LoginOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::services::identity::{self, Identity};
use crate::services::login::{self, Login};
use crate::services::{Context, Talk};

/// Returns the login that is used. On a terminal, if there is none, offers to log in and continues with that login.
///
/// # Errors
/// `missing_credentials` or `session_expired` without a terminal or an answer; `keyring_unavailable`; what ends a
/// login.
pub fn require_or_offer(context: &Context, talk: &Talk) -> Result<Login> {
    let missing = match login::require(context) {
        Ok(login) => return Ok(login),
        Err(error) if is_about_login(&error) => error,
        Err(error) => return Err(error),
    };
    let settings = &context.settings;
    let can_ask = talk.prompt.is_interactive() && !settings.yes && !settings.offline && !settings.dry_run;
    if !can_ask {
        return Err(missing);
    }
    let ended = missing.kind() == ErrorKind::SessionExpired;
    let question =
        if ended { "The session has ended. Log in again now?" } else { "Not logged in. Log in now?" };
    if !talk.prompt.confirm(question)? {
        return Err(Error::cancelled());
    }
    // A person who chose the file for this profile is not asked again.
    let insecure_storage = context.secret_file.get(&settings.profile).is_ok_and(|kept| kept.is_some());
    enter(context, talk, &LoginOptions { insecure_storage, ..LoginOptions::default() })?;
    login::require(context)
}

/// Finds the account that is logged in. On a terminal, if nobody is, offers to log in and continues.
///
/// # Errors
/// As [`require_or_offer`].
pub fn account_or_offer(context: &Context, talk: &Talk) -> Result<Identity> {
    let found = identity::local(context);
    let is_missing = match &found {
        Ok(identity) => !identity.has_session(),
        Err(error) => is_about_login(error),
    };
    if is_missing && talk.prompt.is_interactive() {
        require_or_offer(context, talk)?;
        return identity::local(context);
    }
    found
}

fn is_about_login(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::MissingCredentials | ErrorKind::SessionExpired)
}
