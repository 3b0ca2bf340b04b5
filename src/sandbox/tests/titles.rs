//! Search, details, ready-made lists, exports, and what every answer has.

use std::io::Read as _;

use super::*;

fn ids(body: &Value) -> Vec<u64> {
    body["results"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[test]
fn search_finds_by_words_and_years() {
    let fixture = Fixture::new();
    let search = |suffix: &str| fixture.get(&format!("/3/search/{suffix}")).json();
    assert_eq!(ids(&search("movie?query=blade+runner"))[0], 78);
    assert!(ids(&search("movie?query=blade%20runner")).contains(&335_984));
    let of_2017 = search("movie?query=Blade&year=2017");
    assert!(ids(&of_2017).contains(&335_984) && !ids(&of_2017).contains(&78));
    let of_1982 = search("movie?query=Blade&primary_release_year=1982");
    assert!(ids(&of_1982).contains(&78) && !ids(&of_1982).contains(&335_984));
    assert!(ids(&search("movie?query=AMELIE")).contains(&194));
    assert_eq!(ids(&search("tv?query=game+of+thrones&first_air_date_year=2011")), [1399]);
    assert_eq!(search("tv?query=game+of+thrones&year=2012")["results"], json!([]));
    assert!(ids(&search("person?query=keanu")).contains(&6384));
    let mixed = search("multi?query=the+matrix");
    assert_eq!(
        (&mixed["results"][0]["media_type"], &mixed["results"][0]["id"]),
        (&json!("movie"), &json!(603))
    );
    let none = search("movie?query=zzzzzz");
    assert_eq!(
        (&none["total_results"], &none["total_pages"], &none["results"]),
        (&json!(0), &json!(1), &json!([]))
    );
    assert!(search("movie?query=matrix")["results"][0].get("media_type").is_none());
}

#[test]
fn search_refuses_what_tmdb_refuses() {
    let fixture = Fixture::new();
    for empty in ["/3/search/movie", "/3/search/movie?query="] {
        let refused = fixture.get(empty);
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json(), json!({"errors": ["query must be provided"]}));
    }
    for page in ["0", "501", "x", "-1", "1.5", ""] {
        assert_eq!(fixture.get(&format!("/3/search/movie?query=a&page={page}")).codes(), (400, 22), "{page}");
    }
    let past = fixture.get("/3/search/movie?query=matrix&page=500").json();
    assert_eq!((&past["page"], &past["results"]), (&json!(500), &json!([])));
    let twice = fixture.get("/3/search/movie?query=a&include_adult=true&include_adult=false");
    assert_eq!(twice.codes(), (400, 5));
    assert_eq!(fixture.get("/3/search/movie?query=matrix&nonsense=1").status, 200);
    assert_eq!(fixture.get("/3/search/nothing?query=a").codes(), (404, 34));
    assert_eq!(fixture.call("POST", "/3/search/movie?query=a", &Value::Null).codes(), (405, 42));
}

#[test]
fn rows_have_the_recorded_fields() {
    let fixture = Fixture::new();
    let keys = |target: &str| {
        let row = fixture.get(target).json()["results"][0].clone();
        let mut keys: Vec<String> = row.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(
        keys("/3/search/movie?query=matrix"),
        "adult backdrop_path genre_ids id original_language original_title overview popularity poster_path \
         release_date softcore title video vote_average vote_count"
    );
    assert_eq!(
        keys("/3/search/tv?query=thrones"),
        "adult backdrop_path first_air_date genre_ids id name origin_country original_language original_name \
         overview popularity poster_path softcore vote_average vote_count"
    );
    assert_eq!(
        keys("/3/search/person?query=keanu"),
        "adult gender id known_for known_for_department name original_name popularity profile_path"
    );
}

#[test]
fn details_come_with_sections() {
    let fixture = Fixture::new();
    let movie = fixture
        .get("/3/movie/603?append_to_response=credits,external_ids,watch/providers,reviews,unheard")
        .json();
    assert_eq!((&movie["imdb_id"], &movie["title"]), (&json!("tt0133093"), &json!("The Matrix")));
    assert!(
        movie["credits"]["cast"].as_array().unwrap().iter().any(|person| person["name"] == "Keanu Reeves")
    );
    assert_eq!(movie["external_ids"]["imdb_id"], "tt0133093");
    assert!(movie["watch/providers"]["results"]["US"]["link"].is_string());
    assert!(movie["reviews"]["results"][0]["content"].is_string());
    assert!(movie.get("unheard").is_none() && movie["credits"].get("id").is_none());
    assert_eq!(fixture.get("/3/movie/tt0133093").json()["id"], 603);
    let show = fixture.get("/3/tv/1399?append_to_response=external_ids").json();
    assert!(show.get("imdb_id").is_none() && show["external_ids"]["imdb_id"] == "tt0944947");
    let (movie, show) = (fixture.get("/3/movie/1396").json(), fixture.get("/3/tv/1396").json());
    assert_eq!((&movie["id"], &show["id"]), (&json!(1396), &json!(1396)));
    assert_ne!(movie["title"], show["name"]);
    let many = vec!["credits"; 21].join(",");
    assert_eq!(fixture.get(&format!("/3/movie/603?append_to_response={many}")).codes(), (400, 27));
    assert_eq!(fixture.get("/3/movie/999999999").codes(), (404, 34));
    assert_eq!(fixture.get("/3/movie/603/reviews").json()["id"], 603);
    assert_eq!(fixture.get("/3/movie/603/unheard").codes(), (404, 34));
    let person = fixture.get("/3/person/6384?append_to_response=combined_credits").json();
    assert_eq!(person["name"], "Keanu Reeves");
    assert!(person["combined_credits"]["cast"].as_array().unwrap().iter().any(|row| row["id"] == 603));
    assert_eq!(fixture.call("DELETE", "/3/movie/603", &Value::Null).codes(), (405, 42));
}

#[test]
fn appended_states_belong_to_the_session() {
    let fixture = Fixture::new();
    let session = fixture.session();
    fixture.call("POST", &format!("/3/movie/603/rating?session_id={session}"), &json!({"value": 9}));
    let path = "/3/movie/603?append_to_response=account_states";
    let mine = fixture.get(&format!("{path}&session_id={session}"));
    assert_eq!(mine.json()["account_states"]["rated"], json!({"value": 9.0}));
    assert_eq!(mine.header("cache-control"), Some("private, no-store"));
    assert!(fixture.get(path).json().get("account_states").is_none());
}

#[test]
fn ready_made_lists_have_rows() {
    let fixture = Fixture::new();
    for path in [
        "/3/movie/popular",
        "/3/movie/top_rated",
        "/3/movie/now_playing",
        "/3/tv/popular",
        "/3/tv/top_rated",
        "/3/tv/on_the_air",
        "/3/trending/all/day",
        "/3/trending/movie/week",
        "/3/trending/tv/day",
        "/3/trending/person/week",
        "/3/person/popular",
        "/3/discover/movie",
        "/3/discover/tv",
        "/3/movie/603/similar",
    ] {
        let body = fixture.get(path).json();
        assert!(!body["results"].as_array().unwrap().is_empty(), "{path}");
    }
    assert!(fixture.get("/3/movie/upcoming").json()["dates"]["maximum"].is_string());
    assert!(fixture.get("/3/tv/airing_today").json()["results"].is_array());
    assert_eq!(fixture.get("/3/trending/all/year").codes(), (404, 34));
    assert!(fixture.get("/3/trending/all/day").json()["results"][0]["media_type"].is_string());
}

#[test]
fn discovery_filters_and_sorts() {
    let fixture = Fixture::new();
    let found = |suffix: &str| fixture.get(&format!("/3/discover/{suffix}")).json()["results"].clone();
    let all = |rows: &Value, fits: &dyn Fn(&Value) -> bool| {
        let rows = rows.as_array().unwrap();
        !rows.is_empty() && rows.iter().all(fits)
    };
    let has = |row: &Value, genre: u64| row["genre_ids"].as_array().unwrap().contains(&json!(genre));
    assert!(all(&found("movie?with_genres=878,28"), &|row| has(row, 878) && has(row, 28)));
    assert!(all(&found("movie?with_genres=878%7C35"), &|row| has(row, 878) || has(row, 35)));
    assert!(all(&found("movie?without_genres=878"), &|row| !has(row, 878)));
    assert!(all(&found("movie?primary_release_year=1999"), &|row| row["release_date"]
        .as_str()
        .unwrap()
        .starts_with("1999")));
    assert!(all(&found("movie?vote_count.gte=20000"), &|row| row["vote_count"].as_u64().unwrap() >= 20_000));
    assert!(all(&found("tv?first_air_date.gte=2016-01-01"), &|row| row["first_air_date"].as_str().unwrap()
        >= "2016"));
    assert!(all(&found("movie?with_original_language=fr"), &|row| row["original_language"] == "fr"));
    let sorted = found("movie?sort_by=vote_average.asc");
    let averages: Vec<f64> =
        sorted.as_array().unwrap().iter().map(|row| row["vote_average"].as_f64().unwrap()).collect();
    assert!(averages.is_sorted());
}

#[test]
fn external_ids_are_found() {
    let fixture = Fixture::new();
    let find = |id: &str| fixture.get(&format!("/3/find/{id}?external_source=imdb_id")).json();
    assert_eq!(find("tt0133093")["movie_results"][0]["id"], 603);
    assert_eq!(find("tt0944947")["tv_results"][0]["media_type"], "tv");
    let none = find("tt9999999999");
    assert_eq!(none.as_object().unwrap().len(), 5);
    assert!(none.as_object().unwrap().values().all(|rows| *rows == json!([])));
    assert_eq!(fixture.get("/3/find/tt0133093").codes(), (400, 5));
}

#[test]
fn tables_that_never_change() {
    let fixture = Fixture::new();
    assert_eq!(fixture.get("/3/genre/movie/list").json()["genres"].as_array().unwrap().len(), 19);
    assert_eq!(fixture.get("/3/genre/tv/list").json()["genres"].as_array().unwrap().len(), 16);
    assert!(fixture.get("/3/configuration").json()["images"]["secure_base_url"].is_string());
    for table in ["countries", "languages", "primary_translations", "timezones", "jobs"] {
        assert!(fixture.get(&format!("/3/configuration/{table}")).json().is_array(), "{table}");
    }
    assert!(fixture.get("/3/watch/providers/regions").json()["results"].is_array());
    assert!(fixture.get("/3/watch/providers/movie").json()["results"].is_array());
}

#[test]
fn answers_can_be_revalidated_and_packed() {
    let fixture = Fixture::new();
    let plain = fixture.get("/3/movie/603");
    let tag = plain.header("etag").unwrap();
    assert!(tag.starts_with("W/\""));
    assert!(plain.header("cache-control").unwrap().starts_with("public, max-age="));
    assert_eq!(plain.header("date"), Some("Wed, 04 Mar 2026 05:06:07 GMT"));
    assert_eq!(plain.header("vary"), Some("accept-encoding, Origin"));
    assert_eq!(plain.header("content-type"), Some("application/json; charset=utf-8"));
    let target = fixture.keyed("/3/movie/603");
    let same = fixture.send("GET", &target, &[("If-None-Match", tag)], "");
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert_eq!(fixture.send("GET", &target, &[("If-None-Match", "W/\"x\"")], "").status, 200);
    let packed = fixture.send("GET", &target, &[("Accept-Encoding", "gzip, br")], "");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    assert!(fixture.get("/3/movie/0").header("etag").is_none());
}

#[test]
fn exports_are_there_for_today_and_yesterday() {
    let fixture = Fixture::new();
    for (name, id) in [("movie_ids", 603), ("tv_series_ids", 1399), ("person_ids", 6384)] {
        for day in ["03_04_2026", "03_03_2026"] {
            let file = fixture.send("GET", &format!("/p/exports/{name}_{day}.json.gz"), &[], "");
            assert_eq!(file.status, 200);
            let mut text = String::new();
            flate2::read::GzDecoder::new(&file.body[..]).read_to_string(&mut text).unwrap();
            let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert!(rows.iter().any(|row| row["id"] == id), "{name}");
        }
    }
    for name in ["movie_ids_03_02_2026.json.gz", "movie_ids_03_05_2026.json.gz", "nothing_03_04_2026.json.gz"]
    {
        let absent = fixture.send("GET", &format!("/p/exports/{name}"), &[], "");
        assert_eq!((absent.status, absent.header("content-type")), (403, Some("application/xml")));
    }
    fixture.clock.advance(Duration::from_hours(24));
    assert_eq!(fixture.send("GET", "/p/exports/movie_ids_03_05_2026.json.gz", &[], "").status, 200);
}

#[test]
fn dot_segments_resolve_after_decoding() {
    let fixture = Fixture::new();
    assert_eq!(fixture.get("/3/movie/x%2F..%2F603").json()["id"], 603);
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let fixture = Fixture::new();
    let page = |number: u64| fixture.get(&format!("/3/movie/popular?page={number}")).json();
    let (pages, results) =
        (page(1)["total_pages"].as_u64().unwrap(), page(1)["total_results"].as_u64().unwrap());
    assert!(pages > 2 && results.div_ceil(20) == pages);
    let mut seen: Vec<u64> = (1..=pages).flat_map(|number| ids(&page(number))).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u64, results);
    assert_eq!(page(pages + 1)["results"], json!([]));
}

#[test]
fn invented_titles_are_titles_like_any_other() {
    let fixture = Fixture::with(Options { titles: 20_000, ..Options::default() });
    let show = fixture.get("/3/tv/5000005").json();
    let movie = fixture.get("/3/movie/5000001").json();
    let (name, imdb_id) = (movie["title"].as_str().unwrap(), movie["imdb_id"].as_str().unwrap());
    assert!(show["name"].is_string() && fixture.get("/3/movie/5020001").codes() == (404, 34));

    let query: String = name.replace(' ', "+");
    let searched = fixture.get(&format!("/3/search/movie?query={query}")).json();
    assert_eq!(ids(&searched)[0], 5_000_001);
    let found = fixture.get(&format!("/3/find/{imdb_id}?external_source=imdb_id")).json();
    assert_eq!(found["movie_results"][0]["id"], 5_000_001);
    let popular = fixture.get("/3/movie/popular?page=500").json();
    assert_eq!(ids(&popular).len(), 20);
    assert!(popular["total_pages"].as_u64().unwrap() > 500);

    let (token, _) = fixture.user();
    let made = fixture.bearer(&token, "POST", "/4/list", &json!({"name": "Long", "iso_639_1": "en"})).json();
    let items = [("movie", 5_000_001), ("tv", 5_000_005), ("tv", 5_000_001)]
        .map(|(kind, id)| json!({"media_type": kind, "media_id": id}));
    let target = format!("/4/list/{}", made["id"]);
    let added = fixture.bearer(&token, "POST", &format!("{target}/items"), &json!({"items": items})).json();
    let outcomes = added["results"].as_array().unwrap().iter().map(|row| row["success"].as_bool().unwrap());
    assert_eq!(outcomes.collect::<Vec<_>>(), [true, true, false]);
    fixture.sandbox.reset();
    assert_eq!(fixture.get("/3/movie/5000001").json()["title"], movie["title"]);
}

#[test]
fn discovery_filters_by_names_services_and_ratings() {
    let fixture = Fixture::new();
    let total = |suffix: &str| {
        fixture.get(&format!("/3/discover/{suffix}")).json()["total_results"].as_u64().unwrap()
    };
    let all = total("movie?page=1");
    for filter in [
        "with_keywords=9882",
        "with_companies=9101",
        "watch_region=DE&with_watch_providers=9001",
        "watch_region=DE&with_watch_monetization_types=free",
        "certification_country=US&certification=PG-13",
    ] {
        let found = total(&format!("movie?{filter}"));
        assert!(0 < found && found < all, "{filter}: {found} of {all}");
    }
    let either = total("movie?certification_country=US&certification=PG-13|R");
    assert!(either > total("movie?certification_country=US&certification=R"));
    assert!(total("movie?with_keywords=9882,4379") < total("movie?with_keywords=9882|4379"));
    assert_eq!(total("movie?watch_region=JP&with_watch_providers=9001"), 0, "not there");
    // What is no filter of shows is ignored.
    assert_eq!(total("tv?certification_country=US&certification=nonsense"), total("tv?page=1"));
}

#[test]
fn what_filters_are_made_of_is_told() {
    let fixture = Fixture::new();
    let get = |target: &str| fixture.get(target).json();
    assert_eq!(ids(&get("/3/search/keyword?query=space")), [9882, 3801, 161_176]);
    assert_eq!(ids(&get("/3/search/company?query=northern+light")), [9103, 9104]);
    let german = get("/3/watch/providers/movie?watch_region=DE");
    let names: Vec<&str> = german["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["provider_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Sandbox Stream", "Sandbox Rental", "Free Sandbox"]);
    assert_eq!(get("/3/watch/providers/tv?watch_region=AQ")["results"], json!([]));
    let rated = get("/3/certification/movie/list");
    assert_eq!(rated["certifications"]["US"][1], json!({"certification": "G", "meaning": "", "order": 2}));
}
