//! Moving a login to another machine: `auth token` prints it, `auth login --with-session` takes it.

use std::io::Read as _;

use super::fresh::Fresh;
use super::place::Place;
use super::status::{AccountInfo, Status, of_login, status};
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::services::login::{self, Login, StoredLogin};
use crate::services::{Context, Talk};

/// Most that is read of standard input; a login has well under 4 kB.
const LARGEST: u64 = 64 * 1024;

/// A login as `auth token` hands it out: the one thing in flixir that prints secrets.
#[derive(Debug)]
pub struct Token {
    /// The profile.
    pub profile: String,
    /// The v3 session.
    pub session: Option<Secret>,
    /// The v4 user token.
    pub user_token: Option<Secret>,
    /// Whose it is, where known.
    pub account: Option<AccountInfo>,
}

/// Returns the login that is used, with its secrets.
///
/// # Errors
/// `missing_credentials`, `session_expired`, `keyring_unavailable`.
pub fn token(context: &Context) -> Result<Token> {
    let login = login::require(context)?;
    let account = of_login(context, &login, None)?.account;
    Ok(Token {
        profile: context.settings.profile.clone(),
        session: login.stored.session,
        user_token: login.stored.user_token,
        account,
    })
}

/// Reads a session from standard input, or asks for it on a terminal.
///
/// # Errors
/// `usage` for what is neither JSON as `auth token --json` prints it nor a bare session id.
pub(super) fn read_session(talk: &Talk) -> Result<StoredLogin> {
    let text = if talk.prompt.is_interactive() {
        talk.prompt.secret("Session, as 'flixir auth token' prints it (not shown)")?
    } else {
        let mut text = String::new();
        talk.read_stdin(|stdin| stdin.take(LARGEST + 1).read_to_string(&mut text))
            .map_err(|error| Error::usage("standard input can't be read").with_source(error))?;
        if text.len() as u64 > LARGEST {
            return Err(Error::usage(format!(
                "standard input has more than {} kB, so it is not a session",
                LARGEST >> 10
            )));
        }
        Secret::new(&text)
    };
    let hint = "for example: flixir auth token --json | ssh HOST flixir auth login --with-session";
    let text = text.ok_or_else(|| Error::usage("no session on standard input").with_hint(hint))?;
    StoredLogin::read(&text).ok_or_else(|| {
        Error::usage("standard input has neither a session id nor what 'auth token --json' prints")
            .with_hint(hint)
    })
}

/// Verifies a session that was brought along and keeps it. With `--offline` it is kept unverified, with a warning:
/// it is then enough to queue, and the operations belong to the account that it turns out to be.
///
/// # Errors
/// `authentication_failed` where TMDB refuses it, `missing_credentials`, `conflict`, outages.
pub(super) fn take_over(
    context: &Context,
    talk: &Talk,
    place: &Place,
    mut record: StoredLogin,
) -> Result<Status> {
    let known = Login { store: place.store, stored: record.clone() };
    let credential = login::application(context, Some(&known));
    if context.settings.dry_run {
        talk.voice.note("would ask TMDB whose session this is, and keep it");
        return status(context, false).map(|found| found.status);
    }
    let fresh = Fresh { context, talk, place, credential: credential.as_ref() };
    if context.settings.offline {
        return keep_unverified(context, place, record);
    }
    let object_id = record.account.as_ref().and_then(|who| who.object_id.clone());
    let brought = record.session.clone();
    let who = fresh.verify(&mut record, object_id).map_err(not_accepted)?;
    let made_here = if brought.is_none() { record.session.clone() } else { None };
    let outcome = fresh.store(record.clone(), who);
    if let (Err(_), Some(session)) = (&outcome, made_here) {
        // Only sessions that were made here are ended: one that was brought along may be in use elsewhere.
        drop(crate::tmdb::login::end_session(&fresh.client(&record), &session));
    }
    outcome
}

fn keep_unverified(context: &Context, place: &Place, record: StoredLogin) -> Result<Status> {
    // Only TMDB decides whose session it is.
    let record = StoredLogin { account: None, created_at: Some(context.clock.now()), ..record };
    place.keep(&record)?;
    place.tidy(context);
    context.warn("the session was not checked, because --offline is set. Check it later with: flixir auth status --check");
    of_login(context, &Login { store: place.store, stored: record }, None)
}

fn not_accepted(error: Error) -> Error {
    match error.kind() {
        ErrorKind::SessionExpired => {
            let refused = Error::new(ErrorKind::AuthenticationFailed, "TMDB doesn't accept this session")
                .with_hint("it may have ended. On the other machine, check with: flixir auth status --check");
            error.details().iter().fold(refused, |error, (key, value)| error.with_detail(key, value.clone()))
        }
        _ => error,
    }
}
