//! `lists copy`, `move` and `diff`: a moved item is never on neither list.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{World, outcomes};

fn two_lists(world: &World) -> (u64, u64) {
    (world.make_with("Winter", &[603, 604, 11]), world.make_with("Summer", &[11]))
}

#[test]
fn copying_adds_and_leaves_the_source() {
    let world = World::v4();
    let (winter, summer) = two_lists(&world);
    let ran = world.json(&["lists", "copy", "Winter", "--all", "--to", "Summer"]);
    assert_eq!(outcomes(ran.exits(0)), ["added", "added", "already_present"]);
    assert_eq!(ran.data()[0]["from"]["name"], "Winter");
    assert_eq!(world.remote_items(winter).len(), 3);
    assert_eq!(world.remote_items(summer).len(), 3);
    world.json(&["lists", "copy", "Winter", "movie:999", "--to", "Summer"]).fails(3, "not_found");
}

/// The removal of a moved item waits for the other list, and what is on other items overtakes it.
#[test]
fn what_was_overtaken_can_be_asked_for_again() {
    let world = World::v4();
    let (winter, _) = two_lists(&world);
    world.json(&["lists", "move", "Winter", "movie:603", "--to", "Summer", "--offline"]).exits(0);
    world.fault("POST /4/list/*/items: 503 x1");
    assert_eq!(outcomes(world.add("Winter", &[550]).exits(0)), ["queued"]);
    let ran = world.json(&["lists", "remove", "Winter", "movie:603", "--offline"]);
    assert_eq!(outcomes(ran.exits(0)), ["queued"]);
    world.drain(4);
    assert_eq!(world.remote_items(winter), ["movie:604", "movie:11", "movie:550"]);
    assert_eq!(world.effects("remove_item"), 1);
}

#[test]
fn moving_adds_and_then_removes() {
    let world = World::v4();
    let (winter, summer) = two_lists(&world);
    let ran = world.json(&["lists", "move", "Winter", "movie:603", "--to", "Summer"]);
    assert_eq!(outcomes(ran.exits(0)), ["added"]);
    assert_eq!(world.remote_items(winter), ["movie:604", "movie:11"]);
    assert_eq!(world.remote_items(summer), ["movie:11", "movie:603"]);
    assert!(world.queue(&[]).is_empty());
    let ran = world.json(&["lists", "move", "Winter", "movie:604", "--to", "@watchlist"]);
    assert_eq!(outcomes(ran.exits(0)), ["added"]);
    assert_eq!(world.remote_items(winter), ["movie:11"]);
}

#[test]
fn a_removal_waits_for_its_addition() {
    let world = World::v4();
    let (winter, summer) = two_lists(&world);
    world.fault(&format!("POST /4/list/{summer}/items: 503"));
    world.json(&["lists", "move", "Winter", "movie:603", "--to", "Summer"]).exits(0);
    let queue = world.queue(&[]);
    assert_eq!((&queue[0]["type"], &queue[1]["type"]), (&json!("add_movie"), &json!("remove_movie")));
    assert_eq!((&queue[1]["hold"], &queue[1]["waits_for"]), (&json!("dependency"), &queue[0]["id"]));
    assert!(world.remote_items(winter).contains(&"movie:603".to_owned()), "never on neither");
    // Other items of the source go on meanwhile.
    world.json(&["lists", "remove", "Winter", "movie:604"]).exits(0);
    assert_eq!(world.remote_items(winter), ["movie:603", "movie:11"]);
    world.sandbox.clear_faults();
    world.drain(8);
    assert_eq!(world.remote_items(winter), ["movie:11"]);
    assert_eq!(world.remote_items(summer), ["movie:11", "movie:603"]);
}

#[test]
fn a_long_list_is_moved_in_lots_that_let_others_write() {
    let world = World::v4();
    let (_, summer) = (world.make("Winter"), world.make("Summer"));
    let films: Vec<u64> = (1..=600).collect();
    let lines: Vec<String> = films.iter().map(ToString::to_string).collect();
    world.feed(&["lists", "add", "Winter", "-", "--offline"], &lines.join("\n")).exits(0);
    let began = world.now();
    world.json(&["lists", "move", "Winter", "--all", "--to", "Summer", "--offline"]).exits(0);
    assert_eq!(world.now().since(began), Duration::from_millis(6), "one pause between two lots");
    let queue = world.queue(&[]);
    let moved = |kind: &str| -> Vec<&Value> {
        queue.iter().filter(|row| row["type"] == kind && row["list"]["id"] != Value::Null).collect()
    };
    let added: Vec<&Value> =
        moved("add_movie").into_iter().filter(|row| row["list"]["id"] == summer).collect();
    let ids = |rows: &[&Value]| -> Vec<u64> {
        rows.iter().map(|row| row["payload"]["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(&added), films);
    let removed = moved("remove_movie");
    assert_eq!(ids(&removed), films);
    assert!(removed.iter().zip(&added).all(|(removed, added)| removed["waits_for"] == added["id"]));
}

#[test]
fn a_move_that_ends_between_two_lots_has_moved_whole_items() {
    let world = World::v4();
    let (_, summer) = (world.make("Winter"), world.make("Summer"));
    let films: Vec<String> = (1..=600).map(|id: u64| id.to_string()).collect();
    world.feed(&["lists", "add", "Winter", "-", "--offline"], &films.join("\n")).exits(0);
    let ran = world.beside(
        &["lists", "move", "Winter", "--all", "--to", "Summer", "--offline"],
        "lot.enqueued",
        |seat| seat.interrupt(),
    );
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(ran.stderr.contains("500 of 600 changes are queued already"), "{ran:?}");
    let queue = world.queue(&[]);
    let on = |list: u64, kind: &str| {
        queue.iter().filter(|row| row["list"]["id"] == list && row["type"] == kind).count()
    };
    assert_eq!(on(summer, "add_movie"), 500);
    assert_eq!(queue.iter().filter(|row| row["type"] == "remove_movie").count(), 500);
    world.json(&["lists", "move", "Winter", "--all", "--to", "Summer", "--offline"]).exits(0);
    assert_eq!(world.shown("Summer")["item_count"], 600);
    assert_eq!(world.shown("Winter")["item_count"], 0);
}

#[test]
fn where_the_addition_is_rejected_or_cancelled_nothing_is_removed() {
    let world = World::v4();
    let (winter, summer) = two_lists(&world);
    world.fault(&format!("POST /4/list/{summer}/items: 400 code 5 x1"));
    world.json(&["lists", "move", "Winter", "movie:603", "--to", "Summer"]);
    world.drain(4);
    assert!(world.remote_items(winter).contains(&"movie:603".to_owned()));
    world.json(&["lists", "move", "Winter", "movie:604", "--to", "Summer", "--offline"]).exits(0);
    let waiting = world.queue(&["--status", "pending"]);
    let add = waiting.iter().find(|row| row["type"] == "add_movie").unwrap();
    world.json(&["queue", "cancel", &add["number"].to_string()]).exits(0);
    world.drain(4);
    assert!(world.remote_items(winter).contains(&"movie:604".to_owned()));
    assert!(world.queue(&["--status", "pending"]).is_empty(), "what waited for it is cancelled");
}

#[test]
fn a_diff_names_the_side_and_tells_by_exit_code() {
    let world = World::v4();
    two_lists(&world);
    let ran = world.json(&["lists", "diff", "Winter", "Summer"]);
    let sides: Vec<_> =
        ran.exits(0).data().as_array().unwrap().iter().map(|row| row["side"].clone()).collect();
    assert_eq!(sides, ["a", "a"]);
    world.json(&["lists", "diff", "Winter", "Summer", "--check"]).exits(8);
    world.json(&["lists", "diff", "Winter", "Winter", "--check"]).exits(0);
    world.json(&["lists", "move", "@rated", "movie:603", "--to", "Summer"]).fails(2, "usage");
}
