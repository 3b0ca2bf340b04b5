//! The machine around flixir, for the few commands that look at it or arrange something on it: `doctor` and
//! `queue schedule`. Not for what every run needs: clock, chance and locks have ports of their own.

use std::io;
use std::path::{Path, PathBuf};

/// Where a folder is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// Room left for this user, in bytes; `None` where the platform doesn't tell.
    pub free_bytes: Option<u64>,
    /// The kind of network file system, where it is one (`nfs`, `smb`).
    pub network: Option<&'static str>,
}

/// What a program said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramOutput {
    /// Whether it ended well.
    pub success: bool,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// Looks at the machine and runs its programs.
pub trait Machine: Send + Sync {
    /// Returns where a path is; nothing is known if it can't be examined.
    fn disk(&self, path: &Path) -> Disk;

    /// Returns the addresses of a host, as text, within a few seconds.
    ///
    /// # Errors
    /// What the resolver says; `TimedOut` where it says nothing.
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<String>>;

    /// Runs a program to its end and hands it `input`.
    ///
    /// # Errors
    /// It isn't there, or can't be started.
    fn run(&self, program: &str, arguments: &[&str], input: &str) -> io::Result<ProgramOutput>;

    /// Returns where this program's own file is.
    fn executable(&self) -> Option<PathBuf>;
}
