//! A temporary home, a sandbox and a clock that moves only when told, or when somebody sleeps.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flixir::app::{self, Surroundings};
use flixir::domain::{Secret, Timestamp};
use flixir::output::{Buffer, StreamParts};
use flixir::ports::{Clock, NoProbe, Probe, Prompt, Secrets, SecretsError};
use flixir::sandbox::{Fault, Options, Sandbox};
use serde_json::{Value, json};

/// Movies that the sandbox knows.
pub(crate) const FILMS: [u64; 6] = [603, 11, 12, 550, 680, 13];
/// A show that it knows.
pub(crate) const SHOW: u64 = 1399;
/// No movie of the sandbox has this number.
pub(crate) const UNKNOWN: u64 = 999_999_001;

/// A clock that moves only when somebody sleeps, or when a test moves it.
#[derive(Debug)]
pub(crate) struct TestClock {
    start: Timestamp,
    passed: Mutex<Duration>,
    /// Moves the wall clock and not the monotonic one.
    shift_ms: Mutex<i64>,
}

impl TestClock {
    fn new() -> Self {
        let start = Timestamp::parse_rfc3339("2026-11-01T12:00:00Z").unwrap();
        Self { start, passed: Mutex::default(), shift_ms: Mutex::default() }
    }

    pub(crate) fn advance(&self, seconds: u64) {
        *self.passed.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// Puts the wall clock forward or, with a negative number, back.
    pub(crate) fn put(&self, seconds: i64) {
        *self.shift_ms.lock().unwrap() += seconds * 1000;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let shift = *self.shift_ms.lock().unwrap();
        Timestamp::from_millis(self.start.plus(self.elapsed()).millis() + shift)
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn sleep(&self, span: Duration) {
        *self.passed.lock().unwrap() += span;
    }
}

/// A keyring with nothing in it.
#[derive(Debug)]
struct EmptyKeyring;

impl Secrets for EmptyKeyring {
    fn get(&self, _name: &str) -> Result<Option<Secret>, SecretsError> {
        Ok(None)
    }

    fn set(&self, _name: &str, _secret: &Secret) -> Result<(), SecretsError> {
        Ok(())
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Ok(())
    }
}

/// A person at a terminal who gives one answer to everything.
#[derive(Debug)]
struct Person {
    is_there: bool,
    says: bool,
}

impl Prompt for Person {
    fn is_interactive(&self) -> bool {
        self.is_there
    }

    fn confirm(&self, _question: &str) -> flixir::Result<bool> {
        Ok(self.says)
    }

    fn line(&self, question: &str) -> flixir::Result<String> {
        panic!("asked: {question}")
    }

    fn secret(&self, question: &str) -> flixir::Result<Option<Secret>> {
        panic!("asked: {question}")
    }

    fn choose(&self, question: &str, _choices: &[String]) -> flixir::Result<Option<usize>> {
        panic!("asked: {question}")
    }
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(&self, code: u8) -> &Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Returns the document on standard output.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Asserts success; returns `data`.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        self.exits(0).document()["data"].clone()
    }

    /// Returns the one error line as an object; everything else on standard error is no JSON.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let lines: Vec<&str> = self.stderr.lines().filter(|line| line.starts_with('{')).collect();
        let [line] = lines[..] else { panic!("not one error line: {self:#?}") };
        let document: Value = serde_json::from_str(line).unwrap();
        let error = &document["error"];
        assert_eq!(keys(&document), ["error"], "{line}");
        assert_eq!(keys(error), ["details", "message", "retry_after", "type"], "{line}");
        assert!(error["details"].is_object() && !error["message"].as_str().unwrap().is_empty(), "{line}");
        assert!(error["retry_after"].is_null() || error["retry_after"].is_u64(), "{line}");
        error.clone()
    }

    /// Asserts exit code and error type; returns the error.
    #[track_caller]
    pub(crate) fn fails(&self, code: u8, kind: &str) -> Value {
        self.exits(code);
        let error = self.error();
        assert_eq!(error["type"], kind, "{self:#?}");
        error
    }
}

/// Returns an object's keys, sorted.
#[track_caller]
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Asserts that an object has these keys at least.
#[track_caller]
pub(crate) fn has_keys(value: &Value, names: &[&str]) {
    let keys = keys(value);
    for name in names {
        assert!(keys.contains(name), "no '{name}' in {value}");
    }
}

/// Where commands are typed: what they need of a world.
pub(crate) struct Seat {
    environment: BTreeMap<String, String>,
    clock: Option<Arc<dyn Clock>>,
    person: Option<bool>,
    interrupted: Arc<AtomicBool>,
}

impl Seat {
    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
    }

    /// Runs a command with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Ran {
        self.run(&[arguments, &["--json"]].concat(), "", Arc::new(NoProbe))
    }

    fn run(&self, arguments: &[&str], stdin: &str, probe: Arc<dyn Probe>) -> Ran {
        let (stdout, stderr) = (Buffer::default(), Buffer::default());
        let is_there = self.person.is_some();
        let streams = StreamParts {
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stdout_is_terminal: false,
            stderr_is_terminal: is_there,
            stdin_is_terminal: is_there,
            width: Box::new(|| None),
        };
        let surroundings = Surroundings {
            stdin: Box::new(std::io::Cursor::new(stdin.to_owned())),
            clock: self.clock.clone(),
            keyring: Some(Arc::new(EmptyKeyring)),
            prompt: Some(Arc::new(Person { is_there, says: self.person.unwrap_or(false) })),
            probe,
            interrupted: Arc::clone(&self.interrupted),
            ..Surroundings::of(self.environment.clone(), streams)
        };
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let code = app::run(arguments, surroundings);
        Ran { code, stdout: stdout.text(), stderr: stderr.text() }
    }
}

/// Lets another process act once, when a command has come to a point.
struct Beside {
    point: &'static str,
    other: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Probe for Beside {
    fn reached(&self, point: &'static str) {
        if point == self.point
            && let Some(other) = self.other.lock().unwrap().take()
        {
            other();
        }
    }
}

/// The surroundings of a test's runs.
pub(crate) struct World {
    pub(crate) home: tempfile::TempDir,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) environment: BTreeMap<String, String>,
    /// Whether somebody sits at the terminal, and what they say.
    pub(crate) person: Option<bool>,
}

impl World {
    /// A machine with both application credentials' worth of TMDB, where nobody is logged in.
    pub(crate) fn nobody() -> Self {
        Self::with(Options { accounts: vec!["ada".into(), "bob".into()], ..Options::default() })
    }

    fn with(options: Options) -> Self {
        let clock = Arc::new(TestClock::new());
        let sandbox = Sandbox::start(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut world =
            Self { home, clock, sandbox: Arc::new(sandbox), environment: BTreeMap::new(), person: None };
        let (home, base) = (world.home.path().to_str().unwrap().to_owned(), world.sandbox.base_url());
        for (name, value) in [("HOME", &home), ("TMDB_BASE_URL", &base), ("TMDB_WEB_URL", &base)] {
            world.set(name, value);
        }
        world
    }

    /// Ada with a v3 session in the environment.
    pub(crate) fn v3() -> Self {
        let mut world = Self::nobody();
        world.use_v3("ada");
        world
    }

    /// Ada with a v4 user token and a session in the environment.
    pub(crate) fn v4() -> Self {
        let mut world = Self::nobody();
        world.use_v4("ada");
        world
    }

    /// The same where TMDB filters spam.
    pub(crate) fn with_spam_filter() -> Self {
        let options =
            Options { accounts: vec!["ada".into(), "bob".into()], spam_filter: true, ..Options::default() };
        let mut world = Self::with(options);
        world.use_v4("ada");
        world
    }

    /// Puts a new v3 session into the environment.
    pub(crate) fn use_v3(&mut self, user: &str) {
        let login = self.sandbox.log_in(Some(user)).unwrap();
        self.environment.remove("TMDB_USER_TOKEN");
        self.environment.remove("TMDB_ACCESS_TOKEN");
        let key = self.sandbox.key().to_owned();
        self.set("TMDB_API_KEY", &key);
        self.set("TMDB_SESSION_ID", login["session_id"].as_str().unwrap());
    }

    /// Puts a new v4 login into the environment.
    pub(crate) fn use_v4(&mut self, user: &str) {
        let login = self.sandbox.log_in(Some(user)).unwrap();
        let token = self.sandbox.token().to_owned();
        self.set("TMDB_ACCESS_TOKEN", &token);
        self.set("TMDB_SESSION_ID", login["session_id"].as_str().unwrap());
        self.set("TMDB_USER_TOKEN", login["user_token"].as_str().unwrap());
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Puts a fault in use.
    pub(crate) fn fault(&self, rule: &str) {
        self.sandbox.add_fault(Fault::parse(rule).unwrap());
    }

    /// Ends every session of a user at TMDB.
    pub(crate) fn end_sessions(&self, user: &str) {
        self.sandbox.log_out(Some(user)).unwrap();
    }

    /// Runs a command without terminal and standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.feed(arguments, "")
    }

    /// Runs a command with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Ran {
        let mut all = arguments.to_vec();
        all.push("--json");
        self.feed(&all, "")
    }

    /// Runs a command line, with something on standard input.
    pub(crate) fn feed(&self, arguments: &[&str], stdin: &str) -> Ran {
        self.go(arguments, stdin, true)
    }

    /// Runs a command line by the clock that the product would use, so that `FLIXIR_NOW` counts.
    pub(crate) fn by_own_clock(&self, arguments: &[&str]) -> Ran {
        self.go(arguments, "", false)
    }

    /// Runs a command line; when it comes to `point`, another process does something.
    pub(crate) fn beside(
        &self,
        arguments: &[&str],
        point: &'static str,
        other: impl FnOnce(&Seat) + Send + 'static,
    ) -> Ran {
        let seat = self.seat(true);
        let there = Seat { interrupted: Arc::clone(&seat.interrupted), ..self.seat(true) };
        let other = Mutex::new(Some(Box::new(move || other(&there)) as Box<dyn FnOnce() + Send>));
        seat.run(arguments, "", Arc::new(Beside { point, other }))
    }

    fn go(&self, arguments: &[&str], stdin: &str, by_our_clock: bool) -> Ran {
        self.seat(by_our_clock).run(arguments, stdin, Arc::new(NoProbe))
    }

    fn seat(&self, by_our_clock: bool) -> Seat {
        Seat {
            environment: self.environment.clone(),
            clock: by_our_clock.then(|| Arc::clone(&self.clock) as Arc<dyn Clock>),
            person: self.person,
            interrupted: Arc::default(),
        }
    }

    /// Makes a list online; returns its number on TMDB.
    #[track_caller]
    pub(crate) fn make(&self, name: &str) -> u64 {
        self.json(&["lists", "create", name]).data()["id"].as_u64().unwrap()
    }

    /// Makes a list online with movies on it, as the person would.
    #[track_caller]
    pub(crate) fn make_with(&self, name: &str, films: &[u64]) -> u64 {
        let id = self.make(name);
        self.add(name, films).exits(0);
        id
    }

    /// Puts movies on a list.
    pub(crate) fn add(&self, list: &str, films: &[u64]) -> Ran {
        let items: Vec<String> = films.iter().map(|id| format!("movie:{id}")).collect();
        let mut arguments = vec!["lists", "add", list];
        arguments.extend(items.iter().map(String::as_str));
        self.json(&arguments)
    }

    /// The command's data with `queue ls` and these options.
    #[track_caller]
    pub(crate) fn queue(&self, options: &[&str]) -> Vec<Value> {
        let mut arguments = vec!["queue", "ls"];
        arguments.extend(options);
        self.json(&arguments).data().as_array().unwrap().clone()
    }

    /// The only operation that waits or failed.
    #[track_caller]
    pub(crate) fn only(&self) -> Value {
        let operations = self.queue(&[]);
        let [operation] = &operations[..] else { panic!("not one operation: {operations:#?}") };
        operation.clone()
    }

    /// Runs `queue retry` until nothing is left or `rounds` are over, with time for every wait in between.
    #[track_caller]
    pub(crate) fn drain(&self, rounds: usize) -> Ran {
        for _ in 0..rounds {
            let ran = self.json(&["queue", "retry"]);
            if ran.document()["meta"]["remaining"] == 0 {
                return ran;
            }
            self.clock.advance(700);
        }
        panic!("work is left after {rounds} rounds: {:#?}", self.queue(&[]));
    }

    /// How many requests have reached TMDB.
    pub(crate) fn requests(&self) -> usize {
        self.sandbox.log().len()
    }

    /// Requests that would write, after the first `since`.
    pub(crate) fn writes(&self, since: usize) -> Vec<String> {
        let is_write =
            |entry: &Value| entry["method"] != "GET" || entry["path"].as_str().unwrap().ends_with("/clear");
        let line = |entry: &Value| {
            format!("{} {}", entry["method"].as_str().unwrap(), entry["path"].as_str().unwrap())
        };
        self.sandbox.log()[since..].iter().filter(|entry| is_write(entry)).map(line).collect()
    }

    /// Lists on TMDB, by any account.
    pub(crate) fn remote_lists(&self) -> Vec<Value> {
        self.sandbox.state()["lists"].as_array().unwrap().clone()
    }

    /// The list of that number on TMDB.
    #[track_caller]
    pub(crate) fn remote(&self, id: u64) -> Value {
        let lists = self.remote_lists();
        lists
            .iter()
            .find(|list| list["id"] == id)
            .unwrap_or_else(|| panic!("no list {id} in {lists:#?}"))
            .clone()
    }

    /// Names of the items on a list on TMDB, in order.
    #[track_caller]
    pub(crate) fn remote_items(&self, id: u64) -> Vec<String> {
        names(&self.remote(id)["items"])
    }

    /// Effects of this name so far.
    pub(crate) fn effects(&self, name: &str) -> usize {
        self.sandbox.effects().iter().filter(|effect| effect["effect"] == name).count()
    }

    /// The list as `lists show` gives it, from the mirror.
    #[track_caller]
    pub(crate) fn shown(&self, list: &str) -> Value {
        self.json(&["lists", "show", list, "--offline"]).data()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Seconds from now to a time in JSON.
    #[track_caller]
    pub(crate) fn seconds_until(&self, time: &Value) -> i64 {
        (parse_time(time).millis() - self.now().millis()) / 1000
    }
}

/// Reads a time as the contract writes it.
#[track_caller]
pub(crate) fn parse_time(time: &Value) -> Timestamp {
    let text = time.as_str().unwrap_or_else(|| panic!("no time: {time}"));
    assert!(text.ends_with('Z'), "not in UTC: {text}");
    Timestamp::parse_rfc3339(text).unwrap_or_else(|| panic!("not RFC 3339: {text}"))
}

/// `media_type:id` of every element, in order.
#[track_caller]
pub(crate) fn names(items: &Value) -> Vec<String> {
    let name = |item: &Value| format!("{}:{}", item["media_type"].as_str().unwrap(), item["id"]);
    items.as_array().unwrap().iter().map(name).collect()
}

/// Every outcome of `data`, in order.
#[track_caller]
pub(crate) fn outcomes(ran: &Ran) -> Vec<String> {
    let document = ran.document();
    let rows = document["data"].as_array().unwrap();
    rows.iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
}

/// Counts as the contract writes them, for `add`.
pub(crate) fn add_counts(added: u64, already_present: u64, queued: u64, failed: u64) -> Value {
    json!({"added": added, "already_present": already_present, "queued": queued, "failed": failed})
}

/// Counts as the contract writes them, for `remove`.
pub(crate) fn remove_counts(removed: u64, not_present: u64, queued: u64, failed: u64) -> Value {
    json!({"removed": removed, "not_present": not_present, "queued": queued, "failed": failed})
}
