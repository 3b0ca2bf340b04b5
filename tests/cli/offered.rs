//! Commands that messages offer do what they are offered for, when they are carried out as they are written: with the list that
//! was meant, whatever else has its name, and with the decisions that the plan was made with.

use serde_json::{Value, json};

use crate::memories::{diverged, elsewhere};
use crate::support::{Ran, World, names};

/// Splits a command at its spaces, as a shell does where single quotes are the only ones.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in command.chars() {
        match letter {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    assert!(!is_quoted, "{command}");
    words
}

/// Runs the command that follows `before` in what was printed, up to `end`.
#[track_caller]
fn follow(world: &World, text: &str, before: &str, end: &str) -> Ran {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before}: {text}"));
    let command = rest.split(end).next().unwrap().trim_end_matches(['.', '\n']);
    let words = words(command.strip_prefix("flixir ").unwrap_or_else(|| panic!("{command}")));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ran = world.json(&words);
    world.clock.advance(6);
    ran
}

/// A list that was deleted elsewhere, and one of that name that was made there since.
fn made_again(name: &str) -> (World, u64) {
    let world = World::v4();
    let make = json!({"do": "create", "name": name, "items": ["movie:603", "movie:11"]});
    let old = world.sandbox.edit_list(&make).unwrap();
    world.json(&["lists", "sync"]).exits(0);
    elsewhere(&world, &json!({"do": "delete", "list": old}));
    let new =
        world.sandbox.edit_list(&json!({"do": "create", "name": name, "items": ["movie:550"]})).unwrap();
    (world, new)
}

#[test]
fn a_list_that_is_gone_is_decided_although_another_one_has_its_name() {
    for (way, left) in [("Create it again with: ", 2), ("Give it up with: ", 1)] {
        let (world, new) = made_again("Weekend");
        let told = world.json(&["lists", "ls", "--refresh"]);
        follow(&world, &told.exits(0).stderr, way, ". ").exits(0);
        let lists = world.json(&["lists", "ls", "--refresh"]);
        assert_eq!(lists.exits(0).stderr, "", "{way}");
        assert_eq!(lists.data().as_array().unwrap().len(), left, "{way}");
        assert_eq!(
            (world.remote_lists().len(), world.remote_items(new)),
            (left, vec!["movie:550".to_owned()])
        );
    }
}

#[test]
fn a_name_that_a_shell_would_read_otherwise_is_not_put_into_a_command() {
    for name in ["Bob's list", "-f"] {
        let world = World::v4();
        let id =
            world.sandbox.edit_list(&json!({"do": "create", "name": name, "items": ["movie:603"]})).unwrap();
        world.json(&["lists", "sync"]).exits(0);
        elsewhere(&world, &json!({"do": "delete", "list": id}));
        let told = world.json(&["lists", "sync"]);
        follow(&world, &told.exits(0).stderr, "Create it again with: ", ". ").exits(0);
        assert_eq!(world.remote_lists().len(), 1, "{name}");
    }
}

#[test]
fn a_plan_that_the_guard_stops_is_run_by_the_command_below_it() {
    let (world, _, films) = diverged();
    let told = world.run(&["lists", "sync", "--dry-run"]);
    follow(&world, &told.exits(0).stdout, "To run exactly this plan: ", "\n").exits(0);
    assert_eq!(names(&world.shown("Films")["items"]), films[40..]);
}

#[test]
fn a_plan_is_run_with_the_decisions_that_it_was_made_with() {
    let (world, _) = made_again("Weekend");
    let gone = |list: &Value| list["sync_status"] == "remote_deleted";
    let lists = world.json(&["lists", "ls", "--refresh"]).data();
    let id = lists.as_array().unwrap().iter().find(|list| gone(list)).unwrap()["id"].to_string();
    let told = world.run(&["lists", "sync", &id, "--recreate", "--dry-run"]);
    follow(&world, &told.exits(0).stdout, "To run exactly this plan: ", "\n").exits(0);
    assert_eq!(world.remote_lists().len(), 2);

    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.clock.advance(6);
    world.json(&["lists", "sync"]).exits(0);
    world.json(&["lists", "edit", "Films", "--name", "Mine", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    let told = world.run(&["lists", "sync", "Mine", "--prefer", "remote", "--dry-run"]);
    follow(&world, &told.exits(0).stdout, "To run exactly this plan: ", "\n").exits(0);
    assert_eq!(world.remote(id)["name"], "Theirs");
}

#[test]
fn a_diverged_list_is_told_by_what_is_missing_although_as_many_were_added() {
    let (world, id, films) = diverged();
    let found = world.json(&["discover", "movie", "--page", "4", "--pages", "2", "--limit", "40"]).data();
    let added: Vec<String> =
        found.as_array().unwrap().iter().map(|row| format!("movie:{}", row["id"])).collect();
    assert!(added.len() == 40 && !films.contains(&added[0]));
    elsewhere(&world, &json!({"do": "add", "list": id, "items": added}));
    let told = world.json(&["lists", "show", "Films", "--refresh"]);
    assert!(told.exits(0).stderr.contains("40 of its 50 items are no longer on TMDB"), "{}", told.stderr);
}

#[test]
fn what_waits_for_a_list_that_is_gone_is_no_next_try() {
    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.json(&["lists", "show", "Films"]).exits(0);
    world.json(&["lists", "add", "Films", "movie:550", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "delete", "list": id}));
    world.json(&["lists", "ls", "--refresh"]).exits(0);
    let status = world.json(&["status"]).data();
    assert_eq!((&status["pending"], &status["conflicts"]), (&json!(1), &json!(1)));
    let told = world.run(&["status"]).stdout;
    assert!(told.contains("1 change needs your decision") && !told.contains("Next try"), "{told}");
    assert!(world.run(&["status", "--short"]).stdout.contains("1 pending, 1 conflict"));
    assert_eq!(world.json(&["queue", "stats"]).data()["held"]["conflict"], 1);
    world.json(&["lists", "sync", "--dry-run"]).exits(0);
    world.json(&["lists", "sync"]).exits(6);
    world.json(&["lists", "sync", "--drop"]).exits(0);
    assert_eq!(world.json(&["status"]).data()["conflicts"], 0);
}

#[test]
fn a_file_finds_its_list_that_another_machine_created_since_the_lists_were_read() {
    let (world, new) = made_again("Weekend");
    let file = world.home.path().join("weekend.list");
    let text = format!("# name: Weekend\n# base: {new}@0123456789abcdef\nmovie:550\nmovie:12\n");
    std::fs::write(&file, text).unwrap();
    let applied = world.json(&["lists", "apply", file.to_str().unwrap()]);
    assert!(!applied.exits(0).stderr.contains("which this account doesn't have"), "{}", applied.stderr);
    assert_eq!(world.remote_items(new), ["movie:550", "movie:12"]);
}

/// What is said of the last change of those that were typed.
fn told_of(world: &World, changes: &[&[&str]]) -> Ran {
    let (last, before) = changes.split_last().unwrap();
    for change in before {
        world.run(change).exits(0);
    }
    world.run(last)
}

#[test]
fn what_an_outage_kept_is_sent_by_the_command_that_is_named() {
    let world = World::v4();
    let id = world.make("Films");
    world.sandbox.go_down();
    let told = told_of(&world, &[&["lists", "add", "Films", "603"], &["lists", "add", "Films", "11"]]);
    assert!(told.exits(0).stderr.contains("TMDB could not be reached a moment ago"), "{}", told.stderr);
    world.sandbox.come_back().unwrap();
    let idle = world.run(&["queue", "retry"]);
    assert!(idle.exits(0).stderr.starts_with("Nothing is due. The next try is in "), "{}", idle.stderr);
    follow(&world, &told.stderr, "or now with: ", "\n").exits(0);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
}

#[test]
fn what_may_have_been_sent_is_said_to_be_checked_first() {
    let world = World::v4();
    world.make("Films");
    world.fault("POST *: lost x1");
    let told = told_of(&world, &[&["lists", "add", "Films", "603"]]);
    assert!(told.exits(0).stderr.contains("It will be checked in "), "{}", told.stderr);
    let behind = told_of(&world, &[&["lists", "add", "Films", "11"]]);
    for words in ["An earlier change may have reached TMDB and is checked first.", "It will be sent in "] {
        assert!(behind.exits(0).stderr.contains(words), "{words}: {}", behind.stderr);
    }
    let idle = world.run(&["queue", "retry", "--now"]);
    assert!(idle.exits(0).stderr.starts_with("Nothing is due. The next try is in "), "{}", idle.stderr);
    let apart = told_of(&world, &[&["lists", "create", "Other"]]);
    assert!(!apart.exits(0).stderr.contains("queued"), "{}", apart.stderr);
}

#[test]
fn during_a_pause_no_command_is_offered_that_it_stops() {
    let world = World::v4();
    world.make("Films");
    world.fault("POST *: 429 retry-after 60 x1");
    let told = told_of(&world, &[&["lists", "add", "Films", "603"]]);
    assert!(told.exits(0).stderr.contains("or after the pause with: flixir queue retry"), "{}", told.stderr);
    let offered = world.only()["commands"].to_string();
    assert!(offered.contains("when the pause is over") && !offered.contains("--now"), "{offered}");
    for _ in 0..3 {
        world.json(&["queue", "retry", "--now"]).fails(5, "rate_limited");
        world.json(&["search", "matrix", "--refresh", "--timeout", "5"]).fails(5, "rate_limited");
    }
}

#[test]
fn what_was_taken_back_stays_so_in_an_outage() {
    let world = World::v4();
    world.make("Films");
    world.fault("POST *: lost x1");
    world.json(&["lists", "add", "Films", "603"]).exits(0);
    let number = world.only()["number"].to_string();
    world.json(&["queue", "cancel", &number]).exits(0);
    world.fault("POST *: 429 retry-after 60 x1");
    world.json(&["watchlist", "add", "11"]).exits(0);
    let row = &world.queue(&[])[0];
    assert_eq!((&row["hold"], row["number"].to_string()), (&json!("cancel_requested"), number));
    assert!(!row["commands"].to_string().contains("send"), "{row}");
}

#[test]
fn what_waits_for_a_person_names_no_next_try() {
    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.clock.advance(10);
    world.json(&["lists", "edit", "Films", "--name", "Mine", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    world.json(&["queue", "retry", "-q"]).exits(6);
    let row = world.only();
    assert_eq!((&row["hold"], &row["next_attempt_at"]), (&json!("conflict"), &Value::Null));
    let number = row["number"].to_string();
    let sent = world.json(&["queue", "retry", &number]);
    let told = "The name of 'Mine' was also changed on TMDB, to 'Theirs'. Your 'Mine' replaces it.";
    assert!(sent.exits(0).stderr.contains(told), "{}", sent.stderr);

    world.fault("POST *: session-ended x1");
    world.json(&["lists", "add", "Mine", "11"]).exits(4);
    let row = world.only();
    assert_eq!((&row["hold"], &row["next_attempt_at"]), (&json!("auth"), &Value::Null));
}
