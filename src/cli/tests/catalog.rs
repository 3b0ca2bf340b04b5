//! `flixir catalog`, and searching in it.

use serde_json::{Value, json};

use super::World;

fn items(document: &Value) -> Vec<String> {
    let name = |row: &Value| format!("{}:{}", row["media_type"].as_str().unwrap(), row["id"]);
    document["data"].as_array().unwrap().iter().map(name).collect()
}

#[test]
fn loading_needs_no_key_and_is_done_once_a_day() {
    let mut world = World::new();
    world.environment.remove("TMDB_API_KEY");
    let none = world.run(&["catalog", "status", "--json"]).json()["data"].clone();
    assert_eq!((&none["loaded"], &none["movies"], &none["bytes"]), (&json!(false), &Value::Null, &json!(0)));
    let foretold = world.run(&["catalog", "update", "--dry-run"]);
    assert_eq!((foretold.code, foretold.stdout.as_str()), (0, "Would download TMDB's newest exports.\n"));
    assert_eq!(world.requests(), 0);
    let first = world.run(&["catalog", "update", "--json"]).json();
    assert_eq!(
        (&first["meta"]["outcome"], &first["data"]["date"]),
        (&json!("updated"), &json!("2026-03-04"))
    );
    let asked = world.requests();
    assert_eq!(asked, 2, "films and shows");
    let again = world.run(&["catalog", "update", "--json"]).json();
    assert_eq!((&again["meta"]["outcome"], world.requests()), (&json!("current"), asked));
    let status = world.run(&["catalog", "status", "--json"]).json()["data"].clone();
    assert!(status["movies"].as_u64().unwrap() > 100 && status["shows"].as_u64().unwrap() > 20, "{status}");
    assert_eq!((&status["people"], &status["built_at"]), (&json!(0), &json!("2026-03-04T05:06:07Z")));
    let people = world.run(&["catalog", "update", "--people", "--json"]).json();
    assert!(people["data"]["people"].as_u64().unwrap() > 5);
    world.advance(24 * 3600);
    let next = world.run(&["catalog", "update", "--json"]).json()["data"].clone();
    assert_eq!((&next["date"], &next["people"]), (&json!("2026-03-05"), &people["data"]["people"]));
    let clear = |arguments: &[&str]| world.run(&[&["catalog", "clear"], arguments].concat()).stdout;
    assert_eq!(clear(&["--dry-run"]), "Would delete the catalog.\n");
    assert_eq!(clear(&["--json"]), "{\"data\":{\"cleared\":true},\"meta\":{\"dry_run\":false}}\n");
    assert_eq!(clear(&[]), "There is no catalog.\n");
    assert_eq!(world.run(&["catalog", "status", "--json"]).json()["data"]["loaded"], false);
}

#[test]
fn before_today_s_export_is_there_yesterday_s_is_loaded() {
    let world = World::new();
    world.fault("/p/exports/*03_04_2026.json.gz: 403 body \"<Error/>\"");
    let loaded = world.run(&["catalog", "update", "--json"]).json();
    assert_eq!(loaded["data"]["date"], "2026-03-03");
    assert_eq!(world.run(&["catalog", "update", "--json"]).json()["meta"]["outcome"], "current");
}

#[test]
fn a_loading_that_fails_leaves_the_old_catalogue() {
    let world = World::new();
    world.run(&["catalog", "update", "--json"]).json();
    let search = ["search", "matrix", "--offline", "--json"];
    let before = items(&world.run(&search).json());
    for (rule, kind) in [
        ("/p/exports/movie*: truncated", "invalid_response"),
        ("/p/exports/tv*: html", "invalid_response"),
        ("/p/exports/*: 503", "unavailable"),
        ("/p/exports/*: 404", "unavailable"),
        ("/p/exports/*: cut half", "invalid_response"),
    ] {
        world.fault(rule);
        let failed = world.run(&["catalog", "update", "--refresh", "--json"]);
        assert_eq!((failed.code, failed.error().as_str()), (5, kind), "{rule}: {}", failed.stderr);
        world.sandbox.clear_faults();
        assert_eq!(items(&world.run(&search).json()), before, "{rule}");
    }
    world.fault("/p/exports/movie*: cut half x1");
    assert_eq!(world.run(&["catalog", "update", "--refresh", "--json"]).json()["meta"]["outcome"], "updated");
    let offline = world.run(&["catalog", "update", "--refresh", "--offline", "--json"]);
    assert_eq!((offline.code, offline.error().as_str()), (5, "unavailable"));
}

#[test]
fn offline_searches_are_answered_from_it() {
    let world = World::new();
    world.run(&["catalog", "update", "--people", "--json"]).json();
    let asked = world.requests();
    let found = world.run(&["search", "the", "mat", "--offline", "--type", "movie", "--json"]);
    assert!(items(&found.json()).contains(&"movie:603".to_owned()), "{}", found.stdout);
    let meta = found.json()["meta"].clone();
    assert_eq!(
        (&meta["source"], &meta["fetched_at"], &meta["page"]),
        (&json!("catalog"), &json!("2026-03-04T00:00:00Z"), &json!(1))
    );
    let typo = world.run(&["search", "matirx", "--offline", "--type", "movie", "--json"]);
    assert!(items(&typo.json()).contains(&"movie:603".to_owned()));
    assert!(typo.stderr.contains("'matrix'"), "{}", typo.stderr);
    let all = items(&world.run(&["search", "the", "--offline", "--all", "--json"]).json());
    assert!(all.len() > 40, "{}", all.len());
    let second = items(&world.run(&["search", "the", "--offline", "--page", "2", "--json"]).json());
    assert_eq!(second, all[20..40]);
    let person = world.run(&["search", "keanu", "--offline", "--type", "person", "--json"]).json();
    assert_eq!(person["data"][0]["media_type"], "person");
    let filtered = || world.run(&["search", "matrix", "--offline", "--year", "1999", "--json"]);
    assert!(filtered().stderr.contains("--year"), "{}", filtered().stderr);
    assert!(items(&filtered().json()).contains(&"movie:604".to_owned()), "nothing is known of its year");
    let sorted = world.run(&["search", "matrix", "--offline", "--sort", "date"]);
    assert!(sorted.stderr.contains("dates"), "{}", sorted.stderr);
    assert_eq!(world.requests(), asked);
    world.run(&["info", "movie:603", "movie:604", "--json"]).json();
    let known = items(&filtered().json());
    assert!(known.contains(&"movie:603".to_owned()) && !known.contains(&"movie:604".to_owned()), "{known:?}");
    world.sandbox.go_down();
    let down = world.run(&["search", "matrix", "--json"]);
    assert_eq!(down.json()["meta"]["source"], "catalog");
    assert!(down.stderr.contains("offline catalog"), "{}", down.stderr);
}

#[test]
fn people_are_missed_only_where_they_are_loaded() {
    let world = World::new();
    world.run(&["catalog", "update", "--json"]).json();
    let nobody = world.run(&["search", "keanu", "--offline", "--type", "person", "--json"]);
    assert_eq!(nobody.json()["data"], json!([]));
    assert!(nobody.stderr.contains("--people"), "{}", nobody.stderr);
    assert!(!world.run(&["catalog", "update", "--refresh"]).stdout.contains("people"));
}

#[test]
fn a_damaged_or_too_old_catalogue_is_none() {
    let world = World::new();
    world.run(&["catalog", "update", "--json"]).json();
    world.advance(181 * 24 * 3600);
    assert_eq!(world.run(&["catalog", "status", "--json"]).json()["data"]["loaded"], false);
    let path = world.home.path().join(".cache/flixir/catalog.db");
    assert!(!path.exists(), "TMDB's data isn't kept longer");
    std::fs::write(&path, vec![b'x'; 9000]).unwrap();
    let ran = world.run(&["search", "matrix", "--offline", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (5, "unavailable"));
    assert!(ran.stderr.contains("catalog update"), "{}", ran.stderr);
    world.run(&["catalog", "update", "--json"]).json();
    world.run(&["search", "matrix", "--offline", "--json"]).json();
}
