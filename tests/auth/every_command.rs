//! No secret leaves by any command: the real program runs every command that the parser knows, with all logging on, and
//! whatever it prints or writes is searched. A new command that isn't in the table fails the test.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use flixir::adapters::system::SystemClock;
use flixir::ports::Clock;
use flixir::sandbox::{Fault, Options, Sandbox};
use serde_json::Value;

use crate::support::files_below;

/// Every command with arguments that make sense. `FILE` is a file to import, `LIST` one to apply, `ID` an operation, `OUT` a
/// file to write.
const COMMANDS: &[(&str, &[&str])] = &[
    ("lists create", &["Winter"]),
    ("lists add", &["Winter", "movie:603", "tt0068646"]),
    ("lists remove", &["Winter", "movie:11"]),
    ("lists ls", &["--refresh"]),
    ("lists show", &["Winter", "--refresh"]),
    ("lists edit", &["Winter", "--description", "Snow"]),
    ("lists clear", &["Winter", "--yes"]),
    ("lists contains", &["Winter", "movie:603"]),
    ("lists status", &["--dead"]),
    ("lists stats", &["Winter"]),
    ("lists share", &["Winter", "--copy"]),
    ("lists import", &["FILE", "--to", "Films", "--create", "--unmatched", "OUT"]),
    ("lists export", &["Winter", "--to", "imdb"]),
    ("lists apply", &["LIST"]),
    ("lists log", &[]),
    ("lists restore", &["Winter"]),
    ("lists link", &["Winter", "8500001"]),
    ("lists copy", &["Winter", "--all", "--to", "@watchlist"]),
    ("lists move", &["Winter", "movie:603", "--to", "@favorites"]),
    ("lists diff", &["Winter", "@watchlist"]),
    ("lists union", &["Winter", "@watchlist"]),
    ("lists intersect", &["Winter", "@rated"]),
    ("lists minus", &["Winter", "@favorites"]),
    ("lists sync", &[]),
    ("lists delete", &["Films", "--yes"]),
    ("favorites ls", &["--refresh"]),
    ("favorites add", &["603"]),
    ("favorites remove", &["603"]),
    ("watchlist ls", &["--refresh"]),
    ("watchlist add", &["--search", "fight club"]),
    ("watchlist remove", &["603"]),
    ("ratings ls", &["--refresh"]),
    ("ratings add", &["603", "8.5"]),
    ("ratings remove", &["603"]),
    ("search", &["matrix", "--refresh"]),
    ("discover", &["movie", "--person", "keanu reeves", "--provider", "9001", "--region", "US", "--refresh"]),
    ("movies", &["popular", "--refresh"]),
    ("tv", &["popular", "--refresh"]),
    ("info", &["movie:603", "tt0068646", "--refresh"]),
    ("reviews", &["movie:603", "--refresh"]),
    ("similar", &["movie:603", "--refresh"]),
    ("recommended", &["movie:603", "--refresh"]),
    ("series", &["movie:603", "--refresh"]),
    ("credits", &["movie:603", "--refresh"]),
    ("episodes", &["tv:1399", "--refresh"]),
    ("providers", &["--region", "US", "--refresh"]),
    ("api", &["GET", "/account", "--refresh"]),
    ("queue ls", &["--all"]),
    ("queue show", &["ID"]),
    ("queue retry", &["--now"]),
    ("queue adopt", &["--yes"]),
    ("queue cancel", &["ID"]),
    ("queue stats", &[]),
    ("queue prune", &[]),
    ("queue schedule", &[]),
    ("catalog update", &[]),
    ("catalog status", &[]),
    ("catalog clear", &[]),
    ("cache warm", &[]),
    ("cache stats", &[]),
    ("cache clear", &["--yes"]),
    ("status", &[]),
    ("config path", &[]),
    ("config ls", &[]),
    ("config get", &["auth.api_key"]),
    ("config set", &["language", "en-US"]),
    ("config unset", &["language"]),
    ("doctor", &[]),
    ("schema", &[]),
    ("completions", &["bash"]),
    ("auth login", &["--no-browser", "--wait", "1", "--insecure-storage"]),
    ("auth status", &["--check"]),
    ("auth token", &[]),
    ("auth logout", &[]),
];

/// These use a sandbox of their own, and their credentials are of no use elsewhere: the sandbox prints them on purpose.
const OWN_WORLDS: [&str; 2] = ["sandbox", "demo"];

/// The one command that prints a session.
const TELLS: &str = "auth token";

#[test]
fn every_command_is_in_the_table() {
    let mut known = BTreeSet::new();
    leaves(&flixir::cli::args::command(), "", &mut known);
    let listed: BTreeSet<String> =
        COMMANDS.iter().map(|(path, _)| *path).chain(OWN_WORLDS).map(str::to_owned).collect();
    assert_eq!(known, listed);
}

fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let path = format!("{path} {}", sub.get_name()).trim().to_owned();
        if sub.has_subcommands() {
            leaves(sub, &path, found);
        } else {
            found.insert(path);
        }
    }
}

/// Which credentials there are, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Login {
    /// The API key and a session, in the environment.
    KeyInEnvironment,
    /// The API Read Access Token, a user token and a session, in the environment.
    TokenInEnvironment,
    /// The API Read Access Token in the environment, and a login in a private file.
    TokenAndFile,
}

#[test]
fn no_command_tells_a_v3_login() {
    search_all(Login::KeyInEnvironment);
}

#[test]
fn no_command_tells_a_v4_login() {
    search_all(Login::TokenInEnvironment);
}

#[test]
fn no_command_tells_a_login_in_a_file() {
    search_all(Login::TokenAndFile);
}

fn search_all(login: Login) {
    let machine = Machine::new(login);
    for (path, arguments) in COMMANDS {
        // A login that has ended has no secrets any more.
        if *path == "auth logout" || (*path == "auth login" && login == Login::TokenAndFile) {
            continue;
        }
        machine.run(path, arguments);
    }
    machine.complete();
    machine.search_files();

    // The same commands, while TMDB fails in one way or another.
    for (at, fault) in ["*: 401", "*: 500", "*: html", "*: drop"].into_iter().enumerate() {
        machine.sandbox.clear_faults();
        machine.sandbox.add_fault(Fault::parse(fault).unwrap());
        machine.run_together(COMMANDS.iter().skip(at).step_by(4));
    }
    machine.sandbox.clear_faults();
    machine.sandbox.go_down();
    machine.run_together(COMMANDS.iter().skip(1).step_by(3));
    machine.sandbox.come_back().unwrap();
    machine.run("auth logout", &[]);
    machine.search_files();
}

struct Machine {
    home: tempfile::TempDir,
    sandbox: Sandbox,
    environment: Vec<(&'static str, String)>,
    secrets: Vec<String>,
    leaks: Mutex<Vec<String>>,
}

impl Machine {
    fn new(login: Login) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(None));
        let sandbox = Sandbox::start(Options::default(), clock).unwrap();
        let home = tempfile::tempdir().unwrap();
        let base = sandbox.base_url();
        let (key, token) = (sandbox.key().to_owned(), sandbox.token().to_owned());
        let mut environment = vec![
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("HOME", home.path().display().to_string()),
            ("TMDB_BASE_URL", base.clone()),
            ("TMDB_WEB_URL", base.clone()),
            ("TMDB_EXPORTS_URL", base),
        ];
        let mut secrets = vec![key.clone(), token.clone()];
        match login {
            Login::KeyInEnvironment => environment.push(("TMDB_API_KEY", key)),
            Login::TokenInEnvironment | Login::TokenAndFile => environment.push(("TMDB_ACCESS_TOKEN", token)),
        }
        if login != Login::TokenAndFile {
            let made = sandbox.log_in(None).unwrap();
            let secret = |name: &str| made[name].as_str().unwrap().to_owned();
            environment.push(("TMDB_SESSION_ID", secret("session_id")));
            secrets.push(secret("session_id"));
            if login == Login::TokenInEnvironment {
                environment.push(("TMDB_USER_TOKEN", secret("user_token")));
                secrets.push(secret("user_token"));
            }
        }
        let mut machine = Self { home, sandbox, environment, secrets, leaks: Mutex::default() };
        let config = machine.path(".config/flixir/config.toml");
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        std::fs::write(
            config,
            format!("[log]\nfile = '{}'\nformat = \"json\"\n", machine.path("flixir.log").display()),
        )
        .unwrap();
        let films = "Const,Title,Year\ntt0133093,The Matrix,1999\n,No such film,1900\n";
        std::fs::write(machine.path("films.csv"), films).unwrap();
        std::fs::write(machine.path("winter.list"), "# name: Winter\nmovie:603\n").unwrap();
        if login == Login::TokenAndFile {
            machine.log_in();
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("flixir"));
        command.args(arguments).env_clear().envs(self.environment.iter().cloned()).stdin(Stdio::null());
        command
    }

    /// Logs in as a person does whose browser is elsewhere, and learns what was given.
    fn log_in(&mut self) {
        let arguments =
            ["auth", "login", "--no-browser", "--insecure-storage", "-vv", "--log-format", "json"];
        let mut child =
            self.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut text = String::new();
        while !text.contains("auth/access?request_token=") {
            assert_ne!(said.read_line(&mut text).unwrap(), 0, "no address: {text}");
        }
        self.sandbox.approve_newest(None).unwrap();
        said.read_to_string(&mut text).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{text}");
        let told = self.command(&["auth", "token", "--json"]).output().unwrap();
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        for name in ["session_id", "user_token"] {
            self.secrets.push(told["data"][name].as_str().unwrap().to_owned());
        }
        self.search("auth login", "its messages", text.as_bytes());
        self.search("auth login", "its output", &output.stdout);
        self.tell();
    }

    /// The oldest operation there is.
    fn operation(&self) -> String {
        let listed = self.command(&["queue", "ls", "--all", "--jq", ".data[0].id"]).output().unwrap();
        String::from_utf8(listed.stdout).unwrap().trim().to_owned()
    }

    fn run(&self, path: &str, arguments: &[&str]) {
        let output = self.start(path, arguments);
        self.judge(path, &output);
        self.tell();
    }

    fn start(&self, path: &str, arguments: &[&str]) -> std::process::Output {
        let mut words: Vec<String> = path.split(' ').map(str::to_owned).collect();
        words.extend(arguments.iter().map(|argument| match *argument {
            "FILE" => self.path("films.csv").display().to_string(),
            "LIST" => self.path("winter.list").display().to_string(),
            "OUT" => self.path("left.csv").display().to_string(),
            "ID" => self.operation(),
            argument => argument.to_owned(),
        }));
        let options = ["-vv", "--log-format", "json", "--timeout", "2"];
        let words: Vec<&str> = words.iter().map(String::as_str).chain(options).collect();
        self.command(&words).output().unwrap()
    }

    fn judge(&self, path: &str, output: &std::process::Output) {
        assert!(output.status.code().is_some_and(|code| code < 100), "{path}: {output:?}");
        self.search(path, "its messages", &output.stderr);
        if path != TELLS {
            self.search(path, "its output", &output.stdout);
        }
    }

    /// Runs commands side by side: most of them wait for a server that fails.
    fn run_together<'a>(&self, commands: impl Iterator<Item = &'a (&'a str, &'a [&'a str])>) {
        let commands: Vec<_> = commands.filter(|(path, _)| *path != "auth logout").collect();
        for some in commands.chunks(6) {
            std::thread::scope(|scope| {
                for (path, arguments) in some {
                    scope.spawn(|| self.judge(path, &self.start(path, arguments)));
                }
            });
        }
        self.tell();
    }

    /// What the shell is reported while a line is typed.
    fn complete(&self) {
        for line in [&["flixir", "lists", "show", ""][..], &["flixir", "config", "get", "auth."]] {
            let mut command = self.command(&["--"]);
            command
                .args(line)
                .env("COMPLETE", "bash")
                .env("_CLAP_COMPLETE_INDEX", (line.len() - 1).to_string());
            command.env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_COMP_TYPE", "9");
            let output = command.output().unwrap();
            self.search("completions", "what it offers", &[output.stdout, output.stderr].concat());
        }
        self.tell();
    }

    fn search(&self, what: &str, place: &str, content: &[u8]) {
        for secret in &self.secrets {
            // The end of a secret is secret, too. The beginning of a token is the same for all.
            let end = &secret[secret.len() - 16..];
            if content.windows(end.len()).any(|piece| piece == end.as_bytes()) {
                let mut leaks = self.leaks.lock().unwrap();
                leaks.push(format!("{what} tells a secret in {place}: …{end}"));
            }
        }
    }

    fn search_files(&self) {
        let mut files = files_below(self.home.path());
        files.retain(|(path, _)| !is_login(path));
        for (path, content) in &files {
            self.search("a command", &path.display().to_string(), content);
        }
        assert!(files.len() > 5, "there is something to search");
        let log = std::fs::read_to_string(self.path("flixir.log")).unwrap();
        assert!(log.contains("answered 200") && log.contains("\"level\":\"debug\""), "all of it is logged");
        assert!(self.path("left.csv").exists());
        self.tell();
    }

    #[track_caller]
    fn tell(&self) {
        let leaks = self.leaks.lock().unwrap();
        assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    }
}

/// Where a login is kept on purpose, for its owner only.
fn is_login(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("logins"))
}

/// A session that is piped in stays in the pipe.
#[test]
fn a_session_from_standard_input_is_not_told() {
    let machine = Machine::new(Login::TokenInEnvironment);
    let told = machine.command(&["auth", "token", "--json"]).output().unwrap().stdout;
    let arguments = ["auth", "login", "--with-session", "--insecure-storage", "--profile", "two", "-vv"];
    let mut command = machine.command(&arguments);
    command.env_remove("TMDB_SESSION_ID").env_remove("TMDB_USER_TOKEN");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&told).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    machine.judge("auth login", &output);
    machine.tell();
}
