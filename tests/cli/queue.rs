//! `queue`: fields, filters, retry, cancel, stats and prune (contract §1 and §3).

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{FILMS, UNKNOWN, World, has_keys, keys, outcomes, parse_time};

const OPERATION_KEYS: [&str; 14] = [
    "attempts",
    "created_at",
    "hold",
    "id",
    "last_error",
    "list",
    "max_attempts",
    "next_attempt_at",
    "payload",
    "reason",
    "status",
    "type",
    "updated_at",
    "hold",
];
const STATUSES: [&str; 5] = ["cancelled", "completed", "failed", "pending", "processing"];

/// One of each type of operation, waiting.
fn one_of_each(world: &World) {
    for name in ["Edited", "Cleared", "Deleted", "Filled"] {
        world.make(name);
    }
    world.add("Filled", &[550]).exits(0);
    world.json(&["lists", "create", "Created", "--offline"]).exits(0);
    world.json(&["lists", "edit", "Edited", "--name", "Renamed", "--offline"]).exits(0);
    world.json(&["lists", "delete", "Deleted", "--yes", "--offline"]).exits(0);
    world.json(&["lists", "clear", "Cleared", "--yes", "--offline"]).exits(0);
    world.json(&["lists", "add", "Filled", "movie:603", "tv:1399", "--offline"]).exits(0);
    world.json(&["lists", "remove", "Filled", "movie:550", "tv:1396", "--offline"]).exits(0);
}

#[test]
fn an_operation_has_the_contract_s_fields_and_types() {
    let world = World::v4();
    one_of_each(&world);
    let operations = world.queue(&[]);
    let types: Vec<&str> = operations.iter().map(|operation| operation["type"].as_str().unwrap()).collect();
    let expected = [
        "create_list",
        "update_list",
        "delete_list",
        "clear_list",
        "add_movie",
        "add_tv",
        "remove_movie",
        "remove_tv",
    ];
    assert_eq!(types, expected, "in the order typed");
    for operation in &operations {
        has_keys(operation, &OPERATION_KEYS);
        assert!(!keys(operation).contains(&"attempts_log"));
        assert_eq!(keys(&operation["list"]), ["id", "local_id", "name"]);
        assert_eq!(
            (&operation["status"], &operation["attempts"], &operation["max_attempts"]),
            (&json!("pending"), &json!(0), &json!(5))
        );
        for key in ["hold", "last_error", "reason"] {
            assert!(operation[key].is_null(), "{key} in {operation}");
        }
        parse_time(&operation["created_at"]);
        parse_time(&operation["updated_at"]);
        let id = operation["id"].as_str().unwrap();
        assert_eq!((id.len(), &id[14..15]), (36, "7"), "a UUIDv7");
    }
    assert_eq!(operations[0]["payload"]["name"], "Created");
    assert_eq!(operations[1]["payload"]["name"], "Renamed");
    assert_eq!(
        (&operations[5]["payload"]["media_type"], &operations[5]["payload"]["id"]),
        (&json!("tv"), &json!(1399))
    );
    world.drain(3);
    assert_eq!(
        world.queue(&["--all"]).iter().filter(|operation| operation["status"] == "completed").count(),
        8 + 5
    );
}

#[test]
fn ls_filters_by_status_and_list() {
    let world = World::v4();
    one_of_each(&world);
    world.add("Filled", &[UNKNOWN]).exits(3);
    let filled: Vec<Value> = world.queue(&["--list", "filled", "--all"]);
    assert_eq!(filled.len(), 7, "{filled:#?}");
    assert!(filled.iter().all(|operation| operation["list"]["name"] == "Filled"));
    let waiting = world.queue(&[]);
    assert!(waiting.iter().all(|operation| {
        ["pending", "processing", "failed"].contains(&operation["status"].as_str().unwrap())
    }));
    assert_eq!(waiting.iter().filter(|operation| operation["status"] == "failed").count(), 1);
    let counts = |options: &[&str]| world.queue(options).len();
    assert_eq!((counts(&["--status", "failed"]), counts(&["--status", "pending"])), (1, 4));
    assert_eq!(counts(&["--status", "failed", "--status", "pending"]), 5);
    assert_eq!(counts(&["--status", "processing"]), 0);
    assert_eq!(counts(&["--status", "completed", "--list", "Filled"]), 6);
    world.json(&["queue", "ls", "--list", "Nothing"]).fails(3, "not_found");
}

#[test]
fn show_gives_the_tries() {
    let world = World::v3();
    world.make("Films");
    world.fault("POST *: 503 x2");
    world.add("Films", &[603]).exits(0);
    world.json(&["queue", "retry", "--now"]).exits(5);
    let operation = world.only();
    let id = operation["id"].as_str().unwrap();
    for text in [id, &id.to_uppercase()] {
        let shown = world.json(&["queue", "show", text]).data();
        has_keys(&shown, &OPERATION_KEYS);
        let log = shown["attempts_log"].as_array().unwrap();
        assert_eq!(log.len(), 2, "{shown}");
        parse_time(&log[0]["started_at"]);
        assert_eq!(shown["last_error"]["type"], "unavailable");
        assert_eq!(keys(&shown["last_error"]), ["details", "message", "retry_after", "type"]);
    }
    assert!(!world.run(&["queue", "show", id]).exits(0).stdout.contains("Title:"));
    world.run(&["info", "movie:603"]).exits(0);
    let known = world.run(&["queue", "show", id]);
    assert!(known.exits(0).stdout.contains("The Matrix (1999)"), "{}", known.stdout);
    for unknown in ["0198c0de-0000-7000-8000-000000000000", "x", ""] {
        world.json(&["queue", "show", unknown]).fails(3, "not_found");
    }
}

#[test]
fn retry_says_what_it_did() {
    let world = World::v4();
    let empty = world.json(&["queue", "retry"]).exits(0).document();
    assert_eq!(empty["data"], json!([]));
    assert_eq!(
        empty["meta"],
        json!({"processed": 0, "completed": 0, "failed": 0, "rescheduled": 0, "remaining": 0, "paused": null})
    );
    world.make("Films");
    world.make("Other");
    world.json(&["lists", "add", "Films", "603", &format!("movie:{UNKNOWN}"), "11", "--offline"]).exits(0);
    world.json(&["lists", "edit", "Other", "--name", "Else", "--offline"]).exits(0);
    world.fault("PUT *: 503 x1");
    let ran = world.json(&["queue", "retry"]);
    let document = ran.exits(6).document();
    assert_eq!(
        document["meta"],
        json!({"processed": 4, "completed": 2, "failed": 1, "rescheduled": 1, "remaining": 1, "paused": "outage"})
    );
    let statuses: Vec<&Value> =
        document["data"].as_array().unwrap().iter().map(|operation| &operation["status"]).collect();
    assert_eq!(statuses, ["completed", "failed", "completed", "pending"], "in order");
    let ran = world.json(&["queue", "retry", "--now"]);
    assert_eq!(
        ran.exits(0).document()["meta"],
        json!({"processed": 1, "completed": 1, "failed": 0, "rescheduled": 0, "remaining": 0, "paused": null})
    );
}

#[test]
fn quiet_runs_say_nothing_unless_something_failed() {
    let world = World::v4();
    world.make("Films");
    world.json(&["lists", "add", "Films", "603", "--offline"]).exits(0);
    let ran = world.run(&["queue", "retry", "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let ran = world.run(&["queue", "retry", "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    world.json(&["lists", "add", "Films", &format!("movie:{UNKNOWN}"), "--offline"]).exits(0);
    let ran = world.run(&["queue", "retry", "-q"]);
    ran.exits(6);
    assert!(ran.stdout.contains("failed"), "{ran:?}");
}

#[test]
fn limit_touches_that_many() {
    for world in [World::v3(), World::v4()] {
        let id = world.make("Films");
        let other = world.make("Other");
        world.json(&["lists", "add", "Films", "603", "11", "12", "550", "680", "--offline"]).exits(0);
        world.json(&["lists", "add", "Other", "603", "--offline"]).exits(0);
        let ran = world.json(&["queue", "retry", "--limit", "3"]);
        let meta = ran.document()["meta"].clone();
        assert_eq!(
            (&meta["processed"], &meta["completed"], &meta["remaining"]),
            (&json!(3), &json!(3), &json!(3)),
            "{ran:?}"
        );
        assert_eq!(meta["stopped_by"], "limit");
        ran.exits(0);
        let done = world.remote_items(id).len() + world.remote_items(other).len();
        assert_eq!(done, 3);
        world.json(&["queue", "retry", "--limit", "100"]).exits(0);
        assert_eq!(world.remote_items(id), ["movie:603", "movie:11", "movie:12", "movie:550", "movie:680"]);
    }
}

#[test]
fn max_time_ends_a_run_and_loses_nothing() {
    let world = World::v3();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "603", "11", "12", "550", "680", "--offline"]).exits(0);
    world.fault("POST *: latency 10s");
    let ran = world.json(&["queue", "retry", "--max-time", "25"]);
    let meta = ran.exits(0).document()["meta"].clone();
    assert_eq!(meta["stopped_by"], "max_time");
    assert_eq!(meta["failed"], 0);
    assert!((2..=3).contains(&meta["completed"].as_u64().unwrap()), "{meta}");
    let waiting = world.queue(&[]);
    assert!(
        waiting.iter().all(|operation| operation["attempts"] == 0 && operation["hold"].is_null()),
        "{waiting:#?}"
    );
    world.sandbox.clear_faults();
    world.json(&["queue", "retry"]).exits(0);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11", "movie:12", "movie:550", "movie:680"]);
    assert_eq!(world.effects("add_item"), 5);
}

#[test]
fn cancelling_takes_back_what_tmdb_has_not_got() {
    let world = World::v4();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "603", "11", "--offline"]).exits(0);
    let operations = world.queue(&[]);
    let first = operations[0]["id"].as_str().unwrap();
    let ran = world.json(&["queue", "cancel", first]);
    let data = ran.data();
    assert_eq!((data.as_array().unwrap().len(), &data[0]["status"]), (1, &json!("cancelled")));
    assert_eq!(world.shown("Films")["item_count"], 1);
    world.drain(2);
    assert_eq!(world.remote_items(id), ["movie:11"]);
    // Settled ones can't be cancelled; nor can several where one can't: nothing changes then.
    world.json(&["queue", "cancel", first]).fails(2, "usage");
    world.json(&["queue", "cancel", operations[1]["id"].as_str().unwrap()]).fails(2, "usage");
    world.json(&["queue", "cancel", "0198c0de-0000-7000-8000-000000000000"]).fails(3, "not_found");
    world.json(&["lists", "add", "Films", "12", "--offline"]).exits(0);
    let third = world.only()["id"].clone();
    world.json(&["queue", "cancel", third.as_str().unwrap(), first]).fails(2, "usage");
    assert_eq!(world.only()["status"], "pending");
}

#[test]
fn cancelling_a_creation_takes_along_what_depends_on_it() {
    let world = World::v4();
    world.json(&["lists", "create", "Films", "--offline"]).exits(0);
    world.json(&["lists", "add", "Films", "603", "11", "--offline"]).exits(0);
    let creation = world.queue(&[])[0]["id"].clone();
    world.json(&["queue", "cancel", creation.as_str().unwrap()]).exits(0);
    assert!(world.queue(&[]).is_empty());
    world.json(&["queue", "retry"]).exits(0);
    assert!(world.remote_lists().is_empty());
    assert_eq!(world.json(&["lists", "ls"]).data(), json!([]));
}

#[test]
fn giving_up_a_creation_that_tmdb_refused_takes_along_what_depends_on_it() {
    let world = World::v4();
    world.json(&["lists", "create", "Films", "--offline"]).exits(0);
    world.json(&["lists", "add", "Films", "603", "11", "--offline"]).exits(0);
    world.fault("POST /4/list: 422 code 5 x1");
    world.json(&["queue", "retry"]).exits(6);
    let all = world.queue(&["--status", "failed"]);
    let commands: Vec<&Value> = all.iter().map(|operation| &operation["commands"][0]["command"]).collect();
    assert_eq!(
        commands,
        ["flixir queue retry 1", "flixir queue retry --failed", "flixir queue retry --failed"]
    );
    let told = world.run(&["queue", "ls", "--status", "failed"]);
    assert!(told.stdout.contains("its list could not be created"), "{}", told.stdout);
    world.json(&["queue", "cancel", "1"]).exits(0);
    assert_eq!(world.queue(&["--status", "failed"]), Vec::<Value>::new());
    assert_eq!(world.queue(&["--status", "cancelled"]).len(), 3);
    assert_eq!(world.json(&["lists", "ls"]).data(), json!([]));
    world.json(&["queue", "retry", "--failed"]).exits(0);
}

#[test]
fn what_is_being_sent_is_left_alone() {
    let world = World::v3();
    world.make("Films");
    world.fault("POST *: hold x1");
    std::thread::scope(|scope| {
        let adding = scope.spawn(|| world.add("Films", &[603]));
        assert!(world.sandbox.wait_for_held(1, Duration::from_secs(10)));
        let operation = world.only();
        assert_eq!(operation["status"], "processing");
        let id = operation["id"].as_str().unwrap();
        world.json(&["queue", "cancel", id]).fails(1, "conflict");
        let before = world.requests();
        world.json(&["queue", "retry", "--now"]);
        world.json(&["queue", "retry", id]);
        world.json(&["lists", "add", "Films", "11"]).exits(0);
        assert_eq!(world.requests(), before, "nobody else touches the list meanwhile");
        assert_eq!(world.only_processing(), 1);
        world.sandbox.release();
        assert_eq!(outcomes(adding.join().unwrap().exits(0)), ["added"]);
    });
    world.drain(3);
    assert_eq!(world.effects("add_item"), 2);
}

#[test]
fn a_failed_creation_fails_what_depends_on_it_and_comes_back_with_it() {
    let world = World::v4();
    world.json(&["lists", "create", "Films", "--offline"]).exits(0);
    world.json(&["lists", "add", "Films", "603", "11", "--offline"]).exits(0);
    world.fault("POST /4/list: 422 code 5 x1");
    let ran = world.json(&["queue", "retry"]);
    ran.exits(6);
    let failed = world.queue(&["--status", "failed"]);
    assert_eq!(failed.len(), 3, "{failed:#?}");
    assert_eq!(failed[1]["reason"], "dependency");
    let list = world.shown("Films");
    assert_eq!((&list["sync_status"], &list["item_count"]), (&json!("error"), &json!(0)));
    world.json(&["queue", "retry", failed[0]["id"].as_str().unwrap()]).exits(0);
    let lists = world.remote_lists();
    assert_eq!((lists.len(), lists[0]["items"].as_array().unwrap().len()), (1, 2));
}

#[test]
fn an_old_failure_does_not_overrule_what_was_asked_since() {
    let world = World::v4();
    let id = world.make("Films");
    world.fault("POST /4/list/*/items: 422 code 5 x1");
    world.add("Films", &[603]).exits(1);
    world.clock.advance(10);
    world.json(&["lists", "remove", "Films", "603"]).exits(0);
    let failed = world.only()["id"].as_str().unwrap().to_owned();
    world.json(&["queue", "retry", &failed]).fails(2, "usage");
    world.json(&["queue", "retry", "--failed"]);
    assert!(world.remote_items(id).is_empty());
    assert_eq!(world.only()["status"], "failed", "nothing changed");
    world.json(&["queue", "retry", &failed, "--force"]).exits(0);
    assert_eq!(world.remote_items(id), ["movie:603"]);
}

#[test]
fn failed_revives_what_may_be_and_leaves_the_rest() {
    let world = World::v4();
    let id = world.make("Films");
    world.fault("POST /4/list/*/items: 422 code 5 x1");
    world.add("Films", &[603, 11]).exits(1);
    world.clock.advance(10);
    world.json(&["lists", "remove", "Films", "603"]).exits(0);
    let ran = world.json(&["queue", "retry", "--failed"]);
    assert_eq!(world.remote_items(id), ["movie:11"], "{ran:#?}");
    let failed = world.queue(&["--status", "failed"]);
    assert_eq!((failed.len(), &failed[0]["payload"]["id"]), (1, &json!(603)));
}

#[test]
fn retrying_by_id_refuses_what_is_settled() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    let completed = world.queue(&["--all"])[0]["id"].as_str().unwrap().to_owned();
    let before = world.requests();
    world.json(&["queue", "retry", &completed]).fails(2, "usage");
    world.json(&["queue", "retry", "0198c0de-0000-7000-8000-000000000000"]).fails(3, "not_found");
    assert_eq!(world.requests(), before);
    // One that waits is run at once.
    world.fault("POST *: 503 x1");
    world.add("Films", &[11]).exits(0);
    let waiting = world.only()["id"].as_str().unwrap().to_owned();
    let ran = world.json(&["queue", "retry", &waiting]);
    assert_eq!(ran.exits(0).document()["meta"]["completed"], 1);
}

#[test]
fn stats_count() {
    let world = World::v4();
    let stats = world.json(&["queue", "stats"]).data();
    has_keys(
        &stats,
        &[
            "by_status",
            "by_type",
            "oldest_pending_at",
            "next_attempt_at",
            "hold",
            "success_rate",
            "last_run_at",
        ],
    );
    assert_eq!(keys(&stats["by_status"]), STATUSES);
    for key in ["oldest_pending_at", "next_attempt_at", "hold", "success_rate", "last_run_at"] {
        assert!(stats[key].is_null(), "{key} in {stats}");
    }
    world.make_with("Films", &[603, 11]);
    world.add("Films", &[UNKNOWN]).exits(3);
    let asked_at = world.now();
    world.json(&["lists", "add", "Films", "12", "--offline"]).exits(0);
    world.clock.advance(50);
    world.json(&["lists", "add", "Films", "550", "tv:1399", "--offline"]).exits(0);
    let stats = world.json(&["queue", "stats"]).data();
    assert_eq!(
        stats["by_status"],
        json!({"pending": 3, "processing": 0, "completed": 3, "failed": 1, "cancelled": 0})
    );
    assert_eq!(
        (&stats["by_type"]["add_movie"], &stats["by_type"]["add_tv"], &stats["by_type"]["create_list"]),
        (&json!(5), &json!(1), &json!(1))
    );
    assert_eq!(parse_time(&stats["oldest_pending_at"]), asked_at);
    assert_eq!(stats["success_rate"], 0.75);
    parse_time(&stats["last_run_at"]);
    world.run(&["queue", "stats"]).exits(0);
    assert_ne!(world.json(&["queue", "stats", "--check"]).code, 0, "something failed");
}

#[test]
fn prune_forgets_what_is_settled_and_old() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    world.json(&["lists", "add", "Films", "11", "--offline"]).exits(0);
    let cancelled = world.only()["id"].as_str().unwrap().to_owned();
    world.json(&["queue", "cancel", &cancelled]).exits(0);
    world.add("Films", &[UNKNOWN]).exits(3);
    world.json(&["lists", "add", "Films", "12", "--offline"]).exits(0);
    assert_eq!(world.json(&["queue", "prune"]).data()["deleted"], 0, "all is young");
    world.clock.advance(6 * 86_400);
    assert_eq!(world.json(&["queue", "prune"]).data()["deleted"], 0, "seven days by default");
    world.clock.advance(2 * 86_400);
    let before = world.json(&["queue", "stats"]).data();
    for _ in 0..2 {
        assert_eq!(world.json(&["queue", "prune", "--dry-run"]).data()["deleted"], 3);
    }
    assert_eq!(world.json(&["queue", "prune"]).data()["deleted"], 3);
    let statuses: Vec<String> =
        world.queue(&["--all"]).iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(statuses, ["failed", "pending"]);
    assert_eq!(
        world.json(&["queue", "stats"]).data()["success_rate"],
        before["success_rate"],
        "history stays"
    );
    assert_eq!(world.json(&["queue", "prune", "--failed", "--older-than", "2d"]).data()["deleted"], 1);
    assert_eq!(world.queue(&["--all"]).len(), 1);
    world.drain(2);
}

#[test]
fn what_a_list_knows_of_a_title_is_told_without_the_cache() {
    let world = World::v3();
    world.make_with("Films", &[603]);
    world.json(&["lists", "show", "Films", "--refresh"]).exits(0);
    world.run(&["cache", "clear"]).exits(0);
    let removed = world.json(&["lists", "remove", "Films", "603", "--offline"]);
    assert_eq!(removed.exits(0).data()[0]["title"], "The Matrix");
    let id = world.only()["id"].as_str().unwrap().to_owned();
    let shown = world.run(&["queue", "show", &id]);
    assert!(shown.exits(0).stdout.contains("The Matrix (1999)"), "{}", shown.stdout);
}

#[test]
fn a_dry_run_tells_and_sends_and_changes_nothing() {
    let world = World::v4();
    world.make("Films");
    world.make("Others");
    world.add("Films", &[UNKNOWN]).exits(3);
    world.json(&["lists", "add", "Films", "603", "11", "--offline"]).exits(0);
    world.json(&["lists", "add", "Others", "12", "--offline"]).exits(0);
    let before = (world.queue(&["--all"]), world.requests());
    let failed = world.queue(&["--status", "failed"])[0]["id"].as_str().unwrap().to_owned();
    let waiting = world.queue(&["--list", "Others"])[0]["id"].as_str().unwrap().to_owned();
    let told = |arguments: &[&str]| -> Vec<u64> {
        let ran = world.json(&[&["queue"], arguments, &["--dry-run"]].concat());
        let document = ran.exits(0).document();
        assert_eq!((&document["meta"]["processed"], &document["meta"]["dry_run"]), (&json!(0), &json!(true)));
        let rows = document["data"].as_array().unwrap();
        rows.iter().map(|row| row["payload"]["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(told(&["retry"]), [603, 11, 12]);
    assert_eq!(told(&["retry", "--limit", "1"]), [603]);
    assert_eq!(told(&["retry", &waiting]), [12]);
    assert_eq!(told(&["retry", "--failed"]), [603, 11, UNKNOWN, 12]);
    assert_eq!(told(&["retry", &failed]), [603, 11, UNKNOWN]);
    let cancelled = world.json(&["queue", "cancel", &waiting, "--dry-run"]).data();
    assert_eq!(cancelled[0]["status"], "cancelled");
    assert_eq!((world.queue(&["--all"]), world.requests()), before);
    // What can't be done isn't foretold either.
    world.json(&["queue", "cancel", &waiting]).exits(0);
    world.json(&["queue", "retry", &waiting, "--dry-run"]).fails(2, "usage");
}

#[test]
fn only_what_waits_is_sent_once_when_two_runs_overlap() {
    let world = World::v3();
    let ids: Vec<u64> = (0..4).map(|number| world.make(&format!("List {number}"))).collect();
    for number in 0..4 {
        let mut arguments =
            vec!["lists".to_owned(), "add".to_owned(), format!("List {number}"), "--offline".to_owned()];
        arguments.extend(FILMS.iter().map(u64::to_string));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        world.json(&arguments).exits(0);
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let ran = world.json(&["queue", "retry"]);
                assert!([0, 5].contains(&ran.code), "{ran:#?}");
            });
        }
    });
    world.drain(2);
    assert_eq!(world.effects("add_item"), 24);
    let expected: Vec<String> = FILMS.iter().map(|id| format!("movie:{id}")).collect();
    for id in ids {
        assert_eq!(world.remote_items(id), expected);
    }
    let adds = world.writes(0).iter().filter(|line| line.ends_with("/add_item")).count();
    assert_eq!(adds, 24, "none was sent twice");
}

impl World {
    /// How many operations are being sent.
    fn only_processing(&self) -> usize {
        self.queue(&["--status", "processing"]).len()
    }
}

#[test]
fn the_account_s_own_collections_are_found_by_name() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    world.json(&["favorites", "add", "603", "--offline"]).exits(0);
    world.json(&["ratings", "add", "11", "8.5", "--offline"]).exits(0);
    for (name, wanted) in
        [("favorites", "favorite"), ("@Favorites", "favorite"), ("ratings", "rate"), ("@rated", "rate")]
    {
        let rows = world.queue(&["--list", name]);
        assert_eq!((rows.len(), &rows[0]["type"]), (1, &json!(wanted)), "{name}");
    }
    assert!(world.queue(&["--list", "watchlist"]).is_empty());
    world.json(&["lists", "create", "Watchlist", "--offline"]).exits(0);
    assert_eq!(
        world.queue(&["--list", "watchlist"])[0]["type"],
        "create_list",
        "a list of that name comes first"
    );
}

#[test]
fn an_item_that_is_named_twice_is_put_on_once() {
    let world = World::v4();
    let id = world.make("Films");
    let ran = world.json(&["lists", "add", "Films", "603", "movie:603", "11"]);
    assert_eq!(outcomes(&ran), ["added", "already_present", "added"]);
    assert_eq!(ran.document()["meta"]["counts"]["added"], 2);
    assert_eq!(world.effects("add_item"), 2);
    let ran = world.json(&["lists", "remove", "Films", "603", "603"]);
    assert_eq!(outcomes(&ran), ["removed", "not_present"]);
    assert_eq!(world.remote_items(id), ["movie:11"]);
}

#[test]
fn numbers_for_monitors() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    world.json(&["lists", "add", "Films", "11", "--offline"]).exits(0);
    world.clock.advance(90);
    world.json(&["queue", "retry"]).exits(0);
    world.add("Films", &[UNKNOWN]).exits(3);
    world.json(&["lists", "add", "Films", "12", "--offline"]).exits(0);
    let stats = world.json(&["queue", "stats"]).data();
    assert_eq!(stats["delivery"], json!({"operations": 3, "p50_s": 0.0, "p95_s": 90.0}));
    assert_eq!(stats["breaker"], json!({"is_open": false, "opens": 0, "next_probe_at": null}));
    let days = stats["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["enqueued"], &days[0]["failed"]), (1, &json!(5), &json!(1)));
    let told = world.run(&["queue", "stats"]);
    assert!(told.stdout.contains("95th percentile 90.0 s"), "{told:?}");
    let text = world.run(&["queue", "stats", "--prometheus", "-"]).stdout;
    for line in [
        "# TYPE flixir_queue_operations gauge",
        "flixir_queue_operations{status=\"pending\"} 1",
        "flixir_queue_operations{status=\"failed\"} 1",
        "flixir_queue_events_total{event=\"enqueued\"} 5",
        "flixir_queue_delivery_seconds{quantile=\"0.95\"} 90",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let described: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    for name in samples.map(|line| line.split(['{', ' ']).next().unwrap()) {
        assert!(described.contains(&name), "{name} is described");
    }
    let file = world.home.path().join("flixir.prom");
    let ran = world.run(&["queue", "stats", "--check", "--prometheus", file.to_str().unwrap()]);
    assert_eq!(ran.stdout, "");
    assert_ne!(ran.code, 0, "something failed");
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
}

#[test]
fn many_changes_are_queued_in_lots_that_let_others_write() {
    let world = World::v4();
    world.make("Big");
    let began = world.now();
    // The last thousand is what the first had: what waits is found, in whichever lot it was queued.
    let numbers = (1..=2500).chain(1..=1000).map(|number| format!("movie:{number}"));
    let lines: Vec<String> = numbers.collect();
    let ran = world.feed(&["lists", "add", "Big", "-", "--offline", "--json"], &lines.join("\n"));
    assert_eq!(ran.exits(0).data().as_array().unwrap().len(), 3500);
    assert_eq!(world.now().since(began), Duration::from_millis(3 * 6), "three pauses between four lots");
    let rows = world.queue(&[]);
    let numbers: Vec<u64> = rows.iter().map(|row| row["number"].as_u64().unwrap()).collect();
    assert_eq!(rows.len(), 2500);
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "numbered in the order of the list");
    assert_eq!((&rows[0]["payload"]["id"], &rows[2499]["payload"]["id"]), (&json!(1), &json!(2500)));
}
