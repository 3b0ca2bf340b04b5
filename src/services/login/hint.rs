//! Hints that work here and now: with the profile in use, where this profile keeps its login, and with the two credentials
//! told apart. Not for what failed: the error says that.

use crate::domain::Secret;
use crate::error::{Error, ErrorKind};
use crate::ports::Unreachable;
use crate::services::Context;

/// The command in hints that don't know where they will be read.
const LOGIN: &str = "flixir auth login";

/// Returns the command that logs in to the profile in use: into a file where its login was in one, or where this machine has
/// no keyring.
fn command(context: &Context) -> String {
    let settings = &context.settings;
    let mut command = LOGIN.to_owned();
    if settings.profile != "default" {
        command.push_str(" --profile ");
        command.push_str(&settings.profile);
    }
    let was_in_file = || context.secret_file.get(&settings.profile).is_ok_and(|kept| kept.is_some());
    let no_keyring = || {
        let asked = context.keyring.get(&settings.profile);
        asked.is_err_and(|error| error.why == Unreachable::NoService)
    };
    if !settings.insecure_storage && (was_in_file() || no_keyring()) {
        command.push_str(" --insecure-storage");
    }
    command
}

/// Returns the error with hints that fit this profile and this machine.
pub fn fitted(context: &Context, error: Error) -> Error {
    if let Some(hint) = swapped(context).filter(|_| error.kind() == ErrorKind::AuthenticationFailed) {
        return error.with_hint(hint);
    }
    let Some(hint) = error.hint().filter(|hint| names_bare_login(hint)) else { return error };
    let hint = hint.replace(LOGIN, &command(context));
    error.with_hint(hint)
}

/// Whether a hint names the command without options.
fn names_bare_login(hint: &str) -> bool {
    hint.split(LOGIN).skip(1).any(|rest| !rest.starts_with(" --"))
}

/// Says which of the two credentials stands in the other's place; TMDB only says that it is wrong.
fn swapped(context: &Context) -> Option<&'static str> {
    let settings = &context.settings;
    let is = |secret: &Option<Secret>, looks: fn(&str) -> bool| {
        secret.as_ref().is_some_and(|secret| looks(secret.expose()))
    };
    if is(&settings.access_token, looks_like_key) {
        return Some("TMDB_ACCESS_TOKEN holds an API key. Move it to TMDB_API_KEY");
    }
    is(&settings.api_key, looks_like_token)
        .then_some("TMDB_API_KEY holds an API Read Access Token. Move it to TMDB_ACCESS_TOKEN")
}

/// Tells whether a text has the form of one of TMDB's API keys: 32 hexadecimal digits.
pub fn looks_like_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Tells whether a text has the form of one of TMDB's tokens (JWT): three parts joined by full stops.
pub fn looks_like_token(text: &str) -> bool {
    text.split('.').count() == 3
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_login_without_options_is_completed() {
        assert!(names_bare_login("log in with: flixir auth login"));
        assert!(names_bare_login("log in with: flixir auth login\nor: flixir demo"));
        assert!(!names_bare_login("log in with: flixir auth login --insecure-storage"));
        assert!(!names_bare_login("see: flixir doctor"));
    }
}
