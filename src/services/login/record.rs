//! A login as it is kept: its record in keyring and file, and what to say where those can't be reached. Not for which one
//! is in use.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::{AccountIdentity, Secret, Timestamp};
use crate::error::{Error, ErrorKind};
use crate::ports::{SecretsError, Unreachable};
use crate::tmdb::account::object_id_in;

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
    /// user token also counts as the application's credential.
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

    /// Reads a session that a person or a program passes, strictly: JSON as `auth token --json` prints it (with or
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
        // `parse` would read anything that isn't a record as a bare session.
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

/// Tells whether a text can be the object id of an account, and not its number.
fn is_object_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.parse::<u64>().is_err() && !text.is_empty()
}

/// The login that is used.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where it is kept.
    pub store: SessionStore,
    /// What it holds.
    pub stored: StoredLogin,
}

impl Login {
    /// Returns the account that the login is for by its own word: TMDB writes the account's object id into a user token. A token
    /// that lies is one that TMDB refuses. `None` where there is a session, which doesn't tell.
    pub fn account_by_token(&self) -> Option<String> {
        let token = self.stored.user_token.as_ref().filter(|_| self.stored.session.is_none())?;
        object_id_in(token).filter(|id| is_object_id(id))
    }

    /// Returns the name under which the database knows this login: not the secret, and no way back to it.
    pub fn fingerprint(&self) -> String {
        let secret = self.stored.session.as_ref().or(self.stored.user_token.as_ref());
        let mut hash = Sha256::new_with_prefix(b"flixir session\0");
        hash.update(secret.map_or("", Secret::expose).as_bytes());
        let digest = hash.finalize();
        digest.iter().take(12).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// Names a store of secrets that can't be reached.
pub fn unreachable(error: SecretsError) -> Error {
    let hint = match error.why {
        Unreachable::NoService => "set TMDB_SESSION_ID, or log in with: flixir auth login --insecure-storage",
        Unreachable::Locked | Unreachable::TimedOut => {
            "unlock the keyring, or set TMDB_SESSION_ID, or log in with: flixir auth login --insecure-storage"
        }
        Unreachable::Exposed => {
            "make the file private with chmod 600, or log in again with: flixir auth login"
        }
        Unreachable::File => "check the file, its folder and the free space on the disk",
        Unreachable::Other => "see: flixir doctor",
    };
    let kind =
        if error.why == Unreachable::File { ErrorKind::Storage } else { ErrorKind::KeyringUnavailable };
    let named = Error::new(kind, error.message).with_hint(hint);
    match error.cause {
        Some(cause) => named.with_source(cause),
        None => named,
    }
}
