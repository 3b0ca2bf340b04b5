//! Logging in, from the first look at the keyring to the stored account.

use std::time::Duration;

use super::approval::{self, Granted};
use super::place::Place;
use super::status::{Status, status};
use super::{Api, application, life, moved, owner};
use crate::domain::{AccountIdentity, Secret};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::login::{Login, SessionStore, StoredLogin};
use crate::tmdb::account::fetch_identity;
use crate::tmdb::{self, ApplicationCredential, Client, Credentials};

/// How to log in.
#[derive(Clone, Debug)]
pub struct LoginOptions {
    /// Leave the browser to the person.
    pub no_browser: bool,
    /// How long to wait for the approval.
    pub wait: Duration,
    /// Keep the login in a private file.
    pub insecure_storage: bool,
    /// Take a ready session from standard input.
    pub with_session: bool,
}

impl Default for LoginOptions {
    fn default() -> Self {
        Self { no_browser: false, wait: Duration::from_mins(5), insecure_storage: false, with_session: false }
    }
}

/// Logs in and returns how things stand then.
///
/// # Errors
/// `keyring_unavailable` before anything is asked; `missing_credentials`, `authentication_failed`, `timed_out`,
/// `interrupted`, `conflict` for another account, outages. Nothing is kept of a login that fails.
pub fn login(context: &Context, options: &LoginOptions) -> Result<Status> {
    let place = Place::open(context, options.insecure_storage)?;
    let mut record = place.before().unwrap_or_default();
    if options.with_session {
        let given = moved::read_session(context)?;
        record = StoredLogin { api_key: record.api_key, access_token: record.access_token, ..given };
        return moved::take_over(context, &place, record);
    }
    if context.settings.offline {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "logging in needs TMDB, and --offline forbids asking it",
        )
        .with_hint("leave --offline out, or bring a session along with --with-session"));
    }
    let credential = application::determine(context, &mut record)?;
    if context.settings.dry_run {
        announce_plan(context, &place, application::api_of(&credential));
        return status(context, false).map(|found| found.status);
    }
    let mut granted = approval::obtain(context, &credential, options)?;
    let outcome = Fresh { context, place: &place, credential: Some(&credential) }.complete(record, &granted);
    granted.say_goodbye(context);
    outcome
}

fn announce_plan(context: &Context, place: &Place, api: Api) {
    let kept = if place.store == SessionStore::File { "a private file" } else { "the keyring" };
    context.voice.note(&format!(
        "would ask TMDB ({}) for an approval and keep the login of profile '{}' in {kept}",
        api.name(),
        context.settings.profile
    ));
}

/// A login that TMDB has granted, on its way into the store.
pub(super) struct Fresh<'a> {
    pub(super) context: &'a Context,
    pub(super) place: &'a Place,
    pub(super) credential: Option<&'a ApplicationCredential>,
}

impl Fresh<'_> {
    /// Completes what the approval brought, or takes it back at TMDB where that fails.
    fn complete(&self, mut record: StoredLogin, granted: &Granted) -> Result<Status> {
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
        owner::check(self.context, &who)?;
        record.account = Some(who.clone());
        record.created_at = Some(self.context.clock.now());
        self.place.keep(&record)?;
        let login = Login { store: self.place.store, stored: record };
        if let Err(error) = life::session_accepted(self.context, &login, &who) {
            self.place.restore();
            return Err(error);
        }
        self.place.tidy(self.context);
        self.warn_of_shadows();
        if !login.stored.stands_alone() {
            self.context.voice.note(
                "the API key stays in this shell's environment: cron and other shells need TMDB_API_KEY as well, or log in \
                 without it, and flixir asks for the key and keeps it with the login",
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
                "TMDB_SESSION_ID or TMDB_USER_TOKEN is set and goes before this login; unset it to use the login",
            );
        } else if self.place.store == SessionStore::Keyring && settings.session_command.is_some() {
            self.context.warn("auth.session_command is set and goes before this login");
        }
    }
}
