//! `cache warm`: lists and all their titles, for a time without the network.

use std::time::Duration;

use flixir::sandbox::Fault;
use serde_json::json;

use super::{films, logged_in, make_list, names};

#[test]
fn a_warmed_list_is_there_offline_with_every_title() {
    let world = logged_in();
    let films = films(&world, 45);
    let films: Vec<&str> = films.iter().map(String::as_str).collect();
    make_list(&world, "Winter", &films);
    make_list(&world, "Summer", &films[..3]);
    let warmed = world.run(&["cache", "warm", "--list", "winter", "--json"]).json();
    assert_eq!(warmed["data"], json!({"lists": 1, "warmed": 45, "fetched": 45, "failed": 0}));
    let again = world.run(&["cache", "warm", "--all", "--json"]).json();
    assert_eq!(again["data"], json!({"lists": 2, "warmed": 45, "fetched": 0, "failed": 0}));
    world.sandbox.go_down();
    let list = world.run(&["--offline", "lists", "show", "Summer", "--json"]).json();
    assert_eq!(names(&list["data"]["items"]), &films[..3]);
    assert!(list["data"]["items"][0]["title"].is_string(), "{list}");
    let details = world.run(&["--offline", "info", films[44], "--json"]).json();
    assert_eq!(details["meta"]["source"], "cache");
    let unknown = world.run(&["cache", "warm", "--list", "Spring", "--offline", "--json"]);
    assert_eq!(unknown.code, 3, "{}", unknown.stderr);
}

#[test]
fn what_can_t_be_warmed_is_counted() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603", "movie:604"]);
    world.run(&["cache", "warm", "--json"]).json();
    world.sandbox.add_fault(Fault::parse("/3/movie/604: 404 code 34").unwrap());
    let part = world.run(&["cache", "warm", "--list", "Winter", "--refresh", "--json"]);
    assert_eq!(part.code, 6, "{}", part.stderr);
    world.sandbox.clear_faults();
    world.clock.advance(Duration::from_secs(3601));
    world.sandbox.go_down();
    let down = world.run(&["cache", "warm", "--list", "Winter", "--json"]);
    assert_eq!(down.code, 5, "{}", down.stderr);
}
