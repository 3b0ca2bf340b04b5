//! Which login is in force, and where it is kept. Reading only: logging in and out is `services::auth`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Context;
use crate::domain::{AccountIdentity, Secret, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{SecretsError, Unreachable};
use crate::tmdb::{ApplicationCredential, Credentials};

/// Where a session is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStore {
    /// The OS keyring.
    Keyring,
    /// A private file.
    File,
    /// Printed by the configured command.
    Command,
    /// `TMDB_SESSION_ID` or `TMDB_USER_TOKEN`.
    Environment,
}

/// What the login record in keyring or file holds. Never printed, never in a database.
#[derive(Clone, Debug, Default)]
pub struct StoredLogin {
    /// The v3 session.
    pub session: Option<Secret>,
    /// The v4 user access token.
    pub user_token: Option<Secret>,
    /// The API key, where the person typed it at login.
    pub api_key: Option<Secret>,
    /// The API Read Access Token, likewise.
    pub access_token: Option<Secret>,
    /// Whose session it is.
    pub account: Option<AccountIdentity>,
    /// When the login was made.
    pub created_at: Option<Timestamp>,
}

impl StoredLogin {
    /// Returns whether it can be used where the environment holds no application credential: by cron, in another shell. A
    /// user token speaks for the application as well.
    pub fn stands_alone(&self) -> bool {
        self.api_key.is_some() || self.access_token.is_some() || self.user_token.is_some()
    }
}

/// The record's form in keyring and file.
#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<RecordAccount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct RecordAccount {
    id: u64,
    #[serde(default)]
    object_id: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

impl StoredLogin {
    /// Reads a record; a bare session id is one too.
    pub fn parse(text: &Secret) -> Self {
        let Ok(record) = serde_json::from_str::<Record>(text.expose()) else {
            return Self { session: Some(text.clone()), ..Self::default() };
        };
        let secret = |text: Option<String>| text.and_then(|text| Secret::new(&text));
        Self {
            session: secret(record.session_id),
            user_token: secret(record.user_token),
            api_key: secret(record.api_key),
            access_token: secret(record.access_token),
            account: record.account.map(|account| AccountIdentity {
                id: account.id,
                object_id: account.object_id,
                username: account.username,
                name: account.name,
            }),
            created_at: record.created_at,
        }
    }

    /// Reads a session that a person or a program hands over, strictly: JSON as `auth token --json` prints it (with or
    /// without its frame), or a bare session id or user token. `None` for anything else.
    pub fn read(text: &Secret) -> Option<Self> {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(text.expose()) else {
            return Self::read_bare(text);
        };
        // A bare session id of digits only is JSON too.
        if value.is_number() {
            return Self::read_bare(text);
        }
        let inner = value.get("data").unwrap_or(&value);
        if !inner.is_object() {
            return None;
        }
        let login = Self::parse(&Secret::new(&inner.to_string())?);
        // What isn't a record would be taken for a bare session by `parse`.
        let from_record = login.session.as_ref().is_none_or(|session| is_bare(session.expose()));
        (from_record && (login.session.is_some() || login.user_token.is_some())).then_some(login)
    }

    fn read_bare(text: &Secret) -> Option<Self> {
        if !is_bare(text.expose()) {
            return None;
        }
        let is_token = text.expose().contains('.');
        let (session, user_token) =
            if is_token { (None, Some(text.clone())) } else { (Some(text.clone()), None) };
        Some(Self { session, user_token, ..Self::default() })
    }

    /// Writes the record.
    pub fn to_secret(&self) -> Option<Secret> {
        let text = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
        let record = Record {
            session_id: text(&self.session),
            user_token: text(&self.user_token),
            api_key: text(&self.api_key),
            access_token: text(&self.access_token),
            account: self.account.clone().map(|who| RecordAccount {
                id: who.id,
                object_id: who.object_id,
                username: who.username,
                name: who.name,
            }),
            created_at: self.created_at,
        };
        serde_json::to_string(&record).ok().and_then(|text| Secret::new(&text))
    }
}

/// Tells whether a text can be one of TMDB's session ids or tokens.
fn is_bare(text: &str) -> bool {
    (8..=4096).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'='))
}

/// The login in force.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where it is kept.
    pub store: SessionStore,
    /// What it holds.
    pub stored: StoredLogin,
}

impl Login {
    /// Returns the name under which the database knows this login: not the secret, and no way back to it.
    pub fn fingerprint(&self) -> String {
        let secret = self.stored.session.as_ref().or(self.stored.user_token.as_ref());
        let mut hash = Sha256::new_with_prefix(b"flixir session\0");
        hash.update(secret.map_or("", Secret::expose).as_bytes());
        let digest = hash.finalize();
        digest.iter().take(12).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// Finds the login in force: environment, then the private file, then the configured command, then the keyring. A
/// record may be left that holds an application credential and no session; one whose time is over
/// (`TMDB_SESSION_TIMEOUT`) is ended on the way.
///
/// # Errors
/// `keyring_unavailable` where a store can't be reached: that is never "not logged in". `storage`.
pub fn find(context: &Context) -> Result<Option<Login>> {
    let settings = &context.settings;
    let login = if settings.session_id.is_some() || settings.user_token.is_some() {
        let kept = if settings.api_key.is_none() && settings.access_token.is_none() {
            // The session is enough to go on with: a store out of reach only means that no credential is known.
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
    login.map(|login| super::auth::within_limit(context, login)).transpose()
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
        let stored = super::auth::from_command(&text)?;
        return Ok(Some(Login { store: SessionStore::Command, stored }));
    }
    if context.settings.insecure_storage {
        return Ok(None);
    }
    let found = context.keyring.get(profile).map_err(unreachable)?;
    Ok(found.map(|text| Login { store: SessionStore::Keyring, stored: StoredLogin::parse(&text) }))
}

/// Finds the login in force, and takes its absence for an error.
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
    let profile = &context.settings.profile;
    let command = if profile == "default" {
        "type: flixir auth login".to_owned()
    } else {
        format!("type: flixir auth login --profile {profile}")
    };
    let error = match super::auth::ended_login(context)? {
        Some(ended) => {
            Error::new(ErrorKind::SessionExpired, format!("the session ended ({})", ended.ended_at))
        }
        None => Error::not_logged_in(),
    };
    Ok(error.with_hint(command))
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
    // A session from the environment borrows the credential that an earlier login kept.
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
    let login = find(context).map_err(|error| {
        if error.kind() != ErrorKind::KeyringUnavailable {
            return error;
        }
        // Whoever never logged in needs no keyring; say what would do without one.
        let said = error.message().to_owned();
        Error::new(ErrorKind::KeyringUnavailable, format!("no API key in the environment, and {said}"))
            .with_hint("set TMDB_API_KEY or TMDB_ACCESS_TOKEN")
            .with_source(error)
    })?;
    let application = application(context, login.as_ref());
    let user_token = login.and_then(|login| login.stored.user_token);
    if application.is_none() && user_token.is_none() {
        return Err(crate::tmdb::no_application_credential());
    }
    Ok(Credentials { application, session: None, user_token })
}

/// Names a store of secrets that can't be reached.
pub fn unreachable(error: SecretsError) -> Error {
    let hint = match error.why {
        Unreachable::NoService => "set TMDB_SESSION_ID, or log in with: flixir auth login --insecure-storage",
        Unreachable::Locked | Unreachable::TimedOut => {
            "unlock the keyring, or set TMDB_SESSION_ID, or log in with: flixir auth login --insecure-storage"
        }
        Unreachable::Exposed => "make it private, or log in anew",
        Unreachable::Other => "see: flixir doctor",
    };
    Error::new(ErrorKind::KeyringUnavailable, error.message.clone()).with_hint(hint).with_source(error)
}
