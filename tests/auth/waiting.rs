//! Waiting for the approval: the browser coming back, TMDB's word, whichever is first, and everything that isn't one.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::support::{ParseFault as _, TestBrowser, Visit, World, decide, header, http, interrupt, raw};

const LOGIN: [&str; 3] = ["auth", "login", "--json"];

/// Where the browser is to come back to, out of a v3 approval address.
fn redirect_of(page: &str) -> String {
    let (_, query) = page.split_once('?').unwrap();
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "redirect_to");
    found.unwrap().1.into_owned()
}

fn token_of(page: &str) -> String {
    page.split("/authenticate/").nth(1).unwrap().split('?').next().unwrap().to_owned()
}

fn host_of(address: &str) -> String {
    address.trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

#[test]
fn the_browser_coming_back_ends_the_wait_at_once() {
    for world in [World::with_key(), World::with_token()] {
        let before = world.seconds();
        world.login("ada");
        let waited = world.seconds() - before;
        assert!(waited < 2, "no poll was due yet: {waited}");
    }
}

#[test]
fn an_approval_on_another_machine_is_found_by_asking() {
    for world in [World::with_key(), World::with_token()] {
        let ran = world.visit(&LOGIN, Visit::browser(TestBrowser::elsewhere("approve", "bob")));
        assert_eq!(ran.json()["data"]["account"]["username"], "bob");
        assert!(ran.stderr.contains("on this machine or another"), "{ran:?}");
    }
}

#[test]
fn no_browser_means_no_browser() {
    let world = World::with_key();
    let browser = TestBrowser::none();
    let ran = world.visit(
        &["auth", "login", "--no-browser", "--wait", "5", "--json"],
        Visit::browser(Arc::clone(&browser)),
    );
    assert_eq!(ran.fails(5), "timed_out");
    assert!(browser.opened.lock().unwrap().is_empty());
}

#[test]
fn a_denial_ends_it() {
    for world in [World::with_key(), World::with_token()] {
        let ran = world.visit(&LOGIN, Visit::browser(TestBrowser::deciding("deny", "ada")));
        assert_eq!(ran.fails(4), "authentication_failed");
        assert!(ran.error()["message"].as_str().unwrap().contains("denied"));
        assert_eq!(world.keyring.entry("default"), None);
        assert_eq!(world.open_logins(), 0);
    }
}

#[test]
fn the_page_says_how_it_went() {
    let world = World::with_key();
    let pages = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&pages);
    let browser = TestBrowser::new(move |page| {
        let back = decide(page, "approve", "ada").unwrap();
        seen.lock().unwrap().push(http("GET", &back, ""));
        true
    });
    world.visit(&LOGIN, Visit::browser(browser)).json();
    let (status, head, body) = pages.lock().unwrap().pop().unwrap();
    assert_eq!(status, 200);
    assert!(body.contains("<h1>Done</h1>"));
    assert_eq!(header(&head, "cache-control").as_deref(), Some("no-store"));
    assert_eq!(header(&head, "referrer-policy").as_deref(), Some("no-referrer"));
    assert!(header(&head, "content-security-policy").unwrap().starts_with("default-src 'none'"));
}

#[test]
fn nobody_else_is_let_in_and_the_right_answer_still_counts() {
    let world = World::with_key();
    let answers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&answers);
    let browser = TestBrowser::new(move |page| {
        let (back, token) = (redirect_of(page), token_of(page));
        let host = host_of(&back);
        let path = back.trim_start_matches("http://").trim_start_matches(&host).to_owned();
        let right = format!("{path}?request_token={token}&approved=true");
        let get = |target: &str, named: &str| {
            raw(&host, &format!("GET {target} HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\r\n")).0
        };
        seen.lock().unwrap().extend([
            get(&format!("{path}?request_token=0123456789abcdef&approved=true"), &host),
            get(&format!("{path}?approved=true"), &host),
            get(&format!("{path}?request_token=0123456789abcdef&denied=true"), &host),
            get(&right, "rebound.example.org"),
            get(&format!("/other?request_token={token}&approved=true"), &host),
            get("/favicon.ico", &host),
            http("POST", &format!("http://{host}{right}"), "x=1").0,
        ]);
        let back = decide(page, "approve", "ada").unwrap();
        seen.lock().unwrap().push(http("GET", &back, "").0);
        true
    });
    world.visit(&LOGIN, Visit::browser(browser)).json();
    assert_eq!(*answers.lock().unwrap(), [400, 400, 400, 400, 404, 404, 400, 200]);
}

#[test]
fn the_listener_is_gone_after_the_login() {
    let world = World::with_key();
    let browser = TestBrowser::deciding("approve", "ada");
    world.visit(&LOGIN, Visit::browser(Arc::clone(&browser))).json();
    let host = host_of(&redirect_of(&browser.opened.lock().unwrap()[0]));
    assert!(std::net::TcpStream::connect(host).is_err());
}

#[test]
fn without_an_approval_it_times_out_and_stores_nothing() {
    for world in [World::with_key(), World::with_token()] {
        let before = world.seconds();
        let ran = world.visit(&["auth", "login", "--wait", "90", "--json"], Visit::default());
        assert_eq!(ran.fails(5), "timed_out");
        let waited = world.seconds() - before;
        assert!((90..92).contains(&waited), "{waited}");
        let asked = world.requests("POST", "/3/authentication/session/new")
            + world.requests("POST", "/4/auth/access_token");
        assert!((30..=40).contains(&asked), "every 2 s, later every 5 s: {asked}");
        assert_eq!(world.keyring.entry("default"), None);
    }
}

#[test]
fn a_request_that_lapses_is_told_apart() {
    let world = World::with_token();
    let ran = world.visit(&["auth", "login", "--wait", "1800", "--json"], Visit::default());
    assert_eq!(ran.fails(5), "timed_out");
    assert!(ran.error()["message"].as_str().unwrap().contains("15 minutes"), "{ran:?}");
}

#[test]
fn ctrl_c_stops_the_wait() {
    let world = World::with_token();
    let mut visit = Visit::default();
    let flag = Arc::clone(&visit.interrupted);
    visit.browser = TestBrowser::new(move |_| {
        interrupt(&flag);
        true
    });
    assert_eq!(world.visit(&LOGIN, visit).fails(130), "interrupted");
    assert_eq!(world.keyring.entry("default"), None);
}

#[test]
fn an_outage_during_the_wait_does_not_lose_the_login() {
    let world = World::with_key();
    world.sandbox.add_fault("POST /3/authentication/session/new: 503 x3".parse_fault());
    let ran = world.visit(&LOGIN, Visit::browser(TestBrowser::elsewhere("approve", "ada")));
    assert_eq!(ran.json()["data"]["logged_in"], true);
    assert_eq!(world.requests("POST", "/3/authentication/session/new"), 4);
}

#[test]
fn tmdb_s_pause_is_kept_while_waiting() {
    let world = World::with_key();
    world.sandbox.add_fault("POST /3/authentication/session/new: 429 retry-after 30 x1".parse_fault());
    let before = world.seconds();
    world.visit(&LOGIN, Visit::browser(TestBrowser::elsewhere("approve", "ada"))).json();
    let waited = world.seconds() - before;
    assert!(waited >= 32, "{waited}");
    assert_eq!(world.requests("POST", "/3/authentication/session/new"), 2);
}

#[test]
fn the_address_of_the_listener_can_be_chosen() {
    let mut world = World::with_key();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    world.set("TMDB_REDIRECT_URL", &format!("http://localhost:{port}/back"));
    let browser = TestBrowser::deciding("approve", "ada");
    world.visit(&LOGIN, Visit::browser(Arc::clone(&browser))).json();
    assert_eq!(redirect_of(&browser.opened.lock().unwrap()[0]), format!("http://localhost:{port}/back"));

    world.set("TMDB_REDIRECT_URL", "http://example.org/back");
    assert_eq!(world.visit(&LOGIN, Visit::approving()).fails(2), "config");
}

#[test]
fn a_port_that_is_taken_leaves_asking_tmdb_and_sends_the_browser_nowhere() {
    let mut world = World::with_key();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    world.set("TMDB_REDIRECT_URL", &format!("http://{address}/back"));
    let browser = TestBrowser::new(|page| {
        assert!(!page.contains("redirect_to"), "{page}");
        decide(page, "approve", "ada");
        true
    });
    let ran = world.visit(&LOGIN, Visit::browser(browser));
    assert_eq!(ran.json()["data"]["logged_in"], json!(true));
    assert!(ran.stderr.contains("can't listen"), "{ran:?}");
}
