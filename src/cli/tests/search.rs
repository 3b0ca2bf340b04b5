//! `flixir search`, through the cache.

use serde_json::{Value, json};

use super::World;

fn ids(document: &Value) -> Vec<u64> {
    document["data"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[test]
fn a_film_in_every_format() {
    let world = World::new();
    let found = world.run(&["search", "the", "matrix", "--type", "movie", "--json"]).json();
    assert_eq!(found["data"][0]["id"], 603);
    assert_eq!(found["data"][0]["title"], "The Matrix");
    assert_eq!(found["data"][0]["year"], 1999);
    let meta = &found["meta"];
    assert_eq!(
        (&meta["query"], &meta["page"], &meta["pages"], &meta["per_page"], &meta["source"]),
        (&json!("the matrix"), &json!(1), &json!(1), &json!(20), &json!("network"))
    );
    assert_eq!((&meta["fetched_at"], &meta["skipped"]), (&json!("2026-03-04T05:06:07Z"), &json!(0)));
    assert!(meta["total_pages"].is_u64() && meta["total_results"].is_u64());
    let table = world.run(&["search", "the matrix", "--type", "movie"]);
    assert!(table.stdout.lines().nth(1).is_some_and(|line| line.contains("The Matrix")), "{}", table.stdout);
    let csv = world.run(&["search", "the matrix", "--type", "movie", "-o", "csv", "--fields", "id,title"]);
    assert_eq!(csv.stdout.lines().take(2).collect::<Vec<_>>(), ["id,title", "603,The Matrix"]);
}

#[test]
fn films_shows_and_people_have_one_shape() {
    let world = World::new();
    let keys =
        |document: &Value| document["data"][0].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let film = world.run(&["search", "matrix", "--type", "movie", "--json"]).json();
    let show = world.run(&["search", "game of thrones", "--type", "tv", "--json"]).json();
    let person = world.run(&["search", "keanu", "--type", "person", "--json"]).json();
    assert_eq!(show["data"][0]["title"], "Game of Thrones");
    assert_eq!(show["data"][0]["release_date"], "2011-04-17");
    assert_eq!(person["data"][0]["media_type"], "person");
    assert_eq!(keys(&film), keys(&show));
    let of_people = ["known_for_department", "known_for"].map(str::to_owned);
    assert_eq!(keys(&person), [keys(&film), of_people.to_vec()].concat());
    assert_eq!(person["data"][0]["overview"], Value::Null);
}

#[test]
fn a_cached_search_asks_nobody() {
    let mut world = World::new();
    let first = world.run(&["search", "matrix", "--json"]).json();
    let asked = world.requests();
    world.environment.remove("TMDB_API_KEY");
    world.sandbox.go_down();
    let second = world.run(&["search", "matrix", "--json"]).json();
    assert_eq!((world.requests(), world.keyring.0.load(std::sync::atomic::Ordering::Relaxed)), (asked, 0));
    assert_eq!(second["meta"]["source"], "cache");
    assert_eq!(second["data"], first["data"]);
}

#[test]
fn stale_answers_are_confirmed_by_etag_and_renewed_on_demand() {
    let world = World::new();
    let search = ["search", "matrix", "--json"];
    world.run(&search).json();
    world.advance(301);
    let confirmed = world.run(&search).json();
    assert_eq!(confirmed["meta"]["source"], "revalidated");
    assert_eq!(confirmed["meta"]["fetched_at"], "2026-03-04T05:11:08Z");
    assert_eq!(world.sandbox.log().last().unwrap()["status"], 304);
    assert_eq!(world.run(&search).json()["meta"]["source"], "cache", "a 304 renews");
    let renewed = world.run(&["search", "matrix", "--json", "--refresh"]).json();
    assert_eq!(renewed["meta"]["source"], "network");
    assert_eq!(world.sandbox.log().last().unwrap()["status"], 200);
}

#[test]
fn when_tmdb_is_down_a_stale_answer_is_better_than_none() {
    let world = World::new();
    let search = ["search", "matrix", "--json"];
    let first = world.run(&search).json();
    world.advance(100_000);
    for rule in ["/3/search/*: 503", "/3/search/*: html", "/3/search/*: bad-json", "/3/search/*: truncated"] {
        world.fault(rule);
        let stale = world.run(&search);
        assert_eq!(stale.json()["meta"]["source"], "stale", "{rule}");
        assert_eq!(stale.json()["data"], first["data"]);
        assert!(stale.stderr.starts_with("warning: "), "{}", stale.stderr);
        world.sandbox.clear_faults();
    }
    world.sandbox.go_down();
    assert_eq!(world.run(&search).json()["meta"]["source"], "stale");
    let other = world.run(&["search", "alien", "--json"]);
    assert_eq!((other.code, other.error().as_str()), (5, "network_error"));
    world.sandbox.come_back().unwrap();
    assert_eq!(world.run(&search).json()["meta"]["source"], "revalidated");
}

#[test]
fn offline_reads_what_is_stored() {
    let world = World::new();
    world.run(&["search", "matrix", "--json"]).json();
    let asked = world.requests();
    assert_eq!(world.run(&["search", "matrix", "--offline", "--json"]).json()["meta"]["source"], "cache");
    world.advance(301);
    let stale = world.run(&["search", "matrix", "--offline", "--json"]);
    assert_eq!(stale.json()["meta"]["source"], "stale");
    assert!(stale.stderr.contains("--offline"), "{}", stale.stderr);
    let none = world.run(&["search", "alien", "--offline", "--json"]);
    assert_eq!((none.code, none.error().as_str()), (5, "unavailable"));
    assert_eq!(world.requests(), asked);
}

#[test]
fn errors_are_never_kept() {
    let world = World::new();
    for rule in ["/3/search/*: 404 code 34 x1", "/3/search/*: 401 code 7 x1", "/3/search/*: html x1"] {
        world.fault(rule);
        assert_ne!(world.run(&["search", "matrix", "--json"]).code, 0, "{rule}");
    }
    assert_eq!(world.run(&["search", "matrix", "--json"]).json()["meta"]["source"], "network");
}

#[test]
fn answers_that_make_no_sense_are_one_clear_error() {
    let world = World::new();
    for rule in ["html", "bad-json", "truncated", "deep 100000", "huge 10MB", "200 empty"] {
        world.fault(&format!("/3/search/*: {rule}"));
        let ran = world.run(&["search", "matrix", "--json"]);
        assert_eq!((ran.code, ran.error().as_str()), (5, "invalid_response"), "{rule}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{rule}: {}", ran.stderr);
        world.sandbox.clear_faults();
    }
}

#[test]
fn a_broken_row_is_skipped_and_counted() {
    let world = World::new();
    let body = json!({"page":1,"total_pages":1,"total_results":3,"results":[
        {"id":1,"title":"A","popularity":"x","genre_ids":7}, {"title":"no id"}, "nonsense"]});
    world.answer("/3/search/*", &body);
    let ran = world.run(&["search", "a", "--type", "movie", "--json"]);
    assert_eq!((ids(&ran.json()), &ran.json()["meta"]["skipped"]), (vec![1], &json!(2)));
    assert!(ran.stderr.contains("2 rows could not be read"), "{}", ran.stderr);
}

#[test]
fn many_pages_come_in_order_without_repeats() {
    let world = World::new();
    let all = world.run(&["search", "the", "--type", "movie", "--all", "--json"]).json();
    let pages = all["meta"]["total_pages"].as_u64().unwrap();
    assert!(pages >= 3, "the catalogue has enough of them: {pages}");
    assert_eq!(all["meta"]["pages"], pages);
    assert_eq!(ids(&all).len() as u64, all["meta"]["total_results"].as_u64().unwrap());
    let mut one_by_one = Vec::new();
    for page in 1..=pages {
        let page = page.to_string();
        let ran = world.run(&["search", "the", "--type", "movie", "--page", &page, "--json"]).json();
        assert_eq!(ran["meta"]["source"], "cache", "each page is kept for itself");
        one_by_one.extend(ids(&ran));
    }
    assert_eq!(ids(&all), one_by_one);
    let two =
        world.run(&["search", "the", "--type", "movie", "--page", "2", "--pages", "2", "--json"]).json();
    assert_eq!((&two["meta"]["page"], &two["meta"]["pages"]), (&json!(2), &json!(2)));
    assert_eq!(ids(&two), ids(&all)[20..60.min(ids(&all).len())]);
    let some = world.run(&["search", "the", "--type", "movie", "--limit", "25", "--json"]).json();
    assert_eq!((ids(&some), &some["meta"]["pages"]), (ids(&all)[..25].to_vec(), &json!(2)));
    let beyond = world.run(&["search", "the", "--type", "movie", "--page", "500", "--json"]).json();
    assert_eq!(ids(&beyond), Vec::<u64>::new());
    let told = world.run(&["search", "the", "--type", "movie", "--page", "500"]);
    assert_eq!((told.code, told.stdout.as_str()), (0, ""));
    assert_eq!(told.stderr, format!("Page {pages} is the last; there is no page 500.\n"));
}

#[test]
fn one_failing_page_fails_all_unless_stale_ones_stand_in() {
    let world = World::new();
    let search = ["search", "the", "--type", "movie", "--pages", "3", "--json"];
    world.fault("/3/search/*: 503 after 2");
    let ran = world.run(&search);
    assert_eq!((ran.code, ran.error().as_str()), (5, "unavailable"));
    world.sandbox.clear_faults();
    let first = world.run(&search).json();
    world.advance(301);
    world.fault("/3/search/*: 503 after 1");
    let second = world.run(&search);
    assert_eq!(second.json()["data"], first["data"]);
    assert_eq!(second.json()["meta"]["source"], "stale");
}

#[test]
fn rows_are_filtered_and_sorted_here() {
    let world = World::new();
    let base = ["search", "the", "--type", "movie", "--pages", "3", "--json"];
    let with = |more: &[&str]| world.run(&[&base, more].concat()).json();
    let by_title = with(&["--sort", "title"]);
    let titles: Vec<String> = by_title["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(titles.len() > 20 && titles.is_sorted(), "{titles:?}");
    let drama = with(&["--genre", "drama", "--min-votes", "10000"]);
    let rows = drama["data"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() < titles.len());
    assert!(rows.iter().all(|row| row["genres"].as_array().unwrap().contains(&json!("Drama"))));
    assert!(rows.iter().all(|row| row["vote_count"].as_u64().unwrap() >= 10_000));
    let year = with(&["--year", "1999"]);
    assert!(year["data"].as_array().unwrap().iter().all(|row| row["year"] == 1999));
    let multi = world.run(&["search", "matrix", "--year", "1999", "--json"]).json();
    assert_eq!(ids(&multi), [603]);
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let world = World::new();
    for arguments in [
        &["search", "--json", ""][..],
        &["search", "--json", "  ", " "],
        &["search", "--json"],
        &["search", "--json", "a", "--page", "0"],
        &["search", "--json", "a", "--page", "501"],
        &["search", "--json", "a", "--pages", "0"],
        &["search", "--json", "a", "--limit", "0"],
        &["search", "--json", "a", "--all", "--page", "2"],
        &["search", "--json", "a", "--type", "book"],
        &["search", "--json", "a", "--genre", "nonsense"],
        &["search", "--json", "a", "--type", "person", "--year", "1999"],
        &["search", "--json", "a", "--year", "99"],
        &["search", "--json", "a", "--fields", "nonsense"],
    ] {
        let ran = world.run(arguments);
        assert_eq!((ran.code, ran.error().as_str()), (2, "usage"), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(world.requests(), 0);
}

#[test]
fn without_a_credential_nothing_is_sent() {
    let mut world = World::new();
    world.environment.remove("TMDB_API_KEY");
    let ran = world.run(&["search", "matrix", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (4, "missing_credentials"));
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_cache_that_is_damaged_or_can_t_be_written_costs_a_warning() {
    let world = World::new();
    let folder = world.home.path().join(".cache/flixir/profiles/default");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("cache.db"), vec![b'x'; 9000]).unwrap();
    let healed = world.run(&["search", "matrix", "--json"]);
    assert_eq!(healed.json()["meta"]["source"], "network");
    assert!(healed.stderr.contains("has been emptied"), "{}", healed.stderr);
    assert_eq!(world.run(&["search", "matrix", "--json"]).json()["meta"]["source"], "cache");
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    let without = world.run(&["search", "matrix", "--json"]);
    assert_eq!(without.json()["meta"]["source"], "network");
    assert_eq!(without.stderr.matches("warning:").count(), 1, "{}", without.stderr);
}

#[test]
fn a_sandbox_s_answers_are_not_tmdb_s() {
    let mut world = World::new();
    world.run(&["search", "matrix", "--json"]).json();
    world.environment.insert("TMDB_BASE_URL".to_owned(), "http://127.0.0.1:9".to_owned());
    let ran = world.run(&["search", "matrix", "--offline", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (5, "unavailable"));
}

#[test]
fn the_same_search_opens_in_the_browser() {
    let world = World::new();
    let ran = world.run(&["search", "blade runner & co", "--type", "movie", "--web"]);
    let address = format!("{}/search/movie?query=blade+runner+%26+co", world.sandbox.base_url());
    assert_eq!((ran.code, ran.stdout.trim()), (0, address.as_str()));
    assert_eq!(*world.browser.0.lock().unwrap(), [address]);
    assert_eq!(ran.stderr, "");
    let narrowed = world.run(&["search", "dune", "--year", "2021", "--web"]);
    assert!(narrowed.stderr.contains("filters and sorting were ignored"), "{}", narrowed.stderr);
    assert_eq!(world.requests(), 0);
}

#[test]
fn text_from_tmdb_can_t_control_the_terminal() {
    let world = World::new();
    let body = json!({"page":1,"total_pages":1,"total_results":1,"results":[
        {"id":1,"title":"a\u{1b}[2Jb\u{202e}c\r\nd"}]});
    world.answer("/3/search/*", &body);
    let ran = world.run(&["search", "a", "--type", "movie"]);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}', '\r']), "{:?}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
}

#[test]
fn genres_are_named_in_the_language_asked_for() {
    let world = World::new();
    let names =
        json!({"genres": [{"id": 28, "name": "Aktion"}, {"id": 878, "name": "Zukunft"}, {"name": "x"}, 7]});
    world.answer("/3/genre/movie/list", &names);
    let search = ["search", "the matrix", "--type", "movie", "--json", "--language", "de-DE"];
    let genres = |arguments: &[&str]| world.run(arguments).json()["data"][0]["genres"].clone();
    assert_eq!(genres(&search), json!(["Aktion", "Zukunft"]));
    let asked = world.requests();
    assert_eq!(genres(&search), json!(["Aktion", "Zukunft"]));
    world.advance(3600);
    assert_eq!(genres(&search), json!(["Aktion", "Zukunft"]));
    assert_eq!(world.requests(), asked + 1, "genres hold for a day");
    let picked = world.run(&[&search[..], &["--genre", "Science Fiction"]].concat()).json();
    assert_eq!(picked["data"][0]["genres"], json!(["Aktion", "Zukunft"]), "picked by the English name");
    let picked = world.run(&[&search[..], &["--genre", "zukunft"]].concat()).json();
    assert_eq!(picked["data"][0]["genres"], json!(["Aktion", "Zukunft"]), "and by the language's own");
    let discovered = ["movies", "popular", "--json", "--language", "de-DE", "--genre", "zukunft"];
    let discovered = world.run(&discovered).json();
    let rows = discovered["data"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["genres"].as_array().unwrap().contains(&json!("Zukunft"))), "{rows:?}");
    let unknown = world.run(&[&search[..], &["--genre", "Vergangenheit"]].concat());
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("one of: Aktion, Zukunft"), "{}", unknown.stderr);
    let english = ["search", "the matrix", "--type", "movie", "--json"];
    assert_eq!(genres(&english), json!(["Action", "Science Fiction"]));
    world.sandbox.clear_faults();
    world.fault("/3/genre/*: html");
    let french = ["search", "the matrix", "--type", "movie", "--json", "--language", "fr-FR"];
    assert_eq!(genres(&french), json!(["Action", "Science Fiction"]), "better than none");
}

#[test]
fn a_genre_that_isn_t_there_is_answered_with_those_that_are() {
    let world = World::new();
    let run = |kind: &[&str], genre: &str| {
        world.run(&[&["search", "matrix", "--json"], kind, &["--genre", genre]].concat())
    };
    assert_eq!(run(&["--type", "movie"], "action").code, 0);
    assert_eq!(run(&[], "kids").code, 0, "a genre of shows");
    let unknown = run(&["--type", "movie"], "kids");
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("Western") && !unknown.stderr.contains("Kids"), "{}", unknown.stderr);
    assert_eq!(run(&["--type", "person"], "drama").code, 2);
}

#[test]
fn an_option_that_there_isn_t_leads_to_those_that_there_are() {
    let world = World::new();
    for (line, hint) in [
        ("search x --frobnicate", "see: flixir search --help"),
        ("tv trending --week", "see: flixir tv --help"),
        ("search x --sortt title", "a similar argument exists: '--sort'"),
        ("tv", "usage: flixir tv --json <KIND>"),
    ] {
        let ran = world.run(&line.split(' ').chain(["--json"]).collect::<Vec<_>>());
        assert_eq!(ran.code, 2, "{line}");
        let error: Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(error["error"]["details"]["hint"], hint, "{line}");
    }
}
