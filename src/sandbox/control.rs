//! The sandbox's own paths under `/sandbox/`, for tests in other processes. They take no credential; only this
//! machine can reach them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::call::{Body, Call, Outcome};
use super::faults::{Action, Fault, Substitute};
use super::routes;
use super::seed::{Key, Kind};
use super::server::Engine;
use super::world::{Actor, ListChange, NewList, Verdict, World};
use crate::adapters::loopback::{Reply, Response};
use crate::domain::Timestamp;

type Told = Result<Value, String>;

pub(super) fn answer(engine: &Arc<Engine>, call: &Call) -> Reply {
    let told = match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/sandbox") => Ok(json!({"base_url": engine.base_url()})),
        ("GET", "/sandbox/log") => Ok(Value::Array(engine.state().log.clone())),
        ("GET", "/sandbox/effects") => Ok(Value::Array(engine.state().world.effects.clone())),
        ("GET", "/sandbox/state") => Ok(engine.state().world.to_value()),
        ("GET", "/sandbox/faults") => Ok(engine.state().faults.to_value()),
        ("POST", "/sandbox/faults") => {
            read_fault(call).map(|fault| json!({"id": engine.state().faults.add(fault)}))
        }
        ("DELETE", "/sandbox/faults") => {
            engine.state().faults.clear();
            Ok(json!({"removed": "all"}))
        }
        ("DELETE", path) if path.starts_with("/sandbox/faults/") => remove_fault(engine, path),
        ("POST", "/sandbox/reset") => {
            engine.reset();
            Ok(json!({"reset": true}))
        }
        ("POST", "/sandbox/release") => Ok(json!({"released": engine.release()})),
        ("POST", "/sandbox/approve") => object(call).and_then(|body| approve(engine, &body)),
        ("POST", "/sandbox/logout") => object(call).and_then(|body| {
            let mut state = engine.state();
            let user = user(&state.world, &body)?;
            state.world.log_out(user, call.now);
            Ok(json!({"logged_out": true}))
        }),
        ("POST", "/sandbox/login") => object(call).and_then(|body| {
            let account = body.get("as").and_then(Value::as_str);
            log_in(&mut engine.state().world, account, call.now)
        }),
        ("POST", "/sandbox/lists") => {
            object(call).and_then(|body| edit(&mut engine.state().world, call.now, &body))
        }
        ("POST", "/sandbox/down") => return go_down(engine, call),
        _ => Err("no such path; see the documentation of flixir::sandbox".to_owned()),
    };
    match told {
        Ok(body) => respond(200, &body).into(),
        Err(error) => respond(400, &json!({"error": error})).into(),
    }
}

fn respond(status: u16, body: &Value) -> Response {
    let outcome = Outcome::json(status, body);
    Response::new(outcome.status, outcome.content_type, outcome.body)
}

fn object(call: &Call) -> Result<Map<String, Value>, String> {
    match &call.body {
        Body::Empty => Ok(Map::new()),
        Body::Json(Value::Object(object)) => Ok(object.clone()),
        _ => Err("the body is no JSON object".to_owned()),
    }
}

/// Answers first and then closes the port, so that the caller knows that it was heard.
fn go_down(engine: &Arc<Engine>, call: &Call) -> Reply {
    let span = match object(call) {
        Ok(body) => body.get("for_ms").and_then(Value::as_u64).map(Duration::from_millis),
        Err(error) => return respond(400, &json!({"error": error})).into(),
    };
    let engine = Arc::clone(engine);
    Reply::SendThen(respond(200, &json!({"down": true})), Box::new(move || engine.go_down_for(span)))
}

fn remove_fault(engine: &Engine, path: &str) -> Told {
    let id = path.rsplit('/').next().and_then(|id| id.parse().ok());
    let removed = id.is_some_and(|id| engine.state().faults.remove(id));
    if removed { Ok(json!({"removed": id})) } else { Err("no such rule".to_owned()) }
}

/// Reads `{"rule": "POST /3/list/*: 503 x3"}`, or the parts one by one.
fn read_fault(call: &Call) -> Result<Fault, String> {
    let body = object(call)?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    if let Some(rule) = text("rule") {
        return Fault::parse(rule);
    }
    let path = text("path").unwrap_or("*");
    let mut fault = if let Some(action) = text("do") {
        Fault::parse(&format!("{path}: {action}"))?
    } else {
        Fault::new(None, path, read_substitute(&body)?)
    };
    fault.method = text("method").map(str::to_owned);
    let number = |key: &str| body.get(key).and_then(Value::as_u64);
    fault.times = number("times").or(fault.times);
    fault.after = number("after").unwrap_or(fault.after);
    fault.every = number("every").unwrap_or(fault.every).max(1);
    Ok(fault)
}

fn read_substitute(body: &Map<String, Value>) -> Result<Action, String> {
    let status = body.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.filter(|status| (200..=599).contains(status));
    let status = status.ok_or("a rule needs \"rule\", \"do\" or \"status\"")?;
    let (content_type, text) = match body.get("body") {
        None => (super::call::HTML, String::new()),
        Some(Value::String(text)) => (super::call::HTML, text.clone()),
        Some(other) => (super::call::JSON, other.to_string()),
    };
    let headers = body.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
    let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    let headers: Vec<(String, String)> = headers.collect();
    if headers.iter().any(|(name, value)| (name.clone() + value).contains(['\r', '\n'])) {
        return Err("a header must not have line breaks".to_owned());
    }
    let applied = body.get("applied").and_then(Value::as_bool).unwrap_or(false);
    Ok(Action::Answer(Box::new(Substitute {
        status,
        content_type,
        headers,
        body: text.into_bytes(),
        applied,
    })))
}

fn user(world: &World, body: &Map<String, Value>) -> Result<usize, String> {
    account_named(world, body.get("as").and_then(Value::as_str))
}

/// Finds an account by name; the first where none is named.
pub(super) fn account_named(world: &World, name: Option<&str>) -> Result<usize, String> {
    match name {
        None => Ok(0),
        Some(name) => world.user_named(name).ok_or_else(|| format!("no account \"{name}\"")),
    }
}

/// Approves or denies a token (the newest open one where none is named) and says where a browser would go.
fn approve(engine: &Engine, body: &Map<String, Value>) -> Told {
    let token = body.get("token").and_then(Value::as_str).map(str::to_owned);
    let deny = body.get("deny").and_then(Value::as_bool).unwrap_or(false);
    let account = body.get("as").and_then(Value::as_str);
    let redirect_to = body.get("redirect_to").and_then(Value::as_str);
    let (token, stored) = decide(engine, token, account, deny)?;
    let address = stored.as_deref().or(redirect_to);
    let redirect = address.map(|address| routes::redirect(address, &token, !deny));
    Ok(json!({"token": token, "approved": !deny, "redirect": redirect}))
}

/// Notes a decision; returns the token and its redirect.
pub(super) fn decide(
    engine: &Engine,
    token: Option<String>,
    account: Option<&str>,
    deny: bool,
) -> Result<(String, Option<String>), String> {
    let now = engine.clock.now();
    let mut state = engine.state();
    let token = token.or_else(|| state.world.newest_open_token(now)).ok_or("no token waits for approval")?;
    let user = account_named(&state.world, account)?;
    let verdict = if deny { Verdict::Denied } else { Verdict::Approved(user) };
    if !state.world.decide(&token, verdict, now) {
        return Err("the token is unknown, used or too old".to_owned());
    }
    let stored = state.world.request_tokens.get(&token).and_then(|entry| entry.redirect_to.clone());
    Ok((token, stored))
}

/// Logs in without tokens and pages.
pub(super) fn log_in(world: &mut World, account: Option<&str>, now: Timestamp) -> Told {
    let user = account_named(world, account)?;
    let (session, token) = (world.open_session(user, now), world.issue_user_token(user, now));
    let user = &world.users[user];
    Ok(json!({"session_id": session, "user_token": token, "account_id": user.id,
        "account_object_id": user.object_id, "username": user.name}))
}

/// Changes a list as another client of its owner would.
pub(super) fn edit(world: &mut World, now: Timestamp, body: &Map<String, Value>) -> Told {
    let user = user(world, body)?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let action = text("do").ok_or("\"do\" is missing")?;
    if action == "create" {
        let new = NewList {
            name: text("name").ok_or("\"name\" is missing")?,
            description: text("description").unwrap_or_default(),
            public: body.get("public").and_then(Value::as_bool).unwrap_or(true),
            order: 0,
            iso_639_1: "en".to_owned(),
            iso_3166_1: "US".to_owned(),
        };
        let id = world.create_list(Actor { user, now }, new);
        for key in keys(body)? {
            world.add_item(Actor { user, now }, id, key);
        }
        return Ok(json!({"list": id}));
    }
    let id = body.get("list").and_then(Value::as_u64).ok_or("\"list\" is missing")?;
    let owner = Actor { user: world.lists.get(&id).ok_or("no such list")?.owner, now };
    let keys = keys(body)?;
    match action.as_str() {
        "update" => {
            let public = body.get("public").and_then(Value::as_bool);
            let change =
                ListChange { name: text("name"), description: text("description"), public, order: None };
            world.update_list(owner, id, change);
        }
        "delete" => world.delete_list(owner, id),
        "clear" => {
            world.clear_list(owner, id);
        }
        "add" | "remove" => {
            for key in keys {
                if action == "add" {
                    world.add_item(owner, id, key);
                } else {
                    world.remove_item(owner, id, key);
                }
            }
        }
        other => return Err(format!("\"{other}\" is not create, update, delete, clear, add or remove")),
    }
    Ok(json!({"list": id}))
}

/// Reads `"items": ["movie:603", …]`.
fn keys(body: &Map<String, Value>) -> Result<Vec<Key>, String> {
    let items = body.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    let read = |item: &Value| {
        let (kind, id) = item.as_str()?.split_once(':')?;
        Some(Key { kind: Kind::parse(kind)?, id: id.parse().ok()? })
    };
    items
        .iter()
        .map(|item| read(item).ok_or_else(|| format!("{item} is no item like \"movie:603\"")))
        .collect()
}
