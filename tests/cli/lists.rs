//! `lists`: names and fields (contract §3), outcomes and counts, the view of what waits, and its rollback.

use serde_json::{Value, json};

use crate::support::{
    FILMS, SHOW, UNKNOWN, World, add_counts, has_keys, keys, names, outcomes, parse_time, remove_counts,
};

const LIST_KEYS: [&str; 13] = [
    "created_at",
    "description",
    "id",
    "item_count",
    "local_id",
    "name",
    "pending_operations",
    "public",
    "remote_count",
    "sync_status",
    "synced_at",
    "updated_at",
    "url",
];
const MEDIA_KEYS: [&str; 15] = [
    "media_type",
    "id",
    "title",
    "original_title",
    "release_date",
    "year",
    "popularity",
    "vote_average",
    "vote_count",
    "overview",
    "original_language",
    "genres",
    "poster_path",
    "adult",
    "url",
];

#[test]
fn a_list_has_the_contract_s_fields_on_either_api() {
    for world in [World::v3(), World::v4()] {
        let created = world.json(&["lists", "create", "Winter", "--description", "Snow"]);
        let document = created.exits(0).document();
        let list = &document["data"];
        assert_eq!(keys(list), LIST_KEYS);
        assert_eq!((&list["name"], &list["description"]), (&json!("Winter"), &json!("Snow")));
        assert_eq!((&list["item_count"], &list["pending_operations"]), (&json!(0), &json!(0)));
        assert_eq!(list["sync_status"], "synced");
        let id = list["id"].as_u64().unwrap();
        assert!(list["url"].as_str().unwrap().ends_with(&format!("/list/{id}")), "{list}");
        assert_eq!(list["local_id"].as_str().unwrap().len(), 36, "{list}");
        assert_eq!(document["meta"]["outcome"], "done");
        assert_eq!(document["meta"]["operation_id"].as_str().unwrap().len(), 36);

        let all = world.json(&["lists", "ls"]).data();
        assert_eq!(all.as_array().unwrap().len(), 1);
        assert_eq!(keys(&all[0]), LIST_KEYS);
        assert_eq!((&all[0]["id"], &all[0]["local_id"]), (&list["id"], &list["local_id"]));
        let status = world.json(&["lists", "status", "winter"]).data();
        assert_eq!(keys(&status[0]), LIST_KEYS);
        parse_time(&status[0]["synced_at"]);
        let public =
            if world.environment.contains_key("TMDB_USER_TOKEN") { json!(true) } else { Value::Null };
        assert_eq!(all[0]["public"], public, "v3 doesn't say whether a list is public");
    }
}

#[test]
fn what_is_not_known_is_null_and_never_missing() {
    let world = World::v3();
    let list = world.json(&["lists", "create", "Bare", "--offline"]).data();
    assert_eq!(keys(&list), LIST_KEYS);
    for key in ["id", "description", "public", "synced_at", "url"] {
        assert!(list[key].is_null(), "{key} in {list}");
    }
    world.json(&["lists", "add", "Bare", &format!("movie:{UNKNOWN}"), "--offline"]).exits(0);
    let item = world.shown("Bare")["items"][0].clone();
    has_keys(&item, &MEDIA_KEYS);
    has_keys(&item, &["added_at", "comment", "state"]);
    for key in ["title", "release_date", "year", "overview", "vote_average", "comment"] {
        assert!(item[key].is_null(), "{key} in {item}");
    }
}

#[test]
fn show_gives_the_list_with_its_items() {
    let world = World::v4();
    let id = world.make_with("Mixed", &[603]);
    world.json(&["lists", "add", "Mixed", &format!("tv:{SHOW}")]).exits(0);
    let ran = world.json(&["lists", "show", &id.to_string(), "--refresh"]);
    let document = ran.exits(0).document();
    let list = &document["data"];
    has_keys(list, &LIST_KEYS);
    assert_eq!(names(&list["items"]), ["movie:603", &format!("tv:{SHOW}")]);
    let (film, show) = (&list["items"][0], &list["items"][1]);
    for item in [film, show] {
        has_keys(item, &MEDIA_KEYS);
        has_keys(item, &["added_at", "comment", "state"]);
        assert_eq!(item["state"], "synced");
        assert!(keys(item).iter().all(|key| !["name", "first_air_date"].contains(key)), "{item}");
    }
    assert_eq!(
        (&film["title"], &film["year"], &film["release_date"]),
        (&json!("The Matrix"), &json!(1999), &json!("1999-03-31"))
    );
    assert_eq!(show["year"], 2011, "a show's first_air_date is its release_date");
    assert!(film["genres"].as_array().unwrap().iter().all(Value::is_string), "{film}");
    assert_eq!(document["meta"]["source"], "network");
    world.sandbox.go_down();
    world.clock.advance(3601);
    let stale = world.json(&["lists", "show", "Mixed"]);
    assert_eq!(stale.exits(0).document()["meta"]["source"], "stale");
    assert!(stale.stderr.contains("warning"), "{}", stale.stderr);
}

#[test]
fn pages_of_twenty() {
    let world = World::v4();
    let catalogue: Vec<u64> = films(45);
    world.make_with("Long", &catalogue);
    let count = |options: &[&str]| {
        let mut arguments = vec!["lists", "show", "Long"];
        arguments.extend(options);
        world.json(&arguments).data()["items"].as_array().unwrap().len()
    };
    assert_eq!(
        [count(&[]), count(&["--all"]), count(&["--page", "1"]), count(&["--page", "3"])],
        [45, 45, 20, 5]
    );
    assert_eq!(count(&["--page", "4"]), 0);
    let told = world.run(&["lists", "show", "Long", "--page", "99"]);
    assert!(told.stdout.contains("Page 3 is the last; there is no page 99."), "{}", told.stdout);
    let told = world.run(&["watchlist", "ls", "--page", "2"]);
    assert!(told.stderr.contains("There is only one page, and no page 2."), "{}", told.stderr);
    let before = world.requests();
    for page in ["0", "501", "-1", "x", "18446744073709551616"] {
        world.json(&["lists", "show", "Long", "--page", page]).fails(2, "usage");
    }
    assert_eq!(world.requests(), before, "nothing is sent for a wrong page");
}

/// Numbers of movies that the sandbox knows, read from what it searches.
pub(crate) fn films(count: usize) -> Vec<u64> {
    let titles = include_str!("../../src/sandbox/catalogue/titles.tsv");
    let films =
        titles.lines().filter_map(|line| line.strip_prefix("movie\t")?.split('\t').next()?.parse().ok());
    films.take(count).collect()
}

#[test]
fn adding_says_what_became_of_each_item() {
    for world in [World::v3(), World::v4()] {
        let id = world.make_with("Films", &[603]);
        let ran = world.add("Films", &[603, 11]);
        let document = ran.exits(0).document();
        assert_eq!(outcomes(&ran), ["already_present", "added"]);
        for row in document["data"].as_array().unwrap() {
            assert_eq!(keys(row), ["error", "id", "media_type", "operation_id", "outcome", "title"]);
            assert!(row["error"].is_null());
            assert_eq!(row["operation_id"].as_str().unwrap().len(), 36);
        }
        let meta = &document["meta"];
        assert_eq!(meta["counts"], add_counts(1, 1, 0, 0));
        assert_eq!(keys(&meta["list"]), ["id", "local_id", "name"]);
        assert_eq!((&meta["list"]["id"], &meta["list"]["name"]), (&json!(id), &json!("Films")));
        assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
    }
}

#[test]
fn removing_says_what_became_of_each_item() {
    for world in [World::v3(), World::v4()] {
        let id = world.make_with("Films", &[603, 11]);
        let ran = world.json(&["lists", "remove", "Films", "movie:603", "movie:550"]);
        assert_eq!(ran.exits(0).document()["meta"]["counts"], remove_counts(1, 1, 0, 0));
        assert_eq!(outcomes(&ran), ["removed", "not_present"]);
        assert_eq!(world.remote_items(id), ["movie:11"]);
    }
}

#[test]
fn what_waits_shows_at_once() {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.sandbox.go_down();
    let added = world.add("Films", &[12]);
    assert_eq!(added.exits(0).document()["meta"]["counts"], add_counts(0, 0, 1, 0));
    let removed = world.json(&["lists", "remove", "Films", "603"]);
    assert_eq!(removed.exits(0).document()["meta"]["counts"], remove_counts(0, 0, 1, 0));
    let list = world.shown("Films");
    assert_eq!(names(&list["items"]), ["movie:603", "movie:11", "movie:12"]);
    let states: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["state"]).collect();
    assert_eq!(states, ["pending_remove", "synced", "pending_add"]);
    assert_eq!(list["item_count"], 2, "as it will be");
    assert_eq!((&list["sync_status"], &list["pending_operations"]), (&json!("pending"), &json!(2)));
    let row = &world.json(&["lists", "ls", "--offline"]).data()[0];
    assert_eq!((&row["sync_status"], &row["item_count"]), (&json!("pending"), &json!(2)));
    let edited = world.json(&["lists", "edit", "Films", "--name", "Better films"]);
    let document = edited.exits(0).document();
    assert_eq!(document["meta"]["outcome"], "queued");
    assert_eq!(document["data"]["name"], "Better films");
    world.sandbox.come_back().unwrap();
    world.drain(3);
    let list = world.shown("Better films");
    assert_eq!(list["sync_status"], "synced");
    assert_eq!(world.remote_items(id), ["movie:11", "movie:12"]);
    assert_eq!(world.remote(id)["name"], "Better films");
}

#[test]
fn a_refused_write_rolls_back_and_stands_as_failed() {
    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    world.sandbox.go_down();
    world.json(&["lists", "edit", "Films", "--name", "Refused"]).exits(0);
    world.add("Refused", &[11]).exits(0);
    assert_eq!(world.shown("Refused")["item_count"], 2);
    world.sandbox.come_back().unwrap();
    world.fault(&format!("PUT /4/list/{id}: 422 code 5"));
    let retried = world.json(&["queue", "retry", "--now"]);
    let meta = &retried.exits(6).document()["meta"];
    assert_eq!((&meta["failed"], &meta["completed"]), (&json!(1), &json!(1)));
    let list = world.shown("Films");
    assert_eq!(list["name"], "Films", "the old name is back");
    assert_eq!((&list["sync_status"], &list["pending_operations"]), (&json!("error"), &json!(0)));
    assert_eq!(list["item_count"], 2, "what was not refused stays");
    let failed = world.only();
    assert_eq!((&failed["status"], &failed["type"]), (&json!("failed"), &json!("update_list")));
    assert_eq!(failed["last_error"]["type"], "validation");
    assert_eq!(failed["last_error"]["details"]["http_status"], 422);
    assert_eq!(failed["last_error"]["details"]["tmdb_status_code"], 5);
    // The person has seen the failure and drops it.
    world.json(&["queue", "cancel", failed["id"].as_str().unwrap()]).exits(0);
    assert_eq!(world.shown("Films")["sync_status"], "synced");
}

#[test]
fn a_list_made_offline_is_used_by_name_and_local_id() {
    for world in [World::v3(), World::v4()] {
        let made = world.json(&["lists", "create", "Later", "--offline"]);
        let document = made.exits(0).document();
        assert_eq!(document["meta"]["outcome"], "queued");
        assert!(document["data"]["id"].is_null());
        let local_id = document["data"]["local_id"].as_str().unwrap().to_owned();
        for (list, film) in [("later", "603"), (local_id.as_str(), "11")] {
            let ran = world.json(&["lists", "add", list, film, "--offline"]);
            assert_eq!(ran.exits(0).document()["meta"]["list"]["local_id"], local_id);
            assert!(ran.document()["meta"]["list"]["id"].is_null());
        }
        assert_eq!(world.requests(), 0);
        world.json(&["queue", "retry"]).exits(0);
        let list = world.shown(&local_id);
        let id = list["id"].as_u64().unwrap();
        assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
        assert_eq!((&list["sync_status"], &list["name"]), (&json!("synced"), &json!("Later")));
        assert_eq!(world.effects("create_list"), 1);
    }
}

#[test]
fn a_list_deleted_before_it_was_sent_is_never_sent() {
    let world = World::v3();
    world.json(&["lists", "create", "Mistake", "--offline"]).exits(0);
    world.json(&["lists", "add", "Mistake", "603", "--offline"]).exits(0);
    let deleted = world.json(&["lists", "delete", "Mistake", "--yes", "--offline"]);
    let document = deleted.exits(0).document();
    assert_eq!(document["meta"], json!({"outcome": "done", "operation_id": null, "dry_run": false}));
    world.json(&["queue", "retry"]).exits(0);
    assert_eq!(world.writes(0), Vec::<String>::new());
    assert!(world.queue(&[]).is_empty());
    assert_eq!(world.json(&["lists", "ls"]).data(), json!([]));
    world.json(&["lists", "show", "Mistake"]).fails(3, "not_found");
}

#[test]
fn clear_and_delete_ask_where_somebody_can_answer() {
    let mut world = World::v4();
    let id = world.make_with("Films", &FILMS);
    let before = world.requests();
    for verb in ["clear", "delete"] {
        world.json(&["lists", verb, "Films"]).fails(2, "usage");
    }
    world.person = Some(false);
    for verb in ["clear", "delete"] {
        let declined = world.run(&["lists", verb, "Films"]);
        assert_ne!(declined.code, 0, "declined is not done");
    }
    assert_eq!((world.requests(), world.remote_items(id).len()), (before, 6));
    world.person = Some(true);
    world.json(&["lists", "clear", "Films"]).exits(0);
    assert_eq!(world.remote_items(id).len(), 0);
    world.person = None;
    let deleted = world.json(&["lists", "delete", "Films", "-y"]);
    assert_eq!(deleted.exits(0).document()["meta"]["outcome"], "done");
    assert!(world.remote_lists().is_empty());
    world.json(&["lists", "show", "Films"]).fails(3, "not_found");
    world.json(&["lists", "add", &id.to_string(), "603"]).fails(3, "not_found");
}

#[test]
fn a_clear_beside_a_deletion_says_what_became_of_it() {
    const POINTS: [&str; 6] = [
        "op.enqueued",
        "claim.committed",
        "preimage.committed",
        "request.first_byte",
        "response.read",
        "result.committed",
    ];
    let (clear, delete) = (["lists", "clear", "Films", "--yes"], ["lists", "delete", "Films", "--yes"]);
    for (first, second) in [(clear, delete), (delete, clear)] {
        for point in POINTS {
            let world = World::v4();
            let id = world.make_with("Films", &[603, 11]);
            let ran = world.beside(&[&first[..], &["--json"]].concat(), point, move |seat| {
                let ran = seat.json(&second);
                // It is refused where the list is deleted already, and else it is queued or done.
                assert!([0, 3, 6].contains(&ran.code), "{point}: {ran:?}");
            });
            if ran.code != 0 {
                let error = ran.error();
                let kind = error["type"].as_str().unwrap();
                assert!(["not_found", "conflict"].contains(&kind), "{point}: {error}");
                assert!(error["details"]["hint"].is_string(), "{point}: {error}");
            }
            world.drain(4);
            assert!(world.queue(&[]).is_empty(), "{point}");
            assert!(world.remote_lists().iter().all(|list| list["id"] != id), "{point}: it is deleted");
        }
    }
}

#[test]
fn a_name_with_a_line_feed_survives_a_file() {
    let world = World::v4();
    let id = world.make("Films");
    let elsewhere = json!({"do": "update", "as": "ada", "list": id, "name": "Films\nof\u{2028}mine"});
    crate::memories::elsewhere(&world, &elsewhere);
    world.json(&["lists", "ls", "--refresh"]).exits(0);
    let text = world.run(&["lists", "export", &id.to_string(), "--to", "list"]).stdout;
    assert!(text.starts_with("# name: Films of mine\n"), "{text}");
    let file = world.home.path().join("films.list");
    let is_base = |line: &&str| line.starts_with("# base:");
    for (with_base, add) in [(true, "movie:603\n"), (false, "movie:603\nmovie:11\n")] {
        let kept = text.lines().filter(|line| with_base || !is_base(line)).collect::<Vec<_>>().join("\n");
        std::fs::write(&file, kept + "\n" + add).unwrap();
        let path = file.to_str().unwrap();
        for _ in 0..2 {
            world.json(&["lists", "apply", path]).exits(0);
        }
        assert_eq!(world.remote_lists().len(), 1, "no second list");
        assert_eq!(world.remote(id)["name"], "Films\nof\u{2028}mine", "it is not renamed");
    }
    assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
}

#[test]
fn an_export_has_the_ids_that_are_stored_here_and_asks_for_others_where_that_is_wanted() {
    let world = World::v4();
    world.make_with("Films", &[603, 550]);
    let ids = |options: &[&str]| {
        let ran = world.run(&[&["lists", "export", "Films", "--to", "csv"], options].concat());
        let asked = world
            .sandbox
            .log()
            .iter()
            .filter(|row| row["path"].as_str().unwrap().contains("external_ids"))
            .count();
        let ids = ran.exits(0).stdout.lines().skip(1).map(|line| line.split(',').nth(6).unwrap().to_owned());
        (ids.collect::<Vec<_>>().join(" "), asked)
    };
    assert_eq!(ids(&[]), (" ".to_owned(), 0));
    let known = "tt0133093 tt0137523".to_owned();
    assert_eq!(ids(&["--with-ids"]), (known.clone(), 2));
    world.clock.advance(100_000);
    assert_eq!(ids(&["--offline"]), (known, 2), "however old the answers are");
}

#[test]
fn contains_tells_by_exit_code_too() {
    let world = World::v3();
    world.make_with("Films", &[603]);
    let there = world.json(&["lists", "contains", "Films", "603"]);
    let data = there.data();
    assert_eq!(keys(&data), ["item", "list", "present"]);
    assert_eq!((&data["item"], &data["present"]), (&json!({"media_type": "movie", "id": 603}), &json!(true)));
    let absent = world.json(&["lists", "contains", "Films", "11"]);
    assert_eq!(absent.exits(3).document()["data"]["present"], false);
    assert_eq!(absent.stderr, "", "it is an answer, not an error");
    assert_eq!(
        world.json(&["lists", "contains", "Films", "603", "--type", "tv"]).exits(3).document()["data"]["present"],
        false
    );
}

#[test]
fn names_are_found_in_any_case_and_several_are_ambiguous() {
    let world = World::v3();
    let first = world.make("Twins");
    assert_eq!(world.json(&["lists", "show", "tWINS"]).data()["id"], first);
    let ran = world.json(&["lists", "create", "TWINS"]);
    ran.fails(2, "ambiguous");
    let made = world.json(&["lists", "create", "TWINS", "--force"]);
    let second = made.exits(0).data()["id"].as_u64().unwrap();
    let before = world.requests();
    for arguments in [vec!["lists", "show", "twins"], vec!["lists", "add", "Twins", "603"]] {
        let error = world.json(&arguments).fails(2, "ambiguous");
        let details = error["details"].to_string();
        for id in [first, second] {
            assert!(
                details.contains(&id.to_string())
                    && error["message"].as_str().unwrap().contains(&id.to_string())
            );
        }
    }
    assert_eq!(world.requests(), before);
    world.json(&["lists", "add", &second.to_string(), "603"]).exits(0);
    assert_eq!(world.remote_items(second), ["movie:603"]);
}

#[test]
fn a_name_that_is_a_number() {
    let world = World::v3();
    let first = world.make("First");
    let second = world.make("1984");
    assert_eq!(world.json(&["lists", "show", "1984"]).data()["id"], second);
    let third = world.make(&first.to_string());
    let shown = world.json(&["lists", "show", &first.to_string()]).data();
    assert_eq!(shown["id"], first, "an id goes before a name");
    assert_ne!(third, first);
}

#[test]
fn items_in_every_form_and_from_standard_input() {
    let world = World::v4();
    let id = world.make("Forms");
    let page = "https://www.themoviedb.org/movie/11-star-wars?language=en";
    let ran = world.feed(
        &["lists", "add", "Forms", "603", page, "tmdb://12", "tt0137523", "-", "--json"],
        "# a comment\nmovie:680   # Pulp Fiction\n{\"media_type\":\"tv\",\"id\":1399,\"title\":\"x\"}\n\n13\n",
    );
    assert_eq!(ran.exits(0).document()["meta"]["counts"], add_counts(7, 0, 0, 0));
    assert_eq!(
        world.remote_items(id),
        ["movie:603", "movie:11", "movie:12", "movie:550", "movie:680", "tv:1399", "movie:13"]
    );
    let titles = world.json(&["lists", "remove", "Forms", "--type", "tv", "1399"]);
    assert_eq!(outcomes(&titles), ["removed"]);
    assert_eq!(titles.document()["data"][0]["media_type"], "tv");
}

#[test]
fn an_unknown_title_alone_is_not_found_and_among_others_partial() {
    for world in [World::v3(), World::v4()] {
        let id = world.make("Films");
        let alone = world.add("Films", &[UNKNOWN]);
        let error = alone.fails(3, "not_found");
        let document = alone.document();
        assert_eq!(document["meta"]["counts"], add_counts(0, 0, 0, 1), "{error}");
        assert_eq!(document["data"][0]["error"]["type"], "not_found");
        let among = world.add("Films", &[603, UNKNOWN, 11]);
        assert_eq!(outcomes(among.exits(6)), ["added", "failed", "added"]);
        assert_eq!(among.document()["meta"]["counts"], add_counts(2, 0, 0, 1));
        assert_eq!(world.remote_items(id), ["movie:603", "movie:11"]);
        let imdb = world.json(&["lists", "add", "Films", "tt9999999"]);
        imdb.fails(3, "not_found");
        assert_eq!(imdb.document()["meta"]["counts"], add_counts(0, 0, 0, 1));
    }
}

#[test]
fn half_of_a_batch_refused() {
    let world = World::v4();
    let id = world.make("Films");
    world.fault("POST /4/list/*/items: half-items");
    let ran = world.add("Films", &FILMS);
    assert_eq!(outcomes(ran.exits(6)), ["added", "failed", "added", "failed", "added", "failed"]);
    let document = ran.document();
    assert_eq!(document["meta"]["counts"], add_counts(3, 0, 0, 3));
    assert!(document["data"][1]["error"]["message"].as_str().unwrap().contains("could not be processed"));
    assert_eq!(world.remote_items(id), ["movie:603", "movie:12", "movie:680"]);
    assert_eq!(names(&world.shown("Films")["items"]), world.remote_items(id), "the rest is rolled back");
    assert_eq!(world.shown("Films")["sync_status"], "error");
    world.sandbox.clear_faults();
    world.json(&["queue", "retry", "--failed"]).exits(0);
    assert_eq!(world.remote_items(id).len(), 6);
    assert_eq!(world.shown("Films")["sync_status"], "synced");
}

#[test]
fn what_v3_can_t_do_is_unsupported_and_leaves_nothing() {
    let world = World::v3();
    world.make_with("Films", &[603]);
    let before = world.requests();
    for arguments in [
        vec!["lists", "add", "Films", "tv:1399"],
        vec!["lists", "add", "Films", "movie:11", "tv:1399"],
        vec!["lists", "remove", "Films", "tv:1399"],
        vec!["lists", "edit", "Films", "--name", "Other"],
        vec!["lists", "create", "Secret", "--private"],
    ] {
        let error = world.json(&arguments).fails(2, "unsupported");
        assert!(error["details"]["hint"].as_str().unwrap().contains("TMDB_ACCESS_TOKEN"), "{error}");
    }
    assert_eq!(world.requests(), before);
    assert!(world.queue(&["--all"]).iter().all(|operation| operation["status"] == "completed"));
    assert_eq!(world.queue(&["--all"]).len(), 2);
    assert_eq!(world.shown("Films")["item_count"], 1);
}

#[test]
fn private_lists_and_fields_on_v4() {
    let world = World::v4();
    let made = world.json(&["lists", "create", "Secret", "--private", "--description", "x"]).data();
    let id = made["id"].as_u64().unwrap();
    assert_eq!(made["public"], false);
    assert_eq!(world.remote(id)["public"], false);
    let edited = world.json(&[
        "lists",
        "edit",
        "Secret",
        "--name",
        "Open",
        "--public",
        "--description",
        "",
        "--sort-by",
        "title.asc",
    ]);
    let data = edited.data();
    assert_eq!(
        (&data["name"], &data["public"], &data["description"]),
        (&json!("Open"), &json!(true), &Value::Null)
    );
    let remote = world.remote(id);
    assert_eq!(
        (&remote["name"], &remote["public"], &remote["sort_by"]),
        (&json!("Open"), &json!(true), &json!("title.asc"))
    );
    assert_eq!(remote["description"], "");
    let again = world.json(&["lists", "ls", "--refresh"]).data();
    assert_eq!(
        (&again[0]["name"], &again[0]["public"], &again[0]["description"]),
        (&json!("Open"), &json!(true), &Value::Null)
    );
}

#[test]
fn somebody_else_s_lists() {
    for world in [World::v3(), World::v4()] {
        let edit = |public: bool| {
            let edit = json!({"do": "create", "as": "bob", "name": "Bob's", "public": public, "items": ["movie:603"]});
            world.sandbox.edit_list(&edit).unwrap().to_string()
        };
        let (open, secret) = (edit(true), edit(false));
        world.json(&["lists", "show", &secret]).fails(1, "permission_denied");
        world.json(&["lists", "contains", &secret, "603"]).fails(1, "permission_denied");
        world.json(&["lists", "add", &secret, "11"]).fails(1, "permission_denied");
        world.json(&["lists", "add", &open, "11"]).fails(1, "permission_denied");
        world.json(&["lists", "show", "98765432"]).fails(3, "not_found");
        world.json(&["lists", "show", "No such name"]).fails(3, "not_found");
        assert_eq!(world.effects("add_item"), 2, "bob's own");
    }
}

#[test]
fn a_dry_run_changes_nothing_and_exits_zero() {
    let world = World::v4();
    let id = world.make_with("Films", &[603]);
    let before = (world.requests(), world.queue(&["--all"]).len());
    for arguments in [
        vec!["lists", "create", "Other", "--dry-run"],
        vec!["lists", "edit", "Films", "--name", "Other", "--dry-run"],
        vec!["lists", "clear", "Films", "--dry-run"],
        vec!["lists", "delete", "Films", "--dry-run"],
    ] {
        let ran = world.json(&arguments);
        has_keys(&ran.exits(0).document()["meta"], &["outcome", "operation_id"]);
    }
    let ran = world.json(&["lists", "add", "Films", "603", "11", "--dry-run"]);
    assert_eq!(outcomes(ran.exits(0)), ["already_present", "added"]);
    assert_eq!(ran.document()["meta"]["counts"], add_counts(1, 1, 0, 0));
    let ran = world.json(&["lists", "remove", "Films", "603", "11", "--dry-run"]);
    assert_eq!(outcomes(ran.exits(0)), ["removed", "not_present"]);
    assert_eq!((world.requests(), world.queue(&["--all"]).len()), before);
    assert_eq!(world.shown("Films")["name"], "Films");
    assert_eq!(world.remote_items(id), ["movie:603"]);
}

#[test]
fn clearing_spares_what_came_meanwhile_from_elsewhere() {
    let world = World::v4();
    let id = world.make_with("Films", &[603, 11]);
    world.sandbox.go_down();
    world.json(&["lists", "clear", "Films", "--yes"]).exits(0);
    assert_eq!(world.shown("Films")["item_count"], 0);
    world.sandbox.come_back().unwrap();
    world.sandbox.edit_list(&json!({"do": "add", "list": id, "items": ["movie:12"]})).unwrap();
    world.drain(3);
    assert_eq!(world.remote_items(id), ["movie:12"]);
    assert_eq!(names(&world.json(&["lists", "show", "Films"]).data()["items"]), ["movie:12"]);
}

#[test]
fn a_thousand_additions_go_in_few_requests() {
    let world = World::v4();
    let id = world.make("Big");
    let titles = include_str!("../../src/sandbox/catalogue/titles.tsv");
    let known: Vec<String> =
        titles.lines().skip(1).map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(":")).collect();
    let unknown = (0..1000 - known.len() as u64).map(|more| format!("movie:{}", UNKNOWN + more));
    let all: Vec<String> = known.iter().cloned().chain(unknown).collect();
    let before = world.requests();
    let ran = world.feed(&["lists", "add", "Big", "-", "--json"], &all.join("\n"));
    let known_count = known.len() as u64;
    assert_eq!(ran.exits(6).document()["meta"]["counts"], add_counts(known_count, 0, 0, 1000 - known_count));
    let requests = world.requests() - before;
    assert!(requests <= 15, "{requests} requests");
    assert_eq!(world.remote_items(id), known, "in the order typed");
}

#[test]
fn the_mirror_answers_for_an_hour() {
    let world = World::v4();
    world.make_with("Films", &[603]);
    world.json(&["lists", "ls"]).exits(0);
    world.json(&["lists", "show", "Films"]).exits(0);
    let asked = |arguments: &[&str]| {
        let before = world.requests();
        let source = world.json(arguments).exits(0).document()["meta"]["source"].clone();
        (world.requests() - before, source.as_str().unwrap().to_owned())
    };
    world.clock.advance(3500);
    assert_eq!(asked(&["lists", "ls"]), (0, "cache".to_owned()));
    assert_eq!(asked(&["lists", "show", "Films"]), (0, "cache".to_owned()));
    assert_eq!(asked(&["lists", "ls", "--refresh"]), (1, "network".to_owned()));
    assert_eq!(asked(&["lists", "show", "Films", "--refresh"]), (1, "network".to_owned()));
    world.sandbox.edit_list(&json!({"do": "create", "name": "From the site"})).unwrap();
    world.clock.advance(3700);
    assert_eq!(asked(&["lists", "ls"]).1, "network");
    assert_eq!(world.json(&["lists", "ls"]).data().as_array().unwrap().len(), 2);
    world.clock.advance(3700);
    world.fault("*: 503");
    assert_eq!(asked(&["lists", "ls"]).1, "stale");
    assert_eq!(asked(&["lists", "show", "Films"]).1, "stale");
}

#[test]
fn an_item_named_twice_is_added_once() {
    for world in [World::v3(), World::v4()] {
        let id = world.make("Films");
        let before = world.requests();
        let ran = world.add("Films", &[603, 603]);
        assert_eq!(outcomes(ran.exits(0)).len(), 2, "one element an item typed");
        assert_eq!(world.writes(before).len(), 1);
        assert_eq!(world.remote_items(id), ["movie:603"]);
    }
}

#[test]
fn status_names_what_is_missing() {
    let world = World::v3();
    world.make("Films");
    world.json(&["lists", "status", "Nothing"]).fails(3, "not_found");
    let some = world.json(&["lists", "status", "Films", "Nothing"]);
    some.fails(6, "not_found");
    assert_eq!(some.document()["data"].as_array().unwrap().len(), 1);
}

#[test]
fn lists_of_the_site_are_used_without_being_read_before() {
    for world in [World::v3(), World::v4()] {
        let site = world
            .sandbox
            .edit_list(&json!({"do": "create", "name": "Site", "items": ["movie:13", "tv:1399"]}))
            .unwrap();
        let ran = world.json(&["lists", "add", "site", "603"]);
        assert_eq!(outcomes(ran.exits(0)), ["added"]);
        assert_eq!(world.remote_items(site), ["movie:13", "tv:1399", "movie:603"]);
        let list = world.json(&["lists", "show", "site"]).data();
        assert_eq!(names(&list["items"]), ["movie:13", "tv:1399", "movie:603"]);
        assert_eq!(list["item_count"], 3);
        // Another machine goes on meanwhile; by the number of an unread list even the first command may be offline.
        let unread = world
            .sandbox
            .edit_list(&json!({"do": "create", "name": "Unread", "items": ["movie:13"]}))
            .unwrap();
        let queued = world.json(&["lists", "remove", &unread.to_string(), "13", "--offline"]);
        assert_eq!(outcomes(queued.exits(0)), ["queued"]);
        world.drain(2);
        assert!(world.remote_items(unread).is_empty());
        let all = world.json(&["lists", "ls", "--refresh"]).data();
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    }
}

/// What TMDB has on a list: item and comment.
fn comments_on_tmdb(world: &World, name: &str) -> Vec<(String, Option<String>)> {
    let state = world.sandbox.state();
    let list = state["lists"].as_array().unwrap().iter().find(|list| list["name"] == name).unwrap().clone();
    let one = |item: &Value| {
        let name = format!("{}:{}", item["media_type"].as_str().unwrap(), item["id"]);
        (name, item["comment"].as_str().map(str::to_owned))
    };
    list["items"].as_array().unwrap().iter().map(one).collect()
}

fn item_with(item: &str, comment: Option<&str>) -> (String, Option<String>) {
    (item.to_owned(), comment.map(str::to_owned))
}

#[test]
fn a_comment_goes_with_its_item_and_is_never_changed() {
    let world = World::v4();
    world.run(&["lists", "create", "Winter"]).exits(0);
    let added = world.json(&["lists", "add", "Winter", "movie:603", "tv:1399", "--comment", "Seen in 35 mm"]);
    assert_eq!(outcomes(added.exits(0)), ["added", "added"]);
    let both = Some("Seen in 35 mm");
    assert_eq!(
        comments_on_tmdb(&world, "Winter"),
        [item_with("movie:603", both), item_with("tv:1399", both)]
    );
    let shown = world.json(&["lists", "show", "Winter"]).data();
    assert_eq!(shown["items"][0]["comment"], "Seen in 35 mm");
    let for_people = |name: &str| world.run(&["lists", "show", name]).exits(0).stdout.clone();
    assert!(for_people("Winter").contains("Seen in 35 mm"), "{}", for_people("Winter"));
    world.make_with("Bare", &[603]);
    assert!(!for_people("Bare").contains("Comment"), "{}", for_people("Bare"));

    // One that is there already gets it, too; one that has another keeps it, and a warning says so.
    world.run(&["lists", "add", "Winter", "movie:680"]).exits(0);
    let late = world.json(&["lists", "add", "Winter", "movie:680", "--comment", "Late"]);
    assert_eq!(outcomes(late.exits(0)), ["already_present"]);
    let other = world.run(&["lists", "add", "Winter", "movie:603", "--comment", "Other"]);
    assert!(other.exits(0).stderr.contains("keeps the comment 'Seen in 35 mm'"), "{}", other.stderr);
    assert_eq!(
        comments_on_tmdb(&world, "Winter"),
        [item_with("movie:603", both), item_with("tv:1399", both), item_with("movie:680", Some("Late"))]
    );
}

#[test]
fn a_comment_waits_with_its_item_and_the_newest_unsent_one_counts() {
    let world = World::v4();
    world.run(&["lists", "create", "Winter"]).exits(0);
    for comment in ["First", "Second"] {
        world.run(&["--offline", "lists", "add", "Winter", "movie:603", "--comment", comment]).exits(0);
    }
    world.run(&["--offline", "lists", "add", "Winter", "movie:603"]).exits(0);
    let shown = world.json(&["--offline", "lists", "show", "Winter"]).data();
    assert_eq!(
        (&shown["items"][0]["comment"], &shown["items"][0]["state"]),
        (&json!("Second"), &json!("pending_add"))
    );
    let waits = world.json(&["queue", "ls"]).data();
    assert_eq!(waits.as_array().unwrap().len(), 1);
    assert_eq!(waits[0]["payload"]["comment"], "Second");
    world.run(&["queue", "retry"]).exits(0);
    assert_eq!(comments_on_tmdb(&world, "Winter"), [item_with("movie:603", Some("Second"))]);
}

#[test]
fn an_item_whose_comment_broke_off_gets_it_later() {
    for (fault, stands) in [
        ("503 x1", None),
        ("drop x1", None),
        ("500 code 11 x1", None),
        ("429 x1", None),
        ("lost x1", Some("Kept")),
    ] {
        let world = World::v4();
        world.run(&["lists", "create", "Winter"]).exits(0);
        let rule = format!("PUT /4/list/*/items: {fault}");
        world.sandbox.add_fault(flixir::sandbox::Fault::parse(&rule).unwrap());
        let added = world.json(&["lists", "add", "Winter", "movie:603", "--comment", "Kept"]);
        assert_eq!(outcomes(&added), ["queued"], "{fault}");
        assert_eq!(comments_on_tmdb(&world, "Winter"), [item_with("movie:603", stands)], "{fault}");
        world.clock.advance(200);
        world.run(&["queue", "retry"]).exits(0);
        assert_eq!(comments_on_tmdb(&world, "Winter"), [item_with("movie:603", Some("Kept"))], "{fault}");
        let effects = world.sandbox.effects();
        assert_eq!(effects.iter().filter(|effect| effect["effect"] == "add_item").count(), 1, "{fault}");
        assert_eq!(world.json(&["queue", "ls"]).data(), json!([]), "{fault}");
    }
}

#[test]
fn v3_has_no_comments_and_says_so() {
    let world = World::v3();
    world.run(&["lists", "create", "Winter"]).exits(0);
    let added = world.run(&["lists", "add", "Winter", "movie:603", "movie:680", "--comment", "Seen"]);
    assert_eq!(added.exits(0).stderr.matches("the comment was not sent").count(), 1, "{}", added.stderr);
    assert_eq!(
        comments_on_tmdb(&world, "Winter"),
        [item_with("movie:603", None), item_with("movie:680", None)]
    );
    let long = "x".repeat(501);
    world.run(&["lists", "add", "Winter", "movie:603", "--comment", &long]).exits(2);
    world.run(&["lists", "add", "Winter", "movie:603", "--comment", " "]).exits(2);
}

#[test]
fn a_cleared_list_comes_back_with_its_comments() {
    let world = World::v4();
    world.run(&["lists", "create", "Winter"]).exits(0);
    world.run(&["lists", "add", "Winter", "movie:603", "--comment", "Seen in 35 mm"]).exits(0);
    world.run(&["lists", "add", "Winter", "tv:1399"]).exits(0);
    let text = world.run(&["lists", "export", "Winter", "--to", "list"]);
    assert!(text.exits(0).stderr.contains("comments left out: 1"), "{}", text.stderr);
    world.run(&["lists", "clear", "Winter", "--yes"]).exits(0);
    world.clock.advance(600);
    world.run(&["lists", "restore", "Winter", "--yes"]).exits(0);
    assert_eq!(
        comments_on_tmdb(&world, "Winter"),
        [item_with("movie:603", Some("Seen in 35 mm")), item_with("tv:1399", None)]
    );
}

#[test]
fn clearing_again_is_not_answered_by_a_cache_on_the_way() {
    let world = World::v4();
    world.fault("GET /4/list/*: stale 5m");
    let id = world.make_with("Films", &[603]);
    world.json(&["lists", "clear", "Films", "--yes"]).exits(0);
    world.add("Films", &[11]).exits(0);
    world.json(&["lists", "clear", "Films", "--yes"]).exits(0);
    assert!(world.remote_items(id).is_empty());
}

#[test]
fn a_list_id_as_they_were_until_2012_is_told_as_unknown() {
    let world = World::v3();
    let ran = world.json(&["lists", "show", "509ec17b19c2950a0600050d"]);
    let hint = ran.fails(3, "not_found")["details"]["hint"].as_str().unwrap_or_default().to_owned();
    assert!(hint.contains("24 characters"), "{hint}");
}

#[test]
fn a_deletion_keeps_one_snapshot_unless_the_list_changed_before_it_was_sent() {
    for (edit, taken) in [(None, vec![2]), (Some("movie:550"), vec![3, 2])] {
        let world = World::v4();
        let id = world.make_with("Films", &[603, 11]);
        world.clock.advance(10);
        world.json(&["lists", "sync"]).exits(0);
        world.json(&["lists", "delete", "Films", "--yes", "--offline"]).exits(0);
        if let Some(item) = edit {
            world.sandbox.edit_list(&json!({"do": "add", "list": id, "items": [item]})).unwrap();
        }
        world.clock.advance(10);
        world.json(&["queue", "retry"]).exits(0);
        let log = world.json(&["lists", "log", "Films"]).data();
        let counts: Vec<u64> =
            log.as_array().unwrap().iter().map(|row| row["items"].as_u64().unwrap()).collect();
        assert_eq!(counts, taken, "{log}");
        world.json(&["lists", "restore", "Films", "--yes"]).exits(0);
        assert_eq!(world.remote_lists().len(), 1);
    }
}
