//! Where a login is kept: the OS keyring, a private file, or memory in tests.

use std::fmt;

use crate::domain::Secret;

/// Why a store of secrets can't be used. Never the same as "nothing there".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// No keyring service (no D-Bus, no provider).
    NoService,
    /// The keyring is locked, or the person dismissed its question.
    Locked,
    /// No answer in time.
    TimedOut,
    /// A file that others can read.
    Exposed,
    /// The login file, or its folder: not a keyring.
    File,
    /// Anything else.
    Other,
}

/// A store of secrets that can't be used, with its own words.
#[derive(Debug)]
pub struct SecretsError {
    /// Which failure.
    pub why: Unreachable,
    /// What failed, in plain words, free of secrets.
    pub message: String,
    /// What the library behind it said, free of secrets; shown with `-v` only.
    pub cause: Option<String>,
}

impl fmt::Display for SecretsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SecretsError {}

/// Keeps one secret text a name.
pub trait Secrets: Send + Sync {
    /// Returns the secret, or `None` where the store answers that it has none.
    ///
    /// # Errors
    /// The store can't be reached.
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError>;

    /// Stores or replaces the secret.
    ///
    /// # Errors
    /// The store can't be reached or refuses.
    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError>;

    /// Forgets the secret; fine where there is none.
    ///
    /// # Errors
    /// The store can't be reached or refuses.
    fn delete(&self, name: &str) -> Result<(), SecretsError>;
}
