//! The daily files of ids: gzip over one JSON object a line. Today's and yesterday's are there, others are not.

use std::io::Write;

use serde_json::{Value, json};

use crate::domain::Timestamp;
use crate::sandbox::call::{Answer, Call, Outcome};
use crate::sandbox::seed::Kind;
use crate::sandbox::world::World;

const DAY_MS: i64 = 86_400_000;

/// Packs bytes with gzip.
pub(in crate::sandbox) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory does not fail.
    drop(packer.write_all(bytes));
    packer.finish().unwrap_or_default()
}

pub(super) fn file(world: &World, call: &Call, name: &str) -> Answer {
    let published = [0, DAY_MS].map(|age| stamp(Timestamp::from_millis(call.now.millis() - age)));
    let parts = name.strip_suffix(".json.gz").and_then(|stem| {
        let kind = published.iter().find_map(|day| stem.strip_suffix(day.as_str()))?;
        kind.strip_suffix('_')
    });
    let lines = parts.and_then(|kind| lines(world, kind)).ok_or_else(absent)?;
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.to_string());
        text.push('\n');
    }
    let file = Outcome::bytes(200, "application/gzip", gzip(text.as_bytes()));
    // Some arrive so, asked for or not; clients then unpack them on the way.
    Ok(if name.starts_with("tv_") { file.with_header("Content-Encoding", "gzip") } else { file })
}

/// Returns a day as file names spell it: `MM_DD_YYYY`.
fn stamp(moment: Timestamp) -> String {
    let day = moment.day();
    let parts: Vec<&str> = day.split('-').collect();
    if let [year, month, date] = parts[..] { format!("{month}_{date}_{year}") } else { day }
}

fn lines(world: &World, kind: &str) -> Option<Vec<Value>> {
    let titles =
        |kind: Kind, adult: bool| world.catalogue.of_kind(kind).filter(move |title| title.adult == adult);
    Some(match kind {
        "movie_ids" | "adult_movie_ids" => titles(Kind::Movie, kind.starts_with("adult"))
            .map(|title| {
                json!({"adult": title.adult, "id": title.key.id, "original_title": title.original_name,
                    "popularity": title.popularity, "video": false})
            })
            .collect(),
        "tv_series_ids" | "adult_tv_series_ids" => titles(Kind::Tv, kind.starts_with("adult"))
            .map(|title| {
                json!({"id": title.key.id, "original_name": title.original_name,
                    "popularity": title.popularity})
            })
            .collect(),
        "person_ids" => {
            let people = world.catalogue.people.iter();
            let row = |id: u64, name: &str, popularity: f64| json!({"adult": false, "id": id, "name": name, "popularity": popularity});
            people.map(|person| row(person.id, &person.name, person.popularity)).collect()
        }
        "adult_person_ids" => Vec::new(),
        _ => return None,
    })
}

fn absent() -> Outcome {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
        <Message>Access Denied</Message></Error>";
    Outcome::bytes(403, "application/xml", body)
}
