//! Run locks as files in the data folder, held by the operating system's file lock, which the kernel frees when a run
//! ends, in whatever way (docs/how-the-queue-keeps-its-promises.md). Rust opens files close-on-exec, so no child
//! inherits one.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::ports::{LockState, RunGuard, RunLocks};

/// Lock files in one folder.
#[derive(Debug)]
pub struct FileLocks {
    folder: PathBuf,
}

impl FileLocks {
    /// Uses `folder`, which is made at the first lock.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, run: &str) -> PathBuf {
        self.folder.join(format!("{run}.lock"))
    }
}

impl RunLocks for FileLocks {
    fn acquire(&self, run: &str) -> Result<Box<dyn RunGuard>> {
        let failed = |source: std::io::Error| {
            Error::storage(format!("can't take the run's lock in '{}'", self.folder.display()), source)
        };
        crate::private_files::make_folder(&self.folder).map_err(failed)?;
        let path = self.path(run);
        let file = crate::private_files::options().create_new(true).open(&path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => failed(error),
            TryLockError::WouldBlock => failed(std::io::ErrorKind::WouldBlock.into()),
        })?;
        Ok(Box::new(FileGuard { path, file }))
    }

    fn examine(&self, run: &str) -> LockState {
        let path = self.path(run);
        let file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return LockState::Missing,
            // If a lock can't be examined, its operations must not be taken over: its run may still be sending them.
            Err(error) => {
                log::warn!("can't look at the lock '{}': {error}", path.display());
                return LockState::Held;
            }
        };
        match file.try_lock() {
            Ok(()) => LockState::Free,
            Err(_) => LockState::Held,
        }
    }

    fn forget(&self, run: &str) {
        drop(std::fs::remove_file(self.path(run)));
    }
}

#[derive(Debug)]
struct FileGuard {
    path: PathBuf,
    file: File,
}

impl RunGuard for FileGuard {
    fn is_intact(&self) -> bool {
        same_file(&self.file, &self.path)
    }

    fn end(&self) {
        // The file is removed before the lock is freed, so another process never finds an unlocked file of a running
        // process.
        drop(std::fs::remove_file(&self.path));
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(named)) => held.ino() == named.ino() && held.dev() == named.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_file: &File, path: &Path) -> bool {
    // A locked file can't be deleted or replaced here.
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_until_its_run_ends_and_knows_when_its_file_was_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let locks = FileLocks::new(folder.path().join("runs"));
        assert_eq!(locks.examine("a"), LockState::Missing);
        let guard = locks.acquire("a").unwrap();
        assert_eq!(locks.examine("a"), LockState::Held);
        assert!(guard.is_intact());
        assert!(locks.acquire("a").is_err(), "a run's name is taken once");
        let broken_off = locks.acquire("c").unwrap();
        drop(broken_off);
        assert_eq!(locks.examine("c"), LockState::Free, "what it held can be taken over at once");
        let ended = locks.acquire("d").unwrap();
        ended.end();
        drop(ended);
        assert_eq!(locks.examine("d"), LockState::Missing);
        std::fs::remove_file(folder.path().join("runs/a.lock")).unwrap();
        assert!(!guard.is_intact());
        std::fs::write(folder.path().join("runs/b.lock"), "").unwrap();
        assert_eq!(locks.examine("b"), LockState::Free, "a dead run's file is left, its lock is not");
        std::fs::create_dir(folder.path().join("runs/e.lock")).unwrap();
        assert_eq!(locks.examine("e"), LockState::Held, "what can't be opened isn't missing");
    }
}
