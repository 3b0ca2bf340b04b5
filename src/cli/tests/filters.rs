//! Filters and sort keys of `lists show` and of the collections' `ls`.

use serde_json::{Value, json};

use super::World;
use super::views::stocked;

fn ids(document: &Value) -> Vec<u64> {
    let rows = document["data"].get("items").unwrap_or(&document["data"]);
    rows.as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

fn show(world: &World, filters: &str) -> Value {
    let words = ["lists", "show", "Winter", "--json"].into_iter().chain(filters.split(' '));
    world.run(&words.collect::<Vec<_>>()).json()
}

/// A list of The Matrix, Spirited Away, Game of Thrones, and Crouching Tiger, Hidden Dragon, which was read.
fn read() -> World {
    let world = stocked();
    world.run(&["lists", "show", "Winter", "--refresh"]);
    world
}

#[test]
fn rows_alone_are_filtered_and_sorted_without_the_network() {
    let world = read();
    let asked = world.requests();
    for (filters, expected) in [
        ("--type tv", &[1399][..]),
        ("--genre animation", &[129]),
        ("--genre animation|action", &[603, 129, 146]),
        ("--genre animation --genre family", &[129]),
        ("--year 2000..2009", &[129, 146]),
        ("--year ..1999", &[603]),
        ("--min-rating 8.4", &[129, 1399]),
        ("--title matrix", &[603]),
        ("--released --sort year --order asc", &[603, 146, 129, 1399]),
        ("--unreleased", &[]),
        ("--sort title", &[146, 1399, 129, 603]),
        ("--sort votes --limit 1", &[603]),
        ("--order desc", &[146, 1399, 129, 603]),
    ] {
        let found = show(&world, &format!("{filters} --offline"));
        assert_eq!(ids(&found), expected, "{filters}");
        assert_eq!(found["meta"]["unknown"], 0, "{filters}");
    }
    assert_eq!(world.requests(), asked);
    let one = show(&world, "--sort random --limit 1");
    assert_eq!(ids(&one).len(), 1);
}

#[test]
fn running_times_and_services_are_fetched_once_and_kept() {
    let world = read();
    let offline = show(&world, "--runtime 130.. --offline");
    assert_eq!((ids(&offline), &offline["meta"]["unknown"]), (vec![], &json!(4)), "nothing is guessed");
    let asked = world.requests();
    let long = show(&world, "--runtime 130..");
    assert_eq!((ids(&long), &long["meta"]["unknown"]), (vec![603], &json!(0)));
    assert_eq!(world.requests(), asked + 4);
    // As long as a month.
    world.clock.advance(std::time::Duration::from_hours(24 * 29));
    let again = show(&world, "--sort runtime --offline");
    assert_eq!(ids(&again), [1399, 146, 129, 603]);
    // Of services it is known for a day.
    let streamed = show(&world, "--provider 9001 --region US");
    assert_eq!(ids(&streamed), [146], "every second movie, and not the show");
    let asked = world.requests();
    show(&world, "--provider 9001 --region US");
    assert_eq!(world.requests(), asked);
    world.clock.advance(std::time::Duration::from_hours(25));
    show(&world, "--provider 9001 --region US --yes");
    let log = world.sandbox.log();
    let is_of_a_title = |entry: &&Value| entry["path"].as_str().unwrap().starts_with("/3/movie/");
    assert_eq!(log[asked..].iter().filter(is_of_a_title).count(), 3, "after a day TMDB is asked again");
}

#[test]
fn many_requests_are_announced_first() {
    let world = super::views::member();
    let found = world.run(&["discover", "movie", "--limit", "101", "--jsonl"]);
    let row = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].to_string();
    let items: Vec<String> = found.stdout.lines().map(|line| format!("movie:{}", row(line))).collect();
    world.sandbox.edit_list(&json!({"do": "create", "name": "Long", "items": items})).unwrap();
    world.run(&["lists", "show", "Long", "--json"]).json();
    let asked = world.requests();
    let line = ["lists", "show", "Long", "--runtime", "90..", "--json"];
    let refused = world.run(&line);
    assert_eq!((refused.code, refused.error().as_str()), (2, "usage"));
    assert!(refused.stderr.contains("101 requests"), "{}", refused.stderr);
    assert_eq!(world.requests(), asked, "nothing was asked");
    let shown = world.run(&[&line[..], &["--yes"]].concat()).json();
    assert!(!ids(&shown).is_empty());
    assert_eq!(world.requests(), asked + 101);
}

#[test]
fn collections_have_the_same_filters() {
    let world = super::views::collected();
    let found = world.run(&["watchlist", "ls", "--genre", "science fiction", "--json"]).json();
    assert_eq!(ids(&found), [603]);
    let rated = world.run(&["ratings", "ls", "--sort", "score", "--not-in", "@watchlist", "--json"]).json();
    assert_eq!(ids(&rated), Vec::<u64>::new());
    let refused = world.run(&["favorites", "ls", "--genre", "horrer", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (2, "usage"));
    let refused = world.run(&["favorites", "ls", "--provider", "netflix", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (2, "usage"), "no region");
}

#[test]
fn only_ratings_have_a_score_to_sort_by() {
    let world = super::views::collected();
    let rated = world.run(&["ratings", "ls", "--sort", "score", "--json"]).json();
    assert_eq!(ids(&rated), [603]);
    for line in [
        &["watchlist", "ls", "--sort", "score", "--json"][..],
        &["lists", "show", "@favorites", "--sort", "score", "--json"],
    ] {
        let refused = world.run(line);
        assert_eq!((refused.code, refused.error().as_str()), (2, "usage"), "{line:?}");
    }
    assert_eq!(ids(&world.run(&["lists", "show", "@rated", "--sort", "score", "--json"]).json()), [603]);
}

#[test]
fn a_list_or_collection_opens_in_the_browser() {
    let world = read();
    let site = world.environment["TMDB_WEB_URL"].clone();
    let asked = world.requests();
    let opened = world.run(&["lists", "show", "Winter", "--web"]);
    let list = world.run(&["lists", "share", "Winter", "--offline"]).stdout;
    assert_eq!((opened.code, &opened.stdout, opened.stderr.as_str()), (0, &list, ""));
    assert_eq!(*world.browser.0.lock().unwrap(), [list.trim()]);
    assert_eq!(world.requests(), asked, "TMDB isn't asked");
    for (line, page) in [
        ("watchlist ls --web", "watchlist"),
        ("lists show @favorites --web", "favorites"),
        ("ratings ls --web", "ratings"),
    ] {
        let opened = world.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(opened.stdout.trim(), format!("{site}/u/demo/{page}"), "{}", opened.stderr);
    }
    let narrowed = world.run(&["watchlist", "ls", "--web", "--genre", "drama"]);
    assert!(narrowed.stderr.contains("filters and sorting were ignored"), "{}", narrowed.stderr);
    let made = world.run(&["lists", "create", "New", "--offline"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let missing = world.run(&["lists", "show", "New", "--web", "--json"]);
    assert_eq!((missing.code, missing.error().as_str()), (3, "not_found"));
    let found = world.run(&["lists", "show", "Winter", "--web", "--json"]).json();
    assert_eq!(found["data"], json!({"url": list.trim(), "opened": true}));
}
