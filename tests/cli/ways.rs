//! A model check of what can keep an operation: each kind of change is brought into each state in which it can wait, and each
//! command that flixir offers there is carried out. All of them lead to an end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::memories::elsewhere;
use crate::random::Random;
use crate::support::World;

/// Longer than a request that was sent can take to be settled, in seconds.
const SETTLED: u64 = 200;

/// Changes of each kind, each to a list or collection of its own. What is cleared, changed or deleted is there before.
const CHANGES: [&[&str]; 12] = [
    &["lists", "create", "Made"],
    &["lists", "edit", "Edited", "--name", "Mine"],
    &["lists", "clear", "Cleared", "--yes"],
    &["lists", "delete", "Deleted", "--yes"],
    &["lists", "add", "Added", "550"],
    &["lists", "remove", "Removed", "603"],
    &["watchlist", "add", "550"],
    &["watchlist", "remove", "603"],
    &["favorites", "add", "550"],
    &["favorites", "remove", "603"],
    &["ratings", "add", "550", "8"],
    &["ratings", "remove", "603"],
];
const LISTS: [&str; 5] = ["Edited", "Cleared", "Deleted", "Added", "Removed"];

/// Of these, some that stand for all where the whole account waits.
const SOME: [usize; 3] = [0, 1, 6];

/// A person with what [`CHANGES`] need.
fn start() -> World {
    let world = World::v4();
    for name in LISTS {
        let list = json!({"do": "create", "name": name, "items": ["movie:603", "movie:11"]});
        world.sandbox.edit_list(&list).unwrap();
    }
    for add in
        [&["watchlist", "add", "603"][..], &["favorites", "add", "603"], &["ratings", "add", "603", "7"]]
    {
        world.json(add).exits(0);
    }
    world.json(&["lists", "sync"]).exits(0);
    world.clock.advance(10);
    world
}

/// Types changes, with more options.
fn type_in(
    world: &World,
    changes: impl IntoIterator<Item = &'static &'static [&'static str]>,
    options: &[&str],
) {
    for change in changes {
        let ran = world.json(&[change, options].concat());
        assert_ne!(ran.code, 2, "{change:?}: {ran:?}");
    }
}

/// Answers each write like this.
fn answer_writes(world: &World, answer: &str) {
    for path in ["POST *", "PUT *", "DELETE *", "GET /4/list/*/clear"] {
        world.fault(&format!("{path}: {answer}"));
    }
}

fn queued() -> World {
    let world = start();
    type_in(&world, &CHANGES, &["--offline"]);
    world
}

/// TMDB rejects each change for good.
fn rejected() -> World {
    let world = start();
    answer_writes(&world, "400 code 5");
    type_in(&world, &CHANGES, &[]);
    world.sandbox.clear_faults();
    world
}

/// A creation is rejected, and what stands behind it fails with it.
fn list_never_made() -> World {
    let world = World::v4();
    world.json(&["lists", "create", "Made", "--offline"]).exits(0);
    world.json(&["lists", "add", "Made", "603", "--offline"]).exits(0);
    world.fault("POST /4/list: 400 code 5 x1");
    world.json(&["queue", "retry"]);
    world
}

/// Each answer is lost; where `applied`, after TMDB has done what was asked.
fn unanswered(applied: bool) -> World {
    let world = start();
    answer_writes(&world, if applied { "lost" } else { "drop" });
    for change in &CHANGES {
        type_in(&world, [change], &[]);
        // The pause after an outage would keep the next one from being sent.
        world.clock.advance(40);
    }
    world.sandbox.clear_faults();
    world
}

fn asked_back(applied: bool) -> World {
    let world = unanswered(applied);
    let numbers: Vec<String> = waiting(&world).iter().map(|row| row["number"].to_string()).collect();
    let numbers = numbers.iter().map(String::as_str);
    world.json(&["queue", "cancel"].into_iter().chain(numbers).collect::<Vec<_>>()).exits(0);
    world
}

/// Some changes are typed while each write is answered like this.
fn some_answered(answer: &str) -> World {
    let world = start();
    answer_writes(&world, answer);
    type_in(&world, SOME.map(|at| &CHANGES[at]), &[]);
    world.sandbox.clear_faults();
    world
}

fn down() -> World {
    let world = start();
    world.sandbox.go_down();
    type_in(&world, SOME.map(|at| &CHANGES[at]), &[]);
    world.sandbox.come_back().unwrap();
    world
}

fn logged_out() -> World {
    let world = start();
    type_in(&world, SOME.map(|at| &CHANGES[at]), &["--offline"]);
    world.end_sessions("ada");
    world.json(&["queue", "retry"]).exits(4);
    world
}

/// Each list is gone on TMDB when its change is to be sent.
fn lists_gone() -> World {
    let world = queued();
    for list in world.remote_lists() {
        elsewhere(&world, &json!({"do": "delete", "list": list["id"]}));
    }
    world.json(&["lists", "ls", "--refresh"]);
    for name in LISTS {
        world.json(&["lists", "show", name, "--refresh"]);
    }
    world
}

/// TMDB's copies lost more than the guard allows.
fn lists_diverged() -> World {
    let world = World::v4();
    let films: Vec<u64> = crate::lists::films(40);
    for name in LISTS {
        world.make_with(name, &films);
        world.add(name, &[603]);
    }
    world.clock.advance(10);
    world.json(&["lists", "sync"]).exits(0);
    for list in world.remote_lists() {
        elsewhere(&world, &json!({"do": "clear", "list": list["id"]}));
    }
    world.json(&["lists", "sync"]).exits(7);
    for change in CHANGES.iter().filter(|change| change[0] == "lists" && change[1] != "create") {
        world.json(&[change, &["--offline"][..]].concat());
    }
    world
}

/// Somebody else's change meets a rename whose answer was lost.
fn rename_met() -> World {
    let world = World::v4();
    let id = world.make_with("Edited", &[603]);
    world.clock.advance(10);
    world.fault("PUT *: drop x1");
    world.json(&["lists", "edit", "Edited", "--name", "Mine"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    world.clock.advance(SETTLED);
    world.json(&["queue", "retry"]).exits(6);
    world.json(&["lists", "add", "Mine", "11", "--offline"]).exits(0);
    world
}

/// Somebody else's change meets a rename that was never sent, in a run whose output nobody reads.
fn rename_met_unseen() -> World {
    let world = World::v4();
    let id = world.make_with("Edited", &[603]);
    world.clock.advance(10);
    world.json(&["lists", "edit", "Edited", "--name", "Mine", "--offline"]).exits(0);
    elsewhere(&world, &json!({"do": "update", "list": id, "name": "Theirs"}));
    world.json(&["queue", "retry", "-q"]);
    world
}

/// Two lists on TMDB may be what a creation made; more waits behind it.
fn creation_met() -> World {
    let world = World::v4();
    world.fault("POST /4/list: lost x1");
    world.json(&["lists", "create", "Twin"]).exits(0);
    elsewhere(&world, &json!({"do": "create", "name": "Twin"}));
    world.clock.advance(SETTLED);
    world.json(&["queue", "retry"]).exits(6);
    world.json(&["lists", "add", "Twin", "603", "--offline"]);
    world.json(&["lists", "create", "Other", "--offline"]).exits(0);
    world
}

fn taken_for_spam() -> World {
    let world = World::v4();
    world.fault("POST /4/list: spam x1");
    world.json(&["lists", "create", "Made"]);
    world.json(&["lists", "add", "Made", "603", "--offline"]).exits(0);
    world
}

fn never_confirmed() -> World {
    let mut world = World::v3();
    world.set("TMDB_SESSION_ID", "0123456789abcdef0123456789abcdef01234567");
    world.json(&["lists", "create", "Made", "--offline"]).exits(0);
    world.json(&["lists", "add", "Made", "603", "--offline"]).exits(0);
    world.json(&["queue", "retry"]).exits(4);
    world.use_v3("bob");
    world.json(&["queue", "retry"]);
    world
}

fn moved() -> World {
    let world = World::v4();
    world.make_with("From", &[603, 11]);
    world.make("To");
    world.json(&["lists", "move", "From", "603", "--to", "To", "--offline"]).exits(0);
    world
}

type Build = fn() -> World;

/// What has not ended; failures whose end is the person's included.
fn waiting(world: &World) -> Vec<Value> {
    world.queue(&[])
}

fn words(command: &Value) -> Vec<String> {
    let words = command.as_str().unwrap().split(' ').skip(1);
    words.map(str::to_owned).collect()
}

/// The commands that are offered for an operation, as words after `flixir`.
fn offered(row: &Value) -> Vec<Vec<String>> {
    row["commands"].as_array().unwrap().iter().map(|way| words(&way["command"])).collect()
}

/// Types an offered command, as a person would who knows what it asks for.
fn carry_out(world: &mut World, command: &[String]) {
    let mut line: Vec<&str> = command.iter().map(String::as_str).collect();
    let there = world.remote_lists();
    let twin = there.iter().find(|list| list["name"] == "Twin").map(|list| list["id"].to_string());
    match line.as_slice() {
        ["auth", "login"] => return world.use_v4("ada"),
        ["queue", "adopt"] | ["lists", "sync", ..] => line.push("--yes"),
        ["lists", "link", list, "ID"] => line = vec!["lists", "link", list, twin.as_deref().unwrap()],
        _ => {}
    }
    let ran = world.json(&line);
    assert_ne!(ran.code, 2, "{line:?}: {ran:?}");
    if let ["queue", "cancel", _] = line.as_slice() {
        let row = &ran.data()[0];
        let is_asked_back = row["reason"] == "will be cancelled if TMDB has not received it";
        assert!(row["status"] == "cancelled" || is_asked_back, "{row}");
    }
}

/// Whether a command names an operation by its number.
fn is_named(row: &Value, command: &[String]) -> bool {
    let number = command.get(2).and_then(|word| word.parse::<u64>().ok());
    number.is_some() && row["number"].as_u64() == number
}

/// The `n`th command that is offered for each operation, each once. Where that shows another operation, it is the `n`th that is
/// offered there.
fn chosen(rows: &[Value], n: usize) -> Vec<Vec<String>> {
    let way = |row: &Value| offered(row).get(n).or(offered(row).last()).cloned().unwrap();
    let mut commands: Vec<Vec<String>> = Vec::new();
    for row in rows {
        let mut command = way(row);
        while command[..2] == ["queue", "show"] {
            command = way(rows.iter().find(|other| is_named(other, &command)).unwrap());
        }
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands
}

/// Brings operations into a state, carries out the `n`th command that is offered for each, and lets time pass until all have
/// ended. Returns what was offered.
fn end_by(state: &str, build: Build, n: usize) -> Vec<Value> {
    let mut world = build();
    let rows = waiting(&world);
    assert!(!rows.is_empty(), "{state}");
    for command in chosen(&rows, n) {
        // One before it may have ended this one, too.
        let names_one = rows.iter().any(|row| is_named(row, &command));
        if names_one && !waiting(&world).iter().any(|row| is_named(row, &command)) {
            continue;
        }
        carry_out(&mut world, &command);
    }
    for _ in 0..8 {
        if waiting(&world).is_empty() {
            return rows;
        }
        world.clock.advance(SETTLED);
        world.json(&["queue", "retry", "--now"]);
    }
    panic!("{state}, command {n}: {:#?}", waiting(&world));
}

/// What is offered for an operation, without what names it.
fn verbs(row: &Value) -> String {
    let is_name = |word: &&String| word.len() == 36 || word.bytes().all(|byte| byte.is_ascii_digit());
    let verbs =
        |way: Vec<String>| way.iter().filter(|word| !is_name(word)).cloned().collect::<Vec<_>>().join(" ");
    offered(row).into_iter().map(verbs).collect::<Vec<_>>().join(" | ")
}

/// Ends operations from each state in each way. Returns what they waited for, what was offered, and of which types they were.
fn check(states: &[(&str, Build)]) -> Vec<String> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (state, build) in states {
        let rows = end_by(state, *build, 0);
        for row in &rows {
            let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
            assert!(
                row["hold"].is_null() || row["hold"] != "conflict" || row["reason"].is_string(),
                "{state}: {row}"
            );
            let waits = format!("{} {}: {}", text("status"), text("hold"), verbs(row));
            all.entry(waits).or_default().insert(text("type"));
        }
        let most = rows.iter().map(|row| offered(row).len()).max().unwrap();
        for n in 1..most {
            end_by(state, *build, n);
        }
    }
    let line = |(waits, types): (String, BTreeSet<String>)| {
        let types = types.into_iter().collect::<Vec<_>>().join(" ");
        format!("{waits}: {}", if types == ALL { "all" } else { &types })
    };
    all.into_iter().map(line).collect()
}

/// Every state.
const STATES: [(&str, Build); 18] = [
    ("queued", queued),
    ("rejected", rejected),
    ("list never made", list_never_made),
    ("moved", moved),
    ("spam", taken_for_spam),
    ("lists diverged", lists_diverged),
    ("done, unanswered", || unanswered(true)),
    ("not done, unanswered", || unanswered(false)),
    ("done, asked back", || asked_back(true)),
    ("not done, asked back", || asked_back(false)),
    ("paused", || some_answered("429 retry-after 30")),
    ("down", down),
    ("logged out", logged_out),
    ("never confirmed", never_confirmed),
    ("lists gone", lists_gone),
    ("rename met", rename_met),
    ("rename met, unseen", rename_met_unseen),
    ("creation met", creation_met),
];

/// Carries out commands by chance, one after the other, each from what is offered at that moment. None is impossible, and
/// nothing is left in the end.
fn walk(state: &str, build: Build, seed: u64) {
    let mut random = Random::new(seed);
    let mut world = build();
    let mut typed: Vec<String> = Vec::new();
    for _ in 0..60 {
        let rows = waiting(&world);
        let Some(row) = rows.get(usize::try_from(random.below(rows.len() as u64)).unwrap()) else { return };
        let ways = offered(row);
        let command = random.pick(&ways);
        if command[..2] == ["queue", "show"] {
            continue;
        }
        typed.push(command.join(" "));
        carry_out(&mut world, command);
        if random.chance(0.3) {
            world.clock.advance(SETTLED);
        }
    }
    panic!("{state}, seed {seed}: {typed:#?} {:#?}", waiting(&world));
}

#[test]
fn commands_that_are_offered_are_possible_in_any_order_and_lead_to_an_end() {
    for (state, build) in STATES {
        for seed in 1..=2 {
            walk(state, build, seed);
        }
    }
}

/// The types of [`CHANGES`].
const ALL: &str = "add_movie clear_list create_list delete_list favorite rate remove_movie unfavorite unrate unwatch update_list watch";

#[test]
fn what_was_not_sent_or_was_rejected_can_be_ended() {
    assert_eq!(
        check(&STATES[..6]),
        [
            "failed -: queue retry --failed | queue cancel: add_movie",
            "failed -: queue retry | queue cancel: all",
            "pending -: queue retry --now | queue cancel: all",
            "pending dependency: queue show | queue cancel: add_movie remove_movie",
            "pending spam: queue retry | queue cancel: create_list",
        ]
    );
}

#[test]
fn what_may_have_been_sent_can_be_ended() {
    assert_eq!(
        check(&STATES[6..10]),
        ["pending cancel_requested: queue retry: all", "pending checking: queue retry | queue cancel: all",]
    );
}

#[test]
fn what_the_whole_account_waits_for_can_be_ended() {
    assert_eq!(
        check(&STATES[10..14]),
        [
            "pending auth: auth login | queue cancel: create_list update_list watch",
            "pending dependency: queue show | queue cancel: add_movie",
            "pending login: queue adopt | queue cancel: create_list",
            "pending outage: queue retry --now | queue cancel: create_list update_list watch",
            "pending rate_limit: queue retry | queue cancel: create_list update_list watch",
        ]
    );
}

#[test]
fn what_needs_a_decision_can_be_ended() {
    assert_eq!(
        check(&STATES[14..]),
        [
            "pending -: queue retry --now | queue cancel: create_list delete_list favorite rate unfavorite unrate unwatch watch",
            "pending conflict: lists link ID | queue cancel: create_list",
            "pending conflict: lists sync --recreate | lists sync --drop | queue cancel: add_movie clear_list remove_movie update_list",
            "pending conflict: queue retry --force | queue cancel: update_list",
            "pending conflict: queue retry | queue cancel: update_list",
            "pending dependency: queue show | queue cancel: add_movie create_list",
        ]
    );
}

#[test]
fn what_is_being_sent_names_the_command_that_finishes_it() {
    let world = start();
    world.beside(&["lists", "add", "Added", "550"], "claim.committed", |seat| {
        let rows = seat.json(&["queue", "ls"]).data();
        assert_eq!(rows[0]["status"], "processing");
        assert_eq!(verbs(&rows[0]), "queue retry");
    });
}
