//! `lists sync` where a person decides: lists that are gone on TMDB, and names that changed on both sides.

use serde_json::{Value, json};

use crate::support::{Ran, World, names};

fn elsewhere(world: &World, edit: &Value) {
    world.sandbox.edit_list(edit).unwrap();
}

/// The one list of a sync's report.
#[track_caller]
fn only(ran: &Ran) -> Value {
    let data = ran.document()["data"].take();
    assert_eq!(data.as_array().unwrap().len(), 1, "{ran:?}");
    data[0].clone()
}

/// A list that somebody deleted on TMDB while an addition waited for it.
fn lost(world: &World) -> u64 {
    let id = world.make_with("Films", &[603, 11]);
    world.json(&["lists", "show", "Films"]).exits(0);
    world.json(&["lists", "add", "Films", "movie:550", "--offline"]).exits(0);
    elsewhere(world, &json!({"do": "delete", "list": id}));
    id
}

#[test]
fn a_list_that_is_gone_waits_for_a_decision() {
    for world in [World::v3(), World::v4()] {
        lost(&world);
        let list = only(world.json(&["lists", "sync", "Films"]).exits(6));
        assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(0), &json!(1)));
        assert!(world.remote_lists().is_empty());
        assert_eq!(world.only()["hold"], "conflict");
        let again = world.json(&["lists", "add", "Films", "movie:12"]);
        assert!(again.exits(6).stderr.contains("no longer exists on TMDB"), "{again:?}");
    }
}

#[test]
fn a_list_that_is_gone_is_created_again_with_everything_on_it() {
    for world in [World::v3(), World::v4()] {
        let id = lost(&world);
        let planned = world.json(&["lists", "sync", "Films", "--recreate", "--dry-run"]);
        let list = only(planned.exits(0));
        let kinds: Vec<&Value> =
            list["actions"].as_array().unwrap().iter().map(|action| &action["type"]).collect();
        assert_eq!(kinds, ["create", "add", "add", "add"]);
        assert!(world.remote_lists().is_empty(), "nothing was done");
        let ran = world.json(&["lists", "sync", "Films", "--recreate"]);
        let list = only(ran.exits(0));
        assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(4), &json!(0)));
        assert_eq!(ran.document()["meta"]["plan"], planned.document()["meta"]["plan"]);
        let made = world.remote_lists();
        assert_eq!(made.len(), 1);
        let created = made[0]["id"].as_u64().unwrap();
        assert_ne!(created, id);
        assert_eq!(world.remote_items(created), ["movie:603", "movie:11", "movie:550"]);
        assert_eq!(world.shown("Films")["sync_status"], "synced");
        assert!(world.queue(&[]).is_empty());
        only(world.json(&["lists", "sync", "Films", "--recreate"]).exits(0));
        assert_eq!(world.remote_lists().len(), 1, "what is there isn't made again");
    }
}

#[test]
fn what_waits_for_a_list_that_is_gone_can_be_given_up() {
    let world = World::v4();
    lost(&world);
    let list = only(world.json(&["lists", "sync", "Films", "--drop"]).exits(0));
    assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(0), &json!(1)));
    assert!(world.queue(&[]).is_empty());
    assert!(world.remote_lists().is_empty());
    let shown = world.shown("Films");
    assert_eq!(shown["sync_status"], "remote_deleted");
    assert_eq!(names(&shown["items"]), ["movie:603", "movie:11"], "the copy here is kept");
}

#[test]
fn a_list_that_was_to_be_deleted_is_not_created_again() {
    for world in [World::v3(), World::v4()] {
        lost(&world);
        world.json(&["lists", "delete", "Films", "--yes", "--offline"]).exits(0);
        let list = only(world.json(&["lists", "sync", "--recreate"]).exits(0));
        assert_eq!(list["actions"][0]["type"], "delete");
        assert!(world.remote_lists().is_empty());
        assert!(world.queue(&[]).is_empty());
        assert!(world.json(&["lists", "ls"]).data().as_array().unwrap().is_empty());
    }
}

#[test]
fn which_name_wins_where_both_sides_changed_it() {
    for (options, wins, sent) in [(&[][..], "Ours", 1), (&["--prefer", "remote"], "Theirs", 0)] {
        let world = World::v4();
        let id = world.make("Films");
        world.json(&["lists", "show", "Films"]).exits(0);
        world.json(&["lists", "edit", "Films", "--name", "Ours", "--offline"]).exits(0);
        elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
        world.clock.advance(60);
        let number = id.to_string();
        let mut words = vec!["lists", "sync", &number];
        words.extend(options);
        let list = only(world.json(&words).exits(0));
        assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(sent), &json!(1)), "{options:?}");
        assert_eq!(world.remote(id)["name"], wins);
        assert_eq!(world.shown(&number)["name"], wins);
        assert!(world.queue(&[]).is_empty());
    }
}

#[test]
fn a_name_that_changed_here_alone_goes_out_whatever_is_preferred() {
    let world = World::v4();
    let id = world.make("Films");
    world.json(&["lists", "show", "Films"]).exits(0);
    world.json(&["lists", "edit", "Films", "--name", "Ours", "--offline"]).exits(0);
    let list = only(world.json(&["lists", "sync", &id.to_string(), "--prefer", "remote"]).exits(0));
    assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(1), &json!(0)));
    assert_eq!(world.remote(id)["name"], "Ours");
}

#[test]
fn what_tmdb_shows_to_be_done_is_not_sent() {
    for world in [World::v3(), World::v4()] {
        let id = world.make_with("Films", &[603, 11]);
        world.json(&["lists", "show", "Films"]).exits(0);
        world.json(&["lists", "add", "Films", "movie:550", "--offline"]).exits(0);
        world.json(&["lists", "remove", "Films", "movie:11", "--offline"]).exits(0);
        elsewhere(&world, &json!({"do": "add", "list": id, "items": ["movie:550"]}));
        elsewhere(&world, &json!({"do": "remove", "list": id, "items": ["movie:11"]}));
        // Older than what TMDB's cache may show.
        world.clock.advance(3600);
        let asked = world.requests();
        let list = only(world.json(&["lists", "sync", "Films"]).exits(0));
        assert_eq!(list["pushed"], 0);
        assert_eq!(world.writes(asked), Vec::<String>::new());
        let reasons: Vec<Value> =
            world.queue(&["--all"]).iter().map(|operation| operation["reason"].clone()).collect();
        assert!(
            reasons.contains(&json!("already_present")) && reasons.contains(&json!("not_present")),
            "{reasons:?}"
        );
        assert_eq!(names(&world.shown("Films")["items"]), ["movie:603", "movie:550"]);
    }
}

#[test]
fn nothing_is_asked_about_a_list_that_is_gone_and_was_to_be_deleted() {
    for world in [World::v3(), World::v4()] {
        let id = world.make_with("Films", &[603]);
        // Claimed once, so that the deletion can't simply take its place.
        world.sandbox.go_down();
        world.json(&["lists", "add", "Films", "movie:550"]).exits(0);
        world.sandbox.come_back().unwrap();
        world.json(&["lists", "delete", "Films", "--yes", "--offline"]).exits(0);
        assert_eq!(world.queue(&[]).len(), 2);
        elsewhere(&world, &json!({"do": "delete", "list": id}));
        world.drain(4).exits(0);
        assert!(world.queue(&[]).is_empty());
        let ends: Vec<Value> = world
            .queue(&["--all"])
            .iter()
            .rev()
            .take(2)
            .map(|operation| operation["status"].clone())
            .collect();
        assert_eq!(ends, ["completed", "cancelled"]);
        assert!(world.json(&["lists", "ls"]).data().as_array().unwrap().is_empty());
    }
}
