//! The real program, killed: SIGKILL while a request is under way and while a wish is being kept, at each step of either,
//! many runs at once, power cuts, databases copied, damaged and out of room. What was acknowledged is there afterwards,
//! and happened once.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![cfg_attr(target_os = "linux", expect(clippy::print_stdout, reason = "tests say what they left out"))]

mod kills;
mod machine;
mod moves;
#[cfg(target_os = "linux")]
mod power;
#[path = "../support/random.rs"]
#[expect(dead_code, reason = "the simulation draws more kinds of numbers")]
mod random;
#[cfg(target_os = "linux")]
mod room;
#[cfg(target_os = "linux")]
mod steps;
#[cfg(target_os = "linux")]
mod trace;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use flixir::sandbox::Fault;
use flixir::store::State;
use machine::{Machine, PATIENCE, find, said};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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
        // From before its start to after its end.
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
    // Movies that the sandbox doesn't know are refused one by one.
    let ended = machine.command(&["queue", "retry"]).output().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 6)));
    assert!(machine.statuses().iter().all(|status| status == "completed" || status == "failed"));
    assert_eq!(machine.effects()["create_list"], 1);
}

/// Lists for runs at once, each with its creation and 24 additions.
const LISTS: usize = 60;

#[test]
fn eight_runs_at_once_deliver_each_operation_once() {
    let machine = Machine::new();
    let known = machine.run(0, &["movies", "popular", "--pages", "2"]);
    let known = known["data"].as_array().unwrap().iter().map(|film| film["id"].to_string());
    let items: Vec<String> = known.take(24).collect();
    for number in 0..LISTS {
        let name = format!("List {number}");
        machine.run(0, &["lists", "create", &name, "--offline"]);
        let mut arguments = vec!["lists", "add", &name, "--offline"];
        arguments.extend(items.iter().map(String::as_str));
        machine.run(0, &arguments);
    }
    assert_eq!(machine.statuses().len(), LISTS * 25);
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
    assert_eq!(lists.len(), LISTS);
    let effects = machine.effects();
    assert_eq!(effects["create_list"], LISTS, "{effects:?}");
    assert_eq!(effects["add_item"], LISTS * items.len(), "{effects:?}");
    let additions = machine.sandbox.log();
    let additions = additions
        .iter()
        .filter(|entry| entry["method"] == "POST" && entry["path"].as_str().unwrap().ends_with("/items"));
    assert_eq!(additions.count(), LISTS, "each batch was sent by one run");
    let ids = |list: &serde_json::Value| -> Vec<serde_json::Value> {
        list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    for list in lists {
        assert_eq!(ids(list), ids(&lists[0]), "the same on each, in order");
    }
    assert!(machine.is_whole());
}

#[test]
fn a_run_that_stands_still_for_ten_minutes_keeps_what_it_holds_and_nothing_else() {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films"]);
    machine.run(0, &["lists", "create", "Shows"]);
    machine.run(0, &["lists", "add", "Films", "603", "11", "--offline"]);
    machine.sandbox.add_fault(Fault::parse("POST /4/list/*/items: hold x1").unwrap());
    let child = machine.begin(&["queue", "retry", "--json"]);
    assert!(machine.sandbox.wait_for_held(1, PATIENCE));
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "{name}");
    };
    signal("-STOP");
    machine.run(0, &["lists", "remove", "Films", "11", "--offline"]);
    machine.run(0, &["lists", "add", "Shows", "12", "--offline"]);
    let meanwhile = machine.sandbox.log().len();
    for minutes in [4, 8, 12] {
        machine.later(Duration::from_mins(minutes), 0, &["queue", "retry"]);
    }
    let is_of_items =
        |entry: &&Value| entry["method"] != "GET" && entry["path"].as_str().unwrap().ends_with("/items");
    let sent = machine.sandbox.log()[meanwhile..].iter().filter(is_of_items).count();
    assert_eq!(sent, 1, "the other list went on, this one didn't");
    signal("-CONT");
    machine.sandbox.release();
    let said = said(0, child.wait_with_output().unwrap());
    assert_eq!(said["meta"]["failed"], 0, "{said}");
    machine.later(SETTLED, 0, &["queue", "retry"]);
    assert!(machine.statuses().iter().all(|status| status == "completed"));
    let effects = machine.effects();
    assert_eq!((effects["add_item"], effects["remove_item"]), (3, 1), "{effects:?}");
    let state = machine.sandbox.state();
    let on = |name: &str| {
        let list = state["lists"].as_array().unwrap().iter().find(|list| list["name"] == name).unwrap();
        list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((on("Films"), on("Shows")), (vec![json!(603)], vec![json!(12)]));
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
fn a_damaged_cache_is_created_again() {
    let machine = Machine::new();
    let search = ["search", "matrix"];
    machine.run(0, &search);
    let path = find(&machine.home.path().join("cache"), "cache.db");
    fs::write(&path, vec![0xa5; 8192]).unwrap();
    machine.run(0, &search);
    machine.run(0, &search);
    assert!(fs::read(&path).unwrap().starts_with(b"SQLite format 3"));
}
