//! Logging in and out (`docs/what-tmdb-really-does.md`: Logging in with v3, Logging in with v4). One call each; how
//! long to wait for an approval, and where secrets are kept, is `services::auth`.

use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::failure::{self, TmdbStatus};
use super::request::{Authority, Replay, Request};
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{HttpResponse, Method};

/// What became of the attempt to turn a request token into a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange<T> {
    /// The person has approved; the token is used up.
    Done(T),
    /// Not yet approved; asking did not use the token up.
    NotYet,
    /// TMDB doesn't have the token any more: too old, or used.
    Gone,
}

/// A v4 user access token and the account it acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserToken {
    /// The token.
    pub secret: Secret,
    /// The v4 account object id.
    pub account_object_id: Option<String>,
}

/// Codes that a request token waits under: session denied, and the authentication failures that v4's table leaves
/// open (§4.3); 41 is v4's own "not approved yet".
const NOT_YET: [u64; 4] = [14, 16, 17, 41];
/// "Request token expired or invalid".
const GONE: u64 = 33;
/// Session denied, token invalid, session not found: what was to be ended is no longer valid.
const OVER: [u64; 3] = [17, 35, 37];

/// Asks for a v3 request token, which the person then approves (`GET /3/authentication/token/new`); lasts 60 minutes.
///
/// # Errors
/// `authentication_failed` where TMDB rejected the credential; outages.
pub fn new_request_token(client: &Client) -> Result<Secret> {
    // Never from an HTTP cache in between: a token is for one login.
    let answer = client.fetch_json(&Request::get("/authentication/token/new").fresh())?;
    secret(&answer, "request_token")
}

/// Asks for a v4 request token (`POST /4/auth/request_token`); lasts 15 minutes. `redirect_to` is where the
/// browser goes after the approval.
///
/// # Errors
/// As [`new_request_token`].
pub fn new_v4_request_token(client: &Client, redirect_to: Option<&str>) -> Result<Secret> {
    let body = redirect_to.map_or_else(|| json!({}), |address| json!({ "redirect_to": address }));
    let request = Request::write_v4(Method::Post, "/auth/request_token", Replay::Safe).body(body);
    secret(&client.submit(&request)?.json()?, "request_token")
}

/// Turns an approved v3 request token into a session (`POST /3/authentication/session/new`).
///
/// # Errors
/// What TMDB refuses for other reasons than a missing approval; outages.
pub fn new_session(client: &Client, token: &Secret) -> Result<Exchange<Secret>> {
    let request = Request::write(Method::Post, "/authentication/session/new", Replay::Verify)
        .body(json!({ "request_token": token.expose() }));
    exchange(client, &request, |answer| secret(answer, "session_id"))
}

/// Turns an approved v4 request token into a user access token (`POST /4/auth/access_token`).
///
/// # Errors
/// As [`new_session`].
pub fn new_user_token(client: &Client, token: &Secret) -> Result<Exchange<UserToken>> {
    let request = Request::write_v4(Method::Post, "/auth/access_token", Replay::Verify)
        .body(json!({ "request_token": token.expose() }));
    exchange(client, &request, |answer| {
        let account_object_id = answer.get("account_id").and_then(Value::as_str).map(str::to_owned);
        Ok(UserToken { secret: secret(answer, "access_token")?, account_object_id })
    })
}

/// Makes a v3 session from a v4 user token (`POST /3/authentication/session/convert/4`).
///
/// # Errors
/// `authentication_failed` where TMDB rejected the token; outages.
pub fn session_from_user_token(client: &Client, token: &Secret) -> Result<Secret> {
    let request = Request::write(Method::Post, "/authentication/session/convert/4", Replay::Verify)
        .body(json!({ "access_token": token.expose() }));
    secret(&client.submit(&request)?.json()?, "session_id")
}

/// Ends a v3 session (`DELETE /3/authentication/session`); fine where TMDB doesn't have it any more.
///
/// # Errors
/// Refusals and outages.
pub fn end_session(client: &Client, session: &Secret) -> Result<()> {
    let request = Request::write(Method::Delete, "/authentication/session", Replay::Absorb)
        .body(json!({ "session_id": session.expose() }));
    end(client, &request)
}

/// Revokes a v4 user token (`DELETE /4/auth/access_token`); fine where TMDB doesn't have it any more.
///
/// # Errors
/// Refusals and outages.
pub fn revoke_user_token(client: &Client, token: &Secret) -> Result<()> {
    let request = Request::write_v4(Method::Delete, "/auth/access_token", Replay::Absorb)
        .body(json!({ "access_token": token.expose() }));
    end(client, &request)
}

/// Asks whether TMDB still takes the client's user token, by a read that needs one
/// (`GET /4/account/{id}/lists`).
///
/// # Errors
/// `session_expired` where TMDB refuses it; outages.
pub fn check_user_token(client: &Client, account_object_id: &str) -> Result<()> {
    // The id may come from a login that was moved here; nothing but letters and digits goes into a path.
    if !account_object_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::new(ErrorKind::InvalidResponse, "the login's account id is not one of TMDB's"));
    }
    let path = format!("/account/{account_object_id}/lists");
    client.fetch(&Request::get_v4(path).query("page", 1).authority(Authority::User).fresh()).map(drop)
}

fn exchange<T>(
    client: &Client,
    request: &Request,
    read: impl FnOnce(&Value) -> Result<T>,
) -> Result<Exchange<T>> {
    let asked = client.clock().elapsed();
    let response = client.send_once(request)?.map_err(failure::from_transport)?;
    let as_of = super::client::as_of(&response, client.clock(), asked);
    if (200..300).contains(&response.status) {
        return read(&Answer { response, as_of }.json()?).map(Exchange::Done);
    }
    match TmdbStatus::read(&response.body).code {
        Some(GONE) => Ok(Exchange::Gone),
        Some(code) if response.status < 500 && NOT_YET.contains(&code) => Ok(Exchange::NotYet),
        _ => Err(refusal(client, &response)),
    }
}

fn end(client: &Client, request: &Request) -> Result<()> {
    let response = client.send_once(request)?.map_err(failure::from_transport)?;
    let code = TmdbStatus::read(&response.body).code;
    let over = code.is_some_and(|code| OVER.contains(&code));
    if (200..300).contains(&response.status) || (response.status < 500 && over) {
        return Ok(());
    }
    Err(refusal(client, &response))
}

fn refusal(client: &Client, response: &HttpResponse) -> Error {
    failure::from_answer(response, Authority::Application, client.retry_after(response))
}

fn secret(answer: &Value, key: &str) -> Result<Secret> {
    answer.get(key).and_then(Value::as_str).and_then(Secret::new).ok_or_else(|| lacking(key))
}

fn lacking(key: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("TMDB's answer lacks '{key}'"))
        .with_hint("try again later")
}
