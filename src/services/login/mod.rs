//! Which login is used, what is stored of it, and when it ends. Logging in and out is `services::auth`.

mod hint;
mod life;
mod record;

pub use hint::{fitted, looks_like_key, looks_like_token};
pub(super) use life::limit_of;
pub use life::{EndedLogin, ended_login, session_accepted, session_was_ended};
pub use record::{Login, SessionStore, StoredLogin, unreachable};

use super::Context;
use crate::domain::Secret;
use crate::error::{Error, Result};
use crate::ports::{SecretsError, Unreachable};
use crate::tmdb::{ApplicationCredential, Client, Credentials};

/// Finds the login to use: environment, then the private file, then the configured command, then the keyring. A
/// record may be left that holds an application credential and no session; one whose time is over
/// (`TMDB_SESSION_TIMEOUT`) is ended on the way.
///
/// # Errors
/// `keyring_unavailable` where a store can't be reached: that is never "not logged in". `storage`.
pub fn find(context: &Context) -> Result<Option<Login>> {
    let settings = &context.settings;
    let login = if settings.session_id.is_some() || settings.user_token.is_some() {
        let kept = if settings.api_key.is_none() && settings.access_token.is_none() {
            // The session is enough to continue: without the keyring, only the credential is unknown.
            find_kept(context).ok().flatten().map(|login| login.stored).unwrap_or_default()
        } else {
            StoredLogin::default()
        };
        let stored = StoredLogin {
            session: settings.session_id.clone(),
            user_token: settings.user_token.clone(),
            api_key: kept.api_key,
            access_token: kept.access_token,
            ..StoredLogin::default()
        };
        Some(Login { store: SessionStore::Environment, stored })
    } else {
        find_kept(context)?
    };
    login.map(|login| life::within_limit(context, login)).transpose()
}

/// Finds the login that is kept for the profile, whatever the environment says.
fn find_kept(context: &Context) -> Result<Option<Login>> {
    let profile = &context.settings.profile;
    if let Some(text) = context.secret_file.get(profile).map_err(unreachable)? {
        return Ok(Some(Login { store: SessionStore::File, stored: StoredLogin::parse(&text) }));
    }
    if let Some(command) = &context.session_command
        && let Some(text) = command.get(profile).map_err(unreachable)?
    {
        let stored = from_command(&text)?;
        return Ok(Some(Login { store: SessionStore::Command, stored }));
    }
    if context.settings.insecure_storage {
        return Ok(None);
    }
    let found = match context.keyring.get(profile) {
        // A machine without a keyring, on which nobody has ever logged in, has no login that the keyring could hide.
        Err(error) if error.why == Unreachable::NoService && !life::has_seen_a_session(context)? => None,
        found => found.map_err(unreachable)?,
    };
    Ok(found.map(|text| Login { store: SessionStore::Keyring, stored: StoredLogin::parse(&text) }))
}

/// Turns what the configured command printed into a login.
///
/// # Errors
/// `keyring_unavailable` where it is no session.
fn from_command(text: &Secret) -> Result<StoredLogin> {
    StoredLogin::read(text).ok_or_else(|| {
        unreachable(SecretsError {
            why: Unreachable::Other,
            message: "auth.session_command printed something that is not a session".to_owned(),
            cause: None,
        })
    })
}

/// Finds the login to use; it is an error if there is none.
///
/// # Errors
/// `missing_credentials` where nobody is logged in, `session_expired` where the last session ended;
/// `keyring_unavailable`, `storage`.
pub fn require(context: &Context) -> Result<Login> {
    let usable = |login: &Login| login.stored.session.is_some() || login.stored.user_token.is_some();
    match find(context)?.filter(usable) {
        Some(login) => Ok(login),
        None => Err(missing(context)?),
    }
}

/// Says why there is no session: it ended, or nobody is logged in.
///
/// # Errors
/// `storage`.
pub(super) fn missing(context: &Context) -> Result<Error> {
    Ok(match ended_login(context)? {
        Some(ended) => {
            Error::session_ended().with_message(format!("TMDB ended this session ({})", ended.ended_at))
        }
        None => Error::not_logged_in(),
    })
}

/// Returns the application credential: environment first, then what was kept at login. A token beats a key.
pub fn application(context: &Context, login: Option<&Login>) -> Option<ApplicationCredential> {
    let settings = &context.settings;
    let stored = login.map(|login| &login.stored);
    let token = settings.access_token.clone().map(ApplicationCredential::Token);
    let key = settings.api_key.clone().map(ApplicationCredential::Key);
    token
        .or(key)
        .or_else(|| stored.and_then(|stored| stored.access_token.clone()).map(ApplicationCredential::Token))
        .or_else(|| stored.and_then(|stored| stored.api_key.clone()).map(ApplicationCredential::Key))
}

/// Returns where the application credential of [`application`] comes from.
pub fn application_source(context: &Context, login: Option<&Login>) -> Option<SessionStore> {
    let settings = &context.settings;
    if settings.api_key.is_some() || settings.access_token.is_some() {
        return Some(SessionStore::Environment);
    }
    let login =
        login.filter(|login| login.stored.api_key.is_some() || login.stored.access_token.is_some())?;
    if login.store != SessionStore::Environment {
        return Some(login.store);
    }
    // A session from the environment uses the credential that an earlier login stored.
    find_kept(context).ok().flatten().map(|kept| kept.store)
}

/// Returns what a client needs to act for the person.
pub fn credentials(context: &Context, login: &Login) -> Credentials {
    Credentials {
        application: application(context, Some(login)),
        session: login.stored.session.clone(),
        user_token: login.stored.user_token.clone(),
    }
}

/// Returns what a client needs for public reads. Looks into keyring or file only where the environment has nothing.
///
/// # Errors
/// `missing_credentials`, `keyring_unavailable`.
pub fn public_credentials(context: &Context) -> Result<Credentials> {
    if let Some(application) = application(context, None) {
        return Ok(Credentials { application: Some(application), session: None, user_token: None });
    }
    let login = find(context)?;
    let application = application(context, login.as_ref());
    let user_token = login.and_then(|login| login.stored.user_token);
    if application.is_none() && user_token.is_none() {
        return Err(crate::tmdb::no_application_credential());
    }
    Ok(Credentials { application, session: None, user_token })
}

/// Returns the client for public reads. Only here is the credential looked for, in keyring or file where the environment
/// has none: what the cache answers never comes this far.
///
/// # Errors
/// As [`public_credentials`].
pub fn public_client(context: &Context) -> Result<&Client> {
    context.public_client_with(|| public_credentials(context))
}
