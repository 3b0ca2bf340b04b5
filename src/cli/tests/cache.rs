//! `flixir cache`, and what commands learn for lists.

use serde_json::json;

use super::World;

#[test]
fn stats_count_what_happened() {
    let world = World::new();
    let search = ["search", "matrix", "--json"];
    world.run(&search).json();
    world.run(&search).json();
    world.advance(301);
    world.run(&search).json();
    world.run(&["info", "603", "--json"]).json();
    let stats = world.run(&["cache", "stats", "--json"]).json()["data"].clone();
    let search = &stats["by_kind"]["search"];
    assert_eq!(
        (&search["entries"], &search["hits"], &search["misses"], &search["writes"], &search["revalidations"]),
        (&json!(1), &json!(1), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!((&stats["hits"], &stats["misses"], &stats["writes"]), (&json!(1), &json!(2), &json!(2)));
    assert!(
        stats["bytes"].as_u64().unwrap() > 100 && stats["by_kind"]["titles"]["entries"].as_u64().unwrap() > 1
    );
    let table = world.run(&["cache", "stats"]).stdout;
    assert!(table.lines().last().is_some_and(|line| line.trim_start().starts_with("all")), "{table}");
}

#[test]
fn clearing_all_a_kind_or_the_expired() {
    let world = World::new();
    let fill = || {
        world.run(&["search", "matrix", "--json"]).json();
        world.run(&["info", "603", "--json"]).json();
    };
    let entries = |kind: &str| {
        world.run(&["cache", "stats", "--json"]).json()["data"]["by_kind"][kind]["entries"]
            .as_u64()
            .unwrap_or(0)
    };
    fill();
    let cleared = world.run(&["cache", "clear", "--kind", "search", "--json"]).json();
    assert_eq!((&cleared["data"]["entries"], entries("search"), entries("details")), (&json!(1), 0, 1));
    fill();
    world.advance(301);
    world.run(&["cache", "clear", "--expired", "--json"]).json();
    assert_eq!((entries("search"), entries("details")), (0, 1));
    let foretold = world.run(&["cache", "clear", "--dry-run", "--json"]).json();
    assert_eq!((&foretold["meta"]["dry_run"], entries("details")), (&json!(true), 1));
    let done = world.run(&["cache", "clear", "--json"]).json();
    assert_eq!(done["data"], foretold["data"]);
    assert!(done["data"]["bytes"].as_u64().unwrap() > 0, "{done}");
    assert_eq!((entries("details"), entries("titles")), (0, 0));
    let unknown = world.run(&["cache", "clear", "--kind", "nonsense", "--json"]);
    assert_eq!((unknown.code, unknown.error().as_str()), (2, "usage"));
}

#[test]
fn warmed_titles_are_there_offline() {
    let world = World::new();
    let warmed = world.run(&["cache", "warm", "movie:603", "tv:1399", "movie:603", "--json"]).json();
    assert_eq!(warmed["data"], json!({"lists": 0, "warmed": 2, "fetched": 2, "failed": 0}));
    world.sandbox.go_down();
    let found = world.run(&["info", "tv:1399", "--offline", "--json"]).json();
    assert_eq!(
        (&found["meta"]["source"], &found["data"][0]["title"]),
        (&json!("cache"), &json!("Game of Thrones"))
    );
    let down = world.run(&["cache", "warm", "movie:11", "--json"]);
    assert_eq!((down.code, down.error().as_str()), (5, "network_error"));
    world.sandbox.come_back().unwrap();
    let part = world.run(&["cache", "warm", "movie:603", "movie:999999", "--json"]);
    assert_eq!(part.code, 6, "{}", part.stderr);
}
