//! From what TMDB granted, or what was brought along, to a stored login: whose it is, and keeping it. Not for how the
//! session was obtained: that is [`super::enter`] and [`super::moved`].

use super::approval::Granted;
use super::owner;
use super::place::Place;
use super::status::Status;
use crate::domain::{AccountIdentity, Secret};
use crate::error::Result;
use crate::services::login::{self, Login, SessionStore, StoredLogin};
use crate::services::{Context, Talk};
use crate::tmdb::account::fetch_identity;
use crate::tmdb::{self, ApplicationCredential, Client, Credentials};

/// A login that TMDB has granted, on its way into the store.
pub(super) struct Fresh<'a> {
    pub(super) context: &'a Context,
    pub(super) talk: &'a Talk,
    pub(super) place: &'a Place,
    pub(super) credential: Option<&'a ApplicationCredential>,
}

impl Fresh<'_> {
    /// Completes what the approval brought, or takes it back at TMDB where that fails.
    ///
    /// # Errors
    /// Those of [`Fresh::verify`] and [`Fresh::store`].
    pub(super) fn complete(&self, mut record: StoredLogin, granted: &Granted) -> Result<Status> {
        record.session.clone_from(&granted.session);
        record.user_token = granted.user_token.as_ref().map(|token| token.secret.clone());
        let object_id = granted.user_token.as_ref().and_then(|token| token.account_object_id.clone());
        let outcome = self.verify(&mut record, object_id).and_then(|who| self.store(record.clone(), who));
        if outcome.is_err() {
            self.take_back(&record);
        }
        outcome
    }

    /// Asks TMDB whose login it is; makes the session where there is only a user token.
    ///
    /// # Errors
    /// `session_expired` where TMDB doesn't take it; outages.
    pub(super) fn verify(
        &self,
        record: &mut StoredLogin,
        object_id: Option<String>,
    ) -> Result<AccountIdentity> {
        if let (None, Some(token)) = (&record.session, &record.user_token) {
            record.session = Some(tmdb::login::session_from_user_token(&self.client(record), token)?);
        }
        let client = self.client(record);
        let who = fetch_identity(&client)?;
        let object_id = object_id.or(who.object_id);
        if let (Some(_), Some(object_id)) = (&record.user_token, &object_id) {
            tmdb::login::check_user_token(&client, object_id)?;
        }
        Ok(AccountIdentity { object_id, ..who })
    }

    /// Keeps the login: the secret first, then the account.
    ///
    /// # Errors
    /// `conflict` where the profile belongs to another account; `keyring_unavailable`, `storage`.
    pub(super) fn store(&self, mut record: StoredLogin, who: AccountIdentity) -> Result<Status> {
        owner::check(self.context, self.talk, &who)?;
        record.account = Some(who.clone());
        record.created_at = Some(self.context.clock.now());
        self.place.keep(&record)?;
        let login = Login { store: self.place.store, stored: record };
        if let Err(error) = login::session_accepted(self.context, &login, &who) {
            self.place.restore();
            return Err(error);
        }
        self.place.tidy(self.context);
        self.warn_of_shadows();
        if !login.stored.stands_alone() {
            self.talk.voice.note(
                "the API key is only set in this shell. cron and other shells need TMDB_API_KEY too. Or unset it and log in again: flixir then asks for the key and stores it with the login",
            );
        }
        super::status::of_login(self.context, &login, Some(true))
    }

    /// A client with time of its own: waiting for a person isn't time on the network.
    pub(super) fn client(&self, record: &StoredLogin) -> Client {
        let credentials = Credentials {
            application: self.credential.cloned(),
            session: record.session.clone(),
            user_token: record.user_token.clone(),
        };
        let deadline = self.context.clock.elapsed() + self.context.settings.timeout;
        self.context.client_until(credentials, deadline)
    }

    /// Ends at TMDB what isn't going to be kept. A failure leaves an unused login there, which harms nobody.
    fn take_back(&self, record: &StoredLogin) {
        let client = self.client(record);
        let end = |secret: &Option<Secret>, call: fn(&Client, &Secret) -> Result<()>| {
            if let Some(secret) = secret {
                drop(call(&client, secret));
            }
        };
        end(&record.session, tmdb::login::end_session);
        end(&record.user_token, tmdb::login::revoke_user_token);
    }

    /// Says which other login goes before the one just made.
    fn warn_of_shadows(&self) {
        let settings = &self.context.settings;
        if settings.session_id.is_some() || settings.user_token.is_some() {
            self.context.warn(
                "TMDB_SESSION_ID or TMDB_USER_TOKEN is set and is used instead of this login. Unset it to use this login",
            );
        } else if self.place.store == SessionStore::Keyring && settings.session_command.is_some() {
            self.context.warn("auth.session_command is set and is used instead of this login");
        }
    }
}
