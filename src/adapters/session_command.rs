//! A command of the person's that prints the session (`[auth] session_command`), as password managers offer it.
//! Reading only. Neither the command line nor what it prints is ever logged or quoted in an error.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::children;
use crate::domain::Secret;
use crate::ports::{Secrets, SecretsError, Unreachable};

/// Longest time that the command may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How long one look at the child takes while it is awaited.
const LOOK: Duration = Duration::from_millis(10);
/// Most that is read of its output; a login has well under 4 kB.
const LARGEST: u64 = 64 * 1024;

/// Runs the command at each reading.
pub struct SessionCommand {
    line: String,
    limit: Duration,
}

impl std::fmt::Debug for SessionCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The line may hold a secret.
        f.debug_struct("SessionCommand").finish_non_exhaustive()
    }
}

impl SessionCommand {
    /// Takes a command line for the platform's shell.
    pub fn new(line: &str) -> Self {
        Self { line: line.to_owned(), limit: LIMIT }
    }

    fn shell(&self) -> Command {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = children::command(shell);
        command.arg(flag).arg(&self.line);
        // At a terminal it stays in the foreground, where a password manager can ask.
        #[cfg(unix)]
        if !has_terminal() {
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        command
    }

    /// Waits for the end of a child whose output has been read, by polling, because a wait can't be interrupted.
    fn wait(&self, child: &mut Child, mut left: Duration) -> Result<(), SecretsError> {
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(failed(format!("it ended with {status}"))),
                Ok(None) if left.is_zero() => return Err(self.too_slow(child)),
                Ok(None) => {
                    std::thread::park_timeout(LOOK);
                    left = left.saturating_sub(LOOK);
                }
                Err(error) => return Err(failed(error.to_string())),
            }
        }
    }

    fn too_slow(&self, child: &mut Child) -> SecretsError {
        end_with_children(child.id());
        // It may have ended meanwhile, which is fine.
        drop(child.kill());
        drop(child.try_wait());
        SecretsError {
            why: Unreachable::TimedOut,
            message: format!("auth.session_command took longer than {} s", self.limit.as_secs()),
            cause: None,
        }
    }
}

/// Returns whether this process has a terminal of its own.
#[cfg(unix)]
fn has_terminal() -> bool {
    std::fs::File::open("/dev/tty").is_ok()
}

/// Ends a child and all that it has started: by its process group, if it has one, and by the parents of processes.
#[cfg(unix)]
fn end_with_children(child: u32) {
    use rustix::process::{Pid, Signal, kill_process, kill_process_group};

    let pid = |number: u32| i32::try_from(number).ok().and_then(Pid::from_raw);
    let descendants = descendants(child, &process_table());
    if let Some(group) = pid(child) {
        // Where it has no group of its own, there is none of this number.
        kill_process_group(group, Signal::KILL).ok();
    }
    for process in descendants.into_iter().filter_map(pid) {
        kill_process(process, Signal::KILL).ok();
    }
}

#[cfg(windows)]
fn end_with_children(child: u32) {
    let number = child.to_string();
    let ended = children::command("taskkill").args(["/T", "/F", "/PID", &number]).output();
    drop(ended);
}

/// Each process with the one that started it, as POSIX's ps tells them; empty where there is no ps.
#[cfg(unix)]
fn process_table() -> Vec<(u32, u32)> {
    let listed = children::command("ps").args(["-A", "-o", "pid=", "-o", "ppid="]).output();
    let text = listed.map(|listed| String::from_utf8_lossy(&listed.stdout).into_owned()).unwrap_or_default();
    let pair = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    text.lines().filter_map(pair).collect()
}

/// Returns what `ancestor` started, and what that started; `processes` are pairs of a process and its parent.
#[cfg(unix)]
fn descendants(ancestor: u32, processes: &[(u32, u32)]) -> Vec<u32> {
    let mut found = vec![ancestor];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let new = processes.iter().filter(|(process, of)| *of == parent && !found.contains(process));
        let new: Vec<u32> = new.map(|(process, _)| *process).collect();
        found.extend(new);
        at += 1;
    }
    found.split_off(1)
}

fn failed(how: String) -> SecretsError {
    SecretsError {
        why: Unreachable::Other,
        message: format!("auth.session_command failed: {how}"),
        cause: None,
    }
}

impl Secrets for SessionCommand {
    /// Runs the command; `name` is the profile, passed as `FLIXIR_PROFILE`.
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        let mut child = self
            .shell()
            .env("FLIXIR_PROFILE", name)
            // Standard input may hold the items of a command; standard error is where password managers ask.
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let Some(output) = child.stdout.take() else { return Err(failed("no output".to_owned())) };
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            let outcome = output.take(LARGEST + 1).read_to_string(&mut text).map(|_| text);
            // After the limit, nobody receives this.
            drop(sender.send(outcome));
        });
        let Ok(outcome) = receiver.recv_timeout(self.limit) else { return Err(self.too_slow(&mut child)) };
        let ended = self.wait(&mut child, self.limit);
        let text = outcome.map_err(|error| failed(error.kind().to_string()))?;
        if text.len() as u64 > LARGEST {
            return Err(failed(format!("it prints more than {} kB", LARGEST >> 10)));
        }
        ended?;
        Ok(Secret::new(&text))
    }

    fn set(&self, _name: &str, _secret: &Secret) -> Result<(), SecretsError> {
        Err(failed("it only prints a session; flixir can't store one there".to_owned()))
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Err(failed("it only prints a session; flixir can't remove one there".to_owned()))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_the_command_prints_is_the_session() {
        let command = SessionCommand::new("printf ' %s-1 \\n' \"$FLIXIR_PROFILE\"");
        assert_eq!(command.get("work").unwrap(), Secret::new("work-1"));
        assert_eq!(SessionCommand::new("true").get("work").unwrap(), None);
        let said = SessionCommand::new("head -c 70000 /dev/zero | tr '\\0' a").get("work").unwrap_err();
        assert!(said.message.contains("more than 64 kB"), "{said}");
    }

    #[test]
    fn a_failure_tells_neither_command_nor_output() {
        let said = SessionCommand::new("echo hidden-word; exit 3").get("work").unwrap_err();
        assert_eq!(said.why, Unreachable::Other);
        assert!(said.message.contains('3') && !said.message.contains("hidden"), "{said}");
        assert!(!format!("{:?}", SessionCommand::new("hidden-word")).contains("hidden"));
    }

    #[test]
    fn children_of_children_are_known() {
        let processes = [(2, 1), (3, 2), (4, 3), (5, 1), (1, 1)];
        assert_eq!(descendants(2, &processes), [3, 4]);
        assert_eq!(descendants(1, &processes), [2, 5, 3, 4]);
        assert!(descendants(9, &processes).is_empty());
        assert!(process_table().iter().any(|(process, _)| *process == std::process::id()));
    }

    #[test]
    fn what_a_command_started_is_ended_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        // Opening a named pipe ends when the other end is opened, and reading from it when every writer is gone.
        let line = format!("mkfifo {0}; sleep 600 > {0} & sleep 600 > {0}", pipe.display());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                while !pipe.exists() {
                    std::thread::yield_now();
                }
                std::fs::read(pipe).unwrap()
            }
        });
        let command = SessionCommand { line, limit: Duration::from_millis(300) };
        assert_eq!(command.get("work").unwrap_err().why, Unreachable::TimedOut);
        assert!(reader.join().unwrap().is_empty(), "no writer is left");
    }

    #[test]
    fn the_command_gets_none_of_flixirs_secrets() {
        let said =
            SessionCommand::new("env | grep -c '^TMDB_\\(API_KEY\\|SESSION_ID\\)=' || true").get("work");
        assert_eq!(said.unwrap(), Secret::new("0"));
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        for line in ["exec sleep 600", "exec sleep 600 >/dev/null"] {
            let command = SessionCommand { line: line.to_owned(), limit: Duration::from_millis(30) };
            assert_eq!(command.get("work").unwrap_err().why, Unreachable::TimedOut, "{line}");
        }
    }
}
