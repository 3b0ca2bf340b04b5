//! Whose operations a run may touch. An operation belongs to the account that it was made under; a session that TMDB
//! hasn't confirmed yet is an account of its own until it turns out whose it is.

use super::Context;
use super::login::{self, Login, SessionStore, StoredLogin};
use crate::domain::{AccountIdentity, Hold, Timestamp, is_provisional, provisional_account};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Tx;
use crate::tmdb::account::{fetch_identity, object_id_in};
use crate::tmdb::lists::ListApi;
use crate::tmdb::login::check_user_token;
use crate::tmdb::{Client, Credentials};

/// The account that is logged in.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The login behind it.
    pub login: Login,
    /// The name under which the database knows the login.
    pub fingerprint: String,
    /// The account's row.
    pub account: String,
    /// Whether TMDB has said whose session it is.
    pub is_confirmed: bool,
    /// Which API its writes go to.
    pub api: ListApi,
}

impl Identity {
    /// Returns whether there is anything to show to TMDB.
    pub fn has_session(&self) -> bool {
        self.login.stored.session.is_some() || self.login.stored.user_token.is_some()
    }

    /// Refuses what needs a v3 session where there is only a user token: TMDB's v4 API can't write to the account's own
    /// collections.
    ///
    /// # Errors
    /// `missing_credentials`, saying what is missing.
    pub fn require_session(&self) -> Result<()> {
        let stored = &self.login.stored;
        if stored.session.is_some() || stored.user_token.is_none() {
            return Ok(());
        }
        let message =
            "the watchlist, favorites and ratings need a session, and TMDB_USER_TOKEN alone is none";
        Err(Error::new(ErrorKind::MissingCredentials, message)
            .with_hint("set TMDB_SESSION_ID as well; or unset TMDB_USER_TOKEN and type: flixir auth login"))
    }

    /// Returns the account's id as it is in this transaction: another process may just have found out whose session it
    /// is, and moved everything there.
    ///
    /// # Errors
    /// `storage`.
    pub fn account_in(&self, tx: &Tx<'_>) -> Result<String> {
        let session = if self.is_confirmed { None } else { tx.session(&self.fingerprint)? };
        Ok(session.map_or_else(|| self.account.clone(), |session| session.account))
    }

    /// Returns what a client needs to act for the person.
    pub fn credentials(&self, context: &Context) -> Credentials {
        login::credentials(context, &self.login)
    }
}

/// Finds the account that is logged in, from what is stored here, without asking TMDB. Where its session has ended and
/// is removed, it
/// is still the account that is worked for: a write is queued for it, and delivery says that a login is needed.
///
/// # Errors
/// `missing_credentials` where nobody is logged in; `keyring_unavailable`; `storage`.
pub fn local(context: &Context) -> Result<Identity> {
    match login::require(context) {
        Err(error) if error.kind() == ErrorKind::SessionExpired => ended(context)?.ok_or(error),
        login => of_login(context, login?),
    }
}

/// Returns the account whose session has ended, without any secret.
fn ended(context: &Context) -> Result<Option<Identity>> {
    let Some(ended) = login::ended_login(context)? else { return Ok(None) };
    let row = context.state()?.read(|tx| tx.account(&ended.account))?;
    let api = match row.and_then(|row| row.object_id) {
        Some(object_id) => ListApi::V4 { object_id },
        None => ListApi::V3,
    };
    let is_confirmed = !is_provisional(&ended.account);
    let login = Login { store: SessionStore::Keyring, stored: StoredLogin::default() };
    Ok(Some(Identity { login, fingerprint: ended.fingerprint, account: ended.account, is_confirmed, api }))
}

/// Finds the account that a login belongs to, as far as is known here.
///
/// # Errors
/// `storage`.
pub fn of_login(context: &Context, login: Login) -> Result<Identity> {
    let fingerprint = login.fingerprint();
    let now = context.clock.now();
    let known = context.state()?.read(|tx| {
        let session = tx.session(&fingerprint)?;
        let account = session.map(|session| session.account);
        account.map(|id| tx.account(&id)).transpose().map(Option::flatten)
    })?;
    let (account, object_id) = match (&known, &login.stored.account) {
        (Some(row), _) if row.confirmed => (row.id.clone(), row.object_id.clone()),
        (known, None) if let Some(object_id) = login.account_by_token() => {
            // The token says whose it is: TMDB needn't be asked, and remembering it here costs nothing either.
            let id = context.state()?.write(|tx| {
                let id = tx.account_of_token(&object_id)?;
                if let Some(provisional) = known {
                    tx.adopt_provisional(&provisional.id, &id)?;
                }
                tx.touch_session(&fingerprint, &id, now)?;
                Ok(id)
            })?;
            (id, Some(object_id))
        }
        (_, Some(who)) => {
            let id = context.state()?.write(|tx| {
                let id = tx.confirm_account(who)?;
                tx.touch_session(&fingerprint, &id, now)?;
                Ok(id)
            })?;
            (id, who.object_id.clone())
        }
        (Some(row), None) => (row.id.clone(), None),
        (None, None) => {
            let id = provisional_account(&fingerprint);
            context.state()?.write(|tx| {
                tx.add_provisional_account(&id)?;
                tx.touch_session(&fingerprint, &id, now)
            })?;
            (id, None)
        }
    };
    let is_confirmed = !is_provisional(&account);
    let object_id = object_id.or_else(|| login.stored.user_token.as_ref().and_then(object_id_in));
    let api = match (&login.stored.user_token, object_id) {
        (Some(_), Some(object_id)) => ListApi::V4 { object_id },
        _ => ListApi::V3,
    };
    Ok(Identity { login, fingerprint, account, is_confirmed, api })
}

/// Returns the account as it is known by now: a session that was confirmed meanwhile belongs to a real account,
/// and what was made under its provisional one has moved there. Asks nobody.
///
/// # Errors
/// `storage`.
pub fn renewed(context: &Context, identity: &Identity) -> Result<Identity> {
    if identity.is_confirmed || !identity.has_session() {
        return Ok(identity.clone());
    }
    of_login(context, identity.login.clone())
}

/// Passes the outcome of a call to TMDB on; where TMDB ended the session, it is removed here and the account's queue waits
/// for a login. Where there was no session to ask with, the error says whether one ended.
///
/// # Errors
/// That of `outcome`; `storage`.
pub fn note_ended_session<T>(context: &Context, identity: &Identity, outcome: Result<T>) -> Result<T> {
    if outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::SessionExpired)
        && identity.has_session()
    {
        login::session_was_ended(context, &identity.login)?;
    }
    // A session that flixir ended (`TMDB_SESSION_TIMEOUT`) is not the same as no session.
    if outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::MissingCredentials)
        && !identity.has_session()
    {
        return Err(login::missing(context)?);
    }
    outcome
}

/// Asks TMDB whose session it is, and moves what was queued under it to that account. Also clears the hold of an account
/// whose session counts again. Where TMDB couldn't be asked, the rest of the command doesn't ask again: three tries are enough.
///
/// # Errors
/// `session_expired` where TMDB ended it; any outage.
pub fn confirm(context: &Context, identity: &Identity, client: &Client) -> Result<Identity> {
    let stored = &identity.login.stored;
    if stored.session.is_none() && stored.user_token.is_none() {
        return Err(Error::session_ended());
    }
    if identity.is_confirmed
        && let Some(object_id) = identity.login.account_by_token()
    {
        // Whose the token is stands in it; whether it counts is all that TMDB can add.
        check_user_token(client, &object_id)?;
        context.state()?.write(|tx| accept(tx, identity, &identity.account, context.clock.now()))?;
        return Ok(identity.clone());
    }
    if let Some(outage) = context.unidentified() {
        return Err(outage.once_more());
    }
    let who = fetch_identity(client).inspect_err(|error| {
        if error.kind().is_outage() {
            context.note_unidentified(error);
        }
    })?;
    let now = context.clock.now();
    let account = context.state()?.write(|tx| adopt(tx, identity, &who, now))?;
    let api = match (&identity.api, &who.object_id) {
        (ListApi::V3, Some(object_id)) if identity.login.stored.user_token.is_some() => {
            ListApi::V4 { object_id: object_id.clone() }
        }
        (api, _) => api.clone(),
    };
    Ok(Identity { account, is_confirmed: true, api, ..identity.clone() })
}

fn adopt(tx: &Tx<'_>, identity: &Identity, who: &AccountIdentity, now: Timestamp) -> Result<String> {
    let account = tx.confirm_account(who)?;
    if !identity.is_confirmed && identity.account != account {
        tx.adopt_provisional(&identity.account, &account)?;
    }
    accept(tx, identity, &account, now)?;
    Ok(account)
}

/// Notes that TMDB accepts the session: what waited for a login waits no more.
fn accept(tx: &Tx<'_>, identity: &Identity, account: &str, now: Timestamp) -> Result<()> {
    tx.touch_session(&identity.fingerprint, account, now)?;
    tx.mark_session_ended(&identity.fingerprint, None)?;
    if tx.account(account)?.is_some_and(|row| row.hold == Some(Hold::Auth)) {
        tx.hold_account(account, None, None, 0)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::State;

    #[test]
    fn an_account_that_another_process_identified_is_found_where_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let now = Timestamp::from_millis(1_000);
        let identity = Identity {
            login: Login { store: SessionStore::Environment, stored: StoredLogin::default() },
            fingerprint: "f00d".to_owned(),
            account: "session:f00d".to_owned(),
            is_confirmed: false,
            api: ListApi::V3,
        };
        let here = state
            .write(|tx| {
                tx.add_provisional_account(&identity.account)?;
                tx.touch_session(&identity.fingerprint, &identity.account, now)?;
                identity.account_in(tx)
            })
            .unwrap();
        assert_eq!(here, "session:f00d");

        let who = AccountIdentity { id: 42, object_id: None, username: None, name: None };
        let there = state
            .write(|tx| {
                adopt(tx, &identity, &who, now)?;
                tx.add_list("uid", &identity.account_in(tx)?, None, now)?;
                Ok(tx.lists("42")?.len())
            })
            .unwrap();
        assert_eq!(there, 1);
    }
}
