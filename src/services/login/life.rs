//! What becomes of a session between login and logout: TMDB accepts it, TMDB or a time limit ends it. Not for
//! logging in and out.

use super::record::{Login, SessionStore, StoredLogin, unreachable};
use crate::domain::{AccountIdentity, Hold, Timestamp, provisional_account};
use crate::error::Result;
use crate::services::Context;
use crate::store::State;

/// The account whose session ended last, where nobody has logged in or out since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedLogin {
    /// The account's id in the database.
    pub account: String,
    /// The session's name in the database.
    pub fingerprint: String,
    /// When the end was found.
    pub ended_at: Timestamp,
}

/// Notes that TMDB accepts the session as that of `who`: it becomes the session in use, an `auth` hold on the account
/// is lifted, and what was queued under the unconfirmed session goes over to the account. Returns the account's id.
///
/// # Errors
/// `storage`.
pub fn session_accepted(context: &Context, login: &Login, who: &AccountIdentity) -> Result<String> {
    let (fingerprint, now) = (login.fingerprint(), context.clock.now());
    context.state()?.write(|tx| {
        let account = tx.confirm_account(who)?;
        let provisional = provisional_account(&fingerprint);
        if tx.account(&provisional)?.is_some() {
            tx.adopt_provisional(&provisional, &account)?;
        }
        tx.forget_ended_sessions(&account)?;
        tx.touch_session(&fingerprint, &account, now)?;
        tx.mark_session_ended(&fingerprint, None)?;
        if tx.account(&account)?.and_then(|row| row.hold) == Some(Hold::Auth) {
            tx.hold_account(&account, None, None, 0)?;
        }
        Ok(account)
    })
}

/// Draws the conclusions from TMDB's refusing a session (401 with one of [`crate::tmdb::SESSION_CODES`]): the session
/// is removed from keyring or file, the account's queue is held until the next login. What was queued stays.
///
/// # Errors
/// `storage`. A keyring that can't be reached is only a warning: the database records that the session is over.
pub fn session_was_ended(context: &Context, login: &Login) -> Result<()> {
    let (fingerprint, now) = (login.fingerprint(), context.clock.now());
    context.state()?.write(|tx| {
        let account = match (tx.session(&fingerprint)?, &login.stored.account) {
            (Some(row), _) => row.account,
            (None, Some(who)) => tx.confirm_account(who)?,
            (None, None) => {
                let provisional = provisional_account(&fingerprint);
                tx.add_provisional_account(&provisional)?;
                provisional
            }
        };
        if tx.session(&fingerprint)?.is_none() {
            tx.touch_session(&fingerprint, &account, now)?;
        }
        tx.mark_session_ended(&fingerprint, Some(now))?;
        tx.hold_account(&account, Some(Hold::Auth), None, 0)
    })?;
    if let Err(error) = remove(context, login) {
        context.warn(format!("the ended session could not be removed here: {}", error.message()));
    }
    Ok(())
}

/// Removes a session from keyring or file, unless another login has taken its place; a typed application credential
/// stays for the next login.
fn remove(context: &Context, login: &Login) -> Result<()> {
    let secrets = match login.store {
        SessionStore::Keyring => &context.keyring,
        SessionStore::File => &context.secret_file,
        SessionStore::Command | SessionStore::Environment => return Ok(()),
    };
    let profile = &context.settings.profile;
    let Some(text) = secrets.get(profile).map_err(unreachable)? else { return Ok(()) };
    let kept = Login { store: login.store, stored: StoredLogin::parse(&text) };
    if kept.fingerprint() != login.fingerprint() {
        return Ok(());
    }
    let rest = StoredLogin {
        api_key: kept.stored.api_key,
        access_token: kept.stored.access_token,
        ..StoredLogin::default()
    };
    // The file stays even when it is empty: it says where this profile's login lives, so that a machine without a
    // keyring reports "the session ended" and not "no keyring".
    let is_worth_keeping =
        login.store == SessionStore::File || rest.api_key.is_some() || rest.access_token.is_some();
    let outcome = match rest.to_secret() {
        Some(text) if is_worth_keeping => secrets.set(profile, &text),
        _ => secrets.delete(profile),
    };
    outcome.map_err(unreachable)
}

/// Returns when `TMDB_SESSION_TIMEOUT` ends a session.
///
/// # Errors
/// `storage`.
pub(in crate::services) fn limit_of(context: &Context, login: &Login) -> Result<Option<Timestamp>> {
    let Some(span) = context.settings.session_timeout else { return Ok(None) };
    let begun = match login.stored.created_at {
        Some(created_at) => Some(created_at),
        None if State::exists(&context.settings.profile_folder()) => {
            let row = context.state()?.read(|tx| tx.session(&login.fingerprint()))?;
            row.map(|row| row.first_used_at)
        }
        None => None,
    };
    Ok(begun.map(|begun| begun.plus(span)))
}

/// Ends a session here once its time is over, and returns what is left of the login.
///
/// # Errors
/// `storage`.
pub(super) fn within_limit(context: &Context, mut login: Login) -> Result<Login> {
    let has_session = login.stored.session.is_some() || login.stored.user_token.is_some();
    let is_over = has_session && limit_of(context, &login)?.is_some_and(|limit| limit <= context.clock.now());
    if is_over {
        session_was_ended(context, &login)?;
        login.stored.session = None;
        login.stored.user_token = None;
    }
    Ok(login)
}

/// Returns whether this profile has a session that was not logged out of, whether it is valid or has ended.
///
/// # Errors
/// `storage`.
pub(super) fn has_seen_a_session(context: &Context) -> Result<bool> {
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(false);
    }
    Ok(context.state()?.read(|tx| tx.latest_session())?.is_some())
}

/// Returns whose session ended, if the profile has no session because TMDB, or the time limit, ended it. A write
/// typed then is queued for that account, and still exits 4.
///
/// # Errors
/// `storage`.
pub fn ended_login(context: &Context) -> Result<Option<EndedLogin>> {
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(None);
    }
    context.state()?.read(|tx| {
        let Some((fingerprint, row)) = tx.latest_session()? else { return Ok(None) };
        let account = row.account;
        Ok(row.ended_at.map(|ended_at| EndedLogin { account, fingerprint, ended_at }))
    })
}
