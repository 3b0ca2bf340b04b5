//! Tests of the sandbox over real sockets, with a bare HTTP client and a clock that tests move by hand.

mod accounts;
mod control;
mod faults;
mod lists3;
mod lists4;
mod logging_in;
mod titles;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Options, Sandbox};
use crate::domain::Timestamp;
use crate::ports::Clock;

/// A clock that stops until a test moves it. A thread that sleeps wakes up when the clock has been moved far enough.
pub(super) struct ManualClock {
    passed: Mutex<Duration>,
    moved: Condvar,
}

impl ManualClock {
    fn new() -> Arc<Self> {
        Arc::new(Self { passed: Mutex::default(), moved: Condvar::new() })
    }

    pub(super) fn advance(&self, span: Duration) {
        *self.passed.lock().unwrap() += span;
        self.moved.notify_all();
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap().plus(self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn sleep(&self, span: Duration) {
        let passed = self.passed.lock().unwrap();
        let until = *passed + span;
        // The real time limit lets a forgotten sleeper end with its test.
        drop(self.moved.wait_timeout_while(passed, Duration::from_secs(20), |passed| *passed < until));
    }
}

pub(super) struct Fixture {
    pub(super) sandbox: Sandbox,
    pub(super) clock: Arc<ManualClock>,
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The HTTP status and TMDB's code.
    pub(super) fn codes(&self) -> (u16, u64) {
        (self.status, self.json()["status_code"].as_u64().unwrap_or(0))
    }
}

/// Sends bytes and returns whatever comes until the connection closes.
pub(super) fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset ends the answer as well.
    drop(stream.read_to_end(&mut answer));
    answer
}

pub(super) fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: sandbox\r\n");
    for (name, value) in headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    if !body.is_empty() {
        head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    format!("{head}\r\n{body}").into_bytes()
}

pub(super) fn parse(bytes: &[u8]) -> Option<Got> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Some(Got { status, headers, body: bytes[end + 4..].to_vec() })
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json;charset=utf-8");

impl Fixture {
    pub(super) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(super) fn with(options: Options) -> Self {
        let clock = ManualClock::new();
        let sandbox = Sandbox::start(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        Self { sandbox, clock }
    }

    pub(super) fn with_fault(rule: &str) -> Self {
        let fixture = Self::new();
        fixture.fault(rule);
        fixture
    }

    pub(super) fn fault(&self, rule: &str) -> u64 {
        self.sandbox.add_fault(super::Fault::parse(rule).unwrap())
    }

    pub(super) fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        exchange(self.sandbox.address(), &request(method, target, headers, body))
    }

    pub(super) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Got {
        let bytes = self.raw(method, target, headers, body);
        parse(&bytes).unwrap_or_else(|| panic!("no answer to {method} {target}: {bytes:?}"))
    }

    fn keyed(&self, target: &str) -> String {
        let joint = if target.contains('?') { '&' } else { '?' };
        format!("{target}{joint}api_key={}", self.sandbox.key())
    }

    /// A GET with the v3 key.
    pub(super) fn get(&self, target: &str) -> Got {
        self.send("GET", &self.keyed(target), &[], "")
    }

    /// A call with the v3 key and a JSON body (none where it is null).
    pub(super) fn call(&self, method: &str, target: &str, body: &Value) -> Got {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &self.keyed(target), &[JSON], &body)
    }

    /// A call with a bearer and a JSON body (none where it is null).
    pub(super) fn bearer(&self, token: &str, method: &str, target: &str, body: &Value) -> Got {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let bearer = format!("Bearer {token}");
        self.send(method, target, &[("Authorization", &bearer), JSON], &body)
    }

    pub(super) fn form(&self, target: &str, body: &str) -> Got {
        self.send("POST", target, &[FORM], body)
    }

    /// Logs in with v3 as this account; returns the session.
    pub(super) fn session_of(&self, account: Option<&str>) -> String {
        let token =
            self.get("/3/authentication/token/new").json()["request_token"].as_str().unwrap().to_owned();
        assert_eq!(self.sandbox.approve_newest(account).unwrap(), token);
        let opened = self.call("POST", "/3/authentication/session/new", &json!({"request_token": token}));
        opened.json()["session_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn session(&self) -> String {
        self.session_of(None)
    }

    /// Logs in with v4; returns the user token and the account's object id.
    pub(super) fn user_of(&self, account: Option<&str>) -> (String, String) {
        let app = self.sandbox.token().to_owned();
        let asked = self.bearer(&app, "POST", "/4/auth/request_token", &json!({})).json();
        let token = asked["request_token"].as_str().unwrap().to_owned();
        assert_eq!(self.sandbox.approve_newest(account).unwrap(), token);
        let got = self.bearer(&app, "POST", "/4/auth/access_token", &json!({"request_token": token})).json();
        let field = |key: &str| got[key].as_str().unwrap().to_owned();
        (field("access_token"), field("account_id"))
    }

    pub(super) fn user(&self) -> (String, String) {
        self.user_of(None)
    }

    /// Makes a v3 list; returns its number.
    pub(super) fn list(&self, session: &str, name: &str) -> u64 {
        let made = self.call("POST", &format!("/3/list?session_id={session}"), &json!({"name": name}));
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["list_id"].as_u64().unwrap()
    }

    pub(super) fn effects(&self, kind: &str) -> usize {
        self.sandbox.effects().iter().filter(|effect| effect["effect"] == kind).count()
    }
}

pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn two_accounts() -> Options {
    Options { accounts: vec!["ann".to_owned(), "bo".to_owned()], ..Options::default() }
}
