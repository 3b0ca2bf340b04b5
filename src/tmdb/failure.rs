//! Turns failed exchanges and refusals into flixir's errors, for everything but the queue (which needs finer
//! classes: [`super::verdict`]). The wording of each refusal has its home here.

use std::time::Duration;

use serde_json::Value;

use super::request::Authority;
use crate::error::{Error, ErrorKind};
use crate::ports::{Fault, HttpResponse, TransportError};

/// What TMDB says in a failed answer: its own status code and sentence. Every shape of an error is read
/// (`docs/what-tmdb-really-does.md`: Errors).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TmdbStatus {
    /// TMDB's `status_code`.
    pub code: Option<u64>,
    /// TMDB's sentence, or its list of errors joined.
    pub message: Option<String>,
    /// Whether the body was a JSON object at all.
    pub is_json: bool,
    /// The body's `success`, where it has one.
    pub success: Option<bool>,
}

impl TmdbStatus {
    /// Reads a body.
    pub fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(body) else { return Self::default() };
        let errors = object
            .get("errors")
            .and_then(Value::as_array)
            .map(|errors| errors.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "));
        let own = object.get("status_message").and_then(Value::as_str).map(str::to_owned);
        let message = match (own, errors.filter(|text| !text.is_empty())) {
            (Some(own), Some(errors)) => Some(format!("{} ({errors})", own.trim_end_matches('.'))),
            (own, errors) => own.or(errors),
        };
        Self {
            code: object.get("status_code").and_then(Value::as_u64),
            message,
            is_json: true,
            success: object.get("success").and_then(Value::as_bool),
        }
    }

    /// Returns whether the body is TMDB's own verdict, rather than that of a proxy or portal in between.
    pub fn is_verdict(&self) -> bool {
        self.code.is_some() || (self.is_json && self.message.is_some())
    }
}

/// TMDB's codes that mean: this session, or token, no longer counts (docs/how-the-queue-keeps-its-promises.md, class auth).
pub const SESSION_CODES: [u64; 9] = [3, 14, 16, 17, 30, 31, 32, 33, 35];

/// Where TMDB shows an application's API key and its API Read Access Token.
pub const SETTINGS_PAGE: &str = "https://www.themoviedb.org/settings/api";

/// Nothing identifies the application.
pub fn no_application_credential() -> Error {
    Error::new(ErrorKind::MissingCredentials, "no TMDB API key found").with_hint(format!(
        "TMDB gives you a key at {SETTINGS_PAGE}\nto enter it and log in: flixir auth login\n\
         to try flixir without a key: flixir demo"
    ))
}

/// Names a failed exchange.
pub fn from_transport(error: TransportError) -> Error {
    let (kind, message, hint) = match error.fault {
        Fault::Connect => (
            ErrorKind::NetworkError,
            "can't reach TMDB",
            "check the network and try again, or find the cause with: flixir doctor",
        ),
        Fault::Certificate => (
            ErrorKind::NetworkError,
            "can't reach TMDB: its certificate is not trusted here",
            "a proxy may be in between. Find out with: flixir doctor",
        ),
        Fault::TimedOut => {
            (ErrorKind::TimedOut, "TMDB didn't answer in time", "try again, or allow more with --timeout")
        }
        Fault::NoAnswer => (
            ErrorKind::NetworkError,
            "the connection to TMDB was closed before an answer came",
            "try again, or find the cause with: flixir doctor",
        ),
        Fault::Garbled => (
            ErrorKind::InvalidResponse,
            "TMDB's answer is not HTTP",
            "a proxy may have answered instead of TMDB. Find out with: flixir doctor",
        ),
        Fault::Broken => (ErrorKind::InvalidResponse, "TMDB's answer was cut short", "try again later"),
        Fault::TooLarge => (ErrorKind::InvalidResponse, "TMDB's answer is too large", "try again later"),
        Fault::Offline => (
            ErrorKind::Unavailable,
            "there is no stored answer, and --offline is set",
            "run it without --offline",
        ),
        Fault::Setup => (ErrorKind::NetworkError, "the request to TMDB can't be made", "see: flixir doctor"),
    };
    let message = match error.fault {
        Fault::Connect => format!("{message}: {}", root_cause(&*error.source)),
        _ => message.to_owned(),
    };
    Error::new(kind, message).with_hint(hint).with_source(error)
}

/// Returns what the operating system or the resolver said, without its number: `connection refused`.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let deepest = std::iter::successors(Some(error), |error| error.source()).last().unwrap_or(error);
    let text = deepest.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.map_or_else(|| "no connection".to_owned(), |first| first.chain(letters).collect())
}

/// Names a refusal.
pub fn from_answer(response: &HttpResponse, authority: Authority, asked: Option<Duration>) -> Error {
    let status = TmdbStatus::read(&response.body);
    let elsewhere = redirected_to(response);
    let error = name_refusal(response.status, &status, authority, elsewhere.as_deref())
        .with_detail("http_status", response.status);
    let error = match status.code {
        Some(code) => error.with_detail("tmdb_status_code", code),
        None => error,
    };
    // Replacing the hint loses nothing: both kinds only say to try again.
    let waits = matches!(error.kind(), ErrorKind::RateLimited | ErrorKind::Unavailable);
    let error = match asked.filter(|_| waits) {
        Some(pause) => error.with_hint(format!("try again in {} s", pause.as_secs().max(1))),
        None => error,
    };
    error.with_retry_after(asked)
}

/// Returns where an answer wants to send us. Only the origin: the rest may repeat what we asked for, secrets and all.
fn redirected_to(response: &HttpResponse) -> Option<String> {
    let location = response.header("location").filter(|_| (300..400).contains(&response.status))?;
    Some(url::Url::parse(location).ok()?.origin().ascii_serialization())
}

/// TMDB refuses everything for a while because of too many requests.
pub(super) fn rate_limited() -> Error {
    Error::new(ErrorKind::RateLimited, "TMDB's rate limit was reached: too many requests")
        .with_hint("wait a little and try again")
}

/// Returns whether TMDB refused a request as one too many; by its own code, too, whatever the HTTP status.
pub(super) fn is_rate_refusal(response: &HttpResponse) -> bool {
    response.status == 429 || (response.status >= 400 && TmdbStatus::read(&response.body).code == Some(25))
}

fn name_refusal(http: u16, status: &TmdbStatus, authority: Authority, elsewhere: Option<&str>) -> Error {
    let said = status.message.clone().unwrap_or_else(|| format!("HTTP status {http}"));
    let personal = matches!(authority, Authority::Session | Authority::User);
    if http == 429 || status.code == Some(25) {
        return rate_limited();
    }
    if http >= 500 {
        let kind = if status.code == Some(2) { ErrorKind::ApiError } else { ErrorKind::Unavailable };
        return Error::new(kind, format!("TMDB is unavailable: {said}")).with_hint("try again later");
    }
    if !status.is_verdict() {
        return Error::new(
            ErrorKind::InvalidResponse,
            format!("the answer doesn't come from TMDB (HTTP status {http})"),
        )
        .with_hint(match elsewhere {
            Some(origin) => {
                format!("it leads to {origin}: a proxy or a network login page may have answered")
            }
            None => {
                "a proxy or a network login page may have answered. Find out with: flixir doctor".to_owned()
            }
        });
    }
    match (http, status.code) {
        (_, Some(7 | 10)) => {
            Error::new(ErrorKind::AuthenticationFailed, format!("TMDB rejected the API key or token: {said}"))
                .with_hint("check TMDB_API_KEY or TMDB_ACCESS_TOKEN")
        }
        (_, Some(36)) => Error::new(
            ErrorKind::AuthenticationFailed,
            "this token can only read; TMDB needs a user token that was approved for writing",
        )
        .with_hint("log in with: flixir auth login"),
        // This concerns the whole account: what is queued waits for a login that works.
        (_, Some(45)) => {
            Error::new(ErrorKind::AuthenticationFailed, format!("TMDB rejected the account: {said}"))
        }
        (_, Some(38 | 39)) => {
            Error::new(ErrorKind::PermissionDenied, format!("TMDB rejected the request: {said}"))
        }
        (401, Some(code)) if personal && SESSION_CODES.contains(&code) => Error::session_ended(),
        (401, _) => Error::new(ErrorKind::AuthenticationFailed, format!("TMDB rejected the request: {said}")),
        (403, Some(8)) => Error::new(ErrorKind::Conflict, format!("TMDB already has it: {said}")),
        (403, _) => Error::new(ErrorKind::PermissionDenied, format!("TMDB rejected the request: {said}")),
        (404, _) => Error::new(ErrorKind::NotFound, format!("TMDB doesn't have this: {said}")),
        (400 | 422 | 405 | 406, _) => {
            Error::new(ErrorKind::Validation, format!("TMDB rejected the values: {said}"))
        }
        _ => Error::new(ErrorKind::ApiError, format!("TMDB rejected the request: {said}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::BoxError;
    use crate::ports::Reach;

    fn kind(status: u16, body: &str, authority: Authority) -> ErrorKind {
        let response = HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        from_answer(&response, authority, None).kind()
    }

    #[test]
    fn refusals_are_named_by_body_first() {
        let app = Authority::Application;
        let code = |code: u64| format!(r#"{{"status_code":{code},"status_message":"m"}}"#);
        assert_eq!(kind(401, &code(7), app), ErrorKind::AuthenticationFailed);
        assert_eq!(kind(401, &code(3), Authority::Session), ErrorKind::SessionExpired);
        assert_eq!(kind(401, &code(39), Authority::Session), ErrorKind::PermissionDenied);
        assert_eq!(kind(401, &code(36), Authority::User), ErrorKind::AuthenticationFailed);
        assert_eq!(kind(403, &code(45), Authority::User), ErrorKind::AuthenticationFailed);
        assert_eq!(kind(404, &code(34), app), ErrorKind::NotFound);
        assert_eq!(kind(404, "<html>", app), ErrorKind::InvalidResponse);
        assert_eq!(kind(403, "<html>blocked", app), ErrorKind::InvalidResponse);
        assert_eq!(kind(502, "<html>", app), ErrorKind::Unavailable);
        assert_eq!(kind(422, r#"{"errors":["query must be provided"]}"#, app), ErrorKind::Validation);
        assert_eq!(kind(429, "", app), ErrorKind::RateLimited);
    }

    #[test]
    fn what_can_t_be_reached_says_why() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl std::fmt::Display for Outer {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("client error (Connect)")
            }
        }
        impl std::error::Error for Outer {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }
        let told = |source: BoxError| {
            let error = TransportError { reach: Reach::NotSent, fault: Fault::Connect, source };
            from_transport(error).message().to_owned()
        };
        let refused = std::io::Error::from_raw_os_error(111);
        let wanted = refused.to_string().to_lowercase();
        let told_of_refused = told(Box::new(Outer(refused)));
        assert!(wanted.starts_with(told_of_refused.strip_prefix("can't reach TMDB: ").unwrap()));
        assert!(!told_of_refused.contains("os error"), "{told_of_refused}");
        assert_eq!(told("Name or service not known".into()), "can't reach TMDB: name or service not known");
        assert_eq!(told("".into()), "can't reach TMDB: no connection");
    }

    #[test]
    fn a_refusal_says_when_to_come_again_and_where_it_leads() {
        let answer = |status, headers: &[(&str, &str)], pause: Option<u64>| {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let response = HttpResponse { status, headers: headers.collect(), body: Vec::new() };
            from_answer(&response, Authority::Application, pause.map(Duration::from_secs))
        };
        assert_eq!(answer(429, &[], Some(100)).hint(), Some("try again in 100 s"));
        assert_eq!(answer(503, &[], None).hint(), Some("try again later"));
        let portal =
            answer(302, &[("location", "http://portal.example:8080/in?next=api_key%3Dsecret")], None);
        let hint = portal.hint().unwrap();
        assert!(hint.contains("http://portal.example:8080:") && !hint.contains("secret"), "{hint}");
    }

    #[test]
    fn every_recorded_error_shape_decodes() {
        let status = TmdbStatus::read(
            br#"{"success":false,"status_code":18,"status_message":"Validation failed.","errors":["spam"]}"#,
        );
        assert_eq!(status.message.as_deref(), Some("Validation failed (spam)"));
        assert_eq!(TmdbStatus::read(br#"{"errors":["a","b"]}"#).message.as_deref(), Some("a; b"));
        assert!(!TmdbStatus::read(b"<html>").is_verdict());
        assert!(!TmdbStatus::read(b"").is_verdict());
    }
}
