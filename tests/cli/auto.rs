//! Delivery after a command that has just reached TMDB: bounded, quiet, switchable, and never told to the command's reader.

use flixir::ports::Clock as _;
use serde_json::json;

use crate::support::World;

/// A list to which something is to be added, and a clock that has gone on since.
fn waiting(seconds: u64) -> (World, u64) {
    let world = World::v4();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "movie:603", "--offline"]).exits(0);
    world.clock.advance(seconds);
    (world, id)
}

#[test]
fn any_command_that_reaches_tmdb_sends_what_is_due() {
    for command in [
        &["search", "matrix", "--refresh"][..],
        &["lists", "ls", "--refresh"],
        &["watchlist", "ls", "--refresh"],
        &["info", "movie:604", "--refresh"],
    ] {
        let (world, id) = waiting(120);
        let ran = world.json(command);
        assert_eq!(ran.exits(0).stderr, "", "{command:?}: nothing is told");
        assert_eq!(world.remote_items(id), ["movie:603"], "{command:?}");
        assert!(world.queue(&[]).is_empty(), "{command:?}");
    }
}

#[test]
fn what_was_queued_a_moment_ago_is_left_to_the_script() {
    let (world, id) = waiting(10);
    world.json(&["search", "matrix", "--refresh"]).exits(0);
    assert!(world.remote_items(id).is_empty());
    assert_eq!(world.queue(&[]).len(), 1);
}

#[test]
fn what_only_tells_or_was_told_not_to_sends_nothing() {
    for command in [
        &["lists", "sync", "--check"][..],
        &["lists", "sync", "--dry-run"],
        &["lists", "ls", "--refresh", "--dry-run"],
        &["lists", "ls", "--refresh", "--no-queue"],
        &["lists", "ls", "--offline"],
        &["auth", "status", "--check"],
        &["doctor"],
        &["api", "GET", "/configuration"],
        &["config", "ls"],
    ] {
        let (world, id) = waiting(120);
        world.json(command);
        assert!(world.remote_items(id).is_empty(), "{command:?}");
    }
    let (world, id) = waiting(120);
    world.json(&["config", "set", "queue.auto", "false"]).exits(0);
    world.json(&["search", "matrix", "--refresh"]).exits(0);
    assert!(world.remote_items(id).is_empty(), "switched off");
}

#[test]
fn a_command_served_from_the_cache_reaches_nobody_and_sends_nothing() {
    let (world, id) = waiting(0);
    world.json(&["search", "matrix"]).exits(0);
    world.clock.advance(120);
    let before = world.requests();
    world.json(&["search", "matrix"]).exits(0);
    assert_eq!(world.requests(), before);
    assert!(world.remote_items(id).is_empty());
}

#[test]
fn a_good_answer_ends_the_wait_after_an_outage_and_no_other() {
    let world = World::v4();
    let id = world.make("Films");
    world.fault("POST *: 503 x1");
    world.json(&["lists", "add", "Films", "movie:603"]).exits(0);
    // Its first wait is 30 s; that TMDB answers is known much earlier than a day's last wait would be over.
    world.clock.advance(61);
    world.fault("POST *: 503 x1");
    world.json(&["queue", "retry"]);
    world.clock.advance(10);
    assert_eq!(world.only()["status"], "pending");
    world.json(&["search", "matrix", "--refresh"]).exits(0);
    assert_eq!(world.remote_items(id), ["movie:603"]);

    let world = World::v4();
    let id = world.make("Films");
    world.fault("POST *: 429 retry-after 300 x1");
    world.json(&["lists", "add", "Films", "movie:603"]).exits(0);
    world.clock.advance(120);
    world.json(&["search", "matrix", "--refresh"]).exits(0);
    assert!(world.remote_items(id).is_empty(), "TMDB asked for a pause of 300 s");
}

#[test]
fn a_rejection_is_one_line_and_no_exit_code() {
    let world = World::v4();
    world.make("Films");
    world.json(&["lists", "add", "Films", "movie:999999999", "--offline"]).exits(0);
    world.clock.advance(120);
    let ran = world.json(&["search", "matrix", "--refresh"]);
    assert_eq!(ran.exits(0).stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("queue ls --status failed"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("\"error\""), "{}", ran.stderr);
    assert_eq!(world.only()["status"], json!("failed"));
}

#[test]
fn an_unknown_outcome_is_looked_up_once_when_it_can_be_known() {
    let film = ["lists", "add", "Films", "movie:603"];
    let list = ["lists", "create", "Mine"];
    for (path, wish) in [("POST /4/list/*/items", &film[..]), ("POST /4/list", &list)] {
        let world = World::v4();
        world.make("Films");
        let before = world.remote_lists().len();
        world.fault(&format!("{path}: lost x1"));
        world.json(wish).exits(0);
        assert_eq!(world.only()["status"], "pending", "{wish:?}");
        // The request may still be carried out: nobody looks.
        world.clock.advance(30);
        world.json(&["search", "matrix", "--refresh"]).exits(0);
        assert_eq!(world.only()["status"], "pending", "{wish:?}");
        world.clock.advance(300);
        let before_the_search = world.clock.elapsed();
        world.json(&["search", "matrix", "--refresh"]).exits(0);
        assert!(world.queue(&[]).is_empty(), "{wish:?}: {:?}", world.queue(&[]));
        assert_eq!(world.clock.elapsed(), before_the_search, "{wish:?}: nothing is waited for");
        assert_eq!(world.remote_lists().len(), before + usize::from(wish == list), "{wish:?}");
    }
}

#[test]
fn the_next_attempt_is_that_of_any_item_of_a_collection() {
    let world = World::v4();
    world.fault("POST *: lost x1");
    world.json(&["watchlist", "add", "movie:603"]).exits(0);
    assert!(world.json(&["status"]).data()["next_attempt_at"].is_string());
    // Another item doesn't wait for the first one.
    world.json(&["watchlist", "add", "movie:604", "--offline"]).exits(0);
    assert_eq!(world.json(&["status"]).data()["next_attempt_at"], json!(null), "it is due now");
}
