//! The machine: its disks, its resolver, and its programs. Not for the clock and chance: those are `adapters::system`'s.

use std::io::{self, Write};
use std::net::ToSocketAddrs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use crate::children;
use crate::ports::{Disk, Machine, ProgramOutput};

/// How long the resolver may take: its own time-out is often half a minute.
const RESOLVER_PATIENCE: Duration = Duration::from_secs(5);

/// This machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalMachine;

impl Machine for LocalMachine {
    fn disk(&self, path: &Path) -> Disk {
        // A path that doesn't exist yet will be on the file system of its nearest folder.
        path.ancestors().find(|path| path.exists()).map(disk_of).unwrap_or_default()
    }

    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<String>> {
        let (sender, receiver) = mpsc::channel();
        let host = host.to_owned();
        // The resolver can't be told to stop; if it is too slow, its thread ends later by itself.
        std::thread::spawn(move || {
            let found = (host.as_str(), port)
                .to_socket_addrs()
                .map(|found| found.map(|address| address.ip().to_string()).collect());
            drop(sender.send(found));
        });
        receiver
            .recv_timeout(RESOLVER_PATIENCE)
            .unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, "the resolver does not answer")))
    }

    fn run(&self, program: &str, arguments: &[&str], input: &str) -> io::Result<ProgramOutput> {
        let mut child = children::command(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that ends without reading its input counts by its exit status.
            stdin.write_all(input.as_bytes()).ok();
        }
        let output = child.wait_with_output()?;
        Ok(ProgramOutput {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn executable(&self) -> Option<PathBuf> {
        std::env::current_exe().ok()
    }
}

#[cfg(unix)]
fn disk_of(path: &Path) -> Disk {
    let free = rustix::fs::statvfs(path).ok().map(|found| found.f_bavail.saturating_mul(found.f_frsize));
    Disk { free_bytes: free, network: network_of(path) }
}

#[cfg(not(unix))]
fn disk_of(_path: &Path) -> Disk {
    Disk::default()
}

/// The magic numbers are those of statfs(2).
#[cfg(target_os = "linux")]
fn network_of(path: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(path).ok()?.f_type & 0xFFFF_FFFF;
    match magic {
        0x6969 => Some("nfs"),
        0x517B | 0xFE53_4D42 => Some("smb"),
        0xFF53_4D42 => Some("cifs"),
        0x0102_1997 => Some("9p"),
        0x00C3_6400 => Some("ceph"),
        0x5346_414F => Some("afs"),
        _ => None,
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn network_of(_path: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_to_be_made_lies_where_its_parent_lies() {
        let folder = tempfile::tempdir().unwrap();
        let disk = LocalMachine.disk(&folder.path().join("a/b/c"));
        assert_eq!(disk.free_bytes.is_some(), cfg!(unix));
    }

    #[test]
    fn loopback_resolves_and_nonsense_does_not() {
        assert_eq!(LocalMachine.resolve("127.0.0.1", 80).unwrap(), ["127.0.0.1"]);
        assert!(LocalMachine.resolve("", 80).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_program_gets_its_input_and_is_heard() {
        let output = LocalMachine.run("cat", &[], "hello").unwrap();
        assert_eq!((output.success, output.stdout.as_str()), (true, "hello"));
        assert!(!LocalMachine.run("false", &[], "").unwrap().success);
        assert!(LocalMachine.run("flixir-no-such-program", &[], "").is_err());
    }
}
