//! Where a command meets a fault: a sandbox, a clock and a copy of a prepared home, made again for every meeting.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flixir::app::{self, Surroundings};
use flixir::domain::Timestamp;
use flixir::output::{Buffer, StreamParts};
use flixir::ports::{Browser, Clock, Prompt, Secrets};
use flixir::sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::commands::Line;
use crate::support::{Answers, MemoryKeyring, TestBrowser, raw};
use crate::weather::Kind;

/// How old everything stored is when a command meets a fault: older than any lifetime.
const LATER: Duration = Duration::from_hours(3);

/// Which credentials, and so which of TMDB's two APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Api {
    V3,
    V4,
}

/// A clock that moves when somebody sleeps, or, where asked for, by itself.
#[derive(Debug, Default)]
pub(crate) struct MatrixClock {
    passed: Mutex<Duration>,
    shift_ms: Mutex<i64>,
    /// Since when it moves by itself.
    running: Mutex<Option<Instant>>,
}

impl MatrixClock {
    fn reset(&self) {
        *self.passed.lock().unwrap() = Duration::ZERO;
        *self.shift_ms.lock().unwrap() = 0;
        *self.running.lock().unwrap() = None;
    }

    pub(crate) fn advance(&self, span: Duration) {
        *self.passed.lock().unwrap() += span;
    }

    #[expect(clippy::disallowed_methods, reason = "a slow answer is slow by the machine's clock")]
    fn run(&self, runs: bool) {
        let passed = self.elapsed();
        *self.passed.lock().unwrap() = passed;
        *self.running.lock().unwrap() = runs.then(Instant::now);
    }
}

impl Clock for MatrixClock {
    fn now(&self) -> Timestamp {
        let start = Timestamp::parse_rfc3339("2026-11-01T12:00:00Z").unwrap();
        Timestamp::from_millis(start.plus(self.elapsed()).millis() + *self.shift_ms.lock().unwrap())
    }

    fn elapsed(&self) -> Duration {
        let running = *self.running.lock().unwrap();
        *self.passed.lock().unwrap() + running.map_or(Duration::ZERO, |since| since.elapsed())
    }

    #[expect(clippy::disallowed_methods, reason = "a slow answer is slow by the machine's clock")]
    fn sleep(&self, span: Duration) {
        let runs = self.running.lock().unwrap().is_some();
        if runs {
            std::thread::sleep(span);
        } else {
            self.advance(span);
        }
    }
}

/// What a run left.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The error's type, where standard error holds a line that tells one.
    pub(crate) fn kind(&self) -> Option<String> {
        let line = self.stderr.lines().find(|line| line.starts_with('{'))?;
        let document: Value = serde_json::from_str(line).ok()?;
        Some(document["error"]["type"].as_str()?.to_owned())
    }
}

/// What is on TMDB, as far as a command may change it, and how it got there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remote {
    pub(crate) state: Value,
    /// Effects by name, without logins.
    pub(crate) effects: BTreeMap<String, usize>,
}

/// Everything about one meeting.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) ran: Ran,
    /// Before the command, after it, and after the fault was lifted and the queue delivered.
    pub(crate) start: Remote,
    pub(crate) end: Remote,
    /// What is left in the queue then.
    pub(crate) left: Vec<Value>,
    /// Requests that reached TMDB.
    pub(crate) requests: usize,
    /// How long the command took by its own clock.
    pub(crate) took: Duration,
}

/// A worker's place.
pub(crate) struct Bench {
    clock: Arc<MatrixClock>,
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    templates: BTreeMap<Api, PathBuf>,
    count: usize,
}

/// One machine: a home and what is in its environment.
struct Machine<'a> {
    bench: &'a Bench,
    environment: BTreeMap<String, String>,
    keyring: Arc<MemoryKeyring>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(MatrixClock::default());
        let options = Options { accounts: vec!["ada".into(), "bob".into()], ..Options::default() };
        let sandbox = Sandbox::start(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self { clock, sandbox, folder, templates: BTreeMap::new(), count: 0 }
    }

    /// Puts the sandbox into the state that every meeting begins with; returns ada's login.
    fn begin(&self) -> Value {
        self.clock.reset();
        self.sandbox.come_back().unwrap();
        self.sandbox.reset();
        let login = self.sandbox.log_in(Some("ada")).unwrap();
        for (name, items) in
            [("Films", vec!["movie:603", "movie:11", "movie:550"]), ("Other", vec!["movie:12", "movie:603"])]
        {
            let edit = json!({"do": "create", "as": "ada", "name": name, "items": items});
            self.sandbox.edit_list(&edit).unwrap();
        }
        let session = login["session_id"].as_str().unwrap();
        let post = |path: &str, body: Value| {
            let key = self.sandbox.key();
            let (host, body) = (self.sandbox.address().to_string(), body.to_string());
            let request = format!(
                "POST /3/{path}?api_key={key}&session_id={session} HTTP/1.1\r\nHost: {host}\r\nContent-Type: \
                 application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let (status, _, said) = raw(&host, &request);
            assert!(status == 200 || status == 201, "{status} {said}");
        };
        let account = login["account_id"].as_u64().unwrap();
        for (collection, flag) in [("favorite", "favorite"), ("watchlist", "watchlist")] {
            post(
                &format!("account/{account}/{collection}"),
                json!({"media_type": "movie", "media_id": 603, flag: true}),
            );
        }
        post("movie/603/rating", json!({"value": 7.5}));
        login
    }

    fn environment(&self, home: &Path, api: Api, login: Option<&Value>) -> BTreeMap<String, String> {
        let base = self.sandbox.base_url();
        let mut pairs = vec![
            ("HOME", home.to_str().unwrap().to_owned()),
            ("PATH", "/usr/bin:/bin".to_owned()),
            ("TMDB_BASE_URL", base.clone()),
            ("TMDB_WEB_URL", base.clone()),
            ("TMDB_EXPORTS_URL", base),
        ];
        pairs.push(match api {
            Api::V3 => ("TMDB_API_KEY", self.sandbox.key().to_owned()),
            Api::V4 => ("TMDB_ACCESS_TOKEN", self.sandbox.token().to_owned()),
        });
        if let Some(login) = login {
            pairs.push(("TMDB_SESSION_ID", login["session_id"].as_str().unwrap().to_owned()));
            if api == Api::V4 {
                pairs.push(("TMDB_USER_TOKEN", login["user_token"].as_str().unwrap().to_owned()));
            }
        }
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Makes the home of somebody who has looked at everything.
    fn template(&mut self, api: Api) -> PathBuf {
        if let Some(path) = self.templates.get(&api) {
            return path.clone();
        }
        let home = self.folder.path().join(format!("template-{api:?}"));
        std::fs::create_dir_all(&home).unwrap();
        let login = self.begin();
        let environment = self.environment(&home, api, Some(&login));
        let machine = Machine { bench: self, environment, keyring: Arc::default() };
        for line in [
            &["lists", "ls"][..],
            &["lists", "show", "Films"],
            &["lists", "show", "Other"],
            &["lists", "stats"],
            &["favorites", "ls"],
            &["watchlist", "ls"],
            &["ratings", "ls"],
            &["search", "matrix"],
            &["discover", "movie", "--genre", "drama"],
            &["movies", "popular"],
            &["tv", "popular"],
            &["info", "movie:603", "movie:680", "movie:13", "tv:1399"],
            &["reviews", "movie:603"],
            &["similar", "movie:603"],
            &["recommended", "movie:603"],
            &["series", "movie:603"],
            &["credits", "movie:603"],
            &["episodes", "tv:1399"],
            &["providers", "--region", "US"],
            &["api", "GET", "/movie/603"],
        ] {
            let ran = machine.run(line);
            assert_eq!(ran.code, 0, "{line:?}: {ran:#?}");
        }
        let own = self.folder.path().join("own");
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("items.csv"), "tmdb_id,media_type,title\n680,movie,Pulp Fiction\n").unwrap();
        std::fs::write(own.join("films.list"), "# name: Films\nmovie:603\nmovie:11\nmovie:550\nmovie:680\n")
            .unwrap();
        self.templates.insert(api, home.clone());
        home
    }

    /// Lets a command meet a fault; `is_stored` says whether what it needs was looked at before.
    pub(crate) fn meet(&mut self, line: &Line, kind: Kind, api: Api, is_stored: bool) -> Option<Meeting> {
        if kind == Kind::DiskFull && (line.is_about_login() || line.path == "sandbox") {
            // The program itself would look into this machine's keyring, or never end.
            return None;
        }
        let template = is_stored.then(|| self.template(api));
        self.count += 1;
        let home = self.folder.path().join(format!("home-{}", self.count));
        match template {
            Some(template) => copy(&template, &home),
            None => std::fs::create_dir_all(&home).unwrap(),
        }
        let met = self.meet_in(line, kind, api, &home);
        allow_writing(&home);
        std::fs::remove_dir_all(&home).unwrap();
        met
    }

    fn meet_in(&self, line: &Line, kind: Kind, api: Api, home: &Path) -> Option<Meeting> {
        let login = self.begin();
        let elsewhere =
            self.sandbox.edit_list(&json!({"do": "create", "as": "ada", "name": "Elsewhere"})).unwrap();
        self.clock.advance(LATER);
        let environment = self.environment(home, api, (!line.is_about_login()).then_some(&login));
        let mut machine = Machine { bench: self, environment, keyring: Arc::default() };
        for before in line.before {
            let ran = machine.run(before);
            assert_eq!(ran.code, 0, "{before:?}: {ran:#?}");
        }
        let waiting = if line.rest.contains(&"{id}") {
            let rows: Value = serde_json::from_str(&machine.run(&["queue", "ls"]).stdout).unwrap();
            rows["data"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned()
        } else {
            String::new()
        };
        let own = self.folder.path().join("own");
        let mut words: Vec<String> = line.path.split(' ').map(str::to_owned).collect();
        words.extend(line.rest.iter().map(|word| {
            word.replace("{id}", &waiting)
                .replace("{folder}", own.to_str().unwrap())
                .replace("{elsewhere}", &elsewhere.to_string())
        }));
        if kind.is_slow() {
            words.extend(["--timeout".to_owned(), "1".to_owned()]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();

        let calm = machine.environment.clone();
        let start = self.remote();
        let begun = self.clock.elapsed();
        let asked = self.sandbox.log().len();
        if !machine.suffer(kind, home) {
            return None;
        }
        let ran = if kind == Kind::DiskFull { machine.run_without_room(&words) } else { machine.run(&words) };
        let took = self.clock.elapsed().saturating_sub(begun);
        let requests = self.sandbox.log().len() - asked;

        self.lift(kind, home);
        machine.environment = calm;
        if !line.is_about_login() && ran.kind().as_deref() == Some("session_expired") {
            let login = self.sandbox.log_in(Some("ada")).unwrap();
            machine.environment = self.environment(home, api, Some(&login));
        }
        let left = if line.writes() { machine.deliver() } else { Vec::new() };
        Some(Meeting { ran, start, end: self.remote(), left, requests, took })
    }

    fn lift(&self, kind: Kind, home: &Path) {
        self.clock.run(false);
        self.sandbox.clear_faults();
        self.sandbox.release();
        self.sandbox.come_back().unwrap();
        if kind == Kind::ReadOnly {
            obey_modes(false);
            allow_writing(home);
        }
    }

    fn remote(&self) -> Remote {
        let mut state = self.sandbox.state();
        strip(&mut state);
        let mut effects = BTreeMap::new();
        for effect in self.sandbox.effects() {
            let name = effect["effect"].as_str().unwrap();
            if !name.contains("session") && !name.contains("token") {
                *effects.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        Remote { state, effects }
    }
}

impl Machine<'_> {
    /// Brings the fault about; false where that can't be done here.
    fn suffer(&mut self, kind: Kind, home: &Path) -> bool {
        let bench = self.bench;
        if let Some(rule) = kind.rule() {
            bench.sandbox.add_fault(rule);
        }
        match kind {
            Kind::Refused => bench.sandbox.go_down(),
            Kind::Slow(_) => bench.clock.run(true),
            Kind::Clock(seconds) => *bench.clock.shift_ms.lock().unwrap() += seconds * 1000,
            Kind::NoSuchHost => {
                // Too long for a name: no resolver needs to be asked, so that the test stays on this machine.
                let address = format!("https://{}.invalid", "a".repeat(70));
                for name in ["TMDB_BASE_URL", "TMDB_WEB_URL", "TMDB_EXPORTS_URL"] {
                    self.environment.insert(name.to_owned(), address.clone());
                }
            }
            Kind::Blocked(variable) => {
                let file = home.join("in-the-way");
                std::fs::write(&file, "").unwrap();
                let path = file.join("flixir").to_str().unwrap().to_owned();
                self.environment.insert(variable.to_owned(), path);
            }
            Kind::ReadOnly => return forbid_writing(home),
            Kind::NoHome => drop(self.environment.remove("HOME")),
            Kind::NewHome => {
                let path = home.join("new/home").to_str().unwrap().to_owned();
                self.environment.insert("HOME".to_owned(), path);
            }
            _ => {}
        }
        true
    }

    /// Delivers what waits; returns what is left.
    fn deliver(&self) -> Vec<Value> {
        for _ in 0..8 {
            let ran = self.run(&["queue", "retry"]);
            let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
            if document["meta"]["remaining"] == 0 || ran.code == 4 {
                break;
            }
            self.bench.clock.advance(Duration::from_secs(700));
        }
        let ran = self.run(&["queue", "ls"]);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        document["data"].as_array().cloned().unwrap_or_default()
    }

    fn run(&self, words: &[&str]) -> Ran {
        let (stdout, stderr) = (Buffer::default(), Buffer::default());
        let streams = StreamParts {
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
            width: Box::new(|| None),
        };
        let browser = TestBrowser::new(|page| crate::support::try_to_approve(page, "ada"));
        let surroundings = Surroundings {
            clock: Some(Arc::clone(&self.bench.clock) as Arc<dyn Clock>),
            keyring: Some(Arc::clone(&self.keyring) as Arc<dyn Secrets>),
            prompt: Some(Arc::<Answers>::default() as Arc<dyn Prompt>),
            browser: Some(browser as Arc<dyn Browser>),
            // A server of one's own runs until it is told to stop.
            interrupted: Arc::new(AtomicBool::new(words[0] == "sandbox")),
            ..Surroundings::of(self.environment.clone(), streams)
        };
        let mut arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        arguments.push("--json".into());
        let code = app::run(arguments, surroundings);
        Ran { code, stdout: stdout.text(), stderr: stderr.text() }
    }

    /// Runs the program itself where no file may grow.
    fn run_without_room(&self, words: &[&str]) -> Ran {
        let now = self.bench.clock.now().to_string();
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
            .arg(assert_cmd::cargo::cargo_bin!("flixir"))
            .args(words)
            .arg("--json")
            .env_clear()
            .envs(&self.environment)
            .env("FLIXIR_NOW", now)
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().map_or(255, |code| u8::try_from(code).unwrap()),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Takes out what differs from run to run.
fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for key in ["created_at", "updated_at", "added_at", "sessions", "user_tokens"] {
                object.remove(key);
            }
            object.values_mut().for_each(strip);
        }
        Value::Array(rows) => rows.iter_mut().for_each(strip),
        _ => {}
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(&source, &target).unwrap();
        }
    }
}

fn walk(folder: &Path, act: &mut dyn FnMut(&Path, bool)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, act);
        } else {
            act(&path, false);
        }
    }
    act(folder, true);
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Removes the permission to write; false if that has no effect.
#[cfg(unix)]
fn forbid_writing(home: &Path) -> bool {
    walk(home, &mut |path, is_folder| set_mode(path, if is_folder { 0o555 } else { 0o444 }));
    obey_modes(true);
    let is_bound = std::fs::write(home.join("probe"), "").is_err();
    if !is_bound {
        obey_modes(false);
    }
    is_bound
}

/// Makes file modes apply to this thread, and those that it starts, even if root runs the tests; or ends that.
#[cfg(target_os = "linux")]
fn obey_modes(obeys: bool) {
    use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
    let mut sets = capabilities(None).unwrap();
    let beyond_modes = sets.permitted & CapabilitySet::DAC_OVERRIDE;
    sets.effective.set(beyond_modes, !obeys);
    set_capabilities(None, sets).unwrap();
}

#[cfg(not(target_os = "linux"))]
fn obey_modes(_obeys: bool) {}

#[cfg(unix)]
fn allow_writing(home: &Path) {
    set_mode(home, 0o755);
    walk(home, &mut |path, is_folder| set_mode(path, if is_folder { 0o755 } else { 0o644 }));
}

#[cfg(not(unix))]
fn forbid_writing(_home: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn allow_writing(_home: &Path) {}
