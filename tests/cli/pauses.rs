//! `429`: the pause that TMDB asks for is kept by every process, and spends nothing.

use serde_json::json;

use crate::support::{World, outcomes};

/// `Retry-After` as sent, and the pause in seconds that must be kept at least, and at most.
const ROWS: [(&str, i64, i64); 7] = [
    ("retry-after 0", 0, 40),
    ("retry-after 7", 6, 9),
    ("retry-after 90", 89, 113),
    ("retry-after \"Sun, 01 Nov 2026 12:05:00 GMT\"", 290, 376),
    ("retry-after soon", 29, 40),
    ("retry-after 86400", 3599, 4501),
    ("", 29, 40),
];

#[test]
fn nothing_is_sent_before_the_pause_is_over() {
    for (header, least, most) in ROWS {
        let world = World::v3();
        let id = world.make("Films");
        world.make("Other");
        world.fault(&format!("POST *: 429 {header} x1"));
        let before = world.requests();
        let ran = world.add("Films", &[603]);
        assert_eq!(outcomes(ran.exits(0)), ["queued"], "{header}");
        assert_eq!(world.requests(), before + 1, "{header}");
        let operation = world.only();
        assert_eq!(
            (&operation["hold"], &operation["attempts"]),
            (&json!("rate_limit"), &json!(0)),
            "{header}"
        );
        let wait = world.seconds_until(&operation["next_attempt_at"]);
        assert!((least..=most).contains(&wait), "{header}: {wait} s");
        // Other commands, other lists, other processes, `--now`: none may send.
        for arguments in [
            vec!["queue", "retry", "--now"],
            vec!["queue", "retry"],
            vec!["lists", "add", "Other", "603"],
            vec!["lists", "create", "Third"],
            vec!["queue", "retry", operation["id"].as_str().unwrap()],
        ] {
            let ran = world.json(&arguments);
            if arguments[0] == "queue" {
                let error = ran.fails(5, "rate_limited");
                assert!(error["retry_after"].as_u64().is_some(), "{error}");
                assert_eq!(ran.document()["meta"]["paused"], "rate_limit");
            } else {
                ran.exits(0);
            }
        }
        if wait > 1 {
            world.clock.advance(u64::try_from(wait).unwrap() - 1);
            world.json(&["queue", "retry"]).exits(5);
        }
        assert_eq!(world.requests(), before + 1, "{header}: one request a pause");
        world.clock.advance(3);
        world.json(&["queue", "retry"]).exits(0);
        assert_eq!(world.remote_items(id), ["movie:603"]);
        assert!(world.queue(&[]).is_empty(), "{header}");
        assert_eq!(world.effects("add_item"), 2);
    }
}

#[test]
fn a_storm_of_429_is_one_request_a_pause() {
    let world = World::v4();
    for number in 0..5 {
        let name = format!("List {number}");
        world.make(&name);
        world.json(&["lists", "add", &name, "603", "--offline"]).exits(0);
        world.json(&["lists", "create", &format!("New {number}"), "--offline"]).exits(0);
    }
    world.fault("*: 429 retry-after 20 x8");
    for round in 0..8 {
        let before = world.requests();
        world.json(&["queue", "retry"]).exits(5);
        assert_eq!(world.requests(), before + 1, "round {round}");
        for _ in 0..3 {
            world.json(&["queue", "retry"]).exits(5);
        }
        assert_eq!(world.requests(), before + 1, "round {round}, within the pause");
        world.clock.advance(21);
    }
    assert!(world.queue(&[]).iter().all(|operation| operation["attempts"] == 0));
    world.json(&["queue", "retry"]).exits(0);
    assert_eq!((world.effects("add_item"), world.effects("create_list")), (5, 10));
}

#[test]
fn stats_tell_the_pause() {
    let world = World::v3();
    world.make("Films");
    world.fault("POST *: 429 retry-after 60 x1");
    world.add("Films", &[603]).exits(0);
    let stats = world.json(&["queue", "stats"]).data();
    assert_eq!(stats["hold"], "rate_limit");
    assert!((59..=76).contains(&world.seconds_until(&stats["next_attempt_at"])), "{stats}");
    world.clock.advance(80);
    assert!(world.json(&["queue", "stats"]).data()["hold"].is_null(), "a pause that is over holds nothing");
}

#[test]
fn a_read_that_is_one_too_many_is_asked_again_and_costs_no_try() {
    let world = World::v3();
    for (rules, requests) in [(&["GET /3/search/*: 429 x5"][..], 6), (&["*: 429 x2", "*: 503 x2"][..], 5)] {
        for rule in rules {
            world.fault(rule);
        }
        let before = world.requests();
        world.json(&["search", "matrix", "--refresh"]).exits(0);
        assert_eq!(world.requests(), before + requests, "{rules:?}");
    }
    world.fault("GET /3/search/*: 429");
    let before = world.requests();
    world.json(&["search", "alien", "--refresh"]).fails(5, "rate_limited");
    assert_eq!(world.requests(), before + 11, "it ends some time");
}
