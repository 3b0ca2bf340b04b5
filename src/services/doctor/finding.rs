//! What a check found, and how bad that is. Not for the checks.

use crate::error::Error;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// In order.
    Ok,
    /// Works, but not as well as it could.
    Warn,
    /// Doesn't work.
    Fail,
}

impl Health {
    /// Returns the contract's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it is.
    pub status: Health,
    /// What was seen, one sentence without a full stop.
    pub message: String,
    /// What to do about it, where something is to be done.
    pub fix: Option<String>,
}

impl Finding {
    /// In order.
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, status: Health::Ok, message: message.into(), fix: None }
    }

    /// Works, but not as well as it could.
    pub(super) fn warn(check: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, status: Health::Warn, message: message.into(), fix: Some(fix.into()) }
    }

    /// Doesn't work.
    pub(super) fn fail(check: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, status: Health::Fail, message: message.into(), fix: Some(fix.into()) }
    }

    /// Doesn't work, as an error says.
    pub(super) fn of_error(check: &'static str, error: &Error) -> Self {
        Self {
            check,
            status: Health::Fail,
            message: error.message().to_owned(),
            fix: error.hint().map(str::to_owned),
        }
    }
}
