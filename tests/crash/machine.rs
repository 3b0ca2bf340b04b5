//! A machine of its own for the real program: a home with a login, and a sandbox in this process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use flixir::adapters::system::SystemClock;
use flixir::domain::Timestamp;
use flixir::ports::Clock;
use flixir::sandbox::{Fault, Options, Sandbox};
use flixir::store::State;
use serde_json::Value;

#[cfg(target_os = "linux")]
use crate::trace::wrapped;

pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A home with a v4 login, and a sandbox in this process.
pub(crate) struct Machine {
    pub(crate) home: tempfile::TempDir,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sandbox: Sandbox,
    login: Value,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(None));
        let sandbox = Sandbox::start(options, Arc::clone(&clock)).unwrap();
        let login = sandbox.log_in(None).unwrap();
        Self { home: tempfile::tempdir().unwrap(), clock, sandbox, login }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub(crate) fn profile(&self) -> PathBuf {
        fs::read_dir(self.data()).unwrap();
        find(&self.data(), "state.db").parent().unwrap().to_owned()
    }

    pub(crate) fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.home.path())
            .env("FLIXIR_DATA_DIR", self.data())
            .env("FLIXIR_CACHE_DIR", self.home.path().join("cache"))
            .env("FLIXIR", assert_cmd::cargo::cargo_bin!("flixir"))
            .env("TMDB_BASE_URL", self.sandbox.base_url())
            .env("TMDB_API_KEY", self.sandbox.key())
            .env("TMDB_SESSION_ID", self.login["session_id"].as_str().unwrap())
            .env("TMDB_USER_TOKEN", self.login["user_token"].as_str().unwrap())
            .stdin(Stdio::null())
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("flixir"));
        self.surround(command.args(arguments));
        command
    }

    #[track_caller]
    pub(crate) fn run(&self, code: i32, arguments: &[&str]) -> Value {
        said(code, self.command(arguments).arg("--json").output().unwrap())
    }

    /// Runs a command at a time that lies so far ahead.
    #[track_caller]
    pub(crate) fn later(&self, ahead: Duration, code: i32, arguments: &[&str]) -> Value {
        let now: Timestamp = self.clock.now().plus(ahead);
        said(code, self.command(arguments).arg("--json").env("FLIXIR_NOW", now.to_string()).output().unwrap())
    }

    pub(crate) fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Begins a command, and kills it when its request is held by the sandbox.
    pub(crate) fn kill_under_way(&self, rule: &str, arguments: &[&str]) {
        let rule = self.sandbox.add_fault(Fault::parse(rule).unwrap());
        let mut child = self.begin(arguments);
        assert!(self.sandbox.wait_for_held(1, PATIENCE), "rule {rule}: the request came");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Changes on TMDB by name, those of logins left out.
    pub(crate) fn effects(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for effect in self.sandbox.effects() {
            let name = effect["effect"].as_str().unwrap();
            if !name.contains("session") && !name.contains("token") {
                *counts.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        counts
    }

    pub(crate) fn statuses(&self) -> Vec<String> {
        let rows = self.run(0, &["queue", "ls", "--all"]);
        let rows = rows["data"].as_array().unwrap();
        rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn is_whole(&self) -> bool {
        State::open(&self.profile()).unwrap().integrity().unwrap().is_empty()
    }
}

/// A copy of a machine's home, which a command may be hurt in; TMDB is the same.
#[cfg(target_os = "linux")]
pub(crate) struct HomeCopy<'a> {
    machine: &'a Machine,
    home: tempfile::TempDir,
}

#[cfg(target_os = "linux")]
impl<'a> HomeCopy<'a> {
    pub(crate) fn of(machine: &'a Machine) -> Self {
        let home = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-r").arg(machine.data()).arg(home.path()).status().unwrap();
        assert!(copied.success());
        Self { machine, home }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.machine.command(arguments);
        command
            .arg("--json")
            .env("FLIXIR_DATA_DIR", self.home.path().join("data"))
            .env("FLIXIR_CACHE_DIR", self.home.path().join("cache"));
        command
    }

    /// Runs a command that ends well.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Value {
        said(0, self.command(arguments).output().unwrap())
    }

    /// Delivers at a time that lies so far ahead.
    #[track_caller]
    pub(crate) fn retry_later(&self, ahead: Duration) {
        let now = self.machine.clock.now().plus(ahead).to_string();
        said(0, self.command(&["queue", "retry"]).env("FLIXIR_NOW", now).output().unwrap());
    }

    /// Runs a command whose `calls` of the kernel are tampered with, as strace's `inject` says: of those on files of the queue
    /// only, or of all. Returns how it ended, and whether any call was hit.
    pub(crate) fn hurt(
        &self,
        arguments: &[&str],
        calls: &str,
        inject: &str,
        of_the_queue: bool,
    ) -> (Output, bool) {
        let record = self.home.path().join("record");
        let (trace, inject) = (format!("trace={calls}"), format!("inject={inject}"));
        let mut options = vec!["-e", &trace, "-e", &inject];
        // What happens to a cache is another matter. A path need not exist yet to be watched.
        let folder = find(&self.home.path().join("data"), "state.db").parent().unwrap().to_owned();
        let files = ["state.db", "state.db-wal"].map(|name| folder.join(name));
        let paths: Vec<PathBuf> = std::iter::once(folder).chain(files).collect();
        for path in paths.iter().filter(|_| of_the_queue) {
            options.extend(["-P", path.to_str().unwrap()]);
        }
        let mut traced = wrapped(&self.command(arguments), &options, &record);
        let output = traced.stdin(Stdio::null()).output().unwrap();
        let seen = fs::read_to_string(&record).unwrap_or_default();
        (output, seen.contains("(INJECTED)") || seen.contains("SIGKILL"))
    }
}

pub(crate) fn find(folder: &Path, name: &str) -> PathBuf {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                return path;
            }
        }
    }
    panic!("no {name}");
}

#[track_caller]
pub(crate) fn said(code: i32, output: Output) -> Value {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    let text = if code == 0 || !out.trim().is_empty() { out } else { err };
    serde_json::from_str(text.trim()).unwrap_or(Value::Null)
}
