//! What a failure looks like: sentences for people, one JSON line for scripts. Not for exit codes: those are
//! `cli::exit`'s.

use std::error::Error as StdError;
use std::fmt::Write as _;

use serde_json::json;

use super::sanitize;
use super::style::{Canvas, Style};
use super::values::one_line;
use crate::error::{Error, ErrorKind};

/// Returns `{"error": …}` on one line.
pub(super) fn json_line(error: &Error) -> String {
    one_line(&json!({ "error": error.to_object() })) + "\n"
}

/// Returns `error: …`, the causes where `causes` asks for them, and `hint: …`.
pub(super) fn prose(error: &Error, canvas: Canvas, causes: bool) -> String {
    // A question answered with no is not an error.
    let label = match error.kind() {
        ErrorKind::Cancelled => String::new(),
        _ => canvas.paint("error:", Style::Bad) + " ",
    };
    let mut lines = format!("{label}{}\n", sanitize::line(error.message()));
    let mut cause = StdError::source(error).filter(|_| causes);
    while let Some(source) = cause {
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "  caused by: {}", sanitize::line(&source.to_string()));
        cause = source.source();
    }
    let hint = match (error.hint(), error.retry_after()) {
        (Some(hint), _) => sanitize::text(hint).into_owned(),
        (None, Some(span)) => format!("try again in {} s", span.as_secs().max(1)),
        (None, None) => String::new(),
    };
    for hint in hint.lines() {
        let _ = writeln!(lines, "{} {hint}", canvas.paint("hint:", Style::Dim));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PLAIN: Canvas = Canvas { width: None, color: false, links: false, now: None };

    fn ended() -> Error {
        Error::new(ErrorKind::SessionExpired, "TMDB ended the session of \"ada\u{202e}\"")
            .with_hint("flixir auth login")
            .with_detail("http_status", 401)
            .with_source(std::io::Error::other("status 401\u{1b}"))
    }

    #[test]
    fn a_person_reads_message_cause_and_hint() {
        assert_eq!(
            prose(&ended(), PLAIN, false),
            "error: TMDB ended the session of \"ada\u{FFFD}\"\nhint: flixir auth login\n"
        );
        assert_eq!(
            prose(&ended(), Canvas { color: true, ..PLAIN }, true),
            "\u{1b}[31merror:\u{1b}[0m TMDB ended the session of \"ada\u{FFFD}\"\n  caused by: status 401\u{FFFD}\n\
             \u{1b}[2mhint:\u{1b}[0m flixir auth login\n"
        );
        let limited = Error::new(ErrorKind::RateLimited, "TMDB asks to slow down")
            .with_retry_after(Some(Duration::from_secs(9)));
        assert_eq!(prose(&limited, PLAIN, true), "error: TMDB asks to slow down\nhint: try again in 9 s\n");
    }

    #[test]
    fn a_script_reads_one_line() {
        assert_eq!(
            json_line(&ended()),
            "{\"error\":{\"type\":\"session_expired\",\"message\":\"TMDB ended the session of \\\"ada\\u202e\\\"\",\
             \"details\":{\"http_status\":401,\"hint\":\"flixir auth login\"},\"retry_after\":null}}\n"
        );
        let limited =
            Error::new(ErrorKind::RateLimited, "slow").with_retry_after(Some(Duration::from_millis(1200)));
        assert_eq!(limited.to_object().retry_after, Some(2));
    }
}
