//! The sandbox's own paths.

use super::*;

fn tell(fixture: &Fixture, method: &str, path: &str, body: &Value) -> Got {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    fixture.send(method, path, &[JSON], &body)
}

#[test]
fn the_log_tells_all_but_secrets() {
    let fixture = Fixture::new();
    let session = fixture.session();
    fixture.list(&session, "Seen");
    let log = tell(&fixture, "GET", "/sandbox/log", &Value::Null).json();
    let entry = log.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&entry["method"], &entry["path"], &entry["status"]),
        (&json!("POST"), &json!("/3/list"), &json!(201))
    );
    assert_eq!((&entry["applied"], &entry["credential"]), (&json!(true), &json!("api_key")));
    assert_eq!((&entry["query"]["session_id"], &entry["query"]["api_key"]), (&json!("***"), &json!("***")));
    assert_eq!(entry["body"], json!({"name": "Seen"}));
    assert!(!log.to_string().contains(&session) && !log.to_string().contains(fixture.sandbox.key()));
    let effects = tell(&fixture, "GET", "/sandbox/effects", &Value::Null).json();
    let made = effects.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&made["effect"], &made["list"], &made["request"]),
        (&json!("create_list"), &json!(8_500_001), &entry["n"])
    );
    assert_eq!(json!(fixture.sandbox.effects()), effects);
    let refused = fixture.get("/3/movie/999999999");
    assert_eq!(refused.status, 404);
    assert_eq!(fixture.sandbox.log().last().unwrap()["applied"], false);
}

#[test]
fn rules_come_and_go_at_run_time() {
    let fixture = Fixture::new();
    let add = |body: Value| tell(&fixture, "POST", "/sandbox/faults", &body);
    let id = add(json!({"rule": "GET /3/movie/*: 503"})).json()["id"].as_u64().unwrap();
    assert_eq!(fixture.get("/3/movie/603").codes(), (503, 9));
    assert_eq!(tell(&fixture, "GET", "/sandbox/faults", &Value::Null).json()[0]["used"], 1);
    assert_eq!(tell(&fixture, "DELETE", &format!("/sandbox/faults/{id}"), &Value::Null).status, 200);
    assert_eq!(tell(&fixture, "DELETE", &format!("/sandbox/faults/{id}"), &Value::Null).status, 400);
    assert_eq!(fixture.get("/3/movie/603").status, 200);
    add(json!({"method": "GET", "path": "/3/movie/*", "do": "502 html", "times": 1, "after": 1}));
    assert_eq!(fixture.get("/3/movie/603").status, 200);
    assert_eq!(fixture.get("/3/movie/603").text(), "<html><body><h1>502</h1></body></html>");
    assert_eq!(fixture.get("/3/movie/603").status, 200);
    add(json!({"path": "/3/tv/*", "status": 418, "headers": {"X-Tea": "green"}, "body": {"a": 1}}));
    let own = fixture.get("/3/tv/1399");
    assert_eq!((own.status, own.header("x-tea"), own.json()), (418, Some("green"), json!({"a": 1})));
    tell(&fixture, "DELETE", "/sandbox/faults", &Value::Null);
    assert_eq!(fixture.get("/3/tv/1399").status, 200);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let typed = fixture.send("POST", "/sandbox/faults", &[form], r#"{"rule": "*: 503 x1"}"#);
    assert_eq!(typed.status, 200, "curl -d says that it sends a form");
    assert_eq!(fixture.get("/3/tv/1399").status, 503);
    for bad in [
        json!({}),
        json!({"rule": "x"}),
        json!({"status": 9}),
        json!({"status": 200, "headers": {"A": "b\r\nc"}}),
    ] {
        assert_eq!(add(bad).status, 400);
    }
}

#[test]
fn another_client_edits_lists() {
    let fixture = Fixture::new();
    let edit = |body: Value| tell(&fixture, "POST", "/sandbox/lists", &body);
    let made = edit(json!({"do": "create", "name": "Site", "items": ["movie:603", "tv:1399"]})).json();
    let list = made["list"].as_u64().unwrap();
    edit(json!({"do": "add", "list": list, "items": ["movie:550"]}));
    edit(json!({"do": "remove", "list": list, "items": ["movie:603"]}));
    edit(json!({"do": "update", "list": list, "name": "Renamed", "public": false}));
    let state = fixture.sandbox.state();
    let seen = &state["lists"][0];
    assert_eq!((&seen["name"], &seen["public"]), (&json!("Renamed"), &json!(false)));
    assert_eq!((&seen["items"][0]["id"], &seen["items"][1]["id"]), (&json!(1399), &json!(550)));
    edit(json!({"do": "clear", "list": list}));
    assert_eq!(fixture.sandbox.state()["lists"][0]["items"], json!([]));
    edit(json!({"do": "delete", "list": list}));
    assert_eq!(fixture.sandbox.state()["lists"], json!([]));
    assert!(fixture.sandbox.effects().iter().all(|effect| effect.get("request").is_none()));
    assert_eq!(edit(json!({"do": "add", "list": 1, "items": []})).status, 400);
    assert_eq!(edit(json!({"do": "create", "name": "x", "as": "nobody"})).status, 400);
    assert_eq!(edit(json!({"do": "create", "name": "x", "items": ["603"]})).status, 400);
}

#[test]
fn approval_works_from_outside_and_says_where_a_browser_would_go() {
    let fixture = Fixture::with(two_accounts());
    let app = fixture.sandbox.token().to_owned();
    let wish = json!({"redirect_to": "http://127.0.0.1:9/done"});
    let asked = fixture.bearer(&app, "POST", "/4/auth/request_token", &wish).json();
    let token = asked["request_token"].as_str().unwrap();
    let said = tell(&fixture, "POST", "/sandbox/approve", &json!({"as": "bo"})).json();
    assert_eq!(said["token"], token);
    assert_eq!(said["redirect"], format!("http://127.0.0.1:9/done?request_token={token}&approved=true"));
    let got = fixture.bearer(&app, "POST", "/4/auth/access_token", &json!({"request_token": token})).json();
    let bo = fixture.sandbox.state()["users"][1]["object_id"].clone();
    assert_eq!(got["account_id"], bo);
    assert_eq!(tell(&fixture, "POST", "/sandbox/approve", &json!({})).status, 400);
}

#[test]
fn logging_in_can_do_without_pages() {
    let fixture = Fixture::with(two_accounts());
    let said = tell(&fixture, "POST", "/sandbox/login", &json!({"as": "bo"})).json();
    let session = said["session_id"].as_str().unwrap();
    let account = fixture.get(&format!("/3/account?session_id={session}")).json();
    assert_eq!((&account["username"], &account["id"]), (&json!("bo"), &said["account_id"]));
    let path = format!("/4/account/{}/lists", said["account_object_id"].as_str().unwrap());
    let token = said["user_token"].as_str().unwrap();
    assert_eq!(fixture.bearer(token, "GET", &path, &Value::Null).status, 200);
    fixture.sandbox.log_out(Some("bo")).unwrap();
    assert_eq!(fixture.bearer(token, "GET", &path, &Value::Null).codes(), (401, 35));
    assert!(
        fixture.sandbox.log_in(Some("nobody")).is_err() && fixture.sandbox.log_out(Some("nobody")).is_err()
    );
    let list = fixture.sandbox.edit_list(&json!({"do": "create", "name": "x"})).unwrap();
    assert_eq!(fixture.sandbox.state()["lists"][0]["id"], list);
    assert!(fixture.sandbox.edit_list(&json!([])).is_err());
}

#[test]
fn an_account_can_be_logged_out() {
    let fixture = Fixture::new();
    let session = fixture.session();
    let (token, account) = fixture.user();
    assert_eq!(tell(&fixture, "POST", "/sandbox/logout", &Value::Null).status, 200);
    assert_eq!(fixture.get(&format!("/3/account?session_id={session}")).codes(), (401, 3));
    let lists = fixture.bearer(&token, "GET", &format!("/4/account/{account}/lists"), &Value::Null);
    assert_eq!(lists.codes(), (401, 35));
}

#[test]
fn reset_brings_back_the_beginning() {
    let fault = super::super::Fault::parse("GET /3/tv/*: 503 x1").unwrap();
    let fixture = Fixture::with(Options { faults: vec![fault], ..Options::default() });
    let session = fixture.session();
    fixture.list(&session, "Seen");
    assert_eq!(fixture.get("/3/tv/1399").status, 503);
    assert_eq!(fixture.get("/3/tv/1399").status, 200);
    assert_eq!(tell(&fixture, "POST", "/sandbox/reset", &Value::Null).status, 200);
    assert!(fixture.sandbox.effects().is_empty() && fixture.sandbox.log().is_empty());
    assert_eq!(fixture.get("/3/tv/1399").status, 503);
    assert_eq!(fixture.get(&format!("/3/account?session_id={session}")).codes(), (401, 3));
    assert_eq!(tell(&fixture, "GET", "/sandbox/nothing", &Value::Null).status, 400);
}
