//! The application's credential for a login: from the environment, from an earlier login, or typed now.

use super::options::Api;
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::services::login::{Login, StoredLogin, application, looks_like_key, looks_like_token};
use crate::services::{Context, Talk};
use crate::tmdb::{ApplicationCredential, SETTINGS_PAGE, no_application_credential};

/// Which API a login with this credential uses: the read token is good for both, the key for v3 alone.
pub(super) fn api_of(credential: &ApplicationCredential) -> Api {
    match credential {
        ApplicationCredential::Key(_) => Api::V3,
        ApplicationCredential::Token(_) => Api::V4,
    }
}

/// Returns the credential; one that is typed goes into `record`, which is kept where the session goes.
///
/// # Errors
/// `missing_credentials` where there is none and no terminal to ask at; `usage` for what is no credential.
pub(super) fn determine(
    context: &Context,
    talk: &Talk,
    record: &mut StoredLogin,
) -> Result<ApplicationCredential> {
    let known = Login { store: crate::services::login::SessionStore::Keyring, stored: record.clone() };
    if let Some(credential) = application(context, Some(&known)) {
        return Ok(credential);
    }
    if !talk.prompt.is_interactive() || context.settings.yes {
        return Err(no_application_credential().with_hint(format!(
            "set TMDB_ACCESS_TOKEN or TMDB_API_KEY. TMDB shows both at {SETTINGS_PAGE}"
        )));
    }
    talk.voice.note(&format!(
        "flixir needs one of the two credentials that TMDB shows on {SETTINGS_PAGE}:\n\
         the API Read Access Token (recommended: it allows TV shows in lists, private lists and renaming) or the API key."
    ));
    let typed = talk.prompt.secret("API Read Access Token or API key (not shown)")?;
    let Some(typed) = typed else { return Err(no_application_credential()) };
    let credential = recognize(typed)?;
    match &credential {
        ApplicationCredential::Key(key) => record.api_key = Some(key.clone()),
        ApplicationCredential::Token(token) => record.access_token = Some(token.clone()),
    }
    Ok(credential)
}

/// Tells the two apart: the key is 32 hexadecimal digits, the token three parts joined by full stops.
fn recognize(typed: Secret) -> Result<ApplicationCredential> {
    if looks_like_key(typed.expose()) {
        return Ok(ApplicationCredential::Key(typed));
    }
    if looks_like_token(typed.expose()) {
        return Ok(ApplicationCredential::Token(typed));
    }
    Err(Error::usage("this is neither an API Read Access Token nor an API key")
        .with_hint(format!("copy the whole text from {SETTINGS_PAGE}")))
}

/// Says where to look up a credential that TMDB refuses.
pub(super) fn explain_refusal(error: Error) -> Error {
    match error.kind() {
        ErrorKind::AuthenticationFailed => {
            error.with_hint(format!("compare it with what {SETTINGS_PAGE} shows"))
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_credentials_are_told_apart() {
        let kind = |text: &str| recognize(Secret::new(text).unwrap()).map(|credential| api_of(&credential));
        assert_eq!(kind("0123456789abcdef0123456789ABCDEF").unwrap(), Api::V3);
        assert_eq!(kind("eyJh.eyJz-_.c2ln").unwrap(), Api::V4);
        for bad in ["0123", "0123456789abcdef0123456789abcdeg", "a.b", "a b.c.d", "https://x.y.z/"] {
            let error = kind(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Usage);
            assert!(!format!("{error:?}").contains(bad), "what was typed is not repeated");
        }
    }
}
