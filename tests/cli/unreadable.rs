//! An operation in the database that this version can't read: it is shown and stops what comes after it on its list, nothing else, and
//! a person can remove it.

use serde_json::{Value, json};

use crate::support::{Ran, World, names};

/// How an operation can become unreadable: what is set on its row, and what is said of it.
const DAMAGE: [(&str, &str); 5] = [
    ("kind = 'rename'", "unknown kind 'rename'"),
    ("status = 'paused'", "unknown status 'paused'"),
    ("payload = '{\"mood\":\"sad\"}'", "unknown payload '{\"mood\":\"sad\"}'"),
    ("preimage = '{\"item\":[]}'", "unknown preimage '{\"item\":[]}'"),
    ("last_error = '{\"type\":\"odd\",\"message\":\"x\"}'", "unknown last_error"),
];

/// Puts something on the row of an operation, past what the database itself refuses.
#[expect(clippy::disallowed_types, reason = "no client does this to its own database")]
fn damage(world: &World, number: u64, assignment: &str) {
    let path = world.home.path().join(".local/share/flixir/profiles/default/state.db");
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    let changed =
        connection.execute(&format!("UPDATE op SET {assignment} WHERE number = {number}"), []).unwrap();
    assert_eq!(changed, 1, "{assignment}");
}

/// Two lists with queued additions; the first one of the first list is damaged. Returns the lists' numbers, and that of the operation.
fn world_with(assignment: &str) -> (World, [u64; 2], u64) {
    let world = World::v3();
    let lists = [world.make("Films"), world.make("Other")];
    for (list, film) in [("Films", "603"), ("Films", "11"), ("Other", "12")] {
        world.json(&["lists", "add", list, film, "--offline"]).exits(0);
    }
    let number = world.queue(&[])[0]["number"].as_u64().unwrap();
    damage(&world, number, assignment);
    (world, lists, number)
}

fn of(rows: &[Value], number: u64) -> &Value {
    rows.iter().find(|row| row["number"] == number).unwrap_or_else(|| panic!("no {number} in {rows:#?}"))
}

/// Asserts that an operation is shown with the error that names it.
#[track_caller]
fn is_shown(row: &Value, number: u64, what: &str) {
    assert_eq!(row["last_error"]["type"], "storage", "{row}");
    let message = row["last_error"]["message"].as_str().unwrap();
    assert!(message.starts_with(&format!("change {number} can't be read: {what}")), "{message}");
    let way_out = format!("flixir queue cancel {number}");
    assert!(row["last_error"]["details"]["hint"].as_str().unwrap().contains(&way_out), "{row}");
    assert_eq!(
        (&row["payload"], &row["hold"]),
        (&Value::Null, &json!("conflict")),
        "nothing is guessed: {row}"
    );
}

#[test]
fn it_is_shown_and_only_its_list_waits() {
    for (assignment, what) in DAMAGE {
        let (world, [films, other], number) = world_with(assignment);
        let rows = world.queue(&[]);
        assert_eq!(rows.len(), 3, "{assignment}: {rows:#?}");
        is_shown(of(&rows, number), number, what);
        let behind = of(&rows, number + 1);
        assert_eq!(
            (&behind["hold"], &behind["waits_for"]),
            (&json!("dependency"), &rows[0]["id"]),
            "{behind}"
        );
        is_shown(&world.json(&["queue", "show", &number.to_string()]).data(), number, what);

        let ran = world.json(&["queue", "retry", "--now"]);
        ran.exits(0);
        assert_eq!(world.remote_items(other), ["movie:12"], "{assignment}: another list goes on");
        assert!(world.remote_items(films).is_empty(), "{assignment}: nothing overtakes it");
        let said = format!("change {number} can't be read ({what}");
        assert!(ran.stderr.contains(&said), "{assignment}: {ran:#?}");
        assert_eq!(world.queue(&[]).len(), 2, "{assignment}");
    }
}

#[test]
fn every_command_that_reads_the_queue_goes_on() {
    for (assignment, what) in DAMAGE {
        let (world, _, number) = world_with(assignment);
        let shown = world.json(&["lists", "show", "Films"]);
        assert!(names(&shown.data()["items"]).contains(&"movie:11".to_owned()), "{assignment}: {shown:#?}");
        assert!(
            shown.stderr.contains(&format!("change {number} can't be read ({what}")),
            "{assignment}: {shown:#?}"
        );
        for arguments in [
            &["lists", "ls"][..],
            &["status"],
            &["queue", "stats"],
            &["queue", "ls", "--all"],
            &["lists", "sync", "--dry-run"],
            &["queue", "retry", "--dry-run"],
            &["lists", "add", "Films", "680"],
            &["lists", "remove", "Films", "11"],
            &["doctor"],
        ] {
            let ran = world.json(arguments);
            assert!(ran.code == 0 || arguments == ["doctor"], "{assignment}: {arguments:?} {ran:#?}");
        }
        assert!(world.remote_items(world.shown("Films")["id"].as_u64().unwrap()).is_empty(), "{assignment}");
    }
}

#[test]
fn a_person_removes_it_and_what_waited_goes_on() {
    for (assignment, what) in DAMAGE {
        let (mut world, [films, _], number) = world_with(assignment);
        let id = number.to_string();
        let cancel = ["queue", "cancel", id.as_str()];
        world.json(&cancel).fails(2, "usage");
        assert_eq!(world.queue(&[]).len(), 3, "{assignment}: not without the person's word");
        world.person = Some(false);
        world.json(&cancel).fails(1, "cancelled");
        world.person = None;
        world.json(&["queue", "cancel", &id, "--dry-run"]).exits(0);
        assert_eq!(world.queue(&[]).len(), 3, "{assignment}: a dry run removes nothing");
        let gone = world.json(&["queue", "cancel", &id, "--yes"]).data();
        assert_eq!(gone[0]["status"], "cancelled", "{assignment}: {gone}");
        assert!(gone[0]["last_error"]["message"].as_str().unwrap().contains(what), "{assignment}: {gone}");
        assert_eq!(world.queue(&["--all"]).iter().filter(|row| row["number"] == number).count(), 0);
        world.drain(3);
        assert_eq!(world.remote_items(films), ["movie:11"], "{assignment}");
    }
}

#[test]
fn naming_it_for_a_retry_is_the_error_that_names_it() {
    let (world, _, number) = world_with(DAMAGE[0].0);
    let ran: Ran = world.json(&["queue", "retry", &number.to_string()]);
    let error = ran.fails(1, "storage");
    assert!(
        error["message"].as_str().unwrap().starts_with(&format!("change {number} can't be read")),
        "{error}"
    );
}

#[test]
fn what_is_before_it_goes_first() {
    let world = World::v3();
    let films = world.make("Films");
    for film in ["603", "11", "12"] {
        world.json(&["lists", "add", "Films", film, "--offline"]).exits(0);
    }
    let number = world.queue(&[])[1]["number"].as_u64().unwrap();
    damage(&world, number, "kind = 'rename'");
    world.json(&["queue", "retry", "--now"]).exits(0);
    assert_eq!(world.remote_items(films), ["movie:603"]);
    let rows = world.queue(&[]);
    assert_eq!((rows.len(), &rows[1]["waits_for"]), (2, &rows[0]["id"]), "{rows:#?}");
}

#[test]
fn a_creation_that_lost_its_fields_ends_with_what_was_to_be_put_on_it() {
    let world = World::v3();
    world.json(&["lists", "create", "Films", "--offline"]).exits(0);
    world.json(&["lists", "add", "Films", "603", "--offline"]).exits(0);
    let number = world.queue(&[])[0]["number"].as_u64().unwrap();
    damage(&world, number, "payload = '{\"mood\":\"sad\"}'");
    world.json(&["queue", "retry", "--now"]).exits(0);
    assert!(world.remote_lists().is_empty());
    world.json(&["queue", "cancel", &number.to_string(), "--yes"]).exits(0);
    assert!(world.queue(&[]).is_empty(), "{:#?}", world.queue(&[]));
}
