//! `flixir discover`.

use serde_json::{Value, json};

use super::World;

fn ids(document: &Value) -> Vec<u64> {
    document["data"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

/// Returns the query of the last request.
fn asked(world: &World) -> Value {
    let last = world.sandbox.log().last().unwrap().clone();
    assert!(last["path"].as_str().unwrap().starts_with("/3/discover/"), "{last}");
    last["query"].clone()
}

#[test]
fn titles_are_found_by_what_is_known_of_them() {
    let world = World::new();
    let line =
        ["discover", "movie", "--genre", "science fiction", "--from", "1999-01-01", "--to", "1999-12-31"];
    let found =
        world.run(&[&line[..], &["--runtime", "100..150", "--min-rating", "7.5", "--json"]].concat()).json();
    assert!(ids(&found).contains(&603), "{found}");
    for row in found["data"].as_array().unwrap() {
        assert!(row["release_date"].as_str().unwrap().starts_with("1999"), "{row}");
        assert!(row["vote_average"].as_f64().unwrap() >= 7.5, "{row}");
    }
    let filters = &found["meta"]["filters"];
    assert_eq!(
        filters["genres"],
        json!({"match": "all", "values": [{"id": 878, "name": "Science Fiction"}]})
    );
    assert_eq!((&filters["min_runtime"], &filters["region"]), (&json!(100), &Value::Null));
    assert_eq!(asked(&world)["with_runtime.lte"], "150");
}

#[test]
fn names_become_numbers() {
    let world = World::new();
    let found = world
        .run(&["discover", "movie", "--person", "keanu reeves", "--keyword", "9882|time travel", "--json"])
        .json();
    let query = asked(&world);
    assert_eq!((&query["with_people"], &query["with_keywords"]), (&json!("6384"), &json!("9882|4379")));
    let filters = &found["meta"]["filters"];
    assert_eq!(filters["people"]["values"], json!([{"id": 6384, "name": "Keanu Reeves"}]));
    assert_eq!(filters["keywords"]["match"], "any");
    assert_eq!(filters["keywords"]["values"][0], json!({"id": 9882, "name": null}));
    let all = world.run(&["discover", "movie", "--genre", "drama", "--genre", "crime", "--json"]).json();
    assert_eq!(asked(&world)["with_genres"], "18,80");
    assert!(all["data"].as_array().unwrap().iter().all(|row| {
        let genres = row["genres"].as_array().unwrap();
        genres.contains(&json!("Drama")) && genres.contains(&json!("Crime"))
    }));
}

#[test]
fn services_offers_and_age_ratings_count_in_a_region() {
    let world = World::new();
    let line = ["discover", "movie", "--region", "de", "--provider", "sandbox stream", "--offer", "stream"];
    let found = world.run(&[&line[..], &["--certification", "12|16", "--json"]].concat()).json();
    let query = asked(&world);
    assert_eq!(
        (&query["with_watch_providers"], &query["with_watch_monetization_types"], &query["watch_region"]),
        (&json!("9001"), &json!("flatrate"), &json!("DE"))
    );
    assert_eq!((&query["certification"], &query["certification_country"]), (&json!("12|16"), &json!("DE")));
    assert!(!ids(&found).is_empty());
    assert_eq!(found["meta"]["filters"]["region"], "DE");
    // Mine are those of the settings.
    let none = world.run(&["discover", "movie", "--region", "DE", "--provider", "mine", "--json"]);
    assert_eq!((none.code, none.error().as_str()), (2, "usage"));
    assert_eq!(world.run(&["config", "set", "providers", "Sandbox Stream, free sandbox"]).code, 0);
    world.run(&["discover", "tv", "--region", "DE", "--provider", "mine", "--json"]).json();
    assert_eq!(asked(&world)["with_watch_providers"], "9001|9004");
}

#[test]
fn pages_and_orders_are_tmdbs() {
    let world = World::new();
    let found = world.run(&["discover", "movie", "--sort", "title", "--limit", "45", "--json"]).json();
    assert_eq!((ids(&found).len(), &found["meta"]["pages"]), (45, &json!(3)));
    let first = world.sandbox.log().iter().rev().find(|entry| entry["query"]["page"] == "1").unwrap().clone();
    assert_eq!(first["query"]["sort_by"], "title.asc");
    world.run(&["discover", "tv", "--sort", "date", "--order", "asc", "--json"]).json();
    assert_eq!(asked(&world)["sort_by"], "first_air_date.asc");
    let again = world.run(&["discover", "tv", "--sort", "date", "--order", "asc", "--json"]).json();
    assert_eq!(again["meta"]["source"], "cache");
}

#[test]
fn bad_filters_are_refused_before_titles_are_asked_for() {
    let world = World::new();
    for (line, kind, word) in [
        ("discover movie --genre horrer", "usage", "Horror"),
        ("discover tv --genre horror", "usage", "Drama"),
        ("discover tv --person 31", "usage", "movies only"),
        ("discover tv --certification R --region US", "usage", "movies only"),
        ("discover tv --sort revenue", "usage", "movies only"),
        ("discover movie --runtime 120..80", "usage", "empty"),
        ("discover movie --from 2020-01-01 --to 2019-01-01", "usage", "after"),
        ("discover movie --year 1999 --from 1999-01-01", "usage", "--from"),
        ("discover movie --from yesterday", "usage", "2026-03-04"),
        ("discover movie --offer stream", "usage", "config set region"),
        ("discover movie --provider netflix --region DE", "usage", "Sandbox Stream"),
        ("discover movie --provider netflix --region AQ", "usage", "AQ"),
        ("discover movie --certification X --region DE", "usage", "12"),
        ("discover movie --certification X --region FR", "usage", "FR"),
        ("discover movie --genre drama|crime --genre war", "usage", "not both"),
        ("discover movie --original-language french", "usage", "two letters"),
        ("discover movie --person nosuchperson", "usage", "nosuchperson"),
        ("discover movie --person keanu", "ambiguous", "6384"),
        ("discover movie --company northern_light", "ambiguous", "9104"),
    ] {
        let words: Vec<String> = line.split(' ').map(|word| word.replace('_', " ")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--json"]).collect();
        let refused = world.run(&words);
        assert_eq!((refused.code, refused.error().as_str()), (2, kind), "{line}: {}", refused.stderr);
        assert!(refused.stderr.contains(word), "{line}: {}", refused.stderr);
    }
    assert!(world.sandbox.log().iter().all(|entry| !entry["path"].as_str().unwrap().contains("/discover/")));
}
