//! Writes that TMDB carried out and never answered, or never carried out at all: exactly once in the end.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{World, names, outcomes};

/// How an answer can get lost after TMDB did what was asked.
const APPLIED: [&str; 8] = [
    "lost",
    "truncated",
    "502 html applied",
    "html applied",
    "cut half",
    "cut head",
    "cut headers",
    "cut 20",
];
/// How a request can get lost before.
const NOT_APPLIED: [&str; 4] = ["drop", "500 code 11", "502 html", "html"];

struct Case {
    /// What the person types.
    arguments: &'static [&'static str],
    /// The write, as a rule names it, on v3 and v4.
    writes: [&'static str; 2],
    /// The effect that it has.
    effect: &'static str,
    /// The items of the list "Movies" in the end; `None` where it is gone.
    ends: Option<&'static [&'static str]>,
}

const CASES: [Case; 6] = [
    Case {
        arguments: &["lists", "create", "Other", "--description", "Second"],
        writes: ["POST /3/list", "POST /4/list"],
        effect: "create_list",
        ends: Some(&["movie:550", "movie:680"]),
    },
    Case {
        arguments: &["lists", "add", "Films", "603"],
        writes: ["POST /3/list/*/add_item", "POST /4/list/*/items"],
        effect: "add_item",
        ends: Some(&["movie:550", "movie:680", "movie:603"]),
    },
    Case {
        arguments: &["lists", "remove", "Films", "550"],
        writes: ["POST /3/list/*/remove_item", "DELETE /4/list/*/items"],
        effect: "remove_item",
        ends: Some(&["movie:680"]),
    },
    Case {
        arguments: &["lists", "edit", "Films", "--name", "Better", "--description", "More"],
        writes: ["", "PUT /4/list/*"],
        effect: "update_list",
        ends: Some(&["movie:550", "movie:680"]),
    },
    Case {
        arguments: &["lists", "clear", "Films", "--yes"],
        writes: ["POST /3/list/*/clear", "GET /4/list/*/clear"],
        effect: "clear_list",
        ends: Some(&[]),
    },
    Case {
        arguments: &["lists", "delete", "Films", "--yes"],
        writes: ["DELETE /3/list/*", "DELETE /4/list/*"],
        effect: "delete_list",
        ends: None,
    },
];

fn play(case: &Case, is_v4: bool, fault: &str, is_applied: bool) {
    let about = format!("{:?} {} {fault}", case.arguments, if is_v4 { "v4" } else { "v3" });
    let world = if is_v4 { World::v4() } else { World::v3() };
    let id = world.make_with("Films", &[550, 680]);
    let before = world.effects(case.effect);
    world.fault(&format!("{}: {fault} x1", case.writes[usize::from(is_v4)]));
    let since = world.requests();
    let ran = world.json(case.arguments);
    ran.exits(0);
    let said_done = match ran.document()["meta"].get("outcome") {
        Some(outcome) => outcome == "done",
        None => outcomes(&ran) != ["queued"],
    };
    // TMDB is known to delete and answer 500: there the look follows at once, and is proof.
    assert!(!said_done || case.effect == "delete_list" && is_applied, "{about}: {ran:#?}");
    let writes = world.writes(since).len();
    assert_eq!(writes, 1, "{about}");
    if !said_done {
        let operation = world.only();
        assert_eq!(
            (&operation["status"], &operation["hold"], &operation["attempts"]),
            (&json!("pending"), &json!("checking"), &json!(0)),
            "{about}"
        );
        // However often and urgently it is asked: before the settle time nothing is sent again.
        for step in [0, 20, 20] {
            world.clock.advance(step);
            world.json(&["queue", "retry", "--now"]);
            world.json(&["queue", "retry", operation["id"].as_str().unwrap_or_default()]);
            assert_eq!(world.writes(since).len(), writes, "{about}: sent again before it settled");
        }
    }
    world.drain(6);
    assert_eq!(world.effects(case.effect), before + 1, "{about}: {:#?}", world.sandbox.effects());
    assert_eq!(world.writes(since).len(), if is_applied { 1 } else { 2 }, "{about}");
    let lists = world.json(&["lists", "ls", "--refresh"]).data();
    let expected = usize::from(case.ends.is_some()) + usize::from(case.effect == "create_list");
    assert_eq!(
        (world.remote_lists().len(), lists.as_array().unwrap().len()),
        (expected, expected),
        "{about}: {lists}"
    );
    match case.ends {
        Some(items) => {
            assert_eq!(world.remote_items(id), items, "{about}");
            assert_eq!(
                names(&world.json(&["lists", "show", &id.to_string()]).data()["items"]),
                items,
                "{about}"
            );
        }
        None => assert!(world.remote_lists().is_empty(), "{about}"),
    }
    assert!(lists.as_array().unwrap().iter().all(|list| list["sync_status"] == "synced"), "{about}: {lists}");
}

fn play_all(is_v4: bool, faults: &[&str], is_applied: bool) {
    for case in CASES.iter().filter(|case| is_v4 || !case.writes[0].is_empty()) {
        // Where exactly an answer breaks off makes no difference between kinds of writes: one plays all of it.
        let count = if case.effect == "add_item" { faults.len() } else { 3 };
        faults.iter().take(count).for_each(|fault| play(case, is_v4, fault, is_applied));
    }
}

#[test]
fn done_and_not_answered_on_v3() {
    play_all(false, &APPLIED, true);
}

#[test]
fn done_and_not_answered_on_v4() {
    play_all(true, &APPLIED, true);
}

#[test]
fn not_done_and_not_answered_on_v3() {
    play_all(false, &NOT_APPLIED, false);
}

#[test]
fn not_done_and_not_answered_on_v4() {
    play_all(true, &NOT_APPLIED, false);
}

/// A gateway in front of TMDB may answer 503 although TMDB did what was asked.
#[test]
fn a_creation_that_a_gateway_answered_is_looked_for_before_it_is_sent_again() {
    for fault in ["503 applied", "502 html applied"] {
        for world in [World::v3(), World::v4()] {
            world.fault(&format!("POST *: {fault} x1"));
            let since = world.requests();
            world.json(&["lists", "create", "Once"]).exits(0);
            world.json(&["queue", "retry", "--now"]);
            world.drain(6);
            assert_eq!((world.effects("create_list"), world.writes(since).len()), (1, 1), "{fault}");
            let lists = world.json(&["lists", "ls", "--refresh"]).data();
            assert_eq!((lists.as_array().unwrap().len(), world.remote_lists().len()), (1, 1), "{fault}");
        }
    }
}

/// TMDB's own 503, with code 9 or 46, says that nothing was done: there is nothing to look for.
#[test]
fn a_creation_that_met_maintenance_is_sent_again_at_once() {
    for fault in ["503", "503 code 46"] {
        for world in [World::v3(), World::v4()] {
            world.fault(&format!("POST *: {fault} x1"));
            let since = world.requests();
            world.json(&["lists", "create", "Once"]).exits(0);
            world.json(&["queue", "retry", "--now"]).exits(0);
            assert_eq!((world.effects("create_list"), world.writes(since).len()), (1, 2), "{fault}");
        }
    }
}

#[test]
fn a_list_whose_creation_was_not_answered_is_adopted_at_once() {
    for world in [World::v3(), World::v4()] {
        world.fault("POST *: lost x1");
        world.json(&["lists", "create", "Adopted"]).exits(0);
        world.json(&["lists", "add", "Adopted", "603"]).exits(0);
        let ran = world.json(&["queue", "retry", "--now"]);
        assert_eq!(
            ran.exits(0).document()["meta"]["remaining"],
            0,
            "a new list's number is proof without waiting"
        );
        let lists = world.remote_lists();
        assert_eq!((lists.len(), names(&lists[0]["items"])), (1, vec!["movie:603".to_owned()]));
        let shown = world.json(&["lists", "ls", "--refresh"]).data();
        assert_eq!((shown.as_array().unwrap().len(), &shown[0]["id"]), (1, &lists[0]["id"]));
    }
}

#[test]
fn a_mirror_that_meets_the_list_first_makes_no_second_one() {
    let world = World::v4();
    world.fault("POST *: lost x1");
    world.json(&["lists", "create", "Once"]).exits(0);
    let lists = world.json(&["lists", "ls", "--refresh"]).data();
    assert_eq!(lists.as_array().unwrap().len(), 1, "{lists}");
    world.json(&["lists", "add", "Once", "603"]).exits(0);
    world.drain(4);
    let lists = world.json(&["lists", "ls", "--refresh"]).data();
    assert_eq!(lists.as_array().unwrap().len(), 1, "{lists}");
    assert_eq!((world.effects("create_list"), world.effects("add_item")), (1, 1));
}

#[test]
fn three_lists_of_one_name_are_each_bound_right() {
    for world in [World::v3(), World::v4()] {
        let site =
            world.sandbox.edit_list(&json!({"do": "create", "name": "Twin", "items": ["movie:13"]})).unwrap();
        let mut local_ids = Vec::new();
        for film in ["603", "11"] {
            let made = world.json(&["lists", "create", "Twin", "--offline", "--force"]).data();
            let local_id = made["local_id"].as_str().unwrap().to_owned();
            world.json(&["lists", "add", &local_id, film, "--offline"]).exits(0);
            local_ids.push(local_id);
        }
        world.fault("POST /3/list: lost x2");
        world.fault("POST /4/list: lost x2");
        world.drain(8);
        assert_eq!(world.effects("create_list"), 3, "the site's own and two");
        let found: Vec<u64> =
            local_ids.iter().map(|local_id| world.shown(local_id)["id"].as_u64().unwrap()).collect();
        assert!(found[0] != found[1] && !found.contains(&site), "{found:?} and {site}");
        assert_eq!(world.remote_items(found[0]), ["movie:603"]);
        assert_eq!(world.remote_items(found[1]), ["movie:11"]);
        assert_eq!(world.remote_items(site), ["movie:13"]);
    }
}

#[test]
fn two_lists_that_fit_wait_for_a_person() {
    let world = World::v3();
    world.json(&["lists", "ls"]).exits(0);
    world.fault("POST *: lost x1");
    world.json(&["lists", "create", "Twin"]).exits(0);
    world.sandbox.edit_list(&json!({"do": "create", "name": "Twin"})).unwrap();
    world.clock.advance(200);
    let ran = world.json(&["queue", "retry"]);
    ran.exits(6);
    let operation = world.only();
    assert_eq!((&operation["hold"], &operation["status"]), (&json!("conflict"), &json!("pending")));
    assert!(!operation["reason"].as_str().unwrap().is_empty());
    for _ in 0..3 {
        world.clock.advance(700);
        world.json(&["queue", "retry"]);
    }
    assert_eq!(world.effects("create_list"), 2, "no third one");
}

#[test]
fn an_edge_cache_is_no_evidence() {
    for by_path in ["", " by-path"] {
        let world = World::v4();
        let id = world.make_with("Films", &[550]);
        world.fault(&format!("GET *: stale 5m{by_path}"));
        // The cache now holds the state before.
        world.json(&["lists", "ls", "--refresh"]).exits(0);
        world.json(&["lists", "show", "Films", "--refresh"]).exits(0);
        world.fault("POST *: lost x2");
        world.add("Films", &[603]).exits(0);
        world.json(&["lists", "create", "Other"]).exits(0);
        for _ in 0..14 {
            world.clock.advance(40);
            world.json(&["queue", "retry", "--now"]);
        }
        assert!(
            world.queue(&[]).is_empty(),
            "settled within the cache's time and some: {:#?}",
            world.queue(&[])
        );
        assert_eq!((world.effects("add_item"), world.effects("create_list")), (2, 2), "{by_path}");
        assert_eq!(world.remote_items(id), ["movie:550", "movie:603"]);
    }
}

#[test]
fn a_request_that_is_carried_out_late_does_not_overrule_what_came_after() {
    let world = World::v3();
    let id = world.make("Films");
    world.fault("POST */add_item: hold x1");
    // The request hangs on the server while the person's own connection has been given up.
    std::thread::scope(|scope| {
        let adding = scope.spawn(|| world.json(&["lists", "add", "Films", "603", "--timeout", "1"]));
        assert!(world.sandbox.wait_for_held(1, Duration::from_secs(10)));
        assert_eq!(outcomes(adding.join().unwrap().exits(0)), ["queued"]);
    });
    world.json(&["lists", "remove", "Films", "603"]).exits(0);
    world.clock.advance(30);
    let before = world.requests();
    world.json(&["queue", "retry", "--now"]);
    assert!(world.writes(before).is_empty(), "the removal may not overtake the addition");
    world.sandbox.release();
    // The server has carried it out by now, or will have before the settle time is over.
    while world.effects("add_item") == 0 {
        std::thread::yield_now();
    }
    world.drain(4);
    assert!(world.remote_items(id).is_empty());
    assert_eq!((world.effects("add_item"), world.effects("remove_item")), (1, 1));
}

#[test]
fn part_of_a_batch_that_is_unknown_is_settled_item_by_item() {
    let world = World::v4();
    let id = world.make_with("Films", &[11]);
    world.json(&["lists", "add", "Films", "603", "11", "12", "550", "680", "--offline"]).exits(0);
    world.fault("POST /4/list/*/items: half-items x1");
    world.fault("POST /4/list/*/items: lost x1");
    world.json(&["queue", "retry"]);
    world.drain(6);
    let mut items = world.remote_items(id);
    items.sort();
    assert_eq!(items, ["movie:11", "movie:12", "movie:550", "movie:603", "movie:680"]);
    assert_eq!(world.effects("add_item"), 5, "each once");
}

#[test]
fn an_asked_back_operation_gets_an_honest_answer() {
    for (fault, status, is_there) in [("lost", "completed", true), ("drop", "cancelled", false)] {
        let world = World::v3();
        let id = world.make("Films");
        world.fault(&format!("POST *: {fault} x1"));
        world.add("Films", &[603]).exits(0);
        let operation = world.only();
        let number = operation["id"].as_str().unwrap();
        let asked = world.json(&["queue", "cancel", number]);
        assert_eq!(asked.data()[0]["status"], "pending", "nobody knows yet");
        assert!(!asked.stderr.is_empty(), "and that is said");
        world.drain(4);
        let shown = world.json(&["queue", "show", number]).data();
        assert_eq!(shown["status"], status, "{fault}");
        assert!(shown["reason"].is_string(), "{shown}");
        assert_eq!(world.remote_items(id).len(), usize::from(is_there));
        assert_eq!(world.shown("Films")["item_count"], usize::from(is_there));
    }
}

#[test]
fn an_update_that_somebody_changed_meanwhile_is_a_conflict_or_wins_never_lost() {
    let world = World::v4();
    let id = world.make("Films");
    world.fault("PUT *: drop x1");
    world.json(&["lists", "edit", "Films", "--name", "Mine"]).exits(0);
    world.sandbox.edit_list(&json!({"do": "update", "list": id, "name": "Theirs"})).unwrap();
    world.clock.advance(200);
    world.json(&["queue", "retry"]).exits(6);
    let operation = world.only();
    assert_eq!((&operation["hold"], &operation["status"]), (&json!("conflict"), &json!("pending")));
    assert_ne!(operation["reason"], Value::Null);
    assert_eq!(world.remote(id)["name"], "Theirs");
}

/// Queues a clear whose request is lost before TMDB has it, or after, asks for its cancellation, and lets somebody else add a title.
fn cancelled_clear(is_v4: bool, fault: &str) -> (World, u64, Value) {
    let world = if is_v4 { World::v4() } else { World::v3() };
    let id = world.make_with("Films", &[550, 680]);
    world.fault(&format!("* /{}/list/*/clear: {fault} x1", if is_v4 { 4 } else { 3 }));
    world.json(&["lists", "clear", "Films", "--yes"]).exits(0);
    let number = world.json(&["queue", "ls", "--status", "pending"]).data()[0]["number"].to_string();
    world.json(&["queue", "cancel", &number]).exits(0);
    world.sandbox.edit_list(&json!({"do": "add", "list": id, "items": ["movie:603"]})).unwrap();
    world.clock.advance(300);
    world.json(&["queue", "retry"]).exits(0);
    let ended = world.json(&["queue", "show", &number]).data();
    (world, id, ended)
}

#[test]
fn a_clear_that_was_taken_back_takes_nothing_off() {
    for is_v4 in [true, false] {
        let (world, id, ended) = cancelled_clear(is_v4, "drop");
        assert_eq!(ended["status"], "cancelled", "{ended}");
        assert_eq!(world.remote_items(id), ["movie:550", "movie:680", "movie:603"]);
        let (world, id, ended) = cancelled_clear(is_v4, "lost");
        assert_eq!(
            (&ended["status"], world.remote_items(id)),
            (&json!("completed"), vec!["movie:603".to_owned()])
        );
        let shown = world.json(&["lists", "show", "Films", "--refresh"]).data();
        assert_eq!(names(&shown["items"]), ["movie:603"]);
    }
}
