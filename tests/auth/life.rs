//! What the rest of flixir calls: a login that is offered, a session that TMDB refuses, one that it confirms.

use flixir::ErrorKind;
use flixir::domain::{AccountIdentity, Hold, Secret};
use flixir::ports::Clock as _;
use flixir::services::auth::require_or_offer;
use flixir::services::login::{self, Login, SessionStore, StoredLogin};
use flixir::services::login::{ended_login, session_accepted, session_was_ended};

use crate::support::{Visit, World};

#[test]
fn a_login_is_offered_on_a_terminal_and_the_command_goes_on() {
    let world = World::with_token();
    let (context, talk, heard) = world.context(Visit::approving().answers(&["yes"]));
    let login = require_or_offer(&context, &talk).unwrap();
    assert_eq!(login.stored.account.unwrap().username.as_deref(), Some("ada"));
    assert!(heard.text().contains("To log in, approve flixir at:"));
    // The next command finds it and asks nothing.
    let (context, talk, _) = world.context(Visit::default());
    assert!(require_or_offer(&context, &talk).is_ok());
}

#[test]
fn without_a_terminal_it_stays_missing_and_a_no_is_a_no() {
    let world = World::with_token();
    let (context, talk, _) = world.context(Visit::approving());
    let error = require_or_offer(&context, &talk).unwrap_err();
    assert_eq!(
        (error.kind(), error.hint()),
        (ErrorKind::MissingCredentials, Some("log in with: flixir auth login"))
    );
    let (context, talk, _) = world.context(Visit::approving().answers(&["no"]));
    assert_eq!(require_or_offer(&context, &talk).unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(world.sandbox.log().is_empty());
}

#[test]
fn a_login_is_offered_when_the_session_has_ended() {
    let world = World::with_token();
    world.login("ada");
    let (context, _, _) = world.context(Visit::default());
    let login = login::require(&context).unwrap();
    session_was_ended(&context, &login).unwrap();
    assert_eq!(login::require(&context).unwrap_err().kind(), ErrorKind::SessionExpired);
    let ada = login.stored.account.unwrap().id.to_string();
    assert_eq!(ended_login(&context).unwrap().unwrap().account, ada);
    let visit = Visit::approving().answers(&["yes"]);
    let prompt = visit.prompt.clone();
    let (again, talk, _) = world.context(visit);
    require_or_offer(&again, &talk).unwrap();
    assert!(prompt.questions.lock().unwrap()[0].contains("has ended"));
    assert_eq!(ended_login(&context).unwrap(), None);
}

#[test]
fn the_end_of_an_old_session_does_not_touch_a_newer_login() {
    let world = World::with_token();
    world.login("ada");
    let (context, _, _) = world.context(Visit::default());
    let old = login::require(&context).unwrap();
    world.clock.advance(std::time::Duration::from_mins(1));
    world.login("ada");
    session_was_ended(&context, &old).unwrap();
    let kept = login::require(&context).unwrap();
    assert_ne!(kept.fingerprint(), old.fingerprint());
    assert_eq!(ended_login(&context).unwrap(), None, "the login in use is the newer one");
}

#[test]
fn what_was_queued_under_an_unconfirmed_session_goes_to_the_account() {
    let world = World::with_token();
    let (context, _, _) = world.context(Visit::default());
    let stored = StoredLogin { session: Secret::new("unconfirmed-session"), ..StoredLogin::default() };
    let login = Login { store: SessionStore::Environment, stored };
    session_was_ended(&context, &login).unwrap();
    let provisional = ended_login(&context).unwrap().unwrap().account;
    assert!(provisional.starts_with("session:") && !provisional.contains("unconfirmed"));
    let state = context.state().unwrap();
    state.write(|tx| tx.add_list("list-1", &provisional, None, context.clock.now())).unwrap();

    let who = AccountIdentity { id: 7, username: Some("ada".to_owned()), ..AccountIdentity::default() };
    assert_eq!(session_accepted(&context, &login, &who).unwrap(), "7");
    assert_eq!(ended_login(&context).unwrap(), None);
    state
        .read(|tx| {
            assert_eq!(tx.account(&provisional)?, None);
            assert_eq!(tx.lists("7")?.len(), 1);
            assert_eq!(tx.account("7")?.unwrap().hold, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_login_lifts_the_auth_hold_and_no_pause_that_tmdb_asked_for() {
    let world = World::with_token();
    let ada = world.login("ada")["account"]["id"].to_string();
    let until = world.clock.now().plus(std::time::Duration::from_mins(10));
    world.state().write(|tx| tx.pause_account(&ada, until, 600_000)).unwrap();
    world.end_all_sessions();
    world.run(&["auth", "status", "--check", "--json"]).fails(4);
    assert_eq!(world.hold_of_ada(), Some(Hold::Auth), "which a person can end");
    world.login("ada");
    assert_eq!(world.hold_of_ada(), Some(Hold::RateLimit), "it began before the session ended");

    let before = world.sandbox.log().len();
    let ran = world.run(&["lists", "create", "Later", "--json"]);
    assert_eq!(ran.document()["meta"]["outcome"], "queued");
    let writes = world.sandbox.log()[before..].iter().filter(|call| call["method"] != "GET").count();
    assert_eq!(writes, 0, "nothing is sent before Retry-After");
}

#[test]
fn a_write_under_an_ended_session_is_queued_and_goes_out_after_the_login() {
    let world = World::with_token();
    world.login("ada");
    world.end_all_sessions();
    world.run(&["auth", "status", "--check", "--json"]).fails(4);

    let ran = world.run(&["lists", "create", "Later", "--json"]);
    assert_eq!(ran.fails(4), "session_expired");
    assert_eq!(ran.document()["meta"]["outcome"], "queued");
    let ran = world.run(&["queue", "retry", "--json"]);
    assert_eq!(ran.fails(4), "session_expired");
    assert_eq!(ran.document()["meta"]["paused"], "auth");

    world.login("ada");
    let ran = world.run(&["queue", "retry", "--now", "--json"]);
    assert_eq!(ran.json()["meta"]["completed"], 1, "{ran:?}");
    // After a logout there is no account to queue for.
    world.run(&["auth", "logout"]).fails_not();
    assert_eq!(world.run(&["lists", "create", "Never", "--json"]).fails(4), "missing_credentials");
}

#[test]
fn without_a_keyring_the_end_of_a_session_in_a_file_is_told_as_such() {
    let world = World::with_token();
    world.keyring.break_with(Some(flixir::ports::Unreachable::NoService));
    world.visit(&["auth", "login", "--insecure-storage"], Visit::approving()).fails_not();
    world.end_all_sessions();
    assert_eq!(world.run(&["auth", "status", "--check", "--json"]).fails(4), "session_expired");
    let ran = world.run(&["auth", "status", "--json"]);
    assert_eq!(ran.fails(4), "session_expired");
    let hint = ran.error()["details"]["hint"].clone();
    assert_eq!(hint, "log in again with: flixir auth login --insecure-storage");
    // And the login that is offered then goes where the last one was.
    let (context, talk, _) = world.context(Visit::approving().answers(&["yes"]));
    assert_eq!(require_or_offer(&context, &talk).unwrap().store, SessionStore::File);
}
