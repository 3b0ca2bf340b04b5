//! `auth token`, `--with-session`, sessions from the environment and from a command.

use serde_json::{Value, json};

use crate::support::{Visit, World};

fn token_json(world: &World) -> String {
    world.run(&["auth", "token", "--json"]).json().to_string()
}

#[test]
fn the_bare_token_is_the_session_id() {
    let world = World::with_token();
    world.login("ada");
    let kept = world.keyring.entry("default").unwrap();
    let ran = world.run(&["auth", "token"]);
    assert_eq!(ran.stdout, format!("{}\n", kept["session_id"].as_str().unwrap()));
    let data = world.run(&["auth", "token", "--json"]).json()["data"].clone();
    assert_eq!(data["user_token"], kept["user_token"]);
    assert_eq!((&data["profile"], &data["account"]["username"]), (&json!("default"), &json!("ada")));
    let keys: Vec<_> = data.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["profile", "session_id", "user_token", "account"]);
}

#[test]
fn without_a_login_there_is_no_token() {
    let world = World::with_token();
    let ran = world.run(&["auth", "token", "--json"]);
    assert_eq!(ran.fails(4), "missing_credentials");
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_login_moves_as_json_and_as_a_bare_session() {
    let here = World::with_token();
    here.login("ada");
    let (whole, bare) = (token_json(&here), here.run(&["auth", "token"]).stdout);
    let data = serde_json::from_str::<Value>(&whole).unwrap()["data"].to_string();
    for (given, api) in [(whole, "v4"), (data, "v4"), (bare, "v3")] {
        let ran = here.visit(
            &["auth", "login", "--with-session", "--profile", "moved", "--json"],
            Visit::stdin(&given),
        );
        let status = ran.json()["data"].clone();
        assert_eq!((&status["api"], &status["valid"]), (&json!(api), &json!(true)), "{given}");
        assert_eq!(status["account"]["username"], "ada");
        assert_eq!(status["created_at"], here.now());
    }
}

#[test]
fn a_session_that_tmdb_refuses_is_not_kept() {
    let world = World::with_token();
    let bogus = "0123456789012345678901234567890123456789";
    let ran = world.visit(&["auth", "login", "--with-session", "--json"], Visit::stdin(bogus));
    assert_eq!(ran.fails(4), "authentication_failed");
    assert!(!ran.stderr.contains(bogus));
    assert_eq!(world.keyring.entry("default"), None);
}

#[test]
fn what_is_no_session_is_refused_and_not_repeated() {
    let world = World::with_token();
    for given in ["", "hello world this", "<html>", "{\"data\":{}}", "[1]", "{\"session_id\":5}", "short"] {
        let ran = world.visit(&["auth", "login", "--with-session", "--json"], Visit::stdin(given));
        assert_eq!(ran.fails(2), "usage", "{given}");
    }
    assert!(world.sandbox.log().is_empty());
}

#[test]
fn offline_a_session_is_kept_unverified_and_confirmed_later() {
    let world = World::with_token();
    world.login("ada");
    let text = token_json(&world);
    let moved = ["auth", "login", "--with-session", "--offline", "--profile", "moved", "--json"];
    let ran = world.visit(&moved, Visit::stdin(&text));
    let status = ran.json()["data"].clone();
    assert_eq!(
        (&status["logged_in"], &status["valid"], &status["account"]),
        (&json!(true), &json!(null), &json!(null))
    );
    assert!(ran.stderr.contains("the session was not checked"), "{ran:?}");
    let checked = world.run(&["auth", "status", "--check", "--profile", "moved", "--json"]).json();
    assert_eq!(checked["data"]["account"]["username"], "ada");
}

#[test]
fn tmdb_out_of_reach_keeps_no_session() {
    let world = World::with_token();
    world.login("ada");
    let text = token_json(&world);
    world.sandbox.go_down();
    let ran = world
        .visit(&["auth", "login", "--with-session", "--profile", "moved", "--json"], Visit::stdin(&text));
    assert_eq!(ran.fails(5), "network_error");
    assert_eq!(world.keyring.entry("moved"), None);
}

#[test]
fn the_environment_s_session_goes_first_and_is_never_touched() {
    let mut world = World::with_token();
    world.login("ada");
    let session = world.run(&["auth", "token"]).stdout.trim().to_owned();
    world.set("TMDB_SESSION_ID", &session);
    let status = world.run(&["auth", "status", "--check", "--json"]).json()["data"].clone();
    assert_eq!((&status["session_store"], &status["api"]), (&json!("environment"), &json!("v3")));
    let ran = world.run(&["auth", "logout", "--json"]);
    assert_eq!(ran.fails(2), "usage");
    assert!(world.keyring.entry("default").is_some());
    world.set("TMDB_SESSION_ID", "0123456789012345678901234567890123456789");
    assert_eq!(world.run(&["auth", "status", "--check", "--json"]).fails(4), "session_expired");
    assert!(
        world.keyring.entry("default").unwrap()["session_id"].is_string(),
        "another session ended, not this"
    );
}

#[test]
fn a_user_token_alone_is_enough() {
    let mut world = World::with_token();
    world.login("ada");
    let token = world.keyring.entry("default").unwrap()["user_token"].as_str().unwrap().to_owned();
    let ran = world
        .visit(&["auth", "login", "--with-session", "--profile", "moved", "--json"], Visit::stdin(&token));
    assert_eq!(ran.json()["data"]["api"], "v4");
    assert!(world.keyring.entry("moved").unwrap()["session_id"].is_string(), "a session is made from it");
    world.set("TMDB_USER_TOKEN", &token);
    assert_eq!(world.run(&["auth", "status", "--json"]).json()["data"]["api"], "v4");
    assert_eq!(world.run(&["auth", "token", "--json"]).json()["data"]["session_id"], json!(null));
    assert_eq!(world.run(&["auth", "token"]).code, 4);
}

#[test]
#[cfg(unix)]
fn a_command_prints_the_session() {
    let world = World::with_token();
    world.login("ada");
    let text = token_json(&world);
    let folder = world.home.path().join(".config/flixir");
    std::fs::create_dir_all(&folder).unwrap();
    let file = world.home.path().join("printed");
    std::fs::write(&file, text).unwrap();
    let configure = |command: &str| {
        let line = format!("[auth]\nsession_command = {}\n", json!(command));
        std::fs::write(folder.join("config.toml"), line).unwrap();
    };
    configure(&format!("cat '{}'", file.display()));
    let status = world.run(&["auth", "status", "--check", "--json"]).json()["data"].clone();
    assert_eq!((&status["session_store"], &status["api"]), (&json!("command"), &json!("v4")));
    assert_eq!(world.run(&["auth", "logout", "--json"]).fails(2), "usage");

    configure("echo some-secret words; exit 7");
    let ran = world.run(&["auth", "status", "--json"]);
    assert_eq!(ran.fails(4), "keyring_unavailable");
    assert!(!ran.stderr.contains("some-secret") && ran.stderr.contains('7'), "{ran:?}");
    configure("echo no session at all");
    assert_eq!(world.run(&["auth", "status", "--json"]).fails(4), "keyring_unavailable");
    configure("true");
    assert_eq!(world.run(&["auth", "status", "--json"]).json()["data"]["session_store"], "keyring");
}
