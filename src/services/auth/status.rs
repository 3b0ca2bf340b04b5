//! How the login of a profile stands, and, where asked, what TMDB says about it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::options::Api;
use crate::domain::{AccountIdentity, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::login::{self, Login, SessionStore};
use crate::store::{AccountRow, SessionRow, State};
use crate::tmdb;
use crate::tmdb::account::fetch_identity;

/// An account as scripts see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountInfo {
    /// TMDB's number.
    pub id: u64,
    /// The name it logs in with.
    pub username: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The v4 account object id, where known.
    pub object_id: Option<String>,
}

impl From<AccountIdentity> for AccountInfo {
    fn from(who: AccountIdentity) -> Self {
        Self { id: who.id, username: who.username, name: who.name, object_id: who.object_id }
    }
}

/// How a login stands. What isn't known is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The profile.
    pub profile: String,
    /// Whether there is a session; `None` where keyring or file can't be reached.
    pub logged_in: Option<bool>,
    /// Whose it is.
    pub account: Option<AccountInfo>,
    /// Which API writes use.
    pub api: Option<Api>,
    /// What writes can do through it.
    pub capabilities: &'static [&'static str],
    /// Where the application credential comes from.
    pub credential_source: Option<SessionStore>,
    /// Where the session is.
    pub session_store: Option<SessionStore>,
    /// When the login was made, or first seen here.
    pub created_at: Option<Timestamp>,
    /// When the session was last used here.
    pub last_used_at: Option<Timestamp>,
    /// When `TMDB_SESSION_TIMEOUT` ends it.
    pub expires_at: Option<Timestamp>,
    /// What TMDB says; only after a check.
    pub valid: Option<bool>,
    /// Operations of the profile that wait for delivery.
    pub waiting_operations: u64,
    /// What is wrong, in a sentence.
    pub problem: Option<String>,
}

/// A status, and the failure that goes with it.
#[derive(Debug)]
pub struct StatusRow {
    /// What is known.
    pub status: Status,
    /// Why there is no usable session, or why TMDB could not be asked.
    pub error: Option<Error>,
}

impl StatusRow {
    fn new(mut status: Status, error: Option<Error>) -> Self {
        status.problem = error.as_ref().map(|error| error.message().to_owned());
        Self { status, error }
    }
}

/// Returns how the login of the profile stands; with `check`, TMDB is asked. A session that TMDB has ended is removed
/// and the queue held; a network failure changes nothing.
///
/// # Errors
/// `storage`. Being logged out, an ended session and a keyring that can't be reached are part of the row.
pub fn status(context: &Context, check: bool) -> Result<StatusRow> {
    let login = match login::find(context) {
        Ok(Some(login)) => login,
        Ok(None) => return Ok(StatusRow::new(nobody(context, None)?, Some(login::missing(context)?))),
        Err(error) if error.kind() == ErrorKind::KeyringUnavailable => {
            let unknown = Status { logged_in: None, ..nobody(context, None)? };
            return Ok(StatusRow::new(unknown, Some(error)));
        }
        Err(error) => return Err(error),
    };
    if !has_session(&login) {
        return Ok(StatusRow::new(nobody(context, Some(&login))?, Some(login::missing(context)?)));
    }
    if !check {
        return Ok(StatusRow::new(of_login(context, &login, None)?, None));
    }
    match ask(context, &login) {
        Ok(who) => {
            login::session_accepted(context, &login, &who)?;
            Ok(StatusRow::new(of_login(context, &login, Some(true))?, None))
        }
        Err(error) if error.kind() == ErrorKind::SessionExpired => {
            login::session_was_ended(context, &login)?;
            let ended = Status { logged_in: Some(false), ..of_login(context, &login, Some(false))? };
            Ok(StatusRow::new(ended, Some(error)))
        }
        Err(error) => Ok(StatusRow::new(of_login(context, &login, None)?, Some(error))),
    }
}

/// Returns the status of every profile on this machine, including the current one.
///
/// # Errors
/// `storage`.
pub fn status_of_all(context: &Context, check: bool) -> Result<Vec<StatusRow>> {
    let current = &context.settings.profile;
    let mut rows = Vec::new();
    for profile in profiles(context) {
        if profile == *current {
            rows.push(status(context, check)?);
            continue;
        }
        let other = context.for_profile(&profile);
        rows.push(status(&other, check)?);
        for warning in other.take_warnings() {
            context.warn(format!("{profile}: {warning}"));
        }
    }
    Ok(rows)
}

/// Every profile that has data or a login file here. One that has only a keyring entry left no trace to find it by.
fn profiles(context: &Context) -> BTreeSet<String> {
    let names = |folder: &str, suffix: &str| -> Vec<String> {
        let entries = std::fs::read_dir(context.settings.folders.data.join(folder));
        entries
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(suffix).map(str::to_owned))
            .filter(|name| crate::settings::is_profile_name(name))
            .collect()
    };
    let mut found = BTreeSet::from([context.settings.profile.clone()]);
    found.extend(names("profiles", ""));
    found.extend(names("logins", ".login"));
    found
}

/// Asks TMDB whose session it is, and whether it still takes the user token.
fn ask(context: &Context, login: &Login) -> Result<AccountIdentity> {
    let client = context.client(login::credentials(context, login));
    let found = fetch_identity(&client)?;
    let object_id =
        known_account(context, login)?.and_then(|account| account.object_id).or(found.object_id.clone());
    if let (Some(_), Some(object_id)) = (&login.stored.user_token, &object_id) {
        tmdb::login::check_user_token(&client, object_id)?;
    }
    Ok(AccountIdentity { object_id, ..found })
}

fn has_session(login: &Login) -> bool {
    login.stored.session.is_some() || login.stored.user_token.is_some()
}

/// What the database knows of a session.
struct Known {
    account: Option<AccountRow>,
    session: Option<SessionRow>,
    waiting: u64,
}

fn known(context: &Context, login: Option<&Login>) -> Result<Known> {
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(Known { account: None, session: None, waiting: 0 });
    }
    context.state()?.read(|tx| {
        let session = match login.filter(|login| has_session(login)) {
            Some(login) => tx.session(&login.fingerprint())?,
            None => None,
        };
        let account = match &session {
            Some(row) => tx.account(&row.account)?,
            None => None,
        };
        let waiting = tx.count_live()?;
        Ok(Known { account, session, waiting })
    })
}

fn known_account(context: &Context, login: &Login) -> Result<Option<AccountInfo>> {
    Ok(account_info(login, known(context, Some(login))?.account))
}

fn account_info(login: &Login, row: Option<AccountRow>) -> Option<AccountInfo> {
    let stored = login.stored.account.clone().map(AccountInfo::from);
    let row = row.filter(|row| row.confirmed).and_then(|row| {
        let id = row.id.parse().ok()?;
        Some(AccountInfo { id, username: row.username, name: row.name, object_id: row.object_id })
    });
    row.or(stored)
}

/// Returns how a login stands that has a session.
///
/// # Errors
/// `storage`.
pub(super) fn of_login(context: &Context, login: &Login, valid: Option<bool>) -> Result<Status> {
    let Known { account, session, waiting } = known(context, Some(login))?;
    let api = if login.stored.user_token.is_some() { Api::V4 } else { Api::V3 };
    Ok(Status {
        profile: context.settings.profile.clone(),
        logged_in: Some(true),
        account: account_info(login, account),
        api: Some(api),
        capabilities: api.capabilities(),
        credential_source: login::application_source(context, Some(login)),
        session_store: Some(login.store),
        created_at: login.stored.created_at.or(session.as_ref().map(|row| row.first_used_at)),
        last_used_at: session.map(|row| row.last_used_at),
        expires_at: login::limit_of(context, login)?,
        valid,
        waiting_operations: waiting,
        problem: None,
    })
}

fn nobody(context: &Context, rest: Option<&Login>) -> Result<Status> {
    Ok(Status {
        profile: context.settings.profile.clone(),
        logged_in: Some(false),
        account: None,
        api: None,
        capabilities: &[],
        credential_source: login::application_source(context, rest),
        session_store: None,
        created_at: None,
        last_used_at: None,
        expires_at: None,
        valid: None,
        waiting_operations: known(context, None)?.waiting,
        problem: None,
    })
}
