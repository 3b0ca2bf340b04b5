//! Answers in the shape of TMDB's own, each with one unusual value (`tests/recorded/`), and what people and scripts
//! get.

use super::*;

fn recorded(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded").join(file);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Lets every request be answered with this file.
fn answering(file: &str) -> World {
    let world = World::new();
    world.answer("/3/*", &recorded(file));
    world
}

#[test]
fn a_search_with_odd_rows() {
    let world = answering("multi-search.json");
    let ran = world.run(&["search", "example", "--json"]);
    let found = ran.json();
    let ids: Vec<_> = found["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [900_001, 900_002, 900_004]);
    assert_eq!(found["meta"]["skipped"], 2);
    assert!(ran.stderr.contains("2 rows could not be read"), "{}", ran.stderr);
    let film = &found["data"][0];
    assert_eq!((&film["title"], &film["release_date"]), (&Value::Null, &Value::Null));
    assert_eq!((&film["vote_average"], &film["vote_count"]), (&6.5.into(), &12.into()));
    let table = world.run(&["search", "example", "--fields", "id,title,original_title"]);
    assert!(table.stdout.contains("شب\u{200C}های روشن"), "the joiner stays: {}", table.stdout);
    assert!(
        table.stdout.contains("Tom &amp; Jerry "),
        "as TMDB has it, less the soft hyphen: {}",
        table.stdout
    );
}

#[test]
fn a_show_of_today() {
    let details = answering("show.json").run(&["info", "tv:1399", "--json"]).json()["data"][0].clone();
    assert_eq!((&details["runtime"], &details["spoken_languages"][0]), (&80.into(), &"English".into()));
    let cast: Vec<_> = details["cast"].as_array().unwrap().iter().collect();
    assert_eq!((&cast[0]["name"], &cast[0]["episode_count"]), (&"Peter Dinklage".into(), &67.into()));
    assert_eq!(
        (&cast[1]["name"], &cast[1]["character"]),
        (&"Sean Bean".into(), &"Eddard 'Ned' Stark".into())
    );
    assert_eq!(
        (&details["crew"][0]["job"], &details["last_episode"]["season"]),
        (&"Writer".into(), &8.into())
    );
}

#[test]
fn a_movie_that_nobody_translated() {
    let ran = answering("movie-de.json").run(&["info", "movie:346", "--language", "de-DE", "--json"]);
    let details = ran.json()["data"][0].clone();
    assert_eq!((&details["title"], &details["title_language"]), (&"Seven Samurai".into(), &"en".into()));
    assert_eq!((&details["overview_language"], &details["tagline_language"]), (&"en".into(), &"en".into()));
    assert_eq!(details["trailer"], "https://www.youtube.com/watch?v=official");
}

#[test]
fn a_person_of_many_titles() {
    let details = answering("person.json").run(&["info", "person:62", "--json"]).json()["data"][0].clone();
    assert_eq!(details["credits"][0]["title"], "Die Hard");
    let page = answering("person.json").run(&["info", "person:62"]);
    assert!(page.stdout.contains("Known for:  Die Hard (1988)"), "{}", page.stdout);
}

#[test]
fn people_of_one_name_can_be_told_apart() {
    let world = World::new();
    let table = world.run(&["search", "keanu", "--type", "person"]).stdout;
    assert!(table.contains("Acting") && table.contains("The Matrix"), "{table}");
    let row = world.run(&["search", "keanu", "--type", "person", "--json"]).json()["data"][0].clone();
    assert_eq!(row["known_for_department"], "Acting");
    assert!(row["known_for"].as_array().unwrap().contains(&"The Matrix".into()), "{row}");
}

#[test]
fn an_episode_s_id_leads_to_its_show() {
    let world = World::new();
    world.answer("/3/find/*", &recorded("find-episode.json"));
    let ran = world.run(&["info", "tt1480055", "--json"]);
    assert_eq!(ran.json()["data"][0]["id"], 1399);
    assert!(ran.stderr.contains("is an episode; flixir uses its show, tv:1399"), "{}", ran.stderr);
}

#[test]
fn a_list_with_a_row_that_is_no_title() {
    let mut world = World::new();
    let session = world.sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
    world.environment.insert("TMDB_SESSION_ID".to_owned(), session);
    let made = serde_json::json!({"do": "create", "name": "Odd", "items": ["movie:603", "movie:604"]});
    let id = world.sandbox.edit_list(&made).unwrap().to_string();
    world.run(&["lists", "show", &id]);
    world.answer("/3/list/*", &recorded("list-v3.json"));
    world.clock.advance(Duration::from_mins(5));
    let ran = world.run(&["lists", "show", &id, "--json", "--refresh"]);
    let items = ran.json()["data"]["items"].as_array().unwrap().len();
    assert_eq!(items, 2, "a read with a row that can't be read proves no absence: {}", ran.stderr);
}

impl World {
    /// Lets `requests`, such as `/3/search/*` or `GET /4/list/*`, be answered with this file and this status, `times` times, or
    /// always.
    fn answer_as(&self, requests: &str, status: u16, file: &str, times: Option<u64>) {
        let (method, path) =
            requests.split_once(' ').map_or((None, requests), |(method, path)| (Some(method), path));
        let substitute = Substitute {
            status,
            content_type: "application/json;charset=utf-8",
            headers: Vec::new(),
            body: recorded(file).to_string().into_bytes(),
            applied: false,
        };
        let fault = Fault::new(method, path, Action::Answer(Box::new(substitute)));
        self.sandbox.add_fault(Fault { times, ..fault });
    }

    /// A world with a v4 login and a list on TMDB; returns the list's number.
    fn with_list(items: &[&str]) -> (Self, String) {
        let world = Self::with_v4();
        let made = serde_json::json!({"do": "create", "name": "Odd", "items": items});
        let id = world.sandbox.edit_list(&made).unwrap().to_string();
        (world, id)
    }
}

#[test]
fn empty_arrays_where_nothing_is_known() {
    let world = answering("movie-empty-arrays.json");
    let details = world.run(&["info", "movie:900020", "--json"]).json()["data"][0].clone();
    for key in
        ["collection", "homepage", "overview", "tagline", "release_date", "poster_path", "runtime", "imdb_id"]
    {
        assert_eq!(details[key], Value::Null, "{key}");
    }
    for key in ["genres", "cast", "keywords", "spoken_languages"] {
        assert!(
            details[key].is_null() || details[key].as_array().is_some_and(Vec::is_empty),
            "{key}: {details}"
        );
    }
    let page = world.run(&["info", "movie:900020"]);
    assert!(
        page.code == 0 && !page.stdout.contains("null") && !page.stdout.contains("[]"),
        "{}",
        page.stdout
    );
}

#[test]
fn numbers_that_come_as_text() {
    let world = answering("movie-numbers-as-text.json");
    let details = world.run(&["info", "movie:603", "--json"]).json()["data"][0].clone();
    for (key, expected) in [
        ("id", serde_json::json!(603)),
        ("runtime", 136.into()),
        ("budget", 63_000_000.into()),
        ("revenue", 463_517_383.into()),
        ("vote_average", serde_json::json!(8.2)),
        ("vote_count", 26_000.into()),
        ("adult", false.into()),
        ("collection", "The Example Collection".into()),
    ] {
        assert_eq!(details[key], expected, "{key}");
    }
}

#[test]
fn a_cast_of_hundreds() {
    let mut show = recorded("show.json");
    let cast = show["aggregate_credits"]["cast"].as_array_mut().unwrap();
    for id in 0..578_u64 {
        cast.push(serde_json::json!({
            "id": 800_000 + id, "name": format!("Extra {id}"), "original_name": format!("Extra {id}"), "order": 10 + id,
            "roles": [{"credit_id": "x", "character": "", "episode_count": 1}], "total_episode_count": 1,
        }));
    }
    let world = World::new();
    world.answer("/3/*", &show);
    let details = world.run(&["info", "tv:1399", "--json"]).json()["data"][0].clone();
    let cast = details["cast"].as_array().unwrap();
    assert_eq!((cast.len(), &cast[0]["name"]), (580, &"Peter Dinklage".into()));
    assert_eq!(cast[579]["character"], Value::Null, "an empty character is none");
    let page = world.run(&["info", "tv:1399"]).stdout;
    assert!(page.contains("Peter Dinklage") && !page.contains("Extra 300"), "{page}");
    world.sandbox.clear_faults();
    world.answer("/3/*", &show["aggregate_credits"]);
    let all = world.run(&["credits", "tv:1399", "--jq", ".data | length"]);
    assert_eq!(all.stdout.trim(), "581", "580 people, and one of the crew");
    assert_eq!(all.code, 0, "{}", all.stderr);
}

#[test]
fn titles_of_all_scripts() {
    let world = answering("search-scripts.json");
    let ran = world.run(&["search", "example", "--json"]);
    let titles: Vec<_> = ran.json()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles[0], "می\u{200C}خواهم زنده بمانم");
    assert_eq!(titles[1], "ශ්\u{200D}රී");
    assert!(ran.stdout.contains(r"A\u202e") && !ran.stdout.contains('\u{202E}'), "{}", ran.stdout);
    let table = world.run(&["search", "example", "--fields", "id,title"]).stdout;
    assert!(table.contains("می\u{200C}خواهم") && table.contains("ශ්\u{200D}රී"), "{table}");
    assert!(table.contains("ואלס עם באשיר"), "{table}");
    for deceiver in ['\u{202E}', '\u{200B}', '\u{7}'] {
        assert!(!table.contains(deceiver), "{deceiver:?}: {table}");
    }
}

#[test]
fn a_429_without_retry_after_is_a_pause() {
    let world = World::new();
    world.answer_as("/3/search/*", 429, "too-many-requests.json", Some(2));
    let ran = world.run(&["search", "matrix", "--json"]);
    assert!(!ran.json()["data"].as_array().unwrap().is_empty());
    assert_eq!(world.requests(), 3);
    // Without an end it is told as what it is.
    world.answer_as("/3/search/*", 429, "too-many-requests.json", None);
    let ran = world.run(&["search", "heat", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (5, "rate_limited"), "{}", ran.stderr);
}

#[test]
fn errors_without_a_status_code() {
    let world = World::new();
    world.answer_as("/3/search/*", 400, "errors-alone.json", None);
    let ran = world.run(&["search", "matrix", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (1, "validation"), "{}", ran.stderr);
    assert!(ran.stderr.contains("page must be less than or equal to 500"), "{}", ran.stderr);
}

#[test]
fn items_that_tmdb_refuses_without_a_word() {
    let (world, id) = World::with_list(&["movie:605"]);
    world.run(&["lists", "show", &id]);
    world.answer_as("POST /4/list/*", 200, "list-items-refused.json", None);
    let ran = world.run(&["lists", "add", &id, "movie:603", "movie:604", "movie:605", "--json"]);
    assert_eq!(ran.code, 6, "{}", ran.stderr);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let outcomes: Vec<_> =
        document["data"].as_array().unwrap().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["added", "failed", "already_present"]);
    let message = document["data"][1]["error"]["message"].as_str().unwrap();
    assert_eq!(message.matches("no reason").count(), 1, "{message}");
}

#[test]
fn items_that_fail_with_a_5xx_may_still_come() {
    let (world, id) = World::with_list(&[]);
    world.run(&["lists", "show", &id]);
    world.answer_as("POST /4/list/*", 500, "list-items-failed.json", Some(1));
    let ran = world.run(&["lists", "add", &id, "movie:603", "--json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_ne!(document["data"][0]["outcome"], "failed", "a 5xx is not final: {} {}", ran.stdout, ran.stderr);
    world.advance(600);
    world.run(&["queue", "retry"]);
    assert_eq!(world.run(&["lists", "contains", &id, "movie:603", "--refresh"]).code, 0);
}

#[test]
fn a_list_with_kinds_that_nobody_knows() {
    let (world, id) = World::with_list(&["movie:603", "movie:605"]);
    world.run(&["lists", "show", &id]);
    world.answer_as("GET /4/list/*", 200, "list-v4-odd.json", None);
    world.clock.advance(Duration::from_mins(5));
    let ran = world.run(&["lists", "show", &id, "--json", "--refresh"]);
    let shown = ran.json();
    let items: Vec<_> =
        shown["data"]["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
    assert_eq!(items, [603, 605]);
    assert_eq!(shown["meta"]["skipped"], 3, "{}", ran.stdout);
    assert!(ran.stderr.contains('3'), "three rows are told of: {}", ran.stderr);
}

#[test]
fn a_total_that_never_fits_is_no_endless_reading() {
    let (world, id) = World::with_list(&["movie:603", "movie:605"]);
    world.run(&["lists", "show", &id]);
    world.answer_as("GET /4/list/*", 200, "list-v4-misfit.json", None);
    world.clock.advance(Duration::from_mins(5));
    let before = world.requests();
    let ran = world.run(&["lists", "show", &id, "--json", "--refresh"]);
    assert_eq!(ran.json()["data"]["items"].as_array().unwrap().len(), 2);
    assert!(world.requests() - before <= 3, "{} requests", world.requests() - before);
    let before = world.requests();
    world.clock.advance(Duration::from_mins(5));
    world.run(&["lists", "show", &id, "--json", "--refresh"]).json();
    assert_eq!(world.requests() - before, 1, "what is known not to fit is read once");
}

#[test]
fn lists_that_count_in_text() {
    let world = World::with_v4();
    world.answer_as("GET /4/account/*", 200, "account-lists-v4.json", None);
    let ran = world.run(&["lists", "ls", "--json"]);
    let list = ran.json()["data"][0].clone();
    assert_eq!(
        (&list["id"], &list["item_count"], &list["public"]),
        (&8_500_001.into(), &2.into(), &false.into())
    );
}

#[test]
fn a_list_id_of_2012_is_told_plainly() {
    let world = World::with_v4();
    world.answer_as("GET /4/list/*", 404, "list-of-2012.json", None);
    let ran = world.run(&["lists", "show", "509ec17b19c2950a0600050d", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (3, "not_found"));
    assert!(ran.stderr.contains("24 characters"), "{}", ran.stderr);
}

#[test]
fn an_export_that_is_unpacked_on_the_way() {
    use std::io::Write as _;
    let lines =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded/tv_series_ids.jsonl"))
            .unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&lines).unwrap();
    let packed = packer.finish().unwrap();
    for headers in [vec![("Content-Encoding".to_owned(), "gzip".to_owned())], Vec::new()] {
        let world = World::new();
        let substitute = Substitute {
            status: 200,
            content_type: "application/gzip",
            headers: headers.clone(),
            body: packed.clone(),
            applied: false,
        };
        let fault = Fault::new(None, "/p/exports/tv_series*", Action::Answer(Box::new(substitute)));
        world.sandbox.add_fault(fault);
        let ran = world.run(&["catalog", "update", "--json"]);
        let updated = ran.json();
        assert_eq!(updated["data"]["shows"], 3, "{headers:?}: {}", ran.stdout);
        assert!(ran.stderr.contains('2') || updated["meta"]["skipped"] == 2, "{} {}", ran.stdout, ran.stderr);
        let found = world.run(&["search", "game of thrones", "--offline", "--json"]).json();
        assert_eq!(found["data"][0]["id"], 1399);
    }
}

#[test]
fn titles_of_the_catalogue_are_told_as_original_ones() {
    let (world, id) = World::with_list(&["movie:603"]);
    world.run(&["catalog", "update"]);
    let row = world.run(&["search", "七人の侍", "--offline", "--json"]).json()["data"][0].clone();
    assert_eq!((&row["title"], &row["title_is_original"]), (&"七人の侍".into(), &true.into()));
    let table = world.run(&["search", "七人の侍", "--offline"]).stdout;
    assert!(table.contains("七人の侍 (original title)"), "{table}");
    let data = world.run(&["search", "七人の侍", "--offline", "-o", "csv"]).stdout;
    assert!(!data.contains("(original title)"), "{data}");
    let none = world.run(&["search", "seven samurai", "--offline"]);
    assert!(none.stderr.contains("original titles only"), "{}", none.stderr);

    // Offline the list shows what the catalog knows, and says so; online TMDB is asked.
    world.run(&["lists", "show", &id]);
    let queued = world.run(&["lists", "add", &id, "movie:346", "--offline", "--json"]).json();
    assert_eq!(
        (&queued["data"][0]["title"], &queued["data"][0]["title_is_original"]),
        (&"七人の侍".into(), &true.into())
    );
    let shown = world.run(&["lists", "show", &id, "--offline"]).stdout;
    assert!(shown.contains("七人の侍 (original title)"), "{shown}");
    world.run(&["queue", "retry"]);
    let shown = world.run(&["lists", "show", &id, "--json"]).json();
    let item =
        shown["data"]["items"].as_array().unwrap().iter().find(|item| item["id"] == 346).unwrap().clone();
    assert_eq!((&item["title"], item.get("title_is_original")), (&"Seven Samurai".into(), None));
    let added = world.run(&["lists", "add", &id, "movie:129", "--json"]).json();
    assert_eq!(added["data"][0]["title"], "Spirited Away");
}

#[test]
fn a_stranger_s_list_takes_three_requests() {
    let mut world = World::new();
    let options = Options { accounts: vec!["ada".to_owned(), "bob".to_owned()], ..Options::default() };
    world.sandbox = Sandbox::start(options, Arc::clone(&world.clock) as Arc<dyn Clock>).unwrap();
    for name in ["TMDB_BASE_URL", "TMDB_WEB_URL", "TMDB_EXPORTS_URL"] {
        world.environment.insert(name.to_owned(), world.sandbox.base_url());
    }
    world.environment.insert("TMDB_API_KEY".to_owned(), world.sandbox.key().to_owned());
    let login = world.sandbox.log_in(Some("ada")).unwrap();
    for (variable, key) in [("TMDB_SESSION_ID", "session_id"), ("TMDB_USER_TOKEN", "user_token")] {
        world.environment.insert(variable.to_owned(), login[key].as_str().unwrap().to_owned());
    }
    let made =
        serde_json::json!({"do": "create", "as": "bob", "name": "Bob's", "items": ["movie:603", "tv:1399"]});
    let id = world.sandbox.edit_list(&made).unwrap().to_string();
    let before = world.requests();
    let shown = world.run(&["lists", "show", &id, "--json"]).json();
    assert_eq!(shown["data"]["items"].as_array().unwrap().len(), 2);
    let asked: Vec<_> = world.sandbox.log()[before..].iter().map(|request| request["path"].clone()).collect();
    assert_eq!(asked.len(), 3, "the account, its lists, the list: {asked:?}");
}
