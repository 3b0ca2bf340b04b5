//! Lists by v4.

use super::*;

struct Owner {
    fixture: Fixture,
    token: String,
    account: String,
}

impl Owner {
    fn new() -> Self {
        Self::of(Fixture::new())
    }

    fn of(fixture: Fixture) -> Self {
        let (token, account) = fixture.user();
        Self { fixture, token, account }
    }

    fn call(&self, method: &str, target: &str, body: &Value) -> Got {
        self.fixture.bearer(&self.token, method, target, body)
    }

    fn get(&self, target: &str) -> Got {
        self.call("GET", target, &Value::Null)
    }

    fn create(&self, body: &Value) -> u64 {
        let made = self.call("POST", "/4/list", body);
        assert_eq!(made.codes(), (201, 1), "{}", made.text());
        made.json()["id"].as_u64().unwrap()
    }

    fn list(&self) -> u64 {
        self.create(&json!({"name": "Watch", "iso_639_1": "en"}))
    }

    fn items(&self, method: &str, list: u64, items: &Value) -> Value {
        let answer = self.call(method, &format!("/4/list/{list}/items"), &json!({"items": items}));
        assert_eq!(answer.codes(), (200, 1));
        answer.json()["results"].clone()
    }
}

#[test]
fn only_the_integer_makes_a_private_list() {
    let owner = Owner::new();
    let public = |value: Value| {
        let list = owner.create(&json!({"name": "x", "iso_639_1": "en", "public": value}));
        owner.get(&format!("/4/list/{list}")).json()["public"].clone()
    };
    assert_eq!(public(json!(0)), false);
    assert_eq!(public(json!(1)), true);
    assert_eq!(public(json!(false)), true);
    assert_eq!(public(json!("0")), true);
    let list = owner.list();
    assert_eq!(owner.call("PUT", &format!("/4/list/{list}"), &json!({"public": false})).codes(), (201, 12));
    assert_eq!(owner.get(&format!("/4/list/{list}")).json()["public"], false);
}

#[test]
fn creations_are_validated() {
    let owner = Owner::new();
    let create = |body: Value| owner.call("POST", "/4/list", &body);
    for body in [
        json!({"iso_639_1": "en"}),
        json!({"name": " ", "iso_639_1": "en"}),
        json!({"name": "x"}),
        json!({"name": "x", "iso_639_1": "en", "description": "d".repeat(5001)}),
        json!({"name": "x", "iso_639_1": "en", "sort_by": "popularity.desc"}),
    ] {
        let refused = create(body);
        assert_eq!(refused.codes(), (400, 18));
        assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 1);
    }
    assert_eq!(create(json!({"name": 7, "iso_639_1": "en"})).codes(), (400, 5));
    let app = owner.fixture.sandbox.token().to_owned();
    let refused = owner.fixture.bearer(&app, "POST", "/4/list", &json!({"name": "x", "iso_639_1": "en"}));
    assert_eq!(refused.codes(), (401, 36));
    assert_eq!(refused.json()["failure"], true);
    assert_eq!(owner.fixture.effects("create_list"), 0);
}

#[test]
fn each_item_of_a_batch_has_its_own_outcome() {
    let owner = Owner::new();
    let list = owner.list();
    let batch = json!([{"media_type": "movie", "media_id": 1396}, {"media_type": "tv", "media_id": 1396},
        {"media_type": "movie", "media_id": 999_999_999}, {"media_type": "person", "media_id": 1},
        {"media_type": "tv", "media_id": 1396}]);
    let results = owner.items("POST", list, &batch);
    let ok: Vec<bool> = results.as_array().unwrap().iter().map(|row| row["success"] == true).collect();
    assert_eq!(ok, [true, true, false, false, false]);
    assert_eq!(results[4]["error"], json!(["Media has already been taken"]));
    assert_eq!((&results[1]["media_type"], &results[1]["media_id"]), (&json!("tv"), &json!(1396)));
    let removed = owner.items(
        "DELETE",
        list,
        &json!([{"media_type": "movie", "media_id": 1396},
        {"media_type": "movie", "media_id": 1396}]),
    );
    assert_eq!((&removed[0]["success"], &removed[1]["success"]), (&json!(true), &json!(false)));
    let read = owner.get(&format!("/4/list/{list}")).json();
    assert_eq!((&read["item_count"], &read["results"][0]["media_type"]), (&json!(1), &json!("tv")));
    let path = format!("/4/list/{list}/items");
    assert_eq!(owner.call("POST", &path, &json!({})).codes(), (400, 5));
    assert_eq!(owner.call("GET", &path, &Value::Null).codes(), (405, 42));
}

#[test]
fn comments_come_by_put_alone_and_stay() {
    let owner = Owner::new();
    let list = owner.list();
    let item = |comment: Value| json!([{"media_type": "movie", "media_id": 603, "comment": comment}]);
    owner.items("POST", list, &item(json!("dropped")));
    let comments = || owner.get(&format!("/4/list/{list}")).json()["comments"].clone();
    assert_eq!(comments(), json!({"movie:603": null}));
    assert_eq!(owner.items("PUT", list, &item(json!("kept")))[0]["success"], true);
    assert_eq!(owner.items("PUT", list, &item(json!("ignored")))[0]["success"], true);
    assert_eq!(comments(), json!({"movie:603": "kept"}));
    assert_eq!(owner.items("PUT", list, &item(Value::Null))[0]["success"], false);
    let absent = json!([{"media_type": "movie", "media_id": 550, "comment": "x"}]);
    assert_eq!(owner.items("PUT", list, &absent)[0]["success"], false);
}

#[test]
fn ten_orders_work_and_no_other() {
    let owner = Owner::new();
    let list = owner.list();
    let items = [603, 550, 27205].map(|id| json!({"media_type": "movie", "media_id": id}));
    owner.items("POST", list, &json!(items));
    let read = |suffix: &str| {
        let body = owner.get(&format!("/4/list/{list}{suffix}")).json();
        let rows = body["results"].as_array().unwrap().iter();
        rows.map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(read(""), [603, 550, 27205]);
    assert_eq!(read("?sort_by=title.asc"), [550, 27205, 603]);
    assert_eq!(read("?sort_by=release_date.desc"), [27205, 550, 603]);
    assert_eq!(read("?sort_by=original_order.desc"), [27205, 550, 603]);
    let update = |order: &str| owner.call("PUT", &format!("/4/list/{list}"), &json!({"sort_by": order}));
    let refused = update("popularity.desc");
    assert_eq!((refused.codes(), &refused.json()["success"]), ((400, 18), &json!(false)));
    assert_eq!(owner.get(&format!("/4/list/{list}?sort_by=popularity.desc")).codes(), (400, 18));
    for order in super::super::world::LIST_ORDERS {
        assert_eq!(update(order).codes(), (201, 12), "{order}");
        assert_eq!(owner.get(&format!("/4/list/{list}")).json()["sort_by"], order);
    }
}

#[test]
fn updates_change_what_they_name() {
    let owner = Owner::new();
    let list = owner.list();
    let path = format!("/4/list/{list}");
    assert_eq!(owner.call("PUT", &path, &json!({})).codes(), (200, 40));
    assert_eq!(owner.call("PUT", &path, &json!({"name": ""})).codes(), (400, 18));
    owner.fixture.clock.advance(Duration::from_secs(5));
    assert_eq!(owner.call("PUT", &path, &json!({"name": "New"})).codes(), (201, 12));
    let read = owner.get(&path).json();
    assert_eq!((&read["name"], &read["description"]), (&json!("New"), &json!("")));
    let row = owner.get(&format!("/4/account/{}/lists", owner.account)).json()["results"][0].clone();
    assert_eq!(row["created_at"], "2026-03-04 05:06:07 UTC");
    assert_eq!(row["updated_at"], "2026-03-04 05:06:12 UTC");
    assert_eq!(
        (&row["public"], &row["runtime"], &row["number_of_items"]),
        (&json!(1), &json!("0"), &json!(0))
    );
    assert!(row["sort_by"].is_u64());
}

#[test]
fn clearing_is_a_get_and_deleting_final() {
    let owner = Owner::new();
    let list = owner.list();
    owner.items("POST", list, &json!([{"media_type": "movie", "media_id": 603}]));
    let clear = format!("/4/list/{list}/clear");
    assert_eq!(owner.call("POST", &clear, &Value::Null).codes(), (404, 34));
    let cleared = owner.get(&clear).json();
    assert_eq!((&cleared["id"], &cleared["items_deleted"]), (&json!(list), &json!(1)));
    assert_eq!(owner.call("DELETE", &format!("/4/list/{list}"), &Value::Null).codes(), (200, 13));
    assert_eq!(owner.get(&format!("/4/list/{list}")).codes(), (404, 34));
}

#[test]
fn what_is_private_or_anothers_stays_so() {
    let owner = Owner::of(Fixture::with(two_accounts()));
    let (bo, _) = owner.fixture.user_of(Some("bo"));
    let list = owner.create(&json!({"name": "x", "iso_639_1": "en", "public": 0}));
    let as_bo = |method: &str, target: &str, body: Value| owner.fixture.bearer(&bo, method, target, &body);
    assert_eq!(as_bo("GET", &format!("/4/list/{list}"), Value::Null).codes(), (401, 39));
    assert_eq!(owner.fixture.get(&format!("/4/list/{list}")).codes(), (401, 39));
    assert_eq!(owner.fixture.get(&format!("/3/list/{list}")).codes(), (401, 39));
    let session = owner.fixture.session_of(Some("ann"));
    assert_eq!(owner.fixture.get(&format!("/3/list/{list}?session_id={session}")).status, 200);
    assert_eq!(as_bo("PUT", &format!("/4/list/{list}"), json!({"name": "y"})).codes(), (401, 38));
    assert_eq!(as_bo("GET", &format!("/4/list/{list}/clear"), Value::Null).codes(), (401, 38));
    assert_eq!(as_bo("DELETE", &format!("/4/list/{list}"), Value::Null).codes(), (401, 38));
    let items = json!({"items": []});
    assert_eq!(as_bo("POST", &format!("/4/list/{list}/items"), items).codes(), (401, 38));
    assert_eq!(as_bo("GET", &format!("/4/account/{}/lists", owner.account), Value::Null).codes(), (401, 39));
    assert_eq!(as_bo("PUT", "/4/list/1", json!({"name": "y"})).codes(), (404, 34));
}

#[test]
fn item_status_says_no_with_404() {
    let owner = Owner::new();
    let list = owner.list();
    owner.items("POST", list, &json!([{"media_type": "tv", "media_id": 1399}]));
    let status =
        |kind: &str| owner.get(&format!("/4/list/{list}/item_status?media_id=1399&media_type={kind}"));
    let member = status("tv").json();
    assert_eq!(
        (&member["id"], &member["media_id"], &member["media_type"]),
        (&json!(list), &json!(1399), &json!("tv"))
    );
    assert_eq!(status("movie").codes(), (404, 34));
    assert_eq!(owner.get("/4/list/1/item_status?media_id=1399&media_type=tv").codes(), (404, 34));
}

#[test]
fn both_versions_see_one_list() {
    let owner = Owner::new();
    let list = owner.list();
    owner.items(
        "POST",
        list,
        &json!([{"media_type": "tv", "media_id": 1399}, {"media_type": "movie", "media_id": 603}]),
    );
    let read = owner.fixture.get(&format!("/3/list/{list}")).json();
    let row = &read["items"][0];
    assert_eq!((&row["media_type"], &row["first_air_date"]), (&json!("tv"), &json!("2011-04-17")));
    assert!(row.get("title").is_none() && row.get("release_date").is_none());
    let read = owner.get(&format!("/4/list/{list}"));
    assert_eq!(read.header("cache-control"), Some("public, max-age=300"));
    assert_eq!(read.json()["created_by"]["id"], owner.account);
}

#[test]
fn series_of_machine_like_names_are_spam_where_told_so() {
    let owner = Owner::of(Fixture::with(Options { spam_filter: true, ..Options::default() }));
    for number in 0..3 {
        owner.create(&json!({"name": format!("test {number}00"), "iso_639_1": "en"}));
    }
    let body = json!({"name": "test 400", "iso_639_1": "en"});
    let refused = owner.call("POST", "/4/list", &body);
    assert_eq!(refused.codes(), (400, 18));
    assert_eq!(refused.json()["errors"], json!(["Content is suspected to be spam"]));
    owner.create(&json!({"name": "Rainy days", "iso_639_1": "en"}));
    owner.fixture.clock.advance(Duration::from_mins(1));
    owner.create(&body);
}
