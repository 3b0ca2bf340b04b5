//! Files and folders that only their owner may read. They are created that way, not changed afterwards.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Returns options that write a file of mode 0600.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Makes a folder, and those above it, of mode 0700 where they don't exist.
///
/// # Errors
/// What the file system says.
pub fn make_folder(path: &Path) -> io::Result<()> {
    builder().recursive(true).create(path)
}

/// Makes a folder of mode 0700 that must not exist yet: in a place that others can write to, nobody can have prepared it.
///
/// # Errors
/// What the file system says.
pub fn make_new_folder(path: &Path) -> io::Result<()> {
    builder().create(path)
}

/// Gives a file that is whole the name that it is to have, durably. A file that has that name already stays, and the other goes
/// on under its first name only.
///
/// # Errors
/// What the file system says.
pub fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::hard_link(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        // Some file systems know no second names.
        Err(_) if to.try_exists()? => return Ok(()),
        Err(_) => std::fs::rename(from, to)?,
    }
    to.parent().map_or(Ok(()), sync_folder)
}

/// Makes a new name in a folder survive power loss; Windows does so by itself, and can't open a folder.
///
/// # Errors
/// What the file system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

/// Takes the operating system's lock on a small file that is held for microseconds, asking `tries` times; it goes with the
/// file. `false` where another process keeps it: one that was stopped in the middle, for which nobody may wait.
///
/// # Errors
/// Where the file system knows no locks.
pub fn lock_briefly(file: &File, tries: u32) -> io::Result<bool> {
    for _ in 0..tries {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}

#[cfg(unix)]
fn builder() -> std::fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn builder() -> std::fs::DirBuilder {
    std::fs::DirBuilder::new()
}
