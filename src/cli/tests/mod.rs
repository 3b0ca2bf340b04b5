//! Whole commands in process: own clock, home, keyring and browser, a sandbox for TMDB, streams in buffers.

mod api;
mod around;
mod browse;
mod cache;
mod catalog;
mod discover;
#[cfg(target_os = "linux")]
mod exits;
mod filters;
mod info;
mod live;
mod nonsense;
mod recorded;
mod schemas;
mod search;
mod transfer;
mod upkeep;
#[cfg(target_os = "linux")]
mod views;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::app::{self, Surroundings};
use crate::domain::{Secret, Timestamp};
use crate::output::{Buffer, StreamParts};
use crate::ports::{
    Browser, Clock, Disk, Entropy, Machine, ProgramOutput, Prompt, Secrets, SecretsError, Transport,
};
use crate::sandbox::faults::Substitute;
use crate::sandbox::{Action, Fault, Options, Sandbox};

/// Time that passes only when told to.
struct OwnClock {
    now: Mutex<Timestamp>,
    elapsed: Mutex<Duration>,
}

impl OwnClock {
    fn advance(&self, span: Duration) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus(span);
        *self.elapsed.lock().unwrap() += span;
    }
}

impl Clock for OwnClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }

    fn sleep(&self, span: Duration) {
        self.advance(span);
    }
}

/// An empty keyring that counts how often it is asked.
#[derive(Default)]
struct CountingKeyring(AtomicUsize);

impl Secrets for CountingKeyring {
    fn get(&self, _name: &str) -> Result<Option<Secret>, SecretsError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(None)
    }

    fn set(&self, _name: &str, _secret: &Secret) -> Result<(), SecretsError> {
        Ok(())
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Ok(())
    }
}

#[derive(Default)]
struct RecordingBrowser(Mutex<Vec<String>>);

impl Browser for RecordingBrowser {
    fn open(&self, url: &str) -> bool {
        self.0.lock().unwrap().push(url.to_owned());
        true
    }
}

/// Chance that is the same in every run.
#[derive(Default)]
struct Sequence(AtomicUsize);

impl Sequence {
    fn next(&self) -> u128 {
        self.0.fetch_add(1, Ordering::Relaxed) as u128 + 1
    }
}

impl Entropy for Sequence {
    fn fraction(&self) -> f64 {
        0.5
    }

    fn time_ordered_id(&self, now: Timestamp) -> String {
        let time = format!("{:012x}", now.millis());
        format!("{}-{}-7000-8000-{:012x}", &time[..8], &time[8..], self.next())
    }

    fn token(&self) -> String {
        // An odd factor makes neighboring ids differ in their first letters.
        format!("{:032x}", self.next().wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
    }
}

/// A machine with a crontab, and a lot of free space unless set otherwise.
#[derive(Default)]
struct OwnMachine {
    /// `None` where this user has none.
    crontab: Mutex<Option<String>>,
    /// What was run, a line each.
    ran: Mutex<Vec<String>>,
    /// Programs that fail, with what they say.
    broken: Mutex<BTreeMap<String, String>>,
    disk: Mutex<Disk>,
    /// What the resolver says; the host itself where it is unset.
    resolved: Mutex<Option<Result<Vec<String>, std::io::ErrorKind>>>,
}

impl Machine for OwnMachine {
    fn disk(&self, _path: &Path) -> Disk {
        self.disk.lock().unwrap().clone()
    }

    fn resolve(&self, host: &str, _port: u16) -> std::io::Result<Vec<String>> {
        match &*self.resolved.lock().unwrap() {
            None => Ok(vec![host.to_owned()]),
            Some(Ok(found)) => Ok(found.clone()),
            Some(Err(kind)) => Err((*kind).into()),
        }
    }

    fn run(&self, program: &str, arguments: &[&str], input: &str) -> std::io::Result<ProgramOutput> {
        self.ran.lock().unwrap().push(format!("{program} {}", arguments.join(" ")));
        let failed = |stderr: &str| ProgramOutput { stderr: stderr.to_owned(), ..ProgramOutput::default() };
        if let Some(said) = self.broken.lock().unwrap().get(program) {
            return Ok(failed(said));
        }
        let done = ProgramOutput { success: true, ..ProgramOutput::default() };
        let mut crontab = self.crontab.lock().unwrap();
        Ok(match (program, arguments) {
            ("crontab", ["-l"]) => match &*crontab {
                Some(text) => ProgramOutput { stdout: text.clone(), ..done },
                None => failed("no crontab for ada"),
            },
            ("crontab", ["-"]) => {
                *crontab = Some(input.to_owned());
                done
            }
            _ => done,
        })
    }

    fn executable(&self) -> Option<PathBuf> {
        Some("/usr/bin/flixir".into())
    }
}

/// What a command left behind.
#[derive(Debug)]
struct Ran {
    code: u8,
    stdout: String,
    stderr: String,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The error line's `type`.
    #[track_caller]
    fn error(&self) -> String {
        let line: Value = serde_json::from_str(self.stderr.lines().last().unwrap()).unwrap();
        line["error"]["type"].as_str().unwrap().to_owned()
    }
}

/// A folder whose path is equally long in every run: tables that show it are cut alike.
fn short_folder() -> tempfile::TempDir {
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix("ada").rand_bytes(6);
    if cfg!(unix) { builder.tempdir_in("/tmp") } else { builder.tempdir() }.unwrap()
}

/// Every command that runs something, as typed after `flixir`.
pub(super) fn commands() -> Vec<String> {
    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        if !command.has_subcommands() {
            found.push(path.to_owned());
        }
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            leaves(inner, format!("{path} {}", inner.get_name()).trim_start(), found);
        }
    }
    let mut found = Vec::new();
    leaves(&super::args::command(), "", &mut found);
    found
}

/// Splits a line as a shell would, as far as examples and tests go; pipes and redirections end it.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (None, '|' | '<' | '>') => break,
            (None, ' ') => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), letter) if open == letter => quote = None,
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// A machine with flixir on it, and a TMDB.
struct World {
    home: tempfile::TempDir,
    clock: Arc<OwnClock>,
    sandbox: Sandbox,
    keyring: Arc<CountingKeyring>,
    browser: Arc<RecordingBrowser>,
    machine: Arc<OwnMachine>,
    entropy: Arc<Sequence>,
    environment: BTreeMap<String, String>,
    /// Stands in for the network.
    transport: Option<Arc<dyn Transport>>,
    /// What stands on standard input where a test says nothing else.
    typed: String,
    /// Whether a signal has come already.
    interrupted: Arc<AtomicBool>,
    /// Which one.
    signal: Arc<AtomicUsize>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::new(OwnClock {
            now: Mutex::new(Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap()),
            elapsed: Mutex::new(Duration::ZERO),
        });
        let sandbox = Sandbox::start(Options::default(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let home = short_folder();
        let environment = BTreeMap::from([
            ("HOME".to_owned(), home.path().display().to_string()),
            ("TMDB_BASE_URL".to_owned(), sandbox.base_url()),
            ("TMDB_WEB_URL".to_owned(), sandbox.base_url()),
            ("TMDB_EXPORTS_URL".to_owned(), sandbox.base_url()),
            ("TMDB_API_KEY".to_owned(), sandbox.key().to_owned()),
            // What is installed on this machine must not matter.
            ("XDG_DATA_DIRS".to_owned(), home.path().join("share").display().to_string()),
        ]);
        Self {
            home,
            clock,
            sandbox,
            keyring: Arc::default(),
            browser: Arc::default(),
            machine: Arc::default(),
            entropy: Arc::default(),
            environment,
            transport: None,
            typed: String::new(),
            interrupted: Arc::default(),
            signal: Arc::default(),
        }
    }

    /// A world with a v3 session in its environment.
    fn logged_in() -> Self {
        let mut world = Self::new();
        let session = world.sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
        world.environment.insert("TMDB_SESSION_ID".to_owned(), session);
        world
    }

    /// A world with a v4 login in its environment.
    fn with_v4() -> Self {
        let mut world = Self::new();
        let login = world.sandbox.log_in(None).unwrap();
        let text = |key: &str| login[key].as_str().unwrap().to_owned();
        world.environment.insert("TMDB_SESSION_ID".to_owned(), text("session_id"));
        world.environment.insert("TMDB_USER_TOKEN".to_owned(), text("user_token"));
        world
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with("", arguments)
    }

    fn run_with(&self, stdin: &str, arguments: &[&str]) -> Ran {
        self.run_as(None, stdin, None, arguments)
    }

    /// Runs a command line that a person types who answers what is asked.
    fn run_by(&self, person: Arc<dyn Prompt>, arguments: &[&str]) -> Ran {
        self.run_as(None, "", Some(person), arguments)
    }

    /// Runs a command line whose output and messages a terminal of this width shows; through pipes where there is none.
    fn run_at(&self, width: Option<usize>, stdin: &str, arguments: &[&str]) -> Ran {
        self.run_as(width, stdin, None, arguments)
    }

    fn run_as(
        &self,
        width: Option<usize>,
        stdin: &str,
        prompt: Option<Arc<dyn Prompt>>,
        arguments: &[&str],
    ) -> Ran {
        let (stdout, stderr) = (Buffer::default(), Buffer::default());
        let streams = StreamParts {
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stdout_is_terminal: width.is_some(),
            stderr_is_terminal: width.is_some(),
            stdin_is_terminal: false,
            width: Box::new(move || width),
        };
        let surroundings = Surroundings {
            stdin: Box::new(std::io::Cursor::new(stdin.to_owned().into_bytes())),
            clock: Some(Arc::clone(&self.clock) as Arc<dyn Clock>),
            entropy: Arc::clone(&self.entropy) as Arc<dyn Entropy>,
            interrupted: Arc::clone(&self.interrupted),
            signal: Arc::clone(&self.signal),
            transport: self.transport.clone(),
            keyring: Some(Arc::clone(&self.keyring) as Arc<dyn Secrets>),
            browser: Some(Arc::clone(&self.browser) as Arc<dyn Browser>),
            machine: Some(Arc::clone(&self.machine) as Arc<dyn Machine>),
            prompt,
            ..Surroundings::of(self.environment.clone(), streams)
        };
        let code = app::run(arguments.iter().map(Into::into).collect(), surroundings);
        Ran { code, stdout: stdout.text(), stderr: stderr.text() }
    }

    fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn fault(&self, rule: &str) {
        self.sandbox.add_fault(Fault::parse(rule).unwrap());
    }

    /// Answers requests to `path` with this body.
    fn answer(&self, path: &str, body: &Value) {
        let substitute = Substitute {
            status: 200,
            content_type: "application/json;charset=utf-8",
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
            applied: false,
        };
        self.sandbox.add_fault(Fault::new(None, path, Action::Answer(Box::new(substitute))));
    }

    /// How many requests TMDB has seen.
    fn requests(&self) -> usize {
        self.sandbox.log().len()
    }
}
