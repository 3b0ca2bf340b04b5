//! `lists share`: the address, the browser, the clipboard, and lists that have none.

use std::sync::atomic::Ordering;

use serde_json::json;

use crate::support::{TestBrowser, Visit, World};
use crate::{logged_in, make_list};

#[test]
fn prints_the_address_alone() {
    let world = logged_in();
    let id = make_list(&world, "Winter", &[]);
    let ran = world.run(&["lists", "share", "winter"]);
    assert_eq!((ran.code, ran.stdout), (0, format!("{}/list/{id}\n", world.sandbox.base_url())));
    let data = world.run(&["lists", "share", &id.to_string(), "--json"]).json()["data"].clone();
    assert_eq!(
        (&data["list"]["id"], &data["public"], &data["opened"], &data["copied"]),
        (&json!(id), &json!(true), &json!(false), &json!(false))
    );
    assert!(ran.stderr.is_empty(), "a public list needs no warning: {}", ran.stderr);
}

#[test]
fn opens_and_copies() {
    let world = logged_in();
    let address = format!("{}/list/{}", world.sandbox.base_url(), make_list(&world, "Winter", &[]));
    let browser = TestBrowser::new(|_| true);
    let visit = Visit::browser(browser.clone());
    let ran = world.visit(&["lists", "share", "Winter", "--open", "--copy", "--json"], visit);
    assert_eq!((&ran.json()["data"]["opened"], &ran.json()["data"]["copied"]), (&json!(true), &json!(true)));
    assert_eq!(*browser.opened.lock().unwrap(), std::slice::from_ref(&address));
    assert_eq!(*world.clipboard.copied.lock().unwrap(), [address]);
}

#[test]
fn what_is_missing_is_said() {
    let world = logged_in();
    make_list(&world, "Winter", &[]);
    let ran = world.run(&["lists", "share", "Winter", "--open", "--json"]);
    assert_eq!(ran.json()["data"]["opened"], false);
    assert!(ran.stderr.contains("no browser"), "{ran:?}");
    world.clipboard.is_missing.store(true, Ordering::Relaxed);
    let ran = world.run(&["lists", "share", "Winter", "--copy", "--json"]);
    assert_eq!((ran.fails(2), &ran.document()["data"]["copied"]), ("unsupported".to_owned(), &json!(false)));
}

#[test]
fn a_private_list_is_only_its_owner_s() {
    let world = logged_in();
    world.run(&["lists", "create", "Secret", "--private"]).fails_not();
    let ran = world.run(&["lists", "share", "Secret"]);
    assert!(ran.code == 0 && ran.stderr.contains("Only its owner"), "{ran:?}");
    assert!(ran.stdout.contains("/list/"), "{ran:?}");
}

#[test]
fn without_a_place_on_tmdb_there_is_no_address() {
    let world = logged_in();
    world.run(&["lists", "create", "Later", "--offline"]).fails_not();
    let ran = world.run(&["lists", "share", "Later", "--offline", "--copy", "--json"]);
    assert_eq!(ran.fails(3), "not_found");
    assert!(ran.error()["message"].as_str().unwrap().contains("has not been sent to TMDB yet"), "{ran:?}");
    assert!(ran.stdout.is_empty() && world.clipboard.copied.lock().unwrap().is_empty());
    assert_eq!(world.run(&["lists", "share", "Nowhere", "--json"]).fails(3), "not_found");
}

#[test]
fn offline_what_is_known_is_enough() {
    let world = logged_in();
    make_list(&world, "Winter", &[]);
    world.run(&["lists", "ls"]).fails_not();
    world.run(&["lists", "share", "Winter", "--offline"]).fails_not();
    assert_eq!(World::bare().run(&["lists", "share", "Winter", "--json"]).fails(4), "missing_credentials");
}
