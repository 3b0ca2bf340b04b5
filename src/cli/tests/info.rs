//! `flixir info` and `flixir reviews`.

use serde_json::{Value, json};

use super::World;

#[test]
fn films_shows_and_people_with_everything() {
    let world = World::new();
    let found = world.run(&["info", "movie:603", "tv:1399", "--region", "DE", "--json"]).json();
    let (film, show) = (&found["data"][0], &found["data"][1]);
    assert_eq!((&film["title"], &film["imdb_id"]), (&json!("The Matrix"), &json!("tt0133093")));
    assert!(film["runtime"].as_u64().is_some_and(|minutes| minutes > 100));
    assert!(film["cast"].is_array() && film["crew"].is_array());
    assert_eq!(
        (&film["providers"]["region"], &film["providers"]["attribution"]),
        (&json!("DE"), &json!("JustWatch"))
    );
    assert_eq!((&film["number_of_seasons"], &film["homepage"]), (&Value::Null, &Value::Null));
    assert!(show["number_of_seasons"].is_u64() && show["seasons"].is_array());
    assert_eq!(show["imdb_id"], "tt0944947");
    assert_eq!(found["meta"]["source"], "network");
    let again = world.run(&["info", "603", "--type", "movie", "--json", "--region", "DE"]).json();
    assert_eq!(again["meta"]["source"], "cache");
    let person = world.run(&["search", "keanu", "--type", "person", "--jq", ".data[0].id"]);
    let person = world.run(&["info", &format!("person:{}", person.stdout.trim()), "--json"]).json();
    assert!(person["data"][0]["credits"].as_array().is_some_and(|credits| !credits.is_empty()));
    assert_eq!(person["data"][0]["cast"], Value::Null);
}

#[test]
fn people_read_a_page_and_see_whose_data_it_is() {
    let world = World::new();
    let text = world.run(&["info", "movie:603", "--region", "DE"]).stdout;
    assert!(text.starts_with("The Matrix (1999)\n"), "{text}");
    for part in ["Runtime", "2 h 16 min", "JustWatch", "https://www.imdb.com/title/tt0133093/"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn sections_that_tmdb_leaves_out_are_unknown() {
    let world = World::new();
    world.answer("/3/movie/603", &json!({"id":603,"title":"The Matrix"}));
    let found = world.run(&["info", "603", "--json"]).json();
    assert_eq!((&found["data"][0]["cast"], &found["data"][0]["providers"]), (&Value::Null, &Value::Null));
}

#[test]
fn ids_of_other_databases_and_standard_input() {
    let world = World::new();
    let found =
        world.run(&["info", "tt0133093", "tt0944947", "--jq", ".data[] | \"\\(.media_type):\\(.id)\""]);
    assert_eq!(found.stdout, "movie:603\ntv:1399\n");
    let rows = world.run(&["search", "the matrix", "--type", "movie", "--limit", "1", "--jsonl"]).stdout;
    let found = world.run_with(&rows, &["info", "-", "--json"]).json();
    assert_eq!(found["data"][0]["id"], 603);
    let unknown = world.run(&["info", "tt9999999", "--json"]);
    assert_eq!((unknown.code, unknown.error().as_str()), (3, "not_found"));
}

#[test]
fn a_title_in_words_must_fit_one() {
    let world = World::new();
    let found = world.run(&["info", "--search", "the matrix", "--json"]).json();
    assert_eq!(found["data"][0]["id"], 603);
    let several = world.run(&["info", "--search", "matrix", "--json"]);
    assert_eq!((several.code, several.error().as_str()), (2, "ambiguous"));
    let line: Value = serde_json::from_str(several.stderr.trim()).unwrap();
    assert!(line["error"]["details"]["candidates"].as_array().is_some_and(|list| list.len() > 1));
    let none = world.run(&["info", "--search", "zzzz qqqq", "--json"]);
    assert_eq!(none.code, 3);
    let person = world.run(&["info", "--search", "keanu reeves", "--json"]).json();
    assert_eq!(person["data"][0]["media_type"], "person");
    let first = world.run_at(Some(80), "", &["reviews", "movie:603", "--limit", "1"]);
    assert!(first.stdout.contains("page 1 of 1, 3 reviews in all"), "{}", first.stdout);
    assert!(!world.run_at(Some(80), "", &["reviews", "movie:603"]).stdout.contains("in all"));
    let reviews = world.run(&["reviews", "--search", "the matrix", "--type", "movie", "--json"]).json();
    assert_eq!(reviews["meta"]["item"], json!({"media_type": "movie", "id": 603}));
    assert_eq!(world.run(&["reviews", "--search", "keanu reeves", "--json"]).error(), "not_found");
    assert_eq!(world.run(&["info", "--json", "--search"]).error(), "usage");
}

#[test]
fn one_unknown_title_is_not_found_and_among_others_a_part() {
    let world = World::new();
    let alone = world.run(&["info", "movie:999999", "--json"]);
    assert_eq!((alone.code, alone.error().as_str(), alone.stdout.as_str()), (3, "not_found", ""));
    let some = world.run(&["info", "movie:603", "movie:999999", "--json"]);
    assert_eq!(some.code, 6);
    let document: Value = serde_json::from_str(&some.stdout).unwrap();
    assert_eq!(document["data"].as_array().unwrap().len(), 1);
    assert_eq!(document["meta"]["failed"][0]["item"], "movie:999999");
    assert_eq!(document["meta"]["failed"][0]["error"]["type"], "not_found");
    assert!(some.stderr.contains("movie:999999"), "{}", some.stderr);
    let all = world.run(&["info", "movie:999998", "movie:999999", "--json"]);
    assert_eq!(all.code, 3, "all for one reason");
    let bad = world.run(&["info", "movie:603", "movie:x", "--json"]);
    assert_eq!((bad.code, bad.error().as_str()), (2, "usage"));
}

#[test]
fn reviews_of_films_and_shows() {
    let world = World::new();
    let found = world.run(&["reviews", "603", "--json"]).json();
    let review = &found["data"][0];
    assert_eq!((&review["author"], &review["rating"]), (&json!("sandbox_ann"), &json!(8.0)));
    assert_eq!(review["created_at"], "2024-04-10T15:44:38Z");
    assert!(!review["content"].as_str().unwrap().contains('\r'));
    assert_eq!((&found["data"][1]["rating"], &found["meta"]["total_results"]), (&Value::Null, &json!(3)));
    let text = world.run(&["reviews", "tv:1399"]).stdout;
    assert!(text.starts_with("sandbox_ann, 8.0 of 10, 2024-04-10\n"), "{text}");
    assert_eq!(world.run(&["reviews", "person:6384", "--json"]).error(), "usage");
    let unknown = world.run(&["reviews", "movie:999999", "--json"]);
    assert_eq!((unknown.code, unknown.error().as_str()), (3, "not_found"));
}

#[test]
fn pages_open_in_the_browser() {
    let world = World::new();
    let ran = world.run(&["info", "movie:603", "person:6384", "--web", "--json"]);
    let site = world.sandbox.base_url();
    let pages = [format!("{site}/movie/603"), format!("{site}/person/6384")];
    let found = ran.json();
    let urls: Vec<&str> =
        found["data"].as_array().unwrap().iter().map(|row| row["url"].as_str().unwrap()).collect();
    assert_eq!(urls, pages);
    assert_eq!(*world.browser.0.lock().unwrap(), pages);
    assert_eq!(world.requests(), 0);
}

#[test]
fn what_else_there_is_to_see_is_named() {
    let world = World::new();
    let movie = world.run(&["info", "movie:603"]).stdout;
    let more = "More: flixir credits movie:603, flixir series movie:603, flixir similar movie:603";
    assert!(movie.contains(more), "{movie}");
    let show = world.run(&["info", "tv:1399"]).stdout;
    assert!(show.contains("flixir episodes tv:1399") && !show.contains("flixir series"), "{show}");
    assert!(world.run(&["info", "person:6384"]).stdout.contains("More: flixir credits person:6384\n"));
}
