//! A command of the person's that prints the session (`[auth] session_command`), as password managers offer it.
//! Reading only. Neither the command line nor what it prints is ever logged or quoted in an error.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

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
        let mut command = Command::new(shell);
        command.arg(flag).arg(&self.line);
        command
    }

    /// Waits for the end of a child whose output has been read, by looking: a wait can't be broken off.
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
        // It may have ended meanwhile, which is as good.
        drop(child.kill());
        drop(child.try_wait());
        SecretsError {
            why: Unreachable::TimedOut,
            message: format!("auth.session_command took longer than {} s", self.limit.as_secs()),
            cause: None,
        }
    }
}

fn failed(how: String) -> SecretsError {
    SecretsError {
        why: Unreachable::Other,
        message: format!("auth.session_command failed: {how}"),
        cause: None,
    }
}

impl Secrets for SessionCommand {
    /// Runs the command; `name` is the profile, handed over as `FLIXIR_PROFILE`.
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
            // Nobody listens any more where the limit has passed.
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
        Err(failed("it only prints a session; nothing can be kept there".to_owned()))
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Err(failed("it only prints a session; nothing can be forgotten there".to_owned()))
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
    fn a_command_that_hangs_is_ended() {
        for line in ["exec sleep 600", "exec sleep 600 >/dev/null"] {
            let command = SessionCommand { line: line.to_owned(), limit: Duration::from_millis(30) };
            assert_eq!(command.get("work").unwrap_err().why, Unreachable::TimedOut, "{line}");
        }
    }
}
