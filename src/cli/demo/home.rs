//! The demo's temporary home, and a keyring that lives as long. Not for the person's own: the demo must never see them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::domain::Secret;
use crate::error::{Error, Result};
use crate::ports::{Entropy, Secrets, SecretsError};
use crate::private_files;

/// A folder that is removed when dropped, whatever happened in it.
pub(super) struct Home {
    path: PathBuf,
}

impl Home {
    /// Makes a folder that nobody else can read, in `TMPDIR` or where the platform keeps temporary files.
    ///
    /// # Errors
    /// `storage`.
    pub(super) fn make(environment: &BTreeMap<String, String>, entropy: &dyn Entropy) -> Result<Self> {
        let temporary = environment.get("TMPDIR").filter(|path| !path.is_empty()).map(PathBuf::from);
        let temporary = temporary.unwrap_or_else(std::env::temp_dir);
        let path = temporary.join(format!("flixir-demo-{}", &entropy.token()));
        private_files::make_new_folder(&path).map_err(|error| {
            Error::storage(format!("can't make a folder for the demo: {}: {error}", path.display()), error)
        })?;
        Ok(Self { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folder.
    ///
    /// # Errors
    /// `storage` where something of it stays.
    pub(super) fn remove(self) -> Result<()> {
        std::fs::remove_dir_all(&self.path).map_err(|error| {
            Error::storage(
                format!("the demo's home could not be removed: {}: {error}", self.path.display()),
                error,
            )
        })
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Gone already after `remove`; after a failure there is a better error to report.
        std::fs::remove_dir_all(&self.path).ok();
    }
}

/// An empty keyring in memory. The real one holds the person's own login under the same name.
#[derive(Debug, Default)]
pub(super) struct MemoryKeyring {
    entries: Mutex<BTreeMap<String, Secret>>,
}

impl MemoryKeyring {
    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Secret>) -> T) -> T {
        act(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Secrets for MemoryKeyring {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        Ok(self.with(|entries| entries.get(name).cloned()))
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        self.with(|entries| entries.insert(name.to_owned(), secret.clone()));
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.with(|entries| entries.remove(name));
        Ok(())
    }
}
