//! What a look at TMDB that failed says about the account as a whole: a pause that TMDB asks for, an outage, a login that ended.
//! One place for looks before a delivery, before a write, and after one.

use super::run::Run;
use crate::error::{Error, ErrorKind, Result};

/// What keeps the account's operations from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// TMDB asked for a pause.
    Pause,
    /// TMDB is unreachable: nobody answered.
    Unreachable,
    /// TMDB answered that it fails, or made no sense.
    Failing,
    /// The session, or the application's credential, doesn't count.
    Login,
}

/// Returns what a fault of this kind means for the account; `None` where it is about what was asked for.
pub(super) fn halt_of(kind: ErrorKind) -> Option<Halt> {
    match kind {
        ErrorKind::RateLimited => Some(Halt::Pause),
        ErrorKind::NetworkError => Some(Halt::Unreachable),
        kind if kind.is_outage() => Some(Halt::Failing),
        ErrorKind::SessionExpired | ErrorKind::AuthenticationFailed | ErrorKind::MissingCredentials => {
            Some(Halt::Login)
        }
        _ => None,
    }
}

impl Run<'_> {
    /// Holds the account for what a look met.
    pub(super) fn halt(&self, halt: Halt, fault: Error) -> Result<()> {
        match halt {
            Halt::Pause => self.rate_limited(fault.retry_after()),
            Halt::Unreachable => self.open_breaker(fault),
            Halt::Failing => self.failed_once(fault),
            Halt::Login => self.session_ended(fault),
        }
    }

    /// Holds the account where a look whether TMDB is there met a pause or an outage; one failure is enough for that. Returns any
    /// other error, unhandled.
    pub(super) fn hold_for(&self, error: Error) -> Result<Option<Error>> {
        match halt_of(error.kind()) {
            Some(Halt::Pause) => self.halt(Halt::Pause, error)?,
            Some(Halt::Unreachable | Halt::Failing) => self.halt(Halt::Unreachable, error)?,
            Some(Halt::Login) | None => return Ok(Some(error)),
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_account_halts_it() {
        for (kind, halt) in [
            (ErrorKind::RateLimited, Some(Halt::Pause)),
            (ErrorKind::NetworkError, Some(Halt::Unreachable)),
            (ErrorKind::TimedOut, Some(Halt::Failing)),
            (ErrorKind::Unavailable, Some(Halt::Failing)),
            (ErrorKind::InvalidResponse, Some(Halt::Failing)),
            (ErrorKind::SessionExpired, Some(Halt::Login)),
            (ErrorKind::AuthenticationFailed, Some(Halt::Login)),
            (ErrorKind::MissingCredentials, Some(Halt::Login)),
            (ErrorKind::NotFound, None),
            (ErrorKind::PermissionDenied, None),
            (ErrorKind::Storage, None),
        ] {
            assert_eq!(halt_of(kind), halt, "{kind:?}");
        }
    }
}
