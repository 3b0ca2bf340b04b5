//! The only file that knows the keyring library: logins in the desktop's own store (Secret Service, Keychain,
//! Credential Manager). Nothing is opened before the first call.
//!
//! Each call runs on a thread of its own with a limit: a locked keyring may wait for a dialog that nobody sees
//! (25 s and more were measured without a display). A time-out means "locked", never "absent".

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use keyring::{Entry, Error};

use crate::domain::Secret;
use crate::ports::{Secrets, SecretsError, Unreachable};

/// The name under which entries are found in the keyring's own tools.
const SERVICE: &str = "flixir";
/// Longest time for one call (`cli.md`, "Logging in").
const LIMIT: Duration = Duration::from_secs(3);

/// The machine's keyring; the user name of an entry is the profile.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    /// Set after a call without an answer: its thread still hangs in the library, and the next one would hang as long.
    stuck: Arc<AtomicBool>,
}

impl Keyring {
    /// Makes the keyring; it isn't asked for anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn call<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, SecretsError> {
        if self.stuck.load(Ordering::Relaxed) {
            return Err(timed_out());
        }
        let (sender, receiver) = mpsc::channel();
        let name = name.to_owned();
        let spawned = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let outcome = match Entry::new(SERVICE, &name).and_then(|entry| work(&entry)) {
                Ok(value) => Ok(Some(value)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(explain(&error)),
            };
            // After the limit, nobody receives this.
            drop(sender.send(outcome));
        });
        if let Err(error) = spawned {
            return Err(other(format!("the keyring can't be asked: {error}")));
        }
        match receiver.recv_timeout(LIMIT) {
            Ok(outcome) => outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.stuck.store(true, Ordering::Relaxed);
                Err(timed_out())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(other("the keyring library stopped".to_owned())),
        }
    }
}

impl Secrets for Keyring {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        Ok(self.call(name, Entry::get_password)?.and_then(|text| Secret::new(&text)))
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        let secret = secret.clone();
        self.call(name, move |entry| entry.set_password(secret.expose())).map(drop)
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.call(name, Entry::delete_credential).map(drop)
    }
}

fn timed_out() -> SecretsError {
    SecretsError {
        why: Unreachable::TimedOut,
        message: format!("the keyring did not answer within {} s. It may be locked", LIMIT.as_secs()),
        cause: None,
    }
}

fn other(message: String) -> SecretsError {
    SecretsError { why: Unreachable::Other, message, cause: None }
}

/// Puts the library's errors into the four failures that people can do something about. The library's own text is kept apart,
/// and left out if it may contain the stored secret.
fn explain(error: &Error) -> SecretsError {
    let (why, message, cause) = match error {
        Error::NoDefaultStore => {
            // The reason is only in the status of the store (no bus, or no provider on it).
            let cause = match Entry::store_status() {
                Err(Error::PlatformFailure(cause) | Error::NoStorageAccess(cause)) => Some(cause.to_string()),
                _ => None,
            };
            (Unreachable::NoService, "there is no keyring on this machine".to_owned(), cause)
        }
        Error::NoStorageAccess(cause) => {
            (Unreachable::Locked, "the keyring is locked".to_owned(), Some(cause.to_string()))
        }
        Error::Ambiguous(entries) => (
            Unreachable::Other,
            format!("the keyring has {} entries for this profile; remove all but one", entries.len()),
            None,
        ),
        Error::TooLong(..) => (Unreachable::Other, "this login is too long for the keyring".to_owned(), None),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => (
            Unreachable::Other,
            "the keyring's entry for this profile was not made by flixir".to_owned(),
            None,
        ),
        other => (Unreachable::Other, "the keyring returned an error".to_owned(), Some(other.to_string())),
    };
    SecretsError { why, message, cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_is_in_no_message() {
        let stored = b"0123456789abcdef".to_vec();
        for error in [Error::BadEncoding(stored.clone()), Error::BadDataFormat(stored, "x".into())] {
            let said = explain(&error);
            assert_eq!(said.why, Unreachable::Other);
            assert!(!said.message.contains("48") && !said.message.contains("0123"), "{said}");
        }
    }

    #[test]
    fn a_refusal_by_the_store_means_locked() {
        let said = explain(&Error::NoStorageAccess("SS error: prompt dismissed".into()));
        assert_eq!(said.why, Unreachable::Locked);
        assert_eq!(said.message, "the keyring is locked");
        assert!(said.cause.unwrap().contains("prompt dismissed"), "for -v");
    }

    #[test]
    fn a_call_that_hangs_is_given_up_and_not_repeated() {
        let keyring = Keyring { stuck: Arc::new(AtomicBool::new(true)) };
        assert_eq!(keyring.get("default").unwrap_err().why, Unreachable::TimedOut);
    }
}
