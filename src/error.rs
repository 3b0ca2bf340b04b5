//! Why a call failed: one public type, matched by kind and printed in one place (`output::failure`).
//! Not for outcomes of single items, which are values, nor for exit codes (`cli::exit`).

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The result of anything in flixir that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A cause kept for `-v` and the log.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The contract's error types (`cli.md` §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Bad usage or input; nothing was sent.
    Usage,
    /// The configuration can't be used.
    Config,
    /// A name that several things have.
    Ambiguous,
    /// What the login's API, or flixir, can't do.
    Unsupported,
    /// The thing named does not exist.
    NotFound,
    /// No session, or no application credential.
    MissingCredentials,
    /// A login, or a credential, that TMDB refused.
    AuthenticationFailed,
    /// TMDB ended the session.
    SessionExpired,
    /// The keyring is locked, absent or silent.
    KeyringUnavailable,
    /// TMDB can't be reached.
    NetworkError,
    /// TMDB is down, or `--offline` has nothing stored.
    Unavailable,
    /// TMDB asks us to slow down.
    RateLimited,
    /// An answer that makes no sense.
    InvalidResponse,
    /// The time allowed ran out.
    TimedOut,
    /// TMDB says that this account may not.
    PermissionDenied,
    /// What is there contradicts what was asked.
    Conflict,
    /// TMDB refused the values.
    Validation,
    /// Any other refusal by TMDB.
    ApiError,
    /// The local databases or files.
    Storage,
    /// A safety guard; `--force` overrides.
    Guard,
    /// The person answered a question with no; nothing was changed.
    Cancelled,
    /// SIGINT or SIGTERM, or Esc at a question.
    Interrupted,
}

impl ErrorKind {
    /// Every kind, in the order of the contract's table.
    pub const ALL: [Self; 22] = [
        Self::PermissionDenied,
        Self::Conflict,
        Self::Validation,
        Self::ApiError,
        Self::Storage,
        Self::Usage,
        Self::Config,
        Self::Ambiguous,
        Self::Unsupported,
        Self::NotFound,
        Self::MissingCredentials,
        Self::AuthenticationFailed,
        Self::SessionExpired,
        Self::KeyringUnavailable,
        Self::NetworkError,
        Self::Unavailable,
        Self::RateLimited,
        Self::InvalidResponse,
        Self::TimedOut,
        Self::Guard,
        Self::Cancelled,
        Self::Interrupted,
    ];

    /// Returns the contract's name of the kind, as in the JSON error line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Config => "config",
            Self::Ambiguous => "ambiguous",
            Self::Unsupported => "unsupported",
            Self::NotFound => "not_found",
            Self::MissingCredentials => "missing_credentials",
            Self::AuthenticationFailed => "authentication_failed",
            Self::SessionExpired => "session_expired",
            Self::KeyringUnavailable => "keyring_unavailable",
            Self::NetworkError => "network_error",
            Self::Unavailable => "unavailable",
            Self::RateLimited => "rate_limited",
            Self::InvalidResponse => "invalid_response",
            Self::TimedOut => "timed_out",
            Self::PermissionDenied => "permission_denied",
            Self::Conflict => "conflict",
            Self::Validation => "validation",
            Self::ApiError => "api_error",
            Self::Storage => "storage",
            Self::Guard => "guard",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// Returns the kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns whether TMDB rejected the login rather than what was asked: another login may do it.
    pub const fn is_about_login(self) -> bool {
        matches!(self, Self::SessionExpired | Self::AuthenticationFailed)
    }

    /// Returns whether the failure says only that TMDB can't serve us now: what is stored may answer instead,
    /// and trying later helps.
    pub const fn is_outage(self) -> bool {
        matches!(
            self,
            Self::NetworkError
                | Self::Unavailable
                | Self::RateLimited
                | Self::InvalidResponse
                | Self::TimedOut
        )
    }
}

impl Serialize for ErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for ErrorKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| serde::de::Error::custom(format!("unknown error type '{name}'")))
    }
}

/// An error as it is printed and stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorObject {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: ErrorKind,
    /// The sentence for people.
    pub message: String,
    /// Machine-readable facts; the next step stands there as `hint`.
    #[serde(default)]
    pub details: Map<String, Value>,
    /// How long to wait before the next try, in whole seconds, rounded up.
    #[serde(default)]
    pub retry_after: Option<u64>,
}

/// Why a call failed: the kind for programs, the message for people.
#[derive(Debug)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    details: Map<String, Value>,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

impl Error {
    /// Makes an error; `message` is one sentence without a full stop: what happened, to what.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                hint: None,
                details: Map::new(),
                retry_after: None,
                source: None,
            }),
        }
    }

    /// Adds the next step: a command to type, or what to change.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.inner.hint = Some(hint.into());
        self
    }

    /// Adds a machine-readable fact to `details`.
    #[must_use]
    pub fn with_detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.inner.details.insert(key.to_owned(), value.into());
        self
    }

    /// Keeps the cause for `-v` and the log.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// Says how long to wait before the next try.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner.retry_after = wait;
        self
    }

    /// Returns the same failure as another kind, where the caller knows better what it means.
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.inner.kind = kind;
        self
    }

    /// Returns the same failure in other words, where the caller knows better where it happened.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.inner.message = message.into();
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the sentence for people.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Returns the next step, where one is known.
    pub fn hint(&self) -> Option<&str> {
        self.inner.hint.as_deref()
    }

    /// Returns the machine-readable facts.
    pub fn details(&self) -> &Map<String, Value> {
        &self.inner.details
    }

    /// Returns how long to wait before the next try, where waiting helps.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// Returns the same failure once more, without what a library said of it.
    pub(crate) fn once_more(&self) -> Self {
        let inner = &self.inner;
        Self {
            inner: Box::new(Inner {
                kind: inner.kind,
                message: inner.message.clone(),
                hint: inner.hint.clone(),
                details: inner.details.clone(),
                retry_after: inner.retry_after,
                source: None,
            }),
        }
    }

    /// Returns the error as it is printed and stored.
    pub fn to_object(&self) -> ErrorObject {
        let mut details = self.details().clone();
        if let Some(hint) = self.hint() {
            details.entry("hint").or_insert_with(|| Value::from(hint));
        }
        let retry_after = self.retry_after().map(|span| span.as_secs() + u64::from(span.subsec_nanos() > 0));
        ErrorObject { kind: self.kind(), message: self.message().to_owned(), details, retry_after }
    }

    /// Bad usage or input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// The thing named does not exist.
    pub fn not_found(what: &str, name: &str) -> Self {
        Self::new(ErrorKind::NotFound, format!("no {what} '{name}'"))
    }

    /// The local databases or files failed.
    pub fn storage(message: impl Into<String>, source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Storage, message).with_source(source)
    }

    /// A bug in flixir: an invariant that doesn't hold.
    pub fn bug(what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Storage, format!("this is a bug in flixir: {what}"))
            .with_hint("please report it with the output of the same command with -vv")
    }

    /// TMDB rejected a change, and nothing more is known.
    pub fn rejected() -> Self {
        Self::new(ErrorKind::ApiError, "TMDB rejected it")
    }

    /// No session is stored or given.
    pub fn not_logged_in() -> Self {
        Self::new(ErrorKind::MissingCredentials, "not logged in").with_hint("log in with: flixir auth login")
    }

    /// TMDB ended the session.
    pub fn session_ended() -> Self {
        Self::new(ErrorKind::SessionExpired, "TMDB ended this session")
            .with_hint("log in again with: flixir auth login")
    }

    /// A write needs an answer and there is no terminal to ask on.
    pub fn needs_confirmation(what: &str) -> Self {
        Self::usage(format!("{what} needs a confirmation, and there is no terminal to ask on"))
            .with_hint("add --yes to go ahead")
    }

    /// The person answered a question with no.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "Nothing was changed.")
    }

    /// A signal asked flixir to stop.
    pub fn interrupted() -> Self {
        Self::new(ErrorKind::Interrupted, "interrupted")
    }
}

/// An error that was printed or stored, as one again. It is the command's error then, so that it gives its own next step.
impl From<ErrorObject> for Error {
    fn from(object: ErrorObject) -> Self {
        let wait = object.retry_after.map(Duration::from_secs);
        let mut error = Self::new(object.kind, object.message).with_retry_after(wait);
        error.inner.details = object.details;
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}
