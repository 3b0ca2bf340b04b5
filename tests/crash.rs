//! The real program, killed: SIGKILL while a request is under way and while a wish is being kept, many runs at once,
//! databases copied, damaged and out of room. What was acknowledged is there afterwards, and happened once.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

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
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[path = "crash/kills.rs"]
mod kills;
#[path = "simulation/random.rs"]
#[expect(dead_code, reason = "the simulation draws more kinds of numbers")]
mod random;

const PATIENCE: Duration = Duration::from_secs(30);

/// A home with a v4 login, and a sandbox in this process.
struct Machine {
    home: tempfile::TempDir,
    clock: Arc<dyn Clock>,
    sandbox: Sandbox,
    login: Value,
}

impl Machine {
    fn new() -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(None));
        let sandbox = Sandbox::start(Options::default(), Arc::clone(&clock)).unwrap();
        let login = sandbox.log_in(None).unwrap();
        Self { home: tempfile::tempdir().unwrap(), clock, sandbox, login }
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn profile(&self) -> PathBuf {
        fs::read_dir(self.data()).unwrap();
        find(&self.data(), "state.db").parent().unwrap().to_owned()
    }

    fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
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

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("flixir"));
        self.surround(command.args(arguments));
        command
    }

    #[track_caller]
    fn run(&self, code: i32, arguments: &[&str]) -> Value {
        said(code, self.command(arguments).arg("--json").output().unwrap())
    }

    /// Runs a command at a time that lies so far ahead.
    #[track_caller]
    fn later(&self, ahead: Duration, code: i32, arguments: &[&str]) -> Value {
        let now: Timestamp = self.clock.now().plus(ahead);
        said(code, self.command(arguments).arg("--json").env("FLIXIR_NOW", now.to_string()).output().unwrap())
    }

    fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Begins a command, and kills it when its request is held by the sandbox.
    fn kill_under_way(&self, rule: &str, arguments: &[&str]) {
        let rule = self.sandbox.add_fault(Fault::parse(rule).unwrap());
        let mut child = self.begin(arguments);
        assert!(self.sandbox.wait_for_held(1, PATIENCE), "rule {rule}: the request came");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Changes on TMDB by name, those of logins left out.
    fn effects(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for effect in self.sandbox.effects() {
            let name = effect["effect"].as_str().unwrap();
            if !name.contains("session") && !name.contains("token") {
                *counts.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        counts
    }

    fn statuses(&self) -> Vec<String> {
        let rows = self.run(0, &["queue", "ls", "--all"]);
        let rows = rows["data"].as_array().unwrap();
        rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    fn is_whole(&self) -> bool {
        State::open(&self.profile()).unwrap().integrity().unwrap().is_empty()
    }
}

fn find(folder: &Path, name: &str) -> PathBuf {
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
fn said(code: i32, output: Output) -> Value {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    let text = if code == 0 || !out.trim().is_empty() { out } else { err };
    serde_json::from_str(text.trim()).unwrap_or(Value::Null)
}

fn hash(path: &Path) -> Vec<u8> {
    Sha256::digest(fs::read(path).unwrap()).to_vec()
}

/// The moment at which a request that may have been sent can no longer be carried out, and some.
const SETTLED: Duration = Duration::from_secs(200);

/// Kills a command at its write, carried out before or after that, and lets the next runs find out.
fn killed_at_its_write(rule: &str, arguments: &[&str], effect: &str) {
    for when in ["hold-after", "hold"] {
        let machine = Machine::new();
        machine.run(0, &["lists", "create", "Films"]);
        machine.run(0, &["lists", "add", "Films", "603", "11"]);
        let before = machine.effects();
        machine.kill_under_way(&format!("{rule}: {when} x1"), arguments);
        let writes = machine.sandbox.log().len();
        let told = machine.run(0, &["queue", "ls"]);
        assert_eq!(told["data"].as_array().unwrap().len(), 1, "{told}");
        // Held before it was applied, it is carried out only now that nobody waits for it.
        machine.sandbox.release();
        machine.run(0, &["queue", "retry", "--now"]);
        let log = machine.sandbox.log();
        let is_write = |entry: &&Value| {
            entry["method"] != "GET" || entry["path"].as_str().is_some_and(|path| path.ends_with("/clear"))
        };
        assert_eq!(log[writes..].iter().filter(is_write).count(), 0, "sent before it had settled");
        machine.later(SETTLED, 0, &["queue", "retry"]);
        machine.later(SETTLED * 2, 0, &["queue", "retry"]);
        let statuses = machine.statuses();
        assert!(statuses.iter().all(|status| status == "completed"), "{when}: {statuses:?}");
        let after = machine.effects();
        let times = after.get(effect).copied().unwrap_or(0) - before.get(effect).copied().unwrap_or(0);
        assert_eq!(times, 1, "{when}: {after:?}");
        assert!(machine.is_whole());
    }
}

#[test]
fn a_creation_that_was_under_way_makes_one_list() {
    killed_at_its_write("POST /4/list", &["lists", "create", "Shows"], "create_list");
}

#[test]
fn an_addition_that_was_under_way_happens_once() {
    killed_at_its_write("POST /4/list/*/items", &["lists", "add", "Films", "12"], "add_item");
}

#[test]
fn a_removal_that_was_under_way_happens_once() {
    killed_at_its_write("DELETE /4/list/*/items", &["lists", "remove", "Films", "603"], "remove_item");
}

#[test]
fn a_deletion_that_was_under_way_happens_once() {
    killed_at_its_write("DELETE /4/list/*", &["lists", "delete", "Films", "--yes"], "delete_list");
}

#[test]
fn a_clear_that_was_under_way_happens_once() {
    killed_at_its_write("GET /4/list/*/clear", &["lists", "clear", "Films", "--yes"], "clear_list");
}

#[test]
fn a_new_name_that_was_under_way_is_given_once() {
    killed_at_its_write("PUT /4/list/*", &["lists", "edit", "Films", "--name", "Movies"], "update_list");
}

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_moment() {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films", "--offline"]);
    let mut acknowledged = Vec::new();
    let mut killed = 0;
    for round in 0..40_u64 {
        let item = (round + 1000).to_string();
        let mut child = machine.begin(&["lists", "add", "Films", &item, "--offline", "--json"]);
        // From before it has begun to after it has ended.
        machine.clock.sleep(Duration::from_micros(round * 900));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            assert!(String::from_utf8_lossy(&output.stdout).contains("queued"));
            acknowledged.push(format!("movie:{item}"));
        } else {
            killed += 1;
        }
    }
    // One more, so that there is something to compare however fast the machine is.
    machine.run(0, &["lists", "add", "Films", "999", "--offline"]);
    acknowledged.push("movie:999".to_owned());
    assert!(killed > 0, "some were killed");
    assert!(machine.is_whole());
    let rows = machine.run(0, &["queue", "ls"]);
    let kept: Vec<String> = rows["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("movie:{}", row["payload"]["id"]))
        .collect();
    for item in &acknowledged {
        assert_eq!(kept.iter().filter(|kept| *kept == item).count(), 1, "{item} of {kept:?}");
    }
    // Films that the sandbox doesn't know are refused one by one.
    let ended = machine.command(&["queue", "retry"]).output().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 6)));
    assert!(machine.statuses().iter().all(|status| status == "completed" || status == "failed"));
    assert_eq!(machine.effects()["create_list"], 1);
}

#[test]
fn eight_runs_at_once_deliver_each_operation_once() {
    let machine = Machine::new();
    let items: Vec<String> = (1..=9).map(|id| (id * 10).to_string()).collect();
    for number in 0..20 {
        let name = format!("List {number}");
        machine.run(0, &["lists", "create", &name, "--offline"]);
        let mut arguments = vec!["lists", "add", &name, "--offline"];
        arguments.extend(items.iter().map(String::as_str));
        machine.run(0, &arguments);
    }
    assert_eq!(machine.statuses().len(), 200);
    let mut runs = 0;
    while machine.statuses().iter().any(|status| status == "pending" || status == "processing") {
        let children: Vec<Child> = (0..8).map(|_| machine.begin(&["queue", "retry", "--json"])).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 6)), "{}: {said}{complaint}", output.status);
        }
        runs += 1;
        assert!(runs < 10, "it ends");
    }
    let state = machine.sandbox.state();
    let lists = state["lists"].as_array().unwrap();
    assert_eq!(lists.len(), 20);
    let effects = machine.effects();
    assert_eq!(effects["create_list"], 20, "{effects:?}");
    let known = lists[0]["items"].as_array().unwrap().len();
    assert_eq!(effects["add_item"], 20 * known, "{effects:?}");
    let ids = |list: &serde_json::Value| -> Vec<serde_json::Value> {
        list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    for list in lists {
        assert_eq!(ids(list), ids(&lists[0]), "the same on each, in order");
    }
    assert!(machine.is_whole());
}

#[test]
fn a_copy_of_the_database_and_its_journal_opens_and_drains() {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films", "--offline"]);
    // Open all along, so that the journal isn't written back when a command ends.
    let state = State::open(&machine.profile()).unwrap();
    machine.run(0, &["lists", "add", "Films", "603", "11", "--offline"]);
    let copy = tempfile::tempdir().unwrap();
    let profile = copy.path().join("profiles/default");
    fs::create_dir_all(&profile).unwrap();
    // By another process: closing a file here would let go of this process's locks.
    for name in ["state.db", "state.db-wal"] {
        let copied = Command::new("cp").arg(machine.profile().join(name)).arg(&profile).status().unwrap();
        assert!(copied.success(), "{name}");
    }
    drop(state);
    assert!(fs::metadata(profile.join("state.db-wal")).unwrap().len() > 0);
    let on_copy = |arguments: &[&str]| {
        let mut command = machine.command(arguments);
        said(0, command.arg("--json").env("FLIXIR_DATA_DIR", copy.path()).output().unwrap())
    };
    assert_eq!(on_copy(&["queue", "ls"])["data"].as_array().unwrap().len(), 3);
    assert_eq!(on_copy(&["queue", "retry"])["meta"]["remaining"], json!(0));
    assert_eq!(
        machine.effects(),
        BTreeMap::from([("create_list".to_owned(), 1), ("add_item".to_owned(), 2)])
    );
}

#[test]
fn without_room_nothing_is_acknowledged_and_nothing_is_shown() {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films", "--offline"]);
    let mut refused = 0;
    // In blocks of the shell: from no room at all to plenty.
    for room in [0, 1, 8, 32, 64, 100_000] {
        let item = (5000 + room).to_string();
        let line = format!("ulimit -f {room}; exec \"$FLIXIR\" lists add Films {item} --offline --json");
        let mut command = Command::new("sh");
        let output = machine.surround(command.args(["-c", &line])).output().unwrap();
        let is_kept = output.status.success();
        assert!(is_kept || output.status.code() == Some(1), "{:?} with {room}", output.status);
        refused += u32::from(!is_kept);
        let rows = machine.run(0, &["queue", "ls"]);
        let shown =
            rows["data"].as_array().unwrap().iter().any(|row| row["payload"]["id"] == json!(5000 + room));
        assert_eq!(shown, is_kept, "with {room}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(machine.is_whole());
    }
    assert!(refused > 0);
}

#[test]
fn a_damaged_database_is_told_and_left_alone() {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films", "--offline"]);
    let path = machine.profile().join("state.db");
    let whole = fs::read(&path).unwrap();
    let damages: [(&str, Vec<u8>); 3] = [
        ("another header", [b"not a database".as_slice(), &whole[14..]].concat()),
        ("cut off", whole[..whole.len() / 2].to_vec()),
        ("nonsense in the middle", {
            let mut bytes = whole.clone();
            let end = bytes.len().min(20 * 4096);
            bytes[4096..end].fill(0xa5);
            bytes
        }),
    ];
    for (name, bytes) in damages {
        fs::write(&path, &bytes).unwrap();
        let before = hash(&path);
        let told = machine.run(1, &["lists", "add", "Films", "603", "--offline"]);
        assert_eq!(told["error"]["type"], "storage", "{name}: {told}");
        assert_eq!(hash(&path), before, "{name}: the file is as it was");
    }
}

#[test]
fn a_damaged_cache_is_begun_anew() {
    let machine = Machine::new();
    let search = ["search", "matrix"];
    machine.run(0, &search);
    let path = find(&machine.home.path().join("cache"), "cache.db");
    fs::write(&path, vec![0xa5; 8192]).unwrap();
    machine.run(0, &search);
    machine.run(0, &search);
    assert!(fs::read(&path).unwrap().starts_with(b"SQLite format 3"));
}
