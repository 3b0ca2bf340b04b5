//! The three memories of a list (docs/three-memories-of-a-list.md), as a person meets them: what TMDB, this machine and the
//! person's wishes say of one list, and that no read in between spoils any of it. What a conflict leaves open can be ended.

use serde_json::{Value, json};

use flixir::sandbox::{Action, Fault};

use crate::support::{Ran, World, names, outcomes};

/// More than TMDB's cache and our own writes need to be settled, in seconds.
const A_WHILE: u64 = 6;

pub(crate) fn elsewhere(world: &World, edit: &Value) {
    world.sandbox.edit_list(edit).unwrap();
    world.clock.advance(A_WHILE);
}

/// Runs a command, and lets time pass before the next one.
fn step(world: &World, arguments: &[&str]) -> Ran {
    let ran = world.json(arguments);
    world.clock.advance(A_WHILE);
    ran
}

/// The one list of a sync's report.
#[track_caller]
fn only(ran: &Ran) -> Value {
    let data = ran.document()["data"].take();
    assert_eq!(data.as_array().unwrap().len(), 1, "{ran:?}");
    data[0].clone()
}

/// A list of 50 movies that is in step with TMDB; its number and the movies.
fn fifty(world: &World) -> (u64, Vec<String>) {
    let found = world.json(&["discover", "movie", "--limit", "50"]).data();
    let films = names_of_films(&found);
    assert_eq!(films.len(), 50);
    let id = world.sandbox.edit_list(&json!({"do": "create", "name": "Films", "items": films})).unwrap();
    world.clock.advance(A_WHILE);
    step(world, &["lists", "sync"]).exits(0);
    (id, films)
}

fn names_of_films(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| format!("movie:{}", row["id"])).collect()
}

fn reads(world: &World) {
    step(world, &["lists", "ls", "--refresh"]).exits(0);
    step(world, &["lists", "show", "Films", "--refresh"]).exits(0);
    step(world, &["lists", "ls"]).exits(0);
    step(world, &["lists", "status", "Films"]).exits(0);
}

/// Answers of TMDB in which the list `id` is this.
fn answer_with(world: &World, id: u64, list: &Value) {
    let rule = Fault::parse(&format!("GET /4/list/{id}: 200 body \"\"")).unwrap();
    let Action::Answer(mut answer) = rule.action.clone() else { panic!("{rule:?}") };
    answer.body = list.to_string().into_bytes();
    answer.content_type = "application/json;charset=utf-8";
    world.sandbox.add_fault(Fault { action: Action::Answer(answer), ..rule });
}

/// A list as v4 answers, with this total and these rows.
fn answered(id: u64, total: u64, rows: &[Value]) -> Value {
    json!({"id": id, "name": "Films", "description": "", "public": true, "item_count": total, "page": 1,
        "total_pages": 1, "total_results": total, "comments": {}, "results": rows})
}

fn film(id: u64) -> Value {
    json!({"id": id, "media_type": "movie", "title": format!("Film {id}"), "release_date": "1999-03-31"})
}

/// The status of a list and both its numbers, as every command that shows it says.
#[track_caller]
fn numbers(list: &Value) -> (&str, u64, u64) {
    let count = |key: &str| list[key].as_u64().unwrap();
    (list["sync_status"].as_str().unwrap(), count("item_count"), count("remote_count"))
}

/// A list of 50 movies of which somebody else took 40 off; the sync that met it was refused.
pub(crate) fn diverged() -> (World, u64, Vec<String>) {
    let world = World::v4();
    let (id, films) = fifty(&world);
    elsewhere(&world, &json!({"do": "remove", "list": id, "items": films[..40]}));
    let refused = step(&world, &["lists", "sync"]);
    let error = refused.fails(7, "guard");
    assert_eq!((&error["details"]["removals"], &error["details"]["items"]), (&json!(40), &json!(50)));
    let list = only(&refused);
    assert_eq!((&list["pulled"], &list["error"]["type"]), (&json!(0), &json!("guard")));
    (world, id, films)
}

#[test]
fn a_refusal_of_the_guard_is_not_undone_by_a_read() {
    let (world, _, films) = diverged();
    reads(&world);
    let all = step(&world, &["lists", "ls"]);
    assert_eq!(numbers(&all.data()[0]), ("diverged", 50, 10));
    for way_out in
        ["40 of its 50 items are no longer on TMDB", "lists sync 'Films' --force", "lists restore 'Films'"]
    {
        assert!(all.stderr.contains(way_out), "{way_out}: {}", all.stderr);
    }
    let shown = step(&world, &["lists", "show", "Films"]);
    assert!(shown.stderr.contains("has diverged"), "{}", shown.stderr);
    let shown = shown.data();
    assert_eq!(numbers(&shown), ("diverged", 50, 10));
    let items = shown["items"].as_array().unwrap();
    let gone: Vec<Value> = items.iter().filter(|item| item["state"] == "gone").cloned().collect();
    assert_eq!((names(&json!(gone)), names(&shown["items"])), (films[..40].to_vec(), films));
    assert!(world.run(&["lists", "show", "Films"]).stdout.contains("gone on TMDB"));
    assert_eq!(step(&world, &["lists", "log", "Films"]).data(), json!([]), "nothing was taken over");
    let foretold = step(&world, &["lists", "sync", "--dry-run"]);
    assert!(foretold.exits(0).stderr.contains("a sync would be refused"), "{}", foretold.stderr);
    assert_eq!(only(&foretold)["pulled"], 40);
    step(&world, &["lists", "sync", "--check"]).exits(8);
    step(&world, &["lists", "sync"]).fails(7, "guard");
}

#[test]
fn a_diverged_list_gets_its_items_back_and_loses_none() {
    let (world, id, films) = diverged();
    elsewhere(&world, &json!({"do": "add", "list": id, "items": ["movie:680"]}));
    reads(&world);
    // Nothing would be taken off, so nobody has to be asked.
    let restored = step(&world, &["lists", "restore", "Films"]);
    assert_eq!(outcomes(restored.exits(0)), vec!["added"; 40]);
    let there = world.remote_items(id);
    assert!(films.iter().all(|film| there.contains(film)) && there.contains(&"movie:680".to_owned()));
    let list = step(&world, &["lists", "show", "Films", "--refresh"]).data();
    assert_eq!(numbers(&list), ("synced", there.len() as u64, there.len() as u64));
    step(&world, &["lists", "sync"]).exits(0);
    step(&world, &["lists", "sync", "--check"]).exits(0);
}

#[test]
fn a_diverged_list_is_taken_over_where_the_person_says_so() {
    for options in [&["--force"][..], &["--max-delete", "40"]] {
        let (world, _, films) = diverged();
        reads(&world);
        step(&world, &["lists", "sync", "Films", "--max-delete", "39"]).fails(7, "guard");
        let taken = step(&world, &[&["lists", "sync", "Films"], options].concat());
        assert_eq!(only(taken.exits(0))["pulled"], 40);
        assert_eq!(numbers(&step(&world, &["lists", "ls"]).data()[0]), ("synced", 10, 10));
        let log = step(&world, &["lists", "log", "Films"]).data();
        assert_eq!((&log[0]["items"], log.as_array().unwrap().len()), (&json!(50), 1));
        assert_eq!(only(&step(&world, &["lists", "sync"]))["pulled"], 0);
        // What was taken over can be taken back.
        step(&world, &["lists", "restore", "Films"]).exits(0);
        assert_eq!(step(&world, &["lists", "show", "Films", "--refresh"]).data()["item_count"], films.len());
    }
}

#[test]
fn clearing_or_deleting_a_diverged_list_ends_it() {
    let (world, id, _) = diverged();
    step(&world, &["lists", "clear", "Films", "--yes"]).exits(0);
    assert!(world.remote_items(id).is_empty());
    assert_eq!(numbers(&step(&world, &["lists", "show", "Films", "--refresh"]).data()), ("synced", 0, 0));
    step(&world, &["lists", "sync"]).exits(0);
    let (world, _, _) = diverged();
    step(&world, &["lists", "delete", "Films", "--yes"]).exits(0);
    assert!(world.remote_lists().is_empty());
    assert_eq!(step(&world, &["lists", "ls", "--refresh"]).data(), json!([]));
    step(&world, &["lists", "sync", "--check"]).exits(0);
}

#[test]
fn a_clear_that_was_queued_before_the_items_were_seen_leaves_nothing_to_decide() {
    let world = World::v4();
    let films: Vec<String> = (1..=20).map(|id| format!("movie:{id}")).collect();
    let id = world.sandbox.edit_list(&json!({"do": "create", "name": "Films", "items": films})).unwrap();
    step(&world, &["lists", "ls"]).exits(0);
    step(&world, &["--offline", "lists", "clear", "Films", "--yes"]).exits(0);
    step(&world, &["lists", "show", "Films", "--refresh"]).exits(0);
    step(&world, &["queue", "retry", "--now"]).exits(0);
    assert!(world.remote_items(id).is_empty());
    assert_eq!(numbers(&step(&world, &["lists", "show", "Films", "--refresh"]).data()), ("synced", 0, 0));
    step(&world, &["lists", "sync", "--check"]).exits(0);
}

#[test]
fn a_name_that_was_changed_on_tmdb_is_taken_over_and_told_once() {
    for is_read in [false, true] {
        let world = World::v4();
        let id = world.make("Films").to_string();
        world.clock.advance(A_WHILE);
        elsewhere(&world, &json!({"do": "update", "list": world.remote_lists()[0]["id"], "name": "Theirs"}));
        if is_read {
            step(&world, &["lists", "ls", "--refresh"]).exits(0);
            step(&world, &["lists", "show", &id, "--refresh"]).exits(0);
        }
        for (options, code, pulled) in
            [(&["--check"][..], 8, 1), (&["--dry-run"], 0, 1), (&[], 0, 1), (&[], 0, 0), (&["--check"], 0, 0)]
        {
            let ran = step(&world, &[&["lists", "sync"], options].concat());
            let list = only(ran.exits(code));
            assert_eq!(list["pulled"], pulled, "{options:?} {is_read}");
            assert_eq!(list["actions"].as_array().unwrap().len(), pulled, "{options:?} {is_read}");
        }
        assert_eq!(world.shown(&id)["name"], "Theirs");
    }
}

/// A list that was renamed here, which waits, and by somebody else; it was read in between. Its number.
fn renamed_on_both_sides(world: &World) -> String {
    let id = world.make("Films");
    let number = id.to_string();
    world.clock.advance(A_WHILE);
    step(world, &["lists", "edit", &number, "--name", "Ours", "--offline"]).exits(0);
    elsewhere(world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    step(world, &["lists", "ls", "--refresh"]).exits(0);
    step(world, &["lists", "show", &number, "--refresh"]).exits(0);
    number
}

fn name_there(world: &World) -> Value {
    world.remote_lists()[0]["name"].clone()
}

#[test]
fn a_name_that_both_changed_is_told_and_the_other_is_kept_in_the_log() {
    let world = World::v4();
    let number = renamed_on_both_sides(&world);
    let ran = world.run(&["lists", "sync", &number]);
    assert!(ran.exits(0).stdout.contains("your 'Ours' replaces TMDB's 'Theirs'"), "{}", ran.stdout);
    assert_eq!(name_there(&world), "Ours");
    world.clock.advance(A_WHILE);
    let log = step(&world, &["lists", "log"]).data();
    assert_eq!(log[0]["name"], "Theirs", "{log}");
    step(&world, &["lists", "sync", "--check"]).exits(0);
    // Any other delivery that somebody watches says so, too.
    let world = World::v4();
    renamed_on_both_sides(&world);
    let ran = step(&world, &["queue", "retry"]);
    assert!(ran.exits(0).stderr.contains("Your 'Ours' replaces it"), "{}", ran.stderr);
    assert_eq!(name_there(&world), "Ours");
    assert_eq!(step(&world, &["lists", "log"]).data()[0]["name"], "Theirs");
}

#[test]
fn the_other_name_stays_where_it_is_preferred() {
    let world = World::v4();
    let number = renamed_on_both_sides(&world);
    let list = only(step(&world, &["lists", "sync", &number, "--prefer", "remote"]).exits(0));
    assert_eq!((&list["pushed"], &list["pulled"], &list["conflicts"]), (&json!(0), &json!(1), &json!(1)));
    assert_eq!(name_there(&world), "Theirs");
    assert_eq!((&world.shown(&number)["name"], world.queue(&[]).len()), (&json!("Theirs"), 0));
    step(&world, &["lists", "sync", "--check"]).exits(0);
}

#[test]
fn a_delivery_that_nobody_watches_leaves_the_decision() {
    for decides in ["sync", "retry", "prefer"] {
        let world = World::v4();
        let number = renamed_on_both_sides(&world);
        let since = world.requests();
        step(&world, &["queue", "retry", "-q"]).exits(6);
        assert_eq!((world.only()["hold"].clone(), world.writes(since).len()), (json!("conflict"), 0));
        match decides {
            "sync" => {
                let list = only(step(&world, &["lists", "sync"]).exits(0));
                assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(1), &json!(1)));
            }
            "retry" => {
                let ran = step(&world, &["queue", "retry"]);
                assert!(ran.exits(0).stderr.contains("Your 'Ours' replaces it"), "{}", ran.stderr);
            }
            _ => {
                let list = only(step(&world, &["lists", "sync", "--prefer", "remote"]).exits(0));
                assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(0), &json!(1)));
            }
        }
        let wins = if decides == "prefer" { "Theirs" } else { "Ours" };
        assert_eq!((&name_there(&world), &world.shown(&number)["name"]), (&json!(wins), &json!(wins)));
        assert!(world.queue(&[]).is_empty(), "{decides}");
        step(&world, &["lists", "sync", "--check"]).exits(0);
    }
}

#[test]
fn a_held_name_goes_out_where_tmdb_has_the_old_one_again() {
    let world = World::v4();
    let number = renamed_on_both_sides(&world);
    step(&world, &["queue", "retry", "-q"]).exits(6);
    elsewhere(&world, &json!({"do": "update", "list": number.parse::<u64>().unwrap(), "name": "Films"}));
    let list = only(step(&world, &["lists", "sync"]).exits(0));
    assert_eq!((&list["pushed"], &list["conflicts"]), (&json!(1), &json!(0)));
    assert_eq!(name_there(&world), "Ours");
}

#[test]
fn a_rename_under_a_session_that_nobody_confirmed_overwrites_nothing_in_silence() {
    let mut world = World::v4();
    let id = world.make("Films");
    world.clock.advance(A_WHILE);
    // A new session of the same person, used first where TMDB isn't asked.
    world.use_v4("ada");
    step(&world, &["lists", "edit", &id.to_string(), "--name", "Ours", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    step(&world, &["lists", "ls", "--refresh"]).exits(0);
    step(&world, &["queue", "retry", "-q"]).exits(6);
    assert_eq!((&world.only()["hold"], &name_there(&world)), (&json!("conflict"), &json!("Theirs")));
    assert_eq!(only(step(&world, &["lists", "sync"]).exits(0))["conflicts"], 1);
    assert_eq!(step(&world, &["lists", "log"]).data()[0]["name"], "Theirs");
}

#[test]
fn a_list_that_is_gone_is_told_once_and_by_the_name_that_is_shown() {
    let world = World::v4();
    let id = world.make("Films");
    world.clock.advance(A_WHILE);
    step(&world, &["lists", "edit", "Films", "--name", "Ours", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "delete", "list": id}));
    let all = step(&world, &["lists", "ls", "--refresh"]);
    assert_eq!(all.exits(0).stderr.matches("The list 'Ours' no longer exists").count(), 1, "{}", all.stderr);
    assert_eq!(all.stderr.matches("no longer exists").count(), 1, "{}", all.stderr);
}

/// A list that somebody deleted on TMDB, in step before.
fn gone() -> (World, u64) {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.clock.advance(A_WHILE);
    step(&world, &["lists", "sync"]).exits(0);
    elsewhere(&world, &json!({"do": "delete", "list": id}));
    (world, id)
}

#[track_caller]
fn names_both_ways(ran: &Ran) {
    for way in ["no longer exists on TMDB", "--recreate", "--drop"] {
        assert!(ran.stderr.contains(way), "{way}: {ran:?}");
    }
}

#[test]
fn every_sync_tells_of_a_list_that_is_gone_until_it_is_decided() {
    let (world, _) = gone();
    names_both_ways(step(&world, &["lists", "sync", "--dry-run"]).exits(0));
    assert_eq!(step(&world, &["lists", "log"]).data(), json!([]), "a look keeps nothing");
    for _ in 0..2 {
        names_both_ways(step(&world, &["lists", "sync"]).exits(0));
        names_both_ways(step(&world, &["lists", "sync", "--check"]).exits(8));
        names_both_ways(step(&world, &["lists", "ls"]).exits(0));
    }
    let shown = world.shown("Films");
    assert_eq!((&shown["sync_status"], &shown["item_count"]), (&json!("remote_deleted"), &json!(2)));
    step(&world, &["lists", "sync", "--drop"]).exits(0);
    assert_eq!(step(&world, &["lists", "ls", "--refresh"]).data(), json!([]));
    step(&world, &["lists", "sync", "--check"]).exits(0);
    assert_eq!(step(&world, &["lists", "log"]).data()[0]["items"], 2, "what it held can be brought back");
}

#[test]
fn a_list_that_comes_back_is_taken_back() {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.clock.advance(A_WHILE);
    step(&world, &["lists", "sync"]).exits(0);
    world.fault(&format!("GET /4/list/{id}: 404 code 34"));
    names_both_ways(step(&world, &["lists", "sync", "Films"]).exits(0));
    assert_eq!(world.shown("Films")["sync_status"], "remote_deleted");
    world.sandbox.clear_faults();
    let back = step(&world, &["lists", "sync", "Films"]);
    assert_eq!((only(back.exits(0))["pulled"].clone(), back.stderr.as_str()), (json!(0), ""));
    assert_eq!(numbers(&step(&world, &["lists", "show", "Films"]).data()), ("synced", 2, 2));
    step(&world, &["lists", "sync", "--check"]).exits(0);
}

#[test]
fn a_row_that_cannot_be_read_is_told_and_proves_no_absence() {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.clock.advance(A_WHILE);
    step(&world, &["lists", "sync"]).exits(0);
    answer_with(&world, id, &answered(id, 2, &[film(603), json!({"id": 7, "media_type": "hologram"})]));
    let shown = step(&world, &["lists", "show", "Films", "--refresh"]);
    assert_eq!(shown.exits(0).document()["meta"]["skipped"], 1);
    assert_eq!(names(&shown.data()["items"]), ["movie:603", "movie:11"]);
    let told = "can't read 1 item of TMDB's list and leaves it out";
    let exported = step(&world, &["lists", "export", "Films", "--to", "list"]);
    for ran in [shown, exported, step(&world, &["lists", "ls"]), step(&world, &["lists", "sync"])] {
        assert!(ran.exits(0).stderr.contains(told), "{ran:?}");
    }
    assert_eq!(names(&world.shown("Films")["items"]), ["movie:603", "movie:11"]);
}

#[test]
fn a_total_that_does_not_fit_is_read_three_times_once() {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.clock.advance(A_WHILE);
    step(&world, &["lists", "sync"]).exits(0);
    answer_with(&world, id, &answered(id, 5, &[film(603), film(11)]));
    for reads in [3, 1, 1] {
        let since = world.requests();
        let shown = step(&world, &["lists", "show", "Films", "--refresh"]);
        assert_eq!(world.requests() - since, reads);
        assert!(shown.exits(0).stderr.contains("TMDB says that it has 5 items, but gives 2"), "{shown:?}");
    }
    let synced = step(&world, &["lists", "sync", "Films"]);
    assert!(synced.exits(0).stderr.contains("it has 5 items, but gives 2"), "{synced:?}");
    world.sandbox.clear_faults();
    let fits = step(&world, &["lists", "show", "Films", "--refresh"]);
    assert_eq!(fits.exits(0).stderr, "");
}

#[test]
fn a_server_that_is_down_is_asked_three_times_and_no_more() {
    let world = World::v4();
    world.fault("*: 500 code 11");
    let since = world.requests();
    step(&world, &["lists", "show", "Never seen"]).exits(5);
    assert_eq!(world.requests() - since, 3);
}

#[test]
fn an_answer_that_never_came_was_not_cut_short() {
    for (fault, kind) in
        [("drop", "network_error"), ("lost", "network_error"), ("cut half", "invalid_response")]
    {
        let world = World::v4();
        world.make("Films");
        world.fault(&format!("GET *: {fault}"));
        let error = step(&world, &["info", "movie:603"]).fails(5, kind);
        assert_eq!(
            error["message"].as_str().unwrap().contains("cut short"),
            kind == "invalid_response",
            "{error}"
        );
    }
}

/// A rename that TMDB may have carried out and that has met somebody else's: settled, and held as a conflict.
fn undecided() -> (World, u64) {
    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.clock.advance(A_WHILE);
    world.fault("PUT *: drop x1");
    step(&world, &["lists", "edit", "Films", "--name", "Mine"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    world.clock.advance(200);
    step(&world, &["queue", "retry"]).exits(6);
    // What comes after it waits for it, and says for what.
    step(&world, &["lists", "add", "Mine", "movie:11"]).exits(0);
    let held = world.queue(&[]);
    assert_eq!((&held[0]["hold"], &held[1]["hold"]), (&json!("conflict"), &json!("dependency")));
    assert_eq!(held[1]["waits_for"], held[0]["id"]);
    (world, id)
}

/// Asserts that nothing waits, that the list has this name on both sides, and that what waited arrived.
#[track_caller]
fn is_decided(world: &World, id: u64, name: &str) {
    world.drain(3).exits(0);
    assert!(world.queue(&[]).is_empty());
    assert_eq!(world.remote(id)["name"], name);
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
    world.clock.advance(A_WHILE);
    assert_eq!(world.json(&["lists", "show", &id.to_string(), "--refresh"]).data()["name"], name);
    assert_eq!(world.shown(&id.to_string())["sync_status"], "synced");
}

#[test]
fn an_undecided_rename_stays_until_somebody_decides() {
    let (world, _) = undecided();
    let since = world.requests();
    let held = world.queue(&[])[0]["number"].to_string();
    let error = step(&world, &["queue", "retry", &held]).fails(1, "conflict");
    let hint = error["details"]["hint"].as_str().unwrap();
    assert!(hint.contains("--force") && hint.contains(&format!("queue cancel {held}")), "{hint}");
    let ran = world.run(&["lists", "sync"]);
    let told =
        format!("send yours: flixir queue retry {held} --force; keep TMDB's: flixir queue cancel {held}");
    assert!(ran.exits(6).stdout.contains("needs your decision"), "{}", ran.stdout);
    assert!(ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ").contains(&told), "{}", ran.stdout);
    assert_eq!(only(&step(&world, &["lists", "sync"]))["conflicts"], 1);
    assert_eq!(world.writes(since), Vec::<String>::new());
}

#[test]
fn an_undecided_rename_ends_in_each_way_that_is_offered() {
    let ways: [(&[&str], &str); 4] = [
        (&["queue", "cancel", "3"], "Theirs"),
        (&["queue", "retry", "3", "--force"], "Mine"),
        (&["lists", "edit", "Mine", "--name", "Newer"], "Newer"),
        (&["lists", "sync", "--prefer", "remote"], "Theirs"),
    ];
    for (way, name) in ways {
        let (world, id) = undecided();
        step(&world, way).exits(0);
        is_decided(&world, id, name);
    }
    let (world, _) = undecided();
    step(&world, &["lists", "delete", "Mine", "--yes"]).exits(0);
    world.drain(3).exits(0);
    assert!(world.remote_lists().is_empty() && world.queue(&[]).is_empty());
    assert_eq!(step(&world, &["lists", "ls", "--refresh"]).data(), json!([]));
}

/// A creation that may have made one of two lists, and another creation behind it; the numbers of the two lists.
fn two_fit() -> (World, Vec<u64>) {
    let world = World::v4();
    world.fault("POST /4/list: lost x1");
    step(&world, &["lists", "create", "Twin"]).exits(0);
    elsewhere(&world, &json!({"do": "create", "name": "Twin"}));
    world.clock.advance(200);
    step(&world, &["queue", "retry"]).exits(6);
    step(&world, &["lists", "create", "Other"]).exits(0);
    step(&world, &["lists", "add", "Other", "movie:603"]).exits(0);
    let ids = world.remote_lists().iter().map(|list| list["id"].as_u64().unwrap()).collect();
    (world, ids)
}

#[test]
fn a_creation_that_fits_two_lists_names_what_it_holds_up_and_can_be_ended() {
    for decides in ["cancel", "link"] {
        let (world, ids) = two_fit();
        let held = world.queue(&[]);
        let holds: Vec<&Value> = held.iter().map(|operation| &operation["hold"]).collect();
        assert_eq!(holds, ["conflict", "dependency", "dependency"]);
        assert_eq!((&held[1]["waits_for"], &held[2]["waits_for"]), (&held[0]["id"], &held[1]["id"]));
        let error = step(&world, &["queue", "retry", "1"]).fails(1, "conflict");
        assert!(error["details"]["hint"].as_str().unwrap().contains("lists link"), "{error}");
        if decides == "cancel" {
            step(&world, &["queue", "cancel", "1"]).exits(0);
        } else {
            let local_id = held[0]["list"]["local_id"].as_str().unwrap();
            step(&world, &["lists", "link", local_id, &ids[0].to_string()]).exits(0);
        }
        world.drain(3).exits(0);
        let there = world.remote_lists();
        let other = there.iter().find(|list| list["name"] == "Other").unwrap();
        assert_eq!((there.len(), names(&other["items"])), (3, vec!["movie:603".to_owned()]));
        assert_eq!(step(&world, &["lists", "ls", "--refresh"]).data().as_array().unwrap().len(), 3);
        step(&world, &["lists", "sync", "--check"]).exits(0);
    }
}

#[test]
fn what_a_refused_session_queued_is_adopted_by_the_one_that_is_logged_in() {
    let mut world = World::v3();
    world.set("TMDB_SESSION_ID", "0123456789abcdef0123456789abcdef01234567");
    step(&world, &["lists", "create", "Kept", "--offline"]).exits(0);
    step(&world, &["lists", "add", "Kept", "movie:603", "--offline"]).exits(0);
    step(&world, &["queue", "retry"]).exits(4).error();
    world.use_v3("bob");
    let refused = step(&world, &["queue", "retry"]);
    assert!(
        refused.exits(4).error()["details"]["hint"].as_str().unwrap().contains("queue adopt"),
        "{refused:?}"
    );
    let holds: Vec<Value> = world.queue(&[]).iter().map(|operation| operation["hold"].clone()).collect();
    assert_eq!(holds, ["login", "dependency"]);
    step(&world, &["queue", "adopt"]).fails(2, "usage");
    let foretold = step(&world, &["queue", "adopt", "--dry-run"]);
    assert_eq!(foretold.data().as_array().unwrap().len(), 2);
    assert_eq!(world.queue(&[])[0]["hold"], "login", "a dry run takes nothing over");
    step(&world, &["queue", "adopt", "--yes"]).exits(0);
    world.drain(3).exits(0);
    let there = world.remote_lists();
    assert_eq!(
        (there.len(), &there[0]["owner"], names(&there[0]["items"])),
        (1, &json!("bob"), vec!["movie:603".to_owned()])
    );
}

#[test]
fn an_operation_is_cancelled_by_its_number() {
    let world = World::v4();
    step(&world, &["lists", "create", "Films", "--offline"]).exits(0);
    let ended = step(&world, &["queue", "cancel", "1"]).data();
    assert_eq!((&ended[0]["number"], &ended[0]["status"]), (&json!(1), &json!("cancelled")));
    step(&world, &["queue", "cancel", "99"]).exits(3);
    assert!(world.queue(&[]).is_empty() && world.remote_lists().is_empty());
}
