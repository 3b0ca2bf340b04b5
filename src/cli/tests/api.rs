//! `flixir api`.

use serde_json::{Value, json};

use super::World;

#[test]
fn the_body_comes_as_it_came_and_from_the_cache() {
    let world = World::new();
    let first = world.run(&["api", "GET", "/movie/603"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let body: Value = serde_json::from_str(&first.stdout).unwrap();
    assert_eq!((&body["id"], &body["spoken_languages"].is_array()), (&json!(603), &true));
    let asked = world.requests();
    assert_eq!(world.run(&["api", "get", "/3/movie/603"]).stdout, first.stdout);
    assert_eq!(world.requests(), asked);
    assert_eq!(world.run(&["api", "GET", "/movie/603", "--jq", ".title"]).stdout, "The Matrix\n");
}

#[test]
fn every_page_is_a_line() {
    let world = World::new();
    let ran = world.run(&["api", "GET", "/discover/movie", "-f", "with_genres=878", "--paginate"]);
    let pages: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(pages.len() > 1, "{}", ran.stderr);
    assert_eq!(pages.len() as u64, pages[0]["total_pages"].as_u64().unwrap());
    assert!((1..).zip(&pages).all(|(number, page)| page["page"] == number));
    let rest = world.run(&["api", "GET", "/discover/movie?with_genres=878&page=2", "--paginate"]);
    assert_eq!(rest.stdout.lines().count(), pages.len() - 1);
    let one = world.run(&["api", "GET", "/movie/603", "--paginate"]);
    assert_eq!(one.stdout.lines().count(), 1);
}

#[test]
fn refusals_have_their_exit_codes() {
    let mut world = World::new();
    for (arguments, code, kind) in [
        (&["api", "GET", "/movie/999999", "--json"][..], 3, "not_found"),
        (&["api", "GET", "/no/such/place", "--json"], 3, "not_found"),
        (&["api", "GET", "/search/movie?query=a&page=501", "--json"], 2, "usage"),
        (&["api", "GET", "/movie/../account", "--json"], 2, "usage"),
        (&["api", "FETCH", "/movie/603", "--json"], 2, "usage"),
        (&["api", "POST", "/list", "-f", "name=x", "--paginate", "--json"], 2, "usage"),
        (&["api", "POST", "/list", "-f", "name=x", "--offline", "--json"], 2, "usage"),
    ] {
        let ran = world.run(arguments);
        assert_eq!((ran.code, ran.error().as_str()), (code, kind), "{arguments:?}: {}", ran.stderr);
    }
    world.environment.insert("TMDB_API_KEY".to_owned(), "00000000000000000000000000000000".to_owned());
    let refused = world.run(&["api", "GET", "/movie/11", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (4, "authentication_failed"));
    assert!(!refused.stderr.contains("00000000000000"), "{}", refused.stderr);
}

#[test]
fn what_a_session_opens_is_not_kept_and_writes_go_out_once() {
    let mut world = World::new();
    world.environment.insert("TMDB_SESSION_ID".to_owned(), "f".repeat(40));
    let refused = world.run(&["api", "GET", "/account", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (4, "session_expired"));
    assert!(!refused.stderr.contains(&"f".repeat(40)));
    world.fault("POST /3/list: 503");
    let before = world.requests();
    assert_eq!(world.run(&["api", "POST", "/list", "-f", "name=x", "--json"]).error(), "unavailable");
    assert_eq!(world.requests(), before + 1);
    let planned = world.run(&["api", "POST", "/list", "-f", "name=x", "--dry-run"]);
    assert_eq!((planned.code, world.requests()), (0, before + 1));
    assert!(planned.stderr.contains("POST /3/list"), "{}", planned.stderr);
    let stats = world.run(&["cache", "stats", "--json"]).json();
    assert_eq!(stats["data"]["entries"], 0);
}
