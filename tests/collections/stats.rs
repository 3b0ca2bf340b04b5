//! `lists stats`: counts, and running times from cache and TMDB.

use serde_json::{Value, json};

use crate::support::World;
use crate::{films, logged_in, make_list};

/// Running times that were asked for at TMDB.
fn lookups(world: &World) -> usize {
    let is_title = |path: &str| {
        path.strip_prefix("/3/movie/")
            .or_else(|| path.strip_prefix("/3/tv/"))
            .is_some_and(|id| id.parse::<u64>().is_ok())
    };
    world.sandbox.log().iter().filter(|entry| is_title(entry["path"].as_str().unwrap())).count()
}

#[test]
fn counts_what_a_list_consists_of() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603", "movie:550", "tv:1399"]);
    let row = world.run(&["lists", "stats", "Winter", "--json"]).json()["data"][0].clone();
    assert_eq!(row["list"]["name"], "Winter");
    assert_eq!(
        (&row["items"], &row["movies"], &row["shows"], &row["pending"]),
        (&json!(3), &json!(2), &json!(1), &json!(0))
    );
    assert_eq!(row["decades"], json!({"1990s": 2, "2010s": 1}));
    assert_eq!(row["ratings"], json!({"8.0-8.9": 3}));
    assert!(row["genres"]["Drama"].as_u64().unwrap() >= 2, "{row}");
    assert!((7.0..9.5).contains(&row["vote_average"].as_f64().unwrap()), "{row}");
    let info = world.run(&["info", "movie:603", "movie:550", "tv:1399", "--json"]).json();
    let minutes = |at: usize| info["data"][at]["runtime"].as_u64().unwrap();
    let episodes = info["data"][2]["number_of_episodes"].as_u64().unwrap();
    assert_eq!(row["runtime"], minutes(0) + minutes(1) + minutes(2) * episodes);
    assert_eq!(row["runtime_items"], 3);
}

#[test]
fn running_times_come_from_the_cache_however_old_and_once_from_tmdb() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603", "movie:550"]);
    world.run(&["info", "movie:603"]).fails_not();
    assert_eq!(lookups(&world), 1);
    let offline = |world: &World| {
        world.run(&["lists", "stats", "Winter", "--offline", "--json"]).json()["data"][0].clone()
    };
    world.run(&["lists", "show", "Winter"]).fails_not();
    let known = offline(&world);
    assert_eq!(known["runtime_items"], 1, "what info has read is known");
    world.run(&["lists", "stats", "Winter"]).fails_not();
    assert_eq!(lookups(&world), 2, "only the other is asked for");
    world.clock.advance(std::time::Duration::from_hours(48));
    world.run(&["lists", "stats", "Winter"]).fails_not();
    assert_eq!(lookups(&world), 2);
    assert_eq!(offline(&world)["runtime_items"], 2);
}

#[test]
fn what_cannot_be_known_is_null() {
    let world = logged_in();
    world.run(&["lists", "create", "Empty"]).fails_not();
    let row = world.run(&["lists", "stats", "Empty", "--json"]).json()["data"][0].clone();
    assert_eq!(
        (&row["items"], &row["vote_average"], &row["runtime"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    make_list(&world, "Winter", &["movie:603"]);
    world.run(&["lists", "show", "Winter"]).fails_not();
    world.run(&["lists", "add", "Winter", "movie:550", "--offline"]).fails_not();
    world.run(&["lists", "remove", "Winter", "movie:603", "--offline"]).fails_not();
    world.sandbox.go_down();
    let ran = world.run(&["lists", "stats", "Winter", "--refresh", "--json"]);
    let row = ran.json()["data"][0].clone();
    assert_eq!((&row["items"], &row["pending"], &row["runtime"]), (&json!(1), &json!(2), &Value::Null));
    assert_eq!(ran.json()["meta"]["source"], "stale");
}

#[test]
fn all_lists_or_those_named() {
    let world = logged_in();
    make_list(&world, "Winter", &["movie:603"]);
    make_list(&world, "Summer", &["movie:550"]);
    let of = |ran: crate::support::Ran| -> Vec<String> {
        let rows = ran.document()["data"].clone();
        rows.as_array().unwrap().iter().map(|row| row["list"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut all = of(world.run(&["lists", "stats", "--json"]));
    all.sort();
    assert_eq!(all, ["Summer", "Winter"]);
    assert_eq!(of(world.run(&["lists", "stats", "summer", "--json"])), ["Summer"]);
    let ran = world.run(&["lists", "stats", "summer", "nowhere", "--json"]);
    assert_eq!((ran.fails(6), of(ran)), ("not_found".to_owned(), vec!["Summer".to_owned()]));
    assert_eq!(world.run(&["lists", "stats", "nowhere", "--json"]).fails(3), "not_found");
    let table = world.run(&["lists", "stats", "winter"]).stdout;
    for word in ["Winter", "1990s", "Science Fiction", "2 h 16 min"] {
        assert!(table.contains(word), "{word}: {table}");
    }
}

#[test]
fn one_command_asks_for_so_many_running_times_only() {
    let world = logged_in();
    let films = films(&world, 210);
    let names: Vec<&str> = films.iter().map(String::as_str).collect();
    make_list(&world, "Many", &names);
    let stats = |world: &World| world.run(&["lists", "stats", "Many", "--json"]).json()["data"][0].clone();
    stats(&world);
    assert_eq!(lookups(&world), 200);
    let row = stats(&world);
    assert_eq!((lookups(&world), &row["items"]), (210, &json!(210)), "the next command asks for the rest");
}
