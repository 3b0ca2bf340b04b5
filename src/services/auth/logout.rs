//! Logging out: end the session at TMDB, forget it here, and with `--purge` forget everything of the account.

use serde::Serialize;

use super::owner;
use super::place::not_kept_here;
use super::status::AccountInfo;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::LockState;
use crate::services::login::{self, Login, SessionStore};
use crate::services::{Context, Talk};
use crate::store::{AccountRow, Holdings, State};
use crate::tmdb::{self, ApplicationCredential, Credentials};

/// What a logout did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logout {
    /// The profile.
    pub profile: String,
    /// Whose login it was.
    pub account: Option<AccountInfo>,
    /// Whether TMDB ended the login; `None` where there was none.
    pub revoked: Option<bool>,
    /// Operations that stay here and wait for the next login of the account.
    pub waiting_operations: usize,
    /// What `--purge` deleted.
    pub purged: Option<Purged>,
}

/// What was deleted of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Purged {
    /// Lists of the mirror, with their items.
    pub lists: usize,
    /// Operations that had not reached TMDB.
    pub waiting_operations: usize,
    /// Operations of any other status.
    pub settled_operations: usize,
    /// Snapshots taken before something destructive.
    pub snapshots: usize,
    /// Sessions on record.
    pub sessions: usize,
    /// Whether the profile's answer cache was deleted.
    pub cache: bool,
    /// Whether a login was deleted.
    pub login: bool,
}

/// Logs out. Fine where nobody is logged in.
///
/// # Errors
/// `usage` for a session that isn't kept here, `keyring_unavailable`, `storage`; with `purge` also `usage` where a
/// confirmation is needed, `conflict` while a run delivers, `ambiguous` where it isn't clear whose data is meant.
pub fn logout(context: &Context, talk: &Talk, purge: bool) -> Result<Logout> {
    let login = login::find(context)?;
    let login = match login {
        Some(login) if purge && not_kept_here(login.store, "").is_some() => {
            context.warn("the session comes from the environment or a command, so flixir doesn't end it");
            None
        }
        Some(login) => {
            match not_kept_here(login.store, "flixir can't remove it there, so it doesn't end it at TMDB") {
                Some(error) => return Err(error),
                None => Some(login),
            }
        }
        None => None,
    };
    let target = find_account(context, login.as_ref(), purge)?;
    let waiting = match (&target, purge) {
        (Some(target), false) => target.holdings.waiting,
        _ => 0,
    };
    if purge && !confirm_purge(context, talk, login.as_ref(), target.as_ref())? {
        return Err(Error::cancelled());
    }
    let report = Logout {
        profile: context.settings.profile.clone(),
        account: account_of(login.as_ref(), target.as_ref()),
        revoked: None,
        waiting_operations: waiting,
        purged: None,
    };
    if context.settings.dry_run {
        announce_plan(context, talk, login.as_ref(), purge);
        return Ok(report);
    }
    let revoked = match &login {
        Some(login) => {
            let revoked = revoke(context, login);
            forget(context, login)?;
            revoked
        }
        None => None,
    };
    let purged =
        if purge { Some(delete_everything(context, target.as_ref(), login.is_some())?) } else { None };
    Ok(Logout { revoked, purged, ..report })
}

/// The account that the logout is about.
struct Target {
    row: AccountRow,
    holdings: Holdings,
}

fn find_account(context: &Context, login: Option<&Login>, purge: bool) -> Result<Option<Target>> {
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(None);
    }
    let profile = &context.settings.profile;
    context.state()?.read(|tx| {
        let of_session = match login {
            Some(login) => tx.session(&login.fingerprint())?.map(|row| row.account),
            None => None,
        };
        let stored = login.and_then(|login| login.stored.account.as_ref()).map(|who| who.id.to_string());
        let id = match of_session.or(stored) {
            Some(id) => id,
            None if !purge => return Ok(None),
            None => match tx.accounts()?.as_slice() {
                [] => return Ok(None),
                [only] => only.id.clone(),
                several => {
                    let names: Vec<String> = several.iter().map(owner::name_of).collect();
                    return Err(Error::new(
                        ErrorKind::Ambiguous,
                        format!("profile '{profile}' has data of several accounts: {}", names.join(", ")),
                    )
                    .with_hint("log in as the one to delete, then: flixir auth logout --purge"));
                }
            },
        };
        let Some(row) = tx.account(&id)? else { return Ok(None) };
        let holdings = tx.holdings(&id)?;
        Ok(Some(Target { row, holdings }))
    })
}

fn account_of(login: Option<&Login>, target: Option<&Target>) -> Option<AccountInfo> {
    let stored = login.and_then(|login| login.stored.account.clone()).map(AccountInfo::from);
    let row = target.map(|target| &target.row).filter(|row| row.confirmed);
    let known = row.and_then(|row| {
        Some(AccountInfo {
            id: row.id.parse().ok()?,
            username: row.username.clone(),
            name: row.name.clone(),
            object_id: row.object_id.clone(),
        })
    });
    known.or(stored)
}

fn announce_plan(context: &Context, talk: &Talk, login: Option<&Login>, purge: bool) {
    let profile = &context.settings.profile;
    talk.voice.note(&match (login, purge) {
        (None, false) => format!("profile '{profile}' is not logged in; nothing would change"),
        (Some(_), false) => {
            format!("would end the session of profile '{profile}' at TMDB and remove it here")
        }
        (_, true) => format!("would log out profile '{profile}' and delete what is stored about the account"),
    });
}

/// Ends session and user token at TMDB; says in warnings what could not be ended.
fn revoke(context: &Context, login: &Login) -> Option<bool> {
    let (session, user_token) = (&login.stored.session, &login.stored.user_token);
    if session.is_none() && user_token.is_none() {
        return None;
    }
    let end = |what: &str, outcome: Result<()>| match outcome {
        Ok(()) => true,
        Err(error) => {
            context.warn(format!(
                "the {what} could not be ended at TMDB ({}). It was removed here, but stays valid until you end it in \
                 your account settings on TMDB's web site",
                error.message()
            ));
            false
        }
    };
    let mut revoked = true;
    if let Some(session) = session {
        let client = context.client(login::credentials(context, login));
        revoked &= end("session", tmdb::login::end_session(&client, session));
    }
    if let Some(token) = user_token {
        let client = context.client(without_key(login::credentials(context, login)));
        revoked &= end("user token", tmdb::login::revoke_user_token(&client, token));
    }
    Some(revoked)
}

/// v4 doesn't take the API key for this; the user token then identifies itself (`docs/what-tmdb-really-does.md`:
/// Credentials).
fn without_key(credentials: Credentials) -> Credentials {
    let application =
        credentials.application.filter(|found| matches!(found, ApplicationCredential::Token(_)));
    Credentials { application, ..credentials }
}

/// Forgets the login wherever it is kept; the store that it came from must have let it go.
fn forget(context: &Context, login: &Login) -> Result<()> {
    let profile = &context.settings.profile;
    let (own, other) = match login.store {
        SessionStore::File => (&context.secret_file, &context.keyring),
        _ => (&context.keyring, &context.secret_file),
    };
    own.delete(profile).map_err(login::unreachable)?;
    // An older login there must not be used from now on. If the keyring can't be reached, none can be in use.
    drop(other.delete(profile));
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(());
    }
    let fingerprint = login.fingerprint();
    context.state()?.write(|tx| {
        let account = tx.session(&fingerprint)?.map(|row| row.account);
        tx.forget_session(&fingerprint)?;
        match account {
            Some(account) => tx.forget_ended_sessions(&account),
            None => Ok(()),
        }
    })
}

fn confirm_purge(
    context: &Context,
    talk: &Talk,
    login: Option<&Login>,
    target: Option<&Target>,
) -> Result<bool> {
    if login.is_none() && target.is_none() {
        return Ok(true);
    }
    let settings = &context.settings;
    if settings.yes || settings.dry_run {
        return Ok(true);
    }
    if !talk.prompt.is_interactive() {
        return Err(Error::needs_confirmation("deleting everything stored about the account"));
    }
    let (name, kept) = match target {
        Some(target) => (owner::name_of(&target.row), owner::describe(target.holdings)),
        None => ("the account".to_owned(), "the login".to_owned()),
    };
    let lost = target.map_or(0, |target| target.holdings.waiting);
    let warning = match lost {
        0 => String::new(),
        1 => " One change has not reached TMDB and will be lost.".to_owned(),
        lost => format!(" {lost} changes have not reached TMDB and will be lost."),
    };
    talk.prompt.confirm(&format!(
        "Delete everything stored on this machine about {name} in profile '{}' ({kept}, the answer cache)? Lists on \
         TMDB stay.{warning}",
        settings.profile
    ))
}

fn delete_everything(context: &Context, target: Option<&Target>, had_login: bool) -> Result<Purged> {
    let mut purged = Purged { login: had_login, ..Purged::default() };
    if let Some(target) = target {
        let state = context.state()?;
        let is_held = |run: &str| context.locks.examine(run) == LockState::Held;
        if state.read(|tx| Ok(tx.runs_in_progress()?.iter().any(|(run, _)| is_held(run))))? {
            return Err(Error::new(
                ErrorKind::Conflict,
                "another flixir process is sending changes right now",
            )
            .with_hint("try again when it is done; you are logged out already"));
        }
        let gone = state.write(|tx| tx.purge_account(&target.row.id))?;
        state.compact()?;
        purged = Purged {
            lists: gone.lists,
            waiting_operations: gone.waiting,
            settled_operations: gone.failed + gone.settled,
            snapshots: gone.snapshots,
            sessions: gone.sessions,
            ..purged
        };
    }
    purged.cache = delete_cache(context)?;
    Ok(purged)
}

fn delete_cache(context: &Context) -> Result<bool> {
    let folder = context.settings.profile_cache_folder();
    match std::fs::remove_dir_all(&folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::storage(format!("can't delete '{}'", folder.display()), error)),
    }
}
