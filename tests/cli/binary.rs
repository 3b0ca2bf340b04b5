//! The real program: what only a process can show. Exit codes in a shell, pipes that close, disks that are full.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use flixir::adapters::system::SystemClock;
use flixir::ports::Clock;
use flixir::sandbox::{Fault, Options, Sandbox};

pub(crate) struct Machine {
    pub(crate) home: tempfile::TempDir,
    pub(crate) sandbox: Sandbox,
    session: String,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(None));
        let sandbox = Sandbox::start(Options::default(), clock).unwrap();
        let session = sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
        Self { home: tempfile::tempdir().unwrap(), sandbox, session }
    }

    pub(crate) fn surround(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.home.path())
            .env("TMDB_BASE_URL", self.sandbox.base_url())
            .env("TMDB_API_KEY", self.sandbox.key())
            .env("TMDB_SESSION_ID", &self.session)
            .stdin(Stdio::null());
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("flixir"));
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a line of shell, in which `$FLIXIR` is the program.
    fn shell(&self, line: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        self.surround(&mut command);
        command.env("FLIXIR", assert_cmd::cargo::cargo_bin!("flixir")).output().unwrap()
    }
}

#[track_caller]
pub(crate) fn exits(output: &Output, code: i32) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn exit_codes_reach_the_shell() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    exits(&machine.run(&["lists", "add", "Films", "603"]), 0);
    exits(&machine.run(&["lists", "add", "Films", "movie:x"]), 2);
    exits(&machine.run(&["lists", "show", "Nothing"]), 3);
    exits(&machine.run(&["lists", "add", "Films", "11", "movie:999999001"]), 6);
    exits(&machine.command(&["lists", "ls"]).env("TMDB_SESSION_ID", "0000000000000000").output().unwrap(), 4);
    machine.sandbox.go_down();
    exits(&machine.run(&["lists", "add", "Films", "12"]), 0);
    exits(&machine.run(&["lists", "add", "Films", "13", "--no-queue"]), 5);
    exits(&machine.run(&["queue", "retry", "--now", "-q"]), 5);
}

#[test]
fn a_destructive_command_without_a_terminal_needs_yes() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    for line in [
        "\"$FLIXIR\" lists delete Films",
        "echo yes | \"$FLIXIR\" lists delete Films",
        "\"$FLIXIR\" lists clear Films </dev/null",
    ] {
        let output = machine.shell(line);
        exits(&output, 2);
        assert!(String::from_utf8_lossy(&output.stderr).contains("--yes"), "{line}");
    }
    assert_eq!(machine.sandbox.state()["lists"].as_array().unwrap().len(), 1);
    exits(&machine.run(&["lists", "delete", "Films", "--yes"]), 0);
}

#[test]
fn a_pipe_that_closes_ends_the_output_and_nothing_else() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    let items: Vec<String> = crate::lists::films(400).iter().map(|id| format!("movie:{id}")).collect();
    let file = machine.home.path().join("items");
    std::fs::write(&file, items.join("\n")).unwrap();
    // Everything is delivered although nobody reads what became of it.
    let line = format!("\"$FLIXIR\" lists add Films - --offline --jsonl < {} | head -1", file.display());
    let output = machine.shell(&line);
    assert_eq!(exits(&output, 0).lines().count(), 1);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.lines().count() == 1 && said.contains("Your change is saved"), "{said}");
    let stats = exits(&machine.run(&["queue", "stats", "--jq", ".data.by_status.pending"]), 0);
    assert_eq!(stats, "400\n");
    let output =
        machine.shell("{ \"$FLIXIR\" lists show Films --offline; echo $? >&2; } | head -1 >/dev/null");
    let code = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    assert!(["0", "141"].contains(&code.as_str()), "{code}");
    let closed = machine.shell("\"$FLIXIR\" queue ls --json >&-");
    assert!(closed.status.code().is_some_and(|code| code != 101), "{closed:?}");
}

#[test]
fn a_full_disk_behind_the_output_is_told_and_undoes_nothing() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    let output = machine.shell("\"$FLIXIR\" lists add Films 603 > /dev/full");
    assert_ne!(output.status.code(), Some(0), "what was asked for could not be printed");
    assert_ne!(output.status.code(), Some(101));
    assert!(!output.stderr.is_empty());
    let state = machine.sandbox.state();
    assert_eq!(state["lists"][0]["items"].as_array().unwrap().len(), 1);
    let waiting = exits(&machine.run(&["queue", "ls", "--jq", ".data | length"]), 0);
    assert_eq!(waiting, "0\n", "and it is recorded as done");
}

#[test]
fn without_a_home_it_says_what_to_set() {
    let machine = Machine::new();
    let output = machine.command(&["lists", "ls"]).env_remove("HOME").output().unwrap();
    if output.status.code() != Some(0) {
        exits(&output, 2);
        assert!(String::from_utf8_lossy(&output.stderr).contains("FLIXIR_DATA_DIR"), "{output:?}");
    }
    let folder = machine.home.path().join("elsewhere");
    let output = machine
        .command(&["lists", "create", "Films"])
        .env_remove("HOME")
        .env("FLIXIR_CONFIG_DIR", &folder)
        .env("FLIXIR_DATA_DIR", &folder)
        .env("FLIXIR_CACHE_DIR", &folder)
        .output()
        .unwrap();
    exits(&output, 0);
    exits(&machine.run(&["--help"]), 0);
}

#[test]
fn a_data_folder_that_is_a_file_is_one_clear_error() {
    let machine = Machine::new();
    let file = machine.home.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    for path in [file.clone(), file.join("below")] {
        for arguments in [
            vec!["lists", "create", "Films", "--json"],
            vec!["queue", "ls", "--json"],
            vec!["queue", "retry", "--json"],
        ] {
            let output = machine.command(&arguments).env("FLIXIR_DATA_DIR", &path).output().unwrap();
            exits(&output, 1);
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            let error: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
            assert_eq!(error["error"]["type"], "storage", "{text}");
        }
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert!(machine.sandbox.state()["lists"].as_array().unwrap().is_empty(), "not kept, so not sent");
}

#[test]
fn a_tmdb_that_never_answers_ends_with_the_time_allowed() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    machine.sandbox.add_fault(Fault::parse("POST *: hold").unwrap());
    let output = machine.run(&["lists", "add", "Films", "603", "--timeout", "1", "--json"]);
    let text = exits(&output, 0);
    assert!(text.contains("\"queued\""), "{text}");
    let text = exits(&machine.run(&["queue", "ls", "--json"]), 0);
    assert!(text.contains("\"checking\""), "{text}");
    machine.sandbox.release();
}

#[test]
fn a_killed_run_leaves_a_question_not_a_loss() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    machine.sandbox.add_fault(Fault::parse("POST *: hold-after x1").unwrap());
    let mut child = machine.command(&["lists", "add", "Films", "603"]).stdout(Stdio::null()).spawn().unwrap();
    assert!(machine.sandbox.wait_for_held(1, std::time::Duration::from_secs(20)));
    child.kill().unwrap();
    child.wait().unwrap();
    machine.sandbox.release();
    let text = exits(&machine.run(&["queue", "retry", "--now", "--json"]), 0);
    assert!(text.contains("\"remaining\":1"), "{text}");
    let text = exits(&machine.run(&["queue", "ls", "--json"]), 0);
    assert!(text.contains("\"checking\""), "{text}");
    let writes = machine
        .sandbox
        .log()
        .iter()
        .filter(|entry| entry["path"].as_str().unwrap().ends_with("add_item"))
        .count();
    assert_eq!(writes, 1, "not sent again before it has settled");
}

/// Answers a connection, and returns what it asked for.
type Answer = fn(&mut TcpStream) -> Vec<u8>;

/// Serves connections one after the other, until one says `end`; returns what they asked for.
fn proxy(answer: Answer) -> (u16, JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = move || {
        let mut asked = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().unwrap();
            match answer(&mut stream) {
                // The test's own word that nobody else comes.
                end if end == b"end" => return asked,
                request => asked.push(request),
            }
        }
    };
    (port, std::thread::spawn(serve))
}

fn read_some(stream: &mut TcpStream) -> Vec<u8> {
    let mut piece = [0; 1024];
    let length = stream.read(&mut piece).unwrap();
    piece[..length].to_vec()
}

#[test]
fn proxies_of_the_environment_are_asked_for_tmdb_and_told_no_secret() {
    let http = |stream: &mut TcpStream| {
        let request = read_some(stream);
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").ok();
        request
    };
    let socks = |stream: &mut TcpStream| {
        let greeting = read_some(stream);
        if greeting == b"end" {
            return greeting;
        }
        assert_eq!(greeting[0], 5, "the version of SOCKS");
        stream.write_all(&[5, 0]).unwrap();
        let request = read_some(stream);
        // Not allowed by its rules.
        stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).ok();
        request
    };
    let machine = Machine::new();
    let host = "tmdb.invalid";
    let forms: [(&str, &str, Answer); 2] = [("HTTPS_PROXY", "http", http), ("ALL_PROXY", "socks5h", socks)];
    for (variable, scheme, answer) in forms {
        let (port, served) = proxy(answer);
        let ran = machine
            .command(&["search", "x", "--timeout", "1"])
            .env("TMDB_BASE_URL", format!("https://{host}/3"))
            .env(variable, format!("{scheme}://127.0.0.1:{port}"))
            .output()
            .unwrap();
        exits(&ran, 5);
        TcpStream::connect(("127.0.0.1", port)).unwrap().write_all(b"end").unwrap();
        let asked = served.join().unwrap();
        assert!(!asked.is_empty(), "{scheme}");
        for request in asked {
            let request = String::from_utf8_lossy(&request).into_owned();
            assert!(request.contains(host), "{scheme}: {request}");
            assert!(!request.contains(machine.sandbox.key()), "{scheme}: {request}");
        }
    }
}

#[test]
fn ctrl_c_ends_a_read_that_waits_for_tmdb_in_order() {
    ends_a_read_that_waits("INT", 130);
}

#[test]
fn sigterm_ends_a_read_that_waits_for_tmdb_in_order() {
    ends_a_read_that_waits("TERM", 143);
}

/// Reads go unwatched until they ask TMDB.
fn ends_a_read_that_waits(signal: &str, code: i32) {
    let machine = Machine::new();
    machine.sandbox.add_fault(Fault::parse("GET *: hold").unwrap());
    let mut command = machine.command(&["search", "matrix", "--json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    assert!(machine.sandbox.wait_for_held(1, std::time::Duration::from_secs(20)));
    exits(&machine.shell(&format!("kill -{signal} {}", child.id())), 0);
    let output = child.wait_with_output().unwrap();
    machine.sandbox.release();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains("interrupted"), "{said}");
}
