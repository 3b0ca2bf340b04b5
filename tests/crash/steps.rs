//! Every step of keeping a wish and of delivering it: the process is killed at it, or the disk fails at it. And the order
//! of the two that matter most: the note that something may have been sent is on the disk before its first byte leaves.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::SETTLED;
use crate::machine::{HomeCopy, Machine};
use crate::trace::{Call, RECORD, is_possible, is_write, read, wrapped};

#[test]
fn a_write_is_noted_on_the_disk_before_it_leaves() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films"]);
    machine.run(0, &["lists", "add", "Films", "603", "11"]);
    let commands: [&[&str]; 8] = [
        &["lists", "create", "Shows"],
        &["lists", "add", "Films", "12", "13"],
        &["lists", "remove", "Films", "603"],
        &["lists", "edit", "Films", "--name", "Movies"],
        &["favorites", "add", "11"],
        &["ratings", "add", "11", "8.5"],
        &["lists", "clear", "Movies", "--yes"],
        &["lists", "delete", "Shows", "--yes"],
    ];
    let record = machine.home.path().join("record");
    for command in commands {
        let output = wrapped(&machine.command(command), &RECORD, &record).output().unwrap();
        assert!(output.status.success(), "{command:?}: {output:?}");
        let (mut notes, mut unsynced, mut sent) = (0, 0, 0);
        for call in read(&record) {
            match call {
                Call::Write { path, .. } if path.ends_with("state.db-wal") => unsynced += 1,
                Call::Sync { path } if path.ends_with("state.db-wal") => {
                    notes += unsynced;
                    unsynced = 0;
                }
                Call::Send { bytes } if is_write(&bytes) => {
                    sent += 1;
                    assert!(notes > 0, "{command:?}: sent before anything was noted");
                    assert_eq!(unsynced, 0, "{command:?}: sent before the note was on the disk");
                    notes = 0;
                }
                _ => {}
            }
        }
        assert_eq!(sent, 1, "{command:?}");
    }
}

/// What is done to a command at one of its steps.
#[derive(Clone, Copy)]
struct Injury {
    /// `strace`'s words for it, without the step.
    what: &'static str,
    /// Whether every later step of its kind is hit as well.
    lasts: bool,
    offline: bool,
}

struct Wound {
    step: u64,
    exit: Option<i32>,
    stderr: String,
}

/// Does the same command over and over, each time on a copy of one home and with another movie, hurt one step later, until
/// nothing is hurt any more; then lets the next runs find out. Returns what happened.
fn hurt_at_each_step(injury: Injury) -> Vec<Wound> {
    let machine = Machine::new();
    machine.run(0, &["lists", "create", "Films"]);
    let known = machine.run(0, &["movies", "popular", "--all"]);
    let films: Vec<u64> =
        known["data"].as_array().unwrap().iter().map(|film| film["id"].as_u64().unwrap()).collect();
    let (next, last) = (AtomicU64::new(1), AtomicU64::new(u64::MAX));
    let wounds = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let step = next.fetch_add(1, Ordering::Relaxed);
                    if step > last.load(Ordering::Relaxed) {
                        break;
                    }
                    let film = films[usize::try_from(step).unwrap()];
                    let wound = hurt(&machine, injury, step, film);
                    if wound.1 {
                        wounds.lock().unwrap().push(wound.0);
                    } else {
                        last.fetch_min(step, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    wounds.into_inner().unwrap()
}

/// Hurts one step; tells whether there was anything to hurt.
fn hurt(machine: &Machine, injury: Injury, step: u64, film: u64) -> (Wound, bool) {
    let home = HomeCopy::of(machine);
    let (item, name) = (film.to_string(), format!("Made at {step}"));
    // Making a list is what shows when it is done twice.
    let arguments: [&str; 5] = if injury.offline {
        ["lists", "add", "Films", &item, "--offline"]
    } else {
        ["lists", "create", &name, "--description", "-"]
    };
    let more = if injury.lasts { "+" } else { "" };
    let call = injury.what.split(':').next().unwrap();
    let inject = format!("{}:when={step}{more}", injury.what);
    let (output, was_hurt) = home.hurt(&arguments, call, &inject, true);
    let wound = Wound {
        step,
        exit: output.status.code(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    if !was_hurt {
        return (wound, false);
    }
    let shown = home.run(&["queue", "ls", "--all"]);
    let is_ours = |row: &&Value| row["payload"]["id"] == film || row["payload"]["name"] == name;
    let is_kept = shown["data"].as_array().unwrap().iter().any(|row| is_ours(&row));
    match output.status.code() {
        Some(0) => assert!(is_kept, "step {step}: acknowledged and lost: {output:?}"),
        // Killed: it may have been kept just before, and wasn't acknowledged.
        None => {}
        Some(code) => {
            let is_told = matches!(code, 1 | 5);
            assert!(is_told, "step {step}: {output:?}");
            // What is kept is said to be, also where the command couldn't go on.
            let said = String::from_utf8_lossy(&output.stdout);
            let is_said = said.contains("\"queued\"") || said.contains("\"done\"");
            assert!(!is_kept || is_said, "step {step}: refused and kept: {output:?}");
        }
    }
    home.retry_later(SETTLED);
    home.retry_later(SETTLED * 2);
    let left = home.run(&["queue", "ls", "--all"]);
    let state = machine.sandbox.state();
    let lists = state["lists"].as_array().unwrap();
    let holds = |list: &&Value| list["items"].as_array().unwrap().iter().any(|held| held["id"] == film);
    let times = lists.iter().filter(|list| list["name"] == name || holds(list)).count();
    assert_eq!(times, usize::from(is_kept), "step {step}: {output:?} {left}");
    (wound, true)
}

fn killed(what: &'static str, offline: bool, at_least: usize) {
    if !is_possible() {
        return;
    }
    let wounds = hurt_at_each_step(Injury { what, lasts: false, offline });
    println!("{} processes killed, one at each {what}", wounds.len());
    assert!(wounds.len() >= at_least, "{}", wounds.len());
    assert!(wounds.iter().all(|wound| wound.exit.is_none() || wound.exit == Some(137)), "they died");
}

#[test]
fn killed_at_each_sync_of_keeping_a_wish() {
    killed("fsync:signal=KILL", true, 4);
}

#[test]
fn killed_at_each_write_of_keeping_a_wish() {
    killed("pwrite64:signal=KILL", true, 20);
}

#[test]
fn killed_at_each_sync_of_delivering() {
    killed("fsync:signal=KILL", false, 6);
}

#[test]
fn killed_at_each_write_of_delivering() {
    killed("pwrite64:signal=KILL", false, 60);
}

#[test]
fn a_disk_that_fails_at_any_step_loses_and_doubles_nothing() {
    if !is_possible() {
        return;
    }
    let mut exits = BTreeMap::new();
    for (what, lasts) in [
        ("fsync:error=EIO", false),
        ("fsync:error=EIO", true),
        ("pwrite64:error=EIO", true),
        ("pwrite64:error=ENOSPC", true),
    ] {
        let wounds = hurt_at_each_step(Injury { what, lasts, offline: true });
        for wound in &wounds {
            *exits.entry(wound.exit).or_insert(0) += 1;
            let is_told = wound.exit == Some(0) || wound.stderr.contains("\"storage\"");
            assert!(is_told, "{what} at {}: {}", wound.step, wound.stderr);
        }
    }
    println!("{exits:?}");
    assert!(exits[&Some(1)] > 20, "{exits:?}");
}

#[test]
fn a_disk_that_fills_up_at_any_step_of_delivering_loses_and_doubles_nothing() {
    if !is_possible() {
        return;
    }
    let wounds = hurt_at_each_step(Injury { what: "pwrite64:error=ENOSPC", lasts: true, offline: false });
    println!("{} disks filled up", wounds.len());
    assert!(wounds.len() > 60, "{}", wounds.len());
    assert!(wounds.iter().all(|wound| wound.exit.is_some()), "none was killed by a signal");
}
