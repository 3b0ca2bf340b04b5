//! `flixir movies` and `flixir tv`.

use serde_json::{Value, json};

use super::World;

fn rows(document: &Value) -> &[Value] {
    document["data"].as_array().unwrap()
}

#[test]
fn every_ready_made_list_answers() {
    let world = World::new();
    let lists = [
        ("movies", ["popular", "top-rated", "upcoming", "now-playing", "trending"]),
        ("tv", ["popular", "top-rated", "on-the-air", "airing-today", "trending"]),
    ];
    for (command, kinds) in lists {
        for kind in kinds {
            let found = world.run(&[command, kind, "--json"]).json();
            assert_eq!(found["meta"]["source"], "network", "{command} {kind}");
            assert_eq!(found["meta"]["query"], Value::Null);
            let wanted = if command == "tv" { "tv" } else { "movie" };
            assert!(rows(&found).iter().all(|row| row["media_type"] == wanted), "{command} {kind}");
        }
    }
    let popular = world.run(&["movies", "popular", "--json"]).json();
    assert_eq!((rows(&popular).len(), &popular["meta"]["source"]), (20, &json!("cache")));
}

#[test]
fn a_trend_has_a_window() {
    let world = World::new();
    world.run(&["tv", "trending", "--window", "week", "--json"]).json();
    assert_eq!(world.sandbox.log().last().unwrap()["path"], "/3/trending/tv/week");
    let refused = world.run(&["tv", "popular", "--window", "week", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (2, "usage"));
}

#[test]
fn narrowed_lists_are_discovered_and_trends_sifted() {
    let world = World::new();
    let found = world
        .run(&[
            "movies",
            "top-rated",
            "--genre",
            "science fiction",
            "--year",
            "1999",
            "--min-votes",
            "1000",
            "--json",
        ])
        .json();
    assert_eq!(world.sandbox.log().last().unwrap()["path"], "/3/discover/movie");
    assert!(rows(&found).iter().any(|row| row["id"] == 603));
    for row in rows(&found) {
        assert_eq!(row["year"], 1999);
        assert!(row["genres"].as_array().unwrap().contains(&json!("Science Fiction")), "{row}");
    }
    let trend = world.run(&["movies", "trending", "--genre", "drama", "--json"]).json();
    assert!(rows(&trend).iter().all(|row| row["genres"].as_array().unwrap().contains(&json!("Drama"))));
    let unknown = world.run(&["tv", "popular", "--genre", "horror", "--json"]);
    assert_eq!(unknown.code, 2, "a genre of films only");
}

#[test]
fn pages_are_walked_as_in_searches() {
    let world = World::new();
    let found = world.run(&["movies", "popular", "--limit", "45", "--json"]).json();
    assert_eq!((rows(&found).len(), &found["meta"]["pages"]), (45, &json!(3)));
    let table = world.run(&["movies", "popular", "--pages", "2", "--sort", "title"]);
    assert_eq!(table.stdout.lines().count(), 41, "{}", table.stdout);
}
