//! `favorites`, `watchlist`, `ratings`: online, offline, and what TMDB refuses.

use flixir::sandbox::Fault;
use flixir::sandbox::faults::{Action, Substitute};
use serde_json::{Value, json};

use crate::support::{ParseFault, Visit, World};
use crate::{logged_in, names, outcomes};

/// What ada's collection holds at TMDB.
fn at_tmdb(world: &World, collection: &str) -> Value {
    let state = world.sandbox.state();
    let accounts = state["users"].as_array().unwrap();
    accounts.iter().find(|account| account["name"] == "ada").unwrap()[collection].clone()
}

#[test]
fn adds_tells_and_removes() {
    for collection in ["favorites", "watchlist"] {
        let world = logged_in();
        let added = world.run(&[collection, "add", "movie:603", "tv:1399", "--json"]).json();
        assert_eq!(outcomes(&added), ["added", "added"]);
        assert_eq!(
            (&added["meta"]["list"]["name"], &added["meta"]["list"]["id"]),
            (&json!(collection), &Value::Null)
        );
        assert_eq!(
            added["meta"]["counts"],
            json!({"added": 2, "already_present": 0, "queued": 0, "failed": 0})
        );
        let again = world.run(&[collection, "add", "movie:603", "--json"]).json();
        assert_eq!(outcomes(&again), ["already_present"]);

        let listed = world.run(&[collection, "ls", "--json"]).json();
        assert_eq!(names(&listed["data"]), ["movie:603", "tv:1399"]);
        assert_eq!(
            (&listed["data"][0]["title"], &listed["data"][0]["state"]),
            (&json!("The Matrix"), &json!("synced"))
        );
        assert_eq!(listed["data"][0].get("score"), None);
        assert_eq!(
            names(&world.run(&[collection, "ls", "--type", "tv", "--json"]).json()["data"]),
            ["tv:1399"]
        );

        let removed = world.run(&[collection, "remove", "movie:603", "--json"]).json();
        assert_eq!(outcomes(&removed), ["removed"]);
        assert_eq!(names(&world.run(&[collection, "ls", "--refresh", "--json"]).json()["data"]), ["tv:1399"]);
        assert_eq!(at_tmdb(&world, collection).as_array().unwrap().len(), 1);
    }
}

#[test]
fn the_key_alone_is_enough_for_shows_too() {
    let world = World::with_key();
    world.login("ada");
    assert_eq!(outcomes(&world.run(&["favorites", "add", "tv:1399", "--json"]).json()), ["added"]);
    assert_eq!(outcomes(&world.run(&["ratings", "add", "tv:1399", "8", "--json"]).json()), ["added"]);
}

#[test]
fn a_rating_carries_its_score_and_can_change() {
    let world = logged_in();
    assert_eq!(outcomes(&world.run(&["ratings", "add", "movie:603", "8.5", "--json"]).json()), ["added"]);
    assert_eq!(
        outcomes(&world.run(&["ratings", "add", "movie:603", "8.5", "--json"]).json()),
        ["already_present"]
    );
    assert_eq!(outcomes(&world.run(&["ratings", "add", "movie:603", "9", "--json"]).json()), ["added"]);
    let listed = world.run(&["ratings", "ls", "--json"]).json();
    assert_eq!(
        (names(&listed["data"]), &listed["data"][0]["score"]),
        (vec!["movie:603".to_owned()], &json!(9.0))
    );
    let csv = world.run(&["ratings", "ls", "-o", "csv", "--fields", "id,title,score"]).stdout;
    assert_eq!(csv.replace('\r', ""), "id,title,score\n603,The Matrix,9.0\n");
    assert_eq!(outcomes(&world.run(&["ratings", "remove", "movie:603", "--json"]).json()), ["removed"]);
    assert_eq!(
        names(&world.run(&["ratings", "ls", "--refresh", "--json"]).json()["data"]),
        Vec::<String>::new()
    );
}

#[test]
fn a_score_that_tmdb_would_refuse_is_never_kept() {
    let world = logged_in();
    for score in ["0", "5.2", "10.5", "-1", "good"] {
        assert_eq!(world.run(&["ratings", "add", "movie:603", score, "--json"]).fails(2), "usage", "{score}");
    }
    let queued = world.run(&["queue", "ls", "--all", "--json"]).json();
    assert_eq!(queued["data"], json!([]));
}

#[test]
fn offline_it_is_kept_shown_and_delivered_later() {
    let world = logged_in();
    world.run(&["favorites", "add", "movie:550", "--json"]).json();
    world.run(&["favorites", "ls", "--json"]).json();
    let ran = world.run(&["favorites", "add", "movie:603", "--offline", "--json"]).json();
    assert_eq!(outcomes(&ran), ["queued"]);
    world.run(&["favorites", "remove", "movie:550", "--offline", "--json"]).json();
    world.run(&["watchlist", "add", "tv:1399", "--offline", "--json"]).json();
    world.run(&["ratings", "add", "tv:1399", "7", "--offline", "--json"]).json();
    world.run(&["ratings", "add", "tv:1399", "7.5", "--offline", "--json"]).json();

    let listed = world.run(&["favorites", "ls", "--offline", "--json"]).json();
    let states: Vec<&Value> = listed["data"].as_array().unwrap().iter().map(|row| &row["state"]).collect();
    assert_eq!(names(&listed["data"]), ["movie:550", "movie:603"]);
    assert_eq!(states, ["pending_remove", "pending_add"]);
    let rated = world.run(&["ratings", "ls", "--offline", "--json"]).json();
    assert_eq!(
        (names(&rated["data"]), &rated["data"][0]["score"]),
        (vec!["tv:1399".to_owned()], &json!(7.5))
    );

    let queued = world.run(&["queue", "ls", "--json"]).json();
    let kinds: Vec<&Value> = queued["data"].as_array().unwrap().iter().map(|row| &row["type"]).collect();
    assert_eq!(kinds, ["favorite", "unfavorite", "watch", "rate"]);
    assert_eq!(queued["data"][0]["list"], Value::Null);
    assert_eq!(queued["data"][3]["payload"]["score"], 7.5);

    world.run(&["queue", "retry"]).fails_not();
    let favorites = at_tmdb(&world, "favorites");
    assert_eq!(
        (favorites.as_array().unwrap().len(), at_tmdb(&world, "ratings").as_array().unwrap().len()),
        (1, 1)
    );
    let undone = world.run(&["ratings", "remove", "tv:1399", "--offline", "--json"]).json();
    assert_eq!(outcomes(&undone), ["queued"]);
    world.run(&["watchlist", "remove", "tv:1399", "--offline"]).fails_not();
    let queued = world.run(&["queue", "ls", "--json"]).json();
    let kinds: Vec<&Value> = queued["data"].as_array().unwrap().iter().map(|row| &row["type"]).collect();
    assert_eq!(kinds, ["unrate", "unwatch"]);
}

#[test]
fn while_tmdb_is_down_it_is_kept_or_with_no_queue_refused() {
    let world = logged_in();
    world.sandbox.go_down();
    assert_eq!(world.run(&["favorites", "ls", "--json"]).fails(5), "network_error", "nothing was ever read");
    assert_eq!(
        world.run(&["favorites", "add", "movie:603", "--no-queue", "--json"]).fails(5),
        "network_error"
    );
    assert_eq!(outcomes(&world.run(&["favorites", "add", "movie:603", "--json"]).json()), ["queued"]);
    let listed = world.run(&["favorites", "ls", "--json"]);
    assert_eq!(
        (names(&listed.json()["data"]), &listed.json()["meta"]["source"]),
        (vec!["movie:603".to_owned()], &json!("stale"))
    );
    assert!(listed.stderr.contains("last known"), "{listed:?}");
    assert_eq!(
        world.run(&["watchlist", "add", "movie:603", "--offline", "--no-queue", "--json"]).fails(2),
        "usage"
    );
}

#[test]
fn a_dry_run_tells_from_the_mirror_and_sends_nothing() {
    let world = logged_in();
    world.run(&["ratings", "add", "movie:603", "8", "--json"]).json();
    let before = world.sandbox.effects().len();
    for (arguments, expected) in [
        (["ratings", "add", "movie:603", "8"].as_slice(), "already_present"),
        (&["ratings", "add", "movie:603", "9"], "added"),
        (&["ratings", "remove", "movie:603"], "removed"),
        (&["favorites", "add", "movie:603"], "added"),
        (&["favorites", "remove", "movie:603"], "not_present"),
    ] {
        let arguments = [arguments, &["--dry-run", "--json"]].concat();
        let ran = world.run(&arguments).json();
        assert_eq!(
            (outcomes(&ran), &ran["meta"]["dry_run"]),
            (vec![expected], &json!(true)),
            "{arguments:?}"
        );
    }
    assert_eq!(world.sandbox.effects().len(), before);
}

#[test]
fn what_tmdb_refuses_fails_alone_and_leaves_the_view() {
    let world = logged_in();
    let ran = world.run(&["watchlist", "add", "movie:603", "movie:999999999", "--json"]);
    assert_eq!((ran.code, outcomes(&ran.document())), (6, vec!["added", "failed"]));
    assert_eq!(world.run(&["watchlist", "add", "movie:999999999", "--json"]).fails(3), "not_found");
    assert_eq!(names(&world.run(&["watchlist", "ls", "--json"]).json()["data"]), ["movie:603"]);
    assert_eq!(world.run(&["watchlist", "add", "person:287", "--json"]).fails(2), "usage");
}

#[test]
fn items_come_from_standard_input_and_pages_are_cut() {
    let world = logged_in();
    let found = world.run(&["search", "the", "--type", "movie", "--pages", "2", "--jsonl"]);
    let all = found.stdout.lines().count();
    assert!(all > 20, "{found:?}");
    let ran = world.visit(&["watchlist", "add", "-", "--json"], Visit::stdin(&found.stdout)).json();
    assert_eq!(ran["meta"]["counts"]["added"], all);
    let page = world.run(&["watchlist", "ls", "--page", "2", "--json"]).json();
    assert_eq!(page["data"].as_array().unwrap().len(), (all - 20).min(20));
    assert_eq!((&page["meta"]["total_results"], &page["meta"]["total_pages"]), (&json!(all), &json!(2)));
    let whole = world.run(&["watchlist", "ls", "--all", "--refresh", "--json"]).json();
    assert_eq!(whole["data"].as_array().unwrap().len(), all, "read in two pages");
    let rated =
        world.visit(&["ratings", "add", "-", "6", "--json"], Visit::stdin("movie:603\ntv:1399\n")).json();
    assert_eq!(outcomes(&rated), ["added", "added"]);
}

#[test]
fn an_answer_that_is_lost_is_sent_again() {
    let world = logged_in();
    world.sandbox.add_fault("POST /3/account/*/favorite: lost x1".parse_fault());
    let ran = world.run(&["favorites", "add", "movie:603", "--json"]).json();
    assert_eq!(outcomes(&ran), ["queued"]);
    world.clock.advance(std::time::Duration::from_mins(10));
    world.run(&["queue", "retry"]).fails_not();
    assert_eq!(at_tmdb(&world, "favorites").as_array().unwrap().len(), 1);
    assert_eq!(world.run(&["queue", "ls", "--json"]).json()["data"], json!([]));
}

#[test]
fn a_session_that_ended_keeps_the_write_and_says_so() {
    let world = logged_in();
    world.end_all_sessions();
    let ran = world.run(&["favorites", "add", "movie:603", "--json"]);
    assert_eq!((ran.fails(4), outcomes(&ran.document())), ("session_expired".to_owned(), vec!["queued"]));
    let other = World::with_token();
    assert_eq!(other.run(&["favorites", "add", "movie:603", "--json"]).fails(4), "missing_credentials");
}

#[test]
fn what_is_kept_under_an_unconfirmed_session_becomes_the_account_s() {
    let mut world = World::with_token();
    let session = world.sandbox.log_in(Some("ada")).unwrap()["session_id"].as_str().unwrap().to_owned();
    world.set("TMDB_SESSION_ID", &session);
    world.run(&["favorites", "add", "tv:1399", "--offline"]).fails_not();
    let ran = world.run(&["favorites", "add", "movie:603", "--json"]).json();
    assert_eq!(outcomes(&ran), ["added"]);
    assert_eq!(names(&world.run(&["favorites", "ls", "--json"]).json()["data"]), ["movie:603", "tv:1399"]);
    assert_eq!(at_tmdb(&world, "favorites").as_array().unwrap().len(), 2);
}

#[test]
fn endless_pages_are_not_believed() {
    let world = logged_in();
    world.run(&["favorites", "add", "movie:603"]);
    world.run(&["favorites", "ls", "--refresh"]);
    let body = json!({"page": 1, "results": [], "total_pages": u32::MAX, "total_results": u32::MAX});
    let endless = Substitute {
        status: 200,
        content_type: "application/json",
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
        applied: false,
    };
    let path = "/3/account/*/favorite/movies";
    world.sandbox.add_fault(Fault::new(Some("GET"), path, Action::Answer(Box::new(endless))));
    let before = world.sandbox.log().len();
    let ran = world.run(&["favorites", "ls", "--refresh"]);
    assert!(ran.stderr.contains("pages, and flixir reads at most"), "{}", ran.stderr);
    assert!(ran.stdout.contains("The Matrix"), "what is kept still answers: {}", ran.stdout);
    let asked = &world.sandbox.log()[before..];
    assert!(asked.iter().all(|entry| entry["query"]["page"] != "2"), "{asked:?}");
}
