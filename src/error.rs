//! Why a call failed: a kind for programs, a message for people. Not for printing it: `output::failure` does that.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

/// What sort of failure it is; the contract's error types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the contract's error types")]
pub enum ErrorKind {
    Usage,
    Config,
    Ambiguous,
    Unsupported,
    NotFound,
    MissingCredentials,
    AuthenticationFailed,
    SessionExpired,
    KeyringUnavailable,
    NetworkError,
    Unavailable,
    RateLimited,
    InvalidResponse,
    TimedOut,
    PermissionDenied,
    Conflict,
    Validation,
    ApiError,
    Storage,
    Guard,
    Interrupted,
}

impl ErrorKind {
    /// Returns the contract's name, as in `error.type`.
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
            Self::Interrupted => "interrupted",
        }
    }
}

/// Why a call failed. Boxed inside, so that a `Result` stays small.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    details: Map<String, Value>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Makes an error of `kind`; the message is one sentence without a full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            details: Map::new(),
            retry_after: None,
            source: None,
        }))
    }

    /// Adds what to type next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds a fact for programs.
    #[must_use]
    pub fn with_detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.details.insert(key.to_owned(), value.into());
        self
    }

    /// Adds the failure underneath.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds how long to wait before it may work.
    #[must_use]
    pub fn with_retry_after(mut self, span: Duration) -> Self {
        self.0.retry_after = Some(span);
        self
    }

    /// Returns what sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns what to type next.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the facts for programs.
    pub fn details(&self) -> &Map<String, Value> {
        &self.0.details
    }

    /// Returns how long to wait, where waiting helps.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}
