//! Logins in a private file: the person's explicit choice where there is no keyring (`--insecure-storage`).

use std::io::{Read, Write};
use std::path::PathBuf;

use crate::domain::Secret;
use crate::ports::{Secrets, SecretsError, Unreachable};
use crate::private_files;

/// One file of mode 0600 for each name, in one folder.
#[derive(Debug)]
pub struct SecretFile {
    folder: PathBuf,
}

impl SecretFile {
    /// Uses `folder`, which is made at the first secret.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.login"))
    }

    fn failed(&self, name: &str, error: &std::io::Error) -> SecretsError {
        SecretsError {
            why: Unreachable::File,
            message: format!("can't use the login file '{}': {error}", self.path(name).display()),
            cause: None,
        }
    }
}

impl Secrets for SecretFile {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        let mut file = match std::fs::File::open(self.path(name)) {
            Ok(file) => file,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(self.failed(name, &error)),
        };
        if is_exposed(&file) {
            return Err(SecretsError {
                why: Unreachable::Exposed,
                message: format!(
                    "the login file '{}' is not used, because other users can read it",
                    self.path(name).display()
                ),
                cause: None,
            });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| self.failed(name, &error))?;
        Ok(Secret::new(&text))
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        let path = self.path(name);
        let fresh = path.with_extension("login.new");
        let write = || {
            private_files::make_folder(&self.folder)?;
            drop(std::fs::remove_file(&fresh));
            let mut file = private_files::options().create_new(true).open(&fresh)?;
            file.write_all(secret.expose().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)
        };
        write().map_err(|error: std::io::Error| self.failed(name, &error))
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        match std::fs::remove_file(self.path(name)) {
            Err(error) if !is_absent(&error) => Err(self.failed(name, &error)),
            _ => Ok(()),
        }
    }
}

/// Returns whether an error says that there is no such file; below a file in a folder's place there can't be one.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn is_exposed(file: &std::fs::File) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_file: &std::fs::File) -> bool {
    // The folder below the user's profile is theirs alone.
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_and_forgets_and_refuses_a_file_that_others_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = SecretFile::new(folder.path().join("a"));
        assert_eq!(store.get("default").unwrap(), None);
        store.set("default", &Secret::new("one").unwrap()).unwrap();
        store.set("default", &Secret::new("two").unwrap()).unwrap();
        assert_eq!(store.get("default").unwrap(), Secret::new("two"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join("a/default.login");
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            assert_eq!(store.get("default").unwrap_err().why, Unreachable::Exposed);
        }
        store.delete("default").unwrap();
        store.delete("default").unwrap();
        assert_eq!(store.get("default").unwrap(), None);
    }
}
