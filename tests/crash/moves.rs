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
    use std::collections::BTreeSet;

    use flixir::sandbox::Options;

    use super::*;
    use crate::machine::HomeCopy;
    use crate::trace::is_possible;

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
        let home = HomeCopy::of(machine);
        let id = film(step);
        let inject = format!("{calls}:signal=KILL:when={}", step + 1);
        let arguments = ["lists", "move", source, &id.to_string(), "--to", "Summer"];
        let (output, was_killed) = home.hurt(&arguments, calls, &inject, of_the_queue);
        let there = || places(&machine.sandbox.state(), source, "Summer", id);
        if !was_killed {
            assert_eq!(there(), (false, true), "step {step}: not killed, and not moved: {output:?}");
            return false;
        }
        assert_ne!(there(), (false, false), "step {step}: on neither after the kill");
        let shows = |list: &str| {
            let shown = home.run(&["lists", "show", list, "--offline", "--all"]);
            let mut items = shown["data"]["items"].as_array().unwrap().iter();
            items.any(|item| item["id"] == id && item["state"] != "pending_remove")
        };
        assert!(shows(source) || shows("Summer"), "step {step}: shown on neither");
        let kept = home.run(&["queue", "ls", "--all"]);
        let of_ours = kept["data"].as_array().unwrap().iter().filter(|row| row["payload"]["id"] == id);
        // The first is what put it on the source.
        let kept = of_ours.count() - 1;
        assert!(kept == 0 || kept == 2, "step {step}: half a move is kept");
        for times in 1..=3 {
            home.retry_later(SETTLED * times);
            assert_ne!(there(), (false, false), "step {step}: on neither after retry {times}");
        }
        let left = home.run(&["queue", "ls"]);
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

    /// The items of the changes that wait, of one type.
    fn waiting(home: &HomeCopy<'_>, kind: &str) -> BTreeSet<u64> {
        let rows = home.run(&["queue", "ls"]);
        let rows = rows["data"].as_array().unwrap().iter().filter(|row| row["type"] == kind);
        rows.map(|row| row["payload"]["id"].as_u64().unwrap()).collect()
    }

    #[test]
    fn a_long_move_killed_at_each_sync_has_moved_whole_items() {
        if !is_possible() {
            return;
        }
        let machine = Machine::with(Options { titles: 1500, ..Options::default() });
        machine.run(0, &["lists", "create", "Summer"]);
        let films: Vec<String> = (0..1100).map(|step| format!("movie:{}", film(step))).collect();
        let items: Vec<&str> = films.iter().map(String::as_str).collect();
        let winter =
            machine.sandbox.edit_list(&json!({"do": "create", "name": "Winter", "items": items})).unwrap();
        machine.run(0, &["lists", "show", &winter.to_string(), "--refresh"]);
        let arguments = ["lists", "move", "Winter", "--all", "--to", "Summer", "--offline"];
        let mut lots = BTreeSet::new();
        for step in 1.. {
            let home = HomeCopy::of(&machine);
            let inject = format!("fsync:signal=KILL:when={step}");
            let (output, was_killed) = home.hurt(&arguments, "fsync", &inject, true);
            let (added, removed) = (waiting(&home, "add_movie"), waiting(&home, "remove_movie"));
            assert_eq!(added, removed, "step {step}: each item's two changes are kept together");
            lots.insert(added.len());
            // Typed again, it moves the rest.
            home.run(&arguments);
            assert_eq!(
                (waiting(&home, "add_movie").len(), waiting(&home, "remove_movie").len()),
                (1100, 1100)
            );
            if !was_killed {
                assert!(output.status.success(), "{output:?}");
                break;
            }
        }
        println!("killed after {lots:?} items of a move");
        assert!(lots.is_superset(&BTreeSet::from([500, 1000, 1100])), "{lots:?}");
    }
}
