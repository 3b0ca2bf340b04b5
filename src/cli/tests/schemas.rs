//! What commands print, checked against `flixir schema`.

use serde_json::Value;

use super::World;
use crate::cli::schema::promise::hold_to_promise;

impl World {
    /// Runs a command of one or two words with `--json`, and holds its output against its schema.
    #[track_caller]
    fn held(&self, path: &str, arguments: &[&str]) -> Value {
        let words: Vec<&str> = path.split(' ').chain(arguments.iter().copied()).chain(["--json"]).collect();
        let ran = self.run(&words);
        assert!(!ran.stdout.is_empty(), "flixir {path} ends with {}: {}", ran.code, ran.stderr);
        hold_to_promise(path, &ran.stdout)
    }
}

#[test]
fn searches() {
    let world = World::new();
    assert_ne!(world.held("search", &["matrix"])["data"], serde_json::json!([]));
    world.held("search", &["matrix"]);
    world.held("search", &["keanu", "--type", "person"]);
    world.held("search", &["no such title at all"]);
}

#[test]
fn titles_and_the_cache() {
    let world = World::new();
    world.held("movies", &["popular"]);
    world.held("tv", &["popular"]);
    world.held("info", &["movie:603", "tv:1399"]);
    world.held("info", &["person:6384"]);
    world.held("reviews", &["movie:603"]);
    world.held("cache stats", &[]);
    world.held("catalog status", &[]);
}

#[test]
fn lists_and_the_queue_online_and_offline() {
    let world = World::logged_in();
    world.held("lists ls", &[]);
    let made = world.held("lists create", &["Winter"]);
    assert_eq!(made["meta"]["outcome"], "done");
    world.held("lists add", &["Winter", "movie:603", "movie:999999999"]);
    world.held("lists add", &["Winter", "movie:604", "--dry-run"]);
    world.held("lists show", &["Winter"]);
    world.held("lists contains", &["Winter", "movie:603"]);
    world.held("lists contains", &["Winter", "movie:1"]);
    world.held("lists remove", &["Winter", "movie:603"]);
    world.held("lists add", &["Winter", "movie:605", "--offline"]);
    world.held("lists create", &["Summer", "--offline"]);
    world.held("lists status", &[]);
    world.held("lists show", &["Summer", "--offline"]);
    let waiting = world.held("queue ls", &[]);
    let id = waiting["data"][0]["id"].as_str().unwrap();
    world.held("queue show", &[id]);
    world.held("queue stats", &[]);
    world.held("status", &[]);
    world.held("queue retry", &["--now"]);
    world.held("queue show", &[id]);
    world.held("queue ls", &["--all"]);
    world.held("lists create", &["Autumn", "--offline"]);
    let waiting = world.held("queue ls", &[]);
    world.held("queue cancel", &[waiting["data"][0]["id"].as_str().unwrap()]);
    world.held("queue prune", &[]);
    world.held("queue schedule", &["--kind", "cron"]);
    world.held("lists clear", &["Winter", "--yes"]);
    world.held("lists delete", &["Winter", "--yes"]);
}

#[test]
fn collections_and_what_looks_back_at_lists() {
    let world = World::logged_in();
    for collection in ["favorites", "watchlist"] {
        world.held(&format!("{collection} add"), &["movie:603", "tv:1399", "movie:999999999"]);
        world.held(&format!("{collection} ls"), &[]);
        world.held(&format!("{collection} remove"), &["movie:603", "--offline"]);
        world.held(&format!("{collection} ls"), &["--offline"]);
    }
    world.held("ratings add", &["movie:603", "8.5"]);
    world.held("ratings ls", &[]);
    world.held("ratings remove", &["movie:603", "--dry-run"]);
    world.held("lists create", &["Winter"]);
    world.held("lists add", &["Winter", "movie:603", "movie:604"]);
    world.held("lists stats", &[]);
    world.held("lists stats", &["Winter", "--offline"]);
    world.held("lists share", &["Winter", "--open"]);
    world.held("lists clear", &["Winter", "--yes"]);
    assert_ne!(world.held("lists log", &[])["data"], serde_json::json!([]));
    world.held("lists restore", &["Winter", "--dry-run"]);
    world.held("lists restore", &["Winter"]);
    world.held("lists restore", &["Winter", "--dry-run"]);
    world.held("lists delete", &["Winter", "--yes"]);
    world.held("lists restore", &["Winter", "--offline"]);
}

#[test]
fn titles_that_are_gone() {
    let world = World::logged_in();
    world.held("lists create", &["Winter"]);
    world.held("lists add", &["Winter", "movie:603", "movie:4", "--offline"]);
    assert_eq!(world.run(&["catalog", "update"]).code, 0);
    assert_ne!(world.held("lists status", &["--dead"])["data"], serde_json::json!([]));
}

#[test]
fn files_of_lists() {
    let world = World::logged_in();
    let file = |name: &str, text: &str| {
        let path = world.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let rows = file("rows.txt", "movie:603\nSolaris\nNo such film (1911)\nperson:31\nmovie:x\n");
    world.held("lists import", &[&rows, "--to", "Winter", "--create", "--dry-run"]);
    world.held("lists import", &[&rows, "--to", "Winter", "--create"]);
    let list = file("winter.list", "# name: Winter\nmovie:949\n");
    world.held("lists apply", &[&list, "--dry-run"]);
    world.held("lists apply", &[&list]);
    world
        .held("lists apply", &[&file("new.list", "# name: New\n# description: x\nmovie:603\n"), "--dry-run"]);
    world.held("lists union", &["Winter", &list]);
    world.held("lists intersect", &["Winter", &list]);
    world.held("lists minus", &["Winter", &list]);
}

#[test]
fn collections() {
    let world = World::logged_in();
    for (collection, item) in [
        ("favorites", &["movie:603"] as &[&str]),
        ("watchlist", &["tv:1399"]),
        ("ratings", &["movie:603", "8.5"]),
    ] {
        world.held(&format!("{collection} add"), item);
        let data = world.held(&format!("{collection} ls"), &[]);
        assert_eq!(data["data"].as_array().map(Vec::len), Some(1), "{collection}");
        world.held(&format!("{collection} remove"), &item[..1]);
    }
}

#[test]
fn logins() {
    let world = World::logged_in();
    world.held("auth status", &[]);
    world.held("auth status", &["--check"]);
    world.held("auth status", &["--all"]);
    world.held("auth token", &[]);
    World::new().held("auth status", &[]);
}

#[test]
fn upkeep() {
    let world = World::new();
    world.held("status", &[]);
    world.held("config path", &[]);
    world.held("config ls", &[]);
    world.held("config get", &["language"]);
    world.held("config set", &["language", "de-DE"]);
    world.held("config unset", &["language"]);
    world.held("doctor", &[]);
}

#[test]
fn errors() {
    let world = World::new();
    for words in
        [&["lists", "show", "x"] as &[&str], &["config", "get", "x"], &["queue", "show", "x"], &["nonsense"]]
    {
        let ran = world.run(&[words, &["--json"]].concat());
        let line = ran.stderr.lines().last().unwrap_or_default();
        let error = hold_to_promise("error", line);
        assert!(error["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

#[test]
fn the_schemas_are_printed() {
    let world = World::new();
    let one: Value = serde_json::from_str(&world.run(&["schema", "lists", "show"]).stdout).unwrap();
    assert_eq!(one["title"], "flixir lists show");
    let all: Value = serde_json::from_str(&world.run(&["schema"]).stdout).unwrap();
    assert_eq!(all["lists show"], one);
    let ran = world.run(&["schema", "lists", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (3, "not_found"));
    assert!(ran.stderr.contains("lists show"), "{}", ran.stderr);
}
