//! `auth logout`, with and without TMDB, and `--purge`.

use flixir::ports::Unreachable;
use serde_json::json;

use crate::support::{Visit, World};

const LOGOUT: [&str; 3] = ["auth", "logout", "--json"];

#[test]
fn ends_session_and_token_at_tmdb_and_forgets_them() {
    let world = World::with_token();
    world.login("ada");
    assert_eq!(world.open_logins(), 2);
    let data = world.run(&LOGOUT).json()["data"].clone();
    assert_eq!((&data["revoked"], &data["account"]["username"]), (&json!(true), &json!("ada")));
    assert_eq!(world.open_logins(), 0);
    assert_eq!(world.keyring.entry("default"), None);
    let again = world.run(&LOGOUT);
    assert_eq!(again.json()["data"]["revoked"], json!(null), "a second time there is nothing to do");
}

#[test]
fn a_session_that_tmdb_forgot_already_counts_as_ended() {
    let world = World::with_token();
    world.login("ada");
    world.end_all_sessions();
    assert_eq!(world.run(&LOGOUT).json()["data"]["revoked"], true);
}

#[test]
fn where_tmdb_is_out_of_reach_it_is_forgotten_all_the_same() {
    for offline in [true, false] {
        let world = World::with_token();
        world.login("ada");
        if !offline {
            world.sandbox.go_down();
        }
        let arguments: &[&str] = if offline { &["auth", "logout", "--json", "--offline"] } else { &LOGOUT };
        let ran = world.run(arguments);
        assert_eq!(ran.json()["data"]["revoked"], false);
        assert!(ran.stderr.contains("could not be ended at TMDB"), "{ran:?}");
        assert_eq!(world.keyring.entry("default"), None);
    }
}

#[test]
fn without_the_read_token_the_user_token_ends_itself() {
    let mut world = World::with_token();
    world.login("ada");
    world.unset("TMDB_ACCESS_TOKEN");
    let key = world.sandbox.key().to_owned();
    world.set("TMDB_API_KEY", &key);
    let ran = world.run(&LOGOUT);
    assert_eq!(ran.json()["data"]["revoked"], true, "{ran:?}");
}

#[test]
fn a_keyring_out_of_reach_is_said_and_nothing_is_ended() {
    let world = World::with_token();
    world.login("ada");
    world.keyring.break_with(Some(Unreachable::Locked));
    assert_eq!(world.run(&LOGOUT).fails(4), "keyring_unavailable");
    assert_eq!(world.open_logins(), 2);
}

#[test]
fn queued_work_stays_and_is_shown() {
    let world = World::with_token();
    let ada = world.login("ada")["account"]["id"].as_u64().unwrap();
    world.leave_a_list_of(ada);
    let ran = world.run(&["auth", "logout"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("1 queued change stays here"), "{ran:?}");
    assert_eq!(world.run(&["auth", "status", "--json"]).document()["data"]["waiting_operations"], 1);
}

#[test]
fn dry_run_changes_nothing() {
    let world = World::with_token();
    world.login("ada");
    let ran = world.run(&["auth", "logout", "--dry-run", "--json"]);
    assert_eq!(ran.json()["data"]["revoked"], json!(null));
    assert_eq!(world.open_logins(), 2);
    assert!(world.keyring.entry("default").is_some());
}

#[test]
fn purge_asks_and_then_deletes_everything_of_the_account() {
    let world = World::with_token();
    let ada = world.login("ada")["account"]["id"].as_u64().unwrap();
    world.leave_a_list_of(ada);
    let cache = world.home.path().join(".cache/flixir/profiles/default");
    std::fs::create_dir_all(&cache).unwrap();
    std::fs::write(cache.join("cache.db"), "x").unwrap();

    assert_eq!(world.run(&["auth", "logout", "--purge", "--json"]).fails(2), "usage");
    let refusing = Visit::default().answers(&["no"]);
    let prompt = refusing.prompt.clone();
    assert_eq!(world.visit(&["auth", "logout", "--purge", "--json"], refusing).fails(1), "cancelled");
    let question = prompt.questions.lock().unwrap()[0].clone();
    assert!(question.contains("1 list and 1 waiting operation") && question.contains("lost"), "{question}");
    assert_eq!(world.open_logins(), 2);
    assert!(world.mentions("Left behind"));

    let data = world.run(&["auth", "logout", "--purge", "--yes", "--json"]).json()["data"].clone();
    assert_eq!(data["revoked"], true);
    assert_eq!((&data["purged"]["lists"], &data["purged"]["waiting_operations"]), (&json!(1), &json!(1)));
    assert_eq!((&data["purged"]["login"], &data["purged"]["cache"]), (&json!(true), &json!(true)));
    assert!(!cache.exists());
    for trace in ["Left behind", "ada"] {
        assert!(!world.mentions(trace), "{trace}");
    }
    assert_eq!(world.run(&["auth", "status", "--json"]).fails(4), "missing_credentials");
}

#[test]
fn purge_leaves_other_accounts_alone() {
    let world = World::with_token();
    let ada = world.login("ada")["account"]["id"].as_u64().unwrap();
    world.leave_a_list_of(ada);
    let bob = Visit::browser(crate::support::TestBrowser::deciding("approve", "bob"));
    world.visit(&["auth", "login", "--yes"], bob).fails_not();
    let purged =
        world.run(&["auth", "logout", "--purge", "--yes", "--json"]).json()["data"]["purged"].clone();
    assert_eq!(purged["lists"], 0);
    assert!(world.mentions("Left behind"));
    // Logged out, the one account that is left is the one that is meant.
    let purged =
        world.run(&["auth", "logout", "--purge", "--yes", "--json"]).json()["data"]["purged"].clone();
    assert_eq!(purged["lists"], 1);
    assert!(!world.mentions("Left behind"));
}
