//! Lists by v3.

use super::*;

#[test]
fn a_list_lives_and_dies() {
    let fixture = Fixture::new();
    let session = fixture.session();
    let list = fixture.list(&session, "Seen");
    assert_eq!(list, 8_500_001);
    assert_eq!(fixture.list(&session, "Seen"), 8_500_002);
    let add = |id: u64| {
        fixture.call(
            "POST",
            &format!("/3/list/{list}/add_item?session_id={session}"),
            &json!({"media_id": id}),
        )
    };
    assert_eq!(add(603).codes(), (201, 12));
    assert_eq!(add(603).codes(), (403, 8));
    assert_eq!(add(550).codes(), (201, 12));
    assert_eq!(add(999_999_999).codes(), (404, 34));
    let read = fixture.get(&format!("/3/list/{list}xyz")).json();
    assert_eq!(
        (&read["id"], &read["item_count"], &read["total_results"]),
        (&json!(list), &json!(2), &json!(2))
    );
    assert_eq!((&read["created_by"], &read["items"][0]["id"]), (&json!("demo"), &json!(603)));
    assert_eq!(read["items"][0]["media_type"], "movie");
    let status = |id: u64| fixture.get(&format!("/3/list/{list}/item_status?movie_id={id}")).json();
    assert_eq!(status(603), json!({"id": list, "item_present": true}));
    assert_eq!(status(680), json!({"id": list, "item_present": false}));
    let remove = || {
        let path = format!("/3/list/{list}/remove_item?session_id={session}");
        fixture.call("POST", &path, &json!({"media_id": 603}))
    };
    assert_eq!(remove().codes(), (200, 13));
    assert_eq!(remove().codes(), (200, 21));
    let clear = format!("/3/list/{list}/clear?session_id={session}");
    assert_eq!(fixture.call("POST", &clear, &Value::Null).codes(), (400, 29));
    assert_eq!(fixture.call("POST", &format!("{clear}&confirm=true"), &Value::Null).codes(), (201, 12));
    let empty = fixture.get(&format!("/3/list/{list}")).json();
    assert_eq!(
        (&empty["items"], &empty["total_pages"], &empty["total_results"]),
        (&json!([]), &json!(1), &json!(0))
    );
    let delete = || fixture.call("DELETE", &format!("/3/list/{list}?session_id={session}"), &Value::Null);
    assert_eq!(delete().codes(), (200, 13));
    assert_eq!(delete().codes(), (404, 34));
    assert_eq!(fixture.get(&format!("/3/list/{list}")).codes(), (404, 34));
}

#[test]
fn writing_needs_a_session_and_ones_own_list() {
    let fixture = Fixture::with(two_accounts());
    let (ann, bo) = (fixture.session_of(Some("ann")), fixture.session_of(Some("bo")));
    let list = fixture.list(&ann, "Ann's");
    let named = json!({"name": "x"});
    assert_eq!(fixture.call("POST", "/3/list", &named).codes(), (401, 3));
    assert_eq!(fixture.call("POST", "/3/list?session_id=wrong", &named).codes(), (401, 3));
    for action in ["add_item", "remove_item"] {
        let path = format!("/3/list/{list}/{action}?session_id={bo}");
        assert_eq!(fixture.call("POST", &path, &json!({"media_id": 603})).codes(), (401, 38));
    }
    let clear = format!("/3/list/{list}/clear?confirm=true&session_id={bo}");
    assert_eq!(fixture.call("POST", &clear, &Value::Null).codes(), (401, 38));
    let delete = format!("/3/list/{list}?session_id={bo}");
    assert_eq!(fixture.call("DELETE", &delete, &Value::Null).codes(), (401, 38));
    assert_eq!(fixture.effects("create_list"), 1);
    assert_eq!(fixture.sandbox.effects().iter().filter(|effect| effect["user"] == "bo").count(), 1);
}

#[test]
fn malformed_requests_are_refused() {
    let fixture = Fixture::new();
    let session = fixture.session();
    let list = fixture.list(&session, "Seen");
    let create = format!("/3/list?session_id={session}");
    assert_eq!(fixture.call("POST", &create, &json!({})).codes(), (400, 5));
    assert_eq!(fixture.call("POST", &create, &json!([])).codes(), (400, 5));
    assert_eq!(fixture.call("POST", &create, &Value::Null).codes(), (400, 5));
    let keyed = format!("{create}&api_key={}", fixture.sandbox.key());
    assert_eq!(fixture.send("POST", &keyed, &[JSON], "{broken").codes(), (400, 5));
    assert_eq!(fixture.send("POST", &keyed, &[], "{\"name\":\"x\"}").codes(), (400, 5));
    let long = json!({"name": "x", "description": "d".repeat(5001)});
    let refused = fixture.call("POST", &create, &long);
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json(), json!({"errors": ["Invalid description"], "success": false, "list_id": null}));
    let fits = json!({"name": "x", "description": "d".repeat(5000)});
    assert_eq!(fixture.call("POST", &create, &fits).status, 201);
    let add = format!("/3/list/{list}/add_item?session_id={session}");
    assert_eq!(fixture.call("POST", &add, &json!({})).codes(), (400, 5));
    assert_eq!(fixture.call("POST", &add, &json!({"media_id": "603"})).codes(), (400, 5));
    assert_eq!(fixture.call("PUT", &add, &json!({"media_id": 603})).codes(), (405, 42));
    assert_eq!(fixture.get(&format!("/3/list/{list}/item_status")).codes(), (400, 5));
    assert_eq!(fixture.get("/3/list/none").codes(), (404, 34));
    assert_eq!(fixture.get(&format!("/3/list/{list}?page=0")).codes(), (400, 22));
    assert_eq!(fixture.get(&format!("/3/list/{list}?page=1&page=1")).codes(), (400, 5));
}

#[test]
fn lists_come_in_pages_of_twenty() {
    let fixture = Fixture::new();
    let session = fixture.session();
    for number in 0..21 {
        fixture.list(&session, &format!("List {number}"));
    }
    let page =
        |number: u32| fixture.get(&format!("/3/account/0/lists?session_id={session}&page={number}")).json();
    let (first, second, third) = (page(1), page(2), page(3));
    assert_eq!(first["results"].as_array().unwrap().len(), 20);
    assert_eq!((&first["total_pages"], &first["total_results"]), (&json!(2), &json!(21)));
    assert_eq!(second["results"][0]["name"], "List 0");
    assert_eq!((&third["results"], &third["page"]), (&json!([]), &json!(3)));
    let row = &first["results"][0];
    assert_eq!((&row["list_type"], &row["item_count"]), (&json!("movie"), &json!(0)));
    assert!(row.get("public").is_none());
}
