//! Favorites, watchlist, ratings.

use super::*;

#[test]
fn favourites_and_watchlist_answer_like_tmdb() {
    let fixture = Fixture::new();
    let session = fixture.session();
    for (flag, place) in [("favorite", "favorite"), ("watchlist", "watchlist")] {
        let post = |kind: &str, id: u64, wanted: bool| {
            let body = json!({"media_type": kind, "media_id": id, (flag): wanted});
            fixture.call("POST", &format!("/3/account/0/{place}?session_id={session}"), &body)
        };
        assert_eq!(post("movie", 603, true).codes(), (201, 1));
        assert_eq!(post("movie", 603, true).codes(), (201, 12));
        assert_eq!(post("tv", 1399, true).codes(), (201, 1));
        assert_eq!(post("movie", 550, false).codes(), (200, 13));
        assert_eq!(post("movie", 999_999_999, true).codes(), (404, 34));
        assert_eq!(post("person", 1, true).codes(), (400, 5));
        let read = |kind: &str| {
            fixture.get(&format!("/3/account/0/{place}/{kind}?session_id={session}")).json()["results"]
                .clone()
        };
        assert_eq!((&read("movies")[0]["id"], &read("tv")[0]["id"]), (&json!(603), &json!(1399)));
        assert_eq!(read("movies").as_array().unwrap().len(), 1);
        assert_eq!(post("movie", 603, false).codes(), (200, 13));
        assert_eq!(read("movies"), json!([]));
    }
    let body = json!({"media_type": "movie", "media_id": 603});
    let path = format!("/3/account/0/favorite?session_id={session}");
    assert_eq!(fixture.call("POST", &path, &body).codes(), (400, 5));
}

#[test]
fn ratings_take_halves_from_a_half_to_ten() {
    let fixture = Fixture::new();
    let session = fixture.session();
    let rate = |value: Value| {
        fixture.call("POST", &format!("/3/movie/603/rating?session_id={session}"), &json!({"value": value}))
    };
    for bad in [json!(0), json!("8"), json!(0.4), json!(10.5), json!(5.2), Value::Null] {
        assert_eq!(rate(bad.clone()).codes(), (400, 18), "{bad}");
    }
    assert_eq!(rate(json!(8.5)).codes(), (201, 1));
    assert_eq!(rate(json!(9)).codes(), (201, 12));
    let states = || fixture.get(&format!("/3/movie/603/account_states?session_id={session}")).json();
    assert_eq!(states(), json!({"id": 603, "favorite": false, "rated": {"value": 9.0}, "watchlist": false}));
    let rated = fixture.get(&format!("/3/account/0/rated/movies?session_id={session}")).json();
    assert_eq!(rated["results"][0]["rating"], 9.0);
    let gone = format!("/3/movie/603/rating?session_id={session}");
    assert_eq!(fixture.call("DELETE", &gone, &Value::Null).codes(), (200, 13));
    assert_eq!(states()["rated"], false);
    let unknown = format!("/3/tv/999999999/rating?session_id={session}");
    assert_eq!(fixture.call("POST", &unknown, &json!({"value": 5})).codes(), (404, 34));
    assert_eq!(fixture.call("POST", "/3/movie/603/rating", &json!({"value": 5})).codes(), (401, 3));
    assert_eq!(fixture.get("/3/movie/603/account_states").codes(), (401, 3));
    assert_eq!(fixture.call("PUT", &gone, &json!({"value": 5})).codes(), (405, 42));
}

#[test]
fn v4_shows_the_same_collections_its_own_way() {
    let fixture = Fixture::new();
    let session = fixture.session();
    let (token, account) = fixture.user();
    fixture.call("POST", &format!("/3/tv/1399/rating?session_id={session}"), &json!({"value": 7.5}));
    let flags = json!({"media_type": "tv", "media_id": 1396, "favorite": true});
    fixture.call("POST", &format!("/3/account/0/favorite?session_id={session}"), &flags);
    let read = |path: &str| {
        fixture.bearer(&token, "GET", &format!("/4/account/{account}/{path}"), &Value::Null).json()["results"]
            .clone()
    };
    assert_eq!(read("tv/rated")[0]["account_rating"]["value"], 7.5);
    assert_eq!(read("tv/favorites")[0]["id"], 1396);
    assert_eq!(read("tv/watchlist"), json!([]));
    let suggested = read("tv/recommendations");
    assert!(suggested.as_array().unwrap().iter().all(|row| row["id"] != 1399 && row["id"] != 1396));
    let other = fixture.bearer(&token, "GET", "/4/account/000000000000000000000000/tv/rated", &Value::Null);
    assert_eq!(other.codes(), (401, 39));
    let episodes = fixture.get(&format!("/3/account/0/rated/tv/episodes?session_id={session}")).json();
    assert_eq!(episodes["results"], json!([]));
}
