//! TMDB's refusals as errors: their kind, their message, and a hint where there is one. Not for what becomes of the
//! operation.

use crate::error::{Error, ErrorKind};
use crate::tmdb::SESSION_CODES;
use crate::tmdb::verdict::Refusal;

/// The numbers of an answer, where there are any.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Codes {
    /// HTTP status.
    pub(super) http: Option<u16>,
    /// TMDB's status code.
    pub(super) tmdb: Option<u64>,
}

impl Codes {
    /// Returns those of a refusal.
    pub(super) const fn of(refusal: &Refusal) -> Self {
        Self { http: Some(refusal.http), tmdb: refusal.code }
    }
}

/// Returns what a refusal of the credential means for the account, and the hint.
pub(super) fn auth_error(refusal: &Refusal) -> Error {
    let error = match refusal.code {
        Some(7 | 10) => Error::new(
            ErrorKind::AuthenticationFailed,
            format!("TMDB rejected the API key or token: {}", refusal.message),
        )
        .with_hint("check TMDB_API_KEY or TMDB_ACCESS_TOKEN"),
        Some(36) => Error::new(
            ErrorKind::AuthenticationFailed,
            "this token can only read; TMDB needs a user token that was approved for writing",
        )
        .with_hint("log in with: flixir auth login"),
        Some(code) if SESSION_CODES.contains(&code) || code == 37 => Error::session_ended(),
        _ => Error::new(
            ErrorKind::AuthenticationFailed,
            format!("TMDB rejected the account: {}", refusal.message),
        ),
    };
    with_codes(error, refusal)
}

/// Returns a refusal of what was asked for, with TMDB's words and codes.
pub(super) fn refusal_error(refusal: &Refusal) -> Error {
    let kind = match (refusal.http, refusal.code) {
        (_, Some(38 | 39)) | (401 | 403, _) => ErrorKind::PermissionDenied,
        (404, _) => ErrorKind::NotFound,
        (400 | 405 | 406 | 422, _) => ErrorKind::Validation,
        _ => ErrorKind::ApiError,
    };
    with_codes(Error::new(kind, said(refusal)), refusal)
}

fn with_codes(error: Error, refusal: &Refusal) -> Error {
    let error = error.with_detail("http_status", refusal.http);
    match refusal.code {
        Some(code) => error.with_detail("tmdb_status_code", code),
        None => error,
    }
}

/// Returns a refusal as a sentence.
pub(super) fn said(refusal: &Refusal) -> String {
    format!("TMDB rejected the request: {}", refusal.message)
}
