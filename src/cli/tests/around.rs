//! `flixir similar`, `recommended`, `series`, `credits`, `episodes` and `providers`.

use serde_json::{Value, json};

use super::World;

fn column<'a>(document: &'a Value, key: &str) -> Vec<&'a Value> {
    document["data"].as_array().unwrap().iter().map(|row| &row[key]).collect()
}

#[test]
fn titles_around_a_title_are_media_items() {
    let world = World::new();
    for command in ["similar", "recommended"] {
        let found = world.run(&[command, "movie:603", "--limit", "25", "--json"]).json();
        assert_eq!(column(&found, "id").len(), 25, "{command}");
        assert!(column(&found, "media_type").iter().all(|kind| *kind == "movie"), "{command}");
        assert_eq!(found["meta"]["item"], json!({"media_type": "movie", "id": 603}));
        assert_eq!(found["meta"]["pages"], 2);
    }
    let shows = world.run(&["similar", "tv:1399", "--json"]).json();
    assert!(column(&shows, "media_type").iter().all(|kind| *kind == "tv"));
    let person = world.run(&["similar", "person:6384", "--json"]);
    assert_eq!((person.code, person.error().as_str()), (2, "usage"));
    let unknown = world.run(&["recommended", "movie:999999999", "--json"]);
    assert_eq!((unknown.code, unknown.error().as_str()), (3, "not_found"));
}

#[test]
fn a_series_is_the_collection_of_a_movie() {
    let world = World::new();
    let found = world.run(&["series", "movie:605", "--json"]).json();
    assert_eq!(column(&found, "id"), [603, 604, 605]);
    assert_eq!(found["meta"]["collection"], json!({"id": 2344, "name": "The Matrix Collection"}));
    let first = world.run(&["series", "603", "--limit", "1", "--jsonl"]);
    assert_eq!(first.stdout.lines().count(), 1);
    let none = world.run(&["series", "movie:129", "--json"]).json();
    assert_eq!((&none["data"], &none["meta"]["collection"]), (&json!([]), &Value::Null));
    assert_eq!(world.run(&["series", "movie:129"]).stderr, "movie:129 doesn't belong to a collection\n");
    let show = world.run(&["series", "tv:1399", "--json"]);
    assert_eq!((show.code, show.error().as_str()), (2, "usage"));
}

#[test]
fn credits_of_titles_and_people() {
    let world = World::new();
    let film = world.run(&["credits", "movie:603", "--json"]).json();
    assert!(column(&film, "media_type").iter().all(|kind| *kind == "person"));
    let directors = world.run(&["credits", "movie:603", "--department", "directing", "--json"]).json();
    assert_eq!(directors["data"][0]["job"], "Director");
    assert!(column(&directors, "department").iter().all(|one| *one == "Directing"));
    let show = world.run(&["credits", "tv:1399", "--json"]).json();
    assert!(show["data"][0]["episode_count"].is_u64(), "{show}");
    let person = world.run(&["credits", "person:608", "--sort", "date", "--json"]).json();
    let dates: Vec<&str> = column(&person, "release_date").iter().filter_map(|date| date.as_str()).collect();
    assert!(dates.len() > 1 && dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    assert!(column(&person, "media_type").iter().all(|kind| *kind == "movie"));
    let unknown = world.run(&["credits", "movie:603", "--department", "Sound", "--json"]);
    assert_eq!((unknown.code, unknown.error().as_str()), (2, "usage"));
    assert!(unknown.stderr.contains("Acting"), "{}", unknown.stderr);
}

#[test]
fn episodes_have_air_dates() {
    let world = World::new();
    let found = world.run(&["episodes", "1399", "--json"]).json();
    assert_eq!(found["meta"]["title"], "Game of Thrones");
    assert_eq!(column(&found, "episode").len(), 10);
    assert_eq!(
        (&found["data"][1]["air_date"], &found["data"][1]["season"]),
        (&json!("2011-04-24"), &json!(1))
    );
    let season = world.run(&["episodes", "tv:1399", "--season", "1", "--json"]).json();
    assert_eq!(season["data"], found["data"]);
    let none = world.run(&["episodes", "tv:1399", "--season", "9", "--json"]);
    assert_eq!((none.code, none.error().as_str()), (3, "not_found"));
    let film = world.run(&["episodes", "movie:603", "--json"]);
    assert_eq!((film.code, film.error().as_str()), (2, "usage"));
}

#[test]
fn providers_are_those_of_the_region() {
    let world = World::new();
    let found = world.run(&["providers", "--region", "DE", "--json"]).json();
    assert_eq!(column(&found, "name"), ["Sandbox Stream", "Sandbox Rental", "Free Sandbox"]);
    assert_eq!(found["meta"]["region"], "DE");
    let shows = world.run(&["providers", "--region", "de", "--type", "tv", "--json"]).json();
    assert_eq!(column(&shows, "id"), [9001, 9004]);
    let without = world.run(&["providers", "--json"]);
    assert_eq!((without.code, without.error().as_str()), (2, "usage"));
}
