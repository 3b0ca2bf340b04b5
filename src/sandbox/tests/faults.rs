//! Every way to fail, and whether the request took effect.

use std::thread;

use super::*;

/// Sends a request on a thread of its own; joins to whatever came back.
fn aside(fixture: &Fixture, method: &str, target: &str, body: &Value) -> thread::JoinHandle<Vec<u8>> {
    let address = fixture.sandbox.address();
    let bytes = request(method, &fixture.keyed(target), &[JSON], &body.to_string());
    thread::spawn(move || exchange(address, &bytes))
}

struct Scene {
    fixture: Fixture,
    session: String,
}

impl Scene {
    /// Logs in first, so that the rule meets only what follows.
    fn new(rule: &str) -> Self {
        let fixture = Fixture::new();
        let session = fixture.session();
        fixture.fault(rule);
        Self { fixture, session }
    }

    fn target(&self) -> String {
        format!("/3/list?session_id={}", self.session)
    }

    fn create(&self) -> Got {
        self.fixture.call("POST", &self.target(), &json!({"name": "x"}))
    }

    fn create_raw(&self) -> Vec<u8> {
        let target = self.fixture.keyed(&self.target());
        self.fixture.raw("POST", &target, &[JSON], "{\"name\":\"x\"}")
    }

    fn made(&self) -> usize {
        self.fixture.effects("create_list")
    }
}

#[test]
fn statuses_take_no_effect_unless_told() {
    let scene = Scene::new("POST /3/list: 503 x1");
    assert_eq!(scene.create().codes(), (503, 9));
    assert_eq!(scene.made(), 0);
    assert_eq!(scene.create().codes(), (201, 1));
    let scene = Scene::new("POST /3/list: 502 html applied");
    let failed = scene.create();
    assert_eq!((failed.status, failed.text().starts_with("<html>")), (502, true));
    assert_eq!(scene.made(), 1);
    let scene = Scene::new("*: 500 empty");
    assert_eq!((scene.create().status, scene.create().body.len()), (500, 0));
}

#[test]
fn limits_say_when_to_come_back_or_not() {
    for (rule, expected) in [
        ("*: 429 retry-after 7", Some("7")),
        ("*: 429 retry-after 0", Some("0")),
        ("*: 429 retry-after \"Wed, 04 Mar 2026 06:00:00 GMT\"", Some("Wed, 04 Mar 2026 06:00:00 GMT")),
        ("*: 429 retry-after soon", Some("soon")),
        ("*: 429", None),
    ] {
        let fixture = Fixture::with_fault(rule);
        let limited = fixture.get("/3/movie/603");
        assert_eq!((limited.codes(), limited.header("retry-after")), ((429, 25), expected), "{rule}");
    }
}

#[test]
fn broken_bodies_are_broken() {
    let fixture = Fixture::new();
    let whole = fixture.get("/3/movie/603").body.len();
    let ask = |rule: &str| {
        fixture.sandbox.clear_faults();
        fixture.fault(rule);
        fixture.get("/3/movie/603")
    };
    let parses = |got: &Got| serde_json::from_slice::<Value>(&got.body).is_ok();
    let bad = ask("*: bad-json");
    assert!(bad.status == 200 && !parses(&bad));
    let half = ask("*: truncated");
    assert!(half.status == 200 && !parses(&half) && half.body.len() == whole / 2);
    let portal = ask("*: html");
    assert!(portal.status == 200 && portal.header("content-type").unwrap().starts_with("text/html"));
    let away = ask("*: redirect http://portal.example/login");
    assert_eq!((away.status, away.header("location")), (302, Some("http://portal.example/login")));
    let huge = ask("*: huge 2MB");
    assert!(parses(&huge) && huge.body.len() == 2 * 1024 * 1024);
    let deep = ask("*: deep 100000");
    assert_eq!(deep.body.len(), 200_000);
}

#[test]
fn dropped_means_not_applied_and_lost_means_applied() {
    let scene = Scene::new("POST /3/list: drop x1");
    assert_eq!(scene.create_raw(), b"");
    assert_eq!(scene.made(), 0);
    let entry = scene.fixture.sandbox.log().last().unwrap().clone();
    assert_eq!((&entry["status"], &entry["applied"]), (&Value::Null, &json!(false)));
    scene.fixture.fault("POST /3/list: lost x1");
    assert_eq!(scene.create_raw(), b"");
    assert_eq!(scene.made(), 1);
    assert_eq!(scene.fixture.sandbox.log().last().unwrap()["applied"], true);
}

#[test]
fn answers_are_cut_at_any_point_after_applying() {
    for (cut, complete_head) in
        [("head", false), ("headers", true), ("half", true), ("9", false), ("0", false)]
    {
        let scene = Scene::new(&format!("POST /3/list: cut {cut}"));
        let bytes = scene.create_raw();
        let got = parse(&bytes);
        assert_eq!(got.is_some(), complete_head, "{cut}");
        if let Some(got) = got {
            let promised: usize = got.header("content-length").unwrap().parse().unwrap();
            assert!(got.body.len() < promised, "{cut}");
            assert_eq!(got.body.is_empty(), cut == "headers", "{cut}");
        }
        assert_eq!(scene.made(), 1, "{cut}");
    }
}

#[test]
fn late_effects_come_after_the_connection_has_closed() {
    let scene = Scene::new("POST /3/list: late 30s");
    assert_eq!(scene.create_raw(), b"");
    assert_eq!(scene.made(), 0);
    // The late thread may not sleep yet; time then moves on in steps.
    for _ in 0..10_000 {
        if scene.made() > 0 {
            break;
        }
        scene.fixture.clock.advance(Duration::from_secs(10));
        thread::yield_now();
    }
    assert_eq!(scene.made(), 1);
}

#[test]
fn latency_lets_others_by() {
    let fixture = Fixture::with_fault("GET /3/movie/*: latency 5s");
    let slow = aside(&fixture, "GET", "/3/movie/603", &json!({}));
    assert_eq!(fixture.get("/3/tv/1399").status, 200);
    while !slow.is_finished() {
        fixture.clock.advance(Duration::from_secs(1));
        thread::yield_now();
    }
    assert_eq!(parse(&slow.join().unwrap()).unwrap().status, 200);
    assert!(fixture.clock.elapsed() >= Duration::from_secs(5));
}

#[test]
fn held_before_applying() {
    let scene = Scene::new("POST /3/list: hold");
    let held = aside(&scene.fixture, "POST", &scene.target(), &json!({"name": "x"}));
    assert!(scene.fixture.sandbox.wait_for_held(1, PATIENCE));
    assert_eq!(scene.made(), 0);
    assert_eq!(scene.fixture.get("/3/movie/603").status, 200);
    assert_eq!(scene.fixture.sandbox.release(), 1);
    assert_eq!(parse(&held.join().unwrap()).unwrap().status, 201);
    assert_eq!(scene.made(), 1);
}

#[test]
fn held_after_applying() {
    let scene = Scene::new("POST /3/list: hold-after");
    let held = aside(&scene.fixture, "POST", &scene.target(), &json!({"name": "x"}));
    assert!(scene.fixture.sandbox.wait_for_held(1, PATIENCE));
    assert_eq!(scene.made(), 1);
    let released = scene.fixture.send("POST", "/sandbox/release", &[], "").json();
    assert_eq!(released["released"], 1);
    assert_eq!(parse(&held.join().unwrap()).unwrap().status, 201);
}

#[test]
fn a_sandbox_that_stops_lets_go_of_what_it_holds() {
    let fixture = Fixture::with_fault("*: hold");
    let held = aside(&fixture, "GET", "/3/movie/603", &json!({}));
    assert!(fixture.sandbox.wait_for_held(1, PATIENCE));
    drop(fixture);
    held.join().unwrap();
}

#[test]
fn a_dripping_answer_arrives_whole_in_the_end() {
    let fixture = Fixture::with_fault("*: drip 1s");
    let slow = aside(&fixture, "GET", "/3/movie/603", &json!({}));
    while !slow.is_finished() {
        fixture.clock.advance(Duration::from_secs(1));
        thread::yield_now();
    }
    assert_eq!(parse(&slow.join().unwrap()).unwrap().json()["id"], 603);
}

#[test]
fn half_of_a_batch_is_refused() {
    let fixture = Fixture::with_fault("POST /4/list/*/items: half-items x1");
    let (token, _) = fixture.user();
    let made = fixture.bearer(&token, "POST", "/4/list", &json!({"name": "x", "iso_639_1": "en"}));
    let path = format!("/4/list/{}/items", made.json()["id"]);
    let items = [603, 550, 680].map(|id| json!({"media_type": "movie", "media_id": id}));
    let results = fixture.bearer(&token, "POST", &path, &json!({"items": items})).json()["results"].clone();
    let ok: Vec<bool> = results.as_array().unwrap().iter().map(|row| row["success"] == true).collect();
    assert_eq!(ok, [true, false, true]);
    assert_eq!(fixture.effects("add_item"), 2);
}

#[test]
fn refusals_by_name() {
    let scene = Scene::new("POST /3/list: session-ended x1");
    scene.fixture.fault("POST /3/list: spam x1");
    assert_eq!(scene.create().codes(), (401, 3));
    let spam = scene.create();
    assert_eq!(
        (spam.codes(), &spam.json()["errors"][0]),
        ((400, 18), &json!("Content is suspected to be spam"))
    );
    assert_eq!(scene.made(), 0);
}

#[test]
fn a_deletion_answers_500_though_it_happened() {
    let scene = Scene::new("DELETE /3/list/*: delete-500");
    let list = scene.fixture.list(&scene.session, "x");
    let path = format!("/3/list/{list}?session_id={}", scene.session);
    assert_eq!(scene.fixture.call("DELETE", &path, &Value::Null).codes(), (500, 11));
    assert_eq!(scene.fixture.call("DELETE", &path, &Value::Null).codes(), (404, 34));
    assert_eq!(scene.fixture.effects("delete_list"), 1);
}

#[test]
fn the_edge_serves_old_answers_at_old_addresses() {
    let scene = Scene::new("GET /3/list/*: stale 300s");
    let fixture = &scene.fixture;
    let list = fixture.list(&scene.session, "x");
    let count = |suffix: &str| {
        let got = fixture.get(&format!("/3/list/{list}{suffix}"));
        (got.json()["item_count"].as_u64().unwrap(), got.header("age").map(str::to_owned))
    };
    assert_eq!(count(""), (0, Some("0".to_owned())));
    let add = format!("/3/list/{list}/add_item?session_id={}", scene.session);
    fixture.call("POST", &add, &json!({"media_id": 603}));
    fixture.clock.advance(Duration::from_mins(2));
    assert_eq!(count(""), (0, Some("120".to_owned())));
    assert_eq!(count("?fresh=1"), (1, Some("0".to_owned())));
    fixture.clock.advance(Duration::from_mins(3));
    assert_eq!(count(""), (1, Some("0".to_owned())));
}

#[test]
fn an_edge_that_goes_by_path_has_no_fresh_address() {
    let scene = Scene::new("GET /3/list/*: stale 300s by-path");
    let list = scene.fixture.list(&scene.session, "x");
    let age = |suffix: &str| {
        scene.fixture.get(&format!("/3/list/{list}{suffix}")).header("age").unwrap().to_owned()
    };
    assert_eq!(age(""), "0");
    scene.fixture.clock.advance(Duration::from_secs(7));
    assert_eq!(
        (age("?fresh=1"), age("?fresh=2&page=1"), age("?page=2")),
        ("7".into(), "7".into(), "0".into())
    );
}

#[test]
fn the_edge_may_answer_a_clearing_at_an_address_that_it_knows() {
    let fixture = Fixture::with_fault("GET *: stale 300s");
    let (token, _) = fixture.user();
    let made = fixture.bearer(&token, "POST", "/4/list", &json!({"name": "x", "iso_639_1": "en"}));
    let clear = format!("/4/list/{}/clear", made.json()["id"]);
    for address in ["", "", "?fresh=1"] {
        assert_eq!(fixture.bearer(&token, "GET", &format!("{clear}{address}"), &Value::Null).status, 200);
    }
    assert_eq!(fixture.effects("clear_list"), 2, "the second was not carried out");
}

#[test]
fn an_outage_refuses_connections_until_it_is_over() {
    let fixture = Fixture::new();
    let address = fixture.sandbox.address();
    fixture.sandbox.go_down();
    assert!(TcpStream::connect(address).is_err());
    fixture.sandbox.go_down();
    fixture.sandbox.come_back().unwrap();
    fixture.sandbox.come_back().unwrap();
    assert_eq!(fixture.sandbox.address(), address);
    assert_eq!(fixture.get("/3/movie/603").status, 200);
}

#[test]
fn an_outage_ordered_over_http_ends_by_itself() {
    let fixture = Fixture::new();
    let address = fixture.sandbox.address();
    let told = fixture.send("POST", "/sandbox/down", &[JSON], "{\"for_ms\": 5000}");
    assert_eq!(told.json()["down"], true);
    while fixture.sandbox.is_up() {
        thread::yield_now();
    }
    assert!(TcpStream::connect(address).is_err());
    while !fixture.sandbox.is_up() {
        fixture.clock.advance(Duration::from_secs(1));
        thread::yield_now();
    }
    assert_eq!(fixture.get("/3/movie/603").status, 200);
}

#[test]
fn every_request_is_as_slow_as_told() {
    let options = Options { latency: Duration::from_secs(2), ..Options::default() };
    let fixture = Fixture::with(options);
    let slow = aside(&fixture, "GET", "/3/movie/603", &json!({}));
    while !slow.is_finished() {
        fixture.clock.advance(Duration::from_millis(500));
        thread::yield_now();
    }
    assert!(fixture.clock.elapsed() >= Duration::from_secs(2));
    assert_eq!(parse(&slow.join().unwrap()).unwrap().status, 200);
}

#[test]
fn more_requests_a_second_than_tmdb_serves_are_refused() {
    let fixture = Fixture::with(Options { rate_limit: Some(3), ..Options::default() });
    let statuses = |count: usize| -> Vec<u16> {
        (0..count).map(|_| fixture.get("/3/genre/movie/list").status).collect()
    };
    assert_eq!(statuses(5), [200, 200, 200, 429, 429]);
    let refused = fixture.get("/3/genre/movie/list");
    assert_eq!((refused.codes(), refused.header("retry-after")), ((429, 25), None));
    assert_eq!(fixture.send("GET", "/sandbox/state", &[], "").status, 200, "other hosts have no such limit");
    fixture.clock.advance(Duration::from_millis(999));
    assert_eq!(statuses(1), [429]);
    fixture.clock.advance(Duration::from_millis(1));
    assert_eq!(statuses(4), [200, 200, 200, 429]);
    let log = fixture.sandbox.log();
    assert_eq!(log.iter().filter(|entry| entry["status"] == 429).count(), 5);
}

#[test]
fn a_wrong_rule_is_told_what_is_wrong_with_it() {
    for (rule, told) in [
        ("503", "there is no \": \" in \"503\""),
        ("GET the list: 503", "before the colon stand a method and a path"),
        ("GTE *: 503", "\"GTE\" is not a method; write GET, HEAD, POST, PUT, DELETE"),
        ("list: 503", "a path begins with / or *"),
        (
            "*: explode",
            "there is no action \"explode\"; an action is an HTTP status (503) or one of latency,",
        ),
        ("*: latency", "a time is missing"),
        ("*: latency soon", "\"soon\" is not a time; write 200ms, 3s or 5m"),
        ("*: huge 5km", "\"5km\" is not a size; write 64kB or 10MB"),
        ("*: 503 twice", "there is no modifier \"twice\"; write x3, after 2, every 3,"),
        ("*: 503 x0", "never acts"),
        ("*: 503 every 0", "never acts"),
        ("*: 503 after many", "\"many\" is not a number"),
        ("*: latency 1s applied", "\"applied\" does not go with this action"),
        ("*: drop retry-after 3", "\"retry-after\" only goes with a status"),
        ("*: 503 body \"half", "a closing quote is missing"),
    ] {
        let error = crate::sandbox::Fault::parse(rule).unwrap_err();
        assert!(error.contains(told), "{rule}: {error}");
    }
}
