//! Titles in words (`--search`), and titles that are gone (`lists status --dead`).

use serde_json::Value;

use crate::support::{Ran, Visit, World};
use crate::{list_at_tmdb, logged_in, make_list, names, outcomes};

fn on_winter(world: &World) -> Vec<String> {
    names(&list_at_tmdb(world, "Winter").unwrap()["items"])
}

fn at_a_terminal(world: &World, arguments: &[&str], answers: &[&str]) -> Ran {
    world.visit(arguments, Visit::default().answers(answers))
}

fn candidates(error: &Value) -> Vec<String> {
    names(&error["details"]["candidates"])
}

#[test]
fn a_title_in_words_must_be_the_only_one_of_its_name() {
    let world = logged_in();
    make_list(&world, "Winter", &[]);
    let add =
        |words: &[&str]| world.run(&[&["lists", "add", "winter", "--json", "--search"], words].concat());
    let two = add(&["solaris"]);
    assert_eq!(two.fails(2), "ambiguous");
    assert_eq!(candidates(&two.error()), ["movie:2103", "movie:593"]);
    assert_eq!(outcomes(&add(&["Solaris", "--year", "2002"]).json()), ["added"]);
    // Neither case nor accents make another title.
    let amelie = add(&["LE FABULEUX DESTIN D'AMELIE POULAIN"]);
    assert_eq!(amelie.json()["data"][0]["title"], "Amélie");
    let part = add(&["game of thr"]);
    assert_eq!(part.fails(2), "ambiguous");
    assert_eq!(candidates(&part.error()), ["tv:1399"], "it is near, and not what was typed");
    assert_eq!(add(&["Game of Thrones", "--type", "tv"]).json()["data"][0]["media_type"], "tv");
    assert_eq!(add(&["game of thrones", "--type", "movie"]).fails(3), "not_found");
    assert_eq!(add(&["Solaris", "--year", "1999"]).fails(3), "not_found");
    assert_eq!(add(&["no such film at all"]).fails(3), "not_found");
    assert_eq!(on_winter(&world), ["movie:2103", "movie:194", "tv:1399"]);
    world.run(&["lists", "contains", "winter", "--search", "game of thrones"]).fails_not();
    world.run(&["lists", "remove", "winter", "--search", "game of thrones"]).fails_not();
    assert_eq!(on_winter(&world), ["movie:2103", "movie:194"]);
}

#[test]
fn on_a_terminal_the_person_chooses() {
    let world = logged_in();
    make_list(&world, "Winter", &[]);
    let add = ["lists", "add", "winter", "--search", "solaris", "--json"];
    at_a_terminal(&world, &add, &["0"]).fails_not();
    assert_eq!(on_winter(&world), ["movie:2103"]);
    assert_eq!(at_a_terminal(&world, &add, &["none"]).fails(130), "interrupted");
    let sure = [&add[..], &["-y"]].concat();
    assert_eq!(at_a_terminal(&world, &sure, &[]).fails(2), "ambiguous");
}

#[test]
fn collections_take_words_too() {
    let world = logged_in();
    for collection in ["favorites", "watchlist"] {
        world.run(&[collection, "add", "--search", "fight club"]).fails_not();
        world.run(&[collection, "remove", "--search", "fight club"]).fails_not();
    }
    world.run(&["ratings", "add", "--search", "fight club", "8.5"]).fails_not();
    let rated = world.run(&["ratings", "ls", "--json"]).json();
    assert_eq!((&rated["data"][0]["id"], &rated["data"][0]["score"]), (&550.into(), &8.5.into()));
    assert_eq!(world.run(&["ratings", "add", "movie:550", "--json"]).fails(2), "usage");
    assert_eq!(world.run(&["ratings", "add", "--search", "x", "movie:550", "8", "--json"]).fails(2), "usage");
    assert_eq!(
        world.run(&["lists", "add", "winter", "movie:1", "--search", "x", "--json"]).fails(2),
        "usage"
    );
    assert_eq!(world.run(&["lists", "add", "winter", "--json"]).fails(2), "usage");
}

#[test]
fn the_catalogue_tells_which_titles_are_gone() {
    let mut world = logged_in();
    let base = world.sandbox.base_url();
    world.set("TMDB_EXPORTS_URL", &base);
    make_list(&world, "Winter", &["movie:603", "tv:1399"]);
    world.run(&["lists", "show", "winter"]).fails_not();
    let dead = ["lists", "status", "winter", "--dead", "--json"];
    let without = world.run(&dead);
    assert_eq!(without.fails(5), "unavailable");
    assert!(without.stderr.contains("flixir catalog update"), "{without:?}");

    world.run(&["catalog", "update"]).fails_not();
    let none = world.run(&dead).json();
    assert_eq!((none["data"].as_array().unwrap().len(), &none["meta"]["checked"]), (0, &2.into()));
    // One that TMDB never had, and one that is newer than the exports.
    world.run(&["--offline", "lists", "add", "winter", "movie:4", "movie:2147483647"]).fails_not();
    let asked = world.sandbox.log().len();
    let ran = world.run(&dead);
    let found = ran.json();
    assert_eq!(names(&found["data"]), ["movie:4"]);
    assert_eq!(found["data"][0]["list"]["name"], "Winter");
    assert_eq!((&found["meta"]["checked"], &found["meta"]["unknown"]), (&3.into(), &1.into()));
    assert!(ran.stderr.contains("newer than the catalog"), "{ran:?}");
    assert_eq!(world.sandbox.log().len(), asked, "nothing is asked");
    let rows = world.run(&["lists", "status", "--dead", "--jsonl"]);
    let remove =
        world.visit(&["--offline", "lists", "remove", "winter", "-", "--json"], Visit::stdin(&rows.stdout));
    assert_eq!(names(&remove.json()["data"]), ["movie:4"]);
    assert!(world.run(&dead).json()["data"].as_array().unwrap().is_empty());
}
