//! Whole commands in process: own clock, home, keyring and browser, a sandbox for TMDB, streams in buffers.

mod api;
mod browse;
mod cache;
mod catalog;
mod info;
mod live;
mod nonsense;
mod schemas;
mod search;
mod transfer;
mod upkeep;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::app::{self, Surroundings};
use crate::domain::{Secret, Timestamp};
use crate::output::StreamParts;
use crate::ports::{Browser, Clock, Disk, Machine, ProgramOutput, Prompt, Secrets, SecretsError};
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

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
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

/// A machine with a crontab, and plenty of room unless told otherwise.
#[derive(Default)]
struct OwnMachine {
    /// `None` where this user has none.
    crontab: Mutex<Option<String>>,
    /// What was run, a line each.
    ran: Mutex<Vec<String>>,
    /// Programs that fail, with what they say.
    broken: Mutex<BTreeMap<String, String>>,
    disk: Mutex<Disk>,
}

impl Machine for OwnMachine {
    fn disk(&self, _path: &Path) -> Disk {
        self.disk.lock().unwrap().clone()
    }

    fn resolve(&self, host: &str, _port: u16) -> std::io::Result<Vec<String>> {
        Ok(vec![host.to_owned()])
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

/// A machine with flixir on it, and a TMDB.
struct World {
    home: tempfile::TempDir,
    clock: Arc<OwnClock>,
    sandbox: Sandbox,
    keyring: Arc<CountingKeyring>,
    browser: Arc<RecordingBrowser>,
    machine: Arc<OwnMachine>,
    environment: BTreeMap<String, String>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::new(OwnClock {
            now: Mutex::new(Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap()),
            elapsed: Mutex::new(Duration::ZERO),
        });
        let sandbox = Sandbox::start(Options::default(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let home = tempfile::tempdir().unwrap();
        let environment = BTreeMap::from([
            ("HOME".to_owned(), home.path().display().to_string()),
            ("TMDB_BASE_URL".to_owned(), sandbox.base_url()),
            ("TMDB_WEB_URL".to_owned(), sandbox.base_url()),
            ("TMDB_EXPORTS_URL".to_owned(), sandbox.base_url()),
            ("TMDB_API_KEY".to_owned(), sandbox.key().to_owned()),
        ]);
        Self {
            home,
            clock,
            sandbox,
            keyring: Arc::default(),
            browser: Arc::default(),
            machine: Arc::default(),
            environment,
        }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with("", arguments)
    }

    fn run_with(&self, stdin: &str, arguments: &[&str]) -> Ran {
        self.run_as(stdin, None, arguments)
    }

    /// Runs with a person at the terminal.
    fn run_at(&self, person: Arc<dyn Prompt>, arguments: &[&str]) -> Ran {
        self.run_as("", Some(person), arguments)
    }

    fn run_as(&self, stdin: &str, prompt: Option<Arc<dyn Prompt>>, arguments: &[&str]) -> Ran {
        let (stdout, stderr) = (Buffer::default(), Buffer::default());
        let streams = StreamParts {
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
            width: None,
        };
        let surroundings = Surroundings {
            stdin: Box::new(std::io::Cursor::new(stdin.to_owned().into_bytes())),
            clock: Some(Arc::clone(&self.clock) as Arc<dyn Clock>),
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
