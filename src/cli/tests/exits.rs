//! The contract's table of exit codes and error types, row by row, with each example that stands below it.

use serde_json::{Value, json};

use super::views::{cut_off, done, drifted, ended, lost, member, nobody, settled, stocked, with_files};
use super::{World, words};

/// A line, its exit code, and the type of its error, where there is one.
type Row = (fn() -> World, &'static str, u8, &'static str);

/// Holds every row, as JSON and as text.
#[track_caller]
fn hold(rows: &[Row]) {
    for (world, line, code, kind) in rows {
        let world = world();
        let line = line.replace("FILES", &world.home.path().join("files").display().to_string());
        let mut arguments = words(&line);
        arguments.push("--json".to_owned());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = world.run(&arguments);
        assert_eq!(ran.code, *code, "{line}: {}{}", ran.stdout, ran.stderr);
        let errors: Vec<Value> =
            ran.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let found: Vec<&str> = errors.iter().filter_map(|error| error["error"]["type"].as_str()).collect();
        let wanted: Vec<&str> = Some(*kind).filter(|kind| !kind.is_empty()).into_iter().collect();
        assert_eq!(found, wanted, "{line}: {}", ran.stderr);
    }
}

fn with_config(text: &str) -> World {
    let world = nobody();
    world.file("../.config/flixir/config.toml", text);
    world
}

/// Lists of one name.
fn twins() -> World {
    let world = member();
    done(&world, "lists create Twin");
    done(&world, "lists create Twin --force");
    world
}

/// A key alone: no shows in lists.
fn with_key_alone() -> World {
    let world = World::logged_in();
    done(&world, "lists create Winter");
    world
}

/// TMDB answers every read so.
fn failing(rule: &str) -> World {
    let world = nobody();
    world.fault(rule);
    world
}

/// A list that lost most of its many items on TMDB.
fn emptied() -> World {
    let world = member();
    done(&world, "lists create Winter");
    let items: Vec<String> =
        [603, 604, 605, 11, 12, 13, 129, 128, 146, 550].iter().map(|id| format!("movie:{id}")).collect();
    done(&world, &format!("lists add Winter {}", items.join(" ")));
    world.advance(24 * 3600);
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    world.sandbox.edit_list(&json!({ "do": "clear", "list": id })).unwrap();
    world
}

fn vanished() -> World {
    let world = stocked();
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    world.sandbox.edit_list(&json!({ "do": "delete", "list": id })).unwrap();
    world
}

#[test]
fn zero_is_done_queued_or_nothing_found() {
    hold(&[
        (stocked, "lists ls", 0, ""),
        (stocked, "lists add Winter movie:604 --offline", 0, ""),
        (nobody, "search nosuchtitleatall", 0, ""),
        (member, "queue ls", 0, ""),
        (vanished, "lists sync", 0, ""),
    ]);
}

#[test]
fn one_is_refused_for_good() {
    hold(&[
        // Somebody else's private list (permission_denied) is in tests/cli/lists.rs.
        (|| failing("GET *: 403 code 8"), "api GET /movie/603", 1, "conflict"),
        (|| failing("GET *: 422 code 5"), "api GET /movie/603", 1, "validation"),
        (|| failing("GET *: 501 code 2"), "api GET /movie/603", 1, "api_error"),
        (
            || {
                let mut world = stocked();
                let file = world.file("plain", "not a folder");
                world.environment.insert("FLIXIR_DATA_DIR".to_owned(), file);
                world
            },
            "lists create Spring",
            1,
            "storage",
        ),
    ]);
}

#[test]
fn two_is_bad_usage_and_sends_nothing() {
    hold(&[
        (nobody, "search", 2, "usage"),
        (nobody, "serach matrix", 2, "usage"),
        (|| with_config("languge = \"de\"\n"), "search matrix", 2, "config"),
        (twins, "lists show Twin", 2, "ambiguous"),
        (with_key_alone, "lists add Winter tv:1399", 2, "unsupported"),
        (stocked, "lists add Winter movie:604 --offline --no-queue", 2, "usage"),
    ]);
}

#[test]
fn three_is_not_there() {
    hold(&[
        (stocked, "lists show Autumn", 3, "not_found"),
        (stocked, "lists contains Winter movie:604", 3, ""),
        (nobody, "info movie:999999999", 3, "not_found"),
        (nobody, "schema nonsense", 3, "not_found"),
    ]);
}

#[test]
fn four_wants_a_login() {
    hold(&[
        (nobody, "lists ls", 4, "missing_credentials"),
        (nobody, "auth status", 4, "missing_credentials"),
        (ended, "auth status --check", 4, "session_expired"),
        (ended, "lists add Winter movie:604", 4, "session_expired"),
    ]);
    let mut world = settled();
    world.typed = "0000000000000000000000000000000000000000".to_owned();
    let login = ["auth", "login", "--with-session", "--insecure-storage", "--json"];
    let ran = world.run_with(&world.typed, &login);
    assert_eq!((ran.code, ran.error().as_str()), (4, "authentication_failed"));
}

#[test]
fn five_is_try_later() {
    hold(&[
        (cut_off, "lists add Winter movie:12 --no-queue", 5, "network_error"),
        (nobody, "search matrix --offline", 5, "unavailable"),
        (|| failing("GET *: 503"), "search matrix", 5, "unavailable"),
        (|| failing("GET *: 429"), "search matrix --timeout 2", 5, "rate_limited"),
        (|| failing("GET *: 200 html"), "search matrix", 5, "invalid_response"),
        (|| failing("GET *: 403 html"), "catalog update", 5, "unavailable"),
    ]);
}

#[test]
fn six_is_some_of_several() {
    hold(&[
        (stocked, "lists add Winter movie:604 movie:999999999", 6, ""),
        (nobody, "info movie:603 movie:999999999", 6, ""),
        (lost, "lists sync", 6, ""),
        (
            || {
                let world = stocked();
                world.file("people.txt", "person:31\nperson:6384\n");
                world
            },
            "lists import FILES/people.txt --to Winter --from list",
            6,
            "",
        ),
    ]);
}

#[test]
fn seven_is_the_guard_and_eight_a_difference() {
    hold(&[
        (drifted, "lists sync --plan 0123456789abcdef", 7, "guard"),
        (emptied, "lists sync", 7, "guard"),
        (emptied, "lists sync --force", 0, ""),
        (drifted, "lists sync --check", 8, ""),
        (|| with_files(stocked()), "lists apply FILES/winter.list --check", 8, ""),
    ]);
}

#[test]
fn a_signal_s_number_is_in_the_code() {
    for (signal, code) in [(2, 130), (15, 143)] {
        let world = stocked();
        world.signal.store(signal, std::sync::atomic::Ordering::Relaxed);
        world.interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
        let ran = world.run(&["lists", "sync", "--json"]);
        assert_eq!((ran.code, ran.error().as_str()), (code, "interrupted"), "{}", ran.stdout);
    }
}
