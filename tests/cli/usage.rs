//! Exit codes of contract §2 and the form of errors, command by command.

use serde_json::json;

use crate::support::{World, add_counts, outcomes, parse_time};

#[test]
fn bad_input_sends_nothing() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    let before = (world.requests(), world.queue(&["--all"]).len());
    for arguments in [
        vec!["lists", "add", "Films", "movie:abc"],
        vec!["lists", "add", "Films", "movie:0"],
        vec!["lists", "add", "Films", "movie:-1"],
        vec!["lists", "add", "Films", "movie:603", "series:1"],
        vec!["lists", "add", "Films", "person:6384"],
        vec!["lists", "add", "Films", "99999999999999999999"],
        vec!["lists", "add", "Films", ""],
        vec!["lists", "add", "Films"],
        vec!["lists", "add", "Films", "603", "--type", "person"],
        vec!["lists", "add", "", "603"],
        vec!["lists", "remove", "Films", "movie:"],
        vec!["lists", "contains", "Films", "x:y"],
        vec!["lists", "contains", "Films", "-"],
        vec!["lists", "create", ""],
        vec!["lists", "create", "   "],
        vec!["lists", "create", "A", "--public", "--private"],
        vec!["lists", "edit", "Films"],
        vec!["lists", "edit", "Films", "--name", ""],
        vec!["lists", "edit", "Films", "--sort-by", "popularity.desc"],
        vec!["lists", "frobnicate"],
        vec!["lists", "ls", "--nonsense"],
        vec!["lists", "ls", "--fields", "nonsense"],
        vec!["lists", "show", ""],
        vec!["queue", "ls", "--status", "done"],
        vec!["queue", "retry", "--limit", "0"],
        vec!["queue", "retry", "--max-time", "x"],
        vec!["queue", "prune", "--older-than", "soon"],
        vec!["queue", "cancel"],
        vec!["queue", "show"],
    ] {
        let ran = world.json(&arguments);
        ran.fails(2, "usage");
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert_eq!(world.requests(), before.0, "{arguments:?}");
    }
    assert_eq!((world.requests(), world.queue(&["--all"]).len()), before);
}

#[test]
fn one_bad_line_on_standard_input_stops_everything() {
    let world = World::v4();
    let id = world.make("Films");
    let ran = world.feed(&["lists", "add", "Films", "-", "--json"], "movie:603\nnonsense here\n");
    let error = ran.fails(2, "usage");
    assert!(error["message"].as_str().unwrap().contains("line 2"), "{error}");
    assert!(world.remote_items(id).is_empty());
}

#[test]
fn nobody_is_logged_in() {
    let world = World::nobody();
    for arguments in [
        vec!["lists", "ls"],
        vec!["lists", "create", "A"],
        vec!["lists", "create", "A", "--offline"],
        vec!["lists", "add", "A", "603"],
        vec!["lists", "delete", "A", "--yes"],
        vec!["queue", "retry"],
    ] {
        let ran = world.json(&arguments);
        ran.fails(4, "missing_credentials");
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
    assert_eq!(world.requests(), 0);
    assert_eq!(world.json(&["queue", "ls"]).data(), json!([]));
}

#[test]
fn an_outage_queues_and_no_queue_fails() {
    let world = World::v3();
    world.make("Films");
    world.sandbox.go_down();
    let kept = world.add("Films", &[603]);
    assert_eq!(outcomes(kept.exits(0)), ["queued"]);
    assert_eq!(kept.document()["meta"]["counts"], add_counts(0, 0, 1, 0));
    let refused = world.json(&["lists", "add", "Films", "11", "--no-queue"]);
    let error = refused.exits(5).error();
    assert!(["network_error", "unavailable"].contains(&error["type"].as_str().unwrap()), "{error}");
    let created = world.json(&["lists", "create", "Other", "--no-queue"]);
    created.fails(5, "network_error");
    let waiting = world.queue(&["--status", "pending"]);
    assert_eq!(waiting.len(), 1, "{waiting:#?}");
    assert_eq!(waiting[0]["payload"]["id"], 603);
    assert_eq!(world.shown("Films")["item_count"], 1);
    let lists = world.json(&["lists", "ls", "--offline"]).data();
    assert_eq!(lists.as_array().unwrap().len(), 1, "{lists}");
}

#[test]
fn no_queue_never_takes_back_what_was_kept_before() {
    let world = World::v4();
    let id = world.make_with("Films", &[550]);
    world.sandbox.go_down();
    world.add("Films", &[603, 11]).exits(0);
    world.json(&["lists", "edit", "Films", "--name", "Kept"]).exits(0);
    // Each of these would, as a wish, be joined with what waits, or make it void.
    for arguments in [
        vec!["lists", "add", "Kept", "603", "--no-queue"],
        vec!["lists", "remove", "Kept", "603", "--no-queue"],
        vec!["lists", "edit", "Kept", "--name", "Lost", "--no-queue"],
        vec!["lists", "clear", "Kept", "--no-queue", "--yes"],
        vec!["lists", "delete", "Kept", "--no-queue", "--yes"],
    ] {
        world.json(&arguments).exits(5);
        assert_eq!(world.queue(&["--status", "pending"]).len(), 3, "after {arguments:?}");
        assert_eq!(world.shown("Kept")["item_count"], 3, "after {arguments:?}");
    }
    world.sandbox.come_back().unwrap();
    world.drain(3);
    assert_eq!(world.remote_items(id), ["movie:550", "movie:603", "movie:11"]);
    assert_eq!(world.remote(id)["name"], "Kept");
    world.json(&["lists", "remove", "Kept", "603", "--no-queue"]).exits(0);
    assert_eq!(world.remote_items(id), ["movie:550", "movie:11"]);
}

#[test]
fn no_queue_delivers_what_waits_first() {
    let world = World::v4();
    let id = world.make("Films");
    world.json(&["lists", "add", "Films", "603", "--offline"]).exits(0);
    let ran = world.json(&["lists", "add", "Films", "11", "--no-queue"]);
    assert_eq!(outcomes(ran.exits(0)), ["added"]);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
}

#[test]
fn offline_with_no_queue_leaves_nothing_to_do() {
    let world = World::v3();
    world.make("Films");
    let before = (world.requests(), world.queue(&["--all"]).len());
    for arguments in [
        vec!["lists", "add", "Films", "603", "--offline", "--no-queue"],
        vec!["lists", "create", "Other", "--offline", "--no-queue"],
        vec!["lists", "delete", "Films", "--yes", "--offline", "--no-queue"],
    ] {
        world.json(&arguments).fails(2, "usage");
    }
    assert_eq!((world.requests(), world.queue(&["--all"]).len()), before);
}

#[test]
fn offline_reads_come_from_the_mirror_or_fail() {
    let world = World::v3();
    world.json(&["lists", "ls", "--offline"]).fails(5, "unavailable");
    world.make_with("Films", &[603]);
    // Whether there is such a list can't be told before the list of lists was read.
    world.json(&["lists", "show", "Nothing", "--offline"]).fails(5, "unavailable");
    world.json(&["lists", "ls"]).exits(0);
    let before = world.requests();
    assert_eq!(world.json(&["lists", "ls", "--offline"]).data()[0]["name"], "Films");
    assert_eq!(world.shown("Films")["item_count"], 1);
    world.json(&["lists", "show", "Nothing", "--offline"]).fails(3, "not_found");
    world.json(&["lists", "contains", "Films", "603", "--offline"]).exits(0);
    assert_eq!(world.requests(), before);
}

#[test]
fn errors_are_text_for_people_and_one_json_line_for_scripts() {
    let world = World::v3();
    let plain = world.run(&["lists", "show", "Nothing"]);
    plain.exits(3);
    assert!(plain.stderr.starts_with("error: "), "{}", plain.stderr);
    for form in
        [vec!["--json"], vec!["--jsonl"], vec!["-o", "json"], vec!["-o", "jsonl"], vec!["--jq", ".data"]]
    {
        let mut arguments = vec!["lists", "show", "Nothing"];
        arguments.extend(form);
        let ran = world.run(&arguments);
        ran.fails(3, "not_found");
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn forms_of_output() {
    let world = World::v4();
    world.make_with("Films", &[603, 11]);
    let run = |arguments: &[&str]| world.run(arguments).exits(0).stdout.clone();
    assert_eq!(
        run(&["lists", "ls", "--fields", "name,item_count", "-o", "csv"]),
        "name,item_count\nFilms,2\n"
    );
    assert_eq!(
        run(&["lists", "ls", "--fields", "name,item_count", "-o", "tsv", "--no-header"]),
        "Films\t2\n"
    );
    assert_eq!(run(&["lists", "ls", "--jsonl", "--fields", "name"]), "{\"name\":\"Films\"}\n");
    assert_eq!(run(&["lists", "ls", "--jq", ".data[].name"]), "Films\n");
    assert_eq!(run(&["lists", "show", "Films", "--jq", ".data.items[].title"]), "The Matrix\nStar Wars\n");
    assert_eq!(
        run(&["lists", "show", "Films", "-o", "csv", "--fields", "media_type,id"]),
        "media_type,id\nmovie,603\nmovie,11\n"
    );
    let added = world.run(&["lists", "add", "Films", "12", "--jsonl", "--fields", "id,outcome"]);
    assert_eq!(added.exits(0).stdout, "{\"id\":12,\"outcome\":\"added\"}\n");
    let operations = run(&["queue", "ls", "--all", "--jq", ".data[].type"]);
    assert_eq!(operations, "create_list\nadd_movie\nadd_movie\nadd_movie\n");
    assert_eq!(run(&["queue", "stats", "--jq", ".data.by_status.completed"]), "4\n");
}

#[test]
fn session_ids_never_show() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    world.sandbox.go_down();
    let ran = [
        world.run(&["-vv", "lists", "add", "Films", "11"]),
        world.run(&["queue", "show", world.only()["id"].as_str().unwrap()]),
    ];
    for name in ["TMDB_SESSION_ID", "TMDB_USER_TOKEN", "TMDB_ACCESS_TOKEN"] {
        let secret = &world.environment[name];
        for ran in &ran {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{name}");
        }
        let files = walk(world.home.path());
        assert!(
            files.iter().any(|(path, _)| path.contains("state.db")),
            "the database is among what was searched"
        );
        for (path, content) in files {
            assert!(
                !content.windows(secret.len()).any(|piece| piece == secret.as_bytes()),
                "{name} in {path}"
            );
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

#[test]
fn flixir_now_is_every_stored_and_compared_time() {
    let mut world = World::v3();
    world.set("FLIXIR_NOW", "2031-02-03T04:05:06Z");
    let run = |world: &World, arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.push("--json");
        world.by_own_clock(&all)
    };
    let list = run(&world, &["lists", "create", "Later", "--offline"]).data();
    assert_eq!(list["created_at"], "2031-02-03T04:05:06Z");
    world.sandbox.go_down();
    run(&world, &["queue", "retry"]).exits(5);
    let operation = run(&world, &["queue", "ls"]).data()[0].clone();
    assert_eq!(operation["created_at"], "2031-02-03T04:05:06Z");
    let due = parse_time(&operation["next_attempt_at"]);
    world.sandbox.come_back().unwrap();
    // A moment before it is due nothing is sent; from then on it is.
    let at = |seconds: i64| flixir::domain::Timestamp::from_millis(due.millis() + seconds * 1000).to_string();
    world.set("FLIXIR_NOW", &at(-1));
    run(&world, &["queue", "retry"]).exits(5);
    assert_eq!(world.requests(), 0);
    world.set("FLIXIR_NOW", &at(1));
    run(&world, &["queue", "retry"]).exits(0);
    assert_eq!(world.effects("create_list"), 1);
    world.set("FLIXIR_NOW", "not a time");
    run(&world, &["queue", "ls"]).exits(2).error();
}

#[test]
fn flixir_now_counts_for_loopback_only() {
    let mut world = World::v3();
    world.set("FLIXIR_NOW", "2031-02-03T04:05:06Z");
    world.set("TMDB_BASE_URL", "https://api.example.invalid/3");
    let ran = world.by_own_clock(&["lists", "create", "Later", "--offline", "--json"]);
    assert_ne!(ran.data()["created_at"], "2031-02-03T04:05:06Z");
}

#[test]
fn a_pipe_with_nothing_in_it_is_no_mistake() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    let before = world.requests();
    for arguments in [["lists", "add", "Films", "-"], ["lists", "remove", "Films", "-"]] {
        let ran = world.json(&arguments);
        assert_eq!(ran.exits(0).data(), serde_json::json!([]));
        assert!(ran.stderr.contains("no items on standard input"), "{}", ran.stderr);
        assert_eq!(world.run(&[&arguments[..], &["-q"]].concat()).exits(0).stderr, "");
    }
    assert_eq!(world.requests(), before, "nothing was sent");
}
