//! TMDB down, failing or replaced by something else: waits, the breaker, attempts, order and independence.

use serde_json::{Value, json};

use crate::support::{FILMS, World, add_counts, outcomes};

/// Fills ten lists with a hundred movies each, offline.
fn queue_a_thousand(world: &World) {
    let films = crate::lists::films(100);
    let lines: Vec<String> = films.iter().map(|id| format!("movie:{id}")).collect();
    for number in 0..10 {
        let name = format!("List {number}");
        world.make(&name);
        world.feed(&["lists", "add", &name, "-", "--offline"], &lines.join("\n")).exits(0);
    }
}

#[test]
fn an_outage_costs_few_requests_whatever_waits() {
    let world = World::v4();
    queue_a_thousand(&world);
    world.sandbox.go_down();
    let ran = world.json(&["queue", "retry"]);
    let document = ran.exits(5).document();
    let meta = &document["meta"];
    assert_eq!((&meta["paused"], &meta["remaining"]), (&json!("outage"), &json!(1000)));
    assert_eq!((&meta["completed"], &meta["failed"]), (&json!(0), &json!(0)));
    // One request with a hundred additions was sent, and nothing else.
    assert!(meta["processed"].as_u64().unwrap() <= 200, "{meta}");
    let error = ran.error();
    assert!(["network_error", "unavailable"].contains(&error["type"].as_str().unwrap()), "{error}");
    world.sandbox.come_back().unwrap();
    world.fault("*: 503");
    let before = world.requests();
    world.json(&["queue", "retry", "--now"]).exits(5);
    let asked = world.requests() - before;
    assert!((1..=3).contains(&asked), "{asked} requests");
    // Cron meets the open breaker: no request, or one look.
    let before = world.requests();
    world.json(&["queue", "retry"]).exits(5);
    assert_eq!(world.requests(), before);
    assert!(world.queue(&[]).iter().all(|operation| operation["attempts"] == 0));
    world.sandbox.clear_faults();
    world.drain(4);
    assert!(world.remote_lists().iter().all(|list| list["items"].as_array().unwrap().len() == 100));
}

#[test]
fn whose_session_it_is_is_asked_three_times_in_all() {
    let commands: [&[&str]; 8] = [
        &["lists", "show", "Films"],
        &["lists", "show", "8500001"],
        &["lists", "add", "Films", "603"],
        &["lists", "create", "Films"],
        &["lists", "sync"],
        &["watchlist", "ls"],
        &["watchlist", "add", "603"],
        &["queue", "retry", "--now"],
    ];
    for command in commands {
        for world in [World::v3(), World::v4()] {
            world.fault("*: 500");
            world.json(command);
            let log = world.sandbox.log();
            let asked = log.iter().filter(|entry| entry["path"] == "/3/account").count();
            assert!(asked <= 3, "{command:?}: {asked} times");
        }
    }
}

#[test]
fn a_day_of_outage_fails_nothing_and_spends_nothing() {
    let world = World::v3();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "603", "--offline"]).exits(0);
    for fault in ["*: 503", "*: 502 html", "*: 500 code 11", "POST *: 500 code 11", "POST *: 504 code 24"] {
        world.fault(fault);
        let before = world.requests();
        let rounds = 4 * 6;
        for _ in 0..rounds {
            // If nothing is due yet, that is not an error.
            let ran = world.json(&["queue", "retry"]);
            assert!([0, 5].contains(&ran.code), "{fault}: {ran:#?}");
            assert_eq!(ran.document()["meta"]["remaining"], 1, "{fault}");
            world.clock.advance(600);
        }
        let operation = world.only();
        assert_eq!((&operation["status"], &operation["attempts"]), (&json!("pending"), &json!(0)), "{fault}");
        let asked = world.requests() - before;
        assert!(asked <= rounds * 6, "{fault}: {asked} requests");
        world.sandbox.clear_faults();
    }
    world.drain(4);
    assert_eq!(world.remote_items(id), ["movie:603"]);
    assert_eq!(world.effects("add_item"), 1);
}

#[test]
fn waits_grow_as_the_contract_says_and_only_upwards() {
    let world = World::v3();
    world.make("Films");
    world.fault("POST *: 503");
    assert_eq!(outcomes(world.add("Films", &[603]).exits(0)), ["queued"]);
    let mut is_spread = false;
    for base in [30, 60, 120, 240, 480, 480, 480] {
        let operation = world.only();
        let due = crate::support::parse_time(&operation["next_attempt_at"]);
        let wait = due.millis() - world.now().millis();
        assert!((base * 1000..=base * 1250).contains(&wait), "{wait} ms where {base} s were due");
        is_spread |= wait != base * 1000;
        assert_eq!((&operation["attempts"], &operation["max_attempts"]), (&json!(0), &json!(5)));
        // Nothing goes before its time.
        let before = world.requests();
        world.clock.advance(u64::try_from(wait / 1000).unwrap() - 1);
        world.json(&["queue", "retry"]);
        assert_eq!(world.requests(), before);
        world.clock.advance(2);
        world.json(&["queue", "retry"]).exits(5);
        assert_eq!(world.writes(before).len(), 1);
    }
    assert!(is_spread, "seven waits without any jitter");
}

#[test]
fn offline_runs_spend_nothing_and_delay_nothing() {
    let world = World::v3();
    world.make("Films");
    for _ in 0..3 {
        world.json(&["lists", "add", "Films", "603", "--offline"]).exits(0);
        let ran = world.json(&["queue", "retry", "--offline"]);
        ran.fails(5, "unavailable");
        assert_eq!(
            ran.document()["meta"],
            json!({"processed": 0, "completed": 0, "failed": 0, "rescheduled": 0, "remaining": 1, "paused": "outage"})
        );
    }
    let operation = world.only();
    assert_eq!(
        (&operation["attempts"], &operation["status"], &operation["next_attempt_at"]),
        (&json!(0), &json!("pending"), &Value::Null)
    );
    world.json(&["queue", "retry"]).exits(0);
    assert_eq!(world.effects("add_item"), 1);
    world.json(&["queue", "retry", "--offline"]).exits(0);
}

#[test]
fn five_answers_against_one_operation_fail_it_alone() {
    let world = World::v3();
    let (poison, healthy) = (world.make("Poison"), world.make("Healthy"));
    world.json(&["lists", "add", "Poison", "603", "11", "--offline"]).exits(0);
    world.fault(&format!("POST /3/list/{poison}/add_item: 500 code 11 x5"));
    let before = world.requests();
    let mut last = None;
    for round in 0..12 {
        let film = FILMS[round % FILMS.len()].to_string();
        let verb = if round < FILMS.len() { "add" } else { "remove" };
        world.json(&["lists", verb, "Healthy", &film, "--offline"]).exits(0);
        let ran = world.json(&["queue", "retry"]);
        let meta = ran.document()["meta"].clone();
        assert!(meta["completed"].as_u64().unwrap() >= 1, "the healthy list goes on: {meta}");
        if meta["failed"] == 1 {
            ran.exits(6);
            last = Some(round);
            break;
        }
        ran.exits(5);
        assert_eq!(world.remote(poison)["items"], json!([]), "nothing overtakes on its own list");
        world.clock.advance(700);
    }
    assert!(last.is_some_and(|round| round >= 5), "failed in round {last:?}");
    let sent = world.writes(before).iter().filter(|line| line.contains(&format!("/{poison}/"))).count();
    assert_eq!(sent, 6, "five tries of the one, one of the next");
    let operation = world.only();
    assert_eq!((&operation["status"], &operation["attempts"]), (&json!("failed"), &json!(5)));
    assert_eq!(world.remote_items(poison), ["movie:11"], "the rest of the list goes on");
    assert!(!world.remote_items(healthy).is_empty());
}

#[test]
fn one_failing_list_holds_up_no_other() {
    let world = World::v4();
    let ids: Vec<u64> = (0..6).map(|number| world.make(&format!("List {number}"))).collect();
    for number in 0..6 {
        world.json(&["lists", "add", &format!("List {number}"), "603", "--offline"]).exits(0);
    }
    world.fault(&format!("* /4/list/{}/*: 500 code 11", ids[0]));
    let ran = world.json(&["queue", "retry"]);
    assert_eq!(ran.document()["meta"]["completed"], 5);
    for id in &ids[1..] {
        assert_eq!(world.remote_items(*id), ["movie:603"]);
    }
    assert_eq!(world.only()["list"]["id"], ids[0]);
}

#[test]
fn what_is_not_tmdb_neither_completes_nor_fails_anything() {
    let rules = [
        "*: html",
        "*: 200 html",
        "*: redirect http://127.0.0.1:9/login",
        "*: 403 html",
        "*: 511 html",
        "*: 200 empty",
        "*: bad-json",
        "*: 404 html",
    ];
    for (number, rule) in rules.into_iter().enumerate() {
        let world = if number % 2 == 0 { World::v4() } else { World::v3() };
        let id = world.make_with("Films", &[550]);
        world.fault(rule);
        assert_eq!(outcomes(world.add("Films", &[603]).exits(0)), ["queued"], "{rule}");
        world.json(&["lists", "clear", "Films", "--yes"]).exits(0);
        world.json(&["lists", "create", "Other"]).exits(0);
        world.json(&["queue", "retry", "--now"]).exits(5).error();
        world.clock.advance(100);
        world.json(&["queue", "retry", "--now"]).exits(5).error();
        let operations = world.queue(&["--status", "pending"]);
        assert_eq!(operations.len(), 3, "{rule}: {operations:#?}");
        assert!(operations.iter().all(|operation| operation["attempts"] == 0), "{rule}");
        let stale = world.json(&["lists", "show", "Films", "--refresh"]);
        assert_eq!(stale.exits(0).document()["meta"]["source"], "stale", "{rule}");
        assert!(!stale.stderr.is_empty());
        world.sandbox.clear_faults();
        world.drain(4);
        assert!(world.remote_items(id).is_empty(), "{rule}");
        assert_eq!((world.effects("create_list"), world.effects("clear_list")), (2, 1), "{rule}");
    }
}

#[test]
fn order_within_a_list_survives_a_broken_run() {
    let world = World::v3();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "603", "11", "12", "550", "680", "--offline"]).exits(0);
    world.json(&["lists", "remove", "Films", "11", "--offline"]).exits(0);
    world.json(&["lists", "add", "Films", "11", "--offline"]).exits(0);
    world.fault("POST *: 503 after 1 every 2");
    world.drain(20);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:12", "movie:550", "movie:680", "movie:11"]);
}

#[test]
fn a_clock_that_jumps_leaves_nothing_stuck() {
    for jump in [-86_400, 86_400, -30, -20 * 365 * 86_400] {
        for rule in ["POST *: 503 x1", "POST *: lost x1", "POST *: drop x1"] {
            let world = World::v3();
            let id = world.make("Films");
            world.fault(rule);
            world.add("Films", &[603]).exits(0);
            world.add("Films", &[11]).exits(0);
            world.clock.put(jump);
            world.json(&["queue", "retry"]);
            for _ in 0..3 {
                world.clock.advance(125);
                world.json(&["queue", "retry"]);
            }
            assert_eq!(world.remote_items(id), ["movie:603", "movie:11"], "{rule}, {jump} s");
            assert_eq!(world.effects("add_item"), 2);
            assert!(world.queue(&[]).is_empty());
        }
    }
}

#[test]
fn refusals_are_told_apart() {
    // (rule on the write, exit code, error type, outcome)
    let rows: [(&str, u8, Option<&str>, &str); 9] = [
        ("401 code 38", 1, Some("permission_denied"), "failed"),
        ("401 code 39", 1, Some("permission_denied"), "failed"),
        ("400 code 5", 1, Some("validation"), "failed"),
        ("422 code 47", 1, Some("validation"), "failed"),
        ("405 code 42", 1, Some("validation"), "failed"),
        ("501 code 2", 1, Some("api_error"), "failed"),
        ("401 code 3", 4, Some("session_expired"), "queued"),
        ("403 code 8", 0, None, "already_present"),
        ("503 code 46", 0, None, "queued"),
    ];
    for (rule, code, kind, outcome) in rows {
        let world = World::v3();
        world.make("Films");
        world.fault(&format!("POST *: {rule} x1"));
        let ran = world.add("Films", &[603]);
        assert_eq!(outcomes(ran.exits(code)), [outcome], "{rule}");
        match kind {
            Some(kind) => {
                let error = ran.error();
                assert_eq!(error["type"], kind, "{rule}");
                if outcome == "failed" {
                    let row = &ran.document()["data"][0]["error"];
                    assert!(
                        row["details"]["http_status"].is_u64() && row["details"]["tmdb_status_code"].is_u64(),
                        "{rule}: {row}"
                    );
                    assert!(error["details"]["http_status"].is_u64(), "{rule}: {error}");
                }
            }
            None => assert_eq!(ran.stderr.lines().filter(|line| line.starts_with('{')).count(), 0, "{rule}"),
        }
    }
}

#[test]
fn a_refusal_of_one_list_doesn_t_hold_the_account() {
    let world = World::v3();
    let (closed, open) = (world.make("Closed"), world.make("Open"));
    world.fault(&format!("POST /3/list/{closed}/*: 401 code 38"));
    world.json(&["lists", "add", "Closed", "603", "--offline"]).exits(0);
    world.json(&["lists", "add", "Open", "603", "--offline"]).exits(0);
    let ran = world.json(&["queue", "retry"]);
    let meta = ran.exits(6).document()["meta"].clone();
    assert_eq!((&meta["completed"], &meta["failed"], &meta["paused"]), (&json!(1), &json!(1), &Value::Null));
    assert_eq!(world.remote_items(open), ["movie:603"]);
    assert_eq!(world.shown("Closed")["item_count"], 0);
}

#[test]
fn a_removal_that_finds_nothing_is_not_present() {
    for rule in ["200 code 21", "404 code 34"] {
        let world = World::v3();
        world.make_with("Films", &[603]);
        world.fault(&format!("POST /3/list/*/remove_item: {rule} x1"));
        let ran = world.json(&["lists", "remove", "Films", "603"]);
        assert_eq!(outcomes(ran.exits(0)), ["not_present"], "{rule}");
    }
}

#[test]
fn a_deletion_answered_with_500_is_done() {
    for world in [World::v3(), World::v4()] {
        world.make_with("One", &[603]);
        world.make("Two");
        world.fault("DELETE *: delete-500");
        let ran = world.json(&["lists", "delete", "One", "--yes"]);
        assert_eq!(ran.exits(0).document()["meta"]["outcome"], "done");
        world.json(&["lists", "delete", "Two", "--yes", "--offline"]).exits(0);
        let retried = world.json(&["queue", "retry"]);
        let meta = retried.exits(0).document()["meta"].clone();
        assert_eq!(
            (&meta["completed"], &meta["remaining"], &meta["paused"]),
            (&json!(1), &json!(0), &Value::Null)
        );
        assert!(world.remote_lists().is_empty());
        assert_eq!(world.effects("delete_list"), 2);
        assert!(world.queue(&[]).is_empty());
    }
}

#[test]
fn a_list_that_vanished_keeps_what_waits_for_it() {
    for world in [World::v3(), World::v4()] {
        let id = world.make_with("Films", &[603]);
        world.json(&["lists", "add", "Films", "11", "12", "--offline"]).exits(0);
        world.sandbox.edit_list(&json!({"do": "delete", "list": id})).unwrap();
        let ran = world.json(&["queue", "retry"]);
        assert!(ran.exits(6).stderr.contains("no longer exists on TMDB"), "{}", ran.stderr);
        let operations = world.queue(&[]);
        assert_eq!(operations.len(), 2);
        assert!(
            operations
                .iter()
                .all(|operation| operation["hold"] == "conflict" && operation["status"] == "pending")
        );
        let list = world.shown("Films");
        assert_eq!((&list["sync_status"], &list["item_count"]), (&json!("remote_deleted"), &json!(3)));
        assert_eq!(world.effects("create_list"), 1, "never made anew by itself");
        assert!(world.remote_lists().is_empty());
    }
}

#[test]
fn a_creation_that_tmdb_takes_for_spam_waits_for_hours() {
    let world = World::with_spam_filter();
    let mut held = None;
    for number in 0..12 {
        let name = format!("qx7_{number:04}");
        let ran = world.json(&["lists", "create", &name]);
        if ran.exits(0).document()["meta"]["outcome"] == "queued" {
            held = Some(name);
            break;
        }
    }
    let held = held.expect("the filter strikes");
    let operation = world.only();
    assert_eq!(
        (&operation["hold"], &operation["status"], &operation["attempts"]),
        (&json!("spam"), &json!("pending"), &json!(0))
    );
    assert!(world.seconds_until(&operation["next_attempt_at"]) >= 6 * 3600);
    let before = world.requests();
    let foretold = world.json(&["queue", "retry", "--now", "--dry-run"]);
    assert_eq!(foretold.exits(0).data(), json!([]));
    world.json(&["queue", "retry", "--now"]);
    world.json(&["lists", "add", &held, "603"]).exits(0);
    assert!(world.writes(before).is_empty(), "not even by --now");
    assert_eq!(world.shown(&held)["item_count"], 1);
}

#[test]
fn a_creation_is_never_done_without_a_list() {
    for rule in ["403 code 8", "200 code 21", "201 code 12", "200 code 13"] {
        for world in [World::v3(), World::v4()] {
            world.fault(&format!("POST *: {rule} x1"));
            let ran = world.json(&["lists", "create", "Films"]);
            if ran.code == 0 {
                assert_eq!(ran.document()["meta"]["outcome"], "queued", "{rule}");
                world.drain(4);
                assert_eq!(world.effects("create_list"), 1, "{rule}");
                assert!(world.shown("Films")["id"].is_u64(), "{rule}");
            } else {
                ran.exits(1);
                assert!(world.remote_lists().is_empty(), "{rule}");
                assert_eq!(world.only()["status"], "failed", "{rule}");
            }
        }
    }
}

#[test]
fn an_answer_without_some_items_leaves_those_open() {
    let world = World::v4();
    let id = world.make("Films");
    let body = "{\\\"success\\\":true,\\\"status_code\\\":1,\\\"results\\\":[]}".replace('\\', "");
    world.sandbox.add_fault(flixir::sandbox::Fault {
        times: Some(1),
        ..flixir::sandbox::Fault::new(
            Some("POST"),
            "/4/list/*/items",
            flixir::sandbox::Action::Answer(Box::new(flixir::sandbox::faults::Substitute {
                status: 200,
                content_type: "application/json",
                headers: Vec::new(),
                body: body.into_bytes(),
                applied: true,
            })),
        )
    });
    let ran = world.add("Films", &[603, 11, 12]);
    assert_eq!(ran.exits(0).document()["meta"]["counts"], add_counts(0, 0, 3, 0));
    let before = world.requests();
    world.drain(4);
    assert!(world.writes(before).is_empty(), "they were found on the list");
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11", "movie:12"]);
    assert_eq!(world.effects("add_item"), 3);
}
