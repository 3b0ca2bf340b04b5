//! Credentials, logins and approval pages.

use super::*;

#[test]
fn credentials_are_checked() {
    let fixture = Fixture::new();
    let app = fixture.sandbox.token().to_owned();
    assert_eq!(fixture.get("/3/authentication").codes(), (200, 1));
    assert_eq!(fixture.bearer(&app, "GET", "/3/authentication", &Value::Null).codes(), (200, 1));
    let refused = fixture.send("GET", "/3/authentication", &[], "");
    assert_eq!(refused.codes(), (401, 7));
    assert_eq!(refused.json()["success"], false);
    assert_eq!(refused.header("cache-control"), Some("public, max-age=300"));
    assert_eq!(fixture.send("GET", "/3/movie/603?api_key=wrong", &[], "").codes(), (401, 7));
    // A key is no bearer; a bearer goes before a key, right or wrong.
    let key = fixture.sandbox.key().to_owned();
    assert_eq!(fixture.bearer(&key, "GET", "/3/movie/603", &Value::Null).codes(), (401, 7));
    let both = format!("/3/movie/603?api_key={key}");
    assert_eq!(fixture.bearer("wrong", "GET", &both, &Value::Null).codes(), (401, 7));
    assert_eq!(fixture.bearer(&app, "GET", "/3/movie/603?api_key=wrong", &Value::Null).status, 200);
    // In v4 a 401 says nothing about the route, and a key opens single lists only.
    assert_eq!(fixture.get("/4/nowhere").codes(), (401, 7));
    assert_eq!(fixture.bearer(&app, "GET", "/4/nowhere", &Value::Null).codes(), (404, 34));
    assert_eq!(fixture.get("/4/list/1").codes(), (404, 34));
    assert_eq!(fixture.call("POST", "/4/auth/request_token", &json!({})).codes(), (401, 7));
}

#[test]
fn any_credential_will_do_where_told_so() {
    let fixture = Fixture::with(Options { accept_any_credential: true, ..Options::default() });
    assert_eq!(fixture.send("GET", "/3/movie/603?api_key=mine", &[], "").status, 200);
    assert_eq!(fixture.bearer("mine", "GET", "/3/movie/603", &Value::Null).status, 200);
    assert_eq!(fixture.send("GET", "/3/movie/603", &[], "").codes(), (401, 7));
}

#[test]
fn a_v3_login_takes_approval_and_uses_the_token_up() {
    let fixture = Fixture::new();
    let asked = fixture.get("/3/authentication/token/new");
    let body = asked.json();
    let token = body["request_token"].as_str().unwrap();
    assert_eq!(token.len(), 40);
    assert_eq!(body["expires_at"], "2026-03-04 06:06:07 UTC");
    let page = asked.header("authentication-callback").unwrap();
    assert_eq!(page, format!("{}/authenticate/{token}", fixture.sandbox.base_url()));
    let open = || fixture.call("POST", "/3/authentication/session/new", &json!({"request_token": token}));
    let early = open();
    assert_eq!(early.codes(), (401, 17));
    assert_eq!(early.json()["failure"], true);
    fixture.sandbox.approve(token).unwrap();
    let session = open().json()["session_id"].as_str().unwrap().to_owned();
    assert_eq!(session.len(), 40);
    assert_eq!(open().codes(), (401, 33));
    let account = fixture.get(&format!("/3/account?session_id={session}")).json();
    assert_eq!(account["username"], "demo");
    let end = || fixture.call("DELETE", "/3/authentication/session", &json!({"session_id": session}));
    assert_eq!(end().json(), json!({"success": true}));
    assert_eq!(end().codes(), (404, 37));
    assert_eq!(fixture.get(&format!("/3/account?session_id={session}")).codes(), (401, 3));
}

#[test]
fn tokens_expire() {
    let fixture = Fixture::new();
    let app = fixture.sandbox.token().to_owned();
    let v3 = fixture.get("/3/authentication/token/new").json()["request_token"].as_str().unwrap().to_owned();
    let v4 = fixture.bearer(&app, "POST", "/4/auth/request_token", &Value::Null).json();
    let v4 = v4["request_token"].as_str().unwrap().to_owned();
    assert_eq!(v4.split('.').count(), 3);
    let swap = || fixture.bearer(&app, "POST", "/4/auth/access_token", &json!({"request_token": v4}));
    assert_eq!(swap().codes(), (422, 41));
    fixture.clock.advance(Duration::from_mins(15));
    assert_eq!(swap().codes(), (401, 33));
    assert!(fixture.sandbox.approve(&v4).is_err());
    fixture.sandbox.approve(&v3).unwrap();
    fixture.clock.advance(Duration::from_mins(45));
    let late = fixture.call("POST", "/3/authentication/session/new", &json!({"request_token": v3}));
    assert_eq!(late.codes(), (401, 33));
    assert!(fixture.sandbox.effects().is_empty());
}

#[test]
fn a_user_token_reads_writes_converts_and_can_be_revoked() {
    let fixture = Fixture::new();
    let app = fixture.sandbox.token().to_owned();
    let (user, account) = fixture.user();
    assert_eq!((user.split('.').count(), account.len()), (3, 24));
    assert_eq!(fixture.bearer(&user, "GET", "/3/movie/603", &Value::Null).status, 200);
    let convert = |token: &str| {
        fixture.bearer(&app, "POST", "/3/authentication/session/convert/4", &json!({"access_token": token}))
    };
    assert_eq!(convert(&app).codes(), (401, 35));
    let session = convert(&user).json()["session_id"].as_str().unwrap().to_owned();
    assert_eq!(fixture.get(&format!("/3/account?session_id={session}")).status, 200);
    let revoke = || fixture.bearer(&app, "DELETE", "/4/auth/access_token", &json!({"access_token": user}));
    assert_eq!(revoke().codes(), (200, 13));
    assert_eq!(revoke().codes(), (401, 35));
    assert_eq!(fixture.bearer(&user, "GET", "/3/movie/603", &Value::Null).codes(), (401, 35));
}

#[test]
fn the_v3_page_approves_as_the_chosen_account_and_sends_the_browser_back() {
    let fixture = Fixture::with(two_accounts());
    let token =
        fixture.get("/3/authentication/token/new").json()["request_token"].as_str().unwrap().to_owned();
    let address = format!("/authenticate/{token}?redirect_to=http%3A%2F%2Flocalhost%3A9%2Fback%3Fa%3D1");
    let page = fixture.send("GET", &address, &[], "");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let text = page.text();
    assert!(text.contains("value=\"ann\" checked") && text.contains("value=\"bo\""), "{text}");
    assert!(text.contains("action=\"/authenticate/") && text.contains("method=\"post\""), "{text}");
    let sent = fixture.form(&address, "decision=approve&as=bo");
    assert_eq!(sent.status, 303);
    let back = format!("http://localhost:9/back?a=1&request_token={token}&approved=true");
    assert_eq!(sent.header("location"), Some(back.as_str()));
    let opened = fixture.call("POST", "/3/authentication/session/new", &json!({"request_token": token}));
    let session = opened.json()["session_id"].as_str().unwrap().to_owned();
    let account = fixture.get(&format!("/3/account?session_id={session}")).json();
    assert_eq!(account["username"], "bo");
}

#[test]
fn the_v4_page_remembers_its_redirect_and_can_deny() {
    let fixture = Fixture::new();
    let app = fixture.sandbox.token().to_owned();
    let wish = json!({"redirect_to": "http://127.0.0.1:9/done"});
    let asked = fixture.bearer(&app, "POST", "/4/auth/request_token", &wish).json();
    let token = asked["request_token"].as_str().unwrap();
    let address = format!("/auth/access?request_token={token}");
    assert_eq!(fixture.send("GET", &address, &[], "").status, 200);
    let sent = fixture.form(&address, "decision=deny");
    let back = format!("http://127.0.0.1:9/done?request_token={token}&denied=true");
    assert_eq!((sent.status, sent.header("location")), (303, Some(back.as_str())));
    let swap = fixture.bearer(&app, "POST", "/4/auth/access_token", &json!({"request_token": token}));
    assert_eq!(swap.codes(), (422, 41));
}

#[test]
fn pages_without_redirect_say_what_happened() {
    let fixture = Fixture::new();
    let token =
        fixture.get("/3/authentication/token/new").json()["request_token"].as_str().unwrap().to_owned();
    let address = format!("/authenticate/{token}");
    assert_eq!(fixture.form(&address, "").status, 400);
    assert!(fixture.form(&address, "decision=deny").text().contains("Denied"));
    let done = fixture.form(&address, "decision=approve");
    assert!(done.text().contains("Approved") && done.header("authentication-callback").is_some());
    assert_eq!(fixture.send("GET", "/authenticate/unknown", &[], "").status, 404);
    let bad = format!("{address}?redirect_to=javascript%3Aalert(1)");
    assert_eq!(fixture.send("GET", &bad, &[], "").status, 400);
    assert_eq!(fixture.send("PUT", &address, &[], "").status, 405);
}

#[test]
fn the_page_approves_by_itself_where_told_so() {
    let fixture = Fixture::with(Options { approve_at_once: true, ..Options::default() });
    let token =
        fixture.get("/3/authentication/token/new").json()["request_token"].as_str().unwrap().to_owned();
    assert!(fixture.send("GET", &format!("/authenticate/{token}"), &[], "").text().contains("Approved"));
    let opened = fixture.call("POST", "/3/authentication/session/new", &json!({"request_token": token}));
    assert_eq!(opened.status, 200);
}
