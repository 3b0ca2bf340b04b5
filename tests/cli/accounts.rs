//! Sessions that end, that belong to somebody else, or that nobody has confirmed yet.

use serde_json::{Value, json};

use crate::support::{World, add_counts, outcomes};

#[test]
fn a_write_while_the_session_is_ended_is_kept_and_says_so() {
    for world in [World::v3(), World::v4()] {
        world.make("Films");
        world.end_sessions("ada");
        for round in 0..2 {
            let ran = world.json(&["lists", "add", "Films", ["603", "11"][round]]);
            let error = ran.fails(4, "session_expired");
            assert_eq!(outcomes(&ran), ["queued"], "{error}");
            assert_eq!(ran.document()["meta"]["counts"], add_counts(0, 0, 1, 0));
        }
        let created = world.json(&["lists", "create", "Other"]);
        created.fails(4, "session_expired");
        assert_eq!(created.document()["meta"]["outcome"], "queued");
        let operations = world.queue(&[]);
        assert_eq!(operations.len(), 3);
        assert!(operations.iter().all(|operation| operation["hold"] == "auth" && operation["attempts"] == 0));
        assert_eq!(world.json(&["queue", "stats"]).data()["hold"], "auth");
        let ran = world.json(&["queue", "retry", "--now"]);
        ran.fails(4, "session_expired");
        assert_eq!(ran.document()["meta"]["paused"], "auth");
        assert_eq!(ran.document()["meta"]["remaining"], 3);
        assert_eq!(world.shown("Films")["item_count"], 2);
    }
}

#[test]
fn no_queue_with_an_ended_session_keeps_nothing() {
    let world = World::v3();
    world.make("Films");
    world.end_sessions("ada");
    world.json(&["lists", "add", "Films", "603", "--no-queue"]).fails(4, "session_expired");
    assert!(world.queue(&[]).is_empty());
    assert_eq!(world.shown("Films")["item_count"], 0);
}

#[test]
fn a_session_that_ends_in_the_middle_waits_for_the_same_person() {
    for is_v4 in [false, true] {
        let mut world = if is_v4 { World::v4() } else { World::v3() };
        let id = world.make("Films");
        let other = world.make("Other");
        world.json(&["lists", "add", "Films", "603", "11", "12", "--offline"]).exits(0);
        world.json(&["lists", "remove", "Films", "11", "--offline"]).exits(0);
        world.json(&["lists", "add", "Other", "550", "--offline"]).exits(0);
        world.fault(if is_v4 {
            "* /4/list/*/items: session-ended after 1"
        } else {
            "POST *: session-ended after 1"
        });
        let ran = world.json(&["queue", "retry"]);
        ran.fails(4, "session_expired");
        assert_eq!(ran.document()["meta"]["paused"], "auth");
        world.sandbox.clear_faults();
        world.end_sessions("ada");
        // Bob's session: nothing of ada's is sent, and the command says that work waits for a login.
        if is_v4 {
            world.use_v4("bob");
        } else {
            world.use_v3("bob");
        }
        let before = world.requests();
        for _ in 0..2 {
            let ran = world.json(&["queue", "retry", "--now"]);
            ran.exits(4).error();
            assert_eq!(ran.document()["meta"]["paused"], "auth");
        }
        assert!(world.writes(before).is_empty(), "sent as the wrong user: {:?}", world.writes(before));
        world.json(&["lists", "show", "Films"]).fails(3, "not_found");
        let bobs = world.make("Bob's own");
        assert_eq!(world.remote(bobs)["owner"], "bob");
        // Ada again, with a new session.
        if is_v4 {
            world.use_v4("ada");
        } else {
            world.use_v3("ada");
        }
        let ran = world.json(&["queue", "retry"]);
        assert_eq!(ran.exits(0).document()["meta"]["remaining"], 0);
        assert_eq!(world.remote_items(id), ["movie:603", "movie:12"]);
        assert_eq!(world.remote_items(other), ["movie:550"]);
        assert_eq!(world.effects("add_item"), 3, "the addition that was taken back was never sent");
        let effects = world.sandbox.effects();
        assert!(
            effects
                .iter()
                .filter(|effect| effect["effect"] == "add_item")
                .all(|effect| effect["user"] == "ada")
        );
    }
}

#[test]
fn a_write_after_a_new_login_delivers_what_waited() {
    let mut world = World::v3();
    let id = world.make("Films");
    world.end_sessions("ada");
    world.add("Films", &[603]).exits(4);
    world.use_v3("ada");
    world.json(&["lists", "ls"]).exits(0);
    let ran = world.add("Films", &[11]);
    assert_eq!(outcomes(ran.exits(0)), ["added"]);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
}

#[test]
fn a_session_that_nobody_confirmed_is_enough_to_queue() {
    for is_v4 in [false, true] {
        let world = if is_v4 { World::v4() } else { World::v3() };
        world.sandbox.go_down();
        let made = world.json(&["lists", "create", "First use"]);
        assert_eq!(made.exits(0).document()["meta"]["outcome"], "queued");
        assert_eq!(outcomes(world.add("First use", &[603, 11]).exits(0)), ["queued", "queued"]);
        world.json(&["lists", "remove", "First use", "603"]).exits(0);
        let local_id = made.data()["local_id"].clone();
        world.sandbox.come_back().unwrap();
        let ran = world.drain(3);
        assert!(ran.exits(0).document()["meta"]["completed"].as_u64().unwrap() > 0);
        let lists = world.json(&["lists", "ls"]).data();
        assert_eq!(lists.as_array().unwrap().len(), 1, "{lists}");
        assert_eq!((&lists[0]["local_id"], &lists[0]["sync_status"]), (&local_id, &json!("synced")));
        let id = lists[0]["id"].as_u64().unwrap();
        assert_eq!(world.remote_items(id), ["movie:11"]);
        assert_eq!(world.remote(id)["owner"], "ada");
        assert_eq!(world.effects("create_list"), 1);
    }
}

#[test]
fn an_unconfirmed_session_of_a_known_account_joins_it() {
    let mut world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.json(&["lists", "add", "Films", "11", "--offline"]).exits(0);
    // A new session of the same person, used first while TMDB is down; the list is named by TMDB's id.
    world.use_v4("ada");
    world.sandbox.go_down();
    assert_eq!(outcomes(world.add(&id.to_string(), &[12]).exits(0)), ["queued"]);
    world.json(&["lists", "create", "Second"]).exits(0);
    world.sandbox.come_back().unwrap();
    world.drain(3);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11", "movie:12"]);
    let lists = world.json(&["lists", "ls", "--refresh"]).data();
    let names: Vec<&Value> = lists.as_array().unwrap().iter().map(|list| &list["name"]).collect();
    assert_eq!(names.len(), 2, "no list twice: {lists}");
    assert_eq!(world.shown("Films")["item_count"], 3);
}

#[test]
fn an_unconfirmed_session_that_tmdb_refuses_keeps_its_writes() {
    let mut world = World::v3();
    world.set("TMDB_SESSION_ID", "0123456789abcdef0123456789abcdef01234567");
    world.json(&["lists", "create", "Kept", "--offline"]).exits(0);
    let before = world.requests();
    let ran = world.json(&["queue", "retry"]);
    ran.exits(4).error();
    assert!(world.writes(before).is_empty());
    let operation = world.only();
    assert_eq!((&operation["status"], &operation["hold"]), (&json!("pending"), &json!("login")));
    // Somebody else's session doesn't take it over.
    world.use_v3("bob");
    world.json(&["queue", "retry"]).exits(4);
    assert!(world.remote_lists().is_empty());
}

#[test]
fn a_wrong_application_credential_is_no_refusal_of_the_write() {
    let mut world = World::v3();
    world.make("Films");
    let key = world.environment["TMDB_API_KEY"].clone();
    world.set("TMDB_API_KEY", "00000000000000000000000000000000");
    let ran = world.add("Films", &[603]);
    ran.fails(4, "authentication_failed");
    assert_eq!(outcomes(&ran), ["queued"]);
    world.set("TMDB_API_KEY", &key);
    assert_eq!(world.json(&["queue", "retry"]).exits(0).document()["meta"]["completed"], 1);
}

#[test]
fn profiles_are_separate() {
    let mut world = World::v3();
    world.make("Films");
    world.use_v3("bob");
    let ran = world.json(&["lists", "create", "Films", "--profile", "second"]);
    ran.exits(0);
    assert_eq!(
        world.json(&["queue", "ls", "--all", "--profile", "second"]).data().as_array().unwrap().len(),
        1
    );
    assert_eq!(world.queue(&["--all"]).len(), 1);
}

#[test]
fn a_user_token_alone_is_a_login() {
    let mut world = World::v4();
    world.environment.remove("TMDB_SESSION_ID");
    world.environment.remove("TMDB_ACCESS_TOKEN");
    let id = world.make_with("Films", &[603]);
    world.json(&["lists", "add", "Films", "tv:1399"]).exits(0);
    assert_eq!(world.remote_items(id), ["movie:603", "tv:1399"]);
    world.set("TMDB_USER_TOKEN", "a.bad.token0");
    world.json(&["lists", "ls", "--refresh"]).exits(4);
}

#[test]
fn a_user_token_says_whose_it_is_and_a_session_later_finds_what_was_made() {
    let mut world = World::v4();
    let session = world.environment.remove("TMDB_SESSION_ID").unwrap();
    world.json(&["lists", "ls"]).exits(0);
    assert_eq!(world.requests(), 1, "the list of lists, and nothing before it");
    world.json(&["lists", "create", "Films", "--offline"]).exits(0);
    world.set("TMDB_SESSION_ID", &session);
    world.json(&["queue", "retry"]).exits(0);
    assert!(world.queue(&[]).is_empty(), "what was queued for the token is the account's");
    assert_eq!(world.shown("Films")["sync_status"], "synced");
    world.environment.remove("TMDB_SESSION_ID");
    let before = world.requests();
    assert_eq!(world.shown("Films")["sync_status"], "synced");
    world.json(&["lists", "ls", "--refresh"]).exits(0);
    assert_eq!(world.requests(), before + 1, "the token is known by its fingerprint");
}

#[test]
fn a_user_token_that_tmdb_ends_holds_what_waits_until_it_counts_again() {
    let mut world = World::v4();
    world.environment.remove("TMDB_SESSION_ID");
    world.make("Films");
    world.fault("* /4/*: session-ended x1");
    world.json(&["lists", "add", "Films", "603"]).fails(4, "session_expired");
    assert_eq!(world.queue(&[])[0]["hold"], "auth");
    world.json(&["queue", "retry"]).exits(0);
    assert!(world.queue(&[]).is_empty());
}

#[test]
fn collections_say_what_a_user_token_alone_lacks() {
    let mut world = World::v4();
    world.environment.remove("TMDB_SESSION_ID");
    for command in [["watchlist", "add", "603"], ["favorites", "add", "603"]] {
        let error = world.json(&command).fails(4, "missing_credentials");
        assert!(error.to_string().contains("TMDB_USER_TOKEN alone"), "{error}");
    }
    assert!(world.queue(&[]).is_empty());
}
