//! Logging in with either credential, and where the login is kept.

use flixir::ports::Unreachable;
use serde_json::json;

use crate::support::{ParseFault as _, TestBrowser, Visit, World};

#[test]
fn with_the_read_token_both_secrets_are_kept() {
    let world = World::with_token();
    let data = world.login("ada");
    assert_eq!(data["logged_in"], true);
    assert_eq!(data["api"], "v4");
    assert_eq!(data["account"]["username"], "ada");
    assert_eq!(data["session_store"], "keyring");
    assert_eq!(data["credential_source"], "environment");
    assert_eq!(data["valid"], true);
    assert!(data["capabilities"].as_array().unwrap().contains(&json!("private_lists")));
    let kept = world.keyring.entry("default").unwrap();
    assert!(kept["session_id"].is_string() && kept["user_token"].is_string(), "{kept}");
    assert_eq!(kept["access_token"], json!(null), "the environment's credential isn't copied");
    assert_eq!(world.open_logins(), 2);
}

#[test]
fn with_the_key_alone_it_is_v3() {
    let world = World::with_key();
    let data = world.login("bob");
    assert_eq!((data["api"].as_str(), data["account"]["username"].as_str()), (Some("v3"), Some("bob")));
    let kept = world.keyring.entry("default").unwrap();
    assert!(kept["session_id"].is_string() && kept["user_token"].is_null(), "{kept}");
    assert_eq!(world.run(&["auth", "status", "--json"]).json()["data"]["account"], data["account"]);
}

#[test]
fn without_a_credential_and_a_terminal_it_says_what_to_set() {
    let world = World::bare();
    let ran = world.run(&["auth", "login", "--json"]);
    assert_eq!(ran.fails(4), "missing_credentials");
    assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("TMDB_ACCESS_TOKEN"));
    assert!(world.sandbox.log().is_empty());
}

#[test]
fn on_a_terminal_a_missing_credential_is_asked_for_and_kept_with_the_login() {
    let world = World::bare();
    let token = world.sandbox.token().to_owned();
    let ran = world.visit(&["auth", "login", "--json"], Visit::approving().answers(&[&token]));
    assert_eq!(ran.json()["data"]["credential_source"], "keyring");
    assert_eq!(world.keyring.entry("default").unwrap()["access_token"], json!(token));
    assert!(!ran.stderr.contains(&token) && !ran.stdout.contains(&token));
    // And it serves from then on, also after the session has ended.
    assert_eq!(world.run(&["auth", "status", "--check", "--json"]).json()["data"]["valid"], true);
}

#[test]
fn what_is_no_credential_is_refused_before_anything_is_sent() {
    let world = World::bare();
    let ran = world.visit(&["auth", "login", "--json"], Visit::approving().answers(&["my-password"]));
    assert_eq!(ran.fails(2), "usage");
    assert!(!ran.stderr.contains("my-password"));
    assert!(world.sandbox.log().is_empty());
}

#[test]
fn a_credential_that_tmdb_refuses_says_where_to_look() {
    let mut world = World::bare();
    world.set("TMDB_API_KEY", "00000000000000000000000000000000");
    let ran = world.visit(&["auth", "login", "--json"], Visit::approving());
    assert_eq!(ran.fails(4), "authentication_failed");
    assert_eq!(ran.error()["details"]["tmdb_status_code"], 7);
    world.unset("TMDB_API_KEY");
    let key = world.sandbox.key().to_owned();
    world.set("TMDB_ACCESS_TOKEN", &key);
    let ran = world.visit(&["auth", "login", "--json"], Visit::approving());
    assert_eq!(ran.fails(4), "authentication_failed");
    assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("holds an API key"), "{ran:?}");
    let ran = world.run(&["search", "dune", "--json"]);
    assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("Move it to TMDB_API_KEY"), "{ran:?}");
}

#[test]
fn a_keyring_out_of_reach_shows_before_the_browser_opens() {
    for why in [Unreachable::NoService, Unreachable::Locked, Unreachable::TimedOut] {
        let world = World::with_token();
        world.keyring.break_with(Some(why));
        let browser = TestBrowser::deciding("approve", "ada");
        let ran = world.visit(&["auth", "login", "--json"], Visit::browser(browser.clone()));
        assert_eq!(ran.fails(4), "keyring_unavailable");
        assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("--insecure-storage"));
        assert!(browser.opened.lock().unwrap().is_empty() && world.sandbox.log().is_empty());
    }
}

#[test]
#[cfg(unix)]
fn insecure_storage_is_a_private_file_that_is_refused_once_others_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with_token();
    world.keyring.break_with(Some(Unreachable::NoService));
    let ran = world.visit(&["auth", "login", "--insecure-storage", "--json"], Visit::approving());
    assert_eq!(ran.json()["data"]["session_store"], "file");
    let (path, _) = world.files().into_iter().find(|(path, _)| path.ends_with("default.login")).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(world.run(&["auth", "status", "--json"]).json()["data"]["session_store"], "file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = world.run(&["auth", "status", "--json"]);
    assert_eq!(ran.fails(4), "keyring_unavailable");
    assert_eq!(ran.document()["data"]["logged_in"], json!(null), "exposed is not logged out");
    let again = world.visit(&["auth", "login", "--insecure-storage", "--json"], Visit::approving());
    assert_eq!(again.json()["data"]["logged_in"], true);
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_login_elsewhere_replaces_the_one_in_the_file() {
    let world = World::with_token();
    world.visit(&["auth", "login", "--insecure-storage"], Visit::approving()).fails_not();
    world.login("ada");
    assert!(!world.files().iter().any(|(path, _)| path.ends_with("default.login")));
    assert_eq!(world.run(&["auth", "status", "--json"]).json()["data"]["session_store"], "keyring");
}

#[test]
fn a_failure_after_the_approval_leaves_nothing_behind() {
    let world = World::with_token();
    world.sandbox.add_fault("GET /3/account: 503 x9".parse_fault());
    let ran = world.visit(&["auth", "login", "--json"], Visit::approving());
    assert_eq!(ran.fails(5), "unavailable");
    assert_eq!(world.keyring.entry("default"), None);
    assert_eq!(world.open_logins(), 0, "what TMDB granted is given back");
    assert!(!world.files().iter().any(|(path, _)| path.ends_with("state.db")));
}

#[test]
fn offline_and_dry_run_ask_nothing() {
    let world = World::with_token();
    assert_eq!(world.run(&["auth", "login", "--offline", "--json"]).fails(5), "unavailable");
    let ran = world.visit(&["auth", "login", "--dry-run", "--json"], Visit::approving());
    assert_eq!(ran.json()["data"]["logged_in"], false);
    assert!(ran.stderr.contains("would ask TMDB (v4)"), "{ran:?}");
    assert!(world.sandbox.log().is_empty());
}

#[test]
fn another_account_in_the_same_profile_is_asked_about() {
    let world = World::with_token();
    let ada = world.login("ada")["account"]["id"].as_u64().unwrap();
    world.leave_a_list_of(ada);
    world.run(&["auth", "logout"]).fails_not();
    let before = world.open_logins();
    let bob = || TestBrowser::deciding("approve", "bob");

    let ran = world.visit(&["auth", "login", "--json"], Visit::browser(bob()));
    assert_eq!(ran.fails(1), "conflict");
    assert!(ran.error()["details"]["hint"].as_str().unwrap().contains("--profile bob"), "{ran:?}");
    assert_eq!(world.keyring.entry("default"), None);
    assert_eq!(world.open_logins(), before, "bob's new login is given back");

    let refusing = Visit::browser(bob()).answers(&["no"]);
    assert_eq!(world.visit(&["auth", "login", "--json"], refusing).fails(1), "cancelled");
    let agreeing = Visit::browser(bob()).answers(&["yes"]);
    let question = agreeing.prompt.clone();
    let ran = world.visit(&["auth", "login", "--json"], agreeing);
    assert_eq!(ran.json()["data"]["account"]["username"], "bob");
    let asked = question.questions.lock().unwrap()[0].clone();
    assert!(asked.contains("1 list and 1 waiting operation of 'ada'"), "{asked}");
    // The same account is never asked about, and a profile of its own doesn't either.
    let other = world.visit(&["auth", "login", "--profile", "two", "--json"], Visit::approving());
    assert_eq!(other.json()["data"]["account"]["username"], "ada");
}

#[test]
fn with_minus_q_only_the_address_is_said() {
    let world = World::with_key();
    let ran = world.visit(&["auth", "login", "-q"], Visit::approving());
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("/authenticate/") && !ran.stderr.contains("Waiting"), "{ran:?}");
    assert!(ran.stdout.contains("Account:") && ran.stdout.contains("ada"), "{ran:?}");
}

#[test]
fn a_login_that_cron_cannot_use_alone_says_so() {
    let told = |world: &World, visit: Visit| world.visit(&["auth", "login"], visit).stderr;
    let key = World::with_key();
    assert!(told(&key, Visit::approving()).contains("cron and other shells need TMDB_API_KEY"));
    assert!(!told(&World::with_token(), Visit::approving()).contains("cron"), "the user token is enough");
    let typed = World::bare();
    let answer = [typed.sandbox.key().to_owned()];
    let visit = Visit::approving().answers(&[answer[0].as_str()]);
    assert!(!told(&typed, visit).contains("cron"), "what was typed is kept");
}
