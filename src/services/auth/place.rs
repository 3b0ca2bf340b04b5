//! Where a new login is to be kept, and whether that place can be reached before anything else is done.

use std::sync::Arc;

use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{Secrets, Unreachable};
use crate::services::Context;
use crate::services::login::{SessionStore, StoredLogin, unreachable};

/// A place for logins.
pub(super) struct Place {
    pub(super) store: SessionStore,
    secrets: Arc<dyn Secrets>,
    other: Arc<dyn Secrets>,
    profile: String,
    before: Option<Secret>,
}

impl Place {
    /// Chooses the place, and looks what is there now, so that a keyring that can't be reached is reported before the
    /// browser opens.
    ///
    /// # Errors
    /// `keyring_unavailable`.
    pub(super) fn open(context: &Context, insecure: bool) -> Result<Self> {
        let (keyring, file) = (Arc::clone(&context.keyring), Arc::clone(&context.secret_file));
        let in_file = insecure || context.settings.insecure_storage;
        let (store, secrets, other) = if in_file {
            (SessionStore::File, file, keyring)
        } else {
            (SessionStore::Keyring, keyring, file)
        };
        let profile = context.settings.profile.clone();
        let before = match secrets.get(&profile) {
            Ok(found) => found,
            // The new login replaces the file that others can read.
            Err(error) if error.why == Unreachable::Exposed => None,
            Err(error) => return Err(unreachable(error)),
        };
        Ok(Self { store, secrets, other, profile, before })
    }

    /// Returns what was kept here before.
    pub(super) fn before(&self) -> Option<StoredLogin> {
        self.before.as_ref().map(StoredLogin::parse)
    }

    /// Keeps a login.
    ///
    /// # Errors
    /// `keyring_unavailable`.
    pub(super) fn keep(&self, login: &StoredLogin) -> Result<()> {
        let text = login.to_secret().ok_or_else(|| Error::bug("a login that can't be written down"))?;
        self.secrets.set(&self.profile, &text).map_err(unreachable)
    }

    /// Puts back what was here before a login that failed half-way.
    pub(super) fn restore(&self) {
        let restored = match &self.before {
            Some(before) => self.secrets.set(&self.profile, before),
            None => self.secrets.delete(&self.profile),
        };
        // The first failure is the one to report.
        drop(restored);
    }

    /// Forgets an older login of the profile in the other place, so that it can't come to light again at logout.
    pub(super) fn tidy(&self, context: &Context) {
        match self.other.delete(&self.profile) {
            Err(error) if self.store == SessionStore::Keyring => {
                context.warn(format!(
                    "an older login is still in a file and is used before the keyring: {error}"
                ));
            }
            // A keyring that can't be reached is why the file was chosen.
            _ => {}
        }
    }
}

/// Says that nothing can be kept where the login comes from.
pub(super) fn not_kept_here(store: SessionStore, what: &str) -> Option<Error> {
    let (source, fix) = match store {
        SessionStore::Environment => ("TMDB_SESSION_ID or TMDB_USER_TOKEN", "unset it in the environment"),
        SessionStore::Command => ("auth.session_command", "type: flixir config unset auth.session_command"),
        SessionStore::Keyring | SessionStore::File => return None,
    };
    Some(Error::new(ErrorKind::Usage, format!("the session comes from {source}; {what}")).with_hint(fix))
}
