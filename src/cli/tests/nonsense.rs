//! Answers that make no sense, to every command that reads titles: one row is left out and counted, or there is one clear
//! error; never a panic, a hang, or something made up.

use std::io::Write;

use serde_json::{Value, json};

use super::World;
use crate::sandbox::faults::Substitute;
use crate::sandbox::{Action, Fault};

/// Reads pages of rows.
const PAGED: [&[&str]; 4] = [
    &["search", "a", "--type", "movie"],
    &["movies", "popular"],
    &["tv", "top-rated"],
    &["reviews", "movie:603"],
];
/// Reads one object.
const SINGLE: [&[&str]; 3] = [&["info", "movie:603"], &["info", "tv:1399"], &["info", "person:6384"]];

impl World {
    fn answer_with(&self, headers: &[(&str, &str)], body: &[u8]) {
        let substitute = Substitute {
            status: 200,
            content_type: "application/json;charset=utf-8",
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.to_vec(),
            applied: false,
        };
        self.sandbox.clear_faults();
        self.sandbox.add_fault(Fault::new(None, "/3/*", Action::Answer(Box::new(substitute))));
    }

    /// Asserts that each of the commands ends with one line that says so.
    #[track_caller]
    fn refuses(&self, what: &str, commands: &[&[&str]], kinds: &[&str]) {
        for command in commands {
            let ran = self.run(&[*command, &["--json", "--refresh"]].concat());
            let line = ran.stderr.lines().last().unwrap_or_default().to_owned();
            let kind = serde_json::from_str::<Value>(&line).map(|line| line["error"]["type"].clone());
            let kind = kind.unwrap_or_default();
            assert!(
                ran.code == 5 && kinds.contains(&kind.as_str().unwrap_or_default()) && ran.stdout.is_empty(),
                "{what}, {command:?}: {} {}",
                ran.code,
                ran.stderr
            );
        }
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

fn all() -> Vec<&'static [&'static str]> {
    PAGED.into_iter().chain(SINGLE).collect()
}

#[test]
fn bodies_that_are_no_answer() {
    let world = World::new();
    let invalid = &["invalid_response"];
    for rule in ["html", "bad-json", "truncated", "deep 10000", "200 empty"] {
        world.fault(&format!("/3/*: {rule}"));
        world.refuses(rule, &all(), invalid);
        world.sandbox.clear_faults();
    }
    let page = json!({"page": 1, "results": [], "total_pages": 1, "total_results": 0}).to_string();
    let packed = gzip(page.as_bytes());
    let bodies: [(&str, &[u8]); 7] = [
        ("a number", b"7"),
        ("null", b"null"),
        ("text", b"\"results\""),
        ("an array", b"[1, 2]"),
        ("an empty object", b"{}"),
        ("bytes that are no text", b"{\"results\": [\"\xff\xfe\"]}"),
        ("two documents", b"{\"id\": 1, \"results\": []} {}"),
    ];
    for (what, body) in bodies {
        world.answer_with(&[], body);
        world.refuses(what, &all(), invalid);
    }
    // The transport notices these: which of the two it is depends on where the body ends.
    let broken = &["invalid_response", "network_error"];
    world.answer_with(&[("Content-Encoding", "gzip")], &packed[..packed.len() / 2]);
    world.refuses("half of a gzip", &all(), broken);
    world.answer_with(&[("Content-Encoding", "gzip")], page.as_bytes());
    world.refuses("no gzip at all", &all(), broken);
    world.sandbox.clear_faults();
    world.fault("/3/*: cut half");
    world.refuses("less than its length", &all(), broken);
}

#[test]
fn a_body_of_ten_megabytes_is_read_or_refused() {
    let world = World::new();
    world.fault("/3/*: huge 10MB");
    world.refuses("huge", &[PAGED[0], SINGLE[0]], &["invalid_response"]);
    let rows: Vec<Value> =
        (1..=20).map(|id| json!({"id": id, "title": "x", "overview": "y".repeat(500_000)})).collect();
    let page = json!({"page": 1, "results": rows, "total_pages": 1, "total_results": 20});
    world.answer_with(&[], page.to_string().as_bytes());
    let ran = world.run(&["search", "a", "--type", "movie", "--refresh", "--jq", ".data | length"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "20\n"), "{}", ran.stderr);
}

#[test]
fn pages_without_rows_are_refused() {
    let world = World::new();
    for rows in [json!(null), json!({}), json!("x"), json!(3)] {
        world.answer_with(&[], json!({"page": 1, "results": rows, "total_pages": 1}).to_string().as_bytes());
        world.refuses(&format!("rows: {rows}"), &PAGED, &["invalid_response"]);
    }
    for body in
        [json!({"id": null}), json!({"id": "x"}), json!({"id": -603}), json!({"id": {}, "title": "x"})]
    {
        world.answer_with(&[], body.to_string().as_bytes());
        world.refuses(&format!("details: {body}"), &SINGLE, &["invalid_response"]);
    }
}

#[test]
fn an_unreadable_row_costs_only_itself() {
    let world = World::new();
    let good = json!({"id": 1, "title": "Good"});
    // What stands beside a good row, and whether it can be read.
    let rows = [
        (json!(null), false),
        (json!(7), false),
        (json!("row"), false),
        (json!([]), false),
        (json!({}), false),
        (json!({"title": "no id"}), false),
        (json!({"id": null, "title": "x"}), false),
        (json!({"id": -4, "title": "x"}), false),
        (json!({"id": 1.5, "title": "x"}), false),
        (json!({"id": [2], "title": "x"}), false),
        (json!({"id": 18_446_744_073_709_551_615_u64, "title": "x"}), false),
        (json!({"id": 2, "title": "x", "media_type": 5}), false),
        (json!({"id": 2, "title": "x", "media_type": "book"}), false),
        (json!({"id": "2", "title": "number as text"}), true),
        (json!({"id": 2}), true),
        (json!({"id": 2, "title": null, "release_date": null, "genre_ids": null, "popularity": null}), true),
        (json!({"id": 2, "title": 7, "release_date": [], "genre_ids": {"a": 1}, "popularity": "much"}), true),
        (
            json!({"id": 2, "title": {}, "genre_ids": [null, "28", -1, [], 9_999_999], "vote_count": "many"}),
            true,
        ),
        (
            json!({"id": 2, "title": "", "release_date": "2026-13-45", "adult": "maybe", "vote_average": {}}),
            true,
        ),
    ];
    for (row, is_readable) in rows {
        let body = json!({"page": 1, "results": [good, row], "total_pages": 1, "total_results": 2});
        world.answer_with(&[], body.to_string().as_bytes());
        for command in &PAGED[..3] {
            let ran = world.run(&[*command, &["--json", "--refresh"]].concat());
            let found = ran.json();
            let count = found["data"].as_array().unwrap().len();
            let skipped = found["meta"]["skipped"].as_u64().unwrap();
            let expected = if is_readable { (2, 0) } else { (1, 1) };
            assert_eq!((count, skipped), expected, "{command:?}: {row}");
            assert_eq!(found["data"][0]["title"], "Good");
            assert_eq!(ran.stderr.contains("could not be read"), !is_readable, "{}", ran.stderr);
        }
    }
}

#[test]
fn details_without_sense_are_unknown() {
    let world = World::new();
    let odd = json!({
        "id": 603, "title": null, "genres": 7, "runtime": "x", "credits": [], "external_ids": null, "videos": 3,
        "keywords": {"keywords": [null, 1, {"name": 4}]}, "release_dates": {"results": [{"iso_3166_1": 5}]},
        "watch/providers": {"results": {"US": {"flatrate": "all"}}}, "belongs_to_collection": "none",
        "production_companies": {"name": "x"}, "spoken_languages": null, "budget": -5, "seasons": [{}, null],
        "created_by": "me", "next_episode_to_air": 4, "combined_credits": {"cast": [{"id": 1}], "crew": 5},
    });
    world.answer_with(&[], odd.to_string().as_bytes());
    for command in SINGLE {
        let found = world.run(&[command, &["--json", "--refresh"]].concat()).json();
        let details = &found["data"][0];
        assert_eq!(
            (&details["id"], &details["title"], &details["runtime"]),
            (&json!(603), &json!(null), &json!(null))
        );
        let table = world.run(command);
        assert_eq!(table.code, 0, "{}", table.stderr);
    }
}

#[test]
fn lists_that_can_t_be_read_are_not_empty_lists() {
    let mut world = World::new();
    let session = world.sandbox.log_in(None).unwrap()["session_id"].as_str().unwrap().to_owned();
    world.environment.insert("TMDB_SESSION_ID".to_owned(), session);
    let list =
        json!({"do": "create", "name": "Winter", "description": "", "items": ["movie:603", "movie:604"]});
    let id = world.sandbox.edit_list(&list).unwrap().to_string();
    world.run(&["lists", "ls", "--json"]).json();
    let show = ["lists", "show", &id];
    for rule in ["html", "bad-json", "truncated", "deep 10000", "200 empty", "cut half"] {
        world.fault(&format!("/3/list/*: {rule}"));
        world.refuses(rule, &[&show], &["invalid_response", "network_error"]);
        world.sandbox.clear_faults();
    }
    let item = json!({"id": 603, "title": "The Matrix", "media_type": "movie"});
    let body = json!({
        "id": id, "name": "Winter", "item_count": 3, "page": 1, "total_pages": 1, "total_results": 3,
        "items": [item, null, {"id": "x", "media_type": "movie"}],
    });
    world.answer("/3/list/*", &body);
    let ran = world.run(&[&show[..], &["--json"]].concat());
    let items = ran.json()["data"]["items"].as_array().unwrap().len();
    assert_eq!(items, 1, "{}", ran.stderr);
    world.sandbox.clear_faults();
    let whole = world.run(&[&show[..], &["--json", "--refresh"]].concat()).json();
    assert_eq!(whole["data"]["items"].as_array().unwrap().len(), 2, "what was left out is no deletion");
}
