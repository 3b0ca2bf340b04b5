//! A temporary home, a sandbox, and stand-ins for the person: keyring, terminal, browser, clock. For every test binary
//! that runs whole commands in process.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flixir::adapters::callback::LoopbackCallbacks;
use flixir::adapters::http::HttpTransport;
use flixir::adapters::run_locks::FileLocks;
use flixir::adapters::secret_file::SecretFile;
use flixir::adapters::system::SystemEntropy;
use flixir::app::{self, Surroundings};
use flixir::domain::{Change, Hold, ListFields, Secret, Timestamp};
use flixir::output::{Buffer, StreamParts};
use flixir::ports::{
    Browser, Clipboard, Clock, Editor, NoPace, NoProbe, NoProgress, Prompt, Secrets, SecretsError,
    Unreachable, Voice,
};
use flixir::sandbox::{Options, Sandbox};
use flixir::services::{Context, ContextParts, Talk};
use flixir::settings::{GlobalOptions, Settings};
use flixir::store::{AccountRow, NewOperation, State};
use serde_json::Value;

/// A clock that moves only when somebody sleeps.
#[derive(Debug)]
pub(crate) struct TestClock {
    start: Timestamp,
    passed: Mutex<Duration>,
}

impl TestClock {
    fn new() -> Self {
        let start = Timestamp::parse_rfc3339("2026-11-01T12:00:00Z").unwrap();
        Self { start, passed: Mutex::new(Duration::ZERO) }
    }

    pub(crate) fn advance(&self, span: Duration) {
        *self.passed.lock().unwrap() += span;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.start.plus(self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn sleep(&self, span: Duration) {
        self.advance(span);
    }
}

/// A keyring in memory, which can be unreachable.
#[derive(Debug, Default)]
pub(crate) struct MemoryKeyring {
    entries: Mutex<BTreeMap<String, Secret>>,
    broken: Mutex<Option<Unreachable>>,
}

impl MemoryKeyring {
    pub(crate) fn entry(&self, profile: &str) -> Option<Value> {
        let entries = self.entries.lock().unwrap();
        entries.get(profile).map(|text| serde_json::from_str(text.expose()).unwrap())
    }

    pub(crate) fn break_with(&self, why: Option<Unreachable>) {
        *self.broken.lock().unwrap() = why;
    }

    fn look(&self) -> Result<(), SecretsError> {
        match *self.broken.lock().unwrap() {
            Some(why) => Err(SecretsError {
                why,
                message: format!("the test's keyring is out of reach ({why:?})"),
                cause: None,
            }),
            None => Ok(()),
        }
    }
}

impl Secrets for MemoryKeyring {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        self.look()?;
        Ok(self.entries.lock().unwrap().get(name).cloned())
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        self.look()?;
        self.entries.lock().unwrap().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.look()?;
        self.entries.lock().unwrap().remove(name);
        Ok(())
    }
}

/// A person at a terminal, with their answers in order; without answers there is no terminal.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    interactive: bool,
    given: Mutex<VecDeque<String>>,
    pub(crate) questions: Mutex<Vec<String>>,
}

impl Answers {
    pub(crate) fn of(answers: &[&str]) -> Arc<Self> {
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        Arc::new(Self { interactive: true, given: Mutex::new(answers), ..Self::default() })
    }

    fn next(&self, question: &str) -> String {
        self.questions.lock().unwrap().push(question.to_owned());
        self.given.lock().unwrap().pop_front().unwrap_or_else(|| panic!("no answer to: {question}"))
    }
}

impl Prompt for Answers {
    fn is_interactive(&self) -> bool {
        self.interactive
    }

    fn confirm(&self, question: &str) -> flixir::Result<bool> {
        Ok(self.next(question) == "yes")
    }

    fn line(&self, question: &str) -> flixir::Result<String> {
        Ok(self.next(question))
    }

    fn secret(&self, question: &str) -> flixir::Result<Option<Secret>> {
        Ok(Secret::new(&self.next(question)))
    }

    fn choose(&self, question: &str, _choices: &[String]) -> flixir::Result<Option<usize>> {
        Ok(self.next(question).parse().ok())
    }
}

/// Remembers what was said.
#[derive(Debug, Default)]
pub(crate) struct Heard(Mutex<String>);

impl Heard {
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Voice for Heard {
    fn note(&self, text: &str) {
        self.announce(text);
    }

    fn announce(&self, text: &str) {
        self.0.lock().unwrap().push_str(text);
    }
}

type Act = dyn Fn(&str) -> bool + Send + Sync;

/// A browser: does with the approval page what the test says, before it returns.
pub(crate) struct TestBrowser {
    act: Box<Act>,
    pub(crate) opened: Mutex<Vec<String>>,
}

impl TestBrowser {
    pub(crate) fn new(act: impl Fn(&str) -> bool + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { act: Box::new(act), opened: Mutex::default() })
    }

    /// A machine without one.
    pub(crate) fn none() -> Arc<Self> {
        Self::new(|_| false)
    }

    /// Decides on the page and follows the redirect back, as browsers do.
    pub(crate) fn deciding(decision: &'static str, user: &'static str) -> Arc<Self> {
        Self::new(move |page| {
            let back = decide(page, decision, user).expect("a redirect");
            assert_eq!(http("GET", &back, "").0, 200);
            true
        })
    }

    /// Decides on another machine: the redirect leads nowhere there.
    pub(crate) fn elsewhere(decision: &'static str, user: &'static str) -> Arc<Self> {
        Self::new(move |page| {
            decide(page, decision, user);
            false
        })
    }
}

impl Browser for TestBrowser {
    fn open(&self, url: &str) -> bool {
        self.opened.lock().unwrap().push(url.to_owned());
        (self.act)(url)
    }
}

/// A clipboard, or a machine without one.
#[derive(Debug, Default)]
pub(crate) struct TestClipboard {
    pub(crate) is_missing: AtomicBool,
    pub(crate) copied: Mutex<Vec<String>>,
}

impl Clipboard for TestClipboard {
    fn copy(&self, text: &str) -> bool {
        let is_there = !self.is_missing.load(Ordering::Relaxed);
        if is_there {
            self.copied.lock().unwrap().push(text.to_owned());
        }
        is_there
    }
}

type EditText = dyn Fn(&str) -> Option<String> + Send + Sync;

/// An editor: what it makes of a text is what the test says; `None` where it ends with a failure.
pub(crate) struct TestEditor {
    act: Box<EditText>,
    /// Command lines, and what was shown.
    pub(crate) opened: Mutex<Vec<(String, String)>>,
}

impl TestEditor {
    pub(crate) fn new(act: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { act: Box::new(act), opened: Mutex::default() })
    }
}

impl Editor for TestEditor {
    fn edit(&self, command: &str, file: &std::path::Path) -> std::io::Result<bool> {
        let text = std::fs::read_to_string(file)?;
        let made = (self.act)(&text);
        self.opened.lock().unwrap().push((command.to_owned(), text));
        if let Some(made) = &made {
            std::fs::write(file, made)?;
        }
        Ok(made.is_some())
    }
}

/// Submits the form of an approval page; returns where the browser is sent.
pub(crate) fn decide(page: &str, decision: &str, user: &str) -> Option<String> {
    let (status, head, body) = http("POST", page, &format!("decision={decision}&as={user}"));
    assert!(status == 303 || status == 200, "{status} {head} {body}");
    header(&head, "location")
}

pub(crate) fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Approves as far as the server lets one, and follows the redirect back where there is one.
pub(crate) fn try_to_approve(page: &str, user: &str) -> bool {
    let Some((host, path)) = page.strip_prefix("http://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let body = format!("decision=approve&as={user}");
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(host) else { return false };
    let mut answer = String::new();
    if stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_string(&mut answer)).is_err() {
        return false;
    }
    if let Some(back) = header(&answer, "location").filter(|back| back.starts_with("http://127.0.0.1")) {
        http("GET", &back, "");
    }
    true
}

/// One exchange with a server on this machine: status, head, body.
pub(crate) fn http(method: &str, url: &str, body: &str) -> (u16, String, String) {
    let rest = url.strip_prefix("http://").expect("an http address");
    let (host, path) =
        rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, path.to_owned()));
    raw(
        host,
        &format!(
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
    )
}

/// Sends bytes as they are.
pub(crate) fn raw(host: &str, bytes: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(host).expect("a listener");
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    (status, head.to_owned(), body.to_owned())
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Asserts success and returns the document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.document()
    }

    /// Returns the document, whatever the exit code.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts success.
    #[track_caller]
    pub(crate) fn fails_not(&self) {
        assert_eq!(self.code, 0, "{self:?}");
    }

    /// Asserts the exit code and returns the type in the JSON error line.
    #[track_caller]
    pub(crate) fn fails(&self, code: u8) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.error()["type"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self
            .stderr
            .lines()
            .find(|line| line.starts_with("{\"error\""))
            .unwrap_or_else(|| panic!("{self:?}"));
        serde_json::from_str::<Value>(line).unwrap()["error"].clone()
    }
}

/// The parts of a run that differ from test to test.
pub(crate) struct Visit {
    pub(crate) browser: Arc<TestBrowser>,
    pub(crate) prompt: Arc<Answers>,
    pub(crate) editor: Arc<TestEditor>,
    pub(crate) stdin: String,
    pub(crate) interrupted: Arc<AtomicBool>,
}

impl Default for Visit {
    fn default() -> Self {
        Self {
            browser: TestBrowser::none(),
            prompt: Arc::default(),
            editor: TestEditor::new(|_| panic!("no editor was expected")),
            stdin: String::new(),
            interrupted: Arc::default(),
        }
    }
}

impl Visit {
    pub(crate) fn browser(browser: Arc<TestBrowser>) -> Self {
        Self { browser, ..Self::default() }
    }

    pub(crate) fn approving() -> Self {
        Self::browser(TestBrowser::deciding("approve", "ada"))
    }

    pub(crate) fn stdin(text: &str) -> Self {
        Self { stdin: text.to_owned(), ..Self::default() }
    }

    pub(crate) fn answers(mut self, answers: &[&str]) -> Self {
        self.prompt = Answers::of(answers);
        self
    }
}

/// The surroundings of a test's runs.
pub(crate) struct World {
    pub(crate) home: tempfile::TempDir,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) sandbox: Sandbox,
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) clipboard: Arc<TestClipboard>,
    pub(crate) environment: BTreeMap<String, String>,
}

impl World {
    /// A machine where nobody is logged in, with the API Read Access Token in the environment.
    pub(crate) fn with_token() -> Self {
        let mut world = Self::bare();
        let token = world.sandbox.token().to_owned();
        world.set("TMDB_ACCESS_TOKEN", &token);
        world
    }

    /// The same with the API key.
    pub(crate) fn with_key() -> Self {
        let mut world = Self::bare();
        let key = world.sandbox.key().to_owned();
        world.set("TMDB_API_KEY", &key);
        world
    }

    /// A machine without any credential.
    pub(crate) fn bare() -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::new());
        let options = Options { accounts: vec!["ada".to_owned(), "bob".to_owned()], ..Options::default() };
        let sandbox = Sandbox::start(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let mut world = Self {
            home,
            clock,
            sandbox,
            keyring: Arc::default(),
            clipboard: Arc::default(),
            environment: BTreeMap::new(),
        };
        let (home, base) = (world.home.path().to_str().unwrap().to_owned(), world.sandbox.base_url());
        for (name, value) in [("HOME", &home), ("TMDB_BASE_URL", &base), ("TMDB_WEB_URL", &base)] {
            world.set(name, value);
        }
        world
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.remove(name);
    }

    /// Runs a command without terminal, browser and standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.visit(arguments, Visit::default())
    }

    /// Runs a command line.
    pub(crate) fn visit(&self, arguments: &[&str], visit: Visit) -> Ran {
        let (stdout, stderr) = (Buffer::default(), Buffer::default());
        let interactive = visit.prompt.is_interactive();
        let streams = StreamParts {
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stdout_is_terminal: false,
            stderr_is_terminal: interactive,
            stdin_is_terminal: interactive,
            width: Box::new(|| None),
        };
        let surroundings = Surroundings {
            stdin: Box::new(std::io::Cursor::new(visit.stdin)),
            clock: Some(Arc::clone(&self.clock) as Arc<dyn Clock>),
            keyring: Some(Arc::clone(&self.keyring) as Arc<dyn Secrets>),
            prompt: Some(visit.prompt),
            browser: Some(visit.browser),
            clipboard: Some(Arc::clone(&self.clipboard) as Arc<dyn Clipboard>),
            editor: visit.editor,
            interrupted: visit.interrupted,
            ..Surroundings::of(self.environment.clone(), streams)
        };
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let code = app::run(arguments, surroundings);
        Ran { code, stdout: stdout.text(), stderr: stderr.text() }
    }

    /// What a service works with in this world.
    pub(crate) fn context(&self, visit: Visit) -> (Context, Talk, Arc<Heard>) {
        let settings = Settings::resolve(&GlobalOptions::default(), &self.environment).unwrap();
        let data = &settings.folders.data;
        let voice = Arc::new(Heard::default());
        let talk = Talk {
            prompt: visit.prompt,
            voice: Arc::clone(&voice) as Arc<dyn Voice>,
            browser: visit.browser,
            clipboard: Arc::clone(&self.clipboard) as Arc<dyn Clipboard>,
            editor: visit.editor,
            callbacks: Arc::new(LoopbackCallbacks),
            stdin: Mutex::new(Box::new(std::io::empty())),
        };
        let context = Context::new(ContextParts {
            machine: Arc::new(flixir::adapters::machine::LocalMachine),
            transport: Arc::new(HttpTransport::new(true)),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            entropy: Arc::new(SystemEntropy),
            progress: Arc::new(NoProgress),
            keyring: Arc::clone(&self.keyring) as Arc<dyn Secrets>,
            secret_file: Arc::new(SecretFile::new(data.join("logins"))),
            session_command: None,
            locks: Arc::new(FileLocks::new(settings.profile_folder().join("runs"))),
            pace: Arc::new(NoPace),
            redactor: Arc::default(),
            probe: Arc::new(NoProbe),
            interrupted: visit.interrupted,
            environment: self.environment.clone(),
            settings,
        });
        (context, talk, voice)
    }

    /// Logs in as `user`, from a browser on this machine.
    pub(crate) fn login(&self, user: &'static str) -> Value {
        let visit = Visit::browser(TestBrowser::deciding("approve", user));
        self.visit(&["auth", "login", "--json"], visit).json()["data"].clone()
    }

    /// The sandbox's sessions and user tokens that were opened and not closed.
    pub(crate) fn open_logins(&self) -> i64 {
        let effects = self.sandbox.effects();
        let count = |name: &str| {
            i64::try_from(effects.iter().filter(|effect| effect["effect"] == name).count()).unwrap()
        };
        count("open_session") + count("issue_user_token")
            - count("close_session")
            - count("revoke_user_token")
    }

    /// Requests of this method and path that reached the sandbox.
    pub(crate) fn requests(&self, method: &str, path: &str) -> usize {
        self.sandbox.log().iter().filter(|entry| entry["method"] == method && entry["path"] == path).count()
    }

    /// Time that has passed, for comparing two moments.
    pub(crate) fn seconds(&self) -> u64 {
        self.clock.elapsed().as_secs()
    }

    /// The test's time as scripts see it.
    pub(crate) fn now(&self) -> String {
        self.clock.now().to_string()
    }

    /// Ends every session and user token at TMDB, as people can on its web site.
    pub(crate) fn end_all_sessions(&self) {
        self.end_sessions_of("ada");
        self.end_sessions_of("bob");
    }

    pub(crate) fn end_sessions_of(&self, user: &str) {
        let host = self.sandbox.base_url().replace("http://", "");
        let body = format!("{{\"as\":\"{user}\"}}");
        let head = format!(
            "POST /sandbox/logout HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(raw(&host, &head).0, 200);
    }

    pub(crate) fn state(&self) -> State {
        State::open(&self.home.path().join(".local/share/flixir/profiles/default")).unwrap()
    }

    /// Puts a list with one waiting operation into the profile, as a command would have left it.
    pub(crate) fn leave_a_list_of(&self, account: u64) {
        let (account, now) = (account.to_string(), self.clock.now());
        let fields = ListFields { name: Some("Left behind".to_owned()), ..ListFields::default() };
        self.state()
            .write(|tx| {
                tx.add_list("list-1", &account, None, now)?;
                tx.append_operation(
                    &NewOperation {
                        id: "operation-1".to_owned(),
                        account: account.clone(),
                        list: "list-1".to_owned(),
                        change: Change::Create(fields),
                        group: None,
                        after: None,
                    },
                    now,
                )
            })
            .unwrap();
    }

    /// What holds ada's queue.
    pub(crate) fn hold_of_ada(&self) -> Option<Hold> {
        let is_ada = |account: &AccountRow| account.username.as_deref() == Some("ada");
        let ada = self.state().read(|tx| Ok(tx.accounts()?.into_iter().find(is_ada))).unwrap().unwrap();
        ada.held(self.clock.now()).map(|(hold, _)| hold)
    }

    /// Tells whether a text is in any file below the home.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        self.files()
            .iter()
            .any(|(_, content)| content.windows(text.len()).any(|piece| piece == text.as_bytes()))
    }

    /// Every file below the home, with its content.
    pub(crate) fn files(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        files_below(self.home.path())
    }
}

/// Every file below a folder, with its content.
pub(crate) fn files_below(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = std::fs::read(&path).unwrap();
                found.push((path, content));
            }
        }
    }
    found
}

/// Sets the flag that Ctrl-C sets.
pub(crate) fn interrupt(flag: &AtomicBool) {
    flag.store(true, Ordering::Relaxed);
}

/// Reads a fault rule in the sandbox's own grammar.
pub(crate) trait ParseFault {
    fn parse_fault(&self) -> flixir::sandbox::Fault;
}

impl ParseFault for str {
    fn parse_fault(&self) -> flixir::sandbox::Fault {
        flixir::sandbox::Fault::parse(self).unwrap()
    }
}
