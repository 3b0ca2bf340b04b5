//! `auth status`, and the ways in which a session ends.

use std::time::Duration;

use flixir::ports::Unreachable;
use serde_json::json;

use crate::support::{ParseFault as _, Visit, World};

const CHECK: [&str; 4] = ["auth", "status", "--check", "--json"];

#[test]
fn logged_out_is_data_and_exit_4() {
    let world = World::with_token();
    let ran = world.run(&["auth", "status", "--json"]);
    assert_eq!(ran.fails(4), "missing_credentials");
    let data = ran.document()["data"].clone();
    assert_eq!(data["logged_in"], false);
    assert_eq!(data["credential_source"], "environment");
    for key in ["account", "api", "session_store", "created_at", "last_used_at", "valid"] {
        assert_eq!(data.get(key), Some(&json!(null)), "{key}");
    }
    assert!(world.files().is_empty(), "looking makes no files");
}

#[test]
fn without_a_check_nothing_is_asked() {
    let world = World::with_token();
    world.login("ada");
    let before = world.sandbox.log().len();
    let data = world.run(&["auth", "status", "--json"]).json()["data"].clone();
    assert_eq!((&data["valid"], &data["logged_in"]), (&json!(null), &json!(true)));
    assert_eq!(data["created_at"], "2026-11-01T12:00:00Z");
    assert_eq!(world.sandbox.log().len(), before);
}

#[test]
fn a_check_notes_the_use() {
    let world = World::with_token();
    world.login("ada");
    world.clock.advance(Duration::from_hours(5));
    world.run(&CHECK).json();
    let data = world.run(&["auth", "status", "--json"]).json()["data"].clone();
    assert_eq!(data["created_at"], "2026-11-01T12:00:00Z");
    assert!(data["last_used_at"].as_str().unwrap().starts_with("2026-11-01T17:00"), "{data}");
}

#[test]
fn a_session_that_tmdb_ended_is_removed_and_the_queue_held() {
    let world = World::with_token();
    world.login("ada");
    world.end_all_sessions();
    let ran = world.run(&CHECK);
    assert_eq!(ran.fails(4), "session_expired");
    assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("flixir auth login"));
    let data = ran.document()["data"].clone();
    assert_eq!((&data["logged_in"], &data["valid"]), (&json!(false), &json!(false)));
    assert_eq!(data["account"]["username"], "ada");
    assert_eq!(world.keyring.entry("default"), None);
    assert_eq!(world.hold_of_ada(), Some(flixir::domain::Hold::Auth));
    // It still says that a session ended, not that nobody has logged in.
    assert_eq!(world.run(&["auth", "status", "--json"]).fails(4), "session_expired");
    world.login("ada");
    assert_eq!(world.hold_of_ada(), None);
    world.run(&["auth", "logout"]).fails_not();
    assert_eq!(world.run(&["auth", "status", "--json"]).fails(4), "missing_credentials");
}

#[test]
fn an_ended_session_leaves_the_typed_credential() {
    let world = World::bare();
    let key = world.sandbox.key().to_owned();
    world.visit(&["auth", "login"], Visit::approving().answers(&[&key])).fails_not();
    world.end_all_sessions();
    world.run(&CHECK).fails(4);
    let kept = world.keyring.entry("default").unwrap();
    assert_eq!(kept, json!({"api_key": key}));
    world.visit(&["auth", "login"], Visit::approving()).fails_not();
}

#[test]
fn a_network_failure_logs_nobody_out() {
    let world = World::with_token();
    world.login("ada");
    world.sandbox.go_down();
    let ran = world.run(&CHECK);
    assert_eq!(ran.fails(5), "network_error");
    let data = ran.document()["data"].clone();
    assert_eq!((&data["logged_in"], &data["valid"]), (&json!(true), &json!(null)));
    world.sandbox.come_back().unwrap();
    for fault in ["GET /3/account: 503 x3", "GET /3/account: html x3", "GET /3/account: bad-json x3"] {
        world.sandbox.add_fault(fault.parse_fault());
        assert_eq!(world.run(&CHECK).code, 5, "{fault}");
        world.sandbox.clear_faults();
        assert_eq!(world.run(&CHECK).json()["data"]["valid"], true);
    }
}

#[test]
fn a_refused_application_credential_is_not_an_ended_session() {
    let mut world = World::with_token();
    world.login("ada");
    world.unset("TMDB_ACCESS_TOKEN");
    world.set("TMDB_API_KEY", "00000000000000000000000000000000");
    assert_eq!(world.run(&CHECK).fails(4), "authentication_failed");
    assert!(world.keyring.entry("default").is_some());
}

#[test]
fn a_keyring_out_of_reach_is_not_logged_out() {
    let world = World::with_token();
    world.login("ada");
    let mut messages = Vec::new();
    for why in [Unreachable::NoService, Unreachable::Locked, Unreachable::TimedOut] {
        world.keyring.break_with(Some(why));
        let ran = world.run(&["auth", "status", "--json"]);
        assert_eq!(ran.fails(4), "keyring_unavailable");
        assert_eq!(ran.document()["data"]["logged_in"], json!(null));
        messages.push(ran.error()["message"].clone());
    }
    messages.dedup();
    assert_eq!(messages.len(), 3, "{messages:?}");
    world.keyring.break_with(None);
    assert_eq!(world.run(&["auth", "status", "--json"]).code, 0);
}

#[test]
fn without_a_keyring_who_never_logged_in_is_told_how() {
    let world = World::bare();
    world.keyring.break_with(Some(Unreachable::NoService));
    assert_eq!(world.run(&["auth", "status", "--json"]).fails(4), "missing_credentials");
    let ran = world.run(&["search", "dune"]);
    assert_eq!(ran.code, 4);
    assert_eq!(
        ran.stderr,
        "error: no TMDB API key found\n\
         hint: TMDB gives you a key at https://www.themoviedb.org/settings/api\n\
         hint: to enter it and log in: flixir auth login --insecure-storage\n\
         hint: to try flixir without a key: flixir demo\n"
    );
    world.keyring.break_with(Some(Unreachable::Locked));
    assert_eq!(world.run(&["search", "dune", "--json"]).fails(4), "keyring_unavailable");
}

#[test]
fn a_time_limit_ends_the_session_here() {
    let mut world = World::with_token();
    world.login("ada");
    world.set("TMDB_SESSION_TIMEOUT", "3600");
    let data = world.run(&["auth", "status", "--json"]).json()["data"].clone();
    assert_eq!(data["expires_at"], "2026-11-01T13:00:00Z");
    world.clock.advance(Duration::from_secs(3601));
    let before = world.sandbox.log().len();
    for command in [["auth", "token"], ["auth", "status"], ["lists", "ls"], ["lists", "ls"]] {
        let ran = world.run(&[command[0], command[1], "--json", "--refresh"]);
        assert_eq!(ran.fails(4), "session_expired", "{command:?}");
    }
    assert_eq!(world.keyring.entry("default"), None);
    assert_eq!(world.hold_of_ada(), Some(flixir::domain::Hold::Auth));
    assert_eq!(world.sandbox.log().len(), before);
    world.login("ada");
    assert_eq!(world.run(&["auth", "status", "--json"]).code, 0);
}

#[test]
fn all_profiles_are_shown() {
    let world = World::with_token();
    world.login("ada");
    let other = Visit::browser(crate::support::TestBrowser::deciding("approve", "bob"));
    world.visit(&["auth", "login", "--profile", "work", "--insecure-storage"], other).fails_not();
    let rows = world.run(&["auth", "status", "--all", "--json"]).json()["data"].clone();
    let seen: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["profile"].as_str().unwrap(), row["account"]["username"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("default", "ada"), ("work", "bob")]);
    // Next to a profile that is logged in, one that is logged out is not an error; an ended session is.
    world.run(&["auth", "logout"]).fails_not();
    assert_eq!(world.run(&["auth", "status", "--all"]).code, 0);
    world.login("ada");
    world.end_sessions_of("bob");
    let ran = world.run(&["auth", "status", "--all", "--check", "--json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert_eq!(ran.document()["data"][1]["valid"], false);
    world.end_all_sessions();
    assert_eq!(world.run(&["auth", "status", "--all", "--check", "--json"]).fails(4), "session_expired");
}

#[test]
fn people_read_sentences() {
    let world = World::with_key();
    world.login("ada");
    let ran = world.run(&["auth", "status", "--check"]);
    assert!(
        ran.stdout.contains("Logged in:") && ran.stdout.contains("v3 (movies in lists"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("yes, confirmed by TMDB"), "{}", ran.stdout);
    let csv = world.run(&["auth", "status", "--all", "-o", "csv"]);
    assert!(csv.stdout.starts_with("profile,logged_in,account.username,api,"), "{}", csv.stdout);
}
