//! Programs that flixir starts: browser, editor, pager, clipboard, crontab, the person's session command. None of them gets
//! a credential of flixir's by way of the environment. Not for what each is started with.

use std::ffi::OsStr;
use std::process::Command;

/// Environment variables that hold a credential, or an address that may hold a password.
pub const SECRET_VARIABLES: [&str; 7] = [
    "TMDB_API_KEY",
    "TMDB_ACCESS_TOKEN",
    "TMDB_SESSION_ID",
    "TMDB_USER_TOKEN",
    "TMDB_BASE_URL",
    "TMDB_WEB_URL",
    "TMDB_EXPORTS_URL",
];

/// Returns a command for `program` that doesn't inherit credentials.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    without_credentials(&mut command);
    command
}

/// Takes the credentials out of what a command inherits.
pub fn without_credentials(command: &mut Command) {
    for name in SECRET_VARIABLES {
        command.env_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_inherited() {
        let command = command("env");
        let removed: Vec<_> = command.get_envs().filter(|(_, value)| value.is_none()).collect();
        assert_eq!(removed.len(), SECRET_VARIABLES.len());
    }
}
