//! What is too large, from TMDB or from here: one clear error, and nothing of it is used. Limits of files to import are
//! tested beside their code.

use std::io::Write;

use flixir::sandbox::faults::Substitute;
use flixir::sandbox::{Action, Fault};

use crate::support::{Visit, World, raw};

fn answering(headers: Vec<(String, String)>, body: Vec<u8>) -> World {
    let world = World::with_token();
    // Of another type than JSON, so that the sandbox doesn't pack it.
    let substitute = Substitute { status: 200, content_type: "text/plain", headers, body, applied: false };
    world.sandbox.add_fault(Fault::new(None, "*", Action::Answer(Box::new(substitute))));
    world
}

#[track_caller]
fn is_refused(world: &World, said: &str) {
    let ran = world.run(&["search", "matrix", "--json"]);
    assert_eq!(ran.fails(5), "invalid_response", "{ran:?}");
    assert!(ran.error()["message"].as_str().unwrap().contains(said), "{ran:?}");
    world.sandbox.clear_faults();
    world.run(&["search", "matrix", "--json"]).fails_not();
}

#[test]
fn an_answer_that_unpacks_to_more_than_is_sane() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..40 {
        packer.write_all(&blanks).unwrap();
    }
    let packed = packer.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    is_refused(&answering(vec![("Content-Encoding".to_owned(), "gzip".to_owned())], packed), "is too large");
}

#[test]
fn an_answer_with_a_megabyte_of_headers() {
    let world = answering(vec![("X-Padding".to_owned(), "x".repeat(1 << 20))], b"{}".to_vec());
    is_refused(&world, "not HTTP");
}

#[test]
fn an_answer_that_nests_too_deep() {
    for depth in [200, 100_000] {
        let deep = [vec![b'['; depth], vec![b']'; depth]].concat();
        let world = answering(Vec::new(), deep);
        let ran = world.run(&["info", "movie:603", "--json"]);
        assert_eq!(ran.fails(5), "invalid_response", "{ran:?}");
        assert!(ran.error()["message"].as_str().unwrap().contains("broken JSON"), "{ran:?}");
        // Of a page of titles it is read over, whatever it is.
        is_refused(&world, "not a page of results");
    }
}

#[test]
fn no_redirect_is_followed() {
    let world = answering(Vec::new(), Vec::new());
    world.sandbox.clear_faults();
    let elsewhere = World::with_token();
    let address = elsewhere.sandbox.base_url();
    world.sandbox.add_fault(Fault::parse(&format!("*: redirect {address}/3/search/multi")).unwrap());
    is_refused(&world, "doesn't come from TMDB");
    assert!(elsewhere.sandbox.log().is_empty());
}

#[test]
fn a_configuration_of_megabytes() {
    let world = World::with_token();
    let folder = world.home.path().join(".config/flixir");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), format!("# {}\n", "x".repeat(1 << 20))).unwrap();
    let ran = world.run(&["search", "matrix", "--json"]);
    assert_eq!(ran.fails(2), "config");
    assert!(ran.error()["message"].as_str().unwrap().contains("larger than 1 MB"), "{ran:?}");
    let ran = world.run(&["config", "set", "language", "de", "--json"]);
    assert_eq!(ran.fails(2), "config", "not made longer still");
}

#[test]
fn items_of_many_megabytes() {
    let world = World::with_token();
    world.login("ada");
    world.run(&["lists", "create", "Films"]).fails_not();
    let visit = Visit::stdin(&"# nothing to see\n".repeat(4_000_000));
    let ran = world.visit(&["lists", "add", "Films", "-", "--json"], visit);
    assert_eq!(ran.fails(2), "usage", "{:.500}", ran.stderr);
    assert!(ran.stderr.contains("more than 64 MB"), "{:.500}", ran.stderr);
}

#[test]
fn a_request_to_a_server_of_ours() {
    let world = World::with_token();
    let host = world.sandbox.address().to_string();
    let head = format!("GET /3/configuration HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(70_000));
    assert_eq!(raw(&host, &head).0, 431);
    let body = format!("POST /3/list HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2000000\r\n\r\n");
    assert_eq!(raw(&host, &body).0, 413);
}
