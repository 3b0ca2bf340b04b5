//! `lists move`, killed at each step: an item is never on neither list, and in the end it is where its move left it.

use serde_json::{Value, json};

use crate::SETTLED;
use crate::machine::Machine;

/// What an item of the move's is on at TMDB: whether on the source, and whether on the target.
fn places(state: &Value, source: &str, target: &str, film: u64) -> (bool, bool) {
    let held = |items: &Value| items.as_array().unwrap().iter().any(|item| item["id"] == film);
    let on = |name: &str| {
        if name == "@watchlist" {
            return held(&state["users"][0]["watchlist"]);
        }
        let lists = state["lists"].as_array().unwrap();
        held(&lists.iter().find(|list| list["name"] == name).unwrap()["items"])
    };
    (on(source), on(target))
}

/// Kills a move while one of its requests is under way, carried out or not, and lets the next runs find out.
fn killed_under_way(source: &str, rule: &str) {
    for when in ["hold-after", "hold"] {
        let machine = Machine::new();
        machine.run(0, &["lists", "create", "Summer"]);
        if source == "@watchlist" {
            machine.run(0, &["watchlist", "add", "603"]);
        } else {
            machine.run(0, &["lists", "create", source]);
            machine.run(0, &["lists", "add", source, "603"]);
        }
        let there = || places(&machine.sandbox.state(), source, "Summer", 603);
        machine.kill_under_way(
            &format!("{rule}: {when} x1"),
            &["lists", "move", source, "603", "--to", "Summer"],
        );
        assert_ne!(there(), (false, false), "{rule}: {when}: on neither after the kill");
        machine.run(0, &["queue", "retry", "--now"]);
        assert_ne!(there(), (false, false), "{rule}: {when}: on neither before it has settled");
        machine.sandbox.release();
        assert_ne!(there(), (false, false), "{rule}: {when}: on neither when its request came late");
        for times in 1..=3 {
            machine.later(SETTLED * times, 0, &["queue", "retry"]);
            assert_ne!(there(), (false, false), "{rule}: {when}: on neither after retry {times}");
        }
        assert_eq!(there(), (false, true), "{rule}: {when}");
        assert!(machine.statuses().iter().all(|status| status == "completed"));
        assert!(machine.is_whole());
    }
}

#[test]
fn killed_while_it_adds_or_removes_a_move_loses_nothing() {
    killed_under_way("Winter", "POST /4/list/*/items");
    killed_under_way("Winter", "DELETE /4/list/*/items");
}

#[test]
fn killed_while_it_adds_or_removes_a_move_from_the_watchlist_loses_nothing() {
    killed_under_way("@watchlist", "POST /4/list/*/items");
    killed_under_way("@watchlist", "POST /3/account/*/watchlist");
}

#[cfg(target_os = "linux")]
mod at_each_step {
    use std::process::{Command, Stdio};

    use flixir::sandbox::Options;

    use super::*;
    use crate::steps::files_of;
    use crate::trace::{is_possible, wrapped};

    /// Movies that a machine of this file has, one for each step; every fifth invented title is a show.
    fn film(step: usize) -> u64 {
        5_000_001 + u64::try_from(step / 4 * 5 + step % 4).unwrap()
    }

    /// Moves one movie after another, each on a copy of the same home, killed one step later, until no step is left.
    fn killed(source: &str, calls: &str, of_the_queue: bool, at_least: usize, at_most: usize) {
        if !is_possible() {
            return;
        }
        let machine = Machine::with(Options { titles: 500, ..Options::default() });
        let films: Vec<String> = (0..at_most).map(|step| film(step).to_string()).collect();
        machine.run(0, &["lists", "create", "Summer"]);
        let mut add = if source == "@watchlist" {
            vec!["watchlist", "add"]
        } else {
            machine.run(0, &["lists", "create", source]);
            vec!["lists", "add", source]
        };
        add.extend(films.iter().map(String::as_str));
        machine.run(0, &add);
        if source == "@watchlist" {
            // Read once, so that what is shown of it offline can be looked at.
            machine.run(0, &["watchlist", "ls"]);
        }
        let mut step = 0;
        while step < at_most && one_step(&machine, source, calls, of_the_queue, step) {
            step += 1;
        }
        println!("{step} moves from {source} killed, one at each {calls}");
        assert!((at_least..at_most).contains(&step), "{step} steps");
    }

    fn one_step(machine: &Machine, source: &str, calls: &str, of_the_queue: bool, step: usize) -> bool {
        let home = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-r").arg(machine.data()).arg(home.path()).status().unwrap();
        assert!(copied.success());
        let data = home.path().join("data");
        let on_copy = |arguments: &[&str]| {
            let mut command = machine.command(arguments);
            command.env("FLIXIR_DATA_DIR", &data).env("FLIXIR_CACHE_DIR", home.path().join("cache"));
            command
        };
        let id = film(step);
        let record = home.path().join("record");
        let (trace, inject) =
            (format!("trace={calls}"), format!("inject={calls}:signal=KILL:when={}", step + 1));
        let mut options = vec!["-e", &trace, "-e", &inject];
        let paths = files_of(&data);
        for path in paths.iter().filter(|_| of_the_queue) {
            options.extend(["-P", path.to_str().unwrap()]);
        }
        let mut command = on_copy(&["lists", "move", source, &id.to_string(), "--to", "Summer", "--json"]);
        let output = wrapped(command.stdin(Stdio::null()), &options, &record).output().unwrap();
        let there = || places(&machine.sandbox.state(), source, "Summer", id);
        if !std::fs::read_to_string(&record).unwrap_or_default().contains("SIGKILL") {
            assert_eq!(there(), (false, true), "step {step}: not killed, and not moved: {output:?}");
            return false;
        }
        assert_ne!(there(), (false, false), "step {step}: on neither after the kill");
        let json = |arguments: &[&str]| -> Value {
            let output = on_copy(arguments).arg("--json").output().unwrap();
            assert!(output.status.success(), "step {step}: {output:?}");
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let shows = |list: &str| {
            let shown = json(&["lists", "show", list, "--offline", "--all"]);
            let mut items = shown["data"]["items"].as_array().unwrap().iter();
            items.any(|item| item["id"] == id && item["state"] != "pending_remove")
        };
        assert!(shows(source) || shows("Summer"), "step {step}: shown on neither");
        let kept = json(&["queue", "ls", "--all"]);
        let of_ours = kept["data"].as_array().unwrap().iter().filter(|row| row["payload"]["id"] == id);
        // The first is what put it on the source.
        let kept = of_ours.count() - 1;
        assert!(kept == 0 || kept == 2, "step {step}: half a move is kept");
        for times in 1..=3 {
            let now = machine.clock.now().plus(SETTLED * times).to_string();
            let output = on_copy(&["queue", "retry", "--json"]).env("FLIXIR_NOW", now).output().unwrap();
            assert!(output.status.success(), "step {step}: {output:?}");
            assert_ne!(there(), (false, false), "step {step}: on neither after retry {times}");
        }
        let left = json(&["queue", "ls"]);
        assert_eq!(left["data"], json!([]), "step {step}");
        assert_eq!(there(), (kept == 0, kept == 2), "step {step}");
        true
    }

    #[test]
    fn a_move_killed_at_each_write_to_the_queue_loses_nothing() {
        killed("Winter", "pwrite64", true, 40, 300);
    }

    #[test]
    fn a_move_killed_at_each_sync_loses_nothing() {
        killed("Winter", "fsync", true, 6, 100);
    }

    #[test]
    fn a_move_killed_at_each_word_with_tmdb_loses_nothing() {
        killed("Winter", "sendto,writev,recvfrom", false, 4, 60);
    }

    #[test]
    fn a_move_from_the_watchlist_killed_at_each_sync_loses_nothing() {
        killed("@watchlist", "fsync", true, 6, 60);
    }

    #[test]
    fn a_move_from_the_watchlist_killed_at_each_word_with_tmdb_loses_nothing() {
        // Calls are counted in each thread, and a lane of its own sends the removal.
        killed("@watchlist", "sendto,writev,recvfrom", false, 2, 40);
    }
}
