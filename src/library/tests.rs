//! The library's interface against a sandbox: what the doc examples don't show, such as what happens while TMDB is
//! unavailable.

use std::sync::Arc;

use super::*;
use crate::domain::{MediaRef, MediaType};
use crate::error::ErrorKind;
use crate::sandbox::Sandbox;
use crate::services::answers::Source;
use crate::services::outbox::Outcome;

fn world() -> (Sandbox, tempfile::TempDir) {
    (Sandbox::local().unwrap(), tempfile::tempdir().unwrap())
}

fn builder(sandbox: &Sandbox, home: &tempfile::TempDir) -> Builder {
    Flixir::builder()
        .folder(home.path())
        .address(&sandbox.base_url())
        .api_key(sandbox.key())
        .logins_in_files()
}

fn logged_in(sandbox: &Sandbox, home: &tempfile::TempDir) -> Flixir {
    let session = sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
    builder(sandbox, home).session(&session).open().unwrap()
}

#[test]
fn a_change_made_during_an_outage_is_delivered_later() {
    let (sandbox, home) = world();
    let flixir = logged_in(&sandbox, &home);
    flixir.create_list("Winter").unwrap();
    sandbox.go_down();
    let change = flixir.add("Winter", &[MediaRef::movie(603)]).unwrap();
    assert_eq!(change.items[0].outcome, Outcome::Queued);
    assert!(!change.is_done());
    assert_eq!(flixir.read("Winter").unwrap().items.len(), 1, "what is queued shows");
    assert_eq!(flixir.deliver().unwrap().queued, 1, "it is not due yet");
    drop(flixir);
    sandbox.come_back().unwrap();
    let flixir = logged_in(&sandbox, &home);
    assert_eq!(flixir.read("Winter").unwrap().list.pending_operations, 1, "the profile keeps the queue");
}

#[test]
fn the_cache_answers_while_tmdb_is_away() {
    let (sandbox, home) = world();
    let flixir = builder(&sandbox, &home).open().unwrap();
    let search = || Search::new("matrix").only(MediaType::Movie).year(1999);
    assert_eq!(flixir.search(search()).unwrap().source, Source::Network);
    sandbox.go_down();
    let found = flixir.search(search()).unwrap();
    assert_eq!((found.source, found.rows[0].id), (Source::Cache, 603));
    assert_eq!(flixir.search(" ").unwrap_err().kind(), ErrorKind::Usage);
}

#[test]
fn a_login_is_kept_in_the_profile() {
    let sandbox = Arc::new(Sandbox::local().unwrap());
    let home = tempfile::tempdir().unwrap();
    let flixir = builder(&sandbox, &home).open().unwrap();
    assert_eq!(flixir.lists().unwrap_err().kind(), ErrorKind::MissingCredentials);
    let person = Arc::clone(&sandbox);
    let account = flixir
        .log_in(move |page| {
            assert!(page.contains("/authenticate/"), "{page}");
            person.approve_newest(None).unwrap();
        })
        .unwrap();
    assert_eq!(account.username.as_deref(), Some("demo"));
    drop(flixir);
    assert_eq!(builder(&sandbox, &home).open().unwrap().lists().unwrap(), []);
}

#[test]
fn the_account_s_own_collections_are_written_and_read() {
    let (sandbox, home) = world();
    let flixir = logged_in(&sandbox, &home);
    assert!(
        flixir.add(Collection::Watchlist, &[MediaRef::movie(603), MediaRef::tv(1399)]).unwrap().is_done()
    );
    assert!(flixir.remove(Collection::Watchlist, &[MediaRef::tv(1399)]).unwrap().is_done());
    let items = flixir.read(Collection::Watchlist).unwrap().items;
    assert_eq!(items.iter().map(|held| held.media.id).collect::<Vec<_>>(), [603]);
    let delivery = flixir.deliver().unwrap();
    assert_eq!((delivery.done, delivery.failed, delivery.queued), (0, 0, 0));
    assert!(flixir.sync().unwrap().iter().all(|list| list.error.is_none()));
}
