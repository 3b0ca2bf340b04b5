//! Answers in the shape of TMDB's own, each with one unusual value (`tests/recorded/`), and what people and scripts
//! get.

use super::*;

fn recorded(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded").join(file);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Lets every request be answered with this file.
fn answering(file: &str) -> World {
    let world = World::new();
    world.answer("/3/*", &recorded(file));
    world
}

#[test]
fn a_search_with_odd_rows() {
    let world = answering("multi-search.json");
    let ran = world.run(&["search", "example", "--json"]);
    let found = ran.json();
    let ids: Vec<_> = found["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [900_001, 900_002, 900_004]);
    assert_eq!(found["meta"]["skipped"], 2);
    assert!(ran.stderr.contains("2 rows could not be read"), "{}", ran.stderr);
    let film = &found["data"][0];
    assert_eq!((&film["title"], &film["release_date"]), (&Value::Null, &Value::Null));
    assert_eq!((&film["vote_average"], &film["vote_count"]), (&6.5.into(), &12.into()));
    let table = world.run(&["search", "example", "--fields", "id,title,original_title"]);
    assert!(table.stdout.contains("شب\u{200C}های روشن"), "the joiner stays: {}", table.stdout);
    assert!(
        table.stdout.contains("Tom &amp; Jerry "),
        "as TMDB has it, less the soft hyphen: {}",
        table.stdout
    );
}

#[test]
fn a_show_of_today() {
    let details = answering("show.json").run(&["info", "tv:1399", "--json"]).json()["data"][0].clone();
    assert_eq!((&details["runtime"], &details["spoken_languages"][0]), (&80.into(), &"English".into()));
    let cast: Vec<_> = details["cast"].as_array().unwrap().iter().collect();
    assert_eq!((&cast[0]["name"], &cast[0]["episode_count"]), (&"Peter Dinklage".into(), &67.into()));
    assert_eq!(
        (&cast[1]["name"], &cast[1]["character"]),
        (&"Sean Bean".into(), &"Eddard 'Ned' Stark".into())
    );
    assert_eq!(
        (&details["crew"][0]["job"], &details["last_episode"]["season"]),
        (&"Writer".into(), &8.into())
    );
}

#[test]
fn a_movie_that_nobody_translated() {
    let ran = answering("movie-de.json").run(&["info", "movie:346", "--language", "de-DE", "--json"]);
    let details = ran.json()["data"][0].clone();
    assert_eq!((&details["title"], &details["title_language"]), (&"Seven Samurai".into(), &"en".into()));
    assert_eq!((&details["overview_language"], &details["tagline_language"]), (&"en".into(), &"en".into()));
    assert_eq!(details["trailer"], "https://www.youtube.com/watch?v=official");
}

#[test]
fn a_person_of_many_titles() {
    let details = answering("person.json").run(&["info", "person:62", "--json"]).json()["data"][0].clone();
    assert_eq!(details["credits"][0]["title"], "Die Hard");
    let page = answering("person.json").run(&["info", "person:62"]);
    assert!(page.stdout.contains("Known for:  Die Hard (1988)"), "{}", page.stdout);
}

#[test]
fn people_of_one_name_can_be_told_apart() {
    let world = World::new();
    let table = world.run(&["search", "keanu", "--type", "person"]).stdout;
    assert!(table.contains("Acting") && table.contains("The Matrix"), "{table}");
    let row = world.run(&["search", "keanu", "--type", "person", "--json"]).json()["data"][0].clone();
    assert_eq!(row["known_for_department"], "Acting");
    assert!(row["known_for"].as_array().unwrap().contains(&"The Matrix".into()), "{row}");
}

#[test]
fn an_episode_s_id_leads_to_its_show() {
    let world = World::new();
    world.answer("/3/find/*", &recorded("find-episode.json"));
    let ran = world.run(&["info", "tt1480055", "--json"]);
    assert_eq!(ran.json()["data"][0]["id"], 1399);
    assert!(ran.stderr.contains("is an episode; flixir uses its show, tv:1399"), "{}", ran.stderr);
}

#[test]
fn a_list_with_a_row_that_is_no_title() {
    let mut world = World::new();
    let session = world.sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
    world.environment.insert("TMDB_SESSION_ID".to_owned(), session);
    let made = serde_json::json!({"do": "create", "name": "Odd", "items": ["movie:603", "movie:604"]});
    let id = world.sandbox.edit_list(&made).unwrap().to_string();
    world.run(&["lists", "show", &id]);
    world.answer("/3/list/*", &recorded("list-v3.json"));
    world.clock.advance(Duration::from_mins(5));
    let ran = world.run(&["lists", "show", &id, "--json", "--refresh"]);
    let items = ran.json()["data"]["items"].as_array().unwrap().len();
    assert_eq!(items, 2, "a read with a row that can't be read proves no absence: {}", ran.stderr);
}
