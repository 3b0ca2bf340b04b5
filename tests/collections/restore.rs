//! `lists log` and `lists restore`: snapshots, what is brought back, and the guard.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ran, Visit, World};
use crate::{films, list_at_tmdb, logged_in, make_list, names, outcomes};

/// A list with movies, read, and cleared an hour later.
fn cleared(items: &[&str]) -> World {
    let world = logged_in();
    make_list(&world, "Winter", items);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.clock.advance(Duration::from_hours(1));
    world.run(&["lists", "clear", "Winter", "--yes"]).fails_not();
    world.clock.advance(Duration::from_mins(10));
    world
}

fn shown(world: &World, list: &str) -> Vec<String> {
    names(&world.run(&["lists", "show", list, "--refresh", "--json"]).json()["data"]["items"])
}

fn restore(world: &World, arguments: &[&str]) -> Ran {
    world.run(&[&["lists", "restore"], arguments, &["--json"]].concat())
}

#[test]
fn the_log_tells_what_was_kept_and_why() {
    let world = cleared(&["movie:603", "tv:1399"]);
    world.run(&["lists", "create", "Other"]).fails_not();
    let log = world.run(&["lists", "log", "--json"]).json()["data"].clone();
    assert_eq!(log.as_array().unwrap().len(), 1, "{log}");
    assert_eq!(
        (&log[0]["reason"], &log[0]["items"], &log[0]["name"], &log[0]["list"]["name"]),
        (&json!("clear"), &json!(2), &json!("Winter"), &json!("Winter"))
    );
    assert_eq!(log[0]["taken_at"], "2026-11-01T13:00:00Z");
    assert_eq!(world.run(&["lists", "log", "winter", "--json"]).json()["data"], log);
    assert_eq!(world.run(&["lists", "log", "Other", "--json"]).json()["data"], json!([]));
    assert_eq!(world.run(&["lists", "log", "Nowhere", "--json"]).fails(3), "not_found");
}

#[test]
fn a_cleared_list_gets_its_items_back_and_again_undoes_it() {
    let world = cleared(&["movie:603", "tv:1399"]);
    assert_eq!(shown(&world, "Winter"), Vec::<String>::new());
    let ran = restore(&world, &["Winter"]).json();
    assert_eq!(outcomes(&ran), ["added", "added"]);
    assert_eq!((&ran["data"][0]["action"], &ran["data"][0]["title"]), (&json!("add"), &json!("The Matrix")));
    assert_eq!(
        (&ran["meta"]["created"], &ran["meta"]["snapshot"]["reason"], &ran["meta"]["counts"]["added"]),
        (&json!(false), &json!("clear"), &json!(2))
    );
    assert_eq!(shown(&world, "Winter"), ["movie:603", "tv:1399"]);
    let nothing = restore(&world, &["Winter", "--at", "2026-11-01T13:00:00Z"]).json();
    assert_eq!(nothing["data"], json!([]), "it holds what it held");
    let undone = restore(&world, &["Winter", "--yes"]).json();
    assert_eq!(
        (outcomes(&undone), &undone["meta"]["snapshot"]["reason"]),
        (vec!["removed", "removed"], &json!("restore"))
    );
    assert_eq!(shown(&world, "Winter"), Vec::<String>::new());
}

#[test]
fn a_moment_or_a_day_picks_the_snapshot() {
    let world = cleared(&["movie:603"]);
    world.run(&["lists", "add", "Winter", "movie:550"]).fails_not();
    world.clock.advance(Duration::from_hours(48));
    world.run(&["lists", "clear", "Winter", "--yes"]).fails_not();
    world.clock.advance(Duration::from_mins(10));
    for (at, expected) in [
        ("2026-11-01T13:00:00Z", ["movie:603"]),
        ("2026-11-02", ["movie:603"]),
        ("2026-11-03", ["movie:550"]),
        ("2027-01-01T00:00:00+02:00", ["movie:550"]),
    ] {
        let plan = restore(&world, &["Winter", "--at", at, "--dry-run"]).json();
        assert_eq!(names(&plan["data"]), expected, "{at}");
    }
    let ran = restore(&world, &["Winter", "--at", "2026-11-01T12:59:59Z"]);
    assert_eq!(ran.fails(3), "not_found");
    assert_eq!(ran.error()["details"]["snapshots"].as_array().unwrap().len(), 2);
    assert_eq!(restore(&world, &["Winter", "--at", "yesterday"]).fails(2), "usage");
}

#[test]
fn a_deleted_list_is_created_again_by_name_or_local_id() {
    for by_name in [true, false] {
        let world = logged_in();
        let id = make_list(&world, "Winter", &["tv:1399", "movie:603", "movie:550"]);
        let local = world.run(&["lists", "show", "Winter", "--json"]).json()["data"]["local_id"].clone();
        world.run(&["lists", "delete", "Winter", "--yes"]).fails_not();
        assert_eq!(list_at_tmdb(&world, "Winter"), None);
        let name = if by_name { "winter" } else { local.as_str().unwrap() };
        let ran = restore(&world, &[name]).json();
        assert_eq!((outcomes(&ran), &ran["meta"]["created"]), (vec!["added"; 3], &json!(true)));
        assert_eq!(ran["meta"]["list"]["name"], "Winter");
        let made = list_at_tmdb(&world, "Winter").unwrap();
        assert_ne!(made["id"], id);
        assert_eq!(names(&made["items"]), ["tv:1399", "movie:603", "movie:550"], "in their order");
        assert_eq!(world.run(&["lists", "ls", "--json"]).json()["data"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn what_the_list_was_comes_back_with_it() {
    let world = logged_in();
    world.run(&["lists", "create", "Secret", "--private", "--description", "Snow outside"]).fails_not();
    world.run(&["lists", "add", "Secret", "movie:603"]).fails_not();
    world.run(&["lists", "delete", "Secret", "--yes"]).fails_not();
    restore(&world, &["Secret"]).json();
    let made = list_at_tmdb(&world, "Secret").unwrap();
    assert_eq!((&made["description"], &made["public"]), (&json!("Snow outside"), &json!(false)));
}

#[test]
fn offline_a_deleted_list_is_usable_at_once_and_made_later() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603", "movie:550"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.run(&["lists", "delete", "Winter", "--yes"]).fails_not();
    world.clock.advance(Duration::from_mins(10));
    let ran = restore(&world, &["Winter", "--offline"]).json();
    assert_eq!((outcomes(&ran), &ran["meta"]["list"]["id"]), (vec!["queued", "queued"], &Value::Null));
    let held = world.run(&["lists", "show", "Winter", "--offline", "--json"]).json();
    assert_eq!(names(&held["data"]["items"]), ["movie:603", "movie:550"]);
    world.run(&["queue", "retry"]).fails_not();
    assert_eq!(names(&list_at_tmdb(&world, "Winter").unwrap()["items"]), ["movie:603", "movie:550"]);
}

#[test]
fn a_list_that_tmdb_has_never_seen_comes_back_too() {
    let world = logged_in();
    world.run(&["lists", "ls"]).fails_not();
    world.run(&["lists", "create", "Draft", "--offline"]).fails_not();
    world.run(&["lists", "add", "Draft", "movie:603", "--offline"]).fails_not();
    world.run(&["lists", "delete", "Draft", "--yes", "--offline"]).fails_not();
    assert_eq!(world.run(&["lists", "ls", "--offline", "--json"]).json()["data"], json!([]));
    assert_eq!(outcomes(&restore(&world, &["draft", "--offline"]).json()), ["queued"]);
    world.run(&["queue", "retry"]).fails_not();
    assert_eq!(names(&list_at_tmdb(&world, "Draft").unwrap()["items"]), ["movie:603"]);
}

#[test]
fn a_list_that_was_deleted_on_tmdb_is_created_again_once() {
    let world = logged_in();
    let id = make_list(&world, "Winter", &["movie:603"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.sandbox.edit_list(&json!({"do": "delete", "list": id})).unwrap();
    world.clock.advance(Duration::from_hours(2));
    let ran = restore(&world, &["Winter"]).json();
    assert_eq!((outcomes(&ran), &ran["meta"]["created"]), (vec!["added"], &json!(true)));
    let lists = world.run(&["lists", "ls", "--json"]).json()["data"].clone();
    assert_eq!((lists.as_array().unwrap().len(), &lists[0]["sync_status"]), (1, &json!("synced")), "{lists}");
}

#[test]
fn taking_items_off_asks_first() {
    let world = cleared(&["movie:603"]);
    world.run(&["lists", "add", "Winter", "movie:550"]).fails_not();
    let before = world.run(&["lists", "log", "--json"]).json()["data"].as_array().unwrap().len();
    assert_eq!(restore(&world, &["Winter"]).fails(2), "usage", "there is nobody to ask");
    let refusing = Visit::default().answers(&["no"]);
    let prompt = refusing.prompt.clone();
    assert_eq!(world.visit(&["lists", "restore", "Winter", "--json"], refusing).fails(1), "cancelled");
    assert!(
        prompt.questions.lock().unwrap()[0].contains("Remove 1 item from the list 'Winter' and add 1 again?")
    );
    let log = world.run(&["lists", "log", "--json"]).json()["data"].clone();
    assert_eq!(log.as_array().unwrap().len(), before, "nothing was done, so nothing was kept");
    let ran =
        world.visit(&["lists", "restore", "Winter", "--json"], Visit::default().answers(&["yes"])).json();
    assert_eq!(outcomes(&ran), ["added", "removed"]);
    assert_eq!(shown(&world, "Winter"), ["movie:603"]);
}

#[test]
fn the_guard_stops_what_would_take_too_much_off() {
    let world = logged_in();
    let films = films(&world, 31);
    let films: Vec<&str> = films.iter().map(String::as_str).collect();
    make_list(&world, "Winter", &films[..1]);
    world.run(&["lists", "clear", "Winter", "--yes"]).fails_not();
    world.clock.advance(Duration::from_mins(10));
    world.run(&[&["lists", "add", "Winter"], &films[1..]].concat()).fails_not();
    let effects = world.sandbox.effects().len();
    let ran = restore(&world, &["Winter", "--yes"]);
    assert_eq!(ran.fails(7), "guard");
    assert_eq!(
        (&ran.error()["details"]["removals"], &ran.error()["details"]["items"]),
        (&json!(30), &json!(30))
    );
    assert_eq!(restore(&world, &["Winter", "--yes", "--max-delete", "29"]).fails(7), "guard");
    let dry = restore(&world, &["Winter", "--dry-run"]);
    assert_eq!(dry.json()["data"].as_array().unwrap().len(), 31);
    assert!(dry.stderr.contains("would be refused"), "{}", dry.stderr);
    assert_eq!(world.sandbox.effects().len(), effects, "nothing was sent");
    let ran = restore(&world, &["Winter", "--yes", "--max-delete", "30"]).json();
    assert_eq!((&ran["meta"]["counts"]["added"], &ran["meta"]["counts"]["removed"]), (&json!(1), &json!(30)));
    assert_eq!(shown(&world, "Winter"), films[..1]);
    assert_eq!(restore(&world, &["Winter", "--force", "--yes"]).code, 0, "and back");
}

#[test]
fn v3_says_what_it_cannot_bring_back() {
    let mut world = logged_in();
    make_list(&world, "Winter", &["movie:603", "tv:1399"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.run(&["lists", "delete", "Winter", "--yes"]).fails_not();
    let session = world.run(&["auth", "token", "--json"]).json()["data"]["session_id"].clone();
    world.set("TMDB_SESSION_ID", session.as_str().unwrap());
    let ran = restore(&world, &["Winter"]);
    assert_eq!(ran.fails(2), "unsupported");
    assert_eq!(world.run(&["queue", "ls", "--json"]).json()["data"], json!([]), "nothing was kept");
}

#[test]
fn without_a_queue_a_restoration_that_fails_leaves_nothing_behind() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.run(&["lists", "delete", "Winter", "--yes"]).fails_not();
    world.sandbox.go_down();
    assert_eq!(restore(&world, &["Winter", "--no-queue"]).fails(5), "network_error");
    assert_eq!(world.run(&["queue", "ls", "--json"]).json()["data"], json!([]));
    assert_eq!(world.run(&["lists", "ls", "--offline", "--json"]).json()["data"], json!([]));
}

#[test]
fn a_living_list_hides_a_dead_one_of_its_name_but_says_so() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.run(&["lists", "delete", "Winter", "--yes"]).fails_not();
    world.run(&["lists", "create", "Winter"]).fails_not();
    let ran = restore(&world, &["Winter"]);
    assert_eq!(ran.fails(3), "not_found");
    let hint = ran.error()["details"]["hint"].as_str().unwrap().to_owned();
    let local = hint.rsplit(' ').next().unwrap();
    assert_eq!(outcomes(&restore(&world, &[local]).json()), ["added"]);
}
