//! How a command ends: the one place that names exit codes (`cli.md` §2).

use crate::error::{Error, ErrorKind};

/// How a command ended, beyond what it printed.
#[derive(Debug)]
pub enum Exit {
    /// Done, or safely queued.
    Done,
    /// The thing asked about isn't there (`lists contains`).
    Absent,
    /// Some of several items failed, are unmatched, or conflict.
    Partial,
    /// There are differences (`--check`).
    Differences,
    /// `doctor` found a problem.
    Findings,
    /// The command printed its data, and there is a fault to report as well.
    Failed(Error),
}

impl Exit {
    /// Returns the exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Absent => 3,
            Self::Partial => 6,
            Self::Differences => 8,
            Self::Failed(error) => code_of(error.kind()),
        }
    }
}

/// Returns the exit code of an error. Without a wildcard: a new kind doesn't compile until it has a code.
pub fn code_of(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::PermissionDenied
        | ErrorKind::Conflict
        | ErrorKind::Validation
        | ErrorKind::ApiError
        | ErrorKind::Storage
        | ErrorKind::Cancelled => 1,
        ErrorKind::Usage | ErrorKind::Config | ErrorKind::Ambiguous | ErrorKind::Unsupported => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::MissingCredentials
        | ErrorKind::AuthenticationFailed
        | ErrorKind::SessionExpired
        | ErrorKind::KeyringUnavailable => 4,
        ErrorKind::NetworkError
        | ErrorKind::Unavailable
        | ErrorKind::RateLimited
        | ErrorKind::InvalidResponse
        | ErrorKind::TimedOut => 5,
        ErrorKind::Guard => 7,
        ErrorKind::Interrupted => 130,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_s_table() {
        let code = |kind| code_of(kind);
        assert_eq!(code(ErrorKind::Storage), 1);
        assert_eq!(code(ErrorKind::Unsupported), 2);
        assert_eq!(code(ErrorKind::NotFound), 3);
        assert_eq!(code(ErrorKind::KeyringUnavailable), 4);
        assert_eq!(code(ErrorKind::TimedOut), 5);
        assert_eq!(code(ErrorKind::Guard), 7);
        assert_eq!(code(ErrorKind::Cancelled), 1);
        assert_eq!(code(ErrorKind::Interrupted), 130);
        assert_eq!(Exit::Partial.code(), 6);
        assert_eq!(Exit::Differences.code(), 8);
    }
}
