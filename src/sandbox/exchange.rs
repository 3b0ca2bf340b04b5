//! One exchange: a request goes through faults and routes, and into the log. Not for what TMDB does: that is
//! [`super::routes`].

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::call::{Body, Cache, Call, Credential, JSON, Outcome, Rules, clean_path, pairs};
use super::control;
use super::faults::{Action, Plan};
use super::routes;
use super::server::Engine;
use super::world::{World, hex};
use crate::adapters::loopback::{Reply, Request, Response};

/// Bytes in a piece of a dripping answer.
const DRIP_BYTES: usize = 16;
/// How many requests the log keeps; a sandbox may run for days.
const LOG_LIMIT: usize = 200_000;

/// A request that was let in.
#[derive(Clone)]
struct Exchange {
    /// What it asks.
    call: Call,
    /// How it came.
    request: Request,
    /// Its number in the log.
    number: u64,
    /// The faults that are planned for it.
    plan: Plan,
}

impl Engine {
    /// Answers a request, as the active faults allow.
    pub(super) fn handle(self: &Arc<Self>, request: Request) -> Reply {
        let mut call = self.read(&request);
        if call.path == "/sandbox" || call.path.starts_with("/sandbox/") {
            return control::answer(self, &call);
        }
        let Some((number, plan)) = self.arrive(&mut call, &request) else {
            // As the CDN in front of TMDB does: without a word of how long.
            let refusal = Outcome::code(429, 25).with_header("X-Cache", "Error from cloudfront");
            return self.encode(refusal, &request).into();
        };
        self.pause(self.options.latency + plan.latency);
        if plan.hold {
            self.hold();
        }
        let exchange = Exchange { call, request, number, plan };
        let reply = self.carry_out(&exchange);
        if exchange.plan.hold_after {
            self.hold();
        }
        let status = match &reply {
            Reply::Send(response) | Reply::SendThen(response, _) | Reply::Drip { response, .. } => {
                json!(response.status)
            }
            Reply::Cut(..) | Reply::Drop => Value::Null,
        };
        self.state().note(number, "status", status);
        reply
    }

    /// Counts the request, looks up its faults and writes it into the log. `None` for one that is more than the limit allows.
    fn arrive(&self, call: &mut Call, request: &Request) -> Option<(u64, Plan)> {
        let mut state = self.state();
        state.requests += 1;
        let number = state.requests;
        let is_let_in = match self.options.rate_limit.filter(|_| is_of_the_api(&call.path)) {
            Some(limit) => state.let_in(limit, self.clock.elapsed()),
            None => true,
        };
        let plan = if is_let_in { state.faults.plan(&call.method, &call.path) } else { Plan::default() };
        call.refuse_half = plan.half_items;
        let credential = self.credential(&state.world, request);
        let entry = json!({"n": number, "at": call.now.to_string(), "at_ms": call.now.millis(),
            "method": call.method, "path": call.path, "query": redacted_query(&call.query),
            "body": redacted_body(&call.body), "credential": credential.as_str(), "faults": plan.rules,
            "status": (!is_let_in).then_some(429), "applied": false});
        if state.log.len() >= LOG_LIMIT {
            state.log.drain(..LOG_LIMIT / 10);
        }
        state.log.push(entry);
        is_let_in.then_some((number, plan))
    }

    fn carry_out(self: &Arc<Self>, exchange: &Exchange) -> Reply {
        let request = &exchange.request;
        let apply = || self.apply(exchange);
        match &exchange.plan.ending {
            Some(Action::Answer(substitute)) => {
                if substitute.applied {
                    apply();
                }
                self.encode(substitute.to_outcome(), request).into()
            }
            Some(Action::Drop { applied }) => {
                if *applied {
                    apply();
                }
                Reply::Drop
            }
            Some(Action::Cut(point)) => Reply::Cut(self.encode(apply(), request), *point),
            Some(Action::Truncated) => {
                let mut outcome = apply();
                outcome.body.truncate(outcome.body.len() / 2);
                self.encode(outcome, request).into()
            }
            Some(Action::Drip(span)) => {
                let (engine, span) = (Arc::clone(self), *span);
                let response = self.encode(apply(), request);
                Reply::Drip { response, size: DRIP_BYTES, pause: Box::new(move || engine.pause(span)) }
            }
            Some(Action::Late(span)) => {
                self.apply_late(exchange.clone(), *span);
                Reply::Drop
            }
            // Waits and switches never end a request.
            None | Some(_) => self.encode(apply(), request).into(),
        }
    }

    fn apply_late(self: &Arc<Self>, exchange: Exchange, span: Duration) {
        let engine = Arc::clone(self);
        let work = move || {
            if engine.pause(span) {
                engine.apply(&exchange);
            }
        };
        // Where no thread can be had the effect is lost, as it may be on a real server.
        drop(thread::Builder::new().name("sandbox-late".to_owned()).spawn(work));
    }

    /// Runs the routes under the lock, so that a request's effects appear together.
    fn apply(&self, exchange: &Exchange) -> Outcome {
        let Exchange { call, request, number, plan } = exchange;
        let mut state = self.state();
        let state = &mut *state;
        let now = self.clock.now();
        let address = edge_address(call, request, plan);
        if let Some((span, _)) = plan.stale.filter(|_| call.method == "GET")
            && let Some((stored_at, outcome)) = state.edge.get(&address)
            && now.since(*stored_at) < span
        {
            return outcome.clone().with_header("Age", now.since(*stored_at).as_secs().to_string());
        }
        let mut call = call.clone();
        call.credential = self.credential(&state.world, request);
        call.now = now;
        let before = state.world.effects.len();
        let rules =
            Rules { spam_filter: self.options.spam_filter, approve_at_once: self.options.approve_at_once };
        let mut outcome = routes::answer(&mut state.world, &call, rules);
        let effects = state.world.effects.len() - before;
        if effects > 0 {
            for effect in &mut state.world.effects[before..] {
                effect["request"] = json!(number);
            }
            state.note(*number, "applied", json!(true));
        }
        if plan.delete_500 && effects > 0 && call.method == "DELETE" {
            outcome = Outcome::code(500, 11);
        }
        let keepable = matches!(outcome.cache, Cache::Public(_)) && outcome.status == 200;
        if plan.stale.is_some() && call.method == "GET" && keepable {
            state.edge.insert(address, (now, outcome.clone()));
            outcome = outcome.with_header("Age", "0");
        }
        outcome
    }

    /// Tells which credential a request carries; a bearer goes before a key.
    fn credential(&self, world: &World, request: &Request) -> Credential {
        if let Some(value) = request.header("authorization") {
            let token = value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")).unwrap_or("");
            return match world.user_tokens.get(token) {
                Some(Some(user)) => Credential::UserToken(*user),
                Some(None) => Credential::Revoked,
                None if token == self.options.token => Credential::ReadToken,
                None if self.options.accept_any_credential && !token.is_empty() => Credential::ReadToken,
                None => Credential::Wrong,
            };
        }
        match pairs(&request.query).0.get("api_key") {
            Some(key) if *key == self.options.key => Credential::Key,
            Some(key) if self.options.accept_any_credential && !key.is_empty() => Credential::Key,
            Some(_) => Credential::Wrong,
            None => Credential::None,
        }
    }

    fn read(&self, request: &Request) -> Call {
        let (query, repeated) = pairs(&request.query);
        let content_type = request.header("content-type").unwrap_or("");
        let is_form = content_type.starts_with("application/x-www-form-urlencoded");
        let text = String::from_utf8_lossy(&request.body);
        let body = if request.body.is_empty() {
            Body::Empty
        } else if content_type.contains("json") || request.path.starts_with("/sandbox/") {
            // The control addresses are for people with curl, which declares a form.
            serde_json::from_slice(&request.body).map_or(Body::Unusable, Body::Json)
        } else {
            Body::Unusable
        };
        Call {
            method: request.method.clone(),
            path: clean_path(&request.path),
            query,
            repeated,
            body,
            form: if is_form { pairs(&text).0 } else { BTreeMap::new() },
            credential: Credential::None,
            now: self.clock.now(),
            base_url: self.base_url(),
            refuse_half: false,
        }
    }

    /// Adds what every answer has: date, caching, validator, compression.
    fn encode(&self, outcome: Outcome, request: &Request) -> Response {
        let mut response = Response::new(outcome.status, outcome.content_type, outcome.body);
        let mut header = |name: &str, value: String| response.headers.push((name.to_owned(), value));
        let seconds = u64::try_from(self.clock.now().millis() / 1000).unwrap_or(0);
        // A fault may bring a date of its own: a server whose clock is wrong.
        if !outcome.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("date")) {
            header("Date", httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds)));
        }
        header("Server", "flixir-sandbox".to_owned());
        header("Vary", "accept-encoding, Origin".to_owned());
        match outcome.cache {
            Cache::Public(seconds) => header("Cache-Control", format!("public, max-age={seconds}")),
            Cache::Private => header("Cache-Control", "private, no-store".to_owned()),
            Cache::Silent => {}
        }
        response.headers.extend(outcome.headers);
        let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
        if is_read && outcome.status == 200 && matches!(outcome.cache, Cache::Public(_)) {
            let tag = format!("W/\"{}\"", digest(&response.body));
            let known = request
                .header("if-none-match")
                .is_some_and(|tags| tags.split(',').any(|it| it.trim() == tag));
            response.headers.push(("ETag".to_owned(), tag));
            if known {
                response.status = 304;
                response.body.clear();
                response.headers.retain(|(name, _)| name != "Content-Type");
                return response;
            }
        }
        let takes_gzip = request.header("accept-encoding").is_some_and(|codings| codings.contains("gzip"));
        if takes_gzip && outcome.content_type == JSON && !response.body.is_empty() {
            response.body = routes::gzip(&response.body);
            response.headers.push(("Content-Encoding".to_owned(), "gzip".to_owned()));
        }
        response
    }
}

/// Returns whether a path is one of the API, which has a limit; web pages and exports are other hosts at TMDB.
fn is_of_the_api(path: &str) -> bool {
    path.starts_with("/3/") || path.starts_with("/4/")
}

/// Returns what the edge cache takes for one address. Accounts don't share answers here.
fn edge_address(call: &Call, request: &Request, plan: &Plan) -> String {
    let account = request.header("authorization").unwrap_or("");
    match plan.stale {
        Some((_, true)) => format!("{} {} {account}", call.path, call.get("page").unwrap_or("1")),
        _ => format!("{}?{} {account}", request.path, request.query),
    }
}

/// Returns a fingerprint of a body (FNV-1a), for its validator.
fn digest(body: &[u8]) -> String {
    let hash = body.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    hex(hash, 32)
}

const SECRETS: [&str; 7] =
    ["api_key", "session_id", "guest_session_id", "request_token", "access_token", "password", "redirect_to"];

fn redacted_query(query: &BTreeMap<String, String>) -> Value {
    let shown = query.iter().map(|(key, value)| {
        let hidden = SECRETS.contains(&key.as_str());
        (key.clone(), json!(if hidden { "***" } else { value }))
    });
    Value::Object(shown.collect())
}

fn redacted_body(body: &Body) -> Value {
    match body {
        Body::Empty => Value::Null,
        Body::Unusable => json!("(not JSON)"),
        Body::Json(value) => {
            let mut value = value.clone();
            if let Some(object) = value.as_object_mut() {
                for (_, secret) in object.iter_mut().filter(|(key, _)| SECRETS.contains(&key.as_str())) {
                    *secret = json!("***");
                }
            }
            value
        }
    }
}
