//! Logging in: request tokens, sessions, user tokens. The pages where users approve are in [`super::pages`].

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Call, Credential, Outcome, bad_parameters, encode, status_object};
use crate::sandbox::world::{Verdict, World};

/// Returns the user whose session stands in the query.
pub(super) fn session_user(world: &World, call: &Call) -> Result<usize, Outcome> {
    let session = call.get("session_id").unwrap_or("");
    world.sessions.get(session).copied().ok_or_else(|| Outcome::code(401, 3))
}

/// Returns who is reading, where that is known: by session or by user token.
pub(super) fn reader(world: &World, call: &Call) -> Option<usize> {
    match call.credential {
        Credential::UserToken(user) => Some(user),
        _ => session_user(world, call).ok(),
    }
}

pub(super) fn validate_key() -> Outcome {
    Outcome::json(200, &status_object(1))
}

pub(super) fn new_v3_token(world: &mut World, call: &Call) -> Outcome {
    let (token, expires_at) = world.request_token(3, None, call.now);
    let body = json!({"success": true, "expires_at": expires_at.to_tmdb(), "request_token": token});
    let page = format!("{}/authenticate/{token}", call.base_url);
    Outcome::private(&body).with_header("authentication-callback", page)
}

pub(super) fn new_session(world: &mut World, call: &Call) -> Answer {
    let token = call.text("request_token")?;
    let entry = world.live_token(token, 3, call.now).ok_or_else(|| Outcome::code(401, 33))?;
    // Asking before the approval, or after a refusal, does not use the token up.
    let Verdict::Approved(user) = entry.verdict else { return Err(Outcome::code(401, 17)) };
    world.request_tokens.remove(token);
    let session = world.open_session(user, call.now);
    Ok(Outcome::private(&json!({"success": true, "session_id": session})))
}

pub(super) fn delete_session(world: &mut World, call: &Call) -> Answer {
    let session = call.text("session_id")?;
    if world.close_session(session, call.now) {
        return Ok(Outcome::json(200, &json!({"success": true})));
    }
    Err(Outcome::code(404, 37))
}

pub(super) fn convert_session(world: &mut World, call: &Call) -> Answer {
    let token = call.text("access_token")?;
    let user = world.user_tokens.get(token).copied().flatten().ok_or_else(|| Outcome::code(401, 35))?;
    let session = world.open_session(user, call.now);
    Ok(Outcome::private(&json!({"success": true, "session_id": session})))
}

fn with_status(fields: &Value) -> Value {
    let mut object = status_object(1);
    if let (Some(object), Some(fields)) = (object.as_object_mut(), fields.as_object()) {
        object.extend(fields.clone());
    }
    object
}

pub(super) fn new_v4_token(world: &mut World, call: &Call) -> Answer {
    let redirect_to = match call.optional_object()?.get("redirect_to") {
        None | Some(Value::Null) => None,
        Some(Value::String(address)) if is_web_address(address) => Some(address.clone()),
        Some(_) => return Err(bad_parameters()),
    };
    let (token, _) = world.request_token(4, redirect_to, call.now);
    Ok(Outcome::private(&with_status(&json!({"request_token": token}))))
}

pub(super) fn new_user_token(world: &mut World, call: &Call) -> Answer {
    let token = call.text("request_token")?;
    let entry = world.live_token(token, 4, call.now).ok_or_else(|| Outcome::code(401, 33))?;
    let Verdict::Approved(user) = entry.verdict else { return Err(Outcome::code(422, 41)) };
    world.request_tokens.remove(token);
    let access_token = world.issue_user_token(user, call.now);
    let account_id = &world.users[user].object_id;
    Ok(Outcome::private(&with_status(&json!({"access_token": access_token, "account_id": account_id}))))
}

pub(super) fn delete_user_token(world: &mut World, call: &Call) -> Answer {
    let token = call.text("access_token")?;
    if world.revoke_user_token(token, call.now) {
        return Ok(Outcome::json(200, &status_object(13)));
    }
    Err(Outcome::code(401, 35))
}

/// Tells whether a redirect leads to a web page, not to a script.
pub(super) fn is_web_address(address: &str) -> bool {
    let safe = !address.contains(['\r', '\n', '"', '<', '>', ' ']);
    safe && (address.starts_with("http://") || address.starts_with("https://"))
}

/// Returns where the browser goes after the user has decided.
pub(in crate::sandbox) fn redirect(address: &str, token: &str, approved: bool) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    let word = if approved { "approved" } else { "denied" };
    format!("{address}{joint}request_token={}&{word}=true", encode(token))
}
