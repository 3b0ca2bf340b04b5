//! Favorites, watchlist and ratings, and what looks back at lists (`stats`, `share`, `log`, `restore`), in process: real
//! HTTP against the sandbox, real SQLite.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod collections;
mod edit;
mod restore;
mod share;
mod stats;
#[path = "../support/mod.rs"]
mod support;
mod warm;
mod words;

use serde_json::{Value, json};
use support::World;

/// Ada's machine, logged in with the token.
fn logged_in() -> World {
    let world = World::with_token();
    world.login("ada");
    world
}

/// What became of each item.
fn outcomes(document: &Value) -> Vec<&str> {
    document["data"].as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

/// Rows as `movie:603`.
fn names(rows: &Value) -> Vec<String> {
    let name = |row: &Value| format!("{}:{}", row["media_type"].as_str().unwrap(), row["id"]);
    rows.as_array().unwrap().iter().map(name).collect()
}

/// A list as it is on TMDB, by name.
fn list_at_tmdb(world: &World, name: &str) -> Option<Value> {
    let state = world.sandbox.state();
    state["lists"].as_array().unwrap().iter().find(|list| list["name"] == name).cloned()
}

/// Makes a list of movies on TMDB by hand of another client.
fn make_list(world: &World, name: &str, films: &[&str]) -> u64 {
    world
        .sandbox
        .edit_list(&json!({"do": "create", "as": "ada", "name": name, "description": "", "items": films}))
        .unwrap()
}

/// The numbers of so many movies that the sandbox knows.
fn films(world: &World, count: usize) -> Vec<String> {
    let found = world.run(&["movies", "popular", "--all", "--jsonl", "--fields", "id"]);
    let ids = found.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone());
    let films: Vec<String> = ids.map(|id| format!("movie:{id}")).take(count).collect();
    assert_eq!(films.len(), count);
    films
}
